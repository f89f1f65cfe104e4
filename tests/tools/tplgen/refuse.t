#!/usr/bin/perl
# What the template compiler refuses, each with its line and sentence; and what it must let pass.
# usage: refuse.t TPLGEN CC SRC TESTS BUILD
use strict;
use warnings;
use Test::More;
use File::Temp 'tempdir';

my ($tplgen, $cc, @include) = @ARGV;
my $dir = tempdir(CLEANUP => 1);
my $head = qq({{! data: struct gold  include: "tools/tplgen/gold.h" }}\n);

sub tplgen_on {
	my ($source, $name) = @_;
	open my $f, '>:raw', "$dir/$name.html" or die $!;
	print $f $source;
	close $f;
	my $out = qx("$tplgen" room "$dir/room_tpl.c" "$dir/room_tpl.h" "$dir/room.classes" "$dir/$name.html" 2>&1);
	return ($? >> 8, $out);
}

# The template begins in line 2, behind the line that names the data.
sub refused {
	my ($rule, $source, $line, $why) = @_;
	my ($code, $out) = tplgen_on($head . $source, 'x');
	chomp $out;
	$out =~ s/^\Q$dir\E\///;
	is($out, "x.html:$line: $why", $rule);
	is($code, 1, "$rule: exit code 1");
}

sub passes {
	my ($rule, $source) = @_;
	my ($code, $out) = tplgen_on($head . $source, 'x');
	is("$code $out", '0 ', $rule);
}

# Here the C compiler is the one that refuses, at the template's line.
sub gcc_says {
	my ($rule, $source, $line, $why) = @_;
	my ($code, $out) = tplgen_on($head . $source, 'x');
	is("$code $out", '0 ', "$rule: tplgen lets it pass");
	my $includes = join ' ', map {qq(-I"$_")} $dir, @include;
	my $said = qx($cc -std=c17 -D_POSIX_C_SOURCE=200809L -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Werror $includes "$dir/room_tpl.c" 2>&1);
	if (defined $line) {
		like($said, qr/x\.html:$line:/, "$rule: told at the template's line");
		like($said, qr/error:.*$why/i, $rule);
	} else {
		is($said, '', $rule);
	}
}

# Attributes
refused('an unquoted value may hold no field', '<p title={{text}}></p>', 2, 'quote the value of title');
refused('nor begin with fixed text and go on with one', '<p title=a{{text}}></p>', 2, 'quote the value of title');
refused('an unquoted value ends at no quote', '<p title=a"b></p>', 2, 'quote the value of title');
refused('event attributes, with a field', '<p onclick="f({{text}})"></p>', 2,
	'no on… attributes (onclick): scripts live in files');
refused('event attributes, fixed', "<p\n onfoo=x></p>", 3, 'no on… attributes (onfoo): scripts live in files');
refused('style attributes', '<p style="color:{{text}}"></p>', 2, 'no style attributes: use a class');
refused('a field in an attribute name', '<p data-{{text}}="1"></p>', 2,
	"a field cannot be part of an attribute's name");
refused('a field as an attribute', '<p {{text}}></p>', 2,
	'a field stands in text or in a quoted value, not in a tag');
refused('a sentence as an attribute', '<p {{t html_today}}></p>', 2,
	'a field stands in text or in a quoted value, not in a tag');
refused('a field in a tag name', '<h{{number}}>1</h1>', 2, "a field cannot be part of a tag's name");
refused('a field as a tag name', '<{{text}}>', 2, "a field cannot be a tag's name");
refused('an attribute twice', '<a href="/1" href="/2">1</a>', 2, 'the attribute href stands twice in one tag');
refused('http-equiv', '<meta http-equiv="refresh" content="{{text}}">', 2,
	'no http-equiv: headers come from the server');
refused('a field in srcset', '<img alt="" srcset="{{link}} 2x">', 2, 'no field may stand in srcset');
refused('a method that is not known at build', '<form method="{{text}}"></form>', 2,
	"a form's method is fixed, so that its token is not forgotten");
refused('upper-case names', '<P>1</P>', 2, 'write <P> in lower case');
refused('upper-case attributes', '<p Title="1">1</p>', 2, 'write the attribute Title in lower case');
refused('upper case in a picture hides no address', '<svg><a HREF="{{text}}"></a></svg>', 2,
	'write the attribute HREF in lower case');
