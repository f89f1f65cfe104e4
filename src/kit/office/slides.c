/* Slides that are there once for each row: what the presentation says of its slides, written anew. */
#include "kit/office/inside.h"
#include "kit_office_texts.h"
#include "kit_opc_texts.h"

#define SLIDES "http://schemas.openxmlformats.org/presentationml/2006/main"
#define RELATED "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

enum { FIRST_ID = 100000000 };

enum err
office_slides_check(struct ctx *cx, const struct office_template *t)
{
	for (size_t i = 0; i < t->parts->n; i++) {
		const struct opc_part *rels;
		struct xml                x;
		enum err                  e;

		if (!t->program[i].each || t->rels[i] == SIZE_MAX)
			continue;
		rels = &t->parts->part[t->rels[i]];
		if ((e = xml_read(cx, rels->name, rels->bytes, &x)) != OK)
			return e;
		for (size_t k = 0; k < x.n; k++)
			if (x.node[k].name == XML_Relationship &&
			    str_ends(xml_attribute(&x, &x.node[k], "Type"), S("/notesSlide")))
				return refuse(cx, ERR_INPUT, "template", T_office_slide_notes, t->parts->part[i].name);
	}
	return OK;
}

/* Which slide a relation of the presentation leads to; SIZE_MAX: none that is repeated. */
static size_t
leads_to(const struct office_template *t, str target)
{
	for (size_t i = 0; i < t->parts->n; i++) {
		str name = t->parts->part[i].name;

		if (t->program[i].each &&
		    (str_starts(target, S("/"))
		         ? str_eq_nocase(str_slice(target, 1, target.n), name)
		         : str_eq_nocase(target, str_slice(name, t->dir.n, name.n))))
			return i;
	}
	return SIZE_MAX;
}

struct naming {
	struct ctx                   *cx;
	const struct office_template *t;
	const struct office_slide    *slide;
	size_t                        n;
	struct buf                    b;
};

static enum err
end(struct naming *g, str *bytes)
{
	enum err e = buf_end(&g->b, bytes);

	return e == ERR_LARGE ? refuse(g->cx, e, NULL, T_opc_too_much) : e == OK ? OK : ctx_no_memory(g->cx);
}

/* The list of slides: instead of one that is repeated, those that were made of it, in their order. */
static enum err
name_slides(struct naming *g, const struct xml *book, const struct xml *rels, str *bytes)
{
	uint32_t at = 0;

	buf_init(&g->b, g->cx->arena, OPC_XML);
	for (size_t i = 0; i < book->n; i++) {
		const struct xml_node *n = &book->node[i];
		str                    id = xml_attribute(book, n, "r:id");
		size_t                 to = SIZE_MAX;

		for (size_t k = 0; n->name == XML_sldId && k < rels->n; k++)
			if (rels->node[k].name == XML_Relationship &&
			    str_eq(xml_attribute(rels, &rels->node[k], "Id"), id))
				to = leads_to(g->t, xml_attribute(rels, &rels->node[k], "Target"));
		if (to == SIZE_MAX)
			continue;
		buf_add(&g->b, str_slice(book->bytes, at, n->from));
		at = n->to;
		for (size_t k = 0; k < g->n; k++)
			if (g->slide[k].of == to)
				buf_printf(&g->b,
				           "<p:sldId xmlns:p=\"" SLIDES "\" xmlns:r=\"" RELATED "\" id=\"%zu\" "
				           "r:id=\"rIdDubanSlide%zu\"/>",
				           FIRST_ID + k, k + 1);
	}
	buf_add(&g->b, str_slice(book->bytes, at, book->bytes.n));
	return end(g, bytes);
}

static enum err
name_relations(struct naming *g, const struct xml *rels, str *bytes)
{
	uint32_t at = 0;

	buf_init(&g->b, g->cx->arena, OPC_XML);
	for (size_t i = 0; i < rels->n; i++) {
		const struct xml_node *n = &rels->node[i];

		if (n->name != XML_Relationship || leads_to(g->t, xml_attribute(rels, n, "Target")) == SIZE_MAX)
			continue;
		buf_add(&g->b, str_slice(rels->bytes, at, n->from));
		at = n->to;
	}
	buf_add(&g->b, str_slice(rels->bytes, at, rels->node[0].close));
	for (size_t k = 0; k < g->n; k++)
		buf_printf(&g->b,
		           "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\" "
		           "Id=\"rIdDubanSlide%zu\" Type=\"" RELATED "/slide\" Target=\"/%.*s\"/>",
		           k + 1, STR_ARG(g->slide[k].name));
	buf_add(&g->b, str_slice(rels->bytes, rels->node[0].close, rels->bytes.n));
	return end(g, bytes);
}

static enum err
name_types(struct naming *g, const struct xml *types, str *bytes)
{
	uint32_t at = 0;

	buf_init(&g->b, g->cx->arena, OPC_XML);
	for (size_t i = 0; i < types->n; i++) {
		const struct xml_node *n = &types->node[i];

		if (n->name != XML_Override || leads_to(g->t, xml_attribute(types, n, "PartName")) == SIZE_MAX)
			continue;
		buf_add(&g->b, str_slice(types->bytes, at, n->from));
		at = n->to;
	}
	buf_add(&g->b, str_slice(types->bytes, at, types->node[0].close));
	for (size_t k = 0; k < g->n; k++)
		buf_printf(&g->b,
		           "<Override xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" "
		           "PartName=\"/%.*s\" ContentType=\"application/vnd.openxmlformats-officedocument."
		           "presentationml.slide+xml\"/>",
		           STR_ARG(g->slide[k].name));
	buf_add(&g->b, str_slice(types->bytes, types->node[0].close, types->bytes.n));
	return end(g, bytes);
}

enum err
office_slides_name(struct ctx *cx, const struct office_template *t, const struct office_slide *slide, size_t n,
                   struct opc_part *made)
{
	struct naming g = {.cx = cx, .t = t, .slide = slide, .n = n};
	struct xml    book, rels, types;
	bool          any = false;
	enum err      e;

	for (size_t i = 0; i < t->parts->n; i++)
		any = any || t->program[i].each;
	if (!any)
		return OK;
	if ((e = xml_read(cx, made[t->main].name, made[t->main].bytes, &book)) != OK ||
	    (e = xml_read(cx, made[t->main_rels].name, made[t->main_rels].bytes, &rels)) != OK ||
	    (e = xml_read(cx, made[t->types].name, made[t->types].bytes, &types)) != OK ||
	    (e = name_slides(&g, &book, &rels, &made[t->main].bytes)) != OK ||
	    (e = name_relations(&g, &rels, &made[t->main_rels].bytes)) != OK)
		return e;
	return name_types(&g, &types, &made[t->types].bytes);
}
