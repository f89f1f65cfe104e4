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
	arena_free(mem);
	return done();
}
