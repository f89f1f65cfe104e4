/* Schemes and standards as whole tables. */
#include "city/unit/roles.h"
#include "work/scheme/inside.h"
#include "work_scheme_texts.h"

struct giving {
	bulk_take *take;
	void      *arg;
};

/* A weight in decimal; text has room for four digits. */
static str
weight_of(int64_t v, char *text)
{
	size_t at = 4;

	do {
		text[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v && at);
	return (str){text + at, 4 - at};
}

static str
yes_or_no(bool b)
{
	return b ? S("yes") : S("no");
}

/* An empty cell says no. */
static void
fill(str *cell, size_t c)
{
	if (!cell[c].n)
		cell[c] = S("no");
}

/* ---- Schemes ---- */

static const struct bulk_column scheme_columns[SC_ALL] = {
    [SC_CODE] = {.name = "scheme", .key = true, .need = true, .width = 12},
    [SC_VERSION] = {.name = "version", .key = true, .need = true, .width = 12},
    [SC_NAME] = {.name = "name", .need = true, .width = 40},
    [SC_LEVEL] = {.name = "level", .as = BULK_CHOICE, .choices = scheme_levels, .need = true, .width = 10},
    [SC_SOURCE] = {.name = "source", .need = true, .width = 40},
    [SC_SAMPLE] = {.name = "sample", .as = BULK_CHOICE, .choices = scheme_yes_no, .width = 8},
    [SC_FROM] = {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    [SC_TO] = {.name = "valid_to", .as = BULK_DAY, .width = 12},
};

static enum err
fill_scheme(struct ctx *cx, str *cell)
{
	(void)cx;
	fill(cell, SC_SAMPLE);
	return OK;
}

static enum err
give_scheme(struct ctx *cx, const struct q_scheme_table_row *r, void *arg)
{
	const struct giving *g = arg;
	const str            cell[SC_ALL] = {r->code,   r->version,           r->name,       r->level,
	                                     r->source, yes_or_no(r->sample), r->valid_from, r->valid_to};

	return g->take(cx, cell, g->arg);
}

static enum err
each_scheme(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {take, arg};

	return q_scheme_table(cx, give_scheme, &g);
}

/* ---- Standards ---- */

static const struct bulk_column standard_columns[ST_ALL] = {
    [ST_SCHEME] = {.name = "scheme", .key = true, .need = true, .width = 12},
    [ST_VERSION] = {.name = "version", .key = true, .need = true, .width = 12},
    [ST_NO] = {.name = "no", .key = true, .need = true, .width = 12},
    [ST_BLOCK] = {.name = "block", .need = true, .width = 20},
    [ST_ITEM] = {.name = "item", .need = true, .width = 24},
    [ST_CONTENT] = {.name = "content", .need = true, .width = 30},
    [ST_WORDS] = {.name = "standard", .need = true, .width = 60},
    [ST_METHOD] = {.name = "method", .need = true, .width = 16},
    [ST_SITES] = {.name = "site_types", .width = 24},
    [ST_WEIGHT] = {.name = "weight", .as = BULK_NUMBER, .need = true, .width = 12},
    [ST_STRUCK] = {.name = "struck", .as = BULK_CHOICE, .choices = scheme_yes_no, .width = 8},
};

static enum err
fill_standard(struct ctx *cx, str *cell)
{
	(void)cx;
	fill(cell, ST_STRUCK);
	return OK;
}

static enum err
give_standard(struct ctx *cx, const struct q_standard_table_row *r, void *arg)
{
	const struct giving *g = arg;
	char                 weight[4];
	const str            cell[ST_ALL] = {r->code,    r->version, r->no,     r->block,
	                                     r->item,    r->content, r->words,  r->method,
	                                     r->site_types, weight_of(r->weight, weight), yes_or_no(r->struck)};

	return g->take(cx, cell, g->arg);
}

static enum err
each_standard(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {take, arg};

	return q_standard_table(cx, give_standard, &g);
}

const struct bulk_kind scheme_tables[] = {
    {"schemes", T_scheme_table, T_scheme_table_what, "scheme.load", "scheme", PERM_CITY_SEE, PERM_CITY_EDIT,
    scheme_columns,
     SC_ALL, each_scheme, fill_scheme, 0},
    {"standards", T_scheme_standards, T_scheme_standards_what, "standard.load", "scheme", PERM_CITY_SEE,
    PERM_CITY_EDIT,
     standard_columns, ST_ALL, each_standard, fill_standard, 0},
};
const size_t scheme_tables_n = NITEMS(scheme_tables);
