/* The page of one case: what was found, by when, who has it, what can be done. */
#include "show/desk/inside.h"

#include "base/clock.h"
#include "city/unit/roles.h"
#include "desk_tpl.h"
#include "kit/json/tree.h"
#include "kit/worktime/say.h"
#include "texts.h"
#include "work/cases/cases.h"
#include "work/docket/docket.h"

#include <string.h>

enum { COLOURS = 6, MINUTE = 60000 };

/* ---- Words ------------------------------------------------------------------------------- */

static str
limit_words(const struct ctx *cx, const struct case_clock_line *c)
{
	static const char *const clocks[WORKTIME_CLOCK_MAX] = {"urgent", "office", "workday", "natural"};
	static const char *const units[WORKTIME_UNIT_MAX] = {"minute", "hour", "day"};
	struct worktime_limit    l = {c->amount, WORKTIME_CLOCK_MAX, WORKTIME_UNIT_MAX};
	struct buf               b;

	for (int i = 0; i < WORKTIME_CLOCK_MAX; i++)
		if (str_eq(c->clock, str_of(clocks[i])))
			l.clock = (enum worktime_clock)i;
	for (int i = 0; i < WORKTIME_UNIT_MAX; i++)
		if (str_eq(c->unit, str_of(units[i])))
			l.unit = (enum worktime_unit)i;
	if (l.clock == WORKTIME_CLOCK_MAX || l.unit == WORKTIME_UNIT_MAX)
		return STR_NONE;
	buf_init(&b, cx->arena, BUF_PATH);
	worktime_say_limit(&b, cx->lang, &l);
	return desk_text(cx, T_desk_case_limit, buf_str(&b), STR_NONE);
}

static str
amount_words(const struct ctx *cx, int64_t ms, bool whole_days)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	worktime_say_amount(&b, cx->lang, ms, whole_days);
	return buf_str(&b);
}

/* "10:14", with "11-20 " before it when that is another day than `beside`. */
static void
add_moment(const struct ctx *cx, struct buf *b, int64_t ms, int64_t beside)
{
	struct buf one, other;
	str        a;

	buf_init(&one, cx->arena, BUF_PATH);
	buf_init(&other, cx->arena, BUF_PATH);
	clock_add_minute(&one, ms, cx->zone);
	clock_add_minute(&other, beside, cx->zone);
	a = buf_str(&one);
	if (!str_eq(str_slice(a, 0, 10), str_slice(buf_str(&other), 0, 10))) {
		buf_add(b, str_slice(a, 5, 10));
		buf_char(b, ' ');
	}
	buf_add(b, str_slice(a, 11, 16));
}

static str
from_to(const struct ctx *cx, int64_t from, int64_t to)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	add_moment(cx, &b, from, cx->now);
	buf_add(&b, S("–"));
	add_moment(cx, &b, to, from);
	return buf_str(&b);
}

/* ---- The deadline and its arithmetic -------------------------------------------------------- */

static const struct case_clock_line *
running(const struct case_page *c)
{
	const struct case_clock_line *next = NULL;

	for (size_t i = 0; i < c->n_clock; i++)
		if (c->clock[i].runs && (!next || c->clock[i].due_at < next->due_at))
			next = &c->clock[i];
	return next;
}

static enum err
spans(struct ctx *cx, const struct case_page *c, bool whole_days, struct desk_case *p)
{
	p->spans = ARENA_NEWS(cx->arena, c->n_why + 1, struct desk_span);
	if (!p->spans)
		return ctx_no_memory(cx);
	p->nspans = c->n_why;
	for (size_t i = 0; i < c->n_why; i++) {
		const struct case_why_part *w = &c->why[i];
		struct worktime_part        part = {.from = w->from,
		                                    .to = w->to,
		                                    .ms = w->ms,
		                                    .make_up = w->make_up,
		                                    .guessed = w->guessed,
		                                    .name = w->name};
		struct buf                  b;

		for (int k = 0; k < WORKTIME_WHY_MAX; k++)
			if (str_eq(w->why, str_of(worktime_why_name((enum worktime_why)k))))
				part.why = (enum worktime_why)k;
		buf_init(&b, cx->arena, BUF_PATH);
		worktime_say_why(&b, cx->lang, &part);
		p->spans[i] = (struct desk_span){buf_str(&b), from_to(cx, w->from, w->to),
		                                 w->ms ? amount_words(cx, w->ms, whole_days)
		                                       : text_get(T_worktime_amount_none, cx->lang),
		                                 w->ms == 0};
		p->whole += w->ms;
	}
	p->sum = amount_words(cx, p->whole, whole_days);
	return OK;
}

