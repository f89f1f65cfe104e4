/* Every rule of a case's life, with people and hours that can be checked by hand. */
#include "tap.h"
#include "work/life/life.h"

#include "texts.h"

#include <math.h>

static struct life l;

/* The act is refused, with this error and sentence, and nothing changes. */
static void
refused(enum case_act act, struct case_who who, struct case_input in, enum err e, text_id text, const char *rule)
{
	struct case_facts before = l.f;
	enum err          got = life_do(&l, act, who, in);

	ok(got == e && l.why.text == text && memcmp(&before, &l.f, sizeof before) == 0, "%s (%s)", rule,
	   got == OK ? "was allowed" : text_key(l.why.text));
}

static void
allowed(enum case_act act, struct case_who who, struct case_input in, enum case_state to, const char *rule)
{
	enum err got = life_do(&l, act, who, in);

	ok(got == OK && l.f.state == to, "%s (%s, %s)", rule, got == OK ? "done" : text_key(l.why.text),
	   case_state_code(l.f.state));
}

static void
plain_way(void)
{
	ok(life_to(&l, CASE_CLOSED), "B1.5: report, accept, file, dispatch, sign, fix, verify, close");
	ok(l.f.kind == CASE_KIND_PROVEN, "L1: it is closed as proven");
	ok(l.f.verifier == VERIFIER.person && l.f.verifier_unit == VERIFIER.unit, "who verified is kept");
	ok(case_unsound(&l.f) == NULL, "and nothing is unsound");
	is_i64((int64_t)l.f.ndid, 5, "five had a part: finder, unit held, handler, verifier, closer");
}

static void
public_way(void)
{
	struct case_input in;

	life_begin(&l);
	in = life_input(&l);
	in.is_public = true;
	allowed(CASE_DO_REPORT, CLERK, in, CASE_REPORTED, "a call comes in");
	is_i64((int64_t)l.f.ndid, 1, "L2, L17: whoever types a call counts as its reporter");
	allowed(CASE_DO_ACCEPT, CLERK, life_input(&l), CASE_CHECKING, "L17: a public report goes to 核实");
	in = life_input(&l);
	in.person = INSPECTOR.person;
	refused(CASE_DO_ASSIGN_CHECK, CLERK, in, ERR_INPUT, T_case_rule_one_post, "L4: not a post and a person");
	in.post = 0;
	allowed(CASE_DO_ASSIGN_CHECK, CLERK, in, CASE_CHECKING, "an inspector is sent");
	is_i64(case_holder(&l.f).person, INSPECTOR.person, "A35: who is to look holds it");
	refused(CASE_DO_CHECK, SECOND, life_input(&l), ERR_RULE, T_case_rule_other_checks, "L2: and nobody else checks it");
	in = life_input(&l);
	in.answer = CASE_UNCLEAR;
	in.reason = STR_NONE;
	refused(CASE_DO_CHECK, INSPECTOR, in, ERR_INPUT, T_case_rule_reason, "L6: unclear needs a reason");
	in.reason = S("gate locked");
	allowed(CASE_DO_CHECK, INSPECTOR, in, CASE_CHECKING, "unclear leaves it to be checked");
	is_i64(case_holder(&l.f).person, 0, "and somebody else may be sent");
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_CHECK, INSPECTOR, in, ERR_INPUT, T_case_rule_reason, "L6: untrue needs a reason");
	in.reason = S("nothing there");
	allowed(CASE_DO_CHECK, INSPECTOR, in, CASE_CHECKED, "untrue goes on to who decides");
	refused(CASE_DO_FILE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_found_untrue, "L17: untrue is not filed");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_ASSIGN_CHECK, CLERK, in, ERR_INPUT, T_case_rule_reason, "L6: checking again needs a reason");
	refused(CASE_DO_DECLINE, CHIEF, in, ERR_INPUT, T_case_rule_reason, "L6: 不予立案 needs a reason");
	allowed(CASE_DO_DECLINE, CHIEF, life_input(&l), CASE_REFUSED, "不予立案");
	allowed(CASE_DO_REOPEN, CHIEF, life_input(&l), CASE_CHECKED, "and its reopening");
	is_i64(l.f.reopens, 1, "is counted");
	allowed(CASE_DO_ASSIGN_CHECK, CLERK, life_input(&l), CASE_CHECKING, "checked again");
	in = life_input(&l);
	in.answer = CASE_NO_ANSWER;
	refused(CASE_DO_CHECK, INSPECTOR, in, ERR_INPUT, T_case_rule_answer, "a check has an answer");
	allowed(CASE_DO_CHECK, INSPECTOR, life_input(&l), CASE_CHECKED, "true this time");
	allowed(CASE_DO_FILE, CHIEF, life_input(&l), CASE_FILED, "and filed");

	life_begin(&l);
	in = life_input(&l);
	in.is_public = true;
	(void)life_do(&l, CASE_DO_REPORT, CLERK, in);
	(void)life_do(&l, CASE_DO_DECLINE, CLERK, life_input(&l));
	(void)life_do(&l, CASE_DO_REOPEN, CHIEF, life_input(&l));
	refused(CASE_DO_FILE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_unchecked,
	        "L17: a public report is not filed unchecked by way of declining and reopening");

	(void)life_to(&l, CASE_CHECKED);
	in = life_input(&l);
	in.post = 0;
	in.person = INSPECTOR.person;
	refused(CASE_DO_ASSIGN_CHECK, CLERK, in, ERR_RULE, T_case_rule_checker_is_reporter,
	        "L17: the finder is not sent to check");
	in.person = VERIFIER.person;
	allowed(CASE_DO_ASSIGN_CHECK, CLERK, in, CASE_CHECKING, "a staff report can be checked too");
	refused(CASE_DO_CHECK, INSPECTOR, life_input(&l), ERR_RULE, T_case_rule_checker_is_reporter,
	        "L17: not by its finder");
}

