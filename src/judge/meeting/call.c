/* meeting.call, meeting.change, meeting.void, meeting.close. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "judge/meeting/inside.h"
#include "judge_meeting_texts.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"

const struct choice meeting_kinds[] = {{"kickoff", T_meeting_kickoff}, {"weekly", T_meeting_weekly},
                                       {"monthly", T_meeting_monthly}, {"review", T_meeting_review},
                                       {"emergency", T_meeting_emergency}, {NULL, T_none}};

/* ---- What the commands share ---- */

enum err
meeting_begin(struct ctx *cx, int64_t id, struct meeting_act *a)
{
	const struct q_meeting_row_in in = {.id = id, .scope = cx->who ? cx->who->reach : REACH_ALL};
	enum err                      e;

	if ((e = q_meeting_row(cx, &in, &a->m)) != OK ||
	    (e = journal_sides_look(cx, &meeting_aggregates[0], id, &a->was)) != OK ||
	    (e = unit_today(cx, &a->today)) != OK)
		return e;
	a->state = meeting_state_of(a->m.state);
	record_begin(cx, &a->r);
	return OK;
}

enum err
meeting_said(struct ctx *cx, struct meeting_act *a, const char *type, str reason)
{
	str         more = STR_NONE;
	struct buf  b;
	struct json j;
	enum err    e;

	e = journal_sides_say(cx, &meeting_aggregates[0], a->m.id, a->m.rev ? &a->was : NULL, &a->r.rows);
	if (e != OK)
		return e;
	if (reason.n) {
		buf_init(&b, cx->arena, BUF_LINE);
		json_init(&j, &b);
		json_obj(&j);
		json_kv_str(&j, "reason", reason);
		json_obj_end(&j);
		if (buf_end(&b, &more) != OK)
			return ctx_no_memory(cx);
	}
	return record_end(cx, &a->r, "meeting", a->m.id, a->m.rev + 1, type, more);
}

enum err
meeting_touch(struct ctx *cx, struct meeting_act *a)
{
	int64_t n;

	return q_meeting_rev(cx, &(struct q_meeting_rev_in){.id = a->m.id, .rev = a->m.rev + 1}, &n);
}

void
meeting_reply(struct ctx *cx, text_id done, int64_t id, int64_t rev, str title, struct reply *out)
{
	*out = (struct reply){.id = id, .rev = rev, .done = done, .arg = {title},
	                      .see = arena_printf(cx->arena, "/meetings/%lld", (long long)id)};
}

/* ---- Units by code or name, one a line ---- */

struct named {
	int64_t *id;
	size_t   n;
};

static enum err
unit_of(struct ctx *cx, const char *field, str word, str today, int64_t *id)
{
	struct q_meeting_unit_named_in   in = {.word = word, .day = today};
	struct q_meeting_unit_named_row *row;
	size_t                           n;
	enum err                         e;

	(void)code_is_id(word, &in.id);
	if ((e = q_meeting_unit_named(cx, &in, &row, &n)) != OK)
		return e;
	if (n == 0)
		return refuse(cx, ERR_INPUT, field, T_meeting_no_unit, word);
	/* A code is one unit's; a name may be of several. */
	if (n > 1)
		return refuse(cx, ERR_INPUT, field, T_meeting_many_units, word);
	*id = row[0].id;
	return OK;
}

/* Lines, and within them what ； ， 、 separate. */
static enum err
units_of(struct ctx *cx, const char *field, str text, str today, struct named *out)
{
	str word;

	*out = (struct named){.id = ARENA_NEWS(cx->arena, MEETING_UNITS, int64_t)};
	if (!out->id)
		return ctx_no_memory(cx);
	while ((word = typed_cut(&text)).p) {
		int64_t  id = 0;
		bool     twice = false;
		enum err e;

		if (out->n == MEETING_UNITS)
			return refuse(cx, ERR_INPUT, field, T_meeting_units_most,
			              arena_printf(cx->arena, "%d", MEETING_UNITS));
		if ((e = unit_of(cx, field, word, today, &id)) != OK)
			return e;
		for (size_t i = 0; i < out->n; i++)
			twice = twice || out->id[i] == id;
		if (!twice)
			out->id[out->n++] = id;
	}
	return OK;
}

