/* One table is the truth: commands (writes) and views (reads) as data. */
#ifndef KIT_COMMAND_COMMAND_H
#define KIT_COMMAND_COMMAND_H

#include "base/ctx.h"
#include "base/json.h"

/*
 * A descriptor drives the dispatcher, permission check, form errors, OpenAPI,
 * command-line help and the role x command test.  Rooms export theirs as
 * arrays; app/ registers them once at start (command_register).
 */

struct db_schema;
extern const struct db_schema command_schema; /* table command_key */

/* ---- Who asks ---------------------------------------------------------- */

/*
 * A permission.  0 denies everybody; PERM_PUBLIC needs no log-in; PERM_SELF any
 * log-in; PERM_SYSTEM only the program itself (scheduler, sealer).  A city's
 * permissions start at PERM_FIRST (city/unit/roles.h) and end below PERM_MAX.
 */
typedef uint16_t perm_id;
enum { PERM_DENY, PERM_PUBLIC, PERM_SELF, PERM_SYSTEM, PERM_FIRST = 8, PERM_MAX = 128 };

/*
 * Rows within somebody's scope are found by one number, the reach: a place with
 * all below it, or a unit.  REACH_ALL (0) is only for the program itself.
 */
#define REACH_PLACE(place) ((place) * 2)
#define REACH_UNIT(unit) ((unit) * 2 + 1)
enum { REACH_ALL = 0 };

/* One log-in in one post; immutable while it is used. */
struct actor {
	int64_t  user;   /* 0: the program itself */
	int64_t  person; /* who reported, handled, verified: the same human in every post */
	int64_t  post;   /* as whom */
	int64_t  unit;
	int64_t  place; /* top of the scope */
	int64_t  reach;
	int64_t  session;
	uint64_t perms[PERM_MAX / 64];
	str      name;      /* of the person */
	str      role_name; /* of the role, e.g. 值班长 */
	str      unit_name;
	bool     demo;
};

bool actor_may(const struct actor *who, perm_id perm); /* who may be NULL: nobody */
void actor_grant(struct actor *who, perm_id perm);

/* The program itself: user 0, PERM_SYSTEM and whatever it grants itself by `perms`. */
extern const struct actor actor_system;

/* ---- Input ------------------------------------------------------------- */

/*
 * Kinds of input fields.  Absent optional fields are: 0 for id, FIELD_ABSENT for
 * i64, time and day; false for bool; NaN for f64; STR_NONE for texts.
 */
enum field_kind {
	FIELD_id,     /* int64_t, 1..INT64_MAX */
	FIELD_i64,    /* int64_t, min..max */
	FIELD_f64,    /* double, min..max */
	FIELD_bool,   /* bool: 1/true/on, 0/false or absent */
	FIELD_str,    /* str, one line, min..max characters, trimmed */
	FIELD_text,   /* str, several lines, min..max characters, trimmed */
	FIELD_choice, /* str, one of .choices */
	FIELD_time,   /* int64_t ms UTC; text as clock_parse in the city's zone, or a number */
	FIELD_day,    /* int64_t: days since 1970-01-01; text YYYY-MM-DD */
	FIELD_secret, /* str, never trimmed, never logged nor shown again */
	FIELD_code,   /* str, min..max characters: the code by which people know a place, unit, post, person */
};
#define FIELD_ABSENT INT64_MIN

typedef int64_t field_c_id;
typedef int64_t field_c_i64;
typedef double  field_c_f64;
typedef bool    field_c_bool;
typedef str     field_c_str;
typedef str     field_c_text;
typedef str     field_c_choice;
typedef int64_t field_c_time;
typedef int64_t field_c_day;
typedef str     field_c_secret;
typedef str     field_c_code;

/* One allowed value and its label. */
struct choice {
	const char *value; /* NULL ends the list */
	text_id     label;
};

