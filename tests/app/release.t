# The store of each release that was (tests/releases), taken to this program's schema and to the next one's, on both engines.
# usage: perl release.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();
my $now = $bin;
# This program with steps more, made beside the tests.
my $next = $bin =~ s{src/app/duban$}{tests/app/duban-next}r;
# What shrinks photos lies beside the program.
$ENV{DUBAN_PHOTO} = $bin =~ s{duban$}{photo/duban-photo}r;
-x $next or die "$next is not built\n";

my ($version) = slurp("$src/meson.build") =~ /^\s*version: '([^']+)'/m;
my $r = duban(undef, '--version');
is("$r->{code} $r->{out}", "0 duban $version\n", 'the program says which release it is');

# As an office has it that stayed with the release: a store, its keys, its photos and papers.
sub kept {
	my ($engine, $release) = @_;
	my $s = store($engine);
	my $from = "$src/tests/releases/$release";
	my $out = $engine eq 'sqlite' ? qx{xz -dc '$from/sqlite.sql.xz' | sqlite3 -bail '$s->{file}' 2>&1}
	    : qx{xz -dc '$from/postgres.sql.xz' | psql -X -q -v ON_ERROR_STOP=1 '$s->{db}' 2>&1 >/dev/null};
	die "$release on $engine: $out" if $? || $out =~ /error/i;
	spew($s->{keys}, slurp("$from/keys"));
	chmod 0600, $s->{keys};
	mkdir "$tmp/$s->{name}.files";
	system('tar', '-C', "$tmp/$s->{name}.files", '-xJf', "$from/files.tar.xz") == 0 or die 'tar';
	@ENV{qw(DUBAN_PHOTOS DUBAN_PAPERS)} = map { "$tmp/$s->{name}.files/$_" } qw(photos papers);
	return $s;
}

