# From SQLite to PostgreSQL and back: every row, every id, the seal; all of it or nothing.
# usage: perl move.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Digest::SHA qw(sha256_hex);
use POSIX qw(:sys_wait_h);
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

# Every row of every table as sqlite3 writes it, but for when the schema was made.
sub dump_of {
	my ($s) = @_;
	return sha256_hex join "\n", sort grep { /^INSERT/ && !/schema_step|sqlite_stat/ } split /\n/, qx{sqlite3 '$s->{file}' .dump};
}

sub moved { my ($from, $to, @more) = @_; return duban($from, 'migrate', '--to', $to->{db}, @more) }

my $one = demo_store('sqlite');
my $jpeg = spew("$tmp/a.jpg", photo(1, 320, 240, 80));
my $put = duban($one, 'photos', 'put', $jpeg);
is($put->{code}, 0, 'a store with a folder of photos') or diag($put->{err});
is(moved($one, $one)->{code}, 2, 'to itself: refused');
my $full = demo_store('sqlite');
my $r = moved($one, $full);
is($r->{code}, 7, 'to a store that is not empty: refused');
like($r->{err}, qr/不是空的/, 'with a sentence');
my $v = serve($one);
my $to = store('sqlite');
is(moved($one, $to)->{code}, 10, 'beside a server: refused');
ok(!-e $to->{file}, 'and nothing is made');
is(duban($one, '--trace', 'do', 'session.sweep', '--as', 'xt01')->{code}, 10, 'nor is the store opened for a trace');
is(duban($one, 'init', '--place', '350602', '--demo')->{code}, 10, 'nor made anew');
is(stop_server($v), 0, 'the server ends well');

# What is in the way of it leaves nothing.
my $bad = store('sqlite');
is(duban($bad, 'migrate')->{code}, 0, 'an empty store');
sql($bad, 'CREATE TABLE strange (id INTEGER PRIMARY KEY) STRICT');
is(moved($one, $bad)->{code}, 7, 'with a table that is not ours: refused');
is(rows($bad, 'event') + rows($bad, 'place'), 0, 'and empty still');

# Into the same engine, and by way of the other.
my @way = ($one, store('sqlite'), $ENV{DUBAN_TEST_PG} ? (store('postgres'), store('postgres'), store('sqlite')) : ());
$_->{keys} = $one->{keys} for @way;
my $line = (split /\n/, duban($one, 'verify')->{out})[0];
like($line, qr/^ok /, "before: $line");
my $before = dump_of($one);
for my $i (1 .. $#way) {
	my $name = "$way[$i - 1]{engine} to $way[$i]{engine}";
	my $t = time;
	$r = moved($way[$i - 1], $way[$i]);
	is($r->{code}, 0, $name) or diag($r->{err});
	like($r->{out}, qr/逐行核对一致/, "$name: said so");
	like($r->{out}, qr/照片不在库里.*\Q$one->{file}\E\.photos/, 'where the photos are') if $i == 1;
	is((split /\n/, duban($way[$i], 'verify')->{out})[0], $line, "$name: verifies to the same seal");
	is(dump_of($way[$i]), $before, "$name: every row is the same") if $way[$i]{engine} eq 'sqlite';
	is(duban($way[$i], 'migrate', '--check')->{code}, 0, "$name: of this program's schema");
}
is(dump_of($one), $before, 'the first store was not changed');

# Life goes on in it: numbers and ids as they would have gone on.
for my $s (grep { $_->{engine} eq 'postgres' } @way[2 .. $#way]) {
	my ($event, $case) = map { (sql($s, "SELECT max(id) FROM $_"))[0][0] } qw(event cases);
	my ($no) = (sql($s, 'SELECT max(no) FROM cases'))[0][0];
	my $v = serve($s);
	my $c = login($v, 'zbz01');
	my $made = api($c, 'case.report', {source => 'grid', place => '350602001010', address => '新华西路9号', class => 'S01037', description => '路灯不亮'});
	is($made->{status}, 200, 'a report in the new store') or diag(texts($made));
	is($made->{json}{id}, $case + 1, 'has the next id');
	(my $next = $no) =~ s/(\d+)$/sprintf '%0*d', length $1, $1 + 1/e;
	is($made->{json}{no}, $next, 'and the next number');
	cmp_ok((sql($s, 'SELECT max(id) FROM event'))[0][0], '>', $event, 'its event a new id');
	is(stop_server($v), 0, 'the server ends well');
	is(duban($s, 'verify')->{code}, 0, 'and the store verifies');
	is((sql($s, 'SELECT count(*) FROM pg_constraint WHERE contype = $$f$$ AND condeferrable'))[0][0], 0, 'its references are looked at at once again');
	last;
}

# Killed in the midst of it, it is done again.
my $again = store($ENV{DUBAN_TEST_PG} ? 'postgres' : 'sqlite');
$again->{keys} = $one->{keys};
my $pid = fork() // die;
if (!$pid) {
	open STDOUT, '>', '/dev/null';
	open STDERR, '>', '/dev/null';
	exec $bin, '--db', $one->{db}, '--keys', $one->{keys}, 'migrate', '--to', $again->{db} or POSIX::_exit(98);
}
# The schema's steps are transactions of their own: once some are there it is under way.
my $until = time + 30;
until (time > $until || eval { rows($again, 'setting', "key = 'x'"); 1 }) { sleep 0.01 }
kill 'KILL', $pid;
waitpid $pid, 0;
$until = time + 30;
while (($r = moved($one, $again))->{code} == 10 && time < $until) { sleep 0.2 }
ok($r->{code} == 0 || rows($again, 'event') == rows($one, 'event'), 'killed in the midst of it, it is done again') or diag($r->{err});
is((split /\n/, duban($again, 'verify')->{out})[0], $line, 'to the same seal');

done_testing();
