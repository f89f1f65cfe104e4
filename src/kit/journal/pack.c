/* Payloads packed by Zstandard with words known beforehand. */
#include "kit/journal/pack.h"

#include "base/buf.h"
#include "base/ensure.h"

#include <pthread.h>
#include <string.h>
#include <zstd.h>

enum { WORDS_1 = 0x01, LEVEL = 3 };

/*
 * Words 1.  Frozen: a store that holds one payload packed with them needs them for
 * ever; better words are words 2 with a first byte of their own.  The most frequent
 * stand last, where pointing at them is cheapest.
 */
static const char words_1[] =
	",\"whole\":true,\"os_user\":\"{\"set\":{\"must_change\":false,\"disabled_at\":null}}{\"set\":{\"name\":\"\","
	"\"version\":1,\"imported_at\":,\"imported_by\":0,\"digest\":\"{\"set\":{},\"rows\":{\"setting\":{\"city.name"
	"\":{\"value\":\"\"}}}}{\"set\":{\"key\":\"B01001\",\"kind\":\"\",\"code\":\"01001\",\"big_code\":\"01\","
	"\"big_name\":\"\",\"name\":\"\",\"subject\":\"place\",\"synonyms\":\"\",\"source\":\"GB/T 47678.5-2026\","
	"\"version\":\"GB/T 47678.5-2026\",{\"set\":{\"key\":\"S01-1\",\"class_key\":\"S01\",\"condition\":\"\","
	"\"after_key\":null,\"amount\":3,\"limit_unit\":\"\",\"clock\":\"workday\",\"clock_unit\":\"day\","
	"\"clock_amount\":3,\"closing\":\"\",\"photo\":\"needed\",\"photo_reason\":\"\",\"not_collected\":\"\","
	"\"season\":\"\",\"basis\":\"\",\"source\":\"\",{\"set\":{\"class_key\":\"S01\",\"place_id\":3,\"unit_id\":16"
	",\"basis\":\"\",\"source\":\"\",\"valid_from\":\"2026-01-01\",\"valid_to\":null,\"made_at\":,\"made_by\":0}}"
	"{\"set\":{\"person_id\":1,\"post_id\":1,\"valid_from\":{\"set\":{\"code\":\"35\",\"name\":\"\",\"short_name\""
	":\"\",\"level\":1,\"kind\":\"\",\"parent_id\":null,\"numbers\":false,\"sort\":1,\"valid_from\":\"2023-06-30\""
	",\"valid_to\":null,\"source\":\"\",\"role\":\"\"state\":13,\"told\":true,\"told_at\":true,\"source_ref\":\"\""
	",\"is_public\":true,\"same_as\":,\"status\":\"\",\"unit_name\":\"\",\"ended\":,\"due\":,\"more\":{\"exempt\""
	":true,\"held\":true,\"until\":\"\",\"why\":\"\",\"outcome\":1,\"asked_at\":true,\"decided_at\":true,"
	"\"case_ask\":{\"1\":{\"kind\":1,\"person\":,\"case_hold\":{\"1\":{\"returns\":1,\"rework\":1,\"found_again\""
	":1,\"came_back\":1,\"reopened\":1,\"priority\":1,\"accuracy\":10,{\"set\":{\"overdue\":true},\"rows\":{\"cas"
	"e_deadline\":{\"2\":{\"overdue_at\":}}},\"more\":{\"stage\":\"work\",\"due_at\":{\"set\":{\"state\":3,"
	"\"look_person\":null,\"checked\":1,\"due_at\":17,\"due_stage\":2,\"last_at\":true},\"rows\":{\"case_deadline"
	"\":{\"2\":{\"runs\":false,\"met_at\":true},\"3\":{\"stage\":2,\"amount\":1,{\"set\":{\"state\":8,"
	"\"verified\":1,\"verifier\":1,\"verifier_unit\":2,\"due_at\":17,\"due_stage\":7,\"last_at\":true,"
	"\"verified_at\":true},\"more\":{\"answer\":\"yes\",\"text\":\"\"}}{\"set\":{\"state\":6,\"due_at\":17,"
	"\"due_stage\":5,\"last_at\":true,\"signed_at\":true},\"rows\":{\"case_deadline\":{\"4\":{\"runs\":false,"
	"\"met_at\":true}},\"case_did\":{\"3,56,16\":{\"at\":true}}}}{\"set\":{\"state\":7,\"due_at\":17,"
	"\"due_stage\":6,\"work_due\":null,\"last_at\":true,\"fixed_at\":true},\"rows\":{\"case_deadline\":{\"5\":{\""
	"runs\":false,\"met_at\":true},\"6\":{\"stage\":6,\"amount\":4,{\"set\":{\"state\":5,\"unit_id\":16,"
	"\"post_id\":47,\"duty_id\":85,\"duty_basis\":1,\"due_at\":17,\"due_stage\":4,\"work_due\":17,\"last_at\":tru"
	"e,\"dispatched_at\":true},\"rows\":{\"case_deadline\":{\"3\":{\"runs\":false,\"met_at\":true},\"4\":{\"stage"
	"\":4,\"amount\":2,\"clock\":\"urgent\",\"unit\":\"minute\",\"calendar\":\"\"5\":{\"stage\":5,\"unit_id\":16,"
	"\"condition_id\":6,\"amount\":1,\"clock\":\"workday\",\"unit\":\"day\",\"calendar\":\"\"case_part\":{\"1\":{"
	"\"unit_id\":16,\"main\":true,\"post_id\":47,\"duty_id\":85,\"due_at\":17,\"from_at\":true},\"2\":{\"unit_id\""
	":3,\"duty_id\":85,\"due_at\":17,\"from_at\":true}},\"case_did\":{\"2,0,16\":{\"at\":true},\"2,0,"
	"3\":{\"at\":true}},\"case_reach\":[{\"set\":{\"state\":4,\"condition_id\":6,\"due_at\":17,\"due_stage\":3,"
	"\"last_at\":true,\"filed_at\":true},\"rows\":{\"case_deadline\":{\"2\":{\"runs\":false,\"met_at\":true},"
	"\"3\":{\"stage\":3,\"amount\":1,{\"set\":{\"state\":3,\"due_at\":17,\"due_stage\":2,\"last_at\":true,"
	"\"accepted_at\":true},\"rows\":{\"case_deadline\":{\"1\":{\"runs\":false,\"met_at\":true},\"2\":{\"stage\":2"
	",\"amount\":1,\"clock\":\"office\",\"unit\":\"hour\",\"calendar\":\"\",\"start_at\":true,\"due_at\":17,"
	"\"runs\":true}}},\"more\":{\"reason\":\"{\"set\":{\"state\":9,\"open\":false,\"kind\":3,\"condition_id\":6,"
	"\"due_at\":null,\"due_stage\":null,\"closing\":\"\",\"last_at\":true,\"ended_at\":true},\"rows\":{\"case_dea"
	"dline\":{\"1\":{\"runs\":false,\"met_at\":true}},\"case_part\":{\"1\":{\"to_at\":true},\"2\":{\"to_at\":true"
	"}},\"case_did\":{\"5,45,10\":{\"at\":true}}},\"more\":{\"text\":\"{\"set\":{\"no\":\"2026-00001\","
	"\"root_id\":3,\"year\":2026,\"seq\":1,\"state\":1,\"open\":true,\"source\":\"grid\",\"found_by\":31,"
	"\"place_id\":19,\"address\":\"\",\"lon\":117.6,\"lat\":24.5,\"srs\":\"cgcs2000\",\"description\":\"\","
	"\"class_id\":357,\"class_key\":\"S06052\",\"subject\":1,\"due_at\":17,\"due_stage\":0,\"last_at\":true,"
	"\"reported_at\":true,\"made_at\":true},\"rows\":{\"case_deadline\":{\"1\":{\"amount\":1,\"clock\":\"office\""
	",\"unit\":\"hour\",\"calendar\":\"\",\"start_at\":true,\"due_at\":17,\"runs\":true}},\"case_reach\":[38,"
	"8,6,4,2]}}";

