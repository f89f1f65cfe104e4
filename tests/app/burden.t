# Forms that units are asked to fill, and what they cost, by their pages: from asking to the ledger.
# usage: perl burden.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use JSON::PP ();
use POSIX ();
use Test::More;

start_up();

my $s = demo_store('sqlite');
my $v = serve($s);
my ($chief, $unit, $other) = map { login($v, $_) } qw(zbz01 cz13 cz14);
my $get = sub { decode_utf8(get(@_)->{content}) };

my $later = sub { POSIX::strftime('%Y-%m-%d', gmtime(time + 8 * 3600 + $_[0] * 86400)) };

# ---- What is not there
is(get($chief, "/inquiries/$_")->{status}, 404, "no form is called $_") for 'abc', 0, -1, 999, '1x', '99999999999999999999';

# ---- Asking
my %form = (title => '充电设施', basis => '区创建办〔2026〕3号', items => '充电桩数', minutes => 5, due => $later->(3));
like($get->($chief, '/inquiries/new?items=%E5%85%85%E7%94%B5%E6%A1%A9%E6%95%B0&units=CG&title=ab'), qr{要填 1 个.*value="ab"}s, 'what was typed is tried, and kept');
my $two = $get->($chief, '/inquiries/new?items=%E5%85%85%E7%94%B5%E6%A1%A9%E6%95%B0&units=CG&units=YL');
like($two, qr{<select[^>]*name="units" multiple.*value="CG" selected>.*value="YL" selected>}s, 'units are chosen from a list, several at once');
is(() = $two =~ /<option value="\w+" selected>/g, 2, 'and no other is') or diag($two =~ /(<select.*?<\/select>)/s);
my $made = api($chief, 'inquiry.ask', {%form, units => 'CG'});
is($made->{status}, 200, 'a form is sent') or diag(decode_utf8($made->{content}));
my $id = $made->{json}{id};
like($get->($chief, "/inquiries/$id"), qr/变更记录.*发出填报.*时限|变更记录.*发出填报/s, 'its page has a history');

# ---- What may be held already a person looks at
like($get->($chief, '/inquiries/new?items=%E4%B8%80%E5%AD%A3%E5%BA%A6%E5%8A%9E%E7%BB%93%E6%95%B0&units=CG'), qr{相近</span> <span class="mut">办结数（}, 'a field that resembles a held one is shown with it');
my %near = (%form, items => '一季度办结数', units => 'CG');
is(api($chief, 'inquiry.ask', \%near)->{json}{why}[0]{field}, 'apart', 'and wants a reason why it is none');
my $near = api($chief, 'inquiry.ask', {%near, apart => '只要一季度的分段数'});
is($near->{status}, 200, 'with one it is asked');
like($get->($chief, "/inquiries/$near->{json}{id}"), qr/只要一季度的分段数/, 'and the reason stands in its history');

