/* Erasure: what a source told of a case in free words goes with the case's own. */
#include "city/place/record.h"
#include "kit/journal/columns.h"
#include "kit/journal/journal.h"
#include "work/intake/inside.h"
#include "work/life/rules.h"

/* Was it erased before, and nothing of what goes has been told since? */
static bool
is_blank(const struct q_told_words_row *t, bool person)
{
	bool kept = t->digest.n || t->outcome.p || t->place_told.p || t->transfer.p || t->facts.p;

	if (person)
		kept = kept || t->type.p || t->channel.p || t->lon_told.p || t->lat_told.p || t->srs.p;
	return t->erased && !kept;
}

/* Blank the row, and every payload so far; the event that says so is whole. */
static enum err
forget_row(struct ctx *cx, struct q_told_words_row *t, bool person)
{
	struct record r;
	int64_t       changed;
	enum err      e;

	if (is_blank(t, person))
		return OK;
	t->digest = S("");
	t->outcome = t->place_told = t->transfer = t->facts = STR_NONE;
	if (person)
		t->type = t->channel = t->lon_told = t->lat_told = t->srs = STR_NONE;
	e = q_told_erase(cx, &(struct q_told_erase_in){.id = t->id, .rev = t->rev, .type = t->type,
	                                               .channel = t->channel, .lon_told = t->lon_told,
	                                               .lat_told = t->lat_told, .srs = t->srs}, &changed);
	if (e == OK && changed == 0)
		e = ERR_RETRY;
	if (e != OK)
		return e;
	t->erased = true;
	record_begin(cx, &r);
	(void)columns_write(&r.set, query_named(intake_queries, "told_words"), 0, NULL, t, cx->now);
	return record_end_erasing(cx, &r, "told", t->id, t->rev + 1, "told.erased", STR_NONE);
}

enum err
told_about_person(struct ctx *cx, int64_t case_id, bool *yes)
{
	struct q_told_subject_row row = {.subject = CASE_NO_CLASS};
	enum err                  e = q_told_subject(cx, &(struct q_told_subject_in){.id = case_id}, &row);

	*yes = e == OK && row.subject == CASE_PERSON;
	return e;
}

enum err
intake_forget(struct ctx *cx, int64_t case_id)
{
	struct q_told_words_row t;
	bool                    person;
	enum err                e = q_told_words(cx, &(struct q_told_words_in){.id = case_id}, &t);

	if (e == OK && (e = told_about_person(cx, case_id, &person)) == OK)
		return forget_row(cx, &t, person);
	return e == ERR_NONE ? OK : e;
}
