/* press.issue, press.list, press.get, and the files of what was issued. */
#include "base/ensure.h"
#include "base/json.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "judge/press/inside.h"
#include "judge_press_texts.h"
#include "kit/journal/columns.h"
#include "work/docket/names.h"

#include <unistd.h>

enum { MONTHS = 12, MONTH_TEXT = 7 };

static const struct choice kinds[] = {{"monthly", T_press_monthly}, {"ledger", T_press_ledger},
                                      {"tasks", T_press_tasks},     {"duties", T_press_duties},
                                      {NULL, T_none}};

#define ISSUE_IN(X) \
	X(choice, kind, 1, 0, 0, T_press_f_kind, kinds) \
	X(code, place, 0, 1, 40, T_press_f_place, NULL) \
	X(str, month, 0, MONTH_TEXT, MONTH_TEXT, T_press_f_month, NULL)
struct issue_in {
	ISSUE_IN(FIELD_DECL)
};
#define IN_T issue_in
static const struct field issue_fields[] = {ISSUE_IN(FIELD_ROW)};
#undef IN_T

/* ---- Which ---- */

/* "2026-11", not to come and not older than a year. */
static enum err
month_of(struct ctx *cx, str text, struct press_of *of)
{
	struct day_ymd now = day_to_ymd(ctx_today(cx)), y = now, end;
	char           today[DAY_TEXT];
	int            back;

	if (text.n) {
		str whole = arena_printf(cx->arena, "%.*s-01", STR_ARG(text));
		day d;

		if (!whole.p)
			return ctx_no_memory(cx);
		if (!day_parse(whole, &d))
			return refuse(cx, ERR_INPUT, "month", T_press_bad_month, text);
		y = day_to_ymd(d);
	}
	back = (now.year - y.year) * 12 + now.month - y.month;
	if (back < 0 || back > MONTHS)
		return refuse(cx, ERR_INPUT, "month", T_press_bad_month, text);
	end = (struct day_ymd){.year = y.year + (y.month == 12), .month = y.month % 12 + 1};
	if (!day_from_ymd(y.year, y.month, 1, &of->first) || !day_from_ymd(end.year, end.month, 1, &of->last))
		return ERR_STORE;
	/* The running one as far as it has come. */
	of->last.v = back ? of->last.v - 1 : ctx_today(cx).v;
	return arena_str(cx->arena, str_slice(day_format(of->first, today), 0, MONTH_TEXT), &of->period)
	           ? OK
	           : ctx_no_memory(cx);
}

enum err
press_which(struct ctx *cx, str kind, str place, str month, struct press_of *of)
{
	const struct docket_names *names;
	enum err                   e;

	*of = (struct press_of){.form = writ_form_of(kind), .period = S("")};
	ensure(of->form != NULL);
	of->place = cx->who ? cx->who->place : 0;
	if (place.n && !code_is_id(place, &of->place) && (e = place_named(cx, "place", place, &of->place)) != OK)
		return e;
	/* Who stands for a unit has its cases, not a place's. */
	if (!cx->who || cx->who->reach % 2)
		return ERR_NONE;
	if (!of->place)
		return refuse(cx, ERR_INPUT, "place", T_press_which_place);
	if ((e = place_in_reach(cx, of->place)) != OK || (e = docket_names(cx, &names)) != OK)
		return e;
	of->place_name = names_place(names, of->place);
	if (str_eq(kind, S("monthly")))
		return month_of(cx, month, of);
	return month.n ? refuse(cx, ERR_INPUT, "month", T_press_no_month) : OK;
}

/* ---- press.issue ---- */

struct made {
	struct press_of  of;
	struct writ_kept kept;
	int64_t          position;
	bool             soon;
};

static enum err
editions(struct ctx *cx, const struct press_of *of, int64_t *n, bool *soon)
{
	struct q_press_last_row row;
	enum err e = q_press_last(cx, &(struct q_press_last_in){str_of(of->form->name), of->place, of->period}, &row);

	*n = row.n;
	*soon = row.last.some && cx->now - row.last.v < WRIT_APART;
	return e;
}

static enum err
issue_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct issue_in     *in = arg;
	struct made               *m = ARENA_NEW(cx->arena, struct made);
	const struct office_value *v;
	enum err                   e;

	*made = m;
	if (!m)
		return ctx_no_memory(cx);
	/* That is said by apply(): a form sent twice is answered as it was the first time. */
	if ((e = press_which(cx, in->kind, in->place, in->month, &m->of)) != OK ||
	    (e = editions(cx, &m->of, &m->of.nth, &m->soon)) != OK || m->soon)
		return e;
	m->of.nth++;
	if ((e = press_values(cx, &m->of, &v, &m->position)) != OK)
		return e;
	return writ_make(cx, m->of.form, v, &m->kept);
}

