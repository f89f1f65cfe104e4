/* site.load, site.check, site.list. */
#include "city/site/site.h"

#include "base/day.h"
#include "city/grid/grid.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "city_site_texts.h"
#include "kit/geo/geo.h"
#include "kit/geo/shape.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "site_sql.h"

#include <math.h>
#include <stdio.h>

enum { CODE, TYPE, NAME, PLACE, UNIT, ADDRESS, LON, LAT, LINE, SRS, SOURCE, FROM, TO, COLUMNS };
static const struct sheet_column columns[COLUMNS] = {
    {"code", true},   {"type", true}, {"name", true},  {"place_code", true}, {"unit_code", false},  {"address", false},
    {"lon", false},   {"lat", false}, {"line", false}, {"srs", false},       {"source", true},     {"valid_from", true},
    {"valid_to", false},
};

enum { LINE_POINTS = 2000, TEXT_MOST = 200 };

#define SITE_IN(X)                                                           \
	X(text, file, 1, 1, SITE_BYTES, T_site_field_file, NULL)             \
	X(choice, srs, 0, 0, 0, T_site_field_srs, grid_systems)
struct site_in {
	SITE_IN(FIELD_DECL)
};
#define IN_T site_in
static const struct field fields[] = {SITE_IN(FIELD_ROW)};
#undef IN_T

struct one {
	struct q_site_add_in in;
	int64_t              id, rev; /* known; 0: new */
	int64_t              line;
	bool                 same;
	struct site_reject   reject; /* said: why */
};

struct load {
	struct ctx   *cx;
	enum geo_srs  srs; /* of rows that say none */
	struct sheet  sheet;
	struct one   *row;
	size_t        n, rejects, new, changed;
	size_t       *slot; /* row + 1 by code */
	size_t        mask;
};

/* ---- A row ---- */

static enum err
refuse_cell(struct load *l, size_t c, text_id text, str arg)
{
	return sheet_refuse(l->cx, &l->sheet, c, text, arg);
}

/* To the unit: what is no better than a tenth of a millimetre is not compared beyond it. */
static bool
position(enum geo_srs srs, str x, str y, double *lon, double *lat)
{
	struct geo_point p;

	if (!str_to_f64(x, lon) || !str_to_f64(y, lat) || fabs(*lon) > 180 || fabs(*lat) > 90)
		return false;
	geo_to_cgcs2000(srs, lon, lat);
	if (!geo_point_of(*lon, *lat, &p))
		return false;
	*lon = geo_degrees(p.x);
	*lat = geo_degrees(p.y);
	return true;
}

/* A line as it is kept, and where it begins. */
struct course {
	str    text; /* STR_NONE: more than a site's row has room for */
	size_t n;
	double lon, lat;
	str    bad; /* the point that is none; STR_NONE: all are */
};

/* Points separated by ; or ；, longitude and latitude by a space or comma. */
static enum err
course_of(struct ctx *cx, enum geo_srs srs, str text, struct course *c)
{
	struct buf b;
	enum err   e;

	*c = (struct course){.bad = STR_NONE};
	buf_init(&b, cx->arena, BUF_PAYLOAD / 2);
	while (text.p) {
		size_t wide = str_find_str(text, S("；")), narrow = str_find(text, ';');
		size_t at = wide < narrow ? wide : narrow;
		str    x, y = str_trim(str_slice(text, 0, at)), point = y;
		double lon, lat;

		text = at == SIZE_MAX ? STR_NONE : str_slice(text, at + (wide < narrow ? S("；").n : 1), text.n);
		if (!y.n)
			continue;
		x = str_cut(&y, str_find(y, ',') != SIZE_MAX ? ',' : ' ');
		if (!position(srs, str_trim(x), str_trim(y), &lon, &lat)) {
			c->bad = point;
			return OK;
		}
		if (c->n++ == 0) {
			c->lon = lon;
			c->lat = lat;
		} else {
			buf_char(&b, ';');
		}
		buf_printf(&b, "%.9f %.9f", lon, lat);
	}
	e = buf_end(&b, &c->text);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : OK;
}

