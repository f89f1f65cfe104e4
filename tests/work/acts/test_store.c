/* Cases on a real store, both engines: the walk, each rule that needs one, numbers, reach, folds. */
#include "acts_sql.h"
#include "cases_sql.h"
#include "work/acts/city_case.h"

/* Refused with this error and a sentence that holds these words. */
#define refused(e, want, words, ...)                                                                     \
	do {                                                                                             \
		enum err got_ = (e);                                                                     \
		(void)ok(got_ == (want) && has(said, (words)), __VA_ARGS__);                             \
		if (got_ != (want) || !has(said, (words)))                                               \
			(void)printf("# %s: %.*s\n", err_name(got_), STR_ARG(said));                     \
	} while (0)

static const struct case_clock_line *
clock_of(const struct case_page *p, enum case_stage stage)
{
	static const struct case_clock_line none;
	const struct case_clock_line       *c = &none;

	for (size_t i = 0; i < p->n_clock; i++)
		if (p->clock[i].stage == (int64_t)stage)
			c = &p->clock[i];
	return c;
}

static enum case_state
state_of(int64_t id)
{
	return (enum case_state)page_as("zbz01", id)->state;
}

/* The 案号 of a case, good until the next call. */
static const char *
said_no(int64_t id)
{
	static char no[24];

	(void)snprintf(no, sizeof(no), "%.*s", STR_ARG(page_as("zbz01", id)->no));
	return no;
}

/* L17, L24, domain B5: what a report may not leave open, and which clock urgent ones are on. */
static void
reports(void)
{
	const struct case_page *p;
	int64_t                 id;

	st->cx.now = at(11, 20, 10, 0);
	refused(does("sly01", "case.report", "source", "grid", "place", own(place_one), "address", "民生路1号", "class", "S01037",
	             "description", "路灯不亮", "reporter_name", "李甲乙", NULL), ERR_INPUT, "来源",
	        "L24: no report of somebody else's is the clerk's own find");
	refused(does("sly01", "case.report", "source", "leader", "place", own(place_one), "address", "民生路1号", "class", "S01037",
	             "description", "路灯不亮", "reporter_phone", "13800138000", NULL), ERR_INPUT, "来源",
	        "L17: nor of any source that is not checked, by the number alone");
	refused(does("sly01", "case.report", "source", "grid", "place", own(place_one), "address", "民生路1号", "class", "S01037",
	             "description", "路灯不亮", "lon", "117.65", "lat", "24.51", NULL), ERR_INPUT, "坐标系",
	        "B5: in which system a position was measured is asked");
	refused(does("sly01", "case.report", "source", "grid", "place", own(place_one), "address", "民生路1号", "class", "路灯异常",
	             "description", "路灯不亮", NULL), ERR_INPUT, "路灯异常", "a class is named by its code: a name is refused");
	refused(does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-9", "place", own(place_one), "address", "x",
	             "description", "x", "at", "2026-01-05 09:00", "lon", "117.65", "lat", "24.51", NULL),
	        ERR_INPUT, "坐标系", "B5: of what is told, too");
	/* 2026-11-22 is a Sunday. */
	st->cx.now = at(11, 22, 14, 9);
	id = report("jdy01", "grid", place_one, "民生路2号", "S01003");
	is_i64(page_as("zbz01", id)->due_at.v, at(11, 22, 15, 9),
	       "B1.4: a class on the urgent clock is taken in on a Sunday, within the hour");
	id = report("jdy01", "grid", place_one, "民生路3号", "S01037");
	is_i64(page_as("zbz01", id)->due_at.v, at(11, 23, 9, 0), "another waits for Monday");
	ok(does("jdy01", "case.report", "source", "grid", "place", own(place_one), "address", "民生路4号", "class", "S01037",
	        "description", "路灯不亮", "priority", "2", NULL) == OK, "but for 特急");
	id = said_reply.id;
	is_i64(page_as("zbz01", id)->due_at.v, at(11, 22, 15, 9), "which runs on Sunday whatever it is");
	ok(does("sly01", "case.accept", "id", num(id), NULL) == OK &&
	       does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", NULL) == OK, "taken in and filed");
	is_i64(page_as("zbz01", id)->due_at.v, at(11, 22, 15, 9), "派遣 too");
	ok(does("pqy01", "case.dispatch", "id", num(id), NULL) == OK, "sent out");
	p = page_as("zbz01", id);
	is_i64(clock_of(p, CASE_STAGE_SIGN)->due_at, at(11, 22, 16, 9), "and 签收; the work keeps the limit of its condition");
	is_str(clock_of(p, CASE_STAGE_WORK)->clock, S("workday"), "as it stands");
	refused(does("cz01", "case.ask_suspend", "id", num(id), "until", "2026-12-20", "reason", "x", NULL), ERR_RULE,
	        "主办", "L11: a helping unit asks no 挂账");
}

