/* What the files of a running server share. */
#ifndef APP_SERVER_INSIDE_H
#define APP_SERVER_INSIDE_H

#include "app/server/server.h"
#include "kit/command/own.h"
#include "kit/http/http.h"

#include <pthread.h>

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
};

/* The scheduler thread: deadlines passed, suspensions ended, the seal, the epoch, old keys. */
MUSTCHECK enum err scheduler_start(struct server *s);
void               scheduler_stop(struct server *s);

/* The local door: routes on the server's socket (server.h). */
extern const struct http_route local_routes[];
extern const size_t            local_routes_n;

#endif
