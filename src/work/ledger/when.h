/* Dates as ledgers write them: patterns, zones, summer time. */
#ifndef WORK_INTAKE_WHEN_H
#define WORK_INTAKE_WHEN_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A pattern is the date itself with letters for its parts; everything else
 * stands for itself, a space for one or more spaces.
 *
 *	YYYY     year, four digits           HH, H    hour 0..23
 *	MM, M    month                       hh, h    hour 1..12, with AM
 *	DD, D    day of the month            mm, ss   minute, second
 *	AM       AM, PM, 上午, 下午          SSS      thousandths
 *	ZZ       offset: +0800, +08:00, Z    […]      may be missing
 *
 * Two letters want two digits, one letter takes one or two.  Whole words:
 * "excel" (days since 1899-12-30, as spreadsheets store them), "unix" and
 * "unixms" (seconds and milliseconds since 1970).
 */
bool when_pattern_good(str pattern);

/* Who puts clocks forward in summer: nobody, the United States (since 2007), the European Union. */
enum when_summer { WHEN_NO_SUMMER, WHEN_US, WHEN_EU };

/*
 * Read all of s by the pattern.  `zone` (minutes east, in winter) and `summer`
 * hold when the text has no offset of its own; the hour that comes twice in
 * autumn is taken for the earlier one.  *day_only: no time of day was written,
 * *ms is the local midnight that begins the day.  False when the text does not
 * fit or there is no such day.
 */
bool when_read(str pattern, str s, int zone, enum when_summer summer, int64_t *ms, bool *day_only);

#endif
