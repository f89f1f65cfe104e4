/* task.list, task.get, task.lines. */
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

#include <string.h>

static int64_t
reach_of(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* ---- task.list ---- */

#define LIST_IN(X)                                                                 \
	X(choice, state, 0, 0, 0, T_task_f_state, task_states)                     \
	X(choice, kind, 0, 0, 0, T_task_f_kind, task_kinds)                        \
	X(code, unit, 0, 1, 60, T_task_f_unit, NULL)                               \
	X(code, place, 0, 1, 60, T_task_f_place, NULL)                             \
	X(id, standard, 0, 1, INT64_MAX, T_task_f_standard, NULL)                  \
	X(str, campaign, 0, 1, 60, T_task_f_line, NULL)                            \
	X(day, from, 0, DAY_FIRST, DAY_LAST, T_task_f_from, NULL)                  \
	X(day, upto, 0, DAY_FIRST, DAY_LAST, T_task_f_upto, NULL)                  \
	X(bool, gap, 0, 0, 0, T_task_f_gap, NULL)                                  \
	X(id, after, 0, 1, INT64_MAX, T_task_f_after_id, NULL)                     \
	X(i64, n, 0, 1, 5000, T_task_f_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

enum { LIST_USUAL = 50 };

static str
day_text(struct ctx *cx, int64_t v)
{
	char text[DAY_TEXT];

	return v == FIELD_ABSENT ? S("")
	                         : arena_printf(cx->arena, "%.*s", STR_ARG(day_format((day){(int32_t)v}, text)));
}

static struct task_item
item_of(const struct q_task_list_row *r, str today)
{
	struct task_item t = {.id = r->id, .target = r->target, .done = r->done, .days = r->days, .checks = r->checks,
	    .held = r->held, .standards = r->standards, .no = r->no, .kind = r->kind, .title = r->title,
	    .goal = r->goal,
	    .measure = r->measure, .begins = r->begins, .due = r->due, .first_due = r->first_due,
	    .evidence = r->evidence,
	    .line = r->line, .unit = r->unit_name, .post = r->post_name, .state = task_state_of(r->state)};

	t.late = t.state < TASK_ACCEPTED && str_cmp(t.due, today) < 0;
	return t;
}

static enum err
read_list(struct ctx *cx, struct q_task_list_in *q, struct task_list *l)
{
	struct q_task_list_row *row;
	const int64_t           most = q->n++;
	enum err                e = q_task_list(cx, q, &row, &l->n);

	if (e != OK)
		return e;
	l->more = (int64_t)l->n > most;
	l->n -= l->more;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct task_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = item_of(&row[i], l->today);
	return OK;
}

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in *in = arg;
	struct task_list     *l = ARENA_NEW(cx->arena, struct task_list);
	struct q_task_row_row at;
	struct q_task_list_in q = {.scope = reach_of(cx), .state = in->state.n ? in->state : S(""),
	                           .kind = in->kind.n ? in->kind : S(""),
	                           .line = in->campaign.n ? in->campaign : S(""),
	                           .standard = in->standard, .from_day = day_text(cx, in->from),
	                           .upto_day = day_text(cx, in->upto), .live = S(""), .gap = in->gap,
	                           .after_due = S(""),
	                           .n = in->n == FIELD_ABSENT ? LIST_USUAL : in->n};
	enum err              e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &l->today)) != OK || (e = unit_named(cx, "unit", in->unit, &q.unit)) != OK ||
	    (in->place.n && (e = place_named(cx, "place", in->place, &q.place)) != OK))
		return e;
	if (in->after) {
		if ((e = task_within(cx, in->after, &at)) != OK)
			return e;
		q.after_due = at.due;
		q.after_id = at.id;
	}
	return read_list(cx, &q, l);
}

static void
item_fields_json(const struct task_item *t, struct json *j)
{
	json_kv_i64(j, "id", t->id);
	json_kv_str(j, "no", t->no);
	json_kv_str(j, "kind", t->kind);
	json_kv_str(j, "task", t->title);
	json_kv_str(j, "goal", t->goal);
	json_kv_i64(j, "target", t->target);
	json_kv_i64(j, "done", t->done);
	json_kv_str(j, "measure", t->measure);
	json_kv_str(j, "unit", t->unit);
	json_kv_str(j, "post", t->post);
	json_kv_str(j, "due", t->due);
	json_kv_str(j, "first_due", t->first_due);
	json_kv_str(j, "state", task_state_name(t->state));
	json_kv_bool(j, "late", t->late);
	json_kv_i64(j, "checks", t->checks);
	json_kv_i64(j, "held", t->held);
	json_kv_i64(j, "standards", t->standards);
	json_kv_str(j, "campaign", t->line);
}

