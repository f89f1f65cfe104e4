/* class.load and condition.load: catalogues from tables; the rules by which rows are let in from anywhere. */
#include "city/catalog/rows.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_catalog_texts.h"
#include "kit_table_texts.h"

/*
 * Both read the whole file and the whole table of the store first (some hundred
 * rows), check them together, and write then.  A version never changes what it
 * says of a class or condition: a running case keeps the limit that it was
 * dispatched under, and people must be able to read what that was.
 */

enum { MOST = 5000 };

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_catalog_field_file, NULL)
struct class_load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T class_load_in
static const struct field class_fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static bool
same(str a, str b)
{
	return str_eq(a, b);
}

static enum err
reply_counts(struct ctx *cx, text_id done, size_t all, size_t changed, struct reply *out)
{
	*out = (struct reply){.done = done,
	                      .arg = {arena_printf(cx->arena, "%zu", all),
	                              arena_printf(cx->arena, "%zu", changed)}};
	return OK;
}

/* ---- Classes ---- */

const struct sheet_column class_columns[C_ALL] = {
    {"key", true},     {"kind", true},      {"code", true},   {"big_code", true}, {"big_name", true},   {"name", true},
    {"subject", true}, {"synonyms", false}, {"source", true}, {"version", true},  {"valid_from", true}, {"valid_to", false},
};

/* A class of the store, grown as they come. */
struct known {
	struct q_class_known_row *row;
	size_t                    n, cap;
};

static enum err
know_class(struct ctx *cx, const struct q_class_known_row *row, void *arg)
{
	struct known             *k = arg;
	struct q_class_known_row *r;

	if (k->n == k->cap) {
		size_t                    cap = k->cap ? k->cap * 2 : 512;
		struct q_class_known_row *more =
		    arena_grow(cx->arena, k->row, k->cap * sizeof(*more), cap * sizeof(*more));

		if (!more)
			return ctx_no_memory(cx);
		k->row = more;
		k->cap = cap;
	}
	r = &k->row[k->n++];
	*r = *row;
	if (!arena_str(cx->arena, row->key, &r->key) || !arena_str(cx->arena, row->kind, &r->kind) ||
	    !arena_str(cx->arena, row->code, &r->code) || !arena_str(cx->arena, row->big_code, &r->big_code) ||
	    !arena_str(cx->arena, row->big_name, &r->big_name) || !arena_str(cx->arena, row->name, &r->name) ||
	    !arena_str(cx->arena, row->subject, &r->subject) || !arena_str(cx->arena, row->synonyms, &r->synonyms) ||
	    !arena_str(cx->arena, row->source, &r->source) || !arena_str(cx->arena, row->version, &r->version) ||
	    !arena_str(cx->arena, row->valid_from, &r->valid_from) ||
	    (row->valid_to.p && !arena_str(cx->arena, row->valid_to, &r->valid_to)))
		return ctx_no_memory(cx);
	return OK;
}

static enum err
check_class(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int         needed[] = {C_KEY, C_KIND, C_CODE, C_BIG, C_BIG_NAME, C_NAME, C_SUBJECT, C_SOURCE,
	    C_VERSION};
	const str                things = text_get(T_catalog_kind_thing, ZH),
	    events = text_get(T_catalog_kind_event, ZH);
	static const char *const subjects[] = {"place", "operator", "person", NULL};
	const str               *cell = t->row[i].cell;
	enum err                 e;

	(void)arg;
	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_choice(cx, t, i, C_SUBJECT, subjects)) != OK ||
	    (e = rows_validity(cx, t, i, C_FROM, C_TO, AHEAD_RULES)) != OK)
		return e;
	if (!str_eq(cell[C_KIND], things) && !str_eq(cell[C_KIND], events))
		return rows_refuse(cx, t, i, C_KIND, T_sheet_cell_choice, cell[C_KIND]);
	if (!class_key_valid(cell[C_KEY]) || (cell[C_KEY].p[0] == 'B') != str_eq(cell[C_KIND], things))
		return rows_refuse(cx, t, i, C_KEY, T_catalog_key, cell[C_KEY]);
	if (!str_eq(str_slice(cell[C_KEY], 1, CLASS_KEY), cell[C_CODE]))
		return rows_refuse(cx, t, i, C_CODE, T_catalog_key, cell[C_CODE]);
	if (!str_eq(str_slice(cell[C_CODE], 0, 2), cell[C_BIG]))
		return rows_refuse(cx, t, i, C_BIG, T_catalog_key, cell[C_BIG]);
	return OK;
}

