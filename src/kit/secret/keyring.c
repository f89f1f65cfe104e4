/* The key file: made, read, rotated; encryption and look-up with its keys. */
#include "kit/secret/secret.h"

#include "base/ensure.h"
#include "base/fd.h"
#include "kit_secret_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, HEAD = 1 + 4, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = 16 };
enum { FILE_MAX = 4096 };

_Static_assert(SEALED_EXTRA == HEAD + NONCE + TAG, "the layout in the header file");
_Static_assert(TAG == crypto_aead_xchacha20poly1305_ietf_ABYTES, "tag");

struct key {
	uint32_t id;
	uint8_t  master[32];
};

struct keyring {
	uint32_t   current;
	size_t     n;
	struct key key[KEYRING_MAX];
};

/* Each use has a key of its own, so that an index can never serve as a cipher. */
enum use { USE_ENCRYPT = 1, USE_INDEX = 2 };

static void
derive(const struct key *k, enum use use, uint8_t out[32])
{
	_Static_assert(crypto_kdf_KEYBYTES == 32, "a master key is what the derivation takes");
	(void)crypto_kdf_derive_from_key(out, 32, (uint64_t)use, "duban-kr", k->master);
}

static const struct key *
find(const struct keyring *k, uint32_t id)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->key[i].id == id)
			return &k->key[i];
	return NULL;
}

static str
reason(void)
{
	/* Not strerror: its language and its thread-safety vary. */
	switch (errno) {
	case ENOENT:
		return S("ENOENT");
	case EACCES:
		return S("EACCES");
	case EEXIST:
		return S("EEXIST");
	case ELOOP:
		return S("ELOOP");
	case ENOSPC:
		return S("ENOSPC");
	case EROFS:
		return S("EROFS");
	default:
		return S("I/O");
	}
}

static const char *
folder_of(struct arena *a, str path)
{
	size_t slash = SIZE_MAX;

	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/')
			slash = i;
	return arena_z(a, slash == SIZE_MAX ? S(".") : slash == 0 ? S("/") : str_slice(path, 0, slash));
}

