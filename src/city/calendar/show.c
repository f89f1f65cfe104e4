/* calendar.show: which years are published, by which papers, and what a year looks like. */
#include "city/calendar/inside.h"
#include "city/unit/roles.h"
#include "city_calendar_texts.h"

#define CALENDAR_SHOW_IN(X) X(i64, year, 0, 1970, 2200, T_calendar_field_year, NULL)
struct calendar_show_in {
	CALENDAR_SHOW_IN(FIELD_DECL)
};
#define IN_T calendar_show_in
static const struct field fields[] = {CALENDAR_SHOW_IN(FIELD_ROW)};
#undef IN_T

static enum err
list_sources(struct ctx *cx, struct calendar_show *s)
{
	struct q_calendar_newest_row     newest;
	struct q_calendar_documents_row *doc;
	enum err                         e;

	if ((e = q_calendar_newest(cx, &newest)) != OK ||
	    (e = q_calendar_documents(cx, &(struct q_calendar_documents_in){.id = newest.id}, &doc,
	        &s->n_source)) != OK)
		return e;
	s->source = ARENA_NEWS(cx->arena, s->n_source, struct calendar_source);
	if (!s->source)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < s->n_source; i++)
		s->source[i] = (struct calendar_source){doc[i].name, doc[i].source, doc[i].version,
		    doc[i].imported_at};
	return OK;
}

static bool
is_guessed(const struct worktime_calendar *c, int year)
{
	struct worktime_about about;
	day                   d;

	return !day_from_ymd(year, 1, 1, &d) || worktime_day(c, d, &about) != WORKTIME_OK || about.guessed;
}

/* The papers that say something of a year's days: most often one, two when it was changed later. */
static void
list_papers(const struct worktime_calendar *c, day from, day to, struct calendar_year *out)
{
	for (day d = from; day_between(d, to) >= 0; d.v++) {
		struct worktime_about about;
		size_t                i = 0;

		if (worktime_day(c, d, &about) != WORKTIME_OK || !about.paper)
			continue;
		while (i < out->n_paper && out->paper[i] != about.paper)
			i++;
		if (i == out->n_paper && i < CALENDAR_PAPERS)
			out->paper[out->n_paper++] = about.paper;
	}
}

/* From the first published year to the one after the last; always this year and the next. */
static enum err
list_years(struct ctx *cx, const struct worktime_calendar *c, struct calendar_show *s, int this_year)
{
	int first = this_year, last = this_year;

	for (int y = 2000; y <= 2100; y++)
		if (!is_guessed(c, y)) {
			first = y < first ? y : first;
			last = y > last ? y : last;
		}
	s->year = ARENA_NEWS(cx->arena, (size_t)(last - first) + 2, struct calendar_year);
	if (!s->year)
		return ctx_no_memory(cx);
	for (int y = first; y <= last + 1 && y <= 2100; y++) {
		struct calendar_year *out = &s->year[s->n_year];
		day                   from, to;

		if (!day_from_ymd(y, 1, 1, &from) || !day_from_ymd(y, 12, 31, &to) ||
		    worktime_count_days(c, from, to, &out->work_days, &out->guessed) != WORKTIME_OK)
			continue;
		list_papers(c, from, to, out);
		out->year = y;
		s->n_year++;
	}
	return OK;
}

static enum err
list_days(struct ctx *cx, const struct worktime_calendar *c, struct calendar_show *s)
{
	day d, end;

	s->day = ARENA_NEWS(cx->arena, 366, struct calendar_day);
	if (!s->day)
		return ctx_no_memory(cx);
	if (!day_from_ymd(s->wanted, 1, 1, &d) || !day_from_ymd(s->wanted, 12, 31, &end))
		return OK;
	for (; day_between(d, end) >= 0; d.v++) {
		struct worktime_about about;

		if (worktime_day(c, d, &about) == WORKTIME_OK && about.name.p && about.name.n)
			s->day[s->n_day++] = (struct calendar_day){d, about.works, about.name,
			                                           about.paper ? about.paper->no : STR_NONE};
	}
	return OK;
}

