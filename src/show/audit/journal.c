/* audit.journal, and its page. */
#include "audit_sql.h"
#include "audit_tpl.h"
#include "base/day.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "show/audit/audit.h"
#include "show/audit/page.h"
#include "show/burden/burden.h"
#include "show/lists/lists.h"
#include "show/matrix/matrix.h"
#include "show/roster/roster.h"
#include "show/rules/rules.h"
#include "show/staff/staff.h"
#include "show/materials/materials.h"
#include "show/meetings/meetings.h"
#include "show/messages/messages.h"
#include "show/tasks/tasks.h"
#include "show_audit_texts.h"
#include "work/burden/burden.h"

/* What is said of the things that have no page of their own. */
static const struct trail_type types[] = {
    {"place.added", T_audit_t_place_added}, {"place.changed", T_audit_t_place_changed},
    {"city.set", T_audit_t_city_set}, {"city.zoned", T_audit_t_city_zoned}, {"calendar.loaded", T_audit_t_calendar_loaded},
    {"grid.added", T_audit_t_grid_added}, {"grid.voided", T_audit_t_grid_voided},
    {"site.added", T_audit_t_site_added}, {"site.changed", T_audit_t_site_changed},
    {"limit.set", T_audit_t_limit_set}, {"ledger.named", T_audit_t_ledger_named},
    {"bulletin.issued", T_audit_t_bulletin_issued}, {"bulletin.figured", T_audit_t_bulletin_figured},
    {"bulletin.listed", T_audit_t_bulletin_listed}, {"bulletin.ruled", T_audit_t_bulletin_ruled},
    {"photo.erased", T_audit_t_photo_erased}, {"told.erased", T_audit_t_told_erased},
    {"case.reporter_erased", T_audit_t_reporter_erased},
    {"case_standard.tied", T_audit_t_tied}, {"case_standard.untied", T_audit_t_untied},
    {"writ.issued", T_audit_t_writ}, {"paper.issued", T_audit_t_paper}, {"template.added", T_audit_t_template_added},
    {"template.used", T_audit_t_template_used}, {"template.ended", T_audit_t_template_ended},
    {"recheck.drawn", T_audit_t_recheck_drawn}, {"recheck.looked", T_audit_t_recheck_looked},
    {"case_repeat.found", T_audit_t_repeat_found}, {"case_repeat.dropped", T_audit_t_repeat_dropped},
    {"repeat_rule.set", T_audit_t_repeat_ruled}, {"dispute.returned", T_audit_t_dispute_returned},
    {"dispute.joint", T_audit_t_dispute_joint}, {"dispute.ruled", T_audit_t_dispute_ruled},
    {"recheck.moot", T_audit_t_recheck_moot}, {"recheck.ruled", T_audit_t_recheck_ruled},
    {"recheck_draw.promised", T_audit_t_draw_promised}, {"recheck_draw.drawn", T_audit_t_draw_drawn},
    {"recheck_draw.void", T_audit_t_draw_void}, {"recheck_batch.made", T_audit_t_batch_made},
};
static const struct trail_column columns[] = {
    {"place", "name", T_audit_c_name, TRAIL_WORDS}, {"place", "valid_to", T_audit_c_to, TRAIL_WORDS},
    {"grid", "void_why", T_audit_c_reason, TRAIL_WORDS}, {"site", "name", T_audit_c_name, TRAIL_WORDS},
    {"site", "address", T_audit_c_address, TRAIL_WORDS}, {"bulletin", "edition", T_audit_c_edition, TRAIL_WORDS},
    {"bulletin", "listed", T_audit_c_listed, TRAIL_WORDS},
    {"template", "name", T_audit_c_name, TRAIL_WORDS}, {"template", "note", T_audit_c_note, TRAIL_WORDS},
    {"recheck_draw", "on_day", T_audit_f_day, TRAIL_WORDS}, {"recheck_batch", "name", T_audit_c_name, TRAIL_WORDS},
};
/* Settings by their keys, as people call them. */
static const struct {
	const char *key;
	text_id     words;
} settings[] = {
    {"city.name", T_audit_s_name}, {"city.root", T_audit_s_root}, {"city.bounds", T_audit_s_bounds},
    {"city.zone", T_audit_s_zone}, {"demo", T_audit_s_demo}, {"photo.needed_at", T_audit_s_photo},
    {"login.link_hours", T_audit_s_link}, {"session.hours", T_audit_s_hours},
    {"session.idle_minutes", T_audit_s_idle}, {"factor.required", T_audit_s_factor},
    {"reporter.key", T_audit_s_key}, {"message.site", T_audit_s_site}, {"message.lead", T_audit_s_lead},
    {"init.calendar", T_audit_s_init_calendar},
    {"init.classes", T_audit_s_init_classes}, {"init.people", T_audit_s_init_people},
    {"init.demo", T_audit_s_init_demo}, {"init.passwords", T_audit_s_init_passwords},
    {"init.data", T_audit_s_init_data}, {"init.pack", T_audit_s_init_pack},
};

