# Standards, tasks, the plan and the gaps by their pages and the API: who sees what, what is refused, what a click leads to.
# usage: perl tasks.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use IO::Compress::Zip;
use IO::Uncompress::Unzip;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use POSIX qw(strftime);
use Test::More;

start_up();

my $s = demo_store('sqlite');
my $v = serve($s);
my ($chief, $unit, $other, $watch) = map { login($v, $_) } qw(zbz01 cz13 cz14 dcy01);
my $html = sub { decode_utf8($_[0]{content}) };
my $get = sub { $html->(get(@_)) };

# ---- What stands
like($get->($chief, '/schemes'), qr/全国文明城市测评体系（样例）.*样例/s, 'schemes, marked as samples');
like($get->($chief, '/standards?site=%E9%9B%86%E8%B4%B8%E5%B8%82%E5%9C%BA'), qr/国家.*国卫.*省级/s, 'what each scheme asks of a market');
like($get->($chief, '/schemes/compare?scheme=GC&from=2025&to=2026'), qr/新增 2.*有改动 2.*换了编号 1.*不再有 1/s, 'two versions compared');
is(get($chief, '/schemes/compare?scheme=GC&from=2025&to=2031')->{status}, 422, 'a version that there is not');
my $list = $get->($chief, '/tasks');
my ($id) = $list =~ m{href="/tasks/(\d+)">R11};
ok($id, 'the list of tasks leads to each') or BAIL_OUT('no task');
like($get->($chief, '/tasks?campaign=%E5%B8%82%E5%AE%B9%E7%A7%A9%E5%BA%8F'), qr/R11(?!.*R01)/s, 'by line');
like($get->($chief, '/plan'), qr/已来不及.*R05.*<svg/s, 'the plan says what can no longer be done');
like($get->($chief, '/tasks/gaps'), qr{没有任务的标准.*没有整改链的上级反馈.*state=gap">2<.*没有标准的任务.*R14}s, 'the gaps');
like($get->($chief, '/cases/1'), qr/标准与任务/, 'the page of a case tells its standards and tasks');

like($get->($chief, '/tasks/new?find=jmsc&task=x'), qr{加上 GC/1\.3.*name="task" value="x"|name="task" value="x".*加上 GC/1\.3}s, 'standards are found by pinyin, what is known stays');
like($get->($chief, '/tasks/new?standards=GC/1.3(1)&find=jmsc'), qr{standards=GC%2F1\.3%281%29%EF%BC%9B}, 'one more is added to it');
my ($issue) = $get->($chief, '/tasks/gaps') =~ m{href="(/tasks/new\?standards=[^"]+)"};
like($get->($chief, $issue // '/'), qr{name="standards"[^>]*value="[^"]+"|<textarea[^>]*name="standards"[^>]*>[^<]+<}, 'a standard without a task leads to a form that names it');
like($get->($chief, '/tasks/gaps'), qr{没有材料的标准.*href="#gb">[1-9]}s, 'standards without material');
my $ahead = strftime('%Y-%m-%d', gmtime(time + 60 * 86400));
{
	my ($csrf) = $get->($chief, '/tasks/new') =~ /name="_csrf" value="([^"]+)"/;
	my $r = post($chief, '/do/task.add', "_csrf=$csrf&_list=places&places=350602001&places=350602002&task_no=P2&task=x&goal=x&target=1"
	    . '&measure=x&unit_code=CG&post_code=CG-cz&checks=x&due=' . $ahead);
	is($r->{status}, 303, 'a task at two places, chosen in one list') or diag(decode_utf8($r->{content}) =~ s/.*<main//sr);
	is((map { $_->[0] } sql($s, "SELECT count(*) FROM task_link AS l JOIN task AS t ON t.id = l.task_id WHERE t.no = 'P2' AND l.what = 'place'"))[0], 2, 'it has both');
}

# ---- Who sees what
is(get($other, "/tasks/$id")->{status}, 404, 'another unit\'s task does not exist');
is(get($unit, "/tasks/$id")->{status}, 200, 'its own does');
unlike($get->($unit, "/tasks/$id"), qr{/do/task.accept|/do/task.void}, 'but it neither accepts nor makes void');
is(get(login($v, 'xt01'), '/tasks')->{status}, 403, 'the system administrator keeps standards, not tasks');

# ---- Its life by the API
my $do = sub { my ($c, $name, %in) = @_; api($c, $name, {%in}) };
is($do->($chief, 'task.report', id => $id, proof => 'x')->{status}, 403, 'headquarters does not report');
is($do->($unit, 'task.report', id => $id, proof => '台账', amount => 64, held => '1;2')->{status}, 200, 'the unit reports the whole');
is($do->($unit, 'task.accept', id => $id)->{status}, 403, 'and does not accept it (A31)');
is($do->($watch, 'task.return', id => $id, reason => '二号门有回潮')->{status}, 200, 'it is returned');
is($do->($watch, 'task.accept', id => $id)->{status}, 409, 'what is returned is not accepted') or diag($do->($watch, 'task.accept', id => $id)->{content});
is($do->($unit, 'task.report', id => $id, proof => '台账', held => '1;2')->{status}, 200, 'reported again');
is($do->($watch, 'task.accept', id => $id)->{status}, 200, 'and accepted by another');
like($get->($chief, "/tasks/$id"), qr/通过验收.*退回.*下达/s, 'its history, the newest first');
my $case = (map { $_->[0] } sql($s, 'SELECT min(no) FROM cases'))[0];
is($do->($chief, 'case.tie', case_no => $case, standard => 'GC/1.1(1)')->{status}, 200, 'a case is tied to a standard');
is($do->($chief, 'case.tie', case_no => $case, standard => 'GC/1.1(1)')->{status}, 409, 'once');
is($do->($chief, 'task.link', id => $id, case_no => $case)->{status}, 200, 'and stands under a task');
like($get->($chief, '/cases/1'), qr{GC\@2026/1.1\(1\).*R11}s, 'its page says both');

# ---- The table of tasks goes out, is edited in a spreadsheet, comes back
# The sheet of a workbook as edit() leaves it; all other parts as they were.
sub edited {
	my ($book, $edit) = @_;
	my $in = IO::Uncompress::Unzip->new(\$book) or die;
	my ($out, $zip);
	do {
		my $name = $in->getHeaderInfo->{Name};
		my $part = join '', <$in>;
		$part = Encode::encode_utf8($edit->(decode_utf8($part))) if $name =~ /sheet1\.xml$/;
		my @how = (Name => $name, Method => IO::Compress::Zip::ZIP_CM_DEFLATE());
		$zip ? $zip->newStream(@how) : ($zip = IO::Compress::Zip->new(\$out, @how));
		$zip->print($part);
	} while ($in->nextStream == 1);
	$zip->close;
	return $out;
}
my $book = get($chief, '/tables/tasks/xlsx')->{content};
# Its parts as text, to see how it prints: A3 across, the columns that people read, the head on each page.
my %part;
{
	my $in = IO::Uncompress::Unzip->new(\$book) or die;
	do { $part{$in->getHeaderInfo->{Name}} = decode_utf8(join '', <$in>) } while $in->nextStream == 1;
}
my $tasks = () = $part{'xl/worksheets/sheet1.xml'} =~ /<row /g;
like($part{'xl/workbook.xml'}, qr{Print_Area" localSheetId="0">'[^']+'!\$A\$1:\$M\$$tasks<.*Print_Titles" localSheetId="0">'[^']+'!\$1:\$1<}, 'of the task table the columns up to the acceptance checks are printed');
like($part{'xl/worksheets/sheet1.xml'}, qr{<pageSetup paperSize="8" orientation="landscape" fitToHeight="0"/>}, 'on A3, one page wide');
my $page = sub { my $r = Duban::send_table($chief, 'tasks', ['t.xlsx', $_[0]]); $html->(get($chief, $r->{headers}{location} // '/')) };
my $before = (map { $_->[0] } sql($s, "SELECT count(*) FROM event WHERE kind = 'task'"))[0];
like($page->($book), qr/与现有数据一致/, 'a table of tasks that comes back as it went changes nothing');
my $edits = sub {
	my ($x) = @_;
	$x =~ s{(<c r="E2"[^>]*>)<v>120</v>}{$1<v>150</v>} or die 'no number';             # a number that is one
	$x =~ s{(<c r="J2"[^>]*>)<v>(\d+)</v>}{$1 . '<v>' . ($2 + 7) . '</v>'}e or die 'no day'; # a day as the number that it is
	$x =~ s{(<c r="K4"[^>]*>)<v>20</v>}{$1<f>10+12</f><v>22</v>} or die 'no days';       # a formula
	$x =~ s{</sheetData>}{<row r="900"><c r="A900"/></row><row r="60000"><c r="B60000"/></row></sheetData>}; # blank rows
	return $x;
};
my $look = $page->(edited($book, $edits));
like($look, qr{有 1 个单元格是公式.*目标数量.*120.*150.*完成期限.*所需工作日.*20.*22}s, 'edited: what differs is shown, that a cell is a formula is said');
like($look, qr/确认写入 2 行/, 'two rows of all');
is((map { $_->[0] } sql($s, "SELECT count(*) FROM event WHERE kind = 'task'"))[0], $before, 'and nothing is changed yet');
my ($form) = $look =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s;
like($form, qr/name="reason"[^>]* required/, 'a due day changes: a reason is asked');
my %let = $form =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g;
my $none = post($chief, '/do/bulk.apply', {%let, reason => ''});
ok($none->{status} == 422 && decode_utf8($none->{content}) =~ /有 1 项任务的完成期限变了（如 R01），请填写变更理由/, 'without one nothing is let in')
	or diag("$none->{status} ", texts($none));
is((map { $_->[0] } sql($s, "SELECT count(*) FROM event WHERE kind = 'task'"))[0], $before, 'nor written');
is(post($chief, '/do/bulk.apply', {%let, reason => '上级检查推迟'})->{status}, 303, 'with it it is let in as it was seen');
my %id = map { $_->[0] => $_->[1] } sql($s, "SELECT no, id FROM task");
like($get->($chief, "/tasks/$id{R01}"), qr/完成期限.*上级检查推迟/s, 'its history says why');
is((map { $_->[0] } sql($s, "SELECT target FROM task WHERE no = 'R01'"))[0], 150, 'and says so');
# The book as it was given out: two rows have moved on since.
$look = $page->($book);
like($look, qr{导出之后被改过的行.*R01.*目标数量.*<del>150</del> → <ins>120</ins>}s, 'an old table that comes back untouched tells what it would undo');
my %old = $look =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s ? $1 =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g : ();
is(delete $old{over}, '1', 'and asks whether it is to');
is(post($chief, '/do/bulk.apply', {%old})->{status}, 409, 'unticked nothing is let in');
is((map { $_->[0] } sql($s, "SELECT target FROM task WHERE no = 'R01'"))[0], 150, 'and what was changed stays');
unlike($page->(get($chief, '/tables/tasks/xlsx')->{content}), qr/导出之后/, 'a new one says nothing of the kind');
{
	my $typed = sub { my ($to) = @_; $page->(edited(get($chief, '/tables/tasks/xlsx')->{content}, sub { $_[0] =~ s{<c r="E2"[^>]*><v>150</v></c>}{<c r="E2" t="inlineStr"><is><t>$to</t></is></c>}r })) };
	like($typed->('１５０'), qr/与现有数据一致/, 'digits as wide as letters are digits');
	like($typed->('150 处'), qr/“目标数量”只写数字，现为“150 处”，请改为 150/, 'a number with its unit is told to leave it off');
}
$look = $page->(edited($book, sub { my $x = $edits->($_[0]); $x =~ s{(<c r="G5".*?<t[^>]*>)CG<}{$1ZZ9<} or die 'no unit'; $x }));
ok($look =~ /第 5 行.*ZZ9/s && $look !~ /bulk.apply/, 'one wrong row names its line, and nothing of the table can be let in');
is(get($unit, '/tables/tasks/xlsx')->{status}, 200, 'a unit takes the table of its own tasks');
unlike($get->($unit, '/tasks'), qr{href="/tables/tasks"}, 'and is led to no page that it may not see');
unlike($get->($unit, '/findings'), qr{href="/tables/(findings|standings)"}, 'nor from findings');

# ---- Findings of levels above
my $found = $get->($chief, '/findings');
like($found, qr/没有整改链.*DC-02.*已过期限.*SF-01.*整改中/s, 'findings with how far each is, the newest first');
my ($f) = $found =~ m{href="/findings/(\d+)">SF-04};
is($do->($chief, 'finding.link', id => $f, task_no => 'R11', case_no => $case)->{status}, 200, 'a task and a case are tied to a finding');
like($get->($chief, "/findings/$f"), qr/R11.*已验收.*\Q$case\E.*补上整改链/s, 'its page shows the chain, and its history');
like($get->($chief, "/tasks/$id"), qr/SF-04/, 'the task\'s page names it');
like($get->($chief, '/findings?state=work'), qr/SF-04/, 'its case is open: in work');
is(get($other, "/findings/$f")->{status}, 404, 'a unit that has no part in it does not see it');
like($get->($chief, "/tasks/new?places=350602001&task=x"), qr{<select[^>]*name="unit_code".*<optgroup.*<option value="CG-cz"}s, 'unit, post and place are chosen from lists');
like($get->($chief, '/plan'), qr/里程碑.*R15.*按目前速度的预测.*近 \d+ 个工作日验收了 \d+ 项/s, 'the plan shows milestones and a forecast');

# ---- Schemes of thousands
{
	my $admin = login($v, 'xt01');
	my $standards = sub { my ($n) = @_; join "\n", join("\t", qw(scheme version no block item content standard method site_types weight struck)), map { join "\t", "big$n", 2026, "1.$_", '公共环境', "项目$_", "内容$_", '路面整洁，标线清晰，' x 8, '实地考察', '', 1, '' } 1 .. 1500 };
	is($do->($admin, 'scheme.load', file => join "\n", join("\t", qw(scheme version name level source sample valid_from valid_to)), map { join "\t", "big$_", 2026, "大表$_", 'municipal', '文件', 'yes', '2026-01-01', '' } 1 .. 3)->{status}, 200, 'three schemes');
	is($do->($admin, 'standard.load', file => $standards->($_))->{status}, 200, 'of 1,500 standards each') for 1 .. 3;
	my $words = '%E6%A0%87%E7%BA%BF%E6%B8%85%E6%99%B0';
	like($get->($chief, $_), qr/页只统计、列出前 2.?000 条/, "$_: a part, and the page says so") for '/schemes', "/standards?words=$words";
	is(get($chief, $_)->{status}, 200, "$_: no more is kept than is shown") for "/tasks/new?find=$words", '/schemes/8', '/api/standard.list?n=2000';
}

# ---- A task with as many places as a district has: what is told of each change hangs on the change, not on the places
{
	my @place = map { $_->[0] } sql($s, "SELECT code FROM place WHERE level = 5 ORDER BY code LIMIT 179");
	my $r = $do->($chief, 'task.add', task_no => 'X179', task => '全区社区公示栏更新', goal => '更新', target => 179, measure => '处',
		unit_code => 'T001', post_code => 'T001-cz', due => $ahead, checks => '看', places => join '；', @place);
	is($r->{status}, 200, 'a task at 179 places') or diag($r->{content});
	my $street = login($v, map { $_->[0] } sql($s, "SELECT l.name FROM login AS l JOIN holding AS h ON h.person_id = l.person_id"
		. " JOIN post AS p ON p.id = h.post_id WHERE p.code = 'T001-cz' ORDER BY 1 LIMIT 1"));
	$r = $do->($street, 'task.report', id => $r->{json}{id}, amount => 1, proof => '照片');
	is($r->{status}, 200, 'is reported over the web') or diag($r->{content});
}

# ---- Tasks of thousands that wait for each other: more than a request's own memory holds
{
	my $rows = sub { my ($from, $upto) = @_; join "\n", join("\t", qw(任务编号 任务 目标 目标数量 计量单位 责任单位代码 责任岗位代码 完成期限 验收要点 所需工作日 在哪些任务之后)), map { join "\t", "Y$_", "老旧小区楼道清理第 $_ 段", '楼道内无杂物、墙面无小广告', 5, '处', 'CG', 'CG-cz', '2027-03-31', '现场查看，逐楼道拍照对比', 3, $_ % 7 ? 'Y' . ($_ - 1) : '' } $from .. $upto };
	is($do->($chief, 'task.load', file => $rows->(@$_))->{status}, 200, "tasks $_->[0] to $_->[1]") or BAIL_OUT('no tasks') for [0, 2499], [2500, 4999];
	like($get->($chief, '/plan'), qr{<h2 id="fc">}, 'the plan of five thousand dependent tasks is a page') or diag(slurp($v->{log}) =~ /(.*a request failed.*)/);
	my $g = view($chief, 'plan.progress');
	is($g->{status}, 200, 'and its forecast an answer');
	my $alive = (sql($s, "SELECT count(*) FROM task WHERE state <> 'void'"))[0][0];
	cmp_ok($alive, '>', 5000, 'of more than five thousand');
	is($g->{json}{all}, $alive, 'it counts all of them');
	ok(!$g->{json}{more}, 'and says that these are all');
	my $page = $get->($chief, '/plan');
	my ($late) = $page =~ m{<a href="/plan\?only=late">([\d.]+)</a>};
	ok(defined $late, 'how many cannot be done leads to them');
	$late =~ s/\D//g;
	my ($n, $at) = (0, '/plan?only=late');
	for (1 .. 200) {
		my $part = $get->($chief, $at);
		$n += () = $part =~ m{<svg class="hands"}g;
		($at) = $part =~ m{rel="next" href="([^"]+)"} or last;
		$at =~ s/&amp;/&/g;
	}
	is($n, $late, 'page by page as many as the figure says');

	# A task that others wait for is made void.
	my ($root, $next) = map { $_->[0] } sql($s, "SELECT id FROM task WHERE no IN ('Y7', 'Y8') ORDER BY no");
	my $no = $do->($chief, 'task.void', id => $root, reason => '并入另一项');
	is($no->{status}, 409, 'not before it is known who waits') or diag($no->{content});
	like($no->{json}{why}[0]{text}, qr/1 项任务排在它之后（Y8）.*后面的任务不再等它/s, 'and who that is');
	is($do->($chief, 'task.void', id => $root, reason => '并入另一项', alone => 1)->{status}, 200, 'known, it is void');
	like($get->($chief, '/plan'), qr{前面的任务已作废.*<a href="/plan\?only=freed">1</a>}s, 'the plan counts those that wait no more');
	like($get->($chief, '/plan?only=freed'), qr{/tasks/$next">Y8 .*Y7 已作废}s, 'and names them and what they waited for');
}

# ---- A table of more rows than can be let in comes back in pieces
{
	my $sent = sub { Duban::send_table($chief, 'tasks', ['t.xlsx', $_[0]]) };
	my $all = $sent->(get($chief, '/tables/tasks/xlsx')->{content});
	is($all->{status}, 413, 'the whole is too much at once');
	like($html->($all), qr/只导出一部分/, 'and it says how it can be had');
	my $parts = view($chief, 'bulk.parts', kind => 'tasks')->{json};
	my $alive = (sql($s, "SELECT count(*) FROM task WHERE state <> 'void'"))[0][0];
	is($parts->{rows}, $alive, 'all rows are counted');
	for my $column (qw(unit_code due campaign)) {
		my $sum = 0;
		$sum += $_->{rows} for grep { $_->{column} eq $column } @{$parts->{parts}};
		is($sum, $alive, "the pieces by $column are the whole");
	}
	my $list = $get->($chief, '/tables/tasks?parts=1');
	my @pieces = map { s/&amp;/&/gr } $list =~ m{href="(/tables/tasks/xlsx\?[^"]+)"}g;
	is(scalar(@pieces), 2 + @{$parts->{parts}}, 'the page offers them, and two stretches of rows');
	for my $piece (grep { /from=/ } @pieces) {
		my $r = $sent->(get($chief, $piece)->{content});
		like($html->(get($chief, $r->{headers}{location} // '/')), qr/与现有数据一致/, "$piece comes back and changes nothing");
	}
	my ($month) = grep { $_->{column} eq 'due' && $_->{rows} < 100 } @{$parts->{parts}};
	my $csv = decode_utf8(get($chief, "/tables/tasks/csv?column=due&value=$month->{value}")->{content});
	is(scalar(() = $csv =~ /\r\n/g) - 1, $month->{rows}, "those of $month->{value} are as many as was said");
	unlike($csv, qr/,(?!$month->{value})\d{4}-\d\d-\d\d,\d+,/, 'and no others');
	is(get($chief, '/tables/tasks/xlsx?column=goal&value=x')->{status}, 422, 'by a column that does not part it: refused');
	is(get($chief, '/tables/tasks/xlsx?from=x')->{status}, 422, 'from a row that is none: refused');
	is(get(login($v, 'xt01'), '/tables/tasks/xlsx?from=1')->{status}, 403, 'a piece asks for the same right as the whole');
	is(view(login($v, 'xt01'), 'bulk.parts', kind => 'tasks')->{status}, 403, 'and so do the numbers');
}

is(duban($s, 'verify')->{code}, 0, 'all equals its events');

# ---- What fails through our own fault tells its cause to the log, once
sql($s, "UPDATE task SET due = '2026-99-99' WHERE no = 'Y9'");
is(get($chief, '/plan')->{status}, 500, 'a day that is none, in the store');
is(scalar(() = slurp($v->{log}) =~ m{level=error .*req=\S+ what="a request failed" route=/plan err=store says=plan_range}g), 1, 'the log says what and where, once') or diag(slurp($v->{log}) =~ /(.*level=error.*)/g);

done_testing();
