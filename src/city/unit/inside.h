/* What the files of city/unit share. */
#ifndef CITY_UNIT_INSIDE_H
#define CITY_UNIT_INSIDE_H

#include "city/unit/unit.h"
#include "city_unit_texts.h"
#include "kit/table/rows.h"
#include "unit_sql.h"

/* The place that a cell names by its code, 0 for an empty cell; refused when there is none. */
MUSTCHECK enum err unit_place(struct ctx *cx, struct rows *t, size_t i, size_t column, int64_t *id);

/* ---- One unit, one post: what a table's row and a command have in common ---- */

/* The most characters of what people are shown: in forms and in tables. */
enum { UNIT_NAME_MOST = 60, UNIT_SHORT_MOST = 20, UNIT_KIND_MOST = 20, POST_NAME_MOST = 60 };

/* 1 to 60 letters, digits, dots, hyphens, underscores. */
bool code_good(str code);

/* 'B' or 'S' and up to five digits: a class key or the beginning of one. */
bool prefix_good(str s);

/* The event's type by what became of the end: set, taken away, or neither. */
const char *said_type(str was_to, str to, const char *changed, const char *closed, const char *reopened);

struct unit_said {
	str     code, name, short_name, kind; /* short_name STR_NONE: the name */
	int64_t parent, place;                /* 0: none */
	str     valid_from, valid_to, basis;  /* valid_to STR_NONE: open; basis STR_NONE: none */
};

/*
 * A unit by its code: made, or changed to what is said, with the event (unit.added, .changed, .closed, .reopened).
 * *changed is set, never cleared.  units_check() has to follow, when all units are written.  ERR_NONE, with nothing
 * written: it would be changed, and lies or would lie out of cx->who's reach.
 */
MUSTCHECK enum err unit_put(struct ctx *cx, const struct unit_said *said, int64_t *id, bool *changed);

/* What is wrong with the units as they stand in the store now, if anything. */
struct units_fault {
	enum units_rule {
		UNITS_FINE,
		UNITS_RING,     /* `code` stands above itself */
		UNITS_TERRITORY /* a and b have one territory on one day: it is the default handler (A08) */
	} rule;
	str     code;
	int64_t a, b;
	str     other; /* b's code */
};
MUSTCHECK enum err units_check(struct ctx *cx, struct units_fault *fault);

struct post_said {
	str       code;
	int64_t   unit;
	enum role role;
	str       name;
	int64_t   place;   /* 0: the unit is its scope */
	str       classes; /* prefixes as list_cut parts them; nothing: all */
	str       valid_from, valid_to, basis;
};

/* A post's unit and role never change: what it did would be another's history. */
enum post_fixed { POST_AS_IT_WAS, POST_OTHER_UNIT, POST_OTHER_ROLE };

/*
 * As unit_put, but for ERR_NONE: its transaction has to go.  When *fixed is not POST_AS_IT_WAS nothing was written,
 * and the caller refuses.
 */
MUSTCHECK enum err post_put(struct ctx *cx, const struct post_said *said, int64_t *id, enum post_fixed *fixed,
                            bool *changed);

/* The classes of a post as one text in the store's order, ；between them; empty: all. */
MUSTCHECK enum err post_classes(struct ctx *cx, int64_t post, str *out);

/* ---- What people hold ---- */

/* Begin and end a holding, with the event; one that had not begun when it ends never was: its end is its beginning. */
MUSTCHECK enum err take_post(struct ctx *cx, int64_t person, int64_t post, str from, str to);
MUSTCHECK enum err leave_post(struct ctx *cx, const struct q_holding_of_row *h, str to);

/* One of the three administrators (等保). */
bool is_admin(enum role r);

/* unit_in_reach and post_in_reach, of a row that is there already: a unit's territory, a post's role and place. */
MUSTCHECK enum err unit_territory_in_reach(struct ctx *cx, opt_i64 place);
MUSTCHECK enum err post_row_in_reach(struct ctx *cx, enum role role, opt_i64 place, opt_i64 territory);

/* Whether it still holds on the day or begins later. */
bool holding_open(const struct q_holding_of_row *h, str day);

/* Whether a person's holdings join no roles that must stay apart; else *bad is one of the posts' codes. */
MUSTCHECK enum err holdings_check(struct ctx *cx, int64_t person, bool *fine, str *bad);

/* ---- What commands on one row share ---- */

/* YYYY-MM-DD of a FIELD_day. */
MUSTCHECK enum err day_words(struct ctx *cx, int64_t said, str *out);

/*
 * The day that a command says, today when it says none; refused at `field` when it lies more than a year ahead:
 * most often a year is mistyped.
 */
MUSTCHECK enum err day_said(struct ctx *cx, const char *field, int64_t said, str *on);

/* Refused at "day" when `on` is not after the first day: a row holds for a day at least. */
MUSTCHECK enum err day_after(struct ctx *cx, str first, str on);

/*
 * Whether anything (unit_register) still hangs on a unit, or, post not 0, on a post of it, that is to end on a day:
 * ERR_RULE with a sentence for each kind of thing that does.  The caller holds the lock of units; a post's takes that
 * of holdings, too.
 */
MUSTCHECK enum err unit_may_end(struct ctx *cx, int64_t unit, int64_t post, str on);

/*
 * The place of the field "place", 0 when none is said; refused outside cx->who's reach, and so is none, unless it
 * `may_lack`, for whoever keeps a part of the city only.
 */
MUSTCHECK enum err place_said(struct ctx *cx, str code, bool may_lack, int64_t *place);

/*
 * The unit that a FIELD_code means; one whose territory is out of reach does not exist (ERR_NONE).  Without a
 * territory it is the whole city's.
 */
MUSTCHECK enum err unit_of(struct ctx *cx, const char *field, str code, struct q_unit_get_row *u);

#define F_BASIS(X) X(str, basis, 0, 1, 200, T_unit_f_basis, NULL)
#define F_DAY(X, label) X(day, day, 0, DAY_FIRST, DAY_LAST, label, NULL)
#define F_REV(X) X(i64, rev, 0, 1, INT64_MAX, T_unit_f_rev, NULL)

extern const struct command unit_add_cmd, unit_change_cmd, unit_close_cmd, unit_reopen_cmd;
extern const struct command post_add_cmd, post_change_cmd, post_close_cmd, post_reopen_cmd;
extern const struct command person_add_cmd, person_change_cmd, person_leave_cmd, person_back_cmd;
extern const struct command unit_load_cmd, post_load_cmd;
extern const struct command holding_add_cmd, holding_end_cmd;
extern const struct view    unit_list_view, post_list_view, session_posts_view;

#endif
