/* The seal's arithmetic: what is digested, in which order. Pure. */
#ifndef KIT_JOURNAL_SEAL_H
#define KIT_JOURNAL_SEAL_H

#include "base/ctx.h"
#include "base/opt.h"
#include "kit/secret/secret.h"

/*
 * docs/seal-format.md says the same for people and for other programs; both
 * change together, with the version.  H is SHA-256.
 *
 *	commitment = H(salt | payload)                      salt: 16 bytes
 *	leaf       = H(0x00 | header | commitment)
 *	node       = H(0x01 | left | right)                 RFC 6962, section 2.1
 *	seal       = H(0x02 | previous seal | batch | first | count | root | sealed_at)
 *
 * The payload can be erased, with its salt: the commitment stays, the chain
 * stays green, and nobody can confirm a guess.
 */
enum { SALT_SIZE = 16, SEAL_COUNT_MAX = 4096 };

/* What is known of an event for ever. */
struct event_header {
	int64_t id;
	str     kind;      /* of the aggregate: "case" */
	int64_t aggregate; /* its id */
	int64_t rev;       /* 1, 2, 3 … of this aggregate */
	str     type;      /* "case.filed" */
	int64_t at;        /* when it happened, ms UTC */
	int64_t recorded_at;
	opt_i64 who;     /* user */
	opt_i64 as_whom; /* post */
	int64_t erases_from, erases_to; /* revisions of this aggregate that it erased; 0, 0: none */
};

/* A batch as it is sealed. */
struct seal_head {
	digest  prev; /* all zeros for the first */
	int64_t batch, first, count, sealed_at;
	digest  root;
};

/* The header as bytes, exactly. */
void seal_add_header(struct buf *b, const struct event_header *h);

/* What stands in the leaf for the payload, so that a payload can be erased and its salt with it. */
digest seal_commitment(const uint8_t salt[SALT_SIZE], str payload);

/* The leaf; needs no memory. */
digest seal_leaf(const struct event_header *h, digest commitment);

/* Root of n ≥ 1 leaves; split at the largest power of two below n. */
digest seal_root(const digest *leaf, size_t n);

/* The chain's link: the digest of the head with all its fields. */
digest seal_of(const struct seal_head *s);

/* ---- Inclusion ---- */

enum { PROOF_MAX = 64 };

/* The digests beside the way from a leaf to the root, lowest first. */
struct proof {
	size_t index, count; /* of the leaf, of all leaves */
	size_t n;
	digest side[PROOF_MAX];
};

/* The proof for leaf[index] among n (index < n). */
void proof_make(const digest *leaf, size_t n, size_t index, struct proof *p);

/* Whether p leads from this leaf to this root; false for any p that could not be. */
bool proof_check(const struct proof *p, digest leaf, digest root);

#endif
