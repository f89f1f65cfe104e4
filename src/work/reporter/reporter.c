/* Who told us: encrypted, masked, opened with a reason, erased for good. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "work/reporter/inside.h"
#include "work/reporter/phone.h"
#include "work_cases_texts.h"
#include "work_reporter_texts.h"

const struct keyring *reporter_keys;
static enum err (*also_forget)(struct ctx *cx, int64_t case_id);

void
reporter_use_keys(const struct keyring *k)
{
	reporter_keys = k;
}

void
reporter_also_forget(enum err (*forget)(struct ctx *cx, int64_t case_id))
{
	also_forget = forget;
}

enum err
reporter_forget_above(struct ctx *cx, int64_t case_id)
{
	enum err e = command_blank_keys(cx, S("case."), case_id);

	return e == OK && also_forget ? also_forget(cx, case_id) : e;
}

str
reporter_about(struct ctx *cx, str tag)
{
	return arena_printf(cx->arena, "reporter/%.*s", STR_ARG(tag));
}

enum err
reporter_phone_index(struct ctx *cx, str phone, struct reporter_made *m)
{
	uint32_t id = keyring_current(reporter_keys);
	digest   index;

	m->key_id = (opt_i64){0};
	m->phone_index = STR_NONE;
	if (!phone.n)
		return OK;
	if (!keyring_index(reporter_keys, id, S("phone"), phone, &index) ||
	    !arena_str(cx->arena, (str){(const char *)index.b, sizeof index.b}, &m->phone_index))
		return ctx_no_memory(cx);
	m->key_id = SOME_I64((int64_t)id);
	return OK;
}

enum err
reporter_make(struct ctx *cx, str name, str phone, struct reporter_made **out)
{
	struct reporter_made *m = ARENA_NEW(cx->arena, struct reporter_made);
	unsigned char         random[16];
	struct buf            b, tag;
	struct json           j;
	str                   plain, about;
	enum err              e;

	*out = NULL;
	if (!name.n && !phone.n)
		return OK;
	if (!m)
		return ctx_no_memory(cx);
	if (!reporter_keys)
		return refuse(cx, ERR_RULE, "reporter_name", T_case_no_keys);
	name = str_trim(name);
	if ((e = phone_plain(cx->arena, phone, &phone)) != OK)
		return e;
	secret_random(random, sizeof random);
	buf_init(&tag, cx->arena, BUF_LINE);
	buf_hex(&tag, random, sizeof random);
	if ((e = buf_end(&tag, &m->tag)) != OK)
		return e;
	about = reporter_about(cx, m->tag);
	buf_init(&b, cx->arena, BUF_LINE);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "name", name);
	json_kv_str(&j, "phone", phone);
	json_obj_end(&j);
	if ((e = buf_end(&b, &plain)) != OK || (e = keyring_encrypt(cx, reporter_keys, about, plain, &m->sealed)) != OK)
		return e;
	secret_wipe(b.p, b.n);
	if (name.n)
		m->name_mask = name_masked(cx->arena, name);
	if (phone.n)
		m->phone_mask = phone_masked(cx->arena, phone);
	if ((e = reporter_phone_index(cx, phone, m)) != OK)
		return e;
	*out = m;
	return OK;
}

#define REPORTER_IN(X)                                                  \
	X(id, id, 1, 1, INT64_MAX, T_case_field_id, NULL)               \
	X(text, reason, 1, 2, 500, T_case_field_reason, NULL)
struct reporter_in {
	REPORTER_IN(FIELD_DECL)
};
#define IN_T reporter_in
static const struct field reporter_fields[] = {REPORTER_IN(FIELD_ROW)};
#undef IN_T

static enum err
load(struct ctx *cx, int64_t id, struct case_job *j, struct q_reporter_sealed_row *r)
{
	enum err e;

	if ((e = job_load(cx, id, cx->who->reach, j)) != OK)
		return e;
	if (!j->row.has_reporter)
		return refuse(cx, ERR_NONE, NULL, T_case_no_reporter);
	if ((e = q_reporter_sealed(cx, &(struct q_reporter_sealed_in){.case_id = id}, r)) != OK)
		return e;
	return r->erased_at.some ? refuse(cx, ERR_NONE, NULL, T_case_reporter_erased) : OK;
}

/* ---- case.reporter_look ------------------------------------------------------------------------- */

