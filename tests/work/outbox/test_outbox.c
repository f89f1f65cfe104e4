/* Messages on a store, both engines: made once, held, merged, taken, told, dead, again; nothing personal in them. */
#include "outbox_sql.h"
#include "work/acts/city_case.h"
#include "work/outbox/inside.h"

#include <unistd.h>

static const struct db_schema *schemas[NITEMS(case_schemas) + 1];

static const char robot[] = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k3y-0123456789-9f3c";

/* ---- What the tests do ---- */

static const struct outbox_show *
message(int64_t id)
{
	static const struct outbox_show nothing = {.item.state = OUTBOX_STATE_MAX};
	struct input                    in[] = {{S("id"), str_of(num(id))}};
	const void                     *out;

	as("xt01");
	return shows(st, "message.show", in, 1, &out) == OK ? out : &nothing;
}

static size_t
listed(const char *login, const char *state, const char *channel)
{
	struct input in[2];
	size_t       n = 0;
	const void  *out;

	if (state)
		in[n++] = (struct input){S("state"), str_of(state)};
	if (channel)
		in[n++] = (struct input){S("channel"), str_of(channel)};
	as(login);
	return shows(st, "message.list", in, n, &out) == OK ? ((const struct outbox_list *)out)->n : 999;
}

/* The message that may go now on a channel; 0: none. */
static int64_t
taken(int64_t channel)
{
	ensure(does(NULL, "message.take", "channel", num(channel), NULL) == OK);
	return said_reply.id;
}

static enum err
told(int64_t id, enum post_fate fate, enum post_why why, const char *pause)
{
	return does(NULL, "message.told", "id", num(id), "fate", num(fate), "why", num(why), "code", "7", "said",
	    "words",
	            "pause", pause, NULL);
}

static size_t
is_ready(int64_t channel)
{
	const void *out;
	size_t      n = 0;

	as(NULL);
	ensure(shows(st, "message.ready", NULL, 0, &out) == OK);
	for (size_t i = 0; i < ((const struct outbox_ready *)out)->n; i++)
		n += ((const struct outbox_ready *)out)->channel[i] == channel;
	return n;
}

static int64_t
tested(int64_t channel)
{
	ensure(does("xt01", "channel.test", "id", num(channel), NULL) == OK);
	return said_reply.id;
}

static void
later(int64_t ms)
{
	st->cx.now += ms;
}

static void
take_keys(void)
{
	static struct arena *a;
	struct keyring      *k;
	str                  path = arena_printf(st->cx.arena, "%s/outbox.keys", test_folder());
	char                *z = arena_z(st->cx.arena, path);

	if (!a)
		a = arena_new(1 << 20);
	ensure(z != NULL);
	(void)unlink(z);
	ensure(keyring_make(&st->cx, path) == OK && keyring_load(&st->cx, a, path, &k) == OK);
	outbox_use_keys(k);
}

/* ---- Channels ---- */

static int64_t group, wide, mailbox;

