/* The pages of meetings. */
#include "city/unit/roles.h"
#include "judge_meeting_texts.h"
#include "meetings_tpl.h"
#include "show/burden/burden.h"
#include "show/meetings/inside.h"
#include "show/meetings/meetings.h"
#include "show/writs/writs.h"
#include "show_meetings_texts.h"
#include "work/task/task.h"

struct meetings_row
meetings_row_of(const struct meeting_item *m)
{
	return (struct meetings_row){.id = m->id, .units = m->units, .pledges = m->pledges,
	    .decisions = m->decisions, .kind = meeting_kind_label(m->kind), .state = meeting_state_label(m->state),
	    .day = m->day, .title = m->title, .place = m->place, .held = m->state == MEETING_HELD,
	    .over = m->state == MEETING_VOID};
}

static enum err
form_for(struct ctx *cx, const char *command, str page, const char *icon, text_id button, struct form *f)
{
	const struct command *c = command_find(str_of(command));
	enum err              e = form_of(cx, str_of(command), c->in, c->nin, f);

	if (e != OK)
		return e;
	f->page = page;
	f->word = text_get(button, cx->lang);
	f->button = text_get(button, cx->lang);
	f->icon = str_of(icon);
	form_hint(f, "units", text_get(T_meetings_units_hint, cx->lang));
	form_hint(f, "goal", text_get(T_meetings_goal_hint, cx->lang));
	return OK;
}

/* ---- GET /meetings ---- */

enum err
meetings_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	static const char *const   names[] = {"kind", "state", "after", NULL};
	struct ctx                *cx = rq->cx;
	struct meetings_list      *p = ARENA_NEW(cx->arena, struct meetings_list);
	struct desk_asked       q;
	const struct meeting_list *l;
	const void                *v;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/meetings"), "meeting.list", names, pairs, n, &p->form, &q)) != OK)
		return e;
	p->first = q.first;
	p->later = q.later;
	if ((e = desk_view(rq, "meeting.list", q.in, q.n, &v)) != OK)
		return e;
	l = v;
	p->edits = actor_may(cx->who, PERM_MEETING_EDIT);
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct meetings_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->rows[p->nrows++] = meetings_row_of(&l->item[i]);
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	frame_begin(rq, &h, &b);
	tpl_meetings_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /meetings/new ---- */

/* Units and agenda of an earlier one, to begin from. */
static enum err
begin_from(struct http_request *rq, str id, struct form *f)
{
	const struct meeting_shown *s;
	const void                 *v;
	struct buf                  b;
	enum err                    e = desk_view(rq, "meeting.get", &(struct input){S("id"), id}, 1, &v);

	if (e != OK)
		return e;
	s = v;
	buf_init(&b, rq->cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; i < s->nunit; i++) {
		if (i)
			buf_char(&b, '\n');
		buf_add(&b, s->unit[i].name);
	}
	form_value(f, "kind", s->m.kind_name);
	form_value(f, "units", buf_str(&b));
	form_value(f, "agenda", s->agenda);
	form_value(f, "place", s->m.place_code);
	return b.err ? ctx_no_memory(rq->cx) : OK;
}

