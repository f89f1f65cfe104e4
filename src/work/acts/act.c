/* The one way of every act on a case: read, ask the rules, write rows and events. */
#include "base/day.h"
#include "base/ensure.h"
#include "base_texts.h"
#include "city/catalog/catalog.h"
#include "city/duty/duty.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/acts/inside.h"
#include "work/repeat/repeat.h"
#include "work_acts_texts.h"
#include "work_life_texts.h"
#include "work_photo_texts.h"

#include <string.h>

/* ---- Input: from what was typed to what the rules look at ------------------------------ */

static enum case_answer
answer_of(str a)
{
	return str_eq(a, S("yes"))       ? CASE_YES
	       : str_eq(a, S("no"))      ? CASE_NO
	       : str_eq(a, S("unclear")) ? CASE_UNCLEAR
	                                 : CASE_NO_ANSWER;
}

static int64_t
given_time(int64_t v)
{
	return v == FIELD_ABSENT || v == 0 ? CASE_NO_TIME : v;
}

enum err
case_take_class(struct case_job *j, str key)
{
	static const int64_t subjects[SUBJECT_MAX] = {
		[SUBJECT_PLACE] = CASE_PLACE, [SUBJECT_OPERATOR] = CASE_OPERATOR, [SUBJECT_PERSON] = CASE_PERSON};
	struct looked     *l = j->many ? j->many->looked : NULL;
	struct class_brief c;
	enum err           e;

	if ((e = looked_class(j->cx, l, job_city(j), "class", key, j->today, &c)) != OK)
		return e;
	j->row.class_id = SOME_I64(c.id);
	j->row.class_key = c.key;
	j->row.subject = subjects[c.subject];
	return OK;
}

