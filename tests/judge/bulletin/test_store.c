/* The bulletin of a district on a store, both engines: figures counted by hand, the same when asked again later. */
#include "past_sql.h"
#include "judge/bulletin/bulletin.h"
#include "kit/journal/journal.h"
#include "work/acts/city_case.h"
#include "work/recheck/recheck.h"

#include <unistd.h>

static const struct db_schema *schemas[NITEMS(case_schemas) + 1];

static int64_t
seal(void)
{
	int64_t position = 0;

	ensure(db_begin(st->cx.db) == OK && journal_seal(&st->cx, SEAL_COUNT_MAX, NULL) == OK &&
	       journal_position(&st->cx, &position) == OK && db_commit(st->cx.db) == OK);
	return position;
}

static const struct bulletin_show *
figures(const char *login, const char *on, const char *place, int64_t position, int64_t moment)
{
	struct input in[4];
	const void  *out;
	size_t       n = 0;

	in[n++] = (struct input){S("day"), str_of(on)};
	if (place)
		in[n++] = (struct input){S("place"), str_of(place)};
	if (position)
		in[n++] = (struct input){S("seal"), str_of(num(position))};
	if (moment)
		in[n++] = (struct input){S("at"), str_of(num(moment))};
	as(login);
	return shows(st, "bulletin.show", in, n, &out) == OK ? out : NULL;
}

static bool
are(const struct bulletin_show *b, int64_t opening, int64_t fresh, int64_t closed, int64_t stock)
{
	struct bulletin_sums places = {0}, units = {0};

	if (!b)
		return false;
	for (size_t i = 0; i < b->nplace; i++)
		for (int k = 0; k < BULLETIN_NUMBER_MAX; k++)
			places.n[k] += b->place[i].sums.n[k];
	for (size_t i = 0; i < b->nunit; i++)
		for (int k = 0; k < BULLETIN_NUMBER_MAX; k++)
			units.n[k] += b->unit[i].sums.n[k];
	for (int k = 0; k < BULLETIN_NUMBER_MAX; k++)
		if (places.n[k] != b->sums.n[k] || units.n[k] != b->sums.n[k])
			return false;
	if (b->sums.n[0] != opening || b->sums.n[1] != fresh || b->sums.n[2] != closed || b->sums.n[3] != stock)
		(void)printf("# %lld + %lld - %lld = %lld\n", (long long)b->sums.n[0], (long long)b->sums.n[1],
		             (long long)b->sums.n[2], (long long)b->sums.n[3]);
	return bulletin_balances(&b->sums) && b->sums.n[BULLETIN_OPENING] == opening &&
	       b->sums.n[BULLETIN_FRESH] == fresh && b->sums.n[BULLETIN_CLOSED] == closed &&
	       b->sums.n[BULLETIN_STOCK] == stock;
}

static const struct bulletin_list *
cases(const char *login, const char *number, const char *on, int64_t position, int64_t moment, const char *below,
      const char *unit)
{
	struct input in[6] = {{S("number"), str_of(number)}, {S("day"), str_of(on)}, {S("seal"), str_of(num(position))},
	                      {S("at"), str_of(num(moment))}};
	const void  *out;
	size_t       n = 4;

	if (below)
		in[n++] = (struct input){S("below"), str_of(below)};
	if (unit)
		in[n++] = (struct input){S("unit"), str_of(unit)};
	as(login);
	return shows(st, "bulletin.cases", in, n, &out) == OK ? out : NULL;
}

static bool
exactly(const struct bulletin_list *l, size_t n, int64_t a, int64_t b)
{
	return l && l->total == (int64_t)n && l->n == n && (n < 1 || l->item[0].c.id == a) &&
	       (n < 2 || l->item[1].c.id == b);
}

/* Every number of a bulletin has a list of just so many. */
static bool
lists_fit(const struct bulletin_show *b, const char *on, int64_t position, int64_t moment)
{
	bool fit = true;

	for (int k = 0; k < BULLETIN_NUMBER_MAX; k++) {
		const char                 *code = bulletin_code((enum bulletin_number)k);
		const struct bulletin_list *l = cases("zbz01", code, on, position, moment, NULL, NULL);

		fit &= l && l->total == b->sums.n[k];
		for (size_t i = 0; i < b->nplace; i++) {
			l = cases("zbz01", code, on, position, moment, b->place[i].id ? own(b->place[i].id) : "-", NULL);
			fit &= l && l->total == b->place[i].sums.n[k];
		}
		for (size_t i = 0; i < b->nunit; i++) {
			l = cases("zbz01", code, on, position, moment, NULL, b->unit[i].id ? own(b->unit[i].id) : "-");
			fit &= l && l->total == b->unit[i].sums.n[k];
		}
	}
	return fit;
}

