/* Fill a store with the cases of a living district, through the real commands, in batches. */
#include "base/clock.h"
#include "base/mem.h"
#include "cases_sql.h"
#include "city/login/session.h"
#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/journal.h"
#include "kit/secret/secret.h"
#include "place_sql.h"
#include "texts.h"
#include "work/acts/acts.h"
#include "work/cases/cases.h"
#include "work/reporter/reporter.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 *   bench_fill STORE KEYS SHARE CASES [FULL% [OPEN]]
 *
 * The store is a fresh `duban init --demo` of a share folder whose duties, posts and
 * classes have been valid for DAYS and whose demonstration has no cases.
 * FULL% of the cases walk the whole life (10 or 8 commands), half of the others are
 * put right on the spot by their finder, half are not filed: 2 commands each, so
 * that a million can be made in minutes.  The last tenth of the time leaves 3 % of
 * all cases open, in every state of the life; with OPEN the newest cases leave that
 * many, whatever the number of cases.  Commands come in the order of time, each with
 * the clock of its moment, one savepoint each, BATCH in a transaction.
 * Prints one line: cases, commands, seconds, commands a second.
 */

enum { BATCH = 1000, DAYS = 850, OPEN_PERCENT = 30, PLACES = 400, CLASSES = 400, PEOPLE = 8, UNITS = 64,
	WAL_MOST = 64 << 20 };

enum step { REPORT, ACCEPT, SEND_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX, VERIFY, CLOSE, DECLINE, SELF };

static const enum step way_public[] = {REPORT, ACCEPT, SEND_CHECK, CHECK, FILE_IT, DISPATCH, SIGN, FIX, VERIFY, CLOSE};
static const enum step way_staff[] = {REPORT, ACCEPT, FILE_IT, DISPATCH, SIGN, FIX, VERIFY, CLOSE};
static const enum step way_self[] = {REPORT, SELF};
static const enum step way_decline[] = {REPORT, DECLINE};
static const struct {
	const enum step *step;
	uint8_t          n;
} ways[] = {{way_public, 10}, {way_staff, 8}, {way_self, 2}, {way_decline, 2}};

struct walk {
	int64_t  id, at;
	uint16_t place, class;
	uint8_t  way, next, stop; /* before which step it stops */
	uint8_t  unit;            /* whose it is, in units[] */
};

struct due {
	int64_t at;
	int64_t i;
};

struct town {
	str                 code;
	const struct actor *inspector;
};

static struct {
	struct ctx          cx;   /* its arena: as long as the program */
	struct arena       *work; /* one command */
	struct db_conn     *keeper;
	struct walk        *walk;
	struct due         *heap;
	size_t              nheap;
	int64_t             n, full, open, real, commands, failed, in_batch;
	int64_t             place[PLACES];
	str                 place_code[PLACES];
	int                 place_town[PLACES];
	size_t              nplaces, nclasses, ntowns, nunits, npeople;
	str                 class[CLASSES], condition[CLASSES];
	struct town         town[PEOPLE * 4];
	const struct actor *clerk, *chief, *dispatcher, *checker, *verifier;
	struct {
		int64_t             unit;
		const struct actor *who;
	} unit[UNITS];
	uint64_t seed;
} f;

static uint64_t
rnd(uint64_t below)
{
	f.seed ^= f.seed << 13;
	f.seed ^= f.seed >> 7;
	f.seed ^= f.seed << 17;
	return (f.seed >> 11) % below;
}

static void
die(const char *what, enum err e)
{
	struct buf b;

	buf_init(&b, f.cx.arena, BUF_LINE);
	why_text(&f.cx, e, &b);
	(void)fprintf(stderr, "%s: %s: %.*s\n", what, err_name(e), STR_ARG(buf_str(&b)));
	exit(1);
}

static void
must(const char *what, enum err e)
{
	if (e != OK)
		die(what, e);
}

/* ---- The district ---------------------------------------------------------------------- */

