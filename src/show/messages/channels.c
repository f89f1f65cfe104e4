/* Channels: the list with its rules, a new one, one of them. */
#include "city/place/place.h"
#include "city/unit/unit.h"
#include "messages_tpl.h"
#include "show/messages/inside.h"
#include "show_messages_texts.h"
#include "work/outbox/outbox.h"
#include "work_outbox_texts.h"

/* "到期前提醒、日报". */
static str
tells_of(struct ctx *cx, bool due, bool overdue, bool bulletin)
{
	const struct {
		bool    on;
		text_id label;
	} all[] = {{due, T_outbox_f_due}, {overdue, T_outbox_f_overdue}, {bulletin, T_outbox_f_bulletin}};
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (size_t i = 0; i < NITEMS(all); i++) {
		if (!all[i].on)
			continue;
		if (b.n)
			buf_add(&b, text_get(T_messages_and, cx->lang));
		buf_add(&b, text_get(all[i].label, cx->lang));
	}
	return b.n ? buf_str(&b) : text_get(T_messages_tells_nothing, cx->lang);
}

/* ---- GET /channels ---- */

static enum err
rules_form(struct http_request *rq, const struct outbox_channels *l, struct form_again *again,
    struct messages_channels *p)
{
	struct form *f = ARENA_NEW(rq->cx->arena, struct form);
	enum err     e;

	if (!(p->acts = f))
		return ctx_no_memory(rq->cx);
	bool         offered;

	if ((e = command_offered(rq->cx, command_find(S("message.rules")), &offered)) != OK)
		return e;
	if (!offered)
		return form_rest(rq->cx, again, &p->page);
	if ((e = messages_act(rq, &(struct messages_act){"message.rules", "settings", S("/channels"), 0, false,
	    STR_NONE}, f)) != OK)
		return e;
	form_value(f, "site", l->site);
	form_value(f, "lead", DESK_FORMAT(rq->cx, "%lld", (long long)l->lead));
	form_value(f, "gateways", l->gateways);
	form_hint(f, "gateways", text_get(T_messages_gateways_hint, rq->cx->lang));
	form_hint(f, "site", text_get(T_messages_site_hint, rq->cx->lang));
	p->nacts = 1;
	if ((e = form_again(rq->cx, f, again, &p->page)) != OK)
		return e;
	return form_rest(rq->cx, again, &p->page);
}

