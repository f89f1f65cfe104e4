/* login.create, reset, disable, enable, password, demo: who has which password. */
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_login_texts.h"
#include "city_unit_texts.h"
#include "kit/secret/secret.h"

enum { ONE_TIME = 3 }; /* xxxx-xxxx-xxxx: 60 random bits */

/* A password with its hash, made in prepare. */
struct fresh {
	struct secret *text; /* NULL: the person chose it */
	char           hash[PASSWORD_TEXT];
	struct own_proof   proof; /* login.password: of the old one */
};

enum err
login_lower(struct ctx *cx, str name, str *out)
{
	char *p = arena_alloc(cx->arena, name.n + 1);

	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < name.n; i++)
		p[i] = (char)(name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] - 'A' + 'a' : name.p[i]);
	*out = (str){p, name.n};
	return OK;
}

/* What an event of a log-in says; never the password's hash. */
struct login_state {
	int64_t id, rev;
	str     name; /* STR_NONE: did not change, as person and made_at */
	int64_t person_id, made_at;
	bool    must_change;
	opt_i64 disabled_at;
};

static enum err
login_event(struct ctx *cx, const struct login_state *s, const char *type)
{
	struct record r;

	record_begin(cx, &r);
	if (s->rev == 1) {
		json_kv_str(&r.set, "name", s->name);
		json_kv_i64(&r.set, "person_id", s->person_id);
		json_kv_i64(&r.set, "made_at", s->made_at);
	}
	json_kv_bool(&r.set, "must_change", s->must_change);
	record_opt(&r, "disabled_at", s->disabled_at.some, s->disabled_at.v);
	return record_end(cx, &r, "login", s->id, s->rev, type, STR_NONE);
}

enum err
login_make(struct ctx *cx, str name, int64_t person, str hash, int64_t *id)
{
	struct q_login_add_row row;
	enum err               e;

	e = q_login_add(cx,
	                &(struct q_login_add_in){.name = name, .person_id = person, .hash = hash, .made_at = cx->now},
	                &row);
	if (e != OK)
		return e;
	*id = row.id;
	return login_event(cx,
	                   &(struct login_state){.id = row.id, .rev = 1, .name = name, .person_id = person,
	                                         .made_at = cx->now, .must_change = true},
	                   "login.made");
}

static enum err
prepare_one_time(struct ctx *cx, const void *in, void **made)
{
	struct fresh *f = ARENA_NEW(cx->arena, struct fresh);
	enum err      e;

	(void)in;
	if (!f)
		return ctx_no_memory(cx);
	*made = f;
	if ((e = credential_text(cx, ONE_TIME, &f->text)) != OK)
		return e;
	return password_hash(f->text, f->hash);
}

/* ---- By the security administrator ---- */

#define LOGIN_CREATE_IN(X)                                              \
	X(str, name, 1, 2, 40, T_login_field_name, NULL)                \
	X(str, person, 1, 1, 60, T_unit_field_person, NULL)
struct login_create_in {
	LOGIN_CREATE_IN(FIELD_DECL)
};
#define IN_T login_create_in
static const struct field create_fields[] = {LOGIN_CREATE_IN(FIELD_ROW)};
#undef IN_T

#define LOGIN_NAME_IN(X) X(str, name, 1, 2, 40, T_login_field_name, NULL)
struct login_name_in {
	LOGIN_NAME_IN(FIELD_DECL)
};
#define IN_T login_name_in
static const struct field name_fields[] = {LOGIN_NAME_IN(FIELD_ROW)};
#undef IN_T

static bool
good_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '.' ||
		      s.p[i] == '-' || s.p[i] == '_'))
			return false;
	return true;
}

static enum err
login_create(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct login_create_in *in = arg;
	const struct fresh           *f = made;
	struct q_login_person_row   person;
	struct q_login_by_name_row    other;
	enum err                      e;

	if (!good_name(in->name))
		return refuse(cx, ERR_INPUT, "name", T_login_name_form, in->name);
	e = q_login_person(cx, &(struct q_login_person_in){.code = in->person}, &person);
	if (e == OK)
		e = person_in_reach(cx, person.id);
	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, "person", T_unit_no_person, in->person);
	if (e == OK && login_is_own(cx, person.id))
		return refuse(cx, ERR_RULE, "person", T_login_create_not_self);
	if (e != OK || (e = db_lock(cx, "login_name", (int64_t)(str_hash(in->name) >> 1))) != OK)
		return e;
	e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = in->name}, &other);
	if (e == OK)
		return refuse(cx, ERR_RULE, "name", T_login_taken, in->name);
	if (e != ERR_NONE || (e = login_make(cx, in->name, person.id, str_of(f->hash), &out->id)) != OK)
		return e;
	out->secret = secret_show(f->text);
	out->done = T_login_created;
	out->arg[0] = in->name;
	return OK;
}

