/* Log-ins: which names there are, whose, with which password; sessions are in session.h. */
#ifndef CITY_LOGIN_LOGIN_H
#define CITY_LOGIN_LOGIN_H

#include "city/unit/unit.h"

extern const struct db_schema      login_schema;
extern const struct command *const login_commands[];
extern const size_t                login_commands_n;
extern const struct view *const    login_views[];
extern const size_t                login_views_n;
extern const struct journal_aggregate login_aggregates[]; /* rows equal their events */
extern const size_t                   login_aggregates_n;

/* ---- login.list ---- */

/* For the security administrator. */
struct login_item {
	int64_t id, person_id;
	str     name, person_name;
	bool    has_password, must_change, disabled, factor;
	str     posts; /* names, with their units, separated by ； */
};

/* The log-ins by id, `n` (all but for a ceiling of 10,000) after the id `after`. */
struct login_list {
	struct login_item *item;
	size_t             n;
	bool               more; /* there are others after them */
};

/* ---- login.mine, factor.offer, factor.keys ---- */

/* Somebody's own log-in. */
struct login_mine {
	str     name;
	bool    must_change;
	opt_i64 factor_at;
	bool    factor_required; /* of the post that is used now */
	int64_t recovery;        /* codes left */
};

/*
 * A new key for a telephone, which nobody has yet: it becomes somebody's second factor when
 * factor.set brings it back, sealed as `offer`, with a code made of it, within an hour.
 */
struct factor_offer {
	str key;     /* base32 in groups of four, for typing */
	str address; /* otpauth://… for a QR code */
	str offer;
};

/* How many second factors lie under which key of the keyring. */
struct factor_key_use {
	uint32_t id;
	int64_t  n;
};
struct factor_key_uses {
	struct factor_key_use use[32]; /* KEYRING_MAX, and as many that the file has no more */
	size_t                n;
};

/* What second factors are sealed with, for the whole process; NULL: none can be set or checked.  Once, at start. */
struct keyring;
void login_use_keys(const struct keyring *keys);

/* Whose a one-time link is, while it serves: the log-in's name; ERR_NONE without a sentence. */
MUSTCHECK enum err login_link_of(struct ctx *cx, str token, str *name);

#endif
