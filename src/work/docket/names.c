/* The city's names, read once an epoch and shared by all readers. */
#include "work/docket/names.h"

#include "base/held.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "work/docket/inside.h"

static struct held held_names = HELD_INIT;
enum { NAMES_BYTES = 64 << 20 };

static enum err
read_places(struct ctx *cx, struct docket_names *t)
{
	struct q_name_places_row  *row;
	struct q_name_aliases_row *alias;
	enum err                   e;

	if ((e = q_name_places(cx, &row, &t->nplace)) != OK || (e = q_name_aliases(cx, &alias, &t->nalias)) != OK)
		return e;
	t->place = ARENA_NEWS(cx->arena, t->nplace, struct docket_place);
	t->alias = ARENA_NEWS(cx->arena, t->nalias, struct docket_alias);
	if (!t->place || !t->alias)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->nplace; i++)
		t->place[i] = (struct docket_place){row[i].id, row[i].parent_id.v, row[i].code, row[i].name,
		                                    row[i].short_name};
	for (size_t i = 0; i < t->nalias; i++)
		t->alias[i] = (struct docket_alias){alias[i].place_id, alias[i].alias};
	return OK;
}

static enum err
read_people(struct ctx *cx, struct docket_names *t)
{
	struct q_name_posts_row   *post;
	struct q_name_persons_row *person;
	enum err                   e;

	if ((e = q_name_posts(cx, &post, &t->npost)) != OK || (e = q_name_persons(cx, &person, &t->nperson)) != OK)
		return e;
	t->post = ARENA_NEWS(cx->arena, t->npost, struct docket_post);
	t->person = ARENA_NEWS(cx->arena, t->nperson, struct docket_person);
	if (!t->post || !t->person)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->npost; i++)
		t->post[i] = (struct docket_post){post[i].id, post[i].unit_id, post[i].name};
	for (size_t i = 0; i < t->nperson; i++)
		t->person[i] = (struct docket_person){person[i].id, person[i].name};
	return OK;
}

static enum err
read_all(struct ctx *cx, struct docket_names *t)
{
	struct q_name_classes_row *class;
	struct q_name_units_row   *unit;
	enum err                   e;

	if ((e = read_places(cx, t)) != OK || (e = read_people(cx, t)) != OK ||
	    (e = q_name_classes(cx, &class, &t->nclass)) != OK || (e = q_name_units(cx, &unit, &t->nunit)) != OK)
		return e;
	t->class = ARENA_NEWS(cx->arena, t->nclass, struct docket_class);
	t->unit = ARENA_NEWS(cx->arena, t->nunit, struct docket_unit);
	if (!t->class || !t->unit)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < t->nclass; i++)
		t->class[i] = (struct docket_class){class[i].id, class[i].name, class[i].big_name, class[i].code};
	for (size_t i = 0; i < t->nunit; i++)
		t->unit[i] = (struct docket_unit){unit[i].id, unit[i].code, unit[i].name, unit[i].short_name};
	return OK;
}

/* A connection that may write sees what may be undone: it reads for itself and nothing is held. */
static enum err
read_own(struct ctx *cx, const struct docket_names **out)
{
	struct docket_names *t = ARENA_NEW(cx->arena, struct docket_names);

	*out = t;
	return t ? read_all(cx, t) : ctx_no_memory(cx);
}

enum err
docket_names(struct ctx *cx, const struct docket_names **out)
{
	struct held_key      key = {.store = db_store(cx->db)};
	struct ctx           own = *cx;
	struct docket_names *t;
	enum err             e;

	if (!key.store)
		return read_own(cx, out);
	if ((e = epoch_get(cx, &key.version)) != OK)
		return e;
	if ((*out = held_borrow(&held_names, key, cx->arena)))
		return OK;
	if (!(own.arena = arena_new(NAMES_BYTES)))
		return ctx_no_memory(cx);
	if (!(t = ARENA_NEW(own.arena, struct docket_names)))
		e = ctx_no_memory(cx);
	if (e != OK || (e = read_all(&own, t)) != OK) {
		arena_free(own.arena);
		return e;
	}
	cx->trace = own.trace;
	*out = held_keep(&held_names, key, own.arena, t, cx->arena);
	return *out ? OK : ctx_no_memory(cx);
}

