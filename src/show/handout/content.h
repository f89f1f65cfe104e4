/* A bulletin as it is handed out: all words and pictures, ready to be laid out. */
#ifndef SHOW_HANDOUT_CONTENT_H
#define SHOW_HANDOUT_CONTENT_H

#include "judge/bulletin/bulletin.h"
#include "kit/office/office.h"
#include "work/photo/photo.h"
#include "work/writ/writ.h"

/* One of the two photos of a case. */
struct handout_photo {
	bool some; /* there is one, whether or not it may leave the house */
	str label; /* what it shows: 整改前 */
	str jpeg;  /* may leave the house; STR_NONE: there is none, or it may not */
	int w, h;
	str why;   /* no jpeg: the words in its place */
};
struct handout_case {
	str                  no, what, place, spot, unit; /* unit: of nobody: words that say so */
	str                  due;   /* the moment of its deadline; STR_NONE: none */
	str                  left;  /* 超 2 天, 还剩 5 小时 */
	str                  state;
	struct handout_photo before, after;
};
struct handout_cases {
	struct handout_case *item;
	size_t               n;
	int64_t              total; /* as the bulletin says: more than are here */
};
struct handout_row {
	str                         name;
	const struct bulletin_sums *sums;
};
struct handout {
	str                  place, title;
	str                  date;         /* 2026年11月20日 */
	str                  day, edition; /* with its weekday; "第 2 版", or that it was not issued */
	bool                 demo;                       /* invented data */
	str                  until, day_before;          /* moments of the end and the beginning */
	str                  until_words;                /* the end as official papers write it */
	str                  whole;                      /* that the day is over, or is not */
	str                  seal, seal_long, position, batch; /* seal: its first bytes; all of it */
	struct bulletin_sums sums;
	struct handout_row  *places, *units;
	size_t               nplaces, nunits;
	str                  issued;              /* when and until when, of an edition; STR_NONE: not issued */
	str                  list_title, list_note;
	struct handout_cases late, soon, proven;  /* late: of an edition all that it asks for */
};

/* The photos of so many cases of each kind are read: those that a picture shows, and those on slides. */
enum { HANDOUT_PAIRS = 6, HANDOUT_SLIDES = 20 };

/*
 * Everything of a bulletin that the actor has seen, or of an edition (NULL: it is not one).  In the actor's
 * language.  Opens snapshots of its own (cx->db outside of one).  A photo that cannot be read is as one that
 * is not there.
 */
MUSTCHECK enum err handout_gather(struct ctx *cx, const struct bulletin_show *o, const struct bulletin_edition *edition,
                                  bool demo, size_t pairs, struct handout *h);

/* Today's, of the actor's own place, for a template's trial: struct writ_form.  In a snapshot. */
MUSTCHECK enum err handout_sample(struct ctx *cx, const struct writ_form *form, struct writ_facts *out);

/* The cases whose photos a picture shows: first what is late or asked for, then what was put right. */
struct handout_pair {
	const struct bulletin_item *item;
	bool                        proven;
	struct photo_pair           photo; /* id 0: there is none; clear: may leave the house */
};
struct handout_shown {
	struct handout_pair *pair; /* at most HANDOUT_PAIRS of each kind */
	size_t               n;
};
/* As handout_gather() chooses them now.  Opens a snapshot of its own. */
MUSTCHECK enum err handout_shown(struct ctx *cx, const struct bulletin_head *head,
                                 const struct bulletin_edition *edition, struct handout_shown *o);

/*
 * The tall picture of it, 750 wide, as a drawing (kit/picture/drawing.h).  At most TALL_PLACES places, TALL_UNITS
 * units and HANDOUT_PAIRS cases of each kind; what falls out is counted.  Pure.  ERR_LARGE, ERR_MEMORY.
 */
enum { TALL_WIDE = 750, TALL_PLACES = 40, TALL_UNITS = 24 };
MUSTCHECK enum err handout_tall(struct arena *a, enum lang lang, const struct handout *h, str *drawing);

/* Its values for the paper's fields, in their order.  Pure. */
MUSTCHECK enum err handout_values(struct arena *a, enum lang lang, const struct handout *h,
                                  const struct office_value **v);

#endif
