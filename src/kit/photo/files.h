/* Files by their digest: written whole or not at all, never changed, swept when nothing names them. */
#ifndef KIT_PHOTO_FILES_H
#define KIT_PHOTO_FILES_H

#include "base/ctx.h"
#include "kit/secret/secret.h"

/*
 * A folder of files named by the SHA-256 of their bytes, in two levels of folders:
 * DIR/ab/cd/abcd….  Modes 0700 and 0600.  Several threads and several processes may
 * use it at once.  A file is written as DIR/new/<random>, synced, renamed, and its folder
 * synced, so whoever sees a name sees all its bytes, after a power cut too.
 */
struct files {
	const char *dir; /* absolute, lives as long as this */
};

/*
 * Make the folder and DIR/new where they are missing, and put back what a sweep that was cut off
 * had in hand.  ERR_FULL (read-only, too), ERR_STORE, with a sentence.
 */
MUSTCHECK enum err files_open(struct ctx *cx, const char *dir, struct files *f);

/*
 * Keep these bytes; *d is their name.  Known ones are not written again, but are
 * young again for the sweep.  ERR_FULL: no room, or a read-only disk; ERR_STORE.
 */
MUSTCHECK enum err files_put(struct ctx *cx, const struct files *f, str bytes, digest *d);

/*
 * The bytes in a file without a name, as long as *fd is open; its offset is at
 * their end.  For a decoder that reads a descriptor.  Errors as files_put; *fd is
 * then -1.
 */
MUSTCHECK enum err files_spool(struct ctx *cx, const struct files *f, str bytes, int *fd);

/* A descriptor to read it; ERR_NONE when it is not there, ERR_STORE. */
MUSTCHECK enum err files_get(struct ctx *cx, const struct files *f, digest d, int *fd, uint64_t *size);

/* Young again for the sweep, before it is named; ERR_NONE when it is not there, ERR_STORE. */
MUSTCHECK enum err files_keep(struct ctx *cx, const struct files *f, digest d);

/* Are its bytes still those of its name?  ERR_NONE: it is gone; *same otherwise. */
MUSTCHECK enum err files_check(struct ctx *cx, const struct files *f, digest d, bool *same);

/* Asked of each old file: does anything still name it? */
typedef enum err files_named(struct ctx *cx, digest d, bool *named, void *arg);

struct files_swept {
	int64_t kept, removed, bytes; /* bytes: of those removed */
};

/*
 * Remove files that nothing names and that were put more than `age` ms ago by the clock of the disk
 * they lie on, and what was left half-written.  A file that is put again while this looks is kept, in another
 * process, too: it is taken aside, looked at once more, and put back; by files_open when this was
 * cut off between.  Several may sweep at once.  An error of `named` ends it.
 */
MUSTCHECK enum err files_sweep(struct ctx *cx, const struct files *f, int64_t age, files_named *named,
                               void *arg, struct files_swept *out);

/*
 * A piece of it, to be added to *out: 0..FILES_PARTS-1 are the folders DIR/00 to DIR/ff, FILES_PARTS is
 * what was left half-written.
 */
enum { FILES_PARTS = 256 };
MUSTCHECK enum err files_sweep_part(struct ctx *cx, const struct files *f, int64_t age, unsigned part,
                                    files_named *named, void *arg, struct files_swept *out);

#endif
