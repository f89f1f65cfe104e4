/* What sites hang on a unit. */
#include "city/site/site.h"
#include "city/unit/unit.h"
#include "city_site_texts.h"
#include "site_sql.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_site_hangs_row row;
	enum err                e;

	if (end->post)
		return OK;
	e = q_site_hangs(cx, &(struct q_site_hangs_in){.unit_id = end->unit, .day = end->on}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang site_hang = {T_site_hangs, count};
