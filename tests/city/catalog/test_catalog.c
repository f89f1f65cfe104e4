/* Classes and conditions: what is let in, what is found, which limit holds. */
#include "city/edition/edition.h"
#include "city/city.h"
#include "unit_sql.h"
#include "catalog_sql.h"

static const char head[] = "key\tkind\tcode\tbig_code\tbig_name\tname\tsubject\tsynonyms\tsource\tversion\tvalid_from\tvalid_to\n";
static const char chead[] = "key\tclass_key\tcondition\tafter_key\tamount\tlimit_unit\tclosing\tphoto\tphoto_reason\t"
                            "not_collected\tseason\tbasis\tsource\tversion\tvalid_from\tvalid_to\n";

static day
on(const char *text)
{
	day d;

	ensure(day_parse(str_of(text), &d));
	return d;
}

static void
refused(struct store *s, const char *command, str text, const char *part, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = load_file(s, command, text, &r, &said);

	ok(e == ERR_INPUT && has(said, part), "%s: %s", s->engine, rule);
	if (e != ERR_INPUT || !has(said, part))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static void
refused_condition(struct store *s, const char *row, const char *part, const char *rule)
{
	str  said = STR_NONE, text = arena_printf(s->cx.arena, "%s%s\n", chead, row);
	bool in = loads_conditions(s, text, &said);

	ok(!in && has(said, part) && has(said, "第 2 行"), "%s: %s", s->engine, rule);
	if (in || !has(said, part))
		printf("# %.*s", STR_ARG(said));
}

static void
class_rules(struct store *s)
{
	static const char row[] = "S06088\t事项\t06088\t06\t市容环境\t甲\tplace\t\t本地\tX-1\t2026-01-01\t\n";
	struct reply r;
	str          said;
	struct arena *a = s->cx.arena;

	ok(load_file(s, "class.load", arena_printf(a, "%s%s", head, row), &r, &said) == OK && changed(&r) == 1,
	   "%s: a class is added", s->engine);
	ok(load_file(s, "class.load", arena_printf(a, "%s%s", head, row), &r, &said) == OK && changed(&r) == 0,
	   "%s: twice adds nothing", s->engine);
	refused(s, "class.load", arena_printf(a,
	    "%sS06088\t事项\t06088\t06\t市容环境\t乙\tplace\t\t本地\tX-1\t2026-01-01\t\n", head),
	        "不能改", "a version never changes what it says: new name under the same version");
	refused(s, "class.load", arena_printf(a,
	    "%sS06088\t事项\t06088\t06\t市容环境\t乙\tplace\t\t本地\tX-2\t2026-06-01\t\n", head),
	        "重叠", "two versions of a class on one day");
	ok(load_file(s, "class.load",
	             arena_printf(a,
	                          "%sS06088\t事项\t06088\t06\t市容环境\t甲\tplace\t\t本地\tX-1\t2026-01-01\t2026-06-01\n"
	                          "S06088\t事项\t06088\t06\t市容环境\t乙\tplace\t\t本地\tX-2\t2026-06-01\t\n",
	                          head),
	             &r, &said) == OK &&
	       changed(&r) == 2,
	   "%s: ending the old version and beginning the new in one file is fine", s->engine);
	refused(s, "class.load", arena_printf(a,
	    "%sS06087\t事项\t06087\t07\t市容环境\t丙\tplace\t\t本地\tX-1\t2026-01-01\t\n", head),
	        "第 2 行", "the big code is the code's beginning");
	refused(s, "class.load", arena_printf(a,
	    "%sS06087\t部件\t06087\t06\t市容环境\t丙\tplace\t\t本地\tX-1\t2026-01-01\t\n", head),
	        "第 2 行", "S is for events, B for components");
	refused(s, "class.load", arena_printf(a,
	    "%sS06087\t事项\t06087\t06\t市容环境\t丙\tstreet\t\t本地\tX-1\t2026-01-01\t\n", head),
	        "subject", "the subject is place, operator or person");
	refused(s, "class.load", arena_printf(a,
	    "%sS06087\t事项\t06087\t06\t市容环境\t丙\tplace\t\t本地\tX-1\t2026-13-01\t\n", head),
	        "valid_from", "a validity is a day that exists");
	refused(s, "class.load",
	        arena_printf(a,
	                     "%sS06086\t事项\t06086\t06\t市容环境\t丁\tplace\t\t本地\tX-1\t2026-01-01\t\n"
	                     "S06087\t事项\t06087\t06\t市容环境\t丙\tplace\t\t本地\tX-1\t2026-01-01\t2025-01-01\n",
	                     head),
	        "第 3 行", "an end before the beginning, with the line");
	{
		struct class_row c;

		ok(db_begin(s->cx.db) == OK && catalog_class(&s->cx, S("S06086"), on("2026-02-01"), &c) == ERR_NONE,
		   "%s: of a refused file nothing stays", s->engine);
		db_rollback(s->cx.db);
	}
}

/* 行道树死株 in the planting season: its days are a part of the condition's version. */
static void
seasons(struct store *s)
{
	static const char *const bad[] = {"2-1\t04-30", "02-30\t04-30", "02-01\t13-01", "02-01\t春", "\t04-30"};
	str file = arena_printf(s->cx.arena, "%sS04002-1\tS04002\t行道树死株\t\t15\t工作日\t补植同种苗木\tneeded\t改前改后同角度对比才能确认修复\t\t"
	                                     "种植季节\t《城市绿化条例》\t运城市立案结案标准（转引，待与原文核对）\t默认-2026.1\t2026-07-01\t\n",
	                        chead),
	    said;

	for (size_t i = 0; i < NITEMS(bad); i++)
		ok(!loads_seasonal(s, file, arena_printf(s->cx.arena, "season\tfrom\tto\tsource\n种植季节\t%s\t示例\n", bad[i]),
		                   &said) && has(said, "第 2 行"),
		   "%s: '%s' is no season", s->engine, bad[i]);
	ok(!loads_seasonal(s, file, S("season\tfrom\tto\tsource\n种植季节\t02-01\t04-30\t示例\n"), &said) &&
	       has(said, "S04002-1") && has(said, "不能改"),
	   "%s: other days are another condition: they need a new version", s->engine);
	ok(loads_conditions(s, file, &said), "%s: the same days are the same", s->engine);
}

static void
condition_rules(struct store *s)
{
	str said;

	refused_condition(s, "S06099-1\tS06099\t不牵绳\t\t1\t工作日\t改正\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "个人",
	                  "a person class has no condition: it is counted, never filed (domain.md, refusals 1)");
	refused_condition(s, "B01037-1\tB01037\t不亮\t\t1\t工作日\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "部件",
	                  "a component is never filed itself");
	refused_condition(s, "S99999-1\tS99999\t甲\t\t1\t工作日\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "不存在",
	                  "the class must exist");
	refused_condition(s, "S06010-7\tS06010\t甲\t\t1\t年\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "时限单位表",
	                  "the unit of the limit must be in the table of units");
	refused_condition(s, "S06010-7\tS06010\t甲\t\t0\t工作日\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "整数",
	                  "a limit is at least 1");
	refused_condition(s, "S06010-7\tS06010\t甲\tS06010-7\t1\t工作日\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t",
	    "前一步",
	                  "a condition does not come after itself");
	refused_condition(s, "S06010-1\tS06010\t甲\t\t9\t工作日\t修复\tnone\t-\t\t\t办法\t示例\tX-1\t2026-01-01\t", "重叠",
	                  "two versions of a condition on one day");
	refused_condition(s,
	                  "S06010-1\tS06010\t有暴露垃圾\t\t9\t工作日\t清除\tneeded\t-\t\t\t办法\t示例\t默认-2026.1\t2026-07-01\t",
	                  "不能改", "a condition never changes within its version");
	refused_condition(s, "S06010-7\tS06010\t甲\t\t1\t工作日\t修复\tnone\t-\t\t雨季\t办法\t示例\tX-1\t2026-01-01\t", "雨季",
	                  "a season must be in the table of seasons");
	seasons(s);
	ok(loads_conditions(s, data_file(s, "catalog/conditions.tsv"), &said),
	    "%s: loading the same conditions twice is fine",
	   s->engine);
}

static struct class_condition *
conditions(struct store *s, const char *key, size_t *n)
{
	struct class_condition *k = NULL;
	struct class_row        c;

	ensure(catalog_class(&s->cx, str_of(key), on("2026-11-20"), &c) == OK);
	ensure(catalog_conditions(&s->cx, &c, on("2026-11-20"), &k, n) == OK);
	return k;
}

static void
limits(struct store *s)
{
	struct class_condition *k, one;
	struct class_row        c;
	size_t                  n;

	ensure(db_begin(s->cx.db) == OK);
	k = conditions(s, "S01001", &n);
	ok(n == 3 && k[0].limit.amount == 2 && k[0].limit.clock == WORKTIME_URGENT &&
	    k[0].limit.unit == WORKTIME_HOUR &&
	       !k[0].inherited && !k[0].example,
	   "%s: a missing cover has 2 urgent hours (B1.4, Yuncheng)", s->engine);
	ok(k[1].limit.amount == 4 && k[1].limit.clock == WORKTIME_OFFICE,
	    "%s: a broken cover 4 office hours (B1.4)", s->engine);
	ok(k[2].example, "%s: what no authority stated says so (示例)", s->engine);
	k = conditions(s, "S01063", &n);
	ok(n == 1 && k[0].inherited && k[0].example && str_eq(k[0].class_key, S("S01")) && k[0].limit.amount == 3 &&
	       k[0].limit.clock == WORKTIME_WORKDAY,
	   "%s: a class without its own condition inherits its big class's", s->engine);
	ok(!k[0].season.p, "%s: it runs all year", s->engine);
	k = conditions(s, "S04002", &n);
	ok(k[0].limit.amount == 15 && k[0].limit.clock == WORKTIME_WORKDAY &&
	       str_eq(k[0].season, S("02-01/04-30 10-01/11-30 种植季节")),
	   "%s: a dead tree has 15 working days of the planting season (B1.4)", s->engine);
	ok(catalog_condition(&s->cx, k[0].id, &one) == OK && str_eq(one.season, k[0].season) &&
	       str_eq(one.key, k[0].key),
	    "%s: a condition by its id", s->engine);
	ok(catalog_condition(&s->cx, 999999, &one) == ERR_NONE, "%s: no such condition", s->engine);
	(void)conditions(s, "S06099", &n);
	is_i64((int64_t)n, 0, "%s: a person class has none, its big class's neither", s->engine);
	(void)conditions(s, "B01037", &n);
	is_i64((int64_t)n, 0, "%s: a component has none", s->engine);
	ok(catalog_class(&s->cx, S("S06088"), on("2026-03-01"), &c) == OK && str_eq(c.version, S("X-1")) &&
	       catalog_class(&s->cx, S("S06088"), on("2026-06-01"), &c) == OK && str_eq(c.version, S("X-2")),
	   "%s: the version of the day asked for", s->engine);
	ok(catalog_class_version(&s->cx, S("S06088"), S("X-1"), &c) == OK && str_eq(c.name, S("甲")),
	   "%s: an old version can still be read", s->engine);
	ok(catalog_class(&s->cx, S("S01037"), on("2026-06-30"), &c) == ERR_NONE,
	   "%s: GB/T 47678.5-2026 holds from 2026-07-01", s->engine);
	db_rollback(s->cx.db);
}

static bool
finds(struct store *s, const char *words, const char *key, size_t within)
{
	struct class_list l;

	ensure(catalog_search(&s->cx, str_of(words), on("2026-11-20"), 20, &l) == OK);
	for (size_t i = 0; i < l.n && i < within; i++)
		if (str_eq(l.item[i].key, str_of(key)))
			return true;
	for (size_t i = 0; i < l.n && i < 5; i++)
		printf("# %s: %.*s %.*s %d\n", words, STR_ARG(l.item[i].key), STR_ARG(l.item[i].name), l.item[i].fit);
	return false;
}

static void
search(struct store *s)
{
	struct class_list l;
	const void       *out;
	struct input      in = {S("big"), S("S06")};

	ensure(db_begin(s->cx.db) == OK);
	ok(finds(s, "S01037", "S01037", 1), "%s: by key", s->engine);
	ok(finds(s, "01037", "S01037", 1), "%s: by code, the event before the component", s->engine);
	ok(finds(s, "小广告", "S07001", 3), "%s: by a part of the name", s->engine);
	ok(finds(s, "遛狗不牵绳", "S06099", 1), "%s: by an everyday word", s->engine);
	ok(finds(s, "jinggai", "S01001", 20) && finds(s, "jg", "S01001", 20), "%s: 供水井盖异常 by pinyin, by initials", s->engine);
	ok(finds(s, "ludengyichang", "S01037", 1) && finds(s, "ldyc", "S01037", 3), "%s: 路灯异常 by its whole name", s->engine);
	ok(finds(s, "liugoubuqiansheng", "S06099", 1), "%s: an everyday word by pinyin", s->engine);
	ok(finds(s, "雨篦子被落叶堵住", "B01004", 5),
	   "%s: an everyday word inside what somebody wrote", s->engine);
	ensure(catalog_search(&s->cx, S("乱七八糟没有的词"), on("2026-11-20"), 20, &l) == OK);
	is_i64((int64_t)l.n, 0, "%s: nothing is found for nonsense", s->engine);
	db_rollback(s->cx.db);
	if (ok(shows(s, "class.list", &in, 1, &out) == OK, "%s: class.list", s->engine)) {
		const struct class_list *list = out;
		bool                     persons = false;

		/* 52 numbers less 06031, nine local ones, and 甲/乙 of this test. */
		is_i64((int64_t)list->n, 51 + 9 + 1,
		    "%s: S06 has 51 classes of the standard, 9 local, 1 of this test", s->engine);
		for (size_t i = 0; i < list->n; i++)
			persons = persons || (list->item[i].subject == SUBJECT_PERSON && !list->item[i].files);
		ok(persons && has(json_of(s, "class.list", out), "\"counted_only\":true"),
		    "%s: person classes are marked as counted only", s->engine);
	}
}

/* What the list says of pictures is what the conditions say, class by class. */
static void
pictures(struct store *s)
{
	struct class_list l;
	size_t            asks = 0, wrong = 0;

	ensure(db_begin(s->cx.db) == OK && catalog_list(&s->cx, on("2026-11-20"), &l) == OK);
	for (size_t i = 0; i < l.n; i++) {
		struct class_row        c;
		struct class_condition *one;
		size_t                  n;
		bool                    all;

		ensure(catalog_class(&s->cx, l.item[i].key, on("2026-11-20"), &c) == OK &&
		       catalog_conditions(&s->cx, &c, on("2026-11-20"), &one, &n) == OK);
		all = n > 0;
		for (size_t k = 0; k < n; k++)
			all = all && str_eq(one[k].photo, S("needed"));
		asks += all;
		wrong += all != l.item[i].photo;
	}
	db_rollback(s->cx.db);
	is_i64((int64_t)wrong, 0, "%s: the list and the conditions ask for the same pictures", s->engine);
	ok(asks > 100 && asks < l.n, "%s: of most classes, not of all (%zu of %zu)", s->engine, asks, l.n);
}

static const struct class_difference *
difference(const struct class_difference *d, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(d[i].key, str_of(key)))
			return &d[i];
	return NULL;
}

