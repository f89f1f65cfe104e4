/* bulletin.issue: a person makes a day's bulletin an edition; bulletin.rule: what an issue asks for. */
/* house: words, because the schema's own row is repeated word by word */
#include "judge/bulletin/inside.h"

#include "base/clock.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "judge_bulletin_texts.h"
#include "kit/journal/journal.h"
#include "work/outbox/outbox.h"

#include <stdlib.h>

enum {
	PART_BYTES = 24 << 10, /* of the figures' text, in one event: escaped it is less than twice as long */
	ITEMS_AT_ONCE = 200    /* listed cases in one event */
};

/* ---- What applies ---- */

static enum err
rules_of(struct ctx *cx, int64_t place, struct bulletin_rule **rule, size_t *n)
{
	struct q_bulletin_rules_row *row;
	enum err                     e = q_bulletin_rules(cx, &(struct q_bulletin_rules_in){place}, &row, n);

	if (e != OK)
		return e;
	if (!(*rule = ARENA_NEWS(cx->arena, *n + 1, struct bulletin_rule)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < *n; i++)
		(*rule)[i] = (struct bulletin_rule){row[i].place_id, row[i].class_key, row[i].hours, row[i].cap,
		                                    row[i].expected, row[i].source};
	return OK;
}

/* The newest edition of a place and day; id 0: none. */
struct last {
	int64_t id, edition, issued_at;
	opt_i64 pos; /* where its first event is sealed; none: not yet */
};

static enum err
last_of(struct ctx *cx, int64_t place, str day_text, struct last *last)
{
	struct q_bulletin_newest_row row;
	enum err e = q_bulletin_newest(cx, &(struct q_bulletin_newest_in){place, day_text}, &row);

	*last = (struct last){0};
	if (e == OK)
		*last = (struct last){row.id, row.edition, row.issued_at, row.pos};
	return e == ERR_NONE ? OK : e;
}

static str
number(const struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static str
moment(const struct ctx *cx, int64_t at)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	clock_add_second(&b, at, cx->zone);
	return buf_str(&b);
}

/* Why an edition of the figures with this head may not follow `last`; T_none: it may. */
struct no {
	text_id     text;
	const char *field;
	enum err    err;
	str         arg[2];
};

static struct no
refusal(const struct ctx *cx, const struct bulletin_head *h, const struct bulletin_rule *rule,
                 const struct last *last)
{
	if (h->on.v < ctx_today(cx).v - BULLETIN_ISSUE_DAYS)
		return (struct no){
		    T_bulletin_too_old, "day", ERR_RULE, {number(cx, BULLETIN_ISSUE_DAYS)}};
	if (last->edition >= rule->cap)
		return (struct no){T_bulletin_capped, "day", ERR_RULE, {number(cx, rule->cap)}};
	/* What was seen did not have the newest edition in it. */
	if (last->id && (!last->pos.some || last->pos.v > h->position))
		return (struct no){T_bulletin_stale, "seal", ERR_STALE,
		                            {number(cx, last->edition), moment(cx, last->issued_at)}};
	return (struct no){0};
}

static size_t
units_of(const struct bulletin_case *c, size_t n)
{
	size_t units = 0;

	for (size_t i = 0; i < n; i++) {
		bool new = true;

		for (size_t k = 0; new && k < i; k++)
			new = c[k].unit != c[i].unit;
		units += new;
	}
	return units;
}

static enum err
need_rule(const struct bulletin_rule *rule, size_t n, int64_t place, const struct bulletin_rule **r)
{
	*r = bulletin_rule_for(rule, n, place, S(""));
	return *r ? OK : ERR_STORE;
}

enum err
bulletin_draft_of(struct ctx *cx, const struct bulletin_show *show, struct bulletin_draft *o)
{
	const struct bulletin_head *h = &show->head;
	const struct bulletin_rule *r;
	struct bulletin_rule       *rule;
	struct last        last;
	size_t                      n;
	enum err                    e;

	*o = (struct bulletin_draft){.show = *show, .listed = show->sums.n[BULLETIN_LISTED]};
	if ((e = rules_of(cx, h->place, &rule, &n)) != OK || (e = need_rule(rule, n, h->place, &r)) != OK ||
	    (e = last_of(cx, h->place, h->day_text, &last)) != OK)
		return e;
	o->rule = *r;
	o->edition = last.edition + 1;
	o->newest_id = last.id;
	o->newest_at = last.issued_at;
	o->expected = !last.id && cx->now >= h->from + r->expected * 60 * 1000;
	for (size_t i = 0; i < show->nunit; i++)
		o->units += show->unit[i].sums.n[BULLETIN_LISTED] > 0;
	if (actor_may(cx->who, PERM_BULLETIN_ISSUE)) {
		struct no no = refusal(cx, h, r, &last);

		o->may = no.text == T_none;
		o->why = no.text;
		o->why_arg[0] = no.arg[0];
		o->why_arg[1] = no.arg[1];
	}
	return OK;
}

/* ---- bulletin.issue ---- */

#define ISSUE_IN(X) \
	X(i64, seal, 1, 1, INT64_MAX, T_bulletin_f_seal, NULL) \
	X(day, day, 0, DAY_FIRST, DAY_LAST, T_bulletin_f_day, NULL) \
	X(code, place, 0, 1, 40, T_bulletin_f_place, NULL) \
	X(time, at, 0, 0, INT64_MAX, T_bulletin_f_at, NULL)
struct issue_in {
	ISSUE_IN(FIELD_DECL)
};
#define IN_T issue_in
static const struct field issue_fields[] = {ISSUE_IN(FIELD_ROW)};
#undef IN_T

struct issuing {
	struct bulletin_show    show;
	str                     figures;
	struct bulletin_case   *c;
	size_t                  n;
	/* Made when it is issued: */
	struct bulletin_rule   *rule;
	size_t                  nrule;
	struct q_bulletin_add_in row;
	int64_t                 id, rev;
};

/* The longest overdue first, what has no deadline last. */
static int
by_need(const void *a, const void *b)
{
	const struct bulletin_case *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* The figures as of the position, without the transaction that writes: whenever they are made they are the same. */
static enum err
issue_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct issue_in *in = arg;
	struct bulletin_ask    ask = {in->day, in->seal, in->at, in->place, FIELD_ABSENT};
	struct issuing        *o = ARENA_NEW(cx->arena, struct issuing);
	struct bulletin_head   h;
	struct buf             b;
	struct json            j;
	enum err               e;

	*made = o;
	if (!o)
		return ctx_no_memory(cx);
	if ((e = bulletin_head_of(cx, &ask, &h)) != OK ||
	    (e = bulletin_figures(cx, &h, &o->show, &o->c, &o->n)) != OK)
		return e;
	if (o->n)
		qsort(o->c, o->n, sizeof(*o->c), by_need);
	buf_init(&b, cx->arena, BUF_PAGE);
	json_init(&j, &b);
	bulletin_show_json(&o->show, &j);
	e = buf_end(&b, &o->figures);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}

static enum err
add_row(struct ctx *cx, struct issuing *o, const struct last *last)
{
	const struct bulletin_head *h = &o->show.head;
	const struct bulletin_rule *r;
	struct q_bulletin_add_row   row;
	struct buf                  seal, figures;
	enum err                    e;

	if ((e = need_rule(o->rule, o->nrule, h->place, &r)) != OK)
		return e;
	buf_init(&seal, cx->arena, BUF_PATH);
	digest_add(&seal, h->seal);
	buf_init(&figures, cx->arena, BUF_PATH);
	digest_add(&figures, sha256_of(o->figures));
	o->row = (struct q_bulletin_add_in){
	    .rev = 1,
	    .place_id = h->place,
	    .day = h->day_text,
	    .edition = last->edition + 1,
	    .replaces = {last->id != 0, last->id},
	    .position = h->position,
	    .batch = h->batch,
	    .seal = buf_str(&seal),
	    .at = h->at,
	    .figures = buf_str(&figures),
	    .listed = (int64_t)o->n,
	    .units = (int64_t)units_of(o->c, o->n),
	    .hours = r->hours,
	    .issued_at = cx->now,
	    .issued_by = cx->who->user,
	    .issued_post = {cx->who->post != 0, cx->who->post},
	    .due_at = cx->now + r->hours * BULLETIN_HOUR_MS,
	};
	/* One event for the first piece, one for each other and for so many cases. */
	o->row.rev += o->figures.n ? (int64_t)((o->figures.n - 1) / PART_BYTES) : 0;
	o->row.rev += (int64_t)((o->n + ITEMS_AT_ONCE - 1) / ITEMS_AT_ONCE);
	e = q_bulletin_add(cx, &o->row, &row);
	o->id = row.id;
	return e;
}

/* An event's rows of one table, open for its keys. */
struct rows {
	struct buf  b;
	struct json j;
};

static void
rows_begin(struct ctx *cx, struct rows *r, const char *table)
{
	buf_init(&r->b, cx->arena, BUF_PAYLOAD);
	json_init(&r->j, &r->b);
	json_obj(&r->j);
	json_key(&r->j, str_of(table));
	json_obj(&r->j);
}

static enum err
say(struct ctx *cx, struct issuing *o, struct record *rec, struct rows *r, const char *type)
{
	enum err e;

	json_obj_end(&r->j);
	json_obj_end(&r->j);
	if ((e = buf_end(&r->b, &rec->rows)) != OK)
		return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
	return record_end(cx, rec, "bulletin", o->id, ++o->rev, type, STR_NONE);
}

static void
set_row(struct record *rec, const struct q_bulletin_add_in *in)
{
	struct json *j = &rec->set;

	json_kv_i64(j, "place_id", in->place_id);
	json_kv_str(j, "day", in->day);
	json_kv_i64(j, "edition", in->edition);
	record_opt(rec, "replaces", in->replaces.some, in->replaces.v);
	json_kv_i64(j, "position", in->position);
	json_kv_i64(j, "batch", in->batch);
	json_kv_str(j, "seal", in->seal);
	json_kv_i64(j, "at", in->at);
	json_kv_str(j, "figures", in->figures);
	json_kv_i64(j, "listed", in->listed);
	json_kv_i64(j, "units", in->units);
	json_kv_i64(j, "hours", in->hours);
	json_kv_i64(j, "issued_at", in->issued_at);
	json_kv_i64(j, "issued_by", in->issued_by);
	record_opt(rec, "issued_post", in->issued_post.some, in->issued_post.v);
	json_kv_i64(j, "due_at", in->due_at);
}

/* The text in pieces of whole characters, each with its event; the first says the edition too. */
static enum err
add_parts(struct ctx *cx, struct issuing *o)
{
	str      rest = o->figures;
	int64_t  pieces = 0;
	enum err e = OK;

	do {
		struct record rec;
		struct rows   r;
		size_t        at = rest.n < PART_BYTES ? rest.n : PART_BYTES;
		str           body;

		/* What is ASCII from here on ends a character; the rest goes into the next piece. */
		while (at < rest.n && at > 0 && ((unsigned char)rest.p[at] & 0xc0) == 0x80)
			at--;
		body = str_slice(rest, 0, at);
		rest = str_slice(rest, at, rest.n);
		pieces++;
		if ((e = q_bulletin_part_add(cx, &(struct q_bulletin_part_add_in){o->id, pieces, body}, NULL)) != OK)
			return e;
		record_begin(cx, &rec);
		if (pieces == 1)
			set_row(&rec, &o->row);
		rows_begin(cx, &r, "bulletin_part");
		json_key(&r.j, number(cx, pieces));
		json_obj(&r.j);
		json_kv_str(&r.j, "body", body);
		json_obj_end(&r.j);
		e = say(cx, o, &rec, &r, pieces == 1 ? "bulletin.issued" : "bulletin.figured");
	} while (e == OK && rest.n);
	return e;
}

/* When the unit is to have put it right: as the day's first edition said, or by the rule for its class. */
static enum err
due_of(struct ctx *cx, struct issuing *o, const struct bulletin_case *c, struct q_bulletin_item_add_in *in)
{
	struct q_bulletin_asked_row *asked;
	struct q_bulletin_class_row  class = {0};
	const struct bulletin_rule  *r;
	bool                         by_class = false;
	size_t                       n;
	enum err                     e;

	e = q_bulletin_asked(cx, &(struct q_bulletin_asked_in){c->id, o->row.day, c->unit}, &asked, &n);
	if (e != OK)
		return e;
	if (n) {
		in->issued_at = asked->issued_at;
		in->due_at = asked->due_at;
		in->first_id = asked->first_id;
		return OK;
	}
	for (size_t i = 0; i < o->nrule; i++)
		by_class |= o->rule[i].class_key.n > 0;
	if (by_class && (e = q_bulletin_class(cx, &(struct q_bulletin_class_in){c->id}, &class)) != OK)
		return e;
	r = bulletin_rule_for(o->rule, o->nrule, o->row.place_id, class.class_key.p ? class.class_key : S(""));
	in->issued_at = o->row.issued_at;
	in->due_at = o->row.issued_at + (r ? r->hours : o->row.hours) * BULLETIN_HOUR_MS;
	in->first_id = o->id;
	return OK;
}

static enum err
add_item(struct ctx *cx, struct issuing *o, size_t i, struct json *j)
{
	const struct bulletin_case   *c = &o->c[i];
	struct q_bulletin_item_add_in in = {
	    .bulletin_id = o->id,
	    .n = (int64_t)i + 1,
	    .case_id = c->id,
	    .unit_id = c->unit,
	    .place_id = c->place,
	    .day = o->row.day,
	    .fresh = (c->in & BULLETIN_IN(FRESH)) != 0,
	    .late = (c->in & BULLETIN_IN(OVERDUE)) != 0,
	    .own_due = {c->due != INT64_MAX, c->due},
	};
	enum err e;

	if ((e = due_of(cx, o, c, &in)) != OK || (e = q_bulletin_item_add(cx, &in, NULL)) != OK)
		return e;
	json_key(j, number(cx, in.n));
	json_obj(j);
	json_kv_i64(j, "case_id", in.case_id);
	json_kv_i64(j, "unit_id", in.unit_id);
	json_kv_i64(j, "place_id", in.place_id);
	json_kv_str(j, "day", in.day);
	json_kv_bool(j, "fresh", in.fresh);
	json_kv_bool(j, "late", in.late);
	if (in.own_due.some)
		json_kv_i64(j, "own_due", in.own_due.v);
	json_kv_i64(j, "issued_at", in.issued_at);
	json_kv_i64(j, "due_at", in.due_at);
	json_kv_i64(j, "first_id", in.first_id);
	json_obj_end(j);
	return OK;
}

static enum err
add_items(struct ctx *cx, struct issuing *o)
{
	enum err e = OK;

	for (size_t i = 0; e == OK && i < o->n;) {
		struct record rec;
		struct rows   r;

		record_begin(cx, &rec);
		rows_begin(cx, &r, "bulletin_item");
		for (size_t k = 0; e == OK && k < ITEMS_AT_ONCE && i < o->n; k++)
			e = add_item(cx, o, i++, &r.j);
		if (e == OK)
			e = say(cx, o, &rec, &r, "bulletin.listed");
	}
	return e;
}

/* To the groups that ask for it: sums, never a case. */
static enum err
tell(struct ctx *cx, const struct issuing *o)
{
	const struct bulletin_head *h = &o->show.head;
	const int64_t              *x = o->show.sums.n;
	struct outbox_facts         f = {0};

	f.field[OUTBOX_PLACE] = h->place_name;
	f.field[OUTBOX_DAY] = h->day_text;
	f.field[OUTBOX_EDITION] = number(cx, o->row.edition);
	f.field[OUTBOX_OPENING] = number(cx, x[BULLETIN_OPENING]);
	f.field[OUTBOX_FRESH] = number(cx, x[BULLETIN_FRESH]);
	f.field[OUTBOX_CLOSED] = number(cx, x[BULLETIN_CLOSED]);
	f.field[OUTBOX_STOCK] = number(cx, x[BULLETIN_STOCK]);
	f.field[OUTBOX_LATE] = number(cx, x[BULLETIN_OVERDUE]);
	f.field[OUTBOX_LISTED] = number(cx, o->row.listed);
	f.field[OUTBOX_MOMENT] = moment(cx, o->row.due_at);
	return outbox_bulletin(cx, h->place, o->id, &f);
}

static enum err
issue_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct issuing             *o = made;
	const struct bulletin_head *h = &o->show.head;
	const struct bulletin_rule *r;
	struct last        last;
	struct no          no;
	enum err                    e;

	(void)arg;
	if ((e = db_lock(cx, "bulletin", h->place)) != OK ||
	    (e = rules_of(cx, h->place, &o->rule, &o->nrule)) != OK ||
	    (e = need_rule(o->rule, o->nrule, h->place, &r)) != OK ||
	    (e = last_of(cx, h->place, h->day_text, &last)) != OK)
		return e;
	no = refusal(cx, h, r, &last);
	if (no.text != T_none)
		return refuse(cx, no.err, no.field, no.text, no.arg[0], no.arg[1]);
	if ((e = add_row(cx, o, &last)) != OK || (e = add_parts(cx, o)) != OK || (e = add_items(cx, o)) != OK ||
	    (e = tell(cx, o)) != OK)
		return e;
	*out = (struct reply){.id = o->id,
	                      .rev = o->row.rev,
	                      .see = arena_printf(cx->arena, "/bulletin/editions/%lld", (long long)o->id),
	                      .done = T_bulletin_issued,
	                      .arg = {number(cx, o->row.edition), number(cx, o->row.listed)}};
	return OK;
}

