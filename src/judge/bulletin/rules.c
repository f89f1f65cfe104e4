/* Opening, fresh, closed, stock: of one case, and of many. */
#include "judge/bulletin/rules.h"

#include "texts.h"
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
