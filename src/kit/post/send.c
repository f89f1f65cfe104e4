/* Sending by libcurl: the one place from which something leaves the program by itself. */
#include "base/ensure.h"
#include "base/log.h"
#include "kit/post/inside.h"

#include <curl/curl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

struct sending {
	struct buf answer;
	str        body; /* of a mail, what is left */
	size_t     all;  /* bytes of the answer */
	bool       inner; /* its host is allowed wherever it is */
	bool       refused;
	bool (*stop)(void *);
	void *arg;
};
enum { ANSWER_ENDLESS = 1 << 20 };

static void
begin(void)
{
	ensure(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

/* Only the beginning is kept; what never ends is cut. */
static size_t
take(char *p, size_t size, size_t n, void *arg)
{
	struct sending *s = arg;
	size_t          bytes = size * n, room = POST_ANSWER_MOST - s->answer.n;

	s->all += bytes;
	buf_bytes(&s->answer, p, bytes < room ? bytes : room);
	return s->all > ANSWER_ENDLESS ? 0 : bytes;
}

static size_t
give(char *p, size_t size, size_t n, void *arg)
{
	struct sending *s = arg;
	size_t          bytes = size * n < s->body.n ? size * n : s->body.n;

	for (size_t i = 0; i < bytes; i++)
		p[i] = s->body.p[i];
	s->body = str_slice(s->body, bytes, s->body.n);
	return bytes;
}

static int
progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct sending *s = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return s->stop && s->stop(s->arg);
}

/* Every address that a name stands for comes here before it is connected to, also after the name has changed. */
static curl_socket_t
connect_to(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct sending *s = arg;

	if (purpose != CURLSOCKTYPE_IPCXN || (!s->inner && !post_is_public(&a->addr))) {
		s->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static enum post_why
fault_of(CURLcode c, const struct sending *s, long status, curl_off_t gone)
{
	switch (c) {
	case CURLE_OK:
		return POST_WHY_NONE;
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_ABORTED_BY_CALLBACK:
	case CURLE_GOT_NOTHING:
	case CURLE_RECV_ERROR:
		/* What of it went out may have arrived. */
		return gone > 0 ? POST_WHY_SLOW : s->refused ? POST_WHY_ADDRESS : POST_WHY_UNREACHED;
	case CURLE_LOGIN_DENIED:
		return POST_WHY_LOGIN;
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_USE_SSL_FAILED:
	case CURLE_SSL_CERTPROBLEM:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
		return POST_WHY_TLS;
	case CURLE_WRITE_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_HTTP2:
	case CURLE_BAD_CONTENT_ENCODING:
		return POST_WHY_GARBLED;
	default:
		/* A mail server that says no in so many words was reached. */
		if (status >= 400)
			return POST_WHY_NONE;
		return s->refused ? POST_WHY_ADDRESS : POST_WHY_UNREACHED;
	}
}

static bool
add_line(struct curl_slist **list, struct arena *a, str line)
{
	char              *z = arena_z(a, line);
	struct curl_slist *more = z ? curl_slist_append(*list, z) : NULL;

	if (more)
		*list = more;
	return more != NULL;
}

/* What holds for every sending. */
static CURLcode
bound(CURL *h, struct sending *s, const char *url)
{
	CURLcode c;

	if ((c = curl_easy_setopt(h, CURLOPT_URL, url)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps")) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_FOLLOWLOCATION, 0L)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_PROXY, "")) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT_MS, (long)POST_CONNECT_MS)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_TIMEOUT_MS, (long)POST_WHOLE_MS)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_OPENSOCKETFUNCTION, connect_to)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_OPENSOCKETDATA, s)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_WRITEFUNCTION, take)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_WRITEDATA, s)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, progress)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_XFERINFODATA, s)) != CURLE_OK)
		return c;
	return curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
}

static CURLcode
as_post(CURL *h, const struct post_request *rq, struct curl_slist *lines)
{
	CURLcode c;

	if ((c = curl_easy_setopt(h, CURLOPT_POSTFIELDSIZE, (long)rq->body.n)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_POSTFIELDS, rq->body.p)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_USERAGENT, "Duban")) != CURLE_OK)
		return c;
	return curl_easy_setopt(h, CURLOPT_HTTPHEADER, lines);
}

static CURLcode
as_mail(struct ctx *cx, CURL *h, const struct post_request *rq, struct sending *s, struct curl_slist *lines)
{
	char    *from = arena_z(cx->arena, rq->from), *user = arena_z(cx->arena, rq->user),
	        *password = arena_z(cx->arena, rq->password);
	CURLcode c;

	if (!from || !user || !password)
		return CURLE_OUT_OF_MEMORY;
	s->body = rq->body;
	if ((c = curl_easy_setopt(h, CURLOPT_UPLOAD, 1L)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_READFUNCTION, give)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_READDATA, s)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_MAIL_FROM, from)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_MAIL_RCPT, lines)) != CURLE_OK ||
	    (c = curl_easy_setopt(h, CURLOPT_USE_SSL, (long)(rq->plain ? CURLUSESSL_TRY
	    : CURLUSESSL_ALL))) != CURLE_OK)
		return c;
	if (rq->user.n && ((c = curl_easy_setopt(h, CURLOPT_USERNAME, user)) != CURLE_OK ||
	                   (c = curl_easy_setopt(h, CURLOPT_PASSWORD, password)) != CURLE_OK))
		return c;
	return CURLE_OK;
}

enum err
post_send(struct ctx *cx, const struct post_request *rq, bool (*stop)(void *), void *arg, struct post_answer *out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct sending        s = {.stop = stop, .arg = arg};
	struct curl_slist    *lines = NULL;
	struct post_host      host;
	char                 *url = arena_z(cx->arena, rq->url);
	CURL                 *h;
	CURLcode              c = CURLE_OUT_OF_MEMORY;
	bool                  ready = url != NULL;
	long                  status = 0;
	curl_off_t            gone = 0;

	*out = (struct post_answer){.body = S("")};
	if (!post_host_of(rq->url, &host)) {
		out->fault = POST_WHY_ADDRESS;
		return OK;
	}
	(void)pthread_once(&once, begin);
	s.inner = post_allowed(&host);
	buf_init(&s.answer, cx->arena, POST_ANSWER_MOST);
	h = curl_easy_init();
	for (size_t i = 0; ready && i < (rq->mail ? rq->nto : rq->nheader); i++)
		ready = add_line(&lines, cx->arena, rq->mail ? rq->to[i] : rq->header[i]);
	if (h && ready && (c = bound(h, &s, url)) == CURLE_OK &&
	    (c = rq->mail ? as_mail(cx, h, rq, &s, lines) : as_post(h, rq, lines)) == CURLE_OK)
		c = curl_easy_perform(h);
	if (c != CURLE_OUT_OF_MEMORY) {
		(void)curl_easy_getinfo(h, CURLINFO_RESPONSE_CODE, &status);
		(void)curl_easy_getinfo(h, CURLINFO_SIZE_UPLOAD_T, &gone);
	}
	curl_slist_free_all(lines);
	if (h)
		curl_easy_cleanup(h);
	if (c == CURLE_OUT_OF_MEMORY || s.answer.err)
		return ctx_no_memory(cx);
	out->fault = fault_of(c, &s, status, gone);
	out->status = status;
	out->body = buf_str(&s.answer);
	if (c != CURLE_OK)
		log_line(LOG_DEBUG, "what=\"not sent\" host=%.*s why=\"%s\"", STR_ARG(host.host),
		    curl_easy_strerror(c));
	return OK;
}
