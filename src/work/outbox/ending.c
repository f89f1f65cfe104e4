/* What channels hang on a unit or post. */
#include "city/unit/unit.h"
#include "outbox_sql.h"
#include "work/outbox/outbox.h"
#include "work_outbox_texts.h"

static enum err
count(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_channel_hangs_row row;
	enum err                   e;

	e = q_channel_hangs(cx, &(struct q_channel_hangs_in){.unit_id = end->unit, .post_id = end->post}, &row);
	*n = row.n;
	return e;
}

const struct unit_hang channel_hang = {T_outbox_hangs, count};
