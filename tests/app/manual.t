# What docs/operations.md tells people to type, typed: each block marked `sh run`, in its order, on a demonstration that serves.
# usage: perl manual.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use FindBin;
use lib $FindBin::Bin;
use Duban;
use Cwd qw(abs_path);
use Encode qw(decode_utf8 encode_utf8);
use Test::More;
use Time::HiRes qw(sleep time);

start_up();
my $s = demo_store('sqlite');
my $dir = "$tmp/machine";
mkdir $_ for $dir, map { "$dir/$_" } qw(var etc backup bin);
# The machine of the document: its folders under a folder of ours, its `duban`, and as much of systemctl as starts and stops one server.
spew("$dir/var/duban.db", slurp($s->{file}));
spew("$dir/etc/duban.keys", slurp($s->{keys}));
chmod 0600, "$dir/var/duban.db", "$dir/etc/duban.keys";
symlink abs_path($bin), "$dir/bin/duban";
spew("$dir/bin/systemctl", <<"SH");
#!/bin/sh
alive() { [ -s $dir/pid ] && grep -qs '^State:.[^ZX]' /proc/\$(cat $dir/pid)/status; }
case \$1 in
is-active) alive && exit 0 || exit 3 ;;
stop | restart) alive && kill \$(cat $dir/pid); while alive; do sleep 0.05; done ;;
esac
case \$1 in
start | restart)
  duban serve --listen 127.0.0.1:0 >$dir/said 2>>$dir/log </dev/null &
  echo \$! >$dir/pid
  i=0
  until grep -q http $dir/said; do i=\$((i + 1)); [ \$i -lt 400 ] || exit 1; sleep 0.05; done ;;
esac
SH
# One day, even across midnight.
spew("$dir/bin/date", "#!/bin/sh\necho 2026-11-20\n");
chmod 0755, "$dir/bin/systemctl", "$dir/bin/date";
my %env = (PATH => "$dir/bin:$ENV{PATH}", DUBAN_DB => "sqlite:$dir/var/duban.db", DUBAN_KEYS => "$dir/etc/duban.keys", DUBAN_SHARE => $Duban::share);
my $target = $ENV{DUBAN_TEST_PG} ? store('postgres')->{db} : "sqlite:$dir/var/other.db";

sub typed {
	my ($text) = @_;
	local @ENV{keys %env} = values %env;
	$text =~ s{postgres:///duban\?host=/run/postgresql}{$target}g;
	$text =~ s{/var/lib/duban/}{$dir/var/}g;
	$text =~ s{/backup/}{$dir/backup/}g;
	my $file = spew("$dir/typed.sh", encode_utf8("set -eu\n$text"));
	my $out = decode_utf8(qx{bash '$file' 2>&1 </dev/null});
	return ($? >> 8, $out);
}

END {
	if ($dir && -s "$dir/pid") {
		my ($pid) = slurp("$dir/pid") =~ /(\d+)/;
		kill 'TERM', $pid if $pid;
	}
}

my ($code, $out) = typed("systemctl start duban\n");
is($code, 0, 'the machine serves') or diag($out, slurp("$dir/log"));
my $text = decode_utf8(slurp("$src/docs/operations.md"));
my (@block, $head);
for my $part (split /^(?=## |```sh run\n)/m, $text) {
	$head = $1 if $part =~ /^## (.*)/;
	push @block, [$head, $1] if $part =~ /^```sh run\n(.*?)^```/ms;
}
ok(@block >= 5, scalar(@block) . ' blocks to type');
for (@block) {
	my ($what, $commands) = @$_;
	my ($first) = $commands =~ /^(?!#)(.*)/m;
	($code, $out) = typed($commands);
	is($code, 0, "$what: $first …") or diag($out);
	# Whatever was told to stop is started for what comes next.
	typed("systemctl is-active duban || systemctl start duban\n");
}
($code, $out) = typed("duban keys list\n");
unlike($out, qr/^1\s/m, 'the first key is gone');
ok(-s "$dir/etc/duban.keys.dropped", 'and lies aside');
($code, $out) = typed("duban verify\n");
is($code, 0, 'the store verifies at the end');
my ($line) = split /\n/, $out;
my @backups = glob "$dir/backup/*.db";
is(scalar(@backups), 2, 'two backups lie where they were put');
($code, $out) = typed("systemctl stop duban\n");
is($code, 0, 'the server is stopped');

done_testing();
