/* task.add, task.change, task.load. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

/* After all was written: no task comes to wait for itself, by whatever way.  Each ring has a row of the table. */
static enum err
check_ring(struct ctx *cx, struct rows *t, const struct taking *k)
{
	struct q_task_edges_row *row;
	struct task_edge        *edge;
	int64_t                 *ring;
	size_t                   n, m;
	enum err                 e = q_task_edges(cx, &row, &n);

	if (e != OK)
		return e;
	if (!(edge = ARENA_NEWS(cx->arena, n, struct task_edge)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		edge[i] = (struct task_edge){row[i].task_id, row[i].ref_id};
	if (!task_ring(cx->arena, edge, n, &ring, &m))
		return ctx_no_memory(cx);
	for (size_t i = 0; m && i < t->n; i++)
		for (size_t r = 0; r < m; r++)
			if (ring[r] == k->said[i].id)
				return rows_refuse(cx, t, i, TK_AFTER, T_task_ring, t->row[i].cell[TK_NO]);
	return OK;
}

/* ---- task.load ---- */

#define LOAD_IN(X)                                                                 \
	X(text, file, 1, 1, 4 << 20, T_task_field_file, NULL)                      \
	X(text, reason, 0, 1, 500, T_task_f_reason, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field load_fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

/* A row of the store beside the table's: are they the same? */
struct beside {
	const struct row *row;
	bool              same;
};

/* Every word of one list stands in the other: as whole tables are compared. */
static bool
all_in(str list, str other)
{
	str word;

	while ((word = list_cut(&list)).p) {
		str  rest = other, one;
		bool found = false;

		while (!found && (one = list_cut(&rest)).p)
			found = str_eq(one, word);
		if (!found)
			return false;
	}
	return true;
}

static bool
same_cell(size_t c, str was, str is)
{
	if (c == TK_PLACES || c == TK_SITES || c == TK_STANDARDS || c == TK_AFTER)
		return all_in(was, is) && all_in(is, was);
	if (c == TK_KIND && !is.n)
		is = S("task");
	if (c == TK_EVIDENCE && !is.n)
		is = S("photo");
	if (c == TK_DAYS && !is.n)
		is = S("0");
	return (!was.n && !is.n) || str_eq(was, is);
}

static enum err
compare(struct ctx *cx, const str *cell, void *arg)
{
	struct beside *b = arg;

	(void)cx;
	b->same = true;
	for (size_t c = 0; c < TK_ALL; c++)
		b->same = b->same && same_cell(c, cell[c], b->row->cell[c]);
	return OK;
}

/* As by task.change: no due day becomes another one without saying why.  moved: how many; first: one of them. */
static enum err
check_why(struct ctx *cx, str reason, size_t moved, str first)
{
	if (!moved || reason.n)
		return OK;
	return refuse(cx, ERR_INPUT, "reason", T_task_due_why, first, arena_printf(cx->arena, "%zu", moved));
}

static enum err
write_all(struct ctx *cx, struct rows *t, struct taking *k, str reason, size_t *written)
{
	bool    *fresh = ARENA_NEWS(cx->arena, t->n, bool);
	size_t   moved = 0;
	str      first = STR_NONE;
	enum err e = OK;

	*written = 0;
	if (!fresh)
		return ctx_no_memory(cx);
	/* Those that are new come first without what they wait for: it may be new as well. */
	for (size_t i = 0; e == OK && i < t->n; i++) {
		size_t after = k->said[i].nafter;

		if (k->said[i].id)
			continue;
		fresh[i] = true;
		for (size_t m = 0; m < after; m++)
			if (k->said[i].after[m] < 0)
				k->said[i].after[m] = k->said[-k->said[i].after[m] - 1].id;
		for (size_t m = 0; m < after; m++)
			if (!k->said[i].after[m])
				return rows_refuse(cx, t, i, TK_AFTER, T_task_after_below, t->row[i].cell[TK_AFTER]);
		if ((e = said_lasts(cx, t, i, &k->said[i])) == OK)
			e = said_add(cx, &t->row[i], &k->said[i]);
		++*written;
	}
	for (size_t i = 0; e == OK && i < t->n; i++) {
		struct q_task_row_row old;
		struct beside         b = {.row = &t->row[i]};

		if (fresh[i])
			continue;
		for (size_t m = 0; m < k->said[i].nafter; m++)
			if (k->said[i].after[m] < 0)
				k->said[i].after[m] = k->said[-k->said[i].after[m] - 1].id;
		if ((e = task_within(cx, k->said[i].id, &old)) == ERR_NONE)
			return rows_refuse(cx, t, i, TK_NO, T_task_no_taken, t->row[i].cell[TK_NO]);
		if (e != OK || (e = task_cells(cx, k->said[i].id, k->said[i].id, compare, &b)) != OK || b.same)
			continue;
		if (task_state_of(old.state) >= TASK_ACCEPTED)
			return rows_refuse(cx, t, i, TK_NO, T_task_over, t->row[i].cell[TK_NO]);
		if (!str_eq(old.due, row_text(&t->row[i], TK_DUE)) && moved++ == 0)
			first = t->row[i].cell[TK_NO];
		if ((e = said_lasts(cx, t, i, &k->said[i])) == OK)
			e = said_change(cx, &t->row[i], &k->said[i], &old, reason);
		++*written;
	}
	if (e == OK)
		e = check_why(cx, reason, moved, first);
	return e == OK ? check_ring(cx, t, k) : e;
}

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct load_in *in = arg;
	struct taking         k = {0};
	struct rows           t;
	size_t                written;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "task", 0)) != OK || (e = unit_today(cx, &k.today)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, task_columns, TK_ALL, TASK_ROWS)) != OK ||
	    (e = rows_index(cx, &t, TK_NO, &k.by_no)) != OK)
		return e;
	if (!(k.said = ARENA_NEWS(cx->arena, t.n, struct said)))
		return ctx_no_memory(cx);
	if ((e = rows_each(cx, &t, said_check, &k)) != OK || (e = write_all(cx, &t, &k, in->reason, &written)) != OK)
		return e;
	*out = (struct reply){.done = T_task_loaded, .arg = {arena_printf(cx->arena, "%zu", t.n),
	                                                     arena_printf(cx->arena, "%zu", written)}};
	return OK;
}

