/* duty.add, duty.end, duty.replace: one row of the matrix, by the rules of the whole table. */
#include "city/catalog/catalog.h"
#include "city/duty/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_duty_texts.h"

/*
 * A row never changes but for its end, and neither ends nor begins on a day that is over: what a dispatch
 * rested on can be read as it was.  A change is the end of one row and another from that day on.
 */

static const struct sheet_field at_field[D_ALL] = {
    {"class_key", T_duty_field_class_or_none}, {"place", T_duty_field_place},   {"unit", T_duty_field_unit},
    {"helpers", T_duty_field_helpers},         {"basis", T_duty_field_basis},   {"source", T_duty_field_source},
    {"valid_from", T_duty_field_from},         {"valid_to", T_duty_field_to},
};

#define DUTY_ADD_IN(X)                                                             \
	X(str, class_key, 0, 3, 6, T_duty_field_class_or_none, NULL)               \
	X(str, place, 1, 1, 60, T_duty_field_place, NULL)                          \
	X(str, unit, 1, 1, 60, T_duty_field_unit, NULL)                            \
	X(str, helpers, 0, 1, 400, T_duty_field_helpers, NULL)                     \
	X(str, basis, 1, 1, 200, T_duty_field_basis, NULL)                         \
	X(str, source, 1, 1, 200, T_duty_field_source, NULL)                       \
	X(day, valid_from, 1, DAY_FIRST, DAY_LAST, T_duty_field_from, NULL)        \
	X(day, valid_to, 0, DAY_FIRST, DAY_LAST, T_duty_field_to, NULL)
struct duty_add_in {
	DUTY_ADD_IN(FIELD_DECL)
};
#define IN_T duty_add_in
static const struct field add_fields[] = {DUTY_ADD_IN(FIELD_ROW)};
#undef IN_T

#define DUTY_END_IN(X)                                                             \
	X(id, id, 1, 1, INT64_MAX, T_duty_field_id, NULL)                          \
	X(day, valid_to, 1, DAY_FIRST, DAY_LAST, T_duty_field_to, NULL)            \
	X(str, basis, 1, 1, 200, T_duty_field_basis, NULL) 
struct duty_end_in {
	DUTY_END_IN(FIELD_DECL)
};
#define IN_T duty_end_in
static const struct field end_fields[] = {DUTY_END_IN(FIELD_ROW)};
#undef IN_T

#define DUTY_REPLACE_IN(X)                                                         \
	X(id, id, 1, 1, INT64_MAX, T_duty_field_id, NULL)                          \
	X(str, unit, 1, 1, 60, T_duty_field_unit, NULL)                            \
	X(str, helpers, 0, 1, 400, T_duty_field_helpers, NULL)                     \
	X(str, basis, 1, 1, 200, T_duty_field_basis, NULL)                         \
	X(str, source, 1, 1, 200, T_duty_field_source, NULL)                       \
	X(day, valid_from, 1, DAY_FIRST, DAY_LAST, T_duty_field_from, NULL)        \
	X(day, valid_to, 0, DAY_FIRST, DAY_LAST, T_duty_field_to, NULL)
struct duty_replace_in {
	DUTY_REPLACE_IN(FIELD_DECL)
};
#define IN_T duty_replace_in
static const struct field replace_fields[] = {DUTY_REPLACE_IN(FIELD_ROW)};
#undef IN_T

/* The day of an optional field; STR_NONE when it was left out. */
static enum err
day_of(struct ctx *cx, int64_t v, str *out)
{
	char text[DAY_TEXT];

	*out = STR_NONE;
	if (v == FIELD_ABSENT)
		return OK;
	return arena_str(cx->arena, day_format((day){(int32_t)v}, text), out) ? OK : ctx_no_memory(cx);
}

static enum err
answer(struct ctx *cx, text_id done, size_t changed, int64_t id, struct reply *out)
{
	*out = (struct reply){.id = id, .done = changed ? done : T_duty_same,
	                      .see = arena_printf(cx->arena, "/duties/%lld", (long long)id)};
	return out->see.p ? OK : ctx_no_memory(cx);
}

