/* The layout of the tall picture.  Pure: what there is, and where it stands. */
#include "base/utf8.h"
#include "kit/picture/drawing.h"
#include "show/handout/content.h"
#include "show_frame_texts.h"
#include "show_handout_texts.h"

/* The look: docs/pictures, "bulletin". */
enum {
	PAD = 32,
	IN = TALL_WIDE - 2 * PAD,
	INK = 0x1b2430,
	MUTED = 0x566273,
	LINE = 0xdde2e9,
	FAINT = 0xeaeef3,
	RED = 0xb3261e,
	DARK_RED = 0x8c1d18,
	RED_GROUND = 0xfde7e5,
	GREEN = 0x1b5e20,
	GREEN_GROUND = 0xe3f3e5,
	BLUE = 0x134a8e,
	BLUE_GROUND = 0xedf2fb,
	BAR = 0x8fabd0,
	GREY_GROUND = 0xe8ebef,
	WORDS = 160 /* characters of any one text */
};

struct page {
	struct drawing        d;
	enum lang             lang;
	const struct handout *h;
	int                   y;
};

static const struct drawing_style text = {.size = 19, .line = 28, .colour = INK},
                                  bold = {.size = 19, .line = 28, .colour = INK, .bold = true},
                                  note = {.size = 16, .line = 24, .colour = MUTED};

static struct drawing_style
with(struct drawing_style s, uint32_t colour, enum drawing_align align)
{
	s.colour = colour;
	s.align = align;
	return s;
}

static struct drawing_style
lines(struct drawing_style s, int n)
{
	s.lines = n;
	return s;
}

static void
put(struct page *p, int x, int y, int w, struct drawing_style s, str words)
{
	drawing_text(&p->d, x, y, w, &s, utf8_len(words) > WORDS ? utf8_cut(words, WORDS) : words);
}

static str
say(struct page *p, text_id id, str a, str b)
{
	struct buf out;

	buf_init(&out, p->d.b.arena, BUF_LINE);
	text_add(&out, id, p->lang, (const str[]){a, b}, 2);
	return buf_str(&out);
}

static str
word(struct page *p, text_id id)
{
	return text_get(id, p->lang);
}

/* 1 284: a thin space before each three. */
static str
number(struct page *p, int64_t n)
{
	if (n < 1000)
		return arena_printf(p->d.b.arena, "%lld", (long long)n);
	if (n < 1000000)
		return arena_printf(p->d.b.arena, "%lld\xe2\x80\x89%03lld", (long long)(n / 1000),
		                    (long long)(n % 1000));
	return arena_printf(p->d.b.arena, "%lld\xe2\x80\x89%03lld\xe2\x80\x89%03lld", (long long)(n / 1000000),
	                    (long long)(n / 1000 % 1000), (long long)(n % 1000));
}

static str
percent(struct page *p, int64_t n, int64_t of)
{
	int64_t permille = of ? (n * 1000 + of / 2) / of : 0;

	if (!of)
		return S("\xe2\x80\x94");
	return arena_printf(p->d.b.arena, "%lld.%lld %%", (long long)(permille / 10), (long long)(permille % 10));
}

static void
rule(struct page *p, int y, uint32_t colour)
{
	drawing_box(&p->d, PAD, y, IN, 1, 0, colour);
}

/* ---- Head ------------------------------------------------------------------------------------------ */

static void
head(struct page *p)
{
	const struct handout       *h = p->h;
	const struct drawing_style place = {.size = 24, .line = 36, .colour = RED, .bold = true, .serif = true},
	                           title = {.size = 50, .line = 68, .colour = RED, .bold = true, .serif = true},
	                           tag = {.size = 16, .line = 26, .colour = MUTED, .align = DRAWING_RIGHT};

	put(p, PAD, 34, IN, with(place, RED, DRAWING_CENTRE), h->place);
	put(p, PAD, 68, IN, with(title, RED, DRAWING_CENTRE), h->title);
	put(p, PAD, 146, IN, with(text, INK, DRAWING_CENTRE), say(p, T_handout_edition, h->day, h->edition));
	if (h->demo)
		drawing_tag(&p->d, PAD, 147, IN, &tag, GREY_GROUND, word(p, T_frame_demo));
	drawing_box(&p->d, PAD, 190, IN, 4, 0, RED);
	drawing_box(&p->d, PAD, 197, IN, 1, 0, RED);
	p->y = 222;
}

