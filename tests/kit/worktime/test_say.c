/* Working time in words, as the case page shows it. */
#include "base/clock.h"
#include "kit/worktime/say.h"
#include "texts.h"

#include "tap.h"

static struct arena *mem;

static str
amount(enum lang lang, int64_t ms, bool days)
{
	struct buf b;

	buf_init(&b, mem, 256);
	worktime_say_amount(&b, lang, ms, days);
	return buf_str(&b);
}

static str
limit(enum lang lang, int64_t n, enum worktime_clock k, enum worktime_unit u)
{
	struct worktime_limit l = {n, k, u};
	struct buf            b;

	buf_init(&b, mem, 256);
	worktime_say_limit(&b, lang, &l);
	return buf_str(&b);
}

static str
why(enum lang lang, struct worktime_part p)
{
	struct buf b;

	buf_init(&b, mem, 1024);
	worktime_say_why(&b, lang, &p);
	return buf_str(&b);
}

/* The only line of a refusal, in Chinese. */
static str
told(const struct ctx *cx)
{
	const struct why_line *w = &cx->why.line[0];
	struct buf             b;

	buf_init(&b, mem, 1024);
	text_add(&b, w->text, ZH, w->arg, WHY_ARGS);
	return buf_str(&b);
}

static void
refusals(void)
{
	struct worktime_hours           h = {.rank = WORKTIME_ALL, .n = 1, .window = {{480, 720}}};
	struct worktime_spec            s = {.version = S("v"),
	                                     .first_year = 2007, .last_year = 2030,
	                                     .hours = &h, .n_hours = 1};
	const struct worktime_calendar *c;
	struct worktime_draft           d;
	struct worktime_bad             bad;
	struct ctx                      cx = {.arena = mem};

	if (!ok(worktime_build(mem, &s, &c, &bad), "a calendar"))
		return;
	ok(worktime_refuse(&cx, "due", c, WORKTIME_RANGE) == ERR_INPUT &&
	       str_eq(str_of(cx.why.line[0].field), S("due")),
	   "a question out of range is wrong input of its field");
	is_str(told(&cx), S("时间超出工作日历的年份（2007–2030 年），请改正日期或扩展日历。"), "and says why");
	ctx_forget(&cx);
	ok(worktime_refuse(&cx, NULL, c, WORKTIME_MEMORY) == ERR_MEMORY, "no memory is not input");
	ctx_forget(&cx);
	worktime_draft_init(&d, mem, S("v"));
	ok(!worktime_read(&d, S("year\t2026\nzone\t8\n"), &bad), "a bad zone");
	ok(worktime_refuse_bad(&cx, "file", &bad) == ERR_INPUT, "is refused");
	is_str(told(&cx), S("第 2 行第 2 栏“8”：时区请按 +08:00 填写。"), "with line, column, word and remedy");
	ctx_forget(&cx);
	h.rank = WORKTIME_SEASON;
	h.from_md = 601;
	h.to_md = 930;
	ok(!worktime_build(mem, &s, &c, &bad), "a calendar without winter hours");
	ok(worktime_refuse_bad(&cx, "file", &bad) == ERR_INPUT, "is refused");
	is_str(told(&cx), S("2007-01-01 没有上班时间，请补一条 hours。"), "naming the first such day");
	for (int f = WORKTIME_RANGE; f < WORKTIME_FAULT_MAX; f++) {
		ctx_forget(&cx);
		bad = (struct worktime_bad){.fault = (enum worktime_fault)f};
		if (worktime_refuse_bad(&cx, NULL, &bad) != ERR_INPUT ||
		    !str_ends(str_of(text_key(cx.why.line[0].text)),
		              str_of(worktime_fault_name(bad.fault))))
			ok(false, "fault %d has its own sentence", f);
	}
}

