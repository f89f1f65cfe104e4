/* What the scheduler has to do now: deadlines that passed, suspensions that ended, guesses to be made anew. */
#include "base/ensure.h"
#include "city/calendar/calendar.h"
#include "city/unit/roles.h"
#include "work/acts/inside.h"
#include "work_acts_texts.h"

#define DUE_IN(X) X(i64, n, 0, 1, 1000, T_case_field_n, NULL)
struct due_in {
	DUE_IN(FIELD_DECL)
};
#define IN_T due_in
static const struct field due_fields[] = {DUE_IN(FIELD_ROW)};
#undef IN_T

static enum err
due_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct due_in       *in = arg;
	struct case_due_out       *o = ARENA_NEW(cx->arena, struct case_due_out);
	int64_t                    most = in->n == FIELD_ABSENT ? 100 : in->n;
	struct q_due_deadlines_row *d;
	struct q_due_resumes_row   *r;
	struct q_due_guesses_row   *g = NULL;
	size_t                      nd, nr, ng = 0;
	str                         version, rest;
	int64_t                     calendar = 0;
	enum err                    e;

	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_due_deadlines(cx, &(struct q_due_deadlines_in){.now = cx->now, .n = most}, &d, &nd)) != OK ||
	    (e = q_due_resumes(cx, &(struct q_due_resumes_in){.now = cx->now, .n = most}, &r, &nr)) != OK ||
	    (e = calendar_version(cx, &version)) != OK)
		return e;
	/* A new calendar: what was guessed is computed again (L22). */
	if (version.p &&
	    (e = q_due_guesses(cx, &(struct q_due_guesses_in){.calendar = version, .n = most}, &g, &ng)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, nd + nr + ng + 1, struct case_due_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < nd; i++)
		if (i == 0 || d[i].case_id != d[i - 1].case_id)
			o->item[o->n++] = (struct case_due_item){"case.overdue", d[i].case_id, d[i].due_at + 1000};
	for (size_t i = 0; i < nr; i++)
		o->item[o->n++] = (struct case_due_item){"case.resume_due", r[i].case_id, r[i].until};
	/* Under the next calendar it is another work: what one of them left undone does not put off the other's. */
	rest = version;
	if (ng)
		ensure(str_to_i64(str_cut(&rest, '-'), &calendar));
	for (size_t i = 0; i < ng; i++)
		if (i == 0 || g[i].case_id != g[i - 1].case_id)
			o->item[o->n++] = (struct case_due_item){"case.recompute", g[i].case_id, calendar};
	*out = o;
	return OK;
}

static void
due_json(const void *out, struct json *j)
{
	const struct case_due_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_str(j, "command", str_of(o->item[i].command));
		json_kv_i64(j, "id", o->item[i].id);
		json_kv_i64(j, "at", o->item[i].at);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view case_due = {
	.name = "case.due", .summary = T_case_due, .perm = PERM_SYSTEM, .in = due_fields, .nin = NITEMS(due_fields),
	.in_size = sizeof(struct due_in), .run = due_run, .json = due_json,
};
