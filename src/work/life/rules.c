/* The life of a problem: the table of steps, its guards, and what each step leads to. */
#include "work/life/rules.h"

#include "base/day.h"
#include "base/ensure.h"
#include "work_life_texts.h"

#include <string.h>

/* ---- The table -------------------------------------------------------------- */

#define AT(s) CASE_IN(s)
#define BEFORE_WORK (AT(REPORTED) | AT(CHECKING) | AT(CHECKED) | AT(FILED) | AT(RETURNED))
#define AT_WORK (AT(DISPATCHED) | AT(WORKING) | AT(REWORK))
#define TO_HANDLE (AT(FILED) | AT(RETURNED) | AT_WORK)
#define RUNNING (AT(REPORTED) | AT(CHECKING) | AT(CHECKED) | TO_HANDLE | AT(FIXED) | AT(PROVEN))
#define OPEN (RUNNING | AT(SUSPENDED))
#define OURS (OPEN | AT(CLOSED) | AT(REFUSED) | AT(VOID) | AT(MERGED))
#define ANY (OURS | AT(TOLD))

#define N(x) CASE_NEED_##x
#define R(x) CASE_RUNS(x)
#define ALL CASE_RUNS_ALL

#define M(act, answer, only, from, to, by, needs, meets, drops, starts) \
	CASE_DO_##act, CASE_##answer, CASE_ONLY_##only, (from), CASE_##to, CASE_BY_##by, (needs), (meets), (drops), \
	(starts)

/*
 * act, answer, which reports, from, to, who, needs, clocks met, dropped, started.
 * clang-format off
 */
