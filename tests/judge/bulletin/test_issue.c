/* Editions on a store, both engines: issued, replaced, refused; what they asked for, and what became of it. */
#include "bulletin_sql.h"
#include "judge/bulletin/bulletin.h"
#include "kit/journal/journal.h"
#include "work/acts/city_case.h"
#include "work/outbox/outbox.h"
#include "work/recheck/recheck.h"

static const struct db_schema *schemas[NITEMS(case_schemas) + 3];
enum { HOURS = 60 * 60 * 1000 };

static int64_t
seal(void)
{
	int64_t position = 0;

	ensure(db_begin(st->cx.db) == OK && journal_seal(&st->cx, SEAL_COUNT_MAX, NULL) == OK &&
	       journal_position(&st->cx, &position) == OK && db_commit(st->cx.db) == OK);
	return position;
}

static const void *
view(const char *login, const char *name, const char *a, const char *av, const char *b, const char *bv, const char *c,
     const char *cv)
{
	struct input in[3] = {{str_of(a), str_of(av)}};
	size_t       n = 1;
	const void  *out;

	if (b)
		in[n++] = (struct input){str_of(b), str_of(bv)};
	if (c)
		in[n++] = (struct input){str_of(c), str_of(cv)};
	as(login);
	return shows(st, name, in, n, &out) == OK ? out : NULL;
}

static const struct bulletin_edition *
edition(int64_t id)
{
	return view("zbz01", "bulletin.edition", "id", num(id), NULL, NULL, NULL, NULL);
}

static const struct bulletin_items *
items(int64_t id, const char *outcome)
{
	static const struct bulletin_items none;
	const struct bulletin_items_page  *p =
	    view("zbz01", "bulletin.items", "id", num(id), outcome ? "outcome" : NULL, outcome, NULL, NULL);

	return p ? &p->items : &none;
}

static bool
counts(int64_t id, int64_t waits, int64_t in_time, int64_t after, int64_t missed, int64_t released)
{
	const struct bulletin_edition *e = edition(id);
	const int64_t                  want[] = {waits, in_time, after, missed, released};
	bool                           fit = e != NULL;
	int64_t                        sum = 0;

	for (int i = 0; fit && i < BULLETIN_DUTY_MAX; i++) {
		int64_t units = 0;

		sum += want[i];
		for (size_t k = 0; k < e->ntally; k++)
			units += e->tally[k].outcome[i];
		fit = e->all.outcome[i] == want[i] && units == want[i] &&
		      items(id, bulletin_outcome_code((enum bulletin_outcome)i))->total == want[i];
	}
	return fit && e->all.n == sum && e->listed == sum;
}

static enum err
issue(const char *login, const char *on, int64_t position, int64_t moment)
{
	return does(login, "bulletin.issue", "day", on, "seal", num(position), "at", num(moment), NULL);
}

static bool
folded(void)
{
	struct journal_aggregate kinds[8];
	size_t                   n = 0;

	for (size_t i = 0; i < bulletin_aggregates_n; i++)
		kinds[n++] = bulletin_aggregates[i];
	for (size_t i = 0; i < case_aggregates_n; i++)
		kinds[n++] = case_aggregates[i];
	for (size_t i = 0; i < reporter_aggregates_n; i++)
		kinds[n++] = reporter_aggregates[i];
	return folds(st, kinds, n);
}

/* The same key again, as a form that was sent twice does. */
static int64_t
with_key(int64_t position, int64_t moment)
{
	struct input in[] = {{S("day"), S("2026-11-20")}, {S("seal"), str_of(num(position))}, {S("at"), str_of(num(moment))}};
	struct idem  key = {.key = S("bulletin-key-1"), .digest = {7}};
	struct reply r;

	as("zbz01");
	ctx_forget(&st->cx);
	return command_do(&st->cx, command_find(S("bulletin.issue")), in, 3, &key, &r) == OK ? r.id : 0;
}

/* What the unit is told to do: its cases, by the earliest moment. */
static int64_t
unit_due(const char *login, int64_t case_id)
{
	struct bulletin_waiting *w;
	size_t                   n;
	int64_t                  due = 0;
	enum err                 e;

	as(login);
	ensure(db_begin(st->cx.db) == OK);
	e = bulletin_waiting_of(&st->cx, &w, &n);
	db_rollback(st->cx.db);
	for (size_t i = 0; e == OK && i < n; i++)
		if (w[i].case_id == case_id)
			due = w[i].due_at;
	return due;
}

