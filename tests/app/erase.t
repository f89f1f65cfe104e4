# What a source told of a person, in whatever column: after the erasure no table, payload or answer has it, nor after the next file.
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8);
use JSON::PP;
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use Duban;

Duban::start_up();

my $map = "$src/data/maps/12345.map";
my $file = "$tmp/ledger.csv";

# A ledger whose free words name a person, each column one of her.
sub ledger {
	my ($status, $more) = @_;
	my %row = (taskId => 'T-1', reportDept => '电话', levelThree => '路灯', acceptTime => '2026-03-02 08:00', deadline => '2026-03-09 18:00',
		status => $status, address => '新华西路1号', description => '欧阳甲说路灯不亮', reflectPerson => '欧阳乙', callNumber => '13912345678',
		executeDept => '市政处', solvingResult => "已向欧阳丙说明$more", transferTo => '转给欧阳丁的单位', street => '欧阳戊家旁', community => '欧阳戊家旁');
	my ($columns) = Encode::decode_utf8(slurp($map)) =~ /^\[栏目\]\n(.*?)(?=^\[|\z)/ms;
	my ($facts) = Encode::decode_utf8(slurp($map)) =~ /^\[事实\]\n(.*?)(?=^\[|\z)/ms;
	my @fact = map { (split /\s*=\s*/, $_, 2)[1] } grep { /=/ && !/^#/ } split /\n/, $facts // '';
	$row{$_} //= '欧阳己' for @fact;
	my %seen;
	my @name = grep { !$seen{$_}++ } (map { map { s/^\s+|\s+$//gr } split />/, (split /=/, $_, 2)[1] } grep { /=/ && !/^#/ } split /\n/, $columns), @fact;
	spew($file, encode_utf8(join("\n", join(',', @name), join(',', map { $row{$_} // '' } @name)) . "\n"));
	return scalar @fact;
}

# Where the name stands: tables by all their columns, payloads, bytes of the backup.
sub places {
	my ($s) = @_;
	my @found;
	my %columns;
	push @{$columns{$_->[0]}}, $_->[1] for $s->{engine} eq 'sqlite'
	    ? sql($s, "SELECT m.name, c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'")
	    : sql($s, "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'");
	# Many questions in one statement: a program started for each of some 400 columns took minutes.
	my @ask;
	for my $t (sort keys %columns) {
		push @ask, map { "SELECT '$t.$_' FROM $t WHERE CAST(\"$_\" AS TEXT) LIKE '%欧阳%' GROUP BY 1" } @{$columns{$t}};
	}
	push @found, map { $_->[0] } sql($s, join ' UNION ALL ', splice @ask, 0, 200) while @ask;
	push @found, 'event' if grep { /欧阳/ } payloads($s);
	return join ' ', sort @found;
}

sub import_file {
	my ($s) = @_;
	return duban($s, '--quiet', 'import', 'cases', $file, '--map', $map, '--as', 'zbz01');
}

# The exit code of an import by another map; what it says when it fails.
sub import_with {
	my ($s, $by) = @_;
	my $r = duban($s, '--quiet', 'import', 'cases', $file, '--map', $by, '--as', 'zbz01');
	diag($r->{err}) if $r->{code};
	return $r->{code};
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	ok(ledger('处理中', '') > 0, "$engine: a ledger with columns that only its facts keep");
	is(import_file($s)->{code}, 0, "$engine: is imported");
	is(places($s), 'cases.description event told.facts told.outcome told.place_told told.transfer', "$engine: its words are where they belong");
	my ($id) = map { $_->[0] } sql($s, "SELECT id FROM told WHERE number = 'T-1'");
	my $r = duban($s, 'do', 'case.reporter_erase', "id=$id", 'reason=wish', '--as', 'aq01');
	is($r->{code}, 0, "$engine: erased") or diag($r->{err});
	is(places($s), '', "$engine: no table and no payload has the name");
	is((sql($s, "SELECT type || ' ' || status || ' ' || agency || ' ' || number FROM told WHERE id = $id"))[0][0], '路灯 处理中 市政处 T-1',
		"$engine: what is no free word stays");
	is(duban($s, 'verify')->{code}, 0, "$engine: all is sealed and the rows equal their events");
	my $shown = duban($s, 'show', 'intake.told', "id=$id", '--as', 'zbz01');
	is($shown->{code}, 0, "$engine: the page of what was told");
	unlike($shown->{out}, qr/欧阳/, "$engine: shows nothing of it");

	# The same file again, and a newer one.
	for my $round (1, 2) {
		is(import_file($s)->{code}, 0, "$engine: the same file, once more");
		is(places($s), '', "$engine: does not bring it back");
	}
	my $rev = (sql($s, "SELECT rev FROM told WHERE id = $id"))[0][0];
	import_file($s);
	is((sql($s, "SELECT rev FROM told WHERE id = $id"))[0][0], $rev, "$engine: and is no news");
	ledger('已办结', '，欧阳庚也在场');
	is(import_file($s)->{code}, 0, "$engine: a newer file");
	is(places($s), '', "$engine: does not, either");
	is((sql($s, "SELECT status FROM told WHERE id = $id"))[0][0], '已办结', "$engine: though what else is new is taken");
	$r = duban($s, 'do', 'case.reporter_erase', "id=$id", 'reason=order', '--as', 'aq01');
	is($r->{code}, 0, "$engine: erased twice") or diag($r->{err});
	my $erasures = rows($s, 'event', "aggregate = $id AND type = 'case.reporter_erased'");
	my $events = rows($s, 'event');
	$r = duban($s, 'do', 'case.reporter_erase', "id=$id", 'reason=wish', '--as', 'aq01');
	is($r->{code}, 0, "$engine: and once more") or diag($r->{err});
	like($r->{out}, qr/此前已清除/, "$engine: which says that there was nothing left");
	is(rows($s, 'event', "aggregate = $id AND type = 'case.reporter_erased'"), $erasures, "$engine: and is no second erasure");
	is(rows($s, 'event'), $events, "$engine: nor any event");
	is(duban($s, 'do', 'case.note', "id=$id", 'text=又来电', '--as', 'zbz01')->{code}, 0, "$engine: something is written about it again");
	is(duban($s, 'do', 'case.reporter_erase', "id=$id", 'reason=wish', '--as', 'aq01')->{code}, 0, "$engine: erased again");
	is(rows($s, 'event', "aggregate = $id AND type = 'case.reporter_erased'"), $erasures + 1, "$engine: which is an erasure of its own");
	is(duban($s, 'verify')->{code}, 0, "$engine: it all agrees");
	is(rows($s, 'event', 'pos IS NULL'), 0, "$engine: and is sealed, though no server ran");
}

# A class about persons is counted only: of what a source tells of it number, times, status, agency and our place stay.
# The map calls it so from the start, or only a later one does: then what was kept of it goes as with an erasure.
for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $mapped = $map;
	my $kept = sub {
		my ($id) = map { $_->[0] } sql($s, "SELECT id FROM told WHERE number = 'T-1'");
		my ($t) = sql($s, "SELECT status || ' ' || agency || ' ' || number FROM told WHERE id = $id AND type IS NULL AND channel IS NULL"
			. ' AND outcome IS NULL AND place_told IS NULL AND lon_told IS NULL AND transfer IS NULL AND facts IS NULL');
		return $t->[0];
	};
	my $told = sub { import_with($s, $mapped) };

	my $lamp = Encode::decode_utf8(slurp($map));
	spew("$tmp/person.map", encode_utf8($lamp =~ s/^路灯 = \KS01037$/S09003/mr));
	spew("$tmp/none.map", encode_utf8($lamp =~ s/^路灯 = \KS01037$/-/mr));
	ledger('处理中', '');
	$mapped = "$tmp/person.map";
	is($told->(), 0, "$engine: a ledger that tells of a person");
	is(places($s), '', "$engine: no word of it is taken, in no table and no payload");
	is($kept->(), '处理中 市政处 T-1', "$engine: it counts where and when");
	is((sql($s, 'SELECT count(*) FROM case_reporter AS r JOIN told AS t ON t.id = r.case_id'))[0][0], 0, "$engine: nor who told it");
	my ($rev) = map { $_->[0] } sql($s, "SELECT rev FROM told WHERE number = 'T-1'");
	ledger('处理中', '，欧阳庚也在场');
	is($told->(), 0, "$engine: other words about the same");
	is((sql($s, "SELECT rev FROM told WHERE number = 'T-1'"))[0][0], $rev, "$engine: are no news");

	$s = demo_store($engine);
	$mapped = $map;
	is($told->(), 0, "$engine: told as of a lamp");
	isnt(places($s), '', "$engine: its words are kept");
	ok((sql($s, 'SELECT count(*) FROM case_reporter AS r JOIN told AS t ON t.id = r.case_id WHERE r.sealed IS NOT NULL'))[0][0], "$engine: and who told it");
	$mapped = "$tmp/person.map";
	is($told->(), 0, "$engine: then as of a person");
	is(places($s), '', "$engine: no table and no payload has a word of it any more");
	is($kept->(), '处理中 市政处 T-1', "$engine: it counts where and when");
	is((sql($s, 'SELECT count(*) FROM case_reporter AS r JOIN told AS t ON t.id = r.case_id WHERE r.sealed IS NOT NULL'))[0][0], 0, "$engine: who told it is gone");
	is(duban($s, 'verify')->{code}, 0, "$engine: all is sealed and the rows equal their events");
	for my $again ("$tmp/none.map", $map) {
		$mapped = $again;
		is($told->(), 0, "$engine: told without a class, or as of a lamp again");
		unlike(places($s), qr/description|told|event/, "$engine: the words do not come back");
	}
	is(duban($s, 'verify')->{code}, 0, "$engine: and it all agrees");
}

# Every writable byte of a process, as one text; undef where the system lets nobody read it.
sub memory {
	no warnings 'portable';
	my ($pid) = @_;
	open my $maps, '<', "/proc/$pid/maps" or return undef;
	open my $mem, '<:raw', "/proc/$pid/mem" or return undef;
	my $all = '';
	while (<$maps>) {
		my ($from, $to) = /^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
		sysseek $mem, hex $from, 0 or next;
		my $left = hex($to) - hex $from;
		while ($left > 0) {
			my $got = sysread $mem, my $piece, $left > 1 << 20 ? 1 << 20 : $left;
			last if !$got;
			$all .= $piece;
			$left -= $got;
		}
	}
	return $all;
}

# What was said once is not kept in memory: the request's body and everything made of it.
{
	my $s = demo_store('sqlite');
	my $v = serve($s);
	my $c = login($v, 'sly01');
	my ($name, $phone) = ('司徒静默', '13987650123');
	my %case = (source => 'hotline', place => '350602001010', class => 'S01037', address => '新华西路77号之三', description => '路灯不亮',
		reporter_name => $name, reporter_phone => $phone);
	# Of a length that does not fit the block of memory which a request begins with.
	my $r = api($c, 'case.report', JSON::PP->new->utf8->encode(\%case) =~ s/\}$/(' ' x 60000) . '}'/er);
	is($r->{status}, 200, 'a call by telephone') or diag($r->{content});
	is(api($c, 'case.reporter_find', {phone => $phone, reason => '回访'})->{status}, 200, 'and a search by its number');
	# A key that was answered stays taken; what the request was is gone with the reporter.
	my $again = api($c, 'case.report', {%case, address => '新华西路78号'}, 'Idempotency-Key' => 'erase-me');
	is($again->{status}, 200, 'another call, with a key') or diag($again->{content});
	my $kept = sub { (sql($s, "SELECT length(digest) FROM command_key WHERE key = 'erase-me'"))[0][0] };
	is($kept->(), 32, 'a digest stands for what was sent');
	is(duban($s, 'do', 'case.reporter_erase', "id=$again->{json}{id}", 'reason=wish', '--as', 'aq01')->{code}, 0, 'its reporter is erased');
	is($kept->(), 0, 'and the digest, from which the telephone could be guessed, with it');
	delete $c->{ua};
	sleep 1;
	# Sanitizers map terabytes and keep what is freed for a while: nothing to be learnt there.
	my $memory = $ENV{DUBAN_ARENA_DEBUG} ? undef : memory($v->{pid});
	SKIP: {
		skip 'nobody may read the memory of a process here', 3 if !defined $memory || !length $memory;
		ok(index($memory, encode_utf8('路灯')) >= 0, 'its memory has been read');
		is(index($memory, $phone), -1, 'the number is nowhere in it');
		is(index($memory, encode_utf8($name)), -1, 'nor the name');
	}
	is(stop_server($v), 0, 'the server ends well');
}

done_testing();