/* ---- Figures ---------------------------------------------------------------------------------------- */

static void
figure(struct page *p, int x, int w, uint32_t colour, int64_t n, enum bulletin_number label, str below)
{
	struct drawing_style big = {.size = n < 10000 ? 54 : 42, .line = 66, .colour = colour, .bold = true};

	put(p, x, p->y, w, with(big, colour, DRAWING_CENTRE), number(p, n));
	put(p, x, p->y + 66, w, with(text, INK, DRAWING_CENTRE), word(p, bulletin_label(label)));
	put(p, x, p->y + 94, w, with(note, MUTED, DRAWING_CENTRE), below);
}

static void
sign(struct page *p, int x, str s)
{
	const struct drawing_style thin = {.size = 34, .line = 66};

	put(p, x, p->y, 36, with(thin, MUTED, DRAWING_CENTRE), s);
}

/* opening + new − closed = stock */
static void
balance(struct page *p)
{
	enum { W = 145, GAP = 29, STEP = W + GAP };
	const int64_t *n = p->h->sums.n;

	drawing_box(&p->d, PAD + 3 * STEP, p->y - 8, IN - 3 * STEP, 138, 12, BLUE_GROUND);
	figure(p, PAD, W, INK, n[BULLETIN_OPENING], BULLETIN_OPENING, word(p, T_handout_at_start));
	figure(p, PAD + STEP, W, INK, n[BULLETIN_FRESH], BULLETIN_FRESH, word(p, T_handout_filed));
	figure(p, PAD + 2 * STEP, W, INK, n[BULLETIN_CLOSED], BULLETIN_CLOSED, word(p, T_handout_ended));
	figure(p, PAD + 3 * STEP, IN - 3 * STEP, BLUE, n[BULLETIN_STOCK], BULLETIN_STOCK, word(p, T_handout_at_end));
	sign(p, PAD + STEP - GAP - 4, S("+"));
	sign(p, PAD + 2 * STEP - GAP - 4, S("\xe2\x88\x92"));
	sign(p, PAD + 3 * STEP - GAP - 8, S("="));
	p->y += 150;
}

static void
tile(struct page *p, int i, text_id label, int64_t n, uint32_t colour, str first, str second)
{
	enum { W = 228 };
	const struct drawing_style big = {.size = 34, .line = 46, .bold = true};
	int                        x = PAD + i * W + (i ? 16 : 0), w = W - (i ? 20 : 8);

	if (i)
		drawing_box(&p->d, PAD + i * W, p->y, 1, 146, 0, LINE);
	put(p, x, p->y + 10, w, text, word(p, label));
	put(p, x, p->y + 38, w, with(big, colour, DRAWING_LEFT), number(p, n));
	drawing_more(&p->d, 6, &text, word(p, T_handout_pieces));
	put(p, x, p->y + 86, w, note, first);
	put(p, x, p->y + 110, w, note, second);
}

static void
tiles(struct page *p)
{
	const int64_t *n = p->h->sums.n;

	rule(p, p->y, LINE);
	tile(p, 0, bulletin_label(BULLETIN_OVERDUE), n[BULLETIN_OVERDUE], n[BULLETIN_OVERDUE] ? RED : INK,
	     say(p, T_handout_of_stock, percent(p, n[BULLETIN_OVERDUE], n[BULLETIN_STOCK]), STR_NONE), p->h->whole);
	tile(p, 1, bulletin_label(BULLETIN_SOON), n[BULLETIN_SOON], INK, word(p, T_handout_soon_first),
	     word(p, T_handout_soon_second));
	tile(p, 2, bulletin_label(BULLETIN_ON_TIME), n[BULLETIN_ON_TIME], INK,
	     say(p, T_handout_late, number(p, n[BULLETIN_LATE]), percent(p, n[BULLETIN_ON_TIME], n[BULLETIN_CLOSED])),
	     say(p, T_handout_proven, number(p, n[BULLETIN_PROVEN]), number(p, n[BULLETIN_OTHERWISE])));
	p->y += 146;
	rule(p, p->y, LINE);
	p->y += 34;
}

