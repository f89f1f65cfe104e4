/* Digests, passwords, random names, the key file. */
#include "base/clock.h"
#include "base/mem.h"
#include "kit/secret/secret.h"
#include "tap.h"
#include "texts.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ctx cx;

static str
hex(digest d)
{
	struct buf b;

	buf_init(&b, cx.arena, 100);
	digest_add(&b, d);
	return buf_str(&b);
}

static void
digests(void)
{
	struct sha256 h;
	digest        d;
	str           million = {arena_alloc(cx.arena, 1000000), 1000000};

	is_str(hex(sha256_of(S("abc"))), S("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
	       "SHA-256 of abc (FIPS 180-4's example)");
	is_str(hex(sha256_of(STR_NONE)), S("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
	       "and of nothing");
	sha256_init(&h);
	memset((char *)(uintptr_t)million.p, 'a', million.n);
	for (size_t i = 0, step = 1; i < million.n; i += step, step = step * 3 % 1009 + 1)
		sha256_add(&h, million.p + i, step < million.n - i ? step : million.n - i);
	d = sha256_end(&h);
	is_str(hex(d), S("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
	       "a million a, in uneven pieces (FIPS 180-4's example)");
	ok(digest_same(d, sha256_of(million)), "at once or in pieces");
	ok(digest_parse(hex(d), &d) && digest_same(d, sha256_of(million)), "hexadecimal and back");
	ok(!digest_parse(S("cdc7"), &d) && !digest_parse(STR_NONE, &d) &&
	   !digest_parse(S("zdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"), &d) &&
	   !digest_parse(S("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd00"), &d),
	   "short, long, absent or no hexadecimal is refused");
}

static void
names(void)
{
	char  u[UUID_TEXT], v[UUID_TEXT], t[TOKEN_TEXT], w[TOKEN_TEXT];
	str   s = uuid7(0x0197abcdef01, u);
	bool  url = true;

	ok(s.n == 36 && str_starts(s, S("0197abcd-ef01-7")) && strchr("89ab", s.p[19]), "UUIDv7: time first, version 7, variant 10: %.*s",
	   STR_ARG(s));
	ok(!str_eq(s, uuid7(0x0197abcdef01, v)), "two in one millisecond differ");
	ok(str_cmp(uuid7(1, v), uuid7(2, u)) < 0, "later ones sort behind");
	s = token_new(t);
	for (size_t i = 0; i < s.n; i++)
		url = url && (strchr("-_", s.p[i]) || (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' &&
		    s.p[i] <= 'z') ||
		              (s.p[i] >= 'A' && s.p[i] <= 'Z'));
	ok(s.n == 43 && url && !str_eq(s, token_new(w)), "a token is 43 signs that stand in a URL, and never the same");
	ok(secret_same(S("abc"), S("abc")) && !secret_same(S("abc"), S("abd")) && !secret_same(S("abc"), S("ab")) &&
	   !secret_same(STR_NONE, STR_NONE), "comparing: equal, other, shorter; nothing equals nothing not");
}

static void
is_wiped(void)
{
	struct arena  *a = arena_new(1 << 16);
	struct secret *s = secret_copy(a, "correct horse", 13);
	str            shown = secret_show(s);

	ok(str_eq(shown, S("correct horse")), "a secret is shown to who asks by name");
#ifndef ARENA_DEBUG
	/* The arena keeps its first block on reset, so the place can still be looked at. */
	arena_reset(a);
	ok(shown.p[0] == 0 && shown.p[12] == 0, "and wiped with its arena");
#endif
	arena_free(a);
}

static void
passwords(void)
{
	struct secret *right = secret_copy(cx.arena, "漳州督办2026", 16), *wrong = secret_copy(cx.arena, "漳州督办2025", 16);
	char           z[PASSWORD_TEXT], y[PASSWORD_TEXT];
	bool           old = true;
	int64_t        t = clock_mono_us();

	ok(password_hash(right, z) == OK && str_starts(str_of(z), S("$argon2id$v=19$m=65536,t=2,p=1$")),
	   "Argon2id, 64 MiB, two passes (RFC 9106)");
	(void)printf("# one hash took %d ms\n", (int)((clock_mono_us() - t) / 1000));
	ok(password_hash(right, y) == OK && !str_eq(str_of(z), str_of(y)), "each with its own salt");
	ok(password_check(right, str_of(z), &old) == OK && !old, "the right password fits");
	ok(password_check(wrong, str_of(z), &old) == ERR_LOGIN && !old, "a wrong one does not");
	t = clock_mono_us();
	ok(password_check(right, STR_NONE, &old) == ERR_LOGIN, "no account: refused");
	ok(clock_mono_us() - t > 5000, "and after as much work, not at once");
	ok(password_check(right, S("not a hash"), &old) == ERR_LOGIN, "nonsense in the store: refused");
	ok(password_check(right, S("$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$"
	                           "5mEBQJKgL6qu1WPQ1vvZ5E4S9yFKVtHt93Ls2+Qf5mE"), &old) == ERR_LOGIN, "another one's hash: refused");
}

static void *
one_check(void *arg)
{
	struct arena  *a = arena_new(1 << 16);
	struct secret *s = secret_copy(a, "x", 1);
	char           z[PASSWORD_TEXT];

	*(enum err *)arg = password_hash(s, z);
	arena_free(a);
	return NULL;
}

static void
the_turnstile(void)
{
	enum { N = PASSWORD_AT_ONCE + PASSWORD_WAITING + 6 };
	pthread_t t[N];
	enum err  e[N];
	int       good = 0, busy = 0;

	for (int i = 0; i < N; i++)
		if (pthread_create(&t[i], NULL, one_check, &e[i]) != 0)
			abort();
	for (int i = 0; i < N; i++) {
		(void)pthread_join(t[i], NULL);
		good += e[i] == OK;
		busy += e[i] == ERR_BUSY;
	}
	ok(good + busy == N && good >= PASSWORD_AT_ONCE + PASSWORD_WAITING && busy > 0,
	   "of %d at once %d pass and %d are told to come back", (int)N, good, busy);
}

static struct keyring *
load(str path)
{
	struct keyring *k = NULL;

	ctx_forget(&cx);
	return keyring_load(&cx, cx.arena, path, &k) == OK ? k : NULL;
}

static text_id
why(void)
{
	return cx.why.n ? cx.why.line[0].text : 0;
}

static void
put(str path, const char *text, mode_t mode)
{
	char *z = arena_z(cx.arena, path);
	int   fd;

	(void)unlink(z);
	fd = open(z, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, str_of(text).n) < 0 || fchmod(fd, mode) != 0 || close(fd) != 0)
		abort();
}

#define HEX64 "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static void
the_key_file(const char *folder)
{
	str             path = arena_printf(cx.arena, "%s/keyring", folder), other = arena_printf(cx.arena, "%s/other", folder);
	struct keyring *k, *k2 = NULL;
	struct secret  *s;
	struct stat     st;
	uint32_t        ids[KEYRING_MAX];
	str             c1, c2, c3;
	digest          d1, d2;
	bool            stale = true;
	static const char *const bad[] = {
		"", "duban keyring 2\ncurrent 1\nkey 1 " HEX64 "\n", "duban keyring 1\ncurrent 2\nkey 1 " HEX64 "\n",
		"duban keyring 1\ncurrent 1\nkey 1 " HEX64 "00\n", "duban keyring 1\ncurrent 1\nkey 1 " HEX64 "\nkey 1 " HEX64 "\n",
		"duban keyring 1\ncurrent 1\nkey 1 " HEX64 "\njunk\n", "duban keyring 1\ncurrent 0\nkey 0 " HEX64 "\n",
	};

	ok(!load(path) && why() == T_secret_keyring_absent, "no file: said so");
	ok(keyring_make(&cx, path) == OK && stat(path.p, &st) == 0 && (st.st_mode & 07777) == 0600, "made, mode 0600");
	ctx_forget(&cx);
	ok(keyring_make(&cx, path) == ERR_RULE && why() == T_secret_keyring_write, "never made over an old one");
	k = load(path);
	ok(k && keyring_ids(k, ids) == 1 && ids[0] == 1 && keyring_current(k) == 1, "one key");

	ok(keyring_encrypt(&cx, k, S("reporter/7/phone"), S("0596-0000000"), &c1) == OK && c1.n == 12 + SEALED_EXTRA, "encrypted");
	ok(keyring_encrypt(&cx, k, S("reporter/7/phone"), S("0596-0000000"), &c2) == OK && !str_eq(c1, c2), "never twice the same");
	ok(str_find_str(c1, S("0000000")) == SIZE_MAX, "and not to be read");
	ok(keyring_decrypt(&cx, k, S("reporter/7/phone"), c1, &s, &stale) == OK && str_eq(secret_show(s), S("0596-0000000")) && !stale,
	   "decrypted");
	ctx_forget(&cx);
	ok(keyring_decrypt(&cx, k, S("reporter/8/phone"), c1, &s, NULL) == ERR_STORE && why() == T_secret_damaged,
	   "moved to another reporter it cannot be read");
	for (size_t i = 0; i < c1.n; i++) {
		char *x = arena_z(cx.arena, c1);

		x[i] = (char)(x[i] ^ 1);
		if (keyring_decrypt(&cx, k, S("reporter/7/phone"), (str){x, c1.n}, &s, NULL) != ERR_STORE)
			ok(false, "byte %d can be altered unnoticed", (int)i);
	}
	ok(keyring_decrypt(&cx, k, S("reporter/7/phone"), str_slice(c1, 0, SEALED_EXTRA - 1), &s, NULL) == ERR_STORE &&
	   keyring_decrypt(&cx, k, S("reporter/7/phone"), STR_NONE, &s, NULL) == ERR_STORE, "cut off or absent: refused");

	ok(keyring_index(k, 1, S("phone"), S("05960000000"), &d1) && keyring_index(k, 1, S("phone"), S("05960000000"), &d2) &&
	   digest_same(d1, d2), "the index of one number is always the same");
	ok(keyring_index(k, 1, S("phon"), S("e05960000000"), &d2) && !digest_same(d1, d2), "other kind, other index");

	ctx_forget(&cx);
	ok(keyring_rotate(&cx, path) == OK && (k2 = load(path)) && keyring_current(k2) == 2 && keyring_ids(k2,
	    ids) == 2, "rotated");
	ok(stat(path.p, &st) == 0 && (st.st_mode & 07777) == 0600, "still 0600");
	ok(keyring_decrypt(&cx, k2, S("reporter/7/phone"), c1, &s, &stale) == OK && stale, "the old key still reads, and says it is old");
	ok(keyring_encrypt(&cx, k2, S("a"), S(""), &c3) == OK && c3.p[4] == 2 &&
	   keyring_decrypt(&cx, k2, S("a"), c3, &s, &stale) == OK && !stale && secret_show(s).n == 0, "new values take the new key; empty ones, too");
	ok(keyring_decrypt(&cx, k, S("a"), c3, &s, NULL) == ERR_STORE && why() == T_secret_unknown_key, "who has not loaded it anew is told which key is missing");
	ok(keyring_index(k2, 2, S("phone"), S("05960000000"), &d2) && !digest_same(d1, d2), "the index follows the key");
	ok(keyring_index(k2, 1, S("phone"), S("05960000000"), &d2) && digest_same(d1, d2) && !keyring_index(k, 2, S("a"), S("b"), &d2),
	   "and can be asked for by its id");
	ctx_forget(&cx);
	ok(keyring_drop(&cx, path, 2) == ERR_RULE && keyring_drop(&cx, path, 9) == ERR_NONE && keyring_drop(&cx,
	    path, 1) == OK &&
	   (k2 = load(path)) && keyring_ids(k2, ids) == 1 && ids[0] == 2, "the old key is dropped; the current one cannot be");
	ok(keyring_rotate(&cx, path) == OK && (k2 = load(path)) && keyring_current(k2) == 3, "an id is never used again");
	for (int i = 0; i < KEYRING_MAX - 2; i++)
		if (keyring_rotate(&cx, path) != OK)
			ok(false, "rotation %d", i);
	ctx_forget(&cx);
	ok(keyring_rotate(&cx, path) == ERR_RULE && why() == T_secret_keyring_full, "sixteen keys at most");

	(void)chmod(path.p, 0640);
	ok(!load(path) && why() == T_secret_keyring_open, "readable by the group: refused");
	(void)chmod(path.p, 0604);
	ok(!load(path) && why() == T_secret_keyring_open, "readable by the world: refused");
	(void)chmod(path.p, 0600);
	ok(load(path), "0600 again: accepted");
	if (symlink(path.p, other.p) != 0)
		abort();
	ok(!load(other), "a link is refused");
	ok(!load(str_of(folder)), "a folder is refused");
	for (size_t i = 0; i < NITEMS(bad); i++) {
		put(other, bad[i], 0600);
		ok(!load(other) && why() == T_secret_keyring_broken, "damaged file %d is refused", (int)i);
	}
	put(other, "duban keyring 1\ncurrent 1\nkey 1 " HEX64 "\n", 0600);
	ok((k = load(other)) && keyring_index(k, 1, S("phone"), S("05960000000"), &d1), "a file written by hand is accepted");
	is_str(hex(d1), S("5a2ba975a175d16651eddfcb8961f4baa10121f2b5e86c30b35cc98c63fd6831"),
	       "and its index is what an independent BLAKE2b makes of it");
	(void)unlink(path.p);
	(void)unlink(other.p);
}

static void
survives_every_failed_allocation(const char *folder)
{
	str      path = arena_printf(cx.arena, "%s/k", folder);
	enum err e = ERR_MEMORY;
	uint64_t n = 1;

	if (keyring_make(&cx, path) != OK)
		abort();
	for (; e == ERR_MEMORY && n < 1000; n++) {
		struct ctx      c = {.arena = arena_new(1 << 20)};
		struct keyring *k;
		struct secret  *s;
		str             t;

		mem_fail_at(n);
		(void)((e = keyring_load(&c, c.arena, path, &k)) != OK ||
		       (e = keyring_encrypt(&c, k, S("a"), S("b"), &t)) != OK ||
		       (e = keyring_decrypt(&c, k, S("a"), t, &s, NULL)) != OK || (e = keyring_rotate(&c, path)) != OK);
		mem_fail_at(0);
		arena_free(c.arena);
	}
	ok(e == OK && n > 2, "each failed allocation (%d) gives ERR_MEMORY and leaves the key file whole", (int)n - 1);
	ok(load(path), "it can still be read");
	(void)unlink(path.p);
}

int
main(void)
{
	char folder[] = "/tmp/duban-secret-XXXXXX";

	text_use(texts, T_MAX);
	cx.arena = arena_new(16 << 20);
	if (secret_start() != OK || !mkdtemp(folder))
		return 1;
	digests();
	names();
	is_wiped();
	passwords();
	the_turnstile();
	the_key_file(folder);
	survives_every_failed_allocation(folder);
	(void)rmdir(folder);
	arena_free(cx.arena);
	return done();
}
