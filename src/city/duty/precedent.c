/* Precedents: rulings about who answers, kept as the layer of duty that goes before every row. */
#include "city/catalog/catalog.h"
#include "city/duty/inside.h"
#include "city/grid/outline.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_duty_texts.h"

#include <math.h>

/*
 * A precedent never changes but for its end, and begins today or later: what a dispatch rested on can be read as it
 * was, and who asks about a day that is over gets the answer of that day.
 */

enum { CLASSES = 20, METRES_LEAST = 10, METRES_MOST = 5000, CORNERS = 16, POINTS = 200 };

/* ---- Borders ---- */

const struct geo_point *
duty_point(double lon, double lat, struct geo_point *p)
{
	return geo_point_of(lon, lat, p) ? p : NULL;
}

/*
 * The border of at least `metres` round a position: a figure of CORNERS corners that holds the circle, the middle of
 * each side on it, and is less than two in a hundred wider.
 */
static enum err
round_border(struct arena *a, struct geo_point at, int64_t metres, struct geo_shape *out)
{
	/* Metres of a degree on GRS 80, as a series. */
	static const double pi = 3.14159265358979323846;
	double              lat = geo_degrees(at.y), f = lat * pi / 180, step = 2 * pi / CORNERS;
	double              north = 111132.95 - 559.85 * cos(2 * f) + 1.175 * cos(4 * f);
	double              r = (double)metres / cos(step / 2);
	double              east = 111412.88 * cos(f) - 93.50 * cos(3 * f) + 0.118 * cos(5 * f);
	struct geo_point    p[CORNERS];
	struct geo_ring_in  ring = {p, CORNERS, 0, false};
	struct geo_fault    bad;

	for (int i = 0; i < CORNERS; i++)
		if (!geo_point_of(geo_degrees(at.x) + r / east * cos(i * step),
		                  lat + r / north * sin(i * step), &p[i]))
			return ERR_INPUT;
	return geo_shape_make(a, &ring, 1, out, &bad);
}

/* The numbers of a border, two a point. */
static enum err
read_points(struct ctx *cx, str text, struct geo_point *p, size_t *n)
{
	str word;

	for (*n = 0; (word = typed_cut(&text)).p; (*n)++) {
		str    first = word, second = typed_cut(&text);
		double lon, lat;

		if (*n == POINTS)
			return refuse(cx, ERR_LARGE, "area", T_precedent_many);
		if (!second.p || !str_to_f64(first, &lon) || !str_to_f64(second, &lat) ||
		    !geo_point_of(lon, lat, &p[*n]))
			return refuse(cx, ERR_INPUT, "area", T_precedent_point,
			              arena_printf(cx->arena, "%zu", *n + 1), first);
	}
	return OK;
}

static enum err
crossed(struct ctx *cx, const struct geo_fault *f)
{
	return refuse(cx, ERR_INPUT, "area", T_precedent_crossed, arena_printf(cx->arena, "%.6f", f->lon),
	              arena_printf(cx->arena, "%.6f", f->lat));
}

/* The border as it will be stored with its box; none: '' and zeros. */
static enum err
read_border(struct ctx *cx, str area, int64_t metres, struct q_precedent_add_in *row)
{
	struct geo_point  p[POINTS];
	struct geo_fault  f = {0};
	struct geo_shape  s;
	struct geo_ring_in ring = {.p = p};
	struct buf        b;
	bool              round = metres != FIELD_ABSENT;
	enum err          e;

	row->outline = S("");
	if ((e = read_points(cx, area, p, &ring.n)) != OK)
		return e;
	if (ring.n == 0 && !round)
		return OK;
	if (ring.n > 2 && round)
		return refuse(cx, ERR_INPUT, "metres", T_precedent_no_radius);
	if (ring.n == 0 || (ring.n < 3 && !(ring.n == 1 && round)))
		return refuse(cx, ERR_INPUT, "area", T_precedent_few);
	if (ring.n == 1)
		e = round_border(cx->arena, p[0], metres, &s);
	else
		e = geo_shape_make(cx->arena, &ring, 1, &s, &f);
	if (e == ERR_INPUT)
		return refuse(cx, ERR_INPUT, "area", T_precedent_few);
	if (e != OK)
		return e;
	if (geo_shape_check(&s, &f, 1))
		return crossed(cx, &f);
	buf_init(&b, cx->arena, BUF_PAGE);
	outline_add(&b, &s);
	row->west = s.box.x0;
	row->south = s.box.y0;
	row->east = s.box.x1;
	row->north = s.box.y1;
	return buf_end(&b, &row->outline);
}

