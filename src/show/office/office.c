/* The administrators' pages: each shows what its post may see today, and says where it is changed. */
#include "city/login/login.h"
#include "city/login/session.h"
#include "city/unit/unit.h"
#include "kit/json/tree.h"
#include "office_tpl.h"
#include "show/office/inside.h"
#include "show/office/page.h"
#include "show_office_texts.h"

static str
unit_post(const struct ctx *cx, str unit, str post)
{
	return unit.n && post.n ? DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(unit), STR_ARG(post)) : unit.n ? unit : post;
}

/* Only the cursors of a page, when they were sent. */
static size_t
cursor(const struct input *pairs, size_t n, str name, str as, struct input *out)
{
	str value = desk_value(pairs, n, name);

	if (!value.n)
		return 0;
	*out = (struct input){as, value};
	return 1;
}

/* The cursor of a page by id and its length. */
static size_t
by_id(struct ctx *cx, const struct input *pairs, size_t n, struct input out[2])
{
	size_t m = cursor(pairs, n, S("after"), S("after"), out);

	out[m] = (struct input){S("n"), DESK_FORMAT(cx, "%d", OFFICE_ROWS)};
	return m + 1;
}

enum err
office_logins_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                   struct form_again *again, struct http_reply *rp)
{
	struct ctx                       *cx = rq->cx;
	struct office_logins             *p = ARENA_NEW(cx->arena, struct office_logins);
	const struct login_list          *list;
	const struct office_sessions_out *s;
	struct input                      in[2], one[1];
	size_t                            m = by_id(cx, pairs, n, in);
	size_t                            k = cursor(pairs, n, S("before"), S("before"), one);
	const void                       *out;
	struct html_cx                    h;
	struct buf                        b;
	enum err                          e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "login.list", in, m, &out)) != OK)
		return e;
	list = out;
	if ((e = view_show(cx, &office_sessions_view, one, k, &out)) != OK)
		return e;
	s = out;
	frame_of(rq, &p->page);
	p->logins = ARENA_NEWS(cx->arena, list->n + 1, struct office_login);
	p->sessions = ARENA_NEWS(cx->arena, s->n + 1, struct office_session);
	if (!p->logins || !p->sessions)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < list->n; i++)
		p->logins[p->nlogins++] =
		    (struct office_login){list->item[i].name,          list->item[i].person_name, list->item[i].posts,
		                          !list->item[i].has_password, list->item[i].must_change,
		                          list->item[i].disabled};
	for (size_t i = 0; i < s->n; i++)
		p->sessions[p->nsessions++] =
		    (struct office_session){s->row[i].login, s->row[i].post_name, s->row[i].unit_name,
		                            s->row[i].made_at, s->row[i].seen_at};
	p->later = m > 1;
	p->later_sessions = k > 0;
	if (list->more)
		p->next = DESK_FORMAT(cx, "/logins?after=%lld", (long long)list->item[list->n - 1].id);
	if (s->n == OFFICE_ROWS)
		p->older = DESK_FORMAT(cx, "/logins?before=%lld", (long long)s->row[s->n - 1].id);
	frame_begin(rq, &h, &b);
	tpl_office_logins(&h, p);
	return frame_end(&h, rp, 200);
}

static enum err
take_looks(struct ctx *cx, const struct office_looks_out *o, struct office_audit *p)
{
	if (!(p->looks = ARENA_NEWS(cx->arena, o->n + 1, struct office_look)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		const struct q_looks_row *r = &o->row[i];
		const struct jval        *v = NULL;
		str                       reason = STR_NONE, what = text_get(T_office_look, cx->lang);
		const struct jval        *cases;
		enum err                  e;

		if (o->told[i].n && (e = jval_parse(cx, o->told[i], &jlimit_payload, &v)) != OK)
			return e;
		v = jval_get(v, S("more"));
		(void)jval_str(jval_get(v, S("reason")), &reason);
		if (office_is_find(r->type) && (cases = jval_get(v, S("cases"))))
			what = desk_text(cx, T_office_find, DESK_FORMAT(cx, "%zu", (size_t)cases->n), STR_NONE);
		/* The look itself stays for good; what was written with it goes when its reporter is erased. */
		if (!o->told[i].n)
			reason = text_get(T_office_reason_erased, cx->lang);
		p->looks[p->nlooks++] = (struct office_look){
		    r->at, what, r->no, unit_post(cx, r->unit_name, r->post_name), r->person_name, reason};
	}
	if (o->n == OFFICE_ROWS)
		p->older = DESK_FORMAT(cx, "/audit?before=%lld", (long long)o->row[o->n - 1].id);
	return OK;
}

static enum err
take_refusals(struct ctx *cx, const struct office_refused_out *o, struct office_audit *p)
{
	if (!(p->refusals = ARENA_NEWS(cx->arena, o->n + 1, struct office_refusal)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		const struct q_refused_row *r = &o->row[i];

		p->refusals[p->nrefusals++] = (struct office_refusal){
		    r->account, r->address, login_refused_text(r->why), r->times, r->first_at, r->last_at};
	}
	if (o->n == OFFICE_ROWS)
		p->older_refusals = DESK_FORMAT(cx, "/audit?until=%lld", (long long)o->row[o->n - 1].id);
	return OK;
}

enum err
office_audit_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
                  struct form_again *again, struct http_reply *rp)
{
	struct ctx          *cx = rq->cx;
	struct office_audit *p = ARENA_NEW(cx->arena, struct office_audit);
	struct input         looks[1], refused[1];
	size_t               m = cursor(pairs, n, S("before"), S("before"), looks);
	size_t               k = cursor(pairs, n, S("until"), S("before"), refused);
	const void          *out;
	struct html_cx       h;
	struct buf           b;
	enum err             e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->later = m + k > 0;
	if ((e = view_show(cx, &office_looks_view, looks, m, &out)) != OK || (e = take_looks(cx, out, p)) != OK ||
	    (e = view_show(cx, &office_refused_view, refused, k, &out)) != OK)
		return e;
	if ((e = take_refusals(cx, out, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_office_audit(&h, p);
	return frame_end(&h, rp, 200);
}
