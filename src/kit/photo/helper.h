/* One helper process: started without a shell, fed one file, heard out, ended in any case. */
#ifndef KIT_PHOTO_HELPER_H
#define KIT_PHOTO_HELPER_H

#include "base/arena.h"

struct helper {
	const char *program;
	char      **argv;  /* ends with NULL; argv[0] by custom its name */
	int         in;    /* becomes its descriptor 0; stays open here */
	int         ms;    /* of wall time that it has */
	size_t      most;  /* bytes that it may say */
};

enum helper_end {
	HELPER_DONE,   /* said something and left with 0 */
	HELPER_FAILED, /* left with another number, or by a signal */
	HELPER_LATE,   /* was killed when its time was over */
	HELPER_LOUD,   /* was killed because it said too much */
	HELPER_ABSENT, /* could not be started */
	HELPER_MEMORY  /* the arena had no room for what it said */
};

/*
 * Run it to its end on this thread: its descriptor 1 is read, 2 is /dev/null, its
 * environment is empty, no blocked or ignored signal is inherited, and no descriptor that is
 * marked to be closed (ours are; duban-photo closes the rest itself).
 * Whatever happens, it is gone and reaped when this returns.  *said lives in `a`.
 */
MUSTCHECK enum helper_end helper_run(struct arena *a, const struct helper *h, str *said);

#endif
