/* Tasks as a whole table. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/task/inside.h"
#include "work_task_texts.h"

#define TAKE_WORDS(query)                                                                                      \
	static enum err take_##query(struct ctx *cx, const struct q_task_said_##query##_row *r, void *arg)     \
	{                                                                                                      \
		return bulk_words_add(cx, arg, r->of_id, r->word);                                                   \
	}
TAKE_WORDS(checks)
TAKE_WORDS(places)
TAKE_WORDS(sites)
TAKE_WORDS(standards)
TAKE_WORDS(befores)

struct giving {
	bulk_take   *take;
	void        *arg;
	struct bulk_words checks, places, sites, standards, befores;
};

static enum err
give(struct ctx *cx, const struct q_task_table_row *r, void *arg)
{
	struct giving *g = arg;
	str            cell[TK_ALL] = {
	               [TK_NO] = r->no, [TK_KIND] = r->kind, [TK_TITLE] = r->title, [TK_GOAL] = r->goal,
	               [TK_MEASURE] = r->measure,
	               [TK_UNIT] = r->unit_code, [TK_POST] = r->post_code, [TK_BEGINS] = r->begins, [TK_DUE] = r->due,
	               [TK_EVIDENCE] = r->evidence, [TK_CHECKS] = bulk_words_of(&g->checks, r->id),
	               [TK_PLACES] = bulk_words_of(&g->places, r->id),
	               [TK_SITES] = bulk_words_of(&g->sites, r->id),
	               [TK_STANDARDS] = bulk_words_of(&g->standards, r->id),
	               [TK_AFTER] = bulk_words_of(&g->befores, r->id), [TK_LINE] = r->line, [TK_SOURCE] = r->source};

	cell[TK_TARGET] = arena_printf(cx->arena, "%lld", (long long)r->target);
	cell[TK_DAYS] = arena_printf(cx->arena, "%lld", (long long)r->days);
	return g->take(cx, cell, g->arg);
}

enum err
task_cells(struct ctx *cx, int64_t from, int64_t upto, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	str           today;
	enum err      e;

	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_task_said_checks(cx, &(struct q_task_said_checks_in){from, upto}, take_checks, &g.checks)) != OK ||
	    (e = q_task_said_places(cx, &(struct q_task_said_places_in){from, upto}, take_places, &g.places)) != OK ||
	    (e = q_task_said_sites(cx, &(struct q_task_said_sites_in){from, upto}, take_sites, &g.sites)) != OK ||
	    (e = q_task_said_standards(cx, &(struct q_task_said_standards_in){from, upto, today}, take_standards,
	    &g.standards)) !=
	        OK ||
	    (e = q_task_said_befores(cx, &(struct q_task_said_befores_in){from, upto}, take_befores,
	    &g.befores)) != OK)
		return e;
	return q_task_table(cx, &(struct q_task_table_in){.scope = cx->who ? cx->who->reach : REACH_ALL,
	    .from_id = from,
	                                                  .upto_id = upto}, give, &g);
}

static enum err
each(struct ctx *cx, bulk_take *take, void *arg)
{
	return task_cells(cx, 1, INT64_MAX, take, arg);
}

static const struct bulk_column columns[TK_ALL] = {
    [TK_NO] = {.name = "task_no", .key = true, .need = true, .width = 12},
    [TK_KIND] = {.name = "task_kind", .as = BULK_CHOICE, .choices = task_kinds, .width = 10},
    [TK_TITLE] = {.name = "task", .need = true, .width = 36},
    [TK_GOAL] = {.name = "goal", .need = true, .width = 36},
    [TK_TARGET] = {.name = "target", .as = BULK_NUMBER, .need = true, .width = 10},
    [TK_MEASURE] = {.name = "measure", .need = true, .width = 8},
    [TK_UNIT] = {.name = "unit_code", .need = true, .part = true, .width = 12},
    [TK_POST] = {.name = "post_code", .need = true, .width = 12},
    [TK_BEGINS] = {.name = "begins", .as = BULK_DAY, .width = 12},
    [TK_DUE] = {.name = "due", .as = BULK_DAY, .need = true, .part = true, .width = 12},
    [TK_DAYS] = {.name = "work_days", .as = BULK_NUMBER, .width = 8},
    [TK_EVIDENCE] = {.name = "evidence", .as = BULK_CHOICE, .choices = task_evidences, .width = 10},
    [TK_CHECKS] = {.name = "checks", .as = BULK_TEXT, .need = true, .width = 40},
    [TK_PLACES] = {.name = "places", .as = BULK_LIST, .rest = true, .width = 20},
    [TK_SITES] = {.name = "sites", .as = BULK_LIST, .width = 20},
    [TK_STANDARDS] = {.name = "standards", .as = BULK_LIST, .width = 24},
    [TK_AFTER] = {.name = "after", .as = BULK_LIST, .width = 16},
    [TK_LINE] = {.name = "campaign", .part = true, .width = 16},
    [TK_SOURCE] = {.name = "source", .width = 24},
};

/* What an empty cell means. */
static enum err
fill(struct ctx *cx, str *cell)
{
	(void)cx;
	if (!cell[TK_KIND].n)
		cell[TK_KIND] = S("task");
	if (!cell[TK_EVIDENCE].n)
		cell[TK_EVIDENCE] = S("photo");
	if (!cell[TK_DAYS].n)
		cell[TK_DAYS] = S("0");
	return OK;
}

const struct bulk_kind task_tables[] = {
    {"tasks", T_task_table, T_task_table_what, "task.load", "task", PERM_TASK_SEE, PERM_TASK_EDIT, columns,
    TK_ALL, each, fill, TK_DUE},
};
const size_t task_tables_n = NITEMS(task_tables);
