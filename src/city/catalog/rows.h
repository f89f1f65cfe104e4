/* How classes and conditions are let in: the columns of their tables, and the rules for rows of them. */
#ifndef CITY_CATALOG_ROWS_H
#define CITY_CATALOG_ROWS_H

#include "catalog_sql.h"
#include "city/catalog/catalog.h"
#include "kit/table/rows.h"

/* class.load */
enum {
	C_KEY, C_KIND, C_CODE, C_BIG, C_BIG_NAME, C_NAME, C_SUBJECT, C_SYNONYMS, C_SOURCE, C_VERSION, C_FROM, C_TO,
	C_ALL
};
extern const struct sheet_column class_columns[C_ALL];

/* condition.load, with its units and seasons */
enum {
	K_KEY, K_CLASS, K_CONDITION, K_AFTER, K_AMOUNT, K_UNIT, K_CLOSING, K_PHOTO, K_PHOTO_REASON, K_NOT, K_SEASON,
	K_BASIS, K_SOURCE, K_VERSION, K_FROM, K_TO, K_ALL
};
enum { U_NAME, U_CLOCK, U_UNIT, U_FACTOR, U_ASSUMED, U_REASON, U_ALL };
enum { SEASON_NAME, SEASON_FROM, SEASON_TO, SEASON_SOURCE, SEASON_ALL };
extern const struct sheet_column condition_columns[K_ALL], unit_columns[U_ALL], season_columns[SEASON_ALL];

/*
 * Check rows against each other and the store, then write what is new and end what got another end; what is there
 * and reads the same stays as it is.  more: goes with the events of what ends, a JSON object or STR_NONE.
 * *changed: how many were written.  The one place where rows of the catalogue are let in.
 */
MUSTCHECK enum err catalog_take_classes(struct ctx *cx, struct rows *t, str more, size_t *changed);
MUSTCHECK enum err catalog_take_conditions(struct ctx *cx, const struct rows *t, const struct rows *units,
                                           const struct rows *seasons, str more, size_t *changed);

/* The same by the units and seasons with which the store's own conditions were reckoned last. */
MUSTCHECK enum err catalog_take_reckoned(struct ctx *cx, const struct rows *t, str more, size_t *changed);

extern const struct command class_add_cmd, class_change_cmd, class_end_cmd;
extern const struct command condition_add_cmd, condition_change_cmd, condition_end_cmd;

#endif
