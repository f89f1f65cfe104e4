/* What is taken from the decoder before it reads the first byte of a stranger's file. */
#ifndef APP_PHOTO_CONFINE_H
#define APP_PHOTO_CONFINE_H

#include <stdbool.h>
#include <stddef.h>

enum { CONFINE_MEMORY_MB = 640, CONFINE_CPU_S = 10, CONFINE_FILE_MB = 8 };

/*
 * For good, in this process: no descriptor but 0, 1 and 2, no new one, CONFINE_FILE_MB
 * written to a file, CONFINE_MEMORY_MB of address space, CONFINE_CPU_S seconds of processor,
 * no core, no debugger, no new privileges, dead with its parent; and a filter that
 * knows reading 0, writing 1 and 2, memory that is not executable, locks of
 * threads, and the end.  Opening a file gets an error, any other call kills the process.
 * `threads`: further threads may be made (never processes).
 *
 * Under a sanitizer, which needs much memory and a few more calls, the filter and the
 * memory limit are left out; *filtered says whether they are in force.  False:
 * the system would not; the caller must not read on.
 */
bool confine(bool threads, bool *filtered);

#endif