static str
read_share(const char *share, const char *name)
{
	char  path[1024];
	FILE *file;
	char *p = arena_alloc(f.cx.arena, 1 << 20);
	str   s;

	(void)snprintf(path, sizeof(path), "%s/data/%s", share, name);
	file = fopen(path, "rb");
	if (!file || !p)
		die(path, ERR_INPUT);
	s = (str){p, fread(p, 1, 1 << 20, file)};
	(void)fclose(file);
	return s;
}

static str
cell(str line, int n)
{
	str c = STR_NONE;

	for (int i = 0; i <= n; i++)
		c = str_cut(&line, '\t');
	return c;
}

static void
read_classes(const char *share)
{
	str conditions = read_share(share, "catalog/conditions.tsv");
	str classes = read_share(share, "catalog/gbt47678-5-2026.tsv");

	/* Events of places that take the conditions of their big class. */
	while (classes.p && f.nclasses < CLASSES) {
		str key, line = str_cut(&classes, '\n'), all = conditions;

		key = cell(line, 0);
		if (!str_starts(key, S("S")) || !str_eq(cell(line, 6), S("place")))
			continue;
		while (all.p && !str_eq(cell(str_cut(&all, '\n'), 1), key))
			;
		if (all.p)
			continue;
		f.condition[f.nclasses] = arena_printf(f.cx.arena, "%.*s-1", 3, key.p);
		f.class[f.nclasses++] = key;
	}
	if (f.nclasses == 0)
		die("no classes", ERR_NONE);
}

static const struct actor *
who(str login)
{
	struct actor *a;

	must(login.p, actor_of_login(&f.cx, login, STR_NONE, &a));
	return a;
}

static void
read_people(const char *share)
{
	str people = read_share(share, "demo/people.tsv");

	f.clerk = who(S("sly01"));
	f.chief = who(S("zbz01"));
	f.dispatcher = who(S("pqy01"));
	f.checker = who(S("hcy01"));
	f.verifier = who(S("hcy02"));
	while (people.p) {
		str login = cell(str_cut(&people, '\n'), 0);

		if (!arena_str(f.cx.arena, login, &login))
			die("memory", ERR_MEMORY);
		if (str_starts(login, S("wgy")) && f.ntowns < NITEMS(f.town))
			f.town[f.ntowns++].inspector = who(login);
		if (str_starts(login, S("cz")) && f.nunits < UNITS) {
			f.unit[f.nunits].who = who(login);
			f.unit[f.nunits].unit = f.unit[f.nunits].who->unit;
			f.nunits++;
		}
	}
}

/* Communities, each with its town's inspector. */
static void
read_places(void)
{
	struct q_place_fold_row *row;
	size_t                   n;

	must("places", q_place_fold(&f.cx, &(struct q_place_fold_in){.after = 0, .n = 1000}, &row, &n));
	for (size_t i = 0; i < n && f.nplaces < PLACES; i++) {
		int town = -1;

		for (size_t t = 0; t < f.ntowns; t++) {
			struct q_place_within_row inside;
			enum err                  e = q_place_within(&f.cx,
			                                             &(struct q_place_within_in){
			                                                 .place_id = row[i].id,
			                                                 .above_id = f.town[t].inspector->place},
			                                             &inside);

			if (e == OK && inside.steps > 0)
				town = (int)t;
		}
		if (town < 0)
			continue;
		f.place_town[f.nplaces] = town;
		f.place_code[f.nplaces] = row[i].code;
		f.place[f.nplaces++] = row[i].id;
	}
	if (f.nplaces == 0)
		die("no places", ERR_NONE);
}

/* ---- One command --------------------------------------------------------------------------- */

struct pairs {
	struct input p[16];
	size_t       n;
};

static void
pair(struct pairs *q, str name, str value)
{
	q->p[q->n++] = (struct input){name, value};
}

static str
number(int64_t n)
{
	return arena_printf(f.work, "%" PRId64, n);
}

static void
checkpoint(void)
{
	enum err e = OK;

	if (db_wal_size(f.cx.db) > WAL_MOST)
		e = db_checkpoint(f.keeper, DB_CHECKPOINT_TRUNCATE, NULL);
	if (e != OK && e != ERR_BUSY)
		die("checkpoint", e);
}

