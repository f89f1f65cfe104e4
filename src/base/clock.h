/* What time it is; true or false, but always given, never taken. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/buf.h"

#include <stdint.h>

/*
 * Only app/ and the servers in kit/ ask the clock; everything else gets
 * cx->now.  Milliseconds since 1970-01-01 UTC.
 */
int64_t clock_now(void);

/*
 * Stories and tests: from now on clock_now() starts at `ms` and runs at
 * `rate_permille` thousandths of true time (0: it stands still until the next
 * call).  clock_true() takes the machine's clock again.
 */
void clock_false(int64_t ms, int64_t rate_permille);
void clock_true(void);

/*
 * The machine's clock is `ms` behind the one that counts: from now on clock_now() is
 * so much later.  For machines that share a store whose clock counts (PostgreSQL).
 */
void    clock_shift(int64_t ms);
int64_t clock_shifted(void);

/* The machine's clock, neither shifted nor false: to find out by how much it is wrong. */
int64_t clock_machine(void);

/* Microseconds that only go forward: for measuring, never for facts. */
int64_t clock_mono_us(void);

/*
 * "2026-11-20 14:32", "2026-11-20 14:32:05" and "2026-11-20T14:32:05.123+08:00" of
 * an instant at an offset of `zone` minutes east of Greenwich.
 */
void clock_add_minute(struct buf *b, int64_t ms, int zone);
void clock_add_second(struct buf *b, int64_t ms, int zone);
void clock_add_iso(struct buf *b, int64_t ms, int zone);

/*
 * Read "2026-11-20", "2026-11-20 14:32[:05[.123]]" (T allowed for the space) with
 * an optional Z or ±hh:mm; without one, `zone` holds.  False on anything else,
 * and on days that do not exist.
 */
bool clock_parse(str s, int zone, int64_t *ms);

#endif
