/* A calendar is built once: days, hours and published years become sums. */
#include "kit/worktime/inside.h"

#include <string.h>

enum { NO_HOURS_YET = UINT8_MAX, PAPERS_MAX = 4096 };

static bool
bad(struct worktime_bad *b, enum worktime_fault f, size_t item, day on)
{
	*b = (struct worktime_bad){.fault = f, .item = item, .on = on};
	return false;
}

static const day nowhere = {0};

bool
is_weekend(const struct worktime_calendar *c, int32_t i)
{
	return day_weekday((day){c->first + i}) >= 6;
}

static bool
copy_papers(struct arena *a, const struct worktime_spec *s, struct worktime_calendar *c,
            struct worktime_bad *b)
{
	struct worktime_paper *p;

	if (s->n_papers > PAPERS_MAX)
		return bad(b, WORKTIME_MANY, s->n_papers, nowhere);
	if (!(p = ARENA_NEWS(a, s->n_papers, struct worktime_paper)))
		return bad(b, WORKTIME_MEMORY, 0, nowhere);
	for (size_t i = 0; i < s->n_papers; i++) {
		p[i] = s->papers[i];
		if (p[i].no.n == 0 || p[i].title.n == 0)
			return bad(b, WORKTIME_NO_NAME, i, nowhere);
		if (!arena_str(a, p[i].no, &p[i].no) || !arena_str(a, p[i].title, &p[i].title) ||
		    !arena_str(a, p[i].url, &p[i].url))
			return bad(b, WORKTIME_MEMORY, i, nowhere);
	}
	c->paper = p;
	c->n_papers = s->n_papers;
	return true;
}

static bool
copy_years(const struct worktime_spec *s, struct worktime_calendar *c, struct worktime_bad *b)
{
	for (size_t i = 0; i < s->n_years; i++) {
		int y = s->years[i];

		if (y < DAY_FIRST_YEAR || y > DAY_LAST_YEAR)
			return bad(b, WORKTIME_BAD_YEARS, i, nowhere);
		if (c->published[y - DAY_FIRST_YEAR])
			return bad(b, WORKTIME_TWICE, i, nowhere);
		c->published[y - DAY_FIRST_YEAR] = 1;
	}
	for (size_t i = 0; i < YEARS; i++)
		c->missing[i + 1] = (int16_t)(c->missing[i] + !c->published[i]);
	return true;
}

static bool
copy_days(struct arena *a, const struct worktime_spec *s, struct worktime_calendar *c,
          struct cell *cell, struct worktime_bad *b)
{
	struct worktime_override *o;

	if (s->n_days > WORKTIME_DAYS)
		return bad(b, WORKTIME_MANY, s->n_days, nowhere);
	if (!(o = ARENA_NEWS(a, s->n_days, struct worktime_override)))
		return bad(b, WORKTIME_MEMORY, 0, nowhere);
	for (int32_t i = 0; i < c->n; i++)
		cell[i].works = !is_weekend(c, i);
	for (size_t k = 0; k < s->n_days; k++) {
		int32_t i;

		o[k] = s->days[k];
		if (o[k].on.v < c->first || o[k].on.v >= c->first + c->n)
			return bad(b, WORKTIME_OUTSIDE, k, o[k].on);
		i = o[k].on.v - c->first;
		if (o[k].name.n == 0)
			return bad(b, WORKTIME_NO_NAME, k, o[k].on);
		if (o[k].paper >= s->n_papers)
			return bad(b, WORKTIME_NO_PAPER, k, o[k].on);
		if (cell[i].over != 0)
			return bad(b, WORKTIME_TWICE, k, o[k].on);
		if (!arena_str(a, o[k].name, &o[k].name))
			return bad(b, WORKTIME_MEMORY, k, nowhere);
		cell[i].over = (uint16_t)(k + 1);
		cell[i].works = o[k].works;
	}
	c->over = o;
	return true;
}

static bool
windows_ok(const struct worktime_hours *h)
{
	int last = -1;

	if (h->n < 1 || h->n > WORKTIME_WINDOWS)
		return false;
	for (size_t i = 0; i < h->n; i++) {
		const struct worktime_window *w = &h->window[i];

		if (w->from <= last || w->to <= w->from || w->to > 1440)
			return false;
		last = w->to;
	}
	return true;
}

static bool
season_ok(int md)
{
	day d;

	return md > 0 && day_from_ymd(2000, md / 100, md % 100, &d);
}

static bool
hours_ok(const struct worktime_hours *h)
{
	switch (h->rank) {
	case WORKTIME_ALL:
		return true;
	case WORKTIME_SEASON:
		return season_ok(h->from_md) && season_ok(h->to_md);
	case WORKTIME_DATES:
		return day_valid(h->from) && day_valid(h->to) && h->from.v <= h->to.v;
	}
	return false;
}

static bool
hours_cover(const struct worktime_hours *h, day d, int md)
{
	switch (h->rank) {
	case WORKTIME_ALL:
		return true;
	case WORKTIME_SEASON:
		if (h->from_md <= h->to_md)
			return md >= h->from_md && md <= h->to_md;
		return md >= h->from_md || md <= h->to_md;
	case WORKTIME_DATES:
		return d.v >= h->from.v && d.v <= h->to.v;
	}
	return false;
}

static bool
copy_hours(struct arena *a, const struct worktime_spec *s, struct worktime_calendar *c,
           struct cell *cell, struct worktime_bad *b)
{
	struct worktime_hours *h;

