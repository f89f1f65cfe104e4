/* Stories played: who does it, on a false clock, with what the scheduler would have done in between. */
#include "app/story/story.h"

#include "app/app.h"
#include "app_texts.h"
#include "base/day.h"
#include "city/login/session.h"
#include "kit/db/db.h"
#include "kit/journal/journal.h"
#include "work/acts/acts.h"

enum { ROUND_MS = 1000 }; /* after midnight, as rounds are a second apart */
enum { DUE_ROUNDS = 200, NUMBERS = 4000, ANSWER_BYTES = 4 << 20, ANSWER_NODES = 400000, ANSWER_DEPTH = 16 };
static const struct jlimit answer_limit = {ANSWER_BYTES, ANSWER_NODES, ANSWER_DEPTH};

/* What people call something by that a step made, e.g. a case by its number. */
struct number {
	str     area, no;
	int64_t id;
};

struct play {
	struct ctx        *cx;
	struct story_told *t;
	struct actor       all; /* the program with every right: for looking people and numbers up */
	struct number     *number;
	size_t             nnumbers;
	size_t             steps, checks, faults; /* of the story at hand */
	bool               ended;
};

/* "task." of task.add. */
static str
area_of(const struct story_step *s)
{
	str name = str_of(s->command ? s->command->name : s->view->name);

	return str_slice(name, 0, str_find(name, '.') + 1);
}

static void
fault(struct play *p, int64_t line, text_id text, str a, str b)
{
	str        arg[] = {p->t->file->name, arena_printf(p->cx->arena, "%lld", (long long)line), a, b};
	struct buf s;

	buf_init(&s, p->cx->arena, BUF_PAGE);
	text_add(&s, text, p->cx->lang, arg, NITEMS(arg));
	p->faults++;
	p->t->fault(p->cx, p->t->arg, buf_str(&s));
}

/* ---- Reading ---- */

static enum err
answer_of(struct ctx *cx, const struct view *v, const struct input *in, size_t n, const struct jval **out)
{
	const void *shown;
	struct buf  b;
	struct json j;
	str         text;
	enum err    e = view_show(cx, v, in, n, &shown);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, ANSWER_BYTES);
	json_init(&j, &b);
	v->json(shown, &j);
	return (e = buf_end(&b, &text)) != OK ? e : jval_parse(cx, text, &answer_limit, out);
}

/* The same by the program itself, which may see everything. */
static enum err
look(struct play *p, const char *view, const struct jval **out)
{
	const struct actor *was = p->cx->who;
	enum err            e;

	p->cx->who = &p->all;
	e = answer_of(p->cx, view_find(str_of(view)), NULL, 0, out);
	p->cx->who = was;
	return e;
}

/* ---- Who ---- */