/* 2026-11-20 10:00 is a Friday; office hours 8-12 and 14:30-17:30. */
static void
walk(void)
{
	int64_t                 id = report("jdy01", "grid", place_one, "新华东路86号门前", "S01037");
	const struct case_page *p = page_as("zbz01", id);

	ok(id != 0 && p->id == id, "an inspector reports, the chief sees it");
	is_str(p->no, S("2026-00001"), "L14: the first number of the district's year");
	is_i64(p->state, CASE_REPORTED, "待受理");
	is_i64(p->due_at.v, at(11, 20, 11, 0), "L5: 受理 within an office hour: 11:00");
	ok(p->due_at.some && p->n_why == 1 && p->why[0].ms == 3600000, "and the page says which hour");
	refused(does("hcy01", "case.accept", "id", num(id), NULL), ERR_DENIED, "权限", "a verifier does not accept");
	refused(does("jdy02", "case.note", "id", num(id), "text", "x", NULL), ERR_NONE, "",
	        "another street's inspector knows nothing of it");
	refused(does("cz14", "case.sign", "id", num(id), NULL), ERR_NONE, "", "nor does a unit that was not sent it");
	ok(page_as("cz14", id)->id == 0, "not even its page");
	st->cx.now = at(11, 20, 10, 9);
	ok(does("sly01", "case.accept", "id", num(id), "rev", "1", NULL) == OK, "受理 with the revision that was seen");
	is_i64(said_reply.rev, 2, "the next revision");
	refused(does("sly01", "case.accept", "id", num(id), "rev", "1", NULL), ERR_STALE, "最新",
	        "L21: an old revision is refused");
	refused(does("sly01", "case.accept", "id", num(id), NULL), ERR_RULE, "待立案",
	        "twice: the state says no, by name");
	refused(does("zbz01", "case.file", "id", num(id), "condition", "S06010-1", NULL), ERR_INPUT, "S06010-1",
	        "L18: a condition of another class");
	ok(does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", NULL) == OK, "立案");
	st->cx.now = at(11, 20, 10, 21);
	ok(does("pqy01", "case.dispatch", "id", num(id), NULL) == OK, "派遣 to whom the matrix names");
	p = page_as("pqy01", id);
	is_str(p->unit_name, S("芗城区市政服务中心"), "A17: S01 is the municipal services' business");
	ok(p->duty_basis == 1 && p->n_part == 2 && p->part[0].main && p->part[0].basis.n > 0,
	   "A17: by a row, which it keeps");
	ok(!p->part[1].main && str_eq(p->part[1].unit_name, S("芗城区东铺头街道办事处")), "A08: the territory helps");
	is_i64(clock_of(p, CASE_STAGE_WORK)->due_at, at(11, 24, 17, 30),
	       "B1.4: 2 工作日 from Friday end on Tuesday at 17:30");
	is_i64(clock_of(p, CASE_STAGE_SIGN)->due_at, at(11, 20, 14, 51),
	       "L5: 签收 within 2 office hours, over noon: 14:51");
	is_i64(p->due_at.v, at(11, 20, 14, 51), "the earlier of the two is shown");
	refused(does("cz15", "case.sign", "id", num(id), NULL), ERR_NONE, "", "another unit knows nothing of it");
	refused(does("cz01", "case.sign", "id", num(id), NULL), ERR_RULE, "承办",
	        "L19: the helping unit sees it and does not sign");
	st->cx.now = at(11, 20, 10, 34);
	ok(does("cz14", "case.sign", "id", num(id), NULL) == OK, "签收");
	refused(does("cz14", "case.fix", "id", num(id), NULL), ERR_INPUT, "情况说明", "反馈 says what was done");
	st->cx.now = at(11, 20, 16, 30);
	ok(does("cz14", "case.fix", "id", num(id), "text", "更换光源", NULL) == OK, "反馈");
	p = page_as("zbz01", id);
	ok(!p->at_hq && p->state == CASE_FIXED, "待核查, and somebody may");
	refused(does("jdy01", "case.verify", "id", num(id), "answer", "yes", NULL), ERR_RULE, "发现",
	        "L2: not its finder");
	refused(does("wgy01", "case.verify", "id", num(id), "answer", "yes", NULL), ERR_RULE, "单位",
	        "L2: not one of the helping unit");
	refused(does("zbz01", "case.close", "id", num(id), "closing", "S01037-2", NULL), ERR_RULE, "待核查",
	        "L1: the unit's word closes nothing (A31)");
	refused(does("cz14", "case.verify", "id", num(id), "answer", "yes", NULL), ERR_DENIED, "权限",
	        "nor may its people verify");
	ok(does("hcy01", "case.verify", "id", num(id), "answer", "yes", NULL) == OK, "核查 by another");
	refused(does("zbz01", "case.close", "id", num(id), "closing", "S06010-1", NULL), ERR_INPUT, "条件",
	        "L18: with a closing condition of its class");
	refused(does("zbz01", "case.close", "id", num(id), "closing", "S01037-1", NULL), ERR_INPUT, "恢复照明”。",
	        "L18: that of the condition it was filed under, which the refusal names");
	ok(does("zbz01", "case.close", "id", num(id), "closing", "S01037-2", NULL) == OK, "结案");
	p = page_as("zbz01", id);
	ok(p->state == CASE_CLOSED && p->kind == CASE_KIND_PROVEN && !p->overdue, "closed as proven, in time");
	is_str(p->closing, S("恢复照明"), "with the words of its closing condition");
	is_i64((int64_t)p->n_hold, 7, "A35: seven stays: 受理, 立案, 派遣, 签收, 处置, 核查, 结案");
	is_str(p->hold[4].unit_name, S("芗城区市政服务中心"), "A35: the fifth with the unit");
	is_i64(p->hold[4].office_ms, (86 + 120) * 60000, "A35: 10:34-12:00 and 14:30-16:30 are 3 h 26 of working time");
	ok(p->n_event == 8 && str_eq(p->event[0].type, S("case.closed")), "eight events, the newest first");
	ok(has(json_of(st, "case.get", p), "\"kind\":\"proven\""), "and as JSON");
	ok(page_as("cz14", id)->id == id, "the unit still sees what it did");
}

static void
beside_and_back(void)
{
	int64_t a = case_to(CASE_FILED, "延安南路2号"), b = case_to(CASE_CHECKED, "延安南路 2号"), c;
	char    both[64];
	const struct case_page *p;

	refused(does("zbz01", "case.file", "id", num(b), "condition", "S01037-2", NULL), ERR_RULE, "2026-",
	        "L8: filing beside an open case names it (spaces do not matter)");
	ok(does("zbz01", "case.file", "id", num(b), "condition", "S01037-2", "beside", num(a), NULL) == OK,
	   "L8: naming it as known files");
	is_i64(page_as("zbz01", b)->beside.v, a, "and is kept");
	c = case_to(CASE_CHECKED, "延安南路2号");
	(void)snprintf(both, sizeof(both), "%.*s、%.*s", STR_ARG(page_as("zbz01", b)->no), STR_ARG(page_as("zbz01", a)->no));
	refused(does("zbz01", "case.file", "id", num(c), "condition", "S01037-2", "beside", num(a), NULL), ERR_RULE, both,
	        "L8: naming the older of two passes over neither; both are told by 案号, the newest first");
	refused(does("sly01", "case.merge", "id", num(c), "other", num(c), "reason", "same", NULL), ERR_INPUT, "本案",
	        "not into itself");
	refused(does("sly01", "case.merge", "id", num(c), "other", "999999", "reason", "same", NULL), ERR_INPUT, "核对",
	        "not into what nobody knows");
	ok(does("sly01", "case.merge", "id", num(c), "other", num(a), "reason", "同一盏灯", NULL) == OK, "并案");
	p = page_as("zbz01", a);
	ok(p->found_again == 1 && p->came_back == 0, "A36: found again while open");
	is_i64(page_as("zbz01", c)->merged_into.v, a, "and the other says where it went");
	a = case_to(CASE_CLOSED, "胜利东路9号");
	c = case_to(CASE_FILED, "胜利东路9号");
	p = page_as("zbz01", a);
	ok(p->found_again == 0 && p->came_back == 1, "A37: back after closing");
	is_i64(page_as("zbz01", c)->back_of.v, a, "the new case names the old one");
	ok(does("zbz01", "case.ask_void", "id", num(c), "reason", "误报", NULL) == OK &&
	       does("ld01", "case.decide_void", "id", num(c), "answer", "yes", NULL) == OK &&
	       page_as("zbz01", a)->came_back == 0, "A37: a false report does not count as one");
	c = case_to(CASE_FILED, "胜利东路9号");
	ok(page_as("zbz01", a)->came_back == 1, "the next one does");
	refused(does("sly01", "case.merge", "id", num(c), "other", num(a), "reason", "same", NULL), ERR_RULE, "未结",
	        "L15: and is not merged into it");
}

/* What a command costs on PostgreSQL is mostly waiting for answers (docs/bench.md); on SQLite it is none. */
static void
round_trips(void)
{
	struct idem  idem = {.key = S("0192-round-trips")};
	struct input in[] = {{S("source"), S("hotline")}, {S("place"), str_of(own(place_one))}, {S("address"), S("县前直街1号")},
	                     {S("description"), S("路灯不亮")}, {S("class"), S("S01037")},
	                     {S("lon"), S("117.65")}, {S("lat"), S("24.51")}, {S("srs"), S("wgs84")}};
	uint64_t     was;
	struct reply r;
	enum err     e;

	/* What it looks up of the city is in memory with the second. */
	as("jdy01");
	ensure(run_said(st, "case.report", in, NITEMS(in), &r, &said) == OK);
	was = db_trips(st->cx.db);
	e = command_do(&st->cx, command_find(S("case.report")), in, NITEMS(in), &idem, &r);
	was = db_trips(st->cx.db) - was;
	ok(e == OK && was <= 3, "%s: a report waits for the server %d times", st->engine, (int)was);
}

/* The limit in hours that a report is under until it is accepted. */
static int64_t
hours_to_accept(const char *address)
{
	int64_t id = report("jdy01", "grid", place_one, address, "S01037");

	return clock_of(page_as("zbz01", id), CASE_STAGE_ACCEPT)->amount;
}

/* What is kept in memory of the city is of committed states: not of what was undone, nor of what was before. */
static void
in_memory(void)
{
	struct input  in[] = {{S("source"), S("grid")}, {S("place"), str_of(own(place_one))}, {S("address"), S("新浦路9号")},
	                      {S("description"), S("路灯不亮")}, {S("class"), S("S01037")}};
	const struct command *c = command_find(S("case.report"));
	int64_t               hours = hours_to_accept("新浦路7号");
	const void           *bound;
	struct reply          r;
	struct idem           idem = {.key = STR_NONE};

	as("jdy01");
	ok(db_begin(st->cx.db) == OK &&
	   q_limit_set(&st->cx, &(struct q_limit_set_in){.stage = CASE_STAGE_ACCEPT, .amount = 3, .clock = S("office"),
	                                                 .unit = S("hour"), .source = S("示例")}, NULL) == OK &&
	   city_changed(&st->cx) == OK &&
	   command_bind(&st->cx, c->in, c->nin, c->in_size, in, NITEMS(in), &bound) == OK &&
	   command_run(&st->cx, c, bound, NULL, &idem, &r) == OK, "a report under another limit, which is undone");
	db_rollback(st->cx.db);
	ok(does(NULL, "case.limit", "stage", "accept", "amount", "5", "clock", "office", "unit", "hour", "basis", "示例",
	        NULL) == OK, "the epoch's number comes again, for a limit that is kept");
	is_i64(hours_to_accept("新浦路10号"), 5, "holds for the next report");
	ok(does(NULL, "case.limit", "stage", "accept", "amount", num(hours), "clock", "office", "unit", "hour", "basis", "示例",
	        NULL) == OK, "and is put back");
	is_i64(hours_to_accept("新浦路11号"), hours, "as it was");
}

/* Another program's clock is ahead, or this machine's was set back. */
static void
clock_behind(void)
{
	int64_t                 id = report("jdy01", "grid", place_one, "建元中路3号", "S01037"), was = st->cx.now;
	const struct case_page *p;

	st->cx.now = was - 7000;
	ok(does("sly01", "case.accept", "id", num(id), NULL) == OK, "a command whose clock is seven seconds behind is done");
	is_i64(st->cx.now, was, "at the time of what stands there");
	st->cx.now = was - 7000;
	ok(does("sly01", "case.note", "id", num(id), "text", "来过电话", NULL) == OK, "and one after it");
	p = page_as("zbz01", id);
	for (size_t i = 1; i < p->n_event; i++)
		ok(p->event[i - 1].recorded_at >= p->event[i].recorded_at && p->event[i].recorded_at == was,
		   "so what is recorded of a case does not go back in time");
	ok(cases_fold(), "and it equals its events");
	st->cx.now = was;
}

static void
person_class(void)
{
	int64_t id;

	refused(does("jdy01", "case.report", "source", "grid", "place", own(place_one), "address", "广场", "class", "S06099",
	             "description", "有人遛狗不牵绳", NULL),
	        ERR_RULE, "只计数不立案", "L9: 不文明养犬 is counted; no case begins with it");
	id = report("jdy01", "grid", place_one, "广场", "S01037");
	(void)does("sly01", "case.accept", "id", num(id), NULL);
	refused(does("zbz01", "case.file", "id", num(id), "class", "S06099", "condition", "S06-1", NULL), ERR_RULE, "只计数不立案",
	        "L9: nor is one filed as it");
	refused(does("zbz01", "case.reclassify", "id", num(id), "class", "S06099", "reason", "看错", NULL), ERR_RULE, "只计数不立案",
	        "L9: nor moved to it");
	refused(does("jdy01", "case.report", "source", "grid", "place", own(place_one), "address", "广场", "class", "S01037",
	             "description", "灯不亮", NULL),
	        ERR_INPUT, "至少写 4 个字", "three characters describe nothing, whoever calls");
	refused(does("jdy01", "case.report", "source", "grid", "place", own(place_one), "address", "场", "class", "S01037",
	             "description", "路灯不亮", NULL),
	        ERR_INPUT, "至少写 2 个字", "nor does one character say where");
	id = report("jdy01", "grid", place_one, "井盖", "B01001");
	(void)does("sly01", "case.accept", "id", num(id), NULL);
	refused(does("zbz01", "case.file", "id", num(id), "condition", "S01-1", NULL), ERR_RULE, "部件",
	        "L18: a thing is no problem; its class is an event");
	refused(does("jdy01", "case.report", "source", "grid", "place", own(place_two), "address", "路口", "class", "S01037",
	             "description", "路灯不亮", NULL),
	        ERR_INPUT,
	        "管辖", "a report lies in one's own scope");
	refused(does("jdy01", "case.report", "source", "grid", "place", own(place_one), "address", "路口", "class",
	             "S01037", "description", "路灯不亮", "at",
	             "2026-11-21 00:00", NULL), ERR_INPUT, "晚于现在", "L16: not in the future");
}

static void
assignment(void)
{
	int64_t id = case_to(CASE_FILED, "新浦路1号");
	const struct case_page *p;
	int64_t                 territory = 0, municipal = 0;
	struct input            none[1];
	const void             *out;

	as("pqy01");
	if (shows(st, "unit.list", none, 0, &out) == OK)
		for (size_t i = 0; i < ((const struct unit_list *)out)->n; i++) {
			const struct unit_item *u = &((const struct unit_list *)out)->item[i];

			territory = str_eq(u->code, S("T001")) ? u->id : territory;
			municipal = str_eq(u->code, S("SZ")) ? u->id : municipal;
		}
	refused(does("pqy01", "case.dispatch", "id", num(id), "unit", own(territory), NULL), ERR_INPUT, "责任清单",
	        "A17: another unit than the matrix names needs a reason");
	refused(does("pqy01", "case.dispatch", "id", num(id), "unit", "999999", "reason", "x", NULL), ERR_INPUT, "单位",
	        "L4: a unit that exists");
	refused(does("pqy01", "case.dispatch", "id", num(id), "unit", "JD", "post", "JD-hc", "reason", "x", NULL), ERR_INPUT,
	        "处置岗位", "a post that verifies can neither sign nor fix");
	refused(does("pqy01", "case.dispatch", "id", num(id), "unit", "JD", "reason", "x", NULL), ERR_INPUT, "没有处置岗位",
	        "nor anybody in a unit without such a post");
	refused(does("pqy01", "case.dispatch", "id", num(id), "post", "#1", NULL), ERR_INPUT, "岗位",
	        "L4: a post of that unit");
	ok(does("pqy01", "case.dispatch", "id", num(id), "unit", own(territory), "reason", "街道自管路灯", NULL) == OK,
	   "A01: with a reason it goes");
	p = page_as("pqy01", id);
	ok(p->duty_basis == 3 && p->n_part == 1, "and says that it was chosen otherwise, without helpers");
	st->cx.now += 3600000;
	ok(does("cz01", "case.give_back", "id", num(id), "reason", "不归街道管", NULL) == OK, "退回");
	p = page_as("pqy01", id);
	ok(clock_of(p, CASE_STAGE_WORK)->runs, "A18: the clock runs on while units dispute");
	refused(does("pqy01", "case.dispatch", "id", num(id), "unit", own(municipal), "rev", "1", NULL), ERR_STALE,
	        "最新",
	        "L21: nothing is done on an old page");
	ok(does("pqy01", "case.dispatch", "id", num(id), NULL) == OK, "then to the matrix' unit");
	p = page_as("pqy01", id);
	ok(p->duty_basis == 1 && p->returns == 1 && p->n_part == 3,
	   "with its row; nothing of the first way is cleared");
	refused(does("cz14", "case.give_back", "id", num(id), "reason", "也不归我管", NULL), ERR_RULE, "退回过",
	        "A18: a second return is refused");
	ok(does("pqy01", "case.reassign", "id", num(id), "unit", own(territory), "reason", "现场裁定", NULL) == OK,
	   "headquarters rules");
	is_i64(state_of(id), CASE_DISPATCHED, "and it is to be signed for again");
}

static void
time_limits(void)
{
	int64_t                 id, due;
	const struct case_page *p;
	const void             *out;
	struct input            none[1];
	const struct case_due_out *d;

	st->cx.now = at(11, 20, 10, 0);
	id = case_to(CASE_WORKING, "厦门路3号");
	due = clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at;
	is_i64(due, at(11, 24, 17, 30), "due on Tuesday");
	ok(does("cz14", "case.ask_extend", "id", num(id), "reason", "等灯具到货", NULL) == OK, "延期 is asked for");
	refused(does("cz14", "case.decide_extend", "id", num(id), "answer", "yes", NULL), ERR_DENIED, "权限",
	        "not granted by the unit");
	ok(does("ld01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == OK, "granted");
	p = page_as("zbz01", id);
	is_i64(clock_of(p, CASE_STAGE_WORK)->due_at, at(11, 26, 17, 30), "L10: one original limit more: Thursday");
	ok(p->extensions == 1 && p->n_ask == 1 && p->ask[0].outcome == 1, "counted and on record");
	/* Suspended at Monday 10:00 for a week: due again as much later as was left. */
	st->cx.now = at(11, 23, 10, 0);
	ok(does("cz14", "case.ask_suspend", "id", num(id), "until", "2026-11-30", "reason", "道路施工", NULL) == OK,
	   "挂账 is asked for");
	ok(does("ld01", "case.decide_suspend", "id", num(id), "answer", "yes", NULL) == OK, "granted");
	p = page_as("zbz01", id);
	ok(p->state == CASE_SUSPENDED && !p->due_at.some && p->until.v == at(12, 1, 0, 0) - 1,
	   "no clock runs until the end of the 30th");
	as(NULL);
	ok(shows(st, "case.due", none, 0, &out) == OK, "the scheduler asks");
	d = out;
	for (size_t i = 0; i < d->n; i++)
		if (d->item[i].id == id)
			(void)ok(false, "nothing is due on a suspended case");
	refused(does(NULL, "case.resume_due", "id", num(id), NULL), ERR_RULE, "未满", "L11: not before its end");
	/* Written down a day late, as by a server that stood still: the clock goes on from its end all the same. */
	st->cx.now = at(12, 2, 9, 0);
	as(NULL);
	ok(shows(st, "case.due", none, 0, &out) == OK, "the scheduler asks again");
	d = out;
	due = 0;
	for (size_t i = 0; i < d->n; i++)
		due += d->item[i].id == id && strcmp(d->item[i].command, "case.resume_due") == 0;
	is_i64(due, 1, "L11: and is told to resume it");
	ok(does(NULL, "case.resume_due", "id", num(id), NULL) == OK, "L11: it resumes by itself");
	p = page_as("zbz01", id);
	ok(p->state == CASE_WORKING && clock_of(p, CASE_STAGE_WORK)->runs, "where it was");
	is_i64(clock_of(p, CASE_STAGE_WORK)->due_at, at(12, 4, 17, 30),
	       "with the 3 working days that were left: Friday 4 December");
	/* Overdue at the first second. */
	st->cx.now = at(12, 4, 17, 30);
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK && !page_as("zbz01", id)->overdue,
	   "L13: at 17:30 it is in time");
	st->cx.now += 1000;
	p = page_as("zbz01", id);
	ok(p->overdue && !clock_of(p, CASE_STAGE_WORK)->overdue_at.some,
	   "L13: a second later it is late, recorded or not");
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK, "L13: the program records it");
	p = page_as("zbz01", id);
	is_i64(clock_of(p, CASE_STAGE_WORK)->overdue_at.v, at(12, 4, 17, 30) + 1000, "L13: at its first second");
	due = p->rev;
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK && page_as("zbz01", id)->rev == due, "L13: once");
	refused(does("cz14", "case.ask_extend", "id", num(id), "reason", "x", NULL), ERR_RULE, "时限已过",
	        "L10: too late for 延期");
	refused(does("zbz01", "case.overdue", "id", num(id), NULL), ERR_DENIED, "权限", "L13: nobody records it by hand");
	refused(does("cz14", "case.fix", "id", num(id), "text", "好了", "at", "2026-11-20 09:00", NULL), ERR_INPUT, "上一步",
	        "L16: nor is it fixed before it was sent");
	ok(does("cz14", "case.fix", "id", num(id), "text", "好了", "at", "2026-12-04 17:00", NULL) == OK,
	   "L13: saying that it was done in time");
	ok(page_as("zbz01", id)->overdue, "L13: does not take the overdue away");
	(void)does("hcy01", "case.verify", "id", num(id), "answer", "yes", NULL);
	due = st->cx.now;
	st->cx.now = at(12, 7, 11, 30);
	(void)does("zbz01", "case.close", "id", num(id), "closing", "S01037-2", NULL);
	ok(clock_of(page_as("zbz01", id), CASE_STAGE_CLOSE)->overdue_at.some, "three office hours for closing are too late, too");
	ok(does("cz14", "case.ask_exempt", "id", num(id), "reason", "停电", NULL) == OK, "an appeal after closing");
	refused(does("zbz01", "case.decide_exempt", "id", num(id), "answer", "yes", NULL), ERR_RULE, "另一岗位",
	        "L13: who closed too late does not decide it");
	ok(does("ld01", "case.decide_exempt", "id", num(id), "answer", "yes", "reason", "属实", NULL) == OK,
	   "is granted (%.*s)", STR_ARG(said));
	p = page_as("zbz01", id);
	ok(!p->overdue && clock_of(p, CASE_STAGE_WORK)->overdue_at.some && clock_of(p, CASE_STAGE_WORK)->exempt_at.some,
	   "L13: the fact stays, the exemption stands beside it");
	st->cx.now = due;
	/* Late and unrecorded: the next act records it first. */
	id = case_to(CASE_REPORTED, "厦门路4号");
	st->cx.now = at(12, 7, 12, 0);
	ok(does("sly01", "case.accept", "id", num(id), NULL) == OK, "受理 three days late, the scheduler was asleep");
	p = page_as("zbz01", id);
	ok(p->overdue && clock_of(p, CASE_STAGE_ACCEPT)->overdue_at.some, "L13: is overdue all the same");
	st->cx.now = at(11, 20, 10, 0);
}

