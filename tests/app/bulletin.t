# A bulletin issued: from the page and twice, by the wrong person, from what is old, too often, for tomorrow; what it leaves.
# usage: perl bulletin.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode_utf8 encode_utf8);
use POSIX qw(strftime);
use Test::More;

start_up();

# The form's hidden fields as a browser sends them.
sub form_of {
	my ($page) = @_;
	my ($form) = $page =~ m{<form[^>]* action="/do/bulletin\.issue">(.*?)</form>}s or return;
	return {map { s/&amp;/&/gr } $form =~ /<input type="hidden" name="([^"]+)" value="([^"]*)"/g};
}

for my $engine (engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my ($zbz, $pqy) = (login($v, 'zbz01'), login($v, 'pqy01'));
	my $page = decode_utf8(get($zbz, '/bulletin')->{content});
	my $form = form_of($page);
	my ($listed, $units) = $page =~ /将列入 (\d+) 件，涉及 (\d+) 个单位/;
	ok($form->{seal} && $form->{at} && $form->{place} eq '350602', "$engine: the form carries what was seen");
	ok($listed && $units, "$engine: and says what it will list");
	ok(!form_of(get($pqy, '/bulletin')->{content}), "$engine: who may not issue has no form");
	my $before = join "\n", map { join ',', @$_ } sql($s, 'SELECT id, rev, due_at, work_due FROM cases ORDER BY id');

	# From the page, and sent twice.
	my $r = post($zbz, '/do/bulletin.issue', $form);
	is($r->{status}, 303, "$engine: issued from the page") or diag(decode_utf8($r->{content}));
	like($r->{headers}{location}, qr{/bulletin/editions/\d+\?done=bulletin\.issue$}, "$engine: which leads to the edition");
	my ($id) = $r->{headers}{location} =~ m{editions/(\d+)};
	$r = post($zbz, '/do/bulletin.issue', $form);
	like($r->{headers}{location} // '', qr{editions/$id\b}, "$engine: sent twice it is the same edition");
	is(rows($s, 'bulletin'), 1, "$engine: and the only one");
	my $e = view($zbz, 'bulletin.edition', id => $id)->{json};
	is("$e->{edition} $e->{asked}{n} $e->{asked}{waits}", "1 $listed $listed", "$engine: it lists what was announced");
	is(scalar @{$e->{units}}, $units, "$engine: to so many units");
	is($e->{due_at} - $e->{issued_at}, 24 * 3600 * 1000, "$engine: within 24 natural hours (A32)");
	my $show = view($zbz, 'bulletin.show', seal => $form->{seal}, at => $form->{at});
	is($e->{digest}, sha256_hex($show->{content} =~ s/\n\z//r), "$engine: its digest is that of the figures as anybody can ask for them");
	is(join("\n", map { join ',', @$_ } sql($s, 'SELECT id, rev, due_at, work_due FROM cases ORDER BY id')), $before,
		"$engine: no case was touched, no deadline moved");
	my $i = view($zbz, 'bulletin.items', id => $id)->{json};
	is(scalar @{$i->{cases}}, $listed, "$engine: its cases are so many");
	my $case = $i->{cases}[0]{id};
	like(decode_utf8(get($zbz, "/cases/$case")->{content}), qr{通报限 .* 前</span> <a href="/bulletin/editions/$id">}, "$engine: the case says until when");
	my ($code) = map { $_->[0] } sql($s, "SELECT u.code FROM bulletin_item i JOIN unit u ON u.id = i.unit_id WHERE i.case_id = $case");
	my ($who) = decode_utf8(slurp("$src/data/demo/people.tsv")) =~ /^(\w+)\t[^\t]*\t$code-cz\t/m;
	my $unit = login($v, $who);
	like(decode_utf8(get($unit, '/cases')->{content}), qr{/cases/$case\b.*?通报限 }s, "$engine: so does its unit's list");
	unlike(get($unit, "/cases/$case")->{content}, qr{/bulletin/editions}, "$engine: without a way to what the unit may not see");
	is(get($unit, "/bulletin/editions/$id")->{status}, 403, "$engine: nor may it");

	# What is refused.
	$r = api($pqy, 'bulletin.issue', {seal => $form->{seal}});
	is($r->{status}, 403, "$engine: 派遣员 does not issue");
	$r = api($zbz, 'bulletin.issue', {seal => $form->{seal}, at => $form->{at}}, 'Idempotency-Key' => 'another-key-1');
	is($r->{status}, 409, "$engine: nor anybody who did not see the newest edition");
	like(texts($r), qr/第 1 版/, "$engine: which is named");
	$r = post($zbz, '/do/bulletin.issue', {%$form, _key => 'another-key-2'});
	is($r->{status}, 409, "$engine: from the page as well");
	like(decode_utf8($r->{content}), qr/role="alert".*第 1 版.*每日通报/s, "$engine: which is shown again with the sentence");
	my $tomorrow = strftime('%Y-%m-%d', gmtime(time + (8 + 24) * 3600));
	$r = api($zbz, 'bulletin.issue', {seal => $form->{seal}, day => $tomorrow});
	is($r->{status} . ' ' . $r->{json}{why}[0]{field}, '422 day', "$engine: not for tomorrow");
	is(api($zbz, 'bulletin.issue', {})->{status}, 422, "$engine: nor without what was seen");
	is(get($zbz, '/bulletin/editions/999')->{status}, 404, "$engine: there is no other edition");

	# The rule is data; the command line is another door.
	my @rule = ('do', 'bulletin.rule', 'hours=24', 'cap=1', "basis=示例：一天一版", '--as');
	is(duban($s, @rule, 'zbz01')->{code}, 4, "$engine: the rule is not 值班长's");
	$r = duban($s, @rule, "xt01");
	is($r->{code}, 0, "$engine: one a day") or diag($r->{out} . $r->{err});
	$r = duban($s, 'do', 'bulletin.issue', "seal=$form->{seal}", '--as', 'zbz01');
	is($r->{code}, 7, "$engine: a second is one too many");
	like($r->{out} . $r->{err}, qr/1 版/, "$engine: says the command line too");
	$r = duban($s, 'do', 'bulletin.issue', "seal=$form->{seal}", 'place=350602001', '--as', 'zbz01');
	is($r->{code}, 0, "$engine: a street has its own") or diag($r->{out} . $r->{err});
	my ($first, $again) = map { $_->[0] } sql($s, "SELECT min(due_at) FROM bulletin_item GROUP BY case_id HAVING count(*) > 1
		AND min(due_at) <> max(due_at)");
	is($first, undef, "$engine: what the district asked for that day is not prolonged by its street");
	is(view($zbz, 'bulletin.editions')->{json}{editions}[0]{place}, '350602001', "$engine: the newest stands first");
	is(stop_server($v), 0, "$engine: the server ends well");
	$r = duban($s, 'verify');
	is($r->{code}, 0, "$engine: all equals its events") or diag($r->{out} . $r->{err});
}

done_testing();
