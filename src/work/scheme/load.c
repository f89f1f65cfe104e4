/* scheme.load, standard.load: schemes and their standards from tables. */
#include "base/day.h"
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "work/scheme/inside.h"
#include "work_scheme_texts.h"

#include <string.h>

const struct choice scheme_levels[] = {
    {"national", T_scheme_level_national}, {"provincial", T_scheme_level_provincial},
    {"municipal", T_scheme_level_municipal}, {"health", T_scheme_level_health},
    {"other", T_scheme_level_other}, {NULL, T_none},
};
const struct choice scheme_yes_no[] = {{"no", T_scheme_no}, {"yes", T_scheme_yes}, {NULL, T_none}};

text_id
scheme_level_label(str level)
{
	for (const struct choice *c = scheme_levels; c->value; c++)
		if (str_eq(level, str_of(c->value)))
			return c->label;
	return T_none;
}

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_scheme_field_file, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static const struct sheet_column scheme_columns[SC_ALL] = {
    {"scheme", true}, {"version", true}, {"name", true},       {"level", true},
    {"source", true}, {"sample", false}, {"valid_from", true}, {"valid_to", false},
};
static const struct sheet_column standard_columns[ST_ALL] = {
    {"scheme", true}, {"version", true},     {"no", true},      {"block", true},  {"item", true}, {"content", true},
    {"standard", true}, {"method", true}, {"site_types", false}, {"weight", true}, {"struck", false},
};

enum { SHORT = 60, LONG = 300, WORDS = 2000 };

/* ---- Both ---- */

static const char *const yes_no[] = {"no", "yes", NULL};

/* At most so many letters in a cell; the row after the name of the column. */
static enum err
within(struct ctx *cx, struct rows *t, size_t i, size_t c, size_t most)
{
	str cell = row_text(&t->row[i], c);

	return utf8_cut(cell, most).n == cell.n
	           ? OK
	           : rows_refuse(cx, t, i, c, T_scheme_long, arena_printf(cx->arena, "%zu", most));
}

static const struct scheme_item *
version_of(const struct scheme_list *l, str code, str version)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->item[i].code, code) && str_eq(l->item[i].version, version))
			return &l->item[i];
	return NULL;
}

static bool
is_yes(const struct row *r, size_t c)
{
	return str_eq(row_text(r, c), S("yes"));
}

/* A key that no other row of the file has: of two texts, parted by what no cell holds. */
static enum err
once(struct ctx *cx, struct rows *t, size_t i, str key, size_t *slot, size_t mask, str *keys, size_t column)
{
	size_t at = (size_t)str_hash(key) & mask;

	if (!key.p)
		return ctx_no_memory(cx);
	for (; slot[at]; at = (at + 1) & mask)
		if (str_eq(keys[slot[at] - 1], key))
			return rows_refuse(cx, t, i, column, T_sheet_cell_twice, t->row[i].cell[column]);
	slot[at] = i + 1;
	keys[i] = key;
	return OK;
}

struct load {
	struct scheme_list known;
	size_t            *slot, mask;
	str               *keys;
	int64_t           *id, *rev; /* of what the store has; 0: new */
	bool              *same;
	const struct scheme_item **of; /* standards: their scheme */
};

static enum err
begin(struct ctx *cx, const struct load_in *in, const struct sheet_column *column, size_t n, struct rows *t,
    struct load *l)
{
	enum err e;

	if ((e = db_lock(cx, "scheme", 0)) != OK ||
	    (e = rows_read(cx, t, "file", &in->file, column, n, SCHEME_ROWS)) != OK ||
	    (e = scheme_read_all(cx, &l->known)) != OK)
		return e;
	for (l->mask = 15; l->mask < 2 * t->n;)
		l->mask = 2 * l->mask + 1;
	l->slot = ARENA_NEWS(cx->arena, l->mask + 1, size_t);
	l->keys = ARENA_NEWS(cx->arena, t->n, str);
	l->id = ARENA_NEWS(cx->arena, t->n, int64_t);
	l->rev = ARENA_NEWS(cx->arena, t->n, int64_t);
	l->same = ARENA_NEWS(cx->arena, t->n, bool);
	l->of = ARENA_NEWS(cx->arena, t->n, const struct scheme_item *);
	return l->slot && l->keys && l->id && l->rev && l->same && l->of ? OK : ctx_no_memory(cx);
}

