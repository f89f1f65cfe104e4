/* Everything of a paper at its place. */
#include "kit/paper/inside.h"
#include "kit_paper_texts.h"

/* Millimetres and half cells, where nothing else is said. */
enum {
	MM = SHEETS_MM_10 / 10,
	LINE = 2 * PAPER_COLUMNS, /* half cells */
	ORGAN_SIZE = 48000,
	ORGAN_TOP = 35 * MM,
	RED = 0xE60012,
	RED_RULE = 1417, /* half a millimetre */
	RED_BELOW = 4 * MM,
	THICK = 992, /* 0.35 mm */
	THIN = 709,  /* 0.25 mm */
	NUMBER_BELOW = 7 * MM,
	DRAFT_TOP = 18 * MM,
	DRAFT_SIZE = 9000,
	GREY = 0x666666,
	BLACK = 0,
	TITLE_LINE = 20, /* characters: 20 × 22 points */
	TAIL_KEPT = 10   /* lines below the body that stay with its last ones */
};

static int
set_y(int line)
{
	return PAPER_TOP + line * PAPER_PITCH + PAPER_PITCH / 2;
}

static void
put(struct setting *t, int x, int y, int size, enum sheets_face face, uint32_t colour, str text)
{
	if (text.n)
		sheets_text(&t->s, &(struct sheets_text){x, y, size, size, face, colour, text});
}

/* One text in the body's letters, so many half cells from the left edge. */
static void
set_text(struct setting *t, int line, int halves, enum sheets_face face, str text)
{
	if (text.n)
		sheets_text(&t->s, &(struct sheets_text){PAPER_LEFT + halves * PAPER_CELL / 2, set_y(line), PAPER_SIZE,
		                                         PAPER_CELL, face, BLACK, text});
}

static int
centred(str text, int size)
{
	return PAPER_LEFT + (PAPER_WIDE - sheets_halves(text) * size / 2) / 2;
}

/* ---- Pages ------------------------------------------------------------------------------------------ */

/* "— 1 —": its dash 7 mm below the text area, one character from the edge, which is the outer one of a sheet. */
static void
set_number(struct setting *t)
{
	str text = arena_printf(t->a, "— %d —", t->page);
	int w = sheets_halves(text) * PAPER_SMALL / 2, y = PAPER_TOP + PAPER_HIGH + NUMBER_BELOW;
	int x = t->page % 2 ? PAPER_LEFT + PAPER_WIDE - PAPER_SMALL - w : PAPER_LEFT + PAPER_SMALL;

	put(t, x, y, PAPER_SMALL, SHEETS_SONG, BLACK, text);
}

static void
begin_page(struct setting *t, bool numbered)
{
	str draft = t->p->draft;
	int x = PAPER_LEFT + PAPER_WIDE - sheets_halves(draft) * DRAFT_SIZE / 2;

	if (t->page++)
		sheets_page(&t->s);
	t->line = 0;
	put(t, x, DRAFT_TOP, DRAFT_SIZE, SHEETS_SONG, GREY, draft);
	if (numbered)
		set_number(t);
}

void
set_page(struct setting *t)
{
	begin_page(t, true);
}

/* A line for `n` more on this page, or the next page. */
static void
need(struct setting *t, int n)
{
	if (t->line + n > PAPER_LINES)
		set_page(t);
}

/* ---- Head ------------------------------------------------------------------------------------------- */

static void
set_head(struct setting *t)
{
	const struct paper *p = t->p;
	int                 n = sheets_halves(p->organ), size = ORGAN_SIZE, line, y;

	if (p->urgency.n)
		set_text(t, t->line++, 0, SHEETS_HEI, p->urgency);
	if (!p->organ.n)
		return;
	if (n * size / 2 > PAPER_WIDE)
		size = PAPER_WIDE * 2 / n;
	put(t, centred(p->organ, size), PAPER_TOP + ORGAN_TOP + size / 2, size, SHEETS_XIAOBIAO, RED, p->organ);
	line = (ORGAN_TOP + size + PAPER_PITCH / 2) / PAPER_PITCH + 2;
	put(t, centred(p->no, PAPER_SIZE), set_y(line), PAPER_SIZE, SHEETS_FANGSONG, BLACK, p->no);
	y = set_y(line) + PAPER_SIZE / 2 + RED_BELOW;
	sheets_rule(&t->s, &(struct sheets_rule){PAPER_LEFT, y, PAPER_WIDE, RED_RULE, RED});
	t->line = line + 3;
}

/* Of a title in so many lines, how long the k-th may be: of two the first is longer, three and more bulge. */
static int
title_line(int n, int lines, int k)
{
	int even = (n + lines - 1) / lines, more = lines == 2 ? (k == 0) : k > 0 && k < lines - 1;

	return even + more < TITLE_LINE ? even + more : TITLE_LINE;
}

