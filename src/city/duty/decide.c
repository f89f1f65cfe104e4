/* The most specific row wins.  Pure. */
#include "base/ensure.h"
#include "city/duty/duty.h"
#include "city_duty_texts.h"
#include "kit/table/rows.h"

const char *
duty_verdict_name(enum duty_verdict v)
{
	static const char *const name[DUTY_VERDICT_MAX] = {
	    [DUTY_WON] = "won",           [DUTY_OTHER_CLASS] = "other_class", [DUTY_OTHER_PLACE] = "other_place",
	    [DUTY_NOT_YET] = "not_yet",   [DUTY_OVER] = "over",               [DUTY_UNIT_GONE] = "unit_gone",
	    [DUTY_BROADER] = "broader",   [DUTY_HIGHER] = "higher",           [DUTY_TIE] = "tie",
	    [DUTY_RULED] = "ruled",       [DUTY_STRUCK] = "struck",
	};

	ensure(v < DUTY_VERDICT_MAX);
	return name[v];
}

/* Speaks at all, or why not; BROADER stands for "yes, for now". */
static enum duty_verdict
speaks(const struct duty_row *r, str class_key, str on)
{
	if (!str_starts(class_key, r->class_key) || (r->class_key.n != 0 && r->class_key.n != 3 &&
	    r->class_key.n != class_key.n))
		return DUTY_OTHER_CLASS;
	if (r->steps < 0)
		return DUTY_OTHER_PLACE;
	if (str_cmp(on, r->valid_from) < 0)
		return DUTY_NOT_YET;
	if (!span_holds(r->valid_from, r->valid_to, on))
		return DUTY_OVER;
	if (!span_holds(r->unit_from, r->unit_to, on))
		return DUTY_UNIT_GONE;
	return DUTY_WON;
}

static bool
beats(const struct duty_row *a, const struct duty_row *b)
{
	if (a->class_key.n != b->class_key.n)
		return a->class_key.n > b->class_key.n;
	if (a->steps != b->steps)
		return a->steps < b->steps;
	return a->id < b->id;
}

size_t
duty_decide(struct duty_row *row, size_t n, str class_key, str on)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		row[i].verdict = speaks(&row[i], class_key, on);
		if (row[i].verdict == DUTY_WON && (best == SIZE_MAX || beats(&row[i], &row[best])))
			best = i;
	}
	for (size_t i = 0; best != SIZE_MAX && i < n; i++) {
		if (row[i].verdict != DUTY_WON || i == best)
			continue;
		if (row[i].class_key.n != row[best].class_key.n)
			row[i].verdict = DUTY_BROADER;
		else
			row[i].verdict = row[i].steps != row[best].steps ? DUTY_HIGHER : DUTY_TIE;
	}
	return best;
}

size_t
precedent_decide(struct duty_row *ruling, size_t n, str class_key, str on, struct duty_row *beaten)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < n; i++) {
		ruling[i].verdict = speaks(&ruling[i], class_key, on);
		if (ruling[i].verdict == DUTY_WON && (best == SIZE_MAX || ruling[i].id > ruling[best].id))
			best = i;
	}
	for (size_t i = 0; i < n; i++)
		if (ruling[i].verdict == DUTY_WON && i != best)
			ruling[i].verdict = DUTY_STRUCK;
	if (best != SIZE_MAX && beaten)
		beaten->verdict = DUTY_RULED;
	return best;
}

static void
say(struct buf *b, enum lang lang, text_id t, str a0, str a1, str a2)
{
	const str arg[] = {a0, a1, a2};

	text_add(b, t, lang, arg, NITEMS(arg));
	buf_char(b, '\n');
}

text_id
duty_verdict_text(enum duty_verdict v)
{
	static const text_id verdict[DUTY_VERDICT_MAX] = {
	    [DUTY_WON] = T_duty_verdict_won,
	    [DUTY_OTHER_CLASS] = T_duty_verdict_other_class,
	    [DUTY_OTHER_PLACE] = T_duty_verdict_other_place,
	    [DUTY_NOT_YET] = T_duty_verdict_not_yet,
	    [DUTY_OVER] = T_duty_verdict_over,
	    [DUTY_UNIT_GONE] = T_duty_verdict_unit_gone,
	    [DUTY_BROADER] = T_duty_verdict_broader,
	    [DUTY_HIGHER] = T_duty_verdict_higher,
	    [DUTY_TIE] = T_duty_verdict_tie,
	    [DUTY_RULED] = T_duty_verdict_ruled,
	    [DUTY_STRUCK] = T_duty_verdict_struck,
	};

	ensure(v < DUTY_VERDICT_MAX);
	return verdict[v];
}

/* The rows of one list, each with why it spoke or not. */
static void
say_rows(struct buf *b, const struct duty_row *row, size_t n, text_id said, enum lang lang)
{
	for (size_t i = 0; i < n; i++) {
		const struct duty_row *r = &row[i];
		str                    key = r->class_key.n ? r->class_key : text_get(T_duty_every_class, lang);
		const str              arg[] = {key, r->place_name, r->unit_name, r->source};

		text_add(b, said, lang, arg, NITEMS(arg));
		buf_char(b, '\n');
		say(b, lang, duty_verdict_text(r->verdict), r->verdict == DUTY_NOT_YET ? r->valid_from : r->valid_to,
		    STR_NONE, STR_NONE);
	}
}

void
duty_say(struct buf *b, const struct duty_answer *a, enum lang lang)
{
	if (!a->unit_id)
		say(b, lang, T_duty_gap, STR_NONE, STR_NONE, STR_NONE);
	else
		say(b, lang, a->is_default ? T_duty_said_default : T_duty_said, a->unit_name, a->basis, STR_NONE);
	for (size_t i = 0; i < a->n_helper; i++)
		say(b, lang, a->helper[i].territory ? T_duty_said_territory : T_duty_said_helper,
		    a->helper[i].unit_name,
		    STR_NONE, STR_NONE);
	say_rows(b, a->ruling, a->n_ruling, T_duty_said_ruling, lang);
	say_rows(b, a->row, a->n_row, T_duty_said_row, lang);
}
