/* duban-photo: one hostile picture on descriptor 0, one record on descriptor 1, then the end. */
#include "app/photo/confine.h"
#include "app/photo/picture.h"
#include "base/fd.h"
#include "base/mem.h"

#include <errno.h>
#include <unistd.h>

/*
 *	duban-photo [X,Y,W,H]…  <picture  >record
 *	duban-photo luma        <picture  >record
 *
 * Each box is covered, in ten-thousandths of the upright picture.  The second form tells the luma alone.
 * The record's format stands in kit/photo/record.h.  Exit 0 when a record was written, a
 * refusal too; 1: not even that.
 */

#ifdef WITH_HEIC
enum { THREADS = 1 };
#else
enum { THREADS = 0 };
#endif

static bool
box_of(str s, struct box *b)
{
	int64_t v[4];

	for (size_t i = 0; i < 4; i++)
		if (!str_to_i64(str_cut(&s, ','), &v[i]) || v[i] < (i < 2 ? 0 : 1) || v[i] > PHOTO_WHOLE)
			return false;
	*b = (struct box){(int)v[0], (int)v[1], (int)v[2], (int)v[3]};
	return !s.p && v[0] + v[2] <= PHOTO_WHOLE && v[1] + v[3] <= PHOTO_WHOLE;
}

/* One byte more than is taken, so that too long is seen. */
static bool
read_all(char *to, size_t *n)
{
	*n = 0;
	while (*n <= PHOTO_BYTES) {
		ssize_t got = read(0, to + *n, PHOTO_BYTES + 1 - *n);

		if (got < 0 && errno != EINTR)
			return false;
		if (got == 0)
			return true;
		*n += got > 0 ? (size_t)got : 0;
	}
	return true;
}

int
main(int argc, char **argv)
{
	static struct box   box[PHOTO_BOXES];
	struct photo_record r = {.no = PHOTO_NO_CALL};
	struct arena       *a;
	struct buf          b;
	char               *in;
	size_t              n, boxes = 0;
	bool                filtered, luma = argc == 2 && str_eq(str_of(argv[1]), S("luma"));
	bool                called = argc - 1 <= PHOTO_BOXES;
	struct photo_luma   l;
	str                 out;

	for (int i = luma ? 2 : 1; called && i < argc; i++)
		called = box_of(str_of(argv[i]), &box[boxes++]);
	if (!confine(THREADS, &filtered))
		return 1;
	a = arena_new((size_t)3 * PHOTO_OUT);
	in = mem_alloc(PHOTO_BYTES + 1);
	if (!a || !in || !read_all(in, &n))
		return 1;
	buf_init(&b, a, PHOTO_OUT);
	if (luma)
		r.no = photo_luma_look(a, (str){in, n}, &l);
	else if (called)
		photo_look(a, (str){in, n}, box, boxes, &r);
	if (luma && r.no == PHOTO_FINE)
		photo_luma_write(&b, &l);
	else
		photo_record_write(&b, &r);
	/* At once: the end gives back all memory, and nothing is left to run. */
	_exit(buf_end(&b, &out) == OK && fd_write(1, out) ? 0 : 1);
}