static size_t
case_dues(int64_t id, struct bulletin_due **due)
{
	size_t   n = 0;
	enum err e;

	as("zbz01");
	ensure(db_begin(st->cx.db) == OK);
	e = bulletin_dues_of(&st->cx, id, (opt_i64){0}, false, due, &n);
	db_rollback(st->cx.db);
	return e == OK ? n : 99;
}

static void
refusals(const char *engine, int64_t p1, int64_t t1)
{
	ok(issue("pqy01", "2026-11-20", p1, t1) == ERR_DENIED && issue("ld01", "2026-11-20", p1, t1) == ERR_DENIED &&
	       issue("cz14", "2026-11-20", p1, t1) == ERR_DENIED && issue("xt01", "2026-11-20", p1, t1) == ERR_DENIED,
	   "%s: only 值班长 issues", engine);
	ok(does(NULL, "bulletin.issue", "place", "350602", "seal", num(p1), NULL) == ERR_DENIED, "%s: the program itself never does", engine);
	ok(issue("zbz01", "2026-11-21", p1, t1) == ERR_INPUT, "%s: no day to come", engine);
	ok(issue("zbz01", "2026-11-12", p1, FIELD_ABSENT) == ERR_INPUT, "%s: no moment before all time", engine);
	ok(does("zbz01", "bulletin.issue", "day", "2026-11-12", "seal", num(p1), NULL) == ERR_RULE,
	   "%s: none of a day more than a week ago", engine);
	ok(issue("zbz01", "2026-11-20", p1 + 1000, t1) == ERR_INPUT, "%s: no position to come", engine);
	ok(does("zbz01", "bulletin.issue", "day", "2026-11-20", NULL) == ERR_INPUT, "%s: none without what was seen", engine);
	ok(does("zbz01", "bulletin.issue", "place", "999", "seal", num(p1), NULL) == ERR_INPUT, "%s: nowhere else", engine);
}

/* What is pasted into a group. */
static void
in_words(struct store *s, int64_t edition)
{
	str text = ((const struct bulletin_text *)view("zbz01", "bulletin.text", "id", num(edition), NULL, NULL, NULL, NULL))->text;

	ok(has(text, "第 2 版，代替第 1 版"), "%s: the text names both", s->engine);
	ok(has(text, "没有案件：") && !has(text, " 0，") && !has(text, " 0\n"), "%s: and no number that is 0 beside a name", s->engine);
}

