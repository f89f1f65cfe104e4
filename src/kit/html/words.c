/* How numbers, times and lengths are worded for people. */
#include "kit/html/html.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/ensure.h"
#include "kit_html_texts.h"

enum { MINUTE = 60000, HOUR = 60 * MINUTE };

/* The narrow space that does not break: between groups of digits and before units. */
#define THIN "\xE2\x80\xAF"
#define MINUS "\xE2\x88\x92"

/* One short text in the making, in the next slot of the ring. */
struct word {
	char  *p;
	size_t n;
};

static struct word
word_new(struct html_cx *h)
{
	return (struct word){h->word[h->at++ % HTML_WORDS], 0};
}

static void
word_add(struct word *w, str s)
{
	ensure(w->n + s.n <= HTML_WORD);
	for (size_t i = 0; i < s.n; i++)
		w->p[w->n++] = s.p[i];
}

static str
word_end(struct word w)
{
	return (str){w.p, w.n};
}

/* At least `width` digits; a group of three is set off when the number has four or more. */
static void
word_number(struct word *w, uint64_t v, size_t width, bool grouped)
{
	char   z[20];
	size_t n = 0;

	do
		z[n++] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	while (n < width)
		z[n++] = '0';
	while (n > 0) {
		word_add(w, (str){&z[--n], 1});
		if (grouped && n > 0 && n % 3 == 0)
			word_add(w, S(THIN));
	}
}

/* Magnitude of v, the smallest one too. */
static uint64_t
magnitude(int64_t v)
{
	return v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
}

static str
number(struct html_cx *h, str sign, uint64_t v, bool grouped)
{
	struct word w = word_new(h);

	word_add(&w, sign);
	word_number(&w, v, 1, grouped);
	return word_end(w);
}

str
html_plain_i64(struct html_cx *h, int64_t v)
{
	return number(h, v < 0 ? S("-") : S(""), magnitude(v), false);
}

str
html_plain_u64(struct html_cx *h, uint64_t v)
{
	return number(h, S(""), v, false);
}

struct html_arg
html_arg_str(struct html_cx *h, str s)
{
	(void)h;
	return (struct html_arg){s.p ? s : S("—"), false};
}

struct html_arg
html_arg_html(struct html_cx *h, html v)
{
	(void)h;
	return (struct html_arg){html_bytes(v), true};
}

struct html_arg
html_arg_i64(struct html_cx *h, int64_t v)
{
	return (struct html_arg){number(h, v < 0 ? S(MINUS) : S(""), magnitude(v), true), false};
}

struct html_arg
html_arg_opt(struct html_cx *h, opt_i64 v)
{
	return v.some ? html_arg_i64(h, v.v) : (struct html_arg){S("—"), false};
}

struct html_arg
html_arg_u64(struct html_cx *h, uint64_t v)
{
	return (struct html_arg){number(h, S(""), v, true), false};
}

struct html_arg
html_arg_key(struct html_cx *h, text_id id)
{
	return (struct html_arg){text_get(id, h->lang), false};
}

struct html_arg
html_arg_day(struct html_cx *h, day d)
{
	struct word w = word_new(h);
	char        z[DAY_TEXT];

	word_add(&w, day_format(d, z));
	return (struct html_arg){word_end(w), false};
}

/* A sentence of the catalogue in a slot; the arguments may live in other slots. */
static str
sentence(struct html_cx *h, text_id id, str a, str b)
{
	struct word w = word_new(h);
	str         s = text_get(id, h->lang);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '{' && i + 2 < s.n && (s.p[i + 1] == '0' || s.p[i + 1] == '1')) {
			word_add(&w, s.p[i + 1] == '0' ? a : b);
			i += 2;
		} else {
			word_add(&w, (str){s.p + i, 1});
		}
	}
	return word_end(w);
}

static str
two_digits(struct html_cx *h, int64_t v)
{
	struct word w = word_new(h);

	word_number(&w, (uint64_t)v, 2, false);
	return word_end(w);
}

static str
time_of_day(struct html_cx *h, int32_t ms)
{
	struct word w = word_new(h);

	word_number(&w, (uint64_t)(ms / HOUR), 2, false);
	word_add(&w, S(":"));
	word_number(&w, (uint64_t)(ms / MINUTE % 60), 2, false);
	return word_end(w);
}

