/* The doors of the desk: every command and view by its name, and the way back to the page. */
#include "show/door/door.h"

#include "city/login/session.h"
#include "door_tpl.h"
#include "kit/gate/parse.h"
#include "show/album/album.h"
#include "show/audit/audit.h"
#include "show/burden/burden.h"
#include "show/desk/desk.h"
#include "show/door/page.h"
#include "show/dossier/dossier.h"
#include "show/entry/entry.h"
#include "show/frame/frame.h"
#include "show/handout/handout.h"
#include "show/lists/lists.h"
#include "show/look/look.h"
#include "show/matrix/matrix.h"
#include "show/messages/messages.h"
#include "show/notice/notice.h"
#include "show/office/office.h"
#include "show/report/report.h"
#include "show/roster/roster.h"
#include "show/rules/rules.h"
#include "show/sheets/sheets.h"
#include "show/staff/staff.h"
#include "show/writs/writs.h"
#include "show/zones/zones.h"
#include "show/dispute/disputes.h"
#include "show/recheck/recheck.h"
#include "show/materials/materials.h"
#include "show/tasks/tasks.h"
#include "show/meetings/meetings.h"
#include "show_door_texts.h"

str door_openapi[LANG_MAX];

enum { PAIRS = 64 };

/* ---- Which page stands at a path ------------------------------------------------------ */

struct door {
	const char *path;
	bool        below; /* and one segment below it */
	desk_show  *show;
};
static const struct door doors[] = {
    {"/report", false, report_show},
    {"/people", true, staff_person_show},
    {"/classes", true, rules_class_show},
    {"/calendar", false, rules_calendar_show},
    {"/people", false, staff_people_show},
    {"/units", true, roster_unit_show},
    {"/units", false, roster_units_show},
    {"/posts", true, roster_post_show},
    {"/posts", false, roster_posts_show},
    {"/duties/new", false, matrix_new_show},
    {"/duties/gaps", false, matrix_gaps_show},
    {"/duties", true, matrix_one_show},
    {"/precedents/new", false, matrix_ruling_show},
    {"/precedents", true, matrix_precedent_show},
    {"/disputes/new", false, disputes_new_show},
    {"/disputes/measures", false, disputes_measures_show},
    {"/disputes", true, disputes_one_show},
    {"/recheck/rates", false, recheck_rates_show},
    {"/recheck/rules", false, recheck_rules_show},
    {"/repeats", false, recheck_repeats_show},
    {"/recheck", true, recheck_one_show},
    {"/tasks/new", false, tasks_new_show},
    {"/inquiries/new", false, burden_new_show},
    {"/inquiries", true, burden_one_show},
    {"/burden", false, burden_year_show},
    {"/tasks", true, tasks_one_show},
    {"/materials/new", false, materials_new_show},
    {"/materials", true, materials_one_show},
    {"/meetings/new", false, meetings_new_show},
    {"/meetings", true, meetings_one_show},
    {"/findings", true, tasks_finding_show},
    {"/me/factor", false, entry_factor_show},
    {"/me", false, desk_me_show},
    {"/login", false, desk_login_show},
    {"/cases", true, dossier_show},
    {"/bulletin", false, notice_show},
    {"/photos", true, album_mask_show},
    {"/tables", true, sheets_kind_show},
    {"/messages", true, messages_one_show},
    {"/channels/new", false, messages_new_show},
    {"/channels", true, messages_channel_show},
    {"/channels", false, messages_channels_show},
    {"/drafts", true, sheets_draft_show},
    {"/papers", false, writs_list_show},
    {"/editions", false, writs_editions_show},
};

/*
 * Show the page from which a refused form came.  When that page itself cannot be
 * shown (gone, out of reach, no such page) the refusal is answered in the usual
 * way, with its own reasons.
 */
