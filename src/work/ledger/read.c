/* Reading one record by a map. */
#include "work/ledger/read.h"

#include "base/utf8.h"
#include "work_ledger_texts.h"

#include <math.h>

static enum err
find_column(struct ctx *cx, const struct reader *r, const struct map_name *c, size_t *at)
{
	str line = arena_printf(cx->arena, "%lld", (long long)c->line);

	*at = SIZE_MAX;
	for (size_t i = 0; c->line && i < r->width; i++) {
		if (!str_eq(r->header[i], c->name))
			continue;
		if (*at != SIZE_MAX)
			return refuse(cx, ERR_INPUT, "file", T_ledger_column_twice, line, c->name);
		*at = i;
	}
	if (c->line && *at == SIZE_MAX)
		return refuse(cx, ERR_INPUT, "file", T_ledger_column_missing, line, utf8_cut(c->name, 60));
	return OK;
}

bool
reader_is_header(const struct ledger_map *map, const struct table_record *rec)
{
	for (size_t i = 0; i < rec->n; i++)
		if (str_eq(str_trim(rec->field[i]), map->header))
			return true;
	return false;
}

static enum err
find_all(struct ctx *cx, struct reader *r)
{
	enum err first = OK, e;

	for (size_t i = 0; i < MAP_TEXTS; i++)
		if ((e = find_column(cx, r, &r->map->text[i], &r->text[i])) != OK)
			first = e;
	for (size_t i = 0; i < TOLD_TIME_MAX; i++)
		if ((e = find_column(cx, r, &r->map->time[i], &r->time[i])) != OK)
			first = e;
	for (size_t i = 0; i < r->map->nplace; i++)
		if ((e = find_column(cx, r, &r->map->place[i], &r->place[i])) != OK)
			first = e;
	for (size_t i = 0; i < r->map->nfact; i++)
		if ((e = find_column(cx, r, &r->map->fact[i].column, &r->fact[i])) != OK)
			first = e;
	return first;
}

enum err
reader_header(struct ctx *cx, struct reader *r, const struct ledger_map *map, const struct ledger_places *places,
              const struct table_record *rec)
{
	*r = (struct reader){.map = map, .places = places, .now = cx->now, .width = rec->n};
	for (size_t i = 0; i < rec->n; i++)
		if (!arena_str(cx->arena, str_trim(rec->field[i]), &r->header[i]))
			return ctx_no_memory(cx);
	return find_all(cx, r);
}

/* ---- One record ---- */

/* What one row is read with. */
struct work {
	struct arena              *a;
	const struct reader       *r;
	const struct table_record *rec;
	struct told               *t;
	struct read_notes         *notes;
	struct read_fault         *why;
};

static str
cell(const struct work *w, size_t at)
{
	str s = at < w->rec->n ? str_trim(w->rec->field[at]) : STR_NONE;

	return s.n ? s : STR_NONE;
}

static bool
wrong(struct work *w, str column, text_id text, str one, str two)
{
	*w->why = (struct read_fault){column, text, {one, two}};
	return false;
}

/* Line feeds inside cells of one line are how spreadsheets wrap: one space each. */
static str
one_line(struct work *w, str s)
{
	struct buf b;

	if (str_find(s, '\n') == SIZE_MAX && str_find(s, '\r') == SIZE_MAX)
		return s;
	buf_init(&b, w->a, TABLE_RECORD);
	for (size_t i = 0; i < s.n; i++) {
		bool feed = s.p[i] == '\n' || s.p[i] == '\r';

		if (!feed)
			buf_char(&b, s.p[i]);
		else if (i == 0 || (s.p[i - 1] != '\n' && s.p[i - 1] != '\r'))
			buf_char(&b, ' ');
	}
	return buf_str(&b);
}

static void
take_texts(struct work *w)
{
	for (int i = 0; i < MAP_TEXTS; i++) {
		str s = cell(w, w->r->text[i]);

		if (!s.p)
			s = w->r->map->fixed[i];
		if (s.p && i != TOLD_CONTENT && i != TOLD_OUTCOME && i != TOLD_TRANSFER)
			s = one_line(w, s);
		w->t->text[i] = s;
	}
}

