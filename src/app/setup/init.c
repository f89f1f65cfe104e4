/* duban init: a district in minutes. */
#include "app/app.h"
#include "app/demo/demo.h"
#include "app/rooms.h"

#include "app_texts.h"
#include "base/clock.h"
#include "base/day.h"
#include "city/place/place.h"
#include "kit/secret/secret.h"

#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ARENA = 512 << 20, PLACES_MOST = 8 << 20, TABLE = 64 << 20 };

/* The district that data/demo speaks of: its units, duty and cases name this district's places. */
static const char demo_place[] = "350602";

struct init {
	struct app *app;
	struct ctx *cx;
	bool        demo;
	const char *place, *places;
	const char *pack;  /* its folder; NULL: none */
	bool        brief; /* a store that is thrown away: nobody logs in */
	str         root;  /* code of the district */
	str         table; /* its places, as a file */
};

/* ---- Running commands ----------------------------------------------------------------- */

static void
tell(struct init *in, text_id text, str a, str b)
{
	if (!in->app->quiet)
		cli_say(in->cx, text, a, b);
}

static enum err
run(struct init *in, const char *command, const struct input *pairs, size_t n, struct reply *r)
{
	const struct command *c = command_find(str_of(command));
	enum err              e;

	if (!c)
		return refuse(in->cx, ERR_STORE, NULL, T_app_no_command, str_of(command));
	e = command_do(in->cx, c, pairs, n, NULL, r);
	if (e == OK && r->done)
		tell(in, r->done, r->arg[0], r->arg[1]);
	return e;
}

static enum err
share_file(struct init *in, const char *name, str *text)
{
	/* "pack/units.tsv" is the pack's. */
	const char *path = in->pack && str_starts(str_of(name), S("pack/"))
	                           ? arena_z(in->cx->arena, arena_printf(in->cx->arena, "%s/%s", in->pack, name + 5))
	                           : arena_z(in->cx->arena,
	                                     arena_printf(in->cx->arena, "%s/data/%s", in->app->share, name));

	return path ? cli_read(in->cx, path, PLACES_MOST, text) : ctx_no_memory(in->cx);
}

/* "@DAY+30@" at the beginning of text: thirty days from today, "@DAY-30@" ago; false: it is not. */
static bool
day_from(str *text, day today, struct buf *b)
{
	size_t  end = str_find(str_slice(*text, 1, text->n), '@');
	int64_t n;
	char    z[16];
	day     d;

	if ((!str_starts(*text, S("@DAY+")) && !str_starts(*text, S("@DAY-"))) || end == SIZE_MAX ||
	    !str_to_i64(str_slice(*text, 5, end + 1), &n) || !day_add(today, text->p[4] == '-' ? -n : n, &d))
		return false;
	buf_add(b, day_format(d, z));
	*text = str_slice(*text, end + 2, text->n);
	return true;
}

/* Every @PLACE@, @DAY@, @DAY+30@ and @DAY-30@ of a file that fits any district. */
static enum err
fill_in(struct init *in, str text, str *out)
{
	struct buf b;
	str        today;
	day        d;
	int32_t    second;
	char       z[16];

	if (!day_of_ms(in->cx->now, in->cx->zone, &d, &second))
		return ERR_INPUT;
	today = day_format(d, z);
	buf_init(&b, in->cx->arena, PLACES_MOST);
	while (text.n) {
		if (str_starts(text, S("@PLACE@"))) {
			buf_add(&b, in->root);
			text = str_slice(text, 7, text.n);
		} else if (str_starts(text, S("@DAY@"))) {
			buf_add(&b, today);
			text = str_slice(text, 5, text.n);
		} else if (text.p[0] != '@' || !day_from(&text, d, &b)) {
			buf_char(&b, text.p[0]);
			text = str_slice(text, 1, text.n);
		}
	}
	return buf_end(&b, out);
}

static enum err
load(struct init *in, const char *command, const char *file)
{
	struct input pair = {.name = S("file")};
	struct reply r;
	enum err     e;

	if ((e = share_file(in, file, &pair.value)) != OK || (e = fill_in(in, pair.value, &pair.value)) != OK)
		return e;
	return run(in, command, &pair, 1, &r);
}

