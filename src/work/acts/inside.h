/* What the files of this room share: the one way of every act, the same spot. */
#ifndef WORK_ACTS_INSIDE_H
#define WORK_ACTS_INSIDE_H

#include "work/acts/acts.h"
#include "work/acts/acts_sql.h"
#include "work/cases/job.h"
#include "work/photo/photo.h"

/*
 * The input of every act on one case; each command fills the fields that its
 * descriptor lists, the others are 0 or STR_NONE.
 */
struct case_do_in {
	int64_t id, rev, at;
	str     answer, reason, text, class, condition, closing;
	str     unit, post, person; /* FIELD_code */
	int64_t until, beside, other;
	str     photo; /* PHOTO_FIELD */
};

/* ---- act.c ---- */

/*
 * Load, decide, write row, clocks, pictures (NULL: none) and event; *out is ready.  The refusal is the rules'
 * sentence.
 */
MUSTCHECK enum err case_act(struct ctx *cx, enum case_act act, const struct case_do_in *in,
                            const struct photo_batch *photos, struct reply *out);

/* Pictures of a step that is sure to be taken, in the round that was before it; NULL: none.  L9: never of a person. */
MUSTCHECK enum err case_put_photos(struct case_job *j, enum case_act act, const struct photo_batch *photos);

/* ERR_RULE: its class needs a photo of this act, and none of this round is there (photo_require). */
MUSTCHECK enum err case_need_photo(struct case_job *j, enum case_act act);

/* The class into the row; ERR_INPUT when there is none such today. */
MUSTCHECK enum err case_take_class(struct case_job *j, str key);

/* ---- intake.c ---- */

extern const struct command case_report, case_tell_command;

/* Whether a place lies within the actor's scope, or the sentence that it does not. */
MUSTCHECK enum err case_place_allowed(struct ctx *cx, int64_t place);

/* ---- near.c, due.c ---- */

extern const struct view case_near, case_due;

/* A position of which both halves are known. */
struct case_point case_point_of(opt_f64 lon, opt_f64 lat);

/*
 * Open cases of the same spot and class (L8); those ended after `since` too when
 * it is not CASE_NO_TIME.  `id` is left out.  In cx->arena.
 */
MUSTCHECK enum err case_find_near(struct ctx *cx, int64_t id, int64_t place, str class_key, struct case_point at,
                                  str address, int64_t since, struct case_near_item **items, size_t *n);

#endif
