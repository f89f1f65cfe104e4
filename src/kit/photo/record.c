/* Records of duban-photo: writing, and reading as if an enemy had written them. */
#include "kit/photo/record.h"

#include "base/day.h"

#include <string.h>

static const char *const formats[] = {
#define X(name, code) #code,
    PHOTO_FORMATS(X)
#undef X
};
static const char *const reasons[] = {[PHOTO_FINE] = "",
#define X(name, code) [PHOTO_NO_##name] = #code,
                                      PHOTO_REFUSALS(X)
#undef X
};

const char *
photo_format_name(enum photo_format f)
{
	return formats[f];
}

/* ---- Writing ---------------------------------------------------------------------------- */

static void
write_version(struct buf *b, const char *name, const struct photo_version *v)
{
	buf_printf(b, "%s %d %d %zu\n", name, v->width, v->height, v->bytes.n);
}

void
photo_record_write(struct buf *b, const struct photo_record *r)
{
	const struct photo_taken *t = &r->taken;

	buf_add(b, S("duban-photo 1\n"));
	if (r->no != PHOTO_FINE) {
		buf_printf(b, "no %s %lld %lld\n\n", reasons[r->no], (long long)r->a, (long long)r->b);
		return;
	}
	buf_printf(b, "ok\nformat %s\nsize %d %d\nturned %d\n", formats[r->format], r->width, r->height,
	           r->turned);
	if (t->timed)
		buf_printf(b, "taken %d %d %d %d %d %d %d\n", t->year, t->month, t->day, t->hour, t->minute,
		           t->second, t->zone);
	if (t->placed)
		buf_printf(b, "at %.7f %.7f\n", t->lon, t->lat);
	if (r->plain)
		buf_add(b, S("hash plain\n"));
	else
		buf_printf(b, "hash %016llx\n", (unsigned long long)r->hash);
	write_version(b, "large", &r->large);
	write_version(b, "small", &r->small);
	buf_char(b, '\n');
	buf_add(b, r->large.bytes);
	buf_add(b, r->small.bytes);
}

/* ---- Reading ------------------------------------------------------------------------------ */

/* The words of the next line after its name; false when the line is not that one. */
static bool
line_of(str *rest, const char *name, str *words)
{
	str look = *rest, line = str_cut(&look, '\n');

	if (!look.p || line.n > 200 || !str_eq(str_cut(&line, ' '), str_of(name)))
		return false;
	*rest = look;
	*words = line.p ? line : S("");
	return true;
}

/* As the decoder writes one: 6, not 06, +6 or -0, so that what is read has one spelling. */
static bool
spelt(str word)
{
	str digits = str_starts(word, S("-")) ? str_slice(word, 1, word.n) : word;

	return digits.n && digits.p[0] >= '0' && digits.p[0] <= '9' && (digits.p[0] != '0' || word.n == 1);
}

static bool
numbers(str words, int64_t *v, const int64_t (*bounds)[2], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		str word = str_cut(&words, ' ');

		if (!spelt(word) || !str_to_i64(word, &v[i]) || v[i] < bounds[i][0] || v[i] > bounds[i][1])
			return false;
	}
	return !words.p;
}

static bool
read_refusal(str rest, struct photo_record *r)
{
	static const int64_t any[2][2] = {{0, INT32_MAX}, {0, INT32_MAX}};
	str                  words, reason;
	int64_t              v[2];

	if (!line_of(&rest, "no", &words) || !str_eq(rest, S("\n")))
		return false;
	reason = str_cut(&words, ' ');
	for (size_t i = PHOTO_FINE + 1; i < NITEMS(reasons); i++)
		if (str_eq(reason, str_of(reasons[i])))
			r->no = (enum photo_refusal)i;
	if (r->no == PHOTO_FINE || !numbers(words, v, any, 2))
		return false;
	r->a = v[0];
	r->b = v[1];
	return true;
}

static bool
read_taken(str words, struct photo_taken *t)
{
	static const int64_t bounds[][2] = {
	    {DAY_FIRST_YEAR, DAY_LAST_YEAR}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, 59},
	    {-DAY_ZONE_MAX, PHOTO_ZONE_NONE}};
	int64_t v[NITEMS(bounds)];
	day     d;

	if (!numbers(words, v, bounds, NITEMS(bounds)) || !day_from_ymd((int)v[0], (int)v[1], (int)v[2], &d) ||
	    (v[6] > DAY_ZONE_MAX && v[6] != PHOTO_ZONE_NONE))
		return false;
	*t = (struct photo_taken){.timed = true,
	                          .year = (int)v[0],
	                          .month = (int)v[1],
	                          .day = (int)v[2],
	                          .hour = (int)v[3],
	                          .minute = (int)v[4],
	                          .second = (int)v[5],
	                          .zone = (int)v[6]};
	return true;
}

static bool
read_place(str words, struct photo_taken *t)
{
	str lon = str_cut(&words, ' ');

	t->placed = words.p && str_to_f64(lon, &t->lon) && str_to_f64(words, &t->lat) && t->lon >= -180 &&
	            t->lon <= 180 && t->lat >= -90 && t->lat <= 90;
	return t->placed;
}

static bool
read_hash(str words, struct photo_record *r)
{
	r->plain = str_eq(words, S("plain"));
	if (r->plain)
		return true;
	if (words.n != 16)
		return false;
	for (size_t i = 0; i < 16; i++) {
		char c = words.p[i];
		int  d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;

		if (d < 0)
			return false;
		r->hash = r->hash << 4 | (unsigned)d;
	}
	return true;
}

