/* Materials as a whole table, and the missing list as a workbook. */
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"
#include "kit/xlsx/xlsx.h"
#include "work/material/inside.h"
#include "work_material_texts.h"

static const struct choice yes_no[] = {{"no", T_material_no}, {"yes", T_material_yes}, {NULL, T_none}};

static const struct bulk_column columns[MT_ALL] = {
    [MT_NO] = {.name = "material_no", .key = true, .need = true, .width = 12},
    [MT_TITLE] = {.name = "material", .need = true, .width = 36},
    [MT_STANDARD] = {.name = "of_standard", .need = true, .width = 14},
    [MT_POST] = {.name = "post_code", .need = true, .width = 14},
    [MT_KINDS] = {.name = "file_kinds", .as = BULK_LIST, .width = 16, .hint = T_material_kinds_hint},
    [MT_MOST] = {.name = "most_mb", .as = BULK_NUMBER, .width = 10},
    [MT_COPIES] = {.name = "copies", .as = BULK_NUMBER, .width = 8},
    [MT_OPENS] = {.name = "opens", .as = BULK_DAY, .keep = true, .width = 12},
    [MT_CLOSES] = {.name = "closes", .as = BULK_DAY, .need = true, .width = 12},
    [MT_SINCE] = {.name = "since", .as = BULK_DAY, .width = 12},
    [MT_UNTIL] = {.name = "until", .as = BULK_DAY, .width = 12},
    [MT_ASKS] = {.name = "asks", .width = 40},
    [MT_STRUCK] = {.name = "struck", .as = BULK_CHOICE, .choices = yes_no, .width = 8},
};

/* What an empty cell means; kinds in the words of the store. */
static enum err
fill(struct ctx *cx, str *cell)
{
	str kinds, bad;

	if (!cell[MT_KINDS].n)
		cell[MT_KINDS] = S("docx；pdf");
	if (material_kinds(cx->arena, cell[MT_KINDS], &kinds, &bad))
		cell[MT_KINDS] = kinds;
	if (!cell[MT_MOST].n && !(cell[MT_MOST] = arena_printf(cx->arena, "%d", MATERIAL_USUAL_MOST)).p)
		return ctx_no_memory(cx);
	if (!cell[MT_COPIES].n)
		cell[MT_COPIES] = S("1");
	if (!cell[MT_STRUCK].n)
		cell[MT_STRUCK] = S("no");
	return OK;
}

struct giving {
	bulk_take *take;
	void      *arg;
};

static enum err
give(struct ctx *cx, const struct q_material_table_row *r, void *arg)
{
	struct giving *g = arg;
	str            cell[MT_ALL] = {
	               [MT_NO] = r->no, [MT_TITLE] = r->title, [MT_STANDARD] = r->standard, [MT_POST] = r->post_code,
	               [MT_KINDS] = r->kinds, [MT_OPENS] = r->opens, [MT_CLOSES] = r->closes, [MT_SINCE] = r->since,
	               [MT_UNTIL] = r->until, [MT_ASKS] = r->asks, [MT_STRUCK] = r->struck ? S("yes") : S("no")};

	cell[MT_MOST] = arena_printf(cx->arena, "%lld", (long long)r->most);
	cell[MT_COPIES] = arena_printf(cx->arena, "%lld", (long long)r->copies);
	return g->take(cx, cell, g->arg);
}

enum err
material_cells(struct ctx *cx, int64_t from, int64_t upto, bulk_take *take, void *arg)
{
	struct giving g = {take, arg};
	str           today;
	enum err      e = unit_today(cx, &today);

	if (e != OK)
		return e;
	return q_material_table(cx, &(struct q_material_table_in){material_reach(cx), from, upto, today}, give, &g);
}

static enum err
each(struct ctx *cx, bulk_take *take, void *arg)
{
	return material_cells(cx, 1, INT64_MAX, take, arg);
}

const struct bulk_kind material_tables[] = {
    {"materials", T_material_table, T_material_table_what, "material.load", "material", PERM_TASK_SEE, PERM_TASK_EDIT,
     columns, MT_ALL, each, fill, 0},
};
const size_t material_tables_n = NITEMS(material_tables);

/* ---- The missing list ---- */

#define LACKS(X)                            \
	X(unit, T_material_l_unit, 22)      \
	X(post, T_material_l_post, 16)      \
	X(no, T_material_l_no, 12)          \
	X(title, T_material_l_title, 36)    \
	X(standard, T_material_l_standard, 14) \
	X(kinds, T_material_l_kinds, 14)    \
	X(copies, T_material_l_copies, 8)   \
	X(handed, T_material_l_handed, 8)   \
	X(returned, T_material_l_returned, 8) \
	X(closes, T_material_l_closes, 12)  \
	X(late, T_material_l_late, 8)       \
	X(asks, T_material_l_asks, 40)
enum {
#define X(name, label, width) L_##name,
	LACKS(X)
#undef X
	    L_MAX
};

/* Memory does not grow with the rows. */
struct lacking {
	struct xlsx_writer *w;
	str                 today;
	struct buf          copies, handed, returned;
};

static str
number(struct buf *b, int64_t n)
{
	buf_clear(b);
	buf_i64(b, n);
	return buf_str(b);
}

static enum err
add_row(struct ctx *cx, const struct q_material_lacks_row *r, void *arg)
{
	struct lacking *l = arg;
	str             cell[L_MAX] = {
	                [L_unit] = r->unit_name, [L_post] = r->post_name, [L_no] = r->no, [L_title] = r->title,
	                [L_standard] = r->standard, [L_kinds] = r->kinds, [L_closes] = r->closes, [L_asks] = r->asks};

	cell[L_copies] = number(&l->copies, r->copies);
	cell[L_handed] = number(&l->handed, r->accepted + r->waiting);
	cell[L_returned] = number(&l->returned, r->returned);
	if (str_cmp(r->closes, l->today) < 0)
		cell[L_late] = text_get(T_material_late, cx->lang);
	return xlsx_add(cx, l->w, cell);
}

enum err
material_missing(struct ctx *cx, const char *dir, int *fd, uint64_t *size, int64_t *position)
{
	struct lacking     l = {0};
	struct xlsx_column column[L_MAX];
	struct buf         sheet;
	enum err           e;

#define X(name, label, width_) \
	column[L_##name] = (struct xlsx_column){.head = text_get(label, cx->lang), .width = width_};
	LACKS(X)
#undef X
	column[L_copies].as = column[L_handed].as = column[L_returned].as = XLSX_AS_NUMBER;
	column[L_closes].as = XLSX_AS_DAY;
	buf_init(&l.copies, cx->arena, BUF_PATH);
	buf_init(&l.handed, cx->arena, BUF_PATH);
	buf_init(&l.returned, cx->arena, BUF_PATH);
	buf_init(&sheet, cx->arena, BUF_PATH);
	if ((e = unit_today(cx, &l.today)) != OK || (e = journal_position(cx, position)) != OK)
		return e;
	text_add(&sheet, T_material_l_sheet, cx->lang,
	         (const str[]){arena_printf(cx->arena, "%lld", (long long)*position)}, 1);
	if ((e = xlsx_begin(cx, dir, buf_str(&sheet), column, L_MAX, &l.w)) != OK)
		return e;
	e = q_material_lacks(cx, &(struct q_material_lacks_in){material_reach(cx)}, add_row, &l);
	if (e != OK) {
		xlsx_drop(l.w);
		return e;
	}
	return xlsx_end(cx, l.w, fd, size);
}
