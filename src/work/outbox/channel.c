/* channel.add, .change, .key, .turn, .test: where messages go, kept by the system administrator. */
#include "base/json.h"
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "city/unit/unit.h"
#include "base_texts.h"
#include "kit_post_texts.h"
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

static const struct choice kinds[] = {
#define X(name, code, label) {#code, label},
    POST_KINDS(X)
#undef X
    {NULL, T_none}};
static const struct choice styles[] = {{"markdown", T_outbox_style_markdown}, {"text", T_outbox_style_text}, {NULL,
    T_none}};

/* What opens it: the same fields for a new channel and for another address. */
#define KEY_IN(X)                                                                        \
	X(secret, address, 1, 8, POST_ADDRESS_MOST, T_outbox_f_address, NULL)            \
	X(secret, secret, 0, 1, 200, T_outbox_f_secret, NULL)                            \
	X(secret, user, 0, 1, 200, T_outbox_f_user, NULL)                                \
	X(secret, from, 0, 3, 200, T_outbox_f_from, NULL)                                \
	X(secret, to, 0, 3, 2000, T_outbox_f_to, NULL)                                   \
	X(text, form, 0, 2, POST_FORM_MOST, T_outbox_f_form, NULL)                       \
	X(str, expect, 0, 1, 100, T_outbox_f_expect, NULL)
#define RULE_IN(X)                                                                       \
	X(bool, due, 0, 0, 1, T_outbox_f_due, NULL)                                      \
	X(bool, overdue, 0, 0, 1, T_outbox_f_overdue, NULL)                              \
	X(bool, bulletin, 0, 0, 1, T_outbox_f_bulletin, NULL)                            \
	X(choice, style, 0, 0, 0, T_outbox_f_style, styles)                              \
	X(str, quiet, 0, 11, 11, T_outbox_f_quiet, NULL)                                 \
	X(i64, digest, 0, 0, 240, T_outbox_f_digest, NULL)                               \
	X(i64, per_minute, 0, 1, PER_MINUTE_MOST, T_outbox_f_per_minute, NULL)           \
	X(i64, per_day, 0, 1, 1000, T_outbox_f_per_day, NULL)

#define ADD_IN(X)                                                                        \
	X(str, name, 1, 1, 60, T_outbox_f_name, NULL)                                    \
	X(choice, kind, 1, 0, 0, T_outbox_f_kind, kinds)                                 \
	X(code, place, 0, 1, 40, T_outbox_f_place, NULL)                                 \
	X(code, unit, 0, 1, 40, T_outbox_f_unit, NULL)                                   \
	X(code, post, 0, 1, 40, T_outbox_f_post, NULL)                                   \
	KEY_IN(X) RULE_IN(X)
struct add_in {
	ADD_IN(FIELD_DECL)
};
#define IN_T add_in
static const struct field add_fields[] = {ADD_IN(FIELD_ROW)};
#undef IN_T

#define CHANGE_IN(X)                                                                     \
	X(id, id, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)                             \
	X(str, name, 1, 1, 60, T_outbox_f_name, NULL)                                    \
	RULE_IN(X)
struct change_in {
	CHANGE_IN(FIELD_DECL)
};
#define IN_T change_in
static const struct field change_fields[] = {CHANGE_IN(FIELD_ROW)};
#undef IN_T

#define NEW_KEY_IN(X)                                                                    \
	X(id, id, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)                             \
	KEY_IN(X)
struct new_key_in {
	NEW_KEY_IN(FIELD_DECL)
};
#define IN_T new_key_in
static const struct field new_key_fields[] = {NEW_KEY_IN(FIELD_ROW)};
#undef IN_T

#define TURN_IN(X)                                                                       \
	X(id, id, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)                             \
	X(bool, on, 0, 0, 1, T_outbox_f_on, NULL)
struct turn_in {
	TURN_IN(FIELD_DECL)
};
#define IN_T turn_in
static const struct field turn_fields[] = {TURN_IN(FIELD_ROW)};
#undef IN_T

#define TEST_IN(X) X(id, id, 1, 1, INT64_MAX, T_outbox_f_channel, NULL)
struct test_in {
	TEST_IN(FIELD_DECL)
};
#define IN_T test_in
static const struct field test_fields[] = {TEST_IN(FIELD_ROW)};
#undef IN_T

/* ---- What was typed ---- */

