/* The ledger of problems taken back from a spreadsheet: what was changed in it, each by the command that it is. */
#ifndef WORK_AMEND_AMEND_H
#define WORK_AMEND_AMEND_H

#include "kit/command/command.h"
#include "work/bulk/bulk.h"

extern const struct command *const amend_commands[]; /* ledger.amend */
extern const size_t                amend_commands_n;
extern const struct bulk_kind      amend_tables[]; /* "ledger": open cases within reach */
extern const size_t                amend_tables_n;

/*
 * ledger.amend {file}: of each row that says another unit, with why, case.reassign; of each that says a remark,
 * case.note.  Both with the actor's own permissions, the rules of a case's life, and the revision that stood in the
 * table: what has changed since is refused and told, with its line; all of the rows or none.
 */

#endif