/* The tables of a pack that need not be there. */
static enum err
load_if(struct init *in, const char *command, const char *file)
{
	const char *path = arena_z(in->cx->arena, arena_printf(in->cx->arena, "%s/%s", in->pack, file + 5));

	if (!path)
		return ctx_no_memory(in->cx);
	return access(path, R_OK) == 0 ? load(in, command, file) : OK;
}

/* ---- Places ------------------------------------------------------------------------------ */

/* The national list lies in an npm package; tools/places.mjs reads it. */
static enum err
from_national_list(struct init *in, str *text)
{
	char  *tool = arena_z(in->cx->arena, arena_printf(in->cx->arena, "%s/tools/places.mjs", in->app->share));
	char  *code = arena_z(in->cx->arena, str_of(in->place)), node[] = "node";
	char  *argv[] = {node, tool, code, NULL};
	int    fd[2], status = 0;
	pid_t  pid;
	FILE  *f;
	char   chunk[65536];
	size_t n;
	struct buf                 b;
	posix_spawn_file_actions_t acts;

	if (!tool || !code || pipe(fd) != 0)
		return ctx_no_memory(in->cx);
	(void)posix_spawn_file_actions_init(&acts);
	(void)posix_spawn_file_actions_adddup2(&acts, fd[1], STDOUT_FILENO);
	(void)posix_spawn_file_actions_addclose(&acts, fd[0]);
	status = posix_spawnp(&pid, "node", &acts, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&acts);
	(void)close(fd[1]);
	f = fdopen(fd[0], "rb");
	if (status != 0 || !f) {
		(void)close(fd[0]);
		return refuse(in->cx, ERR_INPUT, NULL, T_app_no_node, str_of(in->place));
	}
	buf_init(&b, in->cx->arena, PLACES_MOST);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_bytes(&b, chunk, n);
	(void)fclose(f);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return refuse(in->cx, ERR_INPUT, NULL, T_app_no_such_county, str_of(in->place));
	return buf_end(&b, text);
}

/* Before anything is made: a code that names no district leaves no store behind. */
static enum err
read_places(struct init *in)
{
	const char *code = in->place ? in->place : "-";
	const char *stored = arena_z(in->cx->arena,
	                             arena_printf(in->cx->arena, "%s/data/places/%s.tsv", in->app->share, code));
	enum err    e;

	if (!in->places)
		return stored && access(stored, R_OK) == 0 ? cli_read(in->cx, stored, PLACES_MOST, &in->table)
		                                           : from_national_list(in, &in->table);
	if ((e = cli_read(in->cx, in->places, PLACES_MOST, &in->table)) != OK || !in->place)
		return e;
	return str_find_str(in->table, str_of(in->place)) != SIZE_MAX
	               ? OK
	               : refuse(in->cx, ERR_INPUT, NULL, T_app_init_not_in_file, str_of(in->place), str_of(in->places));
}

static enum err
load_places(struct init *in)
{
	struct input pair = {S("file"), in->table};
	struct reply r;

	return run(in, "place.load", &pair, 1, &r);
}

/* The district: the place whose code was named, else the root of the file. */
static enum err
find_root(struct init *in, str *name)
{
	enum err e = db_begin(in->cx->db);

	if (e == OK)
		e = place_district(in->cx, in->place ? str_of(in->place) : STR_NONE, &in->root, name);
	db_rollback(in->cx->db);
	return e;
}

/* ---- Steps ------------------------------------------------------------------------------- */

static enum err
migrate(struct init *in)
{
	const struct db_schema *const *schemas;
	size_t                         n = rooms_schemas(&schemas);
	int                            steps;
	enum err                       e = db_migrate(in->cx, in->cx->db, schemas, n, &steps);

	if (e == OK)
		tell(in, steps ? T_app_steps_done : T_app_steps_none, cli_number(in->cx, steps), STR_NONE);
	return e;
}

