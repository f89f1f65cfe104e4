/* Looking back (回头看, A37): closed cases drawn by lot for another look, what became of them, and how sure that is. */
#ifndef WORK_RECHECK_RECHECK_H
#define WORK_RECHECK_RECHECK_H

#include "base/day.h"
#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/stats/stats.h"
#include "work/life/rules.h"

struct keyring;

extern const struct db_schema         recheck_schema;
extern const struct command *const    recheck_commands[];
extern const size_t                   recheck_commands_n;
extern const struct view *const       recheck_views[];
extern const size_t                   recheck_views_n;
extern const struct journal_aggregate recheck_aggregates[]; /* recheck, recheck_draw, _batch, _rule */
extern const size_t                   recheck_aggregates_n;

/* With what seeds are sealed until they are told; once, before anything runs.  Without it nothing is promised. */
void recheck_use_keys(const struct keyring *keys);

/*
 * Commands:
 * recheck.run (PERM_SYSTEM), a piece of what the day asks for: make a draw whose day has come, else promise those of
 * tomorrow, else set aside looks at cases that somebody has opened again.  An id in the reply: more may be left.
 * recheck.look (case.verify): what was seen; `rebound` counts at the case (A37) and opens it again.
 * recheck.rule (city.edit): the share that is drawn after so many days.
 * recheck.batch (case.import): closed cases as a batch, of which a share is drawn tomorrow.
 * recheck.renew (PERM_SYSTEM): all seeds that are not told yet under the current key.
 */

enum { RECHECK_LIST = 5000, RECHECK_BATCH = 1000, RECHECK_RULES = 20, RECHECK_ROWS = 50 };

/* ---- Rules (pure) ---- */

enum recheck_state { RECHECK_WAITING, RECHECK_HELD, RECHECK_REBOUND, RECHECK_MOOT, RECHECK_STATE_MAX };
str                recheck_state_name(enum recheck_state s); /* "waiting" */
text_id            recheck_state_label(enum recheck_state s);
enum recheck_state recheck_state_of(str name); /* RECHECK_STATE_MAX for an unknown one */
extern const struct choice recheck_states[];

/* How many of a list are wanted: share in thousandths, rounded up. */
size_t recheck_want(size_t listed, int64_t share);

/*
 * Why somebody may not take a look; T_none: may.  Neither who found, handled or verified the case, nor anybody of a
 * unit that handled it; and the case is still closed.
 */
text_id recheck_fault(enum recheck_state s, const struct case_facts *f, int64_t person, int64_t unit);

/*
 * The digest of a list: SHA-256 of the lines "id<TAB>stratum<LF>" in the order of their ids, which are the cases'
 * internal numbers in decimal.  For items that are in that order.
 */
struct recheck_item {
	int64_t case_id;
	str     stratum;
};

/* ---- recheck.list, recheck.get ---- */

struct recheck_seen {
	int64_t            id, case_id, days; /* days 0: of a batch */
	str                no, class_name, place_name, address, unit_name, batch, due;
	int64_t            closed_at;
	opt_i64            looked_at;
	enum recheck_state state;
	bool               late; /* it waits, and its day is over */
};
struct recheck_list {
	struct recheck_seen *item; /* the next due first */
	size_t               n;
	bool                 more;
	enum recheck_state   state;
};
struct recheck_one {
	struct recheck_seen look;
	int64_t             rev, draw_id, n;
	str                 words, by_unit; /* who looked: their unit, never a person */
	text_id             fault;          /* why the asker may not look; T_none: may */
};

/* ---- recheck.draws, recheck.draw ---- */

struct recheck_draw {
	int64_t id, days, listed, taken, promised_at, share, least;
	opt_i64 drawn_at;
	str     on, batch, promise, seed, list, state; /* seed, list: STR_NONE until it is drawn */
};
struct recheck_draws {
	struct recheck_draw *draw; /* the newest first */
	size_t               n;
	int64_t              before; /* give as before; 0: the last page */
};
struct recheck_listed {
	int64_t            case_id, look; /* look 0: it was not drawn */
	str                no, stratum;
	int64_t            n; /* 1, 2 … in the order drawn */
	enum recheck_state state;
};
struct recheck_drawn {
	struct recheck_draw    draw;
	struct recheck_listed *item; /* drawn ones first; within the asker's reach */
	size_t                 n;
	int64_t                from; /* the first of them is that one of the list, from 1 */
	bool                   more;
};

/* What was promised within a time and is sealed up to a position; for the bulletin.  Within a snapshot. */
MUSTCHECK enum err recheck_told(struct ctx *cx, int64_t from, int64_t upto, int64_t position,
                                struct recheck_draw **draw, size_t *n);

/* ---- recheck.rates ---- */

struct recheck_rate {
	int64_t            unit_id; /* 0: of all, or nobody's */
	str                unit;
	int64_t            listed, waiting, looked, rebound;
	struct stats_range range; /* Wilson, 95 %, of rebound among looked */
};
struct recheck_rates {
	struct recheck_rate  all, *unit;
	size_t               n;
	bool                 known;  /* every unit with a list has been looked at: share is of all that were closed */
	double               share;  /* by strata */
	struct stats_step   *step;   /* of the survival curve */
	size_t               nsteps;
	int64_t              lives;  /* cases that were looked at */
	int64_t              batch;
	struct recheck_draw *batches; /* id and name (batch), newest first */
	size_t               nbatches;
};

/* ---- recheck.rules ---- */

struct recheck_rule {
	int64_t days, share, least, within; /* share in thousandths */
	str     source;
};
struct recheck_rules {
	struct recheck_rule *rule; /* the shortest interval first */
	size_t               n;
};

/* ---- duban draw verify ---- */

enum recheck_wrong {
	RECHECK_FINE,
	RECHECK_BAD_EVENT,   /* the draw is not as its events say */
	RECHECK_BAD_PROMISE, /* the seed is not the one promised */
	RECHECK_BAD_LIST,    /* the list is not the one it was drawn from */
	RECHECK_BAD_DRAW,    /* from this list and seed others are drawn */
	RECHECK_EARLY,       /* it was promised on its day or later, or drawn before it */
	RECHECK_GONE         /* its events are there, and it is not */
};
struct recheck_checked {
	int64_t            draws, promised, items, looks; /* draws: those made */
	int64_t            bad;                           /* the first that is wrong; 0: none */
	enum recheck_wrong wrong;
	str                bad_day;
};
text_id recheck_wrong_text(enum recheck_wrong w);

/*
 * Make every draw again from its seed and list (id 0), or one, and look in the journal for draws that are not there
 * any more.  Within a snapshot.  ERR_NONE: there is none such, nor was there.
 */
MUSTCHECK enum err recheck_verify(struct ctx *cx, int64_t id, struct recheck_checked *out);

#endif
