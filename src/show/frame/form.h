/* Forms drawn from what a command says about its input. */
#ifndef SHOW_FRAME_FORM_H
#define SHOW_FRAME_FORM_H

#include "show/frame/frame.h"

/* One thing to choose; groups show as <optgroup> when they have a label. */
struct form_option {
	str  value, label;
	bool on;
};
struct form_group {
	str                 label;
	struct form_option *options;
	size_t              noptions;
};

/* How a field is drawn: exactly one of the bools of `how` is set. */
struct form_field {
	const struct field *field;
	str                 id, name, label, value, hint, fault, blank;
	bool                need, optional; /* optional: says so */
	str                 fill;           /* of a secret, for password keepers */
	/* how */
	bool many; /* of a pick: several may be chosen; the value is theirs, separated by ； */
	bool hidden, line, area, number, decimal, when, date, secret, tick, pick, radio, pass, file;

	struct form_group *groups;
	size_t             ngroups;
};

/* A command (POST /do/NAME) or a view's filter (GET) as a form. */
struct form {
	str    command;
	str    id;     /* prefix of every id in it; unique on the page */
	str    page;   /* where it stands: shown again when refused */
	str    next;   /* where to go when done; empty: as the reply says */
	str    word;   /* on the summary */
	str    button; /* names act and object */
	str    icon;
	str    tip;    /* above the button */
	str    ask, ask_more; /* question before a dangerous act */
	bool   first, danger, open;
	bool   files; /* is sent with files: multipart */
	struct frame_pair *facts; /* what to know before filling it in, above the fields */
	size_t             nfacts;

	struct form_field *fields;
	size_t             nfields;
};

/*
 * A refused attempt that a page shows again: which command, what was typed, why
 * not.  command STR_NONE: the page is shown for the first time.
 */
struct form_again {
	str                 command;
	const struct input *typed;
	size_t              n;
	enum err            err;
	const struct why   *why;
	bool                shown; /* set by the form that took it up */
	str                 secret; /* not refused at all: what a command tells once, to be shown on its page */
};

/*
 * Draw `fields` as a form called `name` (a command's or view's).  Every control
 * follows from its kind: short choices are radios, long ones a list, a reference
 * without a list of its own a number.  ERR_MEMORY.
 */
MUSTCHECK enum err form_of(struct ctx *cx, str name, const struct field *fields, size_t n, struct form *f);

/* The field of that name, or NULL: the command has none such. */
struct form_field *form_field(struct form *f, const char *name);

/* Below: nothing happens when there is no such field. */

/* A value that the page knows and nobody types. */
void form_hide(struct form *f, const char *name, str value);
void form_hide_i64(struct ctx *cx, struct form *f, const char *name, int64_t value);

/* A list instead of a number. */
void form_pick(struct form *f, const char *name, struct form_group *groups, size_t n);

/* As form_pick, for a field that takes a list: any number may be chosen, which the door joins (desk_typed). */
void form_pick_many(struct form *f, const char *name, struct form_group *groups, size_t n);

/* A choice of a few values, all seen at once, instead of a number. */
void form_radio(struct form *f, const char *name, struct form_group *groups, size_t n);

/* What stands in the field at first; and that it must not stay empty, whatever the command says. */
void form_value(struct form *f, const char *name, str value);
void form_need(struct form *f, const char *name);

/* What leaving an optional list untouched means. */
void form_blank(struct form *f, const char *name, str words);

/* A line of advice below the field. */
void form_hint(struct form *f, const char *name, str hint);

/* Leave a field out: it stays absent. */
void form_drop(struct form *f, const char *name);

/* A line that shows what is typed, for what is kept secret only afterwards. */
void form_line(struct form *f, const char *name);

/*
 * Files instead of the digests of pictures: chosen or taken now, several at once.  What a refused attempt has
 * brought already stands there ticked (form_again with pairs "_photo": "DIGEST NAME").  On a page whose form
 * says `files`; the door reads them (show/album).  ERR_MEMORY.
 */
MUSTCHECK enum err form_files(struct ctx *cx, struct form *f, const char *name);

/* Big buttons 合格 / 不合格 instead of a choice of yes and no. */
void form_pass(struct form *f, const char *name);

/*
 * What was typed, and the sentences to it; opens the form and adds to the
 * frame's error summary.  Only for the form of the refused command.
 */
MUSTCHECK enum err form_again(struct ctx *cx, struct form *f, struct form_again *again, struct frame *page);

/*
 * What was typed for a command as a person reads it, into the frame's `kept`: choices and
 * conditions in words, without secrets and numbers of rows; c NULL: nothing.  ERR_MEMORY.
 */
MUSTCHECK enum err form_kept(struct ctx *cx, const struct command *c, const struct input *typed, size_t n,
                             struct frame *page);

/*
 * After all forms: when none took up the refused attempt, its reasons and what
 * was typed (but secrets) go to the head of the page.
 */
MUSTCHECK enum err form_rest(struct ctx *cx, struct form_again *again, struct frame *page);

#endif
