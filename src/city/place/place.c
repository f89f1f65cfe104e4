/* Settings, the epoch, and the list of this room's commands. */
#include "city/place/place.h"

#include "city/place/record.h"
#include "city_place_texts.h"
#include "place_sql.h"

extern const struct command place_load_cmd, place_bounds_cmd;

const struct command *const place_commands[] = {&place_load_cmd, &place_bounds_cmd};
const size_t                place_commands_n = NITEMS(place_commands);

static const struct journal_side city_sides[] = {
    {.table = "setting", .query = "setting_fold", .keys = 1},
    {.table = "zone", .query = "zone_fold", .keys = 1},
    {.table = "zone_member", .query = "zone_member_fold", .keys = 3},
};
static const struct journal_side place_sides[] = {
    {.table = "place_parent", .query = "place_parent_fold", .keys = 1},
    {.table = "place_alias", .query = "place_alias_fold", .keys = 3},
};
static const char *const place_wrong[] = {"wrong_place_above", NULL};

const struct journal_aggregate place_aggregates[] = {
    {.kind = "place", .label = T_place_thing_place, .queries = place_queries, .query = "place_fold", .side = place_sides,
     .nside = NITEMS(place_sides), .wrong = place_wrong},
    {.kind = "city", .label = T_place_thing_city, .queries = place_queries, .side = city_sides, .nside = NITEMS(city_sides)},
};
const struct journal_aggregate *const place_city = &place_aggregates[1];
const size_t place_aggregates_n = NITEMS(place_aggregates);

enum err
setting_get(struct ctx *cx, str key, str *value)
{
	struct q_setting_get_row row = {0};
	enum err                 e = q_setting_get(cx, &(struct q_setting_get_in){.key = key}, &row);

	*value = e == OK ? row.value : STR_NONE;
	return e == ERR_NONE ? OK : e;
}

struct setting_asked {
	struct q_setting_get_row row;
	enum err                 got;
};

enum err
setting_ask(struct ctx *cx, str key, struct setting_asked **out)
{
	struct setting_asked *s = *out = ARENA_NEW(cx->arena, struct setting_asked);

	if (!s)
		return ctx_no_memory(cx);
	return q_setting_get_later(cx, &(struct q_setting_get_in){.key = key}, &s->row, &s->got);
}

str
setting_answer(const struct setting_asked *s)
{
	return s->got == OK ? s->row.value : STR_NONE;
}

enum err
setting_put(struct ctx *cx, str key, str value)
{
	struct buf  b;
	struct json j;
	str         was, body;
	enum err    e;

	if ((e = setting_get(cx, key, &was)) != OK || (was.p && str_eq(was, value)))
		return e;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "value", value);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK ||
	    (e = q_setting_put(cx, &(struct q_setting_put_in){.key = key, .value = value}, NULL)) != OK)
		return e;
	return record_row(cx, "city", "city.set", "setting", key, body, STR_NONE);
}

enum err
city_changed(struct ctx *cx)
{
	int64_t changed;

	db_unshare(cx->db);
	return q_epoch_move(cx, &(struct q_epoch_move_in){.name = S("city")}, &changed);
}

enum err
epoch_get(struct ctx *cx, int64_t *n)
{
	struct q_epoch_get_row row = {0};
	enum err               e = q_epoch_get(cx, &(struct q_epoch_get_in){.name = S("city")}, &row);

	*n = row.n;
	return e == ERR_NONE ? OK : e;
}

struct city_asked {
	struct q_epoch_get_row row;
	enum err               got;
};

enum err
city_ask(struct ctx *cx, struct city_asked **out)
{
	struct q_epoch_get_in in = {.name = S("city")};

	*out = NULL;
	if (!db_shared(cx->db))
		return OK;
	if (!(*out = ARENA_NEW(cx->arena, struct city_asked)))
		return ctx_no_memory(cx);
	return q_epoch_get_later(cx, &in, &(*out)->row, &(*out)->got);
}