static enum err
take_line(struct load *l, enum geo_srs srs, str text, struct one *o)
{
	struct course c;
	enum err      e = course_of(l->cx, srs, text, &c);

	if (e != OK)
		return e;
	if (c.bad.p)
		return refuse_cell(l, LINE, T_site_position, c.bad);
	if (c.n < 2 || c.n > LINE_POINTS || !c.text.p)
		return refuse_cell(l, LINE, T_site_line, arena_printf(l->cx->arena, "%zu", c.n));
	o->in.lon = SOME_F64(c.lon);
	o->in.lat = SOME_F64(c.lat);
	o->in.line = c.text;
	return OK;
}

/* The row's own coordinate system, else the whole table's: one of them is declared, or a position means nothing. */
static enum err
take_srs(struct load *l, const str *cell, enum geo_srs *srs)
{
	*srs = cell[SRS].n ? geo_srs_of(cell[SRS]) : l->srs;
	if (*srs != GEO_NONE)
		return OK;
	return refuse_cell(l, SRS, cell[SRS].n ? T_site_srs_unknown : T_site_srs_missing, cell[SRS]);
}

/* The sentence of a refusal, which the next may follow. */
static enum err
take_sentence(struct ctx *cx, str *out)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	if (cx->why.n)
		text_add(&b, cx->why.line[0].text, cx->lang, cx->why.line[0].arg, WHY_ARGS);
	ctx_forget(cx);
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* What another room refuses knows no line. */
static enum err
in_line(struct load *l, enum err e)
{
	struct ctx *cx = l->cx;
	str         said;

	if (e != ERR_INPUT)
		return e;
	if ((e = take_sentence(cx, &said)) != OK)
		return e;
	return refuse(cx, ERR_INPUT, l->sheet.file, T_site_in_line,
	              arena_printf(cx->arena, "%lld", (long long)l->sheet.line), said);
}

static enum err
take_where(struct load *l, const str *cell, struct one *o)
{
	enum geo_srs srs;
	double       lon, lat;
	enum err     e;

	if (!cell[LINE].n && !cell[LON].n && !cell[LAT].n)
		return OK;
	if (cell[LINE].n && (cell[LON].n || cell[LAT].n))
		return refuse_cell(l, LINE, T_site_both, S(""));
	if ((e = take_srs(l, cell, &srs)) != OK)
		return e;
	if (cell[LINE].n) {
		if ((e = take_line(l, srs, cell[LINE], o)) != OK)
			return e;
	} else {
		if (!position(srs, cell[LON], cell[LAT], &lon, &lat))
			return refuse_cell(l, LON, T_site_position,
			                   arena_printf(l->cx->arena, "%.*s %.*s", STR_ARG(cell[LON]),
			                                STR_ARG(cell[LAT])));
		o->in.lon = SOME_F64(lon);
		o->in.lat = SOME_F64(lat);
	}
	o->in.srs = str_of(geo_srs_name(srs));
	return in_line(l, place_position_likely(l->cx, NULL, o->in.lon.v, o->in.lat.v));
}

str
site_degrees(opt_f64 v, char out[SITE_DEGREES])
{
	int n = v.some ? snprintf(out, SITE_DEGREES, "%.9f", v.v) : 0;

	while (n && out[n - 1] == '0')
		n--;
	if (n && out[n - 1] == '.')
		n--;
	return (str){out, (size_t)n};
}

enum err
site_normal(struct ctx *cx, str *lon, str *lat, str *line, str *srs)
{
	enum geo_srs  from = geo_srs_of(*srs);
	char          text[SITE_DEGREES];
	struct course c;
	double        x, y;
	enum err      e;

	if (!lon->n && !lat->n && !line->n) {
		*srs = S("");
		return OK;
	}
	if (from == GEO_NONE)
		return OK;
	if (line->n) {
		if ((e = course_of(cx, from, *line, &c)) != OK)
			return e;
		if (c.bad.p || !c.text.p)
			return OK;
		*line = c.text;
	} else {
		if (!position(from, *lon, *lat, &x, &y))
			return OK;
		if (!arena_str(cx->arena, site_degrees(SOME_F64(x), text), lon) ||
		    !arena_str(cx->arena, site_degrees(SOME_F64(y), text), lat))
			return ctx_no_memory(cx);
	}
	*srs = str_of(geo_srs_name(GEO_CGCS2000));
	return OK;
}

