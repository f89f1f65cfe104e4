/* What the pages of tasks show. */
#ifndef SHOW_TASKS_PAGE_H
#define SHOW_TASKS_PAGE_H

#include "show/burden/page.h"
#include "show/frame/form.h"
#include "show/trail/trail.h"

struct tasks_item {
	int64_t id, target, done, checks, held;
	str     no, title, goal, measure, unit, post, due, line;
	text_id kind, state;
	bool    late, waits, accepted, gap;
};
struct tasks_link {
	str     href, name, words;
	str     task; /* of a standard without one: where it is issued; STR_NONE: not by this reader */
	text_id state;
};
struct tasks_list {
	struct frame       page;
	struct form        form;
	struct tasks_item *items;
	size_t             nitems;
	struct tasks_link *lines; /* lines and campaigns to choose */
	size_t             nlines;
	str                next, first;
	bool               later, edits, tables; /* tables: may send them */
};
struct tasks_new {
	struct frame       page;
	struct form        form;
	struct burden_note cost;
	str                find;  /* standards that were looked for, by words or pinyin */
	struct tasks_link *found; /* each leads here with it added */
	struct frame_pair *keep;  /* what is known besides */
	size_t             nfound, nkeep;
	bool               more; /* there are others */
};
struct tasks_check {
	int64_t n;
	str     words;
	bool    held;
};
struct tasks_one {
	struct frame        page;
	struct tasks_item   task;
	str                 begins, first_due, source, proof;
	text_id             evidence, why_not; /* why_not: it is not accepted now */
	int64_t             days;
	opt_i64             reported_at, accepted_at;
	struct tasks_check *checks;
	struct tasks_link  *places, *standards, *before, *cases;
	struct tasks_link  *findings, *sites;
	size_t              nchecks, nplaces, nstandards, nbefore, ncases, nfindings, nsites;
	bool                moved; /* due is not the first */
	struct form        *acts;
	size_t              nacts;
	struct trail_shown  past;
	struct burden_note  cost;
};
struct tasks_gaps {
	struct frame       page;
	struct tasks_link *standards, *bare, *cases; /* bare: without material */
	struct tasks_item *tasks;
	size_t             nstandards, nbare, ncases, ntasks;
	int64_t            all_standards, all_bare, all_tasks, all_cases;
	int64_t            nfindings; /* that nobody was given */
	bool               more;
};
/* A task on the plan; x, width, more: percent of the picture. */
struct tasks_bar {
	int64_t id, days, x, width, more_x, more;
	str     no, title, unit, by, freed;
	day     start, end, early;
	bool    late, tight, over;
};
struct tasks_milestone {
	int64_t id;
	str     no, title, unit, due, first_due;
	day     early;
	bool    over, late, moved, told, behind; /* told: early is known; behind: it is after due */
};
struct tasks_point {
	day     at;
	int64_t baseline, planned, accepted;
	bool    past; /* accepted is known */
};
struct tasks_plan {
	struct frame      page;
	str               line;
	day               today, first, last, end; /* first, last: of the picture; end: the last day due */
	int64_t           today_x, civil, work;
	size_t            nlate, ntight, nfreed, all, more;
	str               whole, late, tight, freed, next; /* addresses: all, each figure, the rows behind these */
	text_id           only;  /* which of the figures is listed; T_none: all */
	bool              cut, counted; /* more tasks than are planned, than are counted */
	struct tasks_bar *bars;
	size_t            nbars;
	/* plan.progress */
	int64_t                 total, accepted, moved, slip, pace, pace_days;
	str                     chance; /* in percent */
	bool                    told, far; /* far: not within ten years, nine times in ten */
	day                     low, mid, high, due_last;
	struct tasks_milestone *milestones;
	struct tasks_point     *points;
	size_t                  nmilestones, npoints;
};
/* A finding of a level above, with how far its chain is. */
struct findings_item {
	int64_t id, standards, tasks, accepted, cases, over;
	str     no, words, source, found_on, due, lost, place;
	text_id kind, level, state;
	bool    gap, done, late;
};
struct findings_rank {
	str     ranking, held_on, place, score, best, source;
	int64_t stood, among, better, worse; /* than the time before, by so many; 0: neither */
	bool    same;
};
struct findings_list {
	struct frame          page;
	struct form           form;
	struct findings_item *items;
	struct findings_rank *ranks;
	size_t                nitems, nranks;
	int64_t               all, gap, done;
	str                   lost, lost_open, next, first;
	bool                  later, edits;
};
struct findings_task {
	int64_t id, done, target;
	str     no, title, unit, due, measure;
	text_id state;
	bool    accepted;
};
struct findings_one {
	struct frame          page;
	struct findings_item  f;
	bool                  struck;
	struct tasks_link    *standards, *cases;
	struct findings_task *tasks;
	size_t                nstandards, ntasks, ncases;
	str                   issue; /* where a task for it is issued; STR_NONE: the asker may not */
	struct form          *acts;
	size_t                nacts;
	struct trail_shown    past;
};
struct tasks_panel {
	struct tasks_link *standards, *tasks;
	size_t             nstandards, ntasks;
	struct form        form; /* command STR_NONE: the asker may not */
};

#endif
