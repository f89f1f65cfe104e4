/* Records, helper processes that misbehave, and the files by digest. */
#include "base/clock.h"
#include "base/mem.h"
#include "kit/photo/child.h"
#include "kit/photo/photo.h"
#include "app/photo/make.h"
#include "tap.h"
#include "texts.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char       dir[] = "/tmp/duban-files-XXXXXX";
static struct ctx cx;

static struct arena *
fresh(void)
{
	arena_free(cx.arena);
	cx = (struct ctx){.arena = arena_new((size_t)256 << 20)};
	return cx.arena;
}

/* ---- Records ---- */

static struct photo_record
sample(struct arena *a)
{
	return (struct photo_record){.format = PHOTO_IS_JPEG,
	                             .width = 3000,
	                             .height = 4000,
	                             .turned = 6,
	                             .taken = {true, true, 2026, 5, 1, 10, 11, 12, 480, 112.9388, 28.2282},
	                             .hash = 0x00c3f0e81c3c7e0f,
	                             .large = {640, 480, jpeg_of(a, scene(a, 640, 480, 1, 0), 80, 0)},
	                             .small = {320, 240, jpeg_of(a, scene(a, 320, 240, 1, 0), 80, 0)}};
}

static str
written(struct arena *a, const struct photo_record *r)
{
	struct buf b;
	str        out;

	buf_init(&b, a, PHOTO_OUT);
	photo_record_write(&b, r);
	ok(buf_end(&b, &out) == OK, "a record is written");
	return out;
}

static bool
reads(str s)
{
	struct photo_record r;

	return photo_record_read(s, &r);
}

static void
test_records(void)
{
	struct arena       *a = fresh();
	struct photo_record r = sample(a), back;
	struct photo_luma   luma;
	str                 s = written(a, &r), no;
	size_t              cut;

	ok(photo_record_read(s, &back) && back.no == PHOTO_FINE && back.hash == r.hash &&
	       back.taken.zone == 480 && back.width == 3000 && back.taken.lat > 28.22 &&
	       str_eq(back.large.bytes, r.large.bytes) && str_eq(back.small.bytes, r.small.bytes),
	   "it reads back the same");
	for (cut = 0; cut < s.n && !reads(str_slice(s, 0, cut)); cut += 1 + cut / 50)
		;
	ok(cut >= s.n, "cut anywhere it is none");
	/* Found by fuzzing: what was read of it was not written again as it came. */
	ok(photo_luma_read(S("duban-photo 1\nluma 6 1\n\nabcdef"), &luma) && luma.w == 6 && luma.h == 1, "brightness alone");
	ok(!photo_luma_read(S("duban-photo 1\nluma 06 1\n\nabcdef"), &luma) &&
	       !photo_luma_read(S("duban-photo 1\nluma +6 1\n\nabcdef"), &luma) &&
	       !photo_luma_read(S("duban-photo 1\nluma 6 -0\n\n"), &luma),
	   "a number has one spelling");
	ok(!reads(joined(a, s, S("x"))), "a byte too many: none");
	ok(!reads(patched(a, s, S("size 3000 4000"), S("size 3000 40x0"))), "a letter for a digit: none");
	ok(!reads(patched(a, s, S("size 3000 4000"), S("size 3000 0000"))), "no height: none");
	ok(!reads(patched(a, s, S("turned 6"), S("turned 9"))), "orientation 9: none");
	ok(!reads(patched(a, s, S("2026 5 1"), S("2026 2 0"))), "a day that does not exist: none");
	ok(!reads(patched(a, s, S("at 112.9388000"), S("at 212.9388000"))), "212 degrees east: none");
	ok(!reads(patched(a, s, S("at 112.9388000"), S("at nan88888888"))), "not a number: none");
	ok(!reads(patched(a, s, S("large 640 480"), S("large 640 481"))),
	   "another height than the picture's own: none");
	ok(!reads(patched(a, s, S("hash 00c3f0e8"), S("hash 00C3F0E8"))), "capitals: none");
	ok(!reads(patched(a, s, S("small"), S("smalL"))), "another name: none");
	r.large.bytes = with_segment(a, r.large.bytes, 0xfe, S(""), S("<script>"));
	ok(!reads(written(a, &r)), "a picture with a comment in it is not plain: no record");
	r = sample(a);
	r.large.bytes = with_exif(a, r.large.bytes, exif_of(a, 1, S("2026:05:01 10:11:12"), STR_NONE, 1, 1));
	ok(!reads(written(a, &r)), "with EXIF in it: neither");
	r = sample(a);
	r.small.bytes = joined(a, r.small.bytes, S("PK"));
	ok(!reads(written(a, &r)), "with something behind it: neither");
	r = (struct photo_record){.no = PHOTO_NO_PIXELS, .a = 40000, .b = 40000};
	no = written(a, &r);
	ok(photo_record_read(no, &back) && back.no == PHOTO_NO_PIXELS && back.a == 40000 && back.b == 40000,
	   "a refusal, too");
	ok(!reads(S("duban-photo 1\nno reason 0 0\n\n")) && !reads(S("duban-photo 1\nno died 0 0\n\n")) &&
	       !reads(S("")) && !reads(S("duban-photo 2\nok\n")),
	   "an unknown reason, one that is not the decoder's, nothing, another version: none");
	ok(photo_distance(0, 0) == 0 && photo_distance(0, ~(uint64_t)0) == 64 && photo_distance(5, 6) == 2,
	   "bits that differ are counted");
}

