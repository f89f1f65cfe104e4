/* A CSV and TSV reader: split in raw bytes, convert field by field. */
#include "kit/table/table.h"

#include "base/utf8.h"

#include <iconv.h>
#include <string.h>

/*
 * Separators, quotes and line ends never occur inside a GB18030 character (its
 * later bytes are 0x30-0x39, 0x40-0x7e and 0x80-0xfe), so records are split
 * before they are converted, and a bad byte spoils one field, not the file.
 */

enum { CHUNK = 64 << 10 };

struct table {
	struct table_options o;
	char                *raw; /* CHUNK bytes of the file */
	size_t               raw_n, raw_i;
	bool                 ended, failed, started;
	int64_t              line;
	char                *rec;                  /* the record's fields, one behind the other */
	size_t               rec_n;
	size_t               at[TABLE_COLUMNS + 1]; /* where field i begins in rec; at[n] = rec_n */
	char                *text;                 /* the fields again, as UTF-8 */
	str                  field[TABLE_COLUMNS];
	iconv_t              conv;
	bool                 has_conv;
};

static void
close_conv(void *p)
{
	struct table *t = p;

	if (t->has_conv)
		(void)iconv_close(t->conv);
}

struct table *
table_new(struct arena *a, const struct table_options *options)
{
	struct table *t = ARENA_NEW(a, struct table);

	if (!t)
		return NULL;
	t->o = *options;
	t->raw = arena_alloc(a, CHUNK);
	t->rec = arena_alloc(a, TABLE_RECORD);
	/* A character of two GBK bytes is at most four bytes of UTF-8. */
	t->text = arena_alloc(a, 2 * TABLE_RECORD);
	if (!t->raw || !t->rec || !t->text || arena_on_free(a, close_conv, t) != OK)
		return NULL;
	return t;
}

long
table_read_str(void *arg, char *to, size_t n)
{
	str *s = arg;

	if (n > s->n)
		n = s->n;
	if (n)
		memcpy(to, s->p, n);
	*s = str_slice(*s, n, s->n);
	return (long)n;
}

static bool
fill(struct table *t)
{
	long n = 1;

	if (t->ended)
		return false;
	t->raw_i = t->raw_n = 0;
	/* A pipe gives little at a time; encoding and separator are guessed from a whole chunk. */
	while (t->raw_n < CHUNK && (n = t->o.read(t->o.arg, t->raw + t->raw_n, CHUNK - t->raw_n)) > 0)
		t->raw_n += (size_t)n;
	t->failed = n < 0;
	t->ended = n <= 0;
	return t->raw_n > 0;
}

/* The next byte, or -1 at the end. */
static int
peek(struct table *t)
{
	if (t->raw_i == t->raw_n && !fill(t))
		return -1;
	return (unsigned char)t->raw[t->raw_i];
}

/* Valid UTF-8 but for a character cut at the end of the chunk. */
static bool
whole_utf8(str s)
{
	for (size_t cut = 0; cut < 4 && cut <= s.n; cut++)
		if (utf8_valid(str_slice(s, 0, s.n - cut)))
			return true;
	return false;
}

