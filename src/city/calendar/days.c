/* calendar.day, calendar.days: days off and days worked, as the next version of the document that holds them. */
#include "base/utf8.h"
#include "city/calendar/inside.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_calendar_texts.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"

#include <stdlib.h>

enum { D_ON, D_KIND, D_NAME, D_PAPER, D_ISSUED, D_TITLE, D_ALL };
static const struct sheet_column day_columns[D_ALL] = {
    {"on", true}, {"kind", true}, {"name", true}, {"paper", true}, {"issued", false}, {"title", false},
};
static const struct sheet_field day_at[D_ALL] = {
    {"on", T_calendar_field_on},       {"kind", T_calendar_field_kind},     {"name", T_calendar_field_holiday},
    {"paper", T_calendar_field_paper}, {"issued", T_calendar_field_issued}, {"title", T_calendar_field_title},
};

/* A year has some forty such days. */
enum { DAYS_MOST = 2000, NAME_MOST = 40, PAPER_MOST = 60, TITLE_MOST = 120 };

static const struct choice kinds[] = {
    {"rest", T_calendar_kind_rest}, {"work", T_calendar_kind_work}, {"plain", T_calendar_kind_plain}, {NULL, T_none}};
const struct choice calendar_day_kinds[] = {
    {"rest", T_calendar_kind_rest}, {"work", T_calendar_kind_work}, {NULL, T_none}};

/* ---- The days that are said ---- */

static bool
is_day(const struct calendar_line *l)
{
	return str_eq(l->word, S("off")) || str_eq(l->word, S("work"));
}

static const char *
kind_of(const struct calendar_line *l)
{
	return str_eq(l->word, S("work")) ? "work" : "rest";
}

/* The first line of that word and first field in any document. */
static bool
find_line(const struct calendar_held *h, str word, str a, struct calendar_line *out)
{
	size_t at = calendar_with(h, word, a);

	for (str rest = at == SIZE_MAX ? STR_NONE : h->doc[at].body; rest.p;) {
		*out = calendar_cut(&rest);
		if (str_eq(out->word, word) && str_eq(out->a, a))
			return true;
	}
	return false;
}

enum err
calendar_days_each(struct ctx *cx, calendar_take_day *take, void *arg)
{
	struct q_calendar_newest_row newest;
	struct calendar_held         h = {0};
	enum err                     e = q_calendar_newest(cx, &newest);

	if (e == ERR_NONE)
		return OK;
	if (e == OK)
		e = q_calendar_documents(cx, &(struct q_calendar_documents_in){.id = newest.id}, &h.doc, &h.n);
	for (size_t i = 0; e == OK && i < h.n; i++)
		for (str rest = h.doc[i].body; e == OK && rest.p;) {
			struct calendar_line l = calendar_cut(&rest), paper = {0};

			if (!is_day(&l))
				continue;
			(void)find_line(&h, S("paper"), l.c, &paper);
			e = take(cx, &(struct calendar_day_said){l.a, kind_of(&l), l.b, l.c, paper.b, paper.c}, arg);
		}
	return e;
}

/* ---- Rows into documents ---- */

struct days {
	struct rows          t;
	struct rows_index    on;
	struct calendar_held h;      /* whose bodies change as rows are taken */
	str                 *source; /* of each document that changes; STR_NONE: none does */
	bool                 plain;  /* may say that a day is as its weekday */
	size_t               changed;
};

/* The document that speaks of the day, else that of its year, else the city's own for the year, made if need be. */
static enum err
day_document(struct ctx *cx, struct days *x, str on, size_t *at)
{
	static const str words[] = {STR_INIT("off"), STR_INIT("work")};
	str              own;

	for (size_t i = 0; i < NITEMS(words); i++)
		if ((*at = calendar_with(&x->h, words[i], on)) != SIZE_MAX)
			return OK;
	if ((*at = calendar_with(&x->h, S("year"), str_slice(on, 0, 4))) != SIZE_MAX)
		return OK;
	if (!(own = arena_printf(cx->arena, "local-%.*s", 4, on.p)).p)
		return ctx_no_memory(cx);
	for (*at = 0; *at < x->h.n; ++*at)
		if (str_eq(x->h.doc[*at].name, own))
			return OK;
	x->source[x->h.n] = STR_NONE;
	x->h.doc[x->h.n++] = (struct q_calendar_documents_row){.name = own, .body = STR_NONE};
	return OK;
}

