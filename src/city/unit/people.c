/* People and the posts they hold: what person.load and the commands on one of them write. */
#include "city/place/place.h"
#include "city/place/record.h"
#include "city/unit/inside.h"
#include "city_unit_texts.h"
#include "kit_table_texts.h"

bool
is_admin(enum role r)
{
	return r == ROLE_SYSADMIN || r == ROLE_SECADMIN || r == ROLE_AUDITOR;
}

bool
roles_compatible(enum role a, enum role b)
{
	return a == b || (!is_admin(a) && !is_admin(b));
}

enum err
unit_today(struct ctx *cx, str *out)
{
	char    text[DAY_TEXT];
	day     d;
	int32_t ms;

	if (!day_of_ms(cx->now, cx->zone, &d, &ms))
		return refuse(cx, ERR_INPUT, NULL, T_unit_clock);
	return arena_str(cx->arena, day_format(d, text), out) ? OK : ctx_no_memory(cx);
}

enum err
holdings_check(struct ctx *cx, int64_t person, bool *fine, str *bad)
{
	struct q_holding_of_row *h;
	size_t                   n;
	enum err                 e = q_holding_of(cx, &(struct q_holding_of_in){.person_id = person}, &h, &n);

	*fine = true;
	for (size_t i = 0; e == OK && i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (!roles_compatible(role_of(h[i].role), role_of(h[k].role)) &&
			    span_overlap(h[i].valid_from, h[i].valid_to, h[k].valid_from, h[k].valid_to)) {
				*fine = false;
				*bad = h[i].post_code;
			}
	return e;
}

enum err
take_post(struct ctx *cx, int64_t person, int64_t post, str from, str to)
{
	struct q_holding_add_row row;
	struct record            r;
	enum err                 e;

	e = q_holding_add(cx, &(struct q_holding_add_in){.person_id = person, .post_id = post, .valid_from = from,
	                                               .valid_to = to},
	                  &row);
	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_i64(&r.set, "person_id", person);
	json_kv_i64(&r.set, "post_id", post);
	json_kv_str(&r.set, "valid_from", from);
	json_kv_str(&r.set, "valid_to", to);
	return record_end(cx, &r, "holding", row.id, 1, "holding.added", STR_NONE);
}

enum err
leave_post(struct ctx *cx, const struct q_holding_of_row *h, str to)
{
	struct record r;
	int64_t       n;
	/* A holding that had not begun never was: its end is its beginning. */
	str      end = str_cmp(to, h->valid_from) < 0 ? h->valid_from : to;
	enum err e = q_holding_end(cx, &(struct q_holding_end_in){.id = h->id, .rev = h->rev + 1, .valid_to = end},
	    &n);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	json_kv_str(&r.set, "valid_to", end);
	return record_end(cx, &r, "holding", h->id, h->rev + 1, "holding.ended", STR_NONE);
}

/* ---- What a table of people says ---- */

static enum err
person_event(struct ctx *cx, int64_t id, int64_t rev, const struct person_said *p, const char *type)
{
	struct record r;
	str           more;
	enum err      e = record_basis(cx, p->basis, &more);

	if (e != OK)
		return e;
	record_begin(cx, &r);
	if (rev == 1)
		json_kv_str(&r.set, "code", p->code);
	json_kv_str(&r.set, "name", p->name);
	json_kv_str(&r.set, "valid_from", p->valid_from);
	json_kv_str(&r.set, "valid_to", p->valid_to);
	return record_end(cx, &r, "person", id, rev, type, more);
}

enum err
person_put(struct ctx *cx, const struct person_said *p, int64_t *id, bool *changed)
{
	struct q_person_by_code_row old;
	struct q_person_add_row     added;
	const char                 *type;
	int64_t                     n;
	enum err                    e;

	e = q_person_by_code(cx, &(struct q_person_by_code_in){.code = p->code}, &old);
	if (e == ERR_NONE) {
		e = q_person_add(cx,
		                 &(struct q_person_add_in){.code = p->code, .name = p->name,
		                                           .valid_from = p->valid_from, .valid_to = p->valid_to},
		                 &added);
		*id = added.id;
		*changed = true;
		return e == OK ? person_event(cx, *id, 1, p, "person.added") : e;
	}
	if (e != OK)
		return e;
	*id = old.id;
	if (str_eq(old.name, p->name) && str_eq(old.valid_from, p->valid_from) && str_eq(old.valid_to, p->valid_to))
		return OK;
	*changed = true;
	e = q_person_change(cx,
	                    &(struct q_person_change_in){.id = old.id, .rev = old.rev + 1, .name = p->name,
	                                                 .valid_from = p->valid_from, .valid_to = p->valid_to},
	                    &n);
	type = said_type(old.valid_to, p->valid_to, "person.changed", "person.left", "person.back");
	return e == OK ? person_event(cx, old.id, old.rev + 1, p, type) : e;
}

bool
holding_open(const struct q_holding_of_row *h, str today)
{
	return !h->valid_to.p || (str_cmp(h->valid_to, today) > 0 && str_cmp(h->valid_to, h->valid_from) > 0);
}

enum err
person_posts_put(struct ctx *cx, int64_t person, str list, str from, struct posts_fault *fault, bool *changed)
{
	struct q_holding_of_row *h;
	struct q_post_by_code_row post;
	struct unit_over         over;
	size_t                   n;
	str                      code, today;
	bool                    *keep, fine;
	enum err                 e;

	*fault = (struct posts_fault){T_none, STR_NONE};
	if ((e = unit_today(cx, &today)) != OK ||
	    (e = q_holding_of(cx, &(struct q_holding_of_in){.person_id = person}, &h, &n)) != OK)
		return e;
	if (!(keep = ARENA_NEWS(cx->arena, n, bool)))
		return ctx_no_memory(cx);
	while ((code = list_cut(&list)).p) {
		bool known = false;

		e = q_post_by_code(cx, &(struct q_post_by_code_in){.code = code}, &post);
		if (e == ERR_NONE) {
			*fault = (struct posts_fault){T_sheet_cell_unknown, code};
			return OK;
		}
		if (e != OK)
			return e;
		for (size_t k = 0; k < n; k++)
			if (h[k].post_id == post.id && holding_open(&h[k], today))
				known = keep[k] = true;
		if (known)
			continue;
		*changed = true;
		e = post_in_reach(cx, post.id);
		if (e == ERR_NONE) {
			*fault = (struct posts_fault){T_unit_row_out, code};
			return OK;
		}
		if (e != OK || (e = unit_lasts(cx, post.unit_id, post.id, STR_NONE, &over)) != OK)
			return e;
		if (over.on.p) {
			*fault = (struct posts_fault){T_unit_row_post_ends, code};
			return OK;
		}
		if ((e = take_post(cx, person, post.id, from, STR_NONE)) != OK)
			return e;
	}
	for (size_t k = 0; k < n; k++)
		if (!keep[k] && holding_open(&h[k], today)) {
			*changed = true;
			if ((e = leave_post(cx, &h[k], today)) != OK)
				return e;
		}
	e = holdings_check(cx, person, &fine, &fault->post);
	if (e == OK && !fine)
		fault->text = T_unit_roles_apart;
	return e;
}

