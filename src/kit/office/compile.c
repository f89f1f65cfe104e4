/* A part's {{marks}}: found although split over runs, matched with fields, made a program that writes it anew. */
#include "kit/office/inside.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit_office_texts.h"

#include <stdlib.h>
#include <string.h>

enum { NAME = 80, SHOWN = 24, UNKNOWN = 20 };

/* A run of text of a paragraph, or what parts two of them (a tab, a line's end). */
struct piece {
	uint32_t para, node;
	size_t   from, to; /* within its paragraph's text */
};

enum mark_kind { MARK_FIELD, MARK_OPEN, MARK_CLOSE };
struct mark {
	enum mark_kind kind;
	str            name, whole; /* "rows", "{{#rows}}" */
	int            mm;
	uint32_t       para;
	size_t         from, to; /* within its paragraph's text */
	/* Resolved; what: NULL, it is no field. */
	const struct office_field *what;
	uint32_t                   depth, index;
};

/* Rows: from the block of the opening mark to that of the closing one, the marks' own blocks in it or not. */
struct section {
	struct mark *open, *close;
	uint32_t     from, to, level, parent; /* XML_NONE: none */
	bool         in_cell;                 /* or another place that needs a paragraph */
	bool         slide;                   /* marks in two shapes of a slide: all of it once for each row */
	str          ns;
};

/* What is done at a byte of the part: some ops, and then the bytes up to `upto` are passed over. */
struct act {
	uint32_t         at, upto;
	int              rank; /* of those at one byte: ends, changes, beginnings */
	uint32_t         order;
	struct office_op op[2];
	struct office_op *more; /* instead of op */
	size_t           n;
};

struct compiling {
	struct ctx                *cx;
	str                        part;
	struct xml                 x;
	const struct office_field *field;
	size_t                     nfield;
	struct office_seen        *seen;
	struct piece              *piece;
	size_t                     npiece;
	struct mark               *mark;
	size_t                     nmark;
	struct section            *section;
	size_t                     nsection;
	struct act                *act;
	size_t                     nact, room;
	enum office_form           form;
};

static enum err
bad(struct compiling *c, text_id why, str arg)
{
	return refuse(c->cx, ERR_INPUT, "template", why, arg, c->part);
}

/* ---- Pieces and marks --------------------------------------------------------------------------- */

static uint32_t
above(const struct xml *x, uint32_t node, enum xml_name name)
{
	while (node != XML_NONE && x->node[node].name != name)
		node = x->node[node].parent;
	return node;
}

static int
by_para(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->para != y->para)
		return x->para < y->para ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

static enum err
find_pieces(struct compiling *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->x.n; i++)
		n += c->x.node[i].name >= XML_t;
	if (!(c->piece = ARENA_NEWS(c->cx->arena, n + 1, struct piece)))
		return ctx_no_memory(c->cx);
	for (uint32_t i = 0; i < c->x.n; i++) {
		enum xml_name name = c->x.node[i].name;
		uint32_t      in = c->x.node[i].parent, para = above(&c->x, in, XML_p);

		/* Text is written anew, and what stood within it would be half lost (ECMA-376: a t has no elements). */
		if (in != XML_NONE && c->x.node[in].name == XML_t)
			return bad(c, T_office_text_holds, str_slice(c->x.bytes, c->x.node[i].from, c->x.node[i].open));
		if (para != XML_NONE && (name == XML_t || name == XML_br || name == XML_cr || name == XML_tab))
			c->piece[c->npiece++] = (struct piece){.para = para, .node = i};
	}
	qsort(c->piece, c->npiece, sizeof(*c->piece), by_para);
	return OK;
}

static bool
name_char(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || (ch & 0x80) ||
	       ch == '_' || ch == '.' || ch == '-' || ch == ' ' || ch == '(' || ch == ')' || ch == '/';
}

/* "#rows", "photo:60". */
static bool
parse_mark(str in, struct mark *m)
{
	str     rest = str_trim(in);
	int64_t mm;

	m->kind = str_starts(rest, S("#")) ? MARK_OPEN : str_starts(rest, S("/")) ? MARK_CLOSE : MARK_FIELD;
	if (m->kind != MARK_FIELD)
		rest = str_slice(rest, 1, rest.n);
	m->name = str_trim(str_cut(&rest, ':'));
	if (rest.p) {
		if (m->kind != MARK_FIELD || !str_to_i64(str_trim(rest), &mm) || mm < 5 || mm > 400)
			return false;
		m->mm = (int)mm;
	}
	for (size_t i = 0; i < m->name.n; i++)
		if (!name_char(m->name.p[i]))
			return false;
	return m->name.n > 0 && m->name.n <= NAME;
}

