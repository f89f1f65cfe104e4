/* Any bytes as GeoJSON and as a stored border: read, each fault told, what is good can be asked and stored. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "city/grid/outline.h"
#include "kit/geojson/geojson.h"
#include "texts.h"

/* Written and read again it is the same to the unit. */
static void
again(struct ctx *cx, const struct geo_shape *s)
{
	struct geo_shape same;
	struct buf       b;
	str              text;

	buf_init(&b, cx->arena, 4 << 20);
	outline_add(&b, s);
	ensure(buf_end(&b, &text) == OK && outline_read(cx->arena, text, &same) == OK && same.n == s->n);
	for (size_t i = 0; i < s->n; i++)
		ensure(same.pt[i].x == s->pt[i].x && same.pt[i].y == s->pt[i].y);
}

static void
ask(struct ctx *cx, const struct geo_shape *s)
{
	struct geo_point in;

	for (size_t i = 0; i < s->nrings; i++)
		ensure(geo_shape_where(s, s->pt[s->ring[i].from]) == GEO_BORDER);
	if (geo_shape_label(s, &in))
		ensure(geo_shape_where(s, in) != GEO_OUT);
	ensure(geo_shape_area(s) >= 0 && geo_shape_length(s) >= 0);
	again(cx, s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct ctx       cx = {.arena = arena_new((size_t)64 << 20)};
	str              text = {(const char *)p, n};
	struct geojson  *g = cx.arena ? ARENA_NEW(cx.arena, struct geojson) : NULL;
	struct geo_shape s;
	enum err         e;

	ensure(g != NULL);
	text_use(texts, T_MAX);
	e = geojson_read(&cx, "file", text, (enum geo_srs)(GEO_CGCS2000 + n % 4), g);
	ensure(e == OK || ((e == ERR_INPUT || e == ERR_LARGE) && cx.why.n > 0));
	for (size_t i = 0; e == OK && i < g->nfaults && i < GEOJSON_FAULTS; i++) {
		str said = geojson_say(&cx, &g->fault[i]);

		ensure(said.n > 0 && utf8_valid(said));
	}
	for (size_t i = 0; e == OK && i < g->n; i++)
		if (g->feature[i].good)
			ask(&cx, &g->feature[i].shape);
	e = outline_read(cx.arena, text, &s);
	ensure(e == OK || e == ERR_INPUT);
	arena_free(cx.arena);
	return 0;
}
