/* Photos of cases: who may add one when, what is found alike, what may leave, and that the seal covers the bytes. */
#include "work/acts/city_case.h"

#include "app/photo/street.h"
#include "kit/journal/journal.h"
#include "work/photo/photo.h"

#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema,  &place_schema, &unit_schema,  &login_schema, &catalog_schema,
    &duty_schema,    &calendar_schema, &grid_schema,  &cases_schema, &repeat_schema, &photo_schema,
};
static char               dir[] = "/tmp/duban-room-XXXXXX";
static struct photo_house house;
static struct arena      *kept; /* pictures, for the whole run */

/* Put a file, as a page does before its command; its name. */
static const char *
put(str bytes)
{
	digest     d;
	struct buf b;

	ensure(files_put(&st->cx, &house.files, bytes, &d) == OK);
	buf_init(&b, kept, 100);
	digest_add(&b, d);
	return arena_z(kept, buf_str(&b));
}

static str
picture(uint64_t number, int w, int h, int quality)
{
	return jpeg_of(kept, scene(kept, w, h, number, 0), quality, 0);
}

static enum err
add(const char *login, int64_t id, const char *moment, const char *original)
{
	return does(login, "photo.add", "id", num(id), "moment", moment, "photo", original, NULL);
}

static const struct photo_list_out *
list_as(const char *login, int64_t id)
{
	struct input in[] = {{S("id"), str_of(num(id))}};
	const void  *out;

	as(login);
	return shows(st, "photo.list", in, 1, &out) == OK ? out : NULL;
}

static const struct photo_hints_out *
hints_as(const char *login, int64_t id)
{
	struct input in[] = {{S("id"), str_of(num(id))}};
	const void  *out;

	as(login);
	return shows(st, "photo.hints", in, 1, &out) == OK ? out : NULL;
}

static enum err
fetch_as(const char *login, int64_t id, enum photo_size size, uint64_t *bytes)
{
	int      fd = -1;
	enum err e;

	as(login);
	ctx_forget(&st->cx);
	ensure(db_begin(st->cx.db) == OK);
	e = photo_fetch(&st->cx, id, size, &fd, bytes, &(str){0});
	db_rollback(st->cx.db);
	if (fd >= 0)
		(void)close(fd);
	return e;
}

static bool
well(void)
{
	struct journal_aggregate all[16];
	size_t                   n = 0;

	for (size_t i = 0; i < case_aggregates_n; i++)
		all[n++] = case_aggregates[i];
	for (size_t i = 0; i < photo_aggregates_n; i++)
		all[n++] = photo_aggregates[i];
	as(NULL);
	ensure(db_begin(st->cx.db) == OK && journal_seal(&st->cx, SEAL_COUNT_MAX, NULL) == OK &&
	       db_commit(st->cx.db) == OK);
	return folds(st, all, n);
}

/* ---- Who, when ---- */

