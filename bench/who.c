/* Who answers, and what came back, in a store of any size: beside the price of one read by its key. */
#include "base/clock.h"
#include "city/duty/duty.h"
#include "city/place/place.h"
#include "kit/db/db.h"
#include "texts.h"
#include "work/repeat/repeat.h"

#include <stdio.h>
#include <stdlib.h>

/*
 *   bench_who STORE <SAMPLE
 *
 * SAMPLE: a line of each case to ask for, with tabs: id, place's id, place's code, class, address, longitude, latitude
 * (empty: unknown).  Prints one line, means in microseconds: key (one read by its key), explain (duty.explain), back
 * (what a problem that is filed would be found to repeat), gaps (duty.gaps of the whole district).
 */
enum { SAMPLES = 20000, LINE = 2000 };

struct sample {
	int64_t           id, place;
	str               code, class, address;
	struct case_point at;
};

static struct sample sample[SAMPLES];
static size_t        nsample;
static struct ctx    cx;
static struct arena *work;

static _Noreturn void
die(const char *what, enum err e)
{
	(void)fprintf(stderr, "%s: %s %.*s\n", what, err_name(e), cx.why.n ? (int)cx.why.line[0].arg[0].n : 0,
	              cx.why.n ? cx.why.line[0].arg[0].p : "");
	exit(1);
}

static void
read_samples(void)
{
	static char line[LINE];

	while (nsample < SAMPLES && fgets(line, sizeof line, stdin)) {
		struct sample *s = &sample[nsample];
		str            rest = str_of(line), text;
		str            id = str_cut(&rest, '\t'), place = str_cut(&rest, '\t'), code = str_cut(&rest, '\t');
		str            class = str_cut(&rest, '\t'), address = str_cut(&rest, '\t'), lon = str_cut(&rest, '\t');

		text = str_trim(rest);
		if (!str_to_i64(id, &s->id) || !str_to_i64(place, &s->place) || !arena_str(cx.arena, code, &s->code) ||
		    !arena_str(cx.arena, class, &s->class) ||
		    !arena_str(cx.arena, address.n ? address : S(""), &s->address))
			die("sample", ERR_INPUT);
		s->at.some = str_to_f64(lon, &s->at.lon) && str_to_f64(text, &s->at.lat);
		nsample++;
	}
}

/* One read by its key: what everything is compared with. */
static enum err
by_key(const struct sample *s)
{
	int64_t id;

	return place_by_code(&cx, s->code, &id, NULL);
}

static enum err
explain(const struct sample *s)
{
	const struct view *v = view_find(S("duty.explain"));
	struct input       in[] = {{S("class_key"), s->class}, {S("place"), s->code}};
	const void        *arg, *out;
	enum err           e = command_bind(&cx, v->in, v->nin, v->in_size, in, NITEMS(in), &arg);

	return e == OK ? v->run(&cx, arg, &out) : e;
}

static enum err
came_back(const struct sample *s)
{
	struct repeat_found f;

	return repeat_find(&cx, &(struct repeat_spot){.id = s->id, .place = s->place, .class_key = s->class,
	                                              .address = s->address, .at = s->at}, &f);
}

static enum err
gaps(const struct sample *s)
{
	const struct view *v = view_find(S("duty.gaps"));
	const void        *arg, *out;
	enum err           e = command_bind(&cx, v->in, v->nin, v->in_size, NULL, 0, &arg);

	(void)s;
	return e == OK ? v->run(&cx, arg, &out) : e;
}

/* Mean microseconds of `n` askings, in one snapshot after one that warms up. */
static double
timed(const char *what, enum err (*ask)(const struct sample *s), size_t n)
{
	struct arena *mine = cx.arena;
	int64_t       began = 0;
	enum err      e = db_begin(cx.db);

	if (e != OK)
		die("begin", e);
	for (size_t i = 0; i <= n; i++) {
		if (i == 1)
			began = clock_mono_us();
		cx.arena = work;
		e = ask(&sample[i % nsample]);
		cx.arena = mine;
		if (e != OK)
			die(what, e);
		arena_reset(work);
	}
	db_rollback(cx.db);
	return (double)(clock_mono_us() - began) / (double)n;
}

int
main(int argc, char **argv)
{
	enum err e;

	cx = (struct ctx){.arena = arena_new((size_t)64 << 20), .zone = 480, .lang = ZH, .now = clock_now()};
	work = arena_new((size_t)256 << 20);
	if (argc < 2 || !cx.arena || !work) {
		(void)fprintf(stderr, "bench_who STORE <SAMPLE\n");
		return 2;
	}
	cx.who = &actor_system;
	text_use(texts, T_MAX);
	view_register(duty_views, duty_views_n);
	if ((e = db_open(&cx, str_of(argv[1]), DB_READER, &cx.db)) != OK)
		die(argv[1], e);
	read_samples();
	if (!nsample)
		die("sample", ERR_NONE);
	(void)printf("key=%.1f", timed("by key", by_key, nsample));
	(void)printf(" explain=%.1f", timed("duty explain", explain, nsample));
	(void)printf(" back=%.1f", timed("came back", came_back, nsample));
	(void)printf(" gaps=%.1f\n", timed("gaps", gaps, 5));
	db_close(cx.db);
	arena_free(work);
	arena_free(cx.arena);
	return 0;
}
