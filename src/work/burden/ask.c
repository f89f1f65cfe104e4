/* inquiry.try, inquiry.ask: a form is asked for, less what is held already. */
#include "base/utf8.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "kit/table/rows.h"
#include "work/burden/inside.h"
#include "work/outbox/outbox.h"
#include "work_burden_texts.h"

#define SAID_IN(X)                                                                  \
	X(text, items, 1, 1, 4000, T_burden_f_items, NULL)                          \
	X(text, units, 1, 1, 8000, T_burden_f_units, NULL)
#define ASK_IN(X)                                                                   \
	X(str, title, 1, 2, 80, T_burden_f_title, NULL)                             \
	X(str, basis, 1, 2, 120, T_burden_f_basis, NULL)                            \
	SAID_IN(X)                                                                  \
	X(bool, take_held, 0, 0, 1, T_burden_f_take_held, NULL)                     \
	X(i64, minutes, 1, 1, MINUTES_MOST, T_burden_f_minutes, NULL)               \
	X(day, due, 1, DAY_FIRST, DAY_LAST, T_burden_f_due, NULL)                   \
	X(text, over, 0, 2, 200, T_burden_f_over, NULL)                             \
	X(text, apart, 0, 2, 200, T_burden_f_apart, NULL)
struct try_in {
	SAID_IN(FIELD_DECL)
};
#define IN_T try_in
static const struct field try_fields[] = {SAID_IN(FIELD_ROW)};
#undef IN_T
struct ask_in {
	ASK_IN(FIELD_DECL)
};
#define IN_T ask_in
static const struct field ask_fields[] = {ASK_IN(FIELD_ROW)};
#undef IN_T

enum { DUE_MOST = 366 };

/* A form as it is said: its fields, those that are held marked, and its units. */
struct asking {
	struct inquiry_item item[INQUIRY_ITEMS];
	str                 plain[INQUIRY_ITEMS];
	str                 said[INQUIRY_ITEMS]; /* as item.held, in the language of who asks */
	size_t              nitem, nasked;
	int64_t             unit[INQUIRY_UNITS];
	size_t              nunit;
};

/* ---- What is said ---- */

static enum err
add_item(struct ctx *cx, str words, struct asking *a)
{
	size_t n = a->nitem;

	if (utf8_len(words) > INQUIRY_WORDS)
		return refuse(cx, ERR_INPUT, "items", T_burden_long_item, utf8_cut(words, 20));
	if (!(a->plain[n] = burden_plain(cx->arena, words)).p)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		if (str_eq(a->plain[i], a->plain[n]))
			return refuse(cx, ERR_INPUT, "items", T_burden_item_twice, words);
	a->item[n] = (struct inquiry_item){.n = (int64_t)n + 1, .words = words, .held = S("")};
	a->nitem++;
	return OK;
}

static enum err
read_items(struct ctx *cx, str text, struct asking *a)
{
	enum err all = OK, e;

	while (text.p) {
		str line = str_cut(&text, '\n'), words;

		while ((words = list_cut(&line)).p) {
			if (a->nitem == INQUIRY_ITEMS)
				return refuse(cx, ERR_INPUT, "items", T_burden_many_items, words);
			if ((e = add_item(cx, words, a)) != OK && e != ERR_INPUT)
				return e;
			all = all == OK ? e : all;
		}
	}
	return all != OK || a->nitem ? all : refuse(cx, ERR_INPUT, "items", T_burden_no_items);
}

static enum err
add_unit(struct ctx *cx, str code, struct asking *a)
{
	int64_t  id = 0;
	enum err e = unit_named(cx, "units", code, &id);

	if (e == OK && (e = unit_in_reach(cx, id)) == ERR_NONE)
		e = refuse(cx, ERR_INPUT, "units", T_burden_far_unit, code);
	if (e != OK)
		return e;
	for (size_t i = 0; i < a->nunit; i++)
		if (a->unit[i] == id)
			return OK;
	if (a->nunit == INQUIRY_UNITS)
		return refuse(cx, ERR_INPUT, "units", T_burden_many_units);
	a->unit[a->nunit++] = id;
	return OK;
}