static enum err
load_calendar(struct init *in)
{
	struct input pairs[3] = {{S("name"), STR_NONE}, {S("text"), STR_NONE}, {S("source"), STR_NONE}};
	struct reply r;
	bool         quiet = in->app->quiet;
	char         file[40];
	enum err     e = OK;

	pairs[2].value = text_get(T_app_calendar_source, ZH);
	/* The hours first: a calendar without them answers nothing. */
	if ((e = share_file(in, "calendar/office.tsv", &pairs[1].value)) != OK)
		return e;
	pairs[0].value = S("office");
	e = run(in, "calendar.load", pairs, 3, &r);
	in->app->quiet = true;
	for (int year = 2007; e == OK && year <= 2026; year++) {
		(void)snprintf(file, sizeof(file), "calendar/china-%d.tsv", year);
		pairs[0].value = arena_printf(in->cx->arena, "china-%d", year);
		if ((e = share_file(in, file, &pairs[1].value)) == OK)
			e = run(in, "calendar.load", pairs, 3, &r);
	}
	in->app->quiet = quiet;
	return e;
}

/* Units of limits and seasons are everybody's; `conditions` is a pack's or our own. */
static enum err
load_conditions(struct init *in, const char *conditions)
{
	struct input pairs[3] = {{S("file"), STR_NONE}, {S("units"), STR_NONE}, {S("seasons"), STR_NONE}};
	struct reply r;
	enum err     e;

	if ((e = share_file(in, conditions, &pairs[0].value)) != OK ||
	    (e = share_file(in, "catalog/units.tsv", &pairs[1].value)) != OK ||
	    (e = share_file(in, "catalog/seasons.tsv", &pairs[2].value)) != OK)
		return e;
	return run(in, "condition.load", pairs, 3, &r);
}

/* A pack of another time has classes of its own in place of the standard's. */
static enum err
load_classes(struct init *in)
{
	char     own[1100];
	enum err e;

	(void)snprintf(own, sizeof(own), "%s/classes.tsv", in->pack ? in->pack : "");
	if (in->pack && access(own, R_OK) == 0) {
		e = load(in, "class.load", "pack/classes.tsv");
		return e == OK ? load_conditions(in, "pack/conditions.tsv") : e;
	}
	if ((e = load(in, "class.load", "catalog/gbt47678-5-2026.tsv")) != OK ||
	    (e = load(in, "class.load", "catalog/local-chuangcheng.tsv")) != OK)
		return e;
	return load_conditions(in, "catalog/conditions.tsv");
}

/* What this program holds itself; an office adds what else it holds. */
static enum err
load_data(struct init *in)
{
	return load(in, "datum.load", "burden/fields.tsv");
}

/* One-time passwords for the three administrators, who set up everybody else. */
static enum err
first_passwords(struct init *in)
{
	static const char *const names[] = {"xt01", "aq01", "sj01"};
	struct reply             r;
	enum err                 e = OK;

	/* 等保三级 wants two factors of administrators; a demonstration asks nobody. */
	e = command_do(in->cx, command_find(S("factor.require")), &(struct input){S("who"), S("admins")}, 1, NULL, &r);
	for (size_t i = 0; e == OK && i < NITEMS(names); i++) {
		struct input pair = {S("name"), str_of(names[i])};

		e = command_do(in->cx, command_find(S("login.reset")), &pair, 1, NULL, &r);
		if (e == OK)
			(void)printf("%s %.*s\n", names[i], STR_ARG(r.secret));
	}
	return e;
}

static enum err
load_people(struct init *in)
{
	const char *dir = in->pack ? "pack" : in->demo ? "demo" : "base";
	char        file[3][40];
	enum err    e;

	(void)snprintf(file[0], sizeof(file[0]), "%s/units.tsv", dir);
	(void)snprintf(file[1], sizeof(file[1]), "%s/posts.tsv", dir);
	(void)snprintf(file[2], sizeof(file[2]), "%s/people.tsv", dir);
	if ((e = load(in, "unit.load", file[0])) != OK || (e = load(in, "post.load", file[1])) != OK)
		return e;
	return load(in, "person.load", file[2]);
}

static enum err
put_settings(struct init *in, str name)
{
	str      was;
	enum err e = db_begin(in->cx->db);

	if (e == OK)
		e = setting_put(in->cx, S("city.name"), name);
	if (e == OK)
		e = setting_put(in->cx, S("city.root"), in->root);
	if (e == OK)
		e = setting_put(in->cx, S("demo"), in->demo ? S("1") : S("0"));
	/* A city that has chosen otherwise is not asked again. */
	if (e == OK && (e = setting_get(in->cx, S("photo.needed_at"), &was)) == OK && !was.p)
		e = setting_put(in->cx, S("photo.needed_at"), S("found fixed verified"));
	if (e == OK)
		return db_commit(in->cx->db);
	db_rollback(in->cx->db);
	return e;
}

