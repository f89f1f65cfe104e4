/* Official papers (公文) on their grid: A4, 22 lines of 28 characters, as GB/T 9704-2012 has it. */
#ifndef KIT_PAPER_PAPER_H
#define KIT_PAPER_PAPER_H

#include "base/ctx.h"
#include "kit/picture/sheets.h"

/*
 * Thousandths of a point.  Margins 37, 28, 26 and 35 mm leave 156 × 225 mm.  22 lines of 29 points would be higher
 * and 28 characters of 16 wider than that: so a line has 28.95, and each character a cell of a 28th of the width
 * (domain, finding 10).  A character stands in the middle of its line, as word processors set it.
 */
enum {
	PAPER_LEFT = 79370,
	PAPER_TOP = 104882,
	PAPER_WIDE = 442205,
	PAPER_HIGH = 637795,
	PAPER_LINES = 22,
	PAPER_COLUMNS = 28,
	PAPER_PITCH = 28950,
	PAPER_CELL = PAPER_WIDE / PAPER_COLUMNS,
	PAPER_SIZE = 16000,      /* 三号 */
	PAPER_TITLE_SIZE = 22000, /* 二号 */
	PAPER_SMALL = 14000,     /* 四号 */
	PAPER_TEXT = 2 << 20,    /* most bytes of a paper's text */
	PAPER_TABLE = 16         /* most columns of a table */
};

/*
 * What is STR_NONE or empty is not on the paper.  A draft: nothing is numbered by itself, and no seal is drawn.
 */
struct paper {
	str organ;   /* 发文机关标志, red, with the rule below; */
	str urgency; /* 特急, 加急 */
	str no;      /* 发文字号 as it was typed: 芗创办〔2026〕12号 */
	str title;   /* a line feed breaks it there; else it is broken where lines are balanced */
	str to;      /* 主送机关, without its colon */
	/*
	 * A line is a paragraph.  What begins 一、 is set in 黑体, （一） in 楷体, to the end of the sentence.  Lines that
	 * begin with | are rows of a table, their cells between |; the first is its head, again on each page.
	 */
	str body;
	str attachments; /* a line each */
	str signer, day; /* 署名, 成文日期: "2026年11月20日" */
	str note;        /* 附注, without its brackets */
	str copies, printer, printed; /* 版记: 抄送, 印发机关, 印发日期 */
	str draft;       /* above the page, outside the text area: that this is a draft; on each page */
};

/*
 * Lay it out.  Pure.  版记 ends on the last line of an even page, as the standard has it.  made: ms UTC, kept in the PDF.
 * ERR_LARGE: more than SHEETS_PAGES; ERR_MEMORY.
 */
MUSTCHECK enum err paper_lay(struct arena *a, const struct paper *p, int64_t made, str *sheets);

/*
 * A paper as plain text that people write: lines 标题：… 主送：… and so on, each once, in any order; then
 * 正文： on a line of its own and, below it, all paragraphs.  附件： may hold several,
 * separated by ；, and ／ breaks the title.  ERR_INPUT at
 * `field`, naming line and remedy: an unknown or double word, no title, no body, too long.
 */
MUSTCHECK enum err paper_read(struct ctx *cx, const char *field, str text, struct paper *out);

/* ---- For tests: a text broken into lines ---- */

/*
 * How many bytes of `text` go on a line of so many half cells: not before a closing mark, not after an opening one,
 * not within a number or word that fits on a line.  At least one character.
 */
size_t paper_break(str text, int halves);

#endif
