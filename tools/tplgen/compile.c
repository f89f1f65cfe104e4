/* Templates to C: an HTML state machine that knows where each field stands. */
#include "compile.h"

#include "base/ensure.h"
#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_DEPTH = 64, MAX_ATTRS = 32, MAX_FRAMES = 32, MAX_NAMES = 256, MAX_LIT = 3000, MAX_C = 16 << 20 };

/*
 * Where the next byte of the page stands:
 *
 *   TEXT --"<name"--> TAG --name="--> VALUE --"--> TAG --">"--> TEXT, RCDATA or SCRIPT
 *   RCDATA (title, textarea), SCRIPT (JSON only) --"</name>"--> TEXT
 *
 * A field may stand in TEXT, RCDATA, SCRIPT and VALUE, in each with its own
 * escaper; if and each may also stand in TAG.  Every other place (names, unquoted
 * values, comments) is read in one go and refuses "{{".
 */
enum where { TEXT, RCDATA, SCRIPT, TAG, VALUE };

enum kind {
	PLAIN,   /* escaped */
	HUMAN,   /* the same; read by people, so its words must come from the catalogue */
	CLASS,   /* the same; its names are listed */
	ADDRESS, /* href and the like */
	CLOSED   /* no field may stand here */
};

enum part {
	URL_START,  /* nothing of the address is there yet */
	URL_SCHEME, /* fixed letters that may become a scheme */
	URL_OPEN,   /* a field was the beginning: a fixed ':' could complete a scheme */
	URL_REST    /* past all schemes */
};

struct state {
	enum where w;
	enum kind  kind;
	enum part  part;
	char       quote;
	bool       soft;     /* white space here would change nothing */
	bool       due;      /* white space was seen and not yet written */
	bool       first;    /* just behind <textarea> or <pre> */
	bool       in_quote; /* SCRIPT: inside a fixed JSON string */
	int        depth;
	str        stack[MAX_DEPTH];
	int        opened[MAX_DEPTH]; /* line of each */
	/* the tag being read */
	str    tag, attr;
	int    tag_line;
	size_t value_at; /* where the value begins in the source */
	size_t nattrs;
	str    attrs[MAX_ATTRS];
	bool   post, json, labelled, alt, src;
	str    id, type;
};

enum frame_kind { F_IF, F_EACH, F_VERBATIM, F_BLOCK, F_LAYOUT };

struct frame {
	enum frame_kind kind;
	int             line;
	struct state    entry, end;
	bool            has_end, has_else;
	str             var; /* F_EACH */
	int             no;  /* F_EACH: makes its C names unique; F_LAYOUT: its line of call */
};

struct comp {
	struct tpl_room *r;
	str              file, src, name; /* name: tpl_<room>_<file> */
	size_t           i;
	int              line;
	bool             failed;
	struct state     s;
	struct frame     frames[MAX_FRAMES];
	int              nframes, nloops, verbatim;
	str              data; /* C type, empty: none */
	struct buf       out, lit, token;
	bool             token_open; /* the class name goes on behind a field */
	str              ids[MAX_NAMES], fors[MAX_NAMES], asked[MAX_NAMES], slots[MAX_NAMES];
	int              asked_line[MAX_NAMES];
	size_t           nids, nfors, nasked, nslots;
	bool             layout;
	str              layout_c, layout_arg;
	int              layout_line;
};

/* ---- messages ---- */

__attribute__((format(printf, 3, 4))) static void
fail_at(struct comp *c, int line, const char *fmt, ...)
{
	char    z[400];
	va_list ap;

	if (c->failed)
		return;
	c->failed = true;
	va_start(ap, fmt);
	(void)vsnprintf(z, sizeof(z), fmt, ap);
	va_end(ap);
	buf_printf(&c->r->why, "%.*s:%d: %s\n", STR_ARG(c->file), line, z);
}
#define fail(c, ...) fail_at((c), (c)->line, __VA_ARGS__)

/* ---- small readers ---- */

static bool
is_space(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\f';
}

static bool
is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static bool
is_ident(char ch)
{
	return is_letter(ch) || (ch >= '0' && ch <= '9') || ch == '_';
}

static bool
ends(const struct comp *c)
{
	return c->failed || c->i >= c->src.n;
}

static bool
at(const struct comp *c, const char *z)
{
	return str_starts(str_slice(c->src, c->i, c->src.n), str_of(z));
}

static void
step(struct comp *c, size_t n)
{
	for (; n > 0 && c->i < c->src.n; n--)
		if (c->src.p[c->i++] == '\n')
			c->line++;
}

static bool
one_of(str s, const char *list)
{
	str rest = str_of(list);

	while (rest.p)
		if (str_eq(str_cut(&rest, ' '), s))
			return true;
	return false;
}

static bool
inside(const struct state *s, const char *list)
{
	for (int i = 0; i < s->depth; i++)
		if (one_of(s->stack[i], list))
			return true;
	return false;
}

static str
top(const struct state *s)
{
	return s->depth > 0 ? s->stack[s->depth - 1] : S("");
}

static bool
is_void(str tag)
{
	return one_of(tag, "area br col embed hr img input link meta source track wbr");
}

/* White space beside these changes nothing on the page. */
static bool
is_block(str tag)
{
	return one_of(tag, "html head body title meta link script template address article aside "
	                   "blockquote caption col colgroup dd details dialog div dl dt fieldset "
	                   "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main "
	                   "menu nav ol optgroup option p pre search section summary table tbody td "
	                   "tfoot th thead tr ul br noscript datalist");
}

/* A <p> ends by itself before these, and then its end tag is too much. */
static bool
ends_p(str tag)
{
	return one_of(tag, "address article aside blockquote details dialog div dl fieldset figcaption "
	                   "figure footer form h1 h2 h3 h4 h5 h6 header hr main menu nav ol p pre "
	                   "search section table ul");
}

/* ---- writing ---- */

static void
c_string(struct buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		if (ch == '\n')
			buf_add(b, S("\\n"));
		else if (ch == '"' || ch == '\\' || ch == '?')
			(buf_char(b, '\\'), buf_char(b, (char)ch));
		else if (ch < 0x20)
			buf_printf(b, "\\%03o", ch);
		else
			buf_char(b, (char)ch);
	}
	buf_char(b, '"');
}

/* Write the fixed bytes gathered so far; in pieces, for C promises only 4095 bytes a literal. */
static void
flush(struct comp *c)
{
	str s = buf_str(&c->lit);

	while (s.n > 0) {
		size_t n = s.n < MAX_LIT ? s.n : MAX_LIT;

		while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
		buf_add(&c->out, S("\tHTML_LIT(h, "));
		c_string(&c->out, str_slice(s, 0, n));
		buf_add(&c->out, S(");\n"));
		s = str_slice(s, n, s.n);
	}
	buf_clear(&c->lit);
}

static void
lit(struct comp *c, str s)
{
	buf_add(&c->lit, s);
}

/* The space that is due, before something that is not white space. */
static void
space(struct comp *c)
{
	if (c->s.due && !c->s.soft) {
		lit(c, S(" "));
		c->s.soft = true;
	}
	c->s.due = false;
}

/* From here on gcc's messages point at the template. */
static void
mark(struct comp *c, int line)
{
	buf_printf(&c->out, "#line %d ", line);
	c_string(&c->out, c->file);
	buf_char(&c->out, '\n');
}