static void
channels(void)
{
	const void                    *out;
	const struct outbox_channels  *l = NULL;
	const struct outbox_letter    *letter;
	struct input                   in[1];
	int64_t                        id;

	outbox_use_keys(NULL);
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", robot, NULL) == ERR_RULE,
	   "%s: without keys no channel is kept", st->engine);
	take_keys();
	ok(does("zbz01", "channel.add", "name", "群", "kind", "wecom", "address", robot, NULL) == ERR_DENIED,
	   "the system administrator keeps channels, nobody else");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "http://qyapi.weixin.qq.com/x",
	    NULL) == ERR_INPUT,
	   "without TLS it is refused");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "http://127.0.0.1/x",
	    NULL) == ERR_INPUT &&
	       has(said, "--post-to"),
	   "an inner address, too, with what to do: %.*s", STR_ARG(said));
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "https://example.com/x", NULL) == ERR_INPUT &&
	       has(said, "qyapi.weixin.qq.com") && has(said, "example.com"),
	   "a robot at a host that is not its maker's, with the host that is: %.*s", STR_ARG(said));
	ok(does("xt01", "channel.add", "name", "群", "kind", "dingtalk", "address", robot, NULL) == ERR_INPUT &&
	       has(said, "oapi.dingtalk.com"),
	   "nor does one robot stand at the other's host");
	ok(does("xt01", "message.rules", "gateways", "https://wx.example.gov.cn", NULL) == ERR_INPUT &&
	       has(said, "wx.example.gov.cn"), "a gateway is a host");
	ok(does("xt01", "message.rules", "gateways", "a.example.cn；WX.example.gov.cn:8443", NULL) == OK,
	   "hosts of private deployments are data");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "https://wx.example.gov.cn:8444/x",
	    NULL) == ERR_INPUT, "a port is meant");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "https://wx.example.gov.cn:8443/x", "quiet",
	    "22:00~07:00", NULL) == ERR_INPUT && has(said, "22:00") && !has(said, "qyapi"),
	   "at one of them it is no fault: %.*s", STR_ARG(said));
	ok(does("xt01", "message.rules", "gateways", "-", NULL) == OK, "and taken out again");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", "https://wx.example.gov.cn:8443/x",
	    NULL) == ERR_INPUT, "then they are refused");
	ok(does("xt01", "channel.add", "name", "邮", "kind", "mail", "address", "smtp://mail.example.cn",
	    NULL) == ERR_INPUT &&
	       has(said, "收件人") && has(said, "发件邮箱"),
	   "all that is missing of a mailbox is said at once");
	ok(does("xt01", "channel.add", "name", "群", "kind", "wecom", "address", robot, "quiet", "22:00~07:00",
	    NULL) == ERR_INPUT,
	   "quiet hours as they are written");
	ok(does("xt01", "channel.add", "name", "处置群", "kind", "wecom", "address", robot, "unit", "T001", "due", "1",
	    "overdue",
	        "1", "per_day", "3", NULL) == OK,
	   "a unit's group: %.*s", STR_ARG(said));
	group = said_reply.id;
	ok(does("xt01", "channel.add", "name", "指挥群", "kind", "dingtalk", "address",
	        "https://oapi.dingtalk.com/robot/send?access_token=t0k3n-abcdefgh", "secret", "SECs3cr3t", "place",
	        "350602", "overdue",
	        "1", "bulletin", "1", "quiet", "22:00-07:30", NULL) == OK,
	   "the district's group");
	wide = said_reply.id;
	ok(does("xt01", "channel.add", "name", "处置岗邮箱", "kind", "mail", "address", "smtps://mail.example.cn", "from",
	        "duban@example.cn", "to", "post@example.cn", "post", "T001-cz", "due", "1", "digest", "10",
	        NULL) == OK,
	   "a post's mailbox: %.*s", STR_ARG(said));
	mailbox = said_reply.id;
	as("xt01");
	ok(shows(st, "channel.list", NULL, 0, &out) == OK && (l = out)->n == 3, "three channels");
	is_str(l ? l->item[0].shown : STR_NONE, S("qyapi.weixin.qq.com …9f3c"),
	    "of a robot's address the host and four characters are shown");
	ok(!has(json_of(st, "channel.list", out), "k3y-") && !has(json_of(st, "channel.list", out), "s3cr3t"),
	    "and no more anywhere");
	as("cz14");
	ok(shows(st, "channel.list", NULL, 0, &out) == OK && ((const struct outbox_channels *)out)->n == 0,
	   "another unit sees none of them");
	ok(does("xt01", "channel.key", "id", num(group), "address",
	    "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=other-key-77aa", NULL) == OK,
	   "another address");
	id = tested(group);
	ok(taken(group) == id, "a test goes at once");
	in[0] = (struct input){S("id"), str_of(num(id))};
	as(NULL);
	ok(shows(st, "message.letter", in, 1, &out) == OK && (letter = out)->fault == POST_WHY_NONE &&
	       has(letter->to.address, "other-key-77aa"),
	   "it is opened for the sender alone, with its newest address");
	ok(told(id, POST_SENT, POST_WHY_NONE, "0") == OK && message(id)->item.state == OUTBOX_STATE_SENT,
	    "and told as sent");
	ok(told(id, POST_NEVER, POST_WHY_ANSWER, "0") == ERR_NONE, "not twice");
	ok(does("xt01", "channel.change", "id", num(group), "name", "处置群", "due", "1", "overdue", "1", "per_day", "3",
	        "style", "text", NULL) == OK,
	   "what it is told, and how, can be changed");
}