	if (s->n_hours > WORKTIME_HOURS)
		return bad(b, WORKTIME_MANY, s->n_hours, nowhere);
	if (!(h = ARENA_NEWS(a, s->n_hours, struct worktime_hours)))
		return bad(b, WORKTIME_MEMORY, 0, nowhere);
	for (size_t k = 0; k < s->n_hours; k++) {
		h[k] = s->hours[k];
		if (!hours_ok(&h[k]))
			return bad(b, WORKTIME_BAD_SEASON, k, nowhere);
		if (!windows_ok(&h[k]))
			return bad(b, WORKTIME_BAD_WINDOW, k, nowhere);
	}
	for (int32_t i = 0; i < c->n; i++) {
		day            d = {c->first + i};
		struct day_ymd t = day_to_ymd(d);
		size_t         best = NO_HOURS_YET;
		size_t         twice = NO_HOURS_YET;

		for (size_t k = 0; k < s->n_hours; k++) {
			if (!hours_cover(&h[k], d, t.month * 100 + t.day))
				continue;
			if (best == NO_HOURS_YET || h[k].rank > h[best].rank) {
				best = k;
				twice = NO_HOURS_YET;
			} else if (h[k].rank == h[best].rank) {
				twice = k;
			}
		}
		if (best == NO_HOURS_YET)
			return bad(b, WORKTIME_NO_HOURS, 0, d);
		if (twice != NO_HOURS_YET)
			return bad(b, WORKTIME_OVERLAP, twice, d);
		cell[i].hours = (uint8_t)best;
	}
	c->hours = h;
	return true;
}

static void
sum_up(const struct worktime_calendar *c, struct cell *cell)
{
	for (int32_t i = 0; i < c->n; i++) {
		const struct worktime_hours *h = &c->hours[cell[i].hours];
		int32_t                      minutes = 0;

		for (size_t k = 0; k < h->n; k++)
			minutes += h->window[k].to - h->window[k].from;
		cell[i + 1].minutes = cell[i].minutes + (cell[i].works ? minutes : 0);
		cell[i + 1].workdays = cell[i].workdays + cell[i].works;
	}
}

bool
worktime_build(struct arena *a, const struct worktime_spec *s,
               const struct worktime_calendar **out, struct worktime_bad *b)
{
	struct worktime_calendar *c = ARENA_NEW(a, struct worktime_calendar);
	struct cell              *cell;
	day                       first, last;

	if (!c || !arena_str(a, s->version, &c->version))
		return bad(b, WORKTIME_MEMORY, 0, nowhere);
	if (s->last_year < s->first_year || !day_from_ymd(s->first_year, 1, 1, &first) ||
	    !day_from_ymd(s->last_year, 12, 31, &last))
		return bad(b, WORKTIME_BAD_YEARS, 0, nowhere);
	if (s->zone < -DAY_ZONE_MAX || s->zone > DAY_ZONE_MAX)
		return bad(b, WORKTIME_BAD_ZONE, 0, nowhere);
	if ((s->workday_ends != WORKTIME_CLOSE && s->workday_ends != WORKTIME_SAME) ||
	    (s->natural_ends != WORKTIME_CLOSE && s->natural_ends != WORKTIME_SAME))
		return bad(b, WORKTIME_BAD_RULE, 0, nowhere);
	c->zone = s->zone;
	c->workday_ends = s->workday_ends;
	c->natural_ends = s->natural_ends;
	c->first_year = s->first_year;
	c->last_year = s->last_year;
	c->first = first.v;
	c->n = last.v - first.v + 1;
	if (!(cell = ARENA_NEWS(a, (size_t)c->n + 1, struct cell)))
		return bad(b, WORKTIME_MEMORY, 0, nowhere);
	c->cell = cell;
	if (!copy_papers(a, s, c, b) || !copy_years(s, c, b) || !copy_days(a, s, c, cell, b) ||
	    !copy_hours(a, s, c, cell, b))
		return false;
	sum_up(c, cell);
	*out = c;
	return true;
}

str
worktime_version(const struct worktime_calendar *c)
{
	return c->version;
}

int
worktime_zone(const struct worktime_calendar *c)
{
	return c->zone;
}

size_t
worktime_papers(const struct worktime_calendar *c)
{
	return c->n_papers;
}

const struct worktime_paper *
worktime_paper(const struct worktime_calendar *c, size_t i)
{
	return i < c->n_papers ? &c->paper[i] : NULL;
}

const char *
worktime_fault_name(enum worktime_fault f)
{
	static const char *const name[WORKTIME_FAULT_MAX] = {
	    [WORKTIME_OK] = "ok",
	    [WORKTIME_MEMORY] = "memory",
	    [WORKTIME_RANGE] = "range",
	    [WORKTIME_BACKWARDS] = "backwards",
	    [WORKTIME_AMOUNT] = "amount",
	    [WORKTIME_UNIT] = "unit",
	    [WORKTIME_BAD_YEARS] = "bad_years",
	    [WORKTIME_BAD_ZONE] = "bad_zone",
	    [WORKTIME_BAD_RULE] = "bad_rule",
	    [WORKTIME_BAD_DAY] = "bad_day",
	    [WORKTIME_BAD_SEASON] = "bad_season",
	    [WORKTIME_BAD_WINDOW] = "bad_window",
	    [WORKTIME_BAD_WORD] = "bad_word",
	    [WORKTIME_BAD_FIELDS] = "bad_fields",
	    [WORKTIME_NO_NAME] = "no_name",
	    [WORKTIME_NO_PAPER] = "no_paper",
	    [WORKTIME_NO_HOURS] = "no_hours",
	    [WORKTIME_TWICE] = "twice",
	    [WORKTIME_OVERLAP] = "overlap",
	    [WORKTIME_OUTSIDE] = "outside",
	    [WORKTIME_MANY] = "many",
	};

	return (unsigned)f < WORKTIME_FAULT_MAX ? name[f] : "?";
}