static void
moments(void)
{
	const char *one = put(picture(1, 800, 600, 88)), *two = put(picture(2, 800, 600, 88)),
		   *three = put(picture(3, 800, 600, 88));
	char    both[140];
	int64_t id = report("jdy01", "grid", place_one, "照片一号", "S01037"), other;

	ok(add("jdy01", id, "found", one) == OK, "who found it adds a photo of it");
	ok(add("jdy01", id, "found", one) == ERR_RULE, "but not the same file twice");
	ok(add("cz14", id, "found", two) == ERR_NONE, "whom the case was not sent to does not know it");
	ok(add("hcy01", id, "found", two) == ERR_DENIED || add("hcy01", id, "found", two) == ERR_RULE,
	   "who neither found it nor accepts reports does not");
	ok(add("sly01", id, "found", two) == OK, "who accepts reports does");
	ok(add("jdy01", id, "fixed", two) == ERR_DENIED, "an inspector takes no photo of a fix");
	ok(add("jdy01", id, "never", two) == ERR_INPUT, "there are four moments");
	ok(add("jdy01", id, "found", "00") == ERR_INPUT, "a digest has 64 digits");
	ok(add("jdy01", id, "found", "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed") ==
	       ERR_INPUT,
	   "a file that is not here is not added");
	ok(add("jdy01", id, "found", put(S("no picture"))) == ERR_INPUT,
	   "a file that is no picture is not, either");

	other = case_to(CASE_DISPATCHED, "照片二号");
	ok(add("cz14", other, "fixed", three) == ERR_RULE, "before signing the unit adds none of a fix");
	ok(does("cz14", "case.sign", "id", num(other), NULL) == OK && add("cz14", other, "fixed", three) == OK,
	   "after it, it does");
	ok(add("jdy01", other, "found", two) == ERR_RULE, "once sent out, none of finding it are added");
	ok(does("cz14", "case.fix", "id", num(other), "text", "已换灯泡", NULL) == OK &&
	       add("cz14", other, "fixed", two) == ERR_RULE,
	   "after reporting it fixed nothing is put in");
	ok(add("hcy01", other, "verified", one) == OK, "the verifier adds what there is to see");
	ok(list_as("hcy01", other) && list_as("hcy01", other)->n == 2 &&
	       list_as("hcy01", other)->item[0].moment == PHOTO_AT_FIXED,
	   "the case shows both, in the order of its life");
	(void)snprintf(both, sizeof(both), "%s %s", one, two);
	other = report("jdy01", "grid", place_one, "照片三号", "S01037");
	ok(add("jdy01", other, "found", both) == OK && list_as("jdy01", other)->n == 2, "two at once are two");
	for (uint64_t i = 10; i < 20; i++)
		if (add("jdy01", other, "found", put(picture(i, 64, 64, 80))) != OK)
			ok(false, "photo %d of %d", (int)i - 7, PHOTO_MOST);
	ok(add("jdy01", other, "found", put(picture(30, 64, 64, 80))) == ERR_RULE,
	   "more than %d of one moment are too many", PHOTO_MOST);
	ok(well(), "all rows equal their events, under a seal");
}

/* ---- What fits, what is alike ---- */

static void
doubts(void)
{
	str                          jpeg = picture(40, 640, 480, 85);
	int64_t                      id = case_to(CASE_WORKING, "疑点一号");
	const struct photo_list_out *o;

	ok(add("cz14", id, "fixed",
	       put(with_exif(kept, jpeg,
	                     exif_of(kept, 1, S("2026:11:01 08:00:00"), S("+08:00"), 28228200, 112938800)))) ==
	           OK &&
	       does("cz14", "case.fix", "id", num(id), "text", "已换灯泡", NULL) == OK,
	   "a photo of the fix that is three weeks old");
	o = list_as("hcy01", id);
	ok(o && o->n == 1 && o->item[0].knows && o->item[0].taken_at.some &&
	       o->item[0].doubts & PHOTO_DOUBT_BEFORE,
	   "the verifier is told that it is older than the case");
	ok(o && o->n == 1 && o->item[0].taken_at.v == at(11, 1, 8, 0) && o->item[0].zone_told &&
	       fabs(o->item[0].lat.v - 28.2282) < 1e-6,
	   "when and where the camera says");
	o = list_as("cz14", id);
	ok(o && o->n == 1 && !o->item[0].knows && !o->item[0].taken_at.some && !o->item[0].lon.some,
	   "others are not: it may tell where a reporter lives");
	ok(photo_doubts(&(struct photo_doubtful){
	       .moment = PHOTO_AT_FOUND, .taken_at = SOME_I64(700000), .added_at = 0}) == PHOTO_DOUBT_FUTURE,
	   "taken 11 minutes 40 after it was sent in: the camera's clock is wrong");
	ok(photo_doubts(&(struct photo_doubtful){
	       .moment = PHOTO_AT_FOUND, .taken_at = SOME_I64(500000), .added_at = 0, .reported_at = 900000}) ==
	       0,
	   "8 minutes may be; and found is before reported");
	/* A hundredth of a degree of latitude is 1,110 m. */
	ok(photo_doubts(&(struct photo_doubtful){.taken = {true, 118, 24.51}, .spot = {true, 118, 24.50},
	    .far = 1000}) ==
	           PHOTO_DOUBT_FAR &&
	       photo_doubts(
		   &(struct photo_doubtful){.taken = {true, 118, 24.508}, .spot = {true, 118, 24.50},
		                            .far = 1000}) == 0,
	   "more than 1,000 m away is far, 890 m is not");
}