/* A deadline that was met is not late afterwards, however long the case then waits elsewhere. */
static void
met_in_time(void)
{
	const struct case_page *p;
	int64_t                 id;

	st->cx.now = at(11, 20, 10, 0);
	id = case_to(CASE_WORKING, "厦门路8号");
	st->cx.now = at(11, 24, 17, 30);
	ok(does("cz14", "case.fix", "id", num(id), "text", "已换灯泡", NULL) == OK, "done at the last second");
	st->cx.now += 1000;
	p = page_as("zbz01", id);
	ok(!p->overdue && !clock_of(p, CASE_STAGE_WORK)->runs, "L13: a second later nothing of it is late");
	st->cx.now = at(12, 20, 9, 0);
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK, "weeks later the program looks for what is late");
	p = page_as("zbz01", id);
	ok(!clock_of(p, CASE_STAGE_WORK)->overdue_at.some, "L13: the deadline that was met is not among it");
	ok(clock_of(p, CASE_STAGE_VERIFY)->overdue_at.some && p->overdue, "the 核查 that nobody made is");
	st->cx.now = at(11, 20, 10, 0);
}

/* L25: a newer version of the conditions is for cases dispatched under it. */
static void
newer_version(void)
{
	static const char rest[] = "\t工作日\t恢复照明\toptional\t夜间现象，文字说明亮灯情况即可\t\t\t《城市道路管理条例》\t"
				   "示例（各地按本地立案标准替换）\t";
	int64_t     id, due;
	str         file;

	st->cx.now = at(11, 20, 10, 0);
	id = case_to(CASE_WORKING, "厦门路9号");
	due = clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at;
	file = arena_printf(st->cx.arena,
	                    "key\tclass_key\tcondition\tafter_key\tamount\tlimit_unit\tclosing\tphoto\tphoto_reason\t"
	                    "not_collected\tseason\tbasis\tsource\tversion\tvalid_from\tvalid_to\n"
	                    "S01037-2\tS01037\t路灯不亮\t\t2%s默认-2026.1\t2026-07-01\t2026-11-21\n"
	                    "S01037-2\tS01037\t路灯不亮\t\t1%s默认-2026.2\t2026-11-21\t\n",
	                    rest, rest);
	as(NULL);
	ok(loads_conditions(st, file, &said), "from the 21st on the limit is one working day");
	is_i64(clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at, due, "L25: a case at work keeps its two");
	st->cx.now = at(11, 23, 10, 0);
	ok(does("cz14", "case.ask_extend", "id", num(id), "reason", "等灯具到货", NULL) == OK &&
	       does("ld01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == OK,
	   "an extension after the change");
	is_i64(clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at, at(11, 26, 17, 30),
	       "L25: is one of its own limits, two days");
	id = case_to(CASE_WORKING, "厦门路10号");
	is_i64(clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at, at(11, 24, 17, 30),
	       "what is dispatched on Monday has one: Tuesday");
	st->cx.now = at(11, 20, 10, 0);
}

/* A 行道树死株 with its unit; 0: it did not get there. */
static int64_t
tree(const char *address)
{
	int64_t     id = report("jdy01", "grid", place_one, address, "S04002");
	const char *i = num(id);

	return id && does("sly01", "case.accept", "id", i, NULL) == OK &&
	                       does("zbz01", "case.file", "id", i, "condition", "S04002-1", NULL) == OK &&
	                       does("pqy01", "case.dispatch", "id", i, NULL) == OK &&
	                       does("cz16", "case.sign", "id", i, NULL) == OK
	               ? id
	               : 0;
}

static int64_t
in_2027(int month, int mday)
{
	day d;

	ensure(day_from_ymd(2027, month, mday, &d));
	return day_to_ms(d, (17 * 60 + 30) * 60000, DAY_ZONE_CHINA);
}

/* 15 working days in which trees can be planted: 1 February to 30 April, 1 October to 30 November (B1.4). */
static void
dead_tree(void)
{
	static const char head[] = "key\tclass_key\tcondition\tafter_key\tamount\tlimit_unit\tclosing\tphoto\tphoto_reason\t"
				   "not_collected\tseason\tbasis\tsource\tversion\tvalid_from\tvalid_to\n";
	static const char rest[] = "S04002-1\tS04002\t行道树死株\t\t15\t工作日\t补植同种苗木\tneeded\t改前改后同角度对比才能确认修复\t\t"
				   "种植季节\t《城市绿化条例》\t运城市立案结案标准（转引，待与原文核对）\t";
	const struct case_page       *p;
	const struct case_clock_line *c;
	int64_t                       id, sum = 0;
	size_t                        skipped = 0;
	str                           file;

	st->cx.now = at(9, 28, 10, 0);
	id = tree("厦门路11号");
	p = page_as("zbz01", id);
	c = clock_of(p, CASE_STAGE_WORK);
	is_i64(c->due_at, at(10, 27, 17, 30), "B1.4: from outside the season: 8 9 10, 12..16, 19..23, 26 27 October");
	is_str(c->season, S("种植季节"), "and the clock says its season");
	for (size_t i = 0; i < p->n_why; i++) {
		sum += p->why[i].ms;
		skipped += str_eq(p->why[i].why, S("off_season")) && str_eq(p->why[i].name, S("种植季节")) && p->why[i].ms == 0 &&
			   p->why[i].from == at(9, 28, 10, 0) && p->why[i].to == at(10, 1, 0, 0);
	}
	ok(sum == 15 * INT64_C(86400000) && skipped == 1, "the page counts fifteen days and says what lay outside the season");
	is_i64(c->left_ms, 15 * INT64_C(86400000), "of which none is gone");
	st->cx.now = at(10, 9, 10, 0);
	is_i64(clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->left_ms, 13 * INT64_C(86400000), "two days into it thirteen are left");
	st->cx.now = at(10, 9, 11, 0);
	file = arena_printf(st->cx.arena, "%s%s默认-2026.1\t2026-07-01\t2026-10-09\n%s默认-2026.3\t2026-10-09\t\n", head, rest, rest);
	as(NULL);
	ok(loads_seasonal(st, file, S("season\tfrom\tto\tsource\n种植季节\t03-01\t03-31\t示例\n"), &said),
	   "from the 9th on trees are planted in March alone");
	st->cx.now = at(10, 9, 12, 0); /* the store's last word was later than this test's day */
	ok(does("cz16", "case.ask_extend", "id", num(id), "reason", "等苗木", NULL) == OK &&
	       does("ld01", "case.decide_extend", "id", num(id), "answer", "yes", NULL) == OK,
	   "an extension after the change");
	is_i64(clock_of(page_as("zbz01", id), CASE_STAGE_WORK)->due_at, at(11, 17, 17, 30),
	       "L25: counts by the season it was dispatched under: 28..30 October, 2..6, 9..13, 16 17 November");
	ok(does("cz16", "case.ask_suspend", "id", num(id), "reason", "苗木未到", "until", "2026-11-20", NULL) == OK &&
	       does("ld01", "case.decide_suspend", "id", num(id), "answer", "yes", NULL) == OK,
	   "挂账 while 13 + 15 days are left");
	st->cx.now = at(11, 20, 9, 0);
	ok(does("zbz01", "case.resume", "id", num(id), "reason", "苗木已到", NULL) == OK, "and on again in November");
	c = clock_of(page_as("zbz01", id), CASE_STAGE_WORK);
	ok(c->amount == 28 && str_eq(c->season, S("种植季节")), "L11: what was left goes on, in its own season");
	is_i64(c->due_at, in_2027(3, 2), "six days of November, twenty of February, two of March");
	id = tree("厦门路12号");
	c = clock_of(page_as("zbz01", id), CASE_STAGE_WORK);
	is_i64(c->due_at, in_2027(3, 19), "what is dispatched after it waits for March: 1..5, 8..12, 15..19");
	st->cx.now = at(11, 20, 10, 0);
}

/* Whether a person (0: none) of a unit, by its code, is on record as late in a case. */
static bool
was_late(int64_t id, const char *person, const char *unit)
{
	struct q_did_all_row *d;
	size_t                n;
	int64_t               who = 0, whose = 0;
	bool                  found = false;

	ensure(db_begin(st->cx.db) == OK && q_did_all(&st->cx, &(struct q_did_all_in){.case_id = id}, &d, &n) == OK &&
	       (!person || person_named(&st->cx, "person", str_of(person), &who) == OK) &&
	       (!unit || unit_named(&st->cx, "unit", str_of(unit), &whose) == OK));
	db_rollback(st->cx.db);
	for (size_t i = 0; i < n; i++)
		found = found || (d[i].part == CASE_PART_LATE && d[i].person_id == who && d[i].unit_id == whose);
	return found;
}

/* L13: the unit that held a stage past its limit is on record, whoever of it was named. */
static void
late_holders(void)
{
	int64_t id, post, person, none;

	st->cx.now = at(11, 20, 10, 0);
	id = case_to(CASE_WORKING, "厦门路13号");
	none = case_to(CASE_REPORTED, "厦门路14号");
	post = case_to(CASE_FIXED, "厦门路15号");
	person = case_to(CASE_FIXED, "厦门路16号");
	ok(does("zbz01", "case.assign_verify", "id", num(post), "post", "JD-hc", NULL) == OK &&
	       does("zbz01", "case.assign_verify", "id", num(person), "person", "hcy01", NULL) == OK,
	   "a post is sent to verify, and a person");
	ok(!was_late(post, NULL, "JD"), "in time nobody is late");
	st->cx.now = at(12, 7, 10, 0);
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK && does(NULL, "case.overdue", "id", num(none), NULL) == OK &&
	       does(NULL, "case.overdue", "id", num(post), NULL) == OK && does(NULL, "case.overdue", "id", num(person), NULL) == OK,
	   "weeks later the program records what is late");
	ok(was_late(id, NULL, "SZ"), "L13: the handling unit, of which no person was named");
	ok(was_late(post, NULL, "JD"), "L13: the unit of the post that was sent to verify");
	ok(was_late(person, "hcy01", "JD"), "L13: the person with the unit");
	ok(!was_late(none, NULL, "HQ") && !was_late(none, NULL, NULL), "L13: headquarters' own desk is no unit that is late");
	st->cx.now = at(11, 20, 10, 0);
}

