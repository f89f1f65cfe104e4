/* What every page needs: values, views by name, sentences, what a form sent. */
#include "show/desk/desk.h"

#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/worktime/say.h"

enum {
	MINUTES_AN_HOUR = 60,
	TABLE_TEXT = 1 << 20, /* characters: what takes as many is a table */
	TABLE_ROOM = 96 << 20 /* bytes, as many as a table has that is looked at first (work/bulk) */
};

const struct view *const desk_views[] = {&desk_picks_report, &desk_picks_case, &desk_seal_view};
const size_t             desk_views_n = NITEMS(desk_views);

str
desk_value(const struct input *pairs, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(pairs[i].name, name))
			return pairs[i].value;
	return STR_NONE;
}

int
desk_status(const struct form_again *again)
{
	return again && again->err != OK ? err_status(again->err) : 200;
}

enum err
desk_view(struct http_request *rq, const char *name, const struct input *pairs, size_t n, const void **out)
{
	const struct view *v = view_find(str_of(name));

	return v ? view_show(rq->cx, v, pairs, n, out) : ERR_NONE;
}

enum err
desk_like(struct ctx *cx, str q, str *out)
{
	char *p = arena_alloc(cx->arena, q.n + 2);

	if (!p)
		return ctx_no_memory(cx);
	p[0] = p[q.n + 1] = '%';
	for (size_t i = 0; i < q.n; i++) {
		char c = q.p[i];

		p[i + 1] = c == '%' || c == '\\' ? '_' : (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	}
	*out = (str){p, q.n + 2};
	return OK;
}

str
desk_text(const struct ctx *cx, text_id id, str a, str b)
{
	struct buf buf;

	buf_init(&buf, cx->arena, BUF_LINE);
	text_add(&buf, id, cx->lang, (const str[]){a, b}, 2);
	return buf_str(&buf);
}

static bool
blank_of(const struct http_request *rq, str name)
{
	return str_trim(http_form(rq, name)).n == 0;
}

/* Does the form say that the field takes several values? */
static bool
is_list(const struct http_request *rq, str name)
{
	for (size_t i = 0; i < rq->nform; i++)
		if (str_eq(rq->form[i].name, S("_list")) && str_eq(rq->form[i].value, name))
			return true;
	return false;
}

/* One more value of a list that was begun: joined to it.  False: it was not begun. */
static bool
joined(struct http_request *rq, struct input *list, size_t n, const struct input *p)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, p->name)) {
			list[i].value = DESK_FORMAT(rq->cx, "%.*s；%.*s", STR_ARG(list[i].value), STR_ARG(p->value));
			return true;
		}
	return false;
}

enum err
desk_typed(struct http_request *rq, struct input **out, size_t *n)
{
	struct input *list = ARENA_NEWS(rq->cx->arena, rq->nform + 1, struct input);

	*n = 0;
	*out = list;
	if (!list)
		return ctx_no_memory(rq->cx);
	for (size_t i = 0; i < rq->nform; i++) {
		const struct input *p = &rq->form[i];
		str                 name = p->name;

		if (str_starts(name, S("_or_"))) {
			name = str_slice(name, 4, name.n);
			if (str_trim(p->value).n && blank_of(rq, name))
				list[(*n)++] = (struct input){name, p->value};
		} else if (!str_starts(name, S("_"))) {
			str over = DESK_FORMAT(rq->cx, "_or_%.*s", STR_ARG(name));

			if (is_list(rq, name) && joined(rq, list, *n, p))
				continue;
			if (str_trim(p->value).n || blank_of(rq, over))
				list[(*n)++] = *p;
		}
	}
	return OK;
}

/* A command that takes a whole table works on it with memory of its own: more than a page has room for. */
static enum err
table_room(struct http_request *rq, const struct command *c)
{
	struct arena *own;
	bool          takes = false;

	for (size_t i = 0; i < c->nin; i++)
		takes = takes || (c->in[i].kind == FIELD_text && c->in[i].max >= TABLE_TEXT);
	if (!takes)
		return OK;
	if (!(own = arena_new_beside(rq->cx->arena, TABLE_ROOM)))
		return ctx_no_memory(rq->cx);
	rq->cx->arena = own;
	return OK;
}

