/* Street corners in three dimensions, made by code: the same corner from anywhere, in any light. */
#ifndef TESTS_APP_PHOTO_STREET_H
#define TESTS_APP_PHOTO_STREET_H

#include "app/photo/make.h"

#include <math.h>

/*
 * What it is: a ground, a wall, and some twenty boards between them that stand for walls of shops, bins, signs,
 * parked things; each has a texture of noise on four scales and of joints.  The `trouble` are boards near the
 * ground that a
 * true repair takes away.  What it is not: a photograph.  There are no shadows that wander, no people, no
 * leaves, no lens; all of these make two true shots less alike than they are here.
 */
enum { BOARDS = 20, TROUBLES = 3 };

struct board {
	double   x0, x1, y0, y1, z; /* metres; y up, z away from the street */
	double   tone, deep;        /* 0..255; how strong its texture is */
	double   joint;             /* metres between its joints; 0: none */
	uint32_t seed;
};
struct street {
	struct board board[BOARDS + TROUBLES], ground, wall;
};

/* Where the camera is, how it is held, and what light there is. */
struct shot {
	double   x, y, z;           /* metres */
	double   yaw, pitch, roll;  /* radians */
	double   focal;             /* of the longer side: 1 is 53 degrees wide */
	double   light, tilt, haze; /* factor; how much more of it at the right; added */
	double   noise;             /* levels, one sigma */
	uint64_t seed;
	bool     mended; /* the trouble is gone */
};

static inline uint32_t
street_mix(uint32_t v)
{
	v ^= v >> 16;
	v *= 0x7feb352du;
	v ^= v >> 15;
	v *= 0x846ca68bu;
	return v ^ v >> 16;
}

/* 0..1, from a state that goes on. */
static inline double
street_die(uint64_t *s)
{
	*s = *s * 6364136223846793005u + 1442695040888963407u;
	return (double)(*s >> 40) / (double)(1 << 24);
}

static inline double
street_between(uint64_t *s, double low, double high)
{
	return low + (high - low) * street_die(s);
}

/* Smooth noise of one scale, -1..1. */
static inline double
street_noise(double u, double v, uint32_t seed)
{
	double   fu = floor(u), fv = floor(v), x = u - fu, y = v - fv;
	uint32_t i = (uint32_t)(int64_t)fu, k = (uint32_t)(int64_t)fv;
	double   c[4];

	for (uint32_t n = 0; n < 4; n++)
		c[n] = (double)(street_mix((i + (n & 1)) * 374761393u ^ (k + (n >> 1)) * 668265263u ^ seed) & 0xffff) /
		           32767.5 - 1;
	x = x * x * (3 - 2 * x);
	y = y * y * (3 - 2 * y);
	return (c[0] * (1 - x) + c[1] * x) * (1 - y) + (c[2] * (1 - x) + c[3] * x) * y;
}

static inline double
street_tone(const struct board *b, double u, double v)
{
	double t = 12 * street_noise(u * 1.3, v * 1.3, b->seed) + 14 * street_noise(u * 5, v * 5, b->seed + 1) +
	           14 * street_noise(u * 17, v * 17, b->seed + 2) + 8 * street_noise(u * 45, v * 45, b->seed + 3);

	if (b->joint > 0 && (u - floor(u / b->joint) * b->joint < 0.03 || v - floor(v / b->joint) * b->joint < 0.03))
		t -= 30;
	return b->tone + t * b->deep;
}

static inline struct board
street_board(uint64_t *s, double near, double far)
{
	struct board b = {.z = street_between(s, near, far),
	                  .tone = street_between(s, 50, 200),
	                  .deep = street_between(s, 0.3, 1.4),
	                  .joint = street_die(s) < 0.5 ? street_between(s, 0.12, 0.6) : 0,
	                  .seed = (uint32_t)(*s >> 32)};

	b.x0 = street_between(s, -0.6 * b.z, 0.5 * b.z);
	b.x1 = b.x0 + street_between(s, 0.25, 2);
	b.y0 = street_die(s) < 0.7 ? 0 : street_between(s, 0.5, 2);
	b.y1 = b.y0 + street_between(s, 0.3, 2);
	return b;
}