/* The house form of an instant; `clock` asks for the time of day on other days too. */
static str
instant(struct html_cx *h, int64_t at, bool full, bool clock)
{
	struct word w;
	day         d, today;
	int32_t     ms, now_ms;
	char        z[DAY_TEXT];
	str         text;

	if (!day_of_ms(at, h->zone, &d, &ms) || !day_of_ms(h->now, h->zone, &today, &now_ms))
		return S("—");
	if (!full && (d.v == today.v || d.v + 1 == today.v))
		return sentence(h, d.v == today.v ? T_html_today : T_html_yesterday, time_of_day(h, ms),
		                S(""));
	text = day_format(d, z);
	if (!full && day_year(d) == day_year(today))
		text = str_slice(text, 5, text.n);
	w = word_new(h);
	word_add(&w, text);
	if (clock) {
		word_add(&w, S(" "));
		word_add(&w, time_of_day(h, ms));
	}
	return word_end(w);
}

str
html_when(struct html_cx *h, int64_t ms)
{
	return instant(h, ms, false, false);
}

str
html_moment(struct html_cx *h, int64_t ms)
{
	return instant(h, ms, false, true);
}

str
html_date(struct html_cx *h, int64_t ms)
{
	return instant(h, ms, true, false);
}

str
html_stamp(struct html_cx *h, int64_t ms)
{
	return instant(h, ms, true, true);
}

str
html_iso(struct html_cx *h, int64_t ms)
{
	struct word w = word_new(h);
	struct buf  b;
	day         d;
	int32_t     rest;

	if (!day_of_ms(ms, h->zone, &d, &rest))
		return S("—");
	buf_init(&b, h->b->arena, HTML_WORD);
	clock_add_iso(&b, ms, h->zone);
	word_add(&w, buf_str(&b));
	return word_end(w);
}

str
html_span(struct html_cx *h, int64_t ms)
{
	int64_t minutes = ms / MINUTE;

	if (ms >= 0 && ms < MINUTE)
		return sentence(h, T_html_span_none, S(""), S(""));
	if (ms < 0)
		return html_span(h, 0);
	if (minutes < 60)
		return sentence(h, T_html_span_minutes, html_plain_i64(h, minutes), S(""));
	if (minutes < 4 * 60)
		return sentence(h, T_html_span_hours_minutes, html_plain_i64(h, minutes / 60),
		                two_digits(h, minutes % 60));
	if (minutes < 24 * 60)
		return sentence(h, T_html_span_hours, html_plain_i64(h, minutes / 60), S(""));
	return sentence(h, T_html_span_days, html_arg_i64(h, minutes / (24 * 60)).s, S(""));
}

str
html_left(struct html_cx *h, int64_t ms)
{
	/* INT64_MIN has no opposite; one millisecond off makes no difference to its days. */
	int64_t length = ms == INT64_MIN ? INT64_MAX : ms < 0 ? -ms : ms;

	if (length < MINUTE)
		return text_get(ms < 0 ? T_html_over_none : T_html_left_none, h->lang);
	return sentence(h, ms < 0 ? T_html_over : T_html_left, html_span(h, length), S(""));
}

str
html_percent(struct html_cx *h, int64_t permille)
{
	struct word w = word_new(h);
	uint64_t    v = magnitude(permille);

	word_add(&w, permille < 0 ? S(MINUS) : S(""));
	word_number(&w, v / 10, 1, true);
	word_add(&w, S("."));
	word_number(&w, v % 10, 1, false);
	word_add(&w, S(THIN "%"));
	return word_end(w);
}

#define OR_DASH(how)                                                                              \
	str how##_opt(struct html_cx *h, opt_i64 v)                                                \
	{                                                                                          \
		return v.some ? how(h, v.v) : S("—");                                               \
	}
OR_DASH(html_when)
OR_DASH(html_moment)
OR_DASH(html_date)
OR_DASH(html_stamp)
OR_DASH(html_iso)
OR_DASH(html_left)
OR_DASH(html_span)
OR_DASH(html_percent)
