/* Running commands and views: the only place that opens and ends transactions. */
#include "kit/command/command.h"

#include "base/clock.h"
#include "base/ensure.h"
#include "base/log.h"
#include "command_sql.h"
#include "kit/db/db.h"
#include "kit_command_texts.h"

#include <stdatomic.h>
#include <string.h>

enum { TRIES = 8 };

static enum err
check_key(struct ctx *cx, str key)
{
	bool good = key.n >= 8 && key.n <= 64;

	for (size_t i = 0; good && i < key.n; i++)
		good = key.p[i] > ' ' && key.p[i] < 0x7f;
	return good ? OK : refuse(cx, ERR_INPUT, NULL, T_command_key_form);
}

/* *known: the reply of the first time is in *out and there is nothing left to do. */
static enum err
replay(struct ctx *cx, const struct command *c, const struct idem *idem, struct reply *out, bool *known)
{
	struct q_command_key_get_row row;
	text_id                      done;
	enum err                     e;

	*known = false;
	if (!idem || !idem->key.p || c->no_key)
		return OK;
	if ((e = check_key(cx, idem->key)) != OK)
		return e;
	e = q_command_key_get(cx, &(struct q_command_key_get_in){.user_id = cx->who ? cx->who->user : 0,
	                                                         .key = idem->key},
	                      &row);
	if (e != OK)
		return e == ERR_NONE ? OK : e;
	if (!str_eq(row.command, str_of(c->name)) || row.digest.n != sizeof(idem->digest) ||
	    memcmp(row.digest.p, idem->digest, sizeof(idem->digest)) != 0)
		return refuse(cx, ERR_RULE, NULL, T_command_key_other);
	done = text_find(row.done);
	*out = (struct reply){.id = row.id, .rev = row.rev, .no = row.no, .see = row.see,
	                      .done = done ? done : T_command_done, .arg = {row.arg0, row.arg1}};
	*known = true;
	return OK;
}

static enum err
remember(struct ctx *cx, const struct command *c, const struct idem *idem, const struct reply *r)
{
	/* What is shown once cannot be answered again. */
	if (!idem || !idem->key.p || c->no_key || r->secret.p)
		return OK;
	/* The same request a moment earlier, on another worker: ERR_RETRY, perhaps only with COMMIT. */
	return q_command_key_add(cx,
	                         &(struct q_command_key_add_in){
	                             .user_id = cx->who ? cx->who->user : 0,
	                             .key = idem->key,
	                             .command = str_of(c->name),
	                             .digest = {(const char *)idem->digest, sizeof(idem->digest)},
	                             .at = cx->now,
	                             .id = r->id,
	                             .rev = r->rev,
	                             .no = r->no,
	                             .see = r->see,
	                             .done = str_of(text_key(r->done ? r->done : T_command_done)),
	                             .arg0 = r->arg[0],
	                             .arg1 = r->arg[1],
	                         },
	                         NULL);
}

static enum err
lock_aggregate(struct ctx *cx, const struct command *c, const void *in)
{
	for (size_t i = 0; c->lock && i < c->nin; i++) {
		const char *at = (const char *)in + c->in[i].off;
		int64_t     id;
		str         name;

		if (strcmp(c->in[i].name, c->lock_field) != 0)
			continue;
		if (c->in[i].kind == FIELD_str || c->in[i].kind == FIELD_choice) {
			memcpy(&name, at, sizeof(name));
			id = (int64_t)(str_hash(name) >> 1);
		} else {
			ensure(c->in[i].kind == FIELD_id);
			memcpy(&id, at, sizeof(id));
		}
		return id ? db_lock(cx, c->lock, id) : OK;
	}
	return OK;
}

/* ---- Time ---- */

int64_t
command_now(void)
{
	static _Atomic int64_t last;
	int64_t                now = clock_now(), was = atomic_load(&last);

	while (was < now && !atomic_compare_exchange_weak(&last, &was, now))
		;
	return was > now ? was : now;
}

static void
set_now(struct ctx *cx)
{
	cx->wall = 0;
	if (cx->clocked) {
		cx->now = command_now();
		cx->wall = clock_now();
	}
	if (cx->now < cx->not_before)
		cx->now = cx->not_before;
}

/*
 * Whoever waited for a lock comes after the one who had it, and so does what he writes.  A command
 * without an aggregate has waited for nothing.
 */
static enum err
set_now_locked(struct ctx *cx, const struct command *c)
{
	enum err e = c->lock && cx->clocked ? db_await(cx->db) : OK;

	if (e == OK)
		set_now(cx);
	return e;
}

enum err
command_apply(struct ctx *cx, const struct command *c, const void *in, void *made, struct reply *out)
{
	enum err e = c->scope ? c->scope(cx) : OK;

	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, NULL, T_command_outside);
	return e == OK ? c->apply(cx, in, made, out) : e;
}

