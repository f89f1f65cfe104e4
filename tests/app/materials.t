# Materials from outside: asked for by a table, handed in as files, judged, what is missing, what was used twice.
# usage: perl materials.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use IO::Compress::Zip;
use IO::Uncompress::Unzip;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Digest::SHA qw(sha256_hex);
use Test::More;

start_up();

# A file as a browser sends it, with the fields of its form.
sub hand {
	my ($c, $path, $name, $bytes, %field) = @_;
	($c->{csrf}) = get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/ unless $c->{csrf};
	my $body = join '', map { "--b\r\nContent-Disposition: form-data; name=\"$_->[0]\"\r\n\r\n" . encode_utf8($_->[1]) . "\r\n" }
	    ['_csrf', $c->{csrf}], map { [$_, $field{$_}] } sort keys %field;
	$body .= "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" . encode_utf8($name) . "\"\r\nContent-Type: application/octet-stream\r\n\r\n$bytes\r\n" if defined $bytes;
	my $r = Duban::ask($c, 'POST', $path, "$body--b--\r\n", 'Content-Type' => 'multipart/form-data; boundary=b');
	$r->{text} = decode_utf8($r->{content});
	return $r;
}
sub zip_of {
	my (%part) = @_;
	my $zip = IO::Compress::Zip->new(\my $out, Name => '[Content_Types].xml', Method => IO::Compress::Zip::ZIP_CM_DEFLATE());
	$zip->print('<Types/>');
	for (sort keys %part) {
		$zip->newStream(Name => $_, Method => IO::Compress::Zip::ZIP_CM_DEFLATE());
		$zip->print($part{$_});
	}
	$zip->close;
	return $out;
}
sub pdf { return "%PDF-1.7\n" . encode_utf8($_[0]) . "\n%%EOF\n" }

my $s = demo_store('sqlite');
$ENV{DUBAN_PHOTOS} = "$tmp/photos.materials";
$ENV{DUBAN_PAPERS} = "$tmp/papers.materials";
mkdir $_ for @ENV{qw(DUBAN_PHOTOS DUBAN_PAPERS)};
my $v = serve($s);
my ($chief, $market, $clean, $city) = map { login($v, $_) } qw(zbz01 cz18 cz15 cz13);
my $get = sub { decode_utf8(get(@_)->{content}) };

