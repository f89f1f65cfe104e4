/* material.list, material.get: what was asked for and how far it is; its files and where else they were used. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/photo/photo.h"
#include "work/material/inside.h"
#include "work/scheme/scheme.h"
#include "work_material_texts.h"

const struct choice material_states[] = {{"missing", T_material_missing}, {"late", T_material_late},
                                         {"waiting", T_material_waiting}, {"done", T_material_done},
                                         {"void", T_material_void}, {NULL, T_none}};

static str
standard_name(const struct ctx *cx, str scheme, str version, str no)
{
	return arena_printf(cx->arena, "%.*s@%.*s/%.*s", STR_ARG(scheme), STR_ARG(version), STR_ARG(no));
}

static void
take_state(struct material_item *m, bool struck, str today)
{
	m->state = material_state_of(&(struct material_facts){m->copies, m->waiting, m->accepted, struck});
	m->late = m->state == MATERIAL_MISSING && str_cmp(m->closes, today) < 0;
}

/* ---- material.list ---- */

#define LIST_IN(X)                                                                 \
	X(choice, state, 0, 0, 0, T_material_f_state, material_states)             \
	X(code, unit, 0, 1, 60, T_material_f_unit, NULL)                           \
	X(code, standard, 0, 1, 130, T_material_f_standard, NULL)                  \
	X(day, upto, 0, DAY_FIRST, DAY_LAST, T_material_f_upto, NULL)              \
	X(id, after, 0, 1, INT64_MAX, T_material_f_after, NULL)                    \
	X(i64, n, 0, 1, MATERIAL_ROWS, T_material_f_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
sums(struct ctx *cx, str today, struct material_list *l)
{
	struct q_material_sums_row *row;
	enum err e = q_material_sums(cx, &(struct q_material_sums_in){material_reach(cx), today}, &row, &l->nunit);

	if (e != OK)
		return e;
	if (!(l->unit = ARENA_NEWS(cx->arena, l->nunit, struct material_unit)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->nunit; i++) {
		const struct q_material_sums_row *r = &row[i];

		l->unit[i] = (struct material_unit){r->unit_code, r->unit_name, r->n, r->missing, r->late, r->waiting,
		    r->done};
		l->all.n += r->n;
		l->all.missing += r->missing;
		l->all.late += r->late;
		l->all.waiting += r->waiting;
		l->all.done += r->done;
	}
	return OK;
}

static enum err
read_list(struct ctx *cx, struct q_material_list_in *q, struct material_list *l)
{
	struct q_material_list_row *row;
	const int64_t               most = q->n++;
	enum err                    e = q_material_list(cx, q, &row, &l->n);

	if (e != OK)
		return e;
	l->more = (int64_t)l->n > most;
	l->n -= l->more;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct material_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_material_list_row *r = &row[i];

		l->item[i] = (struct material_item){.id = r->id, .copies = r->copies, .waiting = r->waiting,
		    .accepted = r->accepted, .returned = r->returned, .no = r->no, .title = r->title,
		    .unit = r->unit_name, .post = r->post_name, .kinds = r->kinds, .opens = r->opens,
		    .closes = r->closes, .standard = standard_name(cx, r->scheme, r->version, r->standard_no)};
		take_state(&l->item[i], r->struck, q->today);
	}
	return OK;
}

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in     *in = arg;
	struct material_list     *l = ARENA_NEW(cx->arena, struct material_list);
	struct q_material_list_in q = {.scope = material_reach(cx), .state = in->state.n ? in->state : S(""),
	                               .upto = S(""), .after_day = S(""),
	                               .n = in->n == FIELD_ABSENT ? MATERIAL_LIST : in->n};
	struct q_material_row_row at;
	char                      text[DAY_TEXT];
	enum err                  e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if (in->upto != FIELD_ABSENT)
		q.upto = day_format((day){(int32_t)in->upto}, text);
	if ((e = unit_today(cx, &q.today)) != OK || (e = unit_named(cx, "unit", in->unit, &q.unit)) != OK)
		return e;
	if (in->standard.n && (e = scheme_standard_named(cx, in->standard, &q.standard)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "standard", T_material_no_standard, in->standard) : e;
	if (in->after) {
		if ((e = q_material_row(cx, &(struct q_material_row_in){in->after, q.scope}, &at)) != OK)
			return e;
		q.after_day = at.closes;
		q.after_id = at.id;
	}
	return (e = sums(cx, q.today, l)) == OK ? read_list(cx, &q, l) : e;
}

static void
item_fields_json(const struct material_item *m, struct json *j)
{
	json_kv_i64(j, "id", m->id);
	json_kv_str(j, "no", m->no);
	json_kv_str(j, "material", m->title);
	json_kv_str(j, "standard", m->standard);
	json_kv_str(j, "unit", m->unit);
	json_kv_str(j, "post", m->post);
	json_kv_str(j, "kinds", m->kinds);
	json_kv_i64(j, "copies", m->copies);
	json_kv_str(j, "opens", m->opens);
	json_kv_str(j, "closes", m->closes);
	json_kv_str(j, "state", material_state_name(m->state));
	json_kv_bool(j, "late", m->late);
	json_kv_i64(j, "accepted", m->accepted);
	json_kv_i64(j, "waiting", m->waiting);
	json_kv_i64(j, "returned", m->returned);
}
#define ITEM_OUT                                                                                                      \
	"id:i,no:s,material:s,standard:s,unit:s,post:s,kinds:s,copies:i,opens:d,closes:d,state:s,late:b,accepted:i,"  \
	"waiting:i,returned:i"

static void
list_json(const void *out, struct json *j)
{
	const struct material_list *l = out;

	json_obj(j);
	json_key(j, S("materials"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		item_fields_json(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", l->more);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < l->nunit; i++) {
		json_obj(j);
		json_kv_str(j, "unit", l->unit[i].name);
		json_kv_i64(j, "n", l->unit[i].n);
		json_kv_i64(j, "missing", l->unit[i].missing);
		json_kv_i64(j, "late", l->unit[i].late);
		json_kv_i64(j, "waiting", l->unit[i].waiting);
		json_kv_i64(j, "done", l->unit[i].done);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

/* ---- material.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_material_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static void
add_other(struct material_file *f, struct material_other o)
{
	if (f && f->nother < MATERIAL_ALIKES)
		f->other[f->nother++] = o;
}

static struct material_file *
file_of(struct material_shown *s, int64_t n)
{
	for (size_t i = 0; i < s->nfile; i++)
		if (s->file[i].n == n)
			return &s->file[i];
	return NULL;
}

static enum err
take_same(struct ctx *cx, int64_t id, struct material_shown *s)
{
	struct q_material_same_row *row;
	size_t                      n;
	enum err e = q_material_same(cx, &(struct q_material_same_in){id, material_reach(cx)}, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		add_other(file_of(s, row[i].n), (struct material_other){.material = row[i].material_id,
		    .n = row[i].other, .no = row[i].no, .title = row[i].title, .unit = row[i].unit_name,
		    .returned = str_eq(row[i].state, S("returned"))});
	return e;
}

/* Every picture that was handed in, beside those of one material. */
struct beside {
	const struct q_material_files_row *row;
	struct material_shown             *s;
};

static enum err
take_alike(struct ctx *cx, const struct q_material_alike_row *r, void *arg)
{
	struct beside        *b = arg;
	struct material_other o = {.material = r->material_id, .n = r->n, .alike = true,
	                           .returned = str_eq(r->state, S("returned"))};

	for (size_t i = 0; i < b->s->nfile; i++) {
		const struct q_material_files_row *f = &b->row[i];
		const bool self = r->material_id == b->s->m.id && r->n >= f->n;

		if (!f->alike.some || self || str_eq(f->file, r->file) ||
		    !material_alike(f->alike.v, r->alike.v, PHOTO_NEAR))
			continue;
		/* The row is gone with the next. */
		if (!arena_str(cx->arena, r->no, &o.no) || !arena_str(cx->arena, r->title, &o.title) ||
		    !arena_str(cx->arena, r->unit_name, &o.unit))
			return ctx_no_memory(cx);
		add_other(&b->s->file[i], o);
	}
	return OK;
}

static enum err
take_files(struct ctx *cx, const struct q_material_row_row *m, struct material_shown *s)
{
	struct q_material_files_row *row;
	struct beside                b = {.s = s};
	bool                         pictures = false;
	const int64_t                unit = cx->who ? cx->who->unit : 0, person = cx->who ? cx->who->person : 0;
	enum err e = q_material_files(cx, &(struct q_material_files_in){m->id, material_reach(cx)}, &row, &s->nfile);

	if (e != OK)
		return e;
	if (!(s->file = ARENA_NEWS(cx->arena, s->nfile, struct material_file)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nfile; i++) {
		const struct q_material_files_row *r = &row[i];
		struct material_file              *f = &s->file[i];
		struct material_judge j = {.struck = m->struck, .accept = true, .state = r->state, .unit = m->unit_id,
		    .handed_by = r->handed_by, .by_unit = unit, .by_person = person};
		char    last[DAY_TEXT];
		day     on;
		int32_t ms;

		*f = (struct material_file){.n = r->n, .bytes = r->bytes, .handed_at = r->handed_at,
		    .judged_at = r->judged_at, .file = r->file, .kind = r->kind, .name = r->name, .note = r->note,
		    .dated = r->dated, .state = r->state, .reason = r->reason, .accept = material_judge_fault(&j)};
		j.accept = false;
		f->give_back = material_judge_fault(&j);
		if (!day_of_ms(r->handed_at, cx->zone, &on, &ms))
			return ctx_no_memory(cx);
		f->late = str_cmp(day_format(on, last), m->closes) > 0;
		pictures = pictures || r->alike.some;
		if (!(f->other = ARENA_NEWS(cx->arena, MATERIAL_ALIKES, struct material_other)))
			return ctx_no_memory(cx);
	}
	b.row = row;
	if ((e = take_same(cx, m->id, s)) != OK || !pictures)
		return e;
	return q_material_alike(cx, &(struct q_material_alike_in){material_reach(cx)}, take_alike, &b);
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in      *in = arg;
	struct material_shown    *s = ARENA_NEW(cx->arena, struct material_shown);
	struct q_material_row_row r;
	str                       today;
	enum err                  e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_material_row(cx, &(struct q_material_row_in){in->id, material_reach(cx)}, &r)) != OK)
		return e;
	s->m = (struct material_item){.id = r.id, .copies = r.copies, .waiting = r.waiting, .accepted = r.accepted,
	    .returned = r.returned, .no = r.no, .title = r.title, .unit = r.unit_name, .post = r.post_name,
	    .kinds = r.kinds, .opens = r.opens, .closes = r.closes,
	    .standard = standard_name(cx, r.scheme, r.version, r.standard_no)};
	take_state(&s->m, r.struck, today);
	s->since = r.since;
	s->until = r.until;
	s->asks = r.asks;
	s->words = r.words;
	s->post_code = r.post_code;
	s->rev = r.rev;
	s->most = r.most;
	s->standard_id = r.standard_id;
	s->own = cx->who && cx->who->unit == r.unit_id;
	s->hand = r.struck ? T_material_rule_void : str_cmp(today, r.opens) < 0 ? T_material_rule_wait : T_none;
	return take_files(cx, &r, s);
}

static void
file_json(const struct material_file *f, struct json *j)
{
	json_obj(j);
	json_kv_i64(j, "n", f->n);
	json_kv_str(j, "file", f->file);
	json_kv_str(j, "kind", f->kind);
	json_kv_str(j, "name", f->name);
	json_kv_i64(j, "bytes", f->bytes);
	json_kv_str(j, "note", f->note);
	json_kv_str(j, "dated", f->dated);
	json_kv_str(j, "state", f->state);
	json_kv_str(j, "reason", f->reason);
	json_kv_bool(j, "late", f->late);
	json_kv_i64(j, "handed_at", f->handed_at);
	json_key(j, S("same"));
	json_arr(j);
	for (size_t i = 0; i < f->nother; i++) {
		json_obj(j);
		json_kv_i64(j, "material", f->other[i].material);
		json_kv_str(j, "no", f->other[i].no);
		json_kv_i64(j, "n", f->other[i].n);
		json_kv_bool(j, "alike", f->other[i].alike);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static void
get_json(const void *out, struct json *j)
{
	const struct material_shown *s = out;

	json_obj(j);
	item_fields_json(&s->m, j);
	json_kv_i64(j, "most_mb", s->most);
	json_kv_str(j, "since", s->since);
	json_kv_str(j, "until", s->until);
	json_kv_str(j, "asks", s->asks);
	json_key(j, S("files"));
	json_arr(j);
	for (size_t i = 0; i < s->nfile; i++)
		file_json(&s->file[i], j);
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view list_view = {
    .out = "{materials:[{" ITEM_OUT "}],more:b,units:[{unit:s,n:i,missing:i,late:i,waiting:i,done:i}]}",
    .name = "material.list", .summary = T_material_c_list, .perm = PERM_TASK_SEE, .in = list_fields,
    .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list, .json = list_json,
};
static const struct view get_view = {
    .out = "{" ITEM_OUT ",most_mb:i,since:d?,until:d?,asks:s,files:[{n:i,file:s,kind:s,name:s,bytes:i,note:s,dated:d?,"
           "state:s,reason:s,late:b,handed_at:t,same:[{material:i,no:s,n:i,alike:b}]}]}",
    .name = "material.get", .summary = T_material_c_get, .perm = PERM_TASK_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get, .json = get_json,
};
const struct view *const material_views[] = {&list_view, &get_view};
const size_t             material_views_n = NITEMS(material_views);
