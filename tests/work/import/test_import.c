/* Whole imports on both engines: an invented hotline ledger, real requests, and everything that can be wrong. */
#include "city/city.h"
#include "acts_sql.h"
#include "city/grid/grid.h"
#include "intake_sql.h"
#include "kit/secret/secret.h"
#include "work/acts/acts.h"
#include "work/cases/cases.h"
#include "work/import/import.h"
#include "work/intake/intake.h"
#include "work/intake/known.h"
#include "work/reporter/reporter.h"

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema,    &unit_schema, &login_schema, &catalog_schema,
    &duty_schema,    &grid_schema,    &calendar_schema, &cases_schema, &intake_schema,
};

static struct store *st;

/* What a run left behind. */
struct outcome {
	enum err           e;
	struct import_sums sums;
	str                said;
	const char        *encoding;
	struct {
		int64_t line;
		str     column, sentence;
	} reject[60];
	size_t nrejects, stop_at; /* stop_at: the reject that ends the run, 0: none */
	int    shown;
};

static enum err
on_reject(struct ctx *cx, const struct import_reject *r, void *arg)
{
	struct outcome *o = arg;
	size_t          i = o->nrejects++;

	(void)cx;
	if (i < NITEMS(o->reject)) {
		o->reject[i].line = r->line;
		ensure(arena_str(st->cx.arena, r->column.p ? r->column : S(""), &o->reject[i].column) &&
		       arena_str(st->cx.arena, r->sentence, &o->reject[i].sentence));
	}
	return o->nrejects == o->stop_at ? ERR_FULL : OK;
}

static void
on_progress(const struct import_sums *sums, void *arg)
{
	struct outcome *o = arg;

	(void)sums;
	o->shown++;
}

static void
import_stopping(str map_text, str file, bool dry, size_t stop_at, struct outcome *o)
{
	struct ledger_map m;
	struct import_run run = {.map = &m, .dry = dry, .reject = on_reject, .progress = on_progress, .arg = o,
	                         .beside = st->reader};
	struct buf        b;

	*o = (struct outcome){.e = OK, .stop_at = stop_at};
	ctx_forget(&st->cx);
	run.file.read = table_read_str;
	run.file.arg = &file;
	o->e = map_read(&st->cx, map_text, &m);
	if (o->e == OK)
		o->e = import_ledger(&st->cx, &run);
	o->sums = run.sums;
	o->encoding = run.encoding;
	buf_init(&b, st->cx.arena, BUF_PAGE);
	if (o->e != OK)
		why_text(&st->cx, o->e, &b);
	o->said = buf_str(&b);
}

static void
import(str map_text, str file, bool dry, struct outcome *o)
{
	import_stopping(map_text, file, dry, 0, o);
	if (o->e != OK && getenv("INTAKE_SAID"))
		(void)printf("# %s: %.*s", err_name(o->e), STR_ARG(o->said));
}

static bool
same_sums(const struct import_sums *a, const struct import_sums *b)
{
	if (memcmp(a, b, sizeof(*a)) == 0)
		return true;
	for (size_t i = 0; i < sizeof(*a) / sizeof(int64_t); i++)
		(void)printf("# %zu: %lld %lld\n", i, (long long)((const int64_t *)a)[i], (long long)((const int64_t *)b)[i]);
	return false;
}

/* How many cases and told rows there are, over all sources. */
static int64_t
told_rows(void)
{
	const struct intake_sources_out *o;
	const void                      *out;
	int64_t                          n = 0;

	ensure(shows(st, "intake.sources", NULL, 0, &out) == OK);
	o = out;
	for (size_t i = 0; i < o->n; i++)
		n += o->item[i].n;
	return n;
}

static const struct intake_source *
source_of(const char *key)
{
	struct input in = {S("source"), str_of(key)};
	const void  *out;

	ensure(shows(st, "intake.sources", &in, 1, &out) == OK);
	return ((const struct intake_sources_out *)out)->n ? ((const struct intake_sources_out *)out)->item : NULL;
}

static bool
all_folds(void)
{
	struct journal_aggregate kinds[3];

	kinds[0] = case_aggregates[0];
	kinds[1] = intake_aggregates[0];
	kinds[2] = intake_aggregates[1];
	return folds(st, kinds, 3);
}

/* Somebody of headquarters with the whole district in reach. */
static struct actor importer;

static void
be_importer(const char *top)
{
	struct input in[] = {{S("source"), STR_NONE}};
	const void  *out;

	(void)in;
	importer = (struct actor){.user = 1, .person = 1, .post = 1, .unit = 1, .name = S("周日月")};
	actor_grant(&importer, PERM_CASE_IMPORT);
	actor_grant(&importer, PERM_CASE_SEE);
	st->cx.who = &importer;
	ensure(view_show(&st->cx, view_find(S("intake.known")), NULL, 0, &out) == OK);
	for (size_t i = 0; i < ((const struct intake_known *)out)->places.n; i++)
		if (str_eq(((const struct intake_known *)out)->places.place[i].code, str_of(top)))
			importer.reach = REACH_PLACE(((const struct intake_known *)out)->places.place[i].id);
	ensure(importer.reach);
}

static const struct intake_told_out *
told_of(int64_t case_id)
{
	struct input in = {S("id"), arena_printf(st->cx.arena, "%lld", (long long)case_id)};
	const void  *out;

	return shows(st, "intake.told", &in, 1, &out) == OK ? out : NULL;
}

