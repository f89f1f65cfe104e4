/* Parts by their names: which is meant, in which folder it lies, where its relations stand. */
#include "kit/opc/opc.h"

size_t
opc_find(const struct opc_parts *parts, str name)
{
	for (size_t i = 0; i < parts->n; i++)
		if (str_eq_nocase(parts->part[i].name, name))
			return i;
	return SIZE_MAX;
}

str
opc_folder(str name)
{
	size_t n = name.n;

	while (n && name.p[n - 1] != '/')
		n--;
	return str_slice(name, 0, n);
}

str
opc_rels_name(struct ctx *cx, str name)
{
	str dir = opc_folder(name);

	return arena_printf(cx->arena, "%.*s_rels/%.*s.rels", STR_ARG(dir), STR_ARG(str_slice(name, dir.n, name.n)));
}

size_t
opc_rels_of(struct ctx *cx, const struct opc_parts *parts, str name)
{
	return opc_find(parts, opc_rels_name(cx, name));
}
