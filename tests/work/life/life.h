/* A case in memory: the rules' own next facts, kept without a store. */
#ifndef TESTS_WORK_LIFE_LIFE_H
#define TESTS_WORK_LIFE_LIFE_H

#include "work/life/rules.h"

#include <string.h>

enum { LIFE_DID = 64 };

struct life {
	struct case_facts   f;
	struct case_did     did[LIFE_DID];
	struct case_step    step; /* the last one taken */
	struct case_refusal why;
	int64_t             now;
};

/* Invented people: person, unit. */
static const struct case_who INSPECTOR = {1, 11, false, 200}, CLERK = {2, 10, false, 0}, CHIEF = {3, 10, false, 0},
			     DISPATCHER = {4, 10, false, 0}, HANDLER = {5, 20, false, 0}, MATE = {6, 20, false, 0},
			     OTHER_UNIT = {7, 21, false, 0}, VERIFIER = {8, 11, false, 110},
			     SECOND = {18, 11, false, 111}, LEADER = {9, 10, false, 0},
			     PROGRAM = {0, 0, true, 0};

static inline void
life_begin(struct life *l)
{
	*l = (struct life){.now = INT64_C(1795143600000)}; /* 2026-11-20 11:00 +08:00 */
	l->f = (struct case_facts){.state = CASE_NONE, .work_due = CASE_NO_TIME, .until = CASE_NO_TIME,
	                           .last_at = CASE_NO_TIME, .ask_until = CASE_NO_TIME, .zone = 480};
}

/* An input that satisfies every act: tests take away what they are about. */
static inline struct case_input
life_input(const struct life *l)
{
	return (struct case_input){.at = CASE_NO_TIME, .answer = CASE_YES, .reason = S("reason"),
	                           .text = S("text"), .subject = CASE_PLACE, .condition = true, .unit = 20,
	                           .post = 200, .due = l->now + 3600000, .until = l->now + 86400000,
	                           .eyes = true, .id = 1, .other = 2, .other_state = CASE_FILED,
	                           .over_due = l->now - 1};
}

/* Take a step and keep what it leads to; a refusal leaves everything as it was. */
static inline enum err
life_do(struct life *l, enum case_act act, struct case_who who, struct case_input in)
{
	enum err e;
	bool     there = false;

	l->f.did = l->did;
	e = case_decide(&l->f, act, &who, &in, l->now, &l->step, &l->why);
	if (e != OK)
		return e;
	l->f = l->step.next;
	for (size_t i = 0; i < l->f.ndid; i++)
		there = there || memcmp(&l->did[i], &l->step.part, sizeof l->did[i]) == 0;
	if (l->step.has_part && !there && l->f.ndid < LIFE_DID)
		l->did[l->f.ndid++] = l->step.part;
	return OK;
}

/* The plain way of a staff report up to `until`, by the people above; false: it did not get there. */
static inline bool
life_to(struct life *l, enum case_state until)
{
	static const struct {
		enum case_act act;
		int           who;
	} way[] = {
		{CASE_DO_REPORT, 0}, {CASE_DO_ACCEPT, 1}, {CASE_DO_FILE, 2}, {CASE_DO_DISPATCH, 3},
		{CASE_DO_SIGN, 4}, {CASE_DO_FIX, 4}, {CASE_DO_VERIFY, 5}, {CASE_DO_CLOSE, 2},
	};
	const struct case_who who[] = {INSPECTOR, CLERK, CHIEF, DISPATCHER, HANDLER, VERIFIER};

	life_begin(l);
	for (size_t i = 0; i < NITEMS(way) && l->f.state != until; i++)
		if (life_do(l, way[i].act, who[way[i].who], life_input(l)) != OK)
			return false;
	return l->f.state == until;
}

#endif
