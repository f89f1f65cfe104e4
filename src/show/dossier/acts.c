/* What can be done with a case now: each act with its form, and who told us. */
#include "base_texts.h"
#include "city/duty/duty.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "city_duty_texts.h"
#include "dossier_sql.h"
#include "kit/json/tree.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"
#include "work/photo/photo.h"
#include "work_life_texts.h"

#include <string.h>

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
    {CASE_DO_DISPATCH, "send", true, false, T_dossier_tip_dispatch},
    {CASE_DO_SIGN, "user-check", true, false, T_dossier_tip_sign},
    {CASE_DO_FIX, "check", true, false, T_dossier_tip_fix},
    {CASE_DO_VERIFY, "shield-check", true, false, T_dossier_tip_verify},
    {CASE_DO_CLOSE, "circle-check", true, false, T_none},
    {CASE_DO_DECIDE_EXTEND, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_SUSPEND, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_VOID, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_FORCE, "stamp", true, false, T_none},
    {CASE_DO_DECIDE_EXEMPT, "stamp", true, false, T_none},
    {CASE_DO_ASSIGN_CHECK, "shuffle", true, false, T_none},
    {CASE_DO_ASSIGN_VERIFY, "shuffle", true, false, T_dossier_tip_assign_verify},
    {CASE_DO_SELF, "circle-check", false, false, T_none},
    {CASE_DO_REASSIGN, "repeat", false, false, T_none},
    {CASE_DO_DOUBT, "undo-2", false, false, T_none},
    {CASE_DO_RESUME, "play", false, false, T_none},
    {CASE_DO_ASK_EXTEND, "calendar-plus", false, false, T_dossier_tip_extend},
    {CASE_DO_ASK_SUSPEND, "circle-pause", false, false, T_dossier_tip_suspend},
    {CASE_DO_ASK_EXEMPT, "scale", false, false, T_dossier_tip_exempt},
    {CASE_DO_RECLASSIFY, "files", false, false, T_none},
    {CASE_DO_MERGE, "git-merge", false, false, T_none},
    {CASE_DO_REOPEN, "repeat", false, false, T_none},
    {CASE_DO_DECLINE, "circle-slash", false, true, T_none},
    {CASE_DO_ASK_VOID, "ban", false, true, T_dossier_tip_void},
    {CASE_DO_ASK_FORCE, "stamp", false, true, T_dossier_tip_force},
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

/* The condition it was filed under says when it is put right; without one all of its class are offered. */
static enum err
pick_closing(struct making *m, const struct desk_picks *k, struct form *f)
{
	struct form_option own = {m->c->condition_key, m->c->closing, true};

	return m->c->condition_key.n ? pick(m, f, "closing", &(struct form_group){STR_NONE, &own, 1}, 1)
	                             : pick(m, f, "closing", k->closings, k->nclosings);
}

/* Why these are not sent it; rows for other classes and places are no alternatives. */
static struct frame_pair *
other_duties(struct ctx *cx, const struct duty_row *row, size_t n, struct frame_pair *p)
{
	for (size_t i = 0; i < n; i++) {
		const struct duty_row *r = &row[i];

		if (r->verdict != DUTY_WON && r->verdict != DUTY_OTHER_CLASS && r->verdict != DUTY_OTHER_PLACE)
			*p++ = (struct frame_pair){
			    text_get(T_dossier_duty_not, cx->lang),
			    desk_text(cx, T_dossier_duty_why, r->unit_name,
			              desk_text(cx, duty_verdict_text(r->verdict),
			                        r->verdict == DUTY_OVER ? r->valid_to : r->valid_from, STR_NONE))};
	}
	return p;
}