/* A robot stands where its maker says, or where this city has said that its gateways are. */
static enum err
check_host(struct ctx *cx, const struct post_to *to)
{
	struct post_host h;
	str              gateways, want;
	enum err         e = setting_get(cx, MESSAGE_GATEWAYS, &gateways);

	if (e != OK)
		return e;
	post_elsewhere(to->kind, to->address, gateways, &want);
	if (!want.p || !post_host_of(to->address, &h))
		return OK;
	return refuse(cx, ERR_INPUT, "address", T_outbox_elsewhere, text_get(post_kind_label(to->kind), cx->lang), want,
	              h.host);
}

/* What a kind needs, and what is wrong with it; all faults at once. */
static enum err
check_key(struct ctx *cx, const struct post_to *to)
{
	str      one[POST_TO_MOST];
	size_t   n;
	bool     mail = to->kind == POST_MAIL;
	enum err e = post_address_check(cx, "address", to->kind, to->address), all;

	if (e == OK && (e = check_host(cx, to)) != OK && e != ERR_INPUT)
		return e;
	all = e;
	if (mail || to->kind == POST_SMS) {
		e = post_receivers(cx, "to", to->kind, to->to, one, &n);
		all = all == OK ? e : all;
	}
	if (mail) {
		e = to->from.n ? post_receivers(cx, "from", POST_MAIL, to->from, one, &n)
		               : refuse(cx, ERR_INPUT, "from", T_outbox_need_from);
		if (e == OK && n != 1)
			e = refuse(cx, ERR_INPUT, "from", T_outbox_need_from);
		all = all == OK ? e : all;
		if (to->secret.n && !to->user.n)
			all = refuse(cx, ERR_INPUT, "user", T_outbox_need_user);
	}
	for (size_t i = 0; i < to->secret.n; i++)
		if ((unsigned char)to->secret.p[i] < ' ') /* it becomes a header's line */
			return refuse(cx, ERR_INPUT, "secret", T_outbox_bad_secret);
	if (to->form.n && all == OK)
		all = post_form_check(cx, "form", to->form);
	return all;
}

/* Nothing of a kind is kept that it has no use for. */
static void
keep_own(struct post_to *to)
{
	bool mail = to->kind == POST_MAIL, sms = to->kind == POST_SMS;

	if (!mail)
		to->user = to->from = STR_NONE;
	if (!mail && !sms)
		to->to = STR_NONE;
	if (!sms)
		to->form = STR_NONE;
	if (!sms && to->kind != POST_HOOK)
		to->expect = STR_NONE;
	if (to->kind == POST_WECOM)
		to->secret = STR_NONE;
}

static enum err
sealed(struct ctx *cx, struct post_to *to, void **made)
{
	struct channel_box *box = ARENA_NEW(cx->arena, struct channel_box);
	enum err            e;

	*made = box;
	if (!box)
		return ctx_no_memory(cx);
	keep_own(to);
	if ((e = check_key(cx, to)) != OK)
		return e;
	return box_seal(cx, to, box);
}

#define TO_OF(in)                                                                                          \
	{.address = (in)->address, .secret = (in)->secret, .user = (in)->user, .from = (in)->from, .to = (in)->to, \
	 .form = (in)->form, .expect = (in)->expect}

static enum err
add_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct add_in *in = arg;
	struct post_to       to = TO_OF(in);

	to.kind = post_kind_of(in->kind);
	return sealed(cx, &to, made);
}

static enum err
key_prepare(struct ctx *cx, const void *arg, void **made)
{
	const struct new_key_in *in = arg;
	struct post_to           to = TO_OF(in);
	struct q_channel_get_row c;
	enum err e = q_channel_get(cx, &(struct q_channel_get_in){in->id, cx->who->reach}, &c);

	if (e != OK)
		return e;
	to.kind = post_kind_of(c.kind);
	return sealed(cx, &to, made);
}

/* "22:00-07:30" as minutes of the day. */
static bool
quiet_of(str s, int64_t *from, int64_t *to)
{
	int64_t v[4];

	if (s.n != 11 || s.p[2] != ':' || s.p[5] != '-' || s.p[8] != ':')
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!str_to_i64(str_slice(s, 3 * i, 3 * i + 2), &v[i]) || v[i] < 0 || v[i] >= (i % 2 ? 60 : 24))
			return false;
	*from = v[0] * 60 + v[1];
	*to = v[2] * 60 + v[3];
	return true;
}

struct rules {
	bool    due, overdue, bulletin, markdown;
	int64_t quiet_from, quiet_to, digest, per_minute, per_day;
};
enum { PER_DAY_USUAL = 20 };

