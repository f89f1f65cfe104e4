/* Who answers for what where: the matrix of duties, and why. */
#ifndef CITY_DUTY_DUTY_H
#define CITY_DUTY_DUTY_H

#include "base/day.h"
#include "city/duty/cover.h"
#include "city/unit/unit.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/geo/shape.h"
#include "kit/journal/aggregate.h"

extern const struct db_schema      duty_schema;
extern const struct command *const duty_commands[];
extern const size_t                duty_commands_n;
extern const struct view *const    duty_views[];
extern const size_t                duty_views_n;
extern const struct journal_aggregate duty_aggregates[]; /* rows equal their events */
extern const size_t                   duty_aggregates_n;

/* ---- Deciding.  Pure. ---- */

/*
 * Why a row spoke or did not.  The order is that of the tests: the first that
 * a row fails is its reason.
 */
enum duty_verdict {
	DUTY_WON,
	DUTY_OTHER_CLASS, /* speaks for another class */
	DUTY_OTHER_PLACE, /* the place does not lie in its area */
	DUTY_NOT_YET,     /* holds from a later day on */
	DUTY_OVER,        /* held until a day before */
	DUTY_UNIT_GONE,   /* its unit is not there on the day */
	DUTY_BROADER,     /* a row for a narrower class won */
	DUTY_HIGHER,      /* a row for a deeper place won */
	DUTY_TIE,         /* as specific as the winner; the store lets none in */
	DUTY_RULED,       /* would have won, but a ruling speaks */
	DUTY_STRUCK,      /* a ruling that a later one goes before */
	DUTY_VERDICT_MAX
};

/* "won", "other_class" …: in JSON and text keys (duty_verdict_<name>). */
const char *duty_verdict_name(enum duty_verdict v);

/* "未采用：说的是别的类。"; {0}: the first day of what holds later, else the last. */
text_id duty_verdict_text(enum duty_verdict v);

/* A row as it is considered.  Days are YYYY-MM-DD; valid_to and unit_to STR_NONE: no end. */
struct duty_row {
	int64_t           id, place_id, unit_id;
	int64_t           steps; /* from the place up to place_id; below 0: it does not lie in it */
	str               class_key;
	str               valid_from, valid_to, unit_from, unit_to;
	str               place_name, unit_name, basis, source;
	enum duty_verdict verdict; /* filled in */
};

/*
 * The row that speaks for a class at a place on a day (YYYY-MM-DD), or SIZE_MAX:
 * nobody is named.  Among rows that hold, class ('S06010') comes before big class
 * ('S06') before every class (''), then the deeper place (fewer steps) before the
 * higher; then the smaller id.  Every row gets its verdict.
 */
size_t duty_decide(struct duty_row *row, size_t n, str class_key, str on);

/*
 * The ruling that speaks for a class at a place on a day, or SIZE_MAX: of those that hold the latest (greatest id),
 * however wide; the others that hold are DUTY_STRUCK.  steps below 0: the position lies outside its border, or there
 * is none.  `beaten` (NULL: none) is the row that duty_decide chose: it becomes DUTY_RULED when a ruling speaks.
 */
size_t precedent_decide(struct duty_row *ruling, size_t n, str class_key, str on, struct duty_row *beaten);

/* ---- Asking ---- */

struct duty_helper {
	int64_t unit_id;
	str     unit_name;
	bool    territory; /* helps because it lies in its territory, not by the row */
};

/*
 * Exactly one unit answers (主办), any number help (协办).  The unit of the
 * territory gets every case: when it does not answer, it helps (A08).
 */
struct duty_answer {
	int64_t             unit_id; /* 0: a gap, nobody is named and there is no territory unit (A18) */
	str                 unit_name;
	int64_t             duty_id;    /* the row that says so; 0: a ruling, or the default, the territory */
	int64_t             precedent_id; /* the ruling that says so; 0: none */
	bool                is_default; /* by territory, because no row speaks */
	str                 basis;      /* the paper of the row; number and reason of the ruling; the sentence of A08 */
	struct duty_helper *helper;
	size_t              n_helper;
	int64_t             territory_id; /* 0: none */
	str                 territory_name;
	struct duty_row    *row; /* every row considered, nearest place first, with its verdict */
	size_t              n_row;
	struct duty_row    *ruling; /* every ruling considered: basis its reason, source its number */
	size_t              n_ruling;
};

/*
 * Who answers for a class at a place on a day; at: the position there, NULL: none is known, and no ruling with a
 * border speaks.  A ruling goes before every row; the helpers of the row that it beats go on helping.  Everything
 * lives in cx->arena; three queries, four when a row is found.  A gap is OK with unit_id 0.  Does not look whether
 * the class exists or may be filed, nor whether the position lies in the place.
 */