/* ---- Tables ------------------------------------------------------------------------------------------ */

static void
section(struct page *p, str title, str beside)
{
	const struct drawing_style h2 = {.size = 25, .line = 36, .colour = INK, .bold = true};

	put(p, PAD, p->y, 430, h2, title);
	put(p, PAD + 436, p->y + 10, IN - 436, with(note, MUTED, DRAWING_RIGHT), beside);
	p->y += 46;
}

static const enum bulletin_number columns[] = {BULLETIN_OVERDUE, BULLETIN_SOON, BULLETIN_FRESH, BULLETIN_CLOSED};
enum { NAME_W = 212, BAR_X = PAD + NAME_W + 8, BAR_W = 150, COLUMN_X = 454, COLUMN_W = 66, ROW = 40 };

/* In the district's own picture "芗城区" need not stand before each name. */
static str
short_name(const struct page *p, str name)
{
	str place = p->h->place;

	return place.n && name.n > place.n && str_starts(name, place) ? str_slice(name, place.n, name.n) : name;
}

static void
column_heads(struct page *p)
{
	static const text_id heads[] = {T_handout_c_overdue, T_handout_c_soon, T_handout_c_fresh, T_handout_c_closed};

	put(p, BAR_X, p->y, BAR_W, note, word(p, bulletin_label(BULLETIN_STOCK)));
	for (size_t i = 0; i < NITEMS(columns); i++)
		put(p, COLUMN_X + (int)i * COLUMN_W, p->y, COLUMN_W, with(note, MUTED, DRAWING_RIGHT),
		    word(p, heads[i]));
	p->y += 28;
}

static void
numbers(struct page *p, const int64_t *n, bool sum)
{
	for (size_t i = 0; i < NITEMS(columns); i++) {
		int64_t              v = n[columns[i]];
		bool                 late = columns[i] == BULLETIN_OVERDUE && v > 0;
		struct drawing_style s = late || sum ? bold : text;

		put(p, COLUMN_X + (int)i * COLUMN_W, p->y + 6, COLUMN_W,
		    with(s, late ? RED : v ? INK : MUTED, DRAWING_RIGHT), number(p, v));
	}
}

/* Overdue and the rest of the stock as one bar, its length against the longest. */
static void
bar(struct page *p, const int64_t *n, int64_t longest)
{
	int64_t stock = n[BULLETIN_STOCK], late = n[BULLETIN_OVERDUE];
	int     w = longest ? (int)(stock * BAR_W / longest) : 0, red = stock ? (int)(late * w / stock) : 0;

	if (stock && w < 3)
		w = 3;
	if (late && red < 2)
		red = 2;
	if (w > red)
		drawing_box(&p->d, BAR_X + red, p->y + 10, w - red, 20, 0, BAR);
	if (red)
		drawing_box(&p->d, BAR_X, p->y + 10, red, 20, 0, RED);
	put(p, BAR_X + w + 8, p->y + 6, 80, bold, number(p, stock));
}

static bool
more_urgent(const struct handout_row *a, const struct handout_row *b)
{
	const int64_t *x = a->sums->n, *y = b->sums->n;

	if (x[BULLETIN_OVERDUE] != y[BULLETIN_OVERDUE])
		return x[BULLETIN_OVERDUE] > y[BULLETIN_OVERDUE];
	return x[BULLETIN_STOCK] > y[BULLETIN_STOCK];
}

/* Whether a row is among the `most` most urgent; of equal ones the earlier. */
static bool
stays(const struct handout_row *row, size_t n, size_t i, size_t most)
{
	size_t before = 0;

	for (size_t k = 0; n > most && k < n; k++)
		before += k != i && (more_urgent(&row[k], &row[i]) || (k < i && !more_urgent(&row[i], &row[k])));
	return before < most;
}

