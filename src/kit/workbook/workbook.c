/* Workbooks as templates: marks put into their cells for the compiler; then rows numbered, references moved. */
#include "kit/workbook/workbook.h"

#include "base/utf8.h"
#include "kit/markup/markup.h"
#include "kit/xlsx/refs.h"
#include "kit_opc_texts.h"
#include "kit_workbook_texts.h"

#include <stdlib.h>

#define NUMBER WORKBOOK_NUMBER_MARK
enum { SHEETS = 100, DIGITS = 15 };

/* ---- Bytes with changes ----------------------------------------------------------------------------------- */

struct edit {
	size_t from, to, order;
	str    with;
};
struct edits {
	struct ctx  *cx;
	struct edit *e;
	size_t       n, room;
	bool         starved;
};

static void
change(struct edits *s, size_t from, size_t to, str with)
{
	if (s->n == s->room) {
		size_t       more = s->room ? s->room * 2 : 256;
		struct edit *p = arena_grow(s->cx->arena, s->e, s->room * sizeof(*p), more * sizeof(*p));

		if (!p) {
			s->starved = true;
			return;
		}
		s->e = p;
		s->room = more;
	}
	s->starved = s->starved || !with.p;
	s->e[s->n] = (struct edit){from, to, s->n, with};
	s->n++;
}

static int
by_place(const void *a, const void *b)
{
	const struct edit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	/* What is put in comes before what is taken out. */
	if ((x->from == x->to) != (y->from == y->to))
		return x->from == x->to ? -1 : 1;
	return (x->order > y->order) - (x->order < y->order);
}

/* What lies within what was replaced before is passed over. */
static enum err
apply(struct edits *s, str bytes, str *out)
{
	struct buf b;
	size_t     at = 0;
	enum err   e;

	if (s->starved)
		return ctx_no_memory(s->cx);
	if (s->n)
		qsort(s->e, s->n, sizeof(*s->e), by_place);
	buf_init(&b, s->cx->arena, OPC_OUT);
	for (size_t i = 0; i < s->n; i++) {
		if (s->e[i].from < at)
			continue;
		buf_add(&b, str_slice(bytes, at, s->e[i].from));
		buf_add(&b, s->e[i].with);
		at = s->e[i].to;
	}
	buf_add(&b, str_slice(bytes, at, bytes.n));
	e = buf_end(&b, out);
	return e == ERR_LARGE ? refuse(s->cx, e, NULL, T_opc_too_much) : e == OK ? OK : ctx_no_memory(s->cx);
}

static void
change_attribute(struct edits *s, const struct xml *x, const struct xml_node *n, const char *name, str with)
{
	str was = xml_attribute(x, n, name);

	if (was.p)
		change(s, (size_t)(was.p - x->bytes.p), (size_t)(was.p - x->bytes.p) + was.n, with);
}

static str
text_of(struct ctx *cx, const struct buf *b)
{
	str out;

	if (buf_end(b, &out) != OK)
		return STR_NONE;
	/* Nothing is a text, too. */
	return arena_str(cx->arena, out.p ? out : S(""), &out) ? out : STR_NONE;
}

/* As it stands between tags. */
static str
as_xml(struct ctx *cx, str text)
{
	struct buf b;

	buf_init(&b, cx->arena, OPC_XML);
	xml_add(&b, text);
	return text_of(cx, &b);
}

static bool
within(const struct xml *x, uint32_t i, const struct xml_node *n)
{
	return i < x->n && x->node[i].from < n->to;
}

/* ---- Reading a template ------------------------------------------------------------------------------------- */

/* The texts that cells share: where they lie, and which have marks. */
struct shared {
	struct xml x;
	uint32_t  *si;
	bool      *marked;
	size_t     n;
};

