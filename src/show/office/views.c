/* Sessions, looks at reporters, refused log-ins: what only an administrator may ask. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "show/office/inside.h"
#include "show_office_texts.h"

/* ---- session.list ---- */

enum { SESSIONS_MOST = 10000 };

#define BEFORE_IN(X) X(i64, before, 0, 1, INT64_MAX, T_office_f_before, NULL)
struct before_in {
	BEFORE_IN(FIELD_DECL)
};
#define IN_T before_in
static const struct field before_fields[] = {BEFORE_IN(FIELD_ROW)};
#undef IN_T

static int64_t
upto(int64_t before)
{
	return before == FIELD_ABSENT ? INT64_MAX : before;
}

static enum err
sessions_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct before_in     *in = arg;
	struct office_sessions_out *o = ARENA_NEW(cx->arena, struct office_sessions_out);
	struct q_sessions_in        q = {.before = upto(in->before), .n = OFFICE_ROWS, .now = cx->now};
	struct q_sessions_row      *row;
	struct people_reach         reach;
	size_t                      n;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = people_in_reach(cx, 0, &reach)) != OK)
		return e;
	if (reach.all)
		return q_sessions(cx, &q, &o->row, &o->n);
	/* Of a part of the city the few are picked out of all. */
	q.n = SESSIONS_MOST;
	if ((e = q_sessions(cx, &q, &row, &n)) != OK)
		return e;
	o->row = row;
	for (size_t i = 0; i < n && o->n < OFFICE_ROWS; i++)
		if (people_reach_has(&reach, row[i].person_id))
			o->row[o->n++] = row[i];
	return OK;
}

static void
sessions_json(const void *out, struct json *j)
{
	const struct office_sessions_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->row[i].id);
		json_kv_str(j, "login", o->row[i].login);
		json_kv_str(j, "unit", o->row[i].unit_name);
		json_kv_str(j, "post", o->row[i].post_name);
		json_kv_i64(j, "made_at", o->row[i].made_at);
		json_kv_i64(j, "seen_at", o->row[i].seen_at);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view office_sessions_view = {
    .out = "[{id:i,login:s,unit:s,post:s,made_at:t,seen_at:t}]",
    .name = "session.list",
    .summary = T_office_v_sessions,
    .perm = PERM_USER_EDIT,
    .in = before_fields,
    .nin = NITEMS(before_fields),
    .in_size = sizeof(struct before_in),
    .run = sessions_run,
    .json = sessions_json,
};

/* ---- audit.looks ---- */

static enum err
looks_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct before_in  *in = arg;
	struct office_looks_out *o = ARENA_NEW(cx->arena, struct office_looks_out);
	int64_t                  reach = cx->who->reach;
	enum err                 e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	e = q_looks(cx,
	            &(struct q_looks_in){.before = upto(in->before), .n = OFFICE_ROWS, .scope = reach,
	                                 .place = reach % 2 == 0 ? reach / 2 : 0,
	                                 .unit = reach % 2 ? reach / 2 : 0},
	            &o->row, &o->n);
	if (e != OK)
		return e;
	if (!(o->told = ARENA_NEWS(cx->arena, o->n + 1, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < o->n; i++)
		e = journal_payload(cx, o->row[i].payload, &o->told[i]);
	return e;
}

bool
office_is_find(str type)
{
	return str_eq(type, S("find.by_phone"));
}

static void
looks_json(const void *out, struct json *j)
{
	const struct office_looks_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->row[i].id);
		json_kv_i64(j, "at", o->row[i].at);
		json_kv_str(j, "what", office_is_find(o->row[i].type) ? S("find") : S("look"));
		json_kv_str(j, "no", o->row[i].no);
		json_kv_str(j, "unit", o->row[i].unit_name);
		json_kv_str(j, "post", o->row[i].post_name);
		json_kv_str(j, "person", o->row[i].person_name);
		json_key(j, S("told"));
		if (o->told[i].p)
			json_raw(j, o->told[i]);
		else
			json_null(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view office_looks_view = {
    .out = "[{id:i,at:t,what:s,no:s?,unit:s?,post:s?,person:s?,told:*}]",
    .name = "audit.looks",
    .summary = T_office_v_looks,
    .perm = PERM_AUDIT_SEE,
    .in = before_fields,
    .nin = NITEMS(before_fields),
    .in_size = sizeof(struct before_in),
    .run = looks_run,
    .json = looks_json,
};

/* ---- audit.refused ---- */

static enum err
refused_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct before_in    *in = arg;
	struct office_refused_out *o = ARENA_NEW(cx->arena, struct office_refused_out);

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	return q_refused(cx, &(struct q_refused_in){.before = upto(in->before), .n = OFFICE_ROWS}, &o->row, &o->n);
}

static void
refused_json(const void *out, struct json *j)
{
	const struct office_refused_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->row[i].id);
		json_kv_i64(j, "hour", o->row[i].hour);
		json_kv_str(j, "account", o->row[i].account);
		json_kv_str(j, "address", o->row[i].address);
		json_kv_str(j, "why", o->row[i].why);
		json_kv_i64(j, "times", o->row[i].times);
		json_kv_i64(j, "first_at", o->row[i].first_at);
		json_kv_i64(j, "last_at", o->row[i].last_at);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view office_refused_view = {
    .out = "[{id:i,hour:t,account:s,address:s,why:s,times:i,first_at:t,last_at:t}]",
    .name = "audit.refused",
    .summary = T_office_v_refused,
    .perm = PERM_AUDIT_SEE,
    .in = before_fields,
    .nin = NITEMS(before_fields),
    .in_size = sizeof(struct before_in),
    .run = refused_run,
    .json = refused_json,
};

const struct view *const office_views[] = {&office_sessions_view, &office_looks_view, &office_refused_view};
const size_t             office_views_n = NITEMS(office_views);