/* A 供水管道破裂 that is taken in. */
static int64_t
burst(const char *address)
{
	int64_t id = report("jdy01", "grid", place_one, address, "S10096");

	return id && does("sly01", "case.accept", "id", num(id), NULL) == OK ? id : 0;
}

/* 止水 first, 修复 after it (B1.4): the second is filed where the first was closed. */
static void
two_steps(void)
{
	const struct case_page *p;
	int64_t                 first, second, other;

	st->cx.now = at(11, 20, 10, 0);
	first = burst("水仙大街1号");
	refused(does("zbz01", "case.file", "id", num(first), "condition", "S10096-2", NULL), ERR_RULE, "供水管道破裂：止水",
	        "after_key: 修复 is not filed before 止水, which the sentence names");
	ok(does("zbz01", "case.file", "id", num(first), "condition", "S10096-1", NULL) == OK, "止水 is");
	second = burst("水仙大街 1号");
	refused(does("zbz01", "case.file", "id", num(second), "condition", "S10096-2", "beside", num(first), NULL), ERR_RULE, "前一步",
	        "after_key: nor while it is not closed yet");
	ok(does("pqy01", "case.dispatch", "id", num(first), NULL) == OK && does("cz33", "case.sign", "id", num(first), NULL) == OK &&
	       does("cz33", "case.fix", "id", num(first), "text", "已关阀止水", NULL) == OK &&
	       does("hcy01", "case.verify", "id", num(first), "answer", "yes", NULL) == OK &&
	       does("zbz01", "case.close", "id", num(first), "closing", "S10096-1", NULL) == OK,
	   "the water is stopped, and that is proven");
	other = burst("水仙大街9号");
	refused(does("zbz01", "case.file", "id", num(other), "condition", "S10096-2", NULL), ERR_RULE, "前一步",
	        "after_key: not elsewhere");
	refused(does("jdy01", "case.self", "id", num(other), "condition", "S10096-2", "text", "已修", NULL), ERR_RULE, "前一步",
	        "after_key: nor by mending it oneself");
	ok(does("zbz01", "case.file", "id", num(second), "condition", "S10096-2", NULL) == OK, "after_key: here it is filed now");
	p = page_as("zbz01", second);
	ok(!p->back_of.some && page_as("zbz01", first)->came_back == 0, "A37: the second step is no problem that came back");
	ok(does("zbz01", "case.file", "id", num(other), "condition", "S10096-1", NULL) == OK &&
	       does("zbz01", "case.ask_force", "id", num(other), "reason", "道路封闭", NULL) == OK &&
	       does("ld01", "case.decide_force", "id", num(other), "answer", "yes", NULL) == OK,
	   "elsewhere the first step is closed by force");
	other = burst("水仙大街9号");
	refused(does("zbz01", "case.file", "id", num(other), "condition", "S10096-2", NULL), ERR_RULE, "前一步",
	        "after_key: of which nobody has proven a thing");
}

