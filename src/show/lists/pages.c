/* The pages of schemes: all of them, one by its blocks, several side by side, two versions, one standard. */
#include "city/unit/roles.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "lists_tpl.h"
#include "show/lists/lists.h"
#include "show/lists/page.h"
#include "show_lists_texts.h"
#include "work/scheme/scheme.h"
#include "work_scheme_texts.h"

#include <stdlib.h>

enum { SIDE_MOST = 60, SITES_MOST = 400 };

/* ---- Words ---- */

/* "12.5 %" of 125 thousandths. */
static str
weight_said(const struct ctx *cx, int64_t weight)
{
	return weight % 10 ? DESK_FORMAT(cx, "%lld.%lld %%", (long long)(weight / 10), (long long)(weight % 10))
	                   : DESK_FORMAT(cx, "%lld %%", (long long)(weight / 10));
}

static enum err
words_of(struct ctx *cx, str list, str **out, size_t *n)
{
	str one, rest = list;

	for (*n = 0; list_cut(&rest).p;)
		++*n;
	if (!(*out = ARENA_NEWS(cx->arena, *n, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; (one = list_cut(&list)).p; i++)
		(*out)[i] = one;
	return OK;
}

static struct lists_scheme
scheme_said(const struct ctx *cx, const struct scheme_item *s)
{
	return (struct lists_scheme){.id = s->id, .standards = s->standards, .code = s->code, .version = s->version,
	    .name = s->name, .source = s->source, .from = s->valid_from, .to = s->valid_to,
	    .weight = weight_said(cx, s->weight), .level = scheme_level_label(s->level), .sample = s->sample,
	    .now = s->now};
}

static enum err
standard_said(struct ctx *cx, const struct standard_item *s, struct lists_standard *out)
{
	*out = (struct lists_standard){.id = s->id, .no = s->no, .item = s->item, .content = s->content,
	                               .words = s->words, .method = s->method, .weight = weight_said(cx, s->weight)};
	return words_of(cx, s->site_types, &out->sites, &out->nsites);
}

/* Types of sites with how many standards name each, the most named first. */
static int
by_count(const void *a, const void *b)
{
	const struct lists_site *x = a, *y = b;

	return x->n != y->n ? (x->n > y->n ? -1 : 1) : str_cmp(x->name, y->name);
}

static enum err
sites_of(struct ctx *cx, const struct standard_list *l, struct lists_site **out, size_t *n)
{
	struct lists_site *s = ARENA_NEWS(cx->arena, SITES_MOST, struct lists_site);

	if (!s)
		return ctx_no_memory(cx);
	*n = 0;
	for (size_t i = 0; i < l->n; i++) {
		str list = l->item[i].site_types, one;

		while ((one = list_cut(&list)).p) {
			size_t k = 0;

			while (k < *n && !str_eq(s[k].name, one))
				k++;
			if (k == SITES_MOST)
				break;
			if (k == *n)
				s[(*n)++] = (struct lists_site){frame_with(cx->arena, S("/standards"), S("site"),
				    one), one, 0};
			s[k].n++;
		}
	}
	if (*n)
		qsort(s, *n, sizeof(*s), by_count);
	*out = s;
	return OK;
}

static enum err
all_schemes(struct http_request *rq, const struct scheme_list **out)
{
	const void *v;
	enum err    e = desk_view(rq, "scheme.list", NULL, 0, &v);

	*out = v;
	return e;
}

/* Not page by page: these pages count, and stand side by side.  At most two fields of a filter. */
static enum err
every_standard(struct http_request *rq, const struct input *filter, size_t n, const void **v, int64_t *cut)
{
	struct input in[3];
	enum err     e;

	for (size_t i = 0; i < n; i++)
		in[i] = filter[i];
	in[n] = (struct input){S("n"), DESK_FORMAT(rq->cx, "%d", SCHEME_ROWS)};
	e = desk_view(rq, "standard.list", in, n + 1, v);
	if (e == OK && ((const struct standard_list *)*v)->more)
		*cut = SCHEME_ROWS;
	return e;
}

/* ---- GET /schemes ---- */

static str
compare_path(struct ctx *cx, const struct scheme_item *was, const struct scheme_item *is)
{
	str path = frame_with(cx->arena, S("/schemes/compare"), S("scheme"), is->code);

	return frame_with(cx->arena, frame_with(cx->arena, path, S("from"), was->version), S("to"), is->version);
}

enum err
lists_schemes_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct lists_schemes     *p = ARENA_NEW(cx->arena, struct lists_schemes);
	const struct scheme_list *l;
	const void               *v;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)pairs;
	(void)n;
	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	if ((e = all_schemes(rq, &l)) != OK || (e = every_standard(rq, NULL, 0, &v, &p->cut)) != OK ||
	    (e = sites_of(cx, v, &p->sites, &p->nsites)) != OK)
		return e;
	if (!(p->schemes = ARENA_NEWS(cx->arena, l->n, struct lists_scheme)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		struct lists_scheme *s = &p->schemes[p->nschemes++];

		*s = scheme_said(cx, &l->item[i]);
		if (i && str_eq(l->item[i - 1].code, l->item[i].code))
			s->compare = compare_path(cx, &l->item[i - 1], &l->item[i]);
	}
	if ((e = command_offered(cx, command_find(S("scheme.load")), &p->edits)) != OK)
		return e;
	p->edits = p->edits && actor_may(cx->who, PERM_TABLE_EDIT);
	frame_begin(rq, &h, &b);
	tpl_lists_schemes(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /schemes/{id} ---- */

/* The blocks in the order of their first number, and the standards of the one that is chosen. */
static enum err
blocks_of(struct ctx *cx, const struct standard_list *l, str wanted, struct lists_one *p)
{
	int64_t *sum = ARENA_NEWS(cx->arena, l->n, int64_t);
	str      here = DESK_FORMAT(cx, "/schemes/%lld", (long long)p->scheme.id);
	bool     known = false;
	enum err e = OK;

	p->blocks = ARENA_NEWS(cx->arena, l->n, struct lists_block);
	p->standards = ARENA_NEWS(cx->arena, l->n, struct lists_standard);
	if (!sum || !p->blocks || !p->standards)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++) {
		size_t k = 0;

		while (k < p->nblocks && !str_eq(p->blocks[k].name, l->item[i].block))
			k++;
		if (k == p->nblocks)
			p->blocks[p->nblocks++] = (struct lists_block){
			    .name = l->item[i].block, .href = frame_with(cx->arena, here, S("block"),
			    l->item[i].block)};
		p->blocks[k].n++;
		sum[k] += l->item[i].weight;
		known = known || str_eq(l->item[i].block, wanted);
	}
	p->part = known ? wanted : p->nblocks ? p->blocks[0].name : STR_NONE;
	for (size_t k = 0; k < p->nblocks; k++) {
		p->blocks[k].weight = weight_said(cx, sum[k]);
		p->blocks[k].on = str_eq(p->blocks[k].name, p->part);
	}
	for (size_t i = 0; e == OK && i < l->n; i++)
		if (str_eq(l->item[i].block, p->part))
			e = standard_said(cx, &l->item[i], &p->standards[p->nstandards++]);
	return e;
}

enum err
lists_scheme_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                  struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct lists_one         *p = ARENA_NEW(cx->arena, struct lists_one);
	const struct scheme_list *l;
	const struct scheme_item *s = NULL;
	const void               *v;
	int64_t                   id;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id))
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = all_schemes(rq, &l)) != OK)
		return e;
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].id == id)
			s = &l->item[i];
	if (!s)
		return ERR_NONE;
	p->scheme = scheme_said(cx, s);
	if ((e = every_standard(rq, (struct input[]){{S("scheme"), s->code}, {S("version"),
	    s->version}}, 2, &v, &p->cut)) !=
	        OK ||
	    (e = blocks_of(cx, v, desk_value(pairs, n, S("block")), p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_lists_one(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /standards ---- */

static enum err
columns_of(struct ctx *cx, const struct scheme_list *all, const struct standard_list *l, struct lists_side *p)
{
	enum err e = OK;

	if (!(p->columns = ARENA_NEWS(cx->arena, all->n, struct lists_column)))
		return ctx_no_memory(cx);
	for (size_t i = 0; e == OK && i < all->n; i++) {
		struct lists_column *c = &p->columns[p->ncolumns];

		if (!all->item[i].now)
			continue;
		p->ncolumns++;
		c->scheme = scheme_said(cx, &all->item[i]);
		if (!(c->standards = ARENA_NEWS(cx->arena, SIDE_MOST, struct lists_standard)))
			return ctx_no_memory(cx);
		for (size_t k = 0; e == OK && k < l->n; k++) {
			if (l->item[k].scheme_id != all->item[i].id)
				continue;
			if (c->nstandards < SIDE_MOST)
				e = standard_said(cx, &l->item[k], &c->standards[c->nstandards++]);
			else
				c->more++;
		}
	}
	return e;
}

enum err
lists_side_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                struct http_reply *rp)
{
	struct ctx               *cx = rq->cx;
	struct lists_side        *p = ARENA_NEW(cx->arena, struct lists_side);
	struct input              in[2];
	const struct scheme_list *all;
	const void               *v;
	size_t                    m = 0;
	struct html_cx            h;
	struct buf                b;
	enum err                  e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	frame_of(rq, &p->page);
	p->site = str_trim(desk_value(pairs, n, S("site")));
	p->words = str_trim(desk_value(pairs, n, S("words")));
	p->asked = p->site.n || p->words.n;
	if ((e = all_schemes(rq, &all)) != OK || (e = every_standard(rq, NULL, 0, &v, &p->cut)) != OK ||
	    (e = sites_of(cx, v, &p->sites, &p->nsites)) != OK)
		return e;
	if (p->site.n)
		in[m++] = (struct input){S("site"), p->site};
	if (p->words.n)
		in[m++] = (struct input){S("words"), p->words};
	if (p->asked && ((e = every_standard(rq, in, m, &v, &p->cut)) != OK || (e = columns_of(cx, all, v,
	    p)) != OK))
		return e;
	frame_begin(rq, &h, &b);
	tpl_lists_side(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /schemes/compare ---- */

/* The versions of the scheme, to choose two. */
static enum err
versions_form(struct ctx *cx, const struct scheme_list *all, str code, struct lists_compare *p)
{
	static const char *const ends[] = {"from", "to"};
	const struct view       *v = view_find(S("scheme.compare"));
	enum err                 e = form_of(cx, str_of(v->name), v->in, v->nin, &p->form);

	if (e != OK)
		return e;
	form_hide(&p->form, "scheme", code);
	for (size_t k = 0; k < NITEMS(ends); k++) {
		struct form_group *g = ARENA_NEW(cx->arena, struct form_group);

		if (!g || !(g->options = ARENA_NEWS(cx->arena, all->n, struct form_option)))
			return ctx_no_memory(cx);
		for (size_t i = 0; i < all->n; i++)
			if (str_eq(all->item[i].code, code))
				g->options[g->noptions++] =
				    (struct form_option){all->item[i].version, all->item[i].version,
				                         str_eq(all->item[i].version, k ? p->to : p->from)};
		form_pick(&p->form, ends[k], g, 1);
	}
	return OK;
}

static enum err
parts_of(struct ctx *cx, const struct scheme_comparison *c, struct lists_compare *p)
{
	static const struct {
		enum standard_change what;
		text_id              title;
		const char          *id;
	} parts[] = {{STANDARD_ADDED, T_lists_added, "added"},
	             {STANDARD_CHANGED, T_lists_changed, "changed"},
	             {STANDARD_MOVED, T_lists_moved, "moved"},
	             {STANDARD_GONE, T_lists_gone, "gone"}};

	if (!(p->parts = ARENA_NEWS(cx->arena, NITEMS(parts), struct lists_part)))
		return ctx_no_memory(cx);
	for (size_t k = 0; k < NITEMS(parts); k++) {
		struct lists_part *part = &p->parts[p->nparts];

		if (!c->of[parts[k].what])
			continue;
		p->nparts++;
		*part = (struct lists_part){.title = parts[k].title, .id = str_of(parts[k].id)};
		if (!(part->changes = ARENA_NEWS(cx->arena, c->of[parts[k].what], struct lists_change)))
			return ctx_no_memory(cx);
		for (size_t i = 0; i < c->n; i++) {
			const struct standard_difference *d = &c->item[i];
			const struct standard_item       *s = d->is ? d->is : d->was;
			struct lists_change              *to = &part->changes[part->nchanges];

			if (d->what != parts[k].what)
				continue;
			part->nchanges++;
			*to = (struct lists_change){.id = s->id, .no = s->no, .words = s->words};
			if (!(to->fields = ARENA_NEWS(cx->arena, d->nfield, struct lists_field)))
				return ctx_no_memory(cx);
			for (size_t m = 0; m < d->nfield; m++)
				to->fields[to->nfields++] =
				    (struct lists_field){d->field[m].label, d->field[m].was, d->field[m].is};
		}
	}
	return OK;
}

enum err
lists_compare_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                   struct http_reply *rp)
{
	struct ctx           *cx = rq->cx;
	struct lists_compare *p = ARENA_NEW(cx->arena, struct lists_compare);
	const struct scheme_comparison *c;
	const struct scheme_list       *all;
	const void           *v;
	struct html_cx        h;
	struct buf            b;
	enum err              e;

	(void)tail;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	/* Typed by hand, without two versions: where they are chosen. */
	if (n == 0) {
		http_see_other(rq, rp, S("/schemes"));
		return OK;
	}
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "scheme.compare", pairs, n, &v)) != OK || (e = all_schemes(rq, &all)) != OK)
		return e;
	c = v;
	p->code = c->is->code;
	p->name = c->is->name;
	p->from = c->was->version;
	p->to = c->is->version;
	p->same = c->same;
	if ((e = versions_form(cx, all, p->code, p)) != OK || (e = parts_of(cx, c, p)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_lists_compare(&h, p);
	return frame_end(&h, rp, 200);
}

/* ---- GET /standards/{id} ---- */

static const struct trail_column columns[] = {
    {"standard", "block", T_scheme_f_block, TRAIL_WORDS},     {"standard", "item", T_scheme_f_item, TRAIL_WORDS},
    {"standard", "content", T_scheme_f_content, TRAIL_WORDS}, {"standard", "words", T_scheme_f_words, TRAIL_WORDS},
    {"standard", "method", T_scheme_f_method, TRAIL_WORDS},   {"standard", "site_types", T_scheme_f_sites,
    TRAIL_WORDS},
    {"standard", "weight", T_scheme_f_weight, TRAIL_WORDS},   {"standard", "struck", T_sheet_word_struck,
    TRAIL_WORDS},
    {"scheme", "name", T_sheet_word_name, TRAIL_WORDS},       {"scheme", "valid_from", T_sheet_word_valid_from,
    TRAIL_WORDS},
    {"scheme", "valid_to", T_sheet_word_valid_to, TRAIL_WORDS}, {"scheme", "source", T_sheet_word_source,
    TRAIL_WORDS},
};
static const struct trail_type types[] = {
    {"standard.added", T_lists_e_standard_added}, {"standard.changed", T_lists_e_standard_changed},
    {"scheme.added", T_lists_e_scheme_added},     {"scheme.changed", T_lists_e_scheme_changed},
};
const struct trail_words lists_words = {
    .column = columns, .ncolumn = NITEMS(columns), .type = types, .ntype = NITEMS(types),
};

enum err
lists_standard_show(struct http_request *rq, const struct input *pairs, size_t n, str tail, struct form_again *again,
                    struct http_reply *rp)
{
	struct ctx                  *cx = rq->cx;
	struct lists_detail         *p = ARENA_NEW(cx->arena, struct lists_detail);
	const struct standard_shown *s;
	int64_t        id;
	const void                  *v;
	struct html_cx               h;
	struct buf                   b;
	enum err                     e;

	(void)pairs;
	(void)n;
	(void)again;
	if (!p)
		return ctx_no_memory(cx);
	if (!str_to_i64(tail, &id) || id < 1)
		return ERR_NONE;
	frame_of(rq, &p->page);
	if ((e = desk_view(rq, "standard.get", &(struct input){S("id"), tail}, 1, &v)) != OK ||
	    (e = trail_page(cx, PERM_CITY_SEE, &lists_words, "standard", id, &p->past)) != OK)
		return e;
	s = v;
	p->scheme = (struct lists_scheme){.id = s->s.scheme_id, .code = s->s.scheme, .version = s->s.version,
	    .name = s->scheme_name, .level = scheme_level_label(s->level), .sample = s->sample};
	p->part = s->s.block;
	p->struck = s->struck;
	if ((e = standard_said(cx, &s->s, &p->s)) != OK)
		return e;
	frame_begin(rq, &h, &b);
	tpl_lists_standard(&h, p);
	return frame_end(&h, rp, 200);
}
