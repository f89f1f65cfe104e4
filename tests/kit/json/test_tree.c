/* JSON as it is read: limits, exactness, refusals. */
#include "base/mem.h"
#include "kit/json/tree.h"
#include "tap.h"
#include "texts.h"

#include <pthread.h>
#include <stdlib.h>

static struct ctx cx;

static enum err
parse(str text, const struct jval **v)
{
	ctx_forget(&cx);
	*v = NULL;
	return jval_parse(&cx, text, &jlimit_body, v);
}

static void
reads_what_it_should(void)
{
	const struct jval *v;
	struct buf         b;
	int64_t            i = 0;
	double             f = 0;
	bool               t = false;
	str                s = STR_NONE, text;

	ok(parse(S(" {\"案号\":\"2026-00012\",\"n\":[1,-2,9223372036854775807,-9223372036854775808],"
	           "\"half\":0.5,\"yes\":true,\"none\":null,\"sub\":{}} "), &v) == OK, "an object with every kind");
	ok(v && v->kind == JOBJ && v->n == 6 && str_eq(v->item[0].key, S("案号")), "keys in the order they were written");
	ok(jval_str(jval_get(v, S("案号")), &s) && str_eq(s, S("2026-00012")), "text");
	ok(jval_get(v, S("n"))->n == 4 && jval_i64(&jval_get(v, S("n"))->item[2], &i) && i == INT64_MAX,
	   "the largest 64-bit number is exact");
	ok(jval_i64(&jval_get(v, S("n"))->item[3], &i) && i == INT64_MIN, "the smallest, too");
	ok(parse(S("9007199254740993"), &v) == OK && jval_i64(v, &i) && i == 9007199254740993,
	   "2^53 + 1 is exact; a double would have lost it");
	ok(!jval_f64(v, &f), "and is not given as a double, which cannot hold it");
	ok(parse(S("{\"half\":0.5,\"yes\":true,\"none\":null}"), &v) == OK && jval_f64(jval_get(v, S("half")), &f) &&
	   f > 0.49 && f < 0.51, "a fraction");
	ok(jval_bool(jval_get(v, S("yes")), &t) && t && jval_null(jval_get(v, S("none"))), "true and null");
	ok(!jval_null(jval_get(v, S("gone"))) && !jval_i64(jval_get(v, S("half")), &i), "absent is not null; 0.5 is no whole number");
	ok(parse(S("1.0"), &v) == OK && !jval_i64(v, &i), "1.0 is not taken where a whole number is asked for");
	ok(parse(S("1e2"), &v) == OK && !jval_i64(v, &i), "nor is 1e2");
	ok(parse(S("\"\\u6f33\\ud83d\\ude00\""), &v) == OK && jval_str(v, &s) && str_eq(s, S("漳😀")), "escapes, a surrogate pair");
	ok(parse(S("{\"b\":[1.5,2,null],\"a\":{\"x\":\"<\\\"\",\"z\":3e10}}"), &v) == OK, "parsed");
	buf_init(&b, cx.arena, 4096);
	jval_add(&b, v);
	ok(buf_end(&b, &text) == OK, "written");
	is_str(text, S("{\"b\":[1.5,2,null],\"a\":{\"x\":\"\\u003c\\\"\",\"z\":3e+10}}"), "written back compactly");
}

static void
compares(void)
{
	const struct jval *a, *b;

	ok(parse(S("{\"x\":1,\"y\":[1,2]}"), &a) == OK && parse(S("{\"y\":[1,2],\"x\":1}"), &b) == OK &&
	   jval_same(a, b), "objects are the same in whatever order");
	ok(parse(S("{\"x\":1,\"y\":[2,1]}"), &b) == OK && !jval_same(a, b), "arrays are not");
	ok(parse(S("{\"x\":1,\"z\":[1,2]}"), &b) == OK && !jval_same(a, b), "another key is another object");
	ok(parse(S("\"1\""), &a) == OK && parse(S("1"), &b) == OK && !jval_same(a, b), "a text is not a number");
}

static void
refuses(void)
{
	static const struct {
		str     text;
		text_id why;
	} bad[] = {
		{STR_INIT(""), T_json_broken},
		{STR_INIT("{"), T_json_broken},
		{STR_INIT("[1,]"), T_json_broken},
		{STR_INIT("[1 2]"), T_json_broken},
		{STR_INIT("{\"a\":1} x"), T_json_broken},
		{STR_INIT("1 1"), T_json_broken},
		{STR_INIT("[01]"), T_json_broken},
		{STR_INIT("[+1]"), T_json_broken},
		{STR_INIT("[1.]"), T_json_broken},
		{STR_INIT("[.5]"), T_json_broken},
		{STR_INIT("[0x1]"), T_json_broken},
		{STR_INIT("[NaN]"), T_json_broken},
		{STR_INIT("['a']"), T_json_broken},
		{STR_INIT("[\"a\nb\"]"), T_json_broken},
		{STR_INIT("[\"\\x\"]"), T_json_broken},
		{STR_INIT("[\"\\ud800\"]"), T_json_broken},
		{STR_INIT("[\"\\udc00\\ud800\"]"), T_json_broken},
		{STR_INIT("[\"\\u0000\"]"), T_json_broken},
		{STR_INIT("{\"a\\u0000b\":1}"), T_json_broken},
		{STR_INIT("[1\0]"), T_json_not_text},
		{STR_INIT("[1]\0"), T_json_not_text},
		{STR_INIT("[\"a\0b\"]"), T_json_not_text},
		{STR_INIT("\xef\xbb\xbf{}"), T_json_broken},
		{STR_INIT("[1] // x"), T_json_broken},
		{STR_INIT("]"), T_json_broken},
		{STR_INIT("{\"a\":1,\"a\":2}"), T_json_twice},
		{STR_INIT("[{\"a\":{\"b\":1,\"c\":2,\"b\":1}}]"), T_json_twice},
		{STR_INIT("{\"a\":1,\"\\u0061\":2}"), T_json_twice},
		{STR_INIT("[\"\xff\"]"), T_json_not_text},
		{STR_INIT("[\"\xc0\xaf\"]"), T_json_not_text},
		{STR_INIT("[\"\xed\xa0\x80\"]"), T_json_not_text},
		{STR_INIT("9223372036854775808"), T_json_number},
		{STR_INIT("-9223372036854775809"), T_json_number},
		{STR_INIT("1e400"), T_json_number},
	};
	const struct jval *v;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		enum err e = parse(bad[i].text, &v);

		ok(e == ERR_INPUT && !v && cx.why.n == 1 && cx.why.line[0].text == bad[i].why,
		   "text %d is refused with its sentence: %s", (int)i, text_key(cx.why.line[0].text));
	}
}