/* The case with this number at its source: cases are few here. */
static const struct intake_told_out *
told_no(const char *number, int64_t *id)
{
	for (*id = 1; *id < 200; ++*id) {
		struct input in = {S("id"), arena_printf(st->cx.arena, "%lld", (long long)*id)};
		const void  *out;

		ctx_forget(&st->cx);
		if (view_show(&st->cx, view_find(S("intake.told")), &in, 1, &out) == OK &&
		    str_eq(((const struct intake_told_out *)out)->number, str_of(number)))
			return out;
	}
	return NULL;
}

/* ---- The ledger ---- */

static void
linked(const char *what, const char *number, const char *original, int how)
{
	const struct intake_told_out *d, *o = NULL;
	int64_t                       id, oid = 0;

	d = told_no(number, &id);
	if (original)
		o = told_no(original, &oid);
	ok(d && d->linked_by == how && (original ? o && d->original_id.some &&
	    d->original_id.v == oid : !d->original_id.some),
	   "%s: %s", st->engine, what);
}

static bool
called(const char *source, const char *title)
{
	struct q_source_title_row row;
	enum err                  e;

	ensure(db_begin(st->cx.db) == OK);
	e = q_source_title(&st->cx, &(struct q_source_title_in){.source = str_of(source)}, &row);
	db_rollback(st->cx.db);
	return e == OK && str_eq(row.title, str_of(title));
}

static void
ledger(struct store *s)
{
	struct outcome                o, again, dry;
	const struct intake_told_out *t;
	int64_t                       id, rev;
	str                           map, file, gbk, newer;
	size_t                        at;

	st = s;
	make_city(s);
	be_importer("350602");
	map = data_file(s, "maps/12345.map");
	file = data_file(s, "maps/12345-example.csv");
	gbk = data_file(s, "maps/12345-example.gbk.csv");

	import(map, file, true, &dry);
	ok(dry.e == OK && told_rows() == 0 && dry.sums.added == 40, "%s: a trial writes nothing and counts 40 rows", s->engine);
	import(map, file, false, &o);
	ok(o.e == OK && o.sums.read == 40 && o.sums.added == 40 && o.sums.rejected == 0,
	   "%s: the example with two title rows above its header is taken whole", s->engine);
	is_str(str_of(o.encoding), S("UTF-8"), "%s: as UTF-8", s->engine);
	is_i64(told_rows(), 40, "%s: forty cases stand in the store", s->engine);
	ok(called("hotline-12345", "12345 热线工单"), "%s: the source is called as its map says", s->engine);
	/* Five are called duplicates or name an original: two name it, one is found, one is doubtful. */
	ok(o.sums.duplicates == 4 && o.sums.linked == 3 && o.sums.doubtful == 1, "%s: duplicates: 4, linked 3, doubtful 1",
	   s->engine);
	dry.sums.linked = o.sums.linked;
	dry.sums.doubtful = o.sums.doubtful;
	ok(same_sums(&dry.sums, &o.sums), "%s: the trial said the same but for links by spot", s->engine);
	linked("a named original that stands before it", "GD202601013", "GD202601003", 1);
	linked("a named original that stands behind it", "GD202601006", "GD202601032", 1);
	linked("the only one open of its type at that spot", "GD202601019", "GD202601010", 2);
	linked("two that it could be: neither", "GD202601029", NULL, 0);
	ok(all_folds(), "%s: events fold to the rows", s->engine);

	t = told_no("GD202601034", &id);
	ok(t && t->meaning == TOLD_TRANSFERRED && has(t->transfer, "龙文区"), "%s: a transfer is visible as told", s->engine);
	ok(t && has(t->facts, "紧急程度"), "%s: other columns are kept as facts", s->engine);
	t = told_no("GD202601002", &id);
	ok(t && t->lon_told.n && str_eq(t->srs, S("gcj02")), "%s: the position as told is kept beside ours", s->engine);
	ok(t && t->due_at.some && t->closed_at.some && !t->late && t->elapsed_days == 0, "%s: the source's own deadline", s->engine);

	import(map, gbk, false, &again);
	ok(again.e == OK && again.sums.same == 40 && again.sums.added + again.sums.changed == 0,
	   "%s: the same in GBK adds nothing", s->engine);
	is_str(str_of(again.encoding), S("GBK"), "%s: and was known as GBK", s->engine);
	ok(again.sums.linked == 0 && told_rows() == 40, "%s: twice links nothing new", s->engine);

	/* A newer export of the same rows: one has been closed since. */
	at = str_find_str(file, S("GD202601001"));
	newer = arena_printf(s->cx.arena, "%.*s", STR_ARG(file));
	ok(at != SIZE_MAX && str_find_str(newer, S("处理中")) != SIZE_MAX, "%s: the first row is still at work", s->engine);
	t = told_no("GD202601001", &id);
	rev = t ? t->rev : 0;
	{
		char  *p;
		size_t n = str_find_str(newer, S("处理中"));

		ensure(arena_str(s->cx.arena, newer, &newer));
		p = arena_z(s->cx.arena, newer);
		ensure(p);
		memcpy(p + n, "已办结", 9);
		newer.p = p;
	}
	import(map, newer, false, &again);
	ok(again.e == OK && again.sums.changed == 1 && again.sums.same == 39, "%s: a newer export changes what it tells otherwise",
	   s->engine);
	t = told_of(id);
	ok(t && t->meaning == TOLD_DONE && t->rev == rev + 1, "%s: with an event of its own", s->engine);
	ok(all_folds(), "%s: and it still folds", s->engine);

	be_importer("350602001");
	{
		struct buf b;
		size_t     n = str_find_str(file, S("西桥街道,西桥社区"));

		buf_init(&b, s->cx.arena, 1 << 20);
		buf_add(&b, str_slice(file, 0, n));
		buf_add(&b, S("东铺头街道,东铺头社区"));
		buf_add(&b, str_slice(file, n + S("西桥街道,西桥社区").n, file.n));
		import(map, buf_str(&b), true, &dry);
		import(map, buf_str(&b), false, &again);
		dry.sums.doubtful = again.sums.doubtful;
		/* The first row goes back to what it told before; the one that was moved is refused. */
		ok(again.e == OK && again.sums.changed == 1 && again.sums.same > 0 &&
		       again.sums.same + again.sums.rejected == 39 && same_sums(&dry.sums, &again.sums),
		   "%s: a street's importer cannot draw another street's case to itself", s->engine);
	}
	importer.reach = REACH_PLACE(9999);
	import(map, file, false, &again);
	ok(again.e == OK && again.sums.rejected + again.sums.same == 40 && again.sums.rejected == 40,
	   "%s: nobody imports into a place outside the scope", s->engine);
	importer.perms[0] = importer.perms[1] = 0;
	import(map, file, false, &again);
	ok(again.e == ERR_DENIED, "%s: nor without the permission", s->engine);
}