static enum err
tell(struct ctx *cx, int64_t id, const struct q_press_add_in *in)
{
	struct q_press_fold_row row = {.id = id, .rev = 1, .kind = in->kind, .place_id = in->place_id,
	    .period = in->period, .nth = in->nth, .position = in->position, .docx = in->docx,
	    .docx_bytes = in->docx_bytes, .pdf = in->pdf, .pdf_bytes = in->pdf_bytes, .xlsx = in->xlsx,
	    .xlsx_bytes = in->xlsx_bytes, .issued_by = in->issued_by, .issued_post = in->issued_post,
	    .issued_unit = in->issued_unit, .issued_at = in->issued_at};
	struct record           r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(press_queries, "press_fold"), 0, NULL, &row, cx->now);
	return record_end(cx, &r, "paper", id, 1, "paper.issued", STR_NONE);
}

static enum err
issue_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct made      *m = made;
	const text_id           label = m->of.form->label;
	struct q_press_add_in   row = {.kind = str_of(m->of.form->name), .place_id = m->of.place,
	      .period = m->of.period, .nth = m->of.nth, .position = m->position, .docx = m->kept.docx,
	      .docx_bytes = m->kept.docx_bytes, .pdf = m->kept.pdf, .pdf_bytes = m->kept.pdf_bytes,
	      .xlsx = m->kept.xlsx, .xlsx_bytes = m->kept.xlsx_bytes, .issued_by = cx->who->user,
	      .issued_post = {cx->who->post != 0, cx->who->post}, .issued_unit = {cx->who->unit != 0, cx->who->unit},
	      .issued_at = cx->now};
	struct q_press_add_row  added;
	int64_t                 n;
	bool                    soon;
	enum err                e;

	(void)arg;
	if (m->soon)
		return refuse(cx, ERR_RULE, "kind", T_press_again, text_get(label, cx->lang));
	if ((e = place_in_reach(cx, m->of.place)) != OK || (e = editions(cx, &m->of, &n, &soon)) != OK)
		return e;
	/* Somebody was quicker. */
	if (n + 1 != m->of.nth)
		return refuse(cx, ERR_STALE, NULL, T_press_changed, text_get(label, cx->lang));
	if ((e = q_press_add(cx, &row, &added)) != OK)
		return e;
	*out = (struct reply){.id = added.id, .rev = 1, .see = S("/editions"), .done = T_press_issued,
	                      .arg = {text_get(label, cx->lang),
	                              arena_printf(cx->arena, "%lld", (long long)m->of.nth)}};
	return tell(cx, added.id, &row);
}

static const struct command issue_cmd = {
    .name = "press.issue", .summary = T_press_c_issue, .perm = PERM_PAPER_ISSUE, .lock = "paper",
    .lock_field = "kind", .by_somebody = true, .slow = true, .in = issue_fields, .nin = NITEMS(issue_fields),
    .in_size = sizeof(struct issue_in), .prepare = issue_prepare, .apply = issue_apply};
const struct command *const press_commands[] = {&issue_cmd};
const size_t                press_commands_n = NITEMS(press_commands);

const struct journal_aggregate press_aggregates[] = {
    {.kind = "paper", .label = T_press_kind, .queries = press_queries, .query = "press_fold"}};
const size_t press_aggregates_n = NITEMS(press_aggregates);

/* ---- press.list, press.get ---- */

#define LIST_IN(X) \
	X(choice, kind, 0, 0, 0, T_press_f_kind, kinds) \
	X(id, before, 0, 1, INT64_MAX, T_press_f_before_id, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_press_kind, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
editions_of(struct ctx *cx, int64_t id, str kind, int64_t before, int64_t most, struct press_list *o)
{
	struct q_press_list_in   in = {.id = id, .kind = kind.n ? kind : S(""),
	      .top = cx->who && cx->who->reach % 2 ? 0 : cx->who ? cx->who->place : 0,
	      .figures = !cx->who || actor_may(cx->who, PERM_BULLETIN_SEE), .before = before ? before : INT64_MAX,
	      .n = most + 1};
	struct q_press_list_row *row;
	size_t                   n;
	enum err                 e = q_press_list(cx, &in, &row, &n);

	if (e != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, n + 1, struct press_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && (int64_t)i < most; i++) {
		const struct q_press_list_row *r = &row[i];
		const struct writ_form        *f = writ_form_of(r->kind);

		o->item[o->n++] = (struct press_item){.id = r->id, .nth = r->nth, .position = r->position,
		    .issued_at = r->issued_at, .docx_bytes = r->docx_bytes, .pdf_bytes = r->pdf_bytes,
		    .xlsx_bytes = r->xlsx_bytes, .kind = r->kind, .place = r->place_name, .period = r->period,
		    .docx = r->docx, .pdf = r->pdf, .xlsx = r->xlsx, .post = r->post_name, .unit = r->unit_name,
		    .label = f ? f->label : T_press_kind};
	}
	o->before = (int64_t)n > most ? o->item[o->n - 1].id : 0;
	return OK;
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in *in = arg;
	struct press_list    *o = ARENA_NEW(cx->arena, struct press_list);

	*out = o;
	return o ? editions_of(cx, 0, in->kind, in->before, PRESS_PAGE, o) : ctx_no_memory(cx);
}

static enum err
one_of(struct ctx *cx, int64_t id, struct press_list *o)
{
	enum err e = editions_of(cx, id, STR_NONE, 0, 1, o);

	return e == OK && o->n == 0 ? refuse(cx, ERR_NONE, "id", T_press_none) : e;
}

static enum err
get_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in *in = arg;
	struct press_list   *o = ARENA_NEW(cx->arena, struct press_list);

	*out = o;
	return o ? one_of(cx, in->id, o) : ctx_no_memory(cx);
}

