/* The daily bulletin (每日通报, A32, A75): what a place's stock of cases did on a day.  Places and units, never people. */
#ifndef JUDGE_BULLETIN_BULLETIN_H
#define JUDGE_BULLETIN_BULLETIN_H

#include "base/day.h"
#include "judge/bulletin/rules.h"
#include "kit/command/command.h"
#include "kit/secret/secret.h"

extern const struct view *const bulletin_views[]; /* bulletin.show, bulletin.cases, bulletin.text */
extern const size_t             bulletin_views_n;

enum { BULLETIN_BACK_DAYS = 31, BULLETIN_PAGE = 100 };

/* Of which day and place, and as of when: printed on it, and with it the same is told for ever. */
struct bulletin_head {
	day     on;
	str     day_text;
	int64_t place;
	str     place_code, place_name;
	int64_t position, batch, sealed_at; /* what is sealed there counts; always a batch's last */
	digest  seal;
	int64_t at;        /* as of when: deadlines are compared with it while the day runs */
	int64_t from, cut; /* of the day; cut: its end, or `at` when that comes earlier */
	bool    whole;     /* the day was over */
};

/* ---- bulletin.show ---- */

struct bulletin_row {
	int64_t              id; /* place or unit; 0: of the place itself, or nobody's yet */
	str                  code, name;
	struct bulletin_sums sums;
};
struct bulletin_show {
	struct bulletin_head head;
	struct bulletin_sums sums;
	struct bulletin_row *place, *unit; /* places right below, each; units that have a number */
	size_t               nplace, nunit;
};

/* ---- bulletin.cases ---- */

struct bulletin_item {
	struct bulletin_case c;
	str                  no, class_name, place_name, address, unit_name;
};
struct bulletin_list {
	struct bulletin_head  head;
	enum bulletin_number  number;
	str                   below_name, unit_name; /* STR_NONE: not asked for */
	int64_t               total;                 /* as the bulletin says */
	int64_t               outside;               /* of them, no longer within the reader's reach: not shown */
	struct bulletin_item *item;
	size_t                n;
	int64_t               next; /* 0: the last page */
};

/* ---- bulletin.text: a few lines to paste into a group ---- */

struct bulletin_text {
	str text; /* in the language of who asks; lines end with \n */
};

/* A bulletin in a few lines of plain text, in the language of who asks. */
MUSTCHECK enum err bulletin_words(struct ctx *cx, const struct bulletin_show *o, str *text);

#endif
