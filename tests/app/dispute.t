#!/usr/bin/perl
# A quarrel from both sides and headquarters, through the pages' own forms: refused twice, ruled on, and not fought again.
# usage: perl dispute.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

sub shown { my ($v, $path) = @_; return decode_utf8(get($v, $path)->{content}) }

for my $engine (engines()) {
	my $s = demo_store($engine);
	my $server = serve($s);
	my %v = map { $_ => login($server, $_) } qw(zbz01 pqy01 cz13 cz14 cz16 ld01 sly01 jdy01);
	my ($row) = sql($s, "SELECT c.id, c.no, c.class_key, p.code, c.lon, c.lat FROM cases c JOIN unit u ON u.id = c.unit_id JOIN place p ON p.id = c.place_id"
		. " WHERE c.state = 6 AND c.returns = 0 AND u.code = 'YL' AND c.lon IS NOT NULL ORDER BY c.id LIMIT 1");
	my ($id, $no, $class, $place, $lon, $lat) = @$row;

	# The first side.
	like(shown($v{cz16}, "/cases/$id"), qr{href="/disputes/new\?case=$id">写明依据退回}, "$engine: the page of the case offers to refuse it");
	unlike(shown($v{cz13}, '/cases'), qr{/cases/$id"}, "$engine: another unit does not see it");
	is(get($v{cz13}, "/disputes/new?case=$id")->{status}, 404, "$engine: nor can it refuse it");
	my $f = form(shown($v{cz16}, "/disputes/new?case=$id"), 'dispute.refuse');
	my $r = post($v{cz16}, '/do/dispute.refuse', {%$f, duty => '', law => '', reason => '不归园林'});
	is($r->{status}, 422, "$engine: without a ground it is refused");
	like(decode_utf8($r->{content}), qr{权责清单的第几号，或者法规条款.*不归园林}s, "$engine: with what is missing, and what was written");
	is(post($v{cz16}, '/do/dispute.refuse', {%$f, duty => '', law => '城市绿化条例第二十条', reason => '窨井不属绿化设施'})->{status}, 303, "$engine: with one it goes back");
	is(api($v{pqy01}, 'case.dispatch', {id => $id, unit => 'SZ', reason => '改派市政'})->{status}, 200, "$engine: and on to another unit");

	# The second.
	my $new = shown($v{cz14}, "/disputes/new?case=$id");
	my ($duty) = $new =~ m{<option value="(\d+)">\d+ [^<]*园林};
	ok($duty, "$engine: the second side can name the row that is for the first");
	is(post($v{cz14}, '/do/dispute.refuse', {%{form($new, 'dispute.refuse')}, duty => $duty, reason => '清单写的是园林'})->{status}, 303, "$engine: and refuses too");
	like(shown($v{zbz01}, '/disputes'), qr{待裁定.*href="/disputes/1">$no</a>.*芗城区\S+街道办事处}s, "$engine: headquarters sees it wait, with the territory");
	unlike(shown($v{cz14}, '/disputes/1'), qr{action="/do/dispute.rule"}, "$engine: a side has no form to rule");

	# The ruling.
	my $one = shown($v{zbz01}, '/disputes/1');
	like($one, qr{城市绿化条例第二十条.*href="/duties/$duty".*附近没有同类先例}s, "$engine: both grounds stand on its page, and that nothing was ruled nearby");
	$f = form($one, 'dispute.rule');
	my ($unit) = $one =~ m{<option value="(YL)"};
	$r = post($v{zbz01}, '/do/dispute.rule', {%$f, way => 'site', unit => $unit, reason => '', bears => ''});
	is($r->{status}, 422, "$engine: a ruling without reasons is refused");
	like(decode_utf8($r->{content}), qr{裁定须写理由}, "$engine: and says so");
	is(post($v{zbz01}, '/do/dispute.rule', {%$f, way => 'site', unit => $unit, reason => '窨井在绿化带内', keep => 1, metres => 80, bears => $unit, bears_why => '围挡费'})->{status},
		303, "$engine: with reasons it is made, and kept");
	like(shown($v{zbz01}, '/disputes/1'), qr{拒收不成立.*拒收成立.*围挡费.*href="/precedents/1"}s, "$engine: who was right, who bears it, the precedent");
	like(shown($v{pqy01}, "/cases/$id"), qr{依据裁定：$no 裁定}, "$engine: the case says by which ruling it is whose");
	unlike(shown($v{zbz01}, "/duties?class_key=$class&place=$place"), qr{<span class="tag">裁定</span>}, "$engine: without a position the matrix answers as before");

	# The same quarrel again.
	$r = api($v{jdy01}, 'case.report', {source => 'grid', place => $place, class => $class, address => '同一处', description => '又出现了', lon => $lon + 0.0004, lat => $lat, srs => 'cgcs2000'});
	my $next = $r->{json}{id};
	my ($condition) = map { $_->[0] } sql($s, "SELECT k.key FROM cases c JOIN class_condition k ON k.id = c.condition_id WHERE c.id = $id");
	is($_->{status}, 200, "$engine: a second problem at the spot") for api($v{sly01}, 'case.accept', {id => $next}), api($v{zbz01}, 'case.file', {id => $next, condition => $condition}),
	    api($v{pqy01}, 'case.dispatch', {id => $next});
	unlike(shown($v{cz16}, "/cases/$next"), qr{/disputes/new}, "$engine: goes to whom it was given, who is not offered to refuse it");
	is(api($v{cz16}, 'dispute.refuse', {id => $next, law => '城市绿化条例第二十条', reason => '还是不归园林'})->{status}, 409, "$engine: and may not");
	my $verify = duban($s, 'verify');
	is($verify->{code}, 0, "$engine: all of it verifies") or diag($verify->{out});
	is(stop_server($server), 0, "$engine: the server ends well");
}

done_testing();