static void
alike(void)
{
	int64_t a = case_to(CASE_WORKING, "雷同一号"),
		b = report("jdy01", "grid", place_one, "雷同二号", "S01037"), far;
	const struct photo_hints_out *o;
	str                           photo = picture(50, 1600, 1200, 90);
	uint64_t                      n;
	int64_t                       own, seen = 0, smaller = 0;

	ok(add("jdy01", b, "found", put(photo)) == OK &&
	       add("jdy01", b, "found", put(picture(51, 640, 480, 80))) == OK,
	   "two photos of one case");
	ok(add("cz14", a, "fixed", put(photo)) == OK &&
	       add("cz14", a, "fixed", put(picture(51, 1024, 768, 60))) == OK &&
	       add("cz14", a, "fixed", put(picture(52, 1024, 768, 60))) == OK,
	   "another case is proven with the same file, with the other one resized, and with a third of its own");
	ok(does("cz14", "case.fix", "id", num(a), "text", "已换灯泡", NULL) == OK, "it is reported fixed");
	o = hints_as("hcy01", a);
	own = list_as("hcy01", a)->item[2].id;
	for (size_t i = 0; o && i < o->n; i++) {
		seen += o->hint[i].same_bytes && o->hint[i].distance == 0 && o->hint[i].other_case == b;
		smaller +=
		    !o->hint[i].same_bytes && o->hint[i].distance <= PHOTO_NEAR && o->hint[i].other_case == b;
		if (o->hint[i].id == own)
			ok(false, "the third photo is like no other");
	}
	ok(o && seen == 1 && smaller == 1,
	   "the verifier sees both: the same bytes, and the resized one with its distance (%d hints)",
	   o ? (int)o->n : -1);
	ok(hints_as("cz14", a) == NULL, "who did the work is not told what is compared");
	/* Of a place out of reach it is said that there is one, and no more. */
	far = report("jdy02", "grid", place_two, "雷同三号", "S01037");
	ok(add("jdy02", far, "found", put(photo)) == OK, "the same file in another street");
	o = hints_as("jdy01", b);
	seen = 0;
	for (size_t i = 0; o && i < o->n; i++)
		seen += o->hint[i].same_bytes && o->hint[i].other == 0 && o->hint[i].other_case == 0 &&
		        !o->hint[i].other_no.p;
	ok(o && seen >= 1, "of a case outside one's reach no number and no picture");
	ok(fetch_as("jdy01", list_as("jdy02", far)->item[0].id, PHOTO_SHOW_LARGE, &n) == ERR_NONE,
	   "nor is its file served");
}

/* The picture before is sent in once more as the one after: the oldest trick. */
static void
before_as_after(void)
{
	str                           photo = picture(60, 1200, 900, 90);
	int64_t                       id = report("jdy01", "grid", place_one, "前后一样", "S01037");
	const struct photo_hints_out *o;

	ok(add("jdy01", id, "found", put(photo)) == OK &&
	       does("sly01", "case.accept", "id", num(id), NULL) == OK &&
	       does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", NULL) == OK &&
	       does("pqy01", "case.dispatch", "id", num(id), NULL) == OK &&
	       does("cz14", "case.sign", "id", num(id), NULL) == OK &&
	       add("cz14", id, "fixed", put(picture(60, 900, 675, 70))) == OK &&
	       does("cz14", "case.fix", "id", num(id), "text", "已换灯泡", NULL) == OK,
	   "after is before, made smaller");
	o = hints_as("zbz01", id);
	ok(o && o->n == 1 && o->hint[0].same_case, "who closes it is told, too");
	ok(add("jdy01", report("jdy01", "grid", place_one, "别处一样", "S01037"), "found", put(photo)) == OK,
	   "another case has the very same file");
	o = hints_as("zbz01", id);
	ok(o && o->n == 3 && o->hint[0].same_case && !o->hint[1].same_case && o->hint[1].same_bytes,
	   "before and after of this case stand first, whatever else is alike");
	o = hints_as("hcy01", id);
	ok(o && o->n == 3 && o->hint[0].same_case && o->hint[0].moment == PHOTO_AT_FIXED &&
	       o->hint[0].other_moment == PHOTO_AT_FOUND && o->hint[0].distance <= PHOTO_NEAR,
	   "the verifier is told once, of the later one");
}