static enum err
read_shared(struct ctx *cx, const struct opc_part *p, struct shared *s)
{
	enum err e = p ? xml_read(cx, p->name, p->bytes, &s->x) : OK;

	if (e != OK || !p)
		return e;
	s->si = ARENA_NEWS(cx->arena, s->x.n + 1, uint32_t);
	s->marked = ARENA_NEWS(cx->arena, s->x.n + 1, bool);
	if (!s->si || !s->marked)
		return ctx_no_memory(cx);
	for (uint32_t i = 0; i < s->x.n; i++) {
		struct buf b;

		if (s->x.node[i].name != XML_si)
			continue;
		buf_init(&b, cx->arena, OPC_XML);
		for (uint32_t k = i + 1; within(&s->x, k, &s->x.node[i]); k++)
			if (s->x.node[k].name == XML_t)
				buf_add(&b, s->x.node[k].said);
		s->si[s->n] = i;
		s->marked[s->n++] = str_find_str(buf_str(&b), S("{{")) != SIZE_MAX;
		if (b.err)
			return ctx_no_memory(cx);
	}
	return OK;
}

/* A formula that was filled down or right is said once, with a number; each cell gets its own. */
struct master {
	str     id, text;
	size_t  column;
	int64_t row;
};

struct reading {
	struct ctx          *cx;
	const struct shared *shared;
	str                  sheet;
	struct xml           x;
	struct edits         edits;
	struct master       *master;
	size_t               nmaster;
};

static enum err
bad(struct reading *r, text_id why, str arg)
{
	return refuse(r->cx, ERR_INPUT, "template", why, arg, r->sheet);
}

static enum err
own_formula(struct reading *r, const struct xml_node *f, str cell)
{
	str        id = xml_attribute(&r->x, f, "si"), ns = xml_prefix(&r->x, f), said = f->said;
	size_t     column, i = 0;
	int64_t    row;
	struct buf b;

	if (!xlsx_cell_at(cell, &column, &row))
		return bad(r, T_workbook_no_cell, cell);
	while (i < r->nmaster && !str_eq(r->master[i].id, id))
		i++;
	buf_init(&b, r->cx->arena, OPC_XML);
	if (said.n && i == r->nmaster)
		r->master[r->nmaster++] = (struct master){id, said, column, row};
	else if (!said.n && i < r->nmaster)
		xlsx_formula_shift(&b, r->master[i].text, row - r->master[i].row,
		                   (int64_t)column - (int64_t)r->master[i].column);
	if (!said.n)
		said = buf_str(&b);
	said = as_xml(r->cx, said);
	r->edits.starved = r->edits.starved || b.err || !said.p;
	change(&r->edits, f->from, f->to,
	       arena_printf(r->cx->arena, "<%.*s%sf>%.*s</%.*s%sf>", STR_ARG(ns), ns.n ? ":" : "",
	                    STR_ARG(said), STR_ARG(ns), ns.n ? ":" : ""));
	return OK;
}

/* A cell whose shared text has marks holds it itself, runs and all. */
static void
own_text(struct reading *r, const struct xml_node *c, const struct xml_node *v)
{
	int64_t                n;
	const struct xml_node *si;
	str                    ns = xml_prefix(&r->x, c);
	const char            *colon = ns.n ? ":" : "";
	struct buf             b;

	if (!str_to_i64(v->said, &n) || n < 0 || (uint64_t)n >= r->shared->n || !r->shared->marked[n])
		return;
	si = &r->shared->x.node[r->shared->si[n]];
	buf_init(&b, r->cx->arena, OPC_XML);
	buf_printf(&b, "<%.*s%sis>", STR_ARG(ns), colon);
	/* Shared texts and sheets have one namespace, as a rule without a prefix. */
	buf_add(&b, str_slice(r->shared->x.bytes, si->open, si->close));
	buf_printf(&b, "</%.*s%sis>", STR_ARG(ns), colon);
	change_attribute(&r->edits, &r->x, c, "t", S("inlineStr"));
	change(&r->edits, v->from, v->to, text_of(r->cx, &b));
}

static enum err
read_cell(struct reading *r, uint32_t at)
{
	const struct xml_node *c = &r->x.node[at];
	bool                   shared = str_eq(xml_attribute(&r->x, c, "t"), S("s")), formula = false;
	enum err               e = OK;

	for (uint32_t i = at + 1; e == OK && within(&r->x, i, c); i++) {
		const struct xml_node *n = &r->x.node[i];

		if (n->name == XML_f) {
			formula = true;
			if (xlsx_formula_reaches(n->said))
				e = bad(r, T_workbook_formula, utf8_cut(n->said, 24));
			else if (str_eq(xml_attribute(&r->x, n, "t"), S("shared")))
				e = own_formula(r, n, xml_attribute(&r->x, c, "r"));
		} else if (n->name == XML_v && formula) {
			change(&r->edits, n->from, n->to, S("")); /* It is worked out again when it is opened. */
		} else if (n->name == XML_v && shared) {
			own_text(r, c, n);
		}
	}
	return e;
}

