/* What editions say: figures of a month beside the last one's, duties, tasks, open cases. */
#include "base/clock.h"
#include "judge/bulletin/bulletin.h"
#include "judge/press/inside.h"
#include "judge_press_texts.h"
#include "kit/journal/journal.h"
#include "work/docket/names.h"
#include "work/life/rules.h"
#include "work/task/task.h"

#include <stdlib.h>

#define TEXT(code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},
#define NUMBER(code, label) {#code, OFFICE_IS_NUMBER, label, NULL, 0},
#define INDEX(code, label) I_##code,

/* ---- Fields ---- */

#define COMMON(T, N) \
	T(place, T_press_f_place) \
	T(issuer, T_press_f_issuer) \
	T(day, T_press_f_day) \
	T(at, T_press_f_at) \
	N(position, T_press_f_position) \
	N(nth, T_press_f_nth)
enum { COMMON(INDEX, INDEX) COMMON_MAX };
enum { ROWS = COMMON_MAX, COUNT, LATE };

#define CASES(T, N) \
	N(n, T_press_f_n) \
	T(no, T_press_f_no) \
	T(what, T_press_f_what) \
	T(where, T_press_f_where) \
	T(spot, T_press_f_spot) \
	T(unit, T_press_f_unit) \
	T(state, T_press_f_state) \
	T(reported, T_press_f_reported) \
	T(due, T_press_f_due) \
	T(late, T_press_f_late) \
	N(rework, T_press_f_rework) \
	N(back, T_press_f_back)
static const struct office_field case_fields[] = {CASES(TEXT, NUMBER)};

#define TASKS(T, N) \
	N(n, T_press_f_n) \
	T(no, T_press_f_task_no) \
	T(task, T_press_f_task) \
	T(goal, T_press_f_goal) \
	T(unit, T_press_f_unit) \
	T(post, T_press_f_post) \
	T(begins, T_press_f_begins) \
	T(due, T_press_f_until) \
	N(target, T_press_f_target) \
	N(done, T_press_f_done) \
	T(measure, T_press_f_measure) \
	T(state, T_press_f_state)
static const struct office_field task_fields[] = {TASKS(TEXT, NUMBER)};

#define DUTIES(T, N) \
	N(n, T_press_f_n) \
	T(area, T_press_f_area) \
	T(what, T_press_f_matter) \
	T(unit, T_press_f_unit) \
	T(helpers, T_press_f_helpers) \
	T(posts, T_press_f_post) \
	T(basis, T_press_f_basis)
static const struct office_field duty_fields[] = {DUTIES(TEXT, NUMBER)};

#define LIST(rows, label, of) \
	COMMON(TEXT, NUMBER){rows, OFFICE_IS_ROWS, label, of, NITEMS(of)}, NUMBER(count, T_press_f_count)
static const struct office_field ledger_fields[] = {LIST("cases", T_press_f_cases, case_fields)
                                                        NUMBER(late_count, T_press_f_late_count)};
static const struct office_field tasks_fields[] = {LIST("tasks", T_press_f_tasks, task_fields)};
static const struct office_field duties_fields[] = {LIST("duties", T_press_f_duties, duty_fields)};

/* Which of the bulletin's numbers a month tells, of all and (the first four) of each unit and place. */
static const enum bulletin_number told[] = {BULLETIN_FRESH,   BULLETIN_CLOSED, BULLETIN_STOCK, BULLETIN_OVERDUE,
                                            BULLETIN_OPENING, BULLETIN_ON_TIME, BULLETIN_LATE};
enum { TOLD = NITEMS(told), EACH = 4 };
static const struct office_field number_fields[] = {TEXT(name, T_press_f_item) NUMBER(is, T_press_f_is)
                                                        NUMBER(was, T_press_f_was) TEXT(delta, T_press_f_delta)};
static const struct office_field row_fields[] = {
    TEXT(name, T_press_f_name) NUMBER(fresh, T_bulletin_fresh) NUMBER(closed, T_bulletin_closed)
    NUMBER(stock, T_bulletin_stock) NUMBER(overdue, T_bulletin_overdue) TEXT(fresh_delta, T_press_f_fresh_delta)
    TEXT(closed_delta, T_press_f_closed_delta) TEXT(stock_delta, T_press_f_stock_delta)
    TEXT(overdue_delta, T_press_f_overdue_delta)};