/* A version that begins on a day of its own: one condition changed, one as it was, one ended, one new. */
static void
compares(struct store *s)
{
	static const char before[] =
	    "S06088-1\tS06088\t甲脏\t\t2\t工作日\t扫净\tnone\t-\t\t\t办法\t示例\tX-1\t2026-07-01\t2026-10-01\n"
	    "S06088-2\tS06088\t甲坏\t\t4\t工作时\t修好\tnone\t-\t\t\t办法\t示例\tX-1\t2026-07-01\t2026-10-01\n"
	    "S06088-3\tS06088\t甲没了\t\t1\t自然日\t补上\tnone\t-\t\t\t办法\t示例\tX-1\t2026-07-01\t2026-10-01\n";
	static const char after[] =
	    "S06088-1\tS06088\t甲脏\t\t4\t紧急工作时\t扫净\tneeded\t对比\t\t\t办法\t示例\tX-2\t2026-10-01\t\n"
	    "S06088-2\tS06088\t甲坏\t\t4\t工作时\t修好\tnone\t-\t\t\t办法\t示例\tX-2\t2026-10-01\t\n"
	    "S06088-4\tS06088\t甲歪\t\t1\t自然日\t扶正\tnone\t-\t\t\t办法\t示例\tX-2\t2026-10-01\t\n";
	struct input                    in[2] = {{S("from"), S("2026-09-30")}, {S("to"), S("2026-10-01")}};
	const struct class_comparison  *c;
	const struct class_difference  *d;
	const struct class_shown       *one;
	const void                     *out;
	str                             said;

	if (!ok(loads_conditions(s, arena_printf(s->cx.arena, "%s%s%s", chead, before, after), &said),
	        "%s: two versions of conditions in one file", s->engine)) {
		printf("# %.*s", STR_ARG(said));
		return;
	}
	if (!ok(shows(s, "class.compare", in, 2, &out) == OK, "%s: class.compare", s->engine))
		return;
	c = out;
	is_i64((int64_t)c->nclass, 0, "%s: no class differs between the two days", s->engine);
	is_i64((int64_t)c->ncondition, 3, "%s: three conditions do", s->engine);
	is_i64((int64_t)c->reissued, 1, "%s: one has a new version that reads the same", s->engine);
	d = difference(c->condition, c->ncondition, "S06088-1");
	ok(d && d->what == CLASS_CHANGED && d->nfield == 4 && str_eq(d->was_version, S("X-1")) &&
	       str_eq(d->version, S("X-2")) &&
	       str_eq(d->field[0].was, S("2 工作日")) && str_eq(d->field[0].is, S("4 紧急工作时")) &&
	       str_eq(str_of(d->field[1].name), S("limit_unit")) && str_eq(d->field[2].is, S("needed")) &&
	       str_eq(d->field[3].is, S("对比")),
	   "%s: limit, unit, photo and its reason, field by field; nothing else", s->engine);
	d = difference(c->condition, c->ncondition, "S06088-3");
	ok(d && d->what == CLASS_ENDED && !d->version.p, "%s: ended", s->engine);
	d = difference(c->condition, c->ncondition, "S06088-4");
	ok(d && d->what == CLASS_ADDED && !d->was_version.p, "%s: added", s->engine);
	in[0].value = S("2026-05-31");
	in[1].value = S("2026-06-01");
	ensure(shows(s, "class.compare", in, 2, &out) == OK);
	c = out;
	d = c->class;
	ok(c->nclass == 1 && d->what == CLASS_CHANGED && d->nfield == 1 && str_eq(d->field[0].was, S("甲")) &&
	       str_eq(d->field[0].is, S("乙")),
	   "%s: 甲 is called 乙 from 2026-06-01 on", s->engine);
	in[0].value = S("2026-06-01");
	ok(shows(s, "class.compare", in, 2, &out) == ERR_INPUT, "%s: the same day twice is refused", s->engine);
	in[1].value = S("2026-06-30");
	ensure(shows(s, "class.compare", in, 2, &out) == OK);
	c = out;
	ok(c->nclass == 0 && c->ncondition == 0, "%s: nothing differs where nothing began or ended", s->engine);

	ensure(shows(s, "class.show", &(struct input){S("key"), S("S06088")}, 1, &out) == OK);
	one = out;
	ok(one->nversion == 2 && one->now && str_eq(one->version[one->at].class.name, S("乙")) && one->nrule == 3,
	   "%s: class.show: both versions, today's, and the conditions that hold", s->engine);
	in[0] = (struct input){S("key"), S("S06088")};
	in[1] = (struct input){S("on"), S("2026-03-01")};
	ensure(shows(s, "class.show", in, 2, &out) == OK);
	one = out;
	ok(one->now && str_eq(one->version[one->at].class.name, S("甲")), "%s: and the version of a day asked for", s->engine);
	in[1].value = S("2025-03-01");
	ensure(shows(s, "class.show", in, 2, &out) == OK);
	one = out;
	ok(!one->now, "%s: before it began it says that it does not hold", s->engine);
	ensure(shows(s, "class.show", &(struct input){S("key"), S("S06099")}, 1, &out) == OK);
	one = out;
	ok(one->nrule == 0 && has(json_of(s, "class.show", out), "\"counted_only\":true"),
	   "%s: a person class is shown as counted only, without conditions", s->engine);
	ok(shows(s, "class.show", &(struct input){S("key"), S("S99999")}, 1, &out) == ERR_NONE, "%s: no such class", s->engine);
}

