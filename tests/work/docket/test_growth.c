/* Pages cost the same however many cases there are: VM steps, not seconds. */
#include "work/acts/city_case.h"

#include "base/clock.h"

#include <stdio.h>

/* VM steps of a view, as the trace counts them; 0 on an engine that does not count. */
static int64_t
steps(const char *login, const char *view, const struct input *in, size_t n)
{
	const void *out;
	uint64_t    before;

	as(login);
	before = st->cx.trace.vm_steps;
	if (shows(st, view, in, n, &out) != OK)
		return -1;
	return (int64_t)(st->cx.trace.vm_steps - before);
}

/* Many open cases, which is the worst for every list. */
static void
grow(int from, int to)
{
	const struct command *report_ = command_find(S("case.report"));
	struct arena         *a = arena_new((size_t)64 << 20);

	as("zbz01");
	for (int i = from; i < to; i++) {
		struct ctx   cx = {.arena = a, .now = st->cx.now + i, .zone = 480, .db = st->cx.db, .who = st->cx.who};
		char         address[40], place[24];
		struct input in[] = {{S("source"), S("grid")}, {S("place"), S("")}, {S("address"), S("")},
		                     {S("description"), S("路灯不亮")}, {S("class"), S("S01037")}};
		const void  *bound;
		struct reply r;

		(void)snprintf(address, sizeof(address), "长路%d号", i);
		(void)snprintf(place, sizeof(place), "#%lld", (long long)(i % 2 ? place_one : place_two));
		in[1].value = str_of(place);
		in[2].value = str_of(address);
		if (i == from || i % 500 == 0)
			ensure(db_begin(cx.db) == OK);
		ensure(command_bind(&cx, report_->in, report_->nin, report_->in_size, in, NITEMS(in), &bound) == OK);
		ensure(report_->apply(&cx, bound, NULL, &r) == OK);
		if (i == to - 1 || i % 500 == 499)
			ensure(db_commit(cx.db) == OK);
		arena_reset(a);
	}
	arena_free(a);
}

/* A step on each case from..to, as far as it is allowed. */
static void
step(const char *command, const char *field, const char *value, int64_t from, int64_t to)
{
	for (int64_t id = from; id < to; id++)
		if (does("zbz01", command, "id", num(id), field, value, NULL) != OK)
			(void)ok(false, "%s of %lld: %.*s", command, (long long)id, STR_ARG(said));
}

/*
 * All pages of a list, each in the memory that one request may take: how many cases
 * there are on them; -1 when one came twice or out of order.  *looked: pages that
 * ended because enough had been looked at.
 */
static int64_t
walk_pages(struct input *in, size_t n, int64_t *looked)
{
	static bool   seen[40000];
	struct arena *kept = st->cx.arena, *one = arena_new(256 << 10);
	char          after[60] = "";
	int64_t       found = 0, last_due = INT64_MIN, last_id = INT64_MAX, pages = 0;
	const void   *out;

	memset(seen, 0, sizeof(seen));
	*looked = 0;
	as("zbz01");
	do {
		const struct case_list_out *l;

		arena_reset(one);
		st->cx.arena = one;
		in[n] = (struct input){S("after"), str_of(after)};
		if (shows(st, "case.list", in, after[0] ? n + 1 : n, &out) != OK) {
			found = -1;
			break;
		}
		l = out;
		for (size_t i = 0; i < l->n; i++) {
			const struct case_item *x = &l->item[i];
			bool behind = x->sort > last_due || (x->sort == last_due && x->id > last_id);
			bool ahead = x->sort < last_due || (x->sort == last_due && x->id < last_id);
			bool order = l->order == CASE_BY_END ? ahead : behind;

			order = l->order == CASE_BY_NEW ? x->id < last_id : order;

			if (x->id >= (int64_t)NITEMS(seen) || seen[x->id] || (found && !order)) {
				(void)printf("# %lld twice or out of order\n", (long long)x->id);
				found = -2;
				break;
			}
			seen[x->id] = true;
			last_due = x->sort;
			last_id = x->id;
			found++;
		}
		*looked += l->looked > 0;
		(void)snprintf(after, sizeof(after), "%.*s", STR_ARG(l->next));
	} while (found >= 0 && after[0] && ++pages < 2000);
	st->cx.arena = kept;
	arena_free(one);
	return found;
}

