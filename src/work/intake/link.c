/* intake.link: duplicates whose source names no original. */
#include "city/unit/roles.h"
#include "work/intake/inside.h"
#include "work/life/rules.h"
#include "work_intake_texts.h"

enum { AT_ONCE = 100 };

#define LINK_IN(X)                                                  \
	X(str, source, 1, 2, 40, T_intake_f_source, NULL)           \
	X(i64, after, 0, 0, INT64_MAX, T_intake_f_after, NULL)
struct link_in {
	LINK_IN(FIELD_DECL)
};
#define IN_T link_in
static const struct field fields[] = {LINK_IN(FIELD_ROW)};
#undef IN_T

struct sums {
	int64_t seen, linked, doubtful, last;
};

static struct case_point
point(const struct q_spot_of_row *s)
{
	return (struct case_point){s->lon.some && s->lat.some, s->lon.v, s->lat.v};
}

/* *original 0: none; *doubtful: several, so none. */
static enum err
find_original(struct ctx *cx, const struct q_look_after_row *d, str source, int64_t *original, bool *doubtful)
{
	struct q_told_near_row *near;
	struct q_spot_of_row    here, there;
	size_t                  n;
	enum err                e;

	*original = 0;
	*doubtful = false;
	e = q_told_near(cx,
	                &(struct q_told_near_in){.source = source, .place_id = d->place_id, .type = d->type,
	                                         .since = d->created_at - LINK_MS,
	                                         .until = d->created_at, .id = d->id},
	                &near, &n);
	if (e != OK || n == 0 || (e = q_spot_of(cx, &(struct q_spot_of_in){.id = d->id}, &here)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		if ((e = q_spot_of(cx, &(struct q_spot_of_in){.id = near[i].id}, &there)) != OK)
			return e;
		/* Two unknown addresses are not the same one. */
		if (!(point(&here).some && point(&there).some) && (!here.address.n || !there.address.n))
			continue;
		if (!case_same_spot(point(&here), here.address, point(&there), there.address))
			continue;
		*doubtful = *original != 0;
		*original = near[i].id;
		if (*doubtful)
			break;
	}
	if (*doubtful)
		*original = 0;
	return OK;
}

static enum err
link_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct link_in    *in = arg;
	struct q_look_after_row *rows;
	struct sums              s = {.last = in->after == FIELD_ABSENT ? 0 : in->after};
	size_t                   n;
	enum err                 e;

	(void)made;
	e = q_look_after(cx, &(struct q_look_after_in){.source = in->source, .after = s.last, .n = AT_ONCE}, &rows, &n);
	if (e == OK)
		e = q_look_done(cx, &(struct q_look_done_in){.source = in->source, .after = s.last,
		                                             .upto = n < AT_ONCE ? INT64_MAX : rows[n - 1].id}, NULL);
	for (size_t i = 0; e == OK && i < n; i++) {
		int64_t original;
		bool    doubtful;

		s.seen++;
		s.last = rows[i].id;
		e = find_original(cx, &rows[i], in->source, &original, &doubtful);
		s.doubtful += e == OK && doubtful;
		if (e != OK || original == 0)
			continue;
		e = link_told(cx, rows[i].id, rows[i].rev, original, LINK_SPOT);
		s.linked += e == OK;
	}
	if (e != OK)
		return e;
	*out = (struct reply){
	    .done = T_intake_link_done,
	    .arg = {arena_printf(cx->arena, "%lld %lld %lld %lld", (long long)s.seen, (long long)s.linked,
	                         (long long)s.doubtful, (long long)s.last)},
	};
	return out->arg[0].p ? OK : ctx_no_memory(cx);
}

const struct command intake_link_cmd = {
    .name = "intake.link",
    .summary = T_intake_link,
    .perm = PERM_CASE_IMPORT,
    .lock = "told",
    .lock_field = "source",
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct link_in),
    .apply = link_apply,
};
