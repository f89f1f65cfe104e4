/* Assessment schemes as data: 板块 → 项目 → 内容 → 标准, in versions, several systems side by side. */
#ifndef WORK_SCHEME_SCHEME_H
#define WORK_SCHEME_SCHEME_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "work/bulk/bulk.h"

extern const struct db_schema      scheme_schema;
extern const struct command *const scheme_commands[];
extern const size_t                scheme_commands_n;
extern const struct view *const    scheme_views[];
extern const size_t                scheme_views_n;
extern const struct journal_aggregate scheme_aggregates[]; /* rows equal their events */
extern const size_t                   scheme_aggregates_n;

/* Tables that may be sent whole (work/bulk): schemes, standards. */
extern const struct bulk_kind scheme_tables[];
extern const size_t           scheme_tables_n;

/* Rows of one load. */
enum { SCHEME_ROWS = 2000, SCHEME_WEIGHT = 1000 };

/* Whose scheme it is: national, provincial, municipal, health (国卫), other; value and label. */
extern const struct choice scheme_levels[];
text_id                    scheme_level_label(str level); /* T_none: no such level */

/*
 * Numbers in the order that people count in: runs of digits by value, all else byte by byte; 3.2 before 3.10.
 * 0 only for the same number.  Pure.
 */
int scheme_no_cmp(str a, str b);

/* ---- scheme.list ---- */

struct scheme_item {
	int64_t id, rev, standards, weight; /* weight: thousandths that its standards are together */
	str     code, version, name, level, source, valid_from, valid_to;
	bool    sample, now; /* now: holds today */
};
struct scheme_list {
	struct scheme_item *item; /* by code, then by beginning */
	size_t              n;
};

/* The version of a scheme that holds on a day, or with `version` that one.  ERR_NONE, without a sentence. */
const struct scheme_item *scheme_find(const struct scheme_list *l, str code, str version);

/* ---- standard.list, standard.get ---- */

struct standard_item {
	int64_t id, scheme_id, weight;
	str     scheme, version, no, block, item, content, words, method, site_types;
};
struct standard_list {
	struct standard_item *item; /* scheme by scheme, in the order of their numbers */
	size_t                n;
	bool                  more; /* standard.list: there are others behind them */
};

struct standard_shown {
	struct standard_item s;
	str                  scheme_name, level, valid_from, valid_to;
	bool                 struck, sample;
};

/*
 * The standard that "GC/3.2.1(4)" means: of the scheme's version that holds today, or with "GC@2025/3.2.1(4)" of that
 * one; "#17" is its id.  ERR_NONE, without a sentence, when there is none or it is struck.
 */
MUSTCHECK enum err scheme_standard_named(struct ctx *cx, str name, int64_t *id);

/* ---- scheme.compare: two versions ---- */

enum standard_change { STANDARD_ADDED, STANDARD_CHANGED, STANDARD_MOVED, STANDARD_GONE, STANDARD_CHANGE_MAX };
struct standard_field {
	text_id label;
	str     was, is;
};
/* was, is: NULL where there is none.  MOVED: the same words under another number. */
struct standard_difference {
	enum standard_change        what;
	const struct standard_item *was, *is;
	struct standard_field      *field; /* CHANGED, MOVED: what differs besides */
	size_t                      nfield;
};
struct scheme_comparison {
	const struct scheme_item   *was, *is;
	struct standard_difference *item;
	size_t                      n, same, of[STANDARD_CHANGE_MAX];
};

/*
 * What is new, changed, moved and gone between two lists of standards, each in the order of its numbers.  Pure but for
 * memory.  Counterparts have the same number and words; else the same words, when those stand once only on either side
 * (MOVED); else the same number (CHANGED).
 */
MUSTCHECK enum err scheme_differ(struct ctx *cx, const struct standard_list *was, const struct standard_list *is,
                                 struct scheme_comparison *out);

#endif