enum err
login_find(struct ctx *cx, str name, struct q_login_by_name_row *l)
{
	enum err e;

	if ((e = db_lock(cx, "login_name", (int64_t)(str_hash(name) >> 1))) != OK)
		return e;
	e = q_login_by_name(cx, &(struct q_login_by_name_in){.name = name}, l);
	return e == ERR_NONE ? refuse(cx, ERR_NONE, "name", T_login_unknown, name) : e;
}

enum err
login_kept(struct ctx *cx, str name, struct q_login_by_name_row *l)
{
	enum err e = login_find(cx, name, l);

	if (e != OK)
		return e;
	e = person_in_reach(cx, l->person_id);
	return e == ERR_NONE ? refuse(cx, ERR_NONE, "name", T_login_unknown, name) : e;
}

bool
login_is_own(const struct ctx *cx, int64_t person)
{
	return cx->who && cx->who->person && cx->who->person == person;
}

static enum err
forget_tickets(struct ctx *cx, int64_t login)
{
	int64_t n;

	return q_tickets_forget(cx, &(struct q_tickets_forget_in){.login_id = login}, &n);
}

enum err
login_set_password(struct ctx *cx, int64_t id, int64_t rev, const char *hash, bool must_change, opt_i64 disabled_at,
                   const char *type)
{
	int64_t  n;
	enum err e = q_login_set_hash(
	    cx, &(struct q_login_set_hash_in){.id = id, .rev = rev, .hash = str_of(hash),
	        .must_change = must_change}, &n);

	if (e != OK || (e = forget_tickets(cx, id)) != OK)
		return e;
	return login_event(cx,
	                   &(struct login_state){.id = id, .rev = rev, .must_change = must_change,
	                                         .disabled_at = disabled_at},
	                   type);
}

enum err
login_forget_failures(struct ctx *cx, const char *kind, str name)
{
	int64_t n;

	return q_failure_clear(
	    cx, &(struct q_failure_clear_in){.subject = arena_printf(cx->arena, "%s:%.*s", kind, STR_ARG(name))}, &n);
}

static enum err
login_reset(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct login_name_in *in = arg;
	const struct fresh         *f = made;
	struct q_login_by_name_row  l;
	enum err                    e;

	if ((e = login_kept(cx, in->name, &l)) != OK)
		return e;
	/* A session left open must not be worth its owner's password. */
	if (login_is_own(cx, l.person_id))
		return refuse(cx, ERR_RULE, "name", T_login_reset_not_self);
	if ((e = login_set_password(cx, l.id, l.rev + 1, f->hash, true, l.disabled_at, "login.reset")) != OK ||
	    (e = login_forget_failures(cx, "login", l.name)) != OK || (e = sessions_end(cx, l.id, 0)) != OK ||
	    (e = city_changed(cx)) != OK)
		return e;
	*out = (struct reply){.id = l.id, .done = T_login_was_reset, .arg = {l.name}, .secret = secret_show(f->text)};
	return OK;
}

static enum err
set_disabled(struct ctx *cx, const struct login_name_in *in, bool disable, struct reply *out)
{
	struct q_login_by_name_row l;
	opt_i64                    at = {disable, cx->now};
	int64_t                    n;
	enum err                   e;

	if ((e = login_kept(cx, in->name, &l)) != OK)
		return e;
	if (login_is_own(cx, l.person_id))
		return refuse(cx, ERR_RULE, "name", T_login_not_self);
	*out = (struct reply){.id = l.id, .done = disable ? T_login_disabled : T_login_enabled, .arg = {l.name}};
	if (l.disabled_at.some == disable)
		return OK;
	if ((e = q_login_set_disabled(
	         cx, &(struct q_login_set_disabled_in){.id = l.id, .rev = l.rev + 1, .disabled_at = at}, &n)) != OK ||
	    (e = login_event(cx,
	                     &(struct login_state){.id = l.id, .rev = l.rev + 1, .must_change = l.must_change,
	                                           .disabled_at = at},
	                     disable ? "login.disabled" : "login.enabled")) != OK)
		return e;
	if (disable && ((e = forget_tickets(cx, l.id)) != OK || (e = sessions_end(cx, l.id, 0)) != OK))
		return e;
	return city_changed(cx);
}

