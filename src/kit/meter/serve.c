/* The second socket: one thread, one page. */
#include "kit/meter/meter.h"

#include "base/log.h"
#include "base/mem.h"
#include "kit/sock/sock.h"

#include <microhttpd.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { CONNECTIONS = 16, SECONDS = 10, PAGE = 1 << 20, ARENA = 4 << 20 };

struct meter {
	struct meter_config config;
	struct MHD_Daemon  *daemon;
	int                 listen, port;
};

static enum MHD_Result
plain(struct MHD_Connection *c, unsigned status, const char *text)
{
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(str_of(text).n, (void *)(uintptr_t)text, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result      done = MHD_NO;

	if (!r)
		return MHD_NO;
	if (status != MHD_HTTP_METHOD_NOT_ALLOWED || MHD_add_response_header(r, "Allow", "GET, HEAD") == MHD_YES)
		done = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result
page(const struct meter *m, struct MHD_Connection *c)
{
	struct arena        *a = arena_new(ARENA);
	struct MHD_Response *r = NULL;
	struct buf           b;
	str                  text;
	enum MHD_Result      done = MHD_NO;

	if (a) {
		buf_init(&b, a, PAGE);
		m->config.write(m->config.env, &b);
		if (buf_end(&b, &text) == OK)
			r = MHD_create_response_from_buffer(text.n, (void *)(uintptr_t)text.p, MHD_RESPMEM_MUST_COPY);
	}
	arena_free(a);
	if (!r)
		return plain(c, MHD_HTTP_INTERNAL_SERVER_ERROR, "no memory\n");
	if (MHD_add_response_header(r, "Content-Type", "text/plain; version=0.0.4; charset=utf-8") == MHD_YES &&
	    MHD_add_response_header(r, "Cache-Control", "no-store") == MHD_YES)
		done = MHD_queue_response(c, MHD_HTTP_OK, r);
	MHD_destroy_response(r);
	return done;
}

/* Answered when the head is there: nothing that is told here needs a body. */
static enum MHD_Result
on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
           const char *data, size_t *n, void **ctx)
{
	(void)version;
	(void)data;
	(void)n;
	(void)ctx;
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		return plain(c, MHD_HTTP_METHOD_NOT_ALLOWED, "GET, HEAD\n");
	return strcmp(url, "/metrics") == 0 ? page(cls, c) : plain(c, MHD_HTTP_NOT_FOUND, "/metrics\n");
}

enum err
meter_start(const struct meter_config *config, struct meter **out)
{
	struct meter *m = mem_alloc(sizeof(*m));
	sigset_t      all, was;
	enum err      e = m ? OK : ERR_MEMORY;

	*out = NULL;
	if (e == OK) {
		m->config = *config;
		e = sock_listen(config->address, config->port, CONNECTIONS, &m->listen, &m->port) ? OK : ERR_STORE;
	}
	if (e == OK) {
		/* Signals are the main thread's business. */
		(void)sigfillset(&all);
		(void)pthread_sigmask(SIG_SETMASK, &all, &was);
		m->daemon = MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD, 0, NULL, NULL, on_request, m,
		                             MHD_OPTION_LISTEN_SOCKET, m->listen, MHD_OPTION_CONNECTION_LIMIT,
		                             (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SECONDS,
		                             MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(8 << 10), MHD_OPTION_END);
		(void)pthread_sigmask(SIG_SETMASK, &was, NULL);
		e = m->daemon ? OK : ERR_STORE;
	}
	if (e != OK) {
		log_line(LOG_ERROR, "what=\"metrics cannot be served\" address=%s port=%d", config->address,
		         config->port);
		meter_stop(m);
		return e;
	}
	*out = m;
	return OK;
}

int
meter_port(const struct meter *m)
{
	return m->port;
}

void
meter_stop(struct meter *m)
{
	if (!m)
		return;
	if (m->daemon)
		MHD_stop_daemon(m->daemon); /* closes what it listens on */
	else if (m->listen >= 0)
		(void)close(m->listen);
	mem_free(m);
}
