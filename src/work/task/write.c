/* A task that passed the rules is written: its row, what belongs to it, its event. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "kit/journal/journal.h"
#include "work/task/inside.h"

enum err
task_sides(struct ctx *cx, int64_t id, struct journal_sides *now)
{
	return journal_sides_look(cx, &task_aggregates[0], id, now);
}

enum err
task_said(struct ctx *cx, struct record *r, int64_t id, int64_t rev, const char *type,
    const struct journal_sides *was,
          str reason)
{
	str         more = STR_NONE;
	struct buf  b;
	struct json j;
	enum err    e = journal_sides_say(cx, &task_aggregates[0], id, was, &r->rows);

	if (e != OK)
		return e;
	if (reason.n) {
		buf_init(&b, cx->arena, BUF_LINE);
		json_init(&j, &b);
		json_obj(&j);
		json_kv_str(&j, "reason", reason);
		json_obj_end(&j);
		if (buf_end(&b, &more) != OK)
			return ctx_no_memory(cx);
	}
	return record_end(cx, r, "task", id, rev, type, more);
}

/* The checks, where they are said anew; the same words keep their tick. */
static enum err
write_checks(struct ctx *cx, int64_t id, str list)
{
	struct q_task_checks_row *had;
	size_t                    n, m = 0;
	int64_t                   gone;
	str                       word;
	enum err e = q_task_checks(cx, &(struct q_task_checks_in){.task_id = id}, &had, &n);

	if (e != OK || (e = q_task_checks_drop(cx, &(struct q_task_checks_drop_in){.task_id = id}, &gone)) != OK)
		return e;
	while (e == OK && (word = list_cut(&list)).p) {
		bool held = false;

		for (size_t i = 0; i < n; i++)
			held = held || (had[i].held && str_eq(had[i].words, word));
		e = q_task_check_add(cx, &(struct q_task_check_add_in){.task_id = id, .n = (int64_t)++m,
		    .words = word,
		                                                      .held = held}, &gone);
	}
	return e;
}

static enum err
write_links(struct ctx *cx, int64_t id, const char *what, const int64_t *ref, size_t n)
{
	int64_t  changed;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++)
		e = q_task_link_add(cx, &(struct q_task_link_add_in){.task_id = id, .what = str_of(what),
		    .ref_id = ref[i]},
		                    &changed);
	return e;
}

/* Where a task without places of its own lies, when its unit lies nowhere either: the district. */
static enum err
root_of(struct ctx *cx, int64_t *root)
{
	str      code, name;
	enum err e = place_district(cx, STR_NONE, &code, &name);

	return e == OK ? place_by_code(cx, code, root, NULL) : e;
}

static enum err
write_sides(struct ctx *cx, const struct row *row, const struct said *s)
{
	int64_t  n, root;
	enum err e;

	if ((e = q_task_links_drop(cx, &(struct q_task_links_drop_in){.task_id = s->id}, &n)) != OK ||
	    (e = write_checks(cx, s->id, row_text(row, TK_CHECKS))) != OK ||
	    (e = write_links(cx, s->id, "place", s->place, s->nplace)) != OK ||
	    (e = write_links(cx, s->id, "site", s->site, s->nsite)) != OK ||
	    (e = write_links(cx, s->id, "standard", s->standard, s->nstandard)) != OK ||
	    (e = write_links(cx, s->id, "after", s->after, s->nafter)) != OK ||
	    (e = q_task_reach_drop(cx, &(struct q_task_reach_drop_in){.task_id = s->id}, &n)) != OK ||
	    (e = root_of(cx, &root)) != OK)
		return e;
	return q_task_reach_add(cx, &(struct q_task_reach_add_in){.task_id = s->id, .root = root}, &n);
}

static str
kind_of(const struct row *row)
{
	str kind = row_text(row, TK_KIND);

	return kind.n ? kind : S("task");
}

static str
evidence_of(const struct row *row)
{
	str evidence = row_text(row, TK_EVIDENCE);

	return evidence.n ? evidence : S("photo");
}

