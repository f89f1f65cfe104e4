/* Taking requests apart: paths, pairs, parts, cookies, lists.  Pure; every byte is suspect. */
#include "kit/gate/parse.h"

#include "base/utf8.h"
#include "kit/json/tree.h"

#include "kit_gate_texts.h"

#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Percent-decode into p; false on a malformed or NUL escape. */
static bool
decode(str s, bool plus, char *p, size_t *n)
{
	*n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			int hi = s.n - i > 2 ? hex(s.p[i + 1]) : -1, lo = hi < 0 ? -1 : hex(s.p[i + 2]);

			if (lo < 0 || (hi == 0 && lo == 0))
				return false;
			c = (char)(hi * 16 + lo);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		p[(*n)++] = c;
	}
	return true;
}

/* A name, value or segment decoded into the arena. */
static enum err
decoded(struct arena *a, str s, bool plus, str *out)
{
	char *p = arena_alloc(a, s.n + 1);

	if (!p)
		return ERR_MEMORY;
	*out = (str){p, 0};
	if (!decode(s, plus, p, &out->n) || !utf8_valid(*out))
		return ERR_INPUT;
	return OK;
}

/* Those controls that utf8_has_controls lets through. */
static bool
has_blanks(str s)
{
	return str_find(s, '\t') != SIZE_MAX || str_find(s, '\n') != SIZE_MAX ||
	       str_find(s, '\r') != SIZE_MAX;
}

enum err
parse_path(struct arena *a, str raw, str *path)
{
	char  *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	str    rest;

	if (!p)
		return ERR_MEMORY;
	if (raw.n == 0 || raw.p[0] != '/')
		return ERR_INPUT;
	rest = str_slice(raw, 1, raw.n);
	if (rest.n > 0 && rest.p[rest.n - 1] == '/')
		rest.n--;
	else if (rest.n == 0)
		rest = STR_NONE;
	if (rest.p && rest.n == 0)
		return ERR_INPUT; /* "//" */
	while (rest.p) {
		str    seg = str_cut(&rest, '/'), got;
		size_t k;

		p[n++] = '/';
		if (seg.n == 0 || !decode(seg, false, p + n, &k))
			return ERR_INPUT;
		got = (str){p + n, k};
		if (str_eq(got, S(".")) || str_eq(got, S("..")) || str_find(got, '/') != SIZE_MAX ||
		    str_find(got, '\\') != SIZE_MAX || !utf8_valid(got) || has_blanks(got) ||
		    utf8_has_controls(got))
			return ERR_INPUT;
		n += k;
	}
	if (n == 0)
		p[n++] = '/';
	*path = (str){p, n};
	return OK;
}

enum err
parse_pairs(struct arena *a, str text, size_t max, const struct input **pairs, size_t *n)
{
	struct input *list;
	size_t        count = 1, k = 0;

	*pairs = NULL;
	*n = 0;
	if (text.n == 0)
		return OK;
	for (size_t i = 0; i < text.n; i++)
		count += text.p[i] == '&';
	if (count > max)
		return ERR_LARGE;
	list = ARENA_NEWS(a, count, struct input);
	if (!list)
		return ERR_MEMORY;
	while (text.p) {
		str      one = str_cut(&text, '&'), name = str_cut(&one, '=');
		enum err e;

		if (name.n == 0 && !one.p)
			continue; /* "a=1&&b=2" */
		if ((e = decoded(a, name, true, &list[k].name)) != OK ||
		    (e = decoded(a, one.p ? one : S(""), true, &list[k].value)) != OK)
			return e;
		k++;
	}
	*pairs = list;
	*n = k;
	return OK;
}

static enum err
scalar(struct ctx *cx, const struct jval *v, str *out)
{
	struct buf b;

	switch (v->kind) {
	case JSTR:
		*out = v->s;
		return OK;
	case JBOOL:
		*out = v->b ? S("true") : S("false"); /* never a number */
		return OK;
	case JI64:
	case JF64:
		buf_init(&b, cx->arena, BUF_LINE);
		jval_add(&b, v);
		return buf_end(&b, out);
	default:
		return ERR_INPUT;
	}
}

