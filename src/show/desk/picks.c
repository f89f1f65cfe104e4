/* What forms offer for choosing: places, units, posts, classes, conditions. */
#include "show/desk/desk.h"

#include "city/catalog/catalog.h"
#include "city/unit/unit.h"
#include "desk_sql.h"
#include "kit/worktime/say.h"
#include "show_desk_texts.h"

#include <string.h>

/* A row that we offer ourselves, for a field of codes: people see its name, the form sends its id. */
static str
own(struct ctx *cx, int64_t id)
{
	return DESK_FORMAT(cx, "#%lld", (long long)id);
}

/*
 * Grows a list of groups: options in the order they come, a new group when the label changes.  There are far fewer
 * groups than options; without memory the rest is left out and err says so.
 */
struct groups {
	struct ctx         *cx;
	struct form_group  *group;
	struct form_option *option; /* of all groups, one after the other */
	size_t              n, room, noptions;
	enum err            err;
};

static enum err
groups_init(struct ctx *cx, struct groups *g, size_t options)
{
	*g = (struct groups){.cx = cx, .option = ARENA_NEWS(cx->arena, options, struct form_option)};
	return g->option ? OK : ctx_no_memory(cx);
}

static struct form_group *
new_group(struct groups *g)
{
	const size_t       room = g->room ? 2 * g->room : 4;
	struct form_group *more = g->group;

	if (g->n == g->room) {
		more = arena_grow(g->cx->arena, more, g->room * sizeof(*more), room * sizeof(*more));
		if (!more) {
			g->err = ctx_no_memory(g->cx);
			return NULL;
		}
		g->group = more;
		g->room = room;
	}
	g->group[g->n] = (struct form_group){0};
	return &g->group[g->n++];
}

static void
groups_add(struct groups *g, str label, struct form_option option)
{
	struct form_group *last = g->n ? &g->group[g->n - 1] : NULL;

	if (g->err)
		return;
	if (!last || !str_eq(last->label, label)) {
		if (!(last = new_group(g)))
			return;
		last->label = label;
		last->options = &g->option[g->noptions];
	}
	g->option[g->noptions++] = option;
	last->noptions++;
}

