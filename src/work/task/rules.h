/* When a task may be reported, accepted, returned, made void.  Pure. */
#ifndef WORK_TASK_RULES_H
#define WORK_TASK_RULES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"

/* Where a task stands; as stored: open reported accepted void. */
enum task_state { TASK_OPEN, TASK_REPORTED, TASK_ACCEPTED, TASK_VOID, TASK_STATE_MAX };
enum task_state task_state_of(str name); /* TASK_STATE_MAX: none such */
str             task_state_name(enum task_state s);
text_id         task_state_label(enum task_state s);

/* What a decision is made of; by_*: who acts. */
struct task_facts {
	enum task_state state;
	int64_t         unit, reporter; /* persons; reporter 0: nobody has reported */
	int64_t         target, done;   /* done: with this report */
	size_t          checks, held;   /* with this report */
	int64_t         by_unit, by_person;
};

/*
 * The sentence why not, T_none: it may.
 * report: only the task's own unit, while it is open or reported.
 * accept: only what is reported whole, by another person of another unit (A31: the unit's own word never closes).
 * return: what is reported or accepted, by another unit.  void: what is not void yet.
 */
text_id task_report_fault(const struct task_facts *f);
text_id task_accept_fault(const struct task_facts *f);
text_id task_return_fault(const struct task_facts *f);

/*
 * Whether a task that is changed (facts with the change, `was` the unit before) goes back to work: it was reported, and
 * another unit answers now, whose word it never was, or it is no longer whole.
 */
bool task_reopens(const struct task_facts *f, int64_t was);

/* Whether a report is of the whole: the target reached and every check ticked (A43). */
bool task_whole(const struct task_facts *f);

/* `task` comes after `before`: ids. */
struct task_edge {
	int64_t task, before;
};

/*
 * Tasks that wait for each other in a ring, in `a`: each for the next, the last for the first; *n 0: there is none.
 * Edges stand in the order of their task.  Time grows with the edges.  False: no memory.
 */
bool task_ring(struct arena *a, const struct task_edge *edge, size_t nedge, int64_t **ring, size_t *n);

#endif
