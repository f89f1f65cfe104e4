/* What each page shows, ready for its template. */
#ifndef SHOW_DESK_PAGES_H
#define SHOW_DESK_PAGES_H

#include "show/frame/form.h"

/* ---- Log-in, own settings, refusals ------------------------------------------------ */

struct desk_login {
	struct frame              page;
	str                       name, next;
	bool                      bad;
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
	opt_i64           seen_at; /* last log-in */
	struct desk_post *posts;
	size_t            nposts;
	bool              big, huge; /* letter size; neither: standard */
	struct form      *password;
	bool              must_change;
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
	bool               reload;
};

/* A first password or another secret that is told once. */
struct desk_told {
	struct frame page;
	str          secret, go;
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
	bool    was; /* an earlier deadline was missed and not exempted */
	int64_t left; /* ms of the wall clock; negative when over */
	int64_t at;
};

struct desk_row {
	str             id, no, href;
	bool            urgent, very, seen, fresh;
	struct desk_due due;
	str             source, what, place, spot, unit;
	struct desk_dot stage;
	int64_t         changed;
};

/* A filter in force; href leads to the list without it. */
struct desk_chip {
	str name, value, href;
};

struct desk_list {
	struct frame      page;
	struct desk_row  *rows;
	size_t            nrows;
	struct desk_chip *chips;
	size_t            nchips;
	str               add, clear; /* addresses: more filters, none */
	str               sort_due, sort_new, csv;
	bool              by_due, by_new;
	str               prev, next, dense_href;
	bool              dense;
	bool              more;
	text_id           order;
};

struct desk_filter {
	struct frame page;
	struct form  form;
};

/* ---- Case ------------------------------------------------------------------------------- */

/* A line of the arithmetic of a deadline. */
struct desk_span {
	str  name, from_to, counted;
	bool not;
};

/* One who had it, in the bar and the legend below; x and width in percent of the whole. */
struct desk_hand {
	str     x, width, colour; /* colour: h1 … h6; empty: has it now */
	str     who;
	str     used;
	bool    now;
};

struct desk_event {
	int64_t at;
	str     icon, kind; /* kind: now done soon late or empty */
	str     what, more;
};

struct desk_part {
	text_id role;
	str     unit, post;
	bool    main;
};

struct desk_ask {
	str     kind;
	text_id outcome;
	int64_t asked_at;
	str     reason, why;
};

struct desk_deadline {
	str     stage;
	str     limit; /* 限 4 工作时 */
	int64_t start_at, due_at;
	opt_i64 met_at, overdue_at, exempt_at, dropped_at;
	bool    met, dropped, late, guessed, running;
	str     extended; /* 已延期 1 次, or empty */
};

struct desk_no {
	str what, why;
};

struct desk_case {
	struct frame page;
	str          id, no, title, prev, next, back;
	bool         urgent, very;
	struct desk_dot stage;
	str          source, source_ref, class_code, class_name, condition;
	struct desk_due due;

	/* scene and place */
	str     text, places, address, position, accuracy;
	int64_t reported_at, found_again, came_back;
	opt_i64 ended_at;
	str     kind; /* how it was closed */
	str     told_status, merged, merged_href;

	/* the running deadline */
	str     due_stage;
	str     limit;
	int64_t used, whole; /* ms of its clock, for the bar */
	str     used_words;
	struct desk_span *spans;
	size_t  nspans;
	str     sum, due_source;
	bool    guessed;
	int64_t until; /* suspended until */

	struct desk_deadline *deadlines;
	size_t                ndeadlines;

	/* what can be done */
	struct form *acts;
	size_t       nacts;
	struct desk_no *nots;
	size_t       nnots;
	str          as_role;
	struct form *note, *found;

	struct desk_part *parts;
	size_t            nparts;
	str               basis;
	struct desk_hand *hands;
	size_t            nhands;
	str          hands_sum;
	struct desk_ask  *asks;
	size_t            nasks;
	struct desk_event *events;
	size_t            nevents;
	int64_t           sealed; /* position; 0: nothing of it yet */
	str               root;

	/* who told us */
	bool         has_reporter, open_reporter, erased_reporter;
	str          rep_name, rep_phone;
	struct form *reveal;
	struct frame_pair *looks;
	size_t       nlooks;
};

/* ---- Reporting a problem ------------------------------------------------------------------ */

struct desk_tile {
	str  value, icon, label;
	bool on;
};

struct desk_beside {
	str             no, href, spot;
	struct desk_dot stage;
};

struct desk_report {
	struct frame        page;
	struct form         form;
	struct desk_tile   *tiles;
	size_t              ntiles;
	struct form_field  *what, *other, *place, *spot, *text, *source, *source_ref, *rname, *rphone;
	struct form_field  *lon, *lat, *srs, *accuracy;
	bool                call; /* the part for others' reports is open */
	struct desk_beside *besides;
	size_t              nbesides;
	bool                asked; /* possible duplicates were shown already */
};

struct desk_done {
	struct frame page;
	str          no, href, what;
	str          unit;
	struct desk_due due;
	bool         may_see;
};

struct desk_style {
	struct frame page;
};

/* ---- Seal ------------------------------------------------------------------------------------ */

struct desk_batch {
	int64_t batch, first, last, count, at;
	str     root, prev;
};
struct desk_seal {
	struct frame       page;
	int64_t            position, batch, at, waiting;
	opt_i64            oldest;
	struct desk_batch *batches;
	size_t             nbatches;
	str                seal, newer, older;
	int64_t            from, to, n;
};

#endif
