/* Text: cutting, trimming, numbers, UTF-8. */
#include "base/str.h"
#include "base/utf8.h"
#include "tap.h"

int
main(void)
{
	str     rest = S("a,,b,");
	int64_t v = 7;
	double  d;
	size_t  n = 0;

	is_str(str_cut(&rest, ','), S("a"), "first field");
	is_str(str_cut(&rest, ','), S(""), "an empty field is a field");
	is_str(str_cut(&rest, ','), S("b"), "third field");
	ok(rest.p != NULL, "a separator at the end leaves one more, empty field");
	is_str(str_cut(&rest, ','), S(""), "the last field");
	ok(rest.p == NULL, "then nothing is left");
	rest = S("");
	while (rest.p) {
		(void)str_cut(&rest, ',');
		n++;
	}
	is_i64((int64_t)n, 1, "empty text has one field");

	is_str(str_trim(S(" \t\xe3\x80\x80 浦头路 \xe3\x80\x80\r\n")), S("浦头路"), "trim knows the wide space");
	is_str(str_trim(S("\xe3\x80\x80")), S(""), "trim of blanks is empty");

	ok(str_to_i64(S("-9223372036854775808"), &v) && v == INT64_MIN, "least integer");
	ok(str_to_i64(S("9223372036854775807"), &v) && v == INT64_MAX, "greatest integer");
	ok(!str_to_i64(S("9223372036854775808"), &v), "one more overflows");
	ok(!str_to_i64(S("-9223372036854775809"), &v), "one less overflows");
	ok(!str_to_i64(S(""), &v) && !str_to_i64(S("-"), &v) && !str_to_i64(S("1 "), &v) &&
	       !str_to_i64(S("+1"), &v) && !str_to_i64(S("0x1"), &v) && !str_to_i64(S("１"), &v),
	   "nothing but digits is a number");
	ok(str_to_f64(S("-12.5"), &d) && d < -12.4 && d > -12.6, "a decimal");
	ok(!str_to_f64(S("nan"), &d) && !str_to_f64(S("1e999"), &d) && !str_to_f64(S("0x10"), &d) &&
	       !str_to_f64(S("1,5"), &d), "no NaN, no infinity, no hex, no comma");

	ok(utf8_valid(S("督办 ①🚧")), "Chinese, circled digits and emoji are valid");
	ok(!utf8_valid(S("\xc0\xaf")), "overlong / is refused (RFC 3629)");
	ok(!utf8_valid(S("\xe0\x80\xaf")), "overlong in three bytes is refused");
	ok(!utf8_valid(S("\xed\xa0\x80")), "a surrogate is refused");
	ok(!utf8_valid(S("\xf4\x90\x80\x80")), "above U+10FFFF is refused");
	ok(!utf8_valid(S("\xe7\x9d")), "a cut character is refused");
	ok(!utf8_valid((str){"a\0b", 3}), "NUL is refused");
	ok(!utf8_valid(S("\xb6\xbd\xb0\xec")), "GBK bytes are refused");
	is_i64((int64_t)utf8_len(S("督办a")), 3, "length in characters");
	is_str(utf8_cut(S("督办系统"), 2), S("督办"), "cut at characters");
	ok(utf8_has_controls(S("a\xe2\x80\xae" "b")), "a mark that reverses text is seen");
	ok(!utf8_has_controls(S("a\n\tb")), "line feed and tab are text");
	ok(utf8_is_blank(S("")) && utf8_is_blank(S(" \xe2\x80\x8b\xe3\x80\x80\xef\xb8\x8f")), "marks that join and spaces show nothing");
	ok(!utf8_is_blank(S("\xe2\x80\x8b" "1")), "a digit among them does");
	is_i64((int64_t)str_find_str(S("aaab"), S("ab")), 2, "find");
	ok(str_find_str(S("aaa"), S("ab")) == SIZE_MAX, "find nothing");
	ok(str_cmp(S("a"), S("ab")) < 0 && str_cmp(S("b"), S("ab")) > 0 && str_cmp(S(""), S("")) == 0, "order");
	ok(str_eq(STR_NONE, STR_NONE) && !str_eq(STR_NONE, S("")), "no value is not the empty text");
	return done();
}
