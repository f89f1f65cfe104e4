/* What the files of this room share. */
#ifndef SHOW_DOSSIER_INSIDE_H
#define SHOW_DOSSIER_INSIDE_H

#include "show/dossier/dossier.h"
#include "show/dossier/page.h"
#include "work/cases/cases.h"
#include "work/acts/acts.h"
#include "work/docket/docket.h"
#include "work/reporter/reporter.h"

/* People to choose from; group NULL: not asked for yet. */
struct people {
	struct form_group *group;
	size_t             n;
};

/* What a page of one case is made of. */
struct making {
	struct http_request     *rq;
	struct ctx              *cx;
	const struct case_page  *c;
	const struct desk_picks *picks;
	struct form_group       *near; /* cases of the same spot and class, for forms that ask */
	size_t                   nnear;
	struct people            hands, eyes; /* who handles, who looks */
	str                      here;
	struct form_again       *again;
	struct dossier          *p;
};

/* from.c: the list one came from, and the cases before and after this one in it; ?in= of the page's address. */
MUSTCHECK enum err dossier_come_from(struct making *m, const struct input *pairs, size_t n);

/* deadline.c: the running deadline with its arithmetic, and all others. */
MUSTCHECK enum err dossier_deadlines(struct ctx *cx, const struct case_page *c, struct dossier *p);

/* "1 小时 20 分" for a length of working time; whole_days: its clock counts days. */
str dossier_amount(const struct ctx *cx, int64_t ms, bool whole_days);

/* What an event is called, STR_NONE for bookkeeping of the program. */
str dossier_event_words(const struct ctx *cx, str type);

/* past.c: who answers for it and what was asked; who had it how long; what happened. */
MUSTCHECK enum err dossier_parts(struct ctx *cx, const struct case_page *c, struct dossier *p);
MUSTCHECK enum err dossier_hands(struct ctx *cx, const struct case_page *c, struct dossier *p);
MUSTCHECK enum err dossier_events(struct ctx *cx, const struct case_page *c, struct dossier *p);

/* told.c: what its source told of an imported case. */
MUSTCHECK enum err dossier_told(struct making *m);

/* asked.c: until when the daily bulletin asked for it to be put right. */
MUSTCHECK enum err dossier_asked(struct making *m);

/* photos.c: the photos, by moment. */
MUSTCHECK enum err dossier_photos(struct making *m);

/* acts.c: each act with its form, the note, and who told us. */
MUSTCHECK enum err dossier_acts(struct making *m);
MUSTCHECK enum err dossier_reporter(struct making *m);

#endif
