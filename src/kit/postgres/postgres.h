/* PostgreSQL as an engine: a server, asked over a wire. */
#ifndef KIT_POSTGRES_POSTGRES_H
#define KIT_POSTGRES_POSTGRES_H

#include "kit/engine/engine.h"

/* What db_open does with an address of this engine (the whole of it); only kit/db calls it.  Failures as there. */
MUSTCHECK enum err postgres_open(struct ctx *cx, str url, enum db_mode mode, struct db_conn **out);

#endif
