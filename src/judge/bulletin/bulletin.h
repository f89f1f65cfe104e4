/* The daily bulletin (每日通报, A32, A75): what a place's stock of cases did on a day.  Places and units, never people. */
#ifndef JUDGE_BULLETIN_BULLETIN_H
#define JUDGE_BULLETIN_BULLETIN_H

#include "base/day.h"
#include "judge/bulletin/rules.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/secret/secret.h"

extern const struct db_schema         bulletin_schema;
extern const struct command *const    bulletin_commands[]; /* bulletin.issue, bulletin.rule */
extern const size_t                   bulletin_commands_n;
extern const struct view *const       bulletin_views[];
extern const size_t                   bulletin_views_n;
extern const struct journal_aggregate bulletin_aggregates[]; /* kinds bulletin, bulletin_rule */
extern const size_t                   bulletin_aggregates_n;

/* A day can be looked at for BULLETIN_BACK_DAYS, a bulletin of it issued for BULLETIN_ISSUE_DAYS. */
enum { BULLETIN_STRETCH_DAYS = 100, BULLETIN_STRETCH_BACK_DAYS = 400 }; /* longest stretch; how far back it ends */
enum { BULLETIN_BACK_DAYS = 31, BULLETIN_ISSUE_DAYS = 7, BULLETIN_PAGE = 100 };

/* Of which day and place, and as of when: printed on it, and with it the same is told for ever. */
struct bulletin_head {
	day     on;
	str     day_text;
	int64_t place;
	str     place_code, place_name;
	int64_t position, batch, sealed_at; /* what is sealed there counts; always a batch's last */
	digest  seal;
	int64_t at;        /* as of when: deadlines are compared with it while the day runs */
	int64_t from, cut; /* of the day; cut: its end, or `at` when that comes earlier */
	bool    whole;     /* the day was over */
};

/* ---- bulletin.show ---- */

struct bulletin_row {
	int64_t              id; /* place or unit; 0: of the place itself, or nobody's yet */
	str                  code, name;
	struct bulletin_sums sums;
};
/* A draw of looks back that was promised that day (work/recheck): for which day, how long after closing, 0: a batch. */
struct bulletin_promise {
	str     on, promise;
	int64_t days;
};
struct bulletin_show {
	struct bulletin_head head;
	struct bulletin_sums sums;
	struct bulletin_row *place, *unit; /* places right below, each; units that have a number */
	size_t               nplace, nunit;
	struct bulletin_promise *promise; /* the same for every place */
	size_t                   npromise;
};

/*
 * The head of a stretch of time of a place (its id): from `since` (ms) to `at` or the end of the day `on`, whichever
 * comes first.  FIELD_ABSENT: on: the day of `at`; position: the newest seal; at: now.  bulletin.cases with the same
 * `since` lists its cases.  Refuses as bulletin.show.  Within a snapshot, as what follows.
 */
MUSTCHECK enum err bulletin_stretch(struct ctx *cx, int64_t place, int64_t since, int64_t on, int64_t position,
                                    int64_t at, struct bulletin_head *h);

/* The figures, and with `listed` not NULL the cases that an issue would list. */
MUSTCHECK enum err bulletin_figures(struct ctx *cx, const struct bulletin_head *h, struct bulletin_show *o,
                                    struct bulletin_case **listed, size_t *nlisted);

/* Each case that is in a number of what the head says, by id within two runs; names are the city's. */
struct docket_names;
typedef enum err bulletin_take(struct ctx *cx, const struct bulletin_case *c, void *arg);
MUSTCHECK enum err bulletin_each(struct ctx *cx, const struct bulletin_head *h, const struct docket_names *names,
                                 bulletin_take *take, void *arg);

/* ---- bulletin.cases ---- */

struct bulletin_item {
	struct bulletin_case c;
	str                  no, class_name, place_name, address, unit_name;
};
struct bulletin_list {
	struct bulletin_head  head;
	enum bulletin_number  number;
	str                   below_name, unit_name; /* STR_NONE: not asked for */
	int64_t               total;                 /* as the bulletin says */
	int64_t               outside;               /* of them, no longer within the reader's reach: not shown */
	struct bulletin_item *item;
	size_t                n;
	int64_t               next; /* 0: the last page */
};

/* ---- bulletin.edition: what was issued, and what became of it ---- */

/* How a unit's obligations stand. */
struct bulletin_tally {
	int64_t unit; /* 0: all of the edition's */
	str     code, name;
	int64_t n, outcome[BULLETIN_DUTY_MAX]; /* together n */
};

/*
 * An edition of a day's bulletin: all that a page, a text, a picture or a document of it is made from.  Everything but
 * `next…` and the tallies is as it was told when it was issued and never changes.  Post and unit, never a person.
 */
struct bulletin_edition {
	int64_t              id, edition;
	struct bulletin_show show;         /* the figures as kept; ids of its rows are 0, codes stand */
	str                  figures;      /* their text: JSON, as bulletin.show gave it */
	str                  digest;       /* SHA-256 of that text, 64 hexadecimal digits */
	int64_t              before_id, before; /* the edition that this one replaces; 0: the first */
	int64_t              next_id, next;     /* the edition that has replaced it; 0: none */
	int64_t              issued_at, due_at, hours; /* due_at: of most; classes may have hours of their own */
	str                  post_name, unit_name; /* as whom it was issued */
	int64_t              listed, units;
	int64_t              at;    /* when the tallies were made */
	struct bulletin_tally all, *tally; /* by unit, in the order of the first of their cases */
	size_t                ntally;
};

