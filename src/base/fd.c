/* Bytes to a file descriptor. */
#include "base/fd.h"

#include <errno.h>
#include <unistd.h>

bool
fd_write(int fd, str s)
{
	while (s.n) {
		ssize_t put = write(fd, s.p, s.n);

		if (put < 0 && errno != EINTR)
			return false;
		s = str_slice(s, put > 0 ? (size_t)put : 0, s.n);
	}
	return true;
}
