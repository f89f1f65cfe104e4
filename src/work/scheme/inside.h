/* What the files of this room share. */
#ifndef WORK_SCHEME_INSIDE_H
#define WORK_SCHEME_INSIDE_H

#include "scheme_sql.h"
#include "work/scheme/scheme.h"

/* Columns of the two tables, as the loading commands and the whole tables have them. */
enum { SC_CODE, SC_VERSION, SC_NAME, SC_LEVEL, SC_SOURCE, SC_SAMPLE, SC_FROM, SC_TO, SC_ALL };
enum {
	ST_SCHEME, ST_VERSION, ST_NO, ST_BLOCK, ST_ITEM, ST_CONTENT, ST_WORDS, ST_METHOD, ST_SITES, ST_WEIGHT,
	    ST_STRUCK,
	ST_ALL
};

extern const struct choice scheme_yes_no[];

/* All versions with their sums and whether they hold today. */
MUSTCHECK enum err scheme_read_all(struct ctx *cx, struct scheme_list *out);

/* The standards of one version, in the order of their numbers, added to *out. */
MUSTCHECK enum err scheme_read_standards(struct ctx *cx, const struct scheme_item *s, struct standard_list *out);

extern const struct view scheme_list_view, scheme_compare_view, standard_list_view, standard_get_view;

#endif
