/* Escaping by context: what may stand where, byte by byte. */
#include "kit/html/html.h"

/* What a byte needs in text and quoted attributes; 0: nothing. */
static const unsigned char needs[256] = {
	['\0'] = 1, ['&'] = 2, ['<'] = 3, ['>'] = 4, ['"'] = 5, ['\''] = 6, ['\r'] = 7,
};
static const str reference[] = {
	STR_INIT(""),      STR_INIT("\xEF\xBF\xBD"), STR_INIT("&amp;"), STR_INIT("&lt;"),
	STR_INIT("&gt;"),  STR_INIT("&#34;"),        STR_INIT("&#39;"), STR_INIT("&#13;"),
};

static void
escape(struct buf *b, str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned k = needs[(unsigned char)s.p[i]];

		if (k == 0)
			continue;
		buf_bytes(b, s.p + from, i - from);
		buf_add(b, reference[k]);
		from = i + 1;
	}
	if (s.n > from)
		buf_bytes(b, s.p + from, s.n - from);
}

void
html_init(struct html_cx *h, struct buf *b, const struct ctx *cx, str csrf, str key)
{
	*h = (struct html_cx){.b = b, .lang = cx->lang, .zone = cx->zone, .now = cx->now,
	                      .csrf = csrf, .key = key};
}

enum err
html_end(const struct html_cx *h, html *out)
{
	return buf_end(h->b, &out->trusted_);
}

enum err
html_escape(struct arena *a, str s, html *out)
{
	struct buf b;

	buf_init(&b, a, BUF_PAGE);
	escape(&b, s);
	return buf_end(&b, &out->trusted_);
}

str
html_bytes(html v)
{
	return v.trusted_;
}

str
html_lang(const struct html_cx *h)
{
	return h->lang == EN ? S("en") : S("zh-CN");
}

void
html_text_str(struct html_cx *h, str s)
{
	if (!s.p)
		buf_add(h->b, S("—"));
	else
		escape(h->b, s);
}

void
html_text_html(struct html_cx *h, html v)
{
	buf_add(h->b, v.trusted_);
}

void
html_text_i64(struct html_cx *h, int64_t v)
{
	buf_add(h->b, html_arg_i64(h, v).s);
}

void
html_text_u64(struct html_cx *h, uint64_t v)
{
	buf_add(h->b, html_arg_u64(h, v).s);
}

void
html_text_key(struct html_cx *h, text_id id)
{
	escape(h->b, text_get(id, h->lang));
}

void
html_text_day(struct html_cx *h, day d)
{
	char z[DAY_TEXT];

	buf_add(h->b, day_format(d, z));
}

void
html_text_opt(struct html_cx *h, opt_i64 v)
{
	buf_add(h->b, html_arg_opt(h, v).s);
}

void
html_text_why(struct html_cx *h, struct why_line why)
{
	struct html_arg arg[WHY_ARGS];

	for (size_t i = 0; i < WHY_ARGS; i++)
		arg[i] = (struct html_arg){why.arg[i], false};
	html_sentence(h, why.text, arg, WHY_ARGS);
}

void
html_attr_str(struct html_cx *h, str s)
{
	escape(h->b, s);
}

void
html_attr_i64(struct html_cx *h, int64_t v)
{
	buf_i64(h->b, v);
}

void
html_attr_u64(struct html_cx *h, uint64_t v)
{
	buf_add(h->b, html_plain_u64(h, v));
}

void
html_attr_key(struct html_cx *h, text_id id)
{
	html_text_key(h, id);
}

void
html_attr_day(struct html_cx *h, day d)
{
	html_text_day(h, d);
}

void
html_attr_opt(struct html_cx *h, opt_i64 v)
{
	if (v.some)
		buf_i64(h->b, v.v);
}

static bool
is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static void
percent(struct buf *b, char c)
{
	static const char digit[] = "0123456789ABCDEF";
	unsigned char     u = (unsigned char)c;
	char              z[3] = {'%', digit[u >> 4], digit[u & 15]};

	buf_bytes(b, z, 3);
}

/* Whether an address may be offered: relative, or of a scheme that runs nothing. */
static bool
url_allowed(str s)
{
	static const str schemes[] = {
		STR_INIT("http"), STR_INIT("https"), STR_INIT("mailto"), STR_INIT("tel"),
	};
	size_t i = 0;

	/* //host leaves the site while looking like a path; a \ would too, but is encoded. */
	if (str_starts(s, S("//")))
		return false;
	while (i < s.n && s.p[i] != ':' && s.p[i] != '/' && s.p[i] != '?' && s.p[i] != '#')
		i++;
	if (i == s.n || s.p[i] != ':')
		return true;
	for (size_t k = 0; k < NITEMS(schemes); k++)
		if (str_eq_nocase(str_slice(s, 0, i), schemes[k]))
			return true;
	return false;
}

