/* Rows as the queries describe them, written into events: the columns that changed. */
#include "kit/journal/columns.h"

#include "base/ensure.h"
#include "kit/db/db.h"

#include <string.h>

const struct db_query *
query_named(const struct db_query *const *queries, const char *name)
{
	while (*queries && strcmp((*queries)->name, name) != 0)
		queries++;
	ensure(*queries);
	return *queries;
}

size_t
columns_size(const struct db_field *f)
{
	static const size_t need[] = {sizeof(int64_t), sizeof(str), sizeof(str), sizeof(double), sizeof(bool)};
	static const size_t may[] = {sizeof(opt_i64), sizeof(str), sizeof(str), sizeof(opt_f64), sizeof(opt_bool)};

	return f->nullable ? may[f->type] : need[f->type];
}

static bool
same_value(const struct db_field *f, const char *a, const char *b)
{
	if (f->type == DB_STR || f->type == DB_BYTES) {
		str x, y;

		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return (x.p == NULL) == (y.p == NULL) && str_eq(x, y);
	}
	if (f->type == DB_F64) {
		opt_f64 x, y;

		ensure(f->nullable);
		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return x.some == y.some && (!x.some || memcmp(&x.v, &y.v, sizeof x.v) == 0);
	}
	if (f->type == DB_I64 && f->nullable) {
		opt_i64 x, y;

		memcpy(&x, a, sizeof x);
		memcpy(&y, b, sizeof y);
		return x.some == y.some && (!x.some || x.v == y.v);
	}
	return memcmp(a, b, columns_size(f)) == 0;
}

static bool
is_null(const struct db_field *f, const char *p)
{
	str     s;
	opt_i64 i;
	opt_f64 d;

	if (!f->nullable)
		return false;
	switch (f->type) {
	case DB_STR:
	case DB_BYTES: memcpy(&s, p, sizeof s); return !s.p;
	case DB_F64: memcpy(&d, p, sizeof d); return !d.some;
	case DB_I64:
	case DB_BOOL: memcpy(&i, p, sizeof i); return !i.some;
	}
	ensure(false);
}

/* What a column holds that nobody has set: docs/seal-format.md. */
static bool
is_default(const struct db_field *f, const char *p)
{
	int64_t i;
	bool    b;
	str     s;

	if (f->nullable)
		return is_null(f, p);
	switch (f->type) {
	case DB_I64: memcpy(&i, p, sizeof i); return i == 0;
	case DB_BOOL: memcpy(&b, p, sizeof b); return !b;
	case DB_STR: memcpy(&s, p, sizeof s); return s.n == 0;
	case DB_BYTES:
	case DB_F64: break;
	}
	return false;
}

/* Its name says that it is a moment. */
static bool
is_moment(const struct db_field *f)
{
	str name = str_of(f->name);

	return f->type == DB_I64 && (str_ends(name, S("_at")) || str_eq(name, S("at")));
}

static void
write_value(struct json *j, const struct db_field *f, const char *p, int64_t now)
{
	str     s;
	opt_i64 i = {0};
	opt_f64 d = {0};
	bool    b;

	json_key(j, str_of(f->name));
	if (is_null(f, p)) {
		json_null(j);
		return;
	}
	switch (f->type) {
	case DB_STR:
		memcpy(&s, p, sizeof s);
		json_str(j, s);
		return;
	case DB_F64:
		if (f->nullable)
			memcpy(&d, p, sizeof d);
		else
			memcpy(&d.v, p, sizeof d.v);
		json_f64(j, d.v);
		return;
	case DB_I64:
		if (f->nullable)
			memcpy(&i, p, sizeof i);
		else
			memcpy(&i.v, p, sizeof i.v);
		if (i.v == now && is_moment(f))
			json_bool(j, true);
		else
			json_i64(j, i.v);
		return;
	case DB_BOOL:
		ensure(!f->nullable);
		memcpy(&b, p, sizeof b);
		json_bool(j, b);
		return;
	case DB_BYTES: break;
	}
	ensure(false);
}

bool
columns_own(const struct db_field *f)
{
	return strcmp(f->name, "id") == 0 || strcmp(f->name, "rev") == 0;
}

size_t
columns_write(struct json *j, const struct db_query *q, size_t first, const void *old, const void *row, int64_t now)
{
	size_t n = 0;

	for (size_t i = first; i < q->nout; i++) {
		const struct db_field *f = &q->out[i];
		const char            *p = (const char *)row + f->offset;

		if (columns_own(f) || (old ? same_value(f, (const char *)old + f->offset, p) : is_default(f, p)))
			continue;
		write_value(j, f, p, now);
		n++;
	}
	return n;
}

bool
columns_same(const struct db_query *q, const void *a, const void *b)
{
	for (size_t i = 0; i < q->nout; i++)
		if (!columns_own(&q->out[i]) &&
		    !same_value(&q->out[i], (const char *)a + q->out[i].offset, (const char *)b + q->out[i].offset))
			return false;
	return true;
}
