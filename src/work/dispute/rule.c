/* Which refusals have a ground, and which rulings count.  Pure. */
#include "work/dispute/dispute.h"
#include "work_dispute_texts.h"

static text_id
at(const char **field, const char *name, text_id t)
{
	*field = name;
	return t;
}

text_id
dispute_ground_fault(const struct dispute_ground *g, const char **field)
{
	*field = NULL;
	if (g->ruled)
		return T_dispute_by_ruling;
	if (!g->row && !g->law)
		return at(field, "duty", T_dispute_no_ground);
	if (g->row && !g->row_there)
		return at(field, "duty", T_dispute_no_row);
	if (g->row && !g->row_speaks)
		return at(field, "duty", T_dispute_row_elsewhere);
	if (g->row && g->row_unit == g->unit)
		return at(field, "duty", T_dispute_row_own);
	return T_none;
}

text_id
dispute_ruling_fault(const struct dispute_ruling *r, const char **field)
{
	*field = NULL;
	if (r->state == DISPUTE_RULED)
		return T_dispute_ruled_already;
	if (r->state != DISPUTE_JOINT)
		return T_dispute_not_joint;
	if (!r->open)
		return T_dispute_case_over;
	if (r->ruler && (r->ruler == r->side[0] || r->ruler == r->side[1]))
		return T_dispute_own_cause;
	if (!r->reason)
		return at(field, "reason", T_dispute_no_reason);
	if (r->at > r->now)
		return at(field, "at", T_dispute_future);
	if (r->at < r->joint_at)
		return at(field, "at", T_dispute_too_early);
	if (r->radius && !r->spot)
		return at(field, "metres", T_dispute_no_spot);
	if (r->bears != r->bears_why)
		return at(field, r->bears ? "bears_why" : "bears", T_dispute_bears_both);
	return T_none;
}
