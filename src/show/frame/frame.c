/* Frames: who looks, what may be seen, and the two ends of a page. */
#include "show/frame/frame.h"

#include "base/clock.h"
#include "base/day.h"
#include "city/unit/roles.h"
#include "show_frame_texts.h"

static const struct frame_site  nameless;
static const struct frame_site *the_site = &nameless;

void
frame_site_use(const struct frame_site *site)
{
	the_site = site;
}

const struct frame_site *
frame_site(void)
{
	return the_site;
}

static text_id
weekday(int64_t now, int zone)
{
	static const text_id name[] = {T_none,           T_frame_monday, T_frame_tuesday,  T_frame_wednesday,
	                               T_frame_thursday, T_frame_friday, T_frame_saturday, T_frame_sunday};
	day                  d;
	int32_t              ms;

	return day_of_ms(now, zone, &d, &ms) ? name[day_weekday(d)] : T_none;
}

static void
clock_texts(const struct ctx *cx, struct frame *f)
{
	struct buf day_and_time, iso;

	buf_init(&day_and_time, cx->arena, BUF_PATH);
	buf_init(&iso, cx->arena, BUF_PATH);
	clock_add_minute(&day_and_time, cx->now, cx->zone);
	clock_add_iso(&iso, cx->now, cx->zone);
	f->asof = buf_str(&day_and_time);
	f->asof_iso = buf_str(&iso);
	f->weekday = weekday(cx->now, cx->zone);
}

static void
sections(str path, struct frame *f)
{
	f->at_cases = str_eq(path, S("/cases")) || str_starts(path, S("/cases/"));
	f->at_report = str_eq(path, S("/report")) || str_starts(path, S("/report/"));
	f->at_papers = str_eq(path, S("/papers")) || str_starts(path, S("/papers/")) ||
	               str_starts(path, S("/templates")) || str_starts(path, S("/editions"));
	f->at_bulletin = str_eq(path, S("/bulletin")) || str_starts(path, S("/bulletin/")) ||
	                 str_starts(path, S("/zones"));
	f->at_seal = str_eq(path, S("/seal")) || str_starts(path, S("/seal/"));
	f->at_posts = str_eq(path, S("/units")) || str_starts(path, S("/units/")) || str_eq(path, S("/posts")) ||
	              str_starts(path, S("/posts/"));
	f->at_classes = str_eq(path, S("/classes")) || str_starts(path, S("/classes/"));
	f->at_lists = str_starts(path, S("/schemes")) || str_starts(path, S("/standards")) ||
	              str_starts(path, S("/tasks")) || str_starts(path, S("/plan")) ||
	              str_starts(path, S("/findings")) || str_starts(path, S("/recheck")) ||
	              str_starts(path, S("/disputes")) ||
	              str_eq(path, S("/repeats")) ||
	              str_starts(path, S("/materials")) ||
	              str_starts(path, S("/inquiries")) || str_eq(path, S("/burden"));
	f->at_meetings = str_starts(path, S("/meeting"));
	f->at_calendar = str_eq(path, S("/calendar"));
	f->at_duties = str_eq(path, S("/duties")) || str_starts(path, S("/duties/")) ||
	               str_starts(path, S("/precedents"));
	f->at_messages = str_eq(path, S("/messages")) || str_starts(path, S("/messages/")) ||
	                 str_eq(path, S("/channels")) || str_starts(path, S("/channels/"));
	f->at_logins = str_eq(path, S("/logins")) || str_eq(path, S("/people")) || str_starts(path, S("/people/"));
	f->at_audit = str_starts(path, S("/audit"));
	f->at_me = str_eq(path, S("/me"));
	f->at_style = str_eq(path, S("/style"));
	f->at_keys = str_eq(path, S("/keys"));
}

str
frame_role(const struct ctx *cx, str name)
{
	for (int r = 0; r < ROLE_MAX; r++)
		if (str_eq(name, text_get(role_label((enum role)r), ZH)))
			return text_get(role_label((enum role)r), cx->lang);
	return name;
}

str
frame_here(const struct http_request *rq)
{
	str here = rq->path;

	for (size_t i = 0; here.p && i < rq->nquery; i++)
		if (!str_eq(rq->query[i].name, S("lang")) && !str_eq(rq->query[i].name, S("skin")) &&
		    !str_eq(rq->query[i].name, S("done")) &&
		    !str_eq(rq->query[i].name, S("answer")))
			here = frame_with(rq->cx->arena, here, rq->query[i].name, rq->query[i].value);
	return here.p ? here : rq->path;
}

/* The words of an answer that a command takes, by its value. */
static text_id
answered(const struct command *c, str value)
{
	for (size_t i = 0; i < c->nin; i++)
		for (const struct choice *x = c->in[i].choices; x && x->value; x++)
			if (str_eq(str_of(c->in[i].name), S("answer")) && str_eq(str_of(x->value), value))
				return x->label;
	return T_none;
}

static bool
is_skin(str name)
{
	return str_eq(name, S("dark")) || str_eq(name, S("auto")) || str_eq(name, S("light"));
}

