/* Messages shaped by golden vectors, answers judged, addresses refused: what can be known without a net. */
#include "kit/json/tree.h"
#include "kit/post/post.h"
#include "kit/secret/secret.h"
#include "tap.h"
#include "texts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* 2026-11-20 10:00 in China. */
static struct ctx cx = {.now = INT64_C(1795140000000), .zone = 480};

static const struct post_message one = {
    .id = STR_INIT("7"), .title = STR_INIT("标题"), .text = STR_INIT("一行"),
    .link = STR_INIT("https://d.example.cn/cases/1"), .made_at = INT64_C(1795139000000)};

static str
repeated(const char *s, size_t times)
{
	struct buf b;

	buf_init(&b, cx.arena, BUF_PAYLOAD);
	for (size_t i = 0; i < times; i++)
		buf_add(&b, str_of(s));
	return buf_str(&b);
}

static struct post_request
shaped(const struct post_to *to, const struct post_message *m)
{
	struct post_request rq;

	ctx_forget(&cx);
	if (post_shape(&cx, to, m, &rq) != OK)
		rq = (struct post_request){.body = STR_INIT("refused")};
	return rq;
}

/* A string of the body's JSON, by two keys. */
static str
member(str body, const char *outer, const char *inner)
{
	const struct jval *v;
	str                s = STR_NONE;

	if (jval_parse(&cx, body, &jlimit_body, &v) == OK)
		(void)jval_str(jval_get(jval_get(v, str_of(outer)), str_of(inner)), &s);
	return s;
}

#define HAS(s, part) (str_find_str((s), S(part)) != SIZE_MAX)

static void
test_wecom(void)
{
	struct post_to      to = {.kind = POST_WECOM, .markdown = true,
	                          .address = STR_INIT("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-9f3c")};
	struct post_message m = one;
	struct post_request rq = shaped(&to, &m);

	is_str(rq.body,
	    S("{\"msgtype\":\"markdown\",\"markdown\":{\"content\":\"**标题**\\n一行\\n[查看](https://d.example.cn/cases/1)\"}}"),
	       "WeCom's Markdown, as its documentation has it");
	is_str(rq.header[0], S("Content-Type: application/json; charset=utf-8"), "in UTF-8, said so");
	m.text = repeated("一件案件快要到期。", 400);
	rq = shaped(&to, &m);
	ok(member(rq.body, "markdown", "content").n <= POST_WECOM_MARKDOWN, "at most 4,096 bytes of it");
	ok(member(rq.body, "markdown", "content").n > POST_WECOM_MARKDOWN - 8, "and no less than fits");
	ok(HAS(rq.body, "…\\n[查看](https://d.example.cn/cases/1)"),
	    "what is cut is the text, at a whole character: the link stays");
	m.title = S("<@all> [点我](http://x) *急*");
	m.text = S("**@所有人** <font color=\"warning\">");
	rq = shaped(&to, &m);
	ok(!HAS(rq.body, "<@all>") && !HAS(rq.body, "[点我]") && !HAS(rq.body, "<font") && !HAS(rq.body, "**@"),
	   "a name in a text makes no link and calls nobody");
	to.markdown = false;
	m = one;
	rq = shaped(&to, &m);
	is_str(rq.body, S("{\"msgtype\":\"text\",\"text\":{\"content\":\"标题\\n一行\\nhttps://d.example.cn/cases/1\"}}"),
	       "plain text, which WeChat shows");
	m.text = repeated("长", 2000);
	rq = shaped(&to, &m);
	ok(member(rq.body, "text", "content").n <= POST_WECOM_TEXT, "at most 2,048 bytes of it");
	m.link = STR_NONE;
	m.text = S("");
	is_str(shaped(&to, &m).body, S("{\"msgtype\":\"text\",\"text\":{\"content\":\"标题\"}}"), "a title alone");
	for (size_t n = 1; n < 1500; n += 7) {
		m.title = repeated("督办\"\n", n);
		m.text = repeated("三\\", n);
		m.link = one.link;
		if (member(shaped(&to, &m).body, "text", "content").n > POST_WECOM_TEXT)
			break;
		if (n + 7 >= 1500)
			ok(true, "whatever the lengths, it fits and is JSON");
	}
}

