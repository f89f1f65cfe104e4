# Importing as a stranger would: the recipe of docs/import.md, word for word, into a store for real work.
use strict;
use warnings;
use utf8;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Test::More;
use Duban;

Duban::start_up();

# The first block of commands under a heading.
sub recipe {
	my ($heading) = @_;
	my ($text) = decode_utf8(slurp("$src/docs/import.md")) =~ /^## \Q$heading\E\n.*?^```\n(.*?)^```$/ms;
	return $text;
}

# A ledger with every column that a map names, and a few of its cells filled in.
sub ledger {
	my ($map, @rows) = @_;
	my $columns = join '', decode_utf8(slurp($map)) =~ /^\[(?:栏目|事实)\]\n(.*?)(?=^\[|\z)/msg;
	my @name = map { map { s/^\s+|\s+$//gr } split />/, (split /=/, $_, 2)[1] } grep { /=/ && !/^#/ } split /\n/, $columns;
	my @lines = map { my $r = $_; join ',', map { $r->{$_} // '' } @name } {map { $_ => $_ } @name}, @rows;
	return encode_utf8(join("\n", @lines) . "\n");
}

for my $engine (Duban::engines()) {
	subtest "$engine: from nothing to a ledger, as the document says" => sub {
		my $s = store($engine);
		my $dir = "$tmp/recipe-$engine";
		mkdir $dir;
		mkdir "$dir/bin";
		symlink abs_path($bin), "$dir/bin/duban";
		symlink abs_path("$src/data"), "$dir/data";
		my %row = (SRType => 'HCD-Illegal Dumping', CreatedDate => '03/05/2018 09:00:00 AM', SRStatus => 'Closed',
			CloseDate => '03/06/2018 10:00:00 AM', Neighborhood => 'Dorchester');
		spew("$dir/baltimore_311.csv", ledger("$src/data/maps/baltimore.map",
			{%row, ServiceRequestNum => '1', DueDate => '03/06/2018 09:00:00 AM'},
			{%row, ServiceRequestNum => '2', DueDate => '03/08/2018 09:00:00 AM'},
			{%row, ServiceRequestNum => '3', CreatedDate => 'some day'}));
		my $script = recipe('从零开始');
		ok($script && $script =~ /init --places/, 'the document has the recipe') or return;
		like($script, qr/^export DUBAN_DB=/m, 'which names a store: here another one');
		$script =~ s/^export DUBAN_DB=.*$/export DUBAN_DB='$s->{db}' DUBAN_KEYS='$s->{keys}'/m;
		# Without --rejects a trial with a rejected row ends in 2, as it should; the script goes on.
		$script =~ s/--dry-run$/--dry-run || true/m;
		spew("$dir/run.sh", encode_utf8("set -e\ncd '$dir'\nPATH='$dir/bin':\$PATH\n$script"));
		my $out = decode_utf8(qx{sh '$dir/run.sh' 2>&1});
		is($?, 0, 'every command of it succeeds') or diag($out);
		is(rows($s, 'told'), 2, 'two rows are in');
		like($out, qr/"late":1\b/, 'one of them closed late, by the dates of its source');
		like(decode_utf8(slurp("$dir/rejected.csv")), qr/^4,CreatedDate,.*some day/m, 'the third is in the file of the rejected, with line and column');
		is((sql($s, "SELECT value FROM setting WHERE key = 'demo'"))[0][0], '0', 'in a store for real work');
		is((sql($s, 'SELECT count(*) FROM event WHERE pos IS NULL'))[0][0], 0, 'all of it is sealed');

		my $map = "$src/data/maps/baltimore.map";
		my $ledger = slurp("$dir/baltimore_311.csv");
		my $over = duban($s, 'import', 'cases', "$dir/baltimore_311.csv", '--map', $map, '--as', 'zbz01', '--rejects', "$dir/baltimore_311.csv");
		is($over->{code}, 2, 'rejected rows are never written over a file that is there');
		is(slurp("$dir/baltimore_311.csv"), $ledger, 'so the ledger itself stays as it is');
		my $again = duban($s, 'import', 'cases', "$dir/rejected.csv", '--map', $map, '--as', 'zbz01', '--rejects', "$dir/rejected.csv");
		like("$again->{code} " . decode_utf8(slurp("$dir/rejected.csv")), qr/^2 .*^4,CreatedDate/ms, 'nor over the rejected rows that are imported again');
		my $not = duban($s, 'import', 'cases', "$dir/baltimore_311.csv", '--map', $map, '--as', 'xt01');
		is($not->{code}, 4, 'an administrator cannot import');
		like($not->{err}, qr/xt01.*值班长.*--as/, 'and is told who can');
	};
}

done_testing;
