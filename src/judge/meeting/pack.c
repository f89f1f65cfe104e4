/* meeting.pack, meeting.items: each unit since the last meeting of the kind and place, and what is still open. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "judge/bulletin/bulletin.h"
#include "judge/meeting/inside.h"
#include "judge_meeting_texts.h"
#include "kit/journal/journal.h"
#include "work/docket/names.h"
#include "work/past/past.h"
#include "work/task/task.h"

#include <stdlib.h>

enum { PAST_BYTES = 4 << 20 };

static int64_t
reach_of(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

bool
meeting_packs(const struct actor *who)
{
	return !who || (actor_may(who, PERM_BULLETIN_SEE) && who->reach % 2 == 0);
}

/* ---- Which stretch ---- */

struct stretch {
	struct q_meeting_row_row  m;
	struct q_meeting_last_row last; /* id 0: none */
	int64_t                   since, cut, position; /* position 0: nothing is sealed */
	str                       from_day, before_day; /* of tasks whose day is over */
	bool                      closed;
};

static enum err
day_of(struct ctx *cx, int64_t at, str *out)
{
	char    text[DAY_TEXT];
	day     on;
	int32_t ms;

	if (!day_of_ms(at, cx->zone, &on, &ms))
		return ERR_STORE;
	return arena_str(cx->arena, day_format(on, text), out) ? OK : ctx_no_memory(cx);
}

static enum err
stretch_of(struct ctx *cx, int64_t id, struct stretch *w)
{
	const int64_t scope = reach_of(cx);
	enum err      e;

	*w = (struct stretch){0};
	if ((e = q_meeting_row(cx, &(struct q_meeting_row_in){id, scope}, &w->m)) != OK)
		return e;
	/* Who stands for a unit has its cases, not a place's figures. */
	if (scope % 2)
		return ERR_NONE;
	w->closed = meeting_state_of(w->m.state) == MEETING_HELD;
	w->cut = w->closed ? w->m.cut.v : cx->now;
	w->position = w->m.position.v;
	if (!w->closed && (e = journal_position(cx, &w->position)) != OK)
		return e;
	e = q_meeting_last(cx, &(struct q_meeting_last_in){.place_id = w->m.place_id, .kind = w->m.kind, .id = id,
	    .cut = w->cut, .scope = scope}, &w->last);
	if (e != OK && e != ERR_NONE)
		return e;
	w->since = w->closed ? w->m.since.v
	                     : meeting_since(meeting_kind_of(w->m.kind),
	                                     e == OK ? SOME_I64(w->last.cut) : (opt_i64){0}, w->cut,
	                                     BULLETIN_STRETCH_DAYS * (int64_t)DAY_MS);
	if (e == ERR_NONE)
		w->last = (struct q_meeting_last_row){0};
	if (!w->position)
		return OK;
	return (e = day_of(cx, w->since, &w->from_day)) != OK ? e : day_of(cx, w->cut, &w->before_day);
}

/* ---- Sums by unit ---- */

struct sums {
	const struct docket_names *names;
	struct meeting_sums       *unit; /* as names->unit; behind them nobody's */
	int64_t                    place;
};

