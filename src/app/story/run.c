/* duban story, duban pack: stories and packs on stores that are thrown away. */
#include "app/app.h"
#include "app/rooms.h"
#include "app/story/story.h"

#include "app_texts.h"
#include "base/day.h"
#include "kit/secret/secret.h"
#include "kit/verify/verify.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA = 512 << 20, PATH = 1000, STORIES_MOST = 200, DEEP = 5 };

struct run {
	struct app *app;
	const char *pack;    /* --pack, for files that name none */
	char        dir[PATH]; /* what is thrown away */
	size_t      files, stories, steps, checks, faults;
	bool        need_quotes; /* each story cites what it claims to show */
	bool        keep;        /* --keep: played in the store that --db names, which is new and stays */
};

/* ---- What is said ---- */

static void
on_fault(struct ctx *cx, void *arg, str sentence)
{
	(void)cx;
	(void)arg;
	(void)printf("  %.*s\n", STR_ARG(sentence));
	(void)fflush(stdout);
}

static void
on_done(struct ctx *cx, void *arg, const struct story *s, size_t steps, size_t checks, size_t faults)
{
	struct run *r = arg;

	r->stories++;
	if (!r->app->quiet || faults)
		cli_say(cx, faults ? T_app_story_failed : T_app_story_passed, s->title, cli_number(cx, (int64_t)steps),
		        cli_number(cx, (int64_t)checks));
}

/* ---- A store that is thrown away ---- */

static bool
make_dir(struct run *r)
{
	const char *tmp = getenv("TMPDIR");

	(void)snprintf(r->dir, sizeof(r->dir), "%s/duban-story.XXXXXX", tmp && *tmp ? tmp : "/tmp");
	return mkdtemp(r->dir) != NULL;
}

/* With what is in it: the store, its keys, and the papers that were issued, which lie some folders deeper. */
static void
remove_tree(const char *dir, int depth)
{
	char           path[PATH + 300];
	DIR           *d = opendir(dir);
	struct dirent *f;

	while (d && (f = readdir(d)) != NULL) {
		if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0)
			continue;
		if (snprintf(path, sizeof(path), "%s/%s", dir, f->d_name) < (int)sizeof(path) && unlink(path) != 0 &&
		    depth < DEEP)
			remove_tree(path, depth + 1);
	}
	if (d)
		(void)closedir(d);
	(void)rmdir(dir);
}

/* The history is whole and the tables equal it: asked after every file. */
static enum err
verify(struct run *r, struct ctx *cx)
{
	const struct journal_aggregate *kinds;
	struct verify_task              task = {0};
	struct verify_report            report;
	struct buf                      b;
	enum err                        e;

	task.n = rooms_aggregates(&kinds);
	task.aggregates = kinds;
	if ((e = cli_seal(cx)) != OK || (e = db_begin(cx->db)) != OK)
		return e;
	e = journal_verify(cx, &task, &report);
	db_rollback(cx->db);
	if (e != OK || report.fault.kind == FAULT_NONE)
		return e;
	buf_init(&b, cx->arena, BUF_LINE);
	verify_text(cx, &b, &report);
	on_fault(cx, r, buf_str(&b));
	r->faults++;
	return OK;
}

static enum err
play_in(struct run *r, struct ctx *cx, const struct story_file *f, const char *pack)
{
	struct story_told told = {.file = f, .fault = on_fault, .done = on_done, .arg = r};
	int64_t           first = f->nstep ? f->step[0].at : cx->now;
	bool              quiet = r->app->quiet;
	day               d;
	int32_t           ms;
	enum err          e;

	/* The city is there the day before. */
	cx->clocked = false;
	if (!day_of_ms(first - DAY_MS, cx->zone, &d, &ms))
		return refuse(cx, ERR_INPUT, NULL, T_app_story_no_time, f->name, S("1"), S(""));
	cx->now = day_to_ms(d, 0, cx->zone);
	if ((e = cli_papers(cx, r->app)) != OK)
		return e;
	r->app->quiet = true;
	e = init_scratch(r->app, cx, pack, r->keep);
	r->app->quiet = quiet;
	if (e != OK || (e = story_play(cx, &told)) != OK)
		return e;
	r->steps += told.steps;
	r->checks += told.checks;
	r->faults += told.faults;
	return verify(r, cx);
}