/* Each list is an array of structs that begin with an id, in its order. */
static const void *
by_id(const void *list, size_t n, size_t size, int64_t id)
{
	const char *base = list;
	size_t      from = 0, to = n;

	while (from < to) {
		size_t         mid = from + (to - from) / 2;
		const int64_t *at = (const void *)(base + mid * size);

		if (*at == id)
			return at;
		if (*at < id)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

const struct docket_place *
names_place_of(const struct docket_names *t, int64_t id)
{
	return by_id(t->place, t->nplace, sizeof(*t->place), id);
}

static const struct docket_unit *
unit_of(const struct docket_names *t, int64_t id)
{
	return by_id(t->unit, t->nunit, sizeof(*t->unit), id);
}

const struct docket_class *
names_class_of(const struct docket_names *t, int64_t id)
{
	return by_id(t->class, t->nclass, sizeof(*t->class), id);
}

str
names_place(const struct docket_names *t, int64_t id)
{
	const struct docket_place *p = names_place_of(t, id);

	return p ? p->short_name : STR_NONE;
}

str
names_unit(const struct docket_names *t, int64_t id)
{
	const struct docket_unit *u = unit_of(t, id);

	return u ? u->short_name : STR_NONE;
}

str
names_class(const struct docket_names *t, int64_t id)
{
	const struct docket_class *c = names_class_of(t, id);

	return c ? c->name : STR_NONE;
}

str
names_unit_whole(const struct docket_names *t, opt_i64 id)
{
	const struct docket_unit *u = id.some ? unit_of(t, id.v) : NULL;

	return u ? u->name : STR_NONE;
}

static const struct docket_post *
post_of(const struct docket_names *t, opt_i64 id)
{
	return id.some ? by_id(t->post, t->npost, sizeof(*t->post), id.v) : NULL;
}

str
names_post(const struct docket_names *t, opt_i64 id)
{
	const struct docket_post *p = post_of(t, id);

	return p ? p->name : STR_NONE;
}

str
names_unit_of_post(const struct docket_names *t, opt_i64 post)
{
	const struct docket_post *p = post_of(t, post);

	return p ? names_unit_whole(t, SOME_I64(p->unit)) : STR_NONE;
}

int64_t
names_unit_id(const struct docket_names *t, opt_i64 post)
{
	const struct docket_post *p = post_of(t, post);

	return p ? p->unit : 0;
}

str
names_person_to(const struct docket_names *t, const struct actor *reader, int64_t unit, opt_i64 id)
{
	const struct docket_person *p = id.some ? by_id(t->person, t->nperson, sizeof(*p), id.v) : NULL;

	if (!p || !reader)
		return STR_NONE;
	if (!actor_may(reader, PERM_CASE_GUIDE) && reader->person != p->id && (!unit || reader->unit != unit))
		return STR_NONE;
	return p->name;
}

bool
names_inside(const struct docket_names *t, int64_t place, int64_t top)
{
	/* A tree has no circle; a broken one ends here. */
	for (int steps = 0; place && steps < 32; steps++) {
		const struct docket_place *p;

		if (place == top || !top)
			return true;
		p = names_place_of(t, place);
		place = p ? p->parent : 0;
	}
	return false;
}

static void
add_id(int64_t *id, size_t most, size_t *n, int64_t v)
{
	for (size_t i = 0; i < *n; i++)
		if (id[i] == v)
			return;
	if (*n < most)
		id[(*n)++] = v;
}

size_t
names_places_of(const struct docket_names *t, str word, int64_t *id, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nplace; i++)
		if (str_eq(t->place[i].name, word) || str_eq(t->place[i].short_name, word) ||
		    str_eq(t->place[i].code, word))
			add_id(id, most, &n, t->place[i].id);
	for (size_t i = 0; i < t->nalias; i++)
		if (str_eq(t->alias[i].alias, word))
			add_id(id, most, &n, t->alias[i].place);
	return n;
}

size_t
names_units_of(const struct docket_names *t, str word, int64_t *id, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < t->nunit; i++)
		if (str_eq(t->unit[i].name, word) || str_eq(t->unit[i].short_name, word) ||
		    str_eq_nocase(t->unit[i].code, word))
			add_id(id, most, &n, t->unit[i].id);
	return n;
}
