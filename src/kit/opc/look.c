/* What a template from outside may not bring along: whatever is fetched, asked or started when its paper is opened. */
#include "kit/opc/opc.h"

#include "base/utf8.h"
#include "kit/markup/markup.h"
#include "kit_markup_texts.h"
#include "kit_opc_texts.h"

enum { SHOWN = 24, LINKS = 500 };

static enum err
bad(struct ctx *cx, text_id why, str arg, str part)
{
	return refuse(cx, ERR_INPUT, "template", why, arg, part);
}

/* Names of parts are the same in capitals (ECMA-376 part 2): what Word finds must not be hidden from us by them. */
static bool
ends(str name, const char *with)
{
	str end = str_of(with);

	return name.n >= end.n && str_eq_nocase(str_slice(name, name.n - end.n, name.n), end);
}

/* ---- Relations ------------------------------------------------------------------------------------ */

/* By how the type of a relation ends, whatever the part is called. */
static const struct {
	const char *type;
	text_id     why;
} kinds[] = {
    {"/vbaProject", T_opc_macros},        {"/xlMacrosheet", T_opc_macros},
    {"/xlIntlMacrosheet", T_opc_macros},  {"/extensibility", T_opc_macros},
    {"/oleObject", T_opc_object},         {"/control", T_opc_object},
    {"/activeXControlBinary", T_opc_object}, {"/webextension", T_opc_object},
    {"/webextensiontaskpanes", T_opc_object}, {"/aFChunk", T_opc_outside},
    {"/subDocument", T_opc_outside},      {"/externalLink", T_opc_outside},
    {"/externalLinkPath", T_opc_outside}, {"/connections", T_opc_outside},
    {"/queryTable", T_opc_outside},       {"/attachedTemplate", T_opc_outside},
    {"/font", T_opc_font},
};

struct looking {
	const struct opc_parts *parts;
	str                        part;
	bool                       chart; /* its figures lie in a workbook of their own */
	str                        link[LINKS]; /* ids of what leads out of the house, once clicked */
	size_t                     nlink;
};

/* What leads out of the package by itself, whatever it says of its mode: no part has such a name. */
static bool
leads_out(str target)
{
	return str_find(target, ':') != SIZE_MAX || str_find(target, '\\') != SIZE_MAX || str_starts(target, S("//"));
}

/* Target, Type, TargetMode, Id. */
static enum err
take_relation(struct ctx *cx, str element, const char *const *value, void *arg)
{
	struct looking *k = arg;
	str             target = str_of(value[0]), type = str_of(value[1]);

	if (!str_eq(element, S("Relationship")))
		return OK;
	for (size_t i = 0; i < NITEMS(kinds); i++)
		if (ends(type, kinds[i].type))
			return bad(cx, kinds[i].why, target, k->part);
	if (ends(type, "/package") && !k->chart)
		return bad(cx, T_opc_object, target, k->part);
	if (!str_eq_nocase(str_of(value[2]), S("External")) && !leads_out(target))
		return OK;
	/* A link waits until it is clicked; who else uses its id is looked at with the part. */
	if (!str_ends(type, S("/hyperlink")))
		return bad(cx, T_opc_outside, target, k->part);
	if (k->nlink == LINKS)
		return bad(cx, T_markup_large, k->part, STR_NONE);
	return arena_str(cx->arena, str_of(value[3]), &k->link[k->nlink++]) ? OK : ctx_no_memory(cx);
}

static enum err
relations(struct ctx *cx, struct looking *k, size_t at)
{
	static const char *const  wanted[] = {"Target", "Type", "TargetMode", "Id"};
	const struct opc_part *p = &k->parts->part[at];

	return xml_attributes(cx, p->name, p->bytes, wanted, NITEMS(wanted), take_relation, k);
}

/* ---- Elements ------------------------------------------------------------------------------------- */

static str
local(str name)
{
	size_t at = str_find(name, ':');

	return at == SIZE_MAX ? name : str_slice(name, at + 1, name.n);
}

static bool
waits_for_a_click(str element)
{
	return str_eq(element, S("hyperlink")) || str_starts(element, S("hlink"));
}

/* One attribute, by its name without the prefix. */
static bool
fetches_now(const struct looking *k, str element, str name, bool prefixed, str value)
{
	if (prefixed && str_eq(name, S("link")))
		return true;
	if (str_eq(name, S("src")))
		return leads_out(value);
	for (size_t i = 0; prefixed && !waits_for_a_click(element) && i < k->nlink; i++)
		if (str_eq(value, k->link[i]) && (str_eq(name, S("id")) || str_eq(name, S("embed")) ||
		                                  str_eq(name, S("pict")) || str_eq(name, S("href")) ||
		                                  str_eq(name, S("relid"))))
			return true;
	return false;
}

static enum err
take_element(struct ctx *cx, str element, const char *const *attr, void *arg)
{
	const struct looking *k = arg;

	/* Its data come from where a connection string says, without any relation. */
	if (str_eq(element, S("mailMerge")))
		return bad(cx, T_opc_merge, STR_NONE, k->part);
	for (; *attr; attr += 2) {
		str name = str_of(attr[0]);

		if (fetches_now(k, element, local(name), local(name).n < name.n, str_of(attr[1])))
			return bad(cx, T_opc_outside, utf8_cut(str_of(attr[1]), SHOWN), k->part);
	}
	return OK;
}

