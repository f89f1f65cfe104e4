/* One class or condition added, changed or ended from a day on, by the rules of the whole tables. */
#include "city/catalog/rows.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_catalog_texts.h"

/*
 * What a version says never changes: a change ends it on a day and begins another version.  Running cases keep the
 * class they were filed under and the limit they were dispatched with (L25).
 */

static const struct sheet_field class_at[C_ALL] = {
    {"key", T_catalog_field_key},         {"key", T_catalog_field_key},           {"key", T_catalog_field_key},
    {"key", T_catalog_field_key},         {"big_name", T_catalog_field_big_name}, {"name", T_catalog_field_name},
    {"subject", T_catalog_field_subject}, {"synonyms", T_catalog_field_synonyms}, {"source", T_catalog_field_source},
    {"version", T_catalog_field_version}, {"valid_from", T_catalog_field_since},  {"valid_to", T_catalog_field_until},
};
static const struct sheet_field condition_at[K_ALL] = {
    {"key", T_catalog_field_condition_key}, {"class_key", T_catalog_field_of_class},
    {"condition", T_catalog_f_condition},
    {NULL, T_catalog_f_after},              {"amount", T_catalog_field_amount},      {"limit_unit", T_catalog_field_unit},
    {"closing", T_catalog_f_closing},       {"photo", T_catalog_f_photo},
    {"photo_reason", T_catalog_f_photo_reason},
    {"not_collected", T_catalog_f_not_collected}, {"season", T_catalog_f_season},    {"basis", T_catalog_f_basis},
    {"source", T_catalog_field_source},     {"version", T_catalog_field_version},    {"valid_from", T_catalog_field_since},
    {"valid_to", T_catalog_field_until},
};
static const struct sheet_field unit_at[U_ALL] = {
    {"limit_unit", T_catalog_field_unit}, {"limit_unit", T_catalog_field_unit},
    {"limit_unit", T_catalog_field_unit}, {"limit_unit", T_catalog_field_unit}, {"limit_unit", T_catalog_field_unit},
    {"limit_unit", T_catalog_field_unit}};
static const struct sheet_field season_at[SEASON_ALL] = {{"season", T_catalog_f_season}, {"season", T_catalog_f_season},
    {"season", T_catalog_f_season}, {"season", T_catalog_f_season}};

const struct choice class_subjects[] = {{"place", T_catalog_subject_place},
                                         {"operator", T_catalog_subject_operator},
                                         {"person", T_catalog_subject_person},
                                         {NULL, T_none}};
const struct choice condition_photos[] = {
    {"needed", T_catalog_photo_needed}, {"optional", T_catalog_photo_optional}, {"none", T_catalog_photo_none},
    {NULL, T_none}};

#define CLASS_SAYS(X)                                                              \
	X(str, name, 1, 1, 60, T_catalog_field_name, NULL)                         \
	X(choice, subject, 1, 0, 0, T_catalog_field_subject, class_subjects)             \
	X(str, synonyms, 0, 1, 400, T_catalog_field_synonyms, NULL)                \
	X(str, source, 1, 1, 200, T_catalog_field_source, NULL)                    \
	X(str, version, 1, 1, 60, T_catalog_field_version, NULL)                   \
	X(day, valid_from, 1, DAY_FIRST, DAY_LAST, T_catalog_field_since, NULL)
#define CLASS_ADD_IN(X)                                                            \
	X(str, key, 1, 6, 6, T_catalog_field_key, NULL)                            \
	X(str, big_name, 0, 1, 40, T_catalog_field_big_name, NULL)                 \
	CLASS_SAYS(X)
#define CLASS_CHANGE_IN(X)                                                         \
	X(str, key, 1, 6, 6, T_catalog_field_key, NULL)                            \
	CLASS_SAYS(X)
#define ENDING(X)                                                                  \
	X(day, valid_to, 1, DAY_FIRST, DAY_LAST, T_catalog_field_until, NULL)      \
	X(str, basis, 1, 1, 200, T_catalog_f_basis, NULL)
