# Every shipped paper from a district's data, opened by LibreOffice: it has pages, says what it is about, nothing is left to be filled in.
# usage: perl office.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();
my ($soffice) = grep { -x } map { "$_/soffice" } split /:/, $ENV{PATH};
plan skip_all => 'no LibreOffice, or no pdftotext, on this machine' if !$soffice || system 'command -v pdftotext >/dev/null';

my $engine = $ENV{DUBAN_TEST_PG} ? 'postgres' : 'sqlite';
my $s = demo_store($engine);
$ENV{DUBAN_PAPERS} = "$tmp/papers";
$ENV{DUBAN_PHOTOS} = "$tmp/photos";
my $v = serve($s);
my %by = map { $_ => login($v, $_) } qw(zbz01 jdy01 sly01 pqy01 hcy01);
my $zbz = $by{zbz01};

sub done {
	my ($who, $command, %in) = @_;
	$by{$who} //= login($v, $who);
	my $r = api($by{$who}, $command, \%in);
	is($r->{status}, 200, "$command by $who") or diag(decode_utf8($r->{content}));
	return $r->{json}{id};
}

# A case of today, with a photo of before and one of after, for the slides.
sub shot {
	my $said = duban($s, qw(photos put), spew("$tmp/shot.jpg", photo(@_)));
	return ($said->{out} =~ /([0-9a-f]{64})/)[0];
}
my $spot = '新华西路81号';
my $id = done('jdy01', 'case.report', source => 'grid', place => '350602001010', address => $spot, class => 'S01037', description => '路灯不亮');
done('jdy01', 'photo.add', id => $id, moment => 'found', photo => shot(1, 640, 480, 80));
done('sly01', 'case.accept', id => $id);
my ($condition) = (sql($s, q{SELECT key FROM class_condition WHERE class_key = 'S01037' ORDER BY id LIMIT 1}))[0][0];
done('zbz01', 'case.file', id => $id, condition => $condition);
done('pqy01', 'case.dispatch', id => $id);
my ($hand) = (sql($s, "SELECT l.name FROM login l JOIN holding h ON h.person_id = l.person_id JOIN cases c ON c.post_id = h.post_id WHERE c.id = $id ORDER BY 1 LIMIT 1"))[0][0];
done($hand, 'case.sign', id => $id);
done($hand, 'case.fix', id => $id, text => '换了灯泡', photo => shot(2, 640, 480, 80));
done('hcy01', 'case.verify', id => $id, answer => 'yes');
done('zbz01', 'case.close', id => $id, closing => $condition);
done('zbz01', 'photo.mask', id => $_->[0], boxes => '') for sql($s, 'SELECT id FROM photo ORDER BY id');
for (1 .. 300) {
	last if view($zbz, 'seal.show')->{json}{waiting} == 0;
	select undef, undef, undef, 0.1;
}

