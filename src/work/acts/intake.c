/* How a case begins: reported to us, or told by a source. */
#include "city/grid/grid.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "kit/worktime/worktime.h"
#include "work/acts/inside.h"
#include "work/reporter/phone.h"
#include "work/reporter/reporter.h"
#include "work_acts_texts.h"
#include "work_life_texts.h"
#include "work_reporter_texts.h"

#include <math.h>

/* A21: where findings come from; public ones are checked before filing (L17). */
static const struct {
	const char *code;
	bool        is_public, on_spot; /* on_spot: one of ours stands before it, with a telephone */
} sources[] = {
	{"grid", false, true}, {"territory", false, true}, {"special", false, true}, {"efficiency", false, true},
	{"upper", false, false}, {"survey", false, true}, {"leader", false, false}, {"hotline", true, false},
	{"police", true, false}, {"snapshot", true, false}, {"media", true, false}, {"import", false, false},
};

static const struct choice source_choices[] = {
	{"grid", T_case_source_grid}, {"territory", T_case_source_territory}, {"special", T_case_source_special},
	{"efficiency", T_case_source_efficiency}, {"upper", T_case_source_upper}, {"survey", T_case_source_survey},
	{"leader", T_case_source_leader}, {"hotline", T_case_source_hotline}, {"police", T_case_source_police},
	{"snapshot", T_case_source_snapshot}, {"media", T_case_source_media}, {NULL, T_none},
};

/* China's CGCS2000 and GPS's WGS-84 differ by less than a problem is wide (domain B5). */
static const struct choice srs_choices[] = {
	{"cgcs2000", T_case_srs_cgcs2000}, {"wgs84", T_case_srs_wgs84}, {NULL, T_none},
};

static bool
from_public(str source)
{
	for (size_t i = 0; i < NITEMS(sources); i++)
		if (str_eq(source, str_of(sources[i].code)))
			return sources[i].is_public;
	return false;
}

static bool
on_spot(str source)
{
	for (size_t i = 0; i < NITEMS(sources); i++)
		if (str_eq(source, str_of(sources[i].code)))
			return sources[i].on_spot;
	return false;
}

enum err
case_place_allowed(struct ctx *cx, int64_t place)
{
	enum err e = place_in_reach(cx, place);

	return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_case_place_outside) : e;
}

/* In which system a position was measured is asked, never guessed (domain B5). */
static enum err
take_position(struct ctx *cx, struct q_case_row_row *r, double lon, double lat, str srs, double accuracy)
{
	if (isnan(lon) || isnan(lat))
		return OK;
	if (!srs.n)
		return refuse(cx, ERR_INPUT, "srs", T_case_srs_needed);
	r->lon = SOME_F64(lon);
	r->lat = SOME_F64(lat);
	r->srs = srs;
	if (!isnan(accuracy))
		r->accuracy = SOME_F64(accuracy);
	return OK;
}

/* The rules' first step, the first clock, and the row with its number, event, reach and hold. */
static enum err
begin_case(struct case_job *j, const struct case_input *in)
{
	struct case_refusal why;
	enum err            e;

	if (case_decide(&j->f, CASE_DO_REPORT, &j->who, in, j->cx->now, &j->step, &why) != OK)
		return job_refuse(j, &why);
	if ((e = job_take_step(j)) != OK || (e = clocks_first(j)) != OK)
		return e;
	return job_add(j, "case.reported", j->step.at);
}

/* ---- case.report ---------------------------------------------------------------------------- */

#define CASE_REPORT_IN(X)                                                            \
	X(choice, source, 1, 0, 0, T_case_field_source, source_choices)              \
	X(code, place, 1, 1, 40, T_case_field_place, NULL)                           \
	X(str, address, 1, 2, 200, T_case_field_address, NULL)                       \
	X(text, description, 1, 4, 2000, T_case_field_description, NULL)             \
	X(str, class, 1, 1, 40, T_case_field_class, NULL)                            \
	X(i64, priority, 0, 0, 2, T_case_field_priority, NULL)                       \
	X(f64, lon, 0, -180, 180, T_case_field_lon, NULL)                            \
	X(f64, lat, 0, -90, 90, T_case_field_lat, NULL)                              \
	X(choice, srs, 0, 0, 0, T_case_field_srs, srs_choices)                       \
	X(f64, accuracy, 0, 0, 10000, T_case_field_accuracy, NULL)                   \
	X(str, source_ref, 0, 1, 80, T_case_field_source_ref, NULL)                  \
	X(time, at, 0, 0, 0, T_case_field_at, NULL)                                  \
	X(secret, reporter_name, 0, 1, 40, T_case_field_reporter_name, NULL)         \
	X(secret, reporter_phone, 0, 1, 30, T_case_field_reporter_phone, NULL)       \
	PHOTO_FIELD(X)
