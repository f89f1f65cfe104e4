/* The rows beside a case: said in its events as they change, and how the fold finds them again. */
/* house: words, because the schema's own rows are repeated word by word */
#include "base/ensure.h"
#include "kit/journal/columns.h"
#include "kit/verify/verify.h"
#include "work/cases/inside.h"
#include "work_cases_texts.h"

#include <string.h>

/* Stage by stage as the schema has them: the examples until a city sets its own (case.limit). */
static const char first_limits[] =
	"{\"0\":{\"amount\":1,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：受理时限，请按本市规定修改\"},"
	"\"1\":{\"amount\":4,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：核实时限，请按本市规定修改\"},"
	"\"2\":{\"amount\":1,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：立案时限，请按本市规定修改\"},"
	"\"3\":{\"amount\":1,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：派遣时限，请按本市规定修改\"},"
	"\"4\":{\"amount\":2,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：签收时限，请按本市规定修改\"},"
	"\"6\":{\"amount\":4,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：核查时限，请按本市规定修改\"},"
	"\"7\":{\"amount\":2,\"clock\":\"office\",\"unit\":\"hour\",\"source\":\"示例：结案时限，请按本市规定修改\"}}";

static const struct journal_side sides[SIDE_MAX] = {
	[SIDE_HOLD] = {.table = "case_hold", .query = "fold_hold", .keys = 1},
	[SIDE_DEADLINE] = {.table = "case_deadline", .query = "fold_deadline", .keys = 1},
	[SIDE_PART] = {.table = "case_part", .query = "fold_part", .keys = 1},
	[SIDE_DID] = {.table = "case_did", .query = "fold_did", .keys = 3},
	[SIDE_ASK] = {.table = "case_ask", .query = "fold_ask", .keys = 1},
	[SIDE_REPORTER] = {.table = "case_reporter", .query = "fold_reporter", .keys = 1, .digest = true},
	[SIDE_REACH] = {.table = "case_reach", .query = "fold_reach", .keys = 1},
};
static const struct journal_side limit_side = {
	.table = "case_limit", .query = "fold_limit", .keys = 1, .initial = first_limits};
static const char *const wrong[] = {"wrong_case_counter", "wrong_cases", NULL};

/* ---- Who holds it follows from the columns (A35) ---------------------------------------- */

struct case_holder
row_holder(int64_t state, int64_t unit, int64_t post, int64_t person, int64_t look_post, int64_t look_person)
{
	struct case_facts f = {.state = (enum case_state)state, .unit = unit, .post = post, .person = person,
	                       .look_post = look_post, .look_person = look_person};

	return case_holder(&f);
}

static enum err
set_holder(struct folding *f, int64_t n, int64_t state, const struct case_holder *h, int64_t at)
{
	enum err e;

	if ((e = folding_set(f, SIDE_HOLD, n, "state", state)) != OK ||
	    (e = folding_set(f, SIDE_HOLD, n, "from_at", at)) != OK)
		return e;
	if (h->unit && (e = folding_set(f, SIDE_HOLD, n, "unit_id", h->unit)) != OK)
		return e;
	if (h->post && (e = folding_set(f, SIDE_HOLD, n, "post_id", h->post)) != OK)
		return e;
	return h->person ? folding_set(f, SIDE_HOLD, n, "person_id", h->person) : OK;
}

static enum err
derive_hold(struct folding *f, int64_t recorded_at)
{
	int64_t            state = folding_column(f, "state"), n = folding_rows(f, SIDE_HOLD);
	int64_t            was, unit, post, person, to;
	bool               open = folding_column(f, "open") != 0, held;
	struct case_holder h = row_holder(state, folding_column(f, "unit_id"), folding_column(f, "post_id"),
	                                  folding_column(f, "person_id"), folding_column(f, "look_post"),
	                                  folding_column(f, "look_person"));
	enum err           e = OK;

	held = n > 0 && !folding_cell(f, SIDE_HOLD, n, "to_at", &to);
	if (held) {
		(void)folding_cell(f, SIDE_HOLD, n, "state", &was);
		(void)folding_cell(f, SIDE_HOLD, n, "unit_id", &unit);
		(void)folding_cell(f, SIDE_HOLD, n, "post_id", &post);
		(void)folding_cell(f, SIDE_HOLD, n, "person_id", &person);
		if (open && was == state && unit == h.unit && post == h.post && person == h.person)
			return OK;
		e = folding_set(f, SIDE_HOLD, n, "to_at", recorded_at);
	}
	return e == OK && open ? set_holder(f, n + 1, state, &h, recorded_at) : e;
}

const struct journal_aggregate case_aggregates[] = {
	{.kind = "case", .label = T_case_thing_case, .queries = cases_queries, .query = "case_fold", .side = sides,
	 .nside = SIDE_MAX, .derive = derive_hold, .wrong = wrong},
	{.kind = "limit", .label = T_case_thing_limit, .queries = cases_queries, .side = &limit_side, .nside = 1},
};
const size_t case_aggregates_n = NITEMS(case_aggregates);

/* ---- Saying it ----------------------------------------------------------------------------- */

/* One change of one row; the newest first. */
struct case_change {
	enum case_side      side;
	str                 key, body; /* body STR_NONE: a row with nothing but its key */
	struct case_change *next;
};

void
side_begin(struct case_job *j, struct side_row *r)
{
	buf_init(&r->b, j->cx->arena, BUF_PAYLOAD);
	json_init(&r->j, &r->b);
	json_obj(&r->j);
}

void
side_time(struct case_job *j, struct side_row *r, const char *column, int64_t at)
{
	json_key(&r->j, str_of(column));
	if (at == j->cx->now)
		json_bool(&r->j, true);
	else
		json_i64(&r->j, at);
}

