/* A file of somebody's ledger carried into the store, slice by slice, each a command (intake.rows). */
#ifndef WORK_IMPORT_IMPORT_H
#define WORK_IMPORT_IMPORT_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/table/table.h"
#include "work/ledger/read.h"

/* What an import came to. */
struct import_sums {
	int64_t read, added, changed, same, rejected;
	int64_t duplicates, linked, doubtful, transferred; /* rows of this file; links made by this run */
	int64_t no_place, odd_place, no_position, coarse, no_class, status_unknown;
};

struct import_reject {
	int64_t                    line;
	str                        column;   /* STR_NONE: the whole row */
	str                        sentence; /* in cx->lang */
	const struct table_record *record;
};

struct import_run {
	const struct ledger_map *map;
	struct table_options     file; /* encoding and separator come from the map */
	bool                     dry;
	/* May be NULL.  Their error ends the run. */
	enum err (*reject)(struct ctx *cx, const struct import_reject *r, void *arg);
	/* The header of the rejects' file: the source's columns. */
	enum err (*begin)(struct ctx *cx, const str *header, size_t n, void *arg);
	void (*progress)(const struct import_sums *sums, void *arg);
	/*
	 * How a slice is written, on a thread that the import makes for it while it reads on; NULL: by command_do
	 * or command_finish.  ready->in NULL: nobody has made it ready.  A slice has about `bytes` of JSON, 0: 1 MB.
	 */
	enum err (*run)(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
	                const struct command_ready *ready, struct reply *reply, void *arg);
	size_t bytes;
	/*
	 * A reader: slices are made ready on it while those before them are written.  NULL: where they are written.
	 * progress(), which is called when one is written, may change it.
	 */
	struct db_conn *beside;
	/* May be NULL.  Called, on the import's own thread, when a slice has begun to be written. */
	void (*meanwhile)(void *arg);
	void  *arg;
	/* Out. */
	struct import_sums sums;
	const char        *encoding;
};

/*
 * Import a file, batch by batch, each batch a command by cx->who; cx->db is a
 * writer outside a transaction.  Memory does not grow with the file but for 8 bytes
 * a row, which tell a number that comes twice.  A dry run reads the store only and counts
 * the same; links by place and type are made behind the last row, so it only knows those that
 * the source names.  Killed and started again it finds the finished rows unchanged.
 *
 * ERR_INPUT when map and file do not fit, or nothing can be read at all; rows that
 * cannot be taken are given to `reject` and are no error.  Else what the store says.
 */
MUSTCHECK enum err import_ledger(struct ctx *cx, struct import_run *run);

#endif
