/* Who had a case for how long, what happened to it, who answers for it, what was asked. */
#include "base/clock.h"
#include "city/unit/roles.h"
#include "kit/json/tree.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"
#include "work/docket/names.h"
#include "work_acts_texts.h"
#include "work_life_texts.h"

enum { COLOURS = 6, MINUTE = 60000 };

/* Whose desk a case lies on while no unit has it; ROLE_MAX: nobody's. */
static enum role
desk_of(int64_t state)
{
	switch ((enum case_state)state) {
	case CASE_REPORTED:
		return ROLE_CLERK;
	case CASE_CHECKED:
	case CASE_PROVEN:
		return ROLE_CHIEF;
	case CASE_FILED:
	case CASE_RETURNED:
		return ROLE_DISPATCHER;
	case CASE_CHECKING:
	case CASE_FIXED:
		return ROLE_VERIFIER;
	default:
		return ROLE_MAX;
	}
}

static str
joined(const struct ctx *cx, str unit, str post)
{
	return unit.n && post.n ? DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(unit), STR_ARG(post)) : unit.n ? unit : post;
}

/*
 * A unit that was sent it has it.  Else it lay on a desk of the centre: that of the
 * post whose act ended the stay, or while it lasts the one its stage waits for.
 */
static str
holder(const struct ctx *cx, const struct case_page *c, const struct case_hold_line *x, str site)
{
	enum role r;

	if (x->unit_name.n)
		return joined(cx, x->unit_name, x->post_name);
	for (size_t i = 0; i < c->n_event && x->to_at != CASE_NO_TIME; i++)
		if (c->event[i].recorded_at == x->to_at && c->event[i].unit_name.n)
			return joined(cx, c->event[i].unit_name, c->event[i].post_name);
	/* Put off, it is still its unit's. */
	if (x->state == CASE_SUSPENDED && c->unit_name.n)
		return joined(cx, c->unit_name, c->post_name);
	r = desk_of(x->state);
	return joined(cx, site, r < ROLE_MAX ? text_get(role_label(r), cx->lang) : STR_NONE);
}

static str
worked(const struct ctx *cx, int64_t ms)
{
	if (ms >= MINUTE)
		return dossier_amount(cx, ms, false);
	return ms > 0 ? text_get(T_dossier_hands_none, cx->lang) : S("0");
}

enum err
dossier_hands(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	static const char *const colour[COLOURS] = {"h1", "h2", "h3", "h4", "h5", "h6"};
	int64_t                  office = 0, natural = 0, sum, before = 0;

	p->hands = ARENA_NEWS(cx->arena, c->n_hold + 1, struct dossier_hand);
	if (!p->hands)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_hold; i++) {
		const struct case_hold_line *x = &c->hold[i];
		bool                         now = x->to_at == CASE_NO_TIME;

		/* What has ended, and what others only told, is in nobody's hands. */
		if ((now && !case_open((enum case_state)x->state)) || x->state == CASE_TOLD)
			continue;
		p->hands[p->nhands] = (struct dossier_hand){
		    .who = holder(cx, c, x, p->page.site),
		    .stage = frame_label(cx, case_state_label((enum case_state)x->state)),
		    .used = worked(cx, x->office_ms),
		    .natural = (now ? cx->now : x->to_at) - x->from_at,
		    .now = now,
		    .colour = str_of(colour[p->nhands % COLOURS])};
		office += x->office_ms;
		natural += p->hands[p->nhands++].natural;
	}
	/* Shares of working time; when none has passed yet, of all time. */
	sum = office >= MINUTE ? office : natural;
	for (size_t i = 0, k = 0; i < c->n_hold && k < p->nhands && sum > 0; i++) {
		const struct case_hold_line *x = &c->hold[i];
		int64_t                      part = office >= MINUTE ? x->office_ms : p->hands[k].natural;

		if ((x->to_at == CASE_NO_TIME && !case_open((enum case_state)x->state)) || x->state == CASE_TOLD)
			continue;
		p->hands[k].drawn = part > 0;
		p->hands[k].x = DESK_FORMAT(cx, "%.1f%%", 100.0 * (double)before / (double)sum);
		p->hands[k++].width = DESK_FORMAT(cx, "%.1f%%", 100.0 * (double)part / (double)sum);
		before += part;
	}
	p->hands_sum = worked(cx, office);
	p->hands_natural = natural;
	return OK;
}