# Folder of data/papers => file, where it is had, and words that it must have.
my %paper;
my ($late, $no) = @{(sql($s, 'SELECT id, no FROM cases WHERE state = 6 AND overdue = 1 ORDER BY id LIMIT 1'))[0]};
my %called = (order => '整改通知单', urge => '督办单', talk => '约谈通知');
$paper{$_} = ['docx', '/papers/' . done('pqy01', 'writ.issue', case_id => $late, kind => $_) . '/docx', $called{$_}, $no] for qw(order urge talk);
my ($held) = (sql($s, q{SELECT max(id) FROM meeting}))[0][0];
my ($next) = (sql($s, q{SELECT title FROM meeting ORDER BY id DESC LIMIT 1}))[0][0];
$paper{meeting_pack} = ['docx', '/meeting-papers/' . done('zbz01', 'meeting.issue', id => $held, kind => 'meeting_pack') . '/docx', $next, '签封第'];
done('zbz01', 'meeting.close', id => $held, said => '反弹的点位一周内整改到位。');
$paper{meeting_minutes} = ['docx', '/meeting-papers/' . done('zbz01', 'meeting.issue', id => $held, kind => 'meeting_minutes') . '/docx', '会议纪要', '反弹的点位一周内整改到位'];
my %edition = map { $_ => done('zbz01', 'press.issue', kind => $_) } qw(monthly ledger tasks duties);
my ($task) = (sql($s, 'SELECT title FROM task ORDER BY id LIMIT 1'))[0][0];
$paper{monthly} = ['docx', "/editions/$edition{monthly}/docx", '月报', '月末结存'];
$paper{'ledger-xlsx'} = ['xlsx', "/editions/$edition{ledger}/xlsx", '芗城区问题台账', $no];
$paper{'tasks-xlsx'} = ['xlsx', "/editions/$edition{tasks}/xlsx", '任务分解表', $task];
$paper{duties} = ['docx', "/editions/$edition{duties}/docx", '责任', '芗城区'];
$paper{'duties-xlsx'} = ['xlsx', "/editions/$edition{duties}/xlsx", '责任', '芗城区'];
my $today = view($zbz, 'bulletin.show')->{json};
$paper{bulletin} = ['docx', '/bulletin/paper.docx', '每日通报', '新增'];
$paper{notice} = ['docx', '/bulletin/notice/docx', '通报', '芗城区'];
$paper{slides} = ['pptx', '/bulletin/slides.pptx', '芗城区', $spot];

is_deeply([sort keys %paper], [sort map { m{([^/]+)/$} } glob "$src/data/papers/*/"], 'every paper that is shipped is among them');
mkdir "$tmp/files";
for my $name (sort keys %paper) {
	my ($form, $path) = @{$paper{$name}};
	my $r = get($zbz, $path);
	is($r->{status}, 200, "$name is given out") or diag(decode_utf8($r->{content}) =~ s/<[^>]*>//gr);
	spew("$tmp/files/$name.$form", $r->{content});
}
my $print = get($zbz, "/editions/$edition{monthly}/print");
like("$print->{status} $print->{headers}{'content-disposition'} " . substr($print->{content}, 0, 5), qr{^200 .*\.pdf.* %PDF-$}, 'the Word file of an edition as LibreOffice prints it');
is(get($zbz, "/editions/$edition{ledger}/print")->{status}, 404, 'of one that is a workbook alone there is none');
is(stop_server($v), 0, 'the server ends well');

# One office for all of them.
my @file = glob "$tmp/files/*";
system "HOME='$tmp' '$soffice' -env:UserInstallation=file://$tmp/office --headless --convert-to pdf --outdir '$tmp/pdf' @file >'$tmp/soffice.log' 2>&1";
for my $name (sort keys %paper) {
	my (undef, undef, @words) = @{$paper{$name}};
	my $pdf = "$tmp/pdf/$name.pdf";
	my ($pages) = -f $pdf ? qx{pdfinfo '$pdf'} =~ /^Pages:\s+(\d+)/m : ();
	cmp_ok($pages // 0, '>', 0, "$name: LibreOffice opens it: " . ($pages // 0) . ' pages') or diag(slurp("$tmp/soffice.log"));
	my $text = $pages ? decode_utf8(scalar qx{pdftotext '$pdf' -}) =~ s/\s+//gr : '';
	my @missing = grep { my $w = s/\s+//gr; $text !~ /\Q$w\E/ } @words;
	is("@missing", '', "$name: it says what it is about") or diag(substr $text, 0, 600);
	unlike($text, qr/\{\{|\}\}/, "$name: no field is left");
	unlike($text, qr/20\d\d-\d\d-\d\d[ ]?\d\d:\d\d/, "$name: its prose writes moments out (GB/T 9704 7.3.5)") if $name =~ /^(notice|meeting_|order|urge|talk)/;
	unlike($text, qr/#REF!|#NAME\?|#VALUE!|#DIV\/0!|Err:5\d\d/, "$name: no formula fails");
}
done_testing();
