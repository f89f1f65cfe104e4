/* Where messages may go: addresses, allowed hosts, receivers, gateways' bodies. */
#include "kit/json/tree.h"
#include "kit/post/inside.h"
#include "kit_post_texts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

/* ---- Kinds ---- */

static const struct {
	const char *name;
	text_id     label;
} kinds[POST_KIND_MAX] = {
#define X(name, code, label) {#code, label},
    POST_KINDS(X)
#undef X
};

enum post_kind
post_kind_of(str name)
{
	enum post_kind k = 0;

	while (k < POST_KIND_MAX && !str_eq(name, str_of(kinds[k].name)))
		k++;
	return k;
}

text_id
post_kind_label(enum post_kind k)
{
	return kinds[k].label;
}

/* ---- An address taken apart ---- */

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == ':';
}

/* Visible ASCII that a path or query may hold; what begins a fragment or confuses parsers may not be there. */
static bool
is_path_char(char c)
{
	return c > ' ' && c < 0x7f && !memchr("#\\\"<>`{}|^", c, sizeof("#\\\"<>`{}|^") - 1);
}

/* HOST or [V6], and a port behind it. */
static bool
cut_host(str at, int64_t usual, str *host, int64_t *port)
{
	size_t end = at.n && at.p[0] == '[' ? str_find(at, ']') : str_find(at, ':');

	*port = usual;
	if (at.n && at.p[0] == '[') {
		if (end == SIZE_MAX)
			return false;
		*host = str_slice(at, 1, end);
		at = str_slice(at, end + 1, at.n);
		if (at.n && at.p[0] != ':')
			return false;
	} else {
		*host = str_slice(at, 0, end);
		at = end == SIZE_MAX ? S("") : str_slice(at, end, at.n);
	}
	for (size_t i = 0; i < host->n; i++)
		if (!is_host_char(host->p[i]))
			return false;
	if (!host->n || host->p[0] == '.' || host->p[0] == '-')
		return false;
	return !at.n || (str_to_i64(str_slice(at, 1, at.n), port) && *port > 0 && *port <= 65535);
}

bool
post_host_of(str address, struct post_host *out)
{
	static const struct {
		str     scheme;
		int64_t port;
	} known[] = {{STR_INIT("https"), 443}, {STR_INIT("http"), 80}, {STR_INIT("smtps"), 465}, {STR_INIT("smtp"),
	    587}};
	size_t at = str_find_str(address, S("://")), end;
	str    rest;

	if (at == SIZE_MAX || address.n > POST_ADDRESS_MOST)
		return false;
	out->scheme = str_slice(address, 0, at);
	rest = str_slice(address, at + 3, address.n);
	for (end = 0; end < rest.n && rest.p[end] != '/' && rest.p[end] != '?'; end++)
		;
	for (size_t i = end; i < rest.n; i++)
		if (!is_path_char(rest.p[i]))
			return false;
	for (size_t i = 0; i < NITEMS(known); i++)
		if (str_eq(out->scheme, known[i].scheme))
			return cut_host(str_slice(rest, 0, end), known[i].port, &out->host, &out->port);
	return false;
}

/* ---- Allowed hosts ---- */

static str allowed;

bool
post_allow(str list)
{
	str     host;
	int64_t port;

	for (str rest = list; rest.p && list.n;)
		if (!cut_host(str_trim(str_cut(&rest, ',')), 1, &host, &port))
			return false;
	allowed = list;
	return true;
}

bool
post_allowed(const struct post_host *h)
{
	for (str rest = allowed; rest.p && allowed.n;) {
		str     host;
		int64_t port;

		if (cut_host(str_trim(str_cut(&rest, ',')), 0, &host, &port) && str_eq_nocase(host, h->host) &&
		    (port == 0 || port == h->port))
			return true;
	}
	return false;
}

/* ---- Documented hosts ---- */

/* The hosts of the robots' makers; kinds that are not here stand anywhere. */
static const struct {
	enum post_kind kind;
	str            host;
} documented[] = {
    {POST_WECOM, STR_INIT("qyapi.weixin.qq.com")},
    {POST_DINGTALK, STR_INIT("oapi.dingtalk.com")},
};