static void
set_title_line(struct setting *t, str line)
{
	need(t, 1);
	put(t, centred(line, PAPER_TITLE_SIZE), set_y(t->line++), PAPER_TITLE_SIZE, SHEETS_XIAOBIAO, BLACK, line);
}

static void
set_title(struct setting *t)
{
	str rest = t->p->title;

	while (rest.p) {
		str part = str_trim(str_cut(&rest, '\n'));
		int n = (sheets_halves(part) + 1) / 2, lines = (n + TITLE_LINE - 1) / TITLE_LINE;

		for (int k = 0; part.n; k++) {
			size_t cut = k < lines ? paper_break(part, 2 * title_line(n, lines, k))
			                       : paper_break(part, 2 * TITLE_LINE);

			set_title_line(t, str_trim(str_slice(part, 0, cut)));
			part = str_trim(str_slice(part, cut, part.n));
		}
	}
	t->line++;
}

/* ---- Body ------------------------------------------------------------------------------------------- */

/* "一、" and "（十二）": how far a heading goes, and in which letters. */
static size_t
heading(str text, enum sheets_face *face)
{
	str    numerals = text_get(T_paper_numerals, ZH);
	bool   bracket = str_starts(text, S("（"));
	size_t i = bracket ? 3 : 0, from = i, end;

	while (i + 3 <= text.n && str_find_str(numerals, str_slice(text, i, i + 3)) != SIZE_MAX)
		i += 3;
	if (i == from || !str_starts(str_slice(text, i, text.n), bracket ? S("）") : S("、")))
		return 0;
	*face = bracket ? SHEETS_KAI : SHEETS_HEI;
	end = str_find_str(text, S("。"));
	return end == SIZE_MAX ? text.n : end + 3;
}

/* How many lines a text takes whose first has `indent` half cells less, and the others `hang`. */
static int
lines_of(str text, int indent, int hang)
{
	int n = 0;

	while (text.n) {
		text = str_trim(str_slice(text, paper_break(text, LINE - (n ? hang : indent)), text.n));
		n++;
	}
	return n;
}

/* `last`: lines that must stay with the last two. */
static void
set_paragraph(struct setting *t, str text, int indent, int hang, enum sheets_face plain, int last)
{
	enum sheets_face face = plain;
	size_t           head = plain == SHEETS_FANGSONG ? heading(text, &face) : 0;
	const char      *begin = text.p;
	int              left = lines_of(text, indent, hang);

	for (int k = 0; text.n; k++, left--) {
		int    at = k ? hang : indent;
		size_t cut = paper_break(text, LINE - at), here = (size_t)(text.p - begin), mine;
		str    line = str_trim(str_slice(text, 0, cut));

		need(t, 1);
		if (last && (left == 2 || k == 0) && left <= 2 && t->line + left + last > PAPER_LINES && t->line > 0)
			set_page(t);
		mine = here >= head ? 0 : head - here < line.n ? head - here : line.n;
		set_text(t, t->line, at, face, str_slice(line, 0, mine));
		at += sheets_halves(str_slice(line, 0, mine));
		set_text(t, t->line++, at, plain, str_slice(line, mine, line.n));
		text = str_trim(str_slice(text, cut, text.n));
	}
}

/* ---- Below the body --------------------------------------------------------------------------------- */

static int
items(str list)
{
	int n = 0;

	while (list.p)
		n += str_trim(str_cut(&list, '\n')).n > 0;
	return n;
}

/* "附件：1.…": below each other, what is long goes on below its own first letter. */
static int
attachments(struct setting *t, bool measure)
{
	enum { INDENT = 4, WORD = 6 };
	str list = t->p->attachments;
	int n = items(list), k = 0, lines = 0;

	while (list.p) {
		str item = str_trim(str_cut(&list, '\n')), no = n > 1 ? arena_printf(t->a, "%d.", ++k) : S("");
		int at = INDENT + WORD, hang = at + sheets_halves(no);

		if (!item.n)
			continue;
		if (measure) {
			lines += lines_of(item, hang, hang);
			continue;
		}
		need(t, 1);
		if (k < 2)
			set_text(t, t->line, INDENT, SHEETS_FANGSONG, text_get(T_paper_annex, ZH));
		set_text(t, t->line, at, SHEETS_FANGSONG, no);
		set_paragraph(t, item, hang, hang, SHEETS_FANGSONG, 0);
	}
	return lines;
}

/* Two characters from the right: the longer of name and date; the date two characters behind where the name begins. */
static void
set_signer(struct setting *t)
{
	enum { TWO = 4 };
	int name = sheets_halves(t->p->signer), date = sheets_halves(t->p->day), at = LINE - TWO - name, by = at + TWO;

	if (!name && !date)
		return;
	if (by + date > LINE - TWO) {
		by = LINE - TWO - date;
		at = by - TWO;
	}
	if (!name)
		by = LINE - 2 * TWO - date;
	if (name) {
		need(t, 2);
		set_text(t, t->line++, at > 0 ? at : 0, SHEETS_FANGSONG, t->p->signer);
	}
	need(t, 1);
	set_text(t, t->line++, by > 0 ? by : 0, SHEETS_FANGSONG, t->p->day);
}

