/* The demonstration: invented cases, played in the order of time through the real commands. */
/* house: words, because they are values of data/demo/cases.tsv */
#include "app/demo/demo.h"

#include "app_texts.h"
#include "base/clock.h"
#include "base/day.h"
#include "base/log.h"
#include "city/login/session.h"
#include "city/place/place.h"
#include "city_unit_texts.h"
#include "kit/table/sheet.h"
#include "kit_table_texts.h"
#include "work/acts/acts.h"
#include "work/docket/docket.h"
#include "work/recheck/recheck.h"

enum { NO, TEXT, CLASS, PLACE, ADDRESS, SOURCE, LON, LAT, SRS, REPORTER, DAYS, TIME, PLAY_TO, COLUMNS };
static const struct sheet_column columns[COLUMNS] = {
    {"no", true},  {"text", true}, {"class_key", true}, {"place_code", true},  {"address", true}, {"source", true},   {"lon", true},
    {"lat", true}, {"srs", true},  {"reporter", true},  {"days_before", true}, {"time", true},    {"play_to", true},
};

enum { CASES_MOST = 500, STEPS_MOST = 12, PAIRS_MOST = 16, PAUSE_MS = 25 * 60 * 1000, DRAWN_MS = 60 * 1000 };

enum step {
	REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DECLINE, DISPATCH, SIGN, FIX, VERIFY, FAIL, CLOSE,
	ASK_EXTEND, GRANT_EXTEND, ASK_SUSPEND, GRANT_SUSPEND, ASK_VOID, GRANT_VOID
};

/* How far each word of `play_to` goes. */
static const struct {
	str       word;
	enum step step[STEPS_MOST];
	size_t    n;
} plays[] = {
    {STR_INIT("上报"), {REPORT}, 1},
    {STR_INIT("受理"), {REPORT, ACCEPT}, 2},
    {STR_INIT("不予立案"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, DECLINE}, 5},
    {STR_INIT("立案"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT}, 5},
    {STR_INIT("派遣"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH}, 6},
    {STR_INIT("处置中"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN}, 7},
    {STR_INIT("反馈"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX}, 8},
    {STR_INIT("核查"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX, VERIFY}, 9},
    {STR_INIT("返工"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX, FAIL}, 9},
    {STR_INIT("结案"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX, VERIFY, CLOSE}, 10},
    {STR_INIT("延期"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, ASK_EXTEND, GRANT_EXTEND}, 9},
    {STR_INIT("挂账"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, ASK_SUSPEND, GRANT_SUSPEND}, 9},
    {STR_INIT("作废"), {REPORT, ACCEPT, ASSIGN_CHECK, CHECK, FILE_IT, ASK_VOID, GRANT_VOID}, 7},
};

/* Words of `source` and their channel codes (A21). */
static const struct {
	str         word;
	const char *code;
	bool        is_public;
} channels[] = {
    {STR_INIT("监督员巡查"), "grid", false}, {STR_INIT("专项"), "special", false},
    {STR_INIT("市级反馈"), "upper", false},  {STR_INIT("省测"), "survey", false},
    {STR_INIT("12345"), "hotline", true},    {STR_INIT("随手拍"), "snapshot", true},
    {STR_INIT("媒体曝光"), "media", true},
};

struct play {
	str     cell[COLUMNS];
	int64_t id, at, gap; /* of the case; when it was found; between two steps */
	size_t  way, channel, next;
	str     condition;
	bool    stuck;
};

struct demo {
	struct ctx       *cx;
	struct play      *play;
	size_t            n, stuck;
	struct unit_list *units;
	str               people;
	bool              begun;
	day               upto; /* so far the days' draws are made */
};

/* ---- Who does it ------------------------------------------------------------------------ */

static enum err
become(struct demo *d, const char *login)
{
	struct actor *who;
	enum err      e = db_begin(d->cx->db);

	if (e == OK)
		e = actor_of_login(d->cx, str_of(login), STR_NONE, &who);
	db_rollback(d->cx->db);
	if (e == OK)
		d->cx->who = who;
	return e;
}

/* Who holds this post, by data/demo/people.tsv: login, name, post. */
static const char *
login_of(struct demo *d, str post)
{
	str lines = d->people;

	while (lines.p) {
		str line = str_cut(&lines, '\n'), login = str_cut(&line, '\t');

		(void)str_cut(&line, '\t');
		if (str_eq(str_cut(&line, '\t'), post))
			return arena_z(d->cx->arena, login);
	}
	return "";
}

