# What the tests of the whole program share: stores on both engines, the command line, a server, a client.
package Duban;
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use Exporter 'import';
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Select;
use IO::Socket::INET;
use JSON::PP;
use POSIX qw(:sys_wait_h);
use Socket qw(IPPROTO_TCP TCP_NODELAY);
use Test::More;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(form $bin $src $tmp @engines start_up engines store demo_store duban sql rows payloads count_all serve stop_server
    kill_server client login get post api view page raw json_of described texts slurp spew url share photo);

our ($bin, $src, $tmp, $share, $unpack);
our $key = 'duban-demo';

# Called first: BINARY SOURCE UNPACKER from the command line.
sub start_up {
	binmode Test::More->builder->$_, ':utf8' for qw(output failure_output todo_output);
	($bin, $src, $unpack) = @ARGV;
	die "usage: NAME.t DUBAN SOURCE PAYLOADS\n" unless defined $unpack && -x $bin && -x $unpack;
	$tmp = tempdir('duban-app.XXXXXX', TMPDIR => 1, CLEANUP => !$ENV{KEEP});
	$share = "$tmp/share";
	mkdir $share;
	mkdir "$share/build";
	symlink "$src/$_", "$share/$_" for qw(data tools node_modules package.json);
	# As the build made them, from where the program lies.
	my $web = $bin =~ s{src/app/duban$}{web}r;
	-f "$web/assets.tsv" or die "the pages' files are not built: $web\n";
	symlink abs_path($web), "$share/build/web" or die "$share/build/web: $!\n";
	delete @ENV{qw(DUBAN_DB DUBAN_KEYS DUBAN_SHARE DUBAN_LANG)};
	$ENV{DUBAN_SHARE} = $share;
	return;
}

sub share { return $share }

sub engines { return ('sqlite', $ENV{DUBAN_TEST_PG} ? 'postgres' : ()) }

sub slurp { my ($f) = @_; open my $h, '<:raw', $f or die "$f: $!"; local $/; my $t = <$h>; return $t // '' }
sub spew { my ($f, $t) = @_; open my $h, '>:raw', $f or die "$f: $!"; print $h $t; close $h or die; return $f }

# A JPEG: NUMBER WIDTH HEIGHT QUALITY [exif], made by the program beside the tests'.
my %made;
sub photo {
	my $args = join ' ', @_;
	my $make = $bin =~ s{src/app/duban$}{tests/app/photo/make_photo}r;
	return $made{$args} //= do {
		my $jpeg = qx{'$make' $args};
		die "$make $args: $?" if $? || !length $jpeg;
		$jpeg;
	};
}

# ---- Stores ------------------------------------------------------------------------

my $n = 0;
my %template;