static enum err
places(struct ctx *cx, str today, struct desk_picks *p)
{
	struct q_pick_places_row *row;
	struct q_pick_top_row    *top;
	struct groups             g;
	int64_t                   above = cx->who->place;
	size_t                    n;
	enum err                  e;

	/* A post whose scope is a unit may report anywhere in the city. */
	if (!above) {
		if ((e = q_pick_top(cx, &top, &n)) != OK)
			return e;
		above = n ? top->id : 0;
	}
	e = q_pick_places(cx, &(struct q_pick_places_in){above, today}, &row, &n);
	if (e != OK || (e = groups_init(cx, &g, n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		groups_add(&g, row[i].parent_name, (struct form_option){own(cx, row[i].id), row[i].name, n == 1});
	p->places = g.group;
	p->nplaces = g.n;
	return g.err;
}

enum err
desk_classes(struct ctx *cx, struct form_group **out, size_t *n)
{
	struct class_list list;
	struct groups     g;
	day               today;
	int32_t           ms;
	enum err          e;

	if (!day_of_ms(cx->now, cx->zone, &today, &ms))
		return ERR_INPUT;
	if ((e = catalog_list(cx, today, &list)) != OK || (e = groups_init(cx, &g, list.n)) != OK)
		return e;
	for (size_t i = 0; i < list.n; i++) {
		const struct class_item *c = &list.item[i];

		if (c->files)
			groups_add(&g, c->big_label, (struct form_option){c->key, c->label, false});
	}
	*out = g.group;
	*n = g.n;
	return g.err;
}

static enum err
units(struct ctx *cx, str today, struct desk_picks *p)
{
	struct q_pick_units_row *row;
	struct groups            g;
	size_t                   n;
	enum err                 e;

	if ((e = q_pick_units(cx, &(struct q_pick_units_in){today}, &row, &n)) != OK ||
	    (e = groups_init(cx, &g, n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		groups_add(&g, STR_NONE, (struct form_option){own(cx, row[i].id), row[i].name, false});
	p->units = g.group;
	p->nunits = g.n;
	return g.err;
}

/* Posts of some roles, unit by unit. */
static enum err
posts(struct ctx *cx, str today, const enum role *role, size_t nroles, struct form_group **out, size_t *nout)
{
	struct q_pick_posts_row *row[4];
	size_t                   n[4], all = 0;
	struct groups            g;
	enum err                 e;

	for (size_t r = 0; r < nroles; r++) {
		if ((e = q_pick_posts(cx, &(struct q_pick_posts_in){str_of(role_name(role[r])), today},
		                      &row[r], &n[r])) != OK)
			return e;
		all += n[r];
	}
	if ((e = groups_init(cx, &g, all)) != OK)
		return e;
	for (size_t r = 0; r < nroles; r++)
		for (size_t i = 0; i < n[r]; i++)
			groups_add(&g, row[r][i].unit_name,
			           (struct form_option){own(cx, row[r][i].id), row[r][i].name, false});
	*out = g.group;
	*nout = g.n;
	return g.err;
}

/* The conditions under which a class is filed, with their limits; and when it counts as put right. */
static enum err
conditions(struct ctx *cx, str key, struct desk_picks *p)
{
	struct class_row class;
	struct class_condition *c;
	struct groups           g, ends;
	struct worktime_season  season;
	day                     today;
	int32_t                 ms;
	size_t                  n;
	enum err                e;

	if (!key.n)
		return OK;
	if (!day_of_ms(cx->now, cx->zone, &today, &ms))
		return ERR_INPUT;
	if ((e = catalog_class(cx, key, today, &class)) != OK ||
	    (e = catalog_conditions(cx, &class, today, &c, &n)) != OK || (e = groups_init(cx, &g, n)) != OK)
		return e;
	if ((e = groups_init(cx, &ends, n)) != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct buf b;
		str        limit;

		buf_init(&b, cx->arena, BUF_PATH);
		worktime_say_limit(&b, cx->lang, &c[i].limit);
		limit = buf_str(&b);
		if (c[i].season.p && worktime_season_of(c[i].season, &season))
			limit = desk_text(cx, T_desk_in_season, limit, season.name);
		groups_add(
		    &g, STR_NONE,
		    (struct form_option){c[i].key,
		                         desk_text(cx, T_desk_pick_condition, c[i].condition, limit), n == 1});
		/* Several conditions may end alike; each way to end is offered once. */
		if (i == 0 || !str_eq(c[i].closing, c[i - 1].closing))
			groups_add(&ends, STR_NONE, (struct form_option){c[i].key, c[i].closing, false});
	}
	if (ends.n == 1 && ends.group[0].noptions == 1)
		ends.group[0].options[0].on = true;
	p->conditions = g.group;
	p->nconditions = g.n;
	p->closings = ends.group;
	p->nclosings = ends.n;
	return e == OK ? g.err == OK ? ends.err : g.err : e;
}

static enum err
report_run(struct ctx *cx, const void *in, const void **out)
{
	struct desk_picks *p = ARENA_NEW(cx->arena, struct desk_picks);
	str                today;
	enum err           e;

	(void)in;
	*out = p;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK || (e = places(cx, today, p)) != OK)
		return e;
	return desk_classes(cx, &p->classes, &p->nclasses);
}

#define DESK_CASE_IN(X) X(str, class, 0, 0, 6, T_desk_field_class, NULL)
struct desk_case_in {
	DESK_CASE_IN(FIELD_DECL)
};
#define IN_T desk_case_in
static const struct field case_fields[] = {DESK_CASE_IN(FIELD_ROW)};
#undef IN_T

static enum err
case_run(struct ctx *cx, const void *arg, const void **out)
{
	static const enum role hands[] = {ROLE_HANDLER},
			       eyes[] = {ROLE_VERIFIER, ROLE_INSPECTOR, ROLE_SUPERVISOR};
	const struct desk_case_in *in = arg;
	struct desk_picks         *p = ARENA_NEW(cx->arena, struct desk_picks);
	str                        today;
	enum err                   e;

	*out = p;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = unit_today(cx, &today)) != OK || (e = units(cx, today, p)) != OK ||
	    (e = posts(cx, today, hands, NITEMS(hands), &p->posts, &p->nposts)) != OK ||
	    (e = posts(cx, today, eyes, NITEMS(eyes), &p->lookers, &p->nlookers)) != OK ||
	    (e = desk_classes(cx, &p->classes, &p->nclasses)) != OK)
		return e;
	return conditions(cx, in->class, p);
}

static void
write_groups(struct json *j, const char *key, const struct form_group *g, size_t n)
{
	json_key(j, str_of(key));
	json_arr(j);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < g[i].noptions; k++) {
			json_obj(j);
			json_kv_str(j, "value", g[i].options[k].value);
			json_kv_str(j, "label", g[i].options[k].label);
			json_kv_str(j, "group", g[i].label);
			json_obj_end(j);
		}
	}
	json_arr_end(j);
}

static void
picks_json(const void *out, struct json *j)
{
	const struct desk_picks *p = out;

	json_obj(j);
	write_groups(j, "places", p->places, p->nplaces);
	write_groups(j, "classes", p->classes, p->nclasses);
	write_groups(j, "units", p->units, p->nunits);
	write_groups(j, "posts", p->posts, p->nposts);
	write_groups(j, "lookers", p->lookers, p->nlookers);
	write_groups(j, "conditions", p->conditions, p->nconditions);
	write_groups(j, "closings", p->closings, p->nclosings);
	json_obj_end(j);
}

const struct view desk_picks_report = {
    .out = "{places:[{value:s,label:s,group:s?}],classes:[{value:s,label:s,group:s?}],"
           "units:[{value:s,label:s,group:s?}],posts:[{value:s,label:s,group:s?}],lookers:[{value:s,"
           "label:s,group:s?}],conditions:[{value:s,label:s,group:s?}],closings:[{value:s,label:s,"
           "group:s?}]}",
    .name = "desk.report",
    .summary = T_desk_view_report,
    .perm = PERM_CASE_REPORT,
    .run = report_run,
    .json = picks_json,
};

const struct view desk_picks_case = {
    .out = "{places:[{value:s,label:s,group:s?}],classes:[{value:s,label:s,group:s?}],"
           "units:[{value:s,label:s,group:s?}],posts:[{value:s,label:s,group:s?}],lookers:[{value:s,"
           "label:s,group:s?}],conditions:[{value:s,label:s,group:s?}],closings:[{value:s,label:s,"
           "group:s?}]}",
    .name = "desk.case",
    .summary = T_desk_view_case,
    .perm = PERM_CASE_SEE,
    .in = case_fields,
    .nin = NITEMS(case_fields),
    .in_size = sizeof(struct desk_case_in),
    .run = case_run,
    .json = picks_json,
};