/* ---- Reminders ---- */

static int64_t
reminders(const char *channel)
{
	size_t n = listed("xt01", NULL, channel);

	ensure(does(NULL, "message.remind", NULL) == OK);
	return (int64_t)(listed("xt01", NULL, channel) - n);
}

static void
remind(void)
{
	struct q_message_fold_row *row;
	int64_t                    id;
	size_t                     n;
	bool                       clean = true;

	ok(does("xt01", "message.rules", "site", "duban.example.cn", NULL) == ERR_INPUT,
	    "an address of pages is https://…");
	ok(does("xt01", "message.rules", "lead", "480", "site", "https://duban.example.cn/", NULL) == OK,
	    "eight hours before");
	later(MINUTE_MS);
	ok(reminders(NULL) == 0, "nothing is due: nobody is told");
	/* All that could be personal, and that a unit's own people may read on the case's page. */
	id = report("jdy01", "grid", place_one, "张三家13812345678门口", "S01037");
	ok(id && does("sly01", "case.accept", "id", num(id), "text", "李四13912345678说的", NULL) == OK &&
	       does("zbz01", "case.file", "id", num(id), "condition", "S01037-2", "text", "王五", NULL) == OK &&
	       does("pqy01", "case.dispatch", "id", num(id), "unit", "T001", "reason", "赵六住那里", NULL) == OK,
	   "a case with names in every text: %.*s", STR_ARG(said));
	ok(reminders(num(group)) == 1 && listed("xt01", NULL, num(mailbox)) == 1,
	    "its unit and its post are told before the deadline");
	ok(reminders(num(group)) == 0, "once");
	ok(listed("xt01", NULL, num(wide)) == 0, "a group that did not ask is not");
	ensure(db_begin(st->cx.db) == OK && q_message_fold(&st->cx, &(struct q_message_fold_in){0, 1000}, &row,
	    &n) == OK);
	db_rollback(st->cx.db);
	for (size_t i = 0; i < n; i++) {
		static const char *const names[] = {"张三", "1381", "李四", "1391", "王五", "赵六", "家", "路灯不亮\n"};

		for (size_t k = 0; k < NITEMS(names); k++)
			clean = clean && !has(row[i].title, names[k]) && !has(row[i].body, names[k]);
	}
	ok(n >= 3 && clean, "and nothing of what could be personal is in any message");
	ok(has(message((int64_t)n)->item.title, "快到期"), "it says what it is about: %.*s",
	    STR_ARG(message((int64_t)n)->item.title));
}

static void
digests(void)
{
	int64_t first, one;

	ok(taken(mailbox) == 0, "a reminder waits for others where the channel says so");
	one = case_to(CASE_DISPATCHED, "甲路1号");
	ok(one && does("pqy01", "case.reassign", "id", num(one), "unit", "T001", "reason", "属地", NULL) == OK,
	    "another case of the unit");
	ok(reminders(num(mailbox)) == 1, "told to its post");
	later(10 * MINUTE_MS);
	first = taken(mailbox);
	ok(first && str_eq(message(first)->item.topic, S("digest")) && message(first)->ninside == 2,
	    "after ten minutes both go in one");
	ok(listed("xt01", "inside", num(mailbox)) == 2 && has(message(first)->body, "1. ") &&
	    has(message(first)->body, "\n2. "),
	   "a line each");
	ok(told(first, POST_SENT, POST_WHY_NONE, "0") == OK, "sent");
	ok(taken(group) != 0 && is_ready(group) == 0, "without a digest one goes after the other");
}