static enum err
take_days(struct load *l, const str *cell)
{
	day from, to;

	if (!day_parse(cell[FROM], &from))
		return refuse_cell(l, FROM, T_sheet_cell_day, cell[FROM]);
	if (cell[TO].p && !day_parse(cell[TO], &to))
		return refuse_cell(l, TO, T_sheet_cell_day, cell[TO]);
	if (cell[TO].p && to.v <= from.v)
		return refuse_cell(l, TO, T_rows_ends_early, cell[TO]);
	return OK;
}

static enum err
take_names(struct load *l, const str *cell, struct one *o)
{
	static const int needed[] = {CODE, TYPE, NAME, PLACE, SOURCE, FROM};
	struct ctx      *cx = l->cx;
	int64_t          unit;
	size_t           at;
	enum err         e;

	for (size_t i = 0; i < NITEMS(needed); i++)
		if (!cell[needed[i]].p)
			return refuse_cell(l, (size_t)needed[i], T_sheet_cell_missing, STR_NONE);
	for (size_t c = 0; c < COLUMNS; c++)
		if (c != LINE && cell[c].n > TEXT_MOST)
			return refuse_cell(l, c, T_site_long, STR_NONE);
	for (at = (size_t)str_hash(cell[CODE]) & l->mask; l->slot[at]; at = (at + 1) & l->mask)
		if (str_eq(l->row[l->slot[at] - 1].in.code, cell[CODE]))
			return refuse_cell(l, CODE, T_sheet_cell_twice, cell[CODE]);
	e = place_by_code(cx, cell[PLACE], &o->in.place_id, NULL);
	if (e == ERR_NONE)
		return refuse_cell(l, PLACE, T_sheet_cell_unknown, cell[PLACE]);
	if (e != OK || (e = in_line(l, unit_named(cx, "unit_code", cell[UNIT], &unit))) != OK)
		return e;
	if (unit)
		o->in.unit_id = SOME_I64(unit);
	l->slot[at] = l->n + 1;
	return OK;
}

static bool
same_f64(opt_f64 a, opt_f64 b)
{
	return a.some == b.some && (!a.some || !(a.v < b.v || a.v > b.v));
}

/* A site binds a place and a unit, if it names one: both as it was and as it is to be within cx->who's scope. */
static enum err
site_in_reach(struct ctx *cx, int64_t place, opt_i64 unit)
{
	enum err e = place_in_reach(cx, place);

	return e == OK && unit.some ? unit_may_answer(cx, unit.v) : e;
}

/* Who answers for it is there as long as it is. */
static enum err
stays(struct load *l, const struct q_site_add_in *in)
{
	struct unit_over over;
	enum err         e;

	if (!in->unit_id.some)
		return OK;
	e = unit_lasts(l->cx, in->unit_id.v, 0, in->valid_to, &over);
	return e == OK && over.on.p ? refuse_cell(l, UNIT, T_site_unit_ends, over.name) : e;
}

