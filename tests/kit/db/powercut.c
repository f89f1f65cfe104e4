/* The VFS: writes go to the real file for ourselves, and into a list until they are synced. */
#include "powercut.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_IMAGES = 8, SECTOR = 512 };

struct op {
	sqlite3_int64  off; /* of a write; the new size of a truncation */
	int            len; /* -1: truncation */
	unsigned char *data;
};

/* One file as the disk knows it for sure, and what was not yet confirmed. */
struct image {
	char           path[300];
	unsigned char *durable;
	size_t         size;
	struct op     *op;
	size_t         nops, cap;
};

struct pfile {
	sqlite3_file  base;
	sqlite3_file *real; /* lies behind this struct */
	struct image *image; /* NULL: a temporary file */
};

static sqlite3_vfs  vfs, *below;
static struct image images[MAX_IMAGES];
static uint64_t     count, cut_at, chance;
static bool         dead;

static uint64_t
draw(void)
{
	chance = chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return chance >> 33;
}

static struct pfile *
of(sqlite3_file *f)
{
	return (struct pfile *)(void *)f;
}

static void *
need(void *p)
{
	if (!p)
		abort();
	return p;
}

/* ---- Images ---- */

static void
apply(struct image *m, const struct op *o, int from, int to)
{
	size_t end = o->len < 0 ? (size_t)o->off : (size_t)o->off + (size_t)to;

	if (o->len < 0 ? end != m->size : end > m->size) {
		m->durable = need(realloc(m->durable, end ? end : 1));
		if (end > m->size)
			memset(m->durable + m->size, 0, end - m->size);
		m->size = end;
	}
	if (o->len >= 0)
		memcpy(m->durable + o->off + from, o->data + from, (size_t)(to - from));
}

static void
drop_ops(struct image *m)
{
	for (size_t i = 0; i < m->nops; i++)
		free(m->op[i].data);
	m->nops = 0;
}

static void
confirm(struct image *m)
{
	for (size_t i = 0; i < m->nops; i++)
		apply(m, &m->op[i], 0, m->op[i].len);
	drop_ops(m);
}

static void
remember(struct image *m, const void *data, int len, sqlite3_int64 off)
{
	struct op *o;

	if (m->nops == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 64;
		m->op = need(realloc(m->op, m->cap * sizeof(*m->op)));
	}
	o = &m->op[m->nops++];
	*o = (struct op){off, len, NULL};
	if (len > 0) {
		o->data = need(malloc((size_t)len));
		memcpy(o->data, data, (size_t)len);
	}
}

static struct image *
image_of(const char *path, bool make)
{
	for (int i = 0; i < MAX_IMAGES; i++)
		if (strcmp(images[i].path, path) == 0)
			return &images[i];
	for (int i = 0; make && i < MAX_IMAGES; i++)
		if (!images[i].path[0]) {
			(void)snprintf(images[i].path, sizeof(images[i].path), "%s", path);
			return &images[i];
		}
	return NULL;
}

static void
forget(struct image *m)
{
	drop_ops(m);
	free(m->op);
	free(m->durable);
	memset(m, 0, sizeof(*m));
}

/* True when this call is the one that never comes back, or a later one. */
static bool
cut_now(void)
{
	count++;
	if (cut_at && count >= cut_at)
		dead = true;
	return dead;
}

/* ---- Files ---- */

static int
p_close(sqlite3_file *f)
{
	return of(f)->real->pMethods->xClose(of(f)->real);
}

static int
p_read(sqlite3_file *f, void *p, int n, sqlite3_int64 off)
{
	return of(f)->real->pMethods->xRead(of(f)->real, p, n, off);
}

static int
p_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 off)
{
	if (of(f)->image) {
		bool was = dead, now = cut_now();

		/* The write that the cut hits may still be on its way. */
		if (!was)
			remember(of(f)->image, p, n, off);
		if (now)
			return SQLITE_IOERR_WRITE;
	}
	return of(f)->real->pMethods->xWrite(of(f)->real, p, n, off);
}

static int
p_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	if (of(f)->image) {
		bool was = dead, now = cut_now();

		if (!was)
			remember(of(f)->image, NULL, -1, size);
		if (now)
			return SQLITE_IOERR_TRUNCATE;
	}
	return of(f)->real->pMethods->xTruncate(of(f)->real, size);
}

static int
p_sync(sqlite3_file *f, int flags)
{
	(void)flags;
	if (!of(f)->image)
		return SQLITE_OK;
	if (cut_now())
		return SQLITE_IOERR_FSYNC;
	confirm(of(f)->image);
	return SQLITE_OK;
}

static int
p_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return of(f)->real->pMethods->xFileSize(of(f)->real, size);
}

static int
p_lock(sqlite3_file *f, int level)
{
	return of(f)->real->pMethods->xLock(of(f)->real, level);
}

static int
p_unlock(sqlite3_file *f, int level)
{
	return of(f)->real->pMethods->xUnlock(of(f)->real, level);
}

static int
p_reserved(sqlite3_file *f, int *out)
{
	return of(f)->real->pMethods->xCheckReservedLock(of(f)->real, out);
}

static int
p_control(sqlite3_file *f, int op, void *arg)
{
	return of(f)->real->pMethods->xFileControl(of(f)->real, op, arg);
}

static int
p_sector(sqlite3_file *f)
{
	return of(f)->real->pMethods->xSectorSize(of(f)->real);
}

