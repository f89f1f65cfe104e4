# Messages leave the program: to robots that hold to their limits, a hook, a gateway, a mail server; and to nobody else.
# usage: perl post.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use JSON::PP;
use MIME::Base64;
use POSIX ();
use Receivers;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

sub state_of { my ($c, $id) = @_; return view($c, 'message.show', id => $id)->{json} // {} }

# Until it is in one of the states, at most `seconds`.
sub settles {
	my ($c, $id, $states, $seconds) = @_;
	my $until = time + ($seconds // 15);
	my $m;
	do { $m = state_of($c, $id); return $m if $m->{state} =~ /^(?:$states)$/; sleep 0.1 } while time < $until;
	return $m;
}

sub add {
	my ($c, $name, %in) = @_;
	my $r = api($c, 'channel.add', {name => $name, place => '350602', %in});
	is($r->{status}, 200, "$name: a channel") or diag($r->{content});
	return $r->{json}{id};
}

sub test { my ($c, $id) = @_; return api($c, 'channel.test', {id => $id})->{json}{id} }

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $r = receivers("$tmp/receivers.$engine");
	my $base = "http://127.0.0.1:$r->{http}";
	my $v = serve($s, '--post-to', "127.0.0.1:$r->{http},127.0.0.1:$r->{smtp}");
	my $y = login($v, 'xt01');
	my $bulletins = add($y, '群', kind => 'wecom', address => "$base/wecom?key=k3y-1", bulletin => JSON::PP::true);

	my $mistyped = api($y, 'channel.add', {name => '手误', place => '350602', kind => 'wecom', address => 'https://example.com/cgi-bin/webhook/send?key=x'});
	is($mistyped->{status}, 422, "$engine: a robot elsewhere than its maker says is refused");
	like($mistyped->{content}, qr/qyapi\.weixin\.qq\.com/, "$engine: with the host where it would be");

	my %id = (
		wecom => test($y, $bulletins),
		dingtalk => test($y, add($y, '钉', kind => 'dingtalk', address => "$base/dingtalk?access_token=t", secret => $Receivers::ding_secret)),
		wrong => test($y, add($y, '钉错', kind => 'dingtalk', address => "$base/dingtalk-b?access_token=t", secret => 'SECwrong-0000')),
		gone => test($y, add($y, '群错', kind => 'wecom', address => "$base/wecom-b?key=other")),
		hook => test($y, add($y, '回调', kind => 'hook', address => "$base/hook", secret => $Receivers::hook_secret)),
		sms => test($y, add($y, '短信', kind => 'sms', address => "$base/sms", secret => 'tok-1234', to => '13800001111', expect => '"OK"',
			form => '{"phones":"{{to}}","vars":{"what":"{{text}}"}}')),
		mail => test($y, add($y, '邮', kind => 'mail', address => "smtp://127.0.0.1:$r->{smtp}", from => 'duban@example.cn', to => 'a@example.cn, b@example.cn')),
		unknown => test($y, add($y, '邮错', kind => 'mail', address => "smtp://127.0.0.1:$r->{smtp}", from => 'duban@example.cn', to => 'no@example.cn')),
		later => test($y, add($y, '邮缓', kind => 'mail', address => "smtp://127.0.0.1:$r->{smtp}", from => 'duban@example.cn', to => 'later@example.cn')),
		open => test($y, add($y, '邮密', kind => 'mail', address => "smtp://127.0.0.1:$r->{smtp}", from => 'duban@example.cn', to => 'a@example.cn', user => 'u', secret => 'password')),
		moved => test($y, add($y, '跳', kind => 'hook', address => "$base/moved")),
		garbage => test($y, add($y, '乱', kind => 'hook', address => "$base/garbage")),
		endless => test($y, add($y, '长', kind => 'hook', address => "$base/endless")),
		outside => test($y, add($y, '外', kind => 'hook', address => 'https://127.0.0.1:1/send?key=x')),
	);

	for my $name (qw(wecom dingtalk hook sms mail)) {
		is(settles($y, $id{$name}, 'sent')->{state}, 'sent', "$engine: $name: sent");
	}
	like((got_by($r, 'wecom'))[0]{text}, qr{^\*\*督办测试消息\*\*\n.*“群”}, "$engine: the robot has it in Markdown");
	is((got_by($r, 'dingtalk'))[0]{ok}, 1, "$engine: DingTalk's signature is right");
	is((got_by($r, 'hook'))[0]{ok}, 1, "$engine: the hook's, too");
	is((got_by($r, 'hook'))[0]{id}, $id{hook}, "$engine: and it is told which message it is");
	is((got_by($r, 'sms'))[0]{phones}, '13800001111', "$engine: the gateway's own fields");
	my ($mail) = grep { $_->{to} eq 'a@example.cn,b@example.cn' } got_by($r, 'mail');
	my ($head, $body) = split /\r\n\r\n/, $mail->{text}, 2;
	my ($subject) = $head =~ /^Subject: =\?UTF-8\?B\?([^?]+)\?=/m;
	is(decode_utf8(decode_base64($subject)), '督办测试消息', "$engine: a subject in UTF-8");
	like(decode_utf8(decode_base64($body)), qr/收到即表示通道可用/, "$engine: a text in UTF-8");
	is($mail->{from}, 'duban@example.cn', "$engine: from whom");

	my %want = (wrong => ['dead', 310000], gone => ['dead', 93000], unknown => ['dead', 550], moved => ['dead', 302], later => ['again', 451]);
	for my $name (sort keys %want) {
		my $m = settles($y, $id{$name}, $want{$name}[0]);
		is("$m->{state} $m->{code}", "@{$want{$name}}", "$engine: $name: $want{$name}[0], with the receiver's code");
	}
	is(settles($y, $id{$_}, 'again')->{state}, 'again', "$engine: $_: will be tried again") for qw(open garbage endless);
	is(scalar(grep { $_->{to} eq 'a@example.cn' } got_by($r, 'mail')), 0, "$engine: with a password nothing is said in the open");
	is(scalar(my @led = got_by($r, 'hook-inner')), 0, "$engine: nobody is followed elsewhere");
	is(settles($y, $id{outside}, 'dead')->{state}, 'dead', "$engine: a demonstration sends nothing to hosts that were not named");
	my $shown = join '', map { $_->{content} } view($y, 'message.list'), view($y, 'channel.list'), view($y, 'message.show', id => $id{gone});
	unlike($shown . slurp($v->{log}), qr/k3y-1|tok-1234|SECwrong|hook-0123|access_token/, "$engine: what opens a channel is shown and logged nowhere");

	# One that hangs does not keep the others waiting, nor the server from ending.
	my $hang = test($y, add($y, '挂', kind => 'hook', address => "$base/hang"));
	my $quick = test($y, add($y, '快', kind => 'hook', address => "$base/hook-2", secret => $Receivers::hook_secret));
	settles($y, $hang, 'sending');
	is(settles($y, $quick, 'sent', 10)->{state}, 'sent', "$engine: beside one that hangs another is sent");

	# A bulletin goes to the group that asked for it, and to no other.
	my $z = login($v, 'zbz01');
	my $b = view($z, 'bulletin.show')->{json};
	my $n = () = got_by($r, 'wecom');
	my $issued = api($z, 'bulletin.issue', {seal => $b->{position} // $b->{head}{position}});
	is($issued->{status}, 200, "$engine: a bulletin is issued") or diag($issued->{content});
	my ($told) = grep { $_->{topic} eq 'bulletin' } @{view($y, 'message.list')->{json}};
	is(settles($y, $told->{id}, 'sent')->{state}, 'sent', "$engine: and told to the group");
	like((got_by($r, 'wecom'))[-1]{text}, qr/督办日报（第 1 版）.*\n.*现存 \d+/, "$engine: in numbers");

	# Killed between sending and noting: once more, and not a third time.
	for my $time ('again', 'a third time') {
		is(settles($y, $hang, 'sending')->{state}, 'sending', "$engine: it is being sent") if $time eq 'again';
		kill_server($v);
		$v = serve($s, '--post-to', "127.0.0.1:$r->{http}");
		$y = login($v, 'xt01');
		my $m = settles($y, $hang, $time eq 'again' ? 'sending' : 'dead');
		is($m->{state}, $time eq 'again' ? 'sending' : 'dead', "$engine: cut off: " . ($time eq 'again' ? 'it is sent again' : 'a person decides about a third time'));
		sleep 0.1 while $time eq 'again' && (() = got_by($r, 'hang')) < 2;
	}
	is(scalar(my @said = got_by($r, 'hang')), 2, "$engine: it was said twice, no more");
	is(api($y, 'message.drop', {id => $hang})->{status}, 200, "$engine: who drops it");
	$hang = test($y, state_of($y, $hang)->{channel});
	is(settles($y, $hang, 'sending')->{state}, 'sending', "$engine: another");
	my $t = time;
	is(stop_server($v), 0, "$engine: the server ends");
	cmp_ok(time - $t, '<', 8, "$engine: without waiting for who hangs");
	is(duban($s, 'verify')->{code}, 0, "$engine: all of it equals its events");
	receivers_end($r);
}

done_testing();