static bool
ascii(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/*
 * As most lines have it that tell: a line of GBK is hardly ever valid UTF-8 too, and one line of wrong
 * bytes does not make a file of UTF-8 GBK, which would have every other line refused.
 */
static bool
looks_utf8(str s)
{
	size_t yes = 0, no = 0;

	if (whole_utf8(s))
		return true;
	while (s.n) {
		str line = str_cut(&s, '\n');

		if (!ascii(line))
			*(whole_utf8(line) ? &yes : &no) += 1;
	}
	return yes > no;
}

static void
guess(struct table *t)
{
	static const char marks[] = ",;\t";
	size_t            most = 0;
	str               chunk, first;

	(void)peek(t);
	chunk = (str){t->raw, t->raw_n};
	if (chunk.n >= 3 && memcmp(chunk.p, "\xef\xbb\xbf", 3) == 0)
		t->raw_i = 3;
	if (t->o.encoding == TABLE_GUESS)
		t->o.encoding = looks_utf8(chunk) ? TABLE_UTF8 : TABLE_GBK;
	if (t->o.encoding == TABLE_GBK) {
		t->conv = iconv_open("UTF-8", "GB18030");
		/* Errors of iconv_open are (iconv_t)-1, a cast POSIX itself prescribes. */
		t->has_conv = t->conv != (iconv_t)-1;
	}
	if (t->o.sep == 0) {
		first = str_cut(&chunk, '\n');
		t->o.sep = ',';
		for (const char *m = marks; *m; m++) {
			size_t n = 0;

			for (size_t i = 0; i < first.n; i++)
				n += first.p[i] == *m;
			if (n > most) {
				most = n;
				t->o.sep = *m;
			}
		}
	}
	t->started = true;
	t->line = 1;
}

static void
put(struct table *t, struct table_record *out, int c)
{
	if (t->rec_n < TABLE_RECORD)
		t->rec[t->rec_n++] = (char)c;
	else
		out->fault = TABLE_LONG;
}

static void
end_field(struct table *t, struct table_record *out)
{
	if (out->n < TABLE_COLUMNS)
		t->at[++out->n] = t->rec_n;
	else
		out->fault = TABLE_WIDE;
}

/* Takes CR, LF or CRLF. */
static void
end_line(struct table *t)
{
	int c = peek(t);

	t->raw_i++;
	if (c == '\r' && peek(t) == '\n')
		t->raw_i++;
	t->line++;
}

/* Behind an opening quote: up to and with the closing one. */
static void
quoted(struct table *t, struct table_record *out)
{
	int c;

	while ((c = peek(t)) >= 0) {
		t->raw_i++;
		if (c == '\n')
			t->line++;
		if (c == '"') {
			if (peek(t) != '"')
				return;
			t->raw_i++;
		}
		put(t, out, c);
	}
	out->fault = TABLE_QUOTE;
}

static void
split(struct table *t, struct table_record *out)
{
	bool fresh = true; /* at the start of a field, where alone a quote opens */
	int  c;

	t->rec_n = 0;
	t->at[0] = 0;
	while ((c = peek(t)) >= 0 && c != '\n' && c != '\r') {
		t->raw_i++;
		if (c == (unsigned char)t->o.sep) {
			end_field(t, out);
			fresh = true;
		} else if (c == '"' && t->o.quotes && fresh) {
			quoted(t, out);
			fresh = false;
		} else {
			put(t, out, c);
			fresh = false;
		}
	}
	if (c >= 0)
		end_line(t);
	end_field(t, out);
}

static bool
convert(struct table *t, str raw, char **to, str *text)
{
	char  *in = t->rec + (raw.p - t->rec), *start = *to;
	size_t in_n = raw.n, room = (size_t)(t->text + 2 * TABLE_RECORD - *to);

	if (!t->has_conv) {
		*text = raw;
		return utf8_valid(raw);
	}
	(void)iconv(t->conv, NULL, NULL, NULL, NULL);
	if (iconv(t->conv, &in, &in_n, to, &room) == (size_t)-1)
		return false;
	*text = (str){start, (size_t)(*to - start)};
	return utf8_valid(*text);
}

static void
texts_of(struct table *t, struct table_record *out)
{
	char *to = t->text;

	for (size_t i = 0; i < out->n; i++) {
		str raw = {t->rec + t->at[i], t->at[i + 1] - t->at[i]};

		if (!convert(t, raw, &to, &t->field[i])) {
			t->field[i] = S("");
			if (out->fault == TABLE_OK) {
				out->fault = TABLE_BYTES;
				out->column = i + 1;
			}
		}
	}
	out->field = t->field;
}

bool
table_next(struct table *t, struct table_record *out)
{
	int c;

	*out = (struct table_record){.fault = TABLE_OK};
	if (!t->started)
		guess(t);
	while ((c = peek(t)) == '\n' || c == '\r')
		end_line(t);
	if (c < 0) {
		if (!t->failed)
			return false;
		/* Told once. */
		t->failed = false;
		out->fault = TABLE_READ;
		out->line = t->line;
		return true;
	}
	out->line = t->line;
	split(t, out);
	texts_of(t, out);
	return true;
}

const char *
table_encoding_name(const struct table *t)
{
	return t->o.encoding == TABLE_GBK ? "GBK" : "UTF-8";
}