static int
p_device(sqlite3_file *f)
{
	return of(f)->real->pMethods->xDeviceCharacteristics(of(f)->real);
}

static int
p_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **out)
{
	return of(f)->real->pMethods->xShmMap(of(f)->real, page, size, extend, out);
}

static int
p_shm_lock(sqlite3_file *f, int off, int n, int flags)
{
	return of(f)->real->pMethods->xShmLock(of(f)->real, off, n, flags);
}

static void
p_shm_barrier(sqlite3_file *f)
{
	of(f)->real->pMethods->xShmBarrier(of(f)->real);
}

static int
p_shm_unmap(sqlite3_file *f, int delete)
{
	return of(f)->real->pMethods->xShmUnmap(of(f)->real, delete);
}

/* Version 2: no xFetch, so that nothing is read or written through a mapping. */
static const sqlite3_io_methods methods = {
	.iVersion = 2, .xClose = p_close, .xRead = p_read, .xWrite = p_write, .xTruncate = p_truncate,
	.xSync = p_sync, .xFileSize = p_size, .xLock = p_lock, .xUnlock = p_unlock,
	.xCheckReservedLock = p_reserved, .xFileControl = p_control, .xSectorSize = p_sector,
	.xDeviceCharacteristics = p_device, .xShmMap = p_shm_map, .xShmLock = p_shm_lock,
	.xShmBarrier = p_shm_barrier, .xShmUnmap = p_shm_unmap,
};

static void
first_look(struct pfile *f)
{
	sqlite3_int64 size = 0;

	if (f->real->pMethods->xFileSize(f->real, &size) != SQLITE_OK)
		abort();
	f->image->size = (size_t)size;
	f->image->durable = need(calloc(1, size ? (size_t)size : 1));
	if (size && f->real->pMethods->xRead(f->real, f->image->durable, (int)size, 0) != SQLITE_OK)
		abort();
}

static int
p_open(sqlite3_vfs *v, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct pfile *f = of(file);
	int           rc;

	(void)v;
	memset(f, 0, sizeof(*f));
	f->real = (sqlite3_file *)(void *)(f + 1);
	rc = below->xOpen(below, name, f->real, flags, out);
	if (rc != SQLITE_OK)
		return rc;
	f->base.pMethods = &methods;
	if (name && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL))) {
		bool known = image_of(name, false) != NULL;

		f->image = need(image_of(name, true));
		if (!known)
			first_look(f);
	}
	return SQLITE_OK;
}

static int
p_delete(sqlite3_vfs *v, const char *name, int sync)
{
	struct image *m = image_of(name, false);

	(void)v;
	if (m && cut_now())
		return SQLITE_IOERR_DELETE;
	if (m)
		forget(m);
	return below->xDelete(below, name, sync);
}

/* ---- The test's side ---- */

void
powercut_on(void)
{
	below = sqlite3_vfs_find(NULL);
	vfs = *below;
	vfs.zName = "powercut";
	vfs.pNext = NULL;
	vfs.szOsFile = (int)sizeof(struct pfile) + below->szOsFile;
	vfs.xOpen = p_open;
	vfs.xDelete = p_delete;
	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		abort();
}

void
powercut_off(void)
{
	powercut_plan(0, 0);
	(void)sqlite3_vfs_unregister(&vfs);
	(void)sqlite3_vfs_register(below, 1);
}

void
powercut_plan(uint64_t at, uint64_t seed)
{
	for (int i = 0; i < MAX_IMAGES; i++)
		forget(&images[i]);
	count = 0;
	cut_at = at;
	chance = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
	dead = false;
}

bool
powercut_happened(void)
{
	return dead;
}

uint64_t
powercut_count(void)
{
	return count;
}

/* What became of one write: all, nothing, or some of its sectors from one end. */
static void
fate(struct image *m, const struct op *o)
{
	uint64_t d = draw() % 4;
	int      sectors = o->len / SECTOR, at;

	if (d == 0)
		return;
	if (d == 3 && sectors > 1) {
		at = (int)(draw() % (uint64_t)(sectors - 1) + 1) * SECTOR;
		if (draw() & 1)
			apply(m, o, 0, at);
		else
			apply(m, o, at, o->len);
		return;
	}
	apply(m, o, 0, o->len);
}

static bool
save(const char *from, const char *to)
{
	struct image *m = image_of(from, false), copy = {.size = 0};
	FILE         *f;
	bool          fine;

	(void)remove(to);
	if (!m)
		return true;
	copy.durable = need(malloc(m->size ? m->size : 1));
	copy.size = m->size;
	memcpy(copy.durable, m->durable, m->size);
	for (size_t i = 0; i < m->nops; i++)
		fate(&copy, &m->op[i]);
	f = fopen(to, "wb");
	fine = f && fwrite(copy.durable, 1, copy.size, f) == copy.size;
	free(copy.durable);
	return f && fclose(f) == 0 && fine;
}

bool
powercut_disk(const char *from, const char *to)
{
	static const char *const ends[] = {"", "-wal", "-journal"};
	char a[320], b[320];
	bool fine = true;

	for (int i = 0; i < 3; i++) {
		(void)snprintf(a, sizeof(a), "%s%s", from, ends[i]);
		(void)snprintf(b, sizeof(b), "%s%s", to, ends[i]);
		fine = save(a, b) && fine;
	}
	(void)snprintf(b, sizeof(b), "%s-shm", to);
	(void)remove(b);
	return fine;
}
