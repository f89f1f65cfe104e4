/* recheck.list, recheck.get, recheck.draws, recheck.draw. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/cases/cases.h"
#include "work/docket/names.h"
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

enum { ITEMS = 500 };

static str
opt(str s)
{
	return s.p ? s : STR_NONE;
}

/* ---- recheck.list ---- */

#define LIST_IN(X) \
	X(choice, state, 0, 0, 0, T_recheck_f_state, recheck_states) \
	X(code, unit, 0, 1, 40, T_recheck_f_unit, NULL) \
	X(id, after, 0, 1, INT64_MAX, T_recheck_f_after, NULL)
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
	struct recheck_list       *o = ARENA_NEW(cx->arena, struct recheck_list);
	struct q_relook_list_in      q = {.scope = cx->who->reach, .state = in->state.n ? in->state : S("waiting"),
	                                .after_due = S(""), .n = RECHECK_ROWS + 1};
	struct q_relook_list_row    *row;
	struct q_relook_row_row      at;
	const struct docket_names *names;
	str                        today;
	enum err                   e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	o->state = recheck_state_of(q.state);
	if ((e = unit_named(cx, "unit", in->unit, &q.unit)) != OK || (e = unit_today(cx, &today)) != OK ||
	    (e = docket_names(cx, &names)) != OK)
		return e;
	if (in->after) {
		if ((e = q_relook_row(cx, &(struct q_relook_row_in){in->after, cx->who->reach}, &at)) != OK)
			return e;
		q.after_due = at.due;
		q.after_id = at.id;
	}
	if ((e = q_relook_list(cx, &q, &row, &o->n)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_seen)))
		return ctx_no_memory(cx);
	o->more = o->n > RECHECK_ROWS;
	o->n -= o->more;
	for (size_t i = 0; i < o->n; i++) {
		enum recheck_state s = recheck_state_of(row[i].state);

		o->item[i] = (struct recheck_seen){
		    .id = row[i].id, .case_id = row[i].case_id, .days = row[i].days, .no = row[i].no,
		    .class_name = row[i].class_id.some ? names_class(names, row[i].class_id.v) : STR_NONE,
		    .place_name = names_place(names, row[i].place_id), .address = row[i].address,
		    .unit_name = names_unit_whole(names, row[i].unit_id), .batch = opt(row[i].batch_name),
		    .due = row[i].due, .closed_at = row[i].closed_at, .looked_at = row[i].looked_at, .state = s,
		    .late = s == RECHECK_WAITING && str_cmp(row[i].due, today) < 0};
	}
	return OK;
}

static void
seen_json(const struct recheck_seen *s, struct json *j)
{
	json_kv_i64(j, "id", s->id);
	json_kv_i64(j, "case", s->case_id);
	json_kv_str(j, "no", s->no);
	json_kv_str(j, "class", s->class_name);
	json_kv_str(j, "place", s->place_name);
	json_kv_str(j, "address", s->address);
	json_kv_str(j, "unit", s->unit_name);
	json_kv_i64(j, "days", s->days);
	json_kv_str(j, "batch", s->batch);
	json_kv_i64(j, "closed_at", s->closed_at);
	json_kv_str(j, "due", s->due);
	json_kv_str(j, "state", recheck_state_name(s->state));
	json_kv_bool(j, "late", s->late);
	json_key(j, S("looked_at"));
	if (s->looked_at.some)
		json_i64(j, s->looked_at.v);
	else
		json_null(j);
}