sub pg_address {
	my ($name) = @_;
	(my $a = $ENV{DUBAN_TEST_PG}) =~ s{^(postgres(?:ql)?://[^/]*/)[^?]*}{$1$name};
	return $a;
}

sub pg_do {
	my ($text) = @_;
	my $out = qx{psql -X -q -v ON_ERROR_STOP=1 '$ENV{DUBAN_TEST_PG}' -c '$text' 2>&1};
	die "psql: $text: $out" if $?;
	return;
}

# A new, empty store with a key file of its own: {engine, db, keys}.
sub store {
	my ($engine, $template) = @_;
	my $name = 'duban_app_' . $$ . '_' . ++$n;
	my $s = {engine => $engine, name => $name, keys => "$tmp/$name.keys"};
	if ($engine eq 'sqlite') {
		$s->{file} = "$tmp/$name.db";
		$s->{db} = "sqlite:$s->{file}";
		if ($template) {
			spew($s->{file}, slurp($template->{file}));
		}
	} else {
		pg_do("CREATE DATABASE $name" . ($template ? " TEMPLATE $template->{name}" : ''));
		$s->{db} = pg_address($name);
	}
	if ($template) {
		spew($s->{keys}, slurp($template->{keys}));
		chmod 0600, $s->{keys};
	}
	return $s;
}

# The district that script/with-demo has made for all tests, if it has.
sub shared_demo {
	my ($engine) = @_;
	my $dir = $ENV{DUBAN_TEST_DEMO} // return;
	return {engine => $engine, name => 'duban_demo', file => "$dir/sqlite.db", keys => "$dir/$engine.keys",
		init => {code => 0, map { $_ => decode_utf8(slurp("$dir/$engine.$_")) } qw(out err)}};
}

# A demonstration district; made once an engine, then copied.
sub demo_store {
	my ($engine) = @_;
	$template{$engine} //= shared_demo($engine);
	if (!$template{$engine}) {
		my $s = store($engine);
		my $r = duban($s, qw(--quiet init --place 350602 --demo));
		die "init: $r->{out}$r->{err}" if $r->{code};
		# What is about photos says so itself: elsewhere a report needs none.
		my $none = duban($s, qw(--quiet do photo.policy at=none --as xt01));
		die "photo.policy: $none->{out}$none->{err}" if $none->{code};
		$s->{init} = $r;
		if ($engine eq 'sqlite') {
			# Everything into the one file that is copied.
			sql($s, 'PRAGMA wal_checkpoint(TRUNCATE)');
		}
		$template{$engine} = $s;
	}
	my $s = store($engine, $template{$engine});
	$s->{init} = $template{$engine}{init};
	return $s;
}

# ---- The command line -----------------------------------------------------------------

# {code, out, err}: run duban on a store (undef: without one), texts decoded.
sub duban {
	my ($s, @args) = @_;
	my ($in, %env) = ('');
	if (ref $args[-1] eq 'HASH') {
		my $more = pop @args;
		$in = $more->{in} // '';
		%env = %{$more->{env} // {}};
	}
	my ($out, $err) = ("$tmp/out.$$." . ++$n, "$tmp/err.$$.$n");
	my $pid = fork() // die;
	if (!$pid) {
		open STDIN, '<', $in ? spew("$tmp/in.$$", $in) : '/dev/null' or POSIX::_exit(99);
		open STDOUT, '>', $out or POSIX::_exit(99);
		open STDERR, '>', $err or POSIX::_exit(99);
		local @ENV{keys %env} = values %env;
		exec $bin, ($s ? ('--db', $s->{db}, '--keys', $s->{keys}) : ()), map { encode_utf8($_) } @args
		    or POSIX::_exit(98);
	}
	waitpid $pid, 0;
	my $status = $?;
	my $r = {code => $status & 127 ? -($status & 127) : $status >> 8, raw => slurp($out),
		err => decode_utf8(slurp($err))};
	$r->{out} = decode_utf8($r->{raw});
	unlink $out, $err;
	return $r;
}

sub json_of { my ($r) = @_; return eval { decode_json($r->{raw} // $r->{content}) } }

# The API's description with what several share written where it is referred to; and as it is.
sub described {
	my $o = json_of(duban(undef, 'api'));
	my $whole;
	$whole = sub {
		my ($x) = @_;
		return [map { $whole->($_) } @$x] if ref $x eq 'ARRAY';
		return $x unless ref $x eq 'HASH';
		return $whole->($o->{components}{$1}{$2})
		    if ($x->{'$ref'} // '') =~ m{^#/components/(schemas|parameters|requestBodies)/(.+)$} && $2 ne 'Key';
		return {map { $_ => $whole->($x->{$_}) } keys %$x};
	};
	return wantarray ? ($whole->($o), $o) : $whole->($o);
}

# ---- SQL behind the program's back --------------------------------------------------------

# Rows of a query as arrays of text; dies when it fails.
sub sql {
	my ($s, $text) = @_;
	my $file = spew("$tmp/sql.$$", encode_utf8($text));
	my $out = $s->{engine} eq 'sqlite'
	    ? qx{sqlite3 -bail -separator '\x1f' -cmd '.timeout 10000' -cmd 'PRAGMA synchronous = OFF' '$s->{file}' < '$file' 2>&1}
	    : qx{psql -X -q -A -t -F '\x1f' -v ON_ERROR_STOP=1 '$s->{db}' -f '$file' 2>&1};
	die "$s->{engine}: $text: $out" if $?;
	return map { [split /\x1f/, $_, -1] } split /\n/, decode_utf8($out);
}

sub rows { my ($s, $table, $where) = @_; return (sql($s, "SELECT count(*) FROM $table" . ($where ? " WHERE $where" : '')))[0][0] }

# The payloads of the events that fit a condition, as JSON texts in the order of their ids; '' for an erased one.
sub payloads {
	my ($s, $where) = @_;
	my $hex = $s->{engine} eq 'sqlite' ? 'hex(payload)' : "encode(payload, 'hex')";
	my $file = spew("$tmp/payloads.$$", join '', map { "$_->[0]\n" } sql($s, "SELECT coalesce($hex, '') || ' ' FROM event" . ($where ? " WHERE $where" : '') . ' ORDER BY id'));
	my @json = split /\n/, decode_utf8(qx{'$unpack' < '$file'}), -1;
	die "payloads that are none\n" if $?;
	pop @json;
	return @json;
}

# Number of rows of every table, but for what a mere visit may add.
sub count_all {
	my ($s) = @_;
	my @t = map { $_->[0] } $s->{engine} eq 'sqlite'
	    ? sql($s, q{SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name})
	    : sql($s, q{SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name});
	@t = grep { !/^(login_failure|login_refused|seal|journal_head)$/ } @t;
	my $union = join ' UNION ALL ', map { "SELECT '$_', count(*) FROM $_" } @t;
	return {map { $_->[0] => $_->[1] } sql($s, $union)};
}

# ---- A server -------------------------------------------------------------------------------

# A test that dies leaves no server behind.
my %running;
END { kill 'KILL', grep { $running{$_} == $$ } keys %running }

# {pid, port, log, said}: duban serve on a free port; dies when it does not come up.
sub serve {
	my ($s, @args) = @_;
	my $env = ref $args[-1] eq 'HASH' ? pop @args : {};
	my $log = "$tmp/serve.$$." . ++$n;
	pipe my $r, my $w or die;
	my $pid = fork() // die;
	if (!$pid) {
		open STDIN, '<', '/dev/null';
		open STDOUT, '>&', $w or POSIX::_exit(99);
		open STDERR, '>', $log or POSIX::_exit(99);
		@ENV{keys %$env} = values %$env;
		exec $bin, '--db', $s->{db}, '--keys', $s->{keys}, 'serve', '--listen', '127.0.0.1:' . ($s->{port} // 0), @args
		    or POSIX::_exit(98);
	}
	close $w;
	my $line = <$r> // '';
	my ($port) = $line =~ m{:(\d+)/};
	if (!$port) {
		waitpid $pid, 0;
		die 'the server does not start: ' . slurp($log);
	}
	$running{$pid} = $$;
	return {pid => $pid, port => $port, log => $log, said => $line, out => $r, store => $s};
}

# Its exit code, 'late' when it had to be killed.
sub stop_server {
	my ($v) = @_;
	kill 'TERM', $v->{pid};
	my $until = time + 20;
	while (time < $until) {
		if (waitpid($v->{pid}, WNOHANG) == $v->{pid}) {
			my $code = $?;
			delete $running{$v->{pid}};
			close $v->{out};
			return $code;
		}
		sleep 0.02;
	}
	kill_server($v);
	return 'late';
}

sub kill_server {
	my ($v) = @_;
	kill 'KILL', $v->{pid};
	waitpid $v->{pid}, 0;
	delete $running{$v->{pid}};
	close $v->{out};
	return;
}

# ---- A client ----------------------------------------------------------------------------------

# HTTP::Tiny writes head and body apart: without this each command waits 40 ms for an acknowledgement.
{
	no warnings 'redefine';
	my $connect = \&HTTP::Tiny::Handle::connect;
	*HTTP::Tiny::Handle::connect = sub {
		my $h = $connect->(@_);
		setsockopt $h->{fh}, IPPROTO_TCP, TCP_NODELAY, 1;
		return $h;
	};
}

# {server, token}: nobody yet.
sub client { my ($v) = @_; return {server => $v, ua => HTTP::Tiny->new(timeout => 60, max_redirect => 0, keep_alive => 1)} }

sub url { my ($v, $path) = @_; return "http://127.0.0.1:$v->{port}$path" }

sub ask {
	my ($c, $method, $path, $body, %h) = @_;
	my %head = (Origin => url($c->{server}, ''), %h);
	delete $head{$_} for grep { !defined $head{$_} } keys %head;
	$head{Cookie} //= "duban=$c->{token}" if $c->{token};
	delete $head{Origin} if $method eq 'GET';
	my $r = $c->{ua}->request($method, url($c->{server}, $path), {headers => \%head, defined $body ? (content => $body) : ()});
	die "no answer from the server: $r->{content}\n" if $r->{status} == 599;
	return $r;
}

# A table as a browser sends it: a file [name, bytes], or text.
sub send_table {
	my ($c, $kind, $file, $text) = @_;
	my ($token) = get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
	my $body = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n$token\r\n";
	$body .= "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"$file->[0]\"\r\nContent-Type: application/octet-stream\r\n\r\n$file->[1]\r\n" if $file;
	$body .= "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n" . Encode::encode_utf8($text // '') . "\r\n--b--\r\n";
	return ask($c, 'POST', "/tables/$kind", $body, 'Content-Type' => 'multipart/form-data; boundary=b');
}

sub get { my ($c, $path, %h) = @_; return ask($c, 'GET', $path, undef, %h) }

# Form fields as sent by a page.
sub post {
	my ($c, $path, $fields, %h) = @_;
	my $body = ref $fields ? $c->{ua}->www_form_urlencode($fields) : $fields;
	return ask($c, 'POST', $path, $body, 'Content-Type' => 'application/x-www-form-urlencoded', %h);
}

# A command through the API; the JSON of the answer in {json}.
sub api {
	my ($c, $command, $in, %h) = @_;
	# Keys in one order: the same request twice is the same bytes.
	my $r = ask($c, 'POST', "/api/$command", ref $in ? JSON::PP->new->utf8->canonical->encode($in) : $in, 'Content-Type' => 'application/json', %h);
	$r->{json} = eval { decode_json($r->{content}) };
	return $r;
}

sub view {
	my ($c, $view, %in) = @_;
	my $q = %in ? '?' . $c->{ua}->www_form_urlencode(\%in) : '';
	my $r = get($c, "/api/$view$q");
	$r->{json} = eval { decode_json($r->{content}) };
	return $r;
}

# A client logged in; dies when refused.
sub login {
	my ($v, $name, $password) = @_;
	my $c = client($v);
	my $r = post($c, '/login', {name => $name, password => $password // $key});
	die "log-in of $name: $r->{status} " . decode_utf8($r->{content}) unless $r->{status} == 303;
	($c->{token}) = ($r->{headers}{'set-cookie'} // '') =~ /duban=([^;]+)/;
	$c->{name} = $name;
	return $c;
}

# Sentences of a refusal, in one line.
sub texts {
	my ($r) = @_;
	return '' unless $r->{json} && $r->{json}{why};
	return join ' | ', map { ($_->{field} ? "$_->{field}: " : '') . $_->{text} } @{$r->{json}{why}};
}

# Bytes as they are; what came until the server closed or `seconds` passed.
sub raw {
	my ($v, $bytes, $seconds) = @_;
	my $s = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $v->{port}, Proto => 'tcp') // die "$!";
	local $SIG{PIPE} = 'IGNORE';
	print $s $bytes;
	$s->flush;
	my ($got, $until, $sel) = ('', time + ($seconds // 2), IO::Select->new($s));
	while ((my $left = $until - time) > 0) {
		next unless $sel->can_read($left);
		my $got_n = sysread $s, my $piece, 65536;
		last unless $got_n;
		$got .= $piece;
	}
	return $got;
}

# What the page's own form to a command would send.
sub form {
	my ($page, $command) = @_;
	my ($form) = $page =~ m{(<form method="post" action="/do/\Q$command\E".*?</form>)}s;
	return unless $form;
	my %field;
	for my $input ($form =~ /(<input[^>]*type="hidden"[^>]*>)/g) {
		my ($name) = $input =~ /name="([^"]*)"/;
		($field{$name}) = $input =~ /value="([^"]*)"/;
	}
	return \%field;
}

1;