static enum err
read_units(struct ctx *cx, str text, struct asking *a)
{
	enum err all = OK, e;
	str      code;

	while ((code = typed_cut(&text)).p) {
		if ((e = add_unit(cx, code, a)) != OK && e != ERR_INPUT)
			return e;
		all = all == OK ? e : all;
	}
	return all != OK || a->nunit ? all : refuse(cx, ERR_INPUT, "units", T_burden_no_units);
}

/* ---- What is held ---- */

static enum err
mark(struct ctx *cx, struct asking *a, size_t i, text_id text, str first, str second)
{
	/* What is kept is Chinese, whoever asks. */
	const struct {
		str      *to;
		enum lang lang;
	} both[] = {{&a->item[i].held, ZH}, {&a->said[i], cx->lang}};

	for (size_t k = 0; k < NITEMS(both) && !both[k].to->n; k++) {
		struct buf b;

		buf_init(&b, cx->arena, BUF_LINE);
		text_add(&b, text, both[k].lang, (const str[]){first, second}, 2);
		if (buf_end(&b, both[k].to) != OK)
			return ctx_no_memory(cx);
	}
	return OK;
}

/* By the dictionary: a field's own name, or one of its synonyms. */
static enum err
mark_known(struct ctx *cx, struct asking *a)
{
	struct q_datum_all_row *d;
	size_t                  n;
	enum err                e = q_datum_all(cx, &d, &n);

	for (size_t k = 0; e == OK && k < n; k++) {
		str names = d[k].synonyms, one = d[k].name;

		for (; e == OK && !d[k].ended && one.p; one = list_cut(&names)) {
			str plain = burden_plain(cx->arena, one);

			if (!plain.p)
				return ctx_no_memory(cx);
			for (size_t i = 0; e == OK && i < a->nitem; i++)
				if (str_eq(plain, a->plain[i]))
					e = mark(cx, a, i, T_burden_held_datum, d[k].owner, d[k].held_in);
		}
	}
	return e;
}

enum { NEAR_SHOWN = 3 };

/* Of what is asked for, the held fields that may be the same under another name, the first NEAR_SHOWN of them. */
static enum err
mark_near(struct ctx *cx, struct asking *a)
{
	struct q_datum_all_row *d;
	size_t                  n, shown[INQUIRY_ITEMS] = {0};
	struct buf              b[INQUIRY_ITEMS];
	enum err                e = q_datum_all(cx, &d, &n);

	for (size_t i = 0; i < a->nitem; i++)
		buf_init(&b[i], cx->arena, BUF_LINE);
	for (size_t k = 0; e == OK && k < n; k++)
		for (size_t i = 0; !d[k].ended && i < a->nitem; i++) {
			str  names = d[k].synonyms, one = d[k].name;
			bool near = false;

			for (; !a->item[i].held.n && !near && one.p; one = list_cut(&names)) {
				str plain = burden_plain(cx->arena, one);

				if (!plain.p)
					return ctx_no_memory(cx);
				near = burden_near(a->plain[i], plain);
			}
			if (near && shown[i]++ < NEAR_SHOWN)
				buf_printf(&b[i], "%s%.*s（%.*s）", b[i].n ? "；" : "", STR_ARG(d[k].name),
				           STR_ARG(d[k].held_in));
		}
	for (size_t i = 0; e == OK && i < a->nitem; i++)
		e = buf_end(&b[i], &a->item[i].near) == OK ? OK : ctx_no_memory(cx);
	return e;
}

/* By what all units that are asked have answered within the year, or are being asked. */
static enum err
mark_told(struct ctx *cx, struct asking *a)
{
	const int64_t             since = cx->now - (int64_t)HELD_DAYS * DAY_MS;
	struct q_inquiry_told_row *t;
	struct q_inquiry_called_row form;
	enum err                  e = OK;

	for (size_t i = 0; e == OK && i < a->nitem; i++) {
		size_t  n, times = 0;
		int64_t newest = 0;

		e = q_inquiry_told(cx, &(struct q_inquiry_told_in){.plain = a->plain[i], .since = since}, &t, &n);
		for (size_t u = 0; e == OK && u < a->nunit; u++)
			for (size_t k = 0; k < n; k++)
				if (t[k].unit_id == a->unit[u]) {
					times++;
					newest = newest < t[k].id ? t[k].id : newest;
					break;
				}
		if (e == OK && times == a->nunit &&
		    (e = q_inquiry_called(cx, &(struct q_inquiry_called_in){newest}, &form)) == OK)
			e = mark(cx, a, i, T_burden_held_form, form.no, form.title);
	}
	return e;
}

