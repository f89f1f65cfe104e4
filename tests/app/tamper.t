# Somebody with the store's password alters it behind the program's back: it is found, named, and agreed on.
# usage: perl tamper.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use Test::More;

start_up();

my $export = 0;

# The second verifier's line on an export of this store.
sub second {
	my ($s, @more) = @_;
	my $file = "$tmp/export." . ++$export;
	my $r = duban($s, 'verify', '--export', $file, @more);
	my $line = qx{node '$src/tools/verify.mjs' '$file' 2>&1};
	chomp $line;
	return ($r, $line, $file);
}

# A new store, altered by `how` (SQL, or a sub that gives it); both verifiers must name the same.
sub altered {
	my ($engine, $words, $how, $want, $chain) = @_;
	my $s = demo_store($engine);
	my @triggers = $engine eq 'sqlite'
	    ? map { "DROP TRIGGER $_->[0]" } sql($s, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	    : map { "DROP TRIGGER $_->[0] ON $_->[1]" } sql($s, 'SELECT DISTINCT trigger_name, event_object_table FROM information_schema.triggers');
	ok(@triggers > 0, "$engine: $words: triggers stand in the way") if $want !~ /^(row|fold)/;
	sql($s, "$_;") for @triggers, ref $how ? $how->($s) : $how;
	my ($r, $line) = second($s, '--payloads');
	is($r->{code}, 7, "$engine: $words: exit 7") or diag($r->{out}, $r->{err});
	like($r->{out}, $chain ? qr/^fault \Q$want\E/ : qr/^fault $want/, "$engine: $words: named");
	like($r->{out}, qr/\n.*\p{Han}/, "$engine: $words: in a sentence too");
	if ($chain) {
		my ($mine) = $r->{out} =~ /^(.*)$/m;
		is($line, $mine, "$engine: $words: the second verifier says the same");
	} else {
		like($line, qr/^ok /, "$engine: $words: the chain itself is whole");
	}
	return;
}

# Events forged, or taken away, before they are sealed or with the seal made anew: in words that staff know.
sub forged {
	my ($engine) = @_;
	for my $how (['one more', 1, qr/有第 %d 次变更的事件（事件 999999，\d{4}-\d\d-\d\d \d\d:\d\d 记录），表中却没有这次变更/, 'extra'],
		['one with a gap', 2, qr/缺第 %d 次变更的事件，接着的是第 \d+ 次（事件 999999，\d{4}-\d\d-\d\d \d\d:\d\d 记录）/, 'gap']) {
		my ($words, $behind, $like, $kind) = @$how;
		my $s = demo_store($engine);
		my ($case, $no, $rev) = @{(sql($s, 'SELECT id, no, rev FROM cases ORDER BY id LIMIT 1'))[0]};
		sql($s, 'INSERT INTO event (id, kind, aggregate, rev, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload, commitment)'
			. ($engine eq 'sqlite' ? '' : ' OVERRIDING SYSTEM VALUE')
			. " SELECT 999999, kind, aggregate, rev + $behind, type, at, recorded_at, who, as_whom, 0, 0, salt, payload, commitment"
			. " FROM event WHERE kind = 'case' AND aggregate = $case AND rev = $rev");
		my $r = duban($s, 'verify');
		my $next = $rev + 1;
		$like =~ s/%d/$next/;
		is($r->{code}, 7, "$engine: a forged event, $words: exit 7") or diag($r->{out}, $r->{err});
		like($r->{out}, qr/^fault $kind kind=case id=$case rev=$next event=999999$/m, "$engine: $words: for programs");
		like($r->{out}, qr/^案件 \Q$no\E（编号 $case）：$like/m, "$engine: $words: whose it is, which event, when");
	}
	return;
}

# What is no export, or is damaged, is said in a sentence, by line, and is no fault of the history: exit 2.
sub damaged {
	my ($file) = @_;
	my @line = split /^/, slurp($file);
	my ($n) = grep { $line[$_] =~ /^\{"event"/ } 0 .. $#line;
	my $no = $n + 1;
	my %how = (
		'cut in the middle of a line' => [$no, sub { $_[0] = substr $_[0], 0, 40 }, 'not one JSON object'],
		'a number that is none' => [$no, sub { $_[0] =~ s/"rev":"\d+"/"rev":"one"/ }, 'event\.rev is missing'],
		'a number too long' => [$no, sub { $_[0] =~ s/"at":"\d+"/"at":"99999999999999999999"/ }, 'event\.at is missing'],
		'a field left out' => [$no, sub { $_[0] =~ s/"commitment":"\w+",// }, 'event\.commitment is missing'],
		'nothing in it' => [$no, sub { $_[0] = "null\n" }, 'neither seal nor event nor end'],
		'a seal without leaves' => [2, sub { $_[0] =~ s/"leaves":\[/"leaves":"x","x":[/ }, 'seal\.leaves is missing'],
		'another file' => [1, sub { $_[0] = "no,date\n" }, 'not one JSON object'],
		'another export' => [1, sub { $_[0] = "{}\n" }, 'no export of Duban'],
	);
	for my $words (sort keys %how) {
		my ($at, $do, $like) = @{$how{$words}};
		my @bad = @line;
		$do->($bad[$at - 1]);
		isnt($bad[$at - 1], $line[$at - 1], "$words: the line is another one");
		open my $f, '>', "$tmp/damaged" or die $!;
		print {$f} @bad;
		close $f or die $!;
		my $said = decode_utf8(qx{node '$src/tools/verify.mjs' '$tmp/damaged' 2>&1});
		is($? >> 8, 2, "$words: exit 2");
		like($said, qr/\Aunreadable line=$at: .*$like.*第 $at 行[^\n]*\n\z/, "$words: one sentence, with the line");
	}
	for my $args ("'$tmp/none'", "'$file' --expect 3", "'$file' --expcet x", '') {
		my $said = qx{node '$src/tools/verify.mjs' $args 2>&1};
		is($? >> 8, 2, "verify.mjs $args: exit 2");
		is(($said =~ tr/\n//), 1, "verify.mjs $args: one line") or diag($said);
	}
	return;
}

# Further tables and columns.
sub last_ones {
	my ($engine, $id, $case, $pos) = @_;
	altered($engine, 'overdue forgiven', "UPDATE cases SET overdue = 0 WHERE id = (SELECT min(id) FROM cases WHERE overdue = 1)", 'row kind=case .*column=overdue', 0);
	altered($engine, 'a case taken out', sub {
		my ($s) = @_;
		my @beside = map { $_->[0] } $engine eq 'sqlite'
		    ? sql($s, "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'case_id'")
		    : sql($s, "SELECT table_name FROM information_schema.columns WHERE column_name = 'case_id' AND table_schema = 'public'");
		return ((map { "DELETE FROM $_ WHERE case_id = $case" } @beside), "DELETE FROM cases WHERE id = $case");
	}, 'row-missing kind=case', 0);
	altered($engine, 'who holds a post', "UPDATE holding SET post_id = (SELECT id FROM post WHERE role = 'chief') WHERE id = (SELECT max(id) FROM holding)", 'row kind=holding .*column=post_id', 0);
	altered($engine, 'a limit in the catalogue', "UPDATE class_condition SET amount = amount + 1 WHERE id = (SELECT max(id) FROM class_condition)", 'row kind=class_condition', 0);
	altered($engine, 'who did it', "UPDATE event SET who = who + 1 WHERE id = $id", "altered pos=$pos id=$id what=event", 1);
	altered($engine, 'when it happened', "UPDATE event SET at = at - 86400000 WHERE id = $id", "altered pos=$pos id=$id what=event", 1);
	return;
}

# Every table that holds facts: how a row is altered (SET), copied (the columns that the copy has otherwise),
# and by what the fault names it.
my %facts = (
	bulletin_rule     => ['hours = hours + 1', {class_key => "'S09'"}, 'in=bulletin_rule '],
	calendar_document => ["body = body || ' '", {id => 'id + 100000', version => 'version + 1000'}, 'kind=calendar '],
	case_ask          => ["reason = reason || 'x'", {n => 'n + 100'}, 'in=case_ask '],
	case_counter      => ['last = last + 1', {year => 'year + 50'}, 'in=case_counter '],
	case_deadline     => ['due_at = due_at + 1000', {n => 'n + 100'}, 'in=case_deadline '],
	case_did          => ['at = at + 1000', {part => 'part + 100'}, 'in=case_did '],
	case_hold         => ['from_at = from_at + 1000', {n => 'n + 100'}, 'in=case_hold '],
	case_limit        => ['amount = amount + 1', {stage => 'stage + 100'}, 'in=case_limit '],
	case_part         => ['main = 1 - main', {n => 'n + 100'}, 'in=case_part '],
	case_reach        => ['due = due + 1', {reach => 'reach + 200000'}, 'in=case_reach '],
	case_reporter     => ["phone_mask = '139****0000'", {case_id => '(SELECT min(id) FROM cases)'}, 'in=case_reporter '],
	cases             => ["address = address || 'x'", {id => 'id + 100000', seq => 'seq + 100000'}, 'kind=case '],
	channel           => ["name = name || 'x'", {id => 'id + 100000'}, 'kind=channel '],
	class             => ["name = name || 'x'", {id => 'id + 100000', version => "version || 'x'"}, 'kind=class '],
	class_condition   => ['clock_amount = clock_amount + 1', {id => 'id + 100000', version => "version || 'x'"}, 'kind=class_condition '],
	datum             => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=datum '],
	duty              => ["basis = basis || 'x'", {id => 'id + 100000'}, 'kind=duty '],
	precedent         => ['west = west + 1', {id => 'id + 100000', no => "no || 'x'"}, 'kind=precedent '],
	precedent_class   => ["class_key = 'S99'", {class_key => "'S99'"}, 'in=precedent_class '],
	duty_helper       => ['unit_id = (SELECT max(id) FROM unit)', {unit_id => '(SELECT max(id) FROM unit)'}, 'in=duty_helper '],
	grid              => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=grid '],
	holding           => ["valid_from = '1999-01-01'", {id => 'id + 100000'}, 'kind=holding '],
	inquiry           => ["title = title || 'x'", {id => 'id + 100000', no => "no || 'x'"}, 'kind=inquiry '],
	inquiry_answer    => ["value = value || 'x'", {n => 'n + 100'}, 'in=inquiry_answer '],
	inquiry_item      => ["words = words || 'x'", {n => 'n + 100'}, 'in=inquiry_item '],
	inquiry_reach     => ['reach = reach + 100000', {reach => 'reach + 100000'}, 'in=inquiry_reach '],
	inquiry_unit      => ['took = coalesce(took, 0) + 1', {unit_id => '(SELECT max(id) FROM unit)'}, 'in=inquiry_unit '],
	journal_head      => ['position = position - 1', undef, 'head'],
	login             => ['must_change = 1 - must_change', {id => 'id + 100000', name => "name || 'x'"}, 'kind=login '],
	message           => ["title = title || 'x'", {id => 'id + 100000', about => 'about + 100000', about_n => 'id'}, 'kind=message '],
	person            => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=person '],
	meeting           => ["title = title || 'x'", {id => 'id + 100000'}, 'kind=meeting '],
	# No meeting of the demonstration was closed after the first seal: any row is one too many.
	meeting_figure    => [undef, 'INSERT INTO meeting_figure (meeting_id, unit_id, fresh, closed, stock, overdue, again, back, due, done, kept, broken) VALUES (1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0)', 'in=meeting_figure '],
	meeting_paper     => [undef, "INSERT INTO meeting_paper (rev, meeting_id, kind, nth, position, docx, docx_bytes, pdf, pdf_bytes, issued_by, issued_at) VALUES (1, 1, 'meeting_pack', 1, 1, 'd', 1, 'p', 1, 1, 0)", 'kind=meeting_paper '],
	paper             => [undef, "INSERT INTO paper (rev, kind, place_id, period, nth, position, docx, docx_bytes, pdf, pdf_bytes, xlsx, xlsx_bytes, issued_by, issued_at) SELECT 1, 'ledger', min(id), '', 1, 1, '', 0, '', 0, 'x', 1, 1, 0 FROM place", 'kind=paper '],
	meeting_reach     => ['reach = reach + 100000', {reach => 'reach + 100000'}, 'in=meeting_reach '],
	meeting_task      => ["what = what || 'x'", {task_id => '(SELECT max(id) FROM task WHERE id NOT IN (SELECT task_id FROM meeting_task))'}, 'in=meeting_task '],
	meeting_unit      => ['present = 1 - present', {unit_id => '(SELECT max(id) FROM unit)'}, 'in=meeting_unit '],
	photo             => ['bytes = bytes + 1', {id => 'id + 100000'}, 'kind=photo '],
	place             => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=place '],
	place_above       => ['steps = steps + 1', {above_id => '(SELECT max(id) FROM place)'}, 'in=place_above '],
	place_parent      => ["valid_to = '2099-01-01'", {valid_from => "'1999-01-01'"}, 'in=place_parent '],
	post              => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=post '],
	recheck           => ["words = words || 'x'", {id => 'id + 100000', n => 'n + 1000'}, 'kind=recheck '],
	recheck_draw      => ['taken = taken + 1', {id => 'id + 100000', days => 'days + 1000'}, 'kind=recheck_draw '],
	recheck_rule      => ['share = share + 1', {days => 'days + 1000'}, 'in=recheck_rule '],
	repeat_rule       => ['days = days + 1', {class_key => "class_key || 'x'"}, 'in=repeat_rule '],
	scheme            => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=scheme '],
	setting           => ["value = value || 'x'", {key => "key || 'x'"}, 'in=setting '],
	standard          => ['weight = weight + 1', {id => 'id + 100000', no => "no || 'x'"}, 'kind=standard '],
	task              => ["title = title || 'x'", {id => 'id + 100000', no => "no || 'x'"}, 'kind=task '],
	finding           => ["words = words || 'x'", {id => 'id + 100000', no => "no || 'x'"}, 'kind=finding '],
	material          => ["title = title || 'x'", {id => 'id + 100000', no => "no || 'x'"}, 'kind=material '],
	finding_link      => ['ref_id = ref_id + 100000', {ref_id => 'ref_id + 100000'}, 'in=finding_link '],
	standing          => ['stood = stood + 1', {id => 'id + 100000', ranking => "ranking || 'x'"}, 'kind=standing '],
	task_check        => ["words = words || 'x'", {n => 'n + 100'}, 'in=task_check '],
	task_link         => ['ref_id = ref_id + 100000', {ref_id => 'ref_id + 100000'}, 'in=task_link '],
	task_reach        => ['reach = reach + 100000', {reach => 'reach + 100000'}, 'in=task_reach '],
	tally             => ['n = n + 1', {id => 'id + 100000', class_key => "class_key || 'x'"}, 'kind=tally '],
	unit              => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'kind=unit '],
	# The demonstration has none of these: any row is one too many.
	bulletin => [undef, "INSERT INTO bulletin (rev, place_id, day, edition, position, batch, seal, at, figures, listed, units, hours, issued_at, issued_by, due_at) SELECT 1, min(id), '2026-01-01', 1, 1, 1, 's', 0, 'f', 0, 0, 24, 0, 1, 0 FROM place", 'kind=bulletin '],
	bulletin_item => [undef, "INSERT INTO bulletin_item (bulletin_id, n, case_id, unit_id, place_id, day, fresh, late, issued_at, due_at, first_id) SELECT 1, 1, min(id), 1, 1, '2026-01-01', 0, 0, 0, 0, 1 FROM cases", 'in=bulletin_item '],
	bulletin_part => [undef, "INSERT INTO bulletin_part (bulletin_id, n, body) VALUES (1, 1, 'x')", 'in=bulletin_part '],
	dispute      => [undef, "INSERT INTO dispute (rev, case_id, state, class_key, opened_at) SELECT 1, min(id), 1, 'S01037', 0 FROM cases", 'kind=dispute '],
	dispute_side => [undef, "INSERT INTO dispute_side (dispute_id, n, unit_id, at, reason) VALUES (1, 1, 1, 0, 'x')", 'in=dispute_side '],
	case_standard => [undef, "INSERT INTO case_standard (case_id, standard_id) SELECT max(id), 1 FROM cases", 'in=case_standard '],
	case_repeat => [undef, "INSERT INTO case_repeat (case_id, before_id, before_at, again, nth, chronic, days, metres, times, span, found_at, dropped) SELECT max(id), min(id), 0, 1, 2, 0, 90, 30, 3, 365, 0, 0 FROM cases", 'kind=case_repeat '],
	material_file => [undef, "INSERT INTO material_file (material_id, n, file, kind, name, bytes, note, state, handed_at, handed_by, reason) VALUES (1, 1, 'f', 'pdf', '', 1, '', 'accepted', 0, 1, '')", 'in=material_file '],
	place_alias => [undef, "INSERT INTO place_alias (place_id, alias, scheme, valid_from) SELECT min(id), 'a', 'name', '2026-01-01' FROM place", 'in=place_alias '],
	post_class  => [undef, "INSERT INTO post_class (post_id, prefix) SELECT min(id), 'S09' FROM post", 'in=post_class '],
	recheck_batch  => [undef, "INSERT INTO recheck_batch (rev, name, source, cases, made_at, made_by) VALUES (1, 'b', 's', 1, 0, 1)", 'kind=recheck_batch '],
	recheck_member => [undef, "INSERT INTO recheck_member (batch_id, case_id) SELECT 1, min(id) FROM cases", 'in=recheck_member '],
	site        => [undef, "INSERT INTO site (rev, code, type, name, place_id, address, source, valid_from, made_at, made_by) SELECT 1, 's', 't', 'n', min(id), '', 's', '2026-01-01', 0, 0 FROM place", 'kind=site '],
	told        => [undef, "INSERT INTO told (id, rev, source, number, digest, meaning, created_at, place_id, linked_by, erased) SELECT min(id), 1, 's', 'n', 'd', 0, 0, min(place_id), 0, 0 FROM cases", 'kind=told '],
	told_source => [undef, "INSERT INTO told_source (source, title) VALUES ('s', 't')", 'in=told_source '],
	template    => [undef, "INSERT INTO template (rev, kind, form, nth, file, bytes, name, note, added_at, tried, tried_with) VALUES (1, 'order', 'docx', 1, 'f', 1, '', '', 0, '', '')", 'kind=template '],
	writ        => [undef, "INSERT INTO writ (rev, case_id, kind, nth, unit_id, position, docx, docx_bytes, pdf, pdf_bytes, issued_by, issued_at) SELECT 1, min(id), 'order', 1, 1, 1, 'd', 1, 'p', 1, 1, 0 FROM cases", 'kind=writ '],
	zone              => ["name = name || 'x'", {id => 'id + 100000', code => "code || 'x'"}, 'in=zone '],
	zone_member       => ["valid_to = '2027-01-01'", {valid_from => "'2020-01-01'"}, 'in=zone_member '],
	# The chain itself: above, and in the journal's own test.
	event => undef, seal => undef,
);

# Tables that verify leaves out, with the reason, as docs/seal-format.md lists them.
sub left_out {
	my %why = Duban::slurp("$src/docs/seal-format.md") =~ /^\| `(\w+)` \| left out: (.{20,}) \|$/mg;
	return \%why;
}

# Columns of a table.
sub columns_of {
	my ($s, $t) = @_;
	return map { $_->[0] } $s->{engine} eq 'sqlite' ? sql($s, "SELECT name FROM pragma_table_info('$t')")
	    : sql($s, "SELECT column_name FROM information_schema.columns WHERE table_name = '$t' AND table_schema = 'public' ORDER BY ordinal_position");
}

# One row of each table altered, deleted and put in: each time `duban verify` names the table.
sub every_table {
	my ($engine) = @_;
	my $s = demo_store($engine);
	my $place = '350602001010';
	my $call = duban($s, qw(do case.report source=hotline), "place=$place", 'address=新华西路1号', 'class=S01037', 'description=路灯不亮', 'reporter_name=某某',
		'reporter_phone=13912345678', qw(--as sly01));
	is($call->{code}, 0, "$engine: a call with its reporter") or diag($call->{err});
	my $dogs = duban($s, qw(do case.count class=S06099 n=3), "place=$place", qw(--as sly01));
	is($dogs->{code}, 0, "$engine: and three dogs off the leash") or diag($dogs->{err});
	my @now = gmtime(time + 8 * 3600);
	my $ruling = duban($s, qw(do precedent.add no=R1 place=350602001 metres=100 unit=CG reason=x --as zbz01), 'classes=S06,S01037', 'area=117.65,24.51',
		sprintf('valid_from=%d-%02d-%02d', $now[5] + 1900, $now[4] + 1, $now[3]));
	is($ruling->{code}, 0, "$engine: and a ruling") or diag($ruling->{err});
	local $ENV{DUBAN_PHOTOS} = "$tmp/photos.$engine";
	my ($picture) = duban($s, 'photos', 'put', spew("$tmp/photo.jpg", photo(1, 640, 480, 88, 'exif')))->{out} =~ /^([0-9a-f]{64}) /;
	my $seen = duban($s, qw(do photo.add moment=found), 'id=' . json_of($call)->{id}, 'photo=' . ($picture // ''), qw(--as sly01));
	is($seen->{code}, 0, "$engine: and a photo of it") or diag($seen->{err});
	my $clean = duban($s, 'verify');
	is($clean->{code}, 0, "$engine: before anything is altered") or diag($clean->{out});
	my $left = left_out();
	my @tables = map { $_->[0] } $engine eq 'sqlite' ? sql($s, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	    : sql($s, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
	is_deeply([grep { exists $facts{$_} == exists $left->{$_} } @tables], [], "$engine: each table is verified, or left out for a reason, never both");
	is_deeply([grep { my $t = $_; !grep { $_ eq $t } @tables } keys %facts, keys %$left], [], "$engine: and no table is spoken of that is not there");
	my $free = $engine eq 'sqlite' ? '' : 'SET session_replication_role = replica; ';
	sql($s, "DROP TRIGGER $_->[0];") for $engine eq 'sqlite' ? sql($s, "SELECT name FROM sqlite_master WHERE type = 'trigger'") : ();
	for my $t (sort grep { $facts{$_} } keys %facts) {
		my ($set, $copy, $named) = @{$facts{$t}};
		my @columns = columns_of($s, $t);
		my $quoted = join ', ', map { qq{"$_"} } @columns;
		# What puts the table back goes with what comes next: a call of the shell costs more than what it does.
		my $back = "CREATE TABLE kept AS SELECT * FROM $t";
		my $whole = "DELETE FROM $t; INSERT INTO $t SELECT * FROM kept";
		my $one = "ctid = (SELECT min(ctid) FROM $t)";
		if ($engine eq 'sqlite') {
			my @key = map { $_->[0] } sql($s, "SELECT name FROM pragma_table_info('$t') WHERE pk > 0 ORDER BY pk");
			my $key = join ', ', map { qq{"$_"} } @key;
			$one = "($key) IN (SELECT $key FROM $t ORDER BY $key LIMIT 1)";
		}
		my @ways;
		push @ways, ['altered', "UPDATE $t SET $set WHERE $one"], ['deleted', "DELETE FROM $t WHERE $one"] if $set;
		push @ways, ['put in', $copy] if $copy && !ref $copy;
		# Who sees a case that there is not: behind the last one, and in a gap between two.
		push @ways, ["without its case ($_)", "UPDATE $t SET case_id = $_ WHERE $one"] for $t eq 'case_reach' ? (999999, -5) : ();
		push @ways, ['put in', "INSERT INTO $t ($quoted) SELECT " . join(', ', map { $copy->{$_} // qq{"$_"} } @columns) . " FROM $t WHERE $one"] if ref $copy;
		# Which table it is, and how it is altered, is not the engine's business: where a start of the program is slow
		# every way is tried on one of them, by both builds together on both.
		@ways = @ways[0 .. 0] if $engine ne 'sqlite' && $ENV{DUBAN_ARENA_DEBUG};
		for my $w (@ways) {
			my ($what, $how) = @$w;
			sql($s, "$free$back; $how");
			$back = $whole;
			my $r = duban($s, 'verify');
			like($r->{out}, qr/^fault .*\Q$named\E|^fault \Q$named\E/, "$engine: $t: a row $what is named") or diag($how, $r->{out}, $r->{err});
		}
		# No column is left out of what is compared, but for those that are named here.
		# That does not hang on how the program was built: the build that starts fast looks.
		if ($set && $engine eq 'sqlite' && !$ENV{DUBAN_ARENA_DEBUG}) {
			my %blind = map { $_ => 1 } qw(login.hash); # docs/seal-format.md
			my @blind;
			for my $c (sql($s, "SELECT name, type FROM pragma_table_info('$t') WHERE pk = 0")) {
				my ($name, $type) = @$c;
				my $x = {TEXT => qq{coalesce("$name", '') || 'x'}, BLOB => "x'00'"}->{$type} // qq{CASE WHEN "$name" IN (0, 1) THEN 1 - "$name" ELSE coalesce("$name", 0) + 1000000 END};
				sql($s, qq{$back; PRAGMA ignore_check_constraints = 1; UPDATE $t SET "$name" = $x WHERE $one});
				my $found = duban($s, 'verify')->{code} != 0;
				push @blind, $name if $found == !!$blind{"$t.$name"};
			}
			is("@blind", '', "$engine: $t: every column is compared");
		}
		sql($s, "$free$back; DROP TABLE kept");
	}
	is(duban($s, 'verify')->{code}, 0, "$engine: all of it put back");
	return;
}

for my $engine (Duban::engines()) {
	my $whole = demo_store($engine);
	my ($r, $line, $file) = second($whole, '--payloads');
	is($r->{code}, 0, "$engine: as it was made it verifies");
	my ($mine) = $r->{out} =~ /^(.*)$/m;
	is($line, $mine, "$engine: and the second verifier agrees, word for word");
	my ($position, $seal) = $mine =~ /position=(\d+) seal=(\S+)/;
	is(duban($whole, 'verify', '--expect', "$position:$seal")->{code}, 0, "$engine: the seal on paper fits");
	is(duban($whole, 'verify', '--expect', "$position:" . ('0' x 64))->{code}, 7, "$engine: another does not");
	is(duban($whole, 'verify', '--export', $file)->{code}, 2, "$engine: an export is never written over");
	damaged($file) if $engine eq 'sqlite';
	my (undef, $bare) = second($whole);
	is($bare, $mine, "$engine: without payloads, what can be given to anybody, it says the same");

	my ($e) = sql($whole, "SELECT id, pos, aggregate, rev FROM event WHERE type = 'case.fixed' ORDER BY id LIMIT 1");
	my ($id, $pos, $case, $rev) = @$e;
	my ($fact) = payloads($whole, "id = $id");
	like($fact, qr/已处理/, "$engine: a unit says it has done the work");
	$fact =~ s/已处理/未处理/;
	$fact = $engine eq 'sqlite' ? "CAST('$fact' AS BLOB)" : "convert_to('$fact', 'UTF8')";
	altered($engine, 'a fact in a payload', "UPDATE event SET payload = $fact WHERE id = $id", "altered pos=$pos id=$id what=payload", 1);
	altered($engine, 'an event taken out', "DELETE FROM event WHERE id = $id", "missing pos=$pos", 1);
	altered($engine, 'an event put in', sub {
		my ($s) = @_;
		my ($top) = map { $_->[0] } sql($s, 'SELECT max(id) + 1 FROM event');
		return "INSERT INTO event SELECT $top, kind, aggregate, rev + 1000, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload, commitment, NULL FROM event WHERE id = $id; UPDATE event SET pos = NULL WHERE id = $top"
		    if $engine eq 'sqlite';
		return "INSERT INTO event (id, kind, aggregate, rev, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload, commitment, pos) OVERRIDING SYSTEM VALUE SELECT $top, kind, aggregate, rev + 1000, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload, commitment, NULL FROM event WHERE id = $id";
	}, 'gap kind=case id=\d+ rev=\d+ event=\d+', 0);
	altered($engine, 'a payload blanked without a word', "UPDATE event SET payload = NULL, salt = NULL WHERE id = $id", "bare pos=$pos id=$id", 1);
	altered($engine, 'a deadline in the table', "UPDATE cases SET due_at = due_at + 86400000 WHERE id = (SELECT min(id) FROM cases WHERE due_at IS NOT NULL)", 'row kind=case .*column=due_at', 0);
	every_table($engine);
	# The rest is the same code on both.
	last_ones($engine, $id, $case, $pos) if $engine eq 'sqlite';
	forged($engine);
	# What may go, goes without a trace in the seal.
	my $s = demo_store($engine);
	my $place = (sql($s, "SELECT code FROM place WHERE code = '350602001010'"))[0][0];
	my $call = duban($s, qw(do case.report source=hotline), "place=$place", 'address=新华西路1号', 'class=S01037', 'description=我是欧阳秘密，路灯不亮',
		'reporter_name=欧阳秘密', 'reporter_phone=13912345678', qw(--as sly01));
	is($call->{code}, 0, "$engine: a call is taken") or diag($call->{err});
	my $new = json_of($call)->{id};
	my $gone = duban($s, 'do', 'case.reporter_erase', "id=$new", 'reason=wish', '--as', 'aq01');
	is($gone->{code}, 0, "$engine: and its reporter erased") or diag($gone->{err});
	my ($after, $said) = second($s, '--payloads');
	is($after->{code}, 0, "$engine: the seal stays green") or diag($after->{out});
	like($said, qr/^ok /, "$engine: for the second verifier too");
	is(scalar(grep { /欧阳/ } payloads($s)), 0, "$engine: no event names him");
	is((sql($s, "SELECT count(*) FROM cases WHERE description LIKE '%欧阳%'"))[0][0], 0, "$engine: nor the case");
	is((sql($s, "SELECT count(*) FROM case_reporter WHERE case_id = $new AND (sealed IS NOT NULL OR name_mask IS NOT NULL OR phone_mask IS NOT NULL OR phone_index IS NOT NULL)"))[0][0], 0, "$engine: nor what was kept of him");
	is(duban($s, 'do', 'case.reporter_look', "id=$new", 'reason=回访', '--as', 'sly01')->{code}, 5, "$engine: nobody can look any more");
}

done_testing();
