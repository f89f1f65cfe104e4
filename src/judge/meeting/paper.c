/* meeting.issue: the agenda pack and the minutes as papers, kept as they were issued. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "judge/meeting/inside.h"
#include "judge_meeting_texts.h"
#include "kit/journal/columns.h"
#include "kit/journal/journal.h"
#include "work/task/task.h"

#include <unistd.h>

/* ---- Fields ---- */

#define TEXTS(X) \
	X(title, T_meeting_p_title) \
	X(kind, T_meeting_p_kind) \
	X(place, T_meeting_p_place) \
	X(day, T_meeting_p_day) \
	X(present, T_meeting_p_present) \
	X(absent, T_meeting_p_absent) \
	X(issuer, T_meeting_p_issuer) \
	X(issued, T_meeting_p_issued) \
	X(since, T_meeting_p_since) \
	X(cut, T_meeting_p_cut) \
	X(position, T_meeting_p_position) \
	X(nth, T_meeting_p_nth)
#define TASK_TEXTS(X) \
	X(n, T_meeting_p_n) \
	X(no, T_meeting_p_no) \
	X(task, T_meeting_p_task) \
	X(goal, T_meeting_p_goal) \
	X(done, T_meeting_p_done) \
	X(unit, T_meeting_p_unit) \
	X(due, T_meeting_p_due) \
	X(state, T_meeting_p_state)
#define FIELD(code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},
#define NUMBER_FIELD(name, code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},
static const struct office_field line_fields[] = {FIELD(n, T_meeting_p_n) FIELD(words, T_meeting_p_words)};
static const struct office_field task_fields[] = {TASK_TEXTS(FIELD)};
static const struct office_field unit_fields[] = {FIELD(unit, T_meeting_p_unit) MEETING_NUMBERS(NUMBER_FIELD)};
enum { LINE_MAX_ = NITEMS(line_fields), TASK_MAX_ = NITEMS(task_fields), UNIT_MAX_ = NITEMS(unit_fields) };

static const struct office_field fields[] = {
    TEXTS(FIELD){"agenda", OFFICE_IS_ROWS, T_meeting_p_agenda, line_fields, LINE_MAX_},
    {"said", OFFICE_IS_ROWS, T_meeting_p_said, line_fields, LINE_MAX_},
    {"pledges", OFFICE_IS_ROWS, T_meeting_p_pledges, task_fields, TASK_MAX_},
    {"decisions", OFFICE_IS_ROWS, T_meeting_p_decisions, task_fields, TASK_MAX_},
    {"open", OFFICE_IS_ROWS, T_meeting_p_open, task_fields, TASK_MAX_},
    {"units", OFFICE_IS_ROWS, T_meeting_p_units, unit_fields, UNIT_MAX_},
};
enum {
#define X(code, label) F_##code,
	TEXTS(X)
#undef X
	    F_agenda,
	F_said, F_pledges, F_decisions, F_open, F_units, F_MAX
};

/* ---- Values; what is printed is Chinese whoever prints it ---- */

static str
number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static str
date_of(struct ctx *cx, day d)
{
	struct day_ymd y = day_to_ymd(d);
	struct buf     b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_meeting_p_date, ZH, (const str[]){number(cx, y.year), number(cx, y.month), number(cx, y.day)},
	         3);
	return buf_str(&b);
}

static enum err
room_for(struct ctx *cx, size_t n, size_t width, struct office_row **row, struct office_value **value)
{
	*row = ARENA_NEWS(cx->arena, n + 1, struct office_row);
	*value = ARENA_NEWS(cx->arena, n * width + 1, struct office_value);
	return *row && *value ? OK : ctx_no_memory(cx);
}

