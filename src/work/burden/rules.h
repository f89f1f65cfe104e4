/* What is the same field, what a form costs: rules of the burden ledger, pure. */
#ifndef WORK_BURDEN_RULES_H
#define WORK_BURDEN_RULES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"

enum {
	INQUIRY_ITEMS = 40,    /* fields of one form */
	INQUIRY_UNITS = 200,   /* units asked at once */
	INQUIRY_WORDS = 60,    /* characters of a field */
	INQUIRY_VALUE = 500,   /* characters of an answer */
	MINUTES_MOST = 480,    /* of one filling: a day's work */
	YEAR_USUAL = 1200,     /* minutes of a unit in a year, until somebody decides otherwise: 20 hours */
	HELD_DAYS = 366        /* so long is what a unit has answered held */
};

/*
 * A field's name as it is compared: without spaces, brackets with what is in them, and punctuation; full-width
 * letters and digits as half-width ones, capitals as small ones; without the words that only say whose it is to
 * whoever is asked (请填写, 本, 贵, 你) and without 的.  "联系 电话（手机）：" and "联系电话" are one field, "本单位的全称"
 * and "单位全称" another.  In `a`; STR_NONE without memory.  A name that is nothing else stays as it is.
 */
str burden_plain(struct arena *a, str name);

/*
 * Whether two such names may well be one field: the held one, of three characters or more, stands in the asked one
 * ("办结数" in "一季度办结数"), or the asked one, of two or more, in the held one ("全称" in "单位全称").
 */
bool burden_near(str asked, str held);

/* Fewer minutes than nobody can do it in: half a minute a field, rounded up, at least one. */
int64_t burden_least_minutes(size_t asked);

/*
 * The next answer of "1. 12\n2: 城管局\n": *n its number, *value what follows, lines without a number joined to it by a
 * line feed.  False at the end, and when the text does not begin with a number (*n is 0 then).
 */
bool burden_next_answer(str *rest, int64_t *n, str *value);

#endif
