/* The running server's local door: how the command line reaches it. */
#ifndef APP_LOCAL_H
#define APP_LOCAL_H

#include "app/app.h"
#include "kit/http/http.h"

/*
 * Beside a SQLite store PATH a server listens on PATH.sock, mode 0600.  A command
 * sent there runs in the server: what it holds in memory (sessions above all) is
 * told at once, where a second program would be noticed only after a minute.
 * Views need no such door: any reader sees what is committed.
 *
 * POST /local/do/{command}, a form of the command's fields and `_as` (USER[:POST];
 * absent: the program itself).  Answered as /api/{command} is.  With `_slice` it is a
 * piece of a long work: it goes into the writer's background line, and the answer is
 * {"ok":true,"args":[…]}, the reply's arguments as they are.  Only the server's
 * own user and root are heard: they could open the store as well.  The operating
 * system's user is taken from the socket and recorded, as on the command line.
 */
extern const struct http_route local_routes[];
extern const size_t            local_routes_n;

/* The socket's path in `a`; NULL when the store has none (PostgreSQL, or a path too long for a socket). */
const char *local_path(const struct app *app, struct arena *a);

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
