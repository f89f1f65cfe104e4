/* bulletin.edition, bulletin.items, bulletin.editions. */
#include "judge/bulletin/inside.h"

#include "city/place/place.h"
#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "work/docket/names.h"
#include "work/life/rules.h"

enum { LINES = 50 };

/* ---- bulletin.edition ---- */

#define EDITION_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_bulletin_f_id, NULL) \
	X(time, at, 0, 0, INT64_MAX, T_bulletin_f_at, NULL)
struct edition_in {
	EDITION_IN(FIELD_DECL)
};
#define IN_T edition_in
static const struct field edition_fields[] = {EDITION_IN(FIELD_ROW)};
#undef IN_T

/* No earlier than the issue, and not to come. */
static enum err
edition_at(struct ctx *cx, int64_t id, int64_t at, struct bulletin_edition *o)
{
	enum err e = bulletin_edition_of(cx, id, at == FIELD_ABSENT ? cx->now : at, o);

	if (e == OK && at != FIELD_ABSENT && (at < o->issued_at || at > cx->now))
		return refuse(cx, ERR_INPUT, "at", T_bulletin_bad_look);
	return e;
}

static enum err
edition_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct edition_in *in = arg;
	struct bulletin_edition *o = ARENA_NEW(cx->arena, struct bulletin_edition);

	*out = o;
	return o ? edition_at(cx, in->id, in->at, o) : ctx_no_memory(cx);
}

static void
opt_json(struct json *j, const char *key, int64_t v)
{
	json_key(j, str_of(key));
	if (v)
		json_i64(j, v);
	else
		json_null(j);
}

static void
tally_json(struct json *j, const struct bulletin_tally *t)
{
	json_kv_i64(j, "n", t->n);
	for (int i = 0; i < BULLETIN_DUTY_MAX; i++)
		json_kv_i64(j, bulletin_outcome_code((enum bulletin_outcome)i), t->outcome[i]);
}

static void
edition_json(const void *out, struct json *j)
{
	const struct bulletin_edition *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->id);
	json_kv_i64(j, "edition", o->edition);
	opt_json(j, "replaces", o->before);
	opt_json(j, "replaced_by", o->next);
	json_kv_i64(j, "issued_at", o->issued_at);
	json_kv_i64(j, "due_at", o->due_at);
	json_kv_i64(j, "hours", o->hours);
	json_kv_str(j, "post_name", o->post_name);
	json_kv_str(j, "unit_name", o->unit_name);
	json_kv_str(j, "digest", o->digest);
	json_key(j, S("figures"));
	json_raw(j, o->figures);
	json_kv_i64(j, "as_of", o->at);
	json_key(j, S("asked"));
	json_obj(j);
	tally_json(j, &o->all);
	json_obj_end(j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < o->ntally; i++) {
		json_obj(j);
		json_kv_str(j, "code", o->tally[i].code);
		json_kv_str(j, "name", o->tally[i].name);
		json_key(j, S("outcomes"));
		json_obj(j);
		tally_json(j, &o->tally[i]);
		json_obj_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view bulletin_edition_view = {
    .out = "{id:i,edition:i,replaces:i?,replaced_by:i?,issued_at:t,due_at:t,hours:i,post_name:s?,unit_name:s?,"
           "digest:s,figures:*,as_of:t,asked:{*:i},units:[{code:s?,name:s?,outcomes:{*:i}}]}",
    .name = "bulletin.edition",
    .summary = T_bulletin_v_edition,
    .perm = PERM_BULLETIN_SEE,
    .in = edition_fields,
    .nin = NITEMS(edition_fields),
    .in_size = sizeof(struct edition_in),
    .run = edition_run,
    .json = edition_json,
};

/* ---- bulletin.items ---- */

static const struct choice outcome_choices[] = {
#define X(name, code, label) {#code, label},
    BULLETIN_OUTCOMES(X)
#undef X
        {NULL, T_none}};

#define ITEMS_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_bulletin_f_id, NULL) \
	X(code, unit, 0, 1, 40, T_bulletin_f_unit, NULL) \
	X(choice, outcome, 0, 0, 0, T_bulletin_f_outcome, outcome_choices) \
	X(time, at, 0, 0, INT64_MAX, T_bulletin_f_at, NULL) \
	X(i64, after, 0, 0, INT64_MAX, T_bulletin_f_after, NULL)
struct items_in {
	ITEMS_IN(FIELD_DECL)
};
#define IN_T items_in
static const struct field items_fields[] = {ITEMS_IN(FIELD_ROW)};
#undef IN_T

static enum err
items_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct items_in      *in = arg;
	struct bulletin_items_page *o = ARENA_NEW(cx->arena, struct bulletin_items_page);
	struct bulletin_want        w = {.edition = in->id, .after = in->after == FIELD_ABSENT ? 0 : in->after,
	                                 .most = BULLETIN_PAGE};
	const struct docket_names  *names;
	enum err                    e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = edition_at(cx, in->id, in->at, &o->edition)) != OK || (e = docket_names(cx, &names)) != OK)
		return e;
	if (in->unit.n && !code_is_id(in->unit, &w.unit) && names_units_of(names, in->unit, &w.unit, 1) != 1)
		return refuse(cx, ERR_INPUT, "unit", T_bulletin_no_unit, in->unit);
	w.at = o->edition.at;
	w.outcome = in->outcome.n ? bulletin_outcome_of(in->outcome) : BULLETIN_DUTY_MAX;
	o->unit = w.unit;
	o->unit_name = w.unit ? names_unit_whole(names, SOME_I64(w.unit)) : STR_NONE;
	o->outcome = w.outcome;
	return bulletin_items_of(cx, &w, &o->items);
}

