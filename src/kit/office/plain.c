/* Templates that are plain text: the same marks, each by itself; rows are the text between two marks. */
#include "kit/office/inside.h"
#include "kit_office_texts.h"
#include "kit_opc_texts.h"

struct plain {
	struct ctx *cx;
	struct buf  out, unknown;
	str         whole;
	size_t      marks;
	bool        fill;
};

/* Where one is: the fields that are known there, the outermost first, and their values. */
struct around {
	const struct around       *up;
	const struct office_field *field;
	size_t                     n;
	const struct office_value *value;
};

static enum err
bad(struct plain *p, text_id why, str mark)
{
	return refuse(p->cx, ERR_INPUT, "template", why, mark, text_get(T_office_text, p->cx->lang));
}

static const struct office_field *
find(const struct around *a, str name, const struct office_value **value)
{
	for (; a; a = a->up)
		for (size_t i = 0; i < a->n; i++)
			if (office_called(&a->field[i], name)) {
				*value = a->value ? &a->value[i] : NULL;
				return &a->field[i];
			}
	return NULL;
}

static void
tell_unknown(struct plain *p, str mark)
{
	size_t line = 1;

	if (str_find_str(buf_str(&p->unknown), mark) != SIZE_MAX)
		return;
	buf_add(&p->unknown, p->unknown.n ? S(" ") : S(""));
	buf_add(&p->unknown, mark);
	for (const char *at = p->whole.p; at < mark.p; at++)
		line += *at == '\n';
	text_add(&p->unknown, T_office_at_line, p->cx->lang,
	         (const str[]){arena_printf(p->cx->arena, "%zu", line)}, 1);
}

/* The text up to the mark that ends rows of this name; what follows that mark is left in *rest. */
static bool
cut_rows(str *rest, str name, str *within)
{
	str    from = *rest, text = *rest;
	size_t level = 1;

	for (;;) {
		size_t open = str_find_str(text, S("{{")), shut;
		str    mark;

		if (open == SIZE_MAX || (shut = str_find_str(str_slice(text, open, text.n), S("}}"))) == SIZE_MAX)
			return false;
		mark = str_trim(str_slice(text, open + 2, open + shut));
		level += str_starts(mark, S("#"));
		level -= str_starts(mark, S("/"));
		text = str_slice(text, open + shut + 2, text.n);
		if (level)
			continue;
		*within = str_slice(from, 0, (size_t)(text.p - from.p) - (shut + 2));
		*rest = text;
		return str_eq(str_trim(str_slice(mark, 1, mark.n)), name);
	}
}

static enum err walk(struct plain *p, const struct around *a, str text, int level);

/* In place of rows of a table: one that says that there are none, with as many cells as the first line of `within`. */
static void
say_none(struct plain *p, str within)
{
	size_t end = str_find(within, '\n'), bars = 0;

	for (size_t i = 0; i < (end == SIZE_MAX ? within.n : end); i++)
		bars += within.p[i] == '|';
	buf_add(&p->out, S("| "));
	buf_add(&p->out, text_get(T_office_none, p->cx->lang));
	for (size_t i = 1; i < bars; i++)
		buf_add(&p->out, S(" |"));
	buf_add(&p->out, S("\n"));
}

static enum err
rows(struct plain *p, const struct around *a, str mark, str name, str *rest, int level)
{
	const struct office_value *v = NULL;
	const struct office_field *f = find(a, name, &v);
	struct around              in = {.up = a, .field = f ? f->field : NULL, .n = f ? f->nfield : 0};
	str                        within;
	enum err                   e = OK;

	if (!cut_rows(rest, name, &within))
		return bad(p, T_office_not_closed, mark);
	if (level == OFFICE_NEST)
		return bad(p, T_office_nested, mark);
	if (f && f->kind != OFFICE_IS_ROWS)
		return bad(p, T_office_no_rows, mark);
	if (!f)
		tell_unknown(p, mark);
	/* A mark that has its line to itself takes the line with it. */
	if (str_starts(within, S("\n")))
		within = str_slice(within, 1, within.n);
	if (str_starts(*rest, S("\n")) && str_ends(within, S("\n")))
		*rest = str_slice(*rest, 1, rest->n);
	if (!p->fill)
		return walk(p, &in, within, level + 1);
	if (v->nrow == 0 && str_starts(within, S("|")))
		say_none(p, within);
	for (size_t i = 0; e == OK && i < v->nrow; i++) {
		in.value = v->row[i].value;
		e = walk(p, &in, within, level + 1);
	}
	return e;
}

/* What a line of the text means is the template's business: a value stays on its line and makes no row of a table. */
static void
say(struct plain *p, str text)
{
	for (size_t i = 0; i < text.n; i++)
		buf_char(&p->out, text.p[i] == '\n' || text.p[i] == '\r' || text.p[i] == '|' ? ' ' : text.p[i]);
}

static enum err
one(struct plain *p, const struct around *a, str mark, str name)
{
	const struct office_value *v = NULL;
	const struct office_field *f = find(a, name, &v);

	if (!f)
		tell_unknown(p, mark);
	else if (f->kind == OFFICE_IS_ROWS)
		return bad(p, T_office_is_rows, mark);
	else if (v)
		say(p, v->text);
	return OK;
}

static enum err
walk(struct plain *p, const struct around *a, str text, int level)
{
	enum err e = OK;

	while (e == OK && text.n) {
		size_t open = str_find_str(text, S("{{")), shut;
		str    mark, name;

		buf_add(&p->out, str_slice(text, 0, open));
		if (open == SIZE_MAX)
			break;
		shut = str_find_str(str_slice(text, open, text.n), S("}}"));
		if (shut == SIZE_MAX)
			return bad(p, T_office_bad_mark, str_slice(text, open, open + 2));
		mark = str_slice(text, open, open + shut + 2);
		name = str_trim(str_slice(mark, 2, shut));
		text = str_slice(text, open + shut + 2, text.n);
		if (++p->marks > OFFICE_MARKS && !p->fill)
			return refuse(p->cx, ERR_INPUT, "template", T_office_marks,
			              arena_printf(p->cx->arena, "%d", OFFICE_MARKS), STR_NONE);
		if (str_starts(name, S("#")))
			e = rows(p, a, mark, str_trim(str_slice(name, 1, name.n)), &text, level);
		else if (str_starts(name, S("/")))
			return bad(p, T_office_not_open, mark);
		else
			e = one(p, a, mark, name);
	}
	return e;
}

enum err
office_say(struct ctx *cx, str text, const struct office_field *field, size_t n, const struct office_value *value,
           str *out)
{
	struct plain        p = {.cx = cx, .fill = value != NULL, .whole = text};
	const struct around a = {.field = field, .n = n, .value = value};
	enum err            e;

	*out = STR_NONE;
	buf_init(&p.out, cx->arena, OPC_XML);
	buf_init(&p.unknown, cx->arena, BUF_LINE);
	if ((e = walk(&p, &a, text, 0)) != OK)
		return e;
	if (p.unknown.n)
		return bad(&p, T_office_unknown, buf_str(&p.unknown));
	e = buf_end(&p.out, out);
	return e == ERR_LARGE ? refuse(cx, e, NULL, T_opc_too_much) : e == OK ? OK : ctx_no_memory(cx);
}