/* Made once, never changed, read by all threads: part of the program like the words themselves. */
static struct {
	pthread_once_t once;
	pthread_key_t  packer, unpacker; /* a thread's own working memory, freed when it ends */
	ZSTD_CDict    *to;
	ZSTD_DDict    *from;
	bool           made;
} words = {.once = PTHREAD_ONCE_INIT};

static void
free_packer(void *p)
{
	ZSTD_freeCCtx(p);
}

static void
free_unpacker(void *p)
{
	ZSTD_freeDCtx(p);
}

static void
make_words(void)
{
	words.to = ZSTD_createCDict(words_1, sizeof(words_1) - 1, LEVEL);
	words.from = ZSTD_createDDict(words_1, sizeof(words_1) - 1);
	words.made = words.to && words.from && pthread_key_create(&words.packer, free_packer) == 0 &&
	             pthread_key_create(&words.unpacker, free_unpacker) == 0;
}

static bool
ready(void)
{
	ensure(pthread_once(&words.once, make_words) == 0);
	return words.made;
}

static ZSTD_CCtx *
packer(void)
{
	ZSTD_CCtx *z = ready() ? pthread_getspecific(words.packer) : NULL;

	if (z || !words.made || !(z = ZSTD_createCCtx()))
		return z;
	/* The commitment already is a checksum, and the first byte names the words. */
	if (ZSTD_isError(ZSTD_CCtx_setParameter(z, ZSTD_c_checksumFlag, 0)) ||
	    ZSTD_isError(ZSTD_CCtx_refCDict(z, words.to)) || pthread_setspecific(words.packer, z) != 0) {
		ZSTD_freeCCtx(z);
		return NULL;
	}
	return z;
}

