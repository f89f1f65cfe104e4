/* Lists of cases within a reach: by deadline, by state, the newest, by number or address. */
#include "base/day.h"
#include "city/unit/roles.h"
#include "texts.h"
#include "work/docket/inside.h"

enum {
	PAGE = 50,
	PAGE_MOST = 100,
	WINDOW = 400, /* rows looked at in one go when a filter has no index */
	WINDOWS = 5   /* and how often a page does so before it says "go on from here" */
};

/* ---- case.list ------------------------------------------------------------------------------- */

static const struct choice sort_choices[] = {{"due", T_case_sort_due}, {"new", T_case_sort_new}, {NULL, T_none}};
static const struct choice due_choices[] = {
	{"overdue", T_case_due_overdue}, {"today", T_case_due_today}, {NULL, T_none}};

#define LIST_IN(X)                                                        \
	X(str, state, 0, 0, 120, T_case_field_state, NULL)                \
	X(choice, due, 0, 0, 0, T_case_field_due, due_choices)            \
	X(str, class, 0, 0, 40, T_case_field_class, NULL)                 \
	X(str, source, 0, 0, 40, T_case_field_source, NULL)               \
	X(str, q, 0, 0, 60, T_case_field_q, NULL)                         \
	X(choice, sort, 0, 0, 0, T_case_field_sort, sort_choices)         \
	X(str, after, 0, 0, 60, T_case_field_after, NULL)                 \
	X(i64, n, 0, 1, PAGE_MOST, T_case_field_n, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

/* What one page is cut from. */
struct cut {
	uint32_t states; /* 1 << state; 0: all that are open */
	bool     newest;
	int64_t  due, id; /* go on behind this row */
	int64_t  to_due;  /* and before this deadline */
};

/* The list queries answer the same columns. */
#define ITEM(r)                                                                                          \
	((struct case_item){.id = (r)->id, .no = (r)->no, .state = (r)->state, .source = (r)->source,    \
	                    .class_key = (r)->class_key, .class_name = (r)->class_name,                  \
	                    .place_name = (r)->place_name, .address = (r)->address,                      \
	                    .unit_name = (r)->unit_name, .priority = (r)->priority, .asking = (r)->asking, \
	                    .rework = (r)->rework, .last_at = (r)->last_at, .reported_at = (r)->reported_at, \
	                    .sort = (r)->due, .due_at = (r)->due_at, .at_hq = (r)->at_hq,                \
	                    .overdue = (r)->overdue ||                                                   \
	                               (case_open((enum case_state)(r)->state) && (r)->due_at.some &&    \
	                                (r)->due_at.v < cx->now)})

static enum err
append(struct ctx *cx, struct case_item *all, size_t *have, enum err e, const void *rows, size_t n, int query)
{
	/* One name for each row type; they differ in nothing else. */
	const struct q_list_due_row     *due = rows;
	const struct q_list_state_row   *state = rows;
	const struct q_list_new_row     *fresh = rows;
	const struct q_list_no_row      *no = rows;
	const struct q_list_address_row *address = rows;

	for (size_t i = 0; e == OK && i < n; i++)
		switch (query) {
		case 0: all[(*have)++] = ITEM(&due[i]); break;
		case 1: all[(*have)++] = ITEM(&state[i]); break;
		case 2: all[(*have)++] = ITEM(&fresh[i]); break;
		case 3: all[(*have)++] = ITEM(&no[i]); break;
		default: all[(*have)++] = ITEM(&address[i]); break;
		}
	return e;
}

/* In the order of the list: by sort and id. */
static bool
before(const struct case_item *a, const struct case_item *b)
{
	return a->sort != b->sort ? a->sort < b->sort : a->id < b->id;
}

/* Merge the sorted run all[from..n) into the sorted all[0..from); runs are short. */
static void
merge(struct case_item *all, size_t from, size_t n)
{
	for (size_t i = from; i < n; i++) {
		struct case_item x = all[i];
		size_t           k = i;

		while (k > 0 && before(&x, &all[k - 1])) {
			all[k] = all[k - 1];
			k--;
		}
		all[k] = x;
	}
}

/* Up to `want` rows behind the cut, in order. */
static enum err
fetch(struct ctx *cx, const struct cut *c, size_t want, struct case_item **out, size_t *n)
{
	struct case_item *all;
	int64_t           reach = cx->who->reach, limit = (int64_t)want;
	size_t            got = 0, from;
	enum err          e = OK;

	*n = 0;
	if (!(all = ARENA_NEWS(cx->arena, want * (c->states ? CASE_STATE_MAX : 1), struct case_item)))
		return ctx_no_memory(cx);
	*out = all;
	if (c->newest) {
		struct q_list_new_row *r = NULL;

		e = q_list_new(cx, &(struct q_list_new_in){.scope = reach, .before_id = c->id, .n = limit}, &r, &got);
		return append(cx, all, n, e, r, got, 2);
	}
	if (!c->states) {
		struct q_list_due_row *r = NULL;

		e = q_list_due(cx, &(struct q_list_due_in){.scope = reach, .from_due = c->due, .from_id = c->id,
		                                          .to_due = c->to_due, .n = limit}, &r, &got);
		return append(cx, all, n, e, r, got, 0);
	}
	for (int s = 0; s < CASE_STATE_MAX && e == OK; s++) {
		struct q_list_state_row *r = NULL;

		if (!(c->states & (1u << s)))
			continue;
		e = q_list_state(cx, &(struct q_list_state_in){.scope = reach, .state = s, .from_due = c->due,
		                                              .from_id = c->id, .to_due = c->to_due, .n = limit}, &r,
		&got);
		from = *n;
		e = append(cx, all, n, e, r, got, 1);
		merge(all, from, *n);
		*n = *n < want ? *n : want;
	}
	return e;
}

static bool
wanted(const struct list_in *in, const struct cut *c, const struct case_item *x)
{
	return (!in->class.n || (x->class_key.p && str_starts(x->class_key, in->class))) &&
	       (!in->source.n || str_eq(x->source, in->source)) &&
	       (!c->newest || !c->states || (c->states & (1u << x->state)));
}

static enum err
cut_of(struct ctx *cx, const struct list_in *in, struct cut *c)
{
	str     rest = in->state.n ? in->state : STR_NONE, due;
	day     d;
	int32_t ms;

	*c = (struct cut){.due = INT64_MIN, .to_due = INT64_MAX, .newest = str_eq(in->sort, S("new"))};
	while (rest.p) {
		str             code = str_trim(str_cut(&rest, ','));
		enum case_state s = case_state_of(code);

		if (s == CASE_STATE_MAX || s == CASE_NONE)
			return refuse(cx, ERR_INPUT, "state", T_case_no_state, code);
		c->states |= 1u << s;
	}
	if (str_eq(in->due, S("overdue")))
		c->to_due = cx->now;
	if (str_eq(in->due, S("today")) && day_of_ms(cx->now, cx->zone, &d, &ms)) {
		c->due = cx->now;
		c->to_due = day_to_ms(d, DAY_MS, cx->zone);
	}
	if (in->due.n)
		c->newest = false;
	if (c->newest)
		c->id = INT64_MAX;
	if (!in->after.n)
		return OK;
	rest = in->after;
	due = str_cut(&rest, '.');
	if (!str_to_i64(due, &c->due) || !rest.p || !str_to_i64(rest, &c->id))
		return refuse(cx, ERR_INPUT, "after", T_case_bad_after);
	return OK;
}

static enum err
list_by_cut(struct ctx *cx, const struct list_in *in, size_t want, struct case_list_out *o)
{
	bool       filtered = in->class.n || in->source.n;
	struct cut c;
	enum err   e = cut_of(cx, in, &c);

	filtered = filtered || (c.newest && c.states);
	for (int w = 0; e == OK && w < (filtered ? WINDOWS : 1); w++) {
		size_t            most = filtered ? WINDOW : want + 1, n, i;
		struct case_item *all;

		if ((e = fetch(cx, &c, most, &all, &n)) != OK)
			return e;
		for (i = 0; i < n && o->n < want; i++) {
			c.due = all[i].sort;
			c.id = all[i].id;
			if (wanted(in, &c, &all[i]))
				o->item[o->n++] = all[i];
		}
		if (i == n && n < most)
			return OK;
		o->next = arena_printf(cx->arena, "%lld.%lld", (long long)c.due, (long long)c.id);
		if (o->n == want)
			return OK;
	}
	return e;
}

static bool
like_number(str q)
{
	for (size_t i = 0; i < q.n; i++)
		if (!(q.p[i] >= '0' && q.p[i] <= '9') && q.p[i] != '-')
			return false;
	return q.n > 0;
}

static enum err
list_by_words(struct ctx *cx, const struct list_in *in, size_t want, struct case_list_out *o)
{
	int64_t  reach = cx->who->reach;
	size_t   n = 0;
	str      to;
	enum err e;

	if (like_number(in->q)) {
		struct q_list_no_row *r = NULL;

		/* '~' is behind every character of a number. */
		to = arena_printf(cx->arena, "%.*s~", STR_ARG(in->q));
		e = q_list_no(cx, &(struct q_list_no_in){.scope = reach, .from_no = in->q, .to_no = to,
		                                         .n = (int64_t)want},
		              &r, &n);
		return append(cx, o->item, &o->n, e, r, n, 3);
	} else {
		struct q_list_address_row *r = NULL;

		/* U+10FFFF is behind every other character. */
		to = arena_printf(cx->arena, "%.*s\xf4\x8f\xbf\xbf", STR_ARG(in->q));
		e = q_list_address(cx, &(struct q_list_address_in){.scope = reach, .from_address = in->q,
		                                                   .to_address = to,
		                                                  .n = (int64_t)want}, &r, &n);
		return append(cx, o->item, &o->n, e, r, n, 4);
	}
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in *in = arg;
	struct case_list_out *o = ARENA_NEW(cx->arena, struct case_list_out);
	size_t                want = in->n == FIELD_ABSENT ? PAGE : (size_t)in->n;

	if (!o || !(o->item = ARENA_NEWS(cx->arena, want, struct case_item)))
		return ctx_no_memory(cx);
	*out = o;
	return in->q.n ? list_by_words(cx, in, want, o) : list_by_cut(cx, in, want, o);
}

static void
item_json(const struct case_item *x, struct json *j)
{
	json_obj(j);
	json_kv_i64(j, "id", x->id);
	json_kv_str(j, "no", x->no);
	json_kv_str(j, "state", str_of(case_state_code((enum case_state)x->state)));
	json_kv_str(j, "source", x->source);
	json_kv_str(j, "class", x->class_key);
	json_kv_str(j, "class_name", x->class_name);
	json_kv_str(j, "place_name", x->place_name);
	json_kv_str(j, "address", x->address);
	json_kv_str(j, "unit_name", x->unit_name);
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
	const struct case_list_out *o = out;

	json_obj(j);
	json_key(j, S("items"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++)
		item_json(&o->item[i], j);
	json_arr_end(j);
	json_kv_str(j, "next", o->next);
	json_obj_end(j);
}

const struct view case_list = {
	.name = "case.list", .summary = T_case_list, .perm = PERM_CASE_SEE, .in = list_fields,
	.nin = NITEMS(list_fields),
	.in_size = sizeof(struct list_in), .run = list_run, .json = list_json,
};

/* ---- case.counts: for the left rail --------------------------------------------------------------- */

struct counts_in {
	char none;
};

static enum err
counts_run(struct ctx *cx, const void *arg, const void **out)
{
	struct case_counts_out *o = ARENA_NEW(cx->arena, struct case_counts_out);
	struct q_count_state_row s;
	struct q_count_due_row   r;
	int64_t                  midnight = cx->now;
	day                      d;
	int32_t                  ms;
	enum err                 e = OK;

	(void)arg;
	if (!o)
		return ctx_no_memory(cx);
	for (int i = CASE_REPORTED; i < CASE_STATE_MAX && e == OK; i++) {
		if (!case_open((enum case_state)i))
			continue;
		e = q_count_state(cx, &(struct q_count_state_in){.scope = cx->who->reach, .state = i,
		                                                .most = CASE_COUNT_MOST}, &s);
		o->state[i] = e == OK ? s.n : 0;
	}
	if (day_of_ms(cx->now, cx->zone, &d, &ms))
		midnight = day_to_ms(d, DAY_MS, cx->zone);
	if (e == OK)
		e = q_count_due(cx, &(struct q_count_due_in){.scope = cx->who->reach, .from_due = INT64_MIN,
		                                            .to_due = cx->now, .most = CASE_COUNT_MOST}, &r);
	o->overdue = e == OK ? r.n : 0;
	if (e == OK)
		e = q_count_due(cx, &(struct q_count_due_in){.scope = cx->who->reach, .from_due = cx->now,
		                                            .to_due = midnight, .most = CASE_COUNT_MOST}, &r);
	o->today = e == OK ? r.n : 0;
	*out = o;
	return e;
}

static void
counts_json(const void *out, struct json *j)
{
	const struct case_counts_out *o = out;

	json_obj(j);
	json_key(j, S("states"));
	json_obj(j);
	for (int i = CASE_REPORTED; i < CASE_STATE_MAX; i++)
		if (case_open((enum case_state)i))
			json_kv_i64(j, case_state_code((enum case_state)i), o->state[i]);
	json_obj_end(j);
	json_kv_i64(j, "overdue", o->overdue);
	json_kv_i64(j, "today", o->today);
	json_kv_i64(j, "most", CASE_COUNT_MOST);
	json_obj_end(j);
}

const struct view case_counts = {
	.name = "case.counts", .summary = T_case_counts, .perm = PERM_CASE_SEE, .in_size = sizeof(struct counts_in),
	.run = counts_run, .json = counts_json,
};

const struct view *const docket_views[] = {&case_list, &case_counts, &case_get};
const size_t             docket_views_n = NITEMS(docket_views);
