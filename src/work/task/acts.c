/* What happens to a task: reported, accepted, returned, made void; a case belongs to it. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/journal/journal.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

/* ---- What they share ---- */

enum err
task_within(struct ctx *cx, int64_t id, struct q_task_row_row *out)
{
	return q_task_row(cx, &(struct q_task_row_in){.id = id, .scope = cx->who ? cx->who->reach : REACH_ALL}, out);
}

void
task_reply(struct ctx *cx, text_id done, int64_t id, int64_t rev, str no, struct reply *out)
{
	*out = (struct reply){.id = id, .rev = rev, .no = no, .done = done, .arg = {no},
	                      .see = arena_printf(cx->arena, "/tasks/%lld", (long long)id)};
}

/* A task on its way: its row, its facts as far as the store knows them, its checks. */
struct act {
	struct q_task_row_row     t;
	struct task_facts         f;
	struct q_task_checks_row *check;
	struct journal_sides      was;
	struct record             r;
};

static enum err
begin(struct ctx *cx, int64_t id, struct act *a)
{
	enum err e;

	if ((e = task_within(cx, id, &a->t)) != OK || (e = task_sides(cx, id, &a->was)) != OK ||
	    (e = q_task_checks(cx, &(struct q_task_checks_in){.task_id = id}, &a->check, &a->f.checks)) != OK)
		return e;
	a->f.state = task_state_of(a->t.state);
	a->f.unit = a->t.unit_id;
	a->f.reporter = a->t.reported_by.v;
	a->f.target = a->t.target;
	a->f.done = a->t.done;
	a->f.by_unit = cx->who ? cx->who->unit : 0;
	a->f.by_person = cx->who ? cx->who->person : 0;
	for (size_t i = 0; i < a->f.checks; i++)
		a->f.held += a->check[i].held;
	return OK;
}

/* The row goes where f.state says; `columns` of the event are those that can differ. */
static enum err
move(struct ctx *cx, struct act *a, const char *type, str reason)
{
	int64_t  n;
	enum err e = q_task_move(cx, &(struct q_task_move_in){.id = a->t.id, .rev = a->t.rev + 1,
	    .state = task_state_name(a->f.state), .done = a->f.done, .proof = a->t.proof,
	    .reported_at = a->t.reported_at,
	    .reported_by = a->t.reported_by, .accepted_at = a->t.accepted_at, .accepted_by = a->t.accepted_by}, &n);

	if (e != OK)
		return e;
	record_begin(cx, &a->r);
	json_kv_str(&a->r.set, "state", task_state_name(a->f.state));
	json_kv_i64(&a->r.set, "done", a->f.done);
	json_kv_str(&a->r.set, "proof", a->t.proof);
	record_opt(&a->r, "reported_at", a->t.reported_at.some, a->t.reported_at.v);
	record_opt(&a->r, "reported_by", a->t.reported_by.some, a->t.reported_by.v);
	record_opt(&a->r, "accepted_at", a->t.accepted_at.some, a->t.accepted_at.v);
	record_opt(&a->r, "accepted_by", a->t.accepted_by.some, a->t.accepted_by.v);
	return task_said(cx, &a->r, a->t.id, a->t.rev + 1, type, &a->was, reason);
}

static enum err
hold(struct ctx *cx, struct act *a, size_t i, bool held)
{
	int64_t n;

	a->f.held += held;
	a->f.held -= a->check[i].held;
	a->check[i].held = held;
	return q_task_check_hold(cx, &(struct q_task_check_hold_in){.task_id = a->t.id, .n = a->check[i].n,
	    .held = held}, &n);
}

/* ---- task.report ---- */

#define REPORT_IN(X)                                                               \
	X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)                              \
	X(i64, amount, 0, 0, 1000000000, T_task_f_amount, NULL)                    \
	X(str, held, 0, 1, 400, T_task_f_held, NULL)                               \
	X(text, proof, 1, 1, 1000, T_task_f_proof, NULL)                           \
	X(bool, over, 0, 0, 1, T_task_f_over, NULL)
struct report_in {
	REPORT_IN(FIELD_DECL)
};
#define IN_T report_in
static const struct field report_fields[] = {REPORT_IN(FIELD_ROW)};
#undef IN_T

