/* OpenAPI 3.1 from the tables of commands and views. */
#include "app/server/api.h"

#include "app_texts.h"
#include "base/ensure.h"
#include "city/unit/roles.h"
#include "kit/http/http.h"

#include <stdio.h>
#include <string.h>

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
schema(const struct field *f, enum lang lang, struct json *j)
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
reference(struct json *j, const char *to)
{
	json_obj(j);
	json_kv_str(j, "$ref", str_of(to));
	json_obj_end(j);
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

static size_t shape(struct json *j, str s, int depth);

/* The members of an object, behind its brace; returns how many bytes they took with the closing one. */
static size_t
members(struct json *j, const str all, int depth)
{
	str    s = all, need[128];
	size_t n = 0;

	json_key(j, S("properties"));
	json_obj(j);
	while (!take(&s, '}')) {
		size_t end = str_find(s, ':');
		str    name = str_slice(s, 0, end);

		ensure(end != SIZE_MAX && n < NITEMS(need));
		s = str_slice(s, end + 1, s.n);
		if (str_eq(name, S("*"))) {
			json_obj_end(j);
			json_key(j, S("additionalProperties"));
			s = str_slice(s, shape(j, s, depth + 1), s.n);
			ensure(take(&s, '}'));
			return all.n - s.n;
		}
		if (str_ends(name, S("?")))
			name = str_slice(name, 0, name.n - 1);
		else
			need[n++] = name;
		json_key(j, name);
		s = str_slice(s, shape(j, s, depth + 1), s.n);
		(void)take(&s, ',');
	}
	json_obj_end(j);
	json_key(j, S("required"));
	json_arr(j);
	for (size_t i = 0; i < n; i++)
		json_str(j, need[i]);
	json_arr_end(j);
	return all.n - s.n;
}

/* The schema of a view's shape (command.h), from its beginning; returns how many bytes it took. */
static size_t
shape(struct json *j, const str all, int depth)
{
	static const struct {
		char        letter;
		const char *type, *format;
	} kinds[] = {{'i', "integer", NULL}, {'n', "number", NULL},   {'s', "string", NULL}, {'b', "boolean", NULL},
	             {'t', "integer", "int64"}, {'d', "string", "date"}};
	str    s = all;
	size_t k = 0;

	ensure(s.n > 0 && depth < 8);
	json_obj(j);
	if (take(&s, '*')) {
		json_obj_end(j);
		return 1;
	}
	if (take(&s, '[')) {
		typed(j, "array", false);
		json_key(j, S("items"));
		s = str_slice(s, shape(j, s, depth + 1), s.n);
		ensure(take(&s, ']'));
	} else if (take(&s, '{')) {
		typed(j, "object", false);
		s = str_slice(s, members(j, s, depth), s.n);
	} else {
		while (k < NITEMS(kinds) && !take(&s, kinds[k].letter))
			k++;
		ensure(k < NITEMS(kinds));
		typed(j, kinds[k].type, take(&s, '?'));
		if (kinds[k].format)
			json_kv_str(j, "format", str_of(kinds[k].format));
		if (kinds[k].letter == 't')
			json_kv_str(j, "description", S("ms UTC"));
	}
	json_obj_end(j);
	return all.n - s.n;
}

static void
answers(struct json *j, const struct view *v)
{
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
		ensure(shape(j, str_of(v->out), 0) == str_of(v->out).n);
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
describe_command(const struct command *c, enum lang lang, struct json *j)
{
	json_obj(j);
	json_key(j, S("post"));
	json_obj(j);
	json_kv_str(j, "operationId", str_of(c->name));
	json_kv_str(j, "summary", text_get(c->summary, lang));
	security(j, c->login ? PERM_PUBLIC : c->perm);
	json_key(j, S("parameters"));
	json_arr(j);
	reference(j, "#/components/parameters/IdempotencyKey");
	json_arr_end(j);
	json_key(j, S("requestBody"));
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
		schema(&c->in[i], lang, j);
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
	answers(j, NULL);
	json_obj_end(j);
	json_obj_end(j);
}

static void
describe_view(const struct view *v, enum lang lang, struct json *j)
{
	json_obj(j);
	json_key(j, S("get"));
	json_obj(j);
	json_kv_str(j, "operationId", str_of(v->name));
	json_kv_str(j, "summary", text_get(v->summary, lang));
	security(j, v->perm);
	json_key(j, S("parameters"));
	json_arr(j);
	for (size_t i = 0; i < v->nin; i++) {
		json_obj(j);
		json_kv_str(j, "name", str_of(v->in[i].name));
		json_kv_str(j, "in", S("query"));
		if (v->in[i].need)
			json_kv_bool(j, "required", true);
		json_key(j, S("schema"));
		schema(&v->in[i], lang, j);
		json_obj_end(j);
	}
	json_arr_end(j);
	answers(j, v);
	json_obj_end(j);
	json_obj_end(j);
}

/* What every operation shares.  Plain JSON, because nothing in it varies. */
static const char components[] =
    "{\"securitySchemes\":{\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"duban\"},"
    "\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\","
    "\"description\":\"the secret of the reply of POST /api/login\"}},"
    "\"parameters\":{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"8-64 visible ASCII characters; the same key and body are answered the same, done once\","
    "\"schema\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":64}}},"
    "\"schemas\":{\"Reply\":{\"type\":\"object\",\"required\":[\"ok\",\"done\"],\"properties\":{"
    "\"ok\":{\"const\":true},\"id\":{\"type\":\"integer\"},\"rev\":{\"type\":\"integer\"},"
    "\"no\":{\"type\":\"string\"},\"see\":{\"type\":\"string\"},\"done\":{\"type\":\"string\"},"
    "\"secret\":{\"type\":\"string\"}}},"
    "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"why\"],\"properties\":{"
    "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
    "\"instance\":{\"type\":\"string\"},\"why\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"required\":[\"key\",\"text\"],\"properties\":{\"field\":{\"type\":\"string\"},"
    "\"key\":{\"type\":\"string\"},\"text\":{\"type\":\"string\"}}}}}}},"
    "\"responses\":{\"Done\":{\"description\":\"OK\",\"content\":{\"application/json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/Reply\"}}}},"
    "\"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":"
    "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}}}}";

