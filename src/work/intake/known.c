/* intake.known: places by all their names, in memory for one import. */
#include "work/intake/known.h"

#include "base/ensure.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "intake_sql.h"
#include "texts.h"

static size_t
slot_of(const struct intake_known *k, str name, size_t from)
{
	return ((size_t)str_hash(name) + from) & k->mask;
}

static bool
inside(const struct intake_known *k, size_t place, size_t above)
{
	for (int deep = 0; place != SIZE_MAX && deep < 32; deep++) {
		if (place == above)
			return true;
		place = k->place[place].parent;
	}
	return false;
}

/* The place that one word means; `wide` SIZE_MAX: nothing wider is known.  SIZE_MAX: none, or doubtful. */
static size_t
meant(const struct intake_known *k, str word, size_t wide)
{
	size_t found = SIZE_MAX, within = SIZE_MAX, n = 0, nwithin = 0;

	for (size_t i = 0; k->slot[slot_of(k, word, i)]; i++) {
		const struct known_name *name = &k->name[k->slot[slot_of(k, word, i)] - 1];

		if (!str_eq(name->name, word) || name->place == found || name->place == within)
			continue;
		n++;
		found = name->place;
		if (wide != SIZE_MAX && inside(k, name->place, wide)) {
			nwithin++;
			within = name->place;
		}
	}
	if (nwithin == 1)
		return within;
	return n == 1 ? found : SIZE_MAX;
}

size_t
known_place_of(const struct intake_known *k, const str *word, size_t n, bool *odd)
{
	size_t place = SIZE_MAX;

	*odd = false;
	for (size_t i = 0; i < n; i++) {
		size_t narrow = word[i].n ? meant(k, word[i], place) : SIZE_MAX;

		if (narrow == SIZE_MAX)
			continue;
		*odd = *odd || (place != SIZE_MAX && !inside(k, narrow, place));
		place = narrow;
	}
	return place;
}

size_t
known_code(const struct intake_known *k, str code)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->place[i].code, code))
			return i;
	return SIZE_MAX;
}

/* ---- Loading ---- */

static enum err
grow(struct ctx *cx, void **p, size_t *cap, size_t n, size_t size)
{
	size_t want = *cap ? *cap * 2 : 256;
	void  *q;

	if (n < *cap)
		return OK;
	if (!(q = arena_grow(cx->arena, *p, *cap * size, want * size)))
		return ctx_no_memory(cx);
	*p = q;
	*cap = want;
	return OK;
}

static enum err
add_name(struct ctx *cx, struct intake_known *k, str name, size_t place)
{
	void    *p = k->name;
	enum err e;

	if (!name.n)
		return OK;
	if ((e = grow(cx, &p, &k->capnames, k->nnames, sizeof(*k->name))) != OK)
		return e;
	k->name = p;
	if (!arena_str(cx->arena, name, &k->name[k->nnames].name))
		return ctx_no_memory(cx);
	k->name[k->nnames++].place = place;
	return OK;
}

static enum err
take_place(struct ctx *cx, const struct q_known_places_row *row, void *arg)
{
	struct intake_known *k = arg;
	void                *p = k->place;
	size_t               i = k->n;
	enum err             e;

	if ((e = grow(cx, &p, &k->cap, k->n, sizeof(*k->place))) != OK)
		return e;
	k->place = p;
	k->place[i] = (struct known_place){.id = row->id, .parent = SIZE_MAX, .parent_id = row->parent_id};
	if (!arena_str(cx->arena, row->code, &k->place[i].code))
		return ctx_no_memory(cx);
	k->n++;
	if ((e = add_name(cx, k, row->code, i)) != OK || (e = add_name(cx, k, row->name, i)) != OK)
		return e;
	return str_eq(row->name, row->short_name) ? OK : add_name(cx, k, row->short_name, i);
}

