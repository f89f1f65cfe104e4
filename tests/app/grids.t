# Grids and sites at the command line, and the grid that a reported case keeps.
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use File::Temp;
use Encode qw(encode_utf8);
use IPC::Open2;
use JSON::PP;
use Test::More;

Duban::start_up();

my $bad = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"community":"350602001001"},"geometry":{"type":"Polygon",'
	. '"coordinates":[[[117.5,24.4],[117.501,24.4],[117.5,24.401],[117.501,24.401],[117.5,24.4]]]}}]}';
my $good = '{"type":"Polygon","coordinates":[[[117.5,24.4],[117.501,24.4],[117.501,24.401],[117.5,24.401],[117.5,24.4]]]}';
my $sites = "code,type,name,place_code,lon,lat,source,valid_from\nM1,市场,甲,350602004008,117.668,24.506,示例,2026-01-01\n"
	. "M2,市场,乙,350699,117.668,24.506,示例,2026-01-01\n";

sub put {
	my ($path, $text) = @_;
	open my $f, '>:utf8', $path or die $!;
	print {$f} $text;
	close $f or die $!;
	return $path;
}

# What an import of grids and sites leaves.
sub left { my ($s) = @_; return [rows($s, 'grid'), rows($s, 'site'), rows($s, 'event', "kind IN ('grid', 'site')")] }

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $dir = File::Temp::tempdir(CLEANUP => 1);
	my $at = decode_json(encode_utf8(duban($s, qw(show grid.at lon=117.6672 lat=24.5127 --as xt01))->{out}));
	like($at->{code}, qr/^350602003001\d{3}$/, "$engine: the demonstration has grids");
	my $r = duban($s, qw(do case.report source=grid place=350602003001 class=S01037 lon=117.6672 lat=24.5127 srs=cgcs2000 --as jdy03), 'address=新华东路86号', 'description=路灯不亮了');
	is($r->{code}, 0, "$engine: a case is reported with a position") or diag($r->{err});
	my ($kept) = map { $_->[0] } sql($s, 'SELECT g.code FROM cases AS c JOIN grid AS g ON g.id = c.grid_id WHERE c.id = (SELECT max(id) FROM cases)');
	is($kept, $at->{code}, "$engine: and keeps its grid");
	my $dry = duban($s, 'import', 'grids', put("$dir/bad", $bad), qw(--srs cgcs2000 --dry-run --as xt01));
	is($dry->{code}, 2, "$engine: a bow tie: exit 2");
	like($dry->{out}, qr/117\.5005000, 24\.4005000/, "$engine: with the place of the crossing");
	my @in = ([qw(grids --srs wgs84 --place 350602001001 --as xt01), put("$dir/good", $good)],
		[qw(sites --srs wgs84 --as xt01 --rejects), "$dir/rejects", put("$dir/sites", $sites)]);
	my $v = serve($s);
	if ($engine eq 'sqlite') {
		# THREADS.md: one writer; what writes a whole file in one transaction does not do so beside a server.
		my $before = left($s);
		for my $words (@in) {
			my $no = duban($s, 'import', @$words);
			is($no->{code}, 10, "$engine: import $words->[0] beside a server: exit 10");
			like($no->{err}, qr/服务在运行.*什么也没有写入.*停下服务.*导入.*启动/, "$engine: with the way out");
			like(duban($s, qw(--lang en import), @$words)->{err}, qr/server.*nothing was written.*Stop.*import.*start/i, "$engine: in English too");
		}
		is_deeply(left($s), $before, "$engine: and nothing was written");
		ok(!-e "$dir/rejects", "$engine: no file of rejected rows, either");
		is(duban($s, qw(do case.note id=1 text=x --as zbz01))->{code}, 0, "$engine: the server goes on writing");
		# Dry runs read, whoever holds the lock of writers.
		my $holder = open2(my $said, my $say, 'sqlite3', $s->{file});
		print {$say} ".timeout 5000\nBEGIN IMMEDIATE;\n.print held\n";
		$say->flush;
		is(scalar <$said>, "held\n", "$engine: somebody holds the lock of writers");
		is(duban($s, 'import', @$_, '--dry-run')->{code}, 0, "$engine: a dry run of $_->[0] reads beside a server and a writer") for @in;
		close $say;
		waitpid $holder, 0;
		is_deeply(left($s), $before, "$engine: and writes nothing");
		unlink "$dir/rejects";
		is(stop_server($v), 0, "$engine: the server is stopped");
	}
	my $in = duban($s, 'import', @{$in[0]});
	is($in->{code}, 0, "$engine: a bare polygon goes in") or diag($in->{err});
	my $not = duban($s, 'import', 'grids', "$dir/good", qw(--srs wgs84 --place 350602001001 --as zbz01));
	is($not->{code}, 4, "$engine: not by somebody who may not");
	$r = duban($s, 'import', @{$in[1]});
	is($r->{code}, 0, "$engine: sites") or diag($r->{err});
	like(Duban::slurp("$dir/rejects"), qr/^3,.*350699.*M2/m, "$engine: with the row that cannot be taken, its line and why");
	is_deeply([map { $_->[0] } sql($s, 'SELECT code FROM site')], ['M1'], "$engine: and the one that can");
	# On PostgreSQL all of it went in beside the server.
	is(stop_server($v), 0, "$engine: the server is stopped") if $engine ne 'sqlite';
	is(duban($s, 'verify')->{code}, 0, "$engine: and all of it is what the events say");
}

done_testing();
