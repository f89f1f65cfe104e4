/* What the parts of the verifier share. */
#ifndef KIT_VERIFY_INSIDE_H
#define KIT_VERIFY_INSIDE_H

#include "kit/verify/verify.h"

/* A page of events, with payloads of at most 64 KiB each. */
enum { EVENT_PAGE = 128, ROW_PAGE = 256, PAGE_MEMORY = 64 << 20 };

/* A context for one page: same store and time, memory of its own that is reset page by page. */
enum err page_begin(struct ctx *cx, struct ctx *page);
void     page_reset(struct ctx *cx, struct ctx *page);
void     page_end(struct ctx *cx, struct ctx *page);

/* Compare every table with its events; fills report->fault and report->rows. */
MUSTCHECK enum err fold_all(struct ctx *cx, const struct verify_task *task, struct verify_report *report);

/* Into the fault what people know its thing and its event by. */
MUSTCHECK enum err fault_name(struct ctx *cx, const struct verify_task *task, struct fault *f);

/* Cut to the array, at a whole code point. */
void fault_text(char *to, size_t size, str from);

#endif
