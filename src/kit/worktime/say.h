/* Working time in words: limits, amounts, reasons and refusals, in both languages. */
#ifndef KIT_WORKTIME_SAY_H
#define KIT_WORKTIME_SAY_H

#include "base/buf.h"
#include "base/ctx.h"
#include "kit/worktime/worktime.h"

/* "4 工作时", "2 紧急工作日".  The limit must be one that worktime_add accepts. */
void worktime_say_limit(struct buf *b, enum lang lang, const struct worktime_limit *l);

/*
 * An amount of a clock: "1 小时 46 分", "4 小时 00 分", "9 分"; with whole_days
 * "3 天".  Begun minutes do not count: an amount is never said longer than it is.
 */
void worktime_say_amount(struct buf *b, enum lang lang, int64_t ms, bool whole_days);

/*
 * As much of an amount as worktime_say_amount says: whole minutes, or with whole_days whole days.  What is shown as
 * parts of a sum is the difference of two such, so that the parts add up as a reader adds them.
 */
int64_t worktime_said(int64_t ms, bool whole_days);

/* "已用 1 天，还剩 4 天，共 5 天" of a limit that has run for used_ms (0..whole_ms): the two add up to the third. */
void worktime_say_used(struct buf *b, enum lang lang, int64_t used_ms, int64_t whole_ms, bool whole_days);

/* "5 工作日，延期 1 次，共 10 工作日": each extension gives the limit once more; without one as worktime_say_limit. */
void worktime_say_extended(struct buf *b, enum lang lang, const struct worktime_limit *l, int64_t times);

/*
 * The reason of a part: "上午", "法定假日（国庆节）", "下午（调休上班：国庆节）",
 * and behind it that the year is guessed.  Not the times and not the amount; a
 * part with ms == 0 is T_worktime_amount_none.
 */
void worktime_say_why(struct buf *b, enum lang lang, const struct worktime_part *p);

/* The clock with an explanation in brackets, for forms. */
text_id worktime_clock_text(enum worktime_clock k);

/*
 * Refuse a question that worktime could not answer, about the input `field`
 * (may be NULL): ERR_INPUT, or ERR_MEMORY for WORKTIME_MEMORY.  Only faults of
 * questions: RANGE, BACKWARDS, AMOUNT, UNIT, MEMORY.
 */
enum err worktime_refuse(struct ctx *cx, const char *field, const struct worktime_calendar *c,
                         enum worktime_fault f);

/* Refuse a calendar or its text: the sentence names line, column and word, or the day. */
enum err worktime_refuse_bad(struct ctx *cx, const char *field, const struct worktime_bad *bad);

#endif
