# Every refusal is a page with a title, what to do and a way back, and a problem for programs; lists end in pages.
# usage: perl faults.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP;
use Test::More;

start_up();

# A page that refuses: its own title, one sentence at least, a link that is no form, the request's number.
sub refuses {
	my ($r, $status, $title, $name) = @_;
	my $html = decode_utf8($r->{content});
	my ($fault) = $html =~ m{<div class="card fault">(.*)}s;
	is($r->{status}, $status, "$name: $status") or return;
	$fault //= '';
	my ($h1) = $fault =~ m{<h1>([^<]*)</h1>};
	is($h1, $title, "$name: its title");
	like($html, qr{<title>\Q$title\E}, "$name: so says the window");
	like($fault, qr{<p>[^<]{6,}</p>}, "$name: a sentence");
	like($fault, qr{<a class="btn[^"]*" href="/}, "$name: a way back");
	like($fault, qr{<code>[0-9a-f-]{36}</code>}, "$name: the request's number");
	unlike($fault, qr{<p></p>|\{\d\}}, "$name: nothing left blank");
	return $fault;
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);

	subtest "$engine: refusals" => sub {
		my $v = serve($s);
		my $c = login($v, 'zbz01');
		my $html = {Accept => 'text/html'};
		my %h = %$html;
		refuses(get($c, '/nope', %h), 404, '没有这一页', 'no such page');
		refuses(get($c, '/cases/999999', %h), 404, '没有这一页', 'no such case');
		refuses(get($c, '/logins', %h), 403, '这一步不归现在的岗位', 'another post\'s page');
		refuses(Duban::ask($c, 'DELETE', '/cases', undef, %h), 405, '这个网址不能这样用', 'a method that is none');
		refuses(get($c, '/cases?q=' . 'a' x 9000, %h), 414, '网址太长', 'a long address');
		refuses(get($c, '/cases?q=%zz', %h), 400, '请求无法办理', 'a bad escape');
		for (['/cases?after=xx', 'cursor'], ['/cases?state=foo', 'filter'], ['/cases?sort=foo', 'order'], ['/cases?due=foo', 'deadline'], ['/seal?at=abc', 'record']) {
			my ($path, $what) = @$_;
			my $fault = refuses(get($c, $path, %h), 422, '填写有误', "a bad $what") // '';
			my ($plain) = $path =~ m{^([^?]*)};
			like($fault, qr{<a class="btn pri" href="\Q$plain\E">}, "a bad $what: the list without it is one click away");
			is(get($c, $plain, %h)->{status}, 200, "a bad $what: and there it is");
		}
		my $old = refuses(post($c, '/do/case.note', {_csrf => 'old', _page => '/cases/1', id => 1, text => '电话里说过了'}), 403,
			'页面已过期', 'a page from before') // '';
		like($old, qr{href="/cases/1"}, 'back to the form');
		like($old, qr{电话里说过了}, 'what was written stands there to be copied');
		refuses(Duban::ask($c, 'POST', '/do/case.note', '<a/>', %h, 'Content-Type' => 'application/xml', Origin => "http://127.0.0.1:$v->{port}"),
			415, '不能读这种内容', 'a type of content');
		refuses(Duban::ask($c, 'POST', '/do/case.note', 'a' x 1_200_000, %h, 'Content-Type' => 'application/x-www-form-urlencoded',
			Origin => "http://127.0.0.1:$v->{port}"), 413, '内容太大', 'too much');
		for (['GET', '/api/nope', 404], ['DELETE', '/api/case.list', 405], ['GET', '/api/case.list?after=xx', 422], ['GET', '/api/case.list?q=' . 'a' x 9000, 414]) {
			my ($method, $path, $status) = @$_;
			my $r = Duban::ask($c, $method, $path, undef, Accept => 'application/json');
			my $j = eval { decode_json($r->{content}) } // {};
			is($r->{status}, $status, "a program's $status");
			is($r->{headers}{'content-type'}, 'application/problem+json', "$status: a problem");
			ok($j->{title} && $j->{instance} && $j->{status} == $status, "$status: title, status and the request's number");
		}
		is(stop_server($v), 0, 'the server ends well');
	};

	subtest "$engine: what a refusal and an answer say" => sub {
		my $v = serve($s);
		my %h = (Accept => 'text/html');
		# A filing for another class: the form comes back with that class's conditions, and one of them succeeds.
		my $c = login($v, 'zbz01');
		my ($row) = sql($s, 'SELECT id, class_key, rev FROM cases WHERE state = 3 ORDER BY id');
		my ($id, $class, $rev) = @{$row // []};
		ok($id, 'a case to be filed') or return;
		my $other = $class eq 'S09010' ? 'S06016' : $class =~ /^S06/ ? 'S09010' : 'S06016';
		my $csrf = sub { return decode_utf8(get($_[0], '/me', %h)->{content}) =~ m{name="_csrf" value="([^"]*)"} ? $1 : '' };
		my %t = (_csrf => $csrf->($c));
		my ($was, $now) = map { [map { $_->{value} } @{view($c, 'desk.case', class => $_)->{json}{conditions}}] } $class, $other;
		my $r = post($c, '/do/case.file', {%t, id => $id, rev => $rev, class => $other, condition => $was->[0], _page => "/cases/$id"}, %h);
		my ($form) = decode_utf8($r->{content}) =~ m{(<form method="post" action="/do/case\.file".*?</form>)}s;
		is($r->{status}, 422, 'another class with a condition of the old one is refused');
		my ($list) = ($form // '') =~ m{<select id="[^"]*" name="condition".*?</select>}s ? $& : '';
		is(join(' ', $list =~ m{<option value="(S[^"]+)"}g), join(' ', @$now), "and the form lists the new class's conditions");
		like($list, qr{工作时|工作日|自然日|小时}, 'each with its limit and clock');
		unlike($list, qr{限 \d+ 小时}, 'never hours of no clock');
		is(post($c, '/do/case.file', {%t, id => $id, rev => $rev, class => $other, condition => $now->[0], _page => "/cases/$id"}, %h)->{status}, 303,
			'one of them succeeds');
		# A session that ended says so, and tells what was chosen in words.
		my $gone = login($v, 'zbz01');
		my $old = $csrf->($gone);
		is(post($gone, '/logout', {_csrf => $old})->{status}, 303, 'logged out elsewhere');
		$r = post($gone, '/do/case.close', {_csrf => $old, id => 1, rev => 1, closing => 'S02-1', _page => '/cases/1'}, %h);
		my $page = refuses($r, 401, '登录已过期', 'a form of a session that ended') // '';
		unlike($page, qr{请先登录}, 'not as to a stranger');
		like($page, qr{<dd>修复或更换，恢复功能</dd>}, 'the closing condition stands there in words');
		unlike($page, qr{S02-1}, 'not as a key');
		# An administrator is told what he may do.
		for (['xt01', '单位岗位'], ['aq01', '人员'], ['sj01', '审计']) {
			my $page = refuses(get(login($v, $_->[0]), '/cases', %h), 403, '这一步不归现在的岗位', "$_->[0] at the cases") // '';
			like($page, qr{“$_->[1]”页}, 'with the page that is his');
			unlike($page, qr{请联系系统管理员}, 'not sent to himself');
		}
		# The list has little room for an address: not for the district it lies in anyway.
		my $rows = decode_utf8(get(login($v, 'zbz01'), '/cases', %h)->{content});
		like($rows, qr{<td class="at"><span>[^<]*</span>\S}, 'a list has addresses');
		unlike($rows, qr{<td class="at"><span>[^<]*</span>芗城区\S}, 'without the district before them');
		# Who was sent to look, and what was answered.
		my ($sent) = sql($s, "SELECT aggregate FROM event WHERE type = 'case.check_assigned' ORDER BY id");
		$c = login($v, 'zbz01');
		like(decode_utf8(get($c, "/cases/$sent->[0]", %h)->{content}), qr{<b>派人核实</b>[^<]*<span class="ev">交 \S+ \S+}, 'the history says who was sent to check');
		# By name to who sends people out and to the one who goes; the unit whose work it is learns of no name.
		my ($work) = sql($s, "SELECT c.id, l.name FROM cases c JOIN post p ON p.unit_id = c.unit_id AND p.role = 'handler' JOIN holding h ON h.post_id = p.id "
			. "AND h.valid_to IS NULL JOIN login l ON l.person_id = h.person_id WHERE c.state = 7 ORDER BY c.id, l.name");
		my ($name) = map { $_->[0] } sql($s, "SELECT p.name FROM person p JOIN login l ON l.person_id = p.id WHERE l.name = 'hcy01'");
		is(api($c, 'case.assign_verify', {id => $work->[0], person => 'hcy01', reason => '换一个人'})->{status}, 200, 'somebody is sent to verify') or return;
		for (['zbz01', 1], ['hcy01', 1], [$work->[1], 0], ['ld01', 0]) {
			my $history = decode_utf8(get(login($v, $_->[0]), "/cases/$work->[0]", %h)->{content});
			like($history, qr{<b>派人核查</b>}, "$_->[0] sees that somebody was");
			is(scalar($history =~ m{交 [^<]*\Q$name\E}), $_->[1] ? 1 : '', $_->[1] ? 'and whom' : 'not whom');
		}
		like(decode_utf8(get($c, '/cases?done=case.verify&answer=no', %h)->{content}), qr{已办理：核查，不通过}, 'what is done is said with its answer');
		is(api($c, 'case.note', {id => JSON::PP::true, text => '说明一下'})->{status}, 422, 'a yes is no number of a case');
		# What is a code in the store has its word on the page that compares.
		is(duban($s, qw(do class.change key=S06010 name=暴露垃圾 subject=person source=区文 version=本地-9 valid_from=2027-02-01 --as xt01))->{code}, 0, 'a class is changed');
		my $both = decode_utf8(get($c, '/classes/compare?from=2027-01-01&to=2027-02-02', %h)->{content});
		like($both, qr{>地点、设施<.*>个人}s, 'and the days compared in words');
		unlike($both, qr{>(?:place|person)<}, 'not in codes');
		# The look stays, what was written with it goes with its reporter; the auditor is told.
		my $new = duban($s, qw(do case.report source=hotline place=350602001010 address=新华西路1号 class=S01037 description=井盖坏了),
			'reporter_phone=13912345678', '--as', 'zbz01');
		my $told = [json_of($new)->{id}];
		my $look = api($c, 'case.reporter_look', {id => $told->[0], reason => '回访核对时间'});
		is($look->{status}, 200, 'a look at a reporter') or diag(decode_utf8($look->{content}));
		is(duban($s, 'do', 'case.reporter_erase', "id=$told->[0]", 'reason=wish', '--as', 'aq01')->{code}, 0, 'who is then erased');
		my $audit = decode_utf8(get(login($v, 'sj01'), '/audit', %h)->{content});
		like($audit, qr{已随上报人信息一并清除}, "the auditor's page says where the reason went");
		unlike($audit, qr{回访核对时间}, 'and no more of it');
		# A name of the other method says which.
		for (['GET', 'case.report', 'POST'], ['DELETE', 'case.report', 'POST'], ['POST', 'case.get', 'GET, HEAD'], ['PUT', 'case.get', 'GET, HEAD']) {
			my ($method, $name, $allow) = @$_;
			my $r = Duban::ask($c, $method, "/api/$name", undef, Accept => 'application/json', Origin => "http://127.0.0.1:$v->{port}");
			is("$r->{status} " . ($r->{headers}{allow} // ''), "405 $allow", "$method $name: 405 with $allow");
		}
		is(Duban::ask($c, 'POST', '/api/nope', undef, Origin => "http://127.0.0.1:$v->{port}")->{status}, 404, 'a name of neither is 404');
		is(stop_server($v), 0, 'the server ends well');
	};

	subtest "$engine: two thousand posts" => sub {
		my ($head, @row) = grep { !/^#/ } split /\n/, decode_utf8(slurp("$src/data/demo/posts.tsv"));
		my ($like) = grep { (split /\t/)[2] eq 'handler' } @row;
		ok($like, 'a post to copy') or return;
		my @cell = split /\t/, $like, -1;
		my $file = spew("$tmp/posts.tsv", encode_utf8(join "\n", $head, map { join "\t", "many-$_", @cell[1 .. $#cell] } 1 .. 2000));
		is(duban($s, 'do', 'post.load', "file=\@$file", '--as', 'xt01')->{code}, 0, 'loaded') or return;
		my $v = serve($s);
		my $c = login($v, 'xt01');
		my ($path, %seen, $pages) = ('/posts');
		while ($path && ++$pages < 100) {
			my $r = get($c, $path, Accept => 'text/html');
			my $html = decode_utf8($r->{content});
			my @codes = $html =~ m{<td data-th="代码">([^<]*)</td>}g;
			ok(@codes > 0 && @codes <= 50 && length($r->{content}) < 40_000, "page $pages: fifty at most") if $pages < 4 || @codes > 50;
			$seen{$_}++ for @codes;
			($path) = $html =~ m{rel="next" href="(/posts\?after=\d+)"};
		}
		is(scalar(grep { /^many-/ } keys %seen), 2000, 'each is on a page');
		is(scalar(grep { $_ > 1 } values %seen), 0, 'and on one only');
		my $last = decode_utf8(get($c, '/posts?after=999999', Accept => 'text/html')->{content});
		like($last, qr{后面没有了}, 'behind the last is a sentence');
		like($last, qr{href="/posts"}, 'and the way to the first page');
		is(get($c, '/posts?after=abc', Accept => 'text/html')->{status}, 422, 'a cursor that is none is refused');
		is(scalar(@{view($c, 'post.list')->{json}}) > 2000, 1, 'a program that asks for all gets all');
		is(scalar(@{view($c, 'post.list', n => 7)->{json}}), 7, 'or as many as it asks for');
		my $a = login($v, 'aq01');
		($path, %seen, $pages) = ('/logins');
		while ($path && ++$pages < 10) {
			my $html = decode_utf8(get($a, $path, Accept => 'text/html')->{content});
			my ($table) = $html =~ m{<section[^>]*aria-labelledby="ac">(.*?)</section>}s;
			$seen{$_}++ for $table =~ m{<th scope="row">([^<]*)</th>}g;
			($path) = $html =~ m{rel="next" href="(/logins\?after=\d+)"};
		}
		is($pages, 2, 'eighty log-ins are two pages');
		is(scalar(keys %seen), scalar(@{view($a, 'login.list')->{json}}), 'with each of them');
		is(scalar(grep { $_ > 1 } values %seen), 0, 'once');
		is(stop_server($v), 0, 'the server ends well');
	};
}

done_testing();
