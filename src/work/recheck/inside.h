/* What the files of this room share. */
#ifndef WORK_RECHECK_INSIDE_H
#define WORK_RECHECK_INSIDE_H

#include "kit/stats/draw.h"
#include "recheck_sql.h"
#include "work/recheck/recheck.h"

extern const struct command recheck_run_cmd, recheck_look_cmd, recheck_rule_cmd, recheck_batch_cmd,
    recheck_renew_cmd;
extern const struct view    recheck_rates_view;

/* A promise for tomorrow, sealed.  ERR_RULE: without keys, or there is one of this day, interval and batch. */
struct promise {
	int64_t days, batch, share, least, within;
};
MUSTCHECK enum err draw_promised(struct ctx *cx, const struct promise *p);

/* Digest of a list as recheck.h says. */
MUSTCHECK enum err list_digest(struct ctx *cx, const struct recheck_item *item, size_t n, str *hex);

/* The draw of a list: ids are the cases' numbers in decimal. */
MUSTCHECK enum err draw_again(struct ctx *cx, draw_seed seed, day on, const struct recheck_item *item, size_t n,
                              int64_t share, int64_t least, struct draw *out);

/* The event of a look as it is now (was NULL: new). */
MUSTCHECK enum err look_said(struct ctx *cx, const struct q_relook_row_row *was, const struct q_relook_row_row *is,
                             const char *type);

#endif