static enum err
look_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct reporter_in *in = arg;
	struct case_job           j;
	struct q_reporter_sealed_row r;
	struct secret            *plain;
	enum err                  e;

	(void)made;
	if ((e = load(cx, in->id, &j, &r)) != OK || (e = job_take_conflict(&j)) != OK)
		return e;
	/* Never to a unit that is, or was, to answer for the problem (L26). */
	if (case_unit_handled(&j.f, j.who.unit))
		return refuse(cx, ERR_DENIED, NULL, T_case_reporter_accused);
	if (!reporter_keys)
		return refuse(cx, ERR_RULE, NULL, T_case_no_keys);
	e = keyring_decrypt(cx, reporter_keys, reporter_about(cx, r.tag), r.sealed, &plain, NULL);
	if (e != OK)
		return e;
	json_kv_str(&j.more, "reason", in->reason);
	if ((e = job_save(&j, "case.reporter_seen", cx->now)) != OK)
		return e;
	*out = (struct reply){.id = j.row.id, .rev = j.row.rev, .no = j.row.no, .done = T_case_reporter_seen,
	                      .secret = secret_show(plain)};
	return OK;
}

static const struct command reporter_look = {
	.name = "case.reporter_look", .summary = T_case_reporter_look, .perm = PERM_REPORTER_SEE, .lock = "cases",
	.lock_field = "id", .in = reporter_fields, .nin = NITEMS(reporter_fields),
	.in_size = sizeof(struct reporter_in), .no_key = true, .by_somebody = true, .apply = look_apply,
};

/* ---- case.reporter_erase -------------------------------------------------------------------------- */

const struct choice reporter_erase_reasons[] = {
	{"wish", T_case_erase_wish}, {"retention", T_case_erase_retention}, {"mistake", T_case_erase_mistake},
	{"order", T_case_erase_order}, {NULL, T_none},
};

/* No free words: this event is the one that stays, before everybody who sees the case. */
#define ERASE_IN(X)                                                     \
	X(id, id, 1, 1, INT64_MAX, T_case_field_id, NULL)               \
	X(choice, reason, 1, 0, 0, T_case_field_reason, reporter_erase_reasons)
struct erase_in {
	ERASE_IN(FIELD_DECL)
};
#define IN_T erase_in
static const struct field erase_fields[] = {ERASE_IN(FIELD_ROW)};
#undef IN_T

/*
 * Whatever was written freely may name the reporter, in whichever event: the words
 * of all of them go with the identity, also where nobody was named as reporter.
 * So do the digests of the requests that told it (command_key).
 * What happened stays, in the headers, the columns and the rows beside the case.
 * Where nothing happened to the case since the last time there is nothing to tell
 * of it: what rooms above still find, a newer ledger's words, they tell themselves.
 */
static enum err
erase_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct erase_in       *in = arg;
	struct q_reporter_newest_row newest;
	struct case_job              j;
	enum err                     e;

	(void)made;
	if ((e = job_load(cx, in->id, cx->who->reach, &j)) != OK ||
	    (e = q_reporter_newest(cx, &(struct q_reporter_newest_in){in->id, j.row.rev}, &newest)) != OK ||
	    (e = reporter_forget_above(cx, in->id)) != OK)
		return e;
	if (str_eq(newest.type, S("case.reporter_erased"))) {
		*out = (struct reply){.id = j.row.id, .rev = j.row.rev, .no = j.row.no,
		                      .done = T_case_reporter_gone_before};
		return OK;
	}
	json_kv_str(&j.more, "reason", in->reason);
	if ((e = job_save_erasing(&j, "case.reporter_erased")) != OK)
		return e;
	*out = (struct reply){.id = j.row.id, .rev = j.row.rev, .no = j.row.no, .done = T_case_reporter_gone};
	return OK;
}

static const struct command reporter_erase = {
	.name = "case.reporter_erase", .summary = T_case_reporter_erase, .perm = PERM_REPORTER_ERASE, .lock = "cases",
	.lock_field = "id", .in = erase_fields, .nin = NITEMS(erase_fields),
	.in_size = sizeof(struct erase_in), .by_somebody = true, .apply = erase_apply,
};

/* ---- case.reporter_find: earlier cases of the same telephone ------------------------------------- */

#define FIND_IN(X)                                                            \
	X(secret, phone, 1, 3, 30, T_case_field_reporter_phone, NULL)         \
	X(text, reason, 1, 2, 500, T_case_field_reason, NULL)
