/* Disputes: grounds, the joint ruling and its deadline, what is kept; 200 invented ones, none fought twice. */
#include "dispute_sql.h"
#include "work/acts/city_case.h"
#include "work/dispute/dispute.h"
#include "work_dispute_texts.h"

/* ---- The rules ---- */

static void
grounds(void)
{
	static const struct {
		struct dispute_ground g;
		text_id               fault;
		const char           *field, *rule;
	} t[] = {
	    {{.law = true, .unit = 5}, T_none, NULL, "a law is a ground"},
	    {{.row = true, .row_there = true, .row_speaks = true, .row_unit = 6, .unit = 5}, T_none, NULL,
	       "a row that names another unit is"},
	    {{.unit = 5}, T_dispute_no_ground, "duty", "no ground: refused (A18)"},
	    {{.row = true, .unit = 5}, T_dispute_no_row, "duty", "a number that no row has"},
	    {{.row = true, .row_there = true, .row_unit = 6, .unit = 5}, T_dispute_row_elsewhere, "duty",
	       "a row of another class, place or time"},
	    {{.row = true, .row_there = true, .row_speaks = true, .row_unit = 5, .unit = 5}, T_dispute_row_own,
	       "duty", "a row that names who refuses"},
	    {{.law = true, .ruled = true, .unit = 5}, T_dispute_by_ruling, NULL,
	       "what a ruling sent, whatever the law"},
	};

	for (size_t i = 0; i < NITEMS(t); i++) {
		const char *field;

		ok(dispute_ground_fault(&t[i].g, &field) == t[i].fault &&
		       (field == t[i].field || (field && t[i].field && strcmp(field, t[i].field) == 0)),
		   "ground: %s", t[i].rule);
	}
}

static void
judged(const struct dispute_ruling *r, text_id fault, const char *name, const char *rule)
{
	const char *field;

	ok(dispute_ruling_fault(r, &field) == fault && (field == name || (field && name && strcmp(field, name) == 0)),
	   "ruling: %s", rule);
}

static void
rulings(void)
{
	const struct dispute_ruling good = {.state = DISPUTE_JOINT, .open = true, .joint_at = 100,
	                                    .at = 150, .now = 200,
	                                    .ruler = 9, .side = {5, 6}, .reason = true};
	struct dispute_ruling       r;
	const char                 *field;

#define BAD(change, fault, name, rule) \
	r = good; \
	change; \
	judged(&r, fault, name, rule)
	BAD((void)0, T_none, NULL, "in time, with reasons, by a third one");
	BAD(r.open = false, T_dispute_case_over, NULL, "on a voided or closed case");
	BAD(r.state = DISPUTE_RETURNED, T_dispute_not_joint, NULL, "where none was asked for");
	BAD(r.state = DISPUTE_RULED, T_dispute_ruled_already, NULL, "a second time");
	BAD(r.ruler = 5, T_dispute_own_cause, NULL, "by the first side");
	BAD(r.ruler = 6, T_dispute_own_cause, NULL, "by the second side");
	BAD(r.reason = false, T_dispute_no_reason, "reason", "without reasons");
	BAD(r.at = 201, T_dispute_future, "at", "in the future");
	BAD(r.at = 99, T_dispute_too_early, "at", "before it was asked for");
	BAD(r.radius = true, T_dispute_no_spot, "metres", "a radius round no position");
	BAD(r.bears = true, T_dispute_bears_both, "bears_why", "who bears, and not why");
	BAD(r.bears_why = true, T_dispute_bears_both, "bears", "why, and not who");
	r = good;
	r.at = r.joint_at;
	ok(dispute_ruling_fault(&r, &field) == T_none, "ruling: at the very moment it was asked for");
	r.at = r.now;
	ok(dispute_ruling_fault(&r, &field) == T_none, "ruling: now");
}

/* ---- One dispute ---- */

