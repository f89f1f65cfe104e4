/* standing.load, standing.list: where levels above placed us. */
#include "base/day.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "kit/table/rows.h"
#include "kit_table_texts.h"
#include "work/finding/inside.h"
#include "work_finding_texts.h"

static const struct sheet_column columns[SD_ALL] = {
    [SD_RANKING] = {"ranking", true}, [SD_ON] = {"on", true},        [SD_PLACE] = {"place_code", true},
    [SD_LEVEL] = {"level", true},     [SD_STOOD] = {"rank", true},   [SD_AMONG] = {"among", true},
    [SD_SCORE] = {"score", false},    [SD_BEST] = {"best", false},   [SD_SOURCE] = {"source", true},
};

enum { AMONG_MOST = 10000 };

struct told {
	int64_t id, rev, place, stood, among;
	opt_i64 score, best;
	bool    same;
};

static enum err
points(struct ctx *cx, struct rows *t, size_t i, size_t c, opt_i64 *out)
{
	str cell = row_text(&t->row[i], c);

	*out = (opt_i64){.some = cell.n > 0};
	return !cell.n || finding_points(cell, &out->v) ? OK : rows_refuse(cx, t, i, c, T_finding_points, cell);
}

static bool
same_opt(opt_i64 a, opt_i64 b)
{
	return a.some == b.some && (!a.some || a.v == b.v);
}

static enum err
check_numbers(struct ctx *cx, struct rows *t, size_t i, struct told *d)
{
	const str *c = t->row[i].cell;
	enum err   e;

	if (!str_to_i64(c[SD_AMONG], &d->among) || d->among < 1 || d->among > AMONG_MOST)
		return rows_refuse(cx, t, i, SD_AMONG, T_finding_among, c[SD_AMONG]);
	if (!str_to_i64(c[SD_STOOD], &d->stood) || d->stood < 1 || d->stood > d->among)
		return rows_refuse(cx, t, i, SD_STOOD, T_finding_rank, c[SD_STOOD]);
	if ((e = points(cx, t, i, SD_SCORE, &d->score)) != OK || (e = points(cx, t, i, SD_BEST, &d->best)) != OK)
		return e;
	return d->score.some && d->best.some && d->score.v > d->best.v
	           ? rows_refuse(cx, t, i, SD_SCORE, T_finding_over_best, c[SD_SCORE]) : OK;
}

static enum err
check(struct ctx *cx, struct rows *t, size_t i, void *arg)
{
	static const int needed[] = {SD_RANKING, SD_ON, SD_PLACE, SD_LEVEL, SD_STOOD, SD_AMONG, SD_SOURCE};
	static const struct rows_most most[] = {{SD_RANKING, 60}, {SD_SOURCE, 300}};
	static const char *const levels[] = {"national", "provincial", "municipal", "health", "other", NULL};
	struct told             *d = &((struct told *)arg)[i];
	const str               *c = t->row[i].cell;
	struct q_standing_by_row r;
	day                      on;
	enum err                 e;

	if ((e = rows_need(cx, t, i, needed, NITEMS(needed))) != OK ||
	    (e = rows_fit(cx, t, i, most, NITEMS(most))) != OK || (e = rows_choice(cx, t, i, SD_LEVEL, levels)) != OK)
		return e;
	if (!day_parse(c[SD_ON], &on) || day_between(ctx_today(cx), on) > 0 || day_between(ctx_today(cx), on) < -3660)
		return rows_refuse(cx, t, i, SD_ON, T_finding_day, c[SD_ON]);
	if ((e = place_by_code(cx, c[SD_PLACE], &d->place, NULL)) != OK)
		return e == ERR_NONE ? rows_refuse(cx, t, i, SD_PLACE, T_sheet_cell_unknown, c[SD_PLACE]) : e;
	if ((e = check_numbers(cx, t, i, d)) != OK)
		return e;
	for (size_t k = 0; k < i; k++)
		if (str_eq(t->row[k].cell[SD_RANKING], c[SD_RANKING]) && str_eq(t->row[k].cell[SD_ON], c[SD_ON]) &&
		    str_eq(t->row[k].cell[SD_PLACE], c[SD_PLACE]))
			return rows_refuse(cx, t, i, SD_RANKING, T_sheet_cell_twice, c[SD_RANKING]);
	e = q_standing_by(cx, &(struct q_standing_by_in){c[SD_RANKING], c[SD_ON], d->place}, &r);
	if (e == ERR_NONE)
		return OK;
	d->id = r.id;
	d->rev = r.rev;
	d->same = e == OK && str_eq(r.level, c[SD_LEVEL]) && r.stood == d->stood && r.among == d->among &&
	          same_opt(r.score, d->score) && same_opt(r.best, d->best) && str_eq(r.source, c[SD_SOURCE]);
	return e;
}

static enum err
write_row(struct ctx *cx, const struct row *row, struct told *d)
{
	const str     *c = row->cell;
	const int64_t  by = cx->who ? cx->who->user : 0;
	struct q_standing_add_row new = {.id = d->id};
	struct record  r;
	int64_t        n;
	enum err       e;

	if (d->id)
		e = q_standing_change(cx, &(struct q_standing_change_in){d->id, d->rev + 1, c[SD_LEVEL], d->stood,
		    d->among, d->score, d->best, c[SD_SOURCE]}, &n);
	else
		e = q_standing_add(cx, &(struct q_standing_add_in){c[SD_RANKING], c[SD_ON], d->place, c[SD_LEVEL],
		    d->stood, d->among, d->score, d->best, c[SD_SOURCE], cx->now, by}, &new);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (!d->id) {
		json_kv_str(&r.set, "ranking", c[SD_RANKING]);
		json_kv_str(&r.set, "held_on", c[SD_ON]);
		json_kv_i64(&r.set, "place_id", d->place);
		json_kv_i64(&r.set, "made_at", cx->now);
		json_kv_i64(&r.set, "made_by", by);
	}
	json_kv_str(&r.set, "level", c[SD_LEVEL]);
	json_kv_i64(&r.set, "stood", d->stood);
	json_kv_i64(&r.set, "among", d->among);
	record_opt(&r, "score", d->score.some, d->score.v);
	record_opt(&r, "best", d->best.some, d->best.v);
	json_kv_str(&r.set, "source", c[SD_SOURCE]);
	return record_end(cx, &r, "standing", new.id, d->rev + 1, d->id ? "standing.changed" : "standing.added",
	    STR_NONE);
}