const struct case_move case_moves[] = {
	{M(REPORT,         NO_ANSWER, ANY,    AT(NONE),                REPORTED,   STAFF,       0,                              0,           0,        R(ACCEPT))},
	{M(ACCEPT,         NO_ANSWER, PUBLIC, AT(REPORTED),            CHECKING,   STAFF,       0,                              R(ACCEPT),   0,        R(CHECK))},
	{M(ACCEPT,         NO_ANSWER, STAFF,  AT(REPORTED),            CHECKED,    STAFF,       0,                              R(ACCEPT),   0,        R(FILE))},
	{M(ASSIGN_CHECK,   NO_ANSWER, ANY,    AT(CHECKING),            CHECKING,   STAFF,       N(EYES),                        0,           0,        0)},
	{M(ASSIGN_CHECK,   NO_ANSWER, ANY,    AT(CHECKED),             CHECKING,   STAFF,       N(EYES) | N(REASON),            0,           R(FILE),  R(CHECK))},
	{M(CHECK,          YES,       ANY,    AT(CHECKING),            CHECKED,    CHECKER,     0,                              R(CHECK),    0,        R(FILE))},
	{M(CHECK,          NO,        ANY,    AT(CHECKING),            CHECKED,    CHECKER,     N(REASON),                      R(CHECK),    0,        R(FILE))},
	{M(CHECK,          UNCLEAR,   ANY,    AT(CHECKING),            CHECKING,   CHECKER,     N(REASON),                      0,           0,        0)},
	{M(FILE,           NO_ANSWER, ANY,    AT(CHECKED),             FILED,      STAFF,       N(CLASS) | N(TRUE) | N(CLEAR_SPOT), R(FILE), 0,        R(DISPATCH))},
	{M(DECLINE,        NO_ANSWER, ANY,    AT(REPORTED),            REFUSED,    STAFF,       N(REASON),                      R(ACCEPT),   ALL,      0)},
	{M(DECLINE,        NO_ANSWER, ANY,    AT(CHECKED),             REFUSED,    STAFF,       N(REASON),                      R(FILE),     ALL,      0)},
	{M(SELF,           NO_ANSWER, ANY,    AT(REPORTED),            CLOSED,     FINDER,      N(TEXT) | N(PRIVATE) | N(CLASS), R(ACCEPT),  ALL,      0)},
	{M(DISPATCH,       NO_ANSWER, ANY,    AT(FILED),               DISPATCHED, STAFF,       N(UNIT),                        R(DISPATCH), 0,        R(SIGN) | R(WORK))},
	{M(DISPATCH,       NO_ANSWER, ANY,    AT(RETURNED),            DISPATCHED, NEUTRAL,     N(UNIT),                        R(DISPATCH), 0,        R(SIGN) | R(WORK))},
	{M(SIGN,           NO_ANSWER, ANY,    AT(DISPATCHED),          WORKING,    HOLDER,      0,                              R(SIGN),     0,        0)},
	{M(FIX,            NO_ANSWER, ANY,    AT(WORKING),             FIXED,      HOLDER,      N(TEXT),                        R(WORK),     0,        R(VERIFY))},
	{M(FIX,            NO_ANSWER, ANY,    AT(REWORK),              FIXED,      HOLDER,      N(TEXT),                        R(WORK),     0,        R(VERIFY))},
	{M(GIVE_BACK,      NO_ANSWER, ANY,    AT(DISPATCHED),          RETURNED,   HOLDER,      N(REASON) | N(FIRST_RETURN),    R(SIGN),     0,        R(DISPATCH))},
	{M(GIVE_BACK,      NO_ANSWER, ANY,    AT(WORKING),             RETURNED,   HOLDER,      N(REASON) | N(FIRST_RETURN),    0,           0,        R(DISPATCH))},
	{M(DISPUTE,        NO_ANSWER, ANY,    AT(DISPATCHED) | AT(WORKING), DISPATCHED, HOLDER, N(REASON) | N(UNIT) | N(SECOND_RETURN), R(SIGN), 0,  R(SIGN))},
	{M(REASSIGN,       NO_ANSWER, ANY,    AT_WORK,                 DISPATCHED, NEUTRAL,     N(UNIT) | N(REASON),            0,           R(SIGN),  R(SIGN) | R(WORK))},
	{M(ASSIGN_VERIFY,  NO_ANSWER, ANY,    AT(FIXED),               FIXED,      NEUTRAL,     N(EYES),                        0,           0,        0)},
	{M(VERIFY,         YES,       ANY,    AT(FIXED),               PROVEN,     INDEPENDENT, 0,                              R(VERIFY),   0,        R(CLOSE))},
	{M(VERIFY,         NO,        ANY,    AT(FIXED),               REWORK,     INDEPENDENT, N(REASON),                      R(VERIFY),   0,        R(WORK))},
	{M(VERIFY,         UNCLEAR,   ANY,    AT(FIXED),               FIXED,      INDEPENDENT, N(REASON),                      0,           0,        0)},
	{M(DOUBT,          NO_ANSWER, ANY,    AT(PROVEN),              FIXED,      NEUTRAL,     N(REASON),                      0,           R(CLOSE), R(VERIFY))},
	{M(CLOSE,          NO_ANSWER, ANY,    AT(PROVEN),              CLOSED,     NEUTRAL,     N(PROOF) | N(CLOSING),          R(CLOSE),    ALL,      0)},
	{M(ASK_EXTEND,     NO_ANSWER, ANY,    AT_WORK,                 SAME,       HOLDER,      N(REASON) | N(NO_ASK) | N(IN_TIME) | N(EXTENSION_LEFT), 0, 0, 0)},
	{M(DECIDE_EXTEND,  YES,       ANY,    AT_WORK,                 SAME,       OTHER,       N(ASK) | N(IN_TIME) | N(EXTENSION_LEFT), 0,  0,        0)},
	{M(DECIDE_EXTEND,  NO,        ANY,    AT_WORK,                 SAME,       OTHER,       N(ASK) | N(REASON),             0,           0,        0)},
	{M(ASK_SUSPEND,    NO_ANSWER, ANY,    TO_HANDLE,               SAME,       PLEADER,     N(REASON) | N(NO_ASK) | N(UNTIL) | N(SUSPENSION_LEFT), 0, 0, 0)},
	{M(DECIDE_SUSPEND, YES,       ANY,    TO_HANDLE,               SUSPENDED,  OTHER,       N(ASK) | N(UNTIL) | N(SUSPENSION_LEFT), 0,   0,        0)},
	{M(DECIDE_SUSPEND, NO,        ANY,    TO_HANDLE,               SAME,       OTHER,       N(ASK) | N(REASON),             0,           0,        0)},
	{M(ASK_VOID,       NO_ANSWER, ANY,    OPEN,                    SAME,       STAFF,       N(REASON) | N(NO_ASK),          0,           0,        0)},
	{M(DECIDE_VOID,    YES,       ANY,    OPEN,                    VOID,       OTHER,       N(ASK),                         0,           ALL,      0)},
	{M(DECIDE_VOID,    NO,        ANY,    OPEN,                    SAME,       OTHER,       N(ASK) | N(REASON),             0,           0,        0)},
	{M(ASK_FORCE,      NO_ANSWER, ANY,    TO_HANDLE | AT(FIXED) | AT(SUSPENDED), SAME, NEUTRAL, N(REASON) | N(NO_ASK),      0,           0,        0)},
	{M(DECIDE_FORCE,   YES,       ANY,    TO_HANDLE | AT(FIXED) | AT(SUSPENDED), CLOSED, OTHER, N(ASK),                     0,           ALL,      0)},
	{M(DECIDE_FORCE,   NO,        ANY,    TO_HANDLE | AT(FIXED) | AT(SUSPENDED), SAME, OTHER, N(ASK) | N(REASON),           0,           0,        0)},
	{M(ASK_EXEMPT,     NO_ANSWER, ANY,    AT(CLOSED),              SAME,       PLEADER,     N(REASON) | N(NO_ASK) | N(OVERDUE), 0,       0,        0)},
	{M(DECIDE_EXEMPT,  YES,       ANY,    AT(CLOSED),              SAME,       CLEAR,       N(ASK),                         0,           0,        0)},
	{M(DECIDE_EXEMPT,  NO,        ANY,    AT(CLOSED),              SAME,       CLEAR,       N(ASK) | N(REASON),             0,           0,        0)},
	{M(RESUME,         NO_ANSWER, ANY,    AT(SUSPENDED),           BEFORE,     NEUTRAL,     N(ENDED),                       0,           0,        0)},
	{M(REOPEN,         NO_ANSWER, ANY,    AT(CLOSED),              FILED,      NEUTRAL,     N(REASON),                      0,           0,        R(DISPATCH))},
	{M(REOPEN,         NO_ANSWER, ANY,    AT(REFUSED),             CHECKED,    STAFF,       N(REASON),                      0,           0,        R(FILE))},
	{M(MERGE,          NO_ANSWER, ANY,    BEFORE_WORK,             MERGED,     NEUTRAL,     N(REASON) | N(OTHER),           0,           ALL,      0)},
	{M(NOTE,           NO_ANSWER, ANY,    ANY,                     SAME,       STAFF,       N(TEXT),                        0,           0,        0)},
	{M(RECLASSIFY,     NO_ANSWER, ANY,    AT(REPORTED) | AT(CHECKING) | AT(CHECKED), SAME, STAFF, N(REASON) | N(ANY_CLASS), 0,           0,        0)},
	{M(RECLASSIFY,     NO_ANSWER, ANY,    AT(FILED) | AT(RETURNED), SAME,      NEUTRAL,     N(REASON) | N(CLASS),           0,           0,        0)},
	{M(OVERDUE,        NO_ANSWER, ANY,    RUNNING,                 SAME,       SYSTEM,      N(PASSED),                      0,           0,        0)},
	{M(RECOMPUTE,      NO_ANSWER, ANY,    OPEN | AT(CLOSED),       SAME,       SYSTEM,      0,                              0,           0,        0)},
	{M(FOUND_AGAIN,    NO_ANSWER, ANY,    OPEN,                    SAME,       STAFF,       0,                              0,           0,        0)},
	{M(CAME_BACK,      NO_ANSWER, ANY,    AT(CLOSED),              SAME,       STAFF,       0,                              0,           0,        0)},
	{M(NOT_BACK,       NO_ANSWER, ANY,    OURS,                    SAME,       STAFF,       0,                              0,           0,        0)},
	{M(TELL,           NO_ANSWER, ANY,    AT(NONE),                TOLD,       STAFF,       0,                              0,           0,        0)},
	{M(TELL,           NO_ANSWER, ANY,    AT(TOLD),                SAME,       STAFF,       0,                              0,           0,        0)},
};
/* clang-format on */
const size_t case_nmoves = NITEMS(case_moves);

