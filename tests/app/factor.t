# First log-in by a link, and the second factor, as a browser and as a program: what is asked, what serves once, who is told.
# usage: perl factor.t DUBAN SOURCE PAYLOADS
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

# RFC 6238 once more, by another's HMAC.
sub code {
	my ($base32, $at) = @_;
	my $bits = join '', map { sprintf '%05b', /[A-Z]/ ? ord($_) - 65 : $_ + 24 } split //, $base32;
	my $mac = hmac_sha1(pack('Q>', int($at / 30)), pack 'B*', substr $bits, 0, length($bits) - length($bits) % 8);
	return sprintf '%06d', (unpack('N', substr $mac, ord(substr $mac, -1) & 15, 4) & 0x7fffffff) % 1000000;
}

# Each code serves once, so later ones are taken from the half minute ahead, which is let in, too.
my %used;
sub fresh {
	my ($key) = @_;
	for my $ahead (0, 30) {
		my $step = int(time / 30) + $ahead / 30;
		next if $step <= ($used{$key} // 0);
		$used{$key} = $step;
		return code($key, $step * 30);
	}
	sleep 30 - time % 30 + 0.1;
	return fresh($key);
}

sub token { my ($r) = @_; return (($r->{headers}{'set-cookie'} // '') =~ /^duban=([^;]+)/)[0] }
sub hidden { my ($html, $name) = @_; return ($html =~ /name="\Q$name\E" value="([^"]*)"/)[0] }

sub link_of {
	my ($s, $c, $name) = @_;
	my $csrf = hidden(get($c, '/me')->{content}, '_csrf');
	my $told = decode_utf8(post($c, '/do/login.link', {name => $name, _csrf => $csrf, _page => '/me'})->{content});
	my ($url) = $told =~ m{>(http://127[^<]*)<};
	return $url // die $told;
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $sec = login($v, 'aq01');

	# ---- The link
	my $url = link_of($s, $sec, 'ld02');
	like($url, qr{^http://127\.0\.0\.1:$v->{port}/first\?t=[\w-]{43}$}, "$engine: a link, whole, to be sent as it is");
	my ($t) = $url =~ /t=(.*)/;
	my $c = client($v);
	for my $time (1, 2) {
		my $page = get($c, "/first?t=$t");
		is($page->{status}, 200, "$engine: looking at it does not use it up ($time)");
		like(decode_utf8($page->{content}), qr/value="ld02".*type="password"/s, "$engine: and it says whose it is");
	}
	my $r = post($c, '/first', {ticket => $t, password => 'short'});
	is($r->{status}, 422, "$engine: a poor password");
	like(decode_utf8($r->{content}), qr/10 个字符.*name="ticket" value="\Q$t\E"/s, "$engine: is told so, and the form stands again");
	$r = post($c, '/first', {ticket => $t, password => 'Qiao-Ben-2026-xx'}, Origin => 'https://evil.example');
	is($r->{status}, 403, "$engine: not from another site");
	$r = post($c, '/first', {ticket => $t, password => 'Qiao-Ben-2026-xx'});
	is($r->{status}, 303, "$engine: a good one is taken");
	$c->{token} = token($r);
	is(get($c, '/cases')->{status}, 200, "$engine: and one is in, with nothing left to change");
	is(post(client($v), '/first', {ticket => $t, password => 'Another-2026-xx'})->{status}, 410, "$engine: the link is used up");
	is(get(client($v), "/first?t=$t")->{status}, 410, "$engine: and says so");
	is(login($v, 'ld02', 'Qiao-Ben-2026-xx')->{name}, 'ld02', "$engine: the password stands");
	my $all = join "\n", payloads($s, "kind = 'login'");
	unlike($all . slurp($v->{log}), qr/\Q$t\E|Qiao-Ben/, "$engine: neither link nor password is in the journal or the log");
	is((sql($s, "SELECT count(*) FROM event WHERE type IN ('login.link_made', 'login.link_used')"))[0][0], 2, "$engine: that there was one is");
	if ($engine eq 'sqlite') {
		unlike(slurp($s->{file}) . slurp("$s->{file}-wal"), qr/\Q$t\E/, "nor is it in the store's file");
	}

	# ---- Setting a factor up
	my $aud = login($v, 'sj01');
	my $page = decode_utf8(get($aud, '/me/factor')->{content});
	like($page, qr{<svg[^>]*viewBox="-4 -4 \d+ \d+".*<path d="M0 0h7v1H0z}s, "$engine: a picture to scan");
	my ($key) = $page =~ m{<code class="hash">([A-Z2-7]{32})</code>};
	my %form = (_csrf => hidden($page, '_csrf'), _page => '/me/factor', _next => '/', offer => hidden($page, 'offer'));
	$r = post($aud, '/do/factor.set', {%form, code => '000000', old => 'duban-demo'});
	is($r->{status}, 422, "$engine: a wrong code");
	$page = decode_utf8($r->{content});
	is(hidden($page, 'offer'), $form{offer}, "$engine: the key that was scanned stands there again");
	like($page, qr{<code class="hash">\Q$key\E</code>}, "$engine: as it was");
	$r = post($aud, '/do/factor.set', {%form, code => fresh($key), old => 'not-my-password'});
	is($r->{status}, 422, "$engine: a session without the password sets nothing");
	delete $used{$key};
	$r = post($aud, '/do/factor.set', {%form, code => fresh($key), old => 'duban-demo'});
	is($r->{status}, 200, "$engine: with both it is set");
	my @recovery = decode_utf8($r->{content}) =~ m{<b>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</b>}g;
	is(scalar @recovery, 8, "$engine: eight recovery codes are shown");
	is(get($aud, '/audit')->{status}, 200, "$engine: who set it goes on");
	unlike(join("\n", payloads($s, "kind = 'login'")) . slurp($v->{log}), qr/\Q$key\E|\Q$recovery[0]\E/, "$engine: none of it is in the journal or the log");

	# ---- Logging in with it
	my $d = client($v);
	$r = post($d, '/login', {name => 'sj01', password => 'duban-demo', _next => '/seal'});
	is($r->{status}, 200, "$engine: the password leads to a second page");
	ok(!token($r), "$engine: and to no session");
	$page = decode_utf8($r->{content});
	like($page, qr{<form method="post" action="/login/code">}, "$engine: which asks for the code");
	my %second = (ticket => hidden($page, 'ticket'), _next => hidden($page, '_next'));
	is($second{_next}, '/seal', "$engine: and remembers where one wanted to go");
	$r = post($d, '/login/code', {%second, code => '000000'});
	is($r->{status}, 401, "$engine: a wrong code is told so");
	like(decode_utf8($r->{content}), qr/动态码不对.*action="\/login\/code"/s, "$engine: on the same page");
	$r = post($d, '/login/code', {%second, code => fresh($key)});
	is($r->{status}, 303, "$engine: the right one lets in");
	is($r->{headers}{location}, '/seal', "$engine: where one wanted to go");
	$d->{token} = token($r);
	is(get($d, '/audit')->{status}, 200, "$engine: with all rights");
	is(post(client($v), '/login/code', {%second, code => $recovery[0]})->{status}, 401, "$engine: the first step is used up");
	my $api = api(client($v), 'login', {login => 'sj01', password => 'duban-demo'});
	is($api->{status}, 401, "$engine: a program is told what is missing");
	like(texts($api), qr/^code: 还要动态码/, "$engine: and in which field");
	unlike($api->{content}, qr/secret/, "$engine: without a ticket");
	$api = api(client($v), 'login', {login => 'sj01', password => 'duban-demo', code => $recovery[1]});
	is($api->{status}, 200, "$engine: with the code it is in");
	is(api(client($v), 'login', {login => 'sj01', password => 'duban-demo', code => $recovery[1]})->{status}, 401, "$engine: a recovery code serves once");
	like(decode_utf8(get($d, '/audit')->{content}), qr/动态码不对/, "$engine: the auditor reads of wrong codes");

	# ---- The key that it lies under
	my $keys = slurp($s->{keys});
	like(duban($s, '--quiet', 'keys', 'list')->{out}, qr/^密钥 1：1 个动态码$/m, "$engine: the list of keys tells of it");
	spew($s->{keys}, $keys =~ s/^key 1 /key 2 /mr =~ s/^current 1$/current 2/mr);
	like(duban($s, '--quiet', 'keys', 'list')->{out}, qr/^密钥 1（密钥文件里没有，读不出来）：1 个动态码$/m,
		"$engine: and of the key when the file has lost it");
	spew($s->{keys}, $keys);

	# ---- Lost
	is(api($sec, 'factor.remove', {name => 'aq01'})->{status}, 409, "$engine: nobody removes his own");
	is(api($d, 'factor.remove', {name => 'sj01'})->{status}, 403, "$engine: nor who is no security administrator");
	is(api($sec, 'factor.remove', {name => 'sj01'})->{status}, 200, "$engine: a lost one is removed by another");
	like(get($d, '/audit')->{headers}{location}, qr{^/login}, "$engine: whoever was in with it is out");
	is(login($v, 'sj01')->{name}, 'sj01', "$engine: the password is enough again");

	# ---- Where it is required
	is(api($sec, 'factor.require', {who => 'admins'})->{status}, 200, "$engine: required of administrators");
	my $bare = login($v, 'sj01');
	is(get($bare, '/audit')->{status}, 403, "$engine: who has none gets nowhere");
	like(decode_utf8(get($bare, '/me')->{content}), qr{必须用动态码.*href="/me/factor"}s, "$engine: and is told what to do");
	is(get($bare, '/')->{headers}{location}, '/me', "$engine: on the page that comes first");
	is(get(login($v, 'zbz01'), '/cases')->{status}, 200, "$engine: others go on");
	is(stop_server($v), 0, "$engine: the server ends well");

	# ---- From the server's own console, for the only security administrator
	$r = duban($s, 'user', 'link', 'ld01');
	like($r->{out}, qr{\n/first\?t=[\w-]{43}\n\z}, "$engine: a link from the console");
	is(duban($s, 'user', 'factor', 'sj01')->{code}, 7, "$engine: nothing to take away there");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the journal holds");
}

done_testing();
