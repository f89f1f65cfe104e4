/* A whole template, and a room of them. */
#include "inside.h"

#include "base/utf8.h"

/* {{! data: struct x  include: "x.h" }} on the first line; more includes may follow. */
static void
header(struct comp *c)
{
	size_t n = str_find_str(c->src, S("}}"));
	str    s, name;

	if (!tpl_at(c, "{{!") || n == SIZE_MAX)
		return;
	s = str_trim(str_slice(c->src, 3, n));
	if (!str_starts(s, S("data:")))
		return;
	s = str_trim(str_slice(s, 5, s.n));
	n = str_find_str(s, S("include:"));
	c->data = str_trim(str_slice(s, 0, n == SIZE_MAX ? s.n : n));
	name = str_starts(c->data, S("struct ")) ? str_slice(c->data, 7, c->data.n) : c->data;
	if (!tpl_name_ok(name))
		fail(c, "data: names a struct or a type, not \"%.*s\"", STR_ARG(c->data));
	while (n != SIZE_MAX && !c->failed) {
		str file, line;

		s = str_trim(str_slice(s, n + 8, s.n));
		n = str_find(str_slice(s, 1, s.n), '"');
		if (s.n < 3 || s.p[0] != '"' || n == SIZE_MAX) {
			fail(c, "include: is followed by \"a/file.h\"");
			return;
		}
		file = str_slice(s, 1, n + 1);
		s = str_slice(s, n + 2, s.n);
		line = tpl_keep(c, "#include \"%.*s\"\n", STR_ARG(file));
		if (str_find_str(buf_str(&c->r->h_head), line) == SIZE_MAX)
			buf_add(&c->r->h_head, line);
		n = str_find_str(s, S("include:"));
	}
}

/* "path/case-list.html" gives case_list. */
static void
name_of(struct comp *c)
{
	str    s = c->file;
	char   z[120];
	size_t n = 0, slash;

	while ((slash = str_find(s, '/')) != SIZE_MAX)
		s = str_slice(s, slash + 1, s.n);
	if (str_ends(s, S(".html")))
		s = str_slice(s, 0, s.n - 5);
	for (; n < s.n && n < sizeof(z); n++)
		z[n] = s.p[n] == '-' ? '_' : s.p[n];
	s = (str){z, n};
	if (!tpl_name_ok(s))
		fail(c, "a template's file is named in lower-case letters, digits and -");
	c->name = tpl_keep(c, "tpl_%.*s_%.*s", STR_ARG(c->r->name), STR_ARG(s));
}

static void
check_source(struct comp *c)
{
	if (utf8_valid(c->src))
		return;
	for (size_t i = 0, line = 1; i < c->src.n; i++) {
		if (c->src.p[i] == '\n')
			line++;
		if (!utf8_valid(str_slice(c->src, 0, i + 1)) &&
		    !utf8_valid(str_slice(c->src, 0, i + 4 < c->src.n ? i + 4 : c->src.n))) {
			tpl_fail_at(c, (int)line, "%s", c->src.p[i] ? "not UTF-8" : "a NUL byte");
			return;
		}
	}
	tpl_fail_at(c, 1, "not UTF-8");
}

static void
finish(struct comp *c)
{
	if (!c->failed && c->nframes > 0)
		tpl_fail_at(c, c->frames[c->nframes - 1].line, "this block is never closed");
	if (!c->failed && (c->s.w == TAG || c->s.w == VALUE))
		tpl_fail_at(c, c->s.tag_line, "<%.*s is never closed by >", STR_ARG(c->s.tag));
	if (!c->failed && c->s.depth > 0)
		tpl_fail_at(c, c->s.opened[c->s.depth - 1], "<%.*s> is never closed",
		            STR_ARG(tpl_top(&c->s)));
	for (size_t i = 0; i < c->nasked && !c->failed; i++)
		if (!tpl_known(c->fors, c->nfors, c->asked[i]))
			tpl_fail_at(c, c->asked_line[i], "no label for=\"%.*s\" in this template",
			        STR_ARG(c->asked[i]));
}