static enum err
read_asking(struct ctx *cx, str items, str units, struct asking *a)
{
	enum err e, f;

	*a = (struct asking){.nitem = 0};
	e = read_items(cx, items, a);
	if (e != OK && e != ERR_INPUT)
		return e;
	if ((f = read_units(cx, units, a)) != OK || e != OK)
		return f != OK ? f : e;
	if ((e = mark_known(cx, a)) != OK || (e = mark_told(cx, a)) != OK || (e = mark_near(cx, a)) != OK)
		return e;
	for (size_t i = 0; i < a->nitem; i++)
		a->nasked += a->item[i].held.n == 0;
	return OK;
}

/* ---- inquiry.try ---- */

/* The years of the units that would be asked, in the order in which they were named. */
static enum err
their_year(struct ctx *cx, const struct burden_year *y, const struct asking *a, struct burden_unit **out)
{
	if (!(*out = ARENA_NEWS(cx->arena, a->nunit, struct burden_unit)))
		return ctx_no_memory(cx);
	for (size_t u = 0; u < a->nunit; u++) {
		(*out)[u] = (struct burden_unit){.id = a->unit[u], .year = y->usual};
		for (size_t i = 0; i < y->n; i++)
			if (y->unit[i].id == a->unit[u])
				(*out)[u] = y->unit[i];
	}
	return OK;
}

static enum err
try(struct ctx *cx, const void *arg, const void **out)
{
	const struct try_in *in = arg;
	struct inquiry_try  *t = ARENA_NEW(cx->arena, struct inquiry_try);
	struct asking       *a = ARENA_NEW(cx->arena, struct asking);
	struct burden_year   y;
	enum err             e;

	*out = t;
	if (!t || !a)
		return ctx_no_memory(cx);
	if ((e = read_asking(cx, in->items, in->units, a)) != OK ||
	    (e = burden_of(cx, burden_this_year(cx), &y)) != OK || (e = their_year(cx, &y, a, &t->unit)) != OK)
		return e;
	for (size_t i = 0; i < a->nitem; i++)
		if (a->said[i].n)
			a->item[i].held = a->said[i];
	t->item = a->item;
	t->nitem = a->nitem;
	t->nasked = a->nasked;
	t->least = a->nasked ? burden_least_minutes(a->nasked) : 0;
	t->nunit = a->nunit;
	return OK;
}

