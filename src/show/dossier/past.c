/* Who had a case for how long, what happened to it, who answers for it, what was asked. */
#include "kit/json/tree.h"
#include "show/dossier/inside.h"
#include "texts.h"

enum { COLOURS = 6, MINUTE = 60000 };

static str
holder(const struct ctx *cx, const struct case_hold_line *x)
{
	if (x->unit_name.n && x->post_name.n)
		return DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->unit_name), STR_ARG(x->post_name));
	if (x->unit_name.n)
		return x->unit_name;
	return text_get(case_state_label((enum case_state)x->state), cx->lang);
}

enum err
dossier_hands(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	static const char *const colour[COLOURS] = {"h1", "h2", "h3", "h4", "h5", "h6"};
	int64_t                  sum = 0, before = 0;

	p->hands = ARENA_NEWS(cx->arena, c->n_hold + 1, struct dossier_hand);
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
		p->hands[p->nhands] = (struct dossier_hand){
		    .who = holder(cx, x),
		    .used = dossier_amount(cx, x->office_ms, false),
		    .now = now,
		    .colour = str_of(colour[p->nhands % COLOURS]),
		    .x = DESK_FORMAT(cx, "%.1f%%", sum ? 100.0 * (double)before / (double)sum : 0.0),
		    .width =
			DESK_FORMAT(cx, "%.1f%%", sum ? 100.0 * (double)x->office_ms / (double)sum : 0.0)};
		p->nhands++;
		before += x->office_ms;
	}
	p->hands_sum = dossier_amount(cx, sum, false);
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

enum err
dossier_events(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	p->events = ARENA_NEWS(cx->arena, c->n_event + 1, struct dossier_event);
	if (!p->events)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_event; i++) {
		const struct case_event_line *v = &c->event[i];
		str type = str_starts(v->type, S("case.")) ? str_slice(v->type, 5, v->type.n) : v->type;
		struct dossier_event *d = &p->events[p->nevents];
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
			buf_add(&more, v->unit_name.n ? text_get(T_dossier_colon, cx->lang) : S(""));
			text_add(&more, T_dossier_quoted, cx->lang, &words, 1);
		}
		*d = (struct dossier_event){
		    v->at, str_of(shapes[k].icon), i == 0 ? S("now") : str_of(shapes[k].kind),
		    answer ? desk_text(cx, T_dossier_event_answer, frame_label(cx, shapes[k].what),
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

enum err
dossier_parts(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	static const text_id why[] = {T_none, T_dossier_basis_row, T_dossier_basis_place, T_dossier_basis_chosen};

	p->parts = ARENA_NEWS(cx->arena, c->n_part + 1, struct dossier_part);
	p->asks = ARENA_NEWS(cx->arena, c->n_ask + 1, struct dossier_ask);
	if (!p->parts || !p->asks)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_part; i++) {
		const struct case_part_line *x = &c->part[i];

		/* When a case ends so do its parts; those then are not former ones. */
		bool now = !x->to_at.some || (c->ended_at.some && x->to_at.v >= c->ended_at.v);

		p->parts[p->nparts++] = (struct dossier_part){!now      ? T_dossier_part_was
		                                           : x->main ? T_dossier_part_main
		                                                     : T_dossier_part_help,
		                                           x->unit_name, x->post_name, x->main && now};
		if (x->main && now && c->duty_basis > 0 && c->duty_basis < (int64_t)NITEMS(why))
			p->basis = desk_text(cx, why[c->duty_basis], x->basis, STR_NONE);
	}
	for (size_t i = 0; i < c->n_ask; i++) {
		static const text_id kind[CASE_ASK_MAX] = {T_case_act_ask_extend, T_case_act_ask_suspend,
		                                           T_case_act_ask_void, T_case_act_ask_force,
		                                           T_case_act_ask_exempt};
		static const text_id outcome[] = {T_dossier_ask_waits, T_dossier_ask_granted, T_dossier_ask_refused,
		                                  T_dossier_ask_lapsed};
		const struct case_ask_line *x = &c->ask[i];

		if (x->kind < 0 || x->kind >= CASE_ASK_MAX || x->outcome < 0 ||
		    x->outcome >= (int64_t)NITEMS(outcome))
			continue;
		p->asks[p->nasks++] = (struct dossier_ask){frame_label(cx, kind[x->kind]), outcome[x->outcome],
		                                        x->asked_at, x->reason, x->why};
	}
	return OK;
}
