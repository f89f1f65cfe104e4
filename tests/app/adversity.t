# A running server meets a full disk, a read-only one, a clock that is set back, connections that break: it says so, loses
# nothing that was acknowledged, and goes on by itself when it is over.
# usage: perl adversity.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Digest::SHA qw(hmac_sha1);
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();
my $beside = $bin =~ s{src/app/duban$}{tests/app}r;
my $says = "$tmp/ailing";
my $skew = "$tmp/skew";
my %report = (source => 'grid', place => '350602001010', address => '新华西路9号', class => 'S01037', description => '路灯不亮');

sub until_true { my ($most, $what) = @_; my $end = time + $most; while (time < $end) { return 1 if $what->(); sleep 0.05 } return }

# Written beside and renamed: whoever reads it reads one of both.
sub set_to { my ($file, $text) = @_; spew("$file.new", $text); rename "$file.new", $file or die; return }
sub ails { return set_to($says, $_[0]) }

sub ailing {
	my ($s, @args) = @_;
	ails('');
	return serve($s, @args, {LD_PRELOAD => "$beside/libailing.so", AILING => $says, AILING_DIR => $s->{file} // '/nowhere'});
}

# RFC 6238 by another's HMAC.
sub code {
	my ($base32, $at) = @_;
	my $bits = join '', map { sprintf '%05b', /[A-Z]/ ? ord($_) - 65 : $_ + 24 } split //, $base32;
	my $mac = hmac_sha1(pack('Q>', int($at / 30)), pack 'B*', substr $bits, 0, length($bits) - length($bits) % 8);
	return sprintf '%06d', (unpack('N', substr $mac, ord(substr $mac, -1) & 15, 4) & 0x7fffffff) % 1000000;
}

for my $ill ('full', 'readonly') {
	subtest "the disk is $ill" => sub {
		my $s = demo_store('sqlite');
		my $v = ailing($s);
		my $c = login($v, 'zbz01');
		is(api($c, 'case.report', \%report)->{status}, 200, 'while it is well a case is taken');
		my $cases = rows($s, 'cases');
		ails($ill);
		my %got;
		$got{api($c, 'case.report', \%report, 'Idempotency-Key' => "ill-$_-key")->{status}}++ for 1 .. 5;
		is(join(' ', sort keys %got), '507', 'commands are refused, each with the status of that');
		is(get($c, '/cases')->{status}, 200, 'pages are read as before');
		is(get($c, '/readyz')->{status}, 200, 'the store can be read');
		my $page = post($c, '/report', {%report, _csrf => 'x'}, Accept => 'text/html');
		cmp_ok($page->{status}, '>=', 400, 'nor does a form get through');
		is(rows($s, 'cases'), $cases, 'nothing is half written');
		ails('');
		ok(until_true(20, sub { api($c, 'case.report', \%report, 'Idempotency-Key' => 'ill-1-key')->{status} == 200 }), 'with room again it goes on by itself');
		is(rows($s, 'cases'), $cases + 1, 'the same key is one case');
		is(stop_server($v), 0, 'the server ends well');
		unlike(slurp($v->{log}), qr/ensure|Sanitizer/, 'and was in no trouble of its own');
		is(duban($s, 'verify')->{code}, 0, 'the store verifies');
	};
}

subtest 'the clock is set right by twenty minutes under a running server' => sub {
	my $s = demo_store('sqlite');
	set_to($skew, '0');
	my $v = serve($s, {LD_PRELOAD => "$beside/libskew.so", SKEW_FILE => $skew});
	my $c = login($v, 'zbz01');
	# Somebody with a second factor, set while the clock was right.
	my $aud = login($v, 'sj01');
	my $offer = view($aud, 'factor.offer')->{json};
	is(api($aud, 'factor.set', {offer => $offer->{offer}, code => code($offer->{key}, time), old => 'duban-demo'})->{status}, 200, 'a second factor');
	# The clock runs twenty minutes ahead, and what happens then is recorded so.
	set_to($skew, '1200000');
	my $ahead = api($c, 'case.report', \%report)->{json};
	ok($ahead && $ahead->{id}, 'a case twenty minutes ahead');
	set_to($skew, '0');
	is(get($c, '/cases')->{status}, 200, 'set right: who was in is in');
	my $rev = (sql($s, "SELECT rev FROM cases WHERE id = $ahead->{id}"))[0][0];
	my $note = api($c, 'case.note', {id => $ahead->{id}, rev => $rev, text => '已看过'});
	is($note->{status}, 200, 'the case goes on') or diag(texts($note));
	my $next = api($c, 'case.report', \%report)->{json};
	cmp_ok(($next->{no} =~ /(\d+)$/)[0], '==', ($ahead->{no} =~ /(\d+)$/)[0] + 1, 'numbers go on');
	is_deeply([sql($s, "SELECT count(*) FROM event AS a JOIN event AS b ON b.kind = a.kind AND b.aggregate = a.aggregate AND b.rev = a.rev + 1 WHERE b.recorded_at < a.recorded_at")],
		[[0]], 'nothing is recorded before what it follows');
	my $in = api(client($v), 'login', {login => 'sj01', password => 'duban-demo', code => code($offer->{key}, time + 30)});
	is($in->{status}, 200, 'the telephone\'s codes serve: they go by the clock as it is') or diag(texts($in));
	# Who mistypes waits for a second, not until the clock is where it was.
	my @wrong;
	push @wrong, api(client($v), 'login', {login => 'ld02', password => 'wrong'})->{status} until @wrong > 12 || ($wrong[-1] // 0) == 429;
	like("@wrong", qr/^401 401 401 401 (?:401 )*429$/, 'after four wrong ones one has to wait');
	ok(until_true(60, sub { api(client($v), 'login', {login => 'ld02', password => 'duban-demo'})->{status} == 200 }), 'for a moment, not for twenty minutes');
	# Nor for the failures that were noted ahead.
	set_to($skew, '1200000');
	is(api(client($v), 'login', {login => 'ld01', password => 'wrong'})->{status}, 401, 'wrong while it is ahead again') for 1 .. 4;
	set_to($skew, '0');
	ok(until_true(60, sub { api(client($v), 'login', {login => 'ld01', password => 'duban-demo'})->{status} == 200 }), 'is forgiven when it is right');
	is(stop_server($v), 0, 'the server ends well');
	$rev = (sql($s, "SELECT rev FROM cases WHERE id = $ahead->{id}"))[0][0];
	my $r = duban($s, qw(do case.note), "id=$ahead->{id}", "rev=$rev", 'text=按时', '--as', 'zbz01');
	is($r->{code}, 0, 'a program that begins now goes on, too') or diag($r->{err});
	is_deeply([sql($s, 'SELECT count(*) FROM event AS a JOIN event AS b ON b.kind = a.kind AND b.aggregate = a.aggregate AND b.rev = a.rev + 1 WHERE b.recorded_at < a.recorded_at')],
		[[0]], 'still nothing is recorded before what it follows');
	is(duban($s, 'verify')->{code}, 0, 'the store verifies');
};

# Whatever answer comes or does not: sent again with its key until it is acknowledged, it is one case.
sub insist {
	my ($c, $key, $seen) = @_;
	for (1 .. 100) {
		my $r = eval { api($c, 'case.report', \%report, 'Idempotency-Key' => $key) };
		$seen->{$r ? $r->{status} : 'cut off'}++;
		return $r->{json}{id} if $r && $r->{status} == 200;
		sleep 0.05;
	}
	return;
}

subtest 'the n-th connection over TCP breaks' => sub {
	my $s = demo_store('sqlite');
	my $v = ailing($s, '--metrics', '127.0.0.1:0');
	my ($m) = readline($v->{out}) =~ /:(\d+)\/metrics/;
	my $c = login($v, 'zbz01');
	my $cases = rows($s, 'cases');
	my (%id, %seen, $n);
	for my $what ('accept', 'starve', 'send') {
		for my $i (1 .. 4) {
			ails("$what $i");
			for (1 .. 3) {
				my $fresh = {%{client($v)}, token => $c->{token}};
				my $id = insist($fresh, 'nth-key-' . ++$n, \%seen);
				$id{$id}++ if $id;
			}
		}
	}
	ails('');
	is(scalar(keys %id), $n, 'each key is acknowledged, with a case of its own');
	is(rows($s, 'cases'), $cases + $n, 'and there are no others');
	is(join(' ', grep { !/^(?:200|cut off)$/ } keys %seen), '', 'who was answered was answered rightly');
	cmp_ok($seen{'cut off'} // 0, '>', 0, 'some were cut off');
	ok(until_true(20, sub { my $r = HTTP::Tiny->new->get("http://127.0.0.1:$m/metrics"); ($r->{content} =~ /^duban_http_in_flight (\d+)$/m)[0] == 0 }), 'none is held for ever');
	is(stop_server($v), 0, 'the server ends well');
	is(duban($s, 'verify')->{code}, 0, 'the store verifies');
};

SKIP: {
	skip 'needs PostgreSQL', 1 unless $ENV{DUBAN_TEST_PG} && $ENV{DUBAN_TEST_PG} =~ m{host=/|://[^/]*/};
	subtest 'the n-th connection or message to PostgreSQL breaks' => sub {
		my $s = demo_store('postgres');
		my $v = ailing($s);
		my $c = login($v, 'zbz01');
		my $cases = rows($s, 'cases');
		my (%id, %seen, $n);
		for my $what ('ask', 'hear', 'connect') {
			for my $i (1 .. 6) {
				ails("$what $i");
				Duban::pg_do("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = \$\$$s->{name}\$\$") if $what eq 'connect' && $i % 3 == 1;
				my $id = insist($c, 'nth-key-' . ++$n, \%seen);
				$id{$id}++ if $id;
				my $page = eval { get($c, '/cases')->{status} } // 'cut off';
				$seen{$page}++;
			}
		}
		ails('');
		is(scalar(keys %id), $n, 'each key is acknowledged, with a case of its own');
		is(rows($s, 'cases'), $cases + $n, 'and there are no others');
		is(join(' ', grep { !/^(?:200|503)$/ } sort keys %seen), '', 'all else is 503, never 500') or diag(join ' ', %seen);
		cmp_ok($seen{503} // 0, '>', 0, 'which some were');
		ok(until_true(20, sub { get($c, '/readyz')->{status} == 200 }), 'then all is well');
		is(stop_server($v), 0, 'the server ends well');
		is(duban($s, 'verify')->{code}, 0, 'the store verifies');

		# At the start: it says so and ends, whichever connection it is.
		for my $i (1, 2, 7) {
			ails("connect $i");
			my $r = duban($s, qw(--quiet serve --listen 127.0.0.1:0), {env => {LD_PRELOAD => "$beside/libailing.so", AILING => $says, AILING_DIR => '/nowhere'}});
			cmp_ok($r->{code}, '>', 0, "without connection $i it does not start");
			cmp_ok($r->{code}, '<', 20, 'but says so');
			like($r->{err}, qr/\S/, 'in words');
		}
	};
}

done_testing();
