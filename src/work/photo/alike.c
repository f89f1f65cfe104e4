/* Pictures that look alike: found by the pieces of their hashes, told as hints and never as verdicts. */
#include "city/unit/roles.h"
#include "work/cases/cases.h"
#include "work/photo/inside.h"
#include "work_photo_texts.h"

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
 * By the pigeonhole: of PHOTO_NEAR bits or fewer in four pieces one piece has a quarter of them, rounded
 * down, or fewer.  The query photo_pieces turns two.
 */
enum { PIECES = 4, PIECE_BITS = 16, TURNED = PHOTO_NEAR / PIECES };
_Static_assert(TURNED == 2, "photo_pieces turns two bits");

static int64_t
piece(uint64_t hash, int i)
{
	return (int64_t)i << PIECE_BITS | (int64_t)(hash >> (PIECE_BITS * i) & 0xffff);
}

enum err
photo_index(struct ctx *cx, int64_t id, uint64_t hash)
{
	enum err e = OK;

	for (int i = 0; i < PIECES && e == OK; i++)
		e = q_photo_piece_add(cx, &(struct q_photo_piece_add_in){piece(hash, i), id, (int64_t)hash}, NULL);
	return e;
}

enum err
photo_index_forget(struct ctx *cx, int64_t id, uint64_t hash)
{
	enum err e = OK;

	for (int i = 0; i < PIECES && e == OK; i++)
		e = q_photo_piece_forget(cx, &(struct q_photo_piece_forget_in){piece(hash, i), id}, NULL);
	return e;
}

struct look {
	uint64_t    hash;
	photo_near *found;
	void       *arg;
};

static enum err
compare(struct ctx *cx, const struct q_photo_pieces_row *row, void *arg)
{
	const struct look *l = arg;
	uint64_t           hash = (uint64_t)row->hash;
	int                d = photo_distance(l->hash, hash);

	(void)cx;
	if (d > PHOTO_NEAR)
		return OK;
	/* It may be found by several pieces: the first of them tells it. */
	for (int i = 0; i < PIECES; i++)
		if (photo_distance((uint64_t)piece(l->hash, i), (uint64_t)piece(hash, i)) <= TURNED) {
			if (row->piece >> PIECE_BITS == i)
				l->found(row->photo_id, d, l->arg);
			break;
		}
	return OK;
}

enum err
photo_each_near(struct ctx *cx, uint64_t hash, photo_near *found, void *arg)
{
	struct look l = {hash, found, arg};

	return q_photo_pieces(cx,
	                      &(struct q_photo_pieces_in){piece(hash, 0), piece(hash, 1), piece(hash, 2),
	                                                  piece(hash, 3)},
	                      compare, &l);
}

/* ---- photo.hints ------------------------------------------------------------------------------------------ */

struct near {
	int64_t own, other;
	int     distance;
};
struct scan {
	int64_t     own; /* that is being compared */
	struct near found[HINTS];
	size_t      n;
	bool        more;
};

/* The nearest are kept, in order. */
static void
keep_near(int64_t id, int distance, void *arg)
{
	struct scan *s = arg;
	size_t       at = s->n;

	if (id == s->own)
		return;
	s->more = s->more || s->n == HINTS;
	if (s->n == HINTS && s->found[HINTS - 1].distance <= distance)
		return;
	if (s->n < HINTS)
		s->n++;
	else
		at--;
	for (; at > 0 && s->found[at - 1].distance > distance; at--)
		s->found[at] = s->found[at - 1];
	s->found[at] = (struct near){s->own, id, distance};
}

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

static enum err
alike(struct ctx *cx, struct photo_hints_out *o, int64_t case_id, const struct q_photo_list_row *row, size_t n,
      const struct near *f)
{
	struct q_photo_of_row other;
	enum err              e = q_photo_of(cx, &(struct q_photo_of_in){.id = f->other}, &other);

	if (e != OK)
		return e == ERR_NONE ? OK : e;
	for (size_t i = 0; i < n; i++)
		if (row[i].id == f->own)
			/* Told already as the same bytes. */
			return row[i].original.p && str_eq(row[i].original, other.original)
			           ? OK
			           : add_hint(cx, o, case_id, &row[i], &other, f->distance);
	return OK;
}

/* What was before and after in one case is looked at first; each part as it was, the same bytes, then the nearest. */
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
	struct scan             *s = ARENA_NEW(cx->arena, struct scan);
	struct q_photo_list_row *row;
	struct case_reading      c;
	size_t                   n;
	enum err                 e;

	if (!o || !s || !(o->hint = ARENA_NEWS(cx->arena, HINTS, struct photo_hint)))
		return ctx_no_memory(cx);
	if ((e = case_read(cx, in->id, &c)) != OK ||
	    (e = q_photo_list(cx,
	                      &(struct q_photo_list_in){.case_id = in->id, .scope = cx->who->reach, .n = MINE},
	                      &row, &n)) != OK)
		return e;
	for (size_t i = 0; e == OK && i < n; i++)
		if (row[i].original.p)
			e = same_bytes(cx, o, in->id, &row[i]);
	for (size_t i = 0; e == OK && i < n; i++)
		if (row[i].hash.some) {
			s->own = row[i].id;
			e = photo_each_near(cx, (uint64_t)row[i].hash.v, keep_near, s);
		}
	for (size_t i = 0; e == OK && i < s->n; i++)
		e = alike(cx, o, in->id, row, n, &s->found[i]);
	o->more = o->more || s->more;
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
		json_kv_i64(j, "distance", h->distance);
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
    .out = "{hints:[{photo:i,moment:s,same_bytes:b,distance:i,same_case:b,other_photo?:i,other_moment?:s,"
           "other_case?:i,other_no?:s}],more:b}",
    .summary = T_photo_hints,
    .perm = PERM_PHOTO_JUDGE,
    .in = hints_fields,
    .nin = NITEMS(hints_fields),
    .in_size = sizeof(struct hints_in),
    .run = hints_run,
    .json = hints_json,
};
