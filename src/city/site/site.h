/* Sites: what is visited again and again, with type, place, unit, and position or line. */
#ifndef CITY_SITE_SITE_H
#define CITY_SITE_SITE_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"

/* Sites that a unit answers for (unit_register). */
extern const struct unit_hang site_hang;

extern const struct db_schema      site_schema;
extern const struct command *const site_commands[];
extern const size_t                site_commands_n;
extern const struct view *const    site_views[];
extern const size_t                site_views_n;
extern const struct journal_aggregate site_aggregates[]; /* rows equal their events */
extern const size_t                   site_aggregates_n;

/* Rows of one load; a longer list is cut by who sends it. */
enum { SITE_ROWS = 20000, SITE_BYTES = 8 << 20 };

/* ---- site.check ---- */

/* A row that cannot be taken, with the sentence why. */
struct site_reject {
	int64_t line;
	str     said;
};

struct site_check {
	struct site_reject *reject;
	size_t              n, rows, new, changed, same;
};

/* ---- As text ---- */

/* Degrees (at most 180) to 1e-9 without needless zeros, in `out`; "" where there are none. */
enum { SITE_DEGREES = 24 };
str site_degrees(opt_f64 v, char out[SITE_DEGREES]);

/*
 * A row's cells of a table as the store will have them, to compare: a position or a line in CGCS2000, `srs` saying so,
 * and empty without either.  What site.load would refuse stays as it is.  In cx->arena.  ERR_MEMORY.
 */
MUSTCHECK enum err site_normal(struct ctx *cx, str *lon, str *lat, str *line, str *srs);

/* ---- site.list ---- */

struct site_item {
	int64_t id, place_id;
	str     code, type, name, place_name, unit_name, address, line;
	opt_f64 lon, lat;
};

struct site_list {
	struct site_item *item;
	size_t            n;
};

#endif
