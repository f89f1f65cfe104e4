/* The second factor: set by its owner, checked at the log-in, removed by another administrator. */
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_login_texts.h"
#include "kit/totp/totp.h"

enum { RECOVERY = 8, RECOVERY_GROUPS = 4, RECOVERY_SIGNS = 16 };

static const struct keyring *factor_keys;

void
login_use_keys(const struct keyring *keys)
{
	factor_keys = keys;
}

/* Nobody seals with a key that a rotation has left behind (case.reporter_renew says which is the newest). */
static enum err
need_keys(struct ctx *cx)
{
	str      value;
	int64_t  newest;
	enum err e;

	if (!factor_keys)
		return refuse(cx, ERR_RULE, NULL, T_login_no_keys);
	if ((e = setting_get(cx, S("reporter.key"), &value)) != OK || !value.p || !str_to_i64(value, &newest) ||
	    keyring_current(factor_keys) >= newest)
		return e;
	return refuse(cx, ERR_RULE, NULL, T_login_old_key);
}

static enum err
login_factor_event(struct ctx *cx, int64_t login, int64_t rev, opt_i64 factor_at, const char *type, str more)
{
	struct record r;
	int64_t       n;
	enum err      e;

	e = q_login_set_factor(
	    cx, &(struct q_login_set_factor_in){.id = login, .rev = rev, .factor_at = factor_at}, &n);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	record_opt(&r, "factor_at", factor_at.some, factor_at.v);
	return record_end(cx, &r, "login", login, rev, type, more);
}

/* ---- Who must have one ---- */

#define REQUIRED S("factor.required")

static const struct choice who_choices[] = {
    {"nobody", T_login_factor_nobody}, {"admins", T_login_factor_admins}, {"all", T_login_factor_all}, {NULL, T_none}};

static bool
is_required(str value, enum role role)
{
	bool admin = role == ROLE_SYSADMIN || role == ROLE_SECADMIN || role == ROLE_AUDITOR;

	return str_eq(value, S("all")) || (admin && str_eq(value, S("admins")));
}

enum err
factor_required(struct ctx *cx, enum role role, bool *required)
{
	str      value;
	enum err e = setting_get(cx, REQUIRED, &value);

	*required = is_required(value, role);
	return e;
}

#define FACTOR_REQUIRE_IN(X) X(choice, who, 1, 0, 0, T_login_field_who, who_choices)
struct factor_require_in {
	FACTOR_REQUIRE_IN(FIELD_DECL)
};
#define IN_T factor_require_in
static const struct field require_fields[] = {FACTOR_REQUIRE_IN(FIELD_ROW)};
#undef IN_T

static enum err
factor_require(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct factor_require_in *in = arg;
	enum err                        e;

	(void)made;
	if ((e = setting_put(cx, REQUIRED, in->who)) != OK)
		return e;
	*out = (struct reply){.done = T_login_factor_required};
	return city_changed(cx);
}

/* ---- login.mine ---- */

static enum err
mine_run(struct ctx *cx, const void *arg, const void **out)
{
	struct login_mine      *m = ARENA_NEW(cx->arena, struct login_mine);
	struct q_login_mine_row row;
	enum err                e;

	(void)arg;
	*out = m;
	if (!m)
		return ctx_no_memory(cx);
	e = q_login_mine(cx, &(struct q_login_mine_in){.id = cx->who->user, .post_id = cx->who->post}, &row);
	if (e != OK)
		return e == ERR_NONE ? refuse(cx, ERR_RULE, NULL, T_login_no_account) : e;
	*m = (struct login_mine){.name = row.name, .must_change = row.must_change, .factor_at = row.factor_at,
	                         .recovery = row.recovery,
	                         .factor_required = is_required(row.required, role_of(row.role))};
	return OK;
}

static void
mine_json(const void *out, struct json *j)
{
	const struct login_mine *m = out;

	json_obj(j);
	json_kv_str(j, "name", m->name);
	json_kv_bool(j, "must_change", m->must_change);
	json_kv_bool(j, "factor_required", m->factor_required);
	if (m->factor_at.some)
		json_kv_i64(j, "factor_at", m->factor_at.v);
	json_kv_i64(j, "recovery", m->recovery);
	json_obj_end(j);
}

/* ---- factor.offer ---- */

static enum err
write_offer(struct ctx *cx, str login, str issuer, const struct offer *of, struct factor_offer *o)
{
	struct buf b, typed, address;

	buf_init(&b, cx->arena, BUF_LINE);
	buf_hex(&b, of->sealed.p, of->sealed.n);
	buf_init(&typed, cx->arena, BUF_LINE);
	base32_add(&typed, of->key);
	buf_init(&address, cx->arena, BUF_LINE);
	totp_address_add(&address, issuer, login, of->key);
	if (buf_end(&b, &o->offer) != OK || buf_end(&typed, &o->key) != OK || buf_end(&address, &o->address) != OK)
		return ctx_no_memory(cx);
	return OK;
}

