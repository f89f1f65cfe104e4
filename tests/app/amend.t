# The ledger of problems: given out, changed in a spreadsheet, looked at, taken back; each change by its own command.
# usage: perl amend.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();
my ($soffice) = grep { -x } map { "$_/soffice" } split /:/, $ENV{PATH};

# A workbook's one sheet as CSV and back, by the spreadsheet.
sub spreadsheet {
	my ($from, $to) = @_;
	my $filter = $to eq 'csv' ? 'csv:"Text - txt - csv (StarCalc)":44,34,76' : 'xlsx --infilter="CSV:44,34,76,1"';
	system "HOME='$tmp' '$soffice' -env:UserInstallation=file://$tmp/office --headless --convert-to $filter --outdir '$tmp' '$from' >'$tmp/soffice.log' 2>&1";
	(my $made = $from) =~ s/\w+$/$to/;
	return slurp($made);
}

for my $engine (engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $zbz = login($v, 'zbz01');
	my ($moved, $noted, $other) = map { {id => $_->[0], no => $_->[1], rev => $_->[2], unit => $_->[3]} }
	    sql($s, q{SELECT c.id, c.no, c.rev, u.code FROM cases c JOIN unit u ON u.id = c.unit_id WHERE c.state IN (5, 6) AND c.open = 1 ORDER BY c.id LIMIT 3});
	my ($to) = map { $_->[0] } sql($s, qq{SELECT u.code FROM unit u JOIN post p ON p.unit_id = u.id AND p.role = 'handler' WHERE u.code <> '$moved->{unit}' ORDER BY u.id LIMIT 1});
	my $stand = sub { my ($c) = @_; my ($r) = sql($s, "SELECT u.code, c.rev FROM cases c JOIN unit u ON u.id = c.unit_id WHERE c.id = $c->{id}"); return "@$r" };
	my $table = sub {
		my ($csv) = @_;
		my $r = Duban::send_table($zbz, 'ledger', undef, $csv);
		return decode_utf8($r->{headers}{location} ? get($zbz, $r->{headers}{location})->{content} : $r->{content});
	};
	my $apply = sub {
		my ($page) = @_;
		my ($form) = $page =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s or return {status => 0};
		return post($zbz, '/do/bulk.apply', {$form =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g});
	};

	my $book = get($zbz, '/tables/ledger/xlsx');
	is($book->{status}, 200, "$engine: the ledger is given out") or diag($book->{content});
	my $csv = decode_utf8(get($zbz, '/tables/ledger/csv')->{content}) =~ s/^\x{feff}//r =~ s/\r//gr;
	my ($open) = map { $_->[0] } sql($s, 'SELECT count(*) FROM cases WHERE open = 1');
	is(scalar(() = $csv =~ /^\d{4}-\d+,/mg), $open, "$engine: a row for each open case");
	unlike($table->($csv), qr{/do/bulk\.apply}, "$engine: taken back as it is it changes nothing");

	# What is refused, each with its row, and nothing is done.
	my $row = sub { my ($c, $unit, $why, $remark, $rev) = @_; return "案号,责任单位代码,改派理由,批注,版本号\n$c->{no},$unit,$why,$remark," . ($rev // $c->{rev}) . "\n" };
	like($table->($row->($moved, $to, '', '')), qr/第 2 行.*请写改派理由/s, "$engine: another unit without a reason");
	like($table->($row->($moved, $moved->{unit}, '不归我们管', '')), qr/第 2 行.*没有改责任单位代码/s, "$engine: a reason without another unit");
	like($table->($row->($moved, 'NOBODY', '不归我们管', '')), qr/第 2 行.*NOBODY/s, "$engine: a unit that there is not");
	like($table->($row->({no => '2026-99999', rev => 1}, '', '', '看过')), qr/2026-99999/, "$engine: a case that there is not");
	like($table->($row->($noted, '', '', '看过', $noted->{rev} - 1)), qr/第 2 行.*已经有了变化/s, "$engine: what has changed since is told");
	is($stand->($noted), "$noted->{unit} $noted->{rev}", "$engine: and not overwritten");

	# Changed in a spreadsheet, looked at, let in.
	my $edit = sub {
		my ($text) = @_;
		$text =~ s/^(\Q$noted->{no}\E),([^,]*),[^,]*,[^,]*,/$1,$2,,请于周五前报结果,/m or diag('no row to note');
		return $text;
	};
	my $sent;
	if ($soffice) {
		spew("$tmp/ledger.xlsx", $book->{content});
		spew("$tmp/edited.csv", encode_utf8($edit->(decode_utf8(spreadsheet("$tmp/ledger.xlsx", 'csv')))));
		$sent = Duban::send_table($zbz, 'ledger', ['ledger.xlsx', spreadsheet("$tmp/edited.csv", 'xlsx')]);
	} else {
		$sent = Duban::send_table($zbz, 'ledger', undef, $edit->($csv));
	}
	my $page = decode_utf8(get($zbz, $sent->{headers}{location} // '/')->{content});
	like($page, qr/\Q$noted->{no}\E.*批注：.*（空）.*请于周五前报结果/s, "$engine: what would change is shown, from what to what") or diag($page =~ m{(<main.*)}s ? $1 =~ s/<[^>]+>/ /gr : decode_utf8($sent->{content}));
	unlike($page, qr/导出标记|导出之后/, "$engine: its export marks came through the spreadsheet");
	is($stand->($noted), "$noted->{unit} $noted->{rev}", "$engine: and nothing has changed yet");
	is($apply->($page)->{status}, 303, "$engine: it is let in");
	is((split / /, $stand->($noted))[1], $noted->{rev} + 1, "$engine: the case has one step more");
	# Who sends cases out moves one by the same table.
	my $pqy = login($v, 'pqy01');
	my $r = api($pqy, 'ledger.amend', {file => $row->($moved, $to, '属地已调整', '=1+1，转来的')});
	is($r->{status}, 200, "$engine: who may moves one and says something of it in one row") or diag(decode_utf8($r->{content}));
	like($stand->($moved), qr/^\Q$to\E /, "$engine: the case is another unit's");
	like(decode_utf8(get($zbz, "/cases/$moved->{id}")->{content}), qr/=1\+1，转来的/, "$engine: a remark that begins with = is text");
	is($stand->($other), "$other->{unit} $other->{rev}", "$engine: a row that says nothing new is let be");
	like(join("\n", payloads($s, "kind = 'case' AND aggregate = $moved->{id}")), qr/属地已调整/, "$engine: by the command that it is, with its reason in the journal");
	like(decode_utf8(get($zbz, "/cases/$noted->{id}")->{content}), qr/请于周五前报结果/, "$engine: with its remark");

	# Seen, and changed by somebody before it was let in.
	my ($now) = sql($s, "SELECT rev FROM cases WHERE id = $other->{id}");
	$page = $table->($row->($other, '', '', '批注二号', $now->[0]));
	is(api($zbz, 'case.note', {id => $other->{id}, text => '先来一步'})->{status}, 200, "$engine: somebody is quicker");
	ok($apply->($page)->{status} != 303, "$engine: then it is not let in");
	unlike(decode_utf8(get($zbz, "/cases/$other->{id}")->{content}), qr/批注二号/, "$engine: nor written");

	# Who may not, does not: the right of each change is asked for.
	my $clerk = login($v, 'sly01');
	($now) = sql($s, "SELECT rev FROM cases WHERE id = $other->{id}");
	$r = api($clerk, 'ledger.amend', {file => $row->($other, $to, '不归他们', '', $now->[0])});
	is($r->{status}, 422, "$engine: who may not move a case does not by a table") or diag($r->{content});
	$r = api($clerk, "ledger.amend", {file => $row->($other, "", "", "我看过", $now->[0])});
	is($r->{status}, 200, "$engine: but may note") or diag(decode_utf8($r->{content}));
	is(get(login($v, 'xt01'), '/tables/ledger/xlsx')->{status}, 403, "$engine: who administrates sees no case there either");
	stop_server($v);
	is(duban($s, 'verify')->{code}, 0, "$engine: and all of it verifies");
}
done_testing();
