/* A paper as people type it: its parts line by line, then the body. */
#include "base/utf8.h"
#include "kit/paper/paper.h"
#include "kit_paper_texts.h"

#include <stddef.h>

static const struct word {
	text_id id;
	size_t  at;
} words[] = {
    {T_paper_w_organ, offsetof(struct paper, organ)},     {T_paper_w_urgency, offsetof(struct paper, urgency)},
    {T_paper_w_no, offsetof(struct paper, no)},           {T_paper_w_title, offsetof(struct paper, title)},
    {T_paper_w_to, offsetof(struct paper, to)},           {T_paper_w_attachments, offsetof(struct paper, attachments)},
    {T_paper_w_signer, offsetof(struct paper, signer)},   {T_paper_w_day, offsetof(struct paper, day)},
    {T_paper_w_note, offsetof(struct paper, note)},       {T_paper_w_copies, offsetof(struct paper, copies)},
    {T_paper_w_printer, offsetof(struct paper, printer)}, {T_paper_w_printed, offsetof(struct paper, printed)},
    {T_paper_w_body, offsetof(struct paper, body)},
};

/* What stands before a colon of either width, and what behind it; false: there is none. */
static bool
part(str line, str *word, str *said)
{
	size_t wide = str_find_str(line, S("：")), thin = str_find(line, ':'), at = wide < thin ? wide : thin;

	if (at == SIZE_MAX)
		return false;
	*word = str_trim(str_slice(line, 0, at));
	*said = str_trim(str_slice(line, at + (wide < thin ? 3 : 1), line.n));
	return true;
}

static str *
place_of(struct paper *p, str word)
{
	for (size_t i = 0; i < NITEMS(words); i++)
		for (int lang = 0; lang < LANG_MAX; lang++)
			if (str_eq(word, text_get(words[i].id, (enum lang)lang)))
				return (str *)(void *)((char *)p + words[i].at);
	return NULL;
}

static str
all_words(struct ctx *cx)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	for (size_t i = 0; i < NITEMS(words); i++) {
		buf_add(&b, i ? S("、") : S(""));
		buf_add(&b, text_get(words[i].id, ZH));
	}
	return buf_str(&b);
}

/* "甲；乙", parted by a mark, as a line each. */
static enum err
as_lines(struct ctx *cx, str mark, str *list)
{
	struct buf b;
	str        rest = *list;

	buf_init(&b, cx->arena, PAPER_TEXT);
	while (rest.n) {
		size_t at = str_find_str(rest, mark);

		buf_add(&b, str_trim(str_slice(rest, 0, at)));
		rest = at == SIZE_MAX ? STR_NONE : str_slice(rest, at + mark.n, rest.n);
		buf_add(&b, rest.n ? S("\n") : S(""));
	}
	return buf_end(&b, list) == OK ? OK : ctx_no_memory(cx);
}

enum err
paper_read(struct ctx *cx, const char *field, str text, struct paper *out)
{
	enum err e;

	*out = (struct paper){0};
	if (text.n > PAPER_TEXT)
		return refuse(cx, ERR_INPUT, field, T_paper_long, arena_printf(cx->arena, "%d", PAPER_TEXT >> 10));
	for (int no = 1; text.p && !out->body.p; no++) {
		str line = str_trim(str_cut(&text, '\n')), word = line, said = STR_NONE, *to = NULL;

		if (!line.n)
			continue;
		if (part(line, &word, &said))
			to = place_of(out, word);
		if (!to)
			return refuse(cx, ERR_INPUT, field, T_paper_word_unknown, arena_printf(cx->arena, "%d", no),
			              utf8_cut(word, 20), all_words(cx));
		if (to->p)
			return refuse(cx, ERR_INPUT, field, T_paper_word_double, arena_printf(cx->arena, "%d", no),
			              word);
		*to = to == &out->body ? (text.p ? text : S("")) : said;
	}
	if (!out->title.n)
		return refuse(cx, ERR_INPUT, field, T_paper_no_title);
	if (!str_trim(out->body).n)
		return refuse(cx, ERR_INPUT, field, T_paper_no_body);
	return (e = as_lines(cx, S("／"), &out->title)) == OK ? as_lines(cx, S("；"), &out->attachments) : e;
}
