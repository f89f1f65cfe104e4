/* Pictures as people see them: a case's list, what looks alike, one file; and the files themselves. */
#include "city/unit/roles.h"
#include "work/cases/cases.h"
#include "work/photo/inside.h"
#include "work_photo_texts.h"

#include <math.h>
#include <unistd.h>

#define LIST_IN(X) X(id, id, 1, 1, INT64_MAX, T_photo_f_case, NULL)
struct list_in {
	LIST_IN(FIELD_DECL)
};
#define IN_T list_in
static const struct field list_fields[] = {LIST_IN(FIELD_ROW)};
#undef IN_T

/* When the unit was sent it the last time before a picture came: out, or back because the fix did not pass. */
static opt_i64
sent_before(const struct case_columns *c, int64_t added_at)
{
	opt_i64 sent = c->dispatched_at;

	if (sent.some && sent.v > added_at)
		sent.some = false;
	if (c->rework && c->verified_at.some && c->verified_at.v <= added_at && (!sent.some ||
	    sent.v < c->verified_at.v))
		sent = c->verified_at;
	return sent;
}

static struct photo_item
item_of(const struct q_photo_list_row *r, const struct case_reading *c, bool knows, int64_t far)
{
	struct photo_item     i = {.id = r->id,
	                           .rev = r->rev,
	                           .moment = (enum photo_moment)r->moment,
	                           .round = r->round,
	                           .width = r->width,
	                           .height = r->height,
	                           .bytes = r->bytes,
	                           .added_at = r->added_at,
	                           .unit_name = r->unit_name,
	                           .masked = r->masked_large.p != NULL,
	                           .erased = r->erased_at.some,
	                           .knows = knows};
	struct photo_doubtful d = {
	    .moment = i.moment,
	    .taken_at = r->taken_at,
	    .added_at = r->added_at,
	    .reported_at = c->columns.reported_at,
	    .sent_at = sent_before(&c->columns, r->added_at),
	    .far = far,
	    .taken = {r->lon.some && r->lat.some, r->lon.v, r->lat.v},
	    .spot = {c->columns.lon.some && c->columns.lat.some, c->columns.lon.v, c->columns.lat.v}};

	if (knows) {
		i.taken_at = r->taken_at;
		i.zone_told = r->zone_told;
		i.lon = r->lon;
		i.lat = r->lat;
		i.doubts = photo_doubts(&d);
		i.far = far;
	}
	return i;
}

/* Which of them were taken outside the case's place, by the grids of the day on which it was reported. */
static enum err
look_where(struct ctx *cx, const struct case_reading *c, struct photo_item *item, size_t n)
{
	struct grid_spot *spot = ARENA_NEWS(cx->arena, n + 1, struct grid_spot);
	struct grid_away *away = ARENA_NEWS(cx->arena, n + 1, struct grid_away);
	day               on;
	int32_t           ms;
	enum err          e;

	if (!spot || !away)
		return ctx_no_memory(cx);
	if (!day_of_ms(c->columns.reported_at, cx->zone, &on, &ms))
		return OK;
	for (size_t i = 0; i < n; i++)
		spot[i] = (struct grid_spot){item[i].lon.some && item[i].lat.some, item[i].lon.v, item[i].lat.v};
	e = grid_away_of(cx, c->columns.place_id, spot, n, on, away);
	for (size_t i = 0; e == OK && i < n; i++)
		item[i].away = away[i];
	return e;
}

enum err
photo_list_of(struct ctx *cx, const struct case_reading *c, struct photo_list_out *o)
{
	struct q_photo_list_in   in = {.case_id = c->columns.id, .scope = cx->who->reach, .n = PHOTO_LIST};
	struct q_photo_list_row *row;
	bool                     knows = actor_may(cx->who, PERM_PHOTO_JUDGE), placed = false;
	int64_t                  far = PHOTO_FAR_METRES;
	enum err                 e = q_photo_list(cx, &in, &row, &o->n);

	for (size_t i = 0; e == OK && i < o->n; i++)
		placed = placed || row[i].lon.some;
	if (e == OK && knows && placed)
		e = photo_far(cx, &far);
	if (e != OK)
		return e;
	o->item = ARENA_NEWS(cx->arena, o->n, struct photo_item);
	if (!o->item)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < o->n; i++)
		o->item[i] = item_of(&row[i], c, knows, far);
	if ((e = look_where(cx, c, o->item, o->n)) != OK)
		return e;
	for (enum photo_moment m = PHOTO_NO_MOMENT + 1; m < PHOTO_MOMENT_MAX; m++)
		o->may[m] =
		    photo_on() && actor_may(cx->who, PERM_CASE_NOTE) && photo_perm_to(cx->who, m) &&
		    photo_may(m, &c->facts, &c->who, actor_may(cx->who, PERM_CASE_ACCEPT), cx->now) == T_none;
	return OK;
}

