/* Disputes about whose a case is: refusals with their grounds, the joint ruling, what it leaves behind. */
#ifndef WORK_DISPUTE_DISPUTE_H
#define WORK_DISPUTE_DISPUTE_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"

extern const struct db_schema         dispute_schema;
extern const struct command *const    dispute_commands[];
extern const size_t                   dispute_commands_n;
extern const struct view *const       dispute_views[];
extern const size_t                   dispute_views_n;
extern const struct journal_aggregate dispute_aggregates[];
extern const size_t                   dispute_aggregates_n;

/*
 * Commands:
 * dispute.refuse (case.handle), by the unit that has a case: a first time it is given back (case.give_back); a second
 * time, by whichever unit has it then, a joint ruling is asked for: the territory holds it, its deadline runs on, and
 * headquarters has one working day.  A ground is needed: a row of the matrix that speaks of the class there and names
 * another unit, or a law.  What was sent by a ruling that is kept is not refused.
 * dispute.rule (case.decide), by neither side: whose it is, on site or by documents, with reasons; the case is sent on
 * unless its work is done already; it may be kept as a precedent, and may say who bears what the territory did.
 */

/* ---- Rules.  Pure. ---- */

enum dispute_state { DISPUTE_NONE, DISPUTE_RETURNED, DISPUTE_JOINT, DISPUTE_RULED };

struct dispute_ground {
	bool    row, row_there; /* a row of the matrix is named; there is one of that number */
	bool    row_speaks;     /* of the class, at the place, today */
	int64_t row_unit, unit; /* whom it names; who refuses */
	bool    law;            /* a law is named */
	bool    ruled;          /* the case was sent by a ruling that is kept */
};
/* Why a refusal has no ground, at *field (NULL: the whole); T_none: it has. */
text_id dispute_ground_fault(const struct dispute_ground *g, const char **field);

struct dispute_ruling {
	enum dispute_state state;
	bool               open;   /* the case is to be brought to an end still */
	int64_t            joint_at, at, now; /* asked for; decided; now */
	int64_t            ruler;  /* the unit of who decides; 0: none */
	int64_t            side[2]; /* the units that refused it; 0: none is kept */
	bool               reason;
	bool               radius, spot; /* a radius is given; the case has a position */
	bool               bears, bears_why;
};
text_id dispute_ruling_fault(const struct dispute_ruling *r, const char **field);

/* ---- dispute.list, dispute.get ---- */

enum { DISPUTE_ROWS = 100, DISPUTE_NEAR = 10 };

struct dispute_side_seen {
	int64_t n, unit_id, at;
	opt_i64 duty_id;
	str     unit, duty_basis, duty_unit, law, reason;
	bool    upheld; /* ruled: it is not this unit's */
};
struct dispute_item {
	int64_t id, case_id, opened_at;
	int64_t state;
	opt_i64 joint_at, due_at, ruled_at;
	str     no, class_key, class_name, place, address, holder, owner; /* holder: who has the case; owner: ruled */
	bool    waits, late; /* a decision is awaited; its deadline has passed */
};
struct dispute_list {
	struct dispute_item *item;
	size_t               n;
	bool                 more;
};
struct dispute_near {
	int64_t id;
	str     no, unit, reason, valid_from;
};
struct dispute_one {
	struct dispute_item       d;
	struct dispute_side_seen *side;
	size_t                    nside;
	opt_f64                   lon, lat;
	str                       way, reason, ruled_unit, bears, bears_why, place_code;
	opt_i64                   precedent_id;
	str                       precedent_no;
	struct dispute_near      *near; /* rulings that are kept, of the class, there or within a kilometre */
	size_t                    nnear;
	text_id                   fault; /* why the reader may not rule; T_none: may */
};

/* dispute.measures: docs/formulas.md, "Disputes".  By unit or by class; hours in thousandths of an hour. */
struct dispute_measure {
	str     key, name; /* the unit's code and name; a class twice */
	int64_t sent, stayed, hops;     /* cases; those that never went to another unit; times they were sent out */
	int64_t refused, ruled, upheld; /* refusals; ruled on; for the unit that refused */
	int64_t lost;                   /* ms from a refusal to its end */
};
struct dispute_measures {
	struct dispute_measure *line;
	size_t                  n;
	bool                    by_class;
	str                     from, to;
};

/* dispute.of: what the page of a case tells of it. */
struct dispute_at_case {
	int64_t id, state; /* id 0: none */
	bool    late, may, again; /* may: the reader's unit has it and may refuse it; again: a second time */
};

#endif