static str
old_to_new(const char *old, bool event)
{
	static char key[CLASS_KEY];

	return class_key_of_old(str_of(old), event, key) ? (str){key, CLASS_KEY} : S("-");
}

/* B1.3: the codes of GB/T 30428.2-2013. */
static void
old_codes(void)
{
	char   key[2][CLASS_KEY], old[CLASS_OLD];
	size_t wrong = 0;

	is_str(old_to_new("0101", false), S("B01001"), "a component bbss is bb0ss");
	is_str(old_to_new("0577", false), S("B05077"), "in all five big classes");
	is_str(old_to_new("0110", true), S("S06010"), "an event 01ss is 060ss");
	is_str(old_to_new("0207", true), S("S07007"), "02ss is 070ss");
	is_str(old_to_new("0312", true), S("S08012"), "03ss is 080ss");
	is_str(old_to_new("0401", true), S("S09001"), "04ss is 090ss");
	is_str(old_to_new("0208", true), S("-"), "past the end of the base list there is none");
	is_str(old_to_new("0299", true), S("-"), "nor for a city's own, counted down from 99");
	is_str(old_to_new("0501", true), S("-"), "nor for emergencies, which went nowhere as such");
	is_str(old_to_new("0100", true), S("-"), "00 is none");
	is_str(old_to_new("01a1", true), S("-"), "digits alone");
	is_i64((int64_t)class_keys_of_old(S("0110"), key), 2, "without a letter it may be both");
	is_i64((int64_t)class_keys_of_old(S("S0110"), key), 1, "with one it is one");
	is_i64((int64_t)class_keys_of_old(S("06010"), key), 0, "five digits are new");
	ok(class_old_of_key(S("S06010"), old) && str_eq((str){old, CLASS_OLD}, S("0110")), "and back");
	ok(!class_old_of_key(S("S06039"), old) && !class_old_of_key(S("S01037"), old) && !class_old_of_key(S("S06110"), old),
	   "what is new has no old code");
	for (int big = 1; big <= 5; big++)
		for (int small = 1; small <= 99; small++)
			for (int event = 0; event < 2; event++) {
				char text[8];

				(void)snprintf(text, sizeof(text), "%02d%02d", big, small);
				if (class_key_of_old(str_of(text), event, key[0]))
					wrong += !class_old_of_key((str){key[0], CLASS_KEY}, old) ||
					         !str_eq((str){old, CLASS_OLD}, str_of(text));
			}
	is_i64((int64_t)wrong, 0, "every old code that went over comes back");
	is_i64(class_fit(S("0110"), S("S06010"), S("06010"), S("暴露垃圾"), S("")), CLASS_FIT_OLD, "found by its old code");
	is_i64(class_fit(S("B0110"), S("S06010"), S("06010"), S("暴露垃圾"), S("")), 0, "not by a component's");
}

