/* task.add, task.change, task.load: a task is said, held to the rules, written. */
#include "base/day.h"
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "kit_table_texts.h"
#include "work/scheme/scheme.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

#include <string.h>

const struct choice task_kinds[] = {{"task", T_task_kind_task}, {"project", T_task_kind_project},
                                    {"sites", T_task_kind_sites}, {"pledge", T_task_kind_pledge}, {NULL, T_none}};
const struct choice task_evidences[] = {{"photo", T_task_ev_photo}, {"paper", T_task_ev_paper},
                                        {"figure", T_task_ev_figure}, {"visit", T_task_ev_visit},
                                        {"other", T_task_ev_other}, {NULL, T_none}};
const struct choice task_states[] = {{"open", T_task_open}, {"reported", T_task_reported}, {"accepted",
    T_task_accepted},
                                     {"void", T_task_void}, {"work", T_task_work}, {NULL, T_none}};

const struct sheet_column task_columns[TK_ALL] = {
    [TK_NO] = {"task_no", true},           [TK_KIND] = {"task_kind", false},  [TK_TITLE] = {"task", true},
    [TK_GOAL] = {"goal", true},            [TK_TARGET] = {"target", true},    [TK_MEASURE] = {"measure", true},
    [TK_UNIT] = {"unit_code", true},       [TK_POST] = {"post_code", true},   [TK_BEGINS] = {"begins", false},
    [TK_DUE] = {"due", true},              [TK_DAYS] = {"work_days", false},  [TK_EVIDENCE] = {"evidence", false},
    [TK_CHECKS] = {"checks", true},        [TK_PLACES] = {"places", false},   [TK_STANDARDS] = {"standards", false},
    [TK_AFTER] = {"after", false},         [TK_LINE] = {"campaign", false},   [TK_SOURCE] = {"source", false},
};

enum { SHORT = 60, LONG = 300 };

/* A task that is said, with what its words mean. */
struct said {
	int64_t id; /* the task that has the number; 0: new */
	int64_t target, days, unit, post, *place, *standard, *after;
	size_t  nplace, nstandard, nafter;
};

struct taking {
	struct said *said;
	str          today;
	int64_t      own; /* task.change: the task itself; 0: none */
	struct rows_index by_no;
	bool         changed;
};

/* ---- Holding to the rules ---- */

static enum err
within(struct ctx *cx, struct rows *t, size_t i, size_t c, size_t most)
{
	str cell = row_text(&t->row[i], c);

	return utf8_cut(cell, most).n == cell.n
	           ? OK
	           : rows_refuse(cx, t, i, c, T_task_long, arena_printf(cx->arena, "%zu", most));
}

/* A day, no earlier than a year ago and no later than ten ahead: what is beyond is a slip. */
static enum err
a_day(struct ctx *cx, struct rows *t, size_t i, size_t c)
{
	str cell = row_text(&t->row[i], c);
	day d;

	if (cell.n && (!day_parse(cell, &d) || day_between(ctx_today(cx), d) > 3660 || day_between(ctx_today(cx),
	    d) < -3660))
		return rows_refuse(cx, t, i, c, T_sheet_cell_day, cell);
	return OK;
}

static enum err
a_number(struct ctx *cx, struct rows *t, size_t i, size_t c, int64_t least, int64_t most, int64_t *out)
{
	str cell = row_text(&t->row[i], c);

	*out = 0;
	if (cell.n && (!str_to_i64(cell, out) || *out < least || *out > most))
		return rows_refuse(cx, t, i, c, T_task_number, cell);
	return OK;
}

