/* Writing JSON. */
#include "base/json.h"

#include "base/ensure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
json_init(struct json *j, struct buf *b)
{
	*j = (struct json){.b = b};
}

static void
value(struct json *j)
{
	uint32_t bit = 1u << j->depth;

	if (j->keyed) {
		j->keyed = false;
		return;
	}
	ensure(!(j->object & bit));
	if (j->depth > 0 && (j->started & bit))
		buf_char(j->b, ',');
	j->started |= bit;
}

static void
open_level(struct json *j, bool object)
{
	uint32_t bit;

	value(j);
	ensure(j->depth < 31);
	bit = 1u << ++j->depth;
	j->object = object ? j->object | bit : j->object & ~bit;
	j->started &= ~bit;
	buf_char(j->b, object ? '{' : '[');
}

static void
close_level(struct json *j, bool object)
{
	ensure(j->depth > 0 && !j->keyed && !!(j->object & 1u << j->depth) == object);
	j->depth--;
	buf_char(j->b, object ? '}' : ']');
}

void
json_obj(struct json *j)
{
	open_level(j, true);
}

void
json_obj_end(struct json *j)
{
	close_level(j, true);
}

void
json_arr(struct json *j)
{
	open_level(j, false);
}

void
json_arr_end(struct json *j)
{
	close_level(j, false);
}

/* < is escaped too, so that JSON can stand in a script element. */
static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c != '"' && c != '\\' && c != '<';
}

/* Does one of eight bytes have to be escaped?  Each byte is looked at by the borrow that it causes. */
static bool
any_marked(uint64_t x)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
	uint64_t       quote = x ^ ones * '"', back = x ^ ones * '\\', less = x ^ ones * '<';

	return (((x - ones * 0x20) & ~x) | ((quote - ones) & ~quote) | ((back - ones) & ~back) |
	        ((less - ones) & ~less)) & high;
}

static bool
all_plain(str v)
{
	size_t i = 0;

	for (uint64_t x; i + sizeof(x) <= v.n; i += sizeof(x)) {
		memcpy(&x, v.p + i, sizeof(x));
		if (any_marked(x))
			return false;
	}
	for (; i < v.n; i++)
		if (!is_plain((unsigned char)v.p[i]))
			return false;
	return true;
}

static void
quote_marked(struct buf *b, str v)
{
	size_t from = 0;

	buf_char(b, '"');
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (is_plain(c))
			continue;
		buf_bytes(b, v.p + from, i - from);
		from = i + 1;
		if (c == '"' || c == '\\')
			buf_bytes(b, (const char[]){'\\', (char)c}, 2);
		else if (c == '\n')
			buf_add(b, S("\\n"));
		else
			buf_printf(b, "\\u%04x", c);
	}
	buf_bytes(b, v.p + from, v.n - from);
	buf_char(b, '"');
}

void
json_quote(struct buf *b, str v)
{
	char *to;

	if (!all_plain(v)) {
		quote_marked(b, v);
		return;
	}
	if (!(to = buf_room(b, v.n + 2)))
		return;
	*to++ = '"';
	if (v.n)
		memcpy(to, v.p, v.n);
	to[v.n] = '"';
	b->n += v.n + 2;
}

void
json_key(struct json *j, str key)
{
	uint32_t bit = 1u << j->depth;

	ensure(j->depth > 0 && (j->object & bit) && !j->keyed);
	if (j->started & bit)
		buf_char(j->b, ',');
	j->started |= bit;
	json_quote(j->b, key);
	buf_char(j->b, ':');
	j->keyed = true;
}

void
json_str(struct json *j, str v)
{
	value(j);
	if (v.p)
		json_quote(j->b, v);
	else
		buf_add(j->b, S("null"));
}

void
json_i64(struct json *j, int64_t v)
{
	value(j);
	buf_i64(j->b, v);
}

/*
 * Numbers of at most seven decimals and fifteen digits, as positions are: what is nearest to k / 10^7 is read back from
 * those digits, and %.15g would write the same.  False: another number.
 */
static bool
add_short(struct buf *b, double v)
{
	char    z[7];
	size_t  n = sizeof(z);
	int64_t k, part;

	if (!(fabs(v) >= 1e-4 && fabs(v) < 1e8))
		return false;
	k = (int64_t)(v * 1e7 + (v < 0 ? -0.5 : 0.5));
	if ((double)k / 1e7 < v || (double)k / 1e7 > v)
		return false;
	part = k < 0 ? -(k % 10000000) : k % 10000000;
	if (k < 0)
		buf_char(b, '-');
	buf_i64(b, k < 0 ? -(k / 10000000) : k / 10000000);
	if (part == 0)
		return true;
	for (; part % 10 == 0; part /= 10)
		n--;
	for (size_t i = n; i > 0; part /= 10)
		z[--i] = (char)('0' + part % 10);
	buf_char(b, '.');
	buf_bytes(b, z, n);
	return true;
}

void
json_f64(struct json *j, double v)
{
	char z[32];

	value(j);
	if (!isfinite(v)) {
		buf_add(j->b, S("null"));
		return;
	}
	if (add_short(j->b, v))
		return;
	/* %g leaves out trailing zeros, so up to 15 digits the first form is the shortest that is exact. */
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(z, sizeof(z), "%.*g", digits, v);
		/* Exact on purpose: the first form that reads back as the same number. */
		if (!(strtod(z, NULL) < v) && !(strtod(z, NULL) > v))
			break;
	}
	buf_add(j->b, str_of(z));
}

void
json_bool(struct json *j, bool v)
{
	value(j);
	buf_add(j->b, v ? S("true") : S("false"));
}

void
json_null(struct json *j)
{
	value(j);
	buf_add(j->b, S("null"));
}

void
json_raw(struct json *j, str text)
{
	value(j);
	buf_add(j->b, text);
}

void
json_kv_str(struct json *j, const char *key, str v)
{
	json_key(j, str_of(key));
	json_str(j, v);
}

void
json_kv_i64(struct json *j, const char *key, int64_t v)
{
	json_key(j, str_of(key));
	json_i64(j, v);
}

void
json_kv_bool(struct json *j, const char *key, bool v)
{
	json_key(j, str_of(key));
	json_bool(j, v);
}
