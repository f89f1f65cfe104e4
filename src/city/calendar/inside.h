/* What the files of this room share. */
#ifndef CITY_CALENDAR_INSIDE_H
#define CITY_CALENDAR_INSIDE_H

#include "calendar_sql.h"
#include "city/calendar/calendar.h"

/*
 * Read the documents in their order and build.  ERR_INPUT: *bad says what is
 * wrong with document *at (n: with all together); no sentence is noted.  *out is
 * NULL when no document says any office hours.
 */
MUSTCHECK enum err calendar_build(struct ctx *cx, struct arena *a, str version,
                                  const struct q_calendar_documents_row *doc, size_t n,
                                  const struct worktime_calendar **out, struct worktime_bad *bad, size_t *at);

/* Today's documents, with the lock had that lets one be added. */
struct calendar_held {
	struct q_calendar_newest_row     newest;
	struct q_calendar_documents_row *doc;
	size_t                           n;
};
MUSTCHECK enum err calendar_held(struct ctx *cx, struct calendar_held *h);

/* A document to be let in; what its text is refused for stands at `field`, a constant. */
struct calendar_put {
	str         name, text, source;
	const char *field;
};

/*
 * Check it with all others and add it as the next version of its name; the same once more changes nothing.  The
 * one place where documents are let in.  ERR_INPUT with line and column.
 */
MUSTCHECK enum err calendar_put(struct ctx *cx, const struct calendar_held *h, const struct calendar_put *in,
                                struct reply *out);

/* A line of a document, cut into its first fields. */
struct calendar_line {
	str raw, word, a, b, c;
};
struct calendar_line calendar_cut(str *rest);

/* The document with a line of that word and first field; SIZE_MAX. */
size_t calendar_with(const struct calendar_held *h, str word, str a);

/* A line into a document's text; none when it is empty. */
void calendar_add(struct buf *b, str line);

extern const struct command calendar_day_cmd, calendar_days_cmd, calendar_hours_cmd;

#endif
