/* What the files of this room share. */
#ifndef WORK_WRIT_INSIDE_H
#define WORK_WRIT_INSIDE_H

#include "kit/photo/files.h"
#include "work/writ/writ.h"

/* The plain text of which a paper's PDF is made: the office's own, or the shipped one. */
MUSTCHECK enum err writ_text(struct ctx *cx, const struct writ_form *p, str *text);

/* Was the program told a folder for papers, and is it there? */
bool writ_has_folder(void);

/* Where papers are kept; the folder is made.  ERR_RULE: the program was told no folder. */
MUSTCHECK enum err writ_files(struct ctx *cx, struct files *f);

#endif
