/* A disk that loses its power: unsynced writes are dropped, kept or torn at a chosen moment. */
#ifndef TESTS_KIT_DB_POWERCUT_H
#define TESTS_KIT_DB_POWERCUT_H

#include <stdbool.h>
#include <stdint.h>

/*
 * After powercut_on every SQLite file opened by this process lies on such a disk
 * (a VFS around the system's).  Only what xSync has confirmed is durable.  One
 * thread at a time; kill -9 cannot show what this shows, because the kernel
 * keeps unsynced writes then.
 */
void powercut_on(void);
void powercut_off(void);

/*
 * Forget all files and count from 0 again: the `at`-th write, truncation or
 * sync from now on does not come back, and every later one fails.  0: never.
 * `seed` chooses the fate of each unsynced write.
 */
void powercut_plan(uint64_t at, uint64_t seed);

bool     powercut_happened(void);
uint64_t powercut_count(void); /* writes, truncations and syncs so far */

/*
 * What the disk holds after the cut (or would hold, were it cut now) of the
 * database `from` and its WAL, written to `to` and `to`-wal.  Each unsynced write
 * is kept, lost, or torn at a sector, independently of the others.
 */
bool powercut_disk(const char *from, const char *to);

#endif
