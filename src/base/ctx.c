/* Refusals and their reasons. */
#include "base/ctx.h"

#include "base/ensure.h"

enum err
ctx_refuse(struct ctx *cx, enum err e, const char *field, text_id text, const str *args,
           size_t nargs)
{
	struct why_line *w;

	ensure(e > OK && e < ERR_MAX && nargs <= WHY_ARGS);
	if (cx->why.n == 0)
		cx->why.err = e;
	if (cx->why.n == WHY_MAX)
		return e;
	w = &cx->why.line[cx->why.n++];
	*w = (struct why_line){.field = field, .text = text};
	for (size_t i = 0; i < nargs; i++)
		if (!arena_str(cx->arena, args[i], &w->arg[i]))
			w->arg[i] = STR_NONE;
	return e;
}

enum err
ctx_no_memory(struct ctx *cx)
{
	if (cx->why.n == 0)
		cx->why.err = ERR_MEMORY;
	return ERR_MEMORY;
}

int64_t
ctx_wall(const struct ctx *cx)
{
	return cx->wall ? cx->wall : cx->now;
}

day
ctx_today(const struct ctx *cx)
{
	day     d;
	int32_t ms;

	ensure(day_of_ms(cx->now, cx->zone, &d, &ms));
	return d;
}

void
ctx_forget(struct ctx *cx)
{
	cx->why = (struct why){.err = OK};
}
