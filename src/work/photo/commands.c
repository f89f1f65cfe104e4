/* What people do with pictures: add, cover, erase; each an event that names the digests. */
#include "base/day.h"
#include "base_texts.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/journal/columns.h"
#include "kit_photo_texts.h"
#include "work/cases/cases.h"
#include "work/photo/inside.h"
#include "work_photo_texts.h"

#include <string.h>

static const struct photo_house *house;

void
photo_use(const struct photo_house *h)
{
	house = h;
}

bool
photo_on(void)
{
	return house != NULL;
}

enum err
photo_house_of(struct ctx *cx, const struct photo_house **h)
{
	*h = house;
	return house ? OK : refuse(cx, ERR_RULE, "photo", T_photo_no_house);
}

/* ---- Rows and their events ----------------------------------------------------------------------- */

static const struct db_query *
row_query(void)
{
	return query_named(photo_queries, "photo_row");
}

/* The event of a change, from the row as it was (NULL: new) to the row as it is. */
static enum err
say(struct ctx *cx, const struct q_photo_row_row *was, const struct q_photo_row_row *is, const char *type,
    str more)
{
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, row_query(), 0, was, is, cx->now);
	return record_end(cx, &r, "photo", is->id, is->rev, type, more);
}

static enum err
row_of(struct ctx *cx, int64_t id, struct q_photo_row_row *row)
{
	enum err e = q_photo_row(cx, &(struct q_photo_row_in){.id = id, .scope = cx->who->reach}, row);

	return e == ERR_NONE ? refuse(cx, e, "id", T_photo_none) : e;
}

static str
hex_of(struct ctx *cx, digest d)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, d);
	return buf_str(&b);
}

/* ---- photo.add ---------------------------------------------------------------------------------------- */

static const struct choice moments[] = {
#define X(name, code, label, act) {#code, label},
    PHOTO_MOMENTS(X)
#undef X
	{NULL, T_none},
};

#define ADD_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_photo_f_case, NULL) \
	X(choice, moment, 1, 1, 20, T_photo_f_moment, moments) \
	X(str, photo, 1, 64, PHOTO_DIGESTS * 65, T_photo_f_originals, NULL)
