/* Named queries and neutral schemas in, typed C out; see README.md for the formats. */
#include "querygen.h"

#include <sodium.h>
#include <stdarg.h>
#include <string.h>

static int nfaults;

void
fault(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	(void)fprintf(stderr, "%s:%d: ", file, line);
	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fputc('\n', stderr);
	nfaults++;
}

int
faults(void)
{
	return nfaults;
}

/* The last part of a path; for #include, both outputs lie side by side. */
static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool
start(struct world *w)
{
	return w && sodium_init() >= 0 && sqlite3_open(":memory:", &w->meta) == SQLITE_OK &&
	       sqlite3_open(":memory:", &w->real) == SQLITE_OK &&
	       sqlite3_db_config(w->meta, SQLITE_DBCONFIG_DQS_DML, 0, NULL) == SQLITE_OK &&
	       sqlite3_db_config(w->meta, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) == SQLITE_OK;
}

int
main(int argc, char **argv)
{
	struct arena  *a = arena_new((size_t)1 << 30);
	struct world  *w = a ? ARENA_NEW(a, struct world) : NULL;
	struct query **q = a ? ARENA_NEWS(a, MAX_QUERIES, struct query *) : NULL;
	const char    *c = NULL, *h = NULL, *as = NULL, *mode = "";
	size_t         n = 0;

	if (!q || !start(w))
		return 1;
	w->arena = a;
	for (int i = 1; i < argc; i++) {
		bool more = i + 1 < argc;

		if (more && strcmp(argv[i], "--room") == 0)
			w->room = str_of(argv[++i]);
		else if (more && strcmp(argv[i], "--as") == 0)
			as = argv[++i];
		else if (more && strcmp(argv[i], "--layers") == 0)
			world_layers(w, argv[++i]);
		else if (more && strcmp(argv[i], "--c") == 0)
			c = argv[++i];
		else if (more && strcmp(argv[i], "--h") == 0)
			h = argv[++i];
		else if (strcmp(argv[i], "--schema") == 0 || strcmp(argv[i], "--sql") == 0)
			mode = argv[i];
		else if (strcmp(mode, "--schema") == 0)
			schema_read(w, argv[i]);
		else if (strcmp(mode, "--sql") == 0 && faults() == 0)
			queries_read(w, argv[i], q, &n);
		else if (faults() == 0)
			fault("querygen", 0, "what is %s?", argv[i]);
	}
	if (w->room.n == 0 || !c || !h) {
		(void)fputs("usage: querygen --room ROOM [--as NAME] [--layers FILE] --c OUT.c --h OUT.h "
		            "[--schema FILE…] [--sql FILE…]\n", stderr);
		return 2;
	}
	if (!as)
		as = base_name(w->room.p);
	if (faults() == 0 &&
	    (!emit_h(h, as, w, q, n) || !emit_c(c, base_name(h), as, w, q, n)))
		fault(c, 0, "cannot be written");
	(void)sqlite3_close(w->meta);
	(void)sqlite3_close(w->real);
	arena_free(a);
	return faults() ? 1 : 0;
}
