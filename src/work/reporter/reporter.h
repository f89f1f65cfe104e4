/* Who told us: sealed, masked, opened with a reason, looked up by telephone, erased for good. */
#ifndef WORK_REPORTER_REPORTER_H
#define WORK_REPORTER_REPORTER_H

#include "kit/command/command.h"
#include "kit/verify/verify.h"
#include "work/cases/job.h"

/*
 * A reporter's name and telephone stand in the store (case_reporter, a table of work/cases) only
 * as a ciphertext whose key lies outside of it, as masks, and as a keyed digest of the number.
 * This room alone has the keys.  Opening is a command with a reason, refused to units that had the
 * case (L26), and an event; so is looking up a telephone.  Erasing leaves nothing but the case.
 */
extern const struct command *const    reporter_commands[]; /* case.reporter_look, _erase, _find, _renew */
extern const size_t                   reporter_commands_n;
extern const struct view *const       reporter_views[]; /* case.reporter_keys */
extern const size_t                   reporter_views_n;
extern const struct journal_aggregate reporter_aggregates[]; /* kind find: only events */
extern const size_t                   reporter_aggregates_n;

/* Why a reporter was erased: the words that the event case.reporter_erased keeps. */
extern const struct choice reporter_erase_reasons[];

/*
 * The keys for reporters' identities; once, before anything runs.  Without them
 * a report that names its reporter is refused, everything else works.
 */
void reporter_use_keys(const struct keyring *keys);

/*
 * After a key was added (keyring_rotate): case.reporter_renew, for the program itself, seals at most
 * REPORTER_SLICE reporters anew that lie under another key than this process's current one, those
 * of cases behind `after`, each with an event of its case.  reply.arg[0] is the last of these cases,
 * "0": nothing is left behind `after`; reply.arg[1] the current key's id.  Cut off anywhere it is
 * begun again from 0.  What was erased has nothing to seal.
 */
enum { REPORTER_SLICE = 50 };

/* case.reporter_keys: how many reporters lie under which key, by id; 0 stands for bytes of no key. */
struct reporter_key_use {
	uint32_t id;
	int64_t  n;
};
struct reporter_key_uses {
	struct reporter_key_use *use;
	size_t                   n;
};

/*
 * A room above that keeps words about cases; once, before anything runs.  case.reporter_erase
 * calls it within its own transaction, so that all goes or nothing.
 */
void reporter_also_forget(enum err (*forget)(struct ctx *cx, int64_t case_id));

/* What an erasure takes beside job_save_erasing: that room's words, the digests of the requests that told it. */
MUSTCHECK enum err reporter_forget_above(struct ctx *cx, int64_t case_id);

/*
 * Seal who told us, before the transaction: name and phone, each may be STR_NONE; *out is NULL
 * when both are.  In cx->arena.  ERR_RULE without keys.  What job_add does with it: cases/job.h.
 */
MUSTCHECK enum err reporter_make(struct ctx *cx, str name, str phone, struct reporter_made **out);

#endif
