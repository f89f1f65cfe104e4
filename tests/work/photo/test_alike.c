/* Look-alikes: the answers of comparing with every picture, from what is held and from what came since. */
#include "work/acts/city_case.h"

#include "work/photo/inside.h"

enum { SCENES = 30, NEAR_EACH = 8, LONELY = 60, ALL = SCENES * (1 + NEAR_EACH) + LONELY };

static uint64_t hashes[ALL];
static int64_t  ids[ALL];

/* splitmix64: the same hashes in each run. */
static uint64_t
next(uint64_t *s)
{
	uint64_t z = *s += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static int64_t
add(int64_t case_id, uint64_t hash)
{
	struct q_photo_add_in in = {.case_id = case_id, .moment = PHOTO_AT_FOUND, .format = S("jpeg"),
	                            .original = S("0"), .large = S("0"), .small = S("0"), .bytes = 1, .width = 32,
	                            .height = 32, .hash = {true, (int64_t)hash}, .added_by = st->cx.who->person,
	                            .added_at = st->cx.now};
	struct q_photo_add_row made;

	ensure(q_photo_add(&st->cx, &in, &made) == OK && photo_index(&st->cx, made.id, hash) == OK);
	return made.id;
}

struct seen {
	int64_t  id[ALL];
	int      distance[ALL];
	size_t   n;
};

static void
see(int64_t id, int distance, void *arg)
{
	struct seen *s = arg;

	ensure(s->n < ALL);
	s->id[s->n] = id;
	s->distance[s->n++] = distance;
}

/* How many answers are wrong: missing, too many, told twice, or with another distance. */
static int
wrong(uint64_t hash, size_t n)
{
	static struct seen s;
	int                bad = 0;
	size_t             want = 0;

	s.n = 0;
	ensure(photo_each_near(&st->cx, hash, see, &s) == OK);
	for (size_t i = 0; i < n; i++) {
		int    d = photo_distance(hash, hashes[i]);
		size_t told = 0;

		for (size_t k = 0; k < s.n; k++)
			told += s.id[k] == ids[i] && s.distance[k] == d;
		want += d <= PHOTO_NEAR;
		bad += told != (d <= PHOTO_NEAR ? 1 : 0);
	}
	return bad + (s.n != want);
}

/*
 * Through a connection that only reads, which holds what is old: the same answers, then and when more came,
 * and went.
 */
static void
held(struct store *s, size_t n, uint64_t *seed)
{
	struct db_conn *writer = st->cx.db;
	int64_t         case_id = report("jdy01", "grid", place_one, "相似二号", "S01037");
	int             bad = 0;

	as("jdy01");
	ensure(db_begin(writer) == OK);
	for (size_t i = 0; i < 12000; i++)
		(void)add(case_id, next(seed) | UINT64_C(0xfff0000000000fff));
	ensure(db_commit(writer) == OK);
	for (int again = 0; again < 2; again++) {
		st->cx.db = s->reader;
		ensure(db_begin(s->reader) == OK);
		for (size_t i = 7; i < n; i += 7)
			bad += wrong(hashes[i], n);
		db_rollback(s->reader);
		st->cx.db = writer;
		is_i64(bad, 0, "%s: %s: as by a look at each", s->engine, again ? "and with one more" : "from what is held");
		ensure(db_begin(writer) == OK);
		hashes[7] = hashes[14];
		ensure(photo_index_forget(&st->cx, ids[7]) == OK);
		ids[7] = add(case_id, hashes[7]);
		for (size_t i = 0; i < 1100; i++)
			(void)add(case_id, next(seed) | UINT64_C(0xfff0000000000fff));
		ensure(db_commit(writer) == OK);
	}
}

static void
test(struct store *s)
{
	uint64_t seed = 20261122;
	int64_t  id;
	int      bad = 0, near = 0;
	size_t   n = 0;

	case_city(s);
	id = report("jdy01", "grid", place_one, "相似一号", "S01037");
	as("jdy01");
	ensure(db_begin(st->cx.db) == OK);
	/* Scenes, and each again with 1 to 16 bits turned wherever it happens; others that are like nothing. */
	for (size_t i = 0; i < SCENES; i++) {
		uint64_t scene = next(&seed);

		hashes[n++] = scene;
		for (int k = 0; k < NEAR_EACH; k++) {
			uint64_t other = scene;

			for (uint64_t turned = next(&seed) % 16 + 1; turned; turned--)
				other ^= UINT64_C(1) << next(&seed) % 64;
			hashes[n++] = other;
		}
	}
	while (n < ALL)
		hashes[n++] = next(&seed);
	for (size_t i = 0; i < n; i++)
		ids[i] = add(id, hashes[i]);
	for (size_t i = 0; i < n; i++)
		bad += wrong(hashes[i], n);
	is_i64(bad, 0, "%s: of %zu pictures each has the neighbours that a look at all of them finds, once, at their distance",
	       s->engine, n);
	/* Ten bits, spread over the pieces in every way that pigeons can sit: 3+3+2+2, 10+0+0+0, 4+3+3+0 … */
	bad = 0;
	for (int spread = 0; spread < 64; spread++) {
		uint64_t h = hashes[0];

		for (int k = 0; k < PHOTO_NEAR; k++)
			h ^= UINT64_C(1) << ((spread >> 2 * (k % 3) & 3) * 16 + k);
		near += photo_distance(h, hashes[0]) == PHOTO_NEAR;
		bad += wrong(h, n);
	}
	ok(bad == 0 && near == 64, "%s: ten bits apart is found however they lie, eleven is not told", s->engine);
	ok(photo_index_forget(&st->cx, ids[0]) == OK, "%s: one is erased", s->engine);
	hashes[0] = ~hashes[0];
	is_i64(wrong(~hashes[0], n), 0, "%s: and is found no more", s->engine);
	ok(db_commit(st->cx.db) == OK, "%s: kept", s->engine);
	held(s, n, &seed);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema,  &place_schema, &unit_schema,  &login_schema, &catalog_schema,
	    &duty_schema,    &calendar_schema, &grid_schema,  &cases_schema, &repeat_schema, &photo_schema,
	};

	text_use(texts, T_MAX);
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
