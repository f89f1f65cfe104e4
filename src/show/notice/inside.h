/* What the files of this room share. */
#ifndef SHOW_NOTICE_INSIDE_H
#define SHOW_NOTICE_INSIDE_H

#include "judge/bulletin/bulletin.h"
#include "show/notice/notice.h"
#include "show/notice/page.h"

/* The inputs of a view among what the address says; empty ones are not meant.  names ends with NULL. */
size_t notice_asked(const struct input *pairs, size_t n, const char *const *names, struct input *out);

/* A moment to the second, as what a figure rests on needs it. */
str notice_moment(const struct ctx *cx, int64_t at);

/* The figures with a link at each number, as long as its day can be looked at. */
MUSTCHECK enum err notice_figures(struct ctx *cx, const struct bulletin_show *o, struct notice_figures *f);

/* Today's places right below one's own, and one's own, `on` chosen.  ERR_MEMORY. */
MUSTCHECK enum err notice_places(struct ctx *cx, str on, struct form_option **places, size_t *n);

/* The address `path` without, or with another, `name` among what was asked for by `names`. */
str notice_onward(struct ctx *cx, str path, const struct input *pairs, size_t n, const char *const *names,
                  const char *name, int64_t value);

#endif
