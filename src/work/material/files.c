/* The files that were handed in: given out again, and named for the sweep and the check of all that is kept. */
#include "work/material/inside.h"
#include "work_material_texts.h"

/* Rows of files by one number: those of a material stand together. */
enum { FILES_EACH = 1000 };
_Static_assert((int)MATERIAL_FILES < (int)FILES_EACH, "a file's number fits");

enum err
material_fetch(struct ctx *cx, int64_t id, int64_t n, int *fd, uint64_t *bytes, str *name, str *media)
{
	struct q_material_row_row    m;
	struct q_material_files_row *row;
	size_t                       nrow;
	enum err                     e;

	if ((e = q_material_row(cx, &(struct q_material_row_in){id, material_reach(cx)}, &m)) != OK ||
	    (e = q_material_files(cx, &(struct q_material_files_in){id, material_reach(cx)}, &row, &nrow)) != OK)
		return e;
	for (size_t i = 0; i < nrow; i++) {
		if (row[i].n != n)
			continue;
		*media = material_kind_media(material_kind_of(row[i].kind));
		*name = arena_printf(cx->arena, "%.*s-%lld.%.*s", STR_ARG(m.no), (long long)n, STR_ARG(row[i].kind));
		return name->p ? writ_open(cx, row[i].file, fd, bytes) : ctx_no_memory(cx);
	}
	return ERR_NONE;
}

static enum err
names(struct ctx *cx, str file, bool *is)
{
	struct q_material_named_row row;
	enum err e = q_material_named(cx, &(struct q_material_named_in){file}, &row);

	*is = e != OK || row.n > 0;
	return e;
}

static enum err
page(struct ctx *cx, int64_t after, struct writ_other **out, size_t *n)
{
	struct q_material_kept_row *row;
	enum err                    e;

	e = q_material_kept(cx, &(struct q_material_kept_in){after / FILES_EACH, after % FILES_EACH, WRIT_PAGE}, &row,
	    n);
	if (e != OK)
		return e;
	if (!(*out = ARENA_NEWS(cx->arena, *n + 1, struct writ_other)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct writ_other){.id = row[i].material_id * FILES_EACH + row[i].n, .file = row[i].file,
		    .what = arena_printf(cx->arena, "%.*s %.*s-%lld", STR_ARG(text_get(T_material_thing, cx->lang)),
		                         STR_ARG(row[i].no), (long long)row[i].n)};
	return OK;
}

const struct writ_keeper material_keeper = {names, page};
