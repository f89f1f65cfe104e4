/* bulletin.show, bulletin.cases, bulletin.text. */
#include "judge/bulletin/inside.h"

#include "city/place/place.h"
#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "work/docket/names.h"
#include "work/recheck/recheck.h"
#include "work/life/rules.h"

#include <stdlib.h>

enum { CHILDREN = 500 };

/* ---- bulletin.show ---- */

#define SHOW_IN(X) \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_bulletin_f_day, NULL) \
	X(code, place, 0, 1, 40, T_bulletin_f_place, NULL) \
	X(i64, seal, 0, 1, INT64_MAX, T_bulletin_f_seal, NULL) \
	X(time, at, 0, 0, INT64_MAX, T_bulletin_f_at, NULL)
struct show_in {
	SHOW_IN(FIELD_DECL)
};
#define IN_T show_in
static const struct field show_fields[] = {SHOW_IN(FIELD_ROW)};
#undef IN_T

struct sums {
	const struct docket_names *names;
	struct bulletin_show      *o;
	struct bulletin_row       *unit; /* as names->unit; behind them: nobody's */
	struct bulletin_row        own;  /* not below any of the places */
	size_t                     room;
	struct bulletin_case     **listed; /* NULL: not wanted */
	size_t                     nlisted, more;
};