static void
fits(void)
{
	ok(class_fit(S("路灯"), S("S01037"), S("01037"), S("路灯异常"), S("灯不亮；路灯坏")) >
	       class_fit(S("灯"), S("S01037"), S("01037"), S("红绿灯异常"), S("")),
	   "a beginning is better than an inside");
	is_i64(class_fit(S("路灯 井盖"), S("S01037"), S("01037"), S("路灯异常"), S("")), 0, "every word must be found");
	ok(class_fit(S("  路灯   异常 "), S("S01037"), S("01037"), S("路灯异常"), S("")) > 0, "words parted by spaces");
	ok(class_fit(S("jg"), S("S01001"), S("01001"), S("供水井盖异常"), S("")) >= CLASS_FIT_NAMED &&
	       class_fit(S("jinggai"), S("S01001"), S("01001"), S("供水井盖异常"), S("")) >
	           class_fit(S("jg"), S("S01001"), S("01001"), S("供水井盖异常"), S("")) &&
	       class_fit(S("井盖"), S("S01001"), S("01001"), S("供水井盖异常"), S("")) >
	           class_fit(S("jinggai"), S("S01001"), S("01001"), S("供水井盖异常"), S("")),
	   "characters before pinyin before initials");
	ok(class_fit(S("lu deng"), S("S01037"), S("01037"), S("路灯异常"), S("")) > 0, "syllables parted by spaces");
	is_i64(class_fit(S("s0"), S("S01037"), S("01037"), S("路灯异常"), S("")), CLASS_FIT_BEGIN, "a key is no pinyin");
	is_i64(class_fit(S("   "), S("S01037"), S("01037"), S("路灯异常"), S("")), 0, "no words, no fit");
	is_i64(class_fit(S("1"), S("S01037"), S("01037"), S("路灯异常"), S("")), 0, "one digit is not a code");
}

