/* Assessment schemes on both engines: tables in, bad rows with their sentences, versions, differences, side by side. */
#include "city/city.h"
#include "scheme_sql.h"
#include "work/scheme/scheme.h"

static const char heads[][160] = {
    "scheme\tversion\tname\tlevel\tsource\tsample\tvalid_from\tvalid_to\n",
    "scheme\tversion\tno\tblock\titem\tcontent\tstandard\tmethod\tsite_types\tweight\tstruck\n",
};

static enum err
load(struct store *s, int which, const char *rows, struct reply *r, str *said)
{
	return load_file(s, which ? "standard.load" : "scheme.load", arena_printf(s->cx.arena, "%s%s",
	    heads[which], rows), r,
	                 said);
}

static bool
written(const struct reply *r, const char *n)
{
	return str_eq(r->arg[1], str_of(n));
}

/* ---- Pure ---- */

static void
numbers(void)
{
	static const char *const order[] = {"01", "1", "1.2", "1.2(1)", "1.2(10)", "1.02(11)", "1.10", "2", "10",
	    "a", "一-1", "一-2"};

	for (size_t i = 0; i < NITEMS(order); i++)
		for (size_t k = 0; k < NITEMS(order); k++) {
			int c = scheme_no_cmp(str_of(order[i]), str_of(order[k]));

			if ((c < 0) != (i < k) || (c == 0) != (i == k))
				ok(false, "numbers in the order that people count in: %s and %s", order[i], order[k]);
		}
	ok(true, "numbers in the order that people count in: 1.2 before 1.10, (2) before (10)");
}

/* ---- In ---- */

static void
loading(struct store *s)
{
	struct reply r;
	str          said;

	ok(loads(s, "scheme.load", "scheme/sample-schemes.tsv"), "%s: the sample's schemes", s->engine);
	ok(loads(s, "standard.load", "scheme/sample-standards.tsv"), "%s: the sample's standards", s->engine);
	ok(load_file(s, "standard.load", data_file(s, "scheme/sample-standards.tsv"), &r, &said) == OK &&
	    written(&r, "0"),
	   "%s: twice adds nothing", s->engine);
	ok(load(s, 1, "SJ\t2026\t07\t乡村\t村容\t村容村貌\t房前屋后整洁\t实地考察\t行政村\t150\t\n", &r, &said) == OK && written(&r, "1"),
	   "%s: a corrected standard is a change", s->engine);
	ok(load(s, 1, "SJ\t2026\t08\t乡村\t村容\t村容村貌\t弄错了\t实地考察\t\t0\t\n", &r, &said) == OK &&
	       load(s, 1, "SJ\t2026\t08\t乡村\t村容\t村容村貌\t弄错了\t实地考察\t\t0\tyes\n", &r, &said) == OK && written(&r, "1"),
	   "%s: one that was never meant is struck", s->engine);
}

static void
refusing(struct store *s)
{
	static const struct {
		int         which;
		const char *row, *part, *rule;
	} c[] = {
	    {0, "\t1\t甲\tnational\t样例\t\t2026-01-01\t", "scheme", "no code"},
	    {0, "X\t1\t甲\tcounty\t样例\t\t2026-01-01\t", "county", "a level that there is not"},
	    {0, "X\t1\t甲\tother\t样例\tmaybe\t2026-01-01\t", "maybe", "neither yes nor no"},
	    {0, "X\t1\t甲\tother\t样例\t\t2026-1-1\t", "日期", "a day written otherwise"},
	    {0, "X@1\t1\t甲\tother\t样例\t\t2026-01-01\t", "不能有 @", "a code that would break names"},
	    {0, "X\t1\t甲\tother\t样例\t\t2026-01-01\t\nX\t2\t乙\tother\t样例\t\t2026-06-01\t", "重叠",
	    "two versions at once"},
	    {0, "GC\t2027\t丙\tnational\t样例\t\t2026-06-01\t", "重叠", "beside one of the store that has no end"},
	    {0, "X\t1\t甲\tother\t样例\t\t2026-01-01\t\nX\t1\t甲\tother\t样例\t\t2026-01-01\t", "重复", "a version twice"},
	    {1, "GC\t2099\t1\t甲\t乙\t丙\t丁\t实地考察\t\t1\t", "GC 2099", "a version that there is not"},
	    {1, "GC\t2026\t1\t甲\t乙\t丙\t丁\t\t\t1\t", "method", "no method"},
	    {1, "GC\t2026\t1\t甲\t乙\t丙\t丁\t实地考察\t\t1001\t", "0 到 1000", "a weight beyond the whole"},
	    {1, "GC\t2026\t1\t甲\t乙\t丙\t丁\t实地考察\t\t5%\t", "0 到 1000", "a weight that is no number"},
	    {1, "GC\t2026\t1\t甲\t乙\t丙\t丁\t实地考察\t\t1\t\nGC\t2026\t1\t甲\t乙\t丙\t戊\t实地考察\t\t1\t", "重复", "a number twice"},
	};
	const void  *before, *after;
	struct reply r;
	str          said;

	ensure(shows(s, "scheme.list", NULL, 0, &before) == OK);
	for (size_t i = 0; i < NITEMS(c); i++)
		if (!ok(load(s, c[i].which, c[i].row, &r, &said) == ERR_INPUT && has(said, c[i].part),
		    "%s: refused: %s", s->engine,
		        c[i].rule))
			(void)printf("# %.*s\n", STR_ARG(said));
	ensure(shows(s, "scheme.list", NULL, 0, &after) == OK);
	ok(((const struct scheme_list *)before)->n == ((const struct scheme_list *)after)->n,
	    "%s: and nothing is half done",
	   s->engine);
}

