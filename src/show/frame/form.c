/* Forms: which control a field gets, and what was typed put back. */
#include "show/frame/form.h"

#include "city/catalog/catalog.h"
#include "show_frame_texts.h"

enum { RADIOS = 4 };

static str
id_of(struct ctx *cx, str form, str name)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_PATH);
	buf_add(&b, form);
	if (name.n) {
		buf_char(&b, '-');
		buf_add(&b, name);
	}
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '.' || b.p[i] == '_')
			b.p[i] = '-';
	return buf_str(&b);
}

static enum err
choices(struct ctx *cx, struct form_field *f)
{
	size_t n = 0;

	while (f->field->choices && f->field->choices[n].value)
		n++;
	f->groups = ARENA_NEW(cx->arena, struct form_group);
	if (!f->groups || !(f->groups->options = ARENA_NEWS(cx->arena, n, struct form_option)))
		return ctx_no_memory(cx);
	f->ngroups = 1;
	f->groups->noptions = n;
	for (size_t i = 0; i < n; i++) {
		f->groups->options[i].value = str_of(f->field->choices[i].value);
		f->groups->options[i].label = text_get(f->field->choices[i].label, cx->lang);
	}
	f->radio = n <= RADIOS;
	f->pick = !f->radio;
	return OK;
}

static enum err
draw(struct ctx *cx, str form, const struct field *field, struct form_field *f)
{
	f->field = field;
	f->name = str_of(field->name);
	f->id = id_of(cx, form, f->name);
	f->label = frame_label(cx, field->label);
	f->need = field->need;
	f->optional = !field->need;
	f->value = S("");
	switch (field->kind) {
	case FIELD_id:
	case FIELD_i64:
		f->number = true;
		break;
	case FIELD_f64:
		f->decimal = true;
		break;
	case FIELD_bool:
		f->tick = true;
		break;
	case FIELD_str:
	case FIELD_code:
		f->line = true;
		break;
	case FIELD_text:
		f->area = true;
		break;
	case FIELD_choice:
		return choices(cx, f);
	case FIELD_time:
		f->when = true;
		break;
	case FIELD_day:
		f->date = true;
		break;
	case FIELD_secret:
		f->secret = true;
		f->fill = str_eq(f->name, S("old"))   ? S("current-password")
		          : str_eq(f->name, S("new")) ? S("new-password")
		                                      : S("off");
		break;
	}
	return OK;
}

enum err
form_of(struct ctx *cx, str name, const struct field *fields, size_t n, struct form *f)
{
	enum err e = OK;

	*f =
	    (struct form){.command = name, .id = id_of(cx, name, STR_NONE), .icon = S("check"), .nfields = n};
	f->fields = ARENA_NEWS(cx->arena, n, struct form_field);
	if (!f->fields)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n && e == OK; i++)
		e = draw(cx, f->id, &fields[i], &f->fields[i]);
	return e;
}

struct form_field *
form_field(struct form *f, const char *name)
{
	for (size_t i = 0; i < f->nfields; i++)
		if (str_eq(f->fields[i].name, str_of(name)))
			return &f->fields[i];
	return NULL;
}

static void
plain(struct form_field *f)
{
	f->line = f->area = f->number = f->decimal = f->when = f->date = f->secret = f->tick = false;
	f->pick = f->radio = f->pass = f->hidden = f->file = false;
}

void
form_hide(struct form *f, const char *name, str value)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return;
	plain(x);
	x->hidden = true;
	x->value = value;
}

void
form_drop(struct form *f, const char *name)
{
	size_t kept = 0;

	for (size_t i = 0; i < f->nfields; i++)
		if (!str_eq(f->fields[i].name, str_of(name)))
			f->fields[kept++] = f->fields[i];
	f->nfields = kept;
}

void
form_line(struct form *f, const char *name)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return;
	plain(x);
	x->line = true;
}

void
form_hide_i64(struct ctx *cx, struct form *f, const char *name, int64_t value)
{
	form_hide(f, name, arena_printf(cx->arena, "%lld", (long long)value));
}

void
form_pick(struct form *f, const char *name, struct form_group *groups, size_t n)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return;
	plain(x);
	x->pick = true;
	x->groups = groups;
	x->ngroups = n;
}

