/* Where a case stood, revision by revision, out of its events: the same whenever it is asked, also after erasure. */
#ifndef WORK_PAST_PAST_H
#define WORK_PAST_PAST_H

#include "base/ctx.h"
#include "base/json.h"

/* A case as one of its revisions left it: what figures are made of, and nothing personal. */
struct past_stand {
	int64_t rev, recorded_at;
	int64_t pos;   /* its event's place in the seal; INT64_MAX: not yet sealed */
	bool    known; /* false: erased before erasing kept this; nothing below says anything then */
	int64_t state, kind, place, unit; /* enum case_state, enum case_kind; unit 0: nobody's */
	int64_t due;                      /* the earliest deadline that ran; INT64_MAX: none */
	bool    overdue;                  /* an overdue fact without exemption stood */
};

/*
 * Every revision of a case, in order, into cx->arena; *n 0: there is no such case.  A stand is
 * folded from events as `duban verify` folds them; for revisions whose payloads were erased it is
 * what past_keep said when they were.  Looks at nobody's reach: who shows it does.
 */
MUSTCHECK enum err past_of(struct ctx *cx, int64_t case_id, struct past_stand **stand, size_t *n);

/*
 * Before the payloads of a case are erased: write its stands into the open object `more` of the event that
 * says so, as "past": a list of [rev,state,kind,place,unit,due,overdue], each time one of them
 * changed.  Figures of past days are then the same afterwards.
 */
MUSTCHECK enum err past_keep(struct ctx *cx, int64_t case_id, struct json *more);

/* Cases with an event behind position `after`, sealed or not, by id, each once, into cx->arena. */
MUSTCHECK enum err past_changed(struct ctx *cx, int64_t after, int64_t **id, size_t *n);

#endif