void
html_url_str(struct html_cx *h, str s)
{
	if (!url_allowed(s)) {
		buf_add(h->b, S("#blocked"));
		return;
	}
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '&')
			buf_add(h->b, S("&amp;"));
		else if (is_unreserved(c) || (c && str_find(S(":/?#[]@!$()*+,;=%"), c) != SIZE_MAX))
			buf_char(h->b, c);
		else
			percent(h->b, c);
	}
}

void
html_part_str(struct html_cx *h, str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (is_unreserved(s.p[i]))
			buf_char(h->b, s.p[i]);
		else
			percent(h->b, s.p[i]);
}

void
html_part_i64(struct html_cx *h, int64_t v)
{
	buf_i64(h->b, v);
}

void
html_part_u64(struct html_cx *h, uint64_t v)
{
	html_attr_u64(h, v);
}

void
html_part_day(struct html_cx *h, day d)
{
	html_text_day(h, d);
}

/*
 * Inside JSON strings only; < > & because a script element ends at its end tag
 * wherever that stands, U+2028 and U+2029 because older engines take them for
 * line ends.
 */
static void
json_bytes(struct buf *b, str s, bool quoted)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '<' || c == '>' || c == '&' || c == '\'')
			buf_printf(b, "\\u%04x", c);
		else if (quoted && (c == '"' || c == '\\'))
			(buf_char(b, '\\'), buf_char(b, (char)c));
		else if (quoted && (c < 0x20 || c == 0x7f))
			buf_printf(b, "\\u%04x", c);
		else if (c == 0xE2 && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0x80 &&
		         ((unsigned char)s.p[i + 2] == 0xA8 || (unsigned char)s.p[i + 2] == 0xA9)) {
			buf_add(b, (unsigned char)s.p[i + 2] == 0xA8 ? S("\\u2028") : S("\\u2029"));
			i += 2;
		} else
			buf_char(b, (char)c);
	}
}

void
html_json_str(struct html_cx *h, str s)
{
	if (!s.p) {
		buf_add(h->b, S("null"));
		return;
	}
	buf_char(h->b, '"');
	json_bytes(h->b, s, true);
	buf_char(h->b, '"');
}

void
html_json_i64(struct html_cx *h, int64_t v)
{
	buf_i64(h->b, v);
}

void
html_json_u64(struct html_cx *h, uint64_t v)
{
	html_attr_u64(h, v);
}

void
html_json_bool(struct html_cx *h, bool v)
{
	buf_add(h->b, v ? S("true") : S("false"));
}

void
html_json_key(struct html_cx *h, text_id id)
{
	html_json_str(h, text_get(id, h->lang));
}

void
html_json_day(struct html_cx *h, day d)
{
	char z[DAY_TEXT];

	html_json_str(h, day_format(d, z));
}

void
html_json_opt(struct html_cx *h, opt_i64 v)
{
	if (v.some)
		buf_i64(h->b, v.v);
	else
		buf_add(h->b, S("null"));
}

void
html_json_text(struct html_cx *h, str json)
{
	if (json.n == 0)
		buf_add(h->b, S("null"));
	json_bytes(h->b, json, false);
}

static void
hidden(struct html_cx *h, str name, str value)
{
	buf_add(h->b, S("<input type=\"hidden\" name=\""));
	buf_add(h->b, name);
	buf_add(h->b, S("\" value=\""));
	escape(h->b, value);
}

void
html_form(struct html_cx *h)
{
	if (h->csrf.p) {
		hidden(h, S(HTML_CSRF_FIELD), h->csrf);
		buf_add(h->b, S("\">"));
	}
	if (h->key.p) {
		hidden(h, S(HTML_KEY_FIELD), h->key);
		buf_char(h->b, '-');
		buf_i64(h->b, ++h->forms);
		buf_add(h->b, S("\">"));
	}
}

void
html_sentence(struct html_cx *h, text_id id, const struct html_arg *arg, size_t n)
{
	str    s = text_get(id, h->lang);
	size_t from = 0;

	for (size_t i = 0; i + 2 < s.n; i++) {
		size_t k = (size_t)((unsigned char)s.p[i + 1] - '0');

		if (s.p[i] != '{' || s.p[i + 2] != '}' || k > 9)
			continue;
		escape(h->b, str_slice(s, from, i));
		if (k < n && arg[k].trusted)
			buf_add(h->b, arg[k].s);
		else if (k < n)
			escape(h->b, arg[k].s);
		from = i + 3;
		i += 2;
	}
	escape(h->b, str_slice(s, from, s.n));
}

bool
html_true_str(str s)
{
	return s.n > 0;
}

bool
html_true_html(html v)
{
	return v.trusted_.n > 0;
}

bool
html_true_bool(bool v)
{
	return v;
}

bool
html_true_opt(opt_i64 v)
{
	return v.some;
}

bool
html_true_i64(int64_t v)
{
	return v != 0;
}

bool
html_true_u64(uint64_t v)
{
	return v != 0;
}

bool
html_true_ptr(const void *p)
{
	return p != NULL;
}
