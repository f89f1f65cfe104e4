/* What the pages of papers show, ready for their templates. */
#ifndef SHOW_WRITS_PAGE_H
#define SHOW_WRITS_PAGE_H

#include "show/burden/page.h"
#include "show/frame/frame.h"

struct writs_row {
	text_id kind;
	str     href, case_href, no, unit, as, docx, pdf, print, docx_digest, pdf_digest;
	int64_t nth, at, position, docx_kb, pdf_kb, docx_nth, pdf_nth; /* _nth: versions of templates; 0: shipped */
	/* print: that docx as PDF; STR_NONE: by the shipped template, whose own PDF says the same */
};
struct writs_form {
	str     name;
	text_id label, what;
	bool    monthly; /* asks for a month */
};
/* Of a place, in editions; a file that there is not: STR_NONE. */
struct writs_edition {
	text_id kind;
	str     place, period, as, docx, pdf, xlsx, print;
	int64_t nth, at, position;
};
struct writs_editions {
	struct frame          page;
	struct writs_edition *rows;
	size_t                nrows;
	struct writs_form    *forms;
	size_t                nforms;
	str                   month, next;
};
struct writs_list {
	struct frame       page;
	struct writs_row  *rows;
	size_t             nrows;
	struct burden_note cost;
	struct writs_form *forms; /* that may be issued about this case */
	size_t             nforms;
	str                case_id, case_href, here, next, first; /* STR_NONE: of all cases */
};
struct writs_force {
	text_id label, as;
	str     href, name;
	int64_t nth, used_at; /* nth 0: the shipped one */
};
struct writs_templates {
	struct frame        page;
	struct writs_force *rows;
	size_t              nrows;
};
struct writs_version {
	int64_t id, nth, kb, added_at, used_at, ended_at; /* 0: not yet */
	text_id as;
	bool    in_force;
	str     name, note, tried, tried_with, added_by, used_by, ended_by, file, trial;
};
struct writs_way {
	text_id label;
	str     href;
};
struct writs_field {
	str  mark, name, within; /* within: the rows that it is of; STR_NONE: none */
	bool rows, picture;
};
struct writs_template {
	struct frame          page;
	text_id               label;
	str                   kind, href, accept, note;
	struct burden_note    cost;
	bool                  edits;
	struct writs_way     *forms;
	size_t                nforms;
	struct writs_version *rows;
	size_t                nrows;
	struct writs_field   *fields;
	size_t                nfields;
};
struct writs_one {
	struct frame       page;
	struct writs_row   row;
	struct burden_note cost;
};

#endif