/* ---- Names ------------------------------------------------------------------- */

static const struct {
	const char *code;
	text_id     label;
	bool        open;
} states[CASE_STATE_MAX] = {
#define X(name, code, label, open) {#code, label, (open) != 0},
	CASE_STATES(X)
#undef X
};

static const struct {
	const char *code;
	text_id     label;
} acts[CASE_ACT_MAX] = {
#define X(name, code, label) {#code, label},
	CASE_ACTS(X)
#undef X
}, stages[CASE_STAGE_MAX] = {
#define X(name, code, label) {#code, label},
	CASE_STAGES(X)
#undef X
};

bool
case_open(enum case_state s)
{
	return states[s].open;
}

const char *
case_state_code(enum case_state s)
{
	return states[s].code;
}

const char *
case_act_code(enum case_act a)
{
	return acts[a].code;
}

const char *
case_stage_code(enum case_stage s)
{
	return stages[s].code;
}

text_id
case_state_label(enum case_state s)
{
	return states[s].label;
}

text_id
case_act_label(enum case_act a)
{
	return acts[a].label;
}

text_id
case_stage_label(enum case_stage s)
{
	return stages[s].label;
}

enum case_state
case_state_of(str code)
{
	for (int s = 0; s < CASE_STATE_MAX; s++)
		if (str_eq(code, str_of(states[s].code)))
			return (enum case_state)s;
	return CASE_STATE_MAX;
}

enum case_ask
case_ask_of(enum case_act a)
{
	switch (a) {
	case CASE_DO_ASK_EXTEND:
	case CASE_DO_DECIDE_EXTEND: return CASE_ASK_EXTEND;
	case CASE_DO_ASK_SUSPEND:
	case CASE_DO_DECIDE_SUSPEND: return CASE_ASK_SUSPEND;
	case CASE_DO_ASK_VOID:
	case CASE_DO_DECIDE_VOID: return CASE_ASK_VOID;
	case CASE_DO_ASK_FORCE:
	case CASE_DO_DECIDE_FORCE: return CASE_ASK_FORCE;
	case CASE_DO_ASK_EXEMPT:
	case CASE_DO_DECIDE_EXEMPT: return CASE_ASK_EXEMPT;
	default: return CASE_ASK_MAX;
	}
}

static const enum case_act decide_act[CASE_ASK_MAX] = {
	CASE_DO_DECIDE_EXTEND, CASE_DO_DECIDE_SUSPEND, CASE_DO_DECIDE_VOID, CASE_DO_DECIDE_FORCE,
	CASE_DO_DECIDE_EXEMPT,
};

/* ---- Who ----------------------------------------------------------------------- */

static bool
is_handling(const struct case_did *d)
{
	return d->unit && (d->part == CASE_PART_HELD || d->part == CASE_PART_HANDLED);
}

bool
case_unit_handled(const struct case_facts *f, int64_t unit)
{
	for (size_t i = 0; unit && i < f->ndid; i++)
		if (f->did[i].unit == unit && is_handling(&f->did[i]))
			return true;
	return false;
}

bool
case_handled(const struct case_facts *f)
{
	for (size_t i = 0; i < f->ndid; i++)
		if (is_handling(&f->did[i]))
			return true;
	return false;
}

static bool
person_did(const struct case_facts *f, enum case_part part, int64_t person)
{
	for (size_t i = 0; person && i < f->ndid; i++)
		if (f->did[i].part == part && f->did[i].person == person)
			return true;
	return false;
}

static bool
unit_did(const struct case_facts *f, enum case_part part, int64_t unit)
{
	for (size_t i = 0; unit && i < f->ndid; i++)
		if (f->did[i].part == part && f->did[i].unit == unit)
			return true;
	return false;
}