static const struct dispute_one *
dispute_as(const char *login, int64_t id)
{
	static const struct dispute_one nothing;
	struct input                    in[] = {{S("id"), str_of(num(id))}};
	const void                     *out;

	as(login);
	return shows(st, "dispute.get", in, 1, &out) == OK ? out : &nothing;
}

static int64_t
row_of(const char *class_key)
{
	struct input in[] = {{S("class_key"), str_of(class_key)}, {S("place"), S("350602001001")}};
	const void  *out;

	as("pqy01");
	ensure(shows(st, "duty.explain", in, 2, &out) == OK);
	return ((const struct duty_explain *)out)->answer.duty_id;
}

static void
denied(enum err e, enum err want, const char *part, const char *rule)
{
	if (!ok(e == want && has(said, part), "%s: refused: %s", st->engine, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

static void
granted(enum err e, const char *rule)
{
	if (!ok(e == OK, "%s: %s", st->engine, rule))
		printf("# %s: %.*s\n", err_name(e), STR_ARG(said));
}

/* 2026-11-20 is a Friday: one working day later is Monday, the end of office hours. */
static void
one(void)
{
	const struct dispute_one *d;
	const struct case_page   *p;
	int64_t                   id, mine, work, dispute;
	const void               *out;
	struct input              open[] = {{S("open"), S("1")}};

	st->cx.now = at(11, 20, 10, 0);
	id = case_to(CASE_WORKING, "争议路1号");
	mine = row_of("S01037");
	work = page_as("pqy01", id)->due_at.v;
	denied(does("cz14", "dispute.refuse", "id", num(id), "reason", "不归我管", NULL),
	       ERR_INPUT, "依据", "without a ground");
	denied(does("cz14", "dispute.refuse", "id", num(id), "duty", num(mine), "reason", "不归我管", NULL),
	       ERR_INPUT, "正是你单位", "by the row that names it");
	denied(does("cz14", "dispute.refuse", "id", num(id), "duty", num(row_of("S09005")), "reason", "x", NULL),
	       ERR_INPUT, "不是这一类", "by a row of another class");
	denied(does("cz14", "dispute.refuse", "id", num(id), "duty", "99999", "reason", "x", NULL),
	       ERR_INPUT, "没有这一号", "by no row");
	denied(does("cz13", "dispute.refuse", "id", num(id), "law", "城市道路管理条例第六条", "reason", "x", NULL),
	       ERR_NONE, "没有这个案件", "by a unit that never had it");
	granted(does("cz14", "dispute.refuse", "id", num(id), "law", "城市道路管理条例第六条", "reason", "灯杆属于小区", NULL),
	       "a first refusal gives it back");
	p = page_as("pqy01", id);
	ok(p->state == CASE_RETURNED && p->returns == 1, "%s: as case.give_back does", st->engine);
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "x", NULL),
	       ERR_RULE, "还没有提请", "a ruling that nobody asked for");
	granted(does("pqy01", "case.dispatch", "id", num(id), "unit", "CG", "reason", "改派", NULL),
	       "sent to another unit");
	work = page_as("pqy01", id)->due_at.v;
	st->cx.now = at(11, 20, 11, 0);
	granted(does("cz13", "dispute.refuse", "id", num(id), "duty", num(mine), "reason", "清单写的是市政", NULL),
	       "which refuses too, by the row that names the first");
	p = page_as("pqy01", id);
	ok(p->state == CASE_DISPATCHED && has(p->unit_name, "东铺头") && p->returns == 2,
	       "%s: the territory holds it until it is ruled on",
	   st->engine);
	p = page_as("cz01", id);
	ok(p->id == id, "%s: and sees it", st->engine);
	(void)work;
	as("zbz01");
	ensure(shows(st, "dispute.list", open, 1, &out) == OK);
	ok(((const struct dispute_list *)out)->n == 1 &&
	       ((const struct dispute_list *)out)->item[0].due_at.v == at(11, 23, 17, 30),
	   "%s: headquarters has until Monday, 17:30", st->engine);
	dispute = ((const struct dispute_list *)out)->item[0].id;
	denied(does("cz01", "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason", "x", NULL),
	       ERR_RULE, "不能再退", "a third refusal");
	denied(does("cz13", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "x", NULL),
	       ERR_DENIED, "权限", "a ruling by a side");
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", NULL),
	       ERR_INPUT, "理由", "one without reasons");
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "x", "at",
	       "2026-11-20 10:59", NULL), ERR_INPUT, "早于",
	   "one dated before it was asked for");
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "x", "at",
	       "2026-11-21 10:00", NULL), ERR_INPUT, "晚于", "one of tomorrow");
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "XX", "reason", "x", NULL),
	       ERR_INPUT, "XX", "for a unit that is none");
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "x", "keep", "1",
	       "metres", "50", NULL), ERR_INPUT, "位置", "a radius round no position");
	st->cx.now = at(11, 23, 17, 31);
	d = dispute_as("zbz01", dispute);
	ok(d->d.late && d->nside == 2 && d->side[0].n == 1 && has(d->side[1].duty_unit, "市政") && d->fault == T_none,
	       "%s: a minute late it is told, with both grounds",
	   st->engine);
	granted(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "SZ", "reason", "灯杆在道路红线内",
	       "keep", "1", "bears", "SZ",
	    "bears_why", "属地垫付的抢修由市政承担", NULL), "headquarters rules, on site");
	p = page_as("pqy01", id);
	ok(p->state == CASE_DISPATCHED && has(p->unit_name, "市政") && p->duty_basis == 4,
	       "%s: it goes to whose it is, by the ruling", st->engine);
	d = dispute_as("zbz01", dispute);
	ok(!d->side[0].upheld && d->side[1].upheld && has(d->bears,
	       "市政") && d->precedent_id.some && d->d.late && d->nnear == 1,
	   "%s: which refusal was upheld, who bears, and that it came late, stay", st->engine);
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "site", "unit", "CG", "reason", "x", NULL),
	       ERR_RULE, "已裁定", "a second ruling");
	denied(does("cz14", "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason", "x", NULL),
	       ERR_RULE, "裁定", "a refusal of the ruling");
	id = case_to(CASE_WORKING, "争议路99号");
	denied(does("cz14", "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason", "x", NULL),
	       ERR_RULE, "裁定先例", "the same quarrel at the same place");
}