static void
ends(void)
{
	int64_t id;

	st->cx.now = at(12, 8, 9, 0);
	id = case_to(CASE_WORKING, "水仙街5号");
	ok(does("zbz01", "case.ask_void", "id", num(id), "reason", "重复", NULL) == OK, "作废 is asked for");
	refused(does("zbz01", "case.decide_void", "id", num(id), "answer", "yes", NULL), ERR_RULE, "另一人",
	        "L12: not granted by who asked");
	ok(does("ld01", "case.decide_void", "id", num(id), "answer", "yes", NULL) == OK && state_of(id) == CASE_VOID,
	   "L12: by another");
	id = case_to(CASE_FIXED, "水仙街6号");
	ok(does("pqy01", "case.ask_force", "id", num(id), "reason", "现场已拆", NULL) == OK, "强制结案 is asked for");
	ok(does("zbz01", "case.decide_force", "id", num(id), "answer", "yes", NULL) == OK, "L12: granted by another");
	ok(page_as("zbz01", id)->kind == CASE_KIND_FORCED, "L12: counted apart");
	ok(does("zbz01", "case.reopen", "id", num(id), "reason", "仍不亮", NULL) == OK && state_of(id) == CASE_FILED,
	   "重新办理");
	id = case_to(CASE_REPORTED, "水仙街7号");
	ok(does("jdy01", "case.self", "id", num(id), "condition", "S01037-2", "text", "已合闸", NULL) == OK, "自行处置");
	ok(page_as("zbz01", id)->kind == CASE_KIND_SELF, "L24: counted apart");
	id = case_to(CASE_FIXED, "水仙街8号");
	ok(does("hcy02", "case.verify", "id", num(id), "answer", "no", "reason", "还有两盏不亮", NULL) == OK,
	   "核查 not passed");
	ok(page_as("zbz01", id)->rework == 1 && state_of(id) == CASE_REWORK, "返工, counted");
	ok(does("cz14", "case.fix", "id", num(id), "text", "都亮了", NULL) == OK, "fixed again");
	ok(does("hcy02", "case.verify", "id", num(id), "answer", "yes", NULL) == OK, "and verified");
}