/* The class of the store with the key and version; SIZE_MAX. */
static size_t
find_class(const struct known *k, str key, str version)
{
	for (size_t i = 0; i < k->n; i++)
		if (same(k->row[i].key, key) && same(k->row[i].version, version))
			return i;
	return SIZE_MAX;
}

static bool
class_fixed_same(const struct q_class_known_row *r, const str *cell)
{
	return same(r->kind, cell[C_KIND]) && same(r->big_name, cell[C_BIG_NAME]) && same(r->name, cell[C_NAME]) &&
	       same(r->subject, cell[C_SUBJECT]) && same(r->valid_from, cell[C_FROM]);
}

/* Every version of a class has days of its own, in the file and in the store together. */
static enum err
check_class_spans(struct ctx *cx, struct rows *t, const struct known *k)
{
	struct span *s = ARENA_NEWS(cx->arena, t->n + k->n, struct span);
	size_t       n = 0, at;

	if (!s)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->n; i++)
		s[n++] = (struct span){t->row[i].cell[C_KEY], t->row[i].cell[C_FROM], t->row[i].cell[C_TO],
		                       t->row[i].line, i};
	for (size_t i = 0; i < k->n; i++) {
		bool in_file = false;

		for (size_t f = 0; f < t->n && !in_file; f++)
			in_file = same(t->row[f].cell[C_KEY], k->row[i].key) &&
			          same(t->row[f].cell[C_VERSION], k->row[i].version);
		if (!in_file)
			s[n++] = (struct span){k->row[i].key, k->row[i].valid_from, k->row[i].valid_to, 0, SIZE_MAX};
	}
	at = span_clash(s, n);
	if (at == SIZE_MAX)
		return OK;
	at = s[at].line ? at : at - 1; /* two rows of the store never clash: one of the pair is the file's */
	return rows_refuse(cx, t, s[at].row, C_FROM, T_catalog_overlap, s[at].key);
}

static enum err
check_class_twice(struct ctx *cx, struct rows *t)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t f = 0; f < i; f++)
			if (same(t->row[f].cell[C_KEY], t->row[i].cell[C_KEY]) &&
			    same(t->row[f].cell[C_VERSION], t->row[i].cell[C_VERSION]))
				return rows_refuse(cx, t, i, C_KEY, T_sheet_cell_twice, t->row[i].cell[C_KEY]);
	return OK;
}

static enum err
add_class(struct ctx *cx, const struct row *row)
{
	const str              *c = row->cell;
	struct q_class_add_row  added;
	struct record           r;
	struct q_class_add_in   in = {
	      .key = c[C_KEY], .kind = c[C_KIND], .code = c[C_CODE], .big_code = c[C_BIG], .big_name = c[C_BIG_NAME],
	      .name = c[C_NAME], .subject = c[C_SUBJECT], .synonyms = row_text(row, C_SYNONYMS),
	          .source = c[C_SOURCE],
	      .version = c[C_VERSION], .valid_from = c[C_FROM], .valid_to = c[C_TO]};
	enum err e = q_class_add(cx, &in, &added);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "key", in.key);
	json_kv_str(&r.set, "kind", in.kind);
	json_kv_str(&r.set, "code", in.code);
	json_kv_str(&r.set, "big_code", in.big_code);
	json_kv_str(&r.set, "big_name", in.big_name);
	json_kv_str(&r.set, "name", in.name);
	json_kv_str(&r.set, "subject", in.subject);
	json_kv_str(&r.set, "synonyms", in.synonyms);
	json_kv_str(&r.set, "source", in.source);
	json_kv_str(&r.set, "version", in.version);
	json_kv_str(&r.set, "valid_from", in.valid_from);
	json_kv_str(&r.set, "valid_to", in.valid_to);
	return record_end(cx, &r, "class", added.id, 1, "class.added", STR_NONE);
}