struct case_report_in {
	CASE_REPORT_IN(FIELD_DECL)
};
#define IN_T case_report_in
static const struct field report_fields[] = {CASE_REPORT_IN(FIELD_ROW)};
#undef IN_T

/* What is made of a report before its transaction; NULL: neither of the two. */
struct report_made {
	struct reporter_made *reporter; /* NULL: nobody named */
	struct photo_batch   *photos;   /* NULL: none */
};

static enum err
report_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct case_report_in *in = arg;
	struct report_made          *m = ARENA_NEW(cx->arena, struct report_made);
	enum err                     e;

	*made = NULL;
	if (!m)
		return ctx_no_memory(cx);
	/* A ledger may tell whatever its callers left; what is entered here is meant to be called. */
	if (in->reporter_phone.n && !phone_good(in->reporter_phone))
		return refuse(cx, ERR_INPUT, "reporter_phone", T_case_phone_form);
	/* L17, L24: what somebody of the public told is checked first, whoever enters it. */
	if ((in->reporter_name.n || in->reporter_phone.n) && !from_public(in->source))
		return refuse(cx, ERR_INPUT, "source", T_case_reporter_source);
	if ((e = reporter_make(cx, in->reporter_name, in->reporter_phone, &m->reporter)) != OK ||
	    (e = photo_prepare(cx, in->photo, 0, PHOTO_AT_FOUND, &m->photos)) != OK || (e = grid_warm(cx)) != OK)
		return e;
	*made = m->reporter || m->photos ? m : NULL;
	return OK;
}

static enum err
report_ahead(struct ctx *cx, const void *in)
{
	struct city_asked *asked;
	enum err           e = city_ask(cx, &asked);

	(void)in;
	cx->ahead = asked;
	return e;
}

/* Who told it stands in the reporter's row alone, sealed; the unit that is accused reads these two. */
static enum err
take_words(struct ctx *cx, struct q_case_row_row *r, str address, str description, str name, str phone)
{
	r->address = address.n ? reporter_masked(cx->arena, address, name, phone) : S("");
	r->description = description.n ? reporter_masked(cx->arena, description, name, phone) : STR_NONE;
	return r->address.p && (r->description.p || !description.n) ? OK : ctx_no_memory(cx);
}

static enum err
report_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct case_report_in *in = arg;
	const struct report_made     nothing = {0}, *m = made ? made : &nothing;
	struct case_job              j;
	struct q_case_row_row       *r = &j.row;
	struct case_input            ci = {.at = in->at == FIELD_ABSENT ? CASE_NO_TIME : in->at,
	                                   .is_public = from_public(in->source), .due = CASE_NO_TIME};
	enum err                     e;

	if ((e = job_new(cx, &j)) != OK)
		return e;
	j.city.ahead = cx->ahead;
	if ((e = place_named(cx, "place", in->place, &r->place_id)) != OK ||
	    (e = looked_line(cx, NULL, &j.city, r->place_id, &j.line)) != OK)
		return e;
	if (!place_line_in_reach(cx, j.line))
		return refuse(cx, ERR_INPUT, "place", T_case_place_outside);
	if ((e = place_position_likely(cx, &j.city, in->lon, in->lat)) != OK)
		return e;
	r->source = in->source;
	r->is_public = ci.is_public;
	r->source_ref = in->source_ref;
	if ((e = take_words(cx, r, in->address, in->description, in->reporter_name, in->reporter_phone)) != OK)
		return e;
	r->priority = in->priority == FIELD_ABSENT ? 0 : in->priority;
	r->reported_at = ci.at == CASE_NO_TIME ? cx->now : ci.at;
	r->found_by = case_opt(j.who.person);
	if ((e = take_position(cx, r, in->lon, in->lat, in->srs, in->accuracy)) != OK ||
	    (e = grid_of(cx, &j.city, r->lon, r->lat, r->reported_at, &r->grid_id)) != OK ||
	    (e = case_take_class(&j, in->class)) != OK)
		return e;
	ci.subject = (enum case_subject)r->subject;
	r->has_reporter = m->reporter != NULL;
	j.reporter = m->reporter;
	if ((e = begin_case(&j, &ci)) != OK || (e = case_put_photos(&j, CASE_DO_REPORT, m->photos)) != OK ||
	    (!m->photos && on_spot(in->source) && (e = case_need_photo(&j, CASE_DO_REPORT)) != OK))
		return e;
	*out = (struct reply){.id = r->id, .rev = r->rev, .no = r->no, .done = T_case_reported_done, .arg = {r->no},
	                      .see = arena_printf(cx->arena, "/cases/%lld", (long long)r->id)};
	return out->see.p ? OK : ctx_no_memory(cx);
}