UNUSED_OK struct street
street_of(uint64_t number)
{
	uint64_t      s = number * 0x9e3779b97f4a7c15u + 20261123;
	struct street t;
	double        wall;

	for (int i = 0; i < 8; i++)
		(void)street_die(&s);
	wall = street_between(&s, 5, 12);
	t.wall = (struct board){-1e3, 1e3, -1e3, 1e3, wall, street_between(&s, 80, 210), street_between(&s, 0.3, 1.3),
	                        street_between(&s, 0.3, 1.2), (uint32_t)(s >> 32)};
	t.ground = (struct board){0, 0, 0, 0, 0, street_between(&s, 80, 170), street_between(&s, 0.4, 1.3),
	                          street_between(&s, 0.3, 0.9), (uint32_t)(s >> 31)};
	for (int i = 0; i < BOARDS; i++)
		t.board[i] = street_board(&s, 2.5, wall - 0.2);
	for (int i = 0; i < TROUBLES; i++) {
		struct board b = street_board(&s, 2, wall < 5 ? wall : 5);

		b.x0 = street_between(&s, -0.25 * b.z, 0.15 * b.z);
		b.x1 = b.x0 + 0.12 * b.z;
		b.y0 = 0;
		b.y1 = 0.1 * b.z;
		t.board[BOARDS + i] = b;
	}
	return t;
}

/* The camera a person holds before this corner. */
UNUSED_OK struct shot
shot_of(uint64_t number)
{
	uint64_t s = number * 0xd1342543de82ef95u + 7;

	for (int i = 0; i < 8; i++)
		(void)street_die(&s);
	return (struct shot){.y = street_between(&s, 1.3, 1.7), .yaw = street_between(&s, -0.1, 0.1),
	                     .pitch = street_between(&s, -0.12, 0.02), .roll = street_between(&s, -0.03, 0.03),
	                     .focal = 0.85, .light = street_between(&s, 0.85, 1.1), .noise = 2.5, .seed = s};
}

/*
 * Somebody comes again: `step` metres away from where the first stood, at least half of that sideways or up,
 * aims by eye
 * at the same things, in other light, with the trouble gone.
 */
UNUSED_OK struct shot
shot_again(struct shot a, const struct street *t, uint64_t number, double step)
{
	uint64_t s = number * 0xa0761d6478bd642fu + 99;
	double   way = street_between(&s, -1, 1), far = t->wall.z * 0.6;

	for (int i = 0; i < 8; i++)
		(void)street_die(&s);
	way = (street_die(&s) < 0.5 ? -1 : 1) * street_between(&s, 0.5, 1);
	a.x += step * way;
	a.z += step * sqrt(1 - way * way) * (street_die(&s) < 0.5 ? -1 : 1);
	a.y += street_between(&s, -0.08, 0.08);
	/* Aimed at the same spot, as well as a hand can. */
	a.yaw += -atan2(step * way, far) + street_between(&s, -0.06, 0.06);
	a.pitch += street_between(&s, -0.05, 0.05);
	a.roll += street_between(&s, -0.04, 0.04);
	a.light *= street_between(&s, 0.75, 1.25);
	a.tilt = street_between(&s, -0.2, 0.2);
	a.haze = street_between(&s, -8, 8);
	a.seed = s;
	a.mended = true;
	return a;
}

/* The nearest thing behind one point of the picture. */
static inline double
street_seen(const struct street *t, const struct shot *c, const double d[3])
{
	double              best = 1e9, u = 0, v = 0;
	const struct board *hit = NULL;

	if (d[2] > 1e-6) {
		best = (t->wall.z - c->z) / d[2];
		hit = &t->wall;
		u = c->x + d[0] * best;
		v = c->y + d[1] * best;
		for (int i = 0; i < BOARDS + (c->mended ? 0 : TROUBLES); i++) {
			const struct board *b = &t->board[i];
			double              far = (b->z - c->z) / d[2], x = c->x + d[0] * far, y = c->y + d[1] * far;

			if (far > 0 && far < best && x >= b->x0 && x < b->x1 && y >= b->y0 && y < b->y1) {
				best = far;
				hit = b;
				u = x;
				v = y;
			}
		}
	}
	if (d[1] < -1e-6 && -c->y / d[1] < best) {
		best = -c->y / d[1];
		hit = &t->ground;
		u = c->x + d[0] * best;
		v = c->z + d[2] * best;
	}
	return hit ? street_tone(hit, u, v) : 230;
}

