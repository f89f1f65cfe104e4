/* What this room gives to the program: commands, views, its aggregate. */
#include "work/intake/inside.h"
#include "work_intake_texts.h"

const struct command *const intake_commands[] = {&intake_rows_cmd, &intake_link_cmd, &intake_named_cmd};
const size_t                intake_commands_n = NITEMS(intake_commands);

const struct view *const intake_views[] = {
    &intake_known_view,
    &intake_trial_view,
    &intake_told_view,
    &intake_sources_view,
};
const size_t intake_views_n = NITEMS(intake_views);

static const struct journal_side named = {.table = "told_source", .query = "source_fold", .keys = 1};

const struct journal_aggregate intake_aggregates[] = {
    {.kind = "told", .label = T_intake_thing_told, .queries = intake_queries, .query = "told_fold"},
    {.kind = "ledger", .label = T_intake_thing_ledger, .queries = intake_queries, .side = &named, .nside = 1},
};
const size_t intake_aggregates_n = NITEMS(intake_aggregates);