/* The rules in an input, of whichever command. */
#define RULES_OF(in)                                                                                    \
	{                                                                                               \
		.due = (in)->due, .overdue = (in)->overdue, .bulletin = (in)->bulletin,                 \
		.markdown = str_eq((in)->style, S("markdown")),                                         \
		.digest = (in)->digest == FIELD_ABSENT ? 0 : (in)->digest,                              \
		.per_minute = (in)->per_minute == FIELD_ABSENT ? PER_MINUTE_MOST : (in)->per_minute,    \
		.per_day = (in)->per_day == FIELD_ABSENT ? PER_DAY_USUAL : (in)->per_day                \
	}

static enum err
take_quiet(struct ctx *cx, str quiet, struct rules *r)
{
	if (quiet.n && !quiet_of(quiet, &r->quiet_from, &r->quiet_to))
		return refuse(cx, ERR_INPUT, "quiet", T_outbox_bad_quiet);
	return OK;
}

/* A channel has no end, so neither has the unit or post whose it is. */
static enum err
owner_stays(struct ctx *cx, opt_i64 unit, opt_i64 post)
{
	enum err e = unit.some ? units_stay(cx) : OK;

	return e == OK && unit.some
	               ? unit_must_last(cx, post.some ? "post" : "unit", unit.v, post.v, STR_NONE)
	               : e;
}

/* Whose it is: a post's, a unit's, or a place's own; the place is that of the unit where none is named. */
static enum err
owner_of(struct ctx *cx, const struct add_in *in, struct q_channel_add_in *c)
{
	struct q_post_unit_of_row  post;
	struct q_unit_place_of_row unit;
	int64_t                    id = 0, place = 0, of = 0;
	str                        code, name;
	enum err                   e;

	if ((e = post_named(cx, "post", in->post, &id)) != OK || (e = unit_named(cx, "unit", in->unit, &of)) != OK)
		return e;
	if (in->place.n && (e = place_named(cx, "place", in->place, &place)) != OK)
		return e;
	if (id) {
		if ((e = q_post_unit_of(cx, &(struct q_post_unit_of_in){id}, &post)) != OK)
			return e;
		if (of && of != post.unit_id)
			return refuse(cx, ERR_INPUT, "unit", T_outbox_other_unit);
		of = post.unit_id;
	}
	if (of) {
		/* Its reminders tell of its cases, wherever they lie. */
		if ((e = unit_in_reach(cx, of)) != OK)
			return e == ERR_NONE ? refuse(cx, ERR_NONE, "unit", T_outbox_far_unit) : e;
		if ((e = q_unit_place_of(cx, &(struct q_unit_place_of_in){of}, &unit)) != OK)
			return e;
		if (!place && unit.place_id.some)
			place = unit.place_id.v;
	}
	if (!place && cx->who->place)
		place = cx->who->place;
	if (!place && ((e = place_district(cx, STR_NONE, &code, &name)) != OK || (e = place_by_code(cx, code, &place,
	    NULL)) != OK))
		return e;
	c->place_id = place;
	c->unit_id = (opt_i64){of != 0, of};
	c->post_id = (opt_i64){id != 0, id};
	return place_in_reach(cx, place);
}

/* ---- Events ---- */

static void
say_rules(struct record *r, const struct q_channel_get_row *c)
{
	struct json *j = &r->set;

	json_kv_str(j, "name", c->name);
	json_kv_bool(j, "tell_due", c->tell_due);
	json_kv_bool(j, "tell_overdue", c->tell_overdue);
	json_kv_bool(j, "tell_bulletin", c->tell_bulletin);
	json_kv_str(j, "shown", c->shown);
	json_kv_bool(j, "markdown", c->markdown);
	json_kv_i64(j, "quiet_from", c->quiet_from);
	json_kv_i64(j, "quiet_to", c->quiet_to);
	json_kv_i64(j, "per_minute", c->per_minute);
	json_kv_i64(j, "per_day", c->per_day);
	json_kv_i64(j, "digest", c->digest);
	record_opt(r, "ended_at", c->ended_at.some, c->ended_at.v);
}

static void
take_rules(struct q_channel_get_row *c, const struct rules *r)
{
	c->tell_due = r->due;
	c->tell_overdue = r->overdue;
	c->tell_bulletin = r->bulletin;
	c->markdown = r->markdown;
	c->quiet_from = r->quiet_from;
	c->quiet_to = r->quiet_to;
	c->per_minute = r->per_minute;
	c->per_day = r->per_day;
	c->digest = r->digest;
}

