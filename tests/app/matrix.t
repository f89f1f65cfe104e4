# Every role against every command, view and page, through every door; judged by matrix.tsv.
# usage: perl matrix.t DUBAN SOURCE
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Encode qw(decode_utf8);
use JSON::PP;
use Test::More;

start_up();

my %login = (I => 'jdy01', C => 'sly01', Z => 'zbz01', D => 'pqy01', H => 'cz01', V => 'hcy01', S => 'dcy01', L => 'ld01',
	Y => 'xt01', E => 'aq01', A => 'sj01');
my @roles = qw(I C Z D H V S L Y E A);
my %want;
for (split /\n/, decode_utf8(slurp("$FindBin::Bin/matrix.tsv"))) {
	next if /^(#|name\t|\s*$)/;
	my ($name, $who, $why) = split /\t/;
	die "$name twice" if $want{$name};
	$want{$name} = {map { $_ => 1 } split //, $who};
}

sub names { return map { /^([a-z]+\.[a-z_]+)  / ? $1 : () } split /\n/, duban(undef, $_[0])->{out} }
my @commands = names('do');
my @views = names('show');
my @pages = grep { /^GET / } sort keys %want;

# Nothing is judged by default.
my %all = map { $_ => 1 } @commands, @views, @pages;
is(join(' ', grep { !$want{$_} } sort keys %all), '', 'every command and view has a line in matrix.tsv');
is(join(' ', grep { !$all{$_} } sort keys %want), '', 'and every line is one');

# The three administrators touch no case: said once more without the table, but for erasing what is said of a person.
for my $name (grep { /^case\./ && $_ ne 'case.limit' && $_ ne 'case.reporter_erase' } sort keys %want) {
	ok(!grep({ $want{$name}{$_} } qw(Y E A)), "$name is no administrator's");
}

for my $engine (Duban::engines()) {
	my $s = demo_store($engine);
	my $v = serve($s);
	my %c = map { $_ => login($v, $login{$_}) } @roles;
	my $nobody = client($v);
	my $before = count_all($s);
	my %door;

	# Empty input: who is denied is told so before anything is looked at.
	for my $name (sort @commands, @views) {
		my $is_view = grep { $_ eq $name } @views;
		my $system = $want{$name}{'-'};
		my (@got, @expect);
		# That one ends a session: on sessions of their own.
		my %use = $name eq 'session.close' ? map { $_ => login($v, $login{$_}) } @roles : %c;
		for my $role (@roles) {
			my $r = $is_view ? view($use{$role}, $name) : api($use{$role}, $name, {});
			push @got, $role . ($r->{status} == 403 ? '-' : $r->{status} == 404 && $system ? '.' : $r->{status} >= 500 ? '!' : '+');
			push @expect, $role . ($system ? '.' : $want{$name}{$role} ? '+' : '-');
			$door{$name}{$role} = $r->{status} == 403 || ($r->{status} == 404 && $system);
			if ($r->{status} == 403) {
				like(texts($r) || $r->{json}{title}, qr/权限.*联系/, "$engine: $name: $role is told whom to ask");
			}
		}
		is("@got", "@expect", "$engine: $name over HTTP");
		my $r = $is_view ? view($nobody, $name) : api($nobody, $name, {});
		is($r->{status}, $system ? 404 : 401, "$engine: $name: nobody is logged in");
	}
	for my $name (@pages) {
		my ($path) = $name =~ /^GET (.*)/;
		my @got = map { my $status = get($c{$_}, $path)->{status}; $_ . ($status == 403 ? '-' : $status =~ /^(200|303)$/ ? '+' : "!$status") } @roles;
		is("@got", join(' ', map { $_ . ($want{$name}{$_} ? '+' : '-') } @roles), "$engine: $name");
	}
	# A form is another door to the same commands.
	my %csrf = map { $_ => (get($c{$_}, '/me')->{content} =~ /name="_csrf" value="([^"]+)"/)[0] // die 'no token on /me' } @roles;
	for my $name (grep { !$want{$_}{'-'} && $_ ne 'session.close' } sort @commands) {
		my @denied;
		for my $role (@roles) {
			next if $want{$name}{$role};
			my $r = post($c{$role}, "/do/$name", {_csrf => $csrf{$role}, _page => '/me', id => 1});
			push @denied, "$role:$r->{status}" if $r->{status} != 403;
		}
		is("@denied", '', "$engine: POST /do/$name denies whom the API denies");
	}
	is_deeply([map { $_->{token} ? 1 : 0 } @c{@roles}], [(1) x @roles], "$engine: all are still there");
	my $after = count_all($s);
	delete @{$_}{qw(event session command_key)} for $before, $after;
	is_deeply($after, $before, "$engine: asking changed nothing");
	is(stop_server($v), 0, "$engine: the server ends well");

	# The command line agrees; one engine is enough, the check is the same code.
	next if $engine ne 'sqlite';
	for my $name (sort @commands, @views) {
		my $verb = (grep { $_ eq $name } @views) ? 'show' : 'do';
		my @odd;
		my @ask = @roles;
		if ($ENV{DUBAN_ARENA_DEBUG}) {
			# Where a start of the program is slow: one who may and one who may not; the other build asks for all.
			my ($no) = grep { $door{$name}{$_} } @roles;
			my ($yes) = grep { !$door{$name}{$_} } @roles;
			@ask = grep { defined } $no, $yes;
		}
		for my $role (@ask) {
			next if $name =~ /^session\.|^login\.password/;
			my $code = duban($s, $verb, $name, '--as', $login{$role})->{code};
			# At the console exit 4 is "denied", 2 "there is no such command for people".
			my $denied = $code == 4 || ($want{$name}{'-'} && $code == 2);
			push @odd, "$role: exit $code" if $denied != ($door{$name}{$role} ? 1 : 0);
		}
		is("@odd", '', "$name: the command line denies whom HTTP denies");
	}
}

done_testing();