bool
case_independent(const struct case_facts *f, int64_t person, int64_t unit)
{
	return !person_did(f, CASE_PART_FOUND, person) && !person_did(f, CASE_PART_HELD, person) &&
	       !person_did(f, CASE_PART_HANDLED, person) && !case_unit_handled(f, unit);
}

/* Nobody was sent to look, or this one was. */
static bool
sent(const struct case_facts *f, const struct case_who *who)
{
	if (f->look_person)
		return who->person == f->look_person;
	return !f->look_post || who->post == f->look_post;
}

struct case_holder
case_holder(const struct case_facts *f)
{
	switch (f->state) {
	case CASE_DISPATCHED:
	case CASE_WORKING:
	case CASE_REWORK: return (struct case_holder){f->unit, f->post, f->person};
	case CASE_CHECKING:
	case CASE_FIXED: return (struct case_holder){0, f->look_post, f->look_person};
	default: return (struct case_holder){0, 0, 0};
	}
}

/* ---- Refusing -------------------------------------------------------------------- */

static enum err
no(struct case_refusal *why, enum err e, const char *field, text_id text)
{
	*why = (struct case_refusal){.err = e, .field = field, .text = text};
	return e;
}

static enum err
check_who(const struct case_facts *f, const struct case_move *m, const struct case_who *who,
          struct case_refusal *why)
{
	enum case_ask ask = case_ask_of(m->act);

	/* The program itself takes its own steps and ends a suspension; never a person's step. */
	if (who->system)
		return m->by == CASE_BY_SYSTEM || m->act == CASE_DO_RESUME || m->act == CASE_DO_TELL
		               ? OK
		               : no(why, ERR_RULE, NULL, T_case_rule_person);
	switch (m->by) {
	case CASE_BY_STAFF: return OK;
	case CASE_BY_SYSTEM: return no(why, ERR_RULE, NULL, T_case_rule_system);
	case CASE_BY_HOLDER:
		return who->unit && who->unit == f->unit ? OK : no(why, ERR_RULE, NULL, T_case_rule_holder);
	case CASE_BY_PLEADER:
		return who->unit == f->unit || !case_unit_handled(f, who->unit) ||
		                       (m->act == CASE_DO_ASK_EXEMPT && unit_did(f, CASE_PART_LATE, who->unit))
		               ? OK
		               : no(why, ERR_RULE, NULL, T_case_rule_pleader);
	case CASE_BY_FINDER:
		return person_did(f, CASE_PART_FOUND, who->person)
		               ? OK
		               : no(why, ERR_RULE, NULL, T_case_rule_finder);
	case CASE_BY_CHECKER:
		if (person_did(f, CASE_PART_FOUND, who->person))
			return no(why, ERR_RULE, NULL, T_case_rule_checker_is_reporter);
		return sent(f, who) ? OK : no(why, ERR_RULE, NULL, T_case_rule_other_checks);
	case CASE_BY_INDEPENDENT:
		if (person_did(f, CASE_PART_FOUND, who->person))
			return no(why, ERR_RULE, NULL, T_case_rule_verifier_is_reporter);
		if (person_did(f, CASE_PART_HELD, who->person) || person_did(f, CASE_PART_HANDLED, who->person))
			return no(why, ERR_RULE, NULL, T_case_rule_verifier_is_handler);
		if (case_unit_handled(f, who->unit))
			return no(why, ERR_RULE, NULL, T_case_rule_verifier_of_unit);
		return sent(f, who) ? OK : no(why, ERR_RULE, NULL, T_case_rule_other_verifies);
	case CASE_BY_CLEAR:
		for (size_t i = 0; i < f->ndid; i++)
			if (f->did[i].part == CASE_PART_LATE && ((who->person && f->did[i].person == who->person) ||
			                                         (who->unit && f->did[i].unit == who->unit)))
				return no(why, ERR_RULE, NULL, T_case_rule_decider_late);
		/* fall through */
	case CASE_BY_OTHER:
		if (who->person == f->asked[ask])
			return no(why, ERR_RULE, NULL, T_case_rule_decider_asked);
		/* fall through */
	case CASE_BY_NEUTRAL:
		return case_unit_handled(f, who->unit) || person_did(f, CASE_PART_HANDLED, who->person)
		               ? no(why, ERR_RULE, NULL, T_case_rule_of_handling_unit)
		               : OK;
	}
	ensure(false);
}

/* ---- Needs ------------------------------------------------------------------------ */

/* The same date a year later, at its end; 29 February ends on the 28th. */
static int64_t
year_later(int64_t at, int zone)
{
	day            d, e;
	int32_t        ms;
	struct day_ymd p;

	if (!day_of_ms(at, zone, &d, &ms))
		return at;
	p = day_to_ymd(d);
	if (!day_from_ymd(p.year + CASE_SUSPENSION_YEARS, p.month, p.day, &e) &&
	    !day_from_ymd(p.year + CASE_SUSPENSION_YEARS, 2, 28, &e))
		return at;
	return day_to_ms(e, DAY_MS, zone) - 1;
}

/* What a step needs of the case's past; asked by the page too. */
static enum err
check_past(const struct case_facts *f, const struct case_move *m, const struct case_who *who, int64_t now,
           struct case_refusal *why)
{
	enum case_ask ask = case_ask_of(m->act);
	uint32_t      need = m->needs;