static enum err
marks_in(struct compiling *c, uint32_t para, str text)
{
	size_t at = 0;

	for (;;) {
		str         rest = str_slice(text, at, text.n);
		size_t      open = str_find_str(rest, S("{{")), end;
		struct mark m = {.para = para};

		if (open == SIZE_MAX)
			return OK;
		end = str_find_str(str_slice(rest, open, rest.n), S("}}"));
		m.from = at + open;
		m.to = end == SIZE_MAX ? text.n : m.from + end + 2;
		m.whole = str_slice(text, m.from, m.to);
		if (end == SIZE_MAX || !parse_mark(str_slice(text, m.from + 2, m.to - 2), &m))
			return bad(c, T_office_bad_mark, utf8_cut(m.whole, SHOWN));
		if (c->nmark == OFFICE_MARKS)
			return bad(c, T_office_marks, arena_printf(c->cx->arena, "%d", OFFICE_MARKS));
		c->mark[c->nmark++] = m;
		at = m.to;
	}
}

static enum err
find_marks(struct compiling *c)
{
	enum err e = OK;

	if (!(c->mark = ARENA_NEWS(c->cx->arena, OFFICE_MARKS, struct mark)))
		return ctx_no_memory(c->cx);
	for (size_t i = 0, end; e == OK && i < c->npiece; i = end) {
		struct buf b;
		str        text;

		buf_init(&b, c->cx->arena, OPC_XML);
		for (end = i; end < c->npiece && c->piece[end].para == c->piece[i].para; end++) {
			const struct xml_node *n = &c->x.node[c->piece[end].node];

			c->piece[end].from = b.n;
			buf_add(&b, n->name == XML_t ? n->said : S("\n"));
			c->piece[end].to = b.n;
		}
		if ((e = buf_end(&b, &text)) == OK)
			e = marks_in(c, c->piece[i].para, text);
		else
			e = ctx_no_memory(c->cx);
	}
	return e;
}

/* ---- Names --------------------------------------------------------------------------------------- */

static bool
same_name(str a, str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && a.p[i] == ' ')
			i++;
		while (k < b.n && b.p[k] == ' ')
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

bool
office_called(const struct office_field *f, str name)
{
	return str_eq(name, str_of(f->name)) || same_name(name, text_get(f->label, ZH)) ||
	       same_name(name, text_get(f->label, EN));
}

static bool
find_field(const struct office_field *f, size_t n, struct mark *m, uint32_t depth)
{
	for (size_t i = 0; i < n; i++)
		if (office_called(&f[i], m->name)) {
			m->what = &f[i];
			m->depth = depth;
			m->index = (uint32_t)i;
			return true;
		}
	return false;
}

/* "正文" of word/document.xml: what people call a part. */
static str
part_words(const struct compiling *c)
{
	static const struct {
		const char *begins;
		text_id     words;
	} known[] = {{"document", T_office_part_document},   {"header", T_office_part_header},
	             {"footer", T_office_part_footer},       {"footnotes", T_office_part_notes},
	             {"endnotes", T_office_part_notes}};
	str base = c->part, rest = c->part;
	struct buf b;

	while (rest.p)
		base = str_cut(&rest, '/');
	for (size_t i = 0; i < NITEMS(known); i++)
		if (str_starts(base, str_of(known[i].begins)))
			return text_get(known[i].words, c->cx->lang);
	if (c->form != OFFICE_SLIDES || !str_starts(base, S("slide")))
		return c->part;
	base = str_slice(base, S("slide").n, base.n);
	buf_init(&b, c->cx->arena, BUF_PATH);
	text_add(&b, T_office_part_slide, c->cx->lang, (const str[]){str_slice(base, 0, str_find(base, '.'))}, 1);
	return buf_str(&b);
}

