/* A workbook: its sheets, the texts they share, the formats by which numbers are days. */
#include "kit/xlsx/inside.h"

#include "kit_xlsx_texts.h"

#include <string.h>

static const struct package_rules rules_of_packages = {.file = XLSX_FILE,
						       .whole = XLSX_WHOLE,
						       .parts = XLSX_PARTS,
						       .no_zip = T_xlsx_no_xlsx,
						       .locked = T_xlsx_locked,
						       .cut = T_xlsx_cut,
						       .damaged = T_xlsx_damaged,
						       .large = T_xlsx_file_large,
						       .bomb = T_xlsx_bomb,
						       .many = T_xlsx_parts};

static enum err
bad(struct ctx *cx, const struct xlsx_book *b, text_id why, str arg)
{
	return refuse(cx, ERR_INPUT, b->field, why, arg);
}

static enum err
walk(struct ctx *cx, struct xlsx_book *b, size_t part, struct package_walk w, void *arg)
{
	w.arg = arg;
	w.broken = T_xlsx_broken;
	w.typed = T_xlsx_doctype;
	w.deep = T_xlsx_deep;
	return package_walk(cx, b->p, part, &w);
}

/* ---- Relations: which part is whose ------------------------------------------------------------------ */

struct relation {
	str    id, type; /* "worksheet": the type's last word */
	size_t part;     /* SIZE_MAX: outside, or not there */
};
struct relations {
	struct xlsx_book *b;
	str               dir; /* of the part whose relations they are: "xl/" */
	struct relation  *one;
	size_t            n, room;
};

