/* What an answer means: sent, later, too many, never.  Pure. */
#include "base/utf8.h"
#include "kit/json/tree.h"
#include "kit/post/inside.h"
#include "kit_post_texts.h"

static const text_id labels[POST_WHY_MAX] = {
#define X(name, label) [POST_WHY_##name] = label,
    POST_WHYS(X)
#undef X
};

text_id
post_why_label(enum post_why w)
{
	return labels[w < POST_WHY_MAX ? w : POST_WHY_NONE];
}

/* What each robot's codes mean; any other is tried again. */
static const struct {
	enum post_kind kind;
	int64_t        code;
	enum post_fate fate;
	int64_t        pause;
} codes[] = {
    {POST_WECOM, 45009, POST_PAUSE, POST_PAUSE_MS},         /* more than 20 a minute */
    {POST_WECOM, 45033, POST_PAUSE, POST_PAUSE_MS},         /* too many at once */
    {POST_WECOM, 40058, POST_NEVER, 0},                     /* wrong or too long */
    {POST_WECOM, 40008, POST_NEVER, 0},                     /* no such kind of message */
    {POST_WECOM, 93000, POST_NEVER, 0},                     /* no such robot */
    {POST_WECOM, 93008, POST_NEVER, 0},                     /* not in the group any more */
    {POST_DINGTALK, 130101, POST_PAUSE, POST_PAUSE_LONG_MS}, /* more than 20 a minute: blocked for ten */
    {POST_DINGTALK, 660026, POST_PAUSE, POST_PAUSE_LONG_MS},
    {POST_DINGTALK, 90030, POST_NEVER, 0},                  /* the organisation's quota */
    {POST_DINGTALK, 310000, POST_NEVER, 0},                 /* keyword, signature or address */
    {POST_DINGTALK, 300001, POST_NEVER, 0},                 /* no such token */
    {POST_DINGTALK, 300005, POST_NEVER, 0},
    {POST_DINGTALK, 400101, POST_NEVER, 0},                 /* no token */
    {POST_DINGTALK, 400102, POST_NEVER, 0},                 /* the robot is off */
    {POST_DINGTALK, 400105, POST_NEVER, 0},                 /* no such kind of message */
    {POST_DINGTALK, 430101, POST_NEVER, 0},                 /* unsafe link */
};

/* Where one of them begins in s, and how long it is; what is shorter than four characters hides nothing. */
static size_t
find_secret(str s, const str *hide, size_t n, size_t *len)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		size_t at = hide[i].n >= 4 ? str_find_str(s, hide[i]) : SIZE_MAX;

		if (at < first) {
			first = at;
			*len = hide[i].n;
		}
	}
	return first;
}

enum { HIDE_MOST = 100, LONG_PART = 8 };

static bool
is_one_of(char c, const char *set)
{
	while (*set && *set != c)
		set++;
	return *set != 0;
}

/* The parts of s between any of `ends`, those of at least `least` bytes: a token of an address, a receiver. */
static void
hide_parts(str s, const char *ends, size_t least, str *hide, size_t *n)
{
	size_t from = 0;

	for (size_t i = 0; i <= s.n && *n < HIDE_MOST; i++) {
		/* The separators of Chinese are three bytes, none of which is in a receiver. */
		if (i < s.n && !is_one_of(s.p[i], ends) && (least > 1 || (unsigned char)s.p[i] < 0x80))
			continue;
		if (i - from >= least)
			hide[(*n)++] = str_slice(s, from, i);
		from = i + 1;
	}
}

