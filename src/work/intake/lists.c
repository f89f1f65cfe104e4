/* What this room gives to the program: commands, views, its aggregate. */
#include "work/intake/inside.h"

const struct command *const intake_commands[] = {&intake_rows_cmd, &intake_link_cmd};
const size_t                intake_commands_n = NITEMS(intake_commands);

const struct view *const intake_views[] = {
    &intake_known_view,
    &intake_trial_view,
    &intake_told_view,
    &intake_sources_view,
};
const size_t intake_views_n = NITEMS(intake_views);

const struct journal_aggregate intake_aggregate = {.kind = "told", .queries = intake_queries, .query = "told_fold"};