static enum err
change_class(struct ctx *cx, const struct q_class_known_row *old, const struct row *row, str more)
{
	const str    *c = row->cell;
	struct record r;
	int64_t       changed;
	enum err      e;

	e = q_class_change(cx,
	                   &(struct q_class_change_in){.id = old->id, .rev = old->rev + 1,
	                                               .synonyms = row_text(row, C_SYNONYMS), .source = c[C_SOURCE],
	                                               .valid_to = c[C_TO]},
	                   &changed);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "synonyms", row_text(row, C_SYNONYMS));
	json_kv_str(&r.set, "source", c[C_SOURCE]);
	json_kv_str(&r.set, "valid_to", c[C_TO]);
	return record_end(cx, &r, "class", old->id, old->rev + 1, "class.changed", more);
}

enum err
catalog_take_classes(struct ctx *cx, struct rows *t, str more, size_t *changed)
{
	struct known k = {0};
	enum err     e;

	*changed = 0;
	if ((e = rows_each(cx, t, check_class, NULL)) != OK || (e = db_lock(cx, "class", 0)) != OK ||
	    (e = q_class_known(cx, know_class, &k)) != OK ||
	    (e = check_class_twice(cx, t)) != OK)
		return e;
	for (size_t i = 0; i < t->n; i++) {
		size_t old = find_class(&k, t->row[i].cell[C_KEY], t->row[i].cell[C_VERSION]);

		if (old != SIZE_MAX && !class_fixed_same(&k.row[old], t->row[i].cell))
			return rows_refuse(cx, t, i, C_VERSION, T_catalog_fixed, t->row[i].cell[C_KEY]);
	}
	if ((e = check_class_spans(cx, t, &k)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < t->n; i++) {
		const struct row *r = &t->row[i];
		size_t            old = find_class(&k, r->cell[C_KEY], r->cell[C_VERSION]);

		if (old == SIZE_MAX) {
			e = add_class(cx, r);
			++*changed;
		} else if (!same(k.row[old].synonyms, row_text(r, C_SYNONYMS)) ||
		           !same(k.row[old].source, r->cell[C_SOURCE]) || !same(k.row[old].valid_to, r->cell[C_TO])) {
			e = change_class(cx, &k.row[old], r, more);
			++*changed;
		}
	}
	return e == OK && *changed ? city_changed(cx) : e;
}

static enum err
class_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct class_load_in *in = arg;
	struct rows                 t;
	size_t                      changed;
	enum err                    e;

	(void)made;
	if ((e = rows_read(cx, &t, "file", &in->file, class_columns, C_ALL, MOST)) != OK ||
	    (e = catalog_take_classes(cx, &t, STR_NONE, &changed)) != OK)
		return e;
	return reply_counts(cx, T_catalog_classes_loaded, t.n, changed, out);
}

/* ---- Conditions ---- */

const struct sheet_column condition_columns[K_ALL] = {
    {"key", true},    {"class_key", true}, {"condition", true},     {"after_key", false},     {"amount", true},
    {"limit_unit", true}, {"closing", true}, {"photo", true},       {"photo_reason", true},   {"not_collected", false},
    {"season", false}, {"basis", true},    {"source", true},        {"version", true},        {"valid_from", true},
    {"valid_to", false},
};

const struct sheet_column unit_columns[U_ALL] = {
    {"limit_unit", true}, {"clock", true}, {"clock_unit", true}, {"factor", true}, {"assumed", false}, {"reason", false},
};