static enum err
deadline(struct ctx *cx, const struct case_page *c, struct desk_case *p)
{
	const struct case_clock_line *now = running(c);
	enum err                      e;

	p->due = desk_due_of(cx, c->state, now ? SOME_I64(now->due_at) : c->due_at, now && now->late);
	p->until = c->until.v;
	p->deadlines = ARENA_NEWS(cx->arena, c->n_clock + 1, struct desk_deadline);
	if (!p->deadlines)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_clock; i++) {
		const struct case_clock_line *k = &c->clock[i];

		p->deadlines[p->ndeadlines++] = (struct desk_deadline){
		    .stage = frame_label(cx, case_stage_label((enum case_stage)k->stage)),
		    .limit = limit_words(cx, k),
		    .start_at = k->start_at,
		    .due_at = k->due_at,
		    .met_at = k->met_at,
		    .overdue_at = k->overdue_at,
		    .exempt_at = k->exempt_at,
		    .dropped_at = k->dropped_at,
		    .met = k->met_at.some,
		    .dropped = k->dropped_at.some,
		    .late = k->overdue_at.some || k->late,
		    .guessed = k->guessed,
		    .running = k->runs,
		    .extended = k->extended
		                    ? desk_text(cx, T_desk_case_extended,
		                                DESK_FORMAT(cx, "%lld", (long long)k->extended), STR_NONE)
		                    : STR_NONE};
	}
	if (!now)
		return OK;
	p->due_stage = frame_label(cx, case_stage_label((enum case_stage)now->stage));
	p->limit = limit_words(cx, now);
	p->guessed = now->guessed;
	if ((e = spans(cx, c, now->whole_days, p)) != OK)
		return e;
	p->used = now->late ? p->whole : p->whole - now->left_ms;
	if (p->used < 0)
		p->used = 0;
	p->used_words = desk_text(cx, T_desk_case_used, amount_words(cx, p->used, now->whole_days), p->sum);
	p->due_source = desk_text(cx, T_desk_case_calendar,
	                          c->limit_source.n && now->stage == CASE_STAGE_WORK
	                              ? c->limit_source
	                              : text_get(T_desk_case_table, cx->lang),
	                          now->calendar);
	return OK;
}

/* ---- Who had it, what happened ---------------------------------------------------------------- */

static str
holder(const struct ctx *cx, const struct case_hold_line *x)
{
	if (x->unit_name.n && x->post_name.n)
		return DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->unit_name), STR_ARG(x->post_name));
	if (x->unit_name.n)
		return x->unit_name;
	return text_get(case_state_label((enum case_state)x->state), cx->lang);
}

static enum err
hands(struct ctx *cx, const struct case_page *c, struct desk_case *p)
{
	static const char *const colour[COLOURS] = {"h1", "h2", "h3", "h4", "h5", "h6"};
	int64_t                  sum = 0, before = 0;

	p->hands = ARENA_NEWS(cx->arena, c->n_hold + 1, struct desk_hand);
	if (!p->hands)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_hold; i++)
		sum += c->hold[i].office_ms;
	/* Nothing of it in working time yet: no shares to draw. */
	if (sum < MINUTE)
		return OK;
	for (size_t i = 0; i < c->n_hold; i++) {
		const struct case_hold_line *x = &c->hold[i];
		bool                         now = x->to_at == CASE_NO_TIME;

		/* A stay of less than a minute of working time says nothing and would be a hair in the bar. */
		if (x->office_ms < MINUTE && !now)
			continue;
		if (now && !case_open((enum case_state)x->state))
			continue;
		p->hands[p->nhands] = (struct desk_hand){
		    .who = holder(cx, x),
		    .used = amount_words(cx, x->office_ms, false),
		    .now = now,
		    .colour = str_of(colour[p->nhands % COLOURS]),
		    .x = DESK_FORMAT(cx, "%.1f%%", sum ? 100.0 * (double)before / (double)sum : 0.0),
		    .width =
			DESK_FORMAT(cx, "%.1f%%", sum ? 100.0 * (double)x->office_ms / (double)sum : 0.0)};
		p->nhands++;
		before += x->office_ms;
	}
	p->hands_sum = amount_words(cx, sum, false);
	return OK;
}

