/* A case between store and rules: reading it, and writing what differs with its event. */
#include "work/cases/inside.h"

#include "base/day.h"
#include "base/ensure.h"
#include "base_texts.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "kit/journal/columns.h"
#include "kit/journal/journal.h"
#include "kit/secret/secret.h"
#include "work/past/past.h"
#include "work_cases_texts.h"

#include <string.h>

/* ---- Columns by their description, so that row, event and UPDATE cannot differ ------- */

enum described { ROW, ADD, SAVE };

/* Looked up by name once; every thread finds the same. */
static const struct db_query *
described(enum described which)
{
	static const char *const              names[] = {"case_row", "case_add", "case_save"};
	static const struct db_query *_Atomic found[NITEMS(names)];
	const struct db_query                *q = found[which];

	for (size_t i = 0; !q; i++) {
		ensure(cases_queries[i]);
		if (strcmp(cases_queries[i]->name, names[which]) == 0)
			found[which] = q = cases_queries[i];
	}
	return q;
}

/* Fill a query's input from the row, by name; both have the columns in one order. */
static void
fill(enum described query, void *in, const struct q_case_row_row *row)
{
	const struct db_query *to = described(query), *from = described(ROW);

	for (size_t i = 0, k = 0; i < to->nin; i++) {
		if (columns_own(&to->in[i]))
			continue;
		while (strcmp(to->in[i].name, from->out[k].name) != 0) {
			k++;
			ensure(k < from->nout);
		}
		ensure(to->in[i].type == from->out[k].type && to->in[i].nullable == from->out[k].nullable);
		memcpy((char *)in + to->in[i].offset, (const char *)row + from->out[k].offset,
		       columns_size(&to->in[i]));
	}
}

bool
job_differs(struct case_job *j)
{
	return !columns_same(described(ROW), &j->old, &j->row);
}

/* ---- Facts ---------------------------------------------------------------------------- */

static int64_t
time_of(opt_i64 t)
{
	return t.some ? t.v : CASE_NO_TIME;
}

static void
facts_of_row(struct case_job *j)
{
	const struct q_case_row_row *r = &j->row;

	j->f = (struct case_facts){
		.state = (enum case_state)r->state, .before = (enum case_state)r->before,
		.kind = (enum case_kind)r->kind,
		.is_public = r->is_public, .has_reporter = r->has_reporter, .subject = (enum case_subject)r->subject,
		.checked = (enum case_answer)r->checked, .verified = (enum case_answer)r->verified,
		.unit = r->unit_id.v, .post = r->post_id.v, .person = r->person_id.v, .look_post = r->look_post.v,
		.look_person = r->look_person.v, .verifier = r->verifier.v, .verifier_unit = r->verifier_unit.v,
		.work_due = time_of(r->work_due), .until = time_of(r->until), .last_at = r->last_at, .at_hq = r->at_hq,
		.overdue = r->overdue, .appealed = r->appealed, .rework = r->rework, .returns = r->returns,
		.moved = r->moved, .extensions = r->extensions, .suspensions = r->suspensions, .reopens = r->reopens,
		.found_again = r->found_again, .came_back = r->came_back, .ask_until = CASE_NO_TIME,
		.did = j->did, .zone = j->cx->zone,
	};
}

bool
job_has_did(const struct case_job *j, enum case_part part, int64_t unit)
{
	for (size_t i = 0; i < j->ndid; i++)
		if (j->did[i].part == part && j->did[i].unit == unit)
			return true;
	return false;
}

enum err
job_did(struct case_job *j, int64_t part, int64_t person, int64_t unit)
{
	struct q_did_add_in in = {.case_id = j->row.id, .part = part, .person_id = person, .unit_id = unit,
	                          .at = j->cx->now};
	struct side_row     r;
	str                 key;
	enum err            e;

	/* Once each: who had it before has it still. */
	for (size_t i = 0; i < j->ndid; i++)
		if (j->did[i].part == (enum case_part)part && j->did[i].person == person && j->did[i].unit == unit)
			return OK;
	if ((e = q_did_add(j->cx, &in, NULL)) != OK)
		return e;
	side_begin(j, &r);
	side_time(j, &r, "at", in.at);
	key = arena_printf(j->cx->arena, "%lld,%lld,%lld", (long long)part, (long long)person, (long long)unit);
	return side_end(j, &r, SIDE_DID, key);
}

