/* Which two pictures of a case stand side by side outside of the house. */
#include "work/photo/inside.h"

static struct photo_out
out_of(const struct q_photo_out_row *r)
{
	return (struct photo_out){r->id, r->masked_small.p != NULL, (enum photo_moment)r->moment};
}

enum err
photo_pair_of(struct ctx *cx, int64_t case_id, int64_t upto, struct photo_pair *out)
{
	struct q_photo_out_in   in = {.case_id = case_id, .scope = cx->who->reach, .upto = upto, .n = PHOTO_LIST};
	struct q_photo_out_row *row;
	int64_t                 round = 0;
	size_t                  n;
	enum err                e = q_photo_out(cx, &in, &row, &n);

	*out = (struct photo_pair){0};
	for (size_t i = 0; e == OK && i < n; i++) {
		bool               before = row[i].moment == PHOTO_AT_FOUND || row[i].moment == PHOTO_AT_CHECKED;
		struct photo_out   o = out_of(&row[i]);
		struct photo_pair *p = out;

		if (before && (!p->before.id || (!p->before.clear && o.clear)))
			p->before = o;
		if (!before && (!p->after.id || row[i].round > round || o.clear || !p->after.clear)) {
			p->after = o;
			round = row[i].round;
		}
	}
	return e;
}
