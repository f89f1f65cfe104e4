/* Sockets as Linux has them: where to listen, who is at the other end, how to leave.  Knows no protocol. */
#ifndef KIT_SOCK_SOCK_H
#define KIT_SOCK_SOCK_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct sockaddr;

/*
 * Listen at a numeric IPv4 or IPv6 address, non-blocking; port 0: the system chooses, *chosen says which.  False, with
 * *fd -1 and errno: it cannot be had.  The caller closes *fd.
 */
MUSTCHECK bool sock_listen(const char *address, int port, int backlog, int *fd, int *chosen);

/*
 * The same at a path, where only its owner may knock (0600).  A socket there that nobody answers on is left from a
 * crash and replaced; one that somebody answers on is not.  The caller unlinks the path in the end.
 */
MUSTCHECK bool sock_listen_local(const char *path, int backlog, int *fd);

/* Whoever is connected. */
enum { SOCK_PEER = 48 };
struct sock_peer {
	bool    local;           /* through a path: */
	int64_t uid;             /* its user, -1: nobody knows */
	char    text[SOCK_PEER]; /* the address, 192.0.2.1 for ::ffff:192.0.2.1; "unix" */
};
void sock_peer(int fd, const struct sockaddr *sa, struct sock_peer *out);

/*
 * Before closing: closing a socket with unread bytes resets it, and the other end may lose the answer that tells it
 * why.  Says that nothing more comes, reads what has arrived, a megabyte at most, and drops it; never waits.
 */
void sock_drain(int fd);

#endif