static void
time_json(struct json *j, const char *key, opt_i64 v)
{
	json_key(j, str_of(key));
	if (v.some)
		json_i64(j, v.v);
	else
		json_null(j);
}

static void
items_json(const void *out, struct json *j)
{
	const struct bulletin_items_page *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->edition.id);
	json_kv_i64(j, "edition", o->edition.edition);
	json_kv_i64(j, "as_of", o->edition.at);
	json_kv_i64(j, "total", o->items.total);
	json_kv_i64(j, "outside", o->items.outside);
	json_key(j, S("cases"));
	json_arr(j);
	for (size_t i = 0; i < o->items.n; i++) {
		const struct bulletin_listed *t = &o->items.item[i];

		json_obj(j);
		json_kv_i64(j, "n", t->n);
		json_kv_i64(j, "id", t->case_id);
		json_kv_str(j, "no", t->no);
		json_kv_str(j, "state", str_of(case_state_code((enum case_state)t->state)));
		json_kv_str(j, "class", t->class_name);
		json_kv_str(j, "place", t->place_name);
		json_kv_str(j, "address", t->address);
		json_kv_str(j, "unit", t->unit_name);
		json_kv_bool(j, "fresh", t->fresh);
		json_kv_bool(j, "late", t->late);
		time_json(j, "own_due", t->own_due);
		json_kv_i64(j, "due", t->due_at);
		json_kv_str(j, "outcome", str_of(bulletin_outcome_code(t->result.outcome)));
		time_json(j, "done_at", t->result.at);
		json_obj_end(j);
	}
	json_arr_end(j);
	opt_json(j, "next", o->items.next);
	json_obj_end(j);
}

const struct view bulletin_items_view = {
    .out = "{id:i,edition:i,as_of:t,total:i,outside:i,cases:[{n:i,id:i,no:s,state:s,class:s?,place:s?,address:s,"
           "unit:s?,fresh:b,late:b,own_due:t?,due:t,outcome:s,done_at:t?}],next:i?}",
    .name = "bulletin.items",
    .summary = T_bulletin_v_items,
    .perm = PERM_BULLETIN_SEE,
    .in = items_fields,
    .nin = NITEMS(items_fields),
    .in_size = sizeof(struct items_in),
    .run = items_run,
    .json = items_json,
};

/* ---- bulletin.editions ---- */

