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

/* End every open session of a log-in but one (0: all), with their events. */
MUSTCHECK enum err sessions_end(struct ctx *cx, int64_t login, int64_t but);

extern const struct command person_load_cmd;
extern const struct command login_create_cmd, login_reset_cmd, login_disable_cmd, login_enable_cmd,
    login_password_cmd, login_demo_cmd;
extern const struct command session_open_cmd, session_close_cmd, session_switch_cmd, session_seen_cmd,
    session_sweep_cmd;
extern const struct view    login_list_view;

#endif