/* One person and one unit, today (A15): the post is the unit's, and somebody holds it. */
static enum err
check_who(struct ctx *cx, struct rows *t, size_t i, struct taking *k, struct said *s)
{
	const str           *c = t->row[i].cell;
	struct q_task_post_row p;
	enum err             e;

	if ((e = unit_named(cx, "unit_code", c[TK_UNIT], &s->unit)) == ERR_INPUT ||
	    (e == OK && (e = post_named(cx, "post_code", c[TK_POST], &s->post)) == ERR_INPUT)) {
		ctx_forget(cx);
		return rows_refuse(cx, t, i, s->unit ? TK_POST : TK_UNIT, T_sheet_cell_unknown,
		    c[s->unit ? TK_POST : TK_UNIT]);
	}
	if (e != OK)
		return e;
	e = q_task_post(cx, &(struct q_task_post_in){.id = s->post, .day = k->today}, &p);
	if (e == ERR_NONE)
		return rows_refuse(cx, t, i, TK_POST, T_sheet_cell_unknown, c[TK_POST]);
	if (e == OK && p.unit_id != s->unit)
		return rows_refuse(cx, t, i, TK_POST, T_task_other_unit, c[TK_POST]);
	if (e == OK && !p.holders)
		return rows_refuse(cx, t, i, TK_POST, T_task_nobody, c[TK_POST]);
	return e;
}

/* The words of a cell looked up one by one. */
typedef enum err look_up(struct ctx *cx, struct taking *k, str word, int64_t *id);

static enum err
find_place(struct ctx *cx, struct taking *k, str word, int64_t *id)
{
	(void)k;
	if (code_is_id(word, id))
		return OK;
	return place_by_code(cx, word, id, NULL);
}

static enum err
find_standard(struct ctx *cx, struct taking *k, str word, int64_t *id)
{
	(void)k;
	return scheme_standard_named(cx, word, id);
}

/* A task of the store, or one of the same table: its row as a negative number until it is written. */
static enum err
find_task(struct ctx *cx, struct taking *k, str word, int64_t *id)
{
	struct q_task_by_no_row r;
	size_t                  at = k->by_no.t ? rows_find(&k->by_no, word) : SIZE_MAX;
	enum err                e = q_task_by_no(cx, &(struct q_task_by_no_in){.no = word}, &r);

	if (e == OK)
		*id = r.id;
	if (e == ERR_NONE && at != SIZE_MAX) {
		*id = -(int64_t)at - 1;
		return OK;
	}
	return e;
}

static enum err
check_list(struct ctx *cx, struct rows *t, size_t i, size_t c, look_up *find, struct taking *k,
    int64_t **out, size_t *n)
{
	str      list = row_text(&t->row[i], c), word;
	int64_t *to = ARENA_NEWS(cx->arena, list.n / 3 + 1, int64_t); /* a separator has three bytes */

	*out = to;
	if (!to)
		return ctx_no_memory(cx);
	for (*n = 0; (word = list_cut(&list)).p;) {
		int64_t  id = 0;
		enum err e = *n < TASK_LINKS ? find(cx, k, word, &id) : ERR_LARGE;
		bool     twice = false;

		if (e == ERR_NONE)
			return rows_refuse(cx, t, i, c, T_sheet_cell_unknown, word);
		if (e == ERR_LARGE)
			return rows_refuse(cx, t, i, c, T_task_many, arena_printf(cx->arena, "%d", TASK_LINKS));
		if (e != OK)
			return e;
		for (size_t m = 0; m < *n; m++)
			twice = twice || to[m] == id;
		if (!twice)
			to[(*n)++] = id;
	}
	return OK;
}

static enum err
check_checks(struct ctx *cx, struct rows *t, size_t i)
{
	str    list = row_text(&t->row[i], TK_CHECKS), word;
	size_t n = 0;

	while ((word = list_cut(&list)).p) {
		n++;
		if (utf8_cut(word, LONG).n != word.n || n > TASK_CHECKS)
			return rows_refuse(cx, t, i, TK_CHECKS, T_task_checks_many, arena_printf(cx->arena, "%d",
			    TASK_CHECKS));
	}
	return n ? OK : rows_refuse(cx, t, i, TK_CHECKS, T_task_no_checks, STR_NONE);
}

