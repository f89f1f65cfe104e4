/* case.tie, case.untie, case.ties: which standards a problem touches, and which tasks it belongs to. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/journal/journal.h"
#include "work/scheme/scheme.h"
#include "work/tie/inside.h"
#include "work_tie_texts.h"

/* ---- case.tie, case.untie: a problem touches a standard ---- */

#define TIE_IN(X)                                                                  \
	X(str, case_no, 1, 1, 30, T_tie_f_case, NULL)                             \
	X(code, standard, 1, 1, 130, T_tie_f_standard, NULL)
struct tie_in {
	TIE_IN(FIELD_DECL)
};
#define IN_T tie_in
static const struct field tie_fields[] = {TIE_IN(FIELD_ROW)};
#undef IN_T

static const struct journal_side case_sides[] = {{.table = "case_standard", .query = "fold_case_standards",
    .keys = 1}};

static enum err
case_of(struct ctx *cx, str no, int64_t *id)
{
	struct q_tie_case_row c;
	enum err e = q_tie_case(cx, &(struct q_tie_case_in){.no = no, .scope = tie_reach(cx)}, &c);

	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "case_no", T_tie_no_case, no);
	*id = e == OK ? c.id : 0;
	return e;
}

static enum err
tie(struct ctx *cx, const struct tie_in *in, bool tied, struct reply *out)
{
	struct journal_sides was;
	struct record        r;
	int64_t              id, standard, rev, n;
	enum err             e;

	if ((e = case_of(cx, in->case_no, &id)) != OK)
		return e;
	e = scheme_standard_named(cx, in->standard, &standard);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "standard", T_tie_no_standard, in->standard);
	if (e != OK || (e = db_lock(cx, "case_standard", id)) != OK ||
	    (e = journal_next_rev(cx, S("case_standard"), id, &rev)) != OK ||
	    (e = journal_sides_look(cx, &tie_aggregates[0], id, &was)) != OK)
		return e;
	if (tied)
		e = q_case_tie_add(cx, &(struct q_case_tie_add_in){.case_id = id, .standard_id = standard}, &n);
	else
		e = q_case_tie_drop(cx, &(struct q_case_tie_drop_in){.case_id = id, .standard_id = standard}, &n);
	if (e != OK)
		return e;
	if (n == 0)
		return refuse(cx, ERR_RULE, "standard", tied ? T_tie_tied : T_tie_not_tied, in->standard);
	record_begin(cx, &r);
	if ((e = journal_sides_say(cx, &tie_aggregates[0], id, &was, &r.rows)) != OK)
		return e;
	*out = (struct reply){.id = id, .done = tied ? T_tie_did_tie : T_tie_did_untie, .arg = {in->case_no},
	                      .see = arena_printf(cx->arena, "/cases/%lld", (long long)id)};
	return record_end(cx, &r, "case_standard", id, rev, tied ? "case_standard.tied" : "case_standard.untied",
	    STR_NONE);
}

static enum err
case_tie(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return tie(cx, in, true, out);
}

static enum err
case_untie(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return tie(cx, in, false, out);
}

/* ---- case.ties ---- */

#define TIES_IN(X) X(id, id, 1, 1, INT64_MAX, T_tie_f_id, NULL)
struct ties_in {
	TIES_IN(FIELD_DECL)
};
#define IN_T ties_in
static const struct field ties_fields[] = {TIES_IN(FIELD_ROW)};
#undef IN_T

static enum err
ties(struct ctx *cx, const void *arg, const void **out)
{
	const struct ties_in         *in = arg;
	struct tie_ties            *t = ARENA_NEW(cx->arena, struct tie_ties);
	struct q_case_standards_row *standard;
	struct q_case_tasks_row     *task;
	struct q_case_there_row      there;
	enum err                     e;

	*out = t;
	if (!t)
		return ctx_no_memory(cx);
	if ((e = q_case_there(cx, &(struct q_case_there_in){in->id, tie_reach(cx)}, &there)) != OK ||
	    (e = q_case_standards(cx, &(struct q_case_standards_in){in->id, tie_reach(cx)}, &standard,
	    &t->nstandard)) != OK ||
	    (e = q_case_tasks(cx, &(struct q_case_tasks_in){in->id, tie_reach(cx)}, &task, &t->ntask)) != OK ||
	    (e = task_refs_new(cx, t->nstandard, &t->standard)) != OK ||
	    (e = task_refs_new(cx, t->ntask, &t->task)) != OK)
		return e;
	for (size_t i = 0; i < t->nstandard; i++)
		t->standard[i] = (struct task_ref){standard[i].id, 0, task_standard_name(cx, standard[i].code,
		    standard[i].version,
		    standard[i].no), standard[i].words};
	for (size_t i = 0; i < t->ntask; i++)
		t->task[i] = (struct task_ref){task[i].id, (int64_t)task_state_of(task[i].state), task[i].no,
		    task[i].title};
	return OK;
}

static void
ties_json(const void *out, struct json *j)
{
	const struct tie_ties *t = out;

	json_obj(j);
	task_refs_json("standards", t->standard, t->nstandard, j);
	task_refs_json("tasks", t->task, t->ntask, j);
	json_obj_end(j);
}

static const struct view ties_view = {
    .out = "{standards:" TASK_REFS_OUT ",tasks:" TASK_REFS_OUT "}", .name = "case.ties", .summary = T_tie_ties_summary,
    .perm = PERM_TASK_SEE, .in = ties_fields, .nin = NITEMS(ties_fields), .in_size = sizeof(struct ties_in),
    .run = ties, .json = ties_json,
};
const struct view *const tie_views[] = {&tie_gaps_view, &ties_view};
const size_t             tie_views_n = NITEMS(tie_views);

/* ---- All of them ---- */

const struct command case_tie_cmd = {.name = "case.tie", .summary = T_tie_tie_summary, .perm = PERM_TASK_EDIT,
                                     .in = tie_fields, .nin = NITEMS(tie_fields), .in_size = sizeof(struct tie_in),
                                     .apply = case_tie};
const struct command case_untie_cmd = {.name = "case.untie", .summary = T_tie_untie_summary, .perm = PERM_TASK_EDIT,
                                       .in = tie_fields, .nin = NITEMS(tie_fields), .in_size = sizeof(struct tie_in),
                                       .apply = case_untie};
const struct command *const tie_commands[] = {&case_tie_cmd, &case_untie_cmd};
const size_t                tie_commands_n = NITEMS(tie_commands);

const struct journal_aggregate tie_aggregates[] = {
    {.kind = "case_standard", .label = T_tie_thing, .queries = tie_queries, .query = "tie_fold", .side = case_sides,
     .nside = NITEMS(case_sides)},
};
const size_t tie_aggregates_n = NITEMS(tie_aggregates);
