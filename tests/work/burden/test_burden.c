/* Forms on both engines: nothing is asked that is held, each filling costs minutes, and the ledger is their sum. */
#include "burden_sql.h"
#include "outbox_sql.h"
#include "task_sql.h"
#include "city/city.h"
#include "city/grid/grid.h"
#include "city/site/site.h"
#include "work/burden/burden.h"
#include "work/cases/cases.h"
#include "work/outbox/outbox.h"
#include "work/scheme/scheme.h"
#include "work/task/task.h"
#include "work/writ/writ.h"

#include <string.h>

static struct store *st;
static struct reply  r;
static str           said;

static void
as(const char *login)
{
	struct actor *a;
	enum err      e;

	ensure(db_begin(st->cx.db) == OK);
	e = actor_of_login(&st->cx, str_of(login), STR_NONE, &a);
	db_rollback(st->cx.db);
	ensure(e == OK);
	st->cx.who = a;
}

static enum err
does(const char *command, const char *pairs)
{
	return act(st, command, pairs, &r, &said);
}

/* ---- Pure ---- */

static bool
alike(struct arena *a, const char *one, const char *two)
{
	return str_eq(burden_plain(a, str_of(one)), burden_plain(a, str_of(two)));
}

static void
names(struct arena *a)
{
	ok(alike(a, "联系电话", "联系 电话（手机）："), "a field is the same with spaces, brackets and a colon");
	ok(alike(a, "１２３４５件数", "12345件数") && alike(a, "PM2.5", "ｐｍ25"), "in full width, in capitals, with marks");
	ok(alike(a, "办结数", "【街道】办结数？"), "with brackets of another kind in front");
	ok(!alike(a, "办结数", "未办结数") && !alike(a, "联系电话", "联系"), "a word more or less is another field");
	ok(str_eq(burden_plain(a, S("（）")), S("（）")), "what says nothing else stays as it is");
	ok(alike(a, "本单位的全称", "单位全称") && alike(a, "请填写贵单位全称：", "单位的全称"), "whose it is does not make another field");
	ok(!alike(a, "本", "本月") && !alike(a, "目前人数", "人数"), "what is left must say something");
	ok(burden_near(S("一季度办结数"), S("办结数")) && burden_near(S("全称"), S("单位全称")), "one within the other is near");
	ok(!burden_near(S("街道清扫车数"), S("街道")) && !burden_near(S("充电桩数"), S("点位数")), "a short word, or none, is not");
	is_i64(burden_least_minutes(1), 1, "one field takes a minute");
	is_i64(burden_least_minutes(2), 1, "two, too");
	is_i64(burden_least_minutes(7), 4, "seven: half a minute each, rounded up");
}

static void
answers(void)
{
	str     text = S("1. 有\n第二行\n2：12 个\r\n 3、\n10)x"), v;
	int64_t n;

	ok(burden_next_answer(&text, &n, &v) && n == 1 && str_eq(v, S("有\n第二行")), "an answer of two lines");
	ok(burden_next_answer(&text, &n, &v) && n == 2 && str_eq(v, S("12 个")), "a full-width colon");
	ok(burden_next_answer(&text, &n, &v) && n == 3 && v.n == 0, "one that is left empty");
	ok(burden_next_answer(&text, &n, &v) && n == 10 && str_eq(v, S("x")), "two digits");
	ok(!burden_next_answer(&text, &n, &v) && !text.n, "the end");
	text = S("没有号");
	ok(!burden_next_answer(&text, &n, &v) && text.n && n == 0, "a line without a number is not lost");
}

/* ---- In the store ---- */

static int64_t
minutes_in(const char *year, const char *code)
{
	struct input              in = {S("year"), str_of(year)};
	const struct burden_year *y;
	const void               *out;
	int64_t                   sum = 0, mine = -1;

	ensure(shows(st, "burden.year", &in, year[0] != '\0', &out) == OK);
	y = out;
	for (size_t i = 0; i < y->n; i++) {
		sum += y->unit[i].minutes;
		if (str_eq(y->unit[i].code, str_of(code)))
			mine = y->unit[i].minutes;
	}
	ok(sum == y->minutes, "%s: the ledger is the sum of its units", st->engine);
	return mine;
}

