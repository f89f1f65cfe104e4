/* The head of a request: what it says, and whether it may come in.  Nothing here waits. */
#include "kit/http/inside.h"

#include "base/utf8.h"

#include "kit_http_texts.h"

#include <sodium.h>
#include <string.h>

enum { HEADER_LINES = 64, QUERY_FIELDS = 64 };
/* Bytes: of libmicrohttpd's record of a header or a field; of the head of an answer, at most. */
enum { POOL_FIELD = 56, REPLY_HEAD = 1500 };

static const struct {
	str  name;
	bool once; /* twice is an attempt to be read in two ways */
} known[H_KNOWN] = {
    [H_HOST] = {STR_INIT("Host"), true},
    [H_ORIGIN] = {STR_INIT("Origin"), true},
    [H_REFERER] = {STR_INIT("Referer"), true},
    [H_FETCH_SITE] = {STR_INIT("Sec-Fetch-Site"), true},
    [H_COOKIE] = {STR_INIT("Cookie"), true},
    [H_AUTH] = {STR_INIT("Authorization"), true},
    [H_TYPE] = {STR_INIT("Content-Type"), true},
    [H_LENGTH] = {STR_INIT("Content-Length"), true},
    [H_TE] = {STR_INIT("Transfer-Encoding"), true},
    [H_LANGUAGE] = {STR_INIT("Accept-Language"), false},
    [H_ENCODING] = {STR_INIT("Accept-Encoding"), false},
    [H_ETAG] = {STR_INIT("If-None-Match"), false},
    [H_AGENT] = {STR_INIT("User-Agent"), true},
    [H_KEY] = {STR_INIT("Idempotency-Key"), true},
    [H_CSRF] = {STR_INIT("X-CSRF-Token"), true},
    [H_LAST] = {STR_INIT("Last-Event-ID"), true},
    [H_REQUEST_ID] = {STR_INIT("X-Request-Id"), false},
    [H_FORWARDED] = {STR_INIT("X-Forwarded-For"), false},
    [H_EXPECT] = {STR_INIT("Expect"), true},
};

/* ---- Headers ---- */

struct heads {
	struct rq *rq;
	size_t     n, bytes;
	bool       bad, memory;
};

static bool
is_token(str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      (c && memchr("!#$%&'*+-.^_`|~", c, 15))))
			return false;
	}
	return s.n > 0;
}

static enum MHD_Result
on_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t nkey, const char *value,
          size_t nvalue)
{
	struct heads *hs = cls;
	str           name = {key, nkey}, v = {value ? value : "", value ? nvalue : 0};

	(void)kind;
	hs->n++;
	hs->bytes += nkey + v.n + 4;
	if (!is_token(name)) {
		hs->bad = true;
		return MHD_NO;
	}
	for (size_t i = 0; i < H_KNOWN; i++) {
		str *slot = &hs->rq->header[i];

		if (known[i].name.n != nkey || !str_eq_nocase(known[i].name, name))
			continue;
		if (slot->p && known[i].once)
			hs->bad = true;
		else if (!arena_str(hs->rq->arena, v, slot))
			hs->memory = true;
		break;
	}
	return hs->bad || hs->memory ? MHD_NO : MHD_YES;
}

/*
 * Unlike any other of this or another process: half of it is the process's own
 * random number, the rest counts, mixed so that nobody reads the traffic from it.
 */
static void
make_id(struct rq *rq)
{
	static const char digit[] = "0123456789abcdef";
	struct http      *h = rq->h;
	uint64_t          count = h->id_salt[1] + h->id_count++, mixed = count;
	unsigned char     r[16];
	size_t            n = 0;

	mixed = (mixed ^ (mixed >> 31)) * UINT64_C(0x7fb5d329728ea185);
	mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x81dadef4bc2dd44d);
	mixed ^= mixed >> 33;
	/* Version and variant take six bits: four of the mix, which move elsewhere, and two of the salt. */
	memcpy(r, &mixed, 8);
	memcpy(r + 8, h->id_salt, 8);
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
	r[9] ^= (unsigned char)(r[6] >> 4);
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
	for (size_t i = 0; i < sizeof(r); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			rq->id[n++] = '-';
		rq->id[n++] = digit[r[i] >> 4];
		rq->id[n++] = digit[r[i] & 15];
	}
	rq->pub.id = (str){rq->id, n};
}