/* The how many-th of its name it is: of those right in `in`, or (XML_NONE) of all outside of rows. */
static size_t
ordinal(const struct xml *x, uint32_t node, uint32_t in)
{
	size_t n = 0;

	for (uint32_t i = 0; i <= node; i++)
		n += x->node[i].name == x->node[node].name &&
		     (in == XML_NONE ? above(x, i, XML_tr) == XML_NONE : x->node[i].parent == in);
	return n;
}

/* Where a person finds it: the paragraph, or the row of a table. */
static void
add_where(struct compiling *c, const struct mark *m, struct buf *b)
{
	const struct xml *x = &c->x;
	uint32_t          row = above(x, m->para, XML_tr), table = above(x, row, XML_tbl);
	struct arena     *a = c->cx->arena;
	size_t            nth = ordinal(x, m->para, XML_NONE);

	if (c->form == OFFICE_BOOK) {
		text_add(b, T_office_at_cell, c->cx->lang,
		         (const str[]){c->part, xml_attribute(x, &x->node[m->para], "r")}, 2);
		return;
	}
	if (row != XML_NONE && table != XML_NONE && above(x, x->node[table].parent, XML_tr) == XML_NONE)
		text_add(b, T_office_at_row, c->cx->lang,
		         (const str[]){part_words(c), arena_printf(a, "%zu", ordinal(x, table, XML_NONE)),
		                       arena_printf(a, "%zu", ordinal(x, row, x->node[row].parent))},
		         3);
	else
		text_add(b, row == XML_NONE ? T_office_at_paragraph : T_office_at_part, c->cx->lang,
		         (const str[]){part_words(c), arena_printf(a, "%zu", nth)}, 2);
}

static void
unknown(struct compiling *c, const struct mark *m)
{
	struct buf *b = &c->seen->unknown;

	if (str_find_str(buf_str(b), m->whole) != SIZE_MAX)
		return;
	if (c->seen->nunknown++ < UNKNOWN) {
		if (b->n)
			buf_add(b, S(" "));
		buf_add(b, m->whole);
		add_where(c, m, b);
	}
}

/* From the innermost rows outwards.  What stands within rows that are unknown themselves is not judged. */
static enum err
resolve(struct compiling *c, struct mark *m, uint32_t within, uint32_t level)
{
	bool known = true, found = false;

	for (uint32_t s = within, d = level; s != XML_NONE && !found; s = c->section[s].parent, d--) {
		const struct office_field *f = c->section[s].open->what;

		known = known && f;
		found = f && find_field(f->field, f->nfield, m, d);
	}
	if (!found && !find_field(c->field, c->nfield, m, 0)) {
		if (known)
			unknown(c, m);
		return OK;
	}
	if ((m->kind == MARK_OPEN) != (m->what->kind == OFFICE_IS_ROWS))
		return bad(c, m->kind == MARK_OPEN ? T_office_no_rows : T_office_is_rows, m->whole);
	if (m->mm && m->what->kind != OFFICE_IS_PICTURE)
		return bad(c, T_office_no_picture, m->whole);
	return OK;
}

/* ---- Sections --------------------------------------------------------------------------------------- */

/* Does a block hold nothing but one mark? */
static bool
only(const struct compiling *c, uint32_t block, const struct mark *m)
{
	const struct xml_node *b = &c->x.node[block];
	size_t                 n = 0;

	for (uint32_t i = block; i < c->x.n && c->x.node[i].from < b->to; i++) {
		str said = c->x.node[i].said;

		for (size_t k = 0; c->x.node[i].name == XML_t && k < said.n; k++)
			n += said.p[k] != ' ' && said.p[k] != '\t';
	}
	for (size_t k = 0; k < m->whole.n; k++)
		n -= m->whole.p[k] != ' ' && m->whole.p[k] != '\t';
	return n == 0;
}

/* The elements right below the innermost that holds both paragraphs. */
static void
blocks(const struct xml *x, uint32_t *a, uint32_t *b)
{
	for (uint32_t i = *a; i != XML_NONE; i = x->node[i].parent)
		for (uint32_t k = *b; k != XML_NONE; k = x->node[k].parent)
			if (x->node[i].parent == x->node[k].parent) {
				uint32_t in = x->node[i].parent;

				*a = i;
				*b = k;
				if (i != k && in != XML_NONE && x->node[in].name == XML_tr)
					*a = *b = in;
				return;
			}
}