/* How an event shows: its type behind "case.". */
static const struct {
	const char *type, *icon, *kind;
	text_id     what;
} shapes[] = {
    {"reported", "flag", "", T_case_act_report},
    {"told", "flag", "", T_case_act_tell},
    {"told_again", "flag", "", T_case_act_tell},
    {"accepted", "eye", "", T_case_act_accept},
    {"check_assigned", "shuffle", "", T_case_act_assign_check},
    {"checked", "search", "", T_case_act_check},
    {"filed", "file-check", "", T_case_act_file},
    {"declined", "circle-slash", "", T_case_act_decline},
    {"self_fixed", "circle-check", "done", T_case_act_self},
    {"dispatched", "send", "", T_case_act_dispatch},
    {"signed", "user-check", "", T_case_act_sign},
    {"fixed", "check", "done", T_case_act_fix},
    {"given_back", "undo-2", "soon", T_case_act_give_back},
    {"reassigned", "repeat", "", T_case_act_reassign},
    {"verify_assigned", "shuffle", "", T_case_act_assign_verify},
    {"verified", "shield-check", "done", T_case_act_verify},
    {"doubted", "undo-2", "soon", T_case_act_doubt},
    {"closed", "circle-check", "done", T_case_act_close},
    {"extension_asked", "calendar-plus", "", T_case_act_ask_extend},
    {"extension_decided", "stamp", "", T_case_act_decide_extend},
    {"suspension_asked", "circle-pause", "", T_case_act_ask_suspend},
    {"suspension_decided", "stamp", "", T_case_act_decide_suspend},
    {"void_asked", "ban", "", T_case_act_ask_void},
    {"void_decided", "stamp", "", T_case_act_decide_void},
    {"force_asked", "stamp", "", T_case_act_ask_force},
    {"force_decided", "stamp", "", T_case_act_decide_force},
    {"exemption_asked", "scale", "", T_case_act_ask_exempt},
    {"exemption_decided", "stamp", "", T_case_act_decide_exempt},
    {"resumed", "play", "", T_case_act_resume},
    {"reopened", "repeat", "soon", T_case_act_reopen},
    {"merged", "git-merge", "", T_case_act_merge},
    {"noted", "message-square", "", T_case_act_note},
    {"reclassified", "files", "", T_case_act_reclassify},
    {"overdue", "circle-alert", "late", T_case_act_overdue},
    {"deadlines_revised", "clock", "", T_case_act_recompute},
    {"found_again", "repeat", "soon", T_case_act_found_again},
    {"came_back", "repeat", "late", T_case_act_came_back},
    {"reporter_seen", "eye", "soon", T_case_reporter_look},
    {"reporter_erased", "ban", "", T_case_reporter_erase},
};

/* What a person wrote and answered, out of the event's payload; nothing once it is erased. */
static enum err
words_of(struct ctx *cx, str type, str payload, str *words, text_id *answer, bool *no)
{
	static const char *const values[] = {"yes", "no", "unclear"};
	static const text_id     found[] = {T_case_found_yes, T_case_found_no, T_case_found_unclear},
			     passed[] = {T_case_passed_yes, T_case_passed_no, T_case_passed_unclear},
			     decided[] = {T_case_answer_yes, T_case_answer_no, T_none};
	const text_id     *label = str_eq(type, S("checked"))    ? found
	                           : str_eq(type, S("verified")) ? passed
	                                                         : decided;
	const struct jval *v, *more;
	str                a = STR_NONE;
	enum err           e;

	*words = STR_NONE;
	*answer = T_none;
	*no = false;
	if (!payload.n)
		return OK;
	if ((e = jval_parse(cx, payload, &jlimit_payload, &v)) != OK)
		return e;
	more = jval_get(v, S("more"));
	if (!jval_str(jval_get(more, S("text")), words))
		(void)jval_str(jval_get(more, S("reason")), words);
	(void)jval_str(jval_get(more, S("answer")), &a);
	for (size_t i = 0; i < NITEMS(values); i++)
		if (str_eq(a, str_of(values[i])))
			*answer = label[i];
	*no = str_eq(a, S("no"));
	return OK;
}

