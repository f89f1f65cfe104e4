/* How times, lengths and numbers are worded; checked by hand against the house's manner. */
#include "kit/html/html.h"

#include "base/mem.h"
#include "tap.h"
#include "texts.h"

#define MIN INT64_C(60000)
#define HOUR (60 * MIN)
#define DAY (24 * HOUR)
/* 2026-11-20 14:32 in China */
#define NOW INT64_C(1795156320000)
#define T "\xE2\x80\xAF"

int
main(void)
{
	static struct html_cx h;
	struct arena         *a = arena_new(16 << 20);
	struct ctx            cx = {.arena = a, .now = NOW, .zone = 480, .lang = ZH};
	struct buf            b;
	html                  out;
	uint64_t              before, fails = 0;

	text_use(texts, T_MAX);
	buf_init(&b, a, BUF_PAGE);
	html_init(&h, &b, &cx, STR_NONE, STR_NONE);

	is_str(html_stamp(&h, NOW), S("2026-11-20 14:32"), "the instant these rules are read at");
	is_str(html_when(&h, NOW + 3 * HOUR - 2 * MIN), S("今天 17:30"), "today");
	is_str(html_when(&h, NOW - 22 * HOUR + 8 * MIN), S("昨天 16:40"), "yesterday");
	is_str(html_when(&h, NOW - 14 * HOUR - 32 * MIN), S("今天 00:00"),
	       "midnight belongs to the day it begins");
	is_str(html_when(&h, NOW - 14 * HOUR - 33 * MIN), S("昨天 23:59"),
	       "a minute before is yesterday");
	is_str(html_when(&h, NOW - 2 * DAY), S("11-18"), "this year: month and day");
	is_str(html_when(&h, NOW + DAY), S("11-21"), "tomorrow is a date");
	is_str(html_when(&h, NOW + 60 * DAY), S("2027-01-19"), "another year: the whole date");
	is_str(html_moment(&h, NOW - 2 * DAY), S("11-18 14:32"), "a moment has its time on every day");
	is_str(html_moment(&h, NOW), S("今天 14:32"), "a moment today");
	is_str(html_date(&h, NOW), S("2026-11-20"), "a date is a date, today too");
	is_str(html_iso(&h, NOW), S("2026-11-20T14:32:00.000+08:00"), "for machines");
	is_str(html_iso(&h, INT64_MIN), S("—"), "for machines, outside of the calendar");
	is_str(html_when(&h, INT64_MIN), S("—"), "an instant outside of the calendar is unknown");
	h.zone = 0;
	is_str(html_when(&h, NOW), S("今天 06:32"), "the zone is the city's");
	h.zone = 480;

	is_str(html_left(&h, 28 * MIN), S("还剩" T "28" T "分"), "minutes under an hour");
	is_str(html_left(&h, 63 * MIN), S("还剩" T "1" T "小时" T "03" T "分"),
	       "hours and minutes under four hours");
	is_str(html_left(&h, 4 * HOUR - 1), S("还剩" T "3" T "小时" T "59" T "分"),
	       "just under four hours");
	is_str(html_left(&h, 4 * HOUR), S("还剩" T "4" T "小时"),
	       "from four hours the largest unit only");
	is_str(html_left(&h, 24 * HOUR - 1), S("还剩" T "23" T "小时"), "just under a day");
	is_str(html_left(&h, 47 * HOUR), S("还剩" T "1" T "天"), "days are rounded down");
	is_str(html_left(&h, -32 * MIN), S("超" T "32" T "分"), "over: minutes");
	is_str(html_left(&h, -6 * HOUR - 5 * MIN), S("超" T "6" T "小时"), "over: hours");
	is_str(html_left(&h, -2 * DAY), S("超" T "2" T "天"), "over: days");
	is_str(html_left(&h, 0), S("还剩不到 1" T "分"), "nothing left is still left");
	is_str(html_left(&h, -1), S("超不到 1" T "分"), "over from the first moment");
	is_str(html_left(&h, INT64_MIN), html_left(&h, -INT64_MAX), "the longest delay of all");
	is_str(html_span(&h, 106 * MIN), S("1" T "小时" T "46" T "分"), "a length");
	is_str(html_span(&h, -5), S("不到 1" T "分"), "no length is negative");
	is_str(html_span(&h, 1500 * DAY), S("1" T "500" T "天"), "long lengths are grouped");
	h.lang = EN;
	is_str(html_left(&h, -2 * DAY), S("2" T "d over"), "English: over");
	is_str(html_left(&h, 63 * MIN), S("1" T "h" T "03" T "min left"), "English: left");
	is_str(html_when(&h, NOW), S("today 14:32"), "English: today");
	h.lang = ZH;

	is_str(html_arg_i64(&h, 999).s, S("999"), "no group below 1 000");
	is_str(html_arg_i64(&h, 1284306).s, S("1" T "284" T "306"), "groups of three");
	is_str(html_arg_i64(&h, INT64_MIN).s, S("−9" T "223" T "372" T "036" T "854" T "775" T "808"),
	       "the smallest number, with a true minus");
	is_str(html_arg_u64(&h, UINT64_MAX).s, S("18" T "446" T "744" T "073" T "709" T "551" T "615"),
	       "the largest number");
	is_str(html_plain_i64(&h, -2026), S("-2026"), "plain: bare digits");
	is_str(html_percent(&h, 887), S("88.7" T "%"), "permille as percent");
	is_str(html_percent(&h, -5), S("−0.5" T "%"), "less than nothing");
	is_str(html_percent(&h, 12345), S("1" T "234.5" T "%"), "more than everything");

	html_text_str(&h, STR_NONE);
	html_text_str(&h, S(""));
	html_attr_str(&h, STR_NONE);
	ok(html_end(&h, &out) == OK, "a page ends well");
	is_str(html_bytes(out), S("—"),
	       "no value shows as a dash in text, as nothing in an attribute");

	buf_init(&b, a, 10);
	html_init(&h, &b, &cx, STR_NONE, STR_NONE);
	html_text_str(&h, S("12345"));
	html_text_str(&h, S("<<"));
	html_text_str(&h, S("<"));
	html_text_str(&h, S("x"));
	ok(html_end(&h, &out) == ERR_LARGE && html_bytes(out).n == 0,
	   "past the ceiling: an error and no half page");

	/* Each allocation fails once: ERR_MEMORY or a whole page, never a part of one. */
	for (uint64_t k = 1;; k++) {
		struct arena *small = arena_new(16 << 20);
		enum err      e;

		before = mem_count();
		mem_fail_at(k);
		e = small ? html_escape(small, S("<b>"), &out) : ERR_MEMORY;
		if (e != OK && e != ERR_MEMORY)
			fails++;
		if (e == OK && !str_eq(html_bytes(out), S("&lt;b&gt;")))
			fails++;
		arena_free(small);
		if (mem_count() - before < k)
			break;
	}
	mem_fail_at(0);
	ok(fails == 0, "without memory: an error and no half fragment");
	arena_free(a);
	return done();
}
