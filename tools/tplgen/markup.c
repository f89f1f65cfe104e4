/* The HTML state machine: what fixed text does to the place where the next field stands. */
#include "inside.h"

#include "base/utf8.h"

static bool
has_upper(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return true;
	return false;
}

static bool
is_void(str tag)
{
	return tpl_one_of(tag, "area br col embed hr img input link meta source track wbr");
}

/* White space beside these changes nothing on the page. */
static bool
is_block(str tag)
{
	return tpl_one_of(tag, "html head body title meta link script template address article "
	                       "aside blockquote caption col colgroup dd details dialog div dl dt "
	                       "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header "
	                       "hr legend li main menu nav ol optgroup option p pre search "
	                       "section summary table tbody td tfoot th thead tr ul br noscript "
	                       "datalist");
}

/* A <p> ends by itself before these, and then its end tag is too much. */
static bool
ends_p(str tag)
{
	return tpl_one_of(tag, "address article aside blockquote details dialog div dl fieldset "
	                       "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main "
	                       "menu nav ol p pre search section table ul");
}

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
		run = u < 128 && tpl_is_letter((char)u) ? run + 1 : 0;
		if (people && run == 2) {
			while (i < s.n && tpl_is_ident(s.p[i]))
				i++;
			fail(c, "fixed word \"%.*s\": sentences come from the catalogue, {{t key}}",
			     STR_ARG(str_slice(s, start - 1, i)));
		}
	}
}

bool
tpl_known(const str *list, size_t n, str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], s))
			return true;
	return false;
}

void
tpl_remember(struct comp *c, str *list, size_t *n, str s)
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
void
tpl_class_end(struct comp *c)
{
	str s = buf_str(&c->token);

	if (c->token_open)
		buf_char(&c->token, '*'), s = buf_str(&c->token);
	c->token_open = false;
	if (s.n > 0 && !str_eq(s, S("*")) && !tpl_known(c->r->classes, c->r->nclasses, s)) {
		if (c->r->nclasses == TPL_CLASSES)
			fail(c, "more than %d classes in a room", (int)TPL_CLASSES);
		else
			c->r->classes[c->r->nclasses++] = tpl_keep(c, "%.*s", STR_ARG(s));
	}
	buf_clear(&c->token);
}

static bool
is_address(const struct state *s)
{
	return tpl_one_of(s->attr, "href src action formaction cite poster background longdesc "
	                           "manifest xlink:href");
}