/* ---- Helpers ---- */

/* A program of a few lines, which does what a broken decoder might. */
static char *
program(struct arena *a, const char *name, const char *lines)
{
	char *path = arena_z(a, arena_printf(a, "%s/%s", dir, name));
	FILE *f = fopen(path, "w");

	(void)fprintf(f, "#!/bin/sh\n%s\n", lines);
	(void)fclose(f);
	(void)chmod(path, 0700);
	return path;
}

static enum child_end
run(const char *lines, int ms, size_t most, str *said)
{
	char          *path = program(cx.arena, "p", lines), *argv[] = {path, NULL};
	int            in = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
	struct child   helper = {.program = path, .argv = argv, .in = in, .ms = ms, .most = most};
	enum child_end end = child_run(cx.arena, &helper, said);

	(void)close(in);
	return end;
}

static void
test_helpers(void)
{
	str            said;
	struct child   nowhere = {.program = "/nowhere/at/all", .argv = (char *[]){NULL}, .ms = 100, .most = 100};
	int64_t        from;
	enum child_end end;

	fresh();
	end = run("head -c 5; echo \"$#\"; env | grep -vc '^\\(PWD\\|SHLVL\\|OLDPWD\\|_\\)='; exit 0", 5000,
	          1000, &said);
	ok(end == CHILD_DONE && str_eq(said, S("root:0\n0\n")),
	   "it is fed descriptor 0 and heard, without arguments or environment: %d [%.*s]", (int)end,
	   STR_ARG(str_slice(said, 0, 6)));
	ok(run("echo half; exit 3", 5000, 1000, &said) == CHILD_FAILED, "leaving with 3 is a failure");
	ok(run("echo half; kill -SEGV $$", 5000, 1000, &said) == CHILD_FAILED, "so is a crash");
	ok(run("kill -KILL $$", 5000, 1000, &said) == CHILD_FAILED, "so is being killed");
	from = clock_mono_us();
	ok(run("exec sleep 30", 300, 1000, &said) == CHILD_LATE && clock_mono_us() - from < 3000000,
	   "who hangs is killed in time");
	ok(run("exec >&-; exec sleep 30", 300, 1000, &said) == CHILD_LATE && clock_mono_us() - from < 6000000,
	   "who says goodbye and stays, too");
	ok(run("exec yes", 5000, 100000, &said) == CHILD_LOUD && !said.p, "who does not stop talking, too");
	ok(child_run(cx.arena, &nowhere, &said) == CHILD_ABSENT,
	   "who is not there is absent");
}

/* ---- A decoder that dies ---- */

static enum err
keep_with(const char *lines, int ms, text_id *why)
{
	struct photo_house house;
	struct photo_kept  k;
	enum err           e;
	char              *path = program(cx.arena, "decoder", lines);

	ctx_forget(&cx);
	e = photo_open(&cx, arena_z(cx.arena, arena_printf(cx.arena, "%s/f", dir)), path, &house);
	house.ms = ms;
	if (e == OK)
		e = photo_keep(&cx, &house, S("a picture"), &k);
	*why = cx.why.n ? cx.why.line[0].text : T_none;
	return e;
}

