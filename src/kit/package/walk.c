/* XML of a part by expat, as it is unpacked. */
#include "kit/package/package.h"

#include <expat.h>

struct walking {
	struct ctx                *cx;
	const struct package      *p;
	const struct package_walk *w;
	XML_Parser                 parser;
	str                        part;
	size_t                     depth;
	bool                       typed, deep;
	enum err                   e;
};

static void
stop(struct walking *k)
{
	(void)XML_StopParser(k->parser, XML_FALSE);
}

/* A document type may define what grows without end, or is read from elsewhere. */
static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *sys, const XML_Char *pub, int inside)
{
	struct walking *k = arg;

	(void)name;
	(void)sys;
	(void)pub;
	(void)inside;
	k->typed = true;
	stop(k);
}

static str
local(const XML_Char *name)
{
	str whole = str_of(name), first = str_cut(&whole, ':');

	return whole.p ? whole : first;
}

str
package_attribute(const char **attr, const char *name)
{
	for (const char **a = attr; *a; a += 2)
		if (str_eq(str_of(a[0]), str_of(name)))
			return str_of(a[1]);
	return STR_NONE;
}

str
package_attribute_local(const char **attr, const char *name)
{
	for (const char **a = attr; *a; a += 2)
		if (str_eq(local(a[0]), str_of(name)))
			return str_of(a[1]);
	return STR_NONE;
}

static void
on_start(void *arg, const XML_Char *name, const XML_Char **attr)
{
	struct walking *k = arg;

	if (++k->depth > PACKAGE_DEPTH) {
		k->deep = true;
		stop(k);
	} else if (k->w->start && k->e == OK &&
		   (k->e = k->w->start(k->cx, local(name), attr, k->w->arg)) != OK) {
		stop(k);
	}
}

static void
on_end(void *arg, const XML_Char *name)
{
	struct walking *k = arg;

	k->depth--;
	/* The end of an empty element is told also when its start stopped everything. */
	if (k->w->end && k->e == OK && (k->e = k->w->end(k->cx, local(name), k->w->arg)) != OK)
		stop(k);
}

static void
on_text(void *arg, const XML_Char *s, int n)
{
	struct walking *k = arg;

	if (k->e == OK && (k->e = k->w->text(k->cx, (str){s, (size_t)n}, k->w->arg)) != OK)
		stop(k);
}

static enum err
on_piece(struct ctx *cx, str piece, bool last, void *arg)
{
	struct walking *k = arg;

	if (XML_Parse(k->parser, piece.p, (int)piece.n, last) == XML_STATUS_OK && k->e == OK)
		return OK;
	if (k->e != OK)
		return k->e;
	if (XML_GetErrorCode(k->parser) == XML_ERROR_NO_MEMORY)
		return ctx_no_memory(cx);
	return refuse(cx, ERR_INPUT, k->p->rules->field,
		      k->typed  ? k->w->typed
		      : k->deep ? k->w->deep
				: k->w->broken,
		      k->part,
		      arena_printf(cx->arena, "%lu", (unsigned long)XML_GetCurrentLineNumber(k->parser)));
}

enum err
package_walk(struct ctx *cx, const struct package *p, size_t i, const struct package_walk *w)
{
	struct walking k = {.cx = cx, .p = p, .w = w, .part = p->part[i].name};
	enum err       e;

	if (!(k.parser = XML_ParserCreate(NULL)))
		return ctx_no_memory(cx);
	XML_SetUserData(k.parser, &k);
	XML_SetStartDoctypeDeclHandler(k.parser, on_doctype);
	XML_SetElementHandler(k.parser, on_start, on_end);
	if (w->text)
		XML_SetCharacterDataHandler(k.parser, on_text);
	e = package_stream(cx, p, i, on_piece, &k);
	XML_ParserFree(k.parser);
	return e;
}
