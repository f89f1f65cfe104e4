/* A bulletin as a tall picture and in its template: test_handout PAPERS [FOLDER [JPEG]], for drawings to look at. */
#include "base/ensure.h"
#include "base/utf8.h"
#include "kit/picture/drawing.h"
#include "show/handout/content.h"
#include "show/handout/handout.h"
#include "tap.h"
#include "texts.h"

#include <stdio.h>
#include <string.h>

static struct ctx  cx;
static const char *folder;

/* What stands on a sheet. */
struct sheet {
	int  w, h, photos, lowest;
	bool inside;
	str  words; /* of all texts, parted by line feeds */
};

static struct sheet
laid_out(const struct handout *h, enum lang lang, const char *name)
{
	struct drawing_sheet s;
	struct drawing_thing t;
	struct sheet         out = {.inside = true};
	struct buf           b;
	str                  drawing;
	int                  more;

	ensure(handout_tall(cx.arena, lang, h, &drawing) == OK && drawing_read(drawing, &s));
	buf_init(&b, cx.arena, 1 << 20);
	out.w = s.w;
	out.h = s.h;
	while ((more = drawing_next(&s, &t)) > 0) {
		int high = t.h ? t.h : t.style.line * (t.style.lines ? t.style.lines : 1);

		if (t.kind == DRAWING_IS_MORE)
			high = t.x = t.y = 0;
		out.photos += t.kind == DRAWING_IS_PHOTO;
		out.inside = out.inside && t.x >= 0 && t.x + t.w <= s.w && t.y >= 0 && t.y + high <= s.h;
		out.lowest = t.y + high > out.lowest ? t.y + high : out.lowest;
		if (t.kind != DRAWING_IS_PHOTO) {
			buf_add(&b, t.bytes);
			buf_char(&b, '\n');
		}
	}
	ensure(more == 0);
	out.words = buf_str(&b);
	if (folder) {
		FILE *f = fopen(arena_printf(cx.arena, "%s/%s.drawing", folder, name).p, "wb");

		ensure(f && fwrite(drawing.p, 1, drawing.n, f) == drawing.n && fclose(f) == 0);
	}
	return out;
}

static bool
says(const struct sheet *s, const char *words)
{
	return str_find_str(s->words, str_of(words)) != SIZE_MAX;
}

static int
count(str in, const char *words)
{
	int    n = 0;
	size_t at;

	while ((at = str_find_str(in, str_of(words))) != SIZE_MAX) {
		in = str_slice(in, at + 1, in.n);
		n++;
	}
	return n;
}

/* ---- An invented day --------------------------------------------------------------------------------- */

static struct bulletin_sums
sums(int64_t opening, int64_t fresh, int64_t closed, int64_t overdue)
{
	struct bulletin_sums s = {0};

	s.n[BULLETIN_OPENING] = opening;
	s.n[BULLETIN_FRESH] = fresh;
	s.n[BULLETIN_CLOSED] = closed;
	s.n[BULLETIN_STOCK] = opening + fresh - closed;
	s.n[BULLETIN_OVERDUE] = overdue;
	s.n[BULLETIN_SOON] = overdue / 2;
	s.n[BULLETIN_ON_TIME] = closed - closed / 10;
	s.n[BULLETIN_LATE] = closed / 10;
	s.n[BULLETIN_PROVEN] = closed;
	return s;
}

static struct handout
day_of(struct bulletin_sums whole)
{
	return (struct handout){.place = S("芗城区"),
	                        .title = S("创城督查每日通报"),
	                        .day = S("2026-11-20 周五"),
	                        .until = S("2026-11-20 18:00"),
	                        .until_words = S("2026年11月20日18时00分"),
	                        .whole = S("这一天还没有过完"),
	                        .seal = S("7f3a 92c1 5e08 d4b6"),
	                        .seal_long = S("7f3a 92c1"),
	                        .position = S("1283977"),
	                        .batch = S("42"),
	                        .edition = S("未签发"),
	                        .list_title = S("超期未结"),
	                        .list_note = S("超期最久的在前"),
	                        .sums = whole};
}

