# A bulletin handed out: the tall picture, the paper from a template, whose photos are in them, who gets them.
# usage: perl handout.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8 encode_utf8);
use Test::More;

start_up();

sub read_by_others { my $out = qx{node '$FindBin::Bin/paper.mjs' @_}; die "paper.mjs @_: $?" if $?; return $out }
sub docx { my ($bytes) = @_; return JSON::PP->new->utf8->decode(read_by_others('docx', spew("$tmp/paper.docx", $bytes))) }
my $file = qr{^(?:inline|attachment); filename="bulletin-\d{4}-\d\d-\d\d\.(png|docx)"; filename\*=UTF-8''%E8%8A%97%E5%9F%8E%E5%8C%BA%E6%AF%8F%E6%97%A5%E9%80%9A%E6%8A%A5[\d-]+\.\1$};

for my $engine (engines()) {
	my $s = demo_store($engine);
	$ENV{DUBAN_PHOTOS} = "$tmp/photos.$engine";
	$ENV{DUBAN_PAPERS} = "$tmp/papers.$engine";
	my $v = serve($s);
	my $zbz = login($v, 'zbz01');

	# The longest overdue that its unit is working on gets a photo of the work.
	my ($id, $no, $code) = @{(sql($s, q{SELECT c.id, c.no, u.code FROM cases c JOIN unit u ON u.id = c.unit_id
		WHERE c.overdue = 1 AND c.state IN (6, 10) ORDER BY c.due_at, c.id LIMIT 1}))[0]};
	my ($unit) = decode_utf8(slurp("$src/data/demo/people.tsv")) =~ /^(\w+)\t[^\t]*\t$code-cz\t/m;
	my $cz = login($v, $unit);
	my ($csrf) = get($cz, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
	my $b = 'x-duban-x';
	my $r = Duban::ask($cz, 'POST', "/api/cases/$id/photos", join("\r\n", "--$b", 'Content-Disposition: form-data; name="_csrf"', '', $csrf,
		"--$b", 'Content-Disposition: form-data; name="moment"', '', 'fixed',
		"--$b", 'Content-Disposition: form-data; name="photo"; filename="a.jpg"', 'Content-Type: image/jpeg', '', photo(5, 800, 600, 85), "--$b--", ''),
		'Content-Type' => "multipart/form-data; boundary=$b");
	is($r->{status}, 200, "$engine: a photo of the work on $no") or diag($r->{content});
	my $photo = JSON::PP::decode_json($r->{content})->{id};

	my $show = view($zbz, 'bulletin.show')->{json};
	my $as_of = "seal=$show->{position}&at=$show->{at}";
	$r = get($zbz, "/bulletin/tall.png?$as_of");
	is("$r->{status} $r->{headers}{'content-type'} $r->{headers}{'cache-control'}", '200 image/png no-store', "$engine: a picture") or diag($r->{content});
	like($r->{headers}{'content-disposition'}, $file, "$engine: named after place and day");
	like($r->{headers}{'content-disposition'}, qr/^inline;/, "$engine: which opens where it can be copied from");
	my $hidden = spew("$tmp/hidden.png", $r->{content});
	$r = get($zbz, "/bulletin/paper.docx?$as_of");
	is(scalar(grep { /media/ } keys %{docx($r->{content})->{parts}}), 0, "$engine: a photo that nobody has looked at for faces is not handed out");

	$r = api($zbz, 'photo.mask', {id => $photo, rev => 1, boxes => '0,0,10000,10000'});
	is($r->{status}, 200, "$engine: all of it is covered") or diag($r->{content});
	$r = get($zbz, "/bulletin/tall.png?$as_of");
	my @d = split ' ', read_by_others('differ', $hidden, spew("$tmp/shown.png", $r->{content}));
	is("$d[0] $d[2] $d[4] $d[5]", '750 206 168 196', "$engine: 750 wide; the photo stands in its place and nothing else has changed");
	is_deeply([grep { abs($_ - 0x40) > 3 } @d[6 .. 8]], [], "$engine: it is the covered one") or diag("@d");
	is(get($zbz, "/bulletin/tall.png?$as_of")->{content}, $r->{content}, "$engine: asked again it is the same picture");

	$r = get($zbz, "/bulletin/paper.docx?$as_of");
	like("$r->{status} $r->{headers}{'content-type'}", qr{^200 application/vnd\.openxmlformats-officedocument\.wordprocessingml\.document$}, "$engine: a paper");
	like($r->{headers}{'content-disposition'}, $file, "$engine: named alike");
	like($r->{headers}{'content-disposition'}, qr/^attachment;/, "$engine: to be kept");
	my $paper = $r->{content};
	my $p = docx($paper);
	is_deeply($p->{faults}, [], "$engine: every part is well formed");
	is("$p->{cells} $p->{linked}", '0 0', "$engine: no cell without a paragraph, no relation to what is not there");
	is(scalar(grep { /^word\/media\// } keys %{$p->{parts}}), 1, "$engine: with the photo");
	my ($said) = grep { /昨日结存/ } @{$p->{text}};
	my $n = $show->{numbers};
	like($said, qr/昨日结存$n->{opening}件，新增$n->{fresh}件，办结$n->{closed}件，结存$n->{stock}件。其中超期未结$n->{overdue}件/, "$engine: its numbers are the bulletin's");
	my %known = map { $_ => 1 } @{$p->{text}};
	is_deeply([grep { !$known{$_->{name} // '尚未派遣'} } @{$show->{units}}], [], "$engine: every unit has its row");
	ok($known{$no}, "$engine: the overdue are listed");
	is(scalar(grep { /\{\{|\}\}/ } @{$p->{text}}), 0, "$engine: no field is left");
	is(get($zbz, "/bulletin/paper.docx?$as_of")->{content}, $r->{content}, "$engine: asked again it is the same file");

	# A meeting goes through all of them: a slide each, whether or not there is a photo.
	$r = get($zbz, "/bulletin/slides.pptx?$as_of");
	is($r->{status}, 200, "$engine: the slides") or diag($r->{content});
	spew("$tmp/slides.pptx", $r->{content});
	my @slides = grep { m{^ppt/slides/[^/]+\.xml$} } split /\n/, qx(unzip -Z1 '$tmp/slides.pptx');
	my ($late, $proven) = map { $_ > 20 ? 20 : $_ } $n->{overdue}, $n->{proven};
	ok($late + $proven > 3, "$engine: there is something to go through ($late, $proven)");
	is(scalar(@slides), 1 + $late + $proven, "$engine: a cover and a slide for each of the first 20 late and 20 put right");
	like(decode_utf8(scalar qx(unzip -p '$tmp/slides.pptx' 'ppt/slides/*.xml')), qr/没有照片/, "$engine: which says where there is no photo");

	# An edition says what it asks for, and what number it has.
	$r = api($zbz, 'bulletin.issue', {place => $show->{place}, day => $show->{day}, seal => $show->{position}, at => $show->{at}});
	is($r->{status}, 200, "$engine: it is issued") or diag(texts($r));
	my $edition = $r->{json}{id};
	$r = get($zbz, "/bulletin/paper.docx?id=$edition");
	is($r->{status}, 200, "$engine: its paper") or diag($r->{content});
	my $e = docx($r->{content});
	is_deeply($e->{faults}, [], "$engine: is well formed");
	my $listed = view($zbz, 'bulletin.items', id => $edition)->{json};
	%known = map { $_ => 1 } @{$e->{text}};
	ok(@{$listed->{cases}} > 3, "$engine: it asks for something");
	is_deeply([grep { !$known{$_->{no}} } @{$listed->{cases}}], [], "$engine: every case that it asks for has its row");
	like("@{$e->{text}}", qr/第 1 版.*签发.*四、限时整改（\d{4}年\d+月\d+日\d+时\d\d分 前）/s, "$engine: with its number and the end of their time");
	$r = get($zbz, "/bulletin/tall.png?id=$edition");
	like("$r->{status} $r->{headers}{'content-type'}", qr{^200 image/png$}, "$engine: and its picture");
	is(get($zbz, "/bulletin/$_?id=99999")->{status}, 404, "$engine: $_: no edition, nothing") for 'tall.png', 'paper.docx', 'slides.pptx';
	is(get($zbz, "/bulletin/$_?id=x")->{status}, 422, "$engine: $_: nor is this one") for 'tall.png', 'paper.docx', 'slides.pptx';
	like(get($zbz, "/bulletin/editions/$edition")->{content}, qr{href="/bulletin/tall\.png\?id=$edition".*?href="/bulletin/paper\.docx\?id=$edition"}s, "$engine: its page leads to both");

	# Who, and of what.
	is(get(client($v), "/bulletin/$_")->{status}, 303, "$engine: $_: not without logging in") for 'tall.png', 'paper.docx', 'slides.pptx';
	is(get($cz, "/bulletin/$_")->{status}, 403, "$engine: $_: not for who stands for a unit") for 'tall.png', 'paper.docx', 'slides.pptx';
	is(get(login($v, 'xt01'), "/bulletin/$_")->{status}, 403, "$engine: $_: nor for who administrates") for 'tall.png', 'paper.docx', 'slides.pptx';
	for my $bad (['seal=many', 422], ['seal=999999999', 422], ['day=2020-01-01', 422], ['day=never', 422], ['place=999', 422], ["seal=$show->{position}&at=1", 422]) {
		is(get($zbz, "/bulletin/$_?$bad->[0]")->{status}, $bad->[1], "$engine: $_: $bad->[0] is refused") for 'tall.png', 'paper.docx', 'slides.pptx';
	}
	like(get($zbz, '/bulletin')->{content}, qr{href="/bulletin/tall\.png\?[^"]*seal=.*?href="/bulletin/paper\.docx\?}s, "$engine: the page leads to both");

	# The official notice, in form, as both.
	$r = get($zbz, "/bulletin/notice/docx?$as_of");
	my $notice = join '', @{docx($r->{content})->{text}};
	like($notice, qr/问题整改情况的通报.*昨日结存问题 $n->{opening} 件.*封存第 $show->{position} 条/s, "$engine: the notice has the bulletin's figures and seal") or diag($notice);
	like(get($zbz, "/bulletin/notice/pdf?$as_of")->{content}, qr/^%PDF-/, "$engine: and is a PDF, too");
	is(get($zbz, "/bulletin/notice/doc?$as_of")->{status}, 404, "$engine: in no other form");
	is(get($cz, "/bulletin/notice/pdf?$as_of")->{status}, 403, "$engine: not for who stands for a unit");

	# The office's own template, kept by the command line and taken into use; a bad one is told by name.
	is(duban(undef, 'papers', 'get', 'bulletin', "$tmp/own.docx")->{code}, 0, "$engine: the shipped template as a file");
	my $keep = sub { my ($d) = duban($s, 'papers', 'put', $_[0])->{out} =~ /^([0-9a-f]{64})/; return $d };
	my $add = sub { return api($zbz, 'template.add', {kind => 'bulletin', form => 'docx', file => $keep->($_[0])}) };
	$r = $add->("$tmp/own.docx");
	is($r->{status}, 200, "$engine: it may be sent back as it is") or diag($r->{content});
	my $own = $r->{json}{id};
	is(api($zbz, 'template.use', {kind => 'bulletin', id => $own})->{status}, 200, "$engine: and taken into use");
	like(view($zbz, 'template.get', id => $own)->{json}{templates}[0]{tried_with}, qr/^\d{4}-\d\d-\d\d/, "$engine: tried with today's");
	is(get($zbz, "/bulletin/paper.docx?$as_of")->{content}, $paper, "$engine: it makes the same paper");
	spew("$tmp/half.docx", substr(slurp("$tmp/own.docx"), 0, 3000));
	$r = $add->("$tmp/half.docx");
	like("$r->{status} " . decode_utf8($r->{content}), qr/^422 .*模板文件不完整或已损坏/s, "$engine: half a template is refused, with a sentence");
	spew("$tmp/none.docx", '{{day}}');
	like(decode_utf8($add->("$tmp/none.docx")->{content}), qr/不是 Word 文档/, "$engine: so is what is no docx");
	is(get($zbz, "/bulletin/tall.png?$as_of")->{status}, 200, "$engine: the picture needs none");
	my ($file) = glob "$ENV{DUBAN_PAPERS}/kept/*/*/" . view($zbz, 'template.get', id => $own)->{json}{templates}[0]{file};
	chmod 0600, $file;
	spew($file, 'another');
	like(decode_utf8(get($zbz, "/bulletin/paper.docx?$as_of")->{content}), qr/与存入时不符/, "$engine: one that was changed on the disk is not used");
	is(api($zbz, 'template.end', {kind => 'bulletin', id => $own})->{status}, 200, "$engine: ended");
	is(get($zbz, "/bulletin/paper.docx?$as_of")->{status}, 200, "$engine: the shipped one is back");
	stop_server($v);
}

is(duban(undef, 'papers', 'check', 'letter', 'x.docx')->{code}, 2, 'a paper that nobody makes');
is(duban(undef, 'papers', 'check', 'bulletin', "$tmp/own.docx")->{code}, 0, 'a template that is one');
spew("$tmp/none.docx", 'PK');
is(duban(undef, 'papers', 'check', 'bulletin', "$tmp/none.docx")->{code}, 2, 'and one that is not');

# An official paper as people type it.
spew("$tmp/paper.txt", encode_utf8("标题：关于整改的通报\n正文：\n现将情况通报如下。\n"));
is(duban(undef, 'papers', 'pdf', "$tmp/paper.txt", "$tmp/paper.pdf")->{code}, 0, 'a paper as people type it');
like(slurp("$tmp/paper.pdf"), qr/^%PDF-/, 'is a PDF');
spew("$tmp/paper.txt", encode_utf8("密级：机密\n"));
like(duban(undef, 'papers', 'pdf', "$tmp/paper.txt", "$tmp/none.pdf")->{err}, qr/第 1 行：“密级”不是公文的要素/, 'a part that papers have not is told');
ok(!-e "$tmp/none.pdf", 'and nothing is written');
done_testing();
