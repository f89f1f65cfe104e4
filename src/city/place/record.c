/* Writing the city's events. */
#include "city/place/record.h"

#include "kit/journal/journal.h"

void
record_begin(struct ctx *cx, struct record *r)
{
	buf_init(&r->b, cx->arena, BUF_PAYLOAD);
	json_init(&r->set, &r->b);
	json_obj(&r->set);
}

enum err
record_end(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev, const char *type, str more)
{
	const struct actor *who = cx->who;
	str                 set;
	enum err            e;

	json_obj_end(&r->set);
	if ((e = buf_end(&r->b, &set)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	return journal_add(cx,
	                   &(struct journal_event){
	                       .kind = str_of(kind),
	                       .aggregate = id,
	                       .rev = rev,
	                       .type = str_of(type),
	                       .at = cx->now,
	                       .who = {who && who->user, who ? who->user : 0},
	                       .as_whom = {who && who->post, who ? who->post : 0},
	                       .set = set,
	                       .more = more,
	                   },
	                   NULL);
}

void
record_opt(struct record *r, const char *column, bool some, int64_t v)
{
	json_key(&r->set, str_of(column));
	if (some)
		json_i64(&r->set, v);
	else
		json_null(&r->set);
}