#define FACTOR_OFFER_IN(X) X(str, offer, 0, 1, 400, T_login_field_offer, NULL)
struct factor_offer_in {
	FACTOR_OFFER_IN(FIELD_DECL)
};
#define IN_T factor_offer_in
static const struct field offer_fields[] = {FACTOR_OFFER_IN(FIELD_ROW)};
#undef IN_T

/* With an offer that is still good: the same again, for who mistyped the code. */
static enum err
offer_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct factor_offer_in *in = arg;
	struct factor_offer          *o = ARENA_NEW(cx->arena, struct factor_offer);
	struct q_login_get_row        l;
	struct offer                  offer = {STR_NONE, STR_NONE};
	str                           issuer;
	enum err                      e;

	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	arena_keep_secret(cx->arena);
	if ((e = need_keys(cx)) != OK || (e = login_own(cx, &l)) != OK ||
	    (e = setting_get(cx, S("city.name"), &issuer)) != OK)
		return e;
	issuer = issuer.n ? issuer : text_get(T_login_issuer, ZH);
	if (in->offer.n && (e = offer_open(cx, factor_keys, l.id, ctx_wall(cx), in->offer, &offer)) != OK)
		return e;
	if (!offer.key.p && (e = offer_make(cx, factor_keys, l.id, ctx_wall(cx), &offer)) != OK)
		return e;
	return write_offer(cx, l.name, issuer, &offer, o);
}

static void
offer_json(const void *out, struct json *j)
{
	const struct factor_offer *o = out;

	json_obj(j);
	json_kv_str(j, "key", o->key);
	json_kv_str(j, "address", o->address);
	json_kv_str(j, "offer", o->offer);
	json_obj_end(j);
}

/* ---- factor.set ---- */

#define FACTOR_SET_IN(X)                                                \
	X(str, offer, 1, 1, 400, T_login_field_offer, NULL)             \
	X(str, code, 1, 1, 40, T_login_field_six, NULL)                 \
	X(secret, old, 1, 1, 128, T_login_field_old, NULL)
struct factor_set_in {
	FACTOR_SET_IN(FIELD_DECL)
};
#define IN_T factor_set_in
static const struct field set_fields[] = {FACTOR_SET_IN(FIELD_ROW)};
#undef IN_T

static enum err
prepare_set(struct ctx *cx, const void *arg, void **made)
{
	const struct factor_set_in *in = arg;
	struct own_proof               *p = ARENA_NEW(cx->arena, struct own_proof);
	struct q_login_get_row      l;
	enum err                    e;

	if (!p)
		return ctx_no_memory(cx);
	*made = p;
	return (e = login_own(cx, &l)) == OK ? own_make(cx, &l, in->old, p) : e;
}

static enum err
make_recovery(struct ctx *cx, int64_t login, struct reply *out)
{
	struct secret *one, *all;
	struct buf     b;
	digest         d;
	str            text;
	int64_t        n;
	enum err       e = q_recovery_forget(cx, &(struct q_recovery_forget_in){.login_id = login}, &n);

	buf_init(&b, cx->arena, BUF_LINE);
	for (int i = 0; e == OK && i < RECOVERY; i++) {
		if ((e = credential_text(cx, RECOVERY_GROUPS, &one)) != OK)
			return e;
		text = credential_plain(cx, secret_show(one));
		d = sha256_of(text);
		if (i)
			buf_char(&b, '\n');
		buf_add(&b, secret_show(one));
		e = q_recovery_add(
		    cx, &(struct q_recovery_add_in){.login_id = login, .digest = {(const char *)d.b, sizeof(d.b)}}, &n);
	}
	if (e != OK)
		return e;
	if (buf_end(&b, &text) != OK || !(all = secret_copy(cx->arena, text.p, text.n)))
		return ctx_no_memory(cx);
	out->secret = secret_show(all);
	return OK;
}

