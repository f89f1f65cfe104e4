/* Digests, passwords, random names. */
#include "kit/secret/secret.h"

#include "base/ensure.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

_Static_assert(sizeof(struct sha256) == sizeof(crypto_hash_sha256_state), "struct sha256 fits");
_Static_assert(_Alignof(struct sha256) >= _Alignof(crypto_hash_sha256_state), "and is aligned");
_Static_assert(DIGEST_SIZE == crypto_hash_sha256_BYTES, "SHA-256");
_Static_assert(PASSWORD_TEXT == crypto_pwhash_STRBYTES, "Argon2id text");

struct secret {
	size_t  n;
	uint8_t p[];
};

enum err
secret_start(void)
{
	return sodium_init() < 0 ? ERR_STORE : OK;
}

void
secret_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

/* libsodium's state is a plain struct; memcpy in and out keeps the types apart. */
void
sha256_init(struct sha256 *h)
{
	crypto_hash_sha256_state s;

	(void)crypto_hash_sha256_init(&s);
	memcpy(h->state, &s, sizeof(s));
}

void
sha256_add(struct sha256 *h, const void *p, size_t n)
{
	crypto_hash_sha256_state s;

	memcpy(&s, h->state, sizeof(s));
	(void)crypto_hash_sha256_update(&s, p, n);
	memcpy(h->state, &s, sizeof(s));
}

digest
sha256_end(struct sha256 *h)
{
	crypto_hash_sha256_state s;
	digest                   d;

	memcpy(&s, h->state, sizeof(s));
	(void)crypto_hash_sha256_final(&s, d.b);
	sodium_memzero(h->state, sizeof(h->state));
	return d;
}

digest
sha256_of(str s)
{
	digest d;

	(void)crypto_hash_sha256(d.b, (const unsigned char *)s.p, s.n);
	return d;
}

digest
hmac_sha256(str key, str message)
{
	crypto_auth_hmacsha256_state state;
	digest                       d;

	/* A key of any length: the one-shot function takes 32 bytes only. */
	(void)crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.p, key.n);
	(void)crypto_auth_hmacsha256_update(&state, (const unsigned char *)message.p, message.n);
	(void)crypto_auth_hmacsha256_final(&state, d.b);
	secret_wipe(&state, sizeof(state));
	return d;
}

void
base64_add(struct buf *b, str bytes)
{
	static const char sign[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes.n; i += 3) {
		size_t   left = bytes.n - i;
		uint32_t v = (uint32_t)(uint8_t)bytes.p[i] << 16;

		v |= left > 1 ? (uint32_t)(uint8_t)bytes.p[i + 1] << 8 : 0;
		v |= left > 2 ? (uint32_t)(uint8_t)bytes.p[i + 2] : 0;
		buf_char(b, sign[v >> 18]);
		buf_char(b, sign[v >> 12 & 63]);
		buf_char(b, left > 1 ? sign[v >> 6 & 63] : '=');
		buf_char(b, left > 2 ? sign[v & 63] : '=');
	}
}

bool
digest_same(digest a, digest b)
{
	return sodium_memcmp(a.b, b.b, sizeof(a.b)) == 0;
}

void
digest_add(struct buf *b, digest d)
{
	buf_hex(b, d.b, sizeof(d.b));
}

bool
digest_parse(str hex, digest *out)
{
	digest d;
	size_t n = 0;

	if (hex.n != 2 * sizeof(d.b) || sodium_hex2bin(d.b, sizeof(d.b), hex.p, hex.n, NULL, &n, NULL) != 0 ||
	    n != sizeof(d.b))
		return false;
	*out = d;
	return true;
}

static void
wipe_secret(void *p)
{
	struct secret *s = p;

	sodium_memzero(s->p, s->n);
	s->n = 0;
}

