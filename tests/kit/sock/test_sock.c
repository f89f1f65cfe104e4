/* Sockets: an address and a path are had once, who is at the other end, leaving without a wait. */
#include "base/ensure.h"
#include "kit/db/engines.h"
#include "kit/sock/sock.h"
#include "tap.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int
dial(const char *path)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int                fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ensure(str_of(path).n < sizeof(a.sun_path));
	memcpy(a.sun_path, path, str_of(path).n);
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
addresses(void)
{
	int fd, again, port = 0, other = 0;

	ok(sock_listen("127.0.0.1", 0, 4, &fd, &port) && fd >= 0 && port > 0, "port 0: the system chooses");
	ok(!sock_listen("127.0.0.1", port, 4, &again, &other) && again == -1, "an address is had once");
	ok(!sock_listen("localhost", 0, 4, &again, &other) && again == -1, "names are no addresses");
	(void)close(fd);
	ok(sock_listen("127.0.0.1", port, 4, &fd, &other) && other == port, "and again when it is free");
	(void)close(fd);
}

static void
paths(void)
{
	char        path[200], far[300];
	struct stat st;
	int         fd, again, mine;

	(void)snprintf(path, sizeof(path), "%s/door", test_folder());
	ok(sock_listen_local(path, 4, &fd) && stat(path, &st) == 0 && (st.st_mode & 07777) == 0600, "a path is its owner's alone");
	ok(!sock_listen_local(path, 4, &again) && again == -1, "is had once");
	mine = dial(path);
	ok(mine >= 0, "and left to who has it");
	(void)close(mine);
	(void)close(fd);
	ok(stat(path, &st) == 0 && sock_listen_local(path, 4, &fd), "what is left of a crash is replaced");
	(void)close(fd);
	(void)unlink(path);
	memset(far, 'x', sizeof(far) - 1);
	far[sizeof(far) - 1] = '\0';
	ok(!sock_listen_local(far, 4, &fd) && fd == -1, "a path that is too long is refused, not cut");
}

static void
peers(void)
{
	struct sockaddr_in  v4 = {.sin_family = AF_INET};
	struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
	struct sock_peer    p;
	char                bin[8];
	int                 two[2];

	ensure(inet_pton(AF_INET, "192.0.2.1", &v4.sin_addr) == 1 && inet_pton(AF_INET6, "::ffff:192.0.2.1", &v6.sin6_addr) == 1);
	sock_peer(-1, (struct sockaddr *)&v4, &p);
	ok(!p.local && p.uid == -1, "over a network nobody knows the user");
	is_str(str_of(p.text), S("192.0.2.1"), "IPv4");
	sock_peer(-1, (struct sockaddr *)&v6, &p);
	is_str(str_of(p.text), S("192.0.2.1"), "the same, mapped into IPv6");
	ensure(inet_pton(AF_INET6, "2001:db8::1", &v6.sin6_addr) == 1);
	sock_peer(-1, (struct sockaddr *)&v6, &p);
	is_str(str_of(p.text), S("2001:db8::1"), "IPv6");
	ensure(socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0);
	sock_peer(two[0], NULL, &p);
	ok(p.local && p.uid == (int64_t)getuid(), "through a path: whose process it is");
	is_str(str_of(p.text), S("unix"), "which has no address");
	ensure(write(two[1], "rest", 4) == 4);
	sock_drain(two[0]);
	ok(recv(two[0], bin, sizeof(bin), MSG_DONTWAIT) < 0, "leaving takes what has arrived");
	sock_drain(two[0]);
	ok(read(two[1], bin, sizeof(bin)) == 0, "waits for nothing more, and says so");
	(void)close(two[0]);
	(void)close(two[1]);
}

int
main(void)
{
	addresses();
	paths();
	peers();
	return done();
}
