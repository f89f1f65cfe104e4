/* What asks minutes of units beside forms: kinds, what one costs, how often it was asked. */
#include "base/ensure.h"
#include "city/place/place.h"
#include "work/burden/inside.h"
#include "work_burden_texts.h"

static const struct burden_kind *all[KINDS];
static size_t                    nall;
struct choice                    burden_costs[KINDS + 2] = {{"year", T_burden_k_year}};

void
burden_register(const struct burden_kind *list, size_t n)
{
	ensure(nall + n <= KINDS);
	for (size_t i = 0; i < n; i++) {
		all[nall] = &list[i];
		burden_costs[nall++] = (struct choice){list[i].name, list[i].label};
	}
	burden_costs[nall] = (struct choice){"year", T_burden_k_year};
}

const struct burden_kind *
burden_kind_at(size_t i)
{
	return i < nall ? all[i] : NULL;
}

text_id
burden_label(str name)
{
	for (size_t i = 0; i <= nall; i++)
		if (burden_costs[i].value && str_eq(name, str_of(burden_costs[i].value)))
			return burden_costs[i].label;
	return T_none;
}

enum err
burden_setting(struct ctx *cx, const char *name, int64_t usual, int64_t *minutes)
{
	str      value, key = arena_printf(cx->arena, "burden.%s", name);
	enum err e = key.p ? setting_get(cx, key, &value) : ctx_no_memory(cx);

	*minutes = usual;
	if (e == OK && value.p && !str_to_i64(value, minutes))
		*minutes = usual;
	return e;
}

enum err
burden_minutes(struct ctx *cx, str kind, int64_t *minutes, text_id *label)
{
	for (size_t i = 0; i < nall; i++)
		if (str_eq(kind, str_of(all[i]->name))) {
			*label = all[i]->label;
			return burden_setting(cx, all[i]->name, all[i]->minutes, minutes);
		}
	return ERR_NONE;
}

BURDEN_COUNT(papers, q_burden_papers, .kind = str_of(k->name), .since = s->since, .upto = s->upto)
BURDEN_COUNT(tasks, q_burden_tasks, .since = s->since, .upto = s->upto)
BURDEN_COUNT(messages, q_burden_messages, .since = s->since, .upto = s->upto)

const struct burden_kind burden_kinds[] = {
    {"order", T_burden_k_order, 20, papers}, {"urge", T_burden_k_urge, 15, papers},
    {"talk", T_burden_k_talk, 90, papers},   {"task", T_burden_k_task, 30, tasks},
    {"message", T_burden_k_message, 2, messages},
};
const size_t burden_kinds_n = NITEMS(burden_kinds);