static void
test_dingtalk(void)
{
	struct post_to      to = {.kind = POST_DINGTALK, .markdown = true, .secret = STR_INIT("SECtest0123456789"),
	                          .address = STR_INIT("https://oapi.dingtalk.com/robot/send?access_token=t0k3n")};
	struct post_message m = one;
	struct post_request rq = shaped(&to, &m);

	/* printf '1795140000000\nSECtest0123456789' | openssl dgst -sha256 -hmac SECtest0123456789 -binary | base64 */
	is_str(rq.url,
	    S("https://oapi.dingtalk.com/robot/send?access_token=t0k3n&timestamp=1795140000000&sign=ROHPhq7Nktb65D4UW7ESGZidi5octaT2zlKHntC0rCk%3D"),
	       "the signature of time and secret, as OpenSSL makes it");
	is_str(rq.body,
	    S("{\"msgtype\":\"markdown\",\"markdown\":{\"title\":\"标题\",\"text\":\"#### 标题\\n\\n一行\\n\\n[查看](https://d.example.cn/cases/1)\"}}"),
	       "DingTalk's Markdown");
	m.text = S("一\n二");
	ok(HAS(shaped(&to, &m).body, "一  \\n二"), "a line's end in it is hard");
	m.text = repeated("\"\n", 9000);
	ok(shaped(&to, &m).body.n <= POST_DINGTALK_BODY, "at most 20,000 bytes of body, quotes counted twice");
	to.secret = STR_NONE;
	is_str(shaped(&to, &one).url, S("https://oapi.dingtalk.com/robot/send?access_token=t0k3n"),
	    "without a secret no signature");
}

static void
test_hook(void)
{
	struct post_to      to = {.kind = POST_HOOK, .secret = STR_INIT("hookkey"),
	    .address = STR_INIT("https://a.example.cn/in")};
	struct post_request rq = shaped(&to, &one);

	is_str(rq.body,
	    S("{\"id\":\"7\",\"made_at\":1795139000000,\"title\":\"标题\",\"text\":\"一行\",\"link\":\"https://d.example.cn/cases/1\"}"),
	       "a hook is told everything as JSON");
	is_str(rq.header[1], S("X-Duban-Time: 1795140000000"), "with the time");
	is_str(rq.header[2],
	    S("X-Duban-Signature: sha256=5cfc169bf1fceceb5b6fa81ee32f1d014612d1c98920e369ca4143f73e529735"),
	    "and a signature over time and body, as OpenSSL makes it");
}

static void
test_sms(void)
{
	struct post_to to = {.kind = POST_SMS, .secret = STR_INIT("tok"), .to = STR_INIT("13800001111，+8613900002222"),
	                     .address = STR_INIT("https://sms.example.cn/send"),
	                     .form = STR_INIT("{\"phones\":\"{{to}}\",\"tpl\":\"SMS_1\",\"vars\":{\"what\":\"{{ text }}\"}}")};
	struct post_message m = one;

	m.title = S("引号\"和\\");
	is_str(shaped(&to, &m).body,
	    S("{\"phones\":\"13800001111,+8613900002222\",\"tpl\":\"SMS_1\",\"vars\":{\"what\":\"引号\\\"和\\\\ https://d.example.cn/cases/1\"}}"),
	       "the gateway's own body, filled in so that it stays JSON");
	is_str(shaped(&to, &m).header[1], S("Authorization: Bearer tok"), "with its token");
	ok(post_form_check(&cx, "form", to.form) == OK, "such a body is taken");
	ctx_forget(&cx);
	ok(post_form_check(&cx, "form", S("{\"a\":\"{{phone}}\"}")) == ERR_INPUT &&
	    cx.why.line[0].text == T_post_form_unknown,
	   "an unknown field is named");
	ctx_forget(&cx);
	ok(post_form_check(&cx, "form", S("{\"a\":{{to}}x}")) == ERR_INPUT, "what is no JSON when filled is refused");
	ctx_forget(&cx);
	ok(post_form_check(&cx, "form", S("{\"a\":\"{{to\"}")) == ERR_INPUT, "a field that is not closed, too");
}

