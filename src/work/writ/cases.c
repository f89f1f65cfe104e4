/* What papers about one case say: to put it right, and to hurry. */
#include "base/ensure.h"
#include "work/docket/docket.h"
#include "work/writ/inside.h"
#include "work_writ_texts.h"
#include "writ_sql.h"

/* Neither what was told in people's own words nor anybody's name: a paper outlives what is erased. */
#define TEXTS(X) \
	X(title, T_writ_f_title) \
	X(unit, T_writ_f_unit) \
	X(no, T_writ_f_no) \
	X(what, T_writ_f_what) \
	X(code, T_writ_f_code) \
	X(condition, T_writ_f_condition) \
	X(place, T_writ_f_place) \
	X(spot, T_writ_f_spot) \
	X(found, T_writ_f_found) \
	X(due, T_writ_f_due) \
	X(left, T_writ_f_left) \
	X(rework, T_writ_f_rework) \
	X(returns, T_writ_f_returns) \
	X(nth, T_writ_f_nth) \
	X(issuer, T_writ_f_issuer) \
	X(day, T_writ_f_day) \
	X(year, T_writ_f_year) \
	X(at, T_writ_f_at) \
	X(position, T_writ_f_position)
#define FIELD(code, label) {#code, OFFICE_IS_TEXT, label, NULL, 0},
static const struct office_field fields[] = {TEXTS(FIELD)};
enum {
#define X(code, label) F_##code,
	TEXTS(X)
#undef X
	    F_MAX
};

/* What is printed is Chinese whoever prints it. */
static str
say(struct ctx *cx, text_id id, str a, str b, str c, str d)
{
	struct buf out;

	buf_init(&out, cx->arena, BUF_PATH);
	text_add(&out, id, ZH, (const str[]){a, b, c, d}, 4);
	return buf_str(&out);
}

static str
number(struct ctx *cx, int64_t n)
{
	return arena_printf(cx->arena, "%lld", (long long)n);
}

static str
date_of(struct ctx *cx, int64_t at, int32_t *ms)
{
	struct day_ymd d;
	day            on;

	ensure(day_of_ms(at, cx->zone, &on, ms));
	d = day_to_ymd(on);
	return say(cx, T_writ_date, number(cx, d.year), number(cx, d.month), number(cx, d.day), STR_NONE);
}

str
writ_date(struct ctx *cx, int64_t at)
{
	int32_t ms;

	return date_of(cx, at, &ms);
}

str
writ_moment(struct ctx *cx, int64_t at)
{
	int32_t ms;
	str     date = date_of(cx, at, &ms);

	return say(cx, T_writ_moment, date, number(cx, ms / 3600000),
	           arena_printf(cx->arena, "%02d", ms / 60000 % 60), STR_NONE);
}

/* How far it is from the deadline, by the clock on the wall. */
static str
left_of(struct ctx *cx, const struct case_page *p)
{
	enum { HOUR = 3600000 };
	int64_t hours;

	if (!p->due_at.some)
		return S("");
	hours = (p->due_at.v > cx->now ? p->due_at.v - cx->now : cx->now - p->due_at.v) / HOUR;
	return say(cx, p->due_at.v > cx->now ? T_writ_left : T_writ_late, number(cx, hours / 24),
	           number(cx, hours % 24), STR_NONE, STR_NONE);
}

static str
places(struct ctx *cx, const struct case_page *p)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	/* Down from the district: what lies above it everybody here knows. */
	for (size_t i = p->n_up > 3 ? p->n_up - 3 : 0; i < p->n_up; i++)
		buf_add(&b, p->up[i]);
	return buf_str(&b);
}

static enum err
read_case(struct ctx *cx, int64_t id, const struct case_page **p)
{
	const struct view *v = view_find(S("case.get"));
	const void        *in, *out;
	enum err           e;

	ensure(v != NULL);
	e = command_bind(cx, v->in, v->nin, v->in_size, &(struct input){S("id"), number(cx, id)}, 1, &in);
	if (e == OK && (e = v->run(cx, in, &out)) == OK)
		*p = out;
	return e;
}