static enum err
events(struct ctx *cx, const struct case_page *c, struct desk_case *p)
{
	p->events = ARENA_NEWS(cx->arena, c->n_event + 1, struct desk_event);
	if (!p->events)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_event; i++) {
		const struct case_event_line *v = &c->event[i];
		str type = str_starts(v->type, S("case.")) ? str_slice(v->type, 5, v->type.n) : v->type;
		struct desk_event *d = &p->events[p->nevents];
		struct buf         more;
		text_id            answer;
		bool               no;
		str                words;
		size_t             k = 0;
		enum err           e;

		while (k < NITEMS(shapes) && !str_eq(type, str_of(shapes[k].type)))
			k++;
		/* Bookkeeping of the program (the first clock, the identity's row) is no news for people. */
		if (k == NITEMS(shapes))
			continue;
		if ((e = words_of(cx, type, v->payload, &words, &answer, &no)) != OK)
			return e;
		buf_init(&more, cx->arena, BUF_LINE);
		if (v->unit_name.n)
			buf_printf(&more, "%.*s %.*s", STR_ARG(v->unit_name), STR_ARG(v->post_name));
		if (words.n) {
			buf_add(&more, v->unit_name.n ? text_get(T_desk_colon, cx->lang) : S(""));
			text_add(&more, T_desk_quoted, cx->lang, &words, 1);
		}
		*d = (struct desk_event){
		    v->at, str_of(shapes[k].icon), i == 0 ? S("now") : str_of(shapes[k].kind),
		    answer ? desk_text(cx, T_desk_event_answer, frame_label(cx, shapes[k].what),
		                       text_get(answer, cx->lang))
			   : frame_label(cx, shapes[k].what),
		    buf_str(&more)};
		if (no)
			d->kind = S("late");
		p->nevents++;
	}
	p->sealed = c->sealed;
	return OK;
}

static enum err
parts(struct ctx *cx, const struct case_page *c, struct desk_case *p)
{
	static const text_id why[] = {T_none, T_desk_basis_row, T_desk_basis_place, T_desk_basis_chosen};

	p->parts = ARENA_NEWS(cx->arena, c->n_part + 1, struct desk_part);
	p->asks = ARENA_NEWS(cx->arena, c->n_ask + 1, struct desk_ask);
	if (!p->parts || !p->asks)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_part; i++) {
		const struct case_part_line *x = &c->part[i];

		/* When a case ends so do its parts; those then are not former ones. */
		bool now = !x->to_at.some || (c->ended_at.some && x->to_at.v >= c->ended_at.v);

		p->parts[p->nparts++] = (struct desk_part){!now      ? T_desk_part_was
		                                           : x->main ? T_desk_part_main
		                                                     : T_desk_part_help,
		                                           x->unit_name, x->post_name, x->main && now};
		if (x->main && now && c->duty_basis > 0 && c->duty_basis < (int64_t)NITEMS(why))
			p->basis = desk_text(cx, why[c->duty_basis], x->basis, STR_NONE);
	}
	for (size_t i = 0; i < c->n_ask; i++) {
		static const text_id kind[CASE_ASK_MAX] = {T_case_act_ask_extend, T_case_act_ask_suspend,
		                                           T_case_act_ask_void, T_case_act_ask_force,
		                                           T_case_act_ask_exempt};
		static const text_id outcome[] = {T_desk_ask_waits, T_desk_ask_granted, T_desk_ask_refused,
		                                  T_desk_ask_lapsed};
		const struct case_ask_line *x = &c->ask[i];

		if (x->kind < 0 || x->kind >= CASE_ASK_MAX || x->outcome < 0 ||
		    x->outcome >= (int64_t)NITEMS(outcome))
			continue;
		p->asks[p->nasks++] = (struct desk_ask){frame_label(cx, kind[x->kind]), outcome[x->outcome],
		                                        x->asked_at, x->reason, x->why};
	}
	return OK;
}

/* ---- What can be done ------------------------------------------------------------------------------ */