MUSTCHECK enum err duty_for(struct ctx *cx, str class_key, int64_t place_id, const struct geo_point *at, day on,
                            struct duty_answer *out);

/* A position in degrees as duty_for takes it; NULL, and nothing in *p, where it is none. */
const struct geo_point *duty_point(double lon, double lat, struct geo_point *p);

/* The answer in sentences: who, by what, and each row that lost with why. */
void duty_say(struct buf *b, const struct duty_answer *a, enum lang lang);

/*
 * Whether a row lies within cx->who's scope: its place and, for who administers a part of the city, the unit that
 * answers and those that help.  ERR_NONE, without a sentence, when not, or when there is none.
 */
MUSTCHECK enum err duty_in_reach(struct ctx *cx, int64_t id);

/* Rows, a unit's own or as a helper, on the day or after it (unit_register). */
extern const struct unit_hang duty_hang;

/* ---- Precedents ---- */

/* A ruling to be kept, as typed. */
struct precedent_new {
	str     no, reason, classes, place, unit; /* classes: keys, separated; place, unit: codes */
	str     area; /* "117.6527,24.5129；…": three points or more; one with metres; none: the whole place */
	int64_t metres, valid_from, valid_to; /* FIELD_ABSENT: no radius; no end */
};

/*
 * Keep a ruling: event precedent.made.  ERR_INPUT at the field.  It strikes no other by itself: precedent_decide lets
 * the later one speak.
 */
MUSTCHECK enum err precedent_keep(struct ctx *cx, const struct precedent_new *in, int64_t *id);

enum { PRECEDENT_ROWS = 100 };
struct precedent_item {
	int64_t id, place_id, unit_id;
	str     no, place_code, place_name, unit_code, unit_name, reason, valid_from, valid_to, struck_why;
	str     classes; /* keys, separated by 、 */
	bool    bordered;
	double  lon, lat;  /* a point well inside its border */
	double  area;      /* square metres */
};
/* precedent.list: the latest first. */
struct precedent_list {
	struct precedent_item *item;
	size_t                 n;
	bool                   more;
	str                    on;
};

/* ---- duty.list, duty.gaps, duty.explain ---- */

struct duty_item {
	int64_t id, place_id, unit_id;
	str     class_key, place_code, place_name, unit_name, basis, source, valid_from, valid_to;
};

/* By class: '' first, a big class before its classes.  On one day at most DUTY_MOST. */
enum { DUTY_MOST = 20000 };
struct duty_list {
	struct duty_item *item;
	size_t            n;
	bool              more; /* there are others after them */
	str               on;   /* the day asked about */
};

/*
 * duty.gaps: where no row of the matrix speaks, for the classes that can be filed at the places below one.  A cell is
 * one class at one place without others below it, which is where cases lie.
 */
enum { DUTY_GAPS = 50, DUTY_GAPS_PLACES = 5000 };
struct duty_gap_place {
	str code, name;
};
struct duty_gap_cell {
	int64_t of[DUTY_COVER_MAX]; /* cells of each kind */
};
/* Those without a row: default, clash, nobody. */
int64_t duty_gap_cells(const struct duty_gap_cell *c);
struct duty_gap_line {
	str                   key, name; /* a big class; within one, or asked for one: a class */
	struct duty_gap_cell *cell;      /* of each column */
};
/* A class and the highest place of which it is true as a whole. */
struct duty_gap {
	str             class_key, class_name, place_code, place_name;
	int64_t         places; /* how many are meant */
	enum duty_cover kind;   /* neither named nor mixed */
};
struct duty_gaps {
	str                    on, place_code, place_name, class_key;
	int64_t                places, classes;
	struct duty_gap_cell   all;
	struct duty_gap_place *column; /* what lies directly below the place, or itself */
	size_t                 ncolumn;
	struct duty_gap_line  *line;
	size_t                 nline;
	struct duty_gap       *gap; /* by class; DUTY_GAPS of them from the from-th on */
	size_t                 ngap;
	int64_t                gaps, from; /* gaps: of all */
};

/* duty.explain: of a place, or of a position alone, whose place is that of the grid holding it on the day. */
struct duty_explain {
	str                class_key, class_name, place_name, on;
	str                grid;   /* by which the place was found; STR_NONE: the place was named */
	bool               person; /* conduct of persons: counted, never sent to a unit, so the answer is empty */
	struct duty_answer answer;
	str                said; /* duty_say in the asker's language */
};

#endif