static struct bulletin_row *
unit_row(struct sums *s, int64_t id)
{
	size_t low = 0, high = s->names->nunit;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (s->names->unit[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return &s->unit[low < s->names->nunit && s->names->unit[low].id == id ? low : s->names->nunit];
}

static enum err
place_row(struct ctx *cx, struct sums *s, int64_t place, struct bulletin_row **row)
{
	struct bulletin_show      *o = s->o;
	int64_t                    id = bulletin_below(s->names, place, o->head.place);
	const struct docket_place *p = names_place_of(s->names, id);

	*row = &s->own;
	if (!p)
		return OK;
	for (size_t i = 0; i < o->nplace; i++) {
		*row = &o->place[i];
		if (o->place[i].id == id)
			return OK;
	}
	/* One that is there no longer, or was not yet. */
	if (o->nplace == s->room)
		return ctx_no_memory(cx);
	*row = &o->place[o->nplace++];
	**row = (struct bulletin_row){.id = id, .code = p->code, .name = p->name};
	return OK;
}

static enum err
keep(struct ctx *cx, struct sums *s, const struct bulletin_case *c)
{
	if (s->nlisted == s->more) {
		size_t                more = s->more ? s->more * 2 : 256;
		struct bulletin_case *q = arena_grow(cx->arena, *s->listed, s->more * sizeof(*q), more * sizeof(*q));

		if (!q)
			return ctx_no_memory(cx);
		*s->listed = q;
		s->more = more;
	}
	(*s->listed)[s->nlisted++] = *c;
	return OK;
}

static enum err
take_sums(struct ctx *cx, const struct bulletin_case *c, void *arg)
{
	struct sums         *s = arg;
	struct bulletin_row *row;
	enum err             e = place_row(cx, s, c->place, &row);

	if (e != OK)
		return e;
	bulletin_add(&s->o->sums, c);
	bulletin_add(&row->sums, c);
	bulletin_add(&unit_row(s, c->unit)->sums, c);
	return s->listed && c->in & BULLETIN_IN(LISTED) ? keep(cx, s, c) : OK;
}

static bool
any(const struct bulletin_sums *s)
{
	return s->n[BULLETIN_OPENING] + s->n[BULLETIN_FRESH] > 0;
}

/* Room for every place of the city: those that ended stand behind today's. */
static enum err
begin(struct ctx *cx, struct sums *s)
{
	struct bulletin_show           *o = s->o;
	struct q_bulletin_children_in   in = {o->head.place, o->head.day_text, CHILDREN};
	struct q_bulletin_children_row *child;
	size_t                          n;
	enum err                        e = q_bulletin_children(cx, &in, &child, &n);

	if (e != OK)
		return e;
	s->room = n;
	for (size_t i = 0; i < s->names->nplace; i++)
		s->room += s->names->place[i].parent == o->head.place;
	o->place = ARENA_NEWS(cx->arena, s->room + 1, struct bulletin_row);
	s->unit = ARENA_NEWS(cx->arena, s->names->nunit + 1, struct bulletin_row);
	o->unit = s->unit;
	if (!o->place || !s->unit)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		const struct docket_place *p = names_place_of(s->names, child[i].id);

		if (p)
			o->place[o->nplace++] =
			    (struct bulletin_row){.id = p->id, .code = p->code, .name = p->name};
	}
	return OK;
}

static enum err
promises(struct ctx *cx, const struct bulletin_head *h, struct bulletin_show *o)
{
	struct recheck_draw *d;
	enum err             e = recheck_told(cx, h->from, h->cut, h->position, &d, &o->npromise);

	if (e != OK)
		return e;
	if (!(o->promise = ARENA_NEWS(cx->arena, o->npromise + 1, struct bulletin_promise)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->npromise; i++)
		o->promise[i] = (struct bulletin_promise){d[i].on, d[i].promise, d[i].days};
	return OK;
}

enum err
bulletin_figures(struct ctx *cx, const struct bulletin_head *h, struct bulletin_show *o, struct bulletin_case **listed,
                 size_t *nlisted)
{
	struct sums s = {.o = o, .listed = listed};
	enum err    e;

	*o = (struct bulletin_show){.head = *h};
	if (listed)
		*listed = NULL;
	if ((e = docket_names(cx, &s.names)) != OK || (e = begin(cx, &s)) != OK ||
	    (e = bulletin_each(cx, h, s.names, take_sums, &s)) != OK)
		return e;
	if (any(&s.own.sums))
		o->place[o->nplace++] = s.own;
	for (size_t i = 0; i <= s.names->nunit; i++) {
		struct bulletin_row r = s.unit[i];

		if (!any(&r.sums))
			continue;
		if (i < s.names->nunit) {
			r.id = s.names->unit[i].id;
			r.code = s.names->unit[i].code;
			r.name = s.names->unit[i].name;
		}
		o->unit[o->nunit++] = r;
	}
	if (listed)
		*nlisted = s.nlisted;
	return promises(cx, h, o);
}

enum err
bulletin_stretch(struct ctx *cx, int64_t place, int64_t since, int64_t on, int64_t position, int64_t at,
                 struct bulletin_head *h)
{
	struct bulletin_ask ask = {on, position, at, STR_NONE, since};
	day                 d;
	int32_t             ms;

	ask.place = arena_printf(cx->arena, "#%lld", (long long)place);
	if (!ask.place.p)
		return ctx_no_memory(cx);
	if (on == FIELD_ABSENT && at != FIELD_ABSENT && day_of_ms(at, cx->zone, &d, &ms))
		ask.day = d.v;
	return bulletin_head_of(cx, &ask, h);
}

static enum err
show_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct show_in *in = arg;
	struct bulletin_ask   ask = {in->day, in->seal, in->at, in->place, FIELD_ABSENT};
	struct bulletin_show *o = ARENA_NEW(cx->arena, struct bulletin_show);
	struct bulletin_head  h;
	enum err              e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	e = bulletin_head_of(cx, &ask, &h);
	return e == OK ? bulletin_figures(cx, &h, o, NULL, NULL) : e;
}

static void
head_json(struct json *j, const struct bulletin_head *h)
{
	static const char hex[] = "0123456789abcdef";
	char              seal[2 * DIGEST_SIZE];

	for (size_t i = 0; i < DIGEST_SIZE; i++) {
		seal[2 * i] = hex[h->seal.b[i] >> 4];
		seal[2 * i + 1] = hex[h->seal.b[i] & 15];
	}
	json_kv_str(j, "day", h->day_text);
	json_kv_str(j, "place", h->place_code);
	json_kv_str(j, "place_name", h->place_name);
	json_kv_i64(j, "position", h->position);
	json_kv_i64(j, "batch", h->batch);
	json_kv_str(j, "seal", (str){seal, sizeof(seal)});
	json_kv_i64(j, "sealed_at", h->sealed_at);
	json_kv_i64(j, "at", h->at);
	json_kv_i64(j, "from", h->from);
	json_kv_i64(j, "cut", h->cut);
	json_kv_bool(j, "whole", h->whole);
}
static void
sums_json(struct json *j, const struct bulletin_sums *s)
{
	json_key(j, S("numbers"));
	json_obj(j);
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		json_kv_i64(j, bulletin_code((enum bulletin_number)i), s->n[i]);
	json_obj_end(j);
}

static void
rows_json(struct json *j, const char *key, const struct bulletin_row *row, size_t n)
{
	json_key(j, str_of(key));
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		json_obj(j);
		json_kv_str(j, "code", row[i].code);
		json_kv_str(j, "name", row[i].name);
		sums_json(j, &row[i].sums);
		json_obj_end(j);
	}
	json_arr_end(j);
}

