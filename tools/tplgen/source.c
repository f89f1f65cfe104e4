/* Reading a template byte by byte, and writing C. */
#include "inside.h"

#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 4))) void
tpl_fail_at(struct comp *c, int line, const char *fmt, ...)
{
	char    z[400];
	va_list ap;

	if (c->failed)
		return;
	c->failed = true;
	va_start(ap, fmt);
	(void)vsnprintf(z, sizeof(z), fmt, ap);
	va_end(ap);
	buf_printf(&c->r->why, "%.*s:%d: %s\n", STR_ARG(c->file), line, z);
}
bool
tpl_is_space(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\f';
}

bool
tpl_is_letter(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

bool
tpl_is_ident(char ch)
{
	return tpl_is_letter(ch) || (ch >= '0' && ch <= '9') || ch == '_';
}

bool
tpl_ends(const struct comp *c)
{
	return c->failed || c->i >= c->src.n;
}

bool
tpl_at(const struct comp *c, const char *z)
{
	return str_starts(str_slice(c->src, c->i, c->src.n), str_of(z));
}

void
tpl_step(struct comp *c, size_t n)
{
	for (; n > 0 && c->i < c->src.n; n--)
		if (c->src.p[c->i++] == '\n')
			c->line++;
}

bool
tpl_one_of(str s, const char *list)
{
	str rest = str_of(list);

	while (rest.p)
		if (str_eq(str_cut(&rest, ' '), s))
			return true;
	return false;
}

bool
tpl_inside(const struct state *s, const char *list)
{
	for (int i = 0; i < s->depth; i++)
		if (tpl_one_of(s->stack[i], list))
			return true;
	return false;
}

str
tpl_top(const struct state *s)
{
	return s->depth > 0 ? s->stack[s->depth - 1] : S("");
}

void
tpl_literal(struct buf *b, str s)
{
	buf_char(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char ch = (unsigned char)s.p[i];

		if (ch == '\n')
			buf_add(b, S("\\n"));
		else if (ch == '"' || ch == '\\' || ch == '?')
			(buf_char(b, '\\'), buf_char(b, (char)ch));
		else if (ch < 0x20)
			buf_printf(b, "\\%03o", ch);
		else
			buf_char(b, (char)ch);
	}
	buf_char(b, '"');
}

/* Write the fixed bytes gathered so far; in pieces, for C promises only 4095 bytes a literal. */
void
tpl_flush(struct comp *c)
{
	str s = buf_str(&c->lit);

	while (s.n > 0) {
		size_t n = s.n < MAX_LIT ? s.n : MAX_LIT;

		while (n < s.n && ((unsigned char)s.p[n] & 0xC0) == 0x80)
			n--;
		buf_add(&c->out, S("\tHTML_LIT(h, "));
		tpl_literal(&c->out, str_slice(s, 0, n));
		buf_add(&c->out, S(");\n"));
		s = str_slice(s, n, s.n);
	}
	buf_clear(&c->lit);
}

void
tpl_lit(struct comp *c, str s)
{
	buf_add(&c->lit, s);
}

/* The space that is due, before something that is not white space. */
void
tpl_space(struct comp *c)
{
	if (c->s.due && !c->s.soft) {
		tpl_lit(c, S(" "));
		c->s.soft = true;
	}
	c->s.due = false;
}

/* From here on gcc's messages point at the template. */
void
tpl_mark(struct comp *c, int line)
{
	buf_printf(&c->out, "#line %d ", line);
	tpl_literal(&c->out, c->file);
	buf_char(&c->out, '\n');
}

/* A short text that lives as long as the room's arena. */
__attribute__((format(printf, 2, 3))) str
tpl_keep(struct comp *c, const char *fmt, ...)
{
	struct buf b;
	va_list    ap;
	char       z[1000];

	va_start(ap, fmt);
	(void)vsnprintf(z, sizeof(z), fmt, ap);
	va_end(ap);
	buf_init(&b, c->r->arena, MAX_C);
	buf_add(&b, str_of(z));
	return buf_str(&b);
}

bool
tpl_no_text(const struct state *s)
{
	return s->w == TEXT &&
	       tpl_one_of(tpl_top(s), "table thead tbody tfoot tr colgroup ul ol dl select");
}
