# The command line beside a running server: the same answers, through the server, for its own user only.
# usage: perl local.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use IO::Select;
use IO::Socket::UNIX;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

my $alone = demo_store('sqlite');
my $served = demo_store('sqlite');
my $v = serve($served);
my $sock = "$served->{file}.sock";
is((stat $sock)[2] & 0777, 0600, 'the socket beside the store is its owner\'s alone');

spew("$tmp/said.txt", Encode::encode_utf8("第一行\n第二行 100% + & = “引号”"));
spew("$tmp/long.txt", 'x' x (3 << 20));
spew("$tmp/gbk.txt", Encode::encode('gbk', "路灯不亮"));
# As many units as no page has room for.
spew("$tmp/units.tsv", Encode::encode_utf8(join "\n", "code\tname\tshort_name\tkind\tparent_code\tplace_code\tnote\tvalid_from",
	map { "ZZ$_\t第${_}号测试单位办公室\t测试$_\t部门\tHQ\t\t\t2026-07-01" } 1 .. 6000));
my @same = (
	[qw(do case.note id=1), 'text=看过了', qw(--as zbz01)],
	[qw(do case.note id=1), "text=\@$tmp/said.txt", qw(--as zbz01)],
	[qw(do case.note id=1), "text=\@$tmp/long.txt", qw(--as zbz01)],
	[qw(do case.note id=1), "text=\@$tmp/gbk.txt", qw(--as zbz01)],
	[qw(do unit.load), "file=\@$tmp/units.tsv", qw(--as xt01)],
	[qw(do case.note id=1 text=x --as nobody)],
	[qw(do case.note id=1 text=x --as zbz01:JD-hc)],
	[qw(do case.note id=1 --as zbz01)],
	[qw(do case.note id=one text= bogus=1 --as zbz01)],
	[qw(do case.note id=1 text=x text=y --as zbz01)],
	[qw(do case.note id=999999 text=x --as zbz01)],
	[qw(do case.note id=1 text=x --as xt01)],
	[qw(do case.accept id=1 --as sly01)],
	[qw(do case.note id=1 text=x rev=99 --as zbz01)],
	[qw(do seal.run --as zbz01)],
	[qw(do session.open login=zbz01 password=duban-demo address=x --as zbz01)],
	[qw(--lang en do case.note id=1 --as zbz01)],
	[qw(user reset nobody)],
	[qw(user disable cz01)],
	[qw(user enable cz01)],
	[qw(user disable cz01 --as aq01)],
	[qw(user enable cz01 --as zbz01)],
);
for my $words (@same) {
	my ($here, $there) = map { duban($_, @$words) } $alone, $served;
	my $shown = join ' ', @$words;
	$shown =~ s{\@\S+/}{\@};
	is($there->{code}, $here->{code}, "$shown: exit $here->{code} without a server and with one") or diag($there->{err});
	is($there->{out}, $here->{out}, "$shown: the same answer");
	is($there->{err}, $here->{err}, "$shown: the same reasons");
}
my $later = q{id > (SELECT max(id) FROM event WHERE type = 'case.reported')};
my @events = map { my @json = payloads($_, $later); [map { [@$_, shift @json] } sql($_, "SELECT kind, type, who, as_whom FROM event WHERE $later ORDER BY id")] } $alone, $served;
for my $row (map { @$_ } @events) { $row->[4] =~ s{"(at|\w*_at)":\d+}{"$1":0}g }
is_deeply([grep { $_->[1] =~ /^(case\.noted|login)/ } @{$events[1]}], [grep { $_->[1] =~ /^(case\.noted|login)/ } @{$events[0]}],
	'and the same events, the operating system\'s user in them');
cmp_ok(scalar(grep { $_->[4] =~ /"os_user"|@{[scalar getpwuid $<]}/ } @{$events[1]}), '>', 0, 'who is named');

