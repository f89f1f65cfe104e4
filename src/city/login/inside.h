/* What the files of city/login share. */
#ifndef CITY_LOGIN_INSIDE_H
#define CITY_LOGIN_INSIDE_H

#include "city/credential/credential.h"
#include "city/login/login.h"
#include "city/login/session.h"
#include "kit/secret/secret.h"
#include "login_sql.h"

/* Small letters of ASCII; log-in names know no others. */
MUSTCHECK enum err login_lower(struct ctx *cx, str name, str *out);

/* A log-in without a password yet, with its event. */
MUSTCHECK enum err login_make(struct ctx *cx, str name, int64_t person, str hash, int64_t *id);

/* Somebody's log-in by name, locked.  ERR_NONE with a sentence at "name" when there is none. */
MUSTCHECK enum err login_find(struct ctx *cx, str name, struct q_login_by_name_row *l);

/* The same for who keeps log-ins: one of somebody out of cx->who's scope is not there. */
MUSTCHECK enum err login_kept(struct ctx *cx, str name, struct q_login_by_name_row *l);

/* Whether a log-in of this person is one of whoever acts: also another than the one in use. */
bool login_is_own(const struct ctx *cx, int64_t person);

/* One's own.  ERR_RULE with a sentence for who acts without a log-in. */
MUSTCHECK enum err login_own(struct ctx *cx, struct q_login_get_row *l);

/* Another password, with its event; links and codes half-way that were given out before serve no more. */
MUSTCHECK enum err login_set_password(struct ctx *cx, int64_t id, int64_t rev, const char *hash, bool must_change,
                                      opt_i64 disabled_at, const char *type);

/* Failures counted under KIND:NAME are forgotten. */
MUSTCHECK enum err login_forget_failures(struct ctx *cx, const char *kind, str name);

/*
 * That who is logged in knows the password: own_make in prepare (slow), own_take in apply, which
 * locks the log-in and reads it into *l.  *good false: *out says why not (session_outcome), and it is counted.
 */
struct own_proof {
	str     checked; /* the stored text that the password was held against */
	bool    fits;
	int64_t wait;
};
MUSTCHECK enum err own_make(struct ctx *cx, const struct q_login_get_row *l, str password, struct own_proof *p);
MUSTCHECK enum err own_take(struct ctx *cx, const struct own_proof *p, struct q_login_get_row *l, bool *good,
                              struct reply *out);

/*
 * Whether `code` is what this log-in's telephone shows now, or one of its recovery codes, and has not
 * served before; from then on it has.  In the running transaction, with the log-in locked.
 */
MUSTCHECK enum err factor_check(struct ctx *cx, const struct q_login_by_name_row *l, str code, bool *fits);

/* Whether who acts in this role must have a second factor, by the setting factor.required. */
MUSTCHECK enum err factor_required(struct ctx *cx, enum role role, bool *required);

/* ---- Tickets ---- */

#define TICKET_LINK S("link")
#define TICKET_CODE S("code")
enum { TICKET_CODE_MS = 5 * 60 * 1000 };

/* A ticket in place of all others of its kind; *token is told once. */
MUSTCHECK enum err ticket_make(struct ctx *cx, int64_t login, str kind, str post, int64_t ends_at,
                               struct secret **token);

/* Whose it is; ERR_NONE without a sentence. */
MUSTCHECK enum err ticket_of(struct ctx *cx, str token, str kind, struct q_ticket_get_row *out);

/* ---- Being let in (session.c) ---- */

/*
 * The password (or the link) was right: a session, or, of a log-in with a second factor and no `code`,
 * the ticket with which session.confirm goes on; failures are counted and what is refused is noted.
 */
struct entry_said {
	str  post, code, address;
	bool known; /* the account has been let in from here before */
};
MUSTCHECK enum err session_enter(struct ctx *cx, const struct q_login_by_name_row *l, const struct entry_said *said,
                                 struct reply *out);

/* Whether this district is a demonstration: its log-ins share a password that everybody knows. */
MUSTCHECK enum err login_is_demo(struct ctx *cx, bool *demo);

/* End every open session of a log-in but one (0: all), with their events. */
MUSTCHECK enum err sessions_end(struct ctx *cx, int64_t login, int64_t but);

/* Why a log-in was refused. */
enum refused_why { REFUSED_PASSWORD, REFUSED_UNKNOWN, REFUSED_DISABLED, REFUSED_WAIT, REFUSED_NO_POST,
	REFUSED_OLD, REFUSED_CODE, REFUSED_LINK,
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
    login_password_cmd, login_demo_cmd, login_link_cmd, login_first_cmd;
extern const struct command factor_set_cmd, factor_remove_cmd, factor_require_cmd, factor_renew_cmd;
extern const struct command session_open_cmd, session_confirm_cmd, session_close_cmd, session_switch_cmd,
    session_seen_cmd,
    session_sweep_cmd;
extern const struct view    login_list_view, login_mine_view, factor_offer_view, factor_keys_view;

#endif
