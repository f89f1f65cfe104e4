/* Zones (高新区, 片区) side by side: what their places' cases did in a stretch of days, and how sure a rank is (A70). */
#ifndef JUDGE_ZONE_ZONE_H
#define JUDGE_ZONE_ZONE_H

#include "judge/bulletin/bulletin.h"
#include "judge/zone/rules.h"
#include "kit/command/command.h"
#include "work/bulk/bulk.h"

extern const struct command *const zone_commands[]; /* zone.load */
extern const size_t                zone_commands_n;
extern const struct view *const    zone_views[]; /* zone.figures */
extern const size_t                zone_views_n;
extern const struct bulk_kind      zone_tables[]; /* zones: given out, let in by zone.load */
extern const size_t                zone_tables_n;

/* A place of a zone: with all below it; what lies in another place of the same zone is no part of its own. */
struct zone_part {
	int64_t              place;
	str                  code, name;
	bool                 outside; /* not within the reader's scope: no numbers */
	struct bulletin_sums sums;
};

/*
 * A zone as it is drawn on the stretch's last day.  `outside`: a part of it is, so its numbers are not told and it is
 * not compared.  Zones of one kind are rivals; zones may overlap, so their sums need not add up to the place's.
 */
struct zone_row {
	int64_t              id;
	str                  code, name, kind;
	bool                 outside;
	struct bulletin_sums sums; /* of its parts together */
	struct zone_rate     rate; /* closed in time of closed */
	struct zone_part    *part;
	size_t               nparts;
};

/* zone.figures: by kind, then what may stand first (best, worst, code). */
struct zone_figures {
	struct bulletin_head head; /* the reader's whole place, as of a seal; from: the stretch's first moment */
	day                  since, until;
	struct bulletin_sums sums; /* of that place */
	int64_t              share; /* closed in time of closed there, thousandths; -1: nothing was closed */
	struct zone_row     *row;
	size_t               n;
};

#endif