/* An init that was interrupted goes on where it stopped; one that is done does nothing. */
static enum err
step_done(struct init *in, str step, bool *done)
{
	str      value;
	enum err e = db_begin(in->cx->db);

	if (e == OK)
		e = setting_get(in->cx, step, &value);
	db_rollback(in->cx->db);
	*done = e == OK && value.p;
	return e;
}

static enum err
note_step(struct init *in, str step)
{
	enum err e = db_begin(in->cx->db);

	if (e == OK)
		e = setting_put(in->cx, step, S("1"));
	if (e == OK)
		return db_commit(in->cx->db);
	db_rollback(in->cx->db);
	return e;
}

static enum err
once(struct init *in, const char *step, enum err (*fn)(struct init *))
{
	str      key = arena_printf(in->cx->arena, "init.%s", step);
	bool     done;
	enum err e = step_done(in, key, &done);

	if (e != OK || done)
		return e;
	if ((e = fn(in)) != OK)
		return e;
	return note_step(in, key);
}

/* Invented outlines, and they say so; older than every case. */
static enum err
load_grids(struct init *in)
{
	struct input pairs[] = {{S("file"), STR_NONE}, {S("srs"), S("cgcs2000")}, {S("from"), S("2023-07-01")},
	                        {S("source"), text_get(T_app_demo_grids, ZH)}};
	struct reply r;
	enum err     e = share_file(in, "demo/grids.geojson", &pairs[0].value);

	return e == OK ? run(in, "grid.load", pairs, NITEMS(pairs), &r) : e;
}

static enum err
load_demo(struct init *in)
{
	struct reply r;
	str          cases, people;
	enum err     e;

	if ((e = load(in, "zone.load", "demo/zones.tsv")) != OK || (e = load(in, "duty.load", "demo/duty.tsv")) != OK ||
	    (e = load(in, "scheme.load", "scheme/sample-schemes.tsv")) != OK ||
	    (e = load(in, "standard.load", "scheme/sample-standards.tsv")) != OK ||
	    (e = load(in, "task.load", "demo/tasks.tsv")) != OK ||
	    (e = load(in, "finding.load", "demo/findings.tsv")) != OK ||
	    (e = load(in, "standing.load", "demo/standings.tsv")) != OK ||
	    (e = load(in, "material.load", "demo/materials.tsv")) != OK || (e = load_grids(in)) != OK ||
	    (e = run(in, "login.demo", NULL, 0, &r)) != OK || (e = share_file(in, "demo/cases.tsv", &cases)) != OK ||
	    (e = share_file(in, "demo/people.tsv", &people)) != OK)
		return e;
	return demo_play(in->cx, cases, people);
}

/* A pack's lists; whatever it names lies in the tables before. */
static enum err
load_pack(struct init *in)
{
	static const struct {
		const char *command, *file;
	} tables[] = {{"zone.load", "pack/zones.tsv"},
	              {"duty.load", "pack/duty.tsv"},
	              {"scheme.load", "pack/schemes.tsv"},
	              {"standard.load", "pack/standards.tsv"},
	              {"task.load", "pack/tasks.tsv"},
	              {"finding.load", "pack/findings.tsv"},
	              {"standing.load", "pack/standings.tsv"},
	              {"material.load", "pack/materials.tsv"}};
	struct reply r;
	enum err     e = OK;

	for (size_t i = 0; e == OK && i < NITEMS(tables); i++)
		e = load_if(in, tables[i].command, tables[i].file);
	if (e != OK || in->brief)
		return e;
	return run(in, "login.demo", NULL, 0, &r);
}

/* A store stays what it was made as: real work never becomes a demonstration, which never loses its mark. */
static enum err
check_same(struct init *in)
{
	struct ctx *cx = in->cx;
	str         root, demo;
	enum err    e = db_begin(cx->db);

	if (e == OK && (e = setting_get(cx, S("city.root"), &root)) == OK)
		e = setting_get(cx, S("demo"), &demo);
	db_rollback(cx->db);
	if (e != OK || !root.p)
		return e;
	if (in->place && !str_eq(root, str_of(in->place)))
		return refuse(cx, ERR_RULE, NULL, T_app_init_other, root, str_of(in->place));
	if (in->demo && !str_eq(demo, S("1")))
		return refuse(cx, ERR_RULE, NULL, T_app_init_not_demo);
	in->demo = str_eq(demo, S("1"));
	return OK;
}