static int64_t
count(const char *name)
{
	char    path[200];
	FILE   *f;
	int64_t n = 0;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	f = fopen(path, "r");
	for (int c; f && (c = getc(f)) != EOF;)
		n++;
	if (f)
		(void)fclose(f);
	(void)unlink(path);
	return n;
}

static void
test_dying(void)
{
	text_id why;
	char    lines[300];

	fresh();
	(void)snprintf(lines, sizeof(lines), "printf x >>%s/runs; kill -SEGV $$", dir);
	ok(keep_with(lines, 5000, &why) == ERR_INPUT && why == T_photo_no_died,
	   "a decoder that crashes refuses the picture, with a sentence");
	is_i64(count("runs"), 2, "it was tried once more, and no more");
	(void)snprintf(lines, sizeof(lines), "printf x >>%s/runs; exec sleep 9", dir);
	ok(keep_with(lines, 200, &why) == ERR_INPUT && why == T_photo_no_died, "so does one that hangs");
	is_i64(count("runs"), 2, "twice");
	(void)snprintf(lines, sizeof(lines), "printf x >>%s/runs; echo I am fine", dir);
	ok(keep_with(lines, 5000, &why) == ERR_INPUT && why == T_photo_no_died, "so does one that lies");
	is_i64(count("runs"), 2, "twice");
	(void)snprintf(lines, sizeof(lines), "printf x >>%s/runs; printf 'duban-photo 1\\nno cut 0 0\\n\\n'",
	               dir);
	ok(keep_with(lines, 5000, &why) == ERR_INPUT && why == T_photo_no_cut,
	   "what it says of the picture is said");
	is_i64(count("runs"), 1, "and it is not asked again");
	ok(keep_with("exec yes", 5000, &why) == ERR_INPUT && why == T_photo_no_died,
	   "one that floods us is stopped");
}