static enum err
show_again(struct http_request *rq, struct form_again *again, struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	str                 path = http_form(rq, S("_page")), query, asked = rq->path;
	const struct input *pairs = NULL;
	size_t              n = 0;
	enum err            e;

	if (!http_local_path(path))
		return again->err;
	query = path;
	path = str_cut(&query, '?');
	if ((e = parse_pairs(cx->arena, query, PAIRS, &pairs, &n)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : again->err;
	for (size_t i = 0; i < NITEMS(doors); i++) {
		str         base = str_of(doors[i].path), tail = STR_NONE;
		struct why *why = arena_alloc(cx->arena, sizeof(*why));

		if (doors[i].below && str_starts(path, base) && path.n > base.n + 1 && path.p[base.n] == '/')
			tail = str_slice(path, base.n + 1, path.n);
		else if (doors[i].below || !str_eq(path, base))
			continue;
		if (!why)
			return ctx_no_memory(cx);
		*why = cx->why;
		again->why = why;
		ctx_forget(cx);
		rq->path = path;
		e = doors[i].show(rq, pairs, n, tail, again, rp);
		rq->path = asked;
		if (e == OK)
			return OK;
		cx->why = *why;
		*rp = (struct http_reply){0};
		return again->err;
	}
	return again->err;
}

/* ---- POST /do/{command} ------------------------------------------------------------------- */

/* What only the program itself may do has no door. */
static const struct command *
command_named(str name)
{
	const struct command *c = command_find(name);

	return c && c->perm != PERM_SYSTEM && c->perm != PERM_DENY ? c : NULL;
}

static const struct view *
view_named(str name)
{
	const struct view *v = view_find(name);

	return v && v->perm != PERM_SYSTEM && v->perm != PERM_DENY ? v : NULL;
}

static const struct command *
command_of(const struct http_request *rq)
{
	return rq->ncapture ? command_named(rq->capture[0].value) : NULL;
}

static bool
is_command(str name)
{
	return command_named(name) != NULL;
}

static bool
is_view(str name)
{
	return view_named(name) != NULL;
}

static enum err
refused(struct http_request *rq, const struct command *c, enum err err, struct http_reply *rp)
{
	struct form_again again = {.command = str_of(c->name), .err = err};
	struct input     *typed;
	enum err          e;

	if (err == ERR_LOGIN || err == ERR_BUSY || err == ERR_RETRY || err == ERR_FULL || err == ERR_MANY)
		return err;
	if ((e = album_typed(rq, c, &typed, &again.n)) != OK)
		return e;
	again.typed = typed;
	return show_again(rq, &again, rp);
}

static enum err
do_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_of(rq);
	struct input         *pairs;
	size_t                n;
	enum err              e;

	if (!c)
		return ERR_NONE;
	e = album_take(rq, c);
	if (e == OK && (e = album_typed(rq, c, &pairs, &n)) == OK)
		e = desk_ready(rq, c, pairs, n);
	return e == OK ? OK : refused(rq, c, e, rp);
}

/* A first password, a link or recovery codes are shown once, on a page of their own. */
static enum err
tell_secret(struct http_request *rq, const struct command *c, str go, struct http_reply *rp)
{
	struct door_told page = {.go = go};
	str              rest = rq->work.reply.secret;
	struct html_cx   h;
	struct buf       b;

	if (!(page.lines = ARENA_NEWS(rq->cx->arena, rest.n + 1, str)))
		return ctx_no_memory(rq->cx);
	while (rest.n)
		page.lines[page.nlines++] = str_cut(&rest, '\n');
	if (http_local_path(page.lines[0])) {
		page.lines[0] = DESK_FORMAT(rq->cx, "%.*s%.*s", STR_ARG(http_origin(rq)), STR_ARG(page.lines[0]));
		page.link = true;
	}
	page.words = page.link                                         ? T_door_told_link
	             : str_eq(str_of(c->name), S("factor.set")) ? T_door_told_codes
	                                                         : T_door_told_once;
	frame_of(rq, &page.page);
	page.page.done = c->summary;
	frame_begin(rq, &h, &b);
	tpl_door_told(&h, &page);
	return frame_end(&h, rp, 200);
}

/* Who told us is shown once, on the case's own page, never kept in an address. */
static enum err
tell_reporter(struct http_request *rq, struct http_reply *rp)
{
	struct form_again shown = {.secret = rq->work.reply.secret};

	return dossier_show(rq, NULL, 0, DESK_FORMAT(rq->cx, "%lld", (long long)rq->work.reply.id), &shown,
	                      rp);
}

/* The token of a new session goes into the cookie and nowhere else. */
static enum err
new_session(struct http_request *rq, str to, struct http_reply *rp)
{
	enum err e;

	if ((e = http_set_session(rq, rp, rq->work.reply.secret, 0)) != OK)
		return e;
	http_see_other(rq, rp, to);
	return OK;
}

/* The page to see; when it is the very one the form stood on, with what its address said besides. */
static str
whence(const struct http_request *rq, str see)
{
	str page = http_form(rq, S("_page"));

	return http_local_path(page) && str_starts(page, see) && page.n > see.n && page.p[see.n] == '?' ? page : see;
}

static enum err
do_render(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = rq->work.command;
	const struct reply   *r = &rq->work.reply;
	str                   go = http_form(rq, S("_next"));

	enum err e = rq->work.result;

	if (e == OK)
		e = command_outcome(rq->cx, c, r);
	if (e != OK)
		return refused(rq, c, e, rp);
	if (str_eq(str_of(c->name), S("case.reporter_look")))
		return tell_reporter(rq, rp);
	if (str_eq(str_of(c->name), S("session.switch_post")))
		return new_session(rq, S("/"), rp);
	if (http_local_path(go) && r->id)
		go = frame_with(rq->cx->arena, go, S("id"), DESK_FORMAT(rq->cx, "%lld", (long long)r->id));
	else if (!http_local_path(go) && r->see.n)
		go = whence(rq, r->see);
	else if (!http_local_path(go))
		go = http_form(rq, S("_page"));
	if (!http_local_path(go))
		go = S("/");
	if (r->secret.p)
		return tell_secret(rq, c, go, rp);
	go = frame_with(rq->cx->arena, go, S("done"), str_of(c->name));
	if (go.p && http_form(rq, S("answer")).n)
		go = frame_with(rq->cx->arena, go, S("answer"), http_form(rq, S("answer")));
	http_see_other(rq, rp, go);
	return OK;
}

/* ---- /api ----------------------------------------------------------------------------------- */

static enum err
api_do_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_of(rq);
	struct input         *pairs;
	size_t                n;
	enum err              e;

	(void)rp;
	if (!c)
		return ERR_NONE;
	if (!rq->nfile || !album_takes(c))
		return desk_ready(rq, c, rq->form, rq->nform);
	if ((e = album_take(rq, c)) != OK || (e = album_typed(rq, c, &pairs, &n)) != OK)
		return e;
	return desk_ready(rq, c, pairs, n);
}