static enum err
check_text(struct ctx *cx, struct rows *t, size_t i)
{
	static const struct {
		size_t column, most;
	} most[] = {{TK_NO, SHORT},   {TK_TITLE, LONG}, {TK_GOAL, LONG},  {TK_MEASURE, SHORT},
	            {TK_LINE, SHORT}, {TK_SOURCE, LONG}};
	static const char *const kinds[] = {"task", "project", "sites", "pledge", NULL};
	static const char *const evidences[] = {"photo", "paper", "figure", "visit", "other", NULL};
	const str               *c = t->row[i].cell;
	enum err                 e = OK;

	for (size_t k = 0; e == OK && k < NITEMS(most); k++)
		e = within(cx, t, i, most[k].column, most[k].most);
	if (e == OK && (c[TK_NO].p[0] == '#' || str_find_str(c[TK_NO], S("；")) != SIZE_MAX))
		e = rows_refuse(cx, t, i, TK_NO, T_task_no_marks, c[TK_NO]);
	if (e != OK || (e = rows_choice(cx, t, i, TK_KIND, kinds)) != OK)
		return e;
	return rows_choice(cx, t, i, TK_EVIDENCE, evidences);
}

static enum err
check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int        needed[] = {TK_NO, TK_TITLE, TK_GOAL, TK_TARGET, TK_MEASURE, TK_UNIT, TK_POST,
	    TK_DUE};
	struct taking          *k = arg;
	struct said            *s = &k->said[i];
	const str              *c = t->row[i].cell;
	struct q_task_by_no_row r;
	enum err                e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK || (e = check_text(cx, t, i)) != OK ||
	    (e = a_day(cx, t, i, TK_DUE)) != OK || (e = a_day(cx, t, i, TK_BEGINS)) != OK)
		return e;
	if (c[TK_BEGINS].n && str_cmp(c[TK_BEGINS], c[TK_DUE]) > 0)
		return rows_refuse(cx, t, i, TK_BEGINS, T_task_begins_late, c[TK_BEGINS]);
	if ((e = a_number(cx, t, i, TK_TARGET, 1, 1000000000, &s->target)) != OK ||
	    (e = a_number(cx, t, i, TK_DAYS, 0, TASK_DAYS, &s->days)) != OK || (e = check_who(cx, t, i, k,
	    s)) != OK ||
	    (e = check_checks(cx, t, i)) != OK ||
	    (e = check_list(cx, t, i, TK_PLACES, find_place, k, &s->place, &s->nplace)) != OK ||
	    (e = check_list(cx, t, i, TK_STANDARDS, find_standard, k, &s->standard, &s->nstandard)) != OK ||
	    (e = check_list(cx, t, i, TK_AFTER, find_task, k, &s->after, &s->nafter)) != OK)
		return e;
	if (k->by_no.t && rows_find(&k->by_no, c[TK_NO]) != i)
		return rows_refuse(cx, t, i, TK_NO, T_sheet_cell_twice, c[TK_NO]);
	e = q_task_by_no(cx, &(struct q_task_by_no_in){.no = c[TK_NO]}, &r);
	if (e == OK && !k->by_no.t && r.id != k->own)
		return rows_refuse(cx, t, i, TK_NO, T_task_no_taken, c[TK_NO]);
	s->id = e == OK ? r.id : k->own;
	for (size_t m = 0; m < s->nafter; m++)
		if (s->after[m] == s->id || s->after[m] == -(int64_t)i - 1)
			return rows_refuse(cx, t, i, TK_AFTER, T_task_after_itself, c[TK_NO]);
	return e == ERR_NONE ? OK : e;
}

/* ---- Writing ---- */

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

static enum err
write_new(struct ctx *cx, const struct row *row, struct said *s)
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

static enum err
write_change(struct ctx *cx, const struct row *row, const struct said *s, const struct q_task_row_row *old,
    str reason)
{
	struct journal_sides was;
	struct record        r;
	int64_t              n;
	enum err             e;

	if ((e = task_sides(cx, s->id, &was)) != OK ||
	    (e = q_task_change(cx, &(struct q_task_change_in){.id = s->id, .rev = old->rev + 1, .kind = kind_of(row),
	         .title = row->cell[TK_TITLE], .goal = row->cell[TK_GOAL], .target = s->target,
	         .measure = row->cell[TK_MEASURE], .unit_id = s->unit, .post_id = s->post,
	         .begins = row->cell[TK_BEGINS],
	         .due = row->cell[TK_DUE], .days = s->days, .evidence = evidence_of(row), .line = row_text(row,
	         TK_LINE),
	         .source = row_text(row, TK_SOURCE)}, &n)) != OK ||
	    (e = write_sides(cx, row, s)) != OK)
		return e;
	record_begin(cx, &r);
	said_columns(&r, row, s);
	return task_said(cx, &r, s->id, old->rev + 1, "task.changed", &was, reason);
}