static void
pace_and_fate(void)
{
	int64_t id, other;

	/* What is being sent from before. */
	ok(does(NULL, "message.recover", NULL) == OK, "the rest of before");
	later(MINUTE_MS);
	for (id = taken(group); id; later(MINUTE_MS), id = taken(group))
		ensure(told(id, POST_SENT, POST_WHY_NONE, "0") == OK);
	id = tested(group);
	other = tested(group);
	ok(taken(group) == id, "one");
	ok(told(id, POST_SENT, POST_WHY_NONE, "0") == OK && taken(group) == 0, "the next not at once");
	later(3000);
	ok(taken(group) == 0 && is_ready(group) == 0, "nor after three seconds");
	later(400);
	ok(is_ready(group) == 1 && taken(group) == other, "but after 3.4: 18 a minute");
	ok(told(other, POST_LATER, POST_WHY_SLOW, "0") == OK && message(other)->item.state == OUTBOX_STATE_AGAIN,
	    "not answered: again");
	later(29 * 1000);
	ok(taken(group) == 0, "not within half a minute");
	for (int i = 2; i <= TRIES_MOST; i++) {
		later(BACKOFF_MOST_MS);
		ensure(taken(group) == other && told(other, POST_LATER, POST_WHY_UNREACHED, "0") == OK);
	}
	ok(message(other)->item.state == OUTBOX_STATE_DEAD && message(other)->item.why == POST_WHY_UNREACHED,
	    "after eight tries it is dead");
	ok(listed("zbz01", "dead", NULL) == 1, "which the head of the shift sees");
	ok(does("pqy01", "message.again", "id", num(other), NULL) == ERR_DENIED, "a dispatcher does not send again");
	later(4000);
	ok(does("zbz01", "message.again", "id", num(other), NULL) == OK && taken(group) == other, "who may does");
	ok(does("zbz01", "message.drop", "id", num(other), NULL) == ERR_RULE, "what is being sent is not dropped");
	ok(told(other, POST_NEVER, POST_WHY_ANSWER, "0") == OK && message(other)->item.state == OUTBOX_STATE_DEAD &&
	       message(other)->item.code == 7,
	   "a refusal for good is dead at once, with the receiver's code");
	ok(does("zbz01", "message.drop", "id", num(other), NULL) == OK &&
	    message(other)->item.state == OUTBOX_STATE_DROPPED, "dropped");
	id = tested(group);
	later(MINUTE_MS);
	ok(taken(group) == id && told(id, POST_PAUSE, POST_WHY_RATE, "600000") == OK, "the receiver asks for a pause");
	other = tested(group);
	later(599 * 1000);
	ok(taken(group) == 0, "nothing goes there within it");
	later(2000);
	ok(taken(group) == id && told(id, POST_SENT, POST_WHY_NONE, "0") == OK, "then it does");
	later(4000);
	/* The program ends while it sends. */
	ok(taken(group) == other && does(NULL, "message.recover", NULL) == OK &&
	    message(other)->item.state == OUTBOX_STATE_AGAIN,
	   "cut off while sending: once more");
	later(4000);
	ok(taken(group) == other && does(NULL, "message.recover", NULL) == OK &&
	    message(other)->item.why == POST_WHY_UNSURE &&
	       message(other)->item.state == OUTBOX_STATE_DEAD,
	   "cut off twice: not a third time by itself");
	other = tested(group);
	later(MINUTE_MS);
	ok(taken(group) == other && told(other, POST_LATER, POST_WHY_SLOW, "0") == OK &&
	       message(other)->item.state == OUTBOX_STATE_AGAIN,
	   "gone out without an answer: once more");
	later(BACKOFF_MOST_MS);
	ok(taken(group) == other && told(other, POST_LATER, POST_WHY_SLOW, "0") == OK &&
	       message(other)->item.why == POST_WHY_UNSURE && message(other)->item.state == OUTBOX_STATE_DEAD,
	   "twice without an answer: not a third time by itself");
}

/* Done by the administrator of one street. */
static enum err
by_street(const char *command, const struct input *in, size_t n)
{
	struct actor who;
	int64_t      street;
	enum err     e;

	as("xt01");
	who = *st->cx.who;
	ensure(db_begin(st->cx.db) == OK && place_by_code(&st->cx, S("350602004"), &street, NULL) == OK);
	db_rollback(st->cx.db);
	who.place = street;
	who.reach = REACH_PLACE(street);
	st->cx.who = &who;
	e = run_said(st, command, in, n, &said_reply, &said);
	as("xt01");
	return e;
}

