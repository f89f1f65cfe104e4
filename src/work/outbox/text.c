/* What messages say: templates over fields that are named one by one. */
#include "work_outbox_texts.h"
#include "work/outbox/inside.h"

enum { ARGS = 10 };

/* {i} of a topic's title and body is its i-th field; what is not listed here cannot be said. */
static const struct {
	const char       *name;
	text_id           label, title, body;
	enum outbox_field field[ARGS];
	size_t            n;
} topics[OUTBOX_TOPIC_MAX] = {
    [OUTBOX_TEST] = {"test", T_outbox_topic_test, T_outbox_test_title, T_outbox_test_body, {OUTBOX_CHANNEL}, 1},
    [OUTBOX_DUE] = {"due", T_outbox_topic_due, T_outbox_due_title, T_outbox_due_body,
                    {OUTBOX_NO, OUTBOX_CLASS, OUTBOX_PLACE, OUTBOX_UNIT, OUTBOX_STAGE, OUTBOX_MOMENT}, 6},
    [OUTBOX_OVERDUE] = {"overdue", T_outbox_topic_overdue, T_outbox_overdue_title, T_outbox_overdue_body,
                        {OUTBOX_NO, OUTBOX_CLASS, OUTBOX_PLACE, OUTBOX_UNIT, OUTBOX_STAGE, OUTBOX_MOMENT}, 6},
    [OUTBOX_BULLETIN] = {"bulletin", T_outbox_topic_bulletin, T_outbox_bulletin_title, T_outbox_bulletin_body,
                         {OUTBOX_PLACE, OUTBOX_DAY, OUTBOX_EDITION, OUTBOX_OPENING, OUTBOX_FRESH, OUTBOX_CLOSED,
                          OUTBOX_STOCK, OUTBOX_LATE, OUTBOX_LISTED, OUTBOX_MOMENT}, 10},
    [OUTBOX_DIGEST] = {"digest", T_outbox_topic_digest, T_outbox_digest_title, T_none, {OUTBOX_COUNT}, 1},
    [OUTBOX_INQUIRY] = {"inquiry", T_outbox_topic_inquiry, T_outbox_inquiry_title, T_outbox_inquiry_body,
                        {OUTBOX_NO, OUTBOX_UNIT, OUTBOX_COUNT, OUTBOX_MINUTES, OUTBOX_DAY}, 5},
};

static const struct {
	const char *name;
	text_id     label;
} states[OUTBOX_STATE_MAX] = {
#define X(name, code, label) {#code, label},
    OUTBOX_STATES(X)
#undef X
};

const char *
topic_name(enum outbox_topic t)
{
	return topics[t].name;
}

bool
topic_reminds(str topic)
{
	return str_eq(topic, S("due")) || str_eq(topic, S("overdue")) || str_eq(topic, S("inquiry"));
}

text_id
outbox_topic_label(str topic)
{
	for (enum outbox_topic t = 0; t < OUTBOX_TOPIC_MAX; t++)
		if (str_eq(topic, str_of(topics[t].name)))
			return topics[t].label;
	return T_none;
}

const char *
outbox_state_name(enum outbox_state s)
{
	return states[s].name;
}

text_id
outbox_state_label(enum outbox_state s)
{
	return states[s].label;
}

/* A line's end cannot stand in the catalogue: | is one. */
static void
break_lines(struct buf *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->p[i] == '|')
			b->p[i] = '\n';
}

enum err
topic_words(struct ctx *cx, enum outbox_topic t, const struct outbox_facts *f, str *title, str *body)
{
	struct buf b, c;
	str        arg[ARGS];

	for (size_t i = 0; i < topics[t].n; i++)
		arg[i] = f->field[topics[t].field[i]];
	buf_init(&b, cx->arena, BUF_LINE);
	buf_init(&c, cx->arena, BUF_LINE);
	text_add(&b, topics[t].title, ZH, arg, topics[t].n);
	text_add(&c, topics[t].body, ZH, arg, topics[t].n);
	break_lines(&c);
	return buf_end(&b, title) == OK && buf_end(&c, body) == OK ? OK : ctx_no_memory(cx);
}
