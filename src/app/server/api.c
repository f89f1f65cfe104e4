/* OpenAPI 3.1 from the tables of commands and views. */
#include "app/server/api.h"

#include "app_texts.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "kit/http/http.h"

#include <stdio.h>
#include <string.h>

/*
 * What several commands and views share stands once, in components, and is referred to: input fields that are the
 * same but for their name, objects of answers, parameters of views, and what is sent to commands that ask the same.
 * So everything is gone through twice: first it is counted who uses what, then it is written.
 */
enum { PARTS = 4000, PART_SHORT = 16, PART_NAME = 100 };

struct part {
	const struct field   *field;   /* or */
	const struct command *command; /* what is sent to it, or */
	str                   shape;   /* of an object, as the view says it */
	str                   name;
	size_t                uses;
};

struct shared {
	struct part *part;
	size_t       n;
};

struct describing {
	struct json *j;
	enum lang    lang;
	struct shared schemas;
	struct shared params; /* fields by their own names; that one may leave out tells two apart */
	struct shared bodies; /* by the first command of several */
};

/* Described in the same words: whichever room's they are. */
static bool
same_field(const struct field *a, const struct field *b, enum lang lang)
{
	return a && b && a->kind == b->kind && a->min == b->min && a->max == b->max && a->choices == b->choices &&
	       str_eq(text_get(a->label, lang), text_get(b->label, lang));
}

static struct part *
part_of(const struct describing *d, const struct field *f, str shape)
{
	for (struct part *p = d->schemas.part; p < d->schemas.part + d->schemas.n; p++)
		if (f ? same_field(p->field, f, d->lang) : str_eq(p->shape, shape))
			return p;
	return NULL;
}

static bool
same_input(const struct field *a, const struct field *b, enum lang lang)
{
	return a->need == b->need && strcmp(a->name, b->name) == 0 && same_field(a, b, lang);
}

static struct part *
param_of(const struct describing *d, const struct field *f)
{
	for (struct part *p = d->params.part; p < d->params.part + d->params.n; p++)
		if (same_input(p->field, f, d->lang))
			return p;
	return NULL;
}

static struct part *
body_of(const struct describing *d, const struct command *c)
{
	for (struct part *p = d->bodies.part; p < d->bodies.part + d->bodies.n; p++) {
		bool same = p->command->nin == c->nin && !p->command->login == !c->login;

		for (size_t i = 0; i < c->nin && same; i++)
			same = same_input(&p->command->in[i], &c->in[i], d->lang);
		if (same)
			return p;
	}
	return NULL;
}

/* One more use of `p`, or, when there is none yet, the first one of `fresh`; true: the first. */
static bool
count_use(struct shared *all, struct part *p, struct part fresh)
{
	bool first = !p;

	if (first) {
		ensure(all->n < PARTS);
		p = &all->part[all->n++];
		*p = fresh;
	}
	p->uses++;
	return first;
}

static bool
count_part(struct describing *d, const struct field *f, str shape, str name)
{
	return count_use(&d->schemas, part_of(d, f, shape), (struct part){.field = f, .shape = shape, .name = name});
}

static bool
count_body(struct describing *d, const struct command *c)
{
	return count_use(&d->bodies, body_of(d, c), (struct part){.command = c, .name = str_of(c->name)});
}

static bool
count_param(struct describing *d, const struct field *f)
{
	return count_use(&d->params, param_of(d, f), (struct part){.field = f, .name = str_of(f->name)});
}

/* "id", and of other things of that name "id.2", "id.3" … in the order in which they come. */
static void
part_name(const struct shared *all, const struct part *p, char out[PART_NAME])
{
	size_t nth = 1;

	for (const struct part *o = all->part; o < p; o++)
		nth += o->uses > 1 && str_eq(o->name, p->name);
	if (nth == 1)
		(void)snprintf(out, PART_NAME, "%.*s", STR_ARG(p->name));
	else
		(void)snprintf(out, PART_NAME, "%.*s.%zu", STR_ARG(p->name), nth);
}

static void
reference(struct json *j, const char *to)
{
	json_obj(j);
	json_kv_str(j, "$ref", str_of(to));
	json_obj_end(j);
}

/* True: it stands among the components, and a reference was written. */
static bool
told_once(struct json *j, const struct shared *all, const struct part *p, const char *where)
{
	char name[PART_NAME], to[PART_NAME + 40];

	if (!p || p->uses < 2)
		return false;
	part_name(all, p, name);
	(void)snprintf(to, sizeof(to), "#/components/%s/%s", where, name);
	reference(j, to);
	return true;
}

