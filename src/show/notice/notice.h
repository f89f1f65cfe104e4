/* The daily bulletin's pages: the figures, the cases behind one of them, the text to paste. */
#ifndef SHOW_NOTICE_NOTICE_H
#define SHOW_NOTICE_NOTICE_H

#include "show/desk/desk.h"

/*
 * GET /bulletin, /bulletin/cases, /bulletin/text (plain text; ?save=1 as a file); /bulletin/editions, one of them
 * (?at=… its results then), its cases.
 */
desk_show notice_show, notice_cases_show, notice_text_show;
desk_show notice_editions_show, notice_edition_show, notice_items_show;

#endif
