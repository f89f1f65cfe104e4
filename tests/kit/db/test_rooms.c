/* Every query of every room is taken by both engines, with the types the C code believes. */
#include "kit/db/engines.h"

#include "rooms.h"

#define X(name) extern const struct db_schema name##_schema;
SCHEMA_ROOMS
#undef X
#define X(name) extern const struct db_query *const name##_queries[];
QUERY_ROOMS
#undef X

static void
every_room(struct store *s)
{
#define X(name) store_check_queries(s, #name, name##_queries);
	QUERY_ROOMS
#undef X
	ok(db_analyze(s->owner) == OK, "%s: statistics can be taken", s->engine);
	ok(db_check(&s->cx, s->owner) == OK, "%s: the empty store is whole", s->engine);
}

int
main(void)
{
	static const struct db_schema *const rooms[] = {
#define X(name) &name##_schema,
		SCHEMA_ROOMS
#undef X
	};

	on_engines(rooms, NITEMS(rooms), every_room);
	return done();
}
