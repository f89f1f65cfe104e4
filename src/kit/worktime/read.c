/* Reads the lines of data/calendar into a draft of a calendar. */
#include "kit/worktime/worktime.h"

enum { FIELDS = 3 + WORKTIME_WINDOWS, ROOM_FIRST = 16 };

/* One line, cut into fields, and where to put the blame. */
struct row {
	str                  field[FIELDS];
	size_t               n;
	int                  line;
	struct worktime_bad *bad;
};

static bool
blame(const struct row *r, enum worktime_fault f, size_t column)
{
	*r->bad = (struct worktime_bad){
	    .fault = f,
	    .line = r->line,
	    .column = (int)column + 1,
	    .word = column < r->n ? r->field[column] : STR_NONE,
	};
	return false;
}

/* Room for one more item behind n; arrays double, so reading is linear. */
static void *
room(struct arena *a, void *p, size_t n, size_t size)
{
	if (n == 0)
		return arena_array(a, ROOM_FIRST, size);
	if (n >= ROOM_FIRST && (n & (n - 1)) == 0)
		return arena_grow(a, p, n * size, 2 * n * size);
	return p;
}

void
worktime_draft_init(struct worktime_draft *d, struct arena *a, str version)
{
	*d = (struct worktime_draft){
	    .arena = a,
	    .newest = -1,
	    .spec = {.version = version,
	             .first_year = 2000,
	             .last_year = 2100,
	             .zone = DAY_ZONE_CHINA,
	             .workday_ends = WORKTIME_CLOSE,
	             .natural_ends = WORKTIME_CLOSE},
	};
}

static bool
two_digits(str s, size_t at, int *v)
{
	char a = s.p[at], b = s.p[at + 1];

	if (a < '0' || a > '9' || b < '0' || b > '9')
		return false;
	*v = (a - '0') * 10 + (b - '0');
	return true;
}

/* HH:MM, up to 24:00, in minutes. */
static bool
read_clock(str s, int *minutes)
{
	int h, m;

	if (s.n != 5 || s.p[2] != ':' || !two_digits(s, 0, &h) || !two_digits(s, 3, &m) || m > 59 ||
	    h > 24 || (h == 24 && m > 0))
		return false;
	*minutes = h * 60 + m;
	return true;
}

static bool
read_window(str s, struct worktime_window *w)
{
	int from, to;

	if (s.n != 11 || s.p[5] != '-' || !read_clock(str_slice(s, 0, 5), &from) ||
	    !read_clock(str_slice(s, 6, 11), &to) || from >= to)
		return false;
	*w = (struct worktime_window){(int16_t)from, (int16_t)to};
	return true;
}

static bool
read_month_day(str s, int *md)
{
	int m, d;
	day any;

	if (s.n != 5 || s.p[2] != '-' || !two_digits(s, 0, &m) || !two_digits(s, 3, &d) ||
	    !day_from_ymd(2000, m, d, &any))
		return false;
	*md = m * 100 + d;
	return true;
}

static bool
read_year(struct worktime_draft *d, const struct row *r)
{
	struct worktime_spec *s = &d->spec;
	int64_t               y;

	if (r->field[1].n != 4 || !str_to_i64(r->field[1], &y) || y < DAY_FIRST_YEAR ||
	    y > DAY_LAST_YEAR)
		return blame(r, WORKTIME_BAD_YEARS, 1);
	for (size_t i = 0; i < s->n_years; i++)
		if (s->years[i] == y)
			return blame(r, WORKTIME_TWICE, 1);
	d->years = room(d->arena, d->years, s->n_years, sizeof(*d->years));
	if (!d->years)
		return blame(r, WORKTIME_MEMORY, 0);
	d->years[s->n_years++] = (int)y;
	s->years = d->years;
	return true;
}

static bool
find_paper(const struct worktime_spec *s, str no, size_t *at)
{
	for (size_t i = s->n_papers; i-- > 0;) /* a row mostly cites the newest */
		if (str_eq(s->papers[i].no, no)) {
			*at = i;
			return true;
		}
	return false;
}

static bool
read_paper(struct worktime_draft *d, const struct row *r)
{
	struct worktime_spec *s = &d->spec;
	struct worktime_paper p = {.no = r->field[1], .title = r->field[3]};
	size_t                at;

	if (p.no.n == 0)
		return blame(r, WORKTIME_NO_NAME, 1);
	if (!day_parse(r->field[2], &p.issued))
		return blame(r, WORKTIME_BAD_DAY, 2);
	if (p.title.n == 0)
		return blame(r, WORKTIME_NO_NAME, 3);
	if (find_paper(s, p.no, &at))
		return blame(r, WORKTIME_TWICE, 1);
	if (r->n > 4)
		p.url = r->field[4];
	if (!(s->papers = room(d->arena, s->papers, s->n_papers, sizeof(*s->papers))))
		return blame(r, WORKTIME_MEMORY, 0);
	s->papers[s->n_papers++] = p;
	return true;
}

static bool
read_day(struct worktime_draft *d, const struct row *r, bool works)
{
	struct worktime_spec    *s = &d->spec;
	struct worktime_override o = {.works = works, .name = r->field[2]};

	if (!day_parse(r->field[1], &o.on))
		return blame(r, WORKTIME_BAD_DAY, 1);
	if (o.name.n == 0)
		return blame(r, WORKTIME_NO_NAME, 2);
	if (!find_paper(s, r->field[3], &o.paper))
		return blame(r, WORKTIME_NO_PAPER, 3);
	/* Rows mostly come in order: only one that goes back can be a double. */
	if (o.on.v > d->newest)
		d->newest = o.on.v;
	else
		for (size_t i = s->n_days; i-- > 0;)
			if (s->days[i].on.v == o.on.v)
				return blame(r, WORKTIME_TWICE, 1);
	if (s->n_days == WORKTIME_DAYS)
		return blame(r, WORKTIME_MANY, 0);
	if (!(s->days = room(d->arena, s->days, s->n_days, sizeof(*s->days))))
		return blame(r, WORKTIME_MEMORY, 0);
	s->days[s->n_days++] = o;
	return true;
}

