/* A case's deadlines: the one that runs, how it came about, and those that ended. */
#include "base/clock.h"
#include "kit/worktime/say.h"
#include "kit_worktime_texts.h"
#include "show/dossier/inside.h"
#include "show_desk_texts.h"
#include "show_dossier_texts.h"
#include "work_docket_texts.h"

static str
limit_words(const struct ctx *cx, const struct case_clock_line *c)
{
	str words = desk_limit(cx, c->clock, c->unit, c->amount, c->extended);

	if (words.n && c->season.n)
		words = desk_text(cx, T_desk_in_season, words, c->season);
	return words.n ? desk_text(cx, T_dossier_limit, words, STR_NONE) : STR_NONE;
}

str
dossier_amount(const struct ctx *cx, int64_t ms, bool whole_days)
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

/* "11-11–11-13" for days that count or not as a whole. */
static str
days(const struct ctx *cx, int64_t from, int64_t to)
{
	struct buf b, one;
	str        first, last;

	buf_init(&b, cx->arena, BUF_PATH);
	buf_init(&one, cx->arena, BUF_PATH);
	clock_add_minute(&one, from, cx->zone);
	clock_add_minute(&one, to > from ? to - 1 : to, cx->zone);
	first = str_slice(buf_str(&one), 5, 10);
	last = str_slice(buf_str(&one), one.n / 2 + 5, one.n / 2 + 10);
	buf_add(&b, first);
	if (!str_eq(first, last)) {
		buf_add(&b, S("–"));
		buf_add(&b, last);
	}
	return buf_str(&b);
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

/* "还剩 2 小时 12 分" cut where figures begin and end. */
static enum err
figure(struct ctx *cx, struct dossier *p)
{
	struct html_cx h;
	struct buf     b;
	str            s;

	buf_init(&b, cx->arena, BUF_PATH);
	html_init(&h, &b, cx, STR_NONE, STR_NONE);
	if (!arena_str(cx->arena, html_left(&h, p->due.left), &s) ||
	    !(p->fig = ARENA_NEWS(cx->arena, s.n + 1, struct dossier_word)))
		return ctx_no_memory(cx);
	for (size_t from = 0, i = 1; i <= s.n; i++) {
		bool digit = s.p[from] >= '0' && s.p[from] <= '9';

		if (i < s.n && (s.p[i] >= '0' && s.p[i] <= '9') == digit)
			continue;
		p->fig[p->nfig++] = (struct dossier_word){str_slice(s, from, i), digit};
		from = i;
	}
	return OK;
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
spans(struct ctx *cx, const struct case_page *c, bool whole_days, struct dossier *p)
{
	p->spans = ARENA_NEWS(cx->arena, c->n_why + 1, struct dossier_span);
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
		int64_t    before = worktime_said(p->whole, whole_days), upto;
		struct buf b;
		str        name;

		for (int k = 0; k < WORKTIME_WHY_MAX; k++)
			if (str_eq(w->why, str_of(worktime_why_name((enum worktime_why)k))))
				part.why = (enum worktime_why)k;
		buf_init(&b, cx->arena, BUF_PATH);
		worktime_say_why(&b, cx->lang, &part);
		name = buf_str(&b);
		if (w->paper.n)
			name = desk_text(cx, T_dossier_span_paper, name, w->paper);
		p->whole += w->ms;
		upto = worktime_said(p->whole, whole_days);
		p->spans[i] = (struct dossier_span){name,
		                                 whole_days ? days(cx, w->from, w->to)
		                                                         : from_to(cx, w->from, w->to),
		                                 w->ms ? dossier_amount(cx, upto - before, whole_days)
		                                       : text_get(T_worktime_amount_none, cx->lang),
		                                 w->ms == 0};
	}
	p->sum = dossier_amount(cx, p->whole, whole_days);
	return OK;
}

/* What the arithmetic rests on, a line each. */
static enum err
grounds(struct ctx *cx, const struct case_page *c, const struct case_clock_line *now, struct dossier *p)
{
	struct buf papers;
	str        source;

	if (!(p->by = ARENA_NEWS(cx->arena, 4, str)))
		return ctx_no_memory(cx);
	buf_init(&papers, cx->arena, BUF_LINE);
	for (size_t i = 0; i < c->n_paper; i++) {
		if (i)
			buf_add(&papers, text_get(T_docket_and, cx->lang));
		buf_add(&papers, c->paper[i]);
	}
	source = c->limit_source.n && now->stage == CASE_STAGE_WORK ? c->limit_source
	                                                            : text_get(T_dossier_table, cx->lang);
	p->by[p->nby++] = desk_text(cx, T_dossier_by_source, source, STR_NONE);
	if (papers.n)
		p->by[p->nby++] = desk_text(cx, T_dossier_by_paper, buf_str(&papers), STR_NONE);
	if (c->hours.n)
		p->by[p->nby++] = desk_text(cx, T_dossier_by_hours, c->hours, STR_NONE);
	p->by[p->nby++] = desk_text(cx, T_dossier_by_calendar, now->calendar, STR_NONE);
	return OK;
}

/* The event a clock began with; told later than it happened, the clock began when it was told. */
static str
begun_by(const struct ctx *cx, const struct case_page *c, int64_t start)
{
	str words;

	for (size_t i = 0; i < c->n_event; i++)
		if (c->event[i].at == start && (words = dossier_event_words(cx, c->event[i].type)).n)
			return words;
	for (size_t i = 0; i < c->n_event; i++)
		if (c->event[i].recorded_at == start && (words = dossier_event_words(cx, c->event[i].type)).n)
			return words;
	return S("");
}

enum err
dossier_deadlines(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	const struct case_clock_line *now = running(c);
	struct buf                    used;
	enum err                      e;

	p->due = desk_due_of(cx, c->state, now ? SOME_I64(now->due_at) : c->due_at, c->overdue);
	if (p->due.some && (e = figure(cx, p)) != OK)
		return e;
	p->until = c->until.v;
	p->deadlines = ARENA_NEWS(cx->arena, c->n_clock + 1, struct dossier_deadline);
	if (!p->deadlines)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_clock; i++) {
		const struct case_clock_line *k = &c->clock[i];

		p->deadlines[p->ndeadlines++] = (struct dossier_deadline){
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
		    .running = k->runs};
	}
	if (!now)
		return OK;
	p->from = begun_by(cx, c, now->start_at);
	p->start_at = now->start_at;
	p->due_stage = frame_label(cx, case_stage_label((enum case_stage)now->stage));
	p->limit = limit_words(cx, now);
	p->guessed = now->guessed;
	if ((e = spans(cx, c, now->whole_days, p)) != OK)
		return e;
	p->used = now->late ? p->whole : p->whole - now->left_ms;
	if (p->used < 0)
		p->used = 0;
	buf_init(&used, cx->arena, BUF_PATH);
	worktime_say_used(&used, cx->lang, p->used, p->whole, now->whole_days);
	p->used_words = buf_str(&used);
	/* The large figure above it is what the clock on the wall says. */
	if (str_eq(now->clock, str_of(worktime_clock_words[WORKTIME_OFFICE])))
		p->used_words = desk_text(cx, T_dossier_used_office, p->used_words, STR_NONE);
	else if (str_eq(now->clock, str_of(worktime_clock_words[WORKTIME_WORKDAY])))
		p->used_words = desk_text(cx, T_dossier_used_workday, p->used_words, STR_NONE);
	return grounds(cx, c, now, p);
}
