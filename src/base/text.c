/* The text catalogue at run time. */
#include "base/text.h"

#include "base/ensure.h"

static const struct text_row *rows;
static size_t                 nrows;

void
text_use(const struct text_row *catalogue, size_t n)
{
	rows = catalogue;
	nrows = n;
}

text_id
text_find(str key)
{
	for (size_t i = 1; i < nrows; i++)
		if (rows[i].key && str_eq(str_of(rows[i].key), key))
			return (text_id)i;
	return T_none;
}

str
text_get(text_id id, enum lang lang)
{
	ensure(id < nrows && rows[id].key && lang < LANG_MAX);
	return rows[id].in[lang];
}

const char *
text_key(text_id id)
{
	ensure(id < nrows && rows[id].key);
	return rows[id].key;
}

void
text_add(struct buf *b, text_id id, enum lang lang, const str *arg, size_t nargs)
{
	str s = text_get(id, lang);

	for (size_t i = 0, from = 0; i <= s.n; i++) {
		if (i == s.n) {
			buf_add(b, str_slice(s, from, i));
		} else if (s.p[i] == '{' && i + 2 < s.n && s.p[i + 2] == '}' && s.p[i + 1] >= '0' &&
		           s.p[i + 1] <= '9') {
			size_t k = (size_t)(s.p[i + 1] - '0');

			buf_add(b, str_slice(s, from, i));
			if (k < nargs)
				buf_add(b, arg[k]);
			from = i + 3;
			i += 2;
		}
	}
}
