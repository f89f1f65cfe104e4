/* The four clocks of city management: deadlines, time used, and why. */
#ifndef KIT_WORKTIME_WORKTIME_H
#define KIT_WORKTIME_WORKTIME_H

#include "base/arena.h"
#include "base/day.h"
#include "base/err.h"
#include "base/str.h"

/*
 * A calendar is a value: once built it never changes, belongs to no thread and
 * may be read by all.  Every question is a pure function of it and its
 * arguments; nothing here reads a clock, a file or a store.  Instants are
 * milliseconds UTC, as everywhere; the calendar knows its zone.
 *
 *   clock     runs                                       limits in
 *   URGENT    always: nights, holidays (紧急工作时/日)    minutes, hours, days of 24 h
 *   OFFICE    in office windows of working days (工作时)  minutes, hours
 *   WORKDAY   by working days (工作日)                    days
 *   NATURAL   by civil days (自然日)                      days
 *
 * WORKDAY and NATURAL follow the calendar's rule, which is data:
 *
 *   CLOSE  Whole days are counted by date.  The day of the start does not
 *          count (民法典 201); n days are due on the n-th counted day after it,
 *          on WORKDAY at the end of its last office window (民法典 203), on
 *          NATURAL at 24:00, which is kept as 23:59:59.999 so that overdue is
 *          now > due and the date shown is the right one.  The last natural day
 *          is not moved when it is a holiday.
 *   SAME   A clock that runs through all 24 hours of counted days and stands
 *          still on others; n days are n * 24 hours of it, so a limit ends at
 *          the same time of day as it began.
 *
 * An amount of a clock is in milliseconds of that clock; a counted day is
 * DAY_MS, under either rule.
 */
struct worktime_calendar;

enum worktime_clock {
	WORKTIME_URGENT,
	WORKTIME_OFFICE,
	WORKTIME_WORKDAY,
	WORKTIME_NATURAL,
	WORKTIME_CLOCK_MAX
};

enum worktime_unit { WORKTIME_MINUTE, WORKTIME_HOUR, WORKTIME_DAY, WORKTIME_UNIT_MAX };

enum worktime_ends { WORKTIME_CLOSE, WORKTIME_SAME };

/* A limit as the tables of classes state it: 4 工作时, 1 工作日, 2 紧急工作日. */
struct worktime_limit {
	int64_t             amount; /* 1 .. WORKTIME_AMOUNT_MAX */
	enum worktime_clock clock;
	enum worktime_unit  unit;
};

/* Clocks and units as tables write them, and a limit from its words: false for a word that is none of them. */
extern const char *const worktime_clock_words[WORKTIME_CLOCK_MAX]; /* urgent office workday natural */
extern const char *const worktime_unit_words[WORKTIME_UNIT_MAX];   /* minute hour day */
bool worktime_limit_of(str clock, str unit, int64_t amount, struct worktime_limit *out);

enum {
	WORKTIME_AMOUNT_MAX = 1000000,
	WORKTIME_WINDOWS = 4, /* office windows of one day */
	WORKTIME_HOURS = 64,  /* hours rules of one calendar */
	WORKTIME_DAYS = 20000 /* days off and make-up days of one calendar */
};

/* What can be wrong with a question, a calendar or its text. */
enum worktime_fault {
	WORKTIME_OK,
	WORKTIME_MEMORY,    /* the arena is full */
	WORKTIME_RANGE,     /* an instant, or the answer, lies outside the calendar's years */
	WORKTIME_BACKWARDS, /* `to` lies before `from` */
	WORKTIME_AMOUNT,    /* a limit below 1 or above WORKTIME_AMOUNT_MAX */
	WORKTIME_UNIT,      /* a clock or unit that does not exist, or not together */
	/* of a calendar or its text; struct worktime_bad says where */
	WORKTIME_BAD_YEARS,   /* first and last year outside 1970 .. 2200, or the wrong way round */
	WORKTIME_BAD_ZONE,    /* not ±HH:MM within 14 hours */
	WORKTIME_BAD_RULE,    /* neither close nor same */
	WORKTIME_BAD_DAY,     /* not a date YYYY-MM-DD that exists */
	WORKTIME_BAD_SEASON,  /* not `all all`, two MM-DD or two dates in order */
	WORKTIME_BAD_WINDOW,  /* not HH:MM-HH:MM, or empty, out of order, overlapping, too many */
	WORKTIME_BAD_WORD,    /* the first column is none of the words known */
	WORKTIME_BAD_FIELDS,  /* too few or too many columns */
	WORKTIME_NO_NAME,     /* a day off, a make-up day or a paper without a name */
	WORKTIME_NO_PAPER,    /* a paper that no earlier line declares */
	WORKTIME_NO_HOURS,    /* a day that no hours rule covers */
	WORKTIME_TWICE,       /* a day, year, paper or setting given twice */
	WORKTIME_OVERLAP,     /* two hours rules of the same rank over the same day */
	WORKTIME_OUTSIDE,     /* a day outside the calendar's years */
	WORKTIME_MANY,        /* more days, hours rules or papers than a calendar holds */
	WORKTIME_FAULT_MAX
};