static bool
other_rows(const struct xml *x, uint32_t a, uint32_t b)
{
	for (uint32_t i = 0; i < x->n; i++)
		if (x->node[i].name == XML_tr && x->node[i].parent == x->node[a].parent &&
		    (x->node[i].from < x->node[a].from || x->node[i].from >= x->node[b].to))
			return true;
	return false;
}

static enum err
add_act(struct compiling *c, struct act a)
{
	if (c->nact == c->room) {
		size_t      more = c->room ? c->room * 2 : 64;
		struct act *p = arena_grow(c->cx->arena, c->act, c->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(c->cx);
		c->act = p;
		c->room = more;
	}
	c->act[c->nact++] = a;
	return OK;
}

static enum err
pass_over(struct compiling *c, uint32_t from, uint32_t to)
{
	return add_act(c, (struct act){.at = from, .upto = to, .rank = 1});
}

static enum err
place_section(struct compiling *c, uint32_t index)
{
	struct section        *s = &c->section[index];
	const struct xml      *x = &c->x;
	uint32_t               a = s->open->para, b = s->close->para;
	const struct xml_node *na, *nb;
	enum err               e = OK;

	blocks(x, &a, &b);
	/* A cell of a sheet cannot be there twice: its row is. */
	if (c->form == OFFICE_BOOK && x->node[a].name == XML_p)
		a = b = x->node[a].parent;
	na = &x->node[a];
	nb = &x->node[b];
	s->ns = xml_prefix(x, &x->node[s->open->para]);
	s->slide = a != b && na->parent != XML_NONE && x->node[na->parent].name == XML_spTree;
	if (s->slide && (s->level > 1 || s->open->depth > 0))
		return bad(c, T_office_overlap, s->open->whole);
	s->from = na->from;
	s->to = nb->to;
	if (na->name == XML_tr && c->form != OFFICE_BOOK && !other_rows(x, a, b))
		return bad(c, T_office_all_rows, s->open->whole);
	if (a != b && only(c, a, s->open)) {
		s->from = na->to;
		e = pass_over(c, na->from, na->to);
	}
	if (e == OK && a != b && only(c, b, s->close)) {
		s->to = nb->from;
		e = pass_over(c, nb->from, nb->to);
	}
	if (e == OK && s->from >= s->to)
		e = bad(c, T_office_empty_rows, s->open->whole);
	if (s->slide) {
		s->from = 0;
		s->to = (uint32_t)x->bytes.n;
	}
	s->in_cell = c->form == OFFICE_BOOK;
	s->in_cell = s->in_cell || (na->parent != XML_NONE &&
	             (x->node[na->parent].name == XML_tc || x->node[na->parent].name == XML_txBody));
	return e;
}

/* One within the other, or one behind the other. */
static enum err
check_sections(struct compiling *c)
{
	for (size_t i = 0; i < c->nsection; i++) {
		const struct section *s = &c->section[i];

		if (s->parent != XML_NONE) {
			const struct section *p = &c->section[s->parent];

			if (s->from < p->from || s->to > p->to || (s->from == p->from && s->to == p->to))
				return bad(c, T_office_overlap, s->open->whole);
		}
		for (size_t k = 0; k < i; k++)
			if (c->section[k].parent == s->parent && c->section[k].to > s->from)
				return bad(c, T_office_overlap, s->open->whole);
	}
	return OK;
}

static enum err
find_sections(struct compiling *c)
{
	uint32_t within = XML_NONE, level = 0;
	enum err e = OK;

	if (!(c->section = ARENA_NEWS(c->cx->arena, c->nmark + 1, struct section)))
		return ctx_no_memory(c->cx);
	for (size_t i = 0; e == OK && i < c->nmark; i++) {
		struct mark *m = &c->mark[i];

		if (m->kind != MARK_CLOSE)
			e = resolve(c, m, within, level);
		if (e == OK && m->kind == MARK_OPEN) {
			if (level == OFFICE_NEST)
				return bad(c, T_office_nested, m->whole);
			c->section[c->nsection] = (struct section){.open = m, .parent = within, .level = ++level};
			within = (uint32_t)c->nsection++;
		} else if (e == OK && m->kind == MARK_CLOSE) {
			if (within == XML_NONE || !same_name(c->section[within].open->name, m->name))
				return bad(c, T_office_not_open, m->whole);
			c->section[within].close = m;
			e = place_section(c, within);
			within = c->section[within].parent;
			level--;
		}
	}
	if (e == OK && within != XML_NONE)
		return bad(c, T_office_not_closed, c->section[within].open->whole);
	return e == OK ? check_sections(c) : e;
}

/* ---- The program ------------------------------------------------------------------------------------ */

static enum err
say(struct ctx *cx, struct act *a, str text, bool raw)
{
	struct buf b;

	buf_init(&b, cx->arena, OPC_XML * 2);
	if (raw)
		buf_add(&b, text);
	else
		xml_add(&b, text);
	a->more[a->n] = (struct office_op){.what = OFFICE_SAY};
	return buf_end(&b, &a->more[a->n++].say) == OK ? OK : ctx_no_memory(cx);
}

/* A run of text that holds marks, or pieces of them, is written anew. */
static enum err
change_piece(struct compiling *c, const struct piece *p, size_t first, size_t last)
{
	const struct xml_node *n = &c->x.node[p->node];
	struct act             a = {.at = n->from, .upto = n->close, .rank = 1};
	str                    ns = xml_prefix(&c->x, n);
	size_t                 at = p->from;
	bool                   word = str_eq(ns, S("w"));
	str                    tag = word ? S("<w:t xml:space=\"preserve\">") : str_slice(c->x.bytes, n->from, n->open);
	enum err               e;

	if (!(a.more = ARENA_NEWS(c->cx->arena, (last - first) * 2 + 2, struct office_op)))
		return ctx_no_memory(c->cx);
	e = say(c->cx, &a, tag, true);
	for (size_t i = first; e == OK && i < last; i++) {
		const struct mark *m = &c->mark[i];

		if (m->from > at)
			e = say(c->cx, &a, str_slice(n->said, at - p->from, m->from - p->from), false);
		if (m->from >= p->from && m->kind == MARK_FIELD && m->what)
			a.more[a.n++] = (struct office_op){
			    .what = m->what->kind == OFFICE_IS_PICTURE ? OFFICE_DRAW : OFFICE_VALUE,
			    .depth = m->depth,
			    .index = m->index,
			    .mm = m->mm,
			    .number = c->form == OFFICE_BOOK && m->what->kind == OFFICE_IS_NUMBER,
			    .ns = ns};
		at = m->to;
	}
	if (e == OK && at < p->to)
		e = say(c->cx, &a, str_slice(n->said, at - p->from, n->said.n), false);
	return e == OK ? add_act(c, a) : e;
}

/* A slide's shape gives its place to the picture: it must have one of its own, and hold nothing else. */
static enum err
change_shape(struct compiling *c, const struct mark *m)
{
	static const char *const side[] = {"x", "y", "cx", "cy"};
	const struct xml        *x = &c->x;
	uint32_t                 sp = above(x, m->para, XML_sp);
	struct act               begin = {.rank = 2, .order = UINT32_MAX, .n = 1}, end = {.n = 1};
	struct office_op         op = {.what = OFFICE_SHAPE, .depth = m->depth, .index = m->index};
	int                      found = 0;
	enum err                 e;

	if (sp == XML_NONE || !only(c, sp, m))
		return bad(c, T_office_shape, m->whole);
	for (uint32_t i = sp; i < x->n && x->node[i].from < x->node[sp].to; i++) {
		const struct xml_node *n = &x->node[i];

		for (int k = 0; k < 4; k++)
			if (n->name == (k < 2 ? XML_off : XML_ext) &&
			    str_to_i64(xml_attribute(x, n, side[k]), &op.box[k]))
				found |= 1 << k;
	}
	if (found != 15 || op.box[2] < 1 || op.box[3] < 1)
		return bad(c, T_office_shape, m->whole);
	begin.at = x->node[sp].from;
	end.at = x->node[sp].to;
	begin.op[0] = op;
	end.op[0] = (struct office_op){.what = OFFICE_END};
	e = add_act(c, begin);
	return e == OK ? add_act(c, end) : e;
}

static enum err
change_shapes(struct compiling *c)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->nmark; i++) {
		const struct mark *m = &c->mark[i];

		if (m->kind == MARK_FIELD && m->what && m->what->kind == OFFICE_IS_PICTURE && c->form == OFFICE_SLIDES)
			e = change_shape(c, m);
	}
	return e;
}