/* ---- task.add, task.change ---- */

#define SAID_IN(X, need_)                                                          \
	X(choice, task_kind, 0, 0, 0, T_task_f_kind, task_kinds)                   \
	X(str, task, need_, 1, 300, T_task_f_title, NULL)                          \
	X(text, goal, need_, 1, 300, T_task_f_goal, NULL)                          \
	X(i64, target, need_, 1, 1000000000, T_task_f_target, NULL)                \
	X(str, measure, need_, 1, 60, T_task_f_measure, NULL)                      \
	X(code, unit_code, need_, 1, 60, T_task_f_unit, NULL)                      \
	X(code, post_code, need_, 1, 60, T_task_f_post, NULL)                      \
	X(day, due, need_, DAY_FIRST, DAY_LAST, T_task_f_due, NULL)                \
	X(text, checks, need_, 1, 4000, T_task_f_checks, NULL)                     \
	X(choice, evidence, 0, 0, 0, T_task_f_evidence, task_evidences)            \
	X(text, standards, 0, 1, 4000, T_task_f_standards, NULL)                   \
	X(text, places, 0, 1, 4000, T_task_f_places, NULL)                         \
	X(text, sites, 0, 1, 4000, T_task_f_sites, NULL)                           \
	X(day, begins, 0, DAY_FIRST, DAY_LAST, T_task_f_begins, NULL)              \
	X(i64, work_days, 0, 0, TASK_DAYS, T_task_f_days, NULL)                    \
	X(text, after, 0, 1, 4000, T_task_f_after, NULL)                           \
	X(str, campaign, 0, 1, 60, T_task_f_line, NULL)                            \
	X(str, source, 0, 1, 300, T_task_f_source, NULL)
#define ADD_IN(X) X(str, task_no, 0, 1, 60, T_task_f_no, NULL) SAID_IN(X, 1)
#define CHANGE_IN(X)                                                               \
	X(id, id, 1, 1, INT64_MAX, T_task_f_id, NULL)                              \
	X(text, reason, 1, 1, 500, T_task_f_reason, NULL)                          \
	SAID_IN(X, 0)
