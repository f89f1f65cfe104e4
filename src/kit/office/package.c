/* A docx as a zip: unpacked within bounds, packed so that the same parts give the same bytes. */
#include "kit/office/inside.h"

#include "base/utf8.h"
#include "texts.h"

#include <string.h>
#include <zip.h>

/* 1980-01-01 00:00, the first moment that a zip can name: no file says when it was made. */
enum { DOS_DAY = 1 << 5 | 1, DOS_TIME = 0 };

static void
discard(void *p)
{
	zip_discard(p);
}

static enum err
bad(struct ctx *cx, text_id why, str arg)
{
	return refuse(cx, ERR_INPUT, "template", why, arg);
}

static str
megabytes(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)(n >> 20));
}

/* Such a name may be used in relations, and stand in another zip. */
static bool
good_name(str s)
{
	return s.n && s.n < 256 && utf8_valid(s) && !utf8_has_controls(s) && s.p[0] != '/' &&
	       str_find(s, '\\') == SIZE_MAX && str_find(s, ':') == SIZE_MAX && str_find_str(s, S("..")) == SIZE_MAX;
}

/* No more than it claims is unpacked, and that it claims too much is seen before. */
static enum err
unpack_one(struct ctx *cx, zip_t *z, zip_uint64_t i, const zip_stat_t *st, struct office_part *p)
{
	zip_file_t *f = zip_fopen_index(z, i, 0);
	size_t      size = (size_t)st->size, n = 0;
	char       *to = arena_alloc(cx->arena, size + 1);
	enum err    e = to ? OK : ctx_no_memory(cx);

	while (e == OK && f && n <= size) {
		zip_int64_t got = zip_fread(f, to + n, size + 1 - n);

		if (got <= 0) {
			n = got < 0 ? SIZE_MAX : n;
			break;
		}
		n += (size_t)got;
	}
	if (e == OK && (!f || n != size))
		e = bad(cx, T_office_damaged, p->name);
	if (f)
		(void)zip_fclose(f);
	p->bytes = (str){to, size};
	return e;
}

static enum err
look_at(struct ctx *cx, zip_t *z, zip_uint64_t i, uint64_t *whole, struct office_parts *out)
{
	zip_stat_t st;

	if (zip_stat_index(z, i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME) || !(st.valid & ZIP_STAT_SIZE) ||
	    !good_name(str_of(st.name)))
		return bad(cx, T_office_damaged, STR_NONE);
	if (str_ends(str_of(st.name), S("/")))
		return OK;
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return bad(cx, T_office_locked, STR_NONE);
	if (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE)
		return bad(cx, T_office_damaged, str_of(st.name));
	if (st.size > OFFICE_WHOLE || *whole + st.size > OFFICE_WHOLE)
		return bad(cx, T_office_bomb, megabytes(cx, OFFICE_WHOLE));
	*whole += st.size;
	for (size_t k = 0; k < out->n; k++)
		if (str_eq_nocase(out->part[k].name, str_of(st.name)))
			return bad(cx, T_office_damaged, out->part[k].name);
	if (!arena_str(cx->arena, str_of(st.name), &out->part[out->n].name))
		return ctx_no_memory(cx);
	return unpack_one(cx, z, i, &st, &out->part[out->n++]);
}

enum err
office_unpack(struct ctx *cx, str docx, struct office_parts *out)
{
	zip_error_t   why;
	zip_source_t *src;
	zip_t        *z;
	zip_int64_t   n;
	uint64_t      whole = 0;
	enum err      e;

	*out = (struct office_parts){0};
	if (docx.n > OFFICE_FILE)
		return bad(cx, T_office_file_large, megabytes(cx, OFFICE_FILE));
	/* What Word writes with a password, and before 2007. */
	if (str_starts(docx, (str){"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8}))
		return bad(cx, T_office_locked, STR_NONE);
	if (!str_starts(docx, S("PK")))
		return bad(cx, T_office_no_docx, STR_NONE);
	zip_error_init(&why);
	if (!(src = zip_source_buffer_create(docx.p, docx.n, 0, &why)))
		return ctx_no_memory(cx);
	if (!(z = zip_open_from_source(src, ZIP_RDONLY, &why))) {
		bool starved = zip_error_code_zip(&why) == ZIP_ER_MEMORY;

		zip_source_free(src);
		zip_error_fini(&why);
		return starved ? ctx_no_memory(cx) : bad(cx, T_office_damaged, STR_NONE);
	}
	if ((e = arena_on_free(cx->arena, discard, z)) != OK)
		return e;
	n = zip_get_num_entries(z, 0);
	if (n > OFFICE_PARTS)
		return bad(cx, T_office_parts, arena_printf(cx->arena, "%d", OFFICE_PARTS));
	if (!(out->part = ARENA_NEWS(cx->arena, (size_t)(n > 0 ? n : 0) + 1, struct office_part)))
		return ctx_no_memory(cx);
	for (zip_int64_t i = 0; e == OK && i < n; i++)
		e = look_at(cx, z, (zip_uint64_t)i, &whole, out);
	return e;
}

static enum err
lost(struct ctx *cx, zip_error_t *why)
{
	if (zip_error_code_zip(why) == ZIP_ER_MEMORY)
		return ctx_no_memory(cx);
	return refuse(cx, ERR_STORE, NULL, T_office_not_packed, str_of(zip_error_strerror(why)));
}

static enum err
add_all(struct ctx *cx, zip_t *z, const struct office_part *part, size_t n)
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
office_pack(struct ctx *cx, const struct office_part *part, size_t n, str *docx)
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