/* A short text that lives as long as the room's arena. */
__attribute__((format(printf, 2, 3))) static str
keep(struct comp *c, const char *fmt, ...)
{
	struct buf b;
	va_list    ap;
	char       z[1000];

	va_start(ap, fmt);
	(void)vsnprintf(z, sizeof(z), fmt, ap);
	va_end(ap);
	buf_init(&b, c->r->arena, MAX_C);
	buf_add(&b, str_of(z));
	return buf_str(&b);
}

/* ---- words: what people read must come from the catalogue ---- */

static bool
is_cjk(uint32_t u)
{
	return (u >= 0x2E80 && u <= 0x303F) || (u >= 0x3041 && u <= 0x33FF) ||
	       (u >= 0x3400 && u <= 0x9FFF) || (u >= 0xAC00 && u <= 0xD7AF) ||
	       (u >= 0xF900 && u <= 0xFAFF) || (u >= 0xFF01 && u <= 0xFFEF) ||
	       (u >= 0x20000 && u <= 0x3FFFF);
}

/* Fixed text from byte `from` to c->i was read on line `line`; `people`: they read it. */
static void
check_words(struct comp *c, size_t from, size_t to, bool people)
{
	str    s = str_slice(c->src, from, to);
	size_t run = 0;

	if (c->verbatim > 0)
		return;
	for (size_t i = 0; i < s.n && !c->failed;) {
		size_t   start = i;
		uint32_t u = utf8_next(s, &i);

		if (is_cjk(u))
			fail(c, "fixed text \"%.*s\": sentences come from the catalogue, {{t key}}",
			     STR_ARG(utf8_cut(str_slice(s, start, s.n), 12)));
		if (u == '&' && people) { /* &nbsp; is no word */
			size_t semi = str_find(str_slice(s, start, s.n), ';');

			if (semi < 12)
				i = start + semi + 1;
		}
		run = u < 128 && is_letter((char)u) ? run + 1 : 0;
		if (people && run == 2) {
			while (i < s.n && is_ident(s.p[i]))
				i++;
			fail(c, "fixed word \"%.*s\": sentences come from the catalogue, {{t key}}",
			     STR_ARG(str_slice(s, start - 1, i)));
		}
	}
}

/* ---- names: ids, labels, classes ---- */

static bool
known(const str *list, size_t n, str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

static void
remember(struct comp *c, str *list, size_t *n, str s)
{
	if (*n == MAX_NAMES)
		fail(c, "more than %d names of one sort in a template", (int)MAX_NAMES);
	else
		list[(*n)++] = s;
}

static bool
in_loop(const struct comp *c)
{
	for (int i = 0; i < c->nframes; i++)
		if (c->frames[i].kind == F_EACH)
			return true;
	return false;
}

/* A class name ends here. */
static void
class_end(struct comp *c)
{
	str s = buf_str(&c->token);

	if (c->token_open)
		buf_char(&c->token, '*'), s = buf_str(&c->token);
	c->token_open = false;
	if (s.n > 0 && !str_eq(s, S("*")) && !known(c->r->classes, c->r->nclasses, s)) {
		if (c->r->nclasses == TPL_CLASSES)
			fail(c, "more than %d classes in a room", (int)TPL_CLASSES);
		else
			c->r->classes[c->r->nclasses++] = keep(c, "%.*s", STR_ARG(s));
	}
	buf_clear(&c->token);
}

/* ---- attributes ---- */

static bool
is_address(const struct state *s)
{
	return one_of(s->attr, "href src action formaction cite poster background longdesc manifest "
	                       "xlink:href");
}

/* The scheme that fixed text gives an address must be harmless too. */
static void
check_scheme(struct comp *c, str before)
{
	if (c->s.part == URL_OPEN)
		fail(c, "a ':' behind a field could complete a scheme; put a / before it");
	else if (!one_of(before, "http https mailto tel"))
		fail(c, "the scheme \"%.*s\" is not allowed in an address", STR_ARG(before));
}

static void
value_begin(struct comp *c)
{
	struct state *s = &c->s;
	str           a = s->attr;

	s->value_at = c->i;
	s->part = URL_START;
	s->kind = PLAIN;
	if (is_address(s))
		s->kind = ADDRESS;
	else if (one_of(a, "srcset imagesrcset srcdoc ping archive codebase data-bind sandbox nonce integrity"))
		s->kind = CLOSED;
	else if (str_eq(a, S("class")))
		s->kind = CLASS;
	else if (one_of(a, "title alt placeholder aria-label aria-description aria-valuetext "
	                   "aria-roledescription label summary"))
		s->kind = HUMAN;
}

/* The whole value [value_at, to) has been read, fields included. */
static void
value_end(struct comp *c, size_t to)
{
	struct state *s = &c->s;
	str           v = str_slice(c->src, s->value_at, to), a = s->attr;
	bool          fixed = str_find_str(v, S("{{")) == SIZE_MAX;

	class_end(c);
	if (str_eq(a, S("id"))) {
		s->id = v;
		if (fixed && known(c->ids, c->nids, v))
			fail(c, "the id \"%.*s\" stands twice in this template", STR_ARG(v));
		if (fixed && in_loop(c))
			fail(c, "the fixed id \"%.*s\" stands in an each and would repeat", STR_ARG(v));
		if (fixed)
			remember(c, c->ids, &c->nids, v);
	} else if (str_eq(a, S("for"))) {
		remember(c, c->fors, &c->nfors, v);
	} else if (str_eq(a, S("type"))) {
		s->type = v;
		s->json = str_eq_nocase(v, S("application/json"));
		if (!fixed && str_eq(s->tag, S("script")))
			fail(c, "the type of a script is fixed");
	} else if (str_eq(a, S("method"))) {
		s->post = str_eq_nocase(v, S("post"));
		if (!fixed)
			fail(c, "a form's method is fixed, so that its token is not forgotten");
	}
}

/* The name of an attribute has been read into s->attr. */
static void
attr_name(struct comp *c)
{
	struct state *s = &c->s;
	str           a = s->attr;

	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] >= 'A' && a.p[i] <= 'Z' && !inside(s, "svg") && !str_eq(s->tag, S("svg")))
			fail(c, "write the attribute %.*s in lower case", STR_ARG(a));
	if (a.n > 2 && (a.p[0] == 'o' || a.p[0] == 'O') && (a.p[1] == 'n' || a.p[1] == 'N'))
		fail(c, "no on… attributes (%.*s): scripts live in files", STR_ARG(a));
	if (str_eq_nocase(a, S("style")))
		fail(c, "no style attributes: use a class");
	if (str_eq(a, S("http-equiv")))
		fail(c, "no http-equiv: headers come from the server");
	if (known(s->attrs, s->nattrs, a))
		fail(c, "the attribute %.*s stands twice in one tag", STR_ARG(a));
	if (s->nattrs == MAX_ATTRS)
		fail(c, "more than %d attributes", (int)MAX_ATTRS);
	else
		s->attrs[s->nattrs++] = a;
	if (one_of(a, "aria-label aria-labelledby"))
		s->labelled = true;
	s->alt = s->alt || str_eq(a, S("alt"));
	s->src = s->src || str_eq(a, S("src"));
}

/* ---- tags ---- */