/* A street's administrator neither listens to the work of units that are not his nor rules for the city. */
static void
parts(void)
{
	const struct input add[] = {{S("name"), S("群")},         {S("kind"), S("wecom")}, {S("address"), str_of(robot)},
	                            {S("place"), S("350602004")}, {S("due"), S("1")},      {S("unit"), S("T005")}};
	const struct input site = {S("site"), S("https://elsewhere.example.cn")};
	const struct input sms[] = {{S("name"), S("短信")},  {S("kind"), S("sms")},
	                            {S("address"), S("https://sms.example.cn/send")}, {S("to"), S("13800000000")},
	                            {S("secret"), S("t0k3n\r\nX-More: 1")}};

	ok(by_street("channel.add", add, NITEMS(add)) == ERR_NONE && has(said, "管理范围"),
	   "another street's unit, told to a group of his own: %.*s", STR_ARG(said));
	ok(by_street("channel.add", add, NITEMS(add) - 1) == OK, "his own street's: %.*s", STR_ARG(said));
	ok(by_street("message.rules", &site, 1) == ERR_NONE, "where the links of all messages lead");
	ok(run_said(st, "channel.add", sms, NITEMS(sms), &said_reply, &said) == ERR_INPUT && has(said, "密钥"),
	   "a key that would be two lines of a header: %.*s", STR_ARG(said));
}

static void
held(void)
{
	int64_t id, t = st->cx.now;

	st->cx.now = t = at(11, 20, 23, 0) > t ? at(11, 20, 23, 0) : at(11, 21, 23, 0);
	id = tested(wide);
	ok(taken(wide) == 0 && message(id)->item.state == OUTBOX_STATE_QUIET, "in quiet hours it is held");
	ok(message(id)->item.next_at.v == t + 8 * 60 * MINUTE_MS + 30 * MINUTE_MS, "until they end");
	later(9 * 60 * MINUTE_MS);
	ok(taken(wide) == id && told(id, POST_SENT, POST_WHY_NONE, "0") == OK, "then it goes");
}

/* Each day three reminders at most; what is too much goes the next day in one. */
static void
capped(void)
{
	int64_t id = 0, sent = 0;
	size_t  held_back;

	st->cx.now = at(11, 25, 9, 0);
	for (int i = 0; i < 5; i++) {
		char    where[40];
		int64_t one;

		(void)snprintf(where, sizeof(where), "乙路%d号", i + 1);
		one = case_to(CASE_DISPATCHED, where);
		ensure(one && does("pqy01", "case.reassign", "id", num(one), "unit", "T001", "reason", "属地",
		    NULL) == OK);
		ensure(does(NULL, "message.remind", NULL) == OK);
		later(5000);
		if ((id = taken(group)) != 0 && told(id, POST_SENT, POST_WHY_NONE, "0") == OK)
			sent++;
	}
	held_back = listed("xt01", "capped", num(group));
	ok(sent == 3 && held_back == 2, "three a day, the rest is held: %d sent, %zu held", (int)sent, held_back);
	id = tested(group);
	later(5000);
	ok(taken(group) == id && told(id, POST_SENT, POST_WHY_NONE, "0") == OK, "a test is no reminder");
	st->cx.now = at(11, 26, 0, 1);
	id = taken(group);
	ok(id && listed("xt01", "capped", num(group)) < 2, "the next day it goes on");
	ensure(told(id, POST_SENT, POST_WHY_NONE, "0") == OK);
}

