/* JSON as it is written. */
#include "base/ctx.h"
#include "base/json.h"
#include "tap.h"

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
	arena_free(a);
	return done();
}
