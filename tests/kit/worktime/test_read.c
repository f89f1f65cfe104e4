/* Calendar texts: what is refused, and where it is said to be wrong. */
#include "load.h"

#include "tap.h"

static struct arena *mem;

#define PAPER "paper\tNo 1\t2025-11-04\tOn holidays\n"
#define OPEN "hours\tall\tall\t08:00-12:00\t14:30-17:30\n"

static const struct {
	str                 text;
	enum worktime_fault fault;
	int                 line, column;
	str                 word;
} wrong[] = {
    {STR_INIT("years\t2026\n"), WORKTIME_BAD_WORD, 1, 1, STR_INIT("years")},
    {STR_INIT("# fine\n\n\t\t\nYEAR\t2026"), WORKTIME_BAD_WORD, 4, 1, STR_INIT("YEAR")},
    {STR_INIT("year\n"), WORKTIME_BAD_FIELDS, 1, 2, STR_INIT("")},
    {STR_INIT("year\t2026\t2027\n"), WORKTIME_BAD_FIELDS, 1, 3, STR_INIT("2027")},
    {STR_INIT("year\t26\n"), WORKTIME_BAD_YEARS, 1, 2, STR_INIT("26")},
    {STR_INIT("year\t2201\n"), WORKTIME_BAD_YEARS, 1, 2, STR_INIT("2201")},
    {STR_INIT("year\t 2026\n"), WORKTIME_BAD_YEARS, 1, 2, STR_INIT(" 2026")},
    {STR_INIT("year\t2026\nyear\t2026\n"), WORKTIME_TWICE, 2, 2, STR_INIT("2026")},
    {STR_INIT("paper\tNo 1\t2025-11-4\tTitle\n"), WORKTIME_BAD_DAY, 1, 3, STR_INIT("2025-11-4")},
    {STR_INIT("paper\t\t2025-11-04\tTitle\n"), WORKTIME_NO_NAME, 1, 2, STR_INIT("")},
    {STR_INIT(PAPER PAPER), WORKTIME_TWICE, 2, 2, STR_INIT("No 1")},
    {STR_INIT(PAPER "off\t2026-02-30\tX\tNo 1\n"), WORKTIME_BAD_DAY, 2, 2, STR_INIT("2026-02-30")},
    {STR_INIT(PAPER "off\t2026-02-20\t\tNo 1\n"), WORKTIME_NO_NAME, 2, 3, STR_INIT("")},
    {STR_INIT(PAPER "off\t2026-02-20\tX\tNo 2\n"), WORKTIME_NO_PAPER, 2, 4, STR_INIT("No 2")},
    {STR_INIT(PAPER "off\t2026-02-20\tX\n"), WORKTIME_BAD_FIELDS, 2, 4, STR_INIT("")},
    {STR_INIT(PAPER "off\t2026-02-20\tX\tNo 1\r\nwork\t2026-02-21\tX\tNo 1\r\n"
                    "work\t2026-02-20\tX\tNo 1\r\n"), WORKTIME_TWICE, 4, 2, STR_INIT("2026-02-20")},
    {STR_INIT(PAPER "off\t2026-02-20\tX\tNo 1\noff\t2026-02-20\tX\tNo 1\n"),
     WORKTIME_TWICE, 3, 2, STR_INIT("2026-02-20")},
    {STR_INIT("year\t1969\n"), WORKTIME_BAD_YEARS, 1, 2, STR_INIT("1969")},
    {STR_INIT("year\t20x6\n"), WORKTIME_BAD_YEARS, 1, 2, STR_INIT("20x6")},
    {STR_INIT("zone\t+8:00\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+8:00")},
    {STR_INIT("zone\t08:000\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("08:000")},
    {STR_INIT("zone\t+08:000\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+08:000")},
    {STR_INIT("zone\t+0a:00\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+0a:00")},
    {STR_INIT("zone\t+/8:00\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+/8:00")},
    {STR_INIT("zone\t+08:/0\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+08:/0")},
    {STR_INIT("zone\t+08:0:\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+08:0:")},
    {STR_INIT("zone\t+08.00\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+08.00")},
    {STR_INIT("hours\tall\tall\t08:00-12:000\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("08:00-12:000")},
    {STR_INIT("hours\tall\tall\t08:00~12:00\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("08:00~12:00")},
    {STR_INIT("hours\tall\tall\t08:00-12:00\t12:00-13:00\n"),
     WORKTIME_BAD_WINDOW, 1, 5, STR_INIT("12:00-13:00")},
    {STR_INIT("hours\t06-010\t09-30\t08:00-12:00\n"),
     WORKTIME_BAD_SEASON, 1, 2, STR_INIT("06-010")},
    {STR_INIT("hours\t06/01\t09-30\t08:00-12:00\n"),
     WORKTIME_BAD_SEASON, 1, 2, STR_INIT("06/01")},
    {STR_INIT("zone\t8\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("8")},
    {STR_INIT("zone\t+14:01\n"), WORKTIME_BAD_ZONE, 1, 2, STR_INIT("+14:01")},
    {STR_INIT("zone\t+08:00\nzone\t+08:00\n"), WORKTIME_TWICE, 2, 1, STR_INIT("zone")},
    {STR_INIT("workday_ends\tnoon\n"), WORKTIME_BAD_RULE, 1, 2, STR_INIT("noon")},
    {STR_INIT("natural_ends\tsame\nnatural_ends\tclose\n"),
     WORKTIME_TWICE, 2, 1, STR_INIT("natural_ends")},
    {STR_INIT("hours\tall\tall\n"), WORKTIME_BAD_FIELDS, 1, 4, STR_INIT("")},
    {STR_INIT("hours\tall\tall\t8:00-12:00\n"), WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("8:00-12:00")},
    {STR_INIT("hours\tall\tall\t12:00-08:00\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("12:00-08:00")},
    {STR_INIT("hours\tall\tall\t08:00-08:00\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("08:00-08:00")},
    {STR_INIT("hours\tall\tall\t08:00-24:01\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("08:00-24:01")},
    {STR_INIT("hours\tall\tall\t08:00-12:60\n"),
     WORKTIME_BAD_WINDOW, 1, 4, STR_INIT("08:00-12:60")},
    {STR_INIT("hours\tall\tall\t08:00-12:00\t11:00-13:00\n"),
     WORKTIME_BAD_WINDOW, 1, 5, STR_INIT("11:00-13:00")},
    {STR_INIT("hours\tall\tall\t01:00-02:00\t03:00-04:00\t05:00-06:00\t07:00-08:00\t09:00-10:00\n"),
     WORKTIME_BAD_FIELDS, 1, 8, STR_INIT("")},
    {STR_INIT("hours\tall\t09-30\t08:00-12:00\n"), WORKTIME_BAD_SEASON, 1, 2, STR_INIT("all")},
    {STR_INIT("hours\t06-01\t09-31\t08:00-12:00\n"), WORKTIME_BAD_SEASON, 1, 3, STR_INIT("09-31")},
    {STR_INIT("hours\t2026-06-02\t2026-06-01\t08:00-12:00\n"),
     WORKTIME_BAD_SEASON, 1, 3, STR_INIT("2026-06-01")},
    {STR_INIT("hours\t2026-06-02\t06-01\t08:00-12:00\n"),
     WORKTIME_BAD_SEASON, 1, 3, STR_INIT("06-01")},
    /* What only the whole shows is said when it is built; there is no line then. */
    {STR_INIT(""), WORKTIME_NO_HOURS, 0, 0, STR_INIT("")},
    {STR_INIT("hours\t06-01\t09-30\t08:00-12:00\n"), WORKTIME_NO_HOURS, 0, 0, STR_INIT("")},
    {STR_INIT("hours\t06-01\t09-30\t08:00-12:00\nhours\t09-30\t05-31\t08:00-12:00\n"),
     WORKTIME_OVERLAP, 0, 0, STR_INIT("")},
    {STR_INIT(OPEN OPEN), WORKTIME_OVERLAP, 0, 0, STR_INIT("")},
    {STR_INIT(OPEN PAPER "off\t1999-12-31\tX\tNo 1\n"), WORKTIME_OUTSIDE, 0, 0, STR_INIT("")},
};

static bool
build(str text, const struct worktime_calendar **c, struct worktime_bad *bad)
{
	struct worktime_draft d;

	worktime_draft_init(&d, mem, S("test"));
	return worktime_read(&d, text, bad) && worktime_build(mem, &d.spec, c, bad);
}

static void
refused(void)
{
	for (size_t i = 0; i < NITEMS(wrong); i++) {
		const struct worktime_calendar *c = NULL;
		struct worktime_bad             bad = {0};
		bool                            built = build(wrong[i].text, &c, &bad);

		ok(!built && bad.fault == wrong[i].fault && bad.line == wrong[i].line &&
		       bad.column == wrong[i].column &&
		       str_eq(bad.word.p ? bad.word : S(""), wrong[i].word),
		   "text %zu: %s at %d:%d [%.*s]", i, worktime_fault_name(wrong[i].fault),
		   wrong[i].line, wrong[i].column, STR_ARG(wrong[i].word));
		if (built || bad.fault != wrong[i].fault || bad.line != wrong[i].line ||
		    bad.column != wrong[i].column)
			(void)printf("# got %s at %d:%d [%.*s]\n", worktime_fault_name(bad.fault),
			             bad.line, bad.column, STR_ARG(bad.word));
	}
}

/* A spec that did not come from a text is checked as well. */
static void
refused_specs(void)
{
	struct worktime_hours open = {.rank = WORKTIME_ALL, .n = 1, .window = {{480, 720}}};
	int                   years[] = {2026, 2026};
	struct worktime_spec  good = {.version = S("v"), .first_year = 2020, .last_year = 2030,
	                              .hours = &open, .n_hours = 1, .years = years, .n_years = 1};
	struct worktime_spec  s = good;
	const struct worktime_calendar *c;
	struct worktime_bad             bad;
	struct arena                   *small = arena_new(4096);

	ok(worktime_build(mem, &s, &c, &bad), "a small spec is enough");
	is_str(worktime_version(c), S("v"), "a calendar knows its version");
	is_i64(worktime_zone(c), 0, "and its zone");
	ok(!worktime_paper(c, 0), "there is no paper that was not given");
	s.first_year = 1969;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_YEARS,
	   "not before 1970");
	s = good;
	s.last_year = 2201;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_YEARS, "not after 2200");
	s = good;
	s.last_year = 2019;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_YEARS, "not backwards");
	s = good;
	s.n_years = 2;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_TWICE && bad.item == 1,
	   "no year twice");
	s = good;
	s.zone = 841;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_ZONE,
	   "no zone beyond 14 hours");
	s = good;
	open.window[0].to = 480;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_WINDOW,
	   "no empty window");
	open.window[0].to = 1441;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_WINDOW,
	   "no window past 24:00");
	open.window[0].to = 720;
	open.n = 0;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_WINDOW,
	   "no day without a window");
	open.n = 1;
	ok(!worktime_build(small, &s, &c, &bad) && bad.fault == WORKTIME_MEMORY,
	   "a full arena is said");
	arena_free(small);
}

/* What just fits is accepted, what is one too much is not. */
static void
edges(void)
{
	struct worktime_hours           h[WORKTIME_HOURS + 1];
	struct worktime_paper           p = {.no = S("1"), .title = S("t")};
	struct worktime_override        o[2] = {{.name = S("x")}, {.name = S("y")}};
	struct worktime_spec            s = {.version = S("v"),
	                                     .first_year = 2026, .last_year = 2026,
	                                     .hours = h, .papers = &p, .n_papers = 1, .days = o};
	const struct worktime_calendar *c;
	struct worktime_bad             bad;
	struct worktime_about           a;
	day                             first = {0}, last = {0};
	int32_t                         n;
	bool                            g;

	for (size_t i = 0; i < NITEMS(h); i++) {
		h[i] = (struct worktime_hours){.rank = WORKTIME_DATES, .n = 1,
		                               .window = {{480, 1440}}};
		h[i].from.v = h[i].to.v = (int32_t)i;
	}
	h[0].rank = WORKTIME_ALL;
	s.n_hours = WORKTIME_HOURS;
	ok(worktime_build(mem, &s, &c, &bad), "as many hours rules as a calendar holds; one year");
	s.n_hours++;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_MANY, "and not one more");
	s.n_hours = 1;
	ok(day_from_ymd(2026, 1, 1, &first) && day_from_ymd(2026, 12, 31, &last), "2026");
	o[0].on = first;
	o[1].on = last;
	s.n_days = 2;
	for (int zone = -840; zone <= 840; zone += 840) {
		s.zone = zone;
		ok(worktime_build(mem, &s, &c, &bad) && worktime_day(c, first, &a) == WORKTIME_OK &&
		       !a.works && worktime_day(c, last, &a) == WORKTIME_OK && !a.works,
		   "the first and the last day may be off; zone %d", zone);
	}
	ok(worktime_count_days(c, first, last, &n, &g) == WORKTIME_OK && g && n == 261 - 2,
	   "all days of the calendar");
	ok(worktime_count_days(c, first, (day){last.v + 1}, &n, &g) == WORKTIME_RANGE,
	   "none after");
	ok(worktime_count_days(c, (day){first.v - 1}, last, &n, &g) == WORKTIME_RANGE,
	   "none before");
	ok(worktime_count_days(c, first, (day){first.v - 1}, &n, &g) == WORKTIME_RANGE, "nor back");
	ok(worktime_count_days(c, (day){last.v + 1}, (day){last.v + 1}, &n, &g) == WORKTIME_RANGE,
	   "nor past it");
	ok(worktime_count_days(c, first, (day){INT32_MAX}, &n, &g) == WORKTIME_RANGE, "nor wild");
	ok(worktime_count_days(c, (day){INT32_MIN}, last, &n, &g) == WORKTIME_RANGE,
	   "nor negative");
	o[1].on.v++;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_OUTSIDE && bad.item == 1,
	   "the day after the last is outside");
	o[1].on.v = INT32_MIN;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_OUTSIDE, "wild days too");
	o[1].on = first;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_TWICE, "no day twice");
	o[1].on = last;
	o[1].paper = 1;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_NO_PAPER,
	   "a paper that is there");
	o[1].paper = 0;
	p.title = S("");
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_NO_NAME, "a paper has a title");
	p.title = S("t");
	h[0].n = 2;
	h[0].window[0].to = 720;
	h[0].window[1] = (struct worktime_window){720, 800};
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_WINDOW,
	   "windows are apart");
	h[0].n = 1;
	h[0].rank = WORKTIME_SEASON;
	h[0].from_md = 1301;
	h[0].to_md = 1231;
	ok(!worktime_build(mem, &s, &c, &bad) && bad.fault == WORKTIME_BAD_SEASON, "no 13th month");
	ok(build(S("year\t1970\nyear\t2200\n" OPEN), &c, &bad), "the first and the last year");
	ok(build(S("hours\tall\tall\t09:59-19:59\nhours\t06-01\t06-01\t00:00-24:00\n"), &c, &bad) &&
	       day_from_ymd(2026, 6, 1, &first) && worktime_day(c, first, &a) == WORKTIME_OK &&
	       a.window[0].to == 1440 && worktime_day(c, (day){first.v + 1}, &a) == WORKTIME_OK &&
	       a.window[0].from == 599 && a.window[0].to == 1199,
	   "a season of one day");
	ok(build(S(PAPER "paper\tNo 2\t2025-11-05\tMore\thttps://example.org/\n"
	           "off\t2026-03-02\tX\tNo 2\noff\t2026-03-04\tX\tNo 1\n"
	           "off\t2026-03-03\tX\tNo 1\n" OPEN),
	         &c, &bad) && worktime_papers(c) == 2,
	   "days in any order");
	is_str(worktime_paper(c, 1)->url, S("https://example.org/"), "an address may be given");
	ok(worktime_paper(c, 0)->url.n == 0 && !worktime_paper(c, 2), "or not");
}

