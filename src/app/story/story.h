/* Stories: plain text that says who does what when and what must come of it, played through the real commands. */
#ifndef APP_STORY_STORY_H
#define APP_STORY_STORY_H

#include "kit/command/command.h"
#include "kit/json/tree.h"

/*
 * A file of stories is read whole before anything is played (docs/stories.md has the format): one after another on
 * one throw-away store and one false clock, which only goes forward.  No variables and no loops: what is in the file
 * is what happens.  Words of commands, fields and choices are those of the pages, in either language, or their names.
 */

enum story_want {
	STORY_DONE,    /* done; the sentence holds `text` */
	STORY_REFUSED, /* refused; the sentences hold `text` */
	STORY_HAS,     /* some value of the answer holds `text` */
	STORY_LACKS,
	STORY_COUNT, /* the list `key` ("": the only one) has `text` entries */
	STORY_IS     /* in the entry that says `row` ("": the first that knows it) the value of `key` is `text` */
};

struct story_check {
	int64_t         line;
	enum story_want want;
	str             row, key, text;
};

/* A field and what is typed; several lines of one field are one text. */
struct story_step {
	int64_t               line, at; /* at: ms UTC */
	size_t                story;    /* which of the file's */
	str                   actor;
	const struct command *command; /* or */
	const struct view    *view;    /* or neither: time passes */
	struct input         *in;      /* choices as values; of an id what people call it by */
	const struct field  **field;   /* of each */
	size_t                nin;
	struct story_check   *check;
	size_t                ncheck;
};

struct story {
	int64_t line;
	str     title, source, quote;
};

struct story_file {
	str                name, pack; /* pack: as the file says it, STR_NONE: not at all */
	struct story      *story;
	size_t             nstory;
	struct story_step *step;
	size_t             nstep;
};

enum { STORY_BYTES = 1 << 20, STORY_STEPS = 2000, STORY_LINES = 64, STORY_STORIES = 100 };

/*
 * Read a file.  All that can be seen without a store is looked at: ERR_INPUT, and cx->why has a sentence with its line
 * for each fault (the first WHY_MAX).  `name` is the file's, for those sentences.  Texts point into `text`.
 */
MUSTCHECK enum err story_read(struct ctx *cx, str name, str text, struct story_file *out);

/* What came of playing; for each story in turn, then told() says each fault at once. */
struct story_told {
	const struct story_file *file;
	size_t                   steps, checks, faults; /* of all stories played */
	void (*fault)(struct ctx *cx, void *arg, str sentence);
	void (*done)(struct ctx *cx, void *arg, const struct story *s, size_t steps, size_t checks, size_t faults);
	void *arg;
};

/*
 * Play a file.  cx->db is a writer of a store of its own, outside a transaction, with the city's data; cx->clocked is
 * false and stays so.  What the scheduler would do between two steps (deadlines, suspensions, reminders, the seal) is
 * done at its time.  A check that fails is told and the story goes on; a command that was refused and should not have
 * been ends the file.  Returns OK whatever failed in the story; errors are those of the store.
 */
MUSTCHECK enum err story_play(struct ctx *cx, struct story_told *t);

/* ---- An answer and what is said of it (answer.c) ---- */

/*
 * Whether a check holds for an answer (NULL: there is none); what is there instead goes to *found.  `area` is the
 * command's or view's, "task.": choices of that area may be said in words.  ERR_MEMORY.
 */
MUSTCHECK enum err story_holds(struct ctx *cx, const struct story_check *c, const struct jval *answer, str area,
                               bool *holds, str *found);

/*
 * The entry of an answer that goes by this (its no, code, name, title …), else one of which another value is the
 * text; the innermost, of several the first; NULL: none.
 */
const struct jval *story_row(struct ctx *cx, const struct jval *v, str text);

/* ---- Words (words.c) ---- */

/* Whether people's word means this text of ours: it, or its beginning up to the first mark, in either language. */
bool                  story_means(str word, text_id text);
const struct command *story_command(str word, bool *several);
const struct view    *story_view(str word, bool *several);
const struct field   *story_field(const struct field *f, size_t n, str word);
/* The value of a choice said in words; STR_NONE: it has none such. */
str story_choice(const struct field *f, str word);

#endif
