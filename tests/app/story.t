#!/usr/bin/perl
# Stories: those of the packs hold on both engines; what must fail does, with line, expected and found; bad ones are explained.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(encode_utf8);
use Test::More;

start_up();
symlink "$src/packs", share() . '/packs' or die $!;
my $none = {db => "sqlite:$tmp/never.db", keys => "$tmp/never.keys"};
my @left = glob("$tmp/duban-story.*");

sub story {
	my ($text, @args) = @_;
	spew("$tmp/a.story", encode_utf8($text));
	return duban($none, 'story', "$tmp/a.story", @args);
}

$ENV{TMPDIR} = $tmp;
my $head = "数据包：changchun-gaoxin\n故事：试\n2026-07-25 09:00  监督中心 值班长岗  查看 缺口\n";

# ---- The packs ----

for my $engine (engines()) {
	my $s = $engine eq 'sqlite' ? $none : {db => $ENV{DUBAN_TEST_PG}, keys => "$tmp/never.keys"};
	for my $pack (qw(changchun-gaoxin bozhou)) {
		next unless -d "$src/packs/$pack/stories" && glob("$src/packs/$pack/stories/*.story");
		my $r = duban($s, qw(pack check), "$src/packs/$pack");
		is($r->{code}, 0, "$engine: $pack loads and its stories hold") or diag("$r->{out}$r->{err}");
		like($r->{out}, qr/全部通过/, "$engine: and it says so");
	}
}
ok(!-e "$tmp/never.db" && !-e "$tmp/never.keys", 'the store that --db names is not made, nor its keys');
is_deeply([glob("$tmp/duban-story.*")], [], 'nothing is left of those that were thrown away');

# ---- What must fail ----

