/* The page of one case, 案卷页. */
#ifndef SHOW_DOSSIER_DOSSIER_H
#define SHOW_DOSSIER_DOSSIER_H

#include "show/desk/desk.h"

/* /cases/{id}: tail is the id.  again may bring a reporter's identity that is shown once. */
desk_show dossier_show;

#endif
