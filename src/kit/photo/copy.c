/* The block-copy test: laid upon each other as well as can be, then block by block. */
#include "kit/photo/copy.h"

#include <math.h>
#include <string.h>

enum {
	BLOCK = 8,        /* cells a side */
	COARSE = 48,      /* cells on the longest side of the coarse grid */
	AROUND = 3,       /* cells on each side of one, whose mean is taken off it there */
	TRIES = 4,        /* of the best coarse places that are climbed from */
	CELLS = 170 * 170 /* of the finest grid */
};
#define SCALE_STEP 0.975 /* between two scales of the coarse search */
#define LEAST_AREA 0.25  /* of the earlier picture that the later one covers */
#define OVER 1.06        /* how far it may stick out */
#define TEXTURE 2.0      /* levels from one cell to the next, of a block that says something */
#define NOISE 2.0        /* levels that compression may leave between two cells */

/* Sums over all that is above and left, so that the mean over any rectangle is four look-ups. */
struct sums {
	int       w, h;
	uint32_t *at; /* (w + 1) * (h + 1) */
};

static bool
sums_of(struct arena *a, const struct photo_luma *p, struct sums *s)
{
	size_t row = (size_t)p->w + 1;

	*s = (struct sums){p->w, p->h, ARENA_NEWS(a, row * ((size_t)p->h + 1), uint32_t)};
	if (!s->at)
		return false;
	for (int y = 0; y < p->h; y++) {
		uint32_t sum = 0;

		for (int x = 0; x < p->w; x++) {
			sum += p->at[y * p->w + x];
			s->at[((size_t)y + 1) * row + (size_t)x + 1] = s->at[(size_t)y * row + (size_t)x + 1] + sum;
		}
	}
	return true;
}

/* A grid of means: n cells from i0, k0 on, all of them within the picture. */
struct grid {
	int    i0, k0, nx, ny;
	float *at;
};

/* Where a line between two points of the sums lies. */
struct edge {
	int   at;
	float part;
};

static struct edge
edge_of(double v, int most)
{
	struct edge e;

	v = v < 0 ? 0 : v > most ? most : v;
	e.at = (int)v;
	if (e.at == most)
		e.at--;
	e.part = (float)(v - e.at);
	return e;
}

/* Cells of `cell` on the plane; the picture lies on it with its first corner at (x, y), each pixel `scale` wide. */
static void
sample(const struct sums *s, const struct copy_place *p, double cell, struct grid *g)
{
	struct edge col[COPY_BLOCKS];
	double      line[2][COPY_BLOCKS];
	size_t      row = (size_t)s->w + 1;
	double      size = cell / p->scale * (cell / p->scale);

	for (int i = 0; i <= g->nx; i++)
		col[i] = edge_of(((g->i0 + i) * cell - p->x) / p->scale, s->w);
	for (int k = 0; k <= g->ny; k++) {
		struct edge     e = edge_of(((g->k0 + k) * cell - p->y) / p->scale, s->h);
		const uint32_t *up = s->at + (size_t)e.at * row, *down = up + row;
		double         *now = line[k & 1], *before = line[~k & 1];

		for (int i = 0; i <= g->nx; i++) {
			int    c = col[i].at;
			double left = up[c] + (double)e.part * (down[c] - up[c]);
			double right = up[c + 1] + (double)e.part * (down[c + 1] - up[c + 1]);

			now[i] = left + (double)col[i].part * (right - left);
		}
		for (int i = 0; k > 0 && i < g->nx; i++)
			g->at[(k - 1) * g->nx + i] = (float)((now[i + 1] - now[i] - before[i + 1] + before[i]) / size);
	}
}

/* The cells of the plane that the picture covers whole; false: none. */
static bool
covered(const struct sums *s, const struct copy_place *p, double cell, struct grid *g)
{
	const double little = 1e-6;
	int          i1 = (int)floor((p->x + s->w * p->scale) / cell + little);
	int          k1 = (int)floor((p->y + s->h * p->scale) / cell + little);

	g->i0 = (int)ceil(p->x / cell - little);
	g->k0 = (int)ceil(p->y / cell - little);
	g->nx = i1 - g->i0;
	g->ny = k1 - g->k0;
	return g->nx > 0 && g->ny > 0;
}

struct both {
	struct sums a, b; /* earlier, later */
	struct grid ga, gb;
	float      *room;
	bool        says[COPY_BLOCKS]; /* of each block of ga */
};

static const struct copy_place own = {1, 0, 0};

/* ---- Coarsely ----------------------------------------------------------------------------------------- */

struct try {
	double            worth;
	int               step; /* of the scale */
	struct copy_place place;
};

static double
correlation(double n, double sa, double sb, double saa, double sbb, double sab)
{
	double va = saa - sa * sa / n, vb = sbb - sb * sb / n;

	return va < 1e-6 * n || vb < 1e-6 * n ? 0 : (sab - sa * sb / n) / sqrt(va * vb);
}