/* ---- One class, one condition at a time ---- */

/* "4 小时 v; 2 小时 w": the conditions of a class on a day. */
static str
limits_on(struct store *s, const char *key, const char *on)
{
	struct class_row        class;
	struct class_condition *c;
	struct buf              b;
	size_t                  n;
	day                     d;

	buf_init(&b, s->cx.arena, BUF_LINE);
	ensure(day_parse(str_of(on), &d) && db_begin(s->cx.db) == OK);
	ctx_forget(&s->cx);
	if (catalog_class(&s->cx, str_of(key), d, &class) == OK) {
		ensure(catalog_conditions(&s->cx, &class, d, &c, &n) == OK);
		for (size_t i = 0; i < n; i++)
			buf_printf(&b, "%s%.*s: %" PRId64 " %.*s%s%.*s", i ? "; " : "", STR_ARG(c[i].key), c[i].amount,
			           STR_ARG(c[i].limit_unit), c[i].after_key.p ? " after " : "", STR_ARG(c[i].after_key));
	}
	db_rollback(s->cx.db);
	return buf_str(&b);
}

#define SAYS "closing=清除干净|photo=needed|photo_reason=对比|basis=区规定|source=区创城办|"
#define HEAP "condition=有暴露垃圾|" SAYS

static str
named(struct store *s, const char *text)
{
	struct class_row class;
	day              d;
	enum err         e;

	ensure(day_parse(S("2026-11-20"), &d) && db_begin(s->cx.db) == OK);
	ctx_forget(&s->cx);
	e = catalog_class_named(&s->cx, "class", str_of(text), d, &class);
	db_rollback(s->cx.db);
	return e == OK ? class.key : str_of(text_key(s->cx.why.line[0].text));
}