/* One edition within the actor's reach, with its tallies at `at`.  ERR_NONE.  Within a snapshot. */
MUSTCHECK enum err bulletin_edition_of(struct ctx *cx, int64_t id, int64_t at, struct bulletin_edition *o);

/* ---- bulletin.items: what it asks for ---- */

struct bulletin_listed {
	int64_t                n; /* 1: the longest overdue */
	int64_t                case_id, state; /* as it is now */
	int64_t                unit, place;
	bool                   fresh, late; /* new that day; past its own deadline */
	opt_i64                own_due;     /* that deadline, as it was */
	int64_t                issued_at, due_at; /* of the obligation: the first of the day's */
	int64_t                first_id;    /* the edition that asked first */
	struct bulletin_result result;      /* at `at` */
	str                    no, class_name, place_name, address, unit_name; /* bulletin_items_of */
};

/* Which of them: unit 0 and BULLETIN_DUTY_MAX for any; those behind n = after. */
struct bulletin_want {
	int64_t               edition, unit, after, at;
	enum bulletin_outcome outcome;
	size_t                most;
};
struct bulletin_items {
	struct bulletin_listed *item;
	size_t                  n;
	int64_t                 total;   /* that answer, on all pages */
	int64_t                 outside; /* of this page, not within the reader's reach: not in item */
	int64_t                 next;    /* give as after; 0: the last page */
};

/* Listed cases in their order.  The caller has read the edition (bulletin_edition_of).  Within a snapshot. */
MUSTCHECK enum err bulletin_items_of(struct ctx *cx, const struct bulletin_want *w, struct bulletin_items *o);

/* What bulletin.items shows. */
struct bulletin_items_page {
	struct bulletin_edition edition;
	struct bulletin_items   items;
	int64_t                 unit; /* 0: any */
	str                     unit_name;
	enum bulletin_outcome   outcome; /* BULLETIN_DUTY_MAX: any */
};

/* ---- bulletin.editions ---- */

struct bulletin_line {
	int64_t id, edition, next, listed, units, issued_at, due_at;
	str     day_text, place_code, place_name;
};
struct bulletin_editions {
	struct bulletin_line *line; /* the newest first */
	size_t                n;
	int64_t               before; /* give as before; 0: the last page */
	str                   place_code, place_name;
};

/* ---- bulletin.draft: what an issue would say, and whether it may be ---- */

struct bulletin_draft {
	struct bulletin_show show;
	int64_t              edition;     /* number that the next one gets */
	int64_t              newest_id;   /* the newest of that day; 0: none */
	int64_t              newest_at;   /* when that one was issued */
	int64_t              listed, units; /* cases with an obligation, units that get one */
	struct bulletin_rule rule;
	bool                 expected; /* the hour has passed and none was issued */
	bool                 may;      /* the actor may issue one now */
	text_id              why;      /* !may, though permitted: the sentence; T_none: not permitted */
	str                  why_arg[2];
};

/* Within a snapshot, of what bulletin.show shows. */
MUSTCHECK enum err bulletin_draft_of(struct ctx *cx, const struct bulletin_show *show, struct bulletin_draft *o);

/* ---- On the page of a case, in the list of a unit ---- */

struct bulletin_due {
	int64_t                edition_id, edition, due_at;
	str                    day_text, place_name; /* which edition asked first */
	struct bulletin_result result;
};
/* The obligations of a case that the caller has read within its reach, the newest first, at cx->now. */
MUSTCHECK enum err bulletin_dues_of(struct ctx *cx, int64_t case_id, opt_i64 ended, bool proven,
                                    struct bulletin_due **due, size_t *n);

struct bulletin_waiting {
	int64_t case_id, due_at; /* the earliest that is not met */
};
/* What the actor's unit still has to put right, by case; none for who stands for a place. */
MUSTCHECK enum err bulletin_waiting_of(struct ctx *cx, struct bulletin_waiting **item, size_t *n);

/* ---- For pictures and papers: single cases of three of its numbers ---- */

enum { BULLETIN_FEATURED = 100 };
struct bulletin_pick {
	struct bulletin_item *item;
	size_t                n;
	int64_t               total; /* as the bulletin says */
};
struct bulletin_featured {
	struct bulletin_pick late, soon, proven; /* each by deadline, the earliest first */
};
/*
 * Of a bulletin that the actor has seen (bulletin.show), at most BULLETIN_FEATURED cases each that are
 * within reach now.  Within a snapshot.
 */
MUSTCHECK enum err bulletin_featured_of(struct ctx *cx, const struct bulletin_head *h, struct bulletin_featured *o);

/* ---- bulletin.text: a few lines to paste into a group ---- */

struct bulletin_text {
	str text; /* in the language of who asks; lines end with \n */
};

/* A bulletin in a few lines of plain text, in the language of who asks; edition NULL: not issued, and it says so. */
MUSTCHECK enum err bulletin_words(struct ctx *cx, const struct bulletin_show *o, const struct bulletin_edition *edition,
                                  str *text);

#endif
