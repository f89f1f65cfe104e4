/* calendar.load: a published document into the store; the one place where documents are let in. */
#include "base/day.h"
#include "city/calendar/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city_calendar_texts.h"
#include "kit/secret/secret.h"

#include <string.h>

/*
 * The remedy for each thing that can be wrong with a text; {0} line, {1}
 * column, {2} the word found.
 */
static text_id
sentence(enum worktime_fault f)
{
	static const text_id text[WORKTIME_FAULT_MAX] = {
	    [WORKTIME_BAD_ZONE] = T_calendar_bad_zone,     [WORKTIME_BAD_RULE] = T_calendar_bad_rule,
	    [WORKTIME_BAD_DAY] = T_calendar_bad_day,       [WORKTIME_BAD_SEASON] = T_calendar_bad_season,
	    [WORKTIME_BAD_WINDOW] = T_calendar_bad_window, [WORKTIME_BAD_WORD] = T_calendar_bad_word,
	    [WORKTIME_BAD_FIELDS] = T_calendar_bad_fields, [WORKTIME_NO_NAME] = T_calendar_no_name,
	    [WORKTIME_NO_PAPER] = T_calendar_no_paper,     [WORKTIME_TWICE] = T_calendar_twice,
	    [WORKTIME_OUTSIDE] = T_calendar_outside,       [WORKTIME_MANY] = T_calendar_many,
	    [WORKTIME_BAD_YEARS] = T_calendar_outside,
	};

	return text[f] ? text[f] : T_calendar_bad;
}

static enum err
refuse_text(struct ctx *cx, const struct calendar_put *in, const struct worktime_bad *bad)
{
	char day_text[DAY_TEXT];

	if (bad->fault == WORKTIME_NO_HOURS || bad->fault == WORKTIME_OVERLAP)
		return refuse(cx, ERR_INPUT, in->field,
		              bad->fault == WORKTIME_OVERLAP ? T_calendar_overlap : T_calendar_gap,
		              day_format(bad->on, day_text));
	if (bad->line == 0)
		return refuse(cx, ERR_INPUT, in->field, T_calendar_together, str_of(worktime_fault_name(bad->fault)));
	return refuse(cx, ERR_INPUT, in->field, sentence(bad->fault), arena_printf(cx->arena, "%d", bad->line),
	              arena_printf(cx->arena, "%d", bad->column), bad->word.p ? bad->word : S(""));
}

#define CALENDAR_LOAD_IN(X)                                                \
	X(str, name, 1, 1, 40, T_calendar_field_name, NULL)                \
	X(text, text, 1, 1, 1 << 14, T_calendar_field_text, NULL)          \
	X(str, source, 1, 1, 200, T_calendar_field_source, NULL)
struct calendar_load_in {
	CALENDAR_LOAD_IN(FIELD_DECL)
};
#define IN_T calendar_load_in
static const struct field fields[] = {CALENDAR_LOAD_IN(FIELD_ROW)};
#undef IN_T

static bool
good_name(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '-'))
			return false;
	return s.n > 0;
}

/*
 * A year called published without a day of its own would end the warning and the guess, and the true list, coming
 * later, would find no guessed deadline to lengthen.
 */
static enum err
no_bare_year(struct ctx *cx, const struct worktime_spec *s, size_t from)
{
	for (size_t i = from; i < s->n_years; i++) {
		bool any = false;

		for (size_t k = 0; k < s->n_days && !any; k++)
			any = day_year(s->days[k].on) == s->years[i];
		if (!any)
			return refuse(cx, ERR_INPUT, "text", T_calendar_bare_year,
			              arena_printf(cx->arena, "%d", s->years[i]));
	}
	return OK;
}

/* The new text read after all others, so that a clash between them is found in its own lines. */
static enum err
check_text(struct ctx *cx, const struct calendar_put *in, const struct q_calendar_documents_row *doc, size_t n)
{
	struct worktime_draft *d = ARENA_NEW(cx->arena, struct worktime_draft);
	struct worktime_bad    bad = {0};
	size_t                 before;

	if (!d)
		return ctx_no_memory(cx);
	worktime_draft_init(d, cx->arena, S("new"));
	for (size_t i = 0; i < n; i++)
		if (!str_eq(doc[i].name, in->name) && !worktime_read(d, doc[i].body, &bad)) {
			/* It rests on a paper that this one declares: check_whole reads them in their order. */
			if (bad.fault == WORKTIME_NO_PAPER)
				return OK;
			return bad.fault == WORKTIME_MEMORY
			           ? ctx_no_memory(cx)
			           : refuse(cx, ERR_STORE, NULL, T_calendar_broken, doc[i].name,
			                    str_of(worktime_fault_name(bad.fault)));
		}
	before = d->spec.n_years;
	if (worktime_read(d, in->text, &bad))
		return no_bare_year(cx, &d->spec, before);
	return bad.fault == WORKTIME_MEMORY ? ctx_no_memory(cx) : refuse_text(cx, in, &bad);
}

