/* A mail as RFC 5322 and 2047 have it.  Pure. */
#include "base/day.h"
#include "kit/post/inside.h"
#include "kit/secret/secret.h"

/* 45 bytes are 60 signs of Base64, 73 with what stands round them: a line may have 76.  "Subject: " takes its part. */
enum { FIRST_BYTES = 39, WORD_BYTES = 45, LINE_BYTES = 57 };

static bool
is_plain(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < ' ' || s.p[i] > '~')
			return false;
	return s.n <= 60;
}

static void
subject(struct buf *b, str s)
{
	buf_add(b, S("Subject: "));
	if (is_plain(s)) {
		buf_add(b, s);
		buf_add(b, S("\r\n"));
		return;
	}
	for (bool first = true; s.n; first = false) {
		size_t most = first ? FIRST_BYTES : WORD_BYTES, n = s.n < most ? s.n : most;

		while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xc0) == 0x80)
			n--;
		buf_add(b, first ? S("=?UTF-8?B?") : S(" =?UTF-8?B?"));
		base64_add(b, str_slice(s, 0, n));
		buf_add(b, S("?=\r\n"));
		s = str_slice(s, n, s.n);
	}
}

static void
date(struct buf *b, int64_t at, int zone)
{
	static const char days[][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
	                  months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct day_ymd ymd;
	int32_t        ms;
	day            d;
	int            off = zone < 0 ? -zone : zone;

	if (!day_of_ms(at, zone, &d, &ms))
		return;
	ymd = day_to_ymd(d);
	buf_printf(b, "Date: %s, %d %s %d %02d:%02d:%02d %c%02d%02d\r\n", days[day_weekday(d) - 1], ymd.day,
	           months[ymd.month - 1], ymd.year, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, zone < 0 ? '-'
	           : '+',
	           off / 60, off % 60);
}

enum err
post_mail(struct ctx *cx, const struct post_request *rq, const struct post_message *m, str text, str *out)
{
	str        domain = rq->from;
	struct buf b;

	(void)str_cut(&domain, '@');
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	date(&b, cx->now, cx->zone);
	buf_printf(&b, "From: <%.*s>\r\nTo: ", STR_ARG(rq->from));
	for (size_t i = 0; i < rq->nto; i++)
		buf_printf(&b, "%s<%.*s>", i ? ",\r\n " : "", STR_ARG(rq->to[i]));
	buf_add(&b, S("\r\n"));
	subject(&b, m->title);
	buf_printf(&b, "Message-ID: <duban.%.*s.%lld@%.*s>\r\n", STR_ARG(m->id), (long long)m->made_at,
	    STR_ARG(domain));
	buf_add(&b, S("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
	              "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"));
	for (size_t i = 0; i < text.n; i += LINE_BYTES) {
		base64_add(&b, str_slice(text, i, i + LINE_BYTES));
		buf_add(&b, S("\r\n"));
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}