/* The later grid with its first cell on the earlier one's (ox, oy): how well what lies on each other goes together. */
static double
fits(const struct grid *a, const struct grid *b, int ox, int oy)
{
	double n = 0, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;

	for (int k = oy < 0 ? -oy : 0; k < b->ny && k + oy < a->ny; k++) {
		const float *pa = a->at + (k + oy) * a->nx + ox, *pb = b->at + k * b->nx;

		for (int i = ox < 0 ? -ox : 0; i < b->nx && i + ox < a->nx; i++) {
			double va = (double)pa[i], vb = (double)pb[i];

			n++;
			sa += va;
			sb += vb;
			saa += va * va;
			sbb += vb * vb;
			sab += va * vb;
		}
	}
	return n < 16 ? 0 : correlation(n, sa, sb, saa, sbb, sab);
}

/* Kept in order; one of neighbouring scales, the better. */
static void
keep(struct try *best, const struct try *t)
{
	int at = TRIES;

	for (int i = 0; i < TRIES && at == TRIES; i++)
		if (best[i].worth > 0 && best[i].step >= t->step - 2) {
			if (best[i].worth >= t->worth)
				return;
			at = i;
		}
	if (at == TRIES) {
		if (best[TRIES - 1].worth >= t->worth)
			return;
		at = TRIES - 1;
	}
	for (; at > 0 && best[at - 1].worth < t->worth; at--)
		best[at] = best[at - 1];
	best[at] = *t;
}

/* What a cell is more than those around it: that the sky is lighter than the ground goes together anywhere. */
static void
apart(struct grid *g, float *room)
{
	memcpy(room, g->at, (size_t)(g->nx * g->ny) * sizeof(*room));
	for (int k = 0; k < g->ny; k++)
		for (int i = 0; i < g->nx; i++) {
			float sum = 0;
			int   n = 0;

			for (int v = k - AROUND; v <= k + AROUND; v++)
				for (int u = i - AROUND; u <= i + AROUND; u++)
					if (v >= 0 && v < g->ny && u >= 0 && u < g->nx) {
						sum += room[v * g->nx + u];
						n++;
					}
			g->at[k * g->nx + i] = room[k * g->nx + i] - sum / (float)n;
		}
}

static void
coarse(struct both *p, struct try *best)
{
	int    longest = p->a.w > p->a.h ? p->a.w : p->a.h;
	double cell = (double)longest / COARSE;
	double scale = fmin(OVER * p->a.w / p->b.w, OVER * p->a.h / p->b.h);
	double least = sqrt(LEAST_AREA * p->a.w * p->a.h / ((double)p->b.w * p->b.h));

	memset(best, 0, TRIES * sizeof(*best));
	if (!covered(&p->a, &own, cell, &p->ga))
		return;
	sample(&p->a, &own, cell, &p->ga);
	apart(&p->ga, p->room);
	for (int step = 0; scale >= least; step++, scale *= SCALE_STEP) {
		struct try        t = {.step = step};
		struct copy_place at = {scale, 0, 0};

		if (!covered(&p->b, &at, cell, &p->gb))
			continue;
		sample(&p->b, &at, cell, &p->gb);
		apart(&p->gb, p->room);
		for (int oy = -2; oy <= p->ga.ny - p->gb.ny + 2; oy++)
			for (int ox = -2; ox <= p->ga.nx - p->gb.nx + 2; ox++) {
				double worth = fits(&p->ga, &p->gb, ox, oy);

				if (worth > t.worth) {
					t.worth = worth;
					t.place = (struct copy_place){scale, ox * cell, oy * cell};
				}
			}
		keep(best, &t);
	}
}

/* ---- Block by block ------------------------------------------------------------------------------------- */

/* How well the blocks go together; with `out` each is marked and counted. */
static double
blocks(struct both *p, const struct copy_place *at, double cell, struct copy *out)
{
	double       worth = 0, told = 0;
	int          bx, by;
	struct grid *a = &p->ga, *b = &p->gb;

	if (!covered(&p->b, at, cell, b))
		return 0;
	/* Within both. */
	if (b->i0 < 0) {
		b->nx += b->i0;
		b->i0 = 0;
	}
	if (b->k0 < 0) {
		b->ny += b->k0;
		b->k0 = 0;
	}
	b->nx = b->i0 + b->nx > a->nx ? a->nx - b->i0 : b->nx;
	b->ny = b->k0 + b->ny > a->ny ? a->ny - b->k0 : b->ny;
	if (b->nx < BLOCK || b->ny < BLOCK)
		return 0;
	sample(&p->b, at, cell, b);
	bx = a->nx / BLOCK;
	by = a->ny / BLOCK;
	for (int r = 0; r < by; r++)
		for (int c = 0; c < bx; c++) {
			double n = BLOCK * BLOCK, sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0, like;

			if (c * BLOCK < b->i0 || r * BLOCK < b->k0 || (c + 1) * BLOCK > b->i0 + b->nx ||
			    (r + 1) * BLOCK > b->k0 + b->ny)
				continue;
			for (int k = 0; k < BLOCK; k++) {
				const float *pa = a->at + (r * BLOCK + k) * a->nx + c * BLOCK;
				const float *pb = b->at + (r * BLOCK + k - b->k0) * b->nx + c * BLOCK - b->i0;

				for (int i = 0; i < BLOCK; i++) {
					double va = (double)pa[i], vb = (double)pb[i];

					sa += va;
					sb += vb;
					saa += va * va;
					sbb += vb * vb;
					sab += va * vb;
				}
			}
			if (!p->says[r * bx + c])
				continue;
			like = correlation(n, sa, sb, saa, sbb, sab);
			worth += like > 0 ? like * like : 0;
			told++;
			if (out) {
				out->told++;
				bool same = like >= COPY_EQUAL ||
				            (like >= COPY_ALIKE &&
				             (sbb - sb * sb / n) * (1 - like * like) <= NOISE * NOISE * n);

				out->equal += same;
				out->mark[r * bx + c] = same ? '=' : 'x';
			}
		}
	return told < 8 ? 0 : worth / told;
}

