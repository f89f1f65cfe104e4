/* The catalogue on two days, side by side. */
#include "city/edition/edition.h"

#include "rules_tpl.h"
#include "show/rules/page.h"
#include "show/rules/rules.h"
#include "show_rules_texts.h"

#include <string.h>

/* A condition leads to its class; one of a big class to the list of it. */
static str
leads_to(struct ctx *cx, str key)
{
	str rest = key, class = str_cut(&rest, '-');

	return class.n == BIG_KEY ? DESK_FORMAT(cx, "/classes?big=%.*s", STR_ARG(class))
	                          : DESK_FORMAT(cx, "/classes/%.*s", STR_ARG(class));
}

static str
said(const struct ctx *cx, const char *column, str value)
{
	bool coded = strcmp(column, "subject") == 0 || strcmp(column, "photo") == 0;
	str  word = coded ? rules_value(cx, value) : STR_NONE;

	return word.n ? word : value;
}

static enum err
fields(struct ctx *cx, const struct class_difference *d, struct rules_change *x)
{
	if (!(x->fields = ARENA_NEWS(cx->arena, d->nfield, struct rules_field)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < d->nfield; i++) {
		const struct class_field *f = &d->field[i];

		x->fields[x->nfields++] =
		    (struct rules_field){f->label, said(cx, f->name, f->was), said(cx, f->name, f->is)};
	}
	return OK;
}

static enum err
part(struct ctx *cx, text_id title, str id, const struct class_difference *d, size_t n, struct rules_changes *out)
{
	enum err e = OK;
	size_t   of[CLASS_CHANGE_MAX] = {0};

	for (size_t i = 0; i < n; i++)
		of[d[i].what]++;
	*out = (struct rules_changes){
	    .title = title, .id = id, .added = ARENA_NEWS(cx->arena, of[CLASS_ADDED], struct rules_change),
	    .changed = ARENA_NEWS(cx->arena, of[CLASS_CHANGED], struct rules_change),
	    .ended = ARENA_NEWS(cx->arena, of[CLASS_ENDED], struct rules_change)};
	if (!out->added || !out->changed || !out->ended)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && e == OK; i++) {
		struct rules_change *x = d[i].what == CLASS_ADDED   ? &out->added[out->nadded++]
		                         : d[i].what == CLASS_ENDED ? &out->ended[out->nended++]
		                                                    : &out->changed[out->nchanged++];

		*x = (struct rules_change){.key = d[i].key, .name = d[i].name, .href = leads_to(cx, d[i].key),
		                           .was_version = d[i].was_version, .version = d[i].version};
		e = x->href.p ? fields(cx, &d[i], x) : ctx_no_memory(cx);
	}
	return e;
}

static enum err
turns(struct ctx *cx, const struct class_comparison *c, struct rules_compare *p)
{
	if (!(p->turns = ARENA_NEWS(cx->arena, c->nturn, struct rules_turn)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < c->nturn; i++) {
		const struct class_turn *t = &c->turn[i];
		char                     text[DAY_TEXT];
		day                      before;
		str                      n = DESK_FORMAT(cx, "%lld", (long long)t->n), was;

		if (!day_parse(t->day, &before) || !day_add(before, -1, &before))
			continue;
		was = day_format(before, text);
		p->turns[p->nturns++] = (struct rules_turn){
		    .day = t->day,
		    .words = desk_text(cx, t->conditions ? T_rules_turn_conditions : T_rules_turn_classes,
		                       t->version, n),
		    .href = DESK_FORMAT(cx, "/classes/compare?from=%.*s&to=%.*s", STR_ARG(was), STR_ARG(t->day)),
		    .on = str_eq(was, p->from) && str_eq(t->day, p->to)};
	}
	return OK;
}

enum err
rules_compare_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx                    *cx = rq->cx;
	struct rules_compare          *p = ARENA_NEW(cx->arena, struct rules_compare);
	const struct class_comparison *c;
	static const char *const       name[] = {"from", "to"};
	struct input                   in[NITEMS(name)];
	size_t                         m = 0;
	char                           from[DAY_TEXT], to[DAY_TEXT];
	const void                    *out;
	struct html_cx                 h;
	struct buf                     b;
	enum err                       e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < NITEMS(name); i++) {
		str value = str_trim(desk_value(pairs, n, str_of(name[i])));

		if (value.n)
			in[m++] = (struct input){str_of(name[i]), value};
	}
	if ((e = desk_view(rq, "class.compare", in, m, &out)) != OK)
		return e;
	c = out;
	frame_of(rq, &p->page);
	p->from = DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(c->from, from)));
	p->to = DESK_FORMAT(cx, "%.*s", STR_ARG(day_format(c->to, to)));
	p->reissued = c->reissued;
	p->none = !c->nclass && !c->ncondition;
	if (!(p->parts = ARENA_NEWS(cx->arena, 2, struct rules_changes)))
		return ctx_no_memory(cx);
	if (c->nclass && (e = part(cx, T_rules_part_classes, S("pc"), c->class, c->nclass,
	                           &p->parts[p->nparts++])) != OK)
		return e;
	if (c->ncondition && (e = part(cx, T_rules_part_conditions, S("pk"), c->condition, c->ncondition,
	                               &p->parts[p->nparts++])) != OK)
		return e;
	if ((e = turns(cx, c, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_rules_compare(&h, p);
	return frame_end(&h, rp, 200);
}