static bool
read_version(str *rest, const char *name, int64_t side, struct photo_version *v, size_t *bytes)
{
	const int64_t bounds[3][2] = {{1, side}, {1, side}, {1, PHOTO_OUT}};
	int64_t       n[3];
	str           words;

	if (!line_of(rest, name, &words) || !numbers(words, n, bounds, 3))
		return false;
	v->width = (int)n[0];
	v->height = (int)n[1];
	*bytes = (size_t)n[2];
	return true;
}

/* Its bytes are what it was said to be. */
static bool
take_version(str *rest, size_t bytes, struct photo_version *v)
{
	int w, h;

	if (rest->n < bytes)
		return false;
	v->bytes = str_slice(*rest, 0, bytes);
	*rest = str_slice(*rest, bytes, rest->n);
	return photo_jpeg_plain(v->bytes, &w, &h) && w == v->width && h == v->height;
}

bool
photo_record_read(str bytes, struct photo_record *r)
{
	static const int64_t size[2][2] = {{PHOTO_SHORT, PHOTO_SIDE}, {PHOTO_SHORT, PHOTO_SIDE}},
			     turn[1][2] = {{1, 8}};
	str     rest = bytes, words;
	int64_t v[2];
	size_t  large, small;
	bool    known = false;

	*r = (struct photo_record){0};
	if (!line_of(&rest, "duban-photo", &words) || !str_eq(words, S("1")))
		return false;
	if (!line_of(&rest, "ok", &words))
		return read_refusal(rest, r);
	if (words.n || !line_of(&rest, "format", &words))
		return false;
	for (size_t i = 0; i < NITEMS(formats); i++)
		if (str_eq(words, str_of(formats[i]))) {
			r->format = (enum photo_format)i;
			known = true;
		}
	if (!known || !line_of(&rest, "size", &words) || !numbers(words, v, size, 2))
		return false;
	r->width = (int)v[0];
	r->height = (int)v[1];
	if (!line_of(&rest, "turned", &words) || !numbers(words, v, turn, 1))
		return false;
	r->turned = (int)v[0];
	if (line_of(&rest, "taken", &words) && !read_taken(words, &r->taken))
		return false;
	if (line_of(&rest, "at", &words) && !read_place(words, &r->taken))
		return false;
	return line_of(&rest, "hash", &words) && read_hash(words, r) &&
	       read_version(&rest, "large", PHOTO_LARGE, &r->large, &large) &&
	       read_version(&rest, "small", PHOTO_SMALL, &r->small, &small) && str_starts(rest, S("\n")) &&
	       (rest = str_slice(rest, 1, rest.n), take_version(&rest, large, &r->large)) &&
	       take_version(&rest, small, &r->small) && rest.n == 0;
}

void
photo_luma_write(struct buf *b, const struct photo_luma *l)
{
	buf_printf(b, "duban-photo 1\nluma %d %d\n\n", l->w, l->h);
	buf_add(b, (str){(const char *)l->at, (size_t)l->w * (size_t)l->h});
}

bool
photo_luma_read(str bytes, struct photo_luma *l)
{
	static const int64_t size[2][2] = {{1, PHOTO_LUMA}, {1, PHOTO_LUMA}};
	str                  words;
	int64_t              v[2];

	*l = (struct photo_luma){0};
	if (!line_of(&bytes, "duban-photo", &words) || !str_eq(words, S("1")) || !line_of(&bytes, "luma", &words) ||
	    !numbers(words, v, size, 2) || !str_starts(bytes, S("\n")) || bytes.n != 1 + (size_t)(v[0] * v[1]))
		return false;
	*l = (struct photo_luma){(int)v[0], (int)v[1], (const unsigned char *)bytes.p + 1};
	return true;
}

/* ---- Plain JPEG ------------------------------------------------------------------------------ */

static unsigned
two(const unsigned char *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

/* The bytes of the one scan: up to its end, which must be the file's. */
static bool
scan_to_end(const unsigned char *p, size_t n)
{
	size_t i = 0;

	while (i + 1 < n) {
		const unsigned char *ff = memchr(p + i, 0xff, n - 1 - i);

		if (!ff)
			return false;
		i = (size_t)(ff - p);
		if (p[i + 1] == 0xd9)
			return i + 2 == n;
		if (p[i + 1] != 0 && (p[i + 1] < 0xd0 || p[i + 1] > 0xd7))
			return false;
		i += 2;
	}
	return false;
}

bool
photo_jpeg_plain(str bytes, int *width, int *height)
{
	const unsigned char *p = (const unsigned char *)bytes.p;
	size_t               n = bytes.n, i = 2, len;
	bool                 framed = false;

	if (n < 4 || p[0] != 0xff || p[1] != 0xd8)
		return false;
	for (; i + 4 <= n && p[i] == 0xff; i += 2 + len) {
		const unsigned char *s = p + i + 4;

		len = two(p + i + 2);
		if (len < 2 || len > n - i - 2)
			return false;
		switch (p[i + 1]) {
		case 0xe0: /* JFIF, without a thumbnail */
			if (i != 2 || len != 16 || memcmp(s, "JFIF", 5) != 0)
				return false;
			break;
		case 0xdb: /* quantization */
		case 0xc4: /* Huffman */
		case 0xdd: /* restart interval */
			break;
		case 0xc0: /* the frame: baseline, 8 bits, grey or colour */
			if (framed || len < 8 || s[0] != 8 || (s[5] != 1 && s[5] != 3) || len != 8u + 3u * s[5])
				return false;
			framed = true;
			*height = (int)two(s + 1);
			*width = (int)two(s + 3);
			break;
		case 0xda:
			return framed && *width > 0 && *height > 0 && scan_to_end(s + len - 2, n - i - 2 - len);
		default:
			return false;
		}
	}
	return false;
}

int
photo_distance(uint64_t a, uint64_t b)
{
	return __builtin_popcountll(a ^ b);
}
