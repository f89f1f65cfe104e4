/* Findings and ranks as whole tables. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/table/rows.h"
#include "work/finding/inside.h"
#include "work/scheme/scheme.h"
#include "work_finding_texts.h"

static const struct choice yes_no[] = {{"no", T_finding_no}, {"yes", T_finding_yes}, {NULL, T_none}};

str
finding_points_said(struct ctx *cx, int64_t v)
{
	if (v % 100 == 0)
		return arena_printf(cx->arena, "%lld", (long long)(v / 100));
	return v % 10 == 0 ? arena_printf(cx->arena, "%lld.%lld", (long long)(v / 100), (long long)(v % 100 / 10))
	                   : arena_printf(cx->arena, "%lld.%02lld", (long long)(v / 100), (long long)(v % 100));
}

/* ---- Findings ---- */

static const struct bulk_column finding_columns[FN_ALL] = {
    [FN_NO] = {.name = "finding_no", .key = true, .need = true, .width = 14},
    [FN_KIND] = {.name = "finding_kind", .as = BULK_CHOICE, .choices = finding_kinds, .width = 10},
    [FN_SOURCE] = {.name = "source", .need = true, .width = 30},
    [FN_LEVEL] = {.name = "level", .as = BULK_CHOICE, .choices = scheme_levels, .need = true, .width = 8},
    [FN_ON] = {.name = "on", .as = BULK_DAY, .need = true, .width = 12},
    [FN_WORDS] = {.name = "finding", .need = true, .width = 50},
    [FN_LOST] = {.name = "lost", .as = BULK_NUMBER, .width = 8},
    [FN_PLACE] = {.name = "place_code", .keep = true, .width = 14},
    [FN_DUE] = {.name = "due", .as = BULK_DAY, .keep = true, .width = 12},
    [FN_STANDARDS] = {.name = "standards", .as = BULK_LIST, .keep = true, .width = 24},
    [FN_TASKS] = {.name = "tasks", .as = BULK_LIST, .keep = true, .width = 16},
    [FN_CASES] = {.name = "cases", .as = BULK_LIST, .keep = true, .width = 24},
    [FN_STRUCK] = {.name = "struck", .as = BULK_CHOICE, .choices = yes_no, .width = 8},
};

/* Points in one way of writing them; what is none stays, to be refused. */
static enum err
fill_points(struct ctx *cx, str *cell)
{
	int64_t v;

	if (!cell->n || !finding_points(*cell, &v))
		return OK;
	*cell = finding_points_said(cx, v);
	return cell->p ? OK : ctx_no_memory(cx);
}