const struct sheet_column season_columns[SEASON_ALL] = {
    {"season", true}, {"from", true}, {"to", true}, {"source", true},
};

#define CONDITION_LOAD_IN(X)                                                \
	X(text, file, 1, 1, 4 << 20, T_catalog_field_file, NULL)            \
	X(text, units, 0, 1, 1 << 18, T_catalog_field_units, NULL)          \
	X(text, seasons, 0, 1, 1 << 18, T_catalog_field_seasons, NULL)
struct condition_load_in {
	CONDITION_LOAD_IN(FIELD_DECL)
};
#define IN_T condition_load_in
static const struct field condition_fields[] = {CONDITION_LOAD_IN(FIELD_ROW)};
#undef IN_T

/* A row of the file with what was reckoned, and its row in the store. */
struct condition {
	int64_t amount, clock_amount, old_id, old_rev;
	str     clock, clock_unit, season_days, old_to;
	bool    known, changed;
};

struct condition_load {
	struct rows       t, units, seasons;
	struct known      classes;
	struct condition *c;
	struct span      *span; /* of the file, then of the store's other rows */
	size_t            nspan, cap;
	size_t            bad;  /* the row of the file that contradicts the store; SIZE_MAX */
	str               more; /* goes with the events of conditions that end */
};

static enum err
check_units(struct ctx *cx, struct rows *u)
{
	static const int         needed[] = {U_NAME, U_CLOCK, U_UNIT, U_FACTOR};
	static const char *const clocks[] = {"urgent", "office", "workday", "natural", NULL};
	static const char *const units[] = {"minute", "hour", "day", NULL};
	enum err                 e;

	for (size_t i = 0; i < u->n; i++) {
		const str *c = u->row[i].cell;
		int64_t    factor;
		bool       by_day;

		if ((e = rows_need(cx, u, i, needed, NITEMS(needed))) != OK ||
		    (e = rows_choice(cx, u, i, U_CLOCK, clocks)) != OK || (e = rows_choice(cx, u, i, U_UNIT,
		        units)) != OK)
			return e;
		if (!str_to_i64(c[U_FACTOR], &factor) || factor < 1 || factor > 10000)
			return rows_refuse(cx, u, i, U_FACTOR, T_sheet_cell_number, c[U_FACTOR]);
		/* As kit/worktime has it: office hours know no days, counted days nothing else. */
		by_day = str_eq(c[U_UNIT], S("day"));
		if ((str_eq(c[U_CLOCK], S("office")) && by_day) ||
		    ((str_eq(c[U_CLOCK], S("workday")) || str_eq(c[U_CLOCK], S("natural"))) && !by_day))
			return rows_refuse(cx, u, i, U_UNIT, T_sheet_cell_choice, c[U_UNIT]);
		for (size_t f = 0; f < i; f++)
			if (str_eq(u->row[f].cell[U_NAME], c[U_NAME]))
				return rows_refuse(cx, u, i, U_NAME, T_sheet_cell_twice, c[U_NAME]);
	}
	return OK;
}

static enum err
check_seasons(struct ctx *cx, struct rows *s)
{
	static const int       needed[] = {SEASON_NAME, SEASON_FROM, SEASON_TO, SEASON_SOURCE};
	struct worktime_season season;
	enum err               e;

	for (size_t i = 0; i < s->n; i++) {
		const str *c = s->row[i].cell;
		str        text;

		if ((e = rows_need(cx, s, i, needed, NITEMS(needed))) != OK)
			return e;
		text = arena_printf(cx->arena, "%.*s/%.*s %.*s", STR_ARG(c[SEASON_FROM]), STR_ARG(c[SEASON_TO]),
		                    STR_ARG(c[SEASON_NAME]));
		if (!text.p)
			return ctx_no_memory(cx);
		if (!worktime_season_of(text, &season) || season.n != 1)
			return rows_refuse(cx, s, i, SEASON_FROM, T_catalog_season_days, c[SEASON_FROM]);
	}
	return OK;
}

