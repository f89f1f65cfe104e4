/* A draw that anybody can repeat: a seed promised before, told after; a list; what is drawn.  Pure. */
#ifndef KIT_STATS_DRAW_H
#define KIT_STATS_DRAW_H

#include "base/day.h"
#include "kit/secret/secret.h"

/*
 * The order of things: somebody makes 32 unpredictable bytes (secret_random), publishes
 * draw_promise() of them and the day of the draw, the day comes, the list is closed, the draw is
 * made, the seed is told.  From then on anybody can repeat it with SHA-256 and nothing else:
 * docs/formulas.md says how, byte for byte, and tests/kit/stats/draw.mjs does it.  One seed, one draw.
 *
 * What it does not do: make the seed, keep it secret, close the list.  Whoever knows the seed
 * beforehand knows what a list would give; so the list must not be in his hands.
 */
typedef struct {
	uint8_t b[32];
} draw_seed;

/* SHA-256(seed ‖ "YYYY-MM-DD"): published before. */
digest draw_promise(draw_seed seed, day on);

/* The seed told after is the one promised. */
bool draw_kept(draw_seed seed, day on, digest promise);

/*
 * The random source of one stratum: the numbers of 64 bits, big-endian, of the blocks
 * SHA-256(K ‖ c), c = 0, 1, … in 8 bytes, big-endian, where K = SHA-256(SHA-256("duban draw 1\n" ‖
 * seed ‖ "YYYY-MM-DD") ‖ stratum).
 */
struct draw_source {
	digest   key, block;
	uint64_t blocks; /* made so far */
	unsigned left;   /* numbers of the block not yet given */
};
void draw_begin(struct draw_source *s, draw_seed seed, day on, str stratum);

/* One of 0 … m − 1, all equally likely: numbers from 2^64 − (2^64 mod m) on are thrown away.  m >= 1. */
uint64_t draw_below(struct draw_source *s, uint64_t m);

/* One thing that can be drawn: its name, unlike all others, and what it is drawn among.  Bytes, compared as bytes. */
struct draw_item {
	str stratum, id;
};

struct draw_share {
	str    stratum;
	size_t of, take, from; /* of so many `take` were drawn: item[from … from + take - 1] of the draw */
};

struct draw {
	const struct draw_item  *item; /* in the order drawn; strata by name */
	size_t                   n;
	const struct draw_share *share;
	size_t                   shares;
};

/*
 * How many of each stratum: set take from `of`, both given in the order of names.  First
 * min(least, of) each; then one by one to the stratum that has some left and the greatest
 * of/(2 take + 1) (Webster's divisors), of equal ones the first, until there are `want` or nothing is
 * left.  So the minima can make more than `want`.  Time: want × n.  Of all together <= 2^31.
 */
void draw_divide(struct draw_share *share, size_t n, size_t want, size_t least);

/*
 * Draw.  In each stratum the ids are put in the order of their bytes; then, for i = 0 … take - 1, the
 * i-th is exchanged with the one j = i + draw_below(of - i) places from the beginning: the first
 * `take` are drawn, each set of so many equally likely.  The order in which items come in does
 * not matter; taking more of a stratum keeps those drawn.  The texts are not copied.  ERR_INPUT: an
 * id is empty, or is there twice (also in two strata); ERR_LARGE: more than 2^31; ERR_MEMORY.
 */
MUSTCHECK enum err draw_make(struct arena *a, draw_seed seed, day on, const struct draw_item *item, size_t n,
                             size_t want, size_t least, struct draw *out);

#endif