refused('nor an element', '<svg><foreignObject></foreignObject></svg>', 2, 'write <foreignObject> in lower case');
refused('a quote where a name is due', '<p "a">1</p>', 2, "'\"' inside the tag <p>");

# Addresses
refused('a fixed scheme that runs code', '<a href="javascript:f()">1</a>', 2,
	'the scheme "javascript" is not allowed in an address');
refused('the same unquoted', '<a href=javascript:f>1</a>', 2,
	'the scheme "javascript" is not allowed in an address');
refused('a reference that could spell one', '<a href="javascript&#58;{{text}}">1</a>', 2,
	'a reference (&…;) where a scheme could stand');
refused('a colon behind a field', '<a href="{{text}}:{{part}}">1</a>', 2,
	"a ':' behind a field could complete a scheme; put a / before it");
refused('a script from an address that people give', '<script src="{{link}}"></script>', 2,
	'what a script loads begins with fixed text');
refused('branches that leave an address in different parts', '<a href="{{#if on}}/x/{{/if}}{{link}}">1</a>', 2,
	'the branches of the block of line 2 end in different places of the page (a tag, quote or address is '
	. 'open in one and not in the other)');

# Scripts, styles, comments
refused('a script in the page', '<script>f()</script>', 2,
	'no script in the page: give it a src, or type="application/json"');
refused('a script in the page beside a src', '<script src="/x.js">{{text}}</script>', 2,
	'no script in the page: give it a src, or type="application/json"');
refused('a script whose type a field gives', '<script type="{{text}}">1</script>', 2, 'the type of a script is fixed');
refused('a script whose type a branch gives',
	'<script{{#if on}} type="application/json"{{/if}}>1</script>', 2, 'the type of a script is fixed');
refused('style elements', '<style>p{}</style>', 2, '<style> is not used in this house');
refused('frames', '<iframe src="/x"></iframe>', 2, '<iframe> is not used in this house');
refused('animated pictures', '<svg><animate to="{{text}}"/></svg>', 2, '<animate> is not used in this house');
refused('a field in an HTML comment', '<!-- {{text}} -->', 2, 'no {{ in an HTML comment; use {{! … }}');
refused('an open comment', "<p>\n<!-- </p>", 3, '<!-- is never closed');
refused('a declaration inside', '<p><!doctype html></p>', 2, 'only <!doctype html>, and at the beginning');
refused('{{json}} outside of a script', '<p>{{json json}}</p>', 2,
	'{{json}} stands only in <script type="application/json">');
refused('a field inside a JSON string', '<script type="application/json">"a {{text}}"</script>', 2,
	'a field in JSON brings its own quotes');
refused('a bare < in JSON', '<script type="application/json">"<"</script>', 2, 'a bare < in JSON; write \u003c');
refused('a tag in a title', '<title><b>{{text}}</b></title>', 2, 'no tags inside <title>; write &lt;');

# Braces and blocks
refused('an open field', "<p>\n{{text</p>", 3, '{{ is never closed by }}');
refused('a field in a field', '<p>{{te{{text}}</p>', 2, '{{ inside {{ }}');
refused('three braces', '<p>{{{text}}}</p>', 2, '{{ inside {{ }}');
refused('a loose end', '<p>text}}</p>', 2, '}} without {{');
refused('nothing between braces', '<p>{{ }}</p>', 2, '{{ }} is empty');
refused('a block open at the end', "<p>1</p>\n{{#if on}}<p>2</p>\n", 3, 'this block is never closed');
refused('the wrong end', '{{#if on}}{{#each row in rows}}{{/if}}{{/each}}', 2,
	'{{/if}} stands where {{/each}} is due (opened in line 2)');
refused('an end too many', '{{/if}}', 2, '{{/if}} closes nothing');
refused('else alone', '{{else}}', 2, '{{else}} without an open if or each');
refused('else twice', '{{#if on}}{{else}}{{else}}{{/if}}', 2, '{{else}} without an open if or each');
refused('a block that nobody knows', '{{#unless on}}{{/unless}}', 2,
	'there is no {{#unless}}; there are if, each, verbatim, layout and block');
