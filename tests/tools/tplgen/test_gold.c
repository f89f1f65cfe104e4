/* What compiled templates write, feature by feature. */
#include "gold.h"
#include "gold_tpl.h"
#include "tap.h"
#include "texts.h"

/* 2026-11-20 14:32 in China */
#define NOW INT64_C(1795156320000)

static struct arena *arena;
static struct ctx    cx;

#define PAGE(tpl, data)                                                                           \
	(html_init(&h, page_buf(), &cx, S("tok\"en"), S("k")), tpl(&h, (data)), page_end(&h))

static struct buf *
page_buf(void)
{
	static struct buf b;

	buf_init(&b, arena, BUF_PAGE);
	return &b;
}

static str
page_end(const struct html_cx *h)
{
	html out;

	return html_end(h, &out) == OK ? html_bytes(out) : S("ERROR");
}

int
main(int argc, char **argv)
{
	static struct html_cx h;
	struct gold_photo     photos[] = {{S("/p/1.jpg")}, {S("javascript:alert(1)")}};
	struct gold_row       rows[] = {
		{S("a"), S("<路>"), true, photos, 2},
		{S("b"), S("巷"), false, NULL, 0},
	};
	str             tags[] = {S("x"), S("y&z")};
	struct gold_who boss = {S("林")};
	struct gold     d = {
		.text = S("a<b>&\"'"), .link = S("/x?a=1&b=<"), .part = S("a b/路"),
		.json = S("[\"</script>\"]"),
		.number = -1284306, .at = NOW - 3 * 3600000, .left = -2 * DAY_MS,
		.count = 1000, .due = SOME_I64(0), .on = true,
		.key = T_err_login, .why = {.text = T_html_today, .arg = {S("<i>")}}, .rows = rows,
		.nrows = NITEMS(rows), .tags = tags, .ntags = NITEMS(tags),
		.who = {S("<我>")}, .boss = &boss,
	};
	char   z[2000];
	FILE  *f;
	size_t n = 0;

	arena = arena_new(16 << 20);
	text_use(texts, T_MAX);
	cx = (struct ctx){.arena = arena, .now = NOW, .zone = 480, .lang = ZH};
	ok(day_from_ymd(2026, 11, 20, &d.today), "the day exists");
	ok(html_escape(arena, S("<em>"), &d.piece) == OK, "a fragment is made by escaping");

	is_str(PAGE(tpl_gold_fields, &d),
	       S("<p title=\"a&lt;b&gt;&amp;&#34;&#39;\" data-n=\"-1284306\">a&lt;b&gt;&amp;&#34;&#39; "
	         "−1\u202f284\u202f306 1\u202f000 -1284306 &lt;em&gt;</p>"
	         "<p>请先登录。 2026-11-20 今天 &lt;i&gt; 今天 11:32 2026-11-20 11:32 超\u202f2\u202f天</p>"
	         "<p data-x=\"\">— 0 — 1970-01-01 08:00 2</p>"),
	       "a field is shown by its type: text, numbers, keys, days, reasons, wordings");
	is_str(PAGE(tpl_gold_each, &d),
	       S("<ul><li class=\"row new k-a last\" data-first><b>1</b> &lt;路&gt; "
	         "<img src=\"/p/1.jpg\" alt=\"\"><img src=\"#blocked\" alt=\"\"> <hr></li>"
	         "<li class=\"row k-b last\"><b>2</b> 巷 <i>0</i> </li></ul><p>x, y&amp;z</p>"),
	       "each: rows inside rows, number, first, last, else; if inside a tag and a value");
	d.nrows = d.ntags = 0;
	is_str(PAGE(tpl_gold_each, &d), S("<ul><li>不到 1\u202f分</li></ul><p></p>"),
	       "each of nothing is its else");
	d.ntags = NITEMS(tags);
	is_str(PAGE(tpl_gold_if, &d),
	       S("<p>1467</p><label><input type=\"checkbox\" name=\"a\" checked></label>"),
	       "if, else, else if, not; pointer and text as conditions; an attribute with or without");
	is_str(PAGE(tpl_gold_url, &d),
	       S("<a href=\"/x?a=1&amp;b=%3C\">1</a> "
	         "<a href=\"/case/a%20b%2F%E8%B7%AF?q=a%3Cb%3E%26%22%27&amp;n=-1284306#a%20b%2F%E8%B7%AF\">2</a>"
	         "<form action=\"/x?a=1&amp;b=%3C\"><button formaction=\"/x/a%20b%2F%E8%B7%AF\">3</button></form>"),
	       "addresses: the whole by scheme, parts percent-encoded; no token in a GET form");
	is_str(PAGE(tpl_gold_places, &d),
	       S("<script type=\"application/json\" id=\"points\">{\"name\": "
	         "\"a\\u003cb\\u003e\\u0026\\\"\\u0027\", \"n\": -1284306, \"on\": true, \"day\": "
	         "\"2026-11-20\", \"raw\": [\"\\u003c/script\\u003e\"] }</script>"
	         "<textarea name=\"note\" aria-label=\"今天 a&lt;b&gt;&amp;&#34;&#39;\">\n"
	         "a&lt;b&gt;&amp;&#34;&#39;</textarea><pre>\na&lt;b&gt;&amp;&#34;&#39;\n  k\n</pre>"),
	       "JSON, text areas and pre keep every byte");
	is_str(PAGE(tpl_gold_words, &d),
	       S("<p>−1\u202f284\u202f306\u202f天 今天 &lt;em&gt; 今天 今天 11:32</p>"
	         "<p title=\"今天 a&lt;b&gt;&amp;&#34;&#39;\">督办 Duban <kbd>Enter</kbd></p>"),
	       "sentences with arguments; a fragment as argument stays one");
	is_str(PAGE(tpl_gold_partial, &d),
	       S("<p><b>&lt;我&gt;</b> <b>林</b> "
	         "<svg class=\"icon i-clock\" viewBox=\"0 0 24 24\"><use href=\"/icons.svg#clock\"/></svg> "
	         "<svg class=\"icon i-a&lt;b&gt;&amp;&#34;&#39;\" viewBox=\"0 0 24 24\">"
	         "<use href=\"/icons.svg#a%3Cb%3E%26%22%27\"/></svg> "
	         "<svg class=\"icon i-x\" viewBox=\"0 0 24 24\"><use href=\"/icons.svg#x\"/></svg>"
	         "<svg class=\"icon i-y&amp;z\" viewBox=\"0 0 24 24\"><use href=\"/icons.svg#y%26z\"/></svg></p>"
	         "<footer><svg class=\"icon i-foot\" viewBox=\"0 0 24 24\"><use href=\"/icons.svg#foot\"/></svg></footer>"),
	       "partials with a struct, a pointer, fixed text, a member, a loop's item, nothing");
	cx.lang = EN;
	is_str(PAGE(tpl_gold_page, &d),
	       S("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
	         "<title>a&lt;b&gt;&amp;&#34;&#39;</title><script src=\"/ui.js\" type=\"module\"></script></head>"
	         "<body><h1>a&lt;b&gt;&amp;&#34;&#39;</h1><nav>&lt;我&gt;</nav><main>"
	         "<form method=\"post\" action=\"/x\"><input type=\"hidden\" name=\"_csrf\" value=\"tok&#34;en\">"
	         "<input type=\"hidden\" name=\"_key\" value=\"k-1\">"
	         "<button name=\"do\" value=\"-1284306\">−1\u202f284\u202f306</button></form></main></body></html>"),
	       "a page fills the blocks of a layout; a POST form carries the token by itself");
	f = argc > 1 ? fopen(argv[1], "rb") : NULL;
	if (ok(f != NULL, "the class list was written")) {
		n = fread(z, 1, sizeof(z), f);
		(void)fclose(f);
	}
	is_str(((str){z, n}), S("i-*\nicon\nk-*\nlast\nnew\nrow\n"),
	       "the class list names what templates use");
	arena_free(arena);
	return done();
}