static int64_t
minutes_of(const char *code)
{
	return minutes_in("", code);
}

/* Pain 5 of the field: twenty fields, fourteen of which are held: six are asked. */
static void
twenty(void)
{
	static const char fields[] = "单位名称\n单位代码\n责任岗位\n所属街道\n所属社区\n网格编号\n社区数\n网格数\n点位数\n立案数\n办结数\n"
	                             "按期办结率\n超期数\n返工数\n志愿者服务点数\n宣传栏块数\n垃圾分类亭数\n公益广告幅数\n停车泊位数\n充电桩数";
	struct input              in[] = {{S("items"), str_of(fields)}, {S("units"), S("CG；HW\nCG")}};
	const struct inquiry_try *t;
	const void               *out;

	ensure(shows(st, "inquiry.try", in, 2, &out) == OK);
	t = out;
	ok(t->nitem == 20 && t->nasked == 6 && t->least == 3,
	    "%s: of 20 fields 14 are held, 6 are asked, at 3 minutes",
	   st->engine);
	ok(t->nunit == 2 && t->unit[0].minutes == 0 && t->unit[0].year == YEAR_USUAL,
	   "%s: of two units, one named twice, with their year", st->engine);
}

#define ASK "title=公共设施|basis=区创建办〔2026〕3号|due=2026-12-01|"

static void
asking(void)
{
	ok(does("inquiry.ask", ASK "items=充电桩数\n办结数|units=CG|minutes=5") == ERR_RULE && has(said, "已经掌握") &&
	    has(said, "每日通报"),
	   "%s: a field that is held is refused, with where it is", st->engine);
	ok(does("inquiry.ask", ASK "items=本单位的全称|units=CG|minutes=5") == ERR_RULE && has(said, "已经掌握"),
	   "%s: in other words, too: %.*s", st->engine, STR_ARG(said));
	ok(does("inquiry.ask", ASK "items=充电桩数\n一季度办结数|units=CG|minutes=5") == ERR_RULE && has(said, "办结数（每日通报"),
	   "%s: one that resembles a held one wants a reason, and shows which it is", st->engine);
	ok(does("inquiry.ask", ASK "items=一季度办结数\n办结数|units=CG|minutes=5|apart=按季度算") == ERR_RULE &&
	    has(said, "已经掌握"), "%s: no reason helps where it is sure", st->engine);
	ok(does("inquiry.ask", ASK "items=办结数|units=CG|minutes=5|take_held=1") == ERR_RULE,
	   "%s: and when nothing else is asked, so is the form", st->engine);
	no(st, "inquiry.ask", ASK "items=充电桩数\n充电 桩数|units=CG|minutes=5", "items", "写了两次", "one field twice");
	no(st, "inquiry.ask", ASK "items=充电桩数|units=没有|minutes=5", "units", "没有", "a unit that there is not");
	no(st, "inquiry.ask", ASK "items=一号表\n二号表\n三号表|units=CG|minutes=1", "minutes", "至少", "too few minutes");
	no(st, "inquiry.ask", "title=公共设施|basis=3号|due=2099-12-01|items=充电桩数|units=CG|minutes=5", "due", "一年",
	   "a day in 2099");
	so(st, "inquiry.ask", ASK "items=充电桩数\n办结数\n停车泊位数|units=CG；HW|minutes=30|take_held=1", T_burden_did_ask,
	   "what is held is shown, the rest is asked");
	is_i64(minutes_of("CG"), 30, "%s: half an hour of its year", st->engine);
	ok(does("inquiry.ask", ASK "items=停车泊位数（个）|units=CG|minutes=5") == ERR_RULE && has(said, "B0001"),
	   "%s: what another form is asking is not asked again", st->engine);
	so(st, "inquiry.ask", ASK "items=停车泊位数|units=CG；JJ|minutes=5", T_burden_did_ask,
	   "but with a unit that was not asked");
	ok(does("inquiry.ask", ASK "items=树木数|units=CG|minutes=480") == OK &&
	       does("inquiry.ask", ASK "items=草地数|units=CG|minutes=480") == OK,
	   "%s: two long ones", st->engine);
	ok(does("inquiry.ask", ASK "items=花坛数|units=CG|minutes=206") == ERR_RULE && has(said, "995") &&
	    has(said, "1200"),
	   "%s: 30 + 5 + 480 + 480 and 206 are more than the 1,200 of a year: %.*s", st->engine, STR_ARG(said));
	ok(does("inquiry.ask", ASK "items=花坛数|units=CG|minutes=205") == OK, "%s: with 205 they are not", st->engine);
	ok(does("inquiry.ask", ASK "items=路灯数|units=CG|minutes=5|over=国家测评组临时要") == OK,
	   "%s: and more with a reason, which is kept", st->engine);
	st->cx.who = &actor_system;
	so(st, "burden.cost", "what=year|minutes=5000", T_burden_did_cost, "the year is data");
}

