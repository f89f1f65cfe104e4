/* Texts that are told once, and how people type them. */
#include "base/ensure.h"
#include "city/credential/credential.h"

enum { GROUPS_MOST = 4 };

enum err
credential_text(struct ctx *cx, size_t groups, struct secret **out)
{
	static const char signs[] = "abcdefghijkmnpqrstuvwxyz23456789";
	uint8_t           random[GROUPS_MOST * 4];
	char              text[GROUPS_MOST * 5];
	size_t            n = 0;

	ensure(groups <= GROUPS_MOST);
	secret_random(random, groups * 4);
	for (size_t i = 0; i < groups * 4; i++) {
		if (i > 0 && i % 4 == 0)
			text[n++] = '-';
		text[n++] = signs[random[i] % 32];
	}
	*out = secret_copy(cx->arena, text, n);
	secret_wipe(text, sizeof(text));
	secret_wipe(random, sizeof(random));
	return *out ? OK : ctx_no_memory(cx);
}

str
credential_plain(struct ctx *cx, str code)
{
	char  *p = arena_alloc(cx->arena, code.n + 1);
	size_t n = 0;

	for (size_t i = 0; p && i < code.n; i++)
		if (code.p[i] != ' ' && code.p[i] != '-')
			p[n++] = (char)(code.p[i] >= 'A' && code.p[i] <= 'Z' ? code.p[i] - 'A' + 'a' : code.p[i]);
	return p ? (str){p, n} : STR_NONE;
}
