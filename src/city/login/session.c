/* session.open, close, switch_post, seen, sweep: the commands about sessions. */
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_login_texts.h"
#include "city_unit_texts.h"
#include "kit/gate/guard.h"
#include "kit/secret/secret.h"
#include "kit_command_texts.h"

/* 网络安全法: logs of a network stay six months.  PAIR: that an account was let in from an address. */
enum { KEEP_PAIRS_DAYS = 30, SWEEP_MOST = 5000, KEEP_REFUSED_DAYS = 184, KEEP_SESSIONS_DAYS = 90 };

/* ---- Opening ---- */

#define SESSION_OPEN_IN(X)                                              \
	X(str, login, 1, 1, 60, T_login_field_name, NULL)               \
	X(secret, password, 1, 1, 128, T_login_field_password, NULL)    \
	X(str, post, 0, 1, 60, T_unit_field_post, NULL)                 \
	X(str, code, 0, 1, 40, T_login_field_code, NULL)                \
	X(str, address, 1, 1, 64, T_login_field_address, NULL)
struct session_open_in {
	SESSION_OPEN_IN(FIELD_DECL)
};
#define IN_T session_open_in
static const struct field open_fields[] = {SESSION_OPEN_IN(FIELD_ROW)};
#undef IN_T

/* What prepare found out: all that is slow. */
struct attempt {
	bool fits, waits;
	str  checked;              /* the stored text that was held against it */
	str  login;                /* in small letters */
	char fresh[PASSWORD_TEXT]; /* at today's cost; empty: the stored one is */
};

/*
 * What an account's failures are counted under.  A name that nobody has is not written down (it
 * may be somebody's password): it shares one of 65,536 counters.
 */
static enum err
account_subject(struct ctx *cx, str login, bool exists, str *subject)
{
	digest d;

	if (exists) {
		*subject = arena_printf(cx->arena, "login:%.*s", STR_ARG(login));
	} else {
		d = sha256_of(login);
		*subject = arena_printf(cx->arena, "login:?%02x%02x", d.b[0], d.b[1]);
	}
	return subject->p ? OK : ctx_no_memory(cx);
}

/* What failures from an address are counted under, for it or for an account at it. */
static enum err
address_subjects(struct ctx *cx, str login, str address, str *all, str *pair)
{
	char room[GUARD_SUBJECT];
	str  whose = guard_subject(address, room);

	*all = arena_printf(cx->arena, "address:%.*s", STR_ARG(whose));
	*pair = arena_printf(cx->arena, "pair:%.*s %.*s", STR_ARG(whose), STR_ARG(login));
	return all->p && pair->p ? OK : ctx_no_memory(cx);
}

/*
 * How long this account at this address must still wait.  An account that was
 * let in from here before is counted by itself (*known), so that guessing from
 * elsewhere does not lock its owner out; the address is counted in any case.
 */
static enum err
wait_left(struct ctx *cx, str login, bool exists, str address, int64_t *wait, bool *known)
{
	struct q_failure_get_row pair = {0}, account = {0}, place = {0};
	str                      subject, at_address, at_pair;
	int64_t                  a, b;
	enum err                 e;

	if ((e = account_subject(cx, login, exists, &subject)) != OK ||
	    (e = address_subjects(cx, login, address, &at_address, &at_pair)) != OK)
		return e;
	e = q_failure_get(cx, &(struct q_failure_get_in){.subject = at_pair}, &pair);
	*known = e == OK;
	if (e == OK || e == ERR_NONE)
		e = q_failure_get(cx, &(struct q_failure_get_in){.subject = subject}, &account);
	if (e == OK || e == ERR_NONE)
		e = q_failure_get(cx, &(struct q_failure_get_in){.subject = at_address}, &place);
	if (e != OK && e != ERR_NONE)
		return e;
	a = *known ? backoff_left(pair.failed, pair.last_at, BACKOFF_FREE_LOGIN, ctx_wall(cx))
	           : backoff_left(account.failed, account.last_at, BACKOFF_FREE_LOGIN, ctx_wall(cx));
	b = backoff_left(place.failed, place.last_at, BACKOFF_FREE_ADDRESS, ctx_wall(cx));
	*wait = a > b ? a : b;
	return OK;
}