static void
filing(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_CHECKED);
	in = life_input(&l);
	in.subject = CASE_NO_CLASS;
	refused(CASE_DO_FILE, CHIEF, in, ERR_INPUT, T_case_rule_class, "L18: filing needs a class");
	in.subject = CASE_PERSON;
	refused(CASE_DO_FILE, CHIEF, in, ERR_RULE, T_case_rule_person_class,
	        "L9: a person class is counted, never filed");
	in.subject = CASE_OPERATOR;
	in.condition = false;
	refused(CASE_DO_FILE, CHIEF, in, ERR_INPUT, T_case_rule_condition, "L18: and a filing condition");
	in.condition = true;
	in.near_id = 77;
	in.near_no = S("2026-00077、2026-00012");
	refused(CASE_DO_FILE, CHIEF, in, ERR_RULE, T_case_rule_beside, "L8: an open case beside warns first");
	is_str(l.why.named, S("2026-00077、2026-00012"), "L8: and all are named, by 案号");
	in.beside = 78;
	refused(CASE_DO_FILE, CHIEF, in, ERR_RULE, T_case_rule_beside, "L8: naming another does not help");
	in.beside = 77;
	allowed(CASE_DO_FILE, CHIEF, in, CASE_FILED, "L8: naming it does");
	ok(l.f.subject == CASE_OPERATOR, "an operator class can be filed");
	in.subject = CASE_PERSON;
	refused(CASE_DO_RECLASSIFY, CHIEF, in, ERR_RULE, T_case_rule_person_class,
	        "L9: nor by changing the class afterwards");
	in.subject = CASE_PLACE;
	in.condition = false;
	refused(CASE_DO_RECLASSIFY, CHIEF, in, ERR_INPUT, T_case_rule_condition, "L18: a filed case keeps a condition");
	in.condition = true;
	allowed(CASE_DO_RECLASSIFY, CHIEF, in, CASE_FILED, "L25: the class can change before work");
	ok(l.f.subject == CASE_PLACE, "and has");

	(void)life_to(&l, CASE_REPORTED);
	in = life_input(&l);
	in.subject = CASE_PERSON;
	in.condition = false;
	refused(CASE_DO_RECLASSIFY, CLERK, in, ERR_RULE, T_case_rule_person_class, "L9: nor is a report moved to a person class");
	refused(CASE_DO_SELF, INSPECTOR, in, ERR_RULE, T_case_rule_person_class, "L9: nor closed on the spot as one");
	life_begin(&l);
	l.f.did = l.did;
	refused(CASE_DO_REPORT, INSPECTOR, in, ERR_RULE, T_case_rule_person_class, "L9: and none is reported as a case");
}

static void
self_fixed(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_REPORTED);
	refused(CASE_DO_SELF, VERIFIER, life_input(&l), ERR_RULE, T_case_rule_finder, "L24: only its finder");
	in = life_input(&l);
	in.text = STR_NONE;
	refused(CASE_DO_SELF, INSPECTOR, in, ERR_INPUT, T_case_rule_text, "L24: saying what was done");
	allowed(CASE_DO_SELF, INSPECTOR, life_input(&l), CASE_CLOSED, "L24: 自行处置 closes");
	ok(l.f.kind == CASE_KIND_SELF, "L24: and is counted apart");
	life_begin(&l);
	in = life_input(&l);
	in.is_public = true;
	(void)life_do(&l, CASE_DO_REPORT, CLERK, in);
	l.did[l.f.ndid++] = (struct case_did){CASE_PART_FOUND, CLERK.person, 0};
	refused(CASE_DO_SELF, CLERK, life_input(&l), ERR_RULE, T_case_rule_self_public,
	        "L24: not what the public reported");
	(void)life_to(&l, CASE_REPORTED);
	l.f.has_reporter = true;
	refused(CASE_DO_SELF, INSPECTOR, life_input(&l), ERR_RULE, T_case_rule_self_public,
	        "L24: nor what somebody of the public told, whatever its source says");
	(void)life_do(&l, CASE_DO_ACCEPT, CLERK, life_input(&l));
	refused(CASE_DO_FILE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_unchecked, "L17: that is checked before filing");
}

static void
assignment(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_FILED);
	in = life_input(&l);
	in.unit = 0;
	refused(CASE_DO_DISPATCH, DISPATCHER, in, ERR_INPUT, T_case_rule_one_unit, "L4: one unit");
	in = life_input(&l);
	in.post = 0;
	refused(CASE_DO_DISPATCH, DISPATCHER, in, ERR_INPUT, T_case_rule_one_post, "L4: a post or a person");
	ok(l.why.field && str_eq(str_of(l.why.field), S("post")), "the field named is the post");
	in.post = 200;
	in.person = 5;
	refused(CASE_DO_DISPATCH, DISPATCHER, in, ERR_INPUT, T_case_rule_one_post, "L4: not both");
	in.person = 0;
	in.due = CASE_NO_TIME;
	refused(CASE_DO_DISPATCH, DISPATCHER, in, ERR_RULE, T_case_rule_one_deadline, "L4: one deadline");
	in.due = l.now + 1000;
	allowed(CASE_DO_DISPATCH, DISPATCHER, in, CASE_DISPATCHED, "L4: then it goes out");
	is_i64(l.f.work_due, l.now + 1000, "with that deadline");
	is_i64(case_holder(&l.f).unit, 20, "A35: the unit holds it");
	is_i64(case_holder(&l.f).post, 200, "A35: at that post");
	ok(l.step.starts == (CASE_RUNS(SIGN) | CASE_RUNS(WORK)) && l.step.meets == CASE_RUNS(DISPATCH),
	   "L5: dispatching ends its own clock and starts those of signing and work");
	refused(CASE_DO_SIGN, OTHER_UNIT, life_input(&l), ERR_RULE, T_case_rule_holder,
	        "L19: another unit cannot sign");
	refused(CASE_DO_SIGN, (struct case_who){99, 0, false, 0}, life_input(&l), ERR_RULE, T_case_rule_holder,
	        "L19: nor somebody without a unit");
	allowed(CASE_DO_SIGN, MATE, life_input(&l), CASE_WORKING, "L19: a colleague can");
	refused(CASE_DO_RECLASSIFY, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "L25: at work the class stays");
	refused(CASE_DO_FIX, OTHER_UNIT, life_input(&l), ERR_RULE, T_case_rule_holder, "L19: nor report it fixed");
	in = life_input(&l);
	in.text = STR_NONE;
	refused(CASE_DO_FIX, HANDLER, in, ERR_INPUT, T_case_rule_text, "saying what was done");
	refused(CASE_DO_CLOSE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step, "L1: work is not closed");
	allowed(CASE_DO_FIX, HANDLER, life_input(&l), CASE_FIXED, "fixed, says the unit");
	is_i64(l.f.work_due, CASE_NO_TIME, "L5: its clock is met");
	is_i64(case_holder(&l.f).unit, 0, "A35: headquarters has it now");
}

