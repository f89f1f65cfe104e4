/* The kinds of tables that hold rules: classes, conditions, the calendar's days. */
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

#include <stdio.h>

struct giving {
	bulk_take *take;
	void      *arg;
};

/* ---- Classes ---- */

const struct bulk_column bulk_class_columns[BULK_CLASS_ALL] = {
    {.name = "key", .key = true, .need = true, .width = 10},
    {.name = "kind", .need = true, .width = 8},
    {.name = "code", .need = true, .width = 8},
    {.name = "big_code", .need = true, .width = 10},
    {.name = "big_name", .need = true, .width = 16},
    {.name = "name", .need = true, .width = 24},
    {.name = "subject", .need = true, .width = 10, .as = BULK_CHOICE, .choices = class_subjects},
    {.name = "synonyms", .width = 40},
    {.name = "source", .need = true, .width = 24},
    {.name = "version", .key = true, .need = true, .width = 20},
    {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    {.name = "valid_to", .as = BULK_DAY, .width = 12},
    {.name = "note", .as = BULK_NOTE},
};

static enum err
give_class(struct ctx *cx, const struct q_bulk_classes_row *r, void *arg)
{
	const struct giving *g = arg;
	const str            cell[BULK_CLASS_ALL] = {
		       r->key,     r->kind,     r->code,   r->big_code, r->big_name,   r->name,
		       r->subject, r->synonyms, r->source, r->version,  r->valid_from, r->valid_to};

	return g->take(cx, cell, g->arg);
}

enum err
bulk_each_class(struct ctx *cx, bulk_take *take, void *arg)
{
	return q_bulk_classes(cx, give_class, &(struct giving){take, arg});
}

/* ---- Conditions ---- */

const struct bulk_column bulk_condition_columns[BULK_CONDITION_ALL] = {
    {.name = "key", .key = true, .need = true, .width = 12},
    {.name = "class_key", .need = true, .width = 10},
    {.name = "condition", .need = true, .width = 30},
    {.name = "after_key", .width = 12, .hint = T_bulk_how_after},
    {.name = "amount", .need = true, .width = 8},
    {.name = "limit_unit", .need = true, .width = 12, .hint = T_bulk_how_unit},
    {.name = "closing", .need = true, .width = 24},
    {.name = "photo", .need = true, .width = 10, .as = BULK_CHOICE, .choices = condition_photos},
    {.name = "photo_reason", .need = true, .width = 24},
    {.name = "not_collected", .width = 24},
    {.name = "season", .width = 12},
    {.name = "basis", .need = true, .width = 30},
    {.name = "source", .need = true, .width = 24},
    {.name = "version", .key = true, .need = true, .width = 16},
    {.name = "valid_from", .as = BULK_DAY, .need = true, .width = 12},
    {.name = "valid_to", .as = BULK_DAY, .width = 12},
    {.name = "note", .as = BULK_NOTE},
};

static enum err
give_condition(struct ctx *cx, const struct q_bulk_conditions_row *r, void *arg)
{
	const struct giving *g = arg;
	char                 amount[24];
	int                  n = snprintf(amount, sizeof(amount), "%lld", (long long)r->amount);
	const str            cell[BULK_CONDITION_ALL] = {
		       r->key,     r->class_key, r->condition,    r->after_key,     {amount, (size_t)n}, r->limit_unit,
		       r->closing, r->photo,     r->photo_reason, r->not_collected, r->season,           r->basis,
		       r->source,  r->version,   r->valid_from,   r->valid_to};

	return g->take(cx, cell, g->arg);
}

enum err
bulk_each_condition(struct ctx *cx, bulk_take *take, void *arg)
{
	return q_bulk_conditions(cx, give_condition, &(struct giving){take, arg});
}

/* ---- Days of the calendar ---- */

const struct bulk_column bulk_day_columns[BULK_DAY_ALL] = {
    {.name = "on", .as = BULK_DAY, .key = true, .need = true, .width = 12},
    {.name = "kind", .need = true, .width = 14, .as = BULK_CHOICE, .choices = calendar_day_kinds},
    {.name = "name", .need = true, .width = 14},
    {.name = "paper", .need = true, .width = 24},
    {.name = "issued", .as = BULK_ASIDE_DAY, .width = 12, .hint = T_bulk_how_paper},
    {.name = "title", .as = BULK_ASIDE, .width = 40, .hint = T_bulk_how_paper},
    {.name = "note", .as = BULK_NOTE},
};

static enum err
give_day(struct ctx *cx, const struct calendar_day_said *d, void *arg)
{
	const struct giving *g = arg;
	const str            cell[BULK_DAY_ALL] = {d->on, str_of(d->kind), d->name, d->paper, d->issued, d->title};

	return g->take(cx, cell, g->arg);
}

enum err
bulk_each_day(struct ctx *cx, bulk_take *take, void *arg)
{
	return calendar_days_each(cx, give_day, &(struct giving){take, arg});
}
