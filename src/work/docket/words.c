/* Understanding what was typed into the search. */
#include "work/docket/words.h"

#include "base/day.h"
#include "city/catalog/catalog.h"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

/* "2026-00012", "2026-12", "12", "2026-": true, and what was said; *seq 0 when only its beginning was. */
static bool
is_number(str typed, int64_t *year, int64_t *seq, str *digits)
{
	size_t dash = str_find(typed, '-');

	*year = *seq = 0;
	*digits = STR_NONE;
	if (dash == SIZE_MAX) {
		/* Its short end; longer than any number of a year is something else. */
		return all_digits(typed) && typed.n <= 7 && str_to_i64(typed, seq) && *seq > 0;
	}
	if (dash != 4 || !all_digits(str_slice(typed, 0, 4)) || !str_to_i64(str_slice(typed, 0, 4), year))
		return false;
	*digits = str_slice(typed, 5, typed.n);
	if (digits->n == 0)
		return true;
	return all_digits(*digits) && digits->n <= 9 && str_to_i64(*digits, seq);
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool
words_in(str text, str word)
{
	if (!word.n)
		return true;
	for (size_t i = 0; i + word.n <= text.n; i++) {
		size_t k = 0;

		while (k < word.n && lower(text.p[i + k]) == lower(word.p[k]))
			k++;
		if (k == word.n)
			return true;
	}
	return false;
}

static enum err
take_classes(struct ctx *cx, struct word *w)
{
	struct class_list hit;
	day               today;
	int32_t           ms;
	enum err          e;

	/* One letter or one Chinese character says too little. */
	if (w->text.n < 2 || (w->text.n <= 3 && (unsigned char)w->text.p[0] >= 0x80) ||
	    !day_of_ms(cx->now, cx->zone, &today, &ms))
		return OK;
	if ((e = catalog_search(cx, w->text, today, SIZE_MAX, &hit)) != OK)
		return e;
	if (!(w->key = ARENA_NEWS(cx->arena, hit.n, str)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < hit.n; i++)
		/* Only what is called so, or has it in its name: a sentence that holds a class is a text. */
		if (hit.item[i].fit >= CLASS_FIT_NAMED)
			w->key[w->nkey++] = hit.item[i].key;
	if (w->nkey)
		w->kind = WORD_CLASS;
	return OK;
}

/* Blanks of both widths; the rest of the text stays in *rest, STR_NONE at its end. */
static str
next_word(str *rest)
{
	static const char wide[] = "\xe3\x80\x80"; /* U+3000 */
	size_t            a = str_find(*rest, ' '), b = str_find_str(*rest, str_of(wide));
	size_t            at = a < b ? a : b, skip = a < b ? 1 : 3;
	str               word = str_slice(*rest, 0, at == SIZE_MAX ? rest->n : at);

	*rest = at == SIZE_MAX ? STR_NONE : str_slice(*rest, at + skip, rest->n);
	return word;
}

enum err
words_read(struct ctx *cx, str typed, enum words_how how, const struct docket_names *names, struct word *word,
           size_t *n)
{
	str rest = typed;

	*n = 0;
	while (rest.p && *n < WORDS_MOST) {
		struct word w = {.text = *n + 1 < WORDS_MOST ? next_word(&rest) : rest, .kind = WORD_TEXT};
		enum err    e = OK;

		if (*n + 1 == WORDS_MOST)
			rest = STR_NONE;
		w.text = str_trim(w.text);
		if (!w.text.n)
			continue;
		if (how == WORDS_TEXT)
			;
		else if (how == WORDS_ANY && *n == 0 && !str_trim(rest).n &&
		         is_number(w.text, &w.year, &w.seq, &w.digits))
			w.kind = WORD_NUMBER;
		else if ((w.nid = names_places_of(names, w.text, w.id, WORD_IDS)) > 0)
			w.kind = WORD_PLACE;
		else if ((w.nid = names_units_of(names, w.text, w.id, WORD_IDS)) > 0)
			w.kind = WORD_UNIT;
		else
			e = take_classes(cx, &w);
		if (e != OK)
			return e;
		word[(*n)++] = w;
	}
	return OK;
}