/* What the store has under this code. */
static enum err
meet(struct load *l, struct one *o)
{
	struct q_site_by_code_row r;
	const struct q_site_add_in *in = &o->in;
	enum err e = q_site_by_code(l->cx, &(struct q_site_by_code_in){.code = in->code}, &r);

	if (e == ERR_NONE) {
		l->new++;
		e = site_in_reach(l->cx, in->place_id, in->unit_id);
		return e == ERR_NONE ? refuse_cell(l, CODE, T_site_out, in->code) : e == OK ? stays(l, in) : e;
	}
	if (e != OK)
		return e;
	o->id = r.id;
	o->rev = r.rev;
	/* The same spot said in another system is no news: it keeps the one that it came in. */
	if (same_f64(r.lon, in->lon) && same_f64(r.lat, in->lat) && str_eq(r.line, in->line))
		o->in.srs = r.srs;
	o->same = str_eq(r.type, in->type) && str_eq(r.name, in->name) && r.place_id == in->place_id &&
	          r.unit_id.v == in->unit_id.v && str_eq(r.address, in->address) && same_f64(r.lon, in->lon) &&
	          same_f64(r.lat, in->lat) && str_eq(r.line, in->line) && str_eq(r.srs, in->srs) &&
	          str_eq(r.source, in->source) && str_eq(r.valid_from, in->valid_from) && str_eq(r.valid_to,
	          in->valid_to);
	l->changed += !o->same;
	if (o->same)
		return OK;
	if ((e = site_in_reach(l->cx, r.place_id, r.unit_id)) == OK)
		e = site_in_reach(l->cx, in->place_id, in->unit_id);
	return e == ERR_NONE ? refuse_cell(l, CODE, T_site_out, in->code) : e == OK ? stays(l, in) : e;
}

static enum err
take_row(struct load *l, const str *cell, struct one *o)
{
	str     *to[] = {[CODE] = &o->in.code, [TYPE] = &o->in.type, [NAME] = &o->in.name, [ADDRESS] = &o->in.address,
	                 [SOURCE] = &o->in.source, [FROM] = &o->in.valid_from, [TO] = &o->in.valid_to};
	enum err e;

	for (size_t c = 0; c < NITEMS(to); c++)
		if (to[c] && !arena_str(l->cx->arena, cell[c], to[c]))
			return ctx_no_memory(l->cx);
	if (!o->in.address.p)
		o->in.address = S("");
	if ((e = take_names(l, cell, o)) != OK || (e = take_days(l, cell)) != OK || (e = take_where(l, cell, o)) != OK)
		return e;
	o->in.made_at = l->cx->now;
	o->in.made_by = l->cx->who ? l->cx->who->user : 0;
	return meet(l, o);
}

/* A refusal of one row becomes its sentence, and the next row is read. */
static enum err
reject(struct load *l, struct one *o)
{
	l->rejects++;
	return take_sentence(l->cx, &o->reject.said);
}

/* A file of few rows takes little memory: a request has not much.  The head's line is one too many. */
static size_t
rows_most(str file)
{
	size_t n = 1;

	for (size_t i = 0; i < file.n && n < SITE_ROWS; i++)
		n += file.p[i] == '\n' || file.p[i] == '\r';
	return n;
}

static enum err
read_all(struct ctx *cx, const struct site_in *in, struct load *l)
{
	str      cell[COLUMNS];
	size_t   most = rows_most(in->file);
	enum err e;

	*l = (struct load){.cx = cx, .srs = geo_srs_of(in->srs), .mask = 15};
	while (l->mask < 2 * most)
		l->mask = 2 * l->mask + 1;
	l->row = ARENA_NEWS(cx->arena, most, struct one);
	l->slot = ARENA_NEWS(cx->arena, l->mask + 1, size_t);
	if (!l->row || !l->slot)
		return ctx_no_memory(cx);
	if ((e = sheet_open(cx, &l->sheet, "file", &in->file, columns, COLUMNS)) != OK)
		return e;
	while ((e = sheet_next(cx, &l->sheet, cell)) != ERR_NONE) {
		struct one *o = &l->row[l->n];

		if (l->n == SITE_ROWS)
			return refuse(cx, ERR_LARGE, "file", T_site_many, arena_printf(cx->arena, "%d", SITE_ROWS));
		*o = (struct one){.line = l->sheet.line, .reject = {.line = l->sheet.line}};
		if (e == OK)
			e = take_row(l, cell, o);
		if (e == ERR_INPUT)
			e = reject(l, o);
		if (e != OK)
			return e;
		l->n++;
	}
	return OK;
}