enum err
desk_ready(struct http_request *rq, const struct command *c, const struct input *pairs, size_t n)
{
	struct ctx *cx = rq->cx;
	enum err    e;

	if ((e = command_allow(cx, c->perm)) != OK || (e = table_room(rq, c)) != OK ||
	    (e = command_bind(cx, c->in, c->nin, c->in_size, pairs, n, &rq->work.in)) != OK ||
	    (e = command_prepare(cx, c, rq->work.in, &rq->work.made)) != OK)
		return e;
	rq->work.command = c;
	return OK;
}

str
desk_file_name(str sent)
{
	str name = sent, rest = sent;

	while (rest.p)
		name = str_cut(&rest, '/');
	while (str_find(name, '\\') != SIZE_MAX)
		name = str_slice(name, str_find(name, '\\') + 1, name.n);
	return !utf8_valid(name) || utf8_has_controls(name) ? S("") : utf8_cut(name, 100);
}

/* The filter has what can be asked, but for where a page begins. */
static void
drop_rest(struct form *f, const struct view *v, const char *const *names)
{
	for (size_t i = 0; i < v->nin; i++) {
		bool stays = false;

		for (size_t k = 0; names[k] && names[k + 1]; k++)
			stays = stays || str_eq(str_of(names[k]), str_of(v->in[i].name));
		if (!stays)
			form_drop(f, v->in[i].name);
	}
}

enum err
desk_asked(struct ctx *cx, str base, const char *view, const char *const *names, const struct input *pairs, size_t n,
           struct form *f, struct desk_asked *out)
{
	const struct view *v = view_find(str_of(view));
	enum err           e;

	*out = (struct desk_asked){.first = base};
	ensure(v);
	if (f) {
		if ((e = form_of(cx, str_of(v->name), v->in, v->nin, f)) != OK)
			return e;
		drop_rest(f, v, names);
	}
	for (size_t i = 0; names[i]; i++) {
		str value = str_trim(desk_value(pairs, n, str_of(names[i])));

		ensure(i < DESK_ASKED);
		if (!value.n)
			continue;
		out->in[out->n++] = (struct input){str_of(names[i]), value};
		if (f)
			form_value(f, names[i], value);
		if (names[i + 1])
			out->first = frame_with(cx->arena, out->first, str_of(names[i]), value);
		else
			out->later = true;
	}
	return OK;
}

str
desk_next(struct ctx *cx, const struct desk_asked *a, int64_t id)
{
	return frame_with(cx->arena, a->first, S("after"), DESK_FORMAT(cx, "%lld", (long long)id));
}

str
desk_limit(const struct ctx *cx, str clock, str unit, int64_t amount, int64_t extended)
{
	static const char *const clocks[WORKTIME_CLOCK_MAX] = {"urgent", "office", "workday", "natural"};
	static const char *const units[WORKTIME_UNIT_MAX] = {"minute", "hour", "day"};
	struct worktime_limit    l = {amount, WORKTIME_CLOCK_MAX, WORKTIME_UNIT_MAX};
	struct buf               b;

	for (int i = 0; i < WORKTIME_CLOCK_MAX; i++)
		if (str_eq(clock, str_of(clocks[i])))
			l.clock = (enum worktime_clock)i;
	for (int i = 0; i < WORKTIME_UNIT_MAX; i++)
		if (str_eq(unit, str_of(units[i])))
			l.unit = (enum worktime_unit)i;
	if (l.clock == WORKTIME_CLOCK_MAX || l.unit == WORKTIME_UNIT_MAX)
		return STR_NONE;
	if (l.unit == WORKTIME_MINUTE && l.amount % MINUTES_AN_HOUR == 0) {
		l.unit = WORKTIME_HOUR;
		l.amount /= MINUTES_AN_HOUR;
	}
	buf_init(&b, cx->arena, BUF_PATH);
	worktime_say_extended(&b, cx->lang, &l, extended);
	return buf_str(&b);
}
