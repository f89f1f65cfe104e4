/* meeting.pledge, meeting.decide: what is said at the table becomes a task. */
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "judge/meeting/inside.h"
#include "judge_meeting_texts.h"
#include "work/task/task.h"
#include "work_task_texts.h"

/*
 * As task.add has them, of the same names; the unit is the post's.  Number, measure and day are asked for
 * here and not by the field: what is promised without them is refused with a sentence of its own.
 */
#define TABLE_IN(X)                                                                \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)                           \
	X(code, post_code, 1, 1, 60, T_task_f_post, NULL)                          \
	X(text, goal, 1, 1, 300, T_task_f_goal, NULL)                              \
	X(i64, target, 0, 1, 1000000000, T_task_f_target, NULL)                    \
	X(str, measure, 0, 1, 60, T_task_f_measure, NULL)                          \
	X(day, due, 0, DAY_FIRST, DAY_LAST, T_task_f_due, NULL)                    \
	X(str, task, 0, 1, 300, T_meeting_f_task, NULL)                            \
	X(text, checks, 0, 1, 4000, T_meeting_f_checks, NULL)                      \
	X(choice, evidence, 0, 0, 0, T_task_f_evidence, task_evidences)            \
	X(text, standards, 0, 1, 4000, T_task_f_standards, NULL)                   \
	X(text, places, 0, 1, 4000, T_task_f_places, NULL)
struct table_in {
	TABLE_IN(FIELD_DECL)
};
#define IN_T table_in
static const struct field table_fields[] = {TABLE_IN(FIELD_ROW)};
#undef IN_T

static enum err
measured(struct ctx *cx, const struct table_in *in, bool pledge)
{
	const char *missing = in->target == FIELD_ABSENT ? "target" : !in->measure.n ? "measure" :
	    in->due == FIELD_ABSENT ? "due" : NULL;

	if (!missing)
		return OK;
	return refuse(cx, ERR_INPUT, missing, pledge ? T_meeting_no_measure : T_meeting_no_goal);
}

/* Its text on one line, as a task has its goal. */
static str
joined(struct ctx *cx, str text)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (text.p) {
		str line = str_trim(str_cut(&text, '\n'));

		if (b.n && line.n)
			buf_add(&b, S("；"));
		buf_add(&b, line);
	}
	return b.err ? STR_NONE : buf_str(&b);
}

static str
check_of(struct ctx *cx, const struct table_in *in)
{
	struct buf b;

	if (in->checks.n)
		return in->checks;
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_meeting_check, ZH,
	         (const str[]){arena_printf(cx->arena, "%lld", (long long)in->target), in->measure}, 2);
	return buf_str(&b);
}

/* The task that it becomes, by task.add itself: its rules and refusals, at fields of the same names. */
static enum err
issue(struct ctx *cx, const struct table_in *in, const struct meeting_act *a, const struct q_meeting_post_row *post,
      bool pledge, struct reply *out)
{
	const struct command *c = command_find(S("task.add"));
	char                  due[DAY_TEXT];
	str                   goal = joined(cx, in->goal);
	const struct input    all[] = {
	       {S("task_kind"), pledge ? S("pledge") : S("task")},
	       {S("task"), in->task.n ? in->task : goal},
	       {S("goal"), goal},
	       {S("target"), arena_printf(cx->arena, "%lld", (long long)in->target)},
	       {S("measure"), in->measure},
	       {S("unit_code"), post->unit_code},
	       {S("post_code"), post->post_code},
	       {S("due"), day_format((day){(int32_t)in->due}, due)},
	       {S("checks"), check_of(cx, in)},
	       {S("evidence"), in->evidence},
	       {S("standards"), in->standards},
	       {S("places"), in->places},
	       {S("source"), arena_printf(cx->arena, "%.*s（%.*s）", STR_ARG(a->m.title), STR_ARG(a->m.day))},
	};
	struct input said[NITEMS(all)];
	const void  *bound;
	size_t       n = 0;
	enum err     e;

	ensure(c != NULL);
	for (size_t i = 0; i < NITEMS(all); i++)
		if (all[i].value.n)
			said[n++] = all[i];
	if ((e = command_allow(cx, c->perm)) != OK ||
	    (e = command_bind(cx, c->in, c->nin, c->in_size, said, n, &bound)) != OK)
		return e;
	return command_apply(cx, c, bound, NULL, out);
}

static enum err
table(struct ctx *cx, const struct table_in *in, bool pledge, struct reply *out)
{
	struct meeting_act           a = {0};
	struct q_meeting_post_row    post;
	struct q_meeting_attends_row there;
	struct reply                 task;
	int64_t                      post_id, n;
	text_id                      fault;
	enum err                     e;

	if ((e = meeting_begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = meeting_table_fault(a.state, a.m.day, a.today)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if ((e = measured(cx, in, pledge)) != OK || (e = post_named(cx, "post_code", in->post_code, &post_id)) != OK)
		return e;
	if ((e = q_meeting_post(cx, &(struct q_meeting_post_in){post_id}, &post)) == ERR_NONE)
		return refuse(cx, ERR_INPUT, "post_code", T_meeting_no_post);
	if (e != OK)
		return e;
	if (pledge) {
		e = q_meeting_attends(cx, &(struct q_meeting_attends_in){in->id, post.unit_id}, &there);
		if (e == ERR_NONE)
			return refuse(cx, ERR_INPUT, "post_code", T_meeting_not_there, post.unit_name);
		if (e != OK)
			return e;
	}
	if ((e = issue(cx, in, &a, &post, pledge, &task)) != OK ||
	    (e = q_meeting_task_add(cx, &(struct q_meeting_task_add_in){.meeting_id = in->id, .task_id = task.id,
	         .what = pledge ? S("pledge") : S("decision")}, &n)) != OK ||
	    (e = meeting_touch(cx, &a)) != OK)
		return e;
	meeting_reply(cx, pledge ? T_meeting_did_pledge : T_meeting_did_decide, in->id, a.m.rev + 1, task.no, out);
	out->no = task.no;
	return meeting_said(cx, &a, pledge ? "meeting.pledged" : "meeting.decided", STR_NONE);
}

static enum err
pledge(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return table(cx, in, true, out);
}

static enum err
decide(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return table(cx, in, false, out);
}

const struct command meeting_pledge_cmd = {
    .name = "meeting.pledge", .summary = T_meeting_c_pledge, .perm = PERM_MEETING_EDIT, .lock = "meeting",
    .lock_field = "id", .in = table_fields, .nin = NITEMS(table_fields), .in_size = sizeof(struct table_in),
    .apply = pledge,
};
const struct command meeting_decide_cmd = {
    .name = "meeting.decide", .summary = T_meeting_c_decide, .perm = PERM_MEETING_EDIT, .lock = "meeting",
    .lock_field = "id", .in = table_fields, .nin = NITEMS(table_fields), .in_size = sizeof(struct table_in),
    .apply = decide,
};
