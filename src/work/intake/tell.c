/* Telling cases: through case.tell, the one way into the life of a case. */
#include "base/clock.h"
#include "base/ensure.h"
#include "city/place/record.h"
#include "work/acts/acts.h"
#include "work/intake/inside.h"

/* case.tell has some twenty fields. */
struct pairs {
	struct input p[24];
	size_t       n;
};

static void
put(struct pairs *p, const char *name, str value)
{
	if (value.n == 0)
		return;
	ensure(p->n < NITEMS(p->p));
	p->p[p->n++] = (struct input){str_of(name), value};
}

static void
put_i64(struct ctx *cx, struct pairs *p, const char *name, int64_t v)
{
	put(p, name, arena_printf(cx->arena, "%lld", (long long)v));
}

/* As ISO 8601: a bare number means milliseconds only from 2001 on. */
static void
put_time(struct ctx *cx, struct pairs *p, const char *name, opt_i64 v)
{
	struct buf b;

	if (!v.some)
		return;
	buf_init(&b, cx->arena, 64);
	clock_add_iso(&b, v.v, 0);
	put(p, name, buf_str(&b));
}

static void
put_position(struct ctx *cx, struct pairs *p, const struct tell *t)
{
	if (!t->lon.some || !t->lat.some)
		return;
	put(p, "lon", arena_printf(cx->arena, "%.17g", t->lon.v));
	put(p, "lat", arena_printf(cx->arena, "%.17g", t->lat.v));
	/* The numbers are CGCS2000 by now; what they were before is kept with the told row. */
	put(p, "srs", str_eq(t->srs, S("wgs84")) ? t->srs : S("cgcs2000"));
}

enum err
tell_case(struct ctx *cx, const struct tell *t, struct case_many *many, int64_t *case_id)
{
	struct pairs p = {.n = 0};
	struct reply reply = {0};
	enum err     e;

	put(&p, "source", t->source);
	put(&p, "source_ref", t->number);
	put(&p, "place", arena_printf(cx->arena, "#%lld", (long long)t->place));
	put(&p, "address", t->address);
	put(&p, "description", t->description);
	put(&p, "class", t->class_key);
	put(&p, "is_public", t->is_public ? S("1") : STR_NONE);
	put(&p, "status", t->status);
	put(&p, "unit_name", t->unit_name);
	put(&p, "open", t->open ? S("1") : STR_NONE);
	put_time(cx, &p, "at", SOME_I64(t->at));
	put_time(cx, &p, "due", t->due);
	put_time(cx, &p, "ended", t->ended);
	put_position(cx, &p, t);
	if (t->same_as)
		put_i64(cx, &p, "same_as", t->same_as);
	put(&p, "reporter_name", t->reporter);
	put(&p, "reporter_phone", t->phone);
	e = case_tell(cx, p.p, p.n, many, t->is_new, &reply);
	*case_id = reply.id;
	return e;
}

/* The case as it stands, told once more with its original. */
static enum err
tell_again(struct ctx *cx, int64_t case_id, int64_t original)
{
	struct q_told_again_row r;
	struct tell             t;
	enum err                e;

	if ((e = q_told_again(cx, &(struct q_told_again_in){.id = case_id}, &r)) != OK)
		return e;
	t = (struct tell){
	    .source = r.source,
	    .number = r.source_ref,
	    .address = r.address,
	    .description = r.description,
	    .class_key = r.class_key,
	    .srs = r.srs,
	    .status = r.told_status,
	    .unit_name = r.told_unit,
	    .place = r.place_id,
	    .at = r.reported_at,
	    .same_as = original,
	    .due = r.due_at,
	    .ended = r.ended_at,
	    .lon = r.lon,
	    .lat = r.lat,
	    .is_public = r.is_public,
	    .open = r.open,
	};
	return tell_case(cx, &t, NULL, &case_id);
}

enum err
link_told(struct ctx *cx, int64_t id, int64_t rev, int64_t original, int how)
{
	struct record r;
	int64_t       changed;
	enum err      e;

	e = q_told_link(cx, &(struct q_told_link_in){.id = id, .rev = rev, .original_id = original, .linked_by = how},
	                &changed);
	if (e == OK && changed == 0)
		e = ERR_RETRY;
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "original_id", original);
	json_kv_i64(&r.set, "linked_by", how);
	if ((e = record_end(cx, &r, "told", id, rev + 1, "told.linked", STR_NONE)) != OK)
		return e;
	return tell_again(cx, id, original);
}