static enum err
list_run(struct ctx *cx, const void *arg, const void **out)
{
	const struct list_in  *in = arg;
	struct photo_list_out *o = ARENA_NEW(cx->arena, struct photo_list_out);
	struct case_reading    c;
	enum err               e;

	if (!o)
		return ctx_no_memory(cx);
	*out = o;
	return (e = case_read(cx, in->id, &c)) != OK ? e : photo_list_of(cx, &c, o);
}

enum err
photo_one_of(struct ctx *cx, int64_t id, struct photo_one *out)
{
	struct q_photo_row_row     p;
	struct q_photo_case_of_row c;
	enum err e = q_photo_row(cx, &(struct q_photo_row_in){.id = id, .scope = cx->who->reach}, &p);

	if (e == ERR_NONE || (e == OK && p.erased_at.some))
		return refuse(cx, ERR_NONE, "id", e == OK ? T_photo_gone : T_photo_none);
	if (e != OK || (e = q_photo_case_of(cx, &(struct q_photo_case_of_in){.case_id = p.case_id,
	                                                                    .scope = cx->who->reach}, &c)) != OK)
		return e;
	*out = (struct photo_one){.id = id, .rev = p.rev, .case_id = p.case_id, .width = p.width, .height = p.height,
	                          .no = c.no, .boxes = p.boxes, .masked = p.masked_large.p != NULL};
	return OK;
}

static void
write_doubts(struct json *j, unsigned doubts)
{
	json_key(j, S("doubts"));
	json_arr(j);
	if (doubts & PHOTO_DOUBT_FUTURE)
		json_str(j, S("future"));
	if (doubts & PHOTO_DOUBT_BEFORE)
		json_str(j, S("before"));
	if (doubts & PHOTO_DOUBT_FAR)
		json_str(j, S("far"));
	if (doubts & PHOTO_DOUBT_UNSENT)
		json_str(j, S("unsent"));
	json_arr_end(j);
}

static void
write_away(struct json *j, const struct grid_away *a)
{
	if (!a->away)
		return;
	json_key(j, S("away"));
	json_obj(j);
	json_kv_str(j, "place", a->place_code);
	json_kv_str(j, "place_name", a->place_name);
	if (!isnan(a->metres)) {
		json_key(j, S("metres"));
		json_f64(j, round(a->metres));
	}
	json_obj_end(j);
}

