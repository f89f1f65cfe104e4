/* A case between store and rules: reading it, and writing what differs with its event. */
#include "work/cases/inside.h"

#include "base/day.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "kit/journal/journal.h"
#include "texts.h"

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

static size_t
field_size(const struct db_field *f)
{
	static const size_t need[] = {sizeof(int64_t), sizeof(str), sizeof(str), sizeof(double), sizeof(bool)};
	static const size_t may[] = {sizeof(opt_i64), sizeof(str), sizeof(str), sizeof(opt_f64), sizeof(opt_bool)};

	return f->nullable ? may[f->type] : need[f->type];
}

static bool
same_value(const struct db_field *f, const char *a, const char *b)
{
	if (f->type == DB_STR || f->type == DB_BYTES) {
		str x, y;

		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return (x.p == NULL) == (y.p == NULL) && str_eq(x, y);
	}
	if (f->type == DB_F64) {
		opt_f64 x, y;

		ensure(f->nullable);
		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return x.some == y.some && (!x.some || memcmp(&x.v, &y.v, sizeof x.v) == 0);
	}
	if (f->type == DB_I64 && f->nullable) {
		opt_i64 x, y;

		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return x.some == y.some && (!x.some || x.v == y.v);
	}
	return memcmp(a, b, field_size(f)) == 0;
}

static bool
is_null(const struct db_field *f, const char *p)
{
	str     s;
	opt_i64 i;
	opt_f64 d;

	if (!f->nullable)
		return false;
	switch (f->type) {
	case DB_STR:
	case DB_BYTES: memcpy(&s, p, sizeof s); return !s.p;
	case DB_F64: memcpy(&d, p, sizeof d); return !d.some;
	case DB_I64:
	case DB_BOOL: memcpy(&i, p, sizeof i); return !i.some;
	}
	ensure(false);
}

static void
write_value(struct json *j, const struct db_field *f, const char *p)
{
	str     s;
	opt_i64 i = {0};
	opt_f64 d = {0};
	bool    b;

	json_key(j, str_of(f->name));
	if (is_null(f, p)) {
		json_null(j);
		return;
	}
	switch (f->type) {
	case DB_STR:
		memcpy(&s, p, sizeof s);
		json_str(j, s);
		return;
	case DB_F64:
		if (f->nullable)
			memcpy(&d, p, sizeof d);
		else
			memcpy(&d.v, p, sizeof d.v);
		json_f64(j, d.v);
		return;
	case DB_I64:
		if (f->nullable)
			memcpy(&i, p, sizeof i);
		else
			memcpy(&i.v, p, sizeof i.v);
		json_i64(j, i.v);
		return;
	case DB_BOOL:
		ensure(!f->nullable);
		memcpy(&b, p, sizeof b);
		json_bool(j, b);
		return;
	case DB_BYTES: break;
	}
	ensure(false);
}

static bool
keeps_itself(const struct db_field *f)
{
	return strcmp(f->name, "id") == 0 || strcmp(f->name, "rev") == 0;
}

/* The columns that differ (old NULL: those that are not NULL; both NULL never), as an object. */
static size_t
write_set(struct json *j, const struct q_case_row_row *old, const struct q_case_row_row *row, bool all)
{
	const struct db_query *q = described(ROW);
	size_t                 n = 0;

	json_obj(j);
	for (size_t i = 0; i < q->nout; i++) {
		const struct db_field *f = &q->out[i];
		const char            *p = (const char *)row + f->offset;

		if (keeps_itself(f))
			continue;
		if (!all && (old ? same_value(f, (const char *)old + f->offset, p) : is_null(f, p)))
			continue;
		write_value(j, f, p);
		n++;
	}
	json_obj_end(j);
	return n;
}

