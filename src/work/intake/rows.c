/* intake.rows: a batch of told rows into the store. */
#include "base/ensure.h"
#include "city/catalog/catalog.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "kit/secret/secret.h"
#include "work/cases/many.h"
#include "work/intake/inside.h"
#include "work/reporter/phone.h"
#include "work_intake_texts.h"
#include "work_ledger_texts.h"

enum { ROWS_BYTES = 8 << 20 };
static const struct jlimit limit = {ROWS_BYTES, 32000, 4};

#define ROWS_IN(X)                                                  \
	X(str, source, 1, 2, 40, T_intake_f_source, NULL)           \
	X(text, rows, 1, 2, ROWS_BYTES, T_intake_f_rows, NULL)
struct rows_in {
	ROWS_IN(FIELD_DECL)
};
#define IN_T rows_in
static const struct field fields[] = {ROWS_IN(FIELD_ROW)};
#undef IN_T

/* One row on its way; sentence.p: it is refused. */
struct item {
	struct told t;
	str         digest, sentence;
	const char *field;
	int64_t     place;
	opt_i64     unit;
	/* inside: the importer's scope.  The others: what one look for some rows has told of this one. */
	enum { NOT_LOOKED, NOT_THERE, THE_SAME } seen;
	bool inside, no_case, nobody_waits, person; /* person: its class is about persons */
};

struct batch {
	struct item *item;
	size_t       n;
	int64_t      added, changed, same, refused, linked;
	bool    any_alone; /* duplicates of this source wait for an original */
	struct case_many many;
};

static str
sentence(struct ctx *cx, text_id text, const str *arg, size_t n)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, text, cx->lang, arg, n);
	return buf_str(&b);
}

/* ---- Before the transaction ---- */

static enum err
find_place(struct ctx *cx, struct batch *b, size_t i)
{
	struct q_place_code_known_row row;
	struct item                  *x = &b->item[i];
	str                           code = x->t.text[TOLD_PLACE];
	enum err                      e;

	/* Neighbours in a file are often neighbours on the ground, and a batch knows few places. */
	for (size_t k = i; k > 0; k--) {
		if (b->item[k - 1].place && str_eq(b->item[k - 1].t.text[TOLD_PLACE], code)) {
			x->place = b->item[k - 1].place;
			return OK;
		}
	}
	e = code.p ? q_place_code_known(cx, &(struct q_place_code_known_in){.code = code}, &row) : ERR_NONE;
	if (e == OK)
		x->place = row.id;
	if (e == ERR_NONE) {
		x->field = "place";
		x->sentence = sentence(cx, T_ledger_no_place,
		                       (const str[]){text_get(T_ledger_f_place, cx->lang), code}, 2);
		return OK;
	}
	return e;
}

static void
outside(struct ctx *cx, struct item *x)
{
	x->field = "place";
	x->sentence = sentence(cx, T_intake_outside,
	                       (const str[]){text_get(T_ledger_f_place, cx->lang), x->t.text[TOLD_PLACE]}, 2);
}

static enum err
check_scope(struct ctx *cx, struct batch *b, size_t i)
{
	struct item *x = &b->item[i];
	enum err     e;

	for (size_t k = i; x->place && k > 0; k--)
		if (b->item[k - 1].place == x->place && b->item[k - 1].inside) {
			x->inside = true;
			return OK;
		}
	/* As case.tell judges it, so that a trial says the same; ERR_NONE: outside. */
	e = x->place ? place_in_reach(cx, x->place) : OK;
	x->inside = e == OK;
	if (e != ERR_NONE)
		return e;
	outside(cx, x);
	return OK;
}

/*
 * A row whose words were erased is told again without them, as if they had never been.  About a
 * person nothing is kept but number, times, status, agency and the place that is ours (refusal 1).
 */