static const struct inquiry_shown *
got(int64_t id)
{
	struct input in = {S("id"), arena_printf(st->cx.arena, "%lld", (long long)id)};
	const void  *out;

	return shows(st, "inquiry.get", &in, 1, &out) == OK ? out : NULL;
}

static void
filling(void)
{
	as("cz14");
	ok(!got(3), "%s: a unit that is not asked does not see a form", st->engine);
	as("cz13");
	ok(got(1) && got(1)->own && got(1)->nunit == 1 && got(1)->nasked == 2,
	    "%s: one that is sees its own part alone",
	   st->engine);
	ok(does("inquiry.ask", ASK "items=x|units=HW|minutes=5") == ERR_DENIED, "%s: and asks nobody itself",
	    st->engine);
	ok(does("inquiry.fill", "id=1|answers=1. 30") == ERR_INPUT && has(said, "停车泊位数"), "%s: a field is left out",
	   st->engine);
	ok(does("inquiry.fill", "id=1|answers=1. 30\n2. 5\n3. 8") == ERR_INPUT && has(said, "第 2 个"),
	   "%s: a held field is not answered", st->engine);
	ok(does("inquiry.fill", "id=1|answers=1. 30\n1. 31\n3. 8") == ERR_INPUT && has(said, "两次"), "%s: twice",
	    st->engine);
	so(st, "inquiry.fill", "id=1|answers=1. 30\n3. 800 个|took=12", T_burden_did_fill, "filled");
	so(st, "inquiry.fill", "id=1|answers=1. 31\n3. 800 个", T_burden_did_fill, "and again");
	ok(got(1)->own_filled && str_eq(got(1)->unit[0].answer[0].value, S("31")),
	    "%s: the newer answer stands", st->engine);
	ok(does("inquiry.end", "id=1|reason=不用了") == ERR_DENIED, "%s: who is asked does not end it", st->engine);
	as("zbz01");
	ok(got(1)->q.asked == 2 && got(1)->q.filled == 1, "%s: headquarters sees one of two", st->engine);
	so(st, "inquiry.end", "id=1|reason=够了", T_burden_did_end, "ended");
	ok(does("inquiry.end", "id=1|reason=够了") == ERR_RULE, "%s: once", st->engine);
	is_i64(minutes_of("HW"), 0, "%s: who had not filled it is not charged for it", st->engine);
	ok(does("inquiry.ask", ASK "items=充电桩数|units=CG|minutes=5") == ERR_RULE,
	    "%s: what was answered stays held", st->engine);
	so(st, "inquiry.ask", ASK "items=充电桩数|units=HW|minutes=5", T_burden_did_ask,
	    "who had not answered can be asked");
	as("cz13");
	ok(does("inquiry.fill", "id=1|answers=1. 30\n3. 8") == ERR_RULE, "%s: an ended form is closed", st->engine);
}

