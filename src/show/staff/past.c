/* What is said of the events of people, log-ins and posts held. */
#include "show/staff/inside.h"
#include "show_staff_texts.h"

static const struct trail_column columns[] = {
    {"person", "code", T_staff_code, TRAIL_WORDS},
    {"person", "name", T_staff_name, TRAIL_WORDS},
    {"person", "valid_from", T_staff_from, TRAIL_WORDS},
    {"person", "valid_to", T_staff_to, TRAIL_WORDS},
    {"login", "name", T_staff_account, TRAIL_WORDS},
    {"login", "must_change", T_staff_must_change, TRAIL_WORDS},
    {"login", "disabled_at", T_staff_disabled, TRAIL_MOMENT},
    {"login", "factor_at", T_staff_factor, TRAIL_MOMENT},
    {"holding", "valid_from", T_staff_from, TRAIL_WORDS},
    {"holding", "valid_to", T_staff_to, TRAIL_WORDS},
};

static const struct trail_type types[] = {
    {"person.added", T_staff_t_person_added},       {"person.changed", T_staff_t_person_changed},
    {"person.left", T_staff_t_person_left},         {"person.back", T_staff_t_person_back},
    {"login.made", T_staff_t_login_made},           {"login.reset", T_staff_t_login_reset},
    {"login.password_changed", T_staff_t_password}, {"login.disabled", T_staff_t_login_disabled},
    {"login.enabled", T_staff_t_login_enabled},     {"login.link_made", T_staff_t_link_made},
    {"login.link_used", T_staff_t_link_used},       {"login.factor_set", T_staff_t_factor_set},
    {"login.factor_removed", T_staff_t_factor_removed}, {"login.recovery_used", T_staff_t_recovery_used},
    {"login.demo_set", T_staff_t_demo_set},         {"holding.added", T_staff_t_holding_added},
    {"holding.ended", T_staff_t_holding_ended},
};

const struct trail_words staff_words = {columns, NITEMS(columns), NULL, 0, types, NITEMS(types), NULL};

enum err
staff_past_of(struct ctx *cx, const struct q_staff_events_row *row, size_t n, struct trail *out)
{
	struct trail_row *t = ARENA_NEWS(cx->arena, n + 1, struct trail_row);

	if (!t)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		t[i].kind = row[i].kind;
		t[i].aggregate = row[i].aggregate;
		t[i].type = row[i].type;
		t[i].at = row[i].at;
		t[i].packed = row[i].payload;
		t[i].subject = row[i].subject;
		t[i].unit_name = row[i].unit_name;
		t[i].post_name = row[i].post_name;
	}
	return trail_of(cx, &staff_words, t, n, out);
}
