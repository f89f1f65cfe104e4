# People as the security administrator keeps them: found, paged, acted upon by forms, with all that was changed and no secret.
# usage: perl people.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

# What the page's own form to a command would send.
sub form {
	my ($page, $command) = @_;
	my ($form) = $page =~ m{(<form method="post" action="/do/\Q$command\E".*?</form>)}s;
	return unless $form;
	my %field;
	for my $input ($form =~ /(<input[^>]*type="hidden"[^>]*>)/g) {
		my ($name) = $input =~ /name="([^"]*)"/;
		($field{$name}) = $input =~ /value="([^"]*)"/;
	}
	return \%field;
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $c = login($v, 'aq01');

	# ---- The list
	my ($path, %seen, $pages) = ('/people');
	while ($path) {
		my $html = decode_utf8(get($c, $path)->{content});
		$pages++;
		$seen{$_}++ for $html =~ m{<a href="/people/(\d+)">}g;
		($path) = $html =~ m{rel="next" href="([^"]+)"};
		$path =~ s/&amp;/&/g if $path;
	}
	my $all = rows($s, 'person');
	is(scalar(keys %seen), $all, "$engine: every person stands in the list") or diag($pages);
	is(scalar(grep { $_ > 1 } values %seen), 0, "$engine: once");
	is($pages, int(($all + 49) / 50), "$engine: fifty a page");
	for my $q ('SJ01', 'sj01', '%', '_') {
		my $r = view($c, 'person.list', q => $q);
		my @found = map { $_->{code} } @{$r->{json}};
		if ($q =~ /sj01/i) { is("@found", 'sj01', "$engine: found by log-in: $q") }
		elsif ($q eq '_') { is(scalar @found, $all, "$engine: _ stands for any one letter") }
		else { cmp_ok(scalar @found, '<=', $all, "$engine: % is no fault") }
	}
	my ($name) = map { $_->[0] } sql($s, "SELECT name FROM person WHERE code = 'ld01'");
	is(join(' ', map { $_->{code} } @{view($c, 'person.list', q => $name)->{json}}), 'ld01', "$engine: and by name");
	like(decode_utf8(get($c, '/people?q=nobody-at-all')->{content}), qr/没有找到/, "$engine: nobody is said so");

	# ---- One, by the forms that stand there
	my ($id) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'ld01'");
	my $page = sub { decode_utf8(get($c, "/people/$id")->{content}) };
	my $html = $page->();
	ok(form($html, $_), "$engine: may be done: $_") for qw(login.link login.reset login.disable holding.add holding.end);
	ok(!form($html, $_), "$engine: nothing to do: $_") for qw(login.enable factor.remove login.create);
	my $r = post($c, '/do/login.disable', form($html, 'login.disable'));
	is($r->{status}, 303, "$engine: disabled by its form");
	like($r->{headers}{location}, qr{^/people/$id\?done=login\.disable}, "$engine: and back on the page");
	$html = $page->();
	ok(form($html, 'login.enable') && !form($html, 'login.disable'), "$engine: now it can be enabled instead");
	is(post($c, '/do/login.enable', form($html, 'login.enable'))->{status}, 303, "$engine: which it is");
	$r = post($c, '/do/login.reset', form($page->(), 'login.reset'));
	my ($once) = decode_utf8($r->{content}) =~ m{<b>([a-z0-9-]{14})</b>};
	ok($once, "$engine: a one-time password is shown");
	$r = post($c, '/do/holding.add', {%{form($page->(), 'holding.add')}, post => 'no-such-post'});
	is($r->{status}, 422, "$engine: an unknown post is refused");
	like(decode_utf8($r->{content}), qr/没有代码为“no-such-post”的岗位.*value="no-such-post"/s, "$engine: on the same page, with what was typed");
	is(post($c, '/do/holding.add', {%{form($page->(), 'holding.add')}, post => 'HQ-pq'})->{status}, 303, "$engine: a post is given");
	is(post($c, '/do/holding.end', {%{form($page->(), 'holding.end')}, post => 'HQ-pq'})->{status}, 303, "$engine: and taken away");
	is(duban($s, 'do', 'person.load', 'file=@' . spew("$tmp/people.tsv",
		encode_utf8("login\tcode\tname\tpost_codes\tvalid_from\tvalid_to\nld01\tld01\t改过名\tHQ-ld\t2026-07-01\t2026-08-01\n")), '--as', 'aq01')->{code}, 0,
		"$engine: renamed and gone, by a table");
	$html = $page->();
	like($html, qr/离开.*姓名 \Q$name\E → 改过名/s, "$engine: what was and what is, in words");
	like($html, qr/至 2026-08-01/, "$engine: until when");
	like($html, qr/重置口令.*恢复账号.*停用账号.*登记人员/s, "$engine: who has left keeps all that was changed, the newest first");
	like($html, qr/停用账号<\/b><span class="ev">创城指挥中心 安全管理岗/, "$engine: by which post");
	unlike($html, qr/\Q$once\E|argon2/, "$engine: no password nor its digest");

	# ---- Three administrators, apart
	my ($sys) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'xt01'");
	my $xt = login($v, 'xt01');
	is(get($xt, $_)->{status}, 403, "$engine: the system's administrator does not see $_") for '/people', "/people/$sys";
	is(api($xt, 'holding.add', {person => 'xt01', post => 'HQ-aq'})->{status}, 403, "$engine: nor gives himself security's post");
	my ($post) = map { $_->[0] } sql($s, "SELECT code FROM post WHERE role = 'secadmin' ORDER BY id LIMIT 1");
	$r = api($c, 'holding.add', {person => 'xt01', post => $post});
	is($r->{status}, 409, "$engine: nobody holds two of the three");
	like(texts($r), qr/三员分设/, "$engine: by the rule of three");
	my ($self) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'aq01'");
	$r = post($c, '/do/login.disable', form(decode_utf8(get($c, "/people/$self")->{content}), 'login.disable'));
	is($r->{status}, 409, "$engine: nor disables himself");
	like(decode_utf8($r->{content}), qr/不能停用自己/, "$engine: and the page says why");
	is(get($c, '/people/999999')->{status}, 404, "$engine: who is not there");
	is(get($c, '/people/x')->{status}, 404, "$engine: nor a word");
	is(stop_server($v), 0, "$engine: the server ends well");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the journal holds");
}

done_testing();