my ($done, $until) = (0, time + 5);
while ($done < @same - 2 && time < $until) {
	$done = () = slurp($v->{log}) =~ m{route=/local/do/\{command\}}g;
	sleep 0.05;
}
is($done, @same - 2, 'it was the server that did them (seal.run has no door, and what is no text is not sent)');

# An import beside a server is written by it, slice by slice, and comes to the same.
my @import = ('import', 'cases', "$src/data/maps/12345-example.csv", '--map', "$src/data/maps/12345.map", '--as', 'zbz01');
my ($by_itself, $through) = map { my $r = duban($_, @import); $r->{out} =~ s/[\d.]+ (?=秒)|\d+ (?=行\/秒)//g; $r } $alone, $served;
is($through->{code}, 0, 'an import beside a server') or diag($through->{err});
is($through->{out} =~ s/\d+(?:\.\d+)? 秒.*//r, $by_itself->{out} =~ s/\d+(?:\.\d+)? 秒.*//r, 'says what it says without one');
my $rows = 'SELECT number, meaning, type, status, original_id FROM told ORDER BY number';
is_deeply([sql($served, $rows)], [sql($alone, $rows)], 'and leaves the same rows');
cmp_ok((sql($served, 'SELECT count(*) FROM told'))[0][0], '>', 0, 'some');
my $slices = 0;
for (1 .. 100) {
	$slices = (() = slurp($v->{log}) =~ m{route=/local/do/\{command\}}g) - $done;
	last if $slices >= 2;
	sleep 0.05;
}
cmp_ok($slices, '>=', 2, 'rows and links went through the server');
my $denied = duban($served, map { $_ eq 'zbz01' ? 'xt01' : $_ } @import);
is($denied->{code}, 4, 'who may not import may not do it beside a server, either');

# Who told us is looked up by somebody, never by the program itself; and the server lives on.
for my $ask ('find', 'look', 'erase') {
	my $body = 'reason=' . ($ask eq 'erase' ? 'wish' : 'check') . '&' . ($ask eq 'find' ? 'phone=13911112222' : 'id=1');
	my $s = IO::Socket::UNIX->new(Peer => $sock) or die "no server: $!";
	print $s "POST /local/do/case.reporter_$ask HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		. "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: @{[length $body]}\r\n\r\n$body";
	my $all = do { local $/; <$s> } // '';
	like($all, qr{^HTTP/1.1 403 .*--as}s, "case.reporter_$ask: the program itself may not, and is told how");
}
is(duban($served, qw(do case.reporter_find phone=13911112222 reason=check --as sly01))->{code}, 0, 'somebody may, and the server is there');

# What only the server's memory knows is told at once.
my $c = login($v, 'dcy01');
is(get($c, '/me')->{status}, 200, 'somebody is logged in');
is(duban($served, qw(user disable dcy01))->{code}, 0, 'the command line disables him');
is(get($c, '/api/session.posts')->{status}, 401, 'and his very next request is nobody\'s');

# Only the server's own user is heard.
sub knock {
	my ($path, $uid, $close) = @_;
	pipe my $r, my $w or die;
	my $pid = fork() // die;
	if (!$pid) {
		$< = $> = $uid if $uid;
		my $s = IO::Socket::UNIX->new(Peer => $sock);
		if ($s) {
			print $s "POST $path HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
				. "Content-Length: 10\r\n\r\nname=sly01";
			my $all = '';
			while (sysread $s, my $piece, 65536) { $all .= $piece }
			syswrite $w, $all =~ m{^HTTP/1.1 (\d+)} ? $1 : 'cut';
		} else {
			syswrite $w, 'no door';
		}
		POSIX::_exit(0);
	}
	close $w;
	my $got = <$r>;
	waitpid $pid, 0;
	return $got;
}
my $http = Duban::ask(client($v), 'POST', '/local/do/login.disable', 'name=sly01', 'Content-Type' => 'application/x-www-form-urlencoded',
	Origin => "http://127.0.0.1:$v->{port}");
is($http->{status}, 404, 'through the network there is no such door');
SKIP: {
	skip 'only root can be somebody else', 3 if $<;
	chmod 0711, $tmp, $sock =~ m{(.*)/};
	is(knock('/local/do/login.disable', 65534), 'no door', 'another user finds no door');
	chmod 0666, $sock;
	is(knock('/local/do/login.disable', 65534), 404, 'nor is he heard when the door is left open');
	is((sql($served, "SELECT count(*) FROM login WHERE name = 'sly01' AND disabled_at IS NOT NULL"))[0][0], 0, 'nothing happened');
}

# One server a store: of two neither would know what the other forgets.
my $second = duban($served, qw(serve --listen 127.0.0.1:0));
is($second->{code}, 7, 'a second server on the store is refused');
like($second->{err}, qr/已有一个服务.*停掉/, 'with the way out');

# A server that died leaves its socket: it is noticed, by commands and by the next server.
kill_server($v);
ok(-e $sock, 'a killed server leaves its socket');
is(duban($served, qw(do case.note id=1 text=x --as zbz01))->{code}, 0, 'the command line opens the store itself then');
my $next = serve($served);
is(duban($served, qw(do case.note id=1 text=x --as zbz01))->{code}, 0, 'the next server takes the socket over');
is(stop_server($next), 0, 'and ends well');
ok(!-e $sock, 'its socket goes with it');

# Somebody who takes the question and never answers: nobody knows whether it was done.
my $deaf = IO::Socket::UNIX->new(Local => $sock, Listen => 1) or die;
my $pid = fork() // die;
if (!$pid) { my $one = $deaf->accept; sysread $one, my $head, 100; POSIX::_exit(0) }
my $cut = duban($served, qw(do case.note id=1 text=x --as zbz01));
waitpid $pid, 0;
is($cut->{code}, 10, 'a server that ends half-way: exit 10');
like($cut->{err}, qr/不知道是否办成.*查看/, 'and what to do about it');
close $deaf;
unlink $sock;

# An import never writes past a server that has no room for it: it stops, and what was told stays.
sub import_beside {
	my ($type, $status) = @_;
	my $none = IO::Socket::UNIX->new(Local => $sock, Listen => 100) or die;
	my $asked = 0;
	my $answerer = fork() // die;
	if (!$answerer) {
		my $body = qq({"type":"/problems/$type","title":"no room","status":$status});
		while (my $one = $none->accept) {
			my $all = '';
			while (sysread $one, my $piece, 65536) {
				$all .= $piece;
				last if $all =~ /Content-Length: (\d+)\r\n\r\n(.*)/s && length $2 >= $1;
			}
			syswrite $one, "HTTP/1.1 $status x\r\nContent-Length: @{[length $body]}\r\n\r\n$body";
			close $one;
		}
		POSIX::_exit(0);
	}
	my $r = duban($served, @import);
	kill 'KILL', $answerer;
	waitpid $answerer, 0;
	unlink $sock;
	return $r;
}
my @told = sql($served, 'SELECT count(*) FROM told');
spew("$tmp/more.csv", slurp($import[2]) =~ s/^GD/GE/gmr);
$import[2] = "$tmp/more.csv";
for my $no (['large', 413, 8, qr/放不下.*停下服务/], ['memory', 503, 12, qr/放不下.*停下服务/], ['busy', 503, 10, qr/一直忙.*再导入/]) {
	my ($type, $status, $code, $say) = @$no;
	my $r = import_beside($type, $status);
	is($r->{code}, $code, "an import beside a server that answers $type: exit $code") or diag($r->{err});
	like($r->{err}, $say, 'and what to do about it');
	is_deeply([sql($served, 'SELECT count(*) FROM told')], \@told, 'nothing was written past it');
}
is(duban($served, @import)->{code}, 0, 'without a server it writes by itself');
is((sql($served, 'SELECT count(*) FROM told'))[0][0], 2 * $told[0][0], 'the rows that were left');

is(duban($served, 'verify')->{code}, 0, 'verified');
done_testing();