static int
open_files(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

/* Memory goes at each allocation in turn, while a picture is looked at that is fine. */
static void
test_memory(void)
{
	struct arena       *a = fresh();
	struct photo_record r = sample(a);
	str                 s = written(a, &r);
	const char         *path = arena_printf(a, "%s/record", dir).p;
	FILE               *f = fopen(path, "w");
	struct photo_house  house;
	struct photo_kept   k;
	uint64_t            n = 0;
	int                 odd = 0, files;
	enum err            e = ERR_MEMORY;

	ok(f && fwrite(s.p, 1, s.n, f) == s.n && fclose(f) == 0, "a record that is fine");
	ok(photo_open(&cx, arena_z(a, arena_printf(a, "%s/m", dir)),
	              program(a, "fine", arena_printf(a, "exec cat %s", path).p), &house) == OK, "and who says it");
	files = open_files();
	while (e != OK && ++n < 200) {
		struct ctx own = {0};

		mem_fail_at(n);
		own.arena = arena_new(16 << 20);
		e = own.arena ? photo_keep(&own, &house, S("a picture"), &k) : ERR_MEMORY;
		mem_fail_at(0);
		arena_free(own.arena);
		odd += e != OK && e != ERR_MEMORY;
	}
	ok(e == OK && odd == 0 && n > 2, "memory gone at any of the first %d allocations is an error and no more",
	   (int)n - 1);
	ok(open_files() == files && waitpid(-1, NULL, WNOHANG) < 0, "no file stays open, and no decoder stays");
}

/* What was looked at a moment ago is not decoded again, as long as its files are there. */
static void
test_again(void)
{
	struct arena       *a = fresh();
	struct photo_record r = sample(a);
	str                 s = written(a, &r);
	const char         *path = arena_printf(a, "%s/record2", dir).p;
	FILE               *f = fopen(path, "w");
	struct photo_house  house;
	struct photo_kept   k, again, covered;
	struct photo_box    box = {100, 100, 200, 200};
	struct buf          hex;

	ok(f && fwrite(s.p, 1, s.n, f) == s.n && fclose(f) == 0, "a record that is fine");
	ok(photo_open(&cx, arena_z(a, arena_printf(a, "%s/again", dir)),
	              program(a, "fine2", arena_printf(a, "exec cat %s", path).p), &house) == OK &&
	       photo_keep(&cx, &house, S("another picture"), &k) == OK,
	   "a picture is kept");
	house.program = program(a, "dead", "kill -KILL $$");
	ok(photo_keep(&cx, &house, S("another picture"), &again) == OK && digest_same(again.small, k.small) &&
	       again.bytes == k.bytes && again.hash == k.hash,
	   "sent again it is known, and no decoder is asked");
	ok(photo_cover(&cx, &house, k.original, NULL, 0, &again) == OK && digest_same(again.large, k.large),
	   "by its digest, too");
	ok(photo_cover(&cx, &house, k.original, &box, 1, &covered) == ERR_INPUT, "but not when something is to be covered");
	ctx_forget(&cx);
	buf_init(&hex, a, 100);
	digest_add(&hex, k.small);
	ok(unlink(arena_printf(a, "%s/again/%.2s/%.2s/%s", dir, buf_str(&hex).p, buf_str(&hex).p + 2,
	                       arena_z(a, buf_str(&hex))).p) == 0 &&
	       photo_keep(&cx, &house, S("another picture"), &again) == ERR_INPUT,
	   "nor when a file of it is gone");
	ctx_forget(&cx);
}

/* Ten at once: two run, none is lost. */
static char *slow, *folder;

static void *
one(void *arg)
{
	struct ctx         own = {.arena = arena_new(4 << 20)};
	struct photo_house house = {.files = {folder}, .program = slow, .ms = 5000};
	struct photo_kept  k;
	static const str   picture = STR_INIT("a picture");

	*(enum err *)arg = photo_keep(&own, &house, picture, &k);
	arena_free(own.arena);
	return NULL;
}

static void
test_line(void)
{
	pthread_t thread[24];
	enum err  e[24];
	int64_t   from = clock_mono_us();
	int       refused = 0, busy = 0;

	fresh();
	folder = arena_z(cx.arena, arena_printf(cx.arena, "%s/f", dir));
	slow = program(cx.arena, "slow", "sleep 0.2; printf 'duban-photo 1\\nno cut 0 0\\n\\n'");
	for (size_t i = 0; i < NITEMS(thread); i++)
		(void)pthread_create(&thread[i], NULL, one, &e[i]);
	for (size_t i = 0; i < NITEMS(thread); i++) {
		(void)pthread_join(thread[i], NULL);
		refused += e[i] == ERR_INPUT;
		busy += e[i] == ERR_BUSY;
	}
	ok(refused + busy == (int)NITEMS(thread) && refused >= PHOTO_WAITING && busy > 0,
	   "of 24 at once those who find no place in the line are told so: %d looked at, %d busy", refused,
	   busy);
	ok(clock_mono_us() - from > refused / PHOTO_AT_ONCE * 190000, "never more than two decoders at once");
}

/* ---- Files ---- */

static enum err
names(struct ctx *c, digest d, bool *named, void *arg)
{
	(void)c;
	*named = digest_same(d, *(digest *)arg);
	return OK;
}

static enum err
fails(struct ctx *c, digest d, bool *named, void *arg)
{
	(void)c;
	(void)d;
	(void)arg;
	*named = false;
	return ERR_STORE;
}

static bool
there(const struct files *f, digest d)
{
	uint64_t size;
	int      fd;
	enum err e = files_get(&cx, f, d, &fd, &size);

	if (e == OK)
		(void)close(fd);
	return e == OK;
}

static void
test_files(void)
{
	struct arena      *a = fresh();
	const char        *at = arena_printf(a, "%s/store", dir).p;
	struct files       f;
	struct files_swept swept;
	digest             one_, two, three;
	bool               same;
	char               path[300], hex[65];
	struct stat        st;
	FILE              *o;
	struct buf         b;

	ok(files_open(&cx, at, &f) == OK && files_open(&cx, at, &f) == OK,
	   "a folder is made, and opened again");
	ok(files_put(&cx, &f, S("one"), &one_) == OK && files_put(&cx, &f, S("two"), &two) == OK &&
	       files_put(&cx, &f, S("one"), &three) == OK && digest_same(one_, three),
	   "the same bytes have one name");
	buf_init(&b, a, 100);
	digest_add(&b, one_);
	(void)snprintf(hex, sizeof(hex), "%.64s", buf_str(&b).p);
	/* sha256sum of "one" */
	is_str(buf_str(&b), S("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"),
	       "which is their SHA-256");
	(void)snprintf(path, sizeof(path), "%s/76/92/%s", at, hex);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600 && st.st_size == 3,
	   "in two levels of folders, for nobody else's eyes");
	ok(files_check(&cx, &f, one_, &same) == OK && same, "its bytes are its own");
	o = fopen(path, "r+");
	(void)fputs("two", o);
	(void)fclose(o);
	ok(files_check(&cx, &f, one_, &same) == OK && !same, "altered on the disk it is found out");
	o = fopen(path, "w");
	(void)fclose(o);
	ok(files_put(&cx, &f, S("one"), &one_) == OK && files_check(&cx, &f, one_, &same) == OK && same,
	   "a file of another length (a disk that lied) is written anew");
	ok(files_sweep(&cx, &f, 3600000, names, &two, &swept) == OK && swept.removed == 0 && swept.kept == 2,
	   "young files stay, named or not");
	(void)snprintf(path, sizeof(path), "%s/new/%032d", at, 7);
	o = fopen(path, "w");
	(void)fclose(o);
	ok(files_sweep(&cx, &f, -5000, fails, NULL, &swept) == ERR_STORE && there(&f, one_) && there(&f, two),
	   "a store that fails ends the sweep: nothing goes");
	ok(files_sweep(&cx, &f, -5000, names, &two, &swept) == OK && swept.removed >= 1 && !there(&f, one_) &&
	       there(&f, two) && stat(path, &st) != 0,
	   "what nothing names goes, and what was left half-written; what is named stays");
	ok(files_get(&cx, &f, one_, &(int){0}, &(uint64_t){0}) == ERR_NONE, "what is gone is not there");
	if (geteuid() != 0) {
		(void)chmod(at, 0500);
		ok(files_put(&cx, &f, S("three"), &three) != OK && cx.why.n == 1,
		   "a folder that cannot be written to is named in a sentence");
		(void)chmod(at, 0700);
	}
	ctx_forget(&cx);
	ok(files_open(&cx, "/proc/duban", &f) != OK && cx.why.n == 1,
	   "nor can one be opened where nothing can be made");
}