static void
going_back(void)
{
	struct case_input in;
	int64_t           due;

	(void)life_to(&l, CASE_WORKING);
	due = l.f.work_due;
	l.did[l.f.ndid++] = (struct case_did){CASE_PART_HELD, 0, OTHER_UNIT.unit};
	refused(CASE_DO_ASK_SUSPEND, OTHER_UNIT, life_input(&l), ERR_RULE, T_case_rule_pleader, "L11: no 协办 asks for 挂账");
	l.f.ndid--;
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_GIVE_BACK, HANDLER, in, ERR_INPUT, T_case_rule_reason, "L6: giving back needs a ground");
	refused(CASE_DO_GIVE_BACK, OTHER_UNIT, life_input(&l), ERR_RULE, T_case_rule_holder, "L19: by who holds it");
	refused(CASE_DO_DISPUTE, HANDLER, life_input(&l), ERR_RULE, T_case_rule_return_first, "L7: no joint ruling before a first return");
	allowed(CASE_DO_GIVE_BACK, HANDLER, life_input(&l), CASE_RETURNED, "退回");
	is_i64(l.f.work_due, due, "A18: the clock runs on while units dispute");
	is_i64(l.f.unit, 20, "L6: and nothing is cleared");
	is_i64(l.f.returns, 1, "it is counted");
	refused(CASE_DO_DISPATCH, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L1: the unit does not dispatch its own return");
	l.now += 60000;
	in = life_input(&l);
	allowed(CASE_DO_DISPATCH, DISPATCHER, in, CASE_DISPATCHED, "sent to the same unit again");
	is_i64(l.f.work_due, due, "L7: gives it no new deadline");
	ok(!(l.step.starts & CASE_RUNS(WORK)) && !(l.step.drops & CASE_RUNS(WORK)), "L7: its clock is left alone");
	refused(CASE_DO_GIVE_BACK, HANDLER, life_input(&l), ERR_RULE, T_case_rule_returned_once,
	        "L7: a second return is refused");
	{
		struct life kept = l;

		in.unit = 22;
		in.reason = STR_NONE;
		refused(CASE_DO_DISPUTE, HANDLER, in, ERR_INPUT, T_case_rule_reason,
		        "L6: nor a joint ruling asked for without a ground");
		in.reason = S("ground");
		refused(CASE_DO_DISPUTE, OTHER_UNIT, in, ERR_RULE, T_case_rule_holder, "L19: nor by another");
		allowed(CASE_DO_DISPUTE, HANDLER, in, CASE_DISPATCHED, "L7: a second refusal lets the territory hold it");
		ok(l.f.unit == 22 && l.f.work_due == due && l.f.returns == 2 && !(l.step.drops & CASE_RUNS(WORK)),
		   "A18: under the deadline that runs on");
		refused(CASE_DO_DISPUTE, ((struct case_who){.person = 9, .unit = 22}), in, ERR_RULE,
		        T_case_rule_disputed_once, "L7: and nobody refuses once more");
		l = kept;
	}
	in.unit = 21;
	in.reason = STR_NONE;
	refused(CASE_DO_REASSIGN, DISPATCHER, in, ERR_INPUT, T_case_rule_reason, "L6: 改派 needs a reason");
	in.reason = S("ruling");
	refused(CASE_DO_REASSIGN, MATE, in, ERR_RULE, T_case_rule_of_handling_unit, "L1: not by the unit itself");
	allowed(CASE_DO_REASSIGN, DISPATCHER, in, CASE_DISPATCHED, "A01: headquarters reassigns");
	is_i64(l.f.work_due, in.due, "another unit gets its own deadline");
	ok((l.step.starts & CASE_RUNS(WORK)) && (l.step.drops & CASE_RUNS(WORK)), "and the first one's is dropped");
	is_i64(l.f.moved, 1, "it is counted");
	refused(CASE_DO_SIGN, HANDLER, life_input(&l), ERR_RULE, T_case_rule_holder, "the first unit is out");

	(void)life_to(&l, CASE_DISPATCHED);
	allowed(CASE_DO_GIVE_BACK, HANDLER, life_input(&l), CASE_RETURNED, "it can go back unsigned");
	ok(l.step.meets == CASE_RUNS(SIGN), "L5: which answers the signing clock");
	in = life_input(&l);
	in.unit = 21;
	allowed(CASE_DO_DISPATCH, DISPATCHER, in, CASE_DISPATCHED, "and out to another unit");
	is_i64(l.f.work_due, in.due, "L7: with a deadline of its own");
}

static void
verification(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_FIXED);
	refused(CASE_DO_VERIFY, INSPECTOR, life_input(&l), ERR_RULE, T_case_rule_verifier_is_reporter,
	        "L2: not by who reported it");
	refused(CASE_DO_VERIFY, HANDLER, life_input(&l), ERR_RULE, T_case_rule_verifier_is_handler,
	        "L2: not by who handled it");
	refused(CASE_DO_VERIFY, (struct case_who){HANDLER.person, 11, false, 0}, life_input(&l), ERR_RULE,
	        T_case_rule_verifier_is_handler, "L2: not in another post either");
	refused(CASE_DO_VERIFY, MATE, life_input(&l), ERR_RULE, T_case_rule_verifier_of_unit,
	        "L2: not by a colleague of the unit that handled it");
	refused(CASE_DO_CLOSE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "L1: the unit's word does not close (A31)");
	refused(CASE_DO_SELF, INSPECTOR, life_input(&l), ERR_RULE, T_case_rule_no_step, "L24: nor by 自行处置");
	in = life_input(&l);
	in.post = 0;
	in.person = MATE.person;
	in.person_unit = 20;
	refused(CASE_DO_ASSIGN_VERIFY, DISPATCHER, in, ERR_RULE, T_case_rule_not_independent,
	        "L2: nor is one of the unit sent");
	in.person = VERIFIER.person;
	in.person_unit = 11;
	refused(CASE_DO_ASSIGN_VERIFY, MATE, in, ERR_RULE, T_case_rule_of_handling_unit,
	        "L1: the unit does not choose who verifies it");
	allowed(CASE_DO_ASSIGN_VERIFY, DISPATCHER, in, CASE_FIXED, "somebody independent is sent");
	is_i64(case_holder(&l.f).person, VERIFIER.person, "A35: and holds it");
	refused(CASE_DO_VERIFY, SECOND, life_input(&l), ERR_RULE, T_case_rule_other_verifies,
	        "L2: sent by name, nobody else verifies it");
	ok(!case_may(&l.f, CASE_DO_VERIFY, &SECOND, l.now, &l.why) &&
	           case_may(&l.f, CASE_DO_VERIFY, &VERIFIER, l.now, &l.why),
	   "and the page offers it to nobody else");
	in.person = SECOND.person;
	in.reason = STR_NONE;
	refused(CASE_DO_ASSIGN_VERIFY, DISPATCHER, in, ERR_INPUT, T_case_rule_sent_reason, "L2: sending another needs a reason");
	in.reason = S("on leave");
	in.person = 0;
	in.post = 110;
	allowed(CASE_DO_ASSIGN_VERIFY, DISPATCHER, in, CASE_FIXED, "with one, a post is sent");
	refused(CASE_DO_VERIFY, SECOND, life_input(&l), ERR_RULE, T_case_rule_other_verifies, "L2: it binds to its holders");
	in = life_input(&l);
	in.answer = CASE_UNCLEAR;
	in.reason = STR_NONE;
	refused(CASE_DO_VERIFY, VERIFIER, in, ERR_INPUT, T_case_rule_reason, "L6: cannot tell needs a reason");
	in.reason = S("fenced off");
	in.eyes = false;
	allowed(CASE_DO_VERIFY, VERIFIER, in, CASE_FIXED, "cannot tell leaves it to be verified");
	ok(l.f.at_hq, "L3: with nobody else, on headquarters' list");
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_VERIFY, VERIFIER, in, ERR_INPUT, T_case_rule_reason, "L6: not fixed needs a reason");
	in.reason = S("half is left");
	in.due = CASE_NO_TIME;
	refused(CASE_DO_VERIFY, VERIFIER, in, ERR_RULE, T_case_rule_one_deadline, "L4: rework has a deadline");
	in.due = l.now + 7200000;
	allowed(CASE_DO_VERIFY, VERIFIER, in, CASE_REWORK, "返工");
	is_i64(l.f.rework, 1, "is counted");
	is_i64(l.f.work_due, l.now + 7200000, "and has its own clock");
	ok(!l.f.at_hq, "L3: off headquarters' list");
	refused(CASE_DO_GIVE_BACK, HANDLER, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "rework is not given back");
	in = life_input(&l);
	in.eyes = false;
	allowed(CASE_DO_FIX, HANDLER, in, CASE_FIXED, "fixed again");
	ok(l.f.verified == CASE_NO_ANSWER && l.f.verifier == 0, "L1: the old 核查 does not count any more");
	ok(l.f.at_hq, "L3: nobody may verify: headquarters' list, never around the rule");
	in = life_input(&l);
	in.post = 0;
	in.person = VERIFIER.person;
	allowed(CASE_DO_ASSIGN_VERIFY, DISPATCHER, in, CASE_FIXED, "headquarters names somebody from elsewhere");
	ok(!l.f.at_hq, "L3: and the case is off its list");
	in = life_input(&l);
	in.due = CASE_NO_TIME; /* nor does a 核查 that passes */
	allowed(CASE_DO_VERIFY, VERIFIER, in, CASE_PROVEN, "核查 passed");
	in = life_input(&l);
	in.condition = false;
	refused(CASE_DO_CLOSE, CHIEF, in, ERR_INPUT, T_case_rule_closing, "L18: closing needs a condition");
	refused(CASE_DO_CLOSE, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit, "L1: not by the unit");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_DOUBT, CHIEF, in, ERR_INPUT, T_case_rule_reason, "L6: doubting needs a reason");
	allowed(CASE_DO_DOUBT, CHIEF, life_input(&l), CASE_FIXED, "a doubtful 核查 is made again");
	ok(!l.f.at_hq, "L3: by others who may");
	(void)life_do(&l, CASE_DO_VERIFY, VERIFIER, life_input(&l));
	in = life_input(&l);
	in.eyes = false;
	(void)life_do(&l, CASE_DO_DOUBT, CHIEF, in);
	ok(l.f.at_hq, "L3: or it waits at headquarters");
	in.answer = CASE_UNCLEAR;
	in.eyes = true;
	allowed(CASE_DO_VERIFY, VERIFIER, in, CASE_FIXED, "cannot tell, and others may look");
	ok(!l.f.at_hq, "L3: so not at headquarters");
	refused(CASE_DO_CLOSE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "L1: and before it nothing closes");
	(void)life_do(&l, CASE_DO_VERIFY, VERIFIER, life_input(&l));
	l.did[l.f.ndid++] = (struct case_did){CASE_PART_HELD, 0, VERIFIER.unit};
	refused(CASE_DO_CLOSE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_unproven,
	        "L1: a verifier whose unit turns out to have helped does not prove");
	l.f.ndid--;
	allowed(CASE_DO_CLOSE, CHIEF, life_input(&l), CASE_CLOSED, "结案");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_REOPEN, CHIEF, in, ERR_INPUT, T_case_rule_reason, "L6: reopening needs a reason");
	refused(CASE_DO_REOPEN, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit, "L1: not by the unit");
	allowed(CASE_DO_REOPEN, CHIEF, life_input(&l), CASE_FILED, "重新办理");
	ok(l.f.kind == CASE_KIND_NONE && l.f.reopens == 1, "it is open again and counted");
}