/* The scheme that fixed text gives an address must be harmless too. */
static void
check_scheme(struct comp *c, str before)
{
	if (c->s.part == URL_OPEN)
		fail(c, "a ':' behind a field could complete a scheme; put a / before it");
	else if (!tpl_one_of(before, "http https mailto tel"))
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
	else if (tpl_one_of(a, "srcset imagesrcset srcdoc ping archive codebase sandbox nonce "
	                       "integrity"))
		s->kind = CLOSED;
	else if (str_eq(a, S("class")))
		s->kind = CLASS;
	else if (tpl_one_of(a, "title alt placeholder aria-label aria-description aria-valuetext "
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

	tpl_class_end(c);
	if (str_eq(a, S("id"))) {
		s->id = v;
		if (fixed && tpl_known(c->ids, c->nids, v))
			fail(c, "the id \"%.*s\" stands twice in this template", STR_ARG(v));
		if (fixed && in_loop(c))
			fail(c, "the fixed id \"%.*s\" stands in an each and would repeat", STR_ARG(v));
		if (fixed)
			tpl_remember(c, c->ids, &c->nids, v);
	} else if (str_eq(a, S("for"))) {
		tpl_remember(c, c->fors, &c->nfors, v);
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

	/* Beside these, upper case would only hide a name from the checks below. */
	if (has_upper(a) && !tpl_one_of(a, "viewBox preserveAspectRatio patternUnits "
	                                   "patternContentUnits patternTransform gradientUnits "
	                                   "gradientTransform clipPathUnits markerWidth "
	                                   "markerHeight markerUnits refX refY pathLength "
	                                   "textLength lengthAdjust"))
		fail(c, "write the attribute %.*s in lower case", STR_ARG(a));
	if (a.n > 2 && (a.p[0] == 'o' || a.p[0] == 'O') && (a.p[1] == 'n' || a.p[1] == 'N'))
		fail(c, "no on… attributes (%.*s): scripts live in files", STR_ARG(a));
	if (str_eq_nocase(a, S("style")))
		fail(c, "no style attributes: use a class");
	if (str_eq(a, S("http-equiv")))
		fail(c, "no http-equiv: headers come from the server");
	if (tpl_known(s->attrs, s->nattrs, a))
		fail(c, "the attribute %.*s stands twice in one tag", STR_ARG(a));
	if (s->nattrs == MAX_ATTRS)
		fail(c, "more than %d attributes", (int)MAX_ATTRS);
	else
		s->attrs[s->nattrs++] = a;
	if (tpl_one_of(a, "aria-label aria-labelledby"))
		s->labelled = true;
	s->alt = s->alt || str_eq(a, S("alt"));
	s->src = s->src || str_eq(a, S("src"));
}

static void
check_control(struct comp *c)
{
	struct state *s = &c->s;

	if (str_eq(s->tag, S("img")) && !s->alt)
		tpl_fail_at(c, s->tag_line, "img needs an alt (alt=\"\" when it only decorates)");
	if (!tpl_one_of(s->tag, "input select textarea") || s->labelled || tpl_inside(s, "label") ||
	    tpl_one_of(s->type, "hidden submit button reset"))
		return;
	if (s->id.n == 0) {
		tpl_fail_at(c, s->tag_line, "%.*s needs a label: around it, by for and id, or aria-label",
		        STR_ARG(s->tag));
	} else {
		tpl_remember(c, c->asked, &c->nasked, s->id);
		if (!c->failed)
			c->asked_line[c->nasked - 1] = s->tag_line;
	}
}

/* A start tag has been read up to and with its '>'; `closed`: it ended in "/>". */
static void
tag_end(struct comp *c, bool closed)
{
	struct state *s = &c->s;
	bool          svg = tpl_inside(s, "svg");

	check_control(c);
	if (closed && !svg && !is_void(s->tag))
		fail(c, "<%.*s/> does not close itself in HTML", STR_ARG(s->tag));
	tpl_lit(c, closed && svg ? S("/>") : S(">"));
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
	if (tpl_one_of(s->tag, "title textarea") && !svg)
		s->w = RCDATA;
	s->first = tpl_one_of(s->tag, "textarea pre");
	if (str_eq(s->tag, S("script"))) {
		if (s->json)
			s->w = SCRIPT;
		else if (!s->src || !tpl_at(c, "</script"))
			fail(c, "no script in the page: give it a src, or type=\"application/json\"");
		s->in_quote = false;
	}
	if (str_eq(s->tag, S("form")) && s->post) {
		tpl_flush(c);
		buf_add(&c->out, S("\thtml_form(h);\n"));
	}
}

static void
tag_begin(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from;
	str           name;

	tpl_step(c, 1);
	from = c->i;
	while (!tpl_ends(c) && (tpl_is_ident(c->src.p[c->i]) || c->src.p[c->i] == '-'))
		tpl_step(c, 1);
	name = str_slice(c->src, from, c->i);
	if (tpl_at(c, "{{") && !tpl_at(c, "{{#") && !tpl_at(c, "{{/"))
		fail(c, "a field cannot be part of a tag's name");
	if (has_upper(name) && !tpl_one_of(name, "linearGradient radialGradient clipPath textPath"))
		fail(c, "write <%.*s> in lower case", STR_ARG(name));
	if (tpl_one_of(name, "style base object embed applet frame frameset iframe xmp plaintext "
	                     "noembed noframes listing marquee math animate set param"))
		fail(c, "<%.*s> is not used in this house", STR_ARG(name));
	if (tpl_inside(s, "svg") && str_eq(name, S("script")))
		fail(c, "no script in a picture");
	if (ends_p(name) && str_eq(tpl_top(s), S("p")))
		fail(c, "<%.*s> ends the <p> of line %d by itself; close it before", STR_ARG(name),
		     s->opened[s->depth - 1]);
	for (int i = 0; i < s->depth; i++)
		if (tpl_one_of(name, "form a button label") && str_eq(s->stack[i], name))
			fail(c, "<%.*s> inside <%.*s> of line %d", STR_ARG(name), STR_ARG(name), s->opened[i]);
	if (is_block(name))
		s->due = false;
	tpl_space(c);
	tpl_lit(c, S("<"));
	tpl_lit(c, name);
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

	tpl_step(c, 2);
	from = c->i;
	while (!tpl_ends(c) && (tpl_is_ident(c->src.p[c->i]) || c->src.p[c->i] == '-'))
		tpl_step(c, 1);
	name = str_slice(c->src, from, c->i);
	while (!tpl_ends(c) && tpl_is_space(c->src.p[c->i]))
		tpl_step(c, 1);
	if (!tpl_at(c, ">"))
		fail(c, "</%.*s is not closed by >", STR_ARG(name));
	else if (s->depth == 0)
		fail(c, "</%.*s> closes nothing", STR_ARG(name));
	else if (!str_eq(tpl_top(s), name))
		fail(c, "</%.*s> stands where </%.*s> is due (opened in line %d)", STR_ARG(name),
		     STR_ARG(tpl_top(s)), s->opened[s->depth - 1]);
	if (c->failed)
		return;
	if (is_block(name))
		s->due = false;
	tpl_space(c);
	tpl_step(c, 1);
	s->depth--;
	tpl_lit(c, S("</"));
	tpl_lit(c, name);
	tpl_lit(c, S(">"));
	s->w = TEXT;
	s->first = false;
	s->soft = is_block(name);
}

static void
comment(struct comp *c)
{
	size_t n = str_find_str(str_slice(c->src, c->i, c->src.n), S("-->"));

	if (n == SIZE_MAX)
		fail(c, "<!-- is never closed");
	else if (str_find_str(str_slice(c->src, c->i, c->i + n), S("{{")) != SIZE_MAX)
		fail(c, "no {{ in an HTML comment; use {{! … }}");
	else
		tpl_step(c, n + 3);
}

/* Fixed text up to the next thing that is not text. */
static void
words(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from = c->i;
	bool          exact = tpl_inside(s, "pre textarea");

	if (tpl_is_space(c->src.p[c->i]) && !exact) {
		while (!tpl_ends(c) && tpl_is_space(c->src.p[c->i]))
			tpl_step(c, 1);
		s->due = !s->soft;
		return;
	}
	if (!exact && tpl_no_text(s))
		fail(c, "text right inside <%.*s>", STR_ARG(tpl_top(s)));
	while (!tpl_ends(c) && c->src.p[c->i] != '<' && !tpl_at(c, "{{") &&
	       (exact || !tpl_is_space(c->src.p[c->i]))) {
		if (tpl_at(c, "}}"))
			fail(c, "}} without {{");
		tpl_step(c, 1);
	}
	check_words(c, from, c->i, !tpl_inside(s, "kbd code samp"));
	tpl_space(c);
	s->soft = s->first = false;
	tpl_lit(c, str_slice(c->src, from, c->i));
}

static void
text_step(struct comp *c)
{
	char next = c->i + 1 < c->src.n ? c->src.p[c->i + 1] : '\0';

	if (c->src.p[c->i] != '<') {
		words(c);
	} else if (tpl_at(c, "<!--")) {
		comment(c);
	} else if (next == '!') {
		if (!str_eq_nocase(str_slice(c->src, c->i, c->i + 15), S("<!doctype html>")) ||
		    buf_str(&c->lit).n > 0 || buf_str(&c->out).n > 0) {
			fail(c, "only <!doctype html>, and at the beginning");
			return;
		}
		tpl_step(c, 15);
		tpl_lit(c, S("<!doctype html>"));
	} else if (next == '/') {
		end_tag(c);
	} else if (tpl_is_letter(next)) {
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
	else if (tpl_at(c, "</"))
		end_tag(c);
	else
		fail(c, "no tags inside <%.*s>; write &lt;", STR_ARG(tpl_top(&c->s)));
}

static void
script_step(struct comp *c)
{
	char ch = c->src.p[c->i];

	if (ch == '<') {
		if (tpl_at(c, "</script"))
			end_tag(c);
		else
			fail(c, "a bare < in JSON; write \\u003c");
		return;
	}
	if (tpl_at(c, "}}"))
		fail(c, "}} without {{ (in JSON put a space between two closing braces)");
	if (ch == '\\' && c->s.in_quote) {
		tpl_lit(c, str_slice(c->src, c->i, c->i + 2));
		tpl_step(c, 2);
		return;
	}
	if (ch == '"')
		c->s.in_quote = !c->s.in_quote;
	tpl_lit(c, str_slice(c->src, c->i, c->i + 1));
	tpl_step(c, 1);
}

/* An unquoted value: fixed, and without anything that could end it early. */
static void
unquoted(struct comp *c)
{
	size_t from = c->i;
	char   ch;

	value_begin(c);
	while (!tpl_ends(c) && !tpl_is_space(ch = c->src.p[c->i]) && ch != '>') {
		if (tpl_at(c, "{{") || ch == '"' || ch == '\'' || ch == '<' || ch == '=' || ch == '`') {
			fail(c, "quote the value of %.*s", STR_ARG(c->s.attr));
			return;
		}
		if (c->s.kind == CLASS)
			buf_char(&c->token, ch);
		if (ch == ':' && c->s.kind == ADDRESS && c->s.part == URL_START)
			check_scheme(c, str_slice(c->src, from, c->i));
		if (ch == '/' || ch == '?' || ch == '#')
			c->s.part = URL_REST;
		tpl_step(c, 1);
	}
	if (c->i == from)
		fail(c, "the attribute %.*s has no value", STR_ARG(c->s.attr));
	check_words(c, from, c->i, c->s.kind == HUMAN);
	tpl_lit(c, str_slice(c->src, from, c->i));
	value_end(c, c->i);
}

static void
tag_step(struct comp *c)
{
	struct state *s = &c->s;
	size_t        from = c->i;
	char          ch = c->src.p[c->i];

	if (tpl_is_space(ch)) {
		tpl_step(c, 1);
		return;
	}
	if (ch == '>' || tpl_at(c, "/>")) {
		tpl_step(c, ch == '>' ? 1 : 2);
		tag_end(c, ch != '>');
		return;
	}
	while (!tpl_ends(c) &&
	       (tpl_is_ident(ch = c->src.p[c->i]) || ch == '-' || ch == ':' || ch == '.'))
		tpl_step(c, 1);
	if (c->i == from) {
		fail(c, "'%c' inside the tag <%.*s>", ch, STR_ARG(s->tag));
		return;
	}
	s->attr = str_slice(c->src, from, c->i);
	if (tpl_at(c, "{{") && !tpl_at(c, "{{#") && !tpl_at(c, "{{/") && !tpl_at(c, "{{else"))
		fail(c, "a field cannot be part of an attribute's name");
	attr_name(c);
	tpl_lit(c, S(" "));
	tpl_lit(c, s->attr);
	if (!tpl_at(c, "="))
		return;
	tpl_step(c, 1);
	tpl_lit(c, S("="));
	if (tpl_at(c, "{{"))
		fail(c, "quote the value of %.*s", STR_ARG(s->attr));
	else if (!tpl_at(c, "\"") && !tpl_at(c, "'"))
		unquoted(c);
	else {
		s->quote = c->src.p[c->i];
		tpl_lit(c, str_slice(c->src, c->i, c->i + 1));
		tpl_step(c, 1);
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
		tpl_lit(c, str_slice(c->src, c->i, c->i + 1));
		tpl_step(c, 1);
		s->w = TAG;
		return;
	}
	while (!tpl_ends(c) && (ch = c->src.p[c->i]) != s->quote && !tpl_at(c, "{{")) {
		if (tpl_at(c, "}}"))
			fail(c, "}} without {{");
		if (s->kind == CLASS && tpl_is_space(ch))
			tpl_class_end(c);
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
		tpl_step(c, 1);
	}
	check_words(c, from, c->i, s->kind == HUMAN);
	tpl_lit(c, str_slice(c->src, from, c->i));
}

void
tpl_markup(struct comp *c)
{
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
