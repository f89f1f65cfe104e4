/* SQLite as an engine: a file. */
#ifndef KIT_SQLITE_SQLITE_H
#define KIT_SQLITE_SQLITE_H

#include "kit/engine/engine.h"

/* What db_open does with an address of this engine (the path alone); only kit/db calls it.  Failures as there. */
MUSTCHECK enum err sqlite_open(struct ctx *cx, str path, enum db_mode mode, struct db_conn **out);

#endif