/* In the store that --db names.  It holds nothing yet: a story is no part of anybody's history. */
static enum err
play_kept(struct run *r, struct ctx *cx, const struct story_file *f, const char *pack)
{
	const struct db_schema *const *rooms;
	size_t                         n = rooms_schemas(&rooms);
	int                            steps = 0, missing = 0;
	enum err                       e;

	for (size_t i = 0; i < n; i++)
		steps += (int)rooms[i]->n;
	if ((e = cli_keys(cx, r->app, true)) == OK && (e = db_open(cx, str_of(r->app->db), DB_OWNER, &cx->db)) == OK &&
	    (e = db_missing(cx, cx->db, rooms, n, &missing)) == OK)
		e = missing == steps ? play_in(r, cx, f, pack)
		                     : refuse(cx, ERR_RULE, "--keep", T_app_story_keep_new, str_of(r->app->db));
	return e;
}

/* On a store of its own, on the engine that --db names. */
static enum err
play_scratch(struct run *r, struct ctx *cx, const struct story_file *f, const char *pack)
{
	const char *keys = r->app->keys, *papers = r->app->papers;
	bool        sqlite = str_starts(str_of(r->app->db), S("sqlite:"));
	char        path[PATH + 20], kept[PATH + 20];
	uint8_t     random[8];
	struct buf  b;
	str         name, url = STR_NONE, from;
	enum err    e, gone = OK;

	if (!make_dir(r))
		return refuse(cx, ERR_FULL, NULL, T_app_cannot_write, str_of(r->dir));
	if ((e = secret_start()) != OK)
		return e;
	secret_random(random, sizeof(random));
	buf_init(&b, cx->arena, BUF_PATH);
	buf_add(&b, S("duban_story_"));
	buf_hex(&b, random, sizeof(random));
	name = buf_str(&b);
	from = sqlite ? arena_printf(cx->arena, "sqlite:%s/story.db", r->dir) : str_of(r->app->db);
	(void)snprintf(path, sizeof(path), "%s/keys", r->dir);
	(void)snprintf(kept, sizeof(kept), "%s/papers", r->dir);
	r->app->keys = path;
	r->app->papers = kept;
	e = db_scratch_make(cx, from, name, &url);
	if (e == OK) {
		if ((e = cli_keys(cx, r->app, true)) == OK && (e = db_open(cx, url, DB_OWNER, &cx->db)) == OK)
			e = play_in(r, cx, f, pack);
		db_close(cx->db);
		cx->db = NULL;
		gone = db_scratch_drop(cx, from, name);
	}
	r->app->keys = keys;
	r->app->papers = papers;
	remove_tree(r->dir, 0);
	return e != OK ? e : gone;
}

/* ---- A file ---- */

/* A pack by its name (in the share's packs/) or its folder. */
static const char *
pack_of(const struct run *r, struct ctx *cx, str said)
{
	char *near = arena_z(cx->arena, arena_printf(cx->arena, "%s/packs/%.*s", r->app->share, STR_ARG(said)));
	char *here = arena_z(cx->arena, said);

	return near && access(near, R_OK) == 0 ? near : here && access(here, R_OK) == 0 ? here : NULL;
}

static enum err
check_quotes(struct ctx *cx, const struct story_file *f)
{
	enum err e = OK;

	for (size_t i = 0; i < f->nstory; i++)
		if (!f->story[i].quote.n || !f->story[i].source.n)
			e = refuse(cx, ERR_INPUT, NULL, T_app_story_no_quote, f->name,
			           cli_number(cx, f->story[i].line), f->story[i].title);
	return e;
}

/* 0, or an exit code, everything said. */
static int
run_file(struct run *r, const char *path)
{
	struct story_file f;
	struct ctx        cx;
	const char       *pack = r->pack;
	size_t            faults = r->faults;
	str               text;
	int               code = cli_begin(r->app, ARENA, &cx);
	enum err          e;

	if (code)
		return code;
	r->files++;
	if ((e = cli_read(&cx, path, STORY_BYTES, &text)) == OK)
		e = story_read(&cx, str_of(path), text, &f);
	if (e == OK && r->need_quotes)
		e = check_quotes(&cx, &f);
	if (e == OK && !pack && f.pack.p)
		pack = pack_of(r, &cx, f.pack);
	if (e == OK && !pack)
		e = refuse(&cx, ERR_INPUT, NULL, T_app_story_no_pack, str_of(path), f.pack.p ? f.pack : S(""));
	if (e == OK)
		e = r->keep ? play_kept(r, &cx, &f, pack) : play_scratch(r, &cx, &f, pack);
	code = e != OK ? cli_fail(&cx, e) : r->faults > faults ? err_exit(ERR_RULE) : 0;
	cli_close(&cx);
	return code;
}

