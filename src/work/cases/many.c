/* Numbers and ids of cases that are made together: asked for once, not once for each. */
#include "work/cases/many.h"

#include "kit/db/db.h"
#include "work/cases/cases_sql.h"

enum err
case_many_begin(struct ctx *cx, struct case_many *m)
{
	*m = (struct case_many){.looked = looked_new(cx)};
	return m->looked ? OK : ctx_no_memory(cx);
}

enum err
case_many_expect(struct ctx *cx, struct case_many *m, size_t n)
{
	m->nids = m->used = 0;
	if (!(m->id = ARENA_NEWS(cx->arena, n + 1, int64_t)))
		return ctx_no_memory(cx);
	m->nids = n;
	return db_new_ids(cx, "cases", n, m->id);
}

enum err
case_many_settle(struct ctx *cx, struct case_many *m)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < m->nnumbers; i++) {
		struct case_number *k = &m->number[i];

		if (k->moved)
			e = q_case_number_set(cx, &(struct q_case_number_set_in){.root_id = k->root, .year = k->year,
			                                                         .last = k->last}, NULL);
		k->moved = false;
	}
	return e;
}

enum err
case_many_number(struct ctx *cx, struct case_many *m, int64_t root, int64_t year, int64_t *last)
{
	struct q_case_number_row row;
	enum err                 e;

	for (size_t i = 0; m && i < m->nnumbers; i++)
		if (m->number[i].root == root && m->number[i].year == year) {
			m->number[i].moved = true;
			*last = ++m->number[i].last;
			return OK;
		}
	if ((e = q_case_number(cx, &(struct q_case_number_in){.root_id = root, .year = year}, &row)) != OK)
		return e;
	*last = row.last;
	if (m && m->nnumbers < CASE_MANY_NUMBERS)
		m->number[m->nnumbers++] = (struct case_number){root, year, row.last, false};
	return OK;
}