void
bulletin_show_json(const void *out, struct json *j)
{
	const struct bulletin_show *o = out;

	json_obj(j);
	head_json(j, &o->head);
	sums_json(j, &o->sums);
	rows_json(j, "places", o->place, o->nplace);
	rows_json(j, "units", o->unit, o->nunit);
	json_key(j, S("draws"));
	json_arr(j);
	for (size_t i = 0; i < o->npromise; i++) {
		json_obj(j);
		json_kv_str(j, "on", o->promise[i].on);
		json_kv_i64(j, "days", o->promise[i].days);
		json_kv_str(j, "promise", o->promise[i].promise);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view show_view = {
    .out = "{" BULLETIN_SHOW_OUT "}",
    .name = "bulletin.show",
    .summary = T_bulletin_v_show,
    .perm = PERM_BULLETIN_SEE,
    .in = show_fields,
    .nin = NITEMS(show_fields),
    .in_size = sizeof(struct show_in),
    .run = show_run,
    .json = bulletin_show_json,
};

/* ---- bulletin.text ---- */

#define TEXT_IN(X) \
	SHOW_IN(X) \
	X(id, id, 0, 1, INT64_MAX, T_bulletin_f_id, NULL)
struct text_in {
	TEXT_IN(FIELD_DECL)
};
#define IN_T text_in
static const struct field text_fields[] = {TEXT_IN(FIELD_ROW)};
#undef IN_T

static enum err
edition_text(struct ctx *cx, int64_t id, struct bulletin_text *o)
{
	struct bulletin_edition *edition = ARENA_NEW(cx->arena, struct bulletin_edition);
	enum err                 e;

	if (!edition)
		return ctx_no_memory(cx);
	e = bulletin_edition_of(cx, id, cx->now, edition);
	return e == OK ? bulletin_words(cx, &edition->show, edition, &o->text) : e;
}

static enum err
text_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct text_in *in = arg;
	struct show_in        same = {in->day, in->place, in->seal, in->at};
	struct bulletin_text *o = ARENA_NEW(cx->arena, struct bulletin_text);
	const void           *show;
	enum err              e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if (in->id)
		return edition_text(cx, in->id, o);
	e = show_run(cx, &same, &show);
	return e == OK ? bulletin_words(cx, show, NULL, &o->text) : e;
}

static void
text_json(const void *out, struct json *j)
{
	const struct bulletin_text *o = out;

	json_obj(j);
	json_kv_str(j, "text", o->text);
	json_obj_end(j);
}

static const struct view text_view = {
    .out = "{text:s}",
    .name = "bulletin.text",
    .summary = T_bulletin_v_text,
    .perm = PERM_BULLETIN_SEE,
    .in = text_fields,
    .nin = NITEMS(text_fields),
    .in_size = sizeof(struct text_in),
    .run = text_run,
    .json = text_json,
};

/* ---- bulletin.cases ---- */

static const struct choice number_choices[] = {
#define X(name, code, label) {#code, label},
    BULLETIN_NUMBERS(X)
#undef X
        {NULL, T_none}};

#define CASES_IN(X) \
	X(choice, number, 1, 0, 0, T_bulletin_f_number, number_choices) \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_bulletin_f_day, NULL) \
	X(code, place, 0, 1, 40, T_bulletin_f_place, NULL) \
	X(i64, seal, 0, 1, INT64_MAX, T_bulletin_f_seal, NULL) \
	X(time, at, 0, 0, INT64_MAX, T_bulletin_f_at, NULL) \
	X(code, below, 0, 1, 40, T_bulletin_f_below, NULL) \
	X(code, unit, 0, 1, 40, T_bulletin_f_unit, NULL) \
	X(time, since, 0, 0, INT64_MAX, T_bulletin_f_since, NULL) \
	X(i64, after, 0, 0, INT64_MAX, T_bulletin_f_after, NULL)