/* A password that everybody knows opens nothing but a demonstration. */
static enum err
known_to_all(struct ctx *cx, str password, bool *known)
{
	bool     demo = false;
	enum err e = login_is_demo(cx, &demo);

	*known = e == OK && str_eq(password, demo_password) && !demo;
	return e;
}

static enum err
by_name(struct ctx *cx, str login, struct q_login_by_name_row *l, bool *exists)
{
	enum err e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = login}, l);

	*exists = e == OK;
	return e == ERR_NONE ? OK : e;
}

static enum err
prepare_open(struct ctx *cx, const void *arg, void **made)
{
	const struct session_open_in *in = arg;
	struct attempt               *a = ARENA_NEW(cx->arena, struct attempt);
	struct q_login_by_name_row    l = {0};
	struct secret                *password;
	int64_t                       wait;
	bool                          exists, known, old = false, all_know;
	enum err                      e;

	if (!a)
		return ctx_no_memory(cx);
	*made = a;
	if ((e = login_lower(cx, in->login, &a->login)) != OK ||
	    (e = by_name(cx, a->login, &l, &exists)) != OK ||
	    (e = wait_left(cx, a->login, exists, in->address, &wait, &known)) != OK ||
	    (e = known_to_all(cx, in->password, &all_know)) != OK)
		return e;
	a->waits = wait > 0;
	if (a->waits)
		return OK;
	/* No account, a closed one, or a password for demonstrations: works as long, and does not fit. */
	if (exists && !l.disabled_at.some && !all_know)
		a->checked = l.hash;
	password = secret_copy(cx->arena, in->password.p, in->password.n);
	if (!password)
		return ctx_no_memory(cx);
	e = password_check(password, a->checked, &old);
	if (e == ERR_LOGIN)
		return OK;
	if (e != OK)
		return e;
	a->fits = true;
	return old ? password_hash(password, a->fresh) : OK;
}

static enum err
count_failure(struct ctx *cx, str subject)
{
	int64_t n;

	return q_failure_add(
	    cx, &(struct q_failure_add_in){.subject = subject, .at = ctx_wall(cx),
	        .forget = ctx_wall(cx) - BACKOFF_FORGET_MS}, &n);
}

static enum err
count_failures(struct ctx *cx, str login, bool exists, str address, bool known)
{
	str      subject, at_address, at_pair;
	enum err e;

	if ((e = address_subjects(cx, login, address, &at_address, &at_pair)) != OK ||
	    (e = count_failure(cx, at_address)) != OK)
		return e;
	if (known)
		return count_failure(cx, at_pair);
	if ((e = account_subject(cx, login, exists, &subject)) != OK)
		return e;
	return count_failure(cx, subject);
}

static enum err
count_success(struct ctx *cx, str login, str address)
{
	str      at_address, at_pair;
	int64_t  n;
	enum err e;

	if ((e = address_subjects(cx, login, address, &at_address, &at_pair)) != OK ||
	    (e = q_failure_clear(
	         cx, &(struct q_failure_clear_in){.subject = arena_printf(cx->arena, "login:%.*s", STR_ARG(login))},
	         &n)) != OK)
		return e;
	return q_failure_pair(cx, &(struct q_failure_pair_in){.subject = at_pair, .at = ctx_wall(cx)}, &n);
}

/* The post asked for, or the first one held. */
static enum err
choose_post(struct ctx *cx, int64_t person, str code, int64_t *post)
{
	struct q_login_posts_row *h;
	str                       today;
	size_t                    n;
	enum err                  e;

	*post = 0;
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_login_posts(cx, &(struct q_login_posts_in){.person_id = person, .day = today}, &h, &n)) != OK)
		return e;
	for (size_t i = 0; i < n && *post == 0; i++)
		if (!code.n || str_eq(h[i].code, code))
			*post = h[i].post_id;
	return OK;
}

