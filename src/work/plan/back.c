/* The network on the working calendar: order, latest ends backwards, earliest ends forwards. */
#include "work/plan/plan.h"

/*
 * Working days are numbered once over the span in question, so that a step of n working days is an addition.  at[d] is
 * how many working days lie before day first + d; day_of[k] is the k-th working day.
 */
struct span {
	day      first;
	int32_t  n, nwork;
	int32_t *at, *day_of;
};

static enum plan_fault
span_of(struct arena *a, const struct worktime_calendar *c, day first, day last, struct span *s)
{
	*s = (struct span){.first = first, .n = day_between(first, last) + 1};
	s->at = ARENA_NEWS(a, (size_t)s->n + 1, int32_t);
	s->day_of = ARENA_NEWS(a, (size_t)s->n + 1, int32_t);
	if (!s->at || !s->day_of)
		return PLAN_MEMORY;
	for (int32_t d = 0; d < s->n; d++) {
		struct worktime_about about;

		if (worktime_day(c, (day){first.v + d}, &about) != WORKTIME_OK)
			return PLAN_RANGE;
		s->at[d] = s->nwork;
		if (about.works)
			s->day_of[s->nwork++] = d;
	}
	s->at[s->n] = s->nwork;
	return PLAN_OK;
}

/* The number of the last working day on or before d; -1: none in the span. */
static int32_t
work_upto(const struct span *s, day d)
{
	int32_t i = day_between(s->first, d);

	return i < 0 ? -1 : s->at[i >= s->n ? s->n : i + 1] - 1;
}

/* The number of the first working day on or after d; nwork: none. */
static int32_t
work_from(const struct span *s, day d)
{
	int32_t i = day_between(s->first, d);

	return i < 0 ? 0 : s->at[i > s->n ? s->n : i];
}

static day
work_day(const struct span *s, int32_t k)
{
	if (k < 0 || s->nwork == 0)
		return s->first;
	return (day){s->first.v + s->day_of[k < s->nwork ? k : s->nwork - 1]};
}

/* Who follows whom, both ways, as runs in one array each. */
struct net {
	size_t *from, *to;     /* offsets per task, n + 1 */
	size_t *next, *before; /* after a task; before it */
	size_t *order;         /* what comes before stands before */
	size_t  n;
};

static bool
real(const struct plan_edge *e, size_t n)
{
	return e->task < n && e->before < n;
}

static bool
net_of(struct arena *a, size_t n, const struct plan_edge *edge, size_t m, struct net *net)
{
	size_t *f = ARENA_NEWS(a, n + 1, size_t), *b = ARENA_NEWS(a, n + 1, size_t);

	*net = (struct net){ARENA_NEWS(a, n + 1, size_t), ARENA_NEWS(a, n + 1, size_t), ARENA_NEWS(a, m, size_t),
	                    ARENA_NEWS(a, m, size_t), ARENA_NEWS(a, n, size_t), n};
	if (!f || !b || !net->from || !net->to || !net->next || !net->before || !net->order)
		return false;
	for (size_t i = 0; i < m; i++)
		if (real(&edge[i], n)) {
			net->from[edge[i].before + 1]++;
			net->to[edge[i].task + 1]++;
		}
	for (size_t i = 0; i < n; i++) {
		net->from[i + 1] += net->from[i];
		net->to[i + 1] += net->to[i];
	}
	for (size_t i = 0; i < m; i++)
		if (real(&edge[i], n)) {
			net->next[net->from[edge[i].before] + f[edge[i].before]++] = edge[i].task;
			net->before[net->to[edge[i].task] + b[edge[i].task]++] = edge[i].before;
		}
	return true;
}

/* What comes before stands before; false: there is a ring, left[i] tells how many a task still waits for. */
static bool
order_of(struct net *net, size_t *left)
{
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < net->n; i++)
		if (!(left[i] = net->to[i + 1] - net->to[i]))
			net->order[tail++] = i;
	for (; head < tail; head++)
		for (size_t k = net->from[net->order[head]]; k < net->from[net->order[head] + 1]; k++)
			if (--left[net->next[k]] == 0)
				net->order[tail++] = net->next[k];
	return tail == net->n;
}

