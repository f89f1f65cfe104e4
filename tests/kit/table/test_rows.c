/* Rows kept for checking, lists in cells, validities that must not overlap. */
#include "base/ensure.h"
#include "kit/table/rows.h"
#include "tap.h"
#include "texts.h"

#include <stdio.h>

static const struct sheet_column columns[] = {{"code", true}, {"from", true}, {"to", false}, {"kind", false}, {"due", false}};
static const int                 needed[] = {0};
static const char *const         kinds[] = {"a", "b", NULL};

/* On 2026-11-20. */
static struct ctx
context(void)
{
	struct ctx cx = {.arena = arena_new(16 << 20), .zone = 480, .now = INT64_C(1795140000000)};

	ensure(cx.arena != NULL);
	return cx;
}

/* Read and check one row below the header; the sentence of the refusal. */
static str
said(struct ctx *cx, const char *row, enum err *e)
{
	struct rows t;
	str         text = arena_printf(cx->arena, "# c\ncode\tfrom\tto\tkind\tdue\n%s", row);

	*e = rows_read(cx, &t, "file", &text, columns, NITEMS(columns), 3);
	for (size_t i = 0; *e == OK && i < t.n; i++)
		if ((*e = rows_need(cx, &t, i, needed, 1)) == OK && (*e = rows_choice(cx, &t, i, 3, kinds)) == OK &&
		    (*e = rows_day(cx, &t, i, 4, 30, 10)) == OK)
			*e = rows_validity(cx, &t, i, 1, 2, AHEAD_YEAR);
	if (*e == OK)
		return S("");
	return arena_printf(cx->arena, "%s %.*s", text_key(cx->why.line[0].text), STR_ARG(cx->why.line[0].arg[0]));
}

static void
checks(void)
{
	static const struct {
		const char *row, *said, *rule;
	} t[] = {
	    {"A\t2026-01-01\t\t\n", "", "a row without an end"},
	    {"A\t2026-01-01\t2026-01-02\tb\n", "", "a row with an end and a choice"},
	    {"\t2026-01-01\t\t\n", "sheet_cell_missing 第 3 行", "a needed cell, with its line"},
	    {"A\t2026-01-01\nB\t\n", "sheet_cell_missing 第 4 行", "the first day is needed"},
	    {"A\t2026-1-1\n", "sheet_cell_day 第 3 行", "a day has ten characters"},
	    {"A\t2026-01-01\t2026-02-30\n", "sheet_cell_day 第 3 行", "an end that does not exist"},
	    {"A\t2026-01-01\t2026-01-01\n", "rows_ends_early 第 3 行", "an end on the first day"},
	    {"A\t46376\n", "sheet_cell_serial 第 3 行", "a day that lost its format is told as the day it seems to be"},
	    {"A\t19999\n", "sheet_cell_day 第 3 行", "a number that is no day of this age is not"},
	    {"A\t2026-01-01\t\t\t2099-12-31\n", "sheet_cell_range 第 3 行", "a day that is one, beyond what is taken"},
	    {"A\t2026-01-01\t\t\t2020-01-01\n", "sheet_cell_range 第 3 行", "or before it"},
	    {"A\t2026-01-01\t\t\t2026-02-30\n", "sheet_cell_day 第 3 行", "one that is none is told so"},
	    {"A\t2026-01-01\t\t\t2026-11-30\n", "", "one within"},
	    {"A\t2027-11-21\t\t\n", "", "a beginning in 366 days"},
	    {"A\t2027-11-22\t\t\n", "rows_far 第 3 行", "a beginning later than that"},
	    {"A\t2026-01-01\t2099-01-01\t\n", "", "an end as far as one likes"},
	    {"A\t2026-01-01\t\tc\n", "sheet_cell_choice 第 3 行", "no such choice"},
	    {"A\t2026-01-01\nB\t2026-01-01\nC\t2026-01-01\nD\t2026-01-01\n", "rows_many 3", "one row too many"},
	};

	for (size_t i = 0; i < NITEMS(t); i++) {
		struct ctx cx = context();
		enum err   e;

		is_str(said(&cx, t[i].row, &e), str_of(t[i].said), "%s", t[i].rule);
		arena_free(cx.arena);
	}
}

