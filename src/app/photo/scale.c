/* Pictures made smaller, turned, covered and compared. */
#include "app/photo/picture.h"

#include "base/mem.h"

#include <string.h>

/*
 * A row of `from` made narrower.  In units of one w-th of an old pixel a new pixel
 * covers from->w of them and an old pixel is w long, so every share is a whole number.
 */
static void
narrow(const unsigned char *row, int fw, int w, uint32_t *sum)
{
	int64_t edge = fw; /* where new pixel x ends, when old pixel i begins at i * w */
	int     x = 0;

	memset(sum, 0, (size_t)w * 3 * sizeof(*sum));
	for (int i = 0; i < fw; i++) {
		int64_t begin = (int64_t)i * w, end = begin + w;

		while (begin < end) {
			int64_t  upto = end < edge ? end : edge;
			uint32_t share = (uint32_t)(upto - begin);

			for (int k = 0; k < 3; k++)
				sum[x * 3 + k] += share * row[i * 3 + k];
			begin = upto;
			if (begin == edge) {
				edge += fw;
				x++;
			}
		}
	}
}

/*
 * Mean over areas: each new pixel is the mean of what it covers, in exact arithmetic.
 */
MUSTCHECK static enum err
scale(const struct picture *from, int w, int h, struct picture *to)
{
	size_t         cells = (size_t)w * 3;
	uint32_t      *row = mem_alloc(cells * sizeof(*row));
	uint64_t      *sum = mem_alloc(cells * sizeof(*sum));
	int64_t        edge = from->h;
	const uint64_t all = (uint64_t)from->w * (uint64_t)from->h;
	int            y = 0;

	*to = (struct picture){.w = w, .h = h, .rgb = row && sum ? mem_alloc(cells * (size_t)h) : NULL};
	for (int i = 0; to->rgb && i < from->h; i++) {
		int64_t begin = (int64_t)i * h, end = begin + h;

		narrow(from->rgb + (size_t)i * (size_t)from->w * 3, from->w, w, row);
		while (begin < end) {
			int64_t  upto = end < edge ? end : edge;
			uint64_t share = (uint64_t)(upto - begin);

			for (size_t k = 0; k < cells; k++)
				sum[k] += share * row[k];
			begin = upto;
			if (begin < edge)
				break;
			for (size_t k = 0; k < cells; k++) {
				to->rgb[(size_t)y * cells + k] = (unsigned char)((sum[k] + all / 2) / all);
				sum[k] = 0;
			}
			edge += from->h;
			y++;
		}
	}
	mem_free(row);
	mem_free(sum);
	return to->rgb ? OK : ERR_MEMORY;
}

enum err
picture_fit(const struct picture *from, int side, struct picture *to)
{
	int longest = from->w > from->h ? from->w : from->h;
	int w = from->w, h = from->h;

	if (longest > side) {
		w = (int)(((int64_t)w * side + longest / 2) / longest);
		h = (int)(((int64_t)h * side + longest / 2) / longest);
	}
	return scale(from, w > 0 ? w : 1, h > 0 ? h : 1, to);
}

/*
 * The eight orientations of EXIF, by where the new picture's pixel (x, y) is taken from:
 * 2 mirrored, 3 upside down, 4 both, 5 to 8 with rows and columns exchanged.
 */
enum err
picture_turn(struct picture *p, int orientation)
{
	bool           swap = orientation >= 5;
	struct picture to = {.w = swap ? p->h : p->w, .h = swap ? p->w : p->h};

	if (orientation < 2 || orientation > 8)
		return OK;
	to.rgb = mem_alloc((size_t)to.w * (size_t)to.h * 3);
	if (!to.rgb)
		return ERR_MEMORY;
	for (int y = 0; y < to.h; y++)
		for (int x = 0; x < to.w; x++) {
			int u = swap ? y : x, v = swap ? x : y;

			if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
				u = p->w - 1 - u;
			if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
				v = p->h - 1 - v;
			memcpy(to.rgb + ((size_t)y * (size_t)to.w + (size_t)x) * 3,
			       p->rgb + ((size_t)v * (size_t)p->w + (size_t)u) * 3, 3);
		}
	mem_free(p->rgb);
	*p = to;
	return OK;
}

void
picture_box(struct picture *p, struct box b)
{
	int64_t left = (int64_t)b.x * p->w / PHOTO_WHOLE, top = (int64_t)b.y * p->h / PHOTO_WHOLE;
	int64_t right = ((int64_t)(b.x + b.w) * p->w + PHOTO_WHOLE - 1) / PHOTO_WHOLE;
	int64_t bottom = ((int64_t)(b.y + b.h) * p->h + PHOTO_WHOLE - 1) / PHOTO_WHOLE;

	right = right > p->w ? p->w : right;
	bottom = bottom > p->h ? p->h : bottom;
	for (int64_t y = top; y < bottom; y++)
		if (right > left)
			memset(p->rgb + (size_t)(y * p->w + left) * 3, 0x40, (size_t)(right - left) * 3);
}

static int
luma_of(const unsigned char *c)
{
	return (299 * c[0] + 587 * c[1] + 114 * c[2]) / 1000;
}

enum err
picture_hash(const struct picture *p, uint64_t *hash, bool *plain)
{
	struct picture few;
	int            luma[8][9], least = 255, most = 0;
	enum err       e = scale(p, 9, 8, &few);

	if (e != OK)
		return e;
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 9; x++) {
			int l = luma_of(few.rgb + (y * 9 + x) * 3);

			luma[y][x] = l;
			least = l < least ? l : least;
			most = l > most ? l : most;
		}
	mem_free(few.rgb);
	*hash = 0;
	for (int y = 0; y < 8; y++)
		for (int x = 0; x < 8; x++)
			*hash = *hash << 1 | (luma[y][x + 1] > luma[y][x]);
	*plain = most - least < 16;
	return OK;
}

enum err
picture_luma(struct arena *a, const struct picture *p, struct photo_luma *out)
{
	struct picture few;
	unsigned char *at = NULL;
	enum err       e = picture_fit(p, PHOTO_LUMA, &few);
	size_t         n = (size_t)few.w * (size_t)few.h;

	if (e == OK && !(at = arena_alloc(a, n)))
		e = ERR_MEMORY;
	for (size_t i = 0; e == OK && i < n; i++)
		at[i] = (unsigned char)luma_of(few.rgb + i * 3);
	mem_free(few.rgb);
	*out = (struct photo_luma){few.w, few.h, at};
	return e;
}