/* I182: nobody is asked for what is due when it is no more. */
static void
ending(void)
{
	st->cx.who = &actor_system;
	ensure(does("unit.add", "code=LS|name=临时指挥部|kind=部门|basis=区委〔2026〕1号") == OK);
	ensure(does("unit.close", "unit=LS|day=2026-12-01|basis=区委〔2026〕9号") == OK);
	as("zbz01");
	ok(does("inquiry.ask", ASK "items=临时字段|units=CG；LS|minutes=5") == ERR_RULE && has(said, "2026-12-01"),
	   "%s: no form that is due when its unit is no more: %.*s", st->engine, STR_ARG(said));
	so(st, "inquiry.ask", "title=临时|basis=3号|due=2026-11-30|items=临时字段|units=LS|minutes=5", T_burden_did_ask,
	   "but on its last day");
	{
		int64_t now = st->cx.now;
		day     later;

		ensure(day_from_ymd(2026, 12, 20, &later));
		st->cx.now = day_to_ms(later, 0, 480);
		ok(minutes_of("LS") >= 0, "%s: a unit that ended on 1 December still stands in that year", st->engine);
		ensure(day_from_ymd(2027, 2, 1, &later));
		st->cx.now = day_to_ms(later, 0, 480);
		ok(minutes_of("LS") == -1, "%s: and not in the next", st->engine);
		st->cx.now = now;
	}
}

/* I192: the ledger of a year that is over is the sum of what was asked in it, of units that are no more, too. */
static void
after(void)
{
	const int64_t       now = st->cx.now;
	const struct actor *who = st->cx.who;

	st->cx.who = &actor_system;
	is_i64(minutes_of("LS"), 5, "%s: minutes of a unit that will end", st->engine);
	st->cx.now += INT64_C(10) * DAY_MS;
	is_i64(minutes_of("LS"), 5, "%s: stay in the running year when it has ended", st->engine);
	st->cx.now += INT64_C(60) * DAY_MS;
	is_i64(minutes_in("2026", "LS"), 5, "%s: and in that year ever after", st->engine);
	is_i64(minutes_of("LS"), -1, "%s: the next year has nothing of it", st->engine);
	is_i64(minutes_in("2025", "LS"), -1, "%s: nor the year before it began", st->engine);
	st->cx.now = now;
	st->cx.who = who;
}

/* Who tries reads it in his language; what is kept is Chinese. */
static void
english(void)
{
	struct input              in[] = {{S("items"), S("办结数\n树木数")}, {S("units"), S("CG")}};
	const struct inquiry_try *t;
	const void               *out;

	st->cx.lang = EN;
	ensure(shows(st, "inquiry.try", in, 2, &out) == OK);
	t = out;
	ok(has(t->item[0].held, "kept by") && has(t->item[1].held, "asked for by form"),
	   "%s: where a field is held, in English: %.*s", st->engine, STR_ARG(t->item[1].held));
	ok(does("inquiry.ask", ASK "items=办结数\n井盖数|units=CG|minutes=5|take_held=1") == OK &&
	       has(got(r.id)->item[0].held, "维护"),
	   "%s: and kept in Chinese", st->engine);
	st->cx.lang = ZH;
	st->cx.who = &actor_system;
}

/* The chief of a street asks nobody outside it, sees no form of others. */
static void
reach(void)
{
	struct actor part;
	int64_t      street;

	as("zbz01");
	part = *st->cx.who;
	ensure(place_by_code(&st->cx, S("350602001"), &street, NULL) == OK);
	part.reach = REACH_PLACE(street);
	part.place = street;
	st->cx.who = &part;
	no(st, "inquiry.ask", ASK "items=花坛数量|units=CG|minutes=5", "units", "不在您的范围内", "the district's office");
	ok(!got(1), "%s: a form for others is not there", st->engine);
	st->cx.who = &actor_system;
}

