/* What a calendar that changes does to cases at work, on both engines. */
#include "work/acts/city_case.h"

static enum err
day_set(const char *on, const char *kind)
{
	return does(NULL, "calendar.day", "on", on, "kind", kind, "name", "台风停工", "paper", "区政府令 3 号", "title",
	            "停工令", "issued", "2026-11-20", NULL);
}

/* The newest clock of the work; one of nothing when there is none. */
static const struct case_clock_line *
work_of(const struct case_page *p)
{
	static const struct case_clock_line nothing;

	for (size_t i = p->n_clock; i-- > 0;)
		if (p->clock[i].stage == CASE_STAGE_WORK)
			return &p->clock[i];
	return &nothing;
}

/* What case.due says of a case's recomputation: which one it is; 0: there is none to do. */
static int64_t
which_recompute(int64_t id)
{
	const void                *out;
	const struct case_due_out *o;
	struct input               none[1];

	as(NULL);
	ensure(shows(st, "case.due", none, 0, &out) == OK);
	o = out;
	for (size_t i = 0; i < o->n; i++)
		if (o->item[i].id == id && strcmp(o->item[i].command, "case.recompute") == 0)
			return o->item[i].at;
	return 0;
}

/* 2026-12-31 is a Thursday and 2027 has no list: 2 工作日 end on Monday 4 January, guessed. */
static void
guessed(void)
{
	int64_t                       id, first, second, monday = at(12, 31, 17, 30) + INT64_C(4) * 86400000;
	const struct case_clock_line *c;

	st->cx.now = at(12, 31, 10, 0);
	id = case_to(CASE_WORKING, "元旦路1号");
	c = work_of(page_as("zbz01", id));
	ok(c->due_at == monday && c->guessed, "due on Monday, by a guess");
	is_i64(which_recompute(id), 0, "under the calendar it began with nothing is to do");
	ok(day_set("2027-01-01", "rest") == OK, "a day off in the year that has no list");
	first = which_recompute(id);
	ok(day_set("2027-01-04", "rest") == OK, "and another");
	second = which_recompute(id);
	ok(first > 0 && second > first, "each calendar is another work, so that none put off hides the next");
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK && which_recompute(id) == 0, "looked at, and no more to do");
}

static void
on_a_store(struct store *s)
{
	case_city(s);
	guessed();
	ok(cases_fold(), "every case equals its folded events");
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