static void
extension(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_WORKING);
	refused(CASE_DO_ASK_EXTEND, DISPATCHER, life_input(&l), ERR_RULE, T_case_rule_holder, "L19: who holds it asks");
	refused(CASE_DO_DECIDE_EXTEND, LEADER, life_input(&l), ERR_RULE, T_case_rule_nothing_asked,
	        "L23: nothing is granted unasked");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_ASK_EXTEND, HANDLER, in, ERR_INPUT, T_case_rule_reason, "L10: with a reason");
	l.now = l.f.work_due + 1;
	refused(CASE_DO_ASK_EXTEND, HANDLER, life_input(&l), ERR_RULE, T_case_rule_extend_overdue,
	        "L10: one millisecond late is too late");
	l.now = l.f.work_due;
	allowed(CASE_DO_ASK_EXTEND, HANDLER, life_input(&l), CASE_WORKING, "L10: at the last millisecond it is not");
	refused(CASE_DO_ASK_EXTEND, MATE, life_input(&l), ERR_RULE, T_case_rule_asked_already, "L23: one at a time");
	refused(CASE_DO_DECIDE_EXTEND, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L10: not granted by the unit");
	refused(CASE_DO_DECIDE_EXTEND, (struct case_who){HANDLER.person, 10, false, 0}, life_input(&l), ERR_RULE,
	        T_case_rule_decider_asked, "L10: nor by who asked, in another post");
	l.now++;
	refused(CASE_DO_DECIDE_EXTEND, LEADER, life_input(&l), ERR_RULE, T_case_rule_extend_overdue,
	        "L10: nor granted after the deadline");
	l.now--;
	in = life_input(&l);
	in.due = CASE_NO_TIME;
	refused(CASE_DO_DECIDE_EXTEND, LEADER, in, ERR_RULE, T_case_rule_one_deadline,
	        "L4: there is always a deadline");
	in.due = l.f.work_due + 3600000;
	allowed(CASE_DO_DECIDE_EXTEND, LEADER, in, CASE_WORKING, "L10: granted once");
	ok(l.step.extend, "the clock is to be lengthened");
	is_i64(l.f.work_due, in.due, "by what the limit gives");
	(void)life_do(&l, CASE_DO_ASK_EXTEND, HANDLER, life_input(&l));
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_DECIDE_EXTEND, LEADER, in, ERR_INPUT, T_case_rule_reason, "L6: refusing it needs a reason");
	in.reason = S("two days are enough");
	in.due = CASE_NO_TIME; /* a refusal needs no new deadline */
	allowed(CASE_DO_DECIDE_EXTEND, LEADER, in, CASE_WORKING, "refused once");
	is_i64(l.f.extensions, 1, "a refusal does not count");
	(void)life_do(&l, CASE_DO_ASK_EXTEND, HANDLER, life_input(&l));
	in = life_input(&l);
	in.due = l.f.work_due + 3600000;
	allowed(CASE_DO_DECIDE_EXTEND, LEADER, in, CASE_WORKING, "L10: granted twice");
	is_i64(l.f.extensions, 2, "counted");
	refused(CASE_DO_ASK_EXTEND, HANDLER, life_input(&l), ERR_RULE, T_case_rule_extended_twice,
	        "L10: not a third time");

	(void)life_to(&l, CASE_WORKING);
	(void)life_do(&l, CASE_DO_ASK_EXTEND, HANDLER, life_input(&l));
	allowed(CASE_DO_FIX, HANDLER, life_input(&l), CASE_FIXED, "fixed while a request waits");
	ok(l.step.lapsed == 1u << CASE_ASK_EXTEND && l.f.asked[CASE_ASK_EXTEND] == 0, "L23: it lapses");
}

