/* What cases that are made in one transaction share: what was looked up, numbers, ids. */
#ifndef WORK_CASES_MANY_H
#define WORK_CASES_MANY_H

#include "city/catalog/looked.h"

enum { CASE_MANY_NUMBERS = 8 };

/* The last number of a place and year; its row is locked since the first was asked for. */
struct case_number {
	int64_t root, year, last;
	bool    moved; /* the row does not know yet */
};

/*
 * A value: whoever undoes a part of the transaction puts back what it was before that part,
 * and numbers and ids are given again.
 */
struct case_many {
	struct looked     *looked;
	struct case_number number[CASE_MANY_NUMBERS]; /* past so many places each number is asked for */
	size_t             nnumbers;
	int64_t           *id; /* taken beforehand, behind the locks of all those counters; 0: the row will give it */
	size_t             nids, used, expected;
	/* The setting reporter.key as it was when this part began; NULL: each reporter asks. */
	struct setting_asked *key;
};

/* For a transaction that has just begun; lives in cx->arena. */
MUSTCHECK enum err case_many_begin(struct ctx *cx, struct case_many *m);

/* Ask what cases of the part that begins will want to know; before a query that is answered. */
MUSTCHECK enum err case_many_ask(struct ctx *cx, struct case_many *m);

/* About n cases are to be made from here on: ids that are wanted then are taken for all of them at once. */
void case_many_expect(struct case_many *m, size_t n);

/* Write how far numbers were given; at the end of the transaction, outside of what can be undone alone. */
MUSTCHECK enum err case_many_settle(struct ctx *cx, struct case_many *m);

/*
 * The next number of a place and year, 1, 2, 3 … without gaps whoever else is at work: its row
 * stays locked until the transaction ends.  And the case's id, 0 when the row will give it, taken
 * behind that lock: numbers come in the order of ids, which the docket looks them up by.  What was
 * asked before is answered, too.  m may be NULL.
 */
MUSTCHECK enum err case_many_number(struct ctx *cx, struct case_many *m, int64_t root, int64_t year, int64_t *last,
                                    int64_t *id);

#endif
