/* What rules hold: classes with their conditions and limits, what changed in them, the calendar. */
#ifndef SHOW_RULES_RULES_H
#define SHOW_RULES_RULES_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/*
 * GET /classes (?q= words, ?big=S06), /classes/{key}, /classes/compare (?from= &to= days),
 * /calendar (?year=).  They show only; whoever is logged in may see them.
 */
desk_show rules_classes_show, rules_class_show, rules_compare_show, rules_calendar_show;

/* What people call a value of the columns subject and photo; STR_NONE: no word of theirs. */
str rules_value(const struct ctx *cx, str value);

/* What is said of events of classes and conditions. */
extern const struct trail_words rules_words;

#endif