/* So that the new name is on disk, not only the new bytes. */
static bool
sync_folder(const char *z)
{
	int  fd = open(z, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = fsync(fd) == 0;
	(void)close(fd);
	return good;
}

static void
format_key(struct buf *b, const struct key *key)
{
	buf_printf(b, "key %u ", (unsigned)key->id);
	buf_hex(b, key->master, sizeof(key->master));
	buf_char(b, '\n');
}

static void
format(const struct keyring *k, struct buf *b)
{
	buf_printf(b, "duban keyring 1\ncurrent %u\n", (unsigned)k->current);
	for (size_t i = 0; i < k->n; i++)
		format_key(b, &k->key[i]);
}

/* Write z as a file of its own that was not there before; true when it is safely on disk. */
static bool
write_new(const char *z, str text)
{
	int  fd = open(z, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool good;

	if (fd < 0)
		return false;
	good = fd_write(fd, text) && fsync(fd) == 0;
	if (close(fd) != 0)
		good = false;
	if (!good) {
		int was = errno;

		(void)unlink(z);
		errno = was;
	}
	return good;
}

/* What root writes anew for somebody stays his: the server reads it under its own name. */
static bool
same_owner(const char *old, const char *z)
{
	struct stat st;

	return stat(old, &st) == 0 && (st.st_uid == geteuid() || chown(z, st.st_uid, st.st_gid) == 0);
}

/* fresh: the file must not exist; else it is replaced in one step. */
static enum err
store(struct ctx *cx, str path, const struct keyring *k, bool fresh)
{
	struct buf  b;
	str         text = STR_NONE;
	const char *z = arena_z(cx->arena, path), *folder = folder_of(cx->arena, path), *tmp;
	enum err    e = OK;

	buf_init(&b, cx->arena, FILE_MAX);
	/* All at once, so that growing leaves no copies behind. */
	b.p = arena_alloc(cx->arena, FILE_MAX);
	b.cap = b.p ? FILE_MAX : 0;
	tmp = arena_printf(cx->arena, "%.*s.new", STR_ARG(path)).p;
	if (!z || !folder || !tmp || !b.p)
		return ctx_no_memory(cx);
	format(k, &b);
	if (buf_end(&b, &text) != OK)
		e = ctx_no_memory(cx);
	else if (fresh ? !write_new(z, text)
	               : ((void)unlink(tmp), !write_new(tmp, text) || !same_owner(z, tmp) || rename(tmp, z) != 0))
		e = refuse(cx, errno == EEXIST ? ERR_RULE : ERR_STORE, NULL, T_secret_keyring_write, path,
		           reason());
	else if (!sync_folder(folder))
		e = refuse(cx, ERR_STORE, NULL, T_secret_keyring_write, path, reason());
	sodium_memzero(b.p, b.cap);
	return e;
}

enum err
keyring_make(struct ctx *cx, str path)
{
	struct keyring k = {.current = 1, .n = 1, .key[0].id = 1};
	enum err       e;

	secret_random(k.key[0].master, sizeof(k.key[0].master));
	e = store(cx, path, &k, true);
	sodium_memzero(&k, sizeof(k));
	return e;
}

static bool
parse_id(str s, uint32_t *id)
{
	int64_t v;

	if (!str_to_i64(s, &v) || v < 1 || v > UINT32_MAX)
		return false;
	*id = (uint32_t)v;
	return true;
}

/* Ids ascend strictly, the current one is among them. */
static bool
parse(str text, struct keyring *k)
{
	str rest = text, line = str_cut(&rest, '\n'), word;

	if (!str_eq(line, S("duban keyring 1")) || !rest.p)
		return false;
	line = str_cut(&rest, '\n');
	word = str_cut(&line, ' ');
	if (!str_eq(word, S("current")) || !parse_id(line, &k->current))
		return false;
	while (rest.p && rest.n > 0) {
		struct key *key = &k->key[k->n];
		digest      d;

		line = str_cut(&rest, '\n');
		if (k->n == KEYRING_MAX || !str_eq(str_cut(&line, ' '), S("key")) ||
		    !parse_id(str_cut(&line, ' '), &key->id) || !digest_parse(line, &d) ||
		    (k->n > 0 && key->id <= k->key[k->n - 1].id))
			return false;
		memcpy(key->master, d.b, sizeof(key->master));
		sodium_memzero(&d, sizeof(d));
		k->n++;
	}
	return find(k, k->current) != NULL;
}

static void
wipe_keyring(void *p)
{
	sodium_memzero(p, sizeof(struct keyring));
}

/* As people know the user; the number when the machine does not. */
static str
user_name(struct ctx *cx, uid_t uid)
{
	struct passwd pw, *found = NULL;
	char          text[1024];
	str           name;

	if (getpwuid_r(uid, &pw, text, sizeof(text), &found) == 0 && found &&
	    arena_str(cx->arena, str_of(pw.pw_name), &name))
		return name;
	return arena_printf(cx->arena, "%lld", (long long)uid);
}

static enum err
read_file(struct ctx *cx, str path, char *to, size_t max, size_t *n)
{
	const char *z = arena_z(cx->arena, path);
	struct stat st;
	enum err    e = OK;
	ssize_t     k;
	int         fd;

	if (!z)
		return ctx_no_memory(cx);
	fd = open(z, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return refuse(cx, ERR_INPUT, NULL, T_secret_keyring_absent, path, reason());
	*n = 0;
	if (fstat(fd, &st) != 0)
		e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_absent, path, reason());
	else if (!S_ISREG(st.st_mode))
		e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_plain, path);
	else if (st.st_uid != geteuid() && st.st_uid != 0)
		e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_owner, path, user_name(cx, st.st_uid));
	else if (st.st_mode & 077)
		e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_open, path);
	while (e == OK && *n < max && (k = read(fd, to + *n, max - *n)) != 0) {
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_absent, path, reason());
		else
			*n += (size_t)k;
	}
	(void)close(fd);
	return e;
}

enum err
keyring_load(struct ctx *cx, struct arena *a, str path, struct keyring **out)
{
	char            text[FILE_MAX];
	struct keyring *k;
	size_t          n = 0;
	enum err        e = read_file(cx, path, text, sizeof(text), &n);

	if (e != OK)
		goto out;
	k = ARENA_NEW(a, struct keyring);
	if (!k || arena_on_free(a, wipe_keyring, k) != OK) {
		e = ctx_no_memory(cx);
		goto out;
	}
	if (!parse((str){text, n}, k)) {
		e = refuse(cx, ERR_INPUT, NULL, T_secret_keyring_broken, path);
		goto out;
	}
	*out = k;
out:
	sodium_memzero(text, sizeof(text));
	return e;
}