/* Places come by id, so a search by halves finds them. */
static size_t
by_id(const struct intake_known *k, int64_t id)
{
	size_t lo = 0, hi = k->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (k->place[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < k->n && k->place[lo].id == id ? lo : SIZE_MAX;
}

static enum err
take_alias(struct ctx *cx, const struct q_known_aliases_row *row, void *arg)
{
	struct intake_known *k = arg;
	size_t               i = by_id(k, row->place_id);

	return i == SIZE_MAX ? OK : add_name(cx, k, row->alias, i);
}

static enum err
make_hash(struct ctx *cx, struct intake_known *k)
{
	size_t size = 1024;

	while (size < 2 * k->nnames)
		size *= 2;
	k->mask = size - 1;
	if (!(k->slot = ARENA_NEWS(cx->arena, size, size_t)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < k->nnames; i++) {
		size_t at = 0;

		while (k->slot[slot_of(k, k->name[i].name, at)])
			at++;
		k->slot[slot_of(k, k->name[i].name, at)] = i + 1;
	}
	for (size_t i = 0; i < k->n; i++)
		if (k->place[i].parent_id.some)
			k->place[i].parent = by_id(k, k->place[i].parent_id.v);
	return OK;
}

static enum err
class_there(struct ctx *cx, str key, str today)
{
	struct q_class_key_known_row row;

	return q_class_key_known(cx, &(struct q_class_key_known_in){.key = key, .day = today}, &row);
}

static enum err
unit_there(struct ctx *cx, str code, str today)
{
	struct q_unit_code_known_row row;

	return q_unit_code_known(cx, &(struct q_unit_code_known_in){.code = code, .day = today}, &row);
}

static enum err
look_for(struct ctx *cx, struct intake_known *k, str list, str today, enum err (*there)(struct ctx *, str, str))
{
	size_t most = 1;

	for (size_t i = 0; i < list.n; i++)
		most += list.p[i] == '\n';
	k->missing = arena_grow(cx->arena, k->missing, k->nmissing * sizeof(str), (k->nmissing + most) * sizeof(str));
	if (!k->missing)
		return ctx_no_memory(cx);
	while (list.p) {
		str      one = str_trim(str_cut(&list, '\n'));
		enum err e = one.n ? there(cx, one, today) : OK;

		if (e == ERR_NONE)
			k->missing[k->nmissing++] = one;
		else if (e != OK)
			return e;
	}
	return OK;
}

#define KNOWN_IN(X)                                               \
	X(text, classes, 0, 0, 40000, T_intake_f_class, NULL)     \
	X(text, units, 0, 0, 100000, T_intake_f_unit, NULL)
struct known_in {
	KNOWN_IN(FIELD_DECL)
};
#define IN_T known_in
static const struct field fields[] = {KNOWN_IN(FIELD_ROW)};
#undef IN_T

static enum err
run(struct ctx *cx, const void *arg, const void **out)
{
	const struct known_in *in = arg;
	struct intake_known   *k = ARENA_NEW(cx->arena, struct intake_known);
	str                    today;
	enum err               e;

	if (!k)
		return ctx_no_memory(cx);
	*out = k;
	if ((e = q_known_places(cx, take_place, k)) != OK || (e = q_known_aliases(cx, take_alias, k)) != OK ||
	    (e = make_hash(cx, k)) != OK || (e = unit_today(cx, &today)) != OK ||
	    (e = look_for(cx, k, in->classes, today, class_there)) != OK)
		return e;
	return look_for(cx, k, in->units, today, unit_there);
}

static void
json(const void *out, struct json *j)
{
	const struct intake_known *k = out;

	json_obj(j);
	json_kv_i64(j, "places", (int64_t)k->n);
	json_kv_i64(j, "names", (int64_t)k->nnames);
	json_key(j, S("missing"));
	json_arr(j);
	for (size_t i = 0; i < k->nmissing; i++)
		json_str(j, k->missing[i]);
	json_arr_end(j);
	json_obj_end(j);
}

const struct view intake_known_view = {
    .name = "intake.known",
    .summary = T_intake_known,
    .perm = PERM_CASE_IMPORT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct known_in),
    .run = run,
    .json = json,
};
