/* A browser crowd in one thread: a fixed rate of arrivals, or as fast as answers come. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 *   bench_load login PORT N LOGIN,LOGIN,… PASSWORD > SESSIONS
 *   bench_load run PORT SECONDS RATE CONNS SESSIONS get PATH [IDS]
 *   bench_load run PORT SECONDS RATE CONNS SESSIONS create PLACES
 *   bench_load idle PORT CONNS SECONDS
 *
 * SESSIONS has lines of cookie TAB log-in; "-" is nobody.  Connections take sessions
 * in turn.  PATH may hold one %, replaced by a number of the file IDS.  PLACES has
 * lines of log-in TAB place id; sessions of other log-ins do not create.
 * RATE 0 is the closed loop: the next request as soon as the answer is there.
 * Otherwise request k is due at k / RATE and its time counts from then, whether or
 * not a connection was free (nothing is omitted when the server stalls).
 * Prints one line: rate, answers, refused, percentiles and the longest, in ms.
 */

enum { CONNS_MAX = 4096, SESSIONS_MAX = 4096, IDS_MAX = 100000, PLACES_MAX = 4096, IN_MAX = 1 << 18, OUT_MAX = 4096,
	SLOTS = 4096, EVENTS = 256 };

struct session {
	char   cookie[200], login[40];
	size_t first, n; /* its places */
};

struct conn {
	int     fd;
	bool    busy;
	int64_t due, session;
	size_t  out_n, out_at, in_n, body_at, body_n;
	bool    head_done;
	char    out[OUT_MAX], in[IN_MAX];
};

static struct session sessions[SESSIONS_MAX];
static int64_t        ids[IDS_MAX], places[PLACES_MAX];
static size_t         nsessions, nids;
static struct conn   *conns;
static int            nconns, port;
static const char    *path;
static bool           create;
static uint64_t       seed = 88172645463325252u, sent, good, bad, made;
static int            first_bad;
static int            wait = MSG_DONTWAIT; /* 0 while logging in: one request at a time */
/* Latencies in µs, exact to 1/64: bucket of the highest bit, then 64 in it. */
static uint64_t slots[SLOTS];
static int64_t  longest;

static uint64_t
rnd(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed >> 11;
}

