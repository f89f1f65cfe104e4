/* How the command line reaches a running server. */
#ifndef APP_LOCAL_H
#define APP_LOCAL_H

#include "app/app.h"

/*
 * Beside a SQLite store PATH a server listens on PATH.sock, mode 0600 (app/server/server.h).  A command
 * sent there runs in the server: what it holds in memory (sessions above all) is
 * told at once, where a second program would be noticed only after a minute.
 * Views need no such door: any reader sees what is committed.
 */

/* The socket's path in `a`; NULL when the store has none (PostgreSQL, or a path too long for a socket). */
const char *local_path(const struct app *app, struct arena *a);

/* Bytes of the longest store path that has one. */
enum { LOCAL_PATH_MOST = 102 };

/* A connection to the server of this store; -1 when none runs. */
int local_connect(const struct app *app, struct arena *a);

/*
 * Send a command through `fd`, which is closed.  OK: *said is the reply as JSON.
 * Otherwise *said is the server's reasons, a line each, or STR_NONE when cx->why
 * has them.  When the server ends half-way nobody knows whether it was done: ERR_BUSY.
 */
MUSTCHECK enum err local_do(struct ctx *cx, int fd, const char *as, str command, const struct input *pairs,
                            size_t n, str *said);

/*
 * The same for a slice of a long work; *reply gets only its arguments.  The reasons of a refusal are in
 * cx->why as the server says them.  ERR_BUSY: the server has no room now, or ended half-way.
 */
MUSTCHECK enum err local_slice(struct ctx *cx, int fd, const char *as, str command, const struct input *pairs,
                               size_t n, struct reply *reply);

#endif