/* ---- No task waits for itself, by whatever way ---- */

struct graph {
	struct q_task_edges_row *edge;
	size_t                   n;
};

/* Whether `from` waits for `to`, over at most `depth` tasks; edges are in the order of their task. */
static bool
waits_for(const struct graph *g, int64_t from, int64_t to, int64_t *seen, size_t *nseen, size_t most)
{
	size_t lo = 0, hi = g->n;

	if (from == to)
		return true;
	for (size_t i = 0; i < *nseen; i++)
		if (seen[i] == from)
			return false;
	if (*nseen == most)
		return false;
	seen[(*nseen)++] = from;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (g->edge[mid].task_id < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	for (; lo < g->n && g->edge[lo].task_id == from; lo++)
		if (waits_for(g, g->edge[lo].ref_id, to, seen, nseen, most))
			return true;
	return false;
}

/* After all was written: what it says of what comes before what leads nowhere back. */
static enum err
check_ring(struct ctx *cx, struct rows *t, const struct taking *k)
{
	enum { SEEN = 2000 };
	struct graph g;
	int64_t     *seen = ARENA_NEWS(cx->arena, SEEN, int64_t);
	enum err     e = q_task_edges(cx, &g.edge, &g.n);

	if (!seen)
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < t->n; i++)
		for (size_t m = 0; e == OK && m < k->said[i].nafter; m++) {
			size_t n = 0;

			if (waits_for(&g, k->said[i].after[m], k->said[i].id, seen, &n, SEEN))
				e = rows_refuse(cx, t, i, TK_AFTER, T_task_ring, t->row[i].cell[TK_NO]);
		}
	return e;
}

/* ---- task.load ---- */

#define LOAD_IN(X) X(text, file, 1, 1, 4 << 20, T_task_field_file, NULL)
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
	if (c == TK_PLACES || c == TK_STANDARDS || c == TK_AFTER)
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

static enum err
write_all(struct ctx *cx, struct rows *t, struct taking *k, str reason, size_t *written)
{
	bool    *fresh = ARENA_NEWS(cx->arena, t->n, bool);
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
		e = write_new(cx, &t->row[i], &k->said[i]);
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
		e = write_change(cx, &t->row[i], &k->said[i], &old, reason);
		++*written;
	}
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
	if ((e = rows_each(cx, &t, check, &k)) != OK || (e = write_all(cx, &t, &k, STR_NONE, &written)) != OK)
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
	    [TK_PLACES] = one_line(cx, in->places), [TK_STANDARDS] = one_line(cx, in->standards),
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
	return rows_each(cx, t, check, k);
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
	if ((e = take_one(cx, cell, 0, &t, &k)) != OK || (e = write_new(cx, &t.row[0], &k.said[0])) != OK)
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
	        .evidence = in->evidence, .standards = in->standards, .places = in->places, .begins = in->begins,
	        .work_days = in->work_days, .after = in->after, .campaign = in->campaign, .source = in->source};
	struct q_task_row_row old;
	struct taking         k;
	struct rows           t = {0};
	str                   cell[TK_ALL] = {{0}};
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "task", 0)) != OK || (e = task_within(cx, in->id, &old)) != OK)
		return e;
	if (task_state_of(old.state) >= TASK_ACCEPTED)
		return refuse(cx, ERR_RULE, NULL, T_task_rule_over);
	if ((e = task_cells(cx, in->id, in->id, keep_cells, cell)) != OK)
		return e;
	cells_of(cx, &said, cell);
	if ((e = take_one(cx, cell, in->id, &t, &k)) != OK)
		return e;
	k.said[0].id = in->id;
	if ((e = write_change(cx, &t.row[0], &k.said[0], &old, in->reason)) != OK || (e = check_ring(cx, &t,
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