/* A post's robot and hook write to the same people: the day's cap is theirs, over all of their channels. */
static void
capped_over_channels(void)
{
	static const char *const add[2][4] = {{"岗位机器人", "wecom", NULL, NULL}, {"岗位回调", "hook", NULL, NULL}};
	int64_t                  channel[2], id, sent[2] = {0};

	st->cx.now = at(11, 26, 9, 0);
	for (int k = 0; k < 2; k++) {
		const char *where = k ? "https://hook.example.com/x" : "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k3y-post";

		ensure(does("xt01", "channel.add", "name", add[k][0], "kind", add[k][1], "address", where, "post", "T001-cz", "due",
		    "1", "per_day", "3", NULL) == OK);
		channel[k] = said_reply.id;
	}
	for (int i = 0; i < 5; i++) {
		char    where[40];
		int64_t one;

		(void)snprintf(where, sizeof(where), "丁路%d号", i + 1);
		one = case_to(CASE_DISPATCHED, where);
		ensure(one && does("pqy01", "case.reassign", "id", num(one), "unit", "T001", "reason", "属地", NULL) == OK);
		ensure(does(NULL, "message.remind", NULL) == OK);
		later(5000);
		for (int k = 0; k < 2; k++)
			if ((id = taken(channel[k])) != 0 && told(id, POST_SENT, POST_WHY_NONE, "0") == OK)
				sent[k]++;
	}
	ok(sent[0] + sent[1] == 3 && sent[0] == 2, "three a day for whoever holds the post, over both: %d and %d", (int)sent[0],
	   (int)sent[1]);
	ok(listed("xt01", "capped", num(channel[0])) == 3 && listed("xt01", "capped", num(channel[1])) == 4,
	   "the rest of each is held: %zu, %zu", listed("xt01", "capped", num(channel[0])), listed("xt01", "capped", num(channel[1])));
	id = tested(channel[1]);
	later(5000);
	ok(taken(channel[1]) == id && told(id, POST_SENT, POST_WHY_NONE, "0") == OK, "a test still goes");
	for (int k = 0; k < 2; k++)
		ensure(does("xt01", "channel.turn", "id", num(channel[k]), "on", "0", NULL) == OK);
}

static void
overdue_and_stale(void)
{
	int64_t id = case_to(CASE_DISPATCHED, "丙路1号"), before, stale;

	ok(id && does("pqy01", "case.reassign", "id", num(id), "unit", "T001", "reason", "属地", NULL) == OK, "a case");
	st->cx.now = at(11, 27, 12, 0);
	ensure(does(NULL, "case.overdue", "id", num(id), NULL) == OK);
	before = (int64_t)listed("xt01", NULL, num(wide));
	ok(reminders(num(group)) >= 1 && (int64_t)listed("xt01", NULL, num(wide)) > before,
	    "what is overdue is told to the unit and to the district");
	stale = (int64_t)listed("xt01", "waits", num(wide));
	ok(stale > 0, "it waits");
	ok(does("cz01", "case.sign", "id", num(id), NULL) == OK, "meanwhile it is signed: %.*s", STR_ARG(said));
	while ((id = taken(wide)) != 0) {
		ensure(told(id, POST_SENT, POST_WHY_NONE, "0") == OK);
		later(5000);
	}
	ok(listed("xt01", "dropped", num(wide)) >= 1, "of what is done nobody is reminded any more");
}

static void
off(void)
{
	int64_t id = tested(group);

	ok(does("xt01", "channel.turn", "id", num(group), NULL) == OK && message(id)->item.why == POST_WHY_ENDED,
	    "a channel is turned off: what waits is dead");
	ok(does("xt01", "channel.test", "id", num(group), NULL) == ERR_RULE, "and takes nothing");
	ok(does("zbz01", "message.again", "id", num(id), NULL) == ERR_RULE, "nor again");
	ok(does("xt01", "channel.turn", "id", num(group), "on", "1", NULL) == OK && does("zbz01", "message.again",
	    "id", num(id), NULL) == OK,
	   "until it is on");
	ok(listed("cz01", NULL, NULL) > 0 && listed("cz14", NULL, NULL) == 0,
	    "a unit sees its own messages and no others");
}

/* More wait than are read at once; none of them goes when the channel is on again. */
static void
off_with_many(void)
{
	enum { WAITING = 1200 };
	int64_t id, first = 0, last = 0;

	ensure(does("xt01", "channel.add", "name", "夜间群", "kind", "wecom", "address", robot, NULL) == OK);
	id = said_reply.id;
	for (int i = 0; i < WAITING; i++) {
		last = tested(id);
		first = first ? first : last;
	}
	ok(does("xt01", "channel.turn", "id", num(id), NULL) == OK, "%d wait on a channel that is turned off", WAITING);
	ok(message(first)->item.why == POST_WHY_ENDED && message(last)->item.why == POST_WHY_ENDED,
	   "the first and the last are dead");
	ok(listed("xt01", "waits", num(id)) == 0, "none waits");
	later(3600000);
	ok(!is_ready(id), "nor is the sender asked for it any more");
	/* As an older program left it. */
	as(NULL);
	ensure(db_begin(st->cx.db) == OK);
	ensure(q_due_add(&st->cx, &(struct q_due_add_in){last, id, st->cx.now}, NULL) == OK);
	ensure(db_commit(st->cx.db) == OK);
	ok(!is_ready(id), "nor for one that is left on it");
	ok(does("xt01", "channel.turn", "id", num(id), "on", "1", NULL) == OK, "on again");
	ok(!is_ready(id) && taken(id) == 0, "nothing of before is sent");
	ensure(does("xt01", "channel.turn", "id", num(id), NULL) == OK);
}