struct add_in {
	ADD_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T

bool
photo_perm_to(const struct actor *who, enum photo_moment m)
{
	static const perm_id perms[PHOTO_MOMENT_MAX] = {[PHOTO_AT_FOUND] = PERM_CASE_REPORT,
	                                                [PHOTO_AT_CHECKED] = PERM_CASE_CHECK,
	                                                [PHOTO_AT_FIXED] = PERM_CASE_HANDLE,
	                                                [PHOTO_AT_VERIFIED] = PERM_CASE_VERIFY};

	return actor_may(who, perms[m]);
}

/* The case within reach, and the rules' answer. */
static enum err
allowed(struct ctx *cx, int64_t case_id, enum photo_moment m, struct case_reading *c)
{
	text_id  no;
	enum err e = case_read(cx, case_id, c);

	if (e != OK)
		return e;
	if (!photo_perm_to(cx->who, m))
		return refuse(cx, ERR_DENIED, "moment", T_photo_denied,
		              text_get(photo_moment_label(m), cx->lang));
	no = photo_may(m, &c->facts, &c->who, actor_may(cx->who, PERM_CASE_ACCEPT), cx->now);
	return no == T_none ? OK : refuse(cx, ERR_RULE, "moment", no);
}

struct asked {
	int64_t           case_id;
	enum photo_moment moment;
};

static enum err
look_allowed(struct ctx *cx, void *arg)
{
	const struct asked *a = arg;
	struct case_reading c;

	return a->moment == PHOTO_NO_MOMENT ? refuse(cx, ERR_INPUT, "moment", T_photo_rule_moment)
	                                    : allowed(cx, a->case_id, a->moment, &c);
}

enum err
photo_allowed(struct ctx *cx, int64_t case_id, enum photo_moment m)
{
	return view_look(cx, PERM_CASE_NOTE, look_allowed, &(struct asked){case_id, m});
}

enum err
photo_take(struct ctx *cx, str bytes, digest *d)
{
	const struct photo_house *h;
	struct photo_kept         k;
	enum err                  e;

	if ((e = photo_house_of(cx, &h)) == OK && (e = photo_keep(cx, h, bytes, &k)) == OK)
		*d = k.original;
	return e;
}

enum err
photo_look(struct ctx *cx, str bytes, uint64_t *hash, bool *plain)
{
	const struct photo_house *h;
	struct photo_kept         k;
	enum err                  e = photo_house_of(cx, &h);

	/* What was just looked at needs no second decoder. */
	if (e == OK && !photo_recent(cx, h, sha256_of(bytes), &k))
		e = photo_keep(cx, h, bytes, &k);
	*hash = e == OK ? k.hash : 0;
	*plain = e != OK || k.plain;
	return e;
}

bool
photo_known(struct ctx *cx, digest d)
{
	struct photo_kept k;

	return house && photo_recent(cx, house, d, &k);
}

/* Counted before any is looked at: words between spaces, whatever they are. */
static enum err
count(struct ctx *cx, str digests)
{
	size_t n = 0;

	while (digests.p)
		n += str_cut(&digests, ' ').n > 0;
	return n > PHOTO_AT_A_TIME ? photo_many(cx, n) : OK;
}

enum err
photo_many(struct ctx *cx, size_t n)
{
	return refuse(cx, ERR_INPUT, "photo", T_photo_at_a_time, arena_printf(cx->arena, "%d", PHOTO_AT_A_TIME),
	              arena_printf(cx->arena, "%zu", n));
}

/* Looked at anew, but for what this process has just looked at: nothing is believed but the bytes. */
enum err
photo_prepare(struct ctx *cx, str digests, int64_t case_id, enum photo_moment m, struct photo_batch **made)
{
	const struct photo_house *h;
	struct photo_batch    *t;
	enum err                  e;

	*made = NULL;
	if (!digests.n)
		return OK;
	if ((e = photo_house_of(cx, &h)) != OK || (e = count(cx, digests)) != OK)
		return e;
	if (!(t = ARENA_NEW(cx->arena, struct photo_batch)))
		return ctx_no_memory(cx);
	while (digests.p && e == OK) {
		digest d;

		if (t->n == PHOTO_AT_A_TIME || !digest_parse(str_cut(&digests, ' '), &d))
			return refuse(cx, ERR_INPUT, "photo", T_photo_no_digest);
		e = photo_cover(cx, h, d, NULL, 0, &t->kept[t->n++]);
		if (e == ERR_NONE)
			e = refuse(cx, ERR_INPUT, "photo", T_photo_not_put);
	}
	if (e == OK)
		e = photo_compare(cx, h, case_id, m, t);
	*made = t;
	return e;
}

static enum err
add_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct add_in   *in = arg;
	struct photo_batch *t;
	struct case_reading    c;
	enum err               e;

	if ((e = allowed(cx, in->id, photo_moment_of(in->moment), &c)) != OK)
		return e;
	e = photo_prepare(cx, in->photo, in->id, photo_moment_of(in->moment), &t);
	*made = t;
	return e;
}

/* The camera's time as an instant; by the city's clock when it did not say which zone. */
static opt_i64
taken_at(const struct ctx *cx, const struct photo_taken *t)
{
	day d;

	if (!t->timed || !day_from_ymd(t->year, t->month, t->day, &d))
		return (opt_i64){0};
	return SOME_I64(day_to_ms(d, ((t->hour * 60 + t->minute) * 60 + t->second) * 1000,
	                          t->zone == PHOTO_ZONE_NONE ? cx->zone : t->zone));
}

