/* The arithmetic of the four clocks: positions on a clock and their inverses. */
#include "kit/worktime/inside.h"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

const char *const worktime_clock_words[WORKTIME_CLOCK_MAX] = {"urgent", "office", "workday", "natural"};
const char *const worktime_unit_words[WORKTIME_UNIT_MAX] = {"minute", "hour", "day"};

bool
worktime_limit_of(str clock, str unit, int64_t amount, struct worktime_limit *out)
{
	*out = (struct worktime_limit){amount, WORKTIME_CLOCK_MAX, WORKTIME_UNIT_MAX};
	for (int i = 0; i < WORKTIME_CLOCK_MAX; i++)
		if (str_eq(clock, str_of(worktime_clock_words[i])))
			out->clock = (enum worktime_clock)i;
	for (int i = 0; i < WORKTIME_UNIT_MAX; i++)
		if (str_eq(unit, str_of(worktime_unit_words[i])))
			out->unit = (enum worktime_unit)i;
	return out->clock != WORKTIME_CLOCK_MAX && out->unit != WORKTIME_UNIT_MAX;
}

/* The sum on the right cannot overflow; a difference of wild days could. */
static bool
has_day(const struct worktime_calendar *c, day d)
{
	return d.v >= c->first && d.v < c->first + c->n;
}

bool
moment_of(const struct worktime_calendar *c, int64_t at, struct moment *m)
{
	day d;

	if (!day_of_ms(at, c->zone, &d, &m->ms) || !has_day(c, d))
		return false;
	m->i = d.v - c->first;
	return true;
}

int64_t
moment_ms(const struct worktime_calendar *c, int32_t i, int32_t ms)
{
	return day_to_ms((day){c->first + i}, ms, c->zone);
}

bool
clock_guesses(enum worktime_clock k)
{
	return k == WORKTIME_OFFICE || k == WORKTIME_WORKDAY;
}

/* Whole days by date, to the end of the last one's office hours. */
static bool
counts_days(const struct worktime_calendar *c, enum worktime_clock k)
{
	return (k == WORKTIME_WORKDAY && c->workday_ends == WORKTIME_CLOSE) ||
	       (k == WORKTIME_NATURAL && c->natural_ends == WORKTIME_CLOSE);
}

bool
guessed_between(const struct worktime_calendar *c, int32_t i, int32_t j)
{
	int from = day_year((day){c->first + i}) - DAY_FIRST_YEAR;
	int to = day_year((day){c->first + j}) - DAY_FIRST_YEAR;

	if (c->missing[to + 1] == c->missing[from])
		return false;
	if (!c->spell)
		return true;
	/* Of an unpublished year only the days of the season are guessed at. */
	for (int y = from; y <= to; y++) {
		day     d;
		int32_t a = i, b = j;

		if (c->published[y])
			continue;
		if (day_from_ymd(DAY_FIRST_YEAR + y, 1, 1, &d) && d.v - c->first > a)
			a = d.v - c->first;
		if (day_from_ymd(DAY_FIRST_YEAR + y, 12, 31, &d) && d.v - c->first < b)
			b = d.v - c->first;
		if (days_before(c, b + 1) > days_before(c, a))
			return true;
	}
	return false;
}

int32_t
office_used(const struct worktime_calendar *c, int32_t i, int32_t ms)
{
	const struct worktime_hours *h = &c->hours[c->cell[i].hours];
	int32_t                      used = 0;

	if (!day_works(c, i))
		return 0;
	for (size_t k = 0; k < h->n; k++) {
		int32_t from = h->window[k].from * MINUTE_MS, to = h->window[k].to * MINUTE_MS;

		if (ms > from)
			used += (ms < to ? ms : to) - from;
	}
	return used;
}

/* The end of the last window of day i, in milliseconds; 24:00 stays inside the day. */
static int32_t
close_of(const struct worktime_calendar *c, int32_t i)
{
	const struct worktime_hours *h = &c->hours[c->cell[i].hours];
	int32_t                      to = h->window[h->n - 1].to * MINUTE_MS;

	return to < DAY_MS ? to : DAY_MS - 1;
}

/*
 * The clocks that run on some days only: OFFICE in the windows of working days, WORKDAY
 * under SAME in all their 24 hours, and with a season the others in all of its days.
 * `sum` is what they had run before day i.
 */