/* Two requests wait; deciding or dropping one leaves the other alone. */
static void
two_requests(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_WORKING);
	(void)life_do(&l, CASE_DO_ASK_SUSPEND, HANDLER, life_input(&l));
	(void)life_do(&l, CASE_DO_ASK_EXTEND, HANDLER, life_input(&l));
	in = life_input(&l);
	in.answer = CASE_NO;
	allowed(CASE_DO_DECIDE_EXTEND, LEADER, in, CASE_WORKING, "延期 refused while 挂账 waits");
	ok(l.f.asked[CASE_ASK_SUSPEND] && l.f.ask_until == l.now + 86400000, "L23: the other request keeps its end");
	(void)life_do(&l, CASE_DO_ASK_VOID, CHIEF, life_input(&l));
	allowed(CASE_DO_FIX, HANDLER, life_input(&l), CASE_FIXED, "fixed while 挂账 and 作废 wait");
	ok(l.step.lapsed == 1u << CASE_ASK_SUSPEND && l.f.ask_until == CASE_NO_TIME, "L23: 挂账 lapses with its end");
	ok(l.f.asked[CASE_ASK_VOID] == CHIEF.person, "L23: 作废 can still be decided");

	(void)life_to(&l, CASE_WORKING);
	(void)life_do(&l, CASE_DO_ASK_SUSPEND, HANDLER, life_input(&l));
	(void)life_do(&l, CASE_DO_ASK_EXTEND, HANDLER, life_input(&l));
	(void)life_do(&l, CASE_DO_GIVE_BACK, HANDLER, life_input(&l));
	ok(l.step.lapsed == 1u << CASE_ASK_EXTEND && l.f.ask_until == l.now + 86400000,
	   "L23: 延期 lapses on 退回, 挂账 and its end stay");
}

/* 2026-11-20 11:00 +08:00 and 2027-11-20, the last millisecond of the day. */
static void
suspension(void)
{
	struct case_input in;
	int64_t           due, year = INT64_C(1826726399999);

	(void)life_to(&l, CASE_WORKING);
	due = l.f.work_due;
	in = life_input(&l);
	in.until = l.now;
	refused(CASE_DO_ASK_SUSPEND, HANDLER, in, ERR_INPUT, T_case_rule_until, "L11: the end lies ahead");
	in.until = CASE_NO_TIME;
	refused(CASE_DO_ASK_SUSPEND, HANDLER, in, ERR_INPUT, T_case_rule_until, "L11: there is an end");
	in.until = year + 1;
	refused(CASE_DO_ASK_SUSPEND, HANDLER, in, ERR_INPUT, T_case_rule_until_year,
	        "L11: a year and a bit is too long");
	in.until = year;
	allowed(CASE_DO_ASK_SUSPEND, HANDLER, in, CASE_WORKING, "L11: a year to the day is not");
	refused(CASE_DO_DECIDE_SUSPEND, (struct case_who){HANDLER.person, 10, false, 0}, life_input(&l), ERR_RULE,
	        T_case_rule_decider_asked, "L11: granted by another");
	refused(CASE_DO_DECIDE_SUSPEND, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L11: of no handling unit");
	allowed(CASE_DO_DECIDE_SUSPEND, LEADER, life_input(&l), CASE_SUSPENDED, "L11: 挂账");
	ok(l.step.pause && l.f.before == CASE_WORKING && l.f.until == year, "its clocks stand still until the end");
	refused(CASE_DO_FIX, HANDLER, life_input(&l), ERR_RULE, T_case_rule_no_step, "nothing is done meanwhile");
	refused(CASE_DO_OVERDUE, PROGRAM, life_input(&l), ERR_RULE, T_case_rule_no_step, "nor does it get overdue");
	l.now = year - 1;
	refused(CASE_DO_RESUME, PROGRAM, life_input(&l), ERR_RULE, T_case_rule_not_ended, "L11: not before its end");
	l.now = year;
	allowed(CASE_DO_RESUME, PROGRAM, life_input(&l), CASE_WORKING, "L11: it resumes by itself, where it was");
	ok(l.step.unpause && l.f.until == CASE_NO_TIME && l.f.before == CASE_NONE, "and its clocks go on");
	is_i64(l.f.work_due, due, "(the commands move the deadline by what was left)");
	refused(CASE_DO_ASK_SUSPEND, HANDLER, life_input(&l), ERR_RULE, T_case_rule_suspended_once, "L11: once a case");

	(void)life_to(&l, CASE_FILED);
	(void)life_do(&l, CASE_DO_ASK_SUSPEND, DISPATCHER, life_input(&l));
	in = life_input(&l);
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_DECIDE_SUSPEND, LEADER, in, ERR_INPUT, T_case_rule_reason, "L6: refusing it needs a reason");
	in.reason = S("funds are there");
	allowed(CASE_DO_DECIDE_SUSPEND, LEADER, in, CASE_FILED, "refused");
	is_i64(l.f.suspensions, 0, "a refusal does not count");
	is_i64(l.f.ask_until, CASE_NO_TIME, "and its end is forgotten");
	(void)life_do(&l, CASE_DO_ASK_SUSPEND, DISPATCHER, life_input(&l));
	l.now += 86400000;
	refused(CASE_DO_DECIDE_SUSPEND, LEADER, life_input(&l), ERR_INPUT, T_case_rule_until,
	        "L11: not granted when its end has come already");
	l.now -= 1;
	allowed(CASE_DO_DECIDE_SUSPEND, LEADER, life_input(&l), CASE_SUSPENDED, "granted before");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_RESUME, DISPATCHER, in, ERR_INPUT, T_case_rule_reason, "L6: ending it early needs a reason");
	allowed(CASE_DO_RESUME, DISPATCHER, life_input(&l), CASE_FILED, "and is possible");
}

static void
void_and_force(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_WORKING);
	refused(CASE_DO_DECIDE_VOID, LEADER, life_input(&l), ERR_RULE, T_case_rule_nothing_asked, "L12: not unasked");
	in = life_input(&l);
	in.reason = STR_NONE;
	refused(CASE_DO_ASK_VOID, CHIEF, in, ERR_INPUT, T_case_rule_reason, "L12: with a reason");
	allowed(CASE_DO_ASK_VOID, CHIEF, life_input(&l), CASE_WORKING, "作废 is asked for");
	refused(CASE_DO_DECIDE_VOID, CHIEF, life_input(&l), ERR_RULE, T_case_rule_decider_asked,
	        "L12: another decides");
	refused(CASE_DO_DECIDE_VOID, HANDLER, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L12: of no handling unit");
	allowed(CASE_DO_DECIDE_VOID, LEADER, life_input(&l), CASE_VOID, "L12: 作废");
	ok(l.step.drops == CASE_RUNS_ALL && l.f.work_due == CASE_NO_TIME, "its clocks are dropped, not met");
	refused(CASE_DO_REOPEN, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step, "void stays void");

	(void)life_to(&l, CASE_FIXED);
	refused(CASE_DO_ASK_FORCE, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L12: the unit cannot even ask to be forced closed");
	allowed(CASE_DO_ASK_FORCE, CHIEF, life_input(&l), CASE_FIXED, "强制结案 is asked for");
	refused(CASE_DO_DECIDE_FORCE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_decider_asked,
	        "L12: another decides");
	refused(CASE_DO_DECIDE_FORCE, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit,
	        "L1: not of the handling unit");
	in = life_input(&l);
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_DECIDE_FORCE, LEADER, in, ERR_INPUT, T_case_rule_reason, "L6: refusing needs a reason");
	allowed(CASE_DO_DECIDE_FORCE, LEADER, life_input(&l), CASE_CLOSED, "L12: closed by force");
	ok(l.f.kind == CASE_KIND_FORCED && l.f.verified == CASE_NO_ANSWER, "L12: counted apart, not verified");
	(void)life_to(&l, CASE_PROVEN);
	refused(CASE_DO_ASK_FORCE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "what is proven is closed, not forced");
	(void)life_to(&l, CASE_REPORTED);
	refused(CASE_DO_ASK_FORCE, CHIEF, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "what was never filed is declined, not forced");
}

