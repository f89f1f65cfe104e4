/* When a task may be reported, accepted, returned, made void.  Pure. */
#ifndef WORK_TASK_RULES_H
#define WORK_TASK_RULES_H

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

/* Whether a report is of the whole: the target reached and every check ticked (A43). */
bool task_whole(const struct task_facts *f);

#endif
