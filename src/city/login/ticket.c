/* Half a way in: tickets, and the one-time link that sets the first password. */
#include "city/login/inside.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city_login_texts.h"

enum { LINK_HOURS = 72, LINK_HOURS_MOST = 24 * 31 };

enum err
ticket_make(struct ctx *cx, int64_t login, str kind, str post, int64_t ends_at, struct secret **token)
{
	char     text[TOKEN_TEXT];
	digest   d;
	int64_t  n;
	enum err e;

	(void)token_new(text);
	*token = secret_copy(cx->arena, text, sizeof(text));
	d = sha256_of((str){text, sizeof(text)});
	secret_wipe(text, sizeof(text));
	if (!*token)
		return ctx_no_memory(cx);
	if ((e = q_ticket_sweep(cx, &(struct q_ticket_sweep_in){.before = ctx_wall(cx)}, &n)) != OK ||
	    (e = q_ticket_forget(cx, &(struct q_ticket_forget_in){.login_id = login, .kind = kind}, &n)) != OK)
		return e;
	return q_ticket_add(cx,
	                    &(struct q_ticket_add_in){.token = {(const char *)d.b, sizeof(d.b)}, .login_id = login,
	                                              .kind = kind, .post = post.p ? post : S(""), .ends_at = ends_at},
	                    &n);
}

enum err
ticket_of(struct ctx *cx, str token, str kind, struct q_ticket_get_row *out)
{
	digest d = sha256_of(token);

	return q_ticket_get(cx, &(struct q_ticket_get_in){.token = {(const char *)d.b, sizeof(d.b)}, .kind = kind,
	                                                  .now = ctx_wall(cx)}, out);
}

enum err
login_link_of(struct ctx *cx, str token, str *name)
{
	struct q_ticket_get_row t;
	enum err                e = ticket_of(cx, token, TICKET_LINK, &t);

	if (e == OK)
		*name = t.name;
	return e;
}

/* ---- login.link ---- */

#define LOGIN_LINK_IN(X) X(str, name, 1, 2, 40, T_login_field_name, NULL)
struct login_link_in {
	LOGIN_LINK_IN(FIELD_DECL)
};
#define IN_T login_link_in
static const struct field link_fields[] = {LOGIN_LINK_IN(FIELD_ROW)};
#undef IN_T

static enum err
link_hours(struct ctx *cx, int64_t *hours)
{
	str      value;
	int64_t  v;
	enum err e = setting_get(cx, S("login.link_hours"), &value);

	*hours = e == OK && value.p && str_to_i64(value, &v) && v >= 1 && v <= LINK_HOURS_MOST ? v : LINK_HOURS;
	return e;
}

/* The event says until when; the link itself is in the reply and nowhere else. */
static enum err
link_event(struct ctx *cx, const struct q_login_by_name_row *l, int64_t until)
{
	struct record r;
	int64_t       n;
	str           more = arena_printf(cx->arena, "{\"until\":%lld}", (long long)until);
	enum err      e    = q_login_set_factor(
            cx, &(struct q_login_set_factor_in){.id = l->id, .rev = l->rev + 1, .factor_at = l->factor_at}, &n);

	if (e != OK)
		return e;
	if (!more.p)
		return ctx_no_memory(cx);
	record_begin(cx, &r);
	return record_end(cx, &r, "login", l->id, l->rev + 1, "login.link_made", more);
}

static enum err
login_link(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct login_link_in *in = arg;
	struct q_login_by_name_row  l;
	struct secret              *token, *path;
	int64_t                     hours, until;
	str                         text;
	enum err                    e;

	(void)made;
	if ((e = login_kept(cx, in->name, &l)) != OK)
		return e;
	if (login_is_own(cx, l.person_id))
		return refuse(cx, ERR_RULE, "name", T_login_link_not_self);
	if (l.disabled_at.some)
		return refuse(cx, ERR_RULE, "name", T_login_unknown, l.name);
	if ((e = link_hours(cx, &hours)) != OK)
		return e;
	until = ctx_wall(cx) + hours * 3600 * 1000;
	if ((e = ticket_make(cx, l.id, TICKET_LINK, STR_NONE, until, &token)) != OK ||
	    (e = link_event(cx, &l, until)) != OK)
		return e;
	text = arena_printf(cx->arena, "/first?t=%.*s", STR_ARG(secret_show(token)));
	if (!text.p || !(path = secret_copy(cx->arena, text.p, text.n)))
		return ctx_no_memory(cx);
	*out = (struct reply){.id = l.id, .done = T_login_link_made,
	                      .arg = {l.name, arena_printf(cx->arena, "%lld", (long long)hours)},
	                      .secret = secret_show(path)};
	return OK;
}

