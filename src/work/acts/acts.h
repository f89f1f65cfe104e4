/* What people and the program do with cases: commands, the same spot, what is due. */
#ifndef WORK_ACTS_ACTS_H
#define WORK_ACTS_ACTS_H

#include "kit/command/command.h"
#include "work/life/rules.h"

struct case_many; /* work/cases/many.h */

extern const struct command *const case_commands[]; /* case.report, case.tell, and one for each act of people */
extern const size_t                case_commands_n;
extern const struct view *const    case_views[]; /* case.near, case.due */
extern const size_t                case_views_n;

/* ---- case.tell, for a room that tells many ---- */

/*
 * What case.tell does, as a part of a running command, from the same input.  is_new: the
 * caller has looked, and no case was told under this number.  m (may be NULL) is shared by
 * all that a transaction tells; the caller settles it.  Refusals come before anything
 * is written, but for those of the store.
 */
MUSTCHECK enum err case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct case_many *m, bool is_new,
                             struct reply *out);

/* ---- case.near ---- */

struct case_near_item {
	int64_t id;
	str     no;
	int64_t state, at; /* reported; ended when it is closed */
	str     address;
	str     proven; /* closed as proven: the key of the condition it was filed under; else STR_NONE */
};
struct case_near_out {
	struct case_near_item *item;
	size_t                 n;
};

/* ---- case.due: for the scheduler ---- */

struct case_due_item {
	const char *command; /* "case.overdue", "case.resume_due", "case.recompute"; its one field is id */
	/* at: since when; of case.recompute, which calendar: the number of its newest document. */
	int64_t     id, at;
};
struct case_due_out {
	struct case_due_item *item;
	size_t                n;
};

/*
 * A closed case is seen not to have held (A37), as a part of a running command: counted at the case, which is then
 * opened again with `reason` as case.reopen does.  The caller has looked who may; the rules of reopening are asked.
 */
MUSTCHECK enum err case_rebound(struct ctx *cx, int64_t id, str reason);

/*
 * The unit that has a case gives it back, or `again`, when that was done before, lets its territory hold it for a
 * ruling (L7); as a part of a running command of who handles for that unit, the rules are asked.
 */
MUSTCHECK enum err case_returned(struct ctx *cx, int64_t id, bool again, str reason, struct reply *out);

/* What case.reassign does, as a part of a running command; unit and post as codes, post STR_NONE: the one there is. */
MUSTCHECK enum err case_sent_on(struct ctx *cx, int64_t id, str unit, str post, str reason);

/* The permission that an act needs; PERM_DENY for acts that are no command of people. */
perm_id case_act_perm(enum case_act act);

#endif
