/* The pages of papers: those issued, one of them, its files, and issuing one about a case. */
#ifndef SHOW_WRITS_WRITS_H
#define SHOW_WRITS_WRITS_H

#include "show/desk/desk.h"
#include "work/writ/writ.h"

/* GET /papers: those issued within reach; with case_id those of one case, and the forms to issue one. */
desk_show writs_list_show;

/* GET /papers/{id} */
desk_show writs_one_show;

/* GET /papers/{id}/{form}: docx or pdf, as it was issued; print: that docx as PDF. */
MUSTCHECK enum err writs_file_run(struct http_request *rq, struct http_reply *rp);

/*
 * The docx that rp->fd reads, as the PDF that a word processor makes of it, in rp->body; rp->fd is closed in any case.
 * The kept docx is not changed, and the PDF is not kept.  *name: its name, .docx becomes .pdf.  Errors as print_docx.
 */
MUSTCHECK enum err writs_printed(struct ctx *cx, struct http_reply *rp, str *name);

/*
 * GET /editions: what was issued of places, and the forms to issue one.  GET /editions/{id}/{form}: docx, pdf, xlsx;
 * print: its docx as PDF.
 */
desk_show          writs_editions_show;
MUSTCHECK enum err writs_edition_file_run(struct http_request *rq, struct http_reply *rp);

/* What a template of that form is, or (filled) what becomes of it: "application/pdf" … */
str writs_media_of(enum writ_as as, bool filled);

/* GET /ledger/{which}: open or all cases within reach as a workbook.  Slow: on a heavy worker. */
MUSTCHECK enum err writs_ledger_run(struct http_request *rq, struct http_reply *rp);

/* GET /templates: which versions are in force; GET /templates/{kind}: its versions, its fields, sending one in. */
desk_show writs_templates_show, writs_template_show;

/*
 * POST /templates/{kind}: a multipart form with one file `file` and `note`; becomes template.add and leads back to the
 * page.  A refusal shows the form again.
 */
enum { WRITS_BODY = 9 << 20 };
MUSTCHECK enum err writs_template_run(struct http_request *rq, struct http_reply *rp);
MUSTCHECK enum err writs_template_render(struct http_request *rq, struct http_reply *rp);

/* GET /templates/{kind}/{form}: the shipped one. */
MUSTCHECK enum err writs_shipped_run(struct http_request *rq, struct http_reply *rp);

/* GET /templates/{kind}/{id}/{what}: file, as it came in; trial?case_id=, filled with real data, for who may edit. */
MUSTCHECK enum err writs_template_file_run(struct http_request *rq, struct http_reply *rp);

#endif
