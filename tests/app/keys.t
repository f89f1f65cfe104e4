# Another key for reporters' identities: old rows stay readable, new ones use it, all are brought under it, the old one goes.
# usage: perl keys.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

Duban::start_up();

my $place = '350602001010';

sub call {
	my ($c, $i, $phone) = @_;
	my $r = api($c, 'case.report', {source => 'hotline', place => $place, address => "新华西路${i}号", class => 'S01037', description => '井盖坏了',
		reporter_name => "欧阳$i", reporter_phone => $phone});
	die "case.report: $r->{status} " . decode_utf8($r->{content}) unless $r->{status} == 200;
	return $r->{json}{id};
}

sub keys_line { my ($s, @args) = @_; my $r = duban($s, '--quiet', 'keys', @args); chomp $r->{out}; return $r }

# Under which keys ciphertexts and look-up digests lie: "key:rows key:rows", of the bytes themselves.
sub under {
	my ($s) = @_;
	my $key = $s->{engine} eq 'sqlite' ? 'hex(substr(sealed, 2, 4))' : "upper(encode(substr(sealed, 2, 4), 'hex'))";
	my @sealed = map { hex($_->[0]) . ":$_->[1]" } sql($s, "SELECT $key, count(*) FROM case_reporter WHERE sealed IS NOT NULL GROUP BY 1 ORDER BY 1");
	my @index = map { "$_->[0]:$_->[1]" } sql($s, 'SELECT key_id, count(*) FROM case_reporter WHERE phone_index IS NOT NULL GROUP BY 1 ORDER BY 1');
	return "@sealed / @index";
}

