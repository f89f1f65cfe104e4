/* Which passwords will do. */
#include "base/utf8.h"
#include "city/credential/credential.h"
#include "city_credential_texts.h"

const str demo_password = STR_INIT("duban-demo");

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
