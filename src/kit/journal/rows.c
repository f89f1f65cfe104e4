/* Rows as JSON says them, and the one digest that stands for a row that must not be read. */
#include "kit/journal/rows.h"

#include "base/ensure.h"
#include "kit/journal/columns.h"
#include "kit/secret/secret.h"

#include <string.h>

struct jval
field_value(struct arena *a, const struct db_field *x, const char *row)
{
	const void *p = row + x->offset;
	struct buf  b;
	str         s;

	switch (x->type) {
	case DB_I64:
		if (!x->nullable)
			return (struct jval){.kind = JI64, .i = *(const int64_t *)p};
		if (((const opt_i64 *)p)->some)
			return (struct jval){.kind = JI64, .i = ((const opt_i64 *)p)->v};
		break;
	case DB_F64:
		if (!x->nullable)
			return (struct jval){.kind = JF64, .f = *(const double *)p};
		if (((const opt_f64 *)p)->some)
			return (struct jval){.kind = JF64, .f = ((const opt_f64 *)p)->v};
		break;
	case DB_BOOL:
		if (!x->nullable)
			return (struct jval){.kind = JBOOL, .b = *(const bool *)p};
		if (((const opt_bool *)p)->some)
			return (struct jval){.kind = JBOOL, .b = ((const opt_bool *)p)->v};
		break;
	case DB_STR:
		s = *(const str *)p;
		if (s.p)
			return (struct jval){.kind = JSTR, .s = s};
		break;
	case DB_BYTES:
		s = *(const str *)p;
		if (!s.p)
			break;
		buf_init(&b, a, SIZE_MAX / 2);
		buf_hex(&b, s.p, s.n);
		return (struct jval){.kind = JSTR, .s = b.n ? buf_str(&b) : S("")};
	}
	return (struct jval){.kind = JNULL};
}

struct jval
field_unset(const struct db_field *x)
{
	if (x->nullable || x->type == DB_F64)
		return (struct jval){.kind = JNULL};
	switch (x->type) {
	case DB_BOOL: return (struct jval){.kind = JBOOL};
	case DB_STR:
	case DB_BYTES: return (struct jval){.kind = JSTR, .s = S("")};
	case DB_I64:
	case DB_F64: break;
	}
	return (struct jval){.kind = JI64};
}

enum err
journal_row_digest(struct ctx *cx, const struct db_query *q, size_t keys, const void *row, str *hex)
{
	struct buf    b;
	struct sha256 h;
	digest        d;
	enum err      e;

	buf_init(&b, cx->arena, BUF_PAYLOAD * 8);
	for (size_t i = 1 + keys; i < q->nout; i++) {
		struct jval v = field_value(cx->arena, &q->out[i], row);

		jval_add(&b, &v);
		buf_char(&b, '\n');
	}
	if (b.err)
		return ctx_no_memory(cx);
	sha256_init(&h);
	sha256_add(&h, b.p, b.n);
	d = sha256_end(&h);
	buf_clear(&b);
	digest_add(&b, d);
	if ((e = buf_end(&b, hex)) != OK)
		return ctx_no_memory(cx);
	return OK;
}

str
side_row_key(struct arena *a, const struct db_query *q, size_t keys, const char *row)
{
	struct buf b;

	buf_init(&b, a, BUF_PAYLOAD);
	for (size_t i = 1; i <= keys; i++) {
		struct jval v = field_value(a, &q->out[i], row);

		if (i > 1)
			buf_char(&b, ',');
		if (v.kind == JSTR)
			buf_add(&b, v.s);
		else
			buf_i64(&b, v.i);
	}
	return buf_str(&b);
}

void
aggregate_input(const struct db_query *q, int64_t after, int64_t upto, int64_t in[2])
{
	in[0] = in[1] = 0;
	for (size_t i = 0; i < q->nin; i++)
		in[q->in[i].offset / sizeof(in[0])] = strcmp(q->in[i].name, "after") == 0 ? after : upto;
}

const struct db_query *
aggregate_query(const struct journal_aggregate *a, const char *name)
{
	const struct db_query *q = query_named(a->queries, name);

	/* The shape that aggregate.h asks for; a room that has another would not get far. */
	ensure(q->kind == DB_MANY && q->nin <= 2);
	for (size_t i = 0; i < q->nin; i++)
		ensure(q->in[i].type == DB_I64 && !q->in[i].nullable && q->in[i].offset <= sizeof(int64_t));
	return q;
}