static enum err
factor_set(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct factor_set_in *in = arg;
	struct q_login_get_row      l;
	struct offer                offer;
	str                         sealed;
	int64_t                     step, n;
	bool                        good;
	enum err                    e;

	arena_keep_secret(cx->arena);
	if ((e = need_keys(cx)) != OK || (e = own_take(cx, made, &l, &good, out)) != OK || !good)
		return e;
	if ((e = offer_open(cx, factor_keys, l.id, ctx_wall(cx), in->offer, &offer)) != OK)
		return e;
	if (!offer.key.p)
		return refuse(cx, ERR_INPUT, "offer", T_login_offer_over);
	if (!totp_fits(offer.key, credential_plain(cx, in->code), ctx_wall(cx), -1, &step))
		return refuse(cx, ERR_INPUT, "code", T_login_code_unfit);
	if ((e = factor_seal(cx, factor_keys, l.id, offer.key, &sealed)) != OK ||
	    (e = q_factor_put(cx, &(struct q_factor_put_in){.login_id = l.id, .sealed = sealed, .step = step},
	                      &n)) != OK)
		return e;
	*out = (struct reply){.id = l.id, .done = T_login_factor_set};
	if ((e = make_recovery(cx, l.id, out)) != OK ||
	    (e = login_factor_event(cx, l.id, l.rev + 1, SOME_I64(cx->now), "login.factor_set", STR_NONE)) != OK ||
	    (e = sessions_end(cx, l.id, cx->who->session)) != OK)
		return e;
	return city_changed(cx);
}

/* ---- Checking ---- */

static enum err
check_recovery(struct ctx *cx, const struct q_login_by_name_row *l, str code, bool *fits)
{
	digest   d = sha256_of(code);
	int64_t  n;
	enum err e = q_recovery_use(
	    cx, &(struct q_recovery_use_in){.login_id = l->id, .digest = {(const char *)d.b, sizeof(d.b)}}, &n);

	*fits = e == OK && n > 0;
	/* Worth an event: who has not lost the telephone learns of it. */
	return *fits ? login_factor_event(cx, l->id, l->rev + 1, l->factor_at, "login.recovery_used", STR_NONE) : e;
}

enum err
factor_check(struct ctx *cx, const struct q_login_by_name_row *l, str code, bool *fits)
{
	struct q_factor_get_row f;
	struct secret          *key;
	int64_t                 step, n;
	enum err                e;

	*fits = false;
	code = credential_plain(cx, code);
	if (!code.p)
		return ctx_no_memory(cx);
	arena_keep_secret(cx->arena);
	if (code.n == RECOVERY_SIGNS)
		return check_recovery(cx, l, code, fits);
	if (!factor_keys)
		return refuse(cx, ERR_RULE, NULL, T_login_no_keys);
	if ((e = q_factor_get(cx, &(struct q_factor_get_in){.login_id = l->id}, &f)) != OK ||
	    (e = factor_open(cx, factor_keys, l->id, f.sealed, &key, NULL)) != OK)
		return e == ERR_NONE ? ERR_STORE : e;
	*fits = totp_fits(secret_show(key), code, ctx_wall(cx), f.step, &step);
	return *fits ? q_factor_step(cx, &(struct q_factor_step_in){.login_id = l->id, .step = step}, &n) : OK;
}

/* ---- factor.remove ---- */

#define FACTOR_REMOVE_IN(X) X(str, name, 1, 2, 40, T_login_field_name, NULL)
struct factor_remove_in {
	FACTOR_REMOVE_IN(FIELD_DECL)
};
#define IN_T factor_remove_in
static const struct field remove_fields[] = {FACTOR_REMOVE_IN(FIELD_ROW)};
#undef IN_T

static enum err
factor_remove(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct factor_remove_in *in = arg;
	struct q_login_by_name_row     l;
	int64_t                        n;
	enum err                       e;

	(void)made;
	if ((e = login_kept(cx, in->name, &l)) != OK)
		return e;
	if (login_is_own(cx, l.person_id))
		return refuse(cx, ERR_RULE, "name", T_login_factor_not_self);
	if (!l.factor_at.some)
		return refuse(cx, ERR_RULE, "name", T_login_factor_none, l.name);
	*out = (struct reply){.id = l.id, .done = T_login_factor_removed, .arg = {l.name}};
	if ((e = q_factor_forget(cx, &(struct q_factor_forget_in){.login_id = l.id}, &n)) != OK ||
	    (e = q_recovery_forget(cx, &(struct q_recovery_forget_in){.login_id = l.id}, &n)) != OK ||
	    (e = q_ticket_forget(cx, &(struct q_ticket_forget_in){.login_id = l.id, .kind = TICKET_CODE}, &n)) != OK ||
	    (e = login_factor_event(cx, l.id, l.rev + 1, (opt_i64){0}, "login.factor_removed", STR_NONE)) != OK ||
	    (e = sessions_end(cx, l.id, 0)) != OK)
		return e;
	return city_changed(cx);
}

/* ---- Another key of the keyring ---- */

