/* The life of a problem: which step is allowed when, to whom, and what it leads to. */
#ifndef WORK_LIFE_RULES_H
#define WORK_LIFE_RULES_H

#include "base/err.h"
#include "base/str.h"
#include "base/text.h"
#include "work_life_texts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Everything here is pure: values in, decision out; no store, no clock, no
 * calendar.  case_moves[] is the one truth for the code, the case page and
 * docs/case-life.md.  On each arrow the command case.<act>, in brackets its answer.
 *
 *               report                                          tell (import)
 *                 |                                                  |
 *                 v         self                                     v
 *             [reported] ------------------------------------.    [told] <-.
 *              |   |  '- decline --> [refused] <-- decline -. |       '-----' tell
 *       accept |   | accept              | reopen           | |
 *      (public)|   | (staff)             |                  | |
 *              v   |                     v                  | |
 *   .->[checking]  '----------------> [checked] ------------' |
 *   |   |  |  ^                        ^  |  |                |
 *   '---'  |  '------ assign_check ----|--'  | file           |
 *  unclear '---------- check ----------'     |                |
 *          (true, untrue)                    v                |
 *    .------------ reopen -------------> [filed]              |
 *    |                                       | dispatch       |
 *    |                                       v    dispatch    |
 *    |            .-- reassign ------> [dispatched] <------.  |
 *    |            |                     |         |        |  |
 *    |            |                sign |         | give_  |  |
 *    |            |                     v         v back   |  |
 *    |            +---------------- [working] -> [returned]'  |
 *    |            |                     | fix    give_back    |
 *    |            |                     v                     |
 *    |        [rework] <-- verify -- [fixed] <-. verify       |
 *    |            |        (no)       ^ |  ^ '-' (unclear)    |
 *    |            '------- fix -------' |  |                  |
 *    |                     verify (yes) |  | doubt            |
 *    |                                  v  |                  |
 *    |                               [proven]                 |
 *    |                                  | close               |
 *    |                                  v                     |
 *    '------------------------------ [closed] <---------------'
 *                                       ^
 *                                       | decide_force (yes)
 *           filed returned dispatched working rework fixed suspended
 *
 *   filed returned dispatched working rework -- decide_suspend (yes) --> [suspended]
 *   [suspended] -- resume, by itself at its end --> where it was
 *   every open state -- decide_void (yes) --> [void]
 *   reported checking checked filed returned -- merge --> [merged]
 *   ask_*, decide_* (no), decide_extend, decide_exempt, assign_verify, reclassify, note,
 *   overdue, recompute, found_again, came_back, not_back leave the state as it is.
 *   dispatched working -- dispute --> [dispatched], to the territory, when it was given back once already.
 *
 * What holds in each state:
 *
 *   reported    a finder or a reporter, a place, an address.  No unit, no class needed.
 *   checking    the source is public; somebody other than its reporter is to look.
 *   checked     ready for 立案; a public one has an answer of a 核实, true or false.
 *   filed       a class that may be filed and one of its conditions; a number (from birth).
 *   dispatched  one unit, exactly one post or person, one running deadline (L4).
 *   working     as dispatched, and the unit has signed.
 *   fixed       the unit says it is done.  Proves nothing (L1): waits for independent eyes,
 *               or at headquarters when there are none (at_hq, L3).
 *   proven      a 核查 passed by a person who neither reported nor handled it, of no unit
 *               that handled it (L2).
 *   rework      as working, after a failed 核查; the unit's word was wrong once.
 *   returned    the unit gave it back, once at most, with a ground; the deadline runs on (L7).
 *   suspended   an approved 挂账 with an end date; the clocks stand still; `before` says where
 *               it goes on.
 *   closed      kind says how: proven (L1), forced (approved by another, counted apart, L12),
 *               self (its finder fixed it on the spot, counted apart, L24).
 *   refused     不予立案 with a reason; can be reopened.
 *   void        ended by a request approved by another (L12).
 *   merged      a duplicate; the case it went into counts found_again (L15).
 *   told        what a source told: no stage, unit or verifier is ours (L20).
 */