static _Noreturn void
die(const char *what)
{
	(void)fprintf(stderr, "bench_load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- Figures ------------------------------------------------------------------------------ */

static size_t
slot_of(int64_t us)
{
	uint64_t v = us > 0 ? (uint64_t)us : 0;
	int      shift = 0;

	while (v >> shift >= 128)
		shift++;
	/* Below 128 exactly; then 64 a doubling. */
	return shift == 0 ? (size_t)v : (size_t)(64 + 64 * shift) + (size_t)((v >> shift) - 64);
}

static double
slot_ms(size_t s)
{
	size_t shift = s < 128 ? 0 : (s - 64) / 64;

	return (double)(s < 128 ? s : ((s - 64) % 64 + 65) << shift) / 1000;
}

static double
percentile(double p)
{
	uint64_t want = (uint64_t)((double)(good + bad) * p), n = 0;

	for (size_t i = 0; i < SLOTS; i++) {
		n += slots[i];
		if (n > want)
			return slot_ms(i);
	}
	return (double)longest / 1000;
}

/* ---- Requests ----------------------------------------------------------------------------- */

static void
write_create(struct conn *c, const struct session *s)
{
	char    body[1024];
	int64_t place = places[s->first + (size_t)(rnd() % s->n)];
	bool    public = strncmp(s->login, "sly", 3) == 0;
	int     n;

	made++;
	/* What people write: the public's reports carry who they are, staff's a position. */
	n = snprintf(body, sizeof(body),
	             "{\"source\":\"%s\",\"place\":\"#%" PRId64 "\",\"address\":\"芗城区延安北路%d-%" PRIu64 "号门前\","
	             "\"description\":\"人行道上有一堆垃圾没有清走，气味很大，请尽快处理\",\"class\":\"S06010\","
	             "\"lon\":117.%06u,\"lat\":24.%06u,\"srs\":\"cgcs2000\"%s}",
	             public ? "hotline" : "grid", place, (int)getpid(), made, (unsigned)(600000 + rnd() % 100000),
	             (unsigned)(450000 + rnd() % 100000),
	             public ? ",\"reporter_name\":\"钱玄黄\",\"reporter_phone\":\"19900001001\"" : "");
	c->out_n = (size_t)snprintf(c->out, sizeof(c->out),
	                            "POST /api/case.report HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
	                            "Origin: http://127.0.0.1:%d\r\n"
	                            "Cookie: duban=%s\r\nContent-Type: application/json\r\n"
	                            "Idempotency-Key: bench-%d-%" PRIu64 "\r\nContent-Length: %d\r\n\r\n%s",
	                            port, port, s->cookie, (int)getpid(), made, n, body);
}

static void
write_get(struct conn *c, const struct session *s)
{
	char        id[24] = "";
	const char *mark = strchr(path, '%');
	int         head = mark ? (int)(mark - path) : (int)str_of(path).n;

	if (mark)
		(void)snprintf(id, sizeof(id), "%" PRId64, nids ? ids[rnd() % nids] : 1);
	c->out_n = (size_t)snprintf(c->out, sizeof(c->out),
	                            "GET %.*s%s%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s%s\r\n\r\n",
	                            head, path, id, mark ? mark + 1 : "", port, s ? "Cookie: duban=" : "Accept: */*",
	                            s ? s->cookie : "");
}

static void
write_request(struct conn *c)
{
	struct session *s = nsessions ? &sessions[c->session] : NULL;

	c->out_at = c->in_n = c->body_at = c->body_n = 0;
	c->head_done = false;
	if (create)
		write_create(c, s);
	else
		write_get(c, s);
}

static void
push(struct conn *c)
{
	while (c->out_at < c->out_n) {
		ssize_t n = send(c->fd, c->out + c->out_at, c->out_n - c->out_at, MSG_NOSIGNAL | wait);

		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			die("send");
		c->out_at += (size_t)n;
	}
}

static void
start(struct conn *c, int64_t due)
{
	c->busy = true;
	c->due = due;
	sent++;
	write_request(c);
	push(c);
}

/* The value of a header, from in[0..body_at). */
static str
header(const struct conn *c, str name)
{
	str rest = {c->in, c->body_at};

	while (rest.p) {
		str line = str_cut(&rest, '\n'), key = str_cut(&line, ':');

		if (str_eq_nocase(key, name))
			return str_trim(line);
	}
	return STR_NONE;
}

/* True when the answer is whole. */
static bool
pull(struct conn *c)
{
	for (;;) {
		ssize_t n;
		int64_t length;
		str     end;

		if (c->in_n == IN_MAX)
			die("answer too long");
		n = recv(c->fd, c->in + c->in_n, IN_MAX - c->in_n, wait);
		if (n < 0 && errno == EAGAIN)
			return false;
		if (n <= 0)
			die("connection cut");
		c->in_n += (size_t)n;
		if (!c->head_done) {
			size_t at = str_find_str((str){c->in, c->in_n}, S("\r\n\r\n"));

			if (at == SIZE_MAX)
				continue;
			c->body_at = at + 4;
			end = header(c, S("Content-Length"));
			if (!str_to_i64(end, &length))
				die("answer without a length");
			c->body_n = (size_t)length;
			c->head_done = true;
		}
		if (c->in_n >= c->body_at + c->body_n)
			return true;
	}
}

static void
count(struct conn *c, int64_t now)
{
	int64_t us = now - c->due;
	int     status = c->in_n > 12 ? (c->in[9] - '0') * 100 + (c->in[10] - '0') * 10 + (c->in[11] - '0') : 0;
	size_t  s = slot_of(us);

	slots[s < SLOTS ? s : SLOTS - 1]++;
	if (us > longest)
		longest = us;
	if (status >= 200 && status < 300) {
		good++;
		return;
	}
	bad++;
	if (!first_bad) {
		first_bad = status;
		(void)fprintf(stderr, "first refusal %d: %.*s\n", status, (int)(c->in_n - c->body_at),
		              c->in + c->body_at);
	}
}

static int
dial(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int                fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || connect(fd, (struct sockaddr *)(void *)&a, sizeof(a)) != 0)
		die("connect");
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	return fd;
}

static int
dial_all(void)
{
	int ep = epoll_create1(EPOLL_CLOEXEC);

	conns = mem_alloc((size_t)nconns * sizeof(*conns));
	if (!conns || ep < 0)
		die("memory");
	for (int i = 0; i < nconns; i++) {
		struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data = {.u32 = (uint32_t)i}};

		conns[i].fd = dial();
		conns[i].session = nsessions ? i % (int)nsessions : 0;
		if (epoll_ctl(ep, EPOLL_CTL_ADD, conns[i].fd, &ev) != 0)
			die("epoll");
	}
	return ep;
}

