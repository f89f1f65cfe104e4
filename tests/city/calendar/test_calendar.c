/* The stored calendar: documents in, one value out, old versions for explanations. */
#include "calendar_sql.h"
#include "city/city.h"

static const struct worktime_limit one_day = {1, WORKTIME_WORKDAY, WORKTIME_DAY};

static int64_t
at(const char *text)
{
	int64_t ms;

	ensure(clock_parse(str_of(text), 480, &ms));
	return ms;
}

static str
due_text(struct store *s, const struct worktime_calendar *c, const char *from)
{
	struct worktime_due due;
	struct buf          b;

	buf_init(&b, s->cx.arena, BUF_LINE);
	ensure(worktime_add(c, &one_day, at(from), &due) == WORKTIME_OK);
	clock_add_minute(&b, due.due, 480);
	if (due.guessed)
		buf_add(&b, S(" guessed"));
	return buf_str(&b);
}

static const struct worktime_calendar *
now(struct store *s)
{
	const struct worktime_calendar *c = NULL;
	enum err                        e;

	ctx_forget(&s->cx);
	ensure(db_begin(s->cx.db) == OK);
	e = calendar_now(&s->cx, &c);
	db_rollback(s->cx.db);
	return e == OK ? c : NULL;
}

static void
bad(struct store *s, const char *name, const char *text, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load_calendar(s, str_of(name), str_of(text), S("试"), &r, &said);

	ok(e == ERR_INPUT && has(said, part), "%s: %s", s->engine, rule);
	if (e != ERR_INPUT || !has(said, part))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static void
test(struct store *s)
{
	const struct worktime_calendar *c, *old;
	struct reply                    r;
	struct input                    in = {S("year"), S("2026")};
	const void                     *out;
	str                             said, version, other;
	char                            name[40], file[60];

	store_check_queries(s, "city/calendar", calendar_queries);
	calendar_drop();
	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ok(!now(s) && s->cx.why.n == 1 && s->cx.why.line[0].text == T_calendar_no_hours,
	   "%s: without office hours there is no calendar, and it says what to load", s->engine);
	ok(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK,
	   "%s: office hours", s->engine);
	c = now(s);
	is_str(due_text(s, c, "2026-09-30 10:00"), S("2026-10-01 17:30 guessed"),
	       "%s: without the year's list only weekends are known, and the answer says so", s->engine);
	version = worktime_version(c);
	for (int y = 2007; y <= 2026; y++) {
		(void)snprintf(name, sizeof(name), "china-%d", y);
		(void)snprintf(file, sizeof(file), "calendar/china-%d.tsv", y);
		ensure(load_calendar(s, str_of(name), data_file(s, file), S("国务院办公厅"), &r, &said) == OK);
	}
	c = now(s);
	is_str(due_text(s, c, "2026-09-30 10:00"), S("2026-10-08 17:30"),
	       "%s: 国办发明电〔2025〕7号: 1 working day from 2026-09-30 is due after the holiday", s->engine);
	ok(!str_eq(version, worktime_version(c)), "%s: another calendar has another version", s->engine);
	ensure(db_begin(s->cx.db) == OK);
	ok(calendar_at(&s->cx, version, &old) == OK, "%s: the old version can be had again", s->engine);
	is_str(due_text(s, old, "2026-09-30 10:00"), S("2026-10-01 17:30 guessed"), "%s: and answers as it did",
	    s->engine);
	ok(calendar_at(&s->cx, S("1-000000000000"), &old) == ERR_NONE && calendar_at(&s->cx, S("99-1"),
	    &old) == ERR_NONE &&
	       calendar_at(&s->cx, S("x"), &old) == ERR_NONE,
	   "%s: a version that never was", s->engine);
	ok(calendar_version(&s->cx, &other) == OK && str_eq(other, worktime_version(c)),
	    "%s: today's version by name", s->engine);
	db_rollback(s->cx.db);
	ok(now(s) == c, "%s: built once, the same value for everybody", s->engine);

	ok(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK &&
	       now(s) == c,
	   "%s: twice adds nothing", s->engine);
	bad(s, "china-2027", "year\t2027\noff\t2027-01-01\t元旦\t国办发明电〔2026〕1号\n", "第 2 行第 4 栏",
	    "a paper that is not declared");
	bad(s, "china-2027", "year\t2027\n\n# x\nholiday\t2027-01-01\n", "第 4 行第 1 栏“holiday”",
	    "a word that is not known");
	bad(s, "china-2027", "off\t2027-02-30\t元旦\tx\n", "2027-02-30", "a day that does not exist");
	bad(s, "china-2026b", "year\t2026\n", "第 1 行", "a year that another document gives already");
	bad(s, "office", "zone\t+08:00\nhours\t06-01\t09-30\t08:00-12:00\n", "没有上班时间", "days without office hours");
	bad(s, "office", "hours\tall\tall\t08:00-12:00\t11:00-17:30\n", "第 1 行", "windows that overlap");
	bad(s, "Office 2", "hours\tall\tall\t08:00-12:00\n", "小写", "a name is small letters, digits, hyphens");
	ok(now(s) == c, "%s: of refused documents nothing stays", s->engine);
	ok(load_calendar(s, S("office"),
	                 S("zone\t+08:00\nworkday_ends\tclose\nnatural_ends\tclose\nhours\tall\tall\t09:00-12:00\t13:00-18:00\n"),
	                 S("新规定"), &r, &said) == OK &&
	       str_eq(r.arg[1], S("2")),
	   "%s: a newer document of a name is its version 2", s->engine);
	is_str(due_text(s, now(s), "2026-09-30 10:00"), S("2026-10-08 18:00"), "%s: and replaces the older",
	    s->engine);
	is_str(due_text(s, c, "2026-09-30 10:00"), S("2026-10-08 17:30"),
	    "%s: who holds the older one keeps it unchanged",
	       s->engine);

	/* More versions than the cache keeps, all of them still held: each asker owns what has no place. */
	for (int i = 0; i < 12; i++) {
		str text = arena_printf(s->cx.arena, "zone\t+08:00\nhours\tall\tall\t09:00-12:00\t13:%02d-18:00\n",
		    i);

		ensure(load_calendar(s, S("office"), text, S("试"), &r, &said) == OK && now(s) != NULL);
	}
	is_str(due_text(s, c, "2026-09-30 10:00"), S("2026-10-08 17:30"), "%s: not even when the cache is full",
	    s->engine);

	if (ok(shows(s, "calendar.show", &in, 1, &out) == OK, "%s: calendar.show", s->engine)) {
		const struct calendar_show *show = out;
		str                         j = json_of(s, "calendar.show", out);

		ok(show->n_year == 21 && show->year[0].year == 2007 && show->year[19].work_days == 248 &&
		    !show->year[19].guessed &&
		       show->year[20].year == 2027 && show->year[20].guessed,
		   "%s: 2007..2026 are published, 2026 has 248 working days, 2027 is guessed", s->engine);
		ok(!show->this_year_guessed && show->next_year_guessed, "%s: the warning is about next year",
		    s->engine);
		is_i64((int64_t)show->n_day, 39, "%s: 2026: 33 days off and 6 make-up days", s->engine);
		ok(show->year[13].n_paper == 2 && has(j, "\"no\":\"国办发明电〔2020〕1号\",\"issued\":\"2020-01-26\"") &&
		       show->year[20].n_paper == 0,
		   "%s: 2020 rests on two papers, the second issued 2020-01-26; 2027 on none", s->engine);
		ok(has(j, "\"day\":\"2026-10-10\",\"works\":true,\"name\":\"国庆节\",\"paper\":\"国办发明电〔2025〕7号\""),
		   "%s: each with its paper", s->engine);
	}
	ok(folds(s, calendar_aggregates, calendar_aggregates_n), "%s: documents equal their events", s->engine);
}

/* ---- One line at a time ---- */

#define DAYS "日期,类别,名称,文号,发文日期,文件标题\n"

static enum err
days(struct store *s, const char *rows, struct reply *r, str *said)
{
	struct input in = {S("file"), arena_printf(s->cx.arena, "%s%s", DAYS, rows)};

	return run_said(s, "calendar.days", &in, 1, r, said);
}

static enum err
count_day(struct ctx *cx, const struct calendar_day_said *d, void *arg)
{
	struct buf *b = arg;

	(void)cx;
	buf_printf(b, "%.*s,%s,%.*s,%.*s,%.*s,%.*s\n", STR_ARG(d->on), d->kind, STR_ARG(d->name), STR_ARG(d->paper),
	           STR_ARG(d->issued), STR_ARG(d->title));
	return OK;
}

/* A whole list of days at once, by the rules of one. */
static void
table_of_days(struct store *s)
{
	static const struct {
		const char *rows, *part[2], *rule;
	} bad[] = {
	    {"2026-12-01,rest,演练,区 9 号,,\n2026-12-02,rest,,区 8 号,2026-11-01,通知\n", {"第 2 行“文件标题”", "第 3 行“名称”"},
	     "all bad rows are told, with their lines"},
	    {"2026-12-01,rest,演练,区 9 号,2026-11-01,通知\n2026-12-01,work,演练,区 9 号,,\n", {"第 3 行“日期”", "重复"}, "a day twice"},
	    {"2025-10-01,work,演练,区政府令 3 号,,\n", {"第 2 行“日期”", "2026/2027"}, "a year that is over"},
	    {"2026-12-01,plain,演练,区政府令 3 号,,\n", {"第 2 行“类别”", "plain"}, "a table has only what is off or worked"},
	    {"2026-12-01,rest,演练,区政府令 3 号,2026-11-21,\n", {"第 2 行“发文日期”", "2026-11-20"}, "a known paper said otherwise"},
	    {"2026-12-01,rest,\"a\nhours\",区政府令 3 号,,\n", {"第 2 行“名称”", "一行"}, "what would be a field of its own"},
	    {"12-01,rest,演练,区政府令 3 号,,\n", {"第 2 行“日期”", "2026-07-01"}, "a day written otherwise"},
	};
	struct reply r;
	struct buf   b;
	str          said, before;

	for (size_t i = 0; i < NITEMS(bad); i++)
		if (!ok(days(s, bad[i].rows, &r, &said) == ERR_INPUT && has(said, bad[i].part[0]) &&
		            has(said, bad[i].part[1]),
		        "%s: refused: %s", s->engine, bad[i].rule))
			printf("# %.*s", STR_ARG(said));
	buf_init(&b, s->cx.arena, BUF_PAGE);
	ensure(db_begin(s->cx.db) == OK);
	ok(calendar_days_each(&s->cx, count_day, &b) == OK && has(buf_str(&b), "2025-10-01,rest,国庆节"),
	   "%s: all days that documents speak of, past years too", s->engine);
	db_rollback(s->cx.db);
	before = worktime_version(now(s));
	ok(days(s, arena_z(s->cx.arena, buf_str(&b)), &r, &said) == OK && str_eq(r.arg[1], S("0")) &&
	       str_eq(worktime_version(now(s)), before),
	   "%s: said again they change nothing", s->engine);
	ok(days(s, "2027-01-04,rest,年初,区 9 号,,\n2026-12-07,rest,年底,区 9 号,,\n"
	           "2026-12-05,work,年底,区 9 号,2026-11-01,年底安排\n2026-12-08,rest,年底,区 9 号,,\n", &r, &said) == OK && str_eq(r.arg[1], S("4")),
	   "%s: days of two years by one new paper", s->engine);
	is_str(due_text(s, now(s), "2026-12-04 10:00"), S("2026-12-05 17:00"), "%s: Saturday is worked", s->engine);
	is_str(due_text(s, now(s), "2026-12-05 10:00"), S("2026-12-09 17:00"), "%s: Monday and Tuesday are not", s->engine);
	ok(folds(s, calendar_aggregates, calendar_aggregates_n), "%s: documents equal their events", s->engine);
}

/* Today is Friday, 2026-11-20. */
static void
line_by_line(struct store *s)
{
	static const char *const years[] = {"2025", "2026"};
	struct actor who;
	struct reply r;
	str          said;

	calendar_drop();
	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ensure(loads(s, "place.load", "places/350602.tsv"));
	ensure(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK);
	for (size_t i = 0; i < NITEMS(years); i++) {
		str file = arena_printf(s->cx.arena, "calendar/china-%s.tsv", years[i]);

		ensure(load_calendar(s, arena_printf(s->cx.arena, "china-%s", years[i]), data_file(s, file.p), S("国办"), &r,
		                     &said) == OK);
	}
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-23 17:30"), "%s: a working day from Friday is Monday",
	       s->engine);
	no(s, "calendar.day", "on=2026-11-23|kind=rest|name=台风停工|paper=区政府令 3 号", "title", "发文日期和标题",
	   "a paper that is not known yet needs its title");
	no(s, "calendar.day", "on=2026-11-23|kind=rest|paper=区政府令 3 号|title=停工令|issued=2026-11-20", "name", "什么事由",
	   "a day off needs its name");
	no(s, "calendar.day", "on=2099-11-23|kind=rest|name=x|paper=x", "on", "核对年份", "the year 2099");
	no(s, "calendar.day", "on=2025-10-01|kind=work|name=x|paper=x", "on", "核对年份", "a year that is over");
	so(s, "calendar.day", "on=2026-11-23|kind=rest|name=台风停工|paper=区政府令 3 号|title=停工令|issued=2026-11-20",
	   T_calendar_loaded, "Monday is off by an order of the district");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-24 17:30"), "%s: then it is due on Tuesday", s->engine);
	so(s, "calendar.day", "on=2026-11-23|kind=rest|name=台风停工|paper=区政府令 3 号", T_calendar_same,
	   "said twice it is no new version");
	so(s, "calendar.day", "on=2026-11-22|kind=work|name=台风停工|paper=区政府令 3 号", T_calendar_loaded,
	   "Sunday is worked instead, by the same paper");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-22 17:30"), "%s: and is the next working day", s->engine);
	so(s, "calendar.day", "on=2026-11-22|kind=rest|name=台风|paper=区政府令 3 号", T_calendar_loaded,
	   "the other way round its line is replaced, not doubled");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-24 17:30"), "%s: Tuesday again", s->engine);
	so(s, "calendar.day", "on=2026-11-23|kind=plain|paper=区政府令 4 号", T_calendar_loaded, "as its weekday");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-23 17:30"), "%s: Monday is a Monday", s->engine);
	so(s, "calendar.day", "on=2027-02-10|kind=rest|name=本地节日|paper=区政府令 3 号", T_calendar_loaded,
	   "a day of a year that is not published yet");
	is_str(due_text(s, now(s), "2027-02-09 10:00"), S("2027-02-11 17:30 guessed"),
	       "%s: is off, and the rest of that year is guessed still", s->engine);

	no(s, "calendar.hours", "windows=08:00-12:00 11:00-17:00|source=x", "windows", "不重叠", "hours that overlap");
	no(s, "calendar.hours", "from=06-31|to=09-30|windows=08:00-12:00|source=x", "from", "月-日", "a day no month has");
	no(s, "calendar.hours", "from=06-01|to=2027-09-30|windows=08:00-12:00|source=x", "to", "月-日", "two kinds of days");
	no(s, "calendar.hours", "source=x", "windows", "全年", "no hours at all");
	so(s, "calendar.hours", "windows=09:00-12:00 13:00-17:00|source=新规定", T_calendar_loaded, "other hours");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-23 17:00"), "%s: a working day ends at five", s->engine);
	so(s, "calendar.hours", "windows=09:00-12:00 13:00-17:00|source=新规定", T_calendar_same, "twice is once");
	so(s, "calendar.hours", "from=2026-11-23|to=2026-11-24|windows=09:00-11:00|source=台风", T_calendar_loaded,
	   "two days with hours of their own");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-23 11:00"), "%s: which end at eleven", s->engine);
	so(s, "calendar.hours", "from=2026-11-23|to=2026-11-24|source=台风已过", T_calendar_loaded, "taken out again");
	is_str(due_text(s, now(s), "2026-11-20 10:00"), S("2026-11-23 17:00"), "%s: all is as before", s->engine);
	asks_for(s, &who, ROLE_SYSADMIN, "350602001");
	none(s, "calendar.day", "on=2026-11-27|kind=rest|name=x|paper=x|title=x|issued=2026-11-20",
	     "the calendar is the whole city's: one street's administrator does not change it");
	ok(has(text_get(s->cx.why.line[0].text, ZH), "请管全区的管理员"), "%s: and is told whom to ask", s->engine);
	none(s, "calendar.hours", "windows=09:00-12:00|source=x", "nor its hours");
	none(s, "calendar.load", "name=local-2026|text=x|source=x", "nor a document of it");
	asks_for(s, &who, ROLE_SYSADMIN, "350602");
	so(s, "calendar.day", "on=2026-11-27|kind=rest|name=x|paper=x|title=x|issued=2026-11-20", T_calendar_loaded,
	   "the district's administrator does");
	s->cx.who = &actor_system;
	ok(folds(s, calendar_aggregates, calendar_aggregates_n), "%s: documents equal their events", s->engine);
	table_of_days(s);
}

/* References come back with the arena: then the cache may let go. */
static void
ownership(struct store *s)
{
	const struct worktime_calendar *c = NULL;
	struct ctx                      cx;
	struct reply                    r;
	str                             said;

	calendar_drop();
	s->cx.now = NOON;
	s->cx.who = &actor_system;
	ensure(load_calendar(s, S("office"), data_file(s, "calendar/office.tsv"), S("示例"), &r, &said) == OK);
	for (int i = 0; i < 3; i++) {
		cx = (struct ctx){.arena = arena_new(64 << 20), .now = NOON, .zone = 480, .db = s->writer};
		ensure(cx.arena && db_begin(cx.db) == OK && calendar_now(&cx, &c) == OK);
		db_rollback(cx.db);
		ensure(c != NULL);
		arena_free(cx.arena);
		calendar_drop();
	}
	ok(c != NULL, "%s: taken and given back, no reference is left over", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	on_engines(city_schemas, NITEMS(city_schemas), line_by_line);
	on_engines(city_schemas, NITEMS(city_schemas), ownership);
	calendar_drop();
	return done();
}
