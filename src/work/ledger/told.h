/* What a source tells about one case: the common form between files, maps and the store. */
#ifndef WORK_INTAKE_TOLD_H
#define WORK_INTAKE_TOLD_H

#include "base/ctx.h"
#include "base/json.h"
#include "base/opt.h"
#include "kit/json/tree.h"
#include "work_ledger_texts.h"

/* Texts: enum, JSON key, most characters, several lines allowed, label. */
#define TOLD_TEXTS(X)                                                        \
	X(NUMBER, number, 80, 0, T_ledger_f_number)                          \
	X(TYPE, type, 200, 0, T_ledger_f_type)                               \
	X(CONTENT, text, 2000, 1, T_ledger_f_text)                           \
	X(ADDRESS, address, 200, 0, T_ledger_f_address)                      \
	X(STATUS, status, 80, 0, T_ledger_f_status)                          \
	X(OUTCOME, outcome, 2000, 1, T_ledger_f_outcome)                     \
	X(AGENCY, agency, 120, 0, T_ledger_f_agency)                         \
	X(CHANNEL, channel, 200, 0, T_ledger_f_channel)                      \
	X(PARENT, parent, 80, 0, T_ledger_f_parent)                          \
	X(TRANSFER, transfer, 500, 1, T_ledger_f_transfer)                   \
	X(REPORTER, reporter, 40, 0, T_ledger_f_reporter)                    \
	X(PHONE, phone, 20, 0, T_ledger_f_phone)                             \
	X(LON, lon_told, 40, 0, T_ledger_f_lon)                              \
	X(LAT, lat_told, 40, 0, T_ledger_f_lat)                              \
	X(PLACE_TOLD, place_told, 200, 0, T_ledger_f_place)                  \
	X(PLACE, place, 40, 0, T_ledger_f_place)       /* code of ours */    \
	X(CLASS, class, 6, 0, T_ledger_f_class)        /* key of ours */     \
	X(UNIT, unit, 40, 0, T_ledger_f_unit)          /* code of ours */    \
	X(SRS, srs, 10, 0, T_ledger_f_srs)             /* of lon_told */     \
	X(FACTS, facts, 4000, 1, T_ledger_f_facts)     /* a JSON object: what else was told */

/* Times: enum, JSON key, label. */
#define TOLD_TIMES(X)                               \
	X(CREATED, created, T_ledger_f_created)     \
	X(DUE, due, T_ledger_f_due)                 \
	X(CLOSED, closed, T_ledger_f_closed)        \
	X(STATUS_AT, status_at, T_ledger_f_status_at)

enum told_text {
#define X(name, key, most, lines, label) TOLD_##name,
	TOLD_TEXTS(X)
#undef X
	TOLD_TEXT_MAX
};
enum told_time {
#define X(name, key, label) TOLD_##name,
	TOLD_TIMES(X)
#undef X
	TOLD_TIME_MAX
};

/* What the map makes of the source's status.  Numbers stand in the store: add at the end only. */
enum told_meaning {
	TOLD_UNKNOWN,
	TOLD_OPEN,
	TOLD_DONE,        /* closed, whatever "closed" means there: never counted as proven */
	TOLD_DUPLICATE,   /* the source holds it for another case told again */
	TOLD_TRANSFERRED, /* given to somebody outside */
	TOLD_RETURNED,
	TOLD_VOID,
	TOLD_MEANING_MAX
};
const char       *told_meaning_name(enum told_meaning m); /* "unknown", "open", … */
enum told_meaning told_meaning_of(str name);              /* TOLD_MEANING_MAX for another word */

#define TOLD_NO_TIME INT64_MIN

struct told {
	str               text[TOLD_TEXT_MAX]; /* STR_NONE: not told */
	int64_t           time[TOLD_TIME_MAX]; /* TOLD_NO_TIME: not told */
	opt_f64           lon, lat;            /* CGCS2000 */
	enum told_meaning meaning;
	bool              is_public; /* from the public */
};

/* Why one row cannot be taken.  field: the JSON key, a constant. */
struct told_fault {
	const char *field;
	text_id     label; /* of the field */
	text_id     text;  /* {0} the label, {1} and {2} */
	str         arg[2];
};

/*
 * The rules for one row, whoever sends it: a number and a time of creation; texts
 * within their length and without control characters; times from 1990 on and not
 * in the future (a deadline at most 20 years after the creation); not closed before it was
 * created; both coordinates or none, within the globe.  False: *why says it.
 * Arguments are made in the arena.
 */
bool told_check(struct arena *a, const struct told *t, int64_t now, int zone, struct told_fault *why);

/* One JSON object; what was not told is left out. */
void told_json(const struct told *t, struct json *j);

/* Back again; texts share the tree.  False: a value of a wrong kind or an unknown key. */
bool told_from_json(const struct jval *v, struct told *t);

/*
 * A digest of all that was told but the reporter (a digest of a phone number would
 * give it away), 32 hexadecimal digits in the arena; STR_NONE without memory.
 */
str told_digest(struct arena *a, const struct told *t);

#endif