static enum err
add_one(struct ctx *cx, int64_t case_id, int64_t round, enum photo_moment m, const struct photo_kept *k, int64_t *id)
{
	struct q_photo_add_in in = {
	    .case_id = case_id,
	    .moment = (int64_t)m,
	    .round = round,
	    .original = hex_of(cx, k->original),
	    .large = hex_of(cx, k->large),
	    .small = hex_of(cx, k->small),
	    .format = str_of(photo_format_name(k->format)),
	    .bytes = k->bytes,
	    .width = k->width,
	    .height = k->height,
	    .hash = {!k->plain, (int64_t)k->hash},
	    .taken_at = taken_at(cx, &k->taken),
	    .zone_told = k->taken.timed && k->taken.zone != PHOTO_ZONE_NONE,
	    .lon = {k->taken.placed, k->taken.lon},
	    .lat = {k->taken.placed, k->taken.lat},
	    .added_by = cx->who->person,
	    .added_unit = {cx->who->unit != 0, cx->who->unit},
	    .added_at = cx->now,
	};
	struct q_photo_add_row   made;
	struct q_photo_again_row again;
	struct q_photo_row_row   row;
	enum err                 e;

	_Static_assert(sizeof(again) == sizeof(row), "one list of columns");
	if ((e = q_photo_add(cx, &in, &made)) != OK ||
	    (e = q_photo_again(cx, &(struct q_photo_again_in){.id = made.id}, &again)) != OK)
		return e;
	memcpy(&row, &again, sizeof(row));
	*id = made.id;
	if (!k->plain && (e = photo_index(cx, made.id, k->hash)) != OK)
		return e;
	return say(cx, NULL, &row, "photo.added", STR_NONE);
}

enum err
photo_put(struct ctx *cx, int64_t case_id, int64_t round, enum photo_moment m, const struct photo_batch *t, int64_t *id)
{
	struct q_photo_counts_in  at = {.case_id = case_id, .moment = (int64_t)m, .round = round};
	struct q_photo_counts_row have;
	enum err                  e = q_photo_counts(cx, &at, &have);

	if (e != OK)
		return e;
	if (have.n + (int64_t)t->n > PHOTO_MOST)
		return refuse(cx, ERR_RULE, "photo", T_photo_too_many,
		              arena_printf(cx->arena, "%d", PHOTO_MOST));
	for (size_t i = 0; i < t->n; i++) {
		struct q_photo_there_in ask = {
		    .case_id = case_id, .moment = (int64_t)m, .original = hex_of(cx, t->kept[i].original)};
		struct q_photo_there_row there;

		e = q_photo_there(cx, &ask, &there);
		if (e == OK)
			return refuse(cx, ERR_RULE, "photo", T_photo_twice);
		if (e != ERR_NONE || (e = add_one(cx, case_id, round, m, &t->kept[i], id)) != OK ||
		    (e = photo_found_put(cx, t, i, *id)) != OK)
			return e;
	}
	return OK;
}

static enum err
add_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in         *in = arg;
	const struct photo_batch *t = made;
	enum photo_moment            m = photo_moment_of(in->moment);
	struct case_reading          c;
	int64_t                      id = 0;
	enum err                     e;

	if ((e = allowed(cx, in->id, m, &c)) != OK ||
	    (e = photo_put(cx, in->id, c.columns.rework, m, t, &id)) != OK)
		return e;
	*out = (struct reply){.id = id,
	                      .rev = 1,
	                      .no = c.columns.no,
	                      .see = arena_printf(cx->arena, "/cases/%lld", (long long)in->id),
	                      .done = T_photo_added,
	                      .arg = {arena_printf(cx->arena, "%zu", t->n)}};
	return OK;
}

static const struct command add_cmd = {
    .name = "photo.add",
    .summary = T_photo_add,
    .perm = PERM_CASE_NOTE,
    .lock = "cases",
    .lock_field = "id",
    .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct add_in),
    .prepare = add_prepare,
    .slow = true,
    .apply = add_apply,
};