static void
accepted(const char *dir)
{
	struct worktime_draft           d;
	struct worktime_bad             bad;
	struct worktime_about           a;
	const struct worktime_calendar *c;
	str office = load_file(mem, arena_printf(mem, "%s/office.tsv", dir).p);
	day on = {0};

	worktime_draft_init(&d, mem, S("v"));
	ok(office.n > 0 && load_years(&d, mem, dir, 2007, 2026) &&
	       worktime_read(&d, office, &bad) &&
	       worktime_build(mem, &d.spec, &c, &bad),
	   "data/calendar as it stands");
	is_i64((int64_t)worktime_papers(c), 23, "20 yearly papers and 3 that changed one");
	ok(day_parse(S("2020-02-01"), &on) && worktime_day(c, on, &a) == WORKTIME_OK && !a.works,
	   "2020-02-01 was to be worked and became a day off");
	is_str(a.paper->no, S("国办发明电〔2020〕1号"), "by the later paper");
	is_i64(a.paper->issued.v - on.v, -6, "of six days before");
	ok(str_starts(a.paper->url, S("https://")), "that can be found");
	ok(build(S("\xEF\xBB\xBF" "zone\t-03:30\t\t\r\n" OPEN), &c, &bad) &&
	       worktime_zone(c) == -210,
	   "a BOM, CR LF and empty fields at the end do no harm");
	ok(build(S("hours\tall\tall\t08:00-12:00\nhours\t06-01\t09-30\t09:00-12:00\n"
	           "hours\t2026-07-01\t2026-07-01\t10:00-12:00"), &c, &bad),
	   "dates over season over all; no last newline");
	ok(day_parse(S("2026-07-01"), &on) && worktime_day(c, on, &a) == WORKTIME_OK &&
	       a.window[0].from == 600, "the date wins on its day");
	ok(day_parse(S("2026-07-02"), &on) && worktime_day(c, on, &a) == WORKTIME_OK &&
	       a.window[0].from == 540, "the season in its months");
	ok(day_parse(S("2026-10-01"), &on) && worktime_day(c, on, &a) == WORKTIME_OK &&
	       a.window[0].from == 480, "and the rest has the rest");
}

