/* The rules of a task's life. */
#include "work/task/rules.h"

#include "work_task_texts.h"

static const char *const names[TASK_STATE_MAX] = {"open", "reported", "accepted", "void"};

enum task_state
task_state_of(str name)
{
	for (enum task_state s = 0; s < TASK_STATE_MAX; s++)
		if (str_eq(str_of(names[s]), name))
			return s;
	return TASK_STATE_MAX;
}

str
task_state_name(enum task_state s)
{
	return s < TASK_STATE_MAX ? str_of(names[s]) : STR_NONE;
}

text_id
task_state_label(enum task_state s)
{
	static const text_id label[TASK_STATE_MAX] = {T_task_open, T_task_reported, T_task_accepted, T_task_void};

	return s < TASK_STATE_MAX ? label[s] : T_none;
}

bool
task_whole(const struct task_facts *f)
{
	return f->done >= f->target && f->held == f->checks;
}

bool
task_reopens(const struct task_facts *f, int64_t was)
{
	return f->state == TASK_REPORTED && (f->unit != was || !task_whole(f));
}

text_id
task_report_fault(const struct task_facts *f)
{
	if (f->state != TASK_OPEN && f->state != TASK_REPORTED)
		return T_task_rule_over;
	return f->unit == f->by_unit ? T_none : T_task_rule_own_unit;
}

text_id
task_accept_fault(const struct task_facts *f)
{
	if (f->state != TASK_REPORTED)
		return T_task_rule_not_reported;
	if (f->by_person == f->reporter)
		return T_task_rule_same_person;
	if (f->by_unit == f->unit)
		return T_task_rule_same_unit;
	return task_whole(f) ? T_none : T_task_rule_not_whole;
}

text_id
task_return_fault(const struct task_facts *f)
{
	if (f->state != TASK_REPORTED && f->state != TASK_ACCEPTED)
		return T_task_rule_not_reported;
	return f->by_unit == f->unit ? T_task_rule_same_unit : T_none;
}