/* ---- photo.mask ------------------------------------------------------------------------------------------ */

#define MASK_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_photo_f_photo, NULL) \
	X(str, boxes, 0, 0, 800, T_photo_f_boxes, NULL) \
	X(i64, rev, 0, 0, INT64_MAX, T_photo_f_rev, NULL)
struct mask_in {
	MASK_IN(FIELD_DECL)
};
#define IN_T mask_in
static const struct field mask_fields[] = {MASK_IN(FIELD_ROW)};
#undef IN_T

/* Boxes lie on the picture as it came, all are given each time: who looked before another covered a face is told so. */
static enum err
mask_stale(struct ctx *cx, const struct mask_in *in, int64_t rev)
{
	if (in->rev == FIELD_ABSENT || in->rev == 0 || in->rev == rev)
		return OK;
	return refuse(cx, ERR_STALE, NULL, T_err_stale);
}

static enum err
mask_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct mask_in     *in = arg;
	const struct photo_house *h;
	struct photo_kept        *k = ARENA_NEW(cx->arena, struct photo_kept);
	struct q_photo_row_row    row;
	struct photo_box          box[PHOTO_BOXES];
	digest                    original;
	size_t                    n;
	enum err                  e;

	if (!k)
		return ctx_no_memory(cx);
	if ((e = photo_house_of(cx, &h)) != OK || (e = row_of(cx, in->id, &row)) != OK)
		return e;
	if (row.erased_at.some)
		return refuse(cx, ERR_RULE, "id", T_photo_gone);
	if ((e = mask_stale(cx, in, row.rev)) != OK)
		return e;
	if (!photo_boxes(in->boxes, box, &n))
		return refuse(cx, ERR_INPUT, "boxes", T_photo_no_box);
	if (!digest_parse(row.original, &original))
		return ERR_STORE;
	*made = k;
	e = photo_cover(cx, h, original, box, n, k);
	return e == ERR_NONE ? refuse(cx, ERR_STORE, "id", T_photo_file_gone) : e;
}

static enum err
mask_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct mask_in    *in = arg;
	const struct photo_kept *k = made;
	struct q_photo_row_row   was, is;
	struct q_photo_mask_in   set;
	int64_t                  changed;
	enum err                 e = row_of(cx, in->id, &was);

	if (e != OK)
		return e;
	if (was.erased_at.some)
		return refuse(cx, ERR_RULE, "id", T_photo_gone);
	if ((e = mask_stale(cx, in, was.rev)) != OK)
		return e;
	is = was;
	is.rev++;
	is.masked_large = hex_of(cx, k->large);
	is.masked_small = hex_of(cx, k->small);
	is.boxes = in->boxes.p ? in->boxes : S("");
	set = (struct q_photo_mask_in){.id = was.id,
	                               .rev = was.rev,
	                               .masked_large = is.masked_large,
	                               .masked_small = is.masked_small,
	                               .boxes = is.boxes};
	if ((e = q_photo_mask(cx, &set, &changed)) != OK)
		return e;
	if (changed == 0)
		return ERR_RETRY;
	*out = (struct reply){.id = is.id,
	                      .rev = is.rev,
	                      .see = arena_printf(cx->arena, "/cases/%lld", (long long)is.case_id),
	                      .done = T_photo_masked};
	return say(cx, &was, &is, "photo.masked", STR_NONE);
}

static const struct command mask_cmd = {
    .name = "photo.mask",
    .summary = T_photo_mask,
    .perm = PERM_CASE_CLOSE,
    .lock = "photo",
    .lock_field = "id",
    .in = mask_fields,
    .nin = NITEMS(mask_fields),
    .in_size = sizeof(struct mask_in),
    .prepare = mask_prepare,
    .slow = true,
    .apply = mask_apply,
};

/* ---- photo.erase ------------------------------------------------------------------------------------------- */

#define ERASE_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_photo_f_photo, NULL) \
	X(text, reason, 1, 1, 500, T_photo_f_reason, NULL)