/* Ten thousand cases in four states, read through filters that no index knows. */
static void
filters(int64_t all)
{
	struct input many[8] = {{S("state"), S("reported,checked,refused,closed")}, {S("class"), S("S01")}, {S("n"), S("100")}},
	             fresh[8] = {{S("sort"), S("new")}, {S("state"), S("checked,refused")}},
	             gone[8] = {{S("state"), S("refused,closed")}},
	             rare[8] = {{S("class"), S("S02019")}}, none[8] = {{S("source"), S("media")}, {S("state"), S("checked,refused")}},
	             words[8] = {{S("q"), S("长路77")}}, begin[8] = {{S("q"), S("2026-00")}}, more[8] = {{S("q"), S("2026-0")}},
	             year[8] = {{S("q"), S("2026-")}}, other[8] = {{S("q"), S("2026-098")}};
	const void  *out;
	int64_t      looked, odd;

	step("case.accept", "text", "属实", 100, 500);
	odd = report("zbz01", "grid", place_one, "小巷9号", "S02019");
	ok(odd != 0, "one of another class");
	is_i64(walk_pages(many, 3, &looked), all, "a filtered list of four states: each case once, in order, in 256 KB a page");
	is_i64(walk_pages(fresh, 2, &looked), 800, "the newest first in two states");
	ok(looked > 0, "pages end where enough was looked at, and go on");
	is_i64(walk_pages(gone, 1, &looked), 400, "the ended ones, the latest first: each once, in order");
	is_i64(walk_pages(rare, 1, &looked), 1, "the one of its class among ten thousand");
	ok(looked > 3, "is found by going on");
	is_i64(walk_pages(none, 2, &looked), 0, "none is none");
	is_i64(walk_pages(words, 1, &looked), 111, "长路77, 长路770 to 779, 7700 to 7799: anywhere in the address");
	is_i64(walk_pages(begin, 1, &looked), 999, "2026-00: numbers 00001 to 00999");
	is_i64(looked, 0, "without a look at any other");
	is_i64(walk_pages(more, 1, &looked), 9999, "2026-0: numbers 00001 to 09999");
	/* 98 is a case of its own, but not where this reader looks. */
	as("jdy01");
	ok(shows(st, "case.list", other, 1, &out) == OK && ((const struct case_list_out *)out)->n == 50,
	   "2026-098, the number of another street: 09800 to 09899, half of them here");
	is_i64(walk_pages(year, 1, &looked), all + 2, "2026-: all of the year, the told one too");
	as("zbz01");
	ok(shows(st, "case.list", words, 1, &out) == OK && ((const struct case_list_out *)out)->looked == 2000,
	   "a page says how many were looked at");
}

static void
on_a_store(struct store *s)
{
	struct input state[] = {{S("state"), S("reported,filed")}}, fresh[] = {{S("sort"), S("new")}},
	             ended[] = {{S("state"), S("refused,closed")}}, ref[] = {{S("q"), S("gd-1")}},
	             number[] = {{S("q"), S("2026-0000")}}, begin[] = {{S("q"), S("2026-0")}}, one[] = {{S("id"), S("5")}};
	static const char *const names[] = {"case.list by deadline", "case.list by state", "case.list newest first",
	                                    "case.list by number", "case.get", "case.counts",
	                                    "case.list by the beginning of a number, where it has none",
	                                    "case.list of ended ones", "case.list by the source's number"};
	int64_t                  cost[2][NITEMS(names)], t;
	static const int         size[2] = {1000, 10000};

	case_city(s);
	ok(does(NULL, "case.tell", "source", "ledger-x", "source_ref", "GD-1", "place", own(place_one), "address",
	        "某街1号", "status", "办结", "at", "2025-12-05 09:00", "ended", "2025-12-05 11:00", NULL) == OK,
	   "a source's own");
	/* The catalogue is read once. */
	ok(steps("zbz01", "case.list", ref, 1) >= 0, "names are in memory");
	for (int k = 0; k < 2; k++) {
		t = clock_mono_us();
		grow(k ? size[0] : 0, size[k]);
		t = clock_mono_us() - t;
		(void)printf("# %s: %d cases, %lld a second\n", s->engine, size[k],
		             (long long)(INT64_C(1000000) * (k ? size[1] - size[0] : size[0]) / (t ? t : 1)));
		cost[k][0] = steps("zbz01", "case.list", state, 0);
		cost[k][1] = steps("zbz01", "case.list", state, 1);
		cost[k][2] = steps("zbz01", "case.list", fresh, 1);
		cost[k][3] = steps("zbz01", "case.list", number, 1);
		cost[k][4] = steps("zbz01", "case.get", one, 1);
		step("case.decline", "reason", "不属于受理范围", k ? 5000 : 600, k ? 5300 : 700);
		cost[k][7] = steps("zbz01", "case.list", ended, 1);
		cost[k][8] = steps("zbz01", "case.list", ref, 1);
		cost[k][6] = steps("cz01", "case.list", begin, 1);
		/* Counted anew, not out of memory. */
		docket_forget(&st->cx);
		cost[k][5] = steps("zbz01", "case.counts", one, 0);
	}
	for (size_t i = 0; i < NITEMS(names); i++)
		ok(cost[0][i] >= 0 && cost[1][i] * 10 <= cost[0][i] * 12 + 100,
		   "%s: %lld VM steps at 10,000 cases, %lld at 1,000", names[i], (long long)cost[1][i], (long long)cost[0][i]);
	filters(size[1]);
	t = clock_mono_us();
	for (int i = 0; i < 500; i++)
		(void)steps("zbz01", "case.get", one, 1);
	(void)printf("# case.get: %lld us\n", (long long)(clock_mono_us() - t) / 500);
	t = clock_mono_us();
	for (int i = 0; i < 200; i++)
		(void)steps("zbz01", "case.list", state, 0);
	(void)printf("# case.list: %lld us\n", (long long)(clock_mono_us() - t) / 200);
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
