/* The second factor and one-time links: what serves once, what waits, who may take it away. */
#include "city/city.h"
#include "city/login/inside.h"
#include "kit/totp/totp.h"

#include <unistd.h>

static const char home[] = "10.0.0.1";
static struct store *st;
static struct reply  r;
static str           said;

static str
copy(str v)
{
	str out = STR_NONE;

	ensure(arena_str(st->cx.arena, v, &out));
	return out;
}

/* Who acts: a log-in in its first post. */
static struct actor *
as(const char *login)
{
	struct actor *a;

	ensure(db_begin(st->cx.db) == OK && actor_of_login(&st->cx, str_of(login), STR_NONE, &a) == OK);
	db_rollback(st->cx.db);
	return a;
}

static enum err
run(const char *command, const struct actor *who, struct input *in, size_t n)
{
	st->cx.who = who;
	return run_said(st, command, in, n, &r, &said);
}

static enum err
log_in(const char *login, str password, str code)
{
	struct input in[] = {{S("login"), str_of(login)}, {S("password"), password}, {S("address"), str_of(home)},
	                     {S("code"), code}};

	return run("session.open", &actor_system, in, code.n ? 4 : 3);
}

/* The ticket that the right password brings to a browser: the reply before its outcome. */
static str
ticket_for(const char *login)
{
	enum err e = log_in(login, demo_password, STR_NONE);

	ensure(e == ERR_LOGIN && r.done == T_login_code_needed && r.secret.n == TOKEN_TEXT);
	return copy(r.secret);
}

static enum err
confirm(str ticket, str code)
{
	struct input in[] = {{S("ticket"), ticket}, {S("code"), code}, {S("address"), str_of(home)}};

	return run("session.confirm", &actor_system, in, 3);
}

static enum err
by_name(const char *command, const char *who, const char *name)
{
	struct input in = {S("name"), str_of(name)};

	return run(command, who ? as(who) : &actor_system, &in, 1);
}

static str
unbase32(str text)
{
	static uint8_t out[TOTP_KEY];
	uint32_t       held = 0;
	int            bits = 0;
	size_t         n = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		held = held << 5 | (uint32_t)(c >= 'A' && c <= 'Z' ? c - 'A' : c - '2' + 26);
		for (bits += 5; bits >= 8 && n < sizeof(out); bits -= 8)
			out[n++] = (uint8_t)(held >> (bits - 8));
	}
	return (str){(const char *)out, n};
}

static str
code_at(str key, int64_t now)
{
	return arena_printf(st->cx.arena, "%06u", (unsigned)totp_code(unbase32(key), totp_step(now), TOTP_DIGITS));
}

static const struct factor_offer *
offer_for(const char *login)
{
	const void *out;

	st->cx.who = as(login);
	ensure(shows(st, "factor.offer", NULL, 0, &out) == OK);
	return out;
}

static enum err
set(const char *login, str offer, str code, str password)
{
	struct input in[] = {{S("offer"), offer}, {S("code"), code}, {S("old"), password}};

	return run("factor.set", as(login), in, 3);
}

static const struct login_mine *
mine(const char *login)
{
	const void *out;

	st->cx.who = as(login);
	ensure(shows(st, "login.mine", NULL, 0, &out) == OK);
	return out;
}

static str recovery[8], key;

static void
setting_up(void)
{
	const struct factor_offer *o = offer_for("sj01");
	str                        rest;
	size_t                     n = 0;

	ok(o->key.n == 32 && has(o->address, "otpauth://totp/") && has(o->address, "sj01?secret=") && str_find_str(o->address, o->key) != SIZE_MAX,
	   "%s: a key of 160 bits, and the address for its picture", st->engine);
	key = copy(o->key);
	ok(set("sj01", o->offer, code_at(key, st->cx.now), S("not my password")) == ERR_INPUT && has(said, "口令"),
	   "%s: who took over a session without the password sets nothing", st->engine);
	ok(set("sj01", o->offer, S("000000"), demo_password) == ERR_INPUT && has(said, "动态码不对"),
	   "%s: nor who has not scanned it", st->engine);
	ok(set("aq01", o->offer, code_at(key, st->cx.now), demo_password) == ERR_INPUT && has(said, "重新打开"),
	   "%s: an offer serves nobody else", st->engine);
	st->cx.now += 61 * 60 * 1000;
	ok(set("sj01", o->offer, code_at(key, st->cx.now), demo_password) == ERR_INPUT && has(said, "重新打开"),
	   "%s: nor later than an hour", st->engine);
	o = offer_for("sj01");
	key = copy(o->key);
	ok(set("sj01", o->offer, code_at(key, st->cx.now), demo_password) == OK, "%s: set", st->engine);
	for (rest = copy(r.secret); rest.n && n < NITEMS(recovery);)
		recovery[n++] = str_cut(&rest, '\n');
	ok(n == 8 && rest.n == 0 && recovery[0].n == 19 && !str_eq(recovery[0], recovery[7]),
	   "%s: eight recovery codes, told once", st->engine);
	ok(mine("sj01")->factor_at.v == st->cx.now && mine("sj01")->recovery == 8, "%s: it is so from now on", st->engine);
}

