/* The pure parts: parameters, lists, routes, buckets. */
#include "kit/gate/guard.h"
#include "kit/gate/parse.h"
#include "tap.h"

#include "texts.h"

static struct arena *a;

static void
lists(void)
{
	ok(parse_language(S("en")) == EN, "Accept-Language: en");
	ok(parse_language(S("zh-TW, en;q=0.9")) == ZH, "zh-TW is Chinese");
	ok(parse_language(S("en;q=0")) == ZH, "q=0 is no (RFC 9110, 12.4.2)");
	ok(parse_language(S("en;q=2")) == ZH, "a quality above 1 counts as none");
	ok(parse_language(S("eng,enx")) == ZH, "eng is not en");
	ok(parse_language(S("en-US;q=0.3, zh;q=0.2")) == EN, "the larger quality wins");
	ok(parse_language(STR_NONE) == ZH, "nothing said: Chinese");
	ok(parse_gzip(S("deflate, gzip;q=0.1")), "gzip with a quality");
	ok(!parse_gzip(S("deflate, gzip;q=0")), "gzip;q=0 is refused");
	ok(!parse_gzip(S("xgzip")), "xgzip is not gzip");
	ok(parse_etag(S("\"a\", \"b\""), S("\"b\"")), "a tag in a list");
	ok(parse_etag(S("W/\"b\""), S("\"b\"")), "weak comparison (RFC 9110, 13.1.2)");
	ok(parse_etag(S("*"), S("\"b\"")), "* is any");
	ok(!parse_etag(S("\"ab\""), S("\"b\"")), "not a part of one");
}

static void
listening(void)
{
	const char *address = NULL;
	int         port = -1;

	ok(parse_listen(a, S("8080"), &address, &port) && port == 8080, "a port alone");
	is_str(str_of(address), S("127.0.0.1"), "is this machine's only");
	ok(parse_listen(a, S("0.0.0.0:0"), &address, &port) && port == 0, "an address and any port");
	ok(parse_listen(a, S("[::1]:81"), &address, &port) && port == 81, "IPv6 in brackets");
	is_str(str_of(address), S("::1"), "without them");
	ok(!parse_listen(a, S("127.0.0.1:65536"), &address, &port), "no such port");
	ok(!parse_listen(a, S("127.0.0.1:"), &address, &port), "no port");
}

static void
parameters(void)
{
	is_str(parse_param(a, S("form-data; name=\"a;b=c\"; filename=x"), S("filename")), S("x"),
	       "a quoted value may hold ; and =");
	is_str(parse_param(a, S("form-data; name=\"a\\\"b\""), S("NAME")), S("a\"b"),
	       "an escaped quote; names without regard to case");
	is_str(parse_param(a, S("form-data; xname=\"a\""), S("name")), STR_NONE, "xname is not name");
	is_str(parse_param(a, S("form-data; name=\"a"), S("name")), STR_NONE, "an open quote");
	is_str(parse_param(a, S("form-data; name; filename=\"\""), S("filename")), S(""),
	       "an empty value");
	is_str(parse_cookie(S("a=1; b=2"), S("b")), S("2"), "a cookie");
	is_str(parse_cookie(S("ab=1"), S("b")), STR_NONE, "ab is not b");
	is_str(parse_cookie(S("b=1; b=2"), S("b")), STR_NONE, "twice is none: somebody else set one");
	is_str(parse_cookie(S("b=\"x y\""), S("b")), S("x y"), "quoted");
	is_str(parse_cookie(S("b"), S("b")), STR_NONE, "without a value");
}

static enum err
nothing(struct http_request *rq, struct http_reply *rp)
{
	(void)rq;
	(void)rp;
	return OK;
}