#define CLASS_END_IN(X)                                                            \
	X(str, key, 1, 6, 6, T_catalog_field_key, NULL)                            \
	ENDING(X)
#define CONDITION_SAYS(X)                                                          \
	X(str, condition, 1, 1, 400, T_catalog_f_condition, NULL)                  \
	X(i64, amount, 1, 1, 10000, T_catalog_field_amount, NULL)                  \
	X(str, limit_unit, 1, 1, 20, T_catalog_field_unit, NULL)                   \
	X(str, closing, 1, 1, 400, T_catalog_f_closing, NULL)                      \
	X(choice, photo, 1, 0, 0, T_catalog_f_photo, condition_photos)                       \
	X(str, photo_reason, 1, 1, 200, T_catalog_f_photo_reason, NULL)            \
	X(str, not_collected, 0, 1, 400, T_catalog_f_not_collected, NULL)          \
	X(str, season, 0, 1, 40, T_catalog_f_season, NULL)                         \
	X(str, basis, 1, 1, 200, T_catalog_f_basis, NULL)                          \
	X(str, source, 1, 1, 200, T_catalog_field_source, NULL)                    \
	X(str, version, 1, 1, 60, T_catalog_field_version, NULL)                   \
	X(day, valid_from, 1, DAY_FIRST, DAY_LAST, T_catalog_field_since, NULL)
#define CONDITION_ADD_IN(X)                                                        \
	X(str, class_key, 1, 3, 6, T_catalog_field_of_class, NULL)                 \
	CONDITION_SAYS(X)
#define CONDITION_CHANGE_IN(X)                                                     \
	X(str, key, 1, 5, 12, T_catalog_field_condition_key, NULL)                 \
	CONDITION_SAYS(X)
#define CONDITION_END_IN(X)                                                        \
	X(str, key, 1, 5, 12, T_catalog_field_condition_key, NULL)                 \
	ENDING(X)