static str
json_at(const char *on, int64_t position, int64_t moment)
{
	const struct bulletin_show *b = figures("zbz01", on, NULL, position, moment);

	return b ? json_of(st, "bulletin.show", b) : STR_NONE;
}

static struct keyring *
keys(void)
{
	static char     path[400];
	struct keyring *k;

	(void)snprintf(path, sizeof(path), "%s/keys", test_folder());
	ensure(keyring_make(&st->cx, str_of(path)) == OK &&
	       keyring_load(&st->cx, st->cx.arena, str_of(path), &k) == OK);
	(void)unlink(path);
	return k;
}

static void
on_a_store(struct store *s)
{
	const struct bulletin_show *b;
	int64_t                     a, b1, c, d, p1, p2, t1, t2, noon;
	str                         day1, day2, day1_now;
	enum err                    twice;

	case_city(s);
	reporter_use_keys(NULL);
	reporter_use_keys(keys());
	st->cx.now = at(11, 20, 10, 0);
	ok(!figures("zbz01", "2026-11-20", NULL, 0, 0), "%s: before anything is sealed there is none", s->engine);

	/* Friday: two are filed, one of them is closed; one is only reported. */
	a = case_to(CASE_WORKING, "通报一号");
	b1 = case_to(CASE_CLOSED, "通报二号");
	c = case_to(CASE_REPORTED, "通报三号");
	st->cx.now = at(11, 20, 10, 5);
	ok(figures("zbz01", "2026-11-20", NULL, 0, 0) == NULL, "%s: nor before the first seal", s->engine);
	p1 = seal();
	t1 = st->cx.now = at(11, 20, 18, 0);
	b = figures("zbz01", "2026-11-20", NULL, 0, 0);
	ok(are(b, 0, 2, 1, 1), "%s: 0 + 2 - 1 = 1, by place and by unit too", s->engine);
	ok(b && b->head.position == p1 && b->head.at == t1 && b->head.cut == t1 && !b->head.whole,
	   "%s: as of the newest seal and of now", s->engine);
	ok(b && b->sums.n[BULLETIN_ON_TIME] == 1 && b->sums.n[BULLETIN_PROVEN] == 1, "%s: closed in time, after a check", s->engine);
	ok(lists_fit(b, "2026-11-20", p1, t1), "%s: every number has a list of just so many", s->engine);
	ok(exactly(cases("zbz01", "fresh", "2026-11-20", p1, t1, NULL, NULL), 2, a, b1) &&
	       exactly(cases("zbz01", "closed", "2026-11-20", p1, t1, NULL, NULL), 1, b1, 0),
	   "%s: and they are the cases", s->engine);
	ok(are(figures("zbz01", "2026-11-20", "350602001", 0, 0), 0, 2, 1, 1) &&
	       are(figures("zbz01", "2026-11-20", "350602002", 0, 0), 0, 0, 0, 0),
	   "%s: one street has them all, another none", s->engine);
	ok(!figures("jdy01", "2026-11-20", NULL, 0, 0), "%s: an inspector has no bulletin", s->engine);
	day1 = json_at("2026-11-20", p1, t1);

	/* Saturday: another street's is filed; a moment that no seal covers yet does not count. */
	st->cx.now = at(11, 21, 9, 0);
	d = report("jdy02", "grid", place_two, "通报四号", "S01037");
	ok(does("sly01", "case.accept", "id", num(d), NULL) == OK &&
	       does("zbz01", "case.file", "id", num(d), "condition", "S01037-2", NULL) == OK,
	   "%s: one more is filed", s->engine);
	ok(are(figures("zbz01", "2026-11-21", NULL, 0, 0), 1, 0, 0, 1), "%s: not yet sealed it is not yet in it", s->engine);
	st->cx.now = at(11, 21, 9, 1);
	p2 = seal();
	t2 = st->cx.now = at(11, 21, 17, 0);
	b = figures("zbz01", "2026-11-21", NULL, 0, 0);
	ok(are(b, 1, 1, 0, 2), "%s: Saturday opens as Friday closed: 1 + 1 - 0 = 2", s->engine);
	ok(lists_fit(b, "2026-11-21", p2, t2), "%s: and has its lists", s->engine);
	b = figures("zbz01", "2026-11-20", NULL, 0, 0);
	ok(are(b, 0, 2, 1, 1) && b->head.whole, "%s: Friday is over and as it was", s->engine);
	day2 = json_at("2026-11-21", p2, t2);
	day1_now = json_at("2026-11-20", p2, t2);
	ok(str_eq(json_at("2026-11-20", p1, t1), day1), "%s: told again as of then it is the same", s->engine);

	/* Then everything happens. */
	st->cx.now = at(11, 23, 9, 0);
	ok(does("cz14", "case.fix", "id", num(a), "text", "已换灯泡", NULL) == OK &&
	       does("hcy01", "case.verify", "id", num(a), "answer", "yes", NULL) == OK &&
	       does("zbz01", "case.close", "id", num(a), "closing", "S01037-2", NULL) == OK &&
	       does("zbz01", "case.reopen", "id", num(b1), "reason", "又坏了", NULL) == OK &&
	       does("sly01", "case.accept", "id", num(c), NULL) == OK &&
	       does("pqy01", "case.dispatch", "id", num(d), NULL) == OK,
	   "%s: closed, reopened, accepted, sent out", s->engine);
	ok(str_eq(json_at("2026-11-20", p1, t1), day1) && str_eq(json_at("2026-11-21", p2, t2), day2) &&
	       str_eq(json_at("2026-11-20", p2, t2), day1_now),
	   "%s: whatever happened since, the figures are the same", s->engine);
	st->cx.now = at(11, 23, 9, 1);
	ok(does("aq01", "case.reporter_erase", "id", num(a), "reason", "wish", NULL) == OK &&
	       does("aq01", "case.reporter_erase", "id", num(d), "reason", "wish", NULL) == OK,
	   "%s: what was said of persons is erased with its payloads", s->engine);
	ok(str_eq(json_at("2026-11-20", p1, t1), day1) && str_eq(json_at("2026-11-21", p2, t2), day2) &&
	       str_eq(json_at("2026-11-20", p2, t2), day1_now),
	   "%s: the figures are the same still", s->engine);
	st->cx.now = at(11, 23, 9, 2);
	(void)seal();
	twice = does("aq01", "case.reporter_erase", "id", num(d), "reason", "wish", NULL);
	(void)seal();
	ok(twice == OK && str_eq(json_at("2026-11-21", p2, t2), day2), "%s: erasing twice keeps what the first time kept", s->engine);
	ok(cases_fold(), "%s: and all equals its events", s->engine);
	noon = st->cx.now = at(11, 23, 12, 0);
	b = figures("zbz01", "2026-11-23", NULL, 0, 0);
	ok(are(b, 2, b->sums.n[BULLETIN_FRESH], 1, 1 + b->sums.n[BULLETIN_FRESH]), "%s: Monday closes one of two", s->engine);
	ok(lists_fit(b, "2026-11-23", b->head.position, noon), "%s: and has its lists", s->engine);

	/* What is refused. */
	ok(!figures("zbz01", "2026-11-24", NULL, 0, 0), "%s: no day to come", s->engine);
	ok(!figures("zbz01", "2026-10-22", NULL, 0, 0), "%s: none too long ago", s->engine);
	ok(!figures("zbz01", "2026-11-20", NULL, p1, t2), "%s: no moment after the next seal", s->engine);
	ok(!figures("zbz01", "2026-11-20", NULL, INT64_MAX, 0), "%s: no position to come", s->engine);
	ok(figures("zbz01", "2026-11-20", NULL, p1 + 1, 0) && figures("zbz01", "2026-11-20", NULL, p1 + 1, 0)->head.position == p1,
	   "%s: amid a batch is the end of the one before", s->engine);
	ok(!cases("zbz01", "all", "2026-11-20", p1, t1, NULL, NULL), "%s: no other number", s->engine);
	ok(!cases("zbz01", "fresh", "2026-11-20", p1, t1, "350602001001", NULL), "%s: only places right below", s->engine);
	ok(has(json_of(s, "bulletin.text", &(struct bulletin_text){S("x")}), "x"), "%s: text as JSON", s->engine);
	store_check_queries(s, "work/past", past_queries);
	reporter_use_keys(NULL);
}

int
main(void)
{
	view_register(bulletin_views, bulletin_views_n);
	for (size_t i = 0; i < NITEMS(case_schemas); i++)
		schemas[i] = case_schemas[i];
	schemas[NITEMS(case_schemas)] = &recheck_schema;
	on_engines(schemas, NITEMS(schemas), on_a_store);
	return done();
}