static enum err
loaded(struct ctx *cx, text_id done, size_t all, size_t written, struct reply *out)
{
	*out = (struct reply){.done = done,
	                      .arg = {arena_printf(cx->arena, "%zu", all), arena_printf(cx->arena, "%zu", written)}};
	return OK;
}

/* ---- Schemes ---- */

static enum err
check_scheme(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int         needed[] = {SC_CODE, SC_VERSION, SC_NAME, SC_LEVEL, SC_SOURCE};
	static const char *const levels[] = {"national", "provincial", "municipal", "health", "other", NULL};
	struct load              *l = arg;
	const str                *c = t->row[i].cell;
	const struct scheme_item *s;
	enum err                  e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_choice(cx, t, i, SC_LEVEL, levels)) != OK || (e = rows_choice(cx, t, i, SC_SAMPLE,
	    yes_no)) != OK ||
	    (e = rows_validity(cx, t, i, SC_FROM, SC_TO, AHEAD_RULES)) != OK ||
	    (e = within(cx, t, i, SC_CODE, SHORT)) != OK ||
	    (e = within(cx, t, i, SC_VERSION, SHORT)) != OK || (e = within(cx, t, i, SC_NAME, LONG)) != OK ||
	    (e = within(cx, t, i, SC_SOURCE, LONG)) != OK)
		return e;
	/* Both parts stand in the name of a standard, GC@2026/3.2. */
	for (size_t k = SC_CODE; k <= SC_VERSION; k++)
		if (str_find(c[k], '@') != SIZE_MAX || str_find(c[k], '/') != SIZE_MAX || c[k].p[0] == '#')
			return rows_refuse(cx, t, i, k, T_scheme_marks, c[k]);
	if ((e = once(cx, t, i, arena_printf(cx->arena, "%.*s@%.*s", STR_ARG(c[SC_CODE]), STR_ARG(c[SC_VERSION])),
	    l->slot,
	              l->mask, l->keys, SC_VERSION)) != OK)
		return e;
	if (!(s = version_of(&l->known, c[SC_CODE], c[SC_VERSION])))
		return OK;
	l->id[i] = s->id;
	l->rev[i] = s->rev;
	l->same[i] = str_eq(s->name, c[SC_NAME]) && str_eq(s->level, c[SC_LEVEL]) && str_eq(s->source,
	    c[SC_SOURCE]) &&
	             s->sample == is_yes(&t->row[i], SC_SAMPLE) && str_eq(s->valid_from, c[SC_FROM]) &&
	             str_eq(s->valid_to, c[SC_TO]);
	return OK;
}

/* Versions of one code do not overlap, those of the store that the file does not speak of included. */
static enum err
check_spans(struct ctx *cx, struct rows *t, const struct load *l)
{
	struct span *s = ARENA_NEWS(cx->arena, t->n + l->known.n, struct span);
	size_t       n = 0, bad;

	if (!s)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->n; i++)
		s[n++] = (struct span){.key = t->row[i].cell[SC_CODE], .from = t->row[i].cell[SC_FROM],
		                       .to = t->row[i].cell[SC_TO], .line = t->row[i].line, .row = i};
	for (size_t k = 0; k < l->known.n; k++) {
		const struct scheme_item *x = &l->known.item[k];
		bool                      said = false;

		for (size_t i = 0; i < t->n && !said; i++)
			said = l->id[i] == x->id;
		if (!said)
			s[n++] = (struct span){.key = x->code, .from = x->valid_from, .to = x->valid_to};
	}
	if ((bad = span_clash(s, n)) == SIZE_MAX)
		return OK;
	/* The sentence stands at a row of the file, whichever of the two that is. */
	if (!s[bad].line && bad)
		bad--;
	return rows_refuse(cx, t, s[bad].row, SC_FROM, T_scheme_overlap, s[bad].key);
}

