/* The ledger of problems (问题台账): all cases within reach as a workbook, row by row. */
#include "base/clock.h"
#include "kit/journal/journal.h"
#include "kit/xlsx/xlsx.h"
#include "work/docket/names.h"
#include "work/life/rules.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

#define COLUMNS(X) \
	X(no, T_writ_l_no, 18) \
	X(state, T_writ_l_state, 12) \
	X(what, T_writ_l_what, 24) \
	X(code, T_writ_l_code, 10) \
	X(place, T_writ_l_place, 24) \
	X(spot, T_writ_l_spot, 36) \
	X(unit, T_writ_l_unit, 28) \
	X(reported, T_writ_l_reported, 18) \
	X(due, T_writ_l_due, 18) \
	X(late, T_writ_l_late, 10) \
	X(ended, T_writ_l_ended, 18) \
	X(rework, T_writ_l_rework, 8) \
	X(came_back, T_writ_l_came_back, 8)
enum {
#define X(name, label, width) L_##name,
	COLUMNS(X)
#undef X
	    L_MAX
};

/* Memory does not grow with the rows: what a row needs is forgotten with the next. */
struct ledger {
	const struct docket_names *names;
	struct xlsx_writer        *w;
	struct buf                 reported, due, ended, rework, came_back;
};

static str
moment(struct ctx *cx, struct buf *b, opt_i64 at)
{
	buf_clear(b);
	if (at.some)
		clock_add_minute(b, at.v, cx->zone);
	return buf_str(b);
}

static str
number(struct buf *b, int64_t n)
{
	buf_clear(b);
	buf_i64(b, n);
	return buf_str(b);
}

static enum err
add_row(struct ctx *cx, const struct q_writ_ledger_row *r, void *arg)
{
	struct ledger             *l = arg;
	const struct docket_class *k = r->class_id.some ? names_class_of(l->names, r->class_id.v) : NULL;
	bool late = r->overdue || (r->open && r->due_at.some && r->due_at.v < cx->now);
	str  cell[L_MAX] = {0};

	cell[L_no] = r->no;
	cell[L_state] = text_get(case_state_label((enum case_state)r->state), cx->lang);
	cell[L_what] = k ? k->name : STR_NONE;
	cell[L_code] = k ? k->code : STR_NONE;
	cell[L_place] = names_place(l->names, r->place_id);
	cell[L_spot] = r->address;
	cell[L_unit] = names_unit_whole(l->names, r->unit_id);
	cell[L_reported] = moment(cx, &l->reported, (opt_i64){true, r->reported_at});
	cell[L_due] = moment(cx, &l->due, r->due_at);
	cell[L_late] = late ? text_get(T_writ_l_is_late, cx->lang) : STR_NONE;
	cell[L_ended] = moment(cx, &l->ended, r->ended_at);
	cell[L_rework] = number(&l->rework, r->rework);
	cell[L_came_back] = number(&l->came_back, r->came_back);
	return xlsx_add(cx, l->w, cell);
}

enum err
writ_ledger(struct ctx *cx, bool open, const char *dir, int *fd, uint64_t *size, int64_t *position)
{
	struct ledger      l = {0};
	struct xlsx_column column[L_MAX];
	struct buf        *b[] = {&l.reported, &l.due, &l.ended, &l.rework, &l.came_back};
	struct buf         sheet;
	enum err           e;

#define X(name, label, width_) \
	column[L_##name] = (struct xlsx_column){.head = text_get(label, cx->lang), .width = width_};
	COLUMNS(X)
#undef X
	column[L_rework].as = column[L_came_back].as = XLSX_AS_NUMBER;
	for (size_t i = 0; i < NITEMS(b); i++)
		buf_init(b[i], cx->arena, BUF_PATH);
	buf_init(&sheet, cx->arena, BUF_PATH);
	if ((e = docket_names(cx, &l.names)) != OK || (e = journal_position(cx, position)) != OK)
		return e;
	/* The figure's seal goes with the sheet, also when its file is called otherwise. */
	text_add(&sheet, T_writ_l_sheet, cx->lang,
	         (const str[]){arena_printf(cx->arena, "%lld", (long long)*position)}, 1);
	if ((e = xlsx_begin(cx, dir, buf_str(&sheet), column, L_MAX, &l.w)) != OK)
		return e;
	e = q_writ_ledger(cx, &(struct q_writ_ledger_in){cx->who->reach, open ? 1 : 0}, add_row, &l);
	if (e != OK) {
		xlsx_drop(l.w);
		return e;
	}
	return xlsx_end(cx, l.w, fd, size);
}