static bool
made_of(str s, const char *set, size_t min, size_t max)
{
	str all = str_of(set);

	for (size_t i = 0; i < s.n; i++)
		if (str_find(all, s.p[i]) == SIZE_MAX)
			return false;
	return s.n >= min && s.n <= max;
}

static bool
is_loopback(str peer)
{
	return str_eq(peer, S("::1")) || str_starts(peer, S("127."));
}

/* Who is behind it, and under which number it goes. */
static void
fill_peer(struct rq *rq)
{
	str forwarded = rq->header[H_FORWARDED], last = STR_NONE, id = rq->header[H_REQUEST_ID];
	str peer = str_of(rq->conn->peer.text);
	bool near = rq->conn->peer.local || is_loopback(peer);

	make_id(rq);
	rq->pub.peer = peer;
	rq->pub.local = rq->conn->peer.local;
	rq->pub.local_uid = rq->conn->peer.uid;
	if (!near || !rq->h->cfg.proxied)
		return;
	while (forwarded.p)
		last = str_trim(str_cut(&forwarded, ','));
	if (made_of(last, "0123456789abcdefABCDEF.:", 3, 45)) {
		rq->pub.peer = last;
		rq->pub.local = false;
	}
	if (made_of(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ._-", 8, 40)) {
		memcpy(rq->id, id.p, id.n);
		rq->id[id.n] = '\0';
		rq->pub.id = (str){rq->id, id.n};
	}
}

static enum lang
language(struct rq *rq)
{
	str want = http_query(&rq->pub, S("lang"));

	/* A language that there is not is as good as none. */
	if (!str_eq(want, S("zh")) && !str_eq(want, S("en")))
		want = parse_cookie(rq->header[H_COOKIE], S("lang"));
	if (str_eq(want, S("en")))
		return EN;
	if (str_eq(want, S("zh")))
		return ZH;
	return parse_language(rq->header[H_LANGUAGE]);
}

static void
fill_session(struct rq *rq)
{
	str auth = rq->header[H_AUTH];

	if (auth.p && str_eq_nocase(str_slice(auth, 0, 7), S("Bearer "))) {
		rq->pub.session = str_trim(str_slice(auth, 7, auth.n));
		rq->pub.bearer = true;
	} else {
		rq->pub.session = parse_cookie(rq->header[H_COOKIE], str_of(rq->h->cookie));
	}
	/* What is no token of ours is nobody's; callbacks get something sane. */
	if (rq->pub.session.p && !made_of(rq->pub.session,
	                                  "0123456789abcdefghijklmnopqrstuvwxyz"
	                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ._~+/=-",
	                                  1, 256))
		rq->pub.session = STR_NONE;
}

/* ---- Checks, in the order in which they refuse ---- */

/* Each returns false after it has set the refusal. */

static bool
refused(struct rq *rq, int status, enum err e, text_id text, str a0, str a1)
{
	refuse_with(rq, status, e, text, a0, a1);
	return false;
}

static bool
no_memory(struct rq *rq)
{
	refuse_why(rq, 0, ERR_MEMORY);
	return false;
}

/* How the message is framed; what could be read in two ways is cut off. */
static bool
check_framing(struct rq *rq, const char *version)
{
	str te = rq->header[H_TE], cl = rq->header[H_LENGTH], v = str_of(version);

	if (te.p && (cl.p || !str_eq_nocase(te, S("chunked")) || !str_eq(v, S("HTTP/1.1")))) {
		rq->close = true;
		return refused(rq, 400, ERR_INPUT, T_http_bad_request, STR_NONE, STR_NONE);
	}
	rq->chunked = te.p != NULL;
	if (!te.p && (!cl.p || !str_to_i64(cl, &rq->length)))
		rq->length = 0;
	rq->has_body = rq->chunked || rq->length > 0;
	if (rq->has_body && rq->pub.method == HTTP_GET) {
		rq->close = true;
		return refused(rq, 400, ERR_INPUT, T_http_bad_request, STR_NONE, STR_NONE);
	}
	return true;
}

static bool
parse_method(struct rq *rq, str method)
{
	static const str name[HTTP_METHODS] = {STR_INIT("GET"), STR_INIT("POST"), STR_INIT("PUT"),
	                                       STR_INIT("PATCH"), STR_INIT("DELETE")};

	if (str_eq(method, S("HEAD"))) {
		rq->head = true;
		method = S("GET");
	}
	for (int m = 0; m < HTTP_METHODS; m++)
		if (str_eq(method, name[m]))
			rq->pub.method = (enum http_method)m;
	return rq->pub.method != HTTP_METHODS;
}

static bool
check_address(struct rq *rq)
{
	str      path, query = rq->raw;
	size_t   most = (size_t)rq->h->cfg.fields < QUERY_FIELDS ? (size_t)rq->h->cfg.fields : QUERY_FIELDS;
	enum err e;

	if (rq->raw_len > rq->h->cfg.line) {
		rq->pub.path = S("");
		return refused(rq, 414, ERR_INPUT, T_http_line_large, STR_NONE, STR_NONE);
	}
	path = str_cut(&query, '?');
	if ((e = parse_path(rq->arena, path, &rq->pub.path)) == OK)
		e = parse_pairs(rq->arena, query.p ? query : S(""), most, &rq->pub.query,
		                &rq->pub.nquery);
	else
		rq->pub.path = S("");
	rq->pub.cx->lang = language(rq);
	if (e == ERR_MEMORY)
		return no_memory(rq);
	return e == OK || refused(rq, 400, ERR_INPUT, T_http_bad_path, STR_NONE, STR_NONE);
}

static bool
no_method(struct rq *rq, str method, unsigned allow)
{
	static const str name[HTTP_METHODS] = {STR_INIT("GET, HEAD"), STR_INIT("POST"), STR_INIT("PUT"),
	                                       STR_INIT("PATCH"), STR_INIT("DELETE")};
	struct buf b;

	buf_init(&b, rq->arena, BUF_LINE);
	for (size_t m = 0; m < HTTP_METHODS; m++)
		if (allow & (1u << m)) {
			buf_add(&b, b.n ? S(", ") : S(""));
			buf_add(&b, name[m]);
		}
	(void)refused(rq, 405, ERR_INPUT, T_http_bad_method, is_token(method) ? method : S("?"),
	              buf_str(&b));
	http_add_header(&rq->reply, "Allow", buf_str(&b));
	return false;
}

static bool
check_route(struct rq *rq, str method)
{
	unsigned allow;

	if (rq->pub.method == HTTP_GET && rq->h->assets) {
		rq->asset = assets_find(rq->h->assets, rq->pub.path);
		if (rq->asset)
			return true;
	}
	rq->pub.route = router_find(rq->h->router, rq->pub.method, rq->pub.path, rq->pub.capture,
	                            &rq->pub.ncapture, &allow);
	if (rq->pub.route && rq->pub.route->local && !rq->pub.local) {
		rq->pub.route = NULL;
		allow = 0;
	}
	if (rq->pub.route)
		return true;
	return allow ? no_method(rq, method, allow)
	             : refused(rq, 404, ERR_NONE, T_http_not_found, rq->pub.path, STR_NONE);
}

/* Files of static_dir and this machine itself, where a proxy without --behind-proxy may be, are not counted. */
static bool
check_rate(struct rq *rq)
{
	enum http_rate kind = (enum http_rate)rq->pub.route->rate;
	char           room[GUARD_SUBJECT];
	int            wait;

	if (rq->pub.local || is_loopback(rq->pub.peer))
		return true;
	wait = bucket_take(rq->h->buckets, kind, str_hash(guard_subject(rq->pub.peer, room)), rq->t_start);
	if (wait == 0)
		return true;
	(void)refused(rq, 429, ERR_MANY, T_http_rate, arena_printf(rq->arena, "%d", wait), STR_NONE);
	http_add_header(&rq->reply, "Retry-After", arena_printf(rq->arena, "%d", wait));
	return false;
}

/* As far as it can be told from the headers; the token in a form is looked at by work.c. */
static bool
check_origin(struct rq *rq)
{
	bool json = str_eq_nocase(parse_media(rq->pub.type), S("application/json"));

	if (rq->pub.method == HTTP_GET || rq->pub.route->no_csrf || rq->pub.bearer)
		return true;
	rq->origin = guard_origin(rq->pub.host, rq->header[H_ORIGIN], rq->header[H_REFERER],
	                          rq->header[H_FETCH_SITE], rq->h->cfg.secure);
	if (rq->origin == ORIGIN_SAME || (rq->origin == ORIGIN_NONE && (json || rq->pub.local)))
		return true;
	return refused(rq, 403, ERR_DENIED, T_http_csrf_origin, STR_NONE, STR_NONE);
}

static bool
check_session(struct rq *rq)
{
	const struct http_config *cfg = &rq->h->cfg;
	struct ctx               *cx = rq->pub.cx;
	enum err                  e = OK;

	if (rq->pub.route->no_auth)
		rq->pub.session = STR_NONE;
	if (rq->pub.session.p && cfg->auth_cached)
		e = cfg->auth_cached(cfg->env, cx, rq->pub.session, rq->pub.bearer);
	if (e == ERR_BUSY && rq->pub.route->lane != HTTP_INLINE) {
		ctx_forget(cx);
		rq->auth_due = true;
		return true;
	}
	if (e == OK || e == ERR_BUSY)
		e = command_allow(cx, rq->pub.route->perm);
	if (e == OK)
		return true;
	refuse_why(rq, 0, e);
	return false;
}

bool
head_too_large(struct rq *rq)
{
	return refused(rq, 413, ERR_LARGE, T_http_body_large,
	               arena_printf(rq->arena, "%zu", rq->limit / 1024), STR_NONE);
}

static bool
check_size(struct rq *rq)
{
	const struct http_route *r = rq->pub.route;

	rq->limit = r->body ? r->body : rq->h->cfg.body;
	if (r->files && (rq->pub.cx->who || rq->auth_due) &&
	    (!r->brings_files || r->brings_files(&rq->pub)) &&
	    str_eq_nocase(parse_media(rq->pub.type), S("multipart/form-data")))
		rq->limit = r->files;
	return rq->length <= (int64_t)rq->limit || head_too_large(rq);
}

/*
 * Is there no room left in the connection's pool for the head of an answer?  libmicrohttpd keeps line and
 * headers in it, a copy of the cookies, and 56 bytes for each header, cookie and field of the query.
 */
static bool
is_crammed(const struct rq *rq, const struct heads *hs)
{
	str    cookies = rq->header[H_COOKIE];
	size_t fields = hs->n, used = rq->raw_len + hs->bytes + cookies.n;

	for (size_t i = 0; i < cookies.n; i++)
		fields += cookies.p[i] == ';';
	for (size_t i = 0; i < rq->raw.n; i++)
		fields += rq->raw.p[i] == '&';
	return used + (fields + 2) * POOL_FIELD + REPLY_HEAD > http_pool(rq->h);
}

bool
head_take(struct rq *rq, const char *method, const char *version)
{
	struct heads hs = {.rq = rq};

	(void)MHD_get_connection_values_n(rq->mhd, MHD_HEADER_KIND, on_header, &hs);
	rq->pub.path = S("");
	rq->pub.host = rq->header[H_HOST];
	rq->pub.type = rq->header[H_TYPE];
	if (utf8_valid(rq->header[H_AGENT]))
		rq->pub.agent = rq->header[H_AGENT];
	(void)str_to_i64(rq->header[H_LAST], &rq->pub.last_event);
	fill_peer(rq);
	rq->h->requests++;
	if (hs.bad || hs.memory) {
		rq->close = true;
		if (hs.memory)
			return no_memory(rq);
		return refused(rq, 400, ERR_INPUT, T_http_bad_request, STR_NONE, STR_NONE);
	}
	if (is_crammed(rq, &hs)) {
		rq->close = rq->crammed = true;
		return refused(rq, 431, ERR_LARGE, T_http_head_large, STR_NONE, STR_NONE);
	}
	(void)parse_method(rq, str_of(method));
	if (!check_framing(rq, version) || !check_address(rq))
		return false;
	if (hs.n > HEADER_LINES || hs.bytes > rq->h->cfg.head)
		return refused(rq, 431, ERR_LARGE, T_http_head_large, STR_NONE, STR_NONE);
	if (rq->h->stopping) {
		rq->close = true;
		return refused(rq, 503, ERR_BUSY, T_http_stopping, STR_NONE, STR_NONE);
	}
	if (!check_route(rq, str_of(method)))
		return false;
	if (rq->asset)
		return true;
	fill_session(rq);
	return check_rate(rq) && check_origin(rq) && check_session(rq) && check_size(rq);
}
