/* writ.list, writ.get, and the files of a paper. */
#include "base/json.h"
#include "city/unit/roles.h"
#include "kit/secret/secret.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

#include <unistd.h>

#define LIST_IN(X) \
	X(id, case_id, 0, 1, INT64_MAX, T_writ_f_case, NULL) \
	X(id, before, 0, 1, INT64_MAX, T_writ_f_before, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_writ_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

/* Three queries say the same columns. */
#define TAKE(r) \
	(struct writ_item) { \
		.id = (r)->id, .case_id = (r)->case_id, .nth = (r)->nth, .issued_at = (r)->issued_at, \
		.position = (r)->position, .docx_bytes = (r)->docx_bytes, .pdf_bytes = (r)->pdf_bytes, \
		.kind = (r)->kind, .case_no = (r)->no, .unit_name = (r)->unit_name, \
		.issued_unit = (r)->issued_unit_name, \
		.docx_nth = (r)->docx_nth.some ? (r)->docx_nth.v : 0, \
		.pdf_nth = (r)->pdf_nth.some ? (r)->pdf_nth.v : 0, \
		.issued_post = (r)->post_name, .docx = (r)->docx, .pdf = (r)->pdf, .label = label_of((r)->kind) \
	}

static text_id
label_of(str kind)
{
	const struct writ_form *f = writ_form_of(kind);

	return f ? f->label : T_writ_kind;
}

static enum err
one_of(struct ctx *cx, int64_t id, struct writ_item *x)
{
	struct q_writ_get_row r;
	enum err              e = q_writ_get(cx, &(struct q_writ_get_in){id, cx->who->reach}, &r);

	if (e == OK)
		*x = TAKE(&r);
	return e == ERR_NONE ? refuse(cx, e, "id", T_writ_none) : e;
}

static enum err
get_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in *in = arg;
	struct writ_list    *o = ARENA_NEW(cx->arena, struct writ_list);

	*out = o;
	if (!o || !(o->item = ARENA_NEW(cx->arena, struct writ_item)))
		return ctx_no_memory(cx);
	o->n = 1;
	return one_of(cx, in->id, o->item);
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in     *in = arg;
	struct writ_list         *o = ARENA_NEW(cx->arena, struct writ_list);
	struct q_writ_of_case_row *of;
	struct q_writ_all_row     *all;
	int64_t                   before = in->before ? in->before : INT64_MAX, most = WRIT_PAGE + 1;
	size_t                    n;
	enum err                  e;

	*out = o;
	if (!o || !(o->item = ARENA_NEWS(cx->arena, WRIT_PAGE + 1, struct writ_item)))
		return ctx_no_memory(cx);
	if (in->case_id)
		e = q_writ_of_case(
		    cx, &(struct q_writ_of_case_in){in->case_id, cx->who->reach, before, most}, &of, &n);
	else
		e = q_writ_all(cx, &(struct q_writ_all_in){cx->who->reach, before, most}, &all, &n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n && i < WRIT_PAGE; i++) {
		if (in->case_id)
			o->item[o->n++] = TAKE(&of[i]);
		else
			o->item[o->n++] = TAKE(&all[i]);
	}
	o->before = n > WRIT_PAGE ? o->item[WRIT_PAGE - 1].id : 0;
	return OK;
}

static void
list_json(const void *arg, struct json *j)
{
	const struct writ_list *o = arg;

	json_obj(j);
	json_key(j, S("papers"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct writ_item *x = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", x->id);
		json_kv_i64(j, "case_id", x->case_id);
		json_kv_str(j, "no", x->case_no);
		json_kv_str(j, "kind", x->kind);
		json_kv_i64(j, "nth", x->nth);
		json_kv_str(j, "unit", x->unit_name);
		json_kv_str(j, "by", x->issued_post);
		json_kv_i64(j, "at", x->issued_at);
		json_kv_i64(j, "position", x->position);
		json_kv_str(j, "docx", x->docx);
		json_kv_i64(j, "docx_bytes", x->docx_bytes);
		json_kv_str(j, "pdf", x->pdf);
		json_kv_i64(j, "pdf_bytes", x->pdf_bytes);
		json_kv_i64(j, "docx_version", x->docx_nth);
		json_kv_i64(j, "pdf_version", x->pdf_nth);
		json_obj_end(j);
	}
	json_arr_end(j);
	if (o->before)
		json_kv_i64(j, "before", o->before);
	json_obj_end(j);
}

static const char list_out[] =
    "{papers:[{id:i,case_id:i,no:s,kind:s,nth:i,unit:s,by:s?,at:t,position:i,docx:s,docx_bytes:i,pdf:s,pdf_bytes:i,"
    "docx_version:i,pdf_version:i}],"
    "before?:i}";

static const struct view list_view = {
    .name = "writ.list", .out = list_out, .summary = T_writ_v_list, .perm = PERM_CASE_SEE, .in = list_fields,
    .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list_run, .json = list_json};
static const struct view get_view = {
    .name = "writ.get", .out = list_out, .summary = T_writ_v_get, .perm = PERM_CASE_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get_run, .json = list_json};

const struct view *const writ_views[] = {&list_view, &get_view, &template_list_view, &template_get_view};
const size_t             writ_views_n = NITEMS(writ_views);

/* ---- Files ---- */

enum err
writ_open(struct ctx *cx, str name, int *fd, uint64_t *bytes)
{
	struct files f;
	digest       d;
	bool         same = false;
	enum err     e = writ_files(cx, &f);

	if (e != OK)
		return e;
	if (!digest_parse(name, &d))
		return refuse(cx, ERR_STORE, NULL, T_writ_gone);
	/* What was issued is shown as it was issued, or not at all. */
	e = files_check(cx, &f, d, &same);
	if (e == ERR_NONE || (e == OK && !same))
		return refuse(cx, ERR_STORE, NULL, T_writ_gone);
	return e == OK ? files_get(cx, &f, d, fd, bytes) : e;
}

enum err
writ_fetch(struct ctx *cx, int64_t id, bool pdf, int *fd, uint64_t *bytes, str *name)
{
	struct writ_item x;
	enum err         e;

	if ((e = one_of(cx, id, &x)) != OK || (e = writ_open(cx, pdf ? x.pdf : x.docx, fd, bytes)) != OK)
		return e;
	*name = arena_printf(cx->arena, "%.*s-%.*s-%lld.%s", STR_ARG(text_get(x.label, cx->lang)), STR_ARG(x.case_no),
	                     (long long)x.nth, pdf ? "pdf" : "docx");
	if (name->p)
		return OK;
	(void)close(*fd);
	return ctx_no_memory(cx);
}
