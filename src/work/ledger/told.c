/* One told row: checking it, writing and reading it as JSON. */
#include "work/ledger/told.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "kit/secret/secret.h"
#include "work_ledger_texts.h"

#include <string.h>

static const struct {
	const char *key;
	int64_t     most;
	bool        lines;
	text_id     label;
} texts_of[TOLD_TEXT_MAX] = {
#define X(name, key, most, lines, label) {#key, (most), (lines) != 0, (label)},
    TOLD_TEXTS(X)
#undef X
};

static const struct {
	const char *key;
	text_id     label;
} times_of[TOLD_TIME_MAX] = {
#define X(name, key, label) {#key, (label)},
    TOLD_TIMES(X)
#undef X
};

static const char *const meanings[TOLD_MEANING_MAX] = {
    "unknown", "open", "closed", "duplicate", "transferred", "returned", "void",
};

static const int64_t YEAR_1990 = INT64_C(631152000000), TWENTY_YEARS = INT64_C(20) * 366 * 86400000;

const char *
told_meaning_name(enum told_meaning m)
{
	return meanings[m];
}

enum told_meaning
told_meaning_of(str name)
{
	int m = 0;

	while (m < TOLD_MEANING_MAX && !str_eq(str_of(meanings[m]), name))
		m++;
	return (enum told_meaning)m;
}

static bool
fault_text(const struct told_fault *f, struct told_fault *why)
{
	*why = *f;
	return false;
}

static bool
wrong_text(struct arena *a, enum told_text i, text_id text, str one, int64_t two, struct told_fault *why)
{
	return fault_text(&(struct told_fault){texts_of[i].key, texts_of[i].label, text,
	                                       {one, arena_printf(a, "%lld", (long long)two)}},
	                  why);
}

static bool
check_text(struct arena *a, const struct told *t, enum told_text i, struct told_fault *why)
{
	str s = t->text[i];

	if (!s.p)
		return true;
	if (!utf8_valid(s) || utf8_has_controls(s) ||
	    (!texts_of[i].lines && (str_find(s, '\n') != SIZE_MAX || str_find(s, '\r') != SIZE_MAX)))
		return wrong_text(a, i, T_ledger_controls, STR_NONE, 0, why);
	if ((int64_t)utf8_len(s) > texts_of[i].most)
		return wrong_text(a, i, T_ledger_long, arena_printf(a, "%zu", utf8_len(s)), texts_of[i].most, why);
	return true;
}

static str
minute(struct arena *a, int64_t ms, int zone)
{
	struct buf b;

	buf_init(&b, a, 64);
	clock_add_minute(&b, ms, zone);
	return buf_str(&b);
}

static bool
wrong_time(struct arena *a, const struct told *t, enum told_time i, text_id text, int64_t other, int zone,
           struct told_fault *why)
{
	return fault_text(&(struct told_fault){times_of[i].key, times_of[i].label, text,
	                                       {minute(a, t->time[i], zone), minute(a, other, zone)}},
	                  why);
}

static bool
check_times(struct arena *a, const struct told *t, int64_t now, int zone, struct told_fault *why)
{
	int64_t created = t->time[TOLD_CREATED];

	if (created == TOLD_NO_TIME)
		return fault_text(&(struct told_fault){times_of[TOLD_CREATED].key, times_of[TOLD_CREATED].label,
		                                       T_ledger_missing, {STR_NONE, STR_NONE}},
		                  why);
	for (int i = 0; i < TOLD_TIME_MAX; i++) {
		if (t->time[i] == TOLD_NO_TIME)
			continue;
		if (t->time[i] < YEAR_1990)
			return wrong_time(a, t, (enum told_time)i, T_ledger_old, YEAR_1990, zone, why);
		if (i != TOLD_DUE && t->time[i] > now)
			return wrong_time(a, t, (enum told_time)i, T_ledger_future, now, zone, why);
	}
	if (t->time[TOLD_DUE] != TOLD_NO_TIME && t->time[TOLD_DUE] - created > TWENTY_YEARS)
		return wrong_time(a, t, TOLD_DUE, T_ledger_far, created, zone, why);
	if (t->time[TOLD_CLOSED] != TOLD_NO_TIME && t->time[TOLD_CLOSED] < created)
		return wrong_time(a, t, TOLD_CLOSED, T_ledger_closed_early, created, zone, why);
	return true;
}