static void
on_a_store(struct store *s)
{
	const struct bulletin_edition *e;
	const struct bulletin_items   *i;
	const struct bulletin_show    *show;
	struct bulletin_due           *due;
	int64_t                        a, b, d, f, p1, p2, p3, t1, t2, t3, one, two, three, own_due;
	str                            told, told2;

	case_city(s);
	st->cx.now = at(11, 20, 10, 0);
	a = case_to(CASE_WORKING, "通报一号");
	b = case_to(CASE_FIXED, "通报二号");
	(void)case_to(CASE_REPORTED, "通报三号");
	own_due = page_as("zbz01", a)->due_at.v;
	st->cx.now = at(11, 20, 10, 5);
	p1 = seal();
	t1 = st->cx.now = at(11, 20, 18, 0);
	refusals(s->engine, p1, t1);
	show = view("zbz01", "bulletin.show", "day", "2026-11-20", "seal", num(p1), "at", num(t1));
	told = show ? json_of(s, "bulletin.show", show) : STR_NONE;
	ok(show && show->sums.n[BULLETIN_LISTED] == 1, "%s: of a new day what is in a unit's hands would be listed", s->engine);

	/* The first edition, at 18:00. */
	ok(issue("zbz01", "2026-11-20", p1, t1) == OK, "%s: 值班长 issues it: %.*s", s->engine, STR_ARG(said));
	one = said_reply.id;
	e = edition(one);
	ok(e && e->edition == 1 && e->before == 0 && e->next == 0 && e->listed == 1 && e->units == 1 &&
	       e->issued_at == t1 && e->due_at == t1 + 24 * HOURS && e->hours == 24,
	   "%s: the first, due 24 natural hours later (A32)", s->engine);
	ok(e && str_eq(e->figures, told), "%s: its figures are those that were seen, to the letter", s->engine);
	ok(e && e->show.head.position == p1 && e->show.sums.n[BULLETIN_FRESH] == 2 && e->show.nunit == show->nunit &&
	       str_eq(e->show.unit[0].name, show->unit[0].name) &&
	       e->show.place[0].sums.n[BULLETIN_STOCK] == show->place[0].sums.n[BULLETIN_STOCK],
	   "%s: and read back they are the same", s->engine);
	i = items(one, NULL);
	ok(i->total == 1 && i->n == 1 && i->item[0].case_id == a && i->item[0].fresh && !i->item[0].late &&
	       i->item[0].due_at == t1 + 24 * HOURS && str_eq(i->item[0].address, S("通报一号")),
	   "%s: it asks for the one that is worked on, not for the one that is fixed", s->engine);
	ok(counts(one, 1, 0, 0, 0, 0), "%s: which waits", s->engine);
	ok(page_as("zbz01", a)->due_at.v == own_due, "%s: the case's own deadline is as it was", s->engine);
	ok(unit_due("cz14", a) == t1 + 24 * HOURS && unit_due("cz14", b) == 0 && unit_due("zbz01", a) == 0,
	   "%s: its unit is told until when, and of no other", s->engine);
	ok(case_dues(a, &due) == 1 && due[0].edition == 1 && due[0].due_at == t1 + 24 * HOURS &&
	       due[0].result.outcome == BULLETIN_DUTY_WAITS,
	   "%s: so does the page of the case", s->engine);
	ok(case_dues(b, &due) == 0, "%s: that of another says nothing", s->engine);
	ok(has(json_of(s, "bulletin.edition", e), "\"edition\":1"), "%s: as JSON", s->engine);

	/* Twenty minutes later there is one more case. */
	st->cx.now = at(11, 20, 18, 10);
	d = case_to(CASE_WORKING, "通报四号");
	ok(issue("zbz01", "2026-11-20", p1, t1) == ERR_STALE && has(said, "第 1 版"),
	   "%s: who did not see the first may not replace it", s->engine);
	st->cx.now = at(11, 20, 18, 11);
	p2 = seal();
	t2 = st->cx.now = at(11, 20, 18, 20);
	show = view("zbz01", "bulletin.show", "day", "2026-11-20", "seal", num(p2), "at", num(t2));
	told2 = show ? json_of(s, "bulletin.show", show) : STR_NONE;
	two = with_key(p2, t2);
	ok(two && with_key(p2, t2) == two && !edition(two + 1), "%s: sent twice with one key it is one edition", s->engine);
	e = edition(two);
	ok(e && e->edition == 2 && e->before == 1 && e->before_id == one && e->listed == 2, "%s: the second names the first", s->engine);
	i = items(two, NULL);
	ok(i->n == 2 && i->item[0].case_id == a && i->item[0].due_at == t1 + 24 * HOURS && i->item[0].first_id == one &&
	       i->item[1].case_id == d && i->item[1].due_at == t2 + 24 * HOURS && i->item[1].first_id == two,
	   "%s: what the first asked for is due as it said, what is new later", s->engine);
	ok(case_dues(a, &due) == 2 && due[0].edition == 1 && due[0].due_at == t1 + 24 * HOURS,
	   "%s: on the case the first one stands", s->engine);
	e = edition(one);
	ok(e && e->next == 2 && e->next_id == two && str_eq(e->figures, told), "%s: the first says so and is else the same", s->engine);

	/* How many a day may have is data. */
	ok(does("xt01", "bulletin.rule", "hours", "24", "cap", "2", "basis", "示例：一天两版", NULL) == OK &&
	       does("zbz01", "bulletin.rule", "hours", "24", "basis", "示例", NULL) == ERR_DENIED,
	   "%s: the system administrator sets the rule", s->engine);
	st->cx.now = at(11, 20, 18, 30);
	f = case_to(CASE_WORKING, "通报五号");
	st->cx.now = at(11, 20, 18, 31);
	p3 = seal();
	t3 = st->cx.now = at(11, 20, 18, 40);
	ok(issue("zbz01", "2026-11-20", p3, t3) == ERR_RULE && has(said, "2 版"), "%s: a third is one too many", s->engine);
	ok(does("xt01", "bulletin.rule", "place", "350602", "hours", "24", "expected", "17:30", "basis", "示例", NULL) == OK &&
	       issue("zbz01", "2026-11-20", p3, t3) == ERR_RULE,
	   "%s: a place's own rule keeps what it does not say", s->engine);
	ok(does("xt01", "bulletin.rule", "place", "350602", "hours", "24", "cap", "3", "basis", "示例：本区", NULL) == OK &&
	       does("xt01", "bulletin.rule", "class", "S01037", "hours", "2", "basis", "示例：路灯", NULL) == OK &&
	       does("xt01", "bulletin.rule", "class", "S01037", "hours", "2", "cap", "2", "basis", "示例", NULL) == ERR_INPUT &&
	       does("xt01", "bulletin.rule", "hours", "24", "expected", "25:00", "basis", "示例", NULL) == ERR_INPUT,
	   "%s: more for this place, fewer hours for a class", s->engine);
	ok(issue("zbz01", "2026-11-20", p3, t3) == OK, "%s: then there is a third", s->engine);
	three = said_reply.id;
	i = items(three, NULL);
	ok(i->n == 3 && i->item[2].case_id == f && i->item[2].due_at == t3 + 2 * HOURS &&
	       i->item[0].due_at == t1 + 24 * HOURS,
	   "%s: A32: a class may have hours of its own; what was asked before stands", s->engine);

	/* The day after: one is put right in time, one is not, one becomes another unit's. */
	st->cx.now = at(11, 21, 17, 59);
	ok(does("cz14", "case.fix", "id", num(a), "text", "已换灯泡", NULL) == OK, "%s: put right a minute before", s->engine);
	st->cx.now = at(11, 21, 18, 0) + 1;
	ok(counts(one, 0, 1, 0, 0, 0), "%s: in time", s->engine);
	ok(counts(three, 1, 1, 0, 1, 0), "%s: of the last edition one in time, one waits, one with two hours was missed", s->engine);
	st->cx.now = at(11, 21, 18, 21);
	ok(does("cz14", "case.fix", "id", num(d), "text", "已换灯泡", NULL) == OK && counts(two, 0, 1, 1, 0, 0),
	   "%s: a minute late is late", s->engine);
	ok(unit_due("cz14", a) == 0 && unit_due("cz14", f) == t3 + 2 * HOURS, "%s: the unit is told what is left", s->engine);
	ok(does("hcy01", "case.verify", "id", num(a), "answer", "no", "reason", "还是不亮", NULL) == OK &&
	       counts(one, 0, 0, 0, 1, 0) && unit_due("cz14", a) == t1 + 24 * HOURS,
	   "%s: a failed 核查 takes it back", s->engine);
	ok(view("zbz01", "bulletin.edition", "id", num(one), "at", num(at(11, 21, 18, 0)), NULL, NULL) &&
	       !view("zbz01", "bulletin.edition", "id", num(one), "at", num(t1 - 1), NULL, NULL) &&
	       !view("zbz01", "bulletin.edition", "id", num(one), "at", num(at(11, 22, 0, 0)), NULL, NULL),
	   "%s: looked at as of a moment between issue and now", s->engine);
	e = view("zbz01", "bulletin.edition", "id", num(one), "at", num(at(11, 21, 18, 0)), NULL, NULL);
	ok(e && e->all.outcome[BULLETIN_DUTY_IN_TIME] == 1, "%s: as of then it was in time", s->engine);

	/* Whatever happened, what was told is told. */
	ok(str_eq(edition(one)->figures, told) && str_eq(edition(two)->figures, told2), "%s: the figures are the same still", s->engine);
	show = view("zbz01", "bulletin.show", "day", "2026-11-20", "seal", num(p1), "at", num(t1));
	ok(show && str_eq(json_of(s, "bulletin.show", show), told), "%s: and what is worked out as of that seal equals them", s->engine);
	in_words(s, two);
	ok(((const struct bulletin_editions *)view("zbz01", "bulletin.editions", "day", "2026-11-20", NULL, NULL, NULL, NULL))->n == 3 &&
	       ((const struct bulletin_editions *)view("zbz01", "bulletin.editions", "day", "2026-11-19", NULL, NULL, NULL, NULL))->n == 0,
	   "%s: they are listed by day", s->engine);
	ok(!view("jdy01", "bulletin.edition", "id", num(one), NULL, NULL, NULL, NULL) &&
	       !view("cz14", "bulletin.editions", "day", "2026-11-20", NULL, NULL, NULL, NULL) && !edition(999),
	   "%s: not for who has no bulletin, and no other", s->engine);
	ok(folded(), "%s: all equals its events", s->engine);
	store_check_queries(s, "judge/bulletin", bulletin_queries);
}

int
main(void)
{
	for (size_t i = 0; i < NITEMS(case_schemas); i++)
		schemas[i] = case_schemas[i];
	schemas[NITEMS(case_schemas)] = &outbox_schema;
	schemas[NITEMS(case_schemas) + 1] = &recheck_schema;
	schemas[NITEMS(case_schemas) + 2] = &bulletin_schema;
	command_register(bulletin_commands, bulletin_commands_n);
	view_register(bulletin_views, bulletin_views_n);
	on_engines(schemas, NITEMS(schemas), on_a_store);
	return done();
}
