/* Reading a map: line by line, every fault noted with its line.  (house: words, its keys are Chinese) */
#include "work/ledger/map.h"

#include "base/day.h"
#include "base/utf8.h"
#include "work_ledger_texts.h"

enum section { IN_NONE, IN_FILE, IN_COLUMNS, IN_FIXED, IN_DATES, IN_FACTS, IN_TABLES };

static const struct {
	const char *zh, *en;
	int         section;
} sections[] = {
    {"文件", "file", IN_FILE},
    {"栏目", "columns", IN_COLUMNS},
    {"固定", "fixed", IN_FIXED},
    {"日期", "dates", IN_DATES},
    {"事实", "facts", IN_FACTS},
    {"状态", "status", IN_TABLES + MAP_STATUS},
    {"类型", "types", IN_TABLES + MAP_TYPE},
    {"单位", "units", IN_TABLES + MAP_UNIT},
    {"地点", "places", IN_TABLES + MAP_PLACE},
};

/* Names of columns in a map; the order is that of TOLD_TEXTS, then of TOLD_TIMES. */
static const struct {
	const char *zh, *en;
} columns[] = {
    {"编号", "number"},   {"类型", "type"},       {"内容", "text"},       {"地址", "address"},
    {"状态", "status"},   {"结果", "outcome"},    {"单位", "agency"},     {"渠道", "channel"},
    {"原单", "parent"},   {"转办", "transfer"},   {"反映人", "reporter"}, {"电话", "phone"},
    {"经度", "lon"},      {"纬度", "lat"},        {"时间", "created"},    {"时限", "due"},
    {"办结时间", "closed"}, {"状态时间", "status_at"},
};
_Static_assert(NITEMS(columns) == MAP_TEXTS + TOLD_TIME_MAX, "every column has a name in a map");

struct reading {
	struct ctx        *cx;
	struct ledger_map *m;
	int64_t            line;
	int                section;
	bool               decimals, place_fixed;
};

static enum err
fault(struct reading *r, text_id text, str key, str arg)
{
	return refuse(r->cx, ERR_INPUT, "map", text, arena_printf(r->cx->arena, "%lld", (long long)r->line),
	              utf8_cut(key, 60), utf8_cut(arg, 60));
}

static bool
is_key(str s, const char *zh, const char *en)
{
	return str_eq(s, str_of(zh)) || str_eq(s, str_of(en));
}

