/* The words of stories: commands, views, fields and choices by what the pages call them. */
#include "app/story/story.h"

#include "app_texts.h"

/* What a sentence begins with, up to the first mark: 任务编号 of 任务编号；不填自动编号. */
static str
beginning(str s)
{
	static const str marks[] = {STR_INIT("："), STR_INIT("，"), STR_INIT("；"), STR_INIT("（"), STR_INIT(":"),
	                            STR_INIT(","),  STR_INIT(";"),  STR_INIT(" ("), STR_INIT("(")};
	size_t           end = s.n;

	for (size_t i = 0; i < NITEMS(marks); i++) {
		size_t at = str_find_str(s, marks[i]);

		if (at < end)
			end = at;
	}
	return str_slice(s, 0, end);
}

static bool
is_whole(str word, text_id text)
{
	return str_eq(word, text_get(text, ZH)) || str_eq_nocase(word, text_get(text, EN));
}

bool
story_means(str word, text_id text)
{
	return is_whole(word, text) || str_eq(word, beginning(text_get(text, ZH))) ||
	       str_eq_nocase(word, beginning(text_get(text, EN)));
}

const struct command *
story_command(str word, bool *several)
{
	const struct command *const *all, *by = NULL;
	size_t                       n = command_all(&all);

	*several = false;
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, str_of(all[i]->name)) || is_whole(word, all[i]->summary))
			return all[i];
	for (size_t i = 0; i < n; i++)
		if (story_means(word, all[i]->summary)) {
			*several = by != NULL;
			by = all[i];
		}
	return *several ? NULL : by;
}

const struct view *
story_view(str word, bool *several)
{
	const struct view *const *all, *by = NULL;
	size_t                    n = view_all(&all);

	*several = false;
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, str_of(all[i]->name)) || is_whole(word, all[i]->summary))
			return all[i];
	for (size_t i = 0; i < n; i++)
		if (story_means(word, all[i]->summary)) {
			*several = by != NULL;
			by = all[i];
		}
	return *several ? NULL : by;
}

const struct field *
story_field(const struct field *f, size_t n, str word)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(word, str_of(f[i].name)) || is_whole(word, f[i].label))
			return &f[i];
	for (size_t i = 0; i < n; i++)
		if (story_means(word, f[i].label))
			return &f[i];
	/* The thing itself, where another field has its name. */
	for (size_t i = 0; i < n; i++)
		if (f[i].kind == FIELD_id && str_eq(str_of(f[i].name), S("id")) && story_means(word, T_app_story_w_no))
			return &f[i];
	return NULL;
}

str
story_choice(const struct field *f, str word)
{
	for (const struct choice *c = f->choices; c && c->value; c++)
		if (str_eq(word, str_of(c->value)) || story_means(word, c->label))
			return str_of(c->value);
	return STR_NONE;
}
