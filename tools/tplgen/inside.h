/* What the parts of the template compiler share. */
#ifndef TPLGEN_INSIDE_H
#define TPLGEN_INSIDE_H

#include "compile.h"

enum {
	MAX_DEPTH = 64,  /* elements inside each other */
	MAX_ATTRS = 32,  /* of one tag */
	MAX_FRAMES = 32, /* blocks inside each other */
	MAX_NAMES = 256, /* ids, labels, slots of one template */
	MAX_LIT = 3000,  /* bytes of one C literal */
	MAX_C = 16 << 20 /* bytes of generated C */
};

/*
 * Where the next byte of the page stands:
 *
 *   TEXT --"<name"--> TAG --name="--> VALUE --"--> TAG --">"--> TEXT, RCDATA or SCRIPT
 *   RCDATA (title, textarea), SCRIPT (JSON only) --"</name>"--> TEXT
 *
 * A field may stand in TEXT, RCDATA, SCRIPT and VALUE, in each with its own
 * escaper; if and each may also stand in TAG.  Every other place (names, unquoted
 * values, comments) is read in one go and refuses "{{".
 */
enum where { TEXT, RCDATA, SCRIPT, TAG, VALUE };

enum kind {
	PLAIN,   /* escaped */
	HUMAN,   /* the same; read by people, so its words must come from the catalogue */
	CLASS,   /* the same; its names are listed */
	ADDRESS, /* href and the like */
	CLOSED   /* no field may stand here */
};

enum part {
	URL_START,  /* nothing of the address is there yet */
	URL_SCHEME, /* fixed letters that may become a scheme */
	URL_OPEN,   /* a field was the beginning: a fixed ':' could complete a scheme */
	URL_REST    /* past all schemes */
};

struct state {
	enum where w;
	enum kind  kind;
	enum part  part;
	char       quote;
	bool       soft;     /* white space here would change nothing */
	bool       due;      /* white space was seen and not yet written */
	bool       first;    /* just behind <textarea> or <pre> */
	bool       in_quote; /* SCRIPT: inside a fixed JSON string */
	int        depth;
	str        stack[MAX_DEPTH];
	int        opened[MAX_DEPTH]; /* line of each */
	/* the tag being read */
	str    tag, attr;
	int    tag_line;
	size_t value_at; /* where the value begins in the source */
	size_t nattrs;
	str    attrs[MAX_ATTRS];
	bool   post, json, labelled, alt, src;
	str    id, type;
};

enum frame_kind { F_IF, F_EACH, F_VERBATIM, F_BLOCK, F_LAYOUT };

struct frame {
	enum frame_kind kind;
	int             line;
	struct state    entry, end;
	bool            has_end, has_else;
	str             var; /* F_EACH */
	int             no;  /* F_EACH: makes its C names unique */
};

struct comp {
	struct tpl_room *r;
	str              file, src, name; /* name: tpl_<room>_<file> */
	size_t           i;
	int              line;
	bool             failed;
	struct state     s;
	struct frame     frames[MAX_FRAMES];
	int              nframes, nloops, verbatim;
	str              data; /* C type, empty: none */
	struct buf       out, lit, token;
	bool             token_open; /* the class name goes on behind a field */
	str              ids[MAX_NAMES], fors[MAX_NAMES], asked[MAX_NAMES], slots[MAX_NAMES];
	int              asked_line[MAX_NAMES];
	size_t           nids, nfors, nasked, nslots;
	bool             layout;
	str              layout_c, layout_arg;
	int              layout_line;
};

/* source.c: reading the template and writing C */

/* Refuse the template; the first fault of one is told, later ones are its echoes. */
void tpl_fail_at(struct comp *c, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
#define fail(c, ...) tpl_fail_at((c), (c)->line, __VA_ARGS__)

bool tpl_is_space(char ch);
bool tpl_is_letter(char ch);
bool tpl_is_ident(char ch);

bool tpl_ends(const struct comp *c);              /* at the end of the source, or refused */
bool tpl_at(const struct comp *c, const char *z); /* the source goes on with z */
void tpl_step(struct comp *c, size_t n);          /* n bytes on, counting lines */

bool tpl_one_of(str s, const char *list); /* s is a word of a list parted by spaces */
str  tpl_top(const struct state *s);      /* the innermost open element; empty for none */
bool tpl_inside(const struct state *s, const char *list); /* one of the list is open */
bool tpl_no_text(const struct state *s); /* right inside a table or list, where text may not be */

void tpl_literal(struct buf *b, str s);  /* a C string */
void tpl_lit(struct comp *c, str s);     /* fixed bytes of the page, gathered */
void tpl_flush(struct comp *c);          /* write the gathered bytes as C */
void tpl_space(struct comp *c);          /* the space that is due, before something visible */
void tpl_mark(struct comp *c, int line); /* from here gcc's messages point at the template */

/* A short text (under 1 000 bytes) that lives as long as the room's arena. */
str tpl_keep(struct comp *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* markup.c: fixed text */

void tpl_markup(struct comp *c);    /* one step */
void tpl_class_end(struct comp *c); /* a class name ends here */

bool tpl_known(const str *list, size_t n, str s);
void tpl_remember(struct comp *c, str *list, size_t *n, str s); /* refuses past MAX_NAMES */

/* directive.c: what stands in braces */

void tpl_directive(struct comp *c);

bool tpl_path_ok(str p); /* names joined by . or -> */
bool tpl_name_ok(str p); /* one name */

/*
 * Take over c->out as the body of a function: of the whole template, or of a
 * block (from_data), which is called with an untyped pointer to the page's data.
 */
void tpl_function(struct comp *c, str fn, const char *how, bool from_data);

#endif