/* A standard whose version is said, though it is that of today, is called as the store calls it. */
static enum err
fill_standards(struct ctx *cx, str *cell)
{
	str        rest = *cell, word, today;
	struct buf b;
	enum err   e;

	if (str_find(*cell, '@') == SIZE_MAX)
		return OK;
	if ((e = unit_today(cx, &today)) != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while ((word = list_cut(&rest)).p) {
		struct q_finding_standard_word_row r = {.word = word};
		int64_t                            id;

		if ((e = scheme_standard_named(cx, word, &id)) == OK)
			e = q_finding_standard_word(cx, &(struct q_finding_standard_word_in){id, today}, &r);
		if (e != OK && e != ERR_NONE)
			return e;
		if (b.n)
			buf_add(&b, S("；"));
		buf_add(&b, r.word);
	}
	return buf_end(&b, cell) == OK ? OK : ctx_no_memory(cx);
}

static enum err
fill_finding(struct ctx *cx, str *cell)
{
	enum err e;

	if (!cell[FN_KIND].n)
		cell[FN_KIND] = S("finding");
	if (!cell[FN_LOST].n)
		cell[FN_LOST] = S("0");
	if (!cell[FN_STRUCK].n)
		cell[FN_STRUCK] = S("no");
	if ((e = fill_points(cx, &cell[FN_LOST])) != OK)
		return e;
	return fill_standards(cx, &cell[FN_STANDARDS]);
}

struct giving {
	bulk_take        *take;
	void             *arg;
	struct bulk_words list[CHAIN_ALL];
};

static enum err
take_word(struct ctx *cx, const struct q_finding_said_row *r, void *arg)
{
	struct giving *g = arg;

	for (int sort = 0; sort < CHAIN_ALL; sort++)
		if (r->word.n && str_eq(r->what, str_of(finding_chain_names[sort])))
			return bulk_words_add(cx, &g->list[sort], r->of_id, r->word);
	return OK;
}

static enum err
give_finding(struct ctx *cx, const struct q_finding_table_row *r, void *arg)
{
	struct giving *g = arg;
	str            cell[FN_ALL] = {
	               [FN_NO] = r->no, [FN_KIND] = r->kind, [FN_SOURCE] = r->source, [FN_LEVEL] = r->level,
	               [FN_ON] = r->found_on, [FN_WORDS] = r->words, [FN_PLACE] = r->place_code, [FN_DUE] = r->due,
	               [FN_STRUCK] = r->struck ? S("yes") : S("no")};

	cell[FN_LOST] = finding_points_said(cx, r->lost);
	cell[FN_STANDARDS] = bulk_words_of(&g->list[CHAIN_STANDARD], r->id);
	cell[FN_TASKS] = bulk_words_of(&g->list[CHAIN_TASK], r->id);
	cell[FN_CASES] = bulk_words_of(&g->list[CHAIN_CASE], r->id);
	return g->take(cx, cell, g->arg);
}

static enum err
each_finding(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	str           today;
	enum err      e;

	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_finding_said(cx, &(struct q_finding_said_in){finding_reach(cx), today}, take_word, &g)) != OK)
		return e;
	return q_finding_table(cx, &(struct q_finding_table_in){finding_reach(cx)}, give_finding, &g);
}

/* ---- Ranks ---- */

static const struct bulk_column standing_columns[SD_ALL] = {
    [SD_RANKING] = {.name = "ranking", .key = true, .need = true, .width = 20},
    [SD_ON] = {.name = "on", .as = BULK_DAY, .key = true, .need = true, .width = 12},
    [SD_PLACE] = {.name = "place_code", .key = true, .need = true, .width = 14},
    [SD_LEVEL] = {.name = "level", .as = BULK_CHOICE, .choices = scheme_levels, .need = true, .width = 8},
    [SD_STOOD] = {.name = "rank", .as = BULK_NUMBER, .need = true, .width = 8},
    [SD_AMONG] = {.name = "among", .as = BULK_NUMBER, .need = true, .width = 8},
    [SD_SCORE] = {.name = "score", .as = BULK_NUMBER, .width = 8},
    [SD_BEST] = {.name = "best", .as = BULK_NUMBER, .width = 8},
    [SD_SOURCE] = {.name = "source", .need = true, .width = 30},
};

static enum err
fill_standing(struct ctx *cx, str *cell)
{
	enum err e;

	for (size_t c = SD_STOOD; c <= SD_AMONG; c++) {
		int64_t v;

		if (str_to_i64(cell[c], &v) && !(cell[c] = arena_printf(cx->arena, "%lld", (long long)v)).p)
			return ctx_no_memory(cx);
	}
	if ((e = fill_points(cx, &cell[SD_SCORE])) != OK)
		return e;
	return fill_points(cx, &cell[SD_BEST]);
}

const struct bulk_kind finding_tables[] = {
    {"findings", T_finding_table, T_finding_table_what, "finding.load", "finding", PERM_TASK_SEE, PERM_TASK_EDIT,
     finding_columns, FN_ALL, each_finding, fill_finding, 0},
    {"standings", T_finding_standings, T_finding_standings_what, "standing.load", "standing", PERM_TASK_SEE,
     PERM_TASK_EDIT, standing_columns, SD_ALL, standing_each, fill_standing, 0},
};
const size_t finding_tables_n = NITEMS(finding_tables);
