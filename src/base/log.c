/* Log lines. */
#include "base/log.h"

#include "base/clock.h"

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

/* Apart, because the line is cleared each time and most lines are never said. */
__attribute__((format(printf, 2, 0), noinline)) static void
say(enum log_level level, const char *fmt, va_list ap)
{
	char    line[16384];
	int64_t now = clock_now();
	int     n, k;

	n = snprintf(line, sizeof(line), "level=%s at=%lld.%03d%s%s ", name[level],
	             (long long)(now / 1000), (int)(now % 1000), request[0] ? " req=" : "", request);
	k = vsnprintf(line + n, sizeof(line) - (size_t)n - 1, fmt, ap);
	if (k < 0)
		return;
	n = n + k < (int)sizeof(line) - 1 ? n + k : (int)sizeof(line) - 2;
	for (int i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = ' ';
	line[n++] = '\n';
	/* One write a line, so that lines of several threads do not mix. */
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
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