static enum err
leave_words_out(struct ctx *cx, struct item *x, bool person)
{
	static const enum told_text words[] = {TOLD_CONTENT, TOLD_OUTCOME, TOLD_TRANSFER, TOLD_FACTS, TOLD_PLACE_TOLD,
	                                       TOLD_REPORTER, TOLD_PHONE};
	static const enum told_text more[] = {TOLD_TYPE, TOLD_CHANNEL, TOLD_ADDRESS, TOLD_LON, TOLD_LAT, TOLD_SRS};

	for (size_t i = 0; i < NITEMS(words); i++)
		x->t.text[words[i]] = STR_NONE;
	for (size_t i = 0; person && i < NITEMS(more); i++)
		x->t.text[more[i]] = STR_NONE;
	if (person)
		x->t.lon = x->t.lat = (opt_f64){0};
	x->digest = told_digest(cx->arena, &x->t);
	return x->digest.n ? OK : ctx_no_memory(cx);
}

/* A class that is not there is refused when the case is told, with its sentence. */
static enum err
find_subject(struct ctx *cx, struct batch *b, size_t i, str today)
{
	struct item     *x = &b->item[i];
	str              key = x->t.text[TOLD_CLASS];
	struct class_row class;
	day              on;
	enum err         e;

	if (!key.p)
		return OK;
	for (size_t k = i; k > 0; k--)
		if (str_eq(b->item[k - 1].t.text[TOLD_CLASS], key)) {
			x->person = b->item[k - 1].person;
			return OK;
		}
	ensure(day_parse(today, &on));
	e = catalog_class_named(cx, "class", key, on, &class);
	x->person = e == OK && class.subject == SUBJECT_PERSON;
	if (e != ERR_INPUT)
		return e;
	ctx_forget(cx);
	return OK;
}

/*
 * What may not be said of the row that is told again: its words were erased, or its case is
 * about a person and the source names no class now.
 */
static enum err
check_words(struct ctx *cx, struct item *x, const struct q_told_get_row *known)
{
	bool     person = x->person;
	enum err e = OK;

	if (!x->t.text[TOLD_CLASS].p && !str_eq(known->digest, x->digest))
		e = told_about_person(cx, known->id, &person);
	if (e != OK || (!known->erased && person == x->person))
		return e;
	return leave_words_out(cx, x, person);
}

/* What somebody told of a place elsewhere is not for this importer to tell otherwise. */
static enum err
check_known(struct ctx *cx, struct item *x, const struct q_told_get_row *known)
{
	enum err e = str_eq(known->digest, x->digest) ? OK : place_in_reach(cx, known->place_id);

	if (e != ERR_NONE)
		return e;
	outside(cx, x);
	return OK;
}

static enum err
find_unit(struct ctx *cx, struct batch *b, size_t i, str today)
{
	struct item                 *x = &b->item[i];
	struct q_unit_code_known_row row;
	enum err                     e;

	if (!x->t.text[TOLD_UNIT].p)
		return OK;
	for (size_t k = i; k > 0; k--)
		if (b->item[k - 1].unit.some && str_eq(b->item[k - 1].t.text[TOLD_UNIT], x->t.text[TOLD_UNIT])) {
			x->unit = b->item[k - 1].unit;
			return OK;
		}
	e = q_unit_code_known(cx, &(struct q_unit_code_known_in){.code = x->t.text[TOLD_UNIT], .day = today}, &row);
	if (e == OK)
		x->unit = SOME_I64(row.id);
	if (e == ERR_NONE) {
		x->field = "unit";
		x->sentence = sentence(cx, T_intake_no_unit, &x->t.text[TOLD_UNIT], 1);
		return OK;
	}
	return e;
}

