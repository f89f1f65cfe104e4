/* XML read by expat: where elements lie in the bytes, and the few attributes that are asked for. */
#include "kit/markup/markup.h"

#include "base/utf8.h"
#include "kit_markup_texts.h"

#include <expat.h>
#include <string.h>

enum { NODES = 400000, FIRST = 256 };

struct reading {
	struct ctx  *cx;
	XML_Parser   parser;
	struct xml  *x;
	size_t       room;
	uint32_t     open; /* the innermost element that is open */
	size_t       depth;
	struct buf   said;
	bool         typed, deep, many, starved;
	/* For attributes */
	const char *const *want;
	const char       **have;
	size_t             nwant;
	xml_each          *each; /* nwant 0: all attributes, names and values by turns */
	void              *arg;
	enum err           e;
};

static void
stop(struct reading *r)
{
	(void)XML_StopParser(r->parser, XML_FALSE);
}

/* A document type may define what grows without end, or is read from elsewhere. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *sys, const XML_Char *pub, int inside)
{
	struct reading *r = arg;

	(void)name;
	(void)sys;
	(void)pub;
	(void)inside;
	r->typed = true;
	stop(r);
}

static str
local(const XML_Char *name)
{
	str whole = str_of(name), first = str_cut(&whole, ':');

	return whole.p ? whole : first;
}

static enum xml_name
name_of(const XML_Char *name)
{
	str s = local(name);

	if (str_eq(s, S("formula1")) || str_eq(s, S("formula2")))
		return XML_formula;
#define X(n) \
	if (str_eq(s, S(#n))) \
		return XML_##n;
	XML_NAMES(X)
#undef X
	return XML_OTHER;
}

static bool
grow(struct reading *r)
{
	size_t           more = r->room ? r->room * 2 : FIRST;
	struct xml_node *p;

	if (r->x->n < r->room)
		return true;
	p = arena_grow(r->cx->arena, r->x->node, r->room * sizeof(*p), more * sizeof(*p));
	if (!p)
		return false;
	r->x->node = p;
	r->room = more;
	return true;
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attr)
{
	struct reading *r = arg;
	uint32_t        from = (uint32_t)XML_GetCurrentByteIndex(r->parser);
	uint32_t        open = from + (uint32_t)XML_GetCurrentByteCount(r->parser);

	(void)attr;
	if (r->depth == XML_DEPTH) {
		r->deep = true;
		stop(r);
		return;
	}
	if (r->x->n == NODES || !grow(r)) {
		r->many = r->x->n == NODES;
		r->starved = !r->many;
		stop(r);
		return;
	}
	r->x->node[r->x->n] = (struct xml_node){from, open, open, open, r->open, name_of(name), STR_NONE};
	r->open = (uint32_t)r->x->n++;
	r->depth++;
	buf_clear(&r->said);
}

static bool
has_text(enum xml_name name)
{
	return name == XML_t || name == XML_instrText || name == XML_f || name == XML_v || name == XML_formula ||
	       name == XML_definedName;
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct reading  *r = arg;
	struct xml_node *n = &r->x->node[r->open];
	uint32_t         count = (uint32_t)XML_GetCurrentByteCount(r->parser);

	(void)name;
	/* The end of <a/> has no bytes of its own. */
	if (count) {
		n->close = (uint32_t)XML_GetCurrentByteIndex(r->parser);
		n->to = n->close + count;
	}
	if (has_text(n->name) && !arena_str(r->cx->arena, buf_str(&r->said), &n->said)) {
		r->starved = true;
		stop(r);
	}
	r->open = n->parent;
	r->depth--;
}

static void
on_text(void *arg, const XML_Char *s, int n)
{
	struct reading *r = arg;

	if (r->open != XML_NONE && has_text(r->x->node[r->open].name))
		buf_bytes(&r->said, s, (size_t)n);
}

static void
on_attributes(void *arg, const XML_Char *name, const XML_Char **attr)
{
	struct reading *r = arg;

	if (++r->depth > XML_DEPTH) {
		r->deep = true;
		stop(r);
		return;
	}
	for (size_t i = 0; i < r->nwant; i++) {
		r->have[i] = NULL;
		for (const XML_Char **a = attr; *a; a += 2)
			if (str_eq(str_of(a[0]), str_of(r->want[i])))
				r->have[i] = a[1];
	}
	if ((r->e = r->each(r->cx, local(name), r->nwant ? r->have : attr, r->arg)) != OK)
		stop(r);
}