/* In the order of a case's life: the first that is possible is the next step. */
static const struct {
	enum case_act act;
	const char   *icon;
	bool          step, danger; /* step: what its stage waits for; danger: ends it */
	text_id       tip;
} ways[] = {
    {CASE_DO_ACCEPT, "eye", true, false, T_none},
    {CASE_DO_CHECK, "search", true, false, T_none},
    {CASE_DO_FILE, "file-plus", true, false, T_none},
    {CASE_DO_DISPATCH, "send", true, false, T_desk_tip_dispatch},
    {CASE_DO_SIGN, "user-check", true, false, T_desk_tip_sign},
    {CASE_DO_FIX, "check", true, false, T_desk_tip_fix},
    {CASE_DO_VERIFY, "shield-check", true, false, T_desk_tip_verify},
    {CASE_DO_CLOSE, "circle-check", true, false, T_none},
    {CASE_DO_DECIDE_EXTEND, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_SUSPEND, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_VOID, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_FORCE, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_EXEMPT, "stamp", true, false, T_none},
    {CASE_DO_ASSIGN_CHECK, "shuffle", true, false, T_none},
    {CASE_DO_ASSIGN_VERIFY, "shuffle", true, false, T_desk_tip_assign_verify},
    {CASE_DO_SELF, "circle-check", false, false, T_none},
    {CASE_DO_REASSIGN, "repeat", false, false, T_none},
    {CASE_DO_GIVE_BACK, "undo-2", false, false, T_desk_tip_give_back},
    {CASE_DO_DOUBT, "undo-2", false, false, T_none},
    {CASE_DO_RESUME, "play", false, false, T_none},
    {CASE_DO_ASK_EXTEND, "calendar-plus", false, false, T_desk_tip_extend},
    {CASE_DO_ASK_SUSPEND, "circle-pause", false, false, T_desk_tip_suspend},
    {CASE_DO_ASK_EXEMPT, "scale", false, false, T_desk_tip_exempt},
    {CASE_DO_RECLASSIFY, "files", false, false, T_none},
    {CASE_DO_MERGE, "git-merge", false, false, T_none},
    {CASE_DO_REOPEN, "repeat", false, false, T_none},
    {CASE_DO_DECLINE, "circle-slash", false, true, T_none},
    {CASE_DO_ASK_VOID, "ban", false, true, T_desk_tip_void},
    {CASE_DO_ASK_FORCE, "stamp", false, true, T_desk_tip_force},
};

/* What a page of one case is made of. */
struct making {
	struct http_request     *rq;
	struct ctx              *cx;
	const struct case_page  *c;
	const struct desk_picks *picks;
	struct form_group       *near;
	size_t                   nnear;
	str                      here;
	struct form_again       *again;
	struct desk_case        *p;
};

/* Choices are copied: what one form has chosen must not show in another. */
static enum err
pick(struct making *m, struct form *f, const char *name, const struct form_group *g, size_t n)
{
	struct ctx        *cx = m->cx;
	struct form_group *copy;

	if (!form_field(f, name))
		return OK;
	copy = ARENA_NEWS(cx->arena, n + 1, struct form_group);
	if (!copy)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		copy[i] = g[i];
		copy[i].options = ARENA_NEWS(cx->arena, g[i].noptions + 1, struct form_option);
		if (!copy[i].options)
			return ctx_no_memory(cx);
		memcpy(copy[i].options, g[i].options, g[i].noptions * sizeof(*g[i].options));
	}
	form_pick(f, name, copy, n);
	return OK;
}

/* The form of one command on this case, whichever fields it has. */
static enum err
draw(struct making *m, const struct command *c, struct form *f)
{
	const struct desk_picks *k = m->picks;
	bool                     looks = str_eq(str_of(c->name), S("case.assign_check")) ||
	             str_eq(str_of(c->name), S("case.assign_verify"));
	enum err e;

	form_hide_i64(m->cx, f, "id", m->c->id);
	form_hide_i64(m->cx, f, "rev", m->c->rev);
	/* When it happened is now; a person is reached through a post. */
	form_drop(f, "at");
	form_drop(f, "person");
	if ((e = pick(m, f, "unit", k->units, k->nunits)) != OK ||
	    (e = pick(m, f, "post", looks ? k->lookers : k->posts, looks ? k->nlookers : k->nposts)) != OK ||
	    (e = pick(m, f, "class", k->classes, k->nclasses)) != OK ||
	    (e = pick(m, f, "condition", k->conditions, k->nconditions)) != OK ||
	    (e = pick(m, f, "closing", k->conditions, k->nconditions)) != OK ||
	    (e = pick(m, f, "other", m->near, m->nnear)) != OK)
		return e;
	if (m->nnear)
		e = pick(m, f, "beside", m->near, m->nnear);
	else
		form_drop(f, "beside");
	if (looks)
		form_need(f, "post");
	form_blank(f, "unit", text_get(T_desk_pick_by_duty, m->cx->lang));
	form_blank(f, "post", text_get(T_desk_pick_only_post, m->cx->lang));
	form_value(f, "class", m->c->class_key);
	if (k->closing.n)
		form_hint(f, "closing", k->closing);
	f->page = m->here;
	return e;
}

