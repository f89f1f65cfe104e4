/* What the pages of materials show. */
#ifndef SHOW_MATERIALS_PAGE_H
#define SHOW_MATERIALS_PAGE_H

#include "show/frame/form.h"
#include "show/trail/trail.h"

struct materials_item {
	int64_t id, copies, there, accepted, waiting, returned; /* there: handed in and not returned */
	str     no, title, unit, post, standard, kinds, opens, closes;
	text_id state;
	bool    missing, late, waits, done, over;
};
struct materials_unit {
	str     href, name;
	int64_t missing, late;
};
struct materials_list {
	struct frame           page;
	struct form            form;
	struct materials_item *items;
	struct materials_unit *units; /* that have something missing */
	size_t                 nitems, nunits;
	int64_t                all, missing, late, waiting, done;
	str                    next, first;
	bool                   later, edits, tables;
};
struct materials_new {
	struct frame page;
	struct form  form;
};
struct materials_other {
	str  href, no, title, unit;
	bool alike, returned;
};
struct materials_file {
	int64_t                 n, kb, handed_at, judged_at; /* judged_at 0: not yet */
	str                     href, kind, name, note, dated, reason;
	text_id                 state;
	bool                    late, waits, accepted, returned;
	struct materials_other *others;
	size_t                  nothers;
};
struct materials_one {
	struct frame           page;
	struct materials_item  m;
	str                    since, until, asks, words, standard_href;
	int64_t                most;
	bool                   own;      /* the asker's unit hands it in */
	text_id                why_not;  /* why nothing is handed in now; T_none: may be */
	bool                   may;      /* the form is offered */
	bool                   dates;    /* a day must be said */
	str                    accept, note, dated; /* accept: endings that are taken; what was typed */
	struct materials_file *files;
	struct form           *acts;
	size_t                 nfiles, nacts, ntwice; /* ntwice: files that were used elsewhere, or are alike */
	struct trail_shown     past;
};

#endif