/* ---- What is kept ---- */

/* Classes and big classes that can be filed, none of them within another. */
static enum err
read_classes(struct ctx *cx, str text, str key[CLASSES], size_t *n)
{
	struct q_duty_classes_row row;
	str                       word;
	enum err                  e;

	for (*n = 0; (word = typed_cut(&text)).p; (*n)++) {
		bool big = big_key_valid(word);

		if (*n == CLASSES || (!big && !class_key_valid(word)))
			return refuse(cx, ERR_INPUT, "classes", T_precedent_class, word);
		e = q_duty_classes(cx, &(struct q_duty_classes_in){
		    .key = word, .until = big ? arena_printf(cx->arena, "%.*s:", STR_ARG(word)) : word}, &row);
		if (e != OK)
			return e;
		if (row.n == row.persons)
			return refuse(cx, ERR_INPUT, "classes",
			              row.n ? T_precedent_class_person : T_precedent_class, word);
		for (size_t i = 0; i < *n; i++)
			if (str_starts(key[i], word) || str_starts(word, key[i]))
				return refuse(cx, ERR_INPUT, "classes", T_precedent_class_twice, word);
		key[*n] = word;
	}
	return *n ? OK : refuse(cx, ERR_INPUT, "classes", T_precedent_class, text);
}

/* The unit is there all the time, or ends no earlier than the precedent. */
static enum err
read_unit(struct ctx *cx, str code, struct q_precedent_add_in *row)
{
	struct q_duty_unit_row u;
	enum err               e = q_duty_unit(cx, &(struct q_duty_unit_in){.code = code}, &u);

	if (e == OK)
		e = unit_may_answer(cx, u.id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "unit", T_precedent_unit, code);
	row->unit_id = u.id;
	if (e == OK && (str_cmp(u.valid_from, row->valid_from) > 0 ||
	                (u.valid_to.p && (!row->valid_to.p || str_cmp(row->valid_to, u.valid_to) > 0))))
		return refuse(cx, ERR_INPUT, "unit", T_precedent_unit_gone, code);
	return e;
}

static enum err
read_days(struct ctx *cx, const struct precedent_new *in, struct q_precedent_add_in *row)
{
	char     text[DAY_TEXT];
	enum err e = record_from(cx, "valid_from", T_duty_field_from, in->valid_from, &row->valid_from);

	if (e != OK || in->valid_to == FIELD_ABSENT)
		return e;
	if (in->valid_to <= in->valid_from)
		return refuse(cx, ERR_INPUT, "valid_to", T_precedent_order, row->valid_from);
	if (!arena_str(cx->arena, day_format((day){(int32_t)in->valid_to}, text), &row->valid_to))
		return ctx_no_memory(cx);
	return OK;
}

