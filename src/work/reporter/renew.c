/* Another key: case.reporter_renew seals anew, case.reporter_keys says what lies under which. */
#include "city/place/place.h"
#include "kit/json/tree.h"
#include "work/reporter/inside.h"
#include "work_reporter_texts.h"

/* ---- case.reporter_renew ------------------------------------------------------------------------- */

#define RENEW_IN(X) X(i64, after, 0, 0, INT64_MAX, T_reporter_field_after, NULL)
struct renew_in {
	RENEW_IN(FIELD_DECL)
};
#define IN_T renew_in
static const struct field renew_fields[] = {RENEW_IN(FIELD_ROW)};
#undef IN_T

/* The telephone within what was sealed; empty when none was told. */
static enum err
phone_of(struct ctx *cx, const struct secret *plain, str *phone)
{
	const struct jval *v;
	enum err           e = jval_parse(cx, secret_show(plain), &jlimit_payload, &v);

	*phone = S("");
	if (e == OK)
		(void)jval_str(jval_get(v, S("phone")), phone);
	return e;
}

static enum err
renew_one(struct ctx *cx, int64_t id)
{
	struct q_reporter_sealed_row r;
	struct reporter_made         m = {0};
	struct case_job              j;
	struct secret               *plain;
	str                          about, phone;
	bool                         stale;
	enum err                     e;

	if ((e = db_lock(cx, "cases", id)) != OK ||
	    (e = q_reporter_sealed(cx, &(struct q_reporter_sealed_in){.case_id = id}, &r)) != OK)
		return e;
	if (r.erased_at.some || !r.sealed.p)
		return OK;
	about = reporter_about(cx, r.tag);
	if ((e = keyring_decrypt(cx, reporter_keys, about, r.sealed, &plain, &stale)) != OK || !stale)
		return e;
	if ((e = phone_of(cx, plain, &phone)) != OK || (e = reporter_phone_index(cx, phone, &m)) != OK ||
	    (e = keyring_encrypt(cx, reporter_keys, about, secret_show(plain), &m.sealed)) != OK ||
	    (e = job_load(cx, id, REACH_ALL, &j)) != OK || (e = job_reseal(&j, &m)) != OK)
		return e;
	return job_save(&j, "case.reporter_renewed", cx->now);
}

static enum err
renew_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct renew_in       *in = arg;
	uint8_t                      head[SEALED_HEAD];
	struct q_reporter_stale_in   q = {.after = in->after == FIELD_ABSENT ? 0 : in->after, .n = REPORTER_SLICE};
	struct q_reporter_stale_row *row;
	size_t                       n;
	str                          current;
	enum err                     e;

	(void)made;
	if (!reporter_keys)
		return refuse(cx, ERR_RULE, NULL, T_case_no_keys);
	arena_keep_secret(cx->arena);
	/* From here on nobody seals with an older one, so that what is under none stays so. */
	current = arena_printf(cx->arena, "%u", (unsigned)keyring_current(reporter_keys));
	if (!current.p)
		return ctx_no_memory(cx);
	if ((e = reporter_key_fits(cx, keyring_current(reporter_keys))) != OK ||
	    (e = setting_put(cx, S("reporter.key"), current)) != OK)
		return e;
	sealed_head(keyring_current(reporter_keys), head);
	q.head = (str){(const char *)head, sizeof(head)};
	if ((e = q_reporter_stale(cx, &q, &row, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		e = renew_one(cx, row[i].case_id);
	*out = (struct reply){
	    .done = T_reporter_renewed,
	    .arg = {arena_printf(cx->arena, "%lld", n ? (long long)row[n - 1].case_id : 0),
	            current}};
	return e;
}

const struct command reporter_renew = {
	.name = "case.reporter_renew", .summary = T_reporter_renew, .perm = PERM_SYSTEM, .in = renew_fields,
	.nin = NITEMS(renew_fields), .in_size = sizeof(struct renew_in), .no_key = true, .apply = renew_apply,
};

/* ---- case.reporter_keys -------------------------------------------------------------------------- */

static enum err
keys_run(struct ctx *cx, const void *arg, const void **out)
{
	struct reporter_key_uses   *o = ARENA_NEW(cx->arena, struct reporter_key_uses);
	struct q_reporter_keys_row *row;
	enum err                    e;

	(void)arg;
	*out = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_reporter_keys(cx, &row, &o->n)) != OK)
		return e;
	if (!(o->use = ARENA_NEWS(cx->arena, o->n + 1, struct reporter_key_use)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->use[i] = (struct reporter_key_use){sealed_key(row[i].head), row[i].n};
	return OK;
}

static void
keys_json(const void *out, struct json *j)
{
	const struct reporter_key_uses *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		json_obj(j);
		json_kv_i64(j, "key", o->use[i].id);
		json_kv_i64(j, "reporters", o->use[i].n);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view reporter_keys_view = {
	.name = "case.reporter_keys", .summary = T_reporter_keys, .perm = PERM_SYSTEM, .run = keys_run,
	.json = keys_json,
};
