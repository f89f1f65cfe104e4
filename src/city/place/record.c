/* Writing the city's events. */
#include "city/place/record.h"

#include "city_place_texts.h"
#include "kit/db/db.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"

void
record_begin(struct ctx *cx, struct record *r)
{
	r->rows = STR_NONE;
	buf_init(&r->b, cx->arena, BUF_PAYLOAD);
	json_init(&r->set, &r->b);
	json_obj(&r->set);
}

static enum err
close_event(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev, const char *type, str more,
            struct journal_event *ev)
{
	const struct actor *who = cx->who;
	str                 set;
	enum err            e;

	json_obj_end(&r->set);
	if ((e = buf_end(&r->b, &set)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	*ev = (struct journal_event){
	    .kind = str_of(kind),
	    .aggregate = id,
	    .rev = rev,
	    .type = str_of(type),
	    .at = cx->now,
	    .who = {who && who->user, who ? who->user : 0},
	    .as_whom = {who && who->post, who ? who->post : 0},
	    .set = set,
	    .rows = r->rows,
	    .more = more,
	};
	return OK;
}

enum err
record_end(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev, const char *type, str more)
{
	struct journal_event ev;
	enum err             e = close_event(cx, r, kind, id, rev, type, more, &ev);

	return e == OK ? journal_add(cx, &ev, NULL) : e;
}

enum err
record_end_erasing(struct ctx *cx, struct record *r, const char *kind, int64_t id, int64_t rev, const char *type,
                   str more)
{
	struct journal_event ev;
	enum err             e = close_event(cx, r, kind, id, rev, type, more, &ev);

	if (e != OK)
		return e;
	ev.whole = true;
	return journal_erase(cx, &ev, 1, rev - 1);
}

enum err
record_row(struct ctx *cx, const char *kind, const char *type, const char *table, str key, str body, str more)
{
	struct record r;
	struct buf    b;
	struct json   j;
	int64_t       rev;
	enum err      e;

	if ((e = db_lock(cx, kind, 1)) != OK || (e = journal_next_rev(cx, str_of(kind), 1, &rev)) != OK)
		return e;
	record_begin(cx, &r);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_key(&j, str_of(table));
	json_obj(&j);
	json_key(&j, key);
	json_raw(&j, body);
	json_obj_end(&j);
	json_obj_end(&j);
	if ((e = buf_end(&b, &r.rows)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	return record_end(cx, &r, kind, 1, rev, type, more);
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

enum err
record_from(struct ctx *cx, const char *field, text_id label, int64_t on, str *out)
{
	char text[DAY_TEXT], today[DAY_TEXT];
	day  d = {(int32_t)on}, now = ctx_today(cx);
	str  said = text_get(label, cx->lang);

	if (!arena_str(cx->arena, day_format(d, text), out))
		return ctx_no_memory(cx);
	if (day_between(now, d) < 0)
		return refuse(cx, ERR_INPUT, field, T_place_day_over, said, *out, day_format(now, today));
	if (day_between(now, d) > AHEAD_RULES)
		return refuse(cx, ERR_INPUT, field, T_place_day_far, said, *out);
	return OK;
}

enum err
record_basis(struct ctx *cx, str basis, str *more)
{
	struct buf  b;
	struct json j;

	*more = STR_NONE;
	if (!basis.n)
		return OK;
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "basis", basis);
	json_obj_end(&j);
	return buf_end(&b, more);
}