/* All documents in the order in which they will be read from now on, and the calendar they make. */
static enum err
check_whole(struct ctx *cx, const struct calendar_put *in, const struct q_calendar_documents_row *old, size_t n)
{
	struct q_calendar_documents_row *doc = ARENA_NEWS(cx->arena, n + 1, struct q_calendar_documents_row);
	const struct worktime_calendar  *c;
	struct worktime_bad              bad = {0};
	size_t                           m = 0, at;
	bool                             placed = false;
	enum err                         e;

	if (!doc)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		if (!placed && str_cmp(in->name, old[i].name) <= 0) {
			doc[m++] = (struct q_calendar_documents_row){.name = in->name, .body = in->text};
			placed = true;
		}
		if (!str_eq(old[i].name, in->name))
			doc[m++] = old[i];
	}
	if (!placed)
		doc[m++] = (struct q_calendar_documents_row){.name = in->name, .body = in->text};
	e = calendar_build(cx, cx->arena, S("new"), doc, m, &c, &bad, &at);
	return e == ERR_INPUT ? refuse_text(cx, in, &bad) : e;
}

static enum err
write_document(struct ctx *cx, const struct calendar_put *in, int64_t version, str before, int64_t *id)
{
	struct q_calendar_add_row row;
	struct record             r;
	struct sha256             h;
	struct buf                hex;
	str                       chain;
	enum err                  e;

	sha256_init(&h);
	sha256_add(&h, before.p ? before.p : "", before.n);
	sha256_add(&h, "\n", 1);
	sha256_add(&h, in->name.p, in->name.n);
	sha256_add(&h, "\n", 1);
	sha256_add(&h, in->text.p, in->text.n);
	buf_init(&hex, cx->arena, BUF_LINE);
	digest_add(&hex, sha256_end(&h));
	if (buf_end(&hex, &chain) != OK)
		return ctx_no_memory(cx);
	if ((e = q_calendar_add(cx,
	                        &(struct q_calendar_add_in){.name = in->name, .version = version, .body = in->text,
	                                                    .source = in->source, .imported_at = cx->now,
	                                                    .imported_by = cx->who ? cx->who->user : 0,
	                                                    .digest = chain},
	                        &row)) != OK)
		return e;
	*id = row.id;
	record_begin(cx, &r);
	json_kv_str(&r.set, "name", in->name);
	json_kv_i64(&r.set, "version", version);
	json_kv_str(&r.set, "body", in->text);
	json_kv_str(&r.set, "source", in->source);
	json_kv_i64(&r.set, "imported_at", cx->now);
	json_kv_i64(&r.set, "imported_by", cx->who ? cx->who->user : 0);
	json_kv_str(&r.set, "digest", chain);
	return record_end(cx, &r, "calendar", *id, 1, "calendar.loaded", STR_NONE);
}

enum err
calendar_held(struct ctx *cx, struct calendar_held *h)
{
	enum err e;

	*h = (struct calendar_held){0};
	/* One after the other, so that ids tell the order and each digest rests on the one before. */
	if ((e = db_lock(cx, "calendar_document", 0)) != OK)
		return e;
	e = q_calendar_newest(cx, &h->newest);
	if (e == OK)
		e = q_calendar_documents(cx, &(struct q_calendar_documents_in){.id = h->newest.id}, &h->doc, &h->n);
	return e == ERR_NONE ? OK : e;
}

enum err
calendar_put(struct ctx *cx, const struct calendar_held *h, const struct calendar_put *in, struct reply *out)
{
	int64_t  version = 1;
	enum err e;

	for (size_t i = 0; i < h->n; i++) {
		if (!str_eq(h->doc[i].name, in->name))
			continue;
		version = h->doc[i].version + 1;
		if (str_eq(h->doc[i].body, in->text) && str_eq(h->doc[i].source, in->source)) {
			*out = (struct reply){.id = h->doc[i].id, .done = T_calendar_same, .arg = {in->name}};
			return OK;
		}
	}
	*out = (struct reply){.done = T_calendar_loaded,
	                      .arg = {in->name, arena_printf(cx->arena, "%lld", (long long)version)}};
	if ((e = check_text(cx, in, h->doc, h->n)) != OK || (e = check_whole(cx, in, h->doc, h->n)) != OK ||
	    (e = write_document(cx, in, version, h->newest.digest, &out->id)) != OK)
		return e;
	return city_changed(cx);
}

static enum err
calendar_load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct calendar_load_in *in = arg;
	struct calendar_held           h;
	enum err                       e;

	(void)made;
	if (!good_name(in->name))
		return refuse(cx, ERR_INPUT, "name", T_calendar_name, in->name);
	if ((e = calendar_held(cx, &h)) != OK)
		return e;
	return calendar_put(cx, &h, &(struct calendar_put){in->name, in->text, in->source, "text"}, out);
}

static const struct command load_cmd = {
    .name = "calendar.load",
    .summary = T_calendar_load_summary,
    .perm = PERM_CITY_EDIT,
    .scope = place_city_in_reach,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct calendar_load_in),
    .apply = calendar_load,
};
const struct command *const calendar_commands[] = {&load_cmd, &calendar_day_cmd, &calendar_days_cmd,
                                                    &calendar_hours_cmd};
const size_t                calendar_commands_n = NITEMS(calendar_commands);

const struct journal_aggregate calendar_aggregates[] = {
    {.kind = "calendar", .label = T_calendar_thing_calendar, .queries = calendar_queries, .query = "calendar_fold"},
};
const size_t calendar_aggregates_n = NITEMS(calendar_aggregates);
