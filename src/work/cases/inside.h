/* What the files of this room share: the rows beside a case, as its events say them. */
#ifndef WORK_CASES_INSIDE_H
#define WORK_CASES_INSIDE_H

#include "work/cases/job.h"

/* No deadline: sorts behind every other. */
#define CASE_NEVER INT64_C(9000000000000000)

/* The tables beside a case, in the order in which events say them. */
enum case_side { SIDE_HOLD, SIDE_DEADLINE, SIDE_PART, SIDE_DID, SIDE_ASK, SIDE_REPORTER, SIDE_REACH, SIDE_MAX };

/* ---- store.c ---- */

/* Whether anybody of a unit had that part before this command. */
bool job_has_did(const struct case_job *j, enum case_part part, int64_t unit);

/* Somebody has a part in it, once each. */
MUSTCHECK enum err job_did(struct case_job *j, int64_t part, int64_t person, int64_t unit);

/* ---- sides.c ---- */

/* A row that changed, being written: begin, the columns that got a value, end. */
struct side_row {
	struct buf  b;
	struct json j;
};
void               side_begin(struct case_job *j, struct side_row *r);
void               side_time(struct case_job *j, struct side_row *r, const char *column, int64_t at);
void               side_opt(struct side_row *r, const char *column, opt_i64 v);
MUSTCHECK enum err side_end(struct case_job *j, struct side_row *r, enum case_side side, str key);
MUSTCHECK enum err side_said(struct case_job *j, enum case_side side, str key, str body);
str                side_key(struct case_job *j, int64_t n);
/* What was said since the last event, as its `rows`; STR_NONE: nothing. */
MUSTCHECK enum err sides_write(struct case_job *j, str *rows);
/* Say every row there is: for an event that is whole. */
MUSTCHECK enum err sides_whole(struct case_job *j);
/* Say the reporter's row, as a digest: j->reporter as it was just added, or as it stands in the store. */
MUSTCHECK enum err side_reporter(struct case_job *j);
MUSTCHECK enum err side_reporter_now(struct case_job *j);
/* Whose a case in this state is. */
struct case_holder row_holder(int64_t state, int64_t unit, int64_t post, int64_t person, int64_t look_post,
                              int64_t look_person);

/* ---- clocks.c ---- */

/* Whether a limit of the city gives a deadline at all. */
MUSTCHECK enum err clocks_try(struct case_job *j, const struct worktime_limit *limit);

/* Write the clocks that differ, and say so for the event. */
MUSTCHECK enum err clocks_save(struct case_job *j);

/* Erasure: why an exemption was granted, where a person wrote it. */
MUSTCHECK enum err clocks_forget_words(struct case_job *j);

#endif