/* The lines to be put in; empty: none. */
struct day_lines {
	str on, day, paper;
};

/* The body with the day's line replaced, added in its place, or taken out. */
static enum err
day_text(struct ctx *cx, str body, const struct day_lines *in, str *out)
{
	str        paper = in->paper, today = in->day;
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAGE);
	for (str rest = body; rest.p;) {
		struct calendar_line l = calendar_cut(&rest);

		if (is_day(&l)) {
			calendar_add(&b, paper);
			paper = STR_NONE;
			if (today.n && str_cmp(l.a, in->on) >= 0) {
				calendar_add(&b, today);
				today = STR_NONE;
			}
			if (str_eq(l.a, in->on))
				continue;
		}
		if (rest.p || l.raw.n) {
			buf_add(&b, l.raw);
			buf_char(&b, '\n');
		}
	}
	calendar_add(&b, paper);
	calendar_add(&b, today);
	return buf_end(&b, out);
}

/* A document is lines of fields: no cell may hold their separators. */
static enum err
check_cells(struct ctx *cx, struct days *x, size_t i)
{
	static const char *const said[] = {"rest", "work", NULL}, *const all[] = {"rest", "work", "plain", NULL};
	static const int         needed[] = {D_ON, D_KIND, D_PAPER};
	static const size_t      most[D_ALL] = {DAY_TEXT, DAY_TEXT, NAME_MOST, PAPER_MOST, DAY_TEXT, TITLE_MOST};
	const str               *c = x->t.row[i].cell;
	enum err                 e;
	day                      d;

	if ((e = rows_need(cx, &x->t, i, needed, NITEMS(needed))) != OK)
		return e;
	for (size_t k = 0; k < D_ALL; k++)
		if (utf8_len(c[k]) > most[k] || str_find(c[k], '\t') != SIZE_MAX || str_find(c[k], '\n') != SIZE_MAX ||
		    str_find(c[k], '\r') != SIZE_MAX)
			return rows_refuse(cx, &x->t, i, k, T_calendar_cell_long,
			                   arena_printf(cx->arena, "%zu", most[k]));
	if (!day_parse(c[D_ON], &d))
		return rows_refuse(cx, &x->t, i, D_ON, T_sheet_cell_day, c[D_ON]);
	if (c[D_ISSUED].n && !day_parse(c[D_ISSUED], &d))
		return rows_refuse(cx, &x->t, i, D_ISSUED, T_sheet_cell_day, c[D_ISSUED]);
	if (rows_find(&x->on, c[D_ON]) != i)
		return rows_refuse(cx, &x->t, i, D_ON, T_sheet_cell_twice, c[D_ON]);
	return rows_choice(cx, &x->t, i, D_KIND, x->plain ? all : said);
}

/* The paper that a day rests on: a known one is what it was, a new one says when it was issued and its title. */
static enum err
check_paper(struct ctx *cx, struct days *x, size_t i, struct day_lines *out)
{
	const str           *c = x->t.row[i].cell;
	struct calendar_line known;

	if (!find_line(&x->h, S("paper"), c[D_PAPER], &known)) {
		/* Any row may say it for those of the same paper. */
		for (size_t k = 0; k < x->t.n && !(c[D_ISSUED].n && c[D_TITLE].n); k++)
			if (str_eq(x->t.row[k].cell[D_PAPER], c[D_PAPER]))
				c = x->t.row[k].cell;
		if (!c[D_ISSUED].n || !c[D_TITLE].n)
			return rows_refuse(cx, &x->t, i, c[D_TITLE].n ? D_ISSUED : D_TITLE, T_calendar_need_paper,
			                   c[D_PAPER]);
		out->paper = arena_printf(cx->arena, "paper\t%.*s\t%.*s\t%.*s", STR_ARG(c[D_PAPER]),
		                          STR_ARG(c[D_ISSUED]), STR_ARG(c[D_TITLE]));
		return out->paper.p ? OK : ctx_no_memory(cx);
	}
	if (c[D_ISSUED].n && !str_eq(c[D_ISSUED], known.b))
		return rows_refuse(cx, &x->t, i, D_ISSUED, T_calendar_paper_other, known.b);
	if (c[D_TITLE].n && !str_eq(c[D_TITLE], known.c))
		return rows_refuse(cx, &x->t, i, D_TITLE, T_calendar_paper_other, known.c);
	return OK;
}