static void
lists(void)
{
	struct input              page[] = {{S("n"), S("5")}, {S("after"), S("")}}, by_state[] = {{S("state"),
	                                                                                           S("closed,void")}};
	struct input              q[] = {{S("q"), S("2026-0000")}}, where[] = {{S("q"),
	                                                                        S("延安南路")}}, late[] = {{S("due"),
	                                                                                                S("overdue")}};
	const struct case_list_out *l;
	const void               *out;
	int64_t                   last = INT64_MIN, seen = 0, open = 0;
	str                       after = STR_NONE;

	st->cx.now = at(12, 9, 9, 0);
	as("zbz01");
	do {
		page[1].value = after;
		if (!ok(shows(st, "case.list", page, after.p ? 2 : 1, &out) == OK, "a page of five"))
			break;
		l = out;
		for (size_t i = 0; i < l->n; i++) {
			if (l->item[i].sort < last)
				(void)ok(false, "the order is by deadline");
			if (!case_open((enum case_state)l->item[i].state))
				(void)ok(false, "only open cases");
			last = l->item[i].sort;
			seen++;
		}
		after = l->next;
	} while (after.p && seen < 1000);
	ok(shows(st, "case.counts", page, 0, &out) == OK, "counts for the rail");
	for (int s = 0; s < CASE_STATE_MAX; s++)
		open += ((const struct case_counts_out *)out)->state[s];
	ok(seen > 5 && seen == open, "every open case stands on exactly one page (%lld of %lld)", (long long)seen,
	   (long long)open);
	ok(shows(st, "case.list", by_state, 1, &out) == OK, "closed and void");
	l = out;
	ok(l->n > 2, "are found");
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].state != CASE_CLOSED && l->item[i].state != CASE_VOID)
			(void)ok(false, "and nothing else");
	ok(shows(st, "case.list", q, 1, &out) == OK && ((const struct case_list_out *)out)->n == 9,
	   "numbers by their beginning");
	ok(shows(st, "case.list", where, 1, &out) == OK && ((const struct case_list_out *)out)->n == 3,
	   "addresses by theirs");
	ok(shows(st, "case.list", late, 1, &out) == OK && ((const struct case_list_out *)out)->n > 0,
	   "what is overdue");
	as("jdy02");
	ok(shows(st, "case.list", page, 1, &out) == OK && ((const struct case_list_out *)out)->n == 0,
	   "another street's inspector has none of them");
	as("cz14");
	ok(shows(st, "case.list", page, 1, &out) == OK && ((const struct case_list_out *)out)->n > 0,
	   "the unit has its own");
	l = out;
	for (size_t i = 0; i < l->n; i++)
		if (!str_eq(l->item[i].unit_name, S("市政中心")))
			(void)ok(false, "and only what is still its own");
	ok(has(json_of(st, "case.list", out), "\"items\":["), "as JSON");
}

