/* intake.known: places by all their names, in memory for one import. */
#include "work/intake/known.h"

#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "intake_sql.h"
#include "work_intake_texts.h"
#include "work_ledger_texts.h"

static enum err
take_place(struct ctx *cx, const struct q_known_places_row *row, void *arg)
{
	return places_add(cx, arg, row->id, row->parent_id, row->code, row->name, row->short_name);
}

static enum err
take_alias(struct ctx *cx, const struct q_known_aliases_row *row, void *arg)
{
	return places_alias(cx, arg, row->place_id, row->alias);
}

static enum err
class_there(struct ctx *cx, str key, str today)
{
	struct q_class_key_known_row row;

	return q_class_key_known(cx, &(struct q_class_key_known_in){.key = key, .day = today}, &row);
}

static enum err
unit_there(struct ctx *cx, str code, str today)
{
	struct q_unit_code_known_row row;

	return q_unit_code_known(cx, &(struct q_unit_code_known_in){.code = code, .day = today}, &row);
}

static enum err
look_for(struct ctx *cx, struct intake_known *k, str list, str today, enum err (*there)(struct ctx *, str, str))
{
	size_t most = 1;

	for (size_t i = 0; i < list.n; i++)
		most += list.p[i] == '\n';
	k->missing = arena_grow(cx->arena, k->missing, k->nmissing * sizeof(str), (k->nmissing + most) * sizeof(str));
	if (!k->missing)
		return ctx_no_memory(cx);
	while (list.p) {
		str      one = str_trim(str_cut(&list, '\n'));
		enum err e = one.n ? there(cx, one, today) : OK;

		if (e == ERR_NONE)
			k->missing[k->nmissing++] = one;
		else if (e != OK)
			return e;
	}
	return OK;
}

#define KNOWN_IN(X)                                               \
	X(text, classes, 0, 0, 40000, T_ledger_f_class, NULL)     \
	X(text, units, 0, 0, 100000, T_ledger_f_unit, NULL)
struct known_in {
	KNOWN_IN(FIELD_DECL)
};
#define IN_T known_in
static const struct field fields[] = {KNOWN_IN(FIELD_ROW)};
#undef IN_T

static enum err
run(struct ctx *cx, const void *arg, const void **out)
{
	const struct known_in *in = arg;
	struct intake_known   *k = ARENA_NEW(cx->arena, struct intake_known);
	str                    today;
	enum err               e;

	if (!k)
		return ctx_no_memory(cx);
	*out = k;
	if ((e = q_known_places(cx, take_place, &k->places)) != OK ||
	    (e = q_known_aliases(cx, take_alias, &k->places)) != OK || (e = places_done(cx, &k->places)) != OK ||
	    (e = unit_today(cx, &today)) != OK || (e = look_for(cx, k, in->classes, today, class_there)) != OK)
		return e;
	return look_for(cx, k, in->units, today, unit_there);
}

static void
json(const void *out, struct json *j)
{
	const struct intake_known *k = out;

	json_obj(j);
	json_kv_i64(j, "places", (int64_t)k->places.n);
	json_kv_i64(j, "names", (int64_t)k->places.nnames);
	json_key(j, S("missing"));
	json_arr(j);
	for (size_t i = 0; i < k->nmissing; i++)
		json_str(j, k->missing[i]);
	json_arr_end(j);
	json_obj_end(j);
}

const struct view intake_known_view = {
    .out = "{places:i,names:i,missing:[s]}",
    .name = "intake.known",
    .summary = T_intake_known,
    .perm = PERM_CASE_IMPORT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct known_in),
    .run = run,
    .json = json,
};
