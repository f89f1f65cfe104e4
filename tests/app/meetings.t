# Meetings by their pages and the API: who sees what, the pack's figures against the bulletin's, one meeting after another.
# usage: perl meetings.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use POSIX qw(strftime);
use Test::More;

start_up();
my ($soffice) = grep { -x } map { "$_/soffice" } split /:/, $ENV{PATH};

for my $engine (Duban::engines()) {
	$ENV{DUBAN_PAPERS} = "$tmp/papers.$engine";
	my $s = demo_store($engine);
	# A problem comes back after it was closed (A37), before the server's first seal.
	my ($was) = sql($s, 'SELECT c.id, p.code, c.class_key, c.address, u.code, c.closing_key FROM (SELECT x.*, (SELECT y.key FROM class_condition y WHERE y.id = x.condition_id) AS closing_key FROM cases x) c '
		. 'JOIN place p ON p.id = c.place_id JOIN unit u ON u.id = c.unit_id WHERE c.state = 9 AND c.kind = 1 ORDER BY c.ended_at DESC LIMIT 1');
	my $said = duban($s, qw(do case.report source=upper --as sly01), "place=$was->[1]", "class=$was->[2]", "address=$was->[3]", 'description=又出现了');
	my $again = json_of($said) // {err => $said->{err}};
	diag(explain($again)) if !$again->{id};
	is(duban($s, qw(do case.accept --as sly02), "id=$again->{id}")->{code}, 0, "$engine: a closed problem is reported again");
	my $filed = duban($s, qw(do case.file --as zbz01), "id=$again->{id}", "condition=$was->[5]");
	is($filed->{code}, 0, "$engine: and filed") or diag($filed->{err});
	my $v = serve($s);
	my ($chief, $unit, $other, $watch, $leader) = map { login($v, $_) } qw(zbz01 cz13 cz01 dcy01 ld01);
	my $get = sub { decode_utf8(get(@_)->{content}) };
	my $pack = sub { view($_[0], 'meeting.pack', id => $_[1])->{json} };
	for (1 .. 100) {
		last if view($chief, 'seal.show')->{json}{waiting} == 0;
		select undef, undef, undef, 0.1;
	}
	my $link = sub { $_[0] =~ s/&amp;/&/gr };

	# ---- Who sees what
	like($get->($chief, '/meetings'), qr{芗城区月调度会.*芗城区动员部署会}s, "$engine: the newest day first");
	is(get($unit, '/meetings/1')->{status}, 200, "$engine: a unit sees the meeting it is asked to");
	unlike($get->($unit, '/meetings/1'), qr{破损果皮箱|会议材料|/do/meeting}, "$engine: its own promises there, no figures, no forms");
	is(get($other, '/meetings/1')->{status}, 404, "$engine: to a unit that is not asked it does not exist");
	is(get($unit, '/meetings/2/pack')->{status}, 403, "$engine: who stands for a unit has no place's figures");
	is(get($leader, '/meetings/2/pack')->{status}, 200, "$engine: who stands for the place has");

	# ---- The pack: each number is what its list holds
	my $p = $pack->($chief, 2);
	my $page = $get->($chief, '/meetings/2/pack');
	ok($p->{position} > 0 && $page =~ /封存到第/, "$engine: the pack carries its seal position");
	for my $n (keys %{$p->{numbers}}) {
		my $sum = 0;
		$sum += $_->{numbers}{$n} for @{$p->{units}};
		is($sum, $p->{numbers}{$n}, "$engine: $n: units add up to all");
	}
	for my $n (qw(fresh closed stock overdue)) {
		my $list = view($chief, 'bulletin.cases', number => $n, seal => $p->{position}, at => $p->{cut}, since => $p->{since})->{json};
		is($list->{total}, $p->{numbers}{$n}, "$engine: $n: as many as the bulletin lists for that stretch");
	}
	my ($href) = $page =~ m{href="(/bulletin/cases\?number=overdue[^"]*unit=CG)"};
	my ($cg) = grep { ($_->{code} // '') eq 'CG' } @{$p->{units}};
	is(() = $get->($chief, $link->($href)) =~ m{href="/cases/\d+"}g, $cg->{numbers}{overdue}, "$engine: a unit's number leads to just its cases");
	is($p->{numbers}{back}, 1, "$engine: what came back is counted");
	is_deeply([map { $_->{code} } grep { $_->{numbers}{back} } @{$p->{units}}], [$was->[4]], "$engine: against the unit that had closed it");
	for my $n (qw(due done kept broken again back)) {
		my $list = view($chief, 'meeting.items', id => 2, number => $n)->{json};
		is(scalar @{$list->{items}}, $p->{numbers}{$n}, "$engine: $n: as many as its list");
	}
	is("$p->{numbers}{kept} $p->{numbers}{broken} $p->{numbers}{due}", '1 1 1', "$engine: one promise kept, one broken, one decision due");
	like($page, qr{以往会议未完成事项.*背街小巷.*破损人行道.*各单位情况}s, "$engine: it begins with what is open of the meeting before");
	is(view($chief, 'meeting.items', id => 2, number => 'fresh')->{status}, 422, "$engine: cases of the bulletin are listed there");
	is(view($chief, 'bulletin.cases', number => 'fresh', since => 1)->{status}, 422, "$engine: no stretch is endless");
	is(view($chief, 'bulletin.cases', number => 'fresh', since => ($p->{cut} + 9e9))->{status}, 422, "$engine: nor ends before it begins");

	# ---- One after another
	is(api($chief, 'meeting.close', {id => 2, said => '抓紧'})->{status}, 200, "$engine: closed");
	my $closed = $pack->($chief, 2);
	ok($closed->{closed} && $closed->{numbers}{stock} >= $p->{numbers}{stock}, "$engine: its figures stay as they were told");
	my $next = api($chief, 'meeting.call', {kind => 'monthly', day => $p->{day} // (map { $_->[0] } sql($s, 'SELECT day FROM meeting WHERE id = 2'))[0], units => "CG\n环卫中心", agenda => '通报'})->{json}{id};
	my $q = $pack->($chief, $next);
	is($q->{last}, 2, "$engine: the next of its kind counts from there");
	is($q->{since}, $closed->{cut}, "$engine: to the millisecond");
	is($q->{numbers}{fresh}, 0, "$engine: in which nothing was new");
	is_deeply([map { $_->{was}{fresh} } grep { ($_->{code} // '') eq 'CG' } @{$q->{units}}], [map { $_->{numbers}{fresh} } grep { ($_->{code} // '') eq 'CG' } @{$closed->{units}}],
		"$engine: and says beside each number what was told then");
	like($get->($chief, "/meetings/$next/pack"), qr{上次同类会议}, "$engine: its page names that meeting");
	is(api($chief, 'meeting.pledge', {id => $next, post_code => 'CG-cz', goal => '全部整改', due => '2027-01-31'})->{status}, 422, "$engine: a promise without a measure is refused");
	like(decode_utf8(api($chief, "meeting.pledge", {id => $next, post_code => "CG-cz", goal => "全部整改", due => "2027-01-31"})->{content}), qr/可衡量/, "$engine: and it says what is missing");

	# ---- What happens afterwards to a task that was told
	my ($due) = @{view($chief, 'meeting.items', id => 2, number => 'due')->{json}{items}};
	is(api($chief, 'task.void', {id => $due->{id}, reason => '记错', alone => 1})->{status}, 200, "$engine: a task that was told is made void");
	my $list = view($chief, 'meeting.items', id => 2, number => 'due')->{json};
	is($list->{told} . ' ' . @{$list->{items}}, $closed->{numbers}{due} . ' ' . ($closed->{numbers}{due} - 1), "$engine: its list is of now, and says how many they were");
	like($get->($chief, '/meetings/2/list?number=due'), qr{会议结束时是 1 项.*0 项}, "$engine: so does its page");
	unlike($get->($chief, '/meetings/2/list?number=broken'), qr{会议结束时是}, "$engine: where nothing differs it says nothing");
	ok(!exists view($chief, 'meeting.items', id => $next, number => 'due')->{json}{told}, "$engine: nor of a meeting that is not over");

	# ---- Earlier is by the day of the meeting, not by when it was called
	my ($today, $yesterday, $later) = map { strftime('%Y-%m-%d', gmtime(time + (8 + 24 * $_) * 3600)) } 0, -1, 60;
	my ($second, $first) = map { api($chief, 'meeting.call', {kind => 'emergency', day => $_, units => 'CG', agenda => '通报'})->{json}{id} } $today, $yesterday;
	my $no = api($chief, 'meeting.pledge', {id => $first, post_code => 'CG-cz', goal => '清运积存垃圾', target => 3, measure => '处', due => $later})->{json}{no};
	ok($first > $second && $no, "$engine: called second and held first");
	ok((grep { $_->{no} eq $no && $_->{meeting} == $first } @{$pack->($chief, $second)->{open}}), "$engine: its promise is told at the one held after it");
	api($chief, 'meeting.decide', {id => $second, post_code => 'CG-cz', goal => '补种行道树', target => 3, measure => '棵', due => $later});
	ok(!(grep { $_->{meeting} == $second } @{$pack->($chief, $first)->{open}}), "$engine: and not the other way round");

	# ---- Papers
	is(api($chief, 'meeting.issue', {id => $next, kind => 'meeting_minutes'})->{status}, 409, "$engine: no minutes before its end");
	is(api($watch, 'meeting.issue', {id => 2, kind => 'meeting_minutes'})->{status}, 403, "$engine: nor by just anybody");
	my ($form) = grep { /meeting_minutes/ } $get->($chief, '/meetings/2') =~ m{(<form[^>]*action="/do/meeting\.issue".*?</form>)}sg;
	my %in = $form =~ /name="([^"]+)" value="([^"]*)"/g;
	is(post($chief, '/do/meeting.issue', \%in)->{status}, 303, "$engine: then they are issued");
	select undef, undef, undef, 1.1;
	my $twice = api($chief, 'meeting.issue', {id => 2, kind => 'meeting_minutes'});
	like("$twice->{status} " . decode_utf8($twice->{content}), qr/^409.*和第 1 份会议纪要内容相同/s, "$engine: not twice the same");
	is(scalar @{view($chief, 'meeting.get', id => 2)->{json}{papers}}, 1, "$engine: there is one");
	is(api($chief, 'meeting.issue', {id => $next, kind => 'meeting_pack'})->{status}, 200, "$engine: and the next one's pack");
	my ($paper) = @{view($chief, 'meeting.get', id => 2)->{json}{papers}};
	my ($kept) = grep { $_->{kind} eq 'meeting_pack' } @{view($chief, 'meeting.get', id => $next)->{json}{papers}};
	is(get($leader, "/meeting-papers/$kept->{id}/pdf")->{status}, 200, "$engine: who stands for the place reads an issued pack");
	for my $who ([$unit, 'a unit that is asked'], [login($v, 'hcy01'), 'who verifies']) {
		is(get($who->[0], "/meeting-papers/$kept->{id}/$_")->{status}, 404, "$engine: to $who->[1] its $_ does not exist") for qw(docx pdf print);
		is_deeply([grep { $_->{kind} eq 'meeting_pack' } @{view($who->[0], 'meeting.get', id => $next)->{json}{papers} // []}], [], "$engine: nor in the meeting's papers");
		unlike($get->($who->[0], "/meetings/$next"), qr{meeting-papers/$kept->{id}/}, "$engine: nor on its page");
	}
	my ($docx, $pdf) = map { get($chief, "/meeting-papers/$paper->{id}/$_") } qw(docx pdf);
	if ($soffice) {
		my ($pack) = grep { $_->{kind} eq 'meeting_pack' } @{view($chief, 'meeting.get', id => $next)->{json}{papers}};
		spew("$tmp/pack.docx", get($chief, "/meeting-papers/$pack->{id}/docx")->{content});
		system "HOME='$tmp' '$soffice' -env:UserInstallation=file://$tmp/office --headless --convert-to pdf --outdir '$tmp' '$tmp/pack.docx' >'$tmp/soffice.log' 2>&1";
		my $said = decode_utf8(qx(pdftotext -layout '$tmp/pack.pdf' -));
		like($said, qr/^ *单位 +新增 +办结 +在办 +超期 +重复 +反弹 +到期 +完成 +兑现 +未兑现 *$/m, "$engine: the heads of the units' table stand on one line each");
		unlike($said, qr/^ *(三、各单位情况|统计时段[^\n]*) *\n\s*— *\d+ *—/m, "$engine: no heading stands alone at a page's foot");
		ok($said =~ s/\s+//gr =~ /分至20\d\d年\d+月\d+日\d+时\d\d分/ && $said !~ /20\d\d-(?:\d\d-)?\s/, "$engine: moments are written out, and no date in figures is broken") or diag($said);
	}
	is(sha256_hex($docx->{content}) . sha256_hex($pdf->{content}), $paper->{docx} . $paper->{pdf}, "$engine: what is given out is as it was issued");
	like($pdf->{content}, qr/^%PDF-/, "$engine: as PDF");
	SKIP: {
		skip 'no LibreOffice on this machine', 1 if system 'command -v soffice >/dev/null';
		my $printed = get($chief, "/meeting-papers/$paper->{id}/print");
		like("$printed->{status} $printed->{headers}{'content-disposition'} " . substr($printed->{content}, 0, 5), qr{^200 .*\.pdf.* %PDF-$}, "$engine: its Word file as LibreOffice prints it");
	}
	like($get->($chief, '/meetings/2'), qr{会议纪要 第 1 份.*/meeting-papers/$paper->{id}/pdf}s, "$engine: the meeting's page leads to it");
	is(get($other, "/meeting-papers/$paper->{id}/pdf")->{status}, 200, "$engine: a unit that attended reads the minutes");
	is(get(login($v, 'cz02'), "/meeting-papers/$paper->{id}/pdf")->{status}, 404, "$engine: to one that was not asked they do not exist");
	is(duban($s, 'verify')->{code}, 0, "$engine: all equals its events");
	my $file = "$ENV{DUBAN_PAPERS}/kept/" . substr($paper->{docx}, 0, 2) . '/' . substr($paper->{docx}, 2, 2) . "/$paper->{docx}";
	ok(utime(time - 3 * 86400, time - 3 * 86400, $file), "$engine: kept by its digest");
	is(duban($s, qw(papers sweep))->{code}, 0, "$engine: what nothing names is swept");
	is(get($chief, "/meeting-papers/$paper->{id}/docx")->{status}, 200, "$engine: no sweep takes it");
	chmod 0600, $file;
	spew($file, 'x');
	my $said = duban($s, 'verify');
	like("$said->{out}$said->{err}", qr/会议纪要/, "$engine: verify names a paper that was altered");
	is(get($chief, "/meeting-papers/$paper->{id}/docx")->{status}, 500, "$engine: and it is not given out");
	is(stop_server($v), 0, "$engine: the server ends well");
}

done_testing();
