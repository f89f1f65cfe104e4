/* What came back (A36) and what is of long standing (A48): the rule by hand, then filing on both engines. */
#include "repeat_sql.h"
#include "work/acts/city_case.h"
#include "city/site/site.h"
#include "work/scheme/scheme.h"
#include "work/task/task.h"

#define DAY_AGO(n) (now - (n) * (int64_t)DAY_MS)

/* ---- The rule ---- */

static void
judged(void)
{
	const struct repeat_limits by = {.days = 90, .metres = 30, .times = 3, .span = 365};
	const int64_t              now = 1790000000000;
	const struct repeat_closed some[] = {{11, DAY_AGO(200), 0}, {12, DAY_AGO(400), 0}, {13, DAY_AGO(90), 0},
	                                     {14, now + 1, 5}};
	const struct repeat_closed twice[] = {{11, DAY_AGO(90), 0}, {12, DAY_AGO(90), 0}};
	const struct repeat_closed back = {11, DAY_AGO(366), 0}, opened = {11, DAY_AGO(91), 1},
	                           second = {11, DAY_AGO(90) - 1, 0};
	struct repeat_limits       longer = by;
	struct repeat_found        f;

	f = repeat_judge(some, 0, &by, now);
	ok(f.before == 0 && !f.again && !f.chronic && f.nth == 1, "nothing closed there: the first time");
	f = repeat_judge(some, 4, &by, now);
	is_i64(f.before, 13, "the one before is the one that ended last; what ends later than now does not count");
	ok(f.again, "A36: closed 90 days ago, of 90: come back");
	is_i64(f.nth, 3, "A48: with those of 90 and 200 days ago it is the third within 365; 400 is too long ago");
	ok(f.chronic, "A48: the third of three is long standing");
	f = repeat_judge(&second, 1, &by, now);
	ok(f.before == 11 && !f.again && f.nth == 2, "90 days and a millisecond: happened before, but not come back");
	f = repeat_judge(&back, 1, &by, now);
	ok(f.before == 0 && f.nth == 1, "beyond days and span nothing is remembered");
	f = repeat_judge(&opened, 1, &by, now);
	ok(f.nth == 3 && f.chronic, "one that was opened again once is two of its own");
	f = repeat_judge(twice, 2, &by, now);
	is_i64(f.before, 12, "of two that ended at the same moment the later case");
	longer.days = 500;
	f = repeat_judge(&back, 1, &longer, now);
	ok(f.again && f.nth == 1, "days longer than the span: come back, and still the first within the span");
}

static void
spots(void)
{
	/* 0.0009 degrees of latitude are 100.08 m. */
	const struct case_point a = {true, 117.65, 24.51}, b = {true, 117.65, 24.5109}, none = {0};
	struct case_box         box = case_box_within(a, 101);

	ok(case_same_within(a, S("x"), b, S("y"), 101) && !case_same_within(a, S("x"), b, S("x"), 100),
	   "100.08 m apart lie within 101 m, not within 100");
	ok(box.south < 24.51 && box.north > 24.5109 && box.west < 117.65 && box.east > 117.65, "the box holds them");
	ok(case_same_within(a, S("A 1"), none, S("A1"), 1), "without a position the address counts");
}

/* ---- Filing ---- */

static const struct repeat_of *
of_as(const char *login, int64_t id)
{
	struct input in[] = {{S("id"), str_of(num(id))}};
	const void  *out;

	as(login);
	return shows(st, "repeat.of", in, 1, &out) == OK ? out : NULL;
}

static const struct repeat_list *
list_as(const char *login, const char *kind)
{
	struct input in[] = {{S("kind"), str_of(kind)}};
	const void  *out;

	as(login);
	return shows(st, "repeat.list", in, kind[0] ? 1 : 0, &out) == OK ? out : NULL;
}

static bool
well(void)
{
	struct journal_aggregate all[12];
	size_t                   n = 0;

	for (size_t i = 0; i < case_aggregates_n; i++)
		all[n++] = case_aggregates[i];
	for (size_t i = 0; i < repeat_aggregates_n; i++)
		all[n++] = repeat_aggregates[i];
	return folds(st, all, n);
}

