/* Meetings in the burden ledger: coming to one takes a unit its minutes. */
#include "judge/meeting/meeting.h"
#include "meeting_sql.h"
#include "judge_meeting_texts.h"

BURDEN_COUNT(asked, q_meeting_asked, .first = s->first, .last = s->last)

const struct burden_kind meeting_burden[] = {{"meeting", T_meeting_thing, 90, asked}};
const size_t             meeting_burden_n = NITEMS(meeting_burden);
