/* A docx as a zip: unpacked within bounds, packed so that the same parts give the same bytes. */
#include "kit/opc/opc.h"

#include "kit/package/package.h"
#include "kit_opc_texts.h"

#include <string.h>
#include <zip.h>

/* 1980-01-01 00:00, the first moment that a zip can name: no file says when it was made. */
enum { DOS_DAY = 1 << 5 | 1, DOS_TIME = 0 };

static const struct package_rules rules = {
    .field = "template", .file = OPC_FILE, .whole = OPC_WHOLE, .parts = OPC_PARTS, .no_zip = T_opc_no_docx,
    .locked = T_opc_locked, .cut = T_opc_cut, .damaged = T_opc_damaged,
    .large = T_opc_file_large, .bomb = T_opc_bomb, .many = T_opc_parts};

enum err
opc_unpack(struct ctx *cx, str docx, struct opc_parts *out)
{
	struct package *p;
	enum err        e;

	*out = (struct opc_parts){0};
	if ((e = package_open(cx, &rules, docx, &p)) != OK)
		return e;
	if (!(out->part = ARENA_NEWS(cx->arena, p->n + 1, struct opc_part)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < p->n; i++) {
		out->part[out->n].name = p->part[i].name;
		e = package_read(cx, p, i, &out->part[out->n++].bytes);
	}
	return e;
}

static enum err
lost(struct ctx *cx, zip_error_t *why)
{
	if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
		return ctx_no_memory(cx);
	return refuse(cx, ERR_STORE, NULL, T_opc_not_packed, str_of(zip_error_strerror(why)));
}

static enum err
add_all(struct ctx *cx, zip_t *z, const struct opc_part *part, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		zip_source_t *s = zip_source_buffer(z, part[i].bytes.n ? part[i].bytes.p : "", part[i].bytes.n, 0);
		char         *name = arena_z(cx->arena, part[i].name);
		zip_int64_t   at = s && name ? zip_file_add(z, name, s, ZIP_FL_ENC_UTF_8) : -1;
		zip_int32_t   how;

		if (at < 0) {
			zip_source_free(s);
			return name ? lost(cx, zip_get_error(z)) : ctx_no_memory(cx);
		}
		/* Pictures are packed already. */
		how = str_ends(part[i].name, S(".jpeg")) ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
		if (zip_set_file_compression(z, (zip_uint64_t)at, how, 6) != 0 ||
		    zip_file_set_dostime(z, (zip_uint64_t)at, DOS_TIME, DOS_DAY, 0) != 0)
			return lost(cx, zip_get_error(z));
	}
	return OK;
}

static enum err
read_back(struct ctx *cx, zip_source_t *src, str *out)
{
	zip_stat_t st;
	char      *p;
	enum err   e = OK;

	if (zip_source_stat(src, &st) != 0 || !(st.valid & ZIP_STAT_SIZE) || zip_source_open(src) != 0)
		return lost(cx, zip_source_error(src));
	if (!(p = arena_alloc(cx->arena, (size_t)st.size + 1)))
		e = ctx_no_memory(cx);
	else if (zip_source_read(src, p, st.size) != (zip_int64_t)st.size)
		e = lost(cx, zip_source_error(src));
	(void)zip_source_close(src);
	*out = (str){p, (size_t)st.size};
	return e;
}

static void
free_source(void *p)
{
	zip_source_free(p);
}

enum err
opc_pack(struct ctx *cx, const struct opc_part *part, size_t n, str *docx)
{
	zip_error_t   why;
	zip_source_t *src;
	zip_t        *z;
	enum err      e;

	*docx = STR_NONE;
	zip_error_init(&why);
	if (!(src = zip_source_buffer_create(NULL, 0, 0, &why)))
		return ctx_no_memory(cx);
	if ((e = arena_on_free(cx->arena, free_source, src)) != OK)
		return e;
	zip_source_keep(src);
	if (!(z = zip_open_from_source(src, ZIP_TRUNCATE, &why))) {
		zip_source_free(src);
		e = lost(cx, &why);
		zip_error_fini(&why);
		return e;
	}
	if ((e = add_all(cx, z, part, n)) == OK && zip_close(z) != 0)
		e = lost(cx, zip_get_error(z));
	else if (e == OK)
		return read_back(cx, src, docx);
	zip_discard(z);
	return e;
}