/* The next of a list as people type it; STR_NONE: no more. */
static str
next_host(str *list)
{
	while (list->n) {
		size_t i = 0, len = 1;

		for (; i < list->n; i += len) {
			str left = str_slice(*list, i, list->n);

			len = str_starts(left, S("，")) || str_starts(left, S("；")) || str_starts(left, S("、")) ? 3 : 1;
			if (len == 3 || list->p[i] == ',' || list->p[i] == ';' || (unsigned char)list->p[i] <= ' ')
				break;
		}
		str host = str_slice(*list, 0, i);

		*list = i < list->n ? str_slice(*list, i + len, list->n) : S("");
		if (host.n)
			return host;
	}
	return STR_NONE;
}

bool
post_gateways_ok(str list, str *wrong)
{
	str     one, host;
	int64_t port;

	while ((one = next_host(&list)).p) {
		*wrong = one;
		if (!cut_host(one, 1, &host, &port))
			return false;
	}
	return true;
}

void
post_elsewhere(enum post_kind k, str address, str gateways, str *want)
{
	struct post_host h;
	str              one, host;
	int64_t          port;

	*want = STR_NONE;
	for (size_t i = 0; i < NITEMS(documented); i++)
		if (documented[i].kind == k)
			*want = documented[i].host;
	if (!post_host_of(address, &h) || (want->p && str_eq_nocase(*want, h.host)) || post_allowed(&h))
		*want = STR_NONE;
	while (want->p && (one = next_host(&gateways)).p)
		if (cut_host(one, 0, &host, &port) && str_eq_nocase(host, h.host) && (port == 0 || port == h.port))
			*want = STR_NONE;
}

enum err
post_address_check(struct ctx *cx, const char *field, enum post_kind k, str address)
{
	struct post_host h;
	bool             mail = k == POST_MAIL, tls;

	if (!post_host_of(address, &h) || mail != str_starts(h.scheme, S("smtp")))
		return refuse(cx, ERR_INPUT, field, mail ? T_post_bad_mail_server : T_post_bad_address);
	/* smtp:// asks for STARTTLS before anything is said. */
	tls = !str_eq(h.scheme, S("http"));
	if (!tls && !post_allowed(&h))
		return refuse(cx, ERR_INPUT, field, T_post_no_tls, h.host);
	return OK;
}

/* ---- Public addresses ---- */

static bool
is_public_v4(uint32_t a)
{
	static const struct {
		uint32_t net;
		int      bits;
	} inner[] = {
	    {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
	    {0xac100000, 12}, {0xc0000000, 24}, {0xc0000200, 24}, {0xc0586300, 24}, {0xc0a80000, 16},
	    {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24}, {0xe0000000, 4},  {0xf0000000, 4},
	};

	for (size_t i = 0; i < NITEMS(inner); i++)
		if ((a ^ inner[i].net) >> (32 - inner[i].bits) == 0)
			return false;
	return true;
}

bool
post_is_public(const struct sockaddr *a)
{
	struct sockaddr_in  v4;
	struct sockaddr_in6 v6;
	const uint8_t      *b = v6.sin6_addr.s6_addr;

	if (a->sa_family == AF_INET) {
		memcpy(&v4, a, sizeof(v4));
		return is_public_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (a->sa_family != AF_INET6)
		return false;
	memcpy(&v6, a, sizeof(v6));
	/* 2000::/3 without Teredo, documentation and 6to4, which lead elsewhere; mapped ones are outside of it. */
	if ((b[0] & 0xe0) != 0x20 || (b[0] == 0x20 && b[1] == 0x02))
		return false;
	return !(b[0] == 0x20 && b[1] == 0x01 && ((b[2] == 0 && b[3] == 0) || (b[2] == 0x0d && b[3] == 0xb8)));
}

/* ---- Receivers ---- */

static bool
is_mail(str s)
{
	size_t at = str_find(s, '@');

	if (at == SIZE_MAX || at == 0 || at + 1 >= s.n || s.n > 200)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (i != at && !is_host_char(c) && (i > at || !memchr("_+'=", c, 4)))
			return false;
	}
	return str_find(str_slice(s, at, s.n), ':') == SIZE_MAX && s.p[s.n - 1] != '.';
}

static bool
is_phone(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && !(i == 0 && s.p[i] == '+'))
			return false;
	return s.n >= 5 && s.n <= 20;
}

