/* Messages that leave the house: channels, what waits, what became of it; reminders. */
#ifndef WORK_OUTBOX_OUTBOX_H
#define WORK_OUTBOX_OUTBOX_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/post/post.h"
#include "kit/secret/secret.h"

/*
 * A command puts messages (outbox_bulletin; message.remind by itself) in its own transaction and sends nothing.
 * The sender, a thread of its own (app/server/sender.c), asks message.ready which channels something is due on,
 * has message.take mark one message of each as being sent, sends it outside any transaction, and says with
 * message.told what came of it.  What was being sent when the program ended (message.recover), or went out and was
 * not answered, is sent once more and not a third time: so it arrives at most twice, and never silently not at all.
 */
/* Channels of a unit or post that are on (unit_register). */
extern const struct unit_hang channel_hang;

extern const struct db_schema         outbox_schema;
extern const struct command *const    outbox_commands[];
extern const size_t                   outbox_commands_n;
extern const struct view *const       outbox_views[];
extern const size_t                   outbox_views_n;
extern const struct journal_aggregate outbox_aggregates[]; /* kinds channel, message */
extern const size_t                   outbox_aggregates_n;

/* The keys for what opens channels; once, before anything runs.  Without them no channel can be made or opened. */
void outbox_use_keys(const struct keyring *keys);

/* ---- What is told ---- */

#define OUTBOX_TOPICS(X) \
	X(TEST, test, T_outbox_topic_test) \
	X(DUE, due, T_outbox_topic_due) \
	X(OVERDUE, overdue, T_outbox_topic_overdue) \
	X(BULLETIN, bulletin, T_outbox_topic_bulletin) \
	X(DIGEST, digest, T_outbox_topic_digest) \
	X(INQUIRY, inquiry, T_outbox_topic_inquiry)
enum outbox_topic {
#define X(name, code, label) OUTBOX_##name,
	OUTBOX_TOPICS(X)
#undef X
	OUTBOX_TOPIC_MAX
};

/*
 * All that a text may be made of.  There is no field for a person, a telephone, an address, a description or a
 * position: so none can get into a message, whatever a template says.
 */
enum outbox_field {
	OUTBOX_NO,      /* of a case */
	OUTBOX_CLASS,   /* name of its class */
	OUTBOX_STAGE,   /* of the deadline */
	OUTBOX_PLACE,   /* name of a street or community */
	OUTBOX_UNIT,    /* short name */
	OUTBOX_MOMENT,  /* a deadline */
	OUTBOX_DAY,
	OUTBOX_EDITION,
	OUTBOX_OPENING, /* numbers of a bulletin */
	OUTBOX_FRESH,
	OUTBOX_CLOSED,
	OUTBOX_STOCK,
	OUTBOX_LATE,
	OUTBOX_LISTED,
	OUTBOX_CHANNEL, /* a channel's own name */
	OUTBOX_COUNT,   /* of messages in a digest, of fields of a form */
	OUTBOX_MINUTES, /* that a form takes */
	OUTBOX_FIELD_MAX
};

/* Fields by number; what a topic does not use is left out. */
struct outbox_facts {
	str field[OUTBOX_FIELD_MAX];
};

/*
 * A bulletin was issued: to every channel of its place that asks for bulletins.  In the transaction that issues
 * it; the same edition is told once, however often it is called.
 */
MUSTCHECK enum err outbox_bulletin(struct ctx *cx, int64_t place, int64_t bulletin, const struct outbox_facts *facts);

/*
 * A unit is asked to fill a form (facts: no, unit: who asks, count, minutes, day): to every channel of the unit that is
 * told before deadlines.  A reminder as those are: capped by day, merged, held for quiet hours.
 */
MUSTCHECK enum err outbox_inquiry(struct ctx *cx, int64_t unit, int64_t inquiry, const struct outbox_facts *facts);

/* It need not fill it any more, or has: what still waits is dropped.  unit 0: of all units. */
MUSTCHECK enum err outbox_inquiry_over(struct ctx *cx, int64_t unit, int64_t inquiry);

/* ---- For the sender ---- */

/* message.ready: channels that something is due on and that may be written to. */
struct outbox_ready {
	int64_t *channel;
	size_t   n;
};

/*
 * message.letter: one that message.take marked, whole and opened.  fault: why it cannot be sent at all
 * (POST_WHY_KEY), else NONE.
 */
struct outbox_letter {
	int64_t             id, tries;
	struct post_to      to;
	struct post_message message;
	enum post_why       fault;
};

/* ---- channel.list, channel.show ---- */

struct outbox_channel {
	int64_t id, place_id, waiting, dead, today;
	str     name, kind, shown, place_name, unit_name, post_name;
	bool    due, overdue, bulletin;
	opt_i64 ended_at;
};
struct outbox_channels {
	struct outbox_channel *item;
	size_t                 n;
	str                    site; /* where our pages are, for links; STR_NONE: none are sent */
	str                    gateways; /* hosts where robots stand beside the documented ones */
	int64_t                lead; /* minutes before a deadline */
};
struct outbox_past {
	str     type, unit_name, post_name;
	int64_t at;
};
struct outbox_channel_show {
	int64_t             id, quiet_from, quiet_to, per_minute, per_day, digest;
	str                 name, kind, shown;
	bool                due, overdue, bulletin, markdown;
	opt_i64             ended_at;
	struct outbox_past *past;
	size_t              npast;
};

/* ---- message.list, message.show ---- */

/* As people read it: the states of what waits, then the fates. */
#define OUTBOX_STATES(X) \
	X(WAITS, waits, T_outbox_state_waits) \
	X(SENDING, sending, T_outbox_state_sending) \
	X(AGAIN, again, T_outbox_state_again) \
	X(QUIET, quiet, T_outbox_state_quiet) \
	X(CAPPED, capped, T_outbox_state_capped) \
	X(SENT, sent, T_outbox_state_sent) \
	X(DEAD, dead, T_outbox_state_dead) \
	X(DROPPED, dropped, T_outbox_state_dropped) \
	X(INSIDE, inside, T_outbox_state_inside)
enum outbox_state {
#define X(name, code, label) OUTBOX_STATE_##name,
	OUTBOX_STATES(X)
#undef X
	OUTBOX_STATE_MAX
};
const char *outbox_state_name(enum outbox_state s);
text_id     outbox_state_label(enum outbox_state s);
text_id     outbox_topic_label(str topic);

struct outbox_item {
	int64_t           id, made_at, channel_id, tries;
	enum outbox_state state;
	str               topic, title, channel_name;
	opt_i64           next_at, fate_at;
	enum post_why     why; /* of the last failure; NONE: there was none */
	int64_t           code;
	str               said;
};
struct outbox_list {
	struct outbox_item *item;
	size_t              n;
	bool                more;
};
struct outbox_inside {
	int64_t id;
	str     title;
};
struct outbox_show {
	struct outbox_item    item;
	str                   body, path, kind, shown;
	opt_i64               into;
	struct outbox_inside *inside;
	size_t                ninside;
	bool                  ended; /* its channel is off */
};

/* ---- duban keys: what lies under which key, as factor.keys ---- */

struct outbox_key_use {
	uint32_t id;
	int64_t  n;
};
struct outbox_key_uses {
	struct outbox_key_use use[KEYRING_MAX + 1];
	size_t                n;
};

#endif
