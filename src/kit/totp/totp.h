/* Codes that change every half minute, as telephones show them (RFC 6238).  Pure. */
#ifndef KIT_TOTP_TOTP_H
#define KIT_TOTP_TOTP_H

#include "base/buf.h"

/*
 * HMAC-SHA-1, 30 seconds, six digits: what every authenticator understands; many pass
 * over other algorithms that a key's address names.  SHA-1 is broken for signatures,
 * not within HMAC (RFC 6194, 3.3).
 */
enum { TOTP_KEY = 20, TOTP_STEP_MS = 30 * 1000, TOTP_DIGITS = 6 };

/* The step of an instant in ms UTC, from 1970 on. */
int64_t totp_step(int64_t now);

/* The code of a step >= 0 with 6..8 digits (RFC 4226, 5.3). */
uint32_t totp_code(str key, int64_t step, int digits);

/*
 * Whether `code`, six digits, is that of now, of the step before or of the one after,
 * and of a step after `last` (a code serves once): *step is then which.
 */
bool totp_fits(str key, str code, int64_t now, int64_t last, int64_t *step);

/* Base32 (RFC 4648) without padding. */
void base32_add(struct buf *b, str bytes);

/*
 * otpauth://totp/ISSUER:NAME?secret=…&issuer=ISSUER, as authenticators read it from a
 * picture; issuer and name percent-encoded.
 */
void totp_address_add(struct buf *b, str issuer, str name, str key);

#endif