struct class_add_in {
	CLASS_ADD_IN(FIELD_DECL)
};
struct class_change_in {
	CLASS_CHANGE_IN(FIELD_DECL)
};
struct class_end_in {
	CLASS_END_IN(FIELD_DECL)
};
struct condition_add_in {
	CONDITION_ADD_IN(FIELD_DECL)
};
struct condition_change_in {
	CONDITION_CHANGE_IN(FIELD_DECL)
};
struct condition_end_in {
	CONDITION_END_IN(FIELD_DECL)
};
#define IN_T class_add_in
static const struct field class_add_fields[] = {CLASS_ADD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T class_change_in
static const struct field class_change_fields[] = {CLASS_CHANGE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T class_end_in
static const struct field class_end_fields[] = {CLASS_END_IN(FIELD_ROW)};
#undef IN_T
#define IN_T condition_add_in
static const struct field condition_add_fields[] = {CONDITION_ADD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T condition_change_in
static const struct field condition_change_fields[] = {CONDITION_CHANGE_IN(FIELD_ROW)};
#undef IN_T
#define IN_T condition_end_in
static const struct field condition_end_fields[] = {CONDITION_END_IN(FIELD_ROW)};
#undef IN_T

/* A class's page, or the list of the big class. */
static enum err
answer(struct ctx *cx, str class_key, text_id done, size_t changed, struct reply *out)
{
	*out = (struct reply){.done = changed ? done : T_catalog_same,
	                      .see = class_key.n == BIG_KEY
	                                 ? arena_printf(cx->arena, "/classes?big=%.*s", STR_ARG(class_key))
	                                 : arena_printf(cx->arena, "/classes/%.*s", STR_ARG(class_key))};
	return out->see.p ? OK : ctx_no_memory(cx);
}

/* Whether what holds from `from` to `to` is there the day before, or ends on it: what a change on it ends. */
static bool
ends_on(str from, str to, str day_)
{
	return str_cmp(from, day_) < 0 && (!to.p || str_cmp(to, day_) >= 0);
}

/* ---- Classes ---- */

static void
class_cells(const struct q_class_versions_row *r, str cell[C_ALL])
{
	const str c[C_ALL] = {r->key, r->kind, r->code, r->big_code, r->big_name, r->name, r->subject, r->synonyms,
	                      r->source, r->version, r->valid_from, r->valid_to};

	for (size_t i = 0; i < C_ALL; i++)
		cell[i] = c[i];
}

static enum err
class_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct class_add_in  *in = arg;
	bool                        thing = in->key.p[0] == 'B';
	struct q_class_big_row     *big;
	struct q_class_versions_row *old;
	str                         key = class_big_key(in->key), until;
	str cell[C_ALL] = {in->key, text_get(thing ? T_catalog_kind_thing : T_catalog_kind_event, ZH),
	                   str_slice(in->key, 1, in->key.n), str_slice(in->key, 1, BIG_KEY), in->big_name, in->name,
	                   in->subject, in->synonyms, in->source, in->version};
	struct rows t;
	size_t      n, changed;
	enum err    e;

	(void)made;
	if (!class_key_valid(in->key))
		return refuse(cx, ERR_INPUT, "key", T_catalog_key, S(""), text_get(T_catalog_field_key, cx->lang),
		              in->key);
	/* Before the first look, here and below: what another copy has just changed is seen. */
	if ((e = record_from(cx, "valid_from", T_catalog_field_since, in->valid_from, &cell[C_FROM])) != OK ||
	    (e = db_lock(cx, "class", 0)) != OK)
		return e;
	until = arena_printf(cx->arena, "%.*s:", STR_ARG(key));
	e = q_class_big(cx, &(struct q_class_big_in){.key = key, .until = until}, &big, &n);
	if (e != OK)
		return e;
	if (n)
		cell[C_BIG_NAME] = big[0].big_name;
	else if (!in->big_name.p)
		return refuse(cx, ERR_INPUT, "big_name", T_catalog_need_big, key);
	/* A version that has ended since is not begun anew by being sent again. */
	if ((e = q_class_versions(cx, &(struct q_class_versions_in){.key = in->key}, &old, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (str_eq(old[i].version, in->version))
			cell[C_TO] = old[i].valid_to;
	rows_form(&t, class_columns, C_ALL, class_at);
	if ((e = rows_add(cx, &t, cell)) != OK || (e = catalog_take_classes(cx, &t, STR_NONE, &changed)) != OK)
		return e;
	return answer(cx, in->key, T_catalog_class_added, changed, out);
}

static enum err
class_change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct class_change_in *in = arg;
	struct q_class_versions_row  *old, *now = NULL;
	str                           was[C_ALL], cell[C_ALL], from;
	struct rows                   t;
	size_t                        n, changed;
	enum err                      e;

	(void)made;
	if ((e = record_from(cx, "valid_from", T_catalog_field_since, in->valid_from, &from)) != OK ||
	    (e = db_lock(cx, "class", 0)) != OK ||
	    (e = q_class_versions(cx, &(struct q_class_versions_in){.key = in->key}, &old, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(old[i].version, in->version) && ends_on(old[i].valid_from, old[i].valid_to, from))
			now = &old[i];
	if (!now)
		return refuse(cx, ERR_INPUT, "valid_from", T_catalog_not_there, in->key, from);
	class_cells(now, was);
	class_cells(now, cell);
	/* What is said again keeps the end that it has. */
	for (size_t i = 0; i < n; i++)
		if (str_eq(old[i].version, in->version))
			cell[C_TO] = old[i].valid_to;
	if (str_eq(cell[C_TO], from))
		cell[C_TO] = STR_NONE;
	was[C_TO] = from;
	cell[C_NAME] = in->name;
	cell[C_SUBJECT] = in->subject;
	cell[C_SYNONYMS] = in->synonyms;
	cell[C_SOURCE] = in->source;
	cell[C_VERSION] = in->version;
	cell[C_FROM] = from;
	rows_form(&t, class_columns, C_ALL, class_at);
	if ((e = rows_add(cx, &t, was)) != OK || (e = rows_add(cx, &t, cell)) != OK ||
	    (e = catalog_take_classes(cx, &t, STR_NONE, &changed)) != OK)
		return e;
	return answer(cx, in->key, T_catalog_class_changed, changed, out);
}

/* ---- Conditions ---- */

static void
condition_cells(struct ctx *cx, str class_key, const struct q_condition_all_of_row *r, str cell[K_ALL])
{
	const str c[K_ALL] = {r->key, class_key, r->condition, r->after_key,
	                      arena_printf(cx->arena, "%lld", (long long)r->amount), r->limit_unit, r->closing,
	                      r->photo, r->photo_reason, r->not_collected, r->season, r->basis, r->source, r->version,
	                      r->valid_from, r->valid_to};

	for (size_t i = 0; i < K_ALL; i++)
		cell[i] = c[i];
}

/* The tables of units and seasons, as the conditions of the store were reckoned with them last. */
static enum err
unit_rows(struct ctx *cx, struct rows *t)
{
	struct q_condition_units_row *u;
	size_t                        n;
	enum err                      e = q_condition_units(cx, &u, &n);

	rows_form(t, unit_columns, U_ALL, unit_at);
	for (size_t i = 0; e == OK && i < n; i++) {
		bool known = u[i].amount < 1;

		for (size_t k = 0; k < t->n; k++)
			known = known || str_eq(t->row[k].cell[U_NAME], u[i].limit_unit);
		if (!known)
			e = rows_add(cx, t,
			             (const str[U_ALL]){u[i].limit_unit, u[i].clock, u[i].clock_unit,
			                                arena_printf(cx->arena, "%lld",
			                                             (long long)(u[i].clock_amount / u[i].amount))});
	}
	return e;
}

static enum err
season_rows(struct ctx *cx, struct rows *t)
{
	struct q_condition_seasons_row *s;
	size_t                          n;
	enum err                        e = q_condition_seasons(cx, &s, &n);

	rows_form(t, season_columns, SEASON_ALL, season_at);
	for (size_t i = 0; e == OK && i < n; i++) {
		bool known = false;
		str  rest = s[i].season_days;

		for (size_t k = 0; k < t->n; k++)
			known = known || str_eq(t->row[k].cell[SEASON_NAME], s[i].season);
		while (!known && e == OK && rest.n) {
			str span = str_cut(&rest, ' '), from = str_cut(&span, '/');

			e = rows_add(cx, t, (const str[SEASON_ALL]){s[i].season, from, span, s[i].season});
		}
	}
	return e;
}

enum err
catalog_take_reckoned(struct ctx *cx, const struct rows *t, str more, size_t *changed)
{
	struct rows units, seasons;
	enum err    e;

	if ((e = unit_rows(cx, &units)) != OK || (e = season_rows(cx, &seasons)) != OK)
		return e;
	return catalog_take_conditions(cx, t, &units, &seasons, more, changed);
}

/* Every version of a class's conditions, with the lock had. */
static enum err
all_of(struct ctx *cx, str class_key, struct q_condition_all_of_row **row, size_t *n)
{
	enum err e = db_lock(cx, "class", 0);

	return e == OK ? q_condition_all_of(cx, &(struct q_condition_all_of_in){.class_key = class_key}, row, n) : e;
}

/* The words that a command says of a condition, over its cells. */
#define SAY(cx, in, cell)                                                                             \
	do {                                                                                          \
		(cell)[K_CONDITION] = (in)->condition;                                                \
		(cell)[K_AMOUNT] = arena_printf((cx)->arena, "%lld", (long long)(in)->amount);        \
		(cell)[K_UNIT] = (in)->limit_unit;                                                    \
		(cell)[K_CLOSING] = (in)->closing;                                                    \
		(cell)[K_PHOTO] = (in)->photo;                                                        \
		(cell)[K_PHOTO_REASON] = (in)->photo_reason;                                          \
		(cell)[K_NOT] = (in)->not_collected;                                                  \
		(cell)[K_SEASON] = (in)->season;                                                      \
		(cell)[K_BASIS] = (in)->basis;                                                        \
		(cell)[K_SOURCE] = (in)->source;                                                      \
		(cell)[K_VERSION] = (in)->version;                                                    \
	} while (0)

static enum err
condition_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct condition_add_in *in = arg;
	struct q_condition_all_of_row *row;
	str                            cell[K_ALL] = {STR_NONE, in->class_key};
	struct rows                    t;
	int64_t                        last = 0, no;
	size_t                         n, changed;
	enum err                       e;

	(void)made;
	if ((e = record_from(cx, "valid_from", T_catalog_field_since, in->valid_from, &cell[K_FROM])) != OK ||
	    (e = all_of(cx, in->class_key, &row, &n)) != OK)
		return e;
	SAY(cx, in, cell);
	for (size_t i = 0; i < n; i++) {
		str rest = row[i].key, class = str_cut(&rest, '-');

		(void)class;
		if (str_to_i64(rest, &no) && no > last)
			last = no;
		/* Said already in this version: the same condition, not another. */
		if (str_eq(row[i].condition, in->condition) && str_eq(row[i].version, in->version)) {
			cell[K_KEY] = row[i].key;
			cell[K_TO] = row[i].valid_to;
		}
	}
	if (!cell[K_KEY].p)
		cell[K_KEY] = arena_printf(cx->arena, "%.*s-%lld", STR_ARG(in->class_key), (long long)last + 1);
	rows_form(&t, condition_columns, K_ALL, condition_at);
	if ((e = rows_add(cx, &t, cell)) != OK || (e = catalog_take_reckoned(cx, &t, STR_NONE, &changed)) != OK)
		return e;
	return answer(cx, in->class_key, T_catalog_condition_added, changed, out);
}

static bool
linked(const struct q_condition_all_of_row *a, str root)
{
	return str_eq(a->key, root) || str_eq(a->after_key, root);
}

/* A condition of two steps is changed with its other step: both stand in the new version, the other as it was. */
static enum err
condition_change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct condition_change_in *in = arg;
	struct q_condition_all_of_row    *row;
	str                               rest = in->key, class_key = str_cut(&rest, '-'), root = in->key, from;
	struct rows                       t;
	size_t                            n, changed;
	bool                              found = false;
	enum err                          e;

	(void)made;
	if ((e = record_from(cx, "valid_from", T_catalog_field_since, in->valid_from, &from)) != OK ||
	    (e = all_of(cx, class_key, &row, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (str_eq(row[i].key, in->key) && row[i].after_key.p &&
		    ends_on(row[i].valid_from, row[i].valid_to, from))
			root = row[i].after_key;
	rows_form(&t, condition_columns, K_ALL, condition_at);
	for (size_t i = 0; e == OK && i < n; i++) {
		str was[K_ALL], cell[K_ALL];

		if (!linked(&row[i], root) || str_eq(row[i].version, in->version) ||
		    !ends_on(row[i].valid_from, row[i].valid_to, from))
			continue;
		condition_cells(cx, class_key, &row[i], was);
		condition_cells(cx, class_key, &row[i], cell);
		was[K_TO] = from;
		if (str_eq(cell[K_TO], from))
			cell[K_TO] = STR_NONE;
		cell[K_FROM] = from;
		cell[K_VERSION] = in->version;
		if (str_eq(row[i].key, in->key)) {
			SAY(cx, in, cell);
			found = true;
		}
		/* What is said again keeps the end that it has. */
		for (size_t k = 0; k < n; k++)
			if (str_eq(row[k].key, row[i].key) && str_eq(row[k].version, in->version))
				cell[K_TO] = row[k].valid_to;
		if ((e = rows_add(cx, &t, was)) == OK)
			e = rows_add(cx, &t, cell);
	}
	if (e == OK && !found)
		return refuse(cx, ERR_INPUT, "valid_from", T_catalog_not_there, in->key, from);
	if (e != OK || (e = catalog_take_reckoned(cx, &t, STR_NONE, &changed)) != OK)
		return e;
	return answer(cx, class_key, T_catalog_condition_changed, changed, out);
}

/* End every condition of `row` that `which` means and that is there before the day; *n: how many it means. */
static enum err
end_conditions(struct ctx *cx, str class_key, str key, str to, str more, size_t *meant, size_t *changed)
{
	struct q_condition_all_of_row *row;
	struct rows                    t;
	size_t                         n;
	enum err                       e;

	*meant = *changed = 0;
	if ((e = all_of(cx, class_key, &row, &n)) != OK)
		return e;
	rows_form(&t, condition_columns, K_ALL, condition_at);
	for (size_t i = 0; e == OK && i < n; i++) {
		str  cell[K_ALL];
		bool it = (!key.p || str_eq(row[i].key, key)) && ends_on(row[i].valid_from, row[i].valid_to, to);

		/* A first step stays beside the repair that follows it: the rules look at both. */
		if (!ends_on(row[i].valid_from, row[i].valid_to, to))
			continue;
		condition_cells(cx, class_key, &row[i], cell);
		if (it)
			cell[K_TO] = to;
		*meant += it;
		e = rows_add(cx, &t, cell);
	}
	return e == OK && *meant ? catalog_take_reckoned(cx, &t, more, changed) : e;
}

static enum err
condition_end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct condition_end_in *in = arg;
	str                            rest = in->key, class_key = str_cut(&rest, '-'), to, more;
	size_t                         n, changed;
	enum err                       e;

	(void)made;
	if ((e = record_from(cx, "valid_to", T_catalog_field_until, in->valid_to, &to)) != OK ||
	    (e = record_basis(cx, in->basis, &more)) != OK ||
	    (e = end_conditions(cx, class_key, in->key, to, more, &n, &changed)) != OK)
		return e;
	if (!n)
		return refuse(cx, ERR_INPUT, "key", T_catalog_not_there, in->key, to);
	return answer(cx, class_key, T_catalog_condition_ended, changed, out);
}

static enum err
class_end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct class_end_in   *in = arg;
	struct q_class_versions_row *old, *now = NULL;
	str                          cell[C_ALL], to, more;
	struct rows                  t;
	size_t                       n, changed, also;
	enum err                     e;

	(void)made;
	if ((e = record_from(cx, "valid_to", T_catalog_field_until, in->valid_to, &to)) != OK ||
	    (e = record_basis(cx, in->basis, &more)) != OK || (e = db_lock(cx, "class", 0)) != OK ||
	    (e = q_class_versions(cx, &(struct q_class_versions_in){.key = in->key}, &old, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if (ends_on(old[i].valid_from, old[i].valid_to, to))
			now = &old[i];
	if (!now)
		return refuse(cx, ERR_INPUT, "key", T_catalog_not_there, in->key, to);
	class_cells(now, cell);
	cell[C_TO] = to;
	rows_form(&t, class_columns, C_ALL, class_at);
	if ((e = rows_add(cx, &t, cell)) != OK || (e = catalog_take_classes(cx, &t, more, &changed)) != OK ||
	    (e = end_conditions(cx, in->key, STR_NONE, to, more, &n, &also)) != OK)
		return e;
	return answer(cx, in->key, T_catalog_class_ended, changed + also, out);
}

#define ROW_COMMAND(var, name_, summary_, of)                                                             \
	const struct command var##_cmd = {                                                                \
	    .name = name_,                                                                                \
	    .summary = summary_,                                                                          \
	    .perm = PERM_CITY_EDIT,                                                                       \
	    .scope = place_city_in_reach,                                                                 \
	    .in = of##_fields,                                                                            \
	    .nin = NITEMS(of##_fields),                                                                   \
	    .in_size = sizeof(struct of##_in),                                                            \
	    .apply = var,                                                                                 \
	}
ROW_COMMAND(class_add, "class.add", T_catalog_class_add_summary, class_add);
ROW_COMMAND(class_change, "class.change", T_catalog_class_change_summary, class_change);
ROW_COMMAND(class_end, "class.end", T_catalog_class_end_summary, class_end);
ROW_COMMAND(condition_add, "condition.add", T_catalog_condition_add_summary, condition_add);
ROW_COMMAND(condition_change, "condition.change", T_catalog_condition_change_summary, condition_change);
ROW_COMMAND(condition_end, "condition.end", T_catalog_condition_end_summary, condition_end);
