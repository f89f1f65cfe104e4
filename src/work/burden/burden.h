/* What filling forms costs: fields that are held, forms asked of units, minutes of a year (pain 5). */
#ifndef WORK_BURDEN_BURDEN_H
#define WORK_BURDEN_BURDEN_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/bulk/bulk.h"
#include "work/burden/rules.h"

extern const struct db_schema      burden_schema;
extern const struct command *const burden_commands[];
extern const size_t                burden_commands_n;
extern const struct view *const    burden_views[];
extern const size_t                burden_views_n;
extern const struct journal_aggregate burden_aggregates[]; /* rows equal their events */
extern const size_t                   burden_aggregates_n;
extern const struct bulk_kind         burden_tables[];
extern const size_t                   burden_tables_n;

/*
 * Commands.  datum.load (city.edit): the dictionary as a table.  inquiry.ask (task.edit): a form for units within
 * reach; a field that is held is refused, or shown with where (take_held); minutes beyond a unit's year want a reason.
 * inquiry.fill (task.do): by a unit that is asked, again as often as it likes until the form is ended.  inquiry.end
 * (task.edit).  burden.cost (city.edit): minutes that a kind of paper costs, or a unit's year.
 */

enum { INQUIRY_PAGE = 40 };

/* ---- inquiry.list, inquiry.get ---- */

struct inquiry_item {
	int64_t n;
	str     words, held; /* held: where; '' when it is asked */
};
struct inquiry_answer {
	int64_t n;
	str     words, value;
};
struct inquiry_unit {
	int64_t                id;
	str                    code, name;
	opt_i64                filled_at, took;
	bool                   late;  /* not filled, and its day is over; or filled after it */
	struct inquiry_answer *answer; /* of asked fields, in their order */
	size_t                 n;
};
struct inquiry {
	int64_t id, rev, minutes, asked, filled, made_at;
	opt_i64 ended_at;
	str     no, title, basis, due, over, unit; /* unit: who asks */
	bool    late;                              /* not ended, not all have filled, and its day is over */
};
struct inquiry_list {
	struct inquiry *item;
	size_t          n;
	int64_t         before; /* 0: these are all */
};
struct inquiry_shown {
	struct inquiry       q;
	struct inquiry_item *item;
	size_t               nitem, nasked; /* nasked of them are asked */
	struct inquiry_unit *unit; /* within reach */
	size_t               nunit;
	bool                 own, own_filled; /* the asker's unit is asked; and has filled */
	bool                 mine; /* the asker's unit asks */
};

/* ---- inquiry.try: what a form would ask and cost ---- */

struct inquiry_try {
	struct inquiry_item *item;
	size_t               nitem, nasked;
	int64_t              least; /* minutes */
	struct burden_unit  *unit;  /* those who would be asked, with their year as it is */
	size_t               nunit;
};

/* ---- burden.year ---- */

struct burden_paper {
	str     kind; /* order, urge … */
	text_id label;
	int64_t minutes; /* each */
};
struct burden_unit {
	int64_t id, forms, form_minutes, took, papers, paper_minutes, minutes;
	int64_t year; /* minutes that it may be asked for */
	str     code, name;
	bool    over;
};
struct burden_year {
	int64_t              year, forms, minutes, usual; /* usual: minutes of a unit's year */
	struct burden_unit  *unit; /* the most burdened first */
	size_t               n;
	struct burden_paper *paper;
	size_t               npaper;
};

#endif