static void
check_control(struct comp *c)
{
	struct state *s = &c->s;

	if (str_eq(s->tag, S("img")) && !s->alt)
		fail_at(c, s->tag_line, "img needs an alt (alt=\"\" when it only decorates)");
	if (!one_of(s->tag, "input select textarea") || s->labelled || inside(s, "label") ||
	    one_of(s->type, "hidden submit button reset"))
		return;
	if (s->id.n == 0) {
		fail_at(c, s->tag_line, "%.*s needs a label: around it, by for and id, or aria-label",
		        STR_ARG(s->tag));
	} else {
		remember(c, c->asked, &c->nasked, s->id);
		if (!c->failed)
			c->asked_line[c->nasked - 1] = s->tag_line;
	}
}

/* A start tag has been read up to and with its '>'; `closed`: it ended in "/>". */
static void
tag_end(struct comp *c, bool closed)
{
	struct state *s = &c->s;
	bool          svg = inside(s, "svg");

	check_control(c);
	if (closed && !svg && !is_void(s->tag))
		fail(c, "<%.*s/> does not close itself in HTML", STR_ARG(s->tag));
	lit(c, closed && svg ? S("/>") : S(">"));
	s->w = TEXT;
	s->due = false;
	s->soft = is_block(s->tag);
	if (is_void(s->tag) || closed)
		return;
	if (s->depth == MAX_DEPTH) {
		fail(c, "more than %d elements inside each other", (int)MAX_DEPTH);
		return;
	}
	s->opened[s->depth] = s->tag_line;
	s->stack[s->depth++] = s->tag;
	if (one_of(s->tag, "title textarea") && !svg)
		s->w = RCDATA;
	s->first = one_of(s->tag, "textarea pre");
	if (str_eq(s->tag, S("script"))) {
		if (s->json)
			s->w = SCRIPT;
		else if (!s->src || !at(c, "</script"))
			fail(c, "no script in the page: give it a src, or type=\"application/json\"");
		s->in_quote = false;
	}
	if (str_eq(s->tag, S("form")) && s->post) {
		flush(c);
		buf_add(&c->out, S("\thtml_form(h);\n"));
	}
}

static void
tag_begin(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from;
	str           name;

	step(c, 1);
	from = c->i;
	while (!ends(c) && (is_ident(c->src.p[c->i]) || c->src.p[c->i] == '-'))
		step(c, 1);
	name = str_slice(c->src, from, c->i);
	if (at(c, "{{") && !at(c, "{{#") && !at(c, "{{/"))
		fail(c, "a field cannot be part of a tag's name");
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] >= 'A' && name.p[i] <= 'Z' && !inside(s, "svg"))
			fail(c, "write <%.*s> in lower case", STR_ARG(name));
	if (one_of(name, "style base object embed applet frame frameset iframe xmp plaintext noembed "
	                 "noframes listing marquee math foreignObject animate set animateMotion "
	                 "animateTransform param"))
		fail(c, "<%.*s> is not used in this house", STR_ARG(name));
	if (inside(s, "svg") && str_eq(name, S("script")))
		fail(c, "no script in a picture");
	if (ends_p(name) && str_eq(top(s), S("p")))
		fail(c, "<%.*s> ends the <p> of line %d by itself; close it before", STR_ARG(name),
		     s->opened[s->depth - 1]);
	for (int i = 0; i < s->depth; i++)
		if (one_of(name, "form a button label") && str_eq(s->stack[i], name))
			fail(c, "<%.*s> inside <%.*s> of line %d", STR_ARG(name), STR_ARG(name), s->opened[i]);
	if (is_block(name))
		s->due = false;
	space(c);
	lit(c, S("<"));
	lit(c, name);
	s->w = TAG;
	s->tag = name;
	s->tag_line = c->line;
	s->nattrs = 0;
	s->id = s->type = S("");
	s->post = s->json = s->labelled = s->alt = s->src = s->first = false;
}

static void
end_tag(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from;
	str           name;

	step(c, 2);
	from = c->i;
	while (!ends(c) && (is_ident(c->src.p[c->i]) || c->src.p[c->i] == '-'))
		step(c, 1);
	name = str_slice(c->src, from, c->i);
	while (!ends(c) && is_space(c->src.p[c->i]))
		step(c, 1);
	if (!at(c, ">"))
		fail(c, "</%.*s is not closed by >", STR_ARG(name));
	else if (s->depth == 0)
		fail(c, "</%.*s> closes nothing", STR_ARG(name));
	else if (!str_eq(top(s), name))
		fail(c, "</%.*s> stands where </%.*s> is due (opened in line %d)", STR_ARG(name),
		     STR_ARG(top(s)), s->opened[s->depth - 1]);
	if (c->failed)
		return;
	if (is_block(name))
		s->due = false;
	space(c);
	step(c, 1);
	s->depth--;
	lit(c, S("</"));
	lit(c, name);
	lit(c, S(">"));
	s->w = TEXT;
	s->first = false;
	s->soft = is_block(name);
}

/* ---- one step in each place ---- */

static void
comment(struct comp *c)
{
	size_t n = str_find_str(str_slice(c->src, c->i, c->src.n), S("-->"));

	if (n == SIZE_MAX)
		fail(c, "<!-- is never closed");
	else if (str_find_str(str_slice(c->src, c->i, c->i + n), S("{{")) != SIZE_MAX)
		fail(c, "no {{ in an HTML comment; use {{! … }}");
	else
		step(c, n + 3);
}

/* Fixed text up to the next thing that is not text. */
static void
words(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from = c->i;
	bool          exact = inside(s, "pre textarea");

	if (is_space(c->src.p[c->i]) && !exact) {
		while (!ends(c) && is_space(c->src.p[c->i]))
			step(c, 1);
		s->due = !s->soft;
		return;
	}
	if (!exact && s->w == TEXT && one_of(top(s), "table thead tbody tfoot tr colgroup ul ol dl select"))
		fail(c, "text right inside <%.*s>", STR_ARG(top(s)));
	while (!ends(c) && c->src.p[c->i] != '<' && !at(c, "{{") &&
	       (exact || !is_space(c->src.p[c->i]))) {
		if (at(c, "}}"))
			fail(c, "}} without {{");
		step(c, 1);
	}
	check_words(c, from, c->i, !inside(s, "kbd code samp"));
	space(c);
	s->soft = s->first = false;
	lit(c, str_slice(c->src, from, c->i));
}

static void
text_step(struct comp *c)
{
	char next = c->i + 1 < c->src.n ? c->src.p[c->i + 1] : '\0';

	if (c->src.p[c->i] != '<') {
		words(c);
	} else if (at(c, "<!--")) {
		comment(c);
	} else if (next == '!') {
		if (!str_eq_nocase(str_slice(c->src, c->i, c->i + 15), S("<!doctype html>")) ||
		    buf_str(&c->lit).n > 0 || buf_str(&c->out).n > 0) {
			fail(c, "only <!doctype html>, and at the beginning");
			return;
		}
		step(c, 15);
		lit(c, S("<!doctype html>"));
	} else if (next == '/') {
		end_tag(c);
	} else if (is_letter(next)) {
		tag_begin(c);
	} else if (next == '{') {
		fail(c, "a field cannot be a tag's name");
	} else {
		fail(c, "a bare <; write &lt;");
	}
}

static void
rcdata_step(struct comp *c)
{
	if (c->src.p[c->i] != '<')
		words(c);
	else if (at(c, "</"))
		end_tag(c);
	else
		fail(c, "no tags inside <%.*s>; write &lt;", STR_ARG(top(&c->s)));
}

