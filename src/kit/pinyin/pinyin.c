/* Reading letters as Chinese characters. */
#include "kit/pinyin/pinyin.h"

#include "base/utf8.h"
#include "kit/pinyin/table.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
	return c >= 'a' && c <= 'z';
}

bool
pinyin_word(str typed, struct pinyin_word *out)
{
	out->n = 0;
	for (size_t i = 0; i < typed.n; i++) {
		char c = lower(typed.p[i]);

		if (c == '\'')
			continue;
		if (str_starts(str_slice(typed, i, typed.n), S("ü")) ||
		    str_starts(str_slice(typed, i, typed.n), S("Ü"))) {
			c = 'v';
			i++;
		}
		if (!is_letter(c) || out->n == PINYIN_LETTERS)
			return false;
		out->c[out->n++] = c;
	}
	return out->n >= 2;
}

/*
 * All ways to read the letters at once: bit p says that the first p letters are
 * used up.  So no text and no word takes more than its length in steps, however
 * many readings its characters have.
 */
struct ways {
	uint64_t spelt, any;
	bool     cut, cut_spelt; /* the letters end within this character's syllable */
};

static void
read_syllable(const struct pinyin_word *w, const struct ways *was, const char *syllable, struct ways *now)
{
	size_t initial = syllable[1] == 'h' ? 2 : 1;

	for (size_t p = 0; p < w->n; p++) {
		uint64_t bit = UINT64_C(1) << p;
		size_t   k = 0;

		if (!(was->any & bit))
			continue;
		while (p + k < w->n && syllable[k] && syllable[k] == w->c[p + k])
			k++;
		if (!k)
			continue;
		now->any |= bit << 1;
		if (k >= initial)
			now->any |= bit << initial;
		if (!syllable[k]) {
			now->any |= bit << k;
			now->spelt |= (was->spelt & bit) << k;
		} else if (p + k == w->n && k > initial) {
			now->cut = true;
			now->cut_spelt = now->cut_spelt || (was->spelt & bit);
		}
	}
}

static void
read_char(const struct pinyin_word *w, const struct ways *was, uint32_t c, struct ways *now)
{
	uint16_t of;

	*now = (struct ways){0};
	if (c < 0x80) {
		const char letter[2] = {lower((char)c), '\0'};

		if (is_letter(letter[0]))
			read_syllable(w, was, letter, now);
		return;
	}
	if (c < PINYIN_FIRST || c > PINYIN_LAST || !(of = pinyin_of[c - PINYIN_FIRST]))
		return;
	if (of < PINYIN_MANY) {
		read_syllable(w, was, pinyin_syllable[of - 1], now);
		return;
	}
	of = (uint16_t)(of - PINYIN_MANY);
	for (uint16_t i = 1; i <= pinyin_many[of]; i++)
		read_syllable(w, was, pinyin_syllable[pinyin_many[of + i]], now);
}

static bool
better(struct pinyin_fit a, struct pinyin_fit b)
{
	return a.where != b.where ? a.where > b.where : a.spelt && !b.spelt;
}

struct pinyin_fit
pinyin_find(const struct pinyin_word *word, str text)
{
	const uint64_t    all = UINT64_C(1) << word->n;
	struct pinyin_fit best = {PINYIN_NOWHERE, false};
	size_t            next;

	for (size_t from = 0; from < text.n; from = next) {
		struct ways was = {.spelt = 1, .any = 1}, now;
		size_t      i = from;

		next = text.n;
		while (i < text.n && was.any) {
			struct pinyin_fit fit = {from ? PINYIN_INSIDE : PINYIN_BEGIN, false};

			read_char(word, &was, utf8_next(text, &i), &now);
			next = next == text.n ? i : next;
			fit.spelt = (now.spelt & all) || now.cut_spelt;
			if (from == 0 && i == text.n && (now.any & all)) {
				fit.where = PINYIN_WHOLE;
				fit.spelt = now.spelt & all;
			}
			if (((now.any & all) || now.cut) && better(fit, best))
				best = fit;
			was = now;
		}
	}
	return best;
}
