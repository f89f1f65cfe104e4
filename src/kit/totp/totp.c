/* SHA-1, HMAC and the time-based codes made of them. */
#include "kit/totp/totp.h"

#include "base/ensure.h"

#include <string.h>

enum { BLOCK = 64, WINDOW = 1 };

struct sha1 {
	uint32_t h[5];
	uint8_t  block[BLOCK];
	uint64_t n; /* bytes so far */
};

static uint32_t
turn(uint32_t x, int by)
{
	return x << by | x >> (32 - by);
}

static void
sha1_block(struct sha1 *s)
{
	uint32_t w[80], a = s->h[0], b = s->h[1], c = s->h[2], d = s->h[3], e = s->h[4];

	for (size_t i = 0; i < 16; i++)
		w[i] = (uint32_t)s->block[i * 4] << 24 | (uint32_t)s->block[i * 4 + 1] << 16 |
		       (uint32_t)s->block[i * 4 + 2] << 8 | s->block[i * 4 + 3];
	for (size_t i = 16; i < 80; i++)
		w[i] = turn(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
	for (size_t i = 0; i < 80; i++) {
		uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d)
		                                                                        : b ^ c ^ d;
		uint32_t k = i < 20 ? 0x5a827999 : i < 40 ? 0x6ed9eba1 : i < 60 ? 0x8f1bbcdc : 0xca62c1d6;
		uint32_t next = turn(a, 5) + f + e + k + w[i];

		e = d;
		d = c;
		c = turn(b, 30);
		b = a;
		a = next;
	}
	s->h[0] += a;
	s->h[1] += b;
	s->h[2] += c;
	s->h[3] += d;
	s->h[4] += e;
}

static void
sha1_begin(struct sha1 *s)
{
	*s = (struct sha1){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}

static void
sha1_add(struct sha1 *s, str bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		s->block[s->n++ % BLOCK] = (uint8_t)bytes.p[i];
		if (s->n % BLOCK == 0)
			sha1_block(s);
	}
}

static void
sha1_end(struct sha1 *s, uint8_t out[SHA1_SIZE])
{
	uint64_t bits = s->n * 8;
	uint8_t  length[8];

	sha1_add(s, (str){"\x80", 1});
	while (s->n % BLOCK != BLOCK - sizeof(length))
		sha1_add(s, (str){"", 1});
	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (uint8_t)(bits >> (56 - 8 * i));
	sha1_add(s, (str){(const char *)length, sizeof(length)});
	for (size_t i = 0; i < SHA1_SIZE; i++)
		out[i] = (uint8_t)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

void
sha1_of(str s, uint8_t out[SHA1_SIZE])
{
	struct sha1 h;

	sha1_begin(&h);
	sha1_add(&h, s);
	sha1_end(&h, out);
}

void
hmac_sha1(str key, str message, uint8_t out[SHA1_SIZE])
{
	uint8_t     short_key[SHA1_SIZE], pad[BLOCK] = {0}, inner[SHA1_SIZE];
	struct sha1 h;

	if (key.n > BLOCK) {
		sha1_of(key, short_key);
		key = (str){(const char *)short_key, sizeof(short_key)};
	}
	if (key.n)
		memcpy(pad, key.p, key.n);
	for (size_t i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36;
	sha1_begin(&h);
	sha1_add(&h, (str){(const char *)pad, BLOCK});
	sha1_add(&h, message);
	sha1_end(&h, inner);
	for (size_t i = 0; i < BLOCK; i++)
		pad[i] ^= 0x36 ^ 0x5c;
	sha1_begin(&h);
	sha1_add(&h, (str){(const char *)pad, BLOCK});
	sha1_add(&h, (str){(const char *)inner, sizeof(inner)});
	sha1_end(&h, out);
}

int64_t
totp_step(int64_t now)
{
	return now / TOTP_STEP_MS;
}

uint32_t
totp_code(str key, int64_t step, int digits)
{
	static const uint32_t tens[] = {1000000, 10000000, 100000000};
	uint8_t               counter[8], mac[SHA1_SIZE];
	size_t                at;
	uint32_t              v;

	ensure(digits >= 6 && digits <= 8);
	for (size_t i = 0; i < sizeof(counter); i++)
		counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
	hmac_sha1(key, (str){(const char *)counter, sizeof(counter)}, mac);
	at = mac[SHA1_SIZE - 1] & 0xf;
	v = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	return v % tens[digits - 6];
}

bool
totp_fits(str key, str code, int64_t now, int64_t last, int64_t *step)
{
	uint32_t typed = 0;
	bool     fits = false;

	if (code.n != TOTP_DIGITS)
		return false;
	for (size_t i = 0; i < code.n; i++) {
		if (code.p[i] < '0' || code.p[i] > '9')
			return false;
		typed = typed * 10 + (uint32_t)(code.p[i] - '0');
	}
	/* All three are worked out, whichever fits. */
	for (int64_t s = totp_step(now) - WINDOW; s <= totp_step(now) + WINDOW; s++)
		if (totp_code(key, s, TOTP_DIGITS) == typed && s > last && !fits) {
			fits = true;
			*step = s;
		}
	return fits;
}

void
base32_add(struct buf *b, str bytes)
{
	static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t          held = 0;
	int               bits = 0;

	for (size_t i = 0; i < bytes.n; i++) {
		held = held << 8 | (uint8_t)bytes.p[i];
		for (bits += 8; bits >= 5; bits -= 5)
			buf_add(b, (str){&signs[held >> (bits - 5) & 31], 1});
		held &= (1u << bits) - 1;
	}
	if (bits)
		buf_add(b, (str){&signs[held << (5 - bits) & 31], 1});
}

/* Every byte that is no letter or digit of ASCII. */
static void
percent_add(struct buf *b, str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = (uint8_t)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
			buf_add(b, (str){&s.p[i], 1});
		else
			buf_add(b, (str){(const char[]){'%', hex[c >> 4], hex[c & 15]}, 3});
	}
}

void
totp_address_add(struct buf *b, str issuer, str name, str key)
{
	buf_add(b, S("otpauth://totp/"));
	percent_add(b, issuer);
	buf_add(b, S(":"));
	percent_add(b, name);
	buf_add(b, S("?secret="));
	base32_add(b, key);
	buf_add(b, S("&issuer="));
	percent_add(b, issuer);
}
