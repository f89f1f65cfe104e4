# Bad input of every kind against the real server: each is refused with the right status and a sentence
# that helps, and nothing is half done.
# usage: perl http.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

my ($s, $v, $engine, $place);

sub same_rows {
	my ($words, $code, @but) = @_;
	my $before = count_all($s);
	$code->();
	my $after = count_all($s);
	delete @{$_}{@but} for $before, $after;
	is_deeply($after, $before, "$engine: $words: nothing is half done");
	return;
}

# A refusal of a command: status, and a sentence that matches.
sub refused {
	my ($words, $r, $status, $says) = @_;
	is($r->{status}, $status, "$engine: $words: $status") or diag($r->{content});
	my $said = texts($r) || ($r->{json} ? $r->{json}{title} : '') || decode_utf8($r->{content});
	like($said, qr/\p{Han}/, "$engine: $words: in Chinese") or diag($r->{content});
	like($said, $says, "$engine: $words: says what and what to do") if $says;
	# As the description of the interface promises (Problem).
	is(join(' ', grep { !defined $r->{json}{$_} } qw(type title status why)), '', "$engine: $words: a whole problem") if $r->{json};
	return;
}

sub report { return {source => 'grid', place => $place, address => '新华西路1号', class => 'S01037', description => '路灯不亮', @_} }