static const struct command issue_cmd = {
    .name = "bulletin.issue",
    .summary = T_bulletin_c_issue,
    .perm = PERM_BULLETIN_ISSUE,
    .by_somebody = true,
    .in = issue_fields,
    .nin = NITEMS(issue_fields),
    .in_size = sizeof(struct issue_in),
    .prepare = issue_prepare,
    .apply = issue_apply,
};

/* ---- bulletin.rule ---- */

#define RULE_IN(X) \
	X(code, place, 0, 1, 40, T_bulletin_f_place, NULL) \
	X(code, class, 0, 1, 40, T_bulletin_f_class, NULL) \
	X(i64, hours, 1, 1, 240, T_bulletin_f_hours, NULL) \
	X(i64, cap, 0, 1, 24, T_bulletin_f_cap, NULL) \
	X(str, expected, 0, 5, 5, T_bulletin_f_expected, NULL) \
	X(str, basis, 1, 2, 200, T_bulletin_f_basis, NULL)
struct rule_in {
	RULE_IN(FIELD_DECL)
};
#define IN_T rule_in
static const struct field rule_fields[] = {RULE_IN(FIELD_ROW)};
#undef IN_T

/* "18:00" as minutes of the day. */
static bool
minute_of(str text, int64_t *minute)
{
	int64_t h, m;

	if (text.n != 5 || text.p[2] != ':' || !str_to_i64(str_slice(text, 0, 2), &h) ||
	    !str_to_i64(str_slice(text, 3, 5), &m) || h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*minute = h * 60 + m;
	return true;
}

/* Editions that were issued keep their due moments. */
static enum err
rule_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct rule_in         *in = arg;
	struct q_bulletin_rule_set_in row = {.class_key = in->class.p ? in->class : S(""), .hours = in->hours,
	                                     .source = in->basis};
	const struct bulletin_rule   *was;
	struct bulletin_rule         *rule;
	struct buf                    b;
	struct json                   j;
	str                           body;
	size_t                        n;
	enum err                      e;

	(void)made;
	/* Without a place it holds for all of them. */
	if (in->place.n && (e = place_named(cx, "place", in->place, &row.place_id)) != OK)
		return e;
	if ((e = row.place_id ? place_in_reach(cx, row.place_id) : place_city_in_reach(cx)) != OK)
		return e;
	if (row.class_key.n && (in->cap != FIELD_ABSENT || in->expected.n))
		return refuse(cx, ERR_INPUT, in->cap != FIELD_ABSENT ? "cap" : "expected", T_bulletin_class_hours);
	if ((e = db_lock(cx, "bulletin_rule", 1)) != OK ||
	    (e = rules_of(cx, row.place_id, &rule, &n)) != OK ||
	    (e = need_rule(rule, n, row.place_id, &was)) != OK)
		return e;
	/* What is not said stays as it is. */
	row.cap = row.class_key.n ? 0 : in->cap != FIELD_ABSENT ? in->cap : was->cap;
	row.expected = row.class_key.n ? 0 : was->expected;
	if (in->expected.n && !minute_of(in->expected, &row.expected))
		return refuse(cx, ERR_INPUT, "expected", T_bulletin_bad_hour);
	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_i64(&j, "hours", row.hours);
	json_kv_i64(&j, "cap", row.cap);
	json_kv_i64(&j, "expected", row.expected);
	json_kv_str(&j, "source", row.source);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK || (e = q_bulletin_rule_set(cx, &row, NULL)) != OK)
		return e;
	*out = (struct reply){.done = T_bulletin_ruled};
	return record_row(cx, "bulletin_rule", "bulletin.ruled", "bulletin_rule",
	                  arena_printf(cx->arena, "%lld,%.*s", (long long)row.place_id, STR_ARG(row.class_key)), body,
	                  STR_NONE);
}

