/* What an answer holds, asked as people say it. */
#include "app/story/story.h"

#include "app_texts.h"
#include "base/clock.h"
#include "kit/table/sheet.h"
#include "work/life/rules.h"

#include <string.h>

enum { FOUND_MOST = 200 };

/* Instants are ms: nothing else that is counted here comes near them. */
static bool
is_instant(int64_t v)
{
	return v >= INT64_C(100000000000) && v < INT64_C(10000000000000);
}

/* A value as a story says it; in the arena. */
static str
value_text(struct ctx *cx, const struct jval *v)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	if (!v)
		return S("");
	if (v->kind == JSTR)
		return v->s;
	if (v->kind == JNULL)
		return text_get(T_app_story_k_none, cx->lang);
	if (v->kind == JBOOL)
		return text_get(v->b ? T_app_story_k_yes : T_app_story_k_no, cx->lang);
	if (v->kind == JI64 && is_instant(v->i))
		clock_add_minute(&b, v->i, cx->zone);
	else
		jval_add(&b, v);
	return str_slice(buf_str(&b), 0, FOUND_MOST);
}

/* A case's state is asked for as a list of states, which has no choices to go by. */
static bool
is_case_state(str state, str text)
{
	for (enum case_state i = 0; i < CASE_STATE_MAX; i++)
		if (str_eq(state, str_of(case_state_code(i))) && story_means(text, case_state_label(i)))
			return true;
	return false;
}

/* Whether text is what the value says: itself, or a word for it. */
static bool
says(struct ctx *cx, const struct jval *v, str key, str text, str area)
{
	const struct view *const    *views;
	const struct command *const *commands;
	size_t                       n;

	if (v->kind == JNULL)
		return story_means(text, T_app_story_k_none);
	if (v->kind == JBOOL)
		return story_means(text, v->b ? T_app_story_k_yes : T_app_story_k_no);
	if (str_eq(text, value_text(cx, v)))
		return true;
	if (v->kind != JSTR)
		return false;
	if (str_eq(area, S("case.")) && str_ends(key, S("state")) && is_case_state(v->s, text))
		return true;
	/* A state, kind or source in words: as the fields of that name call it. */
	n = view_all(&views);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < views[i]->nin && str_starts(str_of(views[i]->name), area); k++)
			if (str_ends(str_of(views[i]->in[k].name), key) &&
			    str_eq(story_choice(&views[i]->in[k], text), v->s))
				return true;
	n = command_all(&commands);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < commands[i]->nin && str_starts(str_of(commands[i]->name), area); k++)
			if (str_ends(str_of(commands[i]->in[k].name), key) &&
			    str_eq(story_choice(&commands[i]->in[k], text), v->s))
				return true;
	return false;
}

/* Whether some value within holds the text. */
static bool
has_text(struct ctx *cx, const struct jval *v, str text)
{
	if (!v)
		return false;
	if (v->kind != JARR && v->kind != JOBJ)
		return str_find_str(value_text(cx, v), text) != SIZE_MAX;
	for (uint32_t i = 0; i < v->n; i++)
		if (has_text(cx, &v->item[i], text))
			return true;
	return false;
}

/* What pages and tables call it, or the answer's own name. */
static bool
is_key(str key, str word)
{
	static const struct {
		const char *key;
		text_id     word;
	} words[] = {
	    {"start", T_app_story_w_start},         {"end", T_app_story_w_end},
	    {"earliest", T_app_story_w_earliest},   {"late", T_app_story_w_late},
	    {"tight", T_app_story_w_tight},         {"work_days_left", T_app_story_w_work_days_left},
	    {"days_left", T_app_story_w_days_left}, {"for", T_app_story_w_for},
	    {"no", T_app_story_w_no},               {"state", T_app_story_w_state},
	    {"standards", T_app_story_w_standards}, {"tasks", T_app_story_w_tasks},
	    {"cases", T_app_story_w_cases},         {"opening", T_app_story_w_opening},
	    {"fresh", T_app_story_w_fresh},         {"closed", T_app_story_w_closed},
	    {"stock", T_app_story_w_stock},         {"overdue", T_app_story_w_overdue},
	    {"on_time", T_app_story_w_on_time},     {"listed", T_app_story_w_listed},
	    {"rework", T_app_story_w_rework},       {"came_back", T_app_story_w_came_back},
	    {"found_again", T_app_story_w_found_again}, {"done", T_app_story_w_done},
	    {"unit", T_app_story_w_unit},           {"unit_name", T_app_story_w_unit},
	    {"post", T_app_story_w_post},           {"due", T_app_story_w_due},
	    {"due_at", T_app_story_w_due},          {"campaign", T_app_story_w_campaign},
	    {"first_due", T_app_story_w_first_due}, {"weight", T_app_story_w_weight},
	    {"held", T_app_story_w_held},           {"checks", T_app_story_w_checks},
	};

	char z[40];

	if (str_eq(key, word))
		return true;
	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq(key, str_of(words[i].key)) && story_means(word, words[i].word))
			return true;
	if (key.n >= sizeof(z))
		return false;
	memcpy(z, key.p, key.n);
	z[key.n] = '\0';
	return sheet_means(z, word);
}

