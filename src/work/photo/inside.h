/* Inside work/photo. */
#ifndef WORK_PHOTO_INSIDE_H
#define WORK_PHOTO_INSIDE_H

#include "photo_sql.h"
#include "work/photo/photo.h"

/* Where pictures lie; ERR_RULE with a sentence when photo_use was not called. */
MUSTCHECK enum err photo_house_of(struct ctx *cx, const struct photo_house **h);

/* Whether their post has the permission that a photo of this moment needs; photo_may judges the case. */
bool photo_perm_to(const struct actor *who, enum photo_moment m);

/*
 * Pictures that were looked at, on their way into the store, and of which earlier ones of the case they seem
 * to be copies.
 */
enum { PHOTO_COMPARED = 8 }; /* earlier pictures of the case, and as many near ones, that each is compared with */
struct photo_found {
	size_t            of;     /* in kept */
	int64_t           before; /* the earlier one */
	struct photo_laid laid;
};
struct photo_batch {
	struct photo_kept  kept[PHOTO_AT_A_TIME];
	size_t             n;
	struct photo_found found[PHOTO_AT_A_TIME * PHOTO_COMPARED * 2];
	size_t             nfound;
};

/* ---- compare.c ---- */

/* Fill found; case_id 0: none.  Slow; outside a transaction.  OK, too, when something could not be compared. */
MUSTCHECK enum err photo_compare(struct ctx *cx, const struct photo_house *h, int64_t case_id, enum photo_moment m,
                                 struct photo_batch *t);
/* What was found of kept[of], which is now the picture `id`. */
MUSTCHECK enum err photo_found_put(struct ctx *cx, const struct photo_batch *t, size_t of, int64_t id);

/* ---- policy.c ---- */

/* From how many metres on a picture was taken far from its case. */
MUSTCHECK enum err photo_far(struct ctx *cx, int64_t *metres);

extern const struct command photo_policy_cmd;

/* ---- alike.c ---- */

extern const struct view photo_hints_view;

/* A picture's hash into the index, and out of it again. */
MUSTCHECK enum err photo_index(struct ctx *cx, int64_t id, uint64_t hash);
MUSTCHECK enum err photo_index_forget(struct ctx *cx, int64_t id);

/*
 * Every picture whose hash differs from this one in PHOTO_NEAR bits or fewer, once each, in no order; itself,
 * too, and perhaps
 * one that was erased since this process looked first: its row says so.
 */
typedef void photo_near(int64_t id, int distance, void *arg);
MUSTCHECK enum err photo_each_near(struct ctx *cx, uint64_t hash, photo_near *found, void *arg);

#endif
