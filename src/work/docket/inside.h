/* What the files of this room share. */
#ifndef WORK_DOCKET_INSIDE_H
#define WORK_DOCKET_INSIDE_H

#include "docket_sql.h"
#include "work/docket/docket.h"

extern const struct view case_list, case_counts, case_get;

/* page_json.c: the page's value as the API gives it. */
void case_page_json(const void *out, struct json *j);

static inline void
case_json_opt(struct json *j, const char *key, opt_i64 v)
{
	json_key(j, str_of(key));
	if (v.some)
		json_i64(j, v.v);
	else
		json_null(j);
}

#endif