static enum err
login_disable(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	(void)made;
	return set_disabled(cx, arg, true, out);
}

static enum err
login_enable(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	(void)made;
	return set_disabled(cx, arg, false, out);
}

/* ---- By the person ---- */

#define LOGIN_PASSWORD_IN(X)                                            \
	X(secret, old, 1, 1, 128, T_login_field_old, NULL)              \
	X(secret, new, 1, 1, 128, T_login_field_new, NULL)
struct login_password_in {
	LOGIN_PASSWORD_IN(FIELD_DECL)
};
#define IN_T login_password_in
static const struct field password_fields[] = {LOGIN_PASSWORD_IN(FIELD_ROW)};
#undef IN_T

/* Guessing the old one from a session left open is counted apart: it must not lock out the owner. */
static enum err
change_subject(struct ctx *cx, str login, str *subject)
{
	*subject = arena_printf(cx->arena, "change:%.*s", STR_ARG(login));
	return subject->p ? OK : ctx_no_memory(cx);
}

static enum err
change_wait(struct ctx *cx, str login, int64_t *wait)
{
	struct q_failure_get_row failure = {0};
	str                      subject;
	enum err                 e = change_subject(cx, login, &subject);

	if (e != OK)
		return e;
	e = q_failure_get(cx, &(struct q_failure_get_in){.subject = subject}, &failure);
	*wait = e == OK ? backoff_left(failure.failed, failure.last_at, BACKOFF_FREE_LOGIN, ctx_wall(cx)) : 0;
	return e == ERR_NONE ? OK : e;
}

enum err
login_own(struct ctx *cx, struct q_login_get_row *l)
{
	enum err e = q_login_get(cx, &(struct q_login_get_in){.id = cx->who->user}, l);

	return e == ERR_NONE ? refuse(cx, ERR_RULE, NULL, T_login_no_account) : e;
}

enum err
own_make(struct ctx *cx, const struct q_login_get_row *l, str password, struct own_proof *p)
{
	struct secret *typed;
	bool           outdated;
	enum err       e;

	*p = (struct own_proof){.checked = l->hash};
	if ((e = change_wait(cx, l->name, &p->wait)) != OK || p->wait)
		return e;
	if (!(typed = secret_copy(cx->arena, password.p, password.n)))
		return ctx_no_memory(cx);
	e = password_check(typed, l->hash, &outdated);
	p->fits = e == OK;
	return e == ERR_LOGIN ? OK : e;
}

enum err
own_take(struct ctx *cx, const struct own_proof *p, struct q_login_get_row *l, bool *good, struct reply *out)
{
	int64_t  n, wait;
	str      subject;
	enum err e;

	*good = false;
	if ((e = login_own(cx, l)) != OK || (e = db_lock(cx, "login_name", (int64_t)(str_hash(l->name) >> 1))) != OK ||
	    (e = login_own(cx, l)) != OK || (e = change_wait(cx, l->name, &wait)) != OK ||
	    (e = change_subject(cx, l->name, &subject)) != OK)
		return e;
	if (wait || p->wait) {
		wait = wait ? wait : p->wait;
		*out = (struct reply){.done = T_login_wait,
		                      .arg = {arena_printf(cx->arena, "%lld", (long long)(wait + 59999) / 60000)}};
		return OK;
	}
	if (!p->fits || !str_eq(p->checked, l->hash)) {
		*out = (struct reply){.done = T_login_old_wrong};
		e = q_failure_add(cx,
		                  &(struct q_failure_add_in){.subject = subject, .at = ctx_wall(cx),
		                                             .forget = ctx_wall(cx) - BACKOFF_FORGET_MS},
		                  &n);
		return e != OK ? e : login_refused(cx, l->name, S(""), REFUSED_OLD);
	}
	*good = true;
	return login_forget_failures(cx, "change", l->name);
}

static enum err
prepare_password(struct ctx *cx, const void *arg, void **made)
{
	const struct login_password_in *in = arg;
	struct fresh                   *f = ARENA_NEW(cx->arena, struct fresh);
	struct q_login_get_row          l;
	struct secret                  *new;
	text_id                         wrong;
	enum err                        e;

	if (!f)
		return ctx_no_memory(cx);
	*made = f;
	if ((e = login_own(cx, &l)) != OK)
		return e;
	if ((wrong = password_fault(in->new, l.name)) != T_none)
		return refuse(cx, ERR_INPUT, "new", wrong);
	if (str_eq(in->new, in->old))
		return refuse(cx, ERR_INPUT, "new", T_login_password_same);
	if ((e = own_make(cx, &l, in->old, &f->proof)) != OK || !f->proof.fits)
		return e;
	if (!(new = secret_copy(cx->arena, in->new.p, in->new.n)))
		return ctx_no_memory(cx);
	return password_hash(new, f->hash);
}

