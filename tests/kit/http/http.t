# What kit/http promises, tried from outside: sockets, bytes, time.
# usage: perl http.t ECHO_SERVER
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use JSON::PP;
use POSIX qw(:sys_wait_h);
use Socket qw(PF_INET SOCK_STREAM SOL_SOCKET SO_LINGER SO_RCVBUF inet_aton pack_sockaddr_in);
use Test::More;
use Time::HiRes qw(time sleep);

binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);
# Whoever is refused before he has said everything writes into a closed connection: the answer counts.
$SIG{PIPE} = 'IGNORE';
my $exe = $ARGV[0] or die "usage: http.t ECHO_SERVER\n";
my ($port, $pid, $out, $errfile);
my $tmp = tempdir(CLEANUP => !$ENV{KEEP});

# ---- The server --------------------------------------------------------------------

sub start {
	my @args = @_;
	$errfile = "$tmp/err";
	pipe(my $r, my $w) or die;
	$pid = fork() // die;
	if (!$pid) {
		open STDOUT, '>&', $w or die;
		open STDERR, '>>', $errfile or die;
		exec $exe, @args or die;
	}
	close $w;
	my $line = <$r> // '';
	($port) = $line =~ /^port (\d+)/;
	$out = $r;
	return defined $port;
}

# The exit status, 'late' when it would not stop.
sub stop {
	my ($wait) = @_;
	kill 'TERM', $pid;
	my $until = time + ($wait // 20);
	while (time < $until) {
		if (waitpid($pid, WNOHANG) == $pid) {
			my $s = $?;
			close $out;
			return $s;
		}
		sleep 0.02;
	}
	kill 'KILL', $pid;
	waitpid $pid, 0;
	return 'late';
}

sub stopped_well {
	my ($what) = @_;
	is(stop(), 0, "$what: the server ends with exit code 0");
}

sub sock {
	return IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Proto => 'tcp')
	    // die "no connection: $!";
}

