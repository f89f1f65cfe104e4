/* Answers: what handlers set, refusals, and the headers that every answer has. */
#include "kit/http/inside.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/json.h"
#include "base/log.h"

#include "base_texts.h"
#include "kit_http_texts.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 256 << 10 };

/* ---- For handlers ---- */

void
http_html(struct http_reply *rp, str page)
{
	rp->type = S("text/html; charset=utf-8");
	rp->body = page;
}

void
http_json(struct http_reply *rp, str json)
{
	rp->type = S("application/json");
	rp->body = json;
}

bool
http_local_path(str path)
{
	if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
		return false;
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] <= ' ' || path.p[i] == '\\' || path.p[i] == 0x7f)
			return false;
	return true;
}

/* A header cannot hold raw Chinese: what is no visible ASCII is percent-encoded. */
static str
ascii(struct arena *a, str s)
{
	struct buf b;

	buf_init(&b, a, BUF_LINE);
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > ' ' && (unsigned char)s.p[i] < 0x7f)
			buf_char(&b, s.p[i]);
		else
			buf_printf(&b, "%%%02X", (unsigned)(unsigned char)s.p[i]);
	return buf_str(&b);
}

void
http_see_other(struct http_request *rq, struct http_reply *rp, str path)
{
	rp->status = 303;
	rp->type = S("text/plain; charset=utf-8");
	rp->body = S("");
	http_add_header(rp, "Location", http_local_path(path) ? ascii(rq->cx->arena, path) : S("/"));
}

void
http_add_header(struct http_reply *rp, const char *name, str value)
{
	ensure(rp->nheader < HTTP_HEADERS);
	rp->header[rp->nheader++] = (struct http_header){name, value};
}

