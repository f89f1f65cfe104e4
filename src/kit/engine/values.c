/* Statements remembered by their query, and values in and out of structs. */
#include "kit/engine/engine.h"

#include "base/mem.h"

enum { FIRST_SLOTS = 256 };

/* ---- Statements ---- */

static size_t
slot_start(const struct db_conn *c, const struct db_query *q)
{
	uint64_t h = (uint64_t)(uintptr_t)q * UINT64_C(0x9E3779B97F4A7C15);

	return (size_t)(h >> 32) & (c->nslots - 1);
}

static struct db_slot *
find_slot(struct db_conn *c, const struct db_query *q)
{
	size_t i = slot_start(c, q);

	while (c->slot[i].q && c->slot[i].q != q)
		i = (i + 1) & (c->nslots - 1);
	return &c->slot[i];
}

static bool
grow_slots(struct db_conn *c)
{
	struct db_slot *old = c->slot;
	size_t          nold = c->nslots, n = nold ? nold * 2 : FIRST_SLOTS;
	struct db_slot *new = mem_alloc(n * sizeof(*new));

	if (!new)
		return false;
	c->slot = new;
	c->nslots = n;
	for (size_t i = 0; i < nold; i++)
		if (old[i].q)
			*find_slot(c, old[i].q) = old[i];
	mem_free(old);
	return true;
}

struct db_slot *
db_slot_of(struct db_conn *c, const struct db_query *q)
{
	struct db_slot *have = c->nslots ? find_slot(c, q) : NULL;

	if (have && have->q)
		return have;
	if (2 * (c->used + 1) > c->nslots && !grow_slots(c))
		return NULL;
	return find_slot(c, q);
}

/* ---- Values in structs ---- */

const char *
db_type_name(enum db_type t)
{
	static const char *const names[] = {"i64", "str", "bytes", "f64", "bool"};

	return names[t];
}

void
db_put_null(void *row, const struct db_field *f)
{
	char *p = (char *)row + f->offset;

	if (f->type == DB_STR || f->type == DB_BYTES)
		*(str *)(void *)p = STR_NONE;
	else if (f->type == DB_F64)
		*(opt_f64 *)(void *)p = (opt_f64){.some = false};
	else if (f->type == DB_BOOL)
		*(opt_bool *)(void *)p = (opt_bool){.some = false};
	else
		*(opt_i64 *)(void *)p = (opt_i64){.some = false};
}

void
db_put_i64(void *row, const struct db_field *f, int64_t v)
{
	void *p = (char *)row + f->offset;

	if (f->type == DB_BOOL && f->nullable)
		*(opt_bool *)p = SOME_BOOL(v != 0);
	else if (f->type == DB_BOOL)
		*(bool *)p = v != 0;
	else if (f->nullable)
		*(opt_i64 *)p = SOME_I64(v);
	else
		*(int64_t *)p = v;
}

void
db_put_f64(void *row, const struct db_field *f, double v)
{
	void *p = (char *)row + f->offset;

	if (f->nullable)
		*(opt_f64 *)p = SOME_F64(v);
	else
		*(double *)p = v;
}

void
db_put_str(void *row, const struct db_field *f, const void *p, size_t n)
{
	*(str *)(void *)((char *)row + f->offset) = (str){p && n ? p : "", n};
}

bool
db_in_null(const void *in, const struct db_field *f)
{
	const void *p = (const char *)in + f->offset;

	if (f->type == DB_STR || f->type == DB_BYTES)
		return !((const str *)p)->p;
	if (!f->nullable)
		return false;
	return f->type == DB_F64  ? !((const opt_f64 *)p)->some
	     : f->type == DB_BOOL ? !((const opt_bool *)p)->some
	                          : !((const opt_i64 *)p)->some;
}

int64_t
db_in_i64(const void *in, const struct db_field *f)
{
	const void *p = (const char *)in + f->offset;

	if (f->type == DB_BOOL)
		return f->nullable ? ((const opt_bool *)p)->v : *(const bool *)p;
	return f->nullable ? ((const opt_i64 *)p)->v : *(const int64_t *)p;
}

double
db_in_f64(const void *in, const struct db_field *f)
{
	const void *p = (const char *)in + f->offset;

	return f->nullable ? ((const opt_f64 *)p)->v : *(const double *)p;
}

str
db_in_str(const void *in, const struct db_field *f)
{
	return *(const str *)(const void *)((const char *)in + f->offset);
}