static void
no_eyes(void)
{
	int64_t                 id;
	const struct case_page *p;

	/* All who may verify leave: the case goes to headquarters. */
	st->cx.now = at(12, 10, 9, 0);
	id = case_to(CASE_WORKING, "丹霞路1号");
	for (int i = 1; i <= 3; i++)
		(void)does(NULL, "holding.end", "person", i == 1 ? "hcy01" : i == 2 ? "hcy02" : "hcy03", "post",
		           "JD-hc", NULL);
	(void)does(NULL, "holding.end", "person", "dcy01", "post", "HQ-dc", NULL);
	(void)does(NULL, "holding.end", "person", "dcy02", "post", "HQ-dc", NULL);
	ok(does("cz14", "case.fix", "id", num(id), "text", "好了", NULL) == OK, "fixed, and nobody independent may look");
	p = page_as("zbz01", id);
	ok(p->at_hq && p->state == CASE_FIXED, "L3: it waits at headquarters, never around the rule");
	ok(does(NULL, "holding.add", "person", "hcy01", "post", "JD-hc", NULL) == OK, "somebody is appointed");
	ok(does("hcy01", "case.verify", "id", num(id), "answer", "yes", NULL) == OK, "and verifies");
}

static void
told_wrong(const char *at_, const char *due, const char *ended, const char *words, const char *rule)
{
	enum err e;

	if (due)
		e = does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-2", "place", own(place_one), "at",
		         at_, "due", due, NULL);
	else if (ended)
		e = does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-2", "place", own(place_one), "at",
		         at_, "ended", ended, NULL);
	else
		e = does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-2", "place", own(place_one), "at",
		         at_, NULL);
	refused(e, ERR_INPUT, words, "%s", rule);
}

static void
told(void)
{
	const struct case_page *p;
	int64_t                 id;
	enum err                e;

	e = does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-1", "place", own(place_one), "address",
	         "1 Main St", "status", "Closed", "unit_name", "Transportation", "at", "2026-01-05 09:00", "due",
	         "2026-01-06 09:00", "ended", "2026-01-08 09:00", NULL);
	id = said_reply.id;
	ok(e == OK, "L20: a source tells");
	p = page_as("zbz01", id);
	ok(p->state == CASE_TOLD && !p->unit_id.some && p->n_clock == 0 && p->kind == 0,
	   "L20: no unit, clock or closing is invented");
	is_i64(p->due_at.v, at(1, 6, 9, 0), "L20: the due date is the source's");
	ok(does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-1", "place", own(place_one), "address",
	        "1 Main St", "status", "Closed", "unit_name", "Transportation", "at", "2026-01-05 09:00", "due",
	        "2026-01-06 09:00", "ended", "2026-01-08 09:00", NULL) == OK, "told twice");
	ok(said_reply.id == id && said_reply.rev == 1, "adds nothing");
	ok(does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-1", "place", own(place_one), "address",
	        "1 Main St", "status", "Reopened", "open", "1", "at", "2026-01-05 09:00", NULL) == OK,
	"told otherwise");
	ok(said_reply.id == id && said_reply.rev == 2, "is a second fact about the same case");
	refused(does("zbz01", "case.close", "id", num(id), "closing", "x", NULL), ERR_INPUT, "",
	        "L20: nothing else can be done with it");
	told_wrong("1066-10-14 09:00", NULL, NULL, "1990", "a year before 1990 is refused");
	told_wrong("2030-01-05 09:00", NULL, NULL, "不能晚于现在", "what has not been yet is not told");
	told_wrong("2026-01-05 09:00", "2047-01-06 09:00", NULL, "20 年", "a deadline 21 years off is a slip");
	told_wrong("2026-01-05 09:00", NULL, "2026-01-04 09:00", "办结早于受理", "nothing ends before it began");
	e = does(NULL, "case.tell", "source", "baltimore", "source_ref", "SR-3", "place", own(place_one), "address",
	         "1 Main St", "description", "a man in a red coat", "class", "S09003", "at", "2026-01-05 09:00",
	         "lon", "117.65", "lat", "24.51", "srs", "wgs84", NULL);
	ok(e == OK, "a class about persons can be told: %.*s", STR_ARG(said));
	p = page_as("zbz01", said_reply.id);
	ok(p->class_id.some && p->description.n == 0 && p->address.n == 0 && !p->lon.some && !p->lat.some,
	   "and is counted only: no words and no spot (domain, refusal 1)");
}

/*
 * 2026-12-31 is a Thursday and 2027 has no list: 2 工作日 end on Monday 4 January,
 * guessed.  The (invented) list makes Friday 1 January a holiday: Tuesday 5 January.
 */
