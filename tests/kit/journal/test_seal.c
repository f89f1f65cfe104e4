/* The seal's arithmetic against the written format, and inclusion proofs. */
#include "kit/journal/seal.h"
#include "tap.h"

#include <stdlib.h>
#include <string.h>

static struct arena *a;
static str           doc; /* docs/seal-format.md */

/* The digest, and that the written format shows it. */
static void
golden(str got, str want, const char *what)
{
	is_str(got, want, "%s", what);
	ok(str_find_str(doc, want) != SIZE_MAX, "docs/seal-format.md shows the same %s", what);
}

static str
hex(const void *p, size_t n)
{
	struct buf b;

	buf_init(&b, a, 4096);
	buf_hex(&b, p, n);
	return buf_str(&b);
}

static digest
leaf_no(size_t i)
{
	return sha256_of((str){(const char *)&i, sizeof(i)});
}

/* The example of docs/seal-format.md; its digests were made by another program (tools/verify.mjs). */
static void
the_golden_example(void)
{
	static const uint8_t salt[SALT_SIZE] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct event_header  h = {
		.id = 1, .kind = S("case"), .aggregate = 12, .rev = 1, .type = S("case.reported"), .at = 1789000000000,
		.recorded_at = 1789000000500, .who = SOME_I64(7),
	};
	struct event_header h2 = {
		.id = 2, .kind = S("case"), .aggregate = 12, .rev = 2, .type = S("case.erased"), .at = 1789000001000,
		.recorded_at = 1789000001000, .as_whom = SOME_I64(-3), .erases_from = 1, .erases_to = 1,
	};
	struct buf       b;
	digest           c, c2, leaf[2];
	struct seal_head s = {.batch = 1, .first = 1, .count = 2, .sealed_at = 1789000002000};

	buf_init(&b, a, 4096);
	seal_add_header(&b, &h);
	is_str(hex(buf_str(&b).p, buf_str(&b).n), S("0000000d647562616e206576656e7420310000000800000000000000010000000463617365000000"
	         "08000000000000000c0000000800000000000000010000000d636173652e7265706f727465640000"
	         "0008000001a088b5a20000000008000001a088b5a3f4000000080000000000000007000000000000"
	         "0008000000000000000000000008"
	         "0000000000000000"), "the header, byte by byte");
	c = seal_commitment(salt, S("{\"set\":{\"no\":\"2026-00012\",\"state\":\"上报\"}}"));
	golden(hex(c.b, 32), S("110e397e6032a0a60914b87d0e473371866d3b61a1f90d860f0d16c4a7acaf09"), "commitment");
	leaf[0] = seal_leaf(&h, c);
	golden(hex(leaf[0].b, 32), S("b4d6dc0de044d4be58777510ed5eed56ac77bbc8856281ebdd7c4bd3965f8750"), "leaf");
	c2 = seal_commitment(salt, S("{\"set\":{}}"));
	leaf[1] = seal_leaf(&h2, c2);
	golden(hex(leaf[1].b, 32), S("18e2eeea0b4bffecf0d0854139cb0353edb987970348cc510353e66df7d17605"), "leaf of an erasing event, with a post and no user");
	s.root = seal_root(leaf, 2);
	golden(hex(s.root.b, 32), S("e66286c4b545a59eedac684c6225fa132dd5a4bab57fcdf4a6ac4834b34553cf"), "root of both");
	golden(hex(seal_of(&s).b, 32), S("8400d1bff022464fd6f24890d5eaddedd118bb9279b2821a330406973ba4d65d"), "seal of the first batch");
	s.prev = seal_of(&s);
	s.batch = 2;
	s.first = 3;
	s.count = 1;
	s.root = leaf[0];
	golden(hex(seal_of(&s).b, 32), S("346c5082f7d782593889fda7d1d4859f2d41ec363f9d1887f22bead3d0577205"), "seal of one upon it");
}

/* Any two headers that differ give different bytes: lengths stand before texts. */
static void
headers_cannot_be_mixed_up(void)
{
	struct event_header h = {.kind = S("ab"), .type = S("c")}, g = {.kind = S("a"), .type = S("bc")};
	struct event_header none = {0}, zero = {.who = SOME_I64(0)}, moved = {.as_whom = SOME_I64(0)};
	digest              d = {{0}};

	ok(!digest_same(seal_leaf(&h, d), seal_leaf(&g, d)), "a letter cannot move from one field to the next");
	ok(!digest_same(seal_leaf(&none, d), seal_leaf(&zero, d)) && !digest_same(seal_leaf(&zero, d),
	    seal_leaf(&moved, d)),
	   "nobody is not user 0, and a user is not a post");
}

/* RFC 6962, section 2.1: MTH by its definition, written down once more in the plainest way. */
static digest
plain_root(const digest *leaf, size_t n)
{
	size_t        k = 1;
	struct sha256 h;
	digest        l, r;

	if (n == 1)
		return leaf[0];
	for (size_t p = 1; p < n; p *= 2)
		k = p;
	l = plain_root(leaf, k);
	r = plain_root(leaf + k, n - k);
	sha256_init(&h);
	sha256_add(&h, "\x01", 1);
	sha256_add(&h, l.b, 32);
	sha256_add(&h, r.b, 32);
	return sha256_end(&h);
}

static void
proofs_of_all_sizes(void)
{
	digest       leaf[64];
	struct proof p;
	int          good = 0, fooled = 0, same = 0;

	for (size_t i = 0; i < 64; i++)
		leaf[i] = leaf_no(i);
	for (size_t n = 1; n <= 64; n++) {
		digest root = seal_root(leaf, n);

		same += digest_same(root, plain_root(leaf, n));
		for (size_t i = 0; i < n; i++) {
			struct proof q;

			proof_make(leaf, n, i, &p);
			good += proof_check(&p, leaf[i], root);
			for (size_t j = 0; j < n; j++)
				fooled += j != i && proof_check(&p, leaf[j], root);
			for (size_t j = 0; j <= n; j++) {
				q = p;
				q.index = j;
				fooled += j != i && proof_check(&q, leaf[i], root);
			}
			for (size_t k = 0; k < p.n; k++) {
				q = p;
				q.side[k].b[5] ^= 1;
				fooled += proof_check(&q, leaf[i], root);
			}
			q = p;
			q.n++;
			fooled += proof_check(&q, leaf[i], root);
			if (p.n > 0) {
				q.n = p.n - 1;
				fooled += proof_check(&q, leaf[i], root);
			}
		}
	}
	is_i64(same, 64, "roots of 1..64 leaves are RFC 6962's");
	is_i64(good, 64 * 65 / 2, "every leaf of every tree of 1..64 leaves can be proven");
	is_i64(fooled, 0, "no proof serves another leaf, place, or with an altered, surplus or missing digest");
	p = (struct proof){.index = 0, .count = 0};
	ok(!proof_check(&p, leaf[0], leaf[0]), "a tree without leaves proves nothing");
}

int
main(int argc, char **argv)
{
	FILE *f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	char *text;

	a = arena_new(4 << 20);
	text = arena_alloc(a, 1 << 16);
	if (!f || !text)
		return EXIT_FAILURE;
	doc = (str){text, fread(text, 1, 1 << 16, f)};
	(void)fclose(f);
	if (secret_start() != OK)
		return EXIT_FAILURE;
	the_golden_example();
	headers_cannot_be_mixed_up();
	proofs_of_all_sizes();
	arena_free(a);
	return done();
}
