/* What the pages of papers show, ready for their templates. */
#ifndef SHOW_WRITS_PAGE_H
#define SHOW_WRITS_PAGE_H

#include "show/frame/frame.h"

struct writs_row {
	text_id kind;
	str     href, case_href, no, unit, as, docx, pdf, docx_digest, pdf_digest;
	int64_t nth, at, position, docx_kb, pdf_kb;
};
struct writs_form {
	str     name;
	text_id label, what;
};
struct writs_list {
	struct frame       page;
	struct writs_row  *rows;
	size_t             nrows;
	struct writs_form *forms; /* that may be issued about this case */
	size_t             nforms;
	str                case_id, case_href, here, next, first; /* STR_NONE: of all cases */
};
struct writs_one {
	struct frame     page;
	struct writs_row row;
};

#endif
