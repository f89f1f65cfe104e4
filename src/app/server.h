/* A running server: what its threads share. */
#ifndef APP_SERVER_H
#define APP_SERVER_H

#include "app/app.h"
#include "kit/command/own.h"
#include "kit/http/http.h"

#include <pthread.h>

struct server {
	struct app    *app;
	struct writer *writer;
	struct http   *http;
	int            zone;
	int            batch; /* most commands in one SQLite transaction */
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

/* Seal one batch; registered by rooms_register. */
extern const struct command seal_run_cmd;

#endif