static void
path_of(struct json *j, const char *name)
{
	char path[80];

	(void)snprintf(path, sizeof(path), "/api/%s", name);
	json_key(j, str_of(path));
}

void
api_describe(struct json *j, enum lang lang)
{
	const struct command *const *commands;
	const struct view *const    *views;
	size_t                       ncommands = command_all(&commands), nviews = view_all(&views);

	json_obj(j);
	json_kv_str(j, "openapi", S("3.1.0"));
	json_key(j, S("info"));
	json_obj(j);
	json_kv_str(j, "title", text_get(T_app_api_title, lang));
	json_kv_str(j, "version", S(DUBAN_VERSION));
	json_obj_end(j);
	json_key(j, S("security"));
	json_arr(j);
	json_obj(j);
	json_key(j, S("session"));
	json_arr(j);
	json_arr_end(j);
	json_obj_end(j);
	json_obj(j);
	json_key(j, S("bearer"));
	json_arr(j);
	json_arr_end(j);
	json_obj_end(j);
	json_arr_end(j);
	json_key(j, S("paths"));
	json_obj(j);
	for (size_t i = 0; i < ncommands; i++) {
		/* What only the program itself may do has no door, but for the log-in. */
		if ((commands[i]->perm == PERM_SYSTEM && !commands[i]->login) || commands[i]->perm == PERM_DENY)
			continue;
		path_of(j, commands[i]->login ? "login" : commands[i]->name);
		describe_command(commands[i], lang, j);
	}
	for (size_t i = 0; i < nviews; i++) {
		if (views[i]->perm == PERM_SYSTEM || views[i]->perm == PERM_DENY)
			continue;
		path_of(j, views[i]->name);
		describe_view(views[i], lang, j);
	}
	json_obj_end(j);
	json_key(j, S("components"));
	json_raw(j, (str){components, sizeof(components) - 1});
	json_obj_end(j);
}
