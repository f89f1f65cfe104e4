/* task.gaps: where the lists do not meet. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/tie/inside.h"
#include "work_tie_texts.h"

/* Rows of a query that names standards, as references. */
#define STANDARDS(rows, n, out)                                                                                \
	do {                                                                                                   \
		if ((e = task_refs_new(cx, n, &(out))) != OK)                                                  \
			return e;                                                                              \
		for (size_t i = 0; i < (n); i++)                                                               \
			(out)[i] = (struct task_ref){                                                          \
			    (rows)[i].id, 0,                                                                   \
			    task_standard_name(cx, (rows)[i].code, (rows)[i].version, (rows)[i].no),           \
			    (rows)[i].words};                                                                  \
	} while (0)

static enum err
gaps(struct ctx *cx, const void *arg, const void **out)
{
	struct tie_gaps            *g = ARENA_NEW(cx->arena, struct tie_gaps);
	struct q_gap_standards_row *standard;
	struct q_gap_bare_row      *bare;
	struct q_gap_cases_row     *c;
	struct q_gap_sums_row       sum;
	str                         today;
	enum err                    e;

	(void)arg;
	*out = g;
	if (!g)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_gap_sums(cx, &(struct q_gap_sums_in){tie_reach(cx), today, TIE_MOST}, &sum)) != OK ||
	    (e = q_gap_standards(cx, &(struct q_gap_standards_in){today, TIE_GAPS}, &standard, &g->nstandard)) != OK ||
	    (e = q_gap_bare(cx, &(struct q_gap_bare_in){today, TIE_GAPS}, &bare, &g->nbare)) != OK ||
	    (e = q_gap_cases(cx, &(struct q_gap_cases_in){tie_reach(cx), TIE_GAPS}, &c, &g->ncase)) != OK ||
	    (e = task_list_bare(cx, TIE_GAPS, &g->task)) != OK || (e = task_refs_new(cx, g->ncase, &g->cases)) != OK)
		return e;
	STANDARDS(standard, g->nstandard, g->standard);
	STANDARDS(bare, g->nbare, g->bare);
	for (size_t i = 0; i < g->ncase; i++)
		g->cases[i] = (struct task_ref){c[i].id, c[i].state, c[i].no,
		    arena_printf(cx->arena, "%.*s%s%.*s", STR_ARG(c[i].class_name), c[i].class_name.n ? " " : "",
		                 STR_ARG(c[i].place_name))};
	g->all_standard = sum.standards;
	g->all_bare = sum.bare;
	g->all_task = sum.tasks;
	g->all_case = sum.cases;
	return OK;
}

static void
gaps_json(const void *out, struct json *j)
{
	const struct tie_gaps *g = out;

	json_obj(j);
	json_kv_i64(j, "all_standards", g->all_standard);
	json_kv_i64(j, "all_bare", g->all_bare);
	json_kv_i64(j, "all_tasks", g->all_task);
	json_kv_i64(j, "all_cases", g->all_case);
	task_refs_json("standards", g->standard, g->nstandard, j);
	task_refs_json("bare", g->bare, g->nbare, j);
	json_key(j, S("tasks"));
	json_arr(j);
	for (size_t i = 0; i < g->task.n; i++) {
		json_obj(j);
		json_kv_i64(j, "id", g->task.item[i].id);
		json_kv_str(j, "name", g->task.item[i].no);
		json_kv_str(j, "words", g->task.item[i].title);
		json_obj_end(j);
	}
	json_arr_end(j);
	task_refs_json("cases", g->cases, g->ncase, j);
	json_obj_end(j);
}

const struct view tie_gaps_view = {
    .out = "{all_standards:i,all_bare:i,all_tasks:i,all_cases:i,standards:" TASK_REFS_OUT ",bare:" TASK_REFS_OUT
           ",tasks:" TASK_REFS_OUT ",cases:" TASK_REFS_OUT "}",
    .name = "task.gaps", .summary = T_tie_gaps_summary, .perm = PERM_TASK_SEE, .run = gaps, .json = gaps_json,
};