static void
list_json(const void *out, struct json *j)
{
	const struct recheck_list *o = out;

	json_obj(j);
	json_key(j, S("looks"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		seen_json(&o->item[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", o->more);
	json_obj_end(j);
}

/* ---- recheck.get ---- */

#define GET_IN(X) X(id, id, 1, 1, INT64_MAX, T_recheck_f_id, NULL)
struct get_in {
	GET_IN(FIELD_DECL)
};
#define IN_T get_in
static const struct field get_fields[] = {GET_IN(FIELD_ROW)};
#undef IN_T

static enum err
get(struct ctx *cx, const void *arg, const void **out)
{
	const struct get_in       *in = arg;
	struct recheck_one        *o = ARENA_NEW(cx->arena, struct recheck_one);
	struct q_relook_row_row      k;
	struct q_draw_row_row      d;
	struct case_reading        c;
	const struct docket_names *names;
	str                        today;
	enum err                   e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_relook_row(cx, &(struct q_relook_row_in){in->id, cx->who->reach}, &k)) != OK ||
	    (e = case_read(cx, k.case_id, &c)) != OK ||
	    (e = q_draw_row(cx, &(struct q_draw_row_in){k.draw_id, cx->who->reach}, &d)) != OK ||
	    (e = docket_names(cx, &names)) != OK ||
	    (e = unit_today(cx, &today)) != OK)
		return e;
	o->look = (struct recheck_seen){
	    .id = k.id, .case_id = k.case_id, .days = d.days, .no = c.columns.no,
	    .class_name = c.columns.class_id.some ? names_class(names, c.columns.class_id.v) : STR_NONE,
	    .place_name = names_place(names, c.columns.place_id), .address = c.columns.address,
	    .unit_name = names_unit_whole(names, k.unit_id), .batch = opt(d.batch_name), .due = k.due,
	    .closed_at = k.closed_at, .looked_at = k.looked_at, .state = recheck_state_of(k.state)};
	o->look.late = o->look.state == RECHECK_WAITING && str_cmp(k.due, today) < 0;
	o->rev = k.rev;
	o->draw_id = k.draw_id;
	o->n = k.n;
	o->words = k.words;
	o->by_unit = names_unit_whole(names, k.looked_unit);
	o->fault = recheck_fault(o->look.state, &c.facts, c.who.person, c.who.unit);
	return OK;
}

static void
get_json(const void *out, struct json *j)
{
	const struct recheck_one *o = out;

	json_obj(j);
	seen_json(&o->look, j);
	json_kv_i64(j, "draw", o->draw_id);
	json_kv_i64(j, "n", o->n);
	json_kv_str(j, "words", o->words);
	json_kv_str(j, "by_unit", o->by_unit);
	json_kv_bool(j, "may", o->fault == T_none);
	json_obj_end(j);
}

/* ---- recheck.draws ---- */

#define DRAWS_IN(X) X(i64, before, 0, 1, INT64_MAX, T_recheck_f_before, NULL)
struct draws_in {
	DRAWS_IN(FIELD_DECL)
};
#define IN_T draws_in
static const struct field draws_fields[] = {DRAWS_IN(FIELD_ROW)};
#undef IN_T

static enum err
draws(struct ctx *cx, const void *arg, const void **out)
{
	const struct draws_in  *in = arg;
	struct recheck_draws   *o = ARENA_NEW(cx->arena, struct recheck_draws);
	struct q_draw_list_row *row;
	enum err                e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_draw_list(cx, &(struct q_draw_list_in){in->before == FIELD_ABSENT ? INT64_MAX : in->before,
	                                                  cx->who->reach, RECHECK_ROWS + 1}, &row, &o->n)) != OK)
		return e;
	if (!(o->draw = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_draw)))
		return ctx_no_memory(cx);
	if (o->n > RECHECK_ROWS) {
		o->n = RECHECK_ROWS;
		o->before = row[o->n - 1].id;
	}
	for (size_t i = 0; i < o->n; i++)
		o->draw[i] = (struct recheck_draw){
		    .id = row[i].id, .days = row[i].days, .listed = row[i].listed, .taken = row[i].taken,
		    .promised_at = row[i].promised_at, .drawn_at = row[i].drawn_at, .on = row[i].on_day,
		    .batch = opt(row[i].batch_name), .promise = row[i].promise, .seed = opt(row[i].seed),
		    .state = row[i].state};
	return OK;
}

