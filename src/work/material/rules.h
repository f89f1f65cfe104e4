/* When a file may be handed in and judged, what a material comes to, and which kinds of file there are.  Pure. */
#ifndef WORK_MATERIAL_RULES_H
#define WORK_MATERIAL_RULES_H

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"

/* ---- Kinds of file ---- */

#define MATERIAL_KINDS(X)                                                            \
	X(docx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document") \
	X(xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")     \
	X(pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation") \
	X(pdf, "application/pdf")                                                      \
	X(jpg, "image/jpeg")                                                           \
	X(png, "image/png")
enum material_kind {
#define X(name, media) MATERIAL_IS_##name,
	MATERIAL_KINDS(X)
#undef X
	    MATERIAL_KIND_MAX
};
enum material_kind material_kind_of(str name);              /* "docx"; MATERIAL_KIND_MAX: none such */
str                material_kind_name(enum material_kind k);
str                material_kind_media(enum material_kind k); /* its media type */

/* By what bytes begin with; an office's zip is MATERIAL_IS_docx until it was looked into.  MATERIAL_KIND_MAX: none. */
enum material_kind material_kind_seen(str bytes);

/*
 * "Word、.pdf；JPEG" as people write kinds, to "docx；pdf；jpg" in the order above, each once.  False: *bad is no kind;
 * an empty list is one without any.
 */
bool material_kinds(struct arena *a, str list, str *out, str *bad);

/* Whether a list as material_kinds gives it has the kind. */
bool material_takes(str kinds, enum material_kind k);

/* ---- What a material comes to ---- */

/* missing: fewer files than wanted were handed in and not returned; waiting: enough, not all accepted. */
enum material_state { MATERIAL_MISSING, MATERIAL_WAITING, MATERIAL_DONE, MATERIAL_VOID, MATERIAL_STATE_MAX };
struct material_facts {
	int64_t copies, waiting, accepted;
	bool    struck;
};
enum material_state material_state_of(const struct material_facts *f);
text_id             material_state_label(enum material_state s);
str                 material_state_name(enum material_state s);

/* ---- Who may ---- */

/* What a decision is made of; days as YYYY-MM-DD; by_*: who acts. */
struct material_hand {
	bool    struck;
	int64_t unit, by_unit;
	str     today, opens, since, until, dated; /* dated: of what the file says; empty: not said */
	str     kinds;
	int64_t most, bytes; /* megabytes; bytes */
	enum material_kind kind;
	size_t             files; /* that were handed in already */
};
struct material_judge {
	bool    struck, accept;
	str     state;               /* of the file */
	int64_t unit, handed_by;     /* the material's; a person */
	int64_t by_unit, by_person;
};
enum { MATERIAL_FILES = 200 }; /* most files of a material, returned ones too */

/*
 * The sentence why not, with what it is about in *arg; T_none: it may.
 * hand: only the unit itself, from the first day on (late is late, and taken), a kind and size that are wanted, dated
 * within the days that are asked about.
 * judge: accept only what waits, return what waits or was accepted; by another person of another unit (A31).
 */
text_id material_hand_fault(const struct material_hand *h, str *arg);
text_id material_judge_fault(const struct material_judge *j);

/* Whether two pictures are alike by what they are found by: at most `near` bits differ. */
bool material_alike(int64_t a, int64_t b, int near);

#endif