static void
end_batch(bool again)
{
	must("commit", db_commit(f.cx.db));
	checkpoint();
	f.in_batch = 0;
	if (again)
		must("begin", db_begin(f.cx.db));
}

static enum err
command(const char *name, const struct actor *by, int64_t now, const struct pairs *q, struct reply *r)
{
	struct ctx            cx = f.cx;
	const struct command *c = command_find(str_of(name));
	const void           *in;
	void                 *made = NULL;
	enum err              e;

	if (!c)
		die(name, ERR_NONE);
	cx.arena = f.work;
	cx.now = now;
	cx.who = by;
	ctx_forget(&cx);
	must("savepoint", db_savepoint(cx.db));
	e = command_bind(&cx, c->in, c->nin, c->in_size, q->p, q->n, &in);
	if (e == OK)
		e = command_run(&cx, c, in, made, NULL, r);
	must("release", e == OK ? db_release(cx.db) : db_rollback_to(cx.db));
	f.commands++;
	if (e != OK && f.failed++ < 5) {
		struct buf b;

		buf_init(&b, f.work, BUF_LINE);
		why_text(&cx, e, &b);
		(void)fprintf(stderr, "%s: %s: %.*s\n", name, err_name(e), STR_ARG(buf_str(&b)));
	}
	if (++f.in_batch == BATCH)
		end_batch(true);
	return e;
}

static void
report(struct walk *w, int64_t i, struct pairs *q, const struct actor **by)
{
	bool public = ways[w->way].step == way_public;

	*by = public ? f.clerk : f.town[f.place_town[w->place]].inspector;
	pair(q, S("source"), public ? S("hotline") : S("grid"));
	pair(q, S("place"), f.place_code[w->place]);
	pair(q, S("address"), arena_printf(f.work, "芗城区%.*s第%" PRId64 "号门前", STR_ARG(f.place_code[w->place]), i));
	pair(q, S("description"), S("人行道上有一堆垃圾没有清走，气味很大，请尽快处理"));
	pair(q, S("class"), f.class[w->class]);
	pair(q, S("lon"), arena_printf(f.work, "%.6f", 117.6 + (double)rnd(100000) / 1e6));
	pair(q, S("lat"), arena_printf(f.work, "%.6f", 24.45 + (double)rnd(100000) / 1e6));
	pair(q, S("srs"), S("cgcs2000"));
}

static const char *
step_command(struct walk *w, int64_t i, enum step s, struct pairs *q, const struct actor **by)
{
	if (s != REPORT)
		pair(q, S("id"), number(w->id));
	switch (s) {
	case REPORT: report(w, i, q, by); return "case.report";
	case ACCEPT: *by = f.clerk; return "case.accept";
	case SEND_CHECK:
		*by = f.clerk;
		pair(q, S("person"), arena_printf(f.work, "#%" PRId64, f.checker->person));
		return "case.assign_check";
	case CHECK:
		*by = f.checker;
		pair(q, S("answer"), S("yes"));
		pair(q, S("text"), S("现场核实属实"));
		return "case.check";
	case FILE_IT:
		*by = f.chief;
		pair(q, S("condition"), f.condition[w->class]);
		return "case.file";
	case DISPATCH: *by = f.dispatcher; return "case.dispatch";
	case SIGN: *by = f.unit[w->unit].who; return "case.sign";
	case FIX:
		*by = f.unit[w->unit].who;
		pair(q, S("text"), S("已派人清理完毕"));
		return "case.fix";
	case VERIFY:
		*by = f.verifier;
		pair(q, S("answer"), S("yes"));
		pair(q, S("text"), S("现场查看已恢复"));
		return "case.verify";
	case CLOSE:
		*by = f.chief;
		pair(q, S("closing"), f.condition[w->class]);
		return "case.close";
	case DECLINE:
		*by = f.chief;
		pair(q, S("reason"), S("不属于立案范围"));
		return "case.decline";
	case SELF:
		*by = f.town[f.place_town[w->place]].inspector;
		pair(q, S("condition"), f.condition[w->class]);
		pair(q, S("text"), S("当场清理"));
		return "case.self";
	}
	return NULL;
}

