/* calendar.hours: one line of office hours, as the next version of the document that holds them. */
#include "city/calendar/inside.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city_calendar_texts.h"

struct calendar_line
calendar_cut(str *rest)
{
	struct calendar_line l = {.raw = str_cut(rest, '\n')};
	str                  s = l.raw;

	while (s.n && (s.p[s.n - 1] == '\r' || s.p[s.n - 1] == '\t'))
		s.n--;
	l.word = str_cut(&s, '\t');
	l.a = str_cut(&s, '\t');
	l.b = str_cut(&s, '\t');
	l.c = str_cut(&s, '\t');
	return l;
}

size_t
calendar_with(const struct calendar_held *h, str word, str a)
{
	for (size_t i = 0; i < h->n; i++)
		for (str rest = h->doc[i].body; rest.p;) {
			struct calendar_line l = calendar_cut(&rest);

			if (str_eq(l.word, word) && str_eq(l.a, a))
				return i;
		}
	return SIZE_MAX;
}

void
calendar_add(struct buf *b, str line)
{
	if (!line.n)
		return;
	buf_add(b, line);
	buf_char(b, '\n');
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
	if ((at = calendar_with(&h, S("hours"), S("all"))) == SIZE_MAX)
		return refuse(cx, ERR_RULE, NULL, T_calendar_no_hours);
	if (!line.n && str_eq(from, S("all")))
		return refuse(cx, ERR_INPUT, "windows", T_calendar_all_year);
	p.name = h.doc[at].name;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (str rest = h.doc[at].body; rest.p;) {
		struct calendar_line l = calendar_cut(&rest);

		if (str_eq(l.word, S("hours")) && str_eq(l.a, from) && str_eq(l.b, to)) {
			calendar_add(&b, line);
			line = STR_NONE;
		} else if (rest.p || l.raw.n) {
			buf_add(&b, l.raw);
			buf_char(&b, '\n');
		}
	}
	calendar_add(&b, line);
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

const struct command calendar_hours_cmd = {
    .name = "calendar.hours",
    .summary = T_calendar_hours_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = hours_fields,
    .nin = NITEMS(hours_fields),
    .in_size = sizeof(struct calendar_hours_in),
    .apply = calendar_hours,
};