enum err
job_take_step(struct case_job *j)
{
	struct q_case_row_row *r = &j->row;
	const struct case_facts *n = &j->step.next;

	r->state = n->state;
	r->open = case_open(n->state);
	r->before = n->before;
	r->kind = n->kind;
	r->subject = n->subject;
	r->checked = n->checked;
	r->verified = n->verified;
	r->unit_id = case_opt(n->unit);
	r->post_id = case_opt(n->post);
	r->person_id = case_opt(n->person);
	r->look_post = case_opt(n->look_post);
	r->look_person = case_opt(n->look_person);
	r->verifier = case_opt(n->verifier);
	r->verifier_unit = case_opt(n->verifier_unit);
	r->until = case_opt_time(n->until);
	r->last_at = n->last_at;
	r->at_hq = n->at_hq;
	r->overdue = n->overdue;
	r->appealed = n->appealed;
	r->rework = n->rework;
	r->returns = n->returns;
	r->moved = n->moved;
	r->extensions = n->extensions;
	r->suspensions = n->suspensions;
	r->reopens = n->reopens;
	r->found_again = n->found_again;
	r->came_back = n->came_back;
	r->asking = 0;
	for (int k = 0; k < CASE_ASK_MAX; k++)
		if (n->asked[k])
			r->asking |= INT64_C(1) << k;
	if (!r->open && !r->ended_at.some)
		r->ended_at = SOME_I64(j->cx->now);
	if (r->open)
		r->ended_at = (opt_i64){0};
	j->f = *n;
	if (!j->step.has_part || j->row.id == 0)
		return OK;
	return job_did(j, j->step.part.part, j->step.part.person, j->step.part.unit);
}

static enum err
load_did(struct case_job *j)
{
	struct q_did_all_row *d;
	size_t                n;
	enum err              e;

	if ((e = q_did_all(j->cx, &(struct q_did_all_in){.case_id = j->row.id}, &d, &n)) != OK)
		return e;
	/* One for the finder, who stands in the row, and some for this command. */
	if (!(j->did = ARENA_NEWS(j->cx->arena, n + 1, struct case_did)))
		return ctx_no_memory(j->cx);
	for (size_t i = 0; i < n; i++)
		j->did[i] = (struct case_did){(enum case_part)d[i].part, d[i].person_id, d[i].unit_id};
	j->ndid = n;
	if (j->row.found_by.some)
		j->did[n++] = (struct case_did){CASE_PART_FOUND, j->row.found_by.v, 0};
	facts_of_row(j);
	j->f.ndid = n;
	return OK;
}

static enum err
load_asks(struct case_job *j)
{
	struct q_ask_waiting_row *a;
	size_t                    n;
	enum err                  e;

	if (!j->row.asking)
		return OK;
	if ((e = q_ask_waiting(j->cx, &(struct q_ask_waiting_in){.case_id = j->row.id}, &a, &n)) != OK)
		return e;
	j->ask = a;
	j->nask = n;
	for (size_t i = 0; i < n; i++) {
		j->f.asked[a[i].kind] = a[i].asked_by;
		if (a[i].kind == CASE_ASK_SUSPEND)
			j->f.ask_until = time_of(a[i].until);
	}
	return OK;
}

static void
begin_more(struct case_job *j)
{
	buf_init(&j->more_buf, j->cx->arena, BUF_PAYLOAD);
	json_init(&j->more, &j->more_buf);
	json_obj(&j->more);
}

static enum err
begin(struct ctx *cx, struct case_job *j)
{
	char    text[DAY_TEXT];
	int32_t ms;

	*j = (struct case_job){.cx = cx};
	if (cx->who)
		j->who = (struct case_who){cx->who->person, cx->who->unit, cx->who->user == 0,
		                           cx->who->post};
	ensure(day_of_ms(cx->now, cx->zone, &j->today, &ms));
	if (!arena_str(cx->arena, day_format(j->today, text), &j->today_text))
		return ctx_no_memory(cx);
	begin_more(j);
	return OK;
}