static str shot; /* a JPEG, as far as the layout is concerned */

static struct handout_cases
cases(size_t n, bool photos)
{
	struct handout_cases c = {ARENA_NEWS(cx.arena, n + 1, struct handout_case), n, (int64_t)n};

	ensure(c.item);
	for (size_t i = 0; i < n; i++) {
		c.item[i] = (struct handout_case){.no = arena_printf(cx.arena, "2026-%05zu", i + 1),
		                                  .what = S("道路破损"),
		                                  .place = S("巷口街道 浦头社区"),
		                                  .spot = S("芗城区浦头路 126 号"),
		                                  .unit = S("芗城区市政服务中心"),
		                                  .due = S("2026-11-16 10:00"),
		                                  .left = S("超 4 天"),
		                                  .state = S("处置中")};
		c.item[i].before = (struct handout_photo){photos, S("整改前"), photos ? shot : STR_NONE, 320, 240, S("没有照片")};
		c.item[i].after = (struct handout_photo){photos, S("整改后"), STR_NONE, 0, 0,
		                                           photos ? S("未遮挡，不外传") : S("还没有照片")};
	}
	return c;
}

static struct handout_row *
rows(size_t n, const char *name)
{
	struct handout_row   *r = ARENA_NEWS(cx.arena, n + 1, struct handout_row);
	struct bulletin_sums *s = ARENA_NEWS(cx.arena, n + 1, struct bulletin_sums);

	ensure(r && s);
	for (size_t i = 0; i < n; i++) {
		s[i] = sums((int64_t)(i % 7) * 9, (int64_t)i % 5, (int64_t)i % 4, (int64_t)i % 6);
		r[i] = (struct handout_row){arena_printf(cx.arena, "%s%zu", name, i + 1), &s[i]};
	}
	return r;
}

/* ---- The picture -------------------------------------------------------------------------------------- */

static void
test_tall(void)
{
	struct handout h = day_of(sums(0, 0, 0, 0));
	struct sheet   empty = laid_out(&h, ZH, "empty"), few, many, hidden, none;

	ok(empty.w == 750 && empty.h < 700 && empty.inside && empty.photos == 0, "an empty day is a short picture: %d", empty.h);
	ok(says(&empty, "创城督查每日通报") && says(&empty, "2026-11-20 周五") && says(&empty, "数据截至 2026-11-20 18:00") &&
	       says(&empty, "封存第 1283977 条　封印 7f3a 92c1 5e08 d4b6"),
	   "it says what it is, of which day, as of when, up to where it is sealed");
	ok(!says(&empty, "超期最久") && !says(&empty, "演示数据") && says(&empty, "—"), "of what there is none, nothing is said; no share of nothing");

	h = day_of(sums(412, 86, 93, 3));
	h.demo = true;
	h.edition = S("第 2 版");
	h.nplaces = 11;
	h.places = rows(11, "街道");
	h.nunits = 3;
	h.units = rows(3, "芗城区单位");
	h.late = cases(3, true);
	h.proven = cases(2, true);
	few = laid_out(&h, ZH, "few");
	ok(few.inside && few.photos == 5 && few.lowest <= few.h, "three overdue and two that were put right: what may leave the house is shown");
	is_i64(count(few.words, "未遮挡，不外传"), 5, "in the place of what may not, words");
	ok(says(&few, "演示数据") && says(&few, "第 2 版"), "invented data are called so; the edition is named");
	ok(says(&few, "\n412\n") && says(&few, "\n86\n") && says(&few, "\n93\n") && says(&few, "\n405\n") && says(&few, "占结存 0.7 %"),
	   "412 + 86 − 93 = 405");
	ok(says(&few, "\n单位1\n") && says(&few, "\n浦头路 126 号\n"), "the place's own name does not stand before each");
	ok(!says(&few, "另有"), "nothing falls out");

	h.late = cases(60, true);
	h.late.total = 75;
	h.places = rows(300, "很长很长很长很长很长很长很长很长的街道名称");
	h.nplaces = 300;
	h.units = rows(90, "单位");
	h.nunits = 90;
	h.proven = cases(60, true);
	many = laid_out(&h, ZH, "many");
	ok(many.inside && many.photos == 2 * HANDOUT_PAIRS && many.h < DRAWING_HIGH, "however long the day, it is at most %d high", many.h);
	ok(says(&many, "另有 69 件见系统") && says(&many, "另有 54 件见系统") && says(&many, "另有 260 个地方见系统") &&
	       says(&many, "另有 66 个单位见系统"),
	   "what falls out is counted");
	ok(says(&many, "\n单位90\n") && !says(&many, "\n单位1\n"), "of the units those stay that have most overdue");

	h = day_of(sums(20000, 0, 0, 5));
	h.late = cases(3, false);
	none = laid_out(&h, ZH, "none");
	ok(none.photos == 0 && !says(&none, "没有照片") && none.inside && says(&none, "20\xe2\x80\x89" "000"), "without any photo: in words alone");
	h.late.item[0].before = (struct handout_photo){true, S("整改前"), STR_NONE, 0, 0, S("未遮挡，不外传")};
	hidden = laid_out(&h, ZH, "hidden");
	ok(hidden.photos == 0 && count(hidden.words, "未遮挡，不外传") == 1 && hidden.h > none.h, "what is not cleared has its place, and no more");
	h.demo = true;
	ok(says(&(struct sheet){.words = laid_out(&h, EN, "english").words}, "Places and units only"), "in English, too");
}

