# What each page and call may cost: queries, VM steps, allocations, bytes.  Numbers, not times.
# usage: perl budget.t DUBAN SOURCE        BUDGET_SHOW=1 prints what is used
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use JSON::PP;
use Test::More;

start_up();

# The third time, when sessions, calendars and statements are in memory.  A budget is raised only with a reason.
# Bytes are those of the body; VM steps are SQLite's.
my @budget = (
	# who, method and path, queries, vm steps, allocations, bytes
	['-', 'GET /login', 0, 0, 20, 3500],
	['-', 'GET /style', 0, 0, 60, 52000],
	['-', 'GET /healthz', 0, 0, 10, 100],
	# Bytes: below, by how much there is to describe.
	['-', 'GET /api/openapi.json', 0, 0, 5, 1e9],
	['zbz01', 'GET /', 0, 0, 10, 0],
	['zbz01', 'GET /cases', 2, 1750, 210, 37900],
	['zbz01', 'GET /cases?sort=new', 2, 1850, 250, 43600],
	['zbz01', 'GET /cases?q=2026-00012', 2, 100, 80, 9700],
	['zbz01', 'GET /cases?due=overdue', 2, 720, 120, 19400],
	# A unit's list says what the bulletin asks of it: one query more.
	# A unit is told which forms wait for it: one query more.
	['cz14', 'GET /cases', 4, 320, 75, 11200],
	['jdy01', 'GET /cases', 2, 300, 70, 11300],
	# A case's page tells its standards and tasks: three queries more.
	['zbz01', 'GET /cases/{working}', 32, 5300, 1200, 30400],
	['zbz01', 'GET /cases/{closed}', 32, 5600, 1300, 21500],
	['sly01', 'GET /report', 3, 9600, 1200, 45200],
	['zbz01', 'GET /filter', 2, 40, 70, 29000],
	['zbz01', 'GET /classes?big=S06', 3, 1600, 600, 30000],
	# The calendar and a class tell what was changed: one query more.
	['zbz01', 'GET /classes/S04002', 3, 1400, 320, 11400],
	['zbz01', 'GET /calendar', 4, 1200, 220, 36000],
	['zbz01', 'GET /editions', 2, 300, 80, 9000],
	['zbz01', 'GET /meetings', 2, 500, 60, 8500],
	['zbz01', 'GET /meetings/1', 6, 800, 320, 13000],
	['zbz01', 'GET /meetings/2', 9, 1000, 330, 19800],
	['zbz01', 'GET /meetings/2/pack', 85, 21500, 470, 31500],
	['zbz01', 'GET /seal', 3, 120, 70, 9000],
	['zbz01', 'GET /bulletin', 90, 20500, 620, 61300],
	['zbz01', 'GET /bulletin/cases?number=stock', 130, 21000, 260, 22500],
	['zbz01', 'GET /bulletin/text', 90, 20000, 260, 3000],
	# Who keeps units and posts chooses among all units and places: a text each.
	['xt01', 'GET /units', 6, 12000, 800, 26000],
	['xt01', 'GET /units/3', 14, 12000, 860, 28000],
	['xt01', 'GET /posts', 4, 12000, 1000, 38000],
	['xt01', 'GET /posts/1', 12, 9000, 760, 22000],
	['zbz01', 'GET /units/3', 8, 3500, 100, 9000],
	['aq01', 'GET /people', 2, 6000, 400, 32000],
	['aq01', 'GET /people/1', 6, 400, 400, 20000],
	['sj01', 'GET /audit/journal?kind=login', 3, 4200, 750, 24500],
	# Units and places by their names of today; all that was kept that day is looked through.
	['sj01', 'GET /audit/journal?kind=unit', 60, 21000, 1200, 32000],
	['xt01', 'GET /duties', 4, 7000, 1100, 38500],
	['xt01', 'GET /duties?class_key=S06012&place=350602004008', 10, 8000, 720, 23000],
	['xt01', 'GET /duties/79', 11, 800, 260, 12800],
	['zbz01', 'GET /disputes/measures', 14, 40000, 300, 22000],
	['zbz01', 'GET /disputes', 3, 700, 80, 9700],
	['zbz01', 'GET /precedents', 2, 100, 80, 9700],
	['zbz01', 'GET /precedents/new', 3, 5300, 640, 23000],
	['xt01', 'GET /duties/new', 3, 5300, 620, 21800],
	['zbz01', 'GET /inquiries', 2, 500, 80, 9000],
	['zbz01', 'GET /inquiries/1', 9, 1500, 300, 14000],
	['xt01', 'GET /repeats', 1, 40, 45, 7900],
	['zbz01', 'GET /zones', 90, 21000, 170, 12500],
	['zbz01', 'GET /zones/1', 90, 20800, 110, 9300],
	['zbz01', 'GET /burden', 18, 12000, 250, 27000],
	['zbz01', 'GET /materials', 4, 3200, 200, 24000],
	['zbz01', 'GET /findings', 4, 3200, 200, 24000],
	['zbz01', 'GET /me', 2, 100, 80, 9700],
	['zbz01', 'GET /api/case.list', 2, 1750, 80, 18300],
	['zbz01', 'GET /api/case.get?id={working}', 13, 700, 170, 10400],
	['zbz01', 'GET /api/case.counts', 0, 0, 20, 300],
	['zbz01', 'GET /api/case.near?place={place}&class=S01037&address=x', 4, 110, 36, 100],
	['zbz01', 'GET /api/class.search?words=%E4%BA%95%E7%9B%96', 1, 20, 30, 7000],
	['zbz01', 'GET /api/class.search?words=jg', 1, 20, 30, 7000],
	['xt01', 'GET /duties/gaps', 13, 32000, 900, 32000],
	['zbz01', 'GET /api/duty.explain?class_key=S01037&place=350602001010', 5, 450, 70, 1100],
	['zbz01', 'GET /api/unit.list', 1, 1200, 230, 6600],
	['sly01', 'DO case.report {"source":"grid","place":{place},"address":"xx","class":"S01037","description":"xxxx"}', 15, 1300, 130, 200],
	['sly01', 'DO case.note {"id":{working},"text":"x"}', 8, 1100, 80, 200],
);