static str
setting_words(const struct ctx *cx, str key)
{
	text_id burden;

	for (size_t i = 0; i < NITEMS(settings); i++)
		if (str_eq(key, str_of(settings[i].key)))
			return text_get(settings[i].words, cx->lang);
	burden = str_starts(key, S("burden.")) ? burden_label(str_slice(key, 7, key.n)) : T_none;
	return burden != T_none ? desk_text(cx, T_audit_s_burden, text_get(burden, cx->lang), STR_NONE) : STR_NONE;
}

static const struct trail_side sides[] = {{"city", "setting", T_audit_c_setting, setting_words}};
static const struct trail_words own = {columns, NITEMS(columns), sides, NITEMS(sides), types, NITEMS(types), NULL};

/* Those that rooms say of their own things; the first that knows a type tells it. */
static const struct trail_words *const rooms[] = {&roster_words, &staff_words, &matrix_words, &rules_words,
                                                  &lists_words, &tasks_words, &materials_words, &meetings_words,
                                                  &burden_words, &messages_words, &own};

/* Kinds that the journal shows only where something of them was erased, as in audit.sql. */
static const char *const apart[] = {"case", "photo", "told", "tally", "session", "find"};

/* What there is to choose from: every kind of thing that rooms have, as they call it. */
enum { KINDS = 64 };
static struct choice kinds[KINDS + 2];

void
audit_use_kinds(const struct journal_aggregate *list, size_t n)
{
	size_t m = 0;

	ensure(n <= KINDS);
	for (size_t i = 0; i < n; i++) {
		bool shown = true;

		for (size_t k = 0; k < NITEMS(apart); k++)
			shown = shown && !str_eq(str_of(list[i].kind), str_of(apart[k]));
		if (shown)
			kinds[m++] = (struct choice){list[i].kind, list[i].label};
	}
	kinds[m++] = (struct choice){"erased", T_audit_k_erased};
	kinds[m] = (struct choice){NULL, T_none};
}

/* ---- The view ---- */

#define JOURNAL_IN(X) \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_audit_f_day, NULL) \
	X(choice, kind, 0, 0, 0, T_audit_f_kind, kinds) \
	X(id, before, 0, 1, INT64_MAX, T_audit_f_before, NULL)
struct journal_in {
	JOURNAL_IN(FIELD_DECL)
};
#define IN_T journal_in
static const struct field journal_fields[] = {JOURNAL_IN(FIELD_ROW)};
#undef IN_T

struct journal_out {
	str                      day, earlier, later; /* STR_NONE: no day with a change */
	struct q_audit_day_row  *row;
	struct trail_entry      *said; /* of each row */
	size_t                   n;
	int64_t                  next; /* give as before; 0: the last page */
};

static const struct trail_words *
words_for(str type)
{
	for (size_t i = 0; i < NITEMS(rooms); i++)
		for (size_t k = 0; k < rooms[i]->ntype; k++)
			if (str_eq(type, str_of(rooms[i]->type[k].type)))
				return rooms[i];
	return &own;
}