enum err
command_offered(struct ctx *cx, const struct command *c, bool *yes)
{
	enum err e;

	*yes = actor_may(cx->who, c->perm);
	if (!*yes || !c->scope)
		return OK;
	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = c->scope(cx);
	db_rollback(cx->db);
	*yes = e == OK;
	return e == ERR_NONE ? OK : e;
}

enum err
command_run(struct ctx *cx, const struct command *c, const void *in, void *made, const struct idem *idem,
            struct reply *out)
{
	bool     known;
	enum err e;

	memset(out, 0, sizeof(*out));
	if (c->by_somebody && !(cx->who && cx->who->user))
		return refuse(cx, ERR_DENIED, NULL, T_command_by_somebody);
	cx->ahead = NULL;
	/* The lock first: the same request may be on its way on another worker; once it is done its reply is here. */
	if ((e = lock_aggregate(cx, c, in)) != OK || (c->ahead && (e = c->ahead(cx, in)) != OK) ||
	    (e = replay(cx, c, idem, out, &known)) != OK || known ||
	    (e = set_now_locked(cx, c)) != OK)
		return e;
	if ((e = command_apply(cx, c, in, made, out)) != OK)
		return e;
	return remember(cx, c, idem, out);
}

enum err
command_part(struct ctx *cx, enum err (*part)(struct ctx *cx, void *arg), void *arg)
{
	enum err e = db_savepoint(cx->db), gone;

	if (e != OK)
		return e;
	/* What the part sent without waiting is answered here at the latest. */
	if ((e = part(cx, arg)) == OK && (e = db_release(cx->db)) == OK)
		return OK;
	gone = db_rollback_to(cx->db);
	return gone != OK ? gone : e;
}

enum err
command_known(struct ctx *cx, const struct command *c, const struct idem *idem, bool *known)
{
	struct reply r;
	enum err     e = db_begin(cx->db);

	*known = false;
	if (e == OK)
		e = replay(cx, c, idem, &r, known);
	db_rollback(cx->db);
	return e;
}

enum err
command_prepare(struct ctx *cx, const struct command *c, const void *in, void **made)
{
	enum err e;

	*made = NULL;
	if (!c->prepare)
		return OK;
	if ((e = db_begin(cx->db)) != OK)
		return e;
	e = c->prepare(cx, in, made);
	db_rollback(cx->db);
	return e;
}

static void (*after)(const struct ctx *cx);

void
command_after(void (*told)(const struct ctx *cx))
{
	after = told;
}

enum err
command_outcome(struct ctx *cx, const struct command *c, const struct reply *r)
{
	if (after)
		after(cx);
	return c->outcome ? c->outcome(cx, r) : OK;
}

enum err
command_ready(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
              struct command_ready *out)
{
	enum err e;

	cx->not_before = 0;
	set_now(cx);
	if ((e = command_allow(cx, c->perm)) != OK ||
	    (e = command_bind(cx, c->in, c->nin, c->in_size, pairs, n, &out->in)) != OK)
		return e;
	return command_prepare(cx, c, out->in, &out->made);
}

enum err
command_finish(struct ctx *cx, const struct command *c, const struct command_ready *ready, const struct idem *idem,
               struct reply *out)
{
	enum err e = ERR_RETRY;

	for (int i = 0; e == ERR_RETRY && i < TRIES; i++) {
		ctx_forget(cx);
		if ((e = db_begin(cx->db)) != OK)
			return e;
		e = command_run(cx, c, ready->in, ready->made, idem, out);
		if (e == OK)
			e = db_commit(cx->db);
		else
			db_rollback(cx->db);
	}
	return e == OK ? command_outcome(cx, c, out) : e;
}

enum err
command_do(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
           const struct idem *idem, struct reply *out)
{
	struct command_ready ready;
	enum err             e = command_ready(cx, c, pairs, n, &ready);

	return e == OK ? command_finish(cx, c, &ready, idem, out) : e;
}

enum err
view_show(struct ctx *cx, const struct view *v, const struct input *pairs, size_t n, const void **out)
{
	const void *in;
	enum err    e;

	if ((e = command_allow(cx, v->perm)) != OK ||
	    (e = command_bind(cx, v->in, v->nin, v->in_size, pairs, n, &in)) != OK ||
	    (e = db_begin(cx->db)) != OK)
		return e;
	e = v->run(cx, in, out);
	db_rollback(cx->db);
	return e;
}

enum err
view_look(struct ctx *cx, perm_id perm, enum err (*look)(struct ctx *cx, void *arg), void *arg)
{
	enum err e;

	if ((e = command_allow(cx, perm)) != OK || (e = db_begin(cx->db)) != OK)
		return e;
	e = look(cx, arg);
	db_rollback(cx->db);
	return e;
}