sub cost {
	my ($r) = @_;
	my %c = ($r->{headers}{'x-duban-trace'} // '') =~ /(\w+)=(\d+)/g;
	return \%c;
}

# The same page in a store of some hundred cases and of some thousand: what it shows is as much, so it costs as much.
sub grown {
	my ($c, $place, $working, $closed) = @_;
	my @pages = ('/cases', '/cases?sort=new', '/cases?state=checked', '/cases?state=reported,checked,filed', '/cases?q=2026-00012',
		'/cases?q=12', '/cases?class=S01', '/cases?state=reported,checked,filed,closed&class=S01&sort=new',
		'/cases?q=%E8%B7%AF%E7%81%AF', "/cases/$working", "/cases/$closed", '/filter', '/me', '/api/case.list', '/api/case.counts',
		"/api/case.get?id=$working");
	my ($made, @steps, @arena) = (0);
	for my $size (300, 2700) {
		for (; $made < $size; $made++) {
			my $r = api($c, 'case.report', {source => 'grid', place => $place, address => "长路${made}号", class => 'S01037', description => 'xxxx'},
				'Idempotency-Key' => "growing-case-$made");
			$r->{status} =~ /^20/ or die "$r->{status} $r->{content}";
		}
		get($c, $_) for @pages;
		push @steps, {map { $_ => cost(get($c, $_))->{vm} } @pages};
		push @arena, {map { $_ => cost(get($c, $_))->{arena} } @pages};
	}
	for (@pages) {
		cmp_ok($steps[1]{$_}, '<=', 1.2 * $steps[0]{$_} + 100, "$_: VM steps in the larger store ($steps[0]{$_} before)");
		cmp_ok($arena[1]{$_}, '<=', 256 << 10, "$_: memory of the request in the larger store");
	}
}

# What is overdue, and so what a list shows, hangs on the weekday: on SQLite all is as on one Sunday at 10:00.  PostgreSQL's
# clock is its server's and counts; there the same pages may hold somewhat more.
my $moment = 1795312800;
my $shift = {LD_PRELOAD => $bin =~ s{src/app/duban$}{tests/app/libskew.so}r, SKEW_FILE => Duban::spew("$tmp/skew", ($moment - time) * 1000)};
sub demo_of_then {
	my $s = Duban::store('sqlite');
	for my $args ([qw(--quiet init --place 350602 --demo)], [qw(--quiet do photo.policy at=none --as xt01)]) {
		my $r = duban($s, @$args, {env => $shift});
		die "@$args: $r->{out}$r->{err}" if $r->{code};
	}
	return $s;
}

for my $engine (Duban::engines()) {
	my $fixed = $engine eq 'sqlite';
	my $s = $fixed ? demo_of_then() : demo_store($engine);
	my $v = serve($s, '--trace', $fixed ? $shift : ());
	my ($place) = map { $_->[0] } sql($s, "SELECT code FROM place WHERE code = '350602001010'");
	my ($working) = map { $_->[0] } sql($s, 'SELECT min(id) FROM cases WHERE state = 6 AND suspensions = 0');
	my ($closed) = map { $_->[0] } sql($s, 'SELECT min(id) FROM cases WHERE state = 9');
	my $key = 0;
	my %c;
	for (@budget) {
		my ($who, $call, @most) = @$_;
		my $c = $c{$who} //= $who eq '-' ? client($v) : login($v, $who);
		(my $path = $call) =~ s/\{working\}/$working/g;
		$path =~ s/\{closed\}/$closed/g;
		$path =~ s/\{place\}/$place/g;
		my $r;
		for (1 .. 3) {
			if ($path =~ /^GET (.*)/) {
				$r = get($c, $1);
			} else {
				my ($command, $in) = $path =~ /^DO (\S+) (.*)/;
				$r = api($c, $command, decode_json($in), 'Idempotency-Key' => "budget-$engine-" . ++$key);
			}
		}
		like($r->{status}, qr/^(200|303)$/, "$engine: $call") or diag($r->{content});
		my $used = cost($r);
		my @used = ($used->{queries}, $engine eq 'sqlite' ? $used->{vm} : 0, $used->{allocs}, $used->{body});
		diag(sprintf "	['%s', '%s', %d, %d, %d, %d],", $who, $call, @used) if $ENV{BUDGET_SHOW};
		ok($used->{queries} > 0 || $used->{allocs} > 0, "$engine: $call: is measured");
		# Of several copies each asks the store whether the session has been ended by another.
		$most[0]++ if $engine eq 'postgres' && $who ne '-';
		my @names = ('queries', 'VM steps', 'allocations', 'bytes');
		@most[2, 3] = map { $_ * 1.4 } @most[2, 3] if !$fixed;
		cmp_ok($used[$_], '<=', $most[$_], "$engine: $call: $names[$_]") for 0 .. 3;
		# Arenas that watch their edges (arena_debug) take some more for each allocation.
		cmp_ok($used->{arena}, '<=', ($ENV{DUBAN_ARENA_DEBUG} ? 320 : 256) << 10, "$engine: $call: memory of the request");
	}
	# The API's description grows with what there is: what is shared stands in it once.
	my $open = get(client($v), '/api/openapi.json')->{content};
	my $paths = keys %{decode_json($open)->{paths}};
	cmp_ok(length $open, '<=', 970 * $paths, "$engine: the API's description: bytes of $paths paths");
	# A list costs the same whatever page of it: no query per row.
	my $c = $c{zbz01};
	my ($few, $many) = map { cost(get($c, "/api/case.list?n=$_"))->{queries} } 5, 50;
	is($many, $few, "$engine: a list of 50 takes as many queries as one of 5");
	# Steps are SQLite's; they do not hang on how the program was built, and thousands of cases take long in the slow one.
	grown($c, $place, $working, $closed) if $engine eq 'sqlite' && !$ENV{DUBAN_ARENA_DEBUG};
	is(stop_server($v), 0, "$engine: the server ends well");
	# Whoever comes first carries nobody else's memory: calendar, classes and grids are read into arenas of their own.
	next if $ENV{DUBAN_ARENA_DEBUG};
	for my $page ("/cases/$working", '/cases', '/bulletin', '/report') {
		$v = serve($s, '--trace', $fixed ? $shift : ());
		my $first = get(login($v, $page eq '/report' ? 'sly01' : 'zbz01'), $page);
		is($first->{status}, 200, "$engine: $page of a server that has just begun");
		cmp_ok(cost($first)->{arena}, '<=', 256 << 10, "$engine: $page: memory of the first request for it");
		stop_server($v);
	}
}

done_testing();