	if ((need & CASE_NEED_PRIVATE) && (f->is_public || f->has_reporter))
		return no(why, ERR_RULE, NULL, T_case_rule_self_public);
	if ((need & CASE_NEED_TRUE) && (f->is_public || f->has_reporter) && f->checked != CASE_YES)
		return no(why, ERR_RULE, NULL,
		          f->checked == CASE_NO ? T_case_rule_found_untrue : T_case_rule_unchecked);
	if ((need & CASE_NEED_FIRST_RETURN) && f->returns >= CASE_RETURNS)
		return no(why, ERR_RULE, NULL, T_case_rule_returned_once);
	if ((need & CASE_NEED_SECOND_RETURN) && f->returns != CASE_RETURNS)
		return no(why, ERR_RULE, NULL,
		          f->returns < CASE_RETURNS ? T_case_rule_return_first : T_case_rule_disputed_once);
	if ((need & CASE_NEED_PROOF) &&
	    (f->verified != CASE_YES || !case_independent(f, f->verifier, f->verifier_unit)))
		return no(why, ERR_RULE, NULL, T_case_rule_unproven);
	if ((need & CASE_NEED_NO_ASK) && f->asked[ask])
		return no(why, ERR_RULE, NULL, T_case_rule_asked_already);
	if ((need & CASE_NEED_ASK) && !f->asked[ask])
		return no(why, ERR_RULE, NULL, T_case_rule_nothing_asked);
	if ((need & CASE_NEED_EXTENSION_LEFT) && f->extensions >= CASE_EXTENSIONS)
		return no(why, ERR_RULE, NULL, T_case_rule_extended_twice);
	if ((need & CASE_NEED_IN_TIME) && (f->work_due == CASE_NO_TIME || now > f->work_due))
		return no(why, ERR_RULE, NULL, T_case_rule_extend_overdue);
	if ((need & CASE_NEED_SUSPENSION_LEFT) && f->suspensions >= CASE_SUSPENSIONS)
		return no(why, ERR_RULE, NULL, T_case_rule_suspended_once);
	/* An appeal needs an overdue: where that is gone after one, it was granted. */
	if ((need & CASE_NEED_OVERDUE) && !f->overdue && f->appealed)
		return no(why, ERR_RULE, NULL, T_case_rule_exempted);
	if ((need & CASE_NEED_OVERDUE) && !f->overdue)
		return no(why, ERR_RULE, NULL, T_case_rule_not_overdue);
	if ((need & CASE_NEED_OVERDUE) && f->appealed)
		return no(why, ERR_RULE, NULL, T_case_rule_appealed_once);
	if ((need & CASE_NEED_ENDED) && who->system && now < f->until)
		return no(why, ERR_RULE, NULL, T_case_rule_not_ended);
	return OK;
}

static enum err
check_assignment(const struct case_input *in, struct case_refusal *why)
{
	if (!in->unit)
		return no(why, ERR_INPUT, "unit", T_case_rule_one_unit);
	if (!in->post == !in->person)
		return no(why, ERR_INPUT, in->post ? "person" : "post", T_case_rule_one_post);
	if (in->due == CASE_NO_TIME)
		return no(why, ERR_RULE, NULL, T_case_rule_one_deadline);
	return OK;
}

static enum err
check_class(const struct case_input *in, bool fileable, struct case_refusal *why)
{
	if (in->subject == CASE_NO_CLASS)
		return no(why, ERR_INPUT, "class", T_case_rule_class);
	if (in->subject == CASE_PERSON)
		return no(why, ERR_RULE, "class", T_case_rule_person_class);
	if (!fileable)
		return OK;
	if (!in->condition)
		return no(why, ERR_INPUT, "condition", T_case_rule_condition);
	return OK;
}

static enum err
check_eyes(const struct case_facts *f, const struct case_move *m, const struct case_input *in,
           struct case_refusal *why)
{
	if (!in->post == !in->person)
		return no(why, ERR_INPUT, in->post ? "person" : "post", T_case_rule_one_post);
	if ((f->look_post || f->look_person) && in->reason.n == 0)
		return no(why, ERR_INPUT, "reason", T_case_rule_sent_reason);
	if (m->act == CASE_DO_ASSIGN_CHECK)
		return person_did(f, CASE_PART_FOUND, in->person)
		               ? no(why, ERR_RULE, "person", T_case_rule_checker_is_reporter)
		               : OK;
	return case_independent(f, in->person, in->person_unit)
	               ? OK
	               : no(why, ERR_RULE, in->person ? "person" : "post", T_case_rule_not_independent);
}

static enum err
check_until(const struct case_facts *f, const struct case_move *m, const struct case_input *in, int64_t now,
            struct case_refusal *why)
{
	int64_t until = m->act == CASE_DO_ASK_SUSPEND ? in->until : f->ask_until;

	if (until == CASE_NO_TIME || until <= now)
		return no(why, ERR_INPUT, "until", T_case_rule_until);
	if (until > year_later(now, f->zone))
		return no(why, ERR_INPUT, "until", T_case_rule_until_year);
	return OK;
}

