/* The demonstration's messages: channels that lead nowhere, and what became of some messages. */
#include "app/demo/demo.h"

#include "app_texts.h"
#include "kit/post/post.h"
#include "work/outbox/outbox.h"

enum { AGO_DAYS = 20, BEFORE_MS = 10 * 60 * 1000, APART_MS = 4000, SENT_MOST = 40 };

static enum err
does(struct ctx *cx, const char *command, const struct input *pairs, size_t n, struct reply *r)
{
	cx->who = &actor_system;
	return command_do(cx, command_find(str_of(command)), pairs, n, NULL, r);
}

static str
number(struct ctx *cx, int64_t v)
{
	return arena_printf(cx->arena, "%lld", (long long)v);
}

enum err
demo_channels(struct ctx *cx, int64_t channel[DEMO_CHANNELS])
{
	static const struct {
		text_id     name;
		const char *pair[14];
	} all[DEMO_CHANNELS] = {
	    {T_app_demo_group,
	     {"kind", "wecom", "address", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=demo-0000-0001",
	     "place", "350602",
	      "overdue", "1", "bulletin", "1", NULL}},
	    {T_app_demo_unit_group,
	     {"kind", "dingtalk", "address", "https://oapi.dingtalk.com/robot/send?access_token=demo-0000-0002",
	     "unit", "T004",
	      "due", "1", "overdue", "1", NULL}},
	    {T_app_demo_mailbox,
	     {"kind", "mail", "address", "smtps://mail.example.cn", "from", "duban@example.cn", "to",
	     "office@example.cn", "unit",
	      "HQ", NULL}},
	};
	int64_t  real = cx->now;
	enum err e = OK;

	cx->clocked = false;
	cx->now = real - AGO_DAYS * (int64_t)DAY_MS;
	for (size_t i = 0; e == OK && i < DEMO_CHANNELS; i++) {
		struct input in[8] = {{S("name"), text_get(all[i].name, ZH)}};
		struct reply r;
		size_t       n = 1;

		for (size_t k = 0; all[i].pair[k]; k += 2)
			in[n++] = (struct input){str_of(all[i].pair[k]), str_of(all[i].pair[k + 1])};
		e = does(cx, "channel.add", in, n, &r);
		channel[i] = r.id;
	}
	cx->now = real;
	cx->clocked = true;
	return e;
}

/* One message of a channel, and what its receiver is said to have answered; *any: there was one. */
static enum err
send_one(struct ctx *cx, int64_t channel, bool refused, bool *any)
{
	struct input in = {S("channel"), number(cx, channel)};
	struct reply r;
	enum err     e = does(cx, "message.take", &in, 1, &r);

	*any = e == OK && r.id;
	if (!*any)
		return e;
	return does(cx, "message.told",
	            (const struct input[]){{S("id"), number(cx, r.id)},
	                                   {S("fate"), number(cx, refused ? POST_NEVER : POST_SENT)},
	                                   {S("why"), number(cx, refused ? POST_WHY_STATUS : POST_WHY_NONE)},
	                                   {S("code"), S("550")},
	                                   {S("said"), S("5.1.1 no such user")}},
	            5, &r);
}

enum err
demo_messages(struct ctx *cx, const int64_t channel[DEMO_CHANNELS])
{
	int64_t      real = cx->now;
	struct reply r;
	bool         any = true;
	enum err     e = OK;

	cx->clocked = false;
	cx->now = real - BEFORE_MS;
	for (size_t i = 0; e == OK && i < DEMO_CHANNELS; i++)
		e = does(cx, "channel.test", &(struct input){S("id"), number(cx, channel[i])}, 1, &r);
	if (e == OK)
		e = does(cx, "message.remind", NULL, 0, &r);
	for (size_t n = 0; e == OK && any && n < SENT_MOST; n++) {
		bool one;

		any = false;
		for (size_t i = 0; e == OK && i < DEMO_CHANNELS; i++) {
			e = send_one(cx, channel[i], i == DEMO_CHANNELS - 1, &one);
			any = any || one;
		}
		cx->now += APART_MS;
	}
	cx->now = real;
	cx->clocked = true;
	return e;
}