static void
said_columns(struct record *r, const struct row *row, const struct said *s)
{
	json_kv_str(&r->set, "kind", kind_of(row));
	json_kv_str(&r->set, "title", row_text(row, TK_TITLE));
	json_kv_str(&r->set, "goal", row_text(row, TK_GOAL));
	json_kv_i64(&r->set, "target", s->target);
	json_kv_str(&r->set, "measure", row_text(row, TK_MEASURE));
	json_kv_i64(&r->set, "unit_id", s->unit);
	json_kv_i64(&r->set, "post_id", s->post);
	json_kv_str(&r->set, "begins", row->cell[TK_BEGINS]);
	json_kv_str(&r->set, "due", row_text(row, TK_DUE));
	json_kv_i64(&r->set, "days", s->days);
	json_kv_str(&r->set, "evidence", evidence_of(row));
	json_kv_str(&r->set, "line", row_text(row, TK_LINE));
	json_kv_str(&r->set, "source", row_text(row, TK_SOURCE));
}

enum err
said_add(struct ctx *cx, const struct row *row, struct said *s)
{
	const int64_t         by = cx->who ? cx->who->user : 0;
	struct q_task_add_row new;
	struct record         r;
	enum err              e = q_task_add(cx, &(struct q_task_add_in){.no = row->cell[TK_NO], .kind = kind_of(row),
	    .title = row->cell[TK_TITLE], .goal = row->cell[TK_GOAL], .target = s->target,
	    .measure = row->cell[TK_MEASURE],
	    .unit_id = s->unit, .post_id = s->post, .begins = row->cell[TK_BEGINS], .due = row->cell[TK_DUE],
	    .days = s->days,
	    .evidence = evidence_of(row), .line = row_text(row, TK_LINE), .source = row_text(row, TK_SOURCE),
	    .made_at = cx->now, .made_by = by}, &new);

	if (e != OK)
		return e;
	s->id = new.id;
	if ((e = write_sides(cx, row, s)) != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "no", row->cell[TK_NO]);
	json_kv_str(&r.set, "state", S("open"));
	json_kv_str(&r.set, "first_due", row->cell[TK_DUE]);
	json_kv_i64(&r.set, "made_at", cx->now);
	json_kv_i64(&r.set, "made_by", by);
	said_columns(&r, row, s);
	return task_said(cx, &r, s->id, 1, "task.added", NULL, STR_NONE);
}

/* Whether what was reported has to be reported anew, now that its unit, its goal or its checks are other ones. */
static enum err
is_anew(struct ctx *cx, const struct said *s, const struct q_task_row_row *old, bool *anew)
{
	struct q_task_checks_row *check;
	struct task_facts         f = {.state = task_state_of(old->state), .unit = s->unit, .target = s->target,
	    .done = old->done};
	enum err e = q_task_checks(cx, &(struct q_task_checks_in){.task_id = s->id}, &check, &f.checks);

	for (size_t i = 0; e == OK && i < f.checks; i++)
		f.held += check[i].held;
	*anew = e == OK && task_reopens(&f, old->unit_id);
	return e;
}

enum err
said_change(struct ctx *cx, const struct row *row, const struct said *s, const struct q_task_row_row *old, str reason)
{
	struct journal_sides was;
	struct record        r;
	bool                 anew;
	int64_t              n;
	enum err             e;

	if ((e = task_sides(cx, s->id, &was)) != OK || (e = write_sides(cx, row, s)) != OK ||
	    (e = is_anew(cx, s, old, &anew)) != OK ||
	    (e = q_task_change(cx, &(struct q_task_change_in){.id = s->id, .rev = old->rev + 1, .kind = kind_of(row),
	         .title = row->cell[TK_TITLE], .goal = row->cell[TK_GOAL], .target = s->target,
	         .measure = row->cell[TK_MEASURE], .unit_id = s->unit, .post_id = s->post,
	         .begins = row->cell[TK_BEGINS],
	         .due = row->cell[TK_DUE], .days = s->days, .evidence = evidence_of(row), .line = row_text(row,
	         TK_LINE),
	         .source = row_text(row, TK_SOURCE),
	         .state = anew ? S("open") : old->state}, &n)) != OK)
		return e;
	record_begin(cx, &r);
	said_columns(&r, row, s);
	if (anew)
		json_kv_str(&r.set, "state", S("open"));
	return task_said(cx, &r, s->id, old->rev + 1, "task.changed", &was, reason);
}
