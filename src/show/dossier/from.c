/* The list from which one came to a case: its name, the way back, the cases before and after. */
#include "kit/gate/parse.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"

enum { PAIRS = 64 };

/* What the list's view takes; anything else in the address is nobody's. */
static bool
takes(const struct view *v, str name)
{
	for (size_t i = 0; i < v->nin; i++)
		if (str_eq(str_of(v->in[i].name), name))
			return true;
	return false;
}

/* What only orders or pages a list says nothing of what is in it. */
static bool
narrows(str name)
{
	return !str_eq(name, S("sort")) && !str_eq(name, S("after")) && !str_eq(name, S("n"));
}

static void
neighbours(struct making *m, const struct case_list_out *list, str in)
{
	struct ctx *cx = m->cx;
	str         tail = frame_with(cx->arena, S(""), S("in"), in);

	for (size_t i = 0; i < list->n; i++) {
		if (list->item[i].id != m->c->id)
			continue;
		if (i > 0)
			m->p->prev = DESK_FORMAT(cx, "/cases/%lld%.*s", (long long)list->item[i - 1].id,
			                         STR_ARG(tail));
		if (i + 1 < list->n)
			m->p->next = DESK_FORMAT(cx, "/cases/%lld%.*s", (long long)list->item[i + 1].id,
			                         STR_ARG(tail));
	}
}

/* A filter of the rail by its name, and the rail shows it; any other as what it is. */
static str
called(const struct making *m, str filter, bool narrow)
{
	for (size_t i = 0; i < m->p->page.nsaved; i++)
		if (str_eq(m->p->page.saved[i].href, filter)) {
			m->p->page.saved[i].on = true;
			return m->p->page.saved[i].label;
		}
	return narrow ? text_get(T_dossier_filtered, m->cx->lang) : STR_NONE;
}

enum err
dossier_come_from(struct making *m, const struct input *pairs, size_t n)
{
	struct ctx         *cx = m->cx;
	const struct view  *v = view_find(S("case.list"));
	str                 in = desk_value(pairs, n, S("in")), filter = S("/cases"), back = filter;
	const struct input *q = NULL;
	struct input       *known;
	const void         *out;
	size_t              nq = 0, nknown = 0;
	bool                narrow = false;
	enum err            e;

	m->p->back = frame_with(cx->arena, back, S("seen"), m->p->id);
	if (!in.p || !v)
		return OK;
	if ((e = parse_pairs(cx->arena, in, PAIRS, &q, &nq)) == ERR_INPUT || e == ERR_LARGE) {
		ctx_forget(cx);
		return OK;
	}
	if (e != OK)
		return e;
	if (!(known = ARENA_NEWS(cx->arena, nq + 1, struct input)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < nq; i++) {
		if (!takes(v, q[i].name) || !q[i].value.n)
			continue;
		known[nknown++] = q[i];
		back = frame_with(cx->arena, back, q[i].name, q[i].value);
		if (narrows(q[i].name)) {
			filter = frame_with(cx->arena, filter, q[i].name, q[i].value);
			narrow = true;
		}
	}
	if ((e = view_show(cx, v, known, nknown, &out)) == ERR_INPUT || e == ERR_DENIED || e == ERR_NONE) {
		ctx_forget(cx);
		return OK;
	}
	if (e != OK)
		return e;
	m->p->back = frame_with(cx->arena, back, S("seen"), m->p->id);
	m->p->from_list = called(m, filter, narrow);
	m->here = frame_with(cx->arena, m->here, S("in"), in);
	neighbours(m, out, in);
	return OK;
}