static enum err
check_item(struct ctx *cx, struct batch *b, size_t i, const struct jval *v, str today)
{
	struct item      *x = &b->item[i];
	struct told_fault why;
	enum err          e;

	if (!told_from_json(v, &x->t)) {
		x->field = "rows";
		x->sentence = sentence(cx, T_intake_row_form, NULL, 0);
		return OK;
	}
	if (!told_check(cx->arena, &x->t, cx->now, cx->zone, &why)) {
		x->field = why.field;
		x->sentence = sentence(cx, why.text,
		                       (const str[]){text_get(why.label, cx->lang), why.arg[0], why.arg[1]}, 3);
		return OK;
	}
	if ((e = find_subject(cx, b, i, today)) != OK)
		return e;
	if (x->person && (e = leave_words_out(cx, x, true)) != OK)
		return e;
	if (!x->person && !(x->digest = told_digest(cx->arena, &x->t)).n)
		return ctx_no_memory(cx);
	if ((e = find_place(cx, b, i)) != OK || (e = check_scope(cx, b, i)) != OK)
		return e;
	return find_unit(cx, b, i, today);
}

static enum err
rows_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct rows_in *in = arg;
	struct batch         *b = ARENA_NEW(cx->arena, struct batch);
	const struct jval    *all;
	str                   today;
	enum err              e;

	*made = b;
	if (!b)
		return ctx_no_memory(cx);
	if ((e = jval_parse(cx, in->rows, &limit, &all)) != OK || (e = unit_today(cx, &today)) != OK)
		return e;
	if (all->kind != JARR || all->n > INTAKE_ROWS)
		return refuse(cx, ERR_INPUT, "rows", T_intake_rows_form, arena_printf(cx->arena, "%d", INTAKE_ROWS));
	b->n = all->n;
	if (!(b->item = ARENA_NEWS(cx->arena, b->n + 1, struct item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < b->n; i++)
		if ((e = check_item(cx, b, i, &all->item[i], today)) != OK)
			return e;
	return OK;
}

/* ---- In the transaction ---- */

static opt_i64
opt_time(int64_t v)
{
	return v == TOLD_NO_TIME ? (opt_i64){0} : SOME_I64(v);
}

static struct q_told_add_in
told_row(const struct told *t, str source, int64_t case_id, int64_t place, opt_i64 unit, str print, opt_i64 original,
         int64_t linked_by)
{
	return (struct q_told_add_in){
	    .source = source,
	    .number = t->text[TOLD_NUMBER],
	    .id = case_id,
	    .digest = print,
	    .type = t->text[TOLD_TYPE],
	    .agency = t->text[TOLD_AGENCY],
	    .unit_id = unit,
	    .channel = t->text[TOLD_CHANNEL],
	    .status = t->text[TOLD_STATUS],
	    .meaning = t->meaning,
	    .outcome = t->text[TOLD_OUTCOME],
	    .created_at = t->time[TOLD_CREATED],
	    .due_at = opt_time(t->time[TOLD_DUE]),
	    .closed_at = opt_time(t->time[TOLD_CLOSED]),
	    .status_at = opt_time(t->time[TOLD_STATUS_AT]),
	    .place_id = place,
	    .place_told = t->text[TOLD_PLACE_TOLD],
	    .lon_told = t->text[TOLD_LON],
	    .lat_told = t->text[TOLD_LAT],
	    .srs = t->lon.some ? t->text[TOLD_SRS] : STR_NONE,
	    .parent_no = t->text[TOLD_PARENT],
	    .transfer = t->text[TOLD_TRANSFER],
	    .facts = t->text[TOLD_FACTS],
	    .original_id = original,
	    .linked_by = linked_by,
	};
}

static void
set_text(struct record *r, const char *column, str v, bool all)
{
	if (v.p || all)
		json_kv_str(&r->set, column, v);
}

static void
set_opt(struct record *r, const char *column, opt_i64 v, bool all)
{
	if (v.some || all)
		record_opt(r, column, v.some, v.v);
}

/* All columns; those that are NULL only when the row was something else before. */
static void
write_set(struct record *r, const struct q_told_add_in *q, bool all)
{
	json_kv_str(&r->set, "source", q->source);
	json_kv_str(&r->set, "number", q->number);
	json_kv_str(&r->set, "digest", q->digest);
	set_text(r, "type", q->type, all);
	set_text(r, "agency", q->agency, all);
	set_opt(r, "unit_id", q->unit_id, all);
	set_text(r, "channel", q->channel, all);
	set_text(r, "status", q->status, all);
	json_kv_i64(&r->set, "meaning", q->meaning);
	set_text(r, "outcome", q->outcome, all);
	json_kv_i64(&r->set, "created_at", q->created_at);
	set_opt(r, "due_at", q->due_at, all);
	set_opt(r, "closed_at", q->closed_at, all);
	set_opt(r, "status_at", q->status_at, all);
	json_kv_i64(&r->set, "place_id", q->place_id);
	set_text(r, "place_told", q->place_told, all);
	set_text(r, "lon_told", q->lon_told, all);
	set_text(r, "lat_told", q->lat_told, all);
	set_text(r, "srs", q->srs, all);
	set_text(r, "parent_no", q->parent_no, all);
	set_text(r, "transfer", q->transfer, all);
	set_text(r, "facts", q->facts, all);
	set_opt(r, "original_id", q->original_id, all);
	json_kv_i64(&r->set, "linked_by", q->linked_by);
}

static enum err
store_new(struct ctx *cx, const struct q_told_add_in *q)
{
	struct record r;
	enum err      e;

	if ((e = q_told_add(cx, q, NULL)) != OK)
		return e;
	record_begin(cx, &r);
	write_set(&r, q, false);
	return record_end(cx, &r, "told", q->id, 1, "told.added", STR_NONE);
}

static enum err
store_changed(struct ctx *cx, const struct q_told_add_in *q, int64_t id, int64_t rev)
{
	struct record r;
	int64_t       changed;
	enum err      e;

	e = q_told_save(cx,
	                &(struct q_told_save_in){
	                    .id = id, .rev = rev, .digest = q->digest, .type = q->type, .agency = q->agency,
	                    .unit_id = q->unit_id, .channel = q->channel, .status = q->status, .meaning = q->meaning,
	                    .outcome = q->outcome, .created_at = q->created_at, .due_at = q->due_at,
	                    .closed_at = q->closed_at, .status_at = q->status_at, .place_id = q->place_id,
	                    .place_told = q->place_told, .lon_told = q->lon_told, .lat_told = q->lat_told,
	                    .srs = q->srs, .parent_no = q->parent_no, .transfer = q->transfer, .facts = q->facts,
	                    .original_id = q->original_id, .linked_by = q->linked_by},
	                &changed);
	if (e == OK && changed == 0)
		e = ERR_RETRY;
	if (e != OK)
		return e;
	record_begin(cx, &r);
	write_set(&r, q, true);
	return record_end(cx, &r, "told", id, rev + 1, "told.changed", STR_NONE);
}

/* intake.link is to look at those that could mean this row, or could have meant it before it changes. */
static enum err
look_beside(struct ctx *cx, const struct batch *b, int64_t id)
{
	return b->any_alone ? q_look_beside(cx, &(struct q_look_beside_in){.id = id, .ms = LINK_MS}, NULL) : OK;
}

static enum err
to_be_looked_at(struct ctx *cx, const struct batch *b, const struct q_told_add_in *q)
{
	if (q->meaning == TOLD_DUPLICATE && !q->parent_no.p && !q->original_id.some)
		return q_look_add(cx, &(struct q_look_add_in){.source = q->source, .id = q->id}, NULL);
	return look_beside(cx, b, q->id);
}

/* The case that the source names as the original, when it has told that one already. */
static enum err
named_original(struct ctx *cx, const struct item *x, str source, opt_i64 *original)
{
	struct q_told_get_row row;
	str                   parent = x->t.text[TOLD_PARENT];
	enum err              e;

	*original = (opt_i64){0};
	if (!parent.p || str_eq(parent, x->t.text[TOLD_NUMBER]))
		return OK;
	e = q_told_get(cx, &(struct q_told_get_in){.source = source, .number = parent}, &row);
	if (e == OK)
		*original = SOME_I64(row.id);
	return e == ERR_NONE ? OK : e;
}

/* Not closed, and not said to be over or with somebody else. */
static bool
still_open(const struct told *t)
{
	return t->time[TOLD_CLOSED] == TOLD_NO_TIME && t->meaning != TOLD_DONE && t->meaning != TOLD_VOID &&
	       t->meaning != TOLD_TRANSFERRED;
}

static struct tell
as_case(const struct item *x, str source, opt_i64 original)
{
	const struct told *t = &x->t;

	return (struct tell){
	    .source = source,
	    .number = t->text[TOLD_NUMBER],
	    .address = t->text[TOLD_ADDRESS],
	    .description = t->text[TOLD_CONTENT],
	    .class_key = t->text[TOLD_CLASS],
	    .srs = t->text[TOLD_SRS],
	    .status = t->text[TOLD_STATUS],
	    .unit_name = t->text[TOLD_AGENCY],
	    .reporter = t->text[TOLD_REPORTER],
	    .phone = t->text[TOLD_PHONE],
	    .place = x->place,
	    .at = t->time[TOLD_CREATED],
	    .same_as = original.some ? original.v : 0,
	    .due = opt_time(t->time[TOLD_DUE]),
	    .ended = opt_time(t->time[TOLD_CLOSED]),
	    .lon = t->lon,
	    .lat = t->lat,
	    .is_public = t->is_public,
	    .open = still_open(t),
	};
}

/* Rows that named this number as their original before it came. */
static enum err
link_waiting(struct ctx *cx, struct batch *b, str source, str number, int64_t original)
{
	struct q_told_waiting_for_row *rows;
	size_t                         n;
	enum err                       e;

	e = q_told_waiting_for(cx, &(struct q_told_waiting_for_in){.source = source, .parent_no = number}, &rows, &n);
	for (size_t i = 0; e == OK && i < n; i++) {
		if (rows[i].id == original)
			continue;
		e = link_told(cx, rows[i].id, rows[i].rev, original, LINK_NAMED);
		b->linked += e == OK;
	}
	return e;
}

/* Who told it stands in none of what the source says; the case's own words are masked where it is told. */
static enum err
mask_words(struct ctx *cx, struct told *t)
{
	static const enum told_text words[] = {TOLD_OUTCOME, TOLD_TRANSFER, TOLD_FACTS, TOLD_PLACE_TOLD};

	for (size_t i = 0; i < NITEMS(words); i++) {
		str *s = &t->text[words[i]];

		if (s->n && !(*s = reporter_masked(cx->arena, *s, t->text[TOLD_REPORTER], t->text[TOLD_PHONE])).p)
			return ctx_no_memory(cx);
	}
	return OK;
}

static enum err
tell_item(struct ctx *cx, struct batch *b, struct item *x, str source)
{
	struct q_told_get_row known = {.id = 0};
	struct q_told_add_in  row;
	struct tell           tell;
	opt_i64               original;
	int64_t               case_id = 0;
	bool                  is_new;
	enum err              e = x->seen == NOT_THERE ? ERR_NONE : OK;

	if (x->seen == NOT_LOOKED)
		e = q_told_get(cx, &(struct q_told_get_in){.source = source, .number = x->t.text[TOLD_NUMBER]},
		               &known);
	is_new = e == ERR_NONE;
	if (e != OK && !is_new)
		return e;
	if (x->seen == NOT_LOOKED && !is_new && (e = check_words(cx, x, &known)) != OK)
		return e;
	if (!is_new && (x->seen == THE_SAME || str_eq(known.digest, x->digest))) {
		b->same++;
		return OK;
	}
	if (!is_new && ((e = check_known(cx, x, &known)) != OK || x->sentence.p))
		return e;
	if ((e = named_original(cx, x, source, &original)) != OK)
		return e;
	/* A link by spot stays when the source still names nobody. */
	if (!is_new && !original.some && known.linked_by == LINK_SPOT && x->t.meaning == TOLD_DUPLICATE &&
	    !x->t.text[TOLD_PARENT].p)
		original = known.original_id;
	tell = as_case(x, source, original);
	tell.is_new = is_new && x->no_case;
	if ((e = tell_case(cx, &tell, &b->many, &case_id)) != OK)
		return e;
	/* What it told before the case was about a person has gone meanwhile, with an event of its own. */
	if (!is_new && x->person &&
	    (e = q_told_get(cx, &(struct q_told_get_in){.source = source, .number = x->t.text[TOLD_NUMBER]},
	                    &known)) != OK)
		return e;
	if ((e = mask_words(cx, &x->t)) != OK)
		return e;
	row = told_row(&x->t, source, case_id, x->place, x->unit, x->digest, original,
	               !original.some                ? 0
	               : x->t.text[TOLD_PARENT].p ? LINK_NAMED
	                                          : LINK_SPOT);
	b->linked += original.some && (is_new || !known.original_id.some);
	b->added += is_new;
	b->changed += !is_new;
	if (!is_new) {
		row.id = known.id;
		if ((e = look_beside(cx, b, known.id)) != OK ||
		    (e = store_changed(cx, &row, known.id, known.rev)) != OK)
			return e;
		return to_be_looked_at(cx, b, &row);
	}
	if ((e = store_new(cx, &row)) != OK || (e = to_be_looked_at(cx, b, &row)) != OK || x->nobody_waits)
		return e;
	return link_waiting(cx, b, source, row.number, case_id);
}

/* ---- One look for some rows ---- */

/*
 * Nearly always all rows are taken, and one undo for some of them costs less than one for
 * each.  For too many it costs more: SQLite walks the whole undo whenever a statement ends.
 * What the look-ups take is as many numbers.
 */
enum { TOGETHER = 10 };

/* What one part of the command works on: the rows from..to, or one of them. */
struct part {
	struct batch *b;
	struct item  *x;
	str           source;
	size_t        from, to;
};

/* The first of this number, which is one of theirs. */
static struct item *
item_of(struct part *p, str number)
{
	size_t i = p->from;

	while (!str_eq(p->b->item[i].t.text[TOLD_NUMBER], number)) {
		i++;
		ensure(i < p->to);
	}
	return &p->b->item[i];
}

/*
 * What is there of them already; *news of them are not.  A row told otherwise than before is looked at again
 * by itself: a link made meanwhile moves it.
 */
static enum err
look(struct ctx *cx, struct part *p, const str *no, bool parents, size_t *news)
{
	struct q_told_look_some_in   in = {
		.source = p->source, .n0 = no[0], .n1 = no[1], .n2 = no[2], .n3 = no[3], .n4 = no[4],
		.n5 = no[5], .n6 = no[6], .n7 = no[7], .n8 = no[8], .n9 = no[9],
	};
	struct q_told_look_some_row *r;
	size_t                       n;
	enum err                     e = q_told_look_some(cx, &in, &r, &n);

	*news = 0;
	for (size_t i = 0; e == OK && i < n; i++) {
		struct item *x = item_of(p, r[i].number);

		x->seen = !r[i].digest.p ? NOT_THERE : str_eq(r[i].digest, x->digest) ? THE_SAME : NOT_LOOKED;
		x->no_case = x->seen == NOT_THERE && !r[i].told;
		x->nobody_waits = x->seen == NOT_THERE && !r[i].waited && !parents;
		*news += x->seen == NOT_THERE;
	}
	return e;
}

static void
look_no_further(struct part *p)
{
	for (size_t i = p->from; i < p->to; i++) {
		p->b->item[i].seen = NOT_LOOKED;
		p->b->item[i].no_case = p->b->item[i].nobody_waits = false;
	}
}

/*
 * What is there of these rows already, asked in one look-up instead of three for each.  Rows
 * that come twice among them are left to be looked at one by one, and so is who waits for
 * whom when one of them names an original.
 */
static enum err
look_ahead(struct ctx *cx, struct part *p)
{
	str      no[TOGETHER] = {{NULL, 0}};
	size_t   n = 0, news;
	bool     parents = false;
	enum err e;

	look_no_further(p);
	for (size_t i = p->from; i < p->to; i++) {
		const struct item *x = &p->b->item[i];

		if (x->sentence.p)
			continue;
		if (item_of(p, x->t.text[TOLD_NUMBER]) != x)
			return OK;
		parents = parents || x->t.text[TOLD_PARENT].p;
		no[n++] = x->t.text[TOLD_NUMBER];
	}
	if (n < 2)
		return OK;
	if ((e = case_many_ask(cx, &p->b->many)) != OK || (e = look(cx, p, no, parents, &news)) != OK)
		return e;
	/* What is behind them is likely to be as new as they are. */
	case_many_expect(&p->b->many, news * ((p->b->n - p->from + TOGETHER - 1) / TOGETHER));
	return OK;
}

bool
source_good(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || (i && s.p[i] == '-')))
			return false;
	return true;
}

