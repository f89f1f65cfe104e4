/* A file of stories becomes steps; every fault has its line. */
/* house: words, because days and hours are read as people write them */
#include "app/story/story.h"

#include "app_texts.h"
#include "base/clock.h"
#include "base/utf8.h"

enum { MINUTE_MS = 60 * 1000, TOKENS = 8 };

struct reader {
	struct ctx         *cx;
	struct story_file  *f;
	int64_t             line, now; /* now: of the last step; INT64_MIN: none yet */
	struct story_step  *step;      /* the one that detail lines belong to; NULL: none */
	size_t              lines;     /* of that step so far */
	size_t              checks;    /* of the story at hand */
	bool                faulty, passed; /* passed: the step was refused, its lines are not looked at */
	bool                memory;
};

#define FAULT(r, ...) FAULT_(r, __VA_ARGS__, STR_NONE)
#define FAULT_(r, text, ...) \
	say_fault((r), (text), (const str[]){__VA_ARGS__}, \
	          sizeof((const str[]){__VA_ARGS__}) / sizeof(str) - 1)

static void
say_fault(struct reader *r, text_id text, const str *arg, size_t n)
{
	str    all[WHY_ARGS] = {r->f->name, arena_printf(r->cx->arena, "%lld", (long long)r->line)};
	size_t k = 2;

	for (size_t i = 0; i < n && k < WHY_ARGS; i++)
		all[k++] = arg[i];
	(void)ctx_refuse(r->cx, ERR_INPUT, NULL, text, all, k);
	r->faulty = true;
}

/* ---- Pieces of a line ---- */

static bool
is_blank_at(str s, size_t i, size_t *len)
{
	if (s.p[i] == ' ' || s.p[i] == '\t' || s.p[i] == '\r')
		*len = 1;
	else if (str_starts(str_slice(s, i, s.n), S("　")))
		*len = 3;
	else
		return false;
	return true;
}

/* Without blanks at both ends, the wide one too. */
static str
trim(str s)
{
	size_t len;

	while (s.n && is_blank_at(s, 0, &len))
		s = str_slice(s, len, s.n);
	for (;;) {
		if (s.n && is_blank_at(s, s.n - 1, &len))
			s = str_slice(s, 0, s.n - 1);
		else if (s.n >= 3 && str_ends(s, S("　")))
			s = str_slice(s, 0, s.n - 3);
		else
			return s;
	}
}

/* "word：rest", with either colon; false: there is none. */
static bool
cut_colon(str s, str *word, str *rest)
{
	size_t wide = str_find_str(s, S("：")), plain = str_find(s, ':'), at = wide < plain ? wide : plain;

	if (at == SIZE_MAX)
		return false;
	*word = trim(str_slice(s, 0, at));
	*rest = trim(str_slice(s, at + (at == wide ? 3 : 1), s.n));
	return true;
}

static size_t
tokens_of(str s, str out[TOKENS])
{
	size_t n = 0, len;

	while ((s = trim(s)).n && n < TOKENS) {
		size_t i = 0;

		while (i < s.n && !is_blank_at(s, i, &len))
			i++;
		out[n++] = str_slice(s, 0, i);
		s = str_slice(s, i, s.n);
	}
	return s.n ? TOKENS + 1 : n;
}

/* Digits at the beginning of *s, taken off it. */
static bool
cut_number(str *s, int64_t *v)
{
	size_t n = 0;

	while (n < s->n && n < 9 && s->p[n] >= '0' && s->p[n] <= '9')
		n++;
	if (!n || !str_to_i64(str_slice(*s, 0, n), v))
		return false;
	*s = str_slice(*s, n, s->n);
	return true;
}

static bool
cut_word(str *s, str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_slice(*s, word.n, s->n);
	return true;
}

/* ---- When ---- */

