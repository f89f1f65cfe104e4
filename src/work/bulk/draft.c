/* A table is looked at, kept, and let in as it was seen: the bulk commands and their view. */
#include "city/unit/roles.h"
#include "work/bulk/inside.h"
#include "work_bulk_texts.h"

enum { DAY_OLD = 24 * 60 * 60 * 1000, NOTES = 4000 };

/* ---- What they share ---- */

/* A table takes more room than a request has: memory of its own, that lives as long, until *mine is put back.
 */
static enum err
with_room(struct ctx *cx, struct arena **mine)
{
	struct arena *own = arena_new_beside(cx->arena, BULK_ROOM);

	*mine = cx->arena;
	if (!own)
		return ctx_no_memory(cx);
	cx->arena = own;
	return OK;
}

static str
place_of(const struct ctx *cx, const struct bulk_kind *k)
{
	return arena_printf(cx->arena, "/tables/%s", k->name);
}

/* ---- Trying the loading command ---- */

struct trial {
	const struct command *c;
	const void           *in;
	struct reply          reply;
	bool                  fine;
};

static enum err
bind_load(struct ctx *cx, const struct bulk_kind *k, str body, str reason, struct trial *t)
{
	const struct input pair[] = {{S("file"), body}, {S("reason"), reason}};

	*t = (struct trial){.c = command_find(str_of(k->command))};
	if (!t->c)
		return ERR_NONE;
	return command_bind(cx, t->c->in, t->c->nin, t->c->in_size, pair,
			    k->why && reason.n ? 2 : 1, &t->in);
}

/* All that it wrote is to be gone: it fails in the end. */
static enum err
try_load(struct ctx *cx, void *arg)
{
	struct trial *t = arg;
	enum err      e = command_apply(cx, t->c, t->in, NULL, &t->reply);

	t->fine = e == OK;
	return t->fine ? ERR_RULE : e;
}

static int64_t
written(const struct trial *t)
{
	int64_t n = -1;

	return str_to_i64(t->reply.arg[1], &n) ? n : -1;
}

/* The reasons of a refusal, a line each, without the name of the field: it is the table's. */
static enum err
take_faults(struct ctx *cx, str *out)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	for (size_t i = 0; i < cx->why.n; i++) {
		size_t at = b.n;

		text_add(&b, cx->why.line[i].text, cx->lang, cx->why.line[i].arg, WHY_ARGS);
		for (; at < b.n; at++)
			if (b.p[at] == '\n')
				b.p[at] = ' ';
		buf_char(&b, '\n');
	}
	if (cx->why.n == 0)
		buf_add(&b, text_get(T_bulk_refused, cx->lang));
	ctx_forget(cx);
	return buf_end(&b, out) == OK ? OK : ctx_no_memory(cx);
}

/* Only what a person can mend is a fault of the table. */
static bool
is_fault(enum err e)
{
	return e == ERR_INPUT || e == ERR_RULE || e == ERR_LARGE || e == ERR_NONE;
}

/* ---- bulk.check ---- */

#define CHECK_IN(X)                                                                                            \
	X(str, kind, 1, 1, 20, T_bulk_field_kind, NULL)                                                        \
	X(text, file, 1, 1, BULK_BYTES, T_bulk_field_file, NULL)                                               \
	X(str, name, 0, 0, 200, T_bulk_field_name, NULL)                                                       \
	X(text, notes, 0, 0, NOTES, T_bulk_field_notes, NULL)
struct check_in {
	CHECK_IN(FIELD_DECL)
};
#define IN_T check_in
static const struct field check_fields[] = {CHECK_IN(FIELD_ROW)};
#undef IN_T

struct checked {
	const struct bulk_kind *k;
	str                     body, load; /* to be kept; for the command */
};

/* Reading needs no writer. */
static enum err
check_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct check_in *in = arg;
	struct checked        *x = ARENA_NEW(cx->arena, struct checked);
	struct arena          *mine;
	struct rows            t;
	enum err               e;

	*made = x;
	if (!x)
		return ctx_no_memory(cx);
	if (!(x->k = bulk_kind_of(in->kind)))
		return refuse(cx, ERR_INPUT, "kind", T_bulk_no_kind, in->kind);
	if ((e = command_allow(cx, x->k->edit)) != OK || (e = with_room(cx, &mine)) != OK)
		return e;
	if ((e = bulk_read(cx, x->k, in->file, &t)) == OK && t.n == 0)
		e = refuse(cx, ERR_INPUT, "file", T_bulk_empty);
	if (e == OK)
		e = bulk_write(cx, x->k, &t, true, NULL, &x->body);
	if (e == OK)
		e = bulk_write(cx, x->k, &t, false, NULL, &x->load);
	cx->arena = mine;
	return e;
}