static bool
source_good(str s)
{
	bool good = s.n >= 2 && s.n <= 40;

	for (size_t i = 0; good && i < s.n; i++)
		good = (s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || (i && s.p[i] == '-');
	return good;
}

/* The offset as the pattern reads it, on a day when nothing else moves. */
static bool
zone_of(struct reading *r, str s, int *zone)
{
	str     text = arena_printf(r->cx->arena, "2000-01-02%.*s", STR_ARG(s));
	int64_t there;
	bool    day_only;

	if (!text.p || !when_read(S("YYYY-MM-DDZZ"), text, 0, WHEN_NO_SUMMER, &there, &day_only))
		return false;
	*zone = (int)((INT64_C(10958) * DAY_MS - there) / 60000);
	return true;
}

static enum err
encoding_of(struct reading *r, str key, str v)
{
	if (is_key(v, "自动", "auto"))
		r->m->encoding = TABLE_GUESS;
	else if (str_eq_nocase(v, S("UTF-8")))
		r->m->encoding = TABLE_UTF8;
	else if (str_eq_nocase(v, S("GBK")) || str_eq_nocase(v, S("GB18030")))
		r->m->encoding = TABLE_GBK;
	else
		return fault(r, T_ledger_map_encoding, key, v);
	return OK;
}

static enum err
separator_of(struct reading *r, str key, str v)
{
	if (is_key(v, "自动", "auto"))
		r->m->sep = 0;
	else if (is_key(v, "逗号", "comma"))
		r->m->sep = ',';
	else if (is_key(v, "制表符", "tab"))
		r->m->sep = '\t';
	else if (is_key(v, "分号", "semicolon"))
		r->m->sep = ';';
	else
		return fault(r, T_ledger_map_separator, key, v);
	return OK;
}

static enum err
summer_of(struct reading *r, str key, str v)
{
	if (is_key(v, "无", "none"))
		r->m->summer = WHEN_NO_SUMMER;
	else if (is_key(v, "美国", "us"))
		r->m->summer = WHEN_US;
	else if (is_key(v, "欧洲", "eu"))
		r->m->summer = WHEN_EU;
	else
		return fault(r, T_ledger_map_summer, key, v);
	return OK;
}

static enum err
whole(struct reading *r, str key, str v, int64_t most, int64_t *out)
{
	if (!str_to_i64(v, out) || *out < 0 || *out > most)
		return fault(r, T_ledger_map_whole, key, arena_printf(r->cx->arena, "%lld", (long long)most));
	return OK;
}

static enum err
file_line(struct reading *r, str key, str v)
{
	struct ledger_map *m = r->m;

	if (is_key(key, "来源", "source")) {
		m->source = v;
		return source_good(v) ? OK : fault(r, T_ledger_map_source, key, v);
	}
	if (is_key(key, "名称", "title")) {
		m->title = v;
		return v.n && utf8_len(v) <= 100 ? OK : fault(r, T_ledger_map_empty, key, v);
	}
	if (is_key(key, "编码", "encoding"))
		return encoding_of(r, key, v);
	if (is_key(key, "分隔", "separator"))
		return separator_of(r, key, v);
	if (is_key(key, "跳过行", "skip"))
		return whole(r, key, v, 100, &m->skip);
	if (is_key(key, "表头含", "header")) {
		m->header = v;
		return v.n ? OK : fault(r, T_ledger_map_empty, key, v);
	}
	if (is_key(key, "时区", "zone"))
		return zone_of(r, v, &m->zone) ? OK : fault(r, T_ledger_map_zone, key, v);
	if (is_key(key, "夏令时", "summer"))
		return summer_of(r, key, v);
	if (is_key(key, "坐标系", "srs")) {
		m->srs = geo_srs_of(v);
		return m->srs ? OK : fault(r, T_ledger_map_srs, key, v);
	}
	if (is_key(key, "坐标小数", "decimals"))
		return whole(r, key, v, 10, &m->decimals);
	if (is_key(key, "公众来源", "public")) {
		m->is_public = is_key(v, "是", "yes");
		return m->is_public || is_key(v, "否", "no") ? OK : fault(r, T_ledger_map_yes_no, key, v);
	}
	return fault(r, T_ledger_map_key, key, STR_NONE);
}

static size_t
column_named(str key)
{
	size_t i = 0;

	while (i < NITEMS(columns) && !is_key(key, columns[i].zh, columns[i].en))
		i++;
	return i;
}

static enum err
place_columns(struct reading *r, str key, str v)
{
	if (r->m->nplace)
		return fault(r, T_ledger_map_twice, key, STR_NONE);
	while (v.p) {
		str name = str_trim(str_cut(&v, '>'));

		if (!name.n || r->m->nplace == MAP_PLACES)
			return fault(r, T_ledger_map_places, key, STR_NONE);
		r->m->place[r->m->nplace++] = (struct map_name){name, r->line};
	}
	return OK;
}

static enum err
column_line(struct reading *r, str key, str v)
{
	size_t           i = column_named(key);
	struct map_name *c;

	if (!v.n)
		return fault(r, T_ledger_map_empty, key, v);
	if (is_key(key, "地点", "place"))
		return place_columns(r, key, v);
	if (i == NITEMS(columns))
		return fault(r, T_ledger_map_key, key, STR_NONE);
	c = i < MAP_TEXTS ? &r->m->text[i] : &r->m->time[i - MAP_TEXTS];
	if (c->line)
		return fault(r, T_ledger_map_twice, key, STR_NONE);
	*c = (struct map_name){v, r->line};
	return OK;
}

static enum err
fixed_line(struct reading *r, str key, str v)
{
	size_t i = is_key(key, "地点", "place") ? (size_t)TOLD_PLACE : column_named(key);

	if (!v.n)
		return fault(r, T_ledger_map_empty, key, v);
	if (i != TOLD_PLACE && i != TOLD_TYPE && i != TOLD_AGENCY && i != TOLD_CHANNEL && i != TOLD_STATUS)
		return fault(r, T_ledger_map_fixed, key, STR_NONE);
	if (r->m->fixed[i].p)
		return fault(r, T_ledger_map_twice, key, STR_NONE);
	r->m->fixed[i] = v;
	return OK;
}

static enum err
date_line(struct reading *r, str key, str v)
{
	if (!is_key(key, "格式", "format"))
		return fault(r, T_ledger_map_key, key, STR_NONE);
	if (!when_pattern_good(v))
		return fault(r, T_ledger_map_format, key, v);
	if (r->m->nformat == MAP_FORMATS)
		return fault(r, T_ledger_map_many, key, arena_printf(r->cx->arena, "%d", MAP_FORMATS));
	r->m->format[r->m->nformat++] = v;
	return OK;
}

static enum err
fact_line(struct reading *r, str key, str v)
{
	if (!v.n)
		return fault(r, T_ledger_map_empty, key, v);
	if (r->m->nfact == MAP_FACTS)
		return fault(r, T_ledger_map_many, key, arena_printf(r->cx->arena, "%d", MAP_FACTS));
	for (size_t i = 0; i < r->m->nfact; i++)
		if (str_eq(r->m->fact[i].label, key))
			return fault(r, T_ledger_map_twice, key, STR_NONE);
	r->m->fact[r->m->nfact++] = (struct map_fact){key, {v, r->line}};
	return OK;
}

static bool
meaning_word(str *v)
{
	static const struct {
		const char *zh, *en;
	} words[] = {{"不明", "unknown"},   {"在办", "open"},     {"办结", "closed"}, {"重复", "duplicate"},
	             {"转出", "transferred"}, {"退回", "returned"}, {"作废", "void"}};

	for (size_t i = 0; i < NITEMS(words); i++) {
		if (is_key(*v, words[i].zh, words[i].en)) {
			*v = str_of(words[i].en);
			return true;
		}
	}
	return false;
}

static enum err
value_line(struct reading *r, str key, str v)
{
	struct map_values *t = &r->m->table[r->section - IN_TABLES];
	struct map_value   line = {.from = key, .to = v, .line = r->line};

	if (!v.n)
		return fault(r, T_ledger_map_empty, key, v);
	if (r->section == IN_TABLES + MAP_STATUS && !meaning_word(&line.to))
		return fault(r, T_ledger_map_meaning, key, v);
	if (str_eq(v, S("-")))
		line.to = STR_NONE;
	line.prefix = str_ends(key, S("*"));
	if (line.prefix)
		line.from = str_slice(key, 0, key.n - 1);
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].prefix == line.prefix && str_eq(t->v[i].from, line.from))
			return fault(r, T_ledger_map_twice, key, STR_NONE);
	if (t->n == MAP_VALUES)
		return fault(r, T_ledger_map_many, key, arena_printf(r->cx->arena, "%d", MAP_VALUES));
	if (t->n == t->cap) {
		size_t            cap = t->cap ? 2 * t->cap : 32;
		struct map_value *grown = arena_grow(r->cx->arena, t->v, t->cap * sizeof(*grown), cap * sizeof(*grown));

		if (!grown)
			return ctx_no_memory(r->cx);
		t->v = grown;
		t->cap = cap;
	}
	t->v[t->n++] = line;
	return OK;
}