/* ---- Fields of Word ------------------------------------------------------------------------------- */

/* A word of a field's instruction that has Word fetch or start something when the paper is opened. */
static bool
fetches(str word)
{
	static const char *const words[] = {"DDE", "DDEAUTO", "INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE",
	                                    "LINK", "IMPORT", "DATABASE", "RD", "EMBED", "CONTROL"};

	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq_nocase(word, str_of(words[i])))
			return true;
	return false;
}

static bool
is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

/*
 * What a part's fields say, a line each, split over runs or not.  ERR_INPUT: one whose first word is what another field
 * says, so that nobody knows before it is opened.
 */
static enum err
gather(struct ctx *cx, str part, const struct xml *x, struct buf *b)
{
	bool fresh = false;

	for (size_t i = 0; i < x->n; i++) {
		const struct xml_node *n = &x->node[i];
		str                    ns = xml_prefix(x, n), name;

		if (n->name != XML_instrText && n->name != XML_fldChar && n->name != XML_fldSimple)
			continue;
		if (n->name == XML_instrText) {
			buf_add(b, n->said);
			fresh = fresh && !str_trim(n->said).n;
			continue;
		}
		name = arena_printf(cx->arena, "%.*s%s%s", STR_ARG(ns), ns.n ? ":" : "",
		                    n->name == XML_fldChar ? "fldCharType" : "instr");
		if (!name.p)
			return ctx_no_memory(cx);
		buf_char(b, '\n');
		if (n->name == XML_fldSimple) {
			buf_add(b, xml_attribute(x, n, name.p));
			buf_char(b, '\n');
		} else {
			bool begins = str_eq(xml_attribute(x, n, name.p), S("begin"));

			if (begins && fresh)
				return bad(cx, T_opc_instruction, S("{ { … } }"), part);
			fresh = begins;
		}
	}
	return OK;
}

/* Page numbers and links are let be. */
static enum err
instructions(struct ctx *cx, const struct opc_part *p)
{
	struct xml x;
	struct buf b;
	str        all;
	enum err   e;

	if (str_find_str(p->bytes, S("instrText")) == SIZE_MAX && str_find_str(p->bytes, S("fldSimple")) == SIZE_MAX)
		return OK;
	buf_init(&b, cx->arena, OPC_XML);
	if ((e = xml_read(cx, p->name, p->bytes, &x)) != OK || (e = gather(cx, p->name, &x, &b)) != OK)
		return e;
	if (buf_end(&b, &all) != OK)
		return ctx_no_memory(cx);
	/* Only the first word of each says what is done; one that is written as references hides something. */
	while (all.p) {
		str    line = str_trim(str_cut(&all, '\n'));
		size_t k = 0;

		while (k < line.n && is_letter(line.p[k]))
			k++;
		if (fetches(str_slice(line, 0, k)) || (k < line.n && line.p[k] == '&'))
			return bad(cx, T_opc_instruction, utf8_cut(line, SHOWN), p->name);
	}
	return OK;
}

/* ---- All of it ------------------------------------------------------------------------------------ */

/* Whatever its name and type say: Word reads as XML what begins as such. */
static bool
is_xml(const struct opc_part *p)
{
	str text = str_trim(str_starts(p->bytes, S("\xef\xbb\xbf")) ? str_slice(p->bytes, 3, p->bytes.n) : p->bytes);

	return ends(p->name, ".xml") || ends(p->name, ".vml") || str_starts(text, S("<"));
}

static enum err
look_at(struct ctx *cx, struct looking *k, size_t at)
{
	const struct opc_part *p = &k->parts->part[at];
	size_t                    rels;
	enum err                  e = OK;

	k->part = p->name;
	k->nlink = 0;
	k->chart = str_find_str(p->name, S("/charts/")) != SIZE_MAX;
	if (ends(p->name, "vbaProject.bin"))
		return bad(cx, T_opc_macros, STR_NONE, p->name);
	/* By themselves, too: they may be those of a part that is called otherwise. */
	if (ends(p->name, ".rels"))
		return relations(cx, k, at);
	rels = opc_rels_of(cx, k->parts, p->name);
	if (rels != SIZE_MAX)
		e = relations(cx, k, rels);
	if (e != OK || !is_xml(p))
		return e;
	e = xml_attributes(cx, p->name, p->bytes, NULL, 0, take_element, k);
	return e == OK ? instructions(cx, p) : e;
}

enum err
opc_look(struct ctx *cx, const struct opc_parts *parts)
{
	struct looking *k = ARENA_NEW(cx->arena, struct looking);
	enum err        e = OK;

	if (!k)
		return ctx_no_memory(cx);
	k->parts = parts;
	for (size_t i = 0; e == OK && i < parts->n; i++)
		e = look_at(cx, k, i);
	return e;
}