my @fail = (
	["${head}  应共：标准 3\n", qr/第 4 行：应是“标准 = 3”，实际是“0”/, 'a count that is another'],
	["${head}  应有：没有这句话\n", qr/第 4 行：应是“没有这句话”，实际是“\{/, 'a text that is not there'],
	["${head}  应共：标准 0\n09:10 监督中心 值班长岗 task.list\n  应是：R05 的 状态 = 办理中\n  应是：R05 的 late = 是\n", qr/第 7 行：应是“R05 late = 是”，实际是“否”/,
		'a value in words'],
	["${head}  应是：R77 的 期限 = 2026-01-01\n", qr/第 4 行：.*没有这一行/, 'an entry that is not there'],
	["${head}  应是：无此栏 = 3\n", qr/第 4 行：.*没有这一栏/, 'a field that is not there'],
	["${head}  应共：标准 0\n09:10 监督中心 值班长岗 作废任务\n  任务：R01\n  理由：试\n  应拒：不能\n", qr/第 8 行：应当拒绝（“不能”），却办成了：任务 R01 已作废/,
		'what should have been refused and was done'],
	["${head}  应共：标准 0\n09:10 环卫处 处置岗 作废任务\n  任务：R01\n  理由：试\n09:20 监督中心 值班长岗 缺口\n  应共：标准 7\n",
		qr/第 5 行：应当办成，却没有办成/, 'what should have been done and was refused'],
	["${head}  应共：标准 0\n09:10 监督中心 值班长岗 作废任务\n  任务：R99\n  理由：试\n", qr/第 5 行：应当办成/, 'something that is not there'],
	["${head}  应共：标准 0\n09:10 监督中心 看门岗 缺口\n", qr/第 5 行：没有“监督中心 看门岗”这个人/, 'nobody'],
);
for my $f (@fail) {
	my $r = story($f->[0]);
	is($r->{code}, 7, "$f->[2]: exit code 7");
	like($r->{out}, $f->[1], "$f->[2]: line, expected, found");
	like($r->{out}, qr/不符：试/, "$f->[2]: and which story");
}
unlike(story($fail[6][0])->{out}, qr/第 9 行/, 'after a refusal the file ends: what follows would be about something else');
like(story("${head}  应共：标准 3\n  应共：任务 3\n")->{out}, qr/第 4 行.*第 5 行/s, 'after something that is not so it goes on');

# ---- What is written wrongly ----

my @bad = (
	['', qr/第 1 行：还没有“故事：/, 'nothing'],
	["故事：试\n2026-07-25 09:00 监督中心 值班长岗 缺口\n", qr/第 1 行：“试”没有一条“应…”/, 'nothing is expected'],
	["2026-07-25 09:00 a 缺口\n", qr/第 1 行：还没有“故事：/, 'a step before any story'],
	["故事：试\n明天 a 缺口\n", qr/第 2 行：看不懂时间：“明天 a 缺口”/, 'no time'],
	["故事：试\n09:00 a 缺口\n", qr/第 2 行：看不懂时间/, 'an hour without a day before it'],
	["故事：试\n2026-02-30 09:00 a 缺口\n", qr/第 2 行：看不懂时间/, 'a day that there is not'],
	["${head}  应共：3\n08:00 a 缺口\n", qr/第 5 行：时间倒退了/, 'time that goes back'],
	["故事：试\n2026-07-25 09:00 缺口\n", qr/第 2 行：时间后面要有谁/, 'nobody does it'],
	["故事：试\n2026-07-25 09:00 a 变魔术\n", qr/第 2 行：没有“变魔术”这件事/, 'something nobody can do'],
	["故事：试\n2026-07-25 09:00 a 作废任务\n  任务：R01\n  应拒：x\n  颜色：红\n", qr/第 5 行：这一步没有“颜色”这一栏/, 'a field that there is not'],
	["故事：试\n2026-07-25 09:00 a 作废任务\n  应成：x\n", qr/第 2 行：缺“任务.*第 2 行：缺“理由”/s, 'what is needed, each'],
	["故事：试\n2026-07-25 09:00 a task.list\n  状态：好了\n  应共：1\n", qr/第 3 行：没有“好了”这一项，可以是 .*已验收/, 'a choice that there is not'],
	["故事：试\n2026-07-25 09:00 a task.list\n  条数：1\n  条数：2\n  应共：1\n", qr/第 4 行：“条数”写了两次/, 'a field twice'],
	["故事：试\n  应共：1\n", qr/第 2 行：缩进的行前面没有步骤/, 'a line that belongs to nothing'],
	["${head}  应共 三个\n", qr/第 4 行：“应共 三个”缺冒号/, 'no colon'],
	["${head}  应共：三个\n", qr/第 4 行：应写“应共：3”/, 'a count that is no number'],
	["${head}  应是：期限\n", qr/第 4 行：应写“应是：栏目 = 值”/, 'nothing it should be'],
	["${head}  应有：\n", qr/第 4 行：“应有”后面要写文字/, 'an empty text'],
	["故事：试\n2026-07-25 09:00 a 作废任务\n  任务：R01\n" . "  理由：长\n" x 64 . "  应拒：x\n", qr/第 67 行：太多了/, 'a step of more lines than are read'],
	["故事：试\n2026-07-25 09:00 a 缺口\n  应共：1\n", qr/不知道用哪个数据包/, 'no pack'],
	["数据包：nirgends\n故事：试\n2026-07-25 09:00 a 缺口\n  应共：1\n", qr/不知道用哪个数据包（“nirgends”）/, 'a pack that there is not'],
);
for my $b (@bad) {
	my $r = story($b->[0]);
	is($r->{code}, 2, "$b->[2]: exit code 2");
	like($r->{err}, $b->[1], "$b->[2]: why, with its line");
}
spew("$tmp/b.story", "\xff\xfe");
like(duban($none, 'story', "$tmp/b.story")->{err}, qr/不是 UTF-8/, 'what is no text');
like(duban($none, 'story', "$tmp/nirgends.story")->{err}, qr/nirgends/, 'a file that there is not');

# ---- English, and packs that are none ----

my $r = duban($none, qw(--lang en story), spew("$tmp/en.story", <<'EN'));
Pack: changchun-gaoxin
Story: gaps, in English
2026-07-25 09:00  zbz01  show task.gaps
  count: standards 0
  lacks: nobody says this
+1d 10:00  zbz01  task.void
  id: R04
  reason: another paper
  done: R04
+30m  zbz01  task.gaps
  count: standards 1
  is: GC@2026/2.1 / words = 机动车礼让行人，非机动车不逆行
+2h  czjj  task.void
  id: R05
  reason: mine
  refused: permission
EN
is($r->{code}, 0, 'a story in English holds') or diag("$r->{out}$r->{err}");
mkdir "$tmp/pack";
like(duban($none, qw(pack check), "$tmp/pack")->{err}, qr/没有故事/, 'a pack without stories');
spew("$tmp/pack/run.sh", 'x');
like(duban($none, qw(pack check), "$tmp/pack")->{err}, qr/不该有 run\.sh/, 'a pack holds data, and no programs');
unlink "$tmp/pack/run.sh";
mkdir "$tmp/pack/stories";
spew("$tmp/pack/stories/a.story", encode_utf8("${head}  应共：标准 0\n"));
like(duban($none, qw(pack check), "$tmp/pack")->{err}, qr/“试”没有写“出处：”和“引文：”/, 'a story of a pack cites what it shows');
spew("$tmp/pack/stories/b.stroy", encode_utf8("${head}  应共：标准 0\n"));
like(duban($none, qw(pack check), "$tmp/pack")->{err}, qr/不该有 b\.stroy/, 'a story that would be passed over');
is(duban($none, qw(story))->{code}, 2, 'no file is named');

# ---- A pack as a district ----

my $s = store('sqlite');
$r = duban($s, qw(--quiet init --pack), "$src/packs/changchun-gaoxin");
is($r->{code}, 0, 'init --pack makes a district of it') or diag($r->{err});
like(duban($s, qw(show task.list --as zbz01))->{out}, qr/R01/, 'with its tasks');
is(duban($s, qw(--quiet init --pack), "$src/packs/changchun-gaoxin")->{code}, 0, 'again it adds nothing and is fine');
is(duban(store('sqlite'), qw(init --demo --pack x))->{code}, 2, 'and goes with nothing else');

done_testing();