/* Cut and garble a good text everywhere: it may be refused, never misread beyond its end. */
static void
garbled(void)
{
	static const char good[] = "zone\t+08:00\n" PAPER "year\t2026\noff\t2026-01-01\tX\tNo 1\n"
	                           "hours\t06-01\t09-30\t08:00-12:00\n" OPEN;
	char    text[sizeof(good)];
	int     refused_n = 0, tried = 0;

	for (size_t n = 0; n < sizeof(good); n++)
		for (int c = 0; c < 256; c += n == sizeof(good) - 1 ? 1 : 5) {
			struct arena         *a = arena_new(1 << 20);
			struct worktime_draft d;
			struct worktime_bad   bad;
			size_t                len = n;

			for (size_t i = 0; i < n; i++)
				text[i] = good[i];
			if (n > 0)
				text[(size_t)c * 131 % n] = (char)c;
			worktime_draft_init(&d, a, S("v"));
			tried++;
			if (!worktime_read(&d, (str){text, len}, &bad)) {
				refused_n++;
				if (bad.line < 1 || bad.column < 1 || bad.column > 8)
					ok(false, "a fault has a place");
			}
			arena_free(a);
		}
	ok(refused_n > tried / 2 && refused_n < tried,
	   "%d of %d garbled texts refused, with a place",
	   refused_n, tried);
}

int
main(int argc, char **argv)
{
	if (argc < 2)
		return skip_all("the folder data/calendar is not named");
	mem = arena_new((size_t)256 << 20);
	refused();
	refused_specs();
	edges();
	accepted(argv[1]);
	garbled();
	arena_free(mem);
	return done();
}
