/* A civil day: counting, reading and writing it. */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Days since 1970-01-01 in the proleptic Gregorian calendar; 0 is 1970-01-01.
 * A day knows no zone: it becomes an instant only with an offset.  Every
 * function here makes and accepts days of 1970-01-01 .. 2200-12-31 only.
 */
typedef struct {
	int32_t v;
} day;

enum {
	DAY_FIRST_YEAR = 1970,
	DAY_LAST_YEAR = 2200,
	DAY_FIRST = 0,
	DAY_LAST = 84370,     /* 2200-12-31 */
	DAY_MS = 86400000,    /* there is no daylight saving time: a day has 24 hours */
	DAY_ZONE_CHINA = 480, /* minutes east of Greenwich */
	DAY_ZONE_MAX = 14 * 60,
	DAY_TEXT = 10         /* bytes of "2026-11-20" */
};

/* A day taken apart: month 1..12, day 1..31. */
struct day_ymd {
	int year, month, day;
};

/* True when the day lies in 1970 .. 2200. */
bool day_valid(day d);

/* By the Gregorian rule, for any year. */
bool day_is_leap(int year);

/* The day of a year, month and day of month; false (and *out untouched) when there is none. */
MUSTCHECK bool day_from_ymd(int year, int month, int mday, day *out);

/* The parts of a valid day. */
struct day_ymd day_to_ymd(day d);

/* Its year alone. */
int day_year(day d);

/* 1 Monday .. 7 Sunday. */
int day_weekday(day d);

/* n days later (earlier when negative); false when that leaves 1970 .. 2200. */
MUSTCHECK bool day_add(day d, int64_t n, day *out);

/* Days from a to b; negative when b is earlier. */
int32_t day_between(day a, day b);

/*
 * Read exactly "YYYY-MM-DD": ten bytes, no spaces, no one-digit months; false
 * on anything else, on days that do not exist and outside 1970 .. 2200.
 */
MUSTCHECK bool day_parse(str s, day *out);

/* Write "YYYY-MM-DD" without a NUL; returns the text, which lives in `out`. */
str day_format(day d, char out[DAY_TEXT]);

/*
 * The civil day and the milliseconds since its midnight of an instant (ms UTC)
 * at `zone` minutes east of Greenwich.  False outside 1970 .. 2200 (local) and
 * for a zone beyond 14 hours.  Seconds: *ms / 1000, minutes: *ms / 60000.
 */
MUSTCHECK bool day_of_ms(int64_t at, int zone, day *d, int32_t *ms);

/*
 * The instant (ms UTC) of `ms` milliseconds after the local midnight of d.
 * d and zone must be valid; ms may be any number, DAY_MS is the next midnight.
 */
int64_t day_to_ms(day d, int32_t ms, int zone);

#endif