enum err
parse_json(struct ctx *cx, str text, size_t max, const struct input **pairs, size_t *n)
{
	const struct jval *v;
	struct input      *list;
	enum err           e;

	*pairs = NULL;
	*n = 0;
	if (text.n == 0)
		return OK;
	if ((e = jval_parse(cx, text, &jlimit_body, &v)) != OK)
		return e;
	if (v->kind != JOBJ)
		return refuse(cx, ERR_INPUT, NULL, T_gate_no_object);
	if (v->n > max)
		return ERR_LARGE;
	list = ARENA_NEWS(cx->arena, v->n, struct input);
	if (!list)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < v->n; i++) {
		const struct jval *m = &v->item[i];

		if (m->kind == JNULL)
			continue;
		if ((e = scalar(cx, m, &list[*n].value)) != OK)
			return e != ERR_INPUT || utf8_has_controls(m->key)
			           ? refuse(cx, e, NULL, T_gate_bad_body)
			           : refuse(cx, e, NULL, T_gate_no_scalar, utf8_cut(m->key, 40));
		list[(*n)++].name = m->key;
	}
	*pairs = list;
	return OK;
}

str
parse_media(str type)
{
	return type.p ? str_trim(str_cut(&type, ';')) : STR_NONE;
}

str
parse_param(struct arena *a, str value, str name)
{
	size_t i = 0;

	/* By hand, because a quoted value may hold ';' and '='. */
	while (i < value.n && value.p[i] != ';')
		i++;
	while (i < value.n) {
		size_t from, n = 0;
		str    key, got;
		char  *p;

		i++; /* ';' */
		from = i;
		while (i < value.n && value.p[i] != '=' && value.p[i] != ';')
			i++;
		key = str_trim(str_slice(value, from, i));
		if (i >= value.n || value.p[i] == ';')
			continue;
		i++; /* '=' */
		if (i < value.n && value.p[i] == '"') {
			p = arena_alloc(a, value.n - i);
			if (!p)
				return STR_NONE;
			for (i++; i < value.n && value.p[i] != '"'; i++) {
				if (value.p[i] == '\\' && i + 1 < value.n)
					i++;
				p[n++] = value.p[i];
			}
			if (i == value.n)
				return STR_NONE; /* no closing quote */
			got = (str){p, n};
			while (i < value.n && value.p[i] != ';')
				i++;
		} else {
			from = i;
			while (i < value.n && value.p[i] != ';')
				i++;
			got = str_trim(str_slice(value, from, i));
		}
		if (str_eq_nocase(key, name))
			return got;
	}
	return STR_NONE;
}

/* Cut what stands before `mark` off rest; false when there is no mark. */
static bool
cut_at(str *rest, str mark, str *before)
{
	size_t at = str_find_str(*rest, mark);

	if (at == SIZE_MAX)
		return false;
	*before = str_slice(*rest, 0, at);
	*rest = str_slice(*rest, at + mark.n, rest->n);
	return true;
}

static enum err
one_part(struct arena *a, str part, struct input *pair, struct http_file *file, bool *is_file)
{
	str head, disposition = STR_NONE, type = STR_NONE, name, filename;

	if (str_starts(part, S("\r\n")))
		return ERR_INPUT; /* no headers: no name */
	if (!cut_at(&part, S("\r\n\r\n"), &head))
		return ERR_INPUT;
	while (head.p && head.n > 0) {
		str line = str_cut(&head, '\n'), key = str_trim(str_cut(&line, ':'));

		if (str_eq_nocase(key, S("Content-Disposition")))
			disposition = str_trim(line);
		else if (str_eq_nocase(key, S("Content-Type")))
			type = str_trim(line);
	}
	if (!str_eq_nocase(parse_media(disposition), S("form-data")))
		return ERR_INPUT;
	name = parse_param(a, disposition, S("name"));
	filename = parse_param(a, disposition, S("filename"));
	if (!name.p || !utf8_valid(name) || (filename.p && !utf8_valid(filename)) ||
	    (type.p && !utf8_valid(type)))
		return ERR_INPUT;
	*is_file = filename.p != NULL;
	if (*is_file)
		*file = (struct http_file){name, filename, type, part};
	else if (!utf8_valid(part))
		return ERR_INPUT;
	else
		*pair = (struct input){name, part};
	return OK;
}

