/* What the pages of rules show, ready for their templates. */
#ifndef SHOW_RULES_PAGE_H
#define SHOW_RULES_PAGE_H

#include "show/frame/form.h"
#include "show/frame/frame.h"
#include "show/trail/trail.h"

/* A big class, to choose. */
struct rules_big {
	str    key, label, href;
	size_t n;
	bool   on;
};
struct rules_limit {
	str  said;
	bool example;
};
struct rules_class {
	str     key, label, href, synonyms;
	text_id subject;
	struct rules_limit *limits; /* each that one of its conditions has, once */
	size_t  nlimits;
	bool    person, thing, inherited;
};
struct rules_classes {
	struct frame        page;
	str                 q, big_name;
	struct rules_big   *things, *events;
	size_t              nthings, nevents;
	struct rules_class *classes;
	size_t              nclasses, all;
	bool                asked, found, edits, many; /* many: only the best are shown */
};

/* A condition; `after` is the words of the one that must be met before. */
struct rules_rule {
	str     key, condition, limit, quoted, after, closing, photo_reason, not_collected;
	str     basis, source, version, valid_from, valid_to;
	str    *seasons;
	size_t  nseasons;
	text_id photo;
	struct form *acts;
	size_t       nacts;
	bool    example, then; /* then: another condition's limit follows it */
};
struct rules_version {
	str version, name, source, valid_from, valid_to;
};
struct rules_one {
	struct frame          page;
	str                   key, code, name, kind, big, big_href, old, since; /* old: its code before `since` */
	str                  *synonyms;
	text_id               subject;
	size_t                nsynonyms;
	bool                  person, thing, inherited, ended, edits;
	str                   report, cases;
	struct rules_rule    *rules;
	struct rules_version *versions;
	size_t                nrules, nversions;
	struct form          *acts;
	size_t                nacts;
	struct trail_shown    past;
};

struct rules_field {
	text_id label;
	str     was, is;
};
struct rules_change {
	str                 key, name, href, was_version, version;
	struct rules_field *fields;
	size_t              nfields;
};
struct rules_changes {
	text_id              title;
	str                  id;
	struct rules_change *added, *changed, *ended;
	size_t               nadded, nchanged, nended;
};
struct rules_turn {
	str  day, words, href;
	bool on;
};
struct rules_compare {
	struct frame          page;
	str                   from, to;
	struct rules_changes *parts; /* classes, conditions */
	size_t                nparts, reissued;
	struct rules_turn    *turns;
	size_t                nturns;
	bool                  none;
};

struct rules_paper {
	str no, issued, title, url;
};
struct rules_year {
	int                 year;
	int32_t             work_days;
	str                 href;
	bool                on, guessed;
	struct rules_paper *papers;
	size_t              npapers;
};
struct rules_day {
	day     on;
	text_id weekday;
	str     name, paper;
	bool    works;
};
struct rules_source {
	str     name, source;
	int64_t version, at;
};
struct rules_calendar {
	struct frame         page;
	int                  year, next;
	bool                 guessed, this_guessed, next_guessed, edits;
	struct rules_year   *years;
	size_t               nyears;
	struct rules_day    *days;
	size_t               ndays;
	int64_t              off, make_up, work_days;
	struct rules_paper  *papers;
	size_t               npapers;
	struct rules_source *sources;
	size_t               nsources;
	str                  version;
	struct form         *acts;
	size_t               nacts;
	struct trail_shown   past;
};

/* What was changed, the newest first: the last versions of the calendar's documents; a class and its conditions. */
MUSTCHECK enum err rules_calendar_past(struct ctx *cx, struct trail_shown *out);
MUSTCHECK enum err rules_class_past(struct ctx *cx, str key, struct trail_shown *out);

/* A command's form for the page `here`, for whom it is offered to (command_offered). */
struct rules_act {
	const char *command, *icon;
	text_id     word, button;
	bool        danger;
};
MUSTCHECK enum err rules_form(struct ctx *cx, const struct rules_act *act, str here, struct form *f);

#endif