/* ---- Out ---- */

static const struct standard_list *
standards(struct store *s, struct input a, struct input b)
{
	struct input in[] = {a, b};
	const void  *out;

	ensure(shows(s, "standard.list", in, b.name.p ? 2 : 1, &out) == OK);
	return out;
}

/* Three at a time, all of them once, in the same order; and by words written or spelt. */
static void
paging(struct store *s)
{
	const struct standard_list *all = standards(s, (struct input){S("scheme"), S("GC")}, (struct input){0}), *t;
	struct input                gc = {S("scheme"), S("GC")};
	const void                 *out;
	size_t                      seen = 0;
	str                         after = S("");
	bool                        same = true, more = true;

	while (more && seen < all->n) {
		struct input in[] = {gc, {S("n"), S("3")}, {S("after"), after}};

		ensure(shows(s, "standard.list", in, after.n ? 3 : 2, &out) == OK);
		t = out;
		more = t->more;
		for (size_t i = 0; i < t->n; i++)
			same = same && t->item[i].id == all->item[seen++].id;
		after = arena_printf(s->cx.arena, "%lld", (long long)t->item[t->n - 1].id);
		same = same && t->n == (more ? 3 : (all->n - 1) % 3 + 1);
	}
	ok(same && seen == all->n && !more, "%s: page by page as in one (%zu)", s->engine, seen);
	t = standards(s, gc, (struct input){S("words"), S("集贸市场")});
	ok(t->n > 0 && t->n < all->n, "%s: those that say a word (%zu)", s->engine, t->n);
	seen = t->n;
	t = standards(s, gc, (struct input){S("words"), S("jimaoshichang")});
	ok(t->n >= seen, "%s: and by how it is spelt (%zu)", s->engine, t->n);
	t = standards(s, gc, (struct input){S("words"), S("jmsc 不会有的词")});
	ok(t->n == 0, "%s: every word must be said", s->engine);
}

static void
reading(struct store *s)
{
	const struct scheme_list   *l;
	const struct scheme_item   *i;
	const struct standard_list *t;
	struct input                none = {0};
	const void                 *out;
	struct reply                r;
	str                         said;
	int64_t                     id = 0, other = 0;

	ensure(shows(s, "scheme.list", NULL, 0, &out) == OK);
	l = out;
	i = scheme_find(l, S("GC"), STR_NONE);
	ok(i && str_eq(i->version, S("2026")) && i->standards == 33 && i->weight == 840,
	    "%s: today's version, its standards and weight",
	   s->engine);
	i = scheme_find(l, S("GC"), S("2025"));
	ok(i && !i->now, "%s: the one before holds no more on its last day", s->engine);
	i = scheme_find(l, S("SJ"), STR_NONE);
	ok(i && i->standards == 7, "%s: a struck one does not count", s->engine);
	t = standards(s, (struct input){S("site"), S("集贸市场")}, none);
	ok(t->n == 9, "%s: side by side: markets, in four schemes of today (%zu)", s->engine, t->n);
	for (size_t k = 0; k < t->n; k++)
		if (str_eq(t->item[k].version, S("2025")))
			ok(false, "%s: nothing of a version that holds no more", s->engine);
	t = standards(s, (struct input){S("scheme"), S("GC")}, (struct input){S("version"), S("2025")});
	ok(t->n == 32 && str_eq(t->item[0].no, S("1.1(1)")), "%s: an older version by its name", s->engine);
	ok(!t->more, "%s: and there are no others", s->engine);
	paging(s);
	ensure(db_begin(s->cx.db) == OK);
	ok(scheme_standard_named(&s->cx, S("GC/4.1(1)"), &id) == OK &&
	       scheme_standard_named(&s->cx, S("GC@2025/4.1(1)"), &other) == OK && id != other,
	   "%s: a standard by name, of today's version or of another", s->engine);
	ok(scheme_standard_named(&s->cx, S("SJ/08"), &id) == ERR_NONE && scheme_standard_named(&s->cx, S("GC/9"),
	    &id) == ERR_NONE &&
	       scheme_standard_named(&s->cx, S("4.1(1)"), &id) == ERR_NONE,
	   "%s: not one that is struck, unknown or without scheme", s->engine);
	db_rollback(s->cx.db);
	ok(run_said(s, "scheme.load", NULL, 0, &r, &said) == ERR_INPUT, "%s: a load needs its table", s->engine);
}