struct add_in {
	ADD_IN(FIELD_DECL)
};
struct change_in {
	CHANGE_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T
#define IN_T change_in
static const struct field change_fields[] = {CHANGE_IN(FIELD_ROW)};
#undef IN_T

static const struct sheet_field form_fields[TK_ALL] = {
    [TK_NO] = {"task_no", T_task_f_no},          [TK_KIND] = {"task_kind", T_task_f_kind},
    [TK_TITLE] = {"task", T_task_f_title},       [TK_GOAL] = {"goal", T_task_f_goal},
    [TK_TARGET] = {"target", T_task_f_target},   [TK_MEASURE] = {"measure", T_task_f_measure},
    [TK_UNIT] = {"unit_code", T_task_f_unit},    [TK_POST] = {"post_code", T_task_f_post},
    [TK_BEGINS] = {"begins", T_task_f_begins},   [TK_DUE] = {"due", T_task_f_due},
    [TK_DAYS] = {"work_days", T_task_f_days},    [TK_EVIDENCE] = {"evidence", T_task_f_evidence},
    [TK_CHECKS] = {"checks", T_task_f_checks},   [TK_PLACES] = {"places", T_task_f_places},
    [TK_SITES] = {"sites", T_task_f_sites},
    [TK_STANDARDS] = {"standards", T_task_f_standards}, [TK_AFTER] = {"after", T_task_f_after},
    [TK_LINE] = {"campaign", T_task_f_line},     [TK_SOURCE] = {"source", T_task_f_source},
};

static str
number(struct ctx *cx, int64_t v)
{
	return v == FIELD_ABSENT ? STR_NONE : arena_printf(cx->arena, "%lld", (long long)v);
}

static str
day_of(struct ctx *cx, int64_t v)
{
	char text[DAY_TEXT];

	if (v == FIELD_ABSENT)
		return STR_NONE;
	return arena_printf(cx->arena, "%.*s", STR_ARG(day_format((day){(int32_t)v}, text)));
}

/* What people put on lines of their own are the items of a list. */
static str
one_line(struct ctx *cx, str text)
{
	struct buf b;

	if (!text.p)
		return text;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (text.p) {
		str line = str_trim(str_cut(&text, '\n'));

		if (b.n && line.n)
			buf_add(&b, S("；"));
		buf_add(&b, line);
	}
	return b.err ? STR_NONE : buf_str(&b);
}

static void
cells_of(struct ctx *cx, const struct add_in *in, str *cell)
{
	const str said[TK_ALL] = {
	    [TK_NO] = in->task_no, [TK_KIND] = in->task_kind, [TK_TITLE] = in->task, [TK_GOAL] = one_line(cx,
	    in->goal),
	    [TK_TARGET] = number(cx, in->target), [TK_MEASURE] = in->measure, [TK_UNIT] = in->unit_code,
	    [TK_POST] = in->post_code, [TK_BEGINS] = day_of(cx, in->begins), [TK_DUE] = day_of(cx, in->due),
	    [TK_DAYS] = number(cx, in->work_days), [TK_EVIDENCE] = in->evidence, [TK_CHECKS] = one_line(cx,
	    in->checks),
	    [TK_PLACES] = one_line(cx, in->places), [TK_SITES] = one_line(cx, in->sites),
	    [TK_STANDARDS] = one_line(cx, in->standards),
	    [TK_AFTER] = one_line(cx, in->after), [TK_LINE] = in->campaign, [TK_SOURCE] = in->source};

	for (size_t c = 0; c < TK_ALL; c++)
		if (said[c].n)
			cell[c] = said[c];
}

static enum err
take_one(struct ctx *cx, const str *cell, int64_t own, struct rows *t, struct taking *k)
{
	enum err e;

	rows_form(t, task_columns, TK_ALL, form_fields);
	*k = (struct taking){.said = ARENA_NEW(cx->arena, struct said), .own = own};
	if (!k->said)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &k->today)) != OK || (e = rows_add(cx, t, cell)) != OK)
		return e;
	return rows_each(cx, t, said_check, k);
}

/*
 * What is given out now is not due in the past: a year was mistyped, and it would be late at once.  By the table it
 * may be: an office brings what it has, late or accepted elsewhere, and sees each row before it is written.
 */
