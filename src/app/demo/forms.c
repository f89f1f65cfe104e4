/* The demonstration's forms. */
/* house: words, because they are values of fields as people type them */
#include "app/demo/demo.h"
#include "app_texts.h"
#include "kit/command/command.h"

enum { AGO = 4 };

static enum err
play(struct ctx *cx)
{
	struct reply r;
	const char  *first;
	enum err     e = demo_as(cx, "zbz01");

	if (e != OK || (e = DEMO_DOES(cx, "inquiry.ask", &r, "title", demo_words(T_app_demo_form_paths), "basis",
	         demo_words(T_app_demo_form_basis), "items", demo_words(T_app_demo_form_paths_items),
	         "units", "T001;T002;CG;SZ",
	         "take_held", "1", "minutes", "20", "due", demo_day(cx, 10))) != OK)
		return e;
	first = arena_printf(cx->arena, "%lld", (long long)r.id).p;
	if ((e = DEMO_DOES(cx, "inquiry.ask", &r, "title", demo_words(T_app_demo_form_stands), "basis",
	         demo_words(T_app_demo_form_basis), "items", demo_words(T_app_demo_form_stands_items), "units",
	             "WM;T001",
	         "minutes", "10", "due", demo_day(cx, 14))) != OK || (e = demo_as(cx, "cz13")) != OK)
		return e;
	return DEMO_DOES(cx, "inquiry.fill", &r, "id", first, "answers", "1. 18200\n2. 9\n3. 64", "took", "15");
}

enum err
demo_forms(struct ctx *cx)
{
	const int64_t real = cx->now;
	enum err      e;

	cx->clocked = false;
	cx->now = real - AGO * (int64_t)DAY_MS;
	e = play(cx);
	cx->now = real;
	cx->clocked = true;
	return e;
}
