/* Samples of what the pages' templates show, in every state they know. */
#include "show/look/look.h"

#include "show/look/page.h"
#include "show_desk_texts.h"
#include "show_frame_texts.h"
#include "show_look_texts.h"
#include "work_acts_texts.h"
#include "work_cases_texts.h"
#include "work_life_texts.h"

enum { HOUR = 3600 * 1000, DAY = 24 * HOUR, MANY = 10000 };

static str
say(const struct ctx *cx, text_id id)
{
	return text_get(id, cx->lang);
}

/* One field of each kind, and one in each state. */
static enum err
fields(struct ctx *cx, struct look_style *p)
{
	static const struct {
		const char *id;
		text_id     label;
		int         kind; /* l a n d w s p r t q f */
	} all[] = {{"s-line", T_case_field_address, 'l'},
	           {"s-pick", T_case_field_place, 'p'},
	           {"s-area", T_case_field_description, 'a'},
	           {"s-number", T_case_field_n, 'n'},
	           {"s-date", T_case_field_until, 'd'},
	           {"s-when", T_case_field_at, 'w'},
	           {"s-secret", T_desk_login_password, 's'},
	           {"s-radio", T_case_field_priority, 'r'},
	           {"s-tick", T_case_field_is_public, 't'},
	           {"s-pass", T_case_field_answer, 'q'},
	           {"s-file", T_form_photos, 'f'}};
	static const struct {
		const char *id, *force;
		text_id     word;
	} state[] = {{"t-0", "", T_look_usual},
	             {"t-1", "is-hover", T_look_hover},
	             {"t-2", "is-focus", T_look_focus},
	             {"t-3", "", T_look_wrong},
	             {"t-4", "", T_look_blank}};
	struct form_option *o = ARENA_NEWS(cx->arena, 3, struct form_option);
	struct form_group  *g = ARENA_NEW(cx->arena, struct form_group);

	p->fields = ARENA_NEWS(cx->arena, NITEMS(all), struct form_field);
	p->states = ARENA_NEWS(cx->arena, NITEMS(state), struct look_state);
	if (!o || !g || !p->fields || !p->states)
		return ctx_no_memory(cx);
	o[0] = (struct form_option){S("1"), say(cx, T_desk_usual), true};
	o[1] = (struct form_option){S("2"), say(cx, T_desk_urgent), false};
	o[2] = (struct form_option){S("3"), say(cx, T_desk_very_urgent), false};
	*g = (struct form_group){STR_NONE, o, 3};
	for (size_t i = 0; i < NITEMS(all); i++) {
		int                k = all[i].kind;
		struct form_field *f = &p->fields[p->nfields++];

		*f = (struct form_field){.id = str_of(all[i].id), .name = str_of(all[i].id)};
		f->label = frame_label(cx, all[i].label);
		f->line = k == 'l', f->area = k == 'a', f->number = k == 'n', f->date = k == 'd',
		f->when = k == 'w';
		f->secret = k == 's', f->pick = k == 'p', f->radio = k == 'r', f->tick = k == 't',
		f->pass = k == 'q';
		f->file = k == 'f';
		f->optional = k == 'a' || k == 'd';
		f->fill = S("new-password");
		f->value = S("");
		if (k == 'p' || k == 'r' || k == 'q') {
			f->groups = g;
			f->ngroups = 1;
		}
	}
	p->fields[0].hint = say(cx, T_look_s_hint);
	for (size_t i = 0; i < NITEMS(state); i++) {
		struct look_state *s = &p->states[p->nstates++];

		*s = (struct look_state){str_of(state[i].force),
		                         state[i].word,
		                         {.id = str_of(state[i].id),
		                          .name = S("t"),
		                          .line = true,
		                          .label = frame_label(cx, T_case_field_reason),
		                          .value = say(cx, T_look_s_text)}};
	}
	p->states[3].field.fault = say(cx, T_look_s_fault);
	p->states[4].field.value = STR_NONE;
	p->states[4].field.optional = true;
	return OK;
}

/* Acts of a case: open as the first, shut, dangerous, refused. */
static enum err
acts(struct ctx *cx, struct look_style *p)
{
	struct form       *a = ARENA_NEWS(cx->arena, 3, struct form);
	struct form_field *wrong = ARENA_NEW(cx->arena, struct form_field);

	if (!a || !wrong)
		return ctx_no_memory(cx);
	*wrong = p->states[3].field;
	wrong->id = S("a-0-f");
	a[0] = (struct form){.command = S("none"),
	                     .id = S("a-0"),
	                     .icon = S("send"),
	                     .fields = wrong,
	                     .nfields = 1,
	                     .word = say(cx, T_look_s_send),
	                     .button = say(cx, T_look_s_send)};
	a[0].first = a[0].open = true;
	a[1] = (struct form){.command = S("none"),
	                     .id = S("a-1"),
	                     .icon = S("files"),
	                     .word = say(cx, T_look_s_change),
	                     .button = say(cx, T_look_s_change),
	                     .tip = say(cx, T_look_s_hint)};
	a[2] = (struct form){.command = S("none"),
	                     .id = S("a-2"),
	                     .icon = S("ban"),
	                     .word = say(cx, T_look_s_void),
	                     .button = say(cx, T_look_s_void),
	                     .ask = say(cx, T_look_s_ask),
	                     .ask_more = say(cx, T_look_s_ask_more)};
	a[2].danger = true;
	p->acts = a;
	p->nacts = 3;
	return OK;
}