/* The unit that holds the case has one post for handling: its code and -cz. */
static enum err
become_handler(struct demo *d, const struct play *p)
{
	const struct view      *v = view_find(S("case.get"));
	struct input            id = {S("id"), arena_printf(d->cx->arena, "%lld", (long long)p->id)};
	const struct case_page *page;
	const struct actor     *was = d->cx->who;
	const void             *out;
	str                     code = STR_NONE;
	enum err                e;

	d->cx->who = &actor_system;
	e = view_show(d->cx, v, &id, 1, &out);
	d->cx->who = was;
	if (e != OK)
		return e;
	page = out;
	for (size_t i = 0; i < d->units->n; i++)
		if (page->unit_id.some && d->units->item[i].id == page->unit_id.v)
			code = d->units->item[i].code;
	return become(d, login_of(d, arena_printf(d->cx->arena, "%.*s-cz", STR_ARG(code))));
}

/* ---- One step ------------------------------------------------------------------------------ */

struct pairs {
	struct input p[PAIRS_MOST];
	size_t       n;
};

static void
pair(struct pairs *q, const char *name, str value)
{
	if (value.p)
		q->p[q->n++] = (struct input){str_of(name), value};
}

static enum err
report(struct demo *d, struct play *p, struct pairs *q)
{
	bool     open = channels[p->channel].is_public || !p->cell[REPORTER].p;
	enum err e;

	if ((e = open ? become(d, "sly01") : become(d, arena_z(d->cx->arena, p->cell[REPORTER]))) != OK)
		return e;
	pair(q, "source", str_of(channels[p->channel].code));
	pair(q, "place", p->cell[PLACE]);
	pair(q, "address", p->cell[ADDRESS]);
	pair(q, "description", p->cell[TEXT]);
	pair(q, "class", p->cell[CLASS]);
	pair(q, "lon", p->cell[LON]);
	pair(q, "lat", p->cell[LAT]);
	pair(q, "srs", p->cell[LON].p ? S("cgcs2000") : STR_NONE);
	return OK;
}

/* A second problem of the same kind at the same spot is filed knowingly. */
static enum err
beside(struct demo *d, const struct play *p, struct pairs *q)
{
	struct input                near[6];
	size_t                      n = 0;
	const struct case_near_out *found;
	const void                 *out;
	enum err                    e;

	near[n++] = (struct input){S("place"), p->cell[PLACE]};
	near[n++] = (struct input){S("class"), p->cell[CLASS]};
	near[n++] = (struct input){S("address"), p->cell[ADDRESS]};
	near[n++] = (struct input){S("id"), arena_printf(d->cx->arena, "%lld", (long long)p->id)};
	if (p->cell[LON].p) {
		near[n++] = (struct input){S("lon"), p->cell[LON]};
		near[n++] = (struct input){S("lat"), p->cell[LAT]};
	}
	if ((e = view_show(d->cx, view_find(S("case.near")), near, n, &out)) != OK)
		return e;
	found = out;
	for (size_t i = 0; i < found->n; i++) {
		if (found->item[i].state != CASE_CLOSED) {
			pair(q, "beside", arena_printf(d->cx->arena, "%lld", (long long)found->item[i].id));
			break;
		}
	}
	return OK;
}

