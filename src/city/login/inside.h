/* What the files of city/login share. */
#ifndef CITY_LOGIN_INSIDE_H
#define CITY_LOGIN_INSIDE_H

#include "city/login/login.h"
#include "city/login/session.h"
#include "login_sql.h"

/* Small letters of ASCII; log-in names know no others. */
MUSTCHECK enum err login_lower(struct ctx *cx, str name, str *out);

/* A log-in without a password yet, with its event. */
MUSTCHECK enum err login_make(struct ctx *cx, str name, int64_t person, str hash, int64_t *id);

/* Whether this district is a demonstration: its log-ins share a password that everybody knows. */
MUSTCHECK enum err login_is_demo(struct ctx *cx, bool *demo);

/* End every open session of a log-in but one (0: all), with their events. */
MUSTCHECK enum err sessions_end(struct ctx *cx, int64_t login, int64_t but);

/* Why a log-in was refused. */
enum refused_why { REFUSED_PASSWORD, REFUSED_UNKNOWN, REFUSED_DISABLED, REFUSED_WAIT, REFUSED_NO_POST, REFUSED_OLD,
	REFUSED_REST /* any, once an hour has REFUSED_HOUR_ROWS rows: the account and address are not kept */ };
enum { REFUSED_HOUR_ROWS = 250 };

/*
 * Note a refused log-in for the auditor, in the running transaction: one more in the row of its
 * hour.  `account` is a name that exists, else "".  Who has to wait is noted once a minute, so
 * that knocking on costs no write.
 */
MUSTCHECK enum err login_refused(struct ctx *cx, str account, str address, enum refused_why why);

extern const struct command person_load_cmd;
extern const struct command login_create_cmd, login_reset_cmd, login_disable_cmd, login_enable_cmd,
    login_password_cmd, login_demo_cmd;
extern const struct command session_open_cmd, session_close_cmd, session_switch_cmd, session_seen_cmd,
    session_sweep_cmd;
extern const struct view    login_list_view;

#endif
