/* What the files of city/unit share. */
#ifndef CITY_UNIT_INSIDE_H
#define CITY_UNIT_INSIDE_H

#include "city/unit/unit.h"
#include "kit/table/rows.h"
#include "unit_sql.h"

/* The place that a cell names by its code, 0 for an empty cell; refused when there is none. */
MUSTCHECK enum err unit_place(struct ctx *cx, struct rows *t, size_t i, size_t column, int64_t *id);

extern const struct command unit_load_cmd, post_load_cmd;
extern const struct command holding_add_cmd, holding_end_cmd;
extern const struct view    unit_list_view, post_list_view, session_posts_view;

#endif