static int64_t
sum(const struct worktime_calendar *c, enum worktime_clock k, int32_t i)
{
	if (k == WORKTIME_OFFICE)
		return (int64_t)minutes_before(c, i) * MINUTE_MS;
	return (int64_t)(clock_guesses(k) ? workdays_before(c, i) : days_before(c, i)) * DAY_MS;
}

/* Does a clock of whole days count day i? */
static bool
counts_day(const struct worktime_calendar *c, enum worktime_clock k, int32_t i)
{
	return clock_guesses(k) ? day_works(c, i) : in_season(c, i);
}

static int64_t
position(const struct worktime_calendar *c, enum worktime_clock k, struct moment m)
{
	if (k == WORKTIME_OFFICE)
		return sum(c, k, m.i) + office_used(c, m.i, m.ms);
	return sum(c, k, m.i) + (counts_day(c, k, m.i) ? m.ms : 0);
}

/*
 * The time of day at which day i has run `used`: the earliest one, or with
 * `late` the latest one, which is the next opening when a window is used up.
 */
static int32_t
time_at(const struct worktime_calendar *c, enum worktime_clock k, int32_t i, int64_t used,
        bool late)
{
	const struct worktime_hours *h = &c->hours[c->cell[i].hours];

	if (k != WORKTIME_OFFICE)
		return (int32_t)used;
	for (size_t w = 0; w < h->n; w++) {
		int32_t from = h->window[w].from * MINUTE_MS, to = h->window[w].to * MINUTE_MS;

		if (used < to - from || (used == to - from && !late))
			return from + (int32_t)used;
		used -= to - from;
	}
	return DAY_MS; /* not reached: the caller's day has run at least `used` */
}

/* Has the clock run x, or with `over` more than x, by the end of day i? */
static bool
has_run(const struct worktime_calendar *c, enum worktime_clock k, int32_t i, int64_t x, bool over)
{
	return over ? sum(c, k, i + 1) > x : sum(c, k, i + 1) >= x;
}

/*
 * The first day by whose end the clock has run x; the last day of the calendar
 * must have.  The search begins at `near`, in growing steps, because most
 * limits end within days: a search of the whole calendar was seven times slower.
 */
