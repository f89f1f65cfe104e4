/* The working calendar: by which paper each year, which days are off, which weekends work. */
#include "city/calendar/calendar.h"

#include "city/unit/roles.h"
#include "rules_tpl.h"
#include "show/rules/page.h"
#include "show/rules/rules.h"
#include "show_frame_texts.h"
#include "show_rules_texts.h"

static const text_id weekday[] = {T_none,           T_frame_monday, T_frame_tuesday,  T_frame_wednesday,
                                  T_frame_thursday, T_frame_friday, T_frame_saturday, T_frame_sunday};

static enum err
years(struct ctx *cx, const struct calendar_show *s, struct rules_calendar *p)
{
	if (!(p->years = ARENA_NEWS(cx->arena, s->n_year, struct rules_year)))
		return ctx_no_memory(cx);
	/* The newest first: that is what people look for. */
	for (size_t i = s->n_year; i-- > 0;) {
		const struct calendar_year *y = &s->year[i];
		struct rules_year          *out = &p->years[p->nyears++];

		*out = (struct rules_year){.year = y->year, .work_days = y->work_days, .guessed = y->guessed,
		                           .on = y->year == s->wanted,
		                           .href = DESK_FORMAT(cx, "/calendar?year=%d", y->year),
		                           .papers = ARENA_NEWS(cx->arena, y->n_paper, struct rules_paper)};
		if (!out->papers || !out->href.p)
			return ctx_no_memory(cx);
		for (size_t k = 0; k < y->n_paper; k++) {
			char text[DAY_TEXT];
			str  issued = day_format(y->paper[k]->issued, text);

			out->papers[out->npapers++] = (struct rules_paper){
			    y->paper[k]->no, DESK_FORMAT(cx, "%.*s", STR_ARG(issued)), y->paper[k]->title,
			    y->paper[k]->url};
		}
		if (out->on) {
			p->work_days = y->work_days;
			p->guessed = y->guessed;
			p->papers = out->papers;
			p->npapers = out->npapers;
		}
	}
	return OK;
}

static enum err
days(struct ctx *cx, const struct calendar_show *s, struct rules_calendar *p)
{
	p->days = ARENA_NEWS(cx->arena, s->n_day, struct rules_day);
	p->sources = ARENA_NEWS(cx->arena, s->n_source, struct rules_source);
	if (!p->days || !p->sources)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->n_day; i++) {
		const struct calendar_day *d = &s->day[i];

		p->days[p->ndays++] =
		    (struct rules_day){d->on, weekday[day_weekday(d->on)], d->name, d->paper, d->works};
		p->off += !d->works;
		p->make_up += d->works;
	}
	for (size_t i = 0; i < s->n_source; i++)
		p->sources[p->nsources++] = (struct rules_source){s->source[i].name, s->source[i].source,
		                                                  s->source[i].version, s->source[i].imported_at};
	return OK;
}

enum err
rules_form(struct ctx *cx, const struct rules_act *act, str here, struct form *f)
{
	const struct command *c = command_find(str_of(act->command));
	enum err              e;

	if ((e = form_of(cx, str_of(act->command), c->in, c->nin, f)) != OK)
		return e;
	f->page = here;
	f->word = text_get(act->word, cx->lang);
	f->button = text_get(act->button, cx->lang);
	f->icon = str_of(act->icon);
	f->danger = act->danger;
	f->ask = f->word;
	return OK;
}

static enum err
acts_of(struct ctx *cx, struct form_again *again, struct rules_calendar *p)
{
	static const struct rules_act acts[] = {
	    {"calendar.day", "calendar-plus", T_rules_a_day, T_rules_b_day, false},
	    {"calendar.hours", "clock", T_rules_a_hours, T_rules_b_hours, false}};
	enum err e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(acts) && p->edits; i++) {
		struct form *f = &p->acts[p->nacts];

		if ((e = rules_form(cx, &acts[i], DESK_FORMAT(cx, "/calendar?year=%d", p->year), f)) != OK)
			return e;
		form_hint(f, "paper", text_get(T_rules_paper_hint, cx->lang));
		form_hint(f, "windows", text_get(T_rules_windows_hint, cx->lang));
		f->tip = text_get(T_rules_open_cases, cx->lang);
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

enum err
rules_calendar_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx                 *cx = rq->cx;
	struct rules_calendar      *p = ARENA_NEW(cx->arena, struct rules_calendar);
	const struct calendar_show *s;
	struct input                in[1] = {{S("year"), str_trim(desk_value(pairs, n, S("year")))}};
	const void                 *out;
	struct html_cx              h;
	struct buf                  b;
	enum err                    e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "calendar.show", in, in[0].value.n > 0, &out)) != OK)
		return e;
	s = out;
	frame_of(rq, &p->page);
	p->year = s->wanted;
	p->version = s->version;
	p->this_guessed = s->this_year_guessed;
	p->next_guessed = s->next_year_guessed;
	p->next = day_year(ctx_today(cx)) + 1;
	if ((e = command_offered(cx, command_find(S("calendar.day")), &p->edits)) != OK)
		return e;
	/* A year that the list leaves out has no published list either. */
	p->guessed = true;
	if ((e = years(cx, s, p)) != OK || (e = days(cx, s, p)) != OK || (e = acts_of(cx, again, p)) != OK ||
	    (e = rules_calendar_past(cx, &p->past)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_rules_calendar(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
