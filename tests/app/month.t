#!/usr/bin/perl
# An office's month (month.story), then its store opened by the server: every paper by a word processor, the task table edited in a spreadsheet and taken back.
# usage: perl month.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();
symlink "$src/packs", share() . '/packs' or die $!;
my ($soffice) = grep { -x } map { "$_/soffice" } split /:/, $ENV{PATH};

# Every file to PDF, one office for all; what its pages say, by name.
sub opened {
	my ($dir) = @_;
	my @file = glob "$dir/*.docx $dir/*.pptx $dir/*.xlsx";
	system "HOME='$tmp' '$soffice' -env:UserInstallation=file://$tmp/office --headless --convert-to pdf --outdir '$dir' @file >'$dir/soffice.log' 2>&1";
	return {map { my $f = $_; (my $pdf = $f) =~ s/\w+$/pdf/; ((split m{/}, $f)[-1] => -f $pdf ? decode_utf8(scalar qx{pdftotext '$pdf' -}) : '') } @file};
}

# A workbook's one sheet as CSV and back, by the spreadsheet.
sub spreadsheet {
	my ($from, $to) = @_;
	my ($dir) = $from =~ m{(.*)/};
	my $filter = $to eq 'csv' ? 'csv:"Text - txt - csv (StarCalc)":44,34,76' : 'xlsx --infilter="CSV:44,34,76,1"';
	system "HOME='$tmp' '$soffice' -env:UserInstallation=file://$tmp/office --headless --convert-to $filter --outdir '$dir' '$from' >'$dir/soffice.log' 2>&1";
	(my $made = $from) =~ s/\w+$/$to/;
	return $made;
}

for my $engine (engines()) {
	my $s = store($engine);
	my @papers = ('--papers', "$tmp/$engine.papers");
	my $r = duban($s, @papers, 'story', "$FindBin::Bin/month.story", '--keep');
	is($r->{code}, 0, "$engine: the month holds") or diag("$r->{out}$r->{err}");
	like($r->{out}, qr/全部通过/, "$engine: and says so");
	like(duban($s, @papers, 'story', "$FindBin::Bin/month.story", '--keep')->{err}, qr/已经有东西了/, "$engine: nothing is played into a store that holds something");
	is(duban($s, @papers, 'verify')->{code}, 0, "$engine: what was kept verifies");

	my $v = serve($s, @papers);
	my $zbz = login($v, 'zbz01');
	my $dir = "$tmp/$engine.files";
	mkdir $dir or die $!;
	my %want;
	my $file = sub {
		my ($name, $path, @words) = @_;
		my $got = get($zbz, $path);
		is($got->{status}, 200, "$engine: $name is given out") or diag(decode_utf8($got->{content}) =~ s/<[^>]*>//gr);
		spew("$dir/$name", $got->{content});
		$want{$name} = \@words;
	};

	my $editions = view($zbz, 'bulletin.editions')->{json};
	my ($last) = map { $_->{id} } @{ref $editions eq 'ARRAY' ? $editions : $editions->{editions}};
	$file->('bulletin.docx', "/bulletin/paper.docx?id=$last", '通报', '新增');
	$file->('slides.pptx', "/bulletin/slides.pptx?id=$last");
	my ($meeting) = grep { $_->{title} eq '八月调度会' } @{view($zbz, 'meeting.list')->{json}{meetings}};
	for my $paper (@{view($zbz, 'meeting.get', id => $meeting->{id})->{json}{papers}}) {
		my $minutes = $paper->{kind} eq 'meeting_minutes';
		$file->("$paper->{kind}.docx", "/meeting-papers/$paper->{id}/docx", $minutes ? ('装护栏', '双德街道') : ('十条道路机扫', '环境卫生管理处'));
	}
	my ($urge) = @{view($zbz, 'writ.list')->{json}{papers}};
	$file->('urge.docx', "/papers/$urge->{id}/docx", '双德路20号', '督办单');
	$file->('ledger.xlsx', '/ledger/all', '2026-00006');
	$file->('tasks.xlsx', '/tables/tasks/xlsx', '老旧小区楼道清理');
	is(scalar keys %want, 7, "$engine: seven files");

  SKIP: {
		skip 'no LibreOffice on this machine', 4 if !$soffice;
		my $said = opened($dir);
		for my $name (sort keys %want) {
			my @missing = grep { ($said->{$name} =~ s/\s+//gr) !~ /\Q$_\E/ } @{$want{$name}};
			ok(length $said->{$name} && !@missing, "$engine: LibreOffice opens $name, and it says what it should") or diag("missing: @missing in $said->{$name}");
		}

		# The task table, a day put off in a spreadsheet, taken back.
		my $csv = decode_utf8(slurp(spreadsheet("$dir/tasks.xlsx", 'csv')));
		like($csv, qr/M01.*2026-08-20/, "$engine: the table as the spreadsheet has it");
		$csv =~ s/(M01.*?)2026-08-20/${1}2026-08-31/ or diag($csv);
		spew("$dir/edited.csv", Encode::encode_utf8($csv));
		my $sent = Duban::send_table($zbz, 'tasks', ['edited.xlsx', slurp(spreadsheet("$dir/edited.csv", 'xlsx'))]);
		my $page = decode_utf8(get($zbz, $sent->{headers}{location} // '/')->{content});
		like($page, qr/M01.*2026-08-20.*2026-08-31/s, "$engine: before anything changes what would is shown") or diag($sent->{status}, decode_utf8($sent->{content}));
		my $was = sub { return (grep { $_->{no} eq 'M01' } @{view($zbz, 'task.list')->{json}{tasks}})[0]{due} };
		is($was->(), '2026-08-20', "$engine: and nothing has changed");
		my ($form) = $page =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s;
		my %let = ($form // '') =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g;
		is(post($zbz, '/do/bulk.apply', {%let, reason => '八月连续降雨'})->{status}, 303, "$engine: it is let in");
		is($was->(), '2026-08-31', "$engine: then it has");
	}
	is(stop_server($v), 0, "$engine: the server stops");
	is(duban($s, @papers, 'verify')->{code}, 0, "$engine: and all of it verifies");
}
done_testing();