/* What a form sends is held to the same rules; the sentence stands at the field and knows no lines. */
static void
forms(void)
{
	static const struct sheet_field field[] = {
	    {"code", T_sheet_empty}, {"since", T_err_large}, {"until", T_err_large}, {NULL, T_err_large}, {NULL, T_err_large}};
	const str  cell[] = {S("A"), S("2026-1-1"), S(""), S(""), S("")};
	struct ctx cx = context();
	struct rows t;

	rows_form(&t, columns, NITEMS(columns), field);
	ok(rows_add(&cx, &t, cell) == OK && t.n == 1 && !t.row[0].cell[2].p && str_eq(t.row[0].cell[0], S("A")),
	   "a row from a form; blank cells are none");
	ok(rows_validity(&cx, &t, 0, 1, 2, AHEAD_YEAR) == ERR_INPUT && cx.why.n == 1, "is held to the rules of a table");
	is_str(str_of(cx.why.line[0].field), S("since"), "its refusal stands at the field");
	ok(cx.why.line[0].arg[0].n == 0, "without a line");
	is_str(cx.why.line[0].arg[1], text_get(T_err_large, ZH), "by the field's label");
	arena_free(cx.arena);
}

static void
lists(void)
{
	str list = S("；甲； 乙 ；；丙；"), none = STR_NONE;

	is_str(list_cut(&list), S("甲"), "empty values are skipped");
	is_str(list_cut(&list), S("乙"), "values are trimmed");
	is_str(list_cut(&list), S("丙"), "the third");
	ok(list_cut(&list).p == NULL && list_cut(&list).p == NULL && list_cut(&none).p == NULL, "then nothing more");
}

static uint64_t seed = 20260701;

