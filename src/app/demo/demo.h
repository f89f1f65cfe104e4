/* The demonstration: invented cases played through the real commands. */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "base/ctx.h"
#include "show/frame/frame.h"

/*
 * Report each row of data/demo/cases.tsv as its reporter would have, at its time
 * of the days before now, and walk it as far as its `play_to` says, each step by
 * somebody whose post may, through the same commands as everybody's.  cx->db is
 * a writer outside a transaction.  `people` is data/demo/people.tsv.
 */
MUSTCHECK enum err demo_play(struct ctx *cx, str cases, str people);

/* One log-in of each role, for the first page and for script/server; nothing unless demo. */
MUSTCHECK enum err demo_logins(struct ctx *cx, struct frame_site *site);

#endif
