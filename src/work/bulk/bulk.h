/* Whole tables: given out, and let in after a look at what would change. */
#ifndef WORK_BULK_BULK_H
#define WORK_BULK_BULK_H

#include "kit/command/command.h"
#include "kit/db/db.h"

extern const struct db_schema      bulk_schema;
extern const struct command *const bulk_commands[];
extern const size_t                bulk_commands_n;
extern const struct view *const    bulk_views[];
extern const size_t                bulk_views_n;

enum {
	BULK_COLUMNS = 24,
	BULK_KINDS = 24,
	BULK_ROWS = 5000,       /* most rows let in at once: on SQLite all other writes wait for them */
	BULK_BYTES = 4 << 20,   /* most bytes of their text */
	BULK_SHOWN = 30,        /* of each sort, in a preview */
	BULK_DRAFTS = 5,        /* of one log-in */
	BULK_ROOM = 96 << 20    /* bytes that one table may take while it is worked on */
};

/* ---- Kinds of tables ------------------------------------------------------------------------------------ */

enum bulk_as {
	BULK_TEXT,
	BULK_DAY,
	BULK_NUMBER, /* given out as a number that a spreadsheet can add up, taken in whatever it is */
	BULK_LIST, /* codes separated by ；, in any order */
	BULK_ROLE, /* a role: its word for people, its name for the command */
	BULK_CHOICE, /* one of .choices: its label for people, its value for the command */
	BULK_ASIDE, /* a day or text said of something new beside the row: given out, not compared */
	BULK_ASIDE_DAY,
	BULK_NOTE  /* may stand in a table, says nothing; stands last */
};
struct bulk_column {
	const char  *name; /* as the loading command calls it; people by sheet_word(name) */
	enum bulk_as as;
	bool         key, need; /* need: the column must be there, its cells may be empty */
	bool         keep;  /* empty means: as it is */
	bool         rest;  /* it and all behind it are not for people to read: they are not printed */
	bool         part;  /* whole tables may be given out by its values, a BULK_DAY by its months */
	int          width; /* in characters */
	const struct choice *choices; /* of BULK_CHOICE */
	text_id              hint;    /* how it is written; T_none: its kind says enough */
};

typedef enum err bulk_take(struct ctx *cx, const str *cell, void *arg);

struct bulk_kind {
	const char               *name; /* "units": in addresses */
	text_id                   title, what;
	const char               *command; /* lets in `file`; its reply's second argument: rows written */
	const char               *lock;    /* what the command locks, before anything is compared */
	perm_id                   see, edit;
	const struct bulk_column *column;
	size_t                    n;
	/* Every row of the store, in a steady order; cells are good until take() returns.  What it returns ends it. */
	enum err (*each)(struct ctx *cx, bulk_take *take, void *arg);
	/* What the command makes of a row's cells, to compare them; in cx->arena.  May be NULL. */
	enum err (*fill)(struct ctx *cx, str *cell);
	size_t why; /* the column no change of which goes without `reason`, which the command then takes; 0: none */
};

/* This room's own: units, posts, people, duties, sites, classes, conditions, the calendar. */
extern const struct bulk_kind bulk_tables[];
extern const size_t           bulk_tables_n;

/* Called by app/ at start, single-threaded: the kinds of a room, which must outlive the program. */
void bulk_register(const struct bulk_kind *list, size_t n);

/* Every kind that was registered, in that order. */
size_t                  bulk_all(const struct bulk_kind *const **list);
const struct bulk_kind *bulk_kind_of(str name); /* NULL: no such kind */

/* The word over a column, as this reader calls it. */
str bulk_head(const struct ctx *cx, const struct bulk_column *c);

/* A cell of the store as people read it: roles and choices by their word; and taken back, from either language. */
str bulk_shown(const struct ctx *cx, const struct bulk_column *c, str cell);
str bulk_meant(const struct bulk_column *c, str word);

/*
 * Words that belong to rows, row by row in the order of their ids, joined by ；: first all of them are added, then asked
 * for in the same order.  Begins with {0}.
 */
struct bulk_words {
	struct bulk_word {
		int64_t id;
		str     text;
	} * word;
	size_t n, room, at; /* at: the next to be given */
};
MUSTCHECK enum err bulk_words_add(struct ctx *cx, struct bulk_words *w, int64_t id, str text);
str                bulk_words_of(struct bulk_words *w, int64_t id); /* STR_NONE: it has none */