/* The rows of which one room knows the words: the oldest first they go in, the newest first they come back. */
static enum err
say(struct ctx *cx, struct journal_out *o, const struct trail_words *w)
{
	struct trail_row *row = ARENA_NEWS(cx->arena, o->n + 1, struct trail_row);
	struct trail      told;
	size_t            n = 0, k = 0;
	enum err          e;

	if (!row)
		return ctx_no_memory(cx);
	for (size_t i = o->n; i-- > 0;) {
		const struct q_audit_day_row *r = &o->row[i];

		if (words_for(r->type) != w)
			continue;
		row[n++] = (struct trail_row){.kind = r->kind,
		                            .aggregate = r->aggregate,
		                            .type = r->type,
		                            .at = r->recorded_at,
		                            .packed = r->payload,
		                            .unit_name = r->unit_name,
		                            .post_name = r->post_name};
	}
	if (n == 0 || (e = trail_of(cx, w, row, n, &told)) != OK)
		return n ? e : OK;
	for (size_t i = 0; i < o->n; i++)
		if (words_for(o->row[i].type) == w)
			o->said[i] = told.past[k++];
	return OK;
}

/* The day of a moment that a query found; ERR_NONE: there is none. */
static enum err
day_beside(struct ctx *cx, enum err found, int64_t at, str *out)
{
	char    text[DAY_TEXT];
	day     d;
	int32_t ms;

	if (found != OK || !day_of_ms(at, cx->zone, &d, &ms))
		return found == ERR_NONE ? OK : found;
	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

static enum err
run(struct ctx *cx, const void *arg, const void **out)
{
	const struct journal_in *in = arg;
	struct journal_out      *o = ARENA_NEW(cx->arena, struct journal_out);
	int64_t                  reach = cx->who ? cx->who->reach : 0;
	day                      on = in->day == FIELD_ABSENT ? ctx_today(cx) : (day){(int32_t)in->day};
	struct q_audit_day_in    q = {.kind = in->kind.n ? in->kind : S(""),
	                              .before = INT64_MAX,
	                              .scope = reach,
	                              .place = reach % 2 == 0 ? reach / 2 : 0,
	                              .unit = reach % 2 ? reach / 2 : 0,
	                              .n = AUDIT_ROWS + 1};
	struct q_audit_last_row  last = {0};
	struct q_audit_next_row  next = {0};
	struct q_audit_at_row    at;
	char                     text[DAY_TEXT];
	enum err                 e;

	*out = o;
	if (!o || !arena_str(cx->arena, day_format(on, text), &o->day))
		return ctx_no_memory(cx);
	q.from_at = day_to_ms(on, 0, cx->zone);
	q.upto_at = day_to_ms((day){on.v + 1}, 0, cx->zone) - 1;
	e = q_audit_last(cx, &(struct q_audit_last_in){q.from_at, q.scope, q.place, q.unit}, &last);
	if ((e = day_beside(cx, e, last.recorded_at, &o->earlier)) != OK)
		return e;
	e = q_audit_next(cx, &(struct q_audit_next_in){q.upto_at, q.scope, q.place, q.unit}, &next);
	if ((e = day_beside(cx, e, next.recorded_at, &o->later)) != OK)
		return e;
	if (in->before) {
		e = q_audit_at(cx, &(struct q_audit_at_in){in->before}, &at);
		if (e == ERR_NONE || (e == OK && (at.recorded_at < q.from_at || at.recorded_at > q.upto_at)))
			return refuse(cx, ERR_INPUT, "before", T_audit_no_page, o->day);
		if (e != OK)
			return e;
		q.before = in->before;
		q.upto_at = at.recorded_at;
	}
	if ((e = q_audit_day(cx, &q, &o->row, &o->n)) != OK)
		return e;
	if (o->n > AUDIT_ROWS) {
		o->n = AUDIT_ROWS;
		o->next = o->row[AUDIT_ROWS - 1].id;
	}
	if (!(o->said = ARENA_NEWS(cx->arena, o->n + 1, struct trail_entry)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < NITEMS(rooms); i++)
		e = say(cx, o, rooms[i]);
	return e;
}

static void
journal_json(const void *out, struct json *j)
{
	const struct journal_out *o = out;

	json_obj(j);
	json_kv_str(j, "day", o->day);
	json_kv_str(j, "earlier", o->earlier);
	json_kv_str(j, "later", o->later);
	json_key(j, S("events"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct q_audit_day_row *r = &o->row[i];

		json_obj(j);
		json_kv_i64(j, "id", r->id);
		json_kv_i64(j, "at", r->recorded_at);
		json_kv_str(j, "kind", r->kind);
		json_kv_i64(j, "of", r->aggregate);
		json_kv_str(j, "thing", r->thing);
		json_kv_str(j, "unit", r->unit_name);
		json_kv_str(j, "post", r->post_name);
		json_kv_str(j, "person", r->person_name);
		json_key(j, S("position"));
		if (r->pos.some)
			json_i64(j, r->pos.v);
		else
			json_null(j);
		json_key(j, S("said"));
		trail_json(&(struct trail){&o->said[i], 1}, j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("next"));
	if (o->next)
		json_i64(j, o->next);
	else
		json_null(j);
	json_obj_end(j);
}

static const struct view journal_view = {
    .out = "{day:d,earlier:d?,later:d?,events:[{id:i,at:t,kind:s,of:i,thing:s?,unit:s?,post:s?,person:s?,position:i?,"
           "said:" TRAIL_OUT "}],next:i?}",
    .name = "audit.journal",
    .summary = T_audit_v_journal,
    .perm = PERM_AUDIT_SEE,
    .in = journal_fields,
    .nin = NITEMS(journal_fields),
    .in_size = sizeof(struct journal_in),
    .run = run,
    .json = journal_json,
};

const struct view *const audit_views[] = {&journal_view};
const size_t             audit_views_n = NITEMS(audit_views);

/* ---- The page ---- */

/* What people call such a thing: a room's words leave it out where its page says it. */
static str
kind_words(const struct ctx *cx, str kind)
{
	for (const struct choice *k = kinds; k->value; k++)
		if (str_eq(kind, str_of(k->value)))
			return text_get(k->label, cx->lang);
	return STR_NONE;
}

static enum err
fill(struct ctx *cx, const struct journal_out *o, str kind, bool later_page, struct audit_page *p)
{
	str here = frame_with(cx->arena, S("/audit/journal"), S("day"), o->day);

	if (kind.n)
		here = frame_with(cx->arena, here, S("kind"), kind);
	p->day = o->day;
	p->earlier = o->earlier;
	p->later = o->later;
	p->kinds = ARENA_NEWS(cx->arena, NITEMS(kinds), struct audit_choice);
	p->lines = ARENA_NEWS(cx->arena, o->n + 1, struct audit_line);
	if (!p->kinds || !p->lines || !here.p)
		return ctx_no_memory(cx);
	for (const struct choice *k = kinds; k->value; k++)
		p->kinds[p->nkinds++] =
		    (struct audit_choice){str_of(k->value), k->label, str_eq(kind, str_of(k->value))};
	for (; p->nlines < o->n; p->nlines++) {
		const struct q_audit_day_row *r = &o->row[p->nlines];
		const struct trail_entry     *t = &o->said[p->nlines];

		p->lines[p->nlines] = (struct audit_line){.at = r->recorded_at, .pos = r->pos.some ? r->pos.v : 0,
		                                          .what = t->what, .kind = kind_words(cx, r->kind),
		                                          .thing = r->thing, .who = t->by,
		                                          .person = r->person_name, .basis = t->basis,
		                                          .change = t->change,
		                                          .nchange = t->nchange};
	}
	if (later_page)
		p->first = here;
	if (o->next)
		p->next = frame_with(cx->arena, here, S("before"), DESK_FORMAT(cx, "%lld", (long long)o->next));
	return OK;
}

enum err
audit_journal_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	static const char *const names[] = {"day", "kind", "before"};
	struct ctx              *cx = rq->cx;
	struct audit_page       *p = ARENA_NEW(cx->arena, struct audit_page);
	struct input             in[NITEMS(names)];
	size_t                   m = 0;
	const void              *out;
	struct html_cx           h;
	struct buf               b;
	enum err                 e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(names); i++) {
		str v = desk_value(pairs, n, str_of(names[i]));

		if (v.n)
			in[m++] = (struct input){str_of(names[i]), v};
	}
	if ((e = view_show(cx, &journal_view, in, m, &out)) != OK)
		return e;
	frame_of(rq, &p->page);
	if ((e = fill(cx, out, desk_value(pairs, n, S("kind")), desk_value(pairs, n, S("before")).n > 0, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_audit_journal(&h, p);
	return frame_end(&h, rp, 200);
}