static enum err
session_event(struct ctx *cx, int64_t session, int64_t rev, const char *type, int64_t login, int64_t post)
{
	struct record r;
	struct buf    b;
	struct json   more;
	str           text;
	enum err      e;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&more, &b);
	json_obj(&more);
	json_kv_i64(&more, "login", login);
	json_kv_i64(&more, "post", post);
	json_obj_end(&more);
	if ((e = buf_end(&b, &text)) != OK)
		return e;
	record_begin(cx, &r);
	return record_end(cx, &r, "session", session, rev, type, text);
}

/* A session with a token of its own; the reply alone knows it. */
static enum err
start_session(struct ctx *cx, int64_t login, int64_t post, int64_t ends_at, struct reply *out)
{
	char                     text[TOKEN_TEXT];
	digest                   d;
	struct secret           *token;
	struct q_session_add_row row;
	enum err                 e;

	(void)token_new(text);
	token = secret_copy(cx->arena, text, sizeof(text));
	d = sha256_of((str){text, sizeof(text)});
	secret_wipe(text, sizeof(text));
	if (!token)
		return ctx_no_memory(cx);
	e = q_session_add(cx,
	                  &(struct q_session_add_in){.token = {(const char *)d.b, sizeof(d.b)}, .login_id = login,
	                                             .post_id = post, .made_at = cx->now, .seen_at = cx->now,
	                                             .ends_at = ends_at},
	                  &row);
	if (e != OK)
		return e;
	out->id = row.id;
	out->secret = secret_show(token);
	return session_event(cx, row.id, 1, "session.opened", login, post);
}

static enum err
setting_ms(struct ctx *cx, str key, int64_t unit_ms, int64_t most, int64_t standard, int64_t *ms)
{
	str      value;
	int64_t  v;
	enum err e = setting_get(cx, key, &value);

	*ms = e == OK && value.p && str_to_i64(value, &v) && v >= 1 && v <= most ? v * unit_ms : standard;
	return e;
}

static void
say_wait(struct ctx *cx, int64_t wait, struct reply *out)
{
	*out = (struct reply){.done = T_login_wait,
	                      .arg = {arena_printf(cx->arena, "%lld", (long long)(wait + 59999) / 60000)}};
}

/* The way on for who has yet to say the code: the right password alone clears no failures. */
static enum err
ask_code(struct ctx *cx, const struct q_login_by_name_row *l, str post, struct reply *out)
{
	struct secret *token;
	enum err       e = ticket_make(cx, l->id, TICKET_CODE, post, ctx_wall(cx) + TICKET_CODE_MS, &token);

	if (e == OK)
		*out = (struct reply){.done = T_login_code_needed, .secret = secret_show(token)};
	return e;
}

enum err
session_enter(struct ctx *cx, const struct q_login_by_name_row *l, const struct entry_said *said, struct reply *out)
{
	int64_t  whole, post, n;
	bool     fits;
	enum err e;

	if ((e = choose_post(cx, l->person_id, said->post, &post)) != OK)
		return e;
	if (post == 0) {
		*out = (struct reply){.done = T_login_no_post};
		return login_refused(cx, l->name, said->address, REFUSED_NO_POST);
	}
	if (l->factor_at.some) {
		if (!said->code.n)
			return ask_code(cx, l, said->post, out);
		if ((e = factor_check(cx, l, said->code, &fits)) != OK)
			return e;
		if (!fits) {
			*out = (struct reply){.done = T_login_code_wrong};
			if ((e = count_failures(cx, l->name, true, said->address, said->known)) != OK)
				return e;
			return login_refused(cx, l->name, said->address, REFUSED_CODE);
		}
	}
	if ((e = q_ticket_forget(cx, &(struct q_ticket_forget_in){.login_id = l->id, .kind = TICKET_CODE}, &n)) != OK ||
	    (e = count_success(cx, l->name, said->address)) != OK ||
	    (e = setting_ms(cx, S("session.hours"), 3600 * 1000, 24, SESSION_WHOLE_MS, &whole)) != OK)
		return e;
	out->done = l->must_change ? T_login_must_change : T_login_welcome;
	return start_session(cx, l->id, post, cx->now + whole, out);
}