/* How an event shows: its type behind "case.". */
static const struct {
	const char *type, *icon, *kind;
	text_id     what;
} shapes[] = {
    {"reported", "flag", "", T_dossier_did_report},
    {"told", "flag", "", T_dossier_did_tell},
    {"told_again", "flag", "", T_dossier_did_tell},
    {"accepted", "eye", "", T_dossier_did_accept},
    {"check_assigned", "shuffle", "", T_dossier_did_assign_check},
    {"checked", "search", "", T_dossier_did_check},
    {"filed", "file-check", "", T_dossier_did_file},
    {"declined", "circle-slash", "", T_dossier_did_decline},
    {"self_fixed", "circle-check", "done", T_dossier_did_self},
    {"dispatched", "send", "", T_dossier_did_dispatch},
    {"signed", "user-check", "", T_dossier_did_sign},
    {"fixed", "check", "done", T_dossier_did_fix},
    {"given_back", "undo-2", "soon", T_dossier_did_give_back},
    {"disputed", "undo-2", "soon", T_dossier_did_dispute},
    {"reassigned", "repeat", "", T_dossier_did_reassign},
    {"verify_assigned", "shuffle", "", T_dossier_did_assign_verify},
    {"verified", "shield-check", "done", T_dossier_did_verify},
    {"doubted", "undo-2", "soon", T_dossier_did_doubt},
    {"closed", "circle-check", "done", T_dossier_did_close},
    {"extension_asked", "calendar-plus", "", T_dossier_did_ask_extend},
    {"extension_decided", "stamp", "", T_dossier_did_decide_extend},
    {"suspension_asked", "circle-pause", "", T_dossier_did_ask_suspend},
    {"suspension_decided", "stamp", "", T_dossier_did_decide_suspend},
    {"void_asked", "ban", "", T_dossier_did_ask_void},
    {"void_decided", "stamp", "", T_dossier_did_decide_void},
    {"force_asked", "stamp", "", T_dossier_did_ask_force},
    {"force_decided", "stamp", "", T_dossier_did_decide_force},
    {"exemption_asked", "scale", "", T_dossier_did_ask_exempt},
    {"exemption_decided", "stamp", "", T_dossier_did_decide_exempt},
    {"resumed", "play", "", T_dossier_did_resume},
    {"reopened", "repeat", "soon", T_dossier_did_reopen},
    {"merged", "git-merge", "", T_dossier_did_merge},
    {"noted", "message-square", "", T_dossier_did_note},
    {"reclassified", "files", "", T_dossier_did_reclassify},
    {"overdue", "circle-alert", "late", T_dossier_did_overdue},
    {"deadlines_revised", "clock", "", T_dossier_did_recompute},
    {"found_again", "repeat", "soon", T_dossier_did_found_again},
    {"came_back", "repeat", "late", T_dossier_did_came_back},
    {"not_back", "ban", "", T_dossier_did_not_back},
    {"reporter_seen", "eye", "soon", T_dossier_did_rep_look},
    {"reporter_erased", "ban", "", T_dossier_did_rep_erase},
    {"reporter_renewed", "lock", "", T_dossier_did_rep_renew},
};

static size_t
shape_of(str type)
{
	size_t k = 0;

	if (str_starts(type, S("case.")))
		type = str_slice(type, 5, type.n);
	while (k < NITEMS(shapes) && !str_eq(type, str_of(shapes[k].type)))
		k++;
	return k;
}

str
dossier_event_words(const struct ctx *cx, str type)
{
	size_t k = shape_of(type);

	return k < NITEMS(shapes) ? text_get(shapes[k].what, cx->lang) : STR_NONE;
}

/* What a person wrote and answered, out of the event's payload; nothing once it is erased. */
static enum err
words_of(struct ctx *cx, str type, str payload, struct dossier_event *d, str *words, text_id *answer,
         bool *no)
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
	int64_t            until;
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
	for (const struct choice *r = reporter_erase_reasons; str_eq(type, S("reporter_erased")) && r->value; r++)
		if (str_eq(*words, str_of(r->value))) {
			*words = text_get(r->label, cx->lang);
			break;
		}
	(void)jval_str(jval_get(more, S("answer")), &a);
	if (jval_i64(jval_get(more, S("until")), &until) ||
	    jval_i64(jval_get(jval_get(v, S("set")), S("until")), &until))
		d->until = SOME_I64(until);
	for (size_t i = 0; i < NITEMS(values); i++)
		if (str_eq(a, str_of(values[i])))
			*answer = label[i];
	*no = str_eq(a, S("no"));
	return OK;
}

/* Parts, holds and answers bear the time they were written down: an event told later is theirs by that. */

/* Who was sent to look: the event says it by id, the case only knows the last one. */
static enum err
looker(struct ctx *cx, const struct case_event_line *v, str *out)
{
	const struct docket_names *names;
	const struct jval         *j, *set;
	opt_i64                    post = {0}, person = {0};
	str                        who;
	struct buf                 b;
	enum err                   e;

	if (!v->payload.n)
		return OK;
	if ((e = jval_parse(cx, v->payload, &jlimit_payload, &j)) != OK || (e = docket_names(cx, &names)) != OK)
		return e;
	set = jval_get(j, S("set"));
	post.some = jval_i64(jval_get(set, S("look_post")), &post.v);
	person.some = jval_i64(jval_get(set, S("look_person")), &person.v);
	who = joined(cx, joined(cx, names_unit_of_post(names, post), names_post(names, post)),
	             names_person_to(names, cx->who, names_unit_id(names, post), person));
	if (!who.n)
		return OK;
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_dossier_to, cx->lang, &who, 1);
	*out = buf_str(&b);
	return OK;
}