/* "1；3", "1,3", "1 3": the numbers of the checks that hold; all others do not. */
static enum err
hold_all(struct ctx *cx, struct act *a, str list)
{
	const str seps = S(",; ");
	int64_t   said[TASK_CHECKS];
	size_t    n = 0;
	enum err  e = OK;

	while (list.p) {
		str part = list_cut(&list);

		while (part.p) {
			size_t at = 0;
			str    one;

			while (at < part.n && str_find(seps, part.p[at]) == SIZE_MAX)
				at++;
			one = str_trim(str_slice(part, 0, at));
			part = at < part.n ? str_slice(part, at + 1, part.n) : STR_NONE;
			if (!one.n)
				continue;
			if (n == TASK_CHECKS || !str_to_i64(one, &said[n]) || said[n] < 1 ||
			    said[n] > (int64_t)a->f.checks)
				return refuse(cx, ERR_INPUT, "held", T_task_no_such_check, one,
				              arena_printf(cx->arena, "%zu", a->f.checks));
			n++;
		}
	}
	for (size_t i = 0; e == OK && i < a->f.checks; i++) {
		bool held = false;

		for (size_t k = 0; k < n; k++)
			held = held || said[k] == a->check[i].n;
		if (held != a->check[i].held)
			e = hold(cx, a, i, held);
	}
	return e;
}

static enum err
report(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct report_in *in = arg;
	struct act              a = {0};
	text_id                 fault;
	bool                    whole;
	enum err                e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = task_report_fault(&a.f)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if (in->amount != FIELD_ABSENT && in->amount > a.f.target && in->amount != a.f.done && in->over != 1)
		return refuse(cx, ERR_INPUT, "amount", T_task_over_goal,
		              arena_printf(cx->arena, "%lld", (long long)in->amount),
		              arena_printf(cx->arena, "%lld", (long long)a.f.target), a.t.measure);
	if (in->amount != FIELD_ABSENT)
		a.f.done = in->amount;
	if ((e = hold_all(cx, &a, in->held)) != OK)
		return e;
	whole = task_whole(&a.f);
	a.f.state = whole ? TASK_REPORTED : TASK_OPEN;
	a.t.proof = in->proof;
	a.t.reported_at = SOME_I64(cx->now);
	a.t.reported_by = SOME_I64(a.f.by_person);
	e = move(cx, &a, whole ? "task.reported" : "task.advanced", STR_NONE);
	task_reply(cx, whole ? T_task_did_report : T_task_did_advance, in->id, a.t.rev + 1, a.t.no, out);
	return e;
}

/* ---- task.accept, task.return, task.void ---- */

#define ACCEPT_IN(X)                                                               \
	X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)                              \
	X(text, note, 0, 1, 500, T_task_f_note, NULL)
#define REASON_IN(X)                                                               \
	X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)                              \
	X(text, reason, 1, 1, 500, T_task_f_reason, NULL)
#define VOID_IN(X)                                                                 \
	REASON_IN(X)                                                               \
	X(bool, alone, 0, 0, 1, T_task_f_alone, NULL)
struct accept_in {
	ACCEPT_IN(FIELD_DECL)
};
struct reason_in {
	REASON_IN(FIELD_DECL)
};
struct void_in {
	VOID_IN(FIELD_DECL)
};
#define IN_T accept_in
static const struct field accept_fields[] = {ACCEPT_IN(FIELD_ROW)};
#undef IN_T
#define IN_T reason_in
static const struct field reason_fields[] = {REASON_IN(FIELD_ROW)};
#undef IN_T
#define IN_T void_in
static const struct field void_fields[] = {VOID_IN(FIELD_ROW)};
#undef IN_T

static enum err
accept(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct accept_in *in = arg;
	struct act              a = {0};
	text_id                 fault;
	enum err                e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = task_accept_fault(&a.f)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	a.f.state = TASK_ACCEPTED;
	a.t.accepted_at = SOME_I64(cx->now);
	a.t.accepted_by = SOME_I64(a.f.by_person);
	e = move(cx, &a, "task.accepted", in->note);
	task_reply(cx, T_task_did_accept, in->id, a.t.rev + 1, a.t.no, out);
	return e;
}

/* Every check has to be ticked anew: what was looked at did not hold. */
static enum err
give_back(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct reason_in *in = arg;
	struct act              a = {0};
	text_id                 fault;
	enum err                e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = task_return_fault(&a.f)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	for (size_t i = 0; e == OK && i < a.f.checks; i++)
		if (a.check[i].held)
			e = hold(cx, &a, i, false);
	if (e != OK)
		return e;
	a.f.state = TASK_OPEN;
	a.t.accepted_at = a.t.accepted_by = (opt_i64){0};
	e = move(cx, &a, "task.returned", in->reason);
	task_reply(cx, T_task_did_return, in->id, a.t.rev + 1, a.t.no, out);
	return e;
}

/* Tasks that wait for it are named first: without it they are planned as free. */
static enum err
none_waits(struct ctx *cx, int64_t id)
{
	struct q_task_waiting_row *w;
	struct buf                 b;
	size_t                     n;
	enum err e = q_task_waiting(cx, &(struct q_task_waiting_in){id, cx->who ? cx->who->reach : REACH_ALL}, &w, &n);

	if (e != OK || n == 0)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", i ? "、" : "", STR_ARG(w[i].no));
	return refuse(cx, ERR_RULE, "alone", T_task_waits, buf_str(&b),
	              arena_printf(cx->arena, "%lld", (long long)w[0].among));
}

