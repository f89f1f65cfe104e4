/* What the files of this room share. */
#ifndef JUDGE_BULLETIN_INSIDE_H
#define JUDGE_BULLETIN_INSIDE_H

#include "bulletin_sql.h"
#include "judge/bulletin/bulletin.h"

struct docket_names;

/*
 * What was asked for; day, position and at may be FIELD_ABSENT, place STR_NONE: the actor's own.  since
 * FIELD_ABSENT: of the day; else of all from then to the day's end.
 */
struct bulletin_ask {
	int64_t day, position, at;
	str     place;
	int64_t since;
};

/*
 * What is meant: the day (today), the newest batch at or before the position, and as of when.  Refuses
 * days before the last BULLETIN_BACK_DAYS and to come; ERR_NONE outside of reach.
 */
MUSTCHECK enum err bulletin_head_of(struct ctx *cx, const struct bulletin_ask *ask, struct bulletin_head *h);


/* bulletin.show as JSON, and its shape (struct view.out). */
void bulletin_show_json(const void *out, struct json *j);
#define BULLETIN_HEAD_OUT "day:d,place:s,place_name:s,position:i,batch:i,seal:s,sealed_at:t,at:t,from:t,cut:t,whole:b"
#define BULLETIN_SUMS_OUT \
	"{opening:i,fresh:i,closed:i,stock:i,overdue:i,soon:i,on_time:i,late:i,proven:i,otherwise:i,listed:i}"
#define BULLETIN_SHOW_OUT \
	BULLETIN_HEAD_OUT ",numbers:" BULLETIN_SUMS_OUT ",places:[{code:s?,name:s?,numbers:{*:i}}]," \
	                  "units:[{code:s?,name:s?,numbers:{*:i}}],draws:[{on:d,days:i,promise:s}]"

extern const struct view bulletin_edition_view, bulletin_editions_view, bulletin_items_view;

/* The place right below `top` that `place` lies in; 0: top itself. */
int64_t bulletin_below(const struct docket_names *names, int64_t place, int64_t top);

#endif