/* Its words as a line that can be shown: no control characters, nothing of what opens the channel. */
static enum err
words(struct ctx *cx, const struct post_to *to, str body, str *out)
{
	str        hide[HIDE_MOST];
	size_t     len = 0, nhide = 0;
	struct buf b;

	*out = S("");
	if (!utf8_valid(body))
		return OK;
	hide[nhide++] = to->address;
	hide[nhide++] = to->secret;
	hide[nhide++] = to->user;
	hide[nhide++] = to->from;
	hide_parts(to->address, "/?&=", LONG_PART, hide, &nhide);
	hide_parts(to->to, ",; \r\n", 1, hide, &nhide);
	hide_parts(to->form, "\"", LONG_PART, hide, &nhide);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (body.n) {
		size_t at = find_secret(body, hide, nhide, &len);
		str    piece = str_slice(body, 0, at);

		for (size_t i = 0; i < piece.n; i++)
			buf_char(&b, (unsigned char)piece.p[i] < ' ' || piece.p[i] == 0x7f ? ' ' : piece.p[i]);
		if (at == SIZE_MAX)
			break;
		buf_add(&b, S("***"));
		body = str_slice(body, at + len, body.n);
	}
	if (b.err)
		return ctx_no_memory(cx);
	*out = utf8_cut(str_trim(buf_str(&b)), POST_SAID_MOST);
	/* Marks that hide or turn text round. */
	if (utf8_has_controls(*out))
		*out = S("");
	return OK;
}

static enum err
judge_robot(struct ctx *cx, const struct post_to *to, const struct post_answer *a, struct post_outcome *o)
{
	const struct jval *v;
	str                said = S("");
	enum err           e = jval_parse(cx, a->body, &jlimit_payload, &v);

	if (e == ERR_MEMORY)
		return e;
	if (e != OK || !jval_i64(jval_get(v, S("errcode")), &o->code)) {
		ctx_forget(cx);
		o->why = POST_WHY_GARBLED;
		return OK;
	}
	if (o->code == 0) {
		o->fate = POST_SENT;
		return OK;
	}
	o->why = POST_WHY_ANSWER;
	for (size_t i = 0; i < NITEMS(codes); i++)
		if (codes[i].kind == to->kind && codes[i].code == o->code) {
			o->fate = codes[i].fate;
			o->pause = codes[i].pause;
		}
	if (o->fate == POST_PAUSE)
		o->why = POST_WHY_RATE;
	(void)jval_str(jval_get(v, S("errmsg")), &said);
	return words(cx, to, said, &o->said);
}

static enum err
judge_status(struct ctx *cx, const struct post_to *to, const struct post_answer *a, struct post_outcome *o)
{
	o->code = a->status;
	o->why = POST_WHY_STATUS;
	if (a->status == 429 || a->status == 503) {
		o->fate = POST_PAUSE;
		o->why = POST_WHY_RATE;
		o->pause = POST_PAUSE_MS;
	} else if (a->status >= 400 && a->status < 500 && a->status != 408 && a->status != 425) {
		o->fate = POST_NEVER;
	} else if (a->status >= 300 && a->status < 400) {
		/* Whoever sends us elsewhere is not who was meant. */
		o->fate = POST_NEVER;
	}
	return words(cx, to, a->body, &o->said);
}

enum err
post_judge(struct ctx *cx, const struct post_to *to, const struct post_answer *a, struct post_outcome *out)
{
	*out = (struct post_outcome){.fate = POST_LATER, .why = a->fault, .code = a->status, .said = S("")};
	if (a->fault == POST_WHY_ADDRESS || a->fault == POST_WHY_LOGIN)
		out->fate = POST_NEVER;
	if (a->fault != POST_WHY_NONE)
		return OK;
	if (to->kind == POST_MAIL) {
		out->fate = a->status >= 200 && a->status < 300 ? POST_SENT : a->status >= 500 ? POST_NEVER
		    : POST_LATER;
		out->why = out->fate == POST_SENT ? POST_WHY_NONE : POST_WHY_STATUS;
		return words(cx, to, a->body, &out->said);
	}
	if (a->status < 200 || a->status >= 300)
		return judge_status(cx, to, a, out);
	if (to->kind == POST_WECOM || to->kind == POST_DINGTALK)
		return judge_robot(cx, to, a, out);
	if (!to->expect.n || str_find_str(a->body, to->expect) != SIZE_MAX) {
		out->fate = POST_SENT;
		return OK;
	}
	out->why = POST_WHY_ANSWER;
	return words(cx, to, a->body, &out->said);
}
