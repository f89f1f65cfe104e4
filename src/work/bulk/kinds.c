/* The kinds of tables: their columns, and every row of the store as such a table. */
#include "base/ensure.h"
#include "city/grid/grid.h"
#include "city/site/site.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

#include <stdlib.h>

/* ---- Words that belong to a row: its classes, helpers, posts ---- */

struct words {
	struct word {
		int64_t id;
		str     text; /* joined by ； */
	} * word;
	size_t n, room;
};

/* They come row by row. */
static enum err
add_word(struct ctx *cx, struct words *w, int64_t id, str text)
{
	struct word *last;

	if (w->n && w->word[w->n - 1].id == id) {
		last = &w->word[w->n - 1];
		last->text = arena_printf(cx->arena, "%.*s；%.*s", STR_ARG(last->text), STR_ARG(text));
		return last->text.p ? OK : ctx_no_memory(cx);
	}
	if (w->n == w->room) {
		size_t       more = w->room ? w->room * 2 : 64;
		struct word *p = arena_grow(cx->arena, w->word, w->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		w->word = p;
		w->room = more;
	}
	w->word[w->n].id = id;
	return arena_str(cx->arena, text, &w->word[w->n++].text) ? OK : ctx_no_memory(cx);
}

static str
words_of(const struct words *w, int64_t id)
{
	size_t lo = 0, hi = w->n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (w->word[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < w->n && w->word[lo].id == id ? w->word[lo].text : STR_NONE;
}

#define TAKE_WORDS(query)                                                                                      \
	static enum err take_##query(struct ctx *cx, const struct q_bulk_##query##_row *r, void *arg)          \
	{                                                                                                      \
		return add_word(cx, arg, r->of_id, r->word);                                                   \
	}
TAKE_WORDS(post_classes)
TAKE_WORDS(duty_helpers)
TAKE_WORDS(logins)
TAKE_WORDS(holdings)

struct giving {
	bulk_take   *take;
	void        *arg;
	struct words a, b;
	struct people_reach reach; /* of people */
};

/* ---- Units ---- */

enum { U_CODE, U_NAME, U_SHORT, U_KIND, U_PARENT, U_PLACE, U_FROM, U_TO, U_NOTE, U_ALL };
static const struct bulk_column unit_columns[U_ALL] = {
    [U_CODE] = {.name = "code", .key = true, .need = true, .width = 16},
    [U_NAME] = {.name = "name", .need = true, .width = 30},
    [U_SHORT] = {.name = "short_name", .width = 16},
    [U_KIND] = {.name = "kind", .need = true, .width = 12},
    [U_PARENT] = {.name = "parent_code", .need = true, .width = 16},
    [U_PLACE] = {.name = "place_code", .need = true, .width = 16},
    [U_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [U_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
    [U_NOTE] = {.name = "note", .as = BULK_NOTE, .width = 20},
};

static enum err
fill_unit(struct ctx *cx, str *cell)
{
	(void)cx;
	if (!cell[U_SHORT].n)
		cell[U_SHORT] = cell[U_NAME];
	return OK;
}

static enum err
give_unit(struct ctx *cx, const struct q_bulk_units_row *r, void *arg)
{
	const struct giving *g = arg;
	const str            cell[U_ALL] = {r->code,        r->name,       r->short_name, r->kind,
					    r->parent_code, r->place_code, r->valid_from, r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each_unit(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};

	return q_bulk_units(cx, give_unit, &g);
}

/* ---- Posts ---- */

enum { P_CODE, P_UNIT, P_ROLE, P_NAME, P_PLACE, P_CLASSES, P_FROM, P_TO, P_NOTE, P_ALL };
static const struct bulk_column post_columns[P_ALL] = {
    [P_CODE] = {.name = "code", .key = true, .need = true, .width = 16},
    [P_UNIT] = {.name = "unit_code", .need = true, .width = 16},
    [P_ROLE] = {.name = "role", .as = BULK_ROLE, .need = true, .width = 14},
    [P_NAME] = {.name = "name", .need = true, .width = 24},
    [P_PLACE] = {.name = "place_code", .need = true, .width = 16},
    [P_CLASSES] = {.name = "classes", .as = BULK_LIST, .width = 20},
    [P_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [P_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
    [P_NOTE] = {.name = "note", .as = BULK_NOTE},
};

static enum err
give_post(struct ctx *cx, const struct q_bulk_posts_row *r, void *arg)
{
	const struct giving *g = arg;
	const str            cell[P_ALL] = {r->code,       r->unit_code,           r->role,       r->name,
					    r->place_code, words_of(&g->a, r->id), r->valid_from, r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each_post(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	enum err      e = q_bulk_post_classes(cx, take_post_classes, &g.a);

	return e == OK ? q_bulk_posts(cx, give_post, &g) : e;
}

/* ---- Duties ---- */

enum { D_CLASS, D_PLACE, D_UNIT, D_HELPERS, D_BASIS, D_SOURCE, D_FROM, D_TO, D_NOTE, D_ALL };
static const struct bulk_column duty_columns[D_ALL] = {
    [D_CLASS] = {.name = "class_key", .key = true, .need = true, .width = 12},
    [D_PLACE] = {.name = "place_code", .key = true, .need = true, .width = 16},
    [D_UNIT] = {.name = "unit_code", .need = true, .width = 16},
    [D_HELPERS] = {.name = "helper_codes", .as = BULK_LIST, .width = 24},
    [D_BASIS] = {.name = "basis", .need = true, .width = 36},
    [D_SOURCE] = {.name = "source", .need = true, .width = 20},
    [D_FROM] = {.name = "valid_from", .as = BULK_DAY, .key = true, .need = true, .width = 12},
    [D_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
    [D_NOTE] = {.name = "note", .as = BULK_NOTE},
};

static enum err
give_duty(struct ctx *cx, const struct q_bulk_duties_row *r, void *arg)
{
	const struct giving *g = arg;
	const str            cell[D_ALL] = {r->class_key, r->place_code, r->unit_code,  words_of(&g->a, r->id),
					    r->basis,     r->source,     r->valid_from, r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each_duty(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	enum err      e = q_bulk_duty_helpers(cx, take_duty_helpers, &g.a);

	return e == OK ? q_bulk_duties(cx, give_duty, &g) : e;
}

/* ---- People ---- */

enum { N_CODE, N_NAME, N_LOGIN, N_POSTS, N_FROM, N_TO, N_NOTE, N_ALL };
static const struct bulk_column people_columns[N_ALL] = {
    [N_CODE] = {.name = "code", .key = true, .width = 16},
    [N_NAME] = {.name = "name", .need = true, .width = 16},
    [N_LOGIN] = {.name = "login", .keep = true, .width = 16},
    [N_POSTS] = {.name = "post_codes", .as = BULK_LIST, .need = true, .width = 30},
    [N_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [N_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
    [N_NOTE] = {.name = "note", .as = BULK_NOTE},
};

static enum err
fill_person(struct ctx *cx, str *cell)
{
	(void)cx;
	if (!cell[N_CODE].n)
		cell[N_CODE] = cell[N_LOGIN];
	return OK;
}

static enum err
give_person(struct ctx *cx, const struct q_bulk_people_row *r, void *arg)
{
	const struct giving *g = arg;
	const str cell[N_ALL] = {r->code,       r->name,    words_of(&g->a, r->id), words_of(&g->b, r->id),
				 r->valid_from, r->valid_to};

	return people_reach_has(&g->reach, r->id) ? g->take(cx, cell, g->arg) : OK;
}

static enum err
each_person(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};
	str           today;
	enum err      e;

	if ((e = unit_today(cx, &today)) != OK || (e = people_in_reach(cx, 0, &g.reach)) != OK ||
	    (e = q_bulk_logins(cx, take_logins, &g.a)) != OK ||
	    (e = q_bulk_holdings(cx, &(struct q_bulk_holdings_in){.day = today}, take_holdings, &g.b)) != OK)
		return e;
	return q_bulk_people(cx, give_person, &g);
}

/* ---- Sites ---- */

enum {
	S_CODE, S_TYPE, S_NAME, S_PLACE, S_UNIT, S_ADDRESS, S_LON, S_LAT, S_LINE, S_SRS, S_SOURCE, S_FROM, S_TO, S_NOTE,
	S_ALL
};
static const struct bulk_column site_columns[S_ALL] = {
    [S_CODE] = {.name = "code", .key = true, .need = true, .width = 16},
    [S_TYPE] = {.name = "type", .need = true, .width = 14},
    [S_NAME] = {.name = "name", .need = true, .width = 24},
    [S_PLACE] = {.name = "place_code", .need = true, .width = 16},
    [S_UNIT] = {.name = "unit_code", .width = 16},
    [S_ADDRESS] = {.name = "address", .width = 30},
    [S_LON] = {.name = "lon", .width = 14, .hint = T_bulk_how_lon},
    [S_LAT] = {.name = "lat", .width = 14, .hint = T_bulk_how_lat},
    [S_LINE] = {.name = "line", .width = 30, .hint = T_bulk_how_line},
    [S_SRS] = {.name = "srs", .width = 14, .as = BULK_CHOICE, .choices = grid_systems, .hint = T_bulk_how_srs},
    [S_SOURCE] = {.name = "source", .need = true, .width = 20},
    [S_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [S_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
    [S_NOTE] = {.name = "note", .as = BULK_NOTE},
};

static enum err
fill_site(struct ctx *cx, str *cell)
{
	return site_normal(cx, &cell[S_LON], &cell[S_LAT], &cell[S_LINE], &cell[S_SRS]);
}

/* A line stands where it begins, which it says itself. */
static enum err
give_site(struct ctx *cx, const struct q_bulk_sites_row *r, void *arg)
{
	const struct giving *g = arg;
	bool                 spot = r->lon.some && !r->line.p;
	char                 lon[SITE_DEGREES], lat[SITE_DEGREES];
	const str            cell[S_ALL] = {[S_CODE] = r->code,
					    [S_TYPE] = r->type,
					    [S_NAME] = r->name,
					    [S_PLACE] = r->place_code,
					    [S_UNIT] = r->unit_code,
					    [S_ADDRESS] = r->address,
					    [S_LON] = spot ? site_degrees(r->lon, lon) : STR_NONE,
					    [S_LAT] = spot ? site_degrees(r->lat, lat) : STR_NONE,
					    [S_LINE] = r->line,
					    [S_SRS] = r->lon.some ? str_of(grid_systems[0].value) : STR_NONE,
					    [S_SOURCE] = r->source,
					    [S_FROM] = r->valid_from,
					    [S_TO] = r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each_site(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {.take = take, .arg = arg};

	return q_bulk_sites(cx, give_site, &g);
}

/* ---- All of them ---- */

const struct bulk_kind bulk_tables[] = {
    {"units", T_bulk_units, T_bulk_units_what, "unit.load", "unit", PERM_CITY_SEE, PERM_CITY_EDIT, unit_columns,
     U_ALL, each_unit, fill_unit, 0},
    {"posts", T_bulk_posts, T_bulk_posts_what, "post.load", "unit", PERM_CITY_SEE, PERM_CITY_EDIT, post_columns,
     P_ALL, each_post, NULL, 0},
    {"people", T_bulk_people, T_bulk_people_what, "person.load", "person", PERM_USER_EDIT, PERM_USER_EDIT,
     people_columns, N_ALL, each_person, fill_person, 0},
    {"duties", T_bulk_duties, T_bulk_duties_what, "duty.load", "duty", PERM_CITY_SEE, PERM_CITY_EDIT,
     duty_columns, D_ALL, each_duty, NULL, 0},
    {"sites", T_bulk_sites, T_bulk_sites_what, "site.load", "site", PERM_CITY_SEE, PERM_CITY_EDIT, site_columns,
     S_ALL, each_site, fill_site, 0},
    {"classes", T_bulk_classes, T_bulk_classes_what, "class.load", "class", PERM_CITY_SEE, PERM_CITY_EDIT,
     bulk_class_columns, BULK_CLASS_ALL, bulk_each_class, NULL, 0},
    {"conditions", T_bulk_conditions, T_bulk_conditions_what, "condition.load", "class", PERM_CITY_SEE,
     PERM_CITY_EDIT, bulk_condition_columns, BULK_CONDITION_ALL, bulk_each_condition, NULL, 0},
    {"calendar", T_bulk_calendar, T_bulk_calendar_what, "calendar.days", "calendar_document", PERM_CITY_SEE,
     PERM_CITY_EDIT, bulk_day_columns, BULK_DAY_ALL, bulk_each_day, NULL, 0},
};
const size_t bulk_tables_n = NITEMS(bulk_tables);

static const struct bulk_kind *kinds[BULK_KINDS];
static size_t                  nkinds;

void
bulk_register(const struct bulk_kind *list, size_t n)
{
	ensure(nkinds + n <= BULK_KINDS);
	for (size_t i = 0; i < n; i++) {
		ensure(list[i].n <= BULK_COLUMNS && !bulk_kind_of(str_of(list[i].name)));
		kinds[nkinds++] = &list[i];
	}
}

size_t
bulk_all(const struct bulk_kind *const **list)
{
	*list = kinds;
	return nkinds;
}

const struct bulk_kind *
bulk_kind_of(str name)
{
	for (size_t i = 0; i < nkinds; i++)
		if (str_eq(name, str_of(kinds[i]->name)))
			return kinds[i];
	return NULL;
}

str
bulk_head(const struct ctx *cx, const struct bulk_column *c)
{
	text_id word = sheet_word(c->name);

	return word == T_none ? str_of(c->name) : text_get(word, cx->lang);
}

str
bulk_shown(const struct ctx *cx, const struct bulk_column *c, str cell)
{
	enum role r = c->as == BULK_ROLE ? role_of(cell) : ROLE_MAX;

	for (const struct choice *x = c->choices; x && x->value; x++)
		if (str_eq(cell, str_of(x->value)))
			return text_get(x->label, cx->lang);
	return r == ROLE_MAX ? cell : text_get(role_label(r), cx->lang);
}

/* A label in either language, or what stands there before its explanation in brackets. */
static bool
is_label(text_id label, str word)
{
	for (enum lang l = 0; l < LANG_MAX; l++) {
		str    text = text_get(label, l);
		size_t wide = str_find_str(text, S("（")), narrow = str_find(text, '(');
		size_t at = wide < narrow ? wide : narrow;

		if (str_eq(word, text) || (at != SIZE_MAX && str_eq(word, str_trim(str_slice(text, 0, at)))))
			return true;
	}
	return false;
}

str
bulk_meant(const struct bulk_column *c, str word)
{
	for (int r = 0; r < ROLE_MAX && c->as == BULK_ROLE; r++)
		if (is_label(role_label((enum role)r), word))
			return str_of(role_name((enum role)r));
	for (const struct choice *x = c->choices; x && x->value; x++)
		if (is_label(x->label, word))
			return str_of(x->value);
	return word;
}