/* Both without the blanks that people put between unit and post. */
static bool
same_words(str a, str b)
{
	size_t i = 0, k = 0;

	for (;;) {
		while (i < a.n && a.p[i] == ' ')
			i++;
		while (k < b.n && b.p[k] == ' ')
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

/* By a person's name, or the post's: unit and post. */
static bool
is_person(const struct jval *v, str who)
{
	str name = STR_NONE, posts = STR_NONE, login = STR_NONE;

	(void)jval_str(jval_get(v, S("name")), &name);
	(void)jval_str(jval_get(v, S("login")), &login);
	(void)jval_str(jval_get(v, S("posts")), &posts);
	if (!login.n)
		return false;
	if (same_words(who, name))
		return true;
	while (posts.p) {
		size_t at = str_find_str(posts, S("；"));
		str    post = str_slice(posts, 0, at);

		if (post.n && same_words(who, post))
			return true;
		posts = at == SIZE_MAX ? STR_NONE : str_slice(posts, at + 3, posts.n);
	}
	return false;
}

static enum err
become(struct play *p, const struct story_step *s, bool *known)
{
	struct ctx        *cx = p->cx;
	const struct jval *people;
	struct actor      *who = NULL;
	str                post = s->actor, login = str_cut(&post, ':');
	enum err           e;

	*known = true;
	if (story_means(s->actor, T_app_story_k_program)) {
		cx->who = &actor_system;
		return OK;
	}
	for (int by_login = 1; by_login >= 0 && !who; by_login--) {
		if (!by_login) {
			if ((e = look(p, "person.list", &people)) != OK)
				return e;
			login = STR_NONE;
			for (uint32_t i = 0; i < people->n && !login.p; i++)
				if (is_person(&people->item[i], s->actor))
					(void)jval_str(jval_get(&people->item[i], S("login")), &login);
			post = STR_NONE;
			if (!login.p)
				break;
		}
		if ((e = db_begin(cx->db)) != OK)
			return e;
		e = actor_of_login(cx, login, post, &who);
		db_rollback(cx->db);
		if (e != OK && e != ERR_NONE && e != ERR_LOGIN && e != ERR_DENIED)
			return e;
		ctx_forget(cx);
		who = e == OK ? who : NULL;
	}
	*known = who != NULL;
	cx->who = who;
	return OK;
}

/* ---- What time does ---- */

static enum err
run_own(struct play *p, const char *command, const struct input *in, size_t n, struct reply *r)
{
	enum err e;

	p->cx->who = &actor_system;
	e = command_do(p->cx, command_find(str_of(command)), in, n, NULL, r);
	/* What the rules do not allow any more is not due. */
	if (e == ERR_RULE || e == ERR_NONE) {
		ctx_forget(p->cx);
		e = OK;
	}
	return e;
}

/* Deadlines and suspensions until then, each at its moment. */
static enum err
run_due(struct play *p, int64_t until)
{
	struct ctx                *cx = p->cx;
	const struct case_due_out *due;
	const void                *out;
	struct reply               r;
	int64_t                    from = cx->now;
	enum err                   e = OK;

	for (int round = 0; e == OK && round < DUE_ROUNDS; round++) {
		const struct case_due_item *first = NULL;
		int64_t                     at;

		cx->now = until;
		cx->who = &actor_system;
		if ((e = view_show(cx, view_find(S("case.due")), NULL, 0, &out)) != OK)
			break;
		due = out;
		for (size_t i = 0; i < due->n; i++)
			if (!first || due->item[i].at < first->at)
				first = &due->item[i];
		if (!first)
			break;
		/* Past its moment, not at it (L13). */
		at = first->at + 1;
		cx->now = at < from ? from : at > until ? until : at;
		from = cx->now;
		e = run_own(p, first->command,
		            &(struct input){S("id"), arena_printf(cx->arena, "%lld", (long long)first->id)}, 1, &r);
	}
	cx->now = until;
	return e;
}

/* A command of the program's until it has nothing more to do: its reply's id is 0. */
static enum err
run_whole(struct play *p, const char *command)
{
	struct reply r = {.id = 1};
	enum err     e = OK;

	while (e == OK && r.id)
		e = run_own(p, command, NULL, 0, &r);
	return e;
}

/* As far as the scheduler (app/server/scheduler.c) would have come at that moment. */
static enum err
run_round(struct play *p, int64_t at)
{
	enum err e = run_due(p, at);

	if (e == OK && (e = run_whole(p, "message.remind")) == OK)
		e = run_whole(p, "recheck.run");
	p->cx->who = &actor_system;
	return e == OK ? cli_seal(p->cx) : e;
}

/* Each day on its own: a draw belongs to a day, and what it promised the day before it reveals on the next. */
static enum err
pass_time(struct play *p, int64_t until)
{
	struct ctx *cx = p->cx;
	int64_t     midnight;
	int32_t     ms;
	day         d;
	enum err    e = OK;

	while (e == OK && day_of_ms(cx->now, cx->zone, &d, &ms) &&
	       (midnight = day_to_ms(d, DAY_MS + ROUND_MS, cx->zone)) < until)
		e = run_round(p, midnight);
	return e == OK ? run_round(p, until) : e;
}

/* ---- What is meant ---- */

/* In that list as whoever acts sees it, else as the program does, whose scope is no place and no unit. */
static enum err
find_listed(struct play *p, const char *view, str said, int64_t *id)
{
	const struct jval *all, *row;
	enum err           e = answer_of(p->cx, view_find(str_of(view)), NULL, 0, &all);

	if (e != OK && e > ERR_RULE)
		return e;
	row = e == OK ? story_row(p->cx, all, said) : NULL;
	ctx_forget(p->cx);
	if (!row && (e = look(p, view, &all)) != OK)
		return e;
	if (!row)
		row = story_row(p->cx, all, said);
	if (row)
		(void)jval_i64(jval_get(row, S("id")), id);
	return OK;
}

/* An id by what people call the thing: made by an earlier step, or found in the list of its area. */
static enum err
find_id(struct play *p, str area, str said, str *id)
{
	static const struct {
		const char *area, *view;
	} lists[] = {{"task.", "task.list"}, {"scheme.", "scheme.list"}, {"standard.", "standard.list"},
	             {"unit.", "unit.list"}, {"person.", "person.list"}, {"channel.", "channel.list"},
	             {"meeting.", "meeting.list"}, {"material.", "material.list"}, {"finding.", "finding.list"},
	             {"recheck.", "recheck.list"}, {"inquiry.", "inquiry.list"}};
	int64_t  v = 0;
	enum err e;

	*id = said;
	for (size_t i = p->nnumbers; i > 0; i--)
		if (str_eq(p->number[i - 1].area, area) && str_eq(p->number[i - 1].no, said)) {
			*id = arena_printf(p->cx->arena, "%lld", (long long)p->number[i - 1].id);
			return OK;
		}
	for (size_t i = 0; i < NITEMS(lists); i++) {
		if (!str_eq(area, str_of(lists[i].area)))
			continue;
		if ((e = find_listed(p, lists[i].view, said, &v)) != OK)
			return e;
		if (v)
			*id = arena_printf(p->cx->arena, "%lld", (long long)v);
	}
	return OK;
}

/* The newest seal, as whoever looks at a bulletin's page has it before him when he issues it. */
static enum err
newest_seal(struct play *p, str *out)
{
	struct journal_head head;
	enum err            e = db_begin(p->cx->db);

	if (e == OK)
		e = journal_head(p->cx, &head);
	db_rollback(p->cx->db);
	if (e == OK)
		*out = arena_printf(p->cx->arena, "%lld", (long long)head.position);
	return e;
}

static enum err
take_ids(struct play *p, const struct story_step *s, struct input **out)
{
	struct input *in = ARENA_NEWS(p->cx->arena, s->nin + 1, struct input);
	enum err      e = OK;

	*out = in;
	if (!in)
		return ctx_no_memory(p->cx);
	for (size_t i = 0; e == OK && i < s->nin; i++) {
		in[i] = s->in[i];
		if (str_eq(in[i].name, S("seal")) && story_means(in[i].value, T_app_story_k_newest))
			e = newest_seal(p, &in[i].value);
		else if (s->field[i]->kind == FIELD_id)
			e = find_id(p, str_starts(in[i].name, S("case")) ? S("case.") : area_of(s), s->in[i].value,
			            &in[i].value);
	}
	return e;
}

/* ---- A step ---- */

static bool
expects(const struct story_step *s, enum story_want w)
{
	for (size_t i = 0; i < s->ncheck; i++)
		if (s->check[i].want == w)
			return true;
	return false;
}

/* The reply's sentence and what is in it, as an answer. */
static enum err
answer_of_reply(struct ctx *cx, const struct reply *r, str *sentence, const struct jval **out)
{
	struct buf  b;
	struct json j;
	str         text;
	enum err    e;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, r->done, cx->lang, r->arg, NITEMS(r->arg));
	*sentence = buf_str(&b);
	buf_init(&b, cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(cx, r, &j);
	return (e = buf_end(&b, &text)) != OK ? e : jval_parse(cx, text, &answer_limit, out);
}

static enum err
run_step(struct play *p, const struct story_step *s, str *sentence, const struct jval **answer, enum err *refused)
{
	struct ctx   *cx = p->cx;
	struct input *in;
	struct reply  r;
	struct buf    b;
	enum err      e;

	*sentence = S("");
	*answer = NULL;
	*refused = OK;
	if ((e = take_ids(p, s, &in)) != OK)
		return e;
	e = s->command ? command_do(cx, s->command, in, s->nin, NULL, &r)
	               : answer_of(cx, s->view, in, s->nin, answer);
	if (e != OK && e <= ERR_RULE) {
		*refused = e;
		buf_init(&b, cx->arena, BUF_PAGE);
		why_text(cx, e, &b);
		*sentence = str_trim(buf_str(&b));
		ctx_forget(cx);
		return OK;
	}
	if (e != OK || !s->command)
		return e;
	if (r.no.n && p->nnumbers < NUMBERS)
		p->number[p->nnumbers++] = (struct number){area_of(s), r.no, r.id};
	return answer_of_reply(cx, &r, sentence, answer);
}

/* What a check wants, as a line. */
static str
said_of(struct ctx *cx, const struct story_check *c)
{
	str row = c->row.n ? arena_printf(cx->arena, "%.*s ", STR_ARG(c->row)) : S("");

	return c->key.n ? arena_printf(cx->arena, "%.*s%.*s = %.*s", STR_ARG(row), STR_ARG(c->key), STR_ARG(c->text))
	                : c->text;
}

static enum err
check_all(struct play *p, const struct story_step *s, str sentence, const struct jval *answer, enum err refused)
{
	bool     holds;
	str      found;
	enum err e;

	for (size_t i = 0; i < s->ncheck; i++) {
		const struct story_check *c = &s->check[i];

		p->checks++;
		if (c->want == STORY_REFUSED && !refused) {
			fault(p, c->line, T_app_story_not_refused, c->text, sentence);
			continue;
		}
		if (c->want == STORY_DONE || c->want == STORY_REFUSED ||
		    ((c->want == STORY_HAS || c->want == STORY_LACKS) && (s->command || refused))) {
			if ((str_find_str(sentence, c->text) != SIZE_MAX) == (c->want != STORY_LACKS))
				continue;
			fault(p, c->line, c->want == STORY_LACKS ? T_app_story_there : T_app_story_other, c->text,
			      sentence);
			continue;
		}
		if ((e = story_holds(p->cx, c, answer, area_of(s), &holds, &found)) != OK)
			return e;
		if (!holds)
			fault(p, c->line,
			      c->want == STORY_LACKS ? T_app_story_there : T_app_story_other,
			      said_of(p->cx, c),
			      found);
	}
	return OK;
}

static enum err
play_step(struct play *p, const struct story_step *s)
{
	const struct jval *answer;
	bool               known;
	enum err           e, refused;
	str                sentence;

	if ((e = pass_time(p, s->at)) != OK)
		return e;
	p->steps++;
	if (!s->command && !s->view)
		return OK;
	if ((e = become(p, s, &known)) != OK)
		return e;
	if (!known) {
		fault(p, s->line, T_app_story_nobody, s->actor, S(""));
		p->ended = true;
		return OK;
	}
	if ((e = run_step(p, s, &sentence, &answer, &refused)) != OK)
		return e;
	if (refused && !expects(s, STORY_REFUSED)) {
		fault(p, s->line, T_app_story_was_refused, sentence, S(""));
		/* What follows would be about something else. */
		p->ended = s->command != NULL;
		return OK;
	}
	return check_all(p, s, sentence, answer, refused);
}

static void
end_story(struct play *p, size_t story)
{
	p->t->steps += p->steps;
	p->t->checks += p->checks;
	p->t->faults += p->faults;
	p->t->done(p->cx, p->t->arg, &p->t->file->story[story], p->steps, p->checks, p->faults);
	p->steps = p->checks = p->faults = 0;
}

enum err
story_play(struct ctx *cx, struct story_told *t)
{
	struct play p = {.cx = cx, .t = t, .all = actor_system};
	size_t      at = 0;
	enum err    e = OK;

	if (!(p.number = ARENA_NEWS(cx->arena, NUMBERS, struct number)))
		return ctx_no_memory(cx);
	for (perm_id i = PERM_FIRST; i < PERM_MAX; i++)
		actor_grant(&p.all, i);
	for (size_t i = 0; i < t->file->nstory && e == OK && !p.ended; i++) {
		for (; at < t->file->nstep && t->file->step[at].story == i && e == OK && !p.ended; at++)
			e = play_step(&p, &t->file->step[at]);
		if (e == OK)
			end_story(&p, i);
	}
	cx->who = &actor_system;
	return e;
}