static enum err
lines(struct ctx *cx, str text, struct office_value *v)
{
	struct office_row   *row;
	struct office_value *to;
	size_t               n = text.n > 0;
	enum err             e;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	if ((e = room_for(cx, n, LINE_MAX_, &row, &to)) != OK)
		return e;
	for (size_t i = 0; i < n; i++, to += LINE_MAX_) {
		to[0].text = number(cx, (int64_t)i + 1);
		to[1].text = str_cut(&text, '\n');
		row[i].value = to;
	}
	*v = (struct office_value){.row = row, .nrow = n};
	return OK;
}

static void
task_values(struct ctx *cx, const struct meeting_task *t, size_t n, struct office_value *to)
{
	const str said[TASK_MAX_] = {
	    number(cx, (int64_t)n), t->no, t->title,
	    arena_printf(cx->arena, "%lld%.*s", (long long)t->target, STR_ARG(t->measure)),
	    number(cx, t->done), t->unit, t->due,
	    text_get(t->late ? T_meeting_p_late : task_state_label(task_state_of(t->state)), ZH)};

	for (size_t i = 0; i < TASK_MAX_; i++)
		to[i].text = said[i];
}

/* Of one sort, or of all: what of a meeting's own tasks. */
static enum err
tasks(struct ctx *cx, const struct meeting_task *t, size_t n, bool pledge, struct office_value *v)
{
	struct office_row   *row;
	struct office_value *to;
	size_t               m = 0;
	enum err             e = room_for(cx, n, TASK_MAX_, &row, &to);

	for (size_t i = 0; e == OK && i < n; i++) {
		if (t[i].pledge != pledge)
			continue;
		task_values(cx, &t[i], m + 1, to);
		row[m++].value = to;
		to += TASK_MAX_;
	}
	*v = (struct office_value){.row = row, .nrow = m};
	return e;
}

static enum err
still_open(struct ctx *cx, const struct meeting_pack *p, struct office_value *v)
{
	struct office_row   *row;
	struct office_value *to;
	enum err             e = room_for(cx, p->nopen, TASK_MAX_, &row, &to);

	for (size_t i = 0; e == OK && i < p->nopen; i++, to += TASK_MAX_) {
		task_values(cx, &p->open[i].task, i + 1, to);
		row[i].value = to;
	}
	*v = (struct office_value){.row = row, .nrow = p->nopen};
	return e;
}

/* "12", beside what was told last time "12（+3）". */
static void
sums_values(struct ctx *cx, const struct meeting_sums *is, const struct meeting_sums *was, bool known,
            struct office_value *to)
{
	for (int i = 0; i < MEETING_NUMBER_MAX; i++) {
		int64_t delta = known ? is->n[i] - was->n[i] : 0;

		to[i].text = delta ? arena_printf(cx->arena, "%lld（%+lld）", (long long)is->n[i], (long long)delta)
		                   : number(cx, is->n[i]);
	}
}

static enum err
units(struct ctx *cx, const struct meeting_pack *p, struct office_value *v)
{
	struct office_row   *row;
	struct office_value *to;
	enum err             e = room_for(cx, p->nrow + 1, UNIT_MAX_, &row, &to);

	for (size_t i = 0; e == OK && i <= p->nrow; i++, to += UNIT_MAX_) {
		const struct meeting_row *r = &p->row[i];
		const bool                all = i == p->nrow;

		to[0].text = all      ? text_get(T_meeting_p_all, ZH)
		             : r->id ? r->name
		                     : text_get(T_meeting_p_nobody, ZH);
		sums_values(cx, all ? &p->sums : &r->sums, all ? &p->was : &r->was, p->compares, to + 1);
		row[i].value = to;
	}
	*v = (struct office_value){.row = row, .nrow = p->told ? p->nrow + 1 : 0};
	return e;
}

static str
names_of(struct ctx *cx, const struct meeting_shown *s, bool present)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; i < s->nunit; i++) {
		if (s->unit[i].present != present)
			continue;
		if (b.n)
			buf_add(&b, text_get(T_meeting_p_comma, ZH));
		buf_add(&b, s->unit[i].name);
	}
	return b.n ? buf_str(&b) : text_get(T_meeting_p_none, ZH);
}