static enum err
take_relation(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct relations *r = arg;
	struct relation   one = {.part = SIZE_MAX};
	str               target = package_attribute(attr, "Target"), type = package_attribute(attr, "Type");

	if (!str_eq(name, S("Relationship")) || !target.p || !type.p)
		return OK;
	if (r->n == r->room) {
		size_t           more = r->room ? r->room * 2 : 16;
		struct relation *p = arena_grow(cx->arena, r->one, r->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		r->one = p;
		r->room = more;
	}
	while (str_find(type, '/') != SIZE_MAX)
		(void)str_cut(&type, '/');
	if (!arena_str(cx->arena, package_attribute(attr, "Id"), &one.id) ||
	    !arena_str(cx->arena, type, &one.type))
		return ctx_no_memory(cx);
	if (str_starts(target, S("/")))
		target = str_slice(target, 1, target.n);
	else if (!(target = arena_printf(cx->arena, "%.*s%.*s", STR_ARG(r->dir), STR_ARG(target))).p)
		return ctx_no_memory(cx);
	if (!str_eq(package_attribute(attr, "TargetMode"), S("External")))
		one.part = package_find(r->b->p, target);
	r->one[r->n++] = one;
	return OK;
}

/* Of "xl/workbook.xml" they stand in "xl/_rels/workbook.xml.rels". */
static enum err
relations_of(struct ctx *cx, struct xlsx_book *b, str part, struct relations *r)
{
	size_t n = part.n, at;

	while (n && part.p[n - 1] != '/')
		n--;
	*r = (struct relations){.b = b, .dir = str_slice(part, 0, n)};
	at = package_find(b->p, arena_printf(cx->arena, "%.*s_rels/%.*s.rels", STR_ARG(r->dir),
					     STR_ARG(str_slice(part, n, part.n))));
	return at == SIZE_MAX ? OK : walk(cx, b, at, (struct package_walk){.start = take_relation}, r);
}

static size_t
related(const struct relations *r, const char *type)
{
	for (size_t i = 0; i < r->n; i++)
		if (str_eq(r->one[i].type, str_of(type)))
			return r->one[i].part;
	return SIZE_MAX;
}

/* ---- The list of sheets ------------------------------------------------------------------------------ */

struct listing {
	struct xlsx_book       *b;
	const struct relations *r;
};

static enum err
take_sheet(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct listing   *l = arg;
	struct xlsx_book *b = l->b;
	str               id, state, on = package_attribute(attr, "date1904");

	if (str_eq(name, S("workbookPr")))
		b->y1904 = str_eq(on, S("1")) || str_eq(on, S("true"));
	if (!str_eq(name, S("sheet")))
		return OK;
	id = package_attribute_local(attr, "id");
	state = package_attribute(attr, "state");
	if (b->n == XLSX_SHEETS)
		return bad(cx, b, T_xlsx_sheets_many, arena_printf(cx->arena, "%d", XLSX_SHEETS));
	for (size_t i = 0; i < l->r->n; i++) {
		/* Sheets of charts and dialogues have no rows. */
		if (!str_eq(l->r->one[i].id, id) || !str_eq(l->r->one[i].type, S("worksheet")))
			continue;
		if (l->r->one[i].part == SIZE_MAX)
			return bad(cx, b, T_xlsx_damaged, id);
		if (!text_clean(cx->arena, package_attribute(attr, "name"), &b->sheet[b->n].name))
			return bad(cx, b, T_xlsx_damaged, id);
		b->sheet[b->n].hidden = state.p && !str_eq(state, S("visible"));
		b->part[b->n++] = l->r->one[i].part;
		return b->sheet[b->n - 1].name.p ? OK : ctx_no_memory(cx);
	}
	return OK;
}

/* ---- Shared texts -------------------------------------------------------------------------------------- */

struct sharing {
	struct xlsx_book *b;
	struct buf        said;
	int               phonetic; /* within how a text is read aloud, which is no part of it */
	bool              in_text;
};

static enum err
shared_start(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct sharing *s = arg;

	(void)cx;
	(void)attr;
	if (str_eq(name, S("si")))
		buf_clear(&s->said);
	s->phonetic += str_eq(name, S("rPh"));
	s->in_text = str_eq(name, S("t")) && s->phonetic == 0;
	return OK;
}

static enum err
shared_text(struct ctx *cx, str text, void *arg)
{
	struct sharing *s = arg;

	(void)cx;
	if (s->in_text)
		buf_add(&s->said, text);
	return OK;
}

static enum err
shared_end(struct ctx *cx, str name, void *arg)
{
	struct sharing   *s = arg;
	struct xlsx_book *b = s->b;
	str               said, kept;

	s->in_text = false;
	s->phonetic -= str_eq(name, S("rPh"));
	if (!str_eq(name, S("si")))
		return OK;
	if (b->ntext == b->text_room) {
		size_t more = b->text_room ? b->text_room * 2 : 256;
		str   *p = arena_grow(cx->arena, b->text, b->text_room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		b->text = p;
		b->text_room = more;
	}
	said = buf_str(&s->said);
	b->text_bytes += said.n + sizeof(str);
	if (s->said.err == ERR_MEMORY)
		return ctx_no_memory(cx);
	if (s->said.err != OK || b->text_bytes > XLSX_STRINGS || !text_clean(cx->arena, said, &kept))
		return bad(cx, b, T_xlsx_strings, STR_NONE);
	if (!kept.p)
		return ctx_no_memory(cx);
	b->text[b->ntext++] = kept;
	return OK;
}

/* ---- Formats --------------------------------------------------------------------------------------------- */

struct format {
	int64_t      id;
	struct style style;
};
struct styling {
	struct xlsx_book *b;
	struct format    *own;
	size_t            nown, room, style_room;
	bool              in_cells; /* within cellXfs, the list that cells mean */
};

static struct style
style_by(const struct styling *s, int64_t id)
{
	for (size_t i = s->nown; i > 0; i--)
		if (s->own[i - 1].id == id)
			return s->own[i - 1].style;
	return style_builtin(id);
}

static enum err
take_style(struct ctx *cx, str name, const char **attr, void *arg)
{
	struct styling   *s = arg;
	struct xlsx_book *b = s->b;
	int64_t           id = 0;

	(void)str_to_i64(package_attribute(attr, "numFmtId"), &id);
	if (str_eq(name, S("cellXfs"))) {
		s->in_cells = true;
	} else if (str_eq(name, S("numFmt")) && s->nown < 1000) {
		if (!s->own && !(s->own = ARENA_NEWS(cx->arena, 1000, struct format)))
			return ctx_no_memory(cx);
		s->own[s->nown++] = (struct format){id, style_of(package_attribute(attr, "formatCode"))};
	} else if (str_eq(name, S("xf")) && s->in_cells && b->nstyle < XLSX_STYLES) {
		if (b->nstyle == s->style_room) {
			size_t        more = s->style_room ? s->style_room * 2 : 64;
			struct style *p =
			    arena_grow(cx->arena, b->style, s->style_room * sizeof(*p), more * sizeof(*p));

			if (!p)
				return ctx_no_memory(cx);
			b->style = p;
			s->style_room = more;
		}
		b->style[b->nstyle++] = style_by(s, id);
	}
	return OK;
}

static enum err
leave_style(struct ctx *cx, str name, void *arg)
{
	struct styling *s = arg;

	(void)cx;
	if (str_eq(name, S("cellXfs")))
		s->in_cells = false;
	return OK;
}

/* ---- All of it ---- */

static enum err
read_book(struct ctx *cx, struct xlsx_book *b)
{
	struct relations whole, r;
	struct listing   l = {b, &r};
	struct sharing   shared = {.b = b};
	struct styling   s = {.b = b};
	size_t           at, part;
	enum err         e;

	if ((e = relations_of(cx, b, S(""), &whole)) != OK)
		return e;
	if ((at = related(&whole, "officeDocument")) == SIZE_MAX)
		return bad(cx, b, T_xlsx_no_xlsx, STR_NONE);
	if ((e = relations_of(cx, b, b->p->part[at].name, &r)) != OK)
		return e;
	if (related(&r, "vbaProject") != SIZE_MAX)
		return bad(cx, b, T_xlsx_macros, STR_NONE);
	b->sheet = ARENA_NEWS(cx->arena, XLSX_SHEETS, struct xlsx_sheet);
	b->part = ARENA_NEWS(cx->arena, XLSX_SHEETS, size_t);
	if (!b->sheet || !b->part)
		return ctx_no_memory(cx);
	if ((e = walk(cx, b, at, (struct package_walk){.start = take_sheet}, &l)) != OK)
		return e;
	if (b->n == 0)
		return bad(cx, b, T_xlsx_no_xlsx, STR_NONE);
	buf_init(&shared.said, cx->arena, XLSX_TEXT * 2);
	part = related(&r, "sharedStrings");
	if (part != SIZE_MAX)
		e = walk(cx, b, part,
			 (struct package_walk){.start = shared_start, .end = shared_end, .text = shared_text},
			 &shared);
	part = related(&r, "styles");
	if (e == OK && part != SIZE_MAX)
		e = walk(cx, b, part, (struct package_walk){.start = take_style, .end = leave_style}, &s);
	return e;
}

enum err
xlsx_open(struct ctx *cx, const char *field, str bytes, struct xlsx_book **out)
{
	struct package_rules *rules = ARENA_NEW(cx->arena, struct package_rules);
	struct xlsx_book     *b = ARENA_NEW(cx->arena, struct xlsx_book);
	enum err              e;

	*out = b;
	if (!b || !rules)
		return ctx_no_memory(cx);
	*rules = rules_of_packages;
	rules->field = b->field = field;
	e = package_open(cx, rules, bytes, &b->p);
	return e == OK ? read_book(cx, b) : e;
}

size_t
xlsx_sheets(const struct xlsx_book *b, const struct xlsx_sheet **out)
{
	*out = b->sheet;
	return b->n;
}