/* 2026-07-27 and 2026年7月27日. */
static bool
day_of(str s, day *d)
{
	struct day_ymd v;
	int64_t        y, m, a;

	if (!cut_number(&s, &y) || !(cut_word(&s, S("-")) || cut_word(&s, S("年"))) || !cut_number(&s, &m) ||
	    !(cut_word(&s, S("-")) || cut_word(&s, S("月"))) || !cut_number(&s, &a))
		return false;
	(void)(cut_word(&s, S("日")) || cut_word(&s, S("号")));
	if (s.n || y < 1970 || y > 2199 || m < 1 || m > 12 || a < 1 || a > 31)
		return false;
	v = (struct day_ymd){.year = (int)y, .month = (int)m, .day = (int)a};
	return day_from_ymd(v.year, v.month, v.day, d);
}

/* 9:05, 09:05, 9时, 9时5分, 9点. */
static bool
minute_of(str s, int64_t *minute)
{
	int64_t h, m = 0;

	if (!cut_number(&s, &h))
		return false;
	if (cut_word(&s, S(":")) || cut_word(&s, S("："))) {
		if (s.n < 2 || !cut_number(&s, &m))
			return false;
	} else if (cut_word(&s, S("时")) || cut_word(&s, S("点"))) {
		if (s.n && (!cut_number(&s, &m) || !cut_word(&s, S("分"))))
			return false;
	} else {
		return false;
	}
	*minute = h * 60 + m;
	return !s.n && h < 24 && m < 60;
}

/* 30分钟后 2小时后, +30m +2h: how many ms later. */
static bool
later_of(str s, int64_t *ms)
{
	static const struct {
		str     word;
		int64_t unit;
	} units[] = {{STR_INIT("分钟后"), MINUTE_MS}, {STR_INIT("小时后"), 60 * MINUTE_MS}, {STR_INIT("m"), MINUTE_MS},
	             {STR_INIT("h"), 60 * MINUTE_MS}};
	int64_t n;

	(void)cut_word(&s, S("+"));
	if (!cut_number(&s, &n))
		return false;
	for (size_t i = 0; i < NITEMS(units); i++)
		if (str_eq(s, units[i].word)) {
			*ms = n * units[i].unit;
			return true;
		}
	return false;
}

/* 次日, 第二天, 3天后, +3d: how many days later. */
static bool
days_of(str s, int64_t *n)
{
	*n = 1;
	if (str_eq(s, S("次日")) || str_eq(s, S("第二天")))
		return true;
	(void)cut_word(&s, S("+"));
	return cut_number(&s, n) && (str_eq(s, S("天后")) || str_eq(s, S("日后")) || str_eq(s, S("d")));
}

/* The time that a line begins with; *used tokens of it.  False: none that is known. */
static bool
when_of(struct reader *r, const str *t, size_t n, size_t *used, int64_t *at)
{
	int    zone = r->cx->zone;
	int64_t minute, ms, later;
	int32_t of_day;
	day     d;

	*used = 1;
	if (n > 1 && day_of(t[0], &d) && minute_of(t[1], &minute)) {
		*used = 2;
		*at = day_to_ms(d, 0, zone) + minute * MINUTE_MS;
		return true;
	}
	if (r->now == INT64_MIN || !day_of_ms(r->now, zone, &d, &of_day))
		return false;
	if (later_of(t[0], &ms)) {
		*at = r->now + ms;
		return true;
	}
	if (minute_of(t[0], &minute)) {
		*at = day_to_ms(d, 0, zone) + minute * MINUTE_MS;
		return true;
	}
	*used = 2;
	if (n < 2 || !days_of(t[0], &later) || !minute_of(t[1], &minute) || !day_add(d, later, &d))
		return false;
	*at = day_to_ms(d, 0, zone) + minute * MINUTE_MS;
	return true;
}

/* ---- Head lines: 故事 出处 引文 数据包 说明 ---- */

enum head { HEAD_STORY, HEAD_SOURCE, HEAD_QUOTE, HEAD_PACK, HEAD_NOTE, HEAD_MAX };