static enum err
section_line(struct reading *r, str line)
{
	str name = str_trim(str_slice(line, 1, line.n - 1));

	r->section = IN_NONE;
	if (str_ends(line, S("]")))
		for (size_t i = 0; i < NITEMS(sections); i++)
			if (is_key(name, sections[i].zh, sections[i].en))
				r->section = sections[i].section;
	return r->section != IN_NONE ? OK : fault(r, T_ledger_map_section, line, STR_NONE);
}

/* `"key" = value` or `key = value`; false when there is no '='. */
static bool
split_line(str line, str *key, str *value)
{
	size_t at;

	if (line.n && line.p[0] == '"') {
		str    rest = str_slice(line, 1, line.n);
		size_t end = str_find(rest, '"');

		if (end == SIZE_MAX)
			return false;
		*key = str_slice(rest, 0, end);
		rest = str_trim(str_slice(rest, end + 1, rest.n));
		if (!str_starts(rest, S("=")))
			return false;
		*value = str_trim(str_slice(rest, 1, rest.n));
		return key->n > 0;
	}
	at = str_find(line, '=');
	if (at == SIZE_MAX)
		return false;
	*key = str_trim(str_slice(line, 0, at));
	*value = str_trim(str_slice(line, at + 1, line.n));
	return key->n > 0;
}

