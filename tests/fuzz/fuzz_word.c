/* Any bytes as a time, a day, a number, a digest, an address, a date of a ledger, pinyin. */
#include "fuzz/fuzz.h"

#include "base/clock.h"
#include "base/day.h"
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/gate/guard.h"
#include "kit/gate/parse.h"
#include "kit/pinyin/pinyin.h"
#include "kit/secret/secret.h"
#include "kit/totp/totp.h"
#include "work/ledger/when.h"

/* What is written of what was read reads the same. */
static void
times(struct arena *a, str s)
{
	char       room[DAY_TEXT];
	struct buf b;
	int64_t    ms, same;
	day        d, again;
	bool       read = clock_parse(s, 480, &ms);

	if (read && ms >= 0) {
		buf_init(&b, a, BUF_LINE);
		clock_add_iso(&b, ms, 480);
		ensure(b.err == OK && clock_parse(buf_str(&b), 0, &same) && same == ms);
	}
	if (day_parse(s, &d)) {
		ensure(s.n == DAY_TEXT && str_eq(day_format(d, room), s));
		ensure(day_parse(day_format(d, room), &again));
	}
}

static void
numbers(struct arena *a, str s)
{
	int64_t    v, same;
	digest     d;
	struct buf b;

	if (str_to_i64(s, &v))
		ensure(str_to_i64(arena_printf(a, "%lld", (long long)v), &same) && same == v);
	if (digest_parse(s, &d)) {
		buf_init(&b, a, BUF_LINE);
		buf_hex(&b, d.b, sizeof(d.b));
		ensure(b.err == OK && str_eq_nocase(buf_str(&b), s));
	}
}

static void
addresses(struct arena *a, str s)
{
	char        room[GUARD_SUBJECT], again[GUARD_SUBJECT];
	const char *address;
	int         port;
	str         whose = guard_subject(s, room);

	/* An address that is nobody's but its own counts for itself. */
	ensure(whose.p == s.p ? whose.n == s.n : whose.n <= GUARD_SUBJECT && utf8_valid(whose));
	if (whose.p != s.p && str_find(whose, '/') == SIZE_MAX)
		ensure(str_eq(guard_subject(whose, again), whose));
	if (parse_listen(a, s, &address, &port))
		ensure(port >= 0 && port <= 65535 && address);
	/* Ours is what names our host, and of another host nothing that is said besides makes it ours. */
	if (guard_origin(S("duban.example"), s, STR_NONE, STR_NONE, true) == ORIGIN_SAME)
		ensure(str_starts(s, S("https://")) && str_eq_nocase(str_slice(s, 8, 21), S("duban.example")) &&
		       (s.n == 21 || s.p[21] == '/'));
	(void)guard_origin(S("duban.example"), STR_NONE, s, STR_NONE, false);
	ensure(guard_origin(S("duban.example"), S("https://elsewhere.example"), s, STR_NONE, true) !=
	       ORIGIN_SAME);
}

static void
codes(str s)
{
	static const char key[] = "12345678901234567890";
	const int64_t     now = INT64_C(1111111109) * 1000;
	int64_t           step = -1;

	if (totp_fits((str){key, TOTP_KEY}, s, now, -1, &step))
		ensure(s.n == TOTP_DIGITS && step >= totp_step(now) - 1 && step <= totp_step(now) + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct arena      *a = arena_new((size_t)4 << 20);
	str                rest = {(const char *)p, n}, first = str_cut(&rest, '\n');
	struct pinyin_word w;
	int64_t            ms;
	bool               day_only;

	ensure(a != NULL);
	rest = rest.p ? rest : S("");
	times(a, first);
	numbers(a, first);
	addresses(a, first);
	codes(first);
	if (when_pattern_good(first))
		(void)when_read(first, rest, 480, (enum when_summer)(n % 3), &ms, &day_only);
	(void)when_read(S("YYYY-M-D[ H:mm[:ss]]"), first, 480, WHEN_US, &ms, &day_only);
	if (pinyin_word(first, &w)) {
		ensure(w.n >= 2 && w.n <= PINYIN_LETTERS);
		if (utf8_valid(rest))
			(void)pinyin_find(&w, rest);
	}
	arena_free(a);
	return 0;
}