/* The days of the season that a condition names, as kit/worktime writes them; '' when it names none. */
static enum err
season_days(struct ctx *cx, struct condition_load *l, size_t i)
{
	str        name = row_text(&l->t.row[i], K_SEASON);
	size_t     n = 0;
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t k = 0; name.n && k < l->seasons.n; k++) {
		const str *c = l->seasons.row[k].cell;

		if (str_eq(c[SEASON_NAME], name))
			buf_printf(&b, "%s%.*s/%.*s", n++ ? " " : "", STR_ARG(c[SEASON_FROM]), STR_ARG(c[SEASON_TO]));
	}
	if (name.n && (n == 0 || n > WORKTIME_SPANS))
		return rows_refuse(cx, &l->t, i, K_SEASON, T_catalog_season, name);
	l->c[i].season_days = S("");
	return n ? buf_end(&b, &l->c[i].season_days) : OK;
}

/* The limit in one of the four clocks. */
static enum err
reckon(struct ctx *cx, struct condition_load *l, size_t i)
{
	const str *cell = l->t.row[i].cell;
	int64_t    factor = 0;

	if (!str_to_i64(cell[K_AMOUNT], &l->c[i].amount) || l->c[i].amount < 1 || l->c[i].amount > 10000)
		return rows_refuse(cx, &l->t, i, K_AMOUNT, T_catalog_amount, cell[K_AMOUNT]);
	for (size_t u = 0; u < l->units.n; u++) {
		const str *unit = l->units.row[u].cell;

		if (!str_eq(unit[U_NAME], cell[K_UNIT]) || !str_to_i64(unit[U_FACTOR], &factor))
			continue;
		l->c[i].clock = unit[U_CLOCK];
		l->c[i].clock_unit = unit[U_UNIT];
		l->c[i].clock_amount = l->c[i].amount * factor;
	}
	if (l->c[i].clock_amount < 1)
		return rows_refuse(cx, &l->t, i, K_UNIT, T_catalog_unit, cell[K_UNIT]);
	if (l->c[i].clock_amount > WORKTIME_AMOUNT_MAX)
		return rows_refuse(cx, &l->t, i, K_AMOUNT, T_catalog_amount, cell[K_AMOUNT]);
	return OK;
}

/* The class or big class exists, is an event, and is not about a person. */
static enum err
check_subject(struct ctx *cx, struct condition_load *l, size_t i)
{
	str  key = l->t.row[i].cell[K_CLASS];
	bool found = false;

	if (key.p[0] == 'B')
		return rows_refuse(cx, &l->t, i, K_CLASS, T_catalog_thing, key);
	for (size_t k = 0; k < l->classes.n; k++) {
		const struct q_class_known_row *c = &l->classes.row[k];

		if (!str_eq(c->key, key) && !(big_key_valid(key) && str_starts(c->key, key)))
			continue;
		found = true;
		if (str_eq(c->key, key) && str_eq(c->subject, S("person")))
			return rows_refuse(cx, &l->t, i, K_CLASS, T_catalog_person, key);
	}
	return found ? OK : rows_refuse(cx, &l->t, i, K_CLASS, T_sheet_cell_unknown, key);
}

static size_t
find_row(const struct rows *t, str key, str version)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->row[i].cell[K_KEY], key) && str_eq(t->row[i].cell[K_VERSION], version))
			return i;
	return SIZE_MAX;
}