# ---- Who is asked gets to know it: on the list that he opens first, and where his unit has a channel
my $admin = login($v, 'xt01');
my $handlers = (sql($s, "SELECT u.code FROM login l JOIN holding h ON h.person_id = l.person_id JOIN post p ON p.id = h.post_id JOIN unit u ON u.id = p.unit_id WHERE l.name = 'cz13'"))[0][0];
my $waits = (sql($s, "SELECT count(*) FROM inquiry_unit i JOIN inquiry q ON q.id = i.inquiry_id JOIN unit u ON u.id = i.unit_id WHERE u.code = '$handlers' AND i.filled_at IS NULL AND q.ended_at IS NULL"))[0][0];
my $channel = api($admin, 'channel.add', {name => '处置群', place => '350602', unit => $handlers, kind => 'hook', address => 'https://example.com/x', due => JSON::PP::true})->{json}{id};
ok($channel, 'a unit has a channel that is told before deadlines');
my $other_channel = api($admin, 'channel.add', {name => '别家群', place => '350602', unit => 'HQ', kind => 'hook', address => 'https://example.com/y', due => JSON::PP::true})->{json}{id};
my $asked = api($chief, 'inquiry.ask', {%form, title => '内部联系电话13800000000', items => "树池数\n花箱数", minutes => 7, units => $handlers})->{json}{id};
my @told = sql($s, "SELECT channel_id, replace(title || '/' || body, char(10), ' '), fate, path FROM message WHERE topic = 'inquiry' AND about = $asked");
is(scalar(@told), 1, 'a form is told to the channel of the unit that is asked, and to no other');
is($told[0][0], $channel, 'to its own');
my $words = $told[0][1];
like($words, qr{请填报：B\d+，\S+ 前交.*要填 2 个字段，约 7 分钟}s, 'with its number, how many fields and minutes, and the day');
unlike($words, qr/13800000000|联系电话/, 'and nothing that somebody typed');
is($told[0][3], "/inquiries/$asked", 'and leads to it');
like($get->($unit, '/cases'), qr{有 @{[$waits + 1]} 件填报等着填，最早 \S+ 要交。 <a href="/inquiries">}, 'above the list of cases of who is asked');
unlike($get->($chief, '/cases'), qr{件填报等着填}, 'not of who asks');
is(api($unit, 'inquiry.fill', {id => $asked, answers => "1. 3\n2. 4"})->{status}, 200, 'it is filled');
is((sql($s, "SELECT fate FROM message WHERE topic = 'inquiry' AND about = $asked"))[0][0], 3, 'what still waited is dropped');
my $second = api($chief, 'inquiry.ask', {%form, items => '长凳数', units => $handlers})->{json}{id};
my $no = api($admin, 'unit.close', {unit => $handlers, day => $later->(2), basis => 'x'});
like(decode_utf8($no->{content}), qr/还有 \d+ 件没填的填报/, 'a unit does not end before it is due, and is told so');
is(api($chief, 'inquiry.end', {id => $second, reason => '不用了'})->{status}, 200, 'it is ended');
is((sql($s, "SELECT fate FROM message WHERE topic = 'inquiry' AND about = $second"))[0][0], 3, 'and its message dropped, too');