static int32_t
first_day(const struct worktime_calendar *c, enum worktime_clock k, int64_t x, bool over,
          int32_t near)
{
	int32_t lo = 0, hi = c->n - 1, step = 1;

	if (has_run(c, k, near, x, over)) {
		for (hi = near; hi - step >= 0; step *= 2) {
			if (!has_run(c, k, hi - step, x, over)) {
				lo = hi - step + 1;
				break;
			}
			hi -= step;
		}
	} else {
		for (lo = near + 1; lo + step - 1 < hi; step *= 2) {
			if (has_run(c, k, lo + step - 1, x, over)) {
				hi = lo + step - 1;
				break;
			}
			lo += step;
		}
	}
	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;

		if (has_run(c, k, mid, x, over))
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

/* The earliest instant at which the clock has run x > 0; false past the calendar. */
static bool
earliest(const struct worktime_calendar *c, enum worktime_clock k, int64_t x, int32_t near,
         struct moment *m)
{
	if (sum(c, k, c->n) < x)
		return false;
	m->i = first_day(c, k, x, false, near);
	m->ms = time_at(c, k, m->i, x - sum(c, k, m->i), false);
	return true;
}

/* The latest instant at which the clock has run no more than x >= 0. */
static bool
latest(const struct worktime_calendar *c, enum worktime_clock k, int64_t x, int32_t near,
       struct moment *m)
{
	if (sum(c, k, c->n) <= x)
		return false;
	m->i = first_day(c, k, x, true, near);
	m->ms = time_at(c, k, m->i, x - sum(c, k, m->i), true);
	return true;
}

/* Counted days up to and with day i. */
static int32_t
days_through(const struct worktime_calendar *c, enum worktime_clock k, int32_t i)
{
	return k == WORKTIME_WORKDAY ? workdays_before(c, i + 1) : days_before(c, i + 1);
}

/* The n-th counted day of the calendar, from 1. */
static bool
nth_day(const struct worktime_calendar *c, enum worktime_clock k, int64_t n, int32_t near,
        int32_t *i)
{
	if (n < 1 || n > days_through(c, k, c->n - 1))
		return false;
	*i = k == WORKTIME_WORKDAY || c->spell ? first_day(c, k, n * DAY_MS, false, near) : (int32_t)n - 1;
	return true;
}

/* The last instant of day i that is in time for a limit of whole days. */
static int32_t
due_of(const struct worktime_calendar *c, enum worktime_clock k, int32_t i)
{
	return k == WORKTIME_WORKDAY ? close_of(c, i) : DAY_MS - 1;
}

static enum worktime_fault
limit_ms(const struct worktime_limit *l, int64_t *ms)
{
	static const int64_t unit[WORKTIME_UNIT_MAX] = {
	    [WORKTIME_MINUTE] = MINUTE_MS, [WORKTIME_HOUR] = HOUR_MS, [WORKTIME_DAY] = DAY_MS};
	bool days = l->unit == WORKTIME_DAY;

	if ((unsigned)l->clock >= WORKTIME_CLOCK_MAX || (unsigned)l->unit >= WORKTIME_UNIT_MAX ||
	    (l->clock == WORKTIME_OFFICE && days) ||
	    ((l->clock == WORKTIME_WORKDAY || l->clock == WORKTIME_NATURAL) && !days))
		return WORKTIME_UNIT;
	if (l->amount < 1 || l->amount > WORKTIME_AMOUNT_MAX)
		return WORKTIME_AMOUNT;
	*ms = l->amount * unit[l->unit];
	return WORKTIME_OK;
}

/* URGENT and NATURAL under SAME, all year: plain time. */
static bool
clock_is_plain(const struct worktime_calendar *c, enum worktime_clock k)
{
	return !c->spell && (k == WORKTIME_URGENT || (k == WORKTIME_NATURAL && c->natural_ends == WORKTIME_SAME));
}

enum worktime_fault
worktime_add(const struct worktime_calendar *c, const struct worktime_limit *l, int64_t start,
             struct worktime_due *out)
{
	enum worktime_clock k = l->clock;
	enum worktime_fault f;
	struct moment       from, begin, due;
	int64_t             ms;

	if ((f = limit_ms(l, &ms)) != WORKTIME_OK)
		return f;
	if (!moment_of(c, start, &from))
		return WORKTIME_RANGE;
	begin = from;
	if (clock_is_plain(c, k)) {
		if (!moment_of(c, start + ms, &due))
			return WORKTIME_RANGE;
	} else if (counts_days(c, k)) {
		if (!nth_day(c, k, days_through(c, k, from.i) + l->amount, from.i,
		             &due.i))
			return WORKTIME_RANGE;
		due.ms = due_of(c, k, due.i);
		if (!in_season(c, from.i))
			begin = (struct moment){season_until(c, from.i) + 1, 0};
	} else {
		int64_t x = position(c, k, from);

		if (!earliest(c, k, x + ms, from.i, &due) || !latest(c, k, x, from.i, &begin) ||
		    (due.i == c->n - 1 && due.ms == DAY_MS))
			return WORKTIME_RANGE;
	}
	*out = (struct worktime_due){
	    .from = moment_ms(c, begin.i, begin.ms),
	    .due = moment_ms(c, due.i, due.ms),
	    .guessed = clock_guesses(k) && guessed_between(c, from.i, due.i),
	};
	return WORKTIME_OK;
}

enum worktime_fault
worktime_subtract(const struct worktime_calendar *c, const struct worktime_limit *l, int64_t due,
                  int64_t *start, bool *guessed)
{
	enum worktime_clock k = l->clock;
	enum worktime_fault f;
	struct moment       to, from;
	int64_t             ms;

	if ((f = limit_ms(l, &ms)) != WORKTIME_OK)
		return f;
	if (!moment_of(c, due, &to))
		return WORKTIME_RANGE;
	if (clock_is_plain(c, k)) {
		if (!moment_of(c, due - ms, &from))
			return WORKTIME_RANGE;
	} else if (counts_days(c, k)) {
		bool    counts = counts_day(c, k, to.i);
		int64_t n = days_through(c, k, to.i); /* counted days that are over by `due` */

		if (counts && to.ms < due_of(c, k, to.i))
			n--;
		/* The latest start is the end of the day before the first of the n. */
		if (!nth_day(c, k, n - l->amount + 1, to.i, &from.i) || from.i == 0)
			return WORKTIME_RANGE;
		from.i--;
		from.ms = DAY_MS - 1;
	} else {
		int64_t x = position(c, k, to) - ms;

		if (x < 0 || !latest(c, k, x, to.i, &from))
			return WORKTIME_RANGE;
	}
	*start = moment_ms(c, from.i, from.ms);
	*guessed = clock_guesses(k) && guessed_between(c, from.i, to.i);
	return WORKTIME_OK;
}

enum worktime_fault
worktime_elapsed(const struct worktime_calendar *c, enum worktime_clock k, int64_t from,
                 int64_t to, struct worktime_used *out)
{
	struct moment a, b;

	if ((unsigned)k >= WORKTIME_CLOCK_MAX)
		return WORKTIME_UNIT;
	if (!moment_of(c, from, &a) || !moment_of(c, to, &b))
		return WORKTIME_RANGE;
	if (to < from)
		return WORKTIME_BACKWARDS;
	*out = (struct worktime_used){
	    .whole_days = counts_days(c, k),
	    .guessed = clock_guesses(k) && guessed_between(c, a.i, b.i),
	};
	if (clock_is_plain(c, k))
		out->ms = to - from;
	else if (out->whole_days)
		out->ms = (int64_t)(days_through(c, k, b.i) - days_through(c, k, a.i)) * DAY_MS;
	else
		out->ms = position(c, k, b) - position(c, k, a);
	return WORKTIME_OK;
}

enum worktime_fault
worktime_remaining(const struct worktime_calendar *c, enum worktime_clock k, int64_t now,
                   int64_t due, struct worktime_left *out)
{
	bool                 overdue = now > due;
	struct worktime_used u;
	enum worktime_fault  f = overdue ? worktime_elapsed(c, k, due, now, &u)
	                                 : worktime_elapsed(c, k, now, due, &u);

	if (f == WORKTIME_OK)
		*out = (struct worktime_left){u.ms, overdue, u.whole_days, u.guessed};
	return f;
}

enum worktime_fault
worktime_day(const struct worktime_calendar *c, day d, struct worktime_about *out)
{
	const struct cell              *cell;
	const struct worktime_override *o = NULL;

	if (!has_day(c, d))
		return WORKTIME_RANGE;
	cell = &c->cell[d.v - c->first];
	if (cell->over != 0)
		o = &c->over[cell->over - 1];
	*out = (struct worktime_about){
	    .works = day_works(c, d.v - c->first),
	    .make_up = cell->works && is_weekend(c, d.v - c->first),
	    .guessed = !c->published[day_year(d) - DAY_FIRST_YEAR],
	    .name = o ? o->name : STR_NONE,
	    .paper = o ? &c->paper[o->paper] : NULL,
	    .window = c->hours[cell->hours].window,
	    .n_windows = c->hours[cell->hours].n,
	};
	return WORKTIME_OK;
}

enum worktime_fault
worktime_count_days(const struct worktime_calendar *c, day from, day to, int32_t *n, bool *guessed)
{
	int32_t i, j;

	if (!has_day(c, from) || !has_day(c, to))
		return WORKTIME_RANGE;
	if (to.v < from.v)
		return WORKTIME_BACKWARDS;
	i = from.v - c->first;
	j = to.v - c->first;
	*n = workdays_before(c, j + 1) - workdays_before(c, i);
	*guessed = guessed_between(c, i, j);
	return WORKTIME_OK;
}

enum worktime_fault
worktime_revise(const struct worktime_calendar *c, const struct worktime_limit *l, int64_t start,
                int64_t old_due, int64_t until, struct worktime_revised *out)
{
	struct worktime_due d;
	enum worktime_fault f = worktime_add(c, l, start, &d);

	if (f != WORKTIME_OK)
		return f;
	out->own = d.due;
	out->lengthen = d.due > old_due;
	out->due = out->lengthen ? d.due : old_due;
	out->exempt = until > old_due && until <= out->due;
	out->guessed = d.guessed;
	return WORKTIME_OK;
}
