/* From pairs of text to a checked input struct. */
#include "kit/command/command.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit_command_texts.h"

#include <math.h>
#include <string.h>

/* Instants that a city can mean: nothing before hotlines kept ledgers, nothing past the calendars. */
static const int64_t TIME_MIN = INT64_C(631152000000);  /* 1990-01-01 */
static const int64_t TIME_MAX = INT64_C(7258118400000); /* 2200-01-01 */

static str
label(const struct ctx *cx, const struct field *f)
{
	return text_get(f->label, cx->lang);
}

static str
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v);
}

static void
bounds(struct ctx *cx, const struct field *f)
{
	if (f->max == INT64_MAX)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_too_low, label(cx, f), number(cx, f->min));
	else
		(void)refuse(cx, ERR_INPUT, f->name, T_command_out_of_bounds, label(cx, f), number(cx, f->min),
		             number(cx, f->max));
}

static void
bind_integer(struct ctx *cx, const struct field *f, str v, int64_t *out)
{
	int64_t x;

	if (!str_to_i64(str_trim(v), &x))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_number, label(cx, f));
	else if (x < f->min || x > f->max)
		bounds(cx, f);
	else
		*out = x;
}

static void
bind_decimal(struct ctx *cx, const struct field *f, str v, double *out)
{
	double x;

	if (!str_to_f64(str_trim(v), &x))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_decimal, label(cx, f));
	else if (x < (double)f->min || x > (double)f->max)
		bounds(cx, f);
	else
		*out = x;
}

static void
bind_bool(struct ctx *cx, const struct field *f, str v, bool *out)
{
	if (str_eq(v, S("1")) || str_eq(v, S("true")) || str_eq(v, S("on")))
		*out = true;
	else if (!str_eq(v, S("0")) && !str_eq(v, S("false")))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_bool, label(cx, f));
}

static void
bind_text(struct ctx *cx, const struct field *f, str v, str *out)
{
	bool   one_line = f->kind != FIELD_text;
	size_t len;

	if (f->kind != FIELD_secret)
		v = str_trim(v);
	else /* with the body and whatever is made of it: all lies in the request's arena */
		arena_keep_secret(cx->arena);
	len = utf8_len(v);
	if (f->kind != FIELD_secret && utf8_has_controls(v))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_controls, label(cx, f));
	else if (one_line && (str_find(v, '\n') != SIZE_MAX || str_find(v, '\r') != SIZE_MAX))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_one_line, label(cx, f));
	else if (len < (uint64_t)f->min || (f->kind != FIELD_secret && f->min > 0 && utf8_is_blank(v)))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_too_short, label(cx, f), number(cx, f->min));
	else if (len > (uint64_t)f->max)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_too_long, label(cx, f), number(cx, f->max),
		             number(cx, (int64_t)len));
	else
		*out = v;
}

/* So many options are told with the refusal; more have a view of their own. */
enum { CHOICES_TOLD = 12 };

/* "on（开）、off（关）": who types at an API has no list before his eyes.  STR_NONE: too many, or no room. */
static str
options(struct ctx *cx, const struct field *f)
{
	struct buf b;
	str        all;
	size_t     n = 0;

	buf_init(&b, cx->arena, BUF_LINE);
	for (const struct choice *c = f->choices; c && c->value; c++, n++) {
		str said = text_get(c->label, cx->lang);

		if (n == CHOICES_TOLD)
			return STR_NONE;
		if (n)
			text_add(&b, T_command_between, cx->lang, NULL, 0);
		buf_add(&b, str_of(c->value));
		if (!str_eq(said, str_of(c->value)))
			text_add(&b, T_command_option, cx->lang, &said, 1);
	}
	return n > 0 && buf_end(&b, &all) == OK ? all : STR_NONE;
}

static void
bind_choice(struct ctx *cx, const struct field *f, str v, str *out)
{
	str all;

	v = str_trim(v);
	for (const struct choice *c = f->choices; c && c->value; c++) {
		if (str_eq(str_of(c->value), v)) {
			*out = v;
			return;
		}
	}
	/* What is echoed must not reorder or break what is read after it. */
	if (utf8_has_controls(v) || str_find(v, '\n') != SIZE_MAX || str_find(v, '\r') != SIZE_MAX)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_controls, label(cx, f));
	else if ((all = options(cx, f)).p)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_one_of, label(cx, f), utf8_cut(v, 40), all);
	else
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_choice, label(cx, f), utf8_cut(v, 40));
}

