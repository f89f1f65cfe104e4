/* A running server: web pages, API, local door and scheduler over one store, until it is told to stop. */
#ifndef APP_SERVER_SERVER_H
#define APP_SERVER_SERVER_H

#include "kit/command/command.h"
#include "show/frame/frame.h"

/* What `duban serve` was told, and what it found out.  Texts live as long as the server. */
struct server_options {
	const char *db;         /* sqlite:PATH or postgres://… */
	const char *address;    /* to listen on */
	int         port;
	const char *static_dir; /* the built web/ */
	const char *socket;     /* of the local door; NULL: none */
	int         workers;    /* reader threads */
	int         batch;      /* most commands in one SQLite transaction */
	int         zone;
	enum lang   lang;       /* of what it prints */
	bool        trace, proxied, secure;
	const char *metrics_address; /* of the second socket; NULL: none */
	int         metrics_port;
	const char *backup_mark;     /* touched by each backup that went well; NULL: none is known */
	const char *post_to;         /* allowed inner hosts; NULL: none, and a demonstration reminds nobody */
	uint8_t     idem_key[32], csrf_key[32];
};
enum { SERVER_WORKERS = 3, SERVER_BATCH = 64 };
enum { SERVER_LOCAL_BODY = 64 << 20 }; /* most bytes of a request at the local door */

/*
 * Serve until SIGTERM or SIGINT; prints its address, and a demonstration's log-ins.
 * Ends in the order in which the parts need each other: scheduler, requests (ten
 * seconds' grace), writer.  cx->db is any connection of the store, for what is read before the start.
 * One in a process.  Fails only before it serves; ERR_STORE without a sentence: the
 * address is taken, or there is no web/.
 *
 * Its socket is the local door: POST /local/do/{command}, a form of the command's fields
 * and `_as` (USER[:POST]; absent: the program itself), answered as /api/{command} is.
 * With `_slice` it is a piece of a long work: it goes into the writer's background line,
 * and the answer is {"ok":true,"args":[…]}, the reply's arguments as they are.  Only the server's
 * own user and root are heard: they could open the store as well.  The operating
 * system's user is taken from the socket and recorded, as on the command line.
 */
MUSTCHECK enum err server_run(struct ctx *cx, const struct server_options *o);

/*
 * Count by the store's clock from now on, where it has one (PostgreSQL): machines that share a store may
 * differ, and a deadline must not.  A difference below CLOCK_NEAR_MS is left alone.
 */
enum { CLOCK_NEAR_MS = 500 };
MUSTCHECK enum err server_clock(struct ctx *cx, struct db_conn *c);

/*
 * Of a store on which several may serve (PostgreSQL) each server holds this, shared (db_hold).  What must be alone
 * with the store holds it unshared.
 */
extern const char server_serving[];

#endif
