/* intake.named: what people call a source. */
#include "city/place/record.h"
#include "city/unit/roles.h"
#include "work/intake/inside.h"
#include "work_intake_texts.h"

#define NAMED_IN(X)                                                 \
	X(str, source, 1, 2, 40, T_intake_f_source, NULL)           \
	X(str, title, 1, 1, 80, T_intake_f_title, NULL)
struct named_in {
	NAMED_IN(FIELD_DECL)
};
#define IN_T named_in
static const struct field fields[] = {NAMED_IN(FIELD_ROW)};
#undef IN_T

static enum err
name_it(struct ctx *cx, const struct named_in *in)
{
	struct buf  b;
	struct json j;
	str         body;
	enum err    e;

	buf_init(&b, cx->arena, BUF_PAYLOAD);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "title", in->title);
	json_obj_end(&j);
	if ((e = buf_end(&b, &body)) != OK ||
	    (e = q_source_call(cx, &(struct q_source_call_in){.source = in->source, .title = in->title}, NULL)) != OK)
		return e;
	return record_row(cx, "ledger", "ledger.named", "told_source", in->source, body, STR_NONE);
}

static enum err
named_apply(struct ctx *cx, const void *arg, void *made, struct reply *out)
{
	const struct named_in    *in = arg;
	struct q_source_title_row was;
	enum err                  e;

	(void)made;
	if (!source_good(in->source))
		return refuse(cx, ERR_INPUT, "source", T_intake_source_form);
	e = q_source_title(cx, &(struct q_source_title_in){.source = in->source}, &was);
	/* The same name again is no news. */
	if (e == ERR_NONE || (e == OK && !str_eq(was.title, in->title)))
		e = name_it(cx, in);
	*out = (struct reply){.done = T_intake_named_done, .arg = {in->source, in->title}};
	return e;
}

const struct command intake_named_cmd = {
    .name = "intake.named",
    .summary = T_intake_named,
    .perm = PERM_CASE_IMPORT,
    .in = fields,
    .nin = NITEMS(fields),
    .in_size = sizeof(struct named_in),
    .apply = named_apply,
};
