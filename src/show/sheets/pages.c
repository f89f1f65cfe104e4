/* The pages of tables. */
#include "base/utf8.h"
#include "sheets_tpl.h"
#include "show/sheets/page.h"
#include "show/sheets/sheets.h"
#include "show_sheets_texts.h"
#include "work/bulk/bulk.h"

enum { SAYS_MOST = 240, CELL_MOST = 120 };

/* Whoever may send it is offered to; by the command that lets it in. */
static enum err
one_of(struct ctx *cx, const struct bulk_kind *k, struct sheets_one *out)
{
	*out = (struct sheets_one){.title = k->title,
	                           .what = k->what,
	                           .href = DESK_FORMAT(cx, "/tables/%s", k->name),
	                           .xlsx = DESK_FORMAT(cx, "/tables/%s/xlsx", k->name),
	                           .csv = DESK_FORMAT(cx, "/tables/%s/csv", k->name),
	                           .empty = DESK_FORMAT(cx, "/tables/%s/empty", k->name)};
	return command_offered(cx, command_find(str_of(k->command)), &out->edit);
}

enum err
sheets_list_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx         *cx = rq->cx;
	struct sheets_list *p = ARENA_NEW(cx->arena, struct sheets_list);
	const struct bulk_kind *const *kind;
	size_t                  nkind = bulk_all(&kind);
	struct html_cx      h;
	struct buf          b;
	enum err            e;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p || !(p->kinds = ARENA_NEWS(cx->arena, nkind, struct sheets_one)))
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	for (size_t i = 0; i < nkind; i++)
		if (cx->who && actor_may(cx->who, kind[i]->see))
			if ((e = one_of(cx, kind[i], &p->kinds[p->nkinds++])) != OK)
				return e;
	frame_begin(rq, &h, &b);
	tpl_sheets_list(&h, p);
	return frame_end(&h, rp, 200);
}

static text_id
hint_of(const struct bulk_column *c)
{
	return c->hint != T_none      ? c->hint
	       : c->keep             ? T_sheets_how_keep
	       : c->as == BULK_DAY   ? T_sheets_how_day
	       : c->as == BULK_LIST  ? T_sheets_how_list
	       : c->as == BULK_ROLE  ? T_sheets_how_role
	       : c->as == BULK_NOTE  ? T_sheets_how_note
	                             : T_none;
}

/* The labels of a column's choices, parted as this language does. */
static str
choices_of(const struct ctx *cx, const struct bulk_column *c)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	for (const struct choice *x = c->choices; x && x->value; x++) {
		if (b.n)
			buf_add(&b, cx->lang == EN ? S(", ") : S("、"));
		buf_add(&b, text_get(x->label, cx->lang));
	}
	return buf_str(&b);
}

/* One column after the other, then stretches of rows, which always fit. */
static enum err
pieces(struct http_request *rq, const struct bulk_kind *k, struct sheets_kind *p)
{
	struct ctx              *cx = rq->cx;
	const struct bulk_parts *o;
	const void              *v;
	size_t                   stretches;
	enum err e = desk_view(rq, "bulk.parts", &(struct input){S("kind"), str_of(k->name)}, 1, &v);

	if (e != OK)
		return e;
	o = v;
	stretches = (size_t)((o->rows + BULK_ROWS - 1) / BULK_ROWS);
	if (!(p->parts = ARENA_NEWS(cx->arena, o->n + stretches + 1, struct sheets_part)))
		return ctx_no_memory(cx);
	p->have = o->rows;
	p->more = o->more;
	for (size_t i = 0; i < stretches; i++) {
		int64_t from = (int64_t)i * BULK_ROWS + 1, upto = from + BULK_ROWS - 1;

		upto = upto < o->rows ? upto : o->rows;
		p->parts[p->nparts++] = (struct sheets_part){
		    .by = text_get(T_sheets_by_row, cx->lang), .n = upto - from + 1,
		    .name = DESK_FORMAT(cx, "%lld–%lld", (long long)from, (long long)upto),
		    .href = DESK_FORMAT(cx, "%.*s?from=%lld", STR_ARG(p->kind.xlsx), (long long)from)};
	}
	for (size_t i = 0; i < o->n; i++) {
		const struct bulk_column *c = &k->column[o->part[i].column];
		str href = frame_with(cx->arena, p->kind.xlsx, S("column"), str_of(c->name));

		p->parts[p->nparts++] = (struct sheets_part){
		    .by = bulk_head(cx, c), .n = o->part[i].rows, .large = o->part[i].rows > BULK_ROWS,
		    .name = o->part[i].value.n ? o->part[i].value : text_get(T_sheets_blank, cx->lang),
		    .href = frame_with(cx->arena, href, S("value"), o->part[i].value)};
	}
	return OK;
}

