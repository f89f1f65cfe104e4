/* A folder's files, read whole into memory. */
#ifndef KIT_FOLDER_FOLDER_H
#define KIT_FOLDER_FOLDER_H

#include "base/arena.h"

enum { FOLDER_FILES = 2000, FOLDER_DEPTH = 6, FOLDER_BYTES = 64 << 20 };

struct folder_file {
	str path;  /* below the folder, with '/' between: "sub/a.js" */
	str bytes; /* raw */
};
struct folder {
	struct folder_file *file; /* in no order */
	size_t              n;
};

/*
 * Read `dir` and what is below it into `a`, which must have room.  Names that begin with a dot, symbolic links and
 * special files are passed over, so that nothing outside the folder is read.  False when it, or a file in it, cannot
 * be read, or it has more files, levels or bytes than above.
 */
MUSTCHECK bool folder_read(struct arena *a, const char *dir, struct folder *out);

#endif
