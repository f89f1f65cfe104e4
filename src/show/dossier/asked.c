/* What the daily bulletin asked for this case, and how that stands. */
#include "city/unit/roles.h"
#include "judge/bulletin/bulletin.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"

static enum err
look(struct ctx *cx, void *arg)
{
	struct making          *m = arg;
	const struct case_page *c = m->c;
	struct bulletin_due    *due, *show = NULL;
	bool                    proven = c->state == CASE_CLOSED && c->kind == CASE_KIND_PROVEN;
	size_t                  n;
	enum err                e = bulletin_dues_of(cx, c->id, c->ended_at, proven, &due, &n);

	/* The strictest that is still to be met; else how the newest ended. */
	for (size_t i = 0; e == OK && i < n; i++)
		if (due[i].result.open && (!show || due[i].due_at < show->due_at))
			show = &due[i];
	if (e != OK || n == 0)
		return e;
	if (!show)
		show = &due[0];
	m->p->asked_due = SOME_I64(show->due_at);
	m->p->asked_late = show->result.outcome == BULLETIN_DUTY_MISSED || show->result.outcome == BULLETIN_DUTY_AFTER;
	m->p->asked_open = show->result.open;
	m->p->asked_how = bulletin_outcome_label(show->result.outcome);
	m->p->asked_by = desk_text(cx, T_dossier_asked_by,
	                           DESK_FORMAT(cx, "%.*s %.*s", STR_ARG(show->place_name), STR_ARG(show->day_text)),
	                           DESK_FORMAT(cx, "%lld", (long long)show->edition));
	if (actor_may(cx->who, PERM_BULLETIN_SEE))
		m->p->asked_href = DESK_FORMAT(cx, "/bulletin/editions/%lld", (long long)show->edition_id);
	return OK;
}

enum err
dossier_asked(struct making *m)
{
	/* Only a unit is asked. */
	if (!case_handled(&m->c->reading->facts))
		return OK;
	return view_look(m->cx, PERM_CASE_SEE, look, m);
}