static bool
take_times(struct work *w)
{
	const struct ledger_map *m = w->r->map;

	for (int i = 0; i < TOLD_TIME_MAX; i++) {
		str    s = cell(w, w->r->time[i]);
		bool   day_only = false;
		size_t f = 0;

		w->t->time[i] = TOLD_NO_TIME;
		if (!s.p)
			continue;
		while (f < m->nformat && !when_read(m->format[f], s, m->zone, m->summer, &w->t->time[i], &day_only))
			f++;
		if (f == m->nformat)
			return wrong(w, m->time[i].name, T_ledger_not_time, utf8_cut(s, 40), m->format[0]);
		/* A deadline without a time of day runs to the end of that day. */
		if (day_only && i == TOLD_DUE)
			w->t->time[i] += INT64_C(86400000) - 1;
	}
	return true;
}

static bool
take_status(struct work *w)
{
	const struct map_value *v;

	w->t->meaning = TOLD_UNKNOWN;
	if (!w->t->text[TOLD_STATUS].p)
		return true;
	v = map_look(&w->r->map->table[MAP_STATUS], w->t->text[TOLD_STATUS]);
	if (v && v->to.p)
		w->t->meaning = told_meaning_of(v->to);
	w->notes->status_unknown = w->t->meaning == TOLD_UNKNOWN;
	return true;
}

static void
take_tables(struct work *w)
{
	const struct ledger_map *m = w->r->map;
	const struct map_value  *v;

	if (w->t->text[TOLD_TYPE].p && (v = map_look(&m->table[MAP_TYPE], w->t->text[TOLD_TYPE])) != NULL)
		w->t->text[TOLD_CLASS] = v->to;
	w->notes->no_class = !w->t->text[TOLD_CLASS].p;
	if (w->t->text[TOLD_AGENCY].p && (v = map_look(&m->table[MAP_UNIT], w->t->text[TOLD_AGENCY])) != NULL)
		w->t->text[TOLD_UNIT] = v->to;
}

static bool
take_place(struct work *w)
{
	const struct ledger_map *m = w->r->map;
	str                      words[MAP_PLACES];
	struct buf               b;
	size_t                   place;

	buf_init(&b, w->a, 64 << 10);
	for (size_t i = 0; i < m->nplace; i++) {
		const struct map_value *v;

		words[i] = cell(w, w->r->place[i]);
		if (!words[i].p)
			continue;
		if (buf_str(&b).n)
			buf_add(&b, S(" > "));
		buf_add(&b, words[i]);
		if ((v = map_look(&m->table[MAP_PLACE], words[i])) != NULL)
			words[i] = v->to;
	}
	if (buf_str(&b).n)
		w->t->text[TOLD_PLACE_TOLD] = one_line(w, buf_str(&b));
	place = places_meant(w->r->places, words, m->nplace, &w->notes->odd_place);
	w->notes->no_place = place == SIZE_MAX;
	if (place == SIZE_MAX && m->fixed[TOLD_PLACE].p)
		place = places_meant(w->r->places, &m->fixed[TOLD_PLACE], 1, &(bool){false});
	if (place == SIZE_MAX)
		return wrong(w, m->nplace ? m->place[m->nplace - 1].name : STR_NONE, T_ledger_no_place,
		             utf8_cut(buf_str(&b), 60), STR_NONE);
	w->t->text[TOLD_PLACE] = w->r->places->place[place].code;
	return true;
}

static int64_t
decimals(str s)
{
	size_t at = str_find(s, '.');

	return at == SIZE_MAX ? 0 : (int64_t)(s.n - at - 1);
}

static bool
take_position(struct work *w)
{
	const struct ledger_map *m = w->r->map;
	str                      lon = w->t->text[TOLD_LON], lat = w->t->text[TOLD_LAT];
	double                   x, y;

	w->notes->no_position = true;
	/* Many systems write 0 where they know nothing. */
	if (!lon.p || !lat.p || (str_eq(lon, S("0")) && str_eq(lat, S("0"))))
		return true;
	if (!str_to_f64(lon, &x) || fabs(x) > 180)
		return wrong(w, m->text[TOLD_LON].name, T_ledger_position, utf8_cut(lon, 40), S("180"));
	if (!str_to_f64(lat, &y) || fabs(y) > 90)
		return wrong(w, m->text[TOLD_LAT].name, T_ledger_position, utf8_cut(lat, 40), S("90"));
	w->notes->coarse = decimals(lon) < m->decimals || decimals(lat) < m->decimals;
	if (w->notes->coarse)
		return true;
	geo_to_cgcs2000(m->srs, &x, &y);
	w->t->lon = (opt_f64){true, x};
	w->t->lat = (opt_f64){true, y};
	w->t->text[TOLD_SRS] = str_of(geo_srs_name(m->srs));
	w->notes->no_position = false;
	return true;
}

