/* finding.link, finding.unlink: a finding's chain grows and shrinks; what the room's events are. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/journal/journal.h"
#include "work/finding/inside.h"
#include "work_finding_texts.h"

#define LINK_IN(X)                                                                 \
	X(id, id, 1, 1, INT64_MAX, T_finding_f_id, NULL)                           \
	X(code, standard, 0, 1, 130, T_finding_f_standard, NULL)                   \
	X(str, task_no, 0, 1, 60, T_finding_f_task, NULL)                          \
	X(str, case_no, 0, 1, 30, T_finding_f_case, NULL)
struct link_in {
	LINK_IN(FIELD_DECL)
};
#define IN_T link_in
static const struct field fields[] = {LINK_IN(FIELD_ROW)};
#undef IN_T

static const char *const names[CHAIN_ALL] = {"standard", "task_no", "case_no"};

/* One word tied or untied; *n grows with what changed. */
static enum err
one(struct ctx *cx, int64_t finding, int sort, str word, bool tied, int64_t *n)
{
	str      what = str_of(finding_chain_names[sort]);
	int64_t  ref, changed;
	enum err e = finding_named(cx, sort, word, &ref);

	if (e == ERR_NONE)
		return refuse(cx, ERR_INPUT, names[sort], T_finding_unknown, word);
	if (e != OK)
		return e;
	if (tied)
		e = q_finding_link_add(cx, &(struct q_finding_link_add_in){finding, what, ref}, &changed);
	else
		e = q_finding_link_drop(cx, &(struct q_finding_link_drop_in){finding, what, ref}, &changed);
	if (e == OK && changed == 0)
		return refuse(cx, ERR_RULE, names[sort], tied ? T_finding_tied : T_finding_not_tied, word);
	*n += changed;
	return e;
}

static enum err
tie(struct ctx *cx, const struct link_in *in, bool tied, struct reply *out)
{
	const str                word[CHAIN_ALL] = {in->standard, in->task_no, in->case_no};
	struct q_finding_row_row f;
	struct journal_sides     was;
	struct record            r;
	int64_t                  n = 0, touched;
	enum err                 e;

	if ((e = q_finding_row(cx, &(struct q_finding_row_in){in->id, finding_reach(cx)}, &f)) != OK ||
	    (e = journal_sides_look(cx, &finding_aggregates[0], in->id, &was)) != OK)
		return e;
	for (int sort = 0; e == OK && sort < CHAIN_ALL; sort++)
		if (word[sort].n)
			e = one(cx, in->id, sort, word[sort], tied, &n);
	if (e != OK)
		return e;
	if (n == 0)
		return refuse(cx, ERR_INPUT, "task_no", T_finding_nothing);
	if ((e = q_finding_touch(cx, &(struct q_finding_touch_in){in->id, f.rev + 1}, &touched)) != OK)
		return e;
	record_begin(cx, &r);
	if ((e = journal_sides_say(cx, &finding_aggregates[0], in->id, &was, &r.rows)) != OK)
		return e;
	*out = (struct reply){.id = in->id, .rev = f.rev + 1, .no = f.no, .arg = {f.no},
	                      .done = tied ? T_finding_did_link : T_finding_did_unlink,
	                      .see = arena_printf(cx->arena, "/findings/%lld", (long long)in->id)};
	return record_end(cx, &r, "finding", in->id, f.rev + 1, tied ? "finding.linked" : "finding.unlinked", STR_NONE);
}

static enum err
link_it(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return tie(cx, in, true, out);
}

static enum err
unlink_it(struct ctx *cx, const void *in, void *made, struct reply *out)
{
	(void)made;
	return tie(cx, in, false, out);
}

const struct command finding_link_cmd = {
    .name = "finding.link", .summary = T_finding_link_summary, .perm = PERM_TASK_EDIT, .lock = "finding",
    .lock_field = "id", .in = fields, .nin = NITEMS(fields), .in_size = sizeof(struct link_in), .apply = link_it,
};
const struct command finding_unlink_cmd = {
    .name = "finding.unlink", .summary = T_finding_unlink_summary, .perm = PERM_TASK_EDIT, .lock = "finding",
    .lock_field = "id", .in = fields, .nin = NITEMS(fields), .in_size = sizeof(struct link_in), .apply = unlink_it,
};
const struct command *const finding_commands[] = {&finding_load_cmd, &finding_link_cmd, &finding_unlink_cmd,
                                                  &standing_load_cmd};
const size_t                finding_commands_n = NITEMS(finding_commands);

static const struct journal_side side[] = {{.table = "finding_link", .query = "fold_finding_links", .keys = 2}};

const struct journal_aggregate finding_aggregates[] = {
    {.kind = "finding", .label = T_finding_thing, .queries = finding_queries, .query = "finding_fold", .side = side,
     .nside = NITEMS(side)},
    {.kind = "standing", .label = T_finding_thing_standing, .queries = finding_queries, .query = "standing_fold"},
};
const size_t finding_aggregates_n = NITEMS(finding_aggregates);