/* Somebody puts it again in the very moment in which the sweep has found it unnamed. */
static enum err
young_again(struct ctx *c, digest d, bool *named, void *arg)
{
	const struct files *f = arg;
	digest              is;

	(void)d;
	*named = false;
	return files_put(c, f, S("kept"), &is);
}

static void
test_race(void)
{
	struct arena      *a = fresh();
	const char        *at = arena_printf(a, "%s/race", dir).p;
	struct files       f;
	struct files_swept swept;
	digest             d = {{0}};
	char               path[300];
	struct timespec    old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	struct buf         b;

	ok(files_open(&cx, at, &f) == OK && files_put(&cx, &f, S("kept"), &d) == OK,
	   "an old file that nothing names");
	buf_init(&b, a, 100);
	digest_add(&b, d);
	(void)snprintf(path, sizeof(path), "%s/%.2s/%.2s/%.64s", at, buf_str(&b).p, buf_str(&b).p + 2,
	               buf_str(&b).p);
	ok(utimensat(AT_FDCWD, path, old, 0) == 0, "of long ago");
	ok(files_sweep(&cx, &f, 60000, young_again, &f, &swept) == OK && swept.removed == 0 && there(&f, d),
	   "put again in the moment in which the sweep has it in hand: it is put back");
	(void)utimensat(AT_FDCWD, path, old, 0);
	ok(files_sweep(&cx, &f, 60000, names, &(digest){{0}}, &swept) == OK && swept.removed == 1 &&
	       swept.bytes == 4 && !there(&f, d),
	   "left alone it goes");
}

static void
path_of(char path[300], const char *at, digest d)
{
	struct buf b;

	buf_init(&b, cx.arena, 100);
	digest_add(&b, d);
	(void)snprintf(path, 300, "%s/%.2s/%.2s/%.64s", at, buf_str(&b).p, buf_str(&b).p + 2, buf_str(&b).p);
}