static enum err
check_within(struct ctx *cx, const struct check_in *in, const struct checked *x, struct reply *out)
{
	struct q_bulk_draft_add_row row;
	struct trial                t;
	str                         faults = S("");
	int64_t                     n;
	enum err                    e;

	/* Undone in any case: the reason is asked of who has seen what changes. */
	if ((e = bind_load(cx, x->k, x->load, text_get(T_bulk_check_summary, cx->lang), &t)) != OK)
		return e;
	e = command_part(cx, try_load, &t);
	if (!t.fine && (!is_fault(e) || (e = take_faults(cx, &faults)) != OK))
		return e;
	ctx_forget(cx);
	e = q_bulk_draft_add(cx,
			     &(struct q_bulk_draft_add_in){.kind = str_of(x->k->name),
							   .login_id = cx->who->user,
							   .made_at = cx->now,
							   .name = in->name.p ? in->name : S(""),
							   .notes = in->notes.p ? in->notes : S(""),
							   .body = x->body,
							   .faults = faults,
							   .changed = t.fine ? written(&t) : 0},
			     &row);
	if (e != OK)
		return e;
	out->id = row.id;
	return q_bulk_draft_older(
	    cx, &(struct q_bulk_draft_older_in){.login_id = cx->who->user, .keep = BULK_DRAFTS}, &n);
}

static enum err
check(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct arena *mine;
	enum err      e = with_room(cx, &mine);

	if (e != OK)
		return e;
	e = check_within(cx, arg, made, out);
	cx->arena = mine;
	out->done = T_bulk_checked;
	out->see = arena_printf(cx->arena, "/drafts/%lld", (long long)out->id);
	return e;
}

/* ---- bulk.show ---- */

#define SHOW_IN(X) X(id, id, 1, 1, INT64_MAX, T_bulk_field_id, NULL)
struct show_in {
	SHOW_IN(FIELD_DECL)
};
#define IN_T show_in
static const struct field show_fields[] = {SHOW_IN(FIELD_ROW)};
#undef IN_T

static enum err
lines_of(struct ctx *cx, str text, str **line, size_t *n)
{
	size_t most = 1;

	for (size_t i = 0; i < text.n; i++)
		most += text.p[i] == '\n';
	if (!(*line = ARENA_NEWS(cx->arena, most, str)))
		return ctx_no_memory(cx);
	while (text.p) {
		str one = str_cut(&text, '\n');

		if (one.n)
			(*line)[(*n)++] = one;
	}
	return OK;
}

/* Of rows that carry no mark nobody can tell whether they undo something. */
static enum err
note_unmarked(struct ctx *cx, struct bulk_preview *p)
{
	str       *note = ARENA_NEWS(cx->arena, p->nnote + 1, str);
	const str  n = arena_printf(cx->arena, "%lld", (long long)p->unmarked);
	struct buf b;

	if (!p->unmarked)
		return OK;
	if (!note)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < p->nnote; i++)
		note[i] = p->note[i];
	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, T_bulk_unmarked, cx->lang, &n, 1);
	p->note = note;
	return buf_end(&b, &note[p->nnote++]) == OK ? OK : ctx_no_memory(cx);
}

/* What a kept table would change now.  *stale: for each of its rows. */
static enum err
preview(struct ctx *cx, int64_t id, struct bulk_preview *p, str *body, bool **stale)
{
	struct q_bulk_draft_get_row d;
	const struct bulk_kind     *k;
	enum err                    e;

	e = q_bulk_draft_get(cx, &(struct q_bulk_draft_get_in){.id = id, .login_id = cx->who->user}, &d);
	if (e != OK)
		return e;
	if (!(k = bulk_kind_of(d.kind)))
		return ERR_NONE;
	if ((e = command_allow(cx, k->edit)) != OK)
		return e;
	*p = (struct bulk_preview){.id = id, .made_at = d.made_at, .name = d.name};
	*body = d.body;
	if ((e = lines_of(cx, d.notes, &p->note, &p->nnote)) != OK ||
	    (e = lines_of(cx, d.faults, &p->fault, &p->nfault)) != OK ||
	    (e = bulk_compare(cx, k, d.body, p, stale)) != OK || (e = note_unmarked(cx, p)) != OK)
		return e;
	p->ready = p->nfault == 0 && p->fresh + p->changed + p->stale > 0;
	return OK;
}

