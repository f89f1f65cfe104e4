/* The page of one case, 案卷页. */
#ifndef SHOW_DOSSIER_DOSSIER_H
#define SHOW_DOSSIER_DOSSIER_H

#include "show/desk/desk.h"

/* /cases/{id}: tail is the id.  again may bring a reporter's identity that is shown once. */
desk_show dossier_show;

/*
 * What a room above tells of a case on its page, and for whom (perm): a fragment, behind those of the rooms that
 * registered before; empty: nothing.  DOSSIER_PANELS rooms may; single-threaded, before anything runs.
 */
enum { DOSSIER_PANELS = 8 };
void dossier_also_shows(perm_id perm, enum err (*panel)(struct http_request *rq, int64_t case_id, str case_no,
    html *out));

#endif
