/* The bulletin as lines to paste into a group. */
#include "judge/bulletin/inside.h"

#include "base/clock.h"
#include "judge_bulletin_texts.h"

static void
line(const struct ctx *cx, struct buf *b, text_id id, const str *arg, size_t n)
{
	text_add(b, id, cx->lang, arg, n);
	buf_char(b, '\n');
}
#define LINE(cx, b, id, ...) \
	line(cx, b, id, (const str[]){__VA_ARGS__}, sizeof((const str[]){__VA_ARGS__}) / sizeof(str))

static str
num(const struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static str
moment(const struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	clock_add_second(&b, at, cx->zone);
	return buf_str(&b);
}

/* What is read on a telephone, in a group: each number with its word, none that is 0. */
static void
rows(const struct ctx *cx, struct buf *b, text_id head, text_id own, const struct bulletin_row *row, size_t n)
{
	static const enum bulletin_number said[] = {BULLETIN_STOCK, BULLETIN_OVERDUE, BULLETIN_SOON,
	                                            BULLETIN_FRESH, BULLETIN_CLOSED,  BULLETIN_LISTED};
	struct buf none;

	if (n == 0)
		return;
	buf_init(&none, cx->arena, BUF_PAGE);
	buf_char(b, '\n');
	LINE(cx, b, head, STR_NONE);
	for (size_t i = 0; i < n; i++) {
		str  name = row[i].name.p ? row[i].name : text_get(own, cx->lang);
		bool any = false;

		for (size_t k = 0; k < NITEMS(said); k++) {
			int64_t x = row[i].sums.n[said[k]];

			if (x == 0)
				continue;
			if (!any)
				text_add(b, T_bulletin_text_row, cx->lang, &name, 1);
			text_add(b, any ? T_bulletin_text_then : T_bulletin_text_first, cx->lang,
			         (const str[]){text_get(bulletin_label(said[k]), cx->lang), num(cx, x)}, 2);
			any = true;
		}
		if (any)
			buf_char(b, '\n');
		else
			text_add(&none, none.n ? T_bulletin_text_also : T_bulletin_text_name, cx->lang, &name, 1);
	}
	if (none.n)
		LINE(cx, b, T_bulletin_text_nothing, buf_str(&none));
}

static void
issued(const struct ctx *cx, struct buf *b, const struct bulletin_edition *o)
{
	str post = o->post_name.p ? o->post_name : o->unit_name, as = post;

	if (o->unit_name.p && o->post_name.p)
		as = arena_printf(cx->arena, "%.*s%s%.*s", STR_ARG(o->unit_name), cx->lang == EN ? ", " : "",
		                  STR_ARG(post));
	if (o->before)
		LINE(cx, b, T_bulletin_text_again, num(cx, o->edition), num(cx, o->before), as);
	else
		LINE(cx, b, T_bulletin_text_edition, num(cx, o->edition), as);
}

enum err
bulletin_words(struct ctx *cx, const struct bulletin_show *o, const struct bulletin_edition *edition, str *text)
{
	const int64_t *x = o->sums.n;
	struct buf     b, seal;

	buf_init(&seal, cx->arena, BUF_PATH);
	for (size_t i = 0; i < 8; i += 2) {
		if (i)
			buf_char(&seal, ' ');
		buf_hex(&seal, o->head.seal.b + i, 2);
	}
	buf_init(&b, cx->arena, BUF_PAGE);
	LINE(cx, &b, T_bulletin_text_head, o->head.place_name, o->head.day_text);
	if (edition)
		issued(cx, &b, edition);
	else
		LINE(cx, &b, T_bulletin_text_draft, STR_NONE);
	LINE(cx, &b, T_bulletin_text_sum, num(cx, x[BULLETIN_OPENING]), num(cx, x[BULLETIN_FRESH]),
	     num(cx, x[BULLETIN_CLOSED]), num(cx, x[BULLETIN_STOCK]));
	LINE(cx, &b, T_bulletin_text_due, num(cx, x[BULLETIN_OVERDUE]), num(cx, x[BULLETIN_SOON]));
	LINE(cx, &b, T_bulletin_text_done, num(cx, x[BULLETIN_ON_TIME]), num(cx, x[BULLETIN_LATE]),
	     num(cx, x[BULLETIN_PROVEN]));
	if (edition && edition->listed)
		LINE(cx, &b, T_bulletin_text_listed, num(cx, edition->listed), moment(cx, edition->due_at));
	rows(cx, &b, T_bulletin_text_places, T_bulletin_itself, o->place, o->nplace);
	rows(cx, &b, T_bulletin_text_units, T_bulletin_nobody, o->unit, o->nunit);
	for (size_t i = 0; i < o->npromise; i++)
		LINE(cx, &b, o->promise[i].days ? T_bulletin_text_draw : T_bulletin_text_draw_batch, o->promise[i].on,
		     o->promise[i].promise, num(cx, o->promise[i].days));
	buf_char(&b, '\n');
	LINE(cx, &b, T_bulletin_text_foot, moment(cx, o->head.cut), num(cx, o->head.position), buf_str(&seal));
	LINE(cx, &b, T_bulletin_text_only, STR_NONE);
	return buf_end(&b, text);
}