/* ---- Writing ---- */

static void
say_f64(struct record *r, const char *column, opt_f64 v)
{
	json_key(&r->set, str_of(column));
	if (v.some)
		json_f64(&r->set, v.v);
	else
		json_null(&r->set);
}

static enum err
write_one(struct ctx *cx, const struct one *o)
{
	const struct q_site_add_in *in = &o->in;
	struct q_site_add_row       row = {.id = o->id};
	struct record               r;
	int64_t                     n;
	enum err                    e;

	if (o->id)
		e = q_site_change(cx, &(struct q_site_change_in){.id = o->id, .rev = o->rev + 1, .type = in->type,
		    .name = in->name,
		    .place_id = in->place_id, .unit_id = in->unit_id, .address = in->address, .lon = in->lon,
		    .lat = in->lat,
		    .line = in->line, .srs = in->srs, .source = in->source, .valid_from = in->valid_from,
		    .valid_to = in->valid_to}, &n);
	else
		e = q_site_add(cx, in, &row);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (!o->id)
		json_kv_str(&r.set, "code", in->code);
	json_kv_str(&r.set, "type", in->type);
	json_kv_str(&r.set, "name", in->name);
	json_kv_i64(&r.set, "place_id", in->place_id);
	record_opt(&r, "unit_id", in->unit_id.some, in->unit_id.v);
	json_kv_str(&r.set, "address", in->address);
	say_f64(&r, "lon", in->lon);
	say_f64(&r, "lat", in->lat);
	json_kv_str(&r.set, "line", in->line);
	json_kv_str(&r.set, "srs", in->srs);
	json_kv_str(&r.set, "source", in->source);
	json_kv_str(&r.set, "valid_from", in->valid_from);
	json_kv_str(&r.set, "valid_to", in->valid_to);
	if (!o->id) {
		json_kv_i64(&r.set, "made_at", in->made_at);
		json_kv_i64(&r.set, "made_by", in->made_by);
	}
	return record_end(cx, &r, "site", row.id, o->rev + 1, o->id ? "site.changed" : "site.added", STR_NONE);
}

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct load *l = ARENA_NEW(cx->arena, struct load);
	size_t       written = 0;
	enum err     e;

	(void)made;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "site", 0)) != OK || (e = units_stay(cx)) != OK || (e = read_all(cx, arg, l)) != OK)
		return e;
	for (size_t i = 0; i < l->n && l->rejects; i++)
		if (l->row[i].reject.said.p && cx->why.n < WHY_MAX)
			(void)refuse(cx, ERR_INPUT, "file", T_site_said, l->row[i].reject.said);
	if (l->rejects)
		return ERR_INPUT;
	for (size_t i = 0; e == OK && i < l->n; i++)
		if (!l->row[i].same) {
			e = write_one(cx, &l->row[i]);
			written++;
		}
	*out = (struct reply){.done = T_site_loaded,
	                      .arg = {arena_printf(cx->arena, "%zu", l->n), arena_printf(cx->arena, "%zu", written)}};
	return e == OK && written ? city_changed(cx) : e;
}

static const struct command load_cmd = {
    .name = "site.load",
    .summary = T_site_load_summary,
    .perm = PERM_CITY_EDIT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct site_in),
    .apply = load,
};
const struct command *const site_commands[] = {&load_cmd};
const size_t                site_commands_n = NITEMS(site_commands);

const struct journal_aggregate site_aggregates[] = {
    {.kind = "site", .label = T_site_thing, .queries = site_queries, .query = "site_fold"},
};
const size_t site_aggregates_n = NITEMS(site_aggregates);

/* ---- Views ---- */

