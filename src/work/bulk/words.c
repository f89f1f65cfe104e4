/* Lists in cells: words that belong to rows, read beside them. */
#include "work/bulk/bulk.h"

enum err
bulk_words_add(struct ctx *cx, struct bulk_words *w, int64_t id, str text)
{
	struct bulk_word *last = w->n ? &w->word[w->n - 1] : NULL;

	if (last && last->id == id) {
		last->text = arena_printf(cx->arena, "%.*s；%.*s", STR_ARG(last->text), STR_ARG(text));
		return last->text.p ? OK : ctx_no_memory(cx);
	}
	if (w->n == w->room) {
		size_t            more = w->room ? w->room * 2 : 8;
		struct bulk_word *p = arena_grow(cx->arena, w->word, w->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		w->word = p;
		w->room = more;
	}
	w->word[w->n].id = id;
	return arena_str(cx->arena, text, &w->word[w->n++].text) ? OK : ctx_no_memory(cx);
}

str
bulk_words_of(struct bulk_words *w, int64_t id)
{
	while (w->at < w->n && w->word[w->at].id < id)
		w->at++;
	return w->at < w->n && w->word[w->at].id == id ? w->word[w->at].text : STR_NONE;
}
