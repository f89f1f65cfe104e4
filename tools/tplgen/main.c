/* tplgen ROOM OUT.c OUT.h OUT.classes TEMPLATE.html...: the command. */
#include "compile.h"

#include <stdio.h>

enum { MAX_FILE = 1 << 20, MAX_OUT = 64 << 20 };

static bool
read_file(struct arena *a, const char *name, str *out)
{
	FILE  *f = fopen(name, "rb");
	char  *p = f ? arena_alloc(a, MAX_FILE) : NULL;
	size_t n = p ? fread(p, 1, MAX_FILE, f) : 0;

	if (f)
		(void)fclose(f);
	*out = (str){p, n};
	return p && n < MAX_FILE;
}

static bool
write_file(const char *name, const struct buf *b)
{
	FILE *f = fopen(name, "wb");
	str   s = buf_str(b);
	bool  good = f && !b->err && fwrite(s.p, 1, s.n, f) == s.n;

	return (!f || fclose(f) == 0) && good;
}

int
main(int argc, char **argv)
{
	static struct tpl_room r;
	struct arena          *a = arena_new((size_t)512 << 20);
	struct buf             out;
	bool                   good = true;

	if (argc < 6 || !a) {
		(void)fputs("usage: tplgen ROOM OUT.c OUT.h OUT.classes TEMPLATE.html...\n", stderr);
		return 2;
	}
	tpl_room_init(&r, a, str_of(argv[1]));
	for (int i = 5; i < argc; i++) {
		str src;

		if (!read_file(a, argv[i], &src)) {
			(void)fprintf(stderr, "%s: cannot read, or larger than 1 MB\n", argv[i]);
			return 1;
		}
		good = tpl_compile(&r, str_of(argv[i]), src) && good;
	}
	if (!good) {
		(void)fprintf(stderr, "%.*s", STR_ARG(buf_str(&r.why)));
		arena_free(a);
		return 1;
	}
	buf_init(&out, a, MAX_OUT);
	tpl_room_c(&r, &out);
	good = write_file(argv[2], &out);
	buf_clear(&out);
	tpl_room_h(&r, &out);
	good = write_file(argv[3], &out) && good;
	buf_clear(&out);
	tpl_room_classes(&r, &out);
	good = write_file(argv[4], &out) && good;
	if (!good)
		(void)fputs("tplgen: cannot write\n", stderr);
	arena_free(a);
	return good ? 0 : 1;
}