static void
try_json(const void *arg, struct json *j)
{
	const struct inquiry_try *t = arg;

	json_obj(j);
	json_kv_i64(j, "asked", (int64_t)t->nasked);
	json_kv_i64(j, "least_minutes", t->least);
	json_key(j, S("fields"));
	json_arr(j);
	for (size_t i = 0; i < t->nitem; i++) {
		json_obj(j);
		json_kv_i64(j, "n", t->item[i].n);
		json_kv_str(j, "words", t->item[i].words);
		json_kv_str(j, "held", t->item[i].held);
		json_kv_str(j, "near", t->item[i].near);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("units"));
	json_arr(j);
	for (size_t i = 0; i < t->nunit; i++) {
		json_obj(j);
		json_kv_i64(j, "id", t->unit[i].id);
		json_kv_str(j, "name", t->unit[i].name);
		json_kv_i64(j, "minutes", t->unit[i].minutes);
		json_kv_i64(j, "year", t->unit[i].year);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

const struct view inquiry_try_view = {
    .name = "inquiry.try",
    .out = "{asked:i,least_minutes:i,fields:[{n:i,words:s,held:s,near:s}],units:[{id:i,name:s?,minutes:i,year:i}]}",
    .summary = T_burden_try_summary, .perm = PERM_TASK_EDIT, .in = try_fields, .nin = NITEMS(try_fields),
    .in_size = sizeof(struct try_in), .run = try, .json = try_json,
};

/* ---- inquiry.ask ---- */

static enum err
check_held(struct ctx *cx, const struct ask_in *in, const struct asking *a)
{
	enum err e = OK, near = OK;

	for (size_t i = 0; !in->take_held && i < a->nitem; i++)
		if (a->item[i].held.n)
			e = refuse(cx, ERR_RULE, "items", T_burden_is_held, a->item[i].words, a->said[i]);
	/* What only may be held, a person must have looked at. */
	for (size_t i = 0; e == OK && !in->apart.n && i < a->nitem; i++)
		if (a->item[i].near.n)
			near = refuse(cx, ERR_RULE, "apart", T_burden_is_near, a->item[i].words, a->item[i].near);
	e = e == OK ? near : e;
	return e != OK || a->nasked ? e : refuse(cx, ERR_RULE, "items", T_burden_all_held);
}

static enum err
check_minutes(struct ctx *cx, const struct ask_in *in, const struct asking *a, struct burden_year *y)
{
	const int64_t       least = burden_least_minutes(a->nasked);
	struct burden_unit *unit;
	enum err            e;

	if (in->minutes < least)
		return refuse(cx, ERR_INPUT, "minutes", T_burden_few_minutes, arena_printf(cx->arena, "%zu",
		    a->nasked),
		              arena_printf(cx->arena, "%lld", (long long)least));
	if ((e = burden_forms_anew(cx, y)) != OK || (e = their_year(cx, y, a, &unit)) != OK)
		return e;
	for (size_t i = 0; !in->over.n && i < a->nunit; i++)
		if (unit[i].minutes + in->minutes > unit[i].year)
			e = refuse(cx, ERR_RULE, "over", T_burden_too_much, unit[i].name.n ? unit[i].name : S("?"),
			           arena_printf(cx->arena, "%lld", (long long)unit[i].minutes),
			           arena_printf(cx->arena, "%lld", (long long)unit[i].year));
	return e;
}

/* Within a year, and no unit that is asked ends before. */
static enum err
check_due(struct ctx *cx, int64_t due, const struct asking *a, str *text)
{
	const int64_t today = ctx_today(cx).v;
	char          t[DAY_TEXT];
	enum err      e = OK, f;

	if (due < today || due > today + DUE_MOST)
		return refuse(cx, ERR_INPUT, "due", T_burden_bad_due);
	for (size_t i = 0; i < a->nunit; i++) {
		if ((f = unit_must_last_day(cx, "units", a->unit[i], 0, (day){(int32_t)due})) != OK && f != ERR_RULE)
			return f;
		e = e == OK ? f : e;
	}
	if (e != OK)
		return e;
	*text = arena_printf(cx->arena, "%.*s", STR_ARG(day_format((day){(int32_t)due}, t)));
	return text->p ? OK : ctx_no_memory(cx);
}

static enum err
write_sides(struct ctx *cx, int64_t id, const struct asking *a)
{
	int64_t  n, root;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < a->nitem; i++)
		e = q_inquiry_item_add(cx, &(struct q_inquiry_item_add_in){.inquiry_id = id, .n = a->item[i].n,
		    .words = a->item[i].words, .plain = a->plain[i], .held = a->item[i].held}, &n);
	for (size_t i = 0; e == OK && i < a->nunit; i++)
		e = q_inquiry_unit_add(cx, &(struct q_inquiry_unit_add_in){.inquiry_id = id,
		    .unit_id = a->unit[i]}, &n);
	if (e != OK || (e = burden_root(cx, &root)) != OK)
		return e;
	return q_inquiry_reach_add(cx, &(struct q_inquiry_reach_add_in){.inquiry_id = id, .root = root}, &n);
}

static enum err
tell(struct ctx *cx, int64_t id, const struct q_inquiry_add_in *q, str apart)
{
	struct journal_sides was = {{NULL}, {0}};
	struct record        r;
	str                  more;
	enum err             e;

	record_begin(cx, &r);
	json_kv_str(&r.set, "no", q->no);
	json_kv_str(&r.set, "title", q->title);
	json_kv_str(&r.set, "basis", q->basis);
	json_kv_i64(&r.set, "minutes", q->minutes);
	json_kv_str(&r.set, "due", q->due);
	json_kv_str(&r.set, "over", q->over);
	json_kv_i64(&r.set, "unit_id", q->unit_id);
	json_kv_i64(&r.set, "year", q->year);
	json_kv_i64(&r.set, "made_at", q->made_at);
	json_kv_i64(&r.set, "made_by", q->made_by);
	if ((e = journal_sides_say(cx, &burden_aggregates[1], id, &was, &r.rows)) != OK)
		return e;
	if ((e = record_basis(cx, apart, &more)) != OK)
		return e;
	return record_end(cx, &r, "inquiry", id, 1, "inquiry.asked", more);
}

/* To the channels of the units, where they have any. */
static enum err
notice(struct ctx *cx, int64_t id, int64_t minutes, const struct asking *a, const struct q_inquiry_add_in *q)
{
	struct outbox_facts  facts = {.field = {[OUTBOX_NO] = q->no, [OUTBOX_DAY] = q->due}};
	struct q_asker_row   asker;
	enum err             e = q_asker(cx, &(struct q_asker_in){q->unit_id}, &asker);

	facts.field[OUTBOX_UNIT] = asker.short_name;
	facts.field[OUTBOX_COUNT] = arena_printf(cx->arena, "%zu", a->nasked);
	facts.field[OUTBOX_MINUTES] = arena_printf(cx->arena, "%lld", (long long)minutes);
	for (size_t i = 0; e == OK && i < a->nunit; i++)
		e = outbox_inquiry(cx, a->unit[i], id, &facts);
	return e;
}

/*
 * What the year has cost so far: read beforehand, because it counts every paper, task and message of the year.  What
 * other forms have asked until apply() holds the lock is counted there anew.
 */
static enum err
ask_prepare(struct ctx *cx, const void *arg, void **made)
{
	struct burden_year *y = ARENA_NEW(cx->arena, struct burden_year);

	(void)arg;
	*made = y;
	return y ? burden_of(cx, burden_this_year(cx), y) : ctx_no_memory(cx);
}

static enum err
ask(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct ask_in     *in = arg;
	struct asking           *a = ARENA_NEW(cx->arena, struct asking);
	struct q_inquiry_add_in  q = {.title = in->title, .basis = in->basis, .minutes = in->minutes,
	                              .over = in->over.n ? in->over : S(""), .unit_id = cx->who->unit,
	                              .year = burden_this_year(cx), .made_at = cx->now, .made_by = cx->who->user};
	struct q_inquiry_add_row added;
	struct q_inquiry_last_row last;
	enum err                 e;

	if (!a)
		return ctx_no_memory(cx);
	/* Two forms at once would each find the other's fields free. */
	if ((e = db_lock(cx, "inquiry", 0)) != OK || (e = units_stay(cx)) != OK ||
	    (e = read_asking(cx, in->items, in->units, a)) != OK || (e = check_due(cx, in->due, a, &q.due)) != OK ||
	    (e = check_held(cx, in, a)) != OK ||
	    (e = check_minutes(cx, in, a, made)) != OK || (e = q_inquiry_last(cx, &last)) != OK)
		return e;
	if (!(q.no = arena_printf(cx->arena, "B%04lld", (long long)last.n + 1)).p)
		return ctx_no_memory(cx);
	if ((e = q_inquiry_add(cx, &q, &added)) != OK || (e = write_sides(cx, added.id, a)) != OK)
		return e;
	*out = (struct reply){.id = added.id, .rev = 1, .no = q.no, .done = T_burden_did_ask,
	                      .arg = {q.no, arena_printf(cx->arena, "%zu", a->nunit)},
	                      .see = arena_printf(cx->arena, "/inquiries/%lld", (long long)added.id)};
	e = tell(cx, added.id, &q, in->apart);
	return e == OK ? notice(cx, added.id, in->minutes, a, &q) : e;
}

const struct command inquiry_ask_cmd = {
    .name = "inquiry.ask", .summary = T_burden_ask_summary, .perm = PERM_TASK_EDIT, .by_somebody = true,
    .in = ask_fields, .nin = NITEMS(ask_fields), .in_size = sizeof(struct ask_in), .prepare = ask_prepare,
    .apply = ask,
};
