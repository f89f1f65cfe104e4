/* Pages cost the same however many cases there are: VM steps, not seconds. */
#include "work/cases/city_case.h"

#include "base/clock.h"

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
		                     {S("class"), S("S01037")}};
		const void  *bound;
		struct reply r;

		(void)snprintf(address, sizeof(address), "长路%d号", i);
		(void)snprintf(place, sizeof(place), "%lld", (long long)(i % 2 ? place_one : place_two));
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

static void
on_a_store(struct store *s)
{
	struct input state[] = {{S("state"), S("reported,filed")}}, fresh[] = {{S("sort"), S("new")}},
	             number[] = {{S("q"), S("2026-0000")}}, one[] = {{S("id"), S("5")}};
	static const char *const names[] = {"case.list by deadline", "case.list by state", "case.list newest first",
	                                    "case.list by number", "case.get", "case.counts"};
	int64_t                  cost[2][NITEMS(names)], t;
	static const int         size[2] = {2000, 20000};

	case_city(s);
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
		cost[k][5] = steps("zbz01", "case.counts", one, 0);
	}
	for (size_t i = 0; i < NITEMS(names); i++)
		ok(cost[0][i] >= 0 && cost[1][i] * 10 <= cost[0][i] * 12 + 100,
		   "%s: %lld VM steps at 20,000 cases, %lld at 2,000", names[i], (long long)cost[1][i], (long long)cost[0][i]);
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