static enum err
show(struct ctx *cx, const void *arg, const void **out)
{
	const struct show_in *in = arg;
	struct bulk_preview  *p = ARENA_NEW(cx->arena, struct bulk_preview);
	struct arena         *mine;
	bool                 *stale;
	str                   body;
	enum err              e;

	*out = p;
	if (!p)
		return ctx_no_memory(cx);
	if ((e = with_room(cx, &mine)) != OK)
		return e;
	e = preview(cx, in->id, p, &body, &stale);
	cx->arena = mine;
	return e;
}

static void
strings(struct json *j, str key, const str *s, size_t n)
{
	json_key(j, key);
	json_arr(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, s[i]);
	json_arr_end(j);
}

static void
show_json(const void *arg, struct json *j)
{
	const struct bulk_preview *p = arg;

	json_obj(j);
	json_kv_str(j, "kind", str_of(p->kind->name));
	json_kv_i64(j, "new", p->fresh);
	json_kv_i64(j, "changed", p->changed);
	json_kv_i64(j, "same", p->same);
	json_kv_i64(j, "others", p->others);
	json_kv_i64(j, "stale", p->stale);
	strings(j, S("notes"), p->note, p->nnote);
	strings(j, S("faults"), p->fault, p->nfault);
	json_kv_str(j, "seen", p->seen);
	json_key(j, S("rows"));
	json_arr(j);
	for (size_t i = 0; i < p->n; i++) {
		json_obj(j);
		json_kv_i64(j, "line", p->item[i].line);
		json_kv_bool(j, "new", p->item[i].state == BULK_NEW);
		json_kv_bool(j, "stale", p->item[i].stale);
		json_kv_str(j, "key", p->item[i].key);
		json_key(j, S("cells"));
		json_arr(j);
		for (size_t c = 0; c < p->item[i].nchange; c++) {
			json_obj(j);
			json_kv_str(j, "column", p->item[i].change[c].column);
			json_kv_str(j, "was", p->item[i].change[c].was);
			json_kv_str(j, "is", p->item[i].change[c].is);
			json_obj_end(j);
		}
		json_arr_end(j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

/* ---- bulk.apply, bulk.drop, bulk.forget ---- */

#define APPLY_IN(X)                                                                                            \
	X(id, id, 1, 1, INT64_MAX, T_bulk_field_id, NULL)                                                      \
	X(str, seen, 1, 64, 64, T_bulk_field_seen, NULL)                                                       \
	X(bool, over, 0, 0, 1, T_bulk_field_over, NULL)                                                        \
	X(text, reason, 0, 1, 500, T_bulk_field_reason, NULL)
struct apply_in {
	APPLY_IN(FIELD_DECL)
};
#define IN_T apply_in
static const struct field apply_fields[] = {APPLY_IN(FIELD_ROW)};
#undef IN_T

/* As the command takes it; without the rows that are left out. */
static enum err
body_without(struct ctx *cx, const struct bulk_kind *k, str body, const bool *left, str *out)
{
	struct rows t;
	enum err    e = bulk_read(cx, k, body, &t);

	return e == OK ? bulk_write(cx, k, &t, false, left, out) : e;
}

/* Nobody changes what is compared between the look and the act: the kind's own lock comes first. */
static enum err
apply_within(struct ctx *cx, const struct apply_in *in, struct reply *out)
{
	struct q_bulk_draft_get_row d;
	struct bulk_preview         p;
	const struct bulk_kind     *k;
	struct trial                t;
	str                         body;
	bool                       *stale;
	int64_t                     n, changed;
	enum err                    e;

	e = q_bulk_draft_get(cx, &(struct q_bulk_draft_get_in){.id = in->id, .login_id = cx->who->user}, &d);
	if (e != OK)
		return e;
	if (!(k = bulk_kind_of(d.kind)))
		return ERR_NONE;
	if ((e = db_lock(cx, k->lock, 0)) != OK || (e = preview(cx, in->id, &p, &body, &stale)) != OK)
		return e;
	changed = p.changed + (in->over ? p.stale : 0);
	if (!str_eq(p.seen, in->seen))
		return refuse(cx, ERR_RULE, NULL, T_bulk_moved);
	if (p.fresh + changed == 0)
		return refuse(cx, ERR_RULE, NULL, p.stale ? T_bulk_all_stale : T_bulk_nothing);
	if ((e = body_without(cx, k, body, in->over ? NULL : stale, &body)) != OK ||
	    (e = bind_load(cx, k, body, in->reason, &t)) != OK ||
	    (e = command_apply(cx, t.c, t.in, NULL, &t.reply)) != OK)
		return e;
	/* What it wrote is what was seen, or nothing is written. */
	if (written(&t) != p.fresh + changed)
		return refuse(cx, ERR_RULE, NULL, T_bulk_otherwise, t.reply.arg[1],
			      arena_printf(cx->arena, "%lld", (long long)(p.fresh + changed)));
	e = q_bulk_draft_drop(cx, &(struct q_bulk_draft_drop_in){.id = in->id, .login_id = cx->who->user}, &n);
	*out = (struct reply){.done = T_bulk_applied,
			      .see = place_of(cx, k),
			      .arg = {arena_printf(cx->arena, "%lld", (long long)p.fresh),
				      arena_printf(cx->arena, "%lld", (long long)changed)}};
	return e;
}

static enum err
apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	struct arena *mine;
	enum err      e = with_room(cx, &mine);

	(void)made;
	if (e != OK)
		return e;
	e = apply_within(cx, arg, out);
	cx->arena = mine;
	return e;
}

static enum err
drop(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct show_in       *in = arg;
	struct q_bulk_draft_get_row d;
	int64_t                     n;
	struct arena               *mine;
	enum err                    e = with_room(cx, &mine);

	(void)made;
	if (e != OK)
		return e;
	e = q_bulk_draft_get(cx, &(struct q_bulk_draft_get_in){.id = in->id, .login_id = cx->who->user}, &d);
	if (e == OK)
		e = q_bulk_draft_drop(
		    cx, &(struct q_bulk_draft_drop_in){.id = in->id, .login_id = cx->who->user}, &n);
	cx->arena = mine;
	*out = (struct reply){.done = T_bulk_dropped,
			      .see = e == OK ? arena_printf(cx->arena, "/tables/%.*s", STR_ARG(d.kind))
					     : STR_NONE};
	return e;
}

static enum err
forget(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	int64_t n;

	(void)arg;
	(void)made;
	(void)out;
	return q_bulk_draft_forget(cx, &(struct q_bulk_draft_forget_in){.before = cx->now - DAY_OLD}, &n);
}

static const struct command check_cmd = {
    .name = "bulk.check",
    .summary = T_bulk_check_summary,
    .perm = PERM_TABLE_EDIT,
    .in = check_fields,
    .nin = NITEMS(check_fields),
    .in_size = sizeof(struct check_in),
    .prepare = check_prepare,
    .apply = check,
};
static const struct command apply_cmd = {
    .name = "bulk.apply",
    .summary = T_bulk_apply_summary,
    .perm = PERM_TABLE_EDIT,
    .in = apply_fields,
    .nin = NITEMS(apply_fields),
    .in_size = sizeof(struct apply_in),
    .apply = apply,
};
static const struct command drop_cmd = {
    .name = "bulk.drop",
    .summary = T_bulk_drop_summary,
    .perm = PERM_TABLE_EDIT,
    .in = show_fields,
    .nin = NITEMS(show_fields),
    .in_size = sizeof(struct show_in),
    .apply = drop,
};
static const struct command forget_cmd = {
    .name = "bulk.forget",
    .summary = T_bulk_forget_summary,
    .perm = PERM_SYSTEM,
    .apply = forget,
};
const struct command *const bulk_commands[] = {&check_cmd, &apply_cmd, &drop_cmd, &forget_cmd};
const size_t                bulk_commands_n = NITEMS(bulk_commands);

static const struct view show_view = {
    .name = "bulk.show",
    .out =
	"{kind:s,new:i,changed:i,same:i,others:i,stale:i,notes:[s],faults:[s],seen:s,"
	"rows:[{line:i,new:b,stale:b,key:s,cells:[{column:s,was:s,is:s}]}]}",
    .summary = T_bulk_show_summary,
    .perm = PERM_TABLE_EDIT,
    .in = show_fields,
    .nin = NITEMS(show_fields),
    .in_size = sizeof(struct show_in),
    .run = show,
    .json = show_json,
};
const struct view *const bulk_views[] = {&show_view, &bulk_parts_view};
const size_t             bulk_views_n = NITEMS(bulk_views);