static size_t
rnd(size_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

/* Day by day: is any day covered twice for one key? */
static bool
naive_clash(const struct span *s, size_t n)
{
	for (int d = 1; d <= 29; d++) {
		char text[24];

		(void)snprintf(text, sizeof(text), "2026-01-%02d", d);
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				if (str_eq(s[i].key, s[k].key) && span_holds(s[i].from, s[i].to, str_of(text)) &&
				    span_holds(s[k].from, s[k].to, str_of(text)))
					return true;
	}
	return false;
}

static void
spans(void)
{
	static char        days[30][24];
	static const char *keys[] = {"a", "b"};
	int                wrong = 0, clashes = 0;

	for (int d = 0; d < 30; d++)
		(void)snprintf(days[d], sizeof(days[d]), "2026-01-%02d", d + 1);
	for (int round = 0; round < 20000; round++) {
		struct span s[5];
		size_t      n = rnd(6), at;
		bool        want;

		for (size_t i = 0; i < n; i++) {
			size_t from = rnd(27), to = from + rnd(7);

			s[i] = (struct span){.key = str_of(keys[rnd(2)]), .from = str_of(days[from]),
			    .line = (int64_t)rnd(3),
			                     .to = to > 28 ? STR_NONE : str_of(days[to])};
		}
		want = naive_clash(s, n);
		at = span_clash(s, n);
		wrong += (at != SIZE_MAX) != want;
		/* What it names is a clash indeed. */
		wrong += at != SIZE_MAX && !span_overlap(s[at].from, s[at].to, s[at - 1].from, s[at - 1].to);
		clashes += want;
	}
	ok(wrong == 0 && clashes > 3500 && clashes < 16000, "20,000 random sets of validities, empty ones too: found as day by day (%d clash)",
	   clashes);
}

/* Headers as offices have them. */
static const struct sheet_column office[] = {{"code", true}, {"name", true}, {"note", false}};

static void
headers(void)
{
	static const struct {
		const char *text;
		text_id     why; /* T_none: it is read */
		const char *cells, *rule;
	} t[] = {
	    {"代码,名称\nA,甲\n", T_none, "2:A|甲|", "columns by the words for them"},
	    {"Code,Full name\nA,x\n", T_none, "2:A|x|", "in English too"},
	    {"序号,名 称,编码,备注,\n1,甲,A,,\n", T_none, "2:A|甲|", "a running number and what has no name are passed over"},
	    {"单位台账,,\n截至 2026 年,,\n编码,名称,备注\nA,甲,乙\n", T_none, "4:A|甲|乙", "titles above the header"},
	    {"编码,名称,其他,其他\n编码,名称,备注,序号\nA,甲,乙,1\n", T_none, "3:A|甲|乙", "a header of two lines"},
	    {"编码,名称\nA,甲\n编码,名称\nB,乙\n", T_none, "2:A|甲| 4:B|乙|", "the header again, as on each printed page"},
	    {"code,name\n'=1+1,'-\n'a',\"'\"\n", T_none, "2:=1+1|-| 3:'a'|'|", "an apostrophe that says text"},
	    {"code,name\n''=1,'''@\n", T_none, "2:'=1|''@|", "and one that was there before"},
	    {"编码,名称,颜色\nA,甲,红\n", T_sheet_unknown, "颜色", "refused: a column that is unknown"},
	    {"编码,备注\nA,甲\n", T_sheet_missing, "名称", "refused: a column that is missing, by its word"},
	    {"编码,编号,名称\nA,B,甲\n", T_sheet_twice, "编号", "refused: two words for one column"},
	    {"编码,名称,名称\n编码,名称,其他\nA,甲,乙\n", T_sheet_two_rows, "1", "refused: a header of two lines, of which neither will do"},
	    {"某表,,\n编码,名称,名称\nA,甲,乙\nB,丙,丁\n", T_sheet_twice, "名称", "refused: one line that names a column twice"},
	    {"编码,名称,\nA,甲,x\n", T_sheet_wide, "2", "refused: something where no name stands above"},
	    {"编码,名称\nA,甲,x\n", T_sheet_wide, "2", "refused: something beyond the header"},
	    {"甲,乙\n丙,丁\n", T_sheet_unknown, "甲", "refused: nothing that is a header"},
	};

	for (size_t i = 0; i < NITEMS(t); i++) {
		struct ctx  cx = context();
		struct rows r;
		struct buf  b;
		str         text = str_of(t[i].text);
		enum err    e = rows_read(&cx, &r, "file", &text, office, NITEMS(office), 100);

		buf_init(&b, cx.arena, BUF_LINE);
		for (size_t k = 0; e == OK && k < r.n; k++)
			buf_printf(&b, "%s%lld:%.*s|%.*s|%.*s", k ? " " : "", (long long)r.row[k].line,
			           STR_ARG(r.row[k].cell[0]), STR_ARG(r.row[k].cell[1]), STR_ARG(r.row[k].cell[2]));
		ok((e == OK) == (t[i].why == T_none) &&
		       (e == OK || (e == ERR_INPUT && cx.why.line[0].text == t[i].why)),
		   "%s", t[i].rule);
		is_str(e == OK ? buf_str(&b) : cx.why.line[0].arg[0], str_of(t[i].cells), "%s", t[i].rule);
		arena_free(cx.arena);
	}
}

/* Numbers as people type them. */
static void
numbers(void)
{
	static const struct {
		const char *cell;
		text_id     why;
		const char *leave;
	} t[] = {{"5 处", T_sheet_cell_unit, "5"}, {"12%", T_sheet_cell_unit, "12"}, {"处", T_sheet_cell_number, ""},
	         {"5.5", T_sheet_cell_number, ""}, {"1,000", T_sheet_cell_number, ""}};
	struct ctx  cx = context();
	struct rows r;
	str         text = S("code,name\nA,x\n"), wide = S("１２0 Ａ０９号"), narrow = S("5 处");

	ok(rows_read(&cx, &r, "file", &text, office, NITEMS(office), 100) == OK, "a row");
	for (size_t i = 0; i < NITEMS(t); i++) {
		ctx_forget(&cx);
		ok(rows_refuse_number(&cx, &r, 0, 1, T_sheet_cell_number, str_of(t[i].cell)) == ERR_INPUT &&
		       cx.why.line[0].text == t[i].why && str_eq(cx.why.line[0].arg[3], str_of(t[i].leave)),
		   "no number: %s", t[i].cell);
	}
	ok(sheet_narrow(&cx, &wide) == OK && sheet_narrow(&cx, &narrow) == OK, "digits as wide as letters");
	is_str(wide, S("120 Ａ09号"), "are digits; letters stay");
	is_str(narrow, S("5 处"), "and what has none is as it was");
	arena_free(cx.arena);
}

static enum err
no_x(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	++*(size_t *)arg;
	if (!str_starts(t->row[i].cell[0], S("x")))
		return OK;
	return rows_refuse(cx, t, i, 0, T_sheet_cell_choice, t->row[i].cell[0]);
}

static void
all_rows(void)
{
	struct ctx        cx = context();
	struct rows       t;
	struct rows_index x;
	str               text = S("code,name\nx1,a\ny,b\nx2,c\ny,d\n,e\n");
	size_t            n = 0;

	ok(rows_read(&cx, &t, "file", &text, office, NITEMS(office), 100) == OK, "five rows");
	ok(rows_each(&cx, &t, no_x, &n) == ERR_INPUT && n == 5 && cx.why.n == 2, "all are looked at, and two sentences are said");
	is_str(cx.why.line[1].arg[0], S("第 4 行"), "with the line of each");
	ok(rows_index(&cx, &t, 0, &x) == OK && rows_find(&x, S("y")) == 1 && rows_find(&x, S("x2")) == 2 &&
	       rows_find(&x, S("z")) == SIZE_MAX && rows_find(&x, STR_NONE) == SIZE_MAX,
	   "rows by a column: the first of those alike, and none for what is not there");
	arena_free(cx.arena);
}

int
main(void)
{
	text_use(texts, T_MAX);
	checks();
	headers();
	all_rows();
	forms();
	numbers();
	lists();
	spans();
	return done();
}
