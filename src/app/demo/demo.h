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

/*
 * Channels whose addresses lead nowhere (a demonstration sends nothing out), as if they had been there for twenty
 * days; and, when the cases are played, what was told through them and what became of it: all is ended.
 */
enum { DEMO_CHANNELS = 3 };
MUSTCHECK enum err demo_channels(struct ctx *cx, int64_t channel[DEMO_CHANNELS]);
MUSTCHECK enum err demo_messages(struct ctx *cx, const int64_t channel[DEMO_CHANNELS]);

/* A kick-off three weeks ago with promises, one kept, one broken, and the monthly dispatch, called for today. */
MUSTCHECK enum err demo_meetings(struct ctx *cx);

/* Forms: one that half of its units have filled, one that nobody has yet. */
MUSTCHECK enum err demo_forms(struct ctx *cx);

/* ---- What its parts share ---- */

enum { DEMO_APART_MS = 60 * 1000 };

/* From here on cx->who is this log-in; between transactions. */
MUSTCHECK enum err demo_as(struct ctx *cx, const char *login);

/* A command a minute later: name, value, name, value …, NULL. */
struct reply;
MUSTCHECK enum err demo_does(struct ctx *cx, const char *command, const char *const *said, struct reply *r);
#define DEMO_DOES(cx, command, r, ...) demo_does(cx, command, (const char *const[]){__VA_ARGS__, NULL}, r)

/* A text in Chinese; the day so many days from today. */
const char *demo_words(text_id id);
const char *demo_day(struct ctx *cx, int64_t days);

#endif