void
form_pick_many(struct form *f, const char *name, struct form_group *groups, size_t n)
{
	struct form_field *x = form_field(f, name);

	form_pick(f, name, groups, n);
	if (x)
		x->many = true;
}

void
form_radio(struct form *f, const char *name, struct form_group *groups, size_t n)
{
	struct form_field *x = form_field(f, name);

	form_pick(f, name, groups, n);
	if (!x)
		return;
	x->pick = false;
	x->radio = true;
	x->optional = false;
}

/* Whether a list has a value. */
static bool
has(str list, str value)
{
	const str sep = S("；");

	while (list.n) {
		size_t at = str_find_str(list, sep);
		str    one = str_trim(str_slice(list, 0, at));

		if (str_eq(one, value))
			return true;
		list = at == SIZE_MAX ? STR_NONE : str_slice(list, at + sep.n, list.n);
	}
	return false;
}

/* Tick what the value says, in lists; other controls show the value itself. */
static void
put(struct form_field *x, str value)
{
	x->value = value;
	for (size_t g = 0; g < x->ngroups; g++)
		for (size_t i = 0; i < x->groups[g].noptions; i++)
			x->groups[g].options[i].on = x->many ? has(value, x->groups[g].options[i].value)
			                                     : str_eq(x->groups[g].options[i].value, value);
}

void
form_value(struct form *f, const char *name, str value)
{
	struct form_field *x = form_field(f, name);

	if (x)
		put(x, value);
}

void
form_need(struct form *f, const char *name)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return;
	x->need = true;
	x->optional = false;
}

void
form_blank(struct form *f, const char *name, str words)
{
	struct form_field *x = form_field(f, name);

	if (x && !x->need) {
		x->blank = words;
		x->optional = false;
	}
}

void
form_hint(struct form *f, const char *name, str hint)
{
	struct form_field *x = form_field(f, name);

	if (x)
		x->hint = hint;
}

enum err
form_files(struct ctx *cx, struct form *f, const char *name)
{
	struct form_field *x = form_field(f, name);

	if (!x)
		return OK;
	plain(x);
	x->file = f->files = true;
	x->label = text_get(T_form_photos, cx->lang);
	x->ngroups = 1;
	x->groups = ARENA_NEW(cx->arena, struct form_group);
	return x->groups ? OK : ctx_no_memory(cx);
}

void
form_pass(struct form *f, const char *name)
{
	struct form_field *x = form_field(f, name);

	if (!x || !x->ngroups)
		return;
	plain(x);
	x->pass = true;
}

static str
sentence(struct ctx *cx, const struct why_line *w)
{
	struct buf b;

	buf_init(&b, cx->arena, BUF_LINE);
	text_add(&b, w->text, cx->lang, w->arg, WHY_ARGS);
	return buf_str(&b);
}

/* The general sentence when nothing more is known. */
static str
general(struct ctx *cx, enum err e)
{
	struct buf b;
	struct ctx bare = *cx;

	ctx_forget(&bare);
	buf_init(&b, cx->arena, BUF_LINE);
	why_text(&bare, e, &b);
	return str_trim(buf_str(&b));
}

static enum err
faults(struct ctx *cx, struct form *f, const struct form_again *again, struct frame *page)
{
	size_t n = again->why->n;

	page->faults = ARENA_NEWS(cx->arena, n ? n : 1, struct frame_fault);
	if (!page->faults)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		const struct why_line *w = &again->why->line[i];
		struct form_field     *x = f && w->field ? form_field(f, w->field) : NULL;

		page->faults[i].text = sentence(cx, w);
		if (!x || x->hidden)
			continue;
		page->faults[i].href = arena_printf(cx->arena, "#%.*s", STR_ARG(x->id));
		if (!x->fault.n)
			x->fault = page->faults[i].text;
	}
	if (n == 0)
		page->faults[0].text = general(cx, again->err);
	page->nfaults = n ? n : 1;
	/* "n to correct" is for what can be corrected in the form; a rule is said as it is. */
	if (again->err != ERR_INPUT)
		page->fault_head = T_frame_refused;
	return OK;
}

