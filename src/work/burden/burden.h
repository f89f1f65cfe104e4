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

/* For unit_register: a unit does not end before a form is due that it has not filled. */
struct unit_hang;
extern const struct unit_hang burden_hang;

/* How many forms wait for a unit, *n, and the first day by which one is due; STR_NONE: none. */
MUSTCHECK enum err burden_waits(struct ctx *cx, int64_t unit, int64_t *n, str *due);

/* ---- What asks minutes of units beside forms ---- */

/* A civil year: its moments (up to, not at, `upto`), its first and last day. */
struct burden_span {
	int64_t since, upto;
	str     first, last;
};
struct burden_count {
	int64_t unit, n;
};

/*
 * A kind of asking: a paper, a meeting, a task, a reminder.  Each costs a unit `minutes` until burden.cost decides
 * otherwise (setting burden.NAME); so the ledger is a sum of counted things, and whoever doubts it counts them.
 */
struct burden_kind {
	const char *name;
	text_id     label;
	int64_t     minutes;
	/* How often units were asked in a year, a row for each, of the whole store: the caller takes those in reach. */
	enum err (*count)(struct ctx *cx, const struct burden_kind *k, const struct burden_span *s,
	                  struct burden_count **out, size_t *n);
};
extern const struct burden_kind burden_kinds[]; /* papers about cases, tasks, messages */
extern const size_t             burden_kinds_n;

/*
 * static fn for .count: the rows, unit_id and n, of a `many` query, whose parameters follow; they may use `k` and `s`.
 */
#define BURDEN_COUNT(fn, query, ...)                                                                                   \
	static enum err fn(struct ctx *cx, const struct burden_kind *k, const struct burden_span *s,                   \
	                   struct burden_count **out, size_t *n)                                                       \
	{                                                                                                              \
		struct query##_row *row;                                                                               \
		enum err            e = query(cx, &(struct query##_in){__VA_ARGS__}, &row, n);                         \
                                                                                                                       \
		(void)k;                                                                                               \
		if (e == OK && !(*out = ARENA_NEWS(cx->arena, *n + 1, struct burden_count)))                           \
			return ctx_no_memory(cx);                                                                      \
		for (size_t i = 0; e == OK && i < *n; i++)                                                             \
			(*out)[i] = (struct burden_count){row[i].unit_id, row[i].n};                                   \
		return e;                                                                                              \
	}

/* Rooms add theirs; once, before anything runs; the list lives as long as the process. */
void burden_register(const struct burden_kind *list, size_t n);

/* What a setting burden.NAME is called; T_none: no such kind. */
text_id burden_label(str name);

/* Minutes of a kind as they are decided today, and what it is called; ERR_NONE: no such kind. */
MUSTCHECK enum err burden_minutes(struct ctx *cx, str kind, int64_t *minutes, text_id *label);

/* ---- inquiry.list, inquiry.get ---- */

struct inquiry_item {
	int64_t n;
	str     words, held; /* held: where; '' when it is asked */
	str     near; /* inquiry.try, of one that is asked: held fields that may be the same, with where */
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

struct burden_cost {
	const struct burden_kind *kind;
	int64_t                   minutes; /* each, as somebody decided */
};
struct burden_part {
	int64_t n, minutes;
};
struct burden_unit {
	int64_t             id, forms, form_minutes, took, minutes; /* minutes: forms and all parts */
	int64_t             year; /* minutes that it may be asked for */
	str                 code, name;
	struct burden_part *part; /* as many as there are kinds, in their order */
	bool                over;
};
struct burden_year {
	int64_t             year, forms, minutes, usual; /* usual: minutes of a unit's year */
	struct burden_unit *unit; /* the most burdened first */
	size_t              n;
	struct burden_cost *kind;
	size_t              nkind;
};

#endif