static enum err
write_event(struct ctx *cx, int64_t id, const struct q_precedent_add_in *in, const str *key, size_t n)
{
	struct record r;
	struct buf    b;
	struct json   j;
	str           rows;
	enum err      e;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, S("precedent_class"));
	json_arr(&j);
	for (size_t i = 0; i < n; i++)
		json_str(&j, key[i]);
	json_arr_end(&j);
	json_obj_end(&j);
	if ((e = buf_end(&b, &rows)) != OK)
		return e;
	record_begin(cx, &r);
	r.rows = rows;
	json_kv_str(&r.set, "no", in->no);
	json_kv_i64(&r.set, "place_id", in->place_id);
	json_kv_i64(&r.set, "unit_id", in->unit_id);
	json_kv_str(&r.set, "reason", in->reason);
	json_kv_str(&r.set, "outline", in->outline);
	json_kv_i64(&r.set, "west", in->west);
	json_kv_i64(&r.set, "south", in->south);
	json_kv_i64(&r.set, "east", in->east);
	json_kv_i64(&r.set, "north", in->north);
	json_kv_str(&r.set, "valid_from", in->valid_from);
	json_kv_str(&r.set, "valid_to", in->valid_to);
	json_kv_i64(&r.set, "made_at", in->made_at);
	json_kv_i64(&r.set, "made_by", in->made_by);
	return record_end(cx, &r, "precedent", id, 1, "precedent.made", STR_NONE);
}

enum err
precedent_keep(struct ctx *cx, const struct precedent_new *in, int64_t *id)
{
	struct q_precedent_add_in  row = {.no = in->no, .reason = in->reason, .made_at = cx->now,
	                                  .made_by = cx->who ? cx->who->user : 0};
	struct q_precedent_add_row added;
	struct q_precedent_no_row  taken;
	str                        key[CLASSES];
	size_t                     n;
	int64_t                    changed;
	enum err                   e;

	if ((e = db_lock(cx, "duty", 0)) != OK || (e = units_stay(cx)) != OK)
		return e;
	e = q_precedent_no(cx, &(struct q_precedent_no_in){.no = in->no}, &taken);
	if (e == OK)
		return refuse(cx, ERR_INPUT, "no", T_precedent_taken, in->no);
	if (e != ERR_NONE)
		return e;
	e = place_by_code(cx, in->place, &row.place_id, NULL);
	if (e == OK)
		e = place_in_reach(cx, row.place_id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "place", T_precedent_place, in->place);
	if (e != OK || (e = read_days(cx, in, &row)) != OK || (e = read_classes(cx, in->classes, key, &n)) != OK ||
	    (e = read_unit(cx, in->unit, &row)) != OK || (e = read_border(cx, in->area, in->metres, &row)) != OK ||
	    (e = q_precedent_add(cx, &row, &added)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		e = q_precedent_class_add(cx, &(struct q_precedent_class_add_in){added.id, key[i]}, &changed);
		if (e != OK)
			return e;
	}
	*id = added.id;
	return (e = write_event(cx, added.id, &row, key, n)) != OK ? e : city_changed(cx);
}

/* ---- precedent.add, precedent.strike ---- */

#define PRECEDENT_ADD_IN(X)                                                        \
	X(str, no, 1, 1, 60, T_precedent_field_no, NULL)                           \
	X(str, classes, 1, 3, 160, T_precedent_field_classes, NULL)                \
	X(str, place, 1, 1, 60, T_duty_field_place, NULL)                          \
	X(text, area, 0, 1, 6000, T_precedent_field_area, NULL)                    \
	X(i64, metres, 0, METRES_LEAST, METRES_MOST, T_precedent_field_metres, NULL) \
	X(str, unit, 1, 1, 60, T_duty_field_unit, NULL)                            \
	X(text, reason, 1, 1, 500, T_precedent_field_reason, NULL)                 \
	X(day, valid_from, 1, DAY_FIRST, DAY_LAST, T_duty_field_from, NULL)        \
	X(day, valid_to, 0, DAY_FIRST, DAY_LAST, T_precedent_field_to, NULL)
struct precedent_add_in {
	PRECEDENT_ADD_IN(FIELD_DECL)
};
#define IN_T precedent_add_in
static const struct field add_fields[] = {PRECEDENT_ADD_IN(FIELD_ROW)};
#undef IN_T

#define PRECEDENT_STRIKE_IN(X)                                                     \
	X(id, id, 1, 1, INT64_MAX, T_precedent_field_id, NULL)                     \
	X(day, valid_to, 1, DAY_FIRST, DAY_LAST, T_precedent_field_to, NULL)       \
	X(text, reason, 1, 1, 500, T_precedent_field_reason, NULL)
struct precedent_strike_in {
	PRECEDENT_STRIKE_IN(FIELD_DECL)
};
#define IN_T precedent_strike_in
static const struct field strike_fields[] = {PRECEDENT_STRIKE_IN(FIELD_ROW)};
#undef IN_T

static enum err
add_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct precedent_add_in *in = arg;
	struct precedent_new           n = {in->no, in->reason, in->classes, in->place, in->unit, in->area, in->metres,
	                                    in->valid_from, in->valid_to};
	char                           text[DAY_TEXT];
	int64_t                        id;
	enum err                       e = precedent_keep(cx, &n, &id);

	(void)made;
	if (e != OK)
		return e;
	*out = (struct reply){.id = id, .done = T_precedent_added, .see = S("/precedents"), .arg = {in->no, STR_NONE}};
	return arena_str(cx->arena, day_format((day){(int32_t)in->valid_from}, text), &out->arg[1]) ? OK
	                                                                                        : ctx_no_memory(cx);
}

