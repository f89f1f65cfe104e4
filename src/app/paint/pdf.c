/* Sheets on a PDF surface: each character in its cell. */
#include "app/paint/pdf.h"

#include "base/text.h"
#include "kit/picture/sheets.h"
#include "kit_picture_texts.h"

#include <cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>

/* "仿宋:仿宋_GB2312,…": best first; the last is there on every server. */
static const struct face {
	text_id names;
	bool    bold; /* of the last: the others are heavy by themselves */
} faces[SHEETS_FACES] = {
    [SHEETS_XIAOBIAO] = {T_picture_face_xiaobiao, true}, [SHEETS_FANGSONG] = {T_picture_face_fangsong, false},
    [SHEETS_KAI] = {T_picture_face_kai, false},          [SHEETS_HEI] = {T_picture_face_hei, false},
    [SHEETS_SONG] = {T_picture_face_song, false},
};

struct painting {
	cairo_t              *on;
	PangoContext         *context;
	PangoFontDescription *font[SHEETS_FACES];
	struct buf            told; /* which fonts stand in */
};

/* ---- Fonts ------------------------------------------------------------------------------------------- */

static bool
installed(const char *family)
{
	FcPattern *asked = FcPatternCreate(), *got;
	FcChar8   *name;
	FcResult   why;
	bool       same = false;

	if (!asked)
		return false;
	(void)FcPatternAddString(asked, FC_FAMILY, (const FcChar8 *)family);
	(void)FcConfigSubstitute(NULL, asked, FcMatchPattern);
	FcDefaultSubstitute(asked);
	got = FcFontMatch(NULL, asked, &why);
	for (int i = 0; got && !same && FcPatternGetString(got, FC_FAMILY, i, &name) == FcResultMatch; i++)
		same = FcStrCmpIgnoreCase(name, (const FcChar8 *)family) == 0;
	if (got)
		FcPatternDestroy(got);
	FcPatternDestroy(asked);
	return same;
}

static void
choose(struct painting *p, enum sheets_face f)
{
	str   rest = text_get(faces[f].names, ZH), word = str_cut(&rest, ':'), family = STR_NONE;
	char *z = NULL;
	bool  first = true, there = false;

	for (; rest.p && !there; first = first && there) {
		family = str_cut(&rest, ',');
		z = arena_z(p->told.arena, family);
		there = z && installed(z);
	}
	p->font[f] = pango_font_description_new();
	pango_font_description_set_family(p->font[f], z ? z : "serif");
	if (faces[f].bold && !rest.p)
		pango_font_description_set_weight(p->font[f], PANGO_WEIGHT_BOLD);
	if (!first)
		buf_printf(&p->told, "%s%.*s：%.*s", p->told.n ? "；" : "", STR_ARG(word), STR_ARG(family));
}

/* ---- What stands on a page --------------------------------------------------------------------------- */

static double
points(int v)
{
	return (double)v / SHEETS_POINT;
}

static void
colour(cairo_t *on, uint32_t c)
{
	cairo_set_source_rgb(on, (double)(c >> 16 & 255) / 255, (double)(c >> 8 & 255) / 255, (double)(c & 255) / 255);
}

/* Each glyph in the middle of the cells of its characters; a ligature has those of several. */
static int
into_cells(const char *text, PangoItem *item, PangoGlyphString *g, int advance)
{
	int x = 0;

	for (int i = 0; i < g->num_glyphs; i++) {
		int from = g->log_clusters[i], to = item->length, wide;
		PangoGlyphGeometry *at = &g->glyphs[i].geometry;

		if (i + 1 < g->num_glyphs)
			to = g->log_clusters[i + 1];
		wide = to > from ? sheets_halves((str){text + item->offset + from, (size_t)(to - from)}) : 0;
		wide = (int)((double)wide * advance / 2 / SHEETS_POINT * PANGO_SCALE);
		at->x_offset += (wide - at->width) / 2;
		at->width = wide;
		x += wide;
	}
	return x;
}

/* Half a cell is too little for Latin letters of fonts for Chinese, unless they have narrow ones. */
static PangoAttrList *
narrowed(str text)
{
	PangoAttrList *list = pango_attr_list_new();
	size_t         i = 0;

	while (i < text.n) {
		size_t          from = i;
		PangoAttribute *narrow;

		while (i < text.n && !((unsigned char)text.p[i] & 0x80))
			i++;
		if (i > from) {
			narrow = pango_attr_font_features_new("hwid");
			narrow->start_index = (guint)from;
			narrow->end_index = (guint)i;
			pango_attr_list_insert(list, narrow);
		}
		while (i < text.n && (unsigned char)text.p[i] & 0x80)
			i++;
	}
	return list;
}

/* In the body of a font for Chinese the middle of a character lies so far above the line on which Latin stands. */
static const double middle = 0.38;