/* Who got it with this event: the unit in charge with what justified it, and those that help. */
static str
receivers(const struct ctx *cx, const struct case_page *c, const struct case_event_line *v, str type)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < c->n_part; i++) {
		const struct case_part_line *x = &c->part[i];

		if (x->from_at != v->recorded_at || !str_eq(type, S("dispatched")))
			continue;
		if (b.n)
			buf_add(&b, text_get(T_dossier_semicolon, cx->lang));
		text_add(&b, x->main ? T_dossier_to_main : T_dossier_to_help, cx->lang,
		         (const str[]){joined(cx, x->unit_name, joined(cx, x->post_name, x->person_name))}, 1);
		if (x->main && x->basis.n)
			text_add(&b, T_dossier_to_basis, cx->lang, &x->basis, 1);
	}
	for (size_t i = 0; i < c->n_hold && b.n == 0; i++) {
		const struct case_hold_line *x = &c->hold[i];
		/* The same unit goes on having it: nothing new. */
		bool same = i > 0 && str_eq(x->unit_name, c->hold[i - 1].unit_name) &&
		            str_eq(x->post_name, c->hold[i - 1].post_name);

		if (x->from_at == v->recorded_at && x->unit_name.n && !same)
			text_add(&b, T_dossier_to, cx->lang,
			         (const str[]){joined(cx, x->unit_name, x->post_name)}, 1);
	}
	return buf_str(&b);
}

static enum err
event(struct ctx *cx, const struct case_page *c, const struct case_event_line *v, size_t shape, str type,
      struct dossier_event *d)
{
	struct buf more;
	text_id    answer;
	bool       no;
	str        words, what = text_get(shapes[shape].what, cx->lang);
	enum err   e;

	*d = (struct dossier_event){.at = v->at, .icon = str_of(shapes[shape].icon),
	                            .kind = v == c->event ? S("now") : str_of(shapes[shape].kind),
	                            .to = receivers(cx, c, v, type)};
	if ((e = words_of(cx, type, v->payload, d, &words, &answer, &no)) != OK ||
	    (str_ends(type, S("_assigned")) && (e = looker(cx, v, &d->to)) != OK))
		return e;
	buf_init(&more, cx->arena, BUF_LINE);
	buf_add(&more, joined(cx, v->unit_name, v->post_name));
	if (words.n) {
		buf_add(&more, more.n ? text_get(T_dossier_colon, cx->lang) : S(""));
		text_add(&more, T_dossier_quoted, cx->lang, &words, 1);
	}
	d->more = buf_str(&more);
	d->what = answer ? desk_text(cx, T_dossier_event_answer, what, text_get(answer, cx->lang)) : what;
	/* Entered when it was over: both times are told. */
	if (v->recorded_at - v->at >= MINUTE)
		d->recorded = SOME_I64(v->recorded_at);
	if (no)
		d->kind = S("late");
	return OK;
}

/* Its time is then written with the year, and needs more room. */
static bool
other_year(const struct ctx *cx, int64_t at)
{
	struct buf then, now;

	buf_init(&then, cx->arena, BUF_PATH);
	buf_init(&now, cx->arena, BUF_PATH);
	clock_add_minute(&then, at, cx->zone);
	clock_add_minute(&now, cx->now, cx->zone);
	return !str_eq(str_slice(buf_str(&then), 0, 4), str_slice(buf_str(&now), 0, 4));
}

enum err
dossier_events(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	p->events = ARENA_NEWS(cx->arena, c->n_event + 1, struct dossier_event);
	if (!p->events)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->n_event; i++) {
		const struct case_event_line *v = &c->event[i];
		str      type = str_starts(v->type, S("case.")) ? str_slice(v->type, 5, v->type.n) : v->type;
		size_t   k = shape_of(type);
		enum err e;

		/* Bookkeeping of the program (the first clock, the identity's row) is no news for people. */
		if (k == NITEMS(shapes))
			continue;
		if ((e = event(cx, c, v, k, type, &p->events[p->nevents])) != OK)
			return e;
		p->far = p->far || other_year(cx, v->at);
		p->nevents++;
	}
	p->sealed = c->sealed;
	return OK;
}

enum err
dossier_parts(struct ctx *cx, const struct case_page *c, struct dossier *p)
{
	static const text_id why[] = {T_none, T_dossier_basis_row, T_dossier_basis_place, T_dossier_basis_chosen,
	                              T_dossier_basis_ruling};

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
		                                           x->unit_name,
		                                           joined(cx, x->post_name, x->person_name),
		                                           x->main && now};
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
		p->asks[p->nasks] = (struct dossier_ask){.kind = frame_label(cx, kind[x->kind]),
		                                         .outcome = outcome[x->outcome], .asked_at = x->asked_at,
		                                         .decided_at = x->decided_at, .until = x->until,
		                                         .reason = x->reason, .why = x->why};
		for (size_t k = 0; k < c->n_event && x->decided_at.some; k++)
			if (c->event[k].recorded_at == x->decided_at.v && str_ends(c->event[k].type, S("_decided")))
				p->asks[p->nasks].by = joined(cx, c->event[k].unit_name, c->event[k].post_name);
		p->nasks++;
	}
	return OK;
}