enum err
parse_multipart(struct arena *a, str type, str body, size_t max, struct parts *out)
{
	str               boundary = parse_param(a, type, S("boundary")), first, mark, part;
	struct input     *pair;
	struct http_file *file;
	size_t            count = 0;

	*out = (struct parts){0};
	if (boundary.n == 0 || boundary.n > 70)
		return ERR_INPUT;
	mark = arena_printf(a, "\r\n--%.*s", STR_ARG(boundary));
	if (!mark.p)
		return ERR_MEMORY;
	first = str_slice(mark, 2, mark.n);
	if (!str_starts(body, first))
		return ERR_INPUT;
	body = str_slice(body, first.n, body.n);
	for (str rest = body; cut_at(&rest, mark, &part);)
		if (++count > max)
			return ERR_LARGE;
	pair = ARENA_NEWS(a, count, struct input);
	file = ARENA_NEWS(a, count, struct http_file);
	if (!pair || !file)
		return ERR_MEMORY;
	while (!str_starts(body, S("--"))) {
		bool     is_file;
		enum err e;

		if (!str_starts(body, S("\r\n")))
			return ERR_INPUT;
		body = str_slice(body, 2, body.n);
		if (!cut_at(&body, mark, &part))
			return ERR_INPUT; /* the last boundary is missing */
		if ((e = one_part(a, part, &pair[out->npair], &file[out->nfile], &is_file)) != OK)
			return e;
		if (is_file)
			out->nfile++;
		else
			out->npair++;
	}
	out->pair = pair;
	out->file = file;
	return OK;
}

str
parse_cookie(str header, str name)
{
	str found = STR_NONE;

	while (header.p) {
		str one = str_cut(&header, ';'), key = str_trim(str_cut(&one, '='));

		if (!one.p || !str_eq(key, name))
			continue;
		if (found.p)
			return STR_NONE;
		found = str_trim(one);
		if (found.n >= 2 && found.p[0] == '"' && found.p[found.n - 1] == '"')
			found = str_slice(found, 1, found.n - 1);
	}
	return found;
}

/* The quality of a list item such as "en;q=0.8", in thousandths. */
static int
quality(str *item)
{
	str    rest = *item;
	double q;

	*item = str_trim(str_cut(&rest, ';'));
	while (rest.p) {
		str one = str_trim(str_cut(&rest, ';'));

		if (str_starts(one, S("q=")) || str_starts(one, S("Q=")))
			return str_to_f64(str_slice(one, 2, one.n), &q) && q >= 0 && q <= 1 ? (int)(q * 1000) : 0;
	}
	return 1000;
}

enum lang
parse_language(str header)
{
	int best_zh = -1, best_en = -1;

	while (header.p) {
		str item = str_cut(&header, ',');
		int q = quality(&item);
		str main = str_slice(item, 0, 2);
		bool whole = item.n == 2 || (item.n > 2 && item.p[2] == '-');

		if (whole && str_eq_nocase(main, S("zh")) && q > best_zh)
			best_zh = q;
		else if (whole && str_eq_nocase(main, S("en")) && q > best_en)
			best_en = q;
	}
	return best_en > best_zh && best_en > 0 ? EN : ZH;
}

bool
parse_etag(str header, str tag)
{
	while (header.p) {
		str one = str_trim(str_cut(&header, ','));

		if (str_starts(one, S("W/")))
			one = str_slice(one, 2, one.n);
		if (str_eq(one, tag) || str_eq(one, S("*")))
			return true;
	}
	return false;
}

bool
parse_gzip(str accept_encoding)
{
	while (accept_encoding.p) {
		str item = str_cut(&accept_encoding, ',');
		int q = quality(&item);

		if (str_eq_nocase(item, S("gzip")))
			return q > 0;
	}
	return false;
}

bool
parse_listen(struct arena *a, str s, const char **address, int *port)
{
	str     host = STR_NONE;
	size_t  colon = SIZE_MAX;
	int64_t n;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == ':')
			colon = i;
	if (colon != SIZE_MAX) {
		host = str_slice(s, 0, colon);
		s = str_slice(s, colon + 1, s.n);
		if (str_starts(host, S("[")) && str_ends(host, S("]")))
			host = str_slice(host, 1, host.n - 1);
	}
	if (!str_to_i64(s, &n) || n < 0 || n > 65535)
		return false;
	*port = (int)n;
	*address = host.n ? arena_z(a, host) : "127.0.0.1";
	return *address != NULL;
}