static void
overdue(void)
{
	struct case_input in;
	int64_t           last;

	(void)life_to(&l, CASE_WORKING);
	last = l.f.last_at;
	in = life_input(&l);
	in.over_due = l.now;
	refused(CASE_DO_OVERDUE, PROGRAM, in, ERR_RULE, T_case_rule_not_passed, "L13: at the deadline it is in time");
	in.over_due = l.now - 1;
	refused(CASE_DO_OVERDUE, LEADER, in, ERR_RULE, T_case_rule_system, "L13: nobody records it by hand");
	in.over_known = true;
	refused(CASE_DO_OVERDUE, PROGRAM, in, ERR_RULE, T_case_rule_not_passed, "L13: once");
	in.over_known = false;
	in.over_due = CASE_NO_TIME;
	refused(CASE_DO_OVERDUE, PROGRAM, in, ERR_RULE, T_case_rule_not_passed, "L13: nothing without a deadline");
	in.over_due = l.now - 1;
	in.at = l.now - 1;
	allowed(CASE_DO_OVERDUE, PROGRAM, in, CASE_WORKING, "L13: a millisecond later it is overdue");
	ok(l.f.overdue, "and says so");
	is_i64(l.f.last_at, last, "L16: which is no step of the case");
	refused(CASE_DO_ASK_EXEMPT, HANDLER, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "an appeal waits for closing");
	(void)life_do(&l, CASE_DO_FIX, HANDLER, life_input(&l));
	(void)life_do(&l, CASE_DO_VERIFY, VERIFIER, life_input(&l));
	(void)life_do(&l, CASE_DO_CLOSE, CHIEF, life_input(&l));
	ok(l.f.overdue, "L13: never erased");
	allowed(CASE_DO_ASK_EXEMPT, HANDLER, life_input(&l), CASE_CLOSED, "超期申诉");
	refused(CASE_DO_DECIDE_EXEMPT, MATE, life_input(&l), ERR_RULE, T_case_rule_of_handling_unit, "by another unit");
	l.did[l.f.ndid++] = (struct case_did){CASE_PART_LATE, CHIEF.person, 0};
	refused(CASE_DO_DECIDE_EXEMPT, CHIEF, life_input(&l), ERR_RULE, T_case_rule_decider_late,
	        "L13: nor by who was late at headquarters' own desk");
	l.did[l.f.ndid++] = (struct case_did){CASE_PART_LATE, SECOND.person, SECOND.unit};
	refused(CASE_DO_DECIDE_EXEMPT, VERIFIER, life_input(&l), ERR_RULE, T_case_rule_decider_late,
	        "L13: nor by the unit below it that was late");
	in = life_input(&l);
	in.answer = CASE_NO;
	in.reason = STR_NONE;
	refused(CASE_DO_DECIDE_EXEMPT, LEADER, in, ERR_INPUT, T_case_rule_reason, "L6: refusing needs a reason");
	allowed(CASE_DO_DECIDE_EXEMPT, LEADER, life_input(&l), CASE_CLOSED, "granted");
	ok(l.step.exempt && !l.f.overdue, "L13: exemption is a second fact");
	refused(CASE_DO_ASK_EXEMPT, HANDLER, life_input(&l), ERR_RULE, T_case_rule_exempted,
	        "granted: the overdue is not denied, it is exempted");
	l.f.overdue = true;
	refused(CASE_DO_ASK_EXEMPT, HANDLER, life_input(&l), ERR_RULE, T_case_rule_appealed_once, "once a case");
	(void)life_to(&l, CASE_CLOSED);
	refused(CASE_DO_ASK_EXEMPT, HANDLER, life_input(&l), ERR_RULE, T_case_rule_not_overdue, "nothing to appeal");

	(void)life_to(&l, CASE_WORKING);
	in = life_input(&l);
	in.due = l.f.work_due - 1;
	allowed(CASE_DO_RECOMPUTE, PROGRAM, in, CASE_WORKING, "a calendar is published");
	is_i64(l.f.work_due, in.due + 1, "L22: never shortened");
	in.due = l.f.work_due + 5;
	allowed(CASE_DO_RECOMPUTE, PROGRAM, in, CASE_WORKING, "or a later one");
	is_i64(l.f.work_due, in.due, "L22: the later holds");
	refused(CASE_DO_RECOMPUTE, LEADER, in, ERR_RULE, T_case_rule_system, "L22: only the program does it");
	refused(CASE_DO_FIX, PROGRAM, life_input(&l), ERR_RULE, T_case_rule_person,
	        "the program does no person's step");
}

static void
times(void)
{
	struct case_input in;
	int64_t           last;

	life_begin(&l);
	l.f.did = l.did;
	in = life_input(&l);
	in.at = l.now - INT64_C(366) * 86400000 - 1;
	refused(CASE_DO_REPORT, INSPECTOR, in, ERR_INPUT, T_case_rule_long_ago, "L16: nothing of more than a year ago is reported");
	in.at++;
	allowed(CASE_DO_REPORT, INSPECTOR, in, CASE_REPORTED, "L16: what was found within a year is");
	(void)life_to(&l, CASE_WORKING);
	in = life_input(&l);
	in.at = l.now + 1;
	refused(CASE_DO_FIX, HANDLER, in, ERR_INPUT, T_case_rule_future, "L16: not in the future");
	in.at = l.f.last_at - 1;
	refused(CASE_DO_FIX, HANDLER, in, ERR_INPUT, T_case_rule_before_last, "L16: not before the last fact");
	l.now += 7200000;
	in.at = l.f.last_at;
	allowed(CASE_DO_FIX, HANDLER, in, CASE_FIXED, "L16: but at the same time, told two hours later");
	is_i64(l.step.at, in.at, "the fact keeps its own time");
	is_i64(l.f.last_at, in.at, "and is the last");
	in = life_input(&l);
	in.text = STR_NONE;
	refused(CASE_DO_NOTE, LEADER, in, ERR_INPUT, T_case_rule_text, "a note says something");
	in = life_input(&l);
	in.at = l.now;
	allowed(CASE_DO_NOTE, LEADER, in, CASE_FIXED, "L16: this very moment is not the future; a note changes no state");
	last = l.f.last_at;
	l.now = last - 40;
	allowed(CASE_DO_NOTE, LEADER, life_input(&l), CASE_FIXED, "L16: a clock 40 ms behind refuses nobody");
	is_i64(l.step.at, last, "L16: the fact then lies at the last one");
}

