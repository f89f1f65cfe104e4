/* What the store keeps of a payload gives the payload back, and nothing else is taken for one. */
#include "kit/journal/pack.h"

#include "base/buf.h"
#include "tap.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* A report as the journal writes it. */
#define REPORT \
	"{\"set\":{\"no\":\"2026-00012\",\"root_id\":3,\"year\":2026,\"seq\":12,\"state\":1,\"open\":true,\"source\":\"grid\"," \
	"\"place_id\":19,\"address\":\"x\",\"class_key\":\"S01070\",\"last_at\":true},\"rows\":{\"case_reach\":[38,8,6,4,2]}}"
static const str report = {REPORT, sizeof(REPORT) - 1};

/* The same, packed with words 1 when they were frozen. */
static const char frozen[] = "0128b52ffd20c545010038313232783037300a0048f341042002620a64d40cde3d53194b051876d3f2c288dceb4404450602";

static struct ctx *
fresh(struct ctx *cx)
{
	*cx = (struct ctx){.arena = arena_new(8 << 20)};
	return cx;
}

static str
hex(struct ctx *cx, str bytes)
{
	struct buf b;

	buf_init(&b, cx->arena, 1 << 20);
	buf_hex(&b, bytes.p, bytes.n);
	return buf_str(&b);
}

static str
packed(struct ctx *cx, str json)
{
	str stored = STR_NONE;

	ok(payload_pack(cx, json, &stored) == OK && stored.n <= json.n, "it does not grow");
	return stored;
}

static bool
gives(struct ctx *cx, str stored, str want)
{
	str  json;
	bool whole;

	return payload_unpack(cx, stored, &json, &whole) == OK && whole && str_eq(json, want);
}

static void
words_are_frozen(struct ctx *cx)
{
	char   bytes[sizeof(frozen) / 2];
	size_t n = 0;

	for (size_t i = 0; i + 1 < sizeof(frozen) - 1; i += 2) {
		unsigned x;

		sscanf(frozen + i, "%2x", &x);
		bytes[n++] = (char)x;
	}
	ok(gives(cx, (str){bytes, n}, report), "what was packed when the words were made can be read");
	/* Another libzstd may pack otherwise: no fault, as long as the line above holds. */
	printf("# today: %.*s\n", STR_ARG(hex(cx, packed(cx, report))));
}

static void
short_ones_stay(struct ctx *cx)
{
	str json = S("{}");

	is_str(packed(cx, json), json, "what does not become shorter stays as it is");
	ok(gives(cx, json, json), "and is its own payload");
	ok(gives(cx, S("{\"by\":\"hand\"}"), S("{\"by\":\"hand\"}")), "JSON written by hand is read");
}

static void
erased_stays_erased(struct ctx *cx)
{
	str  json = S("x");
	bool whole = false;

	ok(payload_unpack(cx, STR_NONE, &json, &whole) == OK && whole && !json.p, "an erased payload is none, and no fault");
}

/* Text of every length up to the limit comes back. */
static void
all_lengths(struct ctx *cx)
{
	static char text[BUF_PAYLOAD];
	uint32_t    r = 1;
	int         bad = 0;

	text[0] = '{';
	for (size_t i = 1; i < sizeof(text); i++) {
		r = r * 1664525 + 1013904223;
		text[i] = i % 7 < 4 ? "\"at:"[i % 4] : (char)(' ' + r % 90);
	}
	for (size_t n = 1; n <= sizeof(text); n += n < 600 ? 1 : n / 5) {
		str stored;

		bad += payload_pack(cx, (str){text, n}, &stored) != OK || !gives(cx, stored, (str){text, n});
		arena_reset(cx->arena);
	}
	is_i64(bad, 0, "every length comes back");
}

static void
damage_is_seen(struct ctx *cx)
{
	struct buf b;
	str        stored = packed(cx, report);
	int        bad = 0;
	char       copy[sizeof(REPORT)];

	ok(stored.p[0] == 1 && stored.n < report.n / 2, "a report becomes less than half");
	for (size_t n = 0; n < stored.n; n++)
		bad += gives(cx, (str){stored.p, n}, report);
	is_i64(bad, 0, "no part of it passes for the whole");
	for (size_t i = 0; i < stored.n * 8; i++) {
		memcpy(copy, stored.p, stored.n);
		copy[i / 8] = (char)(copy[i / 8] ^ 1 << i % 8);
		bad += gives(cx, (str){copy, stored.n}, S("{\"set\":{}}"));
	}
	is_i64(bad, 0, "each bit turned: refused or something else, never a fault of ours");
	/* A frame of 13 bytes that promises 4 GB: 0x01, magic, descriptor with an 8-byte size, the size. */
	buf_init(&b, cx->arena, 64);
	buf_add(&b, (str){"\x01\x28\xb5\x2f\xfd\xe0\x00\x00\x00\x00\x01\x00\x00\x00", 14});
	{
		str  json;
		bool whole = true;

		ok(payload_unpack(cx, buf_str(&b), &json, &whole) == OK && !whole && str_eq(json, buf_str(&b)),
		   "a bomb is not unpacked");
		ok(payload_unpack(cx, S("\x02nothing"), &json, &whole) == OK && !whole, "words of a later version are not guessed");
	}
}

static void *
many_times(void *arg)
{
	struct ctx cx;
	size_t    *bad = arg;

	fresh(&cx);
	for (int i = 0; i < 2000; i++) {
		str stored;

		*bad += payload_pack(&cx, report, &stored) != OK || !gives(&cx, stored, report);
		arena_reset(cx.arena);
	}
	arena_free(cx.arena);
	return NULL;
}

static void
threads(void)
{
	pthread_t t[4];
	size_t    bad[4] = {0};
	bool      started = true;

	for (int i = 0; i < 4; i++)
		started &= pthread_create(&t[i], NULL, many_times, &bad[i]) == 0;
	for (int i = 0; i < 4 && started; i++)
		pthread_join(t[i], NULL);
	ok(started && bad[0] + bad[1] + bad[2] + bad[3] == 0, "four threads pack and unpack at once");
}

int
main(void)
{
	struct ctx cx;

	fresh(&cx);
	words_are_frozen(&cx);
	short_ones_stay(&cx);
	erased_stays_erased(&cx);
	all_lengths(&cx);
	damage_is_seen(&cx);
	threads();
	arena_free(cx.arena);
	return done();
}