static enum err
send_json(struct buf *b, struct http_reply *rp)
{
	str      text;
	enum err e;

	if ((e = buf_end(b, &text)) != OK)
		return e;
	http_json(rp, text);
	return OK;
}

static enum err
api_do_render(struct http_request *rq, struct http_reply *rp)
{
	struct buf  b;
	struct json j;
	enum err    e = rq->work.result;

	if (e == OK)
		e = command_outcome(rq->cx, rq->work.command, &rq->work.reply);
	if (e != OK)
		return e;
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	reply_json(rq->cx, &rq->work.reply, &j);
	return send_json(&b, rp);
}

/*
 * POST /api/login: a token for `Authorization: Bearer`, in the reply's `secret`.  The program runs it,
 * because the address must be the connection's; who sends one is refused as for any unknown field.
 */
static enum err
api_login_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_find(S("session.open"));
	struct input         *in = ARENA_NEWS(rq->cx->arena, rq->nform + 1, struct input);
	enum err              e;

	(void)rp;
	if (!c)
		return ERR_NONE;
	if (!in)
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < rq->nform; i++) {
		if (str_eq(rq->form[i].name, S("address")))
			return refuse(rq->cx, ERR_INPUT, "address", T_door_login_address);
		in[i] = rq->form[i];
	}
	in[rq->nform] = (struct input){S("address"), rq->peer};
	rq->cx->who = &actor_system;
	if ((e = command_bind(rq->cx, c->in, c->nin, c->in_size, in, rq->nform + 1, &rq->work.in)) == OK &&
	    (e = command_prepare(rq->cx, c, rq->work.in, &rq->work.made)) == OK)
		rq->work.command = c;
	return e;
}

/* A wait says how long: the reply's first argument is minutes. */
static void
retry_after(struct http_request *rq, enum err e, struct http_reply *rp)
{
	int64_t minutes;

	if (e == ERR_MANY && str_to_i64(rq->work.reply.arg[0], &minutes))
		http_add_header(rp, "Retry-After", arena_printf(rq->cx->arena, "%lld", (long long)minutes * 60));
}

static enum err
api_login_render(struct http_request *rq, struct http_reply *rp)
{
	enum err e = rq->work.result;

	rq->cx->who = NULL;
	if (e == OK)
		e = command_outcome(rq->cx, rq->work.command, &rq->work.reply);
	retry_after(rq, e, rp);
	return e == OK ? api_do_render(rq, rp) : e;
}

static enum err
api_show(struct http_request *rq, struct http_reply *rp)
{
	const struct view *v = rq->ncapture ? view_named(rq->capture[0].value) : NULL;
	const void        *out;
	struct buf         b;
	struct json        j;
	struct input      *pairs = ARENA_NEWS(rq->cx->arena, rq->nquery + 1, struct input);
	size_t             n = 0;
	enum err           e;

	if (!pairs)
		return ctx_no_memory(rq->cx);
	/* ?lang= chooses the language of any answer and is no input of the view. */
	for (size_t i = 0; i < rq->nquery; i++)
		if (!str_eq(rq->query[i].name, S("lang")))
			pairs[n++] = rq->query[i];
	if (!v)
		return ERR_NONE;
	if ((e = view_show(rq->cx, v, pairs, n, &out)) != OK)
		return e;
	buf_init(&b, rq->cx->arena, BUF_PAGE);
	json_init(&j, &b);
	v->json(out, &j);
	return send_json(&b, rp);
}

static enum err
api_open(struct http_request *rq, struct http_reply *rp)
{
	if (!door_openapi[rq->cx->lang].p)
		return ERR_NONE;
	http_json(rp, door_openapi[rq->cx->lang]);
	return OK;
}

/* ---- Plain pages ------------------------------------------------------------------------------ */