sub told { my ($c, $id) = @_; return api($c, 'case.reporter_look', {id => $id, reason => '回访'})->{json}{secret} // '' }

sub found { my ($c, $phone) = @_; my $r = api($c, 'case.reporter_find', {phone => $phone, reason => '回访'}); return decode_utf8($r->{content}) =~ /(\d+) 件案件/ ? $1 : 0 }

# A copy of the server that `duban keys` does not see goes on with the old key, until it would be lost.
sub old_copy {
	my ($engine, $s, $phone) = @_;
	my $v = serve($s);
	my $clerk = login($v, 'sly01');
	is(keys_line($s, 'rotate')->{code}, 0, "$engine: a third key, behind a server's back");
	# On SQLite it is seen by its socket; without it there is a second copy as on PostgreSQL.
	rename "$s->{file}.sock", "$s->{file}.away" if $engine eq 'sqlite';
	my $id = call($clerk, 62, $phone);
	is(keys_line($s, 'renew')->{code}, 0, "$engine: renewed, and the copy was not asked");
	my $r = api($clerk, 'case.report', {source => 'hotline', place => $place, address => '新华西路63号', class => 'S01037', description => '井盖坏了',
		reporter_name => '欧阳63', reporter_phone => $phone});
	is($r->{status}, 409, "$engine: what it would seal with a key that goes is refused");
	like(decode_utf8($r->{content}), qr/旧密钥 2.*密钥 3.*重启服务/, "$engine: with what to do");
	$r = api($clerk, 'case.report', {source => 'hotline', place => $place, address => '新华西路64号', class => 'S01037', description => '井盖坏了'});
	is($r->{status}, 200, "$engine: without a name it takes all");
	is(keys_line($s, 'drop', 2)->{code}, 0, "$engine: so that the old key can go");
	like(keys_line($s, 'list')->{out}, qr/\A密钥 3（现用）：\d+ 位上报人\n密钥 3：3 个消息通道\n取出/, "$engine: nothing is left under it");
	is(scalar(() = slurp("$s->{keys}.dropped") =~ /^key [12] [0-9a-f]{64}$/mg), 2, "$engine: both old keys lie aside");
	rename "$s->{file}.away", "$s->{file}.sock" if $engine eq 'sqlite';
	is(stop_server($v), 0, "$engine: the copy ends");
	# A key that is gone all the same shows in the list.
	my $keys = slurp($s->{keys});
	spew($s->{keys}, $keys =~ s/^key 3 /key 4 /mr =~ s/^current 3$/current 4/mr);
	my $list = keys_line($s, 'list')->{out};
	like($list, qr/^密钥 4（现用）：0 位上报人$/m, "$engine: of another file's key");
	like($list, qr/^密钥 3（密钥文件里没有，读不出来）：[1-9]\d* 位上报人$/m, "$engine: the missing one is named with those who need it");
	spew($s->{keys}, $keys);
	return $id;
}

# Of two that change the file at once neither loses the other's key.
{
	my $s = demo_store('sqlite');
	my $before = slurp($s->{keys});
	my @pid = map {
		my $pid = fork() // die;
		if (!$pid) {
			open STDOUT, '>', '/dev/null';
			my $bad = 0;
			for (1 .. 5) { $bad |= system $Duban::bin, '--quiet', '--db', $s->{db}, '--keys', $s->{keys}, 'keys', 'rotate' }
			POSIX::_exit($bad ? 1 : 0);
		}
		$pid;
	} 1 .. 3;
	my $bad = 0;
	for (@pid) { waitpid $_, 0; $bad |= $? }
	is($bad, 0, 'three processes add five keys each');
	is_deeply([slurp($s->{keys}) =~ /^key (\d+) /mg], [1 .. 16], 'and all sixteen are there');
	like(slurp($s->{keys}), qr/^current 16$/m, 'the last is the current one');
	is(keys_line($s, 'rotate')->{code}, 7, 'a seventeenth does not fit');
	@pid = map {
		my @ids = @$_;
		my $pid = fork() // die;
		if (!$pid) {
			open STDOUT, '>', '/dev/null';
			my $bad = 0;
			for (@ids) { $bad |= system $Duban::bin, '--quiet', '--db', $s->{db}, '--keys', $s->{keys}, 'keys', 'drop', $_ }
			POSIX::_exit($bad ? 1 : 0);
		}
		$pid;
	} [2 .. 7], [8 .. 15];
	$bad = 0;
	for (@pid) { waitpid $_, 0; $bad |= $? }
	is($bad, 0, 'two processes take keys out');
	is_deeply([slurp($s->{keys}) =~ /^key (\d+) /mg], [1, 16], 'what both took out is out');
	is_deeply([sort { $a <=> $b } slurp("$s->{keys}.dropped") =~ /^key (\d+) /mg], [2 .. 15], 'and all of it lies aside');
}

# Without the socket beside the store nobody would find the server.
{
	my $s = demo_store('sqlite');
	my $deep = $Duban::tmp . '/' . 'd' x 100;
	mkdir $deep or die;
	rename $s->{file}, "$deep/duban.db" or die;
	my $r = duban({%$s, db => "sqlite:$deep/duban.db"}, qw(serve --listen 127.0.0.1:1));
	is($r->{code}, 2, 'a store whose path is too long for a socket is not served');
	like($r->{err}, qr/最多 102.*较短的路径/, 'and it says what to do');
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $before = rows($s, 'case_reporter', 'sealed IS NOT NULL');
	my $v = serve($s);
	my $clerk = login($v, 'sly01');
	my $phone = '13912345678';
	my @id = map { call($clerk, $_, $_ % 2 ? $phone : "1360000" . sprintf('%04d', $_)) } 1 .. 60;
	my $n = $before + 60;
	my $erased = $id[9];
	is(api(login($v, 'aq01'), 'case.reporter_erase', {id => $erased, reason => 'wish'})->{status}, 200, "$engine: one of sixty is erased");
	$n--;

	my $r = keys_line($s, 'list');
	is($r->{out}, "密钥 1（现用）：$n 位上报人\n密钥 1：3 个消息通道", "$engine: one key, everything under it");
	is(keys_line($s, 'renew')->{code}, 0, "$engine: nothing to do is done");
	my $events = rows($s, 'event', "kind = 'case'");
	my $old_file = slurp($s->{keys});
	$r = keys_line($s, 'rotate');
	is($r->{code}, 0, "$engine: a key is added") or diag($r->{err});
	like($r->{out}, qr/密钥 2.*重启服务/, "$engine: and what comes next is said");
	is((stat $s->{keys})[2] & 07777, 0600, "$engine: nobody else reads the file");
	isnt(slurp($s->{keys}), $old_file, "$engine: which is another now");
	is(keys_line($s, 'list')->{out}, "密钥 1：$n 位上报人\n密钥 2（现用）：0 位上报人\n密钥 1：3 个消息通道", "$engine: two keys");

	# The server that runs does not know of it.
	like(told($clerk, $id[0]), qr/欧阳1\b.*\Q$phone\E/, "$engine: the running server reads on");
	if ($engine eq 'sqlite') {
		for my $verb (['renew'], ['drop', 1]) {
			$r = keys_line($s, @$verb);
			is($r->{code}, 7, "$engine: @$verb waits until the server has the new key");
			like($r->{err}, qr/还在用密钥 1，现用的是 2/, "$engine: and says so");
		}
		is(rows($s, 'event', "kind = 'case' AND type = 'case.reporter_renewed'"), 0, "$engine: nothing was touched");
	}
	is(stop_server($v), 0, "$engine: the server ends");
	$v = serve($s);
	$clerk = login($v, 'sly01');
	like(told($clerk, $id[0]), qr/欧阳1\b.*\Q$phone\E/, "$engine: the next one reads old rows");
	push @id, call($clerk, 61, $phone);
	like(told($clerk, $id[60]), qr/欧阳61\b.*\Q$phone\E/, "$engine: and new ones");
	is(under($s), "1:$n 2:1 / 1:$n 2:1", "$engine: which lie under the new key");
	is(found($clerk, $phone), 31, "$engine: a number is found under both");
	$r = keys_line($s, 'drop', 1);
	is($r->{code}, 7, "$engine: the old key stays while it is needed");
	like($r->{err}, qr/还有 $n 位上报人/, "$engine: and who needs it is said");

	# Cut off in the middle, several times; each time some are done, none is lost.
	for my $ms (15, 30, 60) {
		my $pid = fork() // die;
		if (!$pid) {
			open STDOUT, '>', '/dev/null';
			open STDERR, '>', '/dev/null';
			exec $Duban::bin, '--quiet', '--db', $s->{db}, '--keys', $s->{keys}, 'keys', 'renew' or POSIX::_exit(98);
		}
		select undef, undef, undef, $ms / 1000;
		kill 'KILL', $pid;
		waitpid $pid, 0;
	}
	$r = keys_line($s, 'renew');
	is($r->{code}, 0, "$engine: at last all are under the new key") or diag($r->{err});
	$n++;
	is($r->{out}, "全部 $n 位上报人的信息都已用密钥 2 加密。", "$engine: and that is said");
	is(under($s), "2:$n / 2:$n", "$engine: ciphertexts and look-up digests");
	is(rows($s, 'event', "type = 'case.reporter_renewed'"), $n - 1, "$engine: each is an event of its case, once");
	is(rows($s, 'case_reporter', "case_id = $erased AND (sealed IS NOT NULL OR phone_index IS NOT NULL OR key_id IS NOT NULL)"), 0, "$engine: what was erased stays erased");
	is(rows($s, 'event', "type = 'case.reporter_renewed' AND aggregate = $erased"), 0, "$engine: and nothing is told of it");
	my $all = rows($s, 'event');
	is(keys_line($s, 'renew')->{code}, 0, "$engine: once more is nothing new");
	is(rows($s, 'event', "type = 'case.reporter_renewed'"), $n - 1, "$engine: no second event");
	like(told($clerk, $id[0]), qr/欧阳1\b.*\Q$phone\E/, "$engine: an old row reads as before");
	is(found($clerk, $phone), 31, "$engine: and is found as before");
	is(scalar(grep { /欧阳|\Q$phone\E/ } payloads($s)), 0, "$engine: no event tells who it was");
	$r = duban($s, 'verify');
	is($r->{code}, 0, "$engine: the history is whole") or diag($r->{out});
	like(decode_utf8(get($clerk, "/cases/$id[0]")->{content}), qr/上报人信息换了密钥/, "$engine: the page of the case tells of it");

	is(keys_line($s, 'drop', 2)->{code}, 7, "$engine: the key in use cannot be dropped");
	is(keys_line($s, 'drop', 9)->{code}, 5, "$engine: nor one that there is not");
	is(keys_line($s, 'drop', 'x')->{code}, 2, "$engine: nor what is no number");
	is(keys_line($s, 'turn')->{code}, 2, "$engine: unknown words are refused");
	my ($line) = $old_file =~ /^(key 1 [0-9a-f]{64})$/m;
	$r = keys_line($s, 'drop', 1);
	is($r->{code}, 0, "$engine: the old one goes") or diag($r->{err});
	like($r->{out}, qr/\Q$s->{keys}.dropped\E.*再销毁/, "$engine: aside, it says where to and for how long");
	is(slurp("$s->{keys}.dropped"), "$line\n", "$engine: and there it is");
	is((stat "$s->{keys}.dropped")[2] & 07777, 0600, "$engine: for nobody else to read");
	is(keys_line($s, 'list')->{out}, "密钥 2（现用）：$n 位上报人\n密钥 2：3 个消息通道\n取出的旧密钥在 $s->{keys}.dropped。", "$engine: and is out of the file");
	is(stop_server($v), 0, "$engine: the server ends");
	$v = serve($s);
	$clerk = login($v, 'sly01');
	like(told($clerk, $id[0]), qr/欧阳1\b.*\Q$phone\E/, "$engine: without it everything reads on");
	is(found($clerk, $phone), 31, "$engine: and is found");
	is(stop_server($v), 0, "$engine: the server ends well");
	$n++ if old_copy($engine, $s, $phone);
	# Without a server it is done here, and sealed.
	is(keys_line($s, 'rotate')->{code}, 0, "$engine: one more key");
	is(keys_line($s, 'renew')->{code}, 0, "$engine: without a server");
	is(under($s), "4:$n / 4:$n", "$engine: works as well");
	is(rows($s, 'event', 'pos IS NULL'), 0, "$engine: and is sealed");
	is(duban($s, 'verify')->{code}, 0, "$engine: the history is whole");
	spew($s->{keys}, $old_file);
	chmod 0600, $s->{keys};
	my $lost = duban($s, 'do', 'case.reporter_look', "id=$id[0]", 'reason=回访', '--as', 'sly01');
	isnt($lost->{code}, 0, "$engine: the keyring of before does not open it");
	like($lost->{err}, qr/密钥 4.*没有这个密钥/, "$engine: and which key is missing is said");
}

done_testing();