/* ---- Everything that can be wrong ---- */

#define MAP                                                                                                        \
	"[文件]\n来源 = wrong-1\n编码 = UTF-8\n坐标系 = CGCS2000\n[栏目]\n编号 = 编号\n时间 = 时间\n办结时间 = 办结\n时限 = 时限\n地址 = 地址\n" \
	"地点 = 社区\n经度 = 经度\n纬度 = 纬度\n内容 = 内容\n[日期]\n格式 = YYYY-MM-DD[ HH:mm]\n"
#define HEADER "编号,时间,办结,时限,地址,社区,经度,纬度,内容\n"

static void
row_refused(const char *row, const char *column, const char *part)
{
	struct outcome o;
	struct buf     b;

	buf_init(&b, st->cx.arena, 4 << 20);
	buf_add(&b, S(HEADER "A1,2026-01-01,,,路口,西街社区,,,好\n"));
	buf_add(&b, str_of(row));
	buf_add(&b, S("\nA3,2026-01-02,,,路口,西街社区,,,好\n"));
	import(S(MAP), buf_str(&b), true, &o);
	if (!ok(o.e == OK && o.sums.added == 2 && o.nrejects == 1 && o.reject[0].line == 3 &&
	    has(o.reject[0].sentence, part) &&
	            str_eq(o.reject[0].column, str_of(column)),
	        "refused, its neighbours not: %s", part))
		(void)printf("# %s, %lld added, %zu rejects, line %lld, column %.*s: %.*s %.*s\n", err_name(o.e),
		             (long long)o.sums.added, o.nrejects, (long long)o.reject[0].line,
		                 STR_ARG(o.reject[0].column),
		             STR_ARG(o.reject[0].sentence), STR_ARG(o.said));
}

static void
file_refused(const char *map, str file, const char *part)
{
	struct outcome o;

	import(str_of(map), file, false, &o);
	if (!ok(o.e == ERR_INPUT && has(o.said, part), "%s: not usable: %s", st->engine, part))
		(void)printf("# %s %.*s\n", err_name(o.e), STR_ARG(o.said));
}

static void
wrong_rows(void)
{
	char *huge = arena_alloc(st->cx.arena, 2100000);
	str   row;

	ensure(huge);
	memset(huge, 'x', 2000000);
	row_refused(",2026-01-01,,,路口,西街社区,,,x", "编号", "为空");
	row_refused("A2,,,,路口,西街社区,,,x", "时间", "为空");
	row_refused("A2,2099-01-01,,,路口,西街社区,,,x", "时间", "晚于现在");
	row_refused("A2,1970-01-01,,,路口,西街社区,,,x", "时间", "早于");
	row_refused("A2,01.02.2026,,,路口,西街社区,,,x", "时间", "日期格式");
	row_refused("A2,2026-02-30,,,路口,西街社区,,,x", "时间", "日期格式");
	row_refused("A2,2026-02-03,2026-02-02,,路口,西街社区,,,x", "办结", "早于受理时间");
	row_refused("A2,2026-02-03,,2099-02-02,路口,西街社区,,,x", "时限", "20 年");
	row_refused("A2,2026-02-03,,,路口,哪里社区,,,x", "社区", "哪里社区");
	row_refused("A2,2026-02-03,,,路口,,,,x", "社区", "找不到");
	row_refused("A2,2026-02-03,,,路口,西街社区,24.51,117.65,x", "纬度", "颠倒");
	row_refused("A2,2026-02-03,,,路口,西街社区,一百,24.5,x", "经度", "一百");
	row_refused("A2,2026-02-03,,,路口,西街社区,,,\xff\xfe", "内容", "文字编码");
	row_refused("A2,2026-02-03,,,路\xe2\x80\xae口,西街社区,,,x", "地址", "控制字符");
	row_refused("A2,2026-02-03,,,路口,西街社区,,,x,y", "", "列数比表头多");
	row_refused("A2,2026-02-03,,,路口", "", "只有 5 列");
	row_refused("A1,2026-02-03,,,路口,西街社区,,,x", "编号", "前面的一行");
	row = arena_printf(st->cx.arena, "A2,2026-02-03,,,路口,西街社区,,,%.*s", 3000, huge);
	row_refused(row.p, "内容", "2000 个字");
	row = arena_printf(st->cx.arena, "A2,2026-02-03,,,路口,西街社区,,,%.*s", 2000000, huge);
	row_refused(row.p, "", "1 MB");
}

