/* inquiry.list, inquiry.get, burden.year. */
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/burden/inside.h"
#include "work_burden_texts.h"

#include <stdlib.h>

enum { UNITS_MOST = 5000 }; /* as many as the counts by unit give rows */

enum err
burden_root(struct ctx *cx, int64_t *root)
{
	str      code, name;
	enum err e = place_district(cx, STR_NONE, &code, &name);

	return e == OK ? place_by_code(cx, code, root, NULL) : e;
}

int64_t
burden_this_year(const struct ctx *cx)
{
	return day_year(ctx_today(cx));
}

/* ---- inquiry.list ---- */

#define LIST_IN(X)                                                                  \
	X(bool, open, 0, 0, 1, T_burden_f_open, NULL)                               \
	X(id, before, 0, 1, INT64_MAX, T_burden_f_before, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in     *in = arg;
	struct inquiry_list      *l = ARENA_NEW(cx->arena, struct inquiry_list);
	struct q_inquiry_list_row *r;
	str                       today;
	size_t                    n;
	enum err                  e;

	*out = l;
	if (!l || !(l->item = ARENA_NEWS(cx->arena, INQUIRY_PAGE, struct inquiry)))
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_inquiry_list(cx, &(struct q_inquiry_list_in){.scope = burden_reach(cx),
	         .before = in->before ? in->before : INT64_MAX, .open = in->open, .n = INQUIRY_PAGE + 1}, &r,
	             &n)) != OK)
		return e;
	for (; l->n < n && l->n < INQUIRY_PAGE; l->n++) {
		struct inquiry *q = &l->item[l->n];

		*q = (struct inquiry){.id = r[l->n].id, .minutes = r[l->n].minutes, .asked = r[l->n].asked,
		    .filled = r[l->n].filled, .made_at = r[l->n].made_at, .ended_at = r[l->n].ended_at,
		        .no = r[l->n].no,
		    .title = r[l->n].title, .due = r[l->n].due, .unit = r[l->n].unit_name};
		q->late = !q->ended_at.some && q->filled < q->asked && str_cmp(q->due, today) < 0;
	}
	l->before = n > INQUIRY_PAGE ? l->item[INQUIRY_PAGE - 1].id : 0;
	return OK;
}

static void
inquiry_fields_json(const struct inquiry *q, struct json *j)
{
	json_kv_i64(j, "id", q->id);
	json_kv_str(j, "no", q->no);
	json_kv_str(j, "title", q->title);
	json_kv_i64(j, "minutes", q->minutes);
	json_kv_str(j, "due", q->due);
	json_kv_str(j, "asks", q->unit);
	json_kv_i64(j, "asked", q->asked);
	json_kv_i64(j, "filled", q->filled);
	json_kv_bool(j, "late", q->late);
	json_kv_bool(j, "ended", q->ended_at.some);
}

