/* Comparing names of fields, reading answers, least minutes. */
#include "work/burden/rules.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "work_burden_texts.h"

#include <string.h>

enum { WIDE_FIRST = 0xff01, WIDE_LAST = 0xff5e, WIDE_TO = 0xfee0, SPACE_WIDE = 0x3000, PARTICLE = 0x7684 /* 的 */ };

/* Letters that part words and say nothing. */
static bool
says_nothing(uint32_t c)
{
	static const uint32_t marks[] = {0x3001, 0x3002, 0x00b7, 0x300c, 0x300d, 0x300e, 0x300f, 0x300a, 0x300b,
	                                 0x2018, 0x2019, 0x201c, 0x201d, 0x2014, 0x2026, SPACE_WIDE, 0xa0};

	if (c <= ' ' || (c < 0x7f && str_find(S("!\"#$&'*,-./:;<=>?@\\^_`|~"), (char)c) != SIZE_MAX))
		return true;
	for (size_t i = 0; i < NITEMS(marks); i++)
		if (c == marks[i])
			return true;
	return false;
}

static uint32_t
narrow(uint32_t c)
{
	if (c >= WIDE_FIRST && c <= WIDE_LAST)
		c -= WIDE_TO;
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static bool
opens(uint32_t c)
{
	return c == '(' || c == '[' || c == 0x3010 || c == 0x3014;
}

static bool
closes(uint32_t c)
{
	return c == ')' || c == ']' || c == 0x3011 || c == 0x3015;
}

enum { NEAR_HELD = 3, NEAR_ASKED = 2 };

/* How a form speaks to who is asked, at a field's beginning; what would leave nothing stays. */
static str
without_asker(str s)
{
	str words = text_get(T_burden_openers, ZH), one;

	while ((one = str_cut(&words, ' ')).p)
		if (one.n && str_starts(s, one) && utf8_len(s) > utf8_len(one) + 1) {
			s = str_slice(s, one.n, s.n);
			words = text_get(T_burden_openers, ZH); /* from the first again: 请填写本… */
		}
	return s;
}

str
burden_plain(struct arena *a, str name)
{
	/* Never longer than the name, and no more room than that: a dictionary has thousands. */
	char  *to = ARENA_NEWS(a, name.n + 1, char);
	size_t i = 0, n = 0;
	int    deep = 0;

	if (!to)
		return STR_NONE;
	while (i < name.n) {
		size_t   from = i;
		uint32_t c = utf8_next(name, &i), k = narrow(c);

		deep += opens(k);
		if (deep == 0 && !says_nothing(k) && c != PARTICLE) {
			if (k < 0x80) {
				to[n++] = (char)k;
			} else {
				memcpy(to + n, name.p + from, i - from);
				n += i - from;
			}
		}
		deep -= deep > 0 && closes(k);
	}
	return n ? without_asker((str){to, n}) : name;
}

bool
burden_near(str asked, str held)
{
	return (utf8_len(held) >= NEAR_HELD && str_find_str(asked, held) != SIZE_MAX) ||
	       (utf8_len(asked) >= NEAR_ASKED && str_find_str(held, asked) != SIZE_MAX);
}

int64_t
burden_least_minutes(size_t asked)
{
	return asked < 2 ? 1 : (int64_t)((asked + 1) / 2);
}

/* "12." at the beginning of a line, in any of the ways people write it; 0: none.  *after: behind it. */
static int64_t
number_at(str line, size_t *after)
{
	size_t   i = 0;
	int64_t  n = 0;
	uint32_t mark;

	while (i < line.n && i < 3 && line.p[i] >= '0' && line.p[i] <= '9')
		n = n * 10 + (line.p[i++] - '0');
	if (i == 0 || i == line.n)
		return 0;
	mark = narrow(utf8_next(line, &i));
	if (mark != '.' && mark != ':' && mark != 0x3001 && mark != '=' && mark != ')')
		return 0;
	*after = i;
	return n;
}

bool
burden_next_answer(str *rest, int64_t *n, str *value)
{
	size_t after = 0, end, next;

	*n = 0;
	*rest = str_trim(*rest);
	if (!rest->n || !(*n = number_at(*rest, &after)))
		return false;
	for (end = after; end < rest->n; end = next) {
		size_t at = str_find(str_slice(*rest, end, rest->n), '\n'), ignored;

		next = at == SIZE_MAX ? rest->n : end + at + 1;
		if (next == rest->n || number_at(str_trim(str_slice(*rest, next, rest->n)), &ignored)) {
			end = next;
			break;
		}
	}
	*value = str_trim(str_slice(*rest, after, end));
	*rest = str_slice(*rest, end, rest->n);
	return true;
}
