/* Logging in, and what one may set about oneself. */
#include "show/desk/desk.h"

#include "city/login/login.h"
#include "city/login/session.h"
#include "desk_tpl.h"
#include "show_desk_texts.h"

enum err
desk_login_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                struct form_again *again, struct http_reply *rp)
{
	const struct frame_site *site = frame_site();
	struct desk_login       *p = ARENA_NEW(rq->cx->arena, struct desk_login);
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	p->next = again ? http_form(rq, S("_next")) : desk_value(pairs, n, S("next"));
	p->page.here = p->next.n ? frame_with(rq->cx->arena, S("/login"), S("next"), p->next) : S("/login");
	p->resumes = p->next.n > 1 && !again;
	p->name = http_form(rq, S("name"));
	if (site->demo) {
		p->demo_password = site->demo_password;
		struct frame_login *l = ARENA_NEWS(rq->cx->arena, site->nlogins, struct frame_login);

		if (!l)
			return ctx_no_memory(rq->cx);
		for (size_t i = 0; i < site->nlogins; i++)
			l[i] = (struct frame_login){site->logins[i].name, frame_role(rq->cx, site->logins[i].words)};
		p->logins = l;
		p->nlogins = site->nlogins;
	}
	if (again && again->err != OK) {
		p->bad = true;
		again->why = &rq->cx->why;
		if ((e = form_rest(rq->cx, again, &p->page)) != OK)
			return e;
		p->page.nkept = 0;
		p->page.fault_head = T_desk_login_failed;
		for (size_t i = 0; i < p->page.nfaults; i++)
			p->page.faults[i].href = S("#name");
	}
	frame_begin(rq, &h, &b);
	tpl_desk_login(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

static enum err
my_posts(struct http_request *rq, struct desk_me *p)
{
	struct ctx             *cx = rq->cx;
	const struct post_list *list;
	const void             *out;
	enum err                e = desk_view(rq, "session.posts", NULL, 0, &out);

	if (e != OK)
		return e == ERR_NONE ? OK : e;
	list = out;
	p->posts = ARENA_NEWS(cx->arena, list->n + 1, struct desk_post);
	if (!p->posts)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < list->n; i++)
		p->posts[p->nposts++] = (struct desk_post){
		    list->item[i].code,
		    desk_text(cx, T_desk_me_post_words, list->item[i].name, list->item[i].unit_name),
		    list->item[i].id == cx->who->post};
	return OK;
}

enum err
desk_me_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
             struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	const struct command *change = command_find(S("login.password"));
	struct desk_me       *p = ARENA_NEW(cx->arena, struct desk_me);
	const struct login_mine *mine;
	const void           *out;
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->big = str_eq(p->page.size, S("big"));
	p->huge = str_eq(p->page.size, S("huge"));
	p->dark = p->page.dark;
	p->auto_ = p->page.auto_;
	if ((e = desk_view(rq, "login.mine", NULL, 0, &out)) != OK)
		return e;
	mine = out;
	p->login = mine->name;
	p->must_change = mine->must_change;
	p->must_enrol = mine->factor_required && !mine->factor_at.some;
	p->factor_at = mine->factor_at;
	if ((e = desk_saved(rq, &p->page)) != OK || (e = my_posts(rq, p)) != OK)
		return e;
	if (change && cx->who->session) {
		if (!(p->password = ARENA_NEW(cx->arena, struct form)))
			return ctx_no_memory(cx);
		if ((e = form_of(cx, S("login.password"), change->in, change->nin, p->password)) != OK)
			return e;
		p->password->page = S("/me");
		p->password->first = p->must_change;
		p->password->button = text_get(T_desk_me_password_button, cx->lang);
		if ((e = form_again(cx, p->password, again, &p->page)) != OK)
			return e;
	}
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_desk_me(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