static enum err
values(struct ctx *cx, const struct meeting_shown *s, const struct meeting_pack *p, int64_t nth,
       const struct office_value **out)
{
	struct office_value *v = ARENA_NEWS(cx->arena, F_MAX, struct office_value);
	day                  on = {0};
	enum err             e;

	*out = v;
	if (!v)
		return ctx_no_memory(cx);
	if (!day_parse(s->m.day, &on))
		return ERR_STORE;
	v[F_title].text = s->m.title;
	v[F_kind].text = text_get(meeting_kind_label(s->m.kind), ZH);
	v[F_place].text = s->m.place;
	v[F_day].text = date_of(cx, on);
	v[F_present].text = names_of(cx, s, true);
	v[F_absent].text = names_of(cx, s, false);
	v[F_issuer].text = cx->who ? cx->who->unit_name : S("");
	v[F_issued].text = date_of(cx, ctx_today(cx));
	v[F_since].text = p->told ? writ_moment(cx, p->since) : text_get(T_meeting_untold, ZH);
	v[F_cut].text = p->told ? writ_moment(cx, p->cut) : text_get(T_meeting_untold_cut, ZH);
	v[F_position].text = number(cx, p->position);
	v[F_nth].text = number(cx, nth);
	if ((e = lines(cx, s->agenda, &v[F_agenda])) != OK || (e = lines(cx, s->said, &v[F_said])) != OK ||
	    (e = tasks(cx, s->task, s->ntask, true, &v[F_pledges])) != OK ||
	    (e = tasks(cx, s->task, s->ntask, false, &v[F_decisions])) != OK ||
	    (e = still_open(cx, p, &v[F_open])) != OK)
		return e;
	return units(cx, p, &v[F_units]);
}

static enum err
sample(struct ctx *cx, const struct writ_form *form, struct writ_facts *out)
{
	struct meeting_shown        s;
	struct meeting_pack         p;
	struct q_meeting_newest_row at;
	enum err                    e;

	(void)form;
	e = q_meeting_newest(cx, &(struct q_meeting_newest_in){cx->who ? cx->who->reach : REACH_ALL}, &at);
	if (e == ERR_NONE)
		return refuse(cx, ERR_RULE, NULL, T_meeting_none);
	if (e != OK || (e = meeting_shown_of(cx, at.id, &s)) != OK || (e = meeting_pack_of(cx, at.id, &p)) != OK)
		return e;
	*out = (struct writ_facts){.position = p.position, .case_no = s.m.title};
	return values(cx, &s, &p, 1, &out->value);
}

enum { BOTH = 1 << WRIT_DOCX | 1 << WRIT_TEXT };
const struct writ_form meeting_forms[] = {
    {.name = "meeting_pack", .label = T_meeting_pack, .what = T_meeting_pack_what, .field = fields,
     .nfield = NITEMS(fields), .sample = sample, .forms = BOTH},
    {.name = "meeting_minutes", .label = T_meeting_minutes, .what = T_meeting_minutes_what, .field = fields,
     .nfield = NITEMS(fields), .sample = sample, .forms = BOTH},
};
const size_t meeting_forms_n = NITEMS(meeting_forms);

/* ---- meeting.issue ---- */

static const struct choice kinds[] = {{"meeting_pack", T_meeting_pack}, {"meeting_minutes", T_meeting_minutes},
                                      {NULL, T_none}};

#define ISSUE_IN(X) \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL) \
	X(choice, kind, 1, 0, 0, T_meeting_f_paper, kinds)
struct issue_in {
	ISSUE_IN(FIELD_DECL)
};
#define IN_T issue_in
static const struct field issue_fields[] = {ISSUE_IN(FIELD_ROW)};
#undef IN_T

struct made {
	struct writ_kept kept;
	int64_t          nth, rev, position;
	bool             same; /* it would say what the last one says: nothing was made */
};

