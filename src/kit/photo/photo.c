/* From bytes to a kept picture: a place in the line, a decoder, its record, the files. */
#include "kit/photo/photo.h"

#include "base/clock.h"
#include "base/log.h"
#include "kit/photo/child.h"
#include "kit/photo/recent.h"
#include "kit_photo_texts.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum err
photo_open(struct ctx *cx, const char *dir, const char *program, struct photo_house *h)
{
	const char *heic = arena_printf(cx->arena, "%s-heic", program).p;

	if (!heic)
		return ctx_no_memory(cx);
	*h = (struct photo_house){.program = program, .ms = PHOTO_RUN_MS};
	if (access(program, X_OK) != 0)
		return refuse(cx, ERR_INPUT, NULL, T_photo_no_decoder, str_of(program));
	h->heic = access(heic, X_OK) == 0 ? heic : NULL;
	return files_open(cx, dir, &h->files);
}

/* ---- The line before the decoders ------------------------------------------------------------- */

static struct {
	pthread_mutex_t lock;
	pthread_cond_t  left;
	int             running, waiting;
} gate = {.lock = PTHREAD_MUTEX_INITIALIZER};
static pthread_once_t gate_once = PTHREAD_ONCE_INIT;

/* By a clock that nobody sets: one that is set back would keep who waits for as long. */
static void
make_gate(void)
{
	pthread_condattr_t mono;

	(void)pthread_condattr_init(&mono);
	(void)pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&gate.left, &mono);
	(void)pthread_condattr_destroy(&mono);
}

static enum err
enter(struct ctx *cx)
{
	int64_t         until = clock_mono_us() / 1000 + PHOTO_WAIT_MS;
	struct timespec at;
	enum err        e = OK;

	(void)pthread_once(&gate_once, make_gate);
	(void)pthread_mutex_lock(&gate.lock);
	if (gate.running >= PHOTO_AT_ONCE && gate.waiting >= PHOTO_WAITING)
		e = ERR_BUSY;
	gate.waiting++;
	while (e == OK && gate.running >= PHOTO_AT_ONCE) {
		/* Woken by who leaves; the time is looked at once a second. */
		if (clock_gettime(CLOCK_MONOTONIC, &at) == 0) {
			at.tv_sec++;
			(void)pthread_cond_timedwait(&gate.left, &gate.lock, &at);
		}
		if (clock_mono_us() / 1000 >= until)
			e = ERR_BUSY;
	}
	gate.waiting--;
	if (e == OK)
		gate.running++;
	(void)pthread_mutex_unlock(&gate.lock);
	return e == OK ? OK : refuse(cx, e, "photo", T_photo_busy);
}

static void
leave(void)
{
	(void)pthread_mutex_lock(&gate.lock);
	gate.running--;
	(void)pthread_cond_signal(&gate.left);
	(void)pthread_mutex_unlock(&gate.lock);
}

int
photo_waiting(void)
{
	int n;

	(void)pthread_mutex_lock(&gate.lock);
	n = gate.waiting;
	(void)pthread_mutex_unlock(&gate.lock);
	return n;
}

enum { LUMA_MOST = PHOTO_LUMA * PHOTO_LUMA + 100 };

/* ---- One look ------------------------------------------------------------------------------------ */

/* The boxes as the decoder's arguments. */
static char **
arguments(struct ctx *cx, const char *program, const struct photo_box *box, size_t n)
{
	char **argv = ARENA_NEWS(cx->arena, n + 2, char *);

	for (size_t i = 0; argv && i <= n; i++) {
		str s = i == 0 ? str_of(program)
		               : arena_printf(cx->arena, "%d,%d,%d,%d", box[i - 1].x, box[i - 1].y,
		                              box[i - 1].w, box[i - 1].h);

		if (!s.p || !(argv[i] = arena_z(cx->arena, s)))
			return NULL;
	}
	return argv;
}

