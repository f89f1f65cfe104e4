/* A task that is said, of a form or of a row: held to the rules, its words looked up. */
#include "base/day.h"
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/unit/unit.h"
#include "kit_table_texts.h"
#include "work/scheme/scheme.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

const struct choice task_kinds[] = {{"task", T_task_kind_task}, {"project", T_task_kind_project},
                                    {"sites", T_task_kind_sites}, {"pledge", T_task_kind_pledge},
                                    {"milestone", T_task_kind_milestone}, {NULL, T_none}};
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
    [TK_CHECKS] = {"checks", true},        [TK_PLACES] = {"places", false},   [TK_SITES] = {"sites", false},
      [TK_STANDARDS] = {"standards", false},
    [TK_AFTER] = {"after", false},         [TK_LINE] = {"campaign", false},   [TK_SOURCE] = {"source", false},
};

enum { SHORT = 60, LONG = 300, AWAY = 3660 }; /* ten years from today: what is beyond is a slip */

static enum err
within(struct ctx *cx, struct rows *t, size_t i, size_t c, size_t most)
{
	str cell = row_text(&t->row[i], c);

	return utf8_cut(cell, most).n == cell.n
	           ? OK
	           : rows_refuse(cx, t, i, c, T_task_long, arena_printf(cx->arena, "%zu", most));
}

static enum err
a_number(struct ctx *cx, struct rows *t, size_t i, size_t c, int64_t least, int64_t most, int64_t *out)
{
	str cell = row_text(&t->row[i], c);

	*out = 0;
	if (cell.n && (!str_to_i64(cell, out) || *out < least || *out > most))
		return rows_refuse_number(cx, t, i, c, T_task_number, cell);
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
	/* Who looks after a part of the city gives work to the units of that part. */
	if ((e = unit_may_answer(cx, s->unit)) == ERR_NONE)
		return rows_refuse(cx, t, i, TK_UNIT, T_task_unit_out, c[TK_UNIT]);
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
	struct place_line line;
	enum err          e = code_is_id(word, id) ? OK : place_by_code(cx, word, id, NULL);

	(void)k;
	if (e != OK || (e = place_line(cx, *id, &line)) != OK)
		return e;
	return line.n && place_line_in_reach(cx, &line) ? OK : ERR_NONE;
}

/* A site lies in its place, which has to be within reach. */
static enum err
find_site(struct ctx *cx, struct taking *k, str word, int64_t *id)
{
	struct q_task_site_row r;
	enum err e = q_task_site(cx, &(struct q_task_site_in){.code = word, .day = k->today}, &r);

	*id = e == OK ? r.id : 0;
	return e == OK ? place_in_reach(cx, r.place_id) : e;
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
	static const char *const kinds[] = {"task", "project", "sites", "pledge", "milestone", NULL};
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

enum err
said_lasts(struct ctx *cx, struct rows *t, size_t i, const struct said *s)
{
	struct unit_over over;
	char             text[DAY_TEXT];
	day              due;
	enum err         e;

	if (!day_parse(t->row[i].cell[TK_DUE], &due))
		return OK;
	due.v++;
	if ((e = units_stay(cx)) != OK || (e = unit_lasts(cx, s->unit, s->post, day_format(due, text), &over)) != OK)
		return e;
	return over.on.p ? rows_refuse(cx, t, i, TK_DUE, T_task_outlives, over.on) : OK;
}

enum err
said_check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int        needed[] = {TK_NO, TK_TITLE, TK_GOAL, TK_TARGET, TK_MEASURE, TK_UNIT, TK_POST,
	    TK_DUE};
	struct taking          *k = arg;
	struct said            *s = &k->said[i];
	const str              *c = t->row[i].cell;
	struct q_task_by_no_row r;
	enum err                e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK || (e = check_text(cx, t, i)) != OK ||
	    (e = rows_day(cx, t, i, TK_DUE, AWAY, AWAY)) != OK ||
	    (e = rows_day(cx, t, i, TK_BEGINS, AWAY, AWAY)) != OK)
		return e;
	if (c[TK_BEGINS].n && str_cmp(c[TK_BEGINS], c[TK_DUE]) > 0)
		return rows_refuse(cx, t, i, TK_BEGINS, T_task_begins_late, c[TK_BEGINS]);
	if ((e = a_number(cx, t, i, TK_TARGET, 1, 1000000000, &s->target)) != OK ||
	    (e = a_number(cx, t, i, TK_DAYS, 0, TASK_DAYS, &s->days)) != OK || (e = check_who(cx, t, i, k,
	    s)) != OK ||
	    (e = check_checks(cx, t, i)) != OK ||
	    (e = check_list(cx, t, i, TK_PLACES, find_place, k, &s->place, &s->nplace)) != OK ||
	    (e = check_list(cx, t, i, TK_SITES, find_site, k, &s->site, &s->nsite)) != OK ||
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
