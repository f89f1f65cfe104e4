# Two copies of the program on one PostgreSQL: what one changes the other sees, one keeps the deadlines, one is killed.
# usage: perl copies.t DUBAN SOURCE PAYLOADS
#   COPIES_ROUNDS=N  kills, one after the other (1)      COPIES_SECONDS=N  of writing before each (1.5)
#   COPIES_RESTART=1 restarts the cluster itself, which nobody else may use then
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use JSON::PP;
use POSIX qw(:sys_wait_h);
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => 'needs PostgreSQL' unless $ENV{DUBAN_TEST_PG};
start_up();
my ($rounds, $seconds) = ($ENV{COPIES_ROUNDS} // 1, $ENV{COPIES_SECONDS} // 1.5);
my $skew = $bin =~ s{src/app/duban$}{tests/app/libskew.so}r;
my $s = demo_store('postgres');
my %report = (source => 'grid', place => '350602001010', address => '新华西路9号', description => '路灯不亮');
my $n_keys = 0;

sub until_true { my ($most, $what) = @_; my $end = time + $most; while (time < $end) { return 1 if $what->(); sleep 0.05 } return }
sub keeps { return slurp($_[0]{log}) =~ /this copy keeps the deadlines and the seal now(?!.*another copy keeps)/s }
sub pg { my ($text) = @_; return Duban::pg_do($text) }

# The same session used at another copy.
sub at { my ($c, $v) = @_; return {%{client($v)}, token => $c->{token}, name => $c->{name}} }

subtest 'what one changes the other sees with its next request' => sub {
	my ($a, $b) = (serve($s), serve($s));
	my $who = login($a, 'sly01');
	my $there = at($who, $b);
	is(get($there, '/me')->{status}, 200, 'a session of one is a session of the other');
	ok(until_true(40, sub { keeps($a) || keeps($b) }), 'one of them keeps the deadlines');
	sleep 1.2;
	is(scalar(grep { keeps($_) } $a, $b), 1, 'and one only');

	# A unit's name.
	my $xt = login($a, 'xt01');
	my ($unit_head, @units) = grep { !/^#/ } split /\n/, decode_utf8(slurp("$src/data/demo/units.tsv"));
	my @names = split /\t/, $unit_head;
	my ($short) = grep { $names[$_] eq 'short_name' } 0 .. $#names;
	my ($row) = grep { !/^$/ } @units;
	my @cell = split /\t/, $row, -1;
	my $was = $cell[$short];
	is(scalar(grep { $_->{short_name} && $_->{short_name} eq $was } @{view(at($xt, $b), 'unit.list')->{json}}), 1, 'the other knows a unit');
	$cell[$short] = '改名';
	my $r = api($xt, 'unit.load', {file => join "\n", $unit_head, join "\t", @cell});
	is($r->{status}, 200, 'it is renamed through one') or diag(texts($r));
	is(scalar(grep { $_->{short_name} && $_->{short_name} eq '改名' } @{view(at($xt, $b), 'unit.list')->{json}}), 1, 'the other says so at once');

	# Who logs out, or is disabled, at one is nobody at the other.
	is(api($who, 'session.close', {})->{status}, 200, 'logged out of one');
	is(get($there, '/me')->{status}, 303, 'the very next request at the other is nobody\'s');
	my ($again, $aq) = (login($b, 'sly01'), login($a, 'aq01'));
	is(get($again, '/me')->{status}, 200, 'in again at the other, which knows it now');
	is(api($aq, 'login.disable', {name => 'sly01'})->{status}, 200, 'disabled through the first');
	is(get($again, '/me')->{status}, 303, 'the very next request at the other is nobody\'s');
	is(api($aq, 'login.enable', {name => 'sly01'})->{status}, 200, 'enabled again');

	# What must be alone with the store is not.
	my $init = duban($s, qw(init --place 350602 --demo));
	is($init->{code}, 10, 'nothing is made anew beside servers');
	like($init->{err}, qr/服务在运行/, 'with a sentence');

	# The same key at both at once.
	my $c = login($a, 'zbz01');
	for my $time (1 .. 4) {
		my @kids = map {
			my ($v, $i) = (($a, $b)[$_ % 2], $_);
			my $pid = fork() // die;
			if (!$pid) {
				my $r = api(at($c, $v), 'case.report', {%report, class => 'S01037'}, 'Idempotency-Key' => "both-at-once-$time");
				spew("$tmp/both.$i", ($r->{json}{id} // "status $r->{status}") . "\n");
				POSIX::_exit(0);
			}
			$pid;
		} 0 .. 3;
		waitpid $_, 0 for @kids;
		my %id = map { slurp("$tmp/both.$_") => 1 } 0 .. 3;
		is(scalar(keys %id), 1, 'the same key at both at once is one case') or diag(keys %id);
	}
	is(stop_server($a), 0, 'the first ends well');
	is(stop_server($b), 0, 'and the second');
};

# One of the crowd: reports with keys of its own, at either copy; what is not acknowledged is sent again until it is.
sub one_of_many {
	my ($copies, $token, $i, $stop, $parent) = @_;
	my (%ack, %status, $n, @odd);
	while (!-e $stop && getppid == $parent) {
		my $key = "crowd-$i-" . ++$n;
		for my $try (0 .. 400) {
			my $v = $copies->[($n + $i + $try) % 2];
			my $r = eval { api({%{client($v)}, token => $token}, 'case.report', {%report, class => $n % 2 ? 'S01037' : 'S06010'}, 'Idempotency-Key' => $key) };
			$status{$r ? $r->{status} : 'none'}++;
			push @odd, "$v->{log}: $r->{content}" if $r && $r->{status} !~ /^(?:20|503)/;
			if ($r && $r->{status} =~ /^20/) { $ack{$key} = [$r->{json}{id}, $r->{json}{no}]; last }
			last if getppid != $parent || -e $stop && $try > 100;
			sleep 0.05;
		}
	}
	return spew("$tmp/crowd.$i", encode_json({ack => \%ack, status => \%status, odd => \@odd}));
}

subtest 'one is killed, PostgreSQL goes away and comes back, and nothing is lost' => sub {
	my @v = (serve($s), serve($s));
	my $token = login($v[0], 'zbz01')->{token};
	my $stop = "$tmp/stop";
	my $before = rows($s, 'cases');
	my $parent = $$;
	my @kids = map {
		my ($i, $pid) = ($_, fork() // die);
		if (!$pid) { one_of_many(\@v, $token, $i, $stop, $parent); POSIX::_exit(0) }
		$pid;
	} 0 .. 5;
	ok(until_true(40, sub { keeps($v[0]) || keeps($v[1]) }), 'one keeps the deadlines');
	for my $round (1 .. $rounds) {
		sleep $seconds;
		my ($it) = grep { keeps($v[$_]) } 0, 1;
		my $other = $v[1 - ($it // 0)];
		my $sealed = (sql($s, 'SELECT max(batch) FROM seal'))[0][0];
		kill_server($v[$it // 0]);
		ok(until_true(40, sub { keeps($other) }), 'the one that kept the deadlines is killed, the other takes over') or diag(slurp($other->{log}) =~ s/^.*event=request.*\n//mgr);
		ok(until_true(40, sub { (sql($s, 'SELECT max(batch) FROM seal'))[0][0] > $sealed }), 'and seals');
		$v[$it // 0] = serve({%$s, port => $v[$it // 0]{port}});
		is(get(client($v[$it // 0]), '/readyz')->{status}, 200, 'and is back');

		# The database is not to be had for a while.
		sleep 0.3;
		away(1);
		my $c = {%{client($v[0])}, token => $token};
		my %got;
		my $until = time + 0.8;
		while (time < $until || ($ENV{COPIES_RESTART} && time < $until + 2)) {
			$got{get($c, $_)->{status}}++ for '/cases', '/readyz';
			$got{api($c, 'case.report', {%report, class => 'S01037'})->{status}}++;
		}
		if ($ENV{COPIES_RESTART}) {
			is(join(' ', grep { !/^(?:20[01]|503)$/ } keys %got), '', 'while it restarts everything is 503, never 500') or diag(join ' ', %got);
		} else {
			is(join(' ', keys %got), '503', 'while it is gone everything is 503, never 500') or diag(join ' ', %got);
		}
		away(0);
		ok(until_true(40, sub { get($c, '/readyz')->{status} == 200 && get($c, '/cases')->{status} == 200 }), 'it is back, and so is the server');
		until_true(40, sub { eval { rows($s, 'seal'); 1 } });
		ok(until_true(40, sub { keeps($v[0]) || keeps($v[1]) }), 'one of them keeps the deadlines again');
	}
	spew($stop, '');
	waitpid $_, 0 for @kids;
	my @all = map { decode_json(slurp("$tmp/crowd.$_")) } 0 .. 5;
	my %status;
	for my $one (@all) { $status{$_} += $one->{status}{$_} for keys %{$one->{status}} }
	is(join(' ', grep { !/^(?:20[01]|503|none)$/ } keys %status), '', 'the crowd was answered, told 503, or cut off')
		or diag(join "\n", (map { @{$_->{odd}} } @all), grep { /level=error|status=5(?!03)/ } map { split /^/, slurp($_) } glob("$tmp/serve.*"));
	my %ack = map { %{$_->{ack}} } @all;
	my @no = map { $_->[1] } values %ack;
	my %there = map { $_->[0] => 1 } sql($s, 'SELECT no FROM cases');
	ok(@no > 20, scalar(@no) . ' were acknowledged') or diag(join ' ', %status);
	is(scalar(grep { !$there{$_} } @no), 0, 'each is there');
	is(scalar(keys %{{map { $_ => 1 } @no}}), scalar(@no), 'each key has a number of its own');
	is((sql($s, q{SELECT count(*) FROM (SELECT 1 FROM command_key WHERE key LIKE 'crowd-%' GROUP BY key HAVING count(*) > 1) AS x}))[0][0], 0, 'no key was done twice');
	is((sql($s, 'SELECT count(*) FROM (SELECT root_id, year FROM cases GROUP BY root_id, year HAVING count(*) <> max(seq) OR count(*) <> count(DISTINCT seq)) AS x'))[0][0], 0,
		'numbers without gaps, none twice');
	is((sql($s, 'SELECT count(*) FROM (SELECT batch FROM seal GROUP BY batch HAVING count(*) > 1) AS x'))[0][0], 0, 'each batch once');
	for my $v (@v) {
		is(stop_server($v), 0, 'ends well');
		unlike(slurp($v->{log}), qr/level=error(?!.*(?:no store|connection))/, 'nothing of this is an error of the program');
	}
	is(duban($s, 'verify')->{code}, 0, 'and the store verifies');
};

# PostgreSQL takes no connection to this database and ends those it has; or the cluster is stopped.
sub away {
	my ($gone) = @_;
	if ($ENV{COPIES_RESTART}) {
		my ($dir) = $ENV{DUBAN_TEST_PG} =~ /host=([^&]+)/;
		my ($ctl) = reverse sort glob '/usr/lib/postgresql/*/bin/pg_ctl';
		my $as = $> == 0 ? 'setpriv --reuid=postgres --regid=postgres --clear-groups' : '';
		my $how = rand() < 0.5 ? 'immediate' : 'fast';
		system("$as $ctl -D $dir/data -m $how -l $dir/log -w restart >/dev/null 2>&1 </dev/null &") == 0 or die "pg_ctl restart" if $gone;
		return;
	}
	pg("ALTER DATABASE $s->{name} ALLOW_CONNECTIONS " . ($gone ? 'false' : 'true'));
	return if !$gone;
	my $open = "FROM pg_stat_activity WHERE datname = \$\$$s->{name}\$\$";
	pg("SELECT pg_terminate_backend(pid) $open");
	# They go when they please.
	until_true(40, sub { qx{psql -X -q -A -t '$ENV{DUBAN_TEST_PG}' -c 'SELECT count(*) $open'} == 0 });
	return;
}

subtest 'clocks that differ: the store\'s counts' => sub {
	my $file = "$tmp/skew";
	spew($file, '300000');
	my $env = {LD_PRELOAD => $skew, SKEW_FILE => $file};
	my ($a, $b) = (serve($s), serve($s, $env));
	like(slurp($b->{log}), qr/clock is not the store's.*ahead_ms=(?:299|300)\d\d\d/, 'a copy that is five minutes ahead says so');
	unlike(slurp($a->{log}), qr/clock is not the store's/, 'the other does not');
	my $id = api(login($b, 'sly01'), 'case.report', {%report, class => 'S01037'})->{json}{id};
	my ($at) = sql($s, "SELECT recorded_at FROM event WHERE kind = 'case' AND aggregate = $id");
	ok(abs($at->[0] - time * 1000) < 5000, 'what is recorded through it has the store\'s time') or diag($at->[0], ' ', time);
	my $zb = login($a, 'zbz01');
	my ($rev) = sql($s, "SELECT rev FROM cases WHERE id = $id");
	my $r = api($zb, 'case.note', {id => $id, rev => $rev->[0], text => '已看过'});
	is($r->{status}, 200, 'and the other goes on with it at once') or diag(texts($r));
	is(stop_server($a), 0, 'ends well');
	is(stop_server($b), 0, 'ends well');
};

done_testing();