/* ---- The loop ------------------------------------------------------------------------------- */

static void
run(double seconds, double rate)
{
	struct epoll_event ev[EVENTS];
	int                ep = dial_all(), nidle = 0, first = 0, *idle = mem_alloc((size_t)nconns * sizeof(*idle));
	int64_t            t0, end, now, due_n = 0;

	if (!idle)
		die("memory");
	/* The one that has rested longest is next, so that none is idle for longer than the server allows. */
	for (int i = 0; i < nconns; i++)
		idle[nidle++] = i;
	t0 = now = clock_mono_us();
	end = t0 + (int64_t)(seconds * 1e6);
	while (now < end || (nidle < nconns && now < end + 10000000)) {
		int64_t due = rate > 0 ? t0 + (int64_t)((double)due_n * 1e6 / rate) : now;
		int     ms = 100, n;

		while (nidle > 0 && due <= now && due < end && now < end) {
			start(&conns[idle[first]], due);
			first = (first + 1) % nconns;
			nidle--;
			due_n++;
			due = rate > 0 ? t0 + (int64_t)((double)due_n * 1e6 / rate) : now;
		}
		if (rate > 0 && nidle > 0 && now < end)
			ms = due - now < 1000 ? 0 : (int)((due - now) / 1000);
		n = epoll_wait(ep, ev, EVENTS, ms > 100 ? 100 : ms);
		now = clock_mono_us();
		for (int i = 0; i < n; i++) {
			struct conn *c = &conns[ev[i].data.u32];

			if (!c->busy)
				continue;
			if (ev[i].events & EPOLLOUT)
				push(c);
			if ((ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) && pull(c)) {
				count(c, now);
				c->busy = false;
				idle[(first + nidle++) % nconns] = (int)ev[i].data.u32;
			}
		}
	}
	/* What was due and never got a connection waited until the end: it counts as that long. */
	for (; rate > 0 && (double)due_n < seconds * rate; due_n++) {
		int64_t us = now - t0 - (int64_t)((double)due_n * 1e6 / rate);
		size_t  s = slot_of(us);

		slots[s < SLOTS ? s : SLOTS - 1]++;
		bad++;
		longest = us > longest ? us : longest;
	}
	(void)printf("rate=%.0f ok=%" PRIu64 " bad=%" PRIu64 " p50=%.2f p90=%.2f p99=%.2f p999=%.2f max=%.2f "
	             "bytes=%zu\n",
	             (double)good / seconds, good, bad, percentile(0.5), percentile(0.9), percentile(0.99),
	             percentile(0.999), (double)longest / 1000, conns[0].body_n);
	mem_free(idle);
	mem_free(conns);
	(void)close(ep);
}

/* ---- Files ------------------------------------------------------------------------------------ */

static void
read_sessions(const char *file)
{
	FILE *f;

	if (strcmp(file, "-") == 0)
		return;
	if (!(f = fopen(file, "r")))
		die(file);
	while (nsessions < SESSIONS_MAX &&
	       fscanf(f, "%199s %39s", sessions[nsessions].cookie, sessions[nsessions].login) == 2)
		nsessions++;
	(void)fclose(f);
}

