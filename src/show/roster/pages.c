/* The pages of units and posts: lists that are searched, and one of them with the forms of what may be done. */
#include "roster_tpl.h"
#include "show/roster/page.h"
#include "show_roster_texts.h"

static bool
is_over(str to, str today)
{
	return to.n && str_cmp(to, today) <= 0;
}

static text_id
role_text(str name)
{
	enum role r = role_of(name);

	return r < ROLE_MAX ? role_label(r) : T_none;
}

/* The filters of a list as they were sent; `of` is the one that only this list has. */
static size_t
filters(struct ctx *cx, const struct input *pairs, size_t n, str of, struct input *in)
{
	const str names[] = {S("q"), S("gone"), of, S("after")};
	size_t    m = 0;

	for (size_t i = 0; i < NITEMS(names); i++) {
		str v = str_trim(desk_value(pairs, n, names[i]));

		if (v.n)
			in[m++] = (struct input){names[i], v};
	}
	in[m] = (struct input){S("n"), DESK_FORMAT(cx, "%d", ROSTER_ROWS)};
	return m + 1;
}

/* The same list from after `last` on. */
static str
next_page(struct ctx *cx, str path, const struct input *in, size_t m, int64_t last)
{
	for (size_t i = 0; i < m; i++)
		if (!str_eq(in[i].name, S("n")) && !str_eq(in[i].name, S("after")))
			path = frame_with(cx->arena, path, in[i].name, in[i].value);
	return frame_with(cx->arena, path, S("after"), DESK_FORMAT(cx, "%lld", (long long)last));
}

static int64_t
number(const struct input *pairs, size_t n, str name)
{
	int64_t v = 0;

	return str_to_i64(desk_value(pairs, n, name), &v) ? v : 0;
}

/* ---- Units ---- */

static enum err
take_left(struct ctx *cx, struct roster_units_page *p)
{
	const struct roster_left *l;
	const void               *out;
	enum err                  e = view_show(cx, &roster_left_view, NULL, 0, &out);

	if (e != OK)
		return e;
	l = out;
	if (!(p->left = ARENA_NEWS(cx->arena, l->n + 1, struct roster_left_line)))
		return ctx_no_memory(cx);
	for (; e == OK && p->nleft < l->n; p->nleft++) {
		const struct q_roster_left_row *r = &l->row[p->nleft];
		struct roster_left_line        *x = &p->left[p->nleft];

		*x = (struct roster_left_line){.name = r->name, .to = r->valid_to};
		x->path = r->post_id ? DESK_FORMAT(cx, "/posts/%lld", (long long)r->post_id)
		                     : DESK_FORMAT(cx, "/units/%lld", (long long)r->unit_id);
		e = roster_left_words(cx, r, &x->what);
	}
	return e;
}