static enum err
write_scheme(struct ctx *cx, const struct row *row, int64_t id, int64_t rev)
{
	const str               *c = row->cell;
	const bool               sample = is_yes(row, SC_SAMPLE);
	const int64_t            by = cx->who ? cx->who->user : 0;
	struct q_scheme_add_row  new = {.id = id};
	struct record            r;
	int64_t                  n;
	enum err                 e;

	if (id)
		e = q_scheme_change(cx, &(struct q_scheme_change_in){.id = id, .rev = rev + 1, .name = c[SC_NAME],
		    .level = c[SC_LEVEL], .source = c[SC_SOURCE], .sample = sample, .valid_from = c[SC_FROM],
		    .valid_to = c[SC_TO]}, &n);
	else
		e = q_scheme_add(cx, &(struct q_scheme_add_in){.code = c[SC_CODE], .version = c[SC_VERSION],
		    .name = c[SC_NAME], .level = c[SC_LEVEL], .source = c[SC_SOURCE], .sample = sample,
		    .valid_from = c[SC_FROM], .valid_to = c[SC_TO], .made_at = cx->now, .made_by = by}, &new);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (!id) {
		json_kv_str(&r.set, "code", c[SC_CODE]);
		json_kv_str(&r.set, "version", c[SC_VERSION]);
		json_kv_i64(&r.set, "made_at", cx->now);
		json_kv_i64(&r.set, "made_by", by);
	}
	json_kv_str(&r.set, "name", c[SC_NAME]);
	json_kv_str(&r.set, "level", c[SC_LEVEL]);
	json_kv_str(&r.set, "source", c[SC_SOURCE]);
	json_kv_bool(&r.set, "sample", sample);
	json_kv_str(&r.set, "valid_from", c[SC_FROM]);
	json_kv_str(&r.set, "valid_to", c[SC_TO]);
	return record_end(cx, &r, "scheme", new.id, rev + 1, id ? "scheme.changed" : "scheme.added", STR_NONE);
}

static enum err
scheme_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct load l = {0};
	struct rows t;
	size_t      written = 0;
	enum err    e;

	(void)made;
	if ((e = begin(cx, arg, scheme_columns, SC_ALL, &t, &l)) != OK || (e = rows_each(cx, &t, check_scheme,
	    &l)) != OK ||
	    (e = check_spans(cx, &t, &l)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < t.n; i++)
		if (!l.same[i]) {
			e = write_scheme(cx, &t.row[i], l.id[i], l.rev[i]);
			written++;
		}
	return e == OK ? loaded(cx, T_scheme_loaded, t.n, written, out) : e;
}

/* ---- Standards ---- */

static enum err
check_standard(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int needed[] = {ST_SCHEME, ST_VERSION, ST_NO, ST_BLOCK, ST_ITEM, ST_CONTENT, ST_WORDS,
	    ST_METHOD, ST_WEIGHT};
	static const size_t       most[] = {[ST_NO] = SHORT, [ST_BLOCK] = LONG, [ST_ITEM] = LONG, [ST_CONTENT] = LONG,
	                                    [ST_WORDS] = WORDS, [ST_METHOD] = LONG, [ST_SITES] = LONG};
	struct load              *l = arg;
	const str                *c = t->row[i].cell;
	struct q_standard_by_no_row r;
	int64_t                   weight;
	enum err                  e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK || (e = rows_choice(cx, t, i, ST_STRUCK,
	    yes_no)) != OK)
		return e;
	for (size_t k = 0; k < NITEMS(most); k++)
		if (most[k] && (e = within(cx, t, i, k, most[k])) != OK)
			return e;
	if (!str_to_i64(c[ST_WEIGHT], &weight) || weight < 0 || weight > SCHEME_WEIGHT)
		return rows_refuse(cx, t, i, ST_WEIGHT, T_scheme_weight, c[ST_WEIGHT]);
	if (!(l->of[i] = version_of(&l->known, c[ST_SCHEME], c[ST_VERSION])))
		return rows_refuse(cx, t, i, ST_VERSION, T_scheme_unknown_row,
		                   arena_printf(cx->arena, "%.*s %.*s", STR_ARG(c[ST_SCHEME]),
		                   STR_ARG(c[ST_VERSION])));
	if ((e = once(cx, t, i, arena_printf(cx->arena, "%lld/%.*s", (long long)l->of[i]->id, STR_ARG(c[ST_NO])),
	    l->slot,
	              l->mask, l->keys, ST_NO)) != OK)
		return e;
	e = q_standard_by_no(cx, &(struct q_standard_by_no_in){.scheme_id = l->of[i]->id, .no = c[ST_NO]}, &r);
	if (e == ERR_NONE)
		return OK;
	l->id[i] = r.id;
	l->rev[i] = r.rev;
	l->same[i] = str_eq(r.block, c[ST_BLOCK]) && str_eq(r.item, c[ST_ITEM]) && str_eq(r.content, c[ST_CONTENT]) &&
	             str_eq(r.words, c[ST_WORDS]) && str_eq(r.method, c[ST_METHOD]) &&
	             str_eq(r.site_types, row_text(&t->row[i], ST_SITES)) && r.weight == weight &&
	             r.struck == is_yes(&t->row[i], ST_STRUCK);
	return e;
}

