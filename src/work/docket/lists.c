/* Lists of cases within a reach: by deadline, by state, the newest, and what answers a search. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "work/docket/inside.h"
#include "work/docket/names.h"
#include "work/docket/words.h"
#include "work_acts_texts.h"
#include "work_docket_texts.h"

#include <string.h>

/*
 * A page is cut from sorted streams of rows: one of all open cases, one for each
 * state that was asked for, or the newest.  Each is read along its index and merged
 * into the best `want + 1` rows so far; a stream ends as soon as its rows come
 * behind all of those.  What no index knows (class, source, words) is looked at row
 * by row, LOOK rows a page in all: then the page ends where the shortest look ended,
 * says so, and goes on from there.  So a page costs the same however many cases
 * there are, and none is left out on the way through the pages.
 */
enum {
	PAGE = 50,
	PAGE_MOST = 100,
	LOOK = 2000,
	LOOK_LEAST = 200, /* of one stream */
	YEARS = 10,       /* whose numbers a short end is looked for in */
	DIGITS_LEAST = 5, /* of a number: %05d */
	DIGITS_MOST = 9   /* that anybody types */
};

/* ---- case.list ------------------------------------------------------------------------------- */

static const struct choice sort_choices[] = {{"due", T_case_sort_due}, {"new", T_case_sort_new}, {NULL, T_none}};
static const struct choice due_choices[] = {
	{"overdue", T_case_due_overdue}, {"today", T_case_due_today}, {NULL, T_none}};
static const struct choice kind_choices[] = {{"self", T_case_kind_self},
                                             {"forced", T_case_kind_forced},
                                             {"proven", T_case_kind_proven},
                                             {NULL, T_none}};
static const struct choice as_choices[] = {{"text", T_case_q_as_text}, {NULL, T_none}};

