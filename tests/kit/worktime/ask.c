/* Answers questions about working time on stdin, for the oracle in another language. */
#include "base/buf.h"
#include "load.h"

#include <inttypes.h>
#include <string.h>

/*
 *   ask DIR FROM TO
 *
 * Reads calendar lines up to a line "." (they join china-FROM..TO.tsv of DIR), among them
 * "season TEXT" for a calendar in which only that counts,
 * then one question a line, and prints one answer a line:
 *
 *   add CLOCK AMOUNT UNIT START       from due guessed
 *   sub CLOCK AMOUNT UNIT DUE         start guessed
 *   ela CLOCK FROM TO                 ms guessed
 *   exp CLOCK FROM TO MAX             ms guessed grain from,to,ms,why,guessed ...
 *   day DAYS_SINCE_1970               works guessed
 *
 * or the name of the fault.  The calendar answers for 2005..2035.
 */

enum { LINE = 4096, PARTS = 64 };

static const struct worktime_calendar *cal;

static void
fault(enum worktime_fault f)
{
	(void)printf("%s\n", worktime_fault_name(f));
}

static void
add_or_subtract(const char *line, bool add)
{
	struct worktime_limit l;
	struct worktime_due   d;
	int                   clock, unit;
	int64_t               at, start;
	bool                  guessed;
	enum worktime_fault   f;

	if (sscanf(line, "%d %" SCNd64 " %d %" SCNd64, &clock, &l.amount, &unit, &at) != 4) {
		(void)printf("?\n");
		return;
	}
	l.clock = (enum worktime_clock)clock;
	l.unit = (enum worktime_unit)unit;
	if (add) {
		if ((f = worktime_add(cal, &l, at, &d)) != WORKTIME_OK)
			fault(f);
		else
			(void)printf("%" PRId64 " %" PRId64 " %d\n", d.from, d.due, d.guessed);
	} else {
		if ((f = worktime_subtract(cal, &l, at, &start, &guessed)) != WORKTIME_OK)
			fault(f);
		else
			(void)printf("%" PRId64 " %d\n", start, guessed);
	}
}

static void
elapsed(const char *line, bool explain)
{
	struct worktime_used    u;
	struct worktime_part    part[PARTS];
	struct worktime_reasons r = {.part = part, .max = PARTS};
	int                     clock;
	int64_t                 from, to;
	enum worktime_fault     f;

	if (sscanf(line, "%d %" SCNd64 " %" SCNd64 " %zu", &clock, &from, &to, &r.max) < 3 ||
	    r.max < 1 || r.max > PARTS) {
		(void)printf("?\n");
		return;
	}
	if (!explain) {
		f = worktime_elapsed(cal, (enum worktime_clock)clock, from, to, &u);
		if (f != WORKTIME_OK)
			fault(f);
		else
			(void)printf("%" PRId64 " %d\n", u.ms, u.guessed);
		return;
	}
	if ((f = worktime_explain(cal, (enum worktime_clock)clock, from, to, &r)) != WORKTIME_OK) {
		fault(f);
		return;
	}
	(void)printf("%" PRId64 " %d %d", r.ms, r.guessed, (int)r.grain);
	for (size_t i = 0; i < r.n; i++)
		(void)printf(" %" PRId64 ",%" PRId64 ",%" PRId64 ",%s,%d", part[i].from, part[i].to,
		             part[i].ms, worktime_why_name(part[i].why), part[i].guessed);
	(void)printf("\n");
}

static void
about(const char *line)
{
	struct worktime_about a;
	int                   v;
	enum worktime_fault   f;

	if (sscanf(line, "%d", &v) != 1)
		(void)printf("?\n");
	else if ((f = worktime_day(cal, (day){v}, &a)) != WORKTIME_OK)
		fault(f);
	else
		(void)printf("%d %d\n", a.works, a.guessed);
}

int
main(int argc, char **argv)
{
	static char           line[LINE];
	struct arena         *a = arena_new((size_t)64 << 20);
	struct worktime_draft d;
	struct worktime_bad   bad;
	str                   season = STR_NONE;
	struct buf            rules;
	str                   text;

	if (argc != 4)
		return 2;
	worktime_draft_init(&d, a, S("ask"));
	d.spec.first_year = 2005;
	d.spec.last_year = 2035;
	buf_init(&rules, a, BUF_PAGE);
	while (fgets(line, LINE, stdin) && line[0] != '.') {
		if (strncmp(line, "season ", 7) != 0)
			buf_add(&rules, str_of(line));
		else if (!arena_str(a, str_of(line + 7), &season))
			return 1;
	}
	if (buf_end(&rules, &text) != OK ||
	    !load_years(&d, a, argv[1], atoi(argv[2]), atoi(argv[3])) ||
	    !worktime_read(&d, text, &bad) || !worktime_build(a, &d.spec, &cal, &bad)) {
		(void)fprintf(stderr, "ask: no calendar\n");
		return 1;
	}
	if (worktime_in_season(a, cal, season, &cal) != WORKTIME_OK)
		return 1;
	while (fgets(line, LINE, stdin)) {
		if (strncmp(line, "add ", 4) == 0)
			add_or_subtract(line + 4, true);
		else if (strncmp(line, "sub ", 4) == 0)
			add_or_subtract(line + 4, false);
		else if (strncmp(line, "ela ", 4) == 0)
			elapsed(line + 4, false);
		else if (strncmp(line, "exp ", 4) == 0)
			elapsed(line + 4, true);
		else if (strncmp(line, "day ", 4) == 0)
			about(line + 4);
		else
			(void)printf("?\n");
	}
	arena_free(a);
	return 0;
}