static bool
passed_over(const struct compiling *c, size_t n, uint32_t at)
{
	for (size_t i = 0; i < n; i++)
		if (c->act[i].at <= at && at < c->act[i].upto)
			return true;
	return false;
}

/* Marks and pieces both go by paragraph: those of one stand together. */
static enum err
change_pieces(struct compiling *c)
{
	size_t   first = 0, gone = c->nact;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->npiece; i++) {
		const struct piece *p = &c->piece[i];
		size_t              last;

		while (first < c->nmark && (c->mark[first].para < p->para ||
		                            (c->mark[first].para == p->para && c->mark[first].to <= p->from)))
			first++;
		for (last = first; last < c->nmark && c->mark[last].para == p->para && c->mark[last].from < p->to;)
			last++;
		if (last > first && c->x.node[p->node].name == XML_t && !passed_over(c, gone, c->x.node[p->node].from))
			e = change_piece(c, p, first, last);
	}
	return e;
}

/* What stays of rows of which there are none, so that a sum over them has something to add up. */
static str
empty_row(const struct compiling *c, const struct section *s)
{
	for (size_t i = 0; i < c->x.n; i++)
		if (c->x.node[i].name == XML_tr && c->x.node[i].from >= s->from)
			return arena_printf(c->cx->arena, "<%.*s%srow r=\"%.*s\"/>", STR_ARG(s->ns), s->ns.n ? ":" : "",
			                    STR_ARG(xml_attribute(&c->x, &c->x.node[i], "r")));
	return S("");
}