/* Who takes a step, which command it is, and what is typed. */
static enum err
prepare_step(struct demo *d, struct play *p, enum step s, const char **command, struct pairs *q)
{
	enum lang zh = ZH;
	enum err  e;

	if (s != REPORT)
		pair(q, "id", arena_printf(d->cx->arena, "%lld", (long long)p->id));
	switch (s) {
	case REPORT:
		*command = "case.report";
		return report(d, p, q);
	case ACCEPT:
		*command = "case.accept";
		return become(d, "sly02");
	case ASSIGN_CHECK:
		*command = "case.assign_check";
		if ((e = become(d, "hcy01")) != OK)
			return e;
		pair(q, "person", arena_printf(d->cx->arena, "#%lld", (long long)d->cx->who->person));
		return become(d, "sly02");
	case CHECK:
		*command = "case.check";
		pair(q, "answer", S("yes"));
		pair(q, "text", text_get(T_app_demo_checked, zh));
		return become(d, "hcy01");
	case FILE_IT:
		*command = "case.file";
		pair(q, "condition", p->condition);
		return (e = become(d, "zbz01")) != OK ? e : beside(d, p, q);
	case DECLINE:
		*command = "case.decline";
		pair(q, "reason", text_get(T_app_demo_declined, zh));
		return become(d, "zbz01");
	case DISPATCH:
		*command = "case.dispatch";
		return become(d, "pqy01");
	case SIGN:
		*command = "case.sign";
		return become_handler(d, p);
	case FIX:
		*command = "case.fix";
		pair(q, "text", text_get(T_app_demo_fixed, zh));
		return become_handler(d, p);
	case VERIFY:
		*command = "case.verify";
		pair(q, "answer", S("yes"));
		pair(q, "text", text_get(T_app_demo_verified, zh));
		return become(d, "hcy02");
	case FAIL:
		*command = "case.verify";
		pair(q, "answer", S("no"));
		pair(q, "reason", text_get(T_app_demo_failed, zh));
		return become(d, "hcy02");
	case CLOSE:
		*command = "case.close";
		pair(q, "closing", p->condition);
		return become(d, "zbz01");
	case ASK_EXTEND:
		*command = "case.ask_extend";
		pair(q, "reason", text_get(T_app_demo_extend, zh));
		return become_handler(d, p);
	case GRANT_EXTEND:
		*command = "case.decide_extend";
		pair(q, "answer", S("yes"));
		return become(d, "zbz02");
	case ASK_SUSPEND:
		*command = "case.ask_suspend";
		pair(q, "reason", text_get(T_app_demo_suspend, zh));
		{
			struct buf b;

			buf_init(&b, d->cx->arena, 32);
			clock_add_minute(&b, d->cx->now + INT64_C(60) * 86400000, d->cx->zone);
			pair(q, "until", str_slice(buf_str(&b), 0, 10));
		}
		return become_handler(d, p);
	case GRANT_SUSPEND:
		*command = "case.decide_suspend";
		pair(q, "answer", S("yes"));
		return become(d, "zbz02");
	case ASK_VOID:
		*command = "case.ask_void";
		pair(q, "reason", text_get(T_app_demo_void, zh));
		return become(d, "sly01");
	case GRANT_VOID:
		*command = "case.decide_void";
		pair(q, "answer", S("yes"));
		return become(d, "zbz02");
	}
	return ERR_INPUT;
}

/* What the scheduler would have done until now: deadlines passed are noted when they pass. */
static enum err
run_due(struct demo *d)
{
	const struct case_due_out *due;
	const void                *out;
	struct reply               r;
	enum err                   e;

	d->cx->who = &actor_system;
	if ((e = view_show(d->cx, view_find(S("case.due")), NULL, 0, &out)) != OK)
		return e;
	due = out;
	for (size_t i = 0; i < due->n; i++) {
		struct input id = {S("id"), arena_printf(d->cx->arena, "%lld", (long long)due->item[i].id)};

		e = command_do(d->cx, command_find(str_of(due->item[i].command)), &id, 1, NULL, &r);
		if (e != OK && e != ERR_RULE)
			return e;
		ctx_forget(d->cx);
	}
	return OK;
}

static enum err
take_step(struct demo *d, struct play *p)
{
	enum step    s = plays[p->way].step[p->next];
	struct pairs q = {.n = 0};
	const char  *command = NULL;
	struct reply r;
	enum err     e;

	if ((e = run_due(d)) != OK || (e = prepare_step(d, p, s, &command, &q)) != OK)
		return e;
	e = command_do(d->cx, command_find(str_of(command)), q.p, q.n, NULL, &r);
	/* A class without conditions of its own takes those of its big class. */
	if (e == ERR_INPUT && (s == FILE_IT || s == CLOSE)) {
		ctx_forget(d->cx);
		p->condition = arena_printf(d->cx->arena, "%.*s-1", 3, p->cell[CLASS].p);
		for (size_t i = 0; i < q.n; i++)
			if (str_eq(q.p[i].name, S("condition")) || str_eq(q.p[i].name, S("closing")))
				q.p[i].value = p->condition;
		e = command_do(d->cx, command_find(str_of(command)), q.p, q.n, NULL, &r);
	}
	if (e == OK && s == REPORT)
		p->id = r.id;
	if (e == ERR_INPUT || e == ERR_RULE || e == ERR_DENIED || e == ERR_NONE) {
		struct buf b;

		/* The demonstration's data is at fault: said in the log, and the case stays where it is. */
		buf_init(&b, d->cx->arena, BUF_LINE);
		why_text(d->cx, e, &b);
		log_line(LOG_WARN, "what=\"demo case stuck\" no=%.*s command=%s why=\"%.*s\"", STR_ARG(p->cell[NO]),
		         command, STR_ARG(buf_str(&b)));
		p->stuck = true;
		d->stuck++;
		ctx_forget(d->cx);
		e = OK;
	}
	return e;
}

