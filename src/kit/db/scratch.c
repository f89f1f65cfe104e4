/* Stores that are thrown away: made beside one that is named, used, and gone again. */
#include "kit/db/db.h"

#include "kit/engine/engine.h"
#include "kit_db_texts.h"

/* postgres://…/NAME?…: the same server's database of another name. */
static str
beside(struct ctx *cx, str url, str name)
{
	size_t query = str_find(url, '?'), slash = query == SIZE_MAX ? url.n : query;

	while (slash > 0 && url.p[slash - 1] != '/')
		slash--;
	return arena_printf(cx->arena, "%.*s%.*s%.*s", (int)slash, url.p, STR_ARG(name),
	                    query == SIZE_MAX ? 0 : (int)(url.n - query), query == SIZE_MAX ? "" : url.p + query);
}

static bool
is_name(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if ((name.p[i] < 'a' || name.p[i] > 'z') && (name.p[i] < '0' || name.p[i] > '9') && name.p[i] != '_')
			return false;
	return name.n > 0 && name.n <= 60;
}

static enum err
server_does(struct ctx *cx, str url, const char *what, str name, const char *how)
{
	struct db_conn *c;
	str             s = arena_printf(cx->arena, "%s DATABASE %.*s %s", what, STR_ARG(name), how);
	char           *sql = arena_z(cx->arena, s);
	enum err        e;

	if (!sql)
		return ctx_no_memory(cx);
	if ((e = db_open(cx, url, DB_OWNER, &c)) != OK)
		return e;
	e = c->engine->script(c, sql);
	db_close(c);
	return e == OK ? OK : refuse(cx, ERR_STORE, "db", T_db_scratch, name);
}

enum err
db_scratch_make(struct ctx *cx, str url, str name, str *made)
{
	*made = url;
	if (str_starts(url, S("sqlite:")))
		return OK;
	if (!is_name(name))
		return refuse(cx, ERR_STORE, "db", T_db_scratch, name);
	*made = beside(cx, url, name);
	return server_does(cx, url, "CREATE", name, "TEMPLATE template0 ENCODING 'UTF8'");
}

enum err
db_scratch_drop(struct ctx *cx, str url, str name)
{
	if (str_starts(url, S("sqlite:")))
		return OK;
	return server_does(cx, url, "DROP", name, "WITH (FORCE)");
}
