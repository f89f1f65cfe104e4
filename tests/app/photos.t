# Photos through the whole program: sent in, served, refused, checked, swept; the server notices nothing of bad ones.
# usage: perl photos.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Digest::SHA qw(sha256_hex);
use Encode qw(decode_utf8);
use IO::Select;
use IO::Socket::INET;
use POSIX ();
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

# A multipart form as a browser sends it: fields in order, then photos.
sub send_form {
	my ($c, $path, $fields, @photos) = @_;
	my $b = '----duban' . int(rand(1e9));
	($c->{csrf}) = get($c, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/ unless $c->{csrf};
	my @pair = (_csrf => $c->{csrf} // '', @$fields);
	my ($body, $i) = ('', 0);
	while (my ($name, $value) = splice @pair, 0, 2) {
		utf8::encode(my $bytes = $value);
		$body .= "--$b\r\nContent-Disposition: form-data; name=\"$name\"\r\n\r\n$bytes\r\n";
	}
	$body .= "--$b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"IMG_" . ++$i . ".jpg\"\r\nContent-Type: image/jpeg\r\n\r\n$_\r\n" for @photos;
	my $r = Duban::ask($c, 'POST', $path, "$body--$b--\r\n", 'Content-Type' => "multipart/form-data; boundary=$b");
	$r->{json} = eval { JSON::PP::decode_json($r->{content}) };
	$r->{says} = decode_utf8($r->{content}) =~ s/.*<main//sr =~ s/<select.*?<\/select>//gsr;
	return $r;
}

sub send_in {
	my ($c, $path, $moment, @photos) = @_;
	return send_form($c, $path, [moment => $moment], @photos);
}

sub uri_unescape { return $_[0] =~ s/%([0-9A-F]{2})/chr hex $1/ger }

# What a page that was refused has received already: the ticked boxes of its form.
sub received {
	return map { s/&amp;/&/gr } $_[0]{content} =~ /name="_photo" value="([^"]+)" checked/g;
}

