/* What was looked up once is not asked again. */
#include "city/catalog/looked.h"

struct class_kept {
	int64_t      id;
	enum subject subject;
};
MEMO(classes, struct class_kept, 1024);
MEMO(lines, struct place_line, 1024);

struct looked *
looked_new(struct ctx *cx)
{
	return ARENA_NEW(cx->arena, struct looked);
}

struct memo_key
looked_key(const struct city_state *city, day on, uint64_t what)
{
	/* A day has 20 bits: 2,800 years. */
	return (struct memo_key){city->store, city->epoch * (INT64_C(1) << 20) + (on.v & 0xfffff), what};
}

uint64_t
looked_number(str class_key)
{
	uint64_t n = 0;

	for (size_t i = 0; class_key_valid(class_key) && i < class_key.n; i++)
		n = n << 8 | (unsigned char)class_key.p[i];
	return n;
}

/* By its key, which is all that is kept. */
static enum err
find_class(struct ctx *cx, struct city_state *city, const char *field, str key, day on, struct class_brief *out)
{
	struct memo_key   k;
	struct class_kept kept;
	struct class_row  row;
	uint64_t          number = looked_number(key);
	enum err          e = number ? city_state(cx, city) : OK;

	if (e != OK)
		return e;
	k = looked_key(city, on, number);
	if (number && memo_get(&classes, k, &kept)) {
		*out = (struct class_brief){kept.id, key, kept.subject};
		return OK;
	}
	if ((e = catalog_class_named(cx, field, key, on, &row)) != OK)
		return e;
	*out = (struct class_brief){row.id, row.key, row.subject};
	if (number)
		memo_put(&classes, k, &(struct class_kept){row.id, row.subject});
	return OK;
}

enum err
looked_class(struct ctx *cx, struct looked *l, struct city_state *city, const char *field, str key, day on,
             struct class_brief *out)
{
	enum err e;

	for (size_t i = 0; l && i < l->nclasses; i++)
		if (str_eq(l->class[i].key, key)) {
			*out = l->class[i];
			return OK;
		}
	e = find_class(cx, city, field, key, on, out);
	if (e == OK && l && l->nclasses < LOOKED_MOST)
		l->class[l->nclasses++] = *out;
	return e;
}

static enum err
find_line(struct ctx *cx, struct city_state *city, int64_t place, struct place_line *out)
{
	struct memo_key k;
	enum err        e = city_state(cx, city);

	if (e != OK)
		return e;
	k = (struct memo_key){city->store, city->epoch, (uint64_t)place};
	if (memo_get(&lines, k, out))
		return OK;
	e = place_line(cx, place, out);
	/* What is no place has any number: it would push out those that are. */
	if (e == OK && out->n)
		memo_put(&lines, k, out);
	return e;
}

enum err
looked_line(struct ctx *cx, struct looked *l, struct city_state *city, int64_t place, const struct place_line **line)
{
	bool               kept = l && l->nlines < LOOKED_MOST;
	struct place_line *new;
	enum err           e;

	for (size_t i = l ? l->nlines : 0; i > 0; i--)
		if (l->line[i - 1].place == place) {
			*line = &l->line[i - 1];
			return OK;
		}
	new = kept ? &l->line[l->nlines] : ARENA_NEW(cx->arena, struct place_line);
	if (!new)
		return ctx_no_memory(cx);
	*line = new;
	e = find_line(cx, city, place, new);
	if (e == OK && kept)
		l->nlines++;
	return e;
}
