/* One command at a time: permission, input, transaction, idempotency. */
#include "kit/db/engines.h"
#include "texts.h"
#include "kit/thing/things.h"

static const struct actor clerk = {.user = 7, .name = STR_INIT("孙宇宙")};

static enum err
add(struct store *s, const char *n, const struct idem *idem, struct reply *out)
{
	struct input pair = {S("n"), str_of(n)};

	ctx_forget(&s->cx);
	return command_do(&s->cx, &thing_add_cmd, &pair, 1, idem, out);
}

static int64_t
things(struct store *s)
{
	int64_t k = -1, n;

	(void)(things_count(&s->cx, s->reader, &k, &n) == OK);
	return k;
}

static void
test(struct store *s)
{
	struct idem  a = {.key = S("0192-key-a"), .digest = {1}}, other = {.key = S("0192-key-a"), .digest = {2}};
	struct idem  bad = {.key = S("short")};
	int64_t      id;
	struct reply r, again;

	s->cx.who = NULL;
	ok(add(s, "1", NULL, &r) == ERR_LOGIN, "%s: nobody may", s->engine);
	s->cx.who = &clerk;
	ok(add(s, "1", NULL, &r) == OK && r.id > 0, "%s: somebody may", s->engine);
	ok(add(s, "x", NULL, &r) == ERR_INPUT, "%s: wrong input is refused", s->engine);
	ok(add(s, "13", NULL, &r) == ERR_RULE, "%s: a refusal after the row was written", s->engine);
	is_i64(things(s), 1, "%s: leaves nothing behind", s->engine);

	ok(add(s, "2", &a, &r) == OK, "%s: a key the first time", s->engine);
	ok(add(s, "2", &a, &again) == OK && again.id == r.id && again.rev == r.rev,
	   "%s: the key again is answered the same", s->engine);
	is_i64(things(s), 2, "%s: and done once", s->engine);
	ok(add(s, "2", &other, &again) == ERR_RULE && s->cx.why.line[0].text == T_command_key_other,
	   "%s: the key with another body is refused", s->engine);
	ok(add(s, "2", &bad, &again) == ERR_INPUT, "%s: a key has at least 8 characters", s->engine);
	id = r.id;
	ok(db_begin(s->cx.db) == OK && command_blank_keys(&s->cx, S("other."), id) == OK &&
	   command_blank_keys(&s->cx, S("thing."), id + 1) == OK && db_commit(s->cx.db) == OK &&
	   add(s, "2", &a, &again) == OK,
	   "%s: what is forgotten of another area or another thing leaves the key", s->engine);
	ok(db_begin(s->cx.db) == OK && command_blank_keys(&s->cx, S("thing."), id) == OK && db_commit(s->cx.db) == OK &&
	   add(s, "2", &a, &again) == ERR_RULE && things(s) == 2,
	   "%s: what a key stood for is forgotten: it stays taken and nothing is done again", s->engine);
	s->cx.who = &actor_system;
	ok(add(s, "2", &a, &again) == OK && again.id != r.id, "%s: a key belongs to its user", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	on_engines(things_schemas, THINGS_SCHEMAS, test);
	return done();
}