static void
script_step(struct comp *c)
{
	char ch = c->src.p[c->i];

	if (ch == '<') {
		if (at(c, "</script"))
			end_tag(c);
		else
			fail(c, "a bare < in JSON; write \\u003c");
		return;
	}
	if (at(c, "}}"))
		fail(c, "}} without {{ (in JSON put a space between two closing braces)");
	if (ch == '\\' && c->s.in_quote) {
		lit(c, str_slice(c->src, c->i, c->i + 2));
		step(c, 2);
		return;
	}
	if (ch == '"')
		c->s.in_quote = !c->s.in_quote;
	lit(c, str_slice(c->src, c->i, c->i + 1));
	step(c, 1);
}

/* An unquoted value: fixed, and without anything that could end it early. */
static void
unquoted(struct comp *c)
{
	size_t from = c->i;
	char   ch;

	value_begin(c);
	while (!ends(c) && !is_space(ch = c->src.p[c->i]) && ch != '>') {
		if (at(c, "{{") || ch == '"' || ch == '\'' || ch == '<' || ch == '=' || ch == '`') {
			fail(c, "quote the value of %.*s", STR_ARG(c->s.attr));
			return;
		}
		if (c->s.kind == CLASS)
			buf_char(&c->token, ch);
		if (ch == ':' && c->s.kind == ADDRESS && c->s.part == URL_START)
			check_scheme(c, str_slice(c->src, from, c->i));
		if (ch == '/' || ch == '?' || ch == '#')
			c->s.part = URL_REST;
		step(c, 1);
	}
	if (c->i == from)
		fail(c, "the attribute %.*s has no value", STR_ARG(c->s.attr));
	check_words(c, from, c->i, c->s.kind == HUMAN);
	lit(c, str_slice(c->src, from, c->i));
	value_end(c, c->i);
}

static void
tag_step(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from = c->i;
	char          ch = c->src.p[c->i];

	if (is_space(ch)) {
		step(c, 1);
		return;
	}
	if (ch == '>' || at(c, "/>")) {
		step(c, ch == '>' ? 1 : 2);
		tag_end(c, ch != '>');
		return;
	}
	while (!ends(c) && !at(c, "{{") && (is_ident(ch = c->src.p[c->i]) || ch == '-' || ch == ':' ||
	       ch == '.' || ch == '@'))
		step(c, 1);
	if (c->i == from) {
		fail(c, "'%c' inside the tag <%.*s>", ch, STR_ARG(s->tag));
		return;
	}
	s->attr = str_slice(c->src, from, c->i);
	if (at(c, "{{") && !at(c, "{{#") && !at(c, "{{/") && !at(c, "{{else"))
		fail(c, "a field cannot be part of an attribute's name");
	attr_name(c);
	lit(c, S(" "));
	lit(c, s->attr);
	if (!at(c, "="))
		return;
	step(c, 1);
	lit(c, S("="));
	if (at(c, "{{"))
		fail(c, "quote the value of %.*s", STR_ARG(s->attr));
	else if (!at(c, "\"") && !at(c, "'"))
		unquoted(c);
	else {
		s->quote = c->src.p[c->i];
		lit(c, str_slice(c->src, c->i, c->i + 1));
		step(c, 1);
		value_begin(c);
		s->w = VALUE;
	}
}

static void
value_step(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from = c->i;
	char          ch = c->src.p[c->i];

	if (ch == s->quote) {
		value_end(c, c->i);
		lit(c, str_slice(c->src, c->i, c->i + 1));
		step(c, 1);
		s->w = TAG;
		return;
	}
	while (!ends(c) && (ch = c->src.p[c->i]) != s->quote && !at(c, "{{")) {
		if (at(c, "}}"))
			fail(c, "}} without {{");
		if (s->kind == CLASS && is_space(ch))
			class_end(c);
		else if (s->kind == CLASS && !c->token_open)
			buf_char(&c->token, ch);
		if (s->kind == ADDRESS && s->part != URL_REST) {
			if (ch == '/' || ch == '?' || ch == '#')
				s->part = URL_REST;
			else if (ch == ':') {
				check_scheme(c, str_slice(c->src, s->value_at, c->i));
				s->part = URL_REST;
			} else if (ch == '&')
				fail(c, "a reference (&…;) where a scheme could stand");
			else if (s->part == URL_START)
				s->part = URL_SCHEME;
		}
		step(c, 1);
	}
	check_words(c, from, c->i, s->kind == HUMAN);
	lit(c, str_slice(c->src, from, c->i));
}

/* ---- {{ … }} ---- */

/* What stands between the braces, cut into words at spaces; quoted text is one word. */
enum { MAX_WORDS = 12 };

struct dir {
	int    line;
	size_t n;
	str    w[MAX_WORDS];
};

static bool
path_ok(str p)
{
	bool start = true;

	for (size_t i = 0; i < p.n; i++) {
		if (p.p[i] == '.' && !start) {
			start = true;
		} else if (p.p[i] == '-' && i + 1 < p.n && p.p[i + 1] == '>' && !start) {
			start = true;
			i++;
		} else if (!is_ident(p.p[i]) || (start && p.p[i] >= '0' && p.p[i] <= '9')) {
			return false;
		} else {
			start = false;
		}
	}
	return p.n > 0 && !start;
}

static const struct frame *
loop_of(const struct comp *c, str var)
{
	for (int i = c->nframes; i-- > 0;)
		if (c->frames[i].kind == F_EACH && (var.n == 0 || str_eq(c->frames[i].var, var)))
			return &c->frames[i];
	return NULL;
}

/* The first name of a path. */
static size_t
head_len(str p)
{
	size_t n = 0;

	while (n < p.n && is_ident(p.p[n]))
		n++;
	return n;
}

/* The C expression of a path: a loop's variable, else a member of the data. */
static str
expr(struct comp *c, str p)
{
	size_t              n = head_len(p);
	const struct frame *f;

	if (p.n > 0 && p.p[0] == '@') {
		if (str_eq(p, S("@lang")))
			return S("html_lang(h)");
		if (str_eq(p, S("@csrf")))
			return S("h->csrf");
		f = loop_of(c, S(""));
		if (!f)
			fail(c, "%.*s stands outside of an each", STR_ARG(p));
		else if (str_eq(p, S("@n")))
			return keep(c, "(int64_t)(i%d + 1)", f->no);
		else if (str_eq(p, S("@index")))
			return keep(c, "(int64_t)i%d", f->no);
		else if (str_eq(p, S("@first")))
			return keep(c, "(bool)(i%d == 0)", f->no);
		else if (str_eq(p, S("@last")))
			return keep(c, "(bool)(i%d + 1 == n%d)", f->no, f->no);
		else
			fail(c, "there are @n, @index, @first, @last, @lang and @csrf, no %.*s", STR_ARG(p));
		return S("0");
	}
	if (c->data.n == 0 && !loop_of(c, str_slice(p, 0, n)))
		fail(c, "this template has no data; its first line could be {{! data: struct x "
		        "include: \"x.h\" }}");
	if (str_eq(p, S(".")))
		return S("(*d)");
	if (!path_ok(p)) {
		fail(c, "\"%.*s\" is not a field: names joined by . or ->", STR_ARG(p));
		return S("0");
	}
	f = loop_of(c, str_slice(p, 0, n));
	if (f && n == p.n)
		return keep(c, "(*v_%.*s)", STR_ARG(p));
	if (f)
		return keep(c, "v_%.*s->%.*s", STR_ARG(f->var),
		            STR_ARG(str_slice(p, p.p[n] == '.' ? n + 1 : n + 2, p.n)));
	return keep(c, "d->%.*s", STR_ARG(p));
}

