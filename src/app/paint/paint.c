/* Boxes, texts and photos on a surface. */
#include "app/paint/paint.h"

#include "app/paint/jpeg.h"
#include "base/buf.h"
#include "kit/picture/drawing.h"

#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>

enum { COARSEST = 6, TAG_PAD = 10 };

/* Where the last text ended, for what follows it. */
struct painting {
	cairo_t     *on;
	PangoLayout *layout;
	int          coarse;
	bool         dry; /* without photos */
	double       end, base, right;
};

/* ---- Fonts ------------------------------------------------------------------------------------------- */

static PangoFontDescription *
font(const struct drawing_style *s)
{
	PangoFontDescription *f = pango_font_description_new();

	pango_font_description_set_family_static(f, s->serif ? "Noto Serif CJK SC,serif"
	                                                     : "Noto Sans CJK SC,sans-serif");
	pango_font_description_set_weight(f, s->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_absolute_size(f, (double)s->size * PANGO_SCALE);
	return f;
}

/* One that has text, size and what a style says. */
static void
write_in(PangoLayout *l, const struct drawing_style *s, str text)
{
	PangoFontDescription *f = font(s);

	pango_layout_set_font_description(l, f);
	pango_font_description_free(f);
	pango_layout_set_text(l, text.p ? text.p : "", (int)text.n);
}

static PangoLayout *
new_layout(cairo_t *on)
{
	PangoLayout *l = pango_cairo_create_layout(on);

	pango_context_set_language(pango_layout_get_context(l), pango_language_from_string("zh-cn"));
	pango_layout_context_changed(l);
	return l;
}

/* What a library would say goes nowhere, and asks the system for nothing. */
static GLogWriterOutput
hush(GLogLevelFlags level, const GLogField *field, gsize n, gpointer arg)
{
	(void)level;
	(void)field;
	(void)n;
	(void)arg;
	return G_LOG_WRITER_HANDLED;
}

bool
paint_fonts(void)
{
	cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 64, 64);
	cairo_t         *on = cairo_create(s);
	PangoLayout     *l = new_layout(on);
	bool             all = cairo_status(on) == CAIRO_STATUS_SUCCESS;

	g_log_set_writer_func(hush, NULL, NULL);
	for (int i = 0; i < 4; i++) {
		write_in(l, &(struct drawing_style){.size = 20, .bold = i & 1, .serif = i & 2},
		         S("\xe7\x9d\xa3\xe5\x8a\x9e Ab 0-9 …−–·"));
		all = all && pango_layout_get_unknown_glyphs_count(l) == 0;
		pango_cairo_show_layout(on, l);
	}
	g_object_unref(l);
	cairo_destroy(on);
	cairo_surface_destroy(s);
	return all;
}

/* ---- Things ------------------------------------------------------------------------------------------ */

static void
colour(cairo_t *on, uint32_t c)
{
	cairo_set_source_rgb(on, (double)(c >> 16 & 255) / 255, (double)(c >> 8 & 255) / 255, (double)(c & 255) / 255);
}

static void
outline(cairo_t *on, double x, double y, double w, double h, double r)
{
	r = fmin(r, fmin(w, h) / 2);
	cairo_new_sub_path(on);
	if (r <= 0) {
		cairo_rectangle(on, x, y, w, h);
		return;
	}
	cairo_arc(on, x + w - r, y + r, r, -G_PI_2, 0);
	cairo_arc(on, x + w - r, y + h - r, r, 0, G_PI_2);
	cairo_arc(on, x + r, y + h - r, r, G_PI_2, G_PI);
	cairo_arc(on, x + r, y + r, r, G_PI, G_PI + G_PI_2);
	cairo_close_path(on);
}

static double
units(int v)
{
	return (double)v / PANGO_SCALE;
}

/* Lines as far apart as the style says, whatever the font thinks; each in the middle of its own. */
static void
paint_text(struct painting *p, const struct drawing_thing *t)
{
	const struct drawing_style *s = &t->style;
	PangoLayout                *l = p->layout;
	PangoLayoutIter            *it;
	int                         line = 0, most = s->lines > 0 ? s->lines : 1;

	write_in(l, s, t->bytes);
	pango_layout_set_width(l, t->w * PANGO_SCALE);
	pango_layout_set_height(l, -most);
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	pango_layout_set_alignment(l, PANGO_ALIGN_LEFT);
	pango_layout_set_single_paragraph_mode(l, most == 1);
	colour(p->on, s->colour);
	it = pango_layout_get_iter(l);
	do {
		PangoRectangle r;
		double         x = t->x, high;

		pango_layout_iter_get_line_extents(it, NULL, &r);
		high = units(r.height);
		if (s->align != DRAWING_LEFT)
			x += (t->w - units(r.width)) / (s->align == DRAWING_CENTRE ? 2 : 1);
		p->base = round(t->y + line * s->line + (s->line - high) / 2 +
		                units(pango_layout_iter_get_baseline(it) - r.y));
		p->end = x + units(r.width);
		cairo_move_to(p->on, x, p->base);
		pango_cairo_show_layout_line(p->on, pango_layout_iter_get_line_readonly(it));
		/* A paragraph of its own may come behind the last that fits. */
	} while (++line < most && pango_layout_iter_next_line(it));
	pango_layout_iter_free(it);
	p->right = t->x + t->w;
}

