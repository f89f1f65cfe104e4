/* Which sentence says what. */
#include "kit/worktime/say.h"

#include "base/ensure.h"
#include "kit/worktime/inside.h"
#include "kit_worktime_texts.h"

enum { MINUTE_MS = 60000 };

/* v in decimal with at least `digits` digits. */
static str
number(int64_t v, int digits, char out[24])
{
	size_t n = 24;

	ensure(v >= 0);
	while (v > 0 || digits > 0) {
		out[--n] = (char)('0' + v % 10);
		v /= 10;
		digits--;
	}
	return (str){out + n, 24 - n};
}

void
worktime_say_limit(struct buf *b, enum lang lang, const struct worktime_limit *l)
{
	static const text_id text[WORKTIME_CLOCK_MAX][WORKTIME_UNIT_MAX] = {
	    [WORKTIME_URGENT] = {T_worktime_limit_urgent_minute, T_worktime_limit_urgent_hour,
	                         T_worktime_limit_urgent_day},
	    [WORKTIME_OFFICE] = {T_worktime_limit_office_minute, T_worktime_limit_office_hour, 0},
	    [WORKTIME_WORKDAY] = {0, 0, T_worktime_limit_workday_day},
	    [WORKTIME_NATURAL] = {0, 0, T_worktime_limit_natural_day},
	};
	char    digits[24];
	text_id id;

	ensure((unsigned)l->clock < WORKTIME_CLOCK_MAX && (unsigned)l->unit < WORKTIME_UNIT_MAX);
	id = text[l->clock][l->unit];
	ensure(id != 0);
	text_add(b, id, lang, (const str[]){number(l->amount, 1, digits)}, 1);
}

void
worktime_say_amount(struct buf *b, enum lang lang, int64_t ms, bool whole_days)
{
	char    one[24], two[24];
	int64_t minutes = ms / MINUTE_MS;

	if (whole_days)
		text_add(b, T_worktime_amount_days, lang,
		         (const str[]){number(ms / DAY_MS, 1, one)}, 1);
	else if (minutes < 60)
		text_add(b, T_worktime_amount_minutes, lang,
		         (const str[]){number(minutes, 1, one)}, 1);
	else
		text_add(b, T_worktime_amount_hours, lang,
		         (const str[]){number(minutes / 60, 1, one),
		                       number(minutes % 60, 2, two)}, 2);
}

int64_t
worktime_said(int64_t ms, bool whole_days)
{
	int64_t unit = whole_days ? DAY_MS : MINUTE_MS;

	return ms / unit * unit;
}

/* What one sentence holds of another. */
enum { PART_TEXT = 96 };

void
worktime_say_used(struct buf *b, enum lang lang, int64_t used_ms, int64_t whole_ms, bool whole_days)
{
	int64_t    whole = worktime_said(whole_ms, whole_days);
	int64_t    used = worktime_said(used_ms < 0 ? 0 : used_ms > whole_ms ? whole_ms : used_ms, whole_days);
	struct buf part[3];
	str        said[3];

	for (int i = 0; i < 3; i++) {
		buf_init(&part[i], b->arena, PART_TEXT);
		worktime_say_amount(&part[i], lang, i == 0 ? used : i == 1 ? whole - used : whole, whole_days);
		said[i] = buf_str(&part[i]);
	}
	text_add(b, T_worktime_used, lang, said, 3);
}

void
worktime_say_extended(struct buf *b, enum lang lang, const struct worktime_limit *l, int64_t times)
{
	struct worktime_limit all = *l;
	char                  digits[24];
	struct buf            part[2];

	if (times <= 0) {
		worktime_say_limit(b, lang, l);
		return;
	}
	all.amount *= times + 1;
	for (int i = 0; i < 2; i++) {
		buf_init(&part[i], b->arena, PART_TEXT);
		worktime_say_limit(&part[i], lang, i ? &all : l);
	}
	text_add(b, T_worktime_limit_extended, lang,
	         (const str[]){buf_str(&part[0]), number(times, 1, digits), buf_str(&part[1])}, 3);
}

static text_id
why_text(enum worktime_why w)
{
	static const text_id text[WORKTIME_WHY_MAX] = {
	    [WORKTIME_RUNNING] = T_worktime_why_running,
	    [WORKTIME_MORNING] = T_worktime_why_morning,
	    [WORKTIME_AFTERNOON] = T_worktime_why_afternoon,
	    [WORKTIME_EVENING] = T_worktime_why_evening,
	    [WORKTIME_OPEN] = T_worktime_why_open,
	    [WORKTIME_WORKING] = T_worktime_why_working,
	    [WORKTIME_CIVIL] = T_worktime_why_civil,
	    [WORKTIME_START_DAY] = T_worktime_why_start_day,
	    [WORKTIME_NOON] = T_worktime_why_noon,
	    [WORKTIME_BREAK] = T_worktime_why_break,
	    [WORKTIME_NIGHT] = T_worktime_why_night,
	    [WORKTIME_WEEKEND] = T_worktime_why_weekend,
	    [WORKTIME_HOLIDAY] = T_worktime_why_holiday,
	    [WORKTIME_OFF_SEASON] = T_worktime_why_off_season,
	    [WORKTIME_REST] = T_worktime_why_rest,
	};

	ensure((unsigned)w < WORKTIME_WHY_MAX);
	return text[w];
}

