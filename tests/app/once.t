# What must happen once, in time, or be said: a form sent twice, a full batch to seal, a port that is taken.
# usage: perl once.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

# What a browser would send back: the hidden fields of the form that posts to `path`.
sub hidden {
	my ($html, $path) = @_;
	my ($form) = $html =~ m{(<form[^>]*action="\Q$path\E".*?</form>)}s;
	my %field;
	for my $input (($form // '') =~ /(<input[^>]*type="hidden"[^>]*>)/g) {
		my ($name) = $input =~ /name="([^"]*)"/;
		my ($value) = $input =~ /value="([^"]*)"/;
		$field{$name} = $value // '';
	}
	return \%field;
}

for my $engine (Duban::engines()) {
	subtest "$engine: a report sent twice through the page is one case" => sub {
		my $s = demo_store($engine);
		my $v = serve($s);
		my $c = login($v, 'sly01');
		my $place = '350602001010';
		my $fields = hidden(decode_utf8(get($c, '/report')->{content}), '/report');
		ok($fields->{_key} && $fields->{_csrf}, 'the form brings a key of its own');
		my %typed = (%$fields, source => 'hotline', place => $place, address => '新华西路9号', class => 'S01037',
			description => '路灯不亮，晚上很暗');
		my $before = rows($s, 'cases');
		my ($first, $second) = map { post($c, '/report', {%typed}) } 1, 2;
		is($first->{status}, 303, 'it is taken') or diag(substr decode_utf8($first->{content}) =~ s/.*?class="oops"//sr, 0, 600);
		is($second->{status}, 303, 'the second click is no fault');
		is($second->{headers}{location}, $first->{headers}{location}, 'and leads to the same case');
		is(rows($s, 'cases'), $before + 1, 'there is one more case');
		# Both at once: two clicks before the first is answered.
		my $again = hidden(decode_utf8(get($c, '/report')->{content}), '/report');
		isnt($again->{_key}, $fields->{_key}, 'a new form has another key');
		my %other = (%typed, %$again, address => '新华西路11号');
		my @kids = map {
			my $pid = fork() // die;
			if (!$pid) { my $d = client($v); $d->{token} = $c->{token}; post($d, '/report', {%other}); POSIX::_exit(0) }
			$pid;
		} 1 .. 4;
		waitpid $_, 0 for @kids;
		is(rows($s, 'cases'), $before + 2, 'four at once are one more case');
		is(stop_server($v), 0, 'the server ends well');
	};

	subtest "$engine: a log-in sent twice is two log-ins" => sub {
		my $s = demo_store($engine);
		my $v = serve($s);
		my %form = (name => 'sly01', password => 'duban-demo', _key => 'log-in-key-1');
		for my $time ('the first', 'the second') {
			my $r = post(client($v), '/login', {%form});
			is($r->{status}, 303, "$time is taken");
			my ($token) = ($r->{headers}{'set-cookie'} // '') =~ /^duban=([^;]+)/;
			ok($token, "$time sets a cookie") or diag($r->{headers}{'set-cookie'});
			unlike($r->{headers}{'set-cookie'} // '', qr/Max-Age=0/, "$time does not log out");
			my $c = client($v);
			$c->{token} = $token // 'none';
			is(get($c, '/me')->{status}, 200, "$time is logged in");
			my $a = api(client($v), 'login', {login => 'sly01', password => 'duban-demo'}, 'Idempotency-Key' => 'log-in-key-2');
			is($a->{status}, 200, "$time of a program is taken");
			is(get(client($v), '/api/session.posts', Authorization => 'Bearer ' . ($a->{json}{secret} // 'none'))->{status}, 200,
				"$time of a program has a token");
		}
		is((sql($s, "SELECT count(*) FROM session"))[0][0], 4, 'four sessions');

		# Another post: the session that asks ends with the first, so the second finds none.
		my $c = login($v, 'sly01');
		my ($post) = map { $_->[0] } sql($s, "SELECT p.code FROM session AS s JOIN post AS p ON p.id = s.post_id ORDER BY s.id DESC LIMIT 1");
		my $fields = hidden(decode_utf8(get($c, '/me')->{content}), '/logout');
		my ($first, $second) = map { post($c, '/do/session.switch_post', {%$fields, post => $post, _key => 'switch-key-1'}, Origin => url($v, '')) } 1, 2;
		is($first->{status}, 303, 'a change of posts') or diag(decode_utf8($first->{content}));
		my ($token) = ($first->{headers}{'set-cookie'} // '') =~ /^duban=([^;]+)/;
		unlike($second->{headers}{'set-cookie'} // '', qr/Max-Age=0/, 'sent twice it does not log out');
		$c->{token} = $token // 'none';
		is(get($c, '/me')->{status}, 200, 'and the new session stands');
		is(stop_server($v), 0, 'the server ends well');
	};

	subtest "$engine: a full batch is followed at once by the next" => sub {
		my $s = demo_store($engine);
		my $v0 = serve($s);
		sleep 2;
		stop_server($v0);
		# Nobody seals while no server runs: 9,000 events pile up.
		my $n = 9000;
		my $from = (sql($s, 'SELECT max(id) FROM event'))[0][0];
		my $batches = (sql($s, 'SELECT count(*) FROM seal'))[0][0];
		sql($s, "INSERT INTO event (kind, aggregate, rev, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload, commitment)
			WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $n)
			SELECT 'session', 900000 + n.i, 1, e.type, e.at, e.recorded_at, e.who, e.as_whom, 0, 0, e.salt, e.payload, e.commitment
			FROM n, event AS e WHERE e.id = $from");
		my $t = time;
		my $v = serve($s);
		my $left = $n;
		while ($left && time - $t < 20) { sleep 0.2; $left = rows($s, 'event', 'pos IS NULL') }
		is($left, 0, 'all of them are sealed');
		my @at = map { $_->[0] } sql($s, "SELECT sealed_at FROM seal WHERE batch > $batches ORDER BY batch LIMIT 3");
		cmp_ok(scalar @at, '>=', 3, 'in three batches');
		cmp_ok($at[2] - $at[0], '<', 5000, 'within seconds, not a round of ten seconds each');
		is(stop_server($v), 0, 'the server ends well');
	};

	subtest "$engine: deadlines are noted at once, and one that cannot be hides no other" => sub {
		my $s = demo_store($engine);
		my $v = serve($s);
		my $c = login($v, 'sly01');
		my $n = 500;
		my @id = map { api($c, 'case.report', {source => 'grid', place => '350602001010', address => "到期路${_}号", class => 'S01037',
			description => '路灯不亮'}, 'Idempotency-Key' => "due-key-$_")->{json}{id} // die } 1 .. $n;
		is(stop_server($v), 0, 'the server ends well');
		# The first 150 in need: a clock that is over in a case that has time, so nothing can be noted.
		my $stuck = $id[149];
		my $now = int(time * 1000);
		sql($s, "UPDATE case_deadline SET due_at = $now - 9000000 WHERE runs = 1 AND case_id BETWEEN $id[0] AND $stuck");
		sql($s, "UPDATE case_deadline SET due_at = $now - 60000 WHERE runs = 1 AND case_id > $stuck AND case_id <= $id[-1]");
		sql($s, "UPDATE cases SET due_at = $now - 60000 WHERE id > $stuck AND id <= $id[-1]");
		my $t = time;
		$v = serve($s);
		my $left = $n;
		while ($left && time - $t < 20) {
			sleep 0.1;
			$left = rows($s, 'case_deadline', "runs = 1 AND overdue_at IS NULL AND case_id > $stuck AND case_id <= $id[-1]");
		}
		is($left, 0, 'all that can be are noted');
		# In rounds of two seconds, a hundred each, it took ten.  That slices follow at once is held by tests/kit/command/test_own.c.
		note('in ', time - $t, ' s');
		is(stop_server($v), 0, 'the server ends well');
		my @said = slurp($v->{log}) =~ /stays due, tried again later" command=case.overdue id=(\d+)/g;
		is(scalar(@said), 150, 'those that stay are named, once each');
	};
}

subtest 'somebody at work is not idle, though the store had no room to hear of it' => sub {
	my $s = demo_store('sqlite');
	my $v = serve($s);
	my $c = login($v, 'zbz01');
	is(stop_server($v), 0, 'the server ends well');
	sql($s, 'UPDATE session SET seen_at = seen_at - 600000');
	my ($seen) = map { $_->[0] } sql($s, 'SELECT seen_at FROM session');
	$c->{server} = $v = serve($s);
	# Somebody else holds the store for longer than the writer waits.
	my $pid = fork() // die;
	if (!$pid) {
		open my $h, '|-', 'sqlite3', $s->{file} or POSIX::_exit(1);
		$h->autoflush(1);
		print $h "BEGIN IMMEDIATE;\n";
		spew("$Duban::tmp/held", '');
		sleep 7;
		print $h "ROLLBACK;\n";
		close $h;
		POSIX::_exit(0);
	}
	sleep 0.05 until -e "$Duban::tmp/held";
	sleep 0.5;
	is(get($c, '/me')->{status}, 200, 'a page');
	waitpid $pid, 0;
	is((sql($s, 'SELECT seen_at FROM session'))[0][0], $seen, 'that could not be written down');
	like(slurp($v->{log}), qr/own command failed" command=session.seen err=busy/, 'the log says so');
	my ($now, $t) = ($seen, time);
	while ($now == $seen && time - $t < 10) {
		get($c, '/me');
		sleep 0.3;
		($now) = map { $_->[0] } sql($s, 'SELECT seen_at FROM session');
	}
	cmp_ok($now, '>', $seen, 'the next pages see to it');
	is(stop_server($v), 0, 'the server ends well');
};

subtest 'a port that is taken' => sub {
	my $s = demo_store('sqlite');
	my $taken = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1, Proto => 'tcp') or die;
	my $port = $taken->sockport;
	my $r = duban($s, 'serve', '--listen', "127.0.0.1:$port");
	is($r->{code}, 13, 'exit 13');
	like($r->{err}, qr/127\.0\.0\.1.*\b$port\b.*占用/, 'it says which address and port, and that they may be in use');
	is($r->{out}, '', 'and no address is announced');
	ok(!-e "$s->{file}.sock", 'nor is a socket left behind');
	close $taken;
	my $v = serve({%$s, port => $port});
	is($v->{port}, $port, 'free again, it is used');
	is(stop_server($v), 0, 'the server ends well');
};

done_testing();
