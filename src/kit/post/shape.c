/* A message becomes the bytes that a robot, a hook or a gateway takes.  Pure. */
#include "kit/post/inside.h"
#include "kit/secret/secret.h"
#include "kit_post_texts.h"

#include <string.h>

/* At most n bytes of it, at a whole character, with … for what is missing; in the arena when it is cut. */
static str
cut(struct ctx *cx, str s, size_t n)
{
	static const char dots[] = "…";

	if (s.n <= n)
		return s;
	n = n > sizeof(dots) - 1 ? n - (sizeof(dots) - 1) : 0;
	while (n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return arena_printf(cx->arena, "%.*s%s", (int)n, s.p, dots);
}

/*
 * What a robot's Markdown would take for more than itself, in its wide form: a name in a text must not make a
 * link or call everybody.
 */
static str
wide(struct ctx *cx, str s)
{
	static const struct {
		char        c;
		const char *as;
	} marks[] = {{'<', "＜"}, {'>', "＞"}, {'[', "［"}, {']', "］"}, {'*', "＊"}, {'`', "｀"}, {'#', "＃"}, {'@', "＠"}};
	struct buf b;
	str        out;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; i < s.n; i++) {
		size_t k = 0;

		while (k < NITEMS(marks) && marks[k].c != s.p[i])
			k++;
		if (k < NITEMS(marks))
			buf_add(&b, str_of(marks[k].as));
		else
			buf_char(&b, s.p[i]);
	}
	return buf_end(&b, &out) == OK ? out : STR_NONE;
}

/* Title, text, link: as long as `most` bytes, of which only the text gives way. */
static str
lines(struct ctx *cx, const struct post_message *m, bool markdown, bool dingtalk, size_t most)
{
	str        title = markdown ? wide(cx, m->title) : m->title, text = markdown ? wide(cx, m->text) : m->text,
	    out;
	str        open = S(""), close = S("\n"), before = S(""), after = S(""), link = m->link.p ? m->link : S("");
	struct buf b;
	size_t     fixed;

	if (markdown) {
		open = dingtalk ? S("#### ") : S("**");
		close = dingtalk ? S("\n\n") : S("**\n");
		before = arena_printf(cx->arena, "%s[%.*s](", dingtalk ? "\n\n" : "\n", STR_ARG(text_get(T_post_look,
		    ZH)));
		after = S(")");
	} else {
		before = S("\n");
	}
	title = cut(cx, title, most / 4);
	fixed = open.n + title.n + close.n + (link.n ? before.n + link.n + after.n : 0);
	text = cut(cx, text, most > fixed ? most - fixed : 0);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	buf_add(&b, open);
	buf_add(&b, title);
	if (text.n) {
		buf_add(&b, close);
		buf_add(&b, text);
	} else if (markdown && !dingtalk) {
		buf_add(&b, S("**"));
	}
	if (link.n) {
		buf_add(&b, before);
		buf_add(&b, link);
		buf_add(&b, after);
	}
	return buf_end(&b, &out) == OK ? out : STR_NONE;
}

/* A line's end in DingTalk's Markdown is two spaces before it. */
static str
hard_ends(struct ctx *cx, str s)
{
	struct buf b;
	str        out;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; i < s.n; i++) {
		bool alone = s.p[i] == '\n' && i > 0 && s.p[i - 1] != '\n' && (i + 1 == s.n || s.p[i + 1] != '\n');

		buf_add(&b, alone ? S("  \n") : str_slice(s, i, i + 1));
	}
	return buf_end(&b, &out) == OK ? out : STR_NONE;
}

size_t
post_room(enum post_kind k, bool markdown)
{
	/* Less what mark-up takes; a wide sign has three bytes, but texts are made of words. */
	return k == POST_WECOM ? (markdown ? POST_WECOM_MARKDOWN : POST_WECOM_TEXT) - 64
	       : k == POST_SMS ? POST_SMS_CHARACTERS
	                       : POST_TEXT_MOST;
}

static enum err
ended(struct ctx *cx, const struct buf *b, str *out)
{
	return buf_end(b, out) == OK ? OK : ctx_no_memory(cx);
}

/* {"msgtype":KIND,KIND:{…}} */
static enum err
robot_body(struct ctx *cx, const struct post_to *to, const struct post_message *m, size_t most, str *out)
{
	bool        dingtalk = to->kind == POST_DINGTALK;
	str         text = lines(cx, m, to->markdown, dingtalk, most);
	struct buf  b;
	struct json j;

	if (!text.p)
		return ctx_no_memory(cx);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "msgtype", to->markdown ? S("markdown") : S("text"));
	json_key(&j, to->markdown ? S("markdown") : S("text"));
	json_obj(&j);
	if (to->markdown && dingtalk) {
		json_kv_str(&j, "title", cut(cx, m->title, 200));
		json_kv_str(&j, "text", hard_ends(cx, text));
	} else {
		json_kv_str(&j, "content", text);
	}
	json_obj_end(&j);
	json_obj_end(&j);
	return ended(cx, &b, out);
}

static enum err
wecom(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *rq)
{
	rq->url = to->address;
	return robot_body(cx, to, m, to->markdown ? POST_WECOM_MARKDOWN : POST_WECOM_TEXT, &rq->body);
}