/* State, code name, label, open: still to be brought to an end. */
#define CASE_STATES(X) \
	X(NONE, none, T_case_state_none, 0) \
	X(REPORTED, reported, T_case_state_reported, 1) \
	X(CHECKING, checking, T_case_state_checking, 1) \
	X(CHECKED, checked, T_case_state_checked, 1) \
	X(FILED, filed, T_case_state_filed, 1) \
	X(DISPATCHED, dispatched, T_case_state_dispatched, 1) \
	X(WORKING, working, T_case_state_working, 1) \
	X(FIXED, fixed, T_case_state_fixed, 1) \
	X(PROVEN, proven, T_case_state_proven, 1) \
	X(CLOSED, closed, T_case_state_closed, 0) \
	X(REWORK, rework, T_case_state_rework, 1) \
	X(RETURNED, returned, T_case_state_returned, 1) \
	X(SUSPENDED, suspended, T_case_state_suspended, 1) \
	X(REFUSED, refused, T_case_state_refused, 0) \
	X(VOID, void, T_case_state_void, 0) \
	X(MERGED, merged, T_case_state_merged, 0) \
	X(TOLD, told, T_case_state_told, 0)

/* The numbers stand in the store: add at the end only. */
enum case_state {
#define X(name, code, label, open) CASE_##name,
	CASE_STATES(X)
#undef X
	CASE_STATE_MAX
};

/* Act, code name, label: the command "case.<code>", or a due event of the program itself. */
#define CASE_ACTS(X) \
	X(REPORT, report, T_case_act_report) \
	X(ACCEPT, accept, T_case_act_accept) \
	X(ASSIGN_CHECK, assign_check, T_case_act_assign_check) \
	X(CHECK, check, T_case_act_check) \
	X(FILE, file, T_case_act_file) \
	X(DECLINE, decline, T_case_act_decline) \
	X(SELF, self, T_case_act_self) \
	X(DISPATCH, dispatch, T_case_act_dispatch) \
	X(SIGN, sign, T_case_act_sign) \
	X(FIX, fix, T_case_act_fix) \
	X(GIVE_BACK, give_back, T_case_act_give_back) \
	X(REASSIGN, reassign, T_case_act_reassign) \
	X(ASSIGN_VERIFY, assign_verify, T_case_act_assign_verify) \
	X(VERIFY, verify, T_case_act_verify) \
	X(DOUBT, doubt, T_case_act_doubt) \
	X(CLOSE, close, T_case_act_close) \
	X(ASK_EXTEND, ask_extend, T_case_act_ask_extend) \
	X(DECIDE_EXTEND, decide_extend, T_case_act_decide_extend) \
	X(ASK_SUSPEND, ask_suspend, T_case_act_ask_suspend) \
	X(DECIDE_SUSPEND, decide_suspend, T_case_act_decide_suspend) \
	X(ASK_VOID, ask_void, T_case_act_ask_void) \
	X(DECIDE_VOID, decide_void, T_case_act_decide_void) \
	X(ASK_FORCE, ask_force, T_case_act_ask_force) \
	X(DECIDE_FORCE, decide_force, T_case_act_decide_force) \
	X(ASK_EXEMPT, ask_exempt, T_case_act_ask_exempt) \
	X(DECIDE_EXEMPT, decide_exempt, T_case_act_decide_exempt) \
	X(RESUME, resume, T_case_act_resume) \
	X(REOPEN, reopen, T_case_act_reopen) \
	X(MERGE, merge, T_case_act_merge) \
	X(NOTE, note, T_case_act_note) \
	X(RECLASSIFY, reclassify, T_case_act_reclassify) \
	X(OVERDUE, overdue, T_case_act_overdue) \
	X(RECOMPUTE, recompute, T_case_act_recompute) \
	X(FOUND_AGAIN, found_again, T_case_act_found_again) \
	X(CAME_BACK, came_back, T_case_act_came_back) \
	X(NOT_BACK, not_back, T_case_act_not_back) \
	X(TELL, tell, T_case_act_tell) \
	X(DISPUTE, dispute, T_case_act_dispute)

enum case_act {
#define X(name, code, label) CASE_DO_##name,
	CASE_ACTS(X)
#undef X
	CASE_ACT_MAX
};

