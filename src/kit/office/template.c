/* A template: which parts of a docx hold fields, and filling them. */
#include "kit/office/inside.h"

#include "base/ensure.h"
#include "kit_office_texts.h"
#include "kit_opc_texts.h"

static const char TYPES[] = "[Content_Types].xml", RELS[] = "_rels/.rels";

static enum err
bad(struct ctx *cx, text_id why, str arg)
{
	return refuse(cx, ERR_INPUT, "template", why, arg);
}

/* ---- Relations ------------------------------------------------------------------------------------ */

struct relating {
	const struct opc_parts *parts;
	const char *const         *type; /* ends of types, NULL at the end */
	str                        dir;
	size_t                    *found;
	size_t                     n, most;
};

/* Target, Type, TargetMode. */
static enum err
take_relation(struct ctx *cx, str element, const char *const *value, void *arg)
{
	struct relating *r = arg;
	str              target = str_of(value[0]), type = str_of(value[1]);
	size_t           at;

	if (!str_eq(element, S("Relationship")) || !target.p || !type.p || str_eq(str_of(value[2]), S("External")))
		return OK;
	target = str_starts(target, S("/")) ? str_slice(target, 1, target.n)
	                                    : arena_printf(cx->arena, "%.*s%.*s", STR_ARG(r->dir), STR_ARG(target));
	if (!target.p)
		return ctx_no_memory(cx);
	at = opc_find(r->parts, target);
	for (size_t i = 0; r->type[i] && at != SIZE_MAX; i++)
		if (str_ends(type, str_of(r->type[i])) && r->n < r->most)
			r->found[r->n++] = at;
	return OK;
}

static enum err
relations(struct ctx *cx, size_t rels, struct relating *r)
{
	static const char *const wanted[] = {"Target", "Type", "TargetMode"};
	const struct opc_part *p = &r->parts->part[rels];

	return xml_attributes(cx, p->name, p->bytes, wanted, NITEMS(wanted), take_relation, r);
}

/* ---- Reading -------------------------------------------------------------------------------------- */

static enum err
compile_part(struct ctx *cx, struct office_template *t, size_t at, const struct office_field *field, size_t n,
             struct office_seen *seen)
{
	const struct opc_part *p = &t->parts->part[at];

	if (t->program[at].n)
		return OK;
	t->rels[at] = opc_rels_of(cx, t->parts, p->name);
	return office_compile(cx, p->name, p->bytes, field, n, t->form, seen, &t->program[at]);
}

static enum err
compile_sheets(struct ctx *cx, struct office_template *t, const struct office_field *field, size_t n,
               struct office_seen *seen)
{
	enum err e;

	t->book = (struct workbook){.parts = t->parts, .types = t->types, .main = t->main, .main_rels = t->main_rels};
	e = workbook_read(cx, &t->book);
	t->parts = t->book.parts;

	for (size_t i = 0; e == OK && i < t->book.nsheet; i++) {
		const struct workbook_sheet *s = &t->book.sheet[i];

		t->rels[s->part] = opc_rels_of(cx, t->parts, t->parts->part[s->part].name);
		e = office_compile(cx, s->name, s->bytes, field, n, t->form, seen, &t->program[s->part]);
	}
	return e;
}

/* The text itself, its headers, footers and notes. */
static enum err
compile_all(struct ctx *cx, struct office_template *t, const struct office_field *field, size_t n,
            struct office_seen *seen)
{
	static const char *const whole[] = {"/officeDocument", NULL},
	                        *const pieces[] = {"/header", "/footer", "/footnotes", "/endnotes", NULL},
	                        *const slides[] = {"/slide", NULL};
	enum { MOST = 200 };
	size_t          part[MOST + 1], rels = opc_find(t->parts, str_of(RELS));
	struct relating r = {.parts = t->parts, .type = whole, .dir = S(""), .found = part, .most = 1};
	enum err        e;

