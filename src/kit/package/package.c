/* Zips by libzip: the directory is judged, then parts are unpacked within what they claim. */
#include "kit/package/package.h"

#include "base/utf8.h"

#include <string.h>
#include <zip.h>

static void
discard(void *p)
{
	zip_discard(p);
}

static enum err
bad(struct ctx *cx, const struct package_rules *r, text_id why, str arg)
{
	return refuse(cx, ERR_INPUT, r->field, why, arg);
}

static str
megabytes(struct ctx *cx, size_t n)
{
	return arena_printf(cx->arena, "%zu", n >> 20);
}

/* Such a name may be used in relations, and stand in another zip. */
static bool
good_name(str s)
{
	return s.n && s.n < 256 && utf8_valid(s) && !utf8_has_controls(s) && s.p[0] != '/' &&
	       str_find(s, '\\') == SIZE_MAX && str_find(s, ':') == SIZE_MAX &&
	       str_find_str(s, S("..")) == SIZE_MAX;
}

static enum err
look_at(struct ctx *cx, struct package *p, zip_uint64_t i, size_t *whole)
{
	const struct package_rules *r = p->rules;
	struct package_part        *to = &p->part[p->n];
	zip_stat_t                  st;

	if (zip_stat_index(p->zip, i, 0, &st) != 0 || !(st.valid & ZIP_STAT_NAME) ||
	    !(st.valid & ZIP_STAT_SIZE) || !good_name(str_of(st.name)))
		return bad(cx, r, r->cut, STR_NONE);
	if (str_ends(str_of(st.name), S("/")))
		return OK;
	if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
		return bad(cx, r, r->locked, STR_NONE);
	if (st.comp_method != ZIP_CM_STORE && st.comp_method != ZIP_CM_DEFLATE)
		return bad(cx, r, r->damaged, str_of(st.name));
	if (st.size > r->whole || *whole + st.size > r->whole)
		return bad(cx, r, r->bomb, megabytes(cx, r->whole));
	*whole += (size_t)st.size;
	for (size_t k = 0; k < p->n; k++)
		if (str_eq_nocase(p->part[k].name, str_of(st.name)))
			return bad(cx, r, r->damaged, p->part[k].name);
	if (!arena_str(cx->arena, str_of(st.name), &to->name))
		return ctx_no_memory(cx);
	to->size = (size_t)st.size;
	to->at = (size_t)i;
	p->n++;
	return OK;
}

static enum err
open_zip(struct ctx *cx, struct package *p, str bytes)
{
	zip_error_t   why;
	zip_source_t *src;
	bool          starved;

	zip_error_init(&why);
	if (!(src = zip_source_buffer_create(bytes.p, bytes.n, 0, &why))) {
		zip_error_fini(&why);
		return ctx_no_memory(cx);
	}
	if ((p->zip = zip_open_from_source(src, ZIP_RDONLY, &why)))
		return arena_on_free(cx->arena, discard, p->zip);
	starved = zip_error_code_zip(&why) == ZIP_ER_MEMORY;
	zip_source_free(src);
	zip_error_fini(&why);
	return starved ? ctx_no_memory(cx) : bad(cx, p->rules, p->rules->cut, STR_NONE);
}

enum err
package_open(struct ctx *cx, const struct package_rules *rules, str bytes, struct package **out)
{
	struct package *p = ARENA_NEW(cx->arena, struct package);
	zip_int64_t     n;
	size_t          whole = 0;
	enum err        e;

	*out = p;
	if (!p || !(p->piece = arena_alloc(cx->arena, PACKAGE_PIECE)))
		return ctx_no_memory(cx);
	p->rules = rules;
	if (bytes.n > rules->file)
		return bad(cx, rules, rules->large, megabytes(cx, rules->file));
	/* What offices write with a password, and before 2007. */
	if (str_starts(bytes, (str){"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8}))
		return bad(cx, rules, rules->locked, STR_NONE);
	if (!str_starts(bytes, S("PK")))
		return bad(cx, rules, rules->no_zip, STR_NONE);
	if ((e = open_zip(cx, p, bytes)) != OK)
		return e;
	n = zip_get_num_entries(p->zip, 0);
	if (n > (zip_int64_t)rules->parts)
		return bad(cx, rules, rules->many, arena_printf(cx->arena, "%zu", rules->parts));
	if (!(p->part = ARENA_NEWS(cx->arena, (size_t)(n > 0 ? n : 0) + 1, struct package_part)))
		return ctx_no_memory(cx);
	for (zip_int64_t i = 0; e == OK && i < n; i++)
		e = look_at(cx, p, (zip_uint64_t)i, &whole);
	return e;
}

size_t
package_find(const struct package *p, str name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq_nocase(p->part[i].name, name))
			return i;
	return SIZE_MAX;
}

/* No more than it claims is unpacked; with its last byte the sum is checked. */
static enum err
unpack(struct ctx *cx, const struct package *p, const struct package_part *part, zip_file_t *f,
       package_take *take, void *arg)
{
	size_t      n = 0;
	zip_int64_t got = 1;
	enum err    e = OK;

	while (e == OK && got > 0) {
		got = zip_fread(f, p->piece, PACKAGE_PIECE);
		if (got < 0 || (size_t)got > part->size - n || (got == 0 && n < part->size))
			return bad(cx, p->rules, p->rules->damaged, part->name);
		n += (size_t)got;
		e = take(cx, (str){p->piece, (size_t)got}, got == 0, arg);
	}
	return e;
}

enum err
package_stream(struct ctx *cx, const struct package *p, size_t i, package_take *take, void *arg)
{
	zip_file_t *f = zip_fopen_index(p->zip, p->part[i].at, 0);
	enum err    e;

	if (!f)
		return bad(cx, p->rules, p->rules->damaged, p->part[i].name);
	e = unpack(cx, p, &p->part[i], f, take, arg);
	(void)zip_fclose(f);
	return e;
}

struct whole {
	char  *p;
	size_t n;
};

static enum err
append(struct ctx *cx, str piece, bool last, void *arg)
{
	struct whole *to = arg;

	(void)cx;
	(void)last;
	if (piece.n)
		memcpy(to->p + to->n, piece.p, piece.n);
	to->n += piece.n;
	return OK;
}

enum err
package_read(struct ctx *cx, const struct package *p, size_t i, str *out)
{
	struct whole to = {.p = arena_alloc(cx->arena, p->part[i].size + 1)};
	enum err     e = to.p ? package_stream(cx, p, i, append, &to) : ctx_no_memory(cx);

	*out = (str){to.p, to.n};
	return e;
}
