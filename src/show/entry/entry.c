/* The code after the password, the first password by a link, and the page that sets a factor up. */
#include "show/entry/entry.h"

#include "city/login/login.h"
#include "city/login/session.h"
#include "city_login_texts.h"
#include "entry_tpl.h"
#include "kit/qr/qr.h"
#include "show/entry/page.h"
#include "show_entry_texts.h"

enum { FEW = 2 };

/* The program itself does what nobody is logged in for; the address is the connection's. */
static enum err
ready(struct http_request *rq, const char *command, struct input *in, size_t n)
{
	const struct command *c = command_find(str_of(command));
	enum err              e;

	if (!c)
		return ERR_NONE;
	rq->cx->who = &actor_system;
	e = command_bind(rq->cx, c->in, c->nin, c->in_size, in, n, &rq->work.in);
	if (e == ERR_INPUT) {
		ctx_forget(rq->cx);
		e = refuse(rq->cx, ERR_INPUT, NULL, T_entry_blank);
	}
	if (e == OK)
		e = command_prepare(rq->cx, c, rq->work.in, &rq->work.made);
	if (e == OK)
		rq->work.command = c;
	else
		rq->cx->who = NULL;
	return e;
}

/* The reasons of a refusal to the head of a page with one field. */
static enum err
say_why(struct http_request *rq, enum err err, const char *field, struct frame *page)
{
	struct form_again again = {.command = S("session.open"), .err = err, .why = &rq->cx->why};
	enum err          e = form_rest(rq->cx, &again, page);

	page->nkept = 0;
	page->fault_head = T_entry_failed;
	for (size_t i = 0; i < page->nfaults; i++)
		page->faults[i].href = str_of(field);
	return e;
}

static enum err
go_in(struct http_request *rq, str next, struct http_reply *rp)
{
	enum err e = http_set_session(rq, rp, rq->work.reply.secret, 0);

	if (e == OK)
		http_see_other(rq, rp, http_local_path(next) && !str_starts(next, S("/login")) ? next : S("/"));
	return e;
}

/* ---- The code ---- */

/*
 * The page that asks for the code, after the right password: `ticket` is what session.confirm wants,
 * `next` where to go then.  err: why it is shown again, noted in rq->cx; OK: the first time.
 */
