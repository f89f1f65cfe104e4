/* finding.list, finding.get. */
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/finding/inside.h"
#include "work/scheme/scheme.h"
#include "work_finding_texts.h"

enum { LIST_USUAL = 50 };

/* ---- finding.list ---- */

#define LIST_IN(X)                                                                 \
	X(choice, kind, 0, 0, 0, T_finding_f_kind, finding_kinds)                  \
	X(choice, state, 0, 0, 0, T_finding_f_state, finding_states)               \
	X(code, place, 0, 1, 60, T_finding_f_place, NULL)                          \
	X(id, standard, 0, 1, INT64_MAX, T_finding_f_standard, NULL)               \
	X(id, task, 0, 1, INT64_MAX, T_finding_f_task, NULL)                       \
	X(id, case_id, 0, 1, INT64_MAX, T_finding_f_case, NULL)                    \
	X(bool, struck, 0, 0, 0, T_finding_f_struck, NULL)                         \
	X(id, after, 0, 1, INT64_MAX, T_finding_f_after, NULL)                     \
	X(i64, n, 0, 1, 500, T_finding_f_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static void
judge(struct finding_item *f, str today)
{
	f->state = finding_state_of(&f->chain);
	f->late = !f->struck && f->state != FINDING_DONE && f->due.n && str_cmp(f->due, today) < 0;
}

/* The one filter by a link of the chain; of several the last counts, none is asked of a page. */
static void
filter(const struct list_in *in, struct q_finding_list_in *q)
{
	const int64_t ref[CHAIN_ALL] = {in->standard, in->task, in->case_id};

	q->what = S("");
	for (int sort = 0; sort < CHAIN_ALL; sort++)
		if (ref[sort]) {
			q->what = str_of(finding_chain_names[sort]);
			q->ref_id = ref[sort];
		}
}

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in       *in = arg;
	struct finding_list        *l = ARENA_NEW(cx->arena, struct finding_list);
	struct q_finding_list_in    q = {.scope = finding_reach(cx), .kind = in->kind.n ? in->kind : S(""),
	       .state = in->state.n ? in->state : S(""), .struck = in->struck, .closed = CASE_CLOSED,
	       .before_day = S("9999-12-31"), .n = (in->n == FIELD_ABSENT ? LIST_USUAL : in->n) + 1};
	struct q_finding_list_row  *r;
	struct q_finding_sums_row   sums;
	struct q_finding_row_row    at;
	str                         today;
	enum err                    e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	filter(in, &q);
	if ((e = unit_today(cx, &today)) != OK ||
	    (in->place.n && (e = place_named(cx, "place", in->place, &q.place)) != OK))
		return e;
	if (in->after) {
		if ((e = q_finding_row(cx, &(struct q_finding_row_in){in->after, q.scope}, &at)) != OK)
			return e;
		q.before_day = at.found_on;
		q.before_id = at.id;
	}
	if ((e = q_finding_list(cx, &q, &r, &l->n)) != OK ||
	    (e = q_finding_sums(cx, &(struct q_finding_sums_in){q.scope, CASE_CLOSED}, &sums)) != OK)
		return e;
	l->more = (int64_t)l->n == q.n;
	l->n -= l->more;
	l->all = sums.n;
	l->gap = sums.gap;
	l->done = sums.done;
	l->lost = sums.lost;
	l->lost_open = sums.lost_open;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct finding_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		l->item[i] = (struct finding_item){.id = r[i].id, .lost = r[i].lost, .no = r[i].no, .kind = r[i].kind,
		    .source = r[i].source, .level = r[i].level, .found_on = r[i].found_on, .words = r[i].words,
		    .due = r[i].due, .place = r[i].place_name, .struck = r[i].struck,
		    .chain = {r[i].standards, r[i].tasks, r[i].accepted, r[i].cases, r[i].over}};
		judge(&l->item[i], today);
	}
	return OK;
}

static void
item_json(const struct finding_item *f, struct json *j)
{
	static const char *const states[FINDING_STATE_MAX] = {"gap", "work", "done"};

	json_kv_i64(j, "id", f->id);
	json_kv_str(j, "no", f->no);
	json_kv_str(j, "kind", f->kind);
	json_kv_str(j, "finding", f->words);
	json_kv_str(j, "source", f->source);
	json_kv_str(j, "level", f->level);
	json_kv_str(j, "on", f->found_on);
	json_kv_str(j, "due", f->due);
	json_kv_str(j, "place", f->place);
	json_kv_i64(j, "lost", f->lost);
	json_kv_str(j, "state", str_of(states[f->state]));
	json_kv_bool(j, "late", f->late);
	json_kv_bool(j, "struck", f->struck);
	json_kv_i64(j, "standards", f->chain.standards);
	json_kv_i64(j, "tasks", f->chain.tasks);
	json_kv_i64(j, "accepted", f->chain.accepted);
	json_kv_i64(j, "cases", f->chain.cases);
	json_kv_i64(j, "closed", f->chain.over);
}

