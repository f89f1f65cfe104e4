/* What is said of a verification: a line for programs, sentences for people. */
#include "base/clock.h"
#include "kit/verify/folding.h"
#include "kit_verify_texts.h"
#include "verify_sql.h"

#include <string.h>

static const struct {
	const char *word;
	text_id     text;
} words[] = {
	[FAULT_ALTERED] = {"altered", T_verify_fault_altered},
	[FAULT_MISSING] = {"missing", T_verify_fault_missing},
	[FAULT_INSERTED] = {"inserted", T_verify_fault_inserted},
	[FAULT_MOVED] = {"moved", T_verify_fault_moved},
	[FAULT_SEAL] = {"seal", T_verify_fault_seal},
	[FAULT_SEAL_MISSING] = {"seal-missing", T_verify_fault_seal_missing},
	[FAULT_EXPECT] = {"expect", T_verify_fault_expect},
	[FAULT_BARE] = {"bare", T_verify_fault_bare},
	[FAULT_GAP] = {"gap", T_verify_fault_gap},
	[FAULT_EXTRA] = {"extra", T_verify_fault_extra},
	[FAULT_ROW] = {"row", T_verify_fault_row},
	[FAULT_ROW_MISSING] = {"row-missing", T_verify_fault_row_missing},
	[FAULT_ROW_UNKNOWN] = {"row-unknown", T_verify_fault_row_unknown},
	[FAULT_KIND] = {"kind", T_verify_fault_kind},
	[FAULT_WRONG] = {"wrong", T_verify_fault_wrong},
	[FAULT_HEAD] = {"head", T_verify_fault_head},
};

static void
add_number(struct buf *b, const char *key, int64_t v)
{
	buf_printf(b, " %s=%lld", key, (long long)v);
}

void
verify_line(struct buf *b, const struct verify_report *r)
{
	const struct fault *f = &r->fault;

	if (f->kind == FAULT_NONE) {
		buf_add(b, S("ok"));
		add_number(b, "events", r->events);
		add_number(b, "batches", r->batches);
		add_number(b, "position", r->position);
		buf_add(b, S(" seal="));
		digest_add(b, r->seal);
		return;
	}
	buf_printf(b, "fault %s", words[f->kind].word);
	switch (f->kind) {
	case FAULT_SEAL:
	case FAULT_SEAL_MISSING:
		add_number(b, "batch", f->batch);
		break;
	case FAULT_MISSING:
	case FAULT_EXPECT:
		add_number(b, "pos", f->pos);
		break;
	case FAULT_ALTERED:
	case FAULT_INSERTED:
	case FAULT_MOVED:
	case FAULT_BARE:
		add_number(b, "pos", f->pos);
		add_number(b, "id", f->id);
		break;
	case FAULT_GAP:
	case FAULT_EXTRA:
	case FAULT_ROW:
	case FAULT_ROW_MISSING:
	case FAULT_ROW_UNKNOWN:
		buf_printf(b, " kind=%s", f->name);
		add_number(b, "id", f->aggregate);
		break;
	case FAULT_KIND:
		buf_printf(b, " kind=%s", f->name);
		break;
	case FAULT_WRONG:
		buf_printf(b, " in=%s", f->side);
		add_number(b, "id", f->aggregate);
		break;
	case FAULT_HEAD:
	case FAULT_NONE:
		break;
	}
	if (f->kind >= FAULT_ROW && f->kind <= FAULT_ROW_UNKNOWN && f->side[0])
		buf_printf(b, " in=%s key=%s", f->side, f->key);
	if (f->kind == FAULT_ALTERED || f->kind == FAULT_SEAL)
		buf_printf(b, " what=%s", f->what);
	if (f->kind == FAULT_MOVED)
		add_number(b, "belongs", f->belongs);
	if (f->kind == FAULT_GAP || f->kind == FAULT_EXTRA)
		add_number(b, "rev", f->rev);
	if ((f->kind == FAULT_GAP || f->kind == FAULT_EXTRA) && f->event)
		add_number(b, "event", f->event);
	if (f->kind == FAULT_ROW)
		buf_printf(b, " column=%s table=%s folded=%s", f->column, f->table, f->folded);
}

/* ---- For people ---- */

enum err
fault_name(struct ctx *cx, const struct verify_task *task, struct fault *f)
{
	static const char *const        by[] = {"no", "code", "number", "key", "name"};
	const struct journal_aggregate *a = NULL;
	const struct db_query          *q;
	struct q_event_head_row         ev;
	int64_t                         in[2];
	void                           *row = NULL;
	size_t                          n = 0;
	enum err                        e;

	if (f->id) {
		e = q_event_head(cx, &(struct q_event_head_in){.id = f->id}, &ev);
		if (e != OK)
			return e == ERR_NONE ? OK : e;
		fault_text(f->name, sizeof(f->name), ev.kind);
		f->aggregate = ev.aggregate;
		f->event = f->id;
		f->event_rev = ev.rev;
		f->recorded_at = ev.recorded_at;
	}
	for (size_t i = 0; i < task->n && !a; i++)
		if (strcmp(task->aggregates[i].kind, f->name) == 0)
			a = &task->aggregates[i];
	if (!a)
		return OK;
	f->label = a->label;
	if (!a->query)
		return OK;
	q = aggregate_query(a, a->query);
	aggregate_input(q, f->aggregate - 1, 1, in);
	if ((e = db_run_many(cx, q, in, &row, &n)) != OK || n == 0 || row_id(q, row) != f->aggregate)
		return e;
	for (size_t k = 0; k < NITEMS(by) && !f->called[0]; k++)
		for (size_t i = 0; i < q->nout && !f->called[0]; i++)
			if (strcmp(q->out[i].name, by[k]) == 0 && q->out[i].type == DB_STR)
				fault_text(f->called, sizeof(f->called),
				           *(const str *)(const void *)((const char *)row + q->out[i].offset));
	return OK;
}

