/* What was changed of the things that administrators keep, in words: who, when, what was, what is. */
#ifndef SHOW_TRAIL_TRAIL_H
#define SHOW_TRAIL_TRAIL_H

#include "kit/json/tree.h"
#include "show/desk/desk.h"

/* How the value of a column is told. */
enum trail_how {
	TRAIL_WORDS,  /* text as it stands, yes or no, a number */
	TRAIL_MOMENT, /* ms UTC */
	TRAIL_NAMED   /* a value that trail_words.name knows words for: an id, a role */
};

/* Columns that people are told of, each of one kind of thing; all others (ids, revisions, digests) are not shown. */
struct trail_column {
	const char    *kind, *column;
	text_id        label;
	enum trail_how how;
};

/* A side table (kit/journal/aggregate.h) whose rows are a list of words: which came and which went. */
struct trail_side {
	const char *kind, *table;
	text_id     label;
	/* The words for a row by its key; STR_NONE: the key itself.  NULL: keys are words already. */
	str (*row)(const struct ctx *cx, str key);
};

/* What an event of this type is called. */
struct trail_type {
	const char *type;
	text_id     words;
};

enum { TRAIL_COLUMNS = 16, TRAIL_SIDES = 4 };

/* What a room has to say of its things. */
struct trail_words {
	const struct trail_column *column; /* at most TRAIL_COLUMNS */
	size_t                     ncolumn;
	const struct trail_side   *side; /* at most TRAIL_SIDES */
	size_t                     nside;
	const struct trail_type   *type;
	size_t                     ntype;
	/* The words for the value of a TRAIL_NAMED column; STR_NONE: it has none.  NULL: there is no such column. */
	enum err (*name)(struct ctx *cx, const char *column, const struct jval *v, str *out);
};

/* An event as a room's own query finds it. */
struct trail_row {
	str     kind;
	int64_t aggregate;
	str     type;
	int64_t at;
	str     packed;                /* its payload as a query of `event` read it: trail_of opens it */
	str     subject;               /* what besides the page's own thing it is about; STR_NONE */
	str     unit_name, post_name;  /* by whom; STR_NONE: the program */
};

/* A column that an event gave another value. */
struct trail_change {
	const char *column;
	text_id     label;
	bool        moment; /* was_at and is_at are times; else was and is are words */
	opt_i64     was_at, is_at;
	str         was, is; /* STR_NONE: nothing */
};
struct trail_entry {
	int64_t              at;
	str                  type; /* of the event: login.reset */
	text_id              what;
	str                  subject, by; /* STR_NONE: none; the program */
	str                  basis;       /* the paper that says so, or the reason; STR_NONE: none was given */
	struct trail_change *change;
	size_t               nchange;
};
struct trail {
	struct trail_entry *past; /* the newest first */
	size_t              npast;
};

/*
 * What events say in words: `row` the oldest first, `out` the newest first.  What was is worked out of the
 * events before, so the first that is given of a thing has no `was`.  Erased payloads say nothing.
 */
MUSTCHECK enum err trail_of(struct ctx *cx, const struct trail_words *w, const struct trail_row *row, size_t n,
                            struct trail *out);

/* All that was changed of one thing, for a thing without others that belong to it: its last 500 events. */
MUSTCHECK enum err trail_one(struct ctx *cx, const struct trail_words *w, str kind, int64_t id, struct trail *out);

/* The entries as a JSON array, and what a view says of it (view.out). */
void trail_json(const struct trail *t, struct json *j);
#define TRAIL_OUT                                                                                                      \
	"[{at:t,type:s,subject:s?,by:s?,basis?:s,changes:[{column:s,was_at?:t,is_at?:t,was?:s?,is?:s?}]}]"

/* For pages: the newest TRAIL_SHOWN of them, {{> trail/past past}}. */
enum { TRAIL_SHOWN = 60 };
struct trail_shown {
	struct trail_entry *past;
	size_t              npast;
	int64_t             older; /* that the page leaves out */
};
struct trail_shown trail_shown(const struct trail *t);

/* trail_one for the page of a thing, under the permission to see it. */
MUSTCHECK enum err trail_page(struct ctx *cx, perm_id perm, const struct trail_words *w, const char *kind, int64_t id,
                              struct trail_shown *out);

#endif