enum err
sheets_kind_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                 struct http_reply *rp)
{
	struct ctx             *cx = rq->cx;
	struct sheets_kind     *p = ARENA_NEW(cx->arena, struct sheets_kind);
	const struct bulk_kind *k = bulk_kind_of(tail);
	struct html_cx          h;
	struct buf              b;
	enum err                e;

	if (!k)
		return ERR_NONE;
	if ((e = command_allow(cx, k->edit)) != OK)
		return e;
	if (!p || !(p->columns = ARENA_NEWS(cx->arena, k->n, struct sheets_column)))
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = one_of(cx, k, &p->kind)) != OK)
		return e;
	if (!p->kind.edit)
		return ERR_NONE;
	p->in_parts = frame_with(cx->arena, p->kind.href, S("parts"), S("1"));
	p->parted = desk_value(pairs, n, S("parts")).n > 0;
	if (p->parted && (e = pieces(rq, k, p)) != OK)
		return e;
	p->rows = BULK_ROWS;
	p->megabytes = BULK_BYTES >> 20;
	for (size_t c = 0; c < k->n; c++)
		p->columns[p->ncolumns++] = (struct sheets_column){bulk_head(cx, &k->column[c]), k->column[c].need,
		                                                   k->column[c].key, hint_of(&k->column[c]),
		                                                   choices_of(cx, &k->column[c])};
	p->typed = again ? desk_value(again->typed, again->n, S("text")) : S("");
	if (!p->typed.p)
		p->typed = S("");
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	p->page.nkept = 0;
	frame_begin(rq, &h, &b);
	tpl_sheets_kind(&h, p);
	return frame_end(&h, rp, desk_status(again));
}

/* ---- What a table would change ------------------------------------------------------------------------------ */

static str
shortened(const struct ctx *cx, str s, size_t most)
{
	str cut = utf8_cut(s, most);

	return cut.n == s.n ? s : desk_text(cx, T_sheets_cut, cut, STR_NONE);
}

static enum err
take_row(const struct ctx *cx, const struct bulk_item *from, struct sheets_row *to)
{
	struct buf b;

	*to = (struct sheets_row){.line = from->line, .key = shortened(cx, from->key, CELL_MOST)};
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	if (from->state == BULK_CHANGED && !(to->changes = ARENA_NEWS(cx->arena, from->nchange, struct sheets_change)))
		return ERR_MEMORY;
	for (size_t i = 0; i < from->nchange; i++) {
		const struct bulk_change *c = &from->change[i];

		if (from->state == BULK_CHANGED)
			to->changes[to->nchanges++] = (struct sheets_change){
			    c->column, shortened(cx, c->was, CELL_MOST), shortened(cx, c->is, CELL_MOST)};
		else
			buf_printf(&b, "%s%.*s：%.*s", i ? "；" : "", STR_ARG(c->column), STR_ARG(c->is));
	}
	to->says = shortened(cx, buf_str(&b), SAYS_MOST);
	return OK;
}

enum err
sheets_draft_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx                *cx = rq->cx;
	struct sheets_draft       *p = ARENA_NEW(cx->arena, struct sheets_draft);
	const struct bulk_preview *v;
	const void                *out;
	struct html_cx             h;
	struct buf                 b;
	enum err                   e;

	(void)pairs;
	(void)n;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = desk_view(rq, "bulk.show", &(struct input){S("id"), tail}, 1, &out)) != OK)
		return e;
	v = out;
	frame_of(rq, &p->page);
	p->title = v->kind->title;
	p->id = tail;
	p->name = v->name;
	p->seen = v->seen;
	p->back = DESK_FORMAT(cx, "/tables/%s", v->kind->name);
	p->here = DESK_FORMAT(cx, "/drafts/%lld", (long long)v->id);
	p->fresh = v->fresh;
	p->changed = v->changed;
	p->total = v->fresh + v->changed;
	p->same = v->same;
	p->others = v->others;
	p->stale = v->stale;
	p->why = v->why + v->why_stale;
	p->must_why = v->why > 0;
	p->reason = again ? desk_value(again->typed, again->n, S("reason")) : S("");
	if (!p->reason.p)
		p->reason = S("");
	p->notes = v->note;
	p->nnotes = v->nnote;
	p->faults = v->fault;
	p->nfaults = v->nfault;
	p->more_faults = v->nfault == WHY_MAX;
	p->ready = v->ready;
	p->added = ARENA_NEWS(cx->arena, v->n + 1, struct sheets_row);
	p->altered = ARENA_NEWS(cx->arena, v->n + 1, struct sheets_row);
	p->moved = ARENA_NEWS(cx->arena, v->n + 1, struct sheets_row);
	if (!p->added || !p->altered || !p->moved)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < v->n; i++)
		if (take_row(cx, &v->item[i],
		             v->item[i].state == BULK_NEW ? &p->added[p->nadded++]
		             : v->item[i].stale           ? &p->moved[p->nmoved++]
		                                          : &p->altered[p->naltered++]) != OK)
			return ctx_no_memory(cx);
	p->more_added = (int64_t)p->nadded < v->fresh;
	p->more_moved = (int64_t)p->nmoved < v->stale;
	p->more_altered = (int64_t)p->naltered < v->changed;
	if ((e = form_rest(cx, again, &p->page)) != OK)
		return e;
	p->page.nkept = 0;
	frame_begin(rq, &h, &b);
	tpl_sheets_draft(&h, p);
	return frame_end(&h, rp, desk_status(again));
}
