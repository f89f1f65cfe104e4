/* What the files of this room share. */
#ifndef WORK_REPEAT_INSIDE_H
#define WORK_REPEAT_INSIDE_H

#include "repeat_sql.h"
#include "work/repeat/repeat.h"

extern const struct command repeat_rule_cmd;

/* The row under which the rule of all classes stands. */
#define REPEAT_ALL S("*")

#endif