/* B1.3: a ledger of old names its types by the standard before; the case has the class of today. */
static void
old_types(void)
{
	struct q_told_again_in   q = {0};
	struct q_told_again_row  row;
	struct outcome           o;

	import(S(MAP "[固定]\n类型 = x\n[类型]\nx = S0110\n"), S(HEADER "O1,2026-01-01,,,路口,西街社区,,,好\n"), false, &o);
	ok(o.e == OK && o.sums.added == 1 && told_no("O1", &q.id), "%s: an old code is a class", st->engine);
	ensure(db_begin(st->cx.db) == OK);
	ok(q_told_again(&st->cx, &q, &row) == OK && str_eq(row.class_key, S("S06010")), "%s: the new one", st->engine);
	db_rollback(st->cx.db);
	file_refused(MAP "[类型]\nx = S0139\n", S(HEADER), "第 18 行");
}

static void
wrong_files(void)
{
	struct outcome o;
	str            text = S(HEADER "A1,2026-01-01,,,路口,西街社区,,,好\nA2,2026-01-01,,,\"路口,西街社区,,,好\nA3,2026-01-01,,,x,y,,,z\n");

	file_refused(MAP, S(""), "没有表头");
	file_refused(MAP, S("编号,时间\n1,2\n"), "“办结”一栏，文件里没有");
	file_refused(MAP, S("编号,编号,时间,办结,时限,地址,社区,经度,纬度,内容\n"), "文件里有两个");
	file_refused(MAP, S("\xb1\xe0\xba\xc5,x\n"), "UTF-8");
	file_refused(MAP "[文件]\n编码 = 自动\n", S("编号x\xb1\xe0,时间\n"), "按 GBK 读取");
	file_refused(MAP "[文件]\n表头含 = 没有\n", S(HEADER), "没有含“没有”一栏的表头");
	file_refused(MAP "[类型]\nx = S99999\n", S(HEADER), "第 18 行");
	file_refused(MAP "[单位]\nx = NOBODY\n", S(HEADER), "没有这个单位代码");
	file_refused(MAP "[地点]\nx = 999\n", S(HEADER), "没有这个地点代码");
	file_refused(MAP "[固定]\n地点 = 999\n", S(HEADER), "999");
	import(S(MAP), text, false, &o);
	ok(o.e == ERR_INPUT && has(o.said, "第 3 行") && o.sums.added == 1 && o.nrejects == 1,
	   "%s: behind a quote that never closes nothing is guessed; what stood before it is in", st->engine);
	import(S(MAP "[文件]\n跳过行 = 2\n"), S("台账,,,,,,,,\n\n" HEADER "A1,2026-01-01,,,路口,西街社区,,,好\n,,,,,,,,\n"), false, &o);
	ok(o.e == OK && o.sums.same == 1 && o.sums.read == 1, "%s: title rows by number; rows of nothing but commas are none",
	   st->engine);
}

/* A run that ends in the middle, as when it is killed between two batches. */
static void
stopped(void)
{
	struct outcome o;
	struct buf     b;
	int64_t        before = told_rows();

	buf_init(&b, st->cx.arena, 4 << 20);
	buf_add(&b, S(HEADER));
	for (int i = 0; i < 1200; i++) {
		buf_printf(&b, "B%d,2026-01-01,,,路口,西街社区,,,好\n", i);
		if (i == 700)
			buf_add(&b, S("B,2099-01-01,,,路口,西街社区,,,好\n"));
	}
	import_stopping(S(MAP), buf_str(&b), false, 1, &o);
	ok(o.e == ERR_FULL && told_rows() == before + 700, "%s: a run that breaks off has kept its finished batches", st->engine);
	import(S(MAP), buf_str(&b), false, &o);
	ok(o.e == OK && o.sums.added == 500 && o.sums.same == 700 && o.sums.rejected == 1 &&
	    told_rows() == before + 1200,
	   "%s: run again it goes on without doubles", st->engine);
	is_i64(o.shown, 1200 / INTAKE_ROWS, "%s: progress is told with each batch", st->engine);
}

/* ---- Refused half-way ---- */

/* The n-th write of the row with this number is refused, each time the row is told. */
static struct {
	str  number;
	int  at, seen;
	bool armed, hit;
} fault;

enum err __real_db_run_one(struct ctx *cx, const struct db_query *q, const void *in, void *row);
enum err __wrap_db_run_one(struct ctx *cx, const struct db_query *q, const void *in, void *row);
enum err __real_case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct case_many *t, bool is_new,
                          struct reply *out);
enum err __wrap_case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct case_many *t, bool is_new,
                          struct reply *out);
enum err __real_db_run_exec(struct ctx *cx, const struct db_query *q, const void *in, int64_t *changed);
enum err __wrap_db_run_exec(struct ctx *cx, const struct db_query *q, const void *in, int64_t *changed);

static bool
fails(const struct db_query *q)
{
	if (!fault.armed || !q->writes || ++fault.seen != fault.at)
		return false;
	fault.hit = true;
	return true;
}

enum err
__wrap_db_run_one(struct ctx *cx, const struct db_query *q, const void *in, void *row)
{
	return fails(q) ? refuse(cx, ERR_RULE, "number", T_ledger_missing, str_of(q->name))
	                    : __real_db_run_one(cx, q, in, row);
}