static str
bracketed(struct setting *t)
{
	return t->p->note.n ? arena_printf(t->a, "（%.*s）", STR_ARG(t->p->note)) : STR_NONE;
}

/* Lines below the body that belong to it. */
static int
tail(struct setting *t)
{
	int n = attachments(t, true);

	n += n > 0;
	n += t->p->signer.n || t->p->day.n ? 1 + (t->p->signer.n > 0) + (t->p->day.n > 0) : 0;
	return n + lines_of(bracketed(t), 4, 0);
}

static void
set_tail(struct setting *t)
{
	if (t->p->attachments.n) {
		t->line++;
		(void)attachments(t, false);
	}
	t->line += t->p->signer.n || t->p->day.n;
	set_signer(t);
	set_paragraph(t, bracketed(t), 4, 0, SHEETS_FANGSONG, 0);
}

static void
set_body(struct setting *t)
{
	str rest = t->p->body;
	int below = tail(t);

	while (rest.p) {
		str line;

		if (str_starts(rest, S("|"))) {
			set_table(t, &rest, below <= TAIL_KEPT ? below : 0);
			continue;
		}
		line = str_trim(str_cut(&rest, '\n'));
		if (line.n)
			set_paragraph(t, line, 4, 0, SHEETS_FANGSONG,
			              str_trim(rest).n == 0 && below <= TAIL_KEPT ? below : 0);
	}
}

/* ---- 版记 -------------------------------------------------------------------------------------------- */

static void
rule(struct setting *t, int y, int h)
{
	sheets_rule(&t->s, &(struct sheets_rule){PAPER_LEFT, y, PAPER_WIDE, h, BLACK});
}

static void
set_imprint(struct setting *t)
{
	enum { ROOM = (PAPER_WIDE - 2 * PAPER_SMALL) / (PAPER_SMALL / 2), WORD = 6 };
	const struct paper *p = t->p;
	str                 copies = p->copies, printed = p->printed;
	int                 n = 0, y, first;

	for (str rest = copies; rest.n; n++)
		rest = str_trim(str_slice(rest, paper_break(rest, ROOM - WORD), rest.n));
	first = n;
	n += p->printer.n || printed.n;
	if (n == 0)
		return;
	/* On the last side of a sheet; one that holds nothing else has no number. */
	while (t->page % 2 || t->line + n > PAPER_LINES)
		begin_page(t, false);
	y = PAPER_TOP + PAPER_HIGH - n * PAPER_PITCH;
	rule(t, y, THICK);
	if (first && n > first)
		rule(t, y + first * PAPER_PITCH, THIN);
	rule(t, PAPER_TOP + PAPER_HIGH - THICK, THICK);
	y += PAPER_PITCH / 2;
	if (first)
		put(t, PAPER_LEFT + PAPER_SMALL, y, PAPER_SMALL, SHEETS_FANGSONG, BLACK, text_get(T_paper_copies, ZH));
	for (; copies.n; y += PAPER_PITCH) {
		size_t cut = paper_break(copies, ROOM - WORD);

		put(t, PAPER_LEFT + 4 * PAPER_SMALL, y, PAPER_SMALL, SHEETS_FANGSONG, BLACK,
		    str_trim(str_slice(copies, 0, cut)));
		copies = str_trim(str_slice(copies, cut, copies.n));
	}
	put(t, PAPER_LEFT + PAPER_SMALL, y, PAPER_SMALL, SHEETS_FANGSONG, BLACK, p->printer);
	if (printed.n) {
		struct buf b;

		buf_init(&b, t->a, BUF_PATH);
		text_add(&b, T_paper_printed, ZH, &printed, 1);
		printed = buf_str(&b);
	}
	put(t, PAPER_LEFT + PAPER_WIDE - PAPER_SMALL - sheets_halves(printed) * PAPER_SMALL / 2, y, PAPER_SMALL,
	    SHEETS_FANGSONG, BLACK, printed);
}

enum err
paper_lay(struct arena *a, const struct paper *p, int64_t made, str *sheets)
{
	struct setting t = {.a = a, .p = p};
	str            name = S("");

	for (str rest = p->title; rest.p;) {
		str line = str_cut(&rest, '\n');

		name = arena_printf(a, "%.*s%.*s", STR_ARG(name), STR_ARG(line));
	}
	sheets_begin(&t.s, a, SHEETS_A4_WIDE, SHEETS_A4_HIGH, name, made);
	set_page(&t);
	set_head(&t);
	set_title(&t);
	if (p->to.n)
		set_paragraph(&t, arena_printf(a, "%.*s：", STR_ARG(p->to)), 0, 0, SHEETS_FANGSONG, 0);
	set_body(&t);
	set_tail(&t);
	set_imprint(&t);
	return sheets_end(&t.s, sheets);
}