enum err
job_load(struct ctx *cx, int64_t id, int64_t scope, struct case_job *j)
{
	enum err e;

	if ((e = begin(cx, j)) != OK ||
	    (e = q_case_row(cx, &(struct q_case_row_in){.id = id, .scope = scope}, &j->old)) != OK)
		return e;
	j->row = j->old;
	if ((e = load_did(j)) != OK)
		return e;
	return load_asks(j);
}

enum err
job_units_of(struct case_job *j, int64_t person, int64_t **units, size_t *n)
{
	struct q_person_posts_in   in = {.person_id = person, .day = j->today_text};
	struct q_person_posts_row *p;
	enum err                   e;

	if ((e = q_person_posts(j->cx, &in, &p, n)) != OK)
		return e;
	if (!(*units = ARENA_NEWS(j->cx->arena, *n + 1, int64_t)))
		return ctx_no_memory(j->cx);
	for (size_t i = 0; i < *n; i++)
		(*units)[i] = p[i].unit_id;
	return OK;
}

enum err
job_take_conflict(struct case_job *j)
{
	int64_t *units;
	size_t   n;
	enum err e;

	/* Who had it stands among those that have a part: without one there is nothing to look for. */
	if (!j->who.person || !case_handled(&j->f) || case_unit_handled(&j->f, j->who.unit))
		return OK;
	if ((e = job_units_of(j, j->who.person, &units, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (case_unit_handled(&j->f, units[i]))
			j->who.unit = units[i];
	return OK;
}

/* Masks only for who may open them, and never for a unit that has a part in the case (L26). */
static enum err
take_masks(struct case_job *j, struct case_reading *out)
{
	struct q_reporter_get_row r;
	enum err                  e;

	if (!j->row.has_reporter || !actor_may(j->cx->who, PERM_REPORTER_SEE) ||
	    case_unit_handled(&j->f, j->who.unit))
		return OK;
	e = q_reporter_get(j->cx, &(struct q_reporter_get_in){.case_id = j->row.id}, &r);
	if (e == OK) {
		out->reporter_name = r.name_mask;
		out->reporter_phone = r.phone_mask;
	}
	return e;
}

static struct case_columns
columns_of(const struct q_case_row_row *r)
{
	return (struct case_columns){
		.id = r->id, .rev = r->rev, .state = r->state, .before = r->before, .kind = r->kind,
		.priority = r->priority, .place_id = r->place_id, .duty_basis = r->duty_basis,
		.reported_at = r->reported_at, .last_at = r->last_at, .rework = r->rework, .returns = r->returns,
		.moved = r->moved, .extensions = r->extensions, .suspensions = r->suspensions, .reopens = r->reopens,
		.found_again = r->found_again, .came_back = r->came_back, .asking = r->asking, .no = r->no,
		.source = r->source, .source_ref = r->source_ref, .told_status = r->told_status,
		.told_unit = r->told_unit, .address = r->address, .description = r->description,
		.class_key = r->class_key, .closing = r->closing, .is_public = r->is_public, .open = r->open,
		.at_hq = r->at_hq, .overdue = r->overdue, .lon = r->lon, .lat = r->lat, .accuracy = r->accuracy,
		.class_id = r->class_id, .condition_id = r->condition_id, .unit_id = r->unit_id,
		.post_id = r->post_id, .found_by = r->found_by, .due_at = r->due_at, .until = r->until,
		.ended_at = r->ended_at, .merged_into = r->merged_into, .beside = r->beside, .back_of = r->back_of,
		.dispatched_at = r->dispatched_at, .verified_at = r->verified_at,
	};
}

enum err
case_read(struct ctx *cx, int64_t id, struct case_reading *out)
{
	struct case_job *j = ARENA_NEW(cx->arena, struct case_job);
	enum err         e;

	if (!j)
		return ctx_no_memory(cx);
	if ((e = job_load(cx, id, cx->who->reach, j)) != OK || (e = job_take_conflict(j)) != OK)
		return e;
	*out = (struct case_reading){.columns = columns_of(&j->row), .facts = j->f, .who = j->who};
	return take_masks(j, out);
}

enum err
job_new(struct ctx *cx, struct case_job *j)
{
	enum err e = begin(cx, j);

	j->f = (struct case_facts){.state = CASE_NONE, .work_due = CASE_NO_TIME, .until = CASE_NO_TIME,
	                           .last_at = CASE_NO_TIME, .ask_until = CASE_NO_TIME, .zone = cx->zone};
	return e;
}

enum err
job_refuse(struct case_job *j, const struct case_refusal *why)
{
	struct ctx *cx = j->cx;
	str         arg[2];

	for (int i = 0; i < 2; i++)
		arg[i] = text_get(why->arg[i], cx->lang);
	if (why->named.p)
		arg[0] = why->named;
	return refuse(cx, why->err, why->field, why->text, arg[0], arg[1]);
}

/* ---- Writing ------------------------------------------------------------------------------ */

static int64_t
sort_due(const struct q_case_row_row *r)
{
	if (!r->open)
		return r->ended_at.some ? r->ended_at.v : r->last_at;
	return r->state == CASE_SUSPENDED && r->until.some ? r->until.v : r->due_at.some ? r->due_at.v : CASE_NEVER;
}

/* Work that somebody here has to do: what a source told is not, whatever it says. */
static bool
is_work(const struct q_case_row_row *r)
{
	return r->open && r->state != CASE_TOLD;
}

static struct case_holder
holder_of(const struct q_case_row_row *r)
{
	return row_holder(r->state, r->unit_id.v, r->post_id.v, r->person_id.v, r->look_post.v, r->look_person.v);
}

static enum err
add_hold(struct case_job *j)
{
	struct case_holder h = holder_of(&j->row);

	return q_hold_add(j->cx, &(struct q_hold_add_in){.case_id = j->row.id, .state = j->row.state,
	                                                 .unit_id = case_opt(h.unit), .post_id = case_opt(h.post),
	                                                 .person_id = case_opt(h.person), .from_at = j->cx->now},
	                  NULL);
}

static enum err
first_hold(struct case_job *j)
{
	struct case_holder h = holder_of(&j->row);

	return q_hold_first(j->cx, &(struct q_hold_first_in){.case_id = j->row.id, .state = j->row.state,
	                                                     .unit_id = case_opt(h.unit), .post_id = case_opt(h.post),
	                                                     .person_id = case_opt(h.person),
	                                                     .from_at = j->cx->now}, NULL);
}

/* No event says this: it follows from the columns, and sides.c finds the same. */
static enum err
move_hold(struct case_job *j)
{
	const struct q_case_row_row *was = &j->old, *is = &j->row;
	struct case_holder           a = holder_of(was), b = holder_of(is);
	enum err                     e = OK;

	if (was->open == is->open && was->state == is->state && a.unit == b.unit && a.post == b.post &&
	    a.person == b.person)
		return OK;
	if (was->open)
		e = q_hold_end(j->cx, &(struct q_hold_end_in){.case_id = is->id, .to_at = j->cx->now}, NULL);
	return e == OK && is->open ? add_hold(j) : e;
}

/* erase_to 0: erases nothing. */
static enum err
add_event(struct case_job *j, const char *type, int64_t at, str set, int64_t erase_from, int64_t erase_to)
{
	const struct actor *who = j->cx->who;
	bool                person = who && who->user;
	struct journal_event ev = {
		.kind = S("case"), .aggregate = j->row.id, .rev = j->row.rev, .type = str_of(type), .at = at,
		.set = set,
		.who = person ? SOME_I64(who->user) : (opt_i64){0},
		.as_whom = person ? case_opt(who->post) : (opt_i64){0},
	};
	enum err             e;

	json_obj_end(&j->more);
	if ((e = buf_end(&j->more_buf, &ev.more)) != OK || (e = sides_write(j, &ev.rows)) != OK)
		return e;
	ev.whole = erase_to != 0;
	if (str_eq(ev.more, S("{}")))
		ev.more = STR_NONE;
	e = erase_to ? journal_erase(j->cx, &ev, erase_from, erase_to) : journal_add(j->cx, &ev, NULL);
	begin_more(j);
	return e;
}

static enum err
write_set(struct case_job *j, const struct q_case_row_row *old, str *set)
{
	struct buf  b;
	struct json w;
	size_t      n;

	buf_init(&b, j->cx->arena, BUF_PAYLOAD);
	json_init(&w, &b);
	json_obj(&w);
	n = columns_write(&w, described(ROW), 0, old, &j->row, j->cx->now);
	json_obj_end(&w);
	*set = STR_NONE;
	return n ? buf_end(&b, set) : OK;
}

static enum err
move_reach(struct case_job *j)
{
	const struct q_case_row_row *r = &j->row, *was = &j->old;
	struct q_reach_move_in       in = {.case_id = r->id, .open = is_work(r), .state = r->state};

	in.due = sort_due(r);
	if (!j->reach_moves && r->state == was->state && r->open == was->open && in.due == sort_due(was) &&
	    r->unit_id.v == was->unit_id.v)
		return OK;
	j->reach_moves = false;
	return q_reach_move(j->cx, &in, NULL);
}

static enum err
save(struct case_job *j, const char *type, int64_t at, int64_t erase_from, int64_t erase_to)
{
	struct q_case_row_row *r = &j->row;
	struct q_case_save_in  in = {0};
	str                    set;
	int64_t                changed;
	enum err               e;

	if ((e = write_set(j, erase_to ? NULL : &j->old, &set)) != OK || (e = clocks_save(j)) != OK)
		return e;
	fill(SAVE, &in, r);
	in.id = r->id;
	in.rev = j->old.rev;
	if ((e = q_case_save(j->cx, &in, &changed)) != OK)
		return e;
	if (changed != 1)
		return refuse(j->cx, ERR_STALE, NULL, T_err_stale);
	r->rev = j->old.rev + 1;
	if ((e = move_hold(j)) != OK || (e = move_reach(j)) != OK || (erase_to && (e = sides_whole(j)) != OK) ||
	    (e = add_event(j, type, at, set, erase_from, erase_to)) != OK)
		return e;
	j->old = *r;
	return OK;
}

enum err
job_save(struct case_job *j, const char *type, int64_t at)
{
	return save(j, type, at, 0, 0);
}

enum err
job_reseal(struct case_job *j, const struct reporter_made *m)
{
	struct q_reporter_reseal_in in = {
		.case_id = j->row.id, .sealed = m->sealed, .key_id = m->key_id, .phone_index = m->phone_index,
	};
	enum err e = q_reporter_reseal(j->cx, &in, NULL);

	return e == OK ? side_reporter_now(j) : e;
}

enum err
job_save_erasing(struct case_job *j, const char *type)
{
	struct ctx *cx = j->cx;
	int64_t     id = j->row.id;
	enum err    e;

	j->row.description = STR_NONE;
	if ((e = past_keep(cx, id, &j->more)) != OK ||
	    (e = q_reporter_erase(cx, &(struct q_reporter_erase_in){.case_id = id, .at = cx->now}, NULL)) != OK ||
	    (e = q_ask_blank(cx, &(struct q_ask_blank_in){.case_id = id}, NULL)) != OK ||
	    (e = clocks_forget_words(j)) != OK)
		return e;
	return save(j, type, cx->now, 1, j->old.rev);
}

enum err
job_erased(struct ctx *cx, int64_t case_id, bool *erased)
{
	struct q_reporter_get_row r;
	enum err e = q_reporter_get(cx, &(struct q_reporter_get_in){.case_id = case_id}, &r);

	*erased = e == OK && r.erased_at.some;
	return e == ERR_NONE ? OK : e;
}

/* Found once: here, or by whoever told a case of the same place before. */
static enum err
job_line(struct case_job *j)
{
	struct looked *l = j->many ? j->many->looked : NULL;

	return j->line ? OK : looked_line(j->cx, l, job_city(j), j->row.place_id, &j->line);
}

/* Its number and, where ids are given before the rows, its id: one answer for both, and for the key of whom we seal. */
static enum err
take_names(struct case_job *j, int64_t *id)
{
	struct q_case_row_row *r = &j->row;
	int64_t                year = day_year(j->today);
	enum err               e;

	if ((e = job_line(j)) != OK)
		return e;
	r->root_id = j->line->numbers;
	if (!r->root_id)
		return refuse(j->cx, ERR_RULE, "place", T_case_no_number_root);
	if ((j->reporter && !j->many && (e = setting_ask(j->cx, S("reporter.key"), &j->key)) != OK) ||
	    (e = case_many_number(j->cx, j->many, r->root_id, year, &r->seq, id)) != OK)
		return e;
	r->year = year;
	r->no = arena_printf(j->cx->arena, "%04lld-%05lld", (long long)year, (long long)r->seq);
	return r->no.p ? OK : ctx_no_memory(j->cx);
}

static enum err
add_reach(struct case_job *j)
{
	const struct q_case_row_row *r = &j->row;
	enum err e = q_reach_places(j->cx, &(struct q_reach_places_in){.case_id = r->id, .place_id = r->place_id,
	                                                               .open = is_work(r), .state = r->state,
	                                                               .due = sort_due(r)}, NULL);

	/* What reach_places has written, for the event. */
	for (size_t i = 0; e == OK && i < j->line->n; i++)
		e = side_said(j, SIDE_REACH, side_key(j, REACH_PLACE(j->line->above[i])), STR_NONE);
	return e;
}

static enum err
key_fits(struct ctx *cx, int64_t id, str value)
{
	int64_t newest;

	if (!value.p || !str_to_i64(value, &newest) || id >= newest)
		return OK;
	return refuse(cx, ERR_RULE, NULL, T_case_old_key, arena_printf(cx->arena, "%lld", (long long)id), value);
}

enum err
reporter_key_fits(struct ctx *cx, int64_t id)
{
	str      value;
	enum err e = setting_get(cx, S("reporter.key"), &value);

	return e == OK ? key_fits(cx, id, value) : e;
}

static enum err
add_reporter(struct case_job *j)
{
	const struct reporter_made *m = j->reporter;
	const struct setting_asked *asked = j->many ? j->many->key : j->key;
	int64_t                     key;
	enum err                    e;

	if (!m)
		return OK;
	/* A key that may be gone by now: nobody could read it again. */
	key = (int64_t)sealed_key(m->sealed);
	e = asked ? key_fits(j->cx, key, setting_answer(asked)) : reporter_key_fits(j->cx, key);
	if (e != OK)
		return e;
	e = q_reporter_add(j->cx, &(struct q_reporter_add_in){.case_id = j->row.id, .tag = m->tag, .sealed = m->sealed,
	                                                     .name_mask = m->name_mask, .phone_mask = m->phone_mask,
	                                                     .key_id = m->key_id, .phone_index = m->phone_index,
	                                                     .made_at = j->cx->now}, NULL);
	return e == OK ? side_reporter(j) : e;
}

enum err
job_add(struct case_job *j, const char *type, int64_t at)
{
	struct q_case_row_row *r = &j->row;
	struct q_case_add_in   in = {0};
	int64_t                id = 0;
	str                    set;
	enum err               e;

	r->made_at = j->cx->now;
	if ((e = take_names(j, &id)) != OK)
		return e;
	fill(ADD, &in, r);
	in.id = case_opt(id);
	if ((e = q_case_add(j->cx, &in, NULL)) != OK)
		return e;
	r->id = id ? id : db_last_id(j->cx->db);
	r->rev = 1;
	if ((e = write_set(j, NULL, &set)) != OK || (e = clocks_save(j)) != OK ||
	    (r->open && (e = first_hold(j)) != OK) || (e = add_reach(j)) != OK || (e = add_reporter(j)) != OK)
		return e;
	e = add_event(j, type, at, set, 0, 0);
	j->old = *r;
	return e;
}
