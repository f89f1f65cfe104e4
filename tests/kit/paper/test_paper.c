/* Papers on their grid (GB/T 9704-2012): lines, their breaks, what stands where; and papers as people type them. */
#include "base/ensure.h"
#include "kit/paper/paper.h"
#include "tap.h"
#include "texts.h"

static struct ctx cx;

static str
repeat(const char *word, int n)
{
	struct buf b;

	buf_init(&b, cx.arena, PAPER_TEXT);
	while (n-- > 0)
		buf_add(&b, str_of(word));
	return buf_str(&b);
}

static void
broken(const char *text, int halves, const char *first, const char *why)
{
	is_str(str_slice(str_of(text), 0, paper_break(str_of(text), halves)), str_of(first), "%s", why);
}

static void
test_breaks(void)
{
	broken("督查室督查", 6, "督查室", "three characters have six half cells");
	broken("督查室，督查", 6, "督查", "no line begins with a comma");
	broken("督查“室”", 6, "督查", "nor ends with an opening quotation mark");
	broken("共1284件", 5, "共", "a number is not parted");
	broken("共1284件", 6, "共1284", "where it fits it stays");
	broken("12345678", 4, "1234", "what is longer than a line is");
	broken("督（一）", 4, "督", "an opening bracket goes with what it opens");
	broken("，，，，", 4, "，，", "but there is always something on a line");
	broken("督查 ", 4, "督查 ", "a space at the end needs no room");
}

/* ---- What was laid out ---- */

static struct laid {
	struct sheets_thing thing[4000];
	int                 page[4000];
	size_t              n;
	int                 pages;
} laid;

static void
lay(const struct paper *p)
{
	struct sheets_head h;
	str                out;
	int                more, page = 1;

	ensure(paper_lay(cx.arena, p, 0, &out) == OK && sheets_read(out, &h));
	laid.n = 0;
	while ((more = sheets_next(&h, &laid.thing[laid.n])) > 0) {
		page += more == SHEETS_IS_PAGE;
		laid.page[laid.n++] = page;
		ensure(laid.n < NITEMS(laid.thing));
	}
	ensure(more == 0);
	laid.pages = page;
}

/* The i-th text that begins so; NULL: there is none. */
static const struct sheets_text *
text_at(const char *begin, int *page)
{
	for (size_t i = 0; i < laid.n; i++)
		if (laid.thing[i].kind == SHEETS_IS_TEXT && str_starts(laid.thing[i].text.text, str_of(begin))) {
			*page = laid.page[i];
			return &laid.thing[i].text;
		}
	*page = 0;
	return NULL;
}

static bool
is_at(const char *begin, int page, int line, int column2)
{
	int                       on;
	const struct sheets_text *t = text_at(begin, &on);

	return t && on == page && t->x == PAPER_LEFT + column2 * PAPER_CELL / 2 &&
	       t->y == PAPER_TOP + line * PAPER_PITCH + PAPER_PITCH / 2;
}

static void
test_grid(void)
{
	struct paper p = {.title = S("通报"), .to = S("各街道"), .body = repeat("督", 28 * 40)};
	int          lines[8] = {0}, full = 0, x = 0;

	ok(PAPER_LINES * PAPER_PITCH <= PAPER_HIGH && (PAPER_LINES * 29000) > PAPER_HIGH,
	   "22 lines of 28.95 points fit into 225 mm, of 29 they do not");
	lay(&p);
	for (size_t i = 0; i < laid.n; i++) {
		const struct sheets_text *t = &laid.thing[i].text;

		if (laid.thing[i].kind != SHEETS_IS_TEXT || t->advance != PAPER_CELL)
			continue;
		lines[laid.page[i]]++;
		x = t->x + sheets_halves(t->text) * t->advance / 2;
		full += sheets_halves(t->text) == 56 && x <= PAPER_LEFT + PAPER_WIDE && x > PAPER_LEFT + PAPER_WIDE -
		    500;
	}
	is_i64(lines[2], 22, "a full page has 22 lines");
	is_i64(full, 39, "each full line has 28 characters and ends at the margin");
	ok(is_at("各街道：", 1, 2, 0), "who it is for: a line below the title, at the edge, with a colon");
	ok(is_at("督督", 1, 3, 4), "a paragraph begins two characters in");
}