/* As an old ledger names them: the import asks in this way. */
static void
old_named(struct store *s)
{
	is_str(named(s, "S0110"), S("S06010"), "%s: an old event's code", s->engine);
	is_str(named(s, "B0101"), S("B01001"), "%s: an old component's", s->engine);
	is_str(named(s, "0577"), S("catalog_no_code"), "%s: one that the new list has no more", s->engine);
	is_str(named(s, "0131"), S("B01031"), "%s: of an event that was dropped (06031) the component alone is left", s->engine);
	is_str(named(s, "0110"), S("catalog_two_old"), "%s: without its letter it may be both", s->engine);
	is_str(named(s, "06010"), S("S06010"), "%s: new codes as before", s->engine);
}

/* Today is 2026-11-20. */
static void
one_by_one(struct store *s)
{
	str before = limits_on(s, "S06010", "2026-11-20");

	is_str(before, S("S06010-1: 4 小时"), "%s: rubbish has four hours", s->engine);
	so(s, "condition.change", "key=S06010-1|amount=2|limit_unit=小时|" HEAP "version=区 2027|valid_from=2027-01-01",
	   T_catalog_condition_changed, "from New Year on it has two");
	is_str(limits_on(s, "S06010", "2026-12-31"), before, "%s: the last day of the old version reads as it did", s->engine);
	is_str(limits_on(s, "S06010", "2027-01-01"), S("S06010-1: 2 小时"), "%s: the first of the new", s->engine);
	so(s, "condition.change", "key=S06010-1|amount=2|limit_unit=小时|" HEAP "version=区 2027|valid_from=2027-01-01",
	   T_catalog_same, "sent twice it is one version");
	no(s, "condition.change", "key=S06010-1|amount=3|limit_unit=小时|" HEAP "version=区 2027|valid_from=2027-01-01",
	   "version", "请换一个版本号", "a version never says something else");
	no(s, "condition.change", "key=S06010-1|amount=3|limit_unit=刻|" HEAP "version=x|valid_from=2027-02-01", "limit_unit",
	   "“刻”", "a unit that no limit is reckoned in");
	no(s, "condition.change", "key=S06010-9|amount=3|limit_unit=小时|" HEAP "version=x|valid_from=2027-02-01", "valid_from",
	   "S06010-9", "a condition that is none");
	no(s, "condition.change", "key=S06010-1|amount=3|limit_unit=小时|" HEAP "version=x|valid_from=2026-11-19", "valid_from",
	   "2026-11-20", "a day that is over");
	no(s, "condition.change", "key=S06010-1|amount=3|limit_unit=小时|" HEAP "version=x|valid_from=2099-01-01", "valid_from",
	   "两年", "the year 2099");

	is_str(limits_on(s, "S10096", "2026-11-20"), S("S10096-1: 1 紧急工作时; S10096-2: 5 天 after S10096-1"),
	       "%s: a burst pipe: stopped within the hour, then mended in five days", s->engine);
	so(s, "condition.change", "key=S10096-2|amount=3|limit_unit=天|condition=供水管道破裂：修复|" SAYS
	   "version=区 2027|valid_from=2027-01-01", T_catalog_condition_changed, "the second step in three days");
	is_str(limits_on(s, "S10096", "2027-01-01"), S("S10096-1: 1 紧急工作时; S10096-2: 3 天 after S10096-1"),
	       "%s: the first step goes along into the new version", s->engine);
	so(s, "condition.change", "key=S04002-1|amount=10|limit_unit=工作日|condition=行道树死株|season=种植季节|" SAYS
	   "version=区 2027|valid_from=2027-01-01", T_catalog_condition_changed, "a limit with its season");
	no(s, "condition.change", "key=S04002-1|amount=10|limit_unit=工作日|condition=行道树死株|season=雨季|" SAYS
	   "version=x|valid_from=2027-02-01", "season", "雨季", "a season whose days nobody knows");

	no(s, "class.add", "key=X06098|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", "key", "S",
	   "a key is B or S and five digits");
	no(s, "class.add", "key=S11098|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", "big_name", "S11",
	   "a new big class needs its name");
	no(s, "class.add", "key=S06010|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", "valid_from", "重叠",
	   "a class that is there already");
	so(s, "class.add", "key=S06081|name=门前五包未落实|subject=operator|synonyms=门前三包；五包|source=区创城办|version=本地-1|valid_from=2027-01-01",
	   T_catalog_class_added, "a local class, counted down from 99 (B1.3)");
	so(s, "class.add", "key=S06081|name=门前五包未落实|subject=operator|synonyms=门前三包；五包|source=区创城办|version=本地-1|valid_from=2027-01-01",
	   T_catalog_same, "once");
	is_str(limits_on(s, "S06081", "2026-12-31"), S(""), "%s: before that day it is none", s->engine);
	so(s, "condition.add", "class_key=S06081|condition=门前脏乱|amount=4|limit_unit=小时|" SAYS "version=本地-1|valid_from=2027-01-01",
	   T_catalog_condition_added, "with a condition of its own");
	is_str(limits_on(s, "S06081", "2027-01-01"), S("S06081-1: 4 小时"), "%s: which has the next number", s->engine);
	no(s, "condition.add", "class_key=B01001|condition=x|amount=4|limit_unit=小时|" SAYS "version=x|valid_from=2027-01-01",
	   "class_key", "部件", "a component is never filed");
	no(s, "condition.add", "class_key=S06099|condition=x|amount=4|limit_unit=小时|" SAYS "version=x|valid_from=2027-01-01",
	   "class_key", "个人", "nor what is about a person");
	so(s, "class.change", "key=S06081|name=门前三包未落实|subject=operator|source=区创城办|version=本地-2|valid_from=2027-02-01",
	   T_catalog_class_changed, "another name from February on");
	so(s, "class.change", "key=S06081|name=门前三包未落实|subject=operator|source=区创城办|version=本地-2|valid_from=2027-02-01",
	   T_catalog_same, "said twice");
	no(s, "class.change", "key=S06081|name=x|subject=operator|source=x|version=本地-3|valid_from=2026-12-01", "valid_from",
	   "S06081", "before it is there nothing of it can change");
	so(s, "class.end", "key=S06081|valid_to=2027-03-01|basis=并入 S01065", T_catalog_class_ended, "and it ends");
	is_str(limits_on(s, "S06081", "2027-02-28"), S("S06081-1: 4 小时"), "%s: on its last day as it was", s->engine);
	is_str(limits_on(s, "S06081", "2027-03-01"), S(""), "%s: then gone, its condition too", s->engine);
	so(s, "class.end", "key=S06081|valid_to=2027-03-01|basis=并入 S01065", T_catalog_same, "once");
	so(s, "condition.add", "class_key=S06010|condition=成堆|amount=1|limit_unit=天|" SAYS "version=区 2027|valid_from=2026-12-01",
	   T_catalog_condition_added, "a second condition");
	so(s, "condition.end", "key=S06010-2|valid_to=2026-12-05|basis=撤销", T_catalog_condition_ended, "which ends");
	is_str(limits_on(s, "S06010", "2026-12-05"), before, "%s: and leaves the first alone", s->engine);
}