/* "range", "bad_window" …: for logs and text keys (worktime_fault_<name>). */
const char *worktime_fault_name(enum worktime_fault f);

/* Where a day off comes from. */
struct worktime_paper {
	str no;     /* 文号, e.g. 国办发明电〔2025〕7号 */
	day issued;
	str title;
	str url; /* may be empty */
};

/* One day that differs from its weekday, or confirms it. */
struct worktime_override {
	day    on;
	bool   works; /* a make-up day (调休上班) when it is a Saturday or Sunday */
	str    name;  /* of the holiday, also for its make-up day */
	size_t paper; /* index into the papers */
};

/* Minutes since midnight, from < to <= 1440. */
struct worktime_window {
	int16_t from, to;
};

/*
 * Office hours for a part of the time.  DATES beat SEASON, SEASON beats ALL;
 * inside one rank no day may be covered twice.
 */
enum worktime_rank { WORKTIME_ALL, WORKTIME_SEASON, WORKTIME_DATES };

struct worktime_hours {
	enum worktime_rank     rank;
	int                    from_md, to_md; /* SEASON: month * 100 + day; may pass new year */
	day                    from, to;       /* DATES: both included */
	size_t                 n;              /* 1 .. WORKTIME_WINDOWS */
	struct worktime_window window[WORKTIME_WINDOWS]; /* in order, apart */
};

/* Everything a calendar is built from.  Texts and arrays need to live until built. */
struct worktime_spec {
	str                       version;               /* named by every deadline made with it */
	int                       first_year, last_year; /* questions are answered for these */
	int                       zone;                  /* minutes east of Greenwich */
	enum worktime_ends        workday_ends, natural_ends;
	const int                *years; /* whose list is published; others fall back to weekends */
	size_t                    n_years;
	struct worktime_paper    *papers;
	size_t                    n_papers;
	struct worktime_override *days;
	size_t                    n_days;
	struct worktime_hours    *hours;
	size_t                    n_hours;
};

/* Where a text or a spec is wrong.  From a spec, line and column are 0 and item counts from 0. */
struct worktime_bad {
	enum worktime_fault fault;
	int                 line, column; /* of the text: from 1; columns are fields between tabs */
	size_t              item;
	str                 word; /* the field found, when there is one */
	day                 on;   /* NO_HOURS, OVERLAP: the first such day */
};

/*
 * Build the calendar in `a`, with its own copies of all texts; about 12 bytes a
 * day (2000..2100: 450 KB).  False: *bad says what is wrong, *out is untouched.
 */
MUSTCHECK bool worktime_build(struct arena *a, const struct worktime_spec *spec,
                              const struct worktime_calendar **out, struct worktime_bad *bad);

/*
 * A spec being read from texts (data/calendar/README.md describes the lines).
 * Start with worktime_draft_init, read any number of texts, then build
 * draft.spec; the other fields are worktime_read's own.  Its arrays live in the
 * arena; its words point into the texts, which must stay until the calendar is
 * built.
 */
struct worktime_draft {
	struct worktime_spec spec;
	struct arena        *arena;
	int                 *years;
	int32_t              newest; /* the latest day read so far; -1: none */
	bool                 zone_set, workday_set, natural_set;
};

/*
 * An empty draft: zone +08:00, CLOSE, CLOSE, years 2000..2100 (change them in
 * draft.spec before building), no hours.
 */
void worktime_draft_init(struct worktime_draft *d, struct arena *a, str version);

/*
 * Read one text into the draft.  CR LF and a missing last newline are fine.
 * False: *bad names line and column; the draft is then of no use.
 */
MUSTCHECK bool worktime_read(struct worktime_draft *d, str text, struct worktime_bad *bad);

