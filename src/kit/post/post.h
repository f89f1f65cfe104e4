/* Messages to groups, mailboxes and other programs: shaped, sent, and what the answer means. */
#ifndef KIT_POST_POST_H
#define KIT_POST_POST_H

#include "base/ctx.h"

/*
 * Shaping (a message becomes bytes) and judging (an answer becomes what to do) are pure; only post_send
 * touches the net, on a thread that may wait.  Limits and shapes are those the receivers document; which
 * of them were seen at work and which only read stands in docs/messages.md.
 */

/* Numbers and names stand in stores. */
#define POST_KINDS(X) \
	X(WECOM, wecom, T_post_kind_wecom) \
	X(DINGTALK, dingtalk, T_post_kind_dingtalk) \
	X(MAIL, mail, T_post_kind_mail) \
	X(HOOK, hook, T_post_kind_hook) \
	X(SMS, sms, T_post_kind_sms)
enum post_kind {
#define X(name, code, label) POST_##name,
	POST_KINDS(X)
#undef X
	POST_KIND_MAX
};
enum post_kind post_kind_of(str name); /* POST_KIND_MAX: unknown */
text_id        post_kind_label(enum post_kind k);

/* ---- Where it goes ---------------------------------------------------------- */

/* All of it is secret or may be: whoever has a robot's address can write to its group. */
struct post_to {
	enum post_kind kind;
	bool           markdown; /* robots; else plain text, which WeChat shows, too */
	str            address;  /* https://… of a robot, hook or SMS gateway; smtps:// or smtp://HOST[:PORT] */
	str            secret;   /* DingTalk: SEC…; hook: signs; SMS: bearer token; mail: password.  STR_NONE: none */
	str            user;     /* mail: who logs in */
	str            from;     /* mail: the sender's address */
	str            to;       /* mail addresses or telephone numbers, separated by , ; ， ； or spaces */
	str            form;     /* SMS: the body, JSON with {{to}} {{title}} {{text}} {{link}} {{id}} */
	str            expect;   /* hook, SMS: what an answer holds that means success; STR_NONE: any 2xx */
};
enum { POST_ADDRESS_MOST = 1000, POST_TO_MOST = 20, POST_FORM_MOST = 2000 };

/* An address taken apart; texts point into it. */
struct post_host {
	str     scheme, host;
	int64_t port;
};

/* False for what is no address of ours: another scheme, a user in it, odd characters, no host. */
bool post_host_of(str address, struct post_host *out);

/*
 * Hosts that may be reached although their addresses are not public, or without TLS: "HOST[:PORT],…", by
 * whoever runs the program (`duban serve --post-to`); nobody in a browser can add one.  Once, before
 * anything runs; the text must live on.  False when an entry is none.
 */
bool post_allow(str list);
bool post_allowed(const struct post_host *h);

/*
 * Whether an address may be asked at all: a scheme of its kind, and TLS unless its host is allowed.  ERR_INPUT
 * with a sentence at `field`.  That it leads to no inner machine is looked at when it is connected to, for
 * names change what they mean.
 */
MUSTCHECK enum err post_address_check(struct ctx *cx, const char *field, enum post_kind k, str address);

/*
 * Robots stand at the hosts that their makers document.  A kind that has such a host and an address at another is
 * nearly always a slip, and would show only as messages that do not go: *want is the host then, else STR_NONE.
 * Not asked of hosts that are allowed, nor of those of `gateways` ("HOST[:PORT]", any parted as receivers are): private
 * deployments, kept as data.
 */
void post_elsewhere(enum post_kind k, str address, str gateways, str *want);

/* Whether `list` is such a list of hosts; *wrong is the first that is none. */
bool post_gateways_ok(str list, str *wrong);

/* A public address of the internet: not this machine, nor a private, shared, linked, reserved or mapped net's. */
struct sockaddr;
bool post_is_public(const struct sockaddr *a);

/* Receivers: well formed and at most POST_TO_MOST; ERR_INPUT at `field`.  Each into out (n of them). */
MUSTCHECK enum err post_receivers(struct ctx *cx, const char *field, enum post_kind k, str to,
                                  str out[POST_TO_MOST], size_t *n);

/* An SMS gateway's body: known fields only, JSON when filled; ERR_INPUT at `field`. */
MUSTCHECK enum err post_form_check(struct ctx *cx, const char *field, str form);