static void
logging_in(void)
{
	str now_code, ticket, again;

	ok(log_in("sj01", demo_password, STR_NONE) == ERR_LOGIN && has(said, "还要动态码"), "%s: the password alone is not enough",
	   st->engine);
	ok(log_in("sj01", demo_password, code_at(key, st->cx.now)) == ERR_LOGIN && has(said, "动态码不对"),
	   "%s: the code that set it up does not serve again", st->engine);
	st->cx.now += TOTP_STEP_MS;
	now_code = code_at(key, st->cx.now);
	ok(log_in("sj01", S("wrong password"), now_code) == ERR_LOGIN && !has(said, "动态码"),
	   "%s: with a wrong password nobody learns of the code", st->engine);
	ok(log_in("sj01", demo_password, now_code) == OK && r.id, "%s: both together are a session", st->engine);
	ok(log_in("sj01", demo_password, now_code) == ERR_LOGIN, "%s: once", st->engine);

	/* A browser: two steps. */
	st->cx.now += TOTP_STEP_MS;
	ticket = ticket_for("sj01");
	ok(confirm(ticket, S("123")) == ERR_LOGIN && has(said, "动态码不对"), "%s: the second step wants the code", st->engine);
	ok(confirm(S("no-such-ticket"), code_at(key, st->cx.now)) == ERR_LOGIN && has(said, "重新登录"),
	   "%s: and the first step before it", st->engine);
	ok(confirm(ticket, code_at(key, st->cx.now)) == OK && r.id && r.secret.n == TOKEN_TEXT, "%s: with both one is in", st->engine);
	st->cx.now += TOTP_STEP_MS;
	ok(confirm(ticket, code_at(key, st->cx.now)) == ERR_LOGIN && has(said, "重新登录"), "%s: a ticket serves once", st->engine);
	ticket = ticket_for("sj01");
	again = ticket_for("sj01");
	ok(confirm(ticket, code_at(key, st->cx.now)) == ERR_LOGIN, "%s: a newer one takes the older one's place", st->engine);
	st->cx.now += TICKET_CODE_MS;
	ok(confirm(again, code_at(key, st->cx.now)) == ERR_LOGIN && has(said, "等得太久"), "%s: after five minutes it is over", st->engine);
	ticket = ticket_for("sj01");
	now_code = code_at(key, st->cx.now);
	ok(confirm(ticket, arena_printf(st->cx.arena, " %.3s %.3s ", now_code.p, now_code.p + 3)) == OK,
	   "%s: spaces in a code are no matter", st->engine);
}

static void
guessing(void)
{
	str ticket;
	int i;

	st->cx.now += TOTP_STEP_MS;
	ticket = ticket_for("sj01");
	for (i = 0; i < 4; i++)
		ok(confirm(ticket, S("000000")) == ERR_LOGIN, "%s: guess %d", st->engine, i + 1);
	ok(confirm(ticket, code_at(key, st->cx.now)) == ERR_MANY, "%s: after four the right code has to wait, too", st->engine);
	ok(log_in("sj01", demo_password, STR_NONE) == ERR_MANY, "%s: and the right password clears nothing", st->engine);
	st->cx.now += 1000;
	ok(confirm(ticket, code_at(key, st->cx.now)) == OK, "%s: then it serves, and the failures are forgotten", st->engine);
}

static void
recovering(void)
{
	str loud = copy(recovery[1]);

	st->cx.now += 1000;
	ok(log_in("sj01", demo_password, recovery[0]) == OK, "%s: a recovery code stands for the telephone", st->engine);
	ok(log_in("sj01", demo_password, recovery[0]) == ERR_LOGIN, "%s: once", st->engine);
	for (size_t i = 0; i < loud.n; i++)
		if (loud.p[i] >= 'a' && loud.p[i] <= 'z')
			((char *)(uintptr_t)loud.p)[i] = (char)(loud.p[i] - 'a' + 'A');
	ok(log_in("sj01", demo_password, loud) == OK, "%s: also in capitals", st->engine);
	is_i64(mine("sj01")->recovery, 6, "%s: six are left", st->engine);
	ok(log_in("sj01", demo_password, S("aaaa-aaaa-aaaa-aaaa")) == ERR_LOGIN, "%s: another text is none", st->engine);
	st->cx.now += 5000;
}