	if ((t->types = opc_find(t->parts, str_of(TYPES))) == SIZE_MAX)
		return bad(cx, T_opc_missing, str_of(TYPES));
	if (rels == SIZE_MAX)
		return bad(cx, T_opc_missing, str_of(RELS));
	if ((e = relations(cx, rels, &r)) != OK)
		return e;
	if (r.n == 0)
		return bad(cx, T_opc_missing, S("word/document.xml"));
	t->main = part[0];
	t->dir = opc_folder(t->parts->part[part[0]].name);
	t->main_rels = rels = opc_rels_of(cx, t->parts, t->parts->part[part[0]].name);
	t->form = str_eq_nocase(t->dir, S("ppt/"))  ? OFFICE_SLIDES
	          : str_eq_nocase(t->dir, S("xl/")) ? OFFICE_BOOK
	                                            : OFFICE_DOCUMENT;
	if (t->form == OFFICE_BOOK)
		return compile_sheets(cx, t, field, n, seen);
	r.type = t->form == OFFICE_SLIDES ? slides : pieces;
	r.dir = t->dir;
	r.most = MOST;
	if (rels != SIZE_MAX && (e = relations(cx, rels, &r)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < r.n; i++)
		e = t->form == OFFICE_SLIDES && i == 0 ? OK : compile_part(cx, t, part[i], field, n, seen);
	return e == OK && t->form == OFFICE_SLIDES ? office_slides_check(cx, t) : e;
}

enum err
office_read(struct ctx *cx, const struct opc_parts *parts, const struct office_field *field, size_t n,
            struct office_template **out)
{
	struct office_template *t = ARENA_NEW(cx->arena, struct office_template);
	struct office_seen      seen = {0};
	enum err                e;

