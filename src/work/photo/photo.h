/* Pictures of cases: added at a moment by who may act then, shown within reach, compared, covered, erased. */
#ifndef WORK_PHOTO_PHOTO_H
#define WORK_PHOTO_PHOTO_H

#include "city/grid/grid.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/photo/photo.h"
#include "work/life/rules.h"
#include "work_photo_texts.h"

struct case_reading; /* work/cases/cases.h */
struct photo_batch;  /* pictures that were looked at, on their way into the store */

extern const struct db_schema         photo_schema;
extern const struct command *const    photo_commands[];
extern const size_t                   photo_commands_n;
extern const struct view *const       photo_views[];
extern const size_t                   photo_views_n;
extern const struct journal_aggregate photo_aggregates[]; /* kind photo */
extern const size_t                   photo_aggregates_n;

/* Where pictures lie and who decodes them; once, before anything runs.  Without it photos are refused. */
void photo_use(const struct photo_house *house);

/* Whether it was: else no page offers to add any. */
bool photo_on(void);

/* ---- Moments (pure) ---- */

/* Moment, code, label, the act of a case's life at which it is taken.  Numbers stand in the store. */
#define PHOTO_MOMENTS(X) \
	X(FOUND, found, T_photo_moment_found, REPORT) \
	X(CHECKED, checked, T_photo_moment_checked, CHECK) \
	X(FIXED, fixed, T_photo_moment_fixed, FIX) \
	X(VERIFIED, verified, T_photo_moment_verified, VERIFY)
enum photo_moment {
	PHOTO_NO_MOMENT,
#define X(name, code, label, act) PHOTO_AT_##name,
	PHOTO_MOMENTS(X)
#undef X
	    PHOTO_MOMENT_MAX
};
const char       *photo_moment_code(enum photo_moment m); /* "found" */
text_id           photo_moment_label(enum photo_moment m);
enum photo_moment photo_moment_of(str code); /* PHOTO_NO_MOMENT for an unknown code */

enum {
	PHOTO_AT_A_TIME = 6, /* in one command */
	PHOTO_MOST = 12,     /* of one case, moment and round */
	PHOTO_DIGESTS = 20,  /* of which a command reads, to say that they are too many */
	PHOTO_FAR_METRES = 1000, /* where the city says nothing else (photo.policy) */
	PHOTO_LIST = 200 /* of one case */
};

/*
 * May `who` add a picture of this moment now?  Checked, fixed, verified: whoever may take that
 * step now (case_may: the holder before it reports the fix, the independent verifier …).
 * Found: while the problem is not yet sent out, its finder, or who accepts reports.
 * Never of a class about persons (L9).  `accepts`: has PERM_CASE_ACCEPT.  T_none: yes; else why not.
 */
text_id photo_may(enum photo_moment m, const struct case_facts *f, const struct case_who *who, bool accepts,
                  int64_t now);

/* What does not fit, one bit each: told to who verifies, a hint and never a verdict. */
enum {
	PHOTO_DOUBT_FUTURE = 1 << 0, /* taken more than ten minutes after it was sent in */
	PHOTO_DOUBT_BEFORE = 1 << 1, /* of the fix or of verifying, and taken before the problem was reported */
	PHOTO_DOUBT_FAR = 1 << 2,    /* taken farther from the case than the city says */
	PHOTO_DOUBT_UNSENT = 1 << 3  /* of the fix, and taken before the case was sent out, or back for rework */
};
struct photo_doubtful {
	enum photo_moment moment;
	opt_i64           taken_at;
	int64_t           added_at, reported_at;
	struct case_point taken, spot;
	opt_i64           sent_at; /* to the unit: the last time before it was added */
	int64_t           far;     /* metres */
};
unsigned photo_doubts(const struct photo_doubtful *p);

/* "x,y,w,h x,y,w,h …" in ten-thousandths; '' is no box.  *n holds room for PHOTO_BOXES; false: not written so. */
MUSTCHECK bool photo_boxes(str text, struct photo_box *box, size_t *n);

/* ---- photo.list, photo.hints ---- */