/* Its limit is on the body, where a quote or line end is two bytes. */
static enum err
dingtalk(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *rq)
{
	size_t     most = POST_TEXT_MOST;
	enum err   e;
	struct buf b;
	digest     d;
	str        at;

	do
		e = robot_body(cx, to, m, most, &rq->body);
	while (e == OK && rq->body.n > POST_DINGTALK_BODY && (most /= 2) > 100);
	rq->url = to->address;
	if (e != OK || !to->secret.n)
		return e;
	at = arena_printf(cx->arena, "%lld\n%.*s", (long long)cx->now, STR_ARG(to->secret));
	d = hmac_sha256(to->secret, at);
	buf_init(&b, cx->arena, BUF_PATH);
	base64_add(&b, (str){(const char *)d.b, sizeof(d.b)});
	if ((e = ended(cx, &b, &at)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	buf_printf(&b, "%.*s%ctimestamp=%lld&sign=", STR_ARG(to->address),
	           str_find(to->address, '?') == SIZE_MAX ? '?' : '&', (long long)cx->now);
	for (size_t i = 0; i < at.n; i++)
		if (at.p[i] == '+' || at.p[i] == '/' || at.p[i] == '=')
			buf_printf(&b, "%%%02X", (unsigned)at.p[i]);
		else
			buf_char(&b, at.p[i]);
	return ended(cx, &b, &rq->url);
}

static enum err
hook(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *rq)
{
	struct buf  b;
	struct json j;
	digest      d;
	enum err    e;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "id", m->id);
	json_kv_i64(&j, "made_at", m->made_at);
	json_kv_str(&j, "title", m->title);
	json_kv_str(&j, "text", cut(cx, m->text, POST_TEXT_MOST));
	json_kv_str(&j, "link", m->link);
	json_obj_end(&j);
	rq->url = to->address;
	if ((e = ended(cx, &b, &rq->body)) != OK)
		return e;
	rq->header[rq->nheader++] = arena_printf(cx->arena, "X-Duban-Time: %lld", (long long)cx->now);
	if (!to->secret.n)
		return OK;
	d = hmac_sha256(to->secret, arena_printf(cx->arena, "%lld.%.*s", (long long)cx->now, STR_ARG(rq->body)));
	buf_init(&b, cx->arena, BUF_PATH);
	buf_add(&b, S("X-Duban-Signature: sha256="));
	digest_add(&b, d);
	return ended(cx, &b, &rq->header[rq->nheader++]);
}

static enum err
sms(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *rq)
{
	static const str  usual = STR_INIT("{\"to\":\"{{to}}\",\"text\":\"{{text}}\",\"id\":\"{{id}}\"}");
	str               one[POST_TO_MOST], all, text, unknown;
	struct buf        b;
	size_t            n;
	enum err          e;

	if ((e = post_receivers(cx, "to", POST_SMS, to->to, one, &n)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ',');
		buf_add(&b, one[i]);
	}
	if ((e = ended(cx, &b, &all)) != OK)
		return e;
	text = cut(cx, m->title, POST_SMS_CHARACTERS);
	if (m->link.n)
		text = arena_printf(cx->arena, "%.*s %.*s", STR_ARG(text), STR_ARG(m->link));
	rq->url = to->address;
	if (to->secret.n)
		rq->header[rq->nheader++] = arena_printf(cx->arena, "Authorization: Bearer %.*s", STR_ARG(to->secret));
	return post_form_fill(cx, to->form.n ? to->form : usual,
	                      (const struct post_field[]){{S("to"), all},
	                                                  {S("title"), m->title},
	                                                  {S("text"), text},
	                                                  {S("link"), m->link.p ? m->link : S("")},
	                                                  {S("id"), m->id}},
	                      5, &unknown, &rq->body);
}

static enum err
mail(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *rq)
{
	str      text = cut(cx, m->text, POST_TEXT_MOST);
	enum err e;

	rq->mail = true;
	rq->url = to->address;
	rq->user = to->user;
	rq->password = to->secret;
	rq->from = to->from;
	if ((e = post_receivers(cx, "to", POST_MAIL, to->to, rq->to, &rq->nto)) != OK)
		return e;
	text = arena_printf(cx->arena, "%.*s%s%.*s", STR_ARG(text), m->link.n ? "\n\n" : "", STR_ARG(m->link));
	return text.p ? post_mail(cx, rq, m, text, &rq->body) : ctx_no_memory(cx);
}

enum err
post_shape(struct ctx *cx, const struct post_to *to, const struct post_message *m, struct post_request *out)
{
	static enum err (*const shape[POST_KIND_MAX])(struct ctx *, const struct post_to *,
	    const struct post_message *,
	                                              struct post_request *) = {
	    [POST_WECOM] = wecom, [POST_DINGTALK] = dingtalk, [POST_MAIL] = mail, [POST_HOOK] = hook,
	    [POST_SMS] = sms};
	struct post_host h;
	enum err         e;

	*out = (struct post_request){0};
	if ((e = post_address_check(cx, "address", to->kind, to->address)) != OK)
		return e;
	/* Only where the operator has said so may a password-less mail go in the open. */
	out->plain = post_host_of(to->address, &h) && post_allowed(&h) && !to->secret.n;
	if (to->kind != POST_MAIL)
		out->header[out->nheader++] = S("Content-Type: application/json; charset=utf-8");
	return shape[to->kind](cx, to, m, out);
}