static enum err
get(struct ctx *cx, int64_t id, struct q_channel_get_row *c)
{
	enum err e = q_channel_get(cx, &(struct q_channel_get_in){id, cx->who->reach}, c);

	return e == ERR_NONE ? refuse(cx, ERR_NONE, NULL, T_outbox_none) : e;
}

/* As *c says now; its revision goes up. */
static enum err
save(struct ctx *cx, struct q_channel_get_row *c, const char *type, struct reply *out, text_id done)
{
	struct record r;
	int64_t       n;
	enum err      e = q_channel_change(
            cx,
            &(struct q_channel_change_in){
                .id = c->id, .rev = ++c->rev, .name = c->name, .tell_due = c->tell_due,
                .tell_overdue = c->tell_overdue,
                .tell_bulletin = c->tell_bulletin, .shown = c->shown, .markdown = c->markdown,
                .quiet_from = c->quiet_from,
                .quiet_to = c->quiet_to, .per_minute = c->per_minute, .per_day = c->per_day, .digest = c->digest,
                .ended_at = c->ended_at},
            &n);

	if (e != OK)
		return e;
	if (n != 1)
		return refuse(cx, ERR_STALE, NULL, T_err_stale);
	record_begin(cx, &r);
	say_rules(&r, c);
	*out = (struct reply){.id = c->id, .rev = c->rev, .done = done, .arg = {c->name},
	                      .see = arena_printf(cx->arena, "/channels/%lld", (long long)c->id)};
	return record_end(cx, &r, "channel", c->id, c->rev, type, STR_NONE);
}

/* ---- The commands ---- */

static enum err
add(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct add_in      *in = arg;
	const struct channel_box *box = made;
	struct q_channel_add_in   c = {.name = in->name, .kind = in->kind, .shown = box->shown, .made_at = cx->now,
	                               .made_by = cx->who->user};
	struct q_channel_get_row  row;
	struct q_channel_add_row  new;
	struct rules              rules = RULES_OF(in);
	struct record             r;
	char                      today[DAY_TEXT];
	enum err                  e;

	if ((e = take_quiet(cx, in->quiet, &rules)) != OK || (e = owner_of(cx, in, &c)) != OK ||
	    (e = owner_stays(cx, c.unit_id, c.post_id)) != OK)
		return e;
	/* A robot shows Markdown unless text is asked for. */
	if (!in->style.n)
		rules.markdown = true;
	row = (struct q_channel_get_row){.name = c.name, .shown = c.shown};
	take_rules(&row, &rules);
	c.tell_due = row.tell_due;
	c.tell_overdue = row.tell_overdue;
	c.tell_bulletin = row.tell_bulletin;
	c.markdown = row.markdown;
	c.quiet_from = row.quiet_from;
	c.quiet_to = row.quiet_to;
	c.per_minute = row.per_minute;
	c.per_day = row.per_day;
	c.digest = row.digest;
	if ((e = q_channel_add(cx, &c, &new)) != OK ||
	    (e = q_key_put(cx, &(struct q_key_put_in){new.id, box->tag, box->sealed}, NULL)) != OK ||
	    (e = q_pace_add(cx, &(struct q_pace_add_in){new.id, day_format(ctx_today(cx), today)}, NULL)) != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "kind", c.kind);
	json_kv_i64(&r.set, "place_id", c.place_id);
	record_opt(&r, "unit_id", c.unit_id.some, c.unit_id.v);
	record_opt(&r, "post_id", c.post_id.some, c.post_id.v);
	json_kv_i64(&r.set, "made_at", c.made_at);
	json_kv_i64(&r.set, "made_by", c.made_by);
	say_rules(&r, &row);
	*out = (struct reply){.id = new.id, .rev = 1, .done = T_outbox_added, .arg = {c.name},
	                      .see = arena_printf(cx->arena, "/channels/%lld", (long long)new.id)};
	return record_end(cx, &r, "channel", new.id, 1, "channel.added", STR_NONE);
}

static enum err
change(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct change_in  *in = arg;
	struct q_channel_get_row c;
	struct rules             rules = RULES_OF(in);
	enum err                 e;

	(void)made;
	if ((e = get(cx, in->id, &c)) != OK || (e = take_quiet(cx, in->quiet, &rules)) != OK)
		return e;
	c.name = in->name;
	take_rules(&c, &rules);
	return save(cx, &c, "channel.changed", out, T_outbox_changed);
}