static void
list_json(const void *out, struct json *j)
{
	const struct photo_list_out *o = out;

	json_obj(j);
	json_key(j, S("photos"));
	json_arr(j);
	for (size_t i = 0; i < o->n; i++) {
		const struct photo_item *p = &o->item[i];

		json_obj(j);
		json_kv_i64(j, "id", p->id);
		json_kv_i64(j, "rev", p->rev);
		json_kv_str(j, "moment", str_of(photo_moment_code(p->moment)));
		json_kv_i64(j, "round", p->round);
		json_kv_i64(j, "width", p->width);
		json_kv_i64(j, "height", p->height);
		json_kv_i64(j, "bytes", p->bytes);
		json_kv_i64(j, "added_at", p->added_at);
		json_kv_str(j, "unit", p->unit_name);
		json_kv_bool(j, "masked", p->masked);
		json_kv_bool(j, "erased", p->erased);
		if (p->knows) {
			if (p->taken_at.some)
				json_kv_i64(j, "taken_at", p->taken_at.v);
			json_kv_bool(j, "zone_told", p->zone_told);
			if (p->lon.some && p->lat.some) {
				json_key(j, S("lon"));
				json_f64(j, p->lon.v);
				json_key(j, S("lat"));
				json_f64(j, p->lat.v);
			}
			write_doubts(j, p->doubts);
			write_away(j, &p->away);
		}
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("may"));
	json_arr(j);
	for (enum photo_moment m = PHOTO_NO_MOMENT + 1; m < PHOTO_MOMENT_MAX; m++)
		if (o->may[m])
			json_str(j, str_of(photo_moment_code(m)));
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view list_view = {
    .name = "photo.list",
    .out = "{photos:[{id:i,rev:i,moment:s,round:i,width:i,height:i,bytes:i,added_at:t,unit:s?,masked:b,erased:b,"
           "taken_at?:t,zone_told?:b,lon?:n,lat?:n,doubts?:[s],"
           "away?:{place:s?,place_name:s?,metres?:n}}],may:[s]}",
    .summary = T_photo_list,
    .perm = PERM_CASE_SEE,
    .in = list_fields,
    .nin = NITEMS(list_fields),
    .in_size = sizeof(struct list_in),
    .run = list_run,
    .json = list_json,
};

const struct view *const photo_views[] = {&list_view, &photo_hints_view};
const size_t             photo_views_n = NITEMS(photo_views);

/* ---- Files ----------------------------------------------------------------------------------------------- */

/* "NO-MOMENT-n.jpg": which it is of its case and moment. */
static enum err
name_of(struct ctx *cx, const struct q_photo_row_row *p, str *name)
{
	struct q_photo_case_of_in at = {.case_id = p->case_id, .scope = cx->who->reach};
	struct q_photo_nth_in     in = {.case_id = p->case_id, .moment = p->moment, .id = p->id};
	struct q_photo_case_of_row c;
	struct q_photo_nth_row     nth;
	bool                       jpeg = str_eq(p->format, str_of(photo_format_name(PHOTO_IS_JPEG)));
	enum err                   e;

	if ((e = q_photo_case_of(cx, &at, &c)) != OK || (e = q_photo_nth(cx, &in, &nth)) != OK)
		return e;
	*name = arena_printf(cx->arena, "%.*s-%.*s-%lld.%.*s", STR_ARG(c.no),
	                     STR_ARG(text_get(photo_moment_label((enum photo_moment)p->moment), cx->lang)),
	                     (long long)nth.n, STR_ARG(jpeg ? S("jpg") : p->format));
	return name->p ? OK : ctx_no_memory(cx);
}

enum err
photo_fetch(struct ctx *cx, int64_t id, enum photo_size size, int *fd, uint64_t *bytes, str *out)
{
	const struct photo_house *h;
	struct q_photo_row_row    row;
	digest                    d;
	str                       name;
	enum err                  e;

	*out = STR_NONE;
	if (size == PHOTO_SHOW_ORIGINAL && !actor_may(cx->who, PERM_PHOTO_JUDGE))
		return refuse(cx, ERR_DENIED, NULL, T_photo_original_denied);
	if ((e = photo_house_of(cx, &h)) != OK ||
	    (e = q_photo_row(cx, &(struct q_photo_row_in){.id = id, .scope = cx->who->reach}, &row)) != OK)
		return e;
	name = size == PHOTO_SHOW_LARGE      ? row.large
	       : size == PHOTO_SHOW_SMALL    ? row.small
	       : size == PHOTO_SHOW_ORIGINAL ? row.original
	       : size == PHOTO_OUT_LARGE     ? row.masked_large
	                                     : row.masked_small;
	if (!name.p || !digest_parse(name, &d))
		return refuse(cx, ERR_NONE, NULL, row.erased_at.some ? T_photo_gone : T_photo_not_masked);
	if (size == PHOTO_SHOW_ORIGINAL && (e = name_of(cx, &row, out)) != OK)
		return e;
	return files_get(cx, &h->files, d, fd, bytes);
}

enum { DAY = 24 * 3600 * 1000 };

static enum err
named(struct ctx *cx, digest d, bool *is, void *arg)
{
	struct buf               hex;
	struct q_photo_named_row row;
	enum err                 e;

	(void)arg;
	buf_init(&hex, cx->arena, BUF_PATH);
	digest_add(&hex, d);
	e = q_photo_named(cx, &(struct q_photo_named_in){.digest = buf_str(&hex)}, &row);
	*is = e != OK || row.n > 0;
	return e;
}

enum err
photo_sweep(struct ctx *cx, struct files_swept *out)
{
	const struct photo_house *h;
	enum err                  e = photo_house_of(cx, &h);

	return e == OK ? files_sweep(cx, &h->files, DAY, named, NULL, out) : e;
}

enum err
photo_sweep_piece(struct ctx *cx, unsigned piece, struct files_swept *out)
{
	const struct photo_house *h;
	enum err                  e = photo_house_of(cx, &h);

	*out = (struct files_swept){0};
	return e == OK ? files_sweep_part(cx, &h->files, DAY, piece, named, NULL, out) : e;
}

static enum err
check_one(struct ctx *cx, const struct files *f, str name, bool *well, struct photo_checked *out)
{
	digest   d;
	bool     same = false;
	enum err e;

	if (!name.p)
		return OK;
	out->files++;
	e = digest_parse(name, &d) ? files_check(cx, f, d, &same) : ERR_NONE;
	if (e == ERR_NONE) {
		out->missing++;
		*well = false;
		return OK;
	}
	if (e == OK && !same) {
		out->altered++;
		*well = false;
	}
	return e;
}

enum err
photo_check_files(struct ctx *cx, struct photo_checked *out)
{
	enum { PAGE = 200 };
	const struct photo_house *h;
	struct q_photo_files_row *row;
	struct q_photo_files_in   in = {.n = PAGE};
	struct arena             *own = cx->arena;
	size_t                    n = PAGE;
	enum err                  e = photo_house_of(cx, &h);

	*out = (struct photo_checked){0};
	cx->arena = e == OK ? arena_new(8 << 20) : NULL;
	if (e == OK && !cx->arena)
		e = ERR_MEMORY;
	while (e == OK && n == PAGE) {
		arena_reset(cx->arena);
		e = q_photo_files(cx, &in, &row, &n);
		for (size_t i = 0; e == OK && i < n; i++) {
			const str names[] = {row[i].original, row[i].large, row[i].small, row[i].masked_large,
			                     row[i].masked_small};
			bool      well = true;

			for (size_t k = 0; e == OK && k < NITEMS(names); k++)
				e = check_one(cx, &h->files, names[k], &well, out);
			if (!well && out->first == 0)
				out->first = row[i].id;
			in.after = row[i].id;
		}
	}
	arena_free(cx->arena);
	cx->arena = own;
	if (e != OK)
		ctx_forget(cx);
	return e;
}