static bool
read_zone(struct worktime_draft *d, const struct row *r)
{
	str z = r->field[1];
	int minutes;

	if (d->zone_set)
		return blame(r, WORKTIME_TWICE, 0);
	if (z.n != 6 || (z.p[0] != '+' && z.p[0] != '-') ||
	    !read_clock(str_slice(z, 1, 6), &minutes) || minutes > DAY_ZONE_MAX)
		return blame(r, WORKTIME_BAD_ZONE, 1);
	d->spec.zone = z.p[0] == '-' ? -minutes : minutes;
	d->zone_set = true;
	return true;
}

static bool
read_ends(const struct row *r, bool *set, enum worktime_ends *ends)
{
	if (*set)
		return blame(r, WORKTIME_TWICE, 0);
	if (str_eq(r->field[1], S("close")))
		*ends = WORKTIME_CLOSE;
	else if (str_eq(r->field[1], S("same")))
		*ends = WORKTIME_SAME;
	else
		return blame(r, WORKTIME_BAD_RULE, 1);
	*set = true;
	return true;
}

static bool
read_hours(struct worktime_draft *d, const struct row *r)
{
	struct worktime_spec *s = &d->spec;
	struct worktime_hours h = {.n = r->n - 3};
	str                   from = r->field[1], to = r->field[2];

	if (str_eq(from, S("all")) && str_eq(to, S("all"))) {
		h.rank = WORKTIME_ALL;
	} else if (from.n == DAY_TEXT) {
		h.rank = WORKTIME_DATES;
		if (!day_parse(from, &h.from))
			return blame(r, WORKTIME_BAD_SEASON, 1);
		if (!day_parse(to, &h.to) || h.to.v < h.from.v)
			return blame(r, WORKTIME_BAD_SEASON, 2);
	} else {
		h.rank = WORKTIME_SEASON;
		if (!read_month_day(from, &h.from_md))
			return blame(r, WORKTIME_BAD_SEASON, 1);
		if (!read_month_day(to, &h.to_md))
			return blame(r, WORKTIME_BAD_SEASON, 2);
	}
	for (size_t i = 0; i < h.n; i++)
		if (!read_window(r->field[3 + i], &h.window[i]) ||
		    (i > 0 && h.window[i].from <= h.window[i - 1].to))
			return blame(r, WORKTIME_BAD_WINDOW, 3 + i);
	if (s->n_hours == WORKTIME_HOURS)
		return blame(r, WORKTIME_MANY, 0);
	if (!(s->hours = room(d->arena, s->hours, s->n_hours, sizeof(*s->hours))))
		return blame(r, WORKTIME_MEMORY, 0);
	s->hours[s->n_hours++] = h;
	return true;
}

static bool
read_row(struct worktime_draft *d, const struct row *r)
{
	static const struct {
		str    word;
		size_t min, max;
	} form[] = {
	    {STR_INIT("year"), 2, 2},           {STR_INIT("paper"), 4, 5},
	    {STR_INIT("off"), 4, 4},            {STR_INIT("work"), 4, 4},
	    {STR_INIT("zone"), 2, 2},           {STR_INIT("workday_ends"), 2, 2},
	    {STR_INIT("natural_ends"), 2, 2},   {STR_INIT("hours"), 4, FIELDS},
	};
	size_t i = 0;

	while (i < NITEMS(form) && !str_eq(form[i].word, r->field[0]))
		i++;
	if (i == NITEMS(form))
		return blame(r, WORKTIME_BAD_WORD, 0);
	if (r->n < form[i].min)
		return blame(r, WORKTIME_BAD_FIELDS, r->n);
	if (r->n > form[i].max)
		return blame(r, WORKTIME_BAD_FIELDS, form[i].max);
	switch (i) {
	case 0:
		return read_year(d, r);
	case 1:
		return read_paper(d, r);
	case 2:
		return read_day(d, r, false);
	case 3:
		return read_day(d, r, true);
	case 4:
		return read_zone(d, r);
	case 5:
		return read_ends(r, &d->workday_set, &d->spec.workday_ends);
	case 6:
		return read_ends(r, &d->natural_set, &d->spec.natural_ends);
	default:
		return read_hours(d, r);
	}
}

bool
worktime_read(struct worktime_draft *d, str text, struct worktime_bad *bad)
{
	struct row r = {.bad = bad};

	if (str_starts(text, S("\xEF\xBB\xBF"))) /* some editors insist on a BOM */
		text = str_slice(text, 3, text.n);
	while (text.p) {
		str line = str_cut(&text, '\n');

		r.line++;
		/* Spreadsheets add tabs at the end of short lines, and CR. */
		while (line.n > 0 && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\t'))
			line.n--;
		if (line.n == 0 || line.p[0] == '#')
			continue;
		for (r.n = 0; line.p; r.n++) {
			str field = str_cut(&line, '\t');

			if (r.n == FIELDS)
				return blame(&r, WORKTIME_BAD_FIELDS, FIELDS);
			r.field[r.n] = field;
		}
		if (!read_row(d, &r))
			return false;
	}
	return true;
}
