/* Pages: trusted fragments, escaping by context, and how figures and times are worded. */
#ifndef KIT_HTML_HTML_H
#define KIT_HTML_HTML_H

#include "base/buf.h"
#include "base/ctx.h"
#include "base/day.h"
#include "base/opt.h"
#include "base/text.h"

/*
 * A fragment of HTML that may be sent as it is.  Only html_end (what templates
 * wrote) and html_escape make one; nobody else touches the member.  It is made
 * for text places: the build refuses it in attributes, titles and addresses.
 */
typedef struct {
	str trusted_;
} html;

enum { HTML_WORDS = 16, HTML_WORD = 96 };

/*
 * The hidden fields that tplgen puts into every form with method=post: the
 * session's token and a key under which a second sending does nothing.
 */
#define HTML_CSRF_FIELD "_csrf"
#define HTML_KEY_FIELD "_key"

/*
 * What a template is given beside its data: where to write, whose language and
 * zone, what time it is.  The buf's sticky error is the only error: check it
 * once, with html_end.  One page, one thread.
 */
struct html_cx {
	struct buf *b;
	enum lang   lang;
	int         zone;  /* minutes east of Greenwich */
	int64_t     now;   /* ms UTC */
	str         csrf;  /* the session's token; STR_NONE: forms carry none */
	str         key;   /* unlike any other page's; each form's key is this, '-', its number */
	unsigned    forms; /* written so far */
	unsigned    at;    /* next of the short words below, used in turn */
	char        word[HTML_WORDS][HTML_WORD];
};

/*
 * Begin a page in b (buf_init it with BUF_PAGE) for the one whom cx serves.
 * csrf and key (at most 40 bytes, e.g. the request's id) may be STR_NONE.
 */
void html_init(struct html_cx *h, struct buf *b, const struct ctx *cx, str csrf, str key);

/* OK and everything written since html_init, or the buf's error: ERR_LARGE, ERR_MEMORY. */
MUSTCHECK enum err html_end(const struct html_cx *h, html *out);

/* The fragment that shows s as text; ERR_MEMORY. */
MUSTCHECK enum err html_escape(struct arena *a, str s, html *out);

/* The bytes of a fragment, for sending. */
str html_bytes(html v);

/* "zh-CN" or "en", for the lang attribute. */
str html_lang(const struct html_cx *h);

/*
 * Words: each returns a short text that lives in h until 15 more were made.
 * Source: the house's manner (docs/templates.md, "Words").
 */

/* 今天 17:30, 昨天 16:40, this year 11-20, else 2025-11-20. */
str html_when(struct html_cx *h, int64_t ms);

/* The same, always with the time of day: 11-20 17:30, 2025-11-20 17:30. */
str html_moment(struct html_cx *h, int64_t ms);

/* 2026-11-20 and 2026-11-20 17:30, whatever day it is. */
str html_date(struct html_cx *h, int64_t ms);
str html_stamp(struct html_cx *h, int64_t ms);

/* 2026-11-20T17:30:00.000+08:00, for datetime= and scripts. */
str html_iso(struct html_cx *h, int64_t ms);

/*
 * How much is left (ms ≥ 0) or how far over (ms < 0): 还剩 5 小时, 超 2 天.  The
 * largest unit only, rounded down; hours and minutes under 4 hours, minutes
 * under one; a day is 24 hours of whatever clock the caller counts in.
 */
str html_left(struct html_cx *h, int64_t ms);

/* The length alone: 32 分, 1 小时 46 分, 5 小时, 2 天.  A negative one counts as 0. */
str html_span(struct html_cx *h, int64_t ms);

/* Permille as percent: 887 gives 88.7 %. */
str html_percent(struct html_cx *h, int64_t permille);

/* The same of a value that may be missing: —. */
str html_when_opt(struct html_cx *h, opt_i64 ms);
str html_moment_opt(struct html_cx *h, opt_i64 ms);
str html_date_opt(struct html_cx *h, opt_i64 ms);
str html_stamp_opt(struct html_cx *h, opt_i64 ms);
str html_iso_opt(struct html_cx *h, opt_i64 ms);
str html_left_opt(struct html_cx *h, opt_i64 ms);
str html_span_opt(struct html_cx *h, opt_i64 ms);
str html_percent_opt(struct html_cx *h, opt_i64 permille);

/* A number without grouping, for years and numbers that are names. */
str html_plain_i64(struct html_cx *h, int64_t v);
str html_plain_u64(struct html_cx *h, uint64_t v);

/*
 * Below: what compiled templates call, one function per type and place.  Text
 * without a value (STR_NONE) shows as — in text and is empty elsewhere.  NUL
 * becomes U+FFFD, CR is written as a reference, so what a browser reads back
 * equals what was given, for valid UTF-8.
 */

/* Text: < > & and quotes as references.  Numbers grouped from 1 000, with a true minus. */
void html_text_str(struct html_cx *h, str s);
void html_text_html(struct html_cx *h, html v);
void html_text_i64(struct html_cx *h, int64_t v);
void html_text_u64(struct html_cx *h, uint64_t v);
void html_text_key(struct html_cx *h, text_id id);
void html_text_day(struct html_cx *h, day d);
void html_text_opt(struct html_cx *h, opt_i64 v);
void html_text_why(struct html_cx *h, struct why_line why);

/* Inside a quoted attribute.  Numbers as bare digits. */
void html_attr_str(struct html_cx *h, str s);
void html_attr_i64(struct html_cx *h, int64_t v);
void html_attr_u64(struct html_cx *h, uint64_t v);
void html_attr_key(struct html_cx *h, text_id id);
void html_attr_day(struct html_cx *h, day d);
void html_attr_opt(struct html_cx *h, opt_i64 v);