/* Whose it became: the duty says, so the row is asked. */
static void
find_unit(struct walk *w)
{
	struct ctx            cx = f.cx;
	struct q_case_row_row row;

	cx.arena = f.work;
	must("row", q_case_row(&cx, &(struct q_case_row_in){.id = w->id, .scope = REACH_ALL}, &row));
	for (size_t u = 0; u < f.nunits; u++)
		if (row.unit_id.some && f.unit[u].unit == row.unit_id.v)
			w->unit = (uint8_t)u;
}

/* False: this case goes no further. */
static bool
take_step(int64_t i)
{
	struct walk        *w = &f.walk[i];
	enum step           s = ways[w->way].step[w->next];
	const struct actor *by = NULL;
	struct pairs        q = {.n = 0};
	const char         *name;
	struct reply        r;
	enum err            e;

	arena_reset(f.work);
	name = step_command(w, i, s, &q, &by);
	e = command(name, by, w->at, &q, &r);
	if (e == OK && s == REPORT)
		w->id = r.id;
	if (e == OK && s == DISPATCH)
		find_unit(w);
	if (e != OK && e != ERR_RULE)
		die(name, e);
	w->next++;
	return e == OK && w->next < w->stop;
}

/* ---- In the order of time ------------------------------------------------------------------ */

static void
push(int64_t at, int64_t i)
{
	size_t k = f.nheap++;

	for (; k > 0 && f.heap[(k - 1) / 2].at > at; k = (k - 1) / 2)
		f.heap[k] = f.heap[(k - 1) / 2];
	f.heap[k] = (struct due){at, i};
}

static struct due
pop(void)
{
	struct due top = f.heap[0], last = f.heap[--f.nheap];
	size_t     k = 0, c;

	while ((c = 2 * k + 1) < f.nheap) {
		if (c + 1 < f.nheap && f.heap[c + 1].at < f.heap[c].at)
			c++;
		if (last.at <= f.heap[c].at)
			break;
		f.heap[k] = f.heap[c];
		k = c;
	}
	f.heap[k] = last;
	return top;
}

static void
choose(int64_t i)
{
	struct walk *w = &f.walk[i];
	int64_t      span = (int64_t)DAYS * 86400000, newest = f.open ? f.open * 100 / OPEN_PERCENT : f.n / 10;

	/* Not to the millisecond: nobody reports at a steady beat. */
	w->at = f.real - span + span / f.n * i + (int64_t)rnd(1 + (uint64_t)(span / f.n / 2));
	w->place = (uint16_t)rnd(f.nplaces);
	w->class = (uint16_t)rnd(f.nclasses);
	w->way = (int64_t)rnd(100) < f.full ? (uint8_t)(rnd(100) < 40 ? 0 : 1) : (uint8_t)(2 + rnd(2));
	w->stop = ways[w->way].n;
	if (i >= f.n - newest && rnd(100) < OPEN_PERCENT) {
		w->way = rnd(100) < 40 ? 0 : 1;
		w->stop = (uint8_t)(1 + rnd(ways[w->way].n - 1u));
	}
}

static void
walk_all(void)
{
	int64_t next = 0, chosen = -1;

	must("begin", db_begin(f.cx.db));
	while (next < f.n || f.nheap > 0) {
		struct due d;

		if (next < f.n) {
			if (chosen != next)
				choose(chosen = next);
			if (f.nheap == 0 || f.walk[next].at <= f.heap[0].at) {
				if (take_step(next)) {
					f.walk[next].at += 600000 + (int64_t)rnd(7200000);
					push(f.walk[next].at, next);
				}
				next++;
				continue;
			}
		}
		d = pop();
		/* The last ones would come after now: as if everybody were quick. */
		if (f.walk[d.i].at > f.real)
			f.walk[d.i].at = f.real;
		if (take_step(d.i)) {
			f.walk[d.i].at += 600000 + (int64_t)rnd(7200000);
			push(f.walk[d.i].at, d.i);
		}
	}
	end_batch(false);
}