#define LOAD_IN(X) X(text, file, 1, 1, 1 << 20, T_finding_field_standings, NULL)
struct load_in {
	LOAD_IN(FIELD_DECL)
};
#define IN_T load_in
static const struct field fields[] = {LOAD_IN(FIELD_ROW)};
#undef IN_T

static enum err
load(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	enum { ROWS = 1000 };
	const struct load_in *in = arg;
	struct told          *told;
	struct rows           t;
	size_t                written = 0;
	enum err              e;

	(void)made;
	if ((e = db_lock(cx, "standing", 0)) != OK ||
	    (e = rows_read(cx, &t, "file", &in->file, columns, SD_ALL, ROWS)) != OK)
		return e;
	if (!(told = ARENA_NEWS(cx->arena, t.n, struct told)))
		return ctx_no_memory(cx);
	e = rows_each(cx, &t, check, told);
	for (size_t i = 0; e == OK && i < t.n; i++)
		if (!told[i].same) {
			e = write_row(cx, &t.row[i], &told[i]);
			written++;
		}
	*out = (struct reply){.done = T_finding_standings_loaded, .arg = {arena_printf(cx->arena, "%zu", t.n),
	                      arena_printf(cx->arena, "%zu", written)}, .see = S("/findings")};
	return e;
}

const struct command standing_load_cmd = {
    .name = "standing.load",
    .summary = T_finding_standing_load_summary,
    .perm = PERM_TASK_EDIT,
    .scope = place_city_in_reach,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct load_in),
    .apply = load,
};

/* ---- standing.list ---- */

static enum err
list(struct ctx *cx, const void *arg, const void **out)
{
	struct standing_list       *l = ARENA_NEW(cx->arena, struct standing_list);
	struct q_standing_list_row *r;
	enum err                    e;

	(void)arg;
	*out = l;
	if (!l)
		return ctx_no_memory(cx);
	if ((e = q_standing_list(cx, &(struct q_standing_list_in){finding_reach(cx), FINDING_STANDINGS}, &r,
	    &l->n)) != OK)
		return e;
	if (!(l->item = ARENA_NEWS(cx->arena, l->n, struct standing_item)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < l->n; i++)
		l->item[i] = (struct standing_item){.id = r[i].id, .stood = r[i].stood, .among = r[i].among,
		    .score = r[i].score, .best = r[i].best, .was = r[i].was, .ranking = r[i].ranking,
		    .held_on = r[i].held_on, .level = r[i].level, .place = r[i].place_name, .source = r[i].source};
	return OK;
}

static void
opt_json(struct json *j, const char *key, opt_i64 v)
{
	json_key(j, str_of(key));
	if (v.some)
		json_i64(j, v.v);
	else
		json_null(j);
}

static void
list_json(const void *out, struct json *j)
{
	const struct standing_list *l = out;

	json_arr(j);
	for (size_t i = 0; i < l->n; i++) {
		const struct standing_item *s = &l->item[i];

		json_obj(j);
		json_kv_str(j, "ranking", s->ranking);
		json_kv_str(j, "on", s->held_on);
		json_kv_str(j, "place", s->place);
		json_kv_str(j, "level", s->level);
		json_kv_i64(j, "rank", s->stood);
		json_kv_i64(j, "among", s->among);
		opt_json(j, "was", s->was);
		opt_json(j, "score", s->score);
		opt_json(j, "best", s->best);
		json_kv_str(j, "source", s->source);
		json_obj_end(j);
	}
	json_arr_end(j);
}

const struct view standing_list_view = {
    .out = "[{ranking:s,on:d,place:s,level:s,rank:i,among:i,was:i?,score:i?,best:i?,source:s}]",
    .name = "standing.list", .summary = T_finding_standing_list_summary, .perm = PERM_TASK_SEE, .run = list,
    .json = list_json,
};

/* ---- As a table ---- */

struct giving {
	bulk_take *take;
	void      *arg;
};

static enum err
give(struct ctx *cx, const struct q_standing_table_row *r, void *arg)
{
	struct giving *g = arg;
	str            cell[SD_ALL] = {
	               [SD_RANKING] = r->ranking, [SD_ON] = r->held_on, [SD_PLACE] = r->place_code,
	               [SD_LEVEL] = r->level, [SD_STOOD] = arena_printf(cx->arena, "%lld", (long long)r->stood),
	               [SD_AMONG] = arena_printf(cx->arena, "%lld", (long long)r->among), [SD_SOURCE] = r->source};

	cell[SD_SCORE] = r->score.some ? finding_points_said(cx, r->score.v) : STR_NONE;
	cell[SD_BEST] = r->best.some ? finding_points_said(cx, r->best.v) : STR_NONE;
	return g->take(cx, cell, g->arg);
}

enum err
standing_each(struct ctx *cx, bulk_take *take, void *arg)
{
	struct giving g = {take, arg};

	return q_standing_table(cx, &(struct q_standing_table_in){finding_reach(cx)}, give, &g);
}