/*
 * A whole address at the beginning of href, src, action …: relative, or http,
 * https, mailto, tel; any other scheme, and //host, becomes "#blocked".  What
 * cannot stand in an address is percent-encoded; % is left alone.
 */
void html_url_str(struct html_cx *h, str s);

/* A later part of an address: everything but letters, digits and -._~ percent-encoded. */
void html_part_str(struct html_cx *h, str s);
void html_part_i64(struct html_cx *h, int64_t v);
void html_part_u64(struct html_cx *h, uint64_t v);
void html_part_day(struct html_cx *h, day d);

/* A value in <script type="application/json">; text brings its own quotes. */
void html_json_str(struct html_cx *h, str s);
void html_json_i64(struct html_cx *h, int64_t v);
void html_json_u64(struct html_cx *h, uint64_t v);
void html_json_bool(struct html_cx *h, bool v);
void html_json_key(struct html_cx *h, text_id id);
void html_json_day(struct html_cx *h, day d);
void html_json_opt(struct html_cx *h, opt_i64 v);

/* Text that is JSON already (base/json.h wrote it); it cannot end the script. */
void html_json_text(struct html_cx *h, str json);

/* The hidden inputs of a POST form, those that have a value. */
void html_form(struct html_cx *h);

/* An argument of a sentence, made ready for reading. */
struct html_arg {
	str  s;
	bool trusted;
};
struct html_arg html_arg_str(struct html_cx *h, str s);
struct html_arg html_arg_html(struct html_cx *h, html v);
struct html_arg html_arg_i64(struct html_cx *h, int64_t v);
struct html_arg html_arg_u64(struct html_cx *h, uint64_t v);
struct html_arg html_arg_key(struct html_cx *h, text_id id);
struct html_arg html_arg_day(struct html_cx *h, day d);
struct html_arg html_arg_opt(struct html_cx *h, opt_i64 v);

/* A sentence of the catalogue with its arguments, escaped for text and attributes alike. */
void html_sentence(struct html_cx *h, text_id id, const struct html_arg *arg, size_t n);

bool html_true_str(str s); /* there is a value and it is not empty */
bool html_true_html(html v);
bool html_true_bool(bool v);
bool html_true_opt(opt_i64 v); /* there is a value, be it 0 */
bool html_true_i64(int64_t v);
bool html_true_u64(uint64_t v);
bool html_true_ptr(const void *p);

#define HTML_NUM_(i, u)                                                                           \
	int: i, long: i, long long: i, unsigned: u, unsigned long: u, unsigned long long: u

/* The type of a member chooses the function; a type that is not listed is an error of the build. */
#define HTML_TEXT(h, v)                                                                           \
	_Generic((v), str: html_text_str, html: html_text_html,                                    \
	         HTML_NUM_(html_text_i64, html_text_u64), text_id: html_text_key,                  \
	         day: html_text_day, opt_i64: html_text_opt, struct why_line: html_text_why)((h), (v))
#define HTML_RCDATA(h, v)                                                                         \
	_Generic((v), str: html_text_str, HTML_NUM_(html_text_i64, html_text_u64),                 \
	         text_id: html_text_key, day: html_text_day, opt_i64: html_text_opt,              \
	         struct why_line: html_text_why)((h), (v))
#define HTML_ATTR(h, v)                                                                           \
	_Generic((v), str: html_attr_str, HTML_NUM_(html_attr_i64, html_attr_u64),                 \
	         text_id: html_attr_key, day: html_attr_day, opt_i64: html_attr_opt,              \
	         struct why_line: html_text_why)((h), (v))
#define HTML_URL(h, v) _Generic((v), str: html_url_str)((h), (v))
#define HTML_PART(h, v)                                                                           \
	_Generic((v), str: html_part_str, HTML_NUM_(html_part_i64, html_part_u64),                 \
	         day: html_part_day)((h), (v))
#define HTML_JSON(h, v)                                                                           \
	_Generic((v), str: html_json_str, HTML_NUM_(html_json_i64, html_json_u64),                 \
	         bool: html_json_bool, text_id: html_json_key, day: html_json_day,                \
	         opt_i64: html_json_opt)((h), (v))
#define HTML_ARG(h, v)                                                                            \
	_Generic((v), str: html_arg_str, html: html_arg_html,                                      \
	         HTML_NUM_(html_arg_i64, html_arg_u64), text_id: html_arg_key,                     \
	         day: html_arg_day, opt_i64: html_arg_opt)((h), (v))
#define HTML_ARG_PLAIN(h, v)                                                                      \
	_Generic((v), str: html_arg_str, HTML_NUM_(html_arg_i64, html_arg_u64),                    \
	         text_id: html_arg_key, day: html_arg_day, opt_i64: html_arg_opt)((h), (v))
#define HTML_PLAIN(h, v) _Generic((v), HTML_NUM_(html_plain_i64, html_plain_u64))((h), (v))
#define HTML_WORDED(h, v, how) _Generic((v), int64_t: how, opt_i64: how##_opt)((h), (v))
#define HTML_TRUE(v)                                                                              \
	_Generic((v), str: html_true_str, html: html_true_html, bool: html_true_bool,              \
	         HTML_NUM_(html_true_i64, html_true_u64), text_id: html_true_u64,                  \
	         opt_i64: html_true_opt,                                                           \
	         default: html_true_ptr)(v)

/* A member handed to a partial whose data is a T: the member itself or what it points to. */
#define HTML_SUB(T, v) _Generic((v), T: &(v), T *: (v), const T *: (v))
#define HTML_LIT(h, lit) buf_bytes((h)->b, "" lit, sizeof(lit) - 1)

#endif