static str
repeat(const char *unit, size_t n, const char *end)
{
	struct buf b;
	str        s;

	buf_init(&b, cx.arena, 4 << 20);
	buf_char(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_add(&b, str_of(unit));
	buf_add(&b, str_of(end));
	return buf_end(&b, &s) == OK ? s : STR_NONE;
}

static void
holds_its_limits(void)
{
	const struct jlimit small = {100, 5, 3};
	const struct jval  *v;
	struct buf          b;
	str                 s;

	ok(jval_parse(&cx, S("[1,2,3,4]"), &small, &v) == OK, "5 values of 5");
	ok(jval_parse(&cx, S("[1,2,3,4,5]"), &small, &v) == ERR_LARGE, "6 values of 5");
	ok(jval_parse(&cx, S("[[[1]]]"), &small, &v) == OK, "3 deep of 3");
	ok(jval_parse(&cx, S("[[[[1]]]]"), &small, &v) == ERR_LARGE, "4 deep of 3");
	ok(jval_parse(&cx, S("[\"[[[[,,,,,,,,,,,,,,,,,,\\\"[[\"]"), &small, &v) == OK, "brackets and commas in a text are text");
	ok(jval_parse(&cx, repeat(" ", 99, "]"), &small, &v) == ERR_LARGE, "101 bytes of 100");
	buf_init(&b, cx.arena, 4 << 20);
	for (int i = 0; i < 500000; i++)
		buf_char(&b, '[');
	ok(buf_end(&b, &s) == OK && parse(s, &v) == ERR_LARGE, "half a million open brackets cost no stack");
	ok(parse(repeat("1,", 200000, "1]"), &v) == ERR_LARGE, "200,001 values are too many for a body");
	ok(parse(repeat("1,", 40000, "1]"), &v) == OK && v->n == 40001, "40,001 are not");
}

static void
survives_every_failed_allocation(void)
{
	str      text = S("{\"a\":[1,2.5,\"x\",null,true,{\"b\":\"long enough to be worth a copy of its own\"}],\"c\":\"d\"}");
	uint64_t n = 1;
	enum err e = ERR_MEMORY;
	bool     whole = false;

	for (; n < 10000 && e != OK; n++) {
		struct ctx         c = {.arena = arena_new(1 << 20)};
		const struct jval *v = NULL;

		mem_fail_at(n);
		e = jval_parse(&c, text, &jlimit_body, &v);
		mem_fail_at(0);
		if (e != OK && (e != ERR_MEMORY || c.why.err != ERR_MEMORY || v)) {
			ok(false, "allocation %d failed: error %s", (int)n, err_name(e));
			n = 10000;
		}
		if (e == OK) {
			struct buf b;

			buf_init(&b, c.arena, BUF_PAGE);
			jval_add(&b, v);
			whole = str_eq(buf_str(&b), text);
		}
		arena_free(c.arena);
	}
	ok(whole, "what is read at last is what was written, to the letter");
	ok(e == OK && n > 10 && n < 10000, "each of %d failed allocations gave ERR_MEMORY and leaked nothing", (int)n - 1);
}

static void *
many_times(void *arg)
{
	struct ctx c = {.arena = arena_new(1 << 20)};

	for (int i = 0; i < 2000; i++) {
		const struct jval *v;
		int64_t            x = 0;

		if (jval_parse(&c, S("{\"a\":{\"b\":[null,null,12345]}}"), &jlimit_body, &v) != OK ||
		    !jval_i64(&jval_get(jval_get(v, S("a")), S("b"))->item[2], &x) || x != 12345 ||
		    jval_parse(&c, S("{\"a\":1,\"a\":1}"), &jlimit_body, &v) != ERR_INPUT)
			*(bool *)arg = false;
		ctx_forget(&c);
		arena_reset(c.arena);
	}
	arena_free(c.arena);
	return NULL;
}

static void
is_safe_from_threads(void)
{
	pthread_t t[4];
	bool      good[4] = {true, true, true, true};

	for (int i = 0; i < 4; i++)
		if (pthread_create(&t[i], NULL, many_times, &good[i]) != 0)
			abort();
	for (int i = 0; i < 4; i++)
		(void)pthread_join(t[i], NULL);
	ok(good[0] && good[1] && good[2] && good[3], "four threads parse at once");
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx.arena = arena_new(64 << 20);
	is_safe_from_threads();
	reads_what_it_should();
	compares();
	refuses();
	holds_its_limits();
	survives_every_failed_allocation();
	arena_free(cx.arena);
	return done();
}
