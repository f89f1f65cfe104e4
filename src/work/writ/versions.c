/* template.add, .use, .end: versions of the office's own templates, and which is in force. */
#include "base/ensure.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/db/db.h"
#include "kit/journal/columns.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

/* A template, what becomes of it, and its PDF: more than a request has. */
enum { ROOM = 160 << 20, DIGEST_TEXT = 64 };

static const struct choice ways[] = {
    {"docx", T_writ_as_docx}, {"txt", T_writ_as_text}, {"pptx", T_writ_as_pptx}, {"xlsx", T_writ_as_xlsx},
    {NULL, T_none}};

#define ADD_IN(X) \
	X(str, kind, 1, 1, 20, T_writ_f_kind, NULL) \
	X(choice, form, 1, 0, 0, T_writ_f_form, ways) \
	X(str, file, 1, DIGEST_TEXT, DIGEST_TEXT, T_writ_f_file, NULL) \
	X(str, name, 0, 1, 100, T_writ_f_name, NULL) \
	X(str, note, 0, 1, 200, T_writ_f_note, NULL)
struct add_in {
	ADD_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T

/* The kind is what is locked: of each form of it one version is in force. */
#define USE_IN(X) \
	X(str, kind, 1, 1, 20, T_writ_f_kind, NULL) \
	X(id, id, 1, 1, INT64_MAX, T_writ_f_version, NULL) \
	X(id, case_id, 0, 1, INT64_MAX, T_writ_f_try_case, NULL)
struct use_in {
	USE_IN(FIELD_DECL)
};
#define IN_T use_in
static const struct field use_fields[] = {USE_IN(FIELD_ROW)};
#undef IN_T

#define END_IN(X) \
	X(str, kind, 1, 1, 20, T_writ_f_kind, NULL) \
	X(id, id, 1, 1, INT64_MAX, T_writ_f_version, NULL)
struct end_in {
	END_IN(FIELD_DECL)
};
#define IN_T end_in
static const struct field end_fields[] = {END_IN(FIELD_ROW)};
#undef IN_T

static opt_i64
some(int64_t id)
{
	return (opt_i64){id != 0, id};
}

/* ---- A version is kept --------------------------------------------------------------------------------- */

struct added {
	const struct writ_form *form;
	int64_t                 bytes;
};

static enum err
look_into(struct ctx *cx, const struct add_in *in, const struct writ_form *form, int64_t *n)
{
	str      bytes;
	enum err e = writ_kept_read(cx, in->file, &bytes);

	*n = (int64_t)bytes.n;
	return e == OK ? writ_check(cx, form, writ_as_of(in->form), bytes) : e;
}

static enum err
add_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct add_in *in = arg;
	struct added        *m = ARENA_NEW(cx->arena, struct added);
	struct arena        *mine = cx->arena, *own = arena_new_beside(cx->arena, ROOM);
	enum err             e;

	*made = m;
	if (!m || !own)
		return ctx_no_memory(cx);
	m->form = writ_form_of(in->kind);
	if (!m->form || !(m->form->forms & 1u << writ_as_of(in->form)))
		return refuse(cx, ERR_INPUT, "kind", T_writ_no_template, in->kind);
	cx->arena = own;
	e = look_into(cx, in, m->form, &m->bytes);
	cx->arena = mine;
	return e;
}

/* Said of a row as the verifier reads it: all of it, or what changed. */
static enum err
tell(struct ctx *cx, const struct q_template_fold_row *was, const struct q_template_fold_row *now, const char *type)
{
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(writ_queries, "template_fold"), 0, was, now, cx->now);
	return record_end(cx, &r, "template", now->id, now->rev, type, STR_NONE);
}

