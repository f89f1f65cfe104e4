/* What another system said of a case that was imported: shown as it was told, nothing made of it. */
#include "dossier_sql.h"
#include "kit/json/tree.h"
#include "show/dossier/inside.h"
#include "show_dossier_texts.h"
#include "work/intake/intake.h"

static enum err
facts(struct ctx *cx, str json, struct dossier_told *t)
{
	const struct jval *v;
	enum err           e;

	if (!json.n)
		return OK;
	if ((e = jval_parse(cx, json, &jlimit_payload, &v)) != OK)
		return e;
	if (v->kind != JOBJ)
		return OK;
	if (!(t->facts = ARENA_NEWS(cx->arena, v->n + 1, struct frame_pair)))
		return ctx_no_memory(cx);
	for (uint32_t i = 0; i < v->n; i++) {
		str value;

		if (jval_str(&v->item[i], &value) && value.n)
			t->facts[t->nfacts++] = (struct frame_pair){v->item[i].key, value};
	}
	return OK;
}

static enum err
number_of(struct ctx *cx, int64_t id, str *no, str *href)
{
	struct q_number_row row;
	enum err            e;

	*no = *href = STR_NONE;
	e = q_number(cx, &(struct q_number_in){.id = id, .scope = cx->who->reach}, &row);
	if (e == ERR_NONE) {
		ctx_forget(cx);
		*no = text_get(T_dossier_merged_else, cx->lang);
		return OK;
	}
	if (e != OK)
		return e;
	*no = row.no;
	*href = DESK_FORMAT(cx, "/cases/%lld", (long long)id);
	return OK;
}

enum err
dossier_told(struct making *m)
{
	static const text_id meaning[TOLD_MEANING_MAX] = {
	    [TOLD_UNKNOWN] = T_dossier_meant_unknown,   [TOLD_OPEN] = T_dossier_meant_open,
	    [TOLD_DONE] = T_dossier_meant_done,         [TOLD_DUPLICATE] = T_dossier_meant_duplicate,
	    [TOLD_TRANSFERRED] = T_dossier_meant_moved, [TOLD_RETURNED] = T_dossier_meant_returned,
	    [TOLD_VOID] = T_dossier_meant_void,
	};
	struct ctx                   *cx = m->cx;
	struct input                  in = {S("id"), DESK_FORMAT(cx, "%lld", (long long)m->c->id)};
	const struct intake_told_out *o;
	struct dossier_told          *t;
	const void                   *out;
	enum err                      e;

	if (m->c->state != CASE_TOLD)
		return OK;
	if ((e = desk_view(m->rq, "intake.told", &in, 1, &out)) != OK)
		return e;
	o = out;
	if (!(t = ARENA_NEW(cx->arena, struct dossier_told)))
		return ctx_no_memory(cx);
	*t = (struct dossier_told){
	    .source = m->p->source,
	    .number = o->number,
	    .channel = o->channel,
	    .type = o->type,
	    .agency = o->agency,
	    .status = o->status,
	    .outcome = o->outcome,
	    .place = o->place_told,
	    .transfer = o->transfer,
	    .parent_no = o->parent_no,
	    .meaning = o->meaning < TOLD_MEANING_MAX ? meaning[o->meaning] : T_none,
	    .created_at = o->created_at,
	    .due_at = o->due_at,
	    .closed_at = o->closed_at,
	    .status_at = o->status_at,
	    .late = o->late,
	    .twice = o->meaning == TOLD_DUPLICATE,
	};
	if (o->channel.n)
		m->p->source = o->channel;
	if (o->original_id.some && (e = number_of(cx, o->original_id.v, &t->original, &t->original_href)) != OK)
		return e;
	m->p->told = t;
	return facts(cx, o->facts, t);
}
