/* ledger.amend, and the table that it takes back. */
#include "work/amend/amend.h"

#include "amend_sql.h"
#include "base/clock.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "kit/db/db.h"
#include "kit/table/rows.h"
#include "work/docket/names.h"
#include "work/life/rules.h"
#include "work_amend_texts.h"

#include <stdlib.h>

/* Those that may be changed; behind them what people read, which is passed over. */
enum { A_NO, A_UNIT, A_REASON, A_REMARK, A_REV, A_STATE, A_PROBLEM, A_SPOT, A_LIMIT, A_ALL };
static const struct bulk_column columns[A_ALL] = {
    [A_NO] = {.name = "case_no", .key = true, .need = true, .width = 16},
    [A_UNIT] = {.name = "unit_code", .need = true, .keep = true, .part = true, .width = 14, .hint = T_amend_how_unit},
    [A_REASON] = {.name = "move_reason", .need = true, .keep = true, .width = 30, .hint = T_amend_how_reason},
    [A_REMARK] = {.name = "remark", .need = true, .keep = true, .width = 40, .hint = T_amend_how_remark},
    [A_REV] = {.name = "case_rev", .as = BULK_ASIDE, .need = true, .width = 8, .hint = T_amend_how_rev},
    [A_STATE] = {.name = "case_state", .as = BULK_ASIDE, .width = 10},
    [A_PROBLEM] = {.name = "problem", .as = BULK_ASIDE, .width = 20},
    [A_SPOT] = {.name = "spot", .as = BULK_ASIDE, .width = 36},
    [A_LIMIT] = {.name = "time_limit", .as = BULK_ASIDE, .width = 18},
};

/* ---- Out ---- */

struct giving {
	const struct docket_names *names;
	bulk_take                 *take;
	void                      *arg;
	struct buf                 limit, rev;
};

static enum err
give(struct ctx *cx, const struct q_amend_open_row *r, void *arg)
{
	struct giving *g = arg;
	str            cell[A_ALL] = {[A_NO] = r->no, [A_UNIT] = r->unit_code, [A_SPOT] = r->address};

	buf_clear(&g->limit);
	buf_clear(&g->rev);
	buf_i64(&g->rev, r->rev);
	if (r->due_at.some)
		clock_add_minute(&g->limit, r->due_at.v, cx->zone);
	cell[A_REV] = buf_str(&g->rev);
	cell[A_STATE] = text_get(case_state_label((enum case_state)r->state), cx->lang);
	cell[A_PROBLEM] = r->class_id.some ? names_class(g->names, r->class_id.v) : STR_NONE;
	cell[A_LIMIT] = buf_str(&g->limit);
	return g->take(cx, cell, g->arg);
}

static enum err
each(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	enum err      e = docket_names(cx, &g.names);

	buf_init(&g.limit, cx->arena, BUF_PATH);
	buf_init(&g.rev, cx->arena, BUF_PATH);
	return e == OK ? q_amend_open(cx, &(struct q_amend_open_in){cx->who ? cx->who->reach : REACH_ALL}, give, &g)
	               : e;
}

const struct bulk_kind amend_tables[] = {
    {"ledger", T_amend_title, T_amend_what, "ledger.amend", "ledger", PERM_CASE_SEE, PERM_CASE_NOTE, columns, A_ALL,
     each, NULL, 0},
};
const size_t amend_tables_n = NITEMS(amend_tables);

/* ---- In ---- */

#define AMEND_IN(X) X(text, file, 1, 1, 4 << 20, T_amend_f_file, NULL)
struct amend_in {
	AMEND_IN(FIELD_DECL)
};
#define IN_T amend_in
static const struct field amend_fields[] = {AMEND_IN(FIELD_ROW)};
#undef IN_T

struct amending {
	size_t written; /* cases that were changed */
};

/* What the command says of one case is said of its row. */
static enum err
does(struct ctx *cx, struct rows *t, size_t i, size_t column, const char *name, const struct input *in, size_t n,
     struct reply *out)
{
	const struct command *c = command_find(str_of(name));
	struct why            before = cx->why;
	const void           *arg;
	struct buf            b;
	enum err              e;

