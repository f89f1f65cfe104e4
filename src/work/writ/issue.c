/* writ.issue: a paper is made, kept by its digest, and told to the seal. */
#include "base/ensure.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/db/db.h"
#include "kit/journal/columns.h"
#include "kit/secret/secret.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

/* A template, what becomes of it, and its PDF: more than a request has. */
enum { ROOM = 160 << 20 };

#define ISSUE_IN(X) \
	X(id, case_id, 1, 1, INT64_MAX, T_writ_f_case, NULL) \
	X(str, kind, 1, 1, 20, T_writ_f_kind, NULL)
struct issue_in {
	ISSUE_IN(FIELD_DECL)
};
#define IN_T issue_in
static const struct field issue_fields[] = {ISSUE_IN(FIELD_ROW)};
#undef IN_T

struct made {
	const struct writ_form *form;
	struct writ_facts       facts;
	int64_t                 nth;
	bool                    soon; /* there was one within WRIT_APART: nothing was made */
	struct writ_kept        kept;
};

static enum err
count(struct ctx *cx, int64_t case_id, const struct writ_form *form, int64_t *n, bool *soon)
{
	struct q_writ_count_row row;
	enum err e = q_writ_count(cx, &(struct q_writ_count_in){case_id, str_of(form->name)}, &row);

	*n = row.n;
	*soon = row.last.some && cx->now - row.last.v < WRIT_APART;
	return e;
}

static enum err
keep(struct ctx *cx, const struct files *f, struct arena *mine, str bytes, str *name, int64_t *n)
{
	struct buf b;
	digest     d;
	enum err   e = files_put(cx, f, bytes, &d);

	buf_init(&b, mine, BUF_PATH);
	digest_add(&b, d);
	*n = (int64_t)bytes.n;
	return e == OK && (e = buf_end(&b, name)) != OK ? ctx_no_memory(cx) : e;
}

static enum err
make(struct ctx *cx, const struct writ_form *form, const struct office_value *value, struct arena *mine,
     struct writ_kept *k)
{
	const struct {
		enum writ_as as;
		str         *name;
		int64_t     *bytes, *by;
	} way[] = {{WRIT_DOCX, &k->docx, &k->docx_bytes, &k->docx_by},
	           {WRIT_TEXT, &k->pdf, &k->pdf_bytes, &k->pdf_by},
	           {WRIT_XLSX, &k->xlsx, &k->xlsx_bytes, &k->xlsx_by}};
	struct files f;
	str          made[NITEMS(way)];
	enum err     e = writ_files(cx, &f);

	*k = (struct writ_kept){.docx = S(""), .pdf = S(""), .xlsx = S("")};
	/* None is kept unless all can be made. */
	for (size_t i = 0; e == OK && i < NITEMS(way); i++)
		if (form->forms & 1u << way[i].as)
			e = writ_fill(cx, form, way[i].as, STR_NONE, value, &made[i], way[i].by);
	for (size_t i = 0; e == OK && i < NITEMS(way); i++)
		if (form->forms & 1u << way[i].as)
			e = keep(cx, &f, mine, made[i], way[i].name, way[i].bytes);
	return e;
}

enum err
writ_make(struct ctx *cx, const struct writ_form *form, const struct office_value *value, struct writ_kept *out)
{
	struct arena *mine = cx->arena, *own = arena_new_beside(cx->arena, ROOM);
	enum err      e;

	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = make(cx, form, value, mine, out);
	cx->arena = mine;
	return e;
}

static enum err
is_digest(struct ctx *cx, str bytes, str name, bool *is)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, sha256_of(bytes));
	if (b.err)
		return ctx_no_memory(cx);
	*is = str_eq(buf_str(&b), name);
	return OK;
}

enum err
writ_would_be(struct ctx *cx, const struct writ_form *form, const struct office_value *value,
              const struct writ_kept *was, bool *same)
{
	const str     name[WRIT_AS_MAX] = {[WRIT_DOCX] = was->docx, [WRIT_TEXT] = was->pdf, [WRIT_XLSX] = was->xlsx};
	struct arena *mine = cx->arena, *own = arena_new_beside(cx->arena, ROOM);
	enum err      e = OK;

	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	*same = true;
	for (int as = 0; e == OK && *same && as < WRIT_AS_MAX; as++) {
		str     made;
		int64_t by;

		if (name[as].n &&
		    (e = writ_fill(cx, form, (enum writ_as)as, STR_NONE, value, &made, &by)) == OK)
			e = is_digest(cx, made, name[as], same);
	}
	cx->arena = mine;
	return e;
}

