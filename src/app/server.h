/* A running server: what its threads share. */
#ifndef APP_SERVER_H
#define APP_SERVER_H

#include "app/app.h"
#include "kit/command/writer.h"
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
	bool            stopping;
	int             waiting; /* its commands that have not been answered */
};

/*
 * Run a command of the program's own behind everybody's back: input pairs are
 * "name=value" texts, at most 4.  The answer is logged when it is a failure.
 * ERR_BUSY when the writer's line is full: the next round tries again.
 */
MUSTCHECK enum err server_run(struct server *s, const struct command *c, const struct input *pairs, size_t n);

/* The scheduler thread: deadlines passed, suspensions ended, the seal, the epoch, old keys. */
MUSTCHECK enum err scheduler_start(struct server *s);
void               scheduler_stop(struct server *s);

/* Seal one batch; registered by rooms_register. */
extern const struct command seal_run_cmd;

#endif