/* From any task that waits, back through tasks that wait, until one comes again. */
static enum plan_fault
ring_of(struct arena *a, const struct net *net, const size_t *left, size_t **ring, size_t *nring)
{
	size_t *step = ARENA_NEWS(a, net->n + 1, size_t), *seen = ARENA_NEWS(a, net->n, size_t);
	size_t  at = 0, n = 0;

	if (!step || !seen)
		return PLAN_MEMORY;
	while (!left[at])
		at++;
	while (!seen[at]) {
		size_t k = net->to[at];

		step[n++] = at;
		seen[at] = n;
		while (!left[net->before[k]])
			k++;
		at = net->before[k];
	}
	*ring = step + seen[at] - 1;
	*nring = n - (seen[at] - 1);
	return PLAN_CYCLE;
}

/* Backwards: no later than due, and than the day before what follows has to begin. */
static void
backwards(const struct span *s, const struct net *net, struct plan_task *t, int32_t *end)
{
	for (size_t o = net->n; o-- > 0;) {
		size_t  i = net->order[o];
		int32_t last = work_upto(s, t[i].due);

		t[i].by = SIZE_MAX;
		for (size_t k = net->from[i]; k < net->from[i + 1]; k++) {
			size_t  next = net->next[k];
			int32_t upto = t[next].done ? last : end[next] - t[next].days;

			if (upto < last) {
				last = upto;
				t[i].by = next;
			}
		}
		end[i] = last;
		t[i].end = t[i].by == SIZE_MAX ? t[i].due : work_day(s, last);
		t[i].start = t[i].days > 0 ? work_day(s, last - t[i].days + 1) : t[i].end;
	}
}

/* Forwards: begun today, or when it may, or after what comes before. */
static void
forwards(const struct span *s, day today, const struct net *net, struct plan_task *t, const int32_t *end,
    int32_t *early)
{
	for (size_t o = 0; o < net->n; o++) {
		size_t  i = net->order[o];
		day     from = t[i].begins.v > today.v ? t[i].begins : today;
		int32_t now = work_from(s, from), first = now;

		for (size_t k = net->to[i]; k < net->to[i + 1]; k++) {
			size_t before = net->before[k];

			if (!t[before].done && early[before] + 1 > first)
				first = early[before] + 1;
		}
		early[i] = t[i].done ? first - 1 : first + t[i].days - 1;
		/* A milestone is reached on the day on which the last before it is done. */
		t[i].early = t[i].done ? today : work_day(s, early[i] < now ? now : early[i]);
		t[i].late = !t[i].done && (early[i] > end[i] || (!t[i].days && today.v > t[i].end.v));
		t[i].tight = !t[i].done && t[i].days && early[i] == end[i];
	}
}

enum plan_fault
plan_back(struct arena *a, const struct worktime_calendar *c, day today, struct plan_task *t, size_t n,
          const struct plan_edge *edge, size_t nedge, size_t **ring, size_t *nring)
{
	struct net      net;
	struct span     s;
	size_t         *left = ARENA_NEWS(a, n, size_t);
	int32_t        *end = ARENA_NEWS(a, n, int32_t), *early = ARENA_NEWS(a, n, int32_t);
	day             first = today, last = today;
	int64_t         sum = 0;
	enum plan_fault f;

	*nring = 0;
	if (!left || !end || !early || !net_of(a, n, edge, nedge, &net))
		return PLAN_MEMORY;
	if (!order_of(&net, left))
		return ring_of(a, &net, left, ring, nring);
	for (size_t i = 0; i < n; i++) {
		sum += t[i].days;
		first = t[i].due.v < first.v ? t[i].due : first;
		last = t[i].due.v > last.v ? t[i].due : last;
		last = t[i].begins.v > last.v ? t[i].begins : last;
	}
	/* As far as all of it one after the other could reach, a working day taken for two; ten years at most. */
	sum = sum > 1800 ? 3650 : sum * 2 + 60;
	if (!day_add(first, -sum, &first) || !day_add(last, sum, &last))
		return PLAN_RANGE;
	if ((f = span_of(a, c, first, last, &s)) != PLAN_OK)
		return f;
	backwards(&s, &net, t, end);
	forwards(&s, today, &net, t, end, early);
	return PLAN_OK;
}

bool
plan_days_left(const struct worktime_calendar *c, day from, day upto, int32_t *work, int32_t *civil)
{
	bool guessed, over = upto.v < from.v;
	day  a = {(over ? upto.v : from.v) + 1}, b = over ? from : upto;

	*civil = day_between(from, upto);
	*work = 0;
	if (*civil == 0)
		return true;
	if (worktime_count_days(c, a, b, work, &guessed) != WORKTIME_OK)
		return false;
	*work = over ? -*work : *work;
	return true;
}