static enum err
show(struct ctx *cx, const void *arg, const void **out)
{
	const struct calendar_show_in  *in = arg;
	const struct worktime_calendar *c;
	struct calendar_show           *s = ARENA_NEW(cx->arena, struct calendar_show);
	int                             this_year = day_year(ctx_today(cx));
	enum err                        e;

	if (!s)
		return ctx_no_memory(cx);
	if ((e = calendar_now(cx, &c)) != OK || (e = list_sources(cx, s)) != OK)
		return e;
	s->version = worktime_version(c);
	s->zone = worktime_zone(c);
	s->wanted = in->year == FIELD_ABSENT ? this_year : (int)in->year;
	s->this_year_guessed = is_guessed(c, this_year);
	s->next_year_guessed = is_guessed(c, this_year + 1);
	if ((e = list_years(cx, c, s, this_year)) != OK || (e = list_days(cx, c, s)) != OK)
		return e;
	*out = s;
	return OK;
}

static void
papers_json(const struct calendar_year *y, struct json *j)
{
	char text[DAY_TEXT];

	json_key(j, S("papers"));
	json_arr(j);
	for (size_t i = 0; i < y->n_paper; i++) {
		json_obj(j);
		json_kv_str(j, "no", y->paper[i]->no);
		json_kv_str(j, "issued", day_format(y->paper[i]->issued, text));
		json_kv_str(j, "title", y->paper[i]->title);
		json_kv_str(j, "url", y->paper[i]->url);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
json(const void *out, struct json *j)
{
	const struct calendar_show *s = out;
	char                        text[DAY_TEXT];

	json_obj(j);
	json_kv_str(j, "version", s->version);
	json_kv_i64(j, "zone", s->zone);
	json_kv_bool(j, "this_year_guessed", s->this_year_guessed);
	json_kv_bool(j, "next_year_guessed", s->next_year_guessed);
	json_key(j, S("sources"));
	json_arr(j);
	for (size_t i = 0; i < s->n_source; i++) {
		json_obj(j);
		json_kv_str(j, "name", s->source[i].name);
		json_kv_i64(j, "version", s->source[i].version);
		json_kv_str(j, "source", s->source[i].source);
		json_kv_i64(j, "imported_at", s->source[i].imported_at);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("years"));
	json_arr(j);
	for (size_t i = 0; i < s->n_year; i++) {
		json_obj(j);
		json_kv_i64(j, "year", s->year[i].year);
		json_kv_i64(j, "work_days", s->year[i].work_days);
		json_kv_bool(j, "guessed", s->year[i].guessed);
		papers_json(&s->year[i], j);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_kv_i64(j, "year", s->wanted);
	json_key(j, S("days"));
	json_arr(j);
	for (size_t i = 0; i < s->n_day; i++) {
		json_obj(j);
		json_kv_str(j, "day", day_format(s->day[i].on, text));
		json_kv_bool(j, "works", s->day[i].works);
		json_kv_str(j, "name", s->day[i].name);
		json_kv_str(j, "paper", s->day[i].paper);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_obj_end(j);
}

static const struct view show_view = {
    .out = "{version:s,zone:i,this_year_guessed:b,next_year_guessed:b,sources:[{name:s,version:i,"
           "source:s?,imported_at:t}],years:[{year:i,work_days:i,guessed:b,papers:[{no:s,issued:d,"
           "title:s,url:s?}]}],year:i,days:[{day:d,"
           "works:b,name:s?,paper:s?}]}",
    .name = "calendar.show",
    .summary = T_calendar_show_summary,
    .perm = PERM_CITY_SEE,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct calendar_show_in),
    .run = show,
    .json = json,
};
const struct view *const calendar_views[] = {&show_view};
const size_t             calendar_views_n = NITEMS(calendar_views);
