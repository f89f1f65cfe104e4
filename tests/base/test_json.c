/* JSON as it is written. */
#include "base/ctx.h"
#include "base/json.h"
#include "tap.h"

#include <stdlib.h>

/* The shortest of 15, 16 or 17 digits that reads back as the same number. */
static str
shortest(struct arena *a, double v)
{
	for (int digits = 15;; digits++) {
		str s = arena_printf(a, "%.*g", digits, v);

		if (digits == 17 || !(strtod(s.p, NULL) < v || strtod(s.p, NULL) > v))
			return s;
	}
}

static void
real_numbers(void)
{
	struct arena       *a = arena_new(1 << 20);
	static const double odd[] = {
		0.0, -0.0, 1e-4, 0.0001234, 9.9999999e-5, 1e-7, 99999999.9999999, 1e8, 123456789.25, 1e300, 5e-324,
		0.1 + 0.2, 117.6512345, -117.6512345, 24.0, -24.5, 1.0 / 3, 117.65123456, 0.5, 1e15, 100.0001};
	uint64_t            seed = 88172645463325252u;
	int                 wrong = 0;

	for (int i = 0; i < 20000; i++) {
		static const double tens[] = {1, 10, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
		struct buf          b;
		struct json         j;
		double              v;
		str                 s;

		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		v = (double)((int64_t)(seed >> (8 + seed % 50)) * (i % 2 ? 1 : -1)) / tens[(unsigned)i / 2 % 10];
		if ((size_t)i < NITEMS(odd))
			v = odd[i];
		arena_reset(a);
		buf_init(&b, a, BUF_LINE);
		json_init(&j, &b);
		json_f64(&j, v);
		if (buf_end(&b, &s) != OK || !str_eq(s, shortest(a, v))) {
			if (wrong++ < 5)
				(void)printf("# %.17g: %.*s, not %.*s\n", v, STR_ARG(s), STR_ARG(shortest(a, v)));
		}
	}
	arena_free(a);
	is_i64(wrong, 0, "real numbers are written in the fewest digits that say the same number");
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);
	struct buf    b;
	struct json   j;
	str           s;

	buf_init(&b, a, 4096);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "案号", S("a\"\\\n\x01</script>"));
	json_key(&j, S("list"));
	json_arr(&j);
	json_i64(&j, -5);
	json_f64(&j, 0.1);
	json_f64(&j, 0.0 / 1.0);
	json_bool(&j, true);
	json_str(&j, STR_NONE);
	json_obj(&j);
	json_obj_end(&j);
	json_arr_end(&j);
	json_obj_end(&j);
	ok(buf_end(&b, &s) == OK, "written");
	is_str(s, S("{\"案号\":\"a\\\"\\\\\\n\\u0001\\u003c/script>\",\"list\":[-5,0.1,0,true,null,{}]}"),
	       "escapes, commas, nesting; < never stands bare");
	real_numbers();
	arena_free(a);
	return done();
}
