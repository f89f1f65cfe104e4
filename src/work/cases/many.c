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

static enum err
take_ids(struct ctx *cx, struct case_many *m, size_t n)
{
	m->nids = m->used = 0;
	if (!(m->id = ARENA_NEWS(cx->arena, n, int64_t)))
		return ctx_no_memory(cx);
	m->nids = n;
	return db_new_ids(cx, "cases", n, m->id);
}

enum err
case_many_ask(struct ctx *cx, struct case_many *m)
{
	return setting_ask(cx, S("reporter.key"), &m->key);
}

void
case_many_expect(struct case_many *m, size_t n)
{
	m->expected = n;
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

/* In this order within one flight: the lock of the counter, then ids. */
static enum err
ask_number(struct ctx *cx, struct case_many *m, int64_t root, int64_t year, int64_t *last)
{
	struct q_case_number_row *row = ARENA_NEW(cx->arena, struct q_case_number_row);
	enum err                 *got = ARENA_NEW(cx->arena, enum err), e;

	if (!row || !got)
		return ctx_no_memory(cx);
	if ((e = q_case_number_later(cx, &(struct q_case_number_in){.root_id = root, .year = year}, row, got)) != OK ||
	    (e = take_ids(cx, m, m->nnumbers < CASE_MANY_NUMBERS && m->expected ? m->expected : 1)) != OK ||
	    (e = db_await(cx->db)) != OK || (e = *got) != OK)
		return e;
	*last = row->last;
	if (m->nnumbers < CASE_MANY_NUMBERS)
		m->number[m->nnumbers++] = (struct case_number){root, year, row->last, false};
	return OK;
}

/* Of a counter that is ours: counted on in memory. */
static struct case_number *
number_of(struct case_many *m, int64_t root, int64_t year)
{
	for (size_t i = 0; i < m->nnumbers; i++)
		if (m->number[i].root == root && m->number[i].year == year)
			return &m->number[i];
	return NULL;
}

enum err
case_many_number(struct ctx *cx, struct case_many *m, int64_t root, int64_t year, int64_t *last, int64_t *id)
{
	struct case_many    alone = {0};
	struct case_number *had;
	enum err            e = OK;

	m = m ? m : &alone;
	if ((had = number_of(m, root, year))) {
		had->moved = true;
		*last = ++had->last;
		if (m->used == m->nids && (e = take_ids(cx, m, m->expected ? m->expected : 1)) == OK)
			e = db_await(cx->db);
	} else {
		e = ask_number(cx, m, root, year, last);
	}
	if (e != OK)
		return e;
	m->expected -= m->expected > 0;
	*id = m->id[m->used++];
	return OK;
}