static void
on_left(void *arg, const XML_Char *name)
{
	struct reading *r = arg;

	(void)name;
	r->depth--;
}

static void
free_parser(void *p)
{
	XML_ParserFree(p);
}

/* UTF-8 whatever it declares. */
static enum err
run(struct reading *r, str part, str bytes)
{
	enum err e;

	if (bytes.n > XML_MOST)
		return refuse(r->cx, ERR_INPUT, "template", T_markup_large, part);
	if (!utf8_valid(bytes))
		return refuse(r->cx, ERR_INPUT, "template", T_markup_broken, part, S("1"));
	if (!(r->parser = XML_ParserCreate("UTF-8")))
		return ctx_no_memory(r->cx);
	if ((e = arena_on_free(r->cx->arena, free_parser, r->parser)) != OK)
		return e;
	XML_SetUserData(r->parser, r);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	if (r->each)
		XML_SetElementHandler(r->parser, on_attributes, on_left);
	else
		XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, r->each ? NULL : on_text);
	if (XML_Parse(r->parser, bytes.p ? bytes.p : "", (int)bytes.n, XML_TRUE) == XML_STATUS_OK && !r->starved)
		return r->said.err == OK ? OK : ctx_no_memory(r->cx);
	if (r->e != OK)
		return r->e;
	if (r->starved || XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
		return ctx_no_memory(r->cx);
	return refuse(r->cx, ERR_INPUT, "template",
	              r->typed  ? T_markup_doctype
	              : r->deep ? T_markup_deep
	              : r->many ? T_markup_large
	                        : T_markup_broken,
	              part, arena_printf(r->cx->arena, "%lu", (unsigned long)XML_GetCurrentLineNumber(r->parser)));
}

enum err
xml_read(struct ctx *cx, str part, str bytes, struct xml *out)
{
	struct reading r = {.cx = cx, .x = out, .open = XML_NONE};

	*out = (struct xml){.bytes = bytes};
	buf_init(&r.said, cx->arena, XML_MOST);
	return run(&r, part, bytes);
}

enum err
xml_attributes(struct ctx *cx, str part, str bytes, const char *const *name, size_t n, xml_each *each, void *arg)
{
	struct reading r = {.cx = cx, .want = name, .nwant = n, .each = each, .arg = arg};

	if (!(r.have = ARENA_NEWS(cx->arena, n + 1, const char *)))
		return ctx_no_memory(cx);
	return run(&r, part, bytes);
}

str
xml_attribute(const struct xml *x, const struct xml_node *n, const char *name)
{
	str tag = str_slice(x->bytes, n->from, n->open), want = str_of(name);

	for (size_t i = 1; i + want.n + 2 < tag.n; i++) {
		char quote = tag.p[i + want.n + 1];
		str  rest;

		/* Names are not looked for within values: what is in quotes is passed over. */
		if (tag.p[i] == '"' || tag.p[i] == '\'') {
			size_t end = str_find(str_slice(tag, i + 1, tag.n), tag.p[i]);

			if (end == SIZE_MAX)
				return STR_NONE;
			i += end + 1;
			continue;
		}
		if ((tag.p[i - 1] != ' ' && tag.p[i - 1] != '\n' && tag.p[i - 1] != '\t' && tag.p[i - 1] != '\r') ||
		    !str_eq(str_slice(tag, i, i + want.n), want) || tag.p[i + want.n] != '=' ||
		    (quote != '"' && quote != '\''))
			continue;
		rest = str_slice(tag, i + want.n + 2, tag.n);
		return str_slice(rest, 0, str_find(rest, quote));
	}
	return STR_NONE;
}

str
xml_prefix(const struct xml *x, const struct xml_node *n)
{
	for (uint32_t i = n->from + 1; i < n->open; i++) {
		char ch = x->bytes.p[i];

		if (ch == ':')
			return str_slice(x->bytes, n->from + 1, i);
		if (ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '/' || ch == '>')
			break;
	}
	return S("");
}

void
xml_add(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n;) {
		size_t        at = i;
		uint32_t      c = utf8_next(s, &i);
		unsigned char low = c < 0x80 ? (unsigned char)c : 0;

		if (low == '&')
			buf_add(b, S("&amp;"));
		else if (low == '<')
			buf_add(b, S("&lt;"));
		else if (low == '>')
			buf_add(b, S("&gt;"));
		else if (low == '"')
			buf_add(b, S("&quot;"));
		else if ((c >= 0x20 || c == '\t') && c != 0xFFFE && c != 0xFFFF)
			buf_add(b, str_slice(s, at, i));
	}
}