static str
sentence(const struct ctx *cx, struct arena *a, text_id text, const str *arg, size_t n)
{
	struct buf b;

	buf_init(&b, a, BUF_LINE);
	text_add(&b, text, cx->lang, arg, n);
	return buf_str(&b);
}

static str
number(struct arena *a, int64_t v)
{
	return arena_printf(a, "%lld", (long long)v);
}

/* 案件 2026-00012（编号 17） */
static str
thing_words(const struct ctx *cx, struct arena *a, const struct fault *f)
{
	str label = f->label ? text_get(f->label, cx->lang) : str_of(f->name);

	return f->called[0]
	           ? sentence(cx, a, T_verify_thing_called,
	                      (str[]){label, str_of(f->called), number(a, f->aggregate)}, 3)
	           : sentence(cx, a, T_verify_thing, (str[]){label, number(a, f->aggregate)}, 2);
}

/* What `what=` of the line for programs means. */
static str
what_words(const struct ctx *cx, const struct fault *f)
{
	static const struct {
		const char *what;
		text_id     text;
	} t[] = {
		{"payload", T_verify_what_payload}, {"commitment", T_verify_what_commitment},
		{"event", T_verify_what_event},
		{"count", T_verify_what_count}, {"first", T_verify_what_first}, {"root", T_verify_what_root},
		{"prev", T_verify_what_prev}, {"seal", T_verify_what_seal},
	};

	for (size_t i = 0; i < NITEMS(t); i++)
		if (strcmp(t[i].what, f->what) == 0)
			return text_get(t[i].text, cx->lang);
	return str_of(f->what);
}

static void
fault_words(const struct ctx *cx, struct buf *b, const struct fault *f)
{
	struct arena *a = b->arena;
	str           who = thing_words(cx, a, f), where = who, at;
	str           rev = number(a, f->rev), event = number(a, f->event);
	text_id       text = words[f->kind].text;
	struct buf    time;

	buf_init(&time, a, 100);
	clock_add_minute(&time, f->recorded_at, cx->zone);
	at = buf_str(&time);
	if (f->side[0] && f->kind != FAULT_WRONG)
		where = arena_printf(a, "%.*s → %s[%s]", STR_ARG(who), f->side, f->key);
	switch (f->kind) {
	case FAULT_SEAL:
	case FAULT_SEAL_MISSING:
		text_add(b, text, cx->lang, (str[]){number(a, f->batch), what_words(cx, f)}, 2);
		break;
	case FAULT_ALTERED:
	case FAULT_MOVED:
	case FAULT_MISSING:
	case FAULT_EXPECT:
	case FAULT_INSERTED:
	case FAULT_BARE:
		text_add(b, text, cx->lang,
		         (str[]){number(a, f->pos), number(a, f->id),
		                 f->kind == FAULT_MOVED ? number(a, f->belongs) : what_words(cx, f)},
		         3);
		if (f->event)
			text_add(b, T_verify_whose, cx->lang, (str[]){who, number(a, f->event_rev), at}, 3);
		break;
	case FAULT_GAP:
		text_add(b, f->event ? T_verify_fault_gap_then : text, cx->lang,
		         (str[]){who, rev, number(a, f->event_rev), event, at}, 5);
		break;
	case FAULT_EXTRA:
		text_add(b, text, cx->lang, (str[]){who, rev, event, at}, 4);
		break;
	case FAULT_ROW:
	case FAULT_ROW_MISSING:
	case FAULT_ROW_UNKNOWN:
		text_add(b, text, cx->lang,
		         (str[]){where, str_of(f->column), str_of(f->table), str_of(f->folded)}, 4);
		if (f->event)
			text_add(b, T_verify_last, cx->lang, (str[]){event, at}, 2);
		break;
	case FAULT_KIND:
		text_add(b, text, cx->lang, (str[]){str_of(f->name)}, 1);
		break;
	case FAULT_WRONG:
		text_add(b, text, cx->lang, (str[]){str_of(f->side), number(a, f->aggregate)}, 2);
		break;
	case FAULT_HEAD:
	case FAULT_NONE:
		text_add(b, text, cx->lang, NULL, 0);
		break;
	}
}

void
verify_text(const struct ctx *cx, struct buf *b, const struct verify_report *r)
{
	struct arena *a = b->arena;
	struct buf    hex;

	if (r->fault.kind) {
		fault_words(cx, b, &r->fault);
	} else {
		buf_init(&hex, a, 100);
		digest_add(&hex, r->seal);
		text_add(b, T_verify_good, cx->lang,
		         (str[]){number(a, r->events), number(a, r->batches), number(a, r->rows),
		                 number(a, r->position), buf_str(&hex)},
		         5);
	}
	if (r->late > 0) {
		buf_char(b, '\n');
		text_add(b, T_verify_waiting, cx->lang, (str[]){number(a, r->waiting)}, 1);
	}
}
