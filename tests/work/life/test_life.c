/* docs/case-life.md says exactly what the table of steps says; `--write FILE` makes its table anew. */
#include "tap.h"
#include "work/life/rules.h"

#include "base/arena.h"
#include "texts.h"

#include <string.h>

static const char *const by[] = {
	"有权限的人", "承办单位的人", "主办单位或未经手单位的人", "发现人", "非上报人", "未上报、未经手、不属经手单位的人", "经手单位以外的人",
	"申请人和经手单位以外的人", "申请人、经手单位和超期环节的人及其单位以外的人", "系统",
};

static const char *const needs[] = {
	"理由", "情况说明", "可立案的类别和立案条件", "核实属实（群众反映）", "相邻案件已知悉",
	"一个单位、一个岗位或人、一个时限", "岗位或人", "未曾退回", "结案条件", "独立核查通过", "未超期",
	"延期不足两次", "截止日期（一年内）", "未曾挂账", "无同类申请待批", "有申请待批", "有超期且未申诉", "时限已过且未记",
	"另一未结案件", "挂账到期或理由", "非群众反映", "类别", "退回过一次",
};

static void
add_mask(struct buf *b, uint32_t mask, size_t n, void (*one)(struct buf *, size_t))
{
	bool first = true;

	for (size_t i = 0; i < n; i++)
		if (mask & (1u << i)) {
			if (!first)
				buf_add(b, S("、"));
			first = false;
			one(b, i);
		}
}

static void
one_state(struct buf *b, size_t i)
{
	buf_add(b, text_get(case_state_label((enum case_state)i), ZH));
}

static void
one_need(struct buf *b, size_t i)
{
	buf_add(b, str_of(needs[i]));
}

static void
one_stage(struct buf *b, size_t i)
{
	buf_add(b, text_get(case_stage_label((enum case_stage)i), ZH));
}

static void
add_clocks(struct buf *b, const char *word, uint32_t mask)
{
	if (!mask)
		return;
	buf_add(b, str_of(word));
	if (mask == CASE_RUNS_ALL)
		buf_add(b, S("其余"));
	else
		add_mask(b, mask, CASE_STAGE_MAX, one_stage);
	buf_char(b, ' ');
}

static void
add_row(struct buf *b, const struct case_move *m)
{
	static const char *const only[] = {"", "（群众反映）", "（工作人员上报）"};
	static const char *const answers[] = {"", "：是", "：否", "：无法判断"};

	buf_printf(b, "| `%s` ", case_act_code(m->act));
	buf_add(b, text_get(case_act_label(m->act), ZH));
	buf_printf(b, "%s%s | ", answers[m->answer], only[m->only]);
	add_mask(b, m->from, CASE_STATE_MAX, one_state);
	buf_add(b, S(" | "));
	if (m->to == CASE_SAME)
		buf_add(b, S("不变"));
	else if (m->to == CASE_BEFORE)
		buf_add(b, S("挂账前的环节"));
	else
		one_state(b, (size_t)m->to);
	buf_printf(b, " | %s | ", by[m->by]);
	add_mask(b, m->needs, NITEMS(needs), one_need);
	buf_add(b, S(" | "));
	add_clocks(b, "完成", m->meets);
	add_clocks(b, "终止", m->drops);
	add_clocks(b, "起算", m->starts);
	buf_add(b, S("|\n"));
}

static const char begin[] = "<!-- table: written by test_life --write -->\n", end[] = "<!-- end of table -->\n";

int
main(int argc, char **argv)
{
	struct arena *a = arena_new((size_t)4 << 20);
	const char   *name = argc > 1 ? argv[argc - 1] : "docs/case-life.md";
	bool          write = argc > 2 && strcmp(argv[1], "--write") == 0;
	FILE         *f = fopen(name, "rb");
	char         *p = a ? arena_alloc(a, (size_t)1 << 20) : NULL;
	size_t        n = f && p ? fread(p, 1, (size_t)1 << 20, f) : 0, from, to;
	str           doc = {p, n};
	struct buf    b;

	if (f)
		(void)fclose(f);
	text_use(texts, T_MAX);
	from = str_find_str(doc, str_of(begin));
	to = str_find_str(doc, str_of(end));
	if (!ok(from != SIZE_MAX && to != SIZE_MAX && from < to, "%s has a place for the table", name))
		return done();
	from += sizeof begin - 1;
	buf_init(&b, a, (size_t)1 << 20);
	buf_add(&b, S("| 事项 | 从 | 到 | 谁 | 需要 | 时限 |\n|---|---|---|---|---|---|\n"));
	for (size_t i = 0; i < case_nmoves; i++)
		add_row(&b, &case_moves[i]);
	if (write) {
		f = fopen(name, "wb");
		if (f) {
			(void)fwrite(p, 1, from, f);
			(void)fwrite(b.p, 1, b.n, f);
			(void)fwrite(p + to, 1, n - to, f);
			(void)fclose(f);
		}
		arena_free(a);
		return f ? 0 : 1;
	}
	is_str(str_slice(doc, from, to), buf_str(&b), "the table in the document is the table of the program");
	arena_free(a);
	return done();
}
