/* What the files of this room share. */
#ifndef WORK_WRIT_INSIDE_H
#define WORK_WRIT_INSIDE_H

#include "kit/photo/files.h"
#include "work/writ/writ.h"

/* Was the program told a folder for papers, and is it there? */
bool writ_has_folder(void);

/* Where papers are kept; the folder is made.  ERR_RULE: the program was told no folder. */
MUSTCHECK enum err writ_files(struct ctx *cx, struct files *f);

/* The bytes of a kept template by its digest in words.  ERR_STORE: gone, or not what it was. */
MUSTCHECK enum err writ_kept_read(struct ctx *cx, str name, str *bytes);

extern const struct command template_add_cmd, template_use_cmd, template_end_cmd;
extern const struct view    template_list_view, template_get_view;

#endif