struct erase_in {
	ERASE_IN(FIELD_DECL)
};
#define IN_T erase_in
static const struct field erase_fields[] = {ERASE_IN(FIELD_ROW)};
#undef IN_T

/* The files go with the next sweep that finds nobody else naming them. */
static enum err
erase(struct ctx *cx, const struct q_photo_row_row *was, str reason)
{
	struct q_photo_row_row  is = {.id = was->id,
	                              .rev = was->rev + 1,
	                              .case_id = was->case_id,
	                              .moment = was->moment,
	                              .round = was->round,
	                              .added_by = was->added_by,
	                              .added_unit = was->added_unit,
	                              .added_at = was->added_at,
	                              .erased_at = SOME_I64(cx->now)};
	struct q_photo_erase_in in = {.id = was->id, .rev = was->rev, .erased_at = cx->now};
	struct record           r;
	struct buf              b;
	struct json             j;
	str                     more = STR_NONE;
	int64_t                 changed;
	enum err                e = q_photo_erase(cx, &in, &changed);

	if (e == OK && changed == 0)
		e = ERR_RETRY;
	if (e == OK && was->hash.some)
		e = photo_index_forget(cx, was->id);
	if (e == OK)
		e = q_photo_copy_forget(cx, &(struct q_photo_copy_forget_in){was->id}, NULL);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	(void)columns_write(&r.set, row_query(), 0, NULL, &is, cx->now);
	buf_init(&b, cx->arena, BUF_LINE);
	if (reason.n) {
		json_init(&j, &b);
		json_obj(&j);
		json_kv_str(&j, "reason", reason);
		json_obj_end(&j);
		if ((e = buf_end(&b, &more)) != OK)
			return e;
	}
	return record_end_erasing(cx, &r, "photo", is.id, is.rev, "photo.erased", more);
}

static enum err
erase_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct erase_in *in = arg;
	struct q_photo_row_row was;
	enum err               e = row_of(cx, in->id, &was);

	(void)made;
	if (e != OK)
		return e;
	if (was.erased_at.some)
		return refuse(cx, ERR_RULE, "id", T_photo_gone);
	*out = (struct reply){.id = was.id, .rev = was.rev + 1, .done = T_photo_erased};
	return erase(cx, &was, in->reason);
}

static const struct command erase_cmd = {
    .name = "photo.erase",
    .summary = T_photo_erase,
    .perm = PERM_REPORTER_ERASE,
    .lock = "photo",
    .lock_field = "id",
    .in = erase_fields,
    .nin = NITEMS(erase_fields),
    .in_size = sizeof(struct erase_in),
    .by_somebody = true,
    .apply = erase_apply,
};

enum err
photo_forget(struct ctx *cx, int64_t case_id)
{
	struct q_photo_list_in   in = {.case_id = case_id, .scope = cx->who->reach, .n = PHOTO_LIST};
	struct q_photo_list_row *row;
	size_t                   n;
	enum err                 e = q_photo_list(cx, &in, &row, &n);

	/* What the public sent in is theirs; what our own people took of the spot is not. */
	for (size_t i = 0; e == OK && i < n; i++) {
		struct q_photo_row_row was;

		if (row[i].moment != PHOTO_AT_FOUND || row[i].erased_at.some)
			continue;
		e = row_of(cx, row[i].id, &was);
		if (e == OK)
			e = erase(cx, &was, STR_NONE); /* the case's own event says why */
	}
	return e;
}

const struct command *const photo_commands[] = {&add_cmd, &mask_cmd, &erase_cmd, &photo_policy_cmd};
const size_t                photo_commands_n = NITEMS(photo_commands);

const struct journal_aggregate photo_aggregates[] = {
    {.kind = "photo", .label = T_photo_thing, .queries = photo_queries, .query = "photo_fold"}};
const size_t photo_aggregates_n = NITEMS(photo_aggregates);
