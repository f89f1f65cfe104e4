/* Maps, dates and single rows: what an import decides without a store. */
#include "base/clock.h"
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/secret/secret.h"
#include "tap.h"
#include "texts.h"
#include "work/ledger/read.h"

#include <string.h>

static struct ctx cx;

static bool
reads(const char *pattern, const char *s, int zone, enum when_summer summer, const char *want)
{
	struct buf b;
	int64_t    ms;
	bool       day_only;

	if (!when_read(str_of(pattern), str_of(s), zone, summer, &ms, &day_only))
		return want == NULL;
	buf_init(&b, cx.arena, 100);
	clock_add_iso(&b, ms, 0);
	if (want && str_starts(buf_str(&b), str_of(want)))
		return true;
	(void)printf("# %s by %s gives %.*s\n", s, pattern, STR_ARG(buf_str(&b)));
	return false;
}

static void
dates(void)
{
	static const char us[] = "MM/DD/YYYY hh:mm:ss AM[ ZZ]";
	static const char *const good[] = {us, "YYYY/M/D H:mm[:ss]", "YYYY-MM-DD[ HH:mm]", "excel", "unix", "unixms"};
	static const char *const bad[] = {"", "MM/DD", "YYYY-MM", "YYYY-MM-DD hh:mm", "YYYY-MM-DD YYYY", "YYYY-MM-DD [",
	                                  "YYYY-MM-DD ]", "YYYY-MM-DD HH:mm AM", "YYYY-MM-DD[[[[ HH]]]]"};

	for (size_t i = 0; i < NITEMS(good); i++)
		ok(when_pattern_good(str_of(good[i])), "pattern %s is one", good[i]);
	for (size_t i = 0; i < NITEMS(bad); i++)
		ok(!when_pattern_good(str_of(bad[i])), "pattern '%s' is none", bad[i]);
	ok(reads(us, "01/02/2014 03:04:05 PM +0000", -300, WHEN_US, "2014-01-02T15:04:05"), "an offset in the text wins");
	ok(reads(us, "01/02/2014 03:04:05 PM +1400", -300, WHEN_US, "2014-01-02T01:04:05"), "up to 14 hours, as on Kiritimati");
	ok(reads(us, "01/02/2014 03:04:05 PM +0559", -300, WHEN_US, "2014-01-02T09:05:05"), "to the last minute of an hour");
	ok(!reads(us, "01/02/2014 03:04:05 PM +1500", -300, WHEN_US, "2014-01-02T00:04:05"), "and no more");
	ok(reads(us, "01/02/2014 03:04:05 PM", -300, WHEN_US, "2014-01-02T20:04:05"), "winter in Baltimore is UTC-5");
	ok(reads(us, "07/02/2014 12:00:00 AM", -300, WHEN_US, "2014-07-02T04:00:00"), "summer UTC-4; 12 AM is midnight");
	ok(reads(us, "07/02/2014 12:30:00 PM", -300, WHEN_US, "2014-07-02T16:30:00"), "12 PM is noon");
	ok(reads(us, "03/09/2014 01:59:59 AM", -300, WHEN_US, "2014-03-09T06:59:59"), "the last winter second of 2014");
	ok(reads(us, "03/09/2014 03:00:00 AM", -300, WHEN_US, "2014-03-09T07:00:00"), "and one second on, the first of summer");
	ok(reads(us, "11/02/2014 02:00:00 AM", -300, WHEN_US, "2014-11-02T07:00:00"), "winter again on 2 November 2014");
	ok(reads("YYYY-MM-DD HH:mm", "2024-03-31 01:59", 60, WHEN_EU, "2024-03-31T00:59"), "Europe before the change");
	ok(reads("YYYY-MM-DD HH:mm", "2024-03-31 03:00", 60, WHEN_EU, "2024-03-31T01:00"), "and behind it");
	ok(reads("YYYY-MM-DD HH:mm", "2024-10-27 03:00", 60, WHEN_EU, "2024-10-27T02:00"), "and in autumn");
	ok(reads("YYYY/M/D H:mm", "2024/3/5 14:30", 480, WHEN_NO_SUMMER, "2024-03-05T06:30"), "a spreadsheet's Chinese date");
	ok(reads("YYYY年M月D日[ H时mm分]", "2024年3月5日 9时05分", 480, WHEN_NO_SUMMER, "2024-03-05T01:05"), "in words");
	ok(reads("YYYY年M月D日[ H时mm分]", "2024年12月31日", 480, WHEN_NO_SUMMER, "2024-12-30T16:00"), "in words, the day alone");
	ok(reads("YYYY-M-D AMh:mm", "2024-3-5 下午2:30", 480, WHEN_NO_SUMMER, "2024-03-05T06:30"), "下午");
	ok(reads("excel", "45356.604166666664", 480, WHEN_NO_SUMMER, "2024-03-05T06:30:00"), "a spreadsheet's number");
	ok(reads("unix", "1709620200", 480, WHEN_NO_SUMMER, "2024-03-05T06:30:00"), "seconds since 1970");
	ok(reads("YYYY-MM-DD", "2024-02-29", 0, WHEN_NO_SUMMER, "2024-02-29"), "29 February of a leap year");
	ok(reads("YYYY-MM-DD", "2023-02-29", 0, WHEN_NO_SUMMER, NULL), "is no day in another");
	ok(reads("YYYY-MM-DD", "2023-02-28x", 0, WHEN_NO_SUMMER, NULL), "nothing may be left over");
	ok(reads("YYYY-MM-DD HH:mm", "2023-02-28 24:00", 0, WHEN_NO_SUMMER, NULL), "24:00 is no time");
	ok(reads(us, "02/28/2023 13:00:00 PM", -300, WHEN_US, NULL), "13 PM is no time");
	ok(reads("YYYY-MM-DD", "", 0, WHEN_NO_SUMMER, NULL) && reads("unix", "-5", 0, WHEN_NO_SUMMER, NULL) &&
	       reads("excel", "1e9", 0, WHEN_NO_SUMMER, NULL) && reads("unix", "999999999999999", 0, WHEN_NO_SUMMER, NULL),
	   "empty, negative and endless numbers are no dates");
}