static enum err
read_sheet(struct ctx *cx, const struct shared *shared, struct workbook_sheet *s, str bytes)
{
	struct reading r = {.cx = cx, .shared = shared, .sheet = s->name, .edits = {.cx = cx}};
	size_t         rows = 0;
	enum err       e = xml_read(cx, s->name, bytes, &r.x);

	if (e != OK)
		return e;
	if (str_find_str(str_slice(bytes, str_find_str(bytes, S("headerFooter")), bytes.n), S("{{")) != SIZE_MAX)
		return bad(&r, T_workbook_sheet_header, STR_NONE);
	if (!(r.master = ARENA_NEWS(cx->arena, r.x.n + 1, struct master)) ||
	    !(s->row = ARENA_NEWS(cx->arena, r.x.n + 1, int64_t)))
		return ctx_no_memory(cx);
	for (uint32_t i = 0; e == OK && i < r.x.n; i++) {
		const struct xml_node *n = &r.x.node[i];

		if (n->name == XML_c) {
			e = read_cell(&r, i);
		} else if (n->name == XML_row) {
			if (!str_to_i64(xml_attribute(&r.x, n, "r"), &s->row[rows]) ||
			    (rows && s->row[rows] <= s->row[rows - 1]))
				e = bad(&r, T_workbook_no_row, STR_NONE);
			rows++;
		}
	}
	s->nrow = rows;
	return e == OK ? apply(&r.edits, bytes, &s->bytes) : e;
}

/* ---- What of the book itself is changed once: everything is worked out anew when it is opened. --------------- */