/* A case that ends before it is ruled on. */
static void
void_case(void)
{
	int64_t id;

	st->cx.now = at(11, 24, 10, 0);
	id = report("jdy01", "grid", place_id("350602001002"), "争议路3号", "S01037");
	ensure(does("sly01", "case.accept", "id", num(id), NULL) == OK && does("zbz01", "case.file", "id", num(id),
	       "condition", "S01037-2", NULL) == OK);
	ensure(does("pqy01", "case.dispatch", "id", num(id), NULL) == OK);
	ensure(does("cz14", "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason", "x", NULL) == OK);
	ensure(does("pqy01", "case.dispatch", "id", num(id), "unit", "CG", "reason", "x", NULL) == OK);
	ensure(does("cz13", "dispute.refuse", "id", num(id), "law", "某某条例第二条", "reason", "x", NULL) == OK);
	ensure(does("sly01", "case.ask_void", "id", num(id), "reason", "重复", NULL) == OK);
	ensure(does("ld01", "case.decide_void", "id", num(id), "answer", "yes", NULL) == OK);
	denied(does("zbz01", "dispute.rule", "id", num(id), "way", "papers", "unit", "SZ", "reason", "x", NULL),
	       ERR_RULE, "已作废", "a ruling on a voided case");
}

/*
 * What one() and void_case() left, counted by hand: SZ got three cases first; one of them stayed, and they went out
 * 4 + 1 + 3 times.  SZ refused on Friday 10:00 and was ruled against on Monday 17:31, 4,771 minutes later; CG refused
 * an hour after it.
 */