/* The clocks of a case: one limit each (L5).  Numbers stand in the store. */
#define CASE_STAGES(X) \
	X(ACCEPT, accept, T_case_stage_accept) \
	X(CHECK, check, T_case_stage_check) \
	X(FILE, file, T_case_stage_file) \
	X(DISPATCH, dispatch, T_case_stage_dispatch) \
	X(SIGN, sign, T_case_stage_sign) \
	X(WORK, work, T_case_stage_work) \
	X(VERIFY, verify, T_case_stage_verify) \
	X(CLOSE, close, T_case_stage_close)

enum case_stage {
#define X(name, code, label) CASE_STAGE_##name,
	CASE_STAGES(X)
#undef X
	CASE_STAGE_MAX
};
#define CASE_RUNS(stage) (1u << CASE_STAGE_##stage)
#define CASE_RUNS_ALL ((1u << CASE_STAGE_MAX) - 1)

/* How a closed case was closed; 0 while it is not. */
enum case_kind { CASE_KIND_NONE, CASE_KIND_PROVEN, CASE_KIND_FORCED, CASE_KIND_SELF, CASE_KIND_MAX };

/* 核实, 核查, and what is decided about a request. */
enum case_answer { CASE_NO_ANSWER, CASE_YES, CASE_NO, CASE_UNCLEAR, CASE_ANSWER_MAX };

/* What a class is about; a person class is counted, never filed (L9). */
enum case_subject { CASE_NO_CLASS, CASE_PLACE, CASE_OPERATOR, CASE_PERSON, CASE_SUBJECT_MAX };

/* What one may ask for; each is decided by another. */
enum case_ask { CASE_ASK_EXTEND, CASE_ASK_SUSPEND, CASE_ASK_VOID, CASE_ASK_FORCE, CASE_ASK_EXEMPT, CASE_ASK_MAX };

/* Who had a part in the case, as far as a rule looks at it. */
enum case_part {
	CASE_PART_FOUND,    /* reported it: person */
	CASE_PART_CHECKED,  /* 核实: person */
	CASE_PART_HELD,     /* was sent it, 主办 or 协办: unit, and person when one was named */
	CASE_PART_HANDLED,  /* signed, fixed, gave back: person and unit */
	CASE_PART_VERIFIED, /* 核查: person and unit */
	CASE_PART_CLOSED,   /* person and unit */
	CASE_PART_LATE,     /* held or ended a stage past its limit: person, and unit but for headquarters itself */
	CASE_PART_MAX
};
struct case_did {
	enum case_part part;
	int64_t        person, unit; /* 0: none */
};

/* The figures of the rules. */
enum {
	CASE_EXTENSIONS = 2,      /* L10 */
	CASE_SUSPENSIONS = 1,     /* L11 */
	CASE_SUSPENSION_YEARS = 1, /* L11 */
	CASE_RETURNS = 1,         /* L7 */
	CASE_SPOT_METRES = 30,    /* L8 */
	CASE_MERGE_METRES = 300,  /* L15: one heap, seen from two ends and told to two communities */
	CASE_REPORT_DAYS = 366,   /* L16: the yearly assessment is over, and nobody handles by an older report */
	CASE_BACK_DAYS = 90       /* L15: a closed case of the same spot and class came back */
};
#define CASE_NO_TIME INT64_MIN