/* After an act, and after one that was refused. */
static enum err
said(struct ctx *cx, struct frame *f)
{
	f->done = T_look_s_send;
	f->faults = ARENA_NEW(cx->arena, struct frame_fault);
	f->kept = ARENA_NEW(cx->arena, struct frame_pair);
	if (!f->faults || !f->kept)
		return ctx_no_memory(cx);
	*f->faults = (struct frame_fault){S("#t-3"), say(cx, T_look_s_fault)};
	f->nfaults = 1;
	*f->kept = (struct frame_pair){frame_label(cx, T_case_field_text), say(cx, T_look_s_text)};
	f->nkept = 1;
	return OK;
}

/* Each deadline, priority and stage, and lists of them: some, none, ten thousand. */
static enum err
lists(struct ctx *cx, struct look_style *p)
{
	int64_t               at = cx->now;
	const struct desk_due due[] = {
	    {.some = true, .dated = true, .left = 3 * DAY, .at = at + 3 * DAY},
	    {.some = true, .dated = true, .soon = true, .left = HOUR / 2, .at = at + HOUR / 2},
	    {.some = true, .dated = true, .late = true, .was = true, .left = -2 * DAY, .at = at - 2 * DAY},
	    {.some = true, .paused = true},
	    {.some = true, .done = true, .dated = true, .at = at - HOUR},
	    {.some = true, .told = true, .dated = true, .at = at - 5 * DAY},
	    {.some = false},
	};
	static const struct desk_dot dot[] = {
	    {T_case_state_filed, {"wait", 4}},     {T_case_state_working, {"half", 4}},
	    {T_case_state_fixed, {"full", 4}},     {T_case_state_rework, {"back", 4}},
	    {T_case_state_suspended, {"hold", 4}}, {T_case_state_closed, {"end", 3}},
	    {T_case_state_void, {"void", 4}},
	};
	struct desk_row  *r = ARENA_NEWS(cx->arena, NITEMS(due), struct desk_row);
	struct desk_chip *c = ARENA_NEW(cx->arena, struct desk_chip);
	struct desk_due  *d = ARENA_NEWS(cx->arena, NITEMS(due), struct desk_due);
	struct desk_dot  *s = ARENA_NEWS(cx->arena, NITEMS(dot), struct desk_dot);

	if (!r || !c || !d || !s)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(due); i++) {
		d[i] = due[i];
		s[i] = dot[i];
		r[i] = (struct desk_row){.id = S("0"),
		                         .no = DESK_FORMAT(cx, "2026-%05d", 27402 + (int)i),
		                         .href = S("/style"),
		                         .due = due[i],
		                         .source = say(cx, T_look_s_source),
		                         .what = say(cx, T_look_s_class),
		                         .place = say(cx, T_look_s_place),
		                         .spot = say(cx, T_look_s_spot),
		                         .unit = say(cx, T_look_s_unit),
		                         .stage = dot[i],
		                         .changed = at - (int64_t)i * DAY / 2};
	}
	r[0].very = true;
	r[1].urgent = true;
	r[1].fresh = true;
	r[2].seen = true;
	r[6].unranked = true;
	r[6].unit = STR_NONE;
	p->dues = d;
	p->ndues = NITEMS(due);
	p->dots = s;
	p->ndots = NITEMS(dot);
	p->ranks = r;
	p->nranks = NITEMS(due);
	*c = (struct desk_chip){say(cx, T_desk_col_place), say(cx, T_look_s_place), S("/style")};
	p->full = (struct desk_list){.page = p->page,
	                             .rows = r,
	                             .nrows = NITEMS(due),
	                             .chips = c,
	                             .nchips = 1,
	                             .add = S("/style"),
	                             .clear = S("/style"),
	                             .sort_due = S("/style"),
	                             .sort_new = S("/style"),
	                             .by_due = true,
	                             .order = T_desk_order_due,
	                             .more = true,
	                             .looked = SOME_I64(MANY),
	                             .next = S("/style")};
	p->none = p->full;
	p->none.rows = NULL;
	p->none.next = STR_NONE;
	p->none.looked = (opt_i64){0};
	p->none.nrows = 0;
	return OK;
}

/* Figures of the bulletin, larger than any district's. */
static enum err
figures(struct ctx *cx, struct look_style *p)
{
	struct notice_cell *cell = ARENA_NEWS(cx->arena, 3, struct notice_cell);

	if (!cell)
		return ctx_no_memory(cx);
	cell[0] = (struct notice_cell){T_desk_saved_over, MANY, S("/style"), true};
	cell[1] = (struct notice_cell){T_desk_saved_today, 0, S("/style"), false};
	cell[2] = (struct notice_cell){T_desk_saved_mine, 1284306, STR_NONE, false};
	p->figure = cell[0];
	p->row = (struct notice_row){say(cx, T_look_s_place), T_none, cell, 3};
	return OK;
}

