#!/usr/bin/perl
# Zones side by side: what a zone says is what its places' bulletins say together; drawn anew by a table; who may look.
# usage: perl zones.t DUBAN SOURCE PAYLOADS
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
	my ($zbz, $xt) = map { login($v, $_) } qw(zbz01 xt01);
	my $get = sub { decode_utf8(get($zbz, $_[0])->{content}) };
	my $f = view($zbz, 'zone.figures')->{json};
	my %zone = map { $_->{code} => $_ } @{$f->{zones}};
	is(join(' ', sort keys %zone), 'GN-1 PQ-1 PQ-2 PQ-3 PQ-4', "$engine: the zones of the demonstration");

	# The bulletin's own list of that stretch, place by place.
	for my $z (values %zone) {
		for my $number (qw(fresh closed stock overdue)) {
			my $sum = 0;
			for my $place (@{$z->{places}}) {
				my $list = view($zbz, 'bulletin.cases', number => $number, day => $f->{until}, place => $place->{code}, seal => $f->{position},
					at => $f->{at}, since => "$f->{since}T00:00");
				is($list->{json}{total}, $place->{numbers}{$number}, "$engine: $z->{code} $place->{name} $number is its list") or diag($list->{content});
				$sum += $place->{numbers}{$number};
			}
			is($z->{numbers}{$number}, $sum, "$engine: $z->{code}: $number is what its places have together");
		}
		my $n = $z->{numbers};
		is($n->{opening} + $n->{fresh} - $n->{closed}, $n->{stock}, "$engine: $z->{code} balances");
		is($z->{ended}, $n->{on_time} + $n->{late}, "$engine: $z->{code}: closed in time or late");
	}
	my %all = map { my $k = $_; ($k => eval { my $t = 0; $t += $zone{$_}{numbers}{$k} for map { "PQ-$_" } 1 .. 4; $t }) } qw(fresh closed stock);
	is_deeply([@all{qw(fresh closed stock)}], [@{$f->{numbers}}{qw(fresh closed stock)}], "$engine: zones that cover the whole once add up to it");

	# Drawn anew: a community inside a street that belongs counts once.
	my ($text) = decode_utf8(get($xt, '/tables/zones/csv')->{content}) =~ /\A\x{FEFF}?(.*)\z/s;
	like($text, qr/^PQ-1,/m, "$engine: the table as it is");
	my $before = $zone{'PQ-1'}{numbers}{fresh};
	(my $drawn = $text) =~ s/^(PQ-1,[^,]*,[^,]*,)"?350602001/${1}350602001；350602001001/m;
	my $sent = Duban::send_table($xt, 'zones', undef, $drawn);
	my $page = decode_utf8(get($xt, $sent->{headers}{location} // '/')->{content});
	like($page, qr/PQ-1.*350602001001/s, "$engine: what would change is shown");
	my ($form) = $page =~ m{(<form method="post" action="/do/bulk.apply".*?</form>)}s;
	is(post($xt, '/do/bulk.apply', {($form // '') =~ /<input[^>]*name="([^"]*)" value="([^"]*)"/g})->{status}, 303, "$engine: and let in");
	$f = view($zbz, 'zone.figures', since => $f->{since})->{json};
	my ($again) = grep { $_->{code} eq 'PQ-1' } @{$f->{zones}};
	is($again->{numbers}{fresh}, $before, "$engine: no case counts twice in a zone");
	is(scalar @{$again->{places}}, 3, "$engine: a place inside another of the zone is no part of its own");

	# As a page.
	like($get->('/zones'), qr{href="/zones/\d+\?since=[^"]*">老城片区}, "$engine: the page");
	like($get->('/bulletin'), qr{href="/zones"}, "$engine: the bulletin leads to it");
	my ($one) = $get->('/zones') =~ m{href="(/zones/\d+[^"]*)"};
	like($get->($one =~ s/&amp;/&/gr), qr{/bulletin/cases\?number=fresh}, "$engine: a zone's places lead to their lists");

	# What is refused.
	is(get($zbz, '/zones/99')->{status}, 404, "$engine: a zone that there is not");
	is(get($zbz, '/zones/abc')->{status}, 404, "$engine: nor this");
	for my $bad (['until=2099-01-01', qr/不能晚于今天/], ['since=2026-02-30', qr/日期/], ['since=2020-01-01', qr/一次最多统计 100 天/]) {
		my $r = get($zbz, "/zones?$bad->[0]");
		is($r->{status}, 422, "$engine: $bad->[0] is refused");
		like(decode_utf8($r->{content}), $bad->[1], "$engine: and says why");
	}
	is(get(login($v, 'cz02'), '/zones')->{status}, 403, "$engine: whoever stands for a unit has its cases, not zones' figures");
	is(post($zbz, '/do/zone.load', {file => "code\n"})->{status}, 403, "$engine: zones are the system administrator's to draw");
	is(stop_server($v), 0, "$engine: the server stops");
	is(duban($s, 'verify')->{code}, 0, "$engine: all of it verifies");
}
done_testing();