enum err
__wrap_db_run_exec(struct ctx *cx, const struct db_query *q, const void *in, int64_t *changed)
{
	return fails(q) ? refuse(cx, ERR_RULE, "number", T_ledger_missing, str_of(q->name))
	                    : __real_db_run_exec(cx, q, in, changed);
}

/* Nothing of a row is written before its case is told; who waits for it is told within. */
enum err
__wrap_case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct case_many *t, bool is_new,
                 struct reply *out)
{
	for (size_t i = 0; fault.number.p && i < n; i++)
		if (str_eq(pairs[i].name, S("source_ref")) && pairs[i].value.p[0] != 'W') {
			fault.armed = str_eq(pairs[i].value, fault.number);
			fault.seen = 0;
		}
	return __real_case_tell(cx, pairs, n, t, is_new, out);
}

static bool
case_stands(const char *source, str number)
{
	struct q_case_told_row row;
	enum err               e;

	ensure(db_begin(st->cx.db) == OK);
	e = q_case_told(&st->cx, &(struct q_case_told_in){.source = str_of(source), .source_ref = number}, &row);
	db_rollback(st->cx.db);
	ensure(e == OK || e == ERR_NONE);
	return e == OK;
}

/* What the next case would be called. */
static int64_t
next_number(const char *place)
{
	struct q_place_code_known_row root;
	struct q_case_number_row      row = {0};
	int32_t                       ms;
	day                           d;
	enum err                      e;

	ensure(day_of_ms(st->cx.now, st->cx.zone, &d, &ms) && db_begin(st->cx.db) == OK);
	e = q_place_code_known(&st->cx, &(struct q_place_code_known_in){.code = str_of(place)}, &root);
	ensure(e == OK);
	e = q_case_number(&st->cx, &(struct q_case_number_in){.root_id = root.id, .year = day_year(d)}, &row);
	db_rollback(st->cx.db);
	ensure(e == OK);
	return row.last;
}

#define HALF_MAP                                                                                                  \
	"[文件]\n来源 = half-1\n[栏目]\n编号 = 编号\n时间 = 时间\n地点 = 社区\n原单 = 原单\n[日期]\n格式 = YYYY-MM-DD\n"

static void
half_way(struct store *s)
{
	int64_t        writes = 0;
	bool           alone = true, whole = true;
	struct outcome o;

	st = s;
	make_city(s);
	be_importer("350602");
	for (int n = 1;; n++) {
		/* W waits for B, so that B's telling goes on into another row and another case. */
		str waits = arena_printf(s->cx.arena, "编号,时间,社区,原单\nW%d,2026-01-01,西街社区,B%d\n", n, n);
		str file = arena_printf(s->cx.arena,
		                        "编号,时间,社区,原单\nA%d,2026-01-01,西街社区,\nB%d,2026-01-01,西街社区,\n"
		                        "C%d,2026-01-01,西街社区,\n",
		                        n, n, n);
		str b = arena_printf(s->cx.arena, "B%d", n);

		import(S(HALF_MAP), waits, false, &o);
		ensure(o.e == OK && o.sums.added == 1);
		fault.number = b;
		fault.at = n;
		fault.hit = false;
		import(S(HALF_MAP), file, false, &o);
		fault.number = STR_NONE;
		fault.armed = false;
		if (!fault.hit)
			break;
		writes++;
		alone = alone && o.e == OK && o.sums.added == 2 && o.sums.rejected == 1 && o.sums.linked == 0 &&
		        o.reject[0].line == 3 && !case_stands("half-1", b) && told_rows() == 4 * (n - 1) + 3;
		import(S(HALF_MAP), file, false, &o);
		whole = whole && o.e == OK && o.sums.added == 1 && o.sums.same == 2 && o.sums.linked == 1 &&
		        case_stands("half-1", b);
	}
	ok(writes >= 10 && alone, "%s: a row refused at any of its %lld writes leaves its neighbours alone and nothing behind",
	   s->engine, (long long)writes);
	ok(writes >= 10 && whole, "%s: and is taken, with its link, when it comes again", s->engine);
	ok(all_folds(), "%s: and the events fold to the rows", s->engine);
	is_i64(next_number("350602"), told_rows() + 1, "%s: L14: the numbers of refused rows were given again", s->engine);
}

/* ---- Duplicates that name no original ---- */

#define LOOK_MAP                                                                                              \
	"[栏目]\n编号 = 编号\n时间 = 时间\n地点 = 社区\n类型 = 类型\n地址 = 地址\n状态 = 状态\n"                     \
	"[日期]\n格式 = YYYY-MM-DD\n[状态]\n在办 = 在办\n重复 = 重复\n"
#define LOOK_HEAD "编号,时间,社区,类型,地址,状态\n"

/* How many intake.link still has to look at. */
static str
to_look_at(void)
{
	struct input in[] = {{S("source"), S("look-1")}, {S("after"), S("0")}};
	struct reply r;

	ctx_forget(&st->cx);
	ensure(command_do(&st->cx, command_find(S("intake.link")), in, 2, NULL, &r) == OK);
	return r.arg[0];
}

static void
unknown_source(struct store *s)
{
	struct input in[] = {{S("source"), S("look-2")}};
	struct reply r;

	ctx_forget(&st->cx);
	ok(command_do(&st->cx, command_find(S("intake.link")), in, 1, NULL, &r) == ERR_INPUT && st->cx.why.n == 1 &&
	       st->cx.why.line[0].text == T_intake_no_source && str_eq(st->cx.why.line[0].arg[1], S("look-1")),
	   "%s: intake.link refuses a source that told nothing, and names those that did", s->engine);
}

