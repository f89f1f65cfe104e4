/* Inside work/photo. */
#ifndef WORK_PHOTO_INSIDE_H
#define WORK_PHOTO_INSIDE_H

#include "photo_sql.h"
#include "work/photo/photo.h"

/* Where pictures lie; ERR_RULE with a sentence when photo_use was not called. */
MUSTCHECK enum err photo_house_of(struct ctx *cx, const struct photo_house **h);

/* Whether their post has the permission that a photo of this moment needs; photo_may judges the case. */
bool photo_perm_to(const struct actor *who, enum photo_moment m);

#endif