/* Whether the documents say just this of the day. */
static bool
said_already(const struct days *x, const str *c, bool plain)
{
	struct calendar_line l;
	bool found = find_line(&x->h, S("off"), c[D_ON], &l) || find_line(&x->h, S("work"), c[D_ON], &l);

	if (plain || !found)
		return plain && !found;
	return str_eq(str_of(kind_of(&l)), c[D_KIND]) && str_eq(l.b, c[D_NAME]) && str_eq(l.c, c[D_PAPER]);
}

static enum err
take_day(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	struct days     *x = arg;
	const str       *c = t->row[i].cell;
	struct day_lines l = {.on = c[D_ON], .day = STR_NONE};
	int              year = day_year(ctx_today(cx)), of;
	bool             plain;
	size_t           at;
	day              d;
	enum err         e;

	if ((e = check_cells(cx, x, i)) != OK)
		return e;
	plain = str_eq(c[D_KIND], S("plain"));
	if (said_already(x, c, plain))
		return plain ? OK : check_paper(cx, x, i, &l);
	of = day_parse(l.on, &d) ? day_year(d) : 0;
	if (of != year && of != year + 1)
		return rows_refuse(cx, t, i, D_ON, T_calendar_year_far,
		                   arena_printf(cx->arena, "%d/%d", year, year + 1));
	if (!plain && !c[D_NAME].n)
		return rows_refuse(cx, t, i, D_NAME, T_calendar_need_name, STR_NONE);
	if (!plain && (e = check_paper(cx, x, i, &l)) != OK)
		return e;
	if (!plain)
		l.day = arena_printf(cx->arena, "%s\t%.*s\t%.*s\t%.*s", str_eq(c[D_KIND], S("work")) ? "work" : "off",
		                     STR_ARG(l.on), STR_ARG(c[D_NAME]), STR_ARG(c[D_PAPER]));
	if ((!plain && !l.day.p) || (e = day_document(cx, x, l.on, &at)) != OK ||
	    (e = day_text(cx, x->h.doc[at].body, &l, &x->h.doc[at].body)) != OK)
		return ctx_no_memory(cx);
	if (!x->source[at].p)
		x->source[at] = c[D_TITLE].n ? arena_printf(cx->arena, "%.*s %.*s", STR_ARG(c[D_PAPER]),
		                                            STR_ARG(c[D_TITLE]))
		                             : c[D_PAPER];
	x->changed++;
	return x->source[at].p ? OK : ctx_no_memory(cx);
}

/* A new paper is declared by the first document that names it, and they are read by name: this year's first. */
static int
by_day(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int               c = str_cmp(row_text(x, D_ON), row_text(y, D_ON));

	return c ? c : (x->line > y->line) - (x->line < y->line);
}

/*
 * Hold x->t to the rules and write what is new: the one place for a day and for a table of them.  *out is of the last
 * document that changed.
 */
static enum err
take_days(struct ctx *cx, struct days *x, const char *field, struct reply *out)
{
	struct q_calendar_documents_row *doc;
	struct calendar_held             now;
	enum err                         e;

	if (x->t.n > 1)
		qsort(x->t.row, x->t.n, sizeof(*x->t.row), by_day);
	if ((e = calendar_held(cx, &x->h)) != OK || (e = rows_index(cx, &x->t, D_ON, &x->on)) != OK)
		return e;
	/* Two years may be changed, and each may want a document of its own. */
	doc = ARENA_NEWS(cx->arena, x->h.n + 2, struct q_calendar_documents_row);
	x->source = ARENA_NEWS(cx->arena, x->h.n + 2, str);
	if (!doc || !x->source)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < x->h.n; i++)
		doc[i] = x->h.doc[i];
	x->h.doc = doc;
	if ((e = rows_each(cx, &x->t, take_day, x)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < x->h.n; i++)
		if (x->source[i].p && (e = calendar_held(cx, &now)) == OK)
			e = calendar_put(cx, &now,
			                 &(struct calendar_put){doc[i].name, doc[i].body, x->source[i], field}, out);
	return e;
}

