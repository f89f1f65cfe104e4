/* The seal's arithmetic. */
#include "kit/journal/seal.h"

#include "base/ensure.h"

#include <string.h>

static const char magic[] = "duban event 1";

/* Header bytes go to a buffer or straight into the digest. */
struct sink {
	struct buf    *b;
	struct sha256 *h;
};

static void
put(struct sink s, const void *p, size_t n)
{
	if (s.b)
		buf_bytes(s.b, p, n);
	else
		sha256_add(s.h, p, n);
}

static void
big_endian(uint8_t *to, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
}

static void
put_text(struct sink s, str v)
{
	uint8_t len[4];

	ensure(v.n <= UINT32_MAX);
	big_endian(len, v.n, 4);
	put(s, len, sizeof(len));
	put(s, v.p, v.n);
}

static void
put_i64(struct sink s, int64_t v)
{
	uint8_t b[12];

	big_endian(b, 8, 4);
	big_endian(b + 4, (uint64_t)v, 8);
	put(s, b, sizeof(b));
}

static void
put_opt(struct sink s, opt_i64 v)
{
	if (v.some)
		put_i64(s, v.v);
	else
		put_text(s, STR_NONE);
}

static void
put_header(struct sink s, const struct event_header *h)
{
	put_text(s, (str){magic, sizeof(magic) - 1});
	put_i64(s, h->id);
	put_text(s, h->kind);
	put_i64(s, h->aggregate);
	put_i64(s, h->rev);
	put_text(s, h->type);
	put_i64(s, h->at);
	put_i64(s, h->recorded_at);
	put_opt(s, h->who);
	put_opt(s, h->as_whom);
	put_i64(s, h->erases_from);
	put_i64(s, h->erases_to);
}

void
seal_add_header(struct buf *b, const struct event_header *h)
{
	put_header((struct sink){.b = b}, h);
}

digest
seal_commitment(const uint8_t salt[SALT_SIZE], str payload)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, salt, SALT_SIZE);
	sha256_add(&h, payload.p, payload.n);
	return sha256_end(&h);
}

digest
seal_leaf(const struct event_header *e, digest commitment)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, "\x00", 1);
	put_header((struct sink){.h = &h}, e);
	sha256_add(&h, commitment.b, sizeof(commitment.b));
	return sha256_end(&h);
}

static digest
node(digest left, digest right)
{
	struct sha256 h;

	sha256_init(&h);
	sha256_add(&h, "\x01", 1);
	sha256_add(&h, left.b, sizeof(left.b));
	sha256_add(&h, right.b, sizeof(right.b));
	return sha256_end(&h);
}

/* The largest power of two below n, n ≥ 2. */
static size_t
split(size_t n)
{
	size_t k = 1;

	while (k < n - k)
		k *= 2;
	return k;
}

/* As deep as n has binary digits. */
digest
seal_root(const digest *leaf, size_t n)
{
	size_t k;

	ensure(n > 0);
	if (n == 1)
		return leaf[0];
	k = split(n);
	return node(seal_root(leaf, k), seal_root(leaf + k, n - k));
}

digest
seal_of(const struct seal_head *s)
{
	struct sha256 h;
	const int64_t number[] = {s->batch, s->first, s->count};
	uint8_t       b[8];

	sha256_init(&h);
	sha256_add(&h, "\x02", 1);
	sha256_add(&h, s->prev.b, sizeof(s->prev.b));
	for (size_t i = 0; i < NITEMS(number); i++) {
		big_endian(b, (uint64_t)number[i], 8);
		sha256_add(&h, b, sizeof(b));
	}
	sha256_add(&h, s->root.b, sizeof(s->root.b));
	big_endian(b, (uint64_t)s->sealed_at, 8);
	sha256_add(&h, b, sizeof(b));
	return sha256_end(&h);
}

void
proof_make(const digest *leaf, size_t n, size_t index, struct proof *p)
{
	size_t at = index;

	ensure(index < n);
	*p = (struct proof){.index = index, .count = n};
	/* From the root down; the siblings are turned round at the end. */
	while (n > 1) {
		size_t k = split(n);

		ensure(p->n < PROOF_MAX);
		if (at < k) {
			p->side[p->n++] = seal_root(leaf + k, n - k);
			n = k;
		} else {
			p->side[p->n++] = seal_root(leaf, k);
			leaf += k;
			at -= k;
			n -= k;
		}
	}
	for (size_t i = 0; i < p->n / 2; i++) {
		digest d = p->side[i];

		p->side[i] = p->side[p->n - 1 - i];
		p->side[p->n - 1 - i] = d;
	}
}

bool
proof_check(const struct proof *p, digest leaf, digest root)
{
	size_t at = p->index, last = p->count - 1;
	size_t i = 0;
	digest d = leaf;

	if (p->index >= p->count || p->n > PROOF_MAX)
		return false;
	/* RFC 9162, section 2.1.3.2: a lone right edge has no sibling on its level. */
	for (; last > 0; at /= 2, last /= 2) {
		if (at % 2 == 0 && at == last)
			continue;
		if (i == p->n)
			return false;
		d = at % 2 ? node(p->side[i], d) : node(d, p->side[i]);
		i++;
	}
	return i == p->n && digest_same(d, root);
}
