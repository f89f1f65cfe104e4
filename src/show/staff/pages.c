/* People and one of them: what stands in the store, and the forms of what the security administrator may do. */
#include "city/unit/unit.h"
#include "show/staff/page.h"
#include "show_desk_texts.h"
#include "show_staff_texts.h"
#include "staff_tpl.h"

/* Somebody new; the post and the log-in follow on the person's own page. */
static enum err
form_to_add(struct ctx *cx, struct staff_people *p, struct form_again *again)
{
	const struct command *c = command_find(S("person.add"));
	struct form          *f = p->acts = ARENA_NEW(cx->arena, struct form);
	enum err              e;

	if (!f)
		return ctx_no_memory(cx);
	if (!c || !actor_may(cx->who, c->perm))
		return OK;
	if ((e = form_of(cx, str_of(c->name), c->in, c->nin, f)) != OK)
		return e;
	f->page = S("/people");
	f->word = text_get(T_staff_a_person, cx->lang);
	f->button = text_get(T_staff_b_person, cx->lang);
	f->icon = S("plus");
	p->nacts = 1;
	if ((e = form_again(cx, f, again, &p->page)) != OK)
		return e;
	return form_rest(cx, again, &p->page);
}

enum err
staff_people_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx              *cx = rq->cx;
	struct staff_people     *p = ARENA_NEW(cx->arena, struct staff_people);
	const struct staff_list *list;
	struct input             in[3];
	size_t                   m = 0;
	str                      after = desk_value(pairs, n, S("after"));
	const void              *out;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	p->q = str_trim(desk_value(pairs, n, S("q")));
	if (p->q.n)
		in[m++] = (struct input){S("q"), p->q};
	if (after.n)
		in[m++] = (struct input){S("after"), after};
	in[m++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", STAFF_ROWS)};
	if ((e = view_show(cx, &staff_list_view, in, m, &out)) != OK)
		return e;
	list = out;
	frame_of(rq, &p->page);
	p->people = list->item;
	p->npeople = list->n;
	p->later = after.n > 0;
	if (list->more) {
		str last = DESK_FORMAT(cx, "%lld", (long long)list->item[list->n - 1].id);

		p->next = p->q.n ? frame_with(cx->arena, S("/people"), S("q"), p->q) : S("/people");
		p->next = frame_with(cx->arena, p->next, S("after"), last);
	}
	if ((e = form_to_add(cx, p, again)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_staff_people(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- One ---- */

static const struct {
	const char *command, *field; /* the field that says whom it is about */
	text_id     word, button;
	const char *icon;
	bool        danger;
} acts[] = {
    {"person.change", "person", T_staff_a_change, T_staff_b_change, "file-check", false},
    {"login.link", "name", T_staff_a_link, T_staff_b_link, "send", false},
    {"login.reset", "name", T_staff_a_reset, T_staff_b_reset, "key-round", true},
    {"factor.remove", "name", T_staff_a_factor, T_staff_b_factor, "lock", true},
    {"login.disable", "name", T_staff_a_disable, T_staff_b_disable, "ban", true},
    {"login.enable", "name", T_staff_a_enable, T_staff_b_enable, "check", false},
    {"login.create", "person", T_staff_a_create, T_staff_b_create, "plus", false},
    {"holding.add", "person", T_staff_a_add, T_staff_b_add, "plus", false},
    {"holding.end", "person", T_staff_a_end, T_staff_b_end, "minus", true},
    {"person.leave", "person", T_staff_a_leave, T_staff_b_leave, "ban", true},
    {"person.back", "person", T_staff_a_back, T_staff_b_back, "check", false},
};

/* Whether there is anything for an act to be done with. */
static bool
can(size_t act, const struct staff_one *p)
{
	str  name = str_of(acts[act].command);
	bool on = false, off = false, factor = false, held = false;

	for (size_t i = 0; i < p->nlogins; i++) {
		on = on || !p->logins[i].off;
		off = off || p->logins[i].off;
		factor = factor || p->logins[i].factor_at.some;
	}
	for (size_t i = 0; i < p->nposts; i++)
		held = held || !p->posts[i].over;
	if (str_eq(name, S("login.enable")))
		return off;
	if (str_eq(name, S("factor.remove")))
		return factor;
	if (str_eq(name, S("login.create")))
		return p->nlogins == 0;
	if (str_eq(name, S("person.change")))
		return true;
	if (str_eq(name, S("person.back")))
		return p->to.n > 0;
	if (str_eq(name, S("holding.add")) || str_eq(name, S("person.leave")))
		return !p->to.n;
	return str_eq(name, S("holding.end")) ? held : on;
}

/* Of one log-in no choice is asked; of several the first stands chosen. */
static enum err
which_login(struct ctx *cx, const struct staff_one *p, struct form *f)
{
	struct form_group *g = ARENA_NEW(cx->arena, struct form_group);

	if (p->nlogins == 1) {
		form_hide(f, "name", p->logins[0].name);
		return OK;
	}
	if (!g || !(g->options = ARENA_NEWS(cx->arena, p->nlogins + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->nlogins; i++)
		g->options[g->noptions++] = (struct form_option){p->logins[i].name, p->logins[i].name, i == 0};
	form_radio(f, "name", g, 1);
	return OK;
}

static enum err
which_post(struct ctx *cx, const struct staff_one *p, struct form *f)
{
	struct form_group *g = ARENA_NEW(cx->arena, struct form_group);

	if (!g || !(g->options = ARENA_NEWS(cx->arena, p->nposts + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->nposts; i++)
		if (!p->posts[i].over)
			g->options[g->noptions++] = (struct form_option){
			    p->posts[i].code, desk_text(cx, T_desk_me_post_words, p->posts[i].name, p->posts[i].unit),
			    false};
	form_pick(f, "post", g, 1);
	form_need(f, "post");
	return OK;
}

static enum err
forms_of(struct ctx *cx, struct staff_one *p, struct form_again *again, str here)
{
	enum err e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(acts); i++) {
		const struct command *c = command_find(str_of(acts[i].command));
		struct form          *f = &p->acts[p->nacts];

		if (!c || !can(i, p) || !actor_may(cx->who, c->perm))
			continue;
		if ((e = form_of(cx, str_of(c->name), c->in, c->nin, f)) != OK)
			return e;
		if (str_eq(str_of(acts[i].field), S("person")))
			form_hide(f, "person", p->code);
		else if ((e = which_login(cx, p, f)) != OK)
			return e;
		if (str_eq(str_of(c->name), S("holding.end")) && (e = which_post(cx, p, f)) != OK)
			return e;
		if (str_eq(str_of(c->name), S("person.change")))
			form_value(f, "name", p->name);
		if (str_eq(str_of(c->name), S("holding.add")))
			form_hint(f, "post", text_get(T_staff_post_hint, cx->lang));
		f->page = here;
		f->word = text_get(acts[i].word, cx->lang);
		f->button = text_get(acts[i].button, cx->lang);
		f->icon = str_of(acts[i].icon);
		f->danger = acts[i].danger;
		f->ask = f->word;
		f->ask_more = p->name;
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

static enum err
take(struct ctx *cx, const struct staff_person *o, struct staff_one *p)
{
	p->code = o->p.code;
	p->name = o->p.name;
	p->from = o->p.valid_from;
	p->to = o->p.valid_to;
	p->past = trail_shown(&o->past);
	p->logins = ARENA_NEWS(cx->arena, o->nlogin + 1, struct staff_login);
	p->posts = ARENA_NEWS(cx->arena, o->npost + 1, struct staff_post);
	if (!p->logins || !p->posts)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nlogin; i++)
		p->logins[p->nlogins++] =
		    (struct staff_login){o->login[i].name, !o->login[i].has_password, o->login[i].must_change,
		                         o->login[i].disabled_at.some, o->login[i].factor_at};
	for (size_t i = 0; i < o->npost; i++) {
		const struct q_staff_posts_row *r = &o->post[i];
		enum role                        role = role_of(r->role);

		p->posts[p->nposts++] =
		    (struct staff_post){r->code, r->name, r->unit_name, r->valid_from, r->valid_to,
		                        role < ROLE_MAX ? role_label(role) : T_none,
		                        r->valid_to.n && str_cmp(r->valid_to, o->today) <= 0};
	}
	return OK;
}

enum err
staff_person_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx       *cx = rq->cx;
	struct staff_one *p = ARENA_NEW(cx->arena, struct staff_one);
	struct input      in = {S("id"), tail};
	const void       *out;
	struct html_cx    h;
	struct buf        b;
	int64_t           id;
	enum err          e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = view_show(cx, &staff_person_view, &in, 1, &out)) != OK || (e = take(cx, out, p)) != OK ||
	    (e = forms_of(cx, p, again, DESK_FORMAT(cx, "/people/%lld", (long long)id))) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_staff_person(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
