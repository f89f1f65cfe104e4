/* duty.show: one row of the matrix. */
#include "city/duty/duty.h"
#include "city/unit/unit.h"
#include "city_duty_texts.h"
#include "show/matrix/inside.h"
#include "show_matrix_texts.h"

#define DUTY_IN(X) X(id, id, 1, 1, INT64_MAX, T_duty_field_id, NULL)
struct duty_in {
	DUTY_IN(FIELD_DECL)
};
#define IN_T duty_in
static const struct field fields[] = {DUTY_IN(FIELD_ROW)};
#undef IN_T

static const struct trail_column columns[] = {
    {"duty", "unit_id", T_matrix_unit, TRAIL_NAMED},   {"duty", "basis", T_matrix_basis, TRAIL_WORDS},
    {"duty", "source", T_matrix_source, TRAIL_WORDS},  {"duty", "valid_from", T_matrix_from, TRAIL_WORDS},
    {"duty", "valid_to", T_matrix_to, TRAIL_WORDS},
    {"precedent", "no", T_precedent_field_no, TRAIL_WORDS},
    {"precedent", "unit_id", T_matrix_unit, TRAIL_NAMED},
    {"precedent", "reason", T_precedent_field_reason, TRAIL_WORDS},
    {"precedent", "valid_from", T_matrix_from, TRAIL_WORDS},
    {"precedent", "valid_to", T_matrix_to, TRAIL_WORDS},
    {"precedent", "struck_why", T_precedent_field_reason, TRAIL_WORDS},
};
static const struct trail_side sides[] = {{"precedent", "precedent_class", T_matrix_class, NULL}};
static const struct trail_type types[] = {{"duty.added", T_matrix_t_added}, {"duty.ended", T_matrix_t_ended},
                                         {"precedent.made", T_matrix_t_ruled}, {"precedent.struck", T_matrix_t_struck}};

/* The one column that is an id is a unit's. */
static enum err
unit_named_by(struct ctx *cx, const char *column, const struct jval *v, str *out)
{
	struct q_matrix_unit_row row;
	int64_t                  id;
	enum err                 e;

	(void)column;
	*out = STR_NONE;
	if (!jval_i64(v, &id))
		return OK;
	e = q_matrix_unit(cx, &(struct q_matrix_unit_in){.id = id}, &row);
	*out = e == OK ? row.name : STR_NONE;
	return e == ERR_NONE ? OK : e;
}

const struct trail_words matrix_words = {columns, NITEMS(columns), sides, NITEMS(sides), types, NITEMS(types),
                                         unit_named_by};

static enum err
run(struct ctx *cx, const void *arg, const void **out)
{
	const struct duty_in    *in = arg;
	struct matrix_duty      *o = ARENA_NEW(cx->arena, struct matrix_duty);
	struct q_matrix_line_in  q;
	enum err                 e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_matrix_row(cx, &(struct q_matrix_row_in){.id = in->id}, &o->row)) != OK)
		return e == ERR_NONE ? refuse(cx, ERR_NONE, NULL, T_duty_none) : e;
	q = (struct q_matrix_line_in){.place_id = o->row.place_id, .class_key = o->row.class_key};
	if ((e = unit_today(cx, &o->today)) != OK ||
	    (e = q_matrix_helpers(cx, &(struct q_matrix_helpers_in){.id = in->id}, &o->helper, &o->nhelper)) != OK ||
	    (e = q_matrix_line(cx, &q, &o->line, &o->nline)) != OK)
		return e;
	if (actor_may(cx->who, PERM_CITY_EDIT)) {
		if ((e = duty_in_reach(cx, in->id)) != OK && e != ERR_NONE)
			return e;
		o->mine = e == OK;
	}
	return trail_one(cx, &matrix_words, S("duty"), in->id, &o->trail);
}

static void
json(const void *out, struct json *j)
{
	const struct matrix_duty *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->row.id);
	json_kv_str(j, "class_key", o->row.class_key);
	json_kv_str(j, "place", o->row.place_code);
	json_kv_str(j, "unit", o->row.unit_code);
	json_key(j, S("helpers"));
	json_arr(j);
	for (size_t i = 0; i < o->nhelper; i++)
		json_str(j, o->helper[i].code);
	json_arr_end(j);
	json_kv_str(j, "basis", o->row.basis);
	json_kv_str(j, "source", o->row.source);
	json_kv_str(j, "valid_from", o->row.valid_from);
	json_kv_str(j, "valid_to", o->row.valid_to);
	json_key(j, S("past"));
	trail_json(&o->trail, j);
	json_obj_end(j);
}

const struct view matrix_duty_view = {
    .out = "{id:i,class_key:s,place:s,unit:s,helpers:[s],basis:s,source:s,valid_from:d,valid_to:d?,past:" TRAIL_OUT "}",
    .name = "duty.show",
    .summary = T_matrix_v_show,
    .perm = PERM_CITY_SEE,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct duty_in),
    .run = run,
    .json = json,
};
const struct view *const matrix_views[] = {&matrix_duty_view};
const size_t             matrix_views_n = NITEMS(matrix_views);
