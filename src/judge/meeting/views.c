/* meeting.list, meeting.get, meeting.posts. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "judge/meeting/inside.h"
#include "judge_meeting_texts.h"
#include "work/task/task.h"

static int64_t
reach_of(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* ---- meeting.list ---- */

static const struct choice states[] = {{"called", T_meeting_called}, {"held", T_meeting_held},
                                       {"void", T_meeting_void}, {NULL, T_none}};

#define LIST_IN(X)                                                                 \
	X(choice, kind, 0, 0, 0, T_meeting_f_kind, meeting_kinds)                  \
	X(choice, state, 0, 0, 0, T_meeting_f_state, states)                       \
	X(id, after, 0, 1, INT64_MAX, T_meeting_f_after, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in      *in = arg;
	struct meeting_list       *l = ARENA_NEW(cx->arena, struct meeting_list);
	struct q_meeting_row_row   at;
	struct q_meeting_list_row *row;
	struct q_meeting_list_in   q = {.scope = reach_of(cx), .kind = in->kind.n ? in->kind : S(""),
	                                .state = in->state.n ? in->state : S(""), .before_day = S("9999"),
	                                .before_id = INT64_MAX, .n = MEETING_PAGE + 1};
	enum err                   e;

	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if (in->after) {
		if ((e = q_meeting_row(cx, &(struct q_meeting_row_in){in->after, q.scope}, &at)) != OK)
			return e;
		q.before_day = at.day;
		q.before_id = at.id;
	}
	if ((e = q_meeting_list(cx, &q, &row, &l->n)) != OK)
		return e;
	l->more = l->n > MEETING_PAGE;
	l->n -= l->more;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n + 1, struct meeting_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct meeting_item){.id = row[i].id, .units = row[i].units,
		    .pledges = row[i].pledges, .decisions = row[i].decisions, .kind = meeting_kind_of(row[i].kind),
		    .state = meeting_state_of(row[i].state), .kind_name = row[i].kind, .day = row[i].day,
		    .title = row[i].title, .place = row[i].place_name, .place_code = row[i].place_code};
	return OK;
}

static const char *
state_name(enum meeting_state s)
{
	return states[s].value;
}

static void
item_json(const struct meeting_item *m, struct json *j)
{
	json_kv_i64(j, "id", m->id);
	json_kv_str(j, "kind", m->kind_name);
	json_kv_str(j, "day", m->day);
	json_kv_str(j, "title", m->title);
	json_kv_str(j, "place", m->place_code);
	json_kv_str(j, "place_name", m->place);
	json_kv_str(j, "state", str_of(state_name(m->state)));
	json_kv_i64(j, "pledges", m->pledges);
	json_kv_i64(j, "decisions", m->decisions);
}
#define ITEM_OUT "id:i,kind:s,day:d,title:s,place:s,place_name:s,state:s,pledges:i,decisions:i"

static void
list_json(const void *out, struct json *j)
{
	const struct meeting_list *l = out;

	json_obj(j);
	json_key(j, S("meetings"));
	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		json_obj(j);
		item_json(&l->item[i], j);
		json_kv_i64(j, "units", l->item[i].units);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", l->more);
	json_obj_end(j);
}