# ---- The ledger: a sum that anybody can make again, of forms, papers, tasks, meetings and messages
my ($code) = map { $_->[0] } sql($s, "SELECT code FROM unit WHERE id = (SELECT unit_id FROM task ORDER BY id LIMIT 1)");
my $uid = (sql($s, "SELECT id FROM unit WHERE code = '$code'"))[0][0];
my $counted = sub {
	my $n = sub { (sql($s, $_[0]))[0][0] };
	return ($n->("SELECT coalesce(sum(q.minutes), 0) FROM inquiry_unit i JOIN inquiry q ON q.id = i.inquiry_id WHERE i.unit_id = $uid AND (q.ended_at IS NULL OR i.filled_at IS NOT NULL)"),
		$n->("SELECT count(*) FROM writ WHERE unit_id = $uid AND kind = 'order'"), $n->("SELECT count(*) FROM writ WHERE unit_id = $uid AND kind = 'urge'"),
		$n->("SELECT count(*) FROM writ WHERE unit_id = $uid AND kind = 'talk'"), $n->("SELECT count(*) FROM task WHERE unit_id = $uid AND state <> 'void'"),
		$n->("SELECT count(*) FROM message m JOIN channel c ON c.id = m.channel_id WHERE c.unit_id = $uid AND m.fate = 1 AND m.topic <> 'test'"),
		$n->("SELECT count(*) FROM meeting m JOIN meeting_unit a ON a.meeting_id = m.id WHERE a.unit_id = $uid AND (m.state = 'called' OR m.state = 'held' AND a.present = 1)"));
};
my $line = sub { my ($u) = grep { $_->{code} eq $code } @{$_[0]{json}{units}}; $u };
my $ledger = sub {
	my ($each, $rule) = @_;
	my ($forms, @n) = $counted->();
	my $u = $line->(view($chief, 'burden.year'));
	my $sum = $forms;
	$sum += $n[$_] * $each->[$_] for 0 .. $#n;
	is($u->{minutes}, $sum, "$rule: $forms of forms, and " . join(' + ', map { "$n[$_] x $each->[$_]" } 0 .. $#n));
	is(join(' ', map { "$_->{kind} $_->{n}" } @{$u->{parts}}), "order $n[0] urge $n[1] talk $n[2] task $n[3] message $n[4] meeting $n[5]", "$rule: each counted");
	return @n;
};
my @before = $ledger->([20, 15, 90, 30, 2, 90], 'as it comes');
ok($before[3] > 0 && $before[5] > 0, 'there are tasks and meetings');
is(api($chief, 'meeting.call', {kind => 'emergency', place => '350602', day => $later->(0), title => '应急调度会', agenda => '一事一议', units => $code})->{status}, 200, 'a meeting is called');
is(($ledger->([20, 15, 90, 30, 2, 90], 'a meeting more'))[5], $before[5] + 1, 'and is in it');
is(api($admin, 'burden.cost', {what => 'meeting', minutes => 45})->{status}, 200, 'what a meeting costs is data');
$ledger->([20, 15, 90, 30, 2, 45], 'by what was set');
is(api($admin, 'burden.cost', {what => 'parking', minutes => 45})->{status}, 422, 'a kind that there is not');

# ---- Who asks for more is told
like($get->($chief, '/meetings/new'), qr{会议：每家每次约 45 分钟.*各单位今年已花的时间.*\d+%}s, 'before a meeting is called: what it costs, and the year of the units');
like($get->($chief, '/tasks/new'), qr{任务：每家每次约 30 分钟.*各单位今年已花的时间}s, 'before a task is given');
my $meeting = (sql($s, "SELECT max(id) FROM meeting"))[0][0];
like($get->($chief, "/meetings/$meeting"), qr{会议：每家约 45 分钟，1 家共 45 分钟}, 'on the page of a meeting');
like($get->($chief, '/tasks/1'), qr{任务：每家每次约 30 分钟}, 'of a task');
like($get->($chief, '/templates/order'), qr{整改通知单：每家每次约 20 分钟}, 'of a paper\'s template');
like($get->($chief, '/papers?case_id=1'), qr{整改通知单：每家每次约 20 分钟；督办单：每家每次约 15 分钟；约谈通知：每家每次约 90 分钟}, 'and before a paper is issued');
unlike($get->($chief, '/templates/bulletin'), qr{每家每次约}, 'a paper that asks nothing of a unit says nothing');
like($get->($chief, '/burden'), qr{<title>[^<]*减负台账 \d{4}\b}, 'the ledger of a year names it, which is no amount');
like($get->($chief, '/burden'), qr{href="/burden\?year=(\d{4})">看 \1 年台账<}, 'the button to another year says what it is');
{
	my $page = $get->($chief, '/burden');
	my ($table, $rest) = $page =~ m{<tbody>(.*?)</tbody>(.*)}s;
	my $year = view($chief, 'burden.year')->{json};
	my @asked = grep { $_->{minutes} || $_->{forms} } @{$year->{units}};
	is(scalar(() = $table =~ /<tr>/g), scalar @asked, 'rows of units that were asked for something');
	my ($spared) = grep { !$_->{minutes} && !$_->{forms} } @{$year->{units}};
	like($rest, qr{没有要过任何东西的单位：@{[@{$year->{units}} - @asked]} 个.*\Q$spared->{name}\E}s, 'the others are counted and named below');
	like($table, qr{href="/tasks\?unit=\w+">\d+（\d+ 次）}, 'tasks lead to their list');
}
like($get->($chief, '/burden'), qr{约谈通知.*任务.*提醒消息.*会议}s, 'the ledger has a column for each');

is(duban($s, 'verify')->{code}, 0, 'all equals its events');
done_testing();