/* A field with its wording, path|wording: a C expression. */
static str
worded(struct comp *c, str w)
{
	size_t bar = str_find(w, '|');
	str    how, e;

	if (bar == SIZE_MAX)
		return expr(c, w);
	how = str_slice(w, bar + 1, w.n);
	e = expr(c, str_slice(w, 0, bar));
	if (str_eq(how, S("plain")))
		return keep(c, "HTML_PLAIN(h, %.*s)", STR_ARG(e));
	if (!one_of(how, "when moment date stamp left span percent"))
		fail(c, "there is no wording |%.*s; there are when, moment, date, stamp, left, span, "
		        "percent and plain", STR_ARG(how));
	return keep(c, "HTML_WORDED(h, %.*s, html_%.*s)", STR_ARG(e), STR_ARG(how));
}

/* A field may stand here; writes what is due before it. */
static void
field_place(struct comp *c)
{
	struct state *s = &c->s;

	if (s->w == TAG)
		fail(c, "a field stands in text or in a quoted value, not in a tag");
	else if (s->w == VALUE && s->kind == CLOSED)
		fail(c, "no field may stand in %.*s", STR_ARG(s->attr));
	else if (s->w == VALUE && s->kind == ADDRESS && s->part == URL_START &&
	         one_of(s->tag, "script link"))
		fail(c, "what a %.*s loads begins with fixed text", STR_ARG(s->tag));
	else if (s->w == SCRIPT && s->in_quote)
		fail(c, "a field in JSON brings its own quotes");
	else if (s->w == TEXT && one_of(top(s), "table thead tbody tfoot tr colgroup ul ol dl select"))
		fail(c, "text right inside <%.*s>", STR_ARG(top(s)));
	/* The parser drops one line feed right behind these tags: let it be ours. */
	if (s->first)
		lit(c, S("\n"));
	s->first = false;
	if (s->w == TEXT || s->w == RCDATA)
		space(c);
	s->soft = false;
	if (s->w == VALUE && s->kind == CLASS)
		c->token_open = true;
	flush(c);
	mark(c, c->line);
}

static void
do_field(struct comp *c, const struct dir *d)
{
	struct state *s = &c->s;
	const char   *how = "HTML_TEXT";
	str           e = worded(c, d->w[0]);

	if (d->n > 1)
		fail(c, "a field is one word: \"%.*s\" does not belong here", STR_ARG(d->w[1]));
	field_place(c);
	if (s->w == RCDATA)
		how = "HTML_RCDATA";
	else if (s->w == SCRIPT)
		how = "HTML_JSON";
	else if (s->w == VALUE && s->kind != ADDRESS)
		how = "HTML_ATTR";
	else if (s->w == VALUE)
		how = s->part == URL_START ? "HTML_URL" : "HTML_PART";
	if (s->w == VALUE && s->part != URL_REST)
		s->part = URL_OPEN;
	buf_printf(&c->out, "\t%s(h, %.*s);\n", how, STR_ARG(e));
}

static void
do_json(struct comp *c, const struct dir *d)
{
	str e = d->n == 2 ? expr(c, d->w[1]) : S("0");

	if (d->n != 2)
		fail(c, "{{json field}} takes one field");
	if (c->s.w != SCRIPT)
		fail(c, "{{json}} stands only in <script type=\"application/json\">");
	field_place(c);
	buf_printf(&c->out, "\thtml_json_text(h, %.*s);\n", STR_ARG(e));
}

static void
do_sentence(struct comp *c, const struct dir *d)
{
	const char *how = c->s.w == TEXT ? "HTML_ARG" : "HTML_ARG_PLAIN";
	struct buf  args;

	if (d->n < 2 || !path_ok(d->w[1]) || head_len(d->w[1]) != d->w[1].n)
		fail(c, "{{t key field…}}: the key is missing or no name");
	if (c->s.w == SCRIPT || (c->s.w == VALUE && c->s.kind == ADDRESS))
		fail(c, "a sentence stands in text or in a quoted value that is no address");
	buf_init(&args, c->r->arena, MAX_C);
	for (size_t i = 2; i < d->n && !c->failed; i++)
		buf_printf(&args, "%s%s(h, %.*s)", i > 2 ? ", " : "", how, STR_ARG(worded(c, d->w[i])));
	field_place(c);
	if (c->failed)
		return;
	if (d->n == 2)
		buf_printf(&c->out, "\thtml_text_key(h, T_%.*s);\n", STR_ARG(d->w[1]));
	else
		buf_printf(&c->out, "\thtml_sentence(h, T_%.*s, (const struct html_arg[]){%.*s}, %zu);\n",
		           STR_ARG(d->w[1]), STR_ARG(buf_str(&args)), d->n - 2);
}

/* room/name or name: the C name of its function; the header of another room is included. */
static str
callee(struct comp *c, str name)
{
	size_t slash = str_find(name, '/');
	str    room = slash == SIZE_MAX ? c->r->name : str_slice(name, 0, slash);
	char   z[120];
	size_t n = 0;
	str    file = slash == SIZE_MAX ? name : str_slice(name, slash + 1, name.n), line;

	for (; n < file.n && n < sizeof(z); n++)
		z[n] = file.p[n] == '-' ? '_' : file.p[n];
	file = keep(c, "%.*s", (int)n, z);
	if (!path_ok(file) || head_len(file) != n || !path_ok(room) || head_len(room) != room.n)
		fail(c, "\"%.*s\" is no template: write name or room/name", STR_ARG(name));
	line = keep(c, "#include \"%.*s_tpl.h\"\n", STR_ARG(room));
	if (slash != SIZE_MAX && !str_eq(room, c->r->name) &&
	    str_find_str(buf_str(&c->r->c_head), line) == SIZE_MAX)
		buf_add(&c->r->c_head, line);
	return keep(c, "tpl_%.*s_%.*s", STR_ARG(room), STR_ARG(file));
}

/* What a partial or layout is given: nothing named: the same data. */
static str
given(struct comp *c, str fn, const struct dir *d)
{
	str w = d->n > 2 ? d->w[2] : S(".");
	struct buf b;

	if (d->n > 3)
		fail(c, "a partial is given one thing");
	if (str_eq(w, S(".")))
		return S("d");
	if (w.p[0] == '"') {
		buf_init(&b, c->r->arena, MAX_C);
		buf_add(&b, S("&S("));
		c_string(&b, str_slice(w, 1, w.n - 1));
		buf_add(&b, S(")"));
		return buf_str(&b);
	}
	if (loop_of(c, w))
		return keep(c, "v_%.*s", STR_ARG(w));
	return keep(c, "HTML_SUB(%.*s_data, %.*s)", STR_ARG(fn), STR_ARG(expr(c, w)));
}

static void
do_partial(struct comp *c, const struct dir *d)
{
	str fn, what;

	if (d->n < 2 || c->s.w != TEXT) {
		fail(c, "a partial is {{> name field}} and stands in text");
		return;
	}
	fn = callee(c, d->w[1]);
	what = given(c, fn, d);
	space(c);
	flush(c);
	mark(c, c->line);
	buf_printf(&c->out, "\t%.*s(h, %.*s);\n", STR_ARG(fn), STR_ARG(what));
	c->s.soft = false;
}

/* ---- branches ---- */

