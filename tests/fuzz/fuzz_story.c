/* Any bytes as a file of stories: steps in bounds and in time's order, or a sentence for what is wrong. */
#include "fuzz/fuzz.h"

#include "app/rooms.h"
#include "app/story/story.h"
#include "app_texts.h"
#include "base/ensure.h"
#include "texts.h"

enum { ZONE = 480 };

/* A step's lines are few, each says something of the step's command or view, and nothing outside the file is named. */
static void
look_at_step(const struct story_file *f, const struct story_step *s)
{
	const struct field *all = s->command ? s->command->in : s->view ? s->view->in : NULL;
	size_t              n = s->command ? s->command->nin : s->view ? s->view->nin : 0;

	ensure(s->story < f->nstory && s->line > f->story[s->story].line);
	ensure(!(s->command && s->view) && s->nin + s->ncheck <= STORY_LINES);
	ensure(s->actor.n > 0 || (!s->command && !s->view));
	for (size_t i = 0; i < s->nin; i++)
		ensure(s->field[i] >= all && s->field[i] < all + n && str_eq(s->in[i].name, str_of(s->field[i]->name)));
	for (size_t i = 0; i < s->ncheck; i++)
		ensure(s->check[i].line > s->line && (s->check[i].text.n > 0 || s->check[i].want == STORY_DONE));
}

static enum err
read_it(struct ctx *cx, str text, struct story_file *f)
{
	enum err e = story_read(cx, S("x"), text, f);
	size_t   checks = 0;

	ensure((e == ERR_INPUT) == (cx->why.n > 0) && (e == OK || e == ERR_INPUT));
	if (e != OK)
		return e;
	ensure(f->nstory > 0 && f->nstory <= STORY_STORIES && f->nstep <= STORY_STEPS);
	for (size_t i = 0; i < f->nstep; i++) {
		look_at_step(f, &f->step[i]);
		ensure(i == 0 || (f->step[i].at >= f->step[i - 1].at && f->step[i].story >= f->step[i - 1].story));
		checks += f->step[i].ncheck;
	}
	ensure(checks >= f->nstory);
	return e;
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static bool       known;
	struct arena     *a = arena_new((size_t)64 << 20);
	struct ctx        cx = {.arena = a, .zone = ZONE}, again = {.arena = a, .zone = ZONE, .lang = EN};
	struct story_file f, g;
	enum err          e;

	ensure(a != NULL);
	if (!known) {
		text_use(texts, T_MAX);
		rooms_register();
		known = true;
	}
	/* Whoever reads the sentences in another language has written the same story. */
	e = read_it(&cx, (str){(const char *)p, n}, &f);
	ensure(read_it(&again, (str){(const char *)p, n}, &g) == e);
	ensure(e != OK || (f.nstep == g.nstep && f.nstory == g.nstory));
	arena_free(a);
	return 0;
}
