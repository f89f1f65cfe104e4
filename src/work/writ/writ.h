/* Papers (文书) of the office: which there are, their templates, and those issued about a case, kept as they were. */
#ifndef WORK_WRIT_WRIT_H
#define WORK_WRIT_WRIT_H

#include "kit/command/command.h"
#include "kit/db/db.h"
#include "kit/journal/aggregate.h"
#include "kit/office/office.h"
#include "kit/photo/files.h"

extern const struct db_schema         writ_schema;
extern const struct command *const    writ_commands[];
extern const size_t                   writ_commands_n;
extern const struct view *const       writ_views[];
extern const size_t                   writ_views_n;
extern const struct journal_aggregate writ_aggregates[]; /* kinds writ, template */
extern const size_t                   writ_aggregates_n;

/* ---- Which papers there are ---- */

/* What a paper of one case says, one value for each field. */
struct writ_facts {
	const struct office_value *value;
	int64_t                    unit_id;  /* to whom */
	int64_t                    position; /* sealed up to there was known */
	str                        case_no;
};

/* In which forms there are templates of papers: a Word file, the plain text of which a PDF is made, slides, sheets. */
enum writ_as { WRIT_DOCX, WRIT_TEXT, WRIT_PPTX, WRIT_XLSX, WRIT_AS_MAX };
str          writ_as_name(enum writ_as as);  /* "docx", "txt", "pptx", "xlsx" */
enum writ_as writ_as_of(str name);           /* WRIT_AS_MAX: no such */
text_id      writ_as_label(enum writ_as as);

/* A paper, its fields, and its shipped templates: folders NAME and NAME-xlsx of parts, and NAME.txt for its PDF. */
struct writ_form {
	const char                *name; /* "order": in addresses, files and the store */
	text_id                    label, what;
	const struct office_field *field;
	size_t                     nfield;
	/*
	 * Of a case within reach, as its nth of this kind; in a snapshot.  ERR_RULE: this case gives no such paper.
	 * NULL: it is about something else, and made and kept where that is.
	 */
	enum err (*gather)(struct ctx *cx, const struct writ_form *form, int64_t case_id, int64_t nth,
	                   struct writ_facts *out);
	/* Instead: what it would say now, of what the actor reaches, for a template's trial; in a snapshot. */
	enum err (*sample)(struct ctx *cx, const struct writ_form *form, struct writ_facts *out);
	unsigned forms; /* its templates: 1 << enum writ_as */
};

/* Rooms add theirs; once, before anything runs; the list lives as long as the process. */
void                    writ_register(const struct writ_form *list, size_t n);
const struct writ_form *writ_form_of(str name); /* NULL: no such */
const struct writ_form *writ_form_at(size_t i); /* NULL: there are no more */

/* 整改通知单, 督办单 and 约谈通知. */
extern const struct writ_form writ_case_forms[];
extern const size_t           writ_case_forms_n;

/* ---- Templates ---- */

/*
 * Where files lie; once, before anything runs; both live as long as the process.  `shipped`: see struct writ_form.
 * `own`: in its kept/ what was issued, and the office's own templates; NULL: no such folder, and neither can be.
 */
void writ_use(const char *shipped, const char *own);

/* The shipped template of a paper, to be changed in a word processor.  ERR_STORE: it is not there. */
MUSTCHECK enum err writ_shipped(struct ctx *cx, const struct writ_form *p, enum writ_as as, str *bytes);

/*
 * Can these bytes be a template of this paper?  ERR_INPUT, field "template": what opc_unpack, office_read,
 * office_say and paper_read refuse; all names that are no fields, each with its place.  cx->arena: room for
 * OPC_WHOLE.
 */
MUSTCHECK enum err writ_check(struct ctx *cx, const struct writ_form *p, enum writ_as as, str bytes);

