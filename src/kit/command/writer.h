/* The waiting line of commands: one transaction for many on SQLite, many workers on PostgreSQL. */
#ifndef KIT_COMMAND_WRITER_H
#define KIT_COMMAND_WRITER_H

#include "kit/command/command.h"

#include <stdatomic.h>

/*
 * SQLite: one thread runs the waiting commands in one transaction, a savepoint
 * each, and answers all of them, refusals too, after the commit.  When the
 * transaction is found gone after a command (full disk, interrupted write), or
 * the commit fails, each is run again alone.  A checkpoint thread keeps the WAL
 * small; past its ceiling the writer waits for a restart of the WAL.  While a reader (a backup) keeps
 * it from that, slices wait past a third of the ceiling, so that people have the rest.
 * PostgreSQL: `workers` threads, a connection and a transaction each, retried on
 * ERR_RETRY up to 8 times.
 */
struct writer;

/* One command on its way.  The caller owns it until done() is called. */
struct work {
	const struct command *command;
	const void           *in;
	void                 *made;
	struct idem           idem; /* key STR_NONE: none */
	struct ctx            cx;   /* cx.db is set by the writer while it runs */
	struct reply          reply;
	enum err              result;
	/* Called once, on a writer thread, after the commit (or the refusal); must not wait. */
	void (*done)(struct work *w);
	void        *owner;
	/*
	 * Set by the owner, at any time, when nobody waits for the answer any more: a
	 * work that has not begun then is not begun (ERR_BUSY), so that somebody who
	 * was told to try again does not find it done twice.
	 */
	_Atomic bool given_up;
	/*
	 * Nobody waits for it (the scheduler's own, sessions seen): it goes behind what
	 * people wait for, a few in a batch, and never waits for ever.
	 */
	bool         background;
	bool         slice; /* of the background, and takes long: its own line, every ninth batch while others wait */
	struct work *next; /* private to the writer */
};

struct writer_config {
	const char *store;      /* as db_open takes it */
	int         workers;    /* PostgreSQL; SQLite always has one */
	int         batch;      /* most commands in one SQLite transaction; 1 = none together */
	int         queue;      /* most that may wait; as many again in the background, and of slices */
	int64_t     wal_bytes;  /* ceiling of the WAL */
};

/* Start the threads.  ERR_STORE when the store cannot be opened. */
MUSTCHECK enum err writer_start(const struct writer_config *config, struct writer **out);

/* Queue a work; ERR_BUSY (done() is not called) when the line is full or stopping. */
MUSTCHECK enum err writer_submit(struct writer *w, struct work *work);

/* Refuse new work, finish what waits, stop the threads, free. */
void writer_stop(struct writer *w);

/*
 * Since the start, and `waiting`, `wal_bytes` (0 on PostgreSQL), `slices_held` by a long WAL as of now.
 * `refused`: those that ended with an error, also what a full WAL kept from being run; batch[i]: transactions of
 * more than 2^(i-1) and at most 2^i commands.
 */
enum { WRITER_BATCHES = 9 };
struct writer_stats {
	uint64_t commands, transactions, alone, retries, refused;
	uint64_t batch[WRITER_BATCHES];
	int64_t  waiting, wal_bytes;
	bool     slices_held;
};

/* Thread-safe; never waits for the store. */
void writer_stats(struct writer *w, struct writer_stats *out);

#endif