static void
test_mail(void)
{
	struct post_to to = {.kind = POST_MAIL, .address = STR_INIT("smtp://mail.example.cn"),
	    .from = STR_INIT("duban@example.cn"),
	                     .to = STR_INIT("a@example.cn; b.c+d@mail.example.cn")};
	struct post_message m = one;
	struct post_request rq = shaped(&to, &m);
	str                 rest, line;
	bool                fits = true, words = true;

	is_str(rq.body,
	    S("Date: Fri, 20 Nov 2026 10:00:00 +0800\r\nFrom: <duban@example.cn>\r\nTo: <a@example.cn>,\r\n <b.c+d@mail.example.cn>\r\n"
	       "Subject: =?UTF-8?B?5qCH6aKY?=\r\nMessage-ID: <duban.7.1795139000000@example.cn>\r\nAuto-Submitted: auto-generated\r\n"
	       "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
	       "5LiA6KGMCgpodHRwczovL2QuZXhhbXBsZS5jbi9jYXNlcy8x\r\n"),
	       "a mail, to the byte; the same Message-ID each time");
	is_i64((int64_t)rq.nto, 2, "two receivers");
	ok(!rq.plain, "in the open it does not go");
	m.title = repeated("督办提醒：第1件", 20);
	m.text = repeated("一二三四五六七八九十\r\n", 50);
	rest = shaped(&to, &m).body;
	while (rest.n) {
		line = str_cut(&rest, '\n');
		fits = fits && line.n <= 77;
		if (HAS(line, "=?UTF-8?B?"))
			words = words && line.n <= 77 && str_ends(line, S("?=\r")) && (str_starts(line, S(" =?")) ||
			    str_starts(line, S("Subject: =?")));
	}
	ok(fits && words,
	    "a long subject is folded into encoded words of at most 75 (RFC 2047); no line is longer than 76");
	m.title = S("Plain words");
	ok(HAS(shaped(&to, &m).body, "Subject: Plain words\r\n"), "ASCII stays as it is");
	m.title = S("a\r\nBcc: x@example.cn");
	ok(!HAS(shaped(&to, &m).body, "\nBcc"), "a line's end in a title makes no header");
}

static bool
is_public(const char *a)
{
	struct sockaddr_in  v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};

	if (inet_pton(AF_INET, a, &v4.sin_addr) == 1)
		return post_is_public((const struct sockaddr *)&v4);
	return inet_pton(AF_INET6, a, &v6.sin6_addr) == 1 && post_is_public((const struct sockaddr *)&v6);
}

