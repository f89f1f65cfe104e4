/* PostgreSQL: values on the wire, binary both ways. */
#include "base/ensure.h"
#include "base/log.h"
#include "kit/postgres/inside.h"

#include <string.h>

/* ---- To the server ---- */

void
pg_param_types(const struct db_query *q, Oid *types)
{
	/* BOOL columns are BIGINT with a check: 0 and 1 mean the same on both engines. */
	static const Oid oids[] = {OID_INT8, OID_TEXT, OID_BYTEA, OID_FLOAT8, OID_INT8};

	ensure(q->nin <= MAX_PARAMS);
	for (size_t i = 0; i < q->nin; i++)
		types[i] = oids[q->in[i].type];
}

static void
put_be64(char *to, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		to[i] = (char)(v >> (56 - 8 * i));
}

int64_t
pg_get_be(const char *p, int n)
{
	/* Sign-extended from the first byte. */
	int64_t v = (signed char)p[0];

	for (int i = 1; i < n; i++)
		v = (int64_t)((uint64_t)v << 8 | (unsigned char)p[i]);
	return v;
}

enum err
pg_fill_params(const struct db_query *q, const void *in, struct pg_params *v)
{
	ensure(q->nin <= MAX_PARAMS);
	for (size_t i = 0; i < q->nin; i++) {
		const struct db_field *f = &q->in[i];
		uint64_t               bits = 0;
		double                 d;
		str                    s;

		v->format[i] = 1;
		v->value[i] = NULL;
		v->length[i] = 0;
		if (db_in_null(in, f))
			continue;
		if (f->type == DB_STR || f->type == DB_BYTES) {
			s = db_in_str(in, f);
			if (s.n > INT32_MAX)
				return ERR_LARGE;
			v->value[i] = s.n ? s.p : "";
			v->length[i] = (int)s.n;
			continue;
		}
		if (f->type == DB_F64) {
			d = db_in_f64(in, f);
			memcpy(&bits, &d, sizeof(bits));
		} else {
			bits = (uint64_t)db_in_i64(in, f);
		}
		put_be64(v->number[i], bits);
		v->value[i] = v->number[i];
		v->length[i] = 8;
	}
	return OK;
}

/* Literals and counts come as INTEGER, comparisons as BOOLEAN: all are whole numbers to C. */
bool
pg_fits(enum db_type t, Oid oid)
{
	switch (t) {
	case DB_I64:
	case DB_BOOL: return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2 || oid == OID_BOOL;
	case DB_F64: return oid == OID_FLOAT8;
	case DB_STR: return oid == OID_TEXT;
	case DB_BYTES: return oid == OID_BYTEA;
	}
	return false;
}

static enum err
read_row(const PGresult *r, int row, const struct db_query *q, void *out)
{
	for (size_t i = 0; i < q->nout; i++) {
		const struct db_field *f = &q->out[i];
		int                    k = (int)i;
		const char            *p;

		if (PQgetisnull(r, row, k)) {
			if (!f->nullable) {
				log_line(LOG_ERROR, "query=%s column=%s what=null", q->name, f->name);
				return ERR_STORE;
			}
			db_put_null(out, f);
			continue;
		}
		p = PQgetvalue(r, row, k);
		if (f->type == DB_STR || f->type == DB_BYTES) {
			db_put_str(out, f, p, (size_t)PQgetlength(r, row, k));
		} else if (f->type == DB_F64) {
			uint64_t bits = (uint64_t)pg_get_be(p, 8);
			double   d;

			memcpy(&d, &bits, sizeof(d));
			db_put_f64(out, f, d);
		} else {
			db_put_i64(out, f, pg_get_be(p, PQgetlength(r, row, k)));
		}
	}
	return OK;
}

static enum err
check_result(const PGresult *r, const struct db_query *q)
{
	/* An `exec` and our own lock have rows that nobody reads. */
	if (q->nout == 0)
		return OK;
	if (PQnfields(r) != (int)q->nout) {
		log_line(LOG_ERROR, "query=%s what=other_columns", q->name);
		return ERR_STORE;
	}
	for (size_t i = 0; i < q->nout; i++)
		if (!pg_fits(q->out[i].type, PQftype(r, (int)i))) {
			log_line(LOG_ERROR, "query=%s column=%s what=other_type oid=%u", q->name, q->out[i].name,
			         PQftype(r, (int)i));
			return ERR_STORE;
		}
	return OK;
}

enum err
pg_hand_out(const PGresult *r, const struct db_query *q, struct db_sink *sink)
{
	enum err e = check_result(r, q);

	for (int i = 0; q->nout && e == OK && sink->err == OK && i < PQntuples(r); i++) {
		sink->n++;
		if ((e = read_row(r, i, q, sink->row)) == OK)
			sink->err = sink->take(sink);
	}
	return e;
}