/* What kill -9 leaves between taking a file aside and putting it back, by hand. */
static void
test_cut_off(void)
{
	struct arena      *a = fresh();
	const char        *at = arena_printf(a, "%s/cut", dir).p;
	struct files       f;
	struct files_swept swept = {0};
	struct timespec    old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	digest             d = {0}, two = {0};
	char               path[300], put[300], aside[400], second[400];
	const char        *look = arena_printf(a, "%s/new/look-abcdef", at).p;
	bool               same = false;
	FILE              *o;

	ok(files_open(&cx, at, &f) == OK && files_put(&cx, &f, S("held"), &d) == OK &&
	       files_put(&cx, &f, S("both"), &two) == OK,
	   "two files");
	path_of(path, at, d);
	(void)snprintf(aside, sizeof(aside), "%s/new/%s.%032d", at, strrchr(path, '/') + 1, 1);
	ok(rename(path, aside) == 0 && !there(&f, d), "a sweep was cut off with one in hand");
	path_of(put, at, two);
	(void)snprintf(second, sizeof(second), "%s/new/%s.%032d", at, strrchr(put, '/') + 1, 2);
	ok(link(put, second) == 0 && utimensat(AT_FDCWD, put, old, 0) == 0, "and with one that was put again");
	ok(files_sweep_part(&cx, &f, -5000, FILES_PARTS, fails, NULL, &swept) == OK && swept.removed == 0 &&
	       access(aside, F_OK) == 0,
	   "what is left half-written is swept, what was taken aside is not");
	ok(files_open(&cx, at, &f) == OK && files_check(&cx, &f, d, &same) == OK && same && access(aside, F_OK) != 0,
	   "whoever opens the folder next puts it back, whole");
	ok(there(&f, two) && access(second, F_OK) != 0, "of the other there is one again");
	o = fopen(look, "w");
	(void)fclose(o);
	ok(files_sweep_part(&cx, &f, -5000, FILES_PARTS, fails, NULL, &swept) == OK && access(look, F_OK) != 0,
	   "a picture that was being looked at when the machine stopped goes too");
}

enum { KEPT = 24, KILLS = 40 };

/* Of attached files it says "unnamed" and makes them young at once: as when a step is committed in that moment. */
static enum err
just_attached(struct ctx *c, digest d, bool *named, void *arg)
{
	*named = false;
	return files_keep(c, arg, d);
}

/* Sweeps that are killed wherever they are lose nothing that was attached while they had it in hand. */
static void
test_killed(void)
{
	struct arena   *a = fresh();
	const char     *at = arena_printf(a, "%s/killed", dir).p;
	struct files    f;
	struct timespec old[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
	digest          d[KEPT];
	char            path[300];
	int             lost = 0, hurt = 0;

	ensure(files_open(&cx, at, &f) == OK);
	for (int i = 0; i < KEPT; i++)
		ensure(files_put(&cx, &f, arena_printf(a, "picture %d", i), &d[i]) == OK);
	for (int k = 0; k < KILLS; k++) {
		struct timespec ms = {.tv_nsec = 500000 + 50000 * k};
		pid_t           child;

		for (int i = 0; i < KEPT; i++) {
			path_of(path, at, d[i]);
			(void)utimensat(AT_FDCWD, path, old, 0);
		}
		if ((child = fork()) == 0) {
			struct files_swept swept = {0};

			for (int i = 0;; i = (i + 1) % KEPT) {
				path_of(path, at, d[i]);
				(void)utimensat(AT_FDCWD, path, old, 0);
				if (files_sweep_part(&cx, &f, 60000, d[i].b[0], just_attached, &f, &swept) != OK)
					_exit(1);
			}
		}
		(void)nanosleep(&ms, NULL);
		(void)kill(child, SIGKILL);
		(void)waitpid(child, NULL, 0);
		for (int i = 0; i < KEPT; i++)
			hurt += !there(&f, d[i]);
		ensure(files_open(&cx, at, &f) == OK);
		for (int i = 0; i < KEPT; i++)
			lost += !there(&f, d[i]);
	}
	is_i64(lost, 0, "%d sweeps killed while they worked: no file that is attached is lost (%d were put back)", KILLS,
	       hurt);
}

int
main(void)
{
	text_use(texts, T_MAX);
	if (!mkdtemp(dir) || secret_start() != OK)
		return skip_all("no folder");
	test_records();
	test_helpers();
	test_dying();
	test_memory();
	test_again();
	test_line();
	test_files();
	test_race();
	test_cut_off();
	test_killed();
	arena_free(cx.arena);
	if (strncmp(dir, "/tmp/", 5) == 0) {
		char cmd[128];

		(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
		ok(system(cmd) == 0, "swept up");
	}
	return done();
}
