/* What opens a channel: sealed, opened for the sender, sealed anew under another key. */
#include "base/json.h"
#include "city/place/place.h"
#include "kit/json/tree.h"
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

static const struct keyring *keys;

void
outbox_use_keys(const struct keyring *k)
{
	keys = k;
}

/* To which channel a sealed text belongs; it opens nowhere else. */
static str
about(struct ctx *cx, str tag)
{
	return arena_printf(cx->arena, "channel/%.*s", STR_ARG(tag));
}

/* Nobody seals with a key that a rotation has left behind (case.reporter_renew says which is the newest). */
static enum err
need_keys(struct ctx *cx)
{
	str      value;
	int64_t  newest;
	enum err e;

	if (!keys)
		return refuse(cx, ERR_RULE, NULL, T_outbox_no_keys);
	if ((e = setting_get(cx, S("reporter.key"), &value)) != OK || !value.p || !str_to_i64(value, &newest) ||
	    keyring_current(keys) >= newest)
		return e;
	return refuse(cx, ERR_RULE, NULL, T_outbox_no_keys);
}

enum err
box_seal(struct ctx *cx, const struct post_to *to, struct channel_box *out)
{
	const struct {
		const char *name;
		str         value;
	} member[] = {{"address", to->address}, {"secret", to->secret}, {"user", to->user},    {"from", to->from},
	              {"to", to->to},           {"form", to->form},     {"expect", to->expect}};
	unsigned char random[16];
	struct buf    b, tag;
	struct json   j;
	str           plain, bound;
	enum err      e;

	arena_keep_secret(cx->arena);
	if ((e = need_keys(cx)) != OK)
		return e;
	secret_random(random, sizeof(random));
	buf_init(&tag, cx->arena, BUF_LINE);
	buf_hex(&tag, random, sizeof(random));
	buf_init(&b, cx->arena, BUF_LINE);
	json_init(&j, &b);
	json_obj(&j);
	for (size_t i = 0; i < NITEMS(member); i++)
		if (member[i].value.n)
			json_kv_str(&j, member[i].name, member[i].value);
	json_obj_end(&j);
	if (buf_end(&tag, &out->tag) != OK || buf_end(&b, &plain) != OK || !(bound = about(cx, out->tag)).p)
		return ctx_no_memory(cx);
	out->shown = post_shown(cx, to);
	return keyring_encrypt(cx, keys, bound, plain, &out->sealed);
}

enum err
box_open(struct ctx *cx, str tag, str sealed, struct post_to *to)
{
	const struct {
		const char *name;
		str        *value;
	} member[] = {{"address", &to->address}, {"secret", &to->secret}, {"user", &to->user},    {"from", &to->from},
	              {"to", &to->to},           {"form", &to->form},     {"expect", &to->expect}};
	const struct jval *v;
	struct secret     *plain;
	enum err           e;

	arena_keep_secret(cx->arena);
	if (!keys)
		return refuse(cx, ERR_RULE, NULL, T_outbox_no_keys);
	if ((e = keyring_decrypt(cx, keys, about(cx, tag), sealed, &plain, NULL)) != OK ||
	    (e = jval_parse(cx, secret_show(plain), &jlimit_payload, &v)) != OK)
		return e;
	for (size_t i = 0; i < NITEMS(member); i++)
		(void)jval_str(jval_get(v, str_of(member[i].name)), member[i].value);
	return OK;
}

/* ---- channel.renew, channel.keys: for duban keys ---- */

static enum err
renew_one(struct ctx *cx, const struct q_key_all_row *k)
{
	struct secret *plain;
	str            sealed, bound = about(cx, k->tag);
	bool           stale;
	int64_t        n;
	enum err       e;

	if (!bound.p)
		return ctx_no_memory(cx);
	if ((e = keyring_decrypt(cx, keys, bound, k->sealed, &plain, &stale)) != OK || !stale ||
	    (e = keyring_encrypt(cx, keys, bound, secret_show(plain), &sealed)) != OK)
		return e;
	return q_key_seal(cx, &(struct q_key_seal_in){.channel_id = k->channel_id, .was = k->sealed,
	    .sealed = sealed}, &n);
}

static enum err
renew(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct q_key_all_row *k;
	int64_t               after = 0;
	size_t                n = 1;
	enum err              e;

	(void)arg;
	(void)made;
	if ((e = need_keys(cx)) != OK)
		return e;
	arena_keep_secret(cx->arena);
	while (e == OK && n > 0) {
		if ((e = q_key_all(cx, &(struct q_key_all_in){.after = after}, &k, &n)) != OK)
			return e;
		for (size_t i = 0; e == OK && i < n; i++, after = k[i - 1].channel_id)
			e = renew_one(cx, &k[i]);
	}
	*out = (struct reply){.done = T_outbox_renewed};
	return e;
}

static enum err
keys_run(struct ctx *cx, const void *arg, const void **out)
{
	struct outbox_key_uses *u = ARENA_NEW(cx->arena, struct outbox_key_uses);
	struct q_key_all_row   *k;
	int64_t                 after = 0;
	size_t                  n = 1;
	enum err                e;

	(void)arg;
	*out = u;
	if (!u)
		return ctx_no_memory(cx);
	while (n > 0) {
		if ((e = q_key_all(cx, &(struct q_key_all_in){.after = after}, &k, &n)) != OK)
			return e;
		for (size_t i = 0; i < n; i++, after = k[i - 1].channel_id) {
			size_t at = 0;

			while (at < u->n && u->use[at].id != sealed_key(k[i].sealed))
				at++;
			if (at == u->n && at < NITEMS(u->use))
				u->use[u->n++].id = sealed_key(k[i].sealed);
			if (at < u->n)
				u->use[at].n++;
		}
	}
	return OK;
}

static void
keys_json(const void *out, struct json *j)
{
	const struct outbox_key_uses *u = out;

	json_arr(j);
	for (size_t i = 0; i < u->n; i++) {
		json_obj(j);
		json_kv_i64(j, "key", u->use[i].id);
		json_kv_i64(j, "channels", u->use[i].n);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct command channel_renew_cmd = {
    .name = "channel.renew", .summary = T_outbox_c_renew, .perm = PERM_SYSTEM, .no_key = true, .apply = renew,
};
const struct view channel_keys_view = {
    .name = "channel.keys", .summary = T_outbox_v_keys, .perm = PERM_SYSTEM, .run = keys_run, .json = keys_json,
};
