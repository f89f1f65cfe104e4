/* The list of messages and one of them. */
#include "city/unit/roles.h"
#include "kit_post_texts.h"
#include "messages_tpl.h"
#include "show/messages/inside.h"
#include "show_messages_texts.h"
#include "work/outbox/outbox.h"

/* Why it did not go, in words; STR_NONE: it did, or was not tried. */
static str
why_of(const struct ctx *cx, enum post_why why, int64_t code, str said)
{
	if (!why)
		return STR_NONE;
	return desk_text(cx, post_why_label(why), DESK_FORMAT(cx, "%lld", (long long)code), said);
}

static struct messages_row
row_of(const struct ctx *cx, const struct outbox_item *m)
{
	static const struct {
		const char *icon;
		bool        late, soon, done;
	} look[OUTBOX_STATE_MAX] = {
	    [OUTBOX_STATE_WAITS] = {"clock", false, false, false},    [OUTBOX_STATE_SENDING] = {"send", false, false,
	    false},
	    [OUTBOX_STATE_AGAIN] = {"repeat", false, true, false},    [OUTBOX_STATE_QUIET] = {"circle-pause", false,
	    false, false},
	    [OUTBOX_STATE_CAPPED] = {"circle-pause", false, false, false}, [OUTBOX_STATE_SENT] = {"circle-check",
	    false, false, true},
	    [OUTBOX_STATE_DEAD] = {"circle-alert", true, false, false},   [OUTBOX_STATE_DROPPED] = {"ban", false,
	    false, false},
	    [OUTBOX_STATE_INSIDE] = {"git-merge", false, false, false},
	};

	return (struct messages_row){
	    .id = m->id, .channel_id = m->channel_id, .made_at = m->made_at, .tries = m->tries,
	    .topic = outbox_topic_label(m->topic), .state = outbox_state_label(m->state), .late = look[m->state].late,
	    .soon = look[m->state].soon, .done = look[m->state].done, .icon = str_of(look[m->state].icon),
	    .title = m->title,
	    .channel = m->channel_name, .why = why_of(cx, m->why, m->code, m->said), .next_at = m->next_at,
	    .ended_at = m->fate_at};
}

/* ---- GET /messages ---- */

/* The filter: states by name, channels of one's own reach. */
static enum err
filter_form(struct http_request *rq, str state, str channel, struct form *f)
{
	const struct view            *v = view_find(S("message.list"));
	const struct outbox_channels *all;
	struct form_group            *g = ARENA_NEW(rq->cx->arena, struct form_group);
	const void                   *out;
	enum err                      e;

	if (!g)
		return ctx_no_memory(rq->cx);
	if ((e = form_of(rq->cx, str_of(v->name), v->in, v->nin, f)) != OK ||
	    (e = desk_view(rq, "channel.list", NULL, 0, &out)) != OK)
		return e;
	all = out;
	form_drop(f, "before");
	form_drop(f, "n");
	if (!(g->options = ARENA_NEWS(rq->cx->arena, all->n + 1, struct form_option)))
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < all->n; i++)
		g->options[g->noptions++] = (struct form_option){DESK_FORMAT(rq->cx, "%lld",
		    (long long)all->item[i].id),
		                                                 all->item[i].name, false};
	form_pick(f, "channel", g, 1);
	if (state.n)
		form_value(f, "state", state);
	if (channel.n)
		form_value(f, "channel", channel);
	form_blank(f, "state", text_get(T_messages_any_state, rq->cx->lang));
	form_blank(f, "channel", text_get(T_messages_any_channel, rq->cx->lang));
	return OK;
}