enum err
duty_in_reach(struct ctx *cx, int64_t id)
{
	struct q_duty_helpers_row *h;
	struct q_duty_get_row      row;
	int64_t                    part;
	size_t                     n;
	enum err                   e;

	if ((e = q_duty_get(cx, &(struct q_duty_get_in){.id = id}, &row)) != OK ||
	    (e = place_in_reach(cx, row.place_id)) != OK || (e = place_part(cx, &part)) != OK || !part ||
	    (e = unit_in_reach(cx, row.unit_id)) != OK ||
	    (e = q_duty_helpers(cx, &(struct q_duty_helpers_in){.duty_id = id}, &h, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		e = unit_in_reach(cx, h[i].unit_id);
	return e;
}

/* ---- duty.add ---- */

static enum err
duty_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct duty_add_in *in = arg;
	struct duty_part          part = {.class_key = in->class_key.p ? in->class_key : S("")};
	str                       cell[D_ALL] = {part.class_key, in->place, in->unit,
	                                         in->helpers, in->basis, in->source};
	struct class_row          class;
	struct rows               t;
	size_t                    changed;
	int64_t                   id;
	enum err                  e;

	(void)made;
	if ((e = record_from(cx, "valid_from", T_duty_field_from, in->valid_from, &cell[D_FROM])) != OK ||
	    (e = day_of(cx, in->valid_to, &cell[D_TO])) != OK)
		return e;
	/* The code of the standard alone, or of the one before, will do where only one class has it. */
	if (part.class_key.n == CLASS_KEY - 1 || (part.class_key.n == CLASS_OLD && part.class_key.p[0] <= '9')) {
		e = catalog_class_named(cx, "class_key", part.class_key, (day){(int32_t)in->valid_from}, &class);
		if (e != OK)
			return e;
		cell[D_CLASS] = part.class_key = class.key;
	}
	rows_form(&t, duty_columns, D_ALL, at_field);
	e = place_by_code(cx, in->place, &part.place_id, NULL);
	/* An unknown place is refused with the other cells. */
	if (e != OK && e != ERR_NONE)
		return e;
	if ((e = rows_add(cx, &t, cell)) != OK || (e = duty_take(cx, &t, &part, &changed, &id)) != OK)
		return e;
	return answer(cx, T_duty_added, changed, id, out);
}

/* ---- duty.end, duty.replace ---- */

/* The row as a line of the table would say it. */
static enum err
old_cells(struct ctx *cx, int64_t id, struct q_duty_get_row *row, str cell[D_ALL], struct duty_part *part)
{
	struct q_duty_helpers_row *h;
	struct buf                 b;
	size_t                     n;
	enum err                   e;

	if ((e = db_lock(cx, "duty", 0)) != OK)
		return e;
	e = duty_in_reach(cx, id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, "id", T_duty_none);
	if (e != OK || (e = q_duty_get(cx, &(struct q_duty_get_in){.id = id}, row)) != OK ||
	    (e = q_duty_helpers(cx, &(struct q_duty_helpers_in){.duty_id = id}, &h, &n)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", i ? "；" : "", STR_ARG(h[i].code));
	*part = (struct duty_part){.place_id = row->place_id, .class_key = row->class_key};
	cell[D_CLASS] = row->class_key;
	cell[D_PLACE] = row->place_code;
	cell[D_UNIT] = row->unit_code;
	cell[D_BASIS] = row->basis;
	cell[D_SOURCE] = row->source;
	cell[D_FROM] = row->valid_from;
	cell[D_TO] = row->valid_to;
	return buf_end(&b, &cell[D_HELPERS]);
}

/* A row whose end has come stays as it ended. */
static enum err
not_over(struct ctx *cx, const struct q_duty_get_row *row, const char *field)
{
	char text[DAY_TEXT];

	if (row->valid_to.p && str_cmp(row->valid_to, day_format(ctx_today(cx), text)) <= 0)
		return refuse(cx, ERR_RULE, field, T_duty_over, row->valid_to);
	return OK;
}

static enum err
duty_end(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct duty_end_in *in = arg;
	struct q_duty_get_row     row;
	struct duty_part          part;
	str                       cell[D_ALL], to;
	struct rows               t;
	size_t                    changed;
	int64_t                   id;
	enum err                  e;

	(void)made;
	if ((e = old_cells(cx, in->id, &row, cell, &part)) != OK || (e = day_of(cx, in->valid_to, &to)) != OK)
		return e;
	/* Said again it is no other end, whatever the day. */
	if (!str_eq(row.valid_to, to) &&
	    ((e = not_over(cx, &row, "valid_to")) != OK ||
	     (e = record_from(cx, "valid_to", T_duty_field_to, in->valid_to, &to)) != OK))
		return e;
	cell[D_TO] = to;
	rows_form(&t, duty_columns, D_ALL, at_field);
	if ((e = record_basis(cx, in->basis, &part.more)) != OK || (e = rows_add(cx, &t, cell)) != OK ||
	    (e = duty_take(cx, &t, &part, &changed, &id)) != OK)
		return e;
	return answer(cx, T_duty_ended, changed, id, out);
}

static enum err
duty_replace(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct duty_replace_in *in = arg;
	struct q_duty_get_row         row;
	struct duty_part              part;
	str                           old[D_ALL], cell[D_ALL], from;
	struct rows                   t;
	size_t                        changed;
	int64_t                       id;
	enum err                      e;

	(void)made;
	if ((e = old_cells(cx, in->id, &row, old, &part)) != OK ||
	    (e = record_from(cx, "valid_from", T_duty_field_from, in->valid_from, &from)) != OK)
		return e;
	/* Sent again the old row has its end already. */
	if (!str_eq(row.valid_to, from)) {
		if ((e = not_over(cx, &row, "valid_from")) != OK)
			return e;
		if (str_cmp(from, row.valid_from) <= 0)
			return refuse(cx, ERR_INPUT, "valid_from", T_duty_before_it, row.valid_from);
		if (row.valid_to.p && str_cmp(from, row.valid_to) > 0)
			return refuse(cx, ERR_INPUT, "valid_from", T_duty_after_it, row.valid_to);
	}
	for (size_t i = 0; i < D_ALL; i++)
		cell[i] = old[i];
	old[D_TO] = from;
	cell[D_UNIT] = in->unit;
	cell[D_HELPERS] = in->helpers;
	cell[D_BASIS] = in->basis;
	cell[D_SOURCE] = in->source;
	cell[D_FROM] = from;
	if ((e = day_of(cx, in->valid_to, &cell[D_TO])) != OK)
		return e;
	rows_form(&t, duty_columns, D_ALL, at_field);
	if ((e = record_basis(cx, in->basis, &part.more)) != OK || (e = rows_add(cx, &t, old)) != OK ||
	    (e = rows_add(cx, &t, cell)) != OK || (e = duty_take(cx, &t, &part, &changed, &id)) != OK)
		return e;
	return answer(cx, T_duty_replaced, changed, id, out);
}

const struct command duty_add_cmd = {
    .name = "duty.add",
    .summary = T_duty_add_summary,
    .perm = PERM_CITY_EDIT,
    .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct duty_add_in),
    .apply = duty_add,
};
const struct command duty_end_cmd = {
    .name = "duty.end",
    .summary = T_duty_end_summary,
    .perm = PERM_CITY_EDIT,
    .in = end_fields,
    .nin = NITEMS(end_fields),
    .in_size = sizeof(struct duty_end_in),
    .apply = duty_end,
};
const struct command duty_replace_cmd = {
    .name = "duty.replace",
    .summary = T_duty_replace_summary,
    .perm = PERM_CITY_EDIT,
    .in = replace_fields,
    .nin = NITEMS(replace_fields),
    .in_size = sizeof(struct duty_replace_in),
    .apply = duty_replace,
};
