/* Forms of the commands on one unit or post, with units and places to choose from. */
#include "city/place/place.h"
#include "show/roster/page.h"
#include "show_roster_texts.h"

enum { PICK_MOST = 300, FORMS_MOST = 8, TOWN = 4 };

static enum err
look(struct ctx *cx, void *arg)
{
	struct roster_picks       *p = arg;
	struct q_roster_pick_top_row *top;
	int64_t                    above = cx->who->place;
	str                        today;
	size_t                     n;
	enum err                   e;

	if ((e = unit_today(cx, &today)) != OK || (e = place_part(cx, &p->part)) != OK)
		return e;
	if (!above) {
		if ((e = q_roster_pick_top(cx, &top, &n)) != OK)
			return e;
		above = n ? top->id : 0;
	}
	if ((e = q_roster_pick_units(cx, &(struct q_roster_pick_units_in){.day = today, .top = p->part,
	                                                                .n = PICK_MOST + 1}, &p->unit,
	                             &p->nunit)) != OK ||
	    (e = q_roster_pick_places(cx,
	                              &(struct q_roster_pick_places_in){.above_id = above, .day = today,
	                                                                .n = PICK_MOST + 1},
	                              &p->place, &p->nplace)) != OK)
		return e;
	if (p->nunit > PICK_MOST)
		p->nunit = 0;
	if (p->nplace > PICK_MOST)
		p->nplace = 0;
	return OK;
}

enum err
roster_picks(struct ctx *cx, struct roster_picks *out)
{
	*out = (struct roster_picks){0};
	return actor_may(cx->who, PERM_CITY_EDIT) ? view_look(cx, PERM_CITY_EDIT, look, out) : OK;
}

void
roster_forms_begin(struct roster_forms *fs, struct ctx *cx, struct form_again *again, struct frame *page, str here)
{
	*fs = (struct roster_forms){.cx = cx, .again = again, .page = page, .here = here,
	                            .form = ARENA_NEWS(cx->arena, FORMS_MOST, struct form)};
	fs->err = fs->form ? roster_picks(cx, &fs->picks) : ctx_no_memory(cx);
}

struct form *
roster_form(struct roster_forms *fs, const char *command, text_id word, text_id button, const char *icon, bool danger,
            str about)
{
	const struct command *c = command_find(str_of(command));
	struct form          *f = &fs->form[fs->n];

	if (fs->err != OK || !c || !actor_may(fs->cx->who, c->perm) || fs->n == FORMS_MOST)
		return NULL;
	if ((fs->err = form_of(fs->cx, str_of(c->name), c->in, c->nin, f)) != OK)
		return NULL;
	f->page = fs->here;
	f->word = text_get(word, fs->cx->lang);
	f->button = text_get(button, fs->cx->lang);
	f->icon = str_of(icon);
	f->danger = danger;
	f->ask = f->word;
	f->ask_more = about;
	return f;
}

static struct form_group *
groups_new(struct roster_forms *fs, size_t n)
{
	struct form_group  *g = ARENA_NEWS(fs->cx->arena, n + 1, struct form_group);
	struct form_option *o = ARENA_NEWS(fs->cx->arena, n + 1, struct form_option);

	if (!g || !o) {
		fs->err = ctx_no_memory(fs->cx);
		return NULL;
	}
	g->options = o;
	return g;
}

static str
own(const struct roster_forms *fs, int64_t id)
{
	return DESK_FORMAT(fs->cx, "#%lld", (long long)id);
}

void
roster_form_unit(struct roster_forms *fs, struct form *f, const char *field, int64_t but, struct roster_on on)
{
	const struct roster_picks *p = &fs->picks;
	struct form_group         *g;

	if (!f || fs->err != OK)
		return;
	if (p->nunit && (g = groups_new(fs, p->nunit))) {
		for (size_t i = 0; i < p->nunit; i++)
			/* Any unit may be the competent one; a post is made in one's own. */
			if (p->unit[i].id != but && (p->unit[i].mine || str_eq(str_of(field), S("parent"))))
				g->options[g->noptions++] =
				    (struct form_option){own(fs, p->unit[i].id), p->unit[i].name, false};
		form_pick(f, field, g, 1);
		form_blank(f, field, text_get(T_roster_blank_parent, fs->cx->lang));
	} else
		form_hint(f, field, text_get(T_roster_code_hint, fs->cx->lang));
	if (on.id)
		form_value(f, field, p->nunit ? own(fs, on.id) : on.code);
}

void
roster_form_place(struct roster_forms *fs, struct form *f, bool towns, struct roster_on on)
{
	const struct roster_picks *p = &fs->picks;
	struct form_group         *g;
	size_t                     n = 0;

	if (!f || fs->err != OK)
		return;
	if (p->nplace && (g = groups_new(fs, p->nplace))) {
		for (size_t i = 0; i < p->nplace; i++) {
			const struct q_roster_pick_places_row *x = &p->place[i];

			if (towns && x->level > TOWN && x->id != on.id)
				continue;
			if (n == 0 || !str_eq(g[n - 1].label, x->town)) {
				if (n)
					g[n].options = g[n - 1].options + g[n - 1].noptions;
				g[n++].label = x->town;
			}
			g[n - 1].options[g[n - 1].noptions++] = (struct form_option){own(fs, x->id), x->name, false};
		}
		form_pick(f, "place", g, n);
		/* What lies in no place is the whole city's. */
		if (towns && p->part)
			form_need(f, "place");
		else
			form_blank(f, "place",
			           text_get(towns ? T_roster_blank_territory : T_roster_scope_unit, fs->cx->lang));
	} else {
		form_hint(f, "place", text_get(T_roster_code_hint, fs->cx->lang));
	}
	if (on.id)
		form_value(f, "place", p->nplace ? own(fs, on.id) : on.code);
}

void
roster_form_done(struct roster_forms *fs, struct form *f)
{
	if (!f || fs->err != OK)
		return;
	fs->err = form_again(fs->cx, f, fs->again, fs->page);
	fs->n++;
}

enum err
roster_forms_end(struct roster_forms *fs)
{
	return fs->err == OK ? form_rest(fs->cx, fs->again, fs->page) : fs->err;
}
