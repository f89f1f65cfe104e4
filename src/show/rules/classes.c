/* The catalogue as people read it: big class by big class, by words, and one class whole. */
#include "city/edition/edition.h"
#include "city/unit/roles.h"
#include "city_catalog_texts.h"
#include "kit/worktime/say.h"
#include "rules_tpl.h"
#include "show/rules/page.h"
#include "show/rules/rules.h"
#include "show_rules_texts.h"

enum { FOUND = 50 };

static text_id
subject(enum subject s)
{
	static const text_id label[SUBJECT_MAX] = {T_catalog_subject_place, T_catalog_subject_operator,
	                                           T_catalog_subject_person};

	return s < SUBJECT_MAX ? label[s] : T_none;
}

static str
limit_said(const struct ctx *cx, const struct worktime_limit *l)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	worktime_say_limit(&b, cx->lang, l);
	return buf_str(&b);
}

/* The limits of its own conditions, or of its big class's. */
static enum err
limits(struct ctx *cx, const struct rule_list *all, const str *said_of, const struct class_item *c,
       struct rules_class *out)
{
	str    of = c->key, big = class_big_key(of);
	size_t n = 0;

	for (size_t i = 0; i < all->n; i++)
		n += str_eq(all->rule[i].c.class_key, of) || str_eq(all->rule[i].c.class_key, big);
	if (!(out->limits = ARENA_NEWS(cx->arena, n, struct rules_limit)))
		return ctx_no_memory(cx);
	for (int pass = 0; c->files && pass < 2 && !out->nlimits; pass++) {
		for (size_t i = 0; i < all->n; i++) {
			const struct class_condition *k = &all->rule[i].c;
			str                           said = said_of[i];
			bool                          twice = false;

			if (!str_eq(k->class_key, of))
				continue;
			for (size_t m = 0; m < out->nlimits; m++)
				twice = twice || (str_eq(out->limits[m].said, said) &&
				                  out->limits[m].example == k->example);
			if (!twice)
				out->limits[out->nlimits++] = (struct rules_limit){said, k->example};
			out->inherited = pass > 0;
		}
		of = big;
	}
	return OK;
}

static enum err
rows(struct ctx *cx, const struct class_list *l, const struct rule_list *all, struct rules_classes *p)
{
	str     *said = ARENA_NEWS(cx->arena, all->n, str);
	enum err e = OK;

	if (!said)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < all->n; i++)
		said[i] = limit_said(cx, &all->rule[i].c.limit);
	if (!(p->classes = ARENA_NEWS(cx->arena, l->n, struct rules_class)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n && e == OK; i++) {
		const struct class_item *c = &l->item[i];
		struct rules_class      *out = &p->classes[p->nclasses++];

		*out = (struct rules_class){.key = c->key, .label = c->label, .synonyms = c->synonyms,
		                            .subject = subject(c->subject), .person = c->subject == SUBJECT_PERSON,
		                            .thing = c->key.p[0] == 'B',
		                            .href = DESK_FORMAT(cx, "/classes/%.*s", STR_ARG(c->key))};
		e = out->href.p ? limits(cx, all, said, c, out) : ctx_no_memory(cx);
	}
	return e;
}

/* The big classes of the whole catalogue, in its order: 部件 first, as the standard has them. */
static enum err
bigs(struct ctx *cx, const struct class_list *all, str on, struct rules_classes *p)
{
	struct rules_big *last = NULL;

	p->things = ARENA_NEWS(cx->arena, all->n, struct rules_big);
	p->events = ARENA_NEWS(cx->arena, all->n, struct rules_big);
	if (!p->things || !p->events)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < all->n; i++) {
		str key = class_big_key(all->item[i].key);

		if (!last || !str_eq(last->key, key)) {
			last = key.p[0] == 'B' ? &p->things[p->nthings++] : &p->events[p->nevents++];
			*last = (struct rules_big){.key = key, .label = all->item[i].big_label, .on = str_eq(key, on),
			                           .href = DESK_FORMAT(cx, "/classes?big=%.*s", STR_ARG(key))};
		}
		last->n++;
		if (last->on)
			p->big_name = last->label;
	}
	p->all = all->n;
	return OK;
}