/* ---- The whole ------------------------------------------------------------------------------- */

/* Steps that this case does not need: staff's finds are not checked before filing. */
static bool
skipped(const struct play *p, enum step s)
{
	return !channels[p->channel].is_public && (s == ASSIGN_CHECK || s == CHECK);
}

static enum err
take_row(struct demo *d, const struct sheet *s, const str *cell)
{
	struct play *p = &d->play[d->n];
	int64_t      days, midnight, minute_ms, steps;
	size_t       i;

	for (i = 0; i < COLUMNS; i++)
		if (!arena_str(d->cx->arena, cell[i], &p->cell[i]))
			return ctx_no_memory(d->cx);
	for (p->way = 0; p->way < NITEMS(plays) && !str_eq(plays[p->way].word, p->cell[PLAY_TO]); p->way++)
		;
	for (p->channel = 0; p->channel < NITEMS(channels) && !str_eq(channels[p->channel].word, p->cell[SOURCE]);
	     p->channel++)
		;
	if (p->way == NITEMS(plays))
		return sheet_refuse(d->cx, s, PLAY_TO, T_sheet_cell_choice, p->cell[PLAY_TO]);
	if (p->channel == NITEMS(channels))
		return sheet_refuse(d->cx, s, SOURCE, T_sheet_cell_choice, p->cell[SOURCE]);
	if (!str_to_i64(p->cell[DAYS], &days) || days < 0 || days > 365)
		return sheet_refuse(d->cx, s, DAYS, T_sheet_cell_number, p->cell[DAYS]);
	if (!clock_parse(arena_printf(d->cx->arena, "1970-01-01 %.*s", STR_ARG(p->cell[TIME])), 0, &minute_ms))
		return sheet_refuse(d->cx, s, TIME, T_sheet_cell_day, p->cell[TIME]);
	midnight = d->cx->now - (d->cx->now + (int64_t)d->cx->zone * 60000) % 86400000;
	steps = (int64_t)plays[p->way].n;
	p->at = midnight - days * 86400000 + minute_ms;
	/* Today's cases must fit before now. */
	if (p->at > d->cx->now - steps * 60000)
		p->at = d->cx->now - steps * 60000;
	p->gap = (d->cx->now - p->at) / (steps + 1);
	if (p->gap > PAUSE_MS)
		p->gap = PAUSE_MS;
	p->condition = arena_printf(d->cx->arena, "%.*s-1", STR_ARG(p->cell[CLASS]));
	d->n++;
	return OK;
}

/* The case whose next step comes first; NULL: all is played. */
static struct play *
soonest(struct demo *d, int64_t *at)
{
	struct play *best = NULL;

	for (size_t i = 0; i < d->n; i++) {
		struct play *p = &d->play[i];
		int64_t      t = p->at + (int64_t)p->next * p->gap;

		if (!p->stuck && p->next < plays[p->way].n && (!best || t < *at)) {
			best = p;
			*at = t;
		}
	}
	return best;
}

/* What the program draws in the first minutes of each day up to one, and promises for the next. */
static enum err
draw_days(struct demo *d, int64_t upto)
{
	struct reply r;
	int32_t      ms;
	day          last;
	enum err     e = OK;

	if (!day_of_ms(upto, d->cx->zone, &last, &ms))
		return ERR_INPUT;
	if (!d->begun)
		d->upto = last;
	while (e == OK && (!d->begun || day_between(d->upto, last) > 0)) {
		if (d->begun && !day_add(d->upto, 1, &d->upto))
			return ERR_INPUT;
		d->cx->now = d->begun ? day_to_ms(d->upto, DRAWN_MS, d->cx->zone) : upto;
		d->begun = true;
		d->cx->who = &actor_system;
		do {
			ctx_forget(d->cx);
			e = command_do(d->cx, command_find(S("recheck.run")), NULL, 0, NULL, &r);
		} while (e == OK && r.id);
	}
	return e;
}