/* Which cases lie at a spot, as the page that reports asks; how many, *first the first of them. */
static size_t
near_of(const char *address, const char *lon, const char *lat, int64_t *first)
{
	struct input in[] = {{S("place"), str_of(own(place_two))}, {S("class"), S("S01037")},
	                     {S("address"), str_of(address)}, {S("lon"), str_of(lon ? lon : "")},
	                     {S("lat"), str_of(lat ? lat : "")}};
	const void                 *out;
	const struct case_near_out *o;

	as("zbz01");
	if (shows(st, "case.near", in, lon ? 5 : 3, &out) != OK)
		return SIZE_MAX;
	o = out;
	*first = o->n ? o->item[0].id : 0;
	return o->n;
}

/* More open cases of one class and community than one look brings: whichever lies at the spot is seen. */
static void
near_among_many(void)
{
	enum { MANY = 620 };
	int64_t oldest, oldest_point, newest = 0, newest_point, first, id;
	bool    all = true;

	st->cx.now = at(11, 19, 10, 0);
	oldest = report("zbz01", "grid", place_two, "丹霞路　1号", "S01037");
	ok(does("zbz01", "case.report", "source", "grid", "place", own(place_two), "address", "丹霞路口", "class", "S01037",
	        "description", "路灯不亮", "lon", "117.6500", "lat", "24.5100", "srs", "cgcs2000", NULL) == OK, "one with a position");
	oldest_point = said_reply.id;
	for (int i = 0; i < MANY; i++) {
		char address[40], lat[24];

		(void)snprintf(address, sizeof(address), "悦港路%d号", i);
		(void)snprintf(lat, sizeof(lat), "%.5f", 24.4000 + i * 1e-4);
		if (i % 2)
			all = all && report("zbz01", "grid", place_two, address, "S01037") != 0;
		else
			all = all && does("zbz01", "case.report", "source", "grid", "place", own(place_two), "address",
			                  address, "class", "S01037", "description", "路灯不亮", "lon", "117.6500", "lat",
			                  lat, "srs", "cgcs2000", NULL) == OK;
	}
	ok(all, "%d others of that class are open in the community", MANY);
	is_i64((int64_t)near_of("丹霞路1号", NULL, NULL, &first), 1, "L8: the oldest at the address is seen");
	is_i64(first, oldest, "and none else");
	is_i64((int64_t)near_of("别处", "117.65020", "24.51015", &first), 1, "L8: the oldest 26 m away is seen");
	is_i64(first, oldest_point, "and none else");
	is_i64((int64_t)near_of("别处", "117.65000", "24.51028", &first), 0, "not one 31 m away");
	is_i64((int64_t)near_of("丹霞路口", NULL, NULL, &first), 1, "by the address when the asker has no position");
	is_i64((int64_t)near_of("丹霞路 1号", "117.65000", "24.30000", &first), 1, "or the case has none");
	newest = report("zbz01", "grid", place_two, "丹霞路1号", "S01037");
	ok(does("zbz01", "case.report", "source", "grid", "place", own(place_two), "address", "丹霞路口西", "class",
	        "S01037", "description", "路灯不亮", "lon", "117.6501", "lat", "24.5101", "srs", "cgcs2000", NULL) == OK, "and a new one");
	newest_point = said_reply.id;
	is_i64((int64_t)near_of("丹霞路1号", NULL, NULL, &first), 2, "L8: the newest, too");
	is_i64(first, newest, "it comes first");
	is_i64((int64_t)near_of("别处", "117.65000", "24.51000", &first), 2, "by position the same");
	is_i64(first, newest_point, "the newest first");
	id = report("zbz01", "grid", place_two, "丹霞路 1 号", "S01037");
	ok(does("sly01", "case.accept", "id", num(id), NULL) == OK, "one more comes in");
	refused(does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", NULL), ERR_RULE, said_no(newest),
	        "L8: filing it names the newest");
	refused(does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", "beside", num(oldest), NULL), ERR_RULE,
	        said_no(oldest), "L8: naming the oldest is not enough");
	ok(does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", "beside", num(newest), NULL) == OK,
	   "L8: naming the newest files");
}

static void
calendar_published(void)
{
	const struct case_clock_line *c;
	int64_t                       id, other, monday = at(12, 31, 17, 30) + INT64_C(4) * 86400000;
	const struct case_page       *p;
	struct reply                  r;
	struct input                  none[1];
	const void                   *out;
	int                           told_to = 0;

	st->cx.now = at(12, 31, 10, 0);
	id = case_to(CASE_WORKING, "元旦路1号");
	other = case_to(CASE_WORKING, "元旦路2号");
	c = clock_of(page_as("zbz01", id), CASE_STAGE_WORK);
	ok(c->due_at == monday && c->guessed, "B7: a year without a list falls back to weekends, and says so");
	st->cx.now = monday - 3600000;
	ok(does("cz14", "case.fix", "id", num(other), "text", "好了", NULL) == OK, "the other is fixed in time");
	st->cx.now = monday + 1000;
	ok(does(NULL, "case.overdue", "id", num(id), NULL) == OK && page_as("zbz01", id)->overdue,
	   "this one is overdue");
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK && page_as("zbz01", id)->overdue,
	   "L22: under the same calendar nothing changes");
	as(NULL);
	ok(load_calendar(st, S("china-2027"), S("year\t2027\npaper\t演示〔2026〕1号\t2026-11-30\t演示用的放假安排\t\n"
	                                        "off\t2027-01-01\t元旦\t演示〔2026〕1号\n"),
	                 S("演示"), &r, &said) == OK, "the list of 2027 is published");
	ok(shows(st, "case.due", none, 0, &out) == OK, "the scheduler asks");
	for (size_t i = 0; i < ((const struct case_due_out *)out)->n; i++)
		told_to += strcmp(((const struct case_due_out *)out)->item[i].command, "case.recompute") == 0;
	ok(told_to >= 2, "L22: and is told to compute what was guessed again (%d cases)", told_to);
	ok(does(NULL, "case.recompute", "id", num(id), NULL) == OK, "it does");
	p = page_as("zbz01", id);
	c = clock_of(p, CASE_STAGE_WORK);
	is_i64(c->due_at, monday + 86400000, "L22: due a day later");
	ok(c->overdue_at.some && c->exempt_at.some && str_eq(c->exempt_why, S("calendar")),
	   "L22: overdue only by the guess: exempt, the fact stays");
	ok(!p->overdue && !c->guessed, "and late no more");
	ok(does(NULL, "case.recompute", "id", num(other), NULL) == OK, "the other too");
	c = clock_of(page_as("zbz01", other), CASE_STAGE_WORK);
	ok(c->due_at == monday && c->met_at.some && !c->guessed, "L22: what had ended stays as it was");
	told_to = (int)page_as("zbz01", other)->rev;
	ok(does(NULL, "case.recompute", "id", num(other), NULL) == OK && page_as("zbz01", other)->rev == told_to,
	   "once is enough");
}

static void
on_a_store(struct store *s)
{
	case_city(s);
	store_check_queries(s, "work/cases", case_aggregates[0].queries);
	store_check_queries(s, "work/reporter", reporter_aggregates[0].queries);
	store_check_queries(s, "work/acts", acts_queries);
	walk();
	beside_and_back();
	round_trips();
	in_memory();
	clock_behind();
	person_class();
	assignment();
	time_limits();
	met_in_time();
	ends();
	lists();
	no_eyes();
	told();
	calendar_published();
	newer_version();
	dead_tree();
	two_steps();
	late_holders();
	near_among_many();
	reports();
	ok(cases_fold(), "every case equals its folded events");
}

int
main(void)
{
	on_engines(case_schemas, NITEMS(case_schemas), on_a_store);
	return done();
}