static void
removing(void)
{
	struct input who = {S("who"), S("admins")};
	struct session *x;
	bool            touch;

	ok(by_name("factor.remove", "xt01", "sj01") == ERR_DENIED && by_name("factor.remove", "sj01", "sj01") == ERR_DENIED,
	   "%s: neither the system's nor the audit's administrator takes a factor away", st->engine);
	ensure(set("aq01", offer_for("aq01")->offer, STR_NONE, demo_password) != OK);
	ok(by_name("factor.remove", "aq01", "aq01") == ERR_RULE && has(said, "另一位"), "%s: nobody his own", st->engine);
	ok(by_name("factor.remove", "aq01", "zbz01") == ERR_RULE && has(said, "没有动态码"), "%s: nor what is not there", st->engine);
	ok(run("factor.require", as("xt01"), &who, 1) == ERR_DENIED, "%s: nor does the system's administrator say who needs one", st->engine);
	ok(by_name("factor.remove", "aq01", "sj01") == OK && !mine("sj01")->factor_at.some && mine("sj01")->recovery == 0,
	   "%s: the security administrator takes a lost one away, its recovery codes with it", st->engine);
	ok(log_in("sj01", demo_password, STR_NONE) == OK, "%s: then the password is enough", st->engine);

	ok(run("factor.require", as("aq01"), &who, 1) == OK, "%s: where administrators must have one", st->engine);
	ensure(log_in("sj01", demo_password, STR_NONE) == OK);
	ensure(db_begin(st->cx.db) == OK && session_load(&st->cx, copy(r.secret), &x, &touch) == OK);
	db_rollback(st->cx.db);
	ok(x->must_enrol && !actor_may(&x->actor, PERM_AUDIT_SEE) && actor_may(&x->actor, PERM_SELF),
	   "%s: who has none may set it up and nothing else", st->engine);
	ensure(log_in("zbz01", demo_password, STR_NONE) == OK);
	ensure(db_begin(st->cx.db) == OK && session_load(&st->cx, copy(r.secret), &x, &touch) == OK);
	db_rollback(st->cx.db);
	ok(!x->must_enrol && actor_may(&x->actor, PERM_CASE_FILE), "%s: others go on", st->engine);
	ok(mine("sj01")->factor_required && !mine("zbz01")->factor_required, "%s: and each is told so", st->engine);
	who.value = S("nobody");
	ensure(run("factor.require", as("aq01"), &who, 1) == OK);
}