/* Half of the looks are taken, and it held.  The others wait for whoever tries the demonstration. */
static enum err
look_back(struct demo *d)
{
	const struct recheck_list *l;
	const void                *out;
	struct input               in[3] = {{S("id"), STR_NONE}, {S("result"), S("held")},
	                                    {S("words"), text_get(T_app_demo_looked, ZH)}};
	struct reply               r;
	enum err                   e = become(d, "dcy01");

	if (e != OK || (e = view_show(d->cx, view_find(S("recheck.list")), NULL, 0, &out)) != OK)
		return e;
	l = out;
	for (size_t i = 0; e == OK && i < l->n / 2; i++) {
		in[0].value = arena_printf(d->cx->arena, "%lld", (long long)l->item[i].id);
		e = command_do(d->cx, command_find(S("recheck.look")), in, NITEMS(in), NULL, &r);
		ctx_forget(d->cx);
		if (e == ERR_RULE)
			e = OK;
	}
	return e;
}

static enum err
play_all(struct demo *d)
{
	int64_t      real = d->cx->now, at = 0;
	struct play *p;
	enum err     e = OK;

	d->cx->clocked = false;
	while (e == OK && (p = soonest(d, &at)) != NULL) {
		if ((e = draw_days(d, at)) != OK)
			break;
		d->cx->now = at;
		if (!skipped(p, plays[p->way].step[p->next]))
			e = take_step(d, p);
		p->next++;
	}
	if (e == OK && real > at)
		e = draw_days(d, real);
	d->cx->now = real;
	if (e == OK)
		e = look_back(d);
	d->cx->clocked = true;
	if (e == OK)
		e = run_due(d);
	return e;
}

enum err
demo_play(struct ctx *cx, str cases, str people)
{
	struct demo  d = {.cx = cx, .people = people};
	struct sheet s;
	str          cell[COLUMNS];
	const void  *units;
	int64_t      channel[DEMO_CHANNELS];
	enum err     e;

	d.play = ARENA_NEWS(cx->arena, CASES_MOST, struct play);
	if (!d.play)
		return ctx_no_memory(cx);
	cx->who = &actor_system;
	if ((e = view_show(cx, view_find(S("unit.list")), NULL, 0, &units)) != OK)
		return e;
	d.units = ARENA_NEW(cx->arena, struct unit_list);
	if (!d.units)
		return ctx_no_memory(cx);
	*d.units = *(const struct unit_list *)units;
	if ((e = sheet_open(cx, &s, "cases", &cases, columns, COLUMNS)) != OK)
		return e;
	while ((e = sheet_next(cx, &s, cell)) == OK && d.n < CASES_MOST)
		if ((e = take_row(&d, &s, cell)) != OK)
			return e;
	if (e == ERR_NONE || e == OK)
		e = demo_channels(cx, channel);
	if (e == OK)
		e = play_all(&d);
	if (e == OK)
		e = demo_messages(cx, channel);
	if (e == OK)
		e = demo_meetings(cx);
	if (e == OK)
		e = demo_forms(cx);
	cx->who = &actor_system;
	if (e == OK && d.stuck)
		log_line(LOG_WARN, "what=\"demo cases stuck\" n=%zu of=%zu", d.stuck, d.n);
	return e;
}

enum err
demo_logins(struct ctx *cx, struct frame_site *site)
{
	static const struct {
		const char *login;
		text_id     role;
	} some[] = {
	    {"zbz01", T_role_chief},   {"sly01", T_role_clerk},     {"pqy01", T_role_dispatcher}, {"cz01", T_role_handler},
	    {"hcy01", T_role_verifier}, {"wgy01", T_role_inspector}, {"dcy01", T_role_supervisor}, {"ld01", T_role_leader},
	    {"xt01", T_role_sysadmin}, {"aq01", T_role_secadmin},   {"sj01", T_role_auditor},
	};
	struct frame_login *logins;

	if (!site->demo)
		return OK;
	logins = ARENA_NEWS(cx->arena, NITEMS(some), struct frame_login);
	if (!logins)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(some); i++)
		logins[i] = (struct frame_login){str_of(some[i].login), text_get(some[i].role, cx->lang)};
	site->logins = logins;
	site->nlogins = NITEMS(some);
	return OK;
}
