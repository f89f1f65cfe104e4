# Behind a proxy and over a restart: whom the waits fall on, which paths there are, what a page that is open is worth.
# usage: perl proxy.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;
use Time::HiRes qw(time);

start_up();

sub log_in { my ($v, $address, $name, $password) = @_; return post(client($v), '/login', {name => $name, password => $password}, 'X-Forwarded-For' => $address)->{status} }

# How many of n requests on one connection are answered with each status.
sub many {
	my ($v, $n, @addresses) = @_;
	my $i = 0;
	my $bytes = join '', map { "GET /healthz HTTP/1.1\r\nHost: x\r\n" . (@addresses ? "X-Forwarded-For: " . $addresses[$i++ % @addresses] . "\r\n" : '') . "\r\n" } 1 .. $n - 1;
	my $all = raw($v, "${bytes}GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" . (@addresses ? "X-Forwarded-For: $addresses[0]\r\n" : '') . "\r\n", 20);
	my %n;
	$n{$_}++ for $all =~ m{HTTP/1\.1 (\d+)}g;
	return \%n;
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s, '--behind-proxy');

	# Who has one address of a network has all of them.
	my @got = map { log_in($v, sprintf('2001:db8:7:7::%x', $_), "nobody$_", 'wrong') } 1 .. 22;
	is("@got[0 .. 20]", join(' ', (401) x 21), "$engine: twenty-one guesses from twenty-one addresses");
	is(log_in($v, '2001:db8:7:7:1234::9', 'cz21', 'duban-demo'), 429, "$engine: then the whole network waits");
	is(log_in($v, '2001:db8:7:8::1', 'cz21', 'duban-demo'), 303, "$engine: and not the one beside it");
	is(log_in($v, $_, 'cz22', 'wrong'), 401, "$engine: a guess from $_") for '192.0.2.9', '::ffff:192.0.2.9';
	is_deeply([map { $_->[0] } sql($s, "SELECT subject FROM login_failure WHERE subject LIKE 'address:%' ORDER BY subject")],
		['address:192.0.2.9', 'address:2001:db8:7:7::/64'], "$engine: one row a network, one an IPv4 address");
	is((sql($s, "SELECT count(*) FROM login_refused WHERE address = '2001:db8:7:7::5'"))[0][0], 1, "$engine: the auditor reads the whole address");

	# 200 requests a second and 1,000 at once.
	my $t = time;
	my $n = many($v, 3000, map { "2001:db8:9:9::$_" } 1 .. 9);
	cmp_ok($n->{200}, '>=', 1000, "$engine: a thousand requests at once from a network");
	cmp_ok($n->{200}, '<=', 1001 + 200 * (time - $t), "$engine: and 200 a second");
	is($n->{200} + ($n->{429} // 0), 3000, "$engine: the others are told to wait");
	is(many($v, 50, '2001:db8:9:a::1')->{200}, 50, "$engine: who comes from elsewhere is not");
	is(many($v, 3000)->{200}, 3000, "$engine: nor is this machine");

	# The door of the command line is no door of the net.
	my $head = "POST /local/do/case.note HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n";
	like(raw($v, "${head}Content-Length: 67108864\r\n\r\n", 5), qr{^HTTP/1\.1 404 }, "$engine: 64 MB from nobody are not waited for");
	like(raw($v, "${head}Content-Length: 3\r\n\r\na=1", 5), qr{^HTTP/1\.1 404 }, "$engine: there is no such path");

	# A page that was open while the server was started anew.
	my $c = login($v, 'sly01');
	my ($csrf) = get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
	is(stop_server($v), 0, "$engine: the server ends");
	$c->{server} = $v = serve($s);
	my $r = post($c, '/lang', {lang => 'en', _page => '/me', _csrf => $csrf});
	is($r->{status}, 303, "$engine: its form is taken by the next");
	is(post($c, '/lang', {lang => 'en', _page => '/me', _csrf => '0' x 64})->{status}, 403, "$engine: a made-up one is not");
	is(stop_server($v), 0, "$engine: which ends well");
}

done_testing();