/* Uphill by steps of shift and scale, which is about the later picture's middle; each round halves them. */
static double
climb(struct both *p, double cell, double shift, double stretch, int rounds, struct copy_place *at)
{
	double worth = blocks(p, at, cell, NULL);

	for (int r = 0; r < rounds;) {
		struct copy_place better = *at;
		double            most = worth;

		for (int way = 0; way < 6; way++) {
			struct copy_place t = *at;
			double            by = (way & 1 ? 1 : -1) * (way < 4 ? shift : stretch), w;

			if (way < 2)
				t.x += by;
			else if (way < 4)
				t.y += by;
			else {
				t.scale *= 1 + by;
				t.x -= by * at->scale * p->b.w / 2;
				t.y -= by * at->scale * p->b.h / 2;
			}
			w = blocks(p, &t, cell, NULL);
			if (w > most) {
				most = w;
				better = t;
			}
		}
		if (most > worth) {
			worth = most;
			*at = better;
			continue;
		}
		shift /= 2;
		stretch /= 2;
		r++;
	}
	return worth;
}

/*
 * Does a block say where it lies?  Its brightness changes in every direction: along a lone edge it would go together
 * with itself shifted.  The least eigenvalue of the mean of its gradient's outer product.
 */
static bool
tells(const struct grid *g, int x, int y)
{
	double xx = 0, yy = 0, xy = 0, n = (BLOCK - 1) * (BLOCK - 1);

	for (int k = y; k < y + BLOCK - 1; k++)
		for (int i = x; i < x + BLOCK - 1; i++) {
			const float *at = g->at + k * g->nx + i;
			double       gx = (double)(at[1] - at[0]), gy = (double)(at[g->nx] - at[0]);

			xx += gx * gx;
			yy += gy * gy;
			xy += gx * gy;
		}
	return (xx + yy - sqrt((xx - yy) * (xx - yy) + 4 * xy * xy)) / 2 >= TEXTURE * TEXTURE * n;
}

/* The earlier picture in cells, and which of its blocks say something. */
static void
lay(struct both *p, double cell)
{
	if (!covered(&p->a, &own, cell, &p->ga))
		return;
	sample(&p->a, &own, cell, &p->ga);
	for (int r = 0; r < p->ga.ny / BLOCK; r++)
		for (int c = 0; c < p->ga.nx / BLOCK; c++)
			p->says[r * (p->ga.nx / BLOCK) + c] = tells(&p->ga, c * BLOCK, r * BLOCK);
}

enum err
copy_test(struct arena *a, const struct photo_luma *earlier, const struct photo_luma *later, struct copy *out)
{
	struct both p;
	struct try  best[TRIES];
	double      worth = 0, cell;
	int         first = -1;

	*out = (struct copy){.copied = false};
	if (!sums_of(a, earlier, &p.a) || !sums_of(a, later, &p.b) || !(p.ga.at = ARENA_NEWS(a, CELLS, float)) ||
	    !(p.gb.at = ARENA_NEWS(a, CELLS, float)) || !(p.room = ARENA_NEWS(a, CELLS, float)))
		return ERR_MEMORY;
	coarse(&p, best);
	for (int i = 0; i < TRIES && best[i].worth > 0; i++) {
		double c = 4 * fmax(1, best[i].place.scale), w;

		lay(&p, c);
		w = climb(&p, c, 4, 0.012, 4, &best[i].place);
		if (first < 0 || w > worth) {
			worth = w;
			first = i;
		}
	}
	if (first < 0)
		return OK;
	/* Whole cells, but for a later picture that is the smaller one. */
	cell = best[first].place.scale > OVER ? 2 * best[first].place.scale : 2;
	lay(&p, cell);
	(void)climb(&p, cell, 0.5, 0.002, 4, &best[first].place);
	out->cols = p.ga.nx / BLOCK;
	out->rows = p.ga.ny / BLOCK;
	out->side = cell * BLOCK;
	memset(out->mark, '.', (size_t)(out->cols * out->rows));
	(void)blocks(&p, &best[first].place, cell, out);
	out->place = best[first].place;
	out->share = out->told ? out->equal * 1000 / out->told : 0;
	out->copied = out->told >= COPY_LEAST && out->share >= COPY_SHARE;
	return OK;
}