static enum err
without_chain(struct ctx *cx, struct opc_part *p, const char *attribute, const char *ending)
{
	struct edits s = {.cx = cx};
	struct xml   x;
	enum err     e = xml_read(cx, p->name, p->bytes, &x);

	if (e != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if ((x.node[i].name == XML_Relationship || x.node[i].name == XML_Override) &&
		    str_ends(xml_attribute(&x, &x.node[i], attribute), str_of(ending)))
			change(&s, x.node[i].from, x.node[i].to, S(""));
	return apply(&s, p->bytes, &p->bytes);
}

static enum err
calculates(struct ctx *cx, struct opc_part *p)
{
	struct edits s = {.cx = cx};
	struct xml   x;
	size_t       behind = 0;
	str          ns;
	enum err     e = xml_read(cx, p->name, p->bytes, &x);

	if (e != OK)
		return e;
	ns = x.n ? xml_prefix(&x, &x.node[0]) : S("");
	for (size_t i = 0; i < x.n; i++) {
		if (x.node[i].name == XML_calcPr)
			change(&s, x.node[i].from, x.node[i].to, S(""));
		if (x.node[i].name == XML_sheets || x.node[i].name == XML_definedNames)
			behind = x.node[i].to;
	}
	if (behind)
		change(&s, behind, behind,
		       arena_printf(cx->arena, "<%.*s%scalcPr calcId=\"0\" fullCalcOnLoad=\"1\"/>", STR_ARG(ns),
		                    ns.n ? ":" : ""));
	return apply(&s, p->bytes, &p->bytes);
}

/* The parts without the order in which formulas were worked out, which is another one afterwards. */
static enum err
own_parts(struct ctx *cx, struct workbook *w)
{
	struct opc_parts *own = ARENA_NEW(cx->arena, struct opc_parts);
	enum err             e = OK;

	if (!own || !(own->part = ARENA_NEWS(cx->arena, w->parts->n + 1, struct opc_part)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < w->parts->n; i++)
		own->part[i] = w->parts->part[i];
	own->n = w->parts->n;
	e = without_chain(cx, &own->part[w->types], "PartName", "/calcChain.xml");
	if (e == OK && w->main_rels != SIZE_MAX)
		e = without_chain(cx, &own->part[w->main_rels], "Type", "/calcChain");
	if (e == OK)
		e = calculates(cx, &own->part[w->main]);
	w->parts = own;
	return e;
}

bool
workbook_drops(str part)
{
	return str_ends(part, S("/calcChain.xml"));
}

/* The part that a relation of the book leads to, by its id, or (id STR_NONE) by the end of its type. */
static size_t
part_of(const struct workbook *w, const struct xml *rels, str id, const char *type)
{
	str dir = opc_folder(w->parts->part[w->main].name);

	for (size_t i = 0; i < rels->n; i++) {
		const struct xml_node *n = &rels->node[i];
		str                    target = xml_attribute(rels, n, "Target");

		if (n->name != XML_Relationship ||
		    (id.p ? !str_eq(xml_attribute(rels, n, "Id"), id)
		          : !str_ends(xml_attribute(rels, n, "Type"), str_of(type))))
			continue;
		for (size_t k = 0; k < w->parts->n; k++) {
			str name = w->parts->part[k].name;

			if (str_starts(target, S("/")) ? str_eq_nocase(str_slice(target, 1, target.n), name)
			                               : str_starts(name, dir) &&
			                                     str_eq_nocase(target, str_slice(name, dir.n, name.n)))
				return k;
		}
	}
	return SIZE_MAX;
}

enum err
workbook_read(struct ctx *cx, struct workbook *w)
{
	struct xml    book, rels;
	struct shared shared = {0};
	size_t        at;
	enum err      e;

	if (w->main_rels == SIZE_MAX)
		return refuse(cx, ERR_INPUT, "template", T_opc_missing, S("xl/_rels/workbook.xml.rels"));
	if ((e = own_parts(cx, w)) != OK ||
	    (e = xml_read(cx, w->parts->part[w->main].name, w->parts->part[w->main].bytes, &book)) != OK ||
	    (e = xml_read(cx, w->parts->part[w->main_rels].name, w->parts->part[w->main_rels].bytes, &rels)) != OK)
		return e;
	at = part_of(w, &rels, STR_NONE, "/sharedStrings");
	if ((e = read_shared(cx, at == SIZE_MAX ? NULL : &w->parts->part[at], &shared)) != OK)
		return e;
	if (!(w->sheet = ARENA_NEWS(cx->arena, SHEETS, struct workbook_sheet)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < book.n; i++) {
		const struct xml_node *n = &book.node[i];
		struct workbook_sheet   *s = &w->sheet[w->nsheet];

		if (n->name == XML_definedName && xlsx_formula_reaches(n->said))
			return refuse(cx, ERR_INPUT, "template", T_workbook_formula, utf8_cut(n->said, 24),
			              w->parts->part[w->main].name);
		if (n->name != XML_sheet || w->nsheet == SHEETS)
			continue;
		s->name = xml_attribute(&book, n, "name");
		s->part = part_of(w, &rels, xml_attribute(&book, n, "r:id"), NULL);
		if (s->part == SIZE_MAX || !s->name.p)
			return refuse(cx, ERR_INPUT, "template", T_opc_missing, s->name);
		/* A sheet of nothing but a chart has another root, and no rows. */
		e = read_sheet(cx, &shared, s, w->parts->part[s->part].bytes);
		w->nsheet++;
	}
	return e;
}

/* ---- What was filled ------------------------------------------------------------------------------------------ */

/* A row of what was filled: its number in the template, and now. */
struct line {
	int64_t was, is;
};
/* A row of the template: is it there, and from where to where it is repeated with others; 0: it is not. */
struct row {
	bool    there;
	int64_t from, upto;
};
struct filled {
	struct ctx                *cx;
	const struct workbook_sheet *of;
	str                        bytes;
	struct xml                 x;
	struct line               *line;
	size_t                     n;
	struct row                *row;
	struct edits               edits;
};

/* Which of the template's rows has that number; all that were filled have one of them. */
static size_t
row_at(const struct workbook_sheet *s, int64_t row)
{
	size_t from = 0, upto = s->nrow;

	while (upto - from > 1) {
		size_t middle = from + (upto - from) / 2;

		if (s->row[middle] <= row)
			from = middle;
		else
			upto = middle;
	}
	return from;
}

/* Number the rows; those of the template that are not there any more leave no hole. */
static void
number_rows(const struct workbook_sheet *s, struct filled *f)
{
	int64_t was = 0, is = 0;

	for (size_t i = 0; i < f->n; i++)
		f->row[row_at(s, f->line[i].was)].there = true;
	for (size_t i = 0; i < f->n; i++) {
		struct line *l = &f->line[i];
		size_t       k = row_at(s, l->was);

		l->is = l->was > was ? is + (l->was - was) : is + 1;
		while (l->was > was && k > 0 && s->row[--k] > was)
			l->is -= !f->row[k].there;
		was = l->was;
		is = l->is;
	}
}

static enum err
map_rows(struct ctx *cx, const struct workbook_sheet *s, const struct filled *f, struct xlsx_moves *m)
{
	m->sheet = s->name;
	m->n = s->nrow;
	if (!(m->row = ARENA_NEWS(cx->arena, s->nrow + 1, struct xlsx_move)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < f->n; i++) {
		struct xlsx_move *to = &m->row[row_at(s, f->line[i].was)];

		to->first = to->first ? to->first : f->line[i].is;
		to->last = f->line[i].is;
	}
	for (size_t k = 0; k < s->nrow; k++) {
		struct xlsx_move *to = &m->row[k];

		to->was = s->row[k];
		if (to->first)
			continue;
		to->first = k ? to[-1].last + (to->was - to[-1].was) : to->was;
		to->last = to->first - 1;
	}
	return OK;
}

/* Which rows are repeated together: where the count goes back. */
static void
find_blocks(const struct workbook_sheet *s, struct filled *f)
{
	int64_t from = 0, upto = 0;

	for (size_t i = 1; i < f->n; i++) {
		if (f->line[i].was > f->line[i - 1].was || (f->line[i].was == from && f->line[i - 1].was == upto))
			continue;
		from = f->line[i].was;
		upto = f->line[i - 1].was;
		for (size_t k = row_at(s, from); k <= row_at(s, upto); k++) {
			struct row *r = &f->row[k];

			r->from = r->from && r->from < from ? r->from : from;
			r->upto = r->upto > upto ? r->upto : upto;
		}
	}
}

/* A reference from row `was`, now `is`. */
static struct xlsx_here
here_of(const struct filled *f, int64_t was, int64_t is)
{
	const struct row *r = f->of->nrow ? &f->row[row_at(f->of, was)] : NULL;

	return (struct xlsx_here){was, is, r ? r->from : 0, r ? r->upto : 0};
}

static bool
is_number(str s)
{
	size_t i = str_starts(s, S("-")), from = i, digits = 0, point = SIZE_MAX;

	for (; i < s.n; i++) {
		if (s.p[i] == '.' && point == SIZE_MAX && digits)
			point = i;
		else if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else
			return false;
	}
	if (!digits || digits > DIGITS || point == s.n - 1)
		return false;
	return s.p[from] != '0' || digits == 1 || (point != SIZE_MAX && point == from + 1);
}

/* Numbers are said with a mark before them: alone in their cell they are numbers there, else text. */
static void
finish_text(struct filled *f, const struct xml_node *c, uint32_t is)
{
	const struct xml_node *n = &f->x.node[is];
	str                    ns = xml_prefix(&f->x, n), text, rest;
	const char            *colon = ns.n ? ":" : "";
	struct buf             b, clean;

	if (str_find_str(str_slice(f->bytes, n->open, n->close), S(NUMBER)) == SIZE_MAX)
		return;
	buf_init(&b, f->cx->arena, OPC_XML);
	for (uint32_t i = is + 1; within(&f->x, i, n); i++)
		if (f->x.node[i].name == XML_t)
			buf_add(&b, f->x.node[i].said);
	text = buf_str(&b);
	rest = str_slice(text, S(NUMBER).n, text.n);
	if (str_starts(text, S(NUMBER)) && is_number(str_trim(rest))) {
		change_attribute(&f->edits, &f->x, c, "t", S("n"));
		change(&f->edits, n->from, n->to,
		       arena_printf(f->cx->arena, "<%.*s%sv>%.*s</%.*s%sv>", STR_ARG(ns), colon,
		                    STR_ARG(str_trim(rest)), STR_ARG(ns), colon));
		return;
	}
	buf_init(&clean, f->cx->arena, OPC_XML);
	while (text.n) {
		size_t at = str_find_str(text, S(NUMBER));

		xml_add(&clean, str_slice(text, 0, at));
		text = at == SIZE_MAX ? STR_NONE : str_slice(text, at + S(NUMBER).n, text.n);
	}
	f->edits.starved = f->edits.starved || b.err || clean.err;
	change(&f->edits, n->from, n->to,
	       arena_printf(f->cx->arena, "<%.*s%sis><%.*s%st xml:space=\"preserve\">%.*s</%.*s%st></%.*s%sis>",
	                    STR_ARG(ns), colon, STR_ARG(ns), colon, STR_ARG(buf_str(&clean)), STR_ARG(ns), colon,
	                    STR_ARG(ns), colon));
}

static str
moved_formula(struct ctx *cx, str formula, const struct xlsx_moves *m, size_t n, size_t own,
              const struct xlsx_here *here)
{
	struct buf b;

	buf_init(&b, cx->arena, OPC_XML);
	xlsx_formula_move(&b, formula, m, n, own, here);
	return b.err ? STR_NONE : as_xml(cx, buf_str(&b));
}

static void
finish_attributes(struct filled *f, const struct xml_node *n, const struct xlsx_moves *m)
{
	static const char *const refs[] = {"ref", "sqref", "activeCell", "topLeftCell"};

	for (size_t i = 0; i < NITEMS(refs); i++) {
		str        was = xml_attribute(&f->x, n, refs[i]);
		struct buf b;

		if (!was.n)
			continue;
		buf_init(&b, f->cx->arena, OPC_XML);
		xlsx_ref_move(&b, was, m, i == 1);
		change_attribute(&f->edits, &f->x, n, refs[i], text_of(f->cx, &b));
	}
}

/* Merged cells of rows that are repeated are merged in each. */
static int64_t
finish_merge(struct filled *f, const struct xml_node *n, const struct xlsx_moves *m)
{
	str              ref = xml_attribute(&f->x, n, "ref"), end = ref, begin = str_cut(&end, ':');
	str              ns = xml_prefix(&f->x, n);
	size_t           column, last_column;
	int64_t          row, last, made = 0;
	struct buf       b;
	struct xlsx_here here;
	bool             each;

	if (!xlsx_cell_at(begin, &column, &row) || !end.p || !xlsx_cell_at(end, &last_column, &last))
		return 1;
	here = here_of(f, row, row);
	each = here.from && last <= here.upto;
	buf_init(&b, f->cx->arena, OPC_XML);
	for (size_t i = 0; i < f->n; i++) {
		struct xlsx_here at = {row, f->line[i].is, row, last};

		if (f->line[i].was != row || (made && !each))
			continue;
		buf_printf(&b, "<%.*s%smergeCell ref=\"", STR_ARG(ns), ns.n ? ":" : "");
		xlsx_formula_move(&b, ref, m, 1, 0, each ? &at : NULL);
		buf_add(&b, S("\"/>"));
		made++;
	}
	if (made)
		change(&f->edits, n->from, n->to, text_of(f->cx, &b));
	else
		finish_attributes(f, n, m);
	return made ? made : 1;
}

static str
number_text(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static enum err
finish_sheet(struct filled *f, const struct xlsx_moves *all, size_t n, size_t own, str *out)
{
	const struct xlsx_moves *m = &all[own];
	struct xlsx_here         here = {0};
	const struct xml_node   *cell = NULL, *merges = NULL;
	int64_t                  merged = 0;
	size_t                   line = 0;

	for (uint32_t i = 0; i < f->x.n; i++) {
		const struct xml_node *at = &f->x.node[i];
		str                    r;

		switch (at->name) {
		case XML_row:
			here = here_of(f, f->line[line].was, f->line[line].is);
			change_attribute(&f->edits, &f->x, at, "r", number_text(f->cx, f->line[line++].is));
			break;
		case XML_c:
			cell = at;
			r = xml_attribute(&f->x, at, "r");
			while (r.n && r.p[r.n - 1] >= '0' && r.p[r.n - 1] <= '9')
				r.n--;
			change_attribute(&f->edits, &f->x, at, "r",
			                 arena_printf(f->cx->arena, "%.*s%lld", STR_ARG(r), (long long)here.is));
			break;
		case XML_is:
			if (cell)
				finish_text(f, cell, i);
			break;
		case XML_f:
			change(&f->edits, at->open, at->close, moved_formula(f->cx, at->said, all, n, own, &here));
			break;
		case XML_formula:
			change(&f->edits, at->open, at->close, moved_formula(f->cx, at->said, all, n, own, NULL));
			break;
		case XML_mergeCells:
			merges = at;
			break;
		case XML_mergeCell:
			merged += finish_merge(f, at, m);
			break;
		case XML_brk:
			if (at->parent != XML_NONE && f->x.node[at->parent].name == XML_rowBreaks &&
			    str_to_i64(xml_attribute(&f->x, at, "id"), &here.was))
				change_attribute(&f->edits, &f->x, at, "id",
				                 number_text(f->cx, xlsx_moved(m, here.was, true)));
			break;
		case XML_OTHER:
			finish_attributes(f, at, m);
			break;
		default:
			break;
		}
	}
	if (merges)
		change_attribute(&f->edits, &f->x, merges, "count", number_text(f->cx, merged));
	return apply(&f->edits, f->bytes, out);
}

static enum err
read_filled(struct ctx *cx, const struct workbook_sheet *s, str bytes, struct filled *f)
{
	enum err e = bytes.n > OPC_XML ? ERR_INPUT : xml_read(cx, s->name, bytes, &f->x);

	*f = (struct filled){.cx = cx, .of = s, .bytes = bytes, .x = f->x, .edits = {.cx = cx}};
	if (e == ERR_INPUT) {
		ctx_forget(cx);
		return refuse(cx, ERR_LARGE, NULL, T_opc_too_much);
	}
	if (e != OK)
		return e;
	f->row = ARENA_NEWS(cx->arena, s->nrow + 1, struct row);
	if (!f->row || !(f->line = ARENA_NEWS(cx->arena, f->x.n + 1, struct line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < f->x.n; i++)
		if (f->x.node[i].name == XML_row &&
		    !str_to_i64(xml_attribute(&f->x, &f->x.node[i], "r"), &f->line[f->n++].was))
			return refuse(cx, ERR_INPUT, "template", T_workbook_no_row, STR_NONE, s->name);
	number_rows(s, f);
	find_blocks(s, f);
	return OK;
}

/* Names of areas, as the one that is printed, and what charts show. */
static enum err
finish_part(struct ctx *cx, const struct xlsx_moves *m, size_t n, enum xml_name name, struct opc_part *p)
{
	struct edits s = {.cx = cx};
	struct xml   x;
	enum err     e = xml_read(cx, p->name, p->bytes, &x);

	if (e != OK)
		return e;
	for (size_t i = 0; i < x.n; i++)
		if (x.node[i].name == name)
			change(&s, x.node[i].open, x.node[i].close, moved_formula(cx, x.node[i].said, m, n, n, NULL));
	return apply(&s, p->bytes, &p->bytes);
}

enum err
workbook_end(struct ctx *cx, const struct workbook *w, struct opc_part *made)
{
	struct filled     *f = ARENA_NEWS(cx->arena, w->nsheet + 1, struct filled);
	struct xlsx_moves *m = ARENA_NEWS(cx->arena, w->nsheet + 1, struct xlsx_moves);
	enum err           e = OK;

	if (!f || !m)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < w->nsheet; i++) {
		const struct workbook_sheet *s = &w->sheet[i];

		e = read_filled(cx, s, made[s->part].bytes, &f[i]);
		if (e == OK)
			e = map_rows(cx, s, &f[i], &m[i]);
	}
	for (size_t i = 0; e == OK && i < w->nsheet; i++)
		e = finish_sheet(&f[i], m, w->nsheet, i, &made[w->sheet[i].part].bytes);
	if (e == OK)
		e = finish_part(cx, m, w->nsheet, XML_definedName, &made[w->main]);
	for (size_t i = 0; e == OK && i < w->parts->n; i++)
		if (str_find_str(made[i].name, S("/charts/chart")) != SIZE_MAX)
			e = finish_part(cx, m, w->nsheet, XML_f, &made[i]);
	return e;
}
