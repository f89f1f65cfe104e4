/* Kinds of problems: classes, the conditions of filing and closing them, their limits. */
#ifndef CITY_CATALOG_CATALOG_H
#define CITY_CATALOG_CATALOG_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/worktime/worktime.h"

extern const struct db_schema      catalog_schema;
extern const struct choice         class_subjects[], condition_photos[];
extern const struct command *const catalog_commands[];
extern const size_t                catalog_commands_n;
extern const struct view *const    catalog_views[];
extern const size_t                catalog_views_n;
extern const struct journal_aggregate catalog_aggregates[]; /* rows equal their events */
extern const size_t                   catalog_aggregates_n;

/* What a class is about.  Person classes are counted, never filed (domain.md, refusals 1). */
enum subject { SUBJECT_PLACE, SUBJECT_OPERATOR, SUBJECT_PERSON, SUBJECT_MAX };

/* Keys: a class 'S06010', a big class 'S06'. */
enum { CLASS_KEY = 6, BIG_KEY = 3 };
bool class_key_valid(str key);     /* B or S and five digits */
bool big_key_valid(str key);       /* B or S and two digits */
str  class_big_key(str class_key); /* 'S06' of 'S06010' */

/*
 * Codes of the standard before, GB/T 30428.2-2013, two and two digits (B1.3): a component bbss became Bbb0ss, an
 * event 01ss to 04ss became S060ss to S090ss.  False for what did not go over by that rule: emergencies (05),
 * others (06), and codes of a city's own, which were counted down from 99.  Whether the class exists is not looked
 * at; it holds from its class's first day on, the old code until the day before.
 */
enum { CLASS_OLD = 4 };
bool class_key_of_old(str old, bool event, char key[CLASS_KEY]);
bool class_old_of_key(str key, char old[CLASS_OLD]); /* of a valid key */

/* What "0110", "S0110" (an event) or "B0110" (a component) may mean: 0, 1 or 2 keys, the event first. */
size_t class_keys_of_old(str text, char key[2][CLASS_KEY]);

/* A class; texts live in the context's arena. */
struct class_row {
	int64_t      id;
	str          key, kind, code, big_code, big_name, name, synonyms, source, version;
	enum subject subject;
	bool         files; /* a problem of this class can be filed: an event (事项), not about a person */
};

/* A class valid on a day; ERR_NONE, with a sentence, when there is none. */
MUSTCHECK enum err catalog_class(struct ctx *cx, str key, day on, struct class_row *out);

/*
 * The class that somebody names: by key (S06010), by the code of the standard alone
 * (06010), or by that of the standard before (S0110, 0110), where only one class has it.
 * ERR_INPUT with a sentence at `field` (a constant) when there is none, or both a component and an event.
 */
MUSTCHECK enum err catalog_class_named(struct ctx *cx, const char *field, str text, day on, struct class_row *out);

/* A class in the version that a case was filed under; ERR_NONE. */
MUSTCHECK enum err catalog_class_version(struct ctx *cx, str key, str version, struct class_row *out);

/* A condition of filing; keeps its id and version with the case. */
struct class_condition {
	int64_t               id;
	str                   key, class_key, condition, closing, limit_unit;
	str                   after_key; /* STR_NONE: the limit starts with the dispatch */
	int64_t               amount;    /* as quoted, with limit_unit */
	struct worktime_limit limit;     /* as reckoned */
	/* "02-01/04-30 种植季节" (worktime_season_of), in which alone it runs; STR_NONE: all year */
	str                   season;
	str                   photo, photo_reason, not_collected, basis, source, version;
	bool                  inherited; /* of the big class */
	bool                  example;   /* 示例: no authority has stated it */
};

/*
 * The conditions of a class that hold on a day: its own, or when it has none,
 * those of its big class.  None for person classes and for 部件 (their
 * 异常 has them): *n is 0, OK.
 */
MUSTCHECK enum err catalog_conditions(struct ctx *cx, const struct class_row *class, day on,
                                      struct class_condition **out, size_t *n);

/* A condition and the days on which its version holds. */
struct class_rule {
	struct class_condition c;
	str                    valid_from, valid_to; /* valid_to: the first day on which it does not; STR_NONE: open */
};

/*
 * Every condition that holds on a day, of classes and of big classes, those of
 * one key together; `big` ('S06'): of that and its classes only, STR_NONE: all.
 */
MUSTCHECK enum err catalog_rules(struct ctx *cx, day on, str big, struct class_rule **out, size_t *n);

/* One condition by id, ended or not; ERR_NONE.  `inherited` tells about its own class_key. */
MUSTCHECK enum err catalog_condition(struct ctx *cx, int64_t id, struct class_condition *out);

/* The newest version of a condition by its key ("S02-1"), ended or not; ERR_NONE. */
MUSTCHECK enum err catalog_condition_of_key(struct ctx *cx, str key, struct class_condition *out);

/*
 * How well a class answers a few words, 0 not at all: code or key, also the old one, name,
 * everyday words; whole before beginning before inside; also the other way
 * round, a word of the class inside what a person wrote ("路灯连着三盏不亮").
 * Letters are tried as pinyin and its initials (kit/pinyin), each a little less
 * than the characters themselves.  Several words, parted by spaces, must all be
 * found.  Pure.  What fits by CLASS_FIT_NAMED or better is called so or has it
 * in its name; the rest is a class spoken of in a sentence.
 */
enum {
	CLASS_FIT_CODE = 100,
	CLASS_FIT_OLD = 98,
	CLASS_FIT_WHOLE = 90,
	CLASS_FIT_BEGIN = 70,
	CLASS_FIT_INSIDE = 50,
	CLASS_FIT_SPELT = 8,     /* less, when spelt in pinyin */
	CLASS_FIT_INITIALS = 16, /* less, when some of it is initials */
	CLASS_FIT_NAMED = CLASS_FIT_INSIDE - CLASS_FIT_INITIALS,
	CLASS_FIT_SAID = 20
};
int class_fit(str words, str key, str code, str name, str synonyms);

/* ---- class.list, class.search ---- */

struct class_item {
	int64_t      id;
	str          key, code, big_code, big_name, kind, name, synonyms, version;
	str          label, big_label; /* "01037 路灯异常", "01 公用设施" */
	enum subject subject;
	bool         files;
	bool         photo; /* all its conditions (catalog_conditions) ask for a picture */
	int          fit; /* class.search: greater is better; see class_fit */
};

struct class_list {
	const struct class_item *item;
	size_t                   n;
};

/*
 * The classes valid on a day, in the order of the catalogue; not to be changed.
 * Today's are held in memory by all readers together until the epoch moves; the
 * list is good as long as cx->arena.
 */
MUSTCHECK enum err catalog_list(struct ctx *cx, day on, struct class_list *out);

/* The best `most` classes for some words on a day, best first; events before things. */
MUSTCHECK enum err catalog_search(struct ctx *cx, str words, day on, size_t most, struct class_list *out);

/* ---- Versions (city/edition shows them) ---- */

struct class_version {
	struct class_row class;
	str              valid_from, valid_to;
};

/* All versions of a class, the newest first. */
MUSTCHECK enum err catalog_versions(struct ctx *cx, str key, struct class_version **out, size_t *n);

/* place operator person; "?" for SUBJECT_MAX. */
extern const char *const subject_words[SUBJECT_MAX + 1];

#endif
