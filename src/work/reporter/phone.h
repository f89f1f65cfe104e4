/* Telephone numbers as people in China write them. */
#ifndef WORK_REPORTER_PHONE_H
#define WORK_REPORTER_PHONE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>

/*
 * Whether somebody could be called by it: a mobile number (11 digits, 13…19), a line with
 * its area code (0596-2345678, an extension behind 转) or without (7 or 8 digits), a
 * service (12345, 400…), a number abroad (+ and 8 to 15 digits).  Spaces, hyphens and
 * brackets may stand between the digits; +86 before them.
 */
bool phone_good(str s);

/* Digits only, without the country's 86: one form for one telephone.  In `a`; ERR_MEMORY. */
MUSTCHECK enum err phone_plain(struct arena *a, str phone, str *out);

/* 138****1234 of a plain number; of a shorter one the last two digits: ****45.  In `a`; STR_NONE without memory. */
str phone_masked(struct arena *a, str plain);

/* The first character of a name: 林*.  As phone_masked. */
str name_masked(struct arena *a, str name);

/*
 * What was told, without who told it: each place where the name (of two characters or more) or the number stands,
 * its digits apart by spaces or hyphens or not, as its mask.  Either may be absent.  In `a`, or the text itself when
 * neither stands in it; STR_NONE without memory.
 */
str reporter_masked(struct arena *a, str text, str name, str phone);

#endif
