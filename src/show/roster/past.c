/* What is said of the events of units and posts. */
#include "show/roster/inside.h"
#include "show_roster_texts.h"

static const struct trail_column columns[] = {
    {"unit", "code", T_roster_code, TRAIL_WORDS},       {"unit", "name", T_roster_name, TRAIL_WORDS},
    {"unit", "short_name", T_roster_short, TRAIL_WORDS}, {"unit", "kind", T_roster_kind, TRAIL_WORDS},
    {"unit", "parent_id", T_roster_parent, TRAIL_NAMED}, {"unit", "place_id", T_roster_territory, TRAIL_NAMED},
    {"unit", "valid_from", T_roster_from, TRAIL_WORDS}, {"unit", "valid_to", T_roster_to, TRAIL_WORDS},
    {"post", "code", T_roster_code, TRAIL_WORDS},       {"post", "name", T_roster_name, TRAIL_WORDS},
    {"post", "unit_id", T_roster_unit, TRAIL_NAMED},    {"post", "role", T_roster_role, TRAIL_NAMED},
    {"post", "place_id", T_roster_scope, TRAIL_NAMED},  {"post", "valid_from", T_roster_from, TRAIL_WORDS},
    {"post", "valid_to", T_roster_to, TRAIL_WORDS},
};
_Static_assert(NITEMS(columns) <= TRAIL_COLUMNS, "a thing keeps a value for each column");

static const struct trail_side sides[] = {{"post", "post_class", T_roster_classes, NULL}};

static const struct trail_type types[] = {
    {"unit.added", T_roster_t_unit_added},       {"unit.changed", T_roster_t_unit_changed},
    {"unit.closed", T_roster_t_unit_closed},     {"unit.reopened", T_roster_t_unit_reopened},
    {"post.added", T_roster_t_post_added},       {"post.changed", T_roster_t_post_changed},
    {"post.closed", T_roster_t_post_closed},     {"post.reopened", T_roster_t_post_reopened},
};

/* Units and places by their names of today, roles as the reader calls them. */
static enum err
name(struct ctx *cx, const char *column, const struct jval *v, str *out)
{
	str                            what = str_of(column);
	int64_t                        id;
	str                            word;
	struct q_roster_unit_name_row  unit;
	struct q_roster_place_name_row place;
	enum err                       e;

	*out = STR_NONE;
	if (jval_str(v, &word)) {
		enum role r = role_of(word);

		*out = r < ROLE_MAX ? text_get(role_label(r), cx->lang) : word;
		return OK;
	}
	if (!jval_i64(v, &id))
		return OK;
	if (str_eq(what, S("place_id"))) {
		e = q_roster_place_name(cx, &(struct q_roster_place_name_in){.id = id}, &place);
		*out = place.name;
	} else {
		e = q_roster_unit_name(cx, &(struct q_roster_unit_name_in){.id = id}, &unit);
		*out = unit.name;
	}
	if (e == ERR_NONE)
		*out = DESK_FORMAT(cx, "#%lld", (long long)id);
	return e == ERR_NONE ? OK : e;
}

const struct trail_words roster_words = {columns, NITEMS(columns), sides, NITEMS(sides), types, NITEMS(types), name};