/* The value under that name: the object's own first, then within, in order. */
static const struct jval *
find_key(const struct jval *v, str word)
{
	const struct jval *in = NULL;

	for (uint32_t i = 0; v->kind == JOBJ && i < v->n; i++)
		if (is_key(v->item[i].key, word))
			return &v->item[i];
	for (uint32_t i = 0; (v->kind == JOBJ || v->kind == JARR) && i < v->n && !in; i++)
		in = find_key(&v->item[i], word);
	return in;
}

/* What an entry goes by; any other value may be about something else. */
static bool
is_name_of(const struct jval *v)
{
	static const str names[] = {STR_INIT("no"),    STR_INIT("code"), STR_INIT("name"),
	                            STR_INIT("title"), STR_INIT("task"), STR_INIT("stage")};

	for (size_t i = 0; i < NITEMS(names); i++)
		if (str_eq(v->key, names[i]))
			return true;
	return false;
}

static const struct jval *
find_row(struct ctx *cx, const struct jval *v, str row, bool by_name)
{
	const struct jval *in = NULL;

	for (uint32_t i = 0; (v->kind == JOBJ || v->kind == JARR) && i < v->n && !in; i++)
		in = find_row(cx, &v->item[i], row, by_name);
	for (uint32_t i = 0; v->kind == JOBJ && i < v->n && !in; i++)
		if ((v->item[i].kind == JSTR || v->item[i].kind == JI64) && (!by_name || is_name_of(&v->item[i])) &&
		    str_eq(value_text(cx, &v->item[i]), row))
			in = v;
	return in;
}

const struct jval *
story_row(struct ctx *cx, const struct jval *v, str row)
{
	const struct jval *by_name = find_row(cx, v, row, true);

	return by_name ? by_name : find_row(cx, v, row, false);
}

/* The list of that name; without one the only list there is, or the answer itself. */
static const struct jval *
find_list(const struct jval *v, str word)
{
	const struct jval *one = NULL;

	if (word.n)
		return find_key(v, word);
	if (v->kind == JARR)
		return v;
	for (uint32_t i = 0; v->kind == JOBJ && i < v->n; i++) {
		if (v->item[i].kind != JARR)
			continue;
		if (one)
			return NULL;
		one = &v->item[i];
	}
	return one;
}

static bool
counts(struct ctx *cx, const struct story_check *c, const struct jval *v, str *found)
{
	const struct jval *list = find_list(v, c->key);
	int64_t            want = -1;

	if (!list || list->kind != JARR) {
		*found = text_get(T_app_story_no_list, cx->lang);
		return false;
	}
	*found = arena_printf(cx->arena, "%u", (unsigned)list->n);
	return str_to_i64(c->text, &want) && want == (int64_t)list->n;
}

/* The name of a field of that area that people call so; STR_NONE: there is none. */
static str
field_of_area(str word, str area)
{
	const struct view *const    *views;
	const struct command *const *commands;
	const struct field          *f = NULL;
	size_t                       n = view_all(&views);

	for (size_t i = 0; i < n && !f; i++)
		if (str_starts(str_of(views[i]->name), area))
			f = story_field(views[i]->in, views[i]->nin, word);
	n = command_all(&commands);
	for (size_t i = 0; i < n && !f; i++)
		if (str_starts(str_of(commands[i]->name), area))
			f = story_field(commands[i]->in, commands[i]->nin, word);
	return f ? str_of(f->name) : STR_NONE;
}

static bool
is_so(struct ctx *cx, const struct story_check *c, const struct jval *v, str area, str *found)
{
	const struct jval *in = c->row.n ? story_row(cx, v, c->row) : v, *value = in ? find_key(in, c->key) : NULL;
	str                name = STR_NONE;

	if (in && !value && (name = field_of_area(c->key, area)).n)
		value = find_key(in, name);

	if (!value) {
		*found = text_get(in ? T_app_story_no_key : T_app_story_no_row, cx->lang);
		return false;
	}
	*found = value_text(cx, value);
	return says(cx, value, value->key, c->text, area);
}

enum err
story_holds(struct ctx *cx, const struct story_check *c, const struct jval *answer, str area, bool *holds, str *found)
{
	static const struct jval nothing = {.kind = JNULL};
	struct buf               b;

	if (!answer)
		answer = &nothing;
	*found = STR_NONE;
	if (c->want == STORY_COUNT) {
		*holds = counts(cx, c, answer, found);
	} else if (c->want == STORY_IS) {
		*holds = is_so(cx, c, answer, area, found);
	} else {
		*holds = has_text(cx, answer, c->text) == (c->want != STORY_LACKS);
		/* What there is, as far as a line holds it. */
		buf_init(&b, cx->arena, BUF_PAGE);
		jval_add(&b, answer);
		*found = str_slice(buf_str(&b), 0, FOUND_MOST);
		while (found->n && ((unsigned char)found->p[found->n - 1] & 0x80))
			found->n--;
	}
	return cx->arena && !found->p ? ctx_no_memory(cx) : OK;
}