/*
 * A paper filled: by `bytes`, or (STR_NONE) by the version that is in force, or the shipped one; WRIT_TEXT becomes a
 * PDF.  *by: which version; 0: the shipped one, or `bytes`.  Refuses as writ_check does; ERR_STORE: its file is gone or
 * not what it was; as picture_pdf.  cx->arena: room for OPC_WHOLE and OPC_OUT.
 */
MUSTCHECK enum err writ_fill(struct ctx *cx, const struct writ_form *p, enum writ_as as, str bytes,
                             const struct office_value *value, str *out, int64_t *by);

/* Keep a file that came in for template.add, whose field `file` is its digest.  ERR_LARGE, ERR_FULL, ERR_STORE. */
MUSTCHECK enum err writ_take(struct ctx *cx, str bytes, digest *d);

/* A version of a template; post names STR_NONE: the program itself. */
struct writ_version {
	int64_t id, nth, bytes, added_at;
	str     kind, form, file, name, note, tried, tried_with, added_by, used_by, ended_by;
	opt_i64 used_at, ended_at;
	bool    in_force;
	text_id label; /* of its kind */
};
/* template.list {kind?}: versions of a kind, by form, the newest first; without: those in force.  template.get {id}. */
struct writ_versions {
	struct writ_version *item;
	size_t               n;
};
enum { WRIT_VERSIONS = 200 }; /* most in a list */

/* The bytes of a version, checked, in cx->arena; *form: its kind; in a snapshot.  ERR_NONE, ERR_STORE. */
MUSTCHECK enum err writ_version_read(struct ctx *cx, int64_t id, struct writ_version *v, str *bytes);

/*
 * A version filled with real data within the actor's reach: of that case, or (0) of one for which there is such a
 * paper.  *with: the case or day.  In a snapshot; room as writ_fill.  ERR_RULE: no case for it.
 */
MUSTCHECK enum err writ_try(struct ctx *cx, int64_t id, int64_t case_id, struct writ_version *v, str *out, str *with);

/* ---- What was issued ---- */

enum { WRIT_PAGE = 50, WRIT_APART = 3600000 }; /* papers of a kind and case: an hour apart */

/* A paper as it was issued; never changed. */
struct writ_item {
	int64_t id, case_id, nth, issued_at, position, docx_bytes, pdf_bytes;
	int64_t docx_nth, pdf_nth; /* by which version of the template; 0: the shipped one */
	str     kind, case_no, unit_name, issued_unit, issued_post, docx, pdf; /* docx, pdf: SHA-256, hexadecimal */
	text_id label;
};
/* writ.list {case?, before?}: the newest first; writ.get {id}: a list of one. */
struct writ_list {
	struct writ_item *item;
	size_t            n;
	int64_t           before; /* give it for the next page; 0: this was the last */
};

/*
 * A descriptor of what is kept, within the actor's reach, which the caller closes; *name: what it is called outside,
 * "整改通知单-芗城-2026-00012-1.docx".  In a snapshot.  ERR_NONE: no such paper; ERR_STORE: its file is gone or not what
 * it was.
 */
MUSTCHECK enum err writ_fetch(struct ctx *cx, int64_t id, bool pdf, int *fd, uint64_t *bytes, str *name);

/* "2026年11月20日" and "2026年11月20日8时30分" of ms UTC, as papers say it, Chinese whoever prints them; in cx->arena. */
str writ_date(struct ctx *cx, int64_t at);
str writ_moment(struct ctx *cx, int64_t at);

/* ---- Papers that are not about a case: another room writes down what they are ---- */

/* A paper as it is kept: its files by their digests, and by which versions of its templates; 0: those shipped. */
struct writ_kept {
	str     docx, pdf, xlsx; /* SHA-256, hexadecimal; in cx->arena; "": there is no such form of it */
	int64_t docx_bytes, pdf_bytes, xlsx_bytes, docx_by, pdf_by, xlsx_by;
};