/* Where the next separator stands, and how long it is. */
static size_t
separator(str s, size_t *len)
{
	for (size_t i = 0; i < s.n; i++) {
		*len = s.p[i] == ',' || s.p[i] == ';' || s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' ? 1
		       : str_starts(str_slice(s, i, s.n), S("，")) || str_starts(str_slice(s, i, s.n), S("；")) ? 3
		                                                                                               : 0;
		if (*len)
			return i;
	}
	return SIZE_MAX;
}

enum err
post_receivers(struct ctx *cx, const char *field, enum post_kind k, str to, str out[POST_TO_MOST], size_t *n)
{
	*n = 0;
	while (to.n) {
		size_t len, at = separator(to, &len);
		str    one = str_trim(str_slice(to, 0, at));

		to = at == SIZE_MAX ? STR_NONE : str_slice(to, at + len, to.n);
		if (!one.n)
			continue;
		if (*n == POST_TO_MOST)
			return refuse(cx, ERR_INPUT, field, T_post_many_receivers, arena_printf(cx->arena, "%d",
			    POST_TO_MOST));
		if (k == POST_MAIL ? !is_mail(one) : !is_phone(one))
			return refuse(cx, ERR_INPUT, field, k == POST_MAIL ? T_post_bad_mail : T_post_bad_phone,
			              arena_printf(cx->arena, "%zu", *n + 1));
		out[(*n)++] = one;
	}
	if (*n == 0)
		return refuse(cx, ERR_INPUT, field, T_post_no_receiver);
	return OK;
}

/* ---- An SMS gateway's body ---- */

enum err
post_form_fill(struct ctx *cx, str form, const struct post_field *field, size_t n, str *unknown, str *out)
{
	struct buf b;

	*unknown = STR_NONE;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (form.n) {
		size_t at = str_find_str(form, S("{{")), end, i = 0;
		str    name;

		buf_add(&b, str_slice(form, 0, at));
		if (at == SIZE_MAX)
			break;
		form = str_slice(form, at + 2, form.n);
		end = str_find_str(form, S("}}"));
		name = str_trim(str_slice(form, 0, end));
		while (i < n && !str_eq(name, field[i].name))
			i++;
		if (end == SIZE_MAX || i == n) {
			*unknown = name;
			return OK;
		}
		/* As inside quotes: without them. */
		struct buf quoted;
		buf_init(&quoted, cx->arena, BUF_PAYLOAD);
		json_quote(&quoted, field[i].value);
		if (quoted.n >= 2)
			buf_add(&b, str_slice(buf_str(&quoted), 1, quoted.n - 1));
		form = str_slice(form, end + 2, form.n);
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

enum err
post_form_check(struct ctx *cx, const char *field, str form)
{
	const struct post_field sample[] = {{S("to"), S("13800000000")}, {S("title"), S("\"t\"")}, {S("text"),
	    S("a\nb")},
	                                    {S("link"), S("https://x/")}, {S("id"), S("1")}};
	const struct jval      *v;
	str                     unknown, filled;
	enum err                e;

	if (form.n > POST_FORM_MOST)
		return refuse(cx, ERR_INPUT, field, T_post_form_long, arena_printf(cx->arena, "%d", POST_FORM_MOST));
	if ((e = post_form_fill(cx, form, sample, NITEMS(sample), &unknown, &filled)) != OK)
		return e;
	if (unknown.p)
		return refuse(cx, ERR_INPUT, field, T_post_form_unknown, unknown);
	e = jval_parse(cx, filled, &jlimit_payload, &v);
	if (e == ERR_MEMORY)
		return e;
	if (e != OK || v->kind != JOBJ) {
		ctx_forget(cx);
		return refuse(cx, ERR_INPUT, field, T_post_form_no_json);
	}
	return OK;
}

/* ---- What is shown of it ---- */

str
post_shown(struct ctx *cx, const struct post_to *to)
{
	enum { LONG = 12, TAIL = 4 };
	struct post_host h;

	if (!post_host_of(to->address, &h))
		return STR_NONE;
	if (to->kind != POST_MAIL && to->kind != POST_SMS && to->address.n >= h.host.n + LONG + 8)
		return arena_printf(cx->arena, "%.*s …%.*s", STR_ARG(h.host),
		                    STR_ARG(str_slice(to->address, to->address.n - TAIL, to->address.n)));
	return arena_printf(cx->arena, "%.*s", STR_ARG(h.host));
}