# What a store is made of, without its rows: the engine's own words, and the steps but for when they were made.
sub shape {
	my ($s) = @_;
	my @words = $s->{engine} eq 'sqlite' ? map { $_->[0] } sql($s, q{SELECT replace(sql, char(10), ' ') FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'})
	    : grep { !/^(--|\s*$|SET |\\)/ } split /\n/, qx{pg_dump --schema-only --no-owner --no-acl -d '$s->{db}'};
	return join "\n", sort(@words), map { join ' ', @$_ } sql($s, 'SELECT room, step, digest FROM schema_step ORDER BY room, step');
}

sub with { my ($program, $s, @args) = @_; local $Duban::bin = $program; return duban($s, @args) }

sub refused {
	my ($name, $program, $s, $like, @more) = @_;
	# One that is not refused may serve for ever: the rest is not asked.
	for my $words (['verify'], [qw(show case.get id=1 --as zbz01)], [qw(do case.note id=1 text=x --as zbz01)], @more, ['serve', '--listen', '127.0.0.1:0']) {
		my $got = with($program, $s, @$words);
		ok($got->{code} == 7 && $got->{err} =~ $like, "$name: $words->[0] is refused, and says what to do") or diag("$got->{code} $got->{out}$got->{err}"), last;
	}
	return;
}

# Pages of each kind and a case from its report to its end, by those who were there before.
sub lived_in {
	my ($name, $s) = @_;
	my $v = serve($s);
	my %by = map { $_ => login($v, $_) } qw(zbz01 jdy01 sly01 pqy01 xt01);
	my @case = map { "/cases/$_->[0]" } sql($s, 'SELECT min(id) FROM cases GROUP BY state ORDER BY state');
	is(scalar @case, 16, "$name: a case in every state");
	my ($photo, $paper, $task, $meeting, $edition) = map { (sql($s, "SELECT min(id) FROM $_"))[0][0] } qw(photo writ task meeting bulletin);
	my @bad = grep { get($by{zbz01}, $_)->{status} != 200 } '/me', '/cases', @case, "/photos/$photo/small", "/photos/$photo/masked", '/papers', "/papers/$paper/docx", '/tasks',
		"/tasks/$task", '/tasks/gaps', '/meetings', "/meetings/$meeting", "/meetings/$meeting/pack", '/bulletin', "/bulletin?id=$edition", '/recheck', '/recheck/draws', '/zones', '/materials', '/burden', '/seal';
	is("@bad", '', "$name: its pages open");
	is(get($by{xt01}, $_)->{status}, 200, "$name: $_") for '/units', '/messages', '/classes';
	my $made = api($by{jdy01}, 'case.report', {source => 'grid', place => '350602001010', address => '新华西路77号', class => 'S01037', description => '路灯不亮'});
	my $id = $made->{json}{id} // 0;
	my ($condition) = (sql($s, q{SELECT key FROM class_condition WHERE class_key = 'S01037' ORDER BY id LIMIT 1}))[0][0];
	my $does = sub {
		my ($who, $act, %in) = @_;
		$by{$who} //= login($v, $who);
		my $got = api($by{$who}, "case.$act", {id => $id, %in});
		is($got->{status}, 200, "$name: $act") or diag(decode_utf8($got->{content}));
	};
	$does->('sly01', 'accept');
	$does->('zbz01', 'file', condition => $condition);
	$does->('pqy01', 'dispatch');
	my ($hand) = (sql($s, "SELECT l.name FROM login l JOIN holding h ON h.person_id = l.person_id JOIN cases c ON c.post_id = h.post_id WHERE c.id = $id ORDER BY 1 LIMIT 1"))[0][0];
	$does->($hand, 'sign');
	$does->($hand, 'fix', text => '换了灯泡');
	$does->('hcy01', 'verify', answer => 'yes');
	$does->('zbz01', 'close', closing => $condition);
	like(decode_utf8(get($by{zbz01}, "/cases/$id")->{content}), qr/已结案/, "$name: a case has its whole life");
	is(stop_server($v), 0, "$name: the server ends well");
	return;
}

my @release = map { m{([^/]+)/seal$} } sort glob "$src/tests/releases/*/seal";
ok(@release >= 1, "releases: @release");
for my $engine (engines()) {
	my $fresh = store($engine);
	is(duban($fresh, 'migrate')->{code}, 0, "$engine: a new store");
	my $newest = shape($fresh);
	for my $release (@release) {
		my $name = "$engine, $release";
		my ($seal) = split /\n/, decode_utf8(slurp("$src/tests/releases/$release/seal"));

		# To this program.
		my $s = kept($engine, $release);
		my $missing = rows($fresh, 'schema_step') - rows($s, 'schema_step');
		is(duban($s, 'migrate', '--check')->{code}, $missing ? 7 : 0, "$name: $missing steps behind this program");
		refused("$name: not yet migrated", $now, $s, qr/请先运行 duban migrate/) if $missing;
		my $got = duban($s, 'migrate');
		is($got->{code}, 0, "$name: migrated") or diag($got->{err});
		is(shape($s), $newest, "$name: made of what a new store is made of");
		is((split /\n/, duban($s, 'verify')->{out})[0], $seal, "$name: and verifies to the release's own seal");
		lived_in($name, $s);
		is(duban($s, 'verify')->{code}, 0, "$name: which verifies");

		# To a program with three steps more.
		$s = kept($engine, $release);
		refused("$name: of an older program", $next, $s, qr/请先运行 duban migrate/);
		$got = with($next, $s, 'migrate', '--check');
		is($got->{code}, 7, "$name: is behind the next program");
		like($got->{out}, qr/还差 @{[$missing + 3]} 步/, "$name: which says by how much");
		is((split /\n/, with($now, $s, 'verify')->{out})[0], $seal, "$name: being told so it did not change") if !$missing;
		$got = with($next, $s, 'migrate');
		is($got->{code}, 0, "$name: the next program migrates it") or diag($got->{err});
		is(with($next, $s, 'migrate', '--check')->{code}, 0, "$name: nothing is missing then");
		my $closed = rows($s, 'cases', 'state = 9');
		is(join(' ', rows($s, 'case_weather'), rows($s, 'cases', "weather = 'rain'"), rows($s, 'unit', 'doors = 1'), rows($s, 'weather')),
			"$closed $closed " . rows($s, 'unit') . ' 0', "$name: with what its steps made of the rows");
		is((split /\n/, with($next, $s, 'verify')->{out})[0], $seal, "$name: and the same seal");
		refused("$name: of a newer program", $now, $s, qr/本程序不认识的数据结构.*请升级程序/, ['migrate'], ['migrate', '--check'], [qw(init --place 350602)]);
		{
			local $Duban::bin = $next;
			lived_in("$name, next", $s);
			is(duban($s, 'verify')->{code}, 0, "$name: which verifies with the next program");
		}
	}
}
done_testing();