struct secret *
secret_copy(struct arena *a, const void *p, size_t n)
{
	struct secret *s = n > SIZE_MAX - sizeof(*s) ? NULL : arena_alloc(a, sizeof(*s) + n);

	if (!s)
		return NULL;
	s->n = n;
	if (n)
		memcpy(s->p, p, n);
	return arena_on_free(a, wipe_secret, s) == OK ? s : NULL;
}

str
secret_show(const struct secret *s)
{
	return (str){(const char *)s->p, s->n};
}

void
secret_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

bool
secret_same(str a, str b)
{
	return a.n == b.n && a.p && b.p && sodium_memcmp(a.p, b.p, a.n) == 0;
}

/* The turnstile before Argon2id: it bounds memory, and how many may queue. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  gate_free = PTHREAD_COND_INITIALIZER;
static int             gate_inside, gate_waiting;

static enum err
gate_enter(void)
{
	enum err e = OK;

	ensure(pthread_mutex_lock(&gate) == 0);
	if (gate_inside >= PASSWORD_AT_ONCE && gate_waiting >= PASSWORD_WAITING) {
		e = ERR_BUSY;
	} else {
		gate_waiting++;
		while (gate_inside >= PASSWORD_AT_ONCE)
			ensure(pthread_cond_wait(&gate_free, &gate) == 0);
		gate_waiting--;
		gate_inside++;
	}
	ensure(pthread_mutex_unlock(&gate) == 0);
	return e;
}

static void
gate_leave(void)
{
	ensure(pthread_mutex_lock(&gate) == 0);
	gate_inside--;
	ensure(pthread_cond_signal(&gate_free) == 0);
	ensure(pthread_mutex_unlock(&gate) == 0);
}

enum err
password_hash(const struct secret *password, char out[PASSWORD_TEXT])
{
	enum err e = gate_enter();

	if (e != OK)
		return e;
	if (crypto_pwhash_argon2id_str(out, (const char *)password->p, password->n, PASSWORD_PASSES,
	                               PASSWORD_MEMORY) != 0)
		e = ERR_MEMORY;
	gate_leave();
	return e;
}

enum err
password_check(const struct secret *password, str stored, bool *old)
{
	char     z[PASSWORD_TEXT] = {0};
	bool     known = stored.p && stored.n < sizeof(z);
	bool     fits = false;
	enum err e;

	if (!known) {
		/* The same work for nobody. */
		e = password_hash(password, z);
		sodium_memzero(z, sizeof(z));
		return e == OK ? ERR_LOGIN : e;
	}
	memcpy(z, stored.p, stored.n);
	if ((e = gate_enter()) != OK)
		return e;
	fits = crypto_pwhash_argon2id_str_verify(z, (const char *)password->p, password->n) == 0;
	gate_leave();
	*old = fits && crypto_pwhash_argon2id_str_needs_rehash(z, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
	return fits ? OK : ERR_LOGIN;
}

str
uuid7(int64_t ms, char out[UUID_TEXT])
{
	static const char hex[] = "0123456789abcdef";
	uint8_t           u[16];
	size_t            n = 0;

	randombytes_buf(u, sizeof(u));
	for (int i = 0; i < 6; i++)
		u[i] = (uint8_t)((uint64_t)ms >> (40 - 8 * i));
	u[6] = (uint8_t)(0x70 | (u[6] & 0x0f));
	u[8] = (uint8_t)(0x80 | (u[8] & 0x3f));
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[n++] = '-';
		out[n++] = hex[u[i] >> 4];
		out[n++] = hex[u[i] & 15];
	}
	return (str){out, n};
}

str
token_new(char out[TOKEN_TEXT])
{
	uint8_t raw[TOKEN_BYTES];
	char    z[TOKEN_TEXT + 1];

	randombytes_buf(raw, sizeof(raw));
	(void)sodium_bin2base64(z, sizeof(z), raw, sizeof(raw), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	memcpy(out, z, TOKEN_TEXT);
	sodium_memzero(raw, sizeof(raw));
	sodium_memzero(z, sizeof(z));
	return (str){out, TOKEN_TEXT};
}
