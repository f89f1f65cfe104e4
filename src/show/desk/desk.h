/* The work list, log-in and the smaller pages; and what the pages of all rooms share. */
#ifndef SHOW_DESK_DESK_H
#define SHOW_DESK_DESK_H

#include "show/desk/pages.h"

/*
 * Show a page.  `pairs` is its query; `again` a refused attempt made on it, whose
 * status the reply gets, or NULL.  On a reader worker.
 */
typedef enum err desk_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                           struct form_again *again, struct http_reply *rp);

/* Each lives in the file of its name. */
desk_show desk_list_show, desk_filter_show, desk_seal_show, desk_me_show, desk_login_show;

/* For http_config.error_page. */
void desk_error_page(void *env, struct http_request *rq, int status, struct http_reply *rp);

/* Views of this room: what forms offer for choosing, how far the log is sealed. */
extern const struct view *const desk_views[];
extern const size_t             desk_views_n;

/* What lists offer for choosing; made by views of this room. */
struct desk_picks {
	struct form_group *places, *units, *posts, *lookers, *conditions, *closings, *classes;
	size_t             nplaces, nunits, nposts, nlookers, nconditions, nclosings, nclasses;
};
/* Every class that can be filed, big class by big class, for choosing; the options are the caller's own. */
MUSTCHECK enum err desk_classes(struct ctx *cx, struct form_group **out, size_t *n);
extern const struct view desk_picks_report, desk_picks_case, desk_seal_view;

/*
 * What a form sent, as a command's input: names that begin with '_' are left out,
 * and _or_NAME takes the place of a blank NAME.  Values of a field that _list names become one, separated by ；.
 */
MUSTCHECK enum err desk_typed(struct http_request *rq, struct input **out, size_t *n);

/* Allow, bind and prepare a command; fills rq->work, so that it goes to the writer. */
MUSTCHECK enum err desk_ready(struct http_request *rq, const struct command *c, const struct input *pairs, size_t n);

/* ---- For pages and doors of all rooms --------------------------------------------------- */

/* Run a view by name on this request's store; ERR_NONE when it is not registered. */
MUSTCHECK enum err desk_view(struct http_request *rq, const char *name, const struct input *pairs, size_t n,
                             const void **out);

/*
 * What else waits for who reads the list of cases, above it with where to go: a line of a room above, for who may
 * `perm`; out->words STR_NONE: nothing.  One room may; single-threaded, before anything runs; NULL: nobody does.
 */
struct desk_also;
void desk_also_waits(perm_id perm, enum err (*waits)(struct http_request *rq, struct desk_also *out));

/* The name of a file that was sent, without a path, at most 100 characters; empty: it has none that can be told. */
str desk_file_name(str sent);

/* The status of a page: 200, or that of the refused attempt. */
int desk_status(const struct form_again *again);

/* The value of a pair, STR_NONE: none. */
str desk_value(const struct input *pairs, size_t n, str name);

/*
 * What a list's page asks of its view, out of its query: the fields that `names` calls (NULL ends), the last of them
 * where a later page begins.  `f`, NULL: none, becomes the view's filter with what was asked in it, without the last
 * and without fields that are not named.  There is room for one more in `in`.
 */
enum { DESK_ASKED = 16 };
struct desk_asked {
	struct input in[DESK_ASKED + 1];
	size_t       n;
	str          first; /* the first page of what is asked, under `base` */
	bool         later; /* it is not the first */
};
MUSTCHECK enum err desk_asked(struct ctx *cx, str base, const char *view, const char *const *names,
                              const struct input *pairs, size_t n, struct form *f, struct desk_asked *out);

/* The address of the page behind the row with this id. */
str desk_next(struct ctx *cx, const struct desk_asked *a, int64_t id);

/*
 * The rail's saved filters with their counts: each stage that has something to
 * do, and the two deadlines.  Nothing for who sees no cases.
 */
MUSTCHECK enum err desk_saved(struct http_request *rq, struct frame *f);

/* How a stage is drawn. */
struct desk_dot desk_dot_of(int64_t state, int64_t asking);

/* A deadline as a tag. */
struct desk_due desk_due_of(const struct ctx *cx, int64_t state, opt_i64 due_at, bool overdue);

/* "网格巡查" for "grid": the label of a choice, or what a ledger that was imported is called. */
MUSTCHECK enum err desk_source(struct ctx *cx, str code, str *name);

/* ERR_MEMORY, noted, or OK: the arena's texts are STR_NONE without memory. */
#define DESK_FORMAT(cx, ...) arena_printf((cx)->arena, __VA_ARGS__)

/*
 * "12 工作时" for 720 minutes of the clock "office"; clock and unit as stored.
 * An extended one says what it was, how often, and the sum.  STR_NONE for a clock or unit that is none.
 */
str desk_limit(const struct ctx *cx, str clock, str unit, int64_t amount, int64_t extended);

/* %typed% for LIKE, in small letters; what LIKE would take for more than itself stands for one character. */
MUSTCHECK enum err desk_like(struct ctx *cx, str typed, str *out);

/* A sentence of the catalogue with arguments, in the arena. */
str desk_text(const struct ctx *cx, text_id id, str a, str b);

#endif
