/* The rules of looking back: who may, how many, what a list's digest is. */
#include "work/recheck/inside.h"
#include "work_recheck_texts.h"

static const char *const names[RECHECK_STATE_MAX] = {"waiting", "held", "rebound", "moot"};
static const text_id     labels[RECHECK_STATE_MAX] = {T_recheck_waiting, T_recheck_held, T_recheck_rebound,
                                                      T_recheck_moot};
const struct choice recheck_states[] = {{"waiting", T_recheck_waiting}, {"held", T_recheck_held},
                                        {"rebound", T_recheck_rebound}, {"moot", T_recheck_moot},
                                        {NULL, T_none}};

str
recheck_state_name(enum recheck_state s)
{
	return s < RECHECK_STATE_MAX ? str_of(names[s]) : STR_NONE;
}

text_id
recheck_state_label(enum recheck_state s)
{
	return s < RECHECK_STATE_MAX ? labels[s] : T_none;
}

enum recheck_state
recheck_state_of(str name)
{
	for (enum recheck_state s = 0; s < RECHECK_STATE_MAX; s++)
		if (str_eq(str_of(names[s]), name))
			return s;
	return RECHECK_STATE_MAX;
}

size_t
recheck_want(size_t listed, int64_t share)
{
	return (listed * (size_t)share + 999) / 1000;
}

text_id
recheck_fault(enum recheck_state s, const struct case_facts *f, int64_t person, int64_t unit)
{
	if (s != RECHECK_WAITING)
		return T_recheck_rule_over;
	if (f->state != CASE_CLOSED)
		return T_recheck_rule_open;
	if (!case_independent(f, person, unit))
		return T_recheck_rule_part;
	for (size_t i = 0; i < f->ndid; i++)
		if (f->did[i].part == CASE_PART_VERIFIED && f->did[i].person == person)
			return T_recheck_rule_verified;
	return T_none;
}

enum err
list_digest(struct ctx *cx, const struct recheck_item *item, size_t n, str *hex)
{
	struct sha256 h;
	struct buf    b;

	sha256_init(&h);
	for (size_t i = 0; i < n; i++) {
		str line = arena_printf(cx->arena, "%lld\t%.*s\n", (long long)item[i].case_id,
		                        STR_ARG(item[i].stratum));

		sha256_add(&h, line.p, line.n);
	}
	buf_init(&b, cx->arena, BUF_PATH);
	digest_add(&b, sha256_end(&h));
	return buf_end(&b, hex);
}

enum err
draw_again(struct ctx *cx, draw_seed seed, day on, const struct recheck_item *item, size_t n, int64_t share,
           int64_t least, struct draw *out)
{
	struct draw_item *d = ARENA_NEWS(cx->arena, n + 1, struct draw_item);
	enum err          e;

	if (!d)
		return ctx_no_memory(cx);
	for (size_t i = 0; i < n; i++)
		d[i] = (struct draw_item){item[i].stratum,
		                          arena_printf(cx->arena, "%lld", (long long)item[i].case_id)};
	e = draw_make(cx->arena, seed, on, d, n, recheck_want(n, share), share ? (size_t)least : 0, out);
	return e == ERR_MEMORY ? ctx_no_memory(cx) : e;
}