# ---- What stands
my $list = $get->($chief, '/materials');
like($list, qr{逾期未报.*城市管理.*缺 2 · 逾期 1.*CL-03.*逾期未报.*CL-02.*CL-01}s, 'what is missing, by unit and by day') or diag($list =~ s/.*<main//sr);
my ($pics) = $list =~ m{href="/materials/(\d+)">CL-02};
my ($rules) = $list =~ m{href="/materials/(\d+)">CL-01};
my ($plan) = $list =~ m{href="/materials/(\d+)">CL-03};
like($get->($chief, '/materials?state=late'), qr{CL-03(?!.*CL-01)}s, 'the overdue ones alone');
like($get->($chief, '/materials?state=missing&unit=HW'), qr{CL-02(?!.*CL-01)}s, 'those of a unit');
like($get->($chief, '/materials?standard=GC/1.3(1)'), qr{CL-01(?!.*CL-02)}s, 'those of a standard');
unlike($get->($clean, '/materials'), qr{CL-01|CL-03|/materials/new}, 'a unit sees its own and asks for nothing');
is(get($clean, "/materials/$rules")->{status}, 404, 'another unit\'s does not exist for it');
is(get(login($v, 'xt01'), '/materials')->{status}, 403, 'the system administrator has no part in it');
is(view($chief, 'material.list', state => 'missing')->{json}{units}[0]{missing}, 2, 'the same by the API');
like(duban($s, 'show', 'material.list', 'state=late', '--as', 'zbz01')->{out}, qr/CL-03/, 'and on the command line');

# ---- The list of what is wanted goes out as a workbook, comes back, is looked at, is let in
my $book = get($chief, '/tables/materials/xlsx')->{content};
my $page = sub { my $r = Duban::send_table($chief, 'materials', @_); $get->($chief, $r->{headers}{location} // '/') };
like($page->(['m.xlsx', $book]), qr/与现有数据一致/, 'it comes back as it went: nothing changes');
my $look = $page->(undef, "材料编号,材料,对应标准,责任岗位代码,文件格式,份数,报送截止\nCL-01,集贸市场长效管理制度,GC/1.3(1),SJ-cz,PDF,1,2026-12-31\nCL-09,市容巡查记录,GC/1.1(2),CG-cz,PDF、照片,2,2026-12-20\n");
like($look, qr/变更的行.*CL-01.*2026-12-31.*新增的行.*CL-09/s, 'one is new, one is changed, both are shown') or diag($look =~ s/.*<main//sr);
is((map { $_->[0] } sql($s, 'SELECT count(*) FROM material'))[0], 5, 'and nothing is let in yet');
my ($form) = $look =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s;
is(post($chief, '/do/bulk.apply', {$form =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g})->{status}, 303, 'it is let in');
is((map { $_->[0] } sql($s, 'SELECT count(*) FROM material'))[0], 6, 'six now');
like($page->(undef, "材料编号,材料,对应标准,责任岗位代码,报送截止\nCL-10,x,GC/9.9,CG-cz,2026-12-20\n"), qr/第 2 行.*GC\/9\.9/s, 'a wrong row names its line and word');

# ---- Handed in
my $say = sub { my ($r) = @_; ($r->{text} =~ /class="oops".*?<ul>(.*?)<\/ul>/s)[0] // "none: $r->{status}" };
is(hand($chief, "/materials/$rules", 'a.pdf', pdf('x'))->{status}, 403, 'headquarters hands nothing in');
is(hand($clean, "/materials/$rules", 'a.pdf', pdf('x'))->{status}, 404, 'nor another unit');
my $r = hand($market, "/materials/$rules", '制度.docx', "MZ\x90\0");
is($r->{status}, 422, 'a program is refused, whatever it is called');
like($say->($r), qr/认不出/, 'with what would do');
like($say->(hand($market, "/materials/$rules", 'a.docx', zip_of('word/document.xml' => 'x', 'word/vbaProject.bin' => 'x'))), qr/宏/, 'macros');
like($say->(hand($market, "/materials/$rules", 'a.docx', zip_of('word/document.xml' => 'x' x 3e6) . '')), qr/要的格式是 pdf/, 'a paper where a PDF is wanted');
like($say->(hand($market, "/materials/$rules", 'a.pdf', undef)), qr/请选择要报送的文件/, 'no file at all');
like($say->(hand($market, "/materials/$rules", 'a.pdf', '%PDF-1.4 cut')), qr/损坏/, 'one that is cut short');
my $paper = pdf('集贸市场长效管理制度');
$r = hand($market, "/materials/$rules", 'C:\\文档\\制度（盖章）.pdf', $paper, note => '芗市监〔2026〕8号');
is($r->{status}, 303, 'a PDF is taken') or diag($say->($r));
my $one = $get->($market, "/materials/$rules");
like($one, qr{待审核.*制度（盖章）\.pdf.*芗市监〔2026〕8号}s, 'its page has it, by its name without the path');
like($say->(hand($market, "/materials/$rules", 'b.pdf', $paper)), qr/第 1 份就是这个文件/, 'not twice');
$r = get($market, "/materials/$rules/1");
is(sha256_hex($r->{content}), sha256_hex($paper), 'it comes out as it went in');
like($r->{headers}{'content-disposition'}, qr/^attachment;.*CL-01-1\.pdf/, 'as a file to be kept, never shown');
is($r->{headers}{'x-content-type-options'}, 'nosniff', 'and never guessed at');
is(get($clean, "/materials/$rules/1")->{status}, 404, 'to nobody who may not see it');
is(get($market, "/materials/$rules/2")->{status}, 404, 'there is no second');
is(hand($city, "/api/materials/$plan", 'p.pdf', $paper)->{status}, 200, 'by the API too');

# ---- Looked at by another unit
$one = $get->($chief, "/materials/$plan");
like($one, qr{有 1 份文件在别处报过.*迟报.*CL-01-1.*同一文件}s, 'who accepts sees that it came late, and where else it was handed in') or diag($one =~ s/.*<main//sr);
is(api($city, 'material.judge', {id => $plan, nth => 1, verdict => 'accept'})->{status}, 403, 'the unit does not accept (A31)');
is(api($chief, 'material.judge', {id => $plan, nth => 1, verdict => 'return'})->{status}, 422, 'nobody returns it without a reason');
$r = post($chief, '/do/material.judge', {_page => "/materials/$plan", id => $plan, nth => 1, verdict => 'return', _csrf => ($one =~ /name="_csrf" value="([^"]+)"/)[0]});
like(decode_utf8($r->{content}), qr{class="oops".*退回要写理由.*name="nth"}s, 'and the page says so in its form');
is(api($chief, 'material.judge', {id => $plan, nth => 1, verdict => 'return', reason => '与 CL-01 是同一份'})->{status}, 200, 'with one it is returned');
like($get->($city, "/materials/$plan"), qr{已退回.*与 CL-01 是同一份.*退回.*报送}s, 'the unit reads why');
is(api($chief, 'material.judge', {id => $rules, nth => 1, verdict => 'accept'})->{status}, 200, 'the other is accepted');
like($get->($chief, '/materials?state=done'), qr{CL-01.*已齐}s, 'complete');

# ---- Pictures: the same one smaller is alike; another is not
{
	my ($first, $smaller, $other) = (photo(1, 1600, 1200, 88), photo(1, 800, 600, 60), photo(2, 1600, 1200, 88));
	my $day = substr((map { $_->[0] } sql($s, "SELECT since FROM material WHERE no = 'CL-02'"))[0], 0, 10);
	$r = hand($clean, "/materials/$pics", '1.jpg', $first, dated => $day);
	is($r->{status}, 303, 'a picture, decoded on the way') or diag($say->($r));
	is(hand($clean, "/materials/$pics", '2.jpg', $smaller, dated => $day)->{status}, 303, 'the same one, smaller');
	is(hand($clean, "/materials/$pics", '3.jpg', $other, dated => $day)->{status}, 303, 'another');
	like($say->(hand($clean, "/materials/$pics", '4.jpg', photo(3, 800, 600, 80))), qr/日期/, 'none without its day, where one is asked for');
	like($say->(hand($clean, "/materials/$pics", '5.jpg', "\xff\xd8\xff\xe0 no picture")), qr/\S/, 'what only begins like a picture is none');
	my $files = view($chief, 'material.get', id => $pics)->{json}{files};
	is(join(' ', map { scalar @{$_->{same}} } @$files), '0 1 0', 'of three the second is like the first') or diag(explain($files));
}

# ---- The missing list as a workbook
$r = get($chief, '/materials/missing/xlsx');
is($r->{status}, 200, 'the missing list');
my $sheet = '';
my $in = IO::Uncompress::Unzip->new(\$r->{content}) or die;
do { my $part = join '', <$in>; $sheet .= decode_utf8($part) if $in->getHeaderInfo->{Name} =~ /\.xml$/ } while $in->nextStream == 1;
like($sheet, qr/CL-03.*商业大街占道经营/s, 'has what is missing');
unlike($sheet, qr/CL-01/, 'and nothing else');

# ---- What is kept is looked after
is(duban($s, 'verify')->{code}, 0, 'all equals its events, and every file is there') or diag(duban($s, 'verify')->{err});
my $hex = sha256_hex($paper);
my $kept = "$ENV{DUBAN_PAPERS}/kept/" . substr($hex, 0, 2) . '/' . substr($hex, 2, 2) . "/$hex";
ok(-f $kept, 'kept by its digest');
utime time - 200000, time - 200000, $kept;
like(duban($s, 'papers', 'sweep')->{out}, qr/ removed=0 /, 'a sweep takes nothing that was handed in, however old');
ok(-f $kept, 'it is there still');
unlink $kept;
my $lost = duban($s, 'verify');
isnt($lost->{code}, 0, 'its loss is found');
like($lost->{out} . $lost->{err}, qr/CL-0[13]-1/, 'and named');

done_testing();
