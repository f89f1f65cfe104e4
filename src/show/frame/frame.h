/* What all pages share: head, rail, top bar, bottom bar, error summary, messages. */
#ifndef SHOW_FRAME_FRAME_H
#define SHOW_FRAME_FRAME_H

#include "base/opt.h"
#include "kit/html/html.h"
#include "kit/http/http.h"

/* A log-in that the demonstration tells on its first page. */
struct frame_login {
	str name, words; /* "zbz01", "值班长岗，受理中心" */
};

/* What is the same for every page of one installation.  Set once, at start. */
struct frame_site {
	str                       name; /* of the centre, below the brand */
	bool                      demo; /* invented data: every page says so */
	str                       demo_password;
	const struct frame_login *logins; /* of the demonstration */
	size_t                    nlogins;
};

/* Single-threaded, before the server starts; the site must outlive it. */
void                     frame_site_use(const struct frame_site *site);
const struct frame_site *frame_site(void);

/* A saved filter in the rail; count: none when it was not asked for. */
struct frame_link {
	str     href, label;
	opt_i64 count;
	bool    many; /* counted no further than 99: "99+" */
	bool    late, soon, on;
};

/* One line of the error summary; href empty: it is about the whole. */
struct frame_fault {
	str href, text;
};

/* A name and a value, as in a description list. */
struct frame_pair {
	str name, value;
};

/* Everything that is not the page's own. */
struct frame {
	str     site, size; /* size: class of <html>: "", "big", "huge" */
	bool    dark, auto_; /* the dark skin, always or where the system asks for it; neither: light */
	bool    keyless;     /* single keys do nothing in this browser */
	bool    in, demo;
	str     role, name, unit;
	str     asof, asof_iso;
	text_id weekday;
	bool    at_cases, at_report, at_bulletin, at_seal, at_posts, at_classes, at_calendar, at_duties, at_messages;
	bool    at_lists, at_logins, at_audit, at_me, at_style, at_keys, at_papers, at_meetings, may_meetings;
	bool    may_cases, may_report, may_bulletin, may_lists, may_seal, may_posts, may_logins, may_audit,
	        may_messages;
	bool    is_list;   /* keeps the search box on phones */
	str     lists;     /* where the lists begin for who looks */
	str     sheet;     /* a page's own style sheet beside the common one: "style"; STR_NONE: none */
	str     script;    /* its own script: "map" */
	bool    wide;      /* of a sheet, a page without rail */
	str     q;         /* what the search box holds */
	str     here;      /* this page's address, for forms that come back to it: frame_here */

	struct frame_link *saved;
	size_t             nsaved;
	opt_i64            tasks; /* at the bottom bar of phones */
	bool               many_tasks;
	int64_t            told; /* kept as sources told them, as far as they are counted */

	/* After an act: what was done, or why not. */
	text_id             done, done_answer; /* and what was answered; T_none: nothing */
	text_id             fault_head;
	struct frame_fault *faults;
	size_t              nfaults;
	/* What was typed into a form that this page no longer shows. */
	struct frame_pair *kept;
	size_t             nkept;
};

/*
 * Fill a frame from the request: who, when, what may be seen, what was just done
 * (?done=COMMAND, &answer=VALUE).  No store is touched; texts live in the request's arena.
 */
void frame_of(struct http_request *rq, struct frame *f);

/* Begin a page: b and h as html_init, with the request's token and a fresh key. */
void frame_begin(struct http_request *rq, struct html_cx *h, struct buf *b);

/* The page is written: put it into the reply.  status 0 is 200. */
MUSTCHECK enum err frame_end(const struct html_cx *h, struct http_reply *rp, int status);

/*
 * A setting of the browser, not of the person, such as its skin, kept for a year; an empty value forgets it.
 * ERR_MEMORY noted.
 */
MUSTCHECK enum err frame_keep(const struct http_request *rq, struct http_reply *rp, const char *name, str value);

/* ?skin=dark, auto or light, as a wall's address says it, is kept.  After the page is made. */
MUSTCHECK enum err frame_keep_skin(const struct http_request *rq, struct http_reply *rp);

/*
 * A label of the catalogue at the beginning of a line: the same, with a capital in
 * English.  In the arena when it differs.
 */
str frame_label(const struct ctx *cx, text_id id);

/* Words that begin a line: the same, with a capital in English.  In the arena when they differ. */
str frame_capital(const struct ctx *cx, str s);

/* A role by its Chinese name, which sessions and the demonstration's log-ins keep, as the reader calls it. */
str frame_role(const struct ctx *cx, str name);

/*
 * The address that was asked for, to come back to with its filters; without language and skin (the
 * cookies' from then on) and without what was just done.  Its path alone when that is too long.
 */
str frame_here(const struct http_request *rq);

/*
 * The address `path` with `name=value` added to its query; the value is
 * percent-encoded.  STR_NONE without memory.
 */
str frame_with(struct arena *a, str path, str name, str value);

/*
 * Content-Disposition of a file to be kept: `plain` in ASCII for old programs, `name` in UTF-8 for all others (RFC
 * 6266).  STR_NONE without memory.
 */
str frame_attachment(struct arena *a, str plain, str name);

#endif
