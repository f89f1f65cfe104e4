/* One line a fact, key=value, on standard error. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Lines below this level are dropped; LOG_INFO at start. */
void log_level_set(enum log_level level);

/*
 * Write `level=… at=<utc> req=<id> <fmt>`; the caller writes key=value pairs and
 * may print text from outside with %.*s.  A
 * line is cut at 16 KB; line feeds and controls become spaces, so that nobody
 * can forge a line.  Never write a secret: type `secret` has no way to print.
 */
void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The same line, ended by a line feed, into memory: at most `room` bytes, more than 64.  Its length; 0 when lines
 * of that level are dropped.
 */
size_t log_format(char *to, size_t room, enum log_level level, str id, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/*
 * Write the first of n > 0 bytes of such lines: whole ones, as many as a pipe keeps together (4 KB).  How many
 * bytes that was, whether or not they could be written.  For a signal's handler too.
 */
size_t log_block(const char *p, size_t n);

/* The request that this thread is working for; STR_NONE for none.  Not copied past 40 bytes. */
void log_request(str id);

#endif
