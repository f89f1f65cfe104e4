/* Sessions in memory: who has which token, without a wait. */
#ifndef CITY_SESSION_SESSION_H
#define CITY_SESSION_SESSION_H

#include "city/unit/roles.h"
#include "kit/secret/secret.h"

/*
 * What was read from the store a moment ago, for loop threads that must not ask it; nothing here does.  city/login
 * reads sessions, remembers them here, and forgets what its commands end.  Every function is thread-safe.
 */

enum {
	SESSION_IDLE_MS = 30 * 60 * 1000,       /* setting session.idle_minutes */
	SESSION_WHOLE_MS = 12 * 60 * 60 * 1000, /* setting session.hours */
	SESSION_TRUST_MS = 60 * 1000,           /* what is cached is read again after this, whatever happens */
	SESSION_AGAIN_MS = 1000                 /* from a session.seen that failed to the next one */
};

/* A session as requests use it; a copy in the request's arena. */
struct session {
	struct actor actor; /* reach and permissions of its post; none but PERM_SELF while must_… */
	enum role    role;
	int64_t      id, login_id, ends_at, seen_at, idle_ms;
	bool         must_change; /* nothing goes on before login.password */
	bool         must_enrol;  /* nor before factor.set */
	str          login, post_name;
};

enum session_state {
	SESSION_UNKNOWN, /* not in memory: ask session_load where waiting is allowed */
	SESSION_GOOD,
	SESSION_OVER     /* idle too long, or past its end: log in again */
};

/*
 * What memory knows of a token; never waits for the store.  Thread-safe.  *out
 * lives in `a`.  *touch: the store's seen_at has grown older than a tenth of the
 * idle time-out; run session.seen with id = (*out)->id soon (said once, and again
 * after session_untouched).  Without memory in `a` the answer is SESSION_UNKNOWN.
 */
enum session_state session_cached(str token, int64_t now, struct arena *a, struct session **out, bool *touch);

/*
 * session.seen was not done: the line was full, or the store refused.  A request of the session from
 * SESSION_AGAIN_MS on says `touch` anew, so that the store does not take somebody who is at work for idle.
 */
void session_untouched(int64_t session);

/* The city's epoch as last read: whatever was cached under another one is read again. */
void session_epoch(int64_t n);

/* Forget a session or all of a log-in's, and cache nothing of them for two minutes (commands do this). */
void session_forget(int64_t session);
void session_forget_login(int64_t login);

/* Empty the cache: for tests. */
void session_cache_clear(void);

/* ---- For city/login ---- */

/* Past its end, or idle for too long. */
bool session_is_over(const struct session *s, int64_t now);

/*
 * As just read from the store under this epoch of the city, into memory, unless it was forgotten lately.  s->seen_at
 * becomes the later of the store's and memory's; *touch as session_cached says it.
 */
void session_remember(digest token, struct session *s, int64_t epoch, int64_t now, bool *touch);

/* The city's epoch is at least this; the one that was known until now. */
int64_t session_epoch_seen(int64_t n);

#endif