/* Fill a query's input from the row, by name; both have the columns in one order. */
static void
fill(enum described query, void *in, const struct q_case_row_row *row)
{
	const struct db_query *to = described(query), *from = described(ROW);

	for (size_t i = 0, k = 0; i < to->nin; i++) {
		if (keeps_itself(&to->in[i]))
			continue;
		while (strcmp(to->in[i].name, from->out[k].name) != 0) {
			k++;
			ensure(k < from->nout);
		}
		ensure(to->in[i].type == from->out[k].type && to->in[i].nullable == from->out[k].nullable);
		memcpy((char *)in + to->in[i].offset, (const char *)row + from->out[k].offset, field_size(&to->in[i]));
	}
}

bool
job_differs(struct case_job *j)
{
	const struct db_query *q = described(ROW);

	for (size_t i = 0; i < q->nout; i++)
		if (!keeps_itself(&q->out[i]) &&
		    !same_value(&q->out[i], (const char *)&j->old + q->out[i].offset,
		                (const char *)&j->row + q->out[i].offset))
			return true;
	return false;
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
		.is_public = r->is_public, .subject = (enum case_subject)r->subject,
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

enum err
job_take_step(struct case_job *j)
{
	struct q_case_row_row *r = &j->row;
	const struct case_facts *n = &j->step.next;
	enum err                 e;

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
	e = q_did_add(j->cx, &(struct q_did_add_in){.case_id = r->id, .part = j->step.part.part,
	                                           .person_id = j->step.part.person, .unit_id = j->step.part.unit,
	                                           .at = j->cx->now}, NULL);
	return e;
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
		j->who = (struct case_who){cx->who->person, cx->who->unit, cx->who->user == 0};
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

enum err
case_read(struct ctx *cx, int64_t id, struct case_reading *out)
{
	struct case_job j;
	enum err        e;

	if ((e = job_load(cx, id, cx->who->reach, &j)) != OK || (e = job_take_conflict(&j)) != OK)
		return e;
	*out = (struct case_reading){.facts = j.f, .who = j.who};
	return take_masks(&j, out);
}

enum err
job_new(struct ctx *cx, struct case_job *j)
{
	enum err e = begin(cx, j);

	j->f = (struct case_facts){.state = CASE_NONE, .work_due = CASE_NO_TIME, .until = CASE_NO_TIME,
	                           .last_at = CASE_NO_TIME, .ask_until = CASE_NO_TIME, .zone = cx->zone};
	j->clocks_loaded = true;
	return e;
}

enum err
job_refuse(struct case_job *j, const struct case_refusal *why)
{
	struct ctx *cx = j->cx;
	str         arg[2];

	for (int i = 0; i < 2; i++)
		arg[i] = text_get(why->arg[i], cx->lang);
	if (why->number)
		arg[0] = arena_printf(cx->arena, "%lld", (long long)why->number);
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

static enum err
add_hold(struct case_job *j)
{
	struct case_holder h = case_holder(&j->f);

	return q_hold_add(j->cx, &(struct q_hold_add_in){.case_id = j->row.id, .state = j->row.state,
	                                                 .unit_id = case_opt(h.unit), .post_id = case_opt(h.post),
	                                                 .person_id = case_opt(h.person), .from_at = j->cx->now},
	                  NULL);
}

static enum err
move_hold(struct case_job *j)
{
	const struct q_case_row_row *a = &j->old, *b = &j->row;
	bool     same = a->state == b->state && a->unit_id.v == b->unit_id.v && a->post_id.v == b->post_id.v &&
	            a->person_id.v == b->person_id.v && a->look_post.v == b->look_post.v &&
	            a->look_person.v == b->look_person.v;
	enum err e;

	if (same)
		return OK;
	e = q_hold_end(j->cx, &(struct q_hold_end_in){.case_id = b->id, .to_at = j->cx->now}, NULL);
	return e == OK && b->open ? add_hold(j) : e;
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
	if ((e = buf_end(&j->more_buf, &ev.more)) != OK)
		return e;
	if (str_eq(ev.more, S("{}")))
		ev.more = STR_NONE;
	e = erase_to ? journal_erase(j->cx, &ev, erase_from, erase_to) : journal_add(j->cx, &ev, NULL);
	begin_more(j);
	return e;
}

static enum err
save(struct case_job *j, const char *type, int64_t at, int64_t erase_from, int64_t erase_to)
{
	struct q_case_row_row   *r = &j->row;
	struct q_case_save_in    in = {0};
	struct q_reach_move_in   reach;
	struct buf               b;
	struct json              w;
	str                      set;
	int64_t                  changed;
	size_t                   n;
	enum err                 e;

	buf_init(&b, j->cx->arena, BUF_PAYLOAD);
	json_init(&w, &b);
	n = write_set(&w, &j->old, r, erase_to != 0);
	if ((e = buf_end(&b, &set)) != OK)
		return e;
	fill(SAVE, &in, r);
	in.id = r->id;
	in.rev = j->old.rev;
	if ((e = q_case_save(j->cx, &in, &changed)) != OK)
		return e;
	if (changed != 1)
		return refuse(j->cx, ERR_STALE, NULL, T_err_stale);
	r->rev = j->old.rev + 1;
	if ((e = add_event(j, type, at, n ? set : STR_NONE, erase_from, erase_to)) != OK || (e = move_hold(j)) != OK)
		return e;
	reach = (struct q_reach_move_in){.case_id = r->id, .open = is_work(r), .state = r->state, .due = sort_due(r)};
	if (r->state != j->old.state || reach.due != sort_due(&j->old) || r->unit_id.v != j->old.unit_id.v)
		e = q_reach_move(j->cx, &reach, NULL);
	j->old = *r;
	return e;
}

enum err
job_save(struct case_job *j, const char *type, int64_t at)
{
	return save(j, type, at, 0, 0);
}

enum err
job_save_erasing(struct case_job *j, const char *type, int64_t from, int64_t to)
{
	return save(j, type, j->cx->now, from, to);
}

static enum err
take_number(struct case_job *j)
{
	struct q_case_row_row     *r = &j->row;
	struct q_number_root_row   root;
	struct q_case_number_row   number;
	enum err                   e;
	int64_t                    year = day_year(j->today);

	e = q_number_root(j->cx, &(struct q_number_root_in){.place_id = r->place_id}, &root);
	if (e == ERR_NONE)
		return refuse(j->cx, ERR_RULE, "place", T_case_no_number_root);
	if (e != OK ||
	    (e = q_case_number(j->cx, &(struct q_case_number_in){.root_id = root.id, .year = year}, &number)) != OK)
		return e;
	r->root_id = root.id;
	r->year = year;
	r->seq = number.last;
	r->no = arena_printf(j->cx->arena, "%04lld-%05lld", (long long)year, (long long)number.last);
	return r->no.p ? OK : ctx_no_memory(j->cx);
}

enum err
job_add(struct case_job *j, const char *type, int64_t at)
{
	struct q_case_row_row   *r = &j->row;
	struct q_case_add_in     in = {0};
	struct q_case_add_row    made;
	struct buf               b;
	struct json              w;
	str                      set;
	enum err                 e;

	r->made_at = j->cx->now;
	if ((e = take_number(j)) != OK)
		return e;
	fill(ADD, &in, r);
	if ((e = q_case_add(j->cx, &in, &made)) != OK)
		return e;
	r->id = made.id;
	r->rev = 1;
	buf_init(&b, j->cx->arena, BUF_PAYLOAD);
	json_init(&w, &b);
	(void)write_set(&w, NULL, r, false);
	if ((e = buf_end(&b, &set)) != OK || (e = add_event(j, type, at, set, 0, 0)) != OK)
		return e;
	if (r->open && (e = add_hold(j)) != OK)
		return e;
	e = q_reach_places(j->cx, &(struct q_reach_places_in){.case_id = r->id, .place_id = r->place_id,
	                                                      .open = is_work(r),
	                                                     .state = r->state, .due = sort_due(r)}, NULL);
	j->old = *r;
	return e;
}
