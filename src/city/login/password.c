/* Which passwords will do, and how long to wait after wrong ones.  Pure. */
#include "base/utf8.h"
#include "city/login/session.h"
#include "city_login_texts.h"

const str demo_password = STR_INIT("duban-demo");

int64_t
backoff_ms(int64_t failed, int64_t free)
{
	int64_t ms = 1000;

	if (failed <= free)
		return 0;
	for (int64_t i = free + 1; i < failed && ms < BACKOFF_MAX_MS; i++)
		ms *= 2;
	return ms < BACKOFF_MAX_MS ? ms : BACKOFF_MAX_MS;
}

int64_t
backoff_left(int64_t failed, int64_t last_at, int64_t free, int64_t now)
{
	int64_t until = last_at + backoff_ms(failed, free);

	/* The clock was set back since: what was noted ahead of it must lock nobody out until it is there again. */
	if (last_at - now > BACKOFF_AHEAD_MS)
		return 0;
	if (now - last_at >= BACKOFF_FORGET_MS || until <= now || until == last_at)
		return 0;
	return until - now < BACKOFF_MAX_MS ? until - now : BACKOFF_MAX_MS;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Only what is longer than seven characters can get here; ends of digits are cut before looking. */
static bool
is_common(str p)
{
	static const char *const words[] = {
	    "password", "passw0rd", "p@ssw0rd", "p@ssword", "qwertyui", "qwertyuiop", "asdfghjk", "asdfghjkl",
	        "zxcvbnm",
	    "1qaz2wsx", "qazwsxedc", "woaini",  "iloveyou", "admin",    "administrator", "root", "welcome",
	        "letmein",
	    "abc",      "abcd",     "aaa",      "a",        "aa",       "test",     "user",       "guest",
	        "duban",
	    "chuangcheng", "duban-demo", "shoujihao", "mima", "changeme", "default", "zhangsan",
	};
	str stem = p;

	while (stem.n && (stem.p[stem.n - 1] == '!' || stem.p[stem.n - 1] == '@' || stem.p[stem.n - 1] == '.' ||
	                  (stem.p[stem.n - 1] >= '0' && stem.p[stem.n - 1] <= '9')))
		stem.n--;
	if (stem.n == 0)
		return true; /* nothing but digits */
	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq_nocase(p, str_of(words[i])) || str_eq_nocase(stem, str_of(words[i])))
			return true;
	for (size_t i = 1; i < p.n; i++)
		if (lower(p.p[i]) != lower(p.p[0]))
			return false;
	return true; /* one character over and over */
}

static bool
holds_nocase(str s, str part)
{
	for (size_t i = 0; part.n && i + part.n <= s.n; i++)
		if (str_eq_nocase(str_slice(s, i, i + part.n), part))
			return true;
	return false;
}

text_id
password_fault(str password, str login)
{
	bool   small = false, large = false, digit = false, other = false;
	size_t n = utf8_len(password);

	for (size_t i = 0; i < password.n; i++) {
		char c = password.p[i];

		if (c >= 'a' && c <= 'z')
			small = true;
		else if (c >= 'A' && c <= 'Z')
			large = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else
			other = true;
	}
	if (n < 8 || (n < 10 && small + large + digit + other < 3))
		return T_login_password_short;
	if (is_common(password) || (login.n >= 3 && holds_nocase(password, login)))
		return T_login_password_common;
	return T_none;
}