static enum err
add_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in       *in = arg;
	const struct added        *m = made;
	struct q_template_last_row last;
	struct q_template_same_row same;
	struct q_template_add_row  row;
	struct q_template_add_in   add = {.kind = in->kind,
	                                  .form = in->form,
	                                  .file = in->file,
	                                  .bytes = m->bytes,
	                                  .name = in->name.p ? in->name : S(""),
	                                  .note = in->note.p ? in->note : S(""),
	                                  .added_at = cx->now,
	                                  .added_post = some(cx->who->post)};
	str                        nth;
	enum err                   e;

	if ((e = q_template_same(cx, &(struct q_template_same_in){in->kind, in->form, in->file}, &same)) != OK ||
	    (e = q_template_last(cx, &(struct q_template_last_in){in->kind, in->form}, &last)) != OK)
		return e;
	if (same.nth.some)
		return refuse(cx, ERR_RULE, "file", T_writ_same,
		              arena_printf(cx->arena, "%lld", (long long)same.nth.v));
	add.nth = (last.nth.some ? last.nth.v : 0) + 1;
	if ((e = q_template_add(cx, &add, &row)) != OK)
		return e;
	nth = arena_printf(cx->arena, "%lld", (long long)add.nth);
	*out = (struct reply){.id = row.id,
	                      .rev = 1,
	                      .see = arena_printf(cx->arena, "/templates/%s", m->form->name),
	                      .done = T_writ_added,
	                      .arg = {text_get(m->form->label, cx->lang), nth}};
	return tell(cx, NULL,
	            &(struct q_template_fold_row){.id = row.id,
	                                          .rev = 1,
	                                          .kind = add.kind,
	                                          .form = add.form,
	                                          .nth = add.nth,
	                                          .file = add.file,
	                                          .bytes = add.bytes,
	                                          .name = add.name,
	                                          .note = add.note,
	                                          .added_at = add.added_at,
	                                          .added_post = add.added_post,
	                                          .tried = S(""),
	                                          .tried_with = S("")},
	            "template.added");
}

const struct command template_add_cmd = {
    .name = "template.add",
    .summary = T_writ_c_template_add,
    .perm = PERM_TEMPLATE_EDIT,
    .scope = place_city_in_reach,
    .lock = "template",
    .lock_field = "kind",
    .by_somebody = true,
    .slow = true,
    .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct add_in),
    .prepare = add_prepare,
    .apply = add_apply,
};

/* ---- Which is in force ----------------------------------------------------------------------------------- */

static enum err
row_of(struct ctx *cx, str kind, int64_t id, struct q_template_fold_row *out)
{
	struct q_template_fold_row *row;
	size_t                      n;
	enum err e = q_template_fold(cx, &(struct q_template_fold_in){id - 1, 1}, &row, &n);

	if (e != OK)
		return e;
	if (n == 0 || row->id != id || !str_eq(row->kind, kind))
		return refuse(cx, ERR_NONE, "id", T_writ_no_version);
	*out = *row;
	return OK;
}

static enum err
set(struct ctx *cx, const struct q_template_fold_row *was, struct q_template_fold_row *now, const char *type)
{
	struct q_template_set_in in = {.id = now->id,
	                               .rev = now->rev = was->rev + 1,
	                               .tried = now->tried,
	                               .tried_with = now->tried_with,
	                               .used_at = now->used_at,
	                               .used_post = now->used_post,
	                               .ended_at = now->ended_at,
	                               .ended_post = now->ended_post};
	int64_t                  n;
	enum err                 e = q_template_set(cx, &in, &n);

	if (e != OK)
		return e;
	ensure(n == 1);
	return tell(cx, was, now, type);
}

static enum err
end(struct ctx *cx, const struct q_template_fold_row *was)
{
	struct q_template_fold_row now = *was;

	now.ended_at = SOME_I64(cx->now);
	now.ended_post = some(cx->who->post);
	return set(cx, was, &now, "template.ended");
}

static bool
is_in_force(const struct q_template_fold_row *r)
{
	return r->used_at.some && !r->ended_at.some;
}

struct tried {
	str digest, with;
};

