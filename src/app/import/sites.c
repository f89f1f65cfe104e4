/* duban import sites: a table of sites into the city; rows that cannot be taken go to a file. */
#include "app/app.h"
#include "app/import/import.h"

#include "app_texts.h"
#include "base/fd.h"
#include "city/site/site.h"
#include "kit/table/table.h"
#include "work_intake_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA = 256 << 20, SAID_MOST = 20 };

/* Quoted as it stands: this is read again by us, not by a spreadsheet. */
static void
add_cell(struct buf *b, str cell)
{
	buf_char(b, '"');
	for (size_t i = 0; i < cell.n; i++) {
		if (cell.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, cell.p[i]);
	}
	buf_char(b, '"');
}

static void
add_record(struct buf *b, const struct table_record *r, void (*cell)(struct buf *b, str s))
{
	for (size_t i = 0; i < r->n; i++) {
		if (i)
			buf_char(b, ',');
		cell(b, r->field[i]);
	}
	buf_add(b, S("\r\n"));
}

/* The table in two: what can be taken, and what cannot, with line and reason in front. */
static enum err
part(struct ctx *cx, str text, const struct site_check *c, str *good, str *bad)
{
	struct table       *t = table_new(cx->arena, &(struct table_options){.quotes = str_find(text, '\t') == SIZE_MAX,
	                                                                     .read = table_read_str, .arg = &text});
	struct table_record r;
	struct buf          g, b;
	size_t              next = 0;
	bool                head = true;
	enum err            e;

	if (!t)
		return ctx_no_memory(cx);
	buf_init(&g, cx->arena, 2 * SITE_BYTES);
	buf_init(&b, cx->arena, 4 * SITE_BYTES);
	/* The mark tells spreadsheets that this is UTF-8. */
	buf_add(&b, S("\xef\xbb\xbf"));
	while (table_next(t, &r)) {
		bool comment = r.n && r.field[0].n && r.field[0].p[0] == '#';

		if (comment)
			continue;
		if (head) {
			table_csv_cell(&b, text_get(T_intake_cli_line, cx->lang));
			buf_char(&b, ',');
			table_csv_cell(&b, text_get(T_intake_cli_reason, cx->lang));
			buf_char(&b, ',');
			add_record(&b, &r, table_csv_again);
			add_record(&g, &r, add_cell);
			head = false;
		} else if (next < c->n && c->reject[next].line == r.line) {
			buf_i64(&b, r.line);
			buf_char(&b, ',');
			table_csv_cell(&b, c->reject[next++].said);
			buf_char(&b, ',');
			add_record(&b, &r, table_csv_again);
		} else {
			add_record(&g, &r, add_cell);
		}
	}
	if ((e = buf_end(&g, good)) != OK)
		return e;
	return buf_end(&b, bad);
}

static enum err
write_rejects(struct ctx *cx, const char *path, const char *input, str text)
{
	int      fd;
	bool     fine;
	enum err e = import_rejects(cx, path, input, &fd);

	if (e != OK)
		return e;
	fine = fd_write(fd, text);
	if (close(fd) != 0)
		fine = false;
	return fine ? OK : refuse(cx, ERR_FULL, NULL, T_intake_cli_rejects, str_of(path), cli_errno(cx, errno));
}

static enum err
take_sites(struct ctx *cx, struct input *pairs, size_t n, const char *input, const char *rejects, bool dry)
{
	const struct site_check *c;
	const void              *out;
	struct reply             r;
	str                      bad;
	enum err                 e = view_show(cx, view_find(S("site.check")), pairs, n, &out);

	if (e != OK)
		return e;
	c = out;
	cli_say(cx, T_app_sites_checked,
	        cli_number(cx, (int64_t)c->rows), cli_number(cx, (int64_t)c->new), cli_number(cx, (int64_t)c->changed),
	        cli_number(cx, (int64_t)c->same), cli_number(cx, (int64_t)c->n));
	for (size_t i = 0; !rejects && i < c->n && i < SAID_MOST; i++)
		(void)fprintf(stderr, "%lld: %.*s\n", (long long)c->reject[i].line, STR_ARG(c->reject[i].said));
	if (c->n && (e = part(cx, pairs[0].value, c, &pairs[0].value, &bad)) != OK)
		return e;
	if (c->n && rejects && (e = write_rejects(cx, rejects, input, bad)) != OK)
		return e;
	if (!dry && c->new + c->changed) {
		if ((e = command_do(cx, command_find(S("site.load")), pairs, n, NULL, &r)) != OK)
			return e;
		cli_say_args(cx, r.done, r.arg, NITEMS(r.arg));
	}
	return c->n && !rejects ? refuse(cx, ERR_INPUT, NULL, T_intake_cli_lost) : OK;
}

int
import_sites(struct app *app)
{
	const char  *srs = cli_option(app, "srs"), *rejects = cli_option(app, "rejects"), *as = cli_option(app, "as");
	bool         dry = cli_flag(app, "dry-run");
	struct input pairs[2];
	struct ctx   cx;
	int          code;
	enum err     e;

	if (app->argc != 3)
		return cli_usage(app, T_app_sites_usage, "");
	if (!srs)
		return cli_usage(app, T_app_grids_srs, "--srs");
	if (!as)
		return cli_usage(app, T_app_as_missing, "--as");
	if ((code = import_open(app, dry, ARENA, &cx)) != 0)
		return code;
	pairs[0].name = S("file");
	pairs[1] = (struct input){S("srs"), str_of(srs)};
	if ((e = cli_actor(&cx, as)) == OK && (e = cli_read(&cx, app->argv[2], SITE_BYTES, &pairs[0].value)) == OK)
		e = take_sites(&cx, pairs, 2, app->argv[2], rejects, dry);
	code = e == OK ? 0 : cli_fail(&cx, e);
	cli_close(&cx);
	return code;
}