static void
test_head(void)
{
	struct paper p = {.organ = S("芗城区创建办"),
	                  .no = S("芗创办〔2026〕12号"),
	                  .title = S("关于整改的通报"),
	                  .body = S("一、情况。说明\n（二）问题\n二〇二六年")};
	int          page, rules = 0;
	const struct sheets_text *organ, *no, *title;

	lay(&p);
	organ = text_at("芗城区创建办", &page);
	no = text_at("芗创办〔2026〕12号", &page);
	title = text_at("关于整改的通报", &page);
	ok(organ && organ->colour == 0xE60012 && organ->face == SHEETS_XIAOBIAO &&
	       organ->y - organ->size / 2 == PAPER_TOP + 35 * (SHEETS_MM_10 / 10),
	   "the organ's name: red, its upper edge 35 mm below that of the text area");
	ok(no && no->size == 16000 && no->y > organ->y + 2 * PAPER_PITCH, "the number as it was typed, two lines below");
	for (size_t i = 0; i < laid.n; i++)
		if (laid.thing[i].kind == SHEETS_IS_RULE) {
			const struct sheets_rule *r = &laid.thing[i].rule;

			rules++;
			ok(r->w == PAPER_WIDE && r->colour == 0xE60012 && r->y - (no->y + 8000) == 4 * (SHEETS_MM_10 /
			    10),
			   "the rule: as wide as the text area, 4 mm below the number");
		}
	is_i64(rules, 1, "one rule, and no seal");
	ok(title && title->size == 22000 && title->y > no->y + 2 * PAPER_PITCH, "the title: 22 points, below the rule");
	ok(text_at("一、情况。", &page)->face == SHEETS_HEI && text_at("说明", &page)->face == SHEETS_FANGSONG,
	   "一、 is set in 黑体 to the end of its sentence");
	ok(text_at("（二）问题", &page)->face == SHEETS_KAI, "（二） in 楷体");
	ok(text_at("二〇二六年", &page)->face == SHEETS_FANGSONG, "what only begins with a numeral is text");
}

static void
test_tail(void)
{
	struct paper p = {.title = S("通报"),
	                  .body = S("正文"),
	                  .attachments = S("清单\n表"),
	                  .signer = S("芗城区创建工作办公室"),
	                  .day = S("2026年11月2日"),
	                  .note = S("截至签封第 12 号"),
	                  .copies = S("区委办"),
	                  .printer = S("区创建办"),
	                  .printed = S("2026年11月2日"),
	                  .draft = S("草稿")};
	int          page;

	lay(&p);
	ok(is_at("附件：", 1, 4, 4) && is_at("清单", 1, 4, 12) && is_at("2.", 1, 5, 10), "annexes below a blank line, two characters in");
	ok(is_at("芗城区创建工作办公室", 1, 7, 56 - 4 - 20), "the name ends two characters before the margin");
	ok(is_at("2026年11月2日", 1, 8, 56 - 4 - 20 + 4), "the date begins two characters behind the name");
	ok(is_at("（截至签封第 12 号）", 1, 9, 4), "the note, in brackets");
	is_i64(laid.pages, 2, "版记 ends the last side of a sheet");
	ok(text_at("— 1 —", &page) && page == 1 && !text_at("— 2 —", &page), "a side with nothing else has no number");
	ok(text_at("抄送：", &page) && page == 2 && text_at("2026年11月2日印发", &page) && page == 2, "copies, and when it was printed");
	p.signer = S("区创建办");
	lay(&p);
	ok(is_at("2026年11月2日", 1, 8, 56 - 4 - 13) && is_at("区创建办", 1, 7, 56 - 4 - 13 - 4),
	   "of a short name the date ends there, and the name begins two before it");
	ok(text_at("草稿", &page) && page == 1, "that it is a draft stands above the page");
	p.body = repeat("督", 28 * 60);
	p.copies = p.printer = p.printed = STR_NONE;
	lay(&p);
	ok(text_at("— 1 —", &page)->x > PAPER_LEFT + PAPER_WIDE / 2 && text_at("— 2 —", &page)->x < PAPER_LEFT + PAPER_WIDE / 2,
	   "odd pages have their number on the right, even ones on the left");
	is_i64(text_at("— 2 —", &page)->x, PAPER_LEFT + 14000, "one character from the edge");
	is_i64(text_at("— 2 —", &page)->y, PAPER_TOP + PAPER_HIGH + 7 * (SHEETS_MM_10 / 10), "7 mm below the text area");
}

static void
test_together(void)
{
	struct paper p = {.title = S("通报"),
	                  .body = repeat("督", 28 * 19),
	                  .signer = S("区创建办"),
	                  .day = S("2026年11月2日")};
	int          page;

	lay(&p);
	ok(text_at("区创建办", &page) && page == 2, "a name and date that do not fit go on");
	for (size_t i = 0; i < laid.n; i++)
		if (laid.page[i] == 2 && laid.thing[i].kind == SHEETS_IS_TEXT &&
		    str_starts(laid.thing[i].text.text, S("督"))) {
			ok(true, "with lines of the text: no page holds nothing but who signs");
			return;
		}
	ok(false, "with lines of the text: no page holds nothing but who signs");
}