static void
list_json(const void *arg, struct json *j)
{
	const struct press_list *o = arg;

	json_obj(j);
	json_key(j, S("editions"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct press_item *x = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", x->id);
		json_kv_str(j, "kind", x->kind);
		json_kv_str(j, "place", x->place);
		json_kv_str(j, "month", x->period);
		json_kv_i64(j, "nth", x->nth);
		json_kv_i64(j, "position", x->position);
		json_kv_i64(j, "at", x->issued_at);
		json_kv_str(j, "by", x->post);
		json_kv_str(j, "docx", x->docx);
		json_kv_str(j, "pdf", x->pdf);
		json_kv_str(j, "xlsx", x->xlsx);
		json_obj_end(j);
	}
	json_arr_end(j);
	if (o->before)
		json_kv_i64(j, "before", o->before);
	json_obj_end(j);
}

#define LIST_OUT \
	"{editions:[{id:i,kind:s,place:s,month:s,nth:i,position:i,at:t,by:s?,docx:s,pdf:s,xlsx:s}],before?:i}"
static const struct view list_view = {
    .name = "press.list", .out = LIST_OUT, .summary = T_press_v_list, .perm = PERM_CASE_SEE, .in = list_fields,
    .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list_run, .json = list_json};
static const struct view get_view = {
    .name = "press.get", .out = LIST_OUT, .summary = T_press_v_get, .perm = PERM_CASE_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get_run, .json = list_json};
const struct view *const press_views[] = {&list_view, &get_view};
const size_t             press_views_n = NITEMS(press_views);

/* ---- Files ---- */

enum err
press_fetch(struct ctx *cx, int64_t id, str form, int *fd, uint64_t *bytes, str *name)
{
	struct press_list        o = {0};
	const struct press_item *x;
	str                      file;
	enum err                 e = one_of(cx, id, &o);

	if (e != OK)
		return e;
	x = o.item;
	file = str_eq(form, S("docx"))   ? x->docx
	       : str_eq(form, S("pdf"))  ? x->pdf
	       : str_eq(form, S("xlsx")) ? x->xlsx
	                                 : S("");
	if (!file.n)
		return refuse(cx, ERR_NONE, "id", T_press_none);
	if ((e = writ_open(cx, file, fd, bytes)) != OK)
		return e;
	*name = arena_printf(cx->arena, "%.*s-%.*s%s%.*s-%lld.%.*s", STR_ARG(text_get(x->label, cx->lang)),
	                     STR_ARG(x->place), x->period.n ? "-" : "", STR_ARG(x->period), (long long)x->nth,
	                     STR_ARG(form));
	if (name->p)
		return OK;
	(void)close(*fd);
	return ctx_no_memory(cx);
}

static enum err
names(struct ctx *cx, str file, bool *is)
{
	struct q_press_named_row row;
	enum err                 e = q_press_named(cx, &(struct q_press_named_in){file}, &row);

	*is = e != OK || row.n > 0;
	return e;
}

static enum err
page(struct ctx *cx, int64_t after, struct writ_other **out, size_t *n)
{
	struct q_press_fold_row *row;
	enum err                 e = q_press_fold(cx, &(struct q_press_fold_in){after, WRIT_PAGE}, &row, n);

	if (e != OK)
		return e;
	if (!(*out = ARENA_NEWS(cx->arena, *n + 1, struct writ_other)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++) {
		const struct writ_form *f = writ_form_of(row[i].kind);

		(*out)[i] = (struct writ_other){.id = row[i].id,
		    .what = arena_printf(cx->arena, "%.*s %.*s %lld",
		                         STR_ARG(f ? text_get(f->label, cx->lang) : row[i].kind),
		                         STR_ARG(row[i].period), (long long)row[i].nth),
		    .docx = row[i].docx, .pdf = row[i].pdf, .xlsx = row[i].xlsx};
	}
	return OK;
}

const struct writ_keeper press_keeper = {names, page};
