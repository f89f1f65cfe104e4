# What querygen takes, what it refuses, and where it says the fault is.
use strict;
use warnings;
use Test::More;
use File::Path qw(make_path);
use File::Temp qw(tempdir);

my $querygen = shift or die "usage: querygen.t QUERYGEN ROOT";
my $root = shift // '.';
my $dir = tempdir(CLEANUP => 1);

sub put {
	my ($name, $text) = @_;
	my ($folder) = "$dir/$name" =~ m{(.*)/};
	make_path($folder);
	open my $f, '>', "$dir/$name" or die $!;
	print $f $text;
	close $f;
	return "$dir/$name";
}

my $unit = put('src/city/unit/schema.sql', <<'SQL');
-- step 1
CREATE TABLE unit (
	id     ID,
	parent REF(unit),
	name   TEXT NOT NULL,
	rank   I64
);
SQL

my $cases = put('src/work/cases/schema.sql', <<'SQL');
-- step 1
-- scoped
CREATE TABLE cases (
	id     ID,
	unit   REF(unit) NOT NULL,
	no     TEXT NOT NULL,
	due_at TIME,
	closed BOOL NOT NULL,
	day    DAY NOT NULL,
	fine   MONEY NOT NULL
);
-- append only but: pos
CREATE TABLE note (id ID, text TEXT NOT NULL, pos I64);
-- step 2
ALTER TABLE note ADD COLUMN who I64;
SQL

my $intake = put('src/work/intake/schema.sql', "-- step 1\nCREATE TABLE report (id ID, text TEXT NOT NULL);\n");
my $layers = put('tools/layers.txt', "# who whom\nwork/intake work/cases\n");

sub run_tool {
	my ($room, $schemas, $sql) = @_;
	my ($as) = $room =~ m{([^/]+)$};
	my $file = put("src/$room/$as.sql", $sql);
	unlink "$dir/out.c", "$dir/out.h";
	my $said = `$querygen --room $room --layers $layers --c $dir/out.c --h $dir/out.h --schema @$schemas --sql $file 2>&1`;
	return ($?, $said);
}

sub slurp {
	my ($name) = @_;
	open my $f, '<', "$dir/$name" or return '';
	local $/;
	return scalar <$f>;
}

my @all = ($unit, $cases);

sub takes {
	my ($sql, $what) = @_;
	my ($rc, $said) = run_tool('work/cases', \@all, $sql);
	is($rc, 0, $what) or diag($said);
}

sub refuses {
	my ($sql, $line, $words, $what) = @_;
	my ($rc, $said) = run_tool('work/cases', \@all, $sql);
	ok($rc != 0 && $said =~ m{cases\.sql:$line: .*\Q$words\E}, "refused: $what")
		or diag("exit $rc, said: $said");
	ok(!-e "$dir/out.c", "and nothing is written: $what");
}

sub refuses_expr {
	my ($expr, $words) = @_;
	refuses("-- q: one\n-- unscoped: test\n-- out: x i64\nSELECT $expr AS x FROM cases AS c;\n", 4, $words, $expr);
}

# ---- What comes out ----

takes(<<'SQL', 'a plain query');
-- About the file.

-- case_list: many
-- Called by the work list.
-- in: scope_unit i64, after i64?,
-- in: n i64
-- out: late bool
SELECT c.id, c.no, c.due_at, c.closed, c.day, u.name AS unit_name, p.rank, p.name AS parent_name,
	c.due_at < $after AS late -- a remark inside
FROM cases AS c JOIN unit AS u ON u.id = c.unit LEFT JOIN unit AS p ON p.id = u.parent
WHERE c.unit = $scope_unit AND c.no <> 'it''s; $not -- a remark'
ORDER BY c.due_at NULLS LAST, c.id LIMIT $n;
SQL
my ($h, $c) = (slurp('out.h'), slurp('out.c'));
like($h, qr/struct q_case_list_in \{\s+int64_t scope_unit;\s+opt_i64 after;\s+int64_t n;\s+\};/, 'parameters in order');
like($h, qr/int64_t id;\s+str no;\s+opt_i64 due_at;\s+bool closed;\s+str day;\s+str unit_name;\s+opt_i64 rank;\s+str parent_name;\s+bool late;/,
	'columns with the types of their tables');
