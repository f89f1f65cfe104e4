/* Units, posts and people by the codes that people know them by. */
#include "city/unit/unit.h"
#include "city_unit_texts.h"
#include "unit_sql.h"

enum err
unit_named(struct ctx *cx, const char *field, str code, int64_t *id)
{
	struct q_unit_by_code_row row;
	enum err                  e;

	*id = 0;
	if (!code.n || code_is_id(code, id))
		return OK;
	e = q_unit_by_code(cx, &(struct q_unit_by_code_in){.code = code}, &row);
	if (e == OK)
		*id = row.id;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, field, T_unit_no_code, code) : e;
}

enum err
post_named(struct ctx *cx, const char *field, str code, int64_t *id)
{
	struct q_post_by_code_row row;
	enum err                  e;

	*id = 0;
	if (!code.n || code_is_id(code, id))
		return OK;
	e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = code}, &row);
	if (e == OK)
		*id = row.id;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, field, T_unit_no_post_code, code) : e;
}

enum err
person_named(struct ctx *cx, const char *field, str code, int64_t *id)
{
	struct q_person_by_code_row row;
	enum err                    e;

	*id = 0;
	if (!code.n || code_is_id(code, id))
		return OK;
	e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = code}, &row);
	if (e == OK)
		*id = row.id;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, field, T_unit_no_person_code, code) : e;
}