static enum err
count(struct ctx *cx, const struct issue_in *in, int64_t *n)
{
	struct q_meeting_paper_count_row row;
	enum err e = q_meeting_paper_count(cx, &(struct q_meeting_paper_count_in){in->id, in->kind}, &row);

	*n = e == OK ? row.n : 0;
	return e;
}

/* Would it say, but for which copy it is, just what the last one says? */
static enum err
is_same(struct ctx *cx, const struct issue_in *in, const struct meeting_shown *s, const struct meeting_pack *p,
        struct made *m)
{
	struct q_meeting_paper_last_row last;
	const struct office_value      *v;
	enum err e = q_meeting_paper_last(cx, &(struct q_meeting_paper_last_in){in->id, in->kind}, &last);

	m->same = false;
	if (e == ERR_NONE)
		return OK;
	if (e != OK || (e = values(cx, s, p, m->nth, &v)) != OK)
		return e;
	/* Not its PDF, which says within when it was made. */
	return writ_would_be(cx, writ_form_of(in->kind), v, &(struct writ_kept){.docx = last.docx}, &m->same);
}

/* Minutes are of what is over; a pack of what was not cancelled. */
static text_id
fault_of(enum meeting_state s, str kind)
{
	if (str_eq(kind, S("meeting_minutes")))
		return s == MEETING_HELD ? T_none : T_meeting_not_held;
	return s == MEETING_VOID ? T_meeting_rule_over : T_none;
}

static enum err
issue_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct issue_in     *in = arg;
	struct made               *m = ARENA_NEW(cx->arena, struct made);
	struct meeting_shown       s;
	struct meeting_pack        p;
	const struct office_value *v;
	text_id                    fault;
	enum err                   e;

	*made = m;
	if (!m)
		return ctx_no_memory(cx);
	if ((e = meeting_shown_of(cx, in->id, &s)) != OK)
		return e;
	if ((fault = fault_of(s.m.state, in->kind)) != T_none)
		return refuse(cx, ERR_RULE, "kind", fault);
	if ((e = count(cx, in, &m->nth)) != OK || (e = meeting_pack_of(cx, in->id, &p)) != OK)
		return e;
	/* One that was told no figures says how far was sealed when its paper was made. */
	if (!p.position && (e = journal_position(cx, &p.position)) != OK)
		return e;
	m->rev = s.rev;
	m->position = p.position;
	/* That is said by apply(): a form sent twice is answered as it was the first time. */
	if ((e = is_same(cx, in, &s, &p, m)) != OK || m->same)
		return e;
	m->nth++;
	if ((e = values(cx, &s, &p, m->nth, &v)) != OK)
		return e;
	return writ_make(cx, writ_form_of(in->kind), v, &m->kept);
}

static enum err
tell(struct ctx *cx, int64_t id, const struct q_meeting_paper_add_in *in)
{
	struct q_meeting_paper_fold_row row = {
	    .id = id, .rev = 1, .meeting_id = in->meeting_id, .kind = in->kind, .nth = in->nth,
	    .position = in->position, .docx = in->docx, .docx_bytes = in->docx_bytes, .pdf = in->pdf,
	    .pdf_bytes = in->pdf_bytes, .issued_by = in->issued_by, .issued_post = in->issued_post,
	    .issued_at = in->issued_at};
	struct record r;

	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(meeting_queries, "meeting_paper_fold"), 0, NULL, &row, cx->now);
	return record_end(cx, &r, "meeting_paper", id, 1, "meeting_paper.issued", STR_NONE);
}