enum err
rules_classes_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	struct rules_classes *p = ARENA_NEW(cx->arena, struct rules_classes);
	str                   q = str_trim(desk_value(pairs, n, S("q")));
	str                   big = str_trim(desk_value(pairs, n, S("big")));
	struct input          in[2] = {{S("big"), big}, {S("words"), q}};
	const struct class_list *all, none = {0}, *some = &none;
	const void           *out;
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "class.list", NULL, 0, &out)) != OK)
		return e;
	all = out;
	frame_of(rq, &p->page);
	p->q = q;
	p->asked = q.n > 0;
	if ((e = command_offered(cx, command_find(S("class.change")), &p->edits)) != OK)
		return e;
	if (q.n) {
		struct input words[2] = {in[1], {S("most"), DESK_FORMAT(cx, "%d", FOUND)}};

		if ((e = desk_view(rq, "class.search", words, NITEMS(words), &out)) != OK)
			return e;
		some = out;
	} else if (big.n) {
		if ((e = desk_view(rq, "class.list", in, 1, &out)) != OK)
			return e;
		some = out;
	}
	if ((e = bigs(cx, all, q.n ? STR_NONE : big, p)) != OK)
		return e;
	if (some->n) {
		if ((e = desk_view(rq, "condition.list", in, !q.n, &out)) != OK || (e = rows(cx, some, out, p)) != OK)
			return e;
	}
	p->found = p->nclasses > 0;
	p->many = p->asked && p->nclasses == FOUND;
	frame_begin(rq, &h, &b);
	tpl_rules_classes(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- One class ---- */

/* "2 月 1 日至 4 月 30 日" for each stretch of a season. */
static enum err
seasons(struct ctx *cx, str text, struct rules_rule *out)
{
	struct worktime_season s;

	if (!text.n || !worktime_season_of(text, &s))
		return OK;
	if (!(out->seasons = ARENA_NEWS(cx->arena, s.n, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s.n; i++) {
		const struct worktime_span *w = &s.span[i];

		out->seasons[out->nseasons++] = desk_text(
		    cx, T_rules_season, s.name,
		    DESK_FORMAT(cx, "%02d-%02d %.*s %02d-%02d", w->from_md / 100, w->from_md % 100,
		                STR_ARG(text_get(T_rules_to_day, cx->lang)), w->to_md / 100, w->to_md % 100));
	}
	return OK;
}

static text_id
photo_said(str photo)
{
	if (str_eq(photo, S("needed")))
		return T_rules_photo_needed;
	return str_eq(photo, S("none")) ? T_rules_photo_none : T_rules_photo_optional;
}

static enum err
conditions(struct ctx *cx, const struct class_shown *s, struct rules_one *p)
{
	enum err e = OK;

	if (!(p->rules = ARENA_NEWS(cx->arena, s->nrule, struct rules_rule)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nrule && e == OK; i++) {
		const struct class_rule      *r = &s->rule[i];
		const struct class_condition *c = &r->c;
		struct rules_rule            *out = &p->rules[p->nrules++];

		*out = (struct rules_rule){.key = c->key, .condition = c->condition, .limit = limit_said(cx, &c->limit),
		                           .quoted = DESK_FORMAT(cx, "%lld %.*s", (long long)c->amount,
		                                                 STR_ARG(c->limit_unit)),
		                           .closing = c->closing, .photo = photo_said(c->photo),
		                           .photo_reason = c->photo_reason, .not_collected = c->not_collected,
		                           .basis = c->basis, .source = c->source, .version = c->version,
		                           .valid_from = r->valid_from, .valid_to = r->valid_to, .example = c->example};
		p->inherited = c->inherited;
		for (size_t k = 0; k < s->nrule; k++) {
			if (c->after_key.n && str_eq(s->rule[k].c.key, c->after_key))
				out->after = s->rule[k].c.condition;
			out->then = out->then || (s->rule[k].c.after_key.n && str_eq(s->rule[k].c.after_key, c->key));
		}
		if (c->after_key.n && !out->after.n)
			out->after = c->after_key;
		e = seasons(cx, c->season, out);
	}
	return e;
}

/* The first version of tomorrow: what a form offers until somebody says another. */
static str
tomorrow(struct ctx *cx)
{
	char text[DAY_TEXT];
	day  d;

	if (!day_add(ctx_today(cx), 1, &d))
		return STR_NONE;
	return DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(d, text)));
}

static enum err
put_form(struct ctx *cx, const struct rules_act *act, const struct rules_one *p, str id, struct form *f)
{
	enum err e = rules_form(cx, act, DESK_FORMAT(cx, "/classes/%.*s", STR_ARG(p->key)), f);

	if (e != OK)
		return e;
	/* The forms of several conditions stand on one page: each id begins with the key. */
	for (size_t i = 0; i < f->nfields; i++)
		f->fields[i].id = DESK_FORMAT(cx, "%.*s-%.*s", STR_ARG(id), STR_ARG(f->fields[i].id));
	f->id = DESK_FORMAT(cx, "%.*s-%.*s", STR_ARG(id), STR_ARG(f->id));
	f->ask_more = id;
	form_value(f, "valid_from", tomorrow(cx));
	form_value(f, "version", desk_text(cx, T_rules_version_of, tomorrow(cx), STR_NONE));
	return OK;
}

/* Changing and ending one condition, with what it says now. */
static enum err
condition_acts(struct ctx *cx, const struct class_condition *c, const struct rules_one *p, struct form_again *again,
               struct frame *page, struct rules_rule *out)
{
	static const struct rules_act acts[] = {
	    {"condition.change", "settings", T_rules_a_condition_change, T_rules_b_condition_change, false},
	    {"condition.end", "ban", T_rules_a_condition_end, T_rules_b_condition_end, true}};
	const struct {
		const char *name;
		str         value;
	} now[] = {{"condition", c->condition}, {"amount", DESK_FORMAT(cx, "%lld", (long long)c->amount)},
	           {"limit_unit", c->limit_unit}, {"closing", c->closing}, {"photo", c->photo},
	           {"photo_reason", c->photo_reason}, {"not_collected", c->not_collected}, {"basis", c->basis},
	           {"source", c->source}};
	struct worktime_season season;

	if (!(out->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(acts) && p->edits; i++) {
		struct form *f = &out->acts[out->nacts];
		bool         mine = again && str_eq(again->command, str_of(acts[i].command));
		enum err     e = put_form(cx, &acts[i], p, c->key, f);

		if (e != OK)
			return e;
		form_hide(f, "key", c->key);
		for (size_t k = 0; i == 0 && k < NITEMS(now); k++)
			if (now[k].value.n)
				form_value(f, now[k].name, now[k].value);
		if (i == 0 && worktime_season_of(c->season, &season))
			form_value(f, "season", season.name);
		/* Of the forms of all conditions the refused attempt belongs to its own. */
		for (size_t k = 0; mine && k < again->n; k++)
			if (str_eq(again->typed[k].name, S("key")) && !str_eq(again->typed[k].value, c->key))
				mine = false;
		if (mine && (e = form_again(cx, f, again, page)) != OK)
			return e;
		out->nacts++;
	}
	return OK;
}

/* Changing and ending the class; a condition more. */
static enum err
class_acts(struct ctx *cx, const struct class_row *c, struct form_again *again, struct rules_one *p)
{
	static const struct rules_act acts[] = {
	    {"condition.add", "plus", T_rules_a_condition_add, T_rules_b_condition_add, false},
	    {"class.change", "settings", T_rules_a_class_change, T_rules_b_class_change, false},
	    {"class.end", "ban", T_rules_a_class_end, T_rules_b_class_end, true}};
	static const char *const subjects[] = {"place", "operator", "person"};

	if (!(p->acts = ARENA_NEWS(cx->arena, NITEMS(acts), struct form)))
		return ctx_no_memory(cx);
	for (size_t i = c->files ? 0 : 1; i < NITEMS(acts) && p->edits && !p->ended; i++) {
		struct form *f = &p->acts[p->nacts];
		enum err     e = put_form(cx, &acts[i], p, c->key, f);

		if (e != OK)
			return e;
		form_hide(f, "key", c->key);
		form_hide(f, "class_key", c->key);
		form_value(f, "name", c->name);
		form_value(f, "subject", str_of(subjects[c->subject]));
		form_value(f, "synonyms", c->synonyms);
		if (i)
			form_value(f, "source", c->source);
		if ((e = form_again(cx, f, again, &p->page)) != OK)
			return e;
		p->nacts++;
	}
	return form_rest(cx, again, &p->page);
}

/* The words of a cell, parted as the tables part them. */
static enum err
parted(struct ctx *cx, str text, str **out, size_t *n)
{
	const str sep = S("；");

	if (!(*out = ARENA_NEWS(cx->arena, text.n / sep.n + 1, str)))
		return ctx_no_memory(cx);
	*n = 0;
	while (text.n) {
		size_t at = str_find_str(text, sep);

		(*out)[(*n)++] = str_slice(text, 0, at == SIZE_MAX ? text.n : at);
		text = at == SIZE_MAX ? STR_NONE : str_slice(text, at + sep.n, text.n);
	}
	return OK;
}

enum err
rules_class_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct rules_one         *p = ARENA_NEW(cx->arena, struct rules_one);
	const struct class_shown *s;
	const struct class_row   *c;
	char                      old[CLASS_OLD];
	struct input              in[2] = {{S("key"), tail}, {S("on"), str_trim(desk_value(pairs, n, S("on")))}};
	const void               *out;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	if (!p)
		return ctx_no_memory(cx);
	if (!class_key_valid(tail))
		return ERR_NONE;
	if ((e = desk_view(rq, "class.show", in, 1 + (in[1].value.n > 0), &out)) != OK)
		return e;
	s = out;
	c = &s->version[s->at].class;
	frame_of(rq, &p->page);
	p->key = c->key;
	p->code = c->code;
	p->name = c->name;
	p->kind = c->kind;
	p->big = DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(c->big_code), STR_ARG(c->big_name));
	p->big_href = DESK_FORMAT(cx, "/classes?big=%.*s", STR_ARG(class_big_key(c->key)));
	p->subject = subject(c->subject);
	p->person = c->subject == SUBJECT_PERSON;
	p->thing = c->key.p[0] == 'B';
	if (class_old_of_key(c->key, old)) {
		p->old = DESK_FORMAT(cx, "%.*s", CLASS_OLD, old);
		p->since = s->version[s->nversion - 1].valid_from;
	}
	p->ended = !s->now;
	if (c->files && s->now && actor_may(cx->who, PERM_CASE_REPORT))
		p->report = DESK_FORMAT(cx, "/report?class=%.*s", STR_ARG(c->key));
	if (c->files && actor_may(cx->who, PERM_CASE_SEE))
		p->cases = DESK_FORMAT(cx, "/cases?class=%.*s", STR_ARG(c->key));
	if ((e = parted(cx, c->synonyms, &p->synonyms, &p->nsynonyms)) != OK || (e = conditions(cx, s, p)) != OK ||
	    (e = command_offered(cx, command_find(S("class.change")), &p->edits)) != OK)
		return e;
	if (!(p->versions = ARENA_NEWS(cx->arena, s->nversion, struct rules_version)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->nversion; i++)
		p->versions[p->nversions++] = (struct rules_version){
		    s->version[i].class.version, s->version[i].class.name, s->version[i].class.source,
		    s->version[i].valid_from, s->version[i].valid_to};
	for (size_t i = 0; i < s->nrule && e == OK; i++)
		if (!s->rule[i].c.inherited)
			e = condition_acts(cx, &s->rule[i].c, p, again, &p->page, &p->rules[i]);
	if (e != OK || (e = class_acts(cx, c, again, p)) != OK || (e = rules_class_past(cx, tail, &p->past)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_rules_class(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