struct field {
	const char          *name;
	enum field_kind      kind;
	bool                 need;
	int64_t              min, max;
	size_t               off; /* in the command's input struct */
	text_id              label;
	const struct choice *choices;
};

/*
 * Input as X-macro, used twice: X(kind, name, need, min, max, label, choices).
 *	#define CASE_REOPEN_IN(X) \
 *		X(id,  id,     1, 1, INT64_MAX, T_case_field_id, NULL) \
 *		X(text, reason, 1, 1, 500, T_case_field_reason, NULL)
 *	struct case_reopen_in { CASE_REOPEN_IN(FIELD_DECL) };
 *	#define IN_T case_reopen_in
 *	static const struct field reopen_fields[] = { CASE_REOPEN_IN(FIELD_ROW) };
 *	#undef IN_T
 */
#define FIELD_DECL(kind, name, need, min, max, label, choices) field_c_##kind name;
#define FIELD_ROW(kind, name, need, min, max, label, choices)                                      \
	{#name, FIELD_##kind, (need) != 0, (min), (max), offsetof(struct IN_T, name), (label), (choices)},

/*
 * True when a FIELD_code is "#17", an internal id, as our own pages post what they
 * offered for choosing.  Everything else is a code, digits too: the room that has
 * the thing looks it up in apply() or run() (place_named, unit_named …).
 */
bool code_is_id(str code, int64_t *id);

/* One pair as it came in, from a form, JSON, the command line or a story. */
struct input {
	str name, value;
};

/* ---- Commands ---------------------------------------------------------- */

/* What a command answers: what was made and where to look next. */
struct reply {
	int64_t     id;      /* of the thing made or changed; 0: none */
	int64_t     rev;     /* its revision now; 0: has none */
	str         no;      /* its number for people, e.g. 2026-00012; STR_NONE: none */
	str         see;     /* path of the page to go to; STR_NONE: where the form came from */
	text_id     done;    /* one sentence; T_none: "done" */
	str         arg[2];  /* for the sentence */
	str         secret;  /* shown once (a first password); never stored nor logged */
};

/*
 * A write.  Before apply() the dispatcher has checked permission and input,
 * locked the aggregate row named by `lock` (table) and the input field
 * `lock_field` (an id, or a text that names it), and opened the transaction or
 * savepoint; it alone ends it.  cx->now is the moment at which the lock was had.
 * apply() must not send, sleep, read the clock or touch another transaction.
 * Rows outside cx->who->reach do not exist for it (ERR_NONE).
 */
struct command {
	const char         *name;    /* "case.dispatch": area.verb */
	text_id             summary; /* what it does, one line */
	perm_id             perm;    /* 0 = deny */
	/*
	 * Whether what it changes lies within cx->who's scope, whatever its input names: OK, or ERR_NONE without a
	 * sentence.  NULL: that hangs on the input, and apply() looks.
	 */
	enum err (*scope)(struct ctx *cx);
	const char         *lock;    /* table of the aggregate, NULL: none */
	const char         *lock_field;
	const struct field *in;
	size_t              nin, in_size;
	/* Slow, outside the transaction, on a reader's connection: hashing, decoding.  May be NULL. */
	enum err (*prepare)(struct ctx *cx, const void *in, void **made);
	/*
	 * Ask, without waiting, what apply() wants to know in any case: it is answered beside the look for
	 * the idempotency key.  What it made is in cx->ahead, which is NULL before.  May be NULL.
	 */
	enum err (*ahead)(struct ctx *cx, const void *in);
	bool slow; /* prepare() hashes a password or has a picture decoded: a web server gives each a lane of its own */
	/*
	 * The way in: PERM_SYSTEM, because its field `address` must come from the connection and from nobody
	 * else, but anybody's through the carrier's own log-in route.  At most one.
	 */
	bool login;
	/*
	 * Takes no idempotency key: its input can be guessed (a password, a telephone
	 * searched for) or its reply is shown once (a token), so nothing of either is
	 * kept, and sent twice it is done twice.
	 */
	bool no_key;
	bool by_somebody; /* whoever does it answers by name, so not the program itself: persons' data, second looks */
	enum err (*apply)(struct ctx *cx, const void *in, void *made, struct reply *out);
	/*
	 * For commands whose refusal must keep what they wrote (a wrong password is
	 * counted): apply() succeeds, and after the commit this says from the reply
	 * whether it was a refusal, noting it in cx.  NULL: success is success.
	 */
	enum err (*outcome)(struct ctx *cx, const struct reply *r);
};

/* What came of a command that was committed with this reply: its outcome().  For every carrier. */
MUSTCHECK enum err command_outcome(struct ctx *cx, const struct command *c, const struct reply *r);

/*
 * What a room wants to be told when a command was committed, with its actor in cx->who:
 * for what it holds in memory.  One room may; once, before anything runs; NULL: nobody.
 */
void command_after(void (*told)(const struct ctx *cx));

/*
 * A read.  run() sees a read-only snapshot; *out lives in cx->arena.  json()
 * writes *out as one JSON value; show/ renders pages from the same *out.
 */
struct view {
	const char         *name; /* "case.list" */
	/*
	 * What json() writes, for the API's description; NULL: not said.  [x] a list of x; {a:x,b?:x} an
	 * object, b may be absent, {*:x} any names; i whole number, n number, s text, b boolean, t instant
	 * (ms UTC), d day (YYYY-MM-DD), * anything; x? may be null.  No spaces.
	 */
	const char         *out;
	text_id             summary;
	perm_id             perm;
	const struct field *in;
	size_t              nin, in_size;
	enum err (*run)(struct ctx *cx, const void *in, const void **out);
	void (*json)(const void *out, struct json *j);
};

/* ---- The registry ------------------------------------------------------ */

/* Called by app/ at start, single-threaded; a name twice, or a field without label, is a bug. */
void command_register(const struct command *const *list, size_t n);
void view_register(const struct view *const *list, size_t n);

const struct command *command_find(str name); /* NULL: no such command */
const struct view    *view_find(str name);
size_t                command_all(const struct command *const **list);
size_t                view_all(const struct view *const **list);

/* The scheduler's daily: forget old idempotency keys. */
extern const struct command command_forget_cmd;

/* ---- Binding and running ------------------------------------------------ */

/*
 * Check and convert `n` pairs into *in (zeroed arena memory of in_size bytes).
 * All faults are noted in cx->why, each with its field, then ERR_INPUT.  Refused:
 * unknown fields, a field twice, bad UTF-8, control characters, length or value
 * out of bounds, missing needed fields, times past the year 2200.  Names that
 * begin with '_' belong to the carrier (_csrf, _key, _page) and are skipped.
 */
MUSTCHECK enum err command_bind(struct ctx *cx, const struct field *fields, size_t nfields, size_t in_size,
                                const struct input *pairs, size_t n, const void **in);

/* ERR_LOGIN or ERR_DENIED with a sentence, or OK. */
MUSTCHECK enum err command_allow(struct ctx *cx, perm_id perm);

/*
 * Idempotency: a key chosen by the client, bound to user, command and a digest
 * of the body.  The same key with another body is ERR_RULE.  STR_NONE: none.
 * Commands with no_key pass it over.
 */
struct idem {
	str           key; /* 8..64 visible ASCII characters */
	unsigned char digest[32]; /* keyed, with a key that is not in the store: a telephone is soon guessed */
};

/*
 * Nothing that was asked for with a key stays where commands of `area` ("case.")
 * answered `id`: whoever sends such a request again is told that its key is taken.
 * In the running transaction.
 */
MUSTCHECK enum err command_blank_keys(struct ctx *cx, str area, int64_t id);

/*
 * The clock of commands, ms UTC: never earlier than it said before in this process,
 * whatever the machine's clock does.  Thread-safe.
 */
int64_t command_now(void);

/*
 * One whole command inside the running transaction: lock, time, replay of a known
 * idempotency key, apply, remember the key.  Used by the writer and by tests; the
 * caller has checked permission, bound `in` and owns the savepoint.  A clocked
 * context gets its now here, once the lock is had.  ERR_RETRY: undone, it may be run
 * again; cx->now is then no earlier than cx->not_before.
 */
MUSTCHECK enum err command_run(struct ctx *cx, const struct command *c, const void *in, void *made,
                               const struct idem *idem, struct reply *out);

/*
 * Whether this key has been answered before, for carriers that would ask
 * something first: the command itself then gives the old answer.  Refusals as
 * command_run.  In a read snapshot of cx->db of its own.
 */
MUSTCHECK enum err command_known(struct ctx *cx, const struct command *c, const struct idem *idem, bool *known);

/*
 * apply() of a command within another's transaction, once its scope was asked: what lies outside it is ERR_NONE, with
 * whom to ask.
 */
MUSTCHECK enum err command_apply(struct ctx *cx, const struct command *c, const void *in, void *made,
                                 struct reply *out);

/* Whether a page offers a command to cx->who, by permission and scope; in a snapshot of cx->db of its own. */
MUSTCHECK enum err command_offered(struct ctx *cx, const struct command *c, bool *yes);

/*
 * For an apply() of many parts, each of which may be refused by itself: run one
 * of them so that whatever it wrote is gone when it fails.  Its error is returned with
 * its reasons in cx->why and the transaction goes on; when the whole transaction is gone
 * with it (a full disk), that error, and nothing may be done but to return it.
 */
MUSTCHECK enum err command_part(struct ctx *cx, enum err (*part)(struct ctx *cx, void *arg), void *arg);

/*
 * The slow part of a command, in a read snapshot of cx->db that is ended again;
 * *made is NULL for commands that have none.  The caller has bound `in`.
 */
MUSTCHECK enum err command_prepare(struct ctx *cx, const struct command *c, const void *in, void **made);

/* A command bound and prepared. */
struct command_ready {
	const void *in;
	void       *made;
};

/*
 * The two halves of command_do, for whoever has the next one made ready on another connection while
 * one is written: allow, bind and prepare, which writes nothing; and begin, run, commit.
 */
MUSTCHECK enum err command_ready(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
                                 struct command_ready *out);
MUSTCHECK enum err command_finish(struct ctx *cx, const struct command *c, const struct command_ready *ready,
                                  const struct idem *idem, struct reply *out);

/*
 * A whole command for the command line and stories, on this thread: allow,
 * bind, prepare, begin, run, commit; retried on ERR_RETRY.  cx->db must be a
 * writer outside a transaction.
 */
MUSTCHECK enum err command_do(struct ctx *cx, const struct command *c, const struct input *pairs, size_t n,
                              const struct idem *idem, struct reply *out);

/* A whole view: allow, bind, snapshot, run.  cx->db must be a reader outside a transaction. */
MUSTCHECK enum err view_show(struct ctx *cx, const struct view *v, const struct input *pairs, size_t n,
                             const void **out);

/*
 * What is read for a page or a door and is no view of its own: allow, snapshot, look.  cx->db as for
 * view_show.
 */
MUSTCHECK enum err view_look(struct ctx *cx, perm_id perm, enum err (*look)(struct ctx *cx, void *arg), void *arg);

/* The reply, and the reasons of a refusal, as JSON (RFC 9457 problem+json for the latter). */
void reply_json(const struct ctx *cx, const struct reply *r, struct json *j);
void why_json(const struct ctx *cx, enum err e, str request_id, struct json *j);

/* The reasons as text, one a line: "字段：句子"; the general sentence when there are none. */
void why_text(const struct ctx *cx, enum err e, struct buf *b);

#endif