/* A refusal of case.tell (the place lies outside the scope, the class is gone) is this row's alone. */
static bool
is_refusal(const struct ctx *cx, enum err e)
{
	return (e == ERR_INPUT || e == ERR_RULE || e == ERR_NONE) && cx->why.n != 0;
}

static void
keep_refusal(struct ctx *cx, struct item *x)
{
	const struct why_line *l = &cx->why.line[0];

	x->field = l->field;
	x->sentence = sentence(cx, l->text, l->arg, WHY_ARGS);
	ctx_forget(cx);
}

static enum err
tell_one(struct ctx *cx, void *arg)
{
	struct part *p = arg;

	return tell_item(cx, p->b, p->x, p->source);
}

static enum err
tell_some(struct ctx *cx, void *arg)
{
	struct part *p = arg;
	enum err     e = OK;

	for (size_t i = p->from; e == OK && i < p->to; i++)
		if (!p->b->item[i].sentence.p)
			e = tell_item(cx, p->b, &p->b->item[i], p->source);
	return e;
}

/* Each row by itself: one that is refused half-way leaves nothing behind. */
static enum err
tell_each(struct ctx *cx, struct part *p)
{
	look_no_further(p);
	for (size_t i = p->from; i < p->to; i++) {
		struct batch before = *p->b;
		enum err     e;

		p->x = &p->b->item[i];
		if (p->x->sentence.p || (e = command_part(cx, tell_one, p)) == OK)
			continue;
		if (!is_refusal(cx, e))
			return e;
		*p->b = before;
		keep_refusal(cx, p->x);
	}
	return OK;
}