static void
list_json(const void *out, struct json *j)
{
	const struct finding_list *l = out;

	json_obj(j);
	json_kv_i64(j, "all", l->all);
	json_kv_i64(j, "gap", l->gap);
	json_kv_i64(j, "done", l->done);
	json_kv_i64(j, "lost", l->lost);
	json_kv_i64(j, "lost_open", l->lost_open);
	json_key(j, S("findings"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		item_json(&l->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", l->more);
	json_obj_end(j);
}

/* ---- finding.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_finding_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
chain_of(struct ctx *cx, int64_t id, struct finding_shown *s)
{
	struct q_finding_standards_row *st;
	struct q_finding_tasks_row     *t;
	struct q_finding_cases_row     *c;
	enum err                        e;

	if ((e = q_finding_standards(cx, &(struct q_finding_standards_in){id}, &st, &s->nstandard)) != OK ||
	    (e = q_finding_tasks(cx, &(struct q_finding_tasks_in){id, finding_reach(cx)}, &t, &s->ntask)) != OK ||
	    (e = q_finding_cases(cx, &(struct q_finding_cases_in){id, finding_reach(cx)}, &c, &s->ncase)) != OK)
		return e;
	s->standard = ARENA_NEWS(cx->arena, s->nstandard, struct finding_standard);
	s->task = ARENA_NEWS(cx->arena, s->ntask, struct finding_task);
	s->cases = ARENA_NEWS(cx->arena, s->ncase, struct finding_case);
	if (!s->standard || !s->task || !s->cases)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nstandard; i++)
		s->standard[i] = (struct finding_standard){st[i].id, arena_printf(cx->arena, "%.*s@%.*s/%.*s",
		    STR_ARG(st[i].code), STR_ARG(st[i].version), STR_ARG(st[i].no)), st[i].words};
	for (size_t i = 0; i < s->ntask; i++)
		s->task[i] = (struct finding_task){.id = t[i].id, .done = t[i].done, .target = t[i].target,
		    .no = t[i].no, .title = t[i].title, .unit = t[i].unit_name, .due = t[i].due,
		    .measure = t[i].measure, .state = task_state_of(t[i].state)};
	for (size_t i = 0; i < s->ncase; i++)
		s->cases[i] = (struct finding_case){c[i].id, c[i].no, c[i].place_name, (enum case_state)c[i].state};
	return OK;
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in     *in = arg;
	struct finding_shown    *s = ARENA_NEW(cx->arena, struct finding_shown);
	struct q_finding_row_row r;
	str                      today;
	enum err                 e;

	*out = s;
	if (!s)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_finding_row(cx, &(struct q_finding_row_in){in->id, finding_reach(cx)}, &r)) != OK ||
	    (e = chain_of(cx, in->id, s)) != OK)
		return e;
	s->f = (struct finding_item){.id = r.id, .lost = r.lost, .no = r.no, .kind = r.kind, .source = r.source,
	    .level = r.level, .found_on = r.found_on, .words = r.words, .due = r.due, .place = r.place_name,
	    .struck = r.struck};
	s->rev = r.rev;
	s->place_code = r.place_code;
	s->f.chain.standards = (int64_t)s->nstandard;
	for (size_t i = 0; i < s->ntask; i++) {
		s->f.chain.tasks += s->task[i].state != TASK_VOID;
		s->f.chain.accepted += s->task[i].state == TASK_ACCEPTED;
	}
	for (size_t i = 0; i < s->ncase; i++) {
		s->f.chain.cases += case_open(s->cases[i].state) || s->cases[i].state == CASE_CLOSED;
		s->f.chain.over += s->cases[i].state == CASE_CLOSED;
	}
	judge(&s->f, today);
	return OK;
}

static void
get_json(const void *out, struct json *j)
{
	const struct finding_shown *s = out;

	json_obj(j);
	item_json(&s->f, j);
	json_key(j, S("standard"));
	json_arr(j);
	for (size_t i = 0; i < s->nstandard; i++) {
		json_obj(j);
		json_kv_i64(j, "id", s->standard[i].id);
		json_kv_str(j, "name", s->standard[i].name);
		json_kv_str(j, "words", s->standard[i].words);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("task"));
	json_arr(j);
	for (size_t i = 0; i < s->ntask; i++) {
		json_obj(j);
		json_kv_i64(j, "id", s->task[i].id);
		json_kv_str(j, "no", s->task[i].no);
		json_kv_str(j, "task", s->task[i].title);
		json_kv_str(j, "unit", s->task[i].unit);
		json_kv_str(j, "due", s->task[i].due);
		json_kv_str(j, "state", task_state_name(s->task[i].state));
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("case"));
	json_arr(j);
	for (size_t i = 0; i < s->ncase; i++) {
		json_obj(j);
		json_kv_i64(j, "id", s->cases[i].id);
		json_kv_str(j, "no", s->cases[i].no);
		json_kv_str(j, "place", s->cases[i].place);
		json_kv_str(j, "state", str_of(case_state_code(s->cases[i].state)));
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

#define ITEM_OUT                                                                                                      \
	"id:i,no:s,kind:s,finding:s,source:s,level:s,on:d,due:d?,place:s,lost:i,state:s,late:b,struck:b,standards:i," \
	"tasks:i,accepted:i,cases:i,closed:i"

static const struct view list_view = {
    .out = "{all:i,gap:i,done:i,lost:i,lost_open:i,findings:[{" ITEM_OUT "}],more:b}", .name = "finding.list",
    .summary = T_finding_list_summary, .perm = PERM_TASK_SEE, .in = list_fields, .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in), .run = list, .json = list_json,
};
static const struct view get_view = {
    .out = "{" ITEM_OUT ",standard:[{id:i,name:s,words:s}],task:[{id:i,no:s,task:s,unit:s,due:d,state:s}],"
           "case:[{id:i,no:s,place:s,state:s}]}",
    .name = "finding.get", .summary = T_finding_get_summary, .perm = PERM_TASK_SEE, .in = get_fields,
    .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get, .json = get_json,
};
const struct view *const finding_views[] = {&list_view, &get_view, &standing_list_view};
const size_t             finding_views_n = NITEMS(finding_views);