void
side_opt(struct side_row *r, const char *column, opt_i64 v)
{
	if (v.some)
		json_kv_i64(&r->j, column, v.v);
}

enum err
side_end(struct case_job *j, struct side_row *r, enum case_side side, str key)
{
	str      body;
	enum err e;

	json_obj_end(&r->j);
	if ((e = buf_end(&r->b, &body)) != OK)
		return e;
	return side_said(j, side, key, body);
}

enum err
side_said(struct case_job *j, enum case_side side, str key, str body)
{
	struct case_change *c = ARENA_NEW(j->cx->arena, struct case_change);

	if (!c || !key.p)
		return ctx_no_memory(j->cx);
	*c = (struct case_change){side, key, body, NULL};
	if (j->last_change)
		j->last_change->next = c;
	else
		j->change = c;
	j->last_change = c;
	return OK;
}

str
side_key(struct case_job *j, int64_t n)
{
	return arena_printf(j->cx->arena, "%lld", (long long)n);
}

/* Rows of which nothing but the key is new make a list. */
static void
write_list(struct json *w, const struct case_change *c, enum case_side side)
{
	json_arr(w);
	for (; c; c = c->next) {
		int64_t n;

		if (c->side != side)
			continue;
		ensure(str_to_i64(c->key, &n));
		json_i64(w, n);
	}
	json_arr_end(w);
}

/* Said twice in one event: what was said last counts, and it says all that is new. */
static bool
said_later(const struct case_change *c)
{
	for (const struct case_change *d = c->next; d; d = d->next)
		if (d->side == c->side && str_eq(d->key, c->key))
			return true;
	return false;
}

enum err
sides_write(struct case_job *j, str *rows)
{
	struct buf  b;
	struct json w;

	*rows = STR_NONE;
	if (!j->change)
		return OK;
	buf_init(&b, j->cx->arena, BUF_PAYLOAD);
	json_init(&w, &b);
	json_obj(&w);
	for (enum case_side s = 0; s < SIDE_MAX; s++) {
		bool any = false;

		for (const struct case_change *c = j->change; c; c = c->next)
			any = any || c->side == s;
		if (!any)
			continue;
		json_key(&w, str_of(sides[s].table));
		if (s == SIDE_REACH) {
			write_list(&w, j->change, s);
			continue;
		}
		json_obj(&w);
		for (const struct case_change *c = j->change; c; c = c->next)
			if (c->side == s && !said_later(c)) {
				json_key(&w, c->key);
				json_raw(&w, c->body);
			}
		json_obj_end(&w);
	}
	json_obj_end(&w);
	j->change = j->last_change = NULL;
	return buf_end(&b, rows);
}

/* ---- Saying all of it ------------------------------------------------------------------------ */

static str
key_of(struct case_job *j, const struct db_query *q, size_t keys, const char *row)
{
	struct buf b;

	buf_init(&b, j->cx->arena, BUF_LINE);
	for (size_t i = 1; i <= keys; i++) {
		int64_t v;

		ensure(q->out[i].type == DB_I64 && !q->out[i].nullable);
		memcpy(&v, row + q->out[i].offset, sizeof v);
		buf_printf(&b, "%s%lld", i > 1 ? "," : "", (long long)v);
	}
	return buf_str(&b);
}

/* The rows of one side table, each with every column that is not its default. */
static enum err
say_table(struct case_job *j, enum case_side s)
{
	const struct db_query *q = query_named(cases_queries, sides[s].query);
	int64_t                in[2] = {j->row.id - 1, j->row.id};
	void                  *rows;
	size_t                 n;
	enum err               e = db_run_many(j->cx, q, in, &rows, &n);

	for (size_t i = 0; e == OK && i < n; i++) {
		const char     *row = (const char *)rows + i * q->row_size;
		str             hex;
		struct side_row r;

		side_begin(j, &r);
		if (!sides[s].digest)
			columns_write(&r.j, q, 1 + sides[s].keys, NULL, row, INT64_MIN);
		else if ((e = journal_row_digest(j->cx, q, sides[s].keys, row, &hex)) == OK)
			json_kv_str(&r.j, "digest", hex);
		if (e == OK)
			e = side_end(j, &r, s, key_of(j, q, sides[s].keys, row));
	}
	return e;
}

enum err
sides_whole(struct case_job *j)
{
	enum err e = OK;

	j->change = j->last_change = NULL;
	for (enum case_side s = 0; e == OK && s < SIDE_MAX; s++)
		e = say_table(j, s);
	return e;
}

enum err
side_reporter_now(struct case_job *j)
{
	return say_table(j, SIDE_REPORTER);
}

/* As say_table, of the row that job_add has just written. */
enum err
side_reporter(struct case_job *j)
{
	const struct db_query            *q = query_named(cases_queries, sides[SIDE_REPORTER].query);
	const struct reporter_made       *m = j->reporter;
	const struct q_fold_reporter_row  row = {
		.case_id = j->row.id, .n = 1, .tag = m->tag, .sealed = m->sealed, .name_mask = m->name_mask,
		.phone_mask = m->phone_mask, .key_id = m->key_id, .phone_index = m->phone_index,
		.made_at = j->cx->now,
	};
	struct side_row r;
	str             hex;
	enum err        e = journal_row_digest(j->cx, q, sides[SIDE_REPORTER].keys, &row, &hex);

	if (e != OK)
		return e;
	side_begin(j, &r);
	json_kv_str(&r.j, "digest", hex);
	return side_end(j, &r, SIDE_REPORTER, side_key(j, row.n));
}
