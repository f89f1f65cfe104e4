/* Plans (倒排): from end days, durations and what comes before what, back to the latest starts. */
#ifndef WORK_PLAN_PLAN_H
#define WORK_PLAN_PLAN_H

#include "base/ctx.h"
#include "kit/command/command.h"
#include "kit/worktime/worktime.h"

extern const struct view *const plan_views[];
extern const size_t             plan_views_n;
extern const struct view        plan_progress_view;

/*
 * A task in a network.  Given: due, the day by which it is to be done; begins, the day before which it does not begin
 * (DAY_FIRST: none); days, working days it needs (0: a milestone); done: it takes no time any more.
 * Found: end, the latest day on which it may be done so that all that follows it can still be (never after due);
 * start, the latest day on which it has to be begun; early, when it can be done at the earliest, begun today or when
 * it may; late: early lies after end, it can no longer be done in time; tight: no day is to spare;
 * by: the task after it that sets its end, SIZE_MAX: its own due day.
 */
struct plan_task {
	day     due, begins;
	int32_t days;
	bool    done;
	day     start, end, early;
	bool    late, tight;
	size_t  by;
};

/* `task` comes after `before`; indices. */
struct plan_edge {
	size_t task, before;
};

enum plan_fault { PLAN_OK, PLAN_MEMORY, PLAN_CYCLE, PLAN_RANGE };

/*
 * Fill what is found.  Pure: no store, no clock; `a` holds the work.  An edge whose end is no index counts as none.
 * PLAN_CYCLE: *ring (in `a`) are *nring tasks, each waiting for the next and the last for the first; nothing else is
 * filled.  PLAN_RANGE: a day outside the calendar.
 */
MUSTCHECK enum plan_fault plan_back(struct arena *a, const struct worktime_calendar *c, day today,
    struct plan_task *t,
                                    size_t n, const struct plan_edge *edge, size_t nedge, size_t **ring,
                                    size_t *nring);

/* Working days from a day to another, the first not counted: what is left when today is `from`; negative when over. */
MUSTCHECK bool plan_days_left(const struct worktime_calendar *c, day from, day upto, int32_t *work, int32_t *civil);

/* ---- Forecast from the pace so far ---- */

enum { PLAN_FAR = 2500 }; /* working days: ten years, as good as never */

/* Of some tasks, `done` were accepted within the last `days` working days; `left` are to be. */
struct plan_pace {
	int64_t done, days, left;
};

/*
 * Working days from now by which all of them will be done: with a chance of 10 %, of 50 %, of 90 %; PLAN_FAR: not
 * before that.  By hand: 1 left, 1 done in 10 days: t/(t + 10), so 2, 10, 90 (docs/formulas.md).
 */
struct plan_forecast {
	int32_t low, mid, high;
};

/* Pure.  False: none was done yet, so nobody can say. */
MUSTCHECK bool plan_forecast(const struct plan_pace *p, struct plan_forecast *out);

/* The chance that all are done within t working days.  Pure.  Time grows with left + done. */
double plan_chance(const struct plan_pace *p, int64_t t);

/* The n-th working day after a day.  False: outside the calendar. */
MUSTCHECK bool plan_day_after(const struct worktime_calendar *c, day from, int32_t n, day *out);

/* ---- plan.progress: milestones, baseline against plan, forecast ---- */

struct plan_milestone {
	int64_t id;
	str     no, title, unit, state, due, first_due;
	bool    over, late; /* accepted; its day is past and it is not */
};
/* How many should be done by a day: as first issued, as planned now; and how many were (-1: the day is to come). */
struct plan_point {
	day     at;
	int64_t baseline, planned, accepted;
};
enum { PLAN_POINTS = 13 };
struct plan_progress {
	int64_t               all, accepted, moved, slip, sooner; /* slip: days later than first issued, all together */
	struct plan_pace      pace;
	bool                  told; /* the forecast is */
	struct plan_forecast  in;   /* working days */
	day                   low, mid, high, last; /* last: the last due day of what is left */
	int64_t               chance; /* thousandths that all is done by then */
	struct plan_milestone *milestone;
	struct plan_point     point[PLAN_POINTS];
	size_t                nmilestone, npoint;
	bool                  more;
};

/* ---- plan.show ---- */

struct plan_row {
	int64_t          id;
	str              no, title, unit, by; /* by: the number of the task that sets its end */
	str              freed; /* the number of a task that it came after, which is void: it waits no more */
	struct plan_task t;
	bool             over; /* accepted or reported: it takes no time */
};
struct plan_shown {
	struct plan_row *row; /* the earliest latest start first */
	size_t           n, late, tight, freed;
	day              today, first, last;
	int32_t          work_left, civil_left; /* to the last day */
	bool             more, guessed; /* more: of more than PLAN_MOST the first by their days */
};

/* Tasks that are planned together, and those that are counted for a forecast: far more than a district has. */
enum { PLAN_MOST = 20000, PLAN_COUNTED = 50000 };

/*
 * Run a view of the plan in memory of its own, PLAN_ROOM at most: five thousand tasks and what comes before them are
 * more than a request may hold.  What it tells lives as long as cx->arena; nothing is told after an error.
 */
enum { PLAN_ROOM = 48 << 20 };
enum err plan_beside(struct ctx *cx, enum err (*run)(struct ctx *, const void *, const void **), const void *arg,
                     const void **out);

#endif