enum err
city_state(struct ctx *cx, struct city_state *s)
{
	enum err e;

	if (s->asked)
		return OK;
	s->asked = true;
	s->store = db_shared(cx->db);
	if (!s->store || !s->ahead)
		return s->store ? epoch_get(cx, &s->epoch) : OK;
	/* It is there, unless nothing was looked for since. */
	if ((e = db_await(cx->db)) == OK && s->ahead->got == OK)
		s->epoch = s->ahead->row.n;
	return e;
}

enum err
place_by_code(struct ctx *cx, str code, int64_t *id, str *name)
{
	struct q_place_by_code_row row = {0};
	enum err                   e = q_place_by_code(cx, &(struct q_place_by_code_in){.code = code}, &row);

	*id = row.id;
	if (name)
		*name = row.name;
	return e;
}

enum err
place_named(struct ctx *cx, const char *field, str code, int64_t *id)
{
	enum err e;

	if (code_is_id(code, id))
		return OK;
	e = place_by_code(cx, code, id, NULL);
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, field, T_place_no_code, code) : e;
}

enum err
place_in_reach(struct ctx *cx, int64_t place)
{
	struct q_place_within_row row;
	int64_t                   reach = cx->who->reach;

	if (reach == REACH_ALL || reach % 2 != 0)
		return OK;
	return q_place_within(cx, &(struct q_place_within_in){.place_id = place, .above_id = reach / 2}, &row);
}

enum err
place_line(struct ctx *cx, int64_t place, struct place_line *out)
{
	struct q_place_line_row *r;
	size_t                   n;
	int64_t                  steps[PLACE_LINE], nearest = INT64_MAX;
	enum err                 e = q_place_line(cx, &(struct q_place_line_in){.place_id = place}, &r, &n);

	*out = (struct place_line){.place = place};
	for (size_t i = 0; e == OK && i < n; i++) {
		size_t at = out->n++;

		for (; at > 0 && steps[at - 1] > r[i].steps; at--) {
			steps[at] = steps[at - 1];
			out->above[at] = out->above[at - 1];
		}
		steps[at] = r[i].steps;
		out->above[at] = r[i].above_id;
		if (r[i].numbers && r[i].steps < nearest) {
			nearest = r[i].steps;
			out->numbers = r[i].above_id;
		}
	}
	return e;
}

enum err
place_part(struct ctx *cx, int64_t *top)
{
	struct place_line line;
	int64_t           reach = cx->who->reach;
	enum err          e;

	*top = 0;
	if (reach == REACH_ALL || reach % 2 != 0)
		return OK;
	if ((e = place_line(cx, reach / 2, &line)) == OK && line.numbers && line.numbers != line.place)
		*top = line.place;
	return e;
}

enum err
place_city_in_reach(struct ctx *cx)
{
	int64_t  top;
	enum err e = place_part(cx, &top);

	return e == OK && top ? ERR_NONE : e;
}

bool
place_line_in_reach(const struct ctx *cx, const struct place_line *line)
{
	int64_t reach = cx->who->reach;

	if (reach == REACH_ALL || reach % 2 != 0)
		return true;
	for (size_t i = 0; i < line->n; i++)
		if (line->above[i] == reach / 2)
			return true;
	return false;
}

enum err
place_district(struct ctx *cx, str code, str *found, str *name)
{
	struct q_place_by_code_row      row;
	struct q_place_top_row          top;
	struct q_place_district_row *numbered;
	size_t                          n;
	enum err                        e;

	if (code.p) {
		e = q_place_by_code(cx, &(struct q_place_by_code_in){.code = code}, &row);
		*found = row.code;
		*name = row.name;
		return e;
	}
	if ((e = q_place_district(cx, &numbered, &n)) != OK)
		return e;
	if (n > 0) {
		*found = numbered[0].code;
		*name = numbered[0].name;
		return OK;
	}
	e = q_place_top(cx, &top);
	*found = top.code;
	*name = top.name;
	return e;
}
