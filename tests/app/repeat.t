#!/usr/bin/perl
# What comes back: filed where one of its class had been closed, told on both cases, listed, planned; the rules as a page.
# usage: perl repeat.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Test::More;

start_up();

# Reported by an inspector, accepted and filed at the centre: its id and number.
sub filed {
	my ($v, $old) = @_;
	my $r = api($v->{jdy}, 'case.report', {source => 'grid', place => $old->{place}, class => $old->{class}, address => $old->{address},
		description => '又出现了'});
	my $id = $r->{json}{id} or die decode_utf8($r->{content});
	die decode_utf8($_->{content}) for grep { $_->{status} != 200 } api($v->{sly}, 'case.accept', {id => $id}),
	    api($v->{zbz}, 'case.file', {id => $id, condition => $old->{condition}});
	return ($id, $r->{json}{no});
}

for my $engine (engines()) {
	my $s = demo_store($engine);
	my $server = serve($s);
	my %v = map { $_ => login($server, "${_}01") } qw(zbz sly jdy xt);
	my ($row) = sql($s, "SELECT c.id, c.no, p.code, c.class_key, c.address, k.key FROM cases c JOIN place p ON p.id = c.place_id JOIN class_condition k ON k.id = c.condition_id"
		. " WHERE c.state = 9 AND p.code LIKE '350602001%' AND NOT EXISTS (SELECT 1 FROM cases o WHERE o.open = 1 AND o.place_id = c.place_id AND o.class_key = c.class_key)"
		. " ORDER BY c.id LIMIT 1");
	my %old;
	@old{qw(id no place class address condition)} = @$row;
	my ($id, $no) = filed(\%v, \%old);
	my $page = decode_utf8(get($v{zbz}, "/cases/$id")->{content});
	like($page, qr{id="again".*屡改屡犯.*href="/cases/$old{id}">$old{no}</a>}s, "$engine: the new case names the old one");
	like($page, qr{365 天内第 2 次}, "$engine: and which time it is");
	like(decode_utf8(get($v{zbz}, "/cases/$old{id}")->{content}), qr{此后又发生.*href="/cases/$id">$no</a>}s, "$engine: the old one names the new");
	$page = decode_utf8(get($v{zbz}, '/repeats')->{content});
	like($page, qr{href="/cases/$id">$no</a>.*?href="/cases/$old{id}"}s, "$engine: both stand on the list");
	unlike($page, qr{btn s" href="/tasks/new}, "$engine: the second time asks for no plan");
	unlike(decode_utf8(get($v{zbz}, '/repeats?kind=chronic')->{content}), qr{href="/cases/$id"}, "$engine: nor is it long standing");

	# By a stricter rule the next is.
	is(get($v{xt}, '/repeats')->{status}, 200, "$engine: who sets rules sees them");
	unlike(decode_utf8(get($v{xt}, '/repeats')->{content}), qr{href="/cases/}, "$engine: and no case");
	my ($csrf) = get($v{xt}, '/repeats')->{content} =~ /name="_csrf" value="([^"]+)"/;
	is(post($v{xt}, '/do/repeat.rule', {_csrf => $csrf, _page => '/repeats', class => $old{class}, days => 90, metres => 30, times => 2, span => 365,
		basis => '区创文办〔2026〕9号'})->{status}, 303, "$engine: a rule is set on the page");
	like(decode_utf8(get($v{xt}, '/repeats')->{content}), qr{$old{class}.*区创文办〔2026〕9号}s, "$engine: and listed");
	is(api($v{zbz}, 'case.ask_void', {id => $id, reason => '重复登记'})->{status}, 200, "$engine: the new one was an error");
	is(api(login($server, 'ld01'), 'case.decide_void', {id => $id, answer => 'yes'})->{status}, 200, "$engine: and is voided");
	unlike(decode_utf8(get($v{zbz}, '/repeats')->{content}), qr{href="/cases/$id"}, "$engine: then it had not come back");
	my ($next, $its) = filed(\%v, \%old);
	$page = decode_utf8(get($v{zbz}, '/repeats?kind=bare')->{content});
	my ($plan) = $page =~ m{href="/cases/$next">$its</a>.*?btn s" href="(/tasks/new[^"]+)"}s;
	ok($plan, "$engine: long standing without a task: it asks for a plan");
	$plan =~ s/&amp;/&/g;
	like(decode_utf8(get($v{zbz}, $plan)->{content}), qr{屡治屡发，制定长期整治计划}, "$engine: whose form is half filled in");
	is(stop_server($server), 0, "$engine: the server ends well");
}

done_testing();
