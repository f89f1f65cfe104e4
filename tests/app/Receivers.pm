# Receivers for messages on this machine: robots that hold to the documented limits, a hook, a mail server.
package Receivers;
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256_base64 hmac_sha256_hex);
use Exporter 'import';
use IO::Socket::INET;
use JSON::PP;
use Time::HiRes qw(sleep time);

our @EXPORT = qw(receivers got_by receivers_end);

our ($ding_secret, $hook_secret) = ('SECtest-0123456789', 'hook-0123456789');

# One file a receiver: a line of JSON for each message taken or refused.
sub note {
	my ($r, $name, $what) = @_;
	open my $h, '>>', "$r->{dir}/$name" or die;
	print $h encode_json({%$what, at => time}), "\n";
	close $h;
	return;
}

sub got_by {
	my ($r, $name) = @_;
	open my $h, '<', "$r->{dir}/$name" or return;
	return map { decode_json($_) } <$h>;
}

# What a group robot answers; $robot is wecom or dingtalk.
sub robot {
	my ($r, $name, $robot, $query, $body) = @_;
	my $m = eval { decode_json($body) };
	my $no = sub { note($r, $name, {ok => 0, code => $_[0]}); return encode_json({errcode => $_[0], errmsg => $_[1]}) };
	return $no->(40008, 'invalid message type') unless ref $m eq 'HASH' && ref $m->{$m->{msgtype} // ''} eq 'HASH';
	my $text = $m->{$m->{msgtype}}{$robot eq 'dingtalk' && $m->{msgtype} eq 'markdown' ? 'text' : 'content'} // return $no->(40035, 'no content');
	utf8::encode(my $bytes = $text);
	my @minute = grep { $_->{ok} && $_->{at} > time - 60 } got_by($r, $name);
	if ($robot eq 'wecom') {
		return $no->(93000, 'invalid webhook url') unless $query =~ /^key=k3y-[\w-]+$/;
		return $no->(45009, 'api freq out of limit') if @minute >= 20;
		return $no->(40058, 'content exceeds max length') if length $bytes > ($m->{msgtype} eq 'text' ? 2048 : 4096);
	} else {
		my %q = map { split /=/, $_, 2 } split /&/, $query;
		(my $sign = $q{sign} // '') =~ s/%([0-9A-F]{2})/chr hex $1/ge;
		my $want = hmac_sha256_base64("$q{timestamp}\n$ding_secret", $ding_secret);
		$want .= '=' while length($want) % 4;
		return $no->(310000, 'sign not match') unless $sign eq $want && abs($q{timestamp} / 1000 - time) < 3600;
		return $no->(130101, 'send too fast') if @minute >= 20;
		return $no->(400105, 'body too long') if length $body > 20000;
	}
	note($r, $name, {ok => 1, text => $text, type => $m->{msgtype}});
	return '{"errcode":0,"errmsg":"ok"}';
}

sub answer_http {
	my ($r, $c) = @_;
	my $head = '';
	while (defined(my $line = <$c>)) {
		$head .= $line;
		last if $line eq "\r\n";
	}
	my ($path, $query) = $head =~ m{^POST /([\w-]+)\??(\S*)} or return;
	my ($n) = $head =~ /^Content-Length: (\d+)/mi;
	read $c, my $body, $n // 0;
	my ($status, $answer) = ('200 OK', 'ok');
	if ($path =~ /^(wecom|dingtalk)/) {
		$answer = robot($r, $path, $1, $query, $body);
	} elsif ($path =~ /^hook/) {
		my ($at) = $head =~ /^X-Duban-Time: (\d+)/mi;
		my ($sign) = $head =~ /^X-Duban-Signature: sha256=(\S+)/mi;
		my $good = ($sign // '') eq hmac_sha256_hex(($at // '') . ".$body", $hook_secret);
		note($r, $path, {ok => $good ? 1 : 0, %{decode_json($body)}});
		$status = '401 Unauthorized' unless $good;
	} elsif ($path =~ /^sms/) {
		note($r, $path, {ok => $head =~ /^Authorization: Bearer tok-1234/mi ? 1 : 0, %{decode_json($body)}});
		$answer = '{"Code":"OK"}';
	} elsif ($path eq 'moved') {
		note($r, $path, {ok => 0});
		print $c "HTTP/1.1 302 Found\r\nLocation: /hook-inner\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
		return;
	} elsif ($path eq 'garbage') {
		note($r, $path, {ok => 0});
		print $c "\x00\xffgarbage\r\n\r\n", 'x' x 3000;
		return;
	} elsif ($path eq 'endless') {
		note($r, $path, {ok => 0});
		local $SIG{PIPE} = 'IGNORE';
		print $c "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
		print $c 'x' x 65536 or last for 1 .. 400;
		return;
	} elsif ($path eq 'hang') {
		note($r, $path, {ok => 0});
		sleep 60;
		return;
	}
	print $c "HTTP/1.1 $status\r\nContent-Length: " . length($answer) . "\r\nConnection: close\r\n\r\n$answer";
	return;
}

# A mail server as RFC 5321 has it, without TLS; a receiver "no@…" is unknown, "later@…" is put off once.
sub answer_mail {
	my ($r, $c) = @_;
	my ($from, @to);
	my $say = sub { print $c "$_[0]\r\n" };
	$say->('220 sink ESMTP');
	while (defined(my $line = <$c>)) {
		$line =~ s/\r?\n\z//;
		if ($line =~ /^(?:EHLO|HELO)/i) { $say->('250 sink') }
		elsif ($line =~ /^MAIL FROM:<([^>]*)>/i) { ($from, @to) = ($1); $say->('250 ok') }
		elsif ($line =~ /^RCPT TO:<(no\@[^>]*)>/i) { $say->('550 5.1.1 no such user') }
		elsif ($line =~ /^RCPT TO:<([^>]*)>/i) { push @to, $1; $say->('250 ok') }
		elsif ($line =~ /^DATA/i) {
			$say->('354 go on');
			my $text = '';
			while (defined(my $l = <$c>)) {
				last if $l eq ".\r\n";
				$l =~ s/^\.//;
				$text .= $l;
			}
			my $put_off = grep({ /^later\@/ } @to) && !grep { $_->{to} =~ /later/ } got_by($r, 'mail');
			note($r, 'mail', {ok => $put_off ? 0 : 1, from => $from, to => join(',', @to), text => $text});
			$say->($put_off ? '451 4.7.1 try later' : '250 2.0.0 taken');
		} elsif ($line =~ /^QUIT/i) { $say->('221 bye'); return }
		else { $say->('502 what?') }
	}
	return;
}

# {dir, http, smtp, pids}: two listeners, a process for each connection.
sub receivers {
	my ($dir) = @_;
	mkdir $dir or die "$dir: $!";
	my $r = {dir => $dir, pids => []};
	for my $kind ('http', 'smtp') {
		my $l = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 50, Proto => 'tcp') // die "$!";
		$r->{$kind} = $l->sockport;
		my $pid = fork() // die;
		if ($pid) { push @{$r->{pids}}, $pid; next }
		$SIG{CHLD} = 'IGNORE';
		$SIG{TERM} = sub { kill 'KILL', -$$; };
		setpgrp;
		while (my $c = $l->accept) {
			my $child = fork() // die;
			if ($child) { close $c; next }
			close $l;
			$c->autoflush(1);
			$kind eq 'http' ? answer_http($r, $c) : answer_mail($r, $c);
			close $c;
			POSIX::_exit(0);
		}
		POSIX::_exit(0);
	}
	return $r;
}

sub receivers_end {
	my ($r) = @_;
	kill 'KILL', -$_ for @{$r->{pids}};
	waitpid $_, 0 for @{$r->{pids}};
	return;
}

1;