enum err
roster_units_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct roster_units_page  *p = ARENA_NEW(cx->arena, struct roster_units_page);
	const struct roster_units *l;
	struct roster_forms        fs;
	struct form               *f;
	struct input               in[5];
	size_t                     m = filters(cx, pairs, n, S("under"), in);
	const void                *out;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = view_show(cx, &roster_find_units, in, m, &out)) != OK)
		return e;
	l = out;
	frame_of(rq, &p->page);
	if (!(p->units = ARENA_NEWS(cx->arena, l->n + 1, struct roster_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_roster_units_row *u = &l->row[i];

		p->units[p->nunits++] = (struct roster_line){
		    u->id, u->parent_id.v, u->posts, u->below, u->code, u->name, u->kind, u->parent_name, u->place_name,
		    u->valid_to, is_over(u->valid_to, l->today)};
	}
	p->q = str_trim(desk_value(pairs, n, S("q")));
	p->gone = desk_value(pairs, n, S("gone")).n > 0;
	p->later = desk_value(pairs, n, S("after")).n > 0;
	p->under = number(pairs, n, S("under"));
	p->below = l->under_name.n > 0;
	p->under_name = l->under_name;
	p->above = l->above_id;
	if (l->more)
		p->next = next_page(cx, S("/units"), in, m, l->row[l->n - 1].id);
	if (!p->below && !p->later && !p->q.n && actor_may(cx->who, PERM_CITY_EDIT) && (e = take_left(cx, p)) != OK)
		return e;
	roster_forms_begin(&fs, cx, again, &p->page, S("/units"));
	f = roster_form(&fs, "unit.add", T_roster_a_add, T_roster_b_add, "plus", false, STR_NONE);
	roster_form_unit(&fs, f, "parent", 0, (struct roster_on){p->under, l->under_code});
	roster_form_place(&fs, f, true, (struct roster_on){0});
	roster_form_done(&fs, f);
	if ((e = roster_forms_end(&fs)) != OK)
		return e;
	p->acts = fs.form;
	p->nacts = fs.n;
	frame_begin(rq, &h, &b);
	tpl_roster_units(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

static void
unit_forms(struct roster_forms *fs, const struct roster_unit *o)
{
	const struct q_roster_unit_row *u = &o->u;
	struct form                    *f;

	if (!o->mine)
		return;
	if (u->valid_to.n) {
		if ((f = roster_form(fs, "unit.reopen", T_roster_a_reopen, T_roster_b_reopen, "check", false, u->name)))
			form_hide(f, "unit", u->code);
		roster_form_done(fs, f);
		return;
	}
	if ((f = roster_form(fs, "unit.change", T_roster_a_change, T_roster_b_change, "file-check", false, u->name))) {
		form_hide(f, "unit", u->code);
		form_hide_i64(fs->cx, f, "rev", u->rev);
		form_value(f, "name", u->name);
		form_value(f, "short_name", str_eq(u->short_name, u->name) ? S("") : u->short_name);
		form_value(f, "kind", u->kind);
	}
	roster_form_unit(fs, f, "parent", u->id, (struct roster_on){u->parent_id.v, u->parent_code});
	roster_form_place(fs, f, true, (struct roster_on){u->place_id.v, u->place_code});
	roster_form_done(fs, f);
	if ((f = roster_form(fs, "post.add", T_roster_a_post, T_roster_b_post, "plus", false, u->name)))
		form_hide(f, "unit", u->code);
	roster_form_place(fs, f, false, (struct roster_on){0});
	roster_form_done(fs, f);
	if ((f = roster_form(fs, "unit.close", T_roster_a_close, T_roster_b_close, "ban", true, u->name)))
		form_hide(f, "unit", u->code);
	roster_form_done(fs, f);
}

static enum err
take_unit(struct ctx *cx, const struct roster_unit *o, struct roster_one_unit *p)
{
	const struct q_roster_unit_row *u = &o->u;

	p->id = u->id;
	p->parent_id = u->parent_id.v;
	p->code = u->code;
	p->name = u->name;
	p->short_name = u->short_name;
	p->kind = u->kind;
	p->parent = u->parent_name;
	p->territory = u->place_name;
	p->from = u->valid_from;
	p->to = u->valid_to;
	p->over = is_over(u->valid_to, o->today);
	p->names = o->names;
	p->below = o->below;
	p->nbelow = o->nbelow;
	p->more_below = o->more_below;
	p->more_duty = o->more_duty;
	p->past = trail_shown(&o->past);
	p->posts = ARENA_NEWS(cx->arena, o->npost + 1, struct roster_post_line);
	p->duties = ARENA_NEWS(cx->arena, o->nduty + 1, struct roster_duty);
	if (!p->posts || !p->duties)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->npost; i++) {
		const struct q_roster_unit_posts_row *x = &o->post[i];

		p->posts[p->nposts++] = (struct roster_post_line){
		    .id = x->id, .holders = x->holders, .code = x->code, .name = x->name, .scope = x->place_name,
		    .names = o->holders[i], .from = x->valid_from, .to = x->valid_to, .role = role_text(x->role),
		    .over = is_over(x->valid_to, o->today)};
	}
	for (size_t i = 0; i < o->nduty; i++) {
		const struct q_roster_duties_row *x = &o->duty[i];

		p->duties[p->nduties++] = (struct roster_duty){x->id,         x->class_key, x->place_name, x->basis,
		                                               x->valid_from, x->valid_to,  x->helps};
	}
	return OK;
}

enum err
roster_unit_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct roster_one_unit *p = ARENA_NEW(cx->arena, struct roster_one_unit);
	struct roster_forms     fs;
	struct input            in = {S("id"), tail};
	const void             *out;
	struct html_cx          h;
	struct buf              b;
	int64_t                 id;
	enum err                e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = view_show(cx, &roster_show_unit, &in, 1, &out)) != OK || (e = take_unit(cx, out, p)) != OK)
		return e;
	roster_forms_begin(&fs, cx, again, &p->page, DESK_FORMAT(cx, "/units/%lld", (long long)id));
	unit_forms(&fs, out);
	if ((e = roster_forms_end(&fs)) != OK)
		return e;
	p->acts = fs.form;
	p->nacts = fs.n;
	frame_begin(rq, &h, &b);
	tpl_roster_unit(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- Posts ---- */

enum err
roster_posts_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct roster_posts_page  *p = ARENA_NEW(cx->arena, struct roster_posts_page);
	const struct roster_posts *l;
	struct roster_forms        fs;
	struct form               *f;
	struct input               in[5];
	size_t                     m = filters(cx, pairs, n, S("unit"), in);
	const void                *out;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)tail;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = view_show(cx, &roster_find_posts, in, m, &out)) != OK)
		return e;
	l = out;
	frame_of(rq, &p->page);
	if (!(p->posts = ARENA_NEWS(cx->arena, l->n + 1, struct roster_post_line)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		const struct q_roster_posts_row *x = &l->row[i];

		p->posts[p->nposts++] = (struct roster_post_line){
		    .id = x->id, .unit_id = x->unit_id, .holders = x->holders, .code = x->code, .name = x->name,
		    .unit = x->unit_name, .scope = x->place_name, .to = x->valid_to, .role = role_text(x->role),
		    .over = is_over(x->valid_to, l->today)};
	}
	p->q = str_trim(desk_value(pairs, n, S("q")));
	p->gone = desk_value(pairs, n, S("gone")).n > 0;
	p->later = desk_value(pairs, n, S("after")).n > 0;
	p->unit = number(pairs, n, S("unit"));
	if (l->more)
		p->next = next_page(cx, S("/posts"), in, m, l->row[l->n - 1].id);
	roster_forms_begin(&fs, cx, again, &p->page, S("/posts"));
	f = roster_form(&fs, "post.add", T_roster_a_post, T_roster_b_post, "plus", false, STR_NONE);
	roster_form_unit(&fs, f, "unit", 0, (struct roster_on){0});
	roster_form_place(&fs, f, false, (struct roster_on){0});
	roster_form_done(&fs, f);
	if ((e = roster_forms_end(&fs)) != OK)
		return e;
	p->acts = fs.form;
	p->nacts = fs.n;
	frame_begin(rq, &h, &b);
	tpl_roster_posts(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

static void
post_forms(struct roster_forms *fs, const struct roster_post *o)
{
	struct form *f;

	if (!o->mine)
		return;
	if (o->o.valid_to.n) {
		if ((f = roster_form(fs, "post.reopen", T_roster_a_post_reopen, T_roster_b_reopen, "check", false,
		                     o->o.name)))
			form_hide(f, "post", o->o.code);
		roster_form_done(fs, f);
		return;
	}
	f = roster_form(fs, "post.change", T_roster_a_post_change, T_roster_b_change, "file-check", false,
	                o->o.name);
	if (f) {
		form_hide(f, "post", o->o.code);
		form_hide_i64(fs->cx, f, "rev", o->o.rev);
		form_value(f, "name", o->o.name);
		form_value(f, "classes", o->classes.n ? o->classes : S(""));
	}
	roster_form_place(fs, f, false, (struct roster_on){o->o.place_id.v, o->o.place_code});
	roster_form_done(fs, f);
	if ((f = roster_form(fs, "post.close", T_roster_a_post_close, T_roster_b_post_close, "ban", true, o->o.name)))
		form_hide(f, "post", o->o.code);
	roster_form_done(fs, f);
}

static enum err
take_post(struct ctx *cx, const struct roster_post *o, struct roster_one_post *p)
{
	p->unit_id = o->o.unit_id;
	p->holders = o->holders;
	p->code = o->o.code;
	p->name = o->o.name;
	p->unit = o->o.unit_name;
	p->scope = o->o.place_name;
	p->classes = o->classes;
	p->from = o->o.valid_from;
	p->to = o->o.valid_to;
	p->role = role_text(o->o.role);
	p->over = is_over(o->o.valid_to, o->today);
	p->names = o->names;
	p->people = actor_may(cx->who, PERM_USER_EDIT);
	p->past = trail_shown(&o->past);
	if (!(p->held = ARENA_NEWS(cx->arena, o->nperson + 1, struct roster_holder)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->nperson; i++) {
		const struct q_roster_post_people_row *x = &o->person[i];

		p->held[p->nheld++] = (struct roster_holder){x->person_id, x->name, x->valid_from, x->valid_to,
		                                             is_over(x->valid_to, o->today)};
	}
	return OK;
}

enum err
roster_post_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct roster_one_post *p = ARENA_NEW(cx->arena, struct roster_one_post);
	struct roster_forms     fs;
	struct input            in = {S("id"), tail};
	const void             *out;
	struct html_cx          h;
	struct buf              b;
	int64_t                 id;
	enum err                e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = view_show(cx, &roster_show_post, &in, 1, &out)) != OK || (e = take_post(cx, out, p)) != OK)
		return e;
	roster_forms_begin(&fs, cx, again, &p->page, DESK_FORMAT(cx, "/posts/%lld", (long long)id));
	post_forms(&fs, out);
	if ((e = roster_forms_end(&fs)) != OK)
		return e;
	p->acts = fs.form;
	p->nacts = fs.n;
	frame_begin(rq, &h, &b);
	tpl_roster_post(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