struct find_in {
	FIND_IN(FIELD_DECL)
};
#define IN_T find_in
static const struct field find_fields[] = {FIND_IN(FIELD_ROW)};
#undef IN_T

enum { FOUND_MOST = 50 };

/* Under every key ever used, the newest first within each; none that a unit of the searcher's handled (L26). */
static enum err
find_cases(struct ctx *cx, str phone, struct q_reporter_cases_row *found, size_t *n)
{
	uint32_t ids[KEYRING_MAX];
	size_t   nids = keyring_ids(reporter_keys, ids);
	struct q_reporter_cases_in in = {.scope = cx->who->reach, .held = CASE_PART_HELD, .handled = CASE_PART_HANDLED,
	                                 .unit = cx->who->unit, .person = cx->who->person};
	enum err e = unit_today(cx, &in.day);

	*n = 0;
	for (size_t i = 0; e == OK && i < nids; i++) {
		struct q_reporter_cases_row *row;
		size_t                       rows;
		digest                       index;

		if (!keyring_index(reporter_keys, ids[i], S("phone"), phone, &index))
			continue;
		in.phone_index = (str){(const char *)index.b, sizeof index.b};
		e = q_reporter_cases(cx, &in, &row, &rows);
		for (size_t k = 0; e == OK && k < rows && *n < FOUND_MOST; k++)
			found[(*n)++] = row[k];
	}
	return e;
}

/* Who looked somebody up, why, and what came of it: an event of the one who looked.  Never the number. */
static enum err
log_find(struct ctx *cx, str reason, const struct q_reporter_cases_row *found, size_t n)
{
	struct record r;
	struct buf    b;
	struct json   j;
	str           more;
	int64_t       rev;
	enum err      e;

	if ((e = db_lock(cx, "find", cx->who->user)) != OK ||
	    (e = journal_next_rev(cx, S("find"), cx->who->user, &rev)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "reason", reason);
	json_key(&j, S("cases"));
	json_arr(&j);
	for (size_t i = 0; i < n; i++)
		json_i64(&j, found[i].case_id);
	json_arr_end(&j);
	json_obj_end(&j);
	if ((e = buf_end(&b, &more)) != OK)
		return e;
	record_begin(cx, &r);
	return record_end(cx, &r, "find", cx->who->user, rev, "find.by_phone", more);
}

static enum err
find_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct find_in       *in = arg;
	struct q_reporter_cases_row found[FOUND_MOST];
	struct buf                  b;
	size_t                      n;
	str                         phone, list;
	enum err                    e;

	(void)made;
	if (!reporter_keys)
		return refuse(cx, ERR_RULE, NULL, T_case_no_keys);
	if ((e = phone_plain(cx->arena, in->phone, &phone)) != OK || (e = find_cases(cx, phone, found, &n)) != OK ||
	    (e = log_find(cx, in->reason, found, n)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%.*s", i ? " " : "", STR_ARG(found[i].no));
	if ((e = buf_end(&b, &list)) != OK)
		return e;
	*out = (struct reply){.done = n ? T_case_reporter_found : T_case_reporter_not_found,
	                      .arg = {arena_printf(cx->arena, "%zu", n), list}};
	if (n) {
		out->id = found[0].case_id;
		out->no = found[0].no;
	}
	return OK;
}

static const struct command reporter_find = {
	.name = "case.reporter_find", .summary = T_case_reporter_find, .perm = PERM_REPORTER_SEE, .in = find_fields,
	.nin = NITEMS(find_fields), .in_size = sizeof(struct find_in), .no_key = true, .by_somebody = true,
	.apply = find_apply,
};

/* ---- The lists ---------------------------------------------------------------------------------- */

const struct command *const reporter_commands[] = {&reporter_look, &reporter_erase, &reporter_find, &reporter_renew};
const size_t                reporter_commands_n = NITEMS(reporter_commands);

const struct view *const reporter_views[] = {&reporter_keys_view};
const size_t             reporter_views_n = NITEMS(reporter_views);

const struct journal_aggregate reporter_aggregates[] = {
	{.kind = "find", .label = T_reporter_find_events, .queries = reporter_queries}, /* who looked up a telephone: no row, only events */
};
const size_t reporter_aggregates_n = NITEMS(reporter_aggregates);
