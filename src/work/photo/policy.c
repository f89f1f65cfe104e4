/* When a photo must be there: as the class's conditions say, at the moments that the city has chosen. */
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "work/photo/inside.h"
#include "work_photo_texts.h"

#define SETTING S("photo.needed_at")
#define SETTING_FAR S("photo.far")

/* "found fixed" as bits 1 << PHOTO_AT_…; "none": 0.  *well: it is written so. */
static unsigned
moments_of(str text, bool *well)
{
	unsigned all = 0;

	*well = true;
	text = str_trim(text);
	if (str_eq(text, S("none")))
		return 0;
	*well = text.n > 0;
	while (text.n && *well) {
		enum photo_moment m = photo_moment_of(str_cut(&text, ' '));

		*well = m != PHOTO_NO_MOMENT;
		all |= 1u << m;
	}
	return *well ? all : 0;
}

/* Of a case that is filed: its condition's.  Before that nobody knows which it will be: only what all of them ask. */
static enum err
asked(struct ctx *cx, const struct photo_need *n, bool *needed, str *what, str *reason)
{
	struct class_condition  one, *all = &one;
	struct class_row        class;
	size_t                  k = 1;
	enum err                e;

	*needed = false;
	if (n->condition_id) {
		if ((e = catalog_condition(cx, n->condition_id, &one)) != OK)
			return e;
	} else if ((e = catalog_class(cx, n->class_key, n->on, &class)) != OK ||
	           (e = catalog_conditions(cx, &class, n->on, &all, &k)) != OK) {
		return e;
	}
	*needed = k > 0;
	for (size_t i = 0; i < k; i++)
		*needed = *needed && str_eq(all[i].photo, S("needed"));
	if (*needed) {
		*what = n->condition_id ? one.condition : class.name;
		*reason = all[0].photo_reason;
	}
	return OK;
}

enum err
photo_asked(struct ctx *cx, enum photo_moment m, bool *is)
{
	str      at = STR_NONE;
	bool     well;
	enum err e = photo_on() ? setting_get(cx, SETTING, &at) : OK;

	*is = e == OK && (moments_of(at, &well) & 1u << m) != 0;
	return e;
}

enum err
photo_needed(struct ctx *cx, enum photo_moment m, const struct photo_need *n, struct photo_why *why)
{
	bool     held;
	enum err e;

	*why = (struct photo_why){0};
	if (m == PHOTO_NO_MOMENT || (!n->condition_id && !n->class_key.n))
		return OK;
	if ((e = photo_asked(cx, m, &held)) != OK || !held)
		return e;
	return asked(cx, n, &why->needed, &why->what, &why->reason);
}

enum err
photo_require(struct ctx *cx, enum photo_moment m, const struct photo_need *n)
{
	struct q_photo_counts_in  in = {.case_id = n->case_id, .moment = (int64_t)m, .round = n->round};
	struct q_photo_counts_row have = {0};
	struct photo_why          why;
	enum err                  e = photo_needed(cx, m, n, &why);

	if (e != OK || !why.needed)
		return e;
	if (n->case_id && (e = q_photo_counts(cx, &in, &have)) != OK)
		return e;
	return have.n ? OK
	              : refuse(cx, ERR_RULE, "photo", T_photo_rule_needed, why.what,
	                       text_get(photo_moment_label(m), cx->lang), why.reason);
}

enum err
photo_far(struct ctx *cx, int64_t *metres)
{
	str      text = STR_NONE;
	enum err e = setting_get(cx, SETTING_FAR, &text);

	if (e == OK && (!text.n || !str_to_i64(text, metres)))
		*metres = PHOTO_FAR_METRES;
	return e;
}

/* ---- photo.policy ------------------------------------------------------------------------------------------ */

#define POLICY_IN(X) \
	X(str, at, 1, 1, 60, T_photo_f_at, NULL) \
	X(i64, far, 0, 10, 100000, T_photo_f_far, NULL)
struct policy_in {
	POLICY_IN(FIELD_DECL)
};
#define IN_T policy_in
static const struct field policy_fields[] = {POLICY_IN(FIELD_ROW)};
#undef IN_T

static enum err
policy_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct policy_in *in = arg;
	bool                    well;
	enum err                e = OK;

	(void)made;
	(void)moments_of(in->at, &well);
	if (!well)
		return refuse(cx, ERR_INPUT, "at", T_photo_policy_at);
	*out = (struct reply){.done = T_photo_policy_done};
	if (in->far != FIELD_ABSENT)
		e = setting_put(cx, SETTING_FAR, arena_printf(cx->arena, "%lld", (long long)in->far));
	return e == OK ? setting_put(cx, SETTING, str_trim(in->at)) : e;
}

const struct command photo_policy_cmd = {
    .name = "photo.policy",
    .summary = T_photo_policy,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = policy_fields,
    .nin = NITEMS(policy_fields),
    .in_size = sizeof(struct policy_in),
    .apply = policy_apply,
};
