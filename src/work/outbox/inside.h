/* What the files of this room share. */
#ifndef WORK_OUTBOX_INSIDE_H
#define WORK_OUTBOX_INSIDE_H

#include "outbox_sql.h"
#include "work/outbox/outbox.h"

/* Numbers stand in the store. */
enum message_fate { FATE_OPEN, FATE_SENT, FATE_DEAD, FATE_DROPPED, FATE_INSIDE };
enum due_state { DUE_WAITS, DUE_SENDING, DUE_AGAIN, DUE_QUIET, DUE_CAPPED };

enum {
	MINUTE_MS = 60 * 1000,
	DAY_MINUTES = 24 * 60,
	LEAD_USUAL = 120,  /* minutes before a deadline, until somebody says another */
	LEAD_MOST = 2880,
	PER_MINUTE_MOST = 18, /* robots take 20 */
	TAKE_ROWS = 50,       /* looked at, and told in one digest at most */
	BURST = 4,            /* so many at once are told in one, also without a digest */
	TRIES_MOST = 8,
	UNSURE_MOST = 2,
	BACKOFF_MS = 30 * 1000,
	BACKOFF_MOST_MS = 60 * 60 * 1000,
	ROUND_ROOM = 4 << 20 /* bytes for one round: outbox_all() */
};

#define MESSAGE_SITE S("message.site")
#define MESSAGE_LEAD S("message.lead")
#define MESSAGE_GATEWAYS S("message.gateways") /* hosts where robots stand, too (post_elsewhere) */

/* ---- key.c: what opens a channel ---- */

struct channel_box {
	str tag, sealed, shown;
};

/* Seal it for a channel, with the newest key; in `prepare`.  ERR_RULE without keys. */
MUSTCHECK enum err box_seal(struct ctx *cx, const struct post_to *to, struct channel_box *out);

/* Open it: *to but for kind and markdown.  As keyring_decrypt. */
MUSTCHECK enum err box_open(struct ctx *cx, str tag, str sealed, struct post_to *to);

extern const struct command channel_renew_cmd;
extern const struct view    channel_keys_view;

/* ---- text.c: words ---- */

/* As it stands in message.topic. */
const char *topic_name(enum outbox_topic t);

/* Something that is to be done by a day: such messages are capped and merged. */
bool topic_reminds(str topic);

/* Title and body of a topic, in Chinese, out of the fields that its template names and no other.  In the arena. */
MUSTCHECK enum err topic_words(struct ctx *cx, enum outbox_topic t, const struct outbox_facts *f, str *title,
                               str *body);

/* ---- put.c: messages made and ended ---- */

/* So many of those that are left are dealt with, *n of them; each is none of those left afterwards. */
typedef enum err outbox_some(struct ctx *cx, int64_t channel, size_t *n);

/* some() until none is left, however many: each time in the same memory, of its own. */
MUSTCHECK enum err outbox_all(struct ctx *cx, int64_t channel, outbox_some *some);

struct message_new {
	int64_t                    channel;
	int64_t                    digest; /* of that channel, minutes */
	enum outbox_topic          topic;
	int64_t                    about, about_n; /* 0: nothing */
	str                        path;
	const struct outbox_facts *facts;
	str                        body; /* of a digest, whose lines are other messages' titles; else STR_NONE */
};

/* Make it, with its event; *id is 0 when the same was made before. */
MUSTCHECK enum err message_put(struct ctx *cx, const struct message_new *m, int64_t *id);

struct message_ending {
	int64_t           id, rev; /* as it stands */
	enum message_fate fate;
	int64_t           into; /* FATE_INSIDE */
	enum post_why     why;
	int64_t           code;
	str               said;
};
MUSTCHECK enum err message_end(struct ctx *cx, const struct message_ending *m);

/* Waits again, at once. */
MUSTCHECK enum err message_reopen(struct ctx *cx, int64_t id, int64_t rev, int64_t channel);

/* ---- hours.c: pure ---- */

/* When what would go at `now` may go: now, or the end of the quiet hours that now lies in. */
int64_t quiet_until(int64_t now, int zone, int64_t from, int64_t to);

/* The first moment of the next civil day. */
int64_t next_day(int64_t now, int zone);

/* How long to wait after the n-th try, n = 1, 2 …; doubled each time. */
int64_t backoff_of(int64_t tries);

extern const struct command channel_add_cmd, channel_change_cmd, channel_key_cmd, channel_turn_cmd, channel_test_cmd,
    message_again_cmd, message_drop_cmd, message_rules_cmd, message_take_cmd, message_told_cmd, message_recover_cmd,
    message_remind_cmd;
extern const struct view channel_list_view, channel_show_view, message_list_view, message_show_view, message_ready_view,
    message_letter_view;

#endif