/*
 * Fill a paper's templates, of each form that it has but slides, and keep the files.  Slow, for prepare().  Refuses
 * as writ_fill; ERR_RULE: there is no folder to keep it in.
 */
MUSTCHECK enum err writ_make(struct ctx *cx, const struct writ_form *form, const struct office_value *value,
                             struct writ_kept *out);

/*
 * Whether filling its templates now would give the files of `was` (those that it does not name are not looked at; a
 * PDF never is the same, it says within when it was made), and keep none of them.  Slow, for prepare().
 */
MUSTCHECK enum err writ_would_be(struct ctx *cx, const struct writ_form *form, const struct office_value *value,
                                 const struct writ_kept *was, bool *same);

/*
 * What is kept under a digest, open for reading; the caller closes it, and has looked whether the actor may see it.
 * ERR_STORE: it is gone, or not what it was.
 */
MUSTCHECK enum err writ_open(struct ctx *cx, str name, int *fd, uint64_t *bytes);

/* Keep what came in, under its digest; the caller has looked at it.  ERR_RULE: there is no folder; as files_put. */
MUSTCHECK enum err writ_keep(struct ctx *cx, str bytes, digest *d);

/* What is kept under a digest, whole, in cx->arena.  ERR_NONE: nothing, or not what it was; ERR_STORE: past `most`. */
MUSTCHECK enum err writ_kept_bytes(struct ctx *cx, str name, size_t most, str *bytes);

/*
 * Whether a room's rows name a file, for the sweep; and what they name, page by page by id, for the check: at most
 * WRIT_PAGE rows behind `after`, in cx->arena.  WRIT_KEEPERS rooms may; before anything runs.
 */
enum { WRIT_KEEPERS = 4 };
struct writ_other {
	int64_t id;
	str     what, docx, pdf, xlsx, file; /* what: as people call it; STR_NONE or "": no such file */
};
struct writ_keeper {
	enum err (*names)(struct ctx *cx, str file, bool *is); /* by its digest */
	enum err (*page)(struct ctx *cx, int64_t after, struct writ_other **row, size_t *n);
};
void writ_also_keeps(const struct writ_keeper *k);

/* ---- The files that are kept ---- */

/* One that is not as it was issued. */
struct writ_ill {
	int64_t id;
	str     what; /* "整改通知单 2026-00012 第 1 份 docx" */
	bool    gone; /* else it was altered */
};
struct writ_checked {
	int64_t files, missing, altered;
};

/*
 * Look whether the files of every paper that was issued are there and are what they were; each that is not is told
 * to `ill`.  Outside of a transaction, so that no snapshot grows old; memory does not grow with the papers.
 * ERR_RULE: there are papers, and the program was told no folder.  ERR_STORE.
 */
MUSTCHECK enum err writ_check_kept(struct ctx *cx, void (*ill)(struct ctx *cx, const struct writ_ill *i, void *arg),
                                   void *arg, struct writ_checked *out);

/*
 * Remove files that no paper names and that are older than a day: what was filled for a paper that was then refused.
 * All of them, or a piece of WRIT_SWEEPS, which the server takes one by one.  Outside of a transaction.  Nothing
 * without a folder.
 */
enum { WRIT_SWEEPS = FILES_PARTS + 1 };
MUSTCHECK enum err writ_sweep(struct ctx *cx, struct files_swept *out);
MUSTCHECK enum err writ_sweep_piece(struct ctx *cx, unsigned piece, struct files_swept *out);

/*
 * 问题台账: every case within the actor's reach, or the open ones, as a workbook in the folder `dir`, open for reading
 * and without a name, which the caller closes.  *position: the seal that its sheet names.  In a snapshot; memory does
 * not grow with the rows.  Errors as xlsx_begin.
 */
MUSTCHECK enum err writ_ledger(struct ctx *cx, bool open, const char *dir, int *fd, uint64_t *size, int64_t *position);

#endif