static const struct office_field monthly_fields[] = {
    COMMON(TEXT, NUMBER) TEXT(month, T_press_f_month) TEXT(before, T_press_f_before)
    {"numbers", OFFICE_IS_ROWS, T_press_f_numbers, number_fields, NITEMS(number_fields)},
    {"places", OFFICE_IS_ROWS, T_press_f_places, row_fields, NITEMS(row_fields)},
    {"units", OFFICE_IS_ROWS, T_press_f_units, row_fields, NITEMS(row_fields)},
    NUMBER(fresh, T_bulletin_fresh) NUMBER(closed, T_bulletin_closed) NUMBER(stock, T_bulletin_stock)
    NUMBER(overdue, T_bulletin_overdue) NUMBER(opening, T_press_f_opening) NUMBER(on_time, T_bulletin_on_time)
    NUMBER(late, T_bulletin_late)};
enum { M_month = COMMON_MAX, M_before, M_numbers, M_places, M_units, M_told };

/* ---- Words ---- */

static str
number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static str
minute(struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	clock_add_minute(&b, at, cx->zone);
	return buf_str(&b);
}

/* So many rows of so many values each. */
static enum err
rows_for(struct ctx *cx, size_t n, size_t width, struct office_value *v, struct office_value **to)
{
	struct office_row *row = ARENA_NEWS(cx->arena, n + 1, struct office_row);

	*to = ARENA_NEWS(cx->arena, n * width + 1, struct office_value);
	if (!row || !*to)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		row[i].value = *to + i * width;
	*v = (struct office_value){.row = row, .nrow = n};
	return OK;
}

static void
fill(struct office_value *to, const str *cell, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i].text = cell[i].p ? cell[i] : S("");
}

static enum err
too_many(struct ctx *cx, const struct writ_form *form)
{
	return refuse(cx, ERR_RULE, "kind", T_press_many, text_get(form->label, cx->lang), number(cx, PRESS_ROWS));
}

/* ---- 问题台账 ---- */

static enum err
ledger(struct ctx *cx, const struct press_of *of, struct office_value *v)
{
	const struct docket_names *names;
	struct q_press_cases_row  *row;
	struct office_value       *to;
	int64_t                    late = 0;
	size_t                     n;
	enum err                   e;

	if ((e = docket_names(cx, &names)) != OK ||
	    (e = q_press_cases(cx, &(struct q_press_cases_in){REACH_PLACE(of->place), PRESS_ROWS + 1}, &row, &n)) != OK)
		return e;
	if (n > PRESS_ROWS)
		return too_many(cx, of->form);
	if ((e = rows_for(cx, n, NITEMS(case_fields), &v[ROWS], &to)) != OK)
		return e;
	for (size_t i = 0; i < n; i++, to += NITEMS(case_fields)) {
		const struct q_press_cases_row *r = &row[i];
		const bool is_late = r->overdue || (r->due_at.some && r->due_at.v < cx->now);

		fill(to,
		     (const str[]){number(cx, (int64_t)i + 1), r->no,
		                   r->class_id.some ? names_class(names, r->class_id.v) : S(""),
		                   names_place(names, r->place_id), r->address, names_unit_whole(names, r->unit_id),
		                   text_get(case_state_label((enum case_state)r->state), ZH),
		                   minute(cx, r->reported_at), r->due_at.some ? minute(cx, r->due_at.v) : S(""),
		                   is_late ? text_get(T_press_late, ZH) : S(""), number(cx, r->rework),
		                   number(cx, r->came_back)},
		     NITEMS(case_fields));
		late += is_late;
	}
	v[COUNT].text = number(cx, (int64_t)n);
	v[LATE].text = number(cx, late);
	return OK;
}

/* ---- 任务分解表 ---- */

/* What is not over, and what was to be done in this year: it would else grow with every year. */
static enum err
tasks(struct ctx *cx, const struct press_of *of, struct office_value *v)
{
	struct task_list    *l = ARENA_NEW(cx->arena, struct task_list);
	struct office_value *to;
	str                  since = arena_printf(cx->arena, "%04d-01-01", day_year(ctx_today(cx)));
	enum err             e;

	if (!l || !since.p)
		return ctx_no_memory(cx);
	if ((e = task_list_place(cx, of->place, since, PRESS_ROWS, l)) != OK)
		return e;
	if (l->more)
		return too_many(cx, of->form);
	if ((e = rows_for(cx, l->n, NITEMS(task_fields), &v[ROWS], &to)) != OK)
		return e;
	for (size_t i = 0; i < l->n; i++, to += NITEMS(task_fields)) {
		const struct task_item *t = &l->item[i];

		fill(to,
		     (const str[]){number(cx, (int64_t)i + 1), t->no, t->title, t->goal, t->unit, t->post, t->begins,
		                   t->due, number(cx, t->target), number(cx, t->done), t->measure,
		                   text_get(t->late ? T_press_late : task_state_label(t->state), ZH)},
		     NITEMS(task_fields));
	}
	v[COUNT].text = number(cx, (int64_t)l->n);
	return OK;
}

