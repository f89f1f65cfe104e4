/* Codes that change every half minute: the vectors of the standards, and what may serve twice. */
#include "kit/totp/totp.h"

#include "base/arena.h"
#include "base/ensure.h"
#include "tap.h"

static const char seed[] = "12345678901234567890"; /* RFC 6238, appendix B */

static void
codes(void)
{
	static const struct {
		int64_t  seconds;
		uint32_t code;
	} t[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
	         {1234567890, 89005924}, {2000000000, 69279037}, {INT64_C(20000000000), 65353130}};

	for (size_t i = 0; i < NITEMS(t); i++)
		is_i64(totp_code(str_of(seed), totp_step(t[i].seconds * 1000), 8), t[i].code, "RFC 6238, appendix B: %lld s",
		       (long long)t[i].seconds);
	is_i64(totp_code(str_of(seed), 0, 6), 755224, "RFC 4226, appendix D: counter 0");
	is_i64(totp_code(str_of(seed), 9, 6), 520489, "counter 9");
}

static void
window(void)
{
	int64_t step = -1, now = 9 * TOTP_STEP_MS + 12345;

	ok(totp_fits(str_of(seed), S("520489"), now, -1, &step) && step == 9, "the code of this half minute");
	ok(totp_fits(str_of(seed), S("520489"), now + TOTP_STEP_MS, -1, &step) && step == 9, "of the one before");
	ok(totp_fits(str_of(seed), S("520489"), now - TOTP_STEP_MS, -1, &step) && step == 9, "of the one after: a clock that is behind");
	ok(!totp_fits(str_of(seed), S("520489"), now + 2 * TOTP_STEP_MS, -1, &step), "none older");
	ok(!totp_fits(str_of(seed), S("520489"), now - 2 * TOTP_STEP_MS, -1, &step), "none further ahead");
	ok(!totp_fits(str_of(seed), S("520489"), now, 9, &step), "a code serves once");
	ok(!totp_fits(str_of(seed), S("399871"), now, 9, &step), "and with it those before (counter 8)");
	ok(totp_fits(str_of(seed), S("399871"), now, 7, &step) && step == 8, "which else would do");
	ok(!totp_fits(str_of(seed), S("52048"), now, -1, &step) && !totp_fits(str_of(seed), S("5204890"), now, -1, &step) &&
	       !totp_fits(str_of(seed), S("52048x"), now, -1, &step) && !totp_fits(str_of(seed), S(""), now, -1, &step),
	   "six digits, nothing else");
}

static void
words(struct arena *a)
{
	static const struct {
		const char *bytes, *text;
	} t[] = {{"f", "MY"}, {"fo", "MZXQ"}, {"foo", "MZXW6"}, {"foob", "MZXW6YQ"}, {"fooba", "MZXW6YTB"}, {"foobar", "MZXW6YTBOI"}};
	struct buf b;

	for (size_t i = 0; i < NITEMS(t); i++) {
		buf_init(&b, a, 100);
		base32_add(&b, str_of(t[i].bytes));
		is_str(buf_str(&b), str_of(t[i].text), "base32 of %s (RFC 4648, 10, without padding)", t[i].bytes);
	}
	buf_init(&b, a, 1000);
	totp_address_add(&b, S("督办"), S("aq01"), S("foobar"));
	is_str(buf_str(&b), S("otpauth://totp/%E7%9D%A3%E5%8A%9E:aq01?secret=MZXW6YTBOI&issuer=%E7%9D%A3%E5%8A%9E"),
	       "the address that authenticators read");
}

int
main(void)
{
	struct arena *a = arena_new(8 << 20);

	ensure(a != NULL);
	codes();
	window();
	words(a);
	arena_free(a);
	return done();
}
