# A crowd at once, with an import and a backup beside it, and a stop in the midst of it: nothing acknowledged is lost.
# usage: perl crowd.t DUBAN SOURCE PAYLOADS        CROWD_SECONDS=N for longer
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep time);

my $seconds = $ENV{CROWD_SECONDS} // 3;
my @people = (qw(sly01 zbz01 jdy01 ld02)) x 2;
start_up();

# One of the crowd: reports and reads until the server is gone; a line for each answer it got.
sub one_of_many {
	my ($v, $token, $who, $i) = @_;
	my ($c, $n, @got) = ({%{client($v)}, token => $token}, 0);
	eval {
		while (1) {
			my $r = $who =~ /^(sly|jdy)/ && $n % 3 == 0
			    ? api($c, 'case.report', {source => 'grid', place => '350602001010', address => "新华西路${i}号之$n",
				class => $n % 2 ? 'S01037' : 'S06010', description => '路灯不亮'}, 'Idempotency-Key' => "crowd-$i-$n")
			    : get($c, ('/cases', '/api/case.list', '/cases?q=12', '/me', '/api/case.counts')[$n % 5]);
			push @got, [$r->{headers}{'x-request-id'}, $r->{status}, $r->{json} ? $r->{json}{id} : undef];
			# Another connection, perhaps of the other loop thread.
			$c = {%{client($v)}, token => $token} if ++$n % 17 == 0;
		}
	};
	my $why = "$@";
	return spew("$Duban::tmp/crowd.$i", encode_json({got => \@got, why => $why}));
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my %token = map { $_ => login($v, $_)->{token} } @people[0 .. 3];
	my @kids = map {
		my $i = $_;
		my $pid = fork() // die;
		if (!$pid) {
			one_of_many($v, $token{$people[$i]}, $people[$i], $i);
			POSIX::_exit(0);
		}
		$pid;
	} 0 .. $#people;
	my $until = time + $seconds;
	my $import = duban($s, 'import', 'cases', "$src/data/maps/12345-example.csv", '--map', "$src/data/maps/12345.map", '--as', 'zbz01');
	is($import->{code}, 0, "$engine: an import beside the crowd") or diag($import->{err});
	if ($engine eq 'sqlite') {
		is(duban($s, 'backup', "$Duban::tmp/crowd.db")->{code}, 0, "$engine: a backup beside the crowd");
	}
	sleep 0.05 while time < $until;
	is(stop_server($v), 0, "$engine: stopped in the midst of it, the server ends well")
	    or diag(join '', grep { !/event=request/ } split /^/, slurp($v->{log}));
	waitpid $_, 0 for @kids;
	my @all = map { decode_json(slurp("$Duban::tmp/crowd.$_")) } 0 .. $#people;
	my @got = map { @{$_->{got}} } @all;
	my %status;
	$status{$_->[1]}++ for @got;
	is(scalar(grep { !/^(?:20[01]|503)$/ } keys %status), 0, "$engine: answers are what was asked for, or 503")
	    or diag(join ' ', map { "$_:$status{$_}" } sort keys %status);
	is(scalar(grep { @{$_->{got}} == 0 } @all), 0, "$engine: everybody was served") or diag(map { $_->{why} } @all);
	my %there = map { $_->[0] => 1 } sql($s, 'SELECT id FROM cases');
	my @made = grep { $_->[1] =~ /^20/ && defined $_->[2] } @got;
	ok(@made > 10, "$engine: " . @made . ' of ' . @got . ' answers were reports taken');
	is(scalar(grep { !$there{$_->[2]} } @made), 0, "$engine: and each of them is in the store");
	my $log = slurp($v->{log});
	unlike($log, qr/level=error/, "$engine: nothing of this is an error of the program");
	my %line = map { $_ => 1 } $log =~ /req=(\S+) event=request/g;
	is(scalar(grep { !$line{$_->[0]} } @got), 0, "$engine: each answer has its line in the access log");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the store verifies");
}

done_testing();