/* What was never filled with real data is not taken into use. */
static enum err
use_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct use_in *in = arg;
	struct tried        *m = ARENA_NEW(cx->arena, struct tried);
	struct arena        *mine = cx->arena, *own = arena_new_beside(cx->arena, ROOM);
	struct writ_version  v;
	struct buf           b;
	str                  filled, with;
	enum err             e;

	*made = m;
	if (!m || !own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = writ_try(cx, in->id, in->case_id, &v, &filled, &with);
	cx->arena = mine;
	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, sha256_of(filled));
	m->digest = buf_str(&b);
	return arena_str(cx->arena, with, &m->with) ? OK : ctx_no_memory(cx);
}

static str
version_words(struct ctx *cx, const struct q_template_fold_row *r)
{
	return arena_printf(cx->arena, "%lld", (long long)r->nth);
}

static enum err
use_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct use_in           *in = arg;
	const struct tried            *m = made;
	const struct writ_form        *form = writ_form_of(in->kind);
	struct q_template_in_force_row old;
	struct q_template_fold_row     was, now, before;
	enum err                       e = row_of(cx, in->kind, in->id, &was);

	if (e != OK)
		return e;
	if (is_in_force(&was) || !form)
		return refuse(cx, ERR_RULE, "id", T_writ_in_force, version_words(cx, &was));
	e = q_template_in_force(cx, &(struct q_template_in_force_in){was.kind, was.form}, &old);
	if (e == OK && ((e = row_of(cx, in->kind, old.id, &before)) != OK || (e = end(cx, &before)) != OK))
		return e;
	if (e != OK && e != ERR_NONE)
		return e;
	now = was;
	now.tried = m->digest;
	now.tried_with = m->with;
	now.used_at = SOME_I64(cx->now);
	now.used_post = some(cx->who->post);
	now.ended_at = now.ended_post = (opt_i64){0};
	*out = (struct reply){.id = was.id,
	                      .rev = was.rev + 1,
	                      .see = arena_printf(cx->arena, "/templates/%s", form->name),
	                      .done = T_writ_used,
	                      .arg = {text_get(form->label, cx->lang), version_words(cx, &was)}};
	return set(cx, &was, &now, "template.used");
}

const struct command template_use_cmd = {
    .name = "template.use",
    .summary = T_writ_c_template_use,
    .perm = PERM_TEMPLATE_EDIT,
    .scope = place_city_in_reach,
    .lock = "template",
    .lock_field = "kind",
    .by_somebody = true,
    .slow = true,
    .in = use_fields,
    .nin = NITEMS(use_fields),
    .in_size = sizeof(struct use_in),
    .prepare = use_prepare,
    .apply = use_apply,
};

static enum err
end_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct end_in       *in = arg;
	const struct writ_form    *form = writ_form_of(in->kind);
	struct q_template_fold_row was;
	enum err                   e = row_of(cx, in->kind, in->id, &was);

	(void)made;
	if (e != OK)
		return e;
	if (!is_in_force(&was) || !form)
		return refuse(cx, ERR_RULE, "id", T_writ_not_in_force, version_words(cx, &was));
	*out = (struct reply){.id = was.id,
	                      .rev = was.rev + 1,
	                      .see = arena_printf(cx->arena, "/templates/%s", form->name),
	                      .done = T_writ_ended,
	                      .arg = {text_get(form->label, cx->lang), version_words(cx, &was)}};
	return end(cx, &was);
}

const struct command template_end_cmd = {
    .name = "template.end",
    .summary = T_writ_c_template_end,
    .perm = PERM_TEMPLATE_EDIT,
    .scope = place_city_in_reach,
    .lock = "template",
    .lock_field = "kind",
    .by_somebody = true,
    .in = end_fields,
    .nin = NITEMS(end_fields),
    .in_size = sizeof(struct end_in),
    .apply = end_apply,
};