/*
 * The rules, whoever calls.  Each is cited by the test that tries to break it.
 *
 *  L1  Nothing closes on the word of the unit that did the work (A31): closing as
 *      proven needs a passed 核查, and who closes, forces, voids or decides is of no
 *      unit that handled it.
 *  L2  核查 is by a person who neither reported nor handled it and whose unit handled
 *      no part of it.
 *      核实 and 核查 that somebody was sent to do are done by that person, or by a
 *      holder of that post; sending another needs a reason.
 *  L3  With nobody who may verify, the case goes to headquarters' list (at_hq),
 *      never around the rule.
 *  L4  An assignment needs one unit, exactly one post or named person, and one
 *      deadline (A15).
 *  L5  Each stage has a limit and a clock of its own; what a step meets, drops and
 *      starts stands in its row of case_moves.  Up to the work, what is urgent goes by
 *      the urgent clock (clocks.c).
 *  L6  Going back needs a reason and clears nothing.
 *  L7  A unit gives back at most once, in all (A18); the deadline runs on while it is
 *      disputed, and the same unit gets no new one.  A second refusal, once in all too, gives
 *      nothing back: the territory holds it under the running deadline until headquarters rules.
 *  L8  Filing beside open cases of the same spot and class needs the newest of them to
 *      be named as known; the refusal tells all of them.
 *  L9  Classes about persons are counted, never filed: no case is reported under one,
 *      nor moved to one.
 *  L10 延期: at most twice, asked and granted before overdue, by one original limit
 *      each, granted by another person of no handling unit.
 *  L11 挂账: once, at most a year, with an end, asked for by the 主办 or headquarters,
 *      granted as L10; resumes by itself at its end, whenever that is written down.
 *  L12 作废 and forced closing are granted by another person of no handling unit and
 *      counted apart; only headquarters may ask to force.
 *  L13 Overdue is now > due; recorded once, never erased; exemption is a second fact.
 *      An appeal is decided as L12, and by nobody who held or ended a stage that was
 *      late, nor by that unit; of headquarters itself another person does: what the
 *      one post may not decide goes up to the other.
 *      Work counts as done when it is recorded, not when somebody says it was.
 *  L15 Found again while not closed (A36) and back after closing (A37) are two counters.  A case is
 *      merged into an open one of its class there alone: same place or one above, or CASE_MERGE_METRES.
 *  L16 A fact lies neither in the future nor before the last fact of its case; what is
 *      reported to us was found at most a year ago, older findings are imported.
 *  L17 A public report is checked before filing by somebody other than its reporter;
 *      one found untrue is not filed.
 *  L18 Closing needs a chosen closing condition; filing a class and a condition.
 *  L19 Only the unit that holds it signs, fixes, gives back and asks for more time.
 *  L20 What a source told stays as told; only notes may be added.
 *  L23 One request of a kind at a time; it lapses when the case has moved on.
 *  L24 自行处置 is for the finder of a problem that no member of the public reported,
 *      whatever its source says.
 *  L25 The class changes only before work; a running case keeps its limit.
 * (L14, numbers without gaps, L21, revisions, L22, recomputing, L26, the reporter,
 *  are kept by the commands.)
 */

/* Who acts. */
struct case_who {
	int64_t person, unit; /* 0: none */
	bool    system;       /* the program itself */
	int64_t post;         /* as whom; of several posts the one that was sent to look */
};

/* A case as far as a rule looks at it. */
struct case_facts {
	enum case_state   state;
	enum case_state   before; /* suspended: where it goes on; else NONE */
	enum case_kind    kind;
	bool              is_public; /* the source is the public: needs 核实 */
	bool              has_reporter; /* somebody of the public is known to have told us, whatever the source */
	enum case_subject subject;
	enum case_answer  checked, verified; /* the last 核实; the 核查 since the last fix */
	int64_t           unit, post, person; /* 主办; kept when it goes back */
	int64_t           look_post, look_person; /* who is to check or verify; 0: anybody who may */
	int64_t           verifier, verifier_unit;
	int64_t           work_due; /* of the running WORK deadline; CASE_NO_TIME: none runs */
	int64_t           until;    /* suspended: its end */
	int64_t           last_at;  /* of the last fact */
	bool              at_hq;    /* L3 */
	bool              overdue;  /* an overdue fact without exemption stands */
	bool              appealed; /* an exemption was asked for once */
	int64_t           rework, returns, moved, extensions, suspensions, reopens, found_again, came_back;
	int64_t           asked[CASE_ASK_MAX]; /* person who asked; 0: no request waits */
	int64_t           ask_until;           /* of the waiting suspension */
	const struct case_did *did;
	size_t                 ndid;
	int                    zone; /* minutes east, for "at most a year" */
};

/* What an act comes with; fields it does not use are ignored. */
struct case_input {
	int64_t           at;     /* when it happened; CASE_NO_TIME: now */
	enum case_answer  answer; /* check, verify, decide_* */
	str               reason, text;
	enum case_subject subject;   /* file, reclassify: of the class chosen; NO_CLASS: none */
	bool              condition; /* file: a condition of it is chosen; close: a closing condition */
	bool              is_public; /* report */
	int64_t           unit, post, person; /* dispatch, reassign: to whom; assign_*: post or person */
	int64_t           person_unit;        /* assign_verify: the unit of that person or post */
	int64_t           due;      /* dispatch, reassign, verify no, decide_extend, recompute: the deadline
	                               that the limit gives; CASE_NO_TIME: none could be computed */
	int64_t           until;    /* ask_suspend */
	bool              eyes;     /* fix, verify: somebody in reach may verify (L2) */
	int64_t           near_id;  /* file: the newest open case of the same spot and class; 0: none */
	str               near_no;  /* file: the 案号 of all those, the newest first */
	int64_t           beside;   /* file: the case named as known: the newest, that all were seen */
	int64_t           id, other;   /* merge: this case and the one it goes into */
	enum case_state   other_state;
	bool              other_else;  /* merge: that one is of another class, or lies elsewhere */
	int64_t           over_due;    /* overdue: the deadline that passed */
	bool              over_known;  /* overdue: is recorded already, or was met */
};

