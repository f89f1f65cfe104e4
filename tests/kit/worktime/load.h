/* The calendar of data/calendar, read from files, for tests. */
#ifndef TESTS_KIT_WORKTIME_LOAD_H
#define TESTS_KIT_WORKTIME_LOAD_H

#include "kit/worktime/worktime.h"

#include <stdio.h>
#include <stdlib.h>

/* A whole small file; STR_NONE when it cannot be read. */
static str
load_file(struct arena *a, const char *path)
{
	enum { MAX = 1 << 16 };
	FILE *f = fopen(path, "rb");
	char *p = arena_alloc(a, MAX);
	str   s = STR_NONE;

	if (f && p)
		s = (str){p, fread(p, 1, MAX, f)};
	if (f)
		(void)fclose(f);
	return s;
}

/* Read china-<from..to>.tsv into the draft; false after saying why on stderr. */
static bool
load_years(struct worktime_draft *d, struct arena *a, const char *dir, int from, int to)
{
	struct worktime_bad bad;

	for (int y = from; y <= to; y++) {
		str path = arena_printf(a, "%s/china-%d.tsv", dir, y);
		str text = load_file(a, path.p);

		if (text.n == 0 || !worktime_read(d, text, &bad)) {
			(void)fprintf(stderr, "%s: %s at %d:%d\n", path.p,
			              text.n ? worktime_fault_name(bad.fault) : "cannot be read",
			              text.n ? bad.line : 0, text.n ? bad.column : 0);
			return false;
		}
	}
	return true;
}

/* A calendar of the published years from..to and these other lines; NULL on failure. */
__attribute__((unused)) static const struct worktime_calendar *
load(struct arena *a, const char *dir, int from, int to, str lines)
{
	struct worktime_draft           d;
	struct worktime_bad             bad;
	const struct worktime_calendar *c;

	worktime_draft_init(&d, a, S("test"));
	if (!load_years(&d, a, dir, from, to))
		return NULL;
	if (!worktime_read(&d, lines, &bad) || !worktime_build(a, &d.spec, &c, &bad)) {
		(void)fprintf(stderr, "calendar: %s at %d:%d\n", worktime_fault_name(bad.fault),
		              bad.line, bad.column);
		return NULL;
	}
	return c;
}

#endif