/* The trouble is painted over in the picture before; and somebody who was there again. */
static void
retouched(void)
{
	struct street                 t = street_of(3);
	struct shot                   c = shot_of(3), again = shot_again(c, &t, 3, 0.4);
	struct arena                 *a = arena_new((size_t)64 << 20);
	int64_t                       id = case_to(CASE_CHECKED, "涂改一号"), first;
	const struct photo_hints_out *o;
	const struct photo_hint      *h;
	struct scene                  before;

	ensure(a != NULL);
	before = street_shot(a, &t, &c, 640, 480);
	ok(add("sly01", id, "found", put(jpeg_of(a, before, 90, 0))) == OK &&
	       does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", NULL) == OK &&
	       does("pqy01", "case.dispatch", "id", num(id), NULL) == OK &&
	       does("cz14", "case.sign", "id", num(id), NULL) == OK &&
	       add("cz14", id, "fixed", put(jpeg_of(a, street_shot(a, &t, &again, 640, 480), 90, 0))) == OK,
	   "before, and after as it was shot again");
	o = hints_as("zbz01", id);
	ok(o && o->n == 0, "a true shot from 40 centimetres aside is told of by nothing");
	first = list_as("zbz01", id)->item[0].id;
	ok(add("cz14", id, "fixed", put(jpeg_of(a, cut_of(a, painted(a, before, 300, 450, 300, 350), 20, 15, 600, 450), 70,
	                                        0))) == OK,
	   "after as it was painted over, cut and compressed");
	o = hints_as("zbz01", id);
	h = o && o->n == 1 ? &o->hint[0] : NULL;
	ok(h && h->laid && h->laid->later && h->same_case && h->other == first && h->moment == PHOTO_AT_FIXED &&
	       h->laid->equal * 10 > h->laid->told * 7 && h->laid->told > 60,
	   "is told of beside the one before: %d of %d blocks equal", h && h->laid ? (int)h->laid->equal : -1,
	   h && h->laid ? (int)h->laid->told : -1);
	ok(h && h->laid && fabs(h->laid->scale - 0.9375) < 0.01 && h->laid->columns == 20 &&
	       h->laid->marks.n == 300 && h->laid->wide == 320 && h->laid->own_high == 240,
	   "with where it lies, and a mark for each block");
	ok(does("cz14", "case.fix", "id", num(id), "text", "已换灯泡", NULL) == OK, "and holds up nothing");
	ok(does("aq01", "photo.erase", "id", num(first), "reason", "当事人要求", NULL) == OK, "one of the two is erased");
	o = hints_as("zbz01", id);
	ok(o && o->n == 0, "and what was found of it goes");
	arena_free(a);
}

/* ---- What leaves, what goes ---- */

static void
masks_and_erasure(void)
{
	int64_t     id = report("jdy01", "grid", place_one, "遮挡一号", "S01037"), photo, twin;
	const char *file = put(picture(70, 800, 600, 88));
	const struct photo_list_out *o;
	struct photo_checked         checked;
	struct files_swept           swept;
	uint64_t                     n = 0, m = 0;
	digest                       d;
	int                          fd;

	ok(add("jdy01", id, "found", file) == OK, "a photo");
	photo = said_reply.id;
	ok(fetch_as("jdy01", photo, PHOTO_SHOW_LARGE, &n) == OK && n > 1000 &&
	       fetch_as("jdy01", photo, PHOTO_SHOW_SMALL, &m) == OK && m < n,
	   "its two versions are served within reach");
	ok(fetch_as("cz01", photo, PHOTO_SHOW_LARGE, &n) == ERR_NONE, "not to a unit that has no part in it");
	ok(fetch_as("sly01", photo, PHOTO_SHOW_ORIGINAL, &n) == ERR_DENIED &&
	       fetch_as("zbz01", photo, PHOTO_SHOW_ORIGINAL, &n) == OK,
	   "the original only to who verifies or closes");
	ok(fetch_as("zbz01", photo, PHOTO_OUT_LARGE, &n) == ERR_NONE,
	   "what nobody has looked at for faces does not leave the house");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "100,100,2000", NULL) == ERR_INPUT,
	   "a box has four figures");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "9000,0,2000,100", NULL) == ERR_INPUT,
	   "and lies on the picture");
	ok(does("jdy01", "photo.mask", "id", num(photo), "boxes", "", NULL) == ERR_DENIED,
	   "not everybody decides what leaves");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "100,100,2000,2000 5000,5000,1000,1000",
	        NULL) == OK,
	   "two faces are covered");
	ok(fetch_as("zbz01", photo, PHOTO_OUT_LARGE, &n) == OK &&
	       fetch_as("zbz01", photo, PHOTO_OUT_SMALL, &m) == OK,
	   "the covered one may leave");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "", "rev", "1", NULL) == ERR_STALE,
	   "who saw it before that does not uncover them");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "", NULL) == OK &&
	       fetch_as("zbz01", photo, PHOTO_OUT_LARGE, &n) == OK,
	   "after another look: nothing to cover");
	ok(well(), "rows equal events");

	twin = report("jdy01", "grid", place_one, "遮挡二号", "S01037");
	ok(add("jdy01", twin, "found", file) == OK, "another case has the same file");
	ok(does("zbz01", "photo.erase", "id", num(photo), "reason", "当事人要求", NULL) == ERR_DENIED,
	   "erasing is not the chief's");
	ok(does("aq01", "photo.erase", "id", num(photo), "reason", "当事人要求", NULL) == OK,
	   "the security administrator erases one");
	o = list_as("jdy01", id);
	ok(o && o->n == 1 && o->item[0].erased && fetch_as("zbz01", photo, PHOTO_SHOW_LARGE, &n) == ERR_NONE,
	   "that there was one is all that is left");
	ok(well(), "the seal stays green, and the row equals its events");
	ok(does("zbz01", "photo.mask", "id", num(photo), "boxes", "", NULL) == ERR_RULE,
	   "what is gone cannot be covered");
	as(NULL);
	ensure(db_begin(st->cx.db) == OK);
	ok(photo_check_files(&st->cx, &checked) == OK && checked.files > 10 && checked.missing == 0 &&
	       checked.altered == 0,
	   "every named file is there, whole (%d)", (int)checked.files);
	ensure(digest_parse(str_of(file), &d));
	ok(files_get(&st->cx, &house.files, d, &fd, &n) == OK, "the file stays for the other case");
	(void)close(fd);
	ok(photo_sweep(&st->cx, &swept) == OK && swept.removed == 0, "what is younger than a day is not swept");
	db_rollback(st->cx.db);
}