static size_t
unit_at(const struct docket_names *names, int64_t id)
{
	size_t low = 0, high = names->nunit;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (names->unit[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < names->nunit && names->unit[low].id == id ? low : names->nunit;
}

/* Which of the numbers a task whose day is over is in; MEETING_NUMBER_MAX: none. */
static enum err
numbers_of(struct ctx *cx, const struct q_meeting_dues_row *r, unsigned *in)
{
	enum meeting_promise p;
	str                  shown = STR_NONE;
	enum err             e;

	*in = 1u << MEETING_DUE | (str_eq(r->state, S("accepted")) ? 1u << MEETING_DONE : 0);
	if (!str_eq(r->kind, S("pledge")))
		return OK;
	if (r->reported_at.some && (e = day_of(cx, r->reported_at.v, &shown)) != OK)
		return e;
	p = meeting_promise_of(r->state, r->due, shown);
	*in = p == MEETING_PROMISE_KEPT ? 1u << MEETING_KEPT : p == MEETING_PROMISE_BROKEN ? 1u << MEETING_BROKEN : 0;
	return OK;
}

static enum err
take_due(struct ctx *cx, const struct q_meeting_dues_row *r, void *arg)
{
	struct sums *s = arg;
	unsigned     in;
	enum err     e = numbers_of(cx, r, &in);

	for (int n = 0; e == OK && n < MEETING_NUMBER_MAX; n++)
		s->unit[unit_at(s->names, r->unit_id)].n[n] += in >> n & 1;
	return e;
}

/* ---- What came back ---- */

struct returned {
	int64_t id, unit;
	bool    back;
	int     times;
};
struct returns {
	struct returned *item; /* each case once of each sort */
	size_t           n, room;
};

static enum err
take_return(struct ctx *cx, const struct q_meeting_returns_row *r, void *arg)
{
	struct returns *o = arg;
	const bool      undone = str_eq(r->type, S("case.not_back"));
	const bool      back = undone || str_eq(r->type, S("case.came_back"));

	for (size_t i = 0; i < o->n; i++)
		if (o->item[i].id == r->aggregate && o->item[i].back == back) {
			o->item[i].times += undone ? -1 : 1;
			return OK;
		}
	/* What came back in an earlier stretch was counted there. */
	if (undone)
		return OK;
	if (o->n == o->room) {
		size_t           more = o->room ? o->room * 2 : 32;
		struct returned *q = arena_grow(cx->arena, o->item, o->room * sizeof(*q), more * sizeof(*q));

		if (!q)
			return ctx_no_memory(cx);
		o->item = q;
		o->room = more;
	}
	o->item[o->n++] = (struct returned){.id = r->aggregate, .back = back, .times = 1};
	return OK;
}

/* Of the place, with the unit that had each as far as was sealed: that of its last stand there. */
static enum err
returns_of(struct ctx *cx, const struct stretch *w, const struct docket_names *names, struct returns *o)
{
	struct ctx one = *cx;
	size_t     kept = 0;
	enum err   e = q_meeting_returns(cx, &(struct q_meeting_returns_in){w->since, w->cut, w->position},
	    take_return, o);

	if (e != OK)
		return e;
	if (!(one.arena = arena_new(PAST_BYTES)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < o->n; i++) {
		struct past_stand *s;
		int64_t            place = 0;
		size_t             n;

		arena_reset(one.arena);
		e = past_of(&one, o->item[i].id, &s, &n);
		for (size_t k = 0; e == OK && k < n && s[k].pos <= w->position; k++) {
			place = s[k].known ? s[k].place : place;
			o->item[i].unit = s[k].known ? s[k].unit : o->item[i].unit;
		}
		if (e == OK && o->item[i].times > 0 && place && names_inside(names, place, w->m.place_id))
			o->item[kept++] = o->item[i];
	}
	o->n = kept;
	arena_free(one.arena);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}

/* ---- meeting.pack ---- */

static enum err
live(struct ctx *cx, struct stretch *w, struct sums *s)
{
	static const struct {
		enum meeting_number  to;
		enum bulletin_number from;
	} same[] = {{MEETING_FRESH, BULLETIN_FRESH}, {MEETING_CLOSED, BULLETIN_CLOSED},
	            {MEETING_STOCK, BULLETIN_STOCK}, {MEETING_OVERDUE, BULLETIN_OVERDUE}};
	struct bulletin_show *b = ARENA_NEW(cx->arena, struct bulletin_show);
	struct bulletin_head  h;
	struct returns        r = {0};
	enum err              e;

	if (!b)
		return ctx_no_memory(cx);
	if ((e = bulletin_stretch(cx, w->m.place_id, w->since, FIELD_ABSENT, FIELD_ABSENT, FIELD_ABSENT, &h)) != OK ||
	    (e = bulletin_figures(cx, &h, b, NULL, NULL)) != OK)
		return e;
	/* As of when the bulletin says: its seal may be a moment younger than the clock of the request. */
	w->cut = b->head.cut;
	w->position = b->head.position;
	for (size_t i = 0; i < b->nunit; i++)
		for (size_t k = 0; k < NITEMS(same); k++)
			s->unit[unit_at(s->names, b->unit[i].id)].n[same[k].to] += b->unit[i].sums.n[same[k].from];
	if ((e = returns_of(cx, w, s->names, &r)) != OK)
		return e;
	for (size_t i = 0; i < r.n; i++)
		s->unit[unit_at(s->names, r.item[i].unit)].n[r.item[i].back ? MEETING_BACK : MEETING_AGAIN]++;
	return q_meeting_dues(cx, &(struct q_meeting_dues_in){REACH_PLACE(w->m.place_id), w->from_day,
	    w->before_day}, take_due, s);
}

static enum err
kept(struct ctx *cx, int64_t meeting, const struct docket_names *names, struct meeting_sums *unit, bool *any)
{
	struct q_meeting_figures_row *f;
	size_t                        n;
	enum err e = q_meeting_figures(cx, &(struct q_meeting_figures_in){meeting}, &f, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		unit[unit_at(names, f[i].unit_id)] = (struct meeting_sums){{
#define X(name, code, label) f[i].code,
		    MEETING_NUMBERS(X)
#undef X
		}};
	*any = e == OK && n > 0;
	return e;
}

static bool
any_of(const struct meeting_sums *s)
{
	for (int i = 0; i < MEETING_NUMBER_MAX; i++)
		if (s->n[i])
			return true;
	return false;
}

static int
by_code(const void *a, const void *b)
{
	const struct meeting_row *x = a, *y = b;

	/* What is nobody's stands last. */
	if (!x->id || !y->id)
		return (x->id == 0) - (y->id == 0);
	if (x->attends != y->attends)
		return y->attends - x->attends;
	return str_cmp(x->code, y->code);
}

static enum err
rows_of(struct ctx *cx, int64_t id, const struct docket_names *names, const struct meeting_sums *is,
        const struct meeting_sums *was, struct meeting_pack *o)
{
	struct q_meeting_units_row *asked;
	bool                       *attends = ARENA_NEWS(cx->arena, names->nunit + 1, bool);
	size_t                      n;
	enum err                    e;

	if (!attends || !(o->row = ARENA_NEWS(cx->arena, names->nunit + 1, struct meeting_row)))
		return ctx_no_memory(cx);
	if ((e = q_meeting_units(cx, &(struct q_meeting_units_in){id}, &asked, &n)) != OK)
		return e;
	o->m.units = (int64_t)n;
	for (size_t i = 0; i < n; i++)
		attends[unit_at(names, asked[i].id)] = true;
	attends[names->nunit] = false;
	for (size_t i = 0; i <= names->nunit; i++) {
		struct meeting_row *r = &o->row[o->nrow];

		if (!attends[i] && !any_of(&is[i]))
			continue;
		*r = (struct meeting_row){.sums = is[i], .was = was[i], .attends = attends[i], .known = o->compares};
		if (i < names->nunit) {
			r->id = names->unit[i].id;
			r->code = names->unit[i].code;
			r->name = names->unit[i].name;
		}
		o->nrow++;
	}
	for (size_t i = 0; i <= names->nunit; i++)
		for (int k = 0; k < MEETING_NUMBER_MAX; k++) {
			o->sums.n[k] += is[i].n[k];
			o->was.n[k] += was[i].n[k];
		}
	qsort(o->row, o->nrow, sizeof(*o->row), by_code);
	return OK;
}

static enum err
open_of(struct ctx *cx, const struct stretch *w, struct meeting_pack *o)
{
	struct q_meeting_open_row *r;
	str                        today;
	enum err                   e;

	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_meeting_open(cx, &(struct q_meeting_open_in){.place_id = w->m.place_id, .day = w->m.day,
	         .id = w->m.id, .scope = reach_of(cx), .n = MEETING_TASKS + 1}, &r, &o->nopen)) != OK)
		return e;
	o->more = o->nopen > MEETING_TASKS;
	o->nopen -= o->more;
	if (!(o->open = ARENA_NEWS(cx->arena, o->nopen + 1, struct meeting_open)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nopen; i++)
		o->open[i] = (struct meeting_open){.meeting = r[i].meeting_id, .meeting_title = r[i].meeting_title,
		    .task = {.id = r[i].id, .target = r[i].target, .done = r[i].done,
		             .pledge = str_eq(r[i].what, S("pledge")), .no = r[i].no, .title = r[i].title,
		             .goal = r[i].goal, .measure = r[i].measure, .due = r[i].due, .unit = r[i].unit_name,
		             .post = r[i].post_name, .state = r[i].state, .late = str_cmp(r[i].due, today) < 0}};
	return OK;
}

enum err
meeting_pack_of(struct ctx *cx, int64_t id, struct meeting_pack *o)
{
	struct stretch       w;
	struct sums          s = {0};
	struct meeting_sums *was;
	enum err             e;

	*o = (struct meeting_pack){0};
	if ((e = stretch_of(cx, id, &w)) != OK || (e = docket_names(cx, &s.names)) != OK)
		return e;
	s.unit = ARENA_NEWS(cx->arena, s.names->nunit + 1, struct meeting_sums);
	was = ARENA_NEWS(cx->arena, s.names->nunit + 1, struct meeting_sums);
	if (!s.unit || !was)
		return ctx_no_memory(cx);
	o->closed = w.closed;
	o->told = w.position > 0;
	if (w.closed)
		e = kept(cx, id, s.names, s.unit, &o->told);
	else if (o->told)
		e = live(cx, &w, &s);
	if (e == OK && w.last.id)
		e = kept(cx, w.last.id, s.names, was, &o->compares);
	if (e != OK || (e = rows_of(cx, id, s.names, s.unit, was, o)) != OK || (e = open_of(cx, &w, o)) != OK)
		return e;
	o->m = (struct meeting_item){.id = id, .units = o->m.units, .kind = meeting_kind_of(w.m.kind),
	    .state = meeting_state_of(w.m.state), .kind_name = w.m.kind, .day = w.m.day, .title = w.m.title,
	    .place = w.m.place_name, .place_code = w.m.place_code};
	o->place = w.m.place_id;
	o->since = w.since;
	o->cut = w.cut;
	o->position = w.position;
	o->last_id = w.last.id;
	o->last_title = w.last.title;
	o->last_day = w.last.day;
	return OK;
}

#define PACK_IN(X) X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)
struct pack_in {
	PACK_IN(FIELD_DECL)
};
#define IN_T pack_in
static const struct field pack_fields[] = {PACK_IN(FIELD_ROW)};
#undef IN_T

static enum err
pack(struct ctx *cx, const void *arg, const void **out)
{
	const struct pack_in *in = arg;
	struct meeting_pack  *o = ARENA_NEW(cx->arena, struct meeting_pack);

	*out = o;
	return o ? meeting_pack_of(cx, in->id, o) : ctx_no_memory(cx);
}

static void
sums_json(const char *key, const struct meeting_sums *s, struct json *j)
{
	json_key(j, str_of(key));
	json_obj(j);
	for (int i = 0; i < MEETING_NUMBER_MAX; i++)
		json_kv_i64(j, meeting_number_code((enum meeting_number)i), s->n[i]);
	json_obj_end(j);
}

static void
pack_json(const void *out, struct json *j)
{
	const struct meeting_pack *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->m.id);
	json_kv_str(j, "title", o->m.title);
	json_kv_i64(j, "since", o->since);
	json_kv_i64(j, "cut", o->cut);
	json_kv_i64(j, "position", o->position);
	json_kv_bool(j, "closed", o->closed);
	json_kv_i64(j, "last", o->last_id);
	sums_json("numbers", &o->sums, j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < o->nrow; i++) {
		json_obj(j);
		json_kv_str(j, "code", o->row[i].code);
		json_kv_str(j, "name", o->row[i].name);
		json_kv_bool(j, "attends", o->row[i].attends);
		sums_json("numbers", &o->row[i].sums, j);
		if (o->row[i].known)
			sums_json("was", &o->row[i].was, j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("open"));
	json_arr(j);
	for (size_t i = 0; i < o->nopen; i++) {
		const struct meeting_task *t = &o->open[i].task;

		json_obj(j);
		json_kv_i64(j, "id", t->id);
		json_kv_i64(j, "meeting", o->open[i].meeting);
		json_kv_str(j, "what", t->pledge ? S("pledge") : S("decision"));
		json_kv_str(j, "no", t->no);
		json_kv_str(j, "task", t->title);
		json_kv_str(j, "unit", t->unit);
		json_kv_str(j, "due", t->due);
		json_kv_str(j, "state", t->state);
		json_kv_bool(j, "late", t->late);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", o->more);
	json_obj_end(j);
}

/* ---- meeting.items ---- */

static const struct choice numbers[] = {
#define X(name, code, label) {#code, label},
    MEETING_NUMBERS(X)
#undef X
        {NULL, T_none}};

#define ITEMS_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL) \
	X(choice, number, 1, 0, 0, T_meeting_f_number, numbers) \
	X(code, unit, 0, 1, 60, T_meeting_f_unit, NULL)
struct items_in {
	ITEMS_IN(FIELD_DECL)
};
#define IN_T items_in
static const struct field items_fields[] = {ITEMS_IN(FIELD_ROW)};
#undef IN_T

struct listing {
	struct meeting_things *o;
	int64_t                unit; /* 0: of all */
	size_t                 room;
};

static enum err
add(struct ctx *cx, struct listing *l, const struct meeting_thing *t)
{
	struct meeting_things *o = l->o;

	if (o->n == l->room) {
		size_t                more = l->room ? l->room * 2 : 32;
		struct meeting_thing *q = arena_grow(cx->arena, o->item, l->room * sizeof(*q), more * sizeof(*q));

		if (!q)
			return ctx_no_memory(cx);
		o->item = q;
		l->room = more;
	}
	o->item[o->n++] = *t;
	return OK;
}

/* Rows of a query that streams live as long as their call. */
static enum err
keep(struct ctx *cx, str s, str *out)
{
	return arena_str(cx->arena, s, out) ? OK : ctx_no_memory(cx);
}

static enum err
list_due(struct ctx *cx, const struct q_meeting_dues_row *r, void *arg)
{
	struct listing      *l = arg;
	struct meeting_thing t = {.id = r->id, .task = true};
	unsigned             in;
	enum err             e = numbers_of(cx, r, &in);

	if (e != OK || !(in >> l->o->number & 1) || (l->unit && l->unit != r->unit_id))
		return e;
	if ((e = keep(cx, r->no, &t.no)) != OK || (e = keep(cx, r->title, &t.words)) != OK ||
	    (e = keep(cx, r->unit_name, &t.unit)) != OK || (e = keep(cx, r->due, &t.due)) != OK ||
	    (e = keep(cx, r->state, &t.state)) != OK)
		return e;
	return add(cx, l, &t);
}

static enum err
list_returns(struct ctx *cx, const struct stretch *w, const struct docket_names *names, struct listing *l)
{
	struct returns r = {0};
	enum err       e = returns_of(cx, w, names, &r);

	for (size_t i = 0; e == OK && i < r.n; i++) {
		struct q_meeting_case_row  c;
		const struct docket_class *class;

		if (r.item[i].back != (l->o->number == MEETING_BACK) || (l->unit && l->unit != r.item[i].unit))
			continue;
		e = q_meeting_case(cx, &(struct q_meeting_case_in){r.item[i].id, reach_of(cx)}, &c);
		if (e == ERR_NONE) {
			l->o->outside++;
			e = OK;
			continue;
		}
		if (e != OK)
			return e;
		class = c.class_id.some ? names_class_of(names, c.class_id.v) : NULL;
		e = add(cx, l, &(struct meeting_thing){.id = r.item[i].id, .no = c.no,
		    .words = arena_printf(cx->arena, "%.*s %.*s %.*s", STR_ARG(class ? class->name : S("")),
		                          STR_ARG(names_place(names, c.place_id)), STR_ARG(c.address)),
		    .unit = names_unit_whole(names, (opt_i64){r.item[i].unit != 0, r.item[i].unit})});
	}
	return e;
}

/* The number as it was told when the meeting was closed: what was accepted since, void or put off is listed as now. */
static enum err
told_of(struct ctx *cx, int64_t meeting, const struct docket_names *names, int64_t unit, struct meeting_things *o)
{
	struct meeting_sums *was = ARENA_NEWS(cx->arena, names->nunit + 1, struct meeting_sums);
	bool                 any;
	enum err             e;

	if (!was)
		return ctx_no_memory(cx);
	if ((e = kept(cx, meeting, names, was, &any)) != OK)
		return e;
	o->told = SOME_I64(0);
	for (size_t i = 0; i <= names->nunit; i++)
		if (!unit || i == unit_at(names, unit))
			o->told.v += was[i].n[o->number];
	return OK;
}

static enum err
items(struct ctx *cx, const void *arg, const void **out)
{
	const struct items_in     *in = arg;
	struct meeting_things     *o = ARENA_NEW(cx->arena, struct meeting_things);
	struct listing             l = {.o = o};
	const struct docket_names *names;
	struct stretch             w;
	enum err                   e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	o->number = meeting_number_of(in->number);
	if (o->number < MEETING_AGAIN)
		return refuse(cx, ERR_INPUT, "number", T_meeting_no_list);
	if ((e = stretch_of(cx, in->id, &w)) != OK || (e = docket_names(cx, &names)) != OK ||
	    (e = unit_named(cx, "unit", in->unit, &l.unit)) != OK)
		return e;
	o->m = (struct meeting_item){.id = in->id, .title = w.m.title, .day = w.m.day, .place = w.m.place_name};
	o->unit_name = names_unit_whole(names, (opt_i64){l.unit != 0, l.unit});
	if (!w.position)
		return OK;
	if (o->number <= MEETING_BACK)
		return list_returns(cx, &w, names, &l);
	if (w.closed && (e = told_of(cx, in->id, names, l.unit, o)) != OK)
		return e;
	return q_meeting_dues(cx, &(struct q_meeting_dues_in){REACH_PLACE(w.m.place_id), w.from_day, w.before_day},
	                      list_due, &l);
}

static void
items_json(const void *out, struct json *j)
{
	const struct meeting_things *o = out;

	json_obj(j);
	json_kv_str(j, "number", str_of(meeting_number_code(o->number)));
	json_kv_i64(j, "outside", o->outside);
	if (o->told.some)
		json_kv_i64(j, "told", o->told.v);
	json_key(j, S("items"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", o->item[i].id);
		json_kv_str(j, "what", o->item[i].task ? S("task") : S("case"));
		json_kv_str(j, "no", o->item[i].no);
		json_kv_str(j, "words", o->item[i].words);
		json_kv_str(j, "unit", o->item[i].unit);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view meeting_pack_view = {
    .name = "meeting.pack",
    .out = "{id:i,title:s,since:t,cut:t,position:i,closed:b,last:i,numbers:{*:i},"
           "units:[{code:s?,name:s?,attends:b,numbers:{*:i},was?:{*:i}}],"
           "open:[{id:i,meeting:i,what:s,no:s,task:s,unit:s,due:d,state:s,late:b}],more:b}",
    .summary = T_meeting_v_pack, .perm = PERM_BULLETIN_SEE, .in = pack_fields, .nin = NITEMS(pack_fields),
    .in_size = sizeof(struct pack_in), .run = pack, .json = pack_json,
};
const struct view meeting_items_view = {
    .name = "meeting.items", .out = "{number:s,outside:i,told?:i,items:[{id:i,what:s,no:s,words:s,unit:s?}]}",
    .summary = T_meeting_v_items, .perm = PERM_BULLETIN_SEE, .in = items_fields, .nin = NITEMS(items_fields),
    .in_size = sizeof(struct items_in), .run = items, .json = items_json,
};