static enum err
write_units(struct ctx *cx, int64_t id, const struct named *u)
{
	int64_t  n;
	enum err e = q_meeting_units_drop(cx, &(struct q_meeting_units_drop_in){id}, &n);

	for (size_t i = 0; e == OK && i < u->n; i++)
		e = q_meeting_unit_add(cx, &(struct q_meeting_unit_add_in){id, u->id[i]}, &n);
	if (e != OK || (e = q_meeting_reach_drop(cx, &(struct q_meeting_reach_drop_in){id}, &n)) != OK)
		return e;
	return q_meeting_reach_add(cx, &(struct q_meeting_reach_add_in){id}, &n);
}

static enum err
day_of(struct ctx *cx, int64_t v, str *out)
{
	char text[DAY_TEXT];
	day  d = {(int32_t)v};

	/* What is further away is a slip. */
	if (day_between(ctx_today(cx), d) > 730 || day_between(ctx_today(cx), d) < -730)
		return refuse(cx, ERR_INPUT, "day", T_meeting_bad_day);
	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

/* Without blank lines. */
static enum err
lines_of(struct ctx *cx, str text, str *out)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (text.p) {
		str line = str_trim(str_cut(&text, '\n'));

		if (b.n && line.n)
			buf_char(&b, '\n');
		buf_add(&b, line);
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* An item a line, or what ； separates. */
static enum err
agenda_of(struct ctx *cx, str text, str *out)
{
	struct buf b;
	str        item;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	while (text.p) {
		str line = str_cut(&text, '\n');

		while ((item = list_cut(&line)).p) {
			if (b.n)
				buf_char(&b, '\n');
			buf_add(&b, item);
		}
	}
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* ---- meeting.call ---- */

#define CALL_IN(X)                                                                 \
	X(choice, kind, 1, 0, 0, T_meeting_f_kind, meeting_kinds)                  \
	X(day, day, 1, DAY_FIRST, DAY_LAST, T_meeting_f_day, NULL)                 \
	X(str, title, 0, 1, 100, T_meeting_f_title, NULL)                          \
	X(text, units, 1, 1, 4000, T_meeting_f_units, NULL)                        \
	X(text, agenda, 1, 1, 4000, T_meeting_f_agenda, NULL)                      \
	X(code, place, 0, 1, 60, T_meeting_f_place, NULL)
struct call_in {
	CALL_IN(FIELD_DECL)
};
#define IN_T call_in
static const struct field call_fields[] = {CALL_IN(FIELD_ROW)};
#undef IN_T

/* A place within reach; without one the actor's own, for the program the district. */
static enum err
place_of(struct ctx *cx, str code, int64_t *id, str *name)
{
	struct q_meeting_place_row p;
	str                        found, district;
	enum err                   e = OK;

	*id = cx->who ? cx->who->place : 0;
	if (code.n && !code_is_id(code, id) && (e = place_named(cx, "place", code, id)) != OK)
		return e;
	if (!*id && ((e = place_district(cx, STR_NONE, &found, &district)) != OK ||
	             (e = place_by_code(cx, found, id, NULL)) != OK))
		return e;
	if ((e = place_in_reach(cx, *id)) == OK)
		e = q_meeting_place(cx, &(struct q_meeting_place_in){*id}, &p);
	*name = e == OK ? p.name : STR_NONE;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, "place", T_meeting_no_place, code) : e;
}

/* The same called twice is a slip; one that is meant has a name of its own. */
static enum err
none_alike(struct ctx *cx, str kind, int64_t place, str on, str title)
{
	const struct q_meeting_alike_in in = {.kind = kind, .place_id = place, .day = on, .title = title};
	struct q_meeting_alike_row     *row;
	size_t                          n;
	enum err                        e = q_meeting_alike(cx, &in, &row, &n);

	return e == OK && n ? refuse(cx, ERR_RULE, "title", T_meeting_alike, title, on) : e;
}

static enum err
call(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct call_in    *in = arg;
	const int64_t            by = cx->who ? cx->who->user : 0;
	struct meeting_act       a = {0};
	struct named             units;
	struct q_meeting_add_row new;
	str                      on, agenda, name, title = in->title;
	int64_t                  place;
	enum err                 e;

	(void)made;
	if ((e = place_of(cx, in->place, &place, &name)) != OK || (e = unit_today(cx, &a.today)) != OK ||
	    (e = day_of(cx, in->day, &on)) != OK || (e = agenda_of(cx, in->agenda, &agenda)) != OK ||
	    (e = units_of(cx, "units", in->units, a.today, &units)) != OK)
		return e;
	if (!units.n)
		return refuse(cx, ERR_INPUT, "units", T_meeting_nobody);
	if (!agenda.n)
		return refuse(cx, ERR_INPUT, "agenda", T_meeting_no_agenda);
	if (!title.n)
		title = arena_printf(cx->arena, "%.*s%.*s", STR_ARG(name),
		                     STR_ARG(text_get(meeting_kind_label(meeting_kind_of(in->kind)), ZH)));
	if (!title.p)
		return ctx_no_memory(cx);
	if ((e = db_lock(cx, "meeting", 0)) != OK || (e = none_alike(cx, in->kind, place, on, title)) != OK)
		return e;
	if ((e = q_meeting_add(cx, &(struct q_meeting_add_in){.kind = in->kind, .place_id = place, .day = on,
	         .title = title, .agenda = agenda, .made_at = cx->now, .made_by = by}, &new)) != OK ||
	    (e = write_units(cx, new.id, &units)) != OK)
		return e;
	a.m.id = new.id;
	record_begin(cx, &a.r);
	json_kv_str(&a.r.set, "kind", in->kind);
	json_kv_i64(&a.r.set, "place_id", place);
	json_kv_str(&a.r.set, "day", on);
	json_kv_str(&a.r.set, "title", title);
	json_kv_str(&a.r.set, "agenda", agenda);
	json_kv_str(&a.r.set, "state", S("called"));
	json_kv_i64(&a.r.set, "made_at", cx->now);
	json_kv_i64(&a.r.set, "made_by", by);
	meeting_reply(cx, T_meeting_did_call, new.id, 1, title, out);
	return meeting_said(cx, &a, "meeting.called", STR_NONE);
}

/* ---- meeting.change ---- */

#define CHANGE_IN(X)                                                               \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)                           \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_meeting_f_day, NULL)                 \
	X(str, title, 0, 1, 100, T_meeting_f_title, NULL)                          \
	X(text, units, 0, 1, 4000, T_meeting_f_units, NULL)                        \
	X(text, agenda, 0, 1, 4000, T_meeting_f_agenda, NULL)
struct change_in {
	CHANGE_IN(FIELD_DECL)
};
#define IN_T change_in
static const struct field change_fields[] = {CHANGE_IN(FIELD_ROW)};
#undef IN_T

/* How much that is not void was noted there. */
static enum err
noted(struct ctx *cx, const struct meeting_act *a, int64_t *n)
{
	struct q_meeting_task_count_row row;
	enum err e = q_meeting_task_count(cx, &(struct q_meeting_task_count_in){a->m.id}, &row);

	*n = e == OK ? row.n : 0;
	return e;
}

static enum err
refuse_noted(struct ctx *cx, const char *field, text_id fault, int64_t n)
{
	return fault == T_none ? OK
	                       : refuse(cx, ERR_RULE, field, fault, arena_printf(cx->arena, "%lld", (long long)n));
}

/* Who promised something there attends it. */
static enum err
none_dropped(struct ctx *cx, int64_t id, const struct named *units)
{
	struct q_meeting_pledged_row *p;
	size_t                        n;
	enum err e = q_meeting_pledged(cx, &(struct q_meeting_pledged_in){id}, &p, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		bool stays = false;

		for (size_t k = 0; k < units->n; k++)
			stays = stays || units->id[k] == p[i].id;
		if (!stays)
			e = refuse(cx, ERR_RULE, "units", T_meeting_rule_pledged, p[i].name);
	}
	return e;
}

static enum err
change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in *in = arg;
	struct meeting_act      a = {0};
	struct named            units;
	text_id                 fault;
	int64_t                 n;
	enum err                e;

	(void)made;
	if ((e = meeting_begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = meeting_change_fault(a.state)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if (in->day != FIELD_ABSENT &&
	    ((e = day_of(cx, in->day, &a.m.day)) != OK || (e = noted(cx, &a, &n)) != OK ||
	     (e = refuse_noted(cx, "day", meeting_day_fault(n, a.m.day, a.today), n)) != OK))
		return e;
	if (in->agenda.n && (e = agenda_of(cx, in->agenda, &a.m.agenda)) != OK)
		return e;
	if (!a.m.agenda.n)
		return refuse(cx, ERR_INPUT, "agenda", T_meeting_no_agenda);
	if (in->title.n)
		a.m.title = in->title;
	if (in->units.n) {
		if ((e = units_of(cx, "units", in->units, a.today, &units)) != OK)
			return e;
		if (!units.n)
			return refuse(cx, ERR_INPUT, "units", T_meeting_nobody);
		if ((e = none_dropped(cx, in->id, &units)) != OK || (e = write_units(cx, in->id, &units)) != OK)
			return e;
	}
	if ((e = q_meeting_set(cx, &(struct q_meeting_set_in){.id = in->id, .rev = a.m.rev + 1, .day = a.m.day,
	         .title = a.m.title, .agenda = a.m.agenda}, &n)) != OK)
		return e;
	json_kv_str(&a.r.set, "day", a.m.day);
	json_kv_str(&a.r.set, "title", a.m.title);
	json_kv_str(&a.r.set, "agenda", a.m.agenda);
	meeting_reply(cx, T_meeting_did_change, in->id, a.m.rev + 1, a.m.title, out);
	return meeting_said(cx, &a, "meeting.changed", STR_NONE);
}

/* ---- meeting.void, meeting.close ---- */

#define VOID_IN(X)                                                                 \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)                           \
	X(text, reason, 1, 1, 500, T_meeting_f_reason, NULL)
#define CLOSE_IN(X)                                                                \
	X(id, id, 1, 1, INT64_MAX, T_meeting_f_id, NULL)                           \
	X(text, absent, 0, 1, 4000, T_meeting_f_absent, NULL)                      \
	X(text, said, 0, 1, 4000, T_meeting_f_said, NULL)
struct void_in {
	VOID_IN(FIELD_DECL)
};
struct close_in {
	CLOSE_IN(FIELD_DECL)
};
#define IN_T void_in
static const struct field void_fields[] = {VOID_IN(FIELD_ROW)};
#undef IN_T
#define IN_T close_in
static const struct field close_fields[] = {CLOSE_IN(FIELD_ROW)};
#undef IN_T

static enum err
move(struct ctx *cx, struct meeting_act *a, const char *state)
{
	int64_t  n;
	enum err e = q_meeting_move(cx, &(struct q_meeting_move_in){.id = a->m.id, .rev = a->m.rev + 1,
	    .state = str_of(state), .said = a->m.said, .since = a->m.since, .cut = a->m.cut,
	    .position = a->m.position, .held_at = a->m.held_at}, &n);

	if (e != OK)
		return e;
	json_kv_str(&a->r.set, "state", str_of(state));
	json_kv_str(&a->r.set, "said", a->m.said);
	record_opt(&a->r, "since", a->m.since.some, a->m.since.v);
	record_opt(&a->r, "cut", a->m.cut.some, a->m.cut.v);
	record_opt(&a->r, "position", a->m.position.some, a->m.position.v);
	record_opt(&a->r, "held_at", a->m.held_at.some, a->m.held_at.v);
	return OK;
}

static enum err
make_void(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct void_in *in = arg;
	struct meeting_act    a = {0};
	text_id               fault;
	int64_t               n;
	enum err              e;

	(void)made;
	if ((e = meeting_begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = meeting_change_fault(a.state)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if ((e = noted(cx, &a, &n)) != OK || (e = refuse_noted(cx, NULL, meeting_void_fault(n), n)) != OK ||
	    (e = move(cx, &a, "void")) != OK)
		return e;
	meeting_reply(cx, T_meeting_did_void, in->id, a.m.rev + 1, a.m.title, out);
	return meeting_said(cx, &a, "meeting.voided", in->reason);
}

static enum err
absent(struct ctx *cx, const struct meeting_act *a, str text)
{
	struct named u;
	enum err     e = units_of(cx, "absent", text, a->today, &u);

	for (size_t i = 0; e == OK && i < u.n; i++) {
		int64_t n;

		e = q_meeting_absent(cx, &(struct q_meeting_absent_in){a->m.id, u.id[i]}, &n);
		if (e == OK && n == 0)
			e = refuse(cx, ERR_INPUT, "absent", T_meeting_not_asked);
	}
	return e;
}

/* What the meeting was told: worked out beforehand, because it reads every case that moved. */
static enum err
close_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct close_in *in = arg;
	struct meeting_pack   *p = ARENA_NEW(cx->arena, struct meeting_pack);

	*made = p;
	return p ? meeting_pack_of(cx, in->id, p) : ctx_no_memory(cx);
}

static enum err
figures(struct ctx *cx, struct meeting_act *a, const struct meeting_pack *p)
{
	enum err e = OK;

	if (!p->told)
		return OK;
	a->m.since = SOME_I64(p->since);
	a->m.cut = SOME_I64(p->cut);
	a->m.position = SOME_I64(p->position);
	for (size_t i = 0; e == OK && i < p->nrow; i++) {
		const int64_t *n = p->row[i].sums.n;
		int64_t        changed;

		e = q_meeting_figure_add(cx, &(struct q_meeting_figure_add_in){.meeting_id = a->m.id,
		    .unit_id = p->row[i].id,
#define X(name, code, label) .code = n[MEETING_##name],
		    MEETING_NUMBERS(X)
#undef X
		    }, &changed);
	}
	return e;
}

static enum err
close_it(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct close_in *in = arg;
	struct meeting_act     a = {0};
	text_id                fault;
	enum err               e;

	if ((e = meeting_begin(cx, in->id, &a)) != OK)
		return e;
	if ((fault = meeting_table_fault(a.state, a.m.day, a.today)) != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if ((e = absent(cx, &a, in->absent)) != OK || (e = lines_of(cx, in->said, &a.m.said)) != OK)
		return e;
	a.m.held_at = SOME_I64(cx->now);
	if ((e = figures(cx, &a, made)) != OK || (e = move(cx, &a, "held")) != OK)
		return e;
	meeting_reply(cx, T_meeting_did_close, in->id, a.m.rev + 1, a.m.title, out);
	return meeting_said(cx, &a, "meeting.held", STR_NONE);
}

/* ---- All of them ---- */

#define ONE_MEETING(fields_, in_) \
	.lock = "meeting", .lock_field = "id", .in = fields_, .nin = NITEMS(fields_), .in_size = sizeof(struct in_)

const struct command meeting_call_cmd = {
    .name = "meeting.call", .summary = T_meeting_c_call, .perm = PERM_MEETING_EDIT, .in = call_fields,
    .nin = NITEMS(call_fields), .in_size = sizeof(struct call_in), .apply = call,
};
const struct command meeting_change_cmd = {.name = "meeting.change", .summary = T_meeting_c_change,
    .perm = PERM_MEETING_EDIT, ONE_MEETING(change_fields, change_in), .apply = change};
const struct command meeting_void_cmd = {.name = "meeting.void", .summary = T_meeting_c_void,
    .perm = PERM_MEETING_EDIT, ONE_MEETING(void_fields, void_in), .apply = make_void};
const struct command meeting_close_cmd = {.name = "meeting.close", .summary = T_meeting_c_close,
    .perm = PERM_MEETING_EDIT, ONE_MEETING(close_fields, close_in), .slow = true, .prepare = close_prepare,
    .apply = close_it};

const struct command *const meeting_commands[] = {&meeting_call_cmd, &meeting_change_cmd, &meeting_pledge_cmd,
    &meeting_decide_cmd, &meeting_close_cmd, &meeting_void_cmd,
    &meeting_issue_cmd};
const size_t meeting_commands_n = NITEMS(meeting_commands);

static const struct journal_side sides[] = {
    {.table = "meeting_unit", .query = "fold_meeting_units", .keys = 1},
    {.table = "meeting_task", .query = "fold_meeting_tasks", .keys = 1},
    {.table = "meeting_reach", .query = "fold_meeting_reach", .keys = 1},
    {.table = "meeting_figure", .query = "fold_meeting_figures", .keys = 1},
};
const struct journal_aggregate meeting_aggregates[] = {
    {.kind = "meeting", .label = T_meeting_thing, .queries = meeting_queries, .query = "meeting_fold",
     .side = sides, .nside = NITEMS(sides)},
    {.kind = "meeting_paper", .label = T_meeting_thing_paper, .queries = meeting_queries,
     .query = "meeting_paper_fold"}};
const size_t meeting_aggregates_n = NITEMS(meeting_aggregates);