	*out = t;
	if (!t || !(t->program = ARENA_NEWS(cx->arena, parts->n + 1, struct office_program)) ||
	    !(t->rels = ARENA_NEWS(cx->arena, parts->n + 1, size_t)))
		return ctx_no_memory(cx);
	t->parts = parts;
	buf_init(&seen.unknown, cx->arena, BUF_LINE);
	if ((e = opc_look(cx, parts)) != OK || (e = compile_all(cx, t, field, n, &seen)) != OK)
		return e;
	if (seen.nunknown)
		return bad(cx, T_office_unknown, buf_str(&seen.unknown));
	return seen.marks ? OK : bad(cx, T_office_no_marks, STR_NONE);
}

enum office_form
office_form_of(const struct office_template *t)
{
	return t->form;
}

/* ---- Filling -------------------------------------------------------------------------------------- */

struct placed {
	size_t part; /* whose relation it is */
	const struct office_picture *picture;
};
struct filling {
	struct ctx                   *cx;
	const struct office_template *t;
	const struct office_program  *program;
	size_t                        part;
	struct buf                    b;
	const struct office_value    *frame[OFFICE_NEST + 1];
	struct placed                *placed;
	size_t                        nplaced, room, picture_bytes;
};

/* A line's end within a run of text. */
static void
say_value(struct filling *f, const struct office_op *op, str text)
{
	bool word = str_eq(op->ns, S("w"));

	if (op->number)
		buf_add(&f->b, S(WORKBOOK_NUMBER_MARK));
	while (text.p) {
		str line = str_cut(&text, '\n');

		xml_add(&f->b, line);
		if (text.p)
			buf_add(&f->b, word ? S("</w:t><w:br/><w:t xml:space=\"preserve\">")
			             : f->t->form == OFFICE_BOOK ? S("\n") : S(" "));
	}
}

static enum err
place(struct filling *f, const struct office_picture *p)
{
	if (f->nplaced == f->room) {
		size_t         more = f->room ? f->room * 2 : 16;
		struct placed *q =
		    arena_grow(f->cx->arena, f->placed, f->room * sizeof(*q), more * sizeof(*q));

		if (!q)
			return ctx_no_memory(f->cx);
		f->placed = q;
		f->room = more;
	}
	f->picture_bytes += p->jpeg.n;
	if (f->picture_bytes > OPC_OUT)
		return refuse(f->cx, ERR_LARGE, NULL, T_opc_too_much);
	f->placed[f->nplaced++] = (struct placed){f->part, p};
	return OK;
}

static enum err
draw(struct filling *f, const struct office_op *op, const struct office_picture *p)
{
	enum { EMU = 36000, HIGH = 230 };
	long long wide = (long long)(op->mm ? op->mm : p->mm) * EMU, high = wide * p->h / (p->w > 0 ? p->w : 1);
	enum err  e = place(f, p);
	struct buf *b = &f->b;

	if (e != OK)
		return e;
	if (high > (long long)HIGH * EMU) {
		wide = wide * HIGH * EMU / high;
		high = (long long)HIGH * EMU;
	}
	buf_add(b, S("</w:t><w:drawing><wp:inline xmlns:wp="
	             "\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\""));
	buf_printf(b, " distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"%lld\" cy=\"%lld\"/>", wide,
	           high);
	buf_printf(b, "<wp:docPr id=\"%zu\" name=\"duban%zu\" descr=\"", 900000 + f->nplaced, f->nplaced);
	xml_add(b, p->alt);
	buf_add(b, S("\"/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData "
	             "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic "
	             "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">"));
	buf_printf(b, "<pic:nvPicPr><pic:cNvPr id=\"%zu\" name=\"duban%zu.jpeg\"/><pic:cNvPicPr/></pic:nvPicPr>",
	           900000 + f->nplaced, f->nplaced);
	buf_printf(b,
	           "<pic:blipFill><a:blip xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
	           "relationships\" r:embed=\"rIdDuban%zu\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>",
	           f->nplaced);
	buf_printf(b,
	           "<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%lld\" cy=\"%lld\"/></a:xfrm><a:prstGeom "
	           "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>",
	           wide, high);
	buf_add(b, S("</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing><w:t xml:space=\"preserve\">"));
	return OK;
}

/* Whole within the shape's box, in its middle. */
static enum err
draw_shape(struct filling *f, const struct office_op *op, const struct office_picture *p)
{
	int64_t     w = p->w > 0 ? p->w : 1, h = p->h > 0 ? p->h : 1, wide = op->box[2], high = wide * h / w;
	enum err    e = place(f, p);
	struct buf *b = &f->b;

	if (high > op->box[3]) {
		high = op->box[3];
		wide = high * w / h;
	}
	buf_add(b, S("<p:pic xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\" "
	             "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
	             "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"));
	buf_printf(b, "<p:nvPicPr><p:cNvPr id=\"%zu\" name=\"duban%zu\" descr=\"", 900000 + f->nplaced, f->nplaced);
	xml_add(b, p->alt);
	buf_printf(b,
	           "\"/><p:cNvPicPr><a:picLocks noChangeAspect=\"1\"/></p:cNvPicPr><p:nvPr/></p:nvPicPr>"
	           "<p:blipFill><a:blip r:embed=\"rIdDuban%zu\"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>",
	           f->nplaced);
	buf_printf(b,
	           "<p:spPr><a:xfrm><a:off x=\"%lld\" y=\"%lld\"/><a:ext cx=\"%lld\" cy=\"%lld\"/></a:xfrm>"
	           "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></p:spPr></p:pic>",
	           (long long)(op->box[0] + (op->box[2] - wide) / 2), (long long)(op->box[1] + (op->box[3] - high) / 2),
	           (long long)wide, (long long)high);
	return e;
}

static enum err
run(struct filling *f, size_t from, size_t to)
{
	enum err e = OK;

	for (size_t pc = from; e == OK && f->b.err == OK && pc < to; pc++) {
		const struct office_op    *op = &f->program->op[pc];
		const struct office_value *v =
		    op->what == OFFICE_SAY || op->what == OFFICE_END ? NULL : &f->frame[op->depth][op->index];

		switch (op->what) {
		case OFFICE_SAY:
			buf_add(&f->b, op->say);
			break;
		case OFFICE_VALUE:
			say_value(f, op, v->text);
			break;
		case OFFICE_DRAW:
			if (v->picture && str_eq(op->ns, S("w")))
				e = draw(f, op, v->picture);
			else
				say_value(f, op, v->text);
			break;
		case OFFICE_BEGIN:
			for (size_t i = 0; e == OK && i < v->nrow; i++) {
				f->frame[op->level] = v->row[i].value;
				e = run(f, pc + 1, op->end);
			}
			pc = op->end;
			break;
		case OFFICE_SHAPE:
			if (v->picture) {
				e = draw_shape(f, op, v->picture);
				pc = op->end;
			}
			break;
		case OFFICE_EMPTY:
			if (v->nrow == 0)
				buf_add(&f->b, op->say);
			break;
		case OFFICE_END:
			break;
		}
	}
	return e;
}

static enum err
done(struct filling *f, struct buf *b, str *bytes)
{
	enum err e = buf_end(b, bytes);

	if (e == ERR_LARGE)
		return refuse(f->cx, e, NULL, T_opc_too_much);
	return e == OK ? OK : ctx_no_memory(f->cx);
}

/* Before the end of the root element; STR_NONE as `old`: a part that was not there. */
static enum err
add_relations(struct filling *f, size_t part, str name, str old, str *made)
{
	struct buf b;
	struct xml x = {0};
	enum err   e = old.p ? xml_read(f->cx, name, old, &x) : OK;
	bool       whole = e == OK && x.n && x.node[0].close < x.node[0].to;

	if (e != OK)
		return e;
	buf_init(&b, f->cx->arena, OPC_XML);
	if (whole)
		buf_add(&b, str_slice(old, 0, x.node[0].close));
	else
		buf_add(&b, S("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships "
		              "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"));
	for (size_t i = 0; i < f->nplaced; i++)
		if (f->placed[i].part == part)
			buf_printf(&b,
			           "<Relationship xmlns=\"http://schemas.openxmlformats.org/package/2006/"
			           "relationships\" Id=\"rIdDuban%zu\" Type=\"http://schemas.openxmlformats.org/"
			           "officeDocument/2006/relationships/image\" Target=\"/%.*smedia/duban%zu.jpeg\"/>",
			           i + 1, STR_ARG(f->t->dir), i + 1);
	buf_add(&b, whole ? str_slice(old, x.node[0].close, old.n) : S("</Relationships>"));
	return done(f, &b, made);
}

static enum err
take_type(struct ctx *cx, str element, const char *const *value, void *arg)
{
	bool *known = arg;

	(void)cx;
	*known = *known || (str_eq(element, S("Default")) && str_eq_nocase(str_of(value[0]), S("jpeg")));
	return OK;
}

/* JPEGs have a type, once. */
static enum err
add_type(struct filling *f, str old, str *made)
{
	static const char *const wanted[] = {"Extension"};
	bool                     known = false;
	struct xml               x;
	struct buf               b;
	enum err                 e = xml_attributes(f->cx, str_of(TYPES), old, wanted, 1, take_type, &known);

	*made = old;
	if (e != OK || known)
		return e;
	if ((e = xml_read(f->cx, str_of(TYPES), old, &x)) != OK)
		return e;
	if (x.node[0].open >= x.node[0].to)
		return bad(f->cx, T_opc_missing, str_of(TYPES));
	buf_init(&b, f->cx->arena, OPC_XML);
	buf_add(&b, str_slice(old, 0, x.node[0].open));
	buf_add(&b, S("<Default xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\" "
	              "Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"));
	buf_add(&b, str_slice(old, x.node[0].open, old.n));
	return done(f, &b, made);
}

static bool
has_pictures(const struct filling *f, size_t part)
{
	for (size_t i = 0; i < f->nplaced; i++)
		if (f->placed[i].part == part)
			return true;
	return false;
}

/* What is packed: the template's parts in their order, slides made of them, the relations of these, pictures. */
struct making {
	struct opc_part  *part;
	size_t              *rels; /* of each of the first so many, where its relations are; SIZE_MAX: it has none */
	size_t               n, nrels;
	struct office_slide *slide;
	size_t               nslide;
};

/* The pictures, and what says of them that they are there. */
static enum err
add_pictures(struct filling *f, struct making *m)
{
	const struct office_template *t = f->t;
	enum err                      e = OK;

	for (size_t i = 0; e == OK && i < m->nrels; i++) {
		struct opc_part *to;

		if (!has_pictures(f, i))
			continue;
		if (m->rels[i] == SIZE_MAX) {
			m->rels[i] = m->n++;
			m->part[m->rels[i]] = (struct opc_part){opc_rels_name(f->cx, m->part[i].name), STR_NONE};
		}
		to = &m->part[m->rels[i]];
		if (!to->name.p)
			return ctx_no_memory(f->cx);
		e = add_relations(f, i, to->name, to->bytes, &to->bytes);
	}
	for (size_t i = 0; e == OK && i < f->nplaced; i++, m->n++) {
		m->part[m->n].name = arena_printf(f->cx->arena, "%.*smedia/duban%zu.jpeg", STR_ARG(t->dir), i + 1);
		m->part[m->n].bytes = f->placed[i].picture->jpeg;
		if (!m->part[m->n].name.p)
			return ctx_no_memory(f->cx);
	}
	return e == OK && f->nplaced ? add_type(f, m->part[t->types].bytes, &m->part[t->types].bytes) : e;
}

/* One part, or a slide for one row: `at` is what its pictures belong to. */
static enum err
fill_part(struct filling *f, size_t from, size_t at, str *bytes)
{
	enum err e;

	f->program = &f->t->program[from];
	f->part = at;
	buf_init(&f->b, f->cx->arena, OPC_OUT);
	e = run(f, 0, f->program->n);
	return e == OK ? done(f, &f->b, bytes) : e;
}

/* Slides that are repeated go; those that were made of them stand behind the template's parts. */
static enum err
fill_slides(struct filling *f, const struct office_value *value, struct making *m)
{
	const struct office_template *t = f->t;
	enum err                      e = OK;

	for (size_t i = 0; e == OK && i < t->parts->n; i++) {
		const struct office_value *v = t->program[i].each ? &value[t->program[i].index] : NULL;

		for (size_t k = 0; e == OK && v && k < v->nrow; k++) {
			size_t at = t->parts->n + m->nslide;
			str    name = arena_printf(f->cx->arena, "%.*sduban%zu.xml",
			                           STR_ARG(opc_folder(t->parts->part[i].name)), m->nslide + 1);

			m->slide[m->nslide++] = (struct office_slide){i, name};
			m->part[at].name = name;
			f->frame[1] = v->row[k].value;
			e = name.p ? fill_part(f, i, at, &m->part[at].bytes) : ctx_no_memory(f->cx);
			m->rels[at] = SIZE_MAX;
		}
	}
	m->n = m->nrels = t->parts->n + m->nslide;
	for (size_t i = 0; e == OK && i < m->nslide; i++) {
		size_t from = t->rels[m->slide[i].of], at = t->parts->n + i;

		if (from == SIZE_MAX)
			continue;
		m->rels[at] = m->n++;
		m->part[m->rels[at]] =
		    (struct opc_part){opc_rels_name(f->cx, m->slide[i].name), t->parts->part[from].bytes};
		if (!m->part[m->rels[at]].name.p)
			return ctx_no_memory(f->cx);
	}
	return e == OK && t->form == OFFICE_SLIDES ? office_slides_name(f->cx, t, m->slide, m->nslide, m->part) : e;
}

static size_t
slides_to_make(const struct office_template *t, const struct office_value *value)
{
	size_t n = 0;

	for (size_t i = 0; i < t->parts->n; i++)
		n += t->program[i].each ? value[t->program[i].index].nrow : 0;
	return n;
}

/* Without the slides that were repeated and their relations. */
static enum err
pack(struct ctx *cx, const struct office_template *t, const struct making *m, str *out)
{
	struct opc_part *kept = ARENA_NEWS(cx->arena, m->n + 1, struct opc_part);
	size_t              n = 0;

	if (!kept)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m->n; i++) {
		bool gone = i < t->parts->n && t->form == OFFICE_BOOK && workbook_drops(t->parts->part[i].name);

		for (size_t k = 0; i < t->parts->n && k < t->parts->n; k++)
			gone = gone || (t->program[k].each && (i == k || i == t->rels[k]));
		if (!gone)
			kept[n++] = m->part[i];
	}
	return opc_pack(cx, kept, n, out);
}

enum err
office_fill(struct ctx *cx, const struct office_template *t, const struct office_value *value, str *out)
{
	struct filling f = {.cx = cx, .t = t, .frame = {value}};
	struct making  m = {0}, all;
	size_t         n = t->parts->n, slides = slides_to_make(t, value);
	enum err       e = OK;

	*out = STR_NONE;
	m.part = ARENA_NEWS(cx->arena, n + slides * 2 + 1, struct opc_part);
	m.rels = ARENA_NEWS(cx->arena, n + slides + 1, size_t);
	m.slide = ARENA_NEWS(cx->arena, slides + 1, struct office_slide);
	if (!m.part || !m.rels || !m.slide)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < n; i++) {
		m.part[i] = t->parts->part[i];
		m.rels[i] = t->program[i].n ? t->rels[i] : SIZE_MAX;
		if (t->program[i].n && !t->program[i].each)
			e = fill_part(&f, i, i, &m.part[i].bytes);
	}
	for (size_t i = 0; i < t->book.nsheet; i++)
		if (!t->program[t->book.sheet[i].part].n)
			m.part[t->book.sheet[i].part].bytes = t->book.sheet[i].bytes;
	if (e == OK && t->form == OFFICE_BOOK)
		e = workbook_end(cx, &t->book, m.part);
	if (e != OK || (e = fill_slides(&f, value, &m)) != OK)
		return e;
	/* Now it is known how many pictures there are. */
	all = m;
	if (!(all.part = ARENA_NEWS(cx->arena, m.n + m.nrels + f.nplaced + 1, struct opc_part)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m.n; i++)
		all.part[i] = m.part[i];
	if ((e = add_pictures(&f, &all)) != OK)
		return e;
	return pack(cx, t, &all, out);
}