static bool
same_place(const struct state *a, const struct state *b)
{
	if (a->w != b->w || a->depth != b->depth || a->in_quote != b->in_quote)
		return false;
	for (int i = 0; i < a->depth; i++)
		if (!str_eq(a->stack[i], b->stack[i]))
			return false;
	if (a->w == TAG || a->w == VALUE) {
		if (!str_eq(a->tag, b->tag))
			return false;
	}
	return a->w != VALUE ||
	       (str_eq(a->attr, b->attr) && a->quote == b->quote && a->part == b->part &&
	        a->value_at == b->value_at);
}

/* A branch ends here: all branches must end in the same place. */
static void
branch_end(struct comp *c, struct frame *f)
{
	if (c->s.w == TEXT || c->s.w == RCDATA)
		space(c);
	if (c->s.w == VALUE)
		class_end(c);
	flush(c);
	if (!f->has_end) {
		f->end = c->s;
		f->has_end = true;
		return;
	}
	if (!same_place(&f->end, &c->s)) {
		fail(c, "the branches of the block of line %d end in different places of the page "
		        "(a tag, quote or address is open in one and not in the other)", f->line);
		return;
	}
	f->end.soft = f->end.soft && c->s.soft;
	f->end.first = f->end.first || c->s.first;
	/* What holds in one branch only must not be relied on. */
	f->end.post = f->end.post || c->s.post;
	f->end.labelled = f->end.labelled && c->s.labelled;
	f->end.alt = f->end.alt && c->s.alt;
	f->end.src = f->end.src && c->s.src;
	if (f->end.json != c->s.json)
		fail(c, "the type of a script is fixed");
}

static struct frame *
frame_push(struct comp *c, enum frame_kind kind)
{
	struct frame *f;

	if (c->s.w == TEXT || c->s.w == RCDATA)
		space(c);
	if (c->s.w == VALUE)
		class_end(c);
	flush(c);
	if (c->nframes == MAX_FRAMES) {
		fail(c, "more than %d blocks inside each other", (int)MAX_FRAMES);
		return NULL;
	}
	f = &c->frames[c->nframes++];
	*f = (struct frame){.kind = kind, .line = c->line, .entry = c->s};
	return f;
}

static void
do_if(struct comp *c, str w, const char *before)
{
	bool no = w.n > 0 && w.p[0] == '!';
	str  e = worded(c, no ? str_slice(w, 1, w.n) : w);

	mark(c, c->line);
	buf_printf(&c->out, "\t%sif (%sHTML_TRUE(%.*s)) {\n", before, no ? "!" : "", STR_ARG(e));
}

static void
do_each(struct comp *c, const struct dir *d)
{
	struct frame *f;
	str           e, count, list = d->n == 4 ? d->w[3] : S("");
	size_t        last = 0;
	int           no;

	if (d->n != 4 || !str_eq(d->w[2], S("in")) || !path_ok(d->w[1]) || head_len(d->w[1]) != d->w[1].n ||
	    !path_ok(list)) {
		fail(c, "write {{#each row in rows}}");
		return;
	}
	if (loop_of(c, d->w[1]))
		fail(c, "an outer each is called %.*s already", STR_ARG(d->w[1]));
	for (size_t i = 0; i < list.n; i++)
		if (list.p[i] == '.' || list.p[i] == '>')
			last = i + 1;
	e = expr(c, list);
	count = expr(c, keep(c, "%.*sn%.*s", STR_ARG(str_slice(list, 0, last)),
	                     STR_ARG(str_slice(list, last, list.n))));
	f = frame_push(c, F_EACH);
	if (!f || c->failed)
		return;
	no = f->no = ++c->nloops;
	f->var = d->w[1];
	/* The end of one round is the beginning of the next and the end of none at all. */
	f->end = f->entry;
	f->has_end = true;
	mark(c, c->line);
	buf_printf(&c->out,
	           "\t{ size_t n%d = %.*s; for (size_t i%d = 0; i%d < n%d; i%d++) {\n"
	           "\tconst __typeof__((%.*s)[0]) *v_%.*s = &(%.*s)[i%d]; (void)v_%.*s;\n",
	           no, STR_ARG(count), no, no, no, no, STR_ARG(e), STR_ARG(f->var), STR_ARG(e), no,
	           STR_ARG(f->var));
}

static void
do_else(struct comp *c, const struct dir *d)
{
	struct frame *f = c->nframes > 0 ? &c->frames[c->nframes - 1] : NULL;

	if (!f || (f->kind != F_IF && f->kind != F_EACH) || f->has_else) {
		fail(c, "{{else}} without an open if or each");
		return;
	}
	branch_end(c, f);
	if (c->failed)
		return;
	c->s = f->entry;
	if (d->n > 1) {
		if (f->kind == F_IF && d->n == 3 && str_eq(d->w[1], S("if")))
			do_if(c, d->w[2], "} else ");
		else
			fail(c, "write {{else}} or {{else if flag}}");
		return;
	}
	f->has_else = true;
	if (f->kind == F_EACH) {
		buf_printf(&c->out, "\t} if (n%d == 0) {\n", f->no);
		f->var = S("\"no loop here\"");
	} else {
		buf_add(&c->out, S("\t} else {\n"));
	}
}

/* The layout of a page: a call with the blocks that follow as functions. */
static void
do_layout(struct comp *c, const struct dir *d)
{
	struct frame *f;

	if (d->n < 2 || c->nframes > 0 || c->s.depth > 0 || c->layout || c->nslots > 0 ||
	    buf_str(&c->out).n > 0 || buf_str(&c->lit).n > 0) {
		fail(c, "{{#layout name field}} is the first thing of a page and holds its blocks");
		return;
	}
	f = frame_push(c, F_LAYOUT);
	if (!f)
		return;
	c->layout = true;
	c->layout_line = c->line;
	c->layout_c = callee(c, d->w[1]);
	c->layout_arg = given(c, c->layout_c, d);
}

static void
do_block(struct comp *c, const struct dir *d)
{
	struct frame *f;

	if (d->n != 2 || c->nframes != 1 || c->frames[0].kind != F_LAYOUT || head_len(d->w[1]) != d->w[1].n) {
		fail(c, "{{#block name}} stands right inside {{#layout …}}");
		return;
	}
	if (known(c->slots, c->nslots, d->w[1]))
		fail(c, "the block %.*s stands twice", STR_ARG(d->w[1]));
	remember(c, c->slots, &c->nslots, d->w[1]);
	f = frame_push(c, F_BLOCK);
	if (!f)
		return;
	f->var = d->w[1];
	/* A title is text and nothing else, so that a layout may put it into <title> too. */
	if (str_eq(d->w[1], S("title"))) {
		c->s.w = RCDATA;
		f->end = c->s;
	} else {
		f->end = f->entry;
	}
	f->has_end = true;
	c->s.soft = true;
}

/* One function for a block, or for the whole template; takes over c->out. */
static void
function(struct comp *c, str fn, const char *how, bool from_data)
{
	struct buf *b = &c->r->c;

	flush(c);
	buf_printf(b, "\n%s\n%.*s(struct html_cx *h, ", how, STR_ARG(fn));
	if (from_data)
		buf_add(b, S("const void *data"));
	else if (c->data.n > 0)
		buf_printf(b, "const %.*s *d", STR_ARG(c->data));
	else
		buf_add(b, S("const void *d"));
	if (!from_data && !c->layout && c->nslots > 0)
		buf_printf(b, ", const struct %.*s_blocks *blocks, const void *data", STR_ARG(fn));
	buf_add(b, S(")\n{\n"));
	if (from_data && c->data.n > 0)
		buf_printf(b, "\tconst %.*s *d = data;\n", STR_ARG(c->data));
	else if (from_data)
		buf_add(b, S("\tconst void *d = data;\n"));
	buf_add(b, S("\t(void)h, (void)d;\n"));
	buf_add(b, buf_str(&c->out));
	buf_add(b, S("}\n"));
	buf_clear(&c->out);
}