/* The seal covers the bytes: another file behind the same row is found by verify, another row by the fold. */
static void
tampering(void)
{
	int64_t              id = report("jdy01", "grid", place_one, "改动一号", "S01037");
	const char          *one = put(picture(80, 400, 300, 88));
	struct photo_checked checked;
	char                 path[300];
	FILE                *f;

	ok(add("jdy01", id, "found", one) == OK, "a photo");
	(void)snprintf(path, sizeof(path), "%s/files/%.2s/%.2s/%s", dir, one, one + 2, one);
	f = fopen(path, "r+b");
	ensure(f != NULL && fseek(f, 100, SEEK_SET) == 0 && fputc(0x55, f) != EOF && fclose(f) == 0);
	as(NULL);
	ensure(db_begin(st->cx.db) == OK);
	ok(photo_check_files(&st->cx, &checked) == OK && checked.altered == 1 && checked.first == said_reply.id,
	   "a byte changed on the disk is found, and whose it is");
	db_rollback(st->cx.db);
	ok(unlink(path) == 0, "the file is taken away");
	ensure(db_begin(st->cx.db) == OK);
	ok(photo_check_files(&st->cx, &checked) == OK && checked.missing == 1 && checked.altered == 0,
	   "that is found, too");
	db_rollback(st->cx.db);
}

static void
test(struct store *s)
{
	static bool registered;
	char        files[200];

	(void)snprintf(files, sizeof(files), "%s/files", dir);
	if (!registered) {
		command_register(photo_commands, photo_commands_n);
		view_register(photo_views, photo_views_n);
		registered = true;
	}
	case_city(s);
	photo_use(NULL);
	ok(add("jdy01", report("jdy01", "grid", place_one, "没有照片", "S01037"), "found", "x") != OK,
	   "%s: without a folder of photos there are none, and a sentence", s->engine);
	photo_use(&house);
	moments();
	doubts();
	alike();
	before_as_after();
	retouched();
	masks_and_erasure();
	tampering();
}

int
main(int argc, char **argv)
{
	struct ctx start = {.arena = arena_new(1 << 20)};

	text_use(texts, T_MAX);
	kept = arena_new((size_t)1 << 30);
	if (argc < 2 || !kept || !mkdtemp(dir) || secret_start() != OK ||
	    photo_open(&start, arena_printf(start.arena, "%s/files", dir).p, argv[1], &house) != OK)
		return skip_all("no decoder");
	on_engines(schemas, NITEMS(schemas), test);
	arena_free(kept);
	arena_free(start.arena);
	if (strncmp(dir, "/tmp/", 5) == 0) {
		char cmd[128];

		(void)snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
		ok(system(cmd) == 0, "swept up");
	}
	return done();
}
