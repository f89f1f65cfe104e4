/* Who: units, posts, people and what they hold. */
#ifndef CITY_UNIT_UNIT_H
#define CITY_UNIT_UNIT_H

#include "base/day.h"
#include "city/unit/roles.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"

extern const struct db_schema      unit_schema;
extern const struct command *const unit_commands[];
extern const size_t                unit_commands_n;
extern const struct view *const    unit_views[];
extern const size_t                unit_views_n;
enum { UNIT_POSTS = 1 }; /* its place in the list */
extern const struct journal_aggregate unit_aggregates[]; /* rows equal their events */
extern const size_t                   unit_aggregates_n;

/* The civil day of cx->now in the city's zone, as YYYY-MM-DD in cx->arena. */
MUSTCHECK enum err unit_today(struct ctx *cx, str *out);

/* The reply of a load: "n rows read, m changed"; and the epoch is raised when something was. */
MUSTCHECK enum err unit_reply(struct ctx *cx, text_id done, size_t all, size_t changed, struct reply *out);

/*
 * The unit, post or person that a FIELD_code means; STR_NONE is 0 and OK.  An unknown
 * one is ERR_INPUT with a sentence at `field` (a constant); an id ("#17") is not looked at.
 */
MUSTCHECK enum err unit_named(struct ctx *cx, const char *field, str code, int64_t *id);
MUSTCHECK enum err post_named(struct ctx *cx, const char *field, str code, int64_t *id);
MUSTCHECK enum err person_named(struct ctx *cx, const char *field, str code, int64_t *id);

/*
 * Whether a unit lies within cx->who's scope, by its territory, without one only for who administers the whole city;
 * and a post, by its own place, else by its unit.  ERR_NONE, without a sentence, when not, or when there is none.
 */
MUSTCHECK enum err unit_in_reach(struct ctx *cx, int64_t unit);
MUSTCHECK enum err post_in_reach(struct ctx *cx, int64_t post);

/*
 * A person lies within cx->who's scope when all posts do that are held today or later; one who holds none, for who
 * administers the whole city, and for whose log-in entered him.  ERR_NONE, without a sentence, when not.
 */
MUSTCHECK enum err person_in_reach(struct ctx *cx, int64_t person);

/* All of them (person 0), for lists, or the one: ids in order, or everybody. */
struct people_reach {
	bool     all;
	int64_t *id;
	size_t   n;
};
MUSTCHECK enum err people_in_reach(struct ctx *cx, int64_t person, struct people_reach *out);
bool people_reach_has(const struct people_reach *r, int64_t person);

/*
 * Whether cx->who may make a unit answer for something: who administers the whole city any, of a part those within it.
 * ERR_NONE, without a sentence, when not.
 */
MUSTCHECK enum err unit_may_answer(struct ctx *cx, int64_t unit);

/* ---- unit.list, post.list ---- */

struct unit_item {
	int64_t id, parent_id, place_id; /* 0: none */
	str     code, name, short_name, kind, place_name;
};

struct unit_list {
	struct unit_item *item;
	size_t            n;
};

/* Posts and units only: a chain of responsibility shows no names (domain.md, refusals 3). */
struct post_item {
	int64_t   id, unit_id, place_id, holders;
	str       code, name, unit_name, place_name;
	enum role role;
};

/* The posts of today by id, `n` (all but for a ceiling of 10,000) after the id `after`. */
struct post_list {
	struct post_item *item;
	size_t            n;
	bool              more; /* there are others after them */
};

/* ---- What rooms above hang on a unit or a post ---- */

/* A unit that is to end on a day, or one of its posts: the first day on which it is no more. */
struct unit_end {
	int64_t unit, post; /* post 0: the unit itself */
	str     on;
};

/*
 * A kind of thing that refers to units or posts.  Whatever ends one asks all kinds at once and is refused with a
 * sentence for each of which there are some.  Whoever refers to units or posts for longer than a transaction registers
 * one, calls units_stay before it looks at the unit, and unit_must_last for how long it needs it.
 */
struct unit_hang {
	text_id hangs; /* {0} of them, and what to do with them */
	/* How many still need it on the day or after it; *n is 0 at first. */
	enum err (*count)(struct ctx *cx, const struct unit_end *end, int64_t *n);
};

/* Single-threaded, before anything runs; `all` stays where it is, once again is once.  Unregistered all by n = 0. */
void unit_register(const struct unit_hang *all, size_t n);

/*
 * No unit or post ends before this transaction is over: to be called by whoever hangs something on one (a case, a
 * duty), before it looks whether the unit or post is there.  Many may at once; unit.close and post.close wait for
 * them before they ask what hangs on it.
 */
MUSTCHECK enum err units_stay(struct ctx *cx);

/* What ends too early, and the first day on which it is no more; STR_NONE: it lasts. */
struct unit_over {
	str name, on;
};

/*
 * Whether a unit, or with `post` one of its posts, is there until what is hung on it is over: `until` is the first
 * day on which that needs it no more, STR_NONE: it goes on.  Of a post and its unit the earlier end counts.
 * ERR_NONE: there is none.  After units_stay.
 */
MUSTCHECK enum err unit_lasts(struct ctx *cx, int64_t unit, int64_t post, str until, struct unit_over *over);

/* The same as a rule: ERR_RULE at the field, with the name and the day of the end; also by the last day of need. */
MUSTCHECK enum err unit_must_last(struct ctx *cx, const char *field, int64_t unit, int64_t post, str until);
MUSTCHECK enum err unit_must_last_day(struct ctx *cx, const char *field, int64_t unit, int64_t post, day last);

/* ---- Separation of the three administrators (等保) ---- */

/*
 * Whether one person may hold posts of these roles on the same day: one of the
 * three administrators' roles suffers no other role beside it.
 */
bool roles_compatible(enum role a, enum role b);

/* ---- What person.load (city/login) writes here ---- */

struct person_said {
	str code, name, valid_from, valid_to; /* valid_to STR_NONE: open */
	str basis;                            /* the paper that says so; STR_NONE: none is named */
};

/* Characters, in a form and in a table. */
enum { PERSON_NAME_MOST = 40 };

/* A person by code: made, or changed to what is said, with the event.  *changed is set, never cleared. */
MUSTCHECK enum err person_put(struct ctx *cx, const struct person_said *p, int64_t *id, bool *changed);

/* Why the posts of a person will not do: the sentence (T_none: they will) and the post it names. */
struct posts_fault {
	text_id text;
	str     post;
};

/*
 * The posts in `list` (codes, as list_cut parts them) are what the person holds from today on: new ones
 * begin on `from`, others end today.  A fault is left to the caller, who knows the line, to refuse.
 */
MUSTCHECK enum err person_posts_put(struct ctx *cx, int64_t person, str list, str from, struct posts_fault *fault,
                                    bool *changed);

#endif