static int
say_sum(struct run *r, int code)
{
	struct ctx cx;

	if (code == 0 && cli_begin(r->app, 1 << 20, &cx) == 0) {
		cli_say(&cx, T_app_story_sum, cli_number(&cx, (int64_t)r->stories), cli_number(&cx, (int64_t)r->steps),
		        cli_number(&cx, (int64_t)r->checks));
		cli_close(&cx);
	}
	return code;
}

int
app_story(struct app *app)
{
	struct run r = {.app = app, .pack = cli_option(app, "pack"), .keep = cli_flag(app, "keep")};
	int        code = 0, one;

	if (app->argc < 2)
		return cli_usage(app, T_app_story_files, "");
	if (r.keep && app->argc > 2)
		return cli_usage(app, T_app_story_keep_one, "");
	for (int i = 1; i < app->argc; i++)
		if ((one = run_file(&r, app->argv[i])) != 0)
			code = one;
	return say_sum(&r, code);
}

/* ---- duban pack check ---- */

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What may lie in a pack: data, what it says of itself, stories.  Anything else is a slip of the pen. */
static bool
belongs(const char *name)
{
	static const char *const known[] = {
	    ".",           "..",           "README.md",     "stories",        "places.tsv",   "zones.tsv",
	    "units.tsv",   "posts.tsv",    "people.tsv",    "classes.tsv",    "conditions.tsv", "duty.tsv",
	    "schemes.tsv", "standards.tsv", "tasks.tsv",    "findings.tsv",   "standings.tsv",
	    "materials.tsv"};

	for (size_t i = 0; i < NITEMS(known); i++)
		if (strcmp(name, known[i]) == 0)
			return true;
	return false;
}

/* A story that is called otherwise would be passed over in silence. */
static bool
is_story(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || str_ends(str_of(name), S(".story"));
}

static int
check_files(struct run *r, const char *folder, bool (*fits)(const char *name))
{
	struct ctx     cx;
	DIR           *d;
	struct dirent *f;
	int            code = cli_begin(r->app, 1 << 20, &cx);

	if (code)
		return code;
	if (!(d = opendir(folder))) {
		code = cli_fail(&cx, refuse(&cx, ERR_INPUT, NULL, T_app_pack_folder, str_of(folder)));
	} else {
		while (code == 0 && (f = readdir(d)) != NULL)
			if (!fits(f->d_name))
				code = cli_fail(&cx, refuse(&cx, ERR_INPUT, NULL, T_app_pack_stray, str_of(folder),
				                            str_of(f->d_name)));
		(void)closedir(d);
	}
	cli_close(&cx);
	return code;
}

static int
check_pack(struct run *r, const char *folder)
{
	static char    path[STORIES_MOST][PATH];
	char          *list[STORIES_MOST], stories[PATH];
	size_t         n = 0;
	struct dirent *f;
	struct ctx     cx;
	DIR           *d;
	int            code = check_files(r, folder, belongs), one;

	if (code)
		return code;
	(void)snprintf(stories, sizeof(stories), "%s/stories", folder);
	d = opendir(stories);
	if (d && (code = check_files(r, stories, is_story)) != 0) {
		(void)closedir(d);
		return code;
	}
	while (d && n < STORIES_MOST && (f = readdir(d)) != NULL) {
		if (f->d_name[0] == '.')
			continue;
		(void)snprintf(path[n], PATH, "%.600s/%.300s", stories, f->d_name);
		list[n] = path[n];
		n++;
	}
	if (d)
		(void)closedir(d);
	if (n == 0) {
		if ((code = cli_begin(r->app, 1 << 20, &cx)) != 0)
			return code;
		code = cli_fail(&cx, refuse(&cx, ERR_INPUT, NULL, T_app_pack_no_story, str_of(stories)));
		cli_close(&cx);
		return code;
	}
	qsort(list, n, sizeof(*list), by_name);
	r->pack = folder;
	for (size_t i = 0; i < n; i++)
		if ((one = run_file(r, list[i])) != 0)
			code = one;
	return code;
}

int
app_pack(struct app *app)
{
	struct run r = {.app = app, .need_quotes = true};
	int        code = 0, one;

	if (app->argc < 3 || strcmp(app->argv[1], "check") != 0)
		return cli_usage(app, T_app_pack_verb, "");
	for (int i = 2; i < app->argc; i++)
		if ((one = check_pack(&r, app->argv[i])) != 0)
			code = one;
	return say_sum(&r, code);
}