#define R(m, p)                                                                                   \
	{.method = HTTP_##m, .pattern = p, .lane = HTTP_READ, .perm = PERM_PUBLIC, .run = nothing}
static const struct http_route table[] = {
    R(GET, "/"),
    R(GET, "/{a}"),
    R(GET, "/cases/{id}"),
    R(GET, "/{room}/list"),
    R(POST, "/cases/{id}"),
    R(GET, "/cases/new"),
    R(GET, "/cases/{id}/x/{n}"),
    R(GET, "/cases/7/x/{n}"),
    R(GET, "/cases/{id}/x/y"),
};

static void
finds(const struct router *r, enum http_method m, str path, int want, const char *why)
{
	struct input            capture[HTTP_CAPTURES];
	size_t                  n;
	unsigned                allow;
	const struct http_route *got = router_find(r, m, path, capture, &n, &allow);

	is_i64(got ? got - table : -1 - (int)allow, want, "%s", why);
}

static void
routes(void)
{
	const struct http_route *list[NITEMS(table)];
	struct router           *r;

	for (size_t i = 0; i < NITEMS(table); i++)
		list[i] = &table[i];
	r = router_new(list, NITEMS(table));
	finds(r, HTTP_GET, S("/"), 0, "the root");
	finds(r, HTTP_GET, S("/any"), 1, "one capture");
	finds(r, HTTP_GET, S("/cases/9"), 2, "a literal, then a capture");
	finds(r, HTTP_GET, S("/cases/list"), 2, "a first literal wins over a later one");
	finds(r, HTTP_GET, S("/units/list"), 3, "a capture, then a literal");
	finds(r, HTTP_POST, S("/cases/9"), 4, "by method");
	finds(r, HTTP_GET, S("/cases/new"), 5, "a literal wins over a capture");
	finds(r, HTTP_POST, S("/cases/new"), 4, "but only where it knows the method");
	finds(r, HTTP_GET, S("/cases/8/x/1"), 6, "two captures");
	finds(r, HTTP_GET, S("/cases/7/x/1"), 7, "from the left");
	finds(r, HTTP_GET, S("/cases/7/x/y"), 7, "the leftmost literal decides");
	finds(r, HTTP_GET, S("/cases/8/x/y"), 8, "then the next");
	finds(r, HTTP_PUT, S("/cases/9"), -1 - (1 << HTTP_GET | 1 << HTTP_POST),
	      "no such method: which there are");
	finds(r, HTTP_GET, S("/a/b/c"), -1, "no such path");
	finds(r, HTTP_GET, S("/a/b/c/d/e/f/g/h/i/j/k/l/m/n"), -1, "nor one so deep");
	router_free(r);
}

static void
attempts(void)
{
	struct http_bucket rate[HTTP_RATES] = {[HTTP_RATE_LOGIN] = {.per_minute = 6, .burst = 3}};
	struct buckets    *b = buckets_new(rate);
	int64_t            s = 1000000, t = 5 * s;

	for (int i = 0; i < 3; i++)
		is_i64(bucket_take(b, HTTP_RATE_LOGIN, 1, t), 0, "the burst: three at once (%d)", i + 1);
	is_i64(bucket_take(b, HTTP_RATE_LOGIN, 1, t), 11, "6 a minute: the next in 10 s, rounded up");
	is_i64(bucket_take(b, HTTP_RATE_LOGIN, 2, t), 0, "another address is not held back");
	ok(bucket_take(b, HTTP_RATE_LOGIN, 1, t + 9 * s) > 0, "after 9 s not yet");
	is_i64(bucket_take(b, HTTP_RATE_LOGIN, 1, t + 11 * s), 0, "after 11 s one");
	ok(bucket_take(b, HTTP_RATE_LOGIN, 1, t + 11 * s) > 0, "and no second");
	is_i64(bucket_take(b, HTTP_RATE_ANY, 1, t), 0, "a kind without a rate knows no limit");
	for (uint64_t i = 100; i < 200000; i++)
		(void)bucket_take(b, HTTP_RATE_LOGIN, i * 2654435761u, t + 11 * s);
	is_i64(bucket_take(b, HTTP_RATE_LOGIN, 3, t + 11 * s), 0,
	       "200,000 addresses need no more memory");
	buckets_free(b);
}

static void
subjects(void)
{
	static const struct {
		const char *address, *subject, *rule;
	} t[] = {
	    {"192.0.2.1", "192.0.2.1", "IPv4 is itself"},
	    {"::ffff:192.0.2.1", "192.0.2.1", "also when mapped into IPv6 (RFC 4291, 2.5.5.2)"},
	    {"::FFFF:C000:201", "192.0.2.1", "in any spelling"},
	    {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "of IPv6 the first 64 bits: a network has all the others"},
	    {"2001:DB8:1:2::77", "2001:db8:1:2::/64", "in any spelling"},
	    {"2001:db8:1:3::77", "2001:db8:1:3::/64", "the next network is another"},
	    {"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff::/64", "the longest"},
	    {"::", "::/64", "the shortest"},
	    {"unix", "unix", "what is no address is itself"},
	    {"1.2.3.4:80", "1.2.3.4:80", "so is what is none quite"},
	    {"2001:db8:1:2:3:4:5:6:2001:db8:1:2:3:4:5:6:7", "2001:db8:1:2:3:4:5:6:2001:db8:1:2:3:4:5:6:7", "or is too long"},
	};
	char room[GUARD_SUBJECT];

	for (size_t i = 0; i < NITEMS(t); i++)
		is_str(guard_subject(str_of(t[i].address), room), str_of(t[i].subject), "%s", t[i].rule);
}

static void
bodies(void)
{
	const struct input *p;
	size_t              n;
	struct parts        parts;

	is_i64(parse_pairs(a, S("a=1&&b"), 10, &p, &n), OK, "an empty pair is passed over");
	is_i64((int64_t)n, 2, "so there are two");
	is_i64(parse_pairs(a, S("=x"), 10, &p, &n), OK, "a value without a name has an empty name");
	is_str(p[0].name, S(""), "which no command knows");
	is_i64(parse_multipart(a, S("multipart/form-data; boundary=x"), S("--x--"), 10, &parts), OK,
	       "a multipart body without parts");
	is_i64((int64_t)(parts.npair + parts.nfile), 0, "has none");
	is_i64(parse_multipart(a, S("multipart/form-data; boundary=x"), S("--x\r\n"), 10, &parts),
	       ERR_INPUT, "one that ends in the middle is malformed");
}

int
main(void)
{
	text_use(texts, T_MAX);
	a = arena_new(1 << 20);
	if (!a)
		return 1;
	lists();
	listening();
	parameters();
	routes();
	attempts();
	subjects();
	bodies();
	arena_free(a);
	return done();
}
