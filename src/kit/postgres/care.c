/* PostgreSQL: limits, descriptions, backup. */
#include "base/log.h"
#include "kit/postgres/inside.h"
#include "kit_engine_texts.h"
#include "kit_postgres_texts.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void
pg_limit(struct db_conn *c, int64_t ms)
{
	struct pg_conn *p = pg_of(c);
	char            sql[60];

	p->limit_ms = ms;
	(void)snprintf(sql, sizeof(sql), "SET statement_timeout = %lld", (long long)ms);
	if (!pg_lost(p) && pg_plain(p, "settings", sql) != OK)
		log_line(LOG_WARN, "store=postgres what=limit_not_set");
}

static void
describe(const PGresult *r, const struct db_query *q, struct buf *report)
{
	static const Oid oids[] = {OID_INT8, OID_TEXT, OID_BYTEA, OID_FLOAT8, OID_INT8};

	if (PQnparams(r) != (int)q->nin)
		buf_printf(report, "%s: %d parameters, not %zu\n", q->name, PQnparams(r), q->nin);
	for (size_t i = 0; i < q->nin && (int)i < PQnparams(r); i++)
		if (PQparamtype(r, (int)i) != oids[q->in[i].type])
			buf_printf(report, "%s: $%s has type oid %u, not %s\n", q->name, q->in[i].name,
			           PQparamtype(r, (int)i), db_type_name(q->in[i].type));
	if (PQnfields(r) != (int)q->nout)
		buf_printf(report, "%s: %d columns, not %zu\n", q->name, PQnfields(r), q->nout);
	for (size_t i = 0; i < q->nout && (int)i < PQnfields(r); i++) {
		if (!str_eq(str_of(PQfname(r, (int)i)), str_of(q->out[i].name)))
			buf_printf(report, "%s: column %zu is %s, not %s\n", q->name, i, PQfname(r, (int)i),
			           q->out[i].name);
		if (!pg_fits(q->out[i].type, PQftype(r, (int)i)))
			buf_printf(report, "%s: column %s has type oid %u, not %s\n", q->name, q->out[i].name,
			           PQftype(r, (int)i), db_type_name(q->out[i].type));
	}
}

enum err
pg_check_query(struct ctx *cx, struct db_conn *c, const struct db_query *q, struct buf *report)
{
	struct pg_conn *p = pg_of(c);
	Oid             types[MAX_PARAMS];
	size_t          was = report->n;
	PGresult       *r;

	(void)cx;
	pg_param_types(q, types);
	pg_begin_plainly(p);
	r = PQprepare(p->pg, "", q->postgres, (int)q->nin, types);
	if (PQresultStatus(r) == PGRES_COMMAND_OK) {
		PQclear(r);
		r = PQdescribePrepared(p->pg, "");
	}
	if (PQresultStatus(r) != PGRES_COMMAND_OK)
		buf_printf(report, "%s: %s", q->name, PQresultErrorMessage(r));
	else
		describe(r, q, report);
	PQclear(r);
	if (!PQenterPipelineMode(p->pg))
		return ERR_STORE;
	return report->n == was && !report->err ? OK : ERR_RULE;
}

/* ---- Care ---- */

enum err
pg_checkpoint(struct db_conn *c, enum db_checkpoint_mode mode, struct db_wal *wal)
{
	(void)c, (void)mode;
	*wal = (struct db_wal){0};
	return OK;
}

int64_t
pg_wal_size(const struct db_conn *c)
{
	(void)c;
	return 0;
}

enum err
pg_check(struct ctx *cx, struct db_conn *c)
{
	(void)cx;
	return pg_plain(pg_of(c), "check", "SELECT 1");
}

/* key='value' with the value's quotes and backslashes escaped, as libpq reads it. */
static void
add_word(struct buf *b, const char *key, const char *value)
{
	buf_printf(b, " %s='", key);
	for (const char *p = value; *p; p++) {
		if (*p == '\'' || *p == '\\')
			buf_char(b, '\\');
		buf_char(b, *p);
	}
	buf_char(b, '\'');
}

/*
 * The connection's words whole, as one argument; but those that libpq does not
 * show must not stand among the arguments: the password goes by the environment
 * (pair; NULL without one), that of a certificate's key has no such way.
 */
static bool
dump_words(struct ctx *cx, PGconn *pg, char **words, char **pair)
{
	PQconninfoOption *all = PQconninfo(pg);
	struct buf        b;
	str               text = STR_NONE, password = STR_NONE;
	bool              good = all != NULL;

	*pair = NULL;
	buf_init(&b, cx->arena, BUF_LINE);
	buf_add(&b, S("--dbname="));
	for (const PQconninfoOption *o = all; o && o->keyword; o++) {
		if (!o->val || !*o->val)
			continue;
		if (*o->dispchar != '*') {
			add_word(&b, o->keyword, o->val);
		} else if (str_eq(str_of(o->keyword), S("password"))) {
			password = arena_printf(cx->arena, "PGPASSWORD=%s", o->val);
			good = good && password.p && (*pair = arena_z(cx->arena, password));
		}
	}
	PQconninfoFree(all);
	return good && buf_end(&b, &text) == OK && (*words = arena_z(cx->arena, text));
}

/* This process's environment (HOME: certificates, .pgpass) with that pair in place of one of its name. */
static char **
dump_env(struct ctx *cx, char *pair)
{
	size_t n = 0, k = 0;
	char **env;

	while (environ[n])
		n++;
	if (!(env = ARENA_NEWS(cx->arena, n + 2, char *)))
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!pair || !str_starts(str_of(environ[i]), S("PGPASSWORD=")))
			env[k++] = environ[i];
	env[k++] = pair;
	env[k] = NULL;
	return env;
}

enum err
pg_backup(struct ctx *cx, struct db_conn *c, str path, void (*progress)(int64_t, int64_t, void *), void *arg)
{
	char       *file = arena_z(cx->arena, path), *words, *pair, **env;
	str         option = arena_printf(cx->arena, "--file=%.*s", STR_ARG(path));
	char       *to = option.p ? arena_z(cx->arena, option) : NULL;
	char        dump[] = "pg_dump", format[] = "--format=custom";
	struct stat st;
	pid_t       pid;
	int         rc, fd, status = 0;

	if (!file || !to || !dump_words(cx, pg_of(c)->pg, &words, &pair) || !(env = dump_env(cx, pair)))
		return ctx_no_memory(cx);
	if (lstat(file, &st) == 0)
		return refuse(cx, ERR_INPUT, "path", T_engine_exists, path);
	/* pg_dump would say it on its own stderr, and we not at all. */
	if ((fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) < 0)
		return refuse(cx, ERR_INPUT, "path", T_engine_no_write, path);
	(void)close(fd);
	if (progress)
		progress(0, 1, arg);
	rc = posix_spawnp(&pid, dump, NULL, NULL, (char *[]){dump, format, to, words, NULL}, env);
	if (rc != 0) {
		(void)unlink(file);
		return refuse(cx, ERR_RULE, NULL, T_postgres_dump);
	}
	/* ECHILD: whoever ignores SIGCHLD never learns how it ended. */
	while ((rc = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		;
	if (rc < 0)
		return refuse(cx, ERR_STORE, "path", T_engine_backup_failed, S("waitpid"));
	if (status != 0) {
		(void)unlink(file);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
			return refuse(cx, ERR_RULE, NULL, T_postgres_dump);
		return refuse(cx, ERR_STORE, "path", T_engine_backup_failed, S("pg_dump"));
	}
	if (progress)
		progress(1, 1, arg);
	return OK;
}