static enum err
session_open(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct session_open_in *in = arg;
	const struct attempt         *a = made;
	struct q_login_by_name_row    l = {0};
	int64_t                       wait, n;
	bool                          exists, known;
	str                           account;
	enum err                      e;

	/* One attempt for an account at a time: whoever comes second sees what the first counted. */
	if ((e = db_lock(cx, "login_name", (int64_t)(str_hash(a->login) >> 1))) != OK ||
	    (e = by_name(cx, a->login, &l, &exists)) != OK ||
	    (e = wait_left(cx, a->login, exists, in->address, &wait, &known)) != OK)
		return e;
	account = exists ? l.name : S("");
	if (wait || a->waits) {
		say_wait(cx, wait ? wait : 1, out);
		return login_refused(cx, account, in->address, REFUSED_WAIT);
	}
	if (!exists || !a->fits || l.disabled_at.some || !str_eq(l.hash, a->checked)) {
		*out = (struct reply){.done = T_login_wrong};
		if ((e = count_failures(cx, a->login, exists, in->address, known)) != OK)
			return e;
		return login_refused(cx, account, in->address,
		                     !exists              ? REFUSED_UNKNOWN
		                     : l.disabled_at.some ? REFUSED_DISABLED
		                                          : REFUSED_PASSWORD);
	}
	if (a->fresh[0] &&
	    (e = q_login_rehash(cx, &(struct q_login_rehash_in){.id = l.id, .hash = str_of(a->fresh)}, &n)) != OK)
		return e;
	return session_enter(cx, &l, &(struct entry_said){in->post, in->code, in->address, known}, out);
}

/* ---- The second step ---- */

#define SESSION_CONFIRM_IN(X)                                           \
	X(secret, ticket, 1, 1, 60, T_login_field_ticket, NULL)         \
	X(str, code, 1, 1, 40, T_login_field_code, NULL)                \
	X(str, address, 1, 1, 64, T_login_field_address, NULL)
struct session_confirm_in {
	SESSION_CONFIRM_IN(FIELD_DECL)
};
#define IN_T session_confirm_in
static const struct field confirm_fields[] = {SESSION_CONFIRM_IN(FIELD_ROW)};
#undef IN_T

static enum err
session_confirm(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct session_confirm_in *in = arg;
	struct q_ticket_get_row          t;
	struct q_login_by_name_row       l;
	int64_t                          wait;
	bool                             known;
	enum err                         e;

	(void)made;
	e = ticket_of(cx, in->ticket, TICKET_CODE, &t);
	if (e == OK && (e = login_find(cx, t.name, &l)) == OK)
		e = ticket_of(cx, in->ticket, TICKET_CODE, &t); /* of two at once the second finds it gone */
	if (e == ERR_NONE) {
		*out = (struct reply){.done = T_login_code_over};
		return login_refused(cx, S(""), in->address, REFUSED_CODE);
	}
	if (e != OK || (e = wait_left(cx, l.name, true, in->address, &wait, &known)) != OK)
		return e;
	if (wait) {
		say_wait(cx, wait, out);
		return login_refused(cx, l.name, in->address, REFUSED_WAIT);
	}
	return session_enter(cx, &l, &(struct entry_said){t.post, in->code, in->address, known}, out);
}