/* The first <w:rPr>…</w:rPr>, or whatever element, of these bytes; "": there is none. */
static str
element_of(const struct compiling *c, str bytes, str ns, const char *name)
{
	str    open = arena_printf(c->cx->arena, "<%.*s%s%s>", STR_ARG(ns), ns.n ? ":" : "", name);
	str    shut = arena_printf(c->cx->arena, "</%.*s%s%s>", STR_ARG(ns), ns.n ? ":" : "", name);
	size_t from = open.p ? str_find_str(bytes, open) : SIZE_MAX, n;

	if (from == SIZE_MAX || !shut.p)
		return S("");
	n = str_find_str(str_slice(bytes, from, bytes.n), shut);
	return n == SIZE_MAX ? S("") : str_slice(bytes, from, from + n + shut.n);
}

/*
 * Of a table in a text: one row that says that there are none, as wide as the table, in the letters of its first cell.
 * STR_NONE: the section is no row of a table.
 */
static str
none_row(const struct compiling *c, const struct section *s)
{
	const struct xml *x = &c->x;
	uint32_t          row = 0, cells = 0;
	str               first = STR_NONE, colon = s->ns.n ? S(":") : S("");
	struct buf        b;

	while (row < x->n && (x->node[row].from != s->from || x->node[row].name != XML_tr))
		row++;
	for (uint32_t i = row; row < x->n && i < x->n && x->node[i].from < x->node[row].to; i++)
		if (x->node[i].name == XML_tc && x->node[i].parent == row && cells++ == 0)
			first = str_slice(x->bytes, x->node[i].from, x->node[i].to);
	if (!cells)
		return STR_NONE;
	buf_init(&b, c->cx->arena, OPC_XML);
#define TAG(before, name) buf_printf(&b, before "%.*s%.*s" name, STR_ARG(s->ns), STR_ARG(colon))
	TAG("<", "tr>");
	TAG("<", "tc>");
	TAG("<", "tcPr>");
	TAG("<", "gridSpan ");
	buf_printf(&b, "%.*s%.*sval=\"%u\"/>", STR_ARG(s->ns), STR_ARG(colon), cells);
	TAG("</", "tcPr>");
	TAG("<", "p>");
	buf_add(&b, element_of(c, first, s->ns, "pPr"));
	TAG("<", "r>");
	buf_add(&b, element_of(c, first, s->ns, "rPr"));
	TAG("<", "t>");
	buf_add(&b, text_get(T_office_none, c->cx->lang));
	TAG("</", "t>");
	TAG("</", "r>");
	TAG("</", "p>");
	TAG("</", "tc>");
	TAG("</", "tr>");
#undef TAG
	return b.err == OK ? buf_str(&b) : STR_NONE;
}