/* What the scheduler would have done by now, so that it does not do it while something is measured. */
static void
catch_up(void)
{
	const struct view *v = view_find(S("case.due"));
	int64_t            n = SEAL_COUNT_MAX;
	size_t             due;

	do {
		struct ctx                 cx = f.cx;
		const struct case_due_out *o;
		const void                *out, *in;
		struct arena              *a = arena_new(16 << 20);

		cx.arena = a;
		cx.now = f.real;
		cx.who = &actor_system;
		must("begin", db_begin(cx.db));
		must("bind", command_bind(&cx, v->in, v->nin, v->in_size, &(struct input){S("n"), S("1000")}, 1, &in));
		must("due", v->run(&cx, in, &out));
		o = out;
		due = o->n;
		for (size_t i = 0; i < due; i++) {
			struct pairs q = {.n = 0};
			struct reply r;

			arena_reset(f.work);
			pair(&q, S("id"), number(o->item[i].id));
			must(o->item[i].command, command(o->item[i].command, &actor_system, f.real, &q, &r));
		}
		end_batch(false);
		arena_free(a);
	} while (due > 0);
	while (n == SEAL_COUNT_MAX) {
		struct ctx cx = f.cx;

		arena_reset(f.work);
		cx.arena = f.work;
		cx.now = f.real;
		must("begin", db_begin(cx.db));
		must("seal", journal_seal(&cx, SEAL_COUNT_MAX, &n));
		end_batch(false);
	}
}

static void
open_all(const char *store, const char *keys)
{
	struct keyring *ring;

	f.cx = (struct ctx){.arena = arena_new((size_t)256 << 20), .zone = 480, .lang = ZH, .now = clock_now()};
	f.work = arena_new(16 << 20);
	if (!f.cx.arena || !f.work)
		die("memory", ERR_MEMORY);
	f.real = f.cx.now;
	f.cx.who = &actor_system;
	must("libsodium", secret_start());
	must(keys, keyring_load(&f.cx, f.cx.arena, str_of(keys), &ring));
	reporter_use_keys(ring);
	must(store, db_open(&f.cx, str_of(store), DB_WRITER, &f.cx.db));
	must(store, db_open(&f.cx, str_of(store), DB_OWNER, &f.keeper));
}

int
main(int argc, char **argv)
{
	int64_t began;
	double  s;

	if (argc < 5 || !str_to_i64(str_of(argv[4]), &f.n) || f.n < 1) {
		(void)fprintf(stderr, "bench_fill STORE KEYS SHARE CASES [FULL%% [OPEN]]\n");
		return 2;
	}
	f.full = 100;
	if (argc > 5 && !str_to_i64(str_of(argv[5]), &f.full))
		return 2;
	if (argc > 6 && !str_to_i64(str_of(argv[6]), &f.open))
		return 2;
	f.seed = 20261121;
	text_use(texts, T_MAX);
	command_register(case_commands, case_commands_n);
	view_register(case_views, case_views_n);
	open_all(argv[1], argv[2]);
	must("begin", db_begin(f.cx.db));
	read_classes(argv[3]);
	read_people(argv[3]);
	read_places();
	db_rollback(f.cx.db);
	f.walk = mem_alloc((size_t)f.n * sizeof(*f.walk));
	f.heap = mem_alloc((size_t)(f.n + 1) * sizeof(*f.heap));
	if (!f.walk || !f.heap)
		die("memory", ERR_MEMORY);
	began = clock_mono_us();
	walk_all();
	s = (double)(clock_mono_us() - began) / 1e6;
	(void)printf("cases=%" PRId64 " commands=%" PRId64 " refused=%" PRId64 " seconds=%.1f rate=%.0f\n", f.n,
	             f.commands, f.failed, s, (double)f.commands / s);
	(void)fflush(stdout);
	catch_up();
	must("checkpoint", db_checkpoint(f.keeper, DB_CHECKPOINT_TRUNCATE, NULL));
	must("analyze", db_analyze(f.keeper));
	mem_free(f.walk);
	mem_free(f.heap);
	db_close(f.cx.db);
	db_close(f.keeper);
	arena_free(f.work);
	arena_free(f.cx.arena);
	return 0;
}