static void
measured(void)
{
	struct input                   in[] = {{S("from"), S("2026-11-20")},
	                                       {S("to"), S("2026-11-24")},
	                                       {S("by"), S("class")}};
	const struct dispute_measures *m;
	const struct dispute_measure  *x;
	const void                    *out;

	as("zbz01");
	ensure(shows(st, "dispute.measures", in, 2, &out) == OK);
	m = out;
	ok(m->n == 2 && str_eq(m->line[0].key, S("SZ")) && str_eq(m->line[1].key, S("CG")), "%s: two units had a part", st->engine);
	x = &m->line[0];
	ok(x->sent == 3 && x->stayed == 1 && x->hops == 8, "%s: 3 cases, 1 right at once, 8 times sent out", st->engine);
	ok(x->refused == 2 && x->ruled == 1 && x->upheld == 0 && x->lost == 4771 * 60000, "%s: 2 refusals, none upheld, 4,771 minutes",
	   st->engine);
	x = &m->line[1];
	ok(x->sent == 0 && x->refused == 2 && x->ruled == 1 && x->upheld == 1 && x->lost == 4711 * 60000,
	   "%s: 2 refusals, that which was ruled on upheld, 4,711 minutes", st->engine);
	ensure(shows(st, "dispute.measures", in, 3, &out) == OK);
	m = out;
	x = &m->line[0];
	ok(m->n == 1 && x->sent == 3 && x->hops == 8 && x->refused == 4 && x->ruled == 2 && x->upheld == 1 &&
	       x->lost == 4771 * 60000,
	   "%s: by class a quarrel's time counts once", st->engine);
	ok(x->name.n && !str_eq(x->name, x->key), "%s: and it is called by its name: %.*s", st->engine, STR_ARG(x->name));
	in[0].value = S("2026-11-23");
	ensure(shows(st, "dispute.measures", in, 2, &out) == OK);
	m = out;
	ok(m->n == 2 && m->line[0].sent == 2 && m->line[0].refused == 1, "%s: from Monday on two cases and one refusal", st->engine);
	in[0].value = S("2026-11-25");
	ok(shows(st, "dispute.measures", in, 2, &out) == ERR_INPUT, "%s: days out of order are refused", st->engine);
}

/* ---- 200 invented disputes ---- */

static uint64_t seed = 20261120;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

enum { SPOTS = 20, KINDS = 2, TRIES = 200 };

static int64_t
case_at(const char *class, const char *condition, double lon, double lat, int64_t beside)
{
	char     x[32], y[32];
	int64_t  id;
	enum err e;

	(void)snprintf(x, sizeof(x), "%.6f", lon);
	(void)snprintf(y, sizeof(y), "%.6f", lat);
	e = does("jdy01", "case.report", "source", "grid", "place", own(place_id("350602001003")),
	         "address", "某路", "class", class, "lon", x,
	         "lat", y, "srs", "cgcs2000", "description", "路灯不亮", NULL);
	id = said_reply.id;
	ensure(e == OK && does("sly01", "case.accept", "id", num(id), NULL) == OK);
	e = beside ? does("zbz01", "case.file", "id", num(id), "condition", condition, "beside", num(beside), NULL)
	           : does("zbz01", "case.file", "id", num(id), "condition", condition, NULL);
	if (e != OK)
		printf("# file: %.*s\n", STR_ARG(said));
	ensure(e == OK && does("pqy01", "case.dispatch", "id", num(id), NULL) == OK);
	return id;
}