/* The two arguments of the reply. */
static enum err
answer(struct ctx *cx, struct batch *b, str arg[2])
{
	struct buf refused;
	enum err   e;

	buf_init(&refused, cx->arena, 1 << 20);
	for (size_t i = 0; i < b->n; i++)
		if (b->item[i].sentence.p)
			buf_printf(&refused, "%zu\t%s\t%.*s\n", i, b->item[i].field ? b->item[i].field : "",
			           STR_ARG(b->item[i].sentence));
	arg[0] = arena_printf(cx->arena, "%lld %lld %lld %lld %lld", (long long)b->added, (long long)b->changed,
	                      (long long)b->same, (long long)b->refused, (long long)b->linked);
	e = buf_end(&refused, &arg[1]);
	return e == OK && !arg[0].p ? ctx_no_memory(cx) : e;
}

static enum err
rows_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rows_in        *in = arg;
	struct batch                *b = made;
	struct part                  p = {.b = b, .source = in->source};
	struct q_told_alone_any_row *alone;
	size_t                       nalone;
	enum err                     e;

	if (!source_good(in->source))
		return refuse(cx, ERR_INPUT, "source", T_intake_source_form);
	b->added = b->changed = b->same = b->refused = b->linked = 0;
	if ((e = case_many_begin(cx, &b->many)) != OK ||
	    (e = q_told_alone_any(cx, &(struct q_told_alone_any_in){.source = in->source}, &alone, &nalone)) != OK)
		return e;
	b->any_alone = nalone != 0;
	for (p.to = 0; p.to < b->n;) {
		struct batch before;

		b->many.key = NULL; /* that of the part before */
		before = *b;
		p.from = p.to;
		p.to = p.from + TOGETHER < b->n ? p.from + TOGETHER : b->n;
		if ((e = look_ahead(cx, &p)) != OK)
			return e;
		if ((e = command_part(cx, tell_some, &p)) == OK)
			continue;
		if (!is_refusal(cx, e))
			return e;
		ctx_forget(cx);
		*b = before;
		if ((e = tell_each(cx, &p)) != OK)
			return e;
	}
	if ((e = case_many_settle(cx, &b->many)) != OK)
		return e;
	for (size_t i = 0; i < b->n; i++)
		b->refused += b->item[i].sentence.p != NULL;
	*out = (struct reply){.done = T_intake_rows_done};
	return answer(cx, b, out->arg);
}