/* Worked out by hand: the two amounts of each row add up to its third, as they are shown. */
static void
test_sums(void)
{
	enum { MIN = 60000 };
	static const struct {
		int64_t     used, whole;
		bool        days;
		const char *zh, *en;
	} row[] = {
	    {0, 240 * MIN, false, "已用 0 分，还剩 4 小时 00 分，共 4 小时 00 分", "0 min used, 4 h 00 min left, 4 h 00 min in all"},
	    {106 * MIN, 240 * MIN, false, "已用 1 小时 46 分，还剩 2 小时 14 分，共 4 小时 00 分", "1 h 46 min used, 2 h 14 min left, 4 h 00 min in all"},
	    /* A begun minute has not been used: left and used cut off each for itself would lack one. */
	    {106 * MIN + 30000, 240 * MIN, false, "已用 1 小时 46 分，还剩 2 小时 14 分，共 4 小时 00 分", "1 h 46 min used, 2 h 14 min left, 4 h 00 min in all"},
	    {59 * MIN + 59999, 120 * MIN, false, "已用 59 分，还剩 1 小时 01 分，共 2 小时 00 分", "59 min used, 1 h 01 min left, 2 h 00 min in all"},
	    {240 * MIN, 240 * MIN, false, "已用 4 小时 00 分，还剩 0 分，共 4 小时 00 分", "4 h 00 min used, 0 min left, 4 h 00 min in all"},
	    {300 * MIN, 240 * MIN, false, "已用 4 小时 00 分，还剩 0 分，共 4 小时 00 分", "4 h 00 min used, 0 min left, 4 h 00 min in all"},
	    {3 * DAY_MS, 10 * DAY_MS, true, "已用 3 天，还剩 7 天，共 10 天", "3 d used, 7 d left, 10 d in all"},
	    {3 * DAY_MS - 1, 10 * DAY_MS, true, "已用 2 天，还剩 8 天，共 10 天", "2 d used, 8 d left, 10 d in all"},
	    {-5, 5 * DAY_MS, true, "已用 0 天，还剩 5 天，共 5 天", "0 d used, 5 d left, 5 d in all"},
	};
	static const struct {
		struct worktime_limit l;
		int64_t               times;
		const char           *zh, *en;
	} more[] = {
	    {{5, WORKTIME_WORKDAY, WORKTIME_DAY}, 0, "5 工作日", "5 working d"},
	    {{5, WORKTIME_WORKDAY, WORKTIME_DAY}, 1, "5 工作日，延期 1 次，共 10 工作日", "5 working d, extended 1×, 10 working d in all"},
	    {{4, WORKTIME_OFFICE, WORKTIME_HOUR}, 2, "4 工作时，延期 2 次，共 12 工作时", "4 office h, extended 2×, 12 office h in all"},
	};
	const int64_t part[] = {90 * 1000, 90 * 1000, 30 * 1000, 30 * 1000};
	int64_t       sum = 0, shown = 0;

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++)
		for (int k = 0; k < 2; k++) {
			struct buf b;

			buf_init(&b, mem, 256);
			worktime_say_used(&b, k ? EN : ZH, row[i].used, row[i].whole, row[i].days);
			is_str(buf_str(&b), str_of(k ? row[i].en : row[i].zh), "used, left and all, row %zu", i + 1);
		}
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		for (int k = 0; k < 2; k++) {
			struct buf b;

			buf_init(&b, mem, 256);
			worktime_say_extended(&b, k ? EN : ZH, &more[i].l, more[i].times);
			is_str(buf_str(&b), str_of(k ? more[i].en : more[i].zh), "a limit that was extended, row %zu", i + 1);
		}
	/* 1½ + 1½ + ½ + ½ minutes are four, and 1 + 2 + 0 + 1 are four. */
	for (size_t i = 0; i < sizeof(part) / sizeof(*part); i++) {
		shown += worktime_said(sum + part[i], false) - worktime_said(sum, false);
		sum += part[i];
	}
	is_i64(shown, 4 * MIN, "parts as they are shown add up to the sum as it is shown");
}

int
main(void)
{
	mem = arena_new(1 << 20);
	text_use(texts, T_MAX);
	is_str(amount(ZH, 106 * 60000, false), S("1 小时 46 分"), "the morning of the case page");
	is_str(amount(ZH, 240 * 60000, false), S("4 小时 00 分"), "the sum of the case page");
	is_str(amount(ZH, 68 * 60000, false), S("1 小时 08 分"),
	       "minutes have two digits after hours");
	is_str(amount(ZH, 9 * 60000 + 59999, false), S("9 分"), "begun minutes do not count");
	is_str(amount(ZH, 0, false), S("0 分"), "nothing");
	is_str(amount(ZH, 1500 * 60000, false), S("25 小时 00 分"), "hours do not turn into days");
	is_str(amount(EN, 134 * 60000, false), S("2 h 14 min"), "in English");
	is_str(amount(ZH, (int64_t)15 * DAY_MS, true), S("15 天"), "whole days");
	is_str(limit(ZH, 4, WORKTIME_OFFICE, WORKTIME_HOUR), S("4 工作时"), "B1.4");
	is_str(limit(ZH, 2, WORKTIME_URGENT, WORKTIME_HOUR), S("2 紧急工作时"), "B1.4");
	is_str(limit(ZH, 2, WORKTIME_URGENT, WORKTIME_DAY), S("2 紧急工作日"), "B1.4");
	is_str(limit(ZH, 15, WORKTIME_WORKDAY, WORKTIME_DAY), S("15 工作日"), "B1.4");
	is_str(limit(ZH, 1000000, WORKTIME_NATURAL, WORKTIME_DAY), S("1000000 自然日"), "the longest");
	is_str(limit(EN, 90, WORKTIME_OFFICE, WORKTIME_MINUTE), S("90 office min"), "in English");
	is_str(why(ZH, (struct worktime_part){.why = WORKTIME_NOON}), S("午休"), "a break");
	is_str(why(ZH, (struct worktime_part){.why = WORKTIME_HOLIDAY, .name = S("国庆节")}),
	       S("法定假日（国庆节）"), "a holiday has a name");
	is_str(why(ZH, (struct worktime_part){.why = WORKTIME_MORNING, .make_up = true,
	                                       .name = S("国庆节")}),
	       S("上午（调休上班：国庆节）"), "a make-up day says for what");
	is_str(why(ZH, (struct worktime_part){.why = WORKTIME_WEEKEND, .guessed = true}),
	       S("周末，当年放假安排未公布，按周末推算"), "a guess says so");
	is_str(why(EN, (struct worktime_part){.why = WORKTIME_REST}), S("The rest"), "in English");
	for (int w = 0; w < WORKTIME_WHY_MAX; w++)
		ok(why(ZH, (struct worktime_part){.why = (enum worktime_why)w}).n > 0, "reason %s",
		   worktime_why_name((enum worktime_why)w));
	is_str(text_get(worktime_clock_text(WORKTIME_OFFICE), ZH), S("工作时（只计上班时间）"), "a clock");
	refusals();
	test_sums();
	arena_free(mem);
	return done();
}
