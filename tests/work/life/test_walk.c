/* Random lives of a case: no sequence of steps breaks what holds in each state. */
#include "tap.h"
#include "work/life/life.h"

#include "texts.h"

static uint64_t seed;

static uint64_t
any(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

/* What the walk itself remembers, so that the rules are not judged by their own words. */
struct memory {
	int64_t handled_units[64], handled_people[64], finder;
	size_t  nunits, npeople;
	int64_t passed_by, passed_unit; /* of a 核查 since the last fix; 0: none */
	int     extensions, suspensions, returns, disputes, fixes;
	bool    forced, self, voided;
	int64_t asked_by[CASE_ASK_MAX];
};

static bool
among(const int64_t *list, size_t n, int64_t x)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == x)
			return true;
	return false;
}

static void
fail(const char *what, const struct life *l, enum case_act act, uint64_t walk, int step)
{
	(void)ok(false, "%s (walk %llu, step %d, %s, %s)", what, (unsigned long long)walk, step,
	         case_state_code(l->f.state), case_act_code(act));
}

/* Judge one step by memory; NULL: fine. */
static const char *
judge(struct memory *m, const struct case_facts *old, const struct life *l, struct case_who who,
      const struct case_input *in)
{
	const struct case_facts *f = &l->f;
	enum case_act            act = l->step.move->act;
	enum case_ask            ask = case_ask_of(act);
	bool                     unit_did = who.unit && among(m->handled_units, m->nunits, who.unit);

	if (act == CASE_DO_REPORT && !in->is_public)
		m->finder = who.person;
	if (act == CASE_DO_DISPATCH || act == CASE_DO_REASSIGN || act == CASE_DO_DISPUTE) {
		m->handled_units[m->nunits++ % 64] = in->unit;
		if (in->person)
			m->handled_people[m->npeople++ % 64] = in->person;
		if (!in->unit || !in->post == !in->person || f->work_due == CASE_NO_TIME)
			return "sent out without one unit, one post or person, one deadline";
	}
	if (act == CASE_DO_SIGN || act == CASE_DO_FIX || act == CASE_DO_GIVE_BACK) {
		if (who.unit != old->unit)
			return "somebody else did the unit's step";
		m->handled_people[m->npeople++ % 64] = who.person;
	}
	if (act == CASE_DO_FIX || act == CASE_DO_DOUBT)
		m->passed_by = m->passed_unit = 0;
	if (act == CASE_DO_GIVE_BACK && ++m->returns > 1)
		return "given back twice";
	if (act == CASE_DO_DISPUTE &&
	    (m->returns != 1 || m->disputes++ || who.unit != old->unit || f->work_due != old->work_due))
		return "disputed before a return, twice, by another, or under another deadline";
	if (act == CASE_DO_VERIFY) {
		if (who.person == m->finder || unit_did || among(m->handled_people, m->npeople, who.person))
			return "verified by who is not independent";
		m->passed_by = in->answer == CASE_YES ? who.person : 0;
	}
	if (ask != CASE_ASK_MAX && l->step.move->answer == CASE_NO_ANSWER)
		m->asked_by[ask] = who.person;
	if (ask != CASE_ASK_MAX && l->step.move->answer != CASE_NO_ANSWER) {
		if (m->asked_by[ask] == who.person || unit_did)
			return "decided by who asked, or by a handling unit";
		if (act == CASE_DO_DECIDE_EXTEND && in->answer == CASE_YES &&
		    (++m->extensions > 2 || l->now > old->work_due))
			return "extended a third time, or too late";
		if (act == CASE_DO_DECIDE_SUSPEND && in->answer == CASE_YES && ++m->suspensions > 1)
			return "suspended twice";
		m->forced = m->forced || (act == CASE_DO_DECIDE_FORCE && in->answer == CASE_YES);
		m->voided = m->voided || (act == CASE_DO_DECIDE_VOID && in->answer == CASE_YES);
	}
	if (act == CASE_DO_SELF)
		m->self = !old->is_public && who.person == m->finder;
	if (f->state == CASE_CLOSED && old->state != CASE_CLOSED && !m->passed_by && !m->forced && !m->self)
		return "closed unproven";
	if (f->state == CASE_CLOSED && unit_did && old->state != CASE_CLOSED)
		return "closed by a unit that handled it";
	if (act == CASE_DO_REOPEN)
		m->forced = m->self = false, m->passed_by = 0;
	if (f->state == CASE_VOID && !m->voided)
		return "void without a decision";
	if (old->overdue && !f->overdue && act != CASE_DO_DECIDE_EXEMPT)
		return "an overdue fact vanished";
	if (f->found_again < old->found_again || f->rework < old->rework ||
	    (f->came_back < old->came_back && act != CASE_DO_NOT_BACK) ||
	    f->reopens < old->reopens || f->ndid < old->ndid)
		return "a counter went back";
	if (l->f.last_at != CASE_NO_TIME && l->f.last_at > l->now)
		return "a fact in the future";
	return case_unsound(f);
}

