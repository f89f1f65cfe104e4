/* material.hand, material.judge: a file comes in, and somebody else accepts it or gives it back. */
#include "base/day.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "kit/journal/journal.h"
#include "work/material/inside.h"
#include "work_material_texts.h"

enum { DIGEST_TEXT = 64 };

/* ---- What they share ---- */

/* A material on its way, with its files. */
struct act {
	struct q_material_row_row    m;
	struct q_material_files_row *file;
	size_t                       n;
	struct journal_sides         was;
};

static enum err
begin(struct ctx *cx, int64_t id, struct act *a)
{
	enum err e;

	if ((e = q_material_row(cx, &(struct q_material_row_in){id, material_reach(cx)}, &a->m)) != OK ||
	    (e = q_material_files(cx, &(struct q_material_files_in){id, material_reach(cx)}, &a->file, &a->n)) != OK)
		return e;
	return journal_sides_look(cx, &material_aggregates[0], id, &a->was);
}

static enum err
told(struct ctx *cx, struct act *a, const char *type, str reason, text_id done, int64_t n, struct reply *out)
{
	struct record r;
	str           more;
	int64_t       changed;
	enum err      e = q_material_touch(cx, &(struct q_material_touch_in){a->m.id, a->m.rev + 1}, &changed);

	if (e != OK || (e = record_basis(cx, reason, &more)) != OK)
		return e;
	record_begin(cx, &r);
	if ((e = journal_sides_say(cx, &material_aggregates[0], a->m.id, &a->was, &r.rows)) != OK)
		return e;
	*out = (struct reply){.id = a->m.id, .rev = a->m.rev + 1, .no = a->m.no, .done = done,
	                      .arg = {a->m.no, arena_printf(cx->arena, "%lld", (long long)n)},
	                      .see = arena_printf(cx->arena, "/materials/%lld", (long long)a->m.id)};
	return record_end(cx, &r, "material", a->m.id, a->m.rev + 1, type, more);
}

/* ---- material.hand ---- */

#define HAND_IN(X)                                                                 \
	X(id, id, 1, 1, INT64_MAX, T_material_f_id, NULL)                          \
	X(str, file, 1, DIGEST_TEXT, DIGEST_TEXT, T_material_f_file, NULL)         \
	X(str, name, 0, 1, 100, T_material_f_name, NULL)                           \
	X(text, note, 0, 1, 500, T_material_f_note, NULL)                          \
	X(day, dated, 0, DAY_FIRST, DAY_LAST, T_material_f_dated, NULL)
struct hand_in {
	HAND_IN(FIELD_DECL)
};
#define IN_T hand_in
static const struct field hand_fields[] = {HAND_IN(FIELD_ROW)};
#undef IN_T

struct handed {
	struct material_looked looked;
	int64_t                bytes;
};

/* Nothing is believed but the bytes. */
static enum err
hand_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct hand_in *in = arg;
	struct handed        *h = ARENA_NEW(cx->arena, struct handed);
	struct arena         *mine = cx->arena, *own = arena_new_beside(cx->arena, MATERIAL_ROOM);
	str                   bytes;
	enum err              e;

	*made = h;
	if (!h || !own)
		return ctx_no_memory(cx);
	cx->arena = own;
	e = writ_kept_bytes(cx, in->file, (size_t)MATERIAL_MOST << 20, &bytes);
	if (e == OK)
		e = material_look(cx, bytes, &h->looked);
	h->bytes = e == OK ? (int64_t)bytes.n : 0;
	cx->arena = mine;
	return e == ERR_NONE ? refuse(cx, ERR_INPUT, "file", T_material_not_kept) : e;
}

/* The same file stands here already, and was not given back. */
static const struct q_material_files_row *
stands_here(const struct act *a, str file)
{
	for (size_t i = 0; i < a->n; i++)
		if (str_eq(a->file[i].file, file) && !str_eq(a->file[i].state, S("returned")))
			return &a->file[i];
	return NULL;
}

static enum err
hand(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct hand_in *in = arg;
	const struct handed  *h = made;
	const struct q_material_files_row *twice;
	struct act            a = {0};
	char                  text[DAY_TEXT];
	str                   dated = STR_NONE, today, about;
	text_id               fault;
	int64_t               n;
	enum err              e;

	if (in->dated != FIELD_ABSENT)
		dated = day_format((day){(int32_t)in->dated}, text);
	if ((e = begin(cx, in->id, &a)) != OK || (e = unit_today(cx, &today)) != OK)
		return e;
	fault = material_hand_fault(&(struct material_hand){.struck = a.m.struck, .unit = a.m.unit_id,
	    .by_unit = cx->who->unit, .today = today, .opens = a.m.opens, .since = a.m.since, .until = a.m.until,
	    .dated = dated, .kinds = a.m.kinds, .most = a.m.most, .bytes = h->bytes, .kind = h->looked.kind,
	    .files = a.n}, &about);
	if (fault != T_none)
		return refuse(cx, ERR_RULE, in->dated == FIELD_ABSENT && !about.n ? "dated" : "file", fault, about,
		              arena_printf(cx->arena, "%lld", (long long)a.m.most));
	if ((twice = stands_here(&a, in->file)))
		return refuse(cx, ERR_RULE, "file", T_material_twice,
		              arena_printf(cx->arena, "%lld", (long long)twice->n));
	n = a.m.files + 1;
	e = q_material_file_add(cx, &(struct q_material_file_add_in){.material_id = in->id, .n = n, .file = in->file,
	    .kind = material_kind_name(h->looked.kind), .name = in->name.n ? in->name : S(""), .bytes = h->bytes,
	    .alike = h->looked.alike, .note = in->note.n ? in->note : S(""), .dated = dated, .handed_at = cx->now,
	    .handed_by = cx->who->person}, NULL);
	return e == OK ? told(cx, &a, "material.handed", STR_NONE, T_material_did_hand, n, out) : e;
}