static enum err
login_password(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct fresh    *f = made;
	struct q_login_get_row l;
	bool                   good;
	enum err               e;

	(void)arg;
	if ((e = own_take(cx, &f->proof, &l, &good, out)) != OK || !good)
		return e;
	if ((e = login_set_password(cx, l.id, l.rev + 1, f->hash, false, l.disabled_at,
	                            "login.password_changed")) != OK ||
	    (e = login_forget_failures(cx, "login", l.name)) != OK ||
	    (e = sessions_end(cx, l.id, cx->who->session)) != OK || (e = city_changed(cx)) != OK)
		return e;
	*out = (struct reply){.id = l.id, .done = T_login_password_changed};
	return OK;
}

/* ---- Demonstrations ---- */

static enum err
only_demo(struct ctx *cx)
{
	bool     demo;
	enum err e = login_is_demo(cx, &demo);

	return e != OK || demo ? e : refuse(cx, ERR_RULE, NULL, T_login_no_demo);
}

static enum err
prepare_demo(struct ctx *cx, const void *arg, void **made)
{
	struct fresh  *f = ARENA_NEW(cx->arena, struct fresh);
	struct secret *s = secret_copy(cx->arena, demo_password.p, demo_password.n);
	enum err       e;

	(void)arg;
	if (!f || !s)
		return ctx_no_memory(cx);
	*made = f;
	if ((e = only_demo(cx)) != OK)
		return e;
	return password_hash(s, f->hash);
}

/* One hash for all: who can read the store knows the password of a demonstration anyway. */
static enum err
login_demo(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct fresh      *f = made;
	struct q_login_bare_row *l;
	size_t                   n;
	enum err                 e;

	(void)arg;
	if ((e = only_demo(cx)) != OK || (e = q_login_bare(cx, &l, &n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		if ((e = login_set_password(cx, l[i].id, l[i].rev + 1, f->hash, false, l[i].disabled_at,
		    "login.demo_set")) != OK)
			return e;
	*out = (struct reply){.done = T_login_demo_done, .arg = {arena_printf(cx->arena, "%zu", n)}};
	return OK;
}

const struct command login_create_cmd = {
    .name = "login.create",
    .summary = T_login_create_summary,
    .perm = PERM_USER_EDIT,
    .in = create_fields,
    .nin = NITEMS(create_fields),
    .in_size = sizeof(struct login_create_in),
    .prepare = prepare_one_time,
    .slow = true,
    .no_key = true,
    .apply = login_create,
};
const struct command login_reset_cmd = {
    .name = "login.reset",
    .summary = T_login_reset_summary,
    .perm = PERM_USER_EDIT,
    .in = name_fields,
    .nin = NITEMS(name_fields),
    .in_size = sizeof(struct login_name_in),
    .prepare = prepare_one_time,
    .slow = true,
    .no_key = true,
    .apply = login_reset,
};
const struct command login_disable_cmd = {
    .name = "login.disable",
    .summary = T_login_disable_summary,
    .perm = PERM_USER_EDIT,
    .in = name_fields,
    .nin = NITEMS(name_fields),
    .in_size = sizeof(struct login_name_in),
    .apply = login_disable,
};
const struct command login_enable_cmd = {
    .name = "login.enable",
    .summary = T_login_enable_summary,
    .perm = PERM_USER_EDIT,
    .in = name_fields,
    .nin = NITEMS(name_fields),
    .in_size = sizeof(struct login_name_in),
    .apply = login_enable,
};
const struct command login_password_cmd = {
    .name = "login.password",
    .summary = T_login_password_summary,
    .perm = PERM_SELF,
    .in = password_fields,
    .nin = NITEMS(password_fields),
    .in_size = sizeof(struct login_password_in),
    .prepare = prepare_password,
    .slow = true,
    .no_key = true,
    .apply = login_password,
    .outcome = session_outcome,
};
const struct command login_demo_cmd = {
    .name = "login.demo",
    .summary = T_login_demo_summary,
    .perm = PERM_SYSTEM,
    .prepare = prepare_demo,
    .slow = true,
    .apply = login_demo,
};
