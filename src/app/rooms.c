/* The list of rooms, in floor order: the only place that knows them all. */
#include "app/rooms.h"

#include "base/ensure.h"
#include "city/calendar/calendar.h"
#include "city/catalog/catalog.h"
#include "city/duty/duty.h"
#include "city/edition/edition.h"
#include "city/grid/grid.h"
#include "city/login/login.h"
#include "city/place/place.h"
#include "city/site/site.h"
#include "city/unit/unit.h"
#include "judge/bulletin/bulletin.h"
#include "judge/zone/zone.h"
#include "judge/meeting/meeting.h"
#include "judge/press/press.h"
#include "kit/command/command.h"
#include "kit/journal/journal.h"
#include "show/desk/desk.h"
#include "show/handout/handout.h"
#include "show/audit/audit.h"
#include "show/burden/burden.h"
#include "show/office/office.h"
#include "show/dossier/dossier.h"
#include "show/matrix/matrix.h"
#include "show/dispute/disputes.h"
#include "show/recheck/recheck.h"
#include "show/roster/roster.h"
#include "show/staff/staff.h"
#include "show/tasks/tasks.h"
#include "work/acts/acts.h"
#include "work/amend/amend.h"
#include "work/bulk/bulk.h"
#include "work/burden/burden.h"
#include "work/cases/cases.h"
#include "work/docket/docket.h"
#include "work/dispute/dispute.h"
#include "work/finding/finding.h"
#include "work/intake/intake.h"
#include "work/material/material.h"
#include "work/outbox/outbox.h"
#include "work/photo/photo.h"
#include "work/plan/plan.h"
#include "work/recheck/recheck.h"
#include "work/repeat/repeat.h"
#include "work/reporter/reporter.h"
#include "work/scheme/scheme.h"
#include "work/tally/tally.h"
#include "work/tie/tie.h"
#include "work/writ/writ.h"
#include "work/task/task.h"

static const struct db_schema *const schemas[] = {
    &command_schema, &journal_schema, &place_schema, &calendar_schema, &unit_schema, &login_schema,
    &catalog_schema, &duty_schema,    &grid_schema, &site_schema, &cases_schema, &tally_schema, &intake_schema,
    &photo_schema, &bulk_schema, &outbox_schema, &writ_schema, &scheme_schema, &task_schema, &repeat_schema,
    &finding_schema, &material_schema, &tie_schema, &burden_schema, &recheck_schema, &dispute_schema,
    &bulletin_schema, &meeting_schema, &press_schema,
};

size_t
rooms_schemas(const struct db_schema *const **list)
{
	*list = schemas;
	return NITEMS(schemas);
}

/* Words and pictures about a case go with its reporter. */
static enum err
forget(struct ctx *cx, int64_t case_id)
{
	enum err e = intake_forget(cx, case_id);

	return e == OK ? photo_forget(cx, case_id) : e;
}