/* ---- The paper ------------------------------------------------------------------------------------------ */

static bool
apart(const struct office_field *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < i; k++)
			for (int l = 0; l < LANG_MAX; l++)
				if (str_eq(text_get(f[i].label, (enum lang)l), text_get(f[k].label, (enum lang)l)) ||
				    str_eq(str_of(f[i].name), str_of(f[k].name))) {
					(void)printf("# %s %s\n", f[i].name, f[k].name);
					return false;
				}
		if (f[i].field && !apart(f[i].field, f[i].nfield))
			return false;
	}
	return true;
}

static str
part_of(const struct opc_parts *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->part[i].name, str_of(name)))
			return p->part[i].bytes;
	return STR_NONE;
}

static void
test_paper(void)
{
	const struct writ_form *p = writ_form_of(S("bulletin"));
	struct handout              h = day_of(sums(412, 86, 93, 3));
	struct office_template     *t;
	const struct office_value  *v;
	struct opc_parts         parts;
	str                         docx, again, body;

	ensure(p != NULL && writ_form_of(S("letter")) == NULL);
	ok(apart(p->field, p->nfield), "no two fields have one name, in either language");
	ok(writ_shipped(&cx, p, WRIT_DOCX, &docx) == OK && writ_check(&cx, p, WRIT_DOCX, docx) == OK,
	   "the shipped template is one");
	ensure(opc_unpack(&cx, docx, &parts) == OK && office_read(&cx, &parts, p->field, p->nfield, &t) == OK);
	h.late = cases(2, true);
	h.proven = cases(1, true);
	h.places = rows(3, "街道");
	h.nplaces = 3;
	ensure(handout_values(cx.arena, ZH, &h, &v) == OK);
	ok(office_fill(&cx, t, v, &docx) == OK && office_fill(&cx, t, v, &again) == OK && str_eq(docx, again),
	   "filled twice it is the same");
	ensure(opc_unpack(&cx, docx, &parts) == OK);
	body = part_of(&parts, "word/document.xml");
	ok(str_find_str(body, S("昨日结存412件，新增86件，办结93件，结存405件")) != SIZE_MAX, "its numbers stand in the text");
	ok(count(body, "街道") == 3 + 2 + 3 && count(body, "2026-00001") == 3, "and its rows");
	ok(str_find_str(body, S("{{")) == SIZE_MAX, "no field is left");
	ok(part_of(&parts, "word/media/duban3.jpeg").n == shot.n && !part_of(&parts, "word/media/duban4.jpeg").p,
	   "of the photos those that may leave the house, in the rows that ask for them");
}

