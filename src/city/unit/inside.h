/* What the files of city/unit share. */
#ifndef CITY_UNIT_INSIDE_H
#define CITY_UNIT_INSIDE_H

#include "city/unit/session.h"
#include "city/unit/unit.h"
#include "kit/table/rows.h"
#include "unit_sql.h"

/* The place that a cell names by its code, 0 for an empty cell; refused when there is none. */
MUSTCHECK enum err unit_place(struct ctx *cx, struct rows *t, size_t i, size_t column, int64_t *id);

/* "n rows read, m changed", and the epoch when something was. */
MUSTCHECK enum err unit_reply(struct ctx *cx, text_id done, size_t all, size_t changed, struct reply *out);

/* Small letters of ASCII; log-in names know no others. */
MUSTCHECK enum err login_lower(struct ctx *cx, str name, str *out);

/* What an event of a log-in says; never the password's hash. */
struct login_state {
	int64_t id, rev;
	str     name; /* STR_NONE: did not change, as person and made_at */
	int64_t person_id, made_at;
	bool    must_change;
	opt_i64 disabled_at;
};
MUSTCHECK enum err login_event(struct ctx *cx, const struct login_state *s, const char *type);

/* A log-in without a password yet, with its event. */
MUSTCHECK enum err login_make(struct ctx *cx, str name, int64_t person, str hash, int64_t *id);

/* End every open session of a log-in but one (0: all), with their events. */
MUSTCHECK enum err sessions_end(struct ctx *cx, int64_t login, int64_t but);

/* Refuse when the person's holdings join roles that must stay apart.  *bad: the post's code. */
MUSTCHECK enum err holdings_check(struct ctx *cx, int64_t person, bool *fine, str *bad);

extern const struct command unit_load_cmd, post_load_cmd;
extern const struct command person_load_cmd, holding_add_cmd, holding_end_cmd;
extern const struct command login_create_cmd, login_reset_cmd, login_disable_cmd, login_enable_cmd,
    login_password_cmd,
    login_demo_cmd;
extern const struct command session_open_cmd, session_close_cmd, session_switch_cmd, session_seen_cmd,
    session_sweep_cmd;
extern const struct view    unit_list_view, post_list_view, login_list_view, session_posts_view;

#endif