	ensure(c != NULL && !c->prepare);
	ctx_forget(cx);
	if ((e = command_allow(cx, c->perm)) == OK &&
	    (e = command_bind(cx, c->in, c->nin, c->in_size, in, n, &arg)) == OK)
		e = c->apply(cx, arg, NULL, out);
	if (e == OK || e == ERR_MEMORY || e == ERR_STORE || e == ERR_BUSY || e == ERR_RETRY) {
		cx->why = e == OK ? before : cx->why;
		return e;
	}
	buf_init(&b, cx->arena, BUF_LINE);
	if (cx->why.n)
		text_add(&b, cx->why.line[0].text, cx->lang, cx->why.line[0].arg, WHY_ARGS);
	cx->why = before;
	return rows_refuse(cx, t, i, column, e == ERR_STALE ? T_amend_stale : T_amend_refused,
	                   b.n ? buf_str(&b) : t->row[i].cell[A_NO]);
}

static enum err
take(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	struct amending        *k = arg;
	const struct row       *r = &t->row[i];
	const str               unit = row_text(r, A_UNIT), reason = row_text(r, A_REASON);
	const str               remark = row_text(r, A_REMARK);
	struct q_amend_case_row c;
	struct reply            did = {0};
	struct input            in[4];
	bool                    moves;
	enum err                e = q_amend_case(cx, &(struct q_amend_case_in){r->cell[A_NO], cx->who->reach}, &c);

	if (e != OK)
		return e == ERR_NONE ? rows_refuse(cx, t, i, A_NO, T_amend_no_case, row_text(r, A_NO)) : e;
	moves = unit.n && !str_eq(unit, c.unit_code.p ? c.unit_code : S(""));
	if (reason.n && !moves)
		return rows_refuse(cx, t, i, A_REASON, T_amend_not_moved, row_text(r, A_NO));
	if (!moves && !remark.n)
		return OK;
	k->written++;
	in[0] = (struct input){S("id"), arena_printf(cx->arena, "%lld", (long long)c.id)};
	/* The case's own check: what has changed since is not overwritten. */
	in[1] = (struct input){S("rev"), row_text(r, A_REV)};
	if (moves && !reason.n)
		return rows_refuse(cx, t, i, A_REASON, T_amend_no_reason, row_text(r, A_NO));
	if (moves) {
		in[2] = (struct input){S("unit"), unit};
		in[3] = (struct input){S("reason"), reason};
		if ((e = does(cx, t, i, A_UNIT, "case.reassign", in, 4, &did)) != OK)
			return e;
		in[1].value = arena_printf(cx->arena, "%lld", (long long)did.rev);
	}
	in[2] = (struct input){S("text"), remark};
	return remark.n ? does(cx, t, i, A_REMARK, "case.note", in, 3, &did) : OK;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* All cases before the first look at them, always in one order, so that two tables never wait for each other. */
static enum err
lock_all(struct ctx *cx, const struct rows *t)
{
	int64_t *id = ARENA_NEWS(cx->arena, t->n + 1, int64_t);
	size_t   n = 0;
	enum err e = OK;

	if (!id)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < t->n; i++) {
		struct q_amend_case_row c;

		if (!row_text(&t->row[i], A_REMARK).n && !row_text(&t->row[i], A_UNIT).n)
			continue;
		e = q_amend_case(cx, &(struct q_amend_case_in){row_text(&t->row[i], A_NO), cx->who->reach}, &c);
		if (e == OK)
			id[n++] = c.id;
		e = e == ERR_NONE ? OK : e;
	}
	qsort(id, n, sizeof(*id), by_id);
	for (size_t i = 0; e == OK && i < n; i++)
		e = db_lock(cx, "cases", id[i]);
	return e;
}

static enum err
amend(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct amend_in *in = arg;
	struct sheet_column    column[A_ALL];
	struct amending        k = {0};
	struct rows            t;
	enum err               e;

	(void)made;
	for (size_t i = 0; i < A_ALL; i++)
		column[i] = (struct sheet_column){columns[i].name, columns[i].need};
	if ((e = db_lock(cx, "ledger", 0)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, column, A_ALL, BULK_ROWS)) != OK ||
	    (e = lock_all(cx, &t)) != OK || (e = rows_each(cx, &t, take, &k)) != OK)
		return e;
	*out = (struct reply){.done = T_amend_done, .arg = {arena_printf(cx->arena, "%zu", t.n),
	                                                   arena_printf(cx->arena, "%zu", k.written)}};
	return OK;
}

static const struct command amend_cmd = {
    .name = "ledger.amend", .summary = T_amend_c_amend, .perm = PERM_CASE_NOTE, .by_somebody = true,
    .slow = true, .in = amend_fields, .nin = NITEMS(amend_fields), .in_size = sizeof(struct amend_in), .apply = amend};
const struct command *const amend_commands[] = {&amend_cmd};
const size_t                amend_commands_n = NITEMS(amend_commands);
