/* What the pages of messages show, ready for their templates. */
#ifndef SHOW_MESSAGES_PAGE_H
#define SHOW_MESSAGES_PAGE_H

#include "show/frame/form.h"

struct messages_row {
	int64_t id, channel_id, made_at, tries;
	text_id topic, state;
	bool    late, soon, done; /* of the state's tag */
	str     icon, title, channel, why;
	opt_i64 next_at, ended_at;
};
struct messages_list {
	struct frame         page;
	struct form          form; /* the filter */
	bool                 later, channels;
	str                  first, next;
	struct messages_row *rows;
	size_t               nrows;
};
struct messages_part {
	int64_t id;
	str     title;
};
struct messages_one {
	struct frame          page;
	struct messages_row   row;
	text_id               kind;
	str                   shown, link;
	str                  *lines;
	size_t                nlines;
	int64_t               into; /* 0: none */
	struct messages_part *parts;
	size_t                nparts;
	struct form          *acts;
	size_t                nacts;
};
struct messages_channel_row {
	int64_t id, waiting, dead, today;
	text_id kind;
	str     name, shown, whose, tells;
	bool    off;
};
struct messages_channels {
	struct frame                 page;
	bool                         edits;
	int64_t                      lead;
	str                          site;
	struct messages_channel_row *rows;
	size_t                       nrows;
	struct form                 *acts;
	size_t                       nacts;
};
struct messages_new {
	struct frame page;
	struct form  form;
};
struct messages_past {
	int64_t at;
	text_id what;
	str     by;
};
struct messages_channel {
	struct frame          page;
	int64_t               id, per_minute, per_day, digest;
	text_id               kind;
	str                   name, shown, tells, quiet;
	bool                  off, markdown, robot;
	struct form          *acts;
	size_t                nacts;
	struct messages_past *past;
	size_t                npast;
};

#endif