/* ---- meeting.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
units_of(struct ctx *cx, int64_t id, struct meeting_shown *s)
{
	struct q_meeting_units_row *row;
	enum err                    e = q_meeting_units(cx, &(struct q_meeting_units_in){id}, &row, &s->nunit);

	if (e != OK)
		return e;
	if (!(s->unit = ARENA_NEWS(cx->arena, s->nunit + 1, struct meeting_unit)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nunit; i++)
		s->unit[i] = (struct meeting_unit){row[i].id, row[i].code, row[i].name, row[i].present};
	return OK;
}

static enum err
tasks_of(struct ctx *cx, int64_t id, str today, struct meeting_shown *s)
{
	struct q_meeting_tasks_row *row;
	enum err e = q_meeting_tasks(cx, &(struct q_meeting_tasks_in){id, reach_of(cx), MEETING_TASKS}, &row,
	    &s->ntask);

	if (e != OK)
		return e;
	if (!(s->task = ARENA_NEWS(cx->arena, s->ntask + 1, struct meeting_task)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->ntask; i++) {
		bool pledge = str_eq(row[i].what, S("pledge"));

		s->task[i] = (struct meeting_task){.id = row[i].id, .target = row[i].target, .done = row[i].done,
		    .pledge = pledge, .no = row[i].no, .title = row[i].title, .goal = row[i].goal,
		    .measure = row[i].measure, .due = row[i].due, .unit = row[i].unit_name, .post = row[i].post_name,
		    .state = row[i].state};
		s->task[i].late = task_state_of(row[i].state) < TASK_ACCEPTED && str_cmp(row[i].due, today) < 0;
		s->m.pledges += pledge;
		s->m.decisions += !pledge;
	}
	return OK;
}

static enum err
papers_of(struct ctx *cx, int64_t id, struct meeting_shown *s)
{
	struct q_meeting_papers_row *row;
	enum err e = q_meeting_papers(cx, &(struct q_meeting_papers_in){id, meeting_packs(cx->who)}, &row, &s->npaper);

	if (e != OK)
		return e;
	if (!(s->paper = ARENA_NEWS(cx->arena, s->npaper + 1, struct meeting_paper)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->npaper; i++) {
		const struct writ_form *f = writ_form_of(row[i].kind);

		s->paper[i] = (struct meeting_paper){.id = row[i].id, .nth = row[i].nth, .position = row[i].position,
		    .docx_bytes = row[i].docx_bytes, .pdf_bytes = row[i].pdf_bytes, .issued_at = row[i].issued_at,
		    .kind = row[i].kind, .docx = row[i].docx, .pdf = row[i].pdf, .post = row[i].post_name,
		    .label = f ? f->label : T_meeting_thing_paper};
	}
	return OK;
}

enum err
meeting_shown_of(struct ctx *cx, int64_t id, struct meeting_shown *s)
{
	struct q_meeting_row_row r;
	str                      today;
	enum err                 e;

	*s = (struct meeting_shown){0};
	if ((e = q_meeting_row(cx, &(struct q_meeting_row_in){id, reach_of(cx)}, &r)) != OK ||
	    (e = unit_today(cx, &today)) != OK)
		return e;
	s->m = (struct meeting_item){.id = r.id, .kind = meeting_kind_of(r.kind), .state = meeting_state_of(r.state),
	    .kind_name = r.kind, .day = r.day, .title = r.title, .place = r.place_name, .place_code = r.place_code};
	s->rev = r.rev;
	s->place_id = r.place_id;
	s->made_at = r.made_at;
	s->since = r.since;
	s->cut = r.cut;
	s->position = r.position;
	s->held_at = r.held_at;
	s->agenda = r.agenda;
	s->said = r.said;
	s->table = meeting_table_fault(s->m.state, r.day, today);
	if ((e = units_of(cx, id, s)) != OK || (e = papers_of(cx, id, s)) != OK)
		return e;
	s->m.units = (int64_t)s->nunit;
	return tasks_of(cx, id, today, s);
}

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in  *in = arg;
	struct meeting_shown *s = ARENA_NEW(cx->arena, struct meeting_shown);

	*out = s;
	return s ? meeting_shown_of(cx, in->id, s) : ctx_no_memory(cx);
}

static void
lines_json(const char *key, str text, struct json *j)
{
	json_key(j, str_of(key));
	json_arr(j);
	while (text.n) {
		str line = str_cut(&text, '\n');

		json_str(j, line);
	}
	json_arr_end(j);
}

static void
task_json(const struct meeting_task *t, struct json *j)
{
	json_obj(j);
	json_kv_i64(j, "id", t->id);
	json_kv_str(j, "what", t->pledge ? S("pledge") : S("decision"));
	json_kv_str(j, "no", t->no);
	json_kv_str(j, "task", t->title);
	json_kv_str(j, "goal", t->goal);
	json_kv_i64(j, "target", t->target);
	json_kv_i64(j, "done", t->done);
	json_kv_str(j, "measure", t->measure);
	json_kv_str(j, "unit", t->unit);
	json_kv_str(j, "due", t->due);
	json_kv_str(j, "state", t->state);
	json_kv_bool(j, "late", t->late);
	json_obj_end(j);
}
#define TASK_OUT "[{id:i,what:s,no:s,task:s,goal:s,target:i,done:i,measure:s,unit:s,due:d,state:s,late:b}]"

static void
get_json(const void *out, struct json *j)
{
	const struct meeting_shown *s = out;

	json_obj(j);
	item_json(&s->m, j);
	json_kv_i64(j, "rev", s->rev);
	lines_json("agenda", s->agenda, j);
	lines_json("said", s->said, j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < s->nunit; i++) {
		json_obj(j);
		json_kv_str(j, "code", s->unit[i].code);
		json_kv_str(j, "name", s->unit[i].name);
		json_kv_bool(j, "present", s->unit[i].present);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("tasks"));
	json_arr(j);
	for (size_t i = 0; i < s->ntask; i++)
		task_json(&s->task[i], j);
	json_arr_end(j);
	json_key(j, S("papers"));
	json_arr(j);
	for (size_t i = 0; i < s->npaper; i++) {
		json_obj(j);
		json_kv_i64(j, "id", s->paper[i].id);
		json_kv_str(j, "kind", s->paper[i].kind);
		json_kv_i64(j, "nth", s->paper[i].nth);
		json_kv_i64(j, "position", s->paper[i].position);
		json_kv_i64(j, "at", s->paper[i].issued_at);
		json_kv_str(j, "docx", s->paper[i].docx);
		json_kv_str(j, "pdf", s->paper[i].pdf);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

/* ---- meeting.posts ---- */