static void
items_json(const struct task_item *t, size_t n, struct json *j)
{
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		json_obj(j);
		item_fields_json(&t[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
list_json(const void *out, struct json *j)
{
	const struct task_list *l = out;

	json_obj(j);
	json_key(j, S("tasks"));
	items_json(l->item, l->n, j);
	json_kv_bool(j, "more", l->more);
	json_obj_end(j);
}

/* ---- task.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

enum err
task_refs_new(struct ctx *cx, size_t n, struct task_ref **out)
{
	return (*out = ARENA_NEWS(cx->arena, n, struct task_ref)) ? OK : ctx_no_memory(cx);
}

str
task_standard_name(struct ctx *cx, str code, str version, str no)
{
	return arena_printf(cx->arena, "%.*s@%.*s/%.*s", STR_ARG(code), STR_ARG(version), STR_ARG(no));
}

static enum err
get_links(struct ctx *cx, int64_t id, struct task_shown *s)
{
	struct q_task_sites_row     *site;
	struct q_task_places_row    *place;
	struct q_task_standards_row *standard;
	struct q_task_befores_row   *before;
	struct q_task_cases_row     *c;
	enum err                     e;

	if ((e = q_task_places(cx, &(struct q_task_places_in){id}, &place, &s->nplace)) != OK ||
	    (e = q_task_sites(cx, &(struct q_task_sites_in){id}, &site, &s->nsite)) != OK ||
	    (e = task_refs_new(cx, s->nsite, &s->site)) != OK ||
	    (e = q_task_standards(cx, &(struct q_task_standards_in){id}, &standard, &s->nstandard)) != OK ||
	    (e = q_task_befores(cx, &(struct q_task_befores_in){id, reach_of(cx)}, &before, &s->nbefore)) != OK ||
	    (e = q_task_cases(cx, &(struct q_task_cases_in){id, reach_of(cx)}, &c, &s->ncase)) != OK ||
	    (e = task_refs_new(cx, s->nplace, &s->place)) != OK ||
	    (e = task_refs_new(cx, s->nstandard, &s->standard)) != OK ||
	    (e = task_refs_new(cx, s->nbefore, &s->before)) != OK || (e = task_refs_new(cx, s->ncase, &s->cases)) != OK)
		return e;
	for (size_t i = 0; i < s->nplace; i++)
		s->place[i] = (struct task_ref){place[i].id, 0, place[i].code, place[i].name};
	for (size_t i = 0; i < s->nsite; i++)
		s->site[i] = (struct task_ref){site[i].id, 0, site[i].code, site[i].name};
	for (size_t i = 0; i < s->nstandard; i++)
		s->standard[i] = (struct task_ref){standard[i].id, 0, task_standard_name(cx, standard[i].code,
		    standard[i].version,
		    standard[i].no), standard[i].words};
	for (size_t i = 0; i < s->nbefore; i++)
		s->before[i] = (struct task_ref){before[i].id, (int64_t)task_state_of(before[i].state), before[i].no,
		    before[i].title};
	for (size_t i = 0; i < s->ncase; i++)
		s->cases[i] = (struct task_ref){c[i].id, c[i].state, c[i].no, c[i].class_key};
	return OK;
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in      *in = arg;
	struct task_shown        *s = ARENA_NEW(cx->arena, struct task_shown);
	struct q_task_row_row     r;
	struct q_task_checks_row *check;
	struct task_facts         f;
	str                       today;
	enum err                  e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK || (e = task_within(cx, in->id, &r)) != OK ||
	    (e = q_task_checks(cx, &(struct q_task_checks_in){in->id}, &check, &s->ncheck)) != OK ||
	    (e = get_links(cx, in->id, s)) != OK)
		return e;
	if (!(s->check = ARENA_NEWS(cx->arena, s->ncheck, struct task_check)))
		return ctx_no_memory(cx);
	s->t = (struct task_item){.id = r.id, .target = r.target, .done = r.done, .days = r.days,
	    .checks = (int64_t)s->ncheck,
	    .standards = (int64_t)s->nstandard, .no = r.no, .kind = r.kind, .title = r.title, .goal = r.goal,
	    .measure = r.measure, .begins = r.begins, .due = r.due, .first_due = r.first_due, .evidence = r.evidence,
	    .line = r.line, .unit = r.unit_name, .post = r.post_name, .state = task_state_of(r.state)};
	s->t.late = s->t.state < TASK_ACCEPTED && str_cmp(r.due, today) < 0;
	for (size_t i = 0; i < s->ncheck; i++) {
		s->check[i] = (struct task_check){check[i].n, check[i].words, check[i].held};
		s->t.held += check[i].held;
	}
	s->unit_code = r.unit_code;
	s->post_code = r.post_code;
	s->source = r.source;
	s->proof = r.proof;
	s->reported_at = r.reported_at;
	s->accepted_at = r.accepted_at;
	s->rev = r.rev;
	s->made_at = r.made_at;
	s->own = cx->who && cx->who->unit == r.unit_id;
	f = (struct task_facts){.state = s->t.state, .unit = r.unit_id, .reporter = r.reported_by.v,
	    .target = r.target,
	    .done = r.done, .checks = s->ncheck, .held = (size_t)s->t.held, .by_unit = cx->who ? cx->who->unit : 0,
	    .by_person = cx->who ? cx->who->person : 0};
	s->accept = task_accept_fault(&f);
	return OK;
}

void
task_refs_json(const char *key, const struct task_ref *r, size_t n, struct json *j)
{
	json_key(j, str_of(key));
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", r[i].id);
		json_kv_str(j, "name", r[i].name);
		json_kv_str(j, "words", r[i].words);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
get_json(const void *out, struct json *j)
{
	const struct task_shown *s = out;

	json_obj(j);
	item_fields_json(&s->t, j);
	json_kv_str(j, "source", s->source);
	json_kv_str(j, "proof", s->proof);
	json_key(j, S("acceptance"));
	json_arr(j);
	for (size_t i = 0; i < s->ncheck; i++) {
		json_obj(j);
		json_kv_i64(j, "n", s->check[i].n);
		json_kv_str(j, "words", s->check[i].words);
		json_kv_bool(j, "held", s->check[i].held);
		json_obj_end(j);
	}
	json_arr_end(j);
	task_refs_json("places", s->place, s->nplace, j);
	task_refs_json("sites", s->site, s->nsite, j);
	task_refs_json("standard", s->standard, s->nstandard, j);
	task_refs_json("after", s->before, s->nbefore, j);
	task_refs_json("cases", s->cases, s->ncase, j);
	json_obj_end(j);
}

enum err
task_post_called(struct ctx *cx, int64_t post, str *out)
{
	struct q_task_post_name_row r;
	enum err                    e = q_task_post_name(cx, &(struct q_task_post_name_in){.id = post}, &r);

	if (e == OK)
		*out = arena_printf(cx->arena, "%.*s %.*s", STR_ARG(r.unit_name), STR_ARG(r.name));
	return e == OK && !out->p ? ctx_no_memory(cx) : e;
}

enum err
task_list_bare(struct ctx *cx, size_t n, struct task_list *out)
{
	struct q_task_list_in q = {.scope = reach_of(cx), .state = S(""), .kind = S(""), .line = S(""),
	                           .from_day = S(""), .upto_day = S(""), .live = S(""), .gap = true,
	                           .after_due = S(""), .n = (int64_t)n};
	enum err              e = unit_today(cx, &out->today);

	return e == OK ? read_list(cx, &q, out) : e;
}

enum err
task_list_place(struct ctx *cx, int64_t place, str since, size_t n, struct task_list *out)
{
	struct q_task_list_in q = {.scope = REACH_PLACE(place), .state = S(""), .kind = S(""), .line = S(""),
	                           .from_day = S(""), .upto_day = S(""), .live = since, .after_due = S(""),
	                           .n = (int64_t)n};
	enum err              e = unit_today(cx, &out->today);

	return e == OK ? read_list(cx, &q, out) : e;
}

/* ---- task.lines ---- */

static enum err
lines(struct ctx *cx, const void *arg, const void **out)
{
	struct task_lines       *l = ARENA_NEW(cx->arena, struct task_lines);
	struct q_task_lines_row *row;
	enum err                 e;

	(void)arg;
	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = q_task_lines(cx, &(struct q_task_lines_in){reach_of(cx)}, &row, &l->n)) != OK ||
	    (e = task_refs_new(cx, l->n, &l->line)) != OK)
		return e;
	for (size_t i = 0; i < l->n; i++)
		l->line[i] = (struct task_ref){.id = row[i].n, .name = row[i].line};
	return OK;
}

static void
lines_json(const void *out, struct json *j)
{
	const struct task_lines *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		json_kv_str(j, "campaign", l->line[i].name);
		json_kv_i64(j, "n", l->line[i].id);
		json_obj_end(j);
	}
	json_arr_end(j);
}

