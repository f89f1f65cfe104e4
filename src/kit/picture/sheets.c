/* Sheets as lines of numbers, and texts of the length that their line says. */
#include "kit/picture/sheets.h"

#include "base/utf8.h"

/*
 *	duban-sheets 1 W H MADE BYTES
 *	<title>
 *	P
 *	T X Y SIZE ADVANCE FACE COLOUR BYTES
 *	<text>
 *	R X Y W H COLOUR
 */
static const char HEAD[] = "duban-sheets 1 ";
enum { FAR = 4000 * SHEETS_POINT, LARGEST = 400 * SHEETS_POINT, TITLE = 600 };

bool
sheets_wide(uint32_t c)
{
	/* Latin-1's middle dot and signs are wide in fonts for Chinese; what is drawn half as wide there is ASCII. */
	return c >= 0xA0;
}

int
sheets_halves(str text)
{
	int n = 0;

	for (size_t i = 0; i < text.n;)
		n += sheets_wide(utf8_next(text, &i)) ? 2 : 1;
	return n;
}

void
sheets_begin(struct sheets *s, struct arena *a, int w, int h, str title, int64_t made)
{
	*s = (struct sheets){.pages = 1};
	if (title.n > TITLE)
		title = utf8_cut(title, TITLE / 4);
	buf_init(&s->b, a, SHEETS_BYTES);
	buf_printf(&s->b, "%s%d %d %lld %zu\n", HEAD, w, h, (long long)made, title.n);
	buf_add(&s->b, title);
	buf_char(&s->b, '\n');
}

void
sheets_page(struct sheets *s)
{
	s->pages++;
	buf_add(&s->b, S("P\n"));
}

void
sheets_text(struct sheets *s, const struct sheets_text *t)
{
	if (t->text.n > SHEETS_TEXT && s->b.err == OK)
		s->b.err = ERR_LARGE;
	buf_printf(&s->b, "T %d %d %d %d %d %u %zu\n", t->x, t->y, t->size, t->advance, t->face, (unsigned)t->colour,
	           t->text.n);
	buf_add(&s->b, t->text);
	buf_char(&s->b, '\n');
}

void
sheets_rule(struct sheets *s, const struct sheets_rule *r)
{
	buf_printf(&s->b, "R %d %d %d %d %u\n", r->x, r->y, r->w, r->h, (unsigned)r->colour);
}

enum err
sheets_end(struct sheets *s, str *out)
{
	*out = STR_NONE;
	return s->pages > SHEETS_PAGES ? ERR_LARGE : buf_end(&s->b, out);
}

/* ---- Reading ---------------------------------------------------------------------------------------- */

static bool
numbers(str line, int64_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!line.p || !str_to_i64(str_cut(&line, ' '), &v[i]))
			return false;
	return !line.p;
}

static bool
within(int64_t v, int64_t low, int64_t high)
{
	return v >= low && v <= high;
}

/* n bytes and their line feed. */
static bool
take(str *rest, int64_t n, int64_t most, str *out)
{
	if (!within(n, 0, most) || (size_t)n >= rest->n || rest->p[n] != '\n')
		return false;
	*out = str_slice(*rest, 0, (size_t)n);
	*rest = str_slice(*rest, (size_t)n + 1, rest->n);
	return utf8_valid(*out);
}

bool
sheets_read(str bytes, struct sheets_head *h)
{
	str     line = str_cut(&bytes, '\n'), head = str_of(HEAD);
	int64_t v[4];

	if (!str_starts(line, head) || !numbers(str_slice(line, head.n, line.n), v, 4) || !bytes.p ||
	    !within(v[0], 1, FAR) || !within(v[1], 1, FAR))
		return false;
	*h = (struct sheets_head){.w = (int)v[0], .h = (int)v[1], .made = v[2], .rest = bytes};
	return take(&h->rest, v[3], TITLE, &h->title);
}

static bool
text_line(struct sheets_head *h, str line, struct sheets_text *t)
{
	int64_t v[7];

	if (!numbers(line, v, 7) || !within(v[0], -FAR, FAR) || !within(v[1], -FAR, FAR) || !within(v[2], 1, LARGEST) ||
	    !within(v[3], 1, LARGEST) || !within(v[4], 0, SHEETS_FACES - 1) || !within(v[5], 0, 0xFFFFFF))
		return false;
	*t = (struct sheets_text){
	    (int)v[0], (int)v[1], (int)v[2], (int)v[3], (enum sheets_face)v[4], (uint32_t)v[5], STR_NONE};
	return take(&h->rest, v[6], SHEETS_TEXT, &t->text);
}

static bool
rule_line(str line, struct sheets_rule *r)
{
	int64_t v[5];

	if (!numbers(line, v, 5) || !within(v[0], -FAR, FAR) || !within(v[1], -FAR, FAR) || !within(v[2], 0, FAR) ||
	    !within(v[3], 0, FAR) || !within(v[4], 0, 0xFFFFFF))
		return false;
	*r = (struct sheets_rule){(int)v[0], (int)v[1], (int)v[2], (int)v[3], (uint32_t)v[4]};
	return true;
}

int
sheets_next(struct sheets_head *h, struct sheets_thing *t)
{
	str line;

	if (h->rest.n == 0)
		return 0;
	line = str_cut(&h->rest, '\n');
	*t = (struct sheets_thing){0};
	if (str_eq(line, S("P")))
		t->kind = SHEETS_IS_PAGE;
	else if (str_starts(line, S("T ")) && text_line(h, str_slice(line, 2, line.n), &t->text))
		t->kind = SHEETS_IS_TEXT;
	else if (str_starts(line, S("R ")) && rule_line(str_slice(line, 2, line.n), &t->rule))
		t->kind = SHEETS_IS_RULE;
	return t->kind ? (int)t->kind : -1;
}