/* The secret of a link is in no event and in no column. */
static void
links(void)
{
	struct input in[3] = {{S("ticket"), STR_NONE}, {S("password"), S("Qiao-Ben-2026-xx")}, {S("address"), str_of(home)}};
	str          link, older;

	ok(by_name("login.link", "xt01", "ld01") == ERR_DENIED, "%s: links are the security administrator's", st->engine);
	ok(by_name("login.link", "aq01", "aq01") == ERR_RULE && has(said, "直接修改口令"), "%s: not for oneself", st->engine);
	ok(by_name("login.link", "aq01", "nobody") == ERR_NONE, "%s: nor for nobody", st->engine);
	ensure(by_name("login.link", "aq01", "ld01") == OK);
	older = copy(str_slice(r.secret, 9, r.secret.n));
	ok(by_name("login.link", "aq01", "ld01") == OK && str_starts(r.secret, S("/first?t=")) && r.secret.n == 9 + TOKEN_TEXT &&
	       str_eq(r.arg[1], S("72")),
	   "%s: a link, good for 72 hours", st->engine);
	link = copy(str_slice(r.secret, 9, r.secret.n));
	in[0].value = older;
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN && has(said, "已用过或已过期"), "%s: the newest alone is good", st->engine);
	in[0].value = link;
	in[1].value = S("short");
	ok(run("login.first", &actor_system, in, 3) == ERR_INPUT && has(said, "10 个字符"), "%s: passwords are judged as everywhere",
	   st->engine);
	in[1].value = S("Qiao-Ben-2026-xx");
	ok(run("login.first", &actor_system, in, 3) == OK && r.id && r.secret.n == TOKEN_TEXT, "%s: it sets the password and lets in",
	   st->engine);
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN && has(said, "已用过"), "%s: once", st->engine);
	ok(log_in("ld01", S("Qiao-Ben-2026-xx"), STR_NONE) == OK && log_in("ld01", demo_password, STR_NONE) == ERR_LOGIN,
	   "%s: from then on that is the password", st->engine);
	ensure(by_name("login.link", "aq01", "ld02") == OK);
	in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
	st->cx.now += (int64_t)72 * 3600 * 1000;
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN, "%s: after 72 hours it serves no more", st->engine);

	ensure(db_begin(st->cx.db) == OK && setting_put(&st->cx, S("login.link_hours"), S("1")) == OK && db_commit(st->cx.db) == OK);
	ok(by_name("login.link", "aq01", "ld02") == OK && str_eq(r.arg[1], S("1")), "%s: how long is data", st->engine);
	in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
	ensure(by_name("login.disable", "aq01", "ld02") == OK);
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN, "%s: it does not open what was disabled meanwhile", st->engine);

	/* With a second factor the link alone is not enough either. */
	ensure(set("ld01", offer_for("ld01")->offer, S("1"), S("Qiao-Ben-2026-xx")) == ERR_INPUT);
	{
		const struct factor_offer *o = offer_for("ld01");
		str                        k = copy(o->key);

		ensure(set("ld01", o->offer, code_at(k, st->cx.now), S("Qiao-Ben-2026-xx")) == OK);
		ensure(by_name("login.link", "aq01", "ld01") == OK);
		in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
		in[1].value = S("Another-2026-one");
		ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN && r.done == T_login_code_needed &&
		       r.secret.n == TOKEN_TEXT,
		   "%s: who has a second factor is asked for it after the link, too", st->engine);
		st->cx.now += TOTP_STEP_MS;
		ok(confirm(copy(r.secret), code_at(k, st->cx.now)) == OK, "%s: and is in with it", st->engine);
	}
}

/* A way in that was given out before the log-in was closed or its password changed. */
static void
older_ways(void)
{
	struct input in[3] = {{S("ticket"), STR_NONE}, {S("password"), S("Hua-Xi-2026-yyy")}, {S("address"), str_of(home)}};
	struct input change[2] = {{S("old"), demo_password}, {S("new"), S("Long-Shan-2026-zz")}};
	str          ticket;

	ensure(by_name("login.link", "aq01", "pqy01") == OK);
	in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
	ensure(run("login.password", as("pqy01"), change, 2) == OK);
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN, "%s: a link serves no more once its owner has chosen a password",
	   st->engine);
	ensure(by_name("login.link", "aq01", "pqy01") == OK);
	in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
	ensure(by_name("login.reset", "aq01", "pqy01") == OK);
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN, "%s: nor once the password was reset", st->engine);
	ensure(by_name("login.link", "aq01", "pqy01") == OK);
	in[0].value = copy(str_slice(r.secret, 9, r.secret.n));
	ensure(by_name("login.disable", "aq01", "pqy01") == OK && by_name("login.enable", "aq01", "pqy01") == OK);
	ok(run("login.first", &actor_system, in, 3) == ERR_LOGIN, "%s: nor after the log-in was disabled and enabled again",
	   st->engine);

	/* The right password of yesterday, the code of today. */
	{
		const struct factor_offer *o = offer_for("pqy02");
		str                        k = copy(o->key);

		ensure(set("pqy02", o->offer, code_at(k, st->cx.now), demo_password) == OK);
		st->cx.now += TOTP_STEP_MS;
		ticket = ticket_for("pqy02");
		ensure(by_name("login.reset", "aq01", "pqy02") == OK);
		ok(confirm(ticket, code_at(k, st->cx.now)) == ERR_LOGIN && has(said, "重新登录"),
		   "%s: who began with the password before the reset does not get in with the code", st->engine);
		ensure(by_name("factor.remove", "aq01", "pqy02") == OK);
	}
}