static void
looked_again(struct store *s)
{
	str map = S("[文件]\n来源 = look-1\n" LOOK_MAP), other = S("[文件]\n来源 = look-2\n" LOOK_MAP);
	struct outcome o;
	struct buf     b;

	st = s;
	make_city(s);
	be_importer("350602");
	buf_init(&b, s->cx.arena, 1 << 20);
	buf_add(&b, S(LOOK_HEAD));
	for (int i = 0; i < 150; i++)
		buf_printf(&b, "D%d,2026-03-%02d,西街社区,垃圾,西街%d号,重复\n", i, 1 + i % 28, i);
	import(map, buf_str(&b), false, &o);
	ok(o.e == OK && o.sums.added == 150 && o.sums.linked == 0 && str_starts(to_look_at(), S("0 ")),
	   "%s: 150 duplicates are looked at, in vain, and not again", s->engine);
	import(map, buf_str(&b), false, &o);
	ok(o.e == OK && o.sums.same == 150 && str_starts(to_look_at(), S("0 ")), "%s: nor when they are told again", s->engine);
	import(map, S(LOOK_HEAD "X,2026-02-01,西街社区,路灯,西街7号,在办\nY,2026-02-01,金宝社区,垃圾,西街7号,在办\n"), false, &o);
	linked("of another type, or at another place: it stays alone", "D7", NULL, 0);
	import(map, S(LOOK_HEAD "O,2026-02-01,西街社区,垃圾,西街7号,在办\n"), false, &o);
	ok(o.e == OK && o.sums.linked == 1, "%s: an original that comes later is found", s->engine);
	linked("by the one at its spot", "D7", "O", 2);
	import(map, S(LOOK_HEAD "P,2026-02-01,西街社区,垃圾,西街8号,在办\nQ,2026-02-02,西街社区,垃圾,西街8号,在办\n"), false, &o);
	ok(o.e == OK && o.sums.linked == 0 && o.sums.doubtful == 1, "%s: of two that it could be neither", s->engine);
	import(map, S(LOOK_HEAD "Q,2026-02-02,西街社区,垃圾,西街999号,在办\n"), false, &o);
	ok(o.e == OK && o.sums.changed == 1 && o.sums.linked == 1, "%s: until one of them turns out to lie elsewhere", s->engine);
	linked("then it is the other", "D8", "P", 2);
	import(other, S(LOOK_HEAD "A,不是日子,西街社区,垃圾,西街7号,在办\n"), false, &o);
	ok(o.e == OK && o.sums.rejected == 1 && o.sums.added == 0, "%s: a new source of whose rows none is taken is no error",
	   s->engine);
	unknown_source(s);
	ok(all_folds(), "%s: and the events fold to the rows", s->engine);
}

/* ---- What one look for ten rows must not miss ---- */

/* Who told it stands in the reporter's row alone, whatever the source writes into its other columns. */
static void
without_names(struct store *s)
{
	const struct intake_told_out *t;
	struct outcome                o;
	int64_t                       id;
	struct q_told_again_row       words;
	str                           row;

	import(S("[文件]\n来源 = named-1\n公众来源 = 是\n[栏目]\n编号 = 编号\n时间 = 时间\n地点 = 社区\n反映人 = 姓名\n电话 = 电话\n"
	         "地址 = 位置\n内容 = 内容\n结果 = 结果\n[事实]\n备注 = 备注\n[日期]\n格式 = YYYY-MM-DD\n"),
	       S("编号,时间,社区,姓名,电话,位置,内容,结果,备注\n"
	         "N1,2026-01-01,西街社区,欧阳试,13900001234,欧阳试家门口,欧阳试反映：井盖坏了，联系 139-0000-1234,已回复欧阳试,请拨13900001234\n"),
	       false, &o);
	ok(o.e == OK && o.sums.added == 1, "%s: a row with the caller's name in four of its columns", s->engine);
	t = told_no("N1", &id);
	ok(t && has(t->outcome, "已回复欧*") && has(t->facts, "139****1234") && !has(t->facts, "13900001234"),
	   "%s: the source's words have masks in place of it", s->engine);
	ensure(db_begin(s->cx.db) == OK && q_told_again(&s->cx, &(struct q_told_again_in){.id = id}, &words) == OK);
	db_rollback(s->cx.db);
	row = arena_printf(s->cx.arena, "%.*s/%.*s", STR_ARG(words.address), STR_ARG(words.description));
	ok(has(row, "欧*家门口") && has(row, "欧*反映") && has(row, "139****1234") && !has(row, "欧阳试") &&
	       !has(row, "0000-1234"),
	   "%s: and so have the case's: %.*s", s->engine, STR_ARG(row));
	import(S("[文件]\n来源 = named-1\n公众来源 = 是\n[栏目]\n编号 = 编号\n时间 = 时间\n地点 = 社区\n反映人 = 姓名\n电话 = 电话\n"
	         "地址 = 位置\n内容 = 内容\n结果 = 结果\n[事实]\n备注 = 备注\n[日期]\n格式 = YYYY-MM-DD\n"),
	       S("编号,时间,社区,姓名,电话,位置,内容,结果,备注\n"
	         "N1,2026-01-01,西街社区,欧阳试,13900001234,欧阳试家门口,欧阳试反映：井盖坏了，联系 139-0000-1234,已回复欧阳试,请拨13900001234\n"),
	       false, &o);
	ok(o.e == OK && o.sums.same == 1 && o.sums.changed == 0, "%s: told again it is the same", s->engine);
	ok(all_folds(), "%s: and the events fold to the rows", s->engine);
}