static enum err
posts(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in        *in = arg;
	struct meeting_posts       *o = ARENA_NEW(cx->arena, struct meeting_posts);
	struct q_meeting_row_row    r;
	struct q_meeting_posts_row *row;
	str                         today;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_meeting_row(cx, &(struct q_meeting_row_in){in->id, reach_of(cx)}, &r)) != OK ||
	    (e = unit_today(cx, &today)) != OK ||
	    (e = q_meeting_posts(cx, &(struct q_meeting_posts_in){in->id, today}, &row, &o->n)) != OK)
		return e;
	if (!(o->post = ARENA_NEWS(cx->arena, o->n + 1, struct meeting_post)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->post[i] = (struct meeting_post){row[i].code, row[i].name, row[i].unit_name};
	return OK;
}

static void
posts_json(const void *out, struct json *j)
{
	const struct meeting_posts *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_str(j, "code", o->post[i].code);
		json_kv_str(j, "name", o->post[i].name);
		json_kv_str(j, "unit", o->post[i].unit);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static const struct view list_view = {
    .name = "meeting.list", .out = "{meetings:[{" ITEM_OUT ",units:i}],more:b}", .summary = T_meeting_v_list,
    .perm = PERM_MEETING_SEE, .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in),
    .run = list, .json = list_json,
};
static const struct view get_view = {
    .name = "meeting.get",
    .out = "{" ITEM_OUT ",rev:i,agenda:[s],said:[s],units:[{code:s,name:s,present:b}],tasks:" TASK_OUT
           ",papers:[{id:i,kind:s,nth:i,position:i,at:t,docx:s,pdf:s}]}",
    .summary = T_meeting_v_get, .perm = PERM_MEETING_SEE, .in = get_fields, .nin = NITEMS(get_fields),
    .in_size = sizeof(struct get_in), .run = get, .json = get_json,
};
static const struct view posts_view = {
    .name = "meeting.posts", .out = "[{code:s,name:s,unit:s}]", .summary = T_meeting_v_posts,
    .perm = PERM_MEETING_EDIT, .in = get_fields, .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in),
    .run = posts, .json = posts_json,
};
const struct view *const meeting_views[] = {&list_view, &get_view, &posts_view, &meeting_pack_view,
    &meeting_items_view};
const size_t             meeting_views_n = NITEMS(meeting_views);