/* ---- As files -------------------------------------------------------------------------------------------- */

/*
 * What an office sends, an .xlsx or text of any separator in UTF-8 or GBK, as CSV whose rows stand in the lines that
 * they had.  *notes: what was noticed and a person should know (sheets that were not read, formulas), a line each.
 * Needs up to BULK_ROOM of cx->arena.  ERR_INPUT at `file`.
 */
MUSTCHECK enum err bulk_file(struct ctx *cx, str bytes, str *text, str *notes);

/*
 * The rows of a kind that belong to `part`, or with NULL its header alone, as a nameless file in the folder `dir`,
 * which the caller closes.  In a snapshot of cx->db; memory does not grow with the rows but for what belongs to
 * them (posts held …).  Taken back by bulk.check it changes nothing.  Behind the kind's columns stands one more,
 * the export mark: a digest of what the row said when it was given out, by which bulk.check tells what was changed
 * in the store since, whatever the spreadsheet did with the rows.  Permission is the caller's business
 * (kind->see).
 */
enum bulk_form { BULK_XLSX, BULK_CSV };
struct bulk_part;
MUSTCHECK enum err bulk_give(struct ctx *cx, const struct bulk_kind *k, enum bulk_form form, const char *dir,
                             const struct bulk_part *part, int *fd, uint64_t *size);

/* ---- In pieces: a table of more than BULK_ROWS rows comes back only so ---------------------------------- */

/* Rows whose cell in `column` has a value (a day: its month); and, but for 0, BULK_ROWS rows from the `from`th on. */
struct bulk_part {
	size_t  column; /* or BULK_WHOLE */
	str     value;  /* STR_NONE or empty: the cell is empty */
	int64_t from;   /* counted from 1 over the whole table */
};
enum { BULK_WHOLE = BULK_COLUMNS + 1, BULK_PARTS = 400 };

/* A piece as an address names it; ERR_INPUT: no column of that name by which this table may be parted. */
MUSTCHECK enum err bulk_part_of(struct ctx *cx, const struct bulk_kind *k, str column, str value, int64_t from,
                                struct bulk_part *out);

/* bulk.parts {kind}: how many rows there are, and how many of each value, by column and value. */
struct bulk_piece {
	size_t  column;
	str     value; /* as the store has it */
	int64_t rows;
};
struct bulk_parts {
	const struct bulk_kind *kind;
	int64_t                 rows;
	struct bulk_piece      *part;
	size_t                  n;
	bool                    more; /* there are values beyond BULK_PARTS */
};

/* ---- A table on its way in -------------------------------------------------------------------------------- */

enum bulk_state { BULK_NEW, BULK_CHANGED, BULK_SAME };
struct bulk_change {
	str column, was, is;
};
struct bulk_item {
	enum bulk_state     state;
	bool                stale; /* BULK_CHANGED: in the store, too, after it was given out */
	int64_t             line;
	str                 key; /* by which it is known, and its name */
	struct bulk_change *change; /* BULK_NEW: what it says, `was` is empty */
	size_t              nchange;
};

/* bulk.show.  Counts are of all, items the first BULK_SHOWN new, as many changed, and as many stale. */
struct bulk_preview {
	const struct bulk_kind *kind;
	int64_t                 id, made_at;
	str                     name, *note, *fault;
	size_t                  nnote, nfault;
	int64_t                 fresh, changed, same, others; /* others: in the store and not in the table */
	int64_t                 stale;    /* would undo what was changed since; not among `changed` */
	int64_t                 why, why_stale; /* of `changed` and of `stale`: change what needs a reason */
	int64_t                 unmarked; /* of `changed`: without an export mark, so that nobody can tell */
	struct bulk_item       *item;
	size_t                  n;
	bool                    ready; /* may be let in */
	str                     seen;  /* names exactly these changes, for bulk.apply */
};

/*
 * bulk.check {kind, name, notes, file}: try the loading command and undo it, keep the table with what it said;
 * reply.see is its page. bulk.show {id}: what it would change now. bulk.apply {id, seen, over, reason}: let it
 * in, all or nothing, when that is still what `seen` names; ERR_RULE else. Stale rows stay out unless `over`. A kind
 * with `why` hands `reason` to its command, which refuses a change that lacks it and keeps it with each. bulk.drop
 * {id}. bulk.forget: the program, what is a day old. Each asks for the kind's own permission. Another's table
 * does not exist (ERR_NONE).
 */

#endif
