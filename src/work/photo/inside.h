/* Inside work/photo. */
#ifndef WORK_PHOTO_INSIDE_H
#define WORK_PHOTO_INSIDE_H

#include "photo_sql.h"
#include "work/photo/photo.h"

/* Where pictures lie; ERR_RULE with a sentence when photo_use was not called. */
MUSTCHECK enum err photo_house_of(struct ctx *cx, const struct photo_house **h);

/* Whether their post has the permission that a photo of this moment needs; photo_may judges the case. */
bool photo_perm_to(const struct actor *who, enum photo_moment m);

/* ---- policy.c ---- */

extern const struct command photo_policy_cmd;

/* ---- alike.c ---- */

extern const struct view photo_hints_view;

/* A picture's hash into the index, and out of it again. */
MUSTCHECK enum err photo_index(struct ctx *cx, int64_t id, uint64_t hash);
MUSTCHECK enum err photo_index_forget(struct ctx *cx, int64_t id, uint64_t hash);

/* Every picture whose hash differs from this one in PHOTO_NEAR bits or fewer, once each, in no order; itself, too. */
typedef void photo_near(int64_t id, int distance, void *arg);
MUSTCHECK enum err photo_each_near(struct ctx *cx, uint64_t hash, photo_near *found, void *arg);

#endif
