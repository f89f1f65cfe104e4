/* The bulletin's fields in a template, and their values. */
#include "base/ensure.h"
#include "show/handout/content.h"
#include "show/handout/handout.h"
#include "show_frame_texts.h"
#include "show_handout_texts.h"

/* Code in capitals of the enum, code in templates: as in judge/bulletin/rules.h. */
#define NUMBER_FIELD(name, code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},
#define TEXT_FIELD(code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},

/* In the order in which row_values and case_values write them. */
static const struct office_field row_fields[] = {TEXT_FIELD(name, T_handout_p_name) BULLETIN_NUMBERS(NUMBER_FIELD)};

#define CASE_TEXTS(X) \
	X(n, T_handout_p_n) \
	X(no, T_handout_p_no) \
	X(what, T_handout_p_what) \
	X(where, T_handout_p_where) \
	X(spot, T_handout_p_spot) \
	X(unit, T_handout_unit) \
	X(due, T_handout_p_due) \
	X(left, T_handout_p_left) \
	X(state, T_handout_p_state)
static const struct office_field case_fields[] = {
    CASE_TEXTS(TEXT_FIELD){"before", OFFICE_IS_PICTURE, T_handout_before, NULL, 0},
    {"after", OFFICE_IS_PICTURE, T_handout_after, NULL, 0},
};

#define WHOLE_TEXTS(X) \
	X(title, T_handout_p_title) \
	X(place, T_handout_p_place) \
	X(day, T_handout_p_day) \
	X(date, T_handout_p_date) \
	X(edition, T_handout_p_edition) \
	X(issued, T_handout_p_issued) \
	X(demo, T_frame_demo) \
	X(list_title, T_handout_p_list_title) \
	X(list_note, T_handout_p_list_note) \
	X(whole, T_handout_p_whole) \
	X(until, T_handout_p_until) \
	X(position, T_handout_p_position) \
	X(batch, T_handout_p_batch) \
	X(seal, T_handout_p_seal) \
	X(seal_long, T_handout_p_seal_long) \
	X(overdue_more, T_handout_p_overdue_more) \
	X(soon_more, T_handout_p_soon_more) \
	X(proven_more, T_handout_p_proven_more)
static const struct office_field bulletin_fields[] = {
    WHOLE_TEXTS(TEXT_FIELD) BULLETIN_NUMBERS(NUMBER_FIELD){"places", OFFICE_IS_ROWS, T_handout_p_places, row_fields,
                                                           NITEMS(row_fields)},
    {"units", OFFICE_IS_ROWS, T_handout_p_units, row_fields, NITEMS(row_fields)},
    {"overdue_cases", OFFICE_IS_ROWS, T_handout_p_overdue_cases, case_fields, NITEMS(case_fields)},
    {"soon_cases", OFFICE_IS_ROWS, T_handout_p_soon_cases, case_fields, NITEMS(case_fields)},
    {"proven_cases", OFFICE_IS_ROWS, T_handout_p_proven_cases, case_fields, NITEMS(case_fields)},
    {"photo_cases", OFFICE_IS_ROWS, T_handout_p_photo_cases, case_fields, NITEMS(case_fields)},
    {"review_cases", OFFICE_IS_ROWS, T_handout_p_review_cases, case_fields, NITEMS(case_fields)},
};

const struct writ_form handout_forms[] = {
    {.name = "bulletin", .label = T_handout_p_bulletin, .field = bulletin_fields, .nfield = NITEMS(bulletin_fields),
     .sample = handout_sample, .forms = 1 << WRIT_DOCX},
    {.name = "notice", .label = T_handout_p_notice, .field = bulletin_fields, .nfield = NITEMS(bulletin_fields),
     .sample = handout_sample, .forms = 1 << WRIT_DOCX | 1 << WRIT_TEXT},
    {.name = "slides", .label = T_handout_p_slides, .field = bulletin_fields, .nfield = NITEMS(bulletin_fields),
     .sample = handout_sample, .forms = 1 << WRIT_PPTX}};
const size_t handout_forms_n = NITEMS(handout_forms);

/* ---- Values ------------------------------------------------------------------------------------------ */

/* One value for each field, in their order; NULL in v: no memory. */
struct row {
	struct arena        *a;
	struct office_value *v;
	size_t               n, most;
};

static struct row
begin(struct arena *a, size_t most)
{
	return (struct row){a, ARENA_NEWS(a, most, struct office_value), 0, most};
}

static void
add(struct row *r, struct office_value v)
{
	ensure(r->n < r->most);
	if (r->v)
		r->v[r->n] = v;
	r->n++;
}

static void
add_text(struct row *r, str s)
{
	add(r, (struct office_value){.text = s.p ? s : S("")});
}

static void
add_number(struct row *r, int64_t n)
{
	add_text(r, arena_printf(r->a, "%lld", (long long)n));
}

