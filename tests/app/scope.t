# What lies outside one's reach does not exist, and who told us stays hidden from those it is about.
# usage: perl scope.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP;
use POSIX ();
use Test::More;

start_up();

# Plausible values for any field, so that nothing but the id is at fault.
my %value = (text => '看一看', reason => '看一看', answer => 'yes', class => 'S01037', condition => 'S01037-2', closing => 'S01037-2',
	until => '2030-01-01', unit => 'SZ', post => 'JD-hc', person => 'hcy01', beside => 1, other => 1, phone => '13800138000');

# A refusal without what differs from one request to the next.
sub said {
	my ($r) = @_;
	my $j = eval { decode_json($r->{content}) };
	return "$r->{status} $r->{content}" if ref $j ne 'HASH' || !$j->{why};
	return "$r->{status} " . join '|', map { ($_->{field} // '') . ":$_->{key}:$_->{text}" } @{$j->{why} // []};
}

# A plain digest of a request: whoever reads it in a store tries all telephones within the hour.
sub plain_digest {
	my ($pattern, $path, @pairs) = @_;
	return sha256_hex(join '', map { my $b = encode_utf8($_); pack('Q<', length $b) . $b } $pattern, $path, @pairs);
}

sub digests {
	my ($s) = @_;
	my $hex = $s->{engine} eq 'sqlite' ? 'lower(hex(digest))' : "encode(digest, 'hex')";
	return map { {command => $_->[0], digest => $_->[1]} } sql($s, "SELECT command, $hex FROM command_key");
}

sub known_number {
	my ($s, $no) = @_;
	return (sql($s, "SELECT id FROM cases WHERE no = '$no'"))[0][0];
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my $o = described();
	my ($place) = map { $_->[0] } sql($s, "SELECT code FROM place WHERE code = '350602001010'");

	# A telephone call, told with name and number, that ends up with the municipal services.
	my ($name, $phone) = ('欧阳秘密', '13912345678');
	my $clerk = login($v, 'sly01');
	my $r = api($clerk, 'case.report', {source => 'hotline', place => $place, address => '新华西路1号', class => 'S01037',
		description => '路灯不亮', reporter_name => $name, reporter_phone => $phone});
	is($r->{status}, 200, "$engine: a call is taken") or diag($r->{content});
	my ($id, $no) = @{$r->{json}}{qw(id no)};
	my @way = (['sly01', 'accept', {}], ['sly01', 'assign_check', {person => 'hcy01'}], ['hcy01', 'check', {answer => 'yes', text => '属实'}],
		['zbz01', 'file', {condition => 'S01037-2'}], ['pqy01', 'dispatch', {}]);
	for (@way) {
		my ($who, $act, $in) = @$_;
		is(api(login($v, $who), "case.$act", {id => $id, %$in})->{status}, 200, "$engine: $act");
	}

	# Entered later than it happened, an act is told with all that it did.
	my $was = api($clerk, 'case.report', {source => 'hotline', place => $place, address => '新华西路2号', class => 'S01037', description => '路灯不亮',
		at => int(time * 1000) - 600_000})->{json}{id};
	my ($ago, %in) = (540_000);
	for (['sly01', 'accept'], ['sly01', 'assign_check', person => 'hcy01'], ['hcy01', 'check', answer => 'yes', text => '属实'],
		['zbz01', 'file', condition => 'S01037-2'], ['pqy01', 'dispatch'], ['cz14', 'sign'], ['cz14', 'ask_extend', reason => '缺件'],
		['ld01', 'decide_extend', answer => 'yes']) {
		my ($who, $act, %more) = @$_;
		my $r = api(login($v, $who), "case.$act", {id => $was, at => int(time * 1000) - ($ago -= 60_000), %more});
		is($r->{status}, 200, "$engine: $act, minutes ago") or diag($r->{content});
	}
	my $page = decode_utf8(get(login($v, 'pqy01'), "/cases/$was")->{content});
	like($page, qr{<b>派遣</b>[^<]*<span class="ev">主办 芗城区市政服务中心 处置岗}, "$engine: its page says who was sent it");
	like($page, qr{申请和审批结果.*?芗城区创城指挥中心 指挥长岗，.*?</table>}s, "$engine: and who decided");

	# ---- Outside one's reach -------------------------------------------------------------
	# jdy02 and wgy02 answer for another street; cz15 and cz02 are units that were never sent it.
	for my $who (qw(jdy02 wgy02 cz15 cz02)) {
		my $c = login($v, $who);
		my @tells;
		for my $path (sort keys %{$o->{paths}}) {
			my ($method, $op) = %{$o->{paths}{$path}};
			my ($call) = $path =~ m{^/api/(.*)};
			my %fields = $method eq 'get' ? map { $_->{name} => $_->{required} } grep { $_->{name} } @{$op->{parameters}}
			    : %{$op->{requestBody}{content}{'application/json'}{schema}{properties}};
			next if $call !~ /^(case|intake)\./ || !exists $fields{id};
			my %in = map { $_ => $value{$_} } grep { exists $value{$_} } keys %fields;
			$in{place} = $place if exists $fields{place};
			my ($there, $nowhere) = map { my %i = (%in, id => $_); $method eq 'get' ? view($c, $call, %i) : api($c, $call, \%i) } $id, 999999;
			# The same answer as for what is not there: nothing tells that it is.
			my ($a, $b) = (said($there), said($nowhere));
			if ($call eq 'case.near') { # the id is only left out
				push @tells, "case.near shows $there->{content}" if index($there->{content}, $no) >= 0 || index($nowhere->{content}, $no) >= 0;
				next;
			}
			push @tells, "$call: $a instead of $b" if $a ne $b || $there->{status} !~ /^(403|404|422)$/;
		}
		is("@tells", '', "$engine: $who: every command and view answers as if the case were not there");
		my @seen;
		for my $q ({}, {q => $no}, {q => '新华西路1号'}, {sort => 'new', n => 100}, {state => 'dispatched'}, {class => 'S01037'}, {source => 'hotline'}, {due => 'today'}) {
			my $list = json_of(view($c, 'case.list', %$q));
			ok($list && $list->{items}, "$engine: $who: a list for " . join ' ', %$q);
			delete $list->{words}; # what was asked for, said back
			push @seen, join ' ', %$q if index(encode_json($list), $no) >= 0;
		}
		is("@seen", '', "$engine: $who: nor does any list hold it");
		for my $class ('S01037') {
			my @near = @{view($c, 'case.near', place => $place, class => $class, address => '新华西路1号')->{json} // []}
			    if view($c, 'case.near', place => $place, class => $class, address => '新华西路1号')->{status} == 200;
			is(scalar(grep { $_->{no} eq $no } @near), 0, "$engine: $who: nor is it near anything");
		}
		my $page = get($c, "/cases/$id");
		is($page->{status}, 404, "$engine: $who: nor has it a page");
		unlike(decode_utf8($page->{content}), qr/\Q$no\E|新华西路/, "$engine: $who: whose refusal says nothing of it");
		for my $path ('/cases', "/cases?q=$no", '/cases?sort=new') {
			ok(decode_utf8(get($c, $path)->{content}) !~ m{/cases/$id\b|新华西路1号}, "$engine: $who: $path does not show it");
		}
	}
	# Naming it in another field tells nothing either.
	my $own = (sql($s, "SELECT id FROM cases WHERE no = '2026-00001'"))[0][0];
	my $far = login($v, 'wgy02');
	for my $call (['case.report', {source => 'grid', place => $place, class => 'S01037', description => 'xxxx', address => 'xx'}]) {
		my $out = api($far, @$call);
		is($out->{status}, 422, "$engine: a report for another street is refused");
		like(texts($out), qr/^place: .*管辖/, "$engine: by the place");
	}

	# ---- Who told us ------------------------------------------------------------------------
	my @masks = ($name, $phone, '欧阳', '欧*', '139****5678', '5678');
	my %leak;
	my @accused = qw(cz14 cz01 wgy01 jdy01 pqy01 hcy01 ld01 dcy01);
	for my $who (@accused) {
		my $c = login($v, $who);
		my %texts = map { $_ => decode_utf8(get($c, $_)->{content}) }
		    ("/cases/$id", '/cases', "/cases?q=$no", '/me', "/api/case.get?id=$id", '/api/case.list?n=100&sort=new', '/api/case.counts',
			"/api/case.near?place=$place&class=S01037&address=x", "/cases/$id?lang=en", "/api/intake.told?id=$id");
		ok($texts{"/cases/$id"} =~ /\Q$no\E/, "$engine: $who sees the case") if $who =~ /^(cz14|cz01|jdy01|pqy01|hcy01|ld01)$/;
		for my $at (sort keys %texts) {
			for my $m (@masks) { push @{$leak{$who}}, "$at: $m" if index($texts{$at}, $m) >= 0 && !($m eq '5678' && $texts{$at} !~ /\*\*5678/) }
		}
		is("@{$leak{$who} // []}", '', "$engine: $who: nowhere is there anything of who told us");
		my $look = api($c, 'case.reporter_look', {id => $id, reason => '想知道是谁'});
		is($look->{status}, 403, "$engine: $who may not look");
		my $find = api($c, 'case.reporter_find', {phone => $phone, reason => '想知道'});
		is($find->{status}, 403, "$engine: $who may not search by telephone");
	}
	my $masked = decode_utf8(get($clerk, "/api/case.get?id=$id")->{content});
	like($masked, qr/"reporter_name":"欧\*"/, "$engine: the clerk sees the name masked");
	like($masked, qr/"reporter_phone":"139\*\*\*\*5678"/, "$engine: and the number");
	unlike($masked, qr/\Q$name\E|\Q$phone\E/, "$engine: and no more");
	is(api($clerk, 'case.reporter_look', {id => $id})->{status}, 422, "$engine: without a reason nobody looks");
	my $look = api($clerk, 'case.reporter_look', {id => $id, reason => '回访'});
	is($look->{status}, 200, "$engine: with one the clerk does");
	like($look->{json}{secret}, qr/\Q$name\E.*\Q$phone\E/, "$engine: and is told");
	is((sql($s, "SELECT count(*) FROM event WHERE type = 'case.reporter_seen' AND aggregate = $id"))[0][0], 1, "$engine: every look is an event");
	my @told = grep { $_->{type} eq 'case.reporter_seen' } @{json_of(get($clerk, "/api/case.get?id=$id"))->{events}};
	is_deeply([map { $_->{payload} } @told], [undef], "$engine: why, the case's page tells nobody but auditors");
	is(api($clerk, 'case.reporter_find', {phone => '139-1234 5678', reason => '回访'})->{json}{no}, $no, "$engine: and finds the case by the number, however written");

	is((sql($s, "SELECT count(*) FROM event WHERE kind = 'find'"))[0][0], 1, "$engine: which is an event, too");

	# ---- Who looks at those who looked --------------------------------------------------------
	my ($person) = map { (split /\t/)[1] } grep { /^sly01\t/ } split /\n/, decode_utf8(slurp("$Duban::src/data/demo/people.tsv"));
	isnt((sql($s, "SELECT person_id - id FROM login WHERE name = 'sly01'"))[0][0], 0, "$engine: a log-in is not its person");
	my $auditor = login($v, 'sj01');
	my $looks = view($auditor, 'audit.looks');
	is($looks->{status}, 200, "$engine: the auditor reads the looks") or diag($looks->{content});
	is(join(' ', map { "$_->{what} " . ($_->{no} // '-') } @{$looks->{json}}), "find - look $no", "$engine: the search first, then the look");
	is("@{[map { $_->{person} } @{$looks->{json}}]}", "$person $person", "$engine: and whose they were");
	is("@{[map { $_->{told}{more}{reason} } @{$looks->{json}}]}", '回访 回访', "$engine: and why");
	is("@{$looks->{json}[0]{told}{more}{cases}}", $id, "$engine: and what the search found");
	my $older = view($auditor, 'audit.looks', before => $looks->{json}[0]{id});
	is(join(' ', map { $_->{what} } @{$older->{json}}), 'look', "$engine: page by page, by the time they were kept");
	my $audit = get($auditor, '/audit');
	is($audit->{status}, 200, "$engine: and the page shows them");
	like(decode_utf8($audit->{content}), qr/按电话查找.*\Q$person\E.*查看反映人.*\Q$no\E/s, "$engine: the search and the look");
	like(decode_utf8(get($auditor, '/audit?lang=en')->{content}), qr/Search by telephone, cases found: 1/, "$engine: in English, too");
	is(view($clerk, 'audit.looks')->{status}, 403, "$engine: nobody else does");

	# ---- Who was refused ----------------------------------------------------------------------
	is(api(client($v), 'login', {login => 'SLY01', password => "wrong $_"})->{status}, 401, "$engine: a wrong password") for 1 .. 2;
	is(api(client($v), 'login', {login => 'my-own-password', password => 'x'})->{status}, 401, "$engine: something that is no account");
	my $refused = view($auditor, 'audit.refused');
	is(join(' | ', map { "$_->{account} $_->{address} $_->{why} $_->{times}" } @{$refused->{json}}), ' 127.0.0.1 unknown 1 | sly01 127.0.0.1 password 2',
		"$engine: the auditor reads who was refused, from where, why and how often; no word that is no account");
	is(view($auditor, 'audit.refused', before => $refused->{json}[0]{id})->{json}[0]{account}, 'sly01', "$engine: page by page");
	like(decode_utf8(get($auditor, '/audit')->{content}), qr/>sly01<.*>127\.0\.0\.1<.*>口令不对</, "$engine: on the page, in words");
	is(scalar(grep { /my-own-password/ } map { "@$_" } sql($s, 'SELECT subject FROM login_failure')), 0, "$engine: nor is it kept elsewhere");
	is(view($clerk, 'audit.refused')->{status}, 403, "$engine: nobody else reads this");

	# ---- The journal of changes ---------------------------------------------------------------
	my (@seen, $day);
	do {
		my $page = view($auditor, 'audit.journal', $day ? (day => $day) : ())->{json};
		for (my $next = $page; $next; $next = $next->{next} && view($auditor, 'audit.journal', day => $next->{day}, before => $next->{next})->{json}) {
			push @seen, @{$next->{events}};
		}
		$day = $page->{earlier};
	} while ($day && @seen < 10000);
	is(join(' ', map { $_->{id} } @seen), join(' ', map { $_->{id} } sort { $b->{at} <=> $a->{at} || $b->{id} <=> $a->{id} } @seen),
		"$engine: @{[scalar @seen]} changes, day by day and page by page, the newest first");
	my (%of, %once);
	$of{$_->{kind}}++, $once{$_->{id}}++ for @seen;
	is(join(' ', map { "$_ " . ($of{$_} // 0) } @$_), join(' ', map { "$_ " . rows($s, 'event', "kind = '$_'") } @$_), "$engine: each of these once: @$_")
		for [qw(unit post person holding login)], [qw(place city class class_condition duty calendar limit grid)];
	is(scalar(grep { $_ > 1 } values %once), 0, "$engine: none twice");
	is(join(' ', grep { $of{$_} } qw(case photo told tally session find)), '', "$engine: steps of cases and log-ins are not in it");
	my ($made) = grep { $_->{kind} eq 'login' && $_->{said}[0]{type} eq 'login.password_changed' } @{view($auditor, 'audit.journal', kind => 'login')->{json}{events}};
	is($made, undef, "$engine: a change that was not made is not in it");
	is(api(login($v, 'hcy01'), 'login.password', {old => 'duban-demo', new => 'Zhangzhou-3-rivers'})->{status}, 200, "$engine: one is made");
	($made) = view($auditor, 'audit.journal', kind => 'login')->{json}{events}[0];
	my ($who) = map { (split /\t/)[1] } grep { /^hcy01\t/ } split /\n/, decode_utf8(slurp("$Duban::src/data/demo/people.tsv"));
	is("$made->{said}[0]{type} $made->{thing} $made->{person}", "login.password_changed hcy01 $who", "$engine: which of what, and who");
	my $journal = decode_utf8(get($auditor, '/audit/journal?kind=login')->{content});
	ok($journal =~ m{本人修改口令 <b>hcy01</b>.*\Q$who\E}s, "$engine: on the page, in words");
	unlike($journal, qr{Zhangzhou}, "$engine: without what must not be told");
	is(join(' ', grep { decode_utf8(get($auditor, "/audit/journal?kind=$_")->{content}) =~ /其他变更/ } sort keys %of), '', "$engine: whatever was done has a name");
	my %on = map { $_->{kind} => POSIX::strftime('%Y-%m-%d', gmtime($_->{at} / 1000 + 8 * 3600)) } @seen;
	is(join(' ', grep { my $p = decode_utf8(get($auditor, "/audit/journal?kind=$_&day=$on{$_}")->{content}); length($p) > 256 << 10 || $p !~ /<tbody>/ || $p =~ /其他变更/ }
		sort keys %on), '', "$engine: nor does any kind have a page of more than 256 KB, or changes without a name: @{[scalar keys %on]} kinds");
	is(view($auditor, 'audit.journal', day => '2020-01-01', before => 1)->{status}, 422, "$engine: a page of another day is refused");
	is(view($auditor, 'audit.journal', before => 999999999)->{status}, 422, "$engine: and one behind an event that there is not");
	is(view($auditor, 'audit.journal', kind => 'case')->{status}, 422, "$engine: and a kind that it does not have");
	is(view($auditor, 'audit.journal', day => '2026-02-30')->{status}, 422, "$engine: and a day that there is not");
	# An auditor of one street: what the program did, and posts within it; not what the district's administrators do.
	is(api(login($v, 'xt01'), 'post.add', {code => 'SJ-jie', unit => 'T001', role => 'auditor', name => '街道审计岗', place => '350602001'})->{status}, 200, "$engine: a street gets an auditor");
	is(api(login($v, 'aq01'), 'holding.add', {person => 'sj01', post => 'SJ-jie'})->{status}, 200, "$engine: who holds the district's post, too");
	my ($all, $street) = map { json_of(duban($s, qw(show audit.journal kind=post --as), $_)) } 'sj01', 'sj01:SJ-jie';
	is($all->{events}[0]{thing} =~ /街道审计岗/ ? 1 : 0, 1, "$engine: the district's auditor reads of that");
	is(scalar(grep { $_->{post} } @{$street->{events}}), 0, "$engine: the street's does not");
	cmp_ok(scalar @{$street->{events}}, '>', 0, "$engine: but what the program did");
	is(view($clerk, 'audit.journal')->{status}, 403, "$engine: nobody else reads it");

	# ---- Administrators of one street ---------------------------------------------------------
	my ($mine, $theirs) = ('350602001', '350602002');
	my %keeper;
	for (['xt', 'sysadmin'], ['aq', 'secadmin']) {
		my ($name, $role) = @$_;
		is(api(login($v, 'xt01'), 'post.add', {code => "T001-$name", unit => 'T001', role => $role, name => "街道${name}岗", place => $mine})->{status}, 200, "$engine: a street gets its $role");
		my $giver = login($v, 'aq01');
		is(api($giver, 'person.add', {code => "j$name", name => "街道$name"})->{status}, 200, "$engine: somebody");
		is(api($giver, 'holding.add', {person => "j$name", post => "T001-$name"})->{status}, 200, "$engine: holds it");
		my $made = api($giver, 'login.create', {name => "j$name", person => "j$name"});
		is($made->{status}, 200, "$engine: with a log-in") or diag($made->{content});
		my $first = login($v, "j$name", $made->{json}{secret});
		is(api($first, 'login.password', {old => $made->{json}{secret}, new => "Zhangzhou-5-$name"})->{status}, 200, "$engine: and a password");
		$keeper{$name} = login($v, "j$name", "Zhangzhou-5-$name");
	}
	my %row;
	$row{$_->[0]} = $_->[1] for sql($s, "SELECT 'unit ' || code, id FROM unit"), sql($s, "SELECT 'post ' || code, id FROM post"),
	    sql($s, "SELECT 'person ' || code, id FROM person"),
	    sql($s, "SELECT 'duty ' || p.code, min(d.id) FROM duty AS d JOIN place AS p ON p.id = d.place_id GROUP BY p.code");
	my $doors = sub {
		my ($c, $path) = @_;
		my $r = get($c, $path);
		return $r->{status} if $r->{status} != 200;
		my %to = map { $_ => 1 } grep { !/^(session|login\.password|factor\.(set|keys)|look)/ } $r->{content} =~ m{action="/do/([a-z_.]+)"}g;
		return join ' ', sort keys %to;
	};
	my ($xt, $aq) = @keeper{qw(xt aq)};
	is($doors->($xt, "/units/$row{'unit T001'}"), 'post.add unit.change unit.close', "$engine: a street's system administrator keeps its office");
	is($doors->($xt, "/posts/$row{'post T001-wg'}"), 'post.change post.close', "$engine: and its posts");
	for my $path ("/units/$row{'unit T002'}", "/units/$row{'unit HQ'}", "/posts/$row{'post T002-wg'}", "/posts/$row{'post JD-zb'}", '/calendar', '/classes/S01037',
		"/duties/$row{'duty 350602'}", '/schemes') {
		is($doors->($xt, $path), '', "$engine: $path has no form for him");
	}
	my $new = decode_utf8(get($xt, '/duties/new')->{content});
	ok($new =~ /value="$mine"/ && $new !~ /value="$theirs"/, "$engine: a duty is made in his street alone");
	ok($new =~ m{<option value="T001"} && $new !~ m{<option value="(T002|SZ|HQ)"}, "$engine: with its units");
	my %before = %{count_all($s)};
	for (['unit.change', unit => 'T002', name => 'x', kind => '属地'], ['unit.close', unit => 'HQ'], ['unit.add', code => 'X1', name => 'x', kind => '属地'],
		['unit.add', code => 'X1', name => 'x', kind => '属地', place => $theirs], ['post.add', code => 'X1', unit => 'T002', role => 'handler', name => 'x'],
		['post.close', post => 'T002-wg'], ['post.change', post => 'JD-zb', name => 'x'], ['duty.add', place => $theirs, unit => 'T001', class => 'S01037', basis => 'x', source => 'x'],
		['duty.add', place => $mine, unit => 'SZ', class => 'S01037', basis => 'x', source => 'x'], ['duty.end', id => $row{'duty 350602'}, day => '2027-01-01', basis => 'x'],
		['factor.require', 'at' => 'none'], ['holding.add', person => 'wgy01', post => 'T001-cz'], ['login.reset', name => 'wgy01']) {
		my ($command, %in) = @$_;
		my $r = api($xt, $command, \%in);
		like($r->{status}, qr/^(403|404|422)$/, "$engine: not for him: $command " . join ' ', map { "$_=$in{$_}" } sort keys %in) or diag($r->{content});
	}
	is($doors->($aq, "/people/$row{'person wgy01'}") =~ /holding\.add.*login\.(disable|reset)/ ? 1 : 0, 1, "$engine: a street's security administrator keeps its people");
	for my $who (qw(ld01 wgy02 xt01 aq01)) {
		is($doors->($aq, "/people/$row{\"person $who\"}"), 404, "$engine: and knows no $who");
		for (['holding.end', person => $who, post => 'HQ-ld'], ['login.reset', name => $who], ['login.disable', name => $who], ['person.change', person => $who, name => 'x'],
			['person.leave', person => $who], ['login.link', name => $who]) {
			my ($command, %in) = @$_;
			like(api($aq, $command, \%in)->{status}, qr/^(404|422)$/, "$engine: $command does nothing to $who");
		}
	}
	is($doors->($aq, "/units/$row{'unit T001'}"), '', "$engine: units are not hers to change");
	my $people = decode_utf8(get($aq, '/people')->{content});
	ok($people =~ m{/people/$row{'person wgy01'}"} && $people !~ m{/people/$row{'person ld01'}"}, "$engine: her list is the street's");
	is(join(' ', grep { !/^(jaq|jxt|wgy01|cz01|jdy01)$/ } map { $_->{login} } @{view($aq, 'session.list')->{json}}), '', "$engine: who is logged in she sees of the street alone");
	my $logins = decode_utf8(get($aq, '/logins')->{content});
	ok($logins =~ />jxt</ && $logins !~ />(sj01|aq01|xt01|ld01)</, "$engine: and on the page");
	cmp_ok(scalar @{view(login($v, 'aq01'), 'session.list')->{json}}, '>', 6, "$engine: the district's sees all");
	my %after = %{count_all($s)};
	is(join(' ', grep { $before{$_} != $after{$_} && !/^(session|event|journal)/ } sort keys %after), '', "$engine: and nothing of it was written");

	# In no event, no key, no log, no byte of the store.
	is(scalar(grep { /\Q$name\E|\Q$phone\E/ } payloads($s)), 0, "$engine: no event holds it");
	is((sql($s, "SELECT count(*) FROM command_key WHERE coalesce(see, '') || coalesce(arg0, '') || coalesce(arg1, '') LIKE '%$phone%'"))[0][0], 0, "$engine: nor a stored reply");

	# What a key stands for can be compared with the same request sent again, and with nothing else.
	my @key = map { sprintf 'key-of-the-store-%d', $_ } 0 .. 9;
	my %told = (source => 'hotline', place => $place, address => '新华西路7号', class => 'S01037', description => "${name}来电${phone}说井盖坏了",
		reporter_name => $name, reporter_phone => $phone);
	my $once = api($clerk, 'case.report', \%told, 'Idempotency-Key' => $key[0]);
	is($once->{status}, 200, "$engine: a call is taken with a key") or diag($once->{content});
	like(view($clerk, 'case.get', id => $once->{json}{id})->{json}{description}, qr/\*来电\d{3}\*{4}\d{4}说井盖坏了/, "$engine: whoever reads the case reads the caller's masks");
	is(scalar(grep { /\Q$name\E|\Q$phone\E/ } payloads($s)), 0, "$engine: nor does an event hold what was typed into the words");
	is(api($clerk, 'case.report', \%told, 'Idempotency-Key' => $key[0])->{json}{id}, $once->{json}{id}, "$engine: sent again it is the same case");
	is(api($clerk, 'case.report', {%told, reporter_phone => '13912345679'}, 'Idempotency-Key' => $key[0])->{status}, 409, "$engine: another number is another request");
	is(api($clerk, 'case.reporter_find', {phone => $phone, reason => '回访'}, 'Idempotency-Key' => $key[1])->{status}, 200, "$engine: a search with a key");
	is(api($clerk, 'case.reporter_look', {id => $id, reason => '回访'}, 'Idempotency-Key' => $key[2])->{status}, 200, "$engine: a look with a key");
	is(post(client($v), '/login', [name => 'sly01', password => 'duban-demo', _key => $key[3]])->{status}, 303, "$engine: a log-in with a key");
	is(api(client($v), 'login', {login => 'sly01', password => 'duban-demo'}, 'Idempotency-Key' => $key[4])->{status}, 200, "$engine: and one of a program");
	is(api($clerk, 'login.password', {old => 'duban-demo', new => 'Zhangzhou-4-rivers'}, 'Idempotency-Key' => $key[5])->{status}, 200, "$engine: a new password with a key");
	my %plain = (
		'case.report' => plain_digest('/api/{command}', '/api/case.report', map { $_ => $told{$_} } sort keys %told),
		'case.reporter_find' => plain_digest('/api/{command}', '/api/case.reporter_find', phone => $phone, reason => '回访'),
		'the page of log-in' => plain_digest('/login', '/login', name => 'sly01', password => 'duban-demo'),
		'login' => plain_digest('/api/login', '/api/login', login => 'sly01', password => 'duban-demo'),
		'login.password' => plain_digest('/api/{command}', '/api/login.password', new => 'Zhangzhou-4-rivers', old => 'duban-demo'),
	);
	my @kept = digests($s);
	for my $what (sort keys %plain) {
		is(scalar(grep { $_->{digest} eq $plain{$what} } @kept), 0, "$engine: $what: no digest in the store that a guess could be tried on");
	}
	is(join(' ', map { $_->{command} } grep { $_->{command} !~ /^case\.(report|note)$/ } @kept), '', "$engine: and no row at all for a password or a search");
	is(stop_server($v), 0, "$engine: the server ends well");
	$v = serve($s);
	my $after = login($v, 'sly01', 'Zhangzhou-4-rivers');
	is(api($after, 'case.report', \%told, 'Idempotency-Key' => $key[0])->{json}{id}, $once->{json}{id}, "$engine: another process knows the key, too");
	my $erased = api(login($v, 'aq01'), 'case.reporter_erase', {id => $once->{json}{id}, reason => 'wish'});
	is($erased->{status}, 200, "$engine: the reporter is erased") or diag($erased->{content});
	is(join(' ', map { $_->{digest} } grep { $_->{command} eq 'case.report' } digests($s)), '', "$engine: nothing of the request is left");
	is(api($after, 'case.report', \%told, 'Idempotency-Key' => $key[0])->{status}, 409, "$engine: and sent once more it does not come back");
	is(stop_server($v), 0, "$engine: the server ends well");
	sql($s, "UPDATE post SET place_id = (SELECT id FROM place WHERE code = '350602002') WHERE code = 'HQ-sj'");
	is_deeply(json_of(duban($s, qw(show audit.looks --as sj01))), [], "$engine: an auditor of another street is told of neither");
	my $log = decode_utf8(slurp($v->{log}));
	unlike($log, qr/\Q$name\E|\Q$phone\E|duban-demo|\Q$clerk->{token}\E/, "$engine: nor the log, nor passwords and tokens");
	if ($engine eq 'sqlite') {
		my $bytes = join '', map { slurp($_) } grep { -e } map { "$s->{file}$_" } '', '-wal';
		# What is found here shows that looking at the bytes would find the others, too.
		ok(index($bytes, encode_utf8('新华西路7号')) >= 0 && index($bytes, '139****5678') >= 0, "$engine: the bytes of the store hold what stands beside it");
		my $digest = (sql($s, 'SELECT hex(token) FROM session ORDER BY id DESC LIMIT 1'))[0][0];
		ok(index($bytes, pack 'H*', $digest) >= 0, "$engine: and the digest of a session's token");
		ok(index($bytes, encode_utf8($name)) < 0 && index($bytes, $phone) < 0, "$engine: nor any byte of the store");
		ok(index($bytes, $clerk->{token}) < 0, "$engine: nor is a session's token in it");
	}
}

done_testing();