refused('a comparison', '{{#if number > 3}}{{/if}}', 2,
	'write {{#if flag}} or {{#if !flag}}; the view computes anything more');
refused('a call', '<p>{{system(1)}}</p>', 2, '"system(1)" is not a field: names joined by . or ->');
refused('arithmetic', '<p>{{a+b}}</p>', 2, '"a+b" is not a field: names joined by . or ->');
refused('a wording that nobody knows', '<p>{{at|fancy}}</p>', 2,
	'there is no wording |fancy; there are when, moment, date, stamp, iso, left, span, percent and plain');
refused('an each without a name', '{{#each rows}}{{/each}}', 2, 'write {{#each row in rows}}');
refused('the number of no row', '<p>{{@n}}</p>', 2, '@n stands outside of an each');
refused('a partial in a tag', '<p {{> who who}}></p>', 2, 'a partial is {{> name field}} and stands in text');
refused('text beside a layout', "{{#layout layout who}}\n<p>1</p>{{/layout}}", 3,
	'a page with a layout holds only blocks');
refused('a field beside a layout', "{{#layout layout who}}\n{{text}}{{/layout}}", 3,
	'a page with a layout holds only blocks');
refused('a block twice', "{{#layout layout who}}{{#block a}}{{/block}}\n{{#block a}}{{/block}}{{/layout}}", 3,
	'the block a stands twice');
refused('a tag in a title block', '{{#layout layout who}}{{#block title}}<b>1</b>{{/block}}{{/layout}}', 2,
	'no tags inside <>; write &lt;');
refused('a slot in an attribute', '<p title="{{block a}}">1</p>', 2,
	'a layout says {{block name}} in text; only {{block title}} may stand in <title>');

# Tags
refused('an open tag', "<div>\n<p>1</p>\n", 2, '<div> is never closed');
refused('a tag open at the end', "<p>1</p>\n<div", 3, '<div is never closed by >');
refused('crossed tags', "<p><b>1</p></b>", 2, '</p> stands where </b> is due (opened in line 2)');
refused('an end tag too many', '</p>', 2, '</p> closes nothing');
refused('a tag that does not close itself', '<div/>', 2, '<div/> does not close itself in HTML');
refused('a bare <', '<p>1 < 2</p>', 2, 'a bare <; write &lt;');
refused('a block in a paragraph', "<p>\n<div>1</div></p>", 3, '<div> ends the <p> of line 2 by itself; close it before');
refused('a form in a form', '<form><div><form></form></div></form>', 2, '<form> inside <form> of line 2');
refused('a link in a link', '<a href="/1"><a href="/2">1</a></a>', 2, '<a> inside <a> of line 2');
refused('text in a table', '<table>{{text}}</table>', 2, 'text right inside <table>');
refused('fixed text in a row', '<table><tr>1</tr></table>', 2, 'text right inside <tr>');
my $apart = 'the branches of the block of line 2 end in different places of the page (a tag, quote or address is '
	. 'open in one and not in the other)';
refused('a branch that opens a tag', '{{#if on}}<div>{{/if}}</div>', 2, $apart);
refused('branches that open different tags', '{{#if on}}<b>{{else}}<i>{{/if}}1</b>', 2, $apart);
refused('a branch that opens a quote', '<p title="{{#if on}}"{{/if}}">1</p>', 2, $apart);
refused('a branch that ends a tag', '<p{{#if on}}>{{/if}}>1</p>', 2, $apart);
refused('a round that ends elsewhere', '{{#each row in rows}}<li>{{/each}}', 2, $apart);
refused('an else of an each that ends elsewhere', '{{#each row in rows}}<b>1</b>{{else}}<b>{{/each}}', 2, $apart);

# Bytes
refused('bytes that are no UTF-8', "<p>\n\xff</p>", 3, 'not UTF-8');
refused('a NUL', "<p>\n\n\0</p>", 4, 'a NUL byte');

# Ids, labels, words
refused('an id twice', qq(<p id="a">1</p>\n<p id="a">2</p>), 3, 'the id "a" stands twice in this template');
refused('a fixed id in an each', '{{#each row in rows}}<p id="a">1</p>{{/each}}', 2,
	'the fixed id "a" stands in an each and would repeat');
