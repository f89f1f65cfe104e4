/* What the files of this room share: a case being worked on. */
#ifndef WORK_CASES_INSIDE_H
#define WORK_CASES_INSIDE_H

#include "cases_sql.h"
#include "city/catalog/looked.h"
#include "city/duty/duty.h"
#include "base/day.h"
#include "kit/worktime/worktime.h"
#include "work/cases/cases.h"
#include "work/life/rules.h"

/* No deadline: sorts behind every other. */
#define CASE_NEVER INT64_C(9000000000000000)

/*
 * The input of every act on one case; each command fills the fields that its
 * descriptor lists, the others are 0 or STR_NONE.
 */
struct case_do_in {
	int64_t id, rev, at;
	str     answer, reason, text, class, condition, closing;
	str     unit, post, person; /* FIELD_code */
	int64_t until, beside, other;
};

/* The tables beside a case, in the order in which events say them. */
enum case_side { SIDE_HOLD, SIDE_DEADLINE, SIDE_PART, SIDE_DID, SIDE_ASK, SIDE_REPORTER, SIDE_REACH, SIDE_MAX };

struct case_change;

/* One case from the load to the end of the command. */
struct case_job {
	struct ctx                *cx;
	struct q_case_row_row      old, row; /* as it stands in the store; as it is to be */
	struct case_facts          f;
	struct case_did           *did; /* in the store: ndid; the finder behind them */
	size_t                     ndid;
	struct q_deadline_all_row *clock, *clock_was; /* as they are to be; as they stand in the store */
	size_t                     nclock, nclock_was;
	bool                       clocks_loaded;
	const struct worktime_calendar *calendar; /* today's, once it was asked for */
	struct q_ask_waiting_row  *ask;
	size_t                     nask;
	struct reporter_made      *reporter; /* to be kept with a new case */
	const struct place_line   *line;     /* of a new case's place, once it was asked for */
	struct looked             *looked;   /* NULL but when many are told together */
	struct case_change        *change, *last_change; /* of rows beside it, for the next event */
	bool                       reach_moves;
	struct case_who            who;
	struct case_step           step;
	struct duty_answer         duty; /* dispatch, reassign */
	struct buf                 more_buf; /* what no column holds, one JSON object */
	struct json                more;
	day                        today; /* in the city's zone, for what is valid when */
	str                        today_text;
};

/* ---- store.c ---- */

/*
 * Read a case within the actor's reach (scope 0: the program itself) with who did
 * what and what was asked.  ERR_NONE outside it.  *j is zeroed first.
 */
MUSTCHECK enum err job_load(struct ctx *cx, int64_t id, int64_t scope, struct case_job *j);

/* An empty job for a case that is to be made. */
MUSTCHECK enum err job_new(struct ctx *cx, struct case_job *j);

/* Whether anybody of a unit had that part before this command. */
bool job_has_did(const struct case_job *j, enum case_part part, int64_t unit);

/* Somebody has a part in it, once each. */
MUSTCHECK enum err job_did(struct case_job *j, int64_t part, int64_t person, int64_t unit);

/* The rules' facts into the row, and the part that was had. */
MUSTCHECK enum err job_take_step(struct case_job *j);

/*
 * Write what differs between old and row, with its event "case.<type>" at
 * `at`; moves reach and hold.  old becomes row.  ERR_STALE when somebody was
 * faster.  Starts a new `more`.
 */
MUSTCHECK enum err job_save(struct case_job *j, const char *type, int64_t at);

/* Give the row its id and number, write it with its first event, reach and hold. */
MUSTCHECK enum err job_add(struct case_job *j, const char *type, int64_t at);

/*
 * As job_save, and erase what the revisions from..to had said (personal data); the
 * event is whole, so that the fold knows every column and every row beside it.
 */
MUSTCHECK enum err job_save_erasing(struct case_job *j, const char *type, int64_t from, int64_t to);

/* Somebody in two posts acts for both: who.unit becomes the one that has a part in the case. */
MUSTCHECK enum err job_take_conflict(struct case_job *j);

/* Whether anything but rev is to change. */
bool job_differs(struct case_job *j);

/* Refuse with the sentence of the rules. */
enum err job_refuse(struct case_job *j, const struct case_refusal *why);

static inline opt_i64
case_opt(int64_t v)
{
	return v ? SOME_I64(v) : (opt_i64){0};
}

static inline opt_i64
case_opt_time(int64_t v)
{
	return v != CASE_NO_TIME ? SOME_I64(v) : (opt_i64){0};
}

/* ---- sides.c: the rows beside a case, as its events say them ---- */

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
/* Say the reporter's row, as a digest. */
MUSTCHECK enum err side_reporter(struct case_job *j);
/* Whose a case in this state is. */
struct case_holder row_holder(int64_t state, int64_t unit, int64_t post, int64_t person, int64_t look_post,
                              int64_t look_person);

/* ---- clocks.c: deadlines ---- */

/* The limit that the case's condition gives for WORK; ERR_NONE when it has none. */
MUSTCHECK enum err clocks_work_limit(struct case_job *j, struct worktime_limit *out);

/* The deadline of a limit that starts at `from`; CASE_NO_TIME and OK when there is none. */
MUSTCHECK enum err clocks_due(struct case_job *j, const struct worktime_limit *limit, int64_t from, int64_t *due,
                              bool *guessed);

/* The first clock of a case that has no id yet: sets row.due_at and due_stage. */
MUSTCHECK enum err clocks_first(struct case_job *j);

/* Write the clocks that differ, and say so for the event. */
MUSTCHECK enum err clocks_save(struct case_job *j);

/* Do to the clocks what the step says; sets row.due_at, due_stage, work_due. */
MUSTCHECK enum err clocks_run(struct case_job *j, str exempt_why);

/* Erasure: why an exemption was granted, where a person wrote it. */
MUSTCHECK enum err clocks_forget_words(struct case_job *j);

/* Record each running deadline that has passed, one event each (L13). */
MUSTCHECK enum err clocks_overdue(struct case_job *j);

/* After a calendar was published (L22); *changed: something differs. */
MUSTCHECK enum err clocks_recompute(struct case_job *j, bool *changed);

/* ---- act.c: the one way of every command on a case ---- */

/* Load, decide, write row, clocks and event; *out is ready.  The refusal is the rules' sentence. */
MUSTCHECK enum err case_act(struct ctx *cx, enum case_act act, const struct case_do_in *in, struct reply *out);

/* ---- reporter.c ---- */

/* Encrypted before the transaction; NULL when nobody was named. */
struct reporter_made {
	str     tag, sealed, name_mask, phone_mask, phone_index;
	opt_i64 key_id;
};
MUSTCHECK enum err reporter_make(struct ctx *cx, str name, str phone, struct reporter_made **out);
MUSTCHECK enum err reporter_keep(struct ctx *cx, int64_t case_id, const struct reporter_made *made);

/* Whether the words of a case were erased: a source that tells it again does not bring them back. */
MUSTCHECK enum err reporter_erased(struct ctx *cx, int64_t case_id, bool *erased);

extern const struct command case_reporter_look, case_reporter_erase, case_reporter_find;

/* ---- intake.c ---- */

extern const struct command case_report, case_tell_command;
/* Whether a place lies within the actor's scope, or the sentence that it does not. */
MUSTCHECK enum err case_place_allowed(struct ctx *cx, int64_t place);
/* The class into the row; ERR_INPUT when there is none such today. */
MUSTCHECK enum err case_take_class(struct case_job *j, str key);

/* ---- near.c, due.c ---- */

extern const struct view case_near, case_due;

#endif
