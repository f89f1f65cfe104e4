/* Pictures from outside: looked at by duban-photo, kept by digest, never decoded in this process. */
#ifndef KIT_PHOTO_PHOTO_H
#define KIT_PHOTO_PHOTO_H

#include "base/ctx.h"
#include "kit/photo/copy.h"
#include "kit/photo/files.h"
#include "kit/photo/record.h"

/*
 * Bits of the hash.  Within PHOTO_NEAR two pictures are laid beside each other block by block; within
 * PHOTO_SAME they are told
 * as alike without that: of shots of one spot from another place one in five is within ten, next to none within two.
 */
enum { PHOTO_NEAR = 10, PHOTO_SAME = 2 };

/*
 * Once, at start.  At most PHOTO_AT_ONCE decoders run at once in this process,
 * PHOTO_WAITING pictures may wait for one, PHOTO_WAIT_MS at most.
 */
enum { PHOTO_AT_ONCE = 2, PHOTO_WAITING = 16, PHOTO_WAIT_MS = 20000, PHOTO_RUN_MS = 10000 };
struct photo_house {
	struct files files;
	const char  *program; /* duban-photo; duban-photo-heic beside it, where there is one */
	const char  *heic;    /* NULL: none */
	int          ms;      /* PHOTO_RUN_MS; shorter in tests */
};

/* A mask's box in ten-thousandths (PHOTO_WHOLE) of the upright picture. */
struct photo_box {
	int x, y, w, h;
};

/* A picture that was taken: what the store keeps of it. */
struct photo_kept {
	enum photo_format  format;
	int64_t            bytes;         /* of the original */
	int                width, height; /* upright, of the original */
	struct photo_taken taken;
	bool               plain; /* no hash: too little in it */
	uint64_t hash; /* as picture_hash (app/photo/picture.h); near: at most PHOTO_NEAR bits differ */
	digest   original, large, small;
};

/*
 * Open the folder of files; ERR_FULL, ERR_STORE, ERR_INPUT without a decoder at `program`.
 * *h lives no longer than cx->arena and both texts.
 */
MUSTCHECK enum err photo_open(struct ctx *cx, const char *dir, const char *program, struct photo_house *h);

/*
 * Look at a picture and keep it: original, 1280 and 320.  Slow (a tenth of a second
 * and more) and without the store: for prepare().  ERR_INPUT, field "photo", with a sentence for
 * every picture that is not taken, for one at which the decoder crashed or hung twice,
 * too; ERR_BUSY when too many wait.  Nothing of a refused picture is kept.
 */
MUSTCHECK enum err photo_keep(struct ctx *cx, const struct photo_house *h, str bytes, struct photo_kept *out);

/*
 * What was kept of a picture that this process looked at within the last hour, if its files are there; false:
 * nobody knows.  Cheap: what a form sends twice is decoded once.
 */
MUSTCHECK bool photo_recent(struct ctx *cx, const struct photo_house *h, digest d, struct photo_kept *out);

/*
 * The same of a picture whose original is kept, with boxes covered (0..PHOTO_BOXES): its two versions
 * are made and kept, *out's original is the picture asked for.  ERR_NONE: it is not there.
 */
MUSTCHECK enum err photo_cover(struct ctx *cx, const struct photo_house *h, digest d,
                               const struct photo_box *box, size_t n, struct photo_kept *out);

/*
 * The luma of a kept picture, for copy_test, by the decoder: slow, without the store.  *out in cx->arena.
 * ERR_NONE: it is not there, or cannot be read any more; ERR_BUSY.
 */
MUSTCHECK enum err photo_luma_of(struct ctx *cx, const struct photo_house *h, digest d, struct photo_luma *out);

/* How many wait for a decoder now.  Any thread. */
int photo_waiting(void);

#endif
