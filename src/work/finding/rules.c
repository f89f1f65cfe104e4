/* What a finding's chain comes to, and how points are written. */
#include "work/finding/finding.h"

enum finding_state
finding_state_of(const struct finding_chain *c)
{
	if (c->tasks + c->cases == 0)
		return FINDING_GAP;
	return c->accepted + c->over == c->tasks + c->cases ? FINDING_DONE : FINDING_WORK;
}

bool
finding_points(str text, int64_t *v)
{
	size_t  dot = str_find(text, '.');
	str     whole = dot == SIZE_MAX ? text : str_slice(text, 0, dot);
	str     part = dot == SIZE_MAX ? S("") : str_slice(text, dot + 1, text.n);
	int64_t n, cents = 0;

	if (!str_to_i64(whole, &n) || n < 0 || n > 100000 || whole.p[0] == '-' || whole.p[0] == '+' ||
	    (dot != SIZE_MAX && part.n == 0) || part.n > 2)
		return false;
	for (size_t i = 0; i < 2; i++) {
		char c = i < part.n ? part.p[i] : '0';

		if (c < '0' || c > '9')
			return false;
		cents = cents * 10 + (c - '0');
	}
	*v = n * 100 + cents;
	return true;
}
