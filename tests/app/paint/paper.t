# A paper's PDF measured with poppler: GB/T 9704-2012's text area, lines and characters, page numbers, fonts within.
# usage: perl paper.t LAY DUBAN-PAINT
use strict;
use warnings;
use utf8;
use Encode qw(encode_utf8 decode_utf8);
use File::Temp qw(tempdir);
use Test::More;

my ($lay, $paint) = @ARGV;
plan skip_all => 'poppler-utils is not installed' if system('pdftotext -v >/dev/null 2>&1');
my $dir = tempdir(CLEANUP => 1);
my $mm = 72 / 25.4;

sub spew { my ($path, $text) = @_; open my $f, '>', $path or die; print $f encode_utf8($text); close $f }
sub pdf {
	my ($text) = @_;
	spew("$dir/in", $text);
	die "lay" if system("'$lay' <$dir/in >$dir/sheets");
	die "paint" if system("env -i '$paint' <$dir/sheets >$dir/out.pdf");
	return decode_utf8(qx{pdftotext -bbox $dir/out.pdf -});
}

my $filler = join '', map { chr(0x4e00 + ($_ * 37) % 2000) } 1 .. 28 * 60;
my $words = pdf("机关：芗城区创建办\n发文字号：芗创办〔2026〕12号\n标题：关于整改的通报\n主送：各街道\n署名：区创建办\n成文日期：2026年11月20日\n正文：\n${filler}共54件\n");
my @pages = split /<page /, $words;
shift @pages;
like($pages[0], qr/width="595.27\d+" height="841.89\d+"/, 'A4');
my @lines = map { [/xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</] } grep { /<word/ } split /\n/, $pages[1];
my @body = grep { length $_->[4] == 28 } @lines;
is(scalar @body, 22, 'page 2: 22 lines of 28 characters');
my @left = map { $_->[0] } @body;
my @right = map { $_->[2] } @body;
ok(!(grep { abs($_ - 28 * $mm) > $mm / 2 } @left), 'all begin 28 mm from the edge');
ok(!(grep { abs($_ - (210 - 26) * $mm) > $mm / 2 } @right), 'all end 26 mm from the other');
my @pitch = map { $body[$_ + 1][1] - $body[$_][1] } 0 .. 20;
ok(!(grep { abs($_ - 28.95) > 0.01 } @pitch), 'from line to line 28.95 points');
my $middle = sub { ($_[0][1] + $_[0][3]) / 2 };
my $top = $middle->($body[0]) - 28.95 / 2;
my $bottom = $middle->($body[-1]) + 28.95 / 2;
cmp_ok(abs($top - 37 * $mm), '<', $mm, 'the first line begins 37 mm below the edge (within one)') or diag($top / $mm);
cmp_ok(abs($bottom - (297 - 35) * $mm), '<', $mm, 'the last one ends 35 mm above the other') or diag($bottom / $mm);
my ($one) = $pages[0] =~ /xMin="([\d.]+)"[^>]*>1</;
my ($two) = $pages[1] =~ /xMin="([\d.]+)"[^>]*>2</;
cmp_ok($one, '>', 297, 'page 1 has its number on the right');
cmp_ok($two, '<', 297, 'page 2 on the left');
like($words, qr/〔2026〕12号/, 'six-cornered brackets, and text that can be copied');
like($words, qr/54件/, 'the end is there');
my $fonts = qx{pdffonts $dir/out.pdf};
my @fonts = grep { /yes|no/ } split /\n/, $fonts;
ok(@fonts > 1 && !(grep { !/\byes yes\b/ } @fonts), 'all fonts are within, as far as they are needed') or diag($fonts);
like(decode_utf8(qx{pdfinfo $dir/out.pdf}), qr/Subject:\s+\S*：/, 'which fonts stand in for those that are not here is told') if $fonts =~ /Noto/;
system("cp $dir/out.pdf $dir/first.pdf");
system("'$paint' <$dir/sheets >$dir/out.pdf");
is(system("cmp -s $dir/first.pdf $dir/out.pdf"), 0, 'the same paper is the same file');
spew("$dir/sheets", "duban-sheets 1 0 0 0 0\n\n");
isnt(system("'$paint' <$dir/sheets >$dir/none.pdf"), 0, 'what are no sheets is no PDF');
is(-s "$dir/none.pdf", 0, 'and nothing else either');
done_testing();