enum err
photo_luma_of(struct ctx *cx, const struct photo_house *h, digest d, struct photo_luma *out)
{
	char         name[] = "duban-photo", luma[] = "luma", *argv[] = {name, luma, NULL};
	struct child run = {.program = h->program, .argv = argv, .ms = h->ms, .most = LUMA_MOST};
	uint64_t     size;
	str          said;
	enum err     e = files_get(cx, &h->files, d, &run.in, &size);

	if (e != OK)
		return e;
	if ((e = enter(cx)) == OK) {
		enum child_end end = child_run(cx->arena, &run, &said);

		leave();
		if (end == CHILD_MEMORY)
			e = ctx_no_memory(cx);
		else if (end != CHILD_DONE || !photo_luma_read(said, out))
			e = ERR_NONE;
	}
	(void)close(run.in);
	return e;
}

/* What one run of the decoder says of the file; `no` tells, too, that it died or lied. */
static enum err
look(struct ctx *cx, const struct photo_house *h, const char *program, int fd, const struct photo_box *box,
     size_t n, struct photo_record *r)
{
	struct child run = {.program = program,
	                    .argv = arguments(cx, program, box, n),
	                    .in = fd,
	                    .ms = h->ms,
	                    .most = PHOTO_OUT};
	str          said;

	*r = (struct photo_record){.no = PHOTO_NO_DIED};
	if (!run.argv)
		return ctx_no_memory(cx);
	if (lseek(fd, 0, SEEK_SET) != 0)
		return refuse(cx, ERR_STORE, "photo", T_photo_no_decoder, str_of(program));
	switch (child_run(cx->arena, &run, &said)) {
	case CHILD_DONE:
		if (!photo_record_read(said, r))
			r->no = PHOTO_NO_LIED;
		return OK;
	case CHILD_ABSENT:
		return refuse(cx, ERR_STORE, "photo", T_photo_no_decoder, str_of(program));
	case CHILD_MEMORY:
		return ctx_no_memory(cx);
	case CHILD_LOUD:
		r->no = PHOTO_NO_LIED;
		return OK;
	case CHILD_FAILED:
	case CHILD_LATE:
		break;
	}
	return OK;
}

/* The sentence of a refusal. */
static enum err
tell(struct ctx *cx, const struct photo_house *h, const struct photo_record *r)
{
	static const text_id said[PHOTO_NO_MAX] = {
	    [PHOTO_NO_EMPTY] = T_photo_no_empty,       [PHOTO_NO_BYTES] = T_photo_no_bytes,
	    [PHOTO_NO_TYPE] = T_photo_no_type,         [PHOTO_NO_PIXELS] = T_photo_no_pixels,
	    [PHOTO_NO_TINY] = T_photo_no_tiny,         [PHOTO_NO_MOVING] = T_photo_no_moving,
	    [PHOTO_NO_POLYGLOT] = T_photo_no_polyglot, [PHOTO_NO_CUT] = T_photo_no_cut,
	    [PHOTO_NO_DAMAGED] = T_photo_no_damaged,   [PHOTO_NO_MEMORY] = T_photo_no_memory,
	    [PHOTO_NO_CALL] = T_photo_no_box,          [PHOTO_NO_DIED] = T_photo_no_died,
	    [PHOTO_NO_LIED] = T_photo_no_died,
	};

	text_id what = r->no == PHOTO_NO_TYPE && h->heic ? T_photo_no_type_heic : said[r->no];

	return refuse(cx, ERR_INPUT, "photo", what, arena_printf(cx->arena, "%lld", (long long)r->a),
	              arena_printf(cx->arena, "%lld", (long long)r->b));
}

static bool
looks_heic(int fd)
{
	char    head[12];
	ssize_t n = pread(fd, head, sizeof(head), 0);

	return n == (ssize_t)sizeof(head) && memcmp(head + 4, "ftyp", 4) == 0;
}

/* A decoder may die of the machine's troubles: once more, and no more. */
static enum err
look_twice(struct ctx *cx, const struct photo_house *h, int fd, const struct photo_box *box, size_t n,
           struct photo_record *r)
{
	const char *program = h->heic && looks_heic(fd) ? h->heic : h->program;
	enum err    e = enter(cx);

