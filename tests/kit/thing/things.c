/* Commands on things. */
#include "kit/thing/things.h"

#include "command_sql.h"
#include "texts.h"
#include "thing_sql.h"

const struct db_schema *const things_schemas[] = {&command_schema, &thing_schema};

#define ADD_IN(X)                                             \
	X(i64, n, 1, 0, 1000000, T_err_input, NULL)           \
	X(str, pad, 0, 0, 100000, T_err_input, NULL)
#define IN_T thing_add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T

static enum err
thing_add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct thing_add_in *in = arg;
	struct q_thing_add_row     row;
	enum err                   e;

	(void)made;
	e = q_thing_add(cx, &(struct q_thing_add_in){.n = in->n, .pad = in->pad.p ? in->pad : S("")}, &row);
	if (e != OK)
		return e;
	if (in->n == 13)
		return refuse(cx, ERR_RULE, "n", T_err_rule);
	*out = (struct reply){.id = row.id, .rev = 1};
	return OK;
}

const struct command thing_add_cmd = {
    .name = "thing.add",
    .summary = T_err_input,
    .perm = PERM_SELF,
    .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct thing_add_in),
    .apply = thing_add,
};

#define MORE_IN(X)                                               \
	X(id, id, 1, 1, INT64_MAX, T_err_input, NULL)            \
	X(i64, by, 1, -1000000, 1000000, T_err_input, NULL)
#define IN_T thing_more_in
static const struct field more_fields[] = {MORE_IN(FIELD_ROW)};
#undef IN_T

static enum err
thing_more(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct thing_more_in *in = arg;
	struct q_thing_get_row      row;
	int64_t                     changed;
	enum err                    e;

	(void)made;
	if ((e = q_thing_get(cx, &(struct q_thing_get_in){.id = in->id}, &row)) != OK ||
	    (e = q_thing_set(cx, &(struct q_thing_set_in){.id = in->id, .n = row.n + in->by}, &changed)) != OK)
		return e;
	*out = (struct reply){.id = row.id, .rev = row.rev + 1};
	return OK;
}

const struct command thing_more_cmd = {
    .name = "thing.more",
    .summary = T_err_input,
    .perm = PERM_SELF,
    .lock = "t_thing",
    .lock_field = "id",
    .in = more_fields,
    .nin = NITEMS(more_fields),
    .in_size = sizeof(struct thing_more_in),
    .apply = thing_more,
};

enum err
things_see(struct ctx *cx)
{
	struct q_thing_count_row row;

	return q_thing_count(cx, &row);
}

enum err
things_count(struct ctx *cx, struct db_conn *conn, int64_t *things, int64_t *n)
{
	struct q_thing_count_row row = {0};
	struct db_conn          *was = cx->db;
	enum err                 e;

	cx->db = conn;
	e = db_begin(conn);
	if (e == OK)
		e = q_thing_count(cx, &row);
	db_rollback(conn);
	cx->db = was;
	*things = row.things;
	*n = row.n;
	return e;
}
