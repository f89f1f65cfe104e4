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

/* A source that has told nothing is most often mistyped: those that have are named. */
static enum err
source_there(struct ctx *cx, str source)
{
	struct q_source_told_row  one;
	struct q_source_keys_row *row;
	size_t                    n;
	struct buf                b;
	str                       all;
	enum err                  e;

	if (!source_good(source))
		return refuse(cx, ERR_INPUT, "source", T_intake_source_form);
	if ((e = q_source_told(cx, &(struct q_source_told_in){.source = source}, &one)) != ERR_NONE)
		return e;
	if ((e = q_source_keys(cx, &row, &n)) != OK)
		return e;
	if (n == 0)
		return refuse(cx, ERR_INPUT, "source", T_intake_no_sources, source);
	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < n; i++) {
		if (i)
			text_add(&b, T_intake_between, cx->lang, NULL, 0);
		buf_add(&b, row[i].source);
	}
	if ((e = buf_end(&b, &all)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	return refuse(cx, ERR_INPUT, "source", T_intake_no_source, source, all);
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
	if ((e = source_there(cx, in->source)) != OK)
		return e;
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
