/* template.list, template.get; a version read, and filled with real data before it is taken into use. */
#include "base/ensure.h"
#include "base/json.h"
#include "city/unit/roles.h"
#include "work/docket/docket.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

#define LIST_IN(X) X(str, kind, 0, 1, 20, T_writ_f_kind, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_writ_f_version, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

/* Two queries say the same columns. */
#define TAKE(r) \
	(struct writ_version) { \
		.id = (r)->id, .nth = (r)->nth, .bytes = (r)->bytes, .added_at = (r)->added_at, .kind = (r)->kind, \
		.form = (r)->form, .file = (r)->file, .name = (r)->name, .note = (r)->note, .tried = (r)->tried, \
		.tried_with = (r)->tried_with, .added_by = (r)->added_name, .used_by = (r)->used_name, \
		.ended_by = (r)->ended_name, .used_at = (r)->used_at, .ended_at = (r)->ended_at, \
		.in_force = (r)->used_at.some && !(r)->ended_at.some, .label = label_of((r)->kind) \
	}

static text_id
label_of(str kind)
{
	const struct writ_form *f = writ_form_of(kind);

	return f ? f->label : T_writ_kind;
}

static enum err
get(struct ctx *cx, int64_t id, struct writ_version *v)
{
	struct q_template_get_row r;
	enum err                  e = q_template_get(cx, &(struct q_template_get_in){id}, &r);

	if (e == OK)
		*v = TAKE(&r);
	return e == ERR_NONE ? refuse(cx, e, "id", T_writ_no_version) : e;
}

static enum err
get_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in  *in = arg;
	struct writ_versions *o = ARENA_NEW(cx->arena, struct writ_versions);

	*out = o;
	if (!o || !(o->item = ARENA_NEW(cx->arena, struct writ_version)))
		return ctx_no_memory(cx);
	o->n = 1;
	return get(cx, in->id, o->item);
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in       *in = arg;
	struct writ_versions       *o = ARENA_NEW(cx->arena, struct writ_versions);
	struct q_template_list_in   want = {in->kind.p ? in->kind : S(""), WRIT_VERSIONS};
	struct q_template_list_row *row;
	size_t                      n;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if (in->kind.n && !writ_form_of(in->kind))
		return refuse(cx, ERR_INPUT, "kind", T_writ_no_template, in->kind);
	if ((e = q_template_list(cx, &want, &row, &n)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, n + 1, struct writ_version)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		o->item[o->n++] = TAKE(&row[i]);
	return OK;
}

static void
moment(struct json *j, const char *key, opt_i64 at)
{
	if (at.some)
		json_kv_i64(j, key, at.v);
}

static void
list_json(const void *arg, struct json *j)
{
	const struct writ_versions *o = arg;

	json_obj(j);
	json_key(j, S("templates"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct writ_version *v = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", v->id);
		json_kv_str(j, "kind", v->kind);
		json_kv_str(j, "form", v->form);
		json_kv_i64(j, "nth", v->nth);
		json_kv_str(j, "name", v->name);
		json_kv_str(j, "note", v->note);
		json_kv_str(j, "file", v->file);
		json_kv_i64(j, "bytes", v->bytes);
		json_kv_bool(j, "in_force", v->in_force);
		json_kv_i64(j, "added_at", v->added_at);
		json_kv_str(j, "added_by", v->added_by);
		json_kv_str(j, "tried", v->tried);
		json_kv_str(j, "tried_with", v->tried_with);
		moment(j, "used_at", v->used_at);
		json_kv_str(j, "used_by", v->used_by);
		moment(j, "ended_at", v->ended_at);
		json_kv_str(j, "ended_by", v->ended_by);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const char list_out[] =
    "{templates:[{id:i,kind:s,form:s,nth:i,name:s,note:s,file:s,bytes:i,in_force:b,added_at:t,added_by:s?,tried:s,"
    "tried_with:s,used_at?:t,used_by:s?,ended_at?:t,ended_by:s?}]}";

const struct view template_list_view = {
    .name = "template.list", .out = list_out, .summary = T_writ_v_template_list, .perm = PERM_CASE_SEE,
    .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list_run,
    .json = list_json};
const struct view template_get_view = {
    .name = "template.get", .out = list_out, .summary = T_writ_v_template_get, .perm = PERM_CASE_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get_run, .json = list_json};

/* ---- Files and trials ------------------------------------------------------------------------------------- */

enum err
writ_version_read(struct ctx *cx, int64_t id, struct writ_version *v, str *bytes)
{
	enum err e = get(cx, id, v);

	return e == OK ? writ_kept_read(cx, v->file, bytes) : e;
}

/* Of the cases that wait longest the first for which there is such a paper. */
static enum err
any_case(struct ctx *cx, const struct writ_form *form, struct writ_facts *out)
{
	const struct view          *view = view_find(S("case.list"));
	const struct case_list_out *l;
	const void                 *in, *page;
	enum err                    e;

	ensure(view != NULL);
	e = command_bind(cx, view->in, view->nin, view->in_size, NULL, 0, &in);
	if (e != OK || (e = view->run(cx, in, &page)) != OK)
		return e;
	l = page;
	for (size_t i = 0; i < l->n; i++) {
		e = form->gather(cx, form, l->item[i].id, 1, out);
		if (e != ERR_RULE)
			return e;
		ctx_forget(cx);
	}
	return refuse(cx, ERR_RULE, "case_id", T_writ_no_case_for, text_get(form->label, cx->lang));
}

static enum err
real_data(struct ctx *cx, const struct writ_form *form, int64_t case_id, struct writ_facts *out)
{
	if (form->sample)
		return form->sample(cx, form, out);
	ensure(form->gather != NULL);
	return case_id ? form->gather(cx, form, case_id, 1, out) : any_case(cx, form, out);
}

enum err
writ_try(struct ctx *cx, int64_t id, int64_t case_id, struct writ_version *v, str *out, str *with)
{
	const struct writ_form *form;
	struct writ_facts       facts;
	int64_t                 by;
	str                     bytes;
	enum err                e = writ_version_read(cx, id, v, &bytes);

	if (e != OK)
		return e;
	form = writ_form_of(v->kind);
	if (!form || writ_as_of(v->form) == WRIT_AS_MAX)
		return refuse(cx, ERR_INPUT, "kind", T_writ_no_template, v->kind);
	if ((e = real_data(cx, form, case_id, &facts)) != OK)
		return e;
	*with = facts.case_no;
	return writ_fill(cx, form, writ_as_of(v->form), bytes, facts.value, out, &by);
}
