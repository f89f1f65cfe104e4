/* Who answers for what where: the most specific row, the default, and what is let in. */
#include "city/city.h"
#include "duty_sql.h"
#include "city/place/place.h"

static const char head[] = "class_key\tplace_code\tunit_code\thelper_codes\tbasis\tsource\tvalid_from\tvalid_to\n";

/* ---- The rule itself, against counting it out ---- */

static uint64_t seed = 88172645463325252u;

static uint64_t
rnd(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

static const char *const keys[] = {"", "S06", "S09", "S06010", "S06011", "S09005", "B06", "S0", "S060"};
static const char *const days[] = {"2026-01-01", "2026-03-01", "2026-06-01", "2026-06-02", "2026-09-01"};

/* Days by position in days[]; 9 for no end. */
struct naive {
	size_t  key, from, to, unit_from, unit_to;
	int64_t steps, id;
};

static bool
naive_speaks(const struct naive *r, const char *key, size_t on)
{
	const char *k = keys[r->key];
	bool        class = strcmp(k, "") == 0 || strcmp(k, key) == 0 || (strlen(k) == 3 && strncmp(k, key, 3) == 0);

	return class && r->steps >= 0 && r->from <= on && on < r->to && r->unit_from <= on && on < r->unit_to;
}

/* A row wins when no other that speaks is better: compared pair by pair, by ranks in a sum. */
static int64_t
naive_winner(const struct naive *r, size_t n, const char *key, size_t on)
{
	int64_t best = 0, best_rank = -1;

	for (size_t i = 0; i < n; i++) {
		int64_t rank = (int64_t)strlen(keys[r[i].key]) * 1000000 + (100 - r[i].steps) * 1000 + (999 - r[i].id);

		if (naive_speaks(&r[i], key, on) && rank > best_rank) {
			best_rank = rank;
			best = r[i].id;
		}
	}
	return best;
}

/* duty_cover against walking up from each leaf. */
static void
covers(void)
{
	enum { PLACES = 14, CLASSES = 4, SAID = 6, TRIES = 2000 };
	static const str key[CLASSES] = {{"S06010", 6}, {"S06011", 6}, {"S09005", 6}, {"B06001", 6}};
	static const str says[] = {{"", 0}, {"S06", 3}, {"S06010", 6}, {"S09005", 6}, {"B06", 3}};
	int64_t          wrong = 0, kinds[DUTY_COVER_MAX] = {0};

	for (int t = 0; t < TRIES; t++) {
		struct cover_place p[PLACES], was[PLACES];
		struct cover_row   row[SAID];
		str                says_of[SAID];
		uint8_t            kind[PLACES * CLASSES];
		size_t             n = 1 + rnd(PLACES), m = rnd(SAID + 1);

		for (size_t i = 0; i < n; i++)
			was[i] = p[i] = (struct cover_place){.parent = i ? rnd(i) : 0,
			                                     .territories = (int64_t)(rnd(8) < 5 ? 0 : rnd(3))};
		for (size_t i = 0; i < m; i++)
			row[i] = (struct cover_row){rnd(n), says_of[i] = says[rnd(NITEMS(says))]};
		duty_cover(p, n, row, m, key, CLASSES, kind);
		for (size_t i = 0; i < n; i++)
			for (size_t c = 0; c < CLASSES; c++) {
				enum duty_cover want = DUTY_COVER_MAX;
				size_t          leaves = 0;

				/* All leaves that have i on their way up. */
				for (size_t k = 0; k < n; k++) {
					bool    leaf = true, below = false, named = false;
					int64_t near = 0;

					for (size_t x = k + 1; x < n; x++)
						leaf = leaf && was[x].parent != k;
					for (size_t x = k;; x = was[x].parent) {
						below = below || x == i;
						near = near ? near : was[x].territories;
						for (size_t r = 0; r < m; r++)
							named |= row[r].place == x && str_starts(key[c], says_of[r]);
						if (x == 0)
							break;
					}
					if (leaf && below) {
						enum duty_cover one = named       ? DUTY_NAMED
						                      : near == 0 ? DUTY_NOBODY
						                      : near == 1 ? DUTY_BY_DEFAULT
						                                  : DUTY_CLASH;

						want = leaves == 0 || want == one ? one : DUTY_MIXED;
						leaves++;
					}
				}
				kinds[kind[i * CLASSES + c]]++;
				wrong += kind[i * CLASSES + c] != want || p[i].leaves != leaves;
			}
	}
	is_i64(wrong, 0, "duty_cover says of every place what all its leaves say");
	for (int k = 0; k < DUTY_COVER_MAX; k++)
		ok(kinds[k] > 1000, "%s was among the answers", duty_cover_name((enum duty_cover)k));
}

static void
property(void)
{
	enum { ROWS = 12 };
	int64_t wrong = 0, won = 0, verdicts = 0, none = 0, lost = 0;

	for (int round = 0; round < 50000; round++) {
		struct naive    r[ROWS];
		struct duty_row row[ROWS];
		size_t          n = (size_t)rnd(ROWS + 1), on = (size_t)rnd(NITEMS(days)), got, winners = 0;
		const char     *key = keys[3 + rnd(3)];
		int64_t         want;

		for (size_t i = 0; i < n; i++) {
			r[i] = (struct naive){.key = (size_t)rnd(NITEMS(keys)), .from = (size_t)rnd(5),
			    .steps = (int64_t)rnd(5) - 1,
			                      .unit_from = (size_t)rnd(2), .id = (int64_t)i + 1};
			r[i].to = rnd(2) ? 9 : r[i].from + 1 + (size_t)rnd(4);
			r[i].unit_to = rnd(4) ? 9 : 2 + (size_t)rnd(3);
			if (r[i].to > 4)
				r[i].to = 9;
			if (r[i].unit_to > 4)
				r[i].unit_to = 9;
			row[i] = (struct duty_row){.id = r[i].id,
			                           .steps = r[i].steps,
			                           .class_key = str_of(keys[r[i].key]),
			                           .valid_from = str_of(days[r[i].from]),
			                           .valid_to = r[i].to == 9 ? STR_NONE : str_of(days[r[i].to]),
			                           .unit_from = str_of(days[r[i].unit_from]),
			                           .unit_to = r[i].unit_to == 9 ? STR_NONE
			                               : str_of(days[r[i].unit_to])};
		}
		got = duty_decide(row, n, str_of(key), str_of(days[on]));
		want = naive_winner(r, n, key, on);
		wrong += (got == SIZE_MAX ? 0 : row[got].id) != want;
		none += want == 0;
		won += want != 0;
		for (size_t i = 0; i < n; i++) {
			winners += row[i].verdict == DUTY_WON;
			/* Losers against a winner spoke; the others did not. */
			verdicts += (row[i].verdict == DUTY_WON || row[i].verdict == DUTY_BROADER ||
			             row[i].verdict == DUTY_HIGHER || row[i].verdict == DUTY_TIE) !=
			            naive_speaks(&r[i], key, on);
			if (got == SIZE_MAX || i == got || !naive_speaks(&r[i], key, on))
				continue;
			lost += row[i].verdict != (row[i].class_key.n < row[got].class_key.n ? DUTY_BROADER
			                           : row[i].steps > row[got].steps           ? DUTY_HIGHER
			                                                                     : DUTY_TIE);
		}
		wrong += winners != (want != 0);
	}
	is_i64(wrong, 0, "50,000 random matrices: the same row wins as by counting it out");
	is_i64(verdicts, 0, "each row's verdict says whether it spoke");
	is_i64(lost, 0, "and why it lost: to a narrower class, to a deeper place, or to its equal");
	ok(won > 10000 && none > 5000, "both outcomes occur often (%" PRId64 ", %" PRId64 ")", won, none);
}

/* ---- The store ---- */

static int64_t
place_id(struct store *s, const char *code)
{
	int64_t id;

	ensure(place_by_code(&s->cx, str_of(code), &id, NULL) == OK);
	return id;
}

static struct duty_answer
ask(struct store *s, const char *key, const char *place, const char *on)
{
	struct duty_answer a;
	day                d;

	ensure(day_parse(str_of(on), &d) && db_begin(s->cx.db) == OK);
	ensure(duty_for(&s->cx, str_of(key), place_id(s, place), NULL, d, &a) == OK);
	db_rollback(s->cx.db);
	return a;
}

static void
refused(struct store *s, const char *rows, const char *part, const char *rule)
{
	struct reply r;
	str          said, text = arena_printf(s->cx.arena, "%s%s", head, rows);
	enum err     e = load_file(s, "duty.load", text, &r, &said);

	ok(e == ERR_INPUT && has(said, part), "%s: %s", s->engine, rule);
	if (e != ERR_INPUT || !has(said, part))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static void
let_in(struct store *s, const char *rows, int64_t n, const char *rule)
{
	struct reply r;
	str          said, text = arena_printf(s->cx.arena, "%s%s", head, rows);
	enum err     e = load_file(s, "duty.load", text, &r, &said);

	if (!ok(e == OK && changed(&r) == n, "%s: %s", s->engine, rule))
		printf("# %s %" PRId64 ": %.*s", err_name(e), changed(&r), STR_ARG(said));
}

static void
answers(struct store *s)
{
	struct duty_answer a = ask(s, "S09005", "350602004008", "2026-11-20");

	ok(!a.is_default && a.duty_id && has(a.unit_name, "城市管理局"), "%s: S09 in the whole district is the 城管局's",
	    s->engine);
	ok(a.n_helper == 1 && a.helper[0].territory && has(a.helper[0].unit_name, "巷口"),
	   "%s: the territory helps although no row says so (A08)", s->engine);
	a = ask(s, "S06007", "350602002010", "2026-11-20");
	ok(a.is_default && a.duty_id == 0 && has(a.unit_name, "西桥") && a.n_helper == 0 && a.basis.n > 0,
	   "%s: no row speaks: the territory answers, marked as default, alone (A08)", s->engine);
	a = ask(s, "S06007", "350602", "2026-11-20");
	ok(a.unit_id == 0 && !a.is_default, "%s: no row and no territory: a gap, not a guess (A18)", s->engine);
	a = ask(s, "S09005", "350602004008", "2026-06-30");
	ok(a.unit_id == 0, "%s: before the first day of rows and units nobody answers", s->engine);
	a = ask(s, "S08001", "350602005001", "2026-11-20");
	ok(a.n_helper == 2 && !a.helper[0].territory && has(a.helper[0].unit_name, "城市管理局") && a.helper[1].territory,
	   "%s: helpers of the row first, then the territory", s->engine);
}

static void
loading(struct store *s)
{
	struct reply       r;
	struct duty_answer a;
	str                said;
	int64_t            first;

	ok(load_file(s, "duty.load", data_file(s, "demo/duty.tsv"), &r, &said) == OK && changed(&r) == 0,
	   "%s: twice adds nothing", s->engine);
	let_in(s, "S06007\t350602004\tHW\tCG；YL\t分工\t本地\t2026-08-01\t\n", 1, "a row is added");
	a = ask(s, "S06007", "350602004008", "2026-11-20");
	first = a.duty_id;
	ok(has(a.unit_name, "环卫") && a.n_helper == 3 && str_eq(a.basis, S("分工")),
	    "%s: its unit, helpers and basis", s->engine);
	refused(s, "S06007\t350602004\tCG\t\t分工\t本地\t2026-10-01\t\n", "分不出主次", "a tie is refused at entry");
	refused(s, "S06007\t350602004\tCG\tCG\t分工\t本地\t2026-10-01\t\n", "已是主办", "a unit does not help itself");
	refused(s, "S06007\t350602004\tCG\t\t分工\t本地\t2026-08-01\t\n", "不能改", "what dispatches rest on never changes");
	refused(s, "S06007\t350602004\tHW\tCG\t分工\t本地\t2026-08-01\t\n", "不能改", "nor do its helpers");
	refused(s,
	        "S06011\t350602004\tCG\t\t分工\t本地\t2026-10-01\t\nS06011\t350602004\tHW\t\t分工\t本地\t2026-12-01\t\n",
	        "第 3 行", "a tie inside the file, with its line");
	refused(s, "S06099\t350602\tCG\t\t分工\t本地\t2026-10-01\t\n", "个人", "a person class is never dispatched");
	refused(s, "S0601\t350602\tCG\t\t分工\t本地\t2026-10-01\t\n", "小类", "a class, a big class, or nothing");
	refused(s, "S06999\t350602\tCG\t\t分工\t本地\t2026-10-01\t\n", "不存在", "a class that does not exist");
	refused(s, "S06011\t350699\tCG\t\t分工\t本地\t2026-10-01\t\n", "place_code", "a place that does not exist");
	refused(s, "S06011\t350602\tXX\t\t分工\t本地\t2026-10-01\t\n", "unit_code", "a unit that does not exist");
	refused(s, "S06011\t350602\tCG\tXX\t分工\t本地\t2026-10-01\t\n", "helper_codes", "a helper that does not exist");
	refused(s, "S06011\t350602\tCG\t\t\t本地\t2026-10-01\t\n", "basis", "a duty needs its paper");
	refused(s, "S06011\t350602\tCG\t\t分工\t本地\t2026-05-01\t2026-06-01\n", "不存在",
	    "a unit that is not there in that time");
	let_in(s,
	       "S06007\t350602004\tHW\tCG；YL\t分工\t本地\t2026-08-01\t2026-12-01\n"
	       "S06007\t350602004\tCG\t\t分工二\t本地\t2026-12-01\t\n",
	       2, "ending the old row and beginning another in one file");
	a = ask(s, "S06007", "350602004008", "2026-11-30");
	ok(a.duty_id == first, "%s: the old row until the last day", s->engine);
	a = ask(s, "S06007", "350602004008", "2026-12-01");
	ok(a.duty_id != first && has(a.unit_name, "城市管理局"), "%s: the new one from the first day", s->engine);
	let_in(s, "\t350602004008\tHW\t\t社区\t本地\t2026-08-01\t\n", 1, "a row for every class");
	a = ask(s, "S06007", "350602004008", "2026-11-20");
	ok(a.duty_id == first,
	    "%s: class before place: the class row of the street beats the all-class row of the community",
	   s->engine);
	a = ask(s, "S06009", "350602004008", "2026-11-20");
	ok(str_eq(a.basis, S("社区")), "%s: every class, where nothing narrower speaks", s->engine);
	let_in(s, "S06009\t350602\tCG\t\t全区\t本地\t2026-08-01\t\nS06009\t350602004\tYL\t\t全街\t本地\t2026-08-01\t\n", 2,
	       "two rows of one class");
	a = ask(s, "S06009", "350602004008", "2026-11-20");
	ok(str_eq(a.basis, S("全街")), "%s: of one class the deeper place", s->engine);
	a = ask(s, "S06009", "350602002010", "2026-11-20");
	ok(str_eq(a.basis, S("全区")), "%s: the higher one elsewhere", s->engine);
}

/* ---- One row at a time ---- */

/* Pairs from "name=value|name=value". */
static enum err
acts(struct store *s, const char *command, const char *pairs, struct reply *r, str *said)
{
	struct input in[12];
	size_t       n = 0;
	str          rest = str_of(pairs), one;

	while ((one = str_cut(&rest, '|')).n && n < NITEMS(in)) {
		str name = str_cut(&one, '=');

		in[n++] = (struct input){name, one};
	}
	*r = (struct reply){0};
	return run_said(s, command, in, n, r, said);
}

static void
act_refused(struct store *s, const char *command, const char *pairs, const char *field, const char *part,
            const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = acts(s, command, pairs, &r, &said);

	if (!ok(e != OK && has(said, part) && !has(said, "行“") &&
	            (!field || (s->cx.why.n && s->cx.why.line[0].field && strcmp(s->cx.why.line[0].field, field) == 0)),
	        "%s: %s", s->engine, rule))
		printf("# %s: %.*s", err_name(e), STR_ARG(said));
}

static int64_t
act_done(struct store *s, const char *command, const char *pairs, text_id done, const char *rule)
{
	struct reply r;
	str          said;
	enum err     e = acts(s, command, pairs, &r, &said);

	if (!ok(e == OK && r.done == done && r.id > 0, "%s: %s", s->engine, rule))
		printf("# %s %d: %.*s", err_name(e), (int)r.done, STR_ARG(said));
	return r.id;
}

#define MARKET "class_key=S06012|place=350602004|unit=HW|helpers=CG；YL|basis=会议纪要 7 号|source=区创城办"

/* Today is 2026-11-20. */
static void
row_by_row(struct store *s)
{
	struct duty_answer a;
	int64_t            old, id, epoch, later;
	str                pairs;

	ensure(db_begin(s->cx.db) == OK && epoch_get(&s->cx, &epoch) == OK);
	db_rollback(s->cx.db);
	old = act_done(s, "duty.add", MARKET "|valid_from=2026-11-20", T_duty_added, "a row is added from today");
	a = ask(s, "S06012", "350602004008", "2026-11-20");
	ok(a.duty_id == old && a.n_helper == 3 && str_eq(a.basis, S("会议纪要 7 号")), "%s: and answers, with its two helpers "
	   "and the territory", s->engine);
	ensure(db_begin(s->cx.db) == OK && epoch_get(&s->cx, &later) == OK);
	db_rollback(s->cx.db);
	ok(later > epoch, "%s: every copy looks again", s->engine);
	is_i64(act_done(s, "duty.add", MARKET "|valid_from=2026-11-20", T_duty_same, "said twice it is no other row"), old,
	       "the same row is answered");

	act_refused(s, "duty.add", "class_key=S06012|place=350602004|unit=CG|basis=x|source=y|valid_from=2026-12-01",
	            "valid_from", "环卫中心", "a tie is refused at entry, and the other row is named");
	act_refused(s, "duty.add", "class_key=S06999|place=350602|unit=CG|basis=x|source=y|valid_from=2026-12-01",
	            "class_key", "“S06999”不存在", "a class that is none");
	act_refused(s, "duty.add", "class_key=S06099|place=350602|unit=CG|basis=x|source=y|valid_from=2026-12-01",
	            "class_key", "个人", "a class about persons");
	act_refused(s, "duty.add", "class_key=S060|place=350602|unit=CG|basis=x|source=y|valid_from=2026-12-01",
	            "class_key", "小类", "neither a class nor a big class");
	act_refused(s, "duty.add", "class_key=06999|place=350602|unit=CG|basis=x|source=y|valid_from=2026-12-01",
	            "class_key", "06999", "a code that nothing has");
	act_refused(s, "duty.add", "place=350699|unit=CG|basis=x|source=y|valid_from=2026-12-01", "place", "“350699”不存在",
	            "a place that is none");
	act_refused(s, "duty.add", "place=350602|unit=XX|basis=x|source=y|valid_from=2026-12-01", "unit", "“XX”不存在",
	            "a unit that is none");
	act_refused(s, "duty.add", "place=350602|unit=CG|helpers=HW；HW|basis=x|source=y|valid_from=2026-12-01", "helpers",
	            "重复", "a helper twice");
	act_refused(s, "duty.add", "place=350602|unit=CG|helpers=CG|basis=x|source=y|valid_from=2026-12-01", "helpers",
	            "已是主办", "the unit helping itself");
	act_refused(s, "duty.add", "place=350602|unit=CG|basis=x|source=y|valid_from=2026-11-19", "valid_from",
	            "2026-11-20", "a day that is over");
	act_refused(s, "duty.add", "place=350602|unit=CG|basis=x|source=y|valid_from=2099-01-01", "valid_from", "两年",
	            "the year 2099");
	act_refused(s, "duty.add", "place=350602|unit=CG|basis=x|source=y|valid_from=2026-12-02|valid_to=2026-12-01",
	            "valid_to", "应晚于", "an end before the beginning");

	pairs = arena_printf(s->cx.arena, "id=%" PRId64 "|unit=CG|basis=会议纪要 9 号|source=区创城办|valid_from=2026-12-01", old);
	id = act_done(s, "duty.replace", pairs.p, T_duty_replaced, "another unit from 1 December");
	a = ask(s, "S06012", "350602004008", "2026-11-30");
	ok(a.duty_id == old && has(a.unit_name, "环卫中心"), "%s: until 30 November the old one answers, its row unchanged but for its end",
	   s->engine);
	a = ask(s, "S06012", "350602004008", "2026-12-01");
	ok(id != old && a.duty_id == id && has(a.unit_name, "城市管理局") && a.n_helper == 1, "%s: then the new one, with the territory to help",
	   s->engine);
	is_i64(act_done(s, "duty.replace", pairs.p, T_duty_same, "sent twice nothing more happens"), id, "and the same row is answered");
	act_refused(s, "duty.replace",
	            arena_printf(s->cx.arena, "id=%" PRId64 "|unit=YL|basis=x|source=y|valid_from=2026-12-01", id).p, "valid_from",
	            "以后", "a row is not replaced from its own first day");
	act_refused(s, "duty.end", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2026-12-20|basis=x", old).p, "valid_from",
	            "城市管理局", "an end put off into the next row is a tie");
	act_refused(s, "duty.end", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2026-11-19|basis=x", id).p, "valid_to",
	            "2026-11-20", "nothing ends on a day that is over");
	act_refused(s, "duty.end", "id=99999|valid_to=2026-12-19|basis=x", "id", "没有这条", "a row that is none");
	is_i64(act_done(s, "duty.end",
	                arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2027-01-01|basis=撤销", id).p, T_duty_ended, "a row ends"), id,
	       "its number");
	a = ask(s, "S06012", "350602004008", "2027-01-01");
	ok(a.duty_id && a.duty_id != id && a.duty_id != old, "%s: from then on the wider row answers that did before", s->engine);
	s->cx.now += INT64_C(20) * 86400000;
	act_refused(s, "duty.end", arena_printf(s->cx.arena, "id=%" PRId64 "|valid_to=2027-01-01|basis=x", old).p, "valid_to",
	            "2026-12-01", "what has ended stays as it ended");
	s->cx.now = NOON;
}

/* What is said of a row that is none any more, or not yet, names the day. */
static void
said(void)
{
	struct arena      *a = arena_new(1 << 20);
	struct duty_row    row[] = {{.id = 1, .class_key = S(""), .valid_from = S("2027-03-01"), .valid_to = S("2028-05-06")},
	                            {.id = 2, .class_key = S(""), .valid_from = S("2025-03-01"), .valid_to = S("2026-01-02")}};
	struct duty_answer out = {.row = row, .n_row = NITEMS(row)};
	struct buf         b;

	buf_init(&b, a, BUF_PAGE);
	ensure(duty_decide(row, NITEMS(row), S("S06010"), S("2026-11-20")) == SIZE_MAX);
	duty_say(&b, &out, ZH);
	ok(has(buf_str(&b), "2027-03-01 起才有效") && has(buf_str(&b), "2026-01-02 起已失效") && !has(buf_str(&b), "2028"),
	   "a row tells from when it holds, or since when it is over");
	arena_free(a);
}

static void
views(struct store *s)
{
	struct input               in[] = {{S("class_key"), S("S06009")}, {S("place"), S("350602004008")}};
	struct input               person[] = {{S("class_key"), S("S06099")}, {S("place"), S("350602004008")}};
	struct input               bad[] = {{S("class_key"), S("S06009")}, {S("place"), S("999")}};
	const struct duty_explain *x;
	const void                *out;
	str                        j;

	if (!ok(shows(s, "duty.explain", in, 2, &out) == OK, "%s: duty.explain", s->engine))
		return;
	x = out;
	ok(x->answer.n_row == 3 && has(x->said, "全街") && has(x->said, "范围更小") && has(x->said, "说得更细"),
	   "%s: it says which rows were considered and why they lost", s->engine);
	j = json_of(s, "duty.explain", out);
	ok(has(j, "\"verdict\":\"won\"") && has(j, "\"verdict\":\"higher\"") && has(j, "\"verdict\":\"broader\"") &&
	       has(j, "\"default\":false"),
	   "%s: and so does its JSON", s->engine);
	ok(shows(s, "duty.explain", bad, 2, &out) == ERR_INPUT, "%s: an unknown place is refused", s->engine);
	if (ok(shows(s, "duty.explain", person, 2, &out) == OK, "%s: what persons do is asked about", s->engine)) {
		x = out;
		j = json_of(s, "duty.explain", out);
		ok(x->person && x->answer.unit_id == 0 && x->answer.n_helper == 0 && has(x->said, "没有主办单位") &&
		       has(j, "\"person\":true,\"gap\":false") && !has(j, "unit_id"),
		   "%s: no unit is named, and none is lacking", s->engine);
	}
	if (ok(shows(s, "duty.list", NULL, 0, &out) == OK, "%s: duty.list", s->engine)) {
		const struct duty_list *l = out;

		is_i64((int64_t)l->n, 138 + 5,
		    "%s: duty.list shows the 138 rows of the demo and the 5 of this test that hold today",
		       s->engine);
	}
}

/* ---- duty.gaps ---- */

/* Every cell of a big class counted one by one, as the dispatch would decide it. */
static struct duty_gap_cell
count_out(struct store *s, str big, day on)
{
	struct arena              *kept = s->cx.arena, *own = arena_new(8 << 20);
	struct duty_gap_cell       all = {0};
	struct class_list          list;
	struct q_cover_places_row *p;
	int64_t                    top;
	size_t                     n;
	char                       text[DAY_TEXT];

	ensure(own && db_begin(s->cx.db) == OK && catalog_list(&s->cx, on, &list) == OK);
	ensure(place_by_code(&s->cx, S("350602"), &top, NULL) == OK);
	ensure(q_cover_places(&s->cx, &(struct q_cover_places_in){top, day_format(on, text)}, &p, &n) == OK);
	s->cx.arena = own;
	for (size_t i = 0; i < n; i++) {
		bool leaf = true;

		for (size_t k = 0; k < n; k++)
			leaf = leaf && !(p[k].parent_id.some && p[k].parent_id.v == p[i].id);
		for (size_t c = 0; leaf && c < list.n; c++) {
			struct duty_answer a;

			if (!list.item[c].files || !str_starts(list.item[c].key, big))
				continue;
			ensure(duty_for(&s->cx, list.item[c].key, p[i].id, NULL, on, &a) == OK);
			all.of[a.duty_id ? DUTY_NAMED : a.unit_id ? DUTY_BY_DEFAULT : DUTY_NOBODY]++;
			arena_reset(own);
		}
	}
	s->cx.arena = kept;
	db_rollback(s->cx.db);
	arena_free(own);
	return all;
}

static const struct duty_gaps *
gaps_of(struct store *s, const char *class_key, const char *place)
{
	struct input in[3] = {{S("on"), S("2026-11-20")}};
	const void  *out;
	size_t       n = 1;

	if (class_key)
		in[n++] = (struct input){S("class_key"), str_of(class_key)};
	if (place)
		in[n++] = (struct input){S("place"), str_of(place)};
	ensure(shows(s, "duty.gaps", in, n, &out) == OK);
	return out;
}

static void
gaps(struct store *s)
{
	static const char *const bad[][2] = {{"class_key", "S0601"}, {"class_key", "S06999"}, {"class_key", "S06099"},
	                                     {"place", "999"}};
	const struct duty_gaps  *g = gaps_of(s, "S06", NULL);
	struct duty_gap_cell     want, sum = {0};
	const void              *out;
	day                      on;
	struct reply             r;
	str                      said;

	ensure(day_parse(S("2026-11-20"), &on));
	want = count_out(s, S("S06"), on);
	is_i64(g->places, 179, "%s: 芗城区 has 179 communities", s->engine);
	for (int k = 0; k < DUTY_MIXED; k++)
		is_i64(g->all.of[k], want.of[k], "%s: %s, as duty_for says place by place", s->engine,
		       duty_cover_name((enum duty_cover)k));
	is_i64(g->all.of[DUTY_NAMED] + g->all.of[DUTY_BY_DEFAULT] + g->all.of[DUTY_CLASH] + g->all.of[DUTY_NOBODY],
	       g->places * g->classes, "%s: each cell is of one kind", s->engine);
	for (size_t i = 0; i < g->nline; i++)
		for (size_t c = 0; c < g->ncolumn; c++)
			for (int k = 0; k < DUTY_MIXED; k++)
				sum.of[k] += g->line[i].cell[c].of[k];
	ok(memcmp(&sum, &g->all, sizeof(sum)) == 0 && (int64_t)g->nline == g->classes && g->ncolumn == 12,
	   "%s: twelve towns, a line for each class of a big class; they sum up", s->engine);
	g = gaps_of(s, "S06009", NULL);
	ok(g->all.of[DUTY_NAMED] == 179 && g->gaps == 0 && g->nline == 1, "%s: a row for the whole district leaves none", s->engine);
	g = gaps_of(s, "S06009", "350602004008");
	ok(g->places == 1 && g->ncolumn == 1 && g->all.of[DUTY_NAMED] == 1, "%s: one community, by a row above it", s->engine);
	g = gaps_of(s, NULL, "350602004");
	ok(g->all.of[DUTY_BY_DEFAULT] > 0 && g->gaps > 0 && g->gap[0].kind == DUTY_BY_DEFAULT && g->gap[0].places > 0,
	   "%s: where only the office of the street answers is listed", s->engine);
	ok(has(json_of(s, "duty.gaps", g), "\"kind\":\"default\""), "%s: as JSON", s->engine);
	ok(acts(s, "unit.add", "code=T004B|name=第二办事处|kind=属地|place=350602004", &r, &said) != OK && has(said, "已有属地单位") &&
	       g->all.of[DUTY_CLASH] == 0,
	   "%s: a second office for one street, which would clash, is not let in", s->engine);
	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct input in = {str_of(bad[i][0]), str_of(bad[i][1])};

		ok(shows(s, "duty.gaps", &in, 1, &out) == ERR_INPUT, "%s: refused: %s %s", s->engine, bad[i][0], bad[i][1]);
	}
}

/* Who keeps a part of the city binds nobody outside it, and frees nobody from what the whole decided. */
static void
scope(struct store *s)
{
	static const char basis[] = "basis=街道会议纪要|source=示例|valid_from=2026-12-01";
	struct actor      who;
	struct reply      r;
	const void       *out;
	const struct duty_list *l;
	struct input      unit = {S("unit"), S("SZ")};
	str               said, file;
	enum err          e;

#define PAIRS(text) arena_printf(s->cx.arena, text "|%s", basis).p
	ensure(shows(s, "duty.list", &unit, 1, &out) == OK);
	l = out;
	ensure(l->n > 0);
	asks_for(s, &who, ROLE_SYSADMIN, "350602004");
	none(s, "duty.end", arena_printf(s->cx.arena, "id=%lld|valid_to=2026-12-01|basis=x", (long long)l->item[0].id).p,
	     "a row of the whole district is not there for one street's administrator");
	none(s, "duty.replace",
	     arena_printf(s->cx.arena, "id=%lld|unit=T004|%s", (long long)l->item[0].id, basis).p, "nor to be replaced");
	no(s, "duty.add", PAIRS("class_key=S01037|place=350602|unit=T004"), "place", "管理范围", "no row for the whole district");
	no(s, "duty.add", PAIRS("class_key=S01037|place=350602005|unit=T004"), "place", "管理范围", "nor for another street");
	no(s, "duty.add", PAIRS("class_key=S01037|place=350602004|unit=SZ"), "unit", "管理范围",
	   "nor one that makes the district's office answer");
	no(s, "duty.add", PAIRS("class_key=S01037|place=350602004|unit=T004|helpers=SZ"), "helpers", "管理范围",
	   "or help");
	so(s, "duty.add", PAIRS("class_key=S01037|place=350602004008|unit=T004"), T_duty_added,
	   "its own office for its own community");
#undef PAIRS
	file = arena_printf(s->cx.arena, "%s%s%s", head, "S01\t350602\tSZ\t\t创城工作责任分工（演示）\t示例：演示数据\t2026-07-01\t\n",
	                    "S01038\t350602004\tT004\t\tx\tx\t2026-12-01\t\n");
	e = load_file(s, "duty.load", file, &r, &said);
	if (!ok(e == OK && changed(&r) == 1, "%s: a table with the district's rows as they were, and one of its own", s->engine))
		(void)printf("# %s %.*s", err_name(e), STR_ARG(said));
	file = arena_printf(s->cx.arena, "%s%s%s", head, "S01\t350602\tSZ\t\t创城工作责任分工（演示）\t示例：演示数据\t2026-07-01\t2026-12-31\n",
	                    "S01039\t350602005\tT004\t\tx\tx\t2026-12-01\t\n");
	e = load_file(s, "duty.load", file, &r, &said);
	ok(e == ERR_INPUT && has(said, "“350602”不在你的管理范围") && has(said, "“350602005”不在你的管理范围"),
	   "%s: each row of a table that changes what lies outside is refused", s->engine);
	s->cx.who = &actor_system;
}

/* A unit that is set to end answers for nothing beyond (I130). */
static void
ends_later(struct store *s)
{
	struct reply r;
	str          said;

	s->cx.who = &actor_system;
	ok(acts(s, "unit.add", "code=LS|name=临时专班|kind=部门", &r, &said) == OK &&
	       acts(s, "unit.close", "unit=LS|day=2027-03-01", &r, &said) == OK,
	   "%s: a unit that ends in spring", s->engine);
	act_refused(s, "duty.add", "class_key=S06013|place=350602007|valid_from=2026-12-01|unit=LS|basis=x|source=x", "unit", "定了撤销的日子",
	            "a duty for good");
	act_refused(s, "duty.add", "class_key=S06013|place=350602007|valid_from=2026-12-01|unit=CG|helpers=LS|basis=x|source=x", "helpers",
	            "定了撤销的日子", "nor does it help for good");
	refused(s, "S06013\t350602007\tLS\t\t分工\t本地\t2026-12-01\t2027-03-02\n", "定了撤销的日子", "by a table a day too long");
	let_in(s, "S06013\t350602007\tLS\t\t分工\t本地\t2026-12-01\t2027-03-01\n", 1, "until it ends");
	let_in(s, "S06013\t350602007\tLS\t\t分工\t本地\t2026-12-01\t2027-03-01\n", 0, "and as it was it may stand in a table");
}

static void
test(struct store *s)
{
	store_check_queries(s, "city/duty", duty_queries);
	make_city(s);
	answers(s);
	loading(s);
	row_by_row(s);
	views(s);
	gaps(s);
	scope(s);
	ends_later(s);
	ok(folds(s, duty_aggregates, duty_aggregates_n), "%s: duties equal their events", s->engine);
}

int
main(void)
{
	text_use(texts, T_MAX);
	city_register();
	property();
	covers();
	said();
	on_engines(city_schemas, NITEMS(city_schemas), test);
	return done();
}
