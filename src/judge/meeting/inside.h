/* What the files of this room share. */
#ifndef JUDGE_MEETING_INSIDE_H
#define JUDGE_MEETING_INSIDE_H

#include "city/place/record.h"
#include "judge/meeting/meeting.h"
#include "meeting_sql.h"

/* A meeting on its way: its row and what belonged to it before. */
struct meeting_act {
	struct q_meeting_row_row m;
	enum meeting_state       state;
	struct journal_sides     was;
	struct record            r;
	str                      today;
};

/* A meeting within reach, by id; ERR_NONE. */
MUSTCHECK enum err meeting_begin(struct ctx *cx, int64_t id, struct meeting_act *a);

/* The event of a change: the columns in a->r, and what differs beside them. */
MUSTCHECK enum err meeting_said(struct ctx *cx, struct meeting_act *a, const char *type, str reason);

/* The revision goes up, nothing else. */
MUSTCHECK enum err meeting_touch(struct ctx *cx, struct meeting_act *a);

/* "It is done", with the page of the meeting. */
void meeting_reply(struct ctx *cx, text_id done, int64_t id, int64_t rev, str title, struct reply *out);

extern const struct command meeting_call_cmd, meeting_change_cmd, meeting_void_cmd, meeting_pledge_cmd,
    meeting_decide_cmd, meeting_close_cmd, meeting_issue_cmd;

/* A meeting within reach, whole; in a snapshot. */
MUSTCHECK enum err meeting_shown_of(struct ctx *cx, int64_t id, struct meeting_shown *s);

/* Whether an actor sees a place's figures: the pack and the papers made of it. */
bool meeting_packs(const struct actor *who);

extern const struct view meeting_pack_view, meeting_items_view;

#endif