/* Who is sent it when nobody chooses, by what paper, and why no other. */
static enum err
by_duty(struct making *m, struct form *f)
{
	struct ctx               *cx = m->cx;
	struct input              in[4] = {{S("class_key"), m->c->class_key}, {S("place"), m->c->place_code}};
	size_t                    nin = 2;
	const struct duty_answer *a;
	const void               *out;
	struct frame_pair        *p;
	enum err                  e;

	if (m->c->lon.some && m->c->lat.some) {
		in[nin++] = (struct input){S("lon"), DESK_FORMAT(cx, "%.9f", m->c->lon.v)};
		in[nin++] = (struct input){S("lat"), DESK_FORMAT(cx, "%.9f", m->c->lat.v)};
	}
	if (!m->c->class_key.n || (e = desk_view(m->rq, "duty.explain", in, nin, &out)) == ERR_INPUT ||
	    e == ERR_DENIED || e == ERR_NONE) {
		ctx_forget(cx);
		return OK;
	}
	if (e != OK)
		return e;
	a = &((const struct duty_explain *)out)->answer;
	if (!(p = ARENA_NEWS(cx->arena, a->n_helper + a->n_ruling + a->n_row + 3, struct frame_pair)))
		return ctx_no_memory(cx);
	f->facts = p;
	*p++ = (struct frame_pair){text_get(T_dossier_duty_main, cx->lang),
	                           !a->unit_id     ? text_get(T_dossier_duty_gap, cx->lang)
	                           : a->is_default ? desk_text(cx, T_dossier_duty_default, a->unit_name, STR_NONE)
	                                           : a->unit_name};
	if (a->unit_id)
		*p++ = (struct frame_pair){
		    text_get(T_dossier_duty_basis, cx->lang),
		    a->duty_id ? desk_text(cx, T_dossier_duty_row, a->basis,
		                           DESK_FORMAT(cx, "%lld", (long long)a->duty_id))
		               : a->basis};
	for (size_t i = 0; i < a->n_helper; i++)
		*p++ = (struct frame_pair){text_get(T_dossier_part_help, cx->lang),
		                           a->helper[i].territory ? desk_text(cx, T_dossier_duty_territory,
		                                                              a->helper[i].unit_name, STR_NONE)
		                                                  : a->helper[i].unit_name};
	p = other_duties(cx, a->ruling, a->n_ruling, p);
	p = other_duties(cx, a->row, a->n_row, p);
	f->nfacts = (size_t)(p - f->facts);
	return OK;
}

/* Those who hold posts of some roles at the case's place, by name: instead of a post, one of its people. */
static enum err
people(struct making *m, const enum role *role, size_t nroles, struct form_group **out, size_t *nout)
{
	struct ctx             *cx = m->cx;
	struct q_people_of_row *row[3];
	size_t                  n[3], all = 0;
	struct form_option     *o;
	struct form_group      *g;
	str                     today;
	enum err                e;

	if ((e = unit_today(cx, &today)) != OK)
		return e;
	for (size_t r = 0; r < nroles; all += n[r++])
		if ((e = q_people_of(cx, &(struct q_people_of_in){str_of(role_name(role[r])), today, m->c->place_id},
		                     &row[r], &n[r])) != OK)
			return e;
	if (!(g = ARENA_NEWS(cx->arena, all + 1, struct form_group)) ||
	    !(o = ARENA_NEWS(cx->arena, all + 1, struct form_option)))
		return ctx_no_memory(cx);
	*out = g;
	*nout = 0;
	for (size_t r = 0; r < nroles; r++) {
		for (size_t i = 0; i < n[r]; i++) {
			const struct q_people_of_row *x = &row[r][i];

			if (*nout == 0 || !str_eq(g[*nout - 1].label, x->unit_name))
				g[(*nout)++] = (struct form_group){x->unit_name, o, 0};
			*o++ = (struct form_option){DESK_FORMAT(cx, "#%lld", (long long)x->id),
			                            DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(x->name),
			                                        STR_ARG(x->post_name)),
			                            false};
			g[*nout - 1].noptions++;
		}
	}
	return OK;
}

