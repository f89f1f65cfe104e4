/* duban import: one file a kind of thing. */
#ifndef APP_IMPORT_IMPORT_H
#define APP_IMPORT_IMPORT_H

#include "app/app.h"

/* A ledger of cases by a map, polygons of grids, a table of sites: exit codes, as every subcommand. */
int import_cases(struct app *app);
int import_grids(struct app *app);
int import_sites(struct app *app);

/*
 * cli_open for what goes in whole, in one transaction: as a writer, or as a reader for a dry run, which a
 * server does not mind.  Beside a server of a SQLite store its writer would wait 5 s and then refuse
 * everybody, so while one answers this explains and returns the exit code of ERR_BUSY, and nothing is
 * written.  A server that starts afterwards is not noticed.  PostgreSQL: no server is in the way.
 */
int import_open(struct app *app, bool dry, size_t arena, struct ctx *cx);

/*
 * A file for rejected rows, empty, for its owner alone (rows hold whatever people wrote).  One that is there
 * already is written over only when it is empty or begins as such files do, and never `input`, the path of what is
 * imported (rejected rows, put right, are imported again).  ERR_INPUT with the path and why.  The caller closes *fd.
 */
MUSTCHECK enum err import_rejects(struct ctx *cx, const char *path, const char *input, int *fd);

#endif
