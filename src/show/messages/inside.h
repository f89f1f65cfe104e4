/* What the files of this room share. */
#ifndef SHOW_MESSAGES_INSIDE_H
#define SHOW_MESSAGES_INSIDE_H

#include "kit/post/post.h"
#include "show/messages/messages.h"
#include "show/messages/page.h"

/* A command as an act of a page, about the thing `id` (0: none). */
struct messages_act {
	const char *command, *icon;
	str         page;
	int64_t     id;
	bool        danger;
	str         about; /* what the question names */
};
MUSTCHECK enum err messages_act(struct http_request *rq, const struct messages_act *a, struct form *f);

#endif