UNUSED_OK struct scene
street_shot(struct arena *a, const struct street *t, const struct shot *c, int w, int h)
{
	struct scene s = {w, h, arena_alloc(a, (size_t)w * (size_t)h * 3)};
	double       cy = cos(c->yaw), sy = sin(c->yaw), cp = cos(c->pitch), sp = sin(c->pitch), cr = cos(c->roll),
	       sr = sin(c->roll);
	uint64_t die = c->seed;

	ensure(s.rgb != NULL);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			double p = (x + 0.5 - w / 2.0) / (w * c->focal), q = (h / 2.0 - y - 0.5) / (w * c->focal);
			double px = p * cr - q * sr, py = p * sr + q * cr;
			double qy = py * cp + sp, qz = cp - py * sp;
			double d[3] = {px * cy + qz * sy, qy, qz * cy - px * sy};
			double l = street_seen(t, c, d) * c->light * (1 + c->tilt * p) + c->haze;

			for (int k = 0; k < 3; k++) {
				/* Twelve dice less six: nearly a bell. Three are enough for a sensor's grain. */
				double n = street_die(&die) + street_die(&die) + street_die(&die) - 1.5;
				double v = l * (k == 0 ? 1.03 : k == 1 ? 1 : 0.95) + 2 * n * c->noise;

				s.rgb[((size_t)y * (size_t)w + (size_t)x) * 3 + (size_t)k] =
				    (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v + 0.5);
			}
		}
	return s;
}

/* ---- What is done to a picture ---------------------------------------------------------------------- */

/* Means over areas, as a program that makes pictures smaller. */
UNUSED_OK struct scene
smaller(struct arena *a, struct scene s, int w, int h)
{
	struct scene o = {w, h, arena_alloc(a, (size_t)w * (size_t)h * 3)};

	ensure(o.rgb != NULL);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			for (int k = 0; k < 3; k++) {
				double x0 = (double)x * s.w / w, x1 = (x + 1.0) * s.w / w, y0 = (double)y * s.h / h,
				       y1 = (y + 1.0) * s.h / h, sum = 0, all = 0;

				for (int v = (int)y0; v < s.h && v < y1; v++)
					for (int u = (int)x0; u < s.w && u < x1; u++) {
						double m = (fmin(u + 1, x1) - fmax(u, x0)) *
						           (fmin(v + 1, y1) - fmax(v, y0));

						sum += m * s.rgb[((size_t)v * (size_t)s.w + (size_t)u) * 3 + (size_t)k];
						all += m;
					}
				o.rgb[((size_t)y * (size_t)w + (size_t)x) * 3 + (size_t)k] =
				    (unsigned char)(sum / all + 0.5);
			}
	return o;
}

UNUSED_OK struct scene
lighter(struct arena *a, struct scene s, int by)
{
	struct scene o = cut_of(a, s, 0, 0, s.w, s.h);

	for (size_t i = 0; i < (size_t)s.w * (size_t)s.h * 3; i++) {
		int v = o.rgb[i] + by;

		o.rgb[i] = (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
	}
	return o;
}

/* A box is painted over with what lies beside it, as such retouching is done: in thousandths of the picture. */
UNUSED_OK struct scene
painted(struct arena *a, struct scene s, int x, int y, int w, int h)
{
	struct scene o = cut_of(a, s, 0, 0, s.w, s.h);
	int          x0 = s.w * x / 1000, y0 = s.h * y / 1000, x1 = x0 + s.w * w / 1000, y1 = y0 + s.h * h / 1000;
	int          from = x0 > s.w - x1 ? x0 - (x1 - x0) : x1;

	from = from < 0 ? 0 : from;
	for (int v = y0; v < y1 && v < s.h; v++)
		for (int u = x0; u < x1 && u < s.w; u++) {
			int src = (from + u - x0) % s.w;

			memcpy(o.rgb + ((size_t)v * (size_t)s.w + (size_t)u) * 3,
			       s.rgb + ((size_t)v * (size_t)s.w + (size_t)src) * 3, 3);
		}
	return o;
}

#endif
