/* The pages of tasks. */
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit_table_texts.h"
#include "show/burden/burden.h"
#include "show/tasks/page.h"
#include "show/tasks/tasks.h"
#include "show_tasks_texts.h"
#include "tasks_tpl.h"
#include "work/finding/finding.h"
#include "work/scheme/scheme.h"
#include "work/task/task.h"
#include "work/tie/tie.h"
#include "work_task_texts.h"

enum { ROWS = 40 };

/* ---- Words ---- */

static text_id
label_of(const struct choice *c, str value)
{
	for (; c->value; c++)
		if (str_eq(value, str_of(c->value)))
			return c->label;
	return T_none;
}

static struct tasks_item
item_said(const struct task_item *t)
{
	return (struct tasks_item){.id = t->id, .target = t->target, .done = t->done, .checks = t->checks,
	    .held = t->held,
	    .no = t->no, .title = t->title, .goal = t->goal, .measure = t->measure, .unit = t->unit, .post = t->post,
	    .due = t->due, .line = t->line, .kind = label_of(task_kinds, t->kind),
	    .state = task_state_label(t->state),
	    .late = t->late, .waits = t->state == TASK_REPORTED, .accepted = t->state == TASK_ACCEPTED,
	    .gap = t->standards == 0};
}

static enum err
items_said(struct ctx *cx, const struct task_item *t, size_t n, struct tasks_item **out)
{
	if (!(*out = ARENA_NEWS(cx->arena, n, struct tasks_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = item_said(&t[i]);
	return OK;
}

/* References with an address each. */
enum whither { TO_PLACE, TO_STANDARD, TO_TASK, TO_CASE };

static enum err
links(struct ctx *cx, const struct task_ref *r, size_t n, enum whither to, struct tasks_link **out)
{
	static const char *const base[] = {"", "/standards/", "/tasks/", "/cases/"};

	if (!(*out = ARENA_NEWS(cx->arena, n, struct tasks_link)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = (struct tasks_link){
		    .href = to == TO_PLACE ? frame_with(cx->arena, S("/tasks"), S("place"), r[i].name)
		                           : DESK_FORMAT(cx, "%s%lld", base[to], (long long)r[i].id),
		    .name = r[i].name, .words = r[i].words,
		    .state = to == TO_TASK ? task_state_label((enum task_state)r[i].state) : T_none};
	return OK;
}

/* ---- Forms ---- */

enum err
tasks_form(struct ctx *cx, const char *command, str page, const char *icon, text_id button, struct form *f)
{
	const struct command *c = command_find(str_of(command));
	enum err              e = form_of(cx, str_of(command), c->in, c->nin, f);

	if (e != OK)
		return e;
	f->page = page;
	f->word = frame_label(cx, c->summary);
	f->button = text_get(button, cx->lang);
	f->icon = str_of(icon);
	return OK;
}

/* ---- GET /tasks ---- */

static enum err
lines_of(struct http_request *rq, struct tasks_list *p)
{
	struct ctx              *cx = rq->cx;
	const struct task_lines *l;
	const void              *v;
	enum err                 e = desk_view(rq, "task.lines", NULL, 0, &v);

	if (e != OK)
		return e;
	l = v;
	if (!(p->lines = ARENA_NEWS(cx->arena, l->n, struct tasks_link)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->lines[p->nlines++] = (struct tasks_link){
		    .href = frame_with(cx->arena, S("/tasks"), S("campaign"), l->line[i].name),
		    .name = DESK_FORMAT(cx, "%.*s %lld", STR_ARG(l->line[i].name), (long long)l->line[i].id)};
	return OK;
}

enum err
tasks_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	static const char *const names[] = {"state", "kind", "unit", "place", "standard", "campaign", "from",
	    "upto", "gap", "after", NULL};
	struct ctx             *cx = rq->cx;
	struct tasks_list      *p = ARENA_NEW(cx->arena, struct tasks_list);
	struct desk_asked       q;
	const struct task_list *l;
	const void             *v;
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_asked(cx, S("/tasks"), "task.list", names, pairs, n, &p->form, &q)) != OK)
		return e;
	form_drop(&p->form, "standard");
	p->first = q.first;
	p->later = q.later;
	q.in[q.n++] = (struct input){S("n"), DESK_FORMAT(cx, "%d", ROWS)};
	if ((e = desk_view(rq, "task.list", q.in, q.n, &v)) != OK)
		return e;
	l = v;
	p->edits = actor_may(cx->who, PERM_TASK_EDIT);
	p->tables = p->edits && actor_may(cx->who, PERM_TABLE_EDIT);
	p->nitems = l->n;
	if (l->more)
		p->next = desk_next(cx, &q, l->item[l->n - 1].id);
	if ((e = items_said(cx, l->item, l->n, &p->items)) != OK || (e = lines_of(rq, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_list(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /tasks/new ---- */

/* A list says what is chosen from it, not how a code is typed. */
static void
call(const struct ctx *cx, struct form *f, const char *name, text_id label, text_id hint)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return;
	x->label = text_get(label, cx->lang);
	x->hint = hint == T_none ? STR_NONE : text_get(hint, cx->lang);
}

enum err
tasks_pick_posts(struct http_request *rq, struct form *f)
{
	enum { POSTS = 400 };
	struct ctx              *cx = rq->cx;
	const struct post_list  *l;
	const void              *v;
	struct form_group       *g;
	struct form_option      *o;
	size_t                   n = 0;
	enum err                 e = desk_view(rq, "post.list", NULL, 0, &v);

	if (e != OK)
		return e;
	l = v;
	if (l->n > POSTS || l->more)
		return OK;
	g = ARENA_NEWS(cx->arena, l->n, struct form_group);
	o = ARENA_NEWS(cx->arena, l->n, struct form_option);
	if (!g || !o)
		return ctx_no_memory(cx);
	for (size_t i = 0, k = 0; i < l->n; i++) {
		const struct post_item *p = &l->item[i];

		if (!p->holders || p->role != ROLE_HANDLER)
			continue;
		o[k] = (struct form_option){.value = p->code, .label = p->name};
		if (!n || !str_eq(g[n - 1].label, p->unit_name))
			g[n++] = (struct form_group){.label = p->unit_name, .options = &o[k]};
		g[n - 1].noptions++;
		k++;
	}
	if (!n)
		return OK;
	form_pick(f, "post_code", g, n);
	call(cx, f, "post_code", T_tasks_l_post, T_tasks_post_pick);
	return OK;
}

/* Units, and places down to the towns, by name.  `place`: one that the page knows, wherever it lies. */
static enum err
picks(struct http_request *rq, str place, struct form *f)
{
	struct ctx              *cx = rq->cx;
	struct form_group       *g = ARENA_NEWS(cx->arena, 2, struct form_group);
	const struct place_tree *tree;
	const struct unit_list  *units;
	const void              *v;
	enum err                 e;

	if (!g)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "place.tree", NULL, 0, &v)) != OK)
		return e;
	tree = v;
	if ((e = desk_view(rq, "unit.list", NULL, 0, &v)) != OK)
		return e;
	units = v;
	g[0].options = ARENA_NEWS(cx->arena, tree->n, struct form_option);
	g[1].options = ARENA_NEWS(cx->arena, units->n, struct form_option);
	if (!g[0].options || !g[1].options)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < tree->n; i++)
		if (tree->item[i].level <= LEVEL_TOWN || str_eq(tree->item[i].code, place))
			g[0].options[g[0].noptions++] =
			    (struct form_option){tree->item[i].code, tree->item[i].name, false};
	for (size_t i = 0; i < units->n; i++)
		g[1].options[g[1].noptions++] = (struct form_option){units->item[i].code, units->item[i].name, false};
	form_pick_many(f, "places", &g[0], 1);
	form_pick(f, "unit_code", &g[1], 1);
	call(cx, f, "places", T_tasks_places, T_tasks_place_hint);
	call(cx, f, "unit_code", T_tasks_l_unit, T_none);
	return tasks_pick_posts(rq, f);
}

static void
hints(struct ctx *cx, struct form *f)
{
	form_hint(f, "goal", text_get(T_tasks_goal_hint, cx->lang));
	form_hint(f, "checks", text_get(T_tasks_checks_hint, cx->lang));
	form_hint(f, "post_code", text_get(T_tasks_post_hint, cx->lang));
}

/* What a page that leads here knows already. */
static const char *const known[] = {"standards", "task", "source", "places", "due"};
enum { FOUND = 20 };

/* The same page with one more standard; the others stay as they are. */
static str
with_standard(struct ctx *cx, const struct input *pairs, size_t n, str name)
{
	str had = desk_value(pairs, n, S("standards")), to = S("/tasks/new");

	for (size_t k = 1; k < NITEMS(known); k++)
		if (desk_value(pairs, n, str_of(known[k])).n)
			to = frame_with(cx->arena, to, str_of(known[k]), desk_value(pairs, n, str_of(known[k])));
	to = frame_with(cx->arena, to, S("find"), desk_value(pairs, n, S("find")));
	if (had.n)
		name = DESK_FORMAT(cx, "%.*s；%.*s", STR_ARG(had), STR_ARG(name));
	return frame_with(cx->arena, to, S("standards"), name);
}

/* Standards of today by words or pinyin, each a link that adds it. */
static enum err
find_standards(struct http_request *rq, const struct input *pairs, size_t n, struct tasks_new *p)
{
	struct ctx                 *cx = rq->cx;
	const struct standard_list *l;
	const void                 *v;
	struct input                in[] = {{S("words"), p->find}, {S("n"), DESK_FORMAT(cx, "%d", FOUND)}};
	enum err                    e = desk_view(rq, "standard.list", in, NITEMS(in), &v);

	if (e != OK)
		return e;
	l = v;
	p->more = l->more;
	if (!(p->found = ARENA_NEWS(cx->arena, l->n, struct tasks_link)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct standard_item *s = &l->item[i];
		str name = DESK_FORMAT(cx, "%.*s/%.*s", STR_ARG(s->scheme), STR_ARG(s->no));

		p->found[p->nfound++] = (struct tasks_link){.href = with_standard(cx, pairs, n, name), .name = name,
		                                            .words = s->words};
	}
	return OK;
}

enum err
tasks_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
               struct http_reply *rp)
{
	struct ctx       *cx = rq->cx;
	struct tasks_new *p = ARENA_NEW(cx->arena, struct tasks_new);
	struct html_cx    h;
	struct buf        b;
	enum err          e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->find = str_trim(desk_value(pairs, n, S("find")));
	p->find = utf8_cut(p->find.n ? p->find : S(""), 60);
	if ((p->find.n && (e = find_standards(rq, pairs, n, p)) != OK) ||
	    (e = tasks_form(cx, "task.add", S("/tasks/new"), "plus", T_tasks_b_add, &p->form)) != OK)
		return e;
	hints(cx, &p->form);
	if ((e = picks(rq, desk_value(pairs, n, S("places")), &p->form)) != OK)
		return e;
	form_value(&p->form, "task_kind", S("task"));
	form_value(&p->form, "evidence", S("photo"));
	if (!(p->keep = ARENA_NEWS(cx->arena, NITEMS(known), struct frame_pair)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < NITEMS(known); k++)
			if (str_eq(pairs[i].name, str_of(known[k]))) {
				form_value(&p->form, known[k], pairs[i].value);
				if (p->nkeep < NITEMS(known))
					p->keep[p->nkeep++] = (struct frame_pair){str_of(known[k]), pairs[i].value};
			}
	if ((e = form_again(cx, &p->form, again, &p->page)) != OK || (e = form_rest(cx, again, &p->page)) != OK ||
	    (e = burden_note_of(rq, &S("task"), 1, 0, true, &p->cost)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /tasks/{id} ---- */

static const struct trail_column columns[] = {
    {"task", "title", T_sheet_word_task, TRAIL_WORDS},     {"task", "goal", T_sheet_word_goal, TRAIL_WORDS},
    {"task", "target", T_sheet_word_target, TRAIL_WORDS},  {"task", "measure", T_sheet_word_measure, TRAIL_WORDS},
    {"task", "done", T_tasks_done, TRAIL_WORDS},           {"task", "due", T_sheet_word_due, TRAIL_WORDS},
    {"task", "days", T_sheet_word_work_days, TRAIL_WORDS}, {"task", "line", T_sheet_word_campaign, TRAIL_WORDS},
    {"task", "proof", T_tasks_proof, TRAIL_WORDS},         {"task", "post_id", T_tasks_who, TRAIL_NAMED},
    {"task", "begins", T_sheet_word_begins, TRAIL_WORDS},  {"finding", "words", T_sheet_word_finding, TRAIL_WORDS},
    {"finding", "due", T_sheet_word_due, TRAIL_WORDS},     {"finding", "struck", T_sheet_word_struck, TRAIL_WORDS},
    {"standing", "stood", T_sheet_word_rank, TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"task.added", T_tasks_e_added},       {"task.changed", T_tasks_e_changed},   {"task.reported",
    T_tasks_e_reported},
    {"task.advanced", T_tasks_e_advanced}, {"task.accepted", T_tasks_e_accepted}, {"task.returned",
    T_tasks_e_returned},
    {"task.voided", T_tasks_e_voided},     {"task.linked", T_tasks_e_linked},
    {"finding.added", T_findings_e_added}, {"finding.changed", T_findings_e_changed}, {"finding.linked",
    T_findings_e_linked}, {"finding.unlinked", T_findings_e_unlinked}, {"standing.added", T_findings_e_rank_added},
    {"standing.changed", T_findings_e_rank_changed},
};
/* Who answers, unit and post in one: that is the one column that is an id. */
static enum err
post_called(struct ctx *cx, const char *column, const struct jval *v, str *out)
{
	int64_t  id;
	enum err e;

	(void)column;
	*out = STR_NONE;
	if (!jval_i64(v, &id))
		return OK;
	e = task_post_called(cx, id, out);
	return e == ERR_NONE ? OK : e;
}

const struct trail_words tasks_words = {
    .name = post_called, .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

static enum err
acts_of(struct ctx *cx, const struct task_shown *s, struct form_again *again, struct tasks_one *p)
{
	const bool work = s->t.state < TASK_ACCEPTED;
	const struct {
		const char *command, *icon;
		text_id     button;
		bool        fits, danger;
	} acts[] = {
	    {"task.report", "send", T_tasks_b_report, work && s->own, false},
	    {"task.accept", "check", T_tasks_b_accept, s->accept == T_none, false},
	    {"task.return", "undo-2", T_tasks_b_return,
	     !s->own && (s->t.state == TASK_REPORTED || s->t.state == TASK_ACCEPTED), false},
	    {"task.link", "folder-open", T_tasks_b_link, s->t.state != TASK_VOID, false},
	    {"task.change", "settings", T_tasks_b_change, work, false},
	    {"task.void", "ban", T_tasks_b_void, s->t.state != TASK_VOID, true},
	};
	str      here = DESK_FORMAT(cx, "/tasks/%lld", (long long)s->t.id);
	enum err e;

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(acts); i++) {
		struct form *f = &p->acts[p->nacts];

		if (!acts[i].fits || !actor_may(cx->who, command_find(str_of(acts[i].command))->perm))
			continue;
		if ((e = tasks_form(cx, acts[i].command, here, acts[i].icon, acts[i].button, f)) != OK)
			return e;
		form_hide_i64(cx, f, "id", s->t.id);
		f->danger = acts[i].danger;
		f->ask = f->word;
		f->ask_more = s->t.title;
		f->first = p->nacts == 0 && i < 3;
		/* Asked only of who has said more than the goal. */
		if (!again || !str_eq(again->command, S("task.report")))
			form_drop(f, "over");
		if (!again || !str_eq(again->command, S("task.void")))
			form_drop(f, "alone");
		form_value(f, "amount", DESK_FORMAT(cx, "%lld", (long long)s->t.done));
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

static enum err
take(struct ctx *cx, const struct task_shown *s, struct tasks_one *p)
{
	enum err e;

	p->task = item_said(&s->t);
	p->begins = s->t.begins;
	p->first_due = s->t.first_due;
	p->moved = !str_eq(s->t.due, s->t.first_due);
	p->source = s->source;
	p->proof = s->proof;
	p->evidence = label_of(task_evidences, s->t.evidence);
	p->days = s->t.days;
	p->reported_at = s->reported_at;
	p->accepted_at = s->accepted_at;
	p->why_not = s->t.state == TASK_REPORTED && actor_may(cx->who, PERM_TASK_ACCEPT) ? s->accept : T_none;
	p->nplaces = s->nplace;
	p->nsites = s->nsite;
	p->nstandards = s->nstandard;
	p->nbefore = s->nbefore;
	p->ncases = s->ncase;
	if ((e = links(cx, s->place, s->nplace, TO_PLACE, &p->places)) != OK ||
	    (e = links(cx, s->site, s->nsite, TO_PLACE, &p->sites)) != OK ||
	    (e = links(cx, s->standard, s->nstandard, TO_STANDARD, &p->standards)) != OK ||
	    (e = links(cx, s->before, s->nbefore, TO_TASK, &p->before)) != OK ||
	    (e = links(cx, s->cases, s->ncase, TO_CASE, &p->cases)) != OK)
		return e;
	if (!(p->checks = ARENA_NEWS(cx->arena, s->ncheck, struct tasks_check)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->ncheck; i++)
		p->checks[p->nchecks++] = (struct tasks_check){s->check[i].n, s->check[i].words, s->check[i].held};
	return OK;
}

/* What levels above found that this task is to put right. */
static enum err
findings_of(struct http_request *rq, str id, struct tasks_one *p)
{
	struct ctx                *cx = rq->cx;
	const struct finding_list *l;
	const void                *v;
	enum err                   e = desk_view(rq, "finding.list", &(struct input){S("task"), id}, 1, &v);

	if (e != OK)
		return e;
	l = v;
	if (!(p->findings = ARENA_NEWS(cx->arena, l->n, struct tasks_link)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		p->findings[p->nfindings++] = (struct tasks_link){
		    .href = DESK_FORMAT(cx, "/findings/%lld", (long long)l->item[i].id), .name = l->item[i].no,
		    .words = l->item[i].words};
	return OK;
}

enum err
tasks_one_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
               struct http_reply *rp)
{
	struct ctx              *cx = rq->cx;
	struct tasks_one        *p = ARENA_NEW(cx->arena, struct tasks_one);
	int64_t        id;
	const void              *v;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "task.get", &(struct input){S("id"), tail}, 1, &v)) != OK || (e = take(cx, v,
	    p)) != OK ||
	    (e = acts_of(cx, v, again, p)) != OK || (e = findings_of(rq, tail, p)) != OK ||
	    (e = trail_page(cx, PERM_TASK_SEE, &tasks_words, "task", id, &p->past)) != OK ||
	    (e = burden_note_of(rq, &S("task"), 1, 0, false, &p->cost)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_tasks_one(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /tasks/gaps ---- */

enum err
tasks_gaps_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct tasks_gaps      *p = ARENA_NEW(cx->arena, struct tasks_gaps);
	const struct tie_gaps  *g;
	const void             *v;
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "task.gaps", NULL, 0, &v)) != OK)
		return e;
	g = v;
	p->nstandards = g->nstandard;
	p->nbare = g->nbare;
	p->ncases = g->ncase;
	p->ntasks = g->task.n;
	p->all_standards = g->all_standard;
	p->all_bare = g->all_bare;
	p->all_tasks = g->all_task;
	p->all_cases = g->all_case;
	p->more = g->all_standard > TIE_GAPS || g->all_bare > TIE_GAPS || g->all_task > TIE_GAPS ||
	          g->all_case > TIE_GAPS;
	if ((e = desk_view(rq, "finding.list", &(struct input){S("n"), S("1")}, 1, &v)) != OK)
		return e;
	p->nfindings = ((const struct finding_list *)v)->gap;
	if ((e = links(cx, g->standard, g->nstandard, TO_STANDARD, &p->standards)) != OK ||
	    (e = links(cx, g->bare, g->nbare, TO_STANDARD, &p->bare)) != OK ||
	    (e = links(cx, g->cases, g->ncase, TO_CASE, &p->cases)) != OK ||
	    (e = items_said(cx, g->task.item, g->task.n, &p->tasks)) != OK)
		return e;
	for (size_t i = 0; i < p->nstandards && actor_may(cx->who, PERM_TASK_EDIT); i++)
		p->standards[i].task = frame_with(cx->arena, S("/tasks/new"), S("standards"), p->standards[i].name);
	frame_begin(rq, &h, &b);
	tpl_tasks_gaps(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- On the page of a case ---- */

enum err
tasks_panel(struct http_request *rq, int64_t case_id, str case_no, html *out)
{
	struct ctx             *cx = rq->cx;
	struct tasks_panel     *p = ARENA_NEW(cx->arena, struct tasks_panel);
	const struct tie_ties  *t;
	const void             *v;
	str                     id = DESK_FORMAT(cx, "%lld", (long long)case_id);
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "case.ties", &(struct input){S("id"), id}, 1, &v)) != OK)
		return e;
	t = v;
	p->nstandards = t->nstandard;
	p->ntasks = t->ntask;
	if ((e = links(cx, t->standard, t->nstandard, TO_STANDARD, &p->standards)) != OK ||
	    (e = links(cx, t->task, t->ntask, TO_TASK, &p->tasks)) != OK)
		return e;
	if (actor_may(cx->who, PERM_TASK_EDIT)) {
		if ((e = tasks_form(cx, "case.tie", DESK_FORMAT(cx, "/cases/%.*s", STR_ARG(id)), "plus", T_tasks_b_tie,
		                  &p->form)) != OK)
			return e;
		form_hide(&p->form, "case_no", case_no);
	}
	frame_begin(rq, &h, &b);
	tpl_tasks_panel(&h, p);
	return html_end(&h, out);
}