static void
choices(const struct choice *c, struct json *j)
{
	json_key(j, S("enum"));
	json_arr(j);
	for (; c && c->value; c++)
		json_str(j, str_of(c->value));
	json_arr_end(j);
}

static void
write_field(const struct field *f, enum lang lang, struct json *j)
{
	json_obj(j);
	json_kv_str(j, "description", text_get(f->label, lang));
	switch (f->kind) {
	case FIELD_id:
	case FIELD_i64:
		json_kv_str(j, "type", S("integer"));
		json_kv_i64(j, "minimum", f->min);
		if (f->max != INT64_MAX)
			json_kv_i64(j, "maximum", f->max);
		break;
	case FIELD_f64:
		json_kv_str(j, "type", S("number"));
		json_kv_i64(j, "minimum", f->min);
		json_kv_i64(j, "maximum", f->max);
		break;
	case FIELD_bool:
		json_kv_str(j, "type", S("boolean"));
		break;
	case FIELD_str:
	case FIELD_code:
	case FIELD_text:
		json_kv_str(j, "type", S("string"));
		if (f->min > 0)
			json_kv_i64(j, "minLength", f->min);
		/* What a request cannot hold no caller may send; the rest goes by duban do. */
		json_kv_i64(j, "maxLength", f->max < HTTP_BODY ? f->max : HTTP_BODY);
		break;
	case FIELD_secret:
		json_kv_str(j, "type", S("string"));
		json_kv_str(j, "format", S("password"));
		break;
	case FIELD_choice:
		json_kv_str(j, "type", S("string"));
		choices(f->choices, j);
		break;
	case FIELD_time:
		json_kv_str(j, "type", S("string"));
		json_kv_str(j, "format", S("date-time"));
		break;
	case FIELD_day:
		json_kv_str(j, "type", S("string"));
		json_kv_str(j, "format", S("date"));
		break;
	}
	json_obj_end(j);
}

static void
schema(const struct describing *d, const struct field *f)
{
	if (!told_once(d->j, &d->schemas, part_of(d, f, STR_NONE), "schemas"))
		write_field(f, d->lang, d->j);
}

static void
typed(struct json *j, const char *type, bool null)
{
	json_key(j, S("type"));
	if (null) {
		json_arr(j);
		json_str(j, str_of(type));
		json_str(j, S("null"));
		json_arr_end(j);
	} else {
		json_str(j, str_of(type));
	}
}

static bool
take(str *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = str_slice(*s, 1, s->n);
	return true;
}

/* How many bytes the shape (command.h) at the beginning of `s` takes. */
static size_t
shape_bytes(str s)
{
	size_t n = 0;
	int    open = 0;

	do {
		ensure(n < s.n);
		open += (s.p[n] == '{' || s.p[n] == '[') - (s.p[n] == '}' || s.p[n] == ']');
		n++;
	} while (open > 0);
	return n + (n < s.n && s.p[n] == '?');
}

static void shape(const struct describing *d, str s, int depth);

/* The members of an object: what stands between its braces. */
static void
members(const struct describing *d, str s, int depth)
{
	struct json *j = d->j;
	str          need[128];
	size_t       n = 0;

	json_key(j, S("properties"));
	json_obj(j);
	while (s.n) {
		size_t end = str_find(s, ':'), bytes;
		str    name = str_slice(s, 0, end), value;

		ensure(end != SIZE_MAX && n < NITEMS(need));
		s = str_slice(s, end + 1, s.n);
		bytes = shape_bytes(s);
		value = str_slice(s, 0, bytes);
		s = str_slice(s, bytes, s.n);
		if (str_eq(name, S("*"))) {
			ensure(s.n == 0);
			json_obj_end(j);
			json_key(j, S("additionalProperties"));
			shape(d, value, depth + 1);
			return;
		}
		if (str_ends(name, S("?")))
			name = str_slice(name, 0, name.n - 1);
		else
			need[n++] = name;
		json_key(j, name);
		shape(d, value, depth + 1);
		ensure(take(&s, ',') || s.n == 0);
	}
	json_obj_end(j);
	json_key(j, S("required"));
	json_arr(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, need[i]);
	json_arr_end(j);
}