static enum err
renew_one(struct ctx *cx, const struct q_factor_all_row *f)
{
	struct secret *key;
	str            sealed;
	bool           stale;
	int64_t        n;
	enum err       e;

	if ((e = factor_open(cx, factor_keys, f->login_id, f->sealed, &key, &stale)) != OK || !stale ||
	    (e = factor_seal(cx, factor_keys, f->login_id, secret_show(key), &sealed)) != OK)
		return e;
	return q_factor_seal(cx, &(struct q_factor_seal_in){.login_id = f->login_id, .was = f->sealed,
	                                                     .sealed = sealed}, &n);
}

static enum err
factor_renew(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct q_factor_all_row *f;
	int64_t                  after = 0;
	size_t                   n = 1;
	enum err                 e;

	(void)arg;
	(void)made;
	if ((e = need_keys(cx)) != OK)
		return e;
	arena_keep_secret(cx->arena);
	while (e == OK && n > 0) {
		if ((e = q_factor_all(cx, &(struct q_factor_all_in){.after = after}, &f, &n)) != OK)
			return e;
		for (size_t i = 0; e == OK && i < n; i++, after = f[i - 1].login_id)
			e = renew_one(cx, &f[i]);
	}
	*out = (struct reply){.done = T_login_factor_renewed};
	return e;
}

static enum err
keys_run(struct ctx *cx, const void *arg, const void **out)
{
	struct factor_key_uses  *u = ARENA_NEW(cx->arena, struct factor_key_uses);
	struct q_factor_all_row *f;
	int64_t                  after = 0;
	size_t                   n = 1;
	enum err                 e;

	(void)arg;
	*out = u;
	if (!u)
		return ctx_no_memory(cx);
	while (n > 0) {
		if ((e = q_factor_all(cx, &(struct q_factor_all_in){.after = after}, &f, &n)) != OK)
			return e;
		for (size_t i = 0; i < n; i++) {
			size_t k = 0;

			while (k < u->n && u->use[k].id != sealed_key(f[i].sealed))
				k++;
			if (k == u->n && k < NITEMS(u->use))
				u->use[u->n++].id = sealed_key(f[i].sealed);
			if (k < u->n)
				u->use[k].n++;
			after = f[i].login_id;
		}
	}
	return OK;
}

static void
keys_json(const void *out, struct json *j)
{
	const struct factor_key_uses *u = out;

	json_arr(j);
	for (size_t i = 0; i < u->n; i++) {
		json_obj(j);
		json_kv_i64(j, "key", u->use[i].id);
		json_kv_i64(j, "factors", u->use[i].n);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view login_mine_view = {
    .out = "{name:s,must_change:b,factor_required:b,factor_at?:t,recovery:i}",
    .name = "login.mine",
    .summary = T_login_mine_summary,
    .perm = PERM_SELF,
    .run = mine_run,
    .json = mine_json,
};
const struct view factor_offer_view = {
    .out = "{key:s,address:s,offer:s}",
    .name = "factor.offer",
    .summary = T_login_offer_summary,
    .perm = PERM_SELF,
    .in = offer_fields,
    .nin = NITEMS(offer_fields),
    .in_size = sizeof(struct factor_offer_in),
    .run = offer_run,
    .json = offer_json,
};
const struct view factor_keys_view = {
    .name = "factor.keys", .summary = T_login_factor_keys, .perm = PERM_SYSTEM, .run = keys_run, .json = keys_json,
};
const struct command factor_set_cmd = {
    .name = "factor.set",
    .summary = T_login_factor_set_summary,
    .perm = PERM_SELF,
    .in = set_fields,
    .nin = NITEMS(set_fields),
    .in_size = sizeof(struct factor_set_in),
    .prepare = prepare_set,
    .slow = true,
    .no_key = true,
    .apply = factor_set,
    .outcome = session_outcome,
};
const struct command factor_remove_cmd = {
    .name = "factor.remove",
    .summary = T_login_factor_remove_summary,
    .perm = PERM_USER_EDIT,
    .in = remove_fields,
    .nin = NITEMS(remove_fields),
    .in_size = sizeof(struct factor_remove_in),
    .apply = factor_remove,
};
const struct command factor_require_cmd = {
    .name = "factor.require",
    .summary = T_login_factor_require_summary,
    .perm = PERM_USER_EDIT,
    .scope = place_city_in_reach,
    .in = require_fields,
    .nin = NITEMS(require_fields),
    .in_size = sizeof(struct factor_require_in),
    .apply = factor_require,
};
const struct command factor_renew_cmd = {
    .name = "factor.renew", .summary = T_login_factor_renew, .perm = PERM_SYSTEM, .no_key = true, .apply = factor_renew,
};