/* ---- material.judge ---- */

static const struct choice verdicts[] = {{"accept", T_material_b_accept}, {"return", T_material_b_return},
                                         {NULL, T_none}};

#define JUDGE_IN(X)                                                                \
	X(id, id, 1, 1, INT64_MAX, T_material_f_id, NULL)                          \
	X(i64, nth, 1, 1, MATERIAL_FILES, T_material_f_nth, NULL)                  \
	X(choice, verdict, 1, 0, 0, T_material_f_verdict, verdicts)                \
	X(text, reason, 0, 1, 500, T_material_f_reason, NULL)
struct judge_in {
	JUDGE_IN(FIELD_DECL)
};
#define IN_T judge_in
static const struct field judge_fields[] = {JUDGE_IN(FIELD_ROW)};
#undef IN_T

static enum err
judge(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct judge_in *in = arg;
	const bool             accept = str_eq(in->verdict, S("accept"));
	const struct q_material_files_row *f = NULL;
	struct act             a = {0};
	text_id                fault;
	enum err               e;

	(void)made;
	if ((e = begin(cx, in->id, &a)) != OK)
		return e;
	for (size_t i = 0; i < a.n; i++)
		if (a.file[i].n == in->nth)
			f = &a.file[i];
	if (!f)
		return refuse(cx, ERR_INPUT, "nth", T_material_no_nth);
	fault = material_judge_fault(&(struct material_judge){.struck = a.m.struck, .accept = accept, .state = f->state,
	    .unit = a.m.unit_id, .handed_by = f->handed_by, .by_unit = cx->who->unit, .by_person = cx->who->person});
	if (fault != T_none)
		return refuse(cx, ERR_RULE, NULL, fault);
	if (!accept && !in->reason.n)
		return refuse(cx, ERR_INPUT, "reason", T_material_why_return);
	e = q_material_file_judge(cx, &(struct q_material_file_judge_in){.material_id = in->id, .n = in->nth,
	    .state = accept ? S("accepted") : S("returned"), .judged_at = cx->now, .judged_by = cx->who->person,
	    .reason = in->reason.n ? in->reason : S("")}, NULL);
	if (e != OK)
		return e;
	return told(cx, &a, accept ? "material.accepted" : "material.returned", in->reason,
	            accept ? T_material_did_accept : T_material_did_return, in->nth, out);
}

/* ---- What is still wanted of a unit that is to end ---- */

static enum err
wanted_of(struct ctx *cx, const struct unit_end *end, int64_t *n)
{
	struct q_material_hangs_row row;
	enum err e = q_material_hangs(cx, &(struct q_material_hangs_in){end->unit, end->post}, &row);

	*n = row.n;
	return e;
}

const struct unit_hang material_hang = {T_material_hangs, wanted_of};

/* ---- All of them ---- */

const struct command material_hand_cmd = {
    .name = "material.hand", .summary = T_material_c_hand, .perm = PERM_TASK_DO, .lock = "material",
    .lock_field = "id", .by_somebody = true, .slow = true, .in = hand_fields, .nin = NITEMS(hand_fields),
    .in_size = sizeof(struct hand_in), .prepare = hand_prepare, .apply = hand,
};
const struct command material_judge_cmd = {
    .name = "material.judge", .summary = T_material_c_judge, .perm = PERM_TASK_ACCEPT, .lock = "material",
    .lock_field = "id", .by_somebody = true, .in = judge_fields, .nin = NITEMS(judge_fields),
    .in_size = sizeof(struct judge_in), .apply = judge,
};
const struct command *const material_commands[] = {&material_load_cmd, &material_set_cmd, &material_hand_cmd,
                                                   &material_judge_cmd};
const size_t                material_commands_n = NITEMS(material_commands);

static const struct journal_side side[] = {{.table = "material_file", .query = "fold_material_files", .keys = 1}};

const struct journal_aggregate material_aggregates[] = {
    {.kind = "material", .label = T_material_thing, .queries = material_queries, .query = "material_fold",
     .side = side, .nside = NITEMS(side)},
};
const size_t material_aggregates_n = NITEMS(material_aggregates);