static bool
take_facts(struct work *w)
{
	const struct ledger_map *m = w->r->map;
	struct buf               b;
	struct json              j;
	bool                     some = false;

	buf_init(&b, w->a, 64 << 10);
	json_init(&j, &b);
	json_obj(&j);
	for (size_t i = 0; i < m->nfact; i++) {
		str s = cell(w, w->r->fact[i]);

		if (!s.p)
			continue;
		if (!utf8_valid(s) || utf8_has_controls(s))
			return wrong(w, m->fact[i].column.name, T_ledger_controls, STR_NONE, STR_NONE);
		json_key(&j, m->fact[i].label);
		json_str(&j, s);
		some = true;
	}
	json_obj_end(&j);
	if (some && buf_end(&b, &w->t->text[TOLD_FACTS]) != OK)
		return wrong(w, S(""), T_ledger_long, S("64000"), S("4000"));
	return true;
}

str
reader_column(const struct reader *r, str key)
{
	static const char *const texts_by[] = {
#define X(name, key, most, lines, label) #key,
	    TOLD_TEXTS(X)
#undef X
	};
	static const char *const times_by[] = {
#define X(name, key, label) #key,
	    TOLD_TIMES(X)
#undef X
	};

	for (size_t i = 0; i < MAP_TEXTS; i++)
		if (str_eq(str_of(texts_by[i]), key))
			return r->map->text[i].name;
	for (size_t i = 0; i < TOLD_TIME_MAX; i++)
		if (str_eq(str_of(times_by[i]), key))
			return r->map->time[i].name;
	if (str_eq(key, S("place")) && r->map->nplace)
		return r->map->place[r->map->nplace - 1].name;
	return STR_NONE;
}

static bool
whole(struct work *w)
{
	struct told_fault f;

	if (told_check(w->a, w->t, w->r->now, w->r->map->zone, &f))
		return true;
	return wrong(w, reader_column(w->r, str_of(f.field)), f.text, f.arg[0], f.arg[1]);
}

static text_id
record_fault(enum table_fault f)
{
	static const text_id text[] = {
	    [TABLE_OK] = T_none,           [TABLE_BYTES] = T_ledger_bytes, [TABLE_QUOTE] = T_ledger_quote,
	    [TABLE_LONG] = T_ledger_big,   [TABLE_WIDE] = T_ledger_wide,   [TABLE_READ] = T_ledger_unreadable,
	};

	return text[f];
}

bool
reader_row(struct arena *a, const struct reader *r, const struct table_record *rec, struct told *t,
           struct read_notes *notes, struct read_fault *why)
{
	struct work w = {a, r, rec, t, notes, why};

	*t = (struct told){.meaning = TOLD_UNKNOWN, .is_public = r->map->is_public};
	*notes = (struct read_notes){.no_place = false};
	*why = (struct read_fault){.text = T_none};
	if (rec->fault != TABLE_OK)
		return wrong(&w, rec->column && rec->column <= r->width ? r->header[rec->column - 1] : STR_NONE,
		             record_fault(rec->fault), STR_NONE, STR_NONE);
	/* Empty cells behind the last column are how some programs end a line. */
	for (size_t i = r->width; i < rec->n; i++)
		if (rec->field[i].n)
			return wrong(&w, STR_NONE, T_ledger_wide, STR_NONE, STR_NONE);
	if (rec->n < r->width)
		return wrong(&w, STR_NONE, T_ledger_narrow, arena_printf(a, "%zu", rec->n),
		             arena_printf(a, "%zu", r->width));
	take_texts(&w);
	if (!take_times(&w) || !take_status(&w) || !take_position(&w) || !take_facts(&w))
		return false;
	take_tables(&w);
	return take_place(&w) && whole(&w);
}