static void
merging(void)
{
	struct case_input in;

	(void)life_to(&l, CASE_REPORTED);
	in = life_input(&l);
	in.other = in.id;
	refused(CASE_DO_MERGE, CLERK, in, ERR_INPUT, T_case_rule_other, "not into itself");
	in.other = 0;
	refused(CASE_DO_MERGE, CLERK, in, ERR_INPUT, T_case_rule_other, "not into nothing");
	in.other = 2;
	in.other_state = CASE_CLOSED;
	refused(CASE_DO_MERGE, CLERK, in, ERR_RULE, T_case_rule_other_open, "L15: not into a closed one: it came back");
	in.other_state = CASE_MERGED;
	refused(CASE_DO_MERGE, CLERK, in, ERR_RULE, T_case_rule_other_open, "nor into one that was merged itself");
	in.other_state = CASE_FIXED;
	in.other_else = true;
	refused(CASE_DO_MERGE, CLERK, in, ERR_RULE, T_case_rule_other_else, "L15: nor into one of another class, or elsewhere");
	in.other_else = false;
	in.reason = STR_NONE;
	refused(CASE_DO_MERGE, CLERK, in, ERR_INPUT, T_case_rule_reason, "with a reason");
	in.reason = S("same bins");
	allowed(CASE_DO_MERGE, CLERK, in, CASE_MERGED, "并案");
	(void)life_to(&l, CASE_WORKING);
	refused(CASE_DO_MERGE, DISPATCHER, life_input(&l), ERR_RULE, T_case_rule_no_step, "not once it is at work");
	allowed(CASE_DO_FOUND_AGAIN, CLERK, life_input(&l), CASE_WORKING, "A36: found again while open");
	ok(l.f.found_again == 1 && l.f.came_back == 0, "L15: one counter");
	refused(CASE_DO_CAME_BACK, CLERK, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "A37: an open one cannot come back");
	(void)life_to(&l, CASE_CLOSED);
	allowed(CASE_DO_CAME_BACK, CLERK, life_input(&l), CASE_CLOSED, "A37: back after closing");
	ok(l.f.found_again == 0 && l.f.came_back == 1, "L15: the other counter");
	refused(CASE_DO_FOUND_AGAIN, CLERK, life_input(&l), ERR_RULE, T_case_rule_no_step,
	        "A36: a closed one is not unfixed");
}

static void
told(void)
{
	life_begin(&l);
	allowed(CASE_DO_TELL, PROGRAM, life_input(&l), CASE_TOLD, "L20: a source tells");
	ok(l.f.unit == 0 && l.f.verified == CASE_NO_ANSWER && l.f.kind == CASE_KIND_NONE && l.f.ndid == 0,
	   "L20: no unit, verifier or closing is invented");
	ok(l.step.starts == 0, "L20: and no clock of ours runs");
	for (int a = 0; a < CASE_ACT_MAX; a++)
		if (a != CASE_DO_TELL && a != CASE_DO_NOTE)
			refused((enum case_act)a, CHIEF, life_input(&l), ERR_RULE, T_case_rule_told,
			        "L20: what was told is not handled here");
	allowed(CASE_DO_NOTE, CHIEF, life_input(&l), CASE_TOLD, "L20: a note can be added");
	allowed(CASE_DO_TELL, PROGRAM, life_input(&l), CASE_TOLD, "L20: and the source can tell more");
}

/* L16: what the program adds beside the way neither waits for, nor moves, the last fact. */
static void
beside_the_way(void)
{
	static const enum case_act acts[] = {CASE_DO_OVERDUE, CASE_DO_RECOMPUTE, CASE_DO_FOUND_AGAIN,
	                                     CASE_DO_CAME_BACK};
	struct case_input          in;
	int64_t                    last;

	for (size_t i = 0; i < NITEMS(acts); i++) {
		(void)life_to(&l, acts[i] == CASE_DO_CAME_BACK ? CASE_CLOSED : CASE_WORKING);
		last = l.f.last_at;
		in = life_input(&l);
		in.at = last - 1;
		in.over_due = last - 2;
		allowed(acts[i], i < 2 ? PROGRAM : CLERK, in, l.f.state,
		        "L16: recorded although its time lies before the last fact");
		is_i64(l.f.last_at, last, "L16: which stays the last");
	}
	life_begin(&l);
	(void)life_do(&l, CASE_DO_TELL, PROGRAM, life_input(&l));
	last = l.f.last_at;
	in = life_input(&l);
	in.at = last - 86400000;
	allowed(CASE_DO_TELL, PROGRAM, in, CASE_TOLD, "L20: a source tells in any order");
	is_i64(l.f.last_at, last, "L20: and the newest stays the last");
}

/* The sentences that hold in each state notice what breaks them. */
static void
unsound(void)
{
	struct case_facts f;

#define BREAKS(state, change, words)                                                                     \
	do {                                                                                             \
		(void)life_to(&l, (state));                                                              \
		l.f.did = l.did;                                                                         \
		(void)ok(case_unsound(&l.f) == NULL, "as it came about it is sound");                    \
		f = l.f;                                                                                 \
		change;                                                                                  \
		(void)ok(case_unsound(&f) != NULL, words);                                               \
	} while (0)
	BREAKS(CASE_WORKING, f.kind = CASE_KIND_FORCED, "only closed has a kind");
	BREAKS(CASE_CLOSED, f.kind = CASE_KIND_NONE, "closed has one");
	BREAKS(CASE_PROVEN, f.verified = CASE_NO, "L1: proven means a passed 核查");
	BREAKS(CASE_PROVEN, f.verifier = 0, "L1: by somebody");
	BREAKS(CASE_CLOSED, f.verifier = HANDLER.person, "L2: who did not handle it");
	BREAKS(CASE_CLOSED, f.verifier_unit = 20, "L2: of no unit that did");
	BREAKS(CASE_WORKING, f.unit = 0, "L4: one unit");
	BREAKS(CASE_FIXED, f.post = 0, "L4: a post or a person");
	BREAKS(CASE_PROVEN, f.person = 5, "L4: not both");
	BREAKS(CASE_DISPATCHED, f.work_due = CASE_NO_TIME, "L4: one deadline");
	BREAKS(CASE_WORKING, f.unit = 99, "the unit stands among those that held it");
	BREAKS(CASE_WORKING, f.before = CASE_FILED, "only suspended goes back somewhere");
	BREAKS(CASE_WORKING, f.until = 1, "only suspended has an end");
	BREAKS(CASE_WORKING, (f.state = CASE_SUSPENDED, f.before = CASE_WORKING), "L11: suspended has an end");
	BREAKS(CASE_WORKING, (f.state = CASE_SUSPENDED, f.until = 1), "L11: and a way back");
	BREAKS(CASE_WORKING, (f.state = CASE_SUSPENDED, f.before = CASE_REPORTED, f.until = 1),
	       "L11: to where it was to be handled");
	BREAKS(CASE_WORKING, f.extensions = CASE_EXTENSIONS + 1, "L10: two extensions at most");
	BREAKS(CASE_WORKING, f.suspensions = CASE_SUSPENSIONS + 1, "L11: one suspension");
	BREAKS(CASE_WORKING, f.returns = CASE_RETURNS + 2, "L7: one return, one joint ruling");
	BREAKS(CASE_WORKING, f.is_public = true, "L17: a public report at work was checked");
	BREAKS(CASE_FILED, f.is_public = true, "L17: and one that is filed");
	BREAKS(CASE_CLOSED, f.subject = CASE_PERSON, "L9: no person class is closed as a case");
	BREAKS(CASE_FILED, f.subject = CASE_NO_CLASS, "L18: filed has a class");
	BREAKS(CASE_WORKING, f.at_hq = true, "L3: only what waits for 核查 waits at headquarters");
	BREAKS(CASE_FIXED, f.asked[CASE_ASK_EXTEND] = 5, "L23: no request outlives its state");
	(void)life_to(&l, CASE_REPORTED);
	(void)life_do(&l, CASE_DO_SELF, INSPECTOR, life_input(&l));
	l.f.did = l.did;
	f = l.f;
	f.is_public = true;
	ok(case_unsound(&f) != NULL, "L24: what the public reported is not closed by 自行处置");
	(void)life_to(&l, CASE_WORKING);
	l.f.did = l.did;
	f = l.f;
	f.extensions = CASE_EXTENSIONS;
	f.suspensions = CASE_SUSPENSIONS;
	f.returns = CASE_RETURNS;
	ok(case_unsound(&f) == NULL, "the bounds themselves are sound");
}