static void
filed(void)
{
	int64_t                   a, b, c, d, elsewhere;
	const struct repeat_of   *o;
	const struct repeat_list *l;

	st->cx.now = at(11, 16, 10, 0);
	a = case_to(CASE_CLOSED, "胜利东路9号");
	o = of_as("zbz01", a);
	ok(o && o->first && !o->kept && o->n == 0, "A48: the first of its class in the community is new");
	b = case_to(CASE_CLOSED, "胜利东路 9号");
	o = of_as("zbz01", b);
	ok(o && !o->first && o->kept && o->item.again && !o->item.chronic, "A36: at the same spot, spaces do not matter: come back");
	ok(o && o->item.nth == 2 && o->item.before_id == a && str_eq(o->item.before_no, page_as("zbz01", a)->no),
	   "the second time, and it names the one before");
	ok(o && o->by.days == 90 && o->by.metres == 30 && o->by.times == 3 && o->by.span == 365, "with the rule it was judged by");
	o = of_as("zbz01", a);
	ok(o && o->n == 1 && o->later[0].id == b, "both carry the mark: the first names what came after it");
	is_i64(page_as("zbz01", b)->back_of.v, a, "L15: the case names it too");
	elsewhere = case_to(CASE_FILED, "胜利东路11号");
	o = of_as("zbz01", elsewhere);
	ok(o && !o->first && !o->kept, "another spot: neither new in the community nor come back");
	c = case_to(CASE_FILED, "胜利东路9号");
	o = of_as("zbz01", c);
	ok(o && o->kept && o->item.chronic && o->item.nth == 3 && o->item.before_id == b, "A48: the third is long standing");
	l = list_as("zbz01", "");
	ok(l && l->n == 2 && l->item[0].case_id == c && l->item[1].case_id == b, "the list, the newest first");
	l = list_as("zbz01", "bare");
	ok(l && l->n == 1 && l->item[0].case_id == c && l->item[0].tasks == 0, "long standing and open without a task: it wants a plan");
	l = list_as("jdy02", "");
	ok(l && l->n == 0, "another street sees none of it");
	ok(of_as("jdy02", c) == NULL, "nor what was before one of them");
	ok(well(), "rows equal their events");
	ok(does("zbz01", "case.ask_void", "id", num(c), "reason", "误报", NULL) == OK &&
	       does("ld01", "case.decide_void", "id", num(c), "answer", "yes", NULL) == OK, "filed in error, it is voided");
	o = of_as("zbz01", c);
	ok(o && !o->kept && of_as("zbz01", b)->n == 0, "and had not come back");
	ok(well(), "rows equal their events, a row that went too");
	d = case_to(CASE_FILED, "胜利东路9号");
	ok(of_as("zbz01", d)->item.nth == 3, "the next one is the third again");
}

static void
ruled(void)
{
	int64_t                    a, b;
	const struct repeat_rules *r;
	const void                *out;

	st->cx.now = at(11, 17, 10, 0);
	ok(does("zbz01", "repeat.rule", "days", "30", "metres", "30", "times", "3", "span", "365", "basis", "x号", NULL) == ERR_DENIED,
	   "the chief of the centre sets no rule");
	ok(does("xt01", "repeat.rule", "class", "X99999", "days", "30", "metres", "0", "times", "2", "span", "365", "basis", "区创文办〔2026〕9号",
	        NULL) == ERR_INPUT && has(said, "X99999"), "no rule for a class that is none");
	ok(does("xt01", "repeat.rule", "days", "30", "metres", "0", "times", "1", "span", "365", "basis", "区创文办〔2026〕9号", NULL) ==
	       ERR_INPUT && has(said, "顽疾"), "not from the first time on");
	ok(does("xt01", "repeat.rule", "class", "S01", "days", "60", "metres", "30", "times", "4", "span", "365", "basis",
	        "区创文办〔2026〕9号", NULL) == OK, "a rule for a big class");
	ok(does("xt01", "repeat.rule", "class", "S01037", "days", "30", "metres", "0", "times", "2", "span", "365", "basis",
	        "区创文办〔2026〕9号", NULL) == OK, "and for a class");
	as("xt01");
	ok(shows(st, "repeat.rules", NULL, 0, &out) == OK, "they are listed");
	r = out;
	ok(r->n == 3 && str_eq(r->line[0].class_key, S("*")) && str_eq(r->line[1].class_key, S("S01")) &&
	       str_eq(r->line[2].class_key, S("S01037")), "that of all first");
	a = case_to(CASE_CLOSED, "新华南路1号");
	b = case_to(CASE_FILED, "新华南路99号");
	(void)a;
	ok(of_as("zbz01", b)->item.again && of_as("zbz01", b)->item.chronic && of_as("zbz01", b)->by.metres == 0,
	   "0 m: the whole community is one spot, by the rule of the class and not of its big class");
	ok(well(), "rules equal their events");
}

static void
on_engine(struct store *s)
{
	case_city(s);
	filed();
	ruled();
	store_check_queries(s, "work/repeat", repeat_queries);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
	    &calendar_schema, &grid_schema, &site_schema, &cases_schema, &bulk_schema,
	    &scheme_schema, &task_schema, &repeat_schema,
	};

	text_use(texts, T_MAX);
	judged();
	spots();
	command_register(repeat_commands, repeat_commands_n);
	view_register(repeat_views, repeat_views_n);
	on_engines(schemas, NITEMS(schemas), on_engine);
	return done();
}
