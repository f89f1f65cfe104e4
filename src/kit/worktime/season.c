/* A calendar in which only some days of the year count: the stretches of a season and their sums. */
#include "kit/worktime/inside.h"

#include "base/ensure.h"

/* ---- Days of the season ------------------------------------------------------------------ */

/* The last spell that begins at or before day i; NULL before the first. */
static const struct spell *
spell_of(const struct worktime_calendar *c, int32_t i)
{
	int32_t lo = 0, hi = c->n_spells;

	while (lo < hi) {
		int32_t mid = lo + (hi - lo) / 2;

		if (c->spell[mid].from <= i)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo > 0 ? &c->spell[lo - 1] : NULL;
}

bool
in_season(const struct worktime_calendar *c, int32_t i)
{
	const struct spell *s;

	if (!c->spell)
		return true;
	s = spell_of(c, i);
	return s && i < s->to;
}

int32_t
season_until(const struct worktime_calendar *c, int32_t i)
{
	const struct spell *s, *next;

	if (!c->spell)
		return c->n - 1;
	s = spell_of(c, i);
	if (s && i < s->to)
		return s->to - 1;
	next = s ? s + 1 : c->spell;
	return next < c->spell + c->n_spells ? next->from - 1 : c->n - 1;
}

bool
day_works(const struct worktime_calendar *c, int32_t i)
{
	return c->cell[i].works && in_season(c, i);
}

int32_t
days_before(const struct worktime_calendar *c, int32_t i)
{
	const struct spell *s;

	if (!c->spell)
		return i;
	s = spell_of(c, i);
	return s ? s->days + (i < s->to ? i : s->to) - s->from : 0;
}

int32_t
workdays_before(const struct worktime_calendar *c, int32_t i)
{
	const struct spell *s;

	if (!c->spell)
		return c->cell[i].workdays;
	s = spell_of(c, i);
	return s ? s->workdays + c->cell[i < s->to ? i : s->to].workdays - c->cell[s->from].workdays : 0;
}

int32_t
minutes_before(const struct worktime_calendar *c, int32_t i)
{
	const struct spell *s;

	if (!c->spell)
		return c->cell[i].minutes;
	s = spell_of(c, i);
	return s ? s->minutes + c->cell[i < s->to ? i : s->to].minutes - c->cell[s->from].minutes : 0;
}

/* ---- What a season is --------------------------------------------------------------------- */

/* "02-01" as 201; 0 for a day that no year has. */
static int
month_day(str s)
{
	int     md;
	day     d;
	int64_t month, on;

	if (s.n != 5 || s.p[2] != '-' || !str_to_i64((str){s.p, 2}, &month) || !str_to_i64((str){s.p + 3, 2}, &on) ||
	    !day_from_ymd(2000, (int)month, (int)on, &d))
		return 0;
	md = (int)(month * 100 + on);
	return md;
}

bool
worktime_season_of(str text, struct worktime_season *out)
{
	*out = (struct worktime_season){0};
	for (;;) {
		int from, to;

		text = str_trim(text);
		if (text.n < 11 || text.p[5] != '/' || !(from = month_day((str){text.p, 5})) ||
		    !(to = month_day((str){text.p + 6, 5})))
			break;
		if (out->n == WORKTIME_SPANS || (text.n > 11 && text.p[11] != ' '))
			return false;
		out->span[out->n].from_md = from;
		out->span[out->n++].to_md = to;
		text = (str){text.p + 11, text.n - 11};
	}
	out->name = text;
	return out->n > 0 && text.n > 0;
}

/* ---- The calendar of a season ---------------------------------------------------------------- */

/* The 29th of February is the day before March: the season's first day is then the 1st, its last the 28th. */
static day
day_in(int year, int md, bool first)
{
	day d;

	if (!day_from_ymd(year, md / 100, md % 100, &d))
		ensure(first ? day_from_ymd(year, 3, 1, &d) : day_from_ymd(year, 2, 28, &d));
	return d;
}

/* One more stretch, cut to the calendar's days; one that touches the last is a part of it. */
static void
put_spell(const struct worktime_calendar *c, struct spell *list, int32_t *n, int32_t from, int32_t to)
{
	if (from < 0)
		from = 0;
	if (to > c->n)
		to = c->n;
	if (from >= to)
		return;
	if (*n > 0 && from <= list[*n - 1].to) {
		if (to > list[*n - 1].to)
			list[*n - 1].to = to;
		return;
	}
	list[(*n)++] = (struct spell){.from = from, .to = to};
}

static void
sum_spells(const struct worktime_calendar *c, struct spell *s, int32_t n)
{
	for (int32_t i = 1; i < n; i++) {
		const struct spell *was = &s[i - 1];

		s[i].days = was->days + was->to - was->from;
		s[i].workdays = was->workdays + c->cell[was->to].workdays - c->cell[was->from].workdays;
		s[i].minutes = was->minutes + c->cell[was->to].minutes - c->cell[was->from].minutes;
	}
}

enum worktime_fault
worktime_in_season(struct arena *a, const struct worktime_calendar *c, str text,
                   const struct worktime_calendar **out)
{
	size_t                    years = (size_t)(c->last_year - c->first_year) + 2;
	struct worktime_season    s;
	struct worktime_calendar *made;
	struct spell             *list;
	int32_t                   n = 0;

	ensure(!c->spell);
	*out = c;
	if (!text.p)
		return WORKTIME_OK;
	if (!worktime_season_of(text, &s))
		return WORKTIME_BAD_SEASON;
	made = ARENA_NEW(a, struct worktime_calendar);
	list = ARENA_NEWS(a, years * s.n, struct spell);
	if (!made || !list)
		return WORKTIME_MEMORY;
	for (size_t i = 1; i < s.n; i++)
		for (size_t k = i; k > 0 && s.span[k].from_md < s.span[k - 1].from_md; k--) {
			struct worktime_span first = s.span[k];

			s.span[k] = s.span[k - 1];
			s.span[k - 1] = first;
		}
	/* A stretch over new year began in the year before the calendar's first. */
	for (int y = c->first_year - 1; y <= c->last_year; y++)
		for (size_t i = 0; i < s.n; i++) {
			int from = s.span[i].from_md, to = s.span[i].to_md;

			put_spell(c, list, &n, day_in(y, from, true).v - c->first,
			          day_in(to < from ? y + 1 : y, to, false).v + 1 - c->first);
		}
	sum_spells(c, list, n);
	*made = *c;
	made->spell = list;
	made->n_spells = n;
	if (!arena_str(a, s.name, &made->season))
		return WORKTIME_MEMORY;
	*out = made;
	return WORKTIME_OK;
}
