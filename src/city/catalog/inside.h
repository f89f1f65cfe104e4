/* What the files of this room share. */
#ifndef CITY_CATALOG_INSIDE_H
#define CITY_CATALOG_INSIDE_H

#include "city/catalog/catalog.h"

/* place operator person; "?" for SUBJECT_MAX. */
extern const char *const subject_words[SUBJECT_MAX + 1];

/* All versions of a class, the newest first. */
MUSTCHECK enum err catalog_versions(struct ctx *cx, str key, struct class_version **out, size_t *n);

extern const struct view catalog_show_view, catalog_rules_view, catalog_compare_view;

#endif