static void
read_ids(const char *file)
{
	FILE *f = fopen(file, "r");

	if (!f)
		die(file);
	while (nids < IDS_MAX && fscanf(f, "%" SCNd64, &ids[nids]) == 1)
		nids++;
	(void)fclose(f);
}

/* Sessions that may not create, or nowhere, are left out. */
static void
read_places(const char *file)
{
	size_t keep = 0, n = 0;

	for (size_t i = 0; i < nsessions; i++) {
		FILE   *f = fopen(file, "r");
		char    login[40];
		int64_t place;
		size_t  same = 0;

		if (!f)
			die(file);
		while (same < keep && strcmp(sessions[same].login, sessions[i].login) != 0)
			same++;
		if (same < keep) {
			sessions[i].first = sessions[same].first;
			sessions[i].n = sessions[same].n;
		} else {
			sessions[i].first = n;
			while (n < PLACES_MAX && fscanf(f, "%39s %" SCNd64, login, &place) == 2)
				if (strcmp(login, sessions[i].login) == 0)
					places[n++] = place;
			sessions[i].n = n - sessions[i].first;
		}
		(void)fclose(f);
		if (sessions[i].n > 0)
			sessions[keep++] = sessions[i];
	}
	nsessions = keep;
	if (keep == 0)
		die("no session may create");
}

/* One after the other: a log-in costs the server much on purpose. */
static void
log_in(int n, const char *logins, const char *password)
{
	struct conn *c;
	str          rest = str_of(logins), name;

	nconns = 1;
	wait = 0;
	(void)close(dial_all());
	c = &conns[0];
	for (int i = 0; i < n; i++) {
		char body[200];
		int  len;
		str  cookie;

		if (!rest.p)
			rest = str_of(logins);
		name = str_cut(&rest, ',');
		len = snprintf(body, sizeof(body), "name=%.*s&password=%s", STR_ARG(name), password);
		c->out_at = c->in_n = c->body_at = c->body_n = 0;
		c->head_done = false;
		c->out_n = (size_t)snprintf(c->out, sizeof(c->out),
		                            "POST /login HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
		                            "Origin: http://127.0.0.1:%d\r\n"
		                            "Content-Type: application/x-www-form-urlencoded\r\n"
		                            "Content-Length: %d\r\n\r\n%s",
		                            port, port, len, body);
		push(c);
		while (!pull(c))
			;
		cookie = header(c, S("Set-Cookie"));
		(void)str_cut(&cookie, '=');
		if (!cookie.p) {
			(void)fprintf(stderr, "log-in of %.*s failed\n", STR_ARG(name));
			exit(1);
		}
		cookie = str_cut(&cookie, ';');
		(void)printf("%.*s\t%.*s\n", STR_ARG(cookie), STR_ARG(name));
	}
}

int
main(int argc, char **argv)
{
	if (argc < 5)
		return 2;
	port = atoi(argv[2]);
	if (strcmp(argv[1], "login") == 0 && argc == 6) {
		log_in(atoi(argv[3]), argv[4], argv[5]);
		return 0;
	}
	if (strcmp(argv[1], "idle") == 0) {
		nconns = atoi(argv[3]);
		(void)dial_all();
		(void)printf("ready\n");
		(void)fflush(stdout);
		(void)sleep((unsigned)atoi(argv[4]));
		return 0;
	}
	if (strcmp(argv[1], "run") != 0 || argc < 9)
		return 2;
	nconns = atoi(argv[5]);
	if (nconns < 1 || nconns > CONNS_MAX)
		return 2;
	read_sessions(argv[6]);
	create = strcmp(argv[7], "create") == 0;
	if (create)
		read_places(argv[8]);
	else if (argc > 9)
		read_ids(argv[9]);
	path = argv[8];
	run(atof(argv[3]), atof(argv[4]));
	return bad > good ? 1 : 0;
}