/* What may be shown of it: host and the end of a long key, "qyapi.weixin.qq.com …9f3c".  In the arena. */
str post_shown(struct ctx *cx, const struct post_to *to);

/* ---- A message becomes bytes -------------------------------------------------- */

struct post_message {
	str     id;    /* the same each time it is sent: receivers can tell a repetition */
	str     title; /* one line */
	str     text;  /* lines; may be empty */
	str     link;  /* STR_NONE: none */
	int64_t made_at;
};

/* As the robots document them, in bytes. */
enum {
	POST_WECOM_TEXT = 2048,
	POST_WECOM_MARKDOWN = 4096,
	POST_DINGTALK_BODY = 20000,
	POST_SMS_CHARACTERS = 300,
	POST_TEXT_MOST = 8000 /* of any other kind */
};

/* How many bytes of title, text and link together are not cut, whatever is in them. */
size_t post_room(enum post_kind k, bool markdown);

struct post_request {
	bool   mail, plain; /* plain: TLS is not asked for */
	str    url;         /* secret */
	str    header[4];   /* "Name: value" */
	size_t nheader;
	str    body;
	str    user, password, from, to[POST_TO_MOST]; /* mail */
	size_t nto;
};

/*
 * The bytes to send, in cx->arena; cx->now is the signature's time.  Too long a text is cut at a whole
 * character with …, never title or link.  What robots would read as mark-up in a text is written wide.
 * ERR_MEMORY, or ERR_INPUT when the address is not one that post_address_check lets pass.
 */
MUSTCHECK enum err post_shape(struct ctx *cx, const struct post_to *to, const struct post_message *m,
                              struct post_request *out);

/* ---- Sending -------------------------------------------------------------------- */

/* Why it did not go.  Numbers stand in stores. */
#define POST_WHYS(X) \
	X(NONE, T_none) \
	X(ANSWER, T_post_why_answer) \
	X(STATUS, T_post_why_status) \
	X(UNREACHED, T_post_why_unreached) \
	X(SLOW, T_post_why_slow) \
	X(TLS, T_post_why_tls) \
	X(ADDRESS, T_post_why_address) \
	X(LOGIN, T_post_why_login) \
	X(GARBLED, T_post_why_garbled) \
	X(RATE, T_post_why_rate) \
	X(ENDED, T_post_why_ended) \
	X(UNSURE, T_post_why_unsure) \
	X(KEY, T_post_why_key) \
	X(DEMO, T_post_why_demo)
enum post_why {
#define X(name, label) POST_WHY_##name,
	POST_WHYS(X)
#undef X
	POST_WHY_MAX
};
text_id post_why_label(enum post_why w); /* {0} is a code, {1} what was answered */

struct post_answer {
	enum post_why fault;  /* NONE: it was answered */
	int64_t       status; /* of HTTP or SMTP; 0: none */
	str           body;   /* its beginning */
};

enum { POST_CONNECT_MS = 5000, POST_WHOLE_MS = 15000, POST_ANSWER_MOST = 16 << 10 };

/*
 * Send it: one connection, no redirects, no proxy, certificates verified, POST_WHOLE_MS at most.  Connects to
 * public addresses only, unless the host is allowed.  stop(arg), asked about once a second, ends it early (fault
 * SLOW, as for any message of which something went out and nothing came back; UNREACHED when nothing did).
 * The URL is in no log.  ERR_MEMORY; whatever the other side does is an answer.
 */
MUSTCHECK enum err post_send(struct ctx *cx, const struct post_request *rq, bool (*stop)(void *), void *arg,
                             struct post_answer *out);

/* ---- What the answer means --------------------------------------------------------- */

enum post_fate {
	POST_SENT,  /* taken */
	POST_LATER, /* not taken, or unknown: try again */
	POST_PAUSE, /* too many: nothing more to this receiver for `pause` */
	POST_NEVER  /* it will not be taken as it is: somebody must look */
};
struct post_outcome {
	enum post_fate fate;
	enum post_why  why;
	int64_t        code;  /* the receiver's own */
	str            said;  /* its words, without anything of the address or secret in them */
	int64_t        pause; /* ms */
};
enum { POST_SAID_MOST = 200, POST_PAUSE_MS = 60 * 1000, POST_PAUSE_LONG_MS = 10 * 60 * 1000 };

/* Pure.  ERR_MEMORY. */
MUSTCHECK enum err post_judge(struct ctx *cx, const struct post_to *to, const struct post_answer *a,
                              struct post_outcome *out);

#endif
