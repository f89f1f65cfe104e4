/* Reading CSV and TSV as people send them: any size in constant memory, UTF-8 or GBK. */
#ifndef KIT_TABLE_TABLE_H
#define KIT_TABLE_TABLE_H

#include "base/buf.h"
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * A reader takes bytes from a callback and gives one record at a time.  CSV is
 * RFC 4180 as spreadsheets write it: quoted fields may hold separators, line
 * feeds and doubled quotes; CRLF, LF or CR end a record; a byte order mark is
 * skipped.  TSV has no quoting.  Blank lines are skipped.
 */
struct table;

enum table_encoding {
	TABLE_GUESS, /* UTF-8 when the first 64 KB or most of their lines are, else GB18030 (which holds GBK, GB2312) */
	TABLE_UTF8,
	TABLE_GBK
};

enum { TABLE_COLUMNS = 256, TABLE_RECORD = 1 << 20 };

struct table_options {
	char                sep;    /* ',' or '\t'; 0: ',' or the one of , ; TAB that the first line holds most */
	bool                quotes; /* CSV */
	enum table_encoding encoding;
	/* Give up to n bytes, 0 at the end, negative on a read error. */
	long (*read)(void *arg, char *to, size_t n);
	void *arg;
};

/* What can be wrong with a record; the reader goes on with the next one. */
enum table_fault {
	TABLE_OK,
	TABLE_BYTES,   /* not valid in the encoding; column tells where */
	TABLE_QUOTE,   /* a quoted field never ends: everything up to the end was one record */
	TABLE_LONG,    /* more than TABLE_RECORD bytes */
	TABLE_WIDE,    /* more than TABLE_COLUMNS fields */
	TABLE_READ     /* the callback failed: nothing follows */
};

/* A record.  The texts are valid UTF-8 and good until the next call. */
struct table_record {
	enum table_fault fault;
	int64_t          line;   /* first line of the record in the file, from 1 */
	size_t           column; /* of the fault, from 1; 0: the whole record */
	size_t           n;
	const str       *field;
};

/* A reader in the arena; NULL without memory. */
struct table *table_new(struct arena *a, const struct table_options *options);

/* A callback for text in memory: arg is a str that is consumed. */
long table_read_str(void *arg, char *to, size_t n);

/* The next record; false at the end. */
MUSTCHECK bool table_next(struct table *t, struct table_record *out);

/* What was guessed, once a record was read: "UTF-8" or "GBK". */
const char *table_encoding_name(const struct table *t);

/* One cell of a CSV line: quoted where it needs to be, and harmless to spreadsheets (= + - @ get an apostrophe). */
void table_csv_cell(struct buf *b, str cell);

/* A cell as read, without the apostrophe that only says that it is text: what table_csv_cell wrote was this. */
str table_plain(str cell);

/* A cell as read, written again: the bytes may differ, what is read of them does not. */
void table_csv_again(struct buf *b, str cell);

#endif
