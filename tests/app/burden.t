# Forms that units are asked to fill, and what they cost, by their pages: from asking to the ledger.
# usage: perl burden.t DUBAN SOURCE PAYLOADS
use strict;
use warnings;
use utf8;
use Encode qw(decode_utf8);
use FindBin;
use lib $FindBin::Bin;
use Duban;
use POSIX ();
use Test::More;

start_up();

my $s = demo_store('sqlite');
my $v = serve($s);
my ($chief, $unit, $other) = map { login($v, $_) } qw(zbz01 cz13 cz14);
my $get = sub { decode_utf8(get(@_)->{content}) };

my $later = sub { POSIX::strftime('%Y-%m-%d', gmtime(time + 8 * 3600 + $_[0] * 86400)) };

# ---- What is not there
is(get($chief, "/inquiries/$_")->{status}, 404, "no form is called $_") for 'abc', 0, -1, 999, '1x', '99999999999999999999';

# ---- Asking
my %form = (title => '充电设施', basis => '区创建办〔2026〕3号', items => '充电桩数', minutes => 5, due => $later->(3));
like($get->($chief, '/inquiries/new?items=%E5%85%85%E7%94%B5%E6%A1%A9%E6%95%B0&units=CG&title=ab'), qr{要填 1 个.*value="ab"}s, 'what was typed is tried, and kept');
my $made = api($chief, 'inquiry.ask', {%form, units => 'CG'});
is($made->{status}, 200, 'a form is sent') or diag(decode_utf8($made->{content}));
my $id = $made->{json}{id};
like($get->($chief, "/inquiries/$id"), qr/变更记录.*发出填报.*时限|变更记录.*发出填报/s, 'its page has a history');

is(duban($s, 'verify')->{code}, 0, 'all equals its events');
done_testing();