static enum err
issue(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct issue_in           *in = arg;
	const struct made               *m = made;
	struct q_meeting_paper_add_in    row = {.meeting_id = in->id, .kind = in->kind, .nth = m->nth,
	       .position = m->position, .docx = m->kept.docx, .docx_bytes = m->kept.docx_bytes, .pdf = m->kept.pdf,
	       .pdf_bytes = m->kept.pdf_bytes, .issued_by = cx->who->user,
	       .issued_post = {cx->who->post != 0, cx->who->post}, .issued_at = cx->now};
	struct q_meeting_paper_add_row   added;
	struct meeting_act               a = {0};
	int64_t                          n;
	enum err                         e;

	if ((e = meeting_begin(cx, in->id, &a)) != OK || (e = count(cx, in, &n)) != OK)
		return e;
	if (m->same)
		return refuse(cx, ERR_RULE, "kind", T_meeting_same, number(cx, m->nth),
		              text_get(writ_form_of(in->kind)->label, cx->lang));
	/* Somebody was quicker: the paper does not say what the meeting is now. */
	if (n + 1 != m->nth || a.m.rev != m->rev)
		return refuse(cx, ERR_STALE, NULL, T_meeting_changed, a.m.title);
	if ((e = q_meeting_paper_add(cx, &row, &added)) != OK)
		return e;
	meeting_reply(cx, T_meeting_did_issue, in->id, a.m.rev, text_get(writ_form_of(in->kind)->label, cx->lang), out);
	return tell(cx, added.id, &row);
}

const struct command meeting_issue_cmd = {
    .name = "meeting.issue", .summary = T_meeting_c_issue, .perm = PERM_MEETING_EDIT, .lock = "meeting",
    .lock_field = "id", .by_somebody = true, .slow = true, .in = issue_fields, .nin = NITEMS(issue_fields),
    .in_size = sizeof(struct issue_in), .prepare = issue_prepare, .apply = issue,
};

/* ---- Files ---- */

enum err
meeting_fetch(struct ctx *cx, int64_t id, bool pdf, int *fd, uint64_t *bytes, str *name)
{
	struct q_meeting_paper_get_row r;
	const struct writ_form        *f;
	enum err                       e;

	if ((e = q_meeting_paper_get(cx, &(struct q_meeting_paper_get_in){id, cx->who->reach, meeting_packs(cx->who)},
	                             &r)) != OK ||
	    (e = writ_open(cx, pdf ? r.pdf : r.docx, fd, bytes)) != OK)
		return e;
	f = writ_form_of(r.kind);
	*name = arena_printf(cx->arena, "%.*s-%.*s-%.*s-%lld.%s",
	                     STR_ARG(f ? text_get(f->label, cx->lang) : r.kind), STR_ARG(r.title), STR_ARG(r.day),
	                     (long long)r.nth, pdf ? "pdf" : "docx");
	if (name->p)
		return OK;
	(void)close(*fd);
	return ctx_no_memory(cx);
}

static enum err
names(struct ctx *cx, str file, bool *is)
{
	struct q_meeting_paper_named_row row;
	enum err e = q_meeting_paper_named(cx, &(struct q_meeting_paper_named_in){file}, &row);

	*is = e != OK || row.n > 0;
	return e;
}

static enum err
page(struct ctx *cx, int64_t after, struct writ_other **out, size_t *n)
{
	struct q_meeting_paper_kept_row *row;
	enum err e = q_meeting_paper_kept(cx, &(struct q_meeting_paper_kept_in){after, WRIT_PAGE}, &row, n);

	if (e != OK)
		return e;
	if (!(*out = ARENA_NEWS(cx->arena, *n + 1, struct writ_other)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++) {
		const struct writ_form *f = writ_form_of(row[i].kind);

		(*out)[i] = (struct writ_other){.id = row[i].id,
		    .what = arena_printf(cx->arena, "%.*s %.*s %lld",
		                         STR_ARG(f ? text_get(f->label, cx->lang) : row[i].kind), STR_ARG(row[i].title),
		                         (long long)row[i].nth),
		    .docx = row[i].docx, .pdf = row[i].pdf};
	}
	return OK;
}

const struct writ_keeper meeting_keeper = {names, page};
