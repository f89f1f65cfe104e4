/* Idempotency keys are kept for a week (command.forget), or until what they stand for is erased. */
#include "kit/command/command.h"

#include "command_sql.h"
#include "kit_command_texts.h"

/* An offline phone may send again after days; a week is longer than any queue lives. */
enum { AT_ONCE = 5000 }; /* a long DELETE would keep everybody waiting */
static const int64_t KEPT_MS = INT64_C(7) * 24 * 3600 * 1000;

static enum err
forget(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	int64_t  changed;
	enum err e;

	(void)in;
	(void)made;
	e = q_command_key_forget(cx, &(struct q_command_key_forget_in){.before = cx->now - KEPT_MS, .n = AT_ONCE},
	                         &changed);
	/* More are left: the scheduler runs it again. */
	out->id = e == OK && changed == AT_ONCE;
	return e;
}

enum err
command_blank_keys(struct ctx *cx, str area, int64_t id)
{
	str like = arena_printf(cx->arena, "%.*s%%", STR_ARG(area));

	/* No digest is empty: the key stays taken and fits no request. */
	return like.p ? q_command_key_blank(
	                    cx, &(struct q_command_key_blank_in){.area = like, .id = id, .nothing = {"", 0}}, NULL)
	              : ctx_no_memory(cx);
}

const struct command command_forget_cmd = {
    .name = "command.forget",
    .summary = T_command_forget_summary,
    .perm = PERM_SYSTEM,
    .apply = forget,
};