# Send bytes and read until the server closes or `seconds` pass.
sub raw {
	my ($bytes, $seconds) = @_;
	my $s = sock();
	local $SIG{PIPE} = 'IGNORE';
	print $s $bytes;
	$s->flush;
	return drain($s, $seconds // 2);
}

sub drain {
	my ($s, $seconds) = @_;
	my ($got, $until, $sel) = ('', time + $seconds, IO::Select->new($s));
	while ((my $left = $until - time) > 0) {
		next unless $sel->can_read($left);
		my $n = sysread $s, my $piece, 65536;
		last unless $n;
		$got .= $piece;
	}
	return $got;
}

sub status { my ($got) = @_; return $got =~ m{^HTTP/1\.1 (\d+)} ? $1 : 'none' }

my $CLOSE = "Host: x\r\nConnection: close\r\n";
my $ua = HTTP::Tiny->new(timeout => 20, max_redirect => 0);
sub url { return "http://127.0.0.1:$port$_[0]" }
sub get { my ($p, %h) = @_; return $ua->get(url($p), {headers => \%h}) }
sub same { return (Origin => "http://127.0.0.1:$port", @_) }
sub post {
	my ($p, $type, $body, %h) = @_;
	return $ua->post(url($p), {content => $body, headers => {'Content-Type' => $type, %h}});
}
my $FORM = 'application/x-www-form-urlencoded';
sub json { return decode_json($_[0]{content}) }

# What a sanitizer said, shown but not the whole log.
sub complaints {
	my ($file) = @_;
	open my $h, '<', $file or die;
	my ($n, $show) = (0, 0);
	while (<$h>) {
		if (/ERROR: |runtime error|WARNING: ThreadSanitizer/) {
			$n++;
			$show = 30;
		}
		diag($_) if $show-- > 0;
	}
	return $n;
}

# ---- One ordinary server for most of it ------------------------------------------------

my $web = "$tmp/web";
mkdir $web;
mkdir "$web/sub";
sub put { my ($f, $t) = @_; open my $h, '>', "$tmp/$f" or die; print $h $t; close $h; return }
put('web/app.css', "body{}\n");
put('web/app.css.gz', "not really gzip");
put('web/sub/a.js', "1;\n");
put('web/.hidden', "secret\n");
put('outside.txt', "outside\n");
symlink "$tmp/outside.txt", "$web/link.txt";

ok(start("static=$web", "socket=$tmp/sock", 'trace=1', 'login_rate=6', 'login_burst=3', 'log=1'),
   'it starts and says its port');

subtest 'answers' => sub {
	my $r = get('/');
	is($r->{status}, 200, 'GET / on a worker');
	is($r->{content}, "hello\n", 'its body');
	my $h = $r->{headers};
	like($h->{'content-security-policy'}, qr/^default-src 'self';.*frame-ancestors 'self'; form-action 'self'$/,
	     'CSP of screens.md 5');
	is($h->{'x-content-type-options'}, 'nosniff', 'nosniff');
	is($h->{'referrer-policy'}, 'same-origin', 'Referrer-Policy');
	is($h->{'x-frame-options'}, 'SAMEORIGIN', 'X-Frame-Options');
	like($h->{'permissions-policy'}, qr/geolocation=\(self\)/, 'Permissions-Policy');
	is($h->{'cache-control'}, 'no-store', 'pages are not stored');
	ok(!$h->{'strict-transport-security'}, 'no HSTS unless told that TLS is there');
	like($h->{'x-request-id'}, qr/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
	     'a request id like a UUID');
	like($h->{'x-duban-trace'}, qr/^queries=0 rows=0 vm=0 allocs=\d+ arena=\d+ body=6 us=\d+ lane=worker$/,
	     'costs, when asked for');
	isnt(get('/')->{headers}{'x-request-id'}, $h->{'x-request-id'}, 'ids differ');
	is(get('/inline?n=5')->{content}, 'xxxxx', 'INLINE lane');
	is(get('/read?n=3000000')->{content}, 'x' x 3000000, 'a body of 3 MB arrives whole');
	is(get('/file')->{content}, "from a file\n", 'a file');
	my $head = $ua->head(url('/read?n=77'));
	is($head->{status}, 200, 'HEAD');
	is($head->{headers}{'content-length'}, 77, 'HEAD tells the length');
	is($head->{content} // '', '', 'and sends no body');
	my $lines = get('/lines?n=250000')->{content};
	is($lines, join('', map {"$_\n"} 0 .. 249999), 'a long answer made in pieces arrives whole');
	is(get('/lines?n=10&fail=0')->{status}, 500, 'failing at the first piece is an answer of its own');
	isnt(get('/lines?n=500000&fail=100000')->{status}, 200, 'failing later cuts the connection');
	is(get('/readyz')->{status}, 200, '/readyz');
	is(get('/healthz')->{content}, qq({"ok":true}\n), '/healthz');
};

subtest 'paths' => sub {
	my $j = json(get('/cases/17'));
	is_deeply($j->{capture}, [['id', '17']], 'a capture');
	is(get('/cases/new')->{content}, "hello\n", 'a literal wins over a capture');
	is_deeply(json(get('/cases/%E6%A1%88/photos/2'))->{capture}, [['id', '案'], ['n', '2']],
		  'captures are decoded');
	is(json(get('/cases/17/'))->{path}, '/cases/17', 'a trailing slash is dropped');
	is(get('/nope')->{status}, 404, 'unknown: 404');
	is(get('/cases/1/photos')->{status}, 404, 'half of a pattern: 404');
	is(get('/' . 'a/' x 40)->{status}, 404, 'very deep: 404');
	for my $bad ('/cases/..', '/cases/%2e%2e', '/../etc/passwd', '/static/../outside.txt',
		     '/static/%2e%2e/outside.txt', '/cases/a%2fb', '/cases/a%5cb', '/cases/%00', '/cases/%',
		     '/cases/%4', '/cases/%zz', '/cases/%ff', '/cases/%c0%af', '/cases/%ed%a0%80', '//echo',
		     '/echo//x', '/./echo', '/cases/%0a', '/cases/%09', '/echo?a=%ff', '/echo?a=%00', '/echo?%zz') {
		is(status(raw("GET $bad HTTP/1.1\r\n$CLOSE\r\n")), 400, "refused: $bad");
	}
	is(status(raw("GET http://x/echo HTTP/1.1\r\n$CLOSE\r\n")), 400, 'an absolute address is refused');
	my $long = raw("GET /echo?" . 'a' x 5000 . " HTTP/1.1\r\n$CLOSE\r\n");
	is(status($long), 414, 'a long address: 414');
	like(decode_utf8($long), qr/网址太长，请缩短/, 'with its sentence');
	is_deeply(json(get('/echo?a=1&b=%E4%B8%AD+x&a=2&c'))->{query},
		  [['a', '1'], ['b', '中 x'], ['a', '2'], ['c', '']], 'query pairs in their order');
	is(get('/echo?' . join('&', map {"a=$_"} 1 .. 64))->{status}, 200, '64 fields');
	is(get('/echo?' . join('&', map {"a=$_"} 1 .. 65))->{status}, 400, '65 are too many');
	# More than the library has room for: it falls silent, and the connection is cut in time.
	isnt(status(raw('GET /echo?' . join('&', map {"a=$_"} 1 .. 900) . " HTTP/1.1\r\n$CLOSE\r\n", 0.5)), 200, '900 are too many, too');
	is(get('/read?n=3')->{content}, 'xxx', 'and it goes on');
};

subtest 'methods' => sub {
	my $r = $ua->request('DELETE', url('/echo'));
	is($r->{status}, 405, 'a method that the path does not know: 405');
	is($r->{headers}{allow}, 'GET, HEAD', 'with Allow');
	$r = $ua->request('GET', url('/api/thing/5'));
	is($r->{headers}{allow}, 'PUT, PATCH, DELETE', 'Allow lists all of them');
	is($r->{headers}{'content-type'}, 'application/problem+json', 'below /api/ as problem+json');
	is(json($r)->{status}, 405, 'which tells the status');
	for my $m (qw(OPTIONS TRACE BREW)) {
		is(status(raw("$m /echo HTTP/1.1\r\n$CLOSE\r\n")), 405, "$m: 405");
	}
	is(status(raw("get /echo HTTP/1.1\r\n$CLOSE\r\n")), 405, 'methods have capitals');
	is($ua->request('PUT', url('/api/thing/5'), {content => '{"a":1}', headers =>
		{'Content-Type' => 'application/json'}})->{status}, 200, 'PUT');
};

subtest 'bytes that are no request' => sub {
	my $ok = "GET /echo HTTP/1.1\r\nHost: x\r\n";
	my $post = "POST /hook HTTP/1.1\r\nHost: x\r\n";
	isnt(status(raw("\0\1\2\3\r\n\r\n")), 200, 'binary');
	isnt(status(raw("GET\r\n\r\n")), 200, 'no address');
	isnt(status(raw("GET /echo HTTP/9.9\r\nHost: x\r\n\r\n", 1)), 200, 'an unknown version');
	is(status(raw("GET /echo HTTP/1.1\r\nConnection: close\r\n\r\n")), 400, 'HTTP/1.1 without Host');
	is(status(raw("${ok}Host: y\r\nConnection: close\r\n\r\n")), 400, 'Host twice');
	is(status(raw("${ok}Bad Name: y\r\nConnection: close\r\n\r\n")), 400, 'a space in a header name');
	is(status(raw("${post}Content-Length : 3\r\n\r\nabc")), 400, 'a space before the colon');
	is(status(raw("${post}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc")), 400, 'Content-Length twice');
	is(status(raw("${post}Content-Length: 3\r\nContent-Length: 5\r\n\r\nabcde")), 400, 'and different');
	is(status(raw("${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 400,
	   'Content-Length and Transfer-Encoding');
	is(status(raw("${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 400,
	   'Transfer-Encoding twice');
	is(status(raw("${post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")), 400, 'a strange coding');
	is(status(raw("${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")), 400, 'an unknown coding');
	is(status(raw("POST /hook HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")), 400,
	   'chunks in HTTP/1.0');
	for my $n ('-1', '+3', '0x3', '3 3', 'abc', '3,3') {
		isnt(status(raw("${post}Content-Length: $n\r\n\r\nabc", 1)), 200, "Content-Length: $n");
	}
	isnt(status(raw("${post}Content-Length: 99999999999999999999\r\n\r\nabc", 1)), 200, 'a huge Content-Length');
	is(status(raw("GET /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")), 400, 'GET with a body');
	isnt(status(raw("${post}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n", 1)), 200, 'a chunk size that is none');
	isnt(status(raw("${post}Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 1)), 200, 'a chunk longer than it says');
	isnt(status(raw("${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nabc", 1)), 200, 'a chunk of 2^72 bytes');
	# Nothing hidden behind a refused message is taken for a request of its own.
	my $smuggle = raw("${post}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" .
			  "GET /read?n=9 HTTP/1.1\r\nHost: x\r\n\r\n");
	is(() = $smuggle =~ m{HTTP/1\.1 }g, 1, 'after a doubtful message the connection is over');
	is(status(raw("$ok" . join('', map {"X-$_: y\r\n"} 1 .. 62) . "Connection: close\r\n\r\n")), 200, '64 headers');
	is(status(raw("$ok" . join('', map {"X-$_: y\r\n"} 1 .. 63) . "Connection: close\r\n\r\n")), 431, '65 headers: 431');
	is(status(raw("${ok}X-A: " . 'a' x 6000 . "\r\nConnection: close\r\n\r\n")), 200, 'nearly 6 KB of headers');
	is(status(raw("${ok}X-A: " . 'a' x $_ . "\r\nConnection: close\r\n\r\n")), 431, "$_ bytes of headers: 431")
	    for 6200, 7000, 8000, 9000;
	# libmicrohttpd keeps cookies twice; what leaves no room for a proper answer gets a short one.
	is(status(raw("${ok}Cookie: a=" . 'a' x 4500 . "\r\nConnection: close\r\n\r\n")), 200, '4.5 KB of cookies');
	my $short = raw("${ok}Cookie: a=" . 'a' x 5400 . "\r\nConnection: close\r\n\r\n");
	is(status($short), 431, 'a head that leaves no room for a proper answer: 431');
	like(decode_utf8($short), qr/\r\n\r\n431 请求头太大.*\nThe request's headers.*\n\z/, 'a short one, in both languages');
	# More than libmicrohttpd's whole pool: its own 414, and the connection is not reset before it is read.
	for my $n (9000, 11000, 13000, 20000, 60000) {
		my $s = sock();
		print $s 'GET /echo?' . 'a' x $n . " HTTP/1.1\r\n$CLOSE\r\n";
		$s->flush;
		my ($got, $k) = ('');
		while (IO::Select->new($s)->can_read(3) && ($k = sysread $s, my $piece, 65536)) { $got .= $piece }
		is(status($got), 414, "an address of $n bytes: 414");
		is($k, 0, 'and a proper end');
		like(decode_utf8($got), qr/网址太长/, 'with a sentence') if $n < 12000;
	}
	is(status(raw("GET /echo?" . 'a' x 4000 . " HTTP/1.1\r\nHost: x\r\nX-A: " . 'a' x 5000 .
		      "\r\nConnection: close\r\n\r\n")), 200, 'a long address and many headers');
	isnt(status(raw("${ok}X-A: " . 'a' x 200000 . "\r\n\r\n", 1)), 200, '200 KB of headers');
	is(status(raw("${post}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")), 200,
	   'and proper chunks are read');
	my $two = raw("${ok}\r\nGET /read?n=3 HTTP/1.1\r\n$CLOSE\r\n");
	is(() = $two =~ m{HTTP/1\.1 200}g, 2, 'two requests in one write are both answered');
	is(get('/healthz')->{status}, 200, 'and the server lives');
};

subtest 'bodies' => sub {
	my $r = post('/form', $FORM, 'a=1&b=%E4%B8%AD%E6%96%87+x&a=', same());
	is_deeply(json($r)->{form}, [['a', '1'], ['b', '中文 x'], ['a', '']], 'urlencoded');
	is(post('/form', $FORM, 'a=%ff', same())->{status}, 400, 'bad UTF-8: 400');
	is(post('/form', $FORM, 'a=%0', same())->{status}, 400, 'a broken escape: 400');
	is(post('/form', $FORM, join('&', map {"f$_=1"} 1 .. 200), same())->{status}, 200, '200 fields');
	is(post('/form', $FORM, join('&', map {"f$_=1"} 1 .. 201), same())->{status}, 413, '201 fields: 413');
	is(post('/form', 'text/plain', 'a=1', same())->{status}, 415, 'an unknown type: 415');
	$r = post('/api/form', 'application/json; charset=utf-8',
		  '{"a":1,"b":"\u4e2d","c":true,"d":null,"e":-1.5}');
	is_deeply(json($r)->{form}, [['a', '1'], ['b', '中'], ['c', 'true'], ['e', '-1.5']], 'JSON scalars become pairs, a true one that is no number');
	is(post('/api/form', 'application/json', $_)->{status}, 400, "refused: $_")
	    for '{"a":[1]}', '{"a":{}}', '[1]', '1', '{"a":1', '{"a":1,"a":2}', "{\"a\":\"\xff\"}", '{"a":"\u0000"}';

	my $b = 'xYzzY';
	my $multi = join '', map {"--$b\r\n$_\r\n"}
	    qq(Content-Disposition: form-data; name="note"\r\n\r\n) . encode_utf8('路面破损'),
	    qq(Content-Disposition: form-data; name="photo"; filename=") . encode_utf8('井 "盖".jpg') =~ s/"盖"/x/r .
	    qq("\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\0\r\n--xYzz\r\n),
	    qq(Content-Disposition: form-data; name="empty"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n);
	$r = post('/form', "multipart/form-data; boundary=$b", "$multi--$b--\r\n", same());
	is($r->{status}, 200, 'multipart');
	my $j = json($r);
	is_deeply($j->{form}, [['note', '路面破损']], 'its field');
	is_deeply([map {[@$_{qw(field type size)}]} @{$j->{file}}],
		  [['photo', 'image/jpeg', 13], ['empty', 'application/octet-stream', 0]],
		  'its files, with bytes that look like a boundary');
	is(post('/form', "multipart/form-data; boundary=$b", $_->[1], same())->{status}, 400, "multipart: $_->[0]")
	    for ['no end', $multi], ['nothing', 'x'], ['other boundary', "--abc\r\n\r\n--abc--"],
	    ['no name', "--$b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--$b--"],
	    ['no headers', "--$b\r\n\r\nx\r\n--$b--"],
	    ['a field that is no UTF-8', "--$b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--$b--"];
	is(post('/form', 'multipart/form-data', 'x', same())->{status}, 400, 'multipart without a boundary');
	is(post('/form', "multipart/form-data; boundary=$b", join('', map
		{"--$b\r\nContent-Disposition: form-data; name=\"a$_\"\r\n\r\nx\r\n"} 1 .. 201) . "--$b--", same())->{status},
	   413, '201 parts: 413');

	my $mega = 'm' x 1048576;
	is(json(post('/hook', 'application/octet-stream', $mega))->{bytes}, 1048576, 'exactly 1 MiB is taken');
	$r = post('/hook', 'application/octet-stream', $mega . 'x');
	is($r->{status}, 413, 'a byte more: 413');
	is(json($r)->{why}[0]{key}, 'http_body_large', 'and says why');
	is(status(raw("POST /hook HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n" .
		      ("10000\r\n" . 'c' x 65536 . "\r\n") x 17 . "0\r\n\r\n", 5)), 413, 'the same in chunks');
	is(status(raw("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")), 413,
	   'a hundred megabytes are refused before they come');
	is(status(raw("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n")), 413,
	   'who asks first is refused at once');
	like(raw("POST /hook HTTP/1.1\r\n${CLOSE}Content-Length: 3\r\nExpect: 100-continue\r\n\r\nabc"),
	     qr{^HTTP/1\.1 100 Continue\r\n\r\nHTTP/1\.1 200}, 'or told to go on');

	my $big = substr join('', map {chr} 0 .. 250) x 40_000, 0, 10_000_000;
	$r = post('/import', 'multipart/form-data; boundary=B',
		  "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.csv\"\r\n\r\n$big\r\n--B--");
	$j = json($r);
	is($j->{file}[0]{size}, 10_000_000, '10 MB are spooled, mapped and parsed');
	is(() = glob("$tmp/duban-*"), 0, 'and leave no file behind');
};

subtest 'sessions and permissions' => sub {
	is(json(get('/me', Cookie => 'duban=cached-1'))->{user}, 7, 'a session known to the cache');
	is(json(get('/me', Cookie => 'a=b; duban=loaded-1; c=d'))->{user}, 7, 'one that must be loaded');
	is(json(get('/api/me', Authorization => 'Bearer loaded-1'))->{bearer}, JSON::PP::true, 'a bearer token');
	my $r = get('/me');
	is($r->{status}, 303, 'nobody: the page is left to error_page');
	is($r->{headers}{location}, '/login', 'which sends to the log-in');
	is(get('/api/me')->{status}, 401, 'nobody: 401 for the API');
	is(get('/api/me', Cookie => 'duban=loaded-gone')->{status}, 401, 'a session that is over');
	is(get('/api/me', Cookie => 'duban=cached-1; duban=cached-2')->{status}, 401, 'two session cookies are none');
	is(get('/api/me', Cookie => 'duban=cached-<script>')->{status}, 401, 'a token of strange characters is none');
	is(get('/api/admin', Cookie => 'duban=cached-1')->{status}, 403, 'without the permission: 403');
	is(get('/api/admin', Cookie => 'duban=loaded-1')->{status}, 403, 'also when loaded');
	is(get('/denied', Cookie => 'duban=cached-1')->{status}, 403, 'permission 0 denies everybody');
	is(get('/denied')->{status}, 303, 'and nobody');

	$r = post('/login', $FORM, 'token=cached-9&next=/cases/1%3Fa=%E4%B8%AD', same());
	is($r->{status}, 303, 'log-in');
	is($r->{headers}{'set-cookie'}, 'duban=cached-9; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600', 'the cookie');
	is($r->{headers}{location}, '/cases/1?a=%E4%B8%AD', 'goes on to a path here');
	is(post('/login', $FORM, "next=$_", same())->{headers}{location}, '/', "but not to $_") for '//evil.example';
	is(post('/login', $FORM, 'next=/%0d%0aX:1', same())->{headers}{location}, '/', 'nor to a second header');
	$r = post('/login', $FORM, 'token=x', same());
	is($r->{status}, 303, 'the fourth attempt within the minute: this machine itself is not counted');
};

subtest 'forged requests' => sub {
	my %me = (Cookie => 'duban=cached-1');
	my $token = json(get('/me', %me))->{csrf};
	like($token, qr/^[0-9a-f]{64}$/, 'a session has a token');
	is($token, json(get('/me', %me))->{csrf}, 'the same on every page');
	isnt($token, json(get('/me', Cookie => 'duban=cached-2'))->{csrf}, 'another session another one');
	my $o = "http://127.0.0.1:$port";
	my $J = 'application/json';
	# path, type, body, headers, status, why
	my @matrix = (
		['/form', $FORM, 'a=1', {}, 403, 'form without Origin'],
		['/form', $FORM, 'a=1', {Origin => $o}, 200, 'form of our own page, no session'],
		['/form', $FORM, 'a=1', {Origin => 'http://evil.example'}, 403, 'form of another site'],
		['/form', $FORM, 'a=1', {Origin => 'null'}, 403, 'form of a sandbox'],
		['/form', $FORM, 'a=1', {Origin => "http://127.0.0.1:1"}, 403, 'form of another port'],
		['/form', $FORM, 'a=1', {Origin => "$o.evil.example"}, 403, 'a host that begins like ours'],
		['/form', $FORM, 'a=1', {Referer => "$o/page"}, 200, 'Referer will do'],
		['/form', $FORM, 'a=1', {Referer => "http://evil.example/$o"}, 403, 'but not another site\'s'],
		['/form', $FORM, 'a=1', {'Sec-Fetch-Site' => 'same-origin'}, 200, 'Sec-Fetch-Site: same-origin'],
		['/form', $FORM, 'a=1', {'Sec-Fetch-Site' => 'cross-site', Origin => $o}, 403, 'cross-site, whatever Origin says'],
		['/form', $FORM, 'a=1', {'Sec-Fetch-Site' => 'same-site'}, 403, 'same-site is not same origin'],
		['/form', $FORM, 'a=1', {%me, Origin => $o}, 403, 'session without a token'],
		['/form', $FORM, "a=1&_csrf=$token", {%me, Origin => $o}, 200, 'session with its token'],
		['/form', $FORM, "a=1&_csrf=$token", {%me}, 403, 'token without Origin'],
		['/form', $FORM, 'a=1&_csrf=' . 'a' x 64, {%me, Origin => $o}, 403, 'session with a wrong token'],
		['/form', $FORM, "a=1&_csrf=$token", {Cookie => 'duban=cached-2', Origin => $o}, 403, 'with another\'s token'],
		['/form', $FORM, 'a=1', {%me, Origin => $o, 'X-CSRF-Token' => $token}, 200, 'token in the header'],
		['/api/form', $J, '{}', {}, 200, 'JSON without a session'],
		['/api/form', $J, '{}', {%me}, 403, 'JSON with a session and nothing else'],
		['/api/form', $J, '{}', {%me, Origin => $o}, 200, 'JSON of our own page'],
		['/api/form', $J, '{}', {%me, 'X-CSRF-Token' => $token}, 200, 'JSON with the token'],
		['/api/form', $J, '{}', {%me, 'X-CSRF-Token' => $token, Origin => 'http://evil.example'}, 403, 'but not from elsewhere'],
		['/api/form', $J, '{}', {Authorization => 'Bearer cached-1'}, 200, 'bearer tokens need none'],
		['/api/form', $J, '{}', {Authorization => 'Bearer cached-1', Origin => 'http://evil.example'}, 200, 'from anywhere'],
		['/api/form', 'text/plain', '{}', {%me}, 403, 'JSON sent as text is a simple request'],
		['/api/form', $FORM, 'a=1', {%me}, 403, 'a form sent to the API'],
	);
	for my $m (@matrix) {
		my ($path, $type, $body, $h, $want, $why) = @$m;
		is(post($path, $type, $body, %$h)->{status}, $want, "$want: $why");
	}
	is($ua->request('DELETE', url('/api/thing/1'), {headers => {%me}})->{status}, 403, '403: DELETE with a session alone');
	is($ua->request('DELETE', url('/api/thing/1'), {headers => {%me, same('X-CSRF-Token' => $token)}})->{status}, 200, '200: and with all');
	my $page = post('/form', $FORM, 'a=1', Origin => 'http://evil.example')->{content};
	like(decode_utf8($page), qr/不是从本系统的页面发出/, 'the refusal says what to do');
	my $told = json(post('/api/form', $J, '{}', %me));
	is("$told->{type} $told->{title}", 'urn:duban:http-csrf 页面已过期', 'a program is told that, too, not that it may not');
};

subtest 'idempotency keys' => sub {
	my $d = sub { json(post('/api/form', @_)) };
	my $a = $d->('application/json', '{"x":1,"y":2}', 'Idempotency-Key' => 'key-12345');
	is($a->{key}, 'key-12345', 'from the header');
	my $f = json(post('/form', $FORM, 'x=1&_key=form-key-1', same()));
	is($f->{key}, 'form-key-1', 'or a field');
	is($d->('application/json', '{"x": 1, "y":2}', 'Idempotency-Key' => 'key-12345')->{digest}, $a->{digest}, 'the same fields give the same digest');
	isnt($d->('application/json', '{"x":1,"y":3}', 'Idempotency-Key' => 'key-12345')->{digest}, $a->{digest}, 'another value another');
	isnt($d->('application/json', '{"x":12,"y":""}', 'Idempotency-Key' => 'key-12345')->{digest},
	     $d->('application/json', '{"x":1,"y":"2"}', 'Idempotency-Key' => 'key-12345')->{digest}, 'values do not run together');
};

subtest 'writes' => sub {
	my $w = sub { post('/api/write', $FORM, $_[0], same()) };
	my $r = $w->('a=1');
	is($r->{status}, 201, 'a command goes to the writer and is rendered after it');
	is(json($r)->{ok}, JSON::PP::true, 'its reply');
	is($w->('refuse=1')->{status}, 409, 'its refusal');
	is(json($w->('refuse=1'))->{why}[0]{key}, 'err_rule', 'with the reason');
	is($w->('final=1')->{content}, "hello\n", 'run() may answer itself');
	is(get('/api/write')->{status}, 405, 'GET does not write');
};

subtest 'refusals' => sub {
	my $r = get('/api/fails/rule');
	is($r->{status}, 409, 'an error of a handler has its status');
	is($r->{headers}{'content-type'}, 'application/problem+json', 'problem+json');
	my $j = json($r);
	is($j->{instance}, $r->{headers}{'x-request-id'}, 'names the request');
	is($j->{why}[0]{field}, 'field', 'names the field');
	$r = get('/fails/rule');
	like($r->{content}, qr/&lt;script&gt;/, 'a page, with its text escaped');
	unlike($r->{content}, qr/must not be seen|<script>/, 'and nothing of what was begun');
	is(get('/fails/store')->{status}, 500, 'store');
	is(get('/fails/none')->{status}, 404, 'none');
	is(get('/fails/many')->{status}, 429, 'many');
	$r = get('/glutton');
	is($r->{status}, 500, 'who has used up all memory of a request is told so');
	is($r->{content}, 'memory', 'in a word');
	is($r->{headers}{'x-frame-options'}, 'SAMEORIGIN', 'with the usual headers');
};

subtest 'languages' => sub {
	is(json(get('/echo', 'Accept-Language' => 'en-GB,en;q=0.9'))->{lang}, 'en', 'Accept-Language: en');
	is(json(get('/echo', 'Accept-Language' => 'en;q=0.5,zh-CN;q=0.8'))->{lang}, 'zh', 'by quality');
	is(json(get('/echo', 'Accept-Language' => 'fr,de'))->{lang}, 'zh', 'neither: Chinese');
	is(json(get('/echo'))->{lang}, 'zh', 'nothing: Chinese');
	is(json(get('/echo', 'Accept-Language' => 'en', Cookie => 'lang=zh'))->{lang}, 'zh', 'the cookie wins');
	my $r = get('/echo?lang=en', Cookie => 'lang=zh');
	is(json($r)->{lang}, 'en', 'the query wins over both');
	like($r->{headers}{'set-cookie'}, qr/^lang=en; Path=\//, 'and is kept');
	ok(!get('/echo?lang=xx')->{headers}{'set-cookie'}, 'an unknown one is not');
	is(json(get('/echo?lang=xx', 'Accept-Language' => 'en', Cookie => 'lang=zh'))->{lang}, 'zh', 'and leaves the cookie\'s');
};

subtest 'static files' => sub {
	my $r = get('/static/app.css');
	is($r->{content}, "body{}\n", 'a file');
	is($r->{headers}{'content-type'}, 'text/css; charset=utf-8', 'its type');
	is($r->{headers}{'cache-control'}, 'no-cache', 'must be asked for again');
	is($r->{headers}{'x-frame-options'}, 'SAMEORIGIN', 'security headers here too');
	my $tag = $r->{headers}{etag};
	like($tag, qr/^"[0-9a-f]{16}"$/, 'its tag');
	my $not = get('/static/app.css', 'If-None-Match' => "\"x\", W/$tag");
	is($not->{status}, 304, 'not modified');
	is($not->{content} // '', '', 'without a body');
	is(get('/static/app.css', 'If-None-Match' => '"other"')->{status}, 200, 'another tag');
	like(get('/static/app.css?v=1')->{headers}{'cache-control'}, qr/immutable/, 'a version in the address: for ever');
	my $z = get('/static/app.css', 'Accept-Encoding' => 'br, gzip');
	is($z->{headers}{'content-encoding'}, 'gzip', 'gzip');
	is($z->{content}, 'not really gzip', 'as the build made it');
	ok(!get('/static/app.css', 'Accept-Encoding' => 'gzip;q=0')->{headers}{'content-encoding'}, 'gzip;q=0 is no');
	is(get('/static/sub/a.js')->{content}, "1;\n", 'a folder');
	is($ua->head(url('/static/app.css'))->{headers}{'content-length'}, 7, 'HEAD');
	is(get("/static/$_")->{status}, 404, "no $_") for '', 'sub', 'app.css.gz', 'link.txt', '.hidden', 'none.css';
	is(post('/static/app.css', $FORM, 'a=1', same())->{status}, 404, 'nothing to post to');
};

subtest 'the local socket' => sub {
	is((stat "$tmp/sock")[2] & 0777, 0600, 'only its owner may knock');
	my $s = IO::Socket::UNIX->new(Peer => "$tmp/sock") or die;
	print $s "GET /echo HTTP/1.1\r\n$CLOSE\r\n";
	my $got = drain($s, 2);
	is(status($got), 200, 'it answers');
	my $j = decode_json($got =~ s/.*?\r\n\r\n//sr);
	is($j->{local}, JSON::PP::true, 'as local');
	is($j->{uid}, $<, 'and tells who is calling');
	$s = IO::Socket::UNIX->new(Peer => "$tmp/sock") or die;
	print $s "POST /form HTTP/1.1\r\n${CLOSE}Content-Type: $FORM\r\nContent-Length: 3\r\n\r\na=1";
	is(status(drain($s, 2)), 200, 'a form without Origin: no browser comes this way');
	my $own = "POST /local HTTP/1.1\r\n${CLOSE}Content-Type: $FORM\r\n";
	$s = IO::Socket::UNIX->new(Peer => "$tmp/sock") or die;
	print $s "${own}Content-Length: 3\r\n\r\na=1";
	is(status(drain($s, 2)), 200, 'a path of its own');
	$s = sock();
	print $s "${own}Content-Length: 3\r\n\r\na=1";
	is(status(drain($s, 2)), 404, 'which nobody else finds');
	$s = sock();
	print $s "${own}Content-Length: 60000000\r\n\r\n";
	is(status(drain($s, 2)), 404, 'told before a body is taken');
};

subtest 'event streams' => sub {
	my $s = sock();
	print $s "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";
	my $got = drain($s, 0.4);
	like($got, qr{Content-Type: text/event-stream; charset=utf-8\r\n}, 'its type');
	like($got, qr{Cache-Control: no-cache, no-transform\r\n}, 'is not cached');
	like($got, qr{X-Accel-Buffering: no\r\n}, 'nor held back by a proxy');
	like($got, qr{retry: 5000\n\n}, 'retry');
	unlike($got, qr{event:}, 'nothing has happened yet');
	my @more = map {my $t = sock(); print $t "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"; $t} 1 .. 50;
	sleep 0.3;
	get('/publish?p=41');
	like(drain($s, 0.4), qr{id: 41\nevent: change\ndata: \{"position":41\}\n\n}, 'a change arrives');
	my $all = 0;
	$all += drain($_, 0.03) =~ /id: 41\n/ for @more;
	is($all, 50, 'and reaches all 50 others');
	get('/publish?p=40');
	is(drain($s, 0.3), '', 'an older position is no news');
	my $late = sock();
	print $late "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 30\r\n\r\n";
	like(drain($late, 0.4), qr{id: 41\n}, 'who missed something hears it at once');
	my $same = sock();
	print $same "GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: 41\r\n\r\n";
	unlike(drain($same, 0.4), qr{id: 41\n}, 'who missed nothing does not');
	close $_ for @more[0 .. 20];
	get('/publish?p=42');
	like(drain($s, 0.4), qr{id: 42\n}, 'some may go away');
};

subtest 'many' => sub {
	my $bad = 0;
	get('/read?n=10')->{content} eq 'xxxxxxxxxx' or $bad++ for 1 .. 1000;
	is($bad, 0, '1,000 requests one after the other');
	my @s = map {sock()} 1 .. 64;
	my $good = 0;
	for my $round (1 .. 10) {
		print $_ "GET /read?n=$round HTTP/1.1\r\nHost: x\r\n\r\n" for @s;
		for my $s (@s) {
			my $got = '';
			while ($got !~ /\r\n\r\nx{$round}$/) {
				sysread $s, my $piece, 65536 or last;
				$got .= $piece;
			}
			$good++ if $got =~ /^HTTP\/1\.1 200.*\r\n\r\nx{$round}$/s;
		}
	}
	is($good, 640, '64 connections at once, kept alive for 10 requests each');
};

subtest 'clients that go away' => sub {
	for my $what ("GET /slow?ms=100 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /slow?ms", "GET /read HTTP/1.1\r\nHo",
		      "POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
		      "GET /read?n=4000000 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /lines?n=9000000 HTTP/1.1\r\nHost: x\r\n\r\n",
		      "POST /api/write?ms=100 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nSec-Fetch-Site: same-origin\r\n\r\n",
		      "GET /events HTTP/1.1\r\nHost: x\r\n\r\n", '') {
		for (1 .. 5) {
			my $s = sock();
			print $s $what;
			$s->flush;
			sleep 0.01;
			setsockopt $s, SOL_SOCKET, SO_LINGER, pack('II', 1, 0); # RST
			close $s;
		}
	}
	sleep 0.5;
	is(get('/read?n=3')->{content}, 'xxx', 'and it goes on');
};

subtest 'noise' => sub {
	srand 20261121;
	my @seed = ("GET /echo?a=1&b=2 HTTP/1.1\r\nHost: x\r\nCookie: duban=cached-1; lang=en\r\nAccept-Language: zh;q=0.5\r\n\r\n",
		    "POST /form HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: $FORM\r\nContent-Length: 7\r\n\r\na=1&b=2",
		    "POST /hook HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		    "POST /form HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 61\r\n\r\n" .
		    "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--B--\r\n");
	my $answered = 0;
	for (1 .. 400) {
		my $bytes = $seed[rand @seed];
		for (1 .. 1 + rand 4) {
			my $at = int rand length $bytes;
			my $how = int rand 4;
			if ($how == 0) { substr $bytes, $at, 1, chr rand 256 }
			elsif ($how == 1) { substr $bytes, $at, 1 + rand 5, '' }
			elsif ($how == 2) { substr $bytes, $at, 0, ("\r\n", "\0", ' ', ':', '%', ';', '"', '=', "\n")[rand 9] }
			else { substr $bytes, $at, 0, substr $bytes, int(rand length $bytes), 20 }
		}
		my $s = sock();
		local $SIG{PIPE} = 'IGNORE';
		print $s $bytes;
		$s->flush;
		shutdown $s, 1;
		$answered++ if status(drain($s, 0.3)) ne 'none';
	}
	ok($answered > 100, "400 requests with bytes changed at random: $answered answered");
	is(get('/read?n=3')->{content}, 'xxx', 'and it goes on');
};

stopped_well('after all that');
{
	open my $h, '<', $errfile or die;
	local $/;
	my $log = <$h>;
	like($log, qr{req=[0-9a-f-]{36} event=request method=GET route=/cases/\{id\} status=200 us=\d+ bytes=\d+ user=0\n},
	     'the access log names the route, not the address');
	unlike($log, qr{cached-|token=|evil|Cookie}, 'no tokens, queries or bodies in it');
	like($log, qr{user=7\n}, 'it names the user');
	like($log, qr{aborted=1\n}, 'and who did not wait for the answer');
}
ok(!-e "$tmp/sock", 'the local socket is gone');

# ---- Slow requests --------------------------------------------------------------------------

ok(start('workers=1', 'slow=2'), 'a server with one worker for pages');

# By order of events: the gate opens only when a page on the one worker says so.
subtest 'the lane of slow requests' => sub {
	my (@at, $full);
	for (1 .. 200) {
		$full = sock();
		print $full "GET /gate HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
		last if IO::Select->new($full)->can_read(0.1);
		push @at, $full;
	}
	my $told = drain($full, 3);
	is(status($told), 503, 'one at work and two waiting: 503 for the next');
	cmp_ok(scalar @at, '>=', 2, 'and not before');
	like($told, qr/^Retry-After: 5\r$/mi, 'with the time after which to try again');
	like(decode_utf8($told), qr/请过 5 秒再试/, 'and a sentence');
	is(get('/read?n=3')->{content}, 'xxx', 'a page is answered on the only worker while the lane is full');
	is(get('/gate/open')->{status}, 200, 'which lets them pass');
	is(status(drain($_, 5)), 200, 'who waited is served') for @at;
};

stopped_well('after the lane of slow requests');

ok(start('workers=1', 'heavy=2'), 'and one whose lane of heavy requests is short');
subtest 'the lane of heavy requests' => sub {
	my (@at, $full);
	for (1 .. 200) {
		$full = sock();
		print $full "GET /heavy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
		last if IO::Select->new($full)->can_read(0.1);
		push @at, $full;
	}
	my $told = drain($full, 3);
	is(status($told), 503, 'two at work and two waiting: 503 for the next');
	is(scalar @at, 4, 'and not before');
	like($told, qr/^Retry-After: 5\r$/mi, 'with the time after which to try again');
	like(decode_utf8($told), qr/照片太多/, 'and a sentence of its own');
	is(get('/hash')->{status}, 200, 'what hashes a password does not wait behind them');
	is(get('/read?n=3')->{content}, 'xxx', 'nor does a page');
	is(get('/gate/open')->{status}, 200, 'which lets them pass');
	is(status(drain($_, 5)), 200, 'who waited is served') for @at;
};
stopped_well('after the lane of heavy requests');

ok(start('workers=1', 'heavy=1'), 'and one where only the form tells');
subtest 'handed on to the heavy lane' => sub {
	my @at = map {
		my $s = sock();
		print $s "POST /heavy HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n" .
		    "Content-Length: 9\r\n\r\n%68eavy=1";
		sleep 0.1;
		$s;
	} 1 .. 4;
	my $told = drain(pop @at, 3);
	is(status($told), 503, 'two at work and one waiting: 503 for the next');
	like($told, qr/^Retry-After: 5\r$/mi, 'with the time after which to try again');
	is(get('/read?n=3')->{content}, 'xxx', 'the only worker for pages is free');
	is(get('/gate/open')->{status}, 200, 'which lets them pass');
	is(status(drain($_, 5)), 200, 'who waited is served') for @at;
};
stopped_well('after what was handed on');

# ---- Long bodies of all together ------------------------------------------------------------

ok(start('spool_mb=8'), 'a server with little room for long bodies');
subtest 'long bodies of all together' => sub {
	my @held = map {
		my $s = sock();
		print $s "POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n" . 'h' x 3_500_000;
		$s->flush;
		$s;
	} 1, 2;
	sleep 0.3;
	my @long = ('/import', 'multipart/form-data; boundary=B',
		    "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\n" . 'l' x 3_000_000 . "\r\n--B--");
	my $r = post(@long);
	is($r->{status}, 503, 'where two hold 7 of 8 MB, 3 more are refused');
	is($r->{headers}{'retry-after'}, 5, 'with the time after which to try again');
	is(post('/hook', 'application/octet-stream', 'x' x 1_000_000)->{status}, 200, 'what stays in memory is taken');
	close $_ for @held;
	sleep 0.3;
	is(post(@long)->{status}, 200, 'and when they are gone it is taken') for 1 .. 4;
};
stopped_well('after long bodies');

# ---- Time ----------------------------------------------------------------------------------

ok(start('head_ms=600', 'idle_ms=900', 'grace_ms=500', 'body_ms=3000', 'min_rate=2000', 'answer_ms=1000',
	 'workers=1', 'queue=2', 'ping_ms=400', 'stream_ms=1500', 'streams=2'), 'a server in a hurry');

# Seconds until the server closes a connection on which a byte drips every 50 ms.
sub drip {
	my ($first, $byte) = @_;
	my $s = sock();
	my $t0 = time;
	local $SIG{PIPE} = 'IGNORE';
	print $s $first;
	$s->flush;
	my $sel = IO::Select->new($s);
	while (time - $t0 < 8) {
		if ($sel->can_read(0.05)) {
			my $n = sysread $s, my $piece, 65536;
			last if !$n;
		}
		syswrite $s, $byte or last;
	}
	return time - $t0;
}

subtest 'slow clients' => sub {
	my $t = drip('GET /echo HTTP/1.1', 'a');
	ok($t > 0.5 && $t < 2, sprintf 'a dripping request line is cut (%.1f s)', $t);
	$t = drip("GET /echo HTTP/1.1\r\nHost: x\r\nX-A: ", 'a');
	ok($t > 0.5 && $t < 2, sprintf 'dripping headers are cut (%.1f s)', $t);
	$t = drip("POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", 'a');
	ok($t > 0.4 && $t < 2.5, sprintf 'a dripping body is cut (%.1f s)', $t);
	$t = drip("POST /import HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n", 'a' x 500);
	ok($t > 2.5 && $t < 5, sprintf 'a body above the rate is cut when its time is over (%.1f s)', $t);
	my $s = sock();
	my $t0 = time;
	print $s "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
	my $got = drain($s, 5);
	$t = time - $t0;
	is(status($got), 200, 'an answer');
	ok($t > 0.8 && $t < 2.5, sprintf 'and an idle connection is closed (%.1f s)', $t);
	is(get('/healthz')->{status}, 200, 'others are served');
};

subtest 'queues' => sub {
	my $t0 = time;
	my $slow = sock();
	print $slow "GET /slow?ms=700 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	sleep 0.1;
	my @t;
	for (1 .. 20) {
		my $t1 = time;
		is(get('/healthz')->{status}, 200, 'INLINE while the only worker sleeps') if $_ == 1;
		get('/inline');
		push @t, time - $t1;
	}
	my ($worst) = sort {$b <=> $a} @t;
	ok($worst < 0.1, sprintf 'a slow READ does not delay INLINE requests (worst %.0f ms)', $worst * 1000);
	my @wait = map {my $s = sock(); print $s "GET /read?n=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"; $s} 1 .. 2;
	sleep 0.1;
	my $r = get('/read?n=1');
	is($r->{status}, 503, 'a full queue: 503');
	is($r->{headers}{'retry-after'}, 1, 'with Retry-After');
	ok(time - $t0 < 0.65, 'at once');
	is(status(drain($_, 3)), 200, 'who waits is served') for $slow, @wait;
	$t0 = time;
	my $late = get('/slow?ms=1800');
	my $t = time - $t0;
	is($late->{status}, 504, 'too slow: 504');
	ok($t > 0.9 && $t < 1.7, sprintf 'without waiting for the handler (%.1f s)', $t);
	sleep 1;
	is(get('/read?n=2')->{content}, 'xx', 'and the worker comes back');
	$r = $ua->post(url('/api/write?ms=1500'), {content => '', headers => {'Sec-Fetch-Site' => 'same-origin'}});
	is($r->{status}, 504, 'a command whose commit takes too long: 504');
	sleep 1;
};

subtest 'life of a stream' => sub {
	my @s = map {my $s = sock(); print $s "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"; $s} 1 .. 2;
	sleep 0.2;
	is(status(raw("GET /events HTTP/1.1\r\n$CLOSE\r\n")), 503, 'no more than the limit');
	my $t0 = time;
	my $got = drain($s[0], 4);
	my $t = time - $t0;
	cmp_ok(scalar(() = $got =~ /: ping\n\n/g), '>=', 2, 'pings');
	ok($t < 3, sprintf 'ends by itself, the browser comes back (%.1f s)', $t);
	drain($s[1], 4);
	is(get('/file')->{status}, 200, 'a file');
	# A request counts when its last byte is gone, which the client may know a moment before.
	my $until = time + 10;
	do { $got = get('/counted')->{content}; sleep 0.05 } until $got =~ /class="stream",status="200"\} 2\n/ && $got =~ /class="file",status="200"\} 1\n/ || time > $until;
	my %n = $got =~ /^duban_http_requests_total(\{class="(?:stream|file|page)",status="200"\}) (\d+)$/mg;
	is($n{'{class="stream",status="200"}'}, 2, 'each stream is counted as one');
	is($n{'{class="file",status="200"}'}, 1, 'and a file as one');
};
stopped_well('in a hurry');

ok(start('grace_ms=300', 'min_rate=4000000'), 'a server that wants 4 MB a second');
for my $what ('/read?n=4000000', '/lines?n=3000000') {
	# A small window, else the two sockets' buffers swallow it all.
	socket my $s, PF_INET, SOCK_STREAM, 0 or die;
	setsockopt $s, SOL_SOCKET, SO_RCVBUF, 4096 or die;
	connect $s, pack_sockaddr_in($port, inet_aton('127.0.0.1')) or die;
	$s->autoflush(1);
	print $s "GET $what HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	sleep 2.5;
	my $t0 = time;
	my $n = length drain($s, 5);
	cmp_ok($n, '<', 4000000, "who does not read is cut off: $what");
	cmp_ok(time - $t0, '<', 4, 'what was on its way comes at once, and then the end');
	cmp_ok($n, '>', 1000, 'after some of it');
}
is(length get('/read?n=4000000')->{content}, 4000000, 'who reads gets all');
stopped_well('at 4 MB a second');

# ---- Stopping ---------------------------------------------------------------------------------

sub stop_with {
	my ($wait, @requests) = @_;
	my @s = map {my $s = sock(); print $s $_; $s->flush; $s} @requests;
	sleep 0.3;
	my $t0 = time;
	kill 'TERM', $pid;
	my @got = map {drain($_, 6)} @s;
	return (time - $t0, @got);
}

ok(start('wait_ms=3000', 'workers=2'), 'a server to be stopped');
my $keep = sock();
print $keep "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
sleep 0.2;
sysread $keep, my $first, 65536;
my $new = 'GET /read HTTP/1.1' . "\r\nHost: x\r\n\r\n";
{
	my @s = map {my $s = sock(); print $s $_; $s->flush; $s}
	    "GET /slow?ms=1000 HTTP/1.1\r\nHost: x\r\n\r\n",
	    "POST /api/write?ms=1000 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nSec-Fetch-Site: same-origin\r\n\r\n",
	    "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";
	sleep 0.3;
	kill 'TERM', $pid;
	sleep 0.2;
	print $keep $new;
	is(status(drain($keep, 2)), 503, 'new requests on old connections: 503');
	my $again = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Proto => 'tcp', Timeout => 1);
	if ($again) {
		print $again $new;
		isnt(status(drain($again, 0.3)), 200, 'new connections are not served');
	}
	is(status(drain($s[0], 3)), 200, 'what was in flight is finished');
	is(status(drain($s[1], 3)), 201, 'a command too');
	like(drain($s[2], 3), qr{^HTTP/1\.1 200.*0\r\n\r\n\z}s, 'a stream ends properly');
	stopped_well('with suspended connections');
}
ok(start('wait_ms=200', 'workers=1', 'queue=50'), 'a server with little patience');
{
	my ($t, @got) = stop_with(0.2, ("GET /slow?ms=900 HTTP/1.1\r\nHost: x\r\n\r\n") x 3,
		"POST /api/write?ms=900 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nSec-Fetch-Site: same-origin\r\n\r\n");
	is(status($_), 504, 'given up: 504') for @got;
	stopped_well('with requests given up');
}
ok(start('wait_ms=50'), 'a server that ends while a body is on its way');
{
	my $lazy = sock(); # does not read, which holds up the end
	print $lazy "GET /read?n=4000000 HTTP/1.1\r\nHost: x\r\n\r\n" x 3;
	my $late = sock();
	print $late "POST /api/write?ms=2500 HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n" .
	    "Content-Type: $FORM\r\nContent-Length: 3\r\n\r\na=";
	sleep 0.4;
	kill 'TERM', $pid;
	sleep 0.4;
	print $late '1';
	is(status(drain($late, 2)), 503, 'what comes after the end is not begun');
	stopped_well('with a body on its way');
}
ok(start('down=1', 'per_address=5'), 'a server without a store');
is(get('/readyz')->{status}, 503, '/readyz says so');
is(get('/healthz')->{status}, 200, '/healthz lives');
{
	my @s = map {sock()} 1 .. 12;
	print $_ "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" for @s;
	my $n = grep {status(drain($_, 0.2)) eq '200'} @s;
	cmp_ok($n, '<=', 5, 'no more connections from one address than allowed');
	cmp_ok($n, '>=', 3, 'but so many');
}
stopped_well('without a store');

# ---- Behind TLS and a proxy ----------------------------------------------------------------------

ok(start('secure=1', 'proxied=1', 'trace=0', 'login_rate=6', 'login_burst=3'), 'a server behind a proxy');
{
	my %p = ('X-Forwarded-For' => '9.9.9.9, 10.1.2.3', 'X-Request-Id' => 'from-the-proxy-1');
	my $r = get('/echo', %p);
	is(json($r)->{peer}, '10.1.2.3', 'the address that the proxy saw');
	is(json($r)->{id}, 'from-the-proxy-1', 'the proxy\'s request id');
	is($r->{headers}{'strict-transport-security'}, 'max-age=31536000', 'HSTS');
	ok(!$r->{headers}{'x-duban-trace'}, 'no costs unless asked for');
	isnt(json(get('/echo', 'X-Request-Id' => "<x>-12345678"))->{id}, '<x>-12345678', 'but not any text');
	$r = post('/login', $FORM, 'token=abc', Origin => "https://127.0.0.1:$port");
	like($r->{headers}{'set-cookie'}, qr/^__Host-duban=abc; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure$/, 'the cookie');
	is(json(get('/me', Cookie => '__Host-duban=cached-1'))->{user}, 7, 'is read back');
	is(get('/api/me', Cookie => 'duban=cached-1')->{status}, 401, 'one without the prefix is none');
	is(post('/form', $FORM, 'a=1', Origin => "http://127.0.0.1:$port")->{status}, 403, 'a plain http page is another origin');
	my $from = sub { my ($address) = @_; return post('/login', $FORM, 'token=abc', Origin => "https://127.0.0.1:$port", 'X-Forwarded-For' => $address) };
	is($from->("2001:db8:1:2::$_")->{status}, 303, "log-in $_ from a network") for 1 .. 3;
	$r = $from->('2001:db8:1:2:3:4:5:6');
	is($r->{status}, 429, 'the fourth within the minute, from whatever address of its 2^64: 429');
	like($r->{headers}{'retry-after'}, qr/^(?:[1-9]|1[01])$/, 'with the seconds to wait (6 a minute)');
	is($from->('2001:db8:1:3::1')->{status}, 303, 'the network beside it need not');
	is($from->('10.1.2.3')->{status}, 303, 'nor does IPv4') for 1 .. 3;
	is($from->('::ffff:10.1.2.3')->{status}, 429, 'which is the same in both spellings');
}
stopped_well('behind a proxy');
ok(start(), 'a server that believes nobody');
is(json(get('/echo', 'X-Forwarded-For' => '10.1.2.3'))->{peer}, '127.0.0.1', 'X-Forwarded-For is not believed');
stopped_well('believing nobody');
isnt(system("$exe address=nonsense 2>/dev/null >&2") >> 8, 0, 'an address that is none: no start');
isnt(system("$exe static=$tmp/none 2>/dev/null >&2") >> 8, 0, 'no static folder: no start');


# ---- No memory ----------------------------------------------------------------------------

ok(start('loops=1', 'workers=1'), 'a server with one thread of each kind');
my $long = '{"a":1,"b":"' . 'x' x 100_000 . '"}'; # more than the arena's first block
for my $where ('cached', 'loaded') {
	my ($n, $fine, %seen) = (0, 0);
	while ($fine < 10 && $n++ < 400) {
		my $r = post('/api/form?x=1&y=2', 'application/json', $long, 'Idempotency-Key' => 'key-1234',
			     Authorization => "Bearer $where-fail-$n");
		$seen{$r->{status}}++;
		$fine = $r->{status} == 200 ? $fine + 1 : 0;
	}
	is($fine, 10, "$where: the n-th allocation fails, for n = 1 .. $n, until it succeeds");
	ok(!grep({!/^(?:200|500|599)$/} keys %seen), 'each time 500, or a closed connection');
	cmp_ok($n, '>', 10, 'and it has failed');
	get('/healthz') for 1 .. 50; # what is left of the last n
	get('/read') for 1 .. 50;
}
is(get('/read?n=1')->{content}, 'x', 'and it goes on');
stopped_well('without memory');

is(complaints($errfile), 0, 'no sanitizer has complained');
done_testing();