static enum head
head_of(str line, str *rest)
{
	static const text_id words[HEAD_MAX] = {T_app_story_k_story, T_app_story_k_source, T_app_story_k_quote,
	                                        T_app_story_k_pack, T_app_story_k_note};
	enum head            h = 0;
	str                  word;

	if (!cut_colon(line, &word, rest))
		return HEAD_MAX;
	while (h < HEAD_MAX && !story_means(word, words[h]))
		h++;
	return h;
}

/* A story without a sentence that could fail tells nothing. */
static void
end_story(struct reader *r)
{
	int64_t was = r->line;

	if (!r->f->nstory)
		return;
	if (!r->checks) {
		r->line = r->f->story[r->f->nstory - 1].line;
		FAULT(r, T_app_story_no_check, r->f->story[r->f->nstory - 1].title);
		r->line = was;
	}
	r->checks = 0;
}

static void
take_head(struct reader *r, enum head h, str rest)
{
	struct story *s = r->f->nstory ? &r->f->story[r->f->nstory - 1] : NULL;

	r->step = NULL;
	r->passed = false;
	if (!rest.n) {
		FAULT(r, T_app_story_empty_head);
		return;
	}
	switch (h) {
	case HEAD_STORY:
		end_story(r);
		if (r->f->nstory == STORY_STORIES)
			FAULT(r, T_app_story_many);
		else
			r->f->story[r->f->nstory++] = (struct story){r->line, rest, STR_NONE, STR_NONE};
		return;
	case HEAD_PACK:
		r->f->pack = rest;
		return;
	case HEAD_NOTE:
	case HEAD_MAX:
		return;
	case HEAD_SOURCE:
	case HEAD_QUOTE:
		if (!s)
			FAULT(r, T_app_story_no_story);
		else if (h == HEAD_SOURCE)
			s->source = rest;
		else
			s->quote = rest;
	}
}

/* ---- A step ---- */

static bool
find_what(struct reader *r, str word, struct story_step *s)
{
	bool some, more;

	s->command = story_command(word, &some);
	s->view = s->command ? NULL : story_view(word, &more);
	if (s->command || s->view)
		return true;
	FAULT(r, some || more ? T_app_story_which : T_app_story_no_command, word);
	return false;
}

static str
joined(struct reader *r, const str *t, size_t n)
{
	struct buf b;
	str        out = STR_NONE;

	buf_init(&b, r->cx->arena, STORY_BYTES);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_char(&b, ' ');
		buf_add(&b, t[i]);
	}
	r->memory = r->memory || buf_end(&b, &out) != OK;
	return out;
}

static void
take_step(struct reader *r, str line)
{
	str               t[TOKENS];
	size_t            n = tokens_of(line, t), used = 0;
	struct story_step s = {.line = r->line};

	r->step = NULL;
	r->passed = true;
	if (!r->f->nstory) {
		FAULT(r, T_app_story_no_story);
		return;
	}
	if (n > TOKENS || !when_of(r, t, n, &used, &s.at)) {
		FAULT(r, T_app_story_no_time, line);
		return;
	}
	if (s.at < r->now) {
		FAULT(r, T_app_story_back);
		return;
	}
	r->now = s.at;
	if (n - used == 1 && story_means(t[used], T_app_story_k_wait)) {
		s.story = r->f->nstory - 1;
	} else if (n - used < 2) {
		FAULT(r, T_app_story_no_actor);
		return;
	} else if (!find_what(r, t[n - 1], &s)) {
		return;
	} else {
		size_t end = n - 1;

		if (end > used + 1 && story_means(t[end - 1], T_app_story_k_show))
			end--;
		s.actor = joined(r, t + used, end - used);
		s.story = r->f->nstory - 1;
	}
	if (r->f->nstep == STORY_STEPS) {
		FAULT(r, T_app_story_many);
		return;
	}
	s.in = ARENA_NEWS(r->cx->arena, STORY_LINES, struct input);
	s.field = ARENA_NEWS(r->cx->arena, STORY_LINES, const struct field *);
	s.check = ARENA_NEWS(r->cx->arena, STORY_LINES, struct story_check);
	if (!s.in || !s.field || !s.check) {
		r->memory = true;
		return;
	}
	r->f->step[r->f->nstep] = s;
	r->step = &r->f->step[r->f->nstep++];
	r->passed = false;
	r->lines = 0;
}