static void
paint_more(struct painting *p, const struct drawing_thing *t)
{
	PangoLayout   *l = p->layout;
	PangoRectangle r;
	double         x = p->end + t->x;

	if (x >= p->right)
		return;
	write_in(l, &t->style, t->bytes);
	pango_layout_set_single_paragraph_mode(l, true);
	pango_layout_set_width(l, (int)((p->right - x) * PANGO_SCALE));
	pango_layout_set_height(l, -1);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	colour(p->on, t->style.colour);
	cairo_move_to(p->on, x, p->base);
	pango_cairo_show_layout_line(p->on, pango_layout_get_line_readonly(l, 0));
	pango_layout_get_extents(l, NULL, &r);
	p->end = x + units(r.width);
}

static void
paint_tag(struct painting *p, const struct drawing_thing *t)
{
	PangoLayout   *l = p->layout;
	PangoRectangle r;
	double         w, x, y;

	write_in(l, &t->style, t->bytes);
	pango_layout_set_single_paragraph_mode(l, true);
	pango_layout_set_width(l, (t->w - 2 * TAG_PAD) * PANGO_SCALE);
	pango_layout_set_height(l, -1);
	pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
	pango_layout_get_extents(l, NULL, &r);
	w = ceil(units(r.width)) + 2 * TAG_PAD;
	x = t->style.align == DRAWING_RIGHT ? t->x + t->w - w : t->x;
	outline(p->on, x, t->y, w, t->h, t->round);
	colour(p->on, t->colour);
	cairo_fill(p->on);
	colour(p->on, t->style.colour);
	y = t->y + (t->h - units(r.height)) / 2 + units(pango_layout_get_baseline(l));
	cairo_move_to(p->on, x + TAG_PAD, round(y));
	pango_cairo_show_layout_line(p->on, pango_layout_get_line_readonly(l, 0));
}

static bool
paint_photo(struct painting *p, const struct drawing_thing *t)
{
	struct jpeg      j;
	cairo_surface_t *s;
	double           by;
	bool             fine;

	if (p->dry)
		return true;
	if (!jpeg_open(t->bytes, p->coarse, &j))
		return false;
	s = cairo_image_surface_create_for_data(j.pixels, CAIRO_FORMAT_RGB24, j.w, j.h, j.w * 4);
	by = fmax((double)t->w / j.w, (double)t->h / j.h);
	cairo_save(p->on);
	outline(p->on, t->x, t->y, t->w, t->h, t->round);
	cairo_clip(p->on);
	cairo_translate(p->on, t->x + (t->w - j.w * by) / 2, t->y + (t->h - j.h * by) / 2);
	cairo_scale(p->on, by, by);
	cairo_set_source_surface(p->on, s, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(p->on), CAIRO_FILTER_GOOD);
	cairo_pattern_set_extend(cairo_get_source(p->on), CAIRO_EXTEND_PAD);
	cairo_paint(p->on);
	cairo_restore(p->on);
	fine = cairo_status(p->on) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(s);
	jpeg_close(&j);
	return fine;
}

static bool
paint_things(struct painting *p, struct drawing_sheet sheet)
{
	struct drawing_thing t;
	int                  more;

	colour(p->on, sheet.ground);
	cairo_paint(p->on);
	while ((more = drawing_next(&sheet, &t)) > 0) {
		if (t.w <= 0 && t.kind != DRAWING_IS_MORE)
			continue;
		switch (t.kind) {
		case DRAWING_IS_BOX:
			outline(p->on, t.x, t.y, t.w, t.h, t.round);
			colour(p->on, t.colour);
			cairo_fill(p->on);
			break;
		case DRAWING_IS_TEXT:
			paint_text(p, &t);
			break;
		case DRAWING_IS_MORE:
			paint_more(p, &t);
			break;
		case DRAWING_IS_TAG:
			paint_tag(p, &t);
			break;
		case DRAWING_IS_PHOTO:
			if (!paint_photo(p, &t))
				return false;
			break;
		}
	}
	return more == 0 && cairo_status(p->on) == CAIRO_STATUS_SUCCESS;
}

/* ---- The picture -------------------------------------------------------------------------------------- */

static cairo_status_t
take(void *to, const unsigned char *p, unsigned n)
{
	buf_bytes(to, p, n);
	return ((struct buf *)to)->err == OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* The surface is the caller's, to be destroyed also when this is false. */
static bool
paint(struct painting *p, const struct drawing_sheet *sheet, cairo_surface_t **out)
{
	bool fine;

	*out = cairo_image_surface_create(CAIRO_FORMAT_RGB24, sheet->w, sheet->h);
	p->on = cairo_create(*out);
	p->layout = new_layout(p->on);
	fine = paint_things(p, *sheet);
	g_object_unref(p->layout);
	cairo_destroy(p->on);
	cairo_surface_flush(*out);
	return fine;
}

bool
paint_dry(str drawing)
{
	struct drawing_sheet sheet;
	struct painting      p = {.dry = true};
	cairo_surface_t     *s;
	bool                 fine = drawing_read(drawing, &sheet);

	if (!fine)
		return false;
	fine = paint(&p, &sheet, &s);
	cairo_surface_destroy(s);
	return fine;
}

bool
paint_sheet(struct arena *a, str drawing, size_t most, str *png)
{
	struct drawing_sheet sheet;
	struct painting      p = {0};
	bool                 fine = drawing_read(drawing, &sheet), fits = false;

	for (p.coarse = 0; fine && !fits && p.coarse <= COARSEST; p.coarse++) {
		cairo_surface_t *s;
		struct buf       b;

		buf_init(&b, a, most);
		fine = paint(&p, &sheet, &s);
		fits = fine && cairo_surface_write_to_png_stream(s, take, &b) == CAIRO_STATUS_SUCCESS &&
		       buf_end(&b, png) == OK;
		cairo_surface_destroy(s);
	}
	return fits;
}
