# What administrators keep, by the forms of its pages: people (security's), and the matrix of duties (the system's);
# found, paged, acted upon, with all that was changed and no secret.
# usage: perl people.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $c = login($v, 'aq01');

	# ---- The list
	my ($path, %seen, $pages) = ('/people');
	while ($path) {
		my $html = decode_utf8(get($c, $path)->{content});
		$pages++;
		$seen{$_}++ for $html =~ m{<a href="/people/(\d+)">}g;
		($path) = $html =~ m{rel="next" href="([^"]+)"};
		$path =~ s/&amp;/&/g if $path;
	}
	my $all = rows($s, 'person');
	is(scalar(keys %seen), $all, "$engine: every person stands in the list") or diag($pages);
	is(scalar(grep { $_ > 1 } values %seen), 0, "$engine: once");
	is($pages, int(($all + 49) / 50), "$engine: fifty a page");
	for my $q ('SJ01', 'sj01', '%', '_') {
		my $r = view($c, 'person.list', q => $q);
		my @found = map { $_->{code} } @{$r->{json}};
		if ($q =~ /sj01/i) { is("@found", 'sj01', "$engine: found by log-in: $q") }
		else { is("$r->{status} " . @found, "200 $all", "$engine: $q stands for any letter, as in SQL, and is no fault") }
	}
	my ($name) = map { $_->[0] } sql($s, "SELECT name FROM person WHERE code = 'ld01'");
	is(join(' ', map { $_->{code} } @{view($c, 'person.list', q => $name)->{json}}), 'ld01', "$engine: and by name");
	like(decode_utf8(get($c, '/people?q=nobody-at-all')->{content}), qr/没有找到/, "$engine: nobody is said so");

	# ---- One, by the forms that stand there
	my ($id) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'ld01'");
	my $page = sub { decode_utf8(get($c, "/people/$id")->{content}) };
	my $html = $page->();
	ok(form($html, $_), "$engine: may be done: $_") for qw(login.link login.reset login.disable holding.add holding.end);
	ok(!form($html, $_), "$engine: nothing to do: $_") for qw(login.enable factor.remove login.create);
	my $r = post($c, '/do/login.disable', form($html, 'login.disable'));
	is($r->{status}, 303, "$engine: disabled by its form");
	like($r->{headers}{location}, qr{^/people/$id\?done=login\.disable}, "$engine: and back on the page");
	$html = $page->();
	ok(form($html, 'login.enable') && !form($html, 'login.disable'), "$engine: now it can be enabled instead");
	is(post($c, '/do/login.enable', form($html, 'login.enable'))->{status}, 303, "$engine: which it is");
	$r = post($c, '/do/login.reset', form($page->(), 'login.reset'));
	my ($once) = decode_utf8($r->{content}) =~ m{<b>([a-z0-9-]{14})</b>};
	ok($once, "$engine: a one-time password is shown");
	$r = post($c, '/do/holding.add', {%{form($page->(), 'holding.add')}, post => 'no-such-post'});
	is($r->{status}, 422, "$engine: an unknown post is refused");
	like(decode_utf8($r->{content}), qr/没有代码为“no-such-post”的岗位.*value="no-such-post"/s, "$engine: on the same page, with what was typed");
	is(post($c, '/do/holding.add', {%{form($page->(), 'holding.add')}, post => 'HQ-pq'})->{status}, 303, "$engine: a post is given");
	is(post($c, '/do/holding.end', {%{form($page->(), 'holding.end')}, post => 'HQ-pq'})->{status}, 303, "$engine: and taken away");
	is(duban($s, 'do', 'person.load', 'file=@' . spew("$tmp/people.tsv",
		encode_utf8("login\tcode\tname\tpost_codes\tvalid_from\tvalid_to\nld01\tld01\t改过名\tHQ-ld\t2026-07-01\t2026-08-01\n")), '--as', 'aq01')->{code}, 0,
		"$engine: renamed and gone, by a table");
	$html = $page->();
	like($html, qr/离开.*姓名 \Q$name\E → 改过名/s, "$engine: what was and what is, in words");
	like($html, qr/至 2026-08-01/, "$engine: until when");
	like($html, qr/重置口令.*恢复账号.*停用账号.*登记人员/s, "$engine: who has left keeps all that was changed, the newest first");
	like($html, qr/停用账号<\/b><span class="ev">创城指挥中心 安全管理岗/, "$engine: by which post");
	unlike($html, qr/\Q$once\E|argon2/, "$engine: no password nor its digest");

	# ---- Three administrators, apart
	my ($sys) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'xt01'");
	my $xt = login($v, 'xt01');
	is(get($xt, $_)->{status}, 403, "$engine: the system's administrator does not see $_") for '/people', "/people/$sys";
	is(api($xt, 'holding.add', {person => 'xt01', post => 'HQ-aq'})->{status}, 403, "$engine: nor gives himself security's post");
	# ---- The matrix of duties, on the same session
	my $who = sub { decode_utf8(get($xt, '/duties?class_key=06012&place=350602004008' . ($_[0] // ''))->{content}) };
	$html = $who->();
	my ($row) = $html =~ m{这条权责</dt><dd><a href="/duties/(\d+)"};
	like($html, qr/谁来办.*<b>芗城区环卫中心<.*属地.*采用这一行/s, "$engine: who answers here, by which row and why");
	my ($path2, %row, $n2) = ('/duties');
	while ($path2) {
		my $h = decode_utf8(get($xt, $path2)->{content});
		$n2++;
		$row{$_}++ for $h =~ m{<th scope="row"><a href="/duties/(\d+)">}g;
		($path2) = $h =~ m{rel="next" href="([^"]+)"};
		$path2 =~ s/&amp;/&/g if $path2;
	}
	is(scalar(keys %row), rows($s, 'duty'), "$engine: every row stands in the list");
	is(scalar(grep { $_ > 1 } values %row), 0, "$engine: once, on $n2 pages");
	my $duty = sub { decode_utf8(get($xt, "/duties/$_[0]")->{content}) };
	my ($today) = map { substr $_, 0, 10 } $html =~ /<time[^>]*>(\d{4}-\d\d-\d\d)/;
	my $year = substr($today, 0, 4) + 1;
	# Where it is silent: 179 communities; what is named there is one gap less in each.
	my $gaps = sub { decode_utf8(get($xt, "/duties/gaps?class_key=S06&on=$year-04-01")->{content}) };
	my ($silent) = $gaps->() =~ /空白清单：(\d+) 条/;
	ok($silent > 5, "$engine: what only the territory answers for is listed ($silent)");
	like($gaps->(), qr{S06002 店面无证装修</th>.*?芗城区</td><td class="n"[^>]*>179</td>}s, "$engine: for the whole district in one line");
	like($gaps->(), qr{href="/duties/new\?class_key=S06002&amp;place=350602"}, "$engine: which leads to naming a unit");
	is(post($xt, '/do/duty.add', {%{form(decode_utf8(get($xt, '/duties/new')->{content}), 'duty.add')}, class_key => 'S06002', place => '350602001',
		unit => 'CG', basis => '纪要 12 号', source => '区创城办', valid_from => "$year-03-01"})->{status}, 303,
		"$engine: named for one street");
	ok(index($gaps->(), 'S06002 店面无证装修</th><td data-th="地点">芗城区</td>') < 0, "$engine: it is no gap of the whole district any more");
	ok(index($gaps->(), 'S06002 店面无证装修</th><td data-th="地点">西桥街道</td>') > 0, "$engine: but of the other streets");
	is(get($xt, '/duties/gaps?class_key=S0601')->{status}, 422, "$engine: half a key is refused");
	my $f = form($duty->($row), 'duty.replace');
	$r = post($xt, '/do/duty.replace', {%$f, unit => 'CG', basis => '纪要 9 号', source => '区创城办', valid_from => "$year-02-30"});
	is($r->{status}, 422, "$engine: a day that does not exist is refused");
	like(decode_utf8($r->{content}), qr/value="纪要 9 号"/, "$engine: on the same page, with what was typed");
	$r = post($xt, '/do/duty.replace', {%{form($duty->($row), 'duty.replace')}, unit => 'CG', basis => '纪要 9 号', source => '区创城办', valid_from => "$year-03-01"});
	my ($new) = $r->{headers}{location} =~ m{^/duties/(\d+)\?done=duty\.replace};
	ok($new && $new != $row, "$engine: another unit from a day on is a row of its own");
	like($duty->($row), qr/定失效<\/b><span class="ev">创城指挥中心 系统管理岗<.*失效 $year-03-01.*依据：纪要 9 号/s, "$engine: what was done to the old one, by which post, by what");
	like($who->("&on=$year-02-28"), qr/主办<.*<b>芗城区环卫中心</s, "$engine: until then the old one answers");
	like($who->("&on=$year-03-01"), qr/主办<.*<b>芗城区城市管理局</s, "$engine: then the new");
	$r = post($xt, '/do/duty.add', {%{form(decode_utf8(get($xt, '/duties/new')->{content}), 'duty.add')}, class_key => 'S06012', place => '350602',
		unit => 'YL', basis => 'x', source => 'y', valid_from => "$year-01-01"});
	is($r->{status}, 422, "$engine: a tie is refused");
	like(decode_utf8($r->{content}), qr/第 $row 号，芗城区环卫中心/, "$engine: and names the other row");
	is(post($xt, '/do/duty.end', {%{form($duty->($new), 'duty.end')}, valid_to => "$year-04-01", basis => '撤销'})->{status}, 303, "$engine: a row ends");
	is(post($c, '/do/duty.end', {%{form($duty->($new), 'duty.end')}, valid_to => "$year-04-01", basis => '撤销'})->{status}, 403,
		"$engine: which security may not");
	# ---- The calendar
	my $cal = sub { decode_utf8(get($xt, "/calendar?year=$year")->{content}) };
	my %set = (on => "$year-02-10", kind => 'rest', name => '本地节日', paper => '区府 3 号');
	$r = post($xt, '/do/calendar.day', {%{form($cal->(), 'calendar.day')}, %set});
	is($r->{status}, 422, "$engine: a paper that is not known is asked for");
	like(decode_utf8($r->{content}), qr/还没有文件“区府 3 号”.*value="本地节日"/s, "$engine: with what was typed");
	is(post($xt, '/do/calendar.day', {%{form($cal->(), 'calendar.day')}, %set, title => '通知', issued => $today})->{status}, 303,
		"$engine: a day is off, by a paper");
	like($cal->(), qr/变更记录.*local-$year 第 1 版.*系统管理岗/s, "$engine: whose document says so and who brought it");
	is(post($xt, '/do/calendar.day', {%{form($cal->(), 'calendar.day')}, %set, kind => 'work'})->{status}, 303, "$engine: no, it is worked");
	like($cal->(), qr/$year-02-10 本地节日 放假 → $year-02-10 本地节日 上班/s, "$engine: what was and what is");
	# ---- A class and its limit
	my $class = sub { decode_utf8(get($xt, '/classes/S06010')->{content}) };
	my %says = (condition => '有暴露垃圾', limit_unit => '小时', closing => '清除干净', photo => 'needed', photo_reason => '对比', basis => '区规定',
		source => '区创城办', version => "区 $year", valid_from => "$year-01-01");
	$r = post($xt, '/do/condition.change', {%{form($class->(), 'condition.change')}, %says, amount => 0});
	is($r->{status}, 422, "$engine: a limit of nothing is refused");
	$r = post($xt, '/do/condition.change', {%{form($class->(), 'condition.change')}, %says, amount => 2});
	is($r->{status}, 303, "$engine: a limit changes from a day on");
	like($class->(), qr/立案条件<\/b>S06010-1.*时限数量 4 → 2.*版本 .* → 区 $year/s, "$engine: as a new version, field by field");
	is(post($c, '/do/condition.change', {%{form($class->(), 'condition.change')}, %says, amount => 3})->{status}, 403, "$engine: by the system's administrator alone");
	my ($post) = map { $_->[0] } sql($s, "SELECT code FROM post WHERE role = 'secadmin' ORDER BY id LIMIT 1");
	$r = api($c, 'holding.add', {person => 'xt01', post => $post});
	is($r->{status}, 409, "$engine: nobody holds two of the three");
	like(texts($r), qr/三员分设/, "$engine: by the rule of three");
	my ($self) = map { $_->[0] } sql($s, "SELECT id FROM person WHERE code = 'aq01'");
	$r = post($c, '/do/login.disable', form(decode_utf8(get($c, "/people/$self")->{content}), 'login.disable'));
	is($r->{status}, 409, "$engine: nor disables himself");
	like(decode_utf8($r->{content}), qr/不能停用自己/, "$engine: and the page says why");
	is(get($c, '/people/999999')->{status}, 404, "$engine: who is not there");
	is(get($c, '/people/x')->{status}, 404, "$engine: nor a word");

	# ---- Units and posts as the system administrator keeps them, by the forms that stand on their pages
	my $unit = decode_utf8(get($xt, '/units')->{content});
	is(() = $unit =~ />—</g, () = $unit =~ /<td class="nil" data-th="[^"]+">—</g, "$engine: what is empty is marked: a phone leaves it out");
	$r = post($xt, '/do/unit.add', {%{form($unit, 'unit.add')}, code => 'GL', name => '公路养护站', kind => '部门', basis => '编委〔2026〕3 号'});
	my ($at) = ($r->{headers}{location} // '') =~ m{^(/units/(\d+))\?done=unit\.add};
	ok($at, "$engine: a unit is entered, and its page is next") or diag($r->{content});
	my $again = post($xt, '/do/unit.add', {%{form(decode_utf8(get($xt, '/units')->{content}), 'unit.add')}, code => 'GL', name => '公路局', kind => '部门'});
	is($again->{status}, 409, "$engine: the same code twice is refused");
	like(decode_utf8($again->{content}), qr/已经是“公路养护站”的.*value="公路局"/s, "$engine: on the list, with what was typed");
	my $one = sub { decode_utf8(get($_[0], $at)->{content}) };
	like($one->($xt), qr/新设单位.*创城指挥中心 系统管理岗.*依据：编委〔2026〕3 号/s, "$engine: who did it, by post, and by which paper");
	is(post($xt, '/do/unit.change', {%{form($one->($xt), 'unit.change')}, name => '公路中心', kind => '部门', parent => '#1'})->{status}, 303, "$engine: changed");
	like($one->($xt), qr/修改单位.*名称 公路养护站 → 公路中心.*主管单位 芗城区创城指挥中心.*新设单位/s, "$engine: what was and what is, a unit by its name");
	$r = post($xt, '/do/unit.change', {%{form($one->($xt), 'unit.change')}, name => '公路', kind => '部门', rev => 1});
	is($r->{status}, 409, "$engine: who saw an older one is told so");
	$r = post($xt, '/do/post.add', {%{form($one->($xt), 'post.add')}, code => 'GL-cz', role => 'handler', name => '养护岗', classes => 'S09，S06010'});
	my ($there) = ($r->{headers}{location} // '') =~ m{^(/posts/\d+)\?};
	ok($there, "$engine: a post is entered, on the unit's page") or diag($r->{content});
	is(post($xt, '/do/post.change', {%{form(decode_utf8(get($xt, $there)->{content}), 'post.change')}, name => '养护岗', classes => 'S10'})->{status}, 303, "$engine: changed");
	like(decode_utf8(get($xt, $there)->{content}), qr/类别 去 S06010；S09 → 加 S10/, "$engine: classes that came and went");
	is(post($c, '/do/person.add', {%{form(decode_utf8(get($c, '/people')->{content}), 'person.add')}, code => 'gl01', name => '甲乙丙'})->{status}, 303,
		"$engine: somebody new is entered on the page of people");
	is(api($c, 'holding.add', {person => 'gl01', post => 'GL-cz'})->{status}, 200, "$engine: and given the post");
	$r = api($c, 'person.leave', {person => 'aq01'});
	is($r->{status}, 409, "$engine: nobody makes himself leave");
	like(texts($r), qr/另一位安全管理员/, "$engine: another does");
	like($one->($xt), qr/养护岗.*甲乙丙/s, "$engine: the system administrator sees who holds it");
	unlike($one->(login($v, 'pqy01')), qr/甲乙丙|action="\/do\/unit/, "$engine: others neither his name nor the forms");
	$r = post($xt, '/do/unit.close', {%{form($one->($xt), 'unit.close')}, day => '2027-01-01'});
	is($r->{status}, 409, "$engine: what something hangs on is not ended");
	like(decode_utf8($r->{content}), qr/还有 1 个岗位/, "$engine: how many posts");
	my ($busy) = map { $_->[0] } sql($s, 'SELECT unit_id FROM cases WHERE state = 6 ORDER BY id LIMIT 1');
	$r = post($xt, '/do/unit.close', {%{form(decode_utf8(get($xt, "/units/$busy")->{content}), 'unit.close')}, day => '2027-01-01'});
	like(decode_utf8($r->{content}), qr/还有 \d+ 件在办案件/, "$engine: how many cases");
	my @found = map { $_->{code} } @{view($xt, 'unit.find', q => '公路')->{json}};
	is("@found", 'GL', "$engine: found by a part of its name");
	is(scalar(@{view($xt, 'unit.find', under => 1)->{json}}), 40, "$engine: below the command centre, forty");
	# ---- Over, with something left: by a way that could not be refused
	is_deeply(view($xt, 'unit.left')->{json}, [], "$engine: nothing is left behind");
	unlike(decode_utf8(get($xt, '/units')->{content}), qr/名下还有事项/, "$engine: and the page says nothing");
	my ($code, $office) = @{(sql($s, "SELECT code, name FROM unit WHERE id = $busy"))[0]};
	my ($day) = map { $_->[0] } sql($s, "SELECT valid_to FROM unit WHERE id = $busy");
	sql($s, "UPDATE unit SET valid_to = '2026-08-01' WHERE id = $busy");
	my ($left) = grep { $_->{unit} == $busy } @{view($xt, 'unit.left')->{json}};
	is($left->{to}, '2026-08-01', "$engine: what is over is told with its day");
	cmp_ok($left->{cases}, '>', 0, "$engine: and its open cases");
	cmp_ok($left->{posts}, '>', 0, "$engine: and its posts");
	like(decode_utf8(get($xt, '/units')->{content}), qr{名下还有事项.*href="/units/$busy">\Q$office\E</a> 自 2026-08-01 起撤销：在办案件 $left->{cases} 件}s, "$engine: on the page");
	is(view(login($v, 'pqy01'), 'unit.left')->{status}, 403, "$engine: for who keeps units");
	sql($s, "UPDATE unit SET valid_to = NULL WHERE id = $busy");
	is(get($xt, $_)->{status}, 404, "$engine: $_ is not there") for '/units/999999', '/units/x', '/units?under=999999', '/posts/999999';
	is(stop_server($v), 0, "$engine: the server ends well");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the journal holds");
}

done_testing();
