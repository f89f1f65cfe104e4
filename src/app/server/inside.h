/* What the files of a running server share. */
#ifndef APP_SERVER_INSIDE_H
#define APP_SERVER_INSIDE_H

#include "app/server/server.h"
#include "kit/command/own.h"
#include "kit/http/http.h"

#include <pthread.h>
#include <stdatomic.h>

struct meter;

/* What the scheduler saw in its last round, for the second socket; µs and ms. */
struct seen {
	_Atomic int64_t rounds, lag_us, lag_most_us, position, batch, sealed_at, unsealed_since;
	_Atomic bool    mine;
};

/*
 * Messages go out on threads of their own, each with the channels whose number it has as the remainder: a receiver
 * that hangs delays its neighbours at most.
 */
enum { SENDERS = 3 };
struct sender {
	struct server  *s;
	int             n;
	pthread_t       thread;
	pthread_mutex_t lock; /* of the three below, beside the wait for the store's answer */
	pthread_cond_t  wake;
	bool            stopping, answered;
	enum err        result;
	int64_t         id; /* of the reply */
};

struct server {
	const struct server_options *o;
	struct writer *writer;
	struct http   *http;
	bool           copies; /* other servers may run on this store (PostgreSQL) */
	/* The scheduler. */
	pthread_t       scheduler;
	pthread_mutex_t lock;
	pthread_cond_t  wake;
	bool            stopping, due_now; /* the next slice of what is due may be read at once */
	struct own_slices *due;
	/* What leaves. */
	struct sender sender[SENDERS];
	_Atomic bool  recovered; /* what was being sent when another sender ended is taken up again */
	_Atomic int   sending;   /* senders that have a message in hand */
	bool          demo;      /* nothing leaves but to allowed hosts */
	/* The second socket. */
	struct meter *meter; /* NULL: none */
	struct seen   seen;
	int64_t       begun_at;
};

/* The scheduler thread: deadlines passed, suspensions ended, the seal, the epoch, old keys. */
MUSTCHECK enum err scheduler_start(struct server *s);
void               scheduler_stop(struct server *s);

/* The senders: what waits in the outbox, sent by the one copy that keeps the deadlines, too. */
MUSTCHECK enum err senders_start(struct server *s);
void               senders_stop(struct server *s);

/* The second socket, where the options name one; it ends with meter_stop before what it tells of. */
MUSTCHECK enum err metrics_start(struct server *s);

/* The local door: routes on the server's socket (server.h). */
extern const struct http_route local_routes[];
extern const size_t            local_routes_n;

#endif