static enum err
make_void(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct void_in *in = arg;
	struct act            a = {0};
	enum err                e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	if (a.f.state == TASK_VOID)
		return refuse(cx, ERR_RULE, NULL, T_task_rule_over);
	if (in->alone != 1 && (e = none_waits(cx, in->id)) != OK)
		return e;
	a.f.state = TASK_VOID;
	e = move(cx, &a, "task.voided", in->reason);
	task_reply(cx, T_task_did_void, in->id, a.t.rev + 1, a.t.no, out);
	return e;
}

/* ---- task.link: a case belongs to a task ---- */

#define LINK_IN(X)                                                                 \
	X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)                              \
	X(str, case_no, 1, 1, 30, T_task_f_case, NULL)
struct link_in {
	LINK_IN(FIELD_DECL)
};
#define IN_T link_in
static const struct field link_fields[] = {LINK_IN(FIELD_ROW)};
#undef IN_T

static enum err
case_of(struct ctx *cx, str no, int64_t *id)
{
	struct q_case_within_row c;
	enum err e = q_case_within(cx, &(struct q_case_within_in){.no = no,
	    .scope = cx->who ? cx->who->reach : REACH_ALL}, &c);

	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "case_no", T_task_no_case, no);
	*id = e == OK ? c.id : 0;
	return e;
}

static enum err
link_case(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct link_in *in = arg;
	struct act            a = {0};
	int64_t               id, n;
	enum err              e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK || (e = case_of(cx, in->case_no, &id)) != OK)
		return e;
	if (a.f.state == TASK_VOID)
		return refuse(cx, ERR_RULE, NULL, T_task_rule_over);
	e = q_task_link_add(cx, &(struct q_task_link_add_in){.task_id = in->id, .what = S("case"), .ref_id = id}, &n);
	if (e == OK && n == 0)
		return refuse(cx, ERR_RULE, "case_no", T_task_linked, in->case_no);
	if (e != OK || (e = q_task_touch(cx, &(struct q_task_touch_in){.id = in->id, .rev = a.t.rev + 1}, &n)) != OK)
		return e;
	record_begin(cx, &a.r);
	e = task_said(cx, &a.r, in->id, a.t.rev + 1, "task.linked", &a.was, STR_NONE);
	task_reply(cx, T_task_did_link, in->id, a.t.rev + 1, a.t.no, out);
	return e;
}

/* ---- All of them ---- */

#define ONE_TASK(fields_, in_) \
	.lock = "task", .lock_field = "id", .in = fields_, .nin = NITEMS(fields_), .in_size = sizeof(struct in_)

const struct command task_report_cmd = {.name = "task.report", .summary = T_task_report_summary, .perm = PERM_TASK_DO,
                                        ONE_TASK(report_fields, report_in), .apply = report};
const struct command task_accept_cmd = {.name = "task.accept", .summary = T_task_accept_summary,
    .perm = PERM_TASK_ACCEPT, .by_somebody = true,
                                        ONE_TASK(accept_fields, accept_in), .apply = accept};
const struct command task_return_cmd = {.name = "task.return", .summary = T_task_return_summary,
    .perm = PERM_TASK_ACCEPT, .by_somebody = true,
                                        ONE_TASK(reason_fields, reason_in), .apply = give_back};
const struct command task_void_cmd = {.name = "task.void", .summary = T_task_void_summary, .perm = PERM_TASK_EDIT,
                                      ONE_TASK(void_fields, void_in), .apply = make_void};
const struct command task_link_cmd = {.name = "task.link", .summary = T_task_link_summary, .perm = PERM_TASK_EDIT,
                                      ONE_TASK(link_fields, link_in), .apply = link_case};
const struct command *const task_commands[] = {&task_add_cmd,    &task_change_cmd, &task_load_cmd, &task_report_cmd,
                                               &task_accept_cmd, &task_return_cmd, &task_void_cmd, &task_link_cmd};
const size_t                task_commands_n = NITEMS(task_commands);

static const struct journal_side task_side[] = {
    {.table = "task_check", .query = "fold_task_checks", .keys = 1},
    {.table = "task_link", .query = "fold_task_links", .keys = 2},
    {.table = "task_reach", .query = "fold_task_reach", .keys = 1},
};
const struct journal_aggregate task_aggregates[] = {
    {.kind = "task", .label = T_task_thing, .queries = task_queries, .query = "task_fold", .side = task_side,
     .nside = NITEMS(task_side)},
};
const size_t task_aggregates_n = NITEMS(task_aggregates);