struct cases_in {
	CASES_IN(FIELD_DECL)
};
#define IN_T cases_in
static const struct field cases_fields[] = {CASES_IN(FIELD_ROW)};
#undef IN_T

struct picking {
	const struct docket_names *names;
	struct bulletin_list      *o;
	bool                       by_below, by_unit;
	int64_t                    below, unit; /* 0: of the place itself; nobody's */
	struct bulletin_case      *c;
	size_t                     room;
};

static enum err
take_case(struct ctx *cx, const struct bulletin_case *c, void *arg)
{
	struct picking *p = arg;

	if (!(c->in >> p->o->number & 1) || (p->by_unit && c->unit != p->unit) ||
	    (p->by_below && bulletin_below(p->names, c->place, p->o->head.place) != p->below))
		return OK;
	if ((size_t)p->o->total == p->room) {
		size_t                more = p->room ? p->room * 2 : 256;
		struct bulletin_case *q = arena_grow(cx->arena, p->c, p->room * sizeof(*q), more * sizeof(*q));

		if (!q)
			return ctx_no_memory(cx);
		p->c = q;
		p->room = more;
	}
	p->c[p->o->total++] = *c;
	return OK;
}

static int
by_case(const void *a, const void *b)
{
	const struct bulletin_case *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* "-" stands for cases of the place itself, and for those that are nobody's yet. */
static enum err
narrow(struct ctx *cx, const struct cases_in *in, struct picking *p)
{
	struct bulletin_list *o = p->o;
	enum err              e;

	p->by_below = in->below.n > 0;
	p->by_unit = in->unit.n > 0;
	if (p->by_below && !str_eq(in->below, S("-"))) {
		if (!code_is_id(in->below, &p->below) &&
		    (e = place_named(cx, "below", in->below, &p->below)) != OK)
			return e;
		o->below_name = names_place(p->names, p->below);
		if (bulletin_below(p->names, p->below, o->head.place) != p->below)
			return ERR_NONE;
	}
	if (p->by_unit && !str_eq(in->unit, S("-"))) {
		if (!code_is_id(in->unit, &p->unit) && names_units_of(p->names, in->unit, &p->unit, 1) != 1)
			return refuse(cx, ERR_INPUT, "unit", T_bulletin_no_unit, in->unit);
		o->unit_name = names_unit_whole(p->names, SOME_I64(p->unit));
		if (!o->unit_name.p)
			return ERR_NONE;
	}
	return OK;
}

static enum err
fill(struct ctx *cx, struct picking *p, int64_t after)
{
	struct bulletin_list *o = p->o;

	if (!(o->item = ARENA_NEWS(cx->arena, BULLETIN_PAGE, struct bulletin_item)))
		return ctx_no_memory(cx);
	for (int64_t i = 0; i < o->total; i++) {
		const struct bulletin_case   *c = &p->c[i];
		struct q_bulletin_case_row    row;
		const struct docket_class    *class;
		enum err                      e;

		if (c->id <= after)
			continue;
		if (o->n + (size_t)o->outside == BULLETIN_PAGE) {
			o->next = p->c[i - 1].id;
			break;
		}
		e = q_bulletin_case(cx, &(struct q_bulletin_case_in){c->id, cx->who->reach}, &row);
		if (e == ERR_NONE) {
			o->outside++;
			continue;
		}
		if (e != OK)
			return e;
		class = row.class_id.some ? names_class_of(p->names, row.class_id.v) : NULL;
		o->item[o->n++] = (struct bulletin_item){
		    .c = *c,
		    .no = row.no,
		    .class_name = class ? class->name : STR_NONE,
		    .place_name = names_place(p->names, c->place),
		    .address = row.address,
		    .unit_name = c->unit ? names_unit_whole(p->names, SOME_I64(c->unit)) : STR_NONE};
	}
	return OK;
}

static enum err
cases_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct cases_in *in = arg;
	struct bulletin_ask    ask = {in->day, in->seal, in->at, in->place, in->since};
	struct bulletin_list  *o = ARENA_NEW(cx->arena, struct bulletin_list);
	struct picking         p = {.o = o};
	enum err               e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	o->number = bulletin_number_of(in->number);
	if ((e = bulletin_head_of(cx, &ask, &o->head)) != OK || (e = docket_names(cx, &p.names)) != OK ||
	    (e = narrow(cx, in, &p)) != OK ||
	    (e = bulletin_each(cx, &o->head, p.names, take_case, &p)) != OK)
		return e;
	if (o->total)
		qsort(p.c, (size_t)o->total, sizeof(*p.c), by_case);
	return fill(cx, &p, in->after == FIELD_ABSENT ? 0 : in->after);
}