/* ---- Lines of a step ---- */

static void
take_is(struct reader *r, struct story_check *c, str rest)
{
	size_t wide = str_find_str(rest, S("＝")), at = str_find(rest, '='), n = 1, of;

	if (wide < at) {
		at = wide;
		n = 3;
	}
	if (at == SIZE_MAX) {
		FAULT(r, T_app_story_no_equals);
		return;
	}
	c->text = trim(str_slice(rest, at + n, rest.n));
	c->key = trim(str_slice(rest, 0, at));
	if ((of = str_find_str(c->key, S(" 的 "))) != SIZE_MAX) {
		c->row = trim(str_slice(c->key, 0, of));
		c->key = trim(str_slice(c->key, of + sizeof(" 的 ") - 1, c->key.n));
	} else if ((of = str_find_str(c->key, S(" / "))) != SIZE_MAX) {
		c->row = trim(str_slice(c->key, 0, of));
		c->key = trim(str_slice(c->key, of + 3, c->key.n));
	}
	if (!c->key.n || !c->text.n)
		FAULT(r, T_app_story_no_equals);
}

/* 3, and 标准 3 for one list of several. */
static void
take_count(struct reader *r, struct story_check *c, str rest)
{
	str     t[TOKENS];
	size_t  n = tokens_of(rest, t);
	int64_t v;

	if (n < 1 || n > 2 || !str_to_i64(t[n - 1], &v) || v < 0) {
		FAULT(r, T_app_story_no_count);
		return;
	}
	c->text = t[n - 1];
	if (n == 2)
		c->key = t[0];
}

/* False: the word is none of ours. */
static bool
take_check(struct reader *r, str word, str rest)
{
	static const text_id words[] = {T_app_story_k_done, T_app_story_k_refused, T_app_story_k_has,
	                                T_app_story_k_lacks, T_app_story_k_count, T_app_story_k_is};
	struct story_check   c = {.line = r->line, .text = rest};
	size_t               k = 0;

	while (k < NITEMS(words) && !story_means(word, words[k]))
		k++;
	if (k == NITEMS(words))
		return false;
	c.want = (enum story_want)k;
	if (c.want == STORY_IS)
		take_is(r, &c, rest);
	else if (c.want == STORY_COUNT)
		take_count(r, &c, rest);
	else if (!rest.n && c.want != STORY_DONE)
		FAULT(r, T_app_story_empty_check, word);
	r->step->check[r->step->ncheck++] = c;
	r->checks++;
	return true;
}

static str
choices_of(struct reader *r, const struct field *f)
{
	struct buf b;
	str        out = STR_NONE;

	buf_init(&b, r->cx->arena, BUF_PATH);
	for (const struct choice *c = f->choices; c && c->value; c++) {
		if (c != f->choices)
			buf_add(&b, S(" / "));
		buf_add(&b, text_get(c->label, r->cx->lang));
	}
	r->memory = r->memory || buf_end(&b, &out) != OK;
	return out;
}

/* As bind wants it: choices by value, days in figures, yes as 1. */
static str
typed(struct reader *r, const struct field *f, str v)
{
	char text[DAY_TEXT];
	str  out = v;
	day  d;

	if (f->kind == FIELD_choice && !(out = story_choice(f, v)).p) {
		FAULT(r, T_app_story_choice, v, choices_of(r, f));
		return v;
	}
	if (f->kind == FIELD_bool && story_means(v, T_app_story_k_yes))
		return S("1");
	if (f->kind == FIELD_bool && story_means(v, T_app_story_k_no))
		return S("0");
	if (f->kind == FIELD_day && day_of(v, &d) && !arena_str(r->cx->arena, day_format(d, text), &out))
		r->memory = true;
	return out;
}

