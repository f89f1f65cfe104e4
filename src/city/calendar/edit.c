/* calendar.day, calendar.hours: one line of the calendar, as the next version of the document that holds it. */
#include "city/calendar/inside.h"
#include "city/unit/roles.h"
#include "city_calendar_texts.h"

/* A line of a document, cut into its first fields. */
struct line {
	str raw, word, a, b;
};

static struct line
line_cut(str *rest)
{
	struct line l = {.raw = str_cut(rest, '\n')};
	str         s = l.raw;

	while (s.n && (s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\t'))
		s.n--;
	l.word = str_cut(&s, '\t');
	l.a = str_cut(&s, '\t');
	l.b = str_cut(&s, '\t');
	return l;
}

static bool
is_day(const struct line *l)
{
	return str_eq(l->word, S("off")) || str_eq(l->word, S("work"));
}

/* The document with a line of that word and field; SIZE_MAX. */
static size_t
document_with(const struct calendar_held *h, str word, str a)
{
	for (size_t i = 0; i < h->n; i++)
		for (str rest = h->doc[i].body; rest.p;) {
			struct line l = line_cut(&rest);

			if (str_eq(l.word, word) && str_eq(l.a, a))
				return i;
		}
	return SIZE_MAX;
}

static void
put(struct buf *b, str line)
{
	if (!line.n)
		return;
	buf_add(b, line);
	buf_char(b, '\n');
}

/* ---- calendar.day ---- */

static const struct choice kinds[] = {
    {"rest", T_calendar_kind_rest}, {"work", T_calendar_kind_work}, {"plain", T_calendar_kind_plain}, {NULL, T_none}};

#define CALENDAR_DAY_IN(X)                                                       \
	X(day, on, 1, DAY_FIRST, DAY_LAST, T_calendar_field_on, NULL)            \
	X(choice, kind, 1, 0, 0, T_calendar_field_kind, kinds)                   \
	X(str, name, 0, 1, 40, T_calendar_field_holiday, NULL)                   \
	X(str, paper, 1, 1, 60, T_calendar_field_paper, NULL)                    \
	X(day, issued, 0, DAY_FIRST, DAY_LAST, T_calendar_field_issued, NULL)    \
	X(str, title, 0, 1, 120, T_calendar_field_title, NULL)
struct calendar_day_in {
	CALENDAR_DAY_IN(FIELD_DECL)
};
#define IN_T calendar_day_in
static const struct field day_fields[] = {CALENDAR_DAY_IN(FIELD_ROW)};
#undef IN_T

/* The lines to be put in; empty: none. */
struct day_lines {
	str on, day, paper;
};

static enum err
day_lines(struct ctx *cx, const struct calendar_day_in *in, const struct calendar_held *h, struct day_lines *out)
{
	char text[DAY_TEXT], issued[DAY_TEXT];
	str  on = day_format((day){(int32_t)in->on}, text), at;
	int  year = day_year(ctx_today(cx)), of = day_year((day){(int32_t)in->on});
	bool plain = str_eq(in->kind, S("plain"));

	*out = (struct day_lines){.day = STR_NONE};
	if (!arena_str(cx->arena, on, &out->on))
		return ctx_no_memory(cx);
	if (of != year && of != year + 1)
		return refuse(cx, ERR_INPUT, "on", T_calendar_year_far, out->on,
		              arena_printf(cx->arena, "%d", year), arena_printf(cx->arena, "%d", year + 1));
	if (plain)
		return OK;
	if (!in->name.p)
		return refuse(cx, ERR_INPUT, "name", T_calendar_need_name);
	out->day = arena_printf(cx->arena, "%s\t%.*s\t%.*s\t%.*s", str_eq(in->kind, S("work")) ? "work" : "off",
	                        STR_ARG(out->on), STR_ARG(in->name), STR_ARG(in->paper));
	if (document_with(h, S("paper"), in->paper) == SIZE_MAX) {
		if (in->issued == FIELD_ABSENT || !in->title.p)
			return refuse(cx, ERR_INPUT, in->title.p ? "issued" : "title", T_calendar_need_paper,
			              in->paper);
		at = day_format((day){(int32_t)in->issued}, issued);
		out->paper = arena_printf(cx->arena, "paper\t%.*s\t%.*s\t%.*s", STR_ARG(in->paper), STR_ARG(at),
		                          STR_ARG(in->title));
	}
	return out->day.p ? OK : ctx_no_memory(cx);
}

/* The body with the day's line replaced, added in its place, or taken out. */
static enum err
day_text(struct ctx *cx, str body, const struct day_lines *in, str *out)
{
	str        paper = in->paper, today = in->day;
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAGE);
	for (str rest = body; rest.p;) {
		struct line l = line_cut(&rest);

		if (is_day(&l)) {
			put(&b, paper);
			paper = STR_NONE;
			if (today.n && str_cmp(l.a, in->on) >= 0) {
				put(&b, today);
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
	put(&b, paper);
	put(&b, today);
	return buf_end(&b, out);
}

/* The document that speaks of the day, else that of its year, else the city's own for the year. */
static size_t
day_document(const struct calendar_held *h, str on)
{
	static const str words[] = {STR_INIT("off"), STR_INIT("work")};
	size_t           at;

	for (size_t i = 0; i < NITEMS(words); i++)
		if ((at = document_with(h, words[i], on)) != SIZE_MAX)
			return at;
	return document_with(h, S("year"), str_slice(on, 0, 4));
}

static enum err
calendar_day(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct calendar_day_in *in = arg;
	struct calendar_put           p = {.field = "on"};
	struct calendar_held          h;
	struct day_lines              lines;
	str                           body = STR_NONE;
	size_t                        at;
	enum err                      e;

	(void)made;
	if ((e = calendar_held(cx, &h)) != OK || (e = day_lines(cx, in, &h, &lines)) != OK)
		return e;
	p.name = arena_printf(cx->arena, "local-%.*s", 4, lines.on.p);
	at = day_document(&h, lines.on);
	if (at == SIZE_MAX)
		for (size_t i = 0; i < h.n; i++)
			at = str_eq(h.doc[i].name, p.name) ? i : at;
	if (at != SIZE_MAX) {
		p.name = h.doc[at].name;
		body = h.doc[at].body;
	}
	p.source = in->paper;
	if (in->title.p)
		p.source = arena_printf(cx->arena, "%.*s %.*s", STR_ARG(in->paper), STR_ARG(in->title));
	if (!p.name.p || !p.source.p)
		return ctx_no_memory(cx);
	if ((e = day_text(cx, body, &lines, &p.text)) != OK)
		return e;
	/* Nothing is said anew: the same version stays, whatever paper was named this time. */
	if (str_eq(p.text, body) || !p.text.n) {
		*out = (struct reply){.id = at == SIZE_MAX ? 0 : h.doc[at].id, .done = T_calendar_same,
		                      .arg = {p.name}};
		return OK;
	}
	if ((e = calendar_put(cx, &h, &p, out)) != OK)
		return e;
	out->see = arena_printf(cx->arena, "/calendar?year=%.*s", 4, lines.on.p);
	return out->see.p ? OK : ctx_no_memory(cx);
}

/* ---- calendar.hours ---- */

#define CALENDAR_HOURS_IN(X)                                                     \
	X(str, from, 0, 1, 10, T_calendar_field_from, NULL)                      \
	X(str, to, 0, 1, 10, T_calendar_field_to, NULL)                          \
	X(str, windows, 0, 1, 80, T_calendar_field_windows, NULL)                \
	X(str, source, 1, 1, 200, T_calendar_field_source, NULL)
struct calendar_hours_in {
	CALENDAR_HOURS_IN(FIELD_DECL)
};
#define IN_T calendar_hours_in
static const struct field hours_fields[] = {CALENDAR_HOURS_IN(FIELD_ROW)};
#undef IN_T

/* The line, and that it reads as one: what is wrong stands at its field. */
static enum err
hours_line(struct ctx *cx, const struct calendar_hours_in *in, str from, str to, str *out)
{
	struct worktime_draft *d = ARENA_NEW(cx->arena, struct worktime_draft);
	struct worktime_bad    bad = {0};
	str                    rest = in->windows, one;
	struct buf             b;
	enum err               e;

	if (!d)
		return ctx_no_memory(cx);
	buf_init(&b, cx->arena, BUF_LINE);
	buf_printf(&b, "hours\t%.*s\t%.*s", STR_ARG(from), STR_ARG(to));
	while (rest.p)
		if ((one = str_trim(str_cut(&rest, ' '))).n)
			buf_printf(&b, "\t%.*s", STR_ARG(one));
	if ((e = buf_end(&b, out)) != OK)
		return e;
	worktime_draft_init(d, cx->arena, S("new"));
	if (worktime_read(d, *out, &bad))
		return OK;
	if (bad.fault == WORKTIME_MEMORY)
		return ctx_no_memory(cx);
	if (bad.fault == WORKTIME_BAD_SEASON)
		return refuse(cx, ERR_INPUT, bad.column == 3 ? "to" : "from", T_calendar_season_form, bad.word);
	return refuse(cx, ERR_INPUT, "windows", T_calendar_windows_form, bad.word.p ? bad.word : in->windows);
}

static enum err
calendar_hours(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct calendar_hours_in *in = arg;
	struct calendar_put             p = {.source = in->source, .field = "windows"};
	str                             from = in->from.p ? in->from : S("all"), line = STR_NONE;
	str                             to = in->to.p ? in->to : from;
	struct calendar_held            h;
	struct buf                      b;
	size_t                          at;
	enum err                        e;

	(void)made;
	if ((e = calendar_held(cx, &h)) != OK || (in->windows.p && (e = hours_line(cx, in, from, to, &line)) != OK))
		return e;
	if ((at = document_with(&h, S("hours"), S("all"))) == SIZE_MAX)
		return refuse(cx, ERR_RULE, NULL, T_calendar_no_hours);
	if (!line.n && str_eq(from, S("all")))
		return refuse(cx, ERR_INPUT, "windows", T_calendar_all_year);
	p.name = h.doc[at].name;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (str rest = h.doc[at].body; rest.p;) {
		struct line l = line_cut(&rest);

		if (str_eq(l.word, S("hours")) && str_eq(l.a, from) && str_eq(l.b, to)) {
			put(&b, line);
			line = STR_NONE;
		} else if (rest.p || l.raw.n) {
			buf_add(&b, l.raw);
			buf_char(&b, '\n');
		}
	}
	put(&b, line);
	if ((e = buf_end(&b, &p.text)) != OK)
		return e;
	if (str_eq(p.text, h.doc[at].body)) {
		*out = (struct reply){.id = h.doc[at].id, .done = T_calendar_same, .arg = {p.name}};
		return OK;
	}
	e = calendar_put(cx, &h, &p, out);
	out->see = S("/calendar");
	return e;
}

const struct command calendar_day_cmd = {
    .name = "calendar.day",
    .summary = T_calendar_day_summary,
    .perm = PERM_CITY_EDIT,
    .in = day_fields,
    .nin = NITEMS(day_fields),
    .in_size = sizeof(struct calendar_day_in),
    .apply = calendar_day,
};
const struct command calendar_hours_cmd = {
    .name = "calendar.hours",
    .summary = T_calendar_hours_summary,
    .perm = PERM_CITY_EDIT,
    .in = hours_fields,
    .nin = NITEMS(hours_fields),
    .in_size = sizeof(struct calendar_hours_in),
    .apply = calendar_hours,
};