static void
cases_json(const void *out, struct json *j)
{
	const struct bulletin_list *o = out;

	json_obj(j);
	head_json(j, &o->head);
	json_kv_str(j, "number", str_of(bulletin_code(o->number)));
	json_kv_i64(j, "total", o->total);
	json_kv_i64(j, "outside", o->outside);
	json_key(j, S("cases"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct bulletin_item *t = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", t->c.id);
		json_kv_str(j, "no", t->no);
		json_kv_str(j, "state", str_of(case_state_code((enum case_state)t->c.state)));
		json_kv_str(j, "class", t->class_name);
		json_kv_str(j, "place", t->place_name);
		json_kv_str(j, "address", t->address);
		json_kv_str(j, "unit", t->unit_name);
		json_key(j, S("due"));
		if (t->c.due != INT64_MAX)
			json_i64(j, t->c.due);
		else
			json_null(j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("next"));
	if (o->next)
		json_i64(j, o->next);
	else
		json_null(j);
	json_obj_end(j);
}

static const struct view cases_view = {
    .out = "{" BULLETIN_HEAD_OUT ",number:s,total:i,outside:i,"
           "cases:[{id:i,no:s,state:s,class:s?,place:s?,address:s,unit:s?,due:t?}],next:i?}",
    .name = "bulletin.cases",
    .summary = T_bulletin_v_cases,
    .perm = PERM_BULLETIN_SEE,
    .in = cases_fields,
    .nin = NITEMS(cases_fields),
    .in_size = sizeof(struct cases_in),
    .run = cases_run,
    .json = cases_json,
};

const struct view *const bulletin_views[] = {&show_view, &text_view, &cases_view, &bulletin_edition_view,
                                               &bulletin_editions_view, &bulletin_items_view};
const size_t             bulletin_views_n = NITEMS(bulletin_views);
