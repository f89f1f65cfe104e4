/* Pictures that look alike: found by their hashes and block by block, told as hints and never as verdicts. */
#include "base/held.h"
#include "city/unit/roles.h"
#include "work/cases/cases.h"
#include "work/photo/inside.h"
#include "work_photo_texts.h"

#include <string.h>

#define HINTS_IN(X) X(id, id, 1, 1, INT64_MAX, T_photo_f_case, NULL)
struct hints_in {
	HINTS_IN(FIELD_DECL)
};
#define IN_T hints_in
static const struct field hints_fields[] = {HINTS_IN(FIELD_ROW)};
#undef IN_T

enum { HINTS = 40, MINE = 64 };

/* ---- The index ------------------------------------------------------------------------------------------ */

/*
 * A million hashes in an array are compared in one or two milliseconds: less than any index that a store keeps needs to
 * give out those that share a piece (docs/decisions.md).  So a process holds them, up to one that is LATE
 * pictures old at
 * least, whose neighbours before it are committed; what came since is read each time.  Who erased a picture, or took a
 * step back, is found out by the row, at which everybody looks who tells of it.
 */
enum { HELD_STEP = 1024, LATE = 512, FIRST = 1024, OLDER = 4 };
static const size_t HELD_BYTES = (size_t)1 << 30;

struct hash_of {
	int64_t  id;
	uint64_t hash;
};
struct hashes {
	struct hash_of *of;
	size_t          n, room;
	enum err        e;
};
static struct held held_hashes = HELD_INIT;

enum err
photo_index(struct ctx *cx, int64_t id, uint64_t hash)
{
	return q_photo_hash_add(cx, &(struct q_photo_hash_add_in){id, (int64_t)hash}, NULL);
}

enum err
photo_index_forget(struct ctx *cx, int64_t id)
{
	return q_photo_hash_forget(cx, &(struct q_photo_hash_forget_in){id}, NULL);
}

