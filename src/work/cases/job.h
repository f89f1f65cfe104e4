/* One case being worked on: for the rooms whose commands change it. */
#ifndef WORK_CASES_JOB_H
#define WORK_CASES_JOB_H

#include "base/day.h"
#include "kit/worktime/worktime.h"
#include "work/cases/cases.h"
#include "work/cases/cases_sql.h"
#include "work/cases/many.h"
#include "work/life/rules.h"

/*
 * A command on a case goes one way: job_load (or job_new), ask the rules, job_take_step, change
 * row and clocks and parts, then job_save (or job_add) once for each event.  What the rows beside
 * the case went through on the way is said in that event.  Nothing is written behind its back:
 * whoever has a job has locked the case ("cases", id) through the command's descriptor.
 */

struct case_change;

/* Who told us, encrypted before the transaction (work/reporter makes it). */
struct reporter_made {
	str     tag, sealed, name_mask, phone_mask, phone_index;
	opt_i64 key_id;
};

/*
 * Whether the store still takes what is sealed with key `id`: ERR_RULE, with what to do, when
 * case.reporter_renew has begun under a newer one (setting reporter.key).  Whichever process
 * did that, and on both engines: job_add asks it of every reporter.
 */
MUSTCHECK enum err reporter_key_fits(struct ctx *cx, int64_t id);

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
	struct setting_asked      *key;      /* reporter.key, asked with the number; of many: theirs */
	const struct place_line   *line;     /* of a new case's place, once it was asked for */
	struct case_many          *many;     /* NULL but when many are told together */
	struct city_state          city;     /* for one alone; see job_city */
	struct case_change        *change, *last_change; /* of rows beside it, for the next event */
	bool                       reach_moves;
	struct case_who            who;
	struct case_step           step;
	struct buf                 more_buf; /* what no column holds, one JSON object */
	struct json                more;
	day                        today; /* in the city's zone, for what is valid when */
	str                        today_text;
};

/* ---- store.c: read, write ---- */

/*
 * Read a case within the actor's reach (scope 0: the program itself) with who did
 * what and what was asked.  ERR_NONE outside it.  *j is zeroed first.
 */
MUSTCHECK enum err job_load(struct ctx *cx, int64_t id, int64_t scope, struct case_job *j);

/* An empty job for a case that is to be made. */
MUSTCHECK enum err job_new(struct ctx *cx, struct case_job *j);

/* The rules' facts into the row, and the part that was had. */
MUSTCHECK enum err job_take_step(struct case_job *j);

/* Somebody in two posts acts for both: who.unit becomes the one that has a part in the case. */
MUSTCHECK enum err job_take_conflict(struct case_job *j);

/* The units of the posts that a person holds today, in cx->arena; none: *n is 0. */
MUSTCHECK enum err job_units_of(struct case_job *j, int64_t person, int64_t **units, size_t *n);

/* Whether anything but rev is to change. */
bool job_differs(struct case_job *j);

/* Refuse with the sentence of the rules. */
enum err job_refuse(struct case_job *j, const struct case_refusal *why);

/*
 * Write what differs between old and row, with its event "case.<type>" at
 * `at`; moves reach and hold.  old becomes row.  ERR_STALE when somebody was
 * faster.  Starts a new `more`.
 */
MUSTCHECK enum err job_save(struct case_job *j, const char *type, int64_t at);

/* Give the row its id and number, write it with its first event, reach, hold and reporter. */
MUSTCHECK enum err job_add(struct case_job *j, const char *type, int64_t at);

/*
 * Keep who told us under another key: sealed, key_id and phone_index of m.  The next job_save
 * says that the row changed.
 */
MUSTCHECK enum err job_reseal(struct case_job *j, const struct reporter_made *m);

/*
 * Erase what is personal, for good: who told us, the description, what was written when
 * asking and deciding, and every payload that said so, with the event "case.<type>".  That
 * event is whole, so that the fold knows every column and every row beside the case.
 */
MUSTCHECK enum err job_save_erasing(struct case_job *j, const char *type);

/* Whether that was done to a case: a source that tells it again does not bring its words back. */
MUSTCHECK enum err job_erased(struct ctx *cx, int64_t case_id, bool *erased);

/* ---- clocks.c: deadlines ---- */

/*
 * The deadline that the case's condition, in the version it was filed under, gives for WORK
 * from a moment; *due stays when it gives none.
 */
MUSTCHECK enum err clocks_work_due(struct case_job *j, int64_t from, int64_t *due);

/* 延期: the running deadline of the WORK and one limit more, by the calendar that made it; *due stays when none runs. */
MUSTCHECK enum err clocks_longer(struct case_job *j, int64_t *due);

/* The first clock of a case that has no id yet: sets row.due_at and due_stage. */
MUSTCHECK enum err clocks_first(struct case_job *j);

/* Do to the clocks what the step says; sets row.due_at, due_stage, work_due. */
MUSTCHECK enum err clocks_run(struct case_job *j, str exempt_why);

/* Record each running deadline that has passed, one event each (L13). */
MUSTCHECK enum err clocks_overdue(struct case_job *j);

/* After a calendar was published (L22); *changed: something differs. */
MUSTCHECK enum err clocks_recompute(struct case_job *j, bool *changed);

/* ---- parts.c: who was sent it, what was asked ---- */

/* A unit that is sent a case; post and person 0: none named. */
struct part_sent {
	int64_t unit, post, person;
	bool    main; /* 主办; else 协办 */
};

/* The case goes to these units; whoever had it has it no longer. */
MUSTCHECK enum err parts_send(struct case_job *j, const struct part_sent *to, size_t n);

/* Nobody has it any longer: given back, or ended. */
MUSTCHECK enum err parts_end(struct case_job *j);

/* 延期: the 主办 now has until `due`. */
MUSTCHECK enum err parts_extend(struct case_job *j, int64_t due);

/* What the step asks, grants, refuses or lets lapse (延期, 挂账, 作废, 强制结案, 超期申诉). */
MUSTCHECK enum err asks_write(struct case_job *j, const struct case_input *ci);

/* Under which state of the city this transaction looks things up. */
static inline struct city_state *
job_city(struct case_job *j)
{
	return j->many ? &j->many->looked->city : &j->city;
}

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

#endif