/* Who may take a step, beyond having its permission. */
enum case_by {
	CASE_BY_STAFF,       /* whoever has the permission */
	CASE_BY_HOLDER,      /* L19: of the unit that holds it */
	CASE_BY_PLEADER,     /* L11, L13: of the unit whose work it is, or of none that had a part in it */
	CASE_BY_FINDER,      /* L24 */
	CASE_BY_CHECKER,     /* L17: not its reporter */
	CASE_BY_INDEPENDENT, /* L2 */
	CASE_BY_NEUTRAL,     /* L1: of no handling unit */
	CASE_BY_OTHER,       /* L10-L12: neutral, and not who asked */
	CASE_BY_CLEAR,       /* L13: that, and with no part in what was late */
	CASE_BY_SYSTEM       /* the program itself */
};

/* What a step needs from its input or its past, one bit each. */
enum {
	CASE_NEED_REASON = 1 << 0,     /* L6 */
	CASE_NEED_TEXT = 1 << 1,       /* what was done, what is to be said */
	CASE_NEED_CLASS = 1 << 2,      /* L9, L18: a class that may be filed, and its condition */
	CASE_NEED_TRUE = 1 << 3,       /* L17 */
	CASE_NEED_CLEAR_SPOT = 1 << 4, /* L8 */
	CASE_NEED_UNIT = 1 << 5,       /* L4 */
	CASE_NEED_EYES = 1 << 6,       /* a post or person to look; to verify: L2 */
	CASE_NEED_FIRST_RETURN = 1 << 7, /* L7 */
	CASE_NEED_CLOSING = 1 << 8,    /* L18 */
	CASE_NEED_PROOF = 1 << 9,      /* L1 */
	CASE_NEED_IN_TIME = 1 << 10,   /* L10 */
	CASE_NEED_EXTENSION_LEFT = 1 << 11, /* L10 */
	CASE_NEED_UNTIL = 1 << 12,     /* L11 */
	CASE_NEED_SUSPENSION_LEFT = 1 << 13, /* L11 */
	CASE_NEED_NO_ASK = 1 << 14,    /* L23 */
	CASE_NEED_ASK = 1 << 15,
	CASE_NEED_OVERDUE = 1 << 16,   /* an overdue fact that is not exempt, no earlier appeal */
	CASE_NEED_PASSED = 1 << 17,    /* L13 */
	CASE_NEED_OTHER = 1 << 18,     /* merge: another open case */
	CASE_NEED_ENDED = 1 << 19,     /* resume by the program: the end has come */
	CASE_NEED_PRIVATE = 1 << 20,   /* L24: not from the public */
	CASE_NEED_ANY_CLASS = 1 << 21, /* L18: a class, fileable or not */
	CASE_NEED_SECOND_RETURN = 1 << 22 /* L7: it was given back once, and not refused since */
};

/* Bits for case_move.from. */
#define CASE_IN(state) (1u << CASE_##state)

/* Which reports a row is for. */
enum case_only { CASE_ONLY_ANY, CASE_ONLY_PUBLIC, CASE_ONLY_STAFF };

/* Where a step may lead besides a state. */
enum { CASE_SAME = CASE_STATE_MAX, CASE_BEFORE };

/* One row of the truth. */
struct case_move {
	enum case_act    act;
	enum case_answer answer; /* NO_ANSWER: the act has none */
	enum case_only   only;
	uint32_t         from; /* CASE_IN bits */
	int              to;   /* a state, CASE_SAME, CASE_BEFORE */
	enum case_by     by;
	uint32_t         needs;
	uint32_t         meets, drops, starts; /* CASE_RUNS bits: done; ended undone; begun */
};
extern const struct case_move case_moves[];
extern const size_t           case_nmoves;