static void
table(void)
{
	static const char head[] = "数据项代码\t名称\t近义词\t维护单位\t在哪里\n";
	str text = arena_printf(st->cx.arena, "%sX1\t路灯总数\t\t城管局\t路灯系统\nX2\t路灯 总数\t\t城管局\t台账\n", head);

	ok(load_file(st, "datum.load", text, &r, &said) == ERR_INPUT && has(said, "第 3 行") && has(said, "X1"),
	   "%s: one field has one source: %.*s", st->engine, STR_ARG(said));
	text = arena_printf(st->cx.arena, "%sX1\t办结数\t\t城管局\t别处\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == ERR_INPUT && has(said, "D13"),
	   "%s: also beside what is held already", st->engine);
	text = arena_printf(st->cx.arena, "%sX1\t字段一号\t\t城管局\t别处\nX2\t字段二号\t三号；字段 一号\t城管局\t别处\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == ERR_INPUT && has(said, "第 3 行") && has(said, "近义词") && has(said, "X1"),
	   "%s: nor under its other name: %.*s", st->engine, STR_ARG(said));
	text = arena_printf(st->cx.arena, "%sX1\t字段一号\t一号；字段一号\t城管局\t别处\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == OK, "%s: its own name twice is no other field's", st->engine);
	text = arena_printf(st->cx.arena, "%sX2\t一号\t\t城管局\t别处\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == ERR_INPUT && has(said, "X1"), "%s: nor the other name of one held",
	   st->engine);
	text = arena_printf(st->cx.arena, "%sX1\t字段一号\t\t城管局\t别处\nX2\t一号\t\t城管局\t别处\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == OK, "%s: given away and taken in one table", st->engine);
	text = arena_printf(st->cx.arena, "%sX1\t路灯总数\t\t\t路灯系统\n", head);
	ok(load_file(st, "datum.load", text, &r, &said) == ERR_INPUT, "%s: nothing without an owner", st->engine);
}

/* As long as a table may be, each field with ten names; memory grows with its rows, not with their square. */
static void
long_table(void)
{
	enum { ROWS = 2000 };
	struct arena *mine = st->cx.arena, *own = arena_new(16 << 20), *file = arena_new(8 << 20);
	struct buf    b;

	buf_init(&b, file, 4 << 20);
	buf_add(&b, S("数据项代码\t名称\t近义词\t维护单位\t在哪里\n"));
	for (int i = 0; i < ROWS; i++) {
		buf_printf(&b, "L%d\t第%d号字段\t", i, i);
		for (int k = 0; k < 9; k++)
			buf_printf(&b, "%s%d号%d名", k ? "；" : "", i, k);
		buf_add(&b, S("\t城管局\t别处\n"));
	}
	for (int times = 0; times < 2; times++) {
		enum err e;

		st->cx.arena = own;
		e = load_file(st, "datum.load", buf_str(&b), &r, &said);
		ok(e == OK && changed(&r) == (times ? 0 : ROWS), "%s: %d rows: %.*s", st->engine, ROWS,
		   e == OK ? 0 : (int)said.n, said.p);
		arena_reset(own);
	}
	st->cx.arena = mine;
	arena_free(own);
	arena_free(file);
}

/* So many tasks given to CG and messages that arrived there at a moment. */
static void
history(int n, int from, int64_t at)
{
	struct q_channel_add_row channel;
	struct q_task_add_row    task;
	struct q_message_add_row message;
	struct ctx              *cx = &st->cx;
	int64_t                  unit, post, place, done;

	ensure(db_begin(cx->db) == OK && unit_named(cx, "unit", S("CG"), &unit) == OK &&
	       post_named(cx, "post", S("CG-cz"), &post) == OK && place_by_code(cx, S("350602"), &place, NULL) == OK);
	ensure(q_channel_add(cx, &(struct q_channel_add_in){.name = S("群"), .kind = S("hook"), .place_id = place,
	           .unit_id = SOME_I64(unit), .shown = S("x"), .made_at = at}, &channel) == OK);
	for (int i = from; i < from + n; i++)
		ensure(q_task_add(cx, &(struct q_task_add_in){.no = arena_printf(cx->arena, "T%d", i), .kind = S("task"),
		           .title = S("x"), .goal = S("x"), .target = 1, .measure = S("x"), .unit_id = unit,
		           .post_id = post, .due = S("2026-12-31"), .evidence = S("photo"), .line = S(""), .source = S(""),
		           .made_at = at}, &task) == OK &&
		       q_message_add(cx, &(struct q_message_add_in){.channel_id = channel.id, .topic = S("due"),
		           .title = S("x"), .body = S("x"), .path = S(""), .made_at = at}, &message) == OK &&
		       q_message_end(cx, &(struct q_message_end_in){.id = message.id, .rev = 2, .fate = 1,
		           .fate_at = SOME_I64(at), .said = S("")}, &done) == OK);
	ensure(db_commit(cx->db) == OK);
}

/* Of a view, and of what a command does while others wait. */
static uint64_t
steps_of_view(void)
{
	const uint64_t was = st->cx.trace.vm_steps;

	(void)minutes_of("CG");
	return st->cx.trace.vm_steps - was;
}

static uint64_t
steps_of_asking(const char *field)
{
	const struct command *c = command_find(S("inquiry.ask"));
	struct input          in[] = {{S("title"), S("公共设施")}, {S("basis"), S("3号")}, {S("due"), S("2026-12-01")},
	                     {S("items"), str_of(field)}, {S("units"), S("CG")}, {S("minutes"), S("5")},
	                     {S("over"), S("国家测评组临时要")}};
	struct command_ready  ready;
	uint64_t              was;

	ensure(command_ready(&st->cx, c, in, NITEMS(in), &ready) == OK);
	was = st->cx.trace.vm_steps;
	ensure(command_finish(&st->cx, c, &ready, NULL, &r) == OK);
	return st->cx.trace.vm_steps - was;
}

/* What was asked in other years costs no look at this one, and what was asked in this one keeps nobody waiting. */
static void
long_past(void)
{
	uint64_t view, ask, then;

	as("zbz01");
	history(10, 0, st->cx.now - INT64_C(400) * DAY_MS);
	view = steps_of_view();
	ask = steps_of_asking("水龙头数");
	history(2000, 10, st->cx.now - INT64_C(400) * DAY_MS);
	then = steps_of_view();
	ok(then <= view + view / 10, "%s: the ledger reads its year alone: %llu steps, with a past %llu", st->engine,
	   (unsigned long long)view, (unsigned long long)then);
	history(2000, 2010, st->cx.now);
	then = steps_of_asking("路牌数量");
	ok(then <= ask + ask / 5, "%s: the year is counted before the others wait: %llu steps, with a full year %llu",
	   st->engine, (unsigned long long)ask, (unsigned long long)then);
	is_i64(minutes_of("CG") > 2000 * 32, 1, "%s: and it is counted", st->engine);
}

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema, &grid_schema, &site_schema, &cases_schema, &bulk_schema, &outbox_schema,
    &writ_schema, &scheme_schema, &task_schema, &burden_schema,
};

static void
test(struct store *s)
{
	st = s;
	store_check_queries(s, "work/burden", burden_queries);
	make_city(s);
	ok(loads(s, "datum.load", "burden/fields.tsv") && load_file(s, "datum.load", data_file(s,
	    "burden/fields.tsv"), &r,
	       &said) == OK && changed(&r) == 0, "%s: the dictionary that is shipped; twice changes nothing",
	           s->engine);
	as("zbz01");
	twenty();
	asking();
	filling();
	reach();
	ending();
	after();
	english();
	table();
	long_past();
	st->cx.who = &actor_system;
	long_table();
	ok(folds(s, burden_aggregates, burden_aggregates_n), "%s: forms equal their events", s->engine);
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	text_use(texts, T_MAX);
	names(a);
	answers();
	arena_free(a);
	city_register();
	command_register(burden_commands, burden_commands_n);
	burden_register(burden_kinds, burden_kinds_n);
	view_register(burden_views, burden_views_n);
	on_engines(schemas, NITEMS(schemas), test);
	return done();
}
