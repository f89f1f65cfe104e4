/* The one list of ways in which something can go wrong. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUSTCHECK __attribute__((warn_unused_result))

/*
 * Each value has one HTTP status, one exit code and one general sentence
 * (err_status, err_exit, err_text key `err_*`).  Functions return OK or one of
 * these; callers neither mask it nor translate it.  Programming errors are not
 * here: they are ensure()d (base/ensure.h).
 */
enum err {
	OK = 0,
	ERR_INPUT,  /* 422, exit 2: the request is understood and wrong; why names the fields */
	ERR_LOGIN,  /* 401, exit 3: nobody is logged in, or the log-in failed */
	ERR_DENIED, /* 403, exit 4: somebody is, but may not */
	ERR_NONE,   /* 404, exit 5: no such thing, or outside the caller's scope */
	ERR_STALE,  /* 409, exit 6: the thing has changed since the caller looked */
	ERR_RULE,   /* 409, exit 7: a rule of the house forbids it in this state */
	ERR_LARGE,  /* 413, exit 8: too much at once */
	ERR_MANY,   /* 429, exit 9: too often; try later */
	ERR_BUSY,   /* 503, exit 10: a queue or pool is full, or the server is stopping */
	ERR_FULL,   /* 507, exit 11: the disk is full or read-only; nothing was written */
	ERR_MEMORY, /* 500, exit 12: an arena or the machine has no more memory */
	ERR_STORE,  /* 500, exit 13: the store failed; the log says how */
	ERR_RETRY,  /* 503, exit 14: lost a race in the store; the dispatcher tries again */
	ERR_MAX
};

int         err_status(enum err e); /* HTTP status; 200 for OK */
int         err_exit(enum err e);   /* exit code of the command line; 0 for OK */
const char *err_name(enum err e);   /* "input", "login", ...: in JSON, logs and text keys */

#endif
