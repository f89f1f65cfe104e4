/* duban import: one file a kind of thing. */
#ifndef APP_IMPORT_IMPORT_H
#define APP_IMPORT_IMPORT_H

#include "app/app.h"

/* A ledger of cases by a map, polygons of grids, a table of sites: exit codes, as every subcommand. */
int import_cases(struct app *app);
int import_grids(struct app *app);
int import_sites(struct app *app);

#endif
