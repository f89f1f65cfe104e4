/* What the files of this room share. */
#ifndef JUDGE_BULLETIN_INSIDE_H
#define JUDGE_BULLETIN_INSIDE_H

#include "bulletin_sql.h"
#include "judge/bulletin/bulletin.h"

struct docket_names;

/* What was asked for; day, position and at may be FIELD_ABSENT, place STR_NONE: the actor's own. */
struct bulletin_ask {
	int64_t day, position, at;
	str     place;
};

/*
 * What is meant: the day (today), the newest batch at or before the position, and as of when.  Refuses
 * days before the last BULLETIN_BACK_DAYS and to come; ERR_NONE outside of reach.
 */
MUSTCHECK enum err bulletin_head_of(struct ctx *cx, const struct bulletin_ask *ask, struct bulletin_head *h);

/* Each case that is in a number of that day and place, by id within two runs; names are the city's. */
typedef enum err bulletin_take(struct ctx *cx, const struct bulletin_case *c, void *arg);
MUSTCHECK enum err bulletin_each(struct ctx *cx, const struct bulletin_head *h, const struct docket_names *names,
                                 bulletin_take *take, void *arg);

/* The place right below `top` that `place` lies in; 0: top itself. */
int64_t bulletin_below(const struct docket_names *names, int64_t place, int64_t top);

#endif
