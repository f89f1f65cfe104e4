/* Refusals and failures as pages: what happened, what is kept, what to do next. */
#include "show/desk/desk.h"

#include "base_texts.h"
#include "city/unit/roles.h"
#include "desk_tpl.h"
#include "show_desk_texts.h"
#include "show_frame_texts.h"

/* How a status looks. */
static const struct {
	int         status;
	const char *icon;
	text_id     title;
	bool        bare; /* without the rail: nothing behind it works now */
} shapes[] = {
    {401, "lock", T_desk_fault_401, true},           {403, "lock", T_desk_fault_403, false},
    {404, "search", T_desk_fault_404, false},        {405, "circle-slash", T_desk_fault_405, false},
    {414, "triangle-alert", T_desk_fault_414, false}, {415, "circle-slash", T_desk_fault_415, false},
    {431, "triangle-alert", T_desk_fault_431, true},
    {409, "refresh-cw", T_desk_fault_409, false},    {413, "triangle-alert", T_desk_fault_413, false},
    {422, "circle-alert", T_desk_fault_422, false},  {429, "hourglass", T_desk_fault_429, true},
    {500, "triangle-alert", T_desk_fault_500, true}, {503, "hourglass", T_desk_fault_503, true},
    {504, "hourglass", T_desk_fault_504, true},      {507, "server-off", T_desk_fault_507, true},
};

/* Who sent a session's token and is nobody was logged in until it ended. */
static bool
was_in(const struct http_request *rq)
{
	return !rq->cx->who && rq->session.n > 0;
}

/* An administrator is not sent to the administrator: what his own posts are for. */
static str
admin_pages(const struct ctx *cx)
{
	static const struct {
		perm_id perm;
		text_id page;
	} pages[] = {{PERM_CITY_EDIT, T_frame_posts},
	             {PERM_USER_EDIT, T_frame_logins},
	             {PERM_AUDIT_SEE, T_frame_audit}};
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < NITEMS(pages); i++)
		if (actor_may(cx->who, pages[i].perm)) {
			buf_add(&b, b.n ? text_get(T_desk_comma, cx->lang) : S(""));
			buf_add(&b, text_get(pages[i].page, cx->lang));
		}
	return buf_str(&b);
}

static enum err
reasons(struct http_request *rq, int status, struct desk_fault *p)
{
	struct ctx *cx = rq->cx;

	p->lines = ARENA_NEWS(cx->arena, cx->why.n + 2, str);
	if (!p->lines)
		return ERR_MEMORY;
	for (size_t i = 0; i < cx->why.n; i++) {
		struct buf b;
		str        own = cx->why.line[i].text == T_err_denied ? admin_pages(cx) : STR_NONE;

		buf_init(&b, cx->arena, BUF_LINE);
		if (own.n)
			text_add(&b, T_desk_denied_admin, cx->lang, &own, 1);
		else if (cx->why.line[i].text == T_err_login && was_in(rq))
			buf_add(&b, text_get(T_desk_fault_expired_more, cx->lang));
		else
			text_add(&b, cx->why.line[i].text, cx->lang, cx->why.line[i].arg, WHY_ARGS);
		p->lines[p->nlines++] = buf_str(&b);
	}
	if (status == 503)
		p->lines[p->nlines++] = text_get(T_desk_fault_503_more, cx->lang);
	else if (status == 404)
		p->lines[p->nlines++] = text_get(str_starts(rq->path, S("/cases/")) ? T_desk_fault_404_more
		                                                                    : T_desk_fault_404_page,
		                                 cx->lang);
	else if (status == 405)
		p->lines[p->nlines++] = text_get(T_desk_fault_405_more, cx->lang);
	else if (status == 415)
		p->lines[p->nlines++] = text_get(T_desk_fault_415_more, cx->lang);
	else if (status < 500 && p->nlines == 0)
		p->lines[p->nlines++] = text_get(T_desk_fault_400_more, cx->lang);
	else if (status >= 500 && p->nlines == 0)
		p->lines[p->nlines++] = text_get(T_desk_fault_500_more, cx->lang);
	return OK;
}

static bool
is_secret(const struct command *c, str name)
{
	if (str_eq(name, S("password")) || str_eq(name, S("_csrf")))
		return true;
	for (size_t i = 0; c && i < c->nin; i++)
		if (c->in[i].kind == FIELD_secret && str_eq(str_of(c->in[i].name), name))
			return true;
	return false;
}

