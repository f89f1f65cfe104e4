/* Messages that left or wait, and the channels they go by, as pages. */
#ifndef SHOW_MESSAGES_MESSAGES_H
#define SHOW_MESSAGES_MESSAGES_H

#include "show/desk/desk.h"
#include "show/trail/trail.h"

/*
 * GET /messages (?state=, ?channel=, ?before=; MESSAGES_ROWS a page), GET /messages/{id}: sent again, dropped.
 * GET /channels, GET /channels/new, GET /channels/{id}: its rules, address, a test.
 */
desk_show messages_list_show, messages_one_show, messages_channels_show, messages_new_show, messages_channel_show;
enum { MESSAGES_ROWS = 50 };

/* What is said of events of channels and messages. */
extern const struct trail_words messages_words;

#endif