enum err
messages_channels_show(struct http_request *rq, const struct input *pairs, size_t n, str tail,
    struct form_again *again,
                       struct http_reply *rp)
{
	struct ctx                   *cx = rq->cx;
	struct messages_channels     *p = ARENA_NEW(cx->arena, struct messages_channels);
	const struct outbox_channels *l;
	const void                   *out;
	struct html_cx                h;
	struct buf                    b;
	enum err                      e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "channel.list", NULL, 0, &out)) != OK)
		return e;
	l = out;
	p->edits = actor_may(cx->who, PERM_CITY_EDIT);
	p->lead = l->lead;
	p->site = l->site;
	if (!(p->rows = ARENA_NEWS(cx->arena, l->n + 1, struct messages_channel_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct outbox_channel *c = &l->item[i];

		p->rows[p->nrows++] = (struct messages_channel_row){
		    .id = c->id, .waiting = c->waiting, .dead = c->dead, .today = c->today, .name = c->name,
		    .shown = c->shown,
		    .kind = post_kind_label(post_kind_of(c->kind)), .off = c->ended_at.some,
		    .whose = c->post_name.p ? c->post_name : c->unit_name.p ? c->unit_name : c->place_name,
		    .tells = tells_of(cx, c->due, c->overdue, c->bulletin)};
	}
	if ((e = rules_form(rq, l, again, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_messages_channels(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /channels/new ---- */

static void
hints(struct ctx *cx, struct form *f)
{
	static const struct {
		const char *field;
		text_id     hint;
	} all[] = {{"address", T_messages_address_hint}, {"secret", T_messages_secret_hint}, {"to",
	    T_messages_to_hint},
	           {"form", T_messages_form_hint},       {"expect", T_messages_expect_hint}, {"quiet",
	           T_messages_quiet_hint},
	           {"place", T_messages_place_hint},     {"unit", T_messages_unit_hint},     {"digest",
	           T_messages_digest_hint},
	           {"user", T_messages_user_hint},       {"from", T_messages_user_hint}};

	for (size_t i = 0; i < NITEMS(all); i++)
		form_hint(f, all[i].field, text_get(all[i].hint, cx->lang));
	/* Seen while it is typed, and never again. */
	form_line(f, "address");
	form_line(f, "user");
	form_line(f, "from");
	form_line(f, "to");
}

/* Places down to the towns, and units, by name; a city of more posts than a page holds types their codes. */
static enum err
picks(struct http_request *rq, struct form *f)
{
	enum { POSTS = 400 };
	struct ctx              *cx = rq->cx;
	struct form_group       *g = ARENA_NEWS(cx->arena, 3, struct form_group);
	const struct place_tree *tree;
	const struct unit_list  *units;
	const struct post_list  *posts;
	const void              *out;
	enum err                 e;

	if (!g)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "place.tree", NULL, 0, &out)) != OK)
		return e;
	tree = out;
	if ((e = desk_view(rq, "unit.list", NULL, 0, &out)) != OK)
		return e;
	units = out;
	if ((e = desk_view(rq, "post.list", NULL, 0, &out)) != OK)
		return e;
	posts = out;
	g[0].options = ARENA_NEWS(cx->arena, tree->n + 1, struct form_option);
	g[1].options = ARENA_NEWS(cx->arena, units->n + 1, struct form_option);
	g[2].options = ARENA_NEWS(cx->arena, posts->n + 1, struct form_option);
	if (!g[0].options || !g[1].options || !g[2].options)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < tree->n; i++)
		if (tree->item[i].level <= LEVEL_TOWN)
			g[0].options[g[0].noptions++] = (struct form_option){tree->item[i].code, tree->item[i].name,
			    false};
	for (size_t i = 0; i < units->n; i++)
		g[1].options[g[1].noptions++] = (struct form_option){units->item[i].code, units->item[i].name, false};
	for (size_t i = 0; i < posts->n; i++)
		g[2].options[g[2].noptions++] = (struct form_option){
		    posts->item[i].code, desk_text(cx, T_messages_by, posts->item[i].unit_name, posts->item[i].name),
		    false};
	form_pick(f, "place", &g[0], 1);
	form_pick(f, "unit", &g[1], 1);
	if (posts->n <= POSTS)
		form_pick(f, "post", &g[2], 1);
	form_value(f, "style", S("markdown"));
	form_value(f, "quiet", S("22:00-07:30"));
	form_value(f, "digest", S("10"));
	form_value(f, "per_minute", S("18"));
	form_value(f, "per_day", S("20"));
	return OK;
}

enum err
messages_new_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx          *cx = rq->cx;
	struct messages_new *p = ARENA_NEW(cx->arena, struct messages_new);
	struct html_cx       h;
	struct buf           b;
	enum err             e;

	(void)pairs;
	(void)n;
	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = messages_act(rq, &(struct messages_act){"channel.add", "plus", S("/channels/new"), 0, false,
	    STR_NONE},
	                      &p->form)) != OK)
		return e;
	hints(cx, &p->form);
	if ((e = picks(rq, &p->form)) != OK || (e = form_again(cx, &p->form, again, &p->page)) != OK ||
	    (e = form_rest(cx, again, &p->page)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_messages_new(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- GET /channels/{id} ---- */

static str
quiet_of(struct ctx *cx, const struct outbox_channel_show *c)
{
	if (c->quiet_from == c->quiet_to)
		return STR_NONE;
	return DESK_FORMAT(cx, "%02d:%02d-%02d:%02d", (int)(c->quiet_from / 60), (int)(c->quiet_from % 60),
	                   (int)(c->quiet_to / 60), (int)(c->quiet_to % 60));
}

static void
fill_rules(struct ctx *cx, struct form *f, const struct outbox_channel_show *c)
{
	form_value(f, "name", c->name);
	form_value(f, "due", c->due ? S("1") : STR_NONE);
	form_value(f, "overdue", c->overdue ? S("1") : STR_NONE);
	form_value(f, "bulletin", c->bulletin ? S("1") : STR_NONE);
	form_value(f, "style", c->markdown ? S("markdown") : S("text"));
	form_value(f, "quiet", quiet_of(cx, c));
	form_value(f, "digest", DESK_FORMAT(cx, "%lld", (long long)c->digest));
	form_value(f, "per_minute", DESK_FORMAT(cx, "%lld", (long long)c->per_minute));
	form_value(f, "per_day", DESK_FORMAT(cx, "%lld", (long long)c->per_day));
}

static enum err
acts_of(struct http_request *rq, const struct outbox_channel_show *c, struct form_again *again,
    struct messages_channel *p)
{
	str                       here = DESK_FORMAT(rq->cx, "/channels/%lld", (long long)c->id);
	bool                      off = c->ended_at.some;
	const struct messages_act acts[] = {{"channel.test", "send", here, c->id, false, c->name},
	                                    {"channel.change", "settings", here, c->id, false, c->name},
	                                    {"channel.key", "key-round", here, c->id, false, c->name},
	                                    {"channel.turn", off ? "play" : "ban", here, c->id, !off, c->name}};
	enum err                  e;

	if (!(p->acts = ARENA_NEWS(rq->cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < NITEMS(acts); i++) {
		struct form *f = &p->acts[p->nacts];

		if (!actor_may(rq->cx->who, command_find(str_of(acts[i].command))->perm) || (i == 0 && off))
			continue;
		if ((e = messages_act(rq, &acts[i], f)) != OK)
			return e;
		hints(rq->cx, f);
		fill_rules(rq->cx, f, c);
		if (i == 3) {
			form_hide(f, "on", off ? S("1") : S("0"));
			f->word = f->button = text_get(off ? T_messages_turn_on : T_messages_turn_off, rq->cx->lang);
			f->ask = f->word;
		}
		if ((e = form_again(rq->cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(rq->cx, again, &p->page);
}

static const struct trail_type types[] = {
    {"channel.added", T_messages_t_added},     {"channel.changed", T_messages_t_changed},
    {"channel.keyed", T_messages_t_keyed},     {"channel.ended", T_messages_turn_off},
    {"channel.resumed", T_messages_turn_on},   {"message.made", T_messages_e_made},
    {"message.sent", T_messages_e_sent},       {"message.died", T_messages_e_died},
    {"message.dropped", T_messages_e_dropped}, {"message.told_within", T_messages_e_within},
    {"message.reopened", T_messages_e_reopened},
};
static const struct trail_column columns[] = {
    {"channel", "name", T_messages_e_name, TRAIL_WORDS},   {"channel", "shown", T_messages_e_shown, TRAIL_WORDS},
    {"message", "title", T_messages_e_title, TRAIL_WORDS},
};
const struct trail_words messages_words = {
    .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

static text_id
past_of(str type)
{
	for (size_t i = 0; i < NITEMS(types); i++)
		if (str_eq(type, str_of(types[i].type)))
			return types[i].words;
	return T_none;
}

enum err
messages_channel_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                      struct http_reply *rp)
{
	struct ctx                       *cx = rq->cx;
	struct messages_channel          *p = ARENA_NEW(cx->arena, struct messages_channel);
	const struct outbox_channel_show *c;
	const void                       *out;
	struct html_cx                    h;
	struct buf                        b;
	int64_t                           id;
	enum err                          e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "channel.show", &(struct input){S("id"), tail}, 1, &out)) != OK)
		return e;
	c = out;
	p->id = c->id;
	p->kind = post_kind_label(post_kind_of(c->kind));
	p->name = c->name;
	p->shown = c->shown;
	p->tells = tells_of(cx, c->due, c->overdue, c->bulletin);
	p->quiet = quiet_of(cx, c);
	p->off = c->ended_at.some;
	p->markdown = c->markdown;
	p->robot = post_kind_of(c->kind) == POST_WECOM || post_kind_of(c->kind) == POST_DINGTALK;
	p->per_minute = c->per_minute;
	p->per_day = c->per_day;
	p->digest = c->digest;
	if (!(p->past = ARENA_NEWS(cx->arena, c->npast + 1, struct messages_past)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->npast; i++)
		p->past[p->npast++] = (struct messages_past){
		    c->past[i].at, past_of(c->past[i].type),
		    c->past[i].post_name.p ? desk_text(cx, T_messages_by, c->past[i].unit_name, c->past[i].post_name)
		                           : text_get(T_messages_by_program, cx->lang)};
	if ((e = acts_of(rq, c, again, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_messages_channel(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