/* A channel has no end, so neither has the unit or post whose it is. */
static void
ending(void)
{
	int64_t id;

	ok(does(NULL, "unit.add", "code", "LS", "name", "临时专班", "kind", "部门", NULL) == OK &&
	       does("xt01", "channel.add", "name", "专班", "kind", "wecom", "address", robot, "unit", "LS", NULL) == OK,
	   "a channel of a unit: %.*s", STR_ARG(said));
	id = said_reply.id;
	ok(does(NULL, "unit.close", "unit", "LS", "day", "2026-12-10", NULL) == ERR_RULE && has(said, "1 个消息通道"),
	   "which does not end while the channel is on: %.*s", STR_ARG(said));
	ok(does("xt01", "channel.turn", "id", num(id), NULL) == OK &&
	       does(NULL, "unit.close", "unit", "LS", "day", "2026-12-10", NULL) == OK,
	   "turned off, it does: %.*s", STR_ARG(said));
	ok(does("xt01", "channel.turn", "id", num(id), "on", "1", NULL) == ERR_RULE && has(said, "2026-12-10"),
	   "and the channel stays off");
	ok(does("xt01", "channel.add", "name", "专班二", "kind", "wecom", "address", robot, "unit", "LS", NULL) == ERR_RULE &&
	       has(said, "2026-12-10"),
	   "nor is there a new one of it");
}

static void
on_a_store(struct store *s)
{
	static bool              registered;
	struct journal_aggregate kinds[12];
	size_t                   n = 0;

	case_city(s);
	if (!registered) {
		command_register(outbox_commands, outbox_commands_n);
		view_register(outbox_views, outbox_views_n);
		registered = true;
	}
	channels();
	remind();
	digests();
	pace_and_fate();
	parts();
	held();
	capped();
	capped_over_channels();
	overdue_and_stale();
	off();
	off_with_many();
	ending();
	for (size_t i = 0; i < outbox_aggregates_n; i++)
		kinds[n++] = outbox_aggregates[i];
	for (size_t i = 0; i < case_aggregates_n; i++)
		kinds[n++] = case_aggregates[i];
	ok(folds(s, kinds, n), "channels and messages equal their events");
}

int
main(void)
{
	for (size_t i = 0; i < NITEMS(case_schemas); i++)
		schemas[i] = case_schemas[i];
	schemas[NITEMS(case_schemas)] = &outbox_schema;
	is_i64(quiet_until(at(11, 20, 21, 59), 480, 22 * 60, 7 * 60), at(11, 20, 21, 59), "before quiet hours: now");
	is_i64(quiet_until(at(11, 20, 22, 0), 480, 22 * 60, 7 * 60), at(11, 21, 7, 0),
	    "at their beginning: the next morning");
	is_i64(quiet_until(at(11, 21, 0, 0), 480, 22 * 60, 7 * 60), at(11, 21, 7, 0), "after midnight: this morning");
	is_i64(quiet_until(at(11, 21, 7, 0), 480, 22 * 60, 7 * 60), at(11, 21, 7, 0), "at their end: now");
	is_i64(quiet_until(at(11, 21, 12, 30), 480, 12 * 60, 14 * 60), at(11, 21, 14, 0), "within a day");
	is_i64(quiet_until(at(11, 21, 12, 30), 480, 60, 60), at(11, 21, 12, 30), "from and to the same: none");
	is_i64(next_day(at(11, 30, 23, 59), 480), at(12, 1, 0, 0), "the next day begins at midnight");
	is_i64(backoff_of(1), 30000, "half a minute");
	is_i64(backoff_of(3), 120000, "doubled each time");
	is_i64(backoff_of(60), 3600000, "an hour at most");
	unit_register(&channel_hang, 1);
	on_engines(schemas, NITEMS(schemas), on_a_store);
	return done();
}