static bool
in_hands(const struct case_page *p)
{
	return p->unit_id.some &&
	       (p->state == CASE_DISPATCHED || p->state == CASE_WORKING || p->state == CASE_REWORK);
}

static enum err
facts(struct ctx *cx, const struct writ_form *form, const struct case_page *p, int64_t nth, struct writ_facts *out)
{
	struct office_value *v = ARENA_NEWS(cx->arena, F_MAX, struct office_value);
	int32_t              ms;
	str                  date;

	if (!v)
		return ctx_no_memory(cx);
	date = date_of(cx, cx->now, &ms);
	v[F_title].text = text_get(form->label, ZH);
	v[F_unit].text = p->unit_name;
	v[F_no].text = p->no;
	v[F_what].text = p->class_name;
	v[F_code].text = p->class_code;
	v[F_condition].text = p->condition;
	v[F_place].text = places(cx, p);
	v[F_spot].text = p->address;
	v[F_found].text = writ_moment(cx, p->reported_at);
	v[F_due].text = p->due_at.some ? writ_moment(cx, p->due_at.v) : text_get(T_writ_no_due, ZH);
	v[F_left].text = left_of(cx, p);
	v[F_rework].text = number(cx, p->rework);
	v[F_returns].text = number(cx, p->came_back);
	v[F_nth].text = number(cx, nth);
	v[F_issuer].text = cx->who->unit_name;
	v[F_day].text = date;
	v[F_year].text = str_slice(date, 0, 4);
	v[F_at].text = writ_moment(cx, cx->now);
	v[F_position].text = number(cx, p->sealed);
	for (size_t i = 0; i < F_MAX; i++)
		if (!v[i].text.p)
			v[i].text = S("");
	*out = (struct writ_facts){v, p->unit_id.v, p->sealed, p->no};
	return OK;
}

static enum err
gather_order(struct ctx *cx, const struct writ_form *form, int64_t case_id, int64_t nth, struct writ_facts *out)
{
	const struct case_page *p = NULL;
	enum err                e = read_case(cx, case_id, &p);

	if (e != OK)
		return e;
	return in_hands(p) ? facts(cx, form, p, nth, out) : refuse(cx, ERR_RULE, "kind", T_writ_nobody, p->no);
}

static enum err
gather_urge(struct ctx *cx, const struct writ_form *form, int64_t case_id, int64_t nth, struct writ_facts *out)
{
	const struct case_page *p = NULL;
	enum err                e = read_case(cx, case_id, &p);
	bool                    late;

	if (e != OK)
		return e;
	if (!in_hands(p))
		return refuse(cx, ERR_RULE, "kind", T_writ_nobody, p->no);
	late = p->overdue || (p->due_at.some && p->due_at.v < cx->now);
	return late || p->rework > 0 || p->came_back > 0 ? facts(cx, form, p, nth, out)
	                                                  : refuse(cx, ERR_RULE, "kind", T_writ_no_hurry, p->no);
}

/* A33: what was urged and is still not done; the office says in its template where and when. */
static enum err
gather_talk(struct ctx *cx, const struct writ_form *form, int64_t case_id, int64_t nth, struct writ_facts *out)
{
	struct q_writ_count_row urged;
	enum err                e = gather_urge(cx, form, case_id, nth, out);

	if (e != OK || (e = q_writ_count(cx, &(struct q_writ_count_in){case_id, S("urge")}, &urged)) != OK)
		return e;
	return urged.n > 0 ? OK : refuse(cx, ERR_RULE, "kind", T_writ_not_urged, out->case_no);
}

enum { BOTH = 1 << WRIT_DOCX | 1 << WRIT_TEXT };
const struct writ_form writ_case_forms[] = {
    {"order", T_writ_order, T_writ_order_what, fields, NITEMS(fields), gather_order, NULL, BOTH},
    {"urge", T_writ_urge, T_writ_urge_what, fields, NITEMS(fields), gather_urge, NULL, BOTH},
    {"talk", T_writ_talk, T_writ_talk_what, fields, NITEMS(fields), gather_talk, NULL, BOTH},
};
const size_t writ_case_forms_n = NITEMS(writ_case_forms);