static void
write_shape(const struct describing *d, const str all, int depth)
{
	static const struct {
		char        letter;
		const char *type, *format;
	} kinds[] = {{'i', "integer", NULL}, {'n', "number", NULL},   {'s', "string", NULL}, {'b', "boolean", NULL},
	             {'t', "integer", "int64"}, {'d', "string", "date"}};
	struct json *j = d->j;
	str          s = all;
	size_t       k = 0;

	ensure(s.n > 0 && depth < 8);
	if (str_eq(s, S("t")) || str_eq(s, S("t?"))) {
		reference(j, s.n == 1 ? "#/components/schemas/Time" : "#/components/schemas/TimeOrNull");
		return;
	}
	json_obj(j);
	if (take(&s, '[')) {
		typed(j, "array", false);
		json_key(j, S("items"));
		shape(d, str_slice(s, 0, s.n - 1), depth + 1);
	} else if (take(&s, '{')) {
		typed(j, "object", false);
		members(d, str_slice(s, 0, s.n - 1), depth);
	} else if (!take(&s, '*')) {
		while (k < NITEMS(kinds) && !take(&s, kinds[k].letter))
			k++;
		ensure(k < NITEMS(kinds));
		typed(j, kinds[k].type, take(&s, '?'));
		if (kinds[k].format)
			json_kv_str(j, "format", str_of(kinds[k].format));
		ensure(s.n == 0);
	}
	json_obj_end(j);
}

/* An object is called by the member it is; those within one that was counted already are written once with it. */
static void
count_shape(struct describing *d, str s, str name)
{
	if (take(&s, '[')) {
		count_shape(d, str_slice(s, 0, s.n - 1), name);
		return;
	}
	if (s.n == 0 || s.p[0] != '{')
		return;
	if (s.n > PART_SHORT && !count_part(d, NULL, s, name))
		return;
	s = str_slice(s, 1, s.n - 1);
	while (s.n) {
		size_t end = str_find(s, ':'), bytes;

		ensure(end != SIZE_MAX);
		name = str_slice(s, 0, end - (end && s.p[end - 1] == '?'));
		s = str_slice(s, end + 1, s.n);
		bytes = shape_bytes(s);
		count_shape(d, str_slice(s, 0, bytes), name);
		s = str_slice(s, bytes, s.n);
		(void)take(&s, ',');
	}
}

/* The schema of a view's shape (command.h). */
static void
shape(const struct describing *d, str s, int depth)
{
	if (s.p[0] != '{' || !told_once(d->j, &d->schemas, part_of(d, NULL, s), "schemas"))
		write_shape(d, s, depth);
}

static void
answers(const struct describing *d, const struct view *v)
{
	struct json *j = d->j;

	json_key(j, S("responses"));
	json_obj(j);
	json_key(j, S("200"));
	if (!v) {
		reference(j, "#/components/responses/Done");
		json_key(j, S("default"));
		reference(j, "#/components/responses/Problem");
		json_obj_end(j);
		return;
	}
	json_obj(j);
	json_kv_str(j, "description", S("OK"));
	json_key(j, S("content"));
	json_obj(j);
	json_key(j, S("application/json"));
	json_obj(j);
	json_key(j, S("schema"));
	if (v->out) {
		shape(d, str_of(v->out), 0);
	} else {
		json_obj(j);
		json_obj_end(j);
	}
	json_obj_end(j);
	json_obj_end(j);
	json_obj_end(j);
	json_key(j, S("default"));
	reference(j, "#/components/responses/Problem");
	json_obj_end(j);
}

static void
security(struct json *j, perm_id perm)
{
	json_kv_str(j, "x-permission", perm_name(perm));
	if (perm != PERM_PUBLIC)
		return;
	json_key(j, S("security"));
	json_arr(j);
	json_arr_end(j);
}

/* What the log-in route fills in itself. */
static bool
not_asked(const struct command *c, const struct field *f)
{
	return c->login && strcmp(f->name, "address") == 0;
}

static void
write_body(const struct describing *d, const struct command *c)
{
	struct json *j = d->j;

	json_obj(j);
	json_kv_bool(j, "required", true);
	json_key(j, S("content"));
	json_obj(j);
	json_key(j, S("application/json"));
	json_obj(j);
	json_key(j, S("schema"));
	json_obj(j);
	json_kv_str(j, "type", S("object"));
	json_kv_bool(j, "additionalProperties", false);
	json_key(j, S("properties"));
	json_obj(j);
	for (size_t i = 0; i < c->nin; i++) {
		if (not_asked(c, &c->in[i]))
			continue;
		json_key(j, str_of(c->in[i].name));
		schema(d, &c->in[i]);
	}
	json_obj_end(j);
	json_key(j, S("required"));
	json_arr(j);
	for (size_t i = 0; i < c->nin; i++)
		if (c->in[i].need && !not_asked(c, &c->in[i]))
			json_str(j, str_of(c->in[i].name));
	json_arr_end(j);
	json_obj_end(j);
	json_obj_end(j);
	json_obj_end(j);
	json_obj_end(j);
}

