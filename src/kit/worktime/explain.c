/* Why a deadline is what it is: the time between two instants, part by part. */
#include "kit/worktime/inside.h"

#include "base/ensure.h"

/* One attempt at an answer: fails when the caller's array is full. */
struct walk {
	const struct worktime_calendar *c;
	enum worktime_clock             k;
	enum worktime_grain             grain;
	struct worktime_reasons        *r;
};

static bool
may_merge(const struct walk *w, const struct worktime_part *last, const struct worktime_part *p)
{
	if (last->why != p->why || last->guessed != p->guessed)
		return false;
	switch (p->why) {
	case WORKTIME_NIGHT:
	case WORKTIME_WEEKEND:
		return true;
	case WORKTIME_HOLIDAY:
		return str_eq(last->name, p->name);
	case WORKTIME_OPEN:
	case WORKTIME_WORKING:
		return w->grain >= WORKTIME_BY_RUN && last->make_up == p->make_up &&
		       str_eq(last->name, p->name);
	default:
		return false;
	}
}

static bool
put(struct walk *w, struct worktime_part p)
{
	struct worktime_reasons *r = w->r;
	struct worktime_part    *last = r->n > 0 ? &r->part[r->n - 1] : NULL;

	if (last && may_merge(w, last, &p)) {
		last->to = p.to;
		last->ms += p.ms;
		last->days += p.days;
		return true;
	}
	if (r->n == r->max)
		return false;
	r->part[r->n++] = p;
	return true;
}

/* A part of day i with what the whole day has in common filled in. */
static struct worktime_part
part_of(const struct walk *w, int32_t i, int32_t from, int32_t to, enum worktime_why why,
        int64_t ms)
{
	const struct worktime_calendar *c = w->c;
	const struct cell              *cell = &c->cell[i];
	int                             year = day_year((day){c->first + i});
	struct worktime_part            p = {.ms = ms, .why = why, .days = 1};

	p.from = moment_ms(c, i, from);
	p.to = moment_ms(c, i, to);
	p.guessed = clock_guesses(w->k) && !c->published[year - DAY_FIRST_YEAR];
	p.make_up = ms > 0 && clock_guesses(w->k) && cell->works && is_weekend(c, i);
	if (cell->over != 0 && (p.make_up || why == WORKTIME_HOLIDAY))
		p.name = c->over[cell->over - 1].name;
	return p;
}

static enum worktime_why
off_why(const struct worktime_calendar *c, int32_t i)
{
	return c->cell[i].over != 0 ? WORKTIME_HOLIDAY : WORKTIME_WEEKEND;
}

static enum worktime_why
window_why(const struct worktime_window *o)
{
	if (o->from >= 18 * 60)
		return WORKTIME_EVENING;
	if (o->from >= 12 * 60)
		return WORKTIME_AFTERNOON;
	return o->to <= 13 * 60 ? WORKTIME_MORNING : WORKTIME_OPEN;
}

static int32_t
later(int32_t a, int32_t b)
{
	return a > b ? a : b;
}

static int32_t
sooner(int32_t a, int32_t b)
{
	return a < b ? a : b;
}

/* A stretch [from, to) of day i, cut to [a, b); nothing when that is empty. */
static bool
put_cut(struct walk *w, int32_t i, int32_t from, int32_t to, int32_t a, int32_t b,
        enum worktime_why why, bool counts)
{
	from = later(from, a);
	to = sooner(to, b);
	return from >= to || put(w, part_of(w, i, from, to, why, counts ? to - from : 0));
}

