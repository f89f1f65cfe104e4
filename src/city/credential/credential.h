/* What proves who somebody is: passwords, waits after wrong ones, texts told once, a telephone's key.  Rules alone. */
#ifndef CITY_CREDENTIAL_CREDENTIAL_H
#define CITY_CREDENTIAL_CREDENTIAL_H

#include "kit/secret/secret.h"

/*
 * Values in, decision out: no store and no clock; what is made new is made of random bytes.  Who has which of it, how
 * often it failed and what became of it is kept by city/login.
 */

/* ---- Passwords (password.c) ---- */

/* What is wrong with a new password, as a sentence's key; T_none: nothing. */
text_id password_fault(str password, str login);

/* What every log-in of a demonstration has; never accepted where `demo` is not set. */
extern const str demo_password;

/* ---- Back-off (wait.c) ---- */

/*
 * How long after the last of `failed` failures the next attempt is refused:
 * nothing for the first few (`free`), then 1 s, 2 s, 4 s … up to 15 minutes, never
 * for ever.  Failures older than a day count no more.
 */
enum { BACKOFF_MAX_MS = 15 * 60 * 1000, BACKOFF_FORGET_MS = 24 * 60 * 60 * 1000, BACKOFF_FREE_LOGIN = 3,
    BACKOFF_FREE_ADDRESS = 20,
    BACKOFF_AHEAD_MS = 60 * 1000 /* what copies' clocks may differ, and far more */ };
int64_t backoff_ms(int64_t failed, int64_t free);

/*
 * How long from now one has still to wait; 0: try.  A failure that lies more than BACKOFF_AHEAD_MS in the future was
 * noted before the clock was set back: it makes nobody wait, and the next one counts with it.
 */
int64_t backoff_left(int64_t failed, int64_t last_at, int64_t free, int64_t now);

/* ---- Texts that are told once (text.c) ---- */

/* `groups` (at most 4) of four letters and digits that nobody takes for each other, 20 random bits each. */
MUSTCHECK enum err credential_text(struct ctx *cx, size_t groups, struct secret **out);

/* Typed with spaces and hyphens, in capitals or not: as it was told, without them.  STR_NONE without memory. */
str credential_plain(struct ctx *cx, str typed);

/* ---- The key of a telephone (sealed.c) ---- */

/* A second factor's key as the store keeps it, with the keyring's current key; it opens for this log-in alone. */
MUSTCHECK enum err factor_seal(struct ctx *cx, const struct keyring *k, int64_t login, str key, str *sealed);

/* And back: as keyring_decrypt. */
MUSTCHECK enum err factor_open(struct ctx *cx, const struct keyring *k, int64_t login, str sealed, struct secret **key,
                               bool *stale);

/* A key that nobody has yet, on its way to its owner's telephone and back; the store knows nothing of it. */
struct offer {
	str key;    /* TOTP_KEY bytes, in cx->arena: keep that secret; STR_NONE: the offer is none */
	str sealed; /* with the time; opens for this log-in, for an hour */
};

/* A new one of random bytes. */
MUSTCHECK enum err offer_make(struct ctx *cx, const struct keyring *k, int64_t login, int64_t now, struct offer *out);

/* What came back, in lower-case hexadecimal.  Altered, another's, or older than an hour: OK, and it is none. */
MUSTCHECK enum err offer_open(struct ctx *cx, const struct keyring *k, int64_t login, int64_t now, str hex,
                              struct offer *out);

#endif