static void
take_input(struct reader *r, str word, str rest)
{
	struct story_step  *s = r->step;
	const struct field *all = s->command ? s->command->in : s->view ? s->view->in : NULL, *f;
	size_t              n = s->command ? s->command->nin : s->view ? s->view->nin : 0, i = 0;

	f = story_field(all, n, word);
	if (!f) {
		FAULT(r, T_app_story_no_field, word);
		return;
	}
	rest = typed(r, f, rest);
	while (i < s->nin && s->field[i] != f)
		i++;
	if (i == s->nin) {
		s->field[i] = f;
		s->in[s->nin++] = (struct input){str_of(f->name), rest};
	} else if (f->kind != FIELD_text) {
		FAULT(r, T_app_story_twice, word);
	} else {
		s->in[i].value = arena_printf(r->cx->arena, "%.*s\n%.*s", STR_ARG(s->in[i].value), STR_ARG(rest));
	}
}

static void
take_detail(struct reader *r, str line)
{
	str word = line, rest = S("");

	if (r->passed)
		return;
	if (!r->step) {
		FAULT(r, T_app_story_loose);
		return;
	}
	/* So checks and fields have room, and a text that is put together line by line stays short. */
	if (r->lines++ == STORY_LINES)
		FAULT(r, T_app_story_many);
	if (r->lines > STORY_LINES)
		return;
	(void)cut_colon(line, &word, &rest);
	if (take_check(r, word, rest))
		return;
	if (word.n == line.n)
		FAULT(r, T_app_story_no_colon, line);
	else
		take_input(r, word, rest);
}

/* ---- The whole ---- */

/* What is needed and was not said, told where the step stands. */
static void
check_step(struct reader *r, const struct story_step *s)
{
	const struct field *all = s->command ? s->command->in : s->view ? s->view->in : NULL;
	size_t              n = s->command ? s->command->nin : s->view ? s->view->nin : 0;
	bool                refused = false;

	for (size_t i = 0; i < s->ncheck; i++)
		refused = refused || s->check[i].want == STORY_REFUSED;
	/* A story may show that something is asked for. */
	for (size_t i = 0; i < n && !refused; i++) {
		size_t k = 0;

		while (k < s->nin && s->field[k] != &all[i])
			k++;
		if (all[i].need && all[i].kind != FIELD_bool && k == s->nin) {
			r->line = s->line;
			FAULT(r, T_app_story_missing, text_get(all[i].label, r->cx->lang));
		}
	}
}

enum err
story_read(struct ctx *cx, str name, str text, struct story_file *out)
{
	struct reader r = {.cx = cx, .f = out, .now = INT64_MIN};
	str           rest = text;

	*out = (struct story_file){.name = name};
	out->story = ARENA_NEWS(cx->arena, STORY_STORIES, struct story);
	out->step = ARENA_NEWS(cx->arena, STORY_STEPS, struct story_step);
	if (!out->story || !out->step)
		return ctx_no_memory(cx);
	if (!utf8_valid(text))
		return refuse(cx, ERR_INPUT, NULL, T_app_story_utf8, name);
	if (str_starts(rest, S("\xef\xbb\xbf")))
		rest = str_slice(rest, 3, rest.n);
	while (rest.p && !r.memory) {
		str       line = str_cut(&rest, '\n'), said, value;
		size_t    len;
		enum head h;

		r.line++;
		said = trim(line);
		if (!said.n || said.p[0] == '#')
			continue;
		if (is_blank_at(line, 0, &len))
			take_detail(&r, said);
		else if ((h = head_of(said, &value)) != HEAD_MAX)
			take_head(&r, h, value);
		else
			take_step(&r, said);
	}
	if (r.memory)
		return ctx_no_memory(cx);
	end_story(&r);
	for (size_t i = 0; i < out->nstep; i++)
		check_step(&r, &out->step[i]);
	r.line = 1;
	if (!out->nstory && !r.faulty)
		FAULT(&r, T_app_story_no_story);
	return r.faulty ? ERR_INPUT : OK;
}
