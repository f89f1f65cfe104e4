/* What is in a file that somebody sends in: judged by its bytes, never opened as what it is. */
#include "kit/package/package.h"
#include "work/material/inside.h"
#include "work/photo/photo.h"
#include "work_material_texts.h"

enum { WHOLE = 96 << 20, PARTS = 2000, TAIL = 2048 };

static const struct package_rules rules = {
    .field = "file", .file = MATERIAL_MOST << 20, .whole = WHOLE, .parts = PARTS, .no_zip = T_material_no_office,
    .locked = T_material_locked, .cut = T_material_cut, .damaged = T_material_damaged,
    .large = T_material_large, .bomb = T_material_bomb, .many = T_material_parts};

static bool
ends_with(str s, str tail)
{
	return s.n >= tail.n && str_eq_nocase(str_slice(s, s.n - tail.n, s.n), tail);
}

/* Which of the three an office's zip is; programs in it are what nobody asked for. */
static enum err
look_office(struct ctx *cx, str bytes, enum material_kind *kind)
{
	static const struct {
		const char        *part;
		enum material_kind kind;
	} main_part[] = {{"word/document.xml", MATERIAL_IS_docx},
	                 {"xl/workbook.xml", MATERIAL_IS_xlsx},
	                 {"ppt/presentation.xml", MATERIAL_IS_pptx}};
	struct package *p;
	enum err        e;

	if ((e = package_open(cx, &rules, bytes, &p)) != OK)
		return e;
	*kind = MATERIAL_KIND_MAX;
	for (size_t i = 0; i < NITEMS(main_part) && *kind == MATERIAL_KIND_MAX; i++)
		if (package_find(p, str_of(main_part[i].part)) != SIZE_MAX)
			*kind = main_part[i].kind;
	if (*kind == MATERIAL_KIND_MAX || package_find(p, S("[Content_Types].xml")) == SIZE_MAX)
		return refuse(cx, ERR_INPUT, "file", T_material_no_office);
	for (size_t i = 0; i < p->n; i++)
		if (ends_with(p->part[i].name, S("vbaProject.bin")))
			return refuse(cx, ERR_INPUT, "file", T_material_macros);
	return OK;
}

/* Whole, as far as its end says. */
static enum err
look_pdf(struct ctx *cx, str bytes)
{
	str tail = str_slice(bytes, bytes.n > TAIL ? bytes.n - TAIL : 0, bytes.n);

	if (str_find_str(tail, S("%%EOF")) != SIZE_MAX)
		return OK;
	return refuse(cx, ERR_INPUT, "file", T_material_damaged, S("PDF"));
}

enum err
material_look(struct ctx *cx, str bytes, struct material_looked *out)
{
	uint64_t hash;
	bool     plain;
	enum err e;

	*out = (struct material_looked){.kind = material_kind_seen(bytes)};
	if (!bytes.n)
		return refuse(cx, ERR_INPUT, "file", T_material_empty);
	if (bytes.n > (size_t)MATERIAL_MOST << 20)
		return refuse(cx, ERR_LARGE, "file", T_material_large, arena_printf(cx->arena, "%d", MATERIAL_MOST));
	if (str_starts(bytes, S("\xd0\xcf\x11\xe0")))
		return refuse(cx, ERR_INPUT, "file", T_material_locked);
	if (out->kind == MATERIAL_KIND_MAX)
		return refuse(cx, ERR_INPUT, "file", T_material_unknown);
	if (out->kind == MATERIAL_IS_docx)
		return look_office(cx, bytes, &out->kind);
	if (out->kind == MATERIAL_IS_pdf)
		return look_pdf(cx, bytes);
	if (!photo_on())
		return OK;
	/* Also whether it is one: a stranger's picture is decoded in its own process, or not at all. */
	e = photo_look(cx, bytes, &hash, &plain);
	if (e == OK && !plain)
		out->alike = (opt_i64){true, (int64_t)hash};
	return e;
}

enum err
material_take(struct ctx *cx, str bytes, digest *d)
{
	struct material_looked looked;
	struct arena          *mine = cx->arena, *own = arena_new_beside(cx->arena, MATERIAL_ROOM);
	enum err               e;

	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = material_look(cx, bytes, &looked);
	cx->arena = mine;
	return e == OK ? writ_keep(cx, bytes, d) : e;
}