/* The windows, breaks and nights of a working day between a and b. */
static bool
put_windows(struct walk *w, int32_t i, int32_t a, int32_t b)
{
	const struct worktime_hours *h = &w->c->hours[w->c->cell[i].hours];
	int32_t                      at = 0;

	for (size_t k = 0; k < h->n; k++) {
		const struct worktime_window *o = &h->window[k];
		int32_t                       from = o->from * 60000, to = o->to * 60000;
		enum worktime_why             gap = WORKTIME_BREAK;

		if (k == 0)
			gap = WORKTIME_NIGHT;
		else if (at < 14 * 3600000)
			gap = WORKTIME_NOON;
		if (!put_cut(w, i, at, from, a, b, gap, false) ||
		    !put_cut(w, i, from, to, a, b, window_why(o), true))
			return false;
		at = to;
	}
	return put_cut(w, i, at, DAY_MS, a, b, WORKTIME_NIGHT, false);
}

/* Day i between a and b for a clock that runs inside working days. */
static bool
put_running_day(struct walk *w, int32_t i, int32_t a, int32_t b)
{
	int32_t used;

	if (a == b)
		return true;
	if (!w->c->cell[i].works)
		return put(w, part_of(w, i, a, b, off_why(w->c, i), 0));
	if (w->k == WORKTIME_WORKDAY)
		return put(w, part_of(w, i, a, b, WORKTIME_WORKING, b - a));
	if (w->grain == WORKTIME_BY_WINDOW)
		return put_windows(w, i, a, b);
	used = office_used(w->c, i, b) - office_used(w->c, i, a);
	return put(w, part_of(w, i, a, b, used > 0 ? WORKTIME_OPEN : WORKTIME_NIGHT, used));
}

/* A stretch of days of the season, all of it or a part of the time asked about. */
struct stretch {
	struct moment from, to;
	bool          first; /* the day of the start is in it */
	bool          whole; /* counted by date */
};

static bool
put_days(struct walk *w, const struct stretch *s)
{
	for (int32_t i = s->from.i; i <= s->to.i; i++) {
		int32_t a = i == s->from.i ? s->from.ms : 0;
		int32_t b = i == s->to.i ? s->to.ms : DAY_MS;
		bool    fine;

		if (!s->whole)
			fine = put_running_day(w, i, a, b);
		else if (i == s->from.i && s->first)
			fine = put(w, part_of(w, i, a, b, WORKTIME_START_DAY, 0));
		else if (w->c->cell[i].works)
			fine = put(w, part_of(w, i, a, b, WORKTIME_WORKING, DAY_MS));
		else
			fine = put(w, part_of(w, i, a, b, off_why(w->c, i), 0));
		if (!fine)
			return false;
	}
	return true;
}

/* What NATURAL under CLOSE and the clocks that never stand still have to say fits in two parts. */
static bool
put_plain(struct walk *w, const struct stretch *s)
{
	const struct worktime_calendar *c = w->c;
	struct moment                   from = s->from, to = s->to;
	struct worktime_part            p = {.days = to.i - from.i + 1, .why = WORKTIME_RUNNING};
	int32_t                         end = to.i > from.i ? DAY_MS : to.ms;

	p.from = moment_ms(c, from.i, from.ms);
	p.to = moment_ms(c, to.i, to.ms);
	if (!s->whole) {
		p.ms = p.to - p.from;
		return p.ms == 0 || put(w, p);
	}
	if (s->first) {
		if (!put(w, part_of(w, from.i, from.ms, end, WORKTIME_START_DAY, 0)))
			return false;
		if (to.i == from.i)
			return true;
		p.from = moment_ms(c, from.i + 1, 0);
		p.days--;
	}
	p.ms = (int64_t)p.days * DAY_MS;
	p.why = WORKTIME_CIVIL;
	return put(w, p);
}

static bool
put_off_season(struct walk *w, struct moment from, struct moment to)
{
	struct worktime_part p = {.why = WORKTIME_OFF_SEASON, .days = to.i - from.i + 1, .name = w->c->season};

	p.from = moment_ms(w->c, from.i, from.ms);
	p.to = moment_ms(w->c, to.i, to.ms);
	return p.from == p.to || put(w, p);
}

