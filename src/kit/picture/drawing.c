/* A drawing as lines of numbers, and bytes of the length that their line says. */
#include "kit/picture/drawing.h"

/*
 *	duban-drawing 1 W H GROUND
 *	KIND X Y W H ROUND COLOUR SIZE LINE BOLD SERIF INK ALIGN LINES BYTES
 *	<the bytes, and a line feed>
 *	…
 */
static const char HEAD[] = "duban-drawing 1";
enum { NUMBERS = 15, ON_SHEET = 20000 };

void
drawing_begin(struct drawing *d, struct arena *a, int w)
{
	*d = (struct drawing){.w = w};
	buf_init(&d->b, a, DRAWING_BYTES);
}

static void
add(struct drawing *d, const struct drawing_thing *t)
{
	const struct drawing_style *s = &t->style;

	d->n++;
	buf_printf(&d->b, "%d %d %d %d %d %d %u %d %d %d %d %u %d %d %zu\n", t->kind, t->x, t->y, t->w, t->h, t->round,
	           (unsigned)t->colour, s->size, s->line, s->bold, s->serif, (unsigned)s->colour, s->align, s->lines,
	           t->bytes.n);
	buf_add(&d->b, t->bytes);
	buf_char(&d->b, '\n');
}

void
drawing_box(struct drawing *d, int x, int y, int w, int h, int round, uint32_t colour)
{
	add(d, &(struct drawing_thing){
	           .kind = DRAWING_IS_BOX, .x = x, .y = y, .w = w, .h = h, .round = round, .colour = colour});
}

void
drawing_text(struct drawing *d, int x, int y, int w, const struct drawing_style *s, str text)
{
	add(d, &(struct drawing_thing){.kind = DRAWING_IS_TEXT, .x = x, .y = y, .w = w, .style = *s, .bytes = text});
}

void
drawing_more(struct drawing *d, int gap, const struct drawing_style *s, str text)
{
	add(d, &(struct drawing_thing){.kind = DRAWING_IS_MORE, .x = gap, .style = *s, .bytes = text});
}

void
drawing_tag(struct drawing *d, int x, int y, int w, const struct drawing_style *s, uint32_t ground, str text)
{
	add(d, &(struct drawing_thing){.kind = DRAWING_IS_TAG,
	                               .x = x,
	                               .y = y,
	                               .w = w,
	                               .h = s->line,
	                               .round = 4,
	                               .colour = ground,
	                               .style = *s,
	                               .bytes = text});
}

void
drawing_photo(struct drawing *d, int x, int y, int w, int h, int round, str jpeg)
{
	add(d, &(struct drawing_thing){
	           .kind = DRAWING_IS_PHOTO, .x = x, .y = y, .w = w, .h = h, .round = round, .bytes = jpeg});
}

enum err
drawing_end(struct drawing *d, int h, uint32_t ground, str *out)
{
	struct buf b;
	str        body;
	enum err   e = buf_end(&d->b, &body);

	*out = STR_NONE;
	if (e != OK)
		return e;
	if (h > DRAWING_HIGH || d->w > DRAWING_WIDE || d->n > DRAWING_THINGS)
		return ERR_LARGE;
	buf_init(&b, d->b.arena, DRAWING_BYTES + BUF_PATH);
	buf_printf(&b, "%s %d %d %u\n", HEAD, d->w, h, (unsigned)ground);
	buf_add(&b, body);
	return buf_end(&b, out);
}

/* ---- Reading ---------------------------------------------------------------------------------------- */

/* Numbers of a line, parted by single spaces, each between two bounds. */
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

bool
drawing_read(str bytes, struct drawing_sheet *s)
{
	str     line = str_cut(&bytes, '\n'), head = S("duban-drawing 1 ");
	int64_t v[3];

	if (!str_starts(line, head) || !numbers(str_slice(line, head.n, line.n), v, 3) ||
	    !within(v[0], 1, DRAWING_WIDE) || !within(v[1], 1, DRAWING_HIGH) || !within(v[2], 0, 0xFFFFFF))
		return false;
	*s = (struct drawing_sheet){(int)v[0], (int)v[1], (uint32_t)v[2], bytes};
	return true;
}

int
drawing_next(struct drawing_sheet *s, struct drawing_thing *t)
{
	int64_t v[NUMBERS];
	str     line;
	size_t  n;

	if (s->rest.n == 0)
		return 0;
	line = str_cut(&s->rest, '\n');
	if (!numbers(line, v, NUMBERS) || !within(v[0], DRAWING_IS_BOX, DRAWING_IS_PHOTO))
		return -1;
	for (size_t i = 1; i < 6; i++)
		if (!within(v[i], i < 3 ? -ON_SHEET : 0, ON_SHEET))
			return -1;
	n = v[0] == DRAWING_IS_PHOTO ? (size_t)DRAWING_PHOTO : (size_t)DRAWING_TEXT;
	if (!within(v[6], 0, 0xFFFFFF) || !within(v[7], 0, 400) || !within(v[8], 0, 600) || !within(v[9], 0, 1) ||
	    !within(v[10], 0, 1) || !within(v[11], 0, 0xFFFFFF) || !within(v[12], 0, DRAWING_RIGHT) ||
	    !within(v[13], 0, 100) || !within(v[14], 0, (int64_t)n) || (size_t)v[14] >= s->rest.n ||
	    s->rest.p[v[14]] != '\n')
		return -1;
	*t = (struct drawing_thing){
	    .kind = (enum drawing_kind)v[0],
	    .x = (int)v[1],
	    .y = (int)v[2],
	    .w = (int)v[3],
	    .h = (int)v[4],
	    .round = (int)v[5],
	    .colour = (uint32_t)v[6],
	    .style = {(int)v[7], (int)v[8], v[9] != 0, v[10] != 0, (uint32_t)v[11], (enum drawing_align)v[12],
	              (int)v[13]},
	    .bytes = str_slice(s->rest, 0, (size_t)v[14])};
	s->rest = str_slice(s->rest, (size_t)v[14] + 1, s->rest.n);
	return 1;
}