struct photo_item {
	int64_t           id, rev;
	enum photo_moment moment;
	int64_t           round, width, height, bytes, added_at;
	str               unit_name; /* STR_NONE: headquarters, or nobody's */
	bool              masked, erased;
	/* Only for who verifies or closes: */
	bool     knows;
	opt_i64  taken_at;
	bool     zone_told;
	opt_f64  lon, lat;
	unsigned doubts;
	int64_t  far; /* metres, of PHOTO_DOUBT_FAR */
	struct grid_away away; /* it was taken outside the place of the case */
};
struct photo_list_out {
	struct photo_item *item;
	size_t             n;
	bool               may[PHOTO_MOMENT_MAX]; /* add one now */
};

/* What photo.list shows, of a case that is read already.  Within a snapshot. */
MUSTCHECK enum err photo_list_of(struct ctx *cx, const struct case_reading *c, struct photo_list_out *o);

/* One picture, for the page that covers faces; not one that was erased.  Within a snapshot. */
struct photo_one {
	int64_t id, rev, case_id, width, height;
	str     no;    /* of its case */
	str     boxes; /* covered now; '' or STR_NONE: none */
	bool    masked; /* somebody has looked */
};
MUSTCHECK enum err photo_one_of(struct ctx *cx, int64_t id, struct photo_one *out);

/* What of a picture is equal, block by block, to an earlier one; all lengths in pixels of either's grid of luma. */
struct photo_laid {
	bool    later;         /* the case's own picture is the later one */
	int64_t told, equal;   /* blocks that say something; of these */
	int64_t columns;       /* blocks of the earlier one */
	str     marks;         /* of each, row by row: = equal, x not, . says nothing */
	double  side;          /* of a block, on the earlier one */
	int64_t wide, high, own_wide, own_high;
	double  scale, x, y;   /* the later one's (u, v) is the earlier one's (scale * u + x, scale * v + y) */
};

/* Two pictures that are one, look alike, or of which one seems to be a retouched copy of the other. */
struct photo_hint {
	int64_t           id, other; /* of the case asked for; the other picture, 0: of a case outside reach */
	enum photo_moment moment, other_moment;
	int64_t           other_case; /* 0: outside reach */
	str               other_no;   /* STR_NONE then */
	bool              same_case, same_bytes;
	int               distance; /* bits of 64 that differ; -1: one of them has no hash */
	const struct photo_laid *laid; /* NULL: no copy */
};
struct photo_hints_out {
	struct photo_hint *hint;
	size_t             n;
	bool               more; /* there are more than are listed */
};

/* ---- For pages and feeds ---- */

enum photo_size { PHOTO_SHOW_LARGE, PHOTO_SHOW_SMALL, PHOTO_SHOW_ORIGINAL, PHOTO_OUT_LARGE, PHOTO_OUT_SMALL };

/*
 * A descriptor of one picture within the actor's reach, which the caller closes.  The original,
 * with the camera's notes, only for who verifies or closes cases (ERR_DENIED).  PHOTO_OUT_*: what may leave the
 * house; ERR_NONE when nobody has looked at it for that, or it is erased, or outside of reach.
 * *name: what the original is called outside, "芗城-2026-00012-发现时-1.jpg" (the moment in the actor's language); of the
 * others STR_NONE.  Within a snapshot.
 */
MUSTCHECK enum err photo_fetch(struct ctx *cx, int64_t id, enum photo_size size, int *fd, uint64_t *bytes, str *name);

/* What may be shown of a case outside of the house: as it was found, and as it is after the work. */
struct photo_out {
	int64_t           id;    /* 0: there is no such picture */
	bool              clear; /* somebody has looked at it for faces: it may leave (PHOTO_OUT_*) */
	enum photo_moment moment;
};
struct photo_pair {
	struct photo_out before, after;
};

/*
 * Of the pictures that were there at `upto`: before is the first of finding or checking it that is clear, or else the
 * first; after is the newest of fixing or verifying, or, when that is not clear, the newest of its round
 * that is.  Within a snapshot and the actor's reach: outside of it there are none.
 */
MUSTCHECK enum err photo_pair_of(struct ctx *cx, int64_t case_id, int64_t upto, struct photo_pair *out);

/* Refuses like photo.add for a case and moment, before anything is decoded.  In a read snapshot of its own. */
MUSTCHECK enum err photo_allowed(struct ctx *cx, int64_t case_id, enum photo_moment m);

/*
 * One picture looked at and kept, for a command that is told of it by its digest.  Slow; without the
 * store.  ERR_INPUT, field photo, with a sentence for what is not taken.
 */
