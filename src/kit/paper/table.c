/* Tables in a paper: rows take whole lines of the grid, of smaller letters up to two in one. */
#include "kit/paper/inside.h"

enum {
	SIZE = 10500, /* 五号 */
	HALF = SIZE / 2,
	ROOM = PAPER_WIDE / HALF, /* half cells in a row */
	PAD = 2,                  /* of a column, both sides */
	LEAST = 6,
	SHORT = 16, /* columns with nothing longer are centred */
	LINE = 13000,
	GAP = 2000, /* above and below what stands in a row, together */
	RULE = 500,
	ROW_MOST = 36 /* lines in a row */
};

struct table {
	str    row; /* the head's */
	size_t n;
	int    wide[PAPER_TABLE], longest[PAPER_TABLE];
	int    left[PAPER_TABLE + 1]; /* edges */
};

/* The cells of "| a | b |"; how many. */
static size_t
cells(str row, str *cell)
{
	size_t n = 0;

	row = str_trim(row);
	row = str_slice(row, 1, row.n);
	if (row.n && row.p[row.n - 1] == '|')
		row = str_slice(row, 0, row.n - 1);
	while (row.p && n < PAPER_TABLE)
		cell[n++] = str_trim(str_cut(&row, '|'));
	return n;
}

static void
measure(struct table *t, str rest)
{
	str head = rest;
	int sum, cap = ROOM;

	t->row = str_cut(&head, '\n');
	while (str_starts(rest, S("|"))) {
		str    cell[PAPER_TABLE];
		size_t n = cells(str_cut(&rest, '\n'), cell);

		t->n = n > t->n ? n : t->n;
		for (size_t i = 0; i < n; i++) {
			int halves = sheets_halves(cell[i]);

			t->longest[i] = halves > t->longest[i] ? halves : t->longest[i];
		}
	}
	/* The widest give way first. */
	do {
		sum = 0;
		for (size_t i = 0; i < t->n; i++) {
			int w = t->longest[i] + PAD;

			t->wide[i] = w < LEAST ? LEAST : w > cap && cap >= LEAST ? cap : w;
			sum += t->wide[i];
		}
	} while (sum > ROOM && --cap >= LEAST);
	t->left[0] = 0;
	for (size_t i = 0; i < t->n; i++) {
		int rest_of = (ROOM - sum) / (int)t->n, extra = rest_of + (i < (size_t)((ROOM - sum) % (int)t->n));

		t->wide[i] += sum < ROOM ? extra : 0;
		t->left[i + 1] = t->left[i] + t->wide[i];
	}
}

static int
lines_of(str text, int room)
{
	int n = 0;

	while (text.n) {
		text = str_trim(str_slice(text, paper_break(text, room), text.n));
		n++;
	}
	return n;
}

static int
row_lines(const struct table *t, const str *cell, size_t n)
{
	int most = 1;

	for (size_t i = 0; i < n; i++) {
		int k = lines_of(cell[i], t->wide[i] - PAD);

		most = k > most ? k : most;
	}
	return most;
}

static void
box(struct setting *s, int x, int y, int w, int h)
{
	sheets_rule(&s->s, &(struct sheets_rule){PAPER_LEFT + x, y, w, h, 0});
}

static void
set_cell(struct setting *s, const struct table *t, size_t i, str text, int y, int high, bool head)
{
	int room = t->wide[i] - PAD, n = lines_of(text, room);

	y += (high - n * LINE) / 2 + LINE / 2;
	for (; text.n; y += LINE) {
		size_t cut = paper_break(text, room);
		str    line = str_trim(str_slice(text, 0, cut));
		int    x = t->left[i] * HALF + PAD * HALF / 2;

		if (head || t->longest[i] <= SHORT)
			x = t->left[i] * HALF + (t->wide[i] - sheets_halves(line)) * HALF / 2;
		sheets_text(&s->s, &(struct sheets_text){PAPER_LEFT + x, y, SIZE, SIZE,
		                                         head ? SHEETS_HEI : SHEETS_FANGSONG, 0, line});
		text = str_trim(str_slice(text, cut, text.n));
	}
}

/* `last`: lines that stay with it on a page.  False: higher than a page may have it. */
static bool
set_row(struct setting *s, const struct table *t, str row, bool head, int last)
{
	str    cell[PAPER_TABLE];
	size_t n = cells(row, cell);
	int    lines = row_lines(t, cell, n), wide = t->left[t->n] * HALF, y;
	int    high = (lines * LINE + GAP + PAPER_PITCH - 1) / PAPER_PITCH;

	if (lines > ROW_MOST)
		return false;
	if (s->line + high + last > PAPER_LINES && s->line > 0) {
		set_page(s);
		if (!head && !set_row(s, t, t->row, true, 0))
			return false;
	}
	y = PAPER_TOP + s->line * PAPER_PITCH;
	for (size_t i = 0; i < n; i++)
		set_cell(s, t, i, cell[i], y, high * PAPER_PITCH, head);
	box(s, 0, y, wide, RULE);
	box(s, 0, y + high * PAPER_PITCH, wide, RULE);
	for (size_t i = 0; i <= t->n; i++)
		box(s, t->left[i] * HALF, y, RULE, high * PAPER_PITCH + RULE);
	s->line += high;
	return true;
}

void
set_table(struct setting *s, str *rest, int last)
{
	struct table t = {0};
	bool         head = true;

	measure(&t, *rest);
	while (str_starts(*rest, S("|"))) {
		str row = str_cut(rest, '\n');

		if (!set_row(s, &t, row, head, !head && !str_trim(*rest).n ? last : 0) && s->s.b.err == OK)
			s->s.b.err = ERR_LARGE;
		head = false;
	}
}