enum err
meetings_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx          *cx = rq->cx;
	struct meetings_new *p = ARENA_NEW(cx->arena, struct meetings_new);
	str                  like = desk_value(pairs, n, S("like"));
	struct html_cx       h;
	struct buf           b;
	enum err             e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = form_for(cx, "meeting.call", S("/meetings/new"), "plus", T_meetings_b_call, &p->form)) != OK)
		return e;
	form_value(&p->form, "kind", S("monthly"));
	if ((like.n && (e = begin_from(rq, like, &p->form)) != OK) ||
	    (e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK ||
	    (e = burden_note_of(rq, &S("meeting"), 1, 0, true, &p->cost)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_meetings_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /meetings/{id} ---- */

static const struct trail_column columns[] = {
    {"meeting", "title", T_meetings_h_title, TRAIL_WORDS}, {"meeting", "day", T_meetings_h_day, TRAIL_WORDS},
    {"meeting", "agenda", T_meetings_agenda, TRAIL_WORDS}, {"meeting", "said", T_meetings_said, TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"meeting.called", T_meetings_e_called},   {"meeting.changed", T_meetings_e_changed},
    {"meeting.pledged", T_meetings_e_pledged}, {"meeting.decided", T_meetings_e_decided},
    {"meeting.held", T_meetings_e_held},       {"meeting.voided", T_meetings_e_voided},
    {"meeting_paper.issued", T_meetings_e_paper},
};
const struct trail_words meetings_words = {
    .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

/* The posts of the units that attend, unit by unit. */
static enum err
pick_posts(struct http_request *rq, str id, struct form_group **out, size_t *n)
{
	struct ctx                 *cx = rq->cx;
	const struct meeting_posts *o;
	const void                 *v;
	struct form_option         *option;
	struct form_group          *g;
	enum err                    e = desk_view(rq, "meeting.posts", &(struct input){S("id"), id}, 1, &v);

	if (e != OK)
		return e;
	o = v;
	g = *out = ARENA_NEWS(cx->arena, o->n + 1, struct form_group);
	option = ARENA_NEWS(cx->arena, o->n + 1, struct form_option);
	if (!g || !option)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++) {
		option[i] = (struct form_option){.value = o->post[i].code, .label = o->post[i].name};
		if (!i || !str_eq(o->post[i].unit, o->post[i - 1].unit))
			g[(*n)++] = (struct form_group){.label = o->post[i].unit, .options = &option[i]};
		g[*n - 1].noptions++;
	}
	return OK;
}

/* Options say which is chosen: each form has its own. */
static enum err
picks_for(struct ctx *cx, const struct form_group *from, size_t n, struct form *f)
{
	struct form_group *g = ARENA_NEWS(cx->arena, n + 1, struct form_group);

	if (!g)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		struct form_option *o = ARENA_NEWS(cx->arena, from[i].noptions + 1, struct form_option);

		if (!o)
			return ctx_no_memory(cx);
		for (size_t k = 0; k < from[i].noptions; k++)
			o[k] = from[i].options[k];
		g[i] = (struct form_group){from[i].label, o, from[i].noptions};
	}
	form_pick(f, "post_code", g, n);
	return OK;
}

static enum err
acts_of(struct http_request *rq, const struct meeting_shown *s, str id, struct form_again *again,
        struct meetings_one *p)
{
	const bool open = s->m.state == MEETING_CALLED, table = s->table == T_none;
	const struct {
		const char *command, *icon;
		text_id     button;
		bool        fits, danger;
	} acts[] = {
	    {"meeting.pledge", "flag", T_meetings_b_pledge, table, false},
	    {"meeting.decide", "stamp", T_meetings_b_decide, table, false},
	    {"meeting.close", "check", T_meetings_b_close, table, false},
	    {"meeting.change", "settings", T_meetings_b_change, open, false},
	    {"meeting.void", "ban", T_meetings_b_void, open, true},
	};
	struct ctx        *cx = rq->cx;
	str                here = DESK_FORMAT(cx, "/meetings/%lld", (long long)s->m.id);
	struct form_group *group = NULL;
	size_t             ngroup = 0;
	enum err           e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	if (!actor_may(cx->who, PERM_MEETING_EDIT))
		return form_rest(cx, again, &p->page);
	p->like = frame_with(cx->arena, S("/meetings/new"), S("like"), id);
	if (table && (e = pick_posts(rq, id, &group, &ngroup)) != OK)
		return e;
	for (size_t i = 0; i < NITEMS(acts); i++) {
		struct form *f = &p->acts[p->nacts];

		if (!acts[i].fits)
			continue;
		if ((e = form_for(cx, acts[i].command, here, acts[i].icon, acts[i].button, f)) != OK)
			return e;
		form_hide_i64(cx, f, "id", s->m.id);
		f->danger = acts[i].danger;
		f->ask = f->word;
		f->ask_more = s->m.title;
		form_need(f, "due");
		if (i < 2 && (e = picks_for(cx, group, ngroup, f)) != OK)
			return e;
		if (i == 3)
			form_value(f, "agenda", s->agenda);
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

static enum err
lines_of(struct ctx *cx, str text, struct meetings_line **out, size_t *n)
{
	size_t most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '\n';
	if (!(*out = ARENA_NEWS(cx->arena, most, struct meetings_line)))
		return ctx_no_memory(cx);
	while (text.n) {
		(*out)[*n] = (struct meetings_line){(int64_t)*n + 1, str_cut(&text, '\n')};
		++*n;
	}
	return OK;
}

struct meetings_task
meetings_task_of(struct ctx *cx, const struct meeting_task *t)
{
	enum task_state state = task_state_of(t->state);

	return (struct meetings_task){.href = DESK_FORMAT(cx, "/tasks/%lld", (long long)t->id), .no = t->no,
	    .title = t->title, .goal = str_eq(t->goal, t->title) ? S("") : t->goal, .measure = t->measure,
	    .due = t->due, .unit = t->unit, .post = t->post, .target = t->target, .done = t->done,
	    .state = task_state_label(state), .late = t->late, .accepted = state == TASK_ACCEPTED};
}

static enum err
papers_of(struct ctx *cx, const struct meeting_shown *s, struct meetings_one *p)
{
	if (!(p->papers = ARENA_NEWS(cx->arena, s->npaper + 1, struct meetings_paper)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->npaper; i++) {
		const struct meeting_paper *x = &s->paper[i];

		p->papers[p->npapers++] = (struct meetings_paper){.kind = x->label, .nth = x->nth,
		    .at = x->issued_at, .position = x->position, .post = x->post,
		    .docx = DESK_FORMAT(cx, "/meeting-papers/%lld/docx", (long long)x->id),
		    .pdf = DESK_FORMAT(cx, "/meeting-papers/%lld/pdf", (long long)x->id),
		    .print = DESK_FORMAT(cx, "/meeting-papers/%lld/print", (long long)x->id)};
	}
	/* Minutes are of what is over, a pack of what was not cancelled. */
	for (size_t i = 0; i < meeting_forms_n && s->m.state != MEETING_VOID; i++)
		if (actor_may(cx->who, PERM_MEETING_EDIT) && (i == 0 || s->m.state == MEETING_HELD))
			p->issues[p->nissues++] = (struct meetings_issue){str_of(meeting_forms[i].name),
			    meeting_forms[i].label, meeting_forms[i].what};
	return OK;
}

static enum err
take(struct ctx *cx, const struct meeting_shown *s, struct meetings_one *p)
{
	enum err e;

	p->meeting = meetings_row_of(&s->m);
	p->held_at = s->held_at;
	p->pack = actor_may(cx->who, PERM_BULLETIN_SEE) && cx->who->reach % 2 == 0;
	p->why_not = s->m.state == MEETING_CALLED && actor_may(cx->who, PERM_MEETING_EDIT) ? s->table : T_none;
	if ((e = lines_of(cx, s->agenda, &p->agenda, &p->nagenda)) != OK ||
	    (e = lines_of(cx, s->said, &p->said, &p->nsaid)) != OK || (e = papers_of(cx, s, p)) != OK)
		return e;
	p->units = ARENA_NEWS(cx->arena, s->nunit + 1, struct meetings_unit);
	p->pledges = ARENA_NEWS(cx->arena, s->ntask + 1, struct meetings_task);
	p->decisions = ARENA_NEWS(cx->arena, s->ntask + 1, struct meetings_task);
	if (!p->units || !p->pledges || !p->decisions)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nunit; i++)
		p->units[p->nunits++] = (struct meetings_unit){s->unit[i].name, !s->unit[i].present};
	for (size_t i = 0; i < s->ntask; i++) {
		const struct meeting_task *t = &s->task[i];

		*(t->pledge ? &p->pledges[p->npledges++] : &p->decisions[p->ndecisions++]) = meetings_task_of(cx, t);
	}
	return OK;
}

/* Who stayed away was spared. */
static int64_t
came(const struct meetings_one *p)
{
	int64_t n = 0;

	for (size_t i = 0; i < p->nunits; i++)
		n += !p->units[i].absent;
	return n;
}

enum err
meetings_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx          *cx = rq->cx;
	struct meetings_one *p = ARENA_NEW(cx->arena, struct meetings_one);
	int64_t        id;
	const void          *v;
	struct html_cx       h;
	struct buf           b;
	enum err             e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "meeting.get", &(struct input){S("id"), tail}, 1, &v)) != OK ||
	    (e = take(cx, v, p)) != OK || (e = acts_of(rq, v, tail, again, p)) != OK ||
	    (e = trail_page(cx, PERM_MEETING_SEE, &meetings_words, "meeting", id, &p->past)) != OK ||
	    (e = burden_note_of(rq, &S("meeting"), 1, came(p), false, &p->cost)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_meetings_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /meeting-papers/{id}/{form} ---- */

struct wanted {
	int64_t            id;
	bool               pdf;
	struct http_reply *rp;
	str                name;
};

static enum err
fetch(struct ctx *cx, void *arg)
{
	struct wanted *w = arg;

	return meeting_fetch(cx, w->id, w->pdf, &w->rp->fd, &w->rp->size, &w->name);
}

enum err
meetings_file_run(struct http_request *rq, struct http_reply *rp)
{
	struct ctx   *cx = rq->cx;
	str           form = rq->ncapture == 2 ? rq->capture[1].value : STR_NONE;
	struct wanted w = {.pdf = str_eq(form, S("pdf")), .rp = rp};
	bool          print = str_eq(form, S("print"));
	enum err      e;

	if ((!w.pdf && !print && !str_eq(form, S("docx"))) || !str_to_i64(rq->capture[0].value, &w.id))
		return ERR_NONE;
	if ((e = view_look(cx, PERM_MEETING_SEE, fetch, &w)) != OK ||
	    (print && (e = writs_printed(cx, rp, &w.name)) != OK))
		return e;
	if (print) {
		w.pdf = true;
		form = S("pdf");
	}
	rp->has_file = !print;
	rp->type = w.pdf ? S("application/pdf")
	                 : S("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
	http_add_header(rp, "Content-Disposition",
	                frame_attachment(cx->arena,
	                                 DESK_FORMAT(cx, "meeting-%lld.%.*s", (long long)w.id, STR_ARG(form)), w.name));
	return OK;
}