static void
describe_command(const struct describing *d, const struct command *c)
{
	struct json *j = d->j;

	json_obj(j);
	json_key(j, S("post"));
	json_obj(j);
	json_kv_str(j, "operationId", str_of(c->name));
	json_kv_str(j, "summary", text_get(c->summary, d->lang));
	security(j, c->login ? PERM_PUBLIC : c->perm);
	json_key(j, S("parameters"));
	json_arr(j);
	reference(j, "#/components/parameters/Key");
	json_arr_end(j);
	json_key(j, S("requestBody"));
	if (!told_once(j, &d->bodies, body_of(d, c), "requestBodies"))
		write_body(d, c);
	answers(d, NULL);
	json_obj_end(j);
	json_obj_end(j);
}

static void
write_param(const struct describing *d, const struct field *f)
{
	struct json *j = d->j;

	json_obj(j);
	json_kv_str(j, "name", str_of(f->name));
	json_kv_str(j, "in", S("query"));
	if (f->need)
		json_kv_bool(j, "required", true);
	json_key(j, S("schema"));
	schema(d, f);
	json_obj_end(j);
}

static void
describe_view(const struct describing *d, const struct view *v)
{
	struct json *j = d->j;

	json_obj(j);
	json_key(j, S("get"));
	json_obj(j);
	json_kv_str(j, "operationId", str_of(v->name));
	json_kv_str(j, "summary", text_get(v->summary, d->lang));
	security(j, v->perm);
	json_key(j, S("parameters"));
	json_arr(j);
	for (size_t i = 0; i < v->nin; i++)
		if (!told_once(j, &d->params, param_of(d, &v->in[i]), "parameters"))
			write_param(d, &v->in[i]);
	json_arr_end(j);
	answers(d, v);
	json_obj_end(j);
	json_obj_end(j);
}

/* What every operation shares.  Plain JSON, because nothing in it varies. */
struct plain {
	str key, json;
};

static const struct plain around[] = {
    {STR_INIT("securitySchemes"),
     STR_INIT("{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"duban\"},"
              "\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\","
              "\"description\":\"the secret of the reply of POST /api/login\"}}")},
    {STR_INIT("responses"),
     STR_INIT("{\"Done\":{\"description\":\"OK\",\"content\":{\"application/json\":"
              "{\"schema\":{\"$ref\":\"#/components/schemas/Reply\"}}}},"
              "\"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":"
              "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}")},
};

static const struct plain params[] = {
    {STR_INIT("Key"),
     STR_INIT("{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,\"description\":"
              "\"8-64 visible ASCII characters; the same key and body are answered the same, done once\","
              "\"schema\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":64}}")},
};

static const struct plain schemas[] = {
    {STR_INIT("Time"), STR_INIT("{\"type\":\"integer\",\"format\":\"int64\",\"description\":\"ms UTC\"}")},
    {STR_INIT("TimeOrNull"),
     STR_INIT("{\"type\":[\"integer\",\"null\"],\"format\":\"int64\",\"description\":\"ms UTC\"}")},
    {STR_INIT("Reply"),
     STR_INIT("{\"type\":\"object\",\"required\":[\"ok\",\"done\"],\"properties\":{"
              "\"ok\":{\"const\":true},\"id\":{\"type\":\"integer\"},\"rev\":{\"type\":\"integer\"},"
              "\"no\":{\"type\":\"string\"},\"see\":{\"type\":\"string\"},\"done\":{\"type\":\"string\"},"
              "\"secret\":{\"type\":\"string\"}}}")},
    {STR_INIT("Problem"),
     STR_INIT("{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"why\"],\"properties\":{"
              "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
              "\"instance\":{\"type\":\"string\"},\"why\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
              "\"required\":[\"key\",\"text\"],\"properties\":{\"field\":{\"type\":\"string\"},"
              "\"key\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"}}}}}}")},
};

static void
write_plain(struct json *j, const struct plain *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		json_key(j, p[i].key);
		json_raw(j, p[i].json);
	}
}