refused('an input without label', '<input name="a">', 2,
	'input needs a label: around it, by for and id, or aria-label');
refused('an input whose label is elsewhere', qq(<p>1</p>\n<input name="a" id="a"><label for="b">1</label>), 3,
	'no label for="a" in this template');
refused('a picture without alt', '<img src="/1.png">', 2, 'img needs an alt (alt="" when it only decorates)');
refused('Chinese in text', "<p>\n1 督办</p>", 3, 'fixed text "督办": sentences come from the catalogue, {{t key}}');
refused('Chinese punctuation', '<p>{{text}}。</p>', 2, 'fixed text "。": sentences come from the catalogue, {{t key}}');
refused('Chinese in any attribute', '<p data-x="督">1</p>', 2,
	'fixed text "督": sentences come from the catalogue, {{t key}}');
refused('English in text', '<p>Save {{text}}</p>', 2, 'fixed word "Save": sentences come from the catalogue, {{t key}}');
refused('English in a title', '<title>Cases</title>', 2, 'fixed word "Cases": sentences come from the catalogue, {{t key}}');
refused('English where it is read', '<p title="Open it">1</p>', 2,
	'fixed word "Open": sentences come from the catalogue, {{t key}}');

# No data
{
	my ($code, $out) = tplgen_on('<p>{{text}}</p>', 'x');
	like($out, qr/x\.html:1: this template has no data/, 'a field without data');
}

# The C compiler's part
gcc_says('a member that is not there', "<p>\n{{nothing}}</p>", 3, 'nothing');
gcc_says('a condition that is not there', "<p>\n{{#if nothing}}1{{/if}}</p>", 3, 'nothing');
gcc_says('a list without a count', "{{#each x in text}}{{/each}}", 2, 'ntext');
gcc_says('an unknown text', "<p>\n{{t no_such_key}}</p>", 3, 'T_no_such_key');
gcc_says('a flag as text', '<p>{{on}}</p>', 2, 'generic');
gcc_says('a list as text', '<p>{{rows}}</p>', 2, 'generic');
gcc_says('a fragment in an attribute', '<p title="{{piece}}">1</p>', 2, 'generic');
gcc_says('a fragment in a title', '<title>{{piece}}</title>', 2, 'generic');
gcc_says('a fragment in an address', '<a href="{{piece}}">1</a>', 2, 'generic');
gcc_says('a fragment in a part of one', '<a href="/{{piece}}">1</a>', 2, 'generic');
gcc_says('a fragment in JSON', '<script type="application/json">{{piece}}</script>', 2, 'generic');
gcc_says('a fragment in a sentence in an attribute', '<p title="{{t html_today piece}}">1</p>', 2, 'generic');
gcc_says('a number as a whole address', '<a href="{{number}}">1</a>', 2, 'generic');
gcc_says('a text as a time', '<p>{{text|when}}</p>', 2, 'generic');
gcc_says('a struct as a condition', '{{#if who}}1{{/if}}', 2, 'incompatible type');
gcc_says('what is right', '<p>{{text}}</p>');

# What must pass
passes('words in kbd, code, samp and verbatim',
	'<p><kbd>Esc</kbd> <code>duban init</code> {{#verbatim}}木兰{{/verbatim}}</p>');
passes('one letter, references and figures', '<p>K&nbsp;&middot; 12345 × &lt;</p>');
passes('an input in a label, with for, with aria-label, hidden', '<label><input name="a"></label>'
	. '<label for="f-{{text}}">1</label><input id="f-{{text}}"><input aria-label="{{t html_today}}"><input type="hidden">');
passes('both branches of one attribute', '<p class="{{#if on}}a{{else}}b{{/if}}">1</p>');
passes('both branches of a tag', '<p{{#if on}} class="a"{{else}} class="b"{{/if}}>1</p>');
passes('what pictures need', '<svg viewBox="0 0 1 1"><linearGradient id="g"/><rect fill="url(#g)"/></svg>');
passes('fixed schemes that run nothing', '<a href="https://a.example/{{part}}">1</a><a href="tel:{{part}}">2</a>');

done_testing();