/* Classes and conditions are the whole city's. */
static void
scope(struct store *s)
{
	static const char why[] = "one street's administrator has no class to change";
	struct actor      who;

	asks_for(s, &who, ROLE_SYSADMIN, "350602001");
	none(s, "class.add", "key=S06082|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", why);
	none(s, "class.change", "key=S06010|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", why);
	none(s, "class.end", "key=S06010|valid_to=2027-03-01|basis=x", why);
	none(s, "condition.add", "class_key=S06010|condition=x|amount=4|limit_unit=小时|" SAYS
	     "version=x|valid_from=2027-01-01", why);
	none(s, "condition.change", "key=S06010-1|condition=x|amount=4|limit_unit=小时|" SAYS
	     "version=x|valid_from=2027-01-01", why);
	none(s, "condition.end", "key=S06010-1|valid_to=2026-12-05|basis=x", why);
	none(s, "class.load", "file=x", "nor a table of them");
	none(s, "condition.load", "file=x|units=x", "nor one of conditions");
	asks_for(s, &who, ROLE_SYSADMIN, "350602");
	so(s, "class.add", "key=S06082|name=x|subject=place|source=x|version=x|valid_from=2027-01-01", T_catalog_class_added,
	   "the district's administrator has");
	s->cx.who = &actor_system;
}

static void
test(struct store *s)
{
	store_check_queries(s, "city/catalog", catalog_queries);
	make_city(s);
	class_rules(s);
	condition_rules(s);
	limits(s);
	search(s);
	pictures(s);
	compares(s);
	old_named(s);
	one_by_one(s);
	scope(s);
	ok(folds(s, catalog_aggregates, catalog_aggregates_n), "%s: classes and conditions equal their events",
	    s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	view_register(edition_views, edition_views_n);
	fits();
	old_codes();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