const struct command case_report = {
	.name = "case.report", .summary = T_case_act_report, .perm = PERM_CASE_REPORT, .in = report_fields,
	.nin = NITEMS(report_fields), .in_size = sizeof(struct case_report_in), .prepare = report_prepare,
	.ahead = report_ahead, .apply = report_apply,
};

enum { TELL_YEARS = 20 };
static const int64_t TELL_DUE_MOST = INT64_C(366) * 86400000 * TELL_YEARS;

/* ---- case.tell: kept as its source told it (L20) ---------------------------------------------- */

#define CASE_TELL_IN(X)                                                              \
	X(str, source, 1, 1, 40, T_case_field_source, NULL)                          \
	X(str, source_ref, 1, 1, 80, T_case_field_source_ref, NULL)                  \
	X(code, place, 1, 1, 40, T_case_field_place, NULL)                           \
	X(str, address, 0, 0, 200, T_case_field_address, NULL)                       \
	X(text, description, 0, 0, 2000, T_case_field_description, NULL)             \
	X(str, class, 0, 1, 40, T_case_field_class, NULL)                            \
	X(f64, lon, 0, -180, 180, T_case_field_lon, NULL)                            \
	X(f64, lat, 0, -90, 90, T_case_field_lat, NULL)                              \
	X(choice, srs, 0, 0, 0, T_case_field_srs, srs_choices)                       \
	X(bool, is_public, 0, 0, 0, T_case_field_is_public, NULL)                    \
	X(str, status, 0, 1, 80, T_case_field_status, NULL)                          \
	X(str, unit_name, 0, 1, 120, T_case_field_unit_name, NULL)                   \
	X(bool, open, 0, 0, 0, T_case_field_open, NULL)                              \
	X(time, at, 1, 0, 0, T_case_field_at, NULL)                                  \
	X(time, due, 0, 0, 0, T_case_field_due, NULL)                                \
	X(time, ended, 0, 0, 0, T_case_field_ended, NULL)                            \
	X(time, told, 0, 0, 0, T_case_field_told, NULL)                              \
	X(id, same_as, 0, 1, INT64_MAX, T_case_field_same_as, NULL)                  \
	X(secret, reporter_name, 0, 1, 40, T_case_field_reporter_name, NULL)         \
	X(secret, reporter_phone, 0, 1, 30, T_case_field_reporter_phone, NULL)
struct case_tell_in {
	CASE_TELL_IN(FIELD_DECL)
};
#define IN_T case_tell_in
static const struct field tell_fields[] = {CASE_TELL_IN(FIELD_ROW)};
#undef IN_T

static enum err
as_told(struct ctx *cx, struct q_case_row_row *r, const struct case_tell_in *in)
{
	enum err e;

	r->source = in->source;
	r->source_ref = in->source_ref;
	r->is_public = in->is_public;
	r->told_status = in->status;
	r->told_unit = in->unit_name;
	r->open = in->open;
	r->reported_at = in->at;
	r->due_at = case_opt_time(in->due);
	r->ended_at = in->open ? (opt_i64){0} : case_opt_time(in->ended);
	r->merged_into = case_opt(in->same_as);
	e = take_words(cx, r, in->address, in->description, in->reporter_name, in->reporter_phone);
	return e != OK ? e : take_position(cx, r, in->lon, in->lat, in->srs, (double)NAN);
}

/* As for a row of a ledger (docs/import.md); that a year is one at all is the field's own rule. */
static enum err
tell_times(struct ctx *cx, const struct case_tell_in *in)
{
	if (in->at > cx->now)
		return refuse(cx, ERR_INPUT, "at", T_case_rule_future);
	if (in->due != FIELD_ABSENT && in->due - in->at > TELL_DUE_MOST)
		return refuse(cx, ERR_INPUT, "due", T_case_tell_far);
	if (in->ended != FIELD_ABSENT && in->ended > cx->now)
		return refuse(cx, ERR_INPUT, "ended", T_case_rule_future);
	if (in->ended != FIELD_ABSENT && in->ended < in->at)
		return refuse(cx, ERR_INPUT, "ended", T_case_tell_ended);
	return OK;
}

