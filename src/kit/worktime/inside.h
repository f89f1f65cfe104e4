/* What a calendar is inside; for this room only. */
#ifndef KIT_WORKTIME_INSIDE_H
#define KIT_WORKTIME_INSIDE_H

#include "kit/worktime/worktime.h"

/*
 * One day, with the sums of all days before it: the sums make every question a
 * subtraction and every answer a binary search.  12 bytes.
 */
struct cell {
	int32_t  minutes;  /* office minutes before this day */
	int32_t  workdays; /* working days before this day */
	uint16_t over;     /* 0, or 1 + index of the override */
	uint8_t  hours;    /* index of the hours rule */
	uint8_t  works;
};

enum { YEARS = DAY_LAST_YEAR - DAY_FIRST_YEAR + 1 };

/* One year's stretch of a season, and what had been counted in those before it. */
struct spell {
	int32_t from, to; /* indexes of days; `to` is the first day past it */
	int32_t days, workdays, minutes;
};

struct worktime_calendar {
	str                             version;
	int                             zone, first_year, last_year;
	enum worktime_ends              workday_ends, natural_ends;
	int32_t                         first; /* day number of cell[0] */
	int32_t                         n;     /* days; cell[n] holds the totals */
	const struct cell              *cell;
	const struct worktime_override *over;
	const struct worktime_hours    *hours;
	const struct worktime_paper    *paper;
	size_t                          n_papers;
	uint8_t                         published[YEARS];
	int16_t                         missing[YEARS + 1]; /* unpublished years before 1970 + i */
	str                             season; /* its name, when there is one */
	const struct spell             *spell;  /* in order, apart; NULL: the whole year counts */
	int32_t                         n_spells;
};

/* An instant, taken apart: index of its day and milliseconds since midnight. */
struct moment {
	int32_t i;
	int32_t ms;
};

/* The moment of an instant, false outside the calendar's years; and the instant of a moment. */
MUSTCHECK bool moment_of(const struct worktime_calendar *c, int64_t at, struct moment *m);
int64_t        moment_ms(const struct worktime_calendar *c, int32_t i, int32_t ms);

/* Does a clock look at working days? */
bool clock_guesses(enum worktime_clock k);

/* Office milliseconds of day i before `ms`. */
int32_t office_used(const struct worktime_calendar *c, int32_t i, int32_t ms);

/* Is day i in the season; and the last day of the stretch, in season or out, that it lies in. */
bool    in_season(const struct worktime_calendar *c, int32_t i);
int32_t season_until(const struct worktime_calendar *c, int32_t i);

/* Does day i work, and lie in the season? */
bool day_works(const struct worktime_calendar *c, int32_t i);

/* Civil days, working days and office minutes of the season before day i; i may be one past the last. */
int32_t days_before(const struct worktime_calendar *c, int32_t i);
int32_t workdays_before(const struct worktime_calendar *c, int32_t i);
int32_t minutes_before(const struct worktime_calendar *c, int32_t i);

/* Is a list missing for a year that the days i .. j of the season touch? */
bool guessed_between(const struct worktime_calendar *c, int32_t i, int32_t j);

/* Does a Saturday or Sunday, or any day, of this index work because it says so? */
bool is_weekend(const struct worktime_calendar *c, int32_t i);

#endif