void
rooms_register(void)
{
	const struct journal_aggregate *things;
	size_t                          n;

	command_register(place_commands, place_commands_n);
	command_register(calendar_commands, calendar_commands_n);
	command_register(unit_commands, unit_commands_n);
	command_register(login_commands, login_commands_n);
	command_register(catalog_commands, catalog_commands_n);
	command_register(duty_commands, duty_commands_n);
	command_register(grid_commands, grid_commands_n);
	command_register(site_commands, site_commands_n);
	command_register(case_commands, case_commands_n);
	command_register(reporter_commands, reporter_commands_n);
	command_register(tally_commands, tally_commands_n);
	command_register(intake_commands, intake_commands_n);
	command_register(photo_commands, photo_commands_n);
	command_register(bulk_commands, bulk_commands_n);
	command_register(outbox_commands, outbox_commands_n);
	command_register(scheme_commands, scheme_commands_n);
	command_register(writ_commands, writ_commands_n);
	command_register(task_commands, task_commands_n);
	command_register(finding_commands, finding_commands_n);
	command_register(material_commands, material_commands_n);
	command_register(tie_commands, tie_commands_n);
	command_register(burden_commands, burden_commands_n);
	command_register(amend_commands, amend_commands_n);
	command_register(recheck_commands, recheck_commands_n);
	command_register(dispute_commands, dispute_commands_n);
	command_register(repeat_commands, repeat_commands_n);
	command_register(bulletin_commands, bulletin_commands_n);
	command_register(zone_commands, zone_commands_n);
	command_register(meeting_commands, meeting_commands_n);
	command_register(press_commands, press_commands_n);
	bulk_register(bulk_tables, bulk_tables_n);
	bulk_register(scheme_tables, scheme_tables_n);
	bulk_register(task_tables, task_tables_n);
	bulk_register(finding_tables, finding_tables_n);
	bulk_register(material_tables, material_tables_n);
	bulk_register(amend_tables, amend_tables_n);
	bulk_register(burden_tables, burden_tables_n);
	burden_register(burden_kinds, burden_kinds_n);
	burden_register(meeting_burden, meeting_burden_n);
	bulk_register(zone_tables, zone_tables_n);
	reporter_also_forget(forget);
	unit_register(&duty_hang, 1);
	unit_register(&site_hang, 1);
	unit_register(&grid_hang, 1);
	unit_register(&case_hang, 1);
	unit_register(&task_hang, 1);
	unit_register(&burden_hang, 1);
	unit_register(&material_hang, 1);
	unit_register(&channel_hang, 1);
	writ_register(writ_case_forms, writ_case_forms_n);
	writ_register(handout_forms, handout_forms_n);
	writ_register(meeting_forms, meeting_forms_n);
	writ_register(press_forms, press_forms_n);
	writ_also_keeps(&meeting_keeper);
	writ_also_keeps(&press_keeper);
	writ_also_keeps(&material_keeper);
	dossier_also_shows(PERM_CASE_SEE, recheck_repeat_panel);
	dossier_also_shows(PERM_CASE_SEE, disputes_panel);
	dossier_also_shows(PERM_TASK_SEE, tasks_panel);
	desk_also_waits(PERM_TASK_DO, burden_pages_waits);

	view_register(place_views, place_views_n);
	view_register(calendar_views, calendar_views_n);
	view_register(unit_views, unit_views_n);
	view_register(login_views, login_views_n);
	view_register(catalog_views, catalog_views_n);
	view_register(edition_views, edition_views_n);
	view_register(duty_views, duty_views_n);
	view_register(grid_views, grid_views_n);
	view_register(site_views, site_views_n);
	view_register(case_views, case_views_n);
	view_register(tally_views, tally_views_n);
	view_register(docket_views, docket_views_n);
	view_register(intake_views, intake_views_n);
	view_register(photo_views, photo_views_n);
	view_register(bulk_views, bulk_views_n);
	view_register(outbox_views, outbox_views_n);
	view_register(scheme_views, scheme_views_n);
	view_register(writ_views, writ_views_n);
	view_register(task_views, task_views_n);
	view_register(finding_views, finding_views_n);
	view_register(plan_views, plan_views_n);
	view_register(material_views, material_views_n);
	view_register(tie_views, tie_views_n);
	view_register(burden_views, burden_views_n);
	view_register(recheck_views, recheck_views_n);
	view_register(dispute_views, dispute_views_n);
	view_register(repeat_views, repeat_views_n);
	view_register(reporter_views, reporter_views_n);
	view_register(bulletin_views, bulletin_views_n);
	view_register(zone_views, zone_views_n);
	view_register(meeting_views, meeting_views_n);
	view_register(press_views, press_views_n);
	view_register(desk_views, desk_views_n);
	view_register(office_views, office_views_n);
	view_register(staff_views, staff_views_n);
	view_register(roster_views, roster_views_n);
	n = rooms_aggregates(&things);
	audit_use_kinds(things, n);
	view_register(audit_views, audit_views_n);
	view_register(matrix_views, matrix_views_n);

	command_after(docket_forget);
}

enum { KINDS_MOST = 64 };
static struct journal_aggregate kinds[KINDS_MOST];
static size_t                   nkinds;

static void
take(const struct journal_aggregate *list, size_t n)
{
	ensure(nkinds + n <= KINDS_MOST);
	for (size_t i = 0; i < n; i++)
		kinds[nkinds++] = list[i];
}

size_t
rooms_aggregates(const struct journal_aggregate **list)
{
	if (nkinds == 0) {
		take(place_aggregates, place_aggregates_n);
		take(calendar_aggregates, calendar_aggregates_n);
		take(unit_aggregates, unit_aggregates_n);
		take(login_aggregates, login_aggregates_n);
		take(catalog_aggregates, catalog_aggregates_n);
		take(duty_aggregates, duty_aggregates_n);
		take(grid_aggregates, grid_aggregates_n);
		take(site_aggregates, site_aggregates_n);
		take(case_aggregates, case_aggregates_n);
		take(reporter_aggregates, reporter_aggregates_n);
		take(tally_aggregates, tally_aggregates_n);
		take(intake_aggregates, intake_aggregates_n);
		take(photo_aggregates, photo_aggregates_n);
		take(outbox_aggregates, outbox_aggregates_n);
		take(scheme_aggregates, scheme_aggregates_n);
		take(writ_aggregates, writ_aggregates_n);
		take(task_aggregates, task_aggregates_n);
		take(finding_aggregates, finding_aggregates_n);
		take(material_aggregates, material_aggregates_n);
		take(tie_aggregates, tie_aggregates_n);
		take(burden_aggregates, burden_aggregates_n);
		take(recheck_aggregates, recheck_aggregates_n);
		take(dispute_aggregates, dispute_aggregates_n);
		take(repeat_aggregates, repeat_aggregates_n);
		take(bulletin_aggregates, bulletin_aggregates_n);
		take(meeting_aggregates, meeting_aggregates_n);
		take(press_aggregates, press_aggregates_n);
	}
	*list = kinds;
	return nkinds;
}