static enum err
new_key(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct new_key_in  *in = arg;
	const struct channel_box *box = made;
	struct q_channel_get_row  c;
	enum err                  e;

	if ((e = get(cx, in->id, &c)) != OK ||
	    (e = q_key_put(cx, &(struct q_key_put_in){c.id, box->tag, box->sealed}, NULL)) != OK)
		return e;
	c.shown = box->shown;
	return save(cx, &c, "channel.keyed", out, T_outbox_keyed);
}

/* What waits is dead. */
static enum err
end_some(struct ctx *cx, int64_t channel, size_t *n)
{
	struct q_due_of_channel_row *row = NULL;
	enum err e = q_due_of_channel(cx, &(struct q_due_of_channel_in){channel}, &row, n);

	for (size_t i = 0; e == OK && i < *n; i++)
		e = message_end(cx, &(struct message_ending){
		                        .id = row[i].id, .rev = row[i].rev, .fate = FATE_DEAD, .why = POST_WHY_ENDED});
	return e;
}

/*
 * Off: what waits will not be sent, and says why; it can be sent again when the channel is on.  On:
 * neither is what an older program left waiting, it is of long ago.
 */
static enum err
turn(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct turn_in    *in = arg;
	struct q_channel_get_row c;
	enum err                 e;

	(void)made;
	if ((e = get(cx, in->id, &c)) != OK)
		return e;
	if (c.ended_at.some != in->on)
		return refuse(cx, ERR_RULE, NULL, in->on ? T_outbox_is_on : T_outbox_is_off);
	if (in->on && (e = owner_stays(cx, c.unit_id, c.post_id)) != OK)
		return e;
	c.ended_at = (opt_i64){!in->on, cx->now};
	e = outbox_all(cx, c.id, end_some);
	return e == OK ? save(cx, &c, in->on ? "channel.resumed" : "channel.ended", out, in->on ? T_outbox_on
	    : T_outbox_off) : e;
}

static enum err
test(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct test_in    *in = arg;
	struct outbox_facts      facts = {0};
	struct q_channel_get_row c;
	int64_t                  id;
	enum err                 e;

	(void)made;
	if ((e = get(cx, in->id, &c)) != OK)
		return e;
	if (c.ended_at.some)
		return refuse(cx, ERR_RULE, NULL, T_outbox_is_off);
	facts.field[OUTBOX_CHANNEL] = c.name;
	e = message_put(cx, &(struct message_new){.channel = c.id, .topic = OUTBOX_TEST, .facts = &facts}, &id);
	*out = (struct reply){.id = id, .done = T_outbox_tested, .arg = {c.name},
	                      .see = arena_printf(cx->arena, "/messages/%lld", (long long)id)};
	return e;
}

const struct command channel_add_cmd = {
    .name = "channel.add", .summary = T_outbox_c_add, .perm = PERM_CITY_EDIT, .in = add_fields,
    .nin = NITEMS(add_fields),
    .in_size = sizeof(struct add_in), .no_key = true, .prepare = add_prepare, .apply = add,
};
const struct command channel_change_cmd = {
    .name = "channel.change", .summary = T_outbox_c_change, .perm = PERM_CITY_EDIT, .lock = "channel",
    .lock_field = "id",
    .in = change_fields, .nin = NITEMS(change_fields), .in_size = sizeof(struct change_in), .apply = change,
};
const struct command channel_key_cmd = {
    .name = "channel.key", .summary = T_outbox_c_key, .perm = PERM_CITY_EDIT, .lock = "channel", .lock_field = "id",
    .in = new_key_fields, .nin = NITEMS(new_key_fields), .in_size = sizeof(struct new_key_in), .no_key = true,
    .prepare = key_prepare, .apply = new_key,
};
const struct command channel_turn_cmd = {
    .name = "channel.turn", .summary = T_outbox_c_turn, .perm = PERM_CITY_EDIT, .lock = "channel", .lock_field = "id",
    .in = turn_fields, .nin = NITEMS(turn_fields), .in_size = sizeof(struct turn_in), .apply = turn,
};
const struct command channel_test_cmd = {
    .name = "channel.test", .summary = T_outbox_c_test, .perm = PERM_MESSAGE_SEND, .lock = "channel",
    .lock_field = "id",
    .in = test_fields, .nin = NITEMS(test_fields), .in_size = sizeof(struct test_in), .apply = test,
};