static void
replay(void)
{
	static const struct {
		const char *class, *condition, *first, *second, *second_unit;
	} kind[KINDS] = {{"S01037", "S01037-2", "cz14", "cz13", "CG"}, {"S09005", "S09005-1", "cz13", "cz14", "SZ"}};
	static const char *const owners[] = {"SZ", "CG", "YL", "T001"};
	static int64_t           last[SPOTS][KINDS];
	static int               fought[SPOTS][KINDS], owner[SPOTS][KINDS];
	int64_t                  twice = 0, wrong = 0, ruled = 0, spared = 0;

	memset(last, 0, sizeof(last));
	memset(fought, 0, sizeof(fought));
	st->cx.now = at(11, 25, 10, 0);
	for (int i = 0; i < TRIES; i++) {
		size_t   s = (size_t)rnd(SPOTS), k = (size_t)rnd(KINDS);
		/* Ten metres to either side, at spots half a kilometre apart. */
		double   lon = 117.70 + 0.005 * (double)s + ((double)rnd(21) - 10) * 1e-5;
		double   lat = 24.6 + ((double)rnd(19) - 9) * 1e-5;
		int64_t  id = case_at(kind[k].class, kind[k].condition, lon, lat, last[s][k]);
		int64_t  basis = page_as("pqy01", id)->duty_basis;
		enum err e;

		last[s][k] = id;
		if (fought[s][k]) {
			const struct case_page *p = page_as("pqy01", id);
			static const char *const logins[] = {"cz14", "cz13", "cz16", "cz01"};

			e = does(logins[owner[s][k]], "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason",
	       "x", NULL);
			wrong += basis != 4 || e != ERR_RULE || p->state != CASE_DISPATCHED;
			twice += e == OK;
			spared++;
			continue;
		}
		wrong += basis == 4;
		ensure(does(kind[k].first, "dispute.refuse", "id", num(id), "law", "某某条例第一条", "reason",
	       "x", NULL) == OK);
		ensure(does("pqy01", "case.dispatch", "id", num(id), "unit", kind[k].second_unit, "reason",
	       "x", NULL) == OK);
		ensure(does(kind[k].second, "dispute.refuse", "id", num(id), "law", "某某条例第二条", "reason",
	       "x", NULL) == OK);
		owner[s][k] = (int)rnd(NITEMS(owners));
		e = does("zbz01", "dispute.rule", "id", num(id), "way", rnd(2) ? "site" : "papers",
	       "unit", owners[owner[s][k]], "reason", "x",
		         "keep", "1", "metres", "60", NULL);
		if (e != OK)
			printf("# %.*s\n", STR_ARG(said));
		wrong += e != OK;
		fought[s][k]++;
		ruled++;
		st->cx.now += 1000;
	}
	is_i64(twice, 0, "of 200 invented quarrels none is fought twice at one spot about one class");
	is_i64(wrong, 0, "each later one went at once, and by the ruling, to whom it was given");
	ok(ruled > 30 && ruled + spared == TRIES && spared > 100,
	       "%s: %" PRId64 " were ruled on, %" PRId64 " spared", st->engine, ruled,
	   spared);
}

static void
on_engine(struct store *s)
{
	struct journal_aggregate kinds[12];
	size_t                   n = 0;

	case_city(s);
	store_check_queries(s, "work/dispute", dispute_queries);
	one();
	void_case();
	measured();
	replay();
	for (size_t i = 0; i < dispute_aggregates_n; i++)
		kinds[n++] = dispute_aggregates[i];
	for (size_t i = 0; i < duty_aggregates_n; i++)
		kinds[n++] = duty_aggregates[i];
	for (size_t i = 0; i < case_aggregates_n; i++)
		kinds[n++] = case_aggregates[i];
	for (size_t i = 0; i < reporter_aggregates_n; i++)
		kinds[n++] = reporter_aggregates[i];
	ok(folds(s, kinds, n), "%s: disputes, precedents and cases equal their events", s->engine);
}

int
main(void)
{
	static const struct db_schema *const schemas[] = {
	    &command_schema, &journal_schema, &place_schema, &unit_schema, &login_schema, &catalog_schema, &duty_schema,
	    &calendar_schema, &grid_schema, &cases_schema, &repeat_schema, &dispute_schema,
	};

	text_use(texts, T_MAX);
	grounds();
	rulings();
	command_register(dispute_commands, dispute_commands_n);
	view_register(dispute_views, dispute_views_n);
	on_engines(schemas, NITEMS(schemas), on_engine);
	return done();
}