/* One of the conditions that the class has today, by its key. */
static enum err
find_condition(struct case_job *j, str key, const char *field, struct class_condition *out)
{
	struct class_row        class;
	struct class_condition *c;
	size_t                  n;
	enum err                e;

	if (!j->row.class_key.p)
		return refuse(j->cx, ERR_INPUT, "class", T_case_rule_class);
	if ((e = catalog_class_named(j->cx, "class", j->row.class_key, j->today, &class)) != OK ||
	    (e = catalog_conditions(j->cx, &class, j->today, &c, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (str_eq(c[i].key, key)) {
			*out = c[i];
			return OK;
		}
	/* 部件 have no conditions: what is wrong with them is an event of its own. */
	return class.files || class.subject == SUBJECT_PERSON
	               ? refuse(j->cx, ERR_INPUT, field, T_case_no_condition, key)
	               : refuse(j->cx, ERR_RULE, "class", T_case_thing_class, class.name);
}

/* What a step is taken with that neither the case nor its input says. */
struct beside {
	struct duty_answer  duty;  /* dispatch, reassign */
	struct repeat_found found; /* file */
};

static enum err
near_of(struct case_job *j, int64_t since, struct case_near_item **near, size_t *n)
{
	return case_find_near(j->cx, j->row.id, j->row.place_id, j->row.class_key,
	                      case_point_of(j->row.lon, j->row.lat), j->row.address, since, near, n);
}

/* The second of two steps needs the first one closed at the spot, proven and not by force. */
static enum err
need_step_before(struct case_job *j, const struct class_condition *c)
{
	struct case_near_item *near;
	struct class_condition before;
	size_t                 n;
	enum err               e = near_of(j, j->cx->now - (int64_t)CASE_BACK_DAYS * DAY_MS, &near, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		if (str_eq(near[i].proven, c->after_key))
			return OK;
	if (e != OK || (e = find_condition(j, c->after_key, "condition", &before)) != OK)
		return e;
	return refuse(j->cx, ERR_RULE, "condition", T_case_step_before, c->condition, before.condition,
	              arena_printf(j->cx->arena, "%d", CASE_BACK_DAYS));
}

/* *after: the step that the condition comes after; STR_NONE: none. */
static enum err
take_class(struct case_job *j, const struct case_do_in *in, struct case_input *ci, str *after)
{
	struct class_condition c = {0};
	enum err               e;

	if (in->class.n) {
		if ((e = case_take_class(j, in->class)) != OK)
			return e;
		j->row.condition_id = (opt_i64){0};
	}
	ci->subject = (enum case_subject)j->row.subject;
	if (in->condition.n && ci->subject != CASE_PERSON) {
		if ((e = find_condition(j, in->condition, "condition", &c)) != OK)
			return e;
		j->row.condition_id = SOME_I64(c.id);
	}
	ci->condition = j->row.condition_id.some;
	*after = c.after_key;
	return c.after_key.p ? need_step_before(j, &c) : OK;
}

enum { NAMED_MOST = 8 }; /* neighbours that a refusal tells by their numbers */

/*
 * L8: the newest open case of the same spot, which is to be named, and the 案号 of all of them for
 * the refusal to tell; the newest closed one that came back, but for the step before this one: a
 * pipe that is mended once its water was stopped has not come back.
 */
static enum err
look_beside(struct case_job *j, const struct case_do_in *in, struct case_input *ci, str after,
            struct repeat_found *found)
{
	struct case_near_item *near;
	struct buf             nos;
	size_t                 n;
	enum err               e;

	if (!j->row.class_key.p)
		return OK;
	/* Two that are filed at the same moment must see each other: one after the other, for a place and class. */
	if ((e = db_lock(j->cx, "case_spot",
	                 (int64_t)(str_hash(j->row.class_key) >> 1) ^ j->row.place_id)) != OK)
		return e;
	if ((e = near_of(j, CASE_NO_TIME, &near, &n)) != OK)
		return e;
	buf_init(&nos, j->cx->arena, BUF_PAYLOAD);
	j->row.beside = j->row.back_of = (opt_i64){0};
	for (size_t i = 0; i < n && i < NAMED_MOST; i++)
		buf_printf(&nos, "%s%.*s", i ? "、" : "", STR_ARG(near[i].no));
	if (n > NAMED_MOST)
		buf_printf(&nos, " (+%zu)", n - NAMED_MOST);
	if (n)
		ci->near_id = near[0].id;
	if (ci->near_id && ci->near_id == in->beside)
		j->row.beside = SOME_I64(in->beside);
	if ((e = repeat_find(j->cx, &(struct repeat_spot){.id = j->row.id, .place = j->row.place_id,
	         .class_key = j->row.class_key, .address = j->row.address,
	         .at = case_point_of(j->row.lon, j->row.lat), .step = after}, found)) != OK)
		return e;
	if (found->again)
		j->row.back_of = SOME_I64(found->before);
	return buf_end(&nos, &ci->near_no);
}

/* handles NULL: nobody asks whether it may sign and fix. */
static enum err
post_unit(struct case_job *j, int64_t post, int64_t *unit, bool *handles)
{
	struct q_the_post_row p;
	struct actor          a = {0};
	enum err e = q_the_post(j->cx, &(struct q_the_post_in){.id = post, .day = j->today_text}, &p);

	if (e == ERR_NONE)
		return refuse(j->cx, ERR_INPUT, "post", T_case_no_post);
	if (e != OK)
		return e;
	*unit = p.unit_id;
	if (handles) {
		role_grant(role_of(p.role), &a);
		*handles = actor_may(&a, PERM_CASE_HANDLE);
	}
	return OK;
}

static const struct geo_point *
point_of(const struct q_case_row_row *r, struct geo_point *p)
{
	return r->lon.some && r->lat.some ? duty_point(r->lon.v, r->lat.v, p) : NULL;
}

/* Whom a ruling, else the matrix, else the territory, answers with (A17, A08). */
static enum err
take_duty(struct case_job *j, const struct case_do_in *in, struct case_input *ci, struct duty_answer *duty)
{
	struct geo_point at;
	enum err         e;

	/* Without a class nothing can be sent: the rules say so, by the state's name. */
	if (!j->row.class_key.p)
		return OK;
	if ((e = duty_for(j->cx, j->row.class_key, j->row.place_id, point_of(&j->row, &at), j->today, duty)) != OK)
		return e;
	if (!ci->unit)
		ci->unit = duty->unit_id;
	j->row.duty_id = j->row.precedent_id = (opt_i64){0};
	j->row.duty_basis = 3;
	if (ci->unit && duty->unit_id == ci->unit) {
		j->row.duty_id = case_opt(duty->duty_id);
		j->row.precedent_id = case_opt(duty->precedent_id);
		j->row.duty_basis = duty->precedent_id ? 4 : duty->is_default ? 2 : 1;
	} else if (ci->unit && in->reason.n == 0)
		return refuse(j->cx, ERR_INPUT, "reason", T_case_other_unit_reason);
	return OK;
}

static enum err
take_assignee(struct case_job *j, struct case_input *ci)
{
	struct q_the_unit_row       u;
	struct q_handler_posts_row *h;
	size_t                      n;
	int64_t                     unit = 0, *units;
	bool                        handles;
	enum err                    e;

	if (!ci->unit)
		return OK;
	e = q_the_unit(j->cx, &(struct q_the_unit_in){.id = ci->unit, .day = j->today_text}, &u);
	if (e != OK)
		return e == ERR_NONE ? refuse(j->cx, ERR_INPUT, "unit", T_case_no_unit) : e;
	if (!ci->post && !ci->person) {
		e = q_handler_posts(j->cx, &(struct q_handler_posts_in){.unit_id = ci->unit, .day = j->today_text},
		                    &h, &n);
		/* The one post for handling needs no naming; of several one is to be chosen. */
		ci->post = e == OK && n == 1 ? h[0].id : 0;
		/* Sent where nobody may sign it, it could go neither on nor back. */
		return e != OK || n ? e : refuse(j->cx, ERR_INPUT, "unit", T_case_no_handlers, u.name);
	}
	if (ci->post) {
		if ((e = post_unit(j, ci->post, &unit, &handles)) != OK)
			return e;
		if (unit != ci->unit)
			return refuse(j->cx, ERR_INPUT, "post", T_case_post_elsewhere);
		return handles ? OK : refuse(j->cx, ERR_INPUT, "post", T_case_post_handles_not);
	}
	if ((e = job_units_of(j, ci->person, &units, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (units[i] == ci->unit)
			return OK;
	return refuse(j->cx, ERR_INPUT, "person", T_case_person_elsewhere);
}

/* 属地兜底: whose territory it is, by its first post that handles; where none can, whoever has it goes on having it. */
static enum err
take_territory(struct case_job *j, struct case_input *ci, struct duty_answer *duty)
{
	struct q_handler_posts_row *h;
	struct geo_point            at;
	size_t                      n;
	enum err e = duty_for(j->cx, j->row.class_key, j->row.place_id, point_of(&j->row, &at), j->today, duty);

	if (e != OK)
		return e;
	duty->n_helper = 0;
	ci->due = j->row.work_due.some ? j->row.work_due.v : CASE_NO_TIME;
	ci->unit = duty->territory_id;
	e = q_handler_posts(j->cx, &(struct q_handler_posts_in){.unit_id = ci->unit, .day = j->today_text}, &h, &n);
	if (e != OK)
		return e;
	if (!ci->unit || n == 0) {
		ci->unit = j->f.unit;
		ci->post = j->f.post;
		ci->person = j->f.person;
		return OK;
	}
	ci->post = h[0].id;
	j->row.duty_id = j->row.precedent_id = (opt_i64){0};
	j->row.duty_basis = 2;
	return OK;
}

/* L2: is there anybody in reach who may verify? */
static enum err
look_for_eyes(struct case_job *j, struct case_input *ci)
{
	struct q_eyes_near_row *p;
	size_t                  n;
	enum err e = q_eyes_near(j->cx, &(struct q_eyes_near_in){.place_id = j->row.place_id, .day = j->today_text},
	                         &p, &n);

	for (size_t i = 0; e == OK && i < n && !ci->eyes; i++) {
		struct actor a = {.user = 1};

		role_grant(role_of(p[i].role), &a);
		ci->eyes = actor_may(&a, PERM_CASE_VERIFY) && case_independent(&j->f, p[i].person_id, p[i].unit_id);
	}
	return e;
}

/* Who is to look: the unit of the post, or of whichever post of the person has a part in the case. */
static enum err
take_looker(struct case_job *j, struct case_input *ci)
{
	int64_t *units;
	size_t   n;
	enum err e;

	if (ci->post && !ci->person)
		return post_unit(j, ci->post, &ci->person_unit, NULL);
	if (!ci->person || ci->post)
		return OK;
	if ((e = job_units_of(j, ci->person, &units, &n)) != OK)
		return e;
	if (n == 0)
		return refuse(j->cx, ERR_INPUT, "person", T_case_no_person);
	for (size_t i = 0; i < n; i++)
		if (!ci->person_unit || case_unit_handled(&j->f, units[i]))
			ci->person_unit = units[i];
	return OK;
}

/* Of the condition that it was filed under, in that version; another condition's when it ends in the same words. */
static enum err
take_closing(struct case_job *j, const struct case_do_in *in, struct case_input *ci)
{
	struct class_condition filed = {0}, c;
	enum err               e;

	ci->condition = false;
	if (in->closing.n == 0)
		return OK;
	if (j->row.condition_id.some && (e = catalog_condition(j->cx, j->row.condition_id.v, &filed)) != OK)
		return e;
	if (filed.key.p && str_eq(filed.key, in->closing))
		c = filed;
	else if ((e = find_condition(j, in->closing, "closing", &c)) != OK)
		return e;
	if (filed.key.p && !str_eq(filed.closing, c.closing))
		return refuse(j->cx, ERR_INPUT, "closing", T_case_closing_other, c.closing, filed.condition,
		              filed.closing);
	j->row.closing = c.closing;
	ci->condition = true;
	return OK;
}

/* Whoever could merge into any case could close one alone, and charge another unit with a repeat. */
static enum err
is_elsewhere(struct ctx *cx, const struct q_case_row_row *a, const struct q_case_row_row *b, bool *yes)
{
	struct case_point at = case_point_of(a->lon, a->lat), to = case_point_of(b->lon, b->lat);
	struct place_line line;
	bool              in = a->place_id == b->place_id;
	enum err          e;

	*yes = a->class_key.p && b->class_key.p && !str_eq(a->class_key, b->class_key);
	if (*yes || (at.some && to.some && case_metres(at, to) <= CASE_MERGE_METRES))
		return OK;
	/* Told of a street, found in its community. */
	if ((e = place_line(cx, a->place_id, &line)) != OK)
		return e;
	for (size_t i = 0; i < line.n; i++)
		in = in || line.above[i] == b->place_id;
	if (!in && (e = place_line(cx, b->place_id, &line)) != OK)
		return e;
	for (size_t i = 0; i < line.n; i++)
		in = in || line.above[i] == a->place_id;
	*yes = !in;
	return OK;
}

static enum err
take_other(struct case_job *j, const struct case_do_in *in, struct case_input *ci)
{
	struct case_job other;
	enum err        e;

	ci->id = in->id;
	ci->other = in->other;
	if (!in->other || in->other == in->id)
		return OK;
	if ((e = db_lock(j->cx, "cases", in->other)) != OK)
		return e;
	e = job_load(j->cx, in->other, j->cx->who->reach, &other);
	if (e == ERR_NONE)
		return refuse(j->cx, ERR_INPUT, "other", T_case_no_other);
	if (e != OK)
		return e;
	ci->other_state = other.f.state;
	j->row.merged_into = SOME_I64(in->other);
	return is_elsewhere(j->cx, &j->row, &other.row, &ci->other_else);
}

/* The unit, and the post, are there until a deadline, without one for good; a deadline that runs on stays (L7). */
static enum err
stays_till(struct case_job *j, int64_t unit, int64_t post, int64_t due)
{
	const char *field = post ? "post" : "unit";
	day         d;
	int32_t     ms;

	if (!unit)
		return OK;
	if (j->row.work_due.some && j->row.unit_id.some && j->row.unit_id.v == unit && j->row.work_due.v > due)
		due = j->row.work_due.v;
	if (due == CASE_NO_TIME || !day_of_ms(due, j->cx->zone, &d, &ms))
		return unit_must_last(j->cx, field, unit, post, STR_NONE);
	return unit_must_last_day(j->cx, field, unit, post, d);
}

static enum err
take_input(struct case_job *j, enum case_act act, const struct case_do_in *in, struct case_input *ci,
           struct beside *aside)
{
	str      after;
	enum err e;

	*ci = (struct case_input){.at = given_time(in->at), .answer = answer_of(in->answer), .reason = in->reason,
	                          .text = in->text, .due = CASE_NO_TIME, .until = CASE_NO_TIME, .beside = in->beside,
	                          .over_due = CASE_NO_TIME};
	if ((e = unit_named(j->cx, "unit", in->unit, &ci->unit)) != OK ||
	    (e = post_named(j->cx, "post", in->post, &ci->post)) != OK ||
	    (e = person_named(j->cx, "person", in->person, &ci->person)) != OK)
		return e;
	if (in->until != FIELD_ABSENT && in->until != 0)
		ci->until = day_to_ms((day){(int32_t)in->until}, DAY_MS, j->cx->zone) - 1;
	switch (act) {
	case CASE_DO_FILE:
		return (e = take_class(j, in, ci, &after)) != OK ? e : look_beside(j, in, ci, after, &aside->found);
	case CASE_DO_SELF:
	case CASE_DO_RECLASSIFY: return take_class(j, in, ci, &after);
	case CASE_DO_DISPATCH:
	case CASE_DO_REASSIGN:
		if ((e = units_stay(j->cx)) != OK || (e = take_duty(j, in, ci, &aside->duty)) != OK ||
		    (e = take_assignee(j, ci)) != OK || (e = clocks_work_due(j, j->cx->now, &ci->due)) != OK)
			return e;
		return stays_till(j, ci->unit, ci->post, ci->due);
	case CASE_DO_DISPUTE: return (e = units_stay(j->cx)) != OK ? e : take_territory(j, ci, &aside->duty);
	case CASE_DO_ASSIGN_CHECK:
	case CASE_DO_ASSIGN_VERIFY: return (e = units_stay(j->cx)) != OK ? e : take_looker(j, ci);
	case CASE_DO_FIX:
	case CASE_DO_DOUBT: return look_for_eyes(j, ci);
	case CASE_DO_VERIFY:
		if ((e = job_take_conflict(j)) != OK || (e = look_for_eyes(j, ci)) != OK)
			return e;
		return ci->answer == CASE_NO ? clocks_work_due(j, j->cx->now, &ci->due) : OK;
	case CASE_DO_DECIDE_EXTEND:
		if ((e = job_take_conflict(j)) != OK)
			return e;
		if (!j->row.work_due.some)
			return OK;
		if ((e = clocks_longer(j, &ci->due)) != OK || ci->answer != CASE_YES)
			return e;
		return (e = units_stay(j->cx)) != OK ? e : stays_till(j, j->row.unit_id.v, j->row.post_id.v, ci->due);
	case CASE_DO_DECIDE_SUSPEND:
	case CASE_DO_DECIDE_VOID:
	case CASE_DO_DECIDE_FORCE:
	case CASE_DO_DECIDE_EXEMPT:
	case CASE_DO_REOPEN: return job_take_conflict(j);
	case CASE_DO_CLOSE: return (e = job_take_conflict(j)) != OK ? e : take_closing(j, in, ci);
	case CASE_DO_MERGE: return take_other(j, in, ci);
	default: return OK;
	}
}

/* ---- Output: what the step leaves beside the case ---------------------------------------- */

static void
stamp(struct case_job *j, enum case_act act)
{
	struct q_case_row_row *r = &j->row;
	opt_i64                at = SOME_I64(j->step.at);

	switch (act) {
	case CASE_DO_ACCEPT: r->accepted_at = at; break;
	case CASE_DO_FILE: r->filed_at = at; break;
	case CASE_DO_DISPATCH:
	case CASE_DO_DISPUTE:
	case CASE_DO_REASSIGN: r->dispatched_at = at; break;
	case CASE_DO_SIGN: r->signed_at = at; break;
	case CASE_DO_FIX: r->fixed_at = at; break;
	case CASE_DO_VERIFY: r->verified_at = at; break;
	default: break;
	}
}

/* 协办 come with the answer of the matrix; who chose otherwise chose alone. */
static enum err
send_out(struct case_job *j, const struct case_input *ci, const struct duty_answer *duty)
{
	size_t            helpers = j->row.duty_basis != 3 ? duty->n_helper : 0, n = 0;
	struct part_sent *to = ARENA_NEWS(j->cx->arena, 1 + helpers, struct part_sent);

	if (!to)
		return ctx_no_memory(j->cx);
	to[n++] = (struct part_sent){ci->unit, ci->post, ci->person, true};
	for (size_t i = 0; i < helpers; i++)
		if (duty->helper[i].unit_id != ci->unit)
			to[n++] = (struct part_sent){.unit = duty->helper[i].unit_id};
	return parts_send(j, to, n);
}

static void
write_more(struct case_job *j, const struct case_do_in *in, const struct case_input *ci)
{
	if (in->answer.n)
		json_kv_str(&j->more, "answer", in->answer);
	if (in->reason.n)
		json_kv_str(&j->more, "reason", in->reason);
	if (in->text.n)
		json_kv_str(&j->more, "text", in->text);
	if (ci->until != CASE_NO_TIME)
		json_kv_i64(&j->more, "until", ci->until);
}

/* Another case's counter: L15. */
static enum err
count_other(struct ctx *cx, enum case_act act, int64_t id, int64_t by)
{
	const struct case_input in = {.at = CASE_NO_TIME, .due = CASE_NO_TIME};
	struct case_job         j;
	struct case_refusal     why;
	enum err                e;

	if ((e = db_lock(cx, "cases", id)) != OK || (e = job_load(cx, id, REACH_ALL, &j)) != OK)
		return e;
	if (case_decide(&j.f, act, &j.who, &in, cx->now, &j.step, &why) != OK)
		return job_refuse(&j, &why);
	if (by)
		json_kv_i64(&j.more, "by", by);
	if ((e = job_take_step(&j)) != OK)
		return e;
	return job_save(&j, act == CASE_DO_FOUND_AGAIN ? "case.found_again" :
	                    act == CASE_DO_NOT_BACK    ? "case.not_back"
	                                               : "case.came_back", cx->now);
}

static enum err
beside_the_case(struct case_job *j, enum case_act act, const struct case_input *ci, const struct beside *aside)
{
	enum err e = asks_write(j, ci);

	if (e == OK && (act == CASE_DO_DISPATCH || act == CASE_DO_REASSIGN || act == CASE_DO_DISPUTE))
		e = send_out(j, ci, &aside->duty);
	else if (e == OK && (act == CASE_DO_GIVE_BACK || !j->row.open))
		e = parts_end(j);
	if (e == OK && j->step.extend)
		e = parts_extend(j, ci->due);
	if (e == OK && act == CASE_DO_MERGE)
		e = count_other(j->cx, CASE_DO_FOUND_AGAIN, ci->other, j->row.id);
	if (e == OK && act == CASE_DO_FILE && j->row.back_of.some)
		e = count_other(j->cx, CASE_DO_CAME_BACK, j->row.back_of.v, j->row.id);
	if (e == OK && act == CASE_DO_FILE)
		e = repeat_keep(j->cx, j->row.id, &aside->found);
	/* What was filed in error had not come back. */
	if (e == OK && act == CASE_DO_DECIDE_VOID && ci->answer == CASE_YES) {
		if (j->row.back_of.some)
			e = count_other(j->cx, CASE_DO_NOT_BACK, j->row.back_of.v, j->row.id);
		if (e == OK)
			e = repeat_drop(j->cx, j->row.id);
	}
	return e;
}

static const char *const events[CASE_ACT_MAX] = {
	[CASE_DO_ACCEPT] = "case.accepted", [CASE_DO_ASSIGN_CHECK] = "case.check_assigned",
	[CASE_DO_CHECK] = "case.checked", [CASE_DO_FILE] = "case.filed", [CASE_DO_DECLINE] = "case.declined",
	[CASE_DO_SELF] = "case.self_fixed", [CASE_DO_DISPATCH] = "case.dispatched", [CASE_DO_SIGN] = "case.signed",
	[CASE_DO_FIX] = "case.fixed", [CASE_DO_GIVE_BACK] = "case.given_back", [CASE_DO_REASSIGN] = "case.reassigned",
	[CASE_DO_ASSIGN_VERIFY] = "case.verify_assigned", [CASE_DO_VERIFY] = "case.verified",
	[CASE_DO_DOUBT] = "case.doubted", [CASE_DO_CLOSE] = "case.closed",
	[CASE_DO_ASK_EXTEND] = "case.extension_asked", [CASE_DO_DECIDE_EXTEND] = "case.extension_decided",
	[CASE_DO_ASK_SUSPEND] = "case.suspension_asked", [CASE_DO_DECIDE_SUSPEND] = "case.suspension_decided",
	[CASE_DO_ASK_VOID] = "case.void_asked", [CASE_DO_DECIDE_VOID] = "case.void_decided",
	[CASE_DO_ASK_FORCE] = "case.force_asked", [CASE_DO_DECIDE_FORCE] = "case.force_decided",
	[CASE_DO_ASK_EXEMPT] = "case.exemption_asked", [CASE_DO_DECIDE_EXEMPT] = "case.exemption_decided",
	[CASE_DO_RESUME] = "case.resumed", [CASE_DO_REOPEN] = "case.reopened", [CASE_DO_MERGE] = "case.merged",
	[CASE_DO_NOTE] = "case.noted", [CASE_DO_RECLASSIFY] = "case.reclassified", [CASE_DO_DISPUTE] = "case.disputed",
};

/* What a verdict or a decision was, in the words of its choices; T_none: the act has no answer. */
static text_id
verdict(enum case_act act, enum case_answer a)
{
	static const text_id found[] = {[CASE_YES] = T_case_found_yes, [CASE_NO] = T_case_found_no,
	                                [CASE_UNCLEAR] = T_case_found_unclear},
	                     passed[] = {[CASE_YES] = T_case_passed_yes, [CASE_NO] = T_case_passed_no,
	                                 [CASE_UNCLEAR] = T_case_passed_unclear};

	if (a != CASE_YES && a != CASE_NO && a != CASE_UNCLEAR)
		return T_none;
	switch (act) {
	case CASE_DO_CHECK: return found[a];
	case CASE_DO_VERIFY: return passed[a];
	case CASE_DO_DECIDE_EXTEND:
	case CASE_DO_DECIDE_SUSPEND:
	case CASE_DO_DECIDE_VOID:
	case CASE_DO_DECIDE_FORCE:
	case CASE_DO_DECIDE_EXEMPT:
		return a == CASE_YES ? T_case_answer_yes : a == CASE_NO ? T_case_answer_no : T_none;
	default: return T_none;
	}
}

static enum err
answer(struct case_job *j, enum case_act act, str said, struct reply *out)
{
	text_id    with = verdict(act, answer_of(said));
	str        what = text_get(case_act_label(act), j->cx->lang);
	struct buf b;

	if (with) {
		buf_init(&b, j->cx->arena, BUF_LINE);
		text_add(&b, T_case_done_answer, j->cx->lang, (const str[]){what, text_get(with, j->cx->lang)}, 2);
		what = buf_str(&b);
	}
	*out = (struct reply){.id = j->row.id, .rev = j->row.rev, .no = j->row.no, .done = T_case_done,
	                      .see = arena_printf(j->cx->arena, "/cases/%lld", (long long)j->row.id),
	                      .arg = {j->row.no, what}};
	return out->see.p ? OK : ctx_no_memory(j->cx);
}

/* The two acts of the program on clocks have no step of a person in them. */
static enum err
by_program(struct case_job *j, enum case_act act)
{
	bool     changed = true;
	enum err e = OK;

	if (act == CASE_DO_RECOMPUTE && (e = clocks_recompute(j, &changed)) == OK && changed)
		e = job_save(j, "case.deadlines_revised", j->cx->now);
	return e;
}

enum err
case_put_photos(struct case_job *j, enum case_act act, const struct photo_batch *photos)
{
	int64_t last;

	if (!photos)
		return OK;
	if (j->row.subject == CASE_PERSON)
		return refuse(j->cx, ERR_RULE, "photo", T_photo_rule_person);
	return photo_put(j->cx, j->row.id, j->old.rework, photo_moment_at(act), photos, &last);
}

enum err
case_need_photo(struct case_job *j, enum case_act act)
{
	struct photo_need n = {.case_id = j->row.id, .round = j->old.rework, .class_key = j->row.class_key,
	                       .on = j->today,
	                       .condition_id = j->row.condition_id.some ? j->row.condition_id.v : 0};

	return j->row.subject == CASE_PERSON ? OK : photo_require(j->cx, photo_moment_at(act), &n);
}

/* That it is not there, or not put right, needs words and no picture. */
static bool
says_yes(enum case_act act, const struct case_input *ci)
{
	return act == CASE_DO_FIX || ((act == CASE_DO_CHECK || act == CASE_DO_VERIFY) && ci->answer == CASE_YES);
}

enum err
case_act(struct ctx *cx, enum case_act act, const struct case_do_in *in, const struct photo_batch *photos,
         struct reply *out)
{
	struct case_job     j;
	struct case_input   ci;
	struct case_refusal why;
	struct beside       aside = {0};
	enum err            e;

	ensure(cx->who);
	if ((e = job_load(cx, in->id, cx->who->reach, &j)) != OK)
		return e;
	if (in->rev != FIELD_ABSENT && in->rev != 0 && in->rev != j.row.rev)
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	if ((e = clocks_overdue(&j)) != OK)
		return e;
	if (act == CASE_DO_OVERDUE || act == CASE_DO_RECOMPUTE)
		return (e = by_program(&j, act)) != OK ? e : answer(&j, act, STR_NONE, out);
	if ((e = take_input(&j, act, in, &ci, &aside)) != OK)
		return e;
	if (case_decide(&j.f, act, &j.who, &ci, cx->now, &j.step, &why) != OK)
		return job_refuse(&j, &why);
	if ((e = job_take_step(&j)) != OK)
		return e;
	stamp(&j, act);
	if (act != CASE_DO_MERGE)
		j.row.merged_into = j.old.merged_into;
	write_more(&j, in, &ci);
	if ((e = clocks_run(&j, in->reason)) != OK || (e = beside_the_case(&j, act, &ci, &aside)) != OK ||
	    (e = case_put_photos(&j, act, photos)) != OK ||
	    (!photos && says_yes(act, &ci) && (e = case_need_photo(&j, act)) != OK) ||
	    (e = job_save(&j, events[act], j.step.at)) != OK)
		return e;
	return answer(&j, act, in->answer, out);
}

enum err
case_rebound(struct ctx *cx, int64_t id, str reason)
{
	struct reply out;
	enum err     e = count_other(cx, CASE_DO_CAME_BACK, id, 0);

	return e == OK ? case_act(cx, CASE_DO_REOPEN, &(struct case_do_in){.id = id, .reason = reason}, NULL, &out) : e;
}

enum err
case_returned(struct ctx *cx, int64_t id, bool again, str reason, struct reply *out)
{
	const struct case_do_in in = {.id = id, .reason = reason, .until = FIELD_ABSENT, .at = FIELD_ABSENT,
	                              .rev = FIELD_ABSENT};

	return case_act(cx, again ? CASE_DO_DISPUTE : CASE_DO_GIVE_BACK, &in, NULL, out);
}

enum err
case_sent_on(struct ctx *cx, int64_t id, str unit, str post, str reason)
{
	const struct case_do_in in = {.id = id, .unit = unit, .post = post, .reason = reason, .until = FIELD_ABSENT,
	                              .at = FIELD_ABSENT, .rev = FIELD_ABSENT};
	struct reply            out;

	return case_act(cx, CASE_DO_REASSIGN, &in, NULL, &out);
}