/* ---- login.first ---- */

#define LOGIN_FIRST_IN(X)                                               \
	X(secret, ticket, 1, 1, 60, T_login_field_ticket, NULL)         \
	X(secret, password, 1, 1, 128, T_login_field_new, NULL)         \
	X(str, address, 1, 1, 64, T_login_field_address, NULL)
struct login_first_in {
	LOGIN_FIRST_IN(FIELD_DECL)
};
#define IN_T login_first_in
static const struct field first_fields[] = {LOGIN_FIRST_IN(FIELD_ROW)};
#undef IN_T

struct first {
	char hash[PASSWORD_TEXT]; /* empty: the link serves no more */
};

/* Without a link that serves nothing is hashed: whoever tries costs nothing. */
static enum err
prepare_first(struct ctx *cx, const void *arg, void **made)
{
	const struct login_first_in *in = arg;
	struct first                *f = ARENA_NEW(cx->arena, struct first);
	struct q_ticket_get_row      t;
	struct secret               *password;
	text_id                      wrong;
	enum err                     e;

	if (!f)
		return ctx_no_memory(cx);
	*made = f;
	e = ticket_of(cx, in->ticket, TICKET_LINK, &t);
	if (e != OK)
		return e == ERR_NONE ? OK : e;
	if ((wrong = password_fault(in->password, t.name)) != T_none)
		return refuse(cx, ERR_INPUT, "password", wrong);
	if (!(password = secret_copy(cx->arena, in->password.p, in->password.n)))
		return ctx_no_memory(cx);
	return password_hash(password, f->hash);
}

static enum err
login_first(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct login_first_in *in = arg;
	const struct first          *f = made;
	struct q_ticket_get_row      t;
	struct q_login_by_name_row   l;
	enum err                     e;

	e = ticket_of(cx, in->ticket, TICKET_LINK, &t);
	if (e == OK && (e = login_find(cx, t.name, &l)) == OK)
		e = ticket_of(cx, in->ticket, TICKET_LINK, &t); /* of two at once the second finds it gone */
	if (e == ERR_NONE || (e == OK && !f->hash[0])) {
		*out = (struct reply){.done = T_login_link_over};
		return login_refused(cx, S(""), in->address, REFUSED_LINK);
	}
	if (e != OK ||
	    (e = login_set_password(cx, l.id, l.rev + 1, f->hash, false, l.disabled_at, "login.link_used")) != OK ||
	    (e = login_forget_failures(cx, "login", l.name)) != OK || (e = sessions_end(cx, l.id, 0)) != OK ||
	    (e = city_changed(cx)) != OK)
		return e;
	l.rev++;
	l.must_change = false;
	return session_enter(cx, &l, &(struct entry_said){.address = in->address}, out);
}

const struct command login_link_cmd = {
    .name = "login.link",
    .summary = T_login_link_summary,
    .perm = PERM_USER_EDIT,
    .in = link_fields,
    .nin = NITEMS(link_fields),
    .in_size = sizeof(struct login_link_in),
    .no_key = true,
    .apply = login_link,
};
const struct command login_first_cmd = {
    .name = "login.first",
    .summary = T_login_first_summary,
    .perm = PERM_SYSTEM,
    .in = first_fields,
    .nin = NITEMS(first_fields),
    .in_size = sizeof(struct login_first_in),
    .prepare = prepare_first,
    .slow = true,
    .no_key = true,
    .apply = login_first,
    .outcome = session_outcome,
};