static enum err
check_condition(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	struct condition_load   *l = arg;
	static const int         needed[] = {K_KEY, K_CLASS, K_CONDITION, K_AMOUNT, K_UNIT, K_CLOSING, K_PHOTO,
	                                     K_PHOTO_REASON, K_BASIS, K_SOURCE, K_VERSION};
	static const char *const photos[] = {"needed", "optional", "none", NULL};
	const str               *cell = t->row[i].cell;
	enum err                 e;

	if ((e = rows_need(cx, &l->t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_choice(cx, &l->t, i, K_PHOTO, photos)) != OK ||
	    (e = rows_validity(cx, &l->t, i, K_FROM, K_TO, AHEAD_RULES)) != OK || (e = reckon(cx, l, i)) != OK ||
	    (e = season_days(cx, l, i)) != OK)
		return e;
	if (!str_starts(cell[K_KEY], cell[K_CLASS]) || cell[K_KEY].n < cell[K_CLASS].n + 2 ||
	    cell[K_KEY].p[cell[K_CLASS].n] != '-')
		return rows_refuse(cx, &l->t, i, K_KEY, T_catalog_condition_key, cell[K_KEY]);
	if ((e = check_subject(cx, l, i)) != OK)
		return e;
	if (find_row(&l->t, cell[K_KEY], cell[K_VERSION]) != i)
		return rows_refuse(cx, &l->t, i, K_KEY, T_sheet_cell_twice, cell[K_KEY]);
	if (cell[K_AFTER].p) {
		size_t first = find_row(&l->t, cell[K_AFTER], cell[K_VERSION]);

		/* One step before another, no chains and so no rings. */
		if (first == SIZE_MAX || first == i || l->t.row[first].cell[K_AFTER].p ||
		    !str_eq(l->t.row[first].cell[K_CLASS], cell[K_CLASS]))
			return rows_refuse(cx, &l->t, i, K_AFTER, T_catalog_after, cell[K_AFTER]);
	}
	return OK;
}

static bool
condition_fixed_same(const struct q_condition_known_row *r, const struct row *row, const struct condition *c)
{
	const str *cell = row->cell;

	return same(r->class_key, cell[K_CLASS]) && same(r->condition, cell[K_CONDITION]) &&
	       same(r->after_key, cell[K_AFTER]) && r->amount == c->amount && same(r->limit_unit, cell[K_UNIT]) &&
	       same(r->clock, c->clock) && same(r->clock_unit, c->clock_unit) && r->clock_amount == c->clock_amount &&
	       same(r->closing, cell[K_CLOSING]) && same(r->photo, cell[K_PHOTO]) &&
	       same(r->photo_reason, cell[K_PHOTO_REASON]) && same(r->not_collected, row_text(row, K_NOT)) &&
	       same(r->season, row_text(row, K_SEASON)) &&
	       /* A version that the file ends keeps the days of the table it came with. */
	       (cell[K_TO].p || same(r->season_days, c->season_days)) && same(r->basis, cell[K_BASIS]) &&
	       same(r->source, cell[K_SOURCE]) && same(r->valid_from, cell[K_FROM]);
}

/* Each row of the store: is it in the file, and does the file leave it as it is? */
static enum err
meet_condition(struct ctx *cx, const struct q_condition_known_row *row, void *arg)
{
	struct condition_load *l = arg;
	size_t                 i = find_row(&l->t, row->key, row->version);
	struct span           *s;

	if (i != SIZE_MAX) {
		struct condition *c = &l->c[i];

		*c = (struct condition){.amount = c->amount, .clock_amount = c->clock_amount, .clock = c->clock,
		                        .clock_unit = c->clock_unit, .season_days = c->season_days, .known = true,
		                        .old_id = row->id, .old_rev = row->rev,
		                        .changed = !same(row->valid_to, l->t.row[i].cell[K_TO])};
		if (l->bad == SIZE_MAX && !condition_fixed_same(row, &l->t.row[i], c))
			l->bad = i;
		return OK;
	}
	if (l->nspan == l->cap) {
		size_t       cap = l->cap * 2 + 64;
		struct span *more = arena_grow(cx->arena, l->span, l->cap * sizeof(*more), cap * sizeof(*more));

		if (!more)
			return ctx_no_memory(cx);
		l->span = more;
		l->cap = cap;
	}
	s = &l->span[l->nspan++];
	*s = (struct span){.row = SIZE_MAX};
	if (!arena_str(cx->arena, row->key, &s->key) || !arena_str(cx->arena, row->valid_from, &s->from) ||
	    (row->valid_to.p && !arena_str(cx->arena, row->valid_to, &s->to)))
		return ctx_no_memory(cx);
	return OK;
}

static enum err
check_condition_spans(struct ctx *cx, struct condition_load *l)
{
	size_t at;

	l->cap = l->t.n + 64;
	l->span = ARENA_NEWS(cx->arena, l->cap, struct span);
	if (!l->span)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->t.n; i++)
		l->span[l->nspan++] = (struct span){l->t.row[i].cell[K_KEY], l->t.row[i].cell[K_FROM],
		                                    l->t.row[i].cell[K_TO], l->t.row[i].line, i};
	enum err e = q_condition_known(cx, meet_condition, l);
	if (e != OK)
		return e;
	if (l->bad != SIZE_MAX)
		return rows_refuse(cx, &l->t, l->bad, K_VERSION, T_catalog_fixed, l->t.row[l->bad].cell[K_KEY]);
	at = span_clash(l->span, l->nspan);
	if (at == SIZE_MAX)
		return OK;
	at = l->span[at].line ? at : at - 1;
	return rows_refuse(cx, &l->t, l->span[at].row, K_FROM, T_catalog_overlap, l->span[at].key);
}

