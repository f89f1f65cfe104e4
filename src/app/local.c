/* The command line's way through a running server's local door. */
#include "app/local.h"
#include "app/server/server.h"

#include "app_texts.h"
#include "kit/json/tree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER = 8 << 20, WAIT_S = 120 };

_Static_assert(LOCAL_PATH_MOST + sizeof(".sock") == sizeof(((struct sockaddr_un *)0)->sun_path), "PATH.sock fits");

const char *
local_path(const struct app *app, struct arena *a)
{
	struct sockaddr_un room;
	str                db = str_of(app->db), path;

	if (!str_starts(db, S("sqlite:")))
		return NULL;
	path = arena_printf(a, "%s.sock", app->db + S("sqlite:").n);
	return path.p && path.n < sizeof(room.sun_path) ? path.p : NULL;
}

int
local_connect(const struct app *app, struct arena *a)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval     wait = {.tv_sec = WAIT_S};
	const char        *path = local_path(app, a);
	int                fd;

	if (!path)
		return -1;
	memcpy(to.sun_path, path, str_of(path).n);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
add_encoded(struct buf *b, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
			buf_char(b, c);
		} else {
			buf_char(b, '%');
			buf_hex(b, &c, 1);
		}
	}
}

static void
add_pair(struct buf *b, str name, str value)
{
	add_encoded(b, name);
	buf_char(b, '=');
	add_encoded(b, value);
	buf_char(b, '&');
}

static bool
send_all(int fd, str s)
{
	while (s.n > 0) {
		ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		s = str_slice(s, (size_t)n, s.n);
	}
	return true;
}

/* What follows the head of a whole answer; STR_NONE when it was cut off. */
static str
receive(struct ctx *cx, int fd)
{
	char       chunk[65536];
	struct buf b;
	ssize_t    n;
	str        all, length;
	size_t     head;
	int64_t    size;

	buf_init(&b, cx->arena, ANSWER);
	while ((n = recv(fd, chunk, sizeof(chunk), 0)) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_bytes(&b, chunk, (size_t)n);
	all = buf_str(&b);
	head = str_find_str(all, S("\r\n\r\n"));
	if (n < 0 || head == SIZE_MAX)
		return STR_NONE;
	length = str_slice(all, str_find_str(all, S("Content-Length: ")), head);
	length = str_slice(length, S("Content-Length: ").n, length.n);
	length = str_slice(length, 0, str_find(length, '\r') == SIZE_MAX ? length.n : str_find(length, '\r'));
	all = str_slice(all, head + 4, all.n);
	return str_to_i64(length, &size) && (size_t)size == all.n ? all : STR_NONE;
}

static enum err
err_of(str type)
{
	for (enum err e = ERR_INPUT; e < ERR_MAX; e++)
		if (str_ends(type, str_of(err_name(e))))
			return e;
	return ERR_STORE;
}

/* The reasons of a problem document as why_text would print them. */
static enum err
reasons(struct ctx *cx, const struct jval *problem, str *said)
{
	const struct jval *why = jval_get(problem, S("why"));
	str                type = STR_NONE, title = STR_NONE, field, text;
	struct buf         b;
	enum err           e;

	(void)jval_str(jval_get(problem, S("type")), &type);
	(void)jval_str(jval_get(problem, S("title")), &title);
	buf_init(&b, cx->arena, BUF_PAGE);
	for (uint32_t i = 0; why && why->kind == JARR && i < why->n; i++) {
		if (jval_str(jval_get(&why->item[i], S("field")), &field)) {
			buf_add(&b, field);
			buf_add(&b, cx->lang == ZH ? S("：") : S(": "));
		}
		if (jval_str(jval_get(&why->item[i], S("text")), &text))
			buf_add(&b, text);
		buf_char(&b, '\n');
	}
	if (b.n == 0) {
		buf_add(&b, title);
		buf_char(&b, '\n');
	}
	e = buf_end(&b, said);
	return e == OK ? err_of(type) : e;
}

/* Send, and read the answer: its text and its tree; reasons of the server go to *said. */
static enum err
ask(struct ctx *cx, int fd, const char *as, str command, const struct input *pairs, size_t n, bool slice,
    str *got, const struct jval **answer, str *said)
{
	struct jlimit limit = {.bytes = ANSWER, .nodes = 1000, .depth = 8};
	struct buf    body, head;
	bool          ok = false;
	enum err      e;

	*got = *said = STR_NONE;
	buf_init(&body, cx->arena, SERVER_LOCAL_BODY);
	buf_init(&head, cx->arena, BUF_LINE);
	if (as)
		add_pair(&body, S("_as"), str_of(as));
	if (slice)
		add_pair(&body, S("_slice"), S("1"));
	for (size_t i = 0; i < n; i++)
		add_pair(&body, pairs[i].name, pairs[i].value);
	buf_printf(&head,
	           "POST /local/do/%.*s?lang=%s HTTP/1.1\r\nHost: duban\r\nConnection: close\r\n"
	           "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
	           STR_ARG(command), cx->lang == ZH ? "zh" : "en", body.n);
	if ((e = body.err) == OK && (e = head.err) == OK && send_all(fd, buf_str(&head)) &&
	    send_all(fd, buf_str(&body)))
		*got = receive(cx, fd);
	(void)close(fd);
	if (e != OK)
		return e;
	if (!got->p)
		return refuse(cx, ERR_BUSY, NULL, T_app_local_cut);
	if ((e = jval_parse(cx, *got, &limit, answer)) != OK)
		return e;
	return jval_bool(jval_get(*answer, S("ok")), &ok) && ok ? OK : reasons(cx, *answer, said);
}

enum err
local_do(struct ctx *cx, int fd, const char *as, str command, const struct input *pairs, size_t n, str *said)
{
	const struct jval *answer;
	str                got;
	enum err           e = ask(cx, fd, as, command, pairs, n, false, &got, &answer, said);

	if (e == OK)
		*said = got;
	return e;
}

enum err
local_slice(struct ctx *cx, int fd, const char *as, str command, const struct input *pairs, size_t n,
            struct reply *reply)
{
	const struct jval *answer, *args;
	str                got, said;
	enum err           e = ask(cx, fd, as, command, pairs, n, true, &got, &answer, &said);

	if (e != OK)
		return said.p ? refuse(cx, e, NULL, T_app_local_said, str_trim(said)) : e;
	args = jval_get(answer, S("args"));
	if (!args || args->kind != JARR || args->n != NITEMS(reply->arg))
		return ERR_STORE;
	for (uint32_t i = 0; i < args->n; i++)
		if (!jval_str(&args->item[i], &reply->arg[i]))
			return ERR_STORE;
	return OK;
}