/* ---- 责任公示 ---- */

/* What a duty's helpers, a unit's posts are called, in one text. */
struct group {
	int64_t of;
	str     names;
};

struct duties {
	struct q_press_duties_row      *row;
	struct q_press_territories_row *area;
	struct q_press_helpers_row     *helper;
	struct q_press_posts_row       *post;
	size_t                          nrow, narea, nhelper, npost;
	struct group                   *helpers, *posts; /* by duty, by unit */
	size_t                          nhelpers, nposts;
};

static enum err
read_duties(struct ctx *cx, const struct press_of *of, struct duties *d)
{
	char     text[DAY_TEXT];
	str      today;
	int64_t  from = INT64_MAX, upto = 0;
	enum err e;

	if (!arena_str(cx->arena, day_format(ctx_today(cx), text), &today))
		return ctx_no_memory(cx);
	if ((e = q_press_duties(cx, &(struct q_press_duties_in){of->place, today, PRESS_ROWS + 1}, &d->row,
	                        &d->nrow)) != OK ||
	    (e = q_press_territories(cx, &(struct q_press_territories_in){of->place, today, PRESS_ROWS + 1}, &d->area,
	                             &d->narea)) != OK)
		return e;
	if (d->nrow + d->narea > PRESS_ROWS)
		return too_many(cx, of->form);
	for (size_t i = 0; i < d->nrow; i++) {
		from = d->row[i].id < from ? d->row[i].id : from;
		upto = d->row[i].id > upto ? d->row[i].id : upto;
	}
	if ((e = q_press_helpers(cx, &(struct q_press_helpers_in){from, upto, 100000}, &d->helper, &d->nhelper)) != OK)
		return e;
	return q_press_posts(cx, &(struct q_press_posts_in){today, 100000}, &d->post, &d->npost);
}

/* Bytes of names in a cell, 120 characters of Chinese: a row of a printed table must fit on its page. */
enum { NAMES = 360 };

/* Names one after the other, parted as Chinese parts them; those that the cell has no room for as a number. */
static enum err
joined(struct ctx *cx, const str *name, size_t n, str *out)
{
	struct buf b;
	size_t     i = 0;

	buf_init(&b, cx->arena, NAMES * 2);
	for (; i < n && (i == 0 || b.n + name[i].n < NAMES); i++) {
		buf_add(&b, i ? text_get(T_press_and, ZH) : S(""));
		buf_add(&b, name[i]);
	}
	if (i < n)
		text_add(&b, T_press_and_more, ZH, (const str[]){number(cx, (int64_t)(n - i))}, 1);
	if (b.n == 0)
		*out = S("");
	return b.n == 0 || buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* The names of rows that come one owner after the other, for each owner once: a unit may answer for all there is. */
static enum err
grouped(struct ctx *cx, const int64_t *owner, const str *name, size_t n, struct group **out, size_t *nout)
{
	struct group *g = ARENA_NEWS(cx->arena, n + 1, struct group);
	enum err      e = OK;

	*out = g;
	*nout = 0;
	if (!g)
		return ctx_no_memory(cx);
	for (size_t i = 0, end; e == OK && i < n; i = end) {
		for (end = i + 1; end < n && owner[end] == owner[i];)
			end++;
		g[*nout].of = owner[i];
		e = joined(cx, name + i, end - i, &g[(*nout)++].names);
	}
	return e;
}

static int
by_owner(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return (x->of > y->of) - (x->of < y->of);
}

static str
names_of(const struct group *g, size_t n, int64_t of)
{
	const struct group key = {.of = of}, *found = n ? bsearch(&key, g, n, sizeof(key), by_owner) : NULL;

	return found ? found->names : S("");
}

static enum err
group_names(struct ctx *cx, struct duties *d)
{
	const size_t most = d->npost > d->nhelper ? d->npost : d->nhelper;
	int64_t     *owner = ARENA_NEWS(cx->arena, most + 1, int64_t);
	str         *name = ARENA_NEWS(cx->arena, most + 1, str);
	enum err     e;

	if (!owner || !name)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < d->npost; i++) {
		owner[i] = d->post[i].unit_id;
		name[i] = d->post[i].name;
	}
	if ((e = grouped(cx, owner, name, d->npost, &d->posts, &d->nposts)) != OK)
		return e;
	for (size_t i = 0; i < d->nhelper; i++) {
		owner[i] = d->helper[i].duty_id;
		name[i] = d->helper[i].unit_name;
	}
	return grouped(cx, owner, name, d->nhelper, &d->helpers, &d->nhelpers);
}