static enum err
is_ahead(struct ctx *cx, struct rows *t, const struct taking *k)
{
	const str due = t->row[0].cell[TK_DUE];

	return str_cmp(due, k->today) < 0 ? rows_refuse(cx, t, 0, TK_DUE, T_task_past, due) : OK;
}

static enum err
add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct q_task_last_row last;
	struct q_task_by_no_row taken;
	struct taking          k;
	struct rows            t = {0};
	str                    cell[TK_ALL] = {{0}};
	enum err               e;

	(void)made;
	cells_of(cx, arg, cell);
	if ((e = db_lock(cx, "task", 0)) != OK || (e = q_task_last(cx, &last)) != OK)
		return e;
	while (!cell[TK_NO].p || (e = q_task_by_no(cx, &(struct q_task_by_no_in){.no = cell[TK_NO]}, &taken)) == OK) {
		if (((const struct add_in *)arg)->task_no.n)
			break;
		cell[TK_NO] = arena_printf(cx->arena, "T%04lld", (long long)++last.n);
	}
	if (e != OK && e != ERR_NONE)
		return e;
	if ((e = take_one(cx, cell, 0, &t, &k)) != OK || (e = is_ahead(cx, &t, &k)) != OK ||
	    (e = said_lasts(cx, &t, 0, &k.said[0])) != OK ||
	    (e = said_add(cx, &t.row[0], &k.said[0])) != OK)
		return e;
	task_reply(cx, T_task_added, k.said[0].id, 1, t.row[0].cell[TK_NO], out);
	return OK;
}

static enum err
keep_cells(struct ctx *cx, const str *cell, void *arg)
{
	str *to = arg;

	for (size_t c = 0; c < TK_ALL; c++)
		if (cell[c].p && !arena_str(cx->arena, cell[c], &to[c]))
			return ctx_no_memory(cx);
	return OK;
}

static enum err
change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in *in = arg;
	const struct add_in     said = {
	        .task_kind = in->task_kind, .task = in->task, .goal = in->goal, .target = in->target,
	        .measure = in->measure,
	        .unit_code = in->unit_code, .post_code = in->post_code, .due = in->due, .checks = in->checks,
	        .evidence = in->evidence, .standards = in->standards, .places = in->places, .sites = in->sites,
	        .begins = in->begins,
	        .work_days = in->work_days, .after = in->after, .campaign = in->campaign, .source = in->source};
	struct q_task_row_row old;
	struct taking         k;
	struct rows           t = {0};
	str                   cell[TK_ALL] = {{0}}, was;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "task", 0)) != OK || (e = task_within(cx, in->id, &old)) != OK)
		return e;
	if (task_state_of(old.state) >= TASK_ACCEPTED)
		return refuse(cx, ERR_RULE, NULL, T_task_rule_over);
	if ((e = task_cells(cx, in->id, in->id, keep_cells, cell)) != OK)
		return e;
	was = cell[TK_DUE];
	cells_of(cx, &said, cell);
	if ((e = take_one(cx, cell, in->id, &t, &k)) != OK ||
	    /* One that is late already keeps its day. */
	    (!str_eq(was, cell[TK_DUE]) && (e = is_ahead(cx, &t, &k)) != OK) ||
	    (e = said_lasts(cx, &t, 0, &k.said[0])) != OK)
		return e;
	k.said[0].id = in->id;
	if ((e = said_change(cx, &t.row[0], &k.said[0], &old, in->reason)) != OK || (e = check_ring(cx, &t,
	    &k)) != OK)
		return e;
	task_reply(cx, T_task_changed, in->id, old.rev + 1, t.row[0].cell[TK_NO], out);
	return OK;
}

const struct command task_add_cmd = {
    .name = "task.add", .summary = T_task_add_summary, .perm = PERM_TASK_EDIT, .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct add_in), .apply = add,
};
const struct command task_change_cmd = {
    .name = "task.change", .summary = T_task_change_summary, .perm = PERM_TASK_EDIT, .lock = "task",
    .lock_field = "id",
    .in = change_fields, .nin = NITEMS(change_fields), .in_size = sizeof(struct change_in), .apply = change,
};
const struct command task_load_cmd = {
    .name = "task.load", .summary = T_task_load_summary, .perm = PERM_TASK_EDIT, .in = load_fields,
    .nin = NITEMS(load_fields),
    .in_size = sizeof(struct load_in), .apply = load,
};