	if (e != OK)
		return e;
	e = look(cx, h, program, fd, box, n, r);
	if (e == OK && (r->no == PHOTO_NO_DIED || r->no == PHOTO_NO_LIED)) {
		log_line(LOG_WARN, "photo=decoder_%s again=1", r->no == PHOTO_NO_DIED ? "died" : "lied");
		e = look(cx, h, program, fd, box, n, r);
	}
	leave();
	if (e == OK && r->no != PHOTO_FINE)
		e = tell(cx, h, r);
	return e;
}

static enum err
keep_versions(struct ctx *cx, const struct photo_house *h, const struct photo_record *r, struct photo_kept *out)
{
	enum err e;

	out->format = r->format;
	out->width = r->width;
	out->height = r->height;
	out->taken = r->taken;
	out->plain = r->plain;
	out->hash = r->hash;
	if ((e = files_put(cx, &h->files, r->large.bytes, &out->large)) != OK)
		return e;
	return files_put(cx, &h->files, r->small.bytes, &out->small);
}

/* Are the three files of this house still there?  They are about to be named: no sweep takes them meanwhile. */
static bool
is_whole(struct ctx *cx, const struct photo_house *h, const struct photo_kept *k)
{
	const digest     d[] = {k->original, k->large, k->small};
	const struct why before = cx->why;
	bool             all = true;

	for (size_t i = 0; i < NITEMS(d) && all; i++)
		all = files_keep(cx, &h->files, d[i]) == OK;
	cx->why = before;
	return all;
}

bool
photo_recent(struct ctx *cx, const struct photo_house *h, digest d, struct photo_kept *out)
{
	return recent_find(d, out) && is_whole(cx, h, out);
}

enum err
photo_keep(struct ctx *cx, const struct photo_house *h, str bytes, struct photo_kept *out)
{
	struct photo_record r = {.no = bytes.n ? PHOTO_NO_BYTES : PHOTO_NO_EMPTY};
	enum err            e;
	int                 fd = -1;

	*out = (struct photo_kept){.bytes = (int64_t)bytes.n};
	if (bytes.n == 0 || bytes.n > PHOTO_BYTES)
		return tell(cx, h, &r);
	if (photo_recent(cx, h, sha256_of(bytes), out))
		return OK;
	*out = (struct photo_kept){.bytes = (int64_t)bytes.n};
	if ((e = files_spool(cx, &h->files, bytes, &fd)) != OK)
		return e;
	e = look_twice(cx, h, fd, NULL, 0, &r);
	(void)close(fd);
	if (e == OK)
		e = keep_versions(cx, h, &r, out);
	if (e == OK)
		e = files_put(cx, &h->files, bytes, &out->original);
	if (e == OK)
		recent_add(out);
	return e;
}

enum err
photo_cover(struct ctx *cx, const struct photo_house *h, digest d, const struct photo_box *box, size_t n,
            struct photo_kept *out)
{
	struct photo_record r;
	uint64_t            size;
	int                 fd;
	enum err            e;

	*out = (struct photo_kept){.original = d};
	for (size_t i = 0; i < n; i++)
		if (box[i].x < 0 || box[i].y < 0 || box[i].w < 1 || box[i].h < 1 || box[i].w > PHOTO_WHOLE ||
		    box[i].h > PHOTO_WHOLE || box[i].x > PHOTO_WHOLE - box[i].w ||
		    box[i].y > PHOTO_WHOLE - box[i].h)
			return refuse(cx, ERR_INPUT, "boxes", T_photo_no_box);
	if (n > PHOTO_BOXES)
		return refuse(cx, ERR_INPUT, "boxes", T_photo_no_box);
	if (n == 0 && photo_recent(cx, h, d, out))
		return OK;
	*out = (struct photo_kept){.original = d};
	if ((e = files_keep(cx, &h->files, d)) != OK || (e = files_get(cx, &h->files, d, &fd, &size)) != OK)
		return e;
	out->bytes = (int64_t)size;
	e = look_twice(cx, h, fd, box, n, &r);
	(void)close(fd);
	if (e == OK)
		e = keep_versions(cx, h, &r, out);
	if (e == OK && n == 0)
		recent_add(out);
	return e;
}
