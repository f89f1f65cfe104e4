/* Digests, ciphers, passwords, random names: libsodium behind a narrow face. */
#ifndef KIT_SECRET_SECRET_H
#define KIT_SECRET_SECRET_H

#include "base/ctx.h"

/*
 * Once, before anything else here, from any thread.  ERR_STORE when the machine
 * gives no randomness.
 */
MUSTCHECK enum err secret_start(void);

/* n unpredictable bytes. */
void secret_random(void *p, size_t n);

/* ---- Digests ---------------------------------------------------------------- */

enum { DIGEST_SIZE = 32 };

typedef struct {
	uint8_t b[DIGEST_SIZE];
} digest;

/*
 * SHA-256 (FIPS 180-4), the digest of the seal and of files.  SM3 (GB/T 32905)
 * has the same size and may be put in its place for those who must; the seal's
 * format carries a version for that day.
 */
struct sha256 {
	_Alignas(8) uint8_t state[104];
};
void   sha256_init(struct sha256 *h);
void   sha256_add(struct sha256 *h, const void *p, size_t n);
digest sha256_end(struct sha256 *h);
digest sha256_of(str s);

/* Same digest; takes the same time wherever they differ. */
bool digest_same(digest a, digest b);

/* Lower-case hexadecimal, and back: false unless exactly 64 hexadecimal digits. */
void digest_add(struct buf *b, digest d);
bool digest_parse(str hex, digest *out);

/* HMAC-SHA-256 (RFC 2104): proof to a receiver who has the same key. */
digest hmac_sha256(str key, str message);

/* Base64 (RFC 4648, section 4), with padding and without line ends. */
void base64_add(struct buf *b, str bytes);

/* ---- Bytes that must not be seen --------------------------------------------- */

/*
 * Bytes that cannot be printed by accident and are wiped when their arena is
 * reset or freed.  Nothing takes a struct secret and gives a str but
 * secret_show, which is easy to search for.
 */
struct secret;

/* A copy of n bytes; NULL without memory.  The caller wipes its own copy (secret_wipe). */
MUSTCHECK struct secret *secret_copy(struct arena *a, const void *p, size_t n);

/* The bytes, good as long as the arena.  For one encoder at the last moment; never for a log. */
str secret_show(const struct secret *s);

/* Overwrite n bytes in a way that no compiler removes. */
void secret_wipe(void *p, size_t n);

/* Equal bytes, in a time that depends on the lengths only. */
bool secret_same(str a, str b);

/* ---- Passwords ----------------------------------------------------------------- */

/*
 * Argon2id with two passes over 64 MiB (libsodium's "interactive"; RFC 9106's
 * second recommendation has the same memory).  At most two run at once in this
 * process, so logging in never costs more than 128 MiB; sixteen may wait, the
 * next gets ERR_BUSY.  Slow on purpose: only on worker threads, in `prepare`.
 */
enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 64 << 20, PASSWORD_AT_ONCE = 2, PASSWORD_WAITING = 16 };
enum { PASSWORD_TEXT = 128 };

/* The text to store (salt and costs in it, NUL-terminated).  ERR_MEMORY, ERR_BUSY. */
MUSTCHECK enum err password_hash(const struct secret *password, char out[PASSWORD_TEXT]);

/*
 * OK: it fits, and *old says whether the stored text has other costs than today's
 * and should be made anew.  ERR_LOGIN: it does not fit.  With STR_NONE for
 * `stored` (no such account) it works as long and says ERR_LOGIN, so that nobody
 * learns from the clock who has an account.
 */
MUSTCHECK enum err password_check(const struct secret *password, str stored, bool *old);

/* ---- Names that cannot be guessed or repeat ------------------------------------- */

enum { UUID_TEXT = 36, TOKEN_BYTES = 32, TOKEN_TEXT = 43 };

/* UUID version 7 (RFC 9562) of an instant, lower-case, not NUL-terminated; returns the text in out. */
str uuid7(int64_t ms, char out[UUID_TEXT]);