static void
write_text(struct painting *p, const struct sheets_text *t, char *z)
{
	double         x = points(t->x), y = points(t->y) + middle * points(t->size);
	PangoAttrList *narrow;
	GList         *items;

	if (t->text.n == 0)
		return;
	narrow = narrowed(t->text);
	pango_font_description_set_absolute_size(p->font[t->face], points(t->size) * PANGO_SCALE);
	pango_context_set_font_description(p->context, p->font[t->face]);
	colour(p->on, t->colour);
	items = pango_itemize(p->context, z, 0, (int)t->text.n, narrow, NULL);
	pango_attr_list_unref(narrow);
	for (GList *i = items; i; i = i->next) {
		PangoGlyphItem    glyphs = {.item = i->data, .glyphs = pango_glyph_string_new()};
		PangoItem        *item = i->data;

		pango_shape_with_flags(z + item->offset, item->length, z, (int)t->text.n, &item->analysis,
		                       glyphs.glyphs, PANGO_SHAPE_NONE);
		cairo_move_to(p->on, x, y);
		x += (double)into_cells(z, item, glyphs.glyphs, t->advance) / PANGO_SCALE;
		pango_cairo_show_glyph_item(p->on, z, &glyphs);
		pango_glyph_string_free(glyphs.glyphs);
		pango_item_free(item);
	}
	g_list_free(items);
}

static bool
write_things(struct painting *p, struct sheets_head h)
{
	static char         z[SHEETS_TEXT + 1];
	struct sheets_thing t;
	int                 more, pages = 1;

	while ((more = sheets_next(&h, &t)) > 0)
		switch (t.kind) {
		case SHEETS_IS_PAGE:
			if (++pages > SHEETS_PAGES)
				return false;
			cairo_show_page(p->on);
			break;
		case SHEETS_IS_TEXT:
			for (size_t i = 0; i < t.text.text.n; i++)
				z[i] = t.text.text.p[i];
			z[t.text.text.n] = 0;
			write_text(p, &t.text, z);
			break;
		case SHEETS_IS_RULE:
			colour(p->on, t.rule.colour);
			cairo_rectangle(p->on, points(t.rule.x), points(t.rule.y), points(t.rule.w), points(t.rule.h));
			cairo_fill(p->on);
			break;
		}
	return more == 0 && cairo_status(p->on) == CAIRO_STATUS_SUCCESS;
}

/* ---- The whole --------------------------------------------------------------------------------------- */

static cairo_status_t
take(void *to, const unsigned char *p, unsigned n)
{
	buf_bytes(to, p, n);
	return ((struct buf *)to)->err == OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* What a reader of the file is told; the moment is the paper's, so that the same paper is the same file. */
static void
tell(cairo_surface_t *s, struct arena *a, const struct sheets_head *h, const struct buf *told)
{
	GDateTime *made = g_date_time_new_from_unix_utc(h->made / 1000);
	char      *when = made ? g_date_time_format(made, "%Y-%m-%dT%H:%M:%SZ") : NULL;
	char      *title = arena_z(a, h->title), *fonts = arena_z(a, buf_str(told));

	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_TITLE, title ? title : "");
	cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATOR, "Duban");
	if (fonts && fonts[0])
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_SUBJECT, fonts);
	if (when)
		cairo_pdf_surface_set_metadata(s, CAIRO_PDF_METADATA_CREATE_DATE, when);
	g_free(when);
	if (made)
		g_date_time_unref(made);
}

static bool
begin(struct painting *p, cairo_surface_t *s, struct arena *a)
{
	p->on = cairo_create(s);
	p->context = pango_cairo_create_context(p->on);
	pango_context_set_language(p->context, pango_language_from_string("zh-cn"));
	buf_init(&p->told, a, BUF_PATH);
	for (int f = 0; f < SHEETS_FACES; f++)
		choose(p, (enum sheets_face)f);
	return cairo_status(p->on) == CAIRO_STATUS_SUCCESS;
}

static void
end(struct painting *p)
{
	for (int f = 0; f < SHEETS_FACES; f++)
		pango_font_description_free(p->font[f]);
	g_object_unref(p->context);
	cairo_destroy(p->on);
}

bool
pdf_sheets(struct arena *a, str sheets, size_t most, str *pdf)
{
	struct painting    p = {0};
	struct sheets_head h;
	cairo_surface_t   *s;
	struct buf         b;
	bool               fine;

	if (!sheets_read(sheets, &h))
		return false;
	buf_init(&b, a, most);
	s = cairo_pdf_surface_create_for_stream(take, &b, points(h.w), points(h.h));
	fine = begin(&p, s, a);
	tell(s, a, &h, &p.told);
	fine = fine && write_things(&p, h);
	end(&p);
	cairo_surface_finish(s);
	fine = fine && cairo_surface_status(s) == CAIRO_STATUS_SUCCESS && buf_end(&b, pdf) == OK;
	cairo_surface_destroy(s);
	return fine;
}