static enum err
code_show(struct http_request *rq, str ticket, str next, enum err err, struct http_reply *rp)
{
	struct entry_code *p = ARENA_NEW(rq->cx->arena, struct entry_code);
	struct html_cx     h;
	struct buf         b;
	enum err           e;

	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	p->page.here = S("/login");
	p->ticket = ticket;
	p->next = http_local_path(next) ? next : STR_NONE;
	p->bad = err != OK;
	if (err != OK && (e = say_why(rq, err, "#code", &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_entry_code(&h, p);
	return frame_end(&h, rp, err == OK ? 200 : desk_status(&(struct form_again){.err = err}));
}

enum err
entry_go_on(struct http_request *rq, str next, struct http_reply *rp, bool *done)
{
	enum err e = rq->work.result;

	rq->cx->who = NULL;
	*done = true;
	if (e == OK && !rq->work.reply.id && rq->work.reply.done == T_login_code_needed)
		return code_show(rq, rq->work.reply.secret, next, OK, rp);
	if (e == OK)
		e = session_outcome(rq->cx, &rq->work.reply);
	if (e == OK)
		return go_in(rq, next, rp);
	*done = false;
	return e;
}

static enum err
code_again(struct http_request *rq, enum err e, struct http_reply *rp)
{
	return e == ERR_LOGIN || e == ERR_MANY || e == ERR_INPUT
	           ? code_show(rq, http_form(rq, S("ticket")), http_form(rq, S("_next")), e, rp)
	           : e;
}

enum err
entry_code_run(struct http_request *rq, struct http_reply *rp)
{
	struct input in[] = {{S("ticket"), http_form(rq, S("ticket"))},
	                     {S("code"), str_trim(http_form(rq, S("code")))},
	                     {S("address"), rq->peer}};
	enum err     e = ready(rq, "session.confirm", in, NITEMS(in));

	return e == OK ? OK : code_again(rq, e, rp);
}

enum err
entry_code_render(struct http_request *rq, struct http_reply *rp)
{
	bool     done;
	enum err e = entry_go_on(rq, http_form(rq, S("_next")), rp, &done);

	return done ? e : code_again(rq, e, rp);
}

/* ---- The first password ---- */

static enum err
look_link(struct ctx *cx, void *arg)
{
	struct entry_first *p = arg;
	enum err            e = login_link_of(cx, p->ticket, &p->name);

	if (e == ERR_NONE)
		p->name = STR_NONE;
	return e == ERR_NONE ? OK : e;
}

static enum err
first_page(struct http_request *rq, str ticket, enum err err, struct http_reply *rp)
{
	struct entry_first *p = ARENA_NEW(rq->cx->arena, struct entry_first);
	struct why          why = rq->cx->why;
	struct html_cx      h;
	struct buf          b;
	enum err            e;

	if (!p)
		return ctx_no_memory(rq->cx);
	frame_of(rq, &p->page);
	p->ticket = ticket;
	p->bad = err != OK;
	ctx_forget(rq->cx);
	if (ticket.n && (e = view_look(rq->cx, PERM_PUBLIC, look_link, p)) != OK)
		return e;
	rq->cx->why = why;
	if (err != OK && p->name.p && (e = say_why(rq, err, "#password", &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_entry_first(&h, p);
	return frame_end(&h, rp, p->name.p ? desk_status(err == OK ? NULL : &(struct form_again){.err = err}) : 410);
}

enum err
entry_first_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	(void)tail;
	(void)again;
	return first_page(rq, desk_value(pairs, n, S("t")), OK, rp);
}

static enum err
first_again(struct http_request *rq, enum err e, struct http_reply *rp)
{
	bool own = e == ERR_LOGIN || e == ERR_MANY || e == ERR_INPUT;

	return own ? first_page(rq, http_form(rq, S("ticket")), e, rp) : e;
}

enum err
entry_first_run(struct http_request *rq, struct http_reply *rp)
{
	struct input in[] = {{S("ticket"), http_form(rq, S("ticket"))},
	                     {S("password"), http_form(rq, S("password"))},
	                     {S("address"), rq->peer}};
	enum err     e = ready(rq, "login.first", in, NITEMS(in));

	rq->cx->who = e == OK ? rq->cx->who : NULL;
	return e == OK ? OK : first_again(rq, e, rp);
}

enum err
entry_first_render(struct http_request *rq, struct http_reply *rp)
{
	bool     done;
	enum err e = entry_go_on(rq, S("/"), rp, &done);

	return done ? e : first_again(rq, e, rp);
}

/* ---- Setting a factor up ---- */

enum err
entry_factor_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct entry_factor       *p = ARENA_NEW(cx->arena, struct entry_factor);
	const struct command      *set = command_find(S("factor.set"));
	const struct login_mine   *mine;
	const struct factor_offer *offer;
	const void                *out;
	struct input               typed;
	struct html_cx             h;
	struct buf                 b;
	int64_t                    side;
	enum err                   e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "login.mine", NULL, 0, &out)) != OK)
		return e;
	mine = out;
	/* What was refused stands in the telephone already: the same key once more. */
	typed = (struct input){S("offer"), STR_NONE};
	if (again && again->n)
		typed.value = desk_value(again->typed, again->n, S("offer"));
	if ((e = desk_view(rq, "factor.offer", &typed, typed.value.n ? 1 : 0, &out)) != OK)
		return e;
	offer = out;
	p->since = mine->factor_at;
	p->recovery = mine->recovery;
	p->few = mine->recovery <= FEW;
	p->required = mine->factor_required && !mine->factor_at.some;
	p->key = offer->key;
	if ((e = qr_path(cx, offer->address, &p->qr, &side)) != OK ||
	    (e = form_of(cx, S("factor.set"), set->in, set->nin, &p->set)) != OK)
		return e;
	p->view = DESK_FORMAT(cx, "-4 -4 %lld %lld", (long long)side + 8, (long long)side + 8);
	p->set.page = S("/me/factor");
	p->set.next = S("/");
	p->set.first = true;
	p->set.button = text_get(T_entry_factor_button, cx->lang);
	form_hide(&p->set, "offer", offer->offer);
	if ((e = form_again(cx, &p->set, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_entry_factor(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