static void
table(struct page *p, str title, str beside, const struct handout_row *row, size_t n, size_t most, text_id cut)
{
	int64_t longest = 0;

	if (n == 0)
		return;
	section(p, title, beside);
	column_heads(p);
	for (size_t i = 0; i < n; i++)
		longest = row[i].sums->n[BULLETIN_STOCK] > longest ? row[i].sums->n[BULLETIN_STOCK] : longest;
	for (size_t i = 0; i < n; i++) {
		if (!stays(row, n, i, most))
			continue;
		put(p, PAD, p->y + 6, NAME_W, text, short_name(p, row[i].name));
		bar(p, row[i].sums->n, longest);
		numbers(p, row[i].sums->n, false);
		rule(p, p->y + ROW - 1, FAINT);
		p->y += ROW;
	}
	if (n > most) {
		put(p, PAD, p->y + 6, IN, note, say(p, cut, number(p, (int64_t)(n - most)), STR_NONE));
		p->y += 32;
	}
	drawing_box(&p->d, PAD, p->y - 1, IN, 2, 0, INK);
	put(p, PAD, p->y + 7, NAME_W, bold, word(p, T_handout_sum));
	put(p, BAR_X, p->y + 7, BAR_W, bold, number(p, p->h->sums.n[BULLETIN_STOCK]));
	p->y++;
	numbers(p, p->h->sums.n, true);
	p->y += ROW + 34;
}

/* ---- Cases, with what they looked like -------------------------------------------------------------- */

enum { SHOT_W = 168, SHOT_H = 196, SHOT_GAP = 6, CASE_H = 230, SIDE_X = PAD + 2 * SHOT_W + SHOT_GAP + 18 };

static void
shot(struct page *p, int x, const struct handout_photo *s)
{
	const struct drawing_style small = {.size = 15, .line = 25, .colour = INK, .bold = true};

	if (s->jpeg.p) {
		drawing_photo(&p->d, x, p->y, SHOT_W, SHOT_H, 6, s->jpeg);
		drawing_tag(&p->d, x + 6, p->y + 6, SHOT_W - 12, &small, 0xFFFFFF, s->label);
		return;
	}
	drawing_box(&p->d, x, p->y, SHOT_W, SHOT_H, 6, GREY_GROUND);
	put(p, x + 14, p->y + SHOT_H / 2 - 36, SHOT_W - 28, with(bold, MUTED, DRAWING_CENTRE), s->label);
	put(p, x + 14, p->y + SHOT_H / 2 - 6, SHOT_W - 28, lines(with(note, MUTED, DRAWING_CENTRE), 2), s->why);
}

static const struct drawing_style tag_style = {.size = 16, .line = 28, .colour = DARK_RED, .bold = true};

/* Number, class, and how late it is. */
static void
title_of(struct page *p, int x, int w, size_t i, const struct handout_case *c, bool late)
{
	const struct drawing_style title = {.size = 21, .line = 30, .colour = INK, .bold = true},
	                           mark = {.size = 16, .line = 28, .bold = true};
	int                        side = late && c->left.p ? 106 : 0;

	drawing_box(&p->d, x, p->y + 1, 28, 28, 6, INK);
	put(p, x, p->y + 1, 28, with(mark, 0xFFFFFF, DRAWING_CENTRE), number(p, (int64_t)i + 1));
	put(p, x + 38, p->y, w - 38 - side, title, c->what);
	if (side)
		put(p, x + w - side, p->y, side, with(bold, DARK_RED, DRAWING_RIGHT), c->left);
}

static void
stage_of(struct page *p, int x, int y, int w, const struct handout_case *c, bool late)
{
	struct drawing_style s = with(tag_style, late ? DARK_RED : GREEN, DRAWING_LEFT);

	drawing_tag(&p->d, x, y, w - 130, &s, late ? RED_GROUND : GREEN_GROUND,
	            late ? c->state : word(p, T_handout_put_right));
	put(p, x + w - 126, y + 2, 126, with(note, MUTED, DRAWING_RIGHT), c->no);
}