/* What a step needs of its input. */
static enum err
check_input(const struct case_facts *f, const struct case_move *m, const struct case_who *who,
            const struct case_input *in, int64_t now, struct case_refusal *why)
{
	uint32_t need = m->needs;
	enum err e;

	if ((need & CASE_NEED_REASON) && in->reason.n == 0)
		return no(why, ERR_INPUT, "reason", T_case_rule_reason);
	/* The end of a suspension needs no reason; ending it early does. */
	if ((need & CASE_NEED_ENDED) && !who->system && in->reason.n == 0)
		return no(why, ERR_INPUT, "reason", T_case_rule_reason);
	if ((need & CASE_NEED_TEXT) && in->text.n == 0)
		return no(why, ERR_INPUT, "text", T_case_rule_text);
	if ((need & (CASE_NEED_CLASS | CASE_NEED_ANY_CLASS)) &&
	    (e = check_class(in, (need & CASE_NEED_CLASS) != 0, why)) != OK)
		return e;
	if (m->act == CASE_DO_REPORT && in->subject == CASE_PERSON)
		return no(why, ERR_RULE, "class", T_case_rule_person_class);
	if ((need & CASE_NEED_CLEAR_SPOT) && in->near_id && in->beside != in->near_id) {
		(void)no(why, ERR_RULE, "beside", T_case_rule_beside);
		why->named = in->near_no;
		return ERR_RULE;
	}
	if ((need & CASE_NEED_UNIT) && (e = check_assignment(in, why)) != OK)
		return e;
	if ((need & CASE_NEED_EYES) && (e = check_eyes(f, m, in, why)) != OK)
		return e;
	if ((need & CASE_NEED_CLOSING) && !in->condition)
		return no(why, ERR_INPUT, "closing", T_case_rule_closing);
	if ((need & CASE_NEED_UNTIL) && (e = check_until(f, m, in, now, why)) != OK)
		return e;
	if (need & CASE_NEED_OTHER) {
		if (!in->other || in->other == in->id)
			return no(why, ERR_INPUT, "other", T_case_rule_other);
		if (!case_open(in->other_state))
			return no(why, ERR_RULE, "other", T_case_rule_other_open);
		if (in->other_else)
			return no(why, ERR_RULE, "other", T_case_rule_other_else);
	}
	if ((need & CASE_NEED_PASSED) && (in->over_known || in->over_due == CASE_NO_TIME || now <= in->over_due))
		return no(why, ERR_RULE, NULL, T_case_rule_not_passed);
	/* A longer deadline, or rework, without a deadline would run for ever (L4). */
	if (((m->act == CASE_DO_DECIDE_EXTEND && m->answer == CASE_YES) ||
	     (m->act == CASE_DO_VERIFY && m->answer == CASE_NO)) &&
	    in->due == CASE_NO_TIME)
		return no(why, ERR_RULE, NULL, T_case_rule_one_deadline);
	return OK;
}

/* ---- Finding the row --------------------------------------------------------------- */

static const struct case_move *
find(const struct case_facts *f, enum case_act act, const struct case_input *in, bool *known)
{
	*known = false;
	for (size_t i = 0; i < case_nmoves; i++) {
		const struct case_move *m = &case_moves[i];

		if (m->act != act || !(m->from & (1u << f->state)))
			continue;
		if ((m->only == CASE_ONLY_PUBLIC && !f->is_public) || (m->only == CASE_ONLY_STAFF && f->is_public))
			continue;
		*known = true;
		if (!in || m->answer == in->answer || m->answer == CASE_NO_ANSWER)
			return m;
	}
	return NULL;
}

static enum err
no_step(const struct case_facts *f, enum case_act act, struct case_refusal *why)
{
	text_id t = f->state == CASE_TOLD ? T_case_rule_told : T_case_rule_no_step;

	*why = (struct case_refusal){
		.err = ERR_RULE, .text = t, .arg = {case_state_label(f->state), case_act_label(act)}};
	return ERR_RULE;
}

/* Facts that the program adds on its own or on another case's behalf: no step of this one. */
static bool
beside_the_way(enum case_act a)
{
	return a == CASE_DO_OVERDUE || a == CASE_DO_RECOMPUTE || a == CASE_DO_FOUND_AGAIN ||
	       a == CASE_DO_CAME_BACK || a == CASE_DO_NOT_BACK || a == CASE_DO_TELL;
}

static enum err
check_time(const struct case_facts *f, const struct case_move *m, const struct case_input *in, int64_t now,
           int64_t *at, struct case_refusal *why)
{
	if (in->at == CASE_NO_TIME) {
		/* Two machines' clocks differ a little; nobody is refused for that. */
		*at = f->last_at != CASE_NO_TIME && f->last_at > now ? f->last_at : now;
		return OK;
	}
	*at = in->at;
	if (*at > now)
		return no(why, ERR_INPUT, "at", T_case_rule_future);
	if (m->act == CASE_DO_REPORT && *at < now - (int64_t)CASE_REPORT_DAYS * DAY_MS)
		return no(why, ERR_INPUT, "at", T_case_rule_long_ago);
	if (f->last_at != CASE_NO_TIME && *at < f->last_at && !beside_the_way(m->act))
		return no(why, ERR_INPUT, "at", T_case_rule_before_last);
	return OK;
}

/* ---- What a step leads to ----------------------------------------------------------- */

static void
add_part(struct case_step *s, enum case_part part, const struct case_who *who)
{
	s->has_part = true;
	s->part = (struct case_did){part, who->person, who->unit};
}

static void
give_to(struct case_step *s, const struct case_input *in)
{
	struct case_facts *n = &s->next;

	n->unit = in->unit;
	n->post = in->post;
	n->person = in->person;
	s->has_part = true;
	s->part = (struct case_did){CASE_PART_HELD, in->person, in->unit};
}

