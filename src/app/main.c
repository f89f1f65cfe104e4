/* duban: one program, many subcommands. */
#include "app/app.h"
#include "app/rooms.h"

#include "base/log.h"
#include "texts.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_ANY = 10000 };

static const struct app_sub subs[] = {
    {"init", "[--demo] --place CODE | --places FILE | --pack FOLDER", 0, T_app_init, T_app_init_help, app_init},
    {"serve", "[--listen ADDRESS:PORT] [--workers N] [--batch N] [--metrics ADDRESS:PORT] [--post-to HOST,…] [--behind-proxy] [--secure]", 0, T_app_serve, T_app_serve_help, app_serve},
    {"do", "COMMAND [key=value | key=@FILE]… --as USER[:POST]", WORDS_ANY, T_app_do, T_app_do_help, app_do},
    {"show", "VIEW [key=value]… --as USER[:POST]", WORDS_ANY, T_app_show, T_app_show_help, app_show},
    {"verify", "[--expect POSITION:SEAL] [--export FILE [--payloads]]", 0, T_app_verify, T_app_verify_help, app_verify},
    {"migrate", "[--check] [--to DATABASE]", 0, T_app_migrate, T_app_migrate_help, app_migrate},
    {"backup", "FILE", 1, T_app_backup, T_app_backup_help, app_backup},
    {"user", "list | reset USER | link USER | factor USER | disable USER | enable USER [--as USER[:POST]]", 2,
	         T_app_user, T_app_user_help, app_user},
    {"keys", "list | rotate | renew | drop ID", 2, T_app_keys, T_app_keys_help, app_keys},
    {"import", "cases FILE --map MAP [--dry-run] [--rejects FILE] --as USER[:POST]"
	           " | grids FILE --srs SRS [--place CODE] [--from DAY] [--source TEXT] [--dry-run] --as USER[:POST]"
	           " | sites FILE --srs SRS [--dry-run] [--rejects FILE] --as USER[:POST]", 2, T_app_import,
	           T_app_import_help, app_import},
    {"photos", "put FILE… | check | sweep", WORDS_ANY, T_app_photos, T_app_photos_help, app_photos},
    {"papers", "get PAPER FILE | check PAPER FILE | fields PAPER | pdf TEXT FILE | put FILE | sweep", 3, T_app_papers, T_app_papers_help, app_papers},
    {"story", "FILE… [--pack FOLDER] [--keep]", WORDS_ANY, T_app_story, T_app_story_help, app_story},
    {"pack", "check FOLDER…", WORDS_ANY, T_app_pack, T_app_pack_help, app_pack},
    {"draw", "verify [ID]", 2, T_app_draw, T_app_draw_help, app_draw},
    {"api", "", 0, T_app_api, T_app_api_help, app_api},
};

static void
say(FILE *f, str s)
{
	(void)fwrite(s.p, 1, s.n, f);
}

static void
overview(FILE *f, enum lang lang)
{
	say(f, text_get(T_app_usage, lang));
	(void)fputs("\n\n", f);
	for (size_t i = 0; i < NITEMS(subs); i++) {
		(void)fprintf(f, "  %-8s ", subs[i].name);
		say(f, text_get(subs[i].summary, lang));
		(void)fputc('\n', f);
	}
	(void)fputc('\n', f);
	say(f, text_get(T_app_options, lang));
	(void)fputs("\n\n", f);
	say(f, text_get(T_app_exits, lang));
	(void)fputc('\n', f);
}

static void
help_of(FILE *f, const struct app_sub *s, enum lang lang)
{
	str rest = text_get(s->help, lang);

	(void)fprintf(f, "duban %s %s\n\n", s->name, s->usage);
	say(f, text_get(s->summary, lang));
	(void)fputs("\n", f);
	/* Lines of a help text are separated by | in the catalogue. */
	while (rest.p) {
		(void)fputs("  ", f);
		say(f, str_trim(str_cut(&rest, '|')));
		(void)fputc('\n', f);
	}
}

static const struct app_sub *
find(const char *name)
{
	for (size_t i = 0; i < NITEMS(subs); i++)
		if (strcmp(subs[i].name, name) == 0)
			return &subs[i];
	return NULL;
}

int
cli_usage(struct app *app, text_id text, const char *about)
{
	struct arena         *a = arena_new(1 << 16);
	const struct app_sub *s = find(app->argv[0]);
	str                   arg = str_of(about);
	struct buf            b;

	if (a) {
		buf_init(&b, a, BUF_LINE);
		text_add(&b, text, app->lang, &arg, 1);
		say(stderr, buf_str(&b));
		(void)fputc('\n', stderr);
		arena_free(a);
	}
	if (s)
		(void)fprintf(stderr, "duban %s %s\n", s->name, s->usage);
	return err_exit(ERR_INPUT);
}

