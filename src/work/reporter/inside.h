/* What the files of this room share. */
#ifndef WORK_REPORTER_INSIDE_H
#define WORK_REPORTER_INSIDE_H

#include "kit/secret/secret.h"
#include "work/reporter/reporter.h"
#include "work/reporter/reporter_sql.h"

/* The keys of this process; NULL: none were loaded. */
extern const struct keyring *reporter_keys;

/* What a ciphertext is bound to, from the row's tag; in cx->arena, STR_NONE without memory. */
str reporter_about(struct ctx *cx, str tag);

/* The keyed digest of a telephone in its plain form, with its key; nothing for an empty one. */
MUSTCHECK enum err reporter_phone_index(struct ctx *cx, str phone, struct reporter_made *m);

extern const struct command reporter_renew;
extern const struct view    reporter_keys_view;

#endif
