# 并案 goes into the same problem alone; a year of the calendar is published with its days alone.
# usage: perl merge.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $do = sub { my ($who, $name, @in) = @_; duban($s, 'do', $name, @in, '--as', $who) };
	my $report = sub {
		my ($place, $class, $address) = @_;
		my ($id) = $do->('sly01', 'case.report', 'source=hotline', "place=$place", "address=$address", "class=$class", 'description=一堆垃圾')->{out} =~ /"id":(\d+)/;
		return $id;
	};
	my $again = sub { my ($id) = @_; (sql($s, "SELECT found_again FROM cases WHERE id = $id"))[0][0] };
	my ($one, $same, $class, $far, $street) = ($report->('350602001010', 'S06010', '甲路1号'), $report->('350602001010', 'S06010', '甲路一号门口'),
		$report->('350602001010', 'S01037', '甲路1号'), $report->('350602002001', 'S06010', '乙路9号'), $report->('350602001', 'S06010', '甲路'));
	ok($one && $same && $class && $far && $street, "$engine: five reports");

	# L15: who could merge into any case could end one alone, and charge another unit with a repeat.
	for ([$class, 'another class'], [$far, 'another community']) {
		my $r = $do->('sly01', 'case.merge', "id=$one", "other=$_->[0]", 'reason=不是一处');
		is($r->{code}, 7, "$engine: not into one of $_->[1]");
		like($r->{err}, qr/同一小类、同一社区.*更正/, "$engine: and what to do instead");
		is($again->($_->[0]), 0, "$engine: which is charged with nothing");
	}
	is($do->('sly01', 'case.merge', "id=$same", "other=$one", 'reason=同一堆')->{code}, 0, "$engine: into the same at its community");
	is($do->('sly01', 'case.merge', "id=$one", "other=$street", 'reason=同一堆')->{code}, 0, "$engine: or into one told of the street that it lies in");
	is($again->($street), 1, "$engine: found again");

	# A year without a day would end the warning, and its list come too late for those that were guessed.
	my $r = $do->('xt01', 'calendar.load', 'name=china-2028', "text=year\t2028", 'source=国办');
	is($r->{code}, 2, "$engine: a year without its days is not published");
	like($r->{err}, qr/year 2.?028.*放假或调休日/, "$engine: and what is missing");
	$r = $do->('xt01', 'calendar.load', 'name=china-2028', 'source=国办', "text=year\t2028\npaper\t演示〔2027〕1号\t2027-11-01\t演示用\t\noff\t2028-01-01\t元旦\t演示〔2027〕1号\n");
	is($r->{code}, 0, "$engine: with them it is") or diag($r->{err});
	is(duban($s, 'verify')->{code}, 0, "$engine: all equals its events");
}

done_testing();
