/* What the files of this room share. */
#ifndef SHOW_MEETINGS_INSIDE_H
#define SHOW_MEETINGS_INSIDE_H

#include "judge/meeting/meeting.h"
#include "show/meetings/page.h"

/* A meeting as a line of the list, a task as one of its tables. */
struct meetings_row  meetings_row_of(const struct meeting_item *m);
struct meetings_task meetings_task_of(struct ctx *cx, const struct meeting_task *t);

#endif