enum err
http_set_session(struct http_request *rq, struct http_reply *rp, str token, int64_t max_age)
{
	const struct http *h = ((const struct rq *)rq)->h;
	struct buf         b;

	buf_init(&b, rq->cx->arena, BUF_LINE);
	buf_printf(&b, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax", h->cookie, STR_ARG(token));
	if (token.n == 0)
		buf_add(&b, S("; Max-Age=0"));
	else if (max_age > 0)
		buf_printf(&b, "; Max-Age=%lld", (long long)max_age);
	if (h->cfg.secure)
		buf_add(&b, S("; Secure"));
	if (b.err)
		return ctx_no_memory(rq->cx);
	http_add_header(rp, "Set-Cookie", buf_str(&b));
	return OK;
}

const char *
http_temp_dir(const struct http_request *rq)
{
	return ((const struct rq *)rq)->h->cfg.temp_dir;
}

int
http_temp_file(const struct http_request *rq)
{
	const struct http *h = ((const struct rq *)rq)->h;
	char               name[256];
	int                fd, n;

	n = snprintf(name, sizeof(name), "%s/duban-XXXXXX", h->cfg.temp_dir);
	if (n < 0 || n >= (int)sizeof(name))
		return -1;
	fd = mkstemp(name);
	if (fd < 0)
		return -1;
	(void)unlink(name);
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* ---- Refusals ---- */

static void
escape(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++)
		switch (s.p[i]) {
		case '<':
			buf_add(b, S("&lt;"));
			break;
		case '>':
			buf_add(b, S("&gt;"));
			break;
		case '&':
			buf_add(b, S("&amp;"));
			break;
		case '"':
			buf_add(b, S("&quot;"));
			break;
		case '\n':
			buf_add(b, S("<br>"));
			break;
		default:
			buf_char(b, s.p[i]);
		}
}

text_id
http_refusal_title(const struct http_request *rq, int status)
{
	text_id why = rq->cx->why.n ? rq->cx->why.line[0].text : T_none;

	if (why == T_http_csrf_origin)
		return T_http_title_csrf_origin;
	if (why == T_http_csrf_token)
		return T_http_title_csrf_token;
	return status == 414 ? T_http_title_line : status == 431 ? T_http_title_head : T_none;
}

/* A page that needs no template, for when there is nobody to render a better one. */
static void
plain_page(struct rq *rq, int status, str why, struct http_reply *rp)
{
	enum lang  lang = rq->pub.cx->lang;
	struct buf b;

	buf_init(&b, rq->arena, BUF_LINE);
	buf_printf(&b, "<!doctype html><html lang=\"%s\"><meta charset=\"utf-8\"><title>%d</title><p>",
	           lang == ZH ? "zh-CN" : "en", status);
	escape(&b, why);
	buf_add(&b, S("<p><a href=\"/\">"));
	escape(&b, text_get(T_http_back, lang));
	buf_add(&b, S("</a><p><small>"));
	escape(&b, text_get(T_http_request, lang));
	buf_add(&b, S(" "));
	escape(&b, rq->pub.id);
	buf_add(&b, S("</small></html>\n"));
	http_html(rp, buf_str(&b));
}

/* Refusals of HTTP itself have statuses that enum err does not know: same shape as why_json. */
static str
problem(struct rq *rq, int status, enum err e)
{
	text_id     title = http_refusal_title(&rq->pub, status);
	struct buf  b;
	struct json j;

	buf_init(&b, rq->arena, BUF_PAGE);
	json_init(&j, &b);
	if (title == T_none && status == err_status(e)) {
		why_json(rq->pub.cx, e, rq->pub.id, &j);
		return buf_str(&b);
	}
	if (title == T_none)
		title = status == 413 ? T_err_large : T_http_title;
	json_obj(&j);
	json_kv_str(&j, "type", status == 403 ? S("urn:duban:http-csrf")
	                                      : arena_printf(rq->arena, "urn:duban:http-%d", status));
	json_kv_i64(&j, "status", status);
	json_kv_str(&j, "title", text_get(title, rq->pub.cx->lang));
	json_kv_str(&j, "instance", rq->pub.id);
	json_key(&j, S("why"));
	json_arr(&j);
	for (size_t i = 0; i < rq->pub.cx->why.n; i++) {
		const struct why_line *w = &rq->pub.cx->why.line[i];
		struct buf             t;

		buf_init(&t, rq->arena, BUF_LINE);
		text_add(&t, w->text, rq->pub.cx->lang, w->arg, WHY_ARGS);
		json_obj(&j);
		json_kv_str(&j, "key", str_of(text_key(w->text)));
		json_kv_str(&j, "text", buf_str(&t));
		json_obj_end(&j);
	}
	json_arr_end(&j);
	json_obj_end(&j);
	return buf_str(&b);
}

static bool
wants_json(const struct rq *rq)
{
	if (rq->pub.route)
		return rq->pub.route->face == HTTP_API;
	/* An address that could not be read is judged by its beginning. */
	return str_starts(rq->pub.path.n ? rq->pub.path : rq->raw, str_of(rq->h->cfg.api));
}

void
refuse_full(struct rq *rq)
{
	static const text_id says[HTTP_PACES] = {T_http_queue_full, T_http_slow_full, T_http_heavy_full};

	if (rq->pace != HTTP_SWIFT)
		rq->retry_s = HTTP_SLOW_RETRY_S;
	refuse_with(rq, 503, ERR_BUSY, says[rq->pace], STR_NONE, STR_NONE);
}

/* The one line that tells why a request failed through our own fault: what, where, and the sentence that was set. */
static void
log_cause(const struct rq *rq, enum err e)
{
	const struct why *why = &rq->pub.cx->why;

	log_line(LOG_ERROR, "what=\"a request failed\" route=%s err=%s says=%s field=%s",
	         rq->pub.route ? rq->pub.route->pattern : "-", err_name(e),
	         why->n ? text_key(why->line[0].text) : "-", why->n && why->line[0].field ? why->line[0].field : "-");
}

void
refuse_why(struct rq *rq, int status, enum err e)
{
	struct http_reply *rp = &rq->reply;
	struct buf         b;

	/* What a handler had begun is dropped, but not what must be said beside the refusal. */
	if (rp->has_file)
		(void)close(rp->fd);
	*rp = (struct http_reply){.fd = -1};
	if (status == 0)
		status = err_status(e);
	if (status == 500)
		log_cause(rq, e);
	if (wants_json(rq)) {
		rp->type = S("application/problem+json");
		rp->body = problem(rq, status, e);
	} else {
		if (rq->h->cfg.error_page)
			rq->h->cfg.error_page(rq->h->cfg.env, &rq->pub, status, rp);
		if (rp->status == 0) {
			buf_init(&b, rq->arena, BUF_LINE);
			why_text(rq->pub.cx, e, &b);
			plain_page(rq, status, buf_str(&b), rp);
		}
	}
	if (rp->body.n == 0 && !rp->nheader) {
		rp->type = S("text/plain; charset=utf-8");
		rp->body = str_of(err_name(e)); /* no memory for more */
	}
	if (rp->status == 0)
		rp->status = status;
	if (status == 503)
		http_add_header(rp, "Retry-After", rq->retry_s ? arena_printf(rq->arena, "%d", rq->retry_s) : S("1"));
	if (status == 401 && wants_json(rq))
		http_add_header(rp, "WWW-Authenticate", S("Bearer"));
	rq->h->refused++;
}

void
refuse_with(struct rq *rq, int status, enum err e, text_id text, str a0, str a1)
{
	(void)refuse(rq->pub.cx, e, NULL, text, a0, a1);
	refuse_why(rq, status, e);
}

/* ---- Onto the wire ---- */

struct MHD_Response *
reply_crammed(int status)
{
	text_id              text = status == 414 ? T_http_line_large : T_http_head_large;
	str                  zh = text_get(text, ZH), en = text_get(text, EN);
	char                 body[512];
	int                  n = snprintf(body, sizeof(body), "%d %.*s\n%.*s\n", status, STR_ARG(zh), STR_ARG(en));
	struct MHD_Response *r = n < 0 || n >= (int)sizeof(body)
	                             ? NULL
	                             : MHD_create_response_from_buffer((size_t)n, body, MHD_RESPMEM_MUST_COPY);

	if (r && (!MHD_add_response_header(r, "Connection", "close") ||
	          !MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8"))) {
		MHD_destroy_response(r);
		return NULL;
	}
	return r;
}

static bool
add(struct rq *rq, struct MHD_Response *r, const char *name, str value)
{
	char  small[256], *z = small;

	/* An arena that is full must not keep the answer from saying so. */
	if (value.n < sizeof(small)) {
		memcpy(small, value.p, value.n);
		small[value.n] = '\0';
	} else {
		z = arena_z(rq->arena, value);
	}
	return z && MHD_add_response_header(r, name, z) == MHD_YES;
}

static bool
add_trace(struct rq *rq, struct MHD_Response *r)
{
	const struct trace *t = &rq->pub.cx->trace;
	char                z[256];

	(void)snprintf(z, sizeof(z),
	               "queries=%llu rows=%llu vm=%llu allocs=%llu arena=%zu body=%zu us=%lld lane=%s",
	               (unsigned long long)t->queries, (unsigned long long)t->rows,
	               (unsigned long long)t->vm_steps, (unsigned long long)arena_count(rq->arena),
	               arena_size(rq->arena), rq->reply.body.n,
	               (long long)(clock_mono_us() - rq->t_start), rq->t_work ? "worker" : "loop");
	return MHD_add_response_header(r, "X-Duban-Trace", z) == MHD_YES;
}

/* A language chosen by ?lang= is kept. */
static bool
add_language(struct rq *rq, struct MHD_Response *r)
{
	str  want = http_query(&rq->pub, S("lang"));
	char z[96];

	if (!str_eq(want, S("zh")) && !str_eq(want, S("en")))
		return true;
	(void)snprintf(z, sizeof(z), "lang=%.2s; Path=/; Max-Age=31536000; SameSite=Lax%s", want.p,
	               rq->h->cfg.secure ? "; Secure" : "");
	return MHD_add_response_header(r, "Set-Cookie", z) == MHD_YES;
}

struct MHD_Response *
reply_build(struct rq *rq)
{
	struct http_reply   *rp = &rq->reply;
	struct MHD_Response *r;
	union {
		const void *c;
		void       *v;
	} p = {rp->body.p};
	str cache = rp->stream ? S("no-cache, no-transform") : rp->cache.p ? rp->cache : S("no-store");
	bool fine;

	if (rp->stream)
		r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, stream_read, rq, NULL);
	else if (rp->more)
		r = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, piece_read, rq, NULL);
	else if (rp->has_file)
		r = MHD_create_response_from_fd64(rp->size, rp->fd);
	else
		r = MHD_create_response_from_buffer(rp->body.n, p.v, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return NULL;
	rp->has_file = false; /* the response closes it from now on */
	fine = answer_headers(r, rq->h->cfg.secure) && add(rq, r, "Cache-Control", cache) &&
	       add(rq, r, "X-Request-Id", rq->pub.id);
	if (fine && rp->type.p)
		fine = add(rq, r, "Content-Type", rp->type);
	if (fine && rp->stream)
		fine = add(rq, r, "X-Accel-Buffering", S("no"));
	for (size_t i = 0; fine && i < rp->nheader; i++)
		fine = add(rq, r, rp->header[i].name, rp->header[i].value);
	fine = fine && add_language(rq, r);
	if (fine && rq->h->cfg.trace)
		fine = add_trace(rq, r);
	if (fine && rq->close)
		fine = add(rq, r, "Connection", S("close"));
	if (!fine) {
		MHD_destroy_response(r);
		return NULL;
	}
	return r;
}