static void
duty_row(struct ctx *cx, const struct duties *d, const struct q_press_duties_row *r, int64_t n,
         struct office_value *to)
{
	fill(to,
	     (const str[]){number(cx, n), r->place_name,
	                   !r->class_key.n  ? text_get(T_press_every_class, ZH)
	                   : r->class_name.n ? r->class_name
	                                     : r->big_name,
	                   r->unit_name, names_of(d->helpers, d->nhelpers, r->id),
	                   names_of(d->posts, d->nposts, r->unit_id), r->basis},
	     NITEMS(duty_fields));
}

static enum err
duties(struct ctx *cx, const struct press_of *of, struct office_value *v)
{
	struct duties        d = {0};
	struct office_value *to;
	int64_t              n = 0;
	enum err             e;

	if ((e = read_duties(cx, of, &d)) != OK || (e = group_names(cx, &d)) != OK ||
	    (e = rows_for(cx, d.nrow + d.narea, NITEMS(duty_fields), &v[ROWS], &to)) != OK)
		return e;
	for (size_t i = 0; i < d.narea; i++, to += NITEMS(duty_fields))
		fill(to,
		     (const str[]){number(cx, ++n), d.area[i].place_name, text_get(T_press_territory, ZH),
		                   d.area[i].name, S(""), names_of(d.posts, d.nposts, d.area[i].id),
		                   text_get(T_press_by_territory, ZH)},
		     NITEMS(duty_fields));
	for (size_t i = 0; i < d.nrow; i++, to += NITEMS(duty_fields))
		duty_row(cx, &d, &d.row[i], ++n, to);
	v[COUNT].text = number(cx, n);
	return OK;
}

/* ---- 月报 ---- */

static str
delta(struct ctx *cx, int64_t is, int64_t was)
{
	return is == was ? text_get(T_press_same, ZH) : arena_printf(cx->arena, "%+lld", (long long)(is - was));
}

static str
month_of(struct ctx *cx, day d)
{
	struct day_ymd y = day_to_ymd(d);
	struct buf     b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_press_month, ZH, (const str[]){number(cx, y.year), number(cx, y.month)}, 2);
	return buf_str(&b);
}

/* Each row of now beside that of the month before, by its id; what had figures then only has none to tell. */
static enum err
beside(struct ctx *cx, const struct bulletin_row *is, size_t n, const struct bulletin_row *was, size_t nwas,
       struct office_value *v)
{
	static const struct bulletin_row nothing;
	struct office_value             *to;
	enum err                         e = rows_for(cx, n, NITEMS(row_fields), v, &to);

	for (size_t i = 0; e == OK && i < n; i++, to += NITEMS(row_fields)) {
		const struct bulletin_row *then = &nothing;
		str                        cell[NITEMS(row_fields)];

		for (size_t k = 0; k < nwas && then == &nothing; k++)
			then = was[k].id == is[i].id ? &was[k] : then;
		cell[0] = is[i].name.p ? is[i].name : text_get(T_press_nobody, ZH);
		for (size_t k = 0; k < EACH; k++) {
			cell[1 + k] = number(cx, is[i].sums.n[told[k]]);
			cell[1 + EACH + k] = delta(cx, is[i].sums.n[told[k]], then->sums.n[told[k]]);
		}
		fill(to, cell, NITEMS(row_fields));
	}
	return e;
}