/* The pictures that came with the refused attempt, ticked by their names. */
static enum err
put_files(struct ctx *cx, struct form_field *x, const struct form_again *again)
{
	struct form_group *g = x->groups;

	g->noptions = 0;
	if (!(g->options = ARENA_NEWS(cx->arena, again->n + 1, struct form_option)))
		return ctx_no_memory(cx);
	for (size_t i = 0; i < again->n; i++) {
		str name = again->typed[i].value;

		if (!str_eq(again->typed[i].name, S("_photo")))
			continue;
		(void)str_cut(&name, ' ');
		g->options[g->noptions++] = (struct form_option){again->typed[i].value, name, true};
	}
	return OK;
}

enum err
form_again(struct ctx *cx, struct form *f, struct form_again *again, struct frame *page)
{
	enum err e = OK;

	if (!again || !again->command.p || again->shown || !str_eq(again->command, f->command))
		return OK;
	for (size_t i = 0; i < f->nfields; i++) {
		struct form_field *x = &f->fields[i];

		if (x->file)
			e = put_files(cx, x, again);
		else if (!x->hidden && !x->secret)
			put(x, S(""));
		if (e != OK)
			return e;
	}
	for (size_t i = 0; i < again->n; i++) {
		for (size_t k = 0; k < f->nfields; k++) {
			struct form_field *x = &f->fields[k];

			if (str_eq(x->name, again->typed[i].name) && !x->hidden && !x->secret && !x->file)
				put(x, again->typed[i].value);
		}
	}
	f->open = true;
	again->shown = true;
	return faults(cx, f, again, page);
}

static const struct field *
field_of(const struct command *c, str name)
{
	for (size_t i = 0; c && i < c->nin; i++)
		if (str_eq(str_of(c->in[i].name), name))
			return &c->in[i];
	return NULL;
}

/* The sentence of a condition that was chosen by its key, "S02-1"; STR_NONE when there is none now. */
static enum err
condition_words(struct ctx *cx, str key, bool closing, str *out)
{
	struct class_condition c;
	enum err               e = cx->db ? catalog_condition_of_key(cx, key, &c) : ERR_NONE;

	if (e == OK)
		*out = closing ? c.closing : c.condition;
	else if (e != ERR_MEMORY)
		ctx_forget(cx); /* what was typed is shown as far as it can be */
	return e == ERR_MEMORY ? e : OK;
}

/* What was typed as a person reads it; STR_NONE: it says nothing to one. */
static enum err
words_of(struct ctx *cx, const struct field *x, str value, str *out)
{
	bool closing = str_eq(str_of(x->name), S("closing"));

	*out = STR_NONE;
	/* Numbers of rows say nothing to a person; passwords are never shown again. */
	if (x->kind == FIELD_secret || x->kind == FIELD_id || x->kind == FIELD_code || !str_trim(value).n ||
	    str_eq(str_of(x->name), S("rev")))
		return OK;
	if (closing || str_eq(str_of(x->name), S("condition")))
		return condition_words(cx, value, closing, out);
	*out = value;
	for (const struct choice *k = x->choices; k && k->value; k++)
		if (str_eq(str_of(k->value), value))
			*out = text_get(k->label, cx->lang);
	return OK;
}

enum err
form_kept(struct ctx *cx, const struct command *c, const struct input *typed, size_t n, struct frame *page)
{
	page->nkept = 0;
	page->kept = ARENA_NEWS(cx->arena, n + 1, struct frame_pair);
	if (!page->kept)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++) {
		const struct field *x = field_of(c, typed[i].name);
		str                 words;
		enum err            e;

		if (!x)
			continue;
		if ((e = words_of(cx, x, typed[i].value, &words)) != OK)
			return e;
		if (words.n)
			page->kept[page->nkept++] = (struct frame_pair){text_get(x->label, cx->lang), words};
	}
	return OK;
}

enum err
form_rest(struct ctx *cx, struct form_again *again, struct frame *page)
{
	const struct command *c;
	enum err              e;

	if (!again || !again->command.p || again->shown)
		return OK;
	c = command_find(again->command);
	if ((e = form_kept(cx, c, again->typed, again->n, page)) != OK)
		return e;
	again->shown = true;
	return faults(cx, NULL, again, page);
}