/*
 * What was sent, to be sent again with the same key (a second arrival then does
 * nothing) or at least to be copied.  Secrets are typed anew.
 */
static enum err
keep(struct http_request *rq, bool again, struct desk_fault *p)
{
	struct ctx           *cx = rq->cx;
	const struct command *c = rq->ncapture ? command_find(rq->capture[0].value) : NULL;
	bool                  secret = false;

	/* The page of reporting posts to itself. */
	if (!c && str_eq(rq->path, S("/report")))
		c = command_find(S("case.report"));
	p->fields = ARENA_NEWS(cx->arena, rq->nform + 1, struct desk_field);
	if (!p->fields)
		return ERR_MEMORY;
	for (size_t i = 0; i < rq->nform; i++) {
		str name = rq->form[i].name;

		if (is_secret(c, name)) {
			secret = secret || (!str_eq(name, S("_csrf")) && rq->form[i].value.n);
			continue;
		}
		p->fields[p->nfields++] = (struct desk_field){name, rq->form[i].value};
	}
	/* Files do not lie in a page: they are chosen again. */
	for (size_t i = 0; i < rq->nfile; i++)
		secret = secret || rq->file[i].bytes.n;
	p->again = again && !secret;
	p->action = rq->path;
	return form_kept(cx, c, rq->form, rq->nform, &p->page);
}

static enum err
draw(struct http_request *rq, int status, struct http_reply *rp)
{
	struct ctx        *cx = rq->cx;
	struct desk_fault *p = ARENA_NEW(cx->arena, struct desk_fault);
	bool               bare = status >= 500, post = rq->method != HTTP_GET;
	struct html_cx     h;
	struct buf         b;
	size_t             i = 0;
	enum err           e;

	if (!p)
		return ERR_MEMORY;
	frame_of(rq, &p->page);
	p->page.done = T_none;
	p->page.wide = true;
	p->status = status;
	p->request = rq->id;
	p->icon = S("triangle-alert");
	p->title = status >= 500 ? T_desk_fault_500 : T_desk_fault_400;
	while (i < NITEMS(shapes) && shapes[i].status != status)
		i++;
	if (i < NITEMS(shapes)) {
		p->icon = str_of(shapes[i].icon);
		p->title = shapes[i].title;
		bare = shapes[i].bare;
	}
	if (status == 401 && was_in(rq))
		p->title = T_desk_fault_expired;
	if (http_refusal_title(rq, status) != T_none) {
		p->title = http_refusal_title(rq, status);
		p->icon = status == 403 ? S("refresh-cw") : p->icon;
	}
	if ((e = reasons(rq, status, p)) != OK || (post && (e = keep(rq, status == 503, p)) != OK))
		return e;
	if (post && status != 401 && http_local_path(http_form(rq, S("_page"))))
		p->back = http_form(rq, S("_page"));
	p->login = status == 401;
	p->log_in = p->login && post && str_eq(rq->path, S("/report"))
	                ? frame_with(cx->arena, S("/login"), S("next"), rq->path)
	                : S("/login");
	if (p->login && p->page.nkept)
		p->lines[p->nlines++] = text_get(T_desk_fault_401_kept, cx->lang);
	p->reload = !post && status >= 500;
	/* A page that refuses what its address asks can be opened without. */
	if (!post && status == 422 && rq->nquery)
		p->plain = rq->path;
	frame_begin(rq, &h, &b);
	/* The form that sends it again brings its first key along; the compiler's would be a new one. */
	if (p->again)
		h.key = STR_NONE;
	if (bare || !p->page.in)
		tpl_desk_fault_bare(&h, p);
	else
		tpl_desk_fault(&h, p);
	return frame_end(&h, rp, status);
}

void
desk_error_page(void *env, struct http_request *rq, int status, struct http_reply *rp)
{
	(void)env;
	/* Whoever only looks is sent to the log-in and comes back afterwards. */
	if (status == 401 && rq->method == HTTP_GET && !str_eq(rq->path, S("/login"))) {
		http_see_other(rq, rp, frame_with(rq->cx->arena, S("/login"), S("next"), frame_here(rq)));
		return;
	}
	/* Without memory the server's own plain page says so. */
	if (draw(rq, status, rp) != OK)
		*rp = (struct http_reply){0};
}