/* A session of the security administrator that somebody else uses is worth neither password nor factor of its owner. */
static void
oneself(void)
{
	struct input second[2] = {{S("name"), S("aq01-2")}, {S("person"), S("aq01")}};

	ok(by_name("login.reset", "aq01", "aq01") == ERR_RULE && has(said, "修改"), "%s: nobody resets his own password", st->engine);
	ok(run("login.create", as("aq01"), second, 2) == ERR_RULE && has(said, "另一位"), "%s: nor makes a second log-in for himself",
	   st->engine);
	/* Which the program made for him: it is his, too. */
	ensure(run("login.create", &actor_system, second, 2) == OK);
	ok(by_name("factor.remove", "aq01-2", "aq01") == ERR_RULE && by_name("login.link", "aq01-2", "aq01") == ERR_RULE &&
	       by_name("login.disable", "aq01-2", "aq01") == ERR_RULE,
	   "%s: what one may not do to oneself, not by another of one's log-ins either", st->engine);
	ok(by_name("login.reset", NULL, "aq01-2") == OK, "%s: who has the store itself may", st->engine);
}

/* What renewing read before somebody set another telephone up must not come back. */
static void
renewing_late(str was)
{
	struct q_factor_get_row f, after;
	int64_t                 n, id = as("dcy01")->user;
	str                     now;

	ensure(db_begin(st->cx.db) == OK && q_factor_get(&st->cx, &(struct q_factor_get_in){.login_id = id}, &f) == OK);
	now = copy(f.sealed);
	ok(q_factor_seal(&st->cx, &(struct q_factor_seal_in){.login_id = id, .was = was, .sealed = was}, &n) == OK
	       && n == 0,
	   "%s: what was set meanwhile is left alone", st->engine);
	ensure(q_factor_get(&st->cx, &(struct q_factor_get_in){.login_id = id}, &after) == OK);
	ok(str_eq(after.sealed, now), "%s: and is what it was", st->engine);
	db_rollback(st->cx.db);
}

static struct keyring *
keys(void)
{
	static char     path[400];
	struct keyring *k;

	(void)snprintf(path, sizeof(path), "%s/keys", test_folder());
	(void)unlink(path);
	ensure(keyring_make(&st->cx, str_of(path)) == OK);
	ensure(keyring_load(&st->cx, st->cx.arena, str_of(path), &k) == OK);
	return k;
}

static void
another_key(void)
{
	const struct factor_key_uses *u;
	struct keyring               *k;
	const void                   *out;
	static char                   path[400];
	str                           kept, was;

	(void)snprintf(path, sizeof(path), "%s/keys", test_folder());
	{
		const struct factor_offer *o = offer_for("dcy01");

		kept = copy(o->key);
		ensure(set("dcy01", o->offer, code_at(kept, st->cx.now), demo_password) == OK);
	}
	{
		struct q_factor_get_row f;
		int64_t                 id = as("dcy01")->user;

		ensure(db_begin(st->cx.db) == OK &&
		       q_factor_get(&st->cx, &(struct q_factor_get_in){.login_id = id}, &f) == OK);
		was = copy(f.sealed);
		db_rollback(st->cx.db);
	}
	ensure(keyring_rotate(&st->cx, str_of(path)) == OK);
	ensure(keyring_load(&st->cx, st->cx.arena, str_of(path), &k) == OK);
	login_use_keys(k);
	ok(run("factor.renew", &actor_system, NULL, 0) == OK, "%s: another key of the keyring", st->engine);
	st->cx.who = &actor_system;
	ensure(shows(st, "factor.keys", NULL, 0, &out) == OK);
	u = out;
	ok(u->n == 1 && u->use[0].id == keyring_current(k) && u->use[0].n == 2, "%s: all lie under it then", st->engine);
	renewing_late(was);
	st->cx.now += TOTP_STEP_MS;
	ok(log_in("dcy01", demo_password, code_at(kept, st->cx.now)) == OK, "%s: and open as before", st->engine);
	login_use_keys(NULL);
	st->cx.now += TOTP_STEP_MS;
	ok(log_in("dcy01", demo_password, code_at(kept, st->cx.now)) == ERR_RULE && has(said, "密钥文件"),
	   "%s: without the keyring nobody gets past it", st->engine);
	(void)unlink(path);
}

static void
test(struct store *s)
{
	struct keyring *k;

	st = s;
	session_cache_clear();
	make_city(s);
	ensure(db_begin(st->cx.db) == OK && setting_put(&st->cx, S("demo"), S("1")) == OK && db_commit(st->cx.db) == OK);
	ensure(run("login.demo", &actor_system, NULL, 0) == OK);
	k = keys();
	login_use_keys(k);
	setting_up();
	logging_in();
	guessing();
	recovering();
	removing();
	links();
	older_ways();
	oneself();
	another_key();
	st->cx.who = &actor_system;
	ok(folds(s, login_aggregates, login_aggregates_n), "%s: log-ins equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