static enum err
strike_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct precedent_strike_in *in = arg;
	struct q_precedent_get_row        row;
	struct record                     r;
	str                               to;
	int64_t                           n;
	enum err                          e;

	(void)made;
	if ((e = db_lock(cx, "duty", 0)) != OK)
		return e;
	e = q_precedent_get(cx, &(struct q_precedent_get_in){in->id}, &row);
	if (e == OK)
		e = place_in_reach(cx, row.place_id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, "id", T_precedent_none);
	if (e != OK || (e = record_from(cx, "valid_to", T_precedent_field_to, in->valid_to, &to)) != OK)
		return e;
	/* Its end may come earlier, never later: what was struck stays struck. */
	if (row.valid_to.p && str_cmp(row.valid_to, to) <= 0)
		return refuse(cx, ERR_RULE, "valid_to", T_precedent_over, row.valid_to);
	if (str_cmp(to, row.valid_from) < 0)
		return refuse(cx, ERR_INPUT, "valid_to", T_precedent_order, row.valid_from);
	e = q_precedent_strike(cx, &(struct q_precedent_strike_in){row.id, row.rev + 1, to, in->reason}, &n);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", to);
	json_kv_str(&r.set, "struck_why", in->reason);
	if ((e = record_end(cx, &r, "precedent", row.id, row.rev + 1, "precedent.struck", STR_NONE)) != OK)
		return e;
	*out = (struct reply){.id = row.id, .done = T_precedent_struck, .see = S("/precedents"), .arg = {row.no, to}};
	return city_changed(cx);
}

const struct command precedent_add_cmd = {
    .name = "precedent.add",
    .summary = T_precedent_add_summary,
    .perm = PERM_CASE_DECIDE,
    .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct precedent_add_in),
    .apply = add_apply,
};
const struct command precedent_strike_cmd = {
    .name = "precedent.strike",
    .summary = T_precedent_strike_summary,
    .perm = PERM_CASE_DECIDE,
    .in = strike_fields,
    .nin = NITEMS(strike_fields),
    .in_size = sizeof(struct precedent_strike_in),
    .apply = strike_apply,
};

/* ---- precedent.list ---- */

#define PRECEDENT_LIST_IN(X)                                             \
	X(str, class_key, 0, 3, 6, T_duty_field_class_any, NULL)         \
	X(str, place, 0, 1, 60, T_duty_field_place, NULL)                \
	X(bool, ended, 0, 0, 1, T_duty_field_ended, NULL)                \
	X(id, after, 0, 1, INT64_MAX, T_duty_field_after, NULL)          \
	X(i64, n, 0, 1, PRECEDENT_ROWS, T_duty_field_n, NULL)