#define EDITIONS_IN(X) \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_bulletin_f_day, NULL) \
	X(code, place, 0, 1, 40, T_bulletin_f_place, NULL) \
	X(i64, before, 0, 1, INT64_MAX, T_bulletin_f_before, NULL)
struct editions_in {
	EDITIONS_IN(FIELD_DECL)
};
#define IN_T editions_in
static const struct field editions_fields[] = {EDITIONS_IN(FIELD_ROW)};
#undef IN_T

static enum err
editions_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct editions_in    *in = arg;
	struct bulletin_editions    *o = ARENA_NEW(cx->arena, struct bulletin_editions);
	struct q_bulletin_list_in    q = {.before = in->before == FIELD_ABSENT ? INT64_MAX : in->before, .day = S(""),
	                                  .n = LINES + 1};
	struct q_bulletin_list_row  *row;
	const struct docket_names   *names;
	const struct docket_place   *p;
	char                         text[DAY_TEXT];
	size_t                       n;
	enum err                     e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	q.top = cx->who ? cx->who->place : 0;
	if (in->place.n && !code_is_id(in->place, &q.top) && (e = place_named(cx, "place", in->place, &q.top)) != OK)
		return e;
	if (!q.top)
		return refuse(cx, ERR_INPUT, "place", T_bulletin_which_place);
	if (cx->who && cx->who->reach % 2)
		return ERR_NONE;
	if (in->day != FIELD_ABSENT)
		q.day = day_format((day){(int32_t)in->day}, text);
	if ((e = place_in_reach(cx, q.top)) != OK || (e = docket_names(cx, &names)) != OK ||
	    (e = q_bulletin_list(cx, &q, &row, &n)) != OK)
		return e;
	if (!(p = names_place_of(names, q.top)))
		return ERR_NONE;
	o->place_code = p->code;
	o->place_name = p->name;
	if (!(o->line = ARENA_NEWS(cx->arena, n + 1, struct bulletin_line)))
		return ctx_no_memory(cx);
	for (; o->n < n && o->n < LINES; o->n++) {
		const struct q_bulletin_list_row *r = &row[o->n];

		o->line[o->n] = (struct bulletin_line){
		    .id = r->id, .edition = r->edition, .next = r->next.some ? r->next.v : 0, .listed = r->listed,
		    .units = r->units, .issued_at = r->issued_at, .due_at = r->due_at, .day_text = r->day,
		    .place_code = r->place_code, .place_name = r->place_name};
	}
	if (n > LINES)
		o->before = o->line[LINES - 1].id;
	return OK;
}

static void
editions_json(const void *out, struct json *j)
{
	const struct bulletin_editions *o = out;

	json_obj(j);
	json_key(j, S("editions"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct bulletin_line *l = &o->line[i];

		json_obj(j);
		json_kv_i64(j, "id", l->id);
		json_kv_str(j, "day", l->day_text);
		json_kv_str(j, "place", l->place_code);
		json_kv_str(j, "place_name", l->place_name);
		json_kv_i64(j, "edition", l->edition);
		opt_json(j, "replaced_by", l->next);
		json_kv_i64(j, "listed", l->listed);
		json_kv_i64(j, "units", l->units);
		json_kv_i64(j, "issued_at", l->issued_at);
		json_kv_i64(j, "due_at", l->due_at);
		json_obj_end(j);
	}
	json_arr_end(j);
	opt_json(j, "next", o->before);
	json_obj_end(j);
}

const struct view bulletin_editions_view = {
    .out = "{editions:[{id:i,day:d,place:s,place_name:s,edition:i,replaced_by:i?,listed:i,units:i,issued_at:t,"
           "due_at:t}],next:i?}",
    .name = "bulletin.editions",
    .summary = T_bulletin_v_editions,
    .perm = PERM_BULLETIN_SEE,
    .in = editions_fields,
    .nin = NITEMS(editions_fields),
    .in_size = sizeof(struct editions_in),
    .run = editions_run,
    .json = editions_json,
};