/* Named people where a command takes one: asked of the store once a page, and only if a form has the field. */
static enum err
pick_person(struct making *m, struct form *f, bool looks)
{
	static const enum role hands[] = {ROLE_HANDLER}, eyes[] = {ROLE_VERIFIER, ROLE_INSPECTOR, ROLE_SUPERVISOR};
	struct people         *p = looks ? &m->eyes : &m->hands;
	enum err               e;

	if (!form_field(f, "person"))
		return OK;
	if (!p->group && (e = looks ? people(m, eyes, NITEMS(eyes), &p->group, &p->n)
	                            : people(m, hands, NITEMS(hands), &p->group, &p->n)) != OK)
		return e;
	if ((e = pick(m, f, "person", p->group, p->n)) != OK)
		return e;
	form_blank(f, "person", text_get(looks ? T_dossier_pick_no_one : T_dossier_pick_whoever, m->cx->lang));
	return OK;
}

/* The conditions to choose from: of a form refused for another class, that class's. */
static enum err
pick_condition(struct making *m, const struct command *c, struct form *f)
{
	const struct form_again *again = m->again;
	const struct desk_picks *k = m->picks;
	struct input             in = {S("class"), STR_NONE};
	const void              *out;
	enum err                 e;

	if (!form_field(f, "condition"))
		return OK;
	if (again && again->command.p && !again->shown && str_eq(again->command, str_of(c->name)))
		in.value = str_trim(desk_value(again->typed, again->n, S("class")));
	if (in.value.n && !str_eq(in.value, m->c->class_key)) {
		e = view_show(m->cx, &desk_picks_case, &in, 1, &out);
		if (e == OK)
			k = out;
		else if (e == ERR_INPUT || e == ERR_NONE)
			ctx_forget(m->cx); /* there is no such class, as the refusal says */
		else
			return e;
	}
	return pick(m, f, "condition", k->conditions, k->nconditions);
}

/* Said before anybody has filled in the rest: this step needs a photo, and why. */
static enum err
need_photo(struct making *m, const struct command *c, struct form *f)
{
	const struct case_columns *r = &m->c->reading->columns;
	struct photo_need            n = {.case_id = r->id, .round = r->rework, .class_key = r->class_key,
	                                  .condition_id = r->condition_id.some ? r->condition_id.v : 0};
	struct photo_why             why;
	int32_t                      ms;
	str                          name = str_of(c->name);
	bool                         fix = str_eq(name, S("case.fix"));
	enum photo_moment            at = fix                                ? PHOTO_AT_FIXED
	                                  : str_eq(name, S("case.verify"))   ? PHOTO_AT_VERIFIED
	                                  : str_eq(name, S("case.check"))    ? PHOTO_AT_CHECKED
	                                                                     : PHOTO_NO_MOMENT;
	enum err                     e;

	if (at == PHOTO_NO_MOMENT || !form_field(f, "photo") || !n.class_key.n)
		return OK;
	if (!day_of_ms(m->cx->now, m->cx->zone, &n.on, &ms))
		return OK;
	if ((e = photo_needed(m->cx, at, &n, &why)) != OK || !why.needed)
		return e;
	form_hint(f, "photo", desk_text(m->cx, fix ? T_dossier_photo_needed : T_dossier_photo_needed_yes, why.reason,
	                                STR_NONE));
	form_field(f, "photo")->optional = false;
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
	/* When it happened is now. */
	form_drop(f, "at");
	if (!photo_on())
		form_drop(f, "photo");
	else if ((e = form_files(m->cx, f, "photo")) != OK || (e = need_photo(m, c, f)) != OK)
		return e;
	/* Its label says when it is needed. */
	form_blank(f, "reason", STR_NONE);
	if ((e = pick(m, f, "unit", k->units, k->nunits)) != OK ||
	    (e = pick(m, f, "post", looks ? k->lookers : k->posts, looks ? k->nlookers : k->nposts)) != OK ||
	    (e = pick_person(m, f, looks)) != OK ||
	    (e = pick(m, f, "class", k->classes, k->nclasses)) != OK ||
	    (e = pick_condition(m, c, f)) != OK ||
	    (e = pick_closing(m, k, f)) != OK ||
	    (e = pick(m, f, "other", m->near, m->nnear)) != OK)
		return e;
	if (m->nnear)
		e = pick(m, f, "beside", m->near, m->nnear);
	else
		form_drop(f, "beside");
	form_blank(f, "unit", text_get(T_dossier_pick_by_duty, m->cx->lang));
	form_blank(f, "post", text_get(looks ? T_dossier_pick_looker : T_dossier_pick_only_post, m->cx->lang));
	form_value(f, "class", m->c->class_key);
	f->page = m->here;
	return e == OK && str_eq(str_of(c->name), S("case.dispatch")) ? by_duty(m, f) : e;
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
	struct dossier *p = m->p;
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
	f->button = desk_text(m->cx, T_dossier_act_button, f->word, m->c->no);
	f->danger = ways[way].danger;
	f->tip = ways[way].tip ? text_get(ways[way].tip, m->cx->lang) : STR_NONE;
	f->ask = desk_text(m->cx, T_dossier_act_ask, f->word, m->c->no);
	f->ask_more = f->tip.n ? f->tip : text_get(T_dossier_act_ask_more, m->cx->lang);
	f->first = p->nacts == 0 && ways[way].step;
	/* A refused form is the one that is open; else the next step is. */
	if (f->first && !(m->again && m->again->command.p))
		f->open = true;
	p->nacts++;
	return OK;
}