static enum err
issue_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct issue_in *in = arg;
	struct made           *m = ARENA_NEW(cx->arena, struct made);
	enum err               e;

	*made = m;
	if (!m)
		return ctx_no_memory(cx);
	m->form = writ_form_of(in->kind);
	if (!m->form || !m->form->gather)
		return refuse(cx, ERR_INPUT, "kind", T_writ_no_kind, in->kind);
	/* That is said by apply(): a form sent twice is answered as it was the first time. */
	if ((e = count(cx, in->case_id, m->form, &m->nth, &m->soon)) != OK || m->soon)
		return e;
	if ((e = m->form->gather(cx, m->form, in->case_id, ++m->nth, &m->facts)) != OK)
		return e;
	return writ_make(cx, m->form, m->facts.value, &m->kept);
}

/* The event says the row's columns as the verifier reads them. */
static enum err
tell(struct ctx *cx, int64_t id, const struct q_writ_add_in *in)
{
	struct q_writ_fold_row row = {
	    .id = id, .rev = 1, .case_id = in->case_id, .kind = in->kind, .nth = in->nth, .unit_id = in->unit_id,
	    .position = in->position, .docx = in->docx, .docx_bytes = in->docx_bytes, .pdf = in->pdf,
	    .pdf_bytes = in->pdf_bytes, .docx_by = in->docx_by, .pdf_by = in->pdf_by,
	    .issued_by = in->issued_by, .issued_post = in->issued_post,
	    .issued_unit = in->issued_unit, .issued_at = in->issued_at};
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(writ_queries, "writ_fold"), 0, NULL, &row, cx->now);
	return record_end(cx, &r, "writ", id, 1, "writ.issued", STR_NONE);
}

static opt_i64
some(int64_t id)
{
	return (opt_i64){id != 0, id};
}

static enum err
issue_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct issue_in *in = arg;
	const struct made     *m = made;
	struct q_writ_add_in   row = {.case_id = in->case_id,
	                              .kind = str_of(m->form->name),
	                              .nth = m->nth,
	                              .unit_id = m->facts.unit_id,
	                              .position = m->facts.position,
	                              .docx = m->kept.docx,
	                              .docx_bytes = m->kept.docx_bytes,
	                              .pdf = m->kept.pdf,
	                              .pdf_bytes = m->kept.pdf_bytes,
	                              .docx_by = some(m->kept.docx_by),
	                              .pdf_by = some(m->kept.pdf_by),
	                              .issued_by = cx->who->user,
	                              .issued_post = some(cx->who->post),
	                              .issued_unit = some(cx->who->unit),
	                              .issued_at = cx->now};
	struct q_writ_add_row  added;
	struct writ_facts      now;
	int64_t                n;
	bool                   soon;
	enum err               e;

	if (m->soon)
		return refuse(cx, ERR_RULE, "kind", T_writ_again, text_get(m->form->label, cx->lang));
	/* Under the case's lock: it may have been put right, or somebody else been quicker. */
	if ((e = count(cx, in->case_id, m->form, &n, &soon)) != OK ||
	    (e = m->form->gather(cx, m->form, in->case_id, m->nth, &now)) != OK)
		return e;
	if (n + 1 != m->nth || now.unit_id != m->facts.unit_id)
		return refuse(cx, ERR_STALE, NULL, T_writ_changed, m->facts.case_no);
	if ((e = q_writ_add(cx, &row, &added)) != OK)
		return e;
	*out = (struct reply){.id = added.id,
	                      .rev = 1,
	                      .see = arena_printf(cx->arena, "/papers/%lld", (long long)added.id),
	                      .done = T_writ_issued,
	                      .arg = {text_get(m->form->label, cx->lang), m->facts.case_no}};
	return tell(cx, added.id, &row);
}

static const struct command issue_cmd = {
    .name = "writ.issue",
    .summary = T_writ_c_issue,
    .perm = PERM_PAPER_ISSUE,
    .lock = "cases",
    .lock_field = "case_id",
    .by_somebody = true,
    .slow = true,
    .in = issue_fields,
    .nin = NITEMS(issue_fields),
    .in_size = sizeof(struct issue_in),
    .prepare = issue_prepare,
    .apply = issue_apply,
};

const struct command *const writ_commands[] = {&issue_cmd, &template_add_cmd, &template_use_cmd, &template_end_cmd};
const size_t                writ_commands_n = NITEMS(writ_commands);

const struct journal_aggregate writ_aggregates[] = {
    {.kind = "writ", .label = T_writ_kind, .queries = writ_queries, .query = "writ_fold"},
    {.kind = "template", .label = T_writ_template, .queries = writ_queries, .query = "template_fold"}};
const size_t writ_aggregates_n = NITEMS(writ_aggregates);
