/* Where the matrix is silent.  Pure. */
#include "city/duty/cover.h"

#include "base/ensure.h"

#include <string.h>

const char *
duty_cover_name(enum duty_cover c)
{
	static const char *const name[DUTY_COVER_MAX] = {
	    [DUTY_NAMED] = "named",   [DUTY_BY_DEFAULT] = "default", [DUTY_CLASH] = "clash",
	    [DUTY_NOBODY] = "nobody", [DUTY_MIXED] = "mixed",
	};

	ensure(c < DUTY_COVER_MAX);
	return name[c];
}

/* Downwards: what is said of a place is said of all below it.  1 said, 0 not. */
static void
say_down(const struct cover_place *place, size_t nplace, const struct cover_row *row, size_t nrow, const str *class_key,
         size_t nclass, uint8_t *said)
{
	memset(said, 0, nplace * nclass);
	for (size_t r = 0; r < nrow; r++)
		for (size_t c = 0; c < nclass; c++)
			said[row[r].place * nclass + c] |= (uint8_t)str_starts(class_key[c], row[r].class_key);
	for (size_t p = 1; p < nplace; p++)
		for (size_t c = 0; c < nclass; c++)
			said[p * nclass + c] |= said[place[p].parent * nclass + c];
}

static enum duty_cover
without_row(int64_t territories)
{
	return territories == 0 ? DUTY_NOBODY : territories == 1 ? DUTY_BY_DEFAULT : DUTY_CLASH;
}

void
duty_cover(struct cover_place *place, size_t nplace, const struct cover_row *row, size_t nrow, const str *class_key,
           size_t nclass, uint8_t *kind)
{
	say_down(place, nplace, row, nrow, class_key, nclass, kind);
	for (size_t p = 0; p < nplace; p++) {
		ensure(p == 0 || place[p].parent < p);
		if (p && place[p].territories == 0)
			place[p].territories = place[place[p].parent].territories;
		place[p].leaves = 0;
	}
	/* Upwards: a place without leaves so far is one itself; what lies below it was turned before. */
	for (size_t p = nplace; p-- > 0;) {
		bool leaf = place[p].leaves == 0;

		place[p].leaves += leaf;
		for (size_t c = 0; leaf && c < nclass; c++) {
			uint8_t *k = &kind[p * nclass + c];

			*k = *k ? DUTY_NAMED : (uint8_t)without_row(place[p].territories);
		}
		if (p == 0)
			break;
		for (size_t c = 0; c < nclass; c++) {
			uint8_t *up = &kind[place[p].parent * nclass + c];

			if (place[place[p].parent].leaves == 0)
				*up = kind[p * nclass + c];
			else if (*up != kind[p * nclass + c])
				*up = DUTY_MIXED;
		}
		place[place[p].parent].leaves += place[p].leaves;
	}
}
