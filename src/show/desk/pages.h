/* What each page shows, ready for its template. */
#ifndef SHOW_DESK_PAGES_H
#define SHOW_DESK_PAGES_H

#include "show/frame/form.h"

/* ---- Log-in, own settings, refusals ------------------------------------------------ */

struct desk_login {
	struct frame              page;
	str                       name, next;
	bool                      bad;
	bool                      resumes; /* a page was asked for that wants a log-in */
	str                       demo_password;
	const struct frame_login *logins;
	size_t                    nlogins;
};

struct desk_post {
	str    id, label;
	bool on;
};
struct desk_me {
	struct frame      page;
	str               login;
	opt_i64           factor_at;
	struct desk_post *posts;
	size_t            nposts;
	bool              big, huge; /* letter size; neither: standard */
	bool              dark, auto_; /* skin; neither: light */
	struct form      *password;
	bool              must_change, must_enrol;
};

struct desk_field {
	str name, value;
};
struct desk_fault {
	struct frame       page;
	str                icon;
	text_id            title;
	str               *lines;
	size_t             nlines;
	str                request;
	int                status;
	bool               again; /* the same once more, by a form with the same key */
	str                action;
	struct desk_field *fields;
	size_t             nfields;
	bool               login; /* offers to log in */
	str                log_in; /* there, and back to the form that was sent */
	bool               reload;
	str                back;    /* the page with the form; STR_NONE: it did not say */
	str                plain;   /* the page without what was asked of it; STR_NONE: none */
};

/* ---- Work list ----------------------------------------------------------------------- */

/* How a stage is drawn: exactly one is set. */
struct desk_dot {
	text_id label;
	str     kind; /* wait half full back hold end void */
};

/* A deadline as a tag: late, soon, done, paused or none of them. */
struct desk_due {
	bool    some, late, soon, paused, done;
	bool    dated; /* `at` is a time */
	bool    told; /* what a source told: no clock of ours */
	bool    apart; /* done, but nobody verified it */
	bool    blank; /* told without any */
	bool    was; /* an earlier deadline was missed and not exempted */
	int64_t left; /* ms of the wall clock; negative when over */
	int64_t at;
};

struct desk_row {
	str             id, no, href;
	bool            urgent, very, unranked, seen, fresh;
	struct desk_due due;
	str             source, what, place, spot, unit;
	struct desk_dot stage;
	text_id         how; /* a closing that nobody verified; T_none: any other */
	str             told; /* its status in the source's own words */
	int64_t         changed;
	opt_i64         asked; /* until when the daily bulletin asked its unit to put it right */
	bool            asked_late;
};

/* A filter in force; href leads to the list without it. */
struct desk_chip {
	str name, value, href;
};

/* desk_also_waits (desk.h). */
struct desk_also {
	str words, href;
};

struct desk_list {
	struct frame      page;
	struct desk_row  *rows;
	size_t            nrows;
	struct desk_chip *chips;
	size_t            nchips;
	str               add, clear; /* addresses: more filters, none */
	str               sort_due, sort_new, csv;
	bool              by_due, by_new, by_end; /* by_end: no column has the order */
	str               prev, next, dense_href;
	bool              dense;
	bool              more, last; /* last: of more than one page */
	opt_i64           told;       /* nothing of one's own, but so much that sources told */
	bool              many_told;
	text_id           order;
	str               understood; /* how the search was taken; STR_NONE: there is none */
	str               as_text;    /* address of the same search as text alone; STR_NONE: it is */
	struct desk_also  also;
	opt_i64           looked;     /* so many rows were looked at, and the page ends there */
};

struct desk_filter {
	struct frame page;
	struct form  form;
};

/* ---- Seal ------------------------------------------------------------------------------------ */

struct desk_batch {
	int64_t batch, first, last, count, at;
	str     root, prev;
};
struct desk_seal {
	struct frame       page;
	int64_t            position, batch, at, waiting;
	bool               many; /* at least `waiting` */
	opt_i64            oldest;
	struct desk_batch *batches;
	size_t             nbatches;
	str                seal, newer, older;
	int64_t            from, to, n;
};

#endif