static ZSTD_DCtx *
unpacker(void)
{
	ZSTD_DCtx *z = ready() ? pthread_getspecific(words.unpacker) : NULL;

	if (z || !words.made || !(z = ZSTD_createDCtx()))
		return z;
	if (pthread_setspecific(words.unpacker, z) != 0) {
		ZSTD_freeDCtx(z);
		return NULL;
	}
	return z;
}

enum err
payload_pack(struct ctx *cx, str json, str *stored)
{
	size_t     room = ZSTD_compressBound(json.n) + 1, n;
	ZSTD_CCtx *z = packer();
	char      *p = arena_alloc(cx->arena, room);

	ensure(json.n > 0 && json.p[0] == '{');
	if (!z || !p)
		return ctx_no_memory(cx);
	p[0] = WORDS_1;
	n = ZSTD_compress2(z, p + 1, room - 1, json.p, json.n);
	/* An error here is one of memory; the JSON as it is serves as well. */
	*stored = ZSTD_isError(n) || n + 1 >= json.n ? json : (str){p, n + 1};
	return OK;
}

enum err
payload_unpack(struct ctx *cx, str stored, str *json, bool *whole)
{
	unsigned long long size;
	ZSTD_DCtx         *z;
	char              *p;

	*json = stored;
	*whole = !stored.p || (stored.n > 0 && stored.p[0] == '{');
	if (*whole || stored.n < 2 || stored.p[0] != WORDS_1)
		return OK;
	size = ZSTD_getFrameContentSize(stored.p + 1, stored.n - 1);
	/* Unknown and wrong sizes are the largest numbers there are. */
	if (size == 0 || size > BUF_PAYLOAD)
		return OK;
	z = unpacker();
	p = arena_alloc(cx->arena, (size_t)size);
	if (!z || !p)
		return ctx_no_memory(cx);
	if (ZSTD_decompress_usingDDict(z, p, (size_t)size, stored.p + 1, stored.n - 1, words.from) != size)
		return OK;
	*json = (str){p, (size_t)size};
	*whole = true;
	return OK;
}
