/* What the sources told: one case, all sources, and what an import finds already there. */
#include "city/unit/roles.h"
#include "work/intake/inside.h"
#include "work_intake_texts.h"

/* ---- intake.told ---- */

#define TOLD_IN(X) X(id, id, 1, 1, INT64_MAX, T_intake_f_case, NULL)
struct told_in {
	TOLD_IN(FIELD_DECL)
};
#define IN_T told_in
static const struct field told_fields[] = {TOLD_IN(FIELD_ROW)};
#undef IN_T

static enum err
told_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct told_in      *in = arg;
	struct q_told_of_case_row  r;
	struct intake_told_out    *o = ARENA_NEW(cx->arena, struct intake_told_out);
	enum err                   e;

	if (!o)
		return ctx_no_memory(cx);
	e = q_told_of_case(cx, &(struct q_told_of_case_in){.case_id = in->id, .scope = cx->who->reach}, &r);
	if (e == ERR_NONE)
		return refuse(cx, ERR_NONE, "id", T_intake_not_told);
	if (e != OK)
		return e;
	*o = (struct intake_told_out){
	    .id = r.id,
	    .rev = r.rev,
	    .created_at = r.created_at,
	    .due_at = r.due_at,
	    .closed_at = r.closed_at,
	    .status_at = r.status_at,
	    .original_id = r.original_id,
	    .late = r.due_at.some && r.closed_at.some && r.closed_at.v > r.due_at.v,
	    .elapsed_days = r.closed_at.some ? (r.closed_at.v - r.created_at) / 86400000 : -1,
	    .linked_by = r.linked_by,
	    .meaning = (enum told_meaning)r.meaning,
	    .source = r.source,
	    .number = r.number,
	    .type = r.type,
	    .agency = r.agency,
	    .channel = r.channel,
	    .status = r.status,
	    .outcome = r.outcome,
	    .place_told = r.place_told,
	    .lon_told = r.lon_told,
	    .lat_told = r.lat_told,
	    .srs = r.srs,
	    .parent_no = r.parent_no,
	    .transfer = r.transfer,
	    .facts = r.facts,
	};
	*out = o;
	return OK;
}

static void
opt(struct json *j, const char *key, opt_i64 v)
{
	json_key(j, str_of(key));
	if (v.some)
		json_i64(j, v.v);
	else
		json_null(j);
}

static void
told_json_out(const void *out, struct json *j)
{
	static const char *const how[] = {"none", "named", "spot"};
	const struct intake_told_out *o = out;

	json_obj(j);
	json_kv_i64(j, "id", o->id);
	json_kv_i64(j, "rev", o->rev);
	json_kv_str(j, "source", o->source);
	json_kv_str(j, "number", o->number);
	json_kv_str(j, "type", o->type);
	json_kv_str(j, "agency", o->agency);
	json_kv_str(j, "channel", o->channel);
	json_kv_str(j, "status", o->status);
	json_kv_str(j, "meaning", str_of(told_meaning_name(o->meaning)));
	json_kv_str(j, "outcome", o->outcome);
	json_kv_i64(j, "created_at", o->created_at);
	opt(j, "due_at", o->due_at);
	opt(j, "closed_at", o->closed_at);
	opt(j, "status_at", o->status_at);
	if (o->closed_at.some)
		json_kv_i64(j, "elapsed_days", o->elapsed_days);
	json_kv_bool(j, "late", o->late);
	json_kv_str(j, "place_told", o->place_told);
	json_kv_str(j, "lon_told", o->lon_told);
	json_kv_str(j, "lat_told", o->lat_told);
	json_kv_str(j, "srs", o->srs);
	json_kv_str(j, "parent_no", o->parent_no);
	json_kv_str(j, "transfer", o->transfer);
	json_key(j, S("facts"));
	if (o->facts.p)
		json_raw(j, o->facts);
	else
		json_null(j);
	opt(j, "original_id", o->original_id);
	json_kv_str(j, "linked_by", str_of(how[o->linked_by >= 0 && o->linked_by <= LINK_SPOT ? o->linked_by : 0]));
	json_obj_end(j);
}

const struct view intake_told_view = {
    .out = "{id:i,rev:i,source:s,number:s,type:s?,agency:s?,channel:s?,status:s?,meaning:s,outcome:s?,"
           "created_at:t,due_at:t?,closed_at:t?,status_at:t?,elapsed_days?:i,late:b,place_told:s?,"
           "lon_told:s?,lat_told:s?,srs:s?,parent_no:s?,transfer:s?,facts:*,original_id:i?,linked_by:s}",
    .name = "intake.told",
    .summary = T_intake_told,
    .perm = PERM_CASE_SEE,
    .in = told_fields,
    .nin = NITEMS(told_fields),
    .in_size = sizeof(struct told_in),
    .run = told_run,
    .json = told_json_out,
};

/* ---- intake.sources ---- */

#define SOURCES_IN(X) X(str, source, 0, 2, 40, T_intake_f_source, NULL)
struct sources_in {
	SOURCES_IN(FIELD_DECL)
};
#define IN_T sources_in
static const struct field sources_fields[] = {SOURCES_IN(FIELD_ROW)};
#undef IN_T

static enum err
sources_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct sources_in   *in = arg;
	struct intake_sources_out *o = ARENA_NEW(cx->arena, struct intake_sources_out);
	struct q_told_sources_row *r;
	size_t                     n;
	enum err                   e;

	if (!o)
		return ctx_no_memory(cx);
	if ((e = q_told_sources(cx, &(struct q_told_sources_in){.source = in->source}, &r, &n)) != OK)
		return e;
	if (!(o->item = ARENA_NEWS(cx->arena, n + 1, struct intake_source)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		o->item[o->n++] = (struct intake_source){
		    .source = r[i].source,
		    .n = r[i].n,
		    .dated = r[i].dated,
		    .late = r[i].late,
		    .closed = r[i].closed,
		    .duplicates = r[i].duplicates,
		    .linked = r[i].linked,
		    .transferred = r[i].transferred,
		    .no_position = r[i].no_position,
		    .first_at = r[i].first_at,
		    .last_at = r[i].last_at,
		};
	*out = o;
	return OK;
}

static void
sources_json(const void *out, struct json *j)
{
	const struct intake_sources_out *o = out;

	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct intake_source *s = &o->item[i];

		json_obj(j);
		json_kv_str(j, "source", s->source);
		json_kv_i64(j, "cases", s->n);
		json_kv_i64(j, "closed", s->closed);
		json_kv_i64(j, "with_due_and_closed", s->dated);
		json_kv_i64(j, "late", s->late);
		json_kv_i64(j, "duplicates", s->duplicates);
		json_kv_i64(j, "linked", s->linked);
		json_kv_i64(j, "transferred", s->transferred);
		json_kv_i64(j, "without_position", s->no_position);
		json_kv_i64(j, "first_at", s->first_at);
		json_kv_i64(j, "last_at", s->last_at);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view intake_sources_view = {
    .out = "[{source:s,cases:i,closed:i,with_due_and_closed:i,late:i,duplicates:i,linked:i,"
           "transferred:i,without_position:i,first_at:t,last_at:t}]",
    .name = "intake.sources",
    .summary = T_intake_sources,
    .perm = PERM_CASE_IMPORT,
    .in = sources_fields,
    .nin = NITEMS(sources_fields),
    .in_size = sizeof(struct sources_in),
    .run = sources_run,
    .json = sources_json,
};