/* How the usage line writes this option: 0 not at all, 1 alone, 2 with a value. */
static int
in_usage(const char *usage, str name)
{
	str    u = str_of(usage);
	size_t at;

	while ((at = str_find_str(u, name)) != SIZE_MAX) {
		char next = at + name.n < u.n ? u.p[at + name.n] : '\0';
		char value = at + name.n + 1 < u.n ? u.p[at + name.n + 1] : '\0';

		if (next == ' ' && value >= 'A' && value <= 'Z')
			return 2;
		if (next == ' ' || next == ']' || next == '\0')
			return 1;
		u = str_slice(u, at + name.n, u.n);
	}
	return 0;
}

/* An option misspelt or a word too many would otherwise be passed over: `verify --expct 7:…` must not say "ok". */
static const char *
surplus(const struct app *app, const struct app_sub *s)
{
	int words = 0;

	for (int i = 1; i < app->argc; i++) {
		str rest = str_of(app->argv[i]), name = str_cut(&rest, '=');
		int kind = str_starts(name, S("--")) && name.n > 2 ? in_usage(s->usage, name) : 3;

		if (kind == 0 || (kind == 3 && ++words > s->words))
			return app->argv[i];
		if (kind == 2 && !rest.p)
			i++;
	}
	return NULL;
}

static const char *
from_env(const char *name, const char *otherwise)
{
	const char *v = getenv(name);

	return v && *v ? v : otherwise;
}

static enum lang
wanted_lang(void)
{
	const char *v = from_env("DUBAN_LANG", "zh");

	return strncmp(v, "en", 2) == 0 ? EN : ZH;
}

int
main(int argc, char **argv)
{
	struct app app = {
	    .db = from_env("DUBAN_DB", "sqlite:var/duban.db"),
	    .keys = from_env("DUBAN_KEYS", "var/duban.keys"),
	    .share = from_env("DUBAN_SHARE", DUBAN_SHARE),
	    .photos = from_env("DUBAN_PHOTOS", NULL),
	    .photo = from_env("DUBAN_PHOTO", NULL),
	    .papers = from_env("DUBAN_PAPERS", NULL),
	    .paint = from_env("DUBAN_PAINT", NULL),
	    .mark = from_env("DUBAN_BACKUP_MARK", NULL),
	    .lang = wanted_lang(),
	    .argc = argc - 1,
	    .argv = argv + 1,
	};
	const struct app_sub *s;
	const char           *v;

	text_use(texts, T_MAX);
	rooms_register();
	if ((v = cli_option(&app, "db")))
		app.db = v;
	if ((v = cli_option(&app, "keys")))
		app.keys = v;
	if ((v = cli_option(&app, "share")))
		app.share = v;
	if ((v = cli_option(&app, "photos")))
		app.photos = v;
	if ((v = cli_option(&app, "papers")))
		app.papers = v;
	if ((v = cli_option(&app, "lang")))
		app.lang = strcmp(v, "en") == 0 ? EN : ZH;
	if (v && strcmp(v, "en") != 0 && strcmp(v, "zh") != 0)
		return cli_usage(&app, T_app_lang, v);
	app.trace = cli_flag(&app, "trace");
	app.quiet = cli_flag(&app, "quiet");
	if (app.quiet || app.argc == 0 || strcmp(app.argv[0], "serve") != 0)
		log_level_set(LOG_WARN);
	if (app.argc == 0 || strcmp(app.argv[0], "help") == 0 || strcmp(app.argv[0], "--help") == 0) {
		s = app.argc > 1 ? find(app.argv[1]) : NULL;
		if (s && app.argc > 2 && app_describe(&app, app.argv[1], app.argv[2]))
			return 0;
		if (s)
			help_of(stdout, s, app.lang);
		else
			overview(stdout, app.lang);
		return app.argc == 0 ? err_exit(ERR_INPUT) : 0;
	}
	if (strcmp(app.argv[0], "version") == 0 || strcmp(app.argv[0], "--version") == 0) {
		(void)fputs("duban " DUBAN_VERSION "\n", stdout);
		return 0;
	}
	s = find(app.argv[0]);
	if (!s) {
		overview(stderr, app.lang);
		return err_exit(ERR_INPUT);
	}
	if (cli_flag(&app, "help")) {
		if (app.argc > 1 && app_describe(&app, app.argv[0], app.argv[1]))
			return 0;
		help_of(stdout, s, app.lang);
		return 0;
	}
	if ((v = surplus(&app, s)) != NULL)
		return cli_usage(&app, T_app_surplus, v);
	return s->run(&app);
}