#define ITEM_OUT                                                                                                      \
	"id:i,no:s,kind:s,task:s,goal:s,target:i,done:i,measure:s,unit:s,post:s,due:d,first_due:d,state:s,late:b,"    \
	"checks:i,held:i,standards:i,campaign:s"

const struct view task_list_view = {
    .out = "{tasks:[{" ITEM_OUT "}],more:b}", .name = "task.list", .summary = T_task_list_summary,
    .perm = PERM_TASK_SEE,
    .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in), .run = list, .json = list_json,
};
const struct view task_get_view = {
    .out = "{" ITEM_OUT ",source:s,proof:s,acceptance:[{n:i,words:s,held:b}],places:" TASK_REFS_OUT
           ",sites:" TASK_REFS_OUT ",standard:" TASK_REFS_OUT
           ",after:" TASK_REFS_OUT ",cases:" TASK_REFS_OUT "}",
    .name = "task.get", .summary = T_task_get_summary, .perm = PERM_TASK_SEE, .in = get_fields,
    .nin = NITEMS(get_fields),
    .in_size = sizeof(struct get_in), .run = get, .json = get_json,
};
const struct view task_lines_view = {
    .out = "[{campaign:s,n:i}]", .name = "task.lines", .summary = T_task_lines_summary, .perm = PERM_TASK_SEE,
    .run = lines,
    .json = lines_json,
};
const struct view *const task_views[] = {&task_list_view, &task_get_view, &task_lines_view};
const size_t             task_views_n = NITEMS(task_views);