static void
comparing(struct store *s)
{
	struct input in[] = {{S("scheme"), S("GC")}, {S("from"), S("2025")}, {S("to"), S("2026")}};
	const struct scheme_comparison *c;
	const void                     *out;

	ensure(shows(s, "scheme.compare", in, 3, &out) == OK);
	c = out;
	/* As data/scheme was written: 2.2(2) and 5.2(1) came, 2.2(2) of old became 2.2(3), 3.1(4) went, two changed. */
	is_i64((int64_t)c->of[STANDARD_ADDED], 2, "%s: 2.2(2) and 5.2(1) are new", s->engine);
	is_i64((int64_t)c->of[STANDARD_CHANGED], 2, "%s: two say other things", s->engine);
	is_i64((int64_t)c->of[STANDARD_MOVED], 1, "%s: one has another number, which a third had before", s->engine);
	is_i64((int64_t)c->of[STANDARD_GONE], 1, "%s: 3.1(4) is gone", s->engine);
	is_i64((int64_t)c->same, 28, "%s: what is the same is counted only", s->engine);
	for (size_t i = 0; i < c->n; i++) {
		const struct standard_difference *d = &c->item[i];

		if (d->what == STANDARD_CHANGED && str_eq(d->is->no, S("4.1(1)")))
			ok(d->nfield == 2 && str_eq(d->field[1].was, S("25")) && str_eq(d->field[1].is, S("30")),
			   "%s: words and weight of 4.1(1)", s->engine);
	}
	ok(c->of[STANDARD_CHANGED] + c->of[STANDARD_MOVED] + c->of[STANDARD_ADDED] + c->same == 33,
	    "%s: each of the newer once",
	   s->engine);
	in[2].value = S("2025");
	ok(shows(s, "scheme.compare", in, 3, &out) == ERR_INPUT, "%s: a version beside itself", s->engine);
}

/* A number that goes to other words, and the words under another number. */
static void
moving(struct store *s)
{
	struct standard_item was[] = {{.no = S("1"), .words = S("甲"), .block = S("板")}, {.no = S("2"),
	    .words = S("乙"), .block = S("板")},
	                              {.no = S("3"), .words = S("丙"), .block = S("板")}, {.no = S("4"),
	                              .words = S("丙"), .block = S("板")}};
	struct standard_item is[] = {{.no = S("1"), .words = S("甲"), .block = S("板")}, {.no = S("5"),
	    .words = S("乙"), .block = S("板")},
	                             {.no = S("6"), .words = S("丙"), .block = S("板")}};
	struct standard_list a = {was, NITEMS(was), false}, b = {is, NITEMS(is), false};
	struct scheme_comparison c = {0};

	ok(scheme_differ(&s->cx, &a, &b, &c) == OK && c.same == 1 && c.of[STANDARD_MOVED] == 1 &&
	    c.of[STANDARD_ADDED] == 1 &&
	       c.of[STANDARD_GONE] == 2,
	   "the same words under another number moved; words that stood twice are not guessed at");
	ok(c.item[0].what == STANDARD_MOVED && str_eq(c.item[0].was->no, S("2")) && c.item[0].nfield == 1,
	    "2 became 5, and no more");
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
    &calendar_schema, &bulk_schema, &scheme_schema,
};

static void
test(struct store *s)
{
	store_check_queries(s, "work/scheme", scheme_queries);
	make_city(s);
	loading(s);
	refusing(s);
	reading(s);
	comparing(s);
	moving(s);
	ok(folds(s, scheme_aggregates, scheme_aggregates_n), "%s: schemes and standards equal their events",
	    s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	command_register(scheme_commands, scheme_commands_n);
	view_register(scheme_views, scheme_views_n);
	numbers();
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