static enum err
add_condition(struct ctx *cx, const struct row *row, const struct condition *c)
{
	const str                 *x = row->cell;
	struct q_condition_add_row added;
	struct record              r;
	struct q_condition_add_in  in = {
	     .key = x[K_KEY], .class_key = x[K_CLASS], .condition = x[K_CONDITION], .after_key = x[K_AFTER],
	     .amount = c->amount, .limit_unit = x[K_UNIT], .clock = c->clock, .clock_unit = c->clock_unit,
	     .clock_amount = c->clock_amount, .closing = x[K_CLOSING], .photo = x[K_PHOTO],
	     .photo_reason = x[K_PHOTO_REASON], .not_collected = row_text(row, K_NOT),
	     .season = row_text(row, K_SEASON), .season_days = c->season_days, .basis = x[K_BASIS],
	     .source = x[K_SOURCE], .version = x[K_VERSION], .valid_from = x[K_FROM], .valid_to = x[K_TO]};
	enum err e = q_condition_add(cx, &in, &added);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "key", in.key);
	json_kv_str(&r.set, "class_key", in.class_key);
	json_kv_str(&r.set, "condition", in.condition);
	json_kv_str(&r.set, "after_key", in.after_key);
	json_kv_i64(&r.set, "amount", in.amount);
	json_kv_str(&r.set, "limit_unit", in.limit_unit);
	json_kv_str(&r.set, "clock", in.clock);
	json_kv_str(&r.set, "clock_unit", in.clock_unit);
	json_kv_i64(&r.set, "clock_amount", in.clock_amount);
	json_kv_str(&r.set, "closing", in.closing);
	json_kv_str(&r.set, "photo", in.photo);
	json_kv_str(&r.set, "photo_reason", in.photo_reason);
	json_kv_str(&r.set, "not_collected", in.not_collected);
	json_kv_str(&r.set, "season", in.season);
	json_kv_str(&r.set, "season_days", in.season_days);
	json_kv_str(&r.set, "basis", in.basis);
	json_kv_str(&r.set, "source", in.source);
	json_kv_str(&r.set, "version", in.version);
	json_kv_str(&r.set, "valid_from", in.valid_from);
	json_kv_str(&r.set, "valid_to", in.valid_to);
	return record_end(cx, &r, "class_condition", added.id, 1, "condition.added", STR_NONE);
}