/* What the address asks for; a skin that there is not is as good as none. */
static str
skin_of(const struct http_request *rq)
{
	str want = http_query(rq, S("skin"));

	return is_skin(want) ? want : http_cookie(rq, S("skin"));
}

enum err
frame_keep(const struct http_request *rq, struct http_reply *rp, const char *name, str value)
{
	str cookie = arena_printf(rq->cx->arena, "%s=%.*s; Path=/; Max-Age=%d; SameSite=Lax", name, STR_ARG(value),
	                          value.n ? 31536000 : 0);

	if (!cookie.p)
		return ctx_no_memory(rq->cx);
	http_add_header(rp, "Set-Cookie", cookie);
	return OK;
}

enum err
frame_keep_skin(const struct http_request *rq, struct http_reply *rp)
{
	str want = http_query(rq, S("skin"));

	return is_skin(want) ? frame_keep(rq, rp, "skin", want) : OK;
}

void
frame_of(struct http_request *rq, struct frame *f)
{
	const struct ctx     *cx = rq->cx;
	const struct actor   *who = cx->who;
	const struct command *done = command_find(http_query(rq, S("done")));
	str                   size = http_cookie(rq, S("size")), skin = skin_of(rq);

	*f = (struct frame){.site = the_site->name, .demo = the_site->demo, .here = frame_here(rq)};
	if (str_eq(size, S("big")) || str_eq(size, S("huge")))
		f->size = size;
	f->dark = str_eq(skin, S("dark"));
	f->auto_ = str_eq(skin, S("auto"));
	f->keyless = str_eq(http_cookie(rq, S("keys")), S("off"));
	clock_texts(cx, f);
	sections(rq->path, f);
	if (done) {
		f->done = done->summary;
		f->done_answer = answered(done, http_query(rq, S("answer")));
	}
	if (!who)
		return;
	f->in = true;
	f->demo = f->demo || who->demo;
	f->role = frame_role(cx, who->role_name);
	f->name = who->name;
	f->unit = who->unit_name;
	f->may_cases = actor_may(who, PERM_CASE_SEE);
	f->may_report = actor_may(who, PERM_CASE_REPORT);
	f->may_bulletin = actor_may(who, PERM_BULLETIN_SEE);
	f->may_seal = actor_may(who, PERM_SEAL_SEE);
	f->may_posts = actor_may(who, PERM_CITY_EDIT);
	f->may_lists = f->may_cases || f->may_posts;
	f->may_messages = actor_may(who, PERM_MESSAGE_SEE);
	f->may_meetings = actor_may(who, PERM_MEETING_SEE);
	f->lists = f->may_cases ? S("/tasks") : S("/schemes");
	f->may_logins = actor_may(who, PERM_USER_EDIT);
	f->may_audit = actor_may(who, PERM_AUDIT_SEE);
}

void
frame_begin(struct http_request *rq, struct html_cx *h, struct buf *b)
{
	buf_init(b, rq->cx->arena, BUF_PAGE);
	html_init(h, b, rq->cx, http_csrf(rq), rq->id);
}

enum err
frame_end(const struct html_cx *h, struct http_reply *rp, int status)
{
	html     page;
	enum err e;

	if ((e = html_end(h, &page)) != OK)
		return e;
	http_html(rp, html_bytes(page));
	rp->status = status;
	return OK;
}

str
frame_label(const struct ctx *cx, text_id id)
{
	return frame_capital(cx, text_get(id, cx->lang));
}

str
frame_capital(const struct ctx *cx, str s)
{
	char *p;

	if (cx->lang != EN || s.n == 0 || s.p[0] < 'a' || s.p[0] > 'z' || !(p = arena_z(cx->arena, s)))
		return s;
	p[0] = (char)(p[0] - 'a' + 'A');
	return (str){p, s.n};
}

/* Percent-encoded but for what no place in an address or a header minds. */
static void
add_escaped(struct buf *b, str value)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
		    c == '.' || c == '_' || c == '~') {
			buf_char(b, (char)c);
		} else {
			buf_char(b, '%');
			buf_char(b, hex[c >> 4]);
			buf_char(b, hex[c & 15]);
		}
	}
}

str
frame_attachment(struct arena *a, str plain, str name)
{
	struct buf b;

	buf_init(&b, a, BUF_LINE);
	buf_printf(&b, "attachment; filename=\"%.*s\"; filename*=UTF-8''", STR_ARG(plain));
	add_escaped(&b, name);
	return b.err ? STR_NONE : buf_str(&b);
}

str
frame_with(struct arena *a, str path, str name, str value)
{
	struct buf b;

	buf_init(&b, a, BUF_PATH);
	buf_add(&b, path);
	buf_char(&b, str_find(path, '?') == SIZE_MAX ? '?' : '&');
	buf_add(&b, name);
	buf_char(&b, '=');
	add_escaped(&b, value);
	return b.err ? STR_NONE : buf_str(&b);
}