static void
test_addresses(void)
{
	static const char *const inner[] = {
	    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1",
	    "172.31.255.255",
	    "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1",
	    "fd12::1", "ff02::1",
	    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:0:1::", "2001:db8::1"};
	static const char *const outer[] = {"1.1.1.1", "8.8.8.8", "172.32.0.1", "172.15.255.255", "100.128.0.1",
	    "192.167.1.1", "2400:3200::1"};
	static const char *const bad[] = {
	    "", "qyapi.weixin.qq.com", "ftp://a.cn/", "https://", "https://user@a.cn/", "https://a.cn:0/",
	    "https://a.cn:70000/",
	    "https://a.cn/ x", "https://a.cn/#f", "https://a.cn\\@b.cn/", "file:///etc/passwd", "https://a b/",
	    "https://[::1/",
	    "gopher://a.cn/", "smtp://a.cn", "https://-a.cn/", "https://a.cn:x/", "https://a.cn/\r\nX: y"};
	struct post_host h;
	str              want;
	bool             all = true;

	for (size_t i = 0; i < NITEMS(inner); i++)
		all = all && !is_public(inner[i]);
	ok(all, "this machine, private, shared, linked, reserved and translated nets are not public");
	for (size_t i = 0; i < NITEMS(outer); i++)
		all = all && is_public(outer[i]);
	ok(all, "their neighbours are");
	for (size_t i = 0; i < NITEMS(bad); i++) {
		ctx_forget(&cx);
		if (post_address_check(&cx, "address", POST_HOOK, str_of(bad[i])) != ERR_INPUT) {
			(void)printf("# taken: %s\n", bad[i]);
			all = false;
		}
	}
	ok(all, "what is no https address is refused");
	ok(post_host_of(S("https://[2400:3200::1]:8443/x?y"), &h) && h.port == 8443, "an address with a port is read");
	is_str(h.host, S("2400:3200::1"), "and its host");
	ctx_forget(&cx);
	ok(post_address_check(&cx, "address", POST_HOOK, S("http://127.0.0.1:8/x")) == ERR_INPUT &&
	    cx.why.line[0].text == T_post_no_tls,
	   "without TLS only to hosts that were allowed");
	ok(!post_allow(S("a b")) && !post_allow(S("x:70000")) && post_allow(S("127.0.0.1:8, inner.example.cn")),
	    "the list of them is read");
	ctx_forget(&cx);
	ok(post_address_check(&cx, "address", POST_HOOK, S("http://127.0.0.1:8/x")) == OK, "then it may be");
	ok(post_address_check(&cx, "address", POST_HOOK, S("http://127.0.0.1:9/x")) == ERR_INPUT, "at that port");
	ok(post_host_of(S("http://INNER.example.cn:99/"), &h) && post_allowed(&h), "without a port at any");
	ok(post_host_of(S("http://x.inner.example.cn/"), &h) && !post_allowed(&h), "and not what lies below it");
	post_elsewhere(POST_WECOM, S("http://127.0.0.1:8/x"), STR_NONE, &want);
	ok(!want.p, "a robot may stand at an allowed host");
	ok(post_allow(STR_NONE), "no list");
	post_elsewhere(POST_WECOM, S("https://example.com/x"), STR_NONE, &want);
	is_str(want, S("qyapi.weixin.qq.com"), "else where its maker says");
	post_elsewhere(POST_DINGTALK, S("https://qyapi.weixin.qq.com/x"), S(""), &want);
	is_str(want, S("oapi.dingtalk.com"), "each robot its own");
	post_elsewhere(POST_DINGTALK, S("https://OAPI.dingtalk.com/robot/send"), STR_NONE, &want);
	ok(!want.p, "in whatever letters");
	post_elsewhere(POST_WECOM, S("https://wx.example.gov.cn:8443/x"), S("a.cn、wx.example.gov.cn"), &want);
	ok(!want.p, "or at a gateway of the city's");
	post_elsewhere(POST_WECOM, S("https://x.wx.example.gov.cn/x"), S("wx.example.gov.cn"), &want);
	ok(want.p != NULL, "not below it");
	post_elsewhere(POST_HOOK, S("https://example.com/x"), STR_NONE, &want);
	ok(!want.p, "other programs stand anywhere");
	ok(post_gateways_ok(S("a.cn；b.cn:8443, [::1]:9\nc"), &want) && post_gateways_ok(S(""), &want),
	    "a list as people type it");
	ok(!post_gateways_ok(S("a.cn；https://b.cn"), &want), "of hosts");
	is_str(want, S("https://b.cn"), "the first that is none is named");
	is_str(post_shown(&cx, &(struct post_to){.kind = POST_WECOM,
	    .address = S("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-9f3c")}),
	    S("qyapi.weixin.qq.com …9f3c"), "of a robot's address the host and four characters are shown");
}

static void
test_receivers(void)
{
	str    out[POST_TO_MOST];
	size_t n;

	ctx_forget(&cx);
	ok(post_receivers(&cx, "to", POST_MAIL, S("a@b.cn\nc@d.cn；e@f.cn"), out, &n) == OK && n == 3,
	    "receivers by any separator");
	ok(post_receivers(&cx, "to", POST_MAIL, S("a@b.cn <x>"), out, &n) == ERR_INPUT, "no names with brackets");
	ok(post_receivers(&cx, "to", POST_MAIL, S("a@b@c.cn"), out, &n) == ERR_INPUT, "one @");
	ok(post_receivers(&cx, "to", POST_SMS, S("138x"), out, &n) == ERR_INPUT, "numbers are digits");
	ok(post_receivers(&cx, "to", POST_SMS, S(" ， "), out, &n) == ERR_INPUT, "nobody is refused");
}

static struct post_outcome
judged_by(const struct post_to *to, enum post_why fault, int64_t status, const char *body)
{
	struct post_answer  a = {fault, status, str_of(body)};
	struct post_outcome o;

	ctx_forget(&cx);
	if (post_judge(&cx, to, &a, &o) != OK)
		o = (struct post_outcome){.fate = POST_NEVER, .code = -1};
	return o;
}

static struct post_outcome
judged(enum post_kind k, enum post_why fault, int64_t status, const char *body)
{
	struct post_to to = {.kind = k, .secret = STR_INIT("s3cret"), .expect = k == POST_SMS ? S("\"OK\"")
	    : STR_NONE,
	                          .address = STR_INIT("https://a.example.cn/send?key=k3y-abcdef")};

	return judged_by(&to, fault, status, body);
}

static void
test_judge(void)
{
	static const struct {
		enum post_kind k;
		enum post_why  fault;
		int64_t        status;
		const char    *body;
		enum post_fate fate;
		enum post_why  why;
		const char    *said;
	} rows[] = {
	    {POST_WECOM, 0, 200, "{\"errcode\":0,\"errmsg\":\"ok\"}", POST_SENT, POST_WHY_NONE, "WeCom: ok"},
	    {POST_WECOM, 0, 200, "{\"errcode\":45009,\"errmsg\":\"freq\"}", POST_PAUSE, POST_WHY_RATE,
	    "WeCom: too many a minute"},
	    {POST_WECOM, 0, 200, "{\"errcode\":93000,\"errmsg\":\"bad key\"}", POST_NEVER, POST_WHY_ANSWER,
	    "WeCom: no such robot"},
	    {POST_WECOM, 0, 200, "{\"errcode\":40058,\"errmsg\":\"len\"}", POST_NEVER, POST_WHY_ANSWER,
	    "WeCom: too long"},
	    {POST_WECOM, 0, 200, "{\"errcode\":-1,\"errmsg\":\"busy\"}", POST_LATER, POST_WHY_ANSWER, "WeCom: busy"},
	    {POST_WECOM, 0, 200, "<html>portal</html>", POST_LATER, POST_WHY_GARBLED, "a portal's page is no yes"},
	    {POST_WECOM, 0, 200, "{\"errcode\":\"0\"}", POST_LATER, POST_WHY_GARBLED,
	    "nor is a text that looks like 0"},
	    {POST_WECOM, 0, 200, "", POST_LATER, POST_WHY_GARBLED, "nor nothing"},
	    {POST_DINGTALK, 0, 200, "{\"errcode\":130101,\"errmsg\":\"send too fast\"}", POST_PAUSE, POST_WHY_RATE,
	    "DingTalk: too fast"},
	    {POST_DINGTALK, 0, 200, "{\"errcode\":310000,\"errmsg\":\"sign not match\"}", POST_NEVER,
	    POST_WHY_ANSWER, "DingTalk: signature"},
	    {POST_HOOK, 0, 204, "", POST_SENT, POST_WHY_NONE, "hook: 204"},
	    {POST_HOOK, 0, 302, "", POST_NEVER, POST_WHY_STATUS, "hook: elsewhere is not who was meant"},
	    {POST_HOOK, 0, 404, "no", POST_NEVER, POST_WHY_STATUS, "hook: 404"},
	    {POST_HOOK, 0, 408, "", POST_LATER, POST_WHY_STATUS, "hook: 408"},
	    {POST_HOOK, 0, 429, "", POST_PAUSE, POST_WHY_RATE, "hook: 429"},
	    {POST_HOOK, 0, 500, "oops", POST_LATER, POST_WHY_STATUS, "hook: 500"},
	    {POST_SMS, 0, 200, "{\"Code\":\"OK\"}", POST_SENT, POST_WHY_NONE, "SMS: what success looks like was said"},
	    {POST_SMS, 0, 200, "{\"Code\":\"LIMIT\"}", POST_LATER, POST_WHY_ANSWER, "SMS: anything else is none"},
	    {POST_MAIL, 0, 250, "2.0.0 ok", POST_SENT, POST_WHY_NONE, "mail: 250"},
	    {POST_MAIL, 0, 451, "later", POST_LATER, POST_WHY_STATUS, "mail: grey-listed"},
	    {POST_MAIL, 0, 550, "no such user", POST_NEVER, POST_WHY_STATUS, "mail: 550"},
	    {POST_MAIL, POST_WHY_LOGIN, 535, "", POST_NEVER, POST_WHY_LOGIN, "mail: wrong password"},
	    {POST_WECOM, POST_WHY_SLOW, 0, "", POST_LATER, POST_WHY_SLOW, "no answer"},
	    {POST_WECOM, POST_WHY_UNREACHED, 0, "", POST_LATER, POST_WHY_UNREACHED, "not reached"},
	    {POST_WECOM, POST_WHY_ADDRESS, 0, "", POST_NEVER, POST_WHY_ADDRESS, "an inner address"},
	};
	struct post_outcome o;

	for (size_t i = 0; i < NITEMS(rows); i++) {
		o = judged(rows[i].k, rows[i].fault, rows[i].status, rows[i].body);
		ok(o.fate == rows[i].fate && o.why == rows[i].why, "%s", rows[i].said);
	}
	ok(judged(POST_DINGTALK, 0, 200, "{\"errcode\":130101}").pause == 10 * 60 * 1000,
	    "DingTalk blocks for ten minutes");
	o = judged(POST_WECOM, 0, 200,
	    "{\"errcode\":93000,\"errmsg\":\"invalid https://a.example.cn/send?key=k3y-abcdef\\nkey=k3y-abcdef s3cret end\"}");
	ok(!HAS(o.said, "k3y") && !HAS(o.said, "s3cret") && HAS(o.said, "end"),
	    "of what is answered neither address nor secret is kept: %.*s",
	   STR_ARG(o.said));
	ok(!HAS(o.said, "\n"), "and it is one line");
	o = judged_by(&(struct post_to){.kind = POST_SMS,
	                                .address = S("https://sms.example.cn/send?id=app-0001&key=t0k3n-abcdef&v=1"),
	                                .to = S("13800000000，13900000001"),
	                                .form = S("{\"sign\":\"s1gn-abcdef\",\"to\":\"{{to}}\"}")},
	              0, 400, "13900000001 is barred for t0k3n-abcdef / s1gn-abcdef, 13800000000 too");
	ok(!HAS(o.said, "13900000001") && !HAS(o.said, "13800000000") && !HAS(o.said, "t0k3n") && !HAS(o.said, "s1gn") &&
	       HAS(o.said, "is barred for"),
	   "nor a receiver, a parameter of the address, a word of the body: %.*s", STR_ARG(o.said));
	o = judged(POST_HOOK, 0, 500, "\xff\xfe");
	ok(o.said.n == 0, "what is no text is not kept");
}

int
main(void)
{
	text_use(texts, T_MAX);
	ok(secret_start() == OK, "libsodium");
	cx.arena = arena_new(64 << 20);
	test_wecom();
	test_dingtalk();
	test_hook();
	test_sms();
	test_mail();
	test_addresses();
	test_receivers();
	test_judge();
	arena_free(cx.arena);
	return done();
}