static void
assign(struct case_step *s, const struct case_input *in)
{
	struct case_facts *n = &s->next;
	/* L7: sending it to the same unit again gives no new deadline while the old one runs. */
	bool same = n->work_due != CASE_NO_TIME && n->unit == in->unit;

	if (same)
		s->starts &= ~CASE_RUNS(WORK);
	else {
		s->drops |= CASE_RUNS(WORK);
		n->work_due = in->due;
	}
	give_to(s, in);
}

static void
close_as(struct case_facts *n, enum case_kind kind)
{
	n->kind = kind;
	n->at_hq = false;
}

/* The rest of the new facts: what the table does not say in columns. */
static void
effect(struct case_step *s, const struct case_who *who, const struct case_input *in)
{
	struct case_facts      *n = &s->next;
	const struct case_move *m = s->move;
	enum case_ask           ask = case_ask_of(m->act);

	switch (m->act) {
	case CASE_DO_REPORT:
		n->is_public = in->is_public;
		n->subject = in->subject;
		/* Who enters a call counts as its reporter: another source is no way around L2 and L17. */
		add_part(s, CASE_PART_FOUND, who);
		break;
	case CASE_DO_ASSIGN_CHECK:
	case CASE_DO_ASSIGN_VERIFY:
		n->look_post = in->post;
		n->look_person = in->person;
		n->at_hq = false;
		break;
	case CASE_DO_CHECK:
		n->checked = in->answer;
		n->look_post = n->look_person = 0;
		add_part(s, CASE_PART_CHECKED, who);
		break;
	case CASE_DO_FILE:
	case CASE_DO_RECLASSIFY: n->subject = in->subject; break;
	case CASE_DO_SELF:
		n->subject = in->subject;
		close_as(n, CASE_KIND_SELF);
		add_part(s, CASE_PART_CLOSED, who);
		break;
	case CASE_DO_DISPATCH: assign(s, in); break;
	case CASE_DO_REASSIGN:
		assign(s, in);
		n->moved++;
		break;
	case CASE_DO_DISPUTE:
		n->returns++;
		give_to(s, in);
		break;
	case CASE_DO_SIGN: add_part(s, CASE_PART_HANDLED, who); break;
	case CASE_DO_FIX:
		n->verified = CASE_NO_ANSWER;
		n->verifier = n->verifier_unit = 0;
		n->look_post = n->look_person = 0;
		n->at_hq = !in->eyes;
		add_part(s, CASE_PART_HANDLED, who);
		break;
	case CASE_DO_GIVE_BACK:
		n->returns++;
		add_part(s, CASE_PART_HANDLED, who);
		break;
	case CASE_DO_VERIFY:
		n->look_post = n->look_person = 0;
		n->verified = in->answer;
		n->verifier = who->person;
		n->verifier_unit = who->unit;
		n->at_hq = in->answer == CASE_UNCLEAR && !in->eyes;
		if (in->answer == CASE_NO) {
			n->rework++;
			n->work_due = in->due;
		}
		add_part(s, CASE_PART_VERIFIED, who);
		break;
	case CASE_DO_DOUBT:
		n->verified = CASE_NO_ANSWER;
		n->verifier = n->verifier_unit = 0;
		n->at_hq = !in->eyes;
		break;
	case CASE_DO_CLOSE:
		close_as(n, CASE_KIND_PROVEN);
		add_part(s, CASE_PART_CLOSED, who);
		break;
	case CASE_DO_ASK_EXTEND:
	case CASE_DO_ASK_SUSPEND:
	case CASE_DO_ASK_VOID:
	case CASE_DO_ASK_FORCE:
	case CASE_DO_ASK_EXEMPT:
		n->asked[ask] = who->person;
		if (ask == CASE_ASK_SUSPEND)
			n->ask_until = in->until;
		if (ask == CASE_ASK_EXEMPT)
			n->appealed = true;
		break;
	case CASE_DO_DECIDE_EXTEND:
	case CASE_DO_DECIDE_SUSPEND:
	case CASE_DO_DECIDE_VOID:
	case CASE_DO_DECIDE_FORCE:
	case CASE_DO_DECIDE_EXEMPT:
		n->asked[ask] = 0;
		if (in->answer == CASE_YES) {
			if (ask == CASE_ASK_EXTEND) {
				s->extend = true;
				n->extensions++;
				n->work_due = in->due;
			} else if (ask == CASE_ASK_SUSPEND) {
				s->pause = true;
				n->suspensions++;
				n->until = n->ask_until;
			} else if (ask == CASE_ASK_FORCE) {
				close_as(n, CASE_KIND_FORCED);
				add_part(s, CASE_PART_CLOSED, who);
			} else if (ask == CASE_ASK_EXEMPT) {
				s->exempt = true;
				n->overdue = false;
			}
		}
		if (ask == CASE_ASK_SUSPEND)
			n->ask_until = CASE_NO_TIME;
		break;
	case CASE_DO_RESUME: s->unpause = true; break;
	case CASE_DO_REOPEN:
		n->reopens++;
		n->kind = CASE_KIND_NONE;
		break;
	case CASE_DO_OVERDUE: n->overdue = true; break;
	case CASE_DO_RECOMPUTE:
		if (in->due != CASE_NO_TIME && n->work_due != CASE_NO_TIME && in->due > n->work_due)
			n->work_due = in->due;
		break;
	case CASE_DO_FOUND_AGAIN: n->found_again++; break;
	case CASE_DO_CAME_BACK: n->came_back++; break;
	case CASE_DO_NOT_BACK: n->came_back -= n->came_back > 0; break;
	case CASE_DO_ACCEPT:
	case CASE_DO_DECLINE:
	case CASE_DO_MERGE:
	case CASE_DO_NOTE:
	case CASE_DO_TELL:
	case CASE_ACT_MAX: break;
	}
}