/*
 * Read, change, write is one man's work at a time: of two, one would lose the other's key.
 * The lock is on the file itself, which whoever wrote before has put another in place of.
 * -1: there is none to lock, loading will say why.
 */
static int
lock_file(struct ctx *cx, str path)
{
	const char *z = arena_z(cx->arena, path);
	struct stat held, there;

	for (;;) {
		int fd = z ? open(z, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1, rc;

		if (fd < 0)
			return -1;
		while ((rc = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
			;
		if (rc == 0 && fstat(fd, &held) == 0 && lstat(z, &there) == 0 && held.st_ino == there.st_ino &&
		    held.st_dev == there.st_dev)
			return fd;
		(void)close(fd);
		if (rc != 0)
			return -1;
	}
}

static void
unlock_file(int fd)
{
	if (fd >= 0)
		(void)close(fd);
}

enum err
keyring_rotate(struct ctx *cx, str path)
{
	struct keyring *k;
	int             lock = lock_file(cx, path);
	enum err        e = keyring_load(cx, cx->arena, path, &k);

	if (e != OK)
		goto out;
	if (k->n == KEYRING_MAX) {
		e = refuse(cx, ERR_RULE, NULL, T_secret_keyring_full,
		           arena_printf(cx->arena, "%d", (int)KEYRING_MAX));
		goto out;
	}
	k->current = k->key[k->n].id = k->key[k->n - 1].id + 1;
	secret_random(k->key[k->n].master, sizeof(k->key[k->n].master));
	k->n++;
	e = store(cx, path, k, false);
out:
	unlock_file(lock);
	return e;
}

str
keyring_dropped(struct ctx *cx, str path)
{
	return arena_printf(cx->arena, "%.*s.dropped", STR_ARG(path));
}

/* Behind what was put away before; on disk before the key leaves the keyring. */
static enum err
put_away(struct ctx *cx, str path, const struct key *key)
{
	str            aside = keyring_dropped(cx, path);
	const char    *folder = folder_of(cx->arena, path), *z = arena_z(cx->arena, path);
	struct stat    st, now;
	char           line[sizeof("key 4294967295 \n") + 2 * sizeof(key->master)];
	struct buf     b = {.p = line, .cap = sizeof(line), .max = sizeof(line)};
	int            fd = -1;
	bool           good;

	if (!aside.p || !folder || !z)
		return ctx_no_memory(cx);
	format_key(&b, key);
	fd = open(aside.p, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	good = fd >= 0 && !b.err && fstat(fd, &now) == 0 && S_ISREG(now.st_mode) && !(now.st_mode & 077) &&
	       stat(z, &st) == 0 && (st.st_uid == now.st_uid || fchown(fd, st.st_uid, st.st_gid) == 0) &&
	       fd_write(fd, (str){b.p, b.n}) && fsync(fd) == 0;
	if (fd >= 0 && close(fd) != 0)
		good = false;
	sodium_memzero(line, sizeof(line));
	return good && sync_folder(folder) ? OK : refuse(cx, ERR_STORE, NULL, T_secret_keyring_write, aside, reason());
}

enum err
keyring_drop(struct ctx *cx, str path, uint32_t id)
{
	struct keyring *k;
	size_t          i = 0;
	int             lock = lock_file(cx, path);
	enum err        e = keyring_load(cx, cx->arena, path, &k);

	if (e != OK)
		goto out;
	if (id == k->current) {
		e = refuse(cx, ERR_RULE, NULL, T_secret_keyring_current);
		goto out;
	}
	while (i < k->n && k->key[i].id != id)
		i++;
	if (i == k->n)
		e = ERR_NONE;
	if (e != OK || (e = put_away(cx, path, &k->key[i])) != OK)
		goto out;
	k->n--;
	memmove(&k->key[i], &k->key[i + 1], (k->n - i) * sizeof(k->key[0]));
	e = store(cx, path, k, false);
out:
	unlock_file(lock);
	return e;
}

size_t
keyring_ids(const struct keyring *k, uint32_t ids[KEYRING_MAX])
{
	for (size_t i = 0; i < k->n; i++)
		ids[i] = k->key[i].id;
	return k->n;
}

uint32_t
keyring_current(const struct keyring *k)
{
	return k->current;
}

/* What is authenticated beside the ciphertext: version, key id, and what it is about. */
static bool
associated(struct ctx *cx, const uint8_t head[HEAD], str about, str *out)
{
	uint8_t *p = arena_alloc(cx->arena, HEAD + about.n);

	if (!p)
		return false;
	memcpy(p, head, HEAD);
	if (about.n)
		memcpy(p + HEAD, about.p, about.n);
	*out = (str){(const char *)p, HEAD + about.n};
	return true;
}

void
sealed_head(uint32_t id, uint8_t out[SEALED_HEAD])
{
	out[0] = VERSION;
	for (int i = 0; i < 4; i++)
		out[1 + i] = (uint8_t)(id >> (24 - 8 * i));
}

uint32_t
sealed_key(str sealed)
{
	const uint8_t *p = (const uint8_t *)sealed.p;

	if (sealed.n < SEALED_HEAD || p[0] != VERSION)
		return 0;
	return (uint32_t)p[1] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 8 | p[4];
}

enum err
keyring_encrypt(struct ctx *cx, const struct keyring *k, str about, str plain, str *out)
{
	const struct key  *key = find(k, k->current);
	uint8_t            sub[32], *p = plain.n > SIZE_MAX - SEALED_EXTRA
	                                     ? NULL
	                                     : arena_alloc(cx->arena, plain.n + SEALED_EXTRA);
	unsigned long long n = 0;
	str                ad;

	ensure(key);
	if (!p)
		return ctx_no_memory(cx);
	sealed_head(key->id, p);
	secret_random(p + HEAD, NONCE);
	if (!associated(cx, p, about, &ad))
		return ctx_no_memory(cx);
	derive(key, USE_ENCRYPT, sub);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(
	    p + HEAD + NONCE, &n, (const unsigned char *)plain.p, plain.n, (const unsigned char *)ad.p, ad.n,
	    NULL, p + HEAD, sub);
	sodium_memzero(sub, sizeof(sub));
	*out = (str){(const char *)p, HEAD + NONCE + (size_t)n};
	return OK;
}

enum err
keyring_decrypt(struct ctx *cx, const struct keyring *k, str about, str sealed, struct secret **out,
                bool *stale)
{
	const uint8_t     *p = (const uint8_t *)sealed.p;
	const struct key  *key;
	struct secret     *s;
	uint8_t            sub[32], *plain;
	unsigned long long n = 0;
	uint32_t           id;
	str                ad;
	int                bad;

	if (sealed.n < SEALED_EXTRA || p[0] != VERSION)
		return refuse(cx, ERR_STORE, NULL, T_secret_damaged);
	id = sealed_key(sealed);
	key = find(k, id);
	if (!key)
		return refuse(cx, ERR_STORE, NULL, T_secret_unknown_key,
		              arena_printf(cx->arena, "%u", (unsigned)id));
	plain = arena_alloc(cx->arena, sealed.n - SEALED_EXTRA);
	if (!plain || !associated(cx, p, about, &ad))
		return ctx_no_memory(cx);
	derive(key, USE_ENCRYPT, sub);
	bad = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, p + HEAD + NONCE,
	                                                 sealed.n - HEAD - NONCE, (const unsigned char *)ad.p,
	                                                 ad.n, p + HEAD, sub);
	sodium_memzero(sub, sizeof(sub));
	if (bad)
		return refuse(cx, ERR_STORE, NULL, T_secret_damaged);
	s = secret_copy(cx->arena, plain, (size_t)n);
	sodium_memzero(plain, (size_t)n);
	if (!s)
		return ctx_no_memory(cx);
	*out = s;
	if (stale)
		*stale = id != k->current;
	return OK;
}

bool
keyring_index(const struct keyring *k, uint32_t id, str what, str value, digest *out)
{
	const struct key        *key = find(k, id);
	crypto_generichash_state h;
	uint8_t                  sub[32], len[4];

	if (!key)
		return false;
	derive(key, USE_INDEX, sub);
	/* The length first: ("ab", "c") must not look like ("a", "bc"). */
	for (int i = 0; i < 4; i++)
		len[i] = (uint8_t)(what.n >> (24 - 8 * i));
	(void)crypto_generichash_init(&h, sub, sizeof(sub), sizeof(out->b));
	(void)crypto_generichash_update(&h, len, sizeof(len));
	(void)crypto_generichash_update(&h, (const unsigned char *)what.p, what.n);
	(void)crypto_generichash_update(&h, (const unsigned char *)value.p, value.n);
	(void)crypto_generichash_final(&h, out->b, sizeof(out->b));
	sodium_memzero(sub, sizeof(sub));
	sodium_memzero(&h, sizeof(h));
	return true;
}