/* 256 random bits in base64url without padding; for sessions and CSRF. */
str token_new(char out[TOKEN_TEXT]);

/* ---- Personal data: keys, encryption, look-up ------------------------------------ */

/*
 * The keys, in a file that lies outside the store and outside its backup (whoever
 * steals one of them reads nobody's name).  Text, mode 0600:
 *
 *	duban keyring 1
 *	current 2
 *	key 1 <64 hexadecimal digits>
 *	key 2 <64 hexadecimal digits>
 *
 * Rotation adds a key and makes it current; old ones stay until everything has
 * been encrypted anew, then they are dropped.  Losing the file loses the data.
 */
struct keyring;

enum { KEYRING_MAX = 16 };

/* Make a file with one key; ERR_RULE when it exists.  Refusals are in cx->why. */
MUSTCHECK enum err keyring_make(struct ctx *cx, str path);

/*
 * Read it into `a`, where it is wiped in the end.  ERR_INPUT when the file is
 * absent, damaged, a link, of another owner than this process's user (root's
 * will do), or open to group or world.
 */
MUSTCHECK enum err keyring_load(struct ctx *cx, struct arena *a, str path, struct keyring **out);

/* Add a key and make it current: written beside, synced, renamed.  Load again afterwards. */
MUSTCHECK enum err keyring_rotate(struct ctx *cx, str path);

/*
 * Take out a key that nothing is encrypted with any more: its line goes, on disk, to
 * the end of the file keyring_dropped names (0600), then leaves the keyring.  Put back
 * there in the order of ids it is read as before.  ERR_RULE for the current one, ERR_NONE.
 * Like keyring_rotate it waits until whoever else changes this file is done.
 */
MUSTCHECK enum err keyring_drop(struct ctx *cx, str path, uint32_t id);

/* PATH.dropped, in cx->arena, NUL-terminated; STR_NONE without memory.  Whether there is one it does not say. */
str keyring_dropped(struct ctx *cx, str path);

/* Ids in ascending order: returns how many, and writes them. */
size_t   keyring_ids(const struct keyring *k, uint32_t ids[KEYRING_MAX]);
uint32_t keyring_current(const struct keyring *k);

/*
 * Encrypt with the current key: XChaCha20-Poly1305 with a random nonce.  `about`
 * says what it is and whose ("reporter/123/phone"); the same text is needed to
 * decrypt, so that a value cannot be moved to another row.  *out, in cx->arena:
 *
 *	1 (version) | key id, 4 bytes, big-endian | nonce, 24 | ciphertext | tag, 16
 */
enum { SEALED_HEAD = 1 + 4, SEALED_EXTRA = SEALED_HEAD + 24 + 16 };
MUSTCHECK enum err keyring_encrypt(struct ctx *cx, const struct keyring *k, str about, str plain, str *out);

/*
 * Decrypt with the key named in it.  ERR_STORE, with a sentence, when it was
 * altered, belongs elsewhere, or its key is gone.  *stale (may be NULL): made with another
 * key than the current one, so encrypt it anew.
 */
MUSTCHECK enum err keyring_decrypt(struct ctx *cx, const struct keyring *k, str about, str sealed,
                                   struct secret **out, bool *stale);

/* The first SEALED_HEAD bytes of whatever key `id` encrypts, and the id of such bytes; 0: they are none. */
void     sealed_head(uint32_t id, uint8_t out[SEALED_HEAD]);
uint32_t sealed_key(str sealed);

/*
 * The look-up index of a value: BLAKE2b keyed with key `id`, over `what` ("phone")
 * and the value, which the caller has brought to one form.  The same value gives
 * the same digest, so it tells equality and nothing else without the key.  To
 * look up while a rotation is under way ask with each id.  False: no such key.
 */
bool keyring_index(const struct keyring *k, uint32_t id, str what, str value, digest *out);

#endif