static void
test_table(void)
{
	struct buf   b;
	struct paper p = {.title = S("通报")};
	int          page, heads = 0;

	buf_init(&b, cx.arena, PAPER_TEXT);
	buf_add(&b, S("| 单位 | 件数 |\n"));
	for (int i = 0; i < 41; i++)
		buf_printf(&b, "| 街道%d | %d |\n", i, i);
	p.body = buf_str(&b);
	lay(&p);
	for (size_t i = 0; i < laid.n; i++)
		heads += laid.thing[i].kind == SHEETS_IS_TEXT && str_eq(laid.thing[i].text.text, S("单位"));
	is_i64(laid.pages, 3, "41 rows on three pages: 19, 21 and 1 under their heads");
	is_i64(heads, 3, "the head is there again on each");
	ok(text_at("街道40", &page) && page == 3, "and no row is lost");
}

/* The name and day of who signs, below a table that ends where the page does. */
static void
test_signed_table(void)
{
	for (int rows = 14; rows <= 20; rows++) {
		struct paper p = {.title = S("通报"), .signer = S("区创建办"), .day = S("2026年11月20日")};
		struct buf   b;
		int          signer, last;

		buf_init(&b, cx.arena, PAPER_TEXT);
		buf_add(&b, S("| 单位 | 件数 |\n"));
		for (int i = 1; i <= rows; i++)
			buf_printf(&b, "| %s%d | %d |\n", i == rows ? "last" : "row", i, i);
		p.body = buf_str(&b);
		lay(&p);
		ok(text_at("区创建办", &signer) && text_at("last", &last) && signer == last,
		   "%d rows: who signs has at least a row above on the page", rows);
	}
}

static void
test_reading(void)
{
	struct paper p;
	static const struct {
		const char *text;
		text_id     why;
	} wrong[] = {
	    {"标题：甲\n密级：机密\n正文：\n乙\n", T_paper_word_unknown},
	    {"标题：甲\n标题：乙\n正文：\n丙\n", T_paper_word_double},
	    {"主送：甲\n正文：\n乙\n", T_paper_no_title},
	    {"标题：甲\n", T_paper_no_body},
	    {"标题：甲\n正文：\n \n", T_paper_no_body},
	    {"没有冒号\n", T_paper_word_unknown},
	};

	ok(paper_read(&cx, "paper", S("标题：关于甲／乙的通报\r\n\n附件: 一；二\n正文：\n第一段：冒号\n第二段\n"), &p) == OK,
	   "a paper as people type it");
	is_str(p.title, S("关于甲\n乙的通报"), "／ breaks the title");
	is_str(p.attachments, S("一\n二"), "；parts the annexes, and a colon may be narrow");
	is_str(p.body, S("第一段：冒号\n第二段\n"), "below the body's line everything is body");
	for (size_t i = 0; i < NITEMS(wrong); i++) {
		ctx_forget(&cx);
		ok(paper_read(&cx, "paper", str_of(wrong[i].text), &p) == ERR_INPUT && cx.why.n == 1 &&
		       cx.why.line[0].text == wrong[i].why,
		   "refused: %s", text_key(wrong[i].why));
	}
	ctx_forget(&cx);
	ok(paper_read(&cx, "paper", repeat("督督督督督督督督", PAPER_TEXT / 24 + 1), &p) == ERR_INPUT, "refused: too long");
}

/* What is hurt in any place is no sheets, or other ones; never a fault. */
static void
test_hurt(void)
{
	struct paper        p = {.title = S("通报"), .body = S("正文")};
	struct sheets_head  h;
	struct sheets_thing t;
	str                 out;
	char               *z;
	size_t              cut = 0;

	ensure(paper_lay(cx.arena, &p, 0, &out) == OK);
	for (size_t n = 0; n < out.n; n++)
		if (sheets_read(str_slice(out, 0, n), &h)) {
			int more;

			while ((more = sheets_next(&h, &t)) > 0)
				;
			cut += more == 0;
		}
	ok(cut <= laid.n, "sheets that were cut end where something ended");
	z = arena_z(cx.arena, out);
	for (size_t n = 0; n < out.n; n++) {
		z[n] ^= 0x15;
		if (sheets_read((str){z, out.n}, &h))
			while (sheets_next(&h, &t) > 0)
				;
		z[n] ^= 0x15;
	}
	ok(sheets_read((str){z, out.n}, &h), "the whole is whole again");
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx.arena = arena_new((size_t)64 << 20);
	ensure(cx.arena != NULL);
	test_breaks();
	test_grid();
	test_head();
	test_tail();
	test_together();
	test_table();
	test_signed_table();
	test_reading();
	test_hurt();
	arena_free(cx.arena);
	return done();
}
