/* Tests that state rules: a dozen lines of TAP. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include "base/str.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_run, tap_failed;

/* One rule: `ok(cond, "rule in words, with source")`. */
#define ok(cond, ...) tap_ok((cond), __FILE__, __LINE__, __VA_ARGS__)
#define is_i64(got, want, ...) tap_i64((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) tap_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)

#define TAP_SAY_(fmt)                          \
	do {                                   \
		va_list ap;                    \
		va_start(ap, fmt);             \
		(void)vprintf(fmt, ap);        \
		va_end(ap);                    \
		(void)putchar('\n');           \
	} while (0)

#include <stdarg.h>

__attribute__((format(printf, 4, 5), unused)) static bool
tap_ok(bool cond, const char *file, int line, const char *fmt, ...)
{
	(void)printf("%sok %d - ", cond ? "" : "not ", ++tap_run);
	TAP_SAY_(fmt);
	if (!cond) {
		tap_failed++;
		(void)printf("# at %s:%d\n", file, line);
	}
	(void)fflush(stdout);
	return cond;
}

__attribute__((format(printf, 5, 6), unused)) static bool
tap_i64(int64_t got, int64_t want, const char *file, int line, const char *fmt, ...)
{
	(void)printf("%sok %d - ", got == want ? "" : "not ", ++tap_run);
	TAP_SAY_(fmt);
	if (got != want) {
		tap_failed++;
		(void)printf("# got %" PRId64 ", want %" PRId64 " at %s:%d\n", got, want, file, line);
	}
	(void)fflush(stdout);
	return got == want;
}

__attribute__((format(printf, 5, 6), unused)) static bool
tap_str(str got, str want, const char *file, int line, const char *fmt, ...)
{
	bool same = str_eq(got, want);

	(void)printf("%sok %d - ", same ? "" : "not ", ++tap_run);
	TAP_SAY_(fmt);
	if (!same) {
		tap_failed++;
		(void)printf("# got  [%.*s]\n# want [%.*s] at %s:%d\n", STR_ARG(got), STR_ARG(want), file, line);
	}
	(void)fflush(stdout);
	return same;
}

/* A rule that cannot be tried here, and why. */
__attribute__((unused)) static void
skip(const char *what, const char *why)
{
	(void)printf("ok %d - %s # SKIP %s\n", ++tap_run, what, why);
	(void)fflush(stdout);
}

/* A reason to skip the whole file, e.g. when a service is absent. */
__attribute__((unused)) static int
skip_all(const char *why)
{
	(void)printf("1..0 # SKIP %s\n", why);
	return 0;
}

/* The plan, and the exit code of main(). */
__attribute__((unused)) static int
done(void)
{
	(void)printf("1..%d\n", tap_run);
	return tap_failed ? 1 : 0;
}

#endif