/* What the calendar was given. */
str                          worktime_version(const struct worktime_calendar *c);
int                          worktime_zone(const struct worktime_calendar *c);
size_t                       worktime_papers(const struct worktime_calendar *c);
const struct worktime_paper *worktime_paper(const struct worktime_calendar *c, size_t i);

/*
 * A season: the part of every year in which alone a limit runs (行道树死株: 种植季节).  Days
 * outside it count on no clock: not worked, not lived through, as if the calendar had none of
 * them.  So a start outside is as good as the first moment of the season that follows, whose
 * first day then counts; only a start's own day within the season does not (CLOSE).
 */
enum { WORKTIME_SPANS = 8 };
struct worktime_span {
	int from_md, to_md; /* month * 100 + day, both included; may pass new year */
};
struct worktime_season {
	str                  name;
	size_t               n; /* 1 .. WORKTIME_SPANS */
	struct worktime_span span[WORKTIME_SPANS];
};

/* A season from its text, "02-01/04-30 10-01/11-30 种植季节": false for anything else.  name points into it. */
bool worktime_season_of(str text, struct worktime_season *out);

/*
 * The calendar of a season (its text; STR_NONE: all year, and *out is `c`): what is asked of it
 * is answered for the season's days alone, with the same version, and an explanation says
 * WORKTIME_OFF_SEASON of the others.  Some KB in `a`; the days stay those of `c`, which must live
 * as long and have no season yet.  WORKTIME_MEMORY, WORKTIME_BAD_SEASON.
 */
MUSTCHECK enum worktime_fault worktime_in_season(struct arena *a, const struct worktime_calendar *c, str text,
                                                 const struct worktime_calendar **out);

/* What kind of day it is. */
struct worktime_about {
	bool                          works; /* and lies in the season, where there is one */
	bool                          make_up; /* works although Saturday or Sunday */
	bool                          guessed; /* its year has no published list */
	str                           name;    /* of the holiday; STR_NONE for ordinary days */
	const struct worktime_paper  *paper;   /* why; NULL for ordinary days */
	const struct worktime_window *window;  /* the office hours it has or would have */
	size_t                        n_windows;
};
MUSTCHECK enum worktime_fault worktime_day(const struct worktime_calendar *c, day d,
                                           struct worktime_about *out);

/* Working days among from .. to, both included; guessed as below. */
MUSTCHECK enum worktime_fault worktime_count_days(const struct worktime_calendar *c, day from,
                                                  day to, int32_t *n, bool *guessed);

/*
 * Arithmetic.
 *
 * `guessed` is true when the answer rests on a year without a published list,
 * that is when the days between start and answer touch one and the clock looks
 * at working days (OFFICE, WORKDAY).  A call costs a search in growing steps
 * from the start, so the logarithm of the distance; elapsed costs no search.
 */

struct worktime_due {
	int64_t from; /* when the clock began to run: the start, or the next opening after it */
	int64_t due;  /* the last instant that is in time; overdue is now > due */
	bool    guessed;
};

/*
 * The deadline of a limit.  OFFICE: the earliest instant at which the amount is
 * used up (12:00, not 14:30), counted from the start or, outside office hours,
 * from the next opening.  WORKDAY and NATURAL: see the top.  A later start never
 * gives an earlier deadline.
 */
MUSTCHECK enum worktime_fault worktime_add(const struct worktime_calendar *c,
                                           const struct worktime_limit *l, int64_t start,
                                           struct worktime_due *out);

/*
 * The latest start whose deadline is not after `due`.  Undoes worktime_add:
 * exactly for URGENT and SAME, for OFFICE when the start was inside a window,
 * for CLOSE up to the day (all starts of a day have one deadline).
 */
MUSTCHECK enum worktime_fault worktime_subtract(const struct worktime_calendar *c,
                                                const struct worktime_limit *l, int64_t due,
                                                int64_t *start, bool *guessed);

struct worktime_used {
	int64_t ms;         /* of the clock */
	bool    whole_days; /* say it in days: ms / DAY_MS */
	bool    guessed;
};

/*
 * How far the clock went between two instants, from <= to.  Adds up: cutting
 * the time anywhere gives parts with the same sum.  elapsed(start, due of n) is
 * the amount of n.
 */
MUSTCHECK enum worktime_fault worktime_elapsed(const struct worktime_calendar *c,
                                               enum worktime_clock clock, int64_t from,
                                               int64_t to, struct worktime_used *out);