like($h, qr/ \* Called by the work list\./, 'the prose is kept');
unlike($h, qr/About the file/, 'remarks on the file are not the query\'s');
like($c, qr/LIMIT \\\?3/, 'numbered for SQLite');
like($c, qr/LIMIT \$3/, 'numbered for PostgreSQL');
like($c, qr/\Qit''s; \E\$not -- a remark'/, 'texts in quotes stay as they are');
unlike($c, qr/a remark inside/, 'remarks do not reach the engine');
like($c, qr/\{"unit_name",[^}]*DB_STR, true\}/, 'a table that is also left-joined gives nullable columns');
like($c, qr/\{"due_at",[^}]*DB_I64, true\}/, 'a nullable column');
like($c, qr/\{"closed",[^}]*DB_BOOL, false\}/, 'a BOOL column is a bool');
like($c, qr/const struct db_schema cases_schema = \{"work\/cases", cases_steps, 2\}/, 'the schema has two steps');
like($c, qr/no TEXT COLLATE \\"C\\" NOT NULL/, 'PostgreSQL orders text by bytes');
like($c, qr/closed INTEGER CHECK \(closed IN \(0, 1\)\) NOT NULL/, 'BOOL is checked');
like($c, qr/unit BIGINT REFERENCES unit \(id\) NOT NULL/, 'REF');
like($c, qr/CREATE TRIGGER note_keep_u BEFORE UPDATE OF id, text, who ON note/, 'append only, the column added later too');
my ($digest) = $c =~ /\{1, "([0-9a-f]{32})"/;

(my $reformatted = slurp('src/work/cases/schema.sql')) =~ s/TEXT NOT NULL,/TEXT\n  NOT NULL, -- said otherwise/;
put('src/work/cases/schema.sql', $reformatted);
takes("-- q: exec\n-- in: id i64\nDELETE FROM note WHERE id = \$id;\n", 'the schema with other white space');
like(slurp('out.c'), qr/\{1, "$digest"/, 'remarks and white space do not change the digest');
$reformatted =~ s/fine   MONEY NOT NULL/fine   MONEY/;
put('src/work/cases/schema.sql', $reformatted);
takes("-- q: exec\n-- in: id i64\nDELETE FROM note WHERE id = \$id;\n", 'the schema with another column');
unlike(slurp('out.c'), qr/\{1, "$digest"/, 'a changed column does');

takes("-- q: one\n-- unscoped: why not\nSELECT (SELECT u.name FROM unit AS u WHERE u.id = c.unit) AS name FROM cases AS c;\n",
	'a subquery as a column');
like(slurp('out.c'), qr/\{"name",[^}]*DB_STR, true\}/, 'may give no row: nullable');
# SQLite is asked for the last id instead; what may insert nothing, or gives more, keeps RETURNING.
for my $case (["INSERT INTO note (text) VALUES (\$t) RETURNING id", 1, 'an id alone'],
	["INSERT INTO note (text) VALUES (\$t) RETURNING id, text", 2, 'more than the id'],
	["INSERT INTO note (text) VALUES (\$t) RETURNING text", 2, 'another column']) {
	my ($sql, $n, $what) = @$case;
	takes("-- q: one\n-- in: t str\n$sql;\n", "RETURNING: $what");
	open my $f, '<', "$dir/out.c" or die;
	my $text = do { local $/; <$f> };
	is(() = $text =~ /RETURNING/g, $n, "on one engine or on both: $what");
}
takes("-- q: one\n-- in: id i64, t str\n-- body: sqlite\nUPDATE note SET pos = \$id WHERE text = \$t RETURNING id;\n" .
      "-- body: postgres\nUPDATE note SET pos = \$id WHERE id = (SELECT id FROM note WHERE text = \$t FOR UPDATE SKIP LOCKED) RETURNING id;\n",
      'two bodies');
like(slurp('out.c'), qr/FOR UPDATE SKIP LOCKED/, 'the second is for PostgreSQL');
takes("-- q: many\n-- unscoped: why not\nSELECT c.id FROM cases AS c ORDER BY c.day DESC, coalesce(c.due_at, 0) LIMIT 3;\n",
	'ORDER BY what cannot be NULL');
takes("-- q: one\n-- unscoped: why not\n-- out: n i64\nSELECT CAST(sum(c.fine) / nullif(count(*), 0) AS BIGINT) AS n FROM cases AS c;\n",
	'a sum in a CAST');

# ---- What is refused, with its line ----

refuses("SELECT 1 AS x;\n", 1, 'a query begins with', 'no header');
refuses("-- q: some\nSELECT c.id FROM cases AS c;\n", 2, 'a query begins with', 'an unknown kind');
refuses("-- q: one\n-- unscoped: test\nSELECT c.nosuch FROM cases AS c;\n", 3, 'no such column', 'an unknown column');
refuses("-- q: one\n-- unscoped: test\nSELEKT c.id FROM cases AS c;\n", 3, 'syntax error', 'a syntax error');
refuses("-- q: one\n-- unscoped: test\nSELECT * FROM cases AS c;\n", 3, 'name the columns', 'SELECT *');
refuses("-- q: one\n-- unscoped: test\nSELECT c.id, c.* FROM cases AS c;\n", 3, 'name the columns', 'c.*');
refuses("-- q: one\n-- in: id i64\nSELECT n.id FROM note AS n WHERE n.id = \$id AND n.pos = \$pos;\n", 3, '$pos is not declared', 'an undeclared parameter');
refuses("-- q: one\n-- in: id i64, pos i64\nSELECT n.id FROM note AS n WHERE n.id = \$id;\n", 2, '$pos is not used', 'an unused parameter');
refuses("-- q: one\n-- in: id int\nSELECT n.id FROM note AS n WHERE n.id = \$id;\n", 2, 'the type is one of', 'an unknown type');
refuses("-- q: one\n-- in: id i64, id i64\nSELECT n.id FROM note AS n WHERE n.id = \$id;\n", 2, 'twice', 'a parameter twice');
refuses("-- q: one\nSELECT n.id FROM note AS n WHERE n.id = ?;\n", 2, 'no place', 'a ? parameter');
refuses("-- q: one\nSELECT count(n.id) AS n FROM note AS n;\n", 1, 'say its type', 'an expression without out:');
refuses("-- q: one\n-- out: m i64\nSELECT n.id FROM note AS n;\n", 2, 'there is no column m', 'an out: for nothing');
refuses("-- q: one\n-- out: id str\nSELECT n.id FROM note AS n;\n", 2, 'another type', 'an out: against the table');
refuses("-- q: one\n-- out: n i64\nSELECT count(*) FROM note AS n;\n", 3 - 2, 'needs a name', 'a column without a name');
refuses("-- q: one\nSELECT n.id AS case FROM note AS n;\n", 2, 'syntax error', 'a column named as a keyword of SQL');
refuses("-- q: one\nSELECT n.id AS double FROM note AS n;\n", 1, 'needs a name', 'a column named as a keyword of C');
refuses("-- q: one\nSELECT n.id, n.pos AS id FROM note AS n;\n", 1, 'twice', 'a column twice');
refuses("-- q: many\nSELECT n.id FROM note AS n;\n", 1, 'needs a LIMIT', '`many` without LIMIT');
refuses("-- q: many\nSELECT n.id FROM note AS n WHERE n.id IN (SELECT m.id FROM note AS m LIMIT 3);\n", 1, 'needs a LIMIT', 'LIMIT inside only');
refuses("-- q: exec\nSELECT n.id FROM note AS n;\n", 1, '`exec` writes', '`exec` that reads');
refuses("-- q: one\n-- in: id i64\nDELETE FROM note WHERE id = \$id;\n", 1, 'it is an `exec`', '`one` without rows');
refuses("-- q: each\n-- in: id i64\nDELETE FROM note WHERE id = \$id RETURNING id;\n", 1, '`each` only reads', '`each` that writes');
refuses("-- q: one\nSELECT n.id FROM note AS n;\n-- q: one\nSELECT n.id FROM note AS n;\n", 3, 'exists already', 'a query twice');
refuses("-- q: one\nSELECT n.id FROM note AS n\n", 2, 'lacks its ;', 'no ; at the end');
refuses("-- q: one\nSELECT n.id FROM note AS n WHERE n.text = 'x;\n", 2, 'not closed', 'an open quote');
refuses("-- q: one\nSELECT n.id FROM note AS n WHERE n.text = \"x\";\n", 2, 'without quotes', 'double quotes');
refuses("-- q: one\nSELECT n.id::bigint AS id FROM note AS n;\n", 2, '::', '::');
refuses("-- q: one\nSELECT n.id FROM note AS n WHERE n.text LIKE 'x%';\n", 2, 'lower(x) LIKE', 'LIKE');
refuses("-- q: one\n-- in: w str\nSELECT n.id FROM note AS n WHERE lower(n.text) = lower(\$w);\n", 3, 'do it in C', 'lower() of a parameter');
refuses("-- q: one\nSELECT n.id FROM note AS n WHERE n.text NOT LIKE 'x%';\n", 2, 'lower(x) LIKE', 'NOT LIKE');
refuses("-- q: many\nSELECT n.id, n.pos FROM note AS n ORDER BY n.pos LIMIT 1;\n", 2, 'NULLS FIRST or NULLS LAST', 'ORDER BY a nullable column');
refuses("-- q: many\nSELECT n.id, n.pos AS place FROM note AS n ORDER BY n.id, place DESC LIMIT 1;\n", 2, 'NULLS', 'ORDER BY a nullable output');
refuses("-- q: many\n-- out: m i64?\nSELECT max(n.id) AS m FROM note AS n GROUP BY n.text ORDER BY max(n.id) LIMIT 1;\n", 3, 'NULLS', 'ORDER BY max()');
refuses("-- q: many\n-- out: m i64\nSELECT row_number() OVER (PARTITION BY n.text ORDER BY n.pos) AS m FROM note AS n LIMIT 1;\n", 3, 'NULLS', 'ORDER BY in a window');
refuses_expr('current_timestamp', 'time is given');
refuses_expr('now()', 'time is given');
refuses_expr('random()', 'chance');
refuses_expr('TRUE', '0 and 1');
refuses_expr('sum(c.fine)', 'CAST');
refuses_expr('avg(c.fine)', 'CAST');
refuses_expr('CAST(sum(c.fine) AS INTEGER)', 'CAST AS');
refuses_expr('c.fine / c.unit', 'division by 0');
refuses_expr('c.fine % 0', 'division by 0');
refuses_expr('max(c.fine, 1)', 'CASE WHEN');
refuses_expr('ifnull(c.due_at, 1)', 'coalesce');
refuses_expr('c.due_at IS c.fine', 'DISTINCT FROM');
refuses_expr('c.rowid', 'SQLite');
takes("-- q: one\n-- unscoped: test\n-- out: total i64\nSELECT count(*) AS total FROM cases AS c;\n", 'a name that is also a function');
refuses("-- q: one\nSELECT n.id FROM note AS n RIGHT JOIN unit AS u ON u.id = n.id;\n", 2, 'LEFT JOIN', 'RIGHT JOIN');
refuses("-- q: one\n-- in: t str\nINSERT OR IGNORE INTO note (text) VALUES (\$t) RETURNING id;\n", 3, 'ON CONFLICT', 'INSERT OR IGNORE');
refuses("-- q: one\nSELECT c.id FROM cases AS c;\n", 2, 'is scoped', 'a scoped table without $scope');
refuses("-- q: exec\n-- violated: never\n-- in: id i64\nUPDATE cases SET fine = 1 WHERE id = \$id;\n", 1, 'stale or retry',
	'an unknown meaning of a violation');
refuses("-- q: many\n-- later\nSELECT n.id FROM note AS n ORDER BY n.id LIMIT 1;\n", 1, 'awaited later', 'many rows awaited later');
refuses("-- q: one\n-- unscoped: test\n-- violated: stale\nSELECT c.id FROM cases AS c;\n", 1, 'violates nothing', 'a reader that violates');
refuses("-- q: one\n-- unscoped:\nSELECT c.id FROM cases AS c;\n", 2, 'needs a reason', 'unscoped without a reason');
takes("-- q: one\n-- in: scope_unit i64\nSELECT c.id FROM cases AS c WHERE c.unit = \$scope_unit;\n", 'a scoped table with $scope');
refuses("-- q: exec\n-- in: n str\nUPDATE unit SET name = \$n;\n", 3, 'a table of city/unit', 'writing a lower room\'s table');
takes("-- q: exec\n-- in: n i64\nUPDATE cases SET fine = \$n;\n", 'writing one\'s own');

# ---- Floors ----

my ($rc, $said) = run_tool('city/unit', [@all], "-- q: one\nSELECT n.id FROM note AS n;\n");
ok($rc && $said =~ /may not read note/, 'refused: reading a higher room\'s table');
($rc, $said) = run_tool('work/intake', [@all, $intake], "-- q: one\nSELECT n.id FROM note AS n;\n");
is($rc, 0, 'a room of the same floor that layers.txt allows') or diag($said);
($rc, $said) = run_tool('work/cases', [@all, $intake], "-- q: one\nSELECT r.id FROM report AS r;\n");
ok($rc && $said =~ /may not read report/, 'refused: the other way round');

# ---- Schemas ----

sub refuses_schema {
	my ($text, $line, $words, $what) = @_;
	my $file = put('src/work/task/schema.sql', $text);
	my ($rc, $said) = run_tool('work/task', [@all, $file], '');
	ok($rc && $said =~ /schema\.sql:$line: .*\Q$words\E/, "refused schema: $what") or diag("exit $rc, said: $said");
}

refuses_schema("CREATE TABLE t (id ID);\n", 1, '-- step 1', 'no step');
refuses_schema("-- step 2\nCREATE TABLE t (id ID);\n", 1, 'step 1 was expected', 'steps from 2');
refuses_schema("-- step 1\nCREATE TABLE t (id BIGINT);\n", 2, 'neutral type', 'an engine\'s type');
refuses_schema("-- step 1\nCREATE TABLE t (id ID, a);\n", 2, 'neutral type', 'no type');
refuses_schema("-- step 1\nCREATE TABLE t (id ID, a REF(nosuch));\n", 2, 'no such table', 'REF to nothing');
refuses_schema("-- step 1\nCREATE TABLE t (id ID, a REF(note));\n", 2, 'may not use', 'REF to a room of the same floor');
refuses_schema("-- step 1\nCREATE TABLE unit (id ID);\n", 2, 'exists already', 'a table twice');
refuses_schema("-- step 1\nCREATE TRIGGER x AFTER INSERT ON note BEGIN SELECT 1; END;\n", 2, 'same on both engines', 'a trigger');
refuses_schema("-- step 1\n-- append only but: nosuch\nCREATE TABLE t (id ID);\n", 2, 'no column nosuch', 'an exception that is not there');
refuses_schema("-- step 1\nDELETE FROM unit;\n", 2, 'a schema has', 'DELETE');

# What a row refers to is looked up by both engines, or by SQLite alone where a table is unchecked.
for my $remark ('', "-- unchecked\n") {
	my $file = put('src/work/task/schema.sql', "-- step 1\n${remark}CREATE TABLE t (id ID, a REF(unit), b I64 NOT NULL REFERENCES unit(id), UNIQUE (a, b));\n");
	my ($code, $words) = run_tool('work/task', [@all, $file], '');
	is($code, 0, 'a schema with references') or diag($words);
	my ($lite, $pg) = slurp('out.c') =~ /CREATE TABLE t (.*?UNIQUE \(a, b\)).*CREATE TABLE t (.*?UNIQUE \(a, b\))/s;
	is(() = ($lite // '') =~ /REFERENCES unit ?\(id\)/g, 2, ($remark ? 'unchecked' : 'checked') . ': SQLite looks');
	is(() = ($pg // 'REFERENCES') =~ /REFERENCES/g, $remark ? 0 : 2, ($remark ? 'unchecked' : 'checked') . ': PostgreSQL');
}

# ---- Two bodies stay rare ----

my @split = `grep -rl --include='*.sql' -e '-- body: postgres' $root/src`;
my $split = 0;
for my $file (@split) {
	chomp $file;
	open my $f, '<', $file or die $!;
	$split += grep { /^-- body: postgres/ } <$f>;
}
cmp_ok($split, '<', 10, "queries with a text for each engine: $split, fewer than ten");

done_testing();