struct precedent_list_in {
	PRECEDENT_LIST_IN(FIELD_DECL)
};
#define IN_T precedent_list_in
static const struct field list_fields[] = {PRECEDENT_LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
take_item(struct ctx *cx, const struct q_precedent_list_row *r, struct precedent_item *x)
{
	struct q_precedent_classes_row *c;
	struct geo_shape                s;
	struct geo_point                p;
	struct buf                      b;
	size_t                          n;
	enum err                        e;

	*x = (struct precedent_item){r->id, r->place_id, r->unit_id, r->no, r->place_code, r->place_name, r->unit_code,
	                             r->unit_name, r->reason, r->valid_from, r->valid_to, r->struck_why, STR_NONE,
	                             r->outline.n > 0, NAN, NAN, 0};
	if ((e = q_precedent_classes(cx, &(struct q_precedent_classes_in){r->id}, &c, &n)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", i ? "、" : "", STR_ARG(c[i].class_key));
	if ((e = buf_end(&b, &x->classes)) != OK || !x->bordered)
		return e;
	if ((e = outline_read(cx->arena, r->outline, &s)) != OK)
		return e;
	x->area = geo_shape_area(&s);
	if (geo_shape_label(&s, &p)) {
		x->lon = geo_degrees(p.x);
		x->lat = geo_degrees(p.y);
	}
	return OK;
}

static enum err
list_of(struct ctx *cx, const struct q_precedent_list_in *q, struct precedent_list *l)
{
	struct q_precedent_list_row *row;
	size_t                       n;
	enum err                     e = q_precedent_list(cx, q, &row, &n);

	if (e != OK)
		return e;
	l->on = q->day;
	l->more = (int64_t)n == q->n;
	if (!(l->item = ARENA_NEWS(cx->arena, n + 1, struct precedent_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i + l->more < n; i++)
		if ((e = take_item(cx, &row[i], &l->item[l->n++])) != OK)
			return e;
	return OK;
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct precedent_list_in *in = arg;
	struct precedent_list          *l = ARENA_NEW(cx->arena, struct precedent_list);
	struct q_precedent_list_in      q = {.whole = in->ended, .class_key = in->class_key.p ? in->class_key : S(""),
	                                     .after = in->after ? in->after : INT64_MAX,
	                                     .n = (in->n == FIELD_ABSENT ? PRECEDENT_ROWS : in->n) + 1};
	char                            text[DAY_TEXT];
	enum err                        e;

	*out = l;
	if (!l || !arena_str(cx->arena, day_format(ctx_today(cx), text), &q.day))
		return ctx_no_memory(cx);
	q.big_key = q.class_key.n == CLASS_KEY ? class_big_key(q.class_key) : q.class_key;
	if (in->place.p && (e = place_by_code(cx, in->place, &q.place_id, NULL)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_duty_no_place, in->place) : e;
	return list_of(cx, &q, l);
}

static void
list_json(const void *out, struct json *j)
{
	const struct precedent_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct precedent_item *x = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", x->id);
		json_kv_str(j, "no", x->no);
		json_kv_str(j, "classes", x->classes);
		json_kv_str(j, "place", x->place_code);
		json_kv_str(j, "unit", x->unit_code);
		json_kv_str(j, "reason", x->reason);
		if (x->bordered) {
			json_key(j, S("lon"));
			json_f64(j, x->lon);
			json_key(j, S("lat"));
			json_f64(j, x->lat);
			json_key(j, S("area"));
			json_f64(j, x->area);
		}
		json_kv_str(j, "valid_from", x->valid_from);
		json_kv_str(j, "valid_to", x->valid_to);
		json_kv_str(j, "struck_why", x->struck_why);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view precedent_list_view = {
    .out = "[{id:i,no:s,classes:s,place:s,unit:s,reason:s,lon?:n,lat?:n,area?:n,valid_from:d,valid_to:d?,"
           "struck_why:s?}]",
    .name = "precedent.list",
    .summary = T_precedent_list_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct precedent_list_in),
    .run = list_run,
    .json = list_json,
};