enum err
messages_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct messages_list     *p = ARENA_NEW(cx->arena, struct messages_list);
	const struct input        given[] = {{S("state"), desk_value(pairs, n, S("state"))},
	                                     {S("channel"), desk_value(pairs, n, S("channel"))},
	                                     {S("before"), desk_value(pairs, n, S("before"))}};
	struct input              in[NITEMS(given) + 1];
	const struct outbox_list *l;
	const void               *out;
	struct html_cx            h;
	struct buf                b;
	size_t                    m = 0;
	enum err                  e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->first = S("/messages");
	for (size_t i = 0; i < NITEMS(given); i++) {
		if (!given[i].value.n)
			continue;
		in[m++] = given[i];
		if (i < 2)
			p->first = frame_with(cx->arena, p->first, given[i].name, given[i].value);
	}
	in[m++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", MESSAGES_ROWS)};
	if ((e = filter_form(rq, given[0].value, given[1].value, &p->form)) != OK ||
	    (e = desk_view(rq, "message.list", in, m, &out)) != OK)
		return e;
	l = out;
	p->later = given[2].value.n > 0;
	if (l->more)
		p->next = frame_with(cx->arena, p->first, S("before"), DESK_FORMAT(cx, "%lld",
		    (long long)l->item[l->n - 1].id));
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct messages_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->rows[p->nrows++] = row_of(cx, &l->item[i]);
	frame_begin(rq, &h, &b);
	tpl_messages_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- Acts of a page ---- */

enum err
messages_act(struct http_request *rq, const struct messages_act *a, struct form *f)
{
	const struct command *c = command_find(str_of(a->command));
	struct ctx           *cx = rq->cx;
	enum err              e = form_of(cx, str_of(a->command), c->in, c->nin, f);

	if (e != OK)
		return e;
	f->page = a->page;
	f->word = text_get(c->summary, cx->lang);
	f->button = f->word;
	f->icon = str_of(a->icon);
	f->danger = a->danger;
	f->ask = f->word;
	f->ask_more = a->about;
	if (a->id)
		form_hide_i64(cx, f, "id", a->id);
	return OK;
}

/* ---- GET /messages/{id} ---- */

static enum err
acts_of(struct http_request *rq, const struct outbox_show *m, struct form_again *again, struct messages_one *p)
{
	str                       here = DESK_FORMAT(rq->cx, "/messages/%lld", (long long)m->item.id);
	const struct messages_act acts[] = {{"message.again", "repeat", here, m->item.id, false, m->item.title},
	                                    {"message.drop", "ban", here, m->item.id, true, m->item.title}};
	enum outbox_state         s = m->item.state;
	const bool                fits[] = {(s == OUTBOX_STATE_DEAD || s == OUTBOX_STATE_DROPPED) && !m->ended,
	                                    s < OUTBOX_STATE_SENT ? s != OUTBOX_STATE_SENDING
	                                    : s == OUTBOX_STATE_DEAD};
	enum err                  e;

	if (!(p->acts = ARENA_NEWS(rq->cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < NITEMS(acts); i++) {
		if (!fits[i] || !actor_may(rq->cx->who, PERM_MESSAGE_SEND))
			continue;
		if ((e = messages_act(rq, &acts[i], &p->acts[p->nacts])) != OK ||
		    (e = form_again(rq->cx, &p->acts[p->nacts], again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(rq->cx, again, &p->page);
}

/* Its text as it was sent, a line each. */
static enum err
lines_of(struct ctx *cx, str body, struct messages_one *p)
{
	size_t n = 1;

	for (size_t i = 0; i < body.n; i++)
		n += body.p[i] == '\n';
	if (!(p->lines = ARENA_NEWS(cx->arena, n, str)))
		return ctx_no_memory(cx);
	for (str rest = body; rest.p && body.n;)
		p->lines[p->nlines++] = str_cut(&rest, '\n');
	return OK;
}

enum err
messages_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct messages_one      *p = ARENA_NEW(cx->arena, struct messages_one);
	const struct outbox_show *m;
	const void               *out;
	struct html_cx            h;
	struct buf                b;
	int64_t                   id;
	enum err                  e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "message.show", &(struct input){S("id"), tail}, 1, &out)) != OK)
		return e;
	m = out;
	p->row = row_of(cx, &m->item);
	p->kind = post_kind_label(post_kind_of(m->kind));
	p->shown = m->shown;
	p->into = m->into.v;
	/* Not everybody who sees that it was told sees what it is about. */
	if (m->path.n && actor_may(cx->who, str_starts(m->path, S("/bulletin")) ? PERM_BULLETIN_SEE : PERM_CASE_SEE))
		p->link = m->path;
	if ((e = lines_of(cx, m->body, p)) != OK)
		return e;
	if (!(p->parts = ARENA_NEWS(cx->arena, m->ninside + 1, struct messages_part)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < m->ninside; i++)
		p->parts[p->nparts++] = (struct messages_part){m->inside[i].id, m->inside[i].title};
	if ((e = acts_of(rq, m, again, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_messages_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