static void
list_json(const void *arg, struct json *j)
{
	const struct inquiry_list *l = arg;

	json_obj(j);
	json_key(j, S("forms"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		inquiry_fields_json(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	if (l->before)
		json_kv_i64(j, "before", l->before);
	json_obj_end(j);
}

const struct view inquiry_list_view = {
    .name = "inquiry.list",
    .out = "{forms:[{id:i,no:s,title:s,minutes:i,due:d,asks:s,asked:i,filled:i,late:b,ended:b}],before?:i}",
    .summary = T_burden_list_summary, .perm = PERM_TASK_SEE, .in = list_fields, .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in), .run = list, .json = list_json,
};

/* ---- inquiry.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_burden_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
take_items(struct ctx *cx, int64_t id, struct inquiry_shown *s)
{
	struct q_inquiry_items_row *r;
	enum err                    e = q_inquiry_items(cx, &(struct q_inquiry_items_in){id}, &r, &s->nitem);

	if (e != OK)
		return e;
	if (!(s->item = ARENA_NEWS(cx->arena, s->nitem, struct inquiry_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nitem; i++) {
		s->item[i] = (struct inquiry_item){.n = r[i].n, .words = r[i].words, .held = r[i].held, .near = S("")};
		s->nasked += r[i].held.n == 0;
	}
	return OK;
}

/* Rows of answers come unit by unit; each unit gets a cell for every field that is asked,
    empty until it has answered. */
static enum err
take_answers(struct ctx *cx, int64_t id, int64_t root, struct inquiry_shown *s)
{
	struct q_inquiry_answers_row *w;
	size_t                        n;
	enum err e = q_inquiry_answers(cx, &(struct q_inquiry_answers_in){id, burden_reach(cx), root}, &w, &n);

	for (size_t u = 0; e == OK && u < s->nunit; u++) {
		struct inquiry_unit *x = &s->unit[u];

		if (!(x->answer = ARENA_NEWS(cx->arena, s->nasked, struct inquiry_answer)))
			return ctx_no_memory(cx);
		for (size_t i = 0; i < s->nitem; i++)
			if (!s->item[i].held.n)
				x->answer[x->n++] = (struct inquiry_answer){s->item[i].n, s->item[i].words, S("")};
		for (size_t k = 0; k < n; k++)
			for (size_t i = 0; w[k].unit_id == x->id && i < x->n; i++)
				if (x->answer[i].n == w[k].n)
					x->answer[i].value = w[k].value;
	}
	return e;
}

static enum err
take_units(struct ctx *cx, int64_t id, int64_t root, str today, struct inquiry_shown *s)
{
	struct q_inquiry_units_row *r;
	enum err e = q_inquiry_units(cx, &(struct q_inquiry_units_in){id, burden_reach(cx), root}, &r, &s->nunit);

	if (e != OK)
		return e;
	if (!(s->unit = ARENA_NEWS(cx->arena, s->nunit, struct inquiry_unit)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nunit; i++) {
		struct inquiry_unit *x = &s->unit[i];
		char                 t[DAY_TEXT];
		int32_t              ms;
		day                  on;

		*x = (struct inquiry_unit){.id = r[i].unit_id, .code = r[i].code, .name = r[i].name,
		    .filled_at = r[i].filled_at, .took = r[i].took};
		x->late = str_cmp(s->q.due, x->filled_at.some && day_of_ms(x->filled_at.v, cx->zone, &on, &ms)
		                                ? day_format(on, t)
		                                : today) < 0;
		s->q.filled += x->filled_at.some;
		if (cx->who && cx->who->unit == x->id) {
			s->own = true;
			s->own_filled = x->filled_at.some;
		}
	}
	s->q.asked = (int64_t)s->nunit;
	s->q.late = !s->q.ended_at.some && s->q.filled < s->q.asked && str_cmp(s->q.due, today) < 0;
	return OK;
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in     *in = arg;
	struct inquiry_shown    *s = ARENA_NEW(cx->arena, struct inquiry_shown);
	struct q_inquiry_get_row q;
	int64_t                  root;
	str                      today;
	enum err                 e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	e = q_inquiry_get(cx, &(struct q_inquiry_get_in){in->id, burden_reach(cx)}, &q);
	if (e == ERR_NONE)
		return refuse(cx, e, "id", T_burden_none);
	if (e != OK || (e = unit_today(cx, &today)) != OK || (e = burden_root(cx, &root)) != OK)
		return e;
	s->q = (struct inquiry){.id = q.id, .rev = q.rev, .minutes = q.minutes, .made_at = q.made_at,
	    .ended_at = q.ended_at,
	    .no = q.no, .title = q.title, .basis = q.basis, .due = q.due, .over = q.over, .unit = q.unit_name};
	s->mine = cx->who && cx->who->unit == q.unit_id;
	if ((e = take_items(cx, in->id, s)) != OK || (e = take_units(cx, in->id, root, today, s)) != OK)
		return e;
	return take_answers(cx, in->id, root, s);
}

static void
unit_json(const struct inquiry_unit *x, struct json *j)
{
	json_obj(j);
	json_kv_str(j, "code", x->code);
	json_kv_str(j, "name", x->name);
	json_kv_bool(j, "filled", x->filled_at.some);
	json_kv_bool(j, "late", x->late);
	json_key(j, S("answers"));
	json_arr(j);
	for (size_t i = 0; i < x->n; i++) {
		json_obj(j);
		json_kv_i64(j, "n", x->answer[i].n);
		json_kv_str(j, "value", x->answer[i].value);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static void
get_json(const void *arg, struct json *j)
{
	const struct inquiry_shown *s = arg;

	json_obj(j);
	inquiry_fields_json(&s->q, j);
	json_kv_str(j, "basis", s->q.basis);
	json_kv_str(j, "over", s->q.over);
	json_key(j, S("fields"));
	json_arr(j);
	for (size_t i = 0; i < s->nitem; i++) {
		json_obj(j);
		json_kv_i64(j, "n", s->item[i].n);
		json_kv_str(j, "words", s->item[i].words);
		json_kv_str(j, "held", s->item[i].held);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < s->nunit; i++)
		unit_json(&s->unit[i], j);
	json_arr_end(j);
	json_obj_end(j);
}

const struct view inquiry_get_view = {
    .name = "inquiry.get",
    .out = "{id:i,no:s,title:s,minutes:i,due:d,asks:s,asked:i,filled:i,late:b,ended:b,basis:s,over:s,"
           "fields:[{n:i,words:s,held:s}],units:[{code:s,name:s,filled:b,late:b,answers:[{n:i,value:s}]}]}",
    .summary = T_burden_get_summary, .perm = PERM_TASK_SEE, .in = get_fields, .nin = NITEMS(get_fields),
    .in_size = sizeof(struct get_in), .run = get, .json = get_json,
};

/* ---- burden.year ---- */

#define YEAR_IN(X) X(i64, year, 0, DAY_FIRST_YEAR, DAY_LAST_YEAR, T_burden_f_year, NULL)
struct year_in {
	YEAR_IN(FIELD_DECL)
};
#define IN_T year_in
static const struct field year_fields[] = {YEAR_IN(FIELD_ROW)};
#undef IN_T

static int
by_id(const void *a, const void *b)
{
	const struct burden_unit *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* While they still stand by their ids. */
static struct burden_unit *
unit_of(struct burden_year *y, int64_t id)
{
	struct burden_unit key = {.id = id};

	return y->n ? bsearch(&key, y->unit, y->n, sizeof(key), by_id) : NULL;
}

static enum err
take_forms(struct ctx *cx, struct burden_year *y)
{
	struct q_burden_forms_row *f;
	size_t                     n;
	enum err                   e = q_burden_forms(cx, &(struct q_burden_forms_in){y->year}, &f, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		struct burden_unit *u = unit_of(y, f[i].unit_id);

		if (!u)
			continue;
		u->forms = f[i].n;
		u->form_minutes = f[i].minutes;
		u->took = f[i].took;
	}
	return e;
}

static enum err
take_parts(struct ctx *cx, const struct burden_span *s, struct burden_year *y)
{
	struct burden_count *c;
	size_t               n;
	enum err             e;

	while (burden_kind_at(y->nkind))
		y->nkind++;
	if (!(y->kind = ARENA_NEWS(cx->arena, y->nkind, struct burden_cost)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < y->n; i++)
		if (!(y->unit[i].part = ARENA_NEWS(cx->arena, y->nkind, struct burden_part)))
			return ctx_no_memory(cx);
	for (size_t k = 0; k < y->nkind; k++) {
		const struct burden_kind *kind = burden_kind_at(k);

		y->kind[k].kind = kind;
		if ((e = burden_setting(cx, kind->name, kind->minutes, &y->kind[k].minutes)) != OK ||
		    (e = kind->count(cx, kind, s, &c, &n)) != OK)
			return e;
		for (size_t i = 0; i < n; i++) {
			struct burden_unit *u = unit_of(y, c[i].unit);

			if (u)
				u->part[k] = (struct burden_part){c[i].n, c[i].n * y->kind[k].minutes};
		}
	}
	return OK;
}

static int
heavier(const void *a, const void *b)
{
	const struct burden_unit *x = a, *y = b;

	if (x->minutes != y->minutes)
		return x->minutes < y->minutes ? 1 : -1;
	return str_cmp(x->code, y->code);
}

static enum err
span_of(struct ctx *cx, int64_t year, struct burden_span *s)
{
	day from, upto;

	if (!day_from_ymd((int)year, 1, 1, &from) || !day_from_ymd((int)year, 12, 31, &upto))
		return ERR_NONE;
	*s = (struct burden_span){.since = day_to_ms(from, 0, cx->zone), .upto = day_to_ms(upto, DAY_MS, cx->zone),
	                          .first = arena_printf(cx->arena, "%04lld-01-01", (long long)year),
	                          .last = arena_printf(cx->arena, "%04lld-12-31", (long long)year)};
	return s->first.p && s->last.p ? OK : ctx_no_memory(cx);
}

/*
 * Units that held on any day of the year, up to today: what was asked of one that has
 * ended since stays in the year's sum.
 */
static enum err
take_year_units(struct ctx *cx, const struct burden_span *s, struct burden_year *y)
{
	struct q_burden_units_row *u;
	int64_t                    root;
	str                        today;
	enum err                   e;

	if ((e = burden_root(cx, &root)) != OK || (e = unit_today(cx, &today)) != OK ||
	    (e = q_burden_units(cx, &(struct q_burden_units_in){.scope = burden_reach(cx), .root = root,
	         .first = s->first, .last = str_cmp(today, s->last) < 0 ? today : s->last, .n = UNITS_MOST + 1}, &u,
	             &y->n)) != OK)
		return e;
	if (y->n > UNITS_MOST)
		return refuse(cx, ERR_RULE, NULL, T_burden_many_year, arena_printf(cx->arena, "%d", UNITS_MOST));
	if (!(y->unit = ARENA_NEWS(cx->arena, y->n, struct burden_unit)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < y->n; i++)
		y->unit[i] = (struct burden_unit){.id = u[i].id, .year = y->usual, .code = u[i].code,
		    .name = u[i].name};
	return OK;
}

static void
sum_up(struct burden_year *y)
{
	y->forms = y->minutes = 0;
	for (size_t i = 0; i < y->n; i++) {
		struct burden_unit *x = &y->unit[i];

		x->minutes = x->form_minutes;
		for (size_t k = 0; k < y->nkind; k++)
			x->minutes += x->part[k].minutes;
		x->over = x->minutes > x->year;
		y->forms += x->forms;
		y->minutes += x->minutes;
	}
	if (y->n)
		qsort(y->unit, y->n, sizeof(*y->unit), heavier);
}

enum err
burden_of(struct ctx *cx, int64_t year, struct burden_year *y)
{
	struct burden_span s;
	enum err           e;

	*y = (struct burden_year){.year = year};
	if ((e = span_of(cx, year, &s)) != OK || (e = burden_setting(cx, "year", YEAR_USUAL, &y->usual)) != OK ||
	    (e = take_year_units(cx, &s, y)) != OK || (e = take_forms(cx, y)) != OK ||
	    (e = take_parts(cx, &s, y)) != OK)
		return e;
	sum_up(y);
	return OK;
}

enum err
burden_forms_anew(struct ctx *cx, struct burden_year *y)
{
	enum err e;

	if (y->n)
		qsort(y->unit, y->n, sizeof(*y->unit), by_id);
	for (size_t i = 0; i < y->n; i++)
		y->unit[i].forms = y->unit[i].form_minutes = y->unit[i].took = 0;
	e = take_forms(cx, y);
	sum_up(y);
	return e;
}

static enum err
year_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct year_in *in = arg;
	struct burden_year   *y = ARENA_NEW(cx->arena, struct burden_year);

	*out = y;
	return y ? burden_of(cx, in->year == FIELD_ABSENT ? burden_this_year(cx) : in->year, y) : ctx_no_memory(cx);
}

static void
year_json(const void *arg, struct json *j)
{
	const struct burden_year *y = arg;

	json_obj(j);
	json_kv_i64(j, "year", y->year);
	json_kv_i64(j, "forms", y->forms);
	json_kv_i64(j, "minutes", y->minutes);
	json_kv_i64(j, "year_minutes", y->usual);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < y->n; i++) {
		const struct burden_unit *u = &y->unit[i];

		json_obj(j);
		json_kv_str(j, "code", u->code);
		json_kv_str(j, "name", u->name);
		json_kv_i64(j, "forms", u->forms);
		json_kv_i64(j, "form_minutes", u->form_minutes);
		json_kv_i64(j, "took", u->took);
		json_key(j, S("parts"));
		json_arr(j);
		for (size_t k = 0; k < y->nkind; k++) {
			json_obj(j);
			json_kv_str(j, "kind", str_of(y->kind[k].kind->name));
			json_kv_i64(j, "n", u->part[k].n);
			json_kv_i64(j, "minutes", u->part[k].minutes);
			json_obj_end(j);
		}
		json_arr_end(j);
		json_kv_i64(j, "minutes", u->minutes);
		json_kv_bool(j, "over", u->over);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("kinds"));
	json_arr(j);
	for (size_t k = 0; k < y->nkind; k++) {
		json_obj(j);
		json_kv_str(j, "kind", str_of(y->kind[k].kind->name));
		json_kv_i64(j, "minutes", y->kind[k].minutes);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view burden_year_view = {
    .name = "burden.year",
    .out = "{year:i,forms:i,minutes:i,year_minutes:i,units:[{code:s,name:s,forms:i,form_minutes:i,took:i,"
           "parts:[{kind:s,n:i,minutes:i}],minutes:i,over:b}],kinds:[{kind:s,minutes:i}]}",
    .summary = T_burden_year_summary, .perm = PERM_TASK_SEE, .in = year_fields, .nin = NITEMS(year_fields),
    .in_size = sizeof(struct year_in), .run = year_run, .json = year_json,
};

const struct view *const burden_views[] = {&inquiry_list_view, &inquiry_get_view, &inquiry_try_view,
    &burden_year_view};
const size_t             burden_views_n = NITEMS(burden_views);