/* Fill one sentence into another: `text` around what `inner` says so far. */
static str
around(struct buf *inner, enum lang lang, text_id text, str name)
{
	struct buf whole;

	buf_init(&whole, inner->arena, BUF_LINE);
	text_add(&whole, text, lang, (const str[]){buf_str(inner), name}, 2);
	*inner = whole;
	return buf_str(inner);
}

void
worktime_say_why(struct buf *b, enum lang lang, const struct worktime_part *p)
{
	struct buf inner;
	str        s;

	buf_init(&inner, b->arena, BUF_LINE);
	buf_add(&inner, text_get(why_text(p->why), lang));
	s = buf_str(&inner);
	if (p->make_up && p->name.n > 0)
		s = around(&inner, lang, T_worktime_why_make_up, p->name);
	else if (p->make_up)
		s = around(&inner, lang, T_worktime_why_make_up_bare, p->name);
	else if (p->name.n > 0)
		s = around(&inner, lang, T_worktime_why_named, p->name);
	if (p->guessed)
		s = around(&inner, lang, T_worktime_why_guessed, STR_NONE);
	if (inner.err != OK && b->err == OK)
		b->err = inner.err;
	buf_add(b, s);
}

text_id
worktime_clock_text(enum worktime_clock k)
{
	static const text_id text[WORKTIME_CLOCK_MAX] = {
	    [WORKTIME_URGENT] = T_worktime_clock_urgent,
	    [WORKTIME_OFFICE] = T_worktime_clock_office,
	    [WORKTIME_WORKDAY] = T_worktime_clock_workday,
	    [WORKTIME_NATURAL] = T_worktime_clock_natural,
	};

	ensure((unsigned)k < WORKTIME_CLOCK_MAX);
	return text[k];
}

static text_id
fault_text(enum worktime_fault f)
{
	static const text_id text[WORKTIME_FAULT_MAX] = {
	    [WORKTIME_RANGE] = T_worktime_fault_range,
	    [WORKTIME_BACKWARDS] = T_worktime_fault_backwards,
	    [WORKTIME_AMOUNT] = T_worktime_fault_amount,
	    [WORKTIME_UNIT] = T_worktime_fault_unit,
	    [WORKTIME_BAD_YEARS] = T_worktime_fault_bad_years,
	    [WORKTIME_BAD_ZONE] = T_worktime_fault_bad_zone,
	    [WORKTIME_BAD_RULE] = T_worktime_fault_bad_rule,
	    [WORKTIME_BAD_DAY] = T_worktime_fault_bad_day,
	    [WORKTIME_BAD_SEASON] = T_worktime_fault_bad_season,
	    [WORKTIME_BAD_WINDOW] = T_worktime_fault_bad_window,
	    [WORKTIME_BAD_WORD] = T_worktime_fault_bad_word,
	    [WORKTIME_BAD_FIELDS] = T_worktime_fault_bad_fields,
	    [WORKTIME_NO_NAME] = T_worktime_fault_no_name,
	    [WORKTIME_NO_PAPER] = T_worktime_fault_no_paper,
	    [WORKTIME_NO_HOURS] = T_worktime_fault_no_hours,
	    [WORKTIME_TWICE] = T_worktime_fault_twice,
	    [WORKTIME_OVERLAP] = T_worktime_fault_overlap,
	    [WORKTIME_OUTSIDE] = T_worktime_fault_outside,
	    [WORKTIME_MANY] = T_worktime_fault_many,
	};

	ensure(f > WORKTIME_MEMORY && f < WORKTIME_FAULT_MAX);
	return text[f];
}

enum err
worktime_refuse(struct ctx *cx, const char *field, const struct worktime_calendar *c,
                enum worktime_fault f)
{
	char first[24], last[24];

	if (f == WORKTIME_MEMORY)
		return ctx_no_memory(cx);
	ensure(f < WORKTIME_BAD_YEARS);
	return refuse(cx, ERR_INPUT, field, fault_text(f), number(c->first_year, 4, first),
	              number(c->last_year, 4, last));
}

enum err
worktime_refuse_bad(struct ctx *cx, const char *field, const struct worktime_bad *bad)
{
	char line[24], column[24], on[DAY_TEXT];

	if (bad->fault == WORKTIME_MEMORY)
		return ctx_no_memory(cx);
	/* A spec that came from rows, not from a text, counts its items instead of lines. */
	return refuse(cx, ERR_INPUT, field, fault_text(bad->fault),
	              number(bad->line > 0 ? bad->line : (int64_t)bad->item + 1, 1, line),
	              number(bad->column, 1, column), bad->word,
	              day_valid(bad->on) ? day_format(bad->on, on) : STR_NONE);
}
