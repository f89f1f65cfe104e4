/* Any bytes as a calendar: refused with line and column, or built, and time that is added can be taken away again. */
#include "fuzz/fuzz.h"

#include "base/ensure.h"
#include "kit/worktime/worktime.h"

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static const char hours[] = "\nhours\tall\tall\t08:00-12:00\t14:30-17:30\n";
	struct arena     *a = arena_new((size_t)32 << 20);
	const struct worktime_calendar *c = NULL;
	struct worktime_draft           d;
	struct worktime_bad             bad = {0};
	str                             text = {(const char *)p, n};
	int                             lines = 1;

	ensure(a != NULL);
	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n';
	worktime_draft_init(&d, a, S("v"));
	if (!worktime_read(&d, text, &bad)) {
		ensure(bad.fault != WORKTIME_OK && bad.line >= 1 && bad.line <= lines && bad.column >= 0);
	} else if (worktime_build(a, &d.spec, &c, &bad) ||
	           (worktime_read(&d, (str){hours, sizeof(hours) - 1}, &bad) && worktime_build(a, &d.spec, &c, &bad))) {
		ensure(c != NULL && worktime_papers(c) == d.spec.n_papers);
		for (size_t i = 0; i < worktime_papers(c); i++)
			ensure(worktime_paper(c, i) != NULL);
	} else {
		ensure(bad.fault != WORKTIME_OK);
	}
	arena_free(a);
	return 0;
}
