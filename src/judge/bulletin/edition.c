/* An edition as it was told, what it asked for, and what became of that. */
#include "judge/bulletin/inside.h"

#include "city/place/place.h"
#include "kit/json/tree.h"
#include "work/docket/names.h"
#include "work/life/rules.h"

enum { STAYS = 64, DUES = 100 };

/* ---- The figures, out of their text ---- */

static const struct jlimit kept_limit = {16 << 20, 500000, 8};

static void
read_sums(const struct jval *v, struct bulletin_sums *s)
{
	v = jval_get(v, S("numbers"));
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		(void)jval_i64(jval_get(v, str_of(bulletin_code((enum bulletin_number)i))), &s->n[i]);
}

static enum err
read_rows(struct ctx *cx, const struct jval *v, struct bulletin_row **row, size_t *n)
{
	*n = v && v->kind == JARR ? v->n : 0;
	if (!(*row = ARENA_NEWS(cx->arena, *n + 1, struct bulletin_row)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++) {
		(void)jval_str(jval_get(&v->item[i], S("code")), &(*row)[i].code);
		(void)jval_str(jval_get(&v->item[i], S("name")), &(*row)[i].name);
		read_sums(&v->item[i], &(*row)[i].sums);
	}
	return OK;
}

static enum err
read_promises(struct ctx *cx, const struct jval *v, struct bulletin_show *o)
{
	o->npromise = v && v->kind == JARR ? v->n : 0;
	if (!(o->promise = ARENA_NEWS(cx->arena, o->npromise + 1, struct bulletin_promise)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->npromise; i++) {
		(void)jval_str(jval_get(&v->item[i], S("on")), &o->promise[i].on);
		(void)jval_str(jval_get(&v->item[i], S("promise")), &o->promise[i].promise);
		(void)jval_i64(jval_get(&v->item[i], S("days")), &o->promise[i].days);
	}
	return OK;
}

static bool
read_head(const struct jval *v, struct bulletin_head *h)
{
	str seal;

	return jval_str(jval_get(v, S("day")), &h->day_text) && day_parse(h->day_text, &h->on) &&
	       jval_str(jval_get(v, S("place")), &h->place_code) &&
	       jval_str(jval_get(v, S("place_name")), &h->place_name) &&
	       jval_i64(jval_get(v, S("position")), &h->position) && jval_i64(jval_get(v, S("batch")), &h->batch) &&
	       jval_str(jval_get(v, S("seal")), &seal) && digest_parse(seal, &h->seal) &&
	       jval_i64(jval_get(v, S("sealed_at")), &h->sealed_at) && jval_i64(jval_get(v, S("at")), &h->at) &&
	       jval_i64(jval_get(v, S("from")), &h->from) && jval_i64(jval_get(v, S("cut")), &h->cut) &&
	       jval_bool(jval_get(v, S("whole")), &h->whole);
}

static enum err
read_figures(struct ctx *cx, int64_t id, struct bulletin_edition *o)
{
	struct q_bulletin_parts_row *part;
	const struct jval           *v;
	struct buf                   b;
	size_t                       n;
	enum err                     e = q_bulletin_parts(cx, &(struct q_bulletin_parts_in){id}, &part, &n);

	if (e != OK)
		return e;
	buf_init(&b, cx->arena, BUF_PAGE);
	for (size_t i = 0; i < n; i++)
		buf_add(&b, part[i].body);
	if ((e = buf_end(&b, &o->figures)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	if (jval_parse(cx, o->figures, &kept_limit, &v) != OK || !read_head(v, &o->show.head))
		return ERR_STORE;
	read_sums(v, &o->show.sums);
	if ((e = read_promises(cx, jval_get(v, S("draws")), &o->show)) != OK)
		return e;
	e = read_rows(cx, jval_get(v, S("places")), &o->show.place, &o->show.nplace);
	return e == OK ? read_rows(cx, jval_get(v, S("units")), &o->show.unit, &o->show.nunit) : e;
}

/* ---- How its obligations stand ---- */

typedef enum err take_item(struct ctx *cx, const struct bulletin_listed *i, void *arg);

struct walk {
	struct bulletin_listed item; /* that is being read; n 0: none yet */
	opt_i64                ended;
	bool                   proven;
	struct bulletin_stay  *stay;
	size_t                 n, room;
	int64_t                at;
	take_item             *take;
	void                  *arg;
};

static enum err
item_done(struct ctx *cx, struct walk *w)
{
	struct bulletin_duty d = {w->item.unit, w->item.issued_at, w->item.due_at};

	if (!w->item.n)
		return OK;
	w->item.result = bulletin_stands(w->stay, w->n, w->ended, w->proven, &d, w->at);
	return w->take(cx, &w->item, w->arg);
}

static enum err
take_stay(struct ctx *cx, const struct q_bulletin_stays_row *r, void *arg)
{
	struct walk *w = arg;
	enum err     e;

	if (r->n != w->item.n) {
		if ((e = item_done(cx, w)) != OK)
			return e;
		w->item = (struct bulletin_listed){
		    .n = r->n, .case_id = r->case_id, .state = r->now_state, .unit = r->unit_id, .place = r->place_id,
		    .fresh = r->fresh, .late = r->late, .own_due = r->own_due, .issued_at = r->issued_at,
		    .due_at = r->due_at, .first_id = r->first_id};
		w->ended = r->ended_at;
		w->proven = r->now_state == CASE_CLOSED && r->kind == CASE_KIND_PROVEN;
		w->n = 0;
	}
	if (!r->from_at.some)
		return OK;
	if (w->n == w->room) {
		size_t                more = w->room ? w->room * 2 : STAYS;
		struct bulletin_stay *p = arena_grow(cx->arena, w->stay, w->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		w->stay = p;
		w->room = more;
	}
	w->stay[w->n++] = (struct bulletin_stay){r->state.v, r->held.some ? r->held.v : 0, r->from_at.v};
	return OK;
}

static enum err
each_item(struct ctx *cx, int64_t edition, int64_t at, take_item *take, void *arg)
{
	struct walk w = {.at = at, .take = take, .arg = arg};
	enum err    e = q_bulletin_stays(cx, &(struct q_bulletin_stays_in){edition}, take_stay, &w);

	return e == OK ? item_done(cx, &w) : e;
}

/* ---- An edition ---- */

struct tallying {
	struct bulletin_edition *o;
	size_t                   room;
};

static enum err
take_tally(struct ctx *cx, const struct bulletin_listed *i, void *arg)
{
	struct tallying         *t = arg;
	struct bulletin_edition *o = t->o;
	size_t                   k = 0;

	while (k < o->ntally && o->tally[k].unit != i->unit)
		k++;
	if (k == t->room) {
		size_t                 more = t->room ? t->room * 2 : STAYS;
		struct bulletin_tally *p = arena_grow(cx->arena, o->tally, t->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		o->tally = p;
		t->room = more;
	}
	if (k == o->ntally)
		o->tally[o->ntally++] = (struct bulletin_tally){.unit = i->unit};
	o->tally[k].n++;
	o->tally[k].outcome[i->result.outcome]++;
	o->all.n++;
	o->all.outcome[i->result.outcome]++;
	return OK;
}

static enum err
name_units(const struct docket_names *names, struct bulletin_edition *o)
{
	for (size_t i = 0; i < o->ntally; i++) {
		struct bulletin_tally *t = &o->tally[i];

		t->name = names_unit_whole(names, SOME_I64(t->unit));
		for (size_t k = 0; k < names->nunit; k++)
			if (names->unit[k].id == t->unit)
				t->code = names->unit[k].code;
	}
	return OK;
}

enum err
bulletin_edition_of(struct ctx *cx, int64_t id, int64_t at, struct bulletin_edition *o)
{
	struct q_bulletin_get_row  row;
	const struct docket_names *names;
	struct tallying            t = {.o = o};
	enum err                   e;

	*o = (struct bulletin_edition){.id = id, .at = at};
	if ((e = q_bulletin_get(cx, &(struct q_bulletin_get_in){id}, &row)) != OK)
		return e;
	/* Who stands for a unit has its cases, not a place's figures. */
	if (cx->who && cx->who->reach % 2)
		return ERR_NONE;
	if ((e = place_in_reach(cx, row.place_id)) != OK || (e = read_figures(cx, id, o)) != OK ||
	    (e = each_item(cx, id, at, take_tally, &t)) != OK || (e = docket_names(cx, &names)) != OK)
		return e;
	o->show.head.place = row.place_id;
	o->edition = row.edition;
	o->digest = row.figures;
	o->before_id = row.replaces.some ? row.replaces.v : 0;
	o->before = row.before.some ? row.before.v : 0;
	o->next_id = row.next_id.some ? row.next_id.v : 0;
	o->next = row.next_id.some ? row.edition + 1 : 0;
	o->issued_at = row.issued_at;
	o->due_at = row.due_at;
	o->hours = row.hours;
	o->post_name = row.post_name;
	o->unit_name = row.unit_name;
	o->listed = row.listed;
	o->units = row.units;
	return name_units(names, o);
}

/* ---- Which cases ---- */

struct picking {
	const struct bulletin_want *w;
	struct bulletin_items      *o;
	int64_t                     last; /* taken, or outside */
};

static enum err
take_listed(struct ctx *cx, const struct bulletin_listed *i, void *arg)
{
	struct picking             *p = arg;
	const struct bulletin_want *w = p->w;

	(void)cx;
	if ((w->unit && i->unit != w->unit) ||
	    (w->outcome != BULLETIN_DUTY_MAX && i->result.outcome != w->outcome))
		return OK;
	p->o->total++;
	if (i->n <= w->after)
		return OK;
	if (p->o->n == w->most) {
		if (!p->o->next)
			p->o->next = p->last;
		return OK;
	}
	p->last = i->n;
	p->o->item[p->o->n++] = *i;
	return OK;
}

static enum err
name_item(struct ctx *cx, const struct docket_names *names, struct bulletin_listed *i)
{
	const struct docket_class *class;
	struct q_bulletin_case_row row;
	int64_t                    scope = cx->who ? cx->who->reach : REACH_ALL;
	enum err                   e = q_bulletin_case(cx, &(struct q_bulletin_case_in){i->case_id, scope}, &row);

	if (e != OK)
		return e;
	class = row.class_id.some ? names_class_of(names, row.class_id.v) : NULL;
	i->no = row.no;
	i->class_name = class ? class->name : STR_NONE;
	i->place_name = names_place(names, i->place);
	i->address = row.address;
	i->unit_name = names_unit_whole(names, SOME_I64(i->unit));
	return OK;
}

enum err
bulletin_items_of(struct ctx *cx, const struct bulletin_want *w, struct bulletin_items *o)
{
	const struct docket_names *names;
	struct picking             p = {.w = w, .o = o};
	size_t                     kept = 0;
	enum err                   e;

	*o = (struct bulletin_items){0};
	if (!(o->item = ARENA_NEWS(cx->arena, w->most + 1, struct bulletin_listed)))
		return ctx_no_memory(cx);
	if ((e = each_item(cx, w->edition, w->at, take_listed, &p)) != OK || (e = docket_names(cx, &names)) != OK)
		return e;
	for (size_t i = 0; i < o->n; i++) {
		e = name_item(cx, names, &o->item[i]);
		if (e == ERR_NONE)
			o->outside++;
		else if (e != OK)
			return e;
		else
			o->item[kept++] = o->item[i];
	}
	o->n = kept;
	return OK;
}

/* ---- On a case, in a unit's list ---- */

enum err
bulletin_dues_of(struct ctx *cx, int64_t case_id, opt_i64 ended, bool proven, struct bulletin_due **due, size_t *n)
{
	int64_t                          scope = cx->who ? cx->who->reach : REACH_ALL;
	struct q_bulletin_of_case_row   *row;
	struct q_bulletin_case_stays_row *s;
	struct bulletin_stay            *stay;
	size_t                           ns;
	enum err e = q_bulletin_of_case(cx, &(struct q_bulletin_of_case_in){case_id, scope, DUES}, &row, n);

	*due = NULL;
	if (e != OK || *n == 0)
		return e;
	if ((e = q_bulletin_case_stays(cx, &(struct q_bulletin_case_stays_in){case_id}, &s, &ns)) != OK)
		return e;
	*due = ARENA_NEWS(cx->arena, *n, struct bulletin_due);
	stay = ARENA_NEWS(cx->arena, ns + 1, struct bulletin_stay);
	if (!*due || !stay)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < ns; i++)
		stay[i] = (struct bulletin_stay){s[i].state, s[i].unit_id.some ? s[i].unit_id.v : 0, s[i].from_at};
	for (size_t i = 0; i < *n; i++) {
		struct bulletin_duty d = {row[i].unit_id, row[i].issued_at, row[i].due_at};

		(*due)[i] = (struct bulletin_due){
		    .edition_id = row[i].first_id, .edition = row[i].edition, .due_at = row[i].due_at,
		    .day_text = row[i].day, .place_name = row[i].place_name,
		    .result = bulletin_stands(stay, ns, ended, proven, &d, cx->now)};
	}
	return OK;
}

struct waiting {
	struct bulletin_waiting *item;
	size_t                   n, room;
};

static enum err
take_waiting(struct ctx *cx, const struct q_bulletin_waiting_row *r, void *arg)
{
	struct waiting *w = arg;

	/* By case and moment: the first is the earliest. */
	if (w->n && w->item[w->n - 1].case_id == r->case_id)
		return OK;
	if (w->n == w->room) {
		size_t                   more = w->room ? w->room * 2 : STAYS;
		struct bulletin_waiting *p = arena_grow(cx->arena, w->item, w->room * sizeof(*p), more * sizeof(*p));

		if (!p)
			return ctx_no_memory(cx);
		w->item = p;
		w->room = more;
	}
	w->item[w->n++] = (struct bulletin_waiting){r->case_id, r->due_at};
	return OK;
}

enum err
bulletin_waiting_of(struct ctx *cx, struct bulletin_waiting **item, size_t *n)
{
	struct waiting w = {0};
	char           text[DAY_TEXT];
	enum err       e = OK;

	if (cx->who && cx->who->reach % 2) {
		struct q_bulletin_waiting_in in = {
		    .unit_id = cx->who->reach / 2,
		    .day = day_format((day){ctx_today(cx).v - BULLETIN_BACK_DAYS}, text),
		    .scope = cx->who->reach};

		e = q_bulletin_waiting(cx, &in, take_waiting, &w);
	}
	*item = w.item;
	*n = w.n;
	return e;
}