static enum err
form_for(struct making *m, const char *name, struct form *f, bool *some)
{
	const struct command *c = command_find(str_of(name));
	enum err              e;

	*some = c != NULL;
	if (!c)
		return OK;
	if ((e = form_of(m->cx, str_of(c->name), c->in, c->nin, f)) != OK || (e = draw(m, c, f)) != OK)
		return e;
	return form_again(m->cx, f, m->again, &m->p->page);
}

static const struct case_act_offer *
offer_of(const struct case_page *c, enum case_act act)
{
	for (size_t i = 0; i < c->n_offer; i++)
		if (c->offer[i].act == act)
			return &c->offer[i];
	return NULL;
}

static enum err
one_act(struct making *m, size_t way, enum case_act act)
{
	struct desk_case *p = m->p;
	struct form      *f = &p->acts[p->nacts];
	text_id           label = case_act_label(act);
	bool              some;
	enum err          e;

	if ((e = form_for(m, DESK_FORMAT(m->cx, "case.%s", case_act_code(act)).p, f, &some)) != OK || !some)
		return e;
	if (act == CASE_DO_VERIFY || act == CASE_DO_CHECK)
		form_pass(f, "answer");
	f->icon = str_of(ways[way].icon);
	f->word = frame_label(m->cx, label);
	f->button = desk_text(m->cx, T_desk_act_button, f->word, m->c->no);
	f->danger = ways[way].danger;
	f->tip = ways[way].tip ? text_get(ways[way].tip, m->cx->lang) : STR_NONE;
	f->ask = desk_text(m->cx, T_desk_act_ask, f->word, m->c->no);
	f->ask_more = f->tip.n ? f->tip : text_get(T_desk_act_ask_more, m->cx->lang);
	f->first = p->nacts == 0 && ways[way].step;
	/* A refused form is the one that is open; else the next step is. */
	if (f->first && !(m->again && m->again->command.p))
		f->open = true;
	p->nacts++;
	return OK;
}

static enum err
acts(struct making *m)
{
	struct desk_case *p = m->p;
	struct ctx       *cx = m->cx;
	enum err          e = OK;

	p->acts = ARENA_NEWS(cx->arena, NITEMS(ways), struct form);
	p->nots = ARENA_NEWS(cx->arena, NITEMS(ways), struct desk_no);
	if (!p->acts || !p->nots)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(ways) && e == OK; i++) {
		const struct case_act_offer *o = offer_of(m->c, ways[i].act);

		/* Into which case is chosen from those beside it; nobody knows cases by their row. */
		if (o && o->may && ways[i].act == CASE_DO_MERGE && !m->nnear)
			p->nots[p->nnots++] = (struct desk_no){frame_label(cx, case_act_label(ways[i].act)),
			                                       text_get(T_desk_no_near, cx->lang)};
		else if (o && o->may)
			e = one_act(m, i, ways[i].act);
		else if (o && o->why && o->why != T_err_denied && o->why != T_case_rule_no_step)
			p->nots[p->nnots++] = (struct desk_no){
			    frame_label(cx, case_act_label(ways[i].act)),
			    desk_text(cx, o->why,
			              o->why_arg[0] ? text_get(o->why_arg[0], cx->lang) : STR_NONE,
			              o->why_arg[1] ? text_get(o->why_arg[1], cx->lang) : STR_NONE)};
	}
	p->as_role = p->page.role;
	return e;
}

static enum err
note(struct making *m)
{
	const struct case_act_offer *o = offer_of(m->c, CASE_DO_NOTE);
	struct form                 *f = ARENA_NEW(m->cx->arena, struct form);
	bool                         some;
	enum err                     e;

	if (!f)
		return ctx_no_memory(m->cx);
	if (!o || !o->may)
		return OK;
	if ((e = form_for(m, "case.note", f, &some)) != OK || !some)
		return e;
	f->button = text_get(T_desk_case_note, m->cx->lang);
	form_hint(f, "text", text_get(T_desk_case_note_hint, m->cx->lang));
	m->p->note = f;
	return OK;
}