static enum err
home(struct http_request *rq, struct http_reply *rp)
{
	const struct actor *who = rq->cx->who;
	str                 to = S("/me");

	if (!who)
		to = S("/login");
	else if (actor_may(who, PERM_CASE_SEE))
		to = S("/cases");
	else if (actor_may(who, PERM_CASE_REPORT))
		to = S("/report");
	else if (actor_may(who, PERM_AUDIT_SEE))
		to = S("/audit");
	else if (actor_may(who, PERM_USER_EDIT))
		to = S("/people");
	else if (actor_may(who, PERM_CITY_EDIT))
		to = S("/units");
	http_see_other(rq, rp, to);
	return OK;
}

/* A page's door: its function stands in the route. */
struct page {
	desk_show *show;
};

static enum err
page_run(struct http_request *rq, struct http_reply *rp)
{
	const struct page *p = rq->route->arg;

	enum err e = p->show(rq, rq->query, rq->nquery, rq->ncapture ? rq->capture[0].value : STR_NONE, NULL, rp);

	return e == OK ? frame_keep_skin(rq, rp) : e;
}

/* Back to the page with the form. */
static enum err
see_again(struct http_request *rq, struct http_reply *rp)
{
	str back = http_form(rq, S("_page"));

	http_see_other(rq, rp, http_local_path(back) ? back : S("/"));
	return OK;
}

static enum err
lang_run(struct http_request *rq, struct http_reply *rp)
{
	enum err e = frame_keep(rq, rp, "lang", str_eq(http_form(rq, S("lang")), S("en")) ? S("en") : S("zh"));

	return e == OK ? see_again(rq, rp) : e;
}

/* How this browser shows pages: letters, colours, keys.  What a form does not name stays; the usual is no cookie. */
static enum err
look_run(struct http_request *rq, struct http_reply *rp)
{
	static const struct {
		const char *name, *choice[2];
	} settings[] = {{"size", {"big", "huge"}}, {"skin", {"dark", "auto"}}, {"keys", {"off", "off"}}};
	enum err e = OK;

	for (size_t i = 0; i < NITEMS(settings) && e == OK; i++) {
		str value = http_form(rq, str_of(settings[i].name));

		if (!value.p)
			continue;
		if (!str_eq(value, str_of(settings[i].choice[0])) && !str_eq(value, str_of(settings[i].choice[1])))
			value = STR_NONE;
		e = frame_keep(rq, rp, settings[i].name, value);
	}
	return e == OK ? see_again(rq, rp) : e;
}

/* ---- Logging in and out ------------------------------------------------------------------------ */

static enum err
login_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_find(S("session.open"));
	struct input          in[3] = {{S("login"), str_trim(http_form(rq, S("name")))},
	                               {S("password"), http_form(rq, S("password"))},
	                               {S("address"), rq->peer}};
	enum err              e;

	if (!c)
		return ERR_NONE;
	e = command_bind(rq->cx, c->in, c->nin, c->in_size, in, NITEMS(in), &rq->work.in);
	if (e == ERR_INPUT) {
		ctx_forget(rq->cx);
		e = refuse(rq->cx, ERR_INPUT, NULL, T_door_login_blank);
	}
	/* The program opens the session; nobody is logged in yet, and the address is the connection's. */
	rq->cx->who = &actor_system;
	if (e == OK)
		e = command_prepare(rq->cx, c, rq->work.in, &rq->work.made);
	if (e == OK) {
		rq->work.command = c;
		return OK;
	}
	rq->cx->who = NULL;
	return desk_login_show(rq, NULL, 0, STR_NONE,
	                       &(struct form_again){.command = S("session.open"), .err = e}, rp);
}

static enum err
login_render(struct http_request *rq, struct http_reply *rp)
{
	str      next = http_form(rq, S("_next"));
	bool     done;
	enum err e;

	e = entry_go_on(rq, next, rp, &done);
	if (done)
		return e;
	retry_after(rq, e, rp);
	if (e == ERR_LOGIN || e == ERR_MANY)
		return desk_login_show(rq, NULL, 0, STR_NONE,
		                       &(struct form_again){.command = S("session.open"), .err = e}, rp);
	return e;
}

static enum err
logout_run(struct http_request *rq, struct http_reply *rp)
{
	const struct command *c = command_find(S("session.close"));
	enum err              e;

	if (!c || !rq->cx->who) {
		if ((e = http_set_session(rq, rp, S(""), 0)) != OK)
			return e;
		http_see_other(rq, rp, S("/login"));
		return OK;
	}
	return desk_ready(rq, c, NULL, 0);
}

static enum err
logout_render(struct http_request *rq, struct http_reply *rp)
{
	enum err e;

	/* Whether or not the store could note it, this browser is logged out. */
	if ((e = http_set_session(rq, rp, S(""), 0)) != OK)
		return e;
	http_see_other(rq, rp, S("/login"));
	return OK;
}

/* ---- The table ------------------------------------------------------------------------------------ */

