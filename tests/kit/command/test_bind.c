/* Input from outside: every fault is named with its field, and nothing half bound gets through. */
#include "kit/command/command.h"
#include "tap.h"
#include "texts.h"

#include <math.h>

static const struct choice colours[] = {{"red", T_err_input}, {"green", T_err_none}, {NULL, T_none}};

/* One more than are told. */
#define LETTER(c) {c, T_err_input}
static const struct choice letters[] = {LETTER("a"), LETTER("b"), LETTER("c"), LETTER("d"), LETTER("e"), LETTER("f"),
                                        LETTER("g"), LETTER("h"), LETTER("i"), LETTER("j"), LETTER("k"), LETTER("l"),
                                        LETTER("m"), {NULL, T_none}};

#define PROBE_IN(X)                                       \
	X(id, id, 1, 1, INT64_MAX, T_err_input, NULL)     \
	X(i64, count, 0, -5, 5, T_err_login, NULL)        \
	X(f64, lon, 0, -180, 180, T_err_denied, NULL)     \
	X(bool, sure, 0, 0, 1, T_err_none, NULL)          \
	X(str, title, 1, 2, 4, T_err_stale, NULL)         \
	X(text, body, 0, 0, 10, T_err_rule, NULL)         \
	X(choice, colour, 0, 0, 0, T_err_large, colours)  \
	X(choice, letter, 0, 0, 0, T_err_large, letters)  \
	X(time, when, 0, 0, 0, T_err_many, NULL)          \
	X(day, on, 0, 0, 0, T_err_busy, NULL)             \
	X(secret, word, 0, 3, 8, T_err_full, NULL)
struct probe_in {
	PROBE_IN(FIELD_DECL)
};
#define IN_T probe_in
static const struct field fields[] = {PROBE_IN(FIELD_ROW)};
#undef IN_T

static struct ctx cx;

static enum err
bind(const struct input *pairs, size_t n, const struct probe_in **in)
{
	const void *out;
	enum err    e;

	arena_reset(cx.arena);
	ctx_forget(&cx);
	e = command_bind(&cx, fields, NITEMS(fields), sizeof(struct probe_in), pairs, n, &out);
	*in = out;
	return e;
}

/* One pair beside the two that are needed: is it refused, with this sentence, for this field? */
static void
refused(const char *name, str value, text_id why)
{
	struct input           pairs[] = {{S("id"), S("7")}, {S("title"), S("路灯")}, {str_of(name), value}};
	const struct probe_in *in;
	enum err               e = bind(pairs, 3, &in);

	ok(e == ERR_INPUT && cx.why.n == 1 && cx.why.line[0].text == why, "%s=%.*s is refused: %s", name,
	   STR_ARG(value), text_key(why));
}

static void
taken(void)
{
	struct input           all[] = {{S("id"), S(" 7 ")}, {S("count"), S("-5")}, {S("lon"), S("117.65")},
	                                {S("sure"), S("on")}, {S("title"), S("\xe3\x80\x80路灯不亮 ")},
	                                {S("body"), S("a\nb")}, {S("colour"), S("green")},
	                                {S("when"), S("2026-11-20T14:32")}, {S("on"), S("2026-11-20")},
	                                {S("word"), S(" a b ")}, {S("_csrf"), S("x")}};
	struct input           least[] = {{S("id"), S("1")}, {S("title"), S("路灯")}, {S("count"), S(" ")}};
	const struct probe_in *in;

	ok(bind(all, NITEMS(all), &in) == OK, "all kinds bind; names with _ belong to the carrier");
	ok(in->id == 7 && in->count == -5 && in->lon > 117.64 && in->sure, "numbers and bool");
	is_str(in->title, S("路灯不亮"), "texts are trimmed and counted in characters");
	is_str(in->body, S("a\nb"), "a text may have lines");
	is_str(in->word, S(" a b "), "a secret is never trimmed");
	is_i64(in->when, 1795156320000, "a time without zone is the city's");
	is_i64(in->on, 20777, "a day is a number of days since 1970 (2026-11-20 = 1795132800 / 86400)");

	ok(bind(least, NITEMS(least), &in) == OK, "optional fields may be blank or absent");
	ok(in->count == FIELD_ABSENT && in->when == FIELD_ABSENT && isnan(in->lon) && !in->body.p && !in->sure,
	   "absent values are told apart");
}

int
main(void)
{
	struct input           twice[] = {{S("id"), S("1")}, {S("id"), S("2")}, {S("title"), S("路灯")}};
	struct input           unseen[] = {{S("id"), S("1")}, {S("title"), S("\xe2\x80\x8b\xe2\x80\x8d")}};
	struct input           none[1] = {{S("count"), S("9")}};
	struct input           zero[] = {{S("id"), S("0")}, {S("title"), S("路灯")}};
	const struct probe_in *in;

	text_use(texts, T_MAX);
	cx.arena = arena_new(1 << 20);
	cx.zone = 480;
	taken();
	refused("nosuch", S("1"), T_command_unknown_field);
	refused("count", S("6"), T_command_out_of_bounds);
	refused("count", S("99999999999999999999"), T_command_not_number);
	refused("count", S("1.5"), T_command_not_number);
	ok(bind(zero, 2, &in) == ERR_INPUT && cx.why.n == 1 && cx.why.line[0].text == T_command_too_low,
	   "without a highest number only the lowest is told");
	refused("lon", S("181"), T_command_out_of_bounds);
	refused("lon", S("nan"), T_command_not_decimal);
	refused("sure", S("maybe"), T_command_not_bool);
	refused("body", S("一二三四五六七八九十一"), T_command_too_long);
	refused("body", S("a\x01"), T_command_controls);
	refused("body", S("a\xe2\x80\xae"), T_command_controls);
	refused("body", S("\xb6\xbd"), T_command_not_utf8);
	refused("colour", S("blue"), T_command_not_one_of);
	is_str(cx.why.line[0].arg[2], arena_printf(cx.arena, "red（%.*s）、green（%.*s）", STR_ARG(text_get(T_err_input, ZH)),
	                                           STR_ARG(text_get(T_err_none, ZH))),
	       "a few options are told with the refusal");
	refused("letter", S("z"), T_command_not_choice);
	refused("colour", S("re\xe2\x80\xae""d"), T_command_controls);
	refused("colour", S("re\nd"), T_command_controls);
	refused("when", S("2023-02-29 10:00"), T_command_not_time);
	refused("when", S("2299-01-01 00:00"), T_command_year);
	refused("on", S("20261120"), T_command_not_day);
	refused("word", S("ab"), T_command_too_short);
	ok(bind(unseen, 2, &in) == ERR_INPUT && cx.why.n == 1 && cx.why.line[0].text == T_command_too_short,
	   "what is needed and cannot be seen is missing");
	ok(bind(twice, 3, &in) == ERR_INPUT && cx.why.line[0].text == T_command_field_twice,
	   "a field twice is refused");
	ok(bind(none, 1, &in) == ERR_INPUT && cx.why.n == 3, "all faults are told at once: out of bounds, two missing");
	arena_free(cx.arena);
	return done();
}