enum err
session_outcome(struct ctx *cx, const struct reply *r)
{
	if (r->id)
		return OK;
	if (r->done == T_login_wait)
		return refuse(cx, ERR_MANY, NULL, r->done, r->arg[0]);
	if (r->done == T_login_old_wrong)
		return refuse(cx, ERR_INPUT, "old", r->done);
	if (r->done == T_login_code_needed || r->done == T_login_code_wrong)
		return refuse(cx, ERR_LOGIN, "code", r->done);
	return refuse(cx, ERR_LOGIN, NULL, r->done);
}

/* ---- Closing ---- */

/* *ended is false when it was over already. */
static enum err
end_session(struct ctx *cx, int64_t session, int64_t login, int64_t post, bool *ended)
{
	int64_t  n;
	enum err e = q_session_end(cx, &(struct q_session_end_in){.id = session, .at = cx->now}, &n);

	*ended = e == OK && n > 0;
	if (!*ended)
		return e;
	session_forget(session);
	return session_event(cx, session, 2, "session.closed", login, post);
}

enum err
sessions_end(struct ctx *cx, int64_t login, int64_t but)
{
	struct q_session_open_of_row *s;
	size_t                        n;
	bool                          ended;
	enum err e = q_session_open_of(cx, &(struct q_session_open_of_in){.login_id = login}, &s, &n);

	session_forget_login(login);
	for (size_t i = 0; e == OK && i < n; i++)
		if (s[i].id != but)
			e = end_session(cx, s[i].id, login, 0, &ended);
	return e;
}

static enum err
session_close(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	bool     ended;
	enum err e;

	(void)arg;
	(void)made;
	if (!cx->who->session)
		return refuse(cx, ERR_RULE, NULL, T_session_none);
	e = end_session(cx, cx->who->session, cx->who->user, cx->who->post, &ended);
	*out = (struct reply){.id = cx->who->session, .done = T_session_closed};
	return e;
}

/* ---- Another post ---- */

#define SESSION_SWITCH_IN(X) X(str, post, 1, 1, 60, T_unit_field_post, NULL)
struct session_switch_in {
	SESSION_SWITCH_IN(FIELD_DECL)
};
#define IN_T session_switch_in
static const struct field switch_fields[] = {SESSION_SWITCH_IN(FIELD_ROW)};
#undef IN_T

static enum err
session_switch(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct session_switch_in *in = arg;
	struct q_session_get_row        s;
	struct q_login_get_row          l;
	int64_t                         post;
	bool                            ended;
	enum err                        e;

	(void)made;
	if (!cx->who->session)
		return refuse(cx, ERR_RULE, NULL, T_session_none);
	e = q_session_get(cx, &(struct q_session_get_in){.id = cx->who->session}, &s);
	if (e == OK)
		e = q_login_get(cx, &(struct q_login_get_in){.id = cx->who->user}, &l);
	if (e != OK)
		return e == ERR_NONE ? refuse(cx, ERR_LOGIN, NULL, T_session_over) : e;
	if (s.ended_at.some)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	if (l.must_change)
		return refuse(cx, ERR_RULE, NULL, T_login_must_change);
	if ((e = choose_post(cx, cx->who->person, in->post, &post)) != OK)
		return e;
	if (post == 0)
		return refuse(cx, ERR_RULE, "post", T_unit_holds_not, in->post);
	if ((e = end_session(cx, s.id, s.login_id, s.post_id, &ended)) != OK)
		return e;
	/* Of two at once, which both read it open, the second gets nothing. */
	if (!ended)
		return refuse(cx, ERR_LOGIN, NULL, T_session_over);
	/* The whole length counts from the log-in, however often one changes posts. */
	if ((e = start_session(cx, s.login_id, post, s.ends_at, out)) != OK)
		return e;
	out->done = T_session_switched;
	out->see = S("/");
	return OK;
}

/* ---- In the background ---- */

#define SESSION_SEEN_IN(X) X(id, id, 1, 1, INT64_MAX, T_session_field_id, NULL)
struct session_seen_in {
	SESSION_SEEN_IN(FIELD_DECL)
};
#define IN_T session_seen_in
static const struct field seen_fields[] = {SESSION_SEEN_IN(FIELD_ROW)};
#undef IN_T