const struct command intake_rows_cmd = {
    .name = "intake.rows",
    .summary = T_intake_rows,
    .perm = PERM_CASE_IMPORT,
    /* Two imports of one source follow each other, so that "is it there already" has one answer. */
    .lock = "told",
    .lock_field = "source",
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct rows_in),
    .prepare = rows_prepare,
    .apply = rows_apply,
};

/* ---- intake.trial: the same without writing ---- */

static enum err
try_item(struct ctx *cx, struct batch *b, struct item *x, str source, char *state)
{
	struct q_told_get_row known;
	opt_i64               original = {0};
	enum err              e;

	e = q_told_get(cx, &(struct q_told_get_in){.source = source, .number = x->t.text[TOLD_NUMBER]}, &known);
	if (e != OK && e != ERR_NONE)
		return e;
	if (e == OK && (e = check_words(cx, x, &known)) != OK)
		return e;
	if (e == OK && ((e = check_known(cx, x, &known)) != OK || x->sentence.p)) {
		b->refused += e == OK;
		return e;
	}
	*state = TRIAL_SAME;
	if (e == OK && str_eq(known.digest, x->digest)) {
		b->same++;
		return OK;
	}
	*state = TRIAL_LINKED;
	b->added += e == ERR_NONE;
	b->changed += e == OK;
	if (e == OK && known.original_id.some)
		return OK;
	if ((e = named_original(cx, x, source, &original)) != OK)
		return e;
	b->linked += original.some;
	if (!original.some)
		*state = TRIAL_NEWS;
	return OK;
}