static void
do_end(struct comp *c, const struct dir *d)
{
	static const char *const names[] = {"if", "each", "verbatim", "block", "layout"};
	struct frame            *f = c->nframes > 0 ? &c->frames[c->nframes - 1] : NULL;
	str                      name = str_slice(d->w[0], 1, d->w[0].n);

	if (!f) {
		fail(c, "{{/%.*s}} closes nothing", STR_ARG(name));
		return;
	}
	if (!str_eq(name, str_of(names[f->kind])) || d->n > 1) {
		fail(c, "{{/%.*s}} stands where {{/%s}} is due (opened in line %d)", STR_ARG(name),
		     names[f->kind], f->line);
		return;
	}
	branch_end(c, f);
	if (f->kind == F_IF && !f->has_else) {
		/* The branch not taken ends where it began. */
		c->s = f->entry;
		branch_end(c, f);
	}
	if (c->failed)
		return;
	c->s = f->end;
	c->nframes--;
	switch (f->kind) {
	case F_IF:
		buf_add(&c->out, S("\t}\n"));
		break;
	case F_EACH:
		buf_add(&c->out, S("\t} }\n"));
		break;
	case F_VERBATIM:
		c->verbatim--;
		break;
	case F_BLOCK:
		function(c, keep(c, "%.*s__%.*s", STR_ARG(c->name), STR_ARG(f->var)), "static void", true);
		c->s = f->entry;
		break;
	case F_LAYOUT:
		break;
	}
}

static void
do_slot(struct comp *c, const struct dir *d)
{
	if (d->n != 2 || head_len(d->w[1]) != d->w[1].n || d->w[1].n == 0 || c->layout ||
	    !(c->s.w == TEXT || (c->s.w == RCDATA && str_eq(d->w[1], S("title"))))) {
		fail(c, "a layout says {{block name}} in text; only {{block title}} may stand in <title>");
		return;
	}
	if (!known(c->slots, c->nslots, d->w[1]))
		remember(c, c->slots, &c->nslots, d->w[1]);
	space(c);
	flush(c);
	buf_printf(&c->out, "\tif (blocks->%.*s)\n\t\tblocks->%.*s(h, data);\n", STR_ARG(d->w[1]),
	           STR_ARG(d->w[1]));
	c->s.soft = false;
}

/* Cut at spaces; "quoted words" stay one. */
static void
cut(struct comp *c, str s, struct dir *d)
{
	size_t i = 0, from;

	*d = (struct dir){.line = c->line};
	while (!c->failed) {
		while (i < s.n && is_space(s.p[i]))
			i++;
		if (i == s.n)
			return;
		from = i;
		if (s.p[i] == '"') {
			i++;
			while (i < s.n && s.p[i] != '"')
				i++;
			if (i == s.n) {
				fail(c, "a quote is not closed inside {{ }}");
				return;
			}
			i++;
		} else {
			while (i < s.n && !is_space(s.p[i]))
				i++;
		}
		if (d->n == MAX_WORDS)
			fail(c, "more than %d words inside {{ }}", (int)MAX_WORDS);
		else
			d->w[d->n++] = str_slice(s, from, i);
	}
}

static void
directive(struct comp *c)
{
	str        rest = str_slice(c->src, c->i, c->src.n), in;
	size_t     n = str_find_str(rest, S("}}"));
	struct dir d;

	if (n == SIZE_MAX || n < 2) {
		fail(c, "{{ is never closed by }}");
		return;
	}
	in = str_slice(rest, 2, n);
	if (str_starts(in, S("!"))) {
		step(c, n + 2);
		return;
	}
	if (str_find_str(in, S("{{")) != SIZE_MAX || (in.n > 0 && in.p[0] == '{')) {
		fail(c, "{{ inside {{ }}");
		return;
	}
	cut(c, in, &d);
	if (c->failed)
		return;
	if (d.n == 0) {
		fail(c, "{{ }} is empty");
		return;
	}
	if (c->layout && c->nframes < 2 && !str_eq(d.w[0], S("#block")) && !str_eq(d.w[0], S("/layout")))
		fail(c, "a page with a layout holds only blocks");
	if (str_eq(d.w[0], S("t")))
		do_sentence(c, &d);
	else if (str_eq(d.w[0], S("json")))
		do_json(c, &d);
	else if (str_eq(d.w[0], S("block")))
		do_slot(c, &d);
	else if (str_eq(d.w[0], S("else")))
		do_else(c, &d);
	else if (str_eq(d.w[0], S(">")))
		do_partial(c, &d);
	else if (str_eq(d.w[0], S("#if"))) {
		if (d.n != 2)
			fail(c, "write {{#if flag}} or {{#if !flag}}; the view computes anything more");
		else if (frame_push(c, F_IF))
			do_if(c, d.w[1], "");
	} else if (str_eq(d.w[0], S("#each")))
		do_each(c, &d);
	else if (str_eq(d.w[0], S("#verbatim"))) {
		if (frame_push(c, F_VERBATIM))
			c->verbatim++;
	} else if (str_eq(d.w[0], S("#layout")))
		do_layout(c, &d);
	else if (str_eq(d.w[0], S("#block")))
		do_block(c, &d);
	else if (d.w[0].p[0] == '/')
		do_end(c, &d);
	else if (d.w[0].p[0] == '#')
		fail(c, "there is no {{%.*s}}; there are if, each, verbatim, layout and block",
		     STR_ARG(d.w[0]));
	else
		do_field(c, &d);
	if (!c->failed)
		step(c, n + 2);
}

/* ---- a whole template ---- */

/* {{! data: struct x  include: "x.h" }} on the first line; more includes may follow. */
static void
header(struct comp *c)
{
	size_t n = str_find_str(c->src, S("}}"));
	str    s, name;

	if (!at(c, "{{!") || n == SIZE_MAX)
		return;
	s = str_trim(str_slice(c->src, 3, n));
	if (!str_starts(s, S("data:")))
		return;
	s = str_trim(str_slice(s, 5, s.n));
	n = str_find_str(s, S("include:"));
	c->data = str_trim(str_slice(s, 0, n == SIZE_MAX ? s.n : n));
	name = str_starts(c->data, S("struct ")) ? str_slice(c->data, 7, c->data.n) : c->data;
	if (!path_ok(name) || head_len(name) != name.n)
		fail(c, "data: names a struct or a type, not \"%.*s\"", STR_ARG(c->data));
	while (n != SIZE_MAX && !c->failed) {
		str file, line;

		s = str_trim(str_slice(s, n + 8, s.n));
		n = str_find(str_slice(s, 1, s.n), '"');
		if (s.n < 3 || s.p[0] != '"' || n == SIZE_MAX) {
			fail(c, "include: is followed by \"a/file.h\"");
			return;
		}
		file = str_slice(s, 1, n + 1);
		s = str_slice(s, n + 2, s.n);
		line = keep(c, "#include \"%.*s\"\n", STR_ARG(file));
		if (str_find_str(buf_str(&c->r->h_head), line) == SIZE_MAX)
			buf_add(&c->r->h_head, line);
		n = str_find_str(s, S("include:"));
	}
}