MUSTCHECK enum err photo_take(struct ctx *cx, str bytes, digest *d);

/*
 * The same, for what keeps it elsewhere: is it a picture, and by what are alike ones found (hash as struct photo_kept;
 * plain: by nothing).  Its versions are swept again in a day.
 */
MUSTCHECK enum err photo_look(struct ctx *cx, str bytes, uint64_t *hash, bool *plain);

/* Was it looked at by this process within the last hour, and is it there?  Cheap. */
MUSTCHECK bool photo_known(struct ctx *cx, digest d);

/* ---- For commands that take pictures with a step: work/acts ---- */

/*
 * The input field `photo` of such a command: digests of pictures that were put before.  Its label is
 * T_photo_f_originals; a page puts a field for files in its place (show/frame/form.h).
 */
#define PHOTO_FIELD(X) X(str, photo, 0, 0, PHOTO_DIGESTS * 65, T_photo_f_originals, NULL)

/* ERR_INPUT, field photo: `n` at once are too many. */
enum err photo_many(struct ctx *cx, size_t n);

/*
 * For its prepare(): *made is NULL for an empty field.  ERR_INPUT, field photo.  Of a case that is there
 * (case_id 0: none)
 * each is compared with what was taken of it at other moments and in other rounds (kit/photo/copy.h), of any with those
 * that its hash is near to; what cannot be read for that is not compared: a hint never holds up a step.
 */
MUSTCHECK enum err photo_prepare(struct ctx *cx, str digests, int64_t case_id, enum photo_moment m,
                                 struct photo_batch **made);

/*
 * For its apply(), once it is sure that the step may be taken: pictures of this moment and round, with their
 * events; *id is the last one's.  ERR_RULE, field photo: too many, or the case has one of them.
 */
MUSTCHECK enum err photo_put(struct ctx *cx, int64_t case_id, int64_t round, enum photo_moment m,
                             const struct photo_batch *t, int64_t *id);

/*
 * When a photo must be there.  Each condition of a class says needed, optional or none, with its reason
 * (data/README.md); the city says at which moments it holds to that: the setting photo.needed_at,
 * "found fixed verified" or "none" (command photo.policy; absent: none).  Where photos are switched off
 * nothing is needed.
 */
struct photo_need {
	int64_t case_id, round; /* case_id 0: a case that is being made */
	int64_t condition_id;   /* it was filed under; 0: not yet, and then what all conditions of its class ask */
	str     class_key;
	day     on;             /* for the class */
};
struct photo_why {
	bool needed;
	str  what, reason; /* the condition, or the class; why a photo */
};
MUSTCHECK enum err photo_needed(struct ctx *cx, enum photo_moment m, const struct photo_need *n,
                                struct photo_why *why);

/* Does the city hold to it at this moment, whatever the class?  False where photos are off. */
MUSTCHECK enum err photo_asked(struct ctx *cx, enum photo_moment m, bool *asked);

/* ERR_RULE, field photo, when one is needed and none of this moment and round is there. */
MUSTCHECK enum err photo_require(struct ctx *cx, enum photo_moment m, const struct photo_need *n);

/* The moment at which an act takes pictures; PHOTO_NO_MOMENT: it takes none. */
enum photo_moment photo_moment_at(enum case_act act);

/* The case's pictures go with its reporter: for reporter_also_forget.  Within the running transaction. */
MUSTCHECK enum err photo_forget(struct ctx *cx, int64_t case_id);

/*
 * Remove files that no picture names and that are older than a day: all of them, or a piece of PHOTO_SWEEPS, which the
 * server takes one by one.  Look whether every named file is there, whole.  Outside of a transaction,
 * so that no snapshot grows old.
 */
enum { PHOTO_SWEEPS = FILES_PARTS + 1 };
MUSTCHECK enum err photo_sweep(struct ctx *cx, struct files_swept *out);
MUSTCHECK enum err photo_sweep_piece(struct ctx *cx, unsigned piece, struct files_swept *out);
struct photo_checked {
	int64_t files, missing, altered;
	int64_t first; /* picture of the first that is not well; 0: all are */
};
MUSTCHECK enum err photo_check_files(struct ctx *cx, struct photo_checked *out);

#endif
