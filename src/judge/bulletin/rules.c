/* Opening, fresh, closed, stock: of one case, and of many; how an obligation stands. */
#include "judge/bulletin/rules.h"

#include "work/life/rules.h"

static const struct {
	const char *code;
	text_id     label;
} number[BULLETIN_NUMBER_MAX] = {
#define X(name, code_, label_) [BULLETIN_##name] = {#code_, label_},
    BULLETIN_NUMBERS(X)
#undef X
};

const char *
bulletin_code(enum bulletin_number n)
{
	return number[n].code;
}

text_id
bulletin_label(enum bulletin_number n)
{
	return number[n].label;
}

enum bulletin_number
bulletin_number_of(str code)
{
	enum bulletin_number n = 0;

	while (n < BULLETIN_NUMBER_MAX && !str_eq(code, str_of(number[n].code)))
		n++;
	return n;
}

static bool
in_stock(const struct past_stand *s)
{
	if (!s->known)
		return false;
	switch (s->state) {
	case CASE_FILED:
	case CASE_DISPATCHED:
	case CASE_WORKING:
	case CASE_FIXED:
	case CASE_PROVEN:
	case CASE_REWORK:
	case CASE_RETURNED:
	case CASE_SUSPENDED: return true;
	default: return false;
	}
}

bool
bulletin_in_hands(int64_t state)
{
	return state == CASE_DISPATCHED || state == CASE_WORKING || state == CASE_REWORK;
}

bool
bulletin_judge(const struct past_stand *s, size_t n, int64_t position, int64_t from, int64_t cut,
               struct bulletin_case *c)
{
	const struct past_stand *last = NULL;
	bool                     opening = false, fresh = false, stock;
	unsigned                 in = 0;

	for (size_t i = 0; i < n && s[i].recorded_at < cut && s[i].pos <= position; i++) {
		last = &s[i];
		if (s[i].recorded_at < from)
			opening = in_stock(last);
		else
			fresh |= in_stock(last);
	}
	fresh &= !opening;
	if (!last || (!opening && !fresh))
		return false;
	stock = in_stock(last);
	in |= opening ? BULLETIN_IN(OPENING) : BULLETIN_IN(FRESH);
	if (!stock) {
		in |= BULLETIN_IN(CLOSED);
		in |= last->overdue ? BULLETIN_IN(LATE) : BULLETIN_IN(ON_TIME);
		in |= last->state == CASE_CLOSED && last->kind == CASE_KIND_PROVEN ? BULLETIN_IN(PROVEN)
		                                                                   : BULLETIN_IN(OTHERWISE);
	} else {
		in |= BULLETIN_IN(STOCK);
		if (last->due < cut)
			in |= BULLETIN_IN(OVERDUE);
		else if (last->due != INT64_MAX && last->due - cut <= BULLETIN_SOON_MS)
			in |= BULLETIN_IN(SOON);
		if (last->unit && bulletin_in_hands(last->state) && in & (BULLETIN_IN(FRESH) | BULLETIN_IN(OVERDUE)))
			in |= BULLETIN_IN(LISTED);
	}
	c->in = in;
	c->state = last->state;
	c->place = last->place;
	c->unit = last->unit;
	c->due = last->due;
	return true;
}

void
bulletin_add(struct bulletin_sums *s, const struct bulletin_case *c)
{
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		s->n[i] += c->in >> i & 1;
}

bool
bulletin_balances(const struct bulletin_sums *s)
{
	const int64_t *n = s->n;

	return n[BULLETIN_OPENING] + n[BULLETIN_FRESH] - n[BULLETIN_CLOSED] == n[BULLETIN_STOCK] &&
	       n[BULLETIN_ON_TIME] + n[BULLETIN_LATE] == n[BULLETIN_CLOSED] &&
	       n[BULLETIN_PROVEN] + n[BULLETIN_OTHERWISE] == n[BULLETIN_CLOSED];
}

/* ---- Obligations ---- */

const struct bulletin_rule *
bulletin_rule_for(const struct bulletin_rule *rule, size_t n, int64_t place, str class_key)
{
	const struct bulletin_rule *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct bulletin_rule *r = &rule[i];

		if ((r->place && r->place != place) || !str_starts(class_key, r->class_key))
			continue;
		if (!best || r->class_key.n > best->class_key.n ||
		    (r->class_key.n == best->class_key.n && r->place && !best->place))
			best = r;
	}
	return best;
}

static const struct {
	const char *code;
	text_id     label;
} outcome[BULLETIN_DUTY_MAX] = {
#define X(name, code_, label_) [BULLETIN_DUTY_##name] = {#code_, label_},
    BULLETIN_OUTCOMES(X)
#undef X
};

const char *
bulletin_outcome_code(enum bulletin_outcome o)
{
	return outcome[o].code;
}

text_id
bulletin_outcome_label(enum bulletin_outcome o)
{
	return outcome[o].label;
}

enum bulletin_outcome
bulletin_outcome_of(str code)
{
	enum bulletin_outcome o = 0;

	while (o < BULLETIN_DUTY_MAX && !str_eq(code, str_of(outcome[o].code)))
		o++;
	return o;
}

/* What a stay says: the work is done as far as the unit says, is still to do, or is this unit's no longer. */
enum word { SAYS_NOTHING, SAYS_DONE, SAYS_TO_DO, SAYS_GONE };

static enum word
word_of(const struct bulletin_stay *s, int64_t unit)
{
	switch (s->state) {
	case CASE_DISPATCHED:
	case CASE_WORKING:
	case CASE_REWORK: return s->unit == unit ? SAYS_TO_DO : SAYS_GONE;
	case CASE_FIXED:
	case CASE_PROVEN: return SAYS_DONE;
	case CASE_RETURNED: return SAYS_NOTHING;
	/* Standing still; or at the beginning again, after an end. */
	default: return SAYS_GONE;
	}
}

struct bulletin_result
bulletin_stands(const struct bulletin_stay *s, size_t n, opt_i64 ended, bool proven, const struct bulletin_duty *duty,
                int64_t at)
{
	opt_i64 met = {0}, gone = {0};

	for (size_t i = 0; i < n && s[i].from <= at && !gone.some; i++) {
		/* What was before counts only as far as it stood when it was issued. */
		if (i + 1 < n && s[i + 1].from <= duty->issued)
			continue;
		switch (word_of(&s[i], duty->unit)) {
		case SAYS_DONE:
			if (!met.some)
				met = SOME_I64(s[i].from);
			break;
		case SAYS_TO_DO: met = (opt_i64){0}; break;
		case SAYS_GONE: gone = SOME_I64(s[i].from); break;
		case SAYS_NOTHING: break;
		}
	}
	if (!gone.some && ended.some && ended.v <= at) {
		gone = ended;
		if (!met.some && proven)
			met = ended;
	}
	if (met.some)
		return (struct bulletin_result){
		    met.v <= duty->due ? BULLETIN_DUTY_IN_TIME : BULLETIN_DUTY_AFTER, met, false};
	if (gone.some && gone.v <= duty->due)
		return (struct bulletin_result){BULLETIN_DUTY_RELEASED, gone, false};
	return (struct bulletin_result){
	    at > duty->due ? BULLETIN_DUTY_MISSED : BULLETIN_DUTY_WAITS, (opt_i64){0}, !gone.some};
}