/* "path/case-list.html" gives case_list. */
static void
name_of(struct comp *c)
{
	str    s = c->file;
	char   z[120];
	size_t n = 0, slash;

	while ((slash = str_find(s, '/')) != SIZE_MAX)
		s = str_slice(s, slash + 1, s.n);
	if (str_ends(s, S(".html")))
		s = str_slice(s, 0, s.n - 5);
	for (; n < s.n && n < sizeof(z); n++)
		z[n] = s.p[n] == '-' ? '_' : s.p[n];
	s = (str){z, n};
	if (!path_ok(s) || head_len(s) != n)
		fail(c, "a template's file is named in lower-case letters, digits and -");
	c->name = keep(c, "tpl_%.*s_%.*s", STR_ARG(c->r->name), STR_ARG(s));
}

static void
check_source(struct comp *c)
{
	if (utf8_valid(c->src))
		return;
	for (size_t i = 0, line = 1; i < c->src.n; i++) {
		if (c->src.p[i] == '\n')
			line++;
		if (!utf8_valid(str_slice(c->src, 0, i + 1)) &&
		    !utf8_valid(str_slice(c->src, 0, i + 4 < c->src.n ? i + 4 : c->src.n))) {
			fail_at(c, (int)line, "%s", c->src.p[i] ? "not UTF-8" : "a NUL byte");
			return;
		}
	}
	fail_at(c, 1, "not UTF-8");
}

static void
finish(struct comp *c)
{
	if (!c->failed && c->nframes > 0)
		fail_at(c, c->frames[c->nframes - 1].line, "this block is never closed");
	if (!c->failed && (c->s.w == TAG || c->s.w == VALUE))
		fail_at(c, c->s.tag_line, "<%.*s is never closed by >", STR_ARG(c->s.tag));
	if (!c->failed && c->s.depth > 0)
		fail_at(c, c->s.opened[c->s.depth - 1], "<%.*s> is never closed", STR_ARG(top(&c->s)));
	for (size_t i = 0; i < c->nasked && !c->failed; i++)
		if (!known(c->fors, c->nfors, c->asked[i]))
			fail_at(c, c->asked_line[i], "no label for=\"%.*s\" in this template",
			        STR_ARG(c->asked[i]));
}

static void
emit(struct comp *c)
{
	struct buf *h = &c->r->h, *b = &c->r->c;

	if (c->data.n > 0) {
		if (str_starts(c->data, S("struct ")))
			buf_printf(h, "\n%.*s;", STR_ARG(c->data));
		buf_printf(h, "\ntypedef %.*s %.*s_data;", STR_ARG(c->data), STR_ARG(c->name));
	}
	if (c->layout) {
		mark(c, c->layout_line);
		buf_printf(&c->out, "\tstatic const struct %.*s_blocks blocks = {\n", STR_ARG(c->layout_c));
		for (size_t i = 0; i < c->nslots; i++)
			buf_printf(&c->out, "\t\t.%.*s = %.*s__%.*s,\n", STR_ARG(c->slots[i]), STR_ARG(c->name),
			           STR_ARG(c->slots[i]));
		buf_printf(&c->out, "\t};\n\t%.*s(h, %.*s, &blocks, d);\n", STR_ARG(c->layout_c),
		           STR_ARG(c->layout_arg));
	} else if (c->nslots > 0) {
		buf_printf(h, "\nstruct %.*s_blocks {", STR_ARG(c->name));
		for (size_t i = 0; i < c->nslots; i++)
			buf_printf(h, "\n\tvoid (*%.*s)(struct html_cx *h, const void *data);",
			           STR_ARG(c->slots[i]));
		buf_add(h, S("\n};"));
	}
	if (c->data.n > 0)
		buf_printf(h, "\nvoid %.*s(struct html_cx *h, const %.*s *d", STR_ARG(c->name),
		           STR_ARG(c->data));
	else
		buf_printf(h, "\nvoid %.*s(struct html_cx *h, const void *d", STR_ARG(c->name));
	if (!c->layout && c->nslots > 0)
		buf_printf(h, ",\n\tconst struct %.*s_blocks *blocks, const void *data", STR_ARG(c->name));
	buf_add(h, S(");\n"));
	function(c, c->name, "void", false);
	if (b->err || h->err)
		fail(c, "out of memory");
}

bool
tpl_compile(struct tpl_room *r, str file, str src)
{
	struct comp *c = ARENA_NEW(r->arena, struct comp);

	if (!c)
		return false;
	*c = (struct comp){.r = r, .file = file, .src = src, .line = 1, .s = {.soft = true}};
	buf_init(&c->out, r->arena, MAX_C);
	buf_init(&c->lit, r->arena, MAX_C);
	buf_init(&c->token, r->arena, MAX_C);
	name_of(c);
	check_source(c);
	if (!c->failed)
		header(c);
	while (!ends(c)) {
		if (at(c, "{{"))
			directive(c);
		else if (c->layout && c->nframes < 2) {
			if (!is_space(src.p[c->i]))
				fail(c, "a page with a layout holds only blocks");
			step(c, 1);
		} else
			switch (c->s.w) {
			case TEXT:
				text_step(c);
				break;
			case RCDATA:
				rcdata_step(c);
				break;
			case SCRIPT:
				script_step(c);
				break;
			case TAG:
				tag_step(c);
				break;
			case VALUE:
				value_step(c);
				break;
			}
	}
	finish(c);
	if (!c->failed)
		emit(c);
	return !c->failed;
}

void
tpl_room_init(struct tpl_room *r, struct arena *a, str name)
{
	*r = (struct tpl_room){.arena = a, .name = name};
	buf_init(&r->c_head, a, MAX_C);
	buf_init(&r->c, a, MAX_C);
	buf_init(&r->h_head, a, MAX_C);
	buf_init(&r->h, a, MAX_C);
	buf_init(&r->why, a, MAX_C);
}

void
tpl_room_c(const struct tpl_room *r, struct buf *out)
{
	buf_printf(out, "/* Generated by tools/tplgen. */\n#include \"%.*s_tpl.h\"\n#include \"texts.h\"\n",
	           STR_ARG(r->name));
	buf_add(out, buf_str(&r->c_head));
	buf_add(out, buf_str(&r->c));
}

void
tpl_room_h(const struct tpl_room *r, struct buf *out)
{
	char   z[64];
	size_t n = 0;

	for (; n < r->name.n && n < sizeof(z); n++)
		z[n] = r->name.p[n] >= 'a' && r->name.p[n] <= 'z' ? (char)(r->name.p[n] - 32) : r->name.p[n];
	buf_printf(out, "/* Generated by tools/tplgen. */\n#ifndef %.*s_TPL_H\n#define %.*s_TPL_H\n\n",
	           (int)n, z, (int)n, z);
	buf_add(out, S("#include \"kit/html/html.h\"\n"));
	buf_add(out, buf_str(&r->h_head));
	buf_add(out, buf_str(&r->h));
	buf_add(out, S("\n#endif\n"));
}

void
tpl_room_classes(struct tpl_room *r, struct buf *out)
{
	for (size_t i = 1; i < r->nclasses; i++)
		for (size_t k = i; k > 0 && str_cmp(r->classes[k - 1], r->classes[k]) > 0; k--) {
			str t = r->classes[k];

			r->classes[k] = r->classes[k - 1];
			r->classes[k - 1] = t;
		}
	for (size_t i = 0; i < r->nclasses; i++) {
		buf_add(out, r->classes[i]);
		buf_char(out, '\n');
	}
}