/* Parts of the page of a case. */
static enum err
file(struct ctx *cx, struct look_style *p)
{
	static const struct {
		text_id     what;
		const char *icon, *kind;
		int64_t     ago;
	} did[] = {{T_case_state_fixed, "check", "now", HOUR},
	           {T_case_state_rework, "undo-2", "soon", DAY},
	           {T_case_state_proven, "shield-check", "done", 2 * DAY},
	           {T_look_s_late, "circle-alert", "late", 3 * DAY},
	           {T_case_state_reported, "flag", "", 4 * DAY}};
	struct dossier       *b = ARENA_NEWS(cx->arena, 4, struct dossier), *f = &p->file;
	struct dossier_word  *w = ARENA_NEWS(cx->arena, 6, struct dossier_word);
	struct dossier_span  *s = ARENA_NEWS(cx->arena, 2, struct dossier_span);
	struct dossier_event *e = ARENA_NEWS(cx->arena, NITEMS(did), struct dossier_event);
	struct dossier_part  *part = ARENA_NEWS(cx->arena, 2, struct dossier_part);
	struct dossier_hand  *h = ARENA_NEWS(cx->arena, 3, struct dossier_hand);

	if (!b || !w || !s || !e || !part || !h)
		return ctx_no_memory(cx);
	w[0] = (struct dossier_word){say(cx, T_look_s_left), false};
	w[1] = (struct dossier_word){S("2"), true};
	w[2] = (struct dossier_word){say(cx, T_look_s_hours), false};
	w[3] = (struct dossier_word){say(cx, T_look_s_over), false};
	w[4] = w[1];
	w[5] = w[2];
	for (int i = 0; i < 4; i++)
		b[i] = (struct dossier){.fig = i == 1 ? w + 3 : w,
		                        .nfig = 3,
		                        .due = p->dues[i == 0   ? 1
		                                       : i == 1 ? 2
		                                       : i == 2 ? 4
		                                                : 3],
		                        .stage_word =
		                            say(cx, i == 2 ? T_case_state_closed : T_case_state_suspended),
		                        .closed = i == 2,
		                        .used = HOUR,
		                        .whole = 4 * (int64_t)HOUR,
		                        .used_words = say(cx, T_look_s_used),
		                        .ended_at = SOME_I64(cx->now - HOUR),
		                        .until = cx->now + 10 * (int64_t)DAY};
	p->boxes = b;
	p->nboxes = 4;
	s[0] = (struct dossier_span){say(cx, T_look_s_morning), S("10:14\u201312:00"), say(cx, T_look_s_one),
	                             false};
	s[1] =
	    (struct dossier_span){say(cx, T_look_s_noon), S("12:00\u201314:30"), say(cx, T_look_s_not), true};
	for (size_t i = 0; i < NITEMS(did); i++)
		e[i] = (struct dossier_event){.at = cx->now - did[i].ago,
		                              .icon = str_of(did[i].icon),
		                              .kind = str_of(did[i].kind),
		                              .what = frame_label(cx, did[i].what),
		                              .more = i ? STR_NONE : say(cx, T_look_s_text)};
	part[0] =
	    (struct dossier_part){T_case_field_unit, say(cx, T_look_s_unit), say(cx, T_look_s_post), true};
	part[1] = (struct dossier_part){T_case_field_post, say(cx, T_look_s_place), STR_NONE, false};
	for (int i = 0; i < 3; i++)
		h[i] = (struct dossier_hand){.x = DESK_FORMAT(cx, "%d%%", (int[]){0, 15, 60}[i]),
		                             .width = DESK_FORMAT(cx, "%d%%", (int[]){15, 45, 40}[i]),
		                             .colour = DESK_FORMAT(cx, "h%d", (int[]){1, 4, 6}[i]),
		                             .drawn = true,
		                             .who = say(cx, i == 1 ? T_look_s_unit : T_look_s_place),
		                             .stage = say(cx, T_case_state_working),
		                             .used = say(cx, T_look_s_one),
		                             .natural = (i + 1) * (int64_t)HOUR,
		                             .now = i == 2};
	*f = (struct dossier){.spans = s,
	                      .nspans = 2,
	                      .start_at = cx->now - 4 * (int64_t)HOUR,
	                      .from = say(cx, T_case_state_fixed),
	                      .sum = say(cx, T_look_s_one),
	                      .events = e,
	                      .nevents = NITEMS(did),
	                      .parts = part,
	                      .nparts = 2,
	                      .hands = h,
	                      .nhands = 3};
	return OK;
}

enum err
look_samples(struct http_request *rq, struct look_style *p)
{
	struct ctx *cx = rq->cx;
	enum err    e;

	if ((e = fields(cx, p)) != OK || (e = acts(cx, p)) != OK || (e = said(cx, &p->said)) != OK ||
	    (e = lists(cx, p)) != OK || (e = figures(cx, p)) != OK)
		return e;
	return file(cx, p);
}
