/* What the page of a case shows, ready for its template. */
#ifndef SHOW_DOSSIER_PAGE_H
#define SHOW_DOSSIER_PAGE_H

#include "show/album/page.h"
#include "show/desk/pages.h"

/* A piece of the big line of the deadline: figures stand out among words. */
struct dossier_word {
	str  text;
	bool figure;
};

/* A line of the arithmetic of a deadline. */
struct dossier_span {
	str  name, from_to, counted;
	bool not;
};

/* One who had it, in the bar and the legend below; x and width in percent of the whole. */
struct dossier_hand {
	str     x, width, colour; /* colour: h1 … h6 */
	bool    drawn;            /* wide enough to be seen in the bar */
	str     who, stage;
	str     used;    /* working time */
	int64_t natural; /* ms of the wall clock */
	bool    now;
};

struct dossier_event {
	int64_t at;
	str     icon, kind; /* kind: now done soon late or empty */
	str     what, more;
	str     to;       /* who has it from then on, and why */
	opt_i64 recorded; /* told later than it happened */
	opt_i64 until;
};

struct dossier_part {
	text_id role;
	str     unit, post;
	bool    main;
};

struct dossier_ask {
	str     kind;
	text_id outcome;
	int64_t asked_at;
	opt_i64 decided_at, until;
	str     reason, why, by; /* by: the post that decided */
};

struct dossier_deadline {
	str     stage;
	str     limit; /* 限 4 工作时 */
	int64_t start_at, due_at;
	opt_i64 met_at, overdue_at, exempt_at, dropped_at;
	bool    met, dropped, late, guessed, running;
};

struct dossier_no {
	str what, why;
};

/* What another system said of a case that was imported. */
struct dossier_told {
	str     source, number, channel, type, agency, status, outcome, place, transfer, parent_no;
	text_id meaning, linked;
	int64_t created_at;
	opt_i64 due_at, closed_at, status_at;
	bool    late;
	bool    twice; /* told for another case again */
	str     original, original_href; /* empty: not known, or out of reach */
	struct frame_pair *facts;
	size_t             nfacts;
};

/* One photo; those of what the camera says only for who verifies or closes. */
struct dossier_photo {
	str     large, small, alt, unit;
	int64_t added_at;
	opt_i64 taken_at;
	str     doubts; /* empty: nothing that does not fit */
	str     mask;   /* where faces are covered; STR_NONE: not for this reader */
	bool    masked; /* somebody has looked */
	bool    erased;
};
struct dossier_album {
	text_id               label; /* the moment */
	struct dossier_photo *photos;
	size_t                nphotos;
};
struct dossier_add {
	str code, words; /* of a moment at which the reader may add some */
};

struct dossier {
	struct frame page;
	html        *also; /* what rooms above tell of it */
	size_t       nalso;
	str          id, no, title;
	str          back;       /* the list one came from */
	str          from_list;  /* what it is called; empty: all cases */
	str          prev, next; /* its cases before and after this one; empty: none, or not known */
	bool         urgent, very;
	struct desk_dot stage;
	str          stage_word;
	bool         closed; /* and not only ended */
	text_id      class_kind;
	str          source, source_ref, class_code, class_name, condition;
	struct desk_due due;
	struct dossier_told *told; /* NULL: our own case */

	/* scene and place */
	str     away; /* that the position lies outside the place; STR_NONE: it does not, or not for this reader */
	str     text, places, address, position, accuracy, lon, lat, place_code;
	bool    map; /* the reader may see the grids round it */
	int64_t reported_at, found_again, came_back;
	opt_i64 ended_at;
	str     kind; /* how it was closed */
	str     merged, merged_href; /* merged_href empty: out of reach */

	/* the running deadline */
	struct dossier_word *fig; /* 还剩 | 2 | 小时 | 12 | 分 */
	size_t  nfig;
	str     due_stage;
	str     limit;
	int64_t used, whole; /* ms of its clock, for the bar */
	str     used_words;
	str     from; /* what the clock began with */
	int64_t start_at;
	struct dossier_span *spans;
	size_t  nspans;
	str     sum;
	str    *by; /* what it rests on: the limit's source, papers, office hours, version of the calendar */
	size_t  nby;
	bool    guessed;
	int64_t until; /* suspended until */

	/* what the daily bulletin asks */
	opt_i64 asked_due; /* none: nothing */
	bool    asked_late, asked_open;
	text_id asked_how;
	str     asked_by, asked_href; /* asked_href STR_NONE: not for this reader */

	struct dossier_deadline *deadlines;
	size_t                ndeadlines;

	/* what can be done */
	struct form *acts;
	size_t       nacts;
	struct dossier_no *nots;
	size_t       nnots;
	str          as_role;
	struct form *note, *found;

	struct dossier_part *parts;
	size_t            nparts;
	str               basis;
	struct dossier_hand *hands;
	size_t            nhands;
	str          hands_sum;
	int64_t      hands_natural; /* ms */
	struct dossier_ask  *asks;
	size_t            nasks;
	struct dossier_event *events;
	size_t            nevents;
	bool              far; /* some happened in another year */
	int64_t           sealed; /* position; 0: nothing of it yet */
	str               root;

	struct dossier_album *albums;
	size_t                nalbums;
	struct dossier_add   *adds;
	size_t                nadds;
	struct album_alike   *alike;
	size_t                nalike;

	/* who told us */
	bool         has_reporter, open_reporter, erased_reporter;
	str          rep_name, rep_phone;
	struct form *reveal;
	struct frame_pair *looks;
	size_t       nlooks;
};

#endif