static enum err
trial_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct rows_in    *in = arg;
	struct intake_trial_out *o = ARENA_NEW(cx->arena, struct intake_trial_out);
	struct batch            *b;
	void                    *made;
	char                    *state;
	enum err                 e;

	if (!o)
		return ctx_no_memory(cx);
	if (!source_good(in->source))
		return refuse(cx, ERR_INPUT, "source", T_intake_source_form);
	if ((e = rows_prepare(cx, arg, &made)) != OK)
		return e;
	b = made;
	if (!(state = ARENA_NEWS(cx->arena, b->n + 1, char)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < b->n; i++) {
		state[i] = TRIAL_REFUSED;
		if (b->item[i].sentence.p)
			b->refused++;
		else if ((e = try_item(cx, b, &b->item[i], in->source, &state[i])) != OK)
			return e;
	}
	o->state = (str){state, b->n};
	*out = o;
	return answer(cx, b, o->arg);
}

static void
trial_json(const void *out, struct json *j)
{
	const struct intake_trial_out *o = out;

	json_obj(j);
	json_kv_str(j, "sums", o->arg[0]);
	json_kv_str(j, "refused", o->arg[1]);
	json_obj_end(j);
}

const struct view intake_trial_view = {
    .out = "{sums:s?,refused:s?}",
    .name = "intake.trial",
    .summary = T_intake_trial,
    .perm = PERM_CASE_IMPORT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct rows_in),
    .run = trial_run,
    .json = trial_json,
};