static enum err
end_condition(struct ctx *cx, const struct row *row, const struct condition *c, str more)
{
	struct record r;
	int64_t       changed;
	enum err      e = q_condition_end(cx,
	                                  &(struct q_condition_end_in){.id = c->old_id, .rev = c->old_rev + 1,
	                                                               .valid_to = row->cell[K_TO]},
	                                  &changed);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", row->cell[K_TO]);
	return record_end(cx, &r, "class_condition", c->old_id, c->old_rev + 1, "condition.ended", more);
}

enum err
catalog_take_conditions(struct ctx *cx, const struct rows *t, const struct rows *units, const struct rows *seasons,
                        str more, size_t *changed)
{
	struct condition_load *l = ARENA_NEW(cx->arena, struct condition_load);
	enum err               e;

	*changed = 0;
	if (!l)
		return ctx_no_memory(cx);
	*l = (struct condition_load){.t = *t, .units = *units, .seasons = *seasons, .bad = SIZE_MAX, .more = more};
	if ((e = check_units(cx, &l->units)) != OK || (e = check_seasons(cx, &l->seasons)) != OK ||
	    (e = db_lock(cx, "class", 0)) != OK || (e = q_class_known(cx, know_class, &l->classes)) != OK)
		return e;
	l->c = ARENA_NEWS(cx->arena, l->t.n, struct condition);
	if (!l->c)
		return ctx_no_memory(cx);
	if ((e = rows_each(cx, &l->t, check_condition, l)) != OK || (e = check_condition_spans(cx, l)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < l->t.n; i++) {
		if (!l->c[i].known)
			e = add_condition(cx, &l->t.row[i], &l->c[i]);
		else if (l->c[i].changed)
			e = end_condition(cx, &l->t.row[i], &l->c[i], l->more);
		*changed += !l->c[i].known || l->c[i].changed;
	}
	return e == OK && *changed ? city_changed(cx) : e;
}

static enum err
condition_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct condition_load_in *in = arg;
	struct rows                     t, units, seasons = {0};
	size_t                          changed;
	enum err                        e;

	(void)made;
	if ((in->units.n && (e = rows_read(cx, &units, "units", &in->units, unit_columns, U_ALL, 1000)) != OK) ||
	    (in->seasons.n &&
	     (e = rows_read(cx, &seasons, "seasons", &in->seasons, season_columns, SEASON_ALL, 1000)) != OK) ||
	    (e = rows_read(cx, &t, "file", &in->file, condition_columns, K_ALL, MOST)) != OK)
		return e;
	if (in->seasons.n && !in->units.n)
		return refuse(cx, ERR_INPUT, "units", T_catalog_units_too);
	e = in->units.n ? catalog_take_conditions(cx, &t, &units, &seasons, STR_NONE, &changed)
	                : catalog_take_reckoned(cx, &t, STR_NONE, &changed);
	if (e != OK)
		return e;
	return reply_counts(cx, T_catalog_conditions_loaded, t.n, changed, out);
}

static const struct command class_cmd = {
    .name = "class.load",
    .summary = T_catalog_class_load_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = class_fields,
    .nin = NITEMS(class_fields),
    .in_size = sizeof(struct class_load_in),
    .apply = class_load,
};
static const struct command condition_cmd = {
    .name = "condition.load",
    .summary = T_catalog_condition_load_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = condition_fields,
    .nin = NITEMS(condition_fields),
    .in_size = sizeof(struct condition_load_in),
    .apply = condition_load,
};
const struct command *const catalog_commands[] = {&class_cmd, &condition_cmd, &class_add_cmd, &class_change_cmd,
                                                  &class_end_cmd, &condition_add_cmd, &condition_change_cmd,
                                                  &condition_end_cmd};
const size_t                catalog_commands_n = NITEMS(catalog_commands);

const struct journal_aggregate catalog_aggregates[] = {
    {.kind = "class", .label = T_catalog_thing_class, .queries = catalog_queries, .query = "class_fold"},
    {.kind = "class_condition", .label = T_catalog_thing_class_condition, .queries = catalog_queries, .query = "condition_fold"},
};
const size_t catalog_aggregates_n = NITEMS(catalog_aggregates);