static enum err
write_standard(struct ctx *cx, const struct row *row, int64_t scheme, int64_t id, int64_t rev)
{
	const str                 *c = row->cell;
	const bool                 struck = is_yes(row, ST_STRUCK);
	const str                  sites = row_text(row, ST_SITES);
	const int64_t              by = cx->who ? cx->who->user : 0;
	struct q_standard_add_row  new = {.id = id};
	struct record              r;
	int64_t                    n, weight = 0;
	enum err                   e;

	(void)str_to_i64(c[ST_WEIGHT], &weight);
	if (id)
		e = q_standard_change(cx, &(struct q_standard_change_in){.id = id, .rev = rev + 1,
		    .block = c[ST_BLOCK],
		    .item = c[ST_ITEM], .content = c[ST_CONTENT], .words = c[ST_WORDS], .method = c[ST_METHOD],
		    .site_types = sites, .weight = weight, .struck = struck}, &n);
	else
		e = q_standard_add(cx, &(struct q_standard_add_in){.scheme_id = scheme, .no = c[ST_NO],
		    .block = c[ST_BLOCK],
		    .item = c[ST_ITEM], .content = c[ST_CONTENT], .words = c[ST_WORDS], .method = c[ST_METHOD],
		    .site_types = sites, .weight = weight, .struck = struck, .made_at = cx->now, .made_by = by},
		    &new);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (!id) {
		json_kv_i64(&r.set, "scheme_id", scheme);
		json_kv_str(&r.set, "no", c[ST_NO]);
		json_kv_i64(&r.set, "made_at", cx->now);
		json_kv_i64(&r.set, "made_by", by);
	}
	json_kv_str(&r.set, "block", c[ST_BLOCK]);
	json_kv_str(&r.set, "item", c[ST_ITEM]);
	json_kv_str(&r.set, "content", c[ST_CONTENT]);
	json_kv_str(&r.set, "words", c[ST_WORDS]);
	json_kv_str(&r.set, "method", c[ST_METHOD]);
	json_kv_str(&r.set, "site_types", sites);
	json_kv_i64(&r.set, "weight", weight);
	json_kv_bool(&r.set, "struck", struck);
	return record_end(cx, &r, "standard", new.id, rev + 1, id ? "standard.changed" : "standard.added", STR_NONE);
}

static enum err
standard_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct load l = {0};
	struct rows t;
	size_t      written = 0;
	enum err    e;

	(void)made;
	if ((e = begin(cx, arg, standard_columns, ST_ALL, &t, &l)) != OK ||
	    (e = rows_each(cx, &t, check_standard, &l)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < t.n; i++)
		if (!l.same[i]) {
			e = write_standard(cx, &t.row[i], l.of[i]->id, l.id[i], l.rev[i]);
			written++;
		}
	return e == OK ? loaded(cx, T_scheme_standards_loaded, t.n, written, out) : e;
}

static const struct command scheme_cmd = {
    .name = "scheme.load",
    .summary = T_scheme_load_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct load_in),
    .apply = scheme_load,
};
static const struct command standard_cmd = {
    .name = "standard.load",
    .summary = T_scheme_standard_load_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct load_in),
    .apply = standard_load,
};
const struct command *const scheme_commands[] = {&scheme_cmd, &standard_cmd};
const size_t                scheme_commands_n = NITEMS(scheme_commands);

const struct journal_aggregate scheme_aggregates[] = {
    {.kind = "scheme", .label = T_scheme_thing, .queries = scheme_queries, .query = "scheme_fold"},
    {.kind = "standard", .label = T_scheme_thing_standard, .queries = scheme_queries, .query = "standard_fold"},
};
const size_t scheme_aggregates_n = NITEMS(scheme_aggregates);
