/* The working calendar: published documents in the store, one built value for everybody. */
#ifndef CITY_CALENDAR_CALENDAR_H
#define CITY_CALENDAR_CALENDAR_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/worktime/worktime.h"

extern const struct db_schema      calendar_schema;
extern const struct command *const calendar_commands[];
extern const size_t                calendar_commands_n;
extern const struct view *const    calendar_views[];
extern const size_t                calendar_views_n;
extern const struct journal_aggregate calendar_aggregates[]; /* rows equal their events */
extern const size_t                   calendar_aggregates_n;

/*
 * The calendar of today's documents.  Built once for the whole process and kept
 * while it is used; *out is good until cx->arena is reset or freed (a reference
 * is given back then).  Costs one query.  worktime_version(*out) is what a
 * deadline keeps beside its arithmetic: "17-1a2b3c4d5e6f", the newest document
 * and the digest over all documents up to it, so it never comes to mean
 * something else.
 *
 * ERR_RULE, with a sentence, when no office hours have been loaded yet.  Years
 * without a published list fall back to weekends, and answers that rest on them
 * say `guessed`.
 */
MUSTCHECK enum err calendar_now(struct ctx *cx, const struct worktime_calendar **out);

/* The same for a command that may look things up in memory: no query when its version is known. */
struct city_state;
MUSTCHECK enum err calendar_of_city(struct ctx *cx, struct city_state *city, const struct worktime_calendar **out);

/*
 * The calendar that a version names: for the explanation of an old deadline.
 * ERR_NONE, with a sentence, when the store has no such version.  Ownership as above.
 */
MUSTCHECK enum err calendar_at(struct ctx *cx, str version, const struct worktime_calendar **out);

/*
 * Only the version of today's calendar (in cx->arena): a deadline with another
 * one may have to be revised.  STR_NONE when there are no documents.
 */
MUSTCHECK enum err calendar_version(struct ctx *cx, str *version);

/* Forget what is kept and unused, for tests and orderly ends. */
void calendar_drop(void);

/* ---- Days as a table ---- */

extern const struct choice calendar_day_kinds[]; /* of a table's days: off, worked */

/* What the documents of today say of a day. */
struct calendar_day_said {
	str         on;
	const char *kind; /* of calendar_day_kinds */
	str         name, paper, issued, title; /* the last two of the paper */
};

/* Each day that is off or worked by some document, in a steady order.  What take() returns ends it unless OK. */
typedef enum err   calendar_take_day(struct ctx *cx, const struct calendar_day_said *d, void *arg);
MUSTCHECK enum err calendar_days_each(struct ctx *cx, calendar_take_day *take, void *arg);

/* ---- calendar.show ---- */

enum { CALENDAR_PAPERS = 6 };
struct calendar_year {
	int                          year;
	int32_t                      work_days;
	bool                         guessed; /* no published list: weekends only */
	const struct worktime_paper *paper[CALENDAR_PAPERS]; /* that name days of it, in the order of those days */
	size_t                       n_paper;
};

struct calendar_day {
	day  on;
	bool works;
	str  name, paper;
};

struct calendar_source {
	str     name, source;
	int64_t version, imported_at;
};

struct calendar_show {
	str                     version;
	int                     zone;
	struct calendar_source *source;
	size_t                  n_source;
	struct calendar_year   *year; /* from the first published year to the year after the last,
	    this year at least */
	size_t                  n_year; /* their papers are good as long as cx->arena */
	int                     wanted; /* the year whose days follow */
	struct calendar_day    *day;    /* holidays and make-up days of it */
	size_t                  n_day;
	bool                    this_year_guessed, next_year_guessed; /* for the warning */
};

#endif
