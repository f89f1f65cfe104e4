# Standards, tasks, the plan and the gaps by their pages and the API: who sees what, what is refused, what a click leads to.
# usage: perl tasks.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
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
like($get->($chief, '/tasks/gaps'), qr/没有任务的标准.*没有标准的任务.*R14/s, 'the gaps');
like($get->($chief, '/cases/1'), qr/标准与任务/, 'the page of a case tells its standards and tasks');

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
is(duban($s, 'verify')->{code}, 0, 'all equals its events');

done_testing();
