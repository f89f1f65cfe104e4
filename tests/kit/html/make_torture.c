/* make_torture PAGE.html STRINGS.json: hostile text through every place, and what it was. */
#include "torture.h"
#include "torture_tpl.h"

#include "base/json.h"
#include "texts.h"

#include <stdio.h>

static const str hostile[] = {
	STR_INIT("<script>window.hit=1</script>"),
	STR_INIT("</script><script>window.hit=1</script>"),
	STR_INIT("</title><script>window.hit=1</script>"),
	STR_INIT("</textarea><script>window.hit=1</script>"),
	STR_INIT("</pre></section><script>window.hit=1</script>"),
	STR_INIT("<img src=x onerror=window.hit=1>"),
	STR_INIT("<svg/onload=window.hit=1>"),
	STR_INIT("\"><img src=x onerror=window.hit=1>"),
	STR_INIT("'><img src=x onerror=window.hit=1>"),
	STR_INIT("\" onmouseover=\"window.hit=1"),
	STR_INIT("' autofocus onfocus='window.hit=1"),
	STR_INIT("` onfocus=`window.hit=1"),
	STR_INIT(" onfocus=window.hit=1 x="),
	STR_INIT("javascript:window.hit=1"),
	STR_INIT("JaVaScRiPt:window.hit=1"),
	STR_INIT(" javascript:window.hit=1"),
	STR_INIT("\x01\x02javascript:window.hit=1"),
	STR_INIT("java\tscript:window.hit=1"),
	STR_INIT("java\r\nscript:window.hit=1"),
	STR_INIT("javascript\n:window.hit=1"),
	STR_INIT("javascript&colon;window.hit=1"),
	STR_INIT("&#106;avascript:window.hit=1"),
	STR_INIT("%6aavascript:window.hit=1"),
	STR_INIT("javascript%3Awindow.hit=1"),
	STR_INIT("\xEF\xBD\x8A" "avascript:window.hit=1"),
	STR_INIT("java\0script:window.hit=1"),
	STR_INIT("vbscript:window.hit=1"),
	STR_INIT("data:text/html,<script>window.hit=1</script>"),
	STR_INIT("view-source:javascript:window.hit=1"),
	STR_INIT("blob:https://duban.test/x"),
	STR_INIT("//evil.test/x"),
	STR_INIT("\\\\evil.test/x"),
	STR_INIT("/\\evil.test/x"),
	STR_INIT("/\t/evil.test/x"),
	STR_INIT("https://a.example/?a=1&b=2#c"),
	STR_INIT("mailto:a@example.org"),
	STR_INIT("/cases/1?q=%E8%B7%AF&x=a+b"),
	STR_INIT("a/../../b"),
	STR_INIT("<!--"),
	STR_INIT("--><script>window.hit=1</script>"),
	STR_INIT("<!--<script>"),
	STR_INIT("]]><script>window.hit=1</script>"),
	STR_INIT("<![CDATA[<script>window.hit=1</script>]]>"),
	STR_INIT("&lt;b&gt; &amp; &quot; &#39; &nbsp"),
	STR_INIT("{{text}} ${window.hit=1} #{1} <%= 1 %>"),
	STR_INIT("\n\nleading and \r\n mixed \r line ends\n"),
	STR_INIT("\t tabs  and   spaces \f"),
	STR_INIT("NUL\0inside"),
	STR_INIT("+ADw-script+AD4-window.hit=1+ADw-/script+AD4-"),
	STR_INIT("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAE\xEF\xBB\xBF"),
	STR_INIT("\\\"\\u003c\\'\\"),
	STR_INIT("\"}</script><script>window.hit=1</script>"),
	STR_INIT("芗城区 巷口街道 浦头路 126 号 😀"),
	STR_INIT(""),
};

static bool
save(const char *name, const struct buf *b)
{
	FILE *f = fopen(name, "wb");
	str   s = buf_str(b);
	bool  good = f && fwrite(s.p, 1, s.n, f) == s.n && !b->err;

	return (!f || fclose(f) == 0) && good;
}

int
main(int argc, char **argv)
{
	static struct html_cx h;
	struct arena         *a = arena_new(64 << 20);
	struct ctx            cx = {.arena = a, .now = INT64_C(1795156320000), .zone = 480, .lang = ZH};
	struct torture_item  *items = ARENA_NEWS(a, NITEMS(hostile), struct torture_item);
	struct torture        d = {.items = items, .nitems = NITEMS(hostile), .title = hostile[2]};
	struct buf            page, list;
	struct json           j;

	if (argc != 3 || !items)
		return 2;
	text_use(texts, T_MAX);
	buf_init(&list, a, BUF_PAGE);
	json_init(&j, &list);
	json_arr(&j);
	for (size_t i = 0; i < NITEMS(hostile); i++) {
		struct buf q;

		buf_init(&q, a, BUF_PAGE);
		json_quote(&q, hostile[i]);
		json_str(&j, hostile[i]);
		items[i].s = hostile[i];
		items[i].json = buf_str(&q);
		if (html_escape(a, hostile[i], &items[i].piece) != OK)
			return 1;
	}
	json_arr_end(&j);
	buf_init(&page, a, BUF_PAGE);
	html_init(&h, &page, &cx, hostile[9], S("<key>"));
	tpl_torture_torture(&h, &d);
	if (!save(argv[1], &page) || !save(argv[2], &list))
		return 1;
	arena_free(a);
	return 0;
}
