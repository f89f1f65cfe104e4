/* The demonstration's meetings: a kick-off three weeks ago, with what became of its promises, and today's dispatch. */
/* house: words, because they are values of fields as people type them */
#include "app/demo/demo.h"
#include "app_texts.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "work/task/task.h"

enum { AGO = 21, SHOWN_AGO = 5 };

static const char *
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v).p;
}

/* Three promises and a decision, all of units that came. */
static enum err
kick_off(struct ctx *cx)
{
	static const struct {
		const char *command, *post, *target, *measure;
		text_id     goal;
		int64_t     due;
	} said[] = {
	    {"meeting.pledge", "CG-cz", "20", "处", T_app_demo_pledge_stalls, AGO - 3},
	    {"meeting.pledge", "HW-cz", "120", "个", T_app_demo_pledge_bins, AGO - 2},
	    {"meeting.pledge", "JJ-cz", "15", "个", T_app_demo_pledge_crossings, AGO + 10},
	    {"meeting.decide", "SZ-cz", "8", "段", T_app_demo_decision_paving, AGO - 1},
	};
	struct reply r;
	const char  *id;
	enum err     e = demo_as(cx, "zbz01");

	if (e != OK || (e = DEMO_DOES(cx, "meeting.call", &r, "kind", "kickoff", "day", demo_day(cx, 0), "units",
	         "CG;HW;JJ;SZ;WM", "agenda", demo_words(T_app_demo_kickoff_agenda))) != OK)
		return e;
	id = number(cx, r.id);
	for (size_t i = 0; e == OK && i < NITEMS(said); i++)
		e = DEMO_DOES(cx, said[i].command, &r, "id", id, "post_code", said[i].post, "goal",
		    demo_words(said[i].goal),
		    "target", said[i].target, "measure", said[i].measure, "due", demo_day(cx, said[i].due));
	if (e != OK)
		return e;
	return DEMO_DOES(cx, "meeting.close", &r, "id", id, "absent", "WM", "said",
	    demo_words(T_app_demo_kickoff_said));
}

/* One promise is kept: its unit shows the whole, another accepts it. */
static enum err
keep_one(struct ctx *cx)
{
	const struct input      of[] = {{S("kind"), S("pledge")}, {S("unit"), S("HW")}};
	const struct task_list *l;
	const void             *out;
	struct reply            r;
	const char             *id;
	enum err                e;

	if ((e = demo_as(cx, "cz15")) != OK ||
	    (e = view_show(cx, view_find(S("task.list")), of, NITEMS(of), &out)) != OK)
		return e;
	l = out;
	if (!l->n)
		return OK;
	id = number(cx, l->item[0].id);
	if ((e = DEMO_DOES(cx, "task.report", &r, "id", id, "amount", "120", "held", "1", "proof",
	         demo_words(T_app_demo_pledge_proof))) != OK || (e = demo_as(cx, "dcy01")) != OK)
		return e;
	return DEMO_DOES(cx, "task.accept", &r, "id", id);
}

static enum err
dispatch(struct ctx *cx)
{
	struct reply r;
	enum err     e = demo_as(cx, "zbz01");

	return e != OK ? e
	               : DEMO_DOES(cx, "meeting.call", &r, "kind", "monthly", "day", demo_day(cx, 0), "units",
	                      "CG;HW;JJ;SZ;YL;T001;T004", "agenda", demo_words(T_app_demo_monthly_agenda));
}

enum err
demo_meetings(struct ctx *cx)
{
	const int64_t real = cx->now;
	enum err      e;

	cx->clocked = false;
	cx->now = real - AGO * (int64_t)DAY_MS;
	if ((e = kick_off(cx)) == OK) {
		cx->now = real - SHOWN_AGO * (int64_t)DAY_MS;
		e = keep_one(cx);
	}
	if (e == OK) {
		cx->now = real - 10 * DEMO_APART_MS;
		e = dispatch(cx);
	}
	cx->now = real;
	cx->clocked = true;
	return e;
}
