/* The rows that a step writes beside its case: who was sent it, what was asked and decided. */
#include "work/cases/inside.h"

#include "city/unit/roles.h"

static enum err
say_part(struct case_job *j, const struct q_part_add_in *p)
{
	struct side_row r;

	side_begin(j, &r);
	json_kv_i64(&r.j, "unit_id", p->unit_id);
	if (p->main)
		json_kv_bool(&r.j, "main", true);
	side_opt(&r, "post_id", p->post_id);
	side_opt(&r, "person_id", p->person_id);
	side_opt(&r, "duty_id", p->duty_id);
	side_opt(&r, "due_at", p->due_at);
	side_time(j, &r, "from_at", p->from_at);
	return side_end(j, &r, SIDE_PART, side_key(j, p->n));
}

static enum err
add_part(struct case_job *j, const struct part_sent *to, int64_t n)
{
	const struct q_case_row_row *r = &j->row;
	struct q_part_add_in         in = {.case_id = r->id, .n = n, .unit_id = to->unit, .main = to->main,
	                                   .post_id = case_opt(to->post), .person_id = case_opt(to->person),
	                                   .duty_id = r->duty_id, .due_at = r->work_due, .from_at = j->cx->now};
	bool                         known = job_has_did(j, CASE_PART_HELD, to->unit);
	enum err                     e;

	if ((e = q_part_add(j->cx, &in, NULL)) != OK || (e = say_part(j, &in)) != OK ||
	    (e = job_did(j, CASE_PART_HELD, to->person, to->unit)) != OK ||
	    (e = q_reach_unit(j->cx, &(struct q_reach_unit_in){.case_id = r->id, .unit_id = to->unit, .open = r->open,
	                                                      .state = r->state, .due = CASE_NEVER}, NULL)) != OK)
		return e;
	j->reach_moves = true;
	return !known ? side_said(j, SIDE_REACH, side_key(j, REACH_UNIT(to->unit)), STR_NONE) : OK;
}

/* *next: the number of the next part. */
static enum err
end_parts(struct case_job *j, int64_t *next)
{
	struct q_part_all_row *p;
	size_t                 n;
	enum err               e;

	*next = 1;
	/* Nobody was ever sent it. */
	if (!j->old.unit_id.some)
		return OK;
	if ((e = q_part_all(j->cx, &(struct q_part_all_in){.case_id = j->row.id}, &p, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++) {
		struct side_row r;

		*next = p[i].n + 1;
		if (p[i].to_at.some)
			continue;
		side_begin(j, &r);
		side_time(j, &r, "to_at", j->cx->now);
		e = side_end(j, &r, SIDE_PART, side_key(j, p[i].n));
	}
	j->reach_moves = true;
	if (e != OK)
		return e;
	return q_part_end(j->cx, &(struct q_part_end_in){.case_id = j->row.id, .to_at = j->cx->now}, NULL);
}

enum err
parts_extend(struct case_job *j, int64_t due)
{
	struct q_part_all_row *p;
	size_t                 n;
	enum err               e = q_part_all(j->cx, &(struct q_part_all_in){.case_id = j->row.id}, &p, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		struct side_row r;

		if (p[i].to_at.some || !p[i].main)
			continue;
		side_begin(j, &r);
		json_kv_i64(&r.j, "due_at", due);
		e = side_end(j, &r, SIDE_PART, side_key(j, p[i].n));
	}
	if (e != OK)
		return e;
	return q_part_due(j->cx, &(struct q_part_due_in){.case_id = j->row.id, .due_at = due}, NULL);
}

enum err
parts_end(struct case_job *j)
{
	int64_t next;

	return end_parts(j, &next);
}

enum err
parts_send(struct case_job *j, const struct part_sent *to, size_t n)
{
	int64_t  next;
	enum err e = end_parts(j, &next);

	for (size_t i = 0; e == OK && i < n; i++)
		e = add_part(j, &to[i], next++);
	return e;
}

static enum err
end_ask(struct case_job *j, int kind, int64_t outcome, str why)
{
	struct q_ask_end_in in = {.case_id = j->row.id, .decided_at = j->cx->now,
	                          .decided_by = case_opt(outcome == 3 ? 0 : j->who.person), .outcome = outcome,
	                          .why = why};
	enum err            e = OK;

	for (size_t i = 0; e == OK && i < j->nask; i++) {
		struct side_row r;

		if (j->ask[i].kind != kind)
			continue;
		in.n = j->ask[i].n;
		if ((e = q_ask_end(j->cx, &in, NULL)) != OK)
			return e;
		side_begin(j, &r);
		side_time(j, &r, "decided_at", in.decided_at);
		side_opt(&r, "decided_by", in.decided_by);
		json_kv_i64(&r.j, "outcome", outcome);
		if (why.p)
			json_kv_str(&r.j, "why", why);
		e = side_end(j, &r, SIDE_ASK, side_key(j, in.n));
	}
	return e;
}

static enum err
add_ask(struct case_job *j, enum case_ask kind, const struct case_input *ci)
{
	struct q_ask_add_in  in = {.case_id = j->row.id, .kind = kind, .asked_at = j->cx->now,
	                           .asked_by = j->who.person, .asked_unit = case_opt(j->who.unit), .reason = ci->reason,
	                           .until = case_opt_time(ci->until)};
	struct q_ask_add_row made;
	struct side_row      r;
	enum err             e = q_ask_add(j->cx, &in, &made);

	if (e != OK)
		return e;
	side_begin(j, &r);
	json_kv_i64(&r.j, "kind", kind);
	side_time(j, &r, "asked_at", in.asked_at);
	json_kv_i64(&r.j, "asked_by", in.asked_by);
	side_opt(&r, "asked_unit", in.asked_unit);
	json_kv_str(&r.j, "reason", in.reason);
	side_opt(&r, "until", in.until);
	return side_end(j, &r, SIDE_ASK, side_key(j, made.n));
}

enum err
asks_write(struct case_job *j, const struct case_input *ci)
{
	enum case_ask ask = case_ask_of(j->step.move->act);
	enum err      e = OK;

	if (ask != CASE_ASK_MAX && j->step.move->answer == CASE_NO_ANSWER)
		e = add_ask(j, ask, ci);
	else if (ask != CASE_ASK_MAX)
		e = end_ask(j, (int)ask, ci->answer == CASE_YES ? 1 : 2, ci->reason);
	for (int k = 0; e == OK && k < CASE_ASK_MAX; k++)
		if (j->step.lapsed & (1u << k))
			e = end_ask(j, k, 3, STR_NONE);
	return e;
}