static void
add_numbers(struct row *r, const struct bulletin_sums *s)
{
	for (int i = 0; i < BULLETIN_NUMBER_MAX; i++)
		add_number(r, s->n[i]);
}

static const struct office_value *
done(const struct row *r)
{
	ensure(r->n == r->most);
	return r->v;
}

static void
add_rows(struct row *to, const struct handout_row *from, size_t n)
{
	struct office_row *rows = ARENA_NEWS(to->a, n + 1, struct office_row);

	for (size_t i = 0; rows && i < n; i++) {
		struct row r = begin(to->a, NITEMS(row_fields));

		add_text(&r, from[i].name);
		add_numbers(&r, from[i].sums);
		rows[i].value = done(&r);
		if (!rows[i].value)
			rows = NULL;
	}
	if (!rows)
		to->v = NULL;
	add(to, (struct office_value){.row = rows, .nrow = rows ? n : 0});
}

static void
add_photo(struct row *r, const struct handout_photo *p)
{
	enum { MM = 38 };
	struct office_picture *made = p->jpeg.p ? ARENA_NEW(r->a, struct office_picture) : NULL;

	if (made)
		*made = (struct office_picture){p->jpeg, p->label, p->w, p->h, MM};
	add(r, (struct office_value){.text = p->why, .picture = made});
}

static void
add_cases(struct row *to, const struct handout_cases *from)
{
	struct office_row *rows = ARENA_NEWS(to->a, from->n + 1, struct office_row);

	for (size_t i = 0; rows && i < from->n; i++) {
		const struct handout_case *c = &from->item[i];
		struct row r = begin(to->a, NITEMS(case_fields));
		const str said[] = {c->no, c->what, c->place, c->spot, c->unit, c->due, c->left, c->state};

		add_number(&r, (int64_t)i + 1);
		for (size_t k = 0; k < NITEMS(said); k++)
			add_text(&r, said[k]);
		add_photo(&r, &c->before);
		add_photo(&r, &c->after);
		rows[i].value = done(&r);
		if (!rows[i].value)
			rows = NULL;
	}
	if (!rows)
		to->v = NULL;
	add(to, (struct office_value){.row = rows, .nrow = rows ? from->n : 0});
}

/*
 * Overdue or put right: those of which there is a photo, whether or not it may be shown; then, for a meeting that
 * goes through them all, the others, too.  Photos are read of the first HANDOUT_SLIDES of each.
 */
static void
add_shown(struct row *to, const struct handout *h, bool others)
{
	const struct handout_cases *from[] = {&h->late, &h->proven};
	struct handout_cases        c = {.item = ARENA_NEWS(to->a, h->late.n + h->proven.n + 1, struct handout_case)};

	if (!c.item)
		to->v = NULL;
	for (int without = 0; c.item && without <= others; without++)
		for (size_t k = 0; k < NITEMS(from); k++)
			for (size_t i = 0; i < from[k]->n && i < HANDOUT_SLIDES; i++)
				if ((from[k]->item[i].before.some || from[k]->item[i].after.some) == !without)
					c.item[c.n++] = from[k]->item[i];
	add_cases(to, &c);
}

/* "另有 54 件见系统", or nothing. */
static str
more(struct arena *a, enum lang lang, const struct handout_cases *c)
{
	struct buf b;

	if (c->total <= (int64_t)c->n)
		return S("");
	buf_init(&b, a, BUF_LINE);
	text_add(&b, T_handout_more, lang,
	         (const str[]){arena_printf(a, "%lld", (long long)(c->total - (int64_t)c->n))}, 1);
	return buf_str(&b);
}

enum err
handout_values(struct arena *a, enum lang lang, const struct handout *h, const struct office_value **v)
{
	struct row r = begin(a, NITEMS(bulletin_fields));
	const str  said[] = {h->title,
	                     h->place,
	                     h->day,
	                     h->date,
	                     h->edition,
	                     h->issued,
	                     h->demo ? text_get(T_frame_demo, lang) : S(""),
	                     h->list_title,
	                     h->list_note,
	                     h->whole,
	                     h->until_words,
	                     h->position,
	                     h->batch,
	                     h->seal,
	                     h->seal_long,
	                     more(a, lang, &h->late),
	                     more(a, lang, &h->soon),
	                     more(a, lang, &h->proven)};

	for (size_t i = 0; i < NITEMS(said); i++)
		add_text(&r, said[i]);
	add_numbers(&r, &h->sums);
	add_rows(&r, h->places, h->nplaces);
	add_rows(&r, h->units, h->nunits);
	add_cases(&r, &h->late);
	add_cases(&r, &h->soon);
	add_cases(&r, &h->proven);
	add_shown(&r, h, false);
	add_shown(&r, h, true);
	*v = done(&r);
	return *v ? OK : ERR_MEMORY;
}
