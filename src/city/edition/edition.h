/* The catalogue's versions to be read: a class on a day with what it was before, two days compared. */
#ifndef CITY_EDITION_EDITION_H
#define CITY_EDITION_EDITION_H

#include "city/catalog/catalog.h"
#include "kit/db/db.h"

extern const struct view *const edition_views[]; /* class.show, condition.list, class.compare */
extern const size_t             edition_views_n;

/* ---- class.show: a class on a day, its versions, its conditions; condition.list ---- */

struct class_shown {
	struct class_version *version; /* the newest first */
	size_t                nversion, at; /* at: the one of the day asked for; none: the newest */
	bool                  now;          /* it holds on that day */
	struct class_rule    *rule;         /* its own conditions, or its big class's */
	size_t                nrule;
};

struct rule_list {
	const struct class_rule *rule;
	size_t                   n;
};

/* ---- class.compare: the catalogue on two days ---- */

enum class_change { CLASS_ADDED, CLASS_CHANGED, CLASS_ENDED, CLASS_CHANGE_MAX };
struct class_field {
	const char *name; /* the column */
	text_id     label;
	str         was, is;
};
struct class_difference {
	str               key, name; /* of a class; key and words of a condition */
	enum class_change what;
	str               was_version, version; /* STR_NONE where there is none */
	struct class_field *field; /* CLASS_CHANGED */
	size_t             nfield;
};
struct class_turn {
	str     day, version;
	int64_t n;
	bool    conditions;
};
struct class_comparison {
	day                      from, to;
	struct class_difference *class, *condition;
	size_t                   nclass, ncondition, reissued; /* reissued: a new version that reads the same */
	struct class_turn       *turn; /* days on which versions begin, the newest first */
	size_t                   nturn;
};

#endif
