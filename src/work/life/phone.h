/* Telephone numbers as people in China write them. */
#ifndef WORK_LIFE_PHONE_H
#define WORK_LIFE_PHONE_H

#include "base/str.h"

#include <stdbool.h>

/*
 * Whether somebody could be called by it: a mobile number (11 digits, 13…19), a line with
 * its area code (0596-2345678, an extension behind 转) or without (7 or 8 digits), a
 * service (12345, 400…), a number abroad (+ and 8 to 15 digits).  Spaces, hyphens and
 * brackets may stand between the digits; +86 before them.
 */
bool phone_good(str s);

#endif
