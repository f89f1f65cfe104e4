/* Who may add a picture when, and what does not fit about one.  Pure. */
#include "work/photo/photo.h"
#include "work_photo_texts.h"

static const struct {
	const char   *code;
	text_id       label;
	enum case_act act;
} moments[PHOTO_MOMENT_MAX] = {[PHOTO_NO_MOMENT] = {"", T_none, CASE_ACT_MAX},
#define X(name, code, label, act) [PHOTO_AT_##name] = {#code, label, CASE_DO_##act},
                               PHOTO_MOMENTS(X)
#undef X
};

const char *
photo_moment_code(enum photo_moment m)
{
	return moments[m].code;
}

text_id
photo_moment_label(enum photo_moment m)
{
	return moments[m].label;
}

enum photo_moment
photo_moment_of(str code)
{
	for (enum photo_moment m = PHOTO_NO_MOMENT + 1; m < PHOTO_MOMENT_MAX; m++)
		if (str_eq(code, str_of(moments[m].code)))
			return m;
	return PHOTO_NO_MOMENT;
}

enum photo_moment
photo_moment_at(enum case_act act)
{
	for (enum photo_moment m = PHOTO_NO_MOMENT + 1; m < PHOTO_MOMENT_MAX; m++)
		if (moments[m].act == act)
			return m;
	return PHOTO_NO_MOMENT;
}

static bool
found_it(const struct case_facts *f, const struct case_who *who)
{
	for (size_t i = 0; i < f->ndid; i++)
		if (f->did[i].part == CASE_PART_FOUND && f->did[i].person == who->person && who->person)
			return true;
	return false;
}

text_id
photo_may(enum photo_moment m, const struct case_facts *f, const struct case_who *who, bool accepts,
          int64_t now)
{
	struct case_refusal why;

	if (f->subject == CASE_PERSON)
		return T_photo_rule_person;
	switch (m) {
	case PHOTO_AT_FOUND:
		if (f->state != CASE_REPORTED && f->state != CASE_CHECKING && f->state != CASE_CHECKED &&
		    f->state != CASE_FILED)
			return T_photo_rule_found_late;
		return found_it(f, who) || accepts ? T_none : T_photo_rule_found_who;
	case PHOTO_AT_CHECKED:
		return case_may(f, CASE_DO_CHECK, who, now, &why) ? T_none : T_photo_rule_checked;
	case PHOTO_AT_FIXED:
		return case_may(f, CASE_DO_FIX, who, now, &why) ? T_none : T_photo_rule_fixed;
	case PHOTO_AT_VERIFIED:
		return case_may(f, CASE_DO_VERIFY, who, now, &why) ? T_none : T_photo_rule_verified;
	case PHOTO_NO_MOMENT:
	case PHOTO_MOMENT_MAX:
		break;
	}
	return T_photo_rule_moment;
}

unsigned
photo_doubts(const struct photo_doubtful *p)
{
	enum { TEN_MINUTES = 10 * 60 * 1000 };
	unsigned d = 0;

	if (p->taken_at.some && p->taken_at.v > p->added_at + TEN_MINUTES)
		d |= PHOTO_DOUBT_FUTURE;
	if (p->taken_at.some && (p->moment == PHOTO_AT_FIXED || p->moment == PHOTO_AT_VERIFIED) &&
	    p->taken_at.v < p->reported_at)
		d |= PHOTO_DOUBT_BEFORE;
	else if (p->taken_at.some && p->moment == PHOTO_AT_FIXED && p->sent_at.some && p->taken_at.v < p->sent_at.v)
		d |= PHOTO_DOUBT_UNSENT;
	if (p->taken.some && p->spot.some && case_metres(p->taken, p->spot) > (double)p->far)
		d |= PHOTO_DOUBT_FAR;
	return d;
}

bool
photo_boxes(str text, struct photo_box *box, size_t *n)
{
	*n = 0;
	text = str_trim(text);
	while (text.n) {
		str     one = str_cut(&text, ' ');
		int64_t v[4];

		if (*n == PHOTO_BOXES)
			return false;
		for (size_t i = 0; i < 4; i++)
			if (!str_to_i64(str_cut(&one, ','), &v[i]) || v[i] < (i < 2 ? 0 : 1) ||
			    v[i] > PHOTO_WHOLE)
				return false;
		if (one.p || v[0] + v[2] > PHOTO_WHOLE || v[1] + v[3] > PHOTO_WHOLE)
			return false;
		box[(*n)++] = (struct photo_box){(int)v[0], (int)v[1], (int)v[2], (int)v[3]};
	}
	return true;
}
