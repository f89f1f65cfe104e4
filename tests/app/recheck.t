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
	is(stop_server($v), 0, "$engine: the server ends well");
}

done_testing();
