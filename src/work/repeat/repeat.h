/* Problems that come back (屡改屡犯, A36) and those of long standing (新问题、顽疾, A48): found when one is filed. */
#ifndef WORK_REPEAT_REPEAT_H
#define WORK_REPEAT_REPEAT_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/life/rules.h"

extern const struct db_schema         repeat_schema;
extern const struct command *const    repeat_commands[]; /* repeat.rule (city.edit) */
extern const size_t                   repeat_commands_n;
extern const struct view *const       repeat_views[]; /* repeat.list, repeat.of, repeat.rules */
extern const size_t                   repeat_views_n;
extern const struct journal_aggregate repeat_aggregates[]; /* case_repeat, repeat_rule */
extern const size_t                   repeat_aggregates_n;

enum { REPEAT_ROWS = 50, REPEAT_RULES = 200, REPEAT_LOOKED = 500 };

/* ---- Rules (pure) ---- */

struct repeat_limits {
	int64_t days, metres, times, span; /* as the columns of repeat_rule */
};

/* A problem of the class that was closed at the spot. */
struct repeat_closed {
	int64_t id, ended_at, reopens; /* how often it was opened again after a closing */
};

/* What filing one more means. */
struct repeat_found {
	int64_t              before, before_at; /* 0: none was closed there within the span or the days */
	bool                 again, chronic;
	int64_t              nth; /* 1: the first within the span */
	struct repeat_limits by;
};

/*
 * Of `n` closed ones in any order: `before` is the one that ended last, `again` whether that was at most by.days before
 * `now`; nth counts this one and each that ended at most by.span days before, once more for each time it was opened
 * again.  Ones that ended after `now` are not looked at.
 */
struct repeat_found repeat_judge(const struct repeat_closed *c, size_t n, const struct repeat_limits *by, int64_t now);

/* ---- For whoever files a case ---- */

struct repeat_spot {
	int64_t           id, place; /* the case itself, which does not count; its community */
	str               class_key, address;
	struct case_point at;
	str               step; /* key of a condition: what was closed as proven by it was the step before this one */
};

/* What filing it now means.  One query for the rule, one for what was closed, of which REPEAT_LOOKED are looked at. */
MUSTCHECK enum err repeat_find(struct ctx *cx, const struct repeat_spot *spot, struct repeat_found *out);

/* Keep it with the case, with its event; nothing where it is the first one. */
MUSTCHECK enum err repeat_keep(struct ctx *cx, int64_t case_id, const struct repeat_found *found);

/* The case was filed in error: what was kept of it no longer counts, with an event.  Those that counted it stay. */
MUSTCHECK enum err repeat_drop(struct ctx *cx, int64_t case_id);

/* ---- repeat.list: within reach, the newest first ---- */

struct repeat_item {
	int64_t case_id, before_id, before_at, found_at, nth, times;
	str     no, class_name, place_name, address, unit_name, place_code;
	str     before_no; /* STR_NONE: not within reach */
	bool    again, chronic, open;
	int64_t tasks; /* that name the case: a long plan */
};
struct repeat_list {
	struct repeat_item *item;
	size_t              n;
	bool                more;
};

/* ---- repeat.of: one case within reach ---- */

struct repeat_later {
	int64_t id, found_at;
	str     no;
};
struct repeat_of {
	bool                 kept;  /* one that had been there before: what was told when it was filed */
	bool                 first; /* none of its class had been closed in its community before it was filed */
	struct repeat_item   item;  /* kept: as in the list */
	struct repeat_limits by;    /* kept */
	struct repeat_later *later; /* those for which this was the one before, within reach */
	size_t               n;
};

/* ---- repeat.rules ---- */

struct repeat_rule_line {
	str                  class_key, source; /* class_key "*": all others */
	struct repeat_limits by;
};
struct repeat_rules {
	struct repeat_rule_line *line;
	size_t                   n;
};

#endif