static enum err
gather(struct ctx *cx, const struct q_photo_hashes_row *row, void *arg)
{
	struct hashes *l = arg;

	if (l->n == l->room) {
		size_t          more = l->room ? l->room * 2 : FIRST;
		struct hash_of *p = arena_grow(cx->arena, l->of, l->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		l->of = p;
		l->room = more;
	}
	l->of[l->n++] = (struct hash_of){row->photo_id, (uint64_t)row->hash};
	return OK;
}

/* What an older list has is copied, so that the next one is not read whole. */
static enum err
gather_all(struct ctx *cx, struct held_key key, struct arena *borrows, struct hashes *l)
{
	const struct hashes *old = NULL;
	struct held_key      was = key;

	for (int i = 1; i <= OLDER && !old && was.version > HELD_STEP; i++) {
		was.version -= HELD_STEP;
		old = held_borrow(&held_hashes, was, borrows);
	}
	if (old && old->n) {
		l->room = l->n = old->n;
		if (!(l->of = ARENA_NEWS(cx->arena, l->room, struct hash_of)))
			return ctx_no_memory(cx);
		memcpy(l->of, old->of, l->n * sizeof(*l->of));
	}
	return q_photo_hashes(cx, &(struct q_photo_hashes_in){old ? was.version : 0, key.version}, gather, l);
}

static enum err
hold(struct ctx *cx, struct held_key key, const struct hashes **out)
{
	struct ctx     own = *cx;
	struct hashes *l;
	enum err       e = OK;

	if ((*out = held_borrow(&held_hashes, key, cx->arena)))
		return OK;
	if (!(own.arena = arena_new(HELD_BYTES)))
		return ctx_no_memory(cx);
	if (!(l = ARENA_NEW(own.arena, struct hashes)))
		e = ctx_no_memory(cx);
	if (e == OK)
		e = gather_all(&own, key, cx->arena, l);
	if (e != OK) {
		arena_free(own.arena);
		return e;
	}
	cx->trace = own.trace;
	*out = held_keep(&held_hashes, key, own.arena, l, cx->arena);
	return *out ? OK : ctx_no_memory(cx);
}

struct look {
	uint64_t    hash;
	photo_near *found;
	void       *arg;
};

static void
compare(const struct look *l, int64_t id, uint64_t hash)
{
	int d = photo_distance(l->hash, hash);

	if (d <= PHOTO_NEAR)
		l->found(id, d, l->arg);
}

static enum err
compare_row(struct ctx *cx, const struct q_photo_hashes_row *row, void *arg)
{
	(void)cx;
	compare(arg, row->photo_id, (uint64_t)row->hash);
	return OK;
}

enum err
photo_each_near(struct ctx *cx, uint64_t hash, photo_near *found, void *arg)
{
	struct look                  l = {hash, found, arg};
	struct held_key              key = {.store = db_store(cx->db)};
	const struct hashes         *all;
	struct q_photo_hash_top_row top;
	enum err                     e = q_photo_hash_top(cx, &top);

	if (e != OK)
		return e;
	/* A connection that may write sees what may be undone: it reads for itself and nothing is held. */
	if (key.store && top.top.some && top.top.v > LATE + HELD_STEP)
		key.version = (top.top.v - LATE) / HELD_STEP * HELD_STEP;
	if (key.version && (e = hold(cx, key, &all)) != OK)
		return e;
	for (size_t i = 0; key.version && i < all->n; i++)
		compare(&l, all->of[i].id, all->of[i].hash);
	return q_photo_hashes(cx, &(struct q_photo_hashes_in){key.version, INT64_MAX}, compare_row, &l);
}

/* ---- photo.hints ------------------------------------------------------------------------------------------ */

/* Two of one case, moment and round may well look alike: they are one look at one thing. */
static enum err
add_hint(struct ctx *cx, struct photo_hints_out *o, int64_t case_id, const struct q_photo_list_row *own,
         const struct q_photo_of_row *other, int distance)
{
	struct photo_hint          h = {.id = own->id,
	                                .moment = (enum photo_moment)own->moment,
	                                .other_moment = (enum photo_moment)other->moment,
	                                .same_case = other->case_id == case_id,
	                                .distance = distance,
	                                .same_bytes = own->original.p && str_eq(own->original, other->original)};
	struct q_photo_case_of_row c;
	enum err                   e;

	if (h.same_case && ((h.moment == h.other_moment && own->round == other->round) || other->id > own->id))
		return OK; /* of two in one case it is said of the later */
	e = q_photo_case_of(
	    cx, &(struct q_photo_case_of_in){.case_id = other->case_id, .scope = cx->who->reach}, &c);
	if (e == OK) {
		h.other = other->id;
		h.other_case = c.id;
		h.other_no = c.no;
	} else if (e != ERR_NONE) {
		return e;
	}
	for (size_t i = 0; i < o->n; i++)
		if (o->hint[i].id == h.id && h.other && o->hint[i].other == h.other)
			return OK;
	if (o->n == HINTS) {
		o->more = true;
		return OK;
	}
	o->hint[o->n++] = h;
	return OK;
}

/* The same bytes first: what has no hash is found so, too. */
static enum err
same_bytes(struct ctx *cx, struct photo_hints_out *o, int64_t case_id, const struct q_photo_list_row *own)
{
	struct q_photo_same_in   in = {.id = own->id, .original = own->original, .n = HINTS};
	struct q_photo_same_row *row;
	size_t                   n;
	enum err                 e = q_photo_same(cx, &in, &row, &n);

	for (size_t i = 0; e == OK && i < n; i++)
		e = add_hint(cx, o, case_id, own,
		             &(struct q_photo_of_row){.id = row[i].id,
		                                      .case_id = row[i].case_id,
		                                      .moment = row[i].moment,
		                                      .round = row[i].round,
		                                      .original = own->original},
		             0);
	return e;
}

/* What was found when the later of the two came. */
static enum err
add_copy(struct ctx *cx, struct photo_hints_out *o, int64_t case_id, const struct q_photo_list_row *row, size_t n,
         const struct q_photo_copies_row *r, bool later)
{
	struct photo_laid     *l = ARENA_NEW(cx->arena, struct photo_laid);
	int64_t                id = later ? r->photo_id : r->before_id;
	size_t                 at = 0, was = o->n;
	struct q_photo_of_row  other;
	enum err               e;

	if (!l)
		return ctx_no_memory(cx);
	*l = (struct photo_laid){later, r->told, r->equal, r->columns, r->marks, r->side, r->wide, r->high, r->own_wide,
	                         r->own_high, r->scale, r->at_x, r->at_y};
	while (at < n && row[at].id != id)
		at++;
	e = q_photo_of(cx, &(struct q_photo_of_in){.id = later ? r->before_id : r->photo_id}, &other);
	if (at == n || e == ERR_NONE)
		return OK;
	if (e != OK || (e = add_hint(cx, o, case_id, &row[at], &other,
	                             row[at].hash.some && other.hash.some
	                                 ? photo_distance((uint64_t)row[at].hash.v, (uint64_t)other.hash.v)
	                                 : -1)) != OK)
		return e;
	if (o->n > was && l->told)
		o->hint[was].laid = l;
	return OK;
}

static enum err
copies(struct ctx *cx, struct photo_hints_out *o, int64_t case_id, const struct q_photo_list_row *mine, size_t n)
{
	struct q_photo_copies_row *row;
	struct q_photo_copied_row *back;
	size_t                     some, more;
	enum err                   e;

	_Static_assert(sizeof(*row) == sizeof(*back), "one list of columns");
	if ((e = q_photo_copies(cx, &(struct q_photo_copies_in){case_id, cx->who->reach, HINTS}, &row, &some)) != OK ||
	    (e = q_photo_copied(cx, &(struct q_photo_copied_in){case_id, cx->who->reach, HINTS}, &back, &more)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < some; i++)
		e = add_copy(cx, o, case_id, mine, n, &row[i], true);
	for (size_t i = 0; e == OK && i < more; i++) {
		struct q_photo_copies_row r;

		memcpy(&r, &back[i], sizeof(r));
		e = add_copy(cx, o, case_id, mine, n, &r, false);
	}
	return e;
}

/*
 * What was before and after in one case is looked at first; each part as it was, the same bytes, then what is
 * a copy or near.
 */
static void
own_first(struct photo_hints_out *o)
{
	size_t n = 0;

	for (size_t i = 0; i < o->n; i++)
		if (o->hint[i].same_case) {
			struct photo_hint h = o->hint[i];

			for (size_t k = i; k > n; k--)
				o->hint[k] = o->hint[k - 1];
			o->hint[n++] = h;
		}
}

static enum err
hints_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct hints_in   *in = arg;
	struct photo_hints_out  *o = ARENA_NEW(cx->arena, struct photo_hints_out);
	struct q_photo_list_row *row;
	struct case_reading      c;
	size_t                   n;
	enum err                 e;

	if (!o || !(o->hint = ARENA_NEWS(cx->arena, HINTS, struct photo_hint)))
		return ctx_no_memory(cx);
	if ((e = case_read(cx, in->id, &c)) != OK ||
	    (e = q_photo_list(cx,
	                      &(struct q_photo_list_in){.case_id = in->id, .scope = cx->who->reach, .n = MINE},
	                      &row, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		if (row[i].original.p)
			e = same_bytes(cx, o, in->id, &row[i]);
	if (e == OK)
		e = copies(cx, o, in->id, row, n);
	own_first(o);
	*out = o;
	return e;
}

static void
hints_json(const void *out, struct json *j)
{
	const struct photo_hints_out *o = out;

	json_obj(j);
	json_key(j, S("hints"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct photo_hint *h = &o->hint[i];

		json_obj(j);
		json_kv_i64(j, "photo", h->id);
		json_kv_str(j, "moment", str_of(photo_moment_code(h->moment)));
		json_kv_bool(j, "same_bytes", h->same_bytes);
		json_key(j, S("distance"));
		if (h->distance >= 0)
			json_i64(j, h->distance);
		else
			json_null(j);
		if (h->laid) {
			json_kv_i64(j, "blocks", h->laid->told);
			json_kv_i64(j, "equal", h->laid->equal);
		}
		json_kv_bool(j, "same_case", h->same_case);
		if (h->other) {
			json_kv_i64(j, "other_photo", h->other);
			json_kv_str(j, "other_moment", str_of(photo_moment_code(h->other_moment)));
			json_kv_i64(j, "other_case", h->other_case);
			json_kv_str(j, "other_no", h->other_no);
		}
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_bool(j, "more", o->more);
	json_obj_end(j);
}

const struct view photo_hints_view = {
    .name = "photo.hints",
    .out = "{hints:[{photo:i,moment:s,same_bytes:b,distance:i?,blocks?:i,equal?:i,same_case:b,"
           "other_photo?:i,other_moment?:s,other_case?:i,other_no?:s}],more:b}",
    .summary = T_photo_hints,
    .perm = PERM_PHOTO_JUDGE,
    .in = hints_fields,
    .nin = NITEMS(hints_fields),
    .in_size = sizeof(struct hints_in),
    .run = hints_run,
    .json = hints_json,
};
