/* Log lines. */
#include "base/log.h"

#include "base/clock.h"

#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static _Atomic int            least = LOG_INFO;
static _Thread_local char     request[41];
static const char *const      name[] = {"debug", "info", "warn", "error"};

void
log_level_set(enum log_level level)
{
	least = (int)level;
}

void
log_request(str id)
{
	size_t n = id.n < sizeof(request) - 1 ? id.n : sizeof(request) - 1;

	if (n)
		memcpy(request, id.p, n);
	request[n] = '\0';
}

__attribute__((format(printf, 5, 0))) static size_t
format(char *to, size_t room, enum log_level level, const char *id, const char *fmt, va_list ap)
{
	int64_t now = clock_now();
	int     most = (int)room, n, k;

	n = snprintf(to, room, "level=%s at=%lld.%03d%s%s ", name[level], (long long)(now / 1000), (int)(now % 1000),
	             id[0] ? " req=" : "", id);
	if (n < 0 || n > most - 2)
		return 0;
	k = vsnprintf(to + n, room - (size_t)n - 1, fmt, ap);
	if (k < 0)
		return 0;
	n = n + k < most - 1 ? n + k : most - 2;
	for (int i = 0; i < n; i++)
		if ((unsigned char)to[i] < 0x20 || to[i] == 0x7f)
			to[i] = ' ';
	to[n++] = '\n';
	return (size_t)n;
}

/* Apart, because the line is cleared each time and most lines are never said. */
__attribute__((format(printf, 2, 0), noinline)) static void
say(enum log_level level, const char *fmt, va_list ap)
{
	char   line[16384];
	size_t n = format(line, sizeof(line), level, request, fmt, ap);

	/* One write a line, so that lines of several threads do not mix. */
	if (n && write(STDERR_FILENO, line, n) < 0)
		return;
}

size_t
log_format(char *to, size_t room, enum log_level level, str id, const char *fmt, ...)
{
	char    z[sizeof(request)];
	va_list ap;
	size_t  n;

	if ((int)level < least)
		return 0;
	n = id.n < sizeof(z) - 1 ? id.n : sizeof(z) - 1;
	if (n)
		memcpy(z, id.p, n);
	z[n] = '\0';
	va_start(ap, fmt);
	n = format(to, room, level, z, fmt, ap);
	va_end(ap);
	return n;
}

size_t
log_block(const char *p, size_t n)
{
	size_t k = n < PIPE_BUF ? n : PIPE_BUF, end = k;

	while (end > 0 && p[end - 1] != '\n')
		end--;
	k = end ? end : k;
	if (write(STDERR_FILENO, p, k) < 0)
		return k;
	return k;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	va_list ap;

	if ((int)level < least)
		return;
	va_start(ap, fmt);
	say(level, fmt, ap);
	va_end(ap);
}