/* ---- Who told us -------------------------------------------------------------------------------------- */

/* What case.reporter_look told, once: {"name":…,"phone":…}. */
static enum err
opened(struct making *m)
{
	struct desk_case  *p = m->p;
	const struct jval *v;
	enum err           e;

	if (!m->again || !m->again->secret.n)
		return OK;
	if ((e = jval_parse(m->cx, m->again->secret, &jlimit_payload, &v)) != OK)
		return e;
	(void)jval_str(jval_get(v, S("name")), &p->rep_name);
	(void)jval_str(jval_get(v, S("phone")), &p->rep_phone);
	p->open_reporter = true;
	return OK;
}

static enum err
reporter(struct making *m)
{
	struct desk_case *p = m->p;
	struct ctx       *cx = m->cx;
	bool              some;
	enum err          e;

	p->has_reporter = m->c->reporter_name.p || m->c->reporter_phone.p;
	if (!p->has_reporter)
		return OK;
	p->rep_name = m->c->reporter_name;
	p->rep_phone = m->c->reporter_phone;
	if ((e = opened(m)) != OK)
		return e;
	if (!actor_may(cx->who, PERM_REPORTER_SEE))
		return OK;
	p->reveal = ARENA_NEW(cx->arena, struct form);
	if (!p->reveal)
		return ctx_no_memory(cx);
	if ((e = form_for(m, "case.reporter_look", p->reveal, &some)) != OK)
		return e;
	if (!some)
		p->reveal = NULL;
	else {
		p->reveal->button = text_get(T_desk_rep_look, cx->lang);
		form_hint(p->reveal, "reason", text_get(T_desk_rep_reason, cx->lang));
	}
	return OK;
}

/* ---- The page -------------------------------------------------------------------------------------------- */

static str
joined(struct ctx *cx, const struct case_page *c)
{
	struct buf b;
	str        above = STR_NONE;

	/* The street and the place itself: whoever works here knows the city. */
	for (size_t i = 0; i < c->n_up; i++)
		if (!str_eq(c->up[i], c->place_name))
			above = c->up[i];
	buf_init(&b, cx->arena, BUF_PATH);
	if (above.n) {
		buf_add(&b, above);
		buf_char(&b, ' ');
	}
	buf_add(&b, c->place_name);
	return buf_str(&b);
}

static str
closed_how(const struct ctx *cx, const struct case_page *c)
{
	static const text_id how[CASE_KIND_MAX] = {T_none, T_desk_kind_proven, T_desk_kind_forced,
	                                           T_desk_kind_self};

	return c->kind > 0 && c->kind < CASE_KIND_MAX ? desk_text(cx, how[c->kind], c->closing, STR_NONE)
	                                              : STR_NONE;
}

static void
facts(struct ctx *cx, const struct case_page *c, struct desk_case *p)
{
	p->id = DESK_FORMAT(cx, "%lld", (long long)c->id);
	p->no = c->no;
	p->title =
	    desk_text(cx, T_desk_case_title,
	              c->class_name.n ? c->class_name : text_get(T_desk_no_class, cx->lang), c->address);
	p->back = DESK_FORMAT(cx, "/cases?seen=%lld", (long long)c->id);
	p->urgent = c->priority == 1;
	p->very = c->priority == 2;
	p->stage = desk_dot_of(c->state, c->asking);
	p->source = desk_source(cx, c->source);
	p->source_ref = c->source_ref;
	p->class_code = c->class_code;
	p->class_name = c->big_name.n
	                    ? DESK_FORMAT(cx, "%.*s / %.*s", STR_ARG(c->big_name), STR_ARG(c->class_name))
	                    : c->class_name;
	p->condition = c->condition;
	p->text = c->description;
	p->places = joined(cx, c);
	p->address = c->address;
	if (c->lon.some && c->lat.some)
		p->position = DESK_FORMAT(cx, "%.5f, %.5f", c->lon.v, c->lat.v);
	if (c->accuracy.some)
		p->accuracy =
		    desk_text(cx, T_desk_case_accuracy, DESK_FORMAT(cx, "%.0f", c->accuracy.v), STR_NONE);
	p->reported_at = c->reported_at;
	p->ended_at = c->ended_at;
	p->found_again = c->found_again;
	p->came_back = c->came_back;
	p->kind = closed_how(cx, c);
	p->told_status = c->told_status;
	if (c->merged_into.some) {
		p->merged = DESK_FORMAT(cx, "%lld", (long long)c->merged_into.v);
		p->merged_href = DESK_FORMAT(cx, "/cases/%lld", (long long)c->merged_into.v);
	}
}

