/* A hash of names, each of one place; words are judged from the widest to the narrowest. */
#include "work/ledger/places.h"

static size_t
slot_of(const struct ledger_places *k, str name, size_t from)
{
	return ((size_t)str_hash(name) + from) & k->mask;
}

static bool
inside(const struct ledger_places *k, size_t place, size_t above)
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
meant(const struct ledger_places *k, str word, size_t wide)
{
	size_t found = SIZE_MAX, within = SIZE_MAX, n = 0, nwithin = 0;

	for (size_t i = slot_of(k, word, 0); k->slot[i]; i = (i + 1) & k->mask) {
		const struct ledger_name *name = &k->name[k->slot[i] - 1];

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
places_meant(const struct ledger_places *k, const str *word, size_t n, bool *odd)
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
places_code(const struct ledger_places *k, str code)
{
	for (size_t i = 0; i < k->n; i++)
		if (str_eq(k->place[i].code, code))
			return i;
	return SIZE_MAX;
}

/* ---- Filling ---- */

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
add_name(struct ctx *cx, struct ledger_places *k, str name, size_t place)
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

enum err
places_add(struct ctx *cx, struct ledger_places *k, int64_t id, opt_i64 parent, str code, str name, str short_name)
{
	void    *p = k->place;
	size_t   i = k->n;
	enum err e;

	if ((e = grow(cx, &p, &k->cap, k->n, sizeof(*k->place))) != OK)
		return e;
	k->place = p;
	k->place[i] = (struct ledger_place){.id = id, .parent = SIZE_MAX, .parent_id = parent};
	if (!arena_str(cx->arena, code, &k->place[i].code))
		return ctx_no_memory(cx);
	k->n++;
	if ((e = add_name(cx, k, code, i)) != OK || (e = add_name(cx, k, name, i)) != OK)
		return e;
	return str_eq(name, short_name) ? OK : add_name(cx, k, short_name, i);
}

/* Places come by id, so a search by halves finds them. */
static size_t
by_id(const struct ledger_places *k, int64_t id)
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

enum err
places_alias(struct ctx *cx, struct ledger_places *k, int64_t id, str alias)
{
	size_t i = by_id(k, id);

	return i == SIZE_MAX ? OK : add_name(cx, k, alias, i);
}

enum err
places_done(struct ctx *cx, struct ledger_places *k)
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
