/* Materials (材料申报): what units hand in for standards, as files; who accepts them; what is missing or used twice. */
#ifndef WORK_MATERIAL_MATERIAL_H
#define WORK_MATERIAL_MATERIAL_H

#include "base/opt.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/secret/secret.h"
#include "work/bulk/bulk.h"
#include "work/material/rules.h"
#include "work/writ/writ.h"

extern const struct db_schema      material_schema;
extern const struct command *const material_commands[];
extern const size_t                material_commands_n;
extern const struct view *const    material_views[];
extern const size_t                material_views_n;
extern const struct journal_aggregate material_aggregates[]; /* rows equal their events */
extern const size_t                   material_aggregates_n;
extern const struct bulk_kind         material_tables[]; /* materials */
extern const size_t                   material_tables_n;
extern const struct writ_keeper       material_keeper; /* which files were handed in (writ_also_keeps) */

/* Materials that a unit or post still has to hand in (unit_register). */
extern const struct unit_hang material_hang;

enum {
	MATERIAL_ROWS = 5000,
	MATERIAL_MOST = 16,           /* megabytes of a file, the most that may be asked for */
	MATERIAL_COPIES = 50,
	MATERIAL_LIST = 50,           /* of a page, when nobody says otherwise */
	MATERIAL_ALIKES = 40          /* other places of files, told of one material */
};

/*
 * Commands (permissions task.edit, task.do, task.accept):
 * material.load: a table of what is wanted; a number that is known becomes what its row says.  material.set: one of
 * them; without number a new one, else what is said is changed.
 * material.hand: a file, named by its digest, which material_take keeps; looked into before it is taken.
 * material.judge: accepted, or returned with a reason, by another person of another unit.
 */

/*
 * Keep the bytes that somebody sends in, for material.hand; looks into them as that does (below), so that nothing is
 * kept that is not taken.  Slow: a picture is decoded.  ERR_INPUT, field `file`: none of the kinds,
 * damaged, with a password, with macros; ERR_LARGE; ERR_FULL, ERR_STORE.
 */
MUSTCHECK enum err material_take(struct ctx *cx, str bytes, digest *d);

/* What bytes are, whatever their file was called; refuses as material_take.  alike: of a picture to be compared. */
struct material_looked {
	enum material_kind kind;
	opt_i64            alike;
};
MUSTCHECK enum err material_look(struct ctx *cx, str bytes, struct material_looked *out);

/* ---- material.list ---- */

extern const struct choice material_states[]; /* value and label; NULL ends */

struct material_item {
	int64_t             id, copies, waiting, accepted, returned;
	str                 no, title, unit, post, standard, kinds, opens, closes;
	enum material_state state;
	bool                late; /* missing, and its last day is over */
};
struct material_unit {
	str     code, name;
	int64_t n, missing, late, waiting, done;
};
struct material_list {
	struct material_item *item; /* those that close first */
	size_t                n;
	bool                  more;
	struct material_unit *unit; /* every unit within reach that has some, whatever was asked for */
	size_t                nunit;
	struct material_unit  all; /* their sums */
};

/* ---- material.get ---- */

/* The same file elsewhere, or a picture that is alike. */
struct material_other {
	int64_t material, n;
	str     no, title, unit;
	bool    alike, returned; /* alike: not the same bytes; returned: there */
};
struct material_file {
	int64_t                n, bytes, handed_at;
	opt_i64                judged_at;
	str                    file, kind, name, note, dated, state, reason;
	bool                   late; /* after the last day */
	text_id                accept; /* why the asker may not accept it now; T_none: may */
	text_id                give_back;
	struct material_other *other;
	size_t                 nother;
};
struct material_shown {
	struct material_item  m;
	str                   since, until, asks, words, post_code;
	int64_t               rev, most, standard_id;
	struct material_file *file; /* the newest first */
	size_t                nfile;
	bool                  own;  /* the asker's unit's */
	text_id               hand; /* why nothing is handed in now; T_none: may be, by its unit */
};

/*
 * A descriptor of a file that was handed in, within reach, which the caller closes; what it is called outside and its
 * media type.  In a snapshot.  ERR_NONE: none such; ERR_STORE: it is gone or not what it was.
 */
MUSTCHECK enum err material_fetch(struct ctx *cx, int64_t id, int64_t n, int *fd, uint64_t *bytes, str *name,
                                  str *media);

/* The missing list within reach as a workbook, a nameless file in `dir` that the caller closes.  In a snapshot. */
MUSTCHECK enum err material_missing(struct ctx *cx, const char *dir, int *fd, uint64_t *size, int64_t *position);

#endif