/* Requests that nobody can decide in the new state are over (L23). */
static void
lapse(struct case_step *s)
{
	struct case_facts *n = &s->next;
	bool               known;

	for (int k = 0; k < CASE_ASK_MAX; k++)
		if (n->asked[k] && !find(n, decide_act[k], NULL, &known)) {
			n->asked[k] = 0;
			s->lapsed |= 1u << k;
			if (k == CASE_ASK_SUSPEND)
				n->ask_until = CASE_NO_TIME;
		}
}

enum err
case_decide(const struct case_facts *f, enum case_act act, const struct case_who *who,
            const struct case_input *in, int64_t now, struct case_step *out, struct case_refusal *why)
{
	bool                    known;
	const struct case_move *m = find(f, act, in, &known);
	struct case_step        s = {.move = m};
	enum err                e;

	if (!m)
		return known ? no(why, ERR_INPUT, "answer", T_case_rule_answer) : no_step(f, act, why);
	if ((e = check_who(f, m, who, why)) != OK || (e = check_past(f, m, who, now, why)) != OK ||
	    (e = check_time(f, m, in, now, &s.at, why)) != OK ||
	    (e = check_input(f, m, who, in, now, why)) != OK)
		return e;
	s.meets = m->meets;
	s.drops = m->drops & ~m->meets;
	s.starts = m->starts;
	s.next = *f;
	if (!beside_the_way(act) || f->last_at == CASE_NO_TIME)
		s.next.last_at = s.at;
	s.next.state = m->to == CASE_SAME ? f->state : m->to == CASE_BEFORE ? f->before : (enum case_state)m->to;
	s.next.before = s.next.state == CASE_SUSPENDED ? (f->state == CASE_SUSPENDED ? f->before : f->state)
	                                               : CASE_NONE;
	effect(&s, who, in);
	if (s.next.state != CASE_SUSPENDED)
		s.next.until = CASE_NO_TIME;
	if ((s.meets | s.drops) & ~s.starts & CASE_RUNS(WORK))
		s.next.work_due = CASE_NO_TIME;
	if (s.next.state != CASE_FIXED)
		s.next.at_hq = false;
	if (s.next.state != CASE_FIXED && s.next.state != CASE_CHECKING)
		s.next.look_post = s.next.look_person = 0;
	lapse(&s);
	*out = s;
	return OK;
}

bool
case_may(const struct case_facts *f, enum case_act act, const struct case_who *who, int64_t now,
         struct case_refusal *why)
{
	bool                    known;
	const struct case_move *m = find(f, act, NULL, &known);

	if (!m)
		return no_step(f, act, why), false;
	return check_who(f, m, who, why) == OK && check_past(f, m, who, now, why) == OK;
}

/* ---- Sentences that hold in a state ------------------------------------------------------ */

const char *
case_unsound(const struct case_facts *f)
{
	uint32_t at = 1u << f->state;
	bool     with_unit = (at & (AT_WORK | AT(FIXED) | AT(PROVEN))) != 0;

	if ((f->kind != CASE_KIND_NONE) != (f->state == CASE_CLOSED))
		return "closed, and only closed, has a kind";
	if ((f->state == CASE_PROVEN || f->kind == CASE_KIND_PROVEN) &&
	    (f->verified != CASE_YES || !f->verifier || !case_independent(f, f->verifier, f->verifier_unit)))
		return "proven needs a passed verification by independent eyes";
	if (with_unit && (!f->unit || !f->post == !f->person))
		return "an assignment has one unit and exactly one post or person";
	if (((at & AT_WORK) != 0) && f->work_due == CASE_NO_TIME)
		return "work has a running deadline";
	if (with_unit && !case_unit_handled(f, f->unit))
		return "the unit that has it stands among those that held it";
	if ((f->state == CASE_SUSPENDED) != (f->before != CASE_NONE) ||
	    (f->state == CASE_SUSPENDED) != (f->until != CASE_NO_TIME))
		return "suspended, and only suspended, has an end and a state to go back to";
	if (f->before != CASE_NONE && !((1u << f->before) & TO_HANDLE))
		return "what is suspended was to be handled";
	if (f->extensions > CASE_EXTENSIONS || f->suspensions > CASE_SUSPENSIONS || f->returns > CASE_RETURNS + 1)
		return "extensions, suspensions and returns are within their bounds";
	if (f->is_public && (with_unit || (at & (AT(FILED) | AT(RETURNED)))) && f->checked != CASE_YES)
		return "a public report is found true before it is filed";
	if ((with_unit || (at & (AT(FILED) | AT(RETURNED) | AT(CLOSED)))) &&
	    f->subject != CASE_PLACE && f->subject != CASE_OPERATOR)
		return "a filed case has a class that may be filed";
	if (f->at_hq && f->state != CASE_FIXED)
		return "only a case that waits for verification waits at headquarters";
	if (f->kind == CASE_KIND_SELF && f->is_public)
		return "fixing on the spot is not for what the public reported";
	for (int k = 0; k < CASE_ASK_MAX; k++) {
		bool known;

		if (f->asked[k] && !find(f, decide_act[k], NULL, &known))
			return "a request waits only where it can be decided";
	}
	return NULL;
}
