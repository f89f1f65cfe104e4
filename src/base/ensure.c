/* What happens when a programming error is found. */
#include "base/ensure.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void
ensure_failed(const char *file, int line, const char *expr)
{
	(void)fprintf(stderr, "level=bug at=%s:%d ensure=\"%s\"\n", file, line, expr);
	abort();
}
