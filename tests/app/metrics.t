# The second socket: figures in Prometheus' format, which grow by exactly what was done, and name nobody.
# usage: perl metrics.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use HTTP::Tiny;
use IO::Socket::INET;
use Test::More;
use Time::HiRes qw(sleep time);

start_up();

# Text format 0.0.4, read strictly: name{labels} => value; dies where a line is none.
sub parse {
	my ($text) = @_;
	my (%value, %type, %helped, %closed, $family);
	die "does not end in a line feed\n" unless $text =~ /\n\z/;
	for (split /\n/, $text) {
		if (/^# HELP ([a-z_]+) (\S.*)$/) {
			die "$1 is described twice\n" if $helped{$1}++;
			$closed{$family} = 1 if $family;
			$family = $1;
		} elsif (/^# TYPE ([a-z_]+) (counter|gauge|histogram)$/) {
			die "$1: TYPE without HELP\n" unless ($family // '') eq $1 && !$type{$1};
			$type{$1} = $2;
		} elsif (/^([a-z_]+)((?:\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})?) (-?\d+(?:\.\d+)?)$/) {
			my ($name, $labels, $v) = ($1, $2, $3);
			(my $of = $name) =~ s/_(?:bucket|sum|count)$// if ($type{$family} // '') eq 'histogram';
			die "$name stands outside of its family\n" unless ($of // $name) eq $family && $type{$family};
			die "$name$labels twice\n" if exists $value{"$name$labels"};
			$value{"$name$labels"} = $v;
		} else {
			die "no line of the format: $_\n";
		}
	}
	for my $h (grep { $type{$_} eq 'histogram' } keys %type) {
		my (%last, %inf);
		# In the order in which they stand.
		while ($text =~ /^\Q$h\E_bucket\{(.*?),?le="([^"]+)"\} (\d+)$/mg) {
			die "$h\{$1}: buckets must not fall\n" if $3 < ($last{$1} // 0);
			$last{$1} = $3;
			$inf{$1} = $3 if $2 eq '+Inf';
		}
		for (keys %last) {
			my $labels = length $_ ? "{$_}" : '';
			die "$h$labels: the last bucket is not the count\n" unless defined $inf{$_} && $inf{$_} == $value{"${h}_count$labels"};
			die "$h$labels has no sum\n" unless defined $value{"${h}_sum$labels"};
		}
	}
	return \%value;
}

sub scrape {
	my ($m) = @_;
	my $r = HTTP::Tiny->new->get("http://127.0.0.1:$m/metrics");
	die "metrics: $r->{status} $r->{content}" unless $r->{status} == 200;
	return (parse($r->{content}), $r);
}

# A request counts when its last byte is gone, which the client may know a moment before.
sub until_is {
	my ($m, $want, $words) = @_;
	my ($v, %got);
	my $until = time + 10;
	do {
		($v) = scrape($m);
		%got = map { $_ => $v->{$_} // 0 } keys %$want;
		sleep 0.02 if "@{[%got{sort keys %got}]}" ne "@{[%$want{sort keys %$want}]}";
	} while ("@{[%got{sort keys %got}]}" ne "@{[%$want{sort keys %$want}]}" && time < $until);
	is_deeply(\%got, $want, $words);
	return $v;
}

sub requests { my ($class, $status) = @_; return qq(duban_http_requests_total{class="$class",status="$status"}) }

# What is told is the server's, not the engine's.
for my $engine ('sqlite') {
	my $s = demo_store($engine);
	my $v = serve($s, '--metrics', '127.0.0.1:0', {DUBAN_BACKUP_MARK => "$tmp/mark.$engine"});
	my $second = readline $v->{out};
	my ($m) = $second =~ m{^http://127\.0\.0\.1:(\d+)/metrics$} or die $second;
	my ($was, $page) = scrape($m);
	is($page->{headers}{'content-type'}, 'text/plain; version=0.0.4; charset=utf-8', "$engine: the format says its version");

	my $clerk = login($v, 'zbz01');
	$was = until_is($m, {requests('form', 303) => ($was->{requests('form', 303)} // 0) + 1}, "$engine: a log-in is a form");
	my %want = map { $_ => $was->{$_} // 0 } requests('page', 200), requests('form', 303), requests('write', 200), requests('write', 422),
		requests('read', 200), requests('static', 200), requests('none', 404), requests('health', 200), requests('page', 404),
		'duban_commands_refused_total';
	is(get($clerk, '/cases')->{status}, 200, "$engine: a page") for 1 .. 3;
	is(get($clerk, '/cases/999999')->{status}, 404, "$engine: a case that is none");
	my $case = {source => 'hotline', place => '350602001010', address => '延安北路1号', class => 'S01037', description => '井盖坏了'};
	is(api($clerk, 'case.report', $case)->{status}, 200, "$engine: a case") for 1 .. 2;
	is(api($clerk, 'case.report', {%$case, place => 'nowhere'})->{status}, 422, "$engine: one without a place");
	is(view($clerk, 'case.list')->{status}, 200, "$engine: a view");
	is(get($clerk, '/static/duban.css')->{status}, 200, "$engine: a style sheet");
	is(get($clerk, '/no/such/page')->{status}, 404, "$engine: no page");
	is(get($clerk, '/healthz')->{status}, 200, "$engine: health");
	$want{requests('page', 200)} += 3;
	$want{requests('page', 404)} += 1;
	$want{requests('write', 200)} += 2;
	$want{requests('write', 422)} += 1;
	$want{requests('read', 200)} += 1;
	$want{requests('static', 200)} += 1;
	$want{requests('none', 404)} += 1;
	$want{requests('health', 200)} += 1;
	$want{duban_commands_refused_total} += 1;
	my $is = until_is($m, \%want, "$engine: each class and status has grown by exactly what was done");
	is($is->{'duban_http_request_seconds_count{class="page"}'} - $was->{'duban_http_request_seconds_count{class="page"}'}, 4,
		"$engine: each page was timed, once");
	cmp_ok($is->{duban_commands_total}, '>=', $was->{duban_commands_total} + 2, "$engine: two more commands at least");
	cmp_ok($is->{duban_commits_total}, '<=', $is->{duban_commands_total}, "$engine: no commit without a command");
	is($is->{duban_batch_commands_sum}, $is->{duban_commands_total}, "$engine: all commands are in a batch");
	is($is->{duban_batch_commands_count}, $is->{duban_commits_total}, "$engine: all batches are commits");
	cmp_ok($is->{process_resident_memory_bytes}, '>', 1 << 20, "$engine: it holds memory");
	ok(abs($is->{process_start_time_seconds} - time) < 300, "$engine: it began lately");

	# The seal: as the scheduler read it, once a second.
	my $until = time + 30;
	my $sealed = (sql($s, 'SELECT position FROM journal_head'))[0][0];
	do { ($is) = scrape($m); sleep 0.1 } while ($is->{duban_seal_position} < $sealed && time < $until);
	cmp_ok($is->{duban_seal_position}, '>=', $sealed, "$engine: the seal's position is the store's");
	cmp_ok($sealed, '>', 100, "$engine: which is somewhere");
	cmp_ok($is->{duban_scheduler_rounds_total}, '>', 0, "$engine: the scheduler goes round");
	is($is->{duban_scheduler_mine}, 1, "$engine: this copy keeps the deadlines");

	ok(!exists $is->{duban_backup_age_seconds}, "$engine: of a backup nothing is known");
	is(duban($s, '--quiet', 'backup', "$tmp/$s->{name}.backup", {env => {DUBAN_BACKUP_MARK => "$tmp/mark.$engine"}})->{code}, 0, "$engine: a backup");
	($is) = scrape($m);
	ok(defined $is->{duban_backup_age_seconds} && abs($is->{duban_backup_age_seconds}) < 60, "$engine: was made just now");
	utime time - 7200, time - 7200, "$tmp/mark.$engine";
	($is, $page) = scrape($m);
	ok(abs($is->{duban_backup_age_seconds} - 7200) < 60, "$engine: two hours ago");

	my $manual = slurp("$src/docs/operations.md");
	is(join(' ', grep { index($manual, "`$_") < 0 } $page->{content} =~ /^# TYPE (\S+)/mg), '', "$engine: each figure has a row in docs/operations.md");
	unlike($page->{content}, qr/zbz01|沈成岁|延安|350602|S01037|\/cases|127\.0\.0\.1/, "$engine: it names nobody, no place and no address");
	is(HTTP::Tiny->new->get("http://127.0.0.1:$m/")->{status}, 404, "$engine: there is nothing else");
	my $wrote = HTTP::Tiny->new->post("http://127.0.0.1:$m/metrics", {content => 'x' x 100});
	is("$wrote->{status} $wrote->{headers}{allow}", '405 GET, HEAD', "$engine: it is only read");
	is(get($clerk, '/metrics')->{status}, 404, "$engine: nor does the first socket tell it");

	# Who connects there and says nothing is no matter to anybody.
	my @idle = map { IO::Socket::INET->new(PeerAddr => "127.0.0.1:$m") } 1 .. 20;
	is(get($clerk, '/cases')->{status}, 200, "$engine: beside idle connections there pages are served");
	if ($engine eq 'sqlite') {
		my $other = demo_store('sqlite');
		my $r = duban($other, qw(serve --listen 127.0.0.1:0 --metrics), "127.0.0.1:$m");
		isnt($r->{code}, 0, 'a second server cannot have the same socket');
		like($r->{err}, qr/metrics cannot be served/, 'and says so');
		is(duban($other, qw(serve --listen 127.0.0.1:0 --metrics nowhere))->{code}, 2, 'nor one that is none');
	}
	is(stop_server($v), 0, "$engine: it ends with them");
}

done_testing();
