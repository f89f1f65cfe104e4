# Whole tables by the pages: given out, sent in as a file or typed, looked at, let in as they were seen.
# usage: perl tables.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

my $s = demo_store('sqlite');
my $v = serve($s);
my $c = login($v, 'xt01');
my $html = sub { decode_utf8($_[0]{content}) };

# A form as a browser sends it.
sub send_table {
	my ($kind, $file, $text, $who) = @_;
	return Duban::send_table($who // $c, $kind, $file, $text);
}

# The fields of the page's form to a command; nothing without one.
sub fields {
	my ($page, $command) = @_;
	my ($form) = $page =~ m{(<form method="post" action="/do/\Q$command\E".*?</form>)}s or return;
	return {$form =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g};
}

# ---- Out
for my $kind (qw(units posts duties sites classes conditions calendar schemes standards)) {
	my $r = get($c, "/tables/$kind/xlsx");
	like("$r->{status} $r->{headers}{'content-disposition'} " . substr($r->{content}, 0, 2), qr/^200 attachment; filename="\Q$kind\E\.xlsx".* PK$/s, "$kind as xlsx");
}
my $csv = get($c, '/tables/units/csv');
like(decode_utf8($csv->{content}), qr/^\x{FEFF}代码,名称,/, 'units as CSV, with the mark that spreadsheets need');
is(get($c, '/tables/people/xlsx')->{status}, 403, 'people are not the system administrator\'s');
is(get($c, '/tables/nothing/xlsx')->{status}, 404, 'a kind that is none');
for my $page (qw(/posts /units /duties /classes /calendar)) {
	like($html->(get($c, $page)), qr{href="/tables"}, "$page leads to its table");
}

# ---- In again: nothing changes
for my $form (qw(xlsx csv)) {
	my $r = send_table('units', ["units.$form", get($c, "/tables/units/$form")->{content}]);
	is($r->{status}, 303, "$form is taken") or diag(texts($r));
	my $page = $html->(get($c, $r->{headers}{location}));
	ok($page =~ /与现有数据一致/ && !fields($page, 'bulk.apply'), "$form comes back and changes nothing");
}

my $sites = send_table('sites', undef, "代码\t类型\t名称\t区划代码\t经度\t纬度\t坐标系\t出处\t生效日期\nM1\t农贸市场\t新浦市场\t350602004008\t117.6681\t24.5064\t高德\t示例\t2026-09-01\n");
like($html->(get($c, $sites->{headers}{location} // '/')), qr/第 2 行“坐标系”不能是“高德”，请写 CGCS2000/, 'a site in a system that we do not know is told with its remedy');
$sites = send_table('sites', undef, "代码\t类型\t名称\t区划代码\t经度\t纬度\t坐标系\t出处\t生效日期\nM1\t农贸市场\t新浦市场\t350602004008\t117.6681\t24.5064\tGCJ-02\t示例\t2026-09-01\n");
is(post($c, '/do/bulk.apply', fields($html->(get($c, $sites->{headers}{location} // '/')), 'bulk.apply') // {})->{status}, 303, 'one by AMap is let in');
for my $kind (qw(sites conditions calendar)) {
	my $r = send_table($kind, ["$kind.xlsx", get($c, "/tables/$kind/xlsx")->{content}]);
	my $page = $html->(get($c, $r->{headers}{location} // '/'));
	ok($page =~ /与现有数据一致/ && !fields($page, 'bulk.apply'), "$kind come back and change nothing") or diag(texts($r));
}

# ---- Typed, looked at, let in
my $before = rows($s, 'unit');
my $r = send_table('units', undef, "代码\t名称\t类别\t上级代码\t区划代码\t生效日期\nNEW-1\t新单位\t局\t\t\t2026/8/1\n");
my $page = $html->(get($c, $r->{headers}{location}));
like($page, qr/新单位/, 'the page shows the new row');
is(rows($s, 'unit'), $before, 'and nothing is written');
my $f = fields($page, 'bulk.apply');
is(post($c, '/do/bulk.apply', {%$f, seen => '0' x 64})->{status}, 409, 'what was not seen is not let in');
my $done = post($c, '/do/bulk.apply', $f);
is("$done->{status} " . ($done->{headers}{location} // ''), '303 /tables/units?done=bulk.apply', 'confirmed, it is let in');
is(rows($s, 'unit'), $before + 1, 'it is there');
like($html->(get($c, $done->{headers}{location})), qr/class="note done"/, 'and said');
is(get($c, $r->{headers}{location})->{status}, 404, 'the look is over');

# ---- Refused
$r = send_table('units', undef, "代码,名称,类别,上级代码,区划代码,生效日期\nA 1,甲,局,,,2026-08-01\nA2,,局,,,2026-08-01\n");
$page = $html->(get($c, $r->{headers}{location}));
ok($page =~ /第 2 行“代码”/ && $page =~ /第 3 行“名称”不能为空/ && !fields($page, 'bulk.apply'), 'refused rows are all told, and there is nothing to confirm');
like($html->($r = send_table('units', undef, '')), qr/请选择一个文件/, 'nothing sent is said');
is($r->{status}, 422, 'as a refusal');
like($html->(send_table('units', ['a.xlsx', "PK\x03\x04broken"], '')), qr/不完整或已损坏，打不开/, 'so is a workbook that is none, without brackets that name nothing');
is(send_table('people', undef, "姓名\nx\n")->{status}, 403, 'another administrator\'s kind');
is(send_table('units', undef, "x\n", login($v, 'zbz01'))->{status}, 403, 'nor anybody else\'s');

stop_server($v);
is(duban($s, 'verify')->{code}, 0, 'all equals its events');
done_testing();