static enum err
check(struct ctx *cx, const void *arg, const void **out)
{
	struct load       *l = ARENA_NEW(cx->arena, struct load);
	struct site_check *c = ARENA_NEW(cx->arena, struct site_check);
	enum err           e;

	if (!l || !c)
		return ctx_no_memory(cx);
	if ((e = read_all(cx, arg, l)) != OK)
		return e;
	*c = (struct site_check){.rows = l->n, .new = l->new, .changed = l->changed};
	c->same = l->n - l->rejects - l->new - l->changed;
	if (!(c->reject = ARENA_NEWS(cx->arena, l->rejects, struct site_reject)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		if (l->row[i].reject.said.p)
			c->reject[c->n++] = l->row[i].reject;
	*out = c;
	return OK;
}

static void
check_json(const void *out, struct json *j)
{
	const struct site_check *c = out;

	json_obj(j);
	json_kv_i64(j, "rows", (int64_t)c->rows);
	json_kv_i64(j, "new", (int64_t)c->new);
	json_kv_i64(j, "changed", (int64_t)c->changed);
	json_kv_i64(j, "same", (int64_t)c->same);
	json_key(j, S("rejects"));
	json_arr(j);
	for (size_t i = 0; i < c->n; i++) {
		json_obj(j);
		json_kv_i64(j, "line", c->reject[i].line);
		json_kv_str(j, "said", c->reject[i].said);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

#define LIST_IN(X)                                                           \
	X(str, place, 0, 1, 60, T_site_field_place, NULL)                    \
	X(str, type, 0, 1, 40, T_site_field_type, NULL)                      \
	X(day, on, 0, DAY_FIRST, DAY_LAST, T_site_field_on, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in   *in = arg;
	struct site_list       *l = ARENA_NEW(cx->arena, struct site_list);
	struct q_site_list_row *row;
	char                    text[DAY_TEXT];
	str                     on, code = in->place, name;
	int64_t                 top;
	enum err                e;

	if (!l)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &on)) != OK)
		return e;
	if (in->on != FIELD_ABSENT)
		on = day_format((day){(int32_t)in->on}, text);
	if ((!code.n && (e = place_district(cx, STR_NONE, &code, &name)) != OK) ||
	    (e = place_named(cx, "place", code, &top)) != OK ||
	    (e = q_site_list(cx, &(struct q_site_list_in){.top = top, .day = on, .type = in->type.p ? in->type : S("")},
	                     &row, &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct site_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct site_item){.id = row[i].id, .place_id = row[i].place_id, .code = row[i].code,
		    .type = row[i].type,
		    .name = row[i].name, .place_name = row[i].place_name, .unit_name = row[i].unit_name,
		    .address = row[i].address, .line = row[i].line, .lon = row[i].lon, .lat = row[i].lat};
	*out = l;
	return OK;
}

static void
list_json(const void *out, struct json *j)
{
	const struct site_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct site_item *s = &l->item[i];

		json_obj(j);
		json_kv_i64(j, "id", s->id);
		json_kv_str(j, "code", s->code);
		json_kv_str(j, "type", s->type);
		json_kv_str(j, "name", s->name);
		json_kv_str(j, "place", s->place_name);
		json_kv_str(j, "unit", s->unit_name);
		json_kv_str(j, "address", s->address);
		if (s->lon.some) {
			json_key(j, S("lon"));
			json_f64(j, s->lon.v);
			json_key(j, S("lat"));
			json_f64(j, s->lat.v);
		}
		if (s->line.p)
			json_kv_str(j, "line", s->line);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static const struct view check_view = {
    .out = "{rows:i,new:i,changed:i,same:i,rejects:[{line:i,said:s}]}",
    .name = "site.check",
    .summary = T_site_check_summary,
    .perm = PERM_CITY_EDIT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct site_in),
    .run = check,
    .json = check_json,
};
static const struct view list_view = {
    .out = "[{id:i,code:s,type:s,name:s,place:s,unit:s?,address:s,lon?:n,lat?:n,line?:s}]",
    .name = "site.list",
    .summary = T_site_list_summary,
    .perm = PERM_CITY_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in),
    .run = list,
    .json = list_json,
};
const struct view *const site_views[] = {&check_view, &list_view};
const size_t             site_views_n = NITEMS(site_views);
