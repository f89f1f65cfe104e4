/* Listening, peers, leaving. */
#include "kit/sock/sock.h"

#include <arpa/inet.h>
#include <asm/socket.h> /* SO_PEERCRED, which sys/socket.h hides from POSIX programs */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { DROP_MOST = 1 << 20 };

/* Linux's struct ucred, which the headers hide from a POSIX program. */
struct peer_cred {
	int32_t pid;
	uint32_t uid, gid;
};

/* errno is the fault's, not that of closing. */
static bool
given_up(int *fd)
{
	int why = errno;

	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
	errno = why;
	return false;
}

bool
sock_listen(const char *address, int port, int backlog, int *fd, int *chosen)
{
	union {
		struct sockaddr     sa;
		struct sockaddr_in  v4;
		struct sockaddr_in6 v6;
	} a = {0};
	socklen_t n = sizeof(a.v4);
	int       on = 1;

	*fd = -1;
	if (inet_pton(AF_INET, address, &a.v4.sin_addr) == 1) {
		a.v4.sin_family = AF_INET;
		a.v4.sin_port = htons((uint16_t)port);
	} else if (inet_pton(AF_INET6, address, &a.v6.sin6_addr) == 1) {
		a.v6.sin6_family = AF_INET6;
		a.v6.sin6_port = htons((uint16_t)port);
		n = sizeof(a.v6);
	} else {
		errno = EINVAL;
		return false;
	}
	*fd = socket(a.sa.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*fd < 0 || setsockopt(*fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) != 0 || bind(*fd, &a.sa, n) != 0 ||
	    listen(*fd, backlog) != 0 || getsockname(*fd, &a.sa, &n) != 0)
		return given_up(fd);
	*chosen = ntohs(a.sa.sa_family == AF_INET ? a.v4.sin_port : a.v6.sin6_port);
	return true;
}

bool
sock_listen_local(const char *path, int backlog, int *fd)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int                n = snprintf(a.sun_path, sizeof(a.sun_path), "%s", path), probe;
	bool               stale;

	*fd = -1;
	if (n < 0 || n >= (int)sizeof(a.sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	if ((probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
		return false;
	stale = connect(probe, (struct sockaddr *)&a, sizeof(a)) != 0 && errno == ECONNREFUSED;
	(void)close(probe);
	if (stale)
		(void)unlink(a.sun_path);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (*fd < 0 || fchmod(*fd, 0600) != 0 || bind(*fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		return given_up(fd);
	if (listen(*fd, backlog) == 0)
		return true;
	(void)given_up(fd);
	(void)unlink(a.sun_path);
	return false;
}

void
sock_peer(int fd, const struct sockaddr *sa, struct sock_peer *out)
{
	struct sockaddr_in  v4;
	struct sockaddr_in6 v6;
	struct peer_cred    cred;
	socklen_t           n = sizeof(cred);

	*out = (struct sock_peer){.uid = -1};
	if (sa && sa->sa_family == AF_INET) {
		memcpy(&v4, sa, sizeof(v4));
		(void)inet_ntop(AF_INET, &v4.sin_addr, out->text, sizeof(out->text));
	} else if (sa && sa->sa_family == AF_INET6) {
		memcpy(&v6, sa, sizeof(v6));
		/* A socket for both kinds sees 192.0.2.1 as ::ffff:192.0.2.1. */
		if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
			(void)inet_ntop(AF_INET, &v6.sin6_addr.s6_addr[12], out->text, sizeof(out->text));
		else
			(void)inet_ntop(AF_INET6, &v6.sin6_addr, out->text, sizeof(out->text));
	} else {
		out->local = true;
		(void)snprintf(out->text, sizeof(out->text), "unix");
		if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &cred, &n) == 0)
			out->uid = cred.uid;
	}
}

void
sock_drain(int fd)
{
	char   bin[4096];
	size_t left = DROP_MOST;

	(void)shutdown(fd, SHUT_WR);
	while (left > 0) {
		ssize_t n = recv(fd, bin, sizeof(bin), MSG_DONTWAIT);

		if (n <= 0)
			return;
		left -= (size_t)n < left ? (size_t)n : left;
	}
}