/* ---- calendar.day ---- */

#define CALENDAR_DAY_IN(X)                                                       \
	X(day, on, 1, DAY_FIRST, DAY_LAST, T_calendar_field_on, NULL)            \
	X(choice, kind, 1, 0, 0, T_calendar_field_kind, kinds)                   \
	X(str, name, 0, 1, NAME_MOST, T_calendar_field_holiday, NULL)            \
	X(str, paper, 1, 1, PAPER_MOST, T_calendar_field_paper, NULL)            \
	X(day, issued, 0, DAY_FIRST, DAY_LAST, T_calendar_field_issued, NULL)    \
	X(str, title, 0, 1, TITLE_MOST, T_calendar_field_title, NULL)
struct calendar_day_in {
	CALENDAR_DAY_IN(FIELD_DECL)
};
#define IN_T calendar_day_in
static const struct field day_fields[] = {CALENDAR_DAY_IN(FIELD_ROW)};
#undef IN_T

static enum err
calendar_day(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct calendar_day_in *in = arg;
	struct days                   x = {.plain = true};
	char                          on[DAY_TEXT], issued[DAY_TEXT];
	str                           cell[D_ALL] = {[D_ON] = day_format((day){(int32_t)in->on}, on),
	                                             [D_KIND] = in->kind, [D_NAME] = in->name, [D_PAPER] = in->paper,
	                                             [D_TITLE] = in->title};
	enum err                      e;

	(void)made;
	if (in->issued != FIELD_ABSENT)
		cell[D_ISSUED] = day_format((day){(int32_t)in->issued}, issued);
	rows_form(&x.t, day_columns, D_ALL, day_at);
	if ((e = rows_add(cx, &x.t, cell)) != OK || (e = take_days(cx, &x, "on", out)) != OK)
		return e;
	/* Nothing is said anew: the same version stays, whatever paper was named this time. */
	if (!x.changed)
		*out = (struct reply){.done = T_calendar_same, .arg = {x.t.row[0].cell[D_ON]}};
	else
		out->see = arena_printf(cx->arena, "/calendar?year=%.*s", 4, on);
	return x.changed && !out->see.p ? ctx_no_memory(cx) : OK;
}

/* ---- calendar.days ---- */

#define CALENDAR_DAYS_IN(X) X(text, file, 1, 1, 1 << 20, T_calendar_field_days, NULL)
struct calendar_days_in {
	CALENDAR_DAYS_IN(FIELD_DECL)
};
#define IN_T calendar_days_in
static const struct field days_fields[] = {CALENDAR_DAYS_IN(FIELD_ROW)};
#undef IN_T

static enum err
calendar_days(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct calendar_days_in *in = arg;
	struct days                    x = {0};
	enum err                       e;

	(void)made;
	if ((e = rows_read(cx, &x.t, "file", &in->file, day_columns, D_ALL, DAYS_MOST)) != OK ||
	    (e = take_days(cx, &x, "file", out)) != OK)
		return e;
	*out = (struct reply){.done = T_calendar_days_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", x.t.n),
	                              arena_printf(cx->arena, "%zu", x.changed)}};
	return OK;
}

const struct command calendar_day_cmd = {
    .name = "calendar.day",
    .summary = T_calendar_day_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = day_fields,
    .nin = NITEMS(day_fields),
    .in_size = sizeof(struct calendar_day_in),
    .apply = calendar_day,
};
const struct command calendar_days_cmd = {
    .name = "calendar.days",
    .summary = T_calendar_days_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = days_fields,
    .nin = NITEMS(days_fields),
    .in_size = sizeof(struct calendar_days_in),
    .apply = calendar_days,
};