static void
draw_json(const struct recheck_draw *d, struct json *j)
{
	json_kv_i64(j, "id", d->id);
	json_kv_str(j, "on", d->on);
	json_kv_i64(j, "days", d->days);
	json_kv_str(j, "batch", d->batch);
	json_kv_str(j, "promise", d->promise);
	json_kv_str(j, "seed", d->seed);
	json_kv_str(j, "state", d->state);
	json_kv_i64(j, "listed", d->listed);
	json_kv_i64(j, "taken", d->taken);
	json_kv_i64(j, "promised_at", d->promised_at);
}

static void
draws_json(const void *out, struct json *j)
{
	const struct recheck_draws *o = out;

	json_obj(j);
	json_key(j, S("draws"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		draw_json(&o->draw[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("next"));
	if (o->before)
		json_i64(j, o->before);
	else
		json_null(j);
	json_obj_end(j);
}

enum err
recheck_told(struct ctx *cx, int64_t from, int64_t upto, int64_t position, struct recheck_draw **draw, size_t *n)
{
	struct q_draw_told_row *row;
	enum err                e = q_draw_told(cx, &(struct q_draw_told_in){from, upto, position, RECHECK_RULES * 2},
	                                        &row, n);

	if (e != OK)
		return e;
	if (!(*draw = ARENA_NEWS(cx->arena, *n + 1, struct recheck_draw)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*draw)[i] = (struct recheck_draw){.id = row[i].id, .on = row[i].on_day, .days = row[i].days,
		                                   .promise = row[i].promise};
	return OK;
}

/* ---- recheck.draw ---- */

#define DRAW_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_recheck_f_id, NULL) \
	X(i64, from, 0, 1, RECHECK_LIST, T_recheck_f_from, NULL)
struct draw_in {
	DRAW_IN(FIELD_DECL)
};
#define IN_T draw_in
static const struct field draw_fields[] = {DRAW_IN(FIELD_ROW)};
#undef IN_T

static enum err
drawn(struct ctx *cx, const void *arg, const void **out)
{
	const struct draw_in   *in = arg;
	struct recheck_drawn   *o = ARENA_NEW(cx->arena, struct recheck_drawn);
	struct q_draw_row_row   d;
	struct q_item_list_row *row;
	enum err                e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_draw_row(cx, &(struct q_draw_row_in){in->id, cx->who->reach}, &d)) != OK ||
	    (e = q_item_list(cx, &(struct q_item_list_in){in->id, cx->who->reach,
	                                                  in->from == FIELD_ABSENT ? 0 : in->from - 1, ITEMS + 1},
	                     &row, &o->n)) != OK)
		return e;
	o->from = in->from == FIELD_ABSENT ? 1 : in->from;
	if (!(o->item = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_listed)))
		return ctx_no_memory(cx);
	o->more = o->n > ITEMS;
	o->n -= o->more;
	o->draw = (struct recheck_draw){.id = d.id, .days = d.days, .listed = d.listed, .taken = d.taken,
	                                .promised_at = d.promised_at, .share = d.share, .least = d.least,
	                                .drawn_at = d.drawn_at, .on = d.on_day, .batch = opt(d.batch_name),
	                                .promise = d.promise, .seed = opt(d.seed), .list = opt(d.list),
	                                .state = d.state};
	for (size_t i = 0; i < o->n; i++)
		o->item[i] = (struct recheck_listed){
		    .case_id = row[i].case_id, .look = row[i].look.some ? row[i].look.v : 0, .no = row[i].no,
		    .stratum = row[i].stratum, .n = row[i].drawn.some ? row[i].drawn.v : 0,
		    .state = row[i].state.p ? recheck_state_of(row[i].state) : RECHECK_STATE_MAX};
	return OK;
}

static void
drawn_json(const void *out, struct json *j)
{
	const struct recheck_drawn *o = out;

	json_obj(j);
	draw_json(&o->draw, j);
	json_kv_i64(j, "share", o->draw.share);
	json_kv_i64(j, "least", o->draw.least);
	json_kv_str(j, "digest", o->draw.list);
	json_key(j, S("list"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "case", o->item[i].case_id);
		json_kv_str(j, "no", o->item[i].no);
		json_kv_str(j, "stratum", o->item[i].stratum);
		json_kv_i64(j, "n", o->item[i].n);
		json_kv_i64(j, "look", o->item[i].look);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", o->more);
	json_obj_end(j);
}

/* ---- recheck.rules ---- */

static enum err
rules(struct ctx *cx, const void *arg, const void **out)
{
	struct recheck_rules       *o = ARENA_NEW(cx->arena, struct recheck_rules);
	struct q_recheck_rules_row *row;
	enum err                    e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_recheck_rules(cx, &(struct q_recheck_rules_in){RECHECK_RULES}, &row, &o->n)) != OK)
		return e;
	if (!(o->rule = ARENA_NEWS(cx->arena, o->n + 1, struct recheck_rule)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->rule[i] = (struct recheck_rule){row[i].days, row[i].share, row[i].least, row[i].within,
		                                   row[i].source};
	return OK;
}

static void
rules_json(const void *out, struct json *j)
{
	const struct recheck_rules *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "days", o->rule[i].days);
		json_kv_i64(j, "share", o->rule[i].share);
		json_kv_i64(j, "least", o->rule[i].least);
		json_kv_i64(j, "within", o->rule[i].within);
		json_kv_str(j, "basis", o->rule[i].source);
		json_obj_end(j);
	}
	json_arr_end(j);
}

