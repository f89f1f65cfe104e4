/* OpenAPI 3.1 from the tables of commands and views. */
#include "app/server/api.h"

#include "texts.h"

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
		json_kv_i64(j, "maxLength", f->max);
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
answers(struct json *j, bool command)
{
	json_key(j, S("responses"));
	json_obj(j);
	json_key(j, S("200"));
	json_obj(j);
	json_kv_str(j, "description", S("OK"));
	json_key(j, S("content"));
	json_obj(j);
	json_key(j, S("application/json"));
	json_obj(j);
	json_key(j, S("schema"));
	if (command) {
		reference(j, "#/components/schemas/Reply");
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
	json_kv_i64(j, "x-permission", perm);
	if (perm != PERM_PUBLIC)
		return;
	json_key(j, S("security"));
	json_arr(j);
	json_arr_end(j);
}

/* Opens a session: run by the program, which fills in the address, for anybody. */
static bool
is_login(const struct command *c)
{
	return strcmp(c->name, "session.open") == 0;
}

static void
describe_command(const struct command *c, enum lang lang, struct json *j)
{
	json_obj(j);
	json_key(j, S("post"));
	json_obj(j);
	json_kv_str(j, "operationId", str_of(c->name));
	json_kv_str(j, "summary", text_get(c->summary, lang));
	security(j, is_login(c) ? PERM_PUBLIC : c->perm);
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
		if (is_login(c) && strcmp(c->in[i].name, "address") == 0)
			continue;
		json_key(j, str_of(c->in[i].name));
		schema(&c->in[i], lang, j);
	}
	json_obj_end(j);
	json_key(j, S("required"));
	json_arr(j);
	for (size_t i = 0; i < c->nin; i++)
		if (c->in[i].need && !(is_login(c) && strcmp(c->in[i].name, "address") == 0))
			json_str(j, str_of(c->in[i].name));
	json_arr_end(j);
	json_obj_end(j);
	json_obj_end(j);
	json_obj_end(j);
	json_obj_end(j);
	answers(j, true);
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
		json_kv_bool(j, "required", v->in[i].need);
		json_key(j, S("schema"));
		schema(&v->in[i], lang, j);
		json_obj_end(j);
	}
	json_arr_end(j);
	answers(j, false);
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
    "\"responses\":{\"Problem\":{\"description\":\"RFC 9457\",\"content\":{\"application/problem+json\":"
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
		if ((commands[i]->perm == PERM_SYSTEM && !is_login(commands[i])) || commands[i]->perm == PERM_DENY)
			continue;
		path_of(j, is_login(commands[i]) ? "login" : commands[i]->name);
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