/* Cases of the same spot and class, to merge into or to file beside. */
static enum err
near(struct making *m)
{
	const struct view          *v = view_find(S("case.near"));
	const struct case_near_out *list;
	const void                 *out;
	struct input                in[6] = {{S("id"), DESK_FORMAT(m->cx, "%lld", (long long)m->c->id)},
	                                     {S("place"), DESK_FORMAT(m->cx, "#%lld", (long long)m->c->place_id)},
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
	f->button = text_get(T_dossier_note, m->cx->lang);
	form_field(f, "text")->label = text_get(T_dossier_note_label, m->cx->lang);
	form_hint(f, "text", text_get(T_dossier_note_hint, m->cx->lang));
	m->p->note = f;
	return OK;
}

enum err
dossier_acts(struct making *m)
{
	struct dossier *p = m->p;
	struct ctx       *cx = m->cx;
	enum err          e = OK;

	p->acts = ARENA_NEWS(cx->arena, NITEMS(ways), struct form);
	p->nots = ARENA_NEWS(cx->arena, NITEMS(ways), struct dossier_no);
	if (!p->acts || !p->nots)
		return ctx_no_memory(cx);
	if ((e = picks(m)) != OK || (e = near(m)) != OK)
		return e;
	/* Of what a source told nothing is possible, for one reason: the page says it once. */
	for (size_t i = 0; i < NITEMS(ways) && e == OK && m->c->state != CASE_TOLD; i++) {
		const struct case_act_offer *o = offer_of(m->c, ways[i].act);

		/* Into which case is chosen from those beside it; nobody knows cases by their row. */
		if (o && o->may && ways[i].act == CASE_DO_MERGE && !m->nnear)
			p->nots[p->nnots++] = (struct dossier_no){frame_label(cx, case_act_label(ways[i].act)),
			                                       text_get(T_dossier_no_near, cx->lang)};
		else if (o && o->may)
			e = one_act(m, i, ways[i].act);
		else if (o && o->why && o->why != T_err_denied && o->why != T_case_rule_no_step)
			p->nots[p->nnots++] = (struct dossier_no){
			    frame_label(cx, case_act_label(ways[i].act)),
			    desk_text(cx, o->why,
			              o->why_arg[0] ? text_get(o->why_arg[0], cx->lang) : STR_NONE,
			              o->why_arg[1] ? text_get(o->why_arg[1], cx->lang) : STR_NONE)};
	}
	p->as_role = p->page.role;
	return e == OK ? note(m) : e;
}

/* ---- Who told us -------------------------------------------------------------------------------------- */

/* What case.reporter_look told, once: {"name":…,"phone":…}. */
static enum err
opened(struct making *m)
{
	struct dossier  *p = m->p;
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

enum err
dossier_reporter(struct making *m)
{
	struct dossier *p = m->p;
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
		p->reveal->button = text_get(T_dossier_rep_look, cx->lang);
		form_hint(p->reveal, "reason", text_get(T_dossier_rep_reason, cx->lang));
	}
	return OK;
}