static enum err
frame_sections(struct compiling *c)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < c->nsection; i++) {
		const struct section *s = &c->section[i];
		str empty = c->form == OFFICE_BOOK
		                ? empty_row(c, s)
		                : arena_printf(c->cx->arena, "<%.*s%sp/>", STR_ARG(s->ns), s->ns.n ? ":" : "");
		struct act begin = {.at = s->from, .rank = 2, .order = (uint32_t)i, .n = 1};
		str none = c->form == OFFICE_DOCUMENT && !s->slide ? none_row(c, s) : STR_NONE;
		struct act end = {.at = s->to, .order = UINT32_MAX - (uint32_t)i, .n = s->in_cell || none.p ? 2 : 1};

		empty = none.p ? none : empty;
		begin.op[0] = (struct office_op){
		    .what = OFFICE_BEGIN, .depth = s->open->depth, .index = s->open->index, .level = s->level};
		end.op[0] = (struct office_op){.what = OFFICE_END};
		/* A cell needs a paragraph, whatever becomes of those in it; a table does not end at its head. */
		end.op[1] = (struct office_op){.what = OFFICE_EMPTY, .depth = s->open->depth, .index = s->open->index,
		                               .say = empty};
		if (!empty.p)
			return ctx_no_memory(c->cx);
		if (s->slide)
			continue;
		if ((e = add_act(c, begin)) == OK)
			e = add_act(c, end);
	}
	return e;
}

static int
by_place(const void *a, const void *b)
{
	const struct act *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank - y->rank;
	return (x->order > y->order) - (x->order < y->order);
}

static enum err
write_program(struct compiling *c, struct office_program *out)
{
	size_t   n = c->nact + 1, open[OFFICE_NEST + 1], depth = 0;
	uint32_t at = 0;

	qsort(c->act, c->nact, sizeof(*c->act), by_place);
	for (size_t i = 0; i < c->nact; i++)
		n += c->act[i].n;
	if (!(out->op = ARENA_NEWS(c->cx->arena, n, struct office_op)))
		return ctx_no_memory(c->cx);
	for (size_t i = 0; i <= c->nact; i++) {
		const struct act *a = i < c->nact ? &c->act[i] : NULL;
		uint32_t          upto = a ? a->at : (uint32_t)c->x.bytes.n;

		if (upto > at)
			out->op[out->n++] =
			    (struct office_op){.what = OFFICE_SAY, .say = str_slice(c->x.bytes, at, upto)};
		at = upto > at ? upto : at;
		for (size_t k = 0; a && k < a->n; k++) {
			struct office_op op = a->more ? a->more[k] : a->op[k];

			if (op.what == OFFICE_BEGIN || op.what == OFFICE_SHAPE) {
				ensure(depth <= OFFICE_NEST);
				open[depth++] = out->n;
			} else if (op.what == OFFICE_END) {
				ensure(depth > 0);
				out->op[open[--depth]].end = (uint32_t)out->n;
			}
			out->op[out->n++] = op;
		}
		if (a && a->upto > at)
			at = a->upto;
	}
	ensure(depth == 0);
	return OK;
}

/* A sheet is a table, and each of its cells holds one paragraph. */
static void
as_table(struct xml *x)
{
	for (size_t i = 0; i < x->n; i++) {
		enum xml_name *n = &x->node[i].name;

		*n = *n == XML_row ? XML_tr : *n == XML_c ? XML_p : *n == XML_sheetData ? XML_tbl : *n;
	}
}

enum err
office_compile(struct ctx *cx, str part, str bytes, const struct office_field *field, size_t n,
               enum office_form form, struct office_seen *seen, struct office_program *out)
{
	struct compiling c = {.cx = cx, .part = part, .field = field, .nfield = n, .seen = seen, .form = form};
	enum err         e;

	*out = (struct office_program){0};
	if ((e = xml_read(cx, part, bytes, &c.x)) != OK)
		return e;
	if (form == OFFICE_BOOK)
		as_table(&c.x);
	if ((e = find_pieces(&c)) != OK || (e = find_marks(&c)) != OK || (e = find_sections(&c)) != OK)
		return e;
	seen->marks += c.nmark;
	if (c.nmark == 0 || seen->nunknown)
		return OK;
	for (size_t i = 0; i < c.nsection; i++)
		if (c.section[i].slide) {
			out->each = true;
			out->index = c.section[i].open->index;
		}
	if ((e = change_pieces(&c)) != OK || (e = change_shapes(&c)) != OK || (e = frame_sections(&c)) != OK)
		return e;
	return write_program(&c, out);
}
