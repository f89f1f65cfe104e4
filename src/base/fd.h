/* Bytes to a file descriptor, all of them. */
#ifndef BASE_FD_H
#define BASE_FD_H

#include "base/err.h"
#include "base/str.h"

/*
 * Write every byte of s, however often the kernel takes only some of them or a
 * signal comes between.  False with errno set when one could not be written; how
 * many were is then unknown.  Blocks as the descriptor does; syncs nothing.
 */
MUSTCHECK bool fd_write(int fd, str s);

#endif
