/* What calendar.c and load.c share. */
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

#endif