/* No event: that somebody is at work at a given minute is nobody's business. */
static enum err
session_seen(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct session_seen_in *in = arg;
	int64_t                       n;

	(void)made;
	*out = (struct reply){.id = in->id, .done = T_command_done};
	return q_session_seen(cx, &(struct q_session_seen_in){.id = in->id, .at = cx->now}, &n);
}

static enum err
session_sweep(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	int64_t  failures, pairs, refused, sessions, tickets;
	enum err e;

	(void)arg;
	(void)made;
	if ((e = q_failure_sweep(cx,
	                         &(struct q_failure_sweep_in){.before = cx->now - BACKOFF_FORGET_MS,
	                                                      .most = SWEEP_MOST},
	                         &failures)) != OK ||
	    (e = q_failure_sweep_pairs(
	         cx,
	         &(struct q_failure_sweep_pairs_in){.before = cx->now - KEEP_PAIRS_DAYS * (int64_t)DAY_MS,
	                                            .most = SWEEP_MOST},
	         &pairs)) != OK ||
	    (e = q_refused_sweep(cx,
	                         &(struct q_refused_sweep_in){
	                             .before = cx->now - KEEP_REFUSED_DAYS * (int64_t)DAY_MS},
	                         &refused)) != OK ||
	    (e = q_session_sweep(
	         cx, &(struct q_session_sweep_in){.before = cx->now - KEEP_SESSIONS_DAYS * (int64_t)DAY_MS},
	             &sessions)) != OK ||
	    (e = q_ticket_sweep(cx, &(struct q_ticket_sweep_in){.before = ctx_wall(cx)}, &tickets)) != OK)
		return e;
	*out = (struct reply){
	    /* More may be left: whoever sweeps asks again. */
	    .id = failures == SWEEP_MOST || pairs == SWEEP_MOST,
	    .done = T_session_swept,
	    .arg = {arena_printf(cx->arena, "%lld", (long long)sessions),
	            arena_printf(cx->arena, "%lld", (long long)(failures + pairs + refused))}};
	return OK;
}

const struct command session_open_cmd = {
    .name = "session.open",
    .summary = T_session_open_summary,
    .perm = PERM_SYSTEM,
    .in = open_fields,
    .nin = NITEMS(open_fields),
    .in_size = sizeof(struct session_open_in),
    .prepare = prepare_open,
    .login = true,
    .slow = true,
    .no_key = true,
    .apply = session_open,
    .outcome = session_outcome,
};
/* By the carrier alone, as session.open: a browser's second step. */
const struct command session_confirm_cmd = {
    .name = "session.confirm",
    .summary = T_session_confirm_summary,
    .perm = PERM_SYSTEM,
    .in = confirm_fields,
    .nin = NITEMS(confirm_fields),
    .in_size = sizeof(struct session_confirm_in),
    .no_key = true,
    .apply = session_confirm,
    .outcome = session_outcome,
};
const struct command session_close_cmd = {
    .name = "session.close",
    .summary = T_session_close_summary,
    .perm = PERM_SELF,
    .apply = session_close,
};
const struct command session_switch_cmd = {
    .name = "session.switch_post",
    .summary = T_session_switch_summary,
    .perm = PERM_SELF,
    .in = switch_fields,
    .nin = NITEMS(switch_fields),
    .in_size = sizeof(struct session_switch_in),
    .no_key = true,
    .apply = session_switch,
};
const struct command session_seen_cmd = {
    .name = "session.seen",
    .summary = T_session_seen_summary,
    .perm = PERM_SYSTEM,
    .in = seen_fields,
    .nin = NITEMS(seen_fields),
    .in_size = sizeof(struct session_seen_in),
    .apply = session_seen,
};
const struct command session_sweep_cmd = {
    .name = "session.sweep",
    .summary = T_session_sweep_summary,
    .perm = PERM_SYSTEM,
    .apply = session_sweep,
};