static void
emit(struct comp *c)
{
	struct buf *h = &c->r->h, *b = &c->r->c;

	if (c->data.n > 0) {
		if (str_starts(c->data, S("struct ")))
			buf_printf(h, "\n%.*s;", STR_ARG(c->data));
		buf_printf(h, "\ntypedef %.*s %.*s_data;", STR_ARG(c->data), STR_ARG(c->name));
	}
	if (c->layout) {
		tpl_mark(c, c->layout_line);
		buf_printf(&c->out, "\tstatic const struct %.*s_blocks blocks = {\n", STR_ARG(c->layout_c));
		for (size_t i = 0; i < c->nslots; i++)
			buf_printf(&c->out, "\t\t.%.*s = %.*s__%.*s,\n", STR_ARG(c->slots[i]), STR_ARG(c->name),
			           STR_ARG(c->slots[i]));
		buf_printf(&c->out, "\t};\n\t%.*s(h, %.*s, &blocks, d);\n", STR_ARG(c->layout_c),
		           STR_ARG(c->layout_arg));
	} else if (c->nslots > 0) {
		buf_printf(h, "\nstruct %.*s_blocks {", STR_ARG(c->name));
		for (size_t i = 0; i < c->nslots; i++)
			buf_printf(h, "\n\tvoid (*%.*s)(struct html_cx *h, const void *data);",
			           STR_ARG(c->slots[i]));
		buf_add(h, S("\n};"));
	}
	if (c->data.n > 0)
		buf_printf(h, "\nvoid %.*s(struct html_cx *h, const %.*s *d", STR_ARG(c->name),
		           STR_ARG(c->data));
	else
		buf_printf(h, "\nvoid %.*s(struct html_cx *h, const void *d", STR_ARG(c->name));
	if (!c->layout && c->nslots > 0)
		buf_printf(h, ",\n\tconst struct %.*s_blocks *blocks, const void *data", STR_ARG(c->name));
	buf_add(h, S(");\n"));
	tpl_function(c, c->name, "void", false);
	if (b->err || h->err)
		fail(c, "out of memory");
}

bool
tpl_compile(struct tpl_room *r, str file, str src)
{
	struct comp *c = ARENA_NEW(r->arena, struct comp);

	if (!c)
		return false;
	*c = (struct comp){.r = r, .file = file, .src = src, .line = 1, .s = {.soft = true}};
	buf_init(&c->out, r->arena, MAX_C);
	buf_init(&c->lit, r->arena, MAX_C);
	buf_init(&c->token, r->arena, MAX_C);
	name_of(c);
	check_source(c);
	if (!c->failed)
		header(c);
	while (!tpl_ends(c)) {
		if (tpl_at(c, "{{"))
			tpl_directive(c);
		else if (c->layout && c->nframes < 2) {
			if (!tpl_is_space(src.p[c->i]))
				fail(c, "a page with a layout holds only blocks");
			tpl_step(c, 1);
		} else
			tpl_markup(c);
	}
	finish(c);
	if (!c->failed)
		emit(c);
	return !c->failed;
}

void
tpl_room_init(struct tpl_room *r, struct arena *a, str name)
{
	*r = (struct tpl_room){.arena = a, .name = name};
	buf_init(&r->c_head, a, MAX_C);
	buf_init(&r->c, a, MAX_C);
	buf_init(&r->h_head, a, MAX_C);
	buf_init(&r->h, a, MAX_C);
	buf_init(&r->why, a, MAX_C);
}

void
tpl_room_c(const struct tpl_room *r, struct buf *out)
{
	buf_printf(out,
	           "/* Generated by tools/tplgen. */\n#include \"%.*s_tpl.h\"\n"
	           "#include \"texts.h\"\n",
	           STR_ARG(r->name));
	buf_add(out, buf_str(&r->c_head));
	buf_add(out, buf_str(&r->c));
}

void
tpl_room_h(const struct tpl_room *r, struct buf *out)
{
	char   z[64];
	size_t n = 0;

	for (; n < r->name.n && n < sizeof(z); n++) {
		z[n] = r->name.p[n];
		if (z[n] >= 'a' && z[n] <= 'z')
			z[n] = (char)(z[n] - 'a' + 'A');
	}
	buf_printf(out, "/* Generated by tools/tplgen. */\n#ifndef %.*s_TPL_H\n#define %.*s_TPL_H\n\n",
	           (int)n, z, (int)n, z);
	buf_add(out, S("#include \"kit/html/html.h\"\n"));
	buf_add(out, buf_str(&r->h_head));
	buf_add(out, buf_str(&r->h));
	buf_add(out, S("\n#endif\n"));
}

void
tpl_room_classes(struct tpl_room *r, struct buf *out)
{
	for (size_t i = 1; i < r->nclasses; i++)
		for (size_t k = i; k > 0 && str_cmp(r->classes[k - 1], r->classes[k]) > 0; k--) {
			str t = r->classes[k];

			r->classes[k] = r->classes[k - 1];
			r->classes[k - 1] = t;
		}
	for (size_t i = 0; i < r->nclasses; i++) {
		buf_add(out, r->classes[i]);
		buf_char(out, '\n');
	}
}
