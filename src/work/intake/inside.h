/* What the files of this room share. */
#ifndef WORK_INTAKE_INSIDE_H
#define WORK_INTAKE_INSIDE_H

#include "intake_sql.h"
#include "work/intake/intake.h"
#include "work/intake/known.h"

extern const struct command intake_rows_cmd, intake_link_cmd;
extern const struct view    intake_told_view, intake_sources_view, intake_trial_view;

/* intake.trial: what intake.rows would answer. */
enum { TRIAL_NEWS = 'n', TRIAL_LINKED = 'l', TRIAL_SAME = 's', TRIAL_REFUSED = 'r' };
struct intake_trial_out {
	str arg[2];
	str state; /* TRIAL_… for each row */
};

/*
 * Tell the case through case.tell, inside the running command.  `same_as` 0: no
 * original.  *case_id is 0 for a new one and set.  Refusals are in cx->why and come
 * before anything is written.
 */
struct tell {
	str     source, number, address, description, class_key, srs, status, unit_name, reporter, phone;
	int64_t place, at, same_as;
	opt_i64 due, ended;
	opt_f64 lon, lat;
	bool    is_public, open;
};
MUSTCHECK enum err tell_case(struct ctx *cx, const struct tell *t, int64_t *case_id);

/* True when case.tell takes a reporter. */
bool tell_takes_reporter(void);

enum { LINK_NAMED = 1, LINK_SPOT = 2 };

/* Give a told duplicate its original: row, event, and the case told again. */
MUSTCHECK enum err link_told(struct ctx *cx, int64_t id, int64_t rev, int64_t case_id, int64_t original, int how);

#endif
