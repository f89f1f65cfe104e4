/* What proves who somebody is: waits, passwords, texts told once, a telephone's key sealed and offered. */
#include "base/ensure.h"
#include "city/credential/credential.h"
#include "kit/db/engines.h"
#include "kit/totp/totp.h"
#include "tap.h"
#include "texts.h"

#include <unistd.h>

static struct ctx cx;

static void
backoff(void)
{
	int64_t sum = 0;

	is_i64(backoff_ms(3, 3), 0, "three failures are free");
	is_i64(backoff_ms(4, 3), 1000, "then one second");
	is_i64(backoff_ms(7, 3), 8000, "doubling");
	is_i64(backoff_ms(13, 3), 512000, "still doubling");
	is_i64(backoff_ms(14, 3), 15 * 60 * 1000, "up to 15 minutes");
	is_i64(backoff_ms(INT64_MAX, 3), 15 * 60 * 1000, "and never more: no permanent lock");
	is_i64(backoff_left(5, 1000000, 3, 1000500), 1500, "what is left of 2 seconds after half a one");
	is_i64(backoff_left(5, 1000000, 3, 1002000), 0, "nothing when they are over");
	is_i64(backoff_left(500, 0, 3, BACKOFF_FORGET_MS), 0, "after a day all is forgotten");
	is_i64(backoff_left(500, INT64_C(9000000000), 3, 0), 0, "a clock set back locks nobody out until it is there again");
	is_i64(backoff_left(5, 1000500, 3, 1000000), 2500, "half a second ahead is another copy's clock");
	is_i64(backoff_left(2, 1000500, 3, 1000000), 0, "where nothing has to be waited for, nor for that");
	for (int64_t f = 1; f <= 40; f++)
		sum += backoff_ms(f, 3);
	ok(sum > 6 * 60 * 60 * 1000, "40 guesses take more than six hours");
}

static void
passwords(void)
{
	static const struct {
		const char *password, *login;
		text_id     wrong;
	} t[] = {
	    {"kotozu meru", "x1", T_none},
	    {"Ab3$ef7h", "x1", T_none},
	    {"abc0-fgh", "x1", T_none},
	    {"correct-horse-9", "zbz01", T_none},
	    {"abcdefg1", "x1", T_login_password_short},
	    {"Abcdefg1", "x1", T_none},
	    {"ABCDEFG1", "x1", T_login_password_short},
	    {"AaAaAaAaAa", "x1", T_login_password_common},
	    {"ab3$ef7", "x1", T_login_password_short},
	    {"一二三四五六七八九十", "x1", T_none},
	    {"123456789012", "x1", T_login_password_common},
	    {"aaaaaaaaaaaa", "x1", T_login_password_common},
	    {"Password2026", "x1", T_login_password_common},
	    {"duban-demo", "x1", T_login_password_common},
	    {"woaini1314520", "x1", T_login_password_common},
	    {"zbz01 und mehr", "zbz01", T_login_password_common},
	};

	for (size_t i = 0; i < NITEMS(t); i++)
		ok(password_fault(str_of(t[i].password), str_of(t[i].login)) == t[i].wrong, "password “%s”: %s",
		    t[i].password,
		   t[i].wrong ? text_key(t[i].wrong) : "will do");
}

static void
told_once(void)
{
	struct secret *a, *b;
	str            s;

	ensure(credential_text(&cx, 3, &a) == OK && credential_text(&cx, 3, &b) == OK);
	s = secret_show(a);
	ok(s.n == 14 && s.p[4] == '-' && s.p[9] == '-', "three groups of four");
	ok(str_find(s, 'l') == SIZE_MAX && str_find(s, 'o') == SIZE_MAX && str_find(s, '0') == SIZE_MAX &&
	       str_find(s, '1') == SIZE_MAX, "without what is taken for something else");
	ok(!str_eq(s, secret_show(b)), "never twice the same");
	is_str(credential_plain(&cx, S(" AbC2-de fg ")), S("abc2defg"), "typed in capitals, with spaces and hyphens: the same");
	is_str(credential_plain(&cx, S("-")), S(""), "nothing typed is nothing");
}

static str
hex_of(str bytes)
{
	struct buf b;

	buf_init(&b, cx.arena, BUF_LINE);
	buf_hex(&b, bytes.p, bytes.n);
	return buf_str(&b);
}

static void
telephone(void)
{
	const int64_t   hour = 60 * 60 * 1000, now = INT64_C(1795140000000);
	str             path = arena_printf(cx.arena, "%s/keyring", test_folder()), sealed, hex;
	struct keyring *k;
	struct offer    o, back;
	struct secret  *key;
	bool            stale = true;
	char           *bent;

	ensure(keyring_make(&cx, path) == OK && keyring_load(&cx, cx.arena, path, &k) == OK);
	ok(offer_make(&cx, k, 7, now, &o) == OK && o.key.n == TOTP_KEY && o.sealed.n > TOTP_KEY, "a key is offered");
	ok(offer_make(&cx, k, 7, now, &back) == OK && !str_eq(o.key, back.key), "to everybody another");
	hex = hex_of(o.sealed);
	ok(offer_open(&cx, k, 7, now + hour, hex, &back) == OK && str_eq(back.key, o.key) &&
	       str_eq(back.sealed, o.sealed),
	   "for an hour it comes back");
	ok(offer_open(&cx, k, 7, now + hour + 1, hex, &back) == OK && !back.key.p, "then it is none");
	ok(offer_open(&cx, k, 8, now, hex, &back) == OK && !back.key.p && cx.why.n == 0,
	   "nor another's, of which nothing is said");
	bent = arena_z(cx.arena, hex);
	bent[hex.n - 1] = bent[hex.n - 1] == '0' ? '1' : '0';
	ok(offer_open(&cx, k, 7, now, (str){bent, hex.n}, &back) == OK && !back.key.p, "nor an altered one");
	ok(offer_open(&cx, k, 7, now, S("zz"), &back) == OK && !back.key.p &&
	       offer_open(&cx, k, 7, now, S("abc"), &back) == OK && !back.key.p, "nor what is no hexadecimal");

	ensure(factor_seal(&cx, k, 7, o.key, &sealed) == OK);
	ok(factor_open(&cx, k, 7, sealed, &key, &stale) == OK && str_eq(secret_show(key), o.key) && !stale, "what is kept opens");
	ok(factor_open(&cx, k, 8, sealed, &key, NULL) == ERR_STORE, "for its log-in alone");
	ctx_forget(&cx);
	ok(offer_open(&cx, k, 7, now, hex_of(sealed), &back) == OK && !back.key.p, "what is kept is no offer");
	ensure(keyring_rotate(&cx, path) == OK && keyring_load(&cx, cx.arena, path, &k) == OK);
	ok(factor_open(&cx, k, 7, sealed, &key, &stale) == OK && stale, "behind a rotation it says that it is old");
	(void)unlink(arena_z(cx.arena, path));
}

int
main(void)
{
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena_new(1 << 20)};
	ensure(secret_start() == OK);
	backoff();
	passwords();
	told_once();
	telephone();
	arena_free(cx.arena);
	return done();
}