static void
looked_ahead(struct store *s)
{
	struct outcome o;
	struct buf     b;
	struct input   in[2] = {{S("source"), S("half-1")}, {S("rows"), STR_NONE}};
	struct reply   r;
	uint64_t       trips;
	int64_t        id;

	st = s;
	make_city(s);
	be_importer("350602");
	without_names(s);
	/* W waits for B from an earlier file; V, before it in this one, waits for B, too; D waits for itself. */
	import(S(HALF_MAP), S("编号,时间,社区,原单\nW,2026-01-01,西街社区,B\n"), false, &o);
	import(S(HALF_MAP),
	       S("编号,时间,社区,原单\nA,2026-01-01,西街社区,\nV,2026-01-01,西街社区,B\nB,2026-01-02,西街社区,\n"
	         "D,2026-01-02,西街社区,D\nU,2026-01-02,西街社区,A\n"),
	       false, &o);
	ok(o.e == OK && o.sums.added == 5 && o.sums.linked == 3, "%s: who waits is found in the slice and behind it",
	   s->engine);
	linked("one that waited in the same slice", "V", "B", 1);
	linked("one that waited from another file", "W", "B", 1);
	linked("an original in the same slice", "U", "A", 1);
	linked("a row is not its own original", "D", NULL, 0);
	/* X waits and is told otherwise behind its original: the link moves the row that was looked at. */
	import(S(HALF_MAP), S("编号,时间,社区,原单\nX,2026-01-01,西街社区,C\n"), false, &o);
	import(S(HALF_MAP), S("编号,时间,社区,原单\nC,2026-01-01,西街社区,\nX,2026-01-03,西街社区,C\n"), false, &o);
	ok(o.e == OK && o.sums.added == 1 && o.sums.changed == 1 && told_no("X", &id) &&
	   told_no("X", &id)->rev == 3, "%s: a row linked and told otherwise in one slice", s->engine);
	/* The same number twice in one call, which no file of ours does. */
	ctx_forget(&s->cx);
	buf_init(&b, s->cx.arena, BUF_LINE);
	buf_add(&b, S("[{\"number\":\"T\",\"created\":1767225600000,\"place\":\"350602002001\"},"
	              "{\"number\":\"T\",\"created\":1767225600000,\"place\":\"350602002001\"}]"));
	in[1].value = buf_str(&b);
	ok(command_do(&s->cx, command_find(S("intake.rows")), in, 2, NULL, &r) == OK && str_eq(r.arg[0], S("1 0 1 0 0")),
	   "%s: the same number twice in one call is one row", s->engine);
	buf_init(&b, s->cx.arena, 1 << 20);
	buf_add(&b, S("编号,时间,社区,电话\n"));
	for (int i = 0; i < 1000; i++)
		buf_printf(&b, "M%d,2026-01-%02d,%s,1990000%04d\n", i, 1 + i % 28, i % 3 ? "西街社区" : "金宝社区", i);
	trips = db_trips(s->cx.db);
	import(S("[文件]\n来源 = many-1\n公众来源 = 是\n[栏目]\n编号 = 编号\n时间 = 时间\n地点 = 社区\n电话 = 电话\n"
	         "[日期]\n格式 = YYYY-MM-DD\n"),
	       buf_str(&b), false, &o);
	trips = db_trips(s->cx.db) - trips;
	ok(o.e == OK && o.sums.added == 1000 && trips <= 265, "%s: 1,000 rows with reporters wait for the server %lld times", s->engine,
	   (long long)trips);
	ok(all_folds(), "%s: and the events fold to the rows", s->engine);
}

/* Bytes turned over at random: whatever comes, no crash and a sum that adds up. */
static void
fuzz(void)
{
	str      map = data_file(st, "maps/12345.map"), file = data_file(st, "maps/12345-example.csv");
	uint64_t x = 88172645463325252u;
	char    *copy = arena_z(st->cx.arena, file), *mcopy = arena_z(st->cx.arena, map);
	int      ran = 0, odd = 0;
	struct arena *whole = st->cx.arena;

	ensure(copy && mcopy);
	for (int i = 0; i < 300; i++) {
		struct outcome o;

		st->cx.arena = arena_new(64 << 20);
		ensure(st->cx.arena);
		memcpy(copy, file.p, file.n);
		memcpy(mcopy, map.p, map.n);
		for (int k = 0; k < 1 + i % 40; k++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			copy[x % file.n] = (char)(x >> 40);
			if (i % 10 == 0)
				mcopy[(x >> 8) % map.n] = (char)(x >> 48);
		}
		import((str){mcopy, map.n}, (str){copy, file.n}, true, &o);
		ran += o.e == OK;
		odd += o.e == OK && o.sums.read != o.sums.added + o.sums.changed + o.sums.same + o.sums.rejected;
		odd += o.e != OK && o.e != ERR_INPUT;
		arena_free(st->cx.arena);
	}
	st->cx.arena = whole;
	ok(ran > 50 && odd == 0, "%s: 300 damaged ledgers and maps: %d were read, every row is counted once", st->engine, ran);
}

static void
wrong(struct store *s)
{
	st = s;
	make_city(s);
	be_importer("350602");
	wrong_rows();
	wrong_files();
	old_types();
	stopped();
	fuzz();
	ok(all_folds(), "%s: after all that the events fold to the rows", s->engine);
}

