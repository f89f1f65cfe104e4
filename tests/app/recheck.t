#!/usr/bin/perl
# Pages of looking back: a list's later page and its first ask for the same.
# usage: perl recheck.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

for my $engine (engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $zbz = login($v, 'zbz01');
	my ($row) = sql($s, 'SELECT r.id, r.state, u.code, r.draw_id FROM recheck AS r JOIN unit AS u ON u.id = r.unit_id ORDER BY r.due, r.id LIMIT 1');
	my ($id, $state, $unit) = @$row;
	my $page = decode_utf8(get($zbz, "/recheck?state=$state&unit=$unit")->{content});
	like($page, qr{href="/recheck/$id"}, "$engine: the first of a unit is on its list");
	$page = decode_utf8(get($zbz, "/recheck?state=$state&unit=$unit&after=$id")->{content});
	unlike($page, qr{href="/recheck/$id"}, "$engine: and not behind itself");
	like($page, qr{href="/recheck\?state=$state&amp;unit=$unit"}, "$engine: from there the first page asks for the same");
	is(get($zbz, '/recheck?unit=NIRGENDS')->{status}, 422, "$engine: a unit that is none is told");
	is(get($zbz, "/recheck?after=999999")->{status}, 404, "$engine: nor is there a page behind what is not there");

	# A unit's figure leads to its list, which has as many.
	my $rates = decode_utf8(get($zbz, '/recheck/rates')->{content});
	my ($to, $many) = $rates =~ m{href="(/recheck\?unit=[^"&]+)">(\d+)</a>};
	ok($to, "$engine: what waits of a unit leads to it") or $to = '/';
	is(scalar(() = decode_utf8(get($zbz, $to)->{content}) =~ m{<th scope="row"><a href="/recheck/\d+"}g), $many, "$engine: as many as the figure says");
	unlike($rates, qr{<svg role="img"}, "$engine: where nothing came back there is no curve");

	# More than one page: the same look again and again, as far as the list goes.
	sql($s, "INSERT INTO recheck (rev, draw_id, n, case_id, unit_id, stratum, closed_at, due, state, words)"
		. " SELECT rev, draw_id, n + 1000 + t.k, case_id, unit_id, stratum, closed_at, due, state, words FROM recheck,"
		. " (SELECT DISTINCT id AS k FROM event WHERE id <= 300) AS t WHERE recheck.id = $id");
	$page = decode_utf8(get($zbz, "/recheck?state=$state&unit=$unit")->{content});
	my ($next) = $page =~ /rel="next" href="([^"]+)"/ or die "no second page";
	$next =~ s/&amp;/&/g;
	like($next, qr{^/recheck\?state=$state&unit=$unit&after=\d+$}, "$engine: the next page asks for the same from where this ends");
	my %here = map { $_ => 1 } $page =~ m{href="/recheck/(\d+)"}g;
	my @there = decode_utf8(get($zbz, $next)->{content}) =~ m{href="/recheck/(\d+)"}g;
	ok(@there > 0 && !grep({ $here{$_} } @there), "$engine: and shows others");

	# A list of more than a page: whoever repeats the draw needs all of it.
	my ($long) = map { @$_ } sql($s, 'SELECT max(draw_id) FROM recheck_item');
	sql($s, "INSERT INTO recheck_item (draw_id, case_id, stratum) SELECT $long, c.id, 'x' FROM cases AS c WHERE c.id NOT IN (SELECT case_id FROM recheck_item WHERE draw_id = $long)");
	my $whole = view($zbz, 'recheck.draw', id => $long)->{json}{list};
	my $rest = view($zbz, 'recheck.draw', id => $long, from => 11)->{json}{list};
	is_deeply($rest, [@$whole[10 .. $#$whole]], "$engine: from the eleventh on it is the same list");
	is(scalar @{view($zbz, 'recheck.draw', id => $long, from => @$whole + 1)->{json}{list} // []}, 0, "$engine: and ends where it ends");
	is(view($zbz, 'recheck.draw', id => $long, from => 0)->{status}, 422, "$engine: a list begins at 1");

	# A batch is its office's: to who has none of its cases it does not exist, nor does its draw.
	my ($case, $of) = map { @$_ } sql($s, 'SELECT c.no, u.code FROM cases c JOIN unit u ON u.id = c.unit_id WHERE c.state = 9 AND c.kind = 1 ORDER BY c.id LIMIT 1');
	my $batch = api($zbz, 'recheck.batch', {name => '某街道问题', basis => '文件002', cases => $case, share => 1000, within => 7});
	is($batch->{status}, 200, "$engine: a batch is made");
	$batch = $batch->{json}{id};
	my ($draw) = map { @$_ } sql($s, "SELECT id FROM recheck_draw WHERE batch = $batch");
	my ($own, $none) = map {
		sql($s, "SELECT l.name FROM login l JOIN person p ON p.id = l.person_id JOIN holding h ON h.person_id = p.id JOIN post o ON o.id = h.post_id "
			. "JOIN unit u ON u.id = o.unit_id WHERE o.role = 'handler' AND $_ AND h.valid_to IS NULL AND NOT EXISTS (SELECT 1 FROM holding x WHERE x.person_id = p.id AND x.post_id <> o.id) ORDER BY l.name LIMIT 1")
	} "u.code = '$of'", "u.id NOT IN (SELECT (r.reach - 1) / 2 FROM case_reach r JOIN cases c ON c.id = r.case_id WHERE c.no = '$case' AND r.reach % 2 = 1)";
	for my $is ([$zbz, 1], [login($v, $own->[0]), 1], [login($v, $none->[0]), 0]) {
		my ($who, $sees) = @$is;
		my $said = $sees ? 'who has a case of it sees' : 'who has none does not see';
		is(() = (grep { $_->{batch} eq '某街道问题' } @{view($who, 'recheck.draws')->{json}{draws}}), $sees, "$engine: $said a batch among the draws");
		is(() = (grep { $_->{name} eq '某街道问题' } @{view($who, 'recheck.rates')->{json}{batches}}), $sees, "$engine: $said it among the rates");
		is(view($who, 'recheck.draw', id => $draw)->{status}, $sees ? 200 : 404, "$engine: $said its draw");
		is(get($who, "/recheck/draws/$draw")->{status}, $sees ? 200 : 404, "$engine: $said the draw's page");
		is((decode_utf8(get($who, $_)->{content}) =~ /某街道问题/ ? 1 : 0), $sees, "$engine: $said it on $_") for '/recheck/draws', '/recheck/rates';
		cmp_ok(scalar @{view($who, 'recheck.draws')->{json}{draws}}, '>', $sees, "$engine: daily draws are everybody's");
	}
	is(stop_server($v), 0, "$engine: the server ends well");
}

done_testing();