static struct case_input
random_input(struct life *l)
{
	struct case_input in = life_input(l);

	in.answer = (enum case_answer)any(CASE_ANSWER_MAX);
	in.is_public = any(2);
	in.unit = any(8) ? 20 + (int64_t)any(2) : 0;
	in.post = any(2) ? 200 : 0;
	in.person = any(4) ? 0 : (int64_t)any(10);
	in.person_unit = any(2) ? 11 : 20;
	in.subject = any(6) ? CASE_PLACE : (enum case_subject)any(CASE_SUBJECT_MAX);
	in.condition = any(8) != 0;
	in.reason = any(8) ? S("r") : STR_NONE;
	in.text = any(8) ? S("t") : STR_NONE;
	in.due = any(10) ? l->now + (int64_t)any(100) : CASE_NO_TIME;
	in.until = l->now + (int64_t)any(50);
	in.eyes = any(2);
	in.near_id = any(6) ? 0 : 3;
	in.beside = any(2) ? 3 : 0;
	in.other_state = (enum case_state)any(CASE_STATE_MAX);
	in.over_due = l->f.work_due;
	in.over_known = l->f.overdue;
	if (!any(8))
		in.at = l->now - (int64_t)any(20) + 2;
	return in;
}

static bool
walk(uint64_t number, int steps, unsigned seen[CASE_STATE_MAX])
{
	static const struct case_who all[] = {
		{1, 11, false, 0}, {2, 10, false, 0}, {3, 10, false, 0}, {5, 20, false, 0}, {6, 20, false, 0},
		{7, 21, false, 0}, {8, 11, false, 200}, {5, 11, false, 0}, {1, 10, false, 0}, {9, 0, false, 0},
		{0, 0, true, 0}};
	struct life   l;
	struct memory m = {0};

	life_begin(&l);
	for (int i = 0; i < steps; i++) {
		enum case_act     act = (enum case_act)any(CASE_ACT_MAX);
		struct case_who   who = all[any(NITEMS(all))];
		struct case_input in = random_input(&l);
		const char       *wrong;
		struct life       old;
		enum err          e;

		if ((act == CASE_DO_DECIDE_VOID || act == CASE_DO_DECLINE || act == CASE_DO_MERGE ||
		     act == CASE_DO_SELF || (act == CASE_DO_TELL && l.f.state == CASE_NONE)) && any(12))
			continue; /* ends come seldom, or no walk gets far */
		l.now += (int64_t)any(10);
		l.f.did = l.did;
		old = l;
		e = life_do(&l, act, who, in);
		if (e != OK) {
			if (l.why.err != e || l.why.text == T_none || text_get(l.why.text, ZH).n == 0)
				return fail("a refusal without a sentence", &old, act, number, i), false;
			if (memcmp(&old.f, &l.f, sizeof l.f) != 0)
				return fail("a refused step changed something", &l, act, number, i), false;
			continue;
		}
		seen[l.f.state]++;
		wrong = judge(&m, &old.f, &l, who, &in);
		if (wrong)
			return fail(wrong, &l, act, number, i), false;
		if (l.f.ndid >= LIFE_DID - 1)
			break;
	}
	return true;
}

/* Every state with every act: in the table, or refused with a sentence that names both. */
static void
every_cell(void)
{
	int cells = 0, sentences = 0, doors = 0;

	for (int s = 0; s < CASE_STATE_MAX; s++)
		for (int a = 0; a < CASE_ACT_MAX; a++)
			for (int answer = 0; answer < CASE_ANSWER_MAX; answer++) {
				struct life       l;
				struct case_input in;
				enum err          e;
				bool              there = false;

				life_begin(&l);
				l.f.state = (enum case_state)s;
				in = life_input(&l);
				in.answer = (enum case_answer)answer;
				e = life_do(&l, (enum case_act)a, LEADER, in);
				for (size_t i = 0; i < case_nmoves; i++)
					there = there || ((int)case_moves[i].act == a &&
					                  (case_moves[i].from & (1u << s)));
				cells++;
				if (e != OK)
					sentences += l.why.text != T_none;
				doors += e == OK;
				if (!there && (e != ERR_RULE || (l.why.text != T_case_rule_no_step &&
				                                 l.why.text != T_case_rule_told)))
					(void)ok(false, "%s in %s must be refused by its state",
					         case_act_code((enum case_act)a), case_state_code((enum case_state)s));
			}
	is_i64(cells, CASE_STATE_MAX * CASE_ACT_MAX * CASE_ANSWER_MAX, "every state with every act and answer");
	is_i64(sentences + doors, cells, "is a step or has a sentence");
}

int
main(int argc, char **argv)
{
	unsigned seen[CASE_STATE_MAX] = {0};
	int64_t  walks = 20000;
	bool     fine = true;

	text_use(texts, T_MAX);
	if (argc > 1 && !str_to_i64(str_of(argv[1]), &walks))
		return 2;
	every_cell();
	for (int64_t i = 1; i <= walks && fine; i++) {
		seed = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15);
		fine = walk((uint64_t)i, 600, seen);
	}
	ok(fine, "%lld random lives break nothing", (long long)walks);
	for (int s = CASE_REPORTED; s < CASE_STATE_MAX; s++)
		ok(seen[s] > 20, "the walks were in “%s” (%u times)", case_state_code((enum case_state)s), seen[s]);
	return done();
}
