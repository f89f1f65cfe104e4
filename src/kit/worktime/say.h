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