#define LIST_IN(X)                                                        \
	X(str, state, 0, 0, 120, T_case_field_state, NULL)                \
	X(choice, due, 0, 0, 0, T_case_field_due, due_choices)            \
	X(choice, kind, 0, 0, 0, T_case_field_kind, kind_choices)         \
	X(str, class, 0, 0, 40, T_case_field_class, NULL)                 \
	X(str, source, 0, 0, 40, T_case_field_source, NULL)               \
	X(str, q, 0, 0, 60, T_case_field_q, NULL)                         \
	X(choice, q_as, 0, 0, 0, T_case_field_q_as, as_choices)           \
	X(choice, sort, 0, 0, 0, T_case_field_sort, sort_choices)         \
	X(str, after, 0, 0, 60, T_case_field_after, NULL)                 \
	X(i64, n, 0, 1, PAGE_MOST, T_case_field_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

/* A page in the making. */
struct cut {
	struct ctx                *cx;
	const struct list_in      *in;
	const struct docket_names *names;
	struct case_list_out      *out;
	size_t                     want;
	struct word                word[WORDS_MOST];
	size_t                     nword;
	uint32_t                   states;   /* 1 << state; 0: all that are open, or with `newest` any */
	bool                       newest;
	bool                       latest;   /* only ended or told ones: in the order of their end, from behind */
	bool                       filtered; /* something is looked at row by row */
	int64_t                    scope;    /* whose rows are read: the actor's reach, or a place inside it */
	int64_t                    due, id;  /* go on behind this row */
	int64_t                    from_id;  /* newest: nothing before this one */
	int64_t                    to_due;   /* and before this deadline */
	/* Of the stream that is being read: */
	size_t  looked, look_most;
	int64_t last_due, last_id;
	bool    ended; /* early: what follows comes behind the page */
	/* Behind this row no stream may be trusted to have been looked at. */
	bool    cut_off;
	int64_t off_due, off_id;
	size_t  looked_all;
};

/* In the order of the page. */
static bool
before(const struct cut *c, int64_t due_a, int64_t id_a, int64_t due_b, int64_t id_b)
{
	if (c->newest)
		return id_a > id_b;
	if (c->latest)
		return due_a != due_b ? due_a > due_b : id_a > id_b;
	return due_a != due_b ? due_a < due_b : id_a < id_b;
}

static bool
has_id(const struct word *w, int64_t id)
{
	for (size_t i = 0; i < w->nid; i++)
		if (w->id[i] == id)
			return true;
	return false;
}

static bool
answers(const struct cut *c, const struct word *w, const struct q_list_due_row *r)
{
	switch (w->kind) {
	case WORD_PLACE:
		for (size_t i = 0; i < w->nid; i++)
			if (names_inside(c->names, r->place_id, w->id[i]))
				return true;
		return false;
	case WORD_UNIT: return r->unit_id.some && has_id(w, r->unit_id.v);
	case WORD_CLASS:
		for (size_t i = 0; i < w->nkey; i++)
			if (r->class_key.p && str_eq(r->class_key, w->key[i]))
				return true;
		return false;
	case WORD_BEGIN: return str_starts(r->no, w->text);
	/* Read by its index, not in the order of the page. */
	case WORD_NUMBER:
	case WORD_REF: return before(c, c->due, c->id, r->due, r->id);
	case WORD_TEXT: break;
	}
	return words_in(r->address, w->text);
}

static const char *const kind_name[CASE_KIND_MAX] = {"", "proven", "forced", "self"};

static bool
wanted(const struct cut *c, const struct q_list_due_row *r)
{
	const struct list_in *in = c->in;

	if (in->class.n && !(r->class_key.p && str_starts(r->class_key, in->class)))
		return false;
	if (in->source.n && !str_eq(r->source, in->source))
		return false;
	if (c->states && !(c->states & (1u << r->state)))
		return false;
	if (in->kind.n && !str_eq(in->kind, str_of(kind_name[r->kind])))
		return false;
	if (in->due.n && (!r->open || r->due < c->due || r->due >= c->to_due))
		return false;
	for (size_t i = 0; i < c->nword; i++)
		if (!answers(c, &c->word[i], r))
			return false;
	return true;
}

/* Its texts in one piece of the arena. */
static bool
take_texts(struct arena *a, struct case_item *x)
{
	str *text[] = {&x->no, &x->source, &x->class_key, &x->address, &x->told_status, &x->told_unit};
	size_t n = 0;
	char  *p;

	for (size_t i = 0; i < NITEMS(text); i++)
		n += text[i]->n;
	if (!(p = arena_alloc(a, n)))
		return false;
	for (size_t i = 0; i < NITEMS(text); i++) {
		if (!text[i]->p)
			continue;
		if (text[i]->n)
			memcpy(p, text[i]->p, text[i]->n);
		*text[i] = (str){p, text[i]->n};
		p += text[i]->n;
	}
	return true;
}

static struct case_item
item_of(const struct cut *c, const struct q_list_due_row *r)
{
	bool told = r->state == CASE_TOLD;

	return (struct case_item){
		.id = r->id, .no = r->no, .state = r->state, .kind = r->kind, .source = r->source,
		.class_key = r->class_key,
		.class_name = r->class_id.some ? names_class(c->names, r->class_id.v) : STR_NONE,
		.place_name = names_place(c->names, r->place_id), .address = r->address,
		.unit_name = r->unit_id.some ? names_unit(c->names, r->unit_id.v) : STR_NONE, .priority = r->priority,
		.asking = r->asking, .rework = r->rework, .last_at = r->last_at, .reported_at = r->reported_at,
		.sort = r->due, .due_at = r->due_at, .at_hq = r->at_hq, .open = r->open,
		.told_status = r->told_status, .told_unit = r->told_unit,
		.overdue = !told && (r->overdue || (r->open && r->due_at.some && r->due_at.v < c->cx->now))};
}

/* One row of any stream; ERR_NONE ends the stream. */
static enum err
take(struct cut *c, const struct q_list_due_row *r)
{
	struct case_list_out *o = c->out;
	struct case_item      x;
	size_t                k;

	c->looked++;
	c->last_due = r->due;
	c->last_id = r->id;
	if (c->newest && r->id < c->from_id) {
		c->ended = true;
		return ERR_NONE;
	}
	if (o->n > c->want && !before(c, r->due, r->id, o->item[c->want].sort, o->item[c->want].id)) {
		c->ended = true;
		return ERR_NONE;
	}
	if (!wanted(c, r))
		return OK;
	x = item_of(c, r);
	if (!take_texts(c->cx->arena, &x))
		return ctx_no_memory(c->cx);
	/* One more than wanted tells whether there is a next page. */
	k = o->n > c->want ? c->want : o->n++;
	for (; k > 0 && before(c, x.sort, x.id, o->item[k - 1].sort, o->item[k - 1].id); k--)
		o->item[k] = o->item[k - 1];
	o->item[k] = x;
	return OK;
}

/* The streams' rows have the same columns but not the same type. */
#define TAKE(name)                                                                                          \
	static enum err take_##name(struct ctx *cx, const struct q_list_##name##_row *r, void *arg)         \
	{                                                                                                   \
		struct q_list_due_row same = {                                                              \
			.due = r->due, .id = r->id, .no = r->no, .state = r->state, .kind = r->kind,        \
			.open = r->open,                                                            \
			.source = r->source, .priority = r->priority, .class_id = r->class_id,              \
			.class_key = r->class_key, .place_id = r->place_id, .unit_id = r->unit_id,          \
			.address = r->address, .overdue = r->overdue, .at_hq = r->at_hq,                    \
			.asking = r->asking, .rework = r->rework, .last_at = r->last_at,                    \
			.due_at = r->due_at, .reported_at = r->reported_at, .told_status = r->told_status,  \
			.told_unit = r->told_unit};                                                         \
		(void)cx;                                                                                   \
		return take(arg, &same);                                                                    \
	}
TAKE(due)
TAKE(state)
TAKE(end)
TAKE(new)
TAKE(no)
TAKE(ref)

/* A stream is through: did it end because enough was looked at? */
static enum err
stream_end(struct cut *c, enum err e)
{
	bool early = c->ended;

	c->looked_all += c->looked;
	if (e != OK && !(e == ERR_NONE && early))
		return e;
	if (!early && c->looked == c->look_most &&
	    (!c->cut_off || before(c, c->last_due, c->last_id, c->off_due, c->off_id))) {
		c->cut_off = true;
		c->off_due = c->last_due;
		c->off_id = c->last_id;
	}
	c->looked = 0;
	c->ended = false;
	return OK;
}

static enum err
read_streams(struct cut *c)
{
	struct ctx *cx = c->cx;
	size_t      streams = 0;
	enum err    e = OK;

	for (int s = 0; s < CASE_STATE_MAX; s++)
		streams += c->states >> s & 1;
	c->look_most = c->want + 1;
	if (c->filtered) {
		c->look_most = !c->newest && streams ? LOOK / streams : LOOK;
		c->look_most = c->look_most < LOOK_LEAST ? LOOK_LEAST : c->look_most;
	}
	if (c->newest)
		return stream_end(c, q_list_new(cx, &(struct q_list_new_in){.scope = c->scope, .before_id = c->id,
		                                                           .n = (int64_t)c->look_most}, take_new, c));
	if (!c->states)
		return stream_end(c, q_list_due(cx, &(struct q_list_due_in){.scope = c->scope, .from_due = c->due,
		                                                           .from_id = c->id, .to_due = c->to_due,
		                                                           .n = (int64_t)c->look_most}, take_due, c));
	for (int s = 0; s < CASE_STATE_MAX && e == OK; s++) {
		if (!(c->states & (1u << s)))
			continue;
		if (c->latest)
			e = stream_end(c, q_list_end(cx, &(struct q_list_end_in){
				.scope = c->scope, .state = s, .from_due = c->due, .from_id = c->id,
				.n = (int64_t)c->look_most}, take_end, c));
		else
			e = stream_end(c, q_list_state(cx, &(struct q_list_state_in){
				.scope = c->scope, .state = s, .from_due = c->due, .from_id = c->id,
				.to_due = c->to_due, .n = (int64_t)c->look_most}, take_state, c));
	}
	return e;
}

static bool
has_open(uint32_t states)
{
	for (int s = 0; s < CASE_STATE_MAX; s++)
		if (states >> s & 1 && case_open((enum case_state)s))
			return true;
	return !states;
}

static bool
has_ended(uint32_t states)
{
	for (int s = 0; s < CASE_STATE_MAX; s++)
		if (states >> s & 1 && !case_open((enum case_state)s))
			return true;
	return false;
}

static enum case_order
order_of(const struct cut *c)
{
	if (c->newest)
		return CASE_BY_NEW;
	if (c->latest)
		return c->states == 1u << CASE_TOLD ? CASE_BY_TOLD : CASE_BY_END;
	return has_ended(c->states) && !c->in->due.n ? CASE_BY_BOTH : CASE_BY_DUE;
}

/* What was found behind the point up to which every stream was looked at waits for the next page. */
static enum err
finish(struct cut *c)
{
	struct case_list_out *o = c->out;
	size_t                n = 0;
	bool                  more;

	/* Unfiltered, a stream that gave all it was asked for gave more than a page. */
	if (!c->filtered)
		c->cut_off = false;
	while (n < o->n && (!c->cut_off || !before(c, c->off_due, c->off_id, o->item[n].sort, o->item[n].id)))
		n++;
	more = n > c->want;
	o->n = more ? c->want : n;
	o->order = order_of(c);
	if (more) {
		c->due = o->item[o->n - 1].sort;
		c->id = o->item[o->n - 1].id;
	} else if (c->cut_off) {
		c->due = c->off_due;
		c->id = c->off_id;
		o->looked = (int64_t)c->looked_all;
	} else {
		return OK;
	}
	o->next = arena_printf(c->cx->arena, "%lld.%lld", (long long)c->due, (long long)c->id);
	return o->next.p ? OK : ctx_no_memory(c->cx);
}

/* ---- What is asked for ---- */

static enum err
take_states(struct cut *c)
{
	str rest = c->in->state.n ? c->in->state : STR_NONE;

	while (rest.p) {
		str             code = str_trim(str_cut(&rest, ','));
		enum case_state s = case_state_of(code);

		if (s == CASE_STATE_MAX || s == CASE_NONE)
			return refuse(c->cx, ERR_INPUT, "state", T_case_no_state, code);
		c->states |= 1u << s;
	}
	/* Only what is closed was closed in some way. */
	if (c->in->kind.n && !c->states)
		c->states = 1u << CASE_CLOSED;
	return OK;
}

static enum err
take_order(struct cut *c)
{
	const struct list_in *in = c->in;
	day                   d;
	int32_t               ms;
	str                   rest = in->after, due;

	c->due = INT64_MIN;
	c->to_due = INT64_MAX;
	/* A search looks at all cases, the newest first, unless a state or a deadline is asked for. */
	c->newest = !in->due.n && (str_eq(in->sort, S("new")) || (!in->sort.n && in->q.n && !c->states));
	/* What has ended has no time left: the latest first. */
	c->latest = !c->newest && !in->due.n && !has_open(c->states);
	if (str_eq(in->due, S("overdue")))
		c->to_due = c->cx->now;
	if (str_eq(in->due, S("today")) && day_of_ms(c->cx->now, c->cx->zone, &d, &ms)) {
		c->due = c->cx->now;
		c->to_due = day_to_ms(d, DAY_MS, c->cx->zone);
	}
	if (c->newest || c->latest)
		c->id = INT64_MAX;
	if (c->latest)
		c->due = INT64_MAX;
	if (!in->after.n)
		return OK;
	due = str_cut(&rest, '.');
	if (!str_to_i64(due, &c->due) || !rest.p || !str_to_i64(rest, &c->id))
		return refuse(c->cx, ERR_INPUT, "after", T_case_bad_after);
	return OK;
}

/*
 * A place inside the scope has rows of its own in case_reach: the list begins
 * there, and nothing is looked at in vain.
 */
static void
narrow(struct cut *c)
{
	int64_t reach = c->cx->who->reach;

	c->scope = reach;
	c->filtered = c->in->class.n || c->in->source.n || c->in->kind.n || (c->newest && c->states);
	for (size_t i = 0; i < c->nword; i++) {
		const struct word *w = &c->word[i];

		if (w->kind == WORD_PLACE && w->nid == 1 && c->scope == reach && reach != REACH_ALL && reach % 2 == 0 &&
		    names_inside(c->names, w->id[0], reach / 2))
			c->scope = REACH_PLACE(w->id[0]);
		else if (w->kind != WORD_NUMBER)
			c->filtered = true;
	}
}

static enum err
show_words(struct cut *c)
{
	struct case_list_out *o = c->out;

	if (!(o->word = ARENA_NEWS(c->cx->arena, c->nword, struct docket_word)))
		return ctx_no_memory(c->cx);
	for (size_t i = 0; i < c->nword; i++)
		o->word[i] = (struct docket_word){c->word[i].text, c->word[i].kind};
	o->nword = c->nword;
	return OK;
}

/* ---- By number ---- */

/* 案号 whole or by its short end, of the year that was said or of the last YEARS.  Districts may have the same number. */
static enum err
read_numbers(struct cut *c)
{
	const struct word *w = &c->word[0];
	int64_t            last, first;
	day                today;
	int32_t            ms;
	enum err           e = OK;

	if (!w->seq || !day_of_ms(c->cx->now, c->cx->zone, &today, &ms))
		return OK;
	last = w->year ? w->year : day_year(today);
	first = w->year ? w->year : last - YEARS + 1;
	c->look_most = SIZE_MAX;
	for (int64_t y = last; e == OK && y >= first; y--) {
		str no = arena_printf(c->cx->arena, "%04lld-%05lld", (long long)y, (long long)w->seq);

		if (!no.p)
			return ctx_no_memory(c->cx);
		e = stream_end(c, q_list_no(c->cx, &(struct q_list_no_in){.scope = c->scope, .no = no}, take_no, c));
	}
	return e;
}

/*
 * Which numbers of so many digits begin with what was typed: "2026-12" 12000 to 12999 of five, 120000 to 129999 of six.
 * Numbers have five digits at least, filled up with noughts.
 */
static bool
numbers_of(const struct word *w, size_t digits, int64_t *first, int64_t *last)
{
	int64_t ten = 1;

	if (w->digits.n > digits || (digits > DIGITS_LEAST && str_starts(w->digits, S("0"))))
		return false;
	for (size_t i = w->digits.n; i < digits; i++)
		ten *= 10;
	*first = w->seq * ten;
	*last = *first + ten - 1;
	if (w->digits.n == 0 && digits > DIGITS_LEAST)
		*first = ten / 10;
	if (*first == 0)
		*first = 1;
	return *first <= *last;
}

/* The newest are read between the first and the last id that such a number has. */
static enum err
find_span(struct cut *c)
{
	const struct word *w = &c->word[0];
	int64_t            least = INT64_MAX, most = 0;

	for (size_t digits = DIGITS_LEAST; digits <= DIGITS_MOST; digits++) {
		struct q_number_span_in  in = {.year = w->year};
		struct q_number_span_row span;
		enum err                 e;

		if (!numbers_of(w, digits, &in.first, &in.last))
			continue;
		if ((e = q_number_span(c->cx, &in, &span)) != OK)
			return e;
		if (span.least.some && span.least.v < least)
			least = span.least.v;
		if (span.most.some && span.most.v > most)
			most = span.most.v;
	}
	c->from_id = least;
	c->id = c->id > most ? most + 1 : c->id;
	return OK;
}

/* Cases that the source knows by this number: *found when there is one, and then the word is that number. */
static enum err
read_refs(struct cut *c, bool *found)
{
	struct word          *w = &c->word[0];
	enum docket_word_kind was = w->kind;
	struct q_list_ref_in  in = {.scope = c->scope, .ref = w->text, .n = LOOK};
	char                 *p = arena_alloc(c->cx->arena, w->text.n);
	size_t                before_it = c->looked_all;
	enum err              e;

	if (!p)
		return ctx_no_memory(c->cx);
	/* Who hears a number on the telephone types small letters. */
	for (size_t i = 0; i < w->text.n; i++)
		p[i] = w->text.p[i] >= 'a' && w->text.p[i] <= 'z' ? (char)(w->text.p[i] - 'a' + 'A') : w->text.p[i];
	in.upper = (str){p, w->text.n};
	c->look_most = SIZE_MAX;
	w->kind = WORD_REF;
	e = stream_end(c, q_list_ref(c->cx, &in, take_ref, c));
	*found = c->looked_all > before_it;
	if (!*found)
		w->kind = was;
	return e;
}

/* No case of that number: it may be the beginning of one, or something else altogether. */
static enum err
widen(struct cut *c)
{
	struct word *w = &c->word[0];
	enum err     e;

	if (!w->year) {
		e = words_read(c->cx, c->in->q, WORDS_NO_NUMBER, c->names, c->word, &c->nword);
		narrow(c);
		return e;
	}
	w->kind = WORD_BEGIN;
	c->filtered = true;
	return c->newest ? find_span(c) : OK;
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in *in = arg;
	struct cut           *c = ARENA_NEW(cx->arena, struct cut);
	struct case_list_out *o = ARENA_NEW(cx->arena, struct case_list_out);
	bool                  found = false; /* by its number: nothing else is looked at */
	enum err              e;

	if (!c || !o)
		return ctx_no_memory(cx);
	*c = (struct cut){.cx = cx, .in = in, .out = o, .want = in->n == FIELD_ABSENT ? PAGE : (size_t)in->n};
	if (!(o->item = ARENA_NEWS(cx->arena, c->want + 1, struct case_item)))
		return ctx_no_memory(cx);
	*out = o;
	if ((e = docket_names(cx, &c->names)) != OK || (e = take_states(c)) != OK || (e = take_order(c)) != OK)
		return e;
	if (in->q.n)
		e = words_read(cx, in->q, in->q_as.n ? WORDS_TEXT : WORDS_ANY, c->names, c->word, &c->nword);
	if (e != OK)
		return e;
	narrow(c);
	if (c->nword && c->word[0].kind == WORD_NUMBER) {
		if ((e = read_numbers(c)) != OK)
			return e;
		found = c->looked_all > 0;
		if (!found && ((e = read_refs(c, &found)) != OK || (!found && (e = widen(c)) != OK)))
			return e;
	} else if (c->nword == 1 && !in->q_as.n && (c->word[0].kind == WORD_TEXT || c->word[0].kind == WORD_CLASS) &&
	           (e = read_refs(c, &found)) != OK) {
		return e;
	}
	if ((e = show_words(c)) != OK)
		return e;
	if (!found)
		e = read_streams(c);
	return e == OK ? finish(c) : e;
}

/* ---- As JSON ---- */

static void
item_json(const struct case_item *x, struct json *j)
{
	json_obj(j);
	json_kv_i64(j, "id", x->id);
	json_kv_str(j, "no", x->no);
	json_kv_str(j, "state", str_of(case_state_code((enum case_state)x->state)));
	json_kv_str(j, "kind", x->kind > 0 && x->kind < CASE_KIND_MAX ? str_of(kind_name[x->kind]) : STR_NONE);
	json_kv_str(j, "source", x->source);
	json_kv_str(j, "class", x->class_key);
	json_kv_str(j, "class_name", x->class_name);
	json_kv_str(j, "place_name", x->place_name);
	json_kv_str(j, "address", x->address);
	json_kv_str(j, "unit_name", x->unit_name);
	if (x->state == CASE_TOLD) {
		json_kv_str(j, "told_status", x->told_status);
		json_kv_str(j, "told_unit", x->told_unit);
		json_kv_bool(j, "told_open", x->open);
	}
	json_kv_i64(j, "priority", x->priority);
	case_json_opt(j, "due_at", x->due_at);
	json_kv_bool(j, "overdue", x->overdue);
	json_kv_bool(j, "at_hq", x->at_hq);
	json_kv_i64(j, "asking", x->asking);
	json_kv_i64(j, "rework", x->rework);
	json_kv_i64(j, "reported_at", x->reported_at);
	json_kv_i64(j, "last_at", x->last_at);
	json_obj_end(j);
}

static void
list_json(const void *out, struct json *j)
{
	static const char *const    kinds[] = {"text", "number", "begin", "place", "unit", "class", "source_no"};
	const struct case_list_out *o = out;

	json_obj(j);
	json_key(j, S("items"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++)
		item_json(&o->item[i], j);
	json_arr_end(j);
	json_kv_str(j, "next", o->next);
	if (o->looked)
		json_kv_i64(j, "looked", o->looked);
	if (o->nword) {
		json_key(j, S("words"));
		json_arr(j);
		for (size_t i = 0; i < o->nword; i++) {
			json_obj(j);
			json_kv_str(j, "text", o->word[i].text);
			json_kv_str(j, "as", str_of(kinds[o->word[i].kind]));
			json_obj_end(j);
		}
		json_arr_end(j);
	}
	json_obj_end(j);
}

const struct view case_list = {
	.out = "{items:[{id:i,no:s,state:s,kind:s?,source:s,class:s?,class_name:s?,place_name:s,address:s?,"
	       "unit_name:s?,priority:i,due_at:t?,overdue:b,at_hq:b,asking:i,rework:i,reported_at:t,"
	       "last_at:t}],next:s?}",
	.name = "case.list", .summary = T_case_list, .perm = PERM_CASE_SEE, .in = list_fields,
	.nin = NITEMS(list_fields),
	.in_size = sizeof(struct list_in), .run = list_run, .json = list_json,
};

const struct view *const docket_views[] = {&case_list, &case_counts, &case_get};
const size_t             docket_views_n = NITEMS(docket_views);
