/* What the files of this room share. */
#ifndef WORK_INTAKE_INSIDE_H
#define WORK_INTAKE_INSIDE_H

#include "intake_sql.h"
#include "work/intake/intake.h"
#include "work/intake/known.h"

extern const struct view intake_told_view, intake_sources_view;

/*
 * Tell the case as case.tell does (case_tell), inside the running command.  `same_as` 0: no
 * original.  *case_id is set.  Refusals are in cx->why and come before anything is written.
 */
struct tell {
	str     source, number, address, description, class_key, srs, status, unit_name, reporter, phone;
	int64_t place, at, same_as;
	opt_i64 due, ended;
	opt_f64 lon, lat;
	bool    is_public, open, is_new; /* is_new: no case was told under this number, the caller has looked */
};
struct case_many; /* NULL: only this one is told */
MUSTCHECK enum err tell_case(struct ctx *cx, const struct tell *t, struct case_many *many, int64_t *case_id);

/* Whether a told case is about a person: counted only.  ERR_NONE: no such case. */
MUSTCHECK enum err told_about_person(struct ctx *cx, int64_t case_id, bool *yes);

/* Lower-case letters, digits and hyphens. */
bool source_good(str s);

enum { LINK_NAMED = 1, LINK_SPOT = 2 };
#define LINK_MS (LINK_DAYS * INT64_C(86400000))

/* Give a told duplicate its original, a case: row, event, and its case told again. */
MUSTCHECK enum err link_told(struct ctx *cx, int64_t id, int64_t rev, int64_t original, int how);

#endif