static const struct page list_page = {desk_list_show}, filter_page = {desk_filter_show},
			 case_page = {dossier_show}, report_page = {report_show},
			 done_page = {report_done_show}, seal_page = {desk_seal_show}, me_page = {desk_me_show},
			 login_page = {desk_login_show}, style_page = {look_style_show}, keys_page = {look_keys_show},
			 units_page = {roster_units_show}, unit_page = {roster_unit_show},
			 posts_page = {roster_posts_show}, post_page = {roster_post_show},
			 logins_page = {office_logins_show},
			 audit_page = {office_audit_show}, journal_page = {audit_journal_show},
			 mask_page = {album_mask_show}, bulletin_page = {notice_show},
			 bulletin_cases_page = {notice_cases_show}, editions_page = {notice_editions_show},
			 edition_page = {notice_edition_show}, items_page = {notice_items_show},
			 photos_page = {handout_photos_show},
			 bulletin_text_page = {notice_text_show},
			 classes_page = {rules_classes_show}, class_page = {rules_class_show},
			 compare_page = {rules_compare_show},
			 calendar_page = {rules_calendar_show}, factor_page = {entry_factor_show},
			 first_page = {entry_first_show}, people_page = {staff_people_show},
			 person_page = {staff_person_show}, duties_page = {matrix_list_show},
			 duty_new_page = {matrix_new_show}, duty_gaps_page = {matrix_gaps_show},
			 duty_page = {matrix_one_show}, precedents_page = {matrix_precedents_show},
			 precedent_new_page = {matrix_ruling_show}, precedent_page = {matrix_precedent_show},
			 messages_page = {messages_list_show}, message_page = {messages_one_show},
			 channels_page = {messages_channels_show}, channel_new_page = {messages_new_show},
			 channel_page = {messages_channel_show},
			 tables_page = {sheets_list_show}, table_page = {sheets_kind_show},
			 draft_page = {sheets_draft_show}, schemes_page = {lists_schemes_show},
			 scheme_page = {lists_scheme_show}, versions_page = {lists_compare_show},
			 side_page = {lists_side_show}, standard_page = {lists_standard_show},
			 editions_of_page = {writs_editions_show},
			 papers_page = {writs_list_show}, paper_page = {writs_one_show},
			 templates_page = {writs_templates_show}, template_page = {writs_template_show},
			 disputes_page = {disputes_list_show}, dispute_page = {disputes_one_show},
			 dispute_measures_page = {disputes_measures_show},
			 dispute_new_page = {disputes_new_show},
			 rechecks_page = {recheck_list_show}, recheck_page = {recheck_one_show},
			 recheck_rates_page = {recheck_rates_show}, recheck_draws_page = {recheck_draws_show},
			 recheck_draw_page = {recheck_draw_show}, recheck_rules_page = {recheck_rules_show},
			 repeats_page = {recheck_repeats_show},
			 tasks_page = {tasks_list_show}, task_new_page = {tasks_new_show},
			 task_page = {tasks_one_show}, gaps_page = {tasks_gaps_show}, plan_page = {tasks_plan_show},
			 inquiries_page = {burden_list_show}, inquiry_new_page = {burden_new_show},
			 inquiry_page = {burden_one_show}, burden_page = {burden_year_show},
			 meetings_page = {meetings_list_show}, meeting_new_page = {meetings_new_show},
			 meeting_page = {meetings_one_show}, pack_page = {meetings_pack_show},
			 pack_items_page = {meetings_items_show},
			 zones_page = {zones_list_show}, zone_page = {zones_one_show},
			 findings_page = {tasks_findings_show}, finding_page = {tasks_finding_show},
			 materials_page = {materials_list_show}, material_new_page = {materials_new_show},
			 material_page = {materials_one_show};

/* A password is hashed: a tenth of a second that no page shall wait for. */
static enum http_pace
hashes(const struct http_request *rq)
{
	(void)rq;
	return HTTP_SLOW;
}

/* Pictures are decoded and whole tables read and written, each for up to seconds: no password shall wait for them. */
static enum http_pace
decodes(const struct http_request *rq)
{
	(void)rq;
	return HTTP_HEAVY;
}

static enum http_pace
command_pace(const struct http_request *rq)
{
	const struct command *c = command_of(rq);

	return c ? album_command_pace(rq, c) : HTTP_SWIFT;
}

/* A long form is for what takes pictures. */
static bool
brings_pictures(const struct http_request *rq)
{
	const struct command *c = command_of(rq);

	return c && album_takes(c);
}

/* Whoever is logged in needs no form. */
static enum err
login_show(struct http_request *rq, struct http_reply *rp)
{
	return rq->cx->who ? home(rq, rp) : page_run(rq, rp);
}

#define PAGE(path, perm_, arg_)                                                                              \
	{                                                                                                    \
		.method = HTTP_GET, .pattern = path, .lane = HTTP_READ, .perm = perm_, .arg = &arg_,         \
		.run = page_run                                                                              \
	}