static enum err
monthly(struct ctx *cx, const struct press_of *of, struct office_value *v, int64_t *position)
{
	struct bulletin_show *is = ARENA_NEW(cx->arena, struct bulletin_show),
	                     *was = ARENA_NEW(cx->arena, struct bulletin_show);
	struct day_ymd        y = day_to_ymd((day){of->first.v - 1});
	struct bulletin_head  h;
	struct office_value  *to;
	day                   before;
	enum err              e;

	if (!is || !was)
		return ctx_no_memory(cx);
	if (!day_from_ymd(y.year, y.month, 1, &before))
		return ERR_STORE;
	/* Both as far as is sealed now: what came in late about the month before is in its figures. */
	if ((e = bulletin_stretch(cx, of->place, day_to_ms(of->first, 0, cx->zone), of->last.v, FIELD_ABSENT,
	                          FIELD_ABSENT, &h)) != OK ||
	    (e = bulletin_figures(cx, &h, is, NULL, NULL)) != OK ||
	    (e = bulletin_stretch(cx, of->place, day_to_ms(before, 0, cx->zone), of->first.v - 1, is->head.position,
	                          is->head.at, &h)) != OK ||
	    (e = bulletin_figures(cx, &h, was, NULL, NULL)) != OK)
		return e;
	*position = is->head.position;
	v[M_month].text = month_of(cx, of->first);
	v[M_before].text = month_of(cx, before);
	if ((e = rows_for(cx, TOLD, NITEMS(number_fields), &v[M_numbers], &to)) != OK)
		return e;
	for (size_t i = 0; i < TOLD; i++, to += NITEMS(number_fields)) {
		const int64_t a = is->sums.n[told[i]], b = was->sums.n[told[i]];
		const text_id label = told[i] == BULLETIN_OPENING ? T_press_f_opening : bulletin_label(told[i]);

		v[M_told + i].text = number(cx, a);
		fill(to, (const str[]){text_get(label, ZH), number(cx, a), number(cx, b), delta(cx, a, b)},
		     NITEMS(number_fields));
	}
	if ((e = beside(cx, is->place, is->nplace, was->place, was->nplace, &v[M_places])) != OK)
		return e;
	return beside(cx, is->unit, is->nunit, was->unit, was->nunit, &v[M_units]);
}

/* ---- All ---- */

enum err
press_values(struct ctx *cx, const struct press_of *of, const struct office_value **value, int64_t *position)
{
	struct office_value *v = ARENA_NEWS(cx->arena, of->form->nfield + 1, struct office_value);
	enum err             e;

	*value = v;
	if (!v)
		return ctx_no_memory(cx);
	if ((e = journal_position(cx, position)) != OK)
		return e;
	v[I_place].text = of->place_name;
	v[I_issuer].text = cx->who ? cx->who->unit_name : S("");
	v[I_day].text = writ_date(cx, cx->now);
	v[I_at].text = writ_moment(cx, cx->now);
	v[I_nth].text = number(cx, of->nth);
	if (str_eq(str_of(of->form->name), S("monthly")))
		e = monthly(cx, of, v, position);
	else if (str_eq(str_of(of->form->name), S("ledger")))
		e = ledger(cx, of, v);
	else
		e = str_eq(str_of(of->form->name), S("tasks")) ? tasks(cx, of, v) : duties(cx, of, v);
	v[I_position].text = number(cx, *position);
	return e;
}

/* What it would say of the actor's own place today. */
static enum err
sample(struct ctx *cx, const struct writ_form *form, struct writ_facts *out)
{
	struct press_of of;
	enum err        e = press_which(cx, str_of(form->name), STR_NONE, STR_NONE, &of);

	if (e != OK)
		return e;
	of.nth = 1;
	out->case_no = of.place_name;
	return press_values(cx, &of, &out->value, &out->position);
}

enum { DOCX = 1 << WRIT_DOCX, PDF = 1 << WRIT_TEXT, XLSX = 1 << WRIT_XLSX };
#define FORM(name_, label_, what_, field_, forms_) \
	{.name = name_, .label = label_, .what = what_, .field = field_, .nfield = NITEMS(field_), .sample = sample, \
	 .forms = forms_}
const struct writ_form press_forms[] = {
    FORM("monthly", T_press_monthly, T_press_monthly_what, monthly_fields, DOCX | PDF),
    FORM("ledger", T_press_ledger, T_press_ledger_what, ledger_fields, XLSX),
    FORM("tasks", T_press_tasks, T_press_tasks_what, tasks_fields, PDF | XLSX),
    FORM("duties", T_press_duties, T_press_duties_what, duties_fields, DOCX | PDF | XLSX),
};
const size_t press_forms_n = NITEMS(press_forms);