/* Encrypted before the transaction; nobody named: nothing made. */
static enum err
make_reporter(struct ctx *cx, str name, str phone, void **made)
{
	struct reporter_made *m;
	enum err              e = reporter_make(cx, name, phone, &m);

	*made = m;
	return e;
}

static enum err
tell_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct case_tell_in *in = arg;
	enum err                   e;

	*made = NULL;
	if ((e = tell_times(cx, in)) != OK)
		return e;
	return make_reporter(cx, in->reporter_name, in->reporter_phone, made);
}

/* A class about persons is counted where and when, never with words, a spot or who told (refusal 1). */
static void
count_only(struct q_case_row_row *r)
{
	r->description = STR_NONE;
	r->address = S("");
	r->lon = r->lat = r->accuracy = (opt_f64){0};
	r->srs = STR_NONE;
}

static enum err
tell(struct ctx *cx, const struct case_tell_in *in, void *made, struct case_many *m, bool is_new, struct reply *out)
{
	struct q_case_told_in      by = {.source = in->source, .source_ref = in->source_ref};
	struct q_case_told_row     known;
	const struct place_line   *line;
	struct case_job            j;
	struct case_refusal        why;
	struct case_input          ci = {.due = CASE_NO_TIME};
	struct city_state          own = {0};
	int64_t                    place;
	bool                       erased = false;
	enum err                   e;

	ci.at = in->told == FIELD_ABSENT ? CASE_NO_TIME : in->told;
	if ((e = place_named(cx, "place", in->place, &place)) != OK ||
	    (e = looked_line(cx, m ? m->looked : NULL, m ? &m->looked->city : &own, place, &line)) != OK)
		return e;
	if (!place_line_in_reach(cx, line))
		return refuse(cx, ERR_INPUT, "place", T_case_place_outside);
	e = is_new ? ERR_NONE : q_case_told(cx, &by, &known);
	if (e != OK && e != ERR_NONE)
		return e;
	if (e == OK && (e = job_load(cx, known.id, REACH_ALL, &j)) == OK)
		e = job_erased(cx, known.id, &erased);
	else if (e == ERR_NONE)
		e = job_new(cx, &j);
	if (e != OK)
		return e;
	j.many = m;
	j.city = own;
	j.line = line;
	if (case_decide(&j.f, CASE_DO_TELL, &j.who, &ci, cx->now, &j.step, &why) != OK)
		return job_refuse(&j, &why);
	if ((e = job_take_step(&j)) != OK || (e = as_told(cx, &j.row, in)) != OK)
		return e;
	j.row.place_id = place;
	/* What was erased does not come back with the next file. */
	if (erased)
		j.row.description = STR_NONE;
	if (in->class.n && (e = case_take_class(&j, in->class)) != OK)
		return e;
	if (j.row.subject == CASE_PERSON) {
		count_only(&j.row);
		made = NULL;
	}
	if (j.row.id == 0) {
		/* Only with the first telling, as its words above. */
		j.row.has_reporter = made != NULL;
		j.reporter = made;
		e = job_add(&j, "case.told", j.step.at);
	} else if (j.row.subject == CASE_PERSON && j.old.subject != CASE_PERSON) {
		/* What was told before it was known to be about a person goes as with an erasure, and stays gone. */
		if ((e = job_save_erasing(&j, "case.told_again")) == OK)
			e = reporter_forget_above(cx, j.row.id);
	} else {
		/* The same told twice is no news. */
		j.row.last_at = j.old.last_at;
		e = job_differs(&j) ? job_save(&j, "case.told_again", j.step.at) : OK;
	}
	*out = (struct reply){.id = j.row.id, .rev = j.row.rev, .no = j.row.no, .done = T_case_told_done,
	                      .arg = {j.row.no}};
	return e;
}

static enum err
tell_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	return tell(cx, arg, made, NULL, false, out);
}

enum err
case_tell(struct ctx *cx, const struct input *pairs, size_t n, struct case_many *m, bool is_new, struct reply *out)
{
	const void *in;
	void       *made = NULL;
	enum err    e;

	e = command_bind(cx, tell_fields, NITEMS(tell_fields), sizeof(struct case_tell_in), pairs, n, &in);
	if (e != OK || (e = tell_prepare(cx, in, &made)) != OK)
		return e;
	return tell(cx, in, made, m, is_new, out);
}

const struct command case_tell_command = {
	.name = "case.tell", .summary = T_case_act_tell, .perm = PERM_CASE_IMPORT, .lock = "told",
	.lock_field = "source", .in = tell_fields, .nin = NITEMS(tell_fields),
	.in_size = sizeof(struct case_tell_in), .prepare = tell_prepare, .apply = tell_apply,
};