/* Of which nobody took a photo: in words alone, over the whole width. */
static void
in_words(struct page *p, size_t i, const struct handout_case *c, bool late)
{
	enum { X = PAD + 38, W = IN - 38 };
	str due = c->due.p ? say(p, T_handout_due, c->due, STR_NONE) : S("");

	title_of(p, PAD, IN, i, c, late);
	put(p, X, p->y + 32, W, bold, short_name(p, c->spot));
	put(p, X, p->y + 62, W, note, say(p, T_handout_where, c->place, due));
	put(p, X, p->y + 88, W, text, say(p, T_handout_of_unit, short_name(p, c->unit), STR_NONE));
	stage_of(p, X, p->y + 120, W, c, late);
	p->y += 160;
	rule(p, p->y, FAINT);
	p->y += 14;
}

static void
one(struct page *p, size_t i, const struct handout_case *c, bool late)
{
	int w = PAD + IN - SIDE_X, y = p->y;

	if (!c->before.some && !c->after.some) {
		in_words(p, i, c, late);
		return;
	}
	shot(p, PAD, &c->before);
	shot(p, PAD + SHOT_W + SHOT_GAP, &c->after);
	title_of(p, SIDE_X, w, i, c, late);
	put(p, SIDE_X, y + 34, w, lines(bold, 2), short_name(p, c->spot));
	put(p, SIDE_X, y + 92, w, note, c->place);
	put(p, SIDE_X, y + 116, w, note, c->due.p ? say(p, T_handout_due, c->due, STR_NONE) : S(""));
	put(p, SIDE_X, y + 140, 70, note, word(p, T_handout_unit));
	put(p, SIDE_X + 74, y + 138, w - 74, bold, short_name(p, c->unit));
	stage_of(p, SIDE_X, y + 168, w, c, late);
	rule(p, y + SHOT_H + 16, FAINT);
	p->y += CASE_H;
}

static void
cases(struct page *p, const struct handout_cases *c, str title, str beside, bool late)
{
	size_t n = c->n < HANDOUT_PAIRS ? c->n : HANDOUT_PAIRS;

	if (c->total == 0)
		return;
	section(p, title, beside);
	for (size_t i = 0; i < n; i++)
		one(p, i, &c->item[i], late);
	if (c->total > (int64_t)n) {
		put(p, PAD, p->y - 4, IN, note, say(p, T_handout_more, number(p, c->total - (int64_t)n), STR_NONE));
		p->y += 32;
	}
	p->y += 16;
}

/* ---- Foot -------------------------------------------------------------------------------------------- */

static void
foot(struct page *p)
{
	const struct handout *h = p->h;

	drawing_box(&p->d, PAD, p->y, IN, 2, 0, RED);
	p->y += 18;
	put(p, PAD, p->y, IN, bold, say(p, T_handout_until, h->until, h->issued));
	put(p, PAD, p->y + 30, IN, text, say(p, T_handout_seal, h->position, h->seal));
	put(p, PAD, p->y + 62, IN, lines(note, 2), word(p, T_handout_only));
	p->y += 128;
}

enum err
handout_tall(struct arena *a, enum lang lang, const struct handout *h, str *drawing)
{
	struct page p = {.lang = lang, .h = h};

	drawing_begin(&p.d, a, TALL_WIDE);
	head(&p);
	balance(&p);
	tiles(&p);
	table(&p, word(&p, T_handout_by_place), word(&p, T_handout_bars), h->places, h->nplaces, TALL_PLACES,
	      T_handout_more_places);
	table(&p, word(&p, T_handout_by_unit), word(&p, T_handout_no_ranks), h->units, h->nunits, TALL_UNITS,
	      T_handout_more_units);
	cases(&p, &h->late, h->list_title, h->list_note, true);
	cases(&p, &h->proven, word(&p, T_handout_proven_cases), word(&p, T_handout_proven_how), false);
	foot(&p);
	return drawing_end(&p.d, p.y, 0xFFFFFF, drawing);
}
