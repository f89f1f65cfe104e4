/* The rules of what is handed in. */
#include "work/material/rules.h"

#include "base/buf.h"
#include "kit/table/rows.h"
#include "work_material_texts.h"

/* ---- Kinds of file ---- */

static const struct {
	const char *name, *media;
} kinds[MATERIAL_KIND_MAX] = {
#define X(name, media) {#name, media},
    MATERIAL_KINDS(X)
#undef X
};

enum material_kind
material_kind_of(str name)
{
	for (enum material_kind k = 0; k < MATERIAL_KIND_MAX; k++)
		if (str_eq(str_of(kinds[k].name), name))
			return k;
	return MATERIAL_KIND_MAX;
}

str
material_kind_name(enum material_kind k)
{
	return k < MATERIAL_KIND_MAX ? str_of(kinds[k].name) : STR_NONE;
}

str
material_kind_media(enum material_kind k)
{
	return k < MATERIAL_KIND_MAX ? str_of(kinds[k].media) : STR_NONE;
}

enum material_kind
material_kind_seen(str bytes)
{
	static const struct {
		const char        *mark;
		size_t             n;
		enum material_kind kind;
	} marks[] = {{"PK\x03\x04", 4, MATERIAL_IS_docx},
	             {"%PDF-", 5, MATERIAL_IS_pdf},
	             {"\xff\xd8\xff", 3, MATERIAL_IS_jpg},
	             {"\x89PNG\r\n\x1a\n", 8, MATERIAL_IS_png}};

	for (size_t i = 0; i < NITEMS(marks); i++)
		if (str_starts(bytes, (str){marks[i].mark, marks[i].n}))
			return marks[i].kind;
	return MATERIAL_KIND_MAX;
}

/* As people call them; after the endings themselves. */
static enum material_kind
kind_called(str word)
{
	static const struct {
		text_id            word;
		enum material_kind kind;
	} called[] = {{T_material_w_docx, MATERIAL_IS_docx}, {T_material_w_docx2, MATERIAL_IS_docx},
	              {T_material_w_xlsx, MATERIAL_IS_xlsx}, {T_material_w_xlsx2, MATERIAL_IS_xlsx},
	              {T_material_w_pptx, MATERIAL_IS_pptx}, {T_material_w_jpg, MATERIAL_IS_jpg},
	              {T_material_w_jpg2, MATERIAL_IS_jpg}};

	word = str_starts(word, S(".")) ? str_slice(word, 1, word.n) : word;
	for (enum material_kind k = 0; k < MATERIAL_KIND_MAX; k++)
		if (str_eq_nocase(word, str_of(kinds[k].name)))
			return k;
	for (size_t i = 0; i < NITEMS(called); i++)
		if (str_eq_nocase(word, text_get(called[i].word, ZH)) ||
		    str_eq_nocase(word, text_get(called[i].word, EN)))
			return called[i].kind;
	return MATERIAL_KIND_MAX;
}

bool
material_kinds(struct arena *a, str list, str *out, str *bad)
{
	bool       has[MATERIAL_KIND_MAX] = {0};
	struct buf b;
	str        word;

	*bad = STR_NONE;
	while ((word = typed_cut(&list)).p) {
		enum material_kind k = kind_called(word);

		if (k == MATERIAL_KIND_MAX) {
			*bad = word;
			return false;
		}
		has[k] = true;
	}
	buf_init(&b, a, BUF_LINE);
	for (enum material_kind k = 0; k < MATERIAL_KIND_MAX; k++)
		if (has[k])
			buf_printf(&b, "%s%s", b.n ? "；" : "", kinds[k].name);
	*out = buf_str(&b);
	return !b.err && b.n;
}

bool
material_takes(str list, enum material_kind k)
{
	str word;

	while ((word = list_cut(&list)).p)
		if (material_kind_of(word) == k)
			return true;
	return false;
}

/* ---- What a material comes to ---- */

enum material_state
material_state_of(const struct material_facts *f)
{
	if (f->struck)
		return MATERIAL_VOID;
	if (f->accepted >= f->copies)
		return MATERIAL_DONE;
	return f->accepted + f->waiting >= f->copies ? MATERIAL_WAITING : MATERIAL_MISSING;
}

text_id
material_state_label(enum material_state s)
{
	static const text_id label[MATERIAL_STATE_MAX] = {T_material_missing, T_material_waiting, T_material_done,
	    T_material_void};

	return s < MATERIAL_STATE_MAX ? label[s] : T_none;
}

str
material_state_name(enum material_state s)
{
	static const char *const name[MATERIAL_STATE_MAX] = {"missing", "waiting", "done", "void"};

	return s < MATERIAL_STATE_MAX ? str_of(name[s]) : STR_NONE;
}

/* ---- Who may ---- */

text_id
material_hand_fault(const struct material_hand *h, str *arg)
{
	*arg = STR_NONE;
	if (h->struck)
		return T_material_rule_void;
	if (h->unit != h->by_unit)
		return T_material_rule_own_unit;
	*arg = h->opens;
	if (str_cmp(h->today, h->opens) < 0)
		return T_material_rule_early;
	*arg = h->kinds;
	if (!material_takes(h->kinds, h->kind))
		return T_material_rule_kind;
	if (h->bytes > h->most << 20)
		return T_material_rule_large;
	if (h->files >= MATERIAL_FILES)
		return T_material_rule_files;
	if ((h->since.n || h->until.n) && !h->dated.n)
		return T_material_rule_undated;
	*arg = h->dated;
	if (h->dated.n && str_cmp(h->dated, h->today) > 0)
		return T_material_rule_ahead;
	if ((h->since.n && str_cmp(h->dated, h->since) < 0) || (h->until.n && str_cmp(h->dated, h->until) > 0))
		return T_material_rule_outside;
	return T_none;
}

text_id
material_judge_fault(const struct material_judge *j)
{
	if (j->struck)
		return T_material_rule_void;
	if (!str_eq(j->state, S("waiting")) && (j->accept || !str_eq(j->state, S("accepted"))))
		return T_material_rule_not_waiting;
	if (j->by_person == j->handed_by)
		return T_material_rule_same_person;
	return j->by_unit == j->unit ? T_material_rule_same_unit : T_none;
}

bool
material_alike(int64_t a, int64_t b, int near)
{
	return __builtin_popcountll((unsigned long long)(a ^ b)) <= near;
}