/* ---- Ten thousand real requests ---- */

static str
shared_file(const char *name)
{
	char       path[500], piece[65536];
	struct buf b;
	size_t     n;
	FILE      *f;

	(void)snprintf(path, sizeof(path), "%s/%s", SHARED_DIR, name);
	f = fopen(path, "rb");
	if (!f)
		return STR_NONE;
	buf_init(&b, st->cx.arena, 32 << 20);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_bytes(&b, piece, n);
	(void)fclose(f);
	ensure(b.err == OK);
	return buf_str(&b);
}

/* The column DaysOpen, an independent count of elapsed days, and ours. */
static void
days_open(void)
{
	int64_t n = 0, off = 0;

	for (int64_t id = 1; id <= 10000; id++) {
		struct arena                 *whole = st->cx.arena;
		const struct intake_told_out *t;
		int64_t                       want, ms;
		str                           f;
		size_t                        at;

		st->cx.arena = arena_new(1 << 20);
		ensure(st->cx.arena);
		t = told_of(id);
		f = t ? t->facts : STR_NONE;
		at = str_find_str(f, S("\"DaysOpen\":\""));
		if (t && t->closed_at.some && at != SIZE_MAX) {
			str rest = str_slice(f, at + 12, f.n);

			ensure(str_to_i64(str_cut(&rest, '"'), &want));
			ms = t->closed_at.v - t->created_at - want * 86400000;
			n++;
			off += ms > 86400000 || ms < -86400000;
		}
		arena_free(st->cx.arena);
		st->cx.arena = whole;
	}
	is_i64(n, 9792, "%s: Baltimore: 9,792 have a day of closing and a count of days", st->engine);
	is_i64(off, 0, "%s: Baltimore: elapsed time lies within a day of DaysOpen", st->engine);
}

static void
baltimore(struct store *s)
{
	struct outcome              o;
	const struct intake_source *sum;
	str                         map, file;

	st = s;
	s->cx.now = NOON;
	s->cx.who = &actor_system;
	file = shared_file("baltimore_311.csv");
	if (!file.p) {
		ok(true, "%s: Baltimore # SKIP its file is not here", s->engine);
		return;
	}
	ensure(loads(s, "place.load", "places/baltimore.tsv"));
	ensure(loads(s, "class.load", "catalog/gbt47678-5-2026.tsv"));
	ensure(loads(s, "class.load", "catalog/local-chuangcheng.tsv"));
	be_importer("BAL");
	map = data_file(s, "maps/baltimore.map");
	import(map, file, false, &o);
	ok(o.e == OK && o.sums.read == 10000 && o.sums.added == 10000 && o.sums.rejected == 0, "%s: Baltimore: 10,000 rows",
	   s->engine);
	sum = source_of("baltimore-311");
	ensure(sum);
	is_i64(sum->dated, 9555, "%s: Baltimore: 9,555 have both a due and a close date", s->engine);
	is_i64(sum->late, 1567, "%s: Baltimore: 1,567 of them closed late", s->engine);
	is_i64(sum->duplicates, 217, "%s: Baltimore: 217 are called duplicates by their status", s->engine);
	is_i64(sum->transferred, 18, "%s: Baltimore: 18 transfers are visible", s->engine);
	/* The file names no original, and none of the 217 has one of its type open at its spot in this sample. */
	is_i64(sum->linked, 0, "%s: Baltimore: no original is invented", s->engine);
	is_i64(o.sums.coarse, 893, "%s: Baltimore: positions of whole degrees are none", s->engine);
	is_i64(o.sums.no_position, 590 + 893, "%s: Baltimore: 590 have no position at all", s->engine);
	is_i64(o.sums.no_place, 800, "%s: Baltimore: 800 name no place", s->engine);
	is_i64(o.sums.odd_place, 749, "%s: Baltimore: 749 name a district that their neighbourhood does not lie in", s->engine);
	import(map, file, false, &o);
	ok(o.e == OK && o.sums.same == 10000 && o.sums.added + o.sums.changed + o.sums.linked == 0,
	   "%s: Baltimore: twice adds nothing", s->engine);
	days_open();
	ok(all_folds(), "%s: Baltimore: events fold to the rows", s->engine);
}

/* Ledgers name who called: a key file of this run's own. */
static struct arena *
take_keys(void)
{
	struct ctx      cx = {.arena = arena_new((size_t)1 << 20)};
	struct keyring *keys;
	char            path[400];

	(void)snprintf(path, sizeof(path), "%s/keys", test_folder());
	ensure(cx.arena && secret_start() == OK && keyring_make(&cx, str_of(path)) == OK &&
	       keyring_load(&cx, cx.arena, str_of(path), &keys) == OK);
	(void)unlink(path);
	reporter_use_keys(keys);
	return cx.arena;
}

int
main(void)
{
	struct arena *keys;

	text_use(texts, T_MAX);
	keys = take_keys();
	city_register();
	command_register(case_commands, case_commands_n);
	command_register(intake_commands, intake_commands_n);
	view_register(case_views, case_views_n);
	view_register(intake_views, intake_views_n);
	on_engines(schemas, NITEMS(schemas), ledger);
	on_engines(schemas, NITEMS(schemas), wrong);
	on_engines(schemas, NITEMS(schemas), half_way);
	on_engines(schemas, NITEMS(schemas), looked_again);
	on_engines(schemas, NITEMS(schemas), looked_ahead);
	on_engines(schemas, NITEMS(schemas), baltimore);
	arena_free(keys);
	return done();
}