static void
components(const struct describing *d)
{
	struct json *j = d->j;
	char         name[PART_NAME];

	json_key(j, S("components"));
	json_obj(j);
	write_plain(j, around, NITEMS(around));
	json_key(j, S("parameters"));
	json_obj(j);
	write_plain(j, params, NITEMS(params));
	for (const struct part *p = d->params.part; p < d->params.part + d->params.n; p++) {
		if (p->uses < 2)
			continue;
		part_name(&d->params, p, name);
		json_key(j, str_of(name));
		write_param(d, p->field);
	}
	json_obj_end(j);
	json_key(j, S("requestBodies"));
	json_obj(j);
	for (const struct part *p = d->bodies.part; p < d->bodies.part + d->bodies.n; p++) {
		if (p->uses < 2)
			continue;
		part_name(&d->bodies, p, name);
		json_key(j, str_of(name));
		write_body(d, p->command);
	}
	json_obj_end(j);
	json_key(j, S("schemas"));
	json_obj(j);
	write_plain(j, schemas, NITEMS(schemas));
	for (const struct part *p = d->schemas.part; p < d->schemas.part + d->schemas.n; p++) {
		if (p->uses < 2)
			continue;
		part_name(&d->schemas, p, name);
		json_key(j, str_of(name));
		if (p->field)
			write_field(p->field, d->lang, j);
		else
			write_shape(d, p->shape, 0);
	}
	json_obj_end(j);
	json_obj_end(j);
}

static void
path_of(struct json *j, const char *name)
{
	char path[80];

	(void)snprintf(path, sizeof(path), "/api/%s", name);
	json_key(j, str_of(path));
}

/* What only the program itself may do has no door, but for the log-in. */
static bool
has_door(const struct command *c)
{
	return (c->perm != PERM_SYSTEM || c->login) && c->perm != PERM_DENY;
}

static bool
is_open(const struct view *v)
{
	return v->perm != PERM_SYSTEM && v->perm != PERM_DENY;
}

static void
count_all(struct describing *d)
{
	const struct command *const *commands;
	const struct view *const    *views;
	size_t                       ncommands = command_all(&commands), nviews = view_all(&views);

	for (size_t i = 0; i < ncommands; i++) {
		bool first = has_door(commands[i]) && count_body(d, commands[i]);

		for (size_t k = 0; k < commands[i]->nin && first; k++)
			if (!not_asked(commands[i], &commands[i]->in[k]))
				(void)count_part(d, &commands[i]->in[k], STR_NONE, str_of(commands[i]->in[k].name));
	}
	for (size_t i = 0; i < nviews; i++) {
		const struct view *v = views[i];

		for (size_t k = 0; k < v->nin && is_open(v); k++)
			if (count_param(d, &v->in[k]))
				(void)count_part(d, &v->in[k], STR_NONE, str_of(v->in[k].name));
		if (v->out && is_open(v))
			count_shape(d, str_of(v->out), S("row"));
	}
}

static void
write_paths(const struct describing *d)
{
	struct json                 *j = d->j;
	const struct command *const *commands;
	const struct view *const    *views;
	size_t                       ncommands = command_all(&commands), nviews = view_all(&views);

	json_key(j, S("paths"));
	json_obj(j);
	for (size_t i = 0; i < ncommands; i++) {
		if (!has_door(commands[i]))
			continue;
		path_of(j, commands[i]->login ? "login" : commands[i]->name);
		describe_command(d, commands[i]);
	}
	for (size_t i = 0; i < nviews; i++) {
		if (!is_open(views[i]))
			continue;
		path_of(j, views[i]->name);
		describe_view(d, views[i]);
	}
	json_obj_end(j);
}

/* Each way to log in is an item with the scheme's name. */
static void
write_security(struct json *j)
{
	json_key(j, S("security"));
	json_raw(j, S("[{\"session\":[]},{\"bearer\":[]}]"));
}

enum err
api_describe(struct arena *a, enum lang lang, str *out)
{
	struct buf        b;
	struct json       j;
	struct describing d = {.j = &j, .lang = lang};

	d.schemas.part = ARENA_NEWS(a, PARTS, struct part);
	d.params.part = ARENA_NEWS(a, PARTS, struct part);
	d.bodies.part = ARENA_NEWS(a, PARTS, struct part);
	if (!d.schemas.part || !d.params.part || !d.bodies.part)
		return ERR_MEMORY;
	count_all(&d);
	buf_init(&b, a, BUF_PAGE);
	json_init(&j, &b);
	json_obj(&j);
	json_kv_str(&j, "openapi", S("3.1.0"));
	json_key(&j, S("info"));
	json_obj(&j);
	json_kv_str(&j, "title", text_get(T_app_api_title, lang));
	json_kv_str(&j, "version", S(DUBAN_VERSION));
	json_obj_end(&j);
	write_security(&j);
	write_paths(&d);
	components(&d);
	json_obj_end(&j);
	return buf_end(&b, out);
}
