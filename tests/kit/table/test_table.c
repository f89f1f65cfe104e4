/* CSV and TSV: RFC 4180, spreadsheets' habits, GBK, bad bytes, any chunking. */
#include "base/buf.h"
#include "kit/table/table.h"
#include "tap.h"

#include <string.h>

/* Gives the text in pieces of `piece` bytes, so that every boundary is tried. */
struct source {
	str    rest;
	size_t piece;
};

static long
read_piece(void *arg, char *to, size_t n)
{
	struct source *s = arg;

	return table_read_str(&s->rest, to, n < s->piece ? n : s->piece);
}

/* All records as "line:field|field" lines; faults as "line!fault.column". */
static str
dump(struct arena *a, str text, size_t piece, struct table_options o)
{
	struct source       src = {text, piece};
	struct table       *t;
	struct table_record r;
	struct buf          b;

	o.read = read_piece;
	o.arg = &src;
	t = table_new(a, &o);
	buf_init(&b, a, 1 << 20);
	while (t && table_next(t, &r)) {
		buf_printf(&b, "%d%s", (int)r.line, r.fault ? "!" : ":");
		if (r.fault)
			buf_printf(&b, "%d.%d", (int)r.fault, (int)r.column);
		for (size_t i = 0; !r.fault && i < r.n; i++)
			buf_printf(&b, "%s%.*s", i ? "|" : "", STR_ARG(r.field[i]));
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

static void
all_chunks(str text, struct table_options o, str want, const char *rule)
{
	struct arena *a = arena_new(64 << 20);
	bool          same = true;

	/* A guess needs the first piece whole; a reader of files always gives 64 KB. */
	for (size_t piece = o.encoding == TABLE_GUESS || o.sep == 0 ? text.n : 1; piece <= text.n; piece++) {
		str got = dump(a, text, piece, o);

		if (same && !str_eq(got, want))
			is_str(got, want, "piece %zu: %s", piece, rule);
		same = same && str_eq(got, want);
		arena_reset(a);
	}
	ok(same, "%s", rule);
	arena_free(a);
}

int
main(void)
{
	struct table_options csv = {.sep = ',', .quotes = true, .encoding = TABLE_UTF8};
	struct table_options tsv = {.sep = '\t', .encoding = TABLE_UTF8};
	struct table_options gbk = {.sep = ',', .quotes = true, .encoding = TABLE_GBK};
	struct table_options any = {.sep = 0, .quotes = true, .encoding = TABLE_GUESS};
	struct table_options guess = {.sep = ',', .quotes = true};

	all_chunks(S("a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n,\n"), csv, S("1:a|b\n2:1|x, \"y\"\nz\n4:|\n"),
	           "RFC 4180: quotes, doubled quotes, separators and line feeds inside, CRLF, empty fields");
	all_chunks(S("\n\na,b\n\nc,d"), csv, S("3:a|b\n5:c|d\n"), "blank lines are skipped, the last line needs no end");
	all_chunks(S("\xef\xbb\xbf" "案号,状态\n"), guess, S("1:案号|状态\n"), "a byte order mark is skipped");
	all_chunks(S("a\"b,c\"\n"), csv, S("1:a\"b|c\"\n"), "a quote inside a bare field is a character");
	all_chunks(S("a,\"b\nc\n"), csv, S("1!2.0\n"), "a quote that never closes is named with the line where it began");
	all_chunks(S("a\t\"b\nc\t\n"), tsv, S("1:a|\"b\n2:c|\n"), "TSV knows no quotes");
	all_chunks(S("a,\xff,c\nd,e,f\n"), csv, S("1!1.2\n2:d|e|f\n"), "a bad byte spoils its record only, and is named");
	/* 督办,井盖 and 一, whose GBK bytes d2bb are high; 丂 is 8140, its second byte an @. */
	all_chunks(S("\xb6\xbd\xb0\xec,\xbe\xae\xb8\xc7\n\x81\x40,\"\xd2\xbb\"\n"), gbk, S("1:督办|井盖\n2:丂|一\n"), "GBK");
	all_chunks(S("\xb6\xbd\xb0\xec,\xbe\xae\n"), guess, S("1:督办|井\n"), "GBK is guessed when it is not UTF-8");
	all_chunks(S("督办,井\n盖\n\xff\xfe,a\n路\n"), guess, S("1:督办|井\n2:盖\n3!1.1\n4:路\n"),
	           "one line of wrong bytes is refused alone, the others are UTF-8 as they are");
	/* 联通 in GBK is c1aa cda8, which is valid UTF-8 as well. */
	all_chunks(S("\xc1\xaa\xcd\xa8\n\xb6\xbd\xb0\xec\n\xbe\xae\n"), guess, S("1:联通\n2:督办\n3:井\n"),
	           "one line that may be both does not make a file of GBK UTF-8");
	all_chunks(S("\xb6,a\nb,c\n"), gbk, S("1!1.1\n2:b|c\n"), "half a GBK character is named");
	all_chunks(S("a;b;c\n1;2,5;3\n"), any, S("1:a|b|c\n2:1|2,5|3\n"), "the separator is guessed from the first line");
	return done();
}
