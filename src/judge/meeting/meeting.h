/* Meetings (会议): called with units and agenda, promises and decisions made tasks at the table, closed. */
#ifndef JUDGE_MEETING_MEETING_H
#define JUDGE_MEETING_MEETING_H

#include "base/opt.h"
#include "judge/meeting/rules.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/burden/burden.h"
#include "work/writ/writ.h"

extern const struct db_schema         meeting_schema;
extern const struct command *const    meeting_commands[];
extern const size_t                   meeting_commands_n;
extern const struct view *const       meeting_views[];
extern const size_t                   meeting_views_n;
extern const struct journal_aggregate meeting_aggregates[]; /* kinds meeting, meeting_paper */
extern const size_t                   meeting_aggregates_n;

enum { MEETING_UNITS = 200, MEETING_PAGE = 50, MEETING_TASKS = 300 };

/* Value and label; NULL ends. */
extern const struct choice meeting_kinds[];

/*
 * Commands (permission meeting.edit):
 * meeting.call, meeting.change, meeting.void.  meeting.pledge: a unit that attends promises; without a goal in numbers
 * and a day it is refused (A51).  meeting.decide: what somebody is to do.  Both are tasks from then on (task.add, in
 * the same transaction).  meeting.close: who came, what was concluded.
 */

/* ---- meeting.list: the newest day first ---- */

struct meeting_item {
	int64_t            id, units, pledges, decisions; /* of tasks those within the actor's reach */
	enum meeting_kind  kind;
	enum meeting_state state;
	str                kind_name, day, title, place, place_code;
};
struct meeting_list {
	struct meeting_item *item;
	size_t               n;
	bool                 more;
};

/* ---- meeting.get ---- */

struct meeting_unit {
	int64_t id;
	str     code, name;
	bool    present;
};
/* A promise or decision: a task within the actor's reach. */
struct meeting_task {
	int64_t id, target, done;
	bool    pledge, late;
	str     no, title, goal, measure, due, unit, post, state; /* state: as work/task has it */
};
/* A paper as it was issued; never changed. */
struct meeting_paper {
	int64_t id, nth, position, docx_bytes, pdf_bytes, issued_at;
	str     kind, docx, pdf, post;
	text_id label;
};
struct meeting_shown {
	struct meeting_item  m;
	int64_t              rev, place_id, made_at;
	opt_i64              since, cut, position, held_at;
	str                  agenda, said;
	struct meeting_unit *unit;
	struct meeting_task *task;
	struct meeting_paper *paper; /* the newest first */
	size_t               nunit, ntask, npaper;
	text_id              table; /* why nothing is promised or decided there now; T_none: may be */
};

/* ---- Papers: meeting.issue {id, kind} ---- */

/* 会议材料 and 会议纪要, for the list of all (writ_register); what is kept of them, for writ_also_keeps. */
/* Coming to a meeting, for the burden ledger: from where one starts to where one is back. */
extern const struct burden_kind meeting_burden[];
extern const size_t             meeting_burden_n;

extern const struct writ_form   meeting_forms[];
extern const size_t             meeting_forms_n;
extern const struct writ_keeper meeting_keeper;

/* As writ_fetch, of a meeting's paper by its id. */
MUSTCHECK enum err meeting_fetch(struct ctx *cx, int64_t id, bool pdf, int *fd, uint64_t *bytes, str *name);

/* ---- meeting.posts: who may answer for a task, among the units that attend ---- */

struct meeting_post {
	str code, name, unit;
};
struct meeting_posts {
	struct meeting_post *post;
	size_t               n;
};

/* ---- meeting.pack: what the meeting begins with ---- */

struct meeting_row {
	int64_t             id; /* unit; 0: nobody's yet */
	str                 code, name;
	struct meeting_sums sums, was; /* was: at the last meeting of its kind and place */
	bool                attends, known; /* known: `was` says something */
};
struct meeting_open {
	struct meeting_task task;
	int64_t             meeting;
	str                 meeting_title;
};
struct meeting_pack {
	struct meeting_item  m;
	int64_t              place, since, cut, position;
	int64_t              last_id; /* the meeting since which it counts; 0: none */
	str                  last_title, last_day;
	bool                 told;    /* there are figures: something was sealed */
	bool                 closed;  /* as they were told when it was closed */
	bool                 compares;
	struct meeting_sums  sums, was;
	struct meeting_row  *row;     /* units that attend, then others that have a number */
	struct meeting_open *open;    /* what earlier meetings of the place promised and decided, not accepted yet */
	size_t               nrow, nopen;
	bool                 more;    /* there are more open ones */
};

/* Within a snapshot, of a meeting within the actor's reach, who stands for a place.  Slow for a large stretch. */
MUSTCHECK enum err meeting_pack_of(struct ctx *cx, int64_t id, struct meeting_pack *o);

/* ---- meeting.items: the cases or tasks behind one of its numbers that the bulletin does not list ---- */

struct meeting_thing {
	int64_t id;
	bool    task;
	str     no, words, unit, due, state; /* due, state: of a task */
};
struct meeting_things {
	struct meeting_item   m;
	enum meeting_number   number;
	str                   unit_name; /* STR_NONE: of all */
	int64_t               outside;   /* not within the reader's reach: not shown */
	opt_i64               told;      /* tasks of a meeting that is closed: the number then; the list is of now */
	struct meeting_thing *item;
	size_t                n;
};

#endif