static enum err
make_district(struct init *in)
{
	str      name;
	enum err e;

	if ((e = migrate(in)) != OK || (e = check_same(in)) != OK || (e = load_places(in)) != OK ||
	    (e = find_root(in, &name)) != OK || (e = put_settings(in, name)) != OK ||
	    (e = load(in, "place.bounds", "base/bounds.tsv")) != OK ||
	    (e = once(in, "calendar", load_calendar)) != OK || (e = once(in, "classes", load_classes)) != OK ||
	    (e = once(in, "people", load_people)) != OK || (e = once(in, "data", load_data)) != OK)
		return e;
	e = in->pack   ? once(in, "pack", load_pack)
	    : in->demo ? once(in, "demo", load_demo)
	               : once(in, "passwords", first_passwords);
	if (e == OK)
		e = cli_seal(in->cx);
	if (e == OK)
		tell(in, T_app_init_done, name, str_of(in->app->db));
	return e;
}

/* var/ of a fresh checkout: the last folder of a path, for its owner alone; opening says what went wrong. */
static void
make_folder(const char *path)
{
	char        folder[1024];
	str         s = str_of(path);
	size_t      slash = SIZE_MAX;

	if (str_starts(s, S("sqlite:")))
		s = str_slice(s, 7, s.n);
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] == '/')
			slash = i;
	if (slash == SIZE_MAX || slash >= sizeof(folder) || str_find_str(s, S("://")) != SIZE_MAX)
		return;
	memcpy(folder, s.p, slash);
	folder[slash] = '\0';
	(void)mkdir(folder, 0700);
}

enum err
init_scratch(struct app *app, struct ctx *cx, const char *pack, bool logins)
{
	struct init in = {.app = app, .cx = cx, .pack = pack, .demo = true, .brief = !logins};
	char        places[1000];
	struct reply r;
	enum err    e;

	(void)snprintf(places, sizeof(places), "%s/places.tsv", pack);
	in.places = places;
	cx->who = &actor_system;
	if ((e = read_places(&in)) != OK || (e = make_district(&in)) != OK)
		return e;
	return run(&in, "photo.policy", &(struct input){S("at"), S("none")}, 1, &r);
}

int
app_init(struct app *app)
{
	struct ctx  cx, before;
	struct init in = {.app = app, .cx = &before};
	char        pack_places[1000];
	int         code;
	enum err    e;

	in.demo = cli_flag(app, "demo");
	in.place = cli_option(app, "place");
	in.places = cli_option(app, "places");
	if ((in.pack = cli_option(app, "pack")) != NULL && (in.demo || in.place || in.places))
		return cli_usage(app, T_app_init_pack, "--pack");
	if (in.pack) {
		(void)snprintf(pack_places, sizeof(pack_places), "%s/places.tsv", in.pack);
		in.places = pack_places;
		in.demo = true; /* its people and units are invented, and it says so */
	}
	if (!in.place && !in.places)
		return cli_usage(app, T_app_init_where, "--place");
	/* Before anything is made: half a demonstration would be neither one nor a district. */
	if (in.demo && !in.pack && (in.places || strcmp(in.place, demo_place) != 0))
		return cli_usage(app, T_app_init_demo_place, demo_place);
	if ((code = cli_begin(app, TABLE, &before)) != 0)
		return code;
	if ((e = read_places(&in)) != OK) {
		code = cli_fail(&before, e);
		arena_free(before.arena);
		return code;
	}
	make_folder(app->db);
	make_folder(app->keys);
	if ((code = cli_open_alone(app, DB_OWNER, ARENA, &cx)) != 0) {
		arena_free(before.arena);
		return code;
	}
	in.cx = &cx;
	cx.who = &actor_system;
	if ((e = cli_keys(&cx, app, true)) == OK)
		e = make_district(&in);
	if (e != OK)
		code = cli_fail(&cx, e);
	cli_close(&cx);
	arena_free(before.arena);
	return code;
}
