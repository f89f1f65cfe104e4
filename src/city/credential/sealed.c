/* The key of a telephone: sealed for its log-in, offered for an hour. */
#include "city/credential/credential.h"
#include "kit/totp/totp.h"

enum { OFFER_MS = 60 * 60 * 1000, TIME_BYTES = 8, OFFER_BYTES = TIME_BYTES + TOTP_KEY };

/* To whom a sealed text belongs; it opens nowhere else. */
static str
about(struct ctx *cx, const char *what, int64_t login)
{
	return arena_printf(cx->arena, "%s/%lld", what, (long long)login);
}

static enum err
seal(struct ctx *cx, const struct keyring *k, const char *what, int64_t login, str plain, str *out)
{
	str to = about(cx, what, login);

	return to.p ? keyring_encrypt(cx, k, to, plain, out) : ctx_no_memory(cx);
}

enum err
factor_seal(struct ctx *cx, const struct keyring *k, int64_t login, str key, str *sealed)
{
	return seal(cx, k, "factor", login, key, sealed);
}

enum err
factor_open(struct ctx *cx, const struct keyring *k, int64_t login, str sealed, struct secret **key, bool *stale)
{
	str to = about(cx, "factor", login);

	return to.p ? keyring_decrypt(cx, k, to, sealed, key, stale) : ctx_no_memory(cx);
}

/* ---- Offers ---- */

static int
nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
unhex(struct ctx *cx, str hex, str *out)
{
	char *p = arena_alloc(cx->arena, hex.n / 2 + 1);

	if (!p || hex.n % 2)
		return false;
	for (size_t i = 0; i < hex.n / 2; i++) {
		int hi = nibble(hex.p[2 * i]), lo = nibble(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		p[i] = (char)(hi << 4 | lo);
	}
	*out = (str){p, hex.n / 2};
	return true;
}

enum err
offer_make(struct ctx *cx, const struct keyring *k, int64_t login, int64_t now, struct offer *out)
{
	uint8_t        plain[OFFER_BYTES];
	struct secret *key;
	enum err       e;

	*out = (struct offer){STR_NONE, STR_NONE};
	for (size_t i = 0; i < TIME_BYTES; i++)
		plain[i] = (uint8_t)((uint64_t)now >> (56 - 8 * i));
	secret_random(plain + TIME_BYTES, TOTP_KEY);
	key = secret_copy(cx->arena, plain + TIME_BYTES, TOTP_KEY);
	e = key ? seal(cx, k, "factor-offer", login, (str){(const char *)plain, sizeof(plain)}, &out->sealed)
	        : ctx_no_memory(cx);
	secret_wipe(plain, sizeof(plain));
	if (e == OK)
		out->key = secret_show(key);
	return e;
}

enum err
offer_open(struct ctx *cx, const struct keyring *k, int64_t login, int64_t now, str hex, struct offer *out)
{
	struct secret *plain;
	str            sealed, bytes, to = about(cx, "factor-offer", login);
	uint64_t       at = 0;
	enum err       e;

	*out = (struct offer){STR_NONE, STR_NONE};
	if (!to.p)
		return ctx_no_memory(cx);
	if (!unhex(cx, hex, &sealed))
		return OK;
	e = keyring_decrypt(cx, k, to, sealed, &plain, NULL);
	if (e != OK) {
		ctx_forget(cx);
		return e == ERR_MEMORY ? ctx_no_memory(cx) : OK;
	}
	bytes = secret_show(plain);
	if (bytes.n != OFFER_BYTES)
		return OK;
	for (size_t i = 0; i < TIME_BYTES; i++)
		at = at << 8 | (uint8_t)bytes.p[i];
	if (now - (int64_t)at <= OFFER_MS)
		*out = (struct offer){str_slice(bytes, TIME_BYTES, bytes.n), sealed};
	return OK;
}