/* Without a season one stretch; else those in it and those out of it by turns. */
static bool
put_all(struct walk *w, struct moment a, struct moment b, bool whole)
{
	for (int32_t i = a.i, end; i <= b.i; i = end + 1) {
		struct stretch s = {.from = {i, i == a.i ? a.ms : 0}, .first = i == a.i, .whole = whole};
		bool           fine;

		end = season_until(w->c, i);
		if (end > b.i)
			end = b.i;
		s.to = (struct moment){end, end == b.i ? b.ms : DAY_MS};
		if (!in_season(w->c, i))
			fine = put_off_season(w, s.from, s.to);
		else
			fine = clock_guesses(w->k) ? put_days(w, &s) : put_plain(w, &s);
		if (!fine)
			return false;
	}
	return true;
}

/* Everything after the parts that are certain to stay becomes one. */
static void
cut(struct walk *w, int64_t from, struct moment to, int64_t total)
{
	struct worktime_reasons *r = w->r;
	struct worktime_part    *rest;
	int64_t                  sum = 0;
	struct moment            m;

	r->n = r->max - 1;
	for (size_t i = 0; i < r->n; i++)
		sum += r->part[i].ms;
	if (r->n > 0)
		from = r->part[r->n - 1].to;
	ensure(moment_of(w->c, from, &m));
	rest = &r->part[r->n++];
	*rest = (struct worktime_part){
	    .from = from,
	    .to = moment_ms(w->c, to.i, to.ms),
	    .ms = total - sum,
	    .why = WORKTIME_REST,
	    .days = to.i - m.i + 1,
	    .guessed = clock_guesses(w->k) && guessed_between(w->c, m.i, to.i),
	};
	r->grain = WORKTIME_CUT;
}

enum worktime_fault
worktime_explain(const struct worktime_calendar *c, enum worktime_clock k, int64_t from,
                 int64_t to, struct worktime_reasons *r)
{
	struct worktime_used u;
	struct moment        a, b;
	int64_t              sum = 0;
	bool                 fits = false;
	enum worktime_fault  f = worktime_elapsed(c, k, from, to, &u);

	ensure(r->max >= 1);
	if (f != WORKTIME_OK)
		return f;
	ensure(moment_of(c, from, &a) && moment_of(c, to, &b));
	r->ms = u.ms;
	r->whole_days = u.whole_days;
	r->guessed = u.guessed;
	for (enum worktime_grain g = WORKTIME_BY_WINDOW; !fits && g < WORKTIME_CUT; g++) {
		struct walk w = {c, k, g, r};

		r->n = 0;
		r->grain = g;
		fits = put_all(&w, a, b, u.whole_days);
		if (!fits && g == WORKTIME_BY_RUN)
			cut(&w, from, b, u.ms);
	}
	for (size_t i = 0; i < r->n; i++)
		sum += r->part[i].ms;
	ensure(sum == u.ms);
	return WORKTIME_OK;
}

const char *
worktime_why_name(enum worktime_why w)
{
	static const char *const name[WORKTIME_WHY_MAX] = {
	    [WORKTIME_RUNNING] = "running",
	    [WORKTIME_MORNING] = "morning",
	    [WORKTIME_AFTERNOON] = "afternoon",
	    [WORKTIME_EVENING] = "evening",
	    [WORKTIME_OPEN] = "open",
	    [WORKTIME_WORKING] = "working",
	    [WORKTIME_CIVIL] = "civil",
	    [WORKTIME_START_DAY] = "start_day",
	    [WORKTIME_NOON] = "noon",
	    [WORKTIME_BREAK] = "break",
	    [WORKTIME_NIGHT] = "night",
	    [WORKTIME_WEEKEND] = "weekend",
	    [WORKTIME_HOLIDAY] = "holiday",
	    [WORKTIME_OFF_SEASON] = "off_season",
	    [WORKTIME_REST] = "rest",
	};

	return (unsigned)w < WORKTIME_WHY_MAX ? name[w] : "?";
}