struct worktime_left {
	int64_t ms;      /* of the clock: still to go, or when overdue, gone since `due` */
	bool    overdue; /* now > due; with ms == 0 while the clock stands still */
	bool    whole_days;
	bool    guessed;
};
MUSTCHECK enum worktime_fault worktime_remaining(const struct worktime_calendar *c,
                                                 enum worktime_clock clock, int64_t now,
                                                 int64_t due, struct worktime_left *out);

/* Why a stretch of time counted or did not. */
enum worktime_why {
	WORKTIME_RUNNING,   /* 连续计时: counted, nights and holidays too */
	WORKTIME_MORNING,   /* 上午: counted; an office window that ends by 13:00 */
	WORKTIME_AFTERNOON, /* 下午: counted; a window from 12:00 on */
	WORKTIME_EVENING,   /* 晚间: counted; a window from 18:00 on */
	WORKTIME_OPEN,      /* 上班时间: counted; any other window, or several in a coarse answer */
	WORKTIME_WORKING,   /* 工作日: counted by day */
	WORKTIME_CIVIL,     /* 自然日: counted by day */
	WORKTIME_START_DAY, /* 起始日不计 */
	WORKTIME_NOON,      /* 午休: a break between windows that begins before 14:00 */
	WORKTIME_BREAK,     /* 间歇: any other break between the windows of a day */
	WORKTIME_NIGHT,     /* 夜间: before the first and after the last window */
	WORKTIME_WEEKEND,   /* 周末 */
	WORKTIME_HOLIDAY,   /* 法定假日, name says which */
	WORKTIME_OFF_SEASON, /* 季节外, name says of which season */
	WORKTIME_REST,      /* 其余: what the ceiling left no room for */
	WORKTIME_WHY_MAX
};

/* "running", "morning" …: for JSON and text keys (worktime_why_<name>). */
const char *worktime_why_name(enum worktime_why w);

/* One stretch of time that counted or did not. */
struct worktime_part {
	int64_t           from, to; /* the next part begins where this one ends */
	int64_t           ms;       /* of the clock; 0: not counted */
	enum worktime_why why;
	int32_t           days;    /* civil days it touches; their working days when it counts */
	bool              make_up; /* 调休上班: a working Saturday or Sunday, name says for what */
	bool              guessed; /* 未公布年份按周末推算 */
	str               name;    /* lives in the calendar */
};

/* How fine an answer is: the finest that fits the ceiling is given. */
enum worktime_grain {
	WORKTIME_BY_WINDOW, /* windows, breaks, nights; by day for WORKDAY and NATURAL */
	WORKTIME_BY_DAY,    /* one part a working day */
	WORKTIME_BY_RUN,    /* one part a run of working days */
	WORKTIME_CUT        /* runs, and the last part is the REST */
};

struct worktime_reasons {
	struct worktime_part *part; /* the caller's array */
	size_t                max;  /* its length, at least 1; 16 is good for a page */
	size_t                n;
	int64_t               ms; /* the sum of the parts, exactly worktime_elapsed() */
	enum worktime_grain   grain;
	bool                  whole_days, guessed;
};

/*
 * Account for the time between two instants, from <= to: parts without gaps,
 * from the first instant to the last.  Set r->part and r->max before.  Costs
 * in proportion to r->max, whatever the distance.
 */
MUSTCHECK enum worktime_fault worktime_explain(const struct worktime_calendar *c,
                                               enum worktime_clock clock, int64_t from,
                                               int64_t to, struct worktime_reasons *r);

/* What a newer calendar makes of a deadline. */
struct worktime_revised {
	int64_t due;      /* never before the old one */
	int64_t own;      /* what the newer calendar gives by itself; before `due` where the old one holds */
	bool    lengthen; /* due differs from the old one */
	bool    exempt;   /* overdue by the old deadline, in time by the new one */
	bool    guessed;  /* the new deadline still rests on a guess */
};

/*
 * The deadline of a running limit under a newer calendar.  A running deadline
 * is never shortened: the later of the two holds.  `until` is when the work was
 * done, or now while it is not.  exempt is a second fact beside the overdue one,
 * which stays.
 */
MUSTCHECK enum worktime_fault worktime_revise(const struct worktime_calendar *newer,
                                              const struct worktime_limit *l, int64_t start,
                                              int64_t old_due, int64_t until,
                                              struct worktime_revised *out);

#endif