/* 29 February: a year later ends on the 28th. */
static void
leap_year(void)
{
	struct case_input in;

	life_begin(&l);
	l.now = INT64_C(1835402400000); /* 2028-02-29 10:00 +08:00 */
	l.f.state = CASE_FILED;
	l.f.subject = CASE_PLACE;
	in = life_input(&l);
	in.until = INT64_C(1866988799999); /* the last millisecond of 2029-02-28 in China */
	allowed(CASE_DO_ASK_SUSPEND, DISPATCHER, in, CASE_FILED, "L11: from 29 February to the end of 28 February");
	l.f.asked[CASE_ASK_SUSPEND] = 0;
	in.until++;
	refused(CASE_DO_ASK_SUSPEND, DISPATCHER, in, ERR_INPUT, T_case_rule_until_year,
	        "L11: and not a millisecond longer");
}

static void
page(void)
{
	struct case_refusal why;

	(void)life_to(&l, CASE_FIXED);
	l.f.did = l.did;
	ok(case_may(&l.f, CASE_DO_VERIFY, &VERIFIER, l.now, &why), "the page offers 核查 to who may");
	ok(!case_may(&l.f, CASE_DO_VERIFY, &MATE, l.now, &why) && why.text == T_case_rule_verifier_of_unit,
	   "and says to the others why not");
	ok(!case_may(&l.f, CASE_DO_CLOSE, &CHIEF, l.now, &why) && why.text == T_case_rule_no_step &&
	   why.arg[0] == T_case_state_fixed && why.arg[1] == T_case_act_close, "naming state and act");
	(void)life_to(&l, CASE_WORKING);
	l.f.did = l.did;
	ok(case_may(&l.f, CASE_DO_ASK_EXTEND, &HANDLER, l.f.work_due, &why), "延期 is offered in time");
	ok(!case_may(&l.f, CASE_DO_ASK_EXTEND, &HANDLER, l.f.work_due + 1, &why) &&
	   why.text == T_case_rule_extend_overdue, "and not after");
}

/* 1 degree of a meridian is 111,195 m on a sphere of 6,371,008.8 m. */
static void
spots(void)
{
	struct case_box   box;
	struct case_point a = {true, 117.6500, 24.5100}, none = {false, 0, 0}, b = a, c = a, d = a;

	b.lat += 29.9 / 111195.08;
	c.lat += 30.1 / 111195.08;
	d.lon += 29.9 / (111195.08 * 0.909889);
	ok(fabs(case_metres((struct case_point){true, 0, 0}, (struct case_point){true, 0, 1}) - 111195.08) < 0.1,
	   "a degree north is 111.195 km");
	ok(fabs(case_metres((struct case_point){true, 0, 60}, (struct case_point){true, 1, 60}) - 55597.5) < 5,
	   "a degree east at 60° is half of that");
	ok(case_same_spot(a, S("x"), b, S("y")), "L8: 29.9 m apart is the same spot, whatever the address");
	ok(!case_same_spot(a, S("x"), c, S("x")), "L8: 30.1 m apart is not, whatever the address");
	ok(case_same_spot(a, S("x"), d, S("y")), "L8: to the east as to the north");
	ok(case_same_spot(a, S("浦头路 12 号"), none, S("浦头路12号")), "L8: without a position the address counts");
	ok(case_same_spot(none, S("浦头路\xe3\x80\x80" "12号 "), none, S("浦头路12号")), "L8: spaces do not");
	ok(!case_same_spot(none, S("浦头路12号"), none, S("浦头路1号")), "L8: another number is another spot");
	b.lat = a.lat;
	b.lon = a.lon;
	ok(case_same_spot(a, S("x"), b, S("y")), "L8: the same position");
	ok(!case_same_spot(none, S("浦头路12号"), none, S("浦头路12")), "L8: nor the beginning of the other");
	ok(case_same_spot(none, S(""), none, S("  ")), "L8: two empty addresses do not differ");
	ok(!case_same_spot(none, S("浦头路12"), none, S("浦头路12号")), "L8: the beginning of an address is not the same");
	/* A degree of longitude at 24.5° north is 101.3 km, one of latitude 111.2 km. */
	box = case_spot_box((struct case_point){true, 117.65, 24.5});
	ok(box.east - box.west > 60 / 101300.0 && box.east - box.west < 62 / 101300.0 &&
	       box.north - box.south > 60 / 111200.0 && box.north - box.south < 62 / 111200.0,
	   "L8: the box around a position is 30 m to each side, and a little");
	box = case_spot_box((struct case_point){true, 0, 90});
	ok(box.west <= -180 && box.east >= 180, "L8: at the pole it goes round the earth");
}

static void
state_words(void)
{
	int found = 0;

	for (int i = 0; i < CASE_STATE_MAX; i++)
		found += case_state_of(str_of(case_state_code((enum case_state)i))) == (enum case_state)i;
	is_i64(found, CASE_STATE_MAX, "each state is found by its word");
	ok(case_state_of(S("lost")) == CASE_STATE_MAX && case_state_of(S("")) == CASE_STATE_MAX, "another word is no state");
}

int
main(void)
{
	text_use(texts, T_MAX);
	state_words();
	plain_way();
	public_way();
	filing();
	self_fixed();
	assignment();
	going_back();
	verification();
	extension();
	suspension();
	two_requests();
	void_and_force();
	overdue();
	times();
	merging();
	told();
	beside_the_way();
	unsound();
	leap_year();
	page();
	spots();
	return done();
}
