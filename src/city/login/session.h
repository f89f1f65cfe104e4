/* Logging in: who this is, for how long, and how often one may guess. */
#ifndef CITY_LOGIN_SESSION_H
#define CITY_LOGIN_SESSION_H

#include "city/session/session.h"
#include "city/unit/unit.h"

/*
 * The way of a log-in:
 *
 *	session.open     (PERM_SYSTEM: the carrier's own log-in route runs it as
 *	                 actor_system, because the field `address` must come from the
 *	                 connection and from nobody else)
 *	    -> command OK, session_outcome() OK: reply.secret is the token
 *	    -> command OK, session_outcome() refused: a wrong password or a wait.  The
 *	       command itself succeeded, so that the failure it counted is kept.
 *	    -> a log-in with a second factor and no `code`: refused with
 *	       T_login_code_needed, reply.secret is a ticket of five minutes
 *	session.confirm  (PERM_SYSTEM, as session.open) with ticket and code: as session.open.
 *	login.first      (PERM_SYSTEM) with a one-time link's ticket: sets the password,
 *	                 then as session.open.
 *	session_cached() on the loop thread with each request; when it does not know
 *	the token, session_load() on a worker.
 *	session.seen     when either of them says `touch`; in the background.
 *	session.close, session.switch_post by the person; login.* by the security
 *	administrator.  The store holds only the digest of a token.
 */

/*
 * Who has this token, from the store, and into memory.  cx->db is any connection inside a
 * transaction.  ERR_LOGIN, with a sentence, when the token is unknown, closed,
 * over, or its person, post or holding no longer is.
 */
MUSTCHECK enum err session_load(struct ctx *cx, str token, struct session **out, bool *touch);

/*
 * As session_load, where other programs end sessions and change posts, too (several copies on one
 * PostgreSQL): what memory knows is used when the store, asked with one query, has nothing newer.
 */
MUSTCHECK enum err session_check(struct ctx *cx, str token, struct session **out, bool *touch);

/*
 * What came of session.open or login.password: OK, or the refusal, noted in cx
 * (ERR_LOGIN wrong, ERR_MANY wait, ERR_INPUT the old password).
 */
MUSTCHECK enum err session_outcome(struct ctx *cx, const struct reply *r);

/*
 * Somebody acting without a session: the command line's --as, stories.  `post`
 * is a post's code, STR_NONE for the first one held.  The actor lives in
 * cx->arena.  ERR_NONE, with a sentence, when there is
 * no such log-in or it holds no such post today.
 */
MUSTCHECK enum err actor_of_login(struct ctx *cx, str login, str post, struct actor **out);

/* What login_refused.why says, as a sentence's key; T_none: no such reason. */
text_id login_refused_text(str why);

#endif
