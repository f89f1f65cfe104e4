# Papers about a case: issued by who may, kept as they were, seen within reach; templates of the office's own.
# usage: perl papers.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Digest::SHA qw(sha256_hex);
use Duban;
use Encode qw(decode_utf8 encode_utf8);
use POSIX qw(strftime);
use Test::More;

start_up();

# The rows of a workbook's only sheet, the cells of each as one text.
sub rows_of {
	my ($bytes) = @_;
	my $text = decode_utf8(qx{node '$FindBin::Bin/paper.mjs' sheet @{[spew("$tmp/ledger.xlsx", $bytes)]}});
	return [split /\n/, $text];
}

# A template sent in at its page.
sub send_template {
	my ($c, $kind, $name, $bytes, $note) = @_;
	my $body = join '', map { "--b\r\nContent-Disposition: form-data; name=\"$_->[0]\"$_->[1]\r\n\r\n$_->[2]\r\n" }
	    ['_csrf', '', get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/], ['file', '; filename="' . encode_utf8($name) . '"', $bytes], ['note', '', encode_utf8($note // '')];
	return Duban::ask($c, 'POST', "/templates/$kind", "$body--b--\r\n", 'Content-Type' => 'multipart/form-data; boundary=b');
}

# A zip of some kilobytes whose one part is 40 MB of nothing.
sub bomb {
	my $file = "$tmp/bomb.docx";
	unlink $file;
	system("node '$FindBin::Bin/paper.mjs' bomb '$file'") == 0 or die;
	return slurp($file);
}

sub has_pdftotext { return !system 'command -v pdftotext >/dev/null' }
sub pdf_text {
	my ($pdf) = @_;
	spew("$tmp/text.pdf", $pdf);
	return decode_utf8(qx{pdftotext '$tmp/text.pdf' -}) =~ s/\s//gr;
}

for my $engine (engines()) {
	my $s = demo_store($engine);
	$ENV{DUBAN_PAPERS} = "$tmp/papers.$engine";
	my $v = serve($s);
	my $pqy = login($v, 'pqy01');
	my ($id, $no, $code) = @{(sql($s, q{SELECT c.id, c.no, u.code FROM cases c JOIN unit u ON u.id = c.unit_id
		WHERE c.state = 6 AND c.overdue = 1 ORDER BY c.id LIMIT 1}))[0]};
	my ($done) = map { $_->[0] } sql($s, q{SELECT id FROM cases WHERE state = 9 ORDER BY id LIMIT 1});

	# Issued from its page, and what stands in it.
	my ($form) = get($pqy, "/papers?case_id=$id")->{content} =~ m{(<form[^>]*action="/do/writ\.issue".*?</form>)}s;
	my %in = $form =~ /name="(\w+)" value="([^"]*)"/g;
	is("$in{kind} $in{case_id}", "order $id", "$engine: the case's papers offer one");
	my $r = post($pqy, '/do/writ.issue', \%in);
	is($r->{status}, 303, "$engine: an order is issued") or diag($r->{content});
	my ($path) = $r->{headers}{location} =~ m{(/papers/\d+)};
	my $p = view($pqy, 'writ.get', id => $path =~ s/\D//gr)->{json}{papers}[0];
	my ($docx, $pdf) = map { get($pqy, "$path/$_") } 'docx', 'pdf';
	is(sha256_hex($docx->{content}), $p->{docx}, "$engine: Word: what is handed out is what was kept");
	is(sha256_hex($pdf->{content}), $p->{pdf}, "$engine: PDF: the same");
	like($pdf->{content}, qr/^%PDF-/, "$engine: which is one");
	like(decode_utf8(get($pqy, $path)->{content}), qr/整改通知单 第 1 份.*$no.*$p->{docx}/s, "$engine: its page names case and digest");
	spew("$tmp/paper.docx", $docx->{content});
	my $said = decode_utf8(qx{node '$FindBin::Bin/paper.mjs' docx $tmp/paper.docx});
	like($said, qr/$no/, "$engine: it names the case");
	like($said, qr/签封第 $p->{position} 号/, "$engine: and up to which seal its facts were known");
	my ($event) = payloads($s, q{kind = 'writ'});
	like($event, qr/$p->{pdf}/, "$engine: the journal has the digest");

	# What is refused.
	is(post($pqy, '/do/writ.issue', \%in)->{headers}{location}, $r->{headers}{location}, "$engine: the form sent twice leads to the same paper");
	my $again = api($pqy, 'writ.issue', {case_id => $id, kind => 'order'});
	like("$again->{status} " . decode_utf8($again->{content}), qr/^409 .*一小时之内/s, "$engine: a second click makes no second paper");
	is(api($pqy, 'writ.issue', {case_id => $done, kind => 'order'})->{status}, 409, "$engine: nobody is ordered to do what is done");
	is(api($pqy, 'writ.issue', {case_id => $id, kind => 'letter'})->{status}, 422, "$engine: nor written what there is not");
	is(api($pqy, 'writ.issue', {case_id => 999999, kind => 'order'})->{status}, 404, "$engine: of a case that is not there");
	is(api(login($v, 'sly01'), 'writ.issue', {case_id => $id, kind => 'urge'})->{status}, 403, "$engine: a clerk issues none");
	like(decode_utf8(api($pqy, 'writ.issue', {case_id => $id, kind => 'talk'})->{content}), qr/还没有督办过/, "$engine: nobody is summoned who was not urged");
	is(api($pqy, 'writ.issue', {case_id => $id, kind => 'urge'})->{status}, 200, "$engine: what is late is urged");
	$r = api($pqy, 'writ.issue', {case_id => $id, kind => 'talk'});
	is($r->{status}, 200, "$engine: and then summoned to a talk");
	like(pdf_text(get($pqy, "/papers/$r->{json}{id}/pdf")->{content}), qr/约谈通知.*经督办仍未整改到位.*签封第\d+号/s, "$engine: in a paper with its seal position") if has_pdftotext();

	# Who sees it: whoever sees the case.
	my ($mine) = decode_utf8(slurp("$src/data/demo/people.tsv")) =~ /^(\w+)\t[^\t]*\t$code-cz\t/m;
	my %unit = decode_utf8(slurp("$src/data/demo/people.tsv")) =~ /^(\w+)\t[^\t]*\t(\w+)-cz\t/mg;
	my %far = map { $_->[0] => 1 } sql($s, "SELECT u.code FROM unit u WHERE NOT EXISTS (SELECT 1 FROM case_reach r WHERE r.case_id = $id AND r.reach = u.id * 2 + 1)");
	my ($other) = grep { $far{$unit{$_}} } sort keys %unit;
	is(get(login($v, $mine), "$path/pdf")->{status}, 200, "$engine: the unit that it is for");
	my $o = login($v, $other);
	is(get($o, $path)->{status}, 404, "$engine: not another unit");
	is(get($o, "$path/pdf")->{status}, 404, "$engine: nor its file");
	is(scalar @{view($o, 'writ.list')->{json}{papers}}, 0, "$engine: nor that there is one");
	is(get(login($v, 'xt01'), $path)->{status}, 403, "$engine: nor who administrates");

	# The office's own template: sent in, checked, tried on real data, taken into use; versions stay.
	my $zbz = login($v, 'zbz01');
	my $kept = sub { my ($n) = map { $_->[0] } sql($s, 'SELECT count(*) FROM template'); $n };
	$r = send_template($zbz, 'order', 'order.txt', encode_utf8("标题：{{标题}}\n正文：\n{{不认识}} {{也不认识}}\n"));
	like("$r->{status} " . decode_utf8($r->{content}), qr/^422 .*不认识的字段：\{\{不认识\}\}（第 3 行） \{\{也不认识\}\}（第 3 行）/s, "$engine: fields that are not known are told, with their places");
	$r = send_template($zbz, 'order', '通知单.docx', bomb());
	like("$r->{status} " . decode_utf8($r->{content}), qr/^422 .*解压后超过 24 MB/s, "$engine: a zip bomb is refused") or diag(substr $r->{content}, 0, 300);
	is(send_template($zbz, 'order', 'order.xls', 'x')->{status}, 422, "$engine: another form");
	is(send_template($pqy, 'order', 'order.txt', 'x')->{status}, 403, "$engine: who may not");
	is(send_template($zbz, 'letter', 'order.txt', 'x')->{status}, 404, "$engine: a paper that nobody makes");
	is($kept->(), 0, "$engine: and none of them is a version");
	$r = send_template($zbz, 'order', '本单位.txt', encode_utf8("标题：{{标题}}\n正文：\n本单位的{{问题}}\n"));
	is("$r->{status} $r->{headers}{location}", '303 /templates/order?done=template.add', "$engine: a good one is kept");
	my ($next) = map { $_->[0] } sql($s, qq{SELECT id FROM cases WHERE state = 6 AND id <> $id ORDER BY overdue DESC, id LIMIT 1});
	my $one = view($zbz, 'template.list', kind => 'order')->{json}{templates}[0];
	ok(!$one->{in_force} && $one->{nth} == 1 && $one->{name} eq '本单位.txt', "$engine: as a version that is not in use yet");
	like(get($zbz, "/templates/order/$one->{id}/trial")->{content}, qr/^%PDF-/, "$engine: filled with real data to be looked at");
	is(get($pqy, "/templates/order/$one->{id}/trial")->{status}, 403, "$engine: not by who may not try");
	is(get($zbz, "/templates/urge/$one->{id}/trial")->{status}, 404, "$engine: nor as another paper's");
	is(get($pqy, "/templates/order/$one->{id}/file")->{content}, encode_utf8("标题：{{标题}}\n正文：\n本单位的{{问题}}\n"), "$engine: its file as it came");
	is(api($zbz, 'template.use', {kind => 'order', id => $one->{id}, case_id => $done})->{status}, 409, "$engine: of a case that gives none it cannot be tried, and is not used");
	is(api($zbz, 'template.use', {kind => 'urge', id => $one->{id}})->{status}, 404, "$engine: nor as another paper's");
	is(api($zbz, 'template.use', {kind => 'order', id => $one->{id}})->{status}, 200, "$engine: tried, it is taken into use");
	$one = view($zbz, 'template.get', id => $one->{id})->{json}{templates}[0];
	ok($one->{in_force} && $one->{tried} =~ /^[0-9a-f]{64}$/ && $one->{tried_with} =~ /\d{4}-\d+/, "$engine: with what it was tried is said");
	is(api($zbz, 'template.use', {kind => 'order', id => $one->{id}})->{status}, 409, "$engine: which cannot be done twice");
	is(send_template($zbz, 'order', 'again.txt', encode_utf8("标题：{{标题}}\n正文：\n本单位的{{问题}}\n"))->{status}, 409, "$engine: the same file is no other version");
	my $w = api($pqy, 'writ.issue', {case_id => $next, kind => 'order'});
	is($w->{status}, 200, "$engine: it makes the next paper") or diag($w->{content});
	$w = view($pqy, 'writ.get', id => $w->{json}{id})->{json}{papers}[0];
	is("$w->{docx_version} $w->{pdf_version}", '0 1', "$engine: which says by which versions");
	like(pdf_text(get($pqy, "/papers/$w->{id}/pdf")->{content}), qr/本单位的/, "$engine: and says what it says") if has_pdftotext();
	$r = send_template($zbz, 'order', '二.txt', encode_utf8("标题：{{标题}}\n正文：\n第二版{{问题}}\n"), '改了开头');
	my ($two) = grep { $_->{nth} == 2 } @{view($zbz, 'template.list', kind => 'order')->{json}{templates}};
	is(api($zbz, 'template.use', {kind => 'order', id => $two->{id}})->{status}, 200, "$engine: the next version takes its place");
	is(join(' ', map { "$_->{nth}" . ($_->{in_force} ? '+' : $_->{ended_at} ? '-' : '?') } @{view($zbz, 'template.list', kind => 'order')->{json}{templates}}), '2+ 1-', "$engine: one is in force at a time");
	is(view($pqy, 'writ.get', id => $w->{id})->{json}{papers}[0]{pdf_version}, 1, "$engine: what was issued stays as it was");
	like(decode_utf8(get($pqy, '/templates/order')->{content}), qr/第 2 版.*改了开头.*正在用.*第 1 版.*本单位\.txt/s, "$engine: the page has the history");
	is(api($zbz, 'template.end', {kind => 'order', id => $two->{id}})->{status}, 200, "$engine: ended");
	is(scalar @{view($zbz, 'template.list')->{json}{templates}}, 0, "$engine: the shipped one is back");
	is(api($zbz, 'template.use', {kind => 'order', id => $one->{id}})->{status}, 200, "$engine: an old version may come back");

	# The ledger of problems as a workbook: a row for each case that one sees.
	my ($seen) = map { $_->[0] } sql($s, q{SELECT count(*) FROM cases});
	$r = get($pqy, '/ledger/all');
	like($r->{headers}{'content-disposition'}, qr/filename="ledger\.xlsx".*%E5%8F%B0%E8%B4%A6.*\.xlsx/, "$engine: the ledger as a workbook");
	my $sheet = rows_of($r->{content});
	is(scalar @$sheet, $seen + 1, "$engine: a head and $seen cases");
	like($sheet->[0], qr/案号.*责任单位.*期限/, "$engine: its head in words");
	ok((grep { /\Q$no\E.*超期/ } @$sheet), "$engine: the late case is called so");
	my ($open) = map { $_->[0] } sql($s, q{SELECT count(*) FROM cases WHERE open = 1});
	is(@{rows_of(get($pqy, '/ledger/open')->{content})} - 1, $open, "$engine: those that are open");
	cmp_ok(@{rows_of(get(login($v, $mine), '/ledger/all')->{content})}, '<', $seen, "$engine: a unit's has its own");
	is(get(login($v, 'xt01'), '/ledger/all')->{status}, 403, "$engine: none for who administrates");
	is(get($pqy, '/ledger/some')->{status}, 404, "$engine: of what there is not");

	# Papers of a place, in editions.
	my %edition;
	my ($street) = (sql($s, q{SELECT id FROM place WHERE code = '350602001'}))[0][0];
	my ($post) = map { $_->[0] } sql($s, q{SELECT min(p.code) FROM post p JOIN unit u ON u.id = p.unit_id JOIN holding h ON h.post_id = p.id WHERE u.code = 'T001'});
	my $task = api($zbz, 'task.add', {task_no => 'S1', task => '街道自己的任务', goal => '一处', target => 1, measure => '处', unit_code => 'T001', post_code => $post,
		due => strftime('%Y-%m-%d', gmtime(time + 60 * 86400)), evidence => 'photo', checks => '看过', standards => ''});
	is($task->{status}, 200, "$engine: a task of a street's office, tied to no place") or diag(decode_utf8($task->{content}));
	my $streets = api($zbz, 'press.issue', {kind => 'tasks', place => '350602001'});
	is($streets->{status}, 200, "$engine: a street's table, issued by the district") or diag(decode_utf8($streets->{content}));
	my ($street_tasks) = map { $_->[0] } sql($s, "SELECT count(*) FROM task t JOIN task_reach r ON r.task_id = t.id WHERE t.state <> 'void' AND r.reach = $street * 2");
	my $street_rows = rows_of(get($zbz, "/editions/$streets->{json}{id}/xlsx")->{content});
	like(join("\n", @$street_rows), qr/共 $street_tasks 项.*S1.*街道自己的任务.*完成时限不早于今年/s, "$engine: tells what the street itself would tell, $street_tasks tasks, and which");
	for my $kind (qw(monthly ledger tasks duties)) {
		my $done = api($zbz, 'press.issue', {kind => $kind});
		is($done->{status}, 200, "$engine: $kind is issued") or diag($done->{content});
		$edition{$kind} = $done->{json}{id};
	}
	is(api($zbz, 'press.issue', {kind => 'ledger'})->{status}, 409, "$engine: not twice within the hour");
	is(api($zbz, 'press.issue', {kind => 'ledger', month => '2026-11'})->{status}, 422, "$engine: only a report has a month");
	is(api($zbz, 'press.issue', {kind => 'monthly', month => $_})->{status}, 422, "$engine: no month $_") for '2026-13', '2999-01', '1999-01';
	is(api($zbz, 'press.issue', {kind => 'letter'})->{status}, 422, "$engine: nor a kind that there is not");
	is(api($zbz, 'press.issue', {kind => 'ledger', place => '110101'})->{status}, 422, "$engine: nor of a place that there is not");
	is(api(login($v, 'sly01'), 'press.issue', {kind => 'tasks'})->{status}, 403, "$engine: nor by a clerk");
	my %item = map { $_->{kind} => $_ } @{view($zbz, 'press.list')->{json}{editions}};
	is(join(' ', map { join '', map { $_ ? 1 : 0 } @{$item{$_}}{qw(docx pdf xlsx)} } qw(monthly ledger tasks duties)), '110 001 011 111', "$engine: each in its forms");
	my $show = view($zbz, 'bulletin.show')->{json};
	my $sheet2 = rows_of($r = get($zbz, "/editions/$edition{ledger}/xlsx")->{content});
	is(sha256_hex($r), $item{ledger}{xlsx}, "$engine: what is handed out is what was kept");
	is(scalar(grep { /\d{4}-\d{5}/ } @$sheet2), $open, "$engine: a row for each open case");
	like(join("\n", @$sheet2), qr/芗城区问题台账.*合计.*签封第 $item{ledger}{position} 号/s, "$engine: in the office's form, with the seal position");
	if (has_pdftotext()) {
		my $text = pdf_text(get($zbz, "/editions/$edition{monthly}/pdf")->{content});
		like($text, qr/月末结存$show->{numbers}{stock}件，其中超期未结$show->{numbers}{overdue}件/, "$engine: the month ends as the bulletin says");
		like($text, qr/签封第$item{monthly}{position}号/, "$engine: with its seal position");
		$text = pdf_text(get($zbz, "/editions/$edition{duties}/pdf")->{content});
		my @people = map { $_->[0] } sql($s, 'SELECT name FROM person');
		ok(!(grep { length && index($text, $_) >= 0 } @people), "$engine: who answers for what: units and posts, nobody's name");
	}
	# A unit with so many posts that their names fill no line.
	spew("$tmp/posts.tsv", encode_utf8(join '', "code\tunit_code\trole\tname\tplace_code\tclasses\tvalid_from\n",
		map { "T001-x$_\tT001\thandler\t街道公共设施处置岗位第${_}号\t\t\t2026-07-01\n" } 1 .. 700));
	my $loaded = duban($s, 'do', 'post.load', "file=\@$tmp/posts.tsv", '--as', 'xt01');
	is($loaded->{code}, 0, "$engine: 700 posts of a street's office") or diag($loaded->{out}, $loaded->{err});
	my $long = api($zbz, 'press.issue', {kind => 'duties', place => '350602001'});
	is($long->{status}, 200, "$engine: its duties are issued all the same") or diag(decode_utf8($long->{content}));
	like(join("\n", @{rows_of(get($zbz, "/editions/$long->{json}{id}/xlsx")->{content})}), qr/第1号、.*等，另有 \d+ 个/s, "$engine: with as many names as a cell takes, and how many more");
	is(get($zbz, "/editions/$edition{monthly}/xlsx")->{status}, 404, "$engine: a form that it has not");
	is(get($zbz, "/editions/$edition{ledger}/txt")->{status}, 404, "$engine: nor a template's");
	like(decode_utf8(get($pqy, '/editions')->{content}), qr/责任公示 第 1 期.*月报 第 1 期/s, "$engine: its page");
	my $unit = login($v, $mine);
	is(join(' ', map { $_->{kind} } @{view($unit, 'press.list')->{json}{editions}}), 'duties duties', "$engine: a unit sees what is published, no ledger");
	is(get($unit, "/editions/$edition{ledger}/xlsx")->{status}, 404, "$engine: nor its file");
	is(get($unit, "/editions/$edition{duties}/xlsx")->{status}, 200, "$engine: but that of the duties");
	is(get(login($v, 'xt01'), '/editions')->{status}, 403, "$engine: who administrates sees none");

	# What was changed on the disk is not handed out as what was issued.
	my $file = "$ENV{DUBAN_PAPERS}/kept/" . substr($p->{docx}, 0, 2) . '/' . substr($p->{docx}, 2, 2) . "/$p->{docx}";
	ok(-f $file, "$engine: kept by its digest") or diag(qx{find $ENV{DUBAN_PAPERS}});
	chmod 0600, $file;
	spew($file, 'another');
	$r = get($pqy, "$path/docx");
	like("$r->{status} " . decode_utf8($r->{content}), qr/^500 .*与签封的摘要不符/s, "$engine: what is not what was issued is not handed out");
	is(get($pqy, "$path/pdf")->{status}, 200, "$engine: the other file is");
	# A docx by the office's own template has no PDF that says the same: the word processor makes one.
	my $own = "$tmp/own.$engine.docx";
	is(duban(undef, qw(papers get urge), $own)->{code}, 0, "$engine: a shipped form, to be made the office's own");
	is(send_template($zbz, 'urge', '本单位.docx', slurp($own))->{status}, 303, "$engine: sent in");
	my ($by) = @{view($zbz, 'template.list', kind => 'urge')->{json}{templates}};
	is(api($zbz, 'template.use', {kind => 'urge', id => $by->{id}})->{status}, 200, "$engine: and in use");
	my $urge = api($pqy, 'writ.issue', {case_id => $next, kind => 'urge'});
	is($urge->{status}, 200, "$engine: a paper by it") or diag(decode_utf8($urge->{content}));
	my $urged = "/papers/$urge->{json}{id}";
	like(decode_utf8(get($pqy, $urged)->{content}), qr{href="$urged/print" download>.*?Word 转 PDF}s, "$engine: its page offers the Word file as PDF");
	unlike(decode_utf8(get($pqy, "/papers/$w->{id}")->{content}), qr{/print"}, "$engine: one by the shipped docx has its own PDF");
	is(get(login($v, 'xt01'), "$urged/print")->{status}, 403, "$engine: not to who may not see the paper");
	is(get($pqy, '/papers/999999/print')->{status}, 404, "$engine: nor of one that there is not");
  SKIP: {
		skip 'no LibreOffice on this machine', 3 if system 'command -v soffice >/dev/null';
		$r = get($pqy, "$urged/print");
		like("$r->{status} $r->{headers}{'content-type'} " . substr($r->{content}, 0, 5), qr{^200 application/pdf %PDF-$}, "$engine: LibreOffice makes it") or diag(decode_utf8($r->{content}));
		like($r->{headers}{'content-disposition'}, qr/\.pdf/, "$engine: by its name");
		like(pdf_text($r->{content}), qr/督办单/, "$engine: and it says what the paper says") if has_pdftotext();
	}
	stop_server($v);
	mkdir "$tmp/nothing";
	$v = serve($s, {PATH => "$tmp/nothing"});
	$r = get(login($v, 'pqy01'), "$urged/print");
	like("$r->{status} " . decode_utf8($r->{content}), qr/^50\d .*没有装 LibreOffice/s, "$engine: where it is missing, so it is said") or diag($r->{status});
	stop_server($v);
	$r = duban($s, 'verify');
	is($r->{code}, 7, "$engine: verify finds it");
	like($r->{out}, qr/^ok .*文书存档被改动：整改通知单 \Q$no\E 第 1 份 docx\n.*1 个缺失或被改动/s, "$engine: and names the paper and its file") or diag($r->{out}, $r->{err});
	unlink $file;
	like(duban($s, 'verify')->{out}, qr/文书存档缺失：整改通知单 \Q$no\E 第 1 份 docx/, "$engine: and one that is gone");
	spew($file, $docx->{content});
	is(duban($s, 'verify')->{code}, 0, "$engine: put back, all agrees");
	{
		local $ENV{DUBAN_PAPERS} = "$tmp/nowhere.$engine";
		like(duban($s, 'verify')->{out}, qr/文书存档缺失.*26 个缺失/s, "$engine: in an empty folder all are missing") or diag(duban($s, 'verify')->{out});
	}

	# What nothing names goes after a day; what is named, and what is young, stays.
	my $orphan = "$ENV{DUBAN_PAPERS}/kept/" . substr($p->{docx}, 0, 2) . '/' . substr($p->{docx}, 2, 2) . '/' . substr($p->{docx}, 0, 4) . '0' x 60;
	my $young = $orphan =~ s/0$/1/r;
	spew($_, 'x') for $orphan, $young;
	utime time - 90000, time - 90000, $orphan, $file;
	like(duban($s, 'papers', 'sweep')->{out}, qr/ removed=1 bytes=1$/m, "$engine: an old file that nothing names is swept");
	is(join(' ', map { -e $_ ? 'there' : 'gone' } $orphan, $young, $file), 'gone there there', "$engine: and no other");
	is(duban($s, 'verify')->{code}, 0, "$engine: and the store holds");
	delete $ENV{DUBAN_PAPERS};
}
done_testing();
