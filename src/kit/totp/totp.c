/* Time-based codes: liboath makes them, whether one serves is ours. */
#include "kit/totp/totp.h"

#include "base/ensure.h"

#include <liboath/oath.h>
#include <pthread.h>

enum { WINDOW = 1 };

int64_t
totp_step(int64_t now)
{
	return now / TOTP_STEP_MS;
}

static void
begin(void)
{
	ensure(oath_init() == OATH_OK);
}

uint32_t
totp_code(str key, int64_t step, int digits)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	char                  text[9];
	int64_t               code;

	ensure(digits >= 6 && digits <= 8);
	(void)pthread_once(&once, begin);
	ensure(oath_hotp_generate(key.p, key.n, (uint64_t)step, (unsigned)digits, false, OATH_HOTP_DYNAMIC_TRUNCATION,
	                          text) == OATH_OK);
	ensure(str_to_i64(str_of(text), &code));
	return (uint32_t)code;
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