/* ---- Maps ---- */

#define HEAD "[file]\nsource = s-1\n[columns]\nnumber = No\ncreated = At\nplace = P\n[dates]\nformat = YYYY-MM-DD HH:mm\n"

static enum err
map_of(const char *text, struct ledger_map *m, str *said)
{
	struct buf b;
	enum err   e;

	ctx_forget(&cx);
	e = map_read(&cx, str_of(text), m);
	buf_init(&b, cx.arena, BUF_PAGE);
	for (size_t i = 0; i < cx.why.n; i++) {
		text_add(&b, cx.why.line[i].text, ZH, cx.why.line[i].arg, WHY_ARGS);
		buf_char(&b, '\n');
	}
	*said = buf_str(&b);
	return e;
}

static void
refused(const char *more, const char *line, const char *rule)
{
	struct ledger_map m;
	struct buf        b;
	str               said;
	enum err          e;

	buf_init(&b, cx.arena, BUF_PAGE);
	buf_add(&b, S(HEAD));
	buf_add(&b, str_of(more));
	buf_char(&b, '\0');
	e = map_of(b.p, &m, &said);
	if (!ok(e == ERR_INPUT && str_find_str(said, str_of(line)) != SIZE_MAX, "a map is refused: %s", rule))
		(void)printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

static void
maps(void)
{
	struct ledger_map       m;
	const struct map_value *v;
	str                     said;

	ok(map_of(HEAD "[file]\nzone = -05:00\nsummer = us\n[status]\nX = closed\n[types]\nA* = S06010\nAB* = S06011\n"
	               "ABC = S06012\n\"a=b\" = -\n* = -\n[places]\nhere = 35\n[facts]\nzip = Zip\n",
	          &m, &said) == OK,
	   "a map with English names is read");
	ok(m.zone == -300 && m.summer == WHEN_US && m.nformat == 1 && m.nfact == 1 && m.nplace == 1, "zone, dates, facts");
	v = map_look(&m.table[MAP_TYPE], S("ABC"));
	ok(v && str_eq(v->to, S("S06012")), "the whole value is looked for first");
	v = map_look(&m.table[MAP_TYPE], S("ABD"));
	ok(v && str_eq(v->to, S("S06011")), "then the longest beginning");
	v = map_look(&m.table[MAP_TYPE], S("Z"));
	ok(v && !v->to.p, "then the line for all others; - means nothing of ours");
	v = map_look(&m.table[MAP_TYPE], S("a=b"));
	ok(v && !v->prefix && !v->to.p, "a value with = stands in quotes");
	ok(!map_look(&m.table[MAP_STATUS], S("Y")), "without such a line there is nothing");
	ok(map_of("\xef\xbb\xbf[文件]\r\n来源 = s-1\r\n[栏目]\r\n编号 = 编号\r\n时间 = 时间\r\n[固定]\r\n地点 = 35\r\n"
	          "[日期]\r\n格式 = YYYY-MM-DD\r\n",
	          &m, &said) == OK &&
	       m.zone == 480,
	   "Chinese names, CRLF, a byte order mark; the zone is China's unless said otherwise");

	refused("[nowhere]\n", "第 9 行", "an unknown section");
	refused("[file]\nsauce = x\n", "第 10 行", "an unknown key");
	refused("[file]\nsource = Über Alles\n", "第 10 行", "a source that is no key");
	refused("[file]\nzone = 8\n", "+08:00", "a zone without form");
	refused("[file]\nzone = +25:00\n", "第 10 行", "a zone that no place has");
	refused("[file]\nencoding = EBCDIC\n", "UTF-8", "an encoding nobody reads");
	refused("[file]\nskip = 1\nheader = No\n", "跳过行", "two ways to find the header");
	refused("[columns]\nnumber = Other\n", "第 10 行", "a column twice");
	refused("[columns]\nlon = X\n", "纬度", "half a position");
	refused("[columns]\nlon = X\nlat = Y\n", "坐标系", "a position of no system");
	refused("[columns]\nplace = A > B\n", "第 10 行", "places twice");
	refused("[dates]\nformat = DD-MM\n", "第 10 行", "a date without a year");
	refused("[status]\nX = proven\n", "办结", "a status that becomes what only we may say");
	refused("[types]\nX\n", "第 10 行", "a line without =");
	refused("[types]\nX = S06010\nX = S06011\n", "第 11 行", "a value twice");
	refused("[fixed]\nnumber = 1\n", "第 10 行", "a number that is the same for all");
	ok(map_of("x = y\n", &m, &said) == ERR_INPUT && str_find_str(said, S("第 1 行")) != SIZE_MAX, "a line before any section");
	ok(map_of("", &m, &said) == ERR_INPUT && str_find_str(said, S("来源")) != SIZE_MAX, "an empty map says what it lacks");
	ok(map_of("\xff\xfe", &m, &said) == ERR_INPUT, "a map that is no text");
}

/* ---- Rows ---- */

static const int64_t NOW = INT64_C(1795140000000);

static struct told
good_row(void)
{
	struct told t = {.meaning = TOLD_DONE, .is_public = true};

	for (int i = 0; i < TOLD_TIME_MAX; i++)
		t.time[i] = TOLD_NO_TIME;
	t.text[TOLD_NUMBER] = S("A-1");
	t.text[TOLD_CONTENT] = S("两行\n内容");
	t.time[TOLD_CREATED] = NOW - 86400000;
	t.time[TOLD_CLOSED] = NOW - 3600000;
	t.lon = (opt_f64){true, 117.65};
	t.lat = (opt_f64){true, 24.51};
	return t;
}

static bool
wrong(const struct told *t, const char *field, text_id text)
{
	struct told_fault why;

	return !told_check(cx.arena, t, NOW, 480, &why) && str_eq(str_of(why.field), str_of(field)) && why.text == text;
}

static void
rows(void)
{
	static char        many[3000 * 3 + 1];
	struct told        t = good_row(), back;
	struct told_fault  why;
	const struct jval *v;
	struct buf         b;
	struct json        j;

	ok(told_check(cx.arena, &t, NOW, 480, &why), "a good row");
	buf_init(&b, cx.arena, BUF_PAGE);
	json_init(&j, &b);
	told_json(&t, &j);
	ok(jval_parse(&cx, buf_str(&b), &jlimit_body, &v) == OK && told_from_json(v, &back) &&
	       str_eq(told_digest(cx.arena, &t), told_digest(cx.arena, &back)),
	   "comes back from JSON the same");
	back.text[TOLD_PHONE] = S("19900001000");
	ok(str_eq(told_digest(cx.arena, &t), told_digest(cx.arena, &back)), "its digest gives no phone number away");
	back.text[TOLD_STATUS] = S("x");
	ok(!str_eq(told_digest(cx.arena, &t), told_digest(cx.arena, &back)), "but tells another status");
	ok(jval_parse(&cx, S("{\"number\":\"1\",\"stage\":\"proven\"}"), &jlimit_body, &v) == OK && !told_from_json(v, &back),
	   "nobody can tell a stage");

	t = good_row();
	t.text[TOLD_NUMBER] = STR_NONE;
	ok(wrong(&t, "number", T_ledger_missing), "no number");
	t = good_row();
	t.time[TOLD_CREATED] = TOLD_NO_TIME;
	ok(wrong(&t, "created", T_ledger_missing), "no time");
	t.time[TOLD_CREATED] = INT64_C(4070908800000);
	ok(wrong(&t, "created", T_ledger_future), "2099");
	t.time[TOLD_CREATED] = 0;
	ok(wrong(&t, "created", T_ledger_old), "1970");
	t = good_row();
	t.time[TOLD_CLOSED] = t.time[TOLD_CREATED] - 1;
	ok(wrong(&t, "closed", T_ledger_closed_early), "closed before it was created");
	t = good_row();
	t.time[TOLD_DUE] = INT64_C(4070908800000);
	ok(wrong(&t, "due", T_ledger_far), "due in 2099");
	t = good_row();
	t.lat.some = false;
	ok(wrong(&t, "lat_told", T_ledger_half_position), "half a position");
	t = good_row();
	t.lat.v = 117.65;
	ok(wrong(&t, "lat_told", T_ledger_position), "a latitude of 117 degrees");
	t = good_row();
	t.text[TOLD_ADDRESS] = S("a\nb");
	ok(wrong(&t, "address", T_ledger_controls), "an address of two lines");
	t.text[TOLD_ADDRESS] = S("a\xe2\x80\xae" "b");
	ok(wrong(&t, "address", T_ledger_controls), "marks that turn text around");
	for (size_t i = 0; i + 3 < sizeof(many); i += 3)
		memcpy(many + i, "字", 3);
	t = good_row();
	t.text[TOLD_CONTENT] = (str){many, 2001 * 3};
	ok(wrong(&t, "text", T_ledger_long), "2001 characters");
	t.text[TOLD_CONTENT] = (str){many, 2000 * 3};
	ok(told_check(cx.arena, &t, NOW, 480, &why), "2000 are fine");
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new(64 << 20), .now = NOW, .zone = 480};
	ensure(cx.arena && secret_start() == OK);
	dates();
	maps();
	rows();
	arena_free(cx.arena);
	return done();
}