static enum err
one_line(struct reading *r, str line)
{
	str key, value;

	if (line.p[0] == '[')
		return section_line(r, line);
	if (!split_line(line, &key, &value))
		return fault(r, T_ledger_map_line, line, STR_NONE);
	switch (r->section) {
	case IN_NONE:
		/* Said already where the section's name was found to be wrong. */
		return r->cx->why.n ? OK : fault(r, T_ledger_map_no_section, key, STR_NONE);
	case IN_FILE: return file_line(r, key, value);
	case IN_COLUMNS: return column_line(r, key, value);
	case IN_FIXED: return fixed_line(r, key, value);
	case IN_DATES: return date_line(r, key, value);
	case IN_FACTS: return fact_line(r, key, value);
	default: return value_line(r, key, value);
	}
}

/* What must be there whatever the lines say; reported at the line behind the last one. */
static void
whole_map(struct reading *r)
{
	struct ledger_map *m = r->m;
	bool               lon = m->text[TOLD_LON].line != 0, lat = m->text[TOLD_LAT].line != 0;

	if (!m->source.p)
		(void)fault(r, T_ledger_map_need, S("来源"), S("文件"));
	if (!m->text[TOLD_NUMBER].line)
		(void)fault(r, T_ledger_map_need, S("编号"), S("栏目"));
	if (!m->time[TOLD_CREATED].line)
		(void)fault(r, T_ledger_map_need, S("时间"), S("栏目"));
	if (!m->nformat)
		(void)fault(r, T_ledger_map_need, S("格式"), S("日期"));
	if (lon != lat)
		(void)fault(r, T_ledger_map_need, lon ? S("纬度") : S("经度"), S("栏目"));
	if (lon && lat && !m->srs)
		(void)fault(r, T_ledger_map_need, S("坐标系"), S("文件"));
	if (!m->nplace && !m->fixed[TOLD_PLACE].p)
		(void)fault(r, T_ledger_map_need, S("地点"), S("栏目"));
	if (m->skip && m->header.p)
		(void)fault(r, T_ledger_map_both, S("跳过行"), S("表头含"));
}

enum err
map_read(struct ctx *cx, str text, struct ledger_map *m)
{
	struct reading r = {.cx = cx, .m = m};

	*m = (struct ledger_map){.zone = 480};
	if (!utf8_valid(text))
		return refuse(cx, ERR_INPUT, "map", T_ledger_map_utf8);
	if (str_starts(text, S("\xef\xbb\xbf")))
		text = str_slice(text, 3, text.n);
	while (text.p) {
		str      line = str_trim(str_cut(&text, '\n'));
		enum err e;

		r.line++;
		if (!line.n || line.p[0] == '#')
			continue;
		if ((e = one_line(&r, line)) != OK && e != ERR_INPUT)
			return e;
	}
	if (!cx->why.n)
		whole_map(&r);
	if (!m->title.p)
		m->title = m->source;
	return cx->why.n ? ERR_INPUT : OK;
}

const struct map_value *
map_look(const struct map_values *t, str from)
{
	const struct map_value *best = NULL;

	for (size_t i = 0; i < t->n; i++) {
		const struct map_value *v = &t->v[i];

		if (!v->prefix && str_eq(v->from, from))
			return v;
		if (v->prefix && str_starts(from, v->from) && (!best || v->from.n >= best->from.n))
			best = v;
	}
	return best;
}
