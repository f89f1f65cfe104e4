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

/* What the page says of its running deadline: the sum of the explanation, and what is left of it. */
static int64_t
sum_of(const struct case_page *p)
{
	int64_t ms = 0;

	for (size_t i = 0; i < p->n_why; i++)
		ms += p->why[i].ms;
	return ms;
}

enum { DAY = 86400000 };

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
	static const char list_2027[] = "year\t2027\npaper\t演示〔2026〕1号\t2026-11-30\t演示用的放假安排\t\n"
	                                "off\t2027-01-01\t元旦\t演示〔2026〕1号\n";
	int64_t                       id, first, second, monday = at(12, 31, 17, 30) + INT64_C(4) * 86400000;
	const struct case_clock_line *c;
	const struct case_page       *p;

	st->cx.now = at(12, 31, 10, 0);
	id = case_to(CASE_WORKING, "元旦路1号");
	c = work_of(page_as("zbz01", id));
	ok(c->due_at == monday && c->guessed, "due on Monday, by a guess");
	is_i64(which_recompute(id), 0, "under the calendar it began with nothing is to do");
	ok(day_set("2027-01-05", "rest") == OK, "a day off in the year that has no list");
	first = which_recompute(id);
	ok(day_set("2027-01-04", "rest") == OK, "and another");
	second = which_recompute(id);
	ok(first > 0 && second > first, "each calendar is another work, so that none put off hides the next");
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK && which_recompute(id) == 0, "looked at, and no more to do");
	p = page_as("zbz01", id);
	is_i64(work_of(p)->due_at, monday, "the year has no list yet: due as it was");
	is_i64(work_of(p)->left_ms, 2 * DAY, "two days are left, by the calendar that made it");
	is_i64(sum_of(p), 2 * DAY, "and the explanation counts two");
	ok(day_set("2027-01-04", "plain") == OK && day_set("2027-01-05", "plain") == OK, "neither is off after all");
	ok(does(NULL, "calendar.load", "name", "china-2027", "source", "演示", "text", list_2027, NULL) == OK, "the list comes");
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK && which_recompute(id) == 0, "it is computed again");
	p = page_as("zbz01", id);
	is_i64(work_of(p)->due_at, monday + DAY, "L22: 1 January is off, due on Tuesday");
	ok(!work_of(p)->guessed && work_of(p)->left_ms == 2 * DAY && sum_of(p) == 2 * DAY,
	   "left and explained by the list that made it");
	ok(day_set("2027-01-06", "rest") == OK && which_recompute(id) == 0, "no guess any more: it keeps its calendar");
}

/* A list with a working Saturday would make it due earlier: the guess stands, and explains itself. */
static void
not_shorter(void)
{
	const struct case_page *p;
	int64_t                 id, due;

	st->cx.now = at(12, 31, 10, 0) + INT64_C(365) * DAY; /* 2027-12-31, a Friday */
	id = case_to(CASE_WORKING, "元旦路3号");
	due = work_of(page_as("zbz01", id))->due_at;
	is_i64(due, at(12, 31, 17, 30) + INT64_C(369) * DAY, "two days from a Friday: Tuesday, 2028-01-04");
	ok(does(NULL, "calendar.load", "name", "china-2028", "source", "演示", "text",
	        "year\t2028\npaper\t演示〔2027〕1号\t2027-11-30\t演示用的放假安排\t\nwork\t2028-01-01\t元旦\t演示〔2027〕1号\n",
	        NULL) == OK, "the list comes, with a working Saturday");
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK && which_recompute(id) == 0, "it is computed again");
	p = page_as("zbz01", id);
	is_i64(work_of(p)->due_at, due, "L22: never shortened");
	ok(!work_of(p)->guessed && work_of(p)->left_ms == 2 * DAY && sum_of(p) == 2 * DAY,
	   "and still two days, not three: by the calendar that made it");
}

/* 2 工作日 from Monday 2026-11-23 are due on Wednesday; then Tuesday becomes a day off. */
static void
at_work(void)
{
	const struct case_page *p;
	int64_t                 id, due;

	st->cx.now = at(11, 23, 10, 0);
	id = case_to(CASE_WORKING, "新华路1号");
	due = work_of(page_as("zbz01", id))->due_at;
	is_i64(due, at(11, 25, 17, 30), "due on Wednesday");
	ok(day_set("2026-11-24", "rest") == OK && which_recompute(id) == 0, "Tuesday is off: nobody guessed");
	p = page_as("zbz01", id);
	is_i64(work_of(p)->due_at, due, "a case at work keeps the calendar it began under");
	ok(work_of(p)->left_ms == 2 * DAY && sum_of(p) == 2 * DAY, "by which two days are left, and explained (%lld, %lld)",
	   (long long)work_of(p)->left_ms, (long long)sum_of(p));
	ok(does("cz14", "case.ask_extend", "id", num(id), "reason", "停工", NULL) == OK &&
	       does("zbz01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == OK, "it is lengthened");
	p = page_as("zbz01", id);
	is_i64(work_of(p)->due_at, at(11, 27, 17, 30), "by two days of the same calendar");
	is_i64(sum_of(p), 4 * DAY, "so that four are explained");
	is_i64(work_of(p)->left_ms, 4 * DAY, "and left");
	id = case_to(CASE_WORKING, "新华路2号");
	is_i64(work_of(page_as("zbz01", id))->due_at, at(11, 26, 17, 30), "what begins now begins under the new one");
}

/* An extension that reaches into a year without a list is a guess, and computed again with that list. */
static void
longer_by_guess(void)
{
	int64_t id;

	st->cx.now = at(12, 28, 10, 0) + INT64_C(731) * DAY; /* 2028-12-28, a Thursday */
	st->cx.now -= INT64_C(2) * DAY;
	id = case_to(CASE_WORKING, "新华路4号");
	ok(!work_of(page_as("zbz01", id))->guessed, "two days from Tuesday, 2028-12-26, lie in a year with a list");
	ok(does("cz14", "case.ask_extend", "id", num(id), "reason", "停工", NULL) == OK &&
	       does("zbz01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == OK, "it is lengthened");
	ok(work_of(page_as("zbz01", id))->guessed, "into a year without one: by a guess");
}

static void
on_a_store(struct store *s)
{
	case_city(s);
	at_work();
	guessed();
	not_shorter();
	longer_by_guess();
	ok(cases_fold(), "every case equals its folded events");
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
