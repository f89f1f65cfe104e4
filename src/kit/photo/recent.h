/* Pictures that this process looked at a moment ago, by digest: a form that comes back needs no second look. */
#ifndef KIT_PHOTO_RECENT_H
#define KIT_PHOTO_RECENT_H

#include "kit/photo/photo.h"

enum { RECENT_PICTURES = 64, RECENT_MS = 3600 * 1000 };

/*
 * What was kept of this picture within the last hour, if it is still remembered; false: look at it.  That the
 * files are there is the caller's to see.  Thread-safe, and does not wait.
 */
MUSTCHECK bool recent_find(digest original, struct photo_kept *out);

/* Remember one; the oldest of RECENT_PICTURES is forgotten for it. */
void recent_add(const struct photo_kept *k);

#endif