/* What a step does.  The caller stores `next` and runs the clocks. */
struct case_step {
	const struct case_move *move;
	struct case_facts       next; /* did: as before; see part */
	int64_t                 at;
	uint32_t                meets, drops, starts;
	bool                    pause, unpause; /* all running clocks: 挂账 and its end */
	bool                    extend;         /* the WORK deadline becomes input.due */
	bool                    exempt;         /* the overdue facts are exempted */
	bool                    has_part;
	struct case_did         part;   /* to be added to did, when it is not there yet */
	uint32_t                lapsed; /* 1 << case_ask: requests that can no longer be decided */
};

/* Why not: one sentence, its arguments, the input field. */
struct case_refusal {
	enum err    err;
	const char *field; /* NULL: the whole */
	text_id     text;
	text_id     arg[2]; /* texts for {0}, {1}; T_none: none */
	str         named;  /* for {0} in place of arg[0]: the cases of near_no; else STR_NONE */
};

/*
 * Decide one act on one case at `now`.
 *
 * OK: *out holds the new facts and the clocks to run.  ERR_RULE: the state knows no
 * such step, or a rule forbids it.  ERR_INPUT: something is missing or wrong in
 * `in`.  *why then holds one sentence.  Nothing but *out and *why is written.
 * Permission and reach are the dispatcher's business, not looked at here.
 */
MUSTCHECK enum err case_decide(const struct case_facts *f, enum case_act act, const struct case_who *who,
                               const struct case_input *in, int64_t now, struct case_step *out,
                               struct case_refusal *why);

/*
 * Could `who` take this act now, if the input were right?  For the page: the same
 * table and guards as case_decide, without those that look at input.
 */
bool case_may(const struct case_facts *f, enum case_act act, const struct case_who *who, int64_t now,
              struct case_refusal *why);

/* L2: neither reported nor handled by this person, nor handled by this unit. */
bool case_independent(const struct case_facts *f, int64_t person, int64_t unit);

/* L1: this unit held or handled a part of it; unit 0 never. */
bool case_unit_handled(const struct case_facts *f, int64_t unit);

/* Some unit did: false as long as it was never sent out. */
bool case_handled(const struct case_facts *f);

/*
 * Who has the case now: the unit, post and person that are to act; all 0 when it
 * is the desk of its stage at headquarters, or nobody (ended).
 */
struct case_holder {
	int64_t unit, post, person;
};
struct case_holder case_holder(const struct case_facts *f);

/* One position, in degrees; `some` false: unknown. */
struct case_point {
	bool   some;
	double lon, lat;
};

/* Metres between two known positions, good to a thousandth below 100 km. */
double case_metres(struct case_point a, struct case_point b);

/*
 * The same spot (L8), within one place and class: at most 30 m apart when both
 * positions are known, else the same address but for spaces.
 */
bool case_same_spot(struct case_point a, str address_a, struct case_point b, str address_b);

/* The same with another distance than 30 m. */
bool case_same_within(struct case_point a, str address_a, struct case_point b, str address_b, double metres);

/*
 * What narrows a store's rows down to those that case_same_spot may say yes to: a box in
 * degrees that holds the 30 m, or those, around a known position (zeros for none), and an address
 * without its spaces.
 */
struct case_box {
	double west, east, south, north;
};
struct case_box case_spot_box(struct case_point at);
struct case_box case_box_within(struct case_point at, double metres);
void            case_spot_plain(str address, struct buf *out);

/* Sentences that hold in the state (see above): NULL, or the one that does not. */
const char *case_unsound(const struct case_facts *f);

/* Still to be worked on or decided: neither closed, void, merged nor told. */
bool        case_open(enum case_state s);
const char *case_state_code(enum case_state s); /* "reported": in the API, exports, docs */
const char *case_act_code(enum case_act a);
const char *case_stage_code(enum case_stage s);
text_id     case_state_label(enum case_state s);
text_id     case_act_label(enum case_act a);
text_id     case_stage_label(enum case_stage s);
/* CASE_STATE_MAX for an unknown code. */
enum case_state case_state_of(str code);

/* The request that an ask_* or decide_* act is about; CASE_ASK_MAX for other acts. */
enum case_ask case_ask_of(enum case_act a);

#endif