static void
bind_time(struct ctx *cx, const struct field *f, str v, int64_t *out)
{
	int64_t ms;

	v = str_trim(v);
	/* A browser's datetime-local has no zone: the city's holds.  A bare number is milliseconds. */
	if (!clock_parse(v, cx->zone, &ms) && !(v.n > 10 && str_to_i64(v, &ms)))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_time, label(cx, f));
	else if (ms < TIME_MIN || ms >= TIME_MAX)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_year, label(cx, f));
	else
		*out = ms;
}

static void
bind_day(struct ctx *cx, const struct field *f, str v, int64_t *out)
{
	int64_t ms;

	v = str_trim(v);
	if (v.n != 10 || !clock_parse(v, 0, &ms))
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_day, label(cx, f));
	else if (ms < TIME_MIN || ms >= TIME_MAX)
		(void)refuse(cx, ERR_INPUT, f->name, T_command_year, label(cx, f));
	else
		*out = ms / INT64_C(86400000);
}

bool
code_is_id(str code, int64_t *id)
{
	return str_starts(code, S("#")) && str_to_i64(str_slice(code, 1, code.n), id) && *id > 0;
}

/* Members are reached by offset, as FIELD_ROW recorded them; their type follows from the kind. */
static void *
member(void *in, const struct field *f)
{
	return (char *)in + f->off;
}

static void
set_absent(void *in, const struct field *f)
{
	if (f->kind == FIELD_i64 || f->kind == FIELD_time || f->kind == FIELD_day)
		*(int64_t *)member(in, f) = FIELD_ABSENT;
	else if (f->kind == FIELD_f64)
		*(double *)member(in, f) = NAN;
}

static void
bind_one(struct ctx *cx, const struct field *f, str v, void *in)
{
	void *m = member(in, f);

	if (!utf8_valid(v)) {
		(void)refuse(cx, ERR_INPUT, f->name, T_command_not_utf8, label(cx, f));
		return;
	}
	switch (f->kind) {
	case FIELD_id:
	case FIELD_i64:
		bind_integer(cx, f, v, m);
		break;
	case FIELD_f64:
		bind_decimal(cx, f, v, m);
		break;
	case FIELD_bool:
		bind_bool(cx, f, v, m);
		break;
	case FIELD_str:
	case FIELD_code:
	case FIELD_text:
	case FIELD_secret:
		bind_text(cx, f, v, m);
		break;
	case FIELD_choice:
		bind_choice(cx, f, v, m);
		break;
	case FIELD_time:
		bind_time(cx, f, v, m);
		break;
	case FIELD_day:
		bind_day(cx, f, v, m);
		break;
	}
}

/* A form sends every control it has: a blank one is an absent one. */
static bool
blank(const struct field *f, str v)
{
	return !v.p || (f->kind == FIELD_secret ? v.n == 0 : utf8_valid(v) && str_trim(v).n == 0);
}

static const struct field *
find(const struct field *fields, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_of(fields[i].name), name))
			return &fields[i];
	return NULL;
}

enum err
command_bind(struct ctx *cx, const struct field *fields, size_t nfields, size_t in_size,
             const struct input *pairs, size_t n, const void **out)
{
	void    *in = arena_alloc(cx->arena, in_size ? in_size : 1);
	uint64_t seen = 0, given = 0;

	ensure(nfields <= 64);
	*out = in;
	if (!in)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < nfields; i++)
		set_absent(in, &fields[i]);
	for (size_t i = 0; i < n; i++) {
		const struct field *f = find(fields, nfields, pairs[i].name);
		uint64_t            bit = f ? UINT64_C(1) << (f - fields) : 0;

		if (pairs[i].name.n && pairs[i].name.p[0] == '_')
			continue;
		if (!f) {
			(void)refuse(cx, ERR_INPUT, NULL, T_command_unknown_field,
			             utf8_valid(pairs[i].name) ? utf8_cut(pairs[i].name, 40) : S("?"));
		} else if (seen & bit) {
			(void)refuse(cx, ERR_INPUT, f->name, T_command_field_twice, label(cx, f));
		} else if (!blank(f, pairs[i].value)) {
			bind_one(cx, f, pairs[i].value, in);
			given |= bit;
		}
		seen |= bit;
	}
	for (size_t i = 0; i < nfields; i++)
		if (fields[i].need && !(given & UINT64_C(1) << i))
			(void)refuse(cx, ERR_INPUT, fields[i].name, T_command_missing, label(cx, &fields[i]));
	return cx->why.n ? ERR_INPUT : OK;
}
