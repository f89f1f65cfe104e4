/* Payloads as the store keeps them, a line of hexadecimal each, to lines of JSON: what tests look into. */
#include "base/arena.h"
#include "kit/journal/journal.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MOST = 1 << 18 };

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int
main(void)
{
	static char line[LINE_MOST], bytes[LINE_MOST / 2];
	struct ctx  cx = {.arena = arena_new(1 << 20)};
	bool        good = cx.arena != NULL;

	while (good && fgets(line, sizeof(line), stdin)) {
		size_t n = 0;
		str    json;

		while (nibble(line[2 * n]) >= 0 && nibble(line[2 * n + 1]) >= 0) {
			bytes[n] = (char)(nibble(line[2 * n]) << 4 | nibble(line[2 * n + 1]));
			n++;
		}
		good = n == 0 || (journal_payload(&cx, (str){bytes, n}, &json) == OK && json.p);
		if (good)
			printf("%.*s\n", n > 0 ? (int)json.n : 0, n > 0 ? json.p : "");
		else
			fprintf(stderr, "no payload: %s", line);
		arena_reset(cx.arena);
	}
	arena_free(cx.arena);
	return good && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