for my $engine (engines()) {
	my $s = demo_store($engine);
	$ENV{DUBAN_PHOTOS} = "$tmp/photos.$engine";
	# What nothing names, of long ago and of just now, in the first folder that the server itself looks at.
	mkdir "$ENV{DUBAN_PHOTOS}$_" for '', '/00', '/00/00';
	my ($stray, $young) = map { spew("$ENV{DUBAN_PHOTOS}/00/00/" . '0' x 63 . $_, 'x') } 1, 2;
	utime 1000, 1000, $stray;
	my $v = serve($s);
	my $jdy = login($v, 'jdy01');
	my $sly = login($v, 'sly01');
	my $zbz = login($v, 'zbz01');
	my ($place) = (sql($s, q{SELECT code FROM place WHERE code LIKE '350602001%' AND length(code) = 12 ORDER BY code LIMIT 1}))[0][0];
	my $r = api($jdy, 'case.report', {source => 'grid', place => $place, address => '照片路1号', class => 'S01037', description => '路灯不亮'});
	is($r->{status}, 200, "$engine: a case") or diag($r->{content});
	my $id = $r->{json}{id};

	my $jpeg = photo(1, 1600, 1200, 88, 'exif');
	$r = send_in($jdy, "/api/cases/$id/photos", 'found', $jpeg);
	is($r->{status}, 200, "$engine: a photo is sent in through the API") or diag($r->{content});
	my $photo = $r->{json}{id};
	$r = view($jdy, 'photo.list', id => $id);
	is(scalar @{$r->{json}{photos} // []}, 1, "$engine: it is listed");
	my $p = $r->{json}{photos}[0];
	is("$p->{width}x$p->{height}", '1200x1600', "$engine: upright");
	my $seen = view($sly, 'photo.list', id => $id)->{json}{photos}[0];
	is(join(' ', grep { exists $seen->{$_} } qw(taken_at lon lat doubts)), '', "$engine: to the clerk nothing of what the camera says");
	$r = view($zbz, 'photo.list', id => $id);
	$p = $r->{json}{photos}[0];
	is($p->{taken_at}, 1777601472000, "$engine: to who closes cases the time (2026-05-01 10:11:12 +08:00)");

	my $large = get($jdy, "/photos/$photo/large");
	is($large->{status}, 200, "$engine: it is served");
	is($large->{headers}{'content-type'}, 'image/jpeg', "$engine: as a JPEG");
	is($large->{headers}{'x-content-type-options'}, 'nosniff', "$engine: which no browser takes for anything else");
	is($large->{headers}{'cache-control'}, 'private, max-age=300', "$engine: kept by nobody on the way");
	ok(index($large->{content}, 'Exif') < 0 && substr($large->{content}, 0, 2) eq "\xff\xd8", "$engine: without the camera's notes");
	cmp_ok(length(get($jdy, "/photos/$photo/small")->{content}), '<', length($large->{content}), "$engine: and small");
	is(get($sly, "/photos/$photo/original")->{status}, 403, "$engine: the original is not for everybody");
	$r = get($zbz, "/photos/$photo/original");
	is(sha256_hex($r->{content}), sha256_hex($jpeg), "$engine: it is what was sent, byte for byte");
	my $no = (sql($s, "SELECT no FROM cases WHERE id = $id"))[0][0];
	is(decode_utf8(uri_unescape($r->{headers}{'content-disposition'})), qq{attachment; filename="photo-$photo.jpg"; filename*=UTF-8''$no-发现时-1.jpg},
		"$engine: called by its case, moment and number, in Chinese for every browser of today");
	is("$r->{headers}{'content-type'} $r->{headers}{'cache-control'}", 'application/octet-stream no-store', "$engine: to be kept, never to be opened in the browser");
	is(get($jdy, "/photos/$photo/huge")->{status}, 404, "$engine: there is no other size");
	is(get($jdy, "/photos/999999/large")->{status}, 404, "$engine: nor another photo");
	my $strange = get(login($v, 'cz15'), "/photos/$photo/large")->{status};
	is($strange, 404, "$engine: outside of reach there is none");
	is(get(client($v), "/photos/$photo/large")->{status} == 200 ? 1 : 0, 0, "$engine: nor without logging in");

	# What is no photo: each is refused with a sentence, none is kept, and nothing else is slower for it.
	my $files = grep { !m{/00/00/} } glob "$ENV{DUBAN_PHOTOS}/??/??/*";
	my %bad = (
		'nothing' => ['', 'found', qr/空|选择/],
		'a text' => ['just words', 'found', qr/JPEG/],
		'half a photo' => [substr($jpeg, 0, length($jpeg) / 2), 'found', qr/不完整/],
		'a bomb' => [photo(2, 640, 480, 80) =~ s/\xff\xc0(...)..../\xff\xc0$1\x9c\x40\x9c\x40/sr, 'found', qr/40000×40000/],
		'a polyglot' => [photo(2, 640, 480, 80) . "<html><script>alert(1)</script>", 'found', qr/夹带/],
		'a pixel' => [photo(2, 1, 1, 80), 'found', qr/1×1/],
		'21 MB' => [$jpeg . "\0" x (21 << 20), 'found', qr/20 MB/],
		'another moment' => [photo(2, 640, 480, 80), 'fixed', qr/整改后/],
	);
	for my $what (sort keys %bad) {
		my ($bytes, $moment, $says) = @{$bad{$what}};
		$r = send_in($jdy, "/api/cases/$id/photos", $moment, $bytes);
		ok($r->{status} == 422 || $r->{status} == 403 || $r->{status} == 409, "$engine: $what is refused: $r->{status}") or diag($r->{content});
		like(texts($r), $says, "$engine: $what: with a sentence");
	}
	is(scalar(grep { !m{/00/00/} } glob "$ENV{DUBAN_PHOTOS}/??/??/*"), $files, "$engine: nothing of them is kept");
	is(get($jdy, '/healthz')->{status}, 200, "$engine: the server did not notice");
	is(send_in($jdy, "/api/cases/$id/photos", 'found', $jpeg)->{status}, 409, "$engine: the same file twice is told so");

	$r = send_form($jdy, "/cases/$id/photos", [_page => "/cases/$id", moment => 'found'], 'words');
	like("$r->{status} $r->{says}", qr{^422 .*IMG_1\.jpg：不是可以接收的照片.*href="/cases/$id"}s, "$engine: a page says which file is none, and leads back to the case");
	like(get($jdy, "/cases/$id")->{content}, qr{action="/cases/$id/photos".*?name="_page" value="/cases/$id"}s, "$engine: as the case's form asks");
	$r = send_in($jdy, "/cases/$id/photos", 'found', photo(3, 640, 480, 80), photo(4, 640, 480, 80));
	is("$r->{status} " . ($r->{headers}{location} // ''), "303 /cases/$id?done=photo.add", "$engine: a page sends two at once and comes back to the case");

	# Covering faces: the page's address holds the boxes; a click, and another, make one; so do four numbers.
	my $at = "/photos/$photo/mask";
	my $page = get($zbz, $at);
	is($page->{status}, 200, "$engine: who closes cases covers faces");
	is(get($jdy, $at)->{status}, 403, "$engine: nobody else does");
	is(get(login($v, 'zbz01'), '/photos/999999/mask')->{status}, 404, "$engine: nor of another photo");
	is(get($zbz, "$at?boxes=&w=320&at.x=64&at.y=43")->{headers}{location}, "$at?boxes=&rev=1&from=2000%2C1009&w=320", "$engine: one corner");
	is(get($zbz, "$at?boxes=&from=2000%2C1009&w=320&at.x=32&at.y=86")->{headers}{location}, "$at?boxes=1000%2C1009%2C1000%2C1009&rev=1&w=320", "$engine: and the other, wherever it lies");
	is(get($zbz, "$at?boxes=&w=320&l=1&t=2.5&bw=10&bh=20")->{headers}{location}, "$at?boxes=100%2C250%2C1000%2C2000&rev=1&w=320", "$engine: four numbers");
	is(get($zbz, "$at?boxes=&w=320&at.x=0&at.y=0")->{status}, 200, "$engine: the Enter key on the photo is no corner");
	is(get($zbz, "$at?$_")->{status}, 422, "$engine: $_ is refused") for 'l=95&t=0&bw=10&bh=10', 'l=a&t=0&bw=10&bh=10', 'l=1', 'boxes=1,2,3', 'boxes=9000,0,2000,100',
	    'boxes=&from=10,10&w=320&at.x=1&at.y=1', 'boxes=' . join('+', ('0,0,100,100') x 32) . '&l=1&t=1&bw=1&bh=1';
	is(get($zbz, "/photos/$photo/masked")->{status}, 404, "$engine: nothing may leave the house yet");
	$r = send_form($zbz, '/do/photo.mask', [id => $photo, boxes => '1000,1000,2000,2000', _page => $at]);
	is("$r->{status} $r->{headers}{location}", "303 /cases/$id?done=photo.mask", "$engine: covered");
	is(get($zbz, "/photos/$photo/masked")->{status}, 200, "$engine: that one may");
	like(get($zbz, $at)->{content}, qr/name="boxes" value="1000,1000,2000,2000"><input type="hidden" name="rev" value="2"/, "$engine: the page begins with what is covered");
	$r = send_form($zbz, '/do/photo.mask', [id => $photo, boxes => '', rev => 1, _page => "$at?boxes=&rev=1&w=320"]);
	is($r->{status}, 409, "$engine: whoever opened it before that uncovers nothing");

	# With the report itself, and with the step: what came whole stays when something else is refused.
	my @report = (source => 'grid', place => $place, class => 'S01037', address => '照片路2号', description => '路灯不亮了');
	$r = send_form($jdy, '/report', \@report, photo(11, 640, 480, 80), substr(photo(12, 640, 480, 80), 0, 9000), photo(13, 640, 480, 80));
	is($r->{status}, 422, "$engine: a report with a photo that is cut short comes back");
	like($r->{says}, qr/IMG_2\.jpg：照片不完整/, "$engine: and says which photo and why");
	my @kept = received($r);
	is(join(' ', map { /^[0-9a-f]{64} (IMG_\d\.jpg)$/ } @kept), 'IMG_1.jpg IMG_3.jpg', "$engine: the other two are received and ticked");
	like($r->{says}, qr/value="照片路2号"/, "$engine: what was typed stands there");
	is((sql($s, q{SELECT count(*) FROM cases WHERE address = '照片路2号'}))[0][0], 0, "$engine: nothing was reported");
	$r = send_form($jdy, '/report', [@report, map { (_photo => $_) } @kept]);
	is($r->{status}, 303, "$engine: sent again without it, it is reported") or diag($r->{says});
	my ($with) = $r->{headers}{location} =~ /id=(\d+)/;
	is(join(' ', map { "$_->{moment} $_->{width}" } @{view($jdy, 'photo.list', id => $with)->{json}{photos}}), 'found 640 found 640', "$engine: with its two photos");
	$r = send_form($jdy, '/report', \@report, photo(14, 640, 480, 80));
	is(scalar(received($r)), 1, "$engine: asked whether it is the same spot, the photo is received");
	$r = send_form($jdy, '/report', [@report, _asked => 1, map { (_photo => $_) } received($r)]);
	is($r->{status}, 303, "$engine: and goes with the answer");
	$r = send_form($jdy, '/report', [@report, _asked => 1, _photo => ('0' x 64) . ' x.jpg']);
	is($r->{status}, 303, "$engine: a digest of nothing is nothing");
	is(scalar @{view($jdy, 'photo.list', id => $r->{headers}{location} =~ s/.*=//r)->{json}{photos}}, 0, "$engine: and no photo");
	$r = send_form($jdy, '/report', \@report, map { photo(20 + $_, 64, 64, 80) } 1 .. 7);
	like("$r->{status} $r->{says}", qr/^422 .*最多 6 张/s, "$engine: seven at once are too many");
	$r = send_form($jdy, '/report', [@report, description => '', place => '1'], map { photo(20 + $_, 64, 64, 80) } 1 .. 4);
	my @seven = received($r);
	$r = send_form($jdy, '/report', [@report, map { (_photo => $_) } @seven], map { photo(25 + $_, 64, 64, 80) } 1 .. 3);
	like("$r->{status} $r->{says}", qr/^422 .*一次最多 6 张照片，这里有 7 张，请去掉多出来的再提交。/s, "$engine: nor four that are ticked and three more");
	is(scalar(received($r)), 7, "$engine: all of them stand there to choose from");
	my $nobody = client($v);
	is(send_form($nobody, '/report', \@report, $jpeg . "\0" x (2 << 20))->{status}, 413, "$engine: nobody sends megabytes without logging in");

	is(send_form($jdy, '/do/photo.mask', [id => 1], 'x' x (2 << 20))->{status}, 413, "$engine: nor what takes no pictures");
	is(send_form($jdy, '/do/case.fix', [id => 1], 'x' x (2 << 20))->{status}, 403, "$engine: (one that does reads them, and asks who it is)");

	# Whoever makes up a session's token fills no disk: eight long forms of unknown sessions at once, and no more.
	my $long = "POST /report HTTP/1.1\r\nHost: 127.0.0.1:$v->{port}\r\nOrigin: " . url($v, '') . "\r\nCookie: duban=" . 'A' x 43 .
	    "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " . (3 << 20) . "\r\n\r\n";
	my @held = map {
		my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $v->{port}) // die "$!";
		print $sock $long . 'x' x (2 << 20);
		$sock->flush;
		$sock;
	} 1 .. 8;
	sleep 0.5;
	my $made_up = {%{client($v)}, token => 'A' x 43};
	my $words = 'no photo ' x (250 << 10);
	is(send_form($made_up, '/report', \@report, $words)->{status}, 503, "$engine: the ninth long form with an unknown token waits");
	is(send_form($jdy, '/report', \@report, $words)->{status}, 422, "$engine: that of somebody who is known does not");
	close $_ for @held;
	sleep 0.5;
	is(send_form($made_up, '/report', \@report, $words)->{status}, 403, "$engine: when they are gone it is told that it is nobody's");

	my ($todo) = @{(sql($s, q{SELECT min(id) FROM cases WHERE state = 6 AND suspensions = 0 AND post_id IS NOT NULL}))[0]};
	my ($hand) = map { $_->[0] } sql($s, qq{SELECT l.name FROM login l JOIN holding h ON h.person_id = l.person_id AND h.valid_to IS NULL JOIN post p ON p.id = h.post_id
			WHERE p.unit_id = (SELECT unit_id FROM cases WHERE id = $todo) AND p.role = 'handler' AND (SELECT post_id FROM cases WHERE id = $todo) = p.id ORDER BY l.name LIMIT 1});
	my $cz = login($v, $hand);
	$r = send_form($cz, '/do/case.fix', [id => $todo, text => '修好了', _page => "/cases/$todo"], photo(31, 640, 480, 80), 'words');
	is($r->{status}, 422, "$engine: a fix with a file that is no photo comes back to the case's page");
	like($r->{says}, qr/IMG_2\.jpg：不是可以接收的照片/, "$engine: and says why");
	is(scalar(received($r)), 1, "$engine: the photo is received");
	$r = send_form($cz, '/do/case.fix', [id => $todo, text => '修好了', _page => "/cases/$todo", _photo => received($r)], photo(32, 640, 480, 80));
	is($r->{status}, 303, "$engine: then it is reported fixed") or diag($r->{says});
	is(join(' ', map { "$_->{moment}" } @{view($cz, 'photo.list', id => $todo)->{json}{photos}}), 'fixed fixed', "$engine: with both photos");
	$r = api($cz, 'case.fix', {id => $todo, text => '修好了', photo => '1'});
	like(texts($r), qr/SHA-256/, "$engine: the API takes digests of photos, not words");
	is(duban($s, qw(--quiet verify))->{code}, 0, "$engine: rows equal their events");

	for (my $n = 0; -e $stray && $n < 300; $n++) { sleep 0.1 }
	ok(!-e $stray && -e $young, "$engine: the server has removed by itself what nothing names and is older than a day, and no more");
	unlink $young;

	# A decoder that dies in the middle of it: a sentence, and the next one is taken.
	# What classes say of photos, once the city holds to it: at report, fix and verification, in one sentence everywhere.
	my ($cases) = map { $_->[0] } sql($s, 'SELECT count(*) FROM cases');
	is(api($zbz, 'photo.policy', {at => 'found'})->{status}, 403, "$engine: who closes cases does not say when photos are needed");
	is(api(login($v, 'xt01'), 'photo.policy', {at => $_})->{status}, 422, "$engine: not '$_'") for 'never', 'found never';
	my $asks = sub { my ($t) = decode_utf8(get($jdy, '/report')->{content}) =~ m{<legend>(照片.*?)</legend>}s; return $t };
	like($asks->(), qr/可不填/, "$engine: where none is needed the page says so");
	is(api(login($v, 'xt01'), 'photo.policy', {at => 'found fixed verified'})->{status}, 200, "$engine: who edits the city does");
	unlike($asks->() // '可不填', qr/可不填/, "$engine: and calls none optional that most classes need");
	like(decode_utf8(get($jdy, '/report')->{content}), qr/小类后没有写“可不附照片”的，都要有现场照片/, "$engine: the form says so beforehand");
	my $form = decode_utf8(get($jdy, '/report')->{content});
	like($form, qr/店外经营（可不附照片）/, "$engine: class by class");
	unlike($form, qr/暴露垃圾（可不附/, "$engine: of rubbish, too");
	unlike($form, qr/已收到/, "$engine: no picture came, none is told");
	my %heap = (source => 'grid', place => $place, class => 'S06010', address => '照片路3号', description => '垃圾成堆');
	my $needs = qr/“暴露垃圾”要有“发现时”的照片（改前改后同角度对比才能确认修复）：请附上至少一张再提交。/;
	$r = api($jdy, 'case.report', \%heap);
	like("$r->{status} " . texts($r), qr/^409 .*$needs/, "$engine: rubbish is not reported without a photo");
	is($r->{json}{why}[0]{field}, 'photo', "$engine: the refusal names the field") or diag($r->{content});
	my $refused = send_form($jdy, '/report', [%heap, _asked => 1]);
	like($refused->{says}, $needs, "$engine: nor in the form");
	unlike(decode_utf8($refused->{content}), qr/已收到/, "$engine: which tells of no picture where none came");
	my $cli = duban($s, 'do', 'case.report', (map { "$_=$heap{$_}" } sort keys %heap), '--as', 'jdy01');
	like($cli->{err}, $needs, "$engine: nor from the command line");
	is((sql($s, 'SELECT count(*) FROM cases'))[0][0], $cases, "$engine: nothing of them is kept");
	is(api(login($v, 'sly01'), 'case.report', {%heap, source => 'hotline', address => '照片路4号'})->{status}, 200, "$engine: what somebody told by telephone needs none");
	is(api($jdy, 'case.report', {%heap, class => 'S01037', address => '照片路6号'})->{status}, 200, "$engine: nor one of whose conditions does not ask for it: which it will be is decided later");
	is(api($jdy, 'case.report', {%heap, class => 'S09005', address => '照片路5号'})->{status}, 200, "$engine: nor does a class whose photos are optional");
	$r = send_form($jdy, '/report', [%heap, _asked => 1], photo(71, 640, 480, 80));
	is($r->{status}, 303, "$engine: with one it is taken");
	my ($heap) = $r->{headers}{location} =~ /id=(\d+)/;
	is(api(login($v, $_->[0]), "case.$_->[1]", {id => $heap, @$_[2 .. $#$_]})->{status}, 200, "$engine: $_->[1]")
	    for ['sly01', 'accept'], ['zbz01', 'file', condition => 'S06010-1'], ['pqy01', 'dispatch'];
	my ($sweeper) = map { $_->[0] } sql($s, qq{SELECT l.name FROM login l JOIN holding h ON h.person_id = l.person_id AND h.valid_to IS NULL JOIN post p ON p.id = h.post_id
			WHERE p.unit_id = (SELECT unit_id FROM cases WHERE id = $heap) AND p.role = 'handler' ORDER BY l.name LIMIT 1});
	$sweeper = login($v, $sweeper);
	is(api($sweeper, 'case.sign', {id => $heap})->{status}, 200, "$engine: sign");
	like(decode_utf8(get($sweeper, "/cases/$heap")->{content}), qr/必须有照片：改前改后同角度对比才能确认修复。已在本案添加过的算数。/, "$engine: the form of the fix says why");
	like(texts($r = api($sweeper, 'case.fix', {id => $heap, text => '已清'})), qr/要有“整改后”的照片/, "$engine: no fix without a photo of it");
	is(send_in($sweeper, "/api/cases/$heap/photos", 'fixed', photo(72, 640, 480, 80))->{status}, 200, "$engine: one is added by itself");
	is(api($sweeper, 'case.fix', {id => $heap, text => '已清'})->{status}, 200, "$engine: it counts");
	my $hcy = login($v, 'hcy01');
	$r = api($hcy, 'case.verify', {id => $heap, answer => 'yes'});
	like("$r->{status} " . texts($r), qr/^409 .*要有“核查时”的照片/, "$engine: it does not pass without a photo of looking");
	like(decode_utf8(get($hcy, "/cases/$heap")->{content}), qr/通过的必须有照片：/, "$engine: as its form says");
	$r = api($hcy, 'case.verify', {id => $heap, answer => 'no', reason => '还有一半'});
	is($r->{status}, 200, "$engine: that it fails needs words and no photo") or diag($r->{content});
	is(api(login($v, 'xt01'), 'photo.policy', {at => 'none'})->{status}, 200, "$engine: the city thinks better of it");
	stop_server($v);
	my $killer = spew("$tmp/killer", "#!/bin/sh\nkill -KILL \$\$\n");
	chmod 0755, $killer;
	$v = serve($s, {DUBAN_PHOTO => $killer});
	$jdy = login($v, 'jdy01');
	$r = send_in($jdy, "/api/cases/$id/photos", 'found', photo(5, 640, 480, 80));
	is($r->{status}, 422, "$engine: a decoder that is killed refuses the photo");
	like(texts($r), qr/处理不了/, "$engine: with a sentence");
	is(view($jdy, 'case.get', id => $id)->{status}, 200, "$engine: and everything else goes on");
	stop_server($v);

	# Decoders that hang hold up neither pages nor log-ins, however short the form is and however its field is written.
	POSIX::mkfifo("$tmp/hang.$engine", 0600) or die "$!";
	my $hang = spew("$tmp/hanger", "#!/bin/sh\nread x < $tmp/hang.$engine\n");
	chmod 0755, $hang;
	$v = serve($s, {DUBAN_PHOTO => $hang});
	$jdy = login($v, 'jdy01');
	my $csrf = (get($jdy, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/)[0];
	my @hangs = map {
		my $form = "--b\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n$csrf\r\n" .
		    "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n" . photo(50 + $_, 64, 64, 80) . "\r\n--b--\r\n";
		my $sock = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $v->{port}) // die "$!";
		print $sock "POST /report HTTP/1.1\r\nHost: 127.0.0.1:$v->{port}\r\nOrigin: " . url($v, '') . "\r\nCookie: duban=$jdy->{token}\r\n" .
		    "Content-Type: multipart/form-data; boundary=b\r\nConnection: close\r\nContent-Length: " . length($form) . "\r\n\r\n$form";
		$sock->flush;
		$sock;
	} 1 .. 5;
	sleep 0.5;
	my $since = time;
	is(get($jdy, '/me')->{status}, 200, "$engine: a page while five short forms hang in the decoder");
	ok(login($v, 'zbz01'), "$engine: and a log-in");
	cmp_ok(time - $since, '<', 4, "$engine: neither waits for them");
	is(scalar(() = IO::Select->new(@hangs)->can_read(0)), 0, "$engine: (they still hang)");
	open my $go, '+<', "$tmp/hang.$engine" or die "$!";
	syswrite $go, "\n" x 100;
	like(scalar(<$_>), qr/^HTTP\/1.1 422/, "$engine: each is told in the end") for @hangs;
	close $go;
	stop_server($v);

	# From the command line, and the files themselves.
	$r = duban($s, 'photos', 'put', spew("$tmp/a.jpg", photo(6, 640, 480, 80)));
	like($r->{out}, qr/^[0-9a-f]{64}  /, "$engine: a file is put by its digest") or diag($r->{err});
	my ($digest) = $r->{out} =~ /^(\w+)/;
	$r = duban($s, 'do', 'photo.add', "id=$id", 'moment=found', "photo=$digest", '--as', 'jdy01');
	is($r->{code}, 0, "$engine: and added to the case") or diag($r->{err});
	$r = duban($s, 'photos', 'check');
	is("$r->{code} $r->{out}", "0 files=35 missing=0 altered=0\n", "$engine: every file is what its name says") or diag($r->{err});
	$r = duban($s, qw(--quiet verify));
	is($r->{code}, 0, "$engine: and the history is whole") or diag($r->{out});
	my $file = "$ENV{DUBAN_PHOTOS}/" . substr($digest, 0, 2) . '/' . substr($digest, 2, 2) . "/$digest";
	my $was = slurp($file);
	spew($file, substr($was, 0, 1000) . 'X' . substr($was, 1001));
	$r = duban($s, 'photos', 'check');
	is("$r->{code} $r->{out}", "7 files=35 missing=0 altered=1\n", "$engine: one byte changed on the disk is found");
	like($r->{err}, qr/照片 \d+ /, "$engine: and whose it is");
	spew($file, $was);
	mkdir "$ENV{DUBAN_PHOTOS}/00$_" for '', '/00';
	spew("$ENV{DUBAN_PHOTOS}/00/00/" . '0' x 64, 'x');
	utime 1000, 1000, "$ENV{DUBAN_PHOTOS}/00/00/" . '0' x 64, $file;
	$r = duban($s, 'photos', 'sweep');
	like($r->{out}, qr/removed=1 bytes=1$/, "$engine: a file that nothing names is swept") or diag($r->{err});
	ok(-e $file, "$engine: one that is named stays, however old");
	delete $ENV{DUBAN_PHOTOS};
}
done_testing();