/* Cases of the same spot and class, to merge into or to file beside. */
static enum err
near(struct making *m)
{
	const struct view          *v = view_find(S("case.near"));
	const struct case_near_out *list;
	const void                 *out;
	struct input                in[6] = {{S("id"), DESK_FORMAT(m->cx, "%lld", (long long)m->c->id)},
	                                     {S("place"), DESK_FORMAT(m->cx, "%lld", (long long)m->c->place_id)},
	                                     {S("class"), m->c->class_key},
	                                     {S("address"), m->c->address}};
	size_t                      n = 4;
	enum err                    e;

	if (!v || !case_open((enum case_state)m->c->state) || !m->c->class_key.n)
		return OK;
	if (m->c->lon.some && m->c->lat.some) {
		in[n++] = (struct input){S("lon"), DESK_FORMAT(m->cx, "%.7f", m->c->lon.v)};
		in[n++] = (struct input){S("lat"), DESK_FORMAT(m->cx, "%.7f", m->c->lat.v)};
	}
	e = view_show(m->cx, v, in, n, &out);
	/* Who may not ask for neighbours still sees the case. */
	if (e == ERR_DENIED || e == ERR_INPUT) {
		ctx_forget(m->cx);
		return OK;
	}
	if (e != OK)
		return e;
	list = out;
	if (list->n == 0)
		return OK;
	m->near = ARENA_NEW(m->cx->arena, struct form_group);
	if (!m->near || !(m->near->options = ARENA_NEWS(m->cx->arena, list->n, struct form_option)))
		return ctx_no_memory(m->cx);
	m->nnear = 1;
	for (size_t i = 0; i < list->n; i++)
		m->near->options[m->near->noptions++] =
		    (struct form_option){DESK_FORMAT(m->cx, "%lld", (long long)list->item[i].id),
		                         DESK_FORMAT(m->cx, "%.*s %.*s", STR_ARG(list->item[i].no),
		                                     STR_ARG(list->item[i].address)),
		                         false};
	return OK;
}

static enum err
picks(struct making *m)
{
	struct input in = {S("class"), m->c->class_key};
	const void  *out;
	enum err     e;

	if ((e = view_show(m->cx, &desk_picks_case, &in, m->c->class_key.n ? 1 : 0, &out)) != OK)
		return e;
	m->picks = out;
	return OK;
}

enum err
desk_case_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
               struct form_again *again, struct http_reply *rp)
{
	struct ctx    *cx = rq->cx;
	struct making  m = {.rq = rq, .cx = cx, .again = again, .p = ARENA_NEW(cx->arena, struct desk_case)};
	struct input   in = {S("id"), tail};
	const void    *out;
	struct html_cx h;
	struct buf     b;
	enum err       e;

	(void)pairs;
	(void)n;
	if (!m.p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "case.get", &in, 1, &out)) != OK) {
		/* A number that is none is a page that is none. */
		if (e == ERR_INPUT)
			ctx_forget(cx);
		return e == ERR_INPUT ? ERR_NONE : e;
	}
	m.c = out;
	m.here = DESK_FORMAT(cx, "/cases/%lld", (long long)m.c->id);
	frame_of(rq, &m.p->page);
	facts(cx, m.c, m.p);
	if ((e = desk_saved(rq, &m.p->page)) != OK || (e = deadline(cx, m.c, m.p)) != OK ||
	    (e = parts(cx, m.c, m.p)) != OK || (e = hands(cx, m.c, m.p)) != OK ||
	    (e = events(cx, m.c, m.p)) != OK || (e = picks(&m)) != OK || (e = near(&m)) != OK ||
	    (e = acts(&m)) != OK || (e = note(&m)) != OK || (e = reporter(&m)) != OK ||
	    (e = form_rest(cx, again, &m.p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_desk_case(&h, m.p);
	return frame_end(&h, rp, desk_status(again));
}