/* A file that is made or checked when it is fetched. */
#define FILE_OF(path, perm_, run_)                                                                           \
	{                                                                                                    \
		.method = HTTP_GET, .pattern = path, .lane = HTTP_READ, .perm = perm_, .pace = decodes,      \
		.run = run_                                                                                  \
	}

const struct http_route door_routes[] = {
    {.method = HTTP_GET, .pattern = "/", .lane = HTTP_READ, .perm = PERM_PUBLIC, .run = home},
    {.method = HTTP_GET, .pattern = "/login", .lane = HTTP_READ, .perm = PERM_PUBLIC, .arg = &login_page,
     .run = login_show},
    {.method = HTTP_GET, .pattern = "/cases", .lane = HTTP_READ, .quick = true, .perm = PERM_CASE_SEE,
     .arg = &list_page, .run = page_run},
    PAGE("/filter", PERM_CASE_SEE, filter_page),
    PAGE("/cases/{id}", PERM_CASE_SEE, case_page),
    PAGE("/report", PERM_CASE_REPORT, report_page),
    PAGE("/report/done", PERM_CASE_REPORT, done_page),
    PAGE("/bulletin", PERM_BULLETIN_SEE, bulletin_page),
    PAGE("/bulletin/cases", PERM_BULLETIN_SEE, bulletin_cases_page),
    PAGE("/bulletin/text", PERM_BULLETIN_SEE, bulletin_text_page),
    PAGE("/bulletin/photos", PERM_BULLETIN_SEE, photos_page),
    FILE_OF("/bulletin/tall.png", PERM_BULLETIN_SEE, handout_png_run),
    FILE_OF("/bulletin/paper.docx", PERM_BULLETIN_SEE, handout_docx_run),
    FILE_OF("/bulletin/slides.pptx", PERM_BULLETIN_SEE, handout_pptx_run),
    FILE_OF("/bulletin/notice/{form}", PERM_BULLETIN_SEE, handout_notice_run),
    PAGE("/bulletin/editions", PERM_BULLETIN_SEE, editions_page),
    PAGE("/bulletin/editions/{id}", PERM_BULLETIN_SEE, edition_page),
    PAGE("/bulletin/editions/{id}/cases", PERM_BULLETIN_SEE, items_page),
    PAGE("/seal", PERM_SEAL_SEE, seal_page),
    PAGE("/units", PERM_CITY_SEE, units_page),
    PAGE("/units/{id}", PERM_CITY_SEE, unit_page),
    PAGE("/posts", PERM_CITY_SEE, posts_page),
    PAGE("/posts/{id}", PERM_CITY_SEE, post_page),
    PAGE("/logins", PERM_USER_EDIT, logins_page),
    PAGE("/people", PERM_USER_EDIT, people_page),
    PAGE("/people/{id}", PERM_USER_EDIT, person_page),
    PAGE("/tables", PERM_CITY_SEE, tables_page),
    PAGE("/tables/{kind}", PERM_TABLE_EDIT, table_page),
    FILE_OF("/tables/{kind}/{form}", PERM_CITY_SEE, sheets_file_run), /* and the kind's own */
    {.method = HTTP_POST,
     .pattern = "/tables/{kind}",
     .lane = HTTP_WRITE,
     .perm = PERM_TABLE_EDIT,
     .files = SHEETS_BODY,
     .pace = decodes,
     .run = sheets_send_run,
     .render = sheets_send_render},
    PAGE("/drafts/{id}", PERM_TABLE_EDIT, draft_page),
    PAGE("/papers", PERM_CASE_SEE, papers_page),
    PAGE("/papers/{id}", PERM_CASE_SEE, paper_page),
    FILE_OF("/papers/{id}/{form}", PERM_CASE_SEE, writs_file_run),
    PAGE("/editions", PERM_CASE_SEE, editions_of_page),
    FILE_OF("/editions/{id}/{form}", PERM_CASE_SEE, writs_edition_file_run),
    PAGE("/templates", PERM_CASE_SEE, templates_page),
    PAGE("/templates/{kind}", PERM_CASE_SEE, template_page),
    FILE_OF("/templates/{kind}/{form}", PERM_CASE_SEE, writs_shipped_run),
    FILE_OF("/templates/{kind}/{id}/{what}", PERM_CASE_SEE, writs_template_file_run), /* and a trial's own */
    {.method = HTTP_POST,
     .pattern = "/templates/{kind}",
     .lane = HTTP_WRITE,
     .perm = PERM_TEMPLATE_EDIT,
     .files = WRITS_BODY,
     .pace = decodes,
     .run = writs_template_run,
     .render = writs_template_render},
    FILE_OF("/ledger/{which}", PERM_CASE_SEE, writs_ledger_run),
    PAGE("/messages", PERM_MESSAGE_SEE, messages_page),
    PAGE("/messages/{id}", PERM_MESSAGE_SEE, message_page),
    PAGE("/channels", PERM_MESSAGE_SEE, channels_page),
    PAGE("/channels/new", PERM_CITY_EDIT, channel_new_page),
    PAGE("/channels/{id}", PERM_MESSAGE_SEE, channel_page),
    PAGE("/audit", PERM_AUDIT_SEE, audit_page),
    PAGE("/audit/journal", PERM_AUDIT_SEE, journal_page),
    PAGE("/classes", PERM_SELF, classes_page),
    PAGE("/classes/compare", PERM_SELF, compare_page),
    PAGE("/classes/{key}", PERM_SELF, class_page),
    PAGE("/schemes", PERM_CITY_SEE, schemes_page),
    PAGE("/schemes/compare", PERM_CITY_SEE, versions_page),
    PAGE("/schemes/{id}", PERM_CITY_SEE, scheme_page),
    PAGE("/standards", PERM_CITY_SEE, side_page),
    PAGE("/standards/{id}", PERM_CITY_SEE, standard_page),
    PAGE("/disputes", PERM_CASE_SEE, disputes_page),
    PAGE("/disputes/new", PERM_CASE_HANDLE, dispute_new_page),
    PAGE("/disputes/measures", PERM_CASE_SEE, dispute_measures_page),
    PAGE("/disputes/{id}", PERM_CASE_SEE, dispute_page),
    PAGE("/recheck", PERM_CASE_SEE, rechecks_page),
    PAGE("/recheck/rates", PERM_CASE_SEE, recheck_rates_page),
    PAGE("/recheck/draws", PERM_CASE_SEE, recheck_draws_page),
    PAGE("/recheck/draws/{id}", PERM_CASE_SEE, recheck_draw_page),
    PAGE("/recheck/rules", PERM_CITY_SEE, recheck_rules_page),
    PAGE("/recheck/{id}", PERM_CASE_SEE, recheck_page),
    PAGE("/repeats", PERM_CITY_SEE, repeats_page),
    PAGE("/tasks", PERM_TASK_SEE, tasks_page),
    PAGE("/tasks/new", PERM_TASK_EDIT, task_new_page),
    PAGE("/tasks/gaps", PERM_TASK_SEE, gaps_page),
    PAGE("/findings", PERM_TASK_SEE, findings_page),
    PAGE("/findings/{id}", PERM_TASK_SEE, finding_page),
    PAGE("/tasks/{id}", PERM_TASK_SEE, task_page),
    PAGE("/materials", PERM_TASK_SEE, materials_page),
    PAGE("/materials/new", PERM_TASK_EDIT, material_new_page),
    PAGE("/materials/{id}", PERM_TASK_SEE, material_page),
    FILE_OF("/materials/{id}/{n}", PERM_TASK_SEE, materials_file_run), /* and the missing list */
    {.method = HTTP_POST,
     .pattern = "/materials/{id}",
     .lane = HTTP_WRITE,
     .perm = PERM_TASK_DO,
     .files = MATERIALS_BODY,
     .pace = decodes,
     .run = materials_send_run,
     .render = materials_send_render},
    {.method = HTTP_POST,
     .pattern = "/api/materials/{id}",
     .lane = HTTP_WRITE,
     .face = HTTP_API,
     .perm = PERM_TASK_DO,
     .files = MATERIALS_BODY,
     .pace = decodes,
     .run = materials_send_run,
     .render = materials_send_render},
    PAGE("/plan", PERM_TASK_SEE, plan_page),
    PAGE("/inquiries", PERM_TASK_SEE, inquiries_page),
    PAGE("/inquiries/new", PERM_TASK_EDIT, inquiry_new_page),
    PAGE("/inquiries/{id}", PERM_TASK_SEE, inquiry_page),
    PAGE("/burden", PERM_TASK_SEE, burden_page),
    PAGE("/meetings", PERM_MEETING_SEE, meetings_page),
    PAGE("/meetings/new", PERM_MEETING_EDIT, meeting_new_page),
    PAGE("/meetings/{id}", PERM_MEETING_SEE, meeting_page),
    /* A month of cases is read. */
    {.method = HTTP_GET,
     .pattern = "/meetings/{id}/pack",
     .lane = HTTP_READ,
     .perm = PERM_BULLETIN_SEE,
     .pace = decodes,
     .arg = &pack_page,
     .run = page_run},
    PAGE("/meetings/{id}/list", PERM_BULLETIN_SEE, pack_items_page),
    /* A month of cases is read, of each zone. */
    {.method = HTTP_GET,
     .pattern = "/zones",
     .lane = HTTP_READ,
     .perm = PERM_BULLETIN_SEE,
     .pace = decodes,
     .arg = &zones_page,
     .run = page_run},
    {.method = HTTP_GET,
     .pattern = "/zones/{id}",
     .lane = HTTP_READ,
     .perm = PERM_BULLETIN_SEE,
     .pace = decodes,
     .arg = &zone_page,
     .run = page_run},
    {.method = HTTP_GET,
     .pattern = "/meeting-papers/{id}/{form}",
     .lane = HTTP_READ,
     .perm = PERM_MEETING_SEE,
     .pace = decodes,
     .run = meetings_file_run},
    PAGE("/duties", PERM_CITY_SEE, duties_page),
    PAGE("/duties/new", PERM_CITY_EDIT, duty_new_page),
    PAGE("/duties/gaps", PERM_CITY_SEE, duty_gaps_page),
    PAGE("/duties/{id}", PERM_CITY_SEE, duty_page),
    PAGE("/precedents", PERM_CITY_SEE, precedents_page),
    PAGE("/precedents/new", PERM_CASE_DECIDE, precedent_new_page),
    PAGE("/precedents/{id}", PERM_CITY_SEE, precedent_page),
    PAGE("/calendar", PERM_CITY_SEE, calendar_page),
    PAGE("/me", PERM_SELF, me_page),
    PAGE("/me/factor", PERM_SELF, factor_page),
    PAGE("/first", PERM_PUBLIC, first_page),
    {.method = HTTP_POST,
     .pattern = "/first",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC,
     .rate = HTTP_RATE_LOGIN,
     .pace = hashes,
     .run = entry_first_run,
     .render = entry_first_render},
    {.method = HTTP_POST,
     .pattern = "/login/code",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC,
     .rate = HTTP_RATE_LOGIN,
     .run = entry_code_run,
     .render = entry_code_render},
    PAGE("/style", PERM_PUBLIC, style_page),
    PAGE("/keys", PERM_PUBLIC, keys_page),
    {.method = HTTP_POST,
     .pattern = "/login",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC,
     .rate = HTTP_RATE_LOGIN,
     .pace = hashes,
     .run = login_run,
     .render = login_render},
    {.method = HTTP_POST,
     .pattern = "/logout",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC,
     .run = logout_run,
     .render = logout_render},
    {.method = HTTP_POST, .pattern = "/lang", .lane = HTTP_READ, .perm = PERM_PUBLIC, .run = lang_run},
    {.method = HTTP_POST, .pattern = "/me/view", .lane = HTTP_READ, .perm = PERM_PUBLIC, .run = look_run},
    {.method = HTTP_POST,
     .pattern = "/report",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC, /* the command asks, when the body is read and can be shown again */
     .files = ALBUM_BODY,
     .pace = album_pace,
     .run = report_run,
     .render = report_render},
    PAGE("/photos/{id}/mask", PERM_CASE_CLOSE, mask_page),
    {.method = HTTP_GET, .pattern = "/photos/{id}/{size}", .lane = HTTP_READ, .perm = PERM_CASE_SEE, .run = album_file_run},
    {.method = HTTP_POST,
     .pattern = "/cases/{id}/photos",
     .lane = HTTP_WRITE,
     .perm = PERM_CASE_NOTE,
     .files = ALBUM_BODY,
     .pace = decodes,
     .run = album_add_run,
     .render = album_add_render},
    {.method = HTTP_POST,
     .pattern = "/api/cases/{id}/photos",
     .lane = HTTP_WRITE,
     .face = HTTP_API,
     .perm = PERM_CASE_NOTE,
     .files = ALBUM_BODY,
     .pace = decodes,
     .run = album_add_run,
     .render = album_add_render},
    {.method = HTTP_POST,
     .pattern = "/do/{command}",
     .lane = HTTP_WRITE,
     .perm = PERM_PUBLIC,
     .files = ALBUM_BODY,
     .brings_files = brings_pictures,
     .pace = command_pace,
     .run = do_run,
     .render = do_render},
    {.method = HTTP_GET,
     .pattern = "/api/openapi.json",
     .lane = HTTP_READ,
     .face = HTTP_API,
     .perm = PERM_PUBLIC,
     .run = api_open},
    {.method = HTTP_POST,
     .pattern = "/api/login",
     .lane = HTTP_WRITE,
     .face = HTTP_API,
     .perm = PERM_PUBLIC,
     .rate = HTTP_RATE_LOGIN,
     .pace = hashes,
     .run = api_login_run,
     .render = api_login_render},
    {.method = HTTP_POST,
     .pattern = "/api/{command}",
     .lane = HTTP_WRITE,
     .face = HTTP_API,
     .perm = PERM_PUBLIC,
     .files = ALBUM_BODY,
     .brings_files = brings_pictures,
     .pace = command_pace,
     .knows = is_command,
     .run = api_do_run,
     .render = api_do_render},
    {.method = HTTP_GET,
     .pattern = "/api/{view}",
     .lane = HTTP_READ,
     .quick = true,
     .face = HTTP_API,
     .perm = PERM_PUBLIC,
     .knows = is_view,
     .run = api_show},
};
const size_t door_routes_n = NITEMS(door_routes);
