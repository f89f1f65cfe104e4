/* What the files of this room share. */
#ifndef WORK_FINDING_INSIDE_H
#define WORK_FINDING_INSIDE_H

#include "finding_sql.h"
#include "work/finding/finding.h"

enum {
	FN_NO, FN_KIND, FN_SOURCE, FN_LEVEL, FN_ON, FN_WORDS, FN_LOST, FN_PLACE, FN_DUE, FN_STANDARDS, FN_TASKS,
	FN_CASES, FN_STRUCK,
	FN_ALL
};
enum { SD_RANKING, SD_ON, SD_PLACE, SD_LEVEL, SD_STOOD, SD_AMONG, SD_SCORE, SD_BEST, SD_SOURCE, SD_ALL };

/* The sorts of links, by their columns in the table. */
enum { CHAIN_STANDARD, CHAIN_TASK, CHAIN_CASE, CHAIN_ALL };
extern const char *const finding_chain_names[CHAIN_ALL]; /* standard task case */

static inline int64_t
finding_reach(const struct ctx *cx)
{
	return cx->who ? cx->who->reach : REACH_ALL;
}

/* What a word of the chain means: GC/3.2, the number of a task, of a case.  ERR_NONE, without a sentence. */
MUSTCHECK enum err finding_named(struct ctx *cx, int sort, str word, int64_t *id);

extern const struct command finding_load_cmd, finding_link_cmd, finding_unlink_cmd, standing_load_cmd;

/* Ranks as they are read and given. */
extern const struct view standing_list_view;
MUSTCHECK enum err standing_each(struct ctx *cx, bulk_take *take, void *arg);

#endif
