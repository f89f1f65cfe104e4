/* One step of the demonstration: somebody does something, a minute after the step before. */
#include "app/demo/demo.h"
#include "base/day.h"
#include "city/login/session.h"
#include "kit/command/command.h"
#include "kit/db/db.h"

enum { PAIRS = 12 };

enum err
demo_as(struct ctx *cx, const char *login)
{
	struct actor *who;
	enum err      e = db_begin(cx->db);

	if (e == OK)
		e = actor_of_login(cx, str_of(login), STR_NONE, &who);
	db_rollback(cx->db);
	if (e == OK)
		cx->who = who;
	return e;
}

enum err
demo_does(struct ctx *cx, const char *command, const char *const *said, struct reply *r)
{
	struct input in[PAIRS];
	size_t       n = 0;

	for (; said[0]; said += 2)
		in[n++] = (struct input){str_of(said[0]), str_of(said[1])};
	cx->now += DEMO_APART_MS;
	return command_do(cx, command_find(str_of(command)), in, n, NULL, r);
}

const char *
demo_words(text_id id)
{
	return text_get(id, ZH).p;
}

const char *
demo_day(struct ctx *cx, int64_t days)
{
	char text[DAY_TEXT];
	day  today = ctx_today(cx);

	return arena_z(cx->arena, day_format((day){(int32_t)(today.v + days)}, text));
}