static const struct command rule_cmd = {
    .name = "bulletin.rule",
    .summary = T_bulletin_c_rule,
    .perm = PERM_CITY_EDIT,
    .in = rule_fields,
    .nin = NITEMS(rule_fields),
    .in_size = sizeof(struct rule_in),
    .apply = rule_apply,
};

const struct command *const bulletin_commands[] = {&issue_cmd, &rule_cmd};
const size_t                bulletin_commands_n = NITEMS(bulletin_commands);

/* ---- For duban verify ---- */

static const char first_rules[] =
    "{\"0,\":{\"hours\":24,\"cap\":3,\"expected\":1080,"
    "\"source\":\"示例：每天 18:00 前一期，24 小时内整改，每天至多 3 版，请按本地文件修改\"}}";

static const struct journal_side sides[] = {
    {.table = "bulletin_part", .query = "bulletin_fold_parts", .keys = 1},
    {.table = "bulletin_item", .query = "bulletin_fold_items", .keys = 1},
};
static const struct journal_side rule_side = {
    .table = "bulletin_rule", .query = "bulletin_fold_rules", .keys = 2, .initial = first_rules};

const struct journal_aggregate bulletin_aggregates[] = {
    {.kind = "bulletin", .label = T_bulletin_kind, .queries = bulletin_queries, .query = "bulletin_fold",
    .side = sides,
     .nside = NITEMS(sides)},
    {.kind = "bulletin_rule", .label = T_bulletin_kind_rule, .queries = bulletin_queries, .side = &rule_side,
    .nside = 1},
};
const size_t bulletin_aggregates_n = NITEMS(bulletin_aggregates);