sub wrong_input {
	my $c = login($v, 'sly01');
	my @bad = (
		['no place', report(place => undef), qr/^place: 请填写/],
		['no address', report(address => undef), qr/^address: 请填写/],
		['blank address', report(address => "  \x{3000} "), qr/address/],
		['a place that is none', report(place => 999999), qr/place/],
		['a place in words', report(place => '新华西路'), qr/^place: .*代码.*新华西路/],
		['a place below zero', report(place => -1), qr/^place: /],
		['a place beyond all numbers', report(place => '99999999999999999999'), qr/^place: /],
		['a source that is none', report(source => 'rumour'), qr/^source: .*rumour/],
		['a place by an id that a code is not', report(place => 1), qr/^place: .*代码/],
		['an id that no place has', report(place => '#999999'), qr/^place: /],
		['a class that is none', report(class => 'S99999'), qr/^class: .*S99999/],
		['a code that two classes have', report(class => '01037'), qr/^class: .*B01037.*S01037/],
		['no class', report(class => undef), qr/^class: 请填写/],
		['no words', report(description => ' '), qr/^description: 请填写/],
		['half a position', report(lon => 117.6), qr/^lat: .*都填/],
		['a position the wrong way round', report(lon => 24.5, lat => 117.6), qr/^lat: .*90/],
		['a position in another city', report(lon => 116.4, lat => 39.9), qr/^lon: .*117\.30/],
		['a telephone that is none', report(reporter_phone => '不知道'), qr/^reporter_phone: .*11 位/],
		['201 characters', report(address => '路' x 201), qr/^address: .*200.*201/],
		['a line break where there is one line', report(address => "a\nb"), qr/^address: .*一行/],
		['a control character', report(address => "a\x01b"), qr/^address: /],
		['dated 2099', report(at => '2099-01-01 00:00'), qr/^at: .*晚于现在/],
		['dated 1900', report(at => '1900-01-01 00:00'), qr/^at: /],
		['dated on no day', report(at => '2026-02-30 08:00'), qr/^at: /],
		['north of the pole', report(lon => 117, lat => 91), qr/^lat: .*90/],
		['no number', report(lon => 'NaN', lat => 'NaN'), qr/^l(on|at): /],
		['infinite', report(lon => '1e999', lat => 1), qr/^lon: /],
		['a priority that is none', report(priority => 7), qr/^priority: /],
		['a field that is none', report(bogus => 1), qr/bogus.*删除/],
		['a list for a text', report(address => ['a', 'b']), qr/./],
		['an object for a text', report(address => {a => 1}), qr/./],
		['a telephone as long as a book', report(reporter_phone => '1' x 31), qr/^reporter_phone: /],
	);
	for (@bad) {
		my ($words, $in, $says) = @$_;
		delete $in->{$_} for grep { !defined $in->{$_} } keys %$in;
		my $r = api($c, 'case.report', $in);
		# What is no plain value at all is a fault of form; both are refusals.
		$words =~ /for a text/ && $r->{status} == 400 ? refused($words, $r, 400) : refused($words, $r, 422, $says);
	}
	my $many = api($c, 'case.report', {source => 'rumour', place => 0, address => '', class => 'S01037', at => '2099'});
	is(scalar @{$many->{json}{why}}, 4, "$engine: all faults are told at once");

	my @bytes = (
		['no JSON', '{"source":"grid"', 400], ['no object', '[1,2]', 400], ['nothing', '', 422],
		['bytes that are no text', "{\"source\":\"grid\",\"place\":$place,\"address\":\"\xff\xfe\"}", 400],
		['a zero byte', "{\"source\":\"grid\",\"place\":$place,\"address\":\"a\\u0000b\"}", '4..'],
		['half a surrogate', "{\"source\":\"grid\",\"place\":$place,\"address\":\"\\ud800\"}", '4..'],
		['a key twice', "{\"source\":\"grid\",\"source\":\"hotline\",\"place\":$place,\"address\":\"x\"}", '4..'],
		['a thousand levels', '[' x 1000 . ']' x 1000, 413],
		['two megabytes', '{"address":"' . 'x' x (2 << 20) . '"}', 413],
	);
	for (@bytes) {
		my ($words, $body, $status) = @$_;
		my $r = api($c, 'case.report', $body);
		like($r->{status}, qr/^$status$/, "$engine: $words: refused") or diag($r->{content});
		like(decode_utf8($r->{content}), qr/\p{Han}/, "$engine: $words: in Chinese");
	}
	like(decode_utf8(api($c, 'case.report', '[1,2]')->{content}), qr/应是一个对象/, "$engine: what a body must be is said");
	like(decode_utf8(api($c, 'case.report', '{"address":[1]}')->{content}), qr/“address”不能是数组/, "$engine: and which value is none");
	my $form = Duban::ask($c, 'POST', '/api/case.report', '<a/>', 'Content-Type' => 'text/xml');
	like($form->{status}, qr/^4(00|03|15|22)$/, "$engine: XML is no input");
	is(api($c, 'case.nothing', {})->{status}, 404, "$engine: a command that is none");
	is(view($c, 'case.nothing')->{status}, 404, "$engine: a view that is none");
	is(get($c, '/there/is/none')->{status}, 404, "$engine: a page that is none");
	is(get($c, '/cases/0')->{status}, 404, "$engine: case 0");
	is(get($c, '/cases/x')->{status}, 404, "$engine: case x");
	is(get($c, '/cases/99999999999999999999')->{status}, 404, "$engine: a case beyond all numbers");
	is(Duban::ask($c, 'DELETE', '/cases/1')->{status}, 405, "$engine: a method that is none here");
	for my $q ('state=nonsense', 'n=0', 'n=1000', 'sort=up', 'after=zzz', 'due=never', 'bogus=1') {
		my $r = get($c, "/api/case.list?$q");
		$r->{json} = eval { decode_json($r->{content}) };
		refused("list?$q", $r, 422);
	}
	is(get($c, '/cases?after=zzz&sort=up')->{status} < 500 ? 1 : 0, 1, "$engine: a list's page with nonsense in its address is no fault of ours");
	like(raw($v, "GARBAGE\r\n\r\n"), qr{^(HTTP/1\.[01] 4\d\d|\z)}, "$engine: garbage for a request line");
	like(raw($v, "GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), qr{^HTTP/1\.1 4\d\d}, "$engine: a path out of the tree");
	like(raw($v, "GET /static/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), qr{^HTTP/1\.1 4\d\d}, "$engine: an encoded one");
	return;
}

sub wrong_order {
	my $c = login($v, 'sly01');
	my $id = api($c, 'case.report', report())->{json}{id};
	my $chief = login($v, 'zbz01');
	my $handler = login($v, 'cz14');
	my $dispatcher = login($v, 'pqy01');
	same_rows('acts out of order and by the wrong people', sub {
		refused('closing what was never filed', api($chief, 'case.close', {id => $id, closing => 'S01037-2'}), 409, qr/待受理.*结案.*下一步/);
		refused('dispatching it', api($dispatcher, 'case.dispatch', {id => $id}), 409, qr/待受理.*派遣/);
		refused('filing before accepting', api($chief, 'case.file', {id => $id, condition => 'S01037-2'}), 409, qr/待受理.*立案/);
		refused('by a unit that was never sent it', api($handler, 'case.sign', {id => $id}), 404, qr/没有找到/);
		refused('by who may not', api($handler, 'case.accept', {id => $id}), 403, qr/权限/);
		refused('with an old revision', api($c, 'case.accept', {id => $id, rev => 99}), 409, qr/最新/);
		refused('on a case that is none', api($c, 'case.accept', {id => 999999}), 404, qr/没有找到/);
		refused('into the future', api($c, 'case.accept', {id => $id, at => '2099-01-01 00:00'}), 422, qr/^at: .*晚于现在/);
		refused('before it was reported', api($c, 'case.accept', {id => $id, at => '2026-01-01 00:00'}), 422, qr/^at: .*上一步/);
		refused('by nobody', api(client($v), 'case.accept', {id => $id}), 401, qr/登录/);
	});
	is(api($c, 'case.accept', {id => $id, rev => 1})->{status}, 200, "$engine: and in order it goes");
	refused('twice', api($c, 'case.accept', {id => $id}), 409, qr/待立案/);
	return $id;
}

sub keys_of_requests {
	my $c = login($v, 'sly01');
	my $key = "http-t-$engine-1";
	my $first = api($c, 'case.report', report(), 'Idempotency-Key' => $key);
	same_rows('the same once more', sub {
		my $again = api($c, 'case.report', report(), 'Idempotency-Key' => $key);
		is($again->{content}, $first->{content}, "$engine: the same key is answered the same");
		refused('with another body', api($c, 'case.report', report(address => 'yy'), 'Idempotency-Key' => $key), 409, qr/\p{Han}/);
		refused('for another command', api($c, 'case.note', {id => 1, text => 'x'}, 'Idempotency-Key' => $key), 409);
		refused('a key too short', api($c, 'case.report', report(), 'Idempotency-Key' => 'x'), 422);
		refused('a key too long', api($c, 'case.report', report(), 'Idempotency-Key' => 'x' x 65), 422);
	});
	my $other = api(login($v, 'sly02'), 'case.report', report(), 'Idempotency-Key' => $key);
	is($other->{status}, 200, "$engine: somebody else's key of the same name is his own");
	isnt($other->{json}{id}, $first->{json}{id}, "$engine: and makes his own case");
	return;
}

sub forged {
	my $c = login($v, 'sly01');
	my $in = encode_json(report());
	same_rows('requests from elsewhere', sub {
		my $form = {source => 'grid', place => $place, class => 'S01037', description => '路灯不亮', address => 'xx'};
		refused('a form without its token', post($c, '/do/case.report', $form), 403, qr/刷新|重新|页面/);
		refused('with a made-up one', post($c, '/do/case.report', {%$form, _csrf => '0' x 64}), 403);
		refused('from another site', post($c, '/do/case.report', $form, Origin => 'https://evil.example'), 403);
		refused('from nowhere', post($c, '/do/case.report', $form, Origin => 'null'), 403);
		refused('JSON from another site', api($c, 'case.report', $in, Origin => 'https://evil.example'), 403);
		refused('JSON that a browser says is foreign', api($c, 'case.report', $in, 'Sec-Fetch-Site' => 'cross-site'), 403);
		refused('JSON dressed as text', Duban::ask($c, 'POST', '/api/case.report', $in, 'Content-Type' => 'text/plain'), 415);
		my $mine = login($v, 'sly02');
		my ($token) = get($mine, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
		refused('with the token of somebody else', post($c, '/do/case.report', {%$form, _csrf => $token}), 403);
		refused('logging in from another site', post(client($v), '/login', {name => 'sly01', password => 'duban-demo'}, Origin => 'https://evil.example'), 403);
	}, 'session', 'event');
	my $old = decode_utf8(post($c, '/do/case.note', {id => 1, text => 'x', _csrf => '0' x 64})->{content});
	like($old, qr{<h1[^>]*>\s*页面已过期}, "$engine: an old page says that it is old, not that the post may not");
	like($old, qr/刷新页面/, "$engine: and what to do");
	my $foreign = decode_utf8(post($c, '/do/case.note', {id => 1, text => 'x'}, Origin => 'https://evil.example')->{content});
	like($foreign, qr{<h1[^>]*>\s*不是从本系统的页面提交的}, "$engine: a form from elsewhere is called that");
	my ($token) = get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
	is(post($c, '/do/case.report', {source => 'grid', place => $place, class => 'S01037', description => '路灯不亮', address => 'xx', _csrf => $token})->{status}, 303, "$engine: with its own token a form goes");
	my $back = post($c, '/lang', {lang => 'en', _page => 'https://evil.example/', _csrf => $token});
	is($back->{headers}{location}, '/', "$engine: and no form leads off the site");
	is(post($c, '/lang', {lang => 'en', _page => '//evil.example/', _csrf => $token})->{headers}{location}, '/', "$engine: in no spelling");
	return;
}

sub sessions {
	# A session that somebody else has chosen is never taken over.
	my $fixed = client($v);
	$fixed->{token} = 'A' x 43;
	my $r = post($fixed, '/login', {name => 'ld01', password => 'duban-demo'});
	# A cookie that is nobody's still needs the form's token or the same site; this is the same site.
	if ($r->{status} == 403) {
		pass("$engine: a log-in with a foreign cookie is not taken");
	} else {
		my ($given) = ($r->{headers}{'set-cookie'} // '') =~ /duban=([^;]+)/;
		isnt($given, $fixed->{token}, "$engine: logging in gives a session of its own");
	}
	is(view($fixed, 'case.list')->{status}, 401, "$engine: and the chosen one is nobody");
	my ($one, $two) = (login($v, 'ld01'), login($v, 'ld01'));
	isnt($one->{token}, $two->{token}, "$engine: each log-in has its own");
	my $cookie = post(client($v), '/login', {name => 'ld01', password => 'duban-demo'})->{headers}{'set-cookie'};
	like($cookie, qr/HttpOnly/, "$engine: no script reads it");
	like($cookie, qr/SameSite=Lax/, "$engine: no other site sends it");
	my ($csrf) = get($one, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/;
	my $out = post($one, '/logout', {_csrf => $csrf});
	is($out->{status}, 303, "$engine: logging out");
	is(view($one, 'case.list')->{status}, 401, "$engine: ends that session");
	is(view($two, 'case.list')->{status}, 200, "$engine: and no other");
	my $page = get($one, '/cases');
	is($page->{status}, 303, "$engine: a page leads on");
	like($page->{headers}{location}, qr{^/login\b}, "$engine: to the log-in");
	is(post($two, '/logout', {})->{status}, 403, "$engine: nobody is logged out from elsewhere");
	return;
}

# The JSON API's own way in: a token for Authorization: Bearer.
sub api_login {
	my $ua = HTTP::Tiny->new(timeout => 60);
	my $at = "http://127.0.0.1:$v->{port}";
	my $send = sub {
		my ($path, $in) = @_;
		return $ua->post($at . $path, {content => encode_json($in), headers => {'Content-Type' => 'application/json'}});
	};
	is($send->('/api/login', {login => 'zbz01', password => 'no-such'})->{status}, 401, "$engine: a wrong password");
	is($send->('/api/login', {login => 'zbz01', password => 'duban-demo', address => '10.0.0.1'})->{status}, 422,
	   "$engine: nobody says himself where he comes from");
	my $r = $send->('/api/login', {login => 'zbz01', password => 'duban-demo'});
	is($r->{status}, 200, "$engine: the right one");
	my $token = decode_json($r->{content})->{secret};
	is($ua->get("$at/api/case.list", {headers => {Authorization => "Bearer $token"}})->{status}, 200, "$engine: its token opens the lists");
	is($ua->get("$at/api/case.list")->{status}, 401, "$engine: and nothing else does");
	my $open = decode_json($ua->get("$at/api/openapi.json")->{content});
	my $in = $open->{paths}{'/api/login'}{post}{requestBody}{content}{'application/json'}{schema}{properties};
	is(join(' ', sort keys %{$in // {}}), 'code login password post', "$engine: OpenAPI says what it takes");
	my $c = login($v, 'zbz01');
	is(get($c, '/login')->{status}, 303, "$engine: who is logged in is sent home from the form");
	return;
}

sub guesses {
	# Three guesses are free, then one waits; the right password waits too, and others do not.
	my @got;
	for my $i (1 .. 6) {
		my $r = post(client($v), '/login', {name => 'cz20', password => "guess-$i"});
		push @got, $r->{status};
		like(decode_utf8($r->{content}), qr/口令|账号|等/, "$engine: guess $i is told in words");
		unlike(decode_utf8($r->{content}), qr/guess-$i/, "$engine: and never shown again");
	}
	is("@got[0 .. 2]", '401 401 401', "$engine: three guesses are told wrong");
	ok(scalar(grep { $_ == 429 } @got[3 .. 5]), "$engine: then one waits") or diag("@got");
	is(post(client($v), '/login', {name => 'cz20', password => 'duban-demo'})->{status}, 429, "$engine: with the right password too");
	is(post(client($v), '/login', {name => 'cz21', password => 'duban-demo'})->{status}, 303, "$engine: another account does not");
	my $known = decode_utf8(post(client($v), '/login', {name => 'cz22', password => 'wrong'})->{content});
	my $unknown = decode_utf8(post(client($v), '/login', {name => 'nobody-at-all', password => 'wrong'})->{content});
	my ($a, $b) = map { /(?:alert|said)[^>]*>(.*?)<\/(?:div|p|section)>/s ? $1 : $_ } $known, $unknown;
	s/cz22|nobody-at-all|[0-9a-f-]{36}\S*|\d\d:\d\d(:\d\d)?\S*//g for $a, $b;
	is($a, $b, "$engine: whether there is such an account is not told");
	# An address that guesses at many accounts waits as well.
	my $last;
	for my $i (1 .. 30) {
		$last = post(client($v), '/login', {name => "nobody$i", password => 'wrong'});
		last if $last->{status} == 429;
	}
	is($last->{status}, 429, "$engine: guessing at many accounts from one address ends in waiting");
	is((sql($s, "SELECT count(*) FROM session WHERE login_id = (SELECT id FROM login WHERE name = 'cz20')"))[0][0], 0, "$engine: and no session was begun");
	return;
}

sub must_change {
	my $r = duban($s, 'user', 'reset', 'cz30');
	my ($once) = $r->{out} =~ /^([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})$/m;
	my $c = login($v, 'cz30', $once);
	same_rows('with a one-time password', sub {
		is(view($c, 'case.list')->{status}, 403, "$engine: nothing is shown");
		refused('nothing is done', api($c, 'case.sign', {id => 1}), 403);
		my $home = get($c, '/');
		is($home->{status}, 303, "$engine: the first page leads on");
		is(get($c, $home->{headers}{location})->{status}, 200, "$engine: to where it is changed") or diag($home->{headers}{location});
		my $form = get($c, '/me')->{content};
		like($form, qr{<h1>.*?</h1>.*?action="/do/login\.password".*?<button class="btn pri".*?action="/me/view"}s,
			"$engine: that form is first, its button the primary one");
		refused('to the same one', api($c, 'login.password', {old => $once, new => $once}), 422, qr/^new: /);
		refused('to one that all know', api($c, 'login.password', {old => $once, new => 'duban-demo'}), 422, qr/^new: /);
		refused('to a short one', api($c, 'login.password', {old => $once, new => 'a1'}), 422, qr/^new: /);
	}, 'session');
	my $wrong = api($c, 'login.password', {old => 'not-it-at-all', new => 'Qiao-Ben-2026-xx'});
	refused('without knowing it', $wrong, 422, qr/^old: /);
	is(api($c, 'login.password', {old => $once, new => 'Qiao-Ben-2026-xx'})->{status}, 200, "$engine: to a good one");
	is(view($c, 'case.list')->{status}, 200, "$engine: and everything is open");
	isnt(post(client($v), '/login', {name => 'cz30', password => $once})->{status}, 303, "$engine: the one-time password is over");
	return;
}

sub time_out {
	# A minute is the shortest that can be set: the store's clock is put back instead of waiting.
	my $c = login($v, 'ld02');
	is(view($c, 'case.list')->{status}, 200, "$engine: somebody at work");
	my $was = (sql($s, "SELECT value FROM setting WHERE key = 'session.idle_minutes'"))[0];
	$was = $was->[0] if ref $was;
	sql($s, "DELETE FROM setting WHERE key = 'session.idle_minutes'; INSERT INTO setting (key, value) VALUES ('session.idle_minutes', '1')");
	sql($s, "UPDATE session SET seen_at = seen_at - 120000 WHERE login_id = (SELECT id FROM login WHERE name = 'ld02')");
	is(stop_server($v), 0, "$engine: the server ends well");
	$s->{port} = 0;
	$v = serve($s, '--trace');
	$c->{server} = $v;
	is(view($c, 'case.list')->{status}, 401, "$engine: idle for two minutes where one is allowed: log in again");
	my $late = login($v, 'ld02');
	is(view($late, 'case.list')->{status}, 200, "$engine: done so, it goes on");
	sql($s, "UPDATE session SET ends_at = seen_at - 1 WHERE login_id = (SELECT id FROM login WHERE name = 'ld02')");
	is(stop_server($v), 0, "$engine: the server ends well");
	$v = serve($s);
	$late->{server} = $v;
	is(view($late, 'case.list')->{status}, 401, "$engine: past its whole length: however busy one is");
	# The setting was put past its command: verify would say so.
	sql($s, "DELETE FROM setting WHERE key = 'session.idle_minutes'");
	sql($s, "INSERT INTO setting (key, value) VALUES ('session.idle_minutes', '$was')") if defined $was;
	return;
}

for my $e (Duban::engines()) {
	$engine = $e;
	$s = demo_store($e);
	$v = serve($s);
	$place = (sql($s, "SELECT code FROM place WHERE code = '350602001010'"))[0][0];
	same_rows('wrong input', \&wrong_input, qw(session event));
	wrong_order();
	keys_of_requests();
	forged();
	sessions();
	must_change();
	time_out();
	api_login();
	guesses();
	is(stop_server($v), 0, "$engine: the server ends well");
	my $log = slurp($v->{log});
	unlike($log, qr/level=error/, "$engine: nothing of this is an error of the program");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the store verifies");
}

done_testing();