bool
told_check(struct arena *a, const struct told *t, int64_t now, int zone, struct told_fault *why)
{
	if (!t->text[TOLD_NUMBER].n)
		return wrong_text(a, TOLD_NUMBER, T_ledger_missing, STR_NONE, 0, why);
	for (int i = 0; i < TOLD_TEXT_MAX; i++)
		if (!check_text(a, t, (enum told_text)i, why))
			return false;
	if (t->lon.some != t->lat.some)
		return wrong_text(a, t->lon.some ? TOLD_LAT : TOLD_LON, T_ledger_half_position, STR_NONE, 0, why);
	if (t->lon.some && !(t->lon.v >= -180 && t->lon.v <= 180))
		return wrong_text(a, TOLD_LON, T_ledger_position, t->text[TOLD_LON], 180, why);
	if (t->lat.some && !(t->lat.v >= -90 && t->lat.v <= 90))
		return wrong_text(a, TOLD_LAT, T_ledger_position, t->text[TOLD_LAT], 90, why);
	return check_times(a, t, now, zone, why);
}

/* ---- JSON ---- */

void
told_json(const struct told *t, struct json *j)
{
	json_obj(j);
	for (int i = 0; i < TOLD_TEXT_MAX; i++)
		if (t->text[i].p)
			json_kv_str(j, texts_of[i].key, t->text[i]);
	for (int i = 0; i < TOLD_TIME_MAX; i++)
		if (t->time[i] != TOLD_NO_TIME)
			json_kv_i64(j, times_of[i].key, t->time[i]);
	if (t->lon.some && t->lat.some) {
		json_key(j, S("lon"));
		json_f64(j, t->lon.v);
		json_key(j, S("lat"));
		json_f64(j, t->lat.v);
	}
	if (t->meaning)
		json_kv_str(j, "meaning", str_of(meanings[t->meaning]));
	if (t->is_public)
		json_kv_bool(j, "public", true);
	json_obj_end(j);
}

static bool
take_f64(const struct jval *v, opt_f64 *out)
{
	out->some = true;
	return jval_f64(v, &out->v);
}

static bool
take_member(const struct jval *v, struct told *t)
{
	str name;

	for (int i = 0; i < TOLD_TEXT_MAX; i++)
		if (str_eq(v->key, str_of(texts_of[i].key)))
			return jval_str(v, &t->text[i]);
	for (int i = 0; i < TOLD_TIME_MAX; i++)
		if (str_eq(v->key, str_of(times_of[i].key)))
			return jval_i64(v, &t->time[i]);
	if (str_eq(v->key, S("lon")))
		return take_f64(v, &t->lon);
	if (str_eq(v->key, S("lat")))
		return take_f64(v, &t->lat);
	if (str_eq(v->key, S("public")))
		return jval_bool(v, &t->is_public);
	if (!str_eq(v->key, S("meaning")) || !jval_str(v, &name))
		return false;
	t->meaning = told_meaning_of(name);
	return t->meaning != TOLD_MEANING_MAX;
}

bool
told_from_json(const struct jval *v, struct told *t)
{
	*t = (struct told){.meaning = TOLD_UNKNOWN};
	for (int i = 0; i < TOLD_TIME_MAX; i++)
		t->time[i] = TOLD_NO_TIME;
	if (!v || v->kind != JOBJ)
		return false;
	for (uint32_t i = 0; i < v->n; i++)
		if (!take_member(&v->item[i], t))
			return false;
	return true;
}

str
told_digest(struct arena *a, const struct told *t)
{
	struct told bare = *t;
	struct buf  b;
	struct json j;
	str         all;
	digest      d;

	bare.text[TOLD_REPORTER] = bare.text[TOLD_PHONE] = STR_NONE;
	buf_init(&b, a, 256 << 10);
	json_init(&j, &b);
	told_json(&bare, &j);
	if (buf_end(&b, &all) != OK)
		return STR_NONE;
	d = sha256_of(all);
	buf_clear(&b);
	buf_hex(&b, d.b, 16);
	return buf_str(&b);
}