static void
write_out(const char *name, str bytes)
{
	FILE *f = folder ? fopen(arena_printf(cx.arena, "%s/%s", folder, name).p, "wb") : NULL;

	if (folder) {
		ensure(f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n);
		(void)fclose(f);
	}
}

/* Slides of before and after: 16:9, one for each case that has photos, in the place of the one that is repeated. */
static void
test_slides(void)
{
	const struct writ_form    *p = writ_form_of(S("slides"));
	struct handout             h = day_of(sums(412, 86, 93, 3));
	const struct office_value *v;
	struct opc_parts        parts;
	str                        out, again, book, rels, types, body;
	int64_t                    by;

	h.late = cases(20, true);
	h.proven = cases(20, true);
	ensure(handout_values(cx.arena, ZH, &h, &v) == OK && writ_shipped(&cx, p, WRIT_PPTX, &out) == OK);
	ok(writ_check(&cx, p, WRIT_PPTX, out) == OK && writ_check(&cx, p, WRIT_DOCX, out) == ERR_INPUT,
	   "the shipped slides are a template, and none of a text");
	ok(writ_fill(&cx, p, WRIT_PPTX, out, v, &out, &by) == OK, "forty cases with photos");
	write_out("slides.pptx", out);
	ensure(opc_unpack(&cx, out, &parts) == OK);
	book = part_of(&parts, "ppt/presentation.xml");
	rels = part_of(&parts, "ppt/_rels/presentation.xml.rels");
	types = part_of(&parts, "[Content_Types].xml");
	ok(count(book, "<p:sldId ") == 1 + 40 && count(rels, "/slide\"") == 1 + 40 &&
	       count(types, "presentationml.slide+xml") == 1 + 40,
	   "a slide each beside the first: in the presentation, its relations and the types");
	ok(str_find_str(book, S("cx=\"12192000\" cy=\"6858000\"")) != SIZE_MAX, "16:9");
	ok(!part_of(&parts, "ppt/slides/slide2.xml").p && !part_of(&parts, "ppt/slides/_rels/slide2.xml.rels").p,
	   "the one that was repeated is gone");
	body = part_of(&parts, "ppt/slides/duban7.xml");
	ok(str_find_str(body, S("7. 道路破损")) != SIZE_MAX && str_find_str(body, S("2026-00007")) != SIZE_MAX &&
	       str_find_str(body, S("1283977")) != SIZE_MAX && str_find_str(body, S("{{")) == SIZE_MAX,
	   "its case, the seal position, and no field is left");
	ok(count(body, "<p:pic ") == 1 && count(part_of(&parts, "ppt/slides/_rels/duban7.xml.rels"), "/image\"") == 1 &&
	       str_find_str(body, h.late.item[6].after.why) != SIZE_MAX,
	   "with the photo that may leave the house in the place of its box, and words in the other");
	h.late.n = h.proven.n = 0;
	ok(handout_values(cx.arena, ZH, &h, &v) == OK && writ_shipped(&cx, p, WRIT_PPTX, &out) == OK &&
	       writ_fill(&cx, p, WRIT_PPTX, out, v, &again, &by) == OK && opc_unpack(&cx, again, &parts) == OK &&
	       count(part_of(&parts, "ppt/presentation.xml"), "<p:sldId ") == 1,
	   "without any there is the first alone");
}

int
main(int argc, char **argv)
{
	char *bytes;

	ensure(argc >= 2);
	folder = argc > 2 ? argv[2] : NULL;
	text_use(texts, T_MAX);
	writ_use(argv[1], NULL);
	writ_register(handout_forms, handout_forms_n);
	cx = (struct ctx){.arena = arena_new((size_t)256 << 20)};
	ensure(cx.arena && (bytes = arena_alloc(cx.arena, 1 << 20)));
	shot = S("\xff\xd8 as good as a photo");
	if (argc > 3) {
		FILE *f = fopen(argv[3], "rb");

		ensure(f != NULL);
		shot = (str){bytes, fread(bytes, 1, 1 << 20, f)};
		(void)fclose(f);
	}
	test_tall();
	test_paper();
	test_slides();
	arena_free(cx.arena);
	return done();
}