#define SEEN_OUT \
	"id:i,case:i,no:s,class:s?,place:s?,address:s,unit:s?,days:i,batch:s?,closed_at:t,due:d,state:s,late:b," \
	"looked_at:t?"
#define DRAW_OUT "id:i,on:d,days:i,batch:s?,promise:s,seed:s?,state:s,listed:i,taken:i,promised_at:t"

static const struct view list_view = {
    .name = "recheck.list", .out = "{looks:[{" SEEN_OUT "}],more:b}", .summary = T_recheck_v_list,
    .perm = PERM_CASE_SEE, .in = list_fields, .nin = NITEMS(list_fields), .in_size = sizeof(struct list_in),
    .run = list, .json = list_json};
static const struct view get_view = {
    .name = "recheck.get", .out = "{" SEEN_OUT ",draw:i,n:i,words:s,by_unit:s?,may:b}", .summary = T_recheck_v_get,
    .perm = PERM_CASE_SEE, .in = get_fields, .nin = NITEMS(get_fields), .in_size = sizeof(struct get_in), .run = get,
    .json = get_json};
static const struct view draws_view = {
    .name = "recheck.draws", .out = "{draws:[{" DRAW_OUT "}],next:i?}", .summary = T_recheck_v_draws,
    .perm = PERM_CASE_SEE, .in = draws_fields, .nin = NITEMS(draws_fields), .in_size = sizeof(struct draws_in),
    .run = draws, .json = draws_json};
static const struct view draw_view = {
    .name = "recheck.draw",
    .out = "{" DRAW_OUT ",share:i,least:i,digest:s?,list:[{case:i,no:s,stratum:s,n:i,look:i}],more:b}",
    .summary = T_recheck_v_draw, .perm = PERM_CASE_SEE, .in = draw_fields, .nin = NITEMS(draw_fields),
    .in_size = sizeof(struct draw_in), .run = drawn, .json = drawn_json};
static const struct view rules_view = {
    .name = "recheck.rules", .out = "[{days:i,share:i,least:i,within:i,basis:s}]", .summary = T_recheck_v_rules,
    .perm = PERM_CITY_SEE, .run = rules, .json = rules_json};

const struct view *const recheck_views[] = {&list_view, &get_view, &draws_view, &draw_view, &recheck_rates_view,
                                            &rules_view};
const size_t             recheck_views_n = NITEMS(recheck_views);
