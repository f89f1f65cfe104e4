/* One case as JSON. */
#include "work/docket/inside.h"

static void
times(struct json *j, const char *key, int64_t v)
{
	case_json_opt(j, key, v != CASE_NO_TIME ? SOME_I64(v) : (opt_i64){0});
}

static void
numbers(struct json *j, const struct case_page *p)
{
	static const char *const bases[] = {"", "duty", "territory", "chosen", "precedent"};
	static const char *const kinds[] = {"", "proven", "forced", "self"};

	json_kv_i64(j, "id", p->id);
	json_kv_i64(j, "rev", p->rev);
	json_kv_str(j, "no", p->no);
	json_kv_str(j, "state", str_of(case_state_code((enum case_state)p->state)));
	json_kv_str(j, "kind", p->kind ? str_of(kinds[p->kind]) : STR_NONE);
	json_kv_i64(j, "priority", p->priority);
	json_kv_str(j, "source", p->source);
	json_kv_str(j, "source_ref", p->source_ref);
	json_kv_str(j, "told_status", p->told_status);
	json_kv_str(j, "told_unit", p->told_unit);
	json_kv_bool(j, "is_public", p->is_public);
	json_kv_str(j, "duty_basis", p->duty_basis ? str_of(bases[p->duty_basis]) : STR_NONE);
	json_kv_i64(j, "reported_at", p->reported_at);
	json_kv_i64(j, "last_at", p->last_at);
	case_json_opt(j, "ended_at", p->ended_at);
	case_json_opt(j, "due_at", p->due_at);
	case_json_opt(j, "until", p->until);
	json_kv_bool(j, "overdue", p->overdue);
	json_kv_bool(j, "at_hq", p->at_hq);
	json_kv_i64(j, "rework", p->rework);
	json_kv_i64(j, "returns", p->returns);
	json_kv_i64(j, "moved", p->moved);
	json_kv_i64(j, "extensions", p->extensions);
	json_kv_i64(j, "suspensions", p->suspensions);
	json_kv_i64(j, "reopens", p->reopens);
	json_kv_i64(j, "found_again", p->found_again);
	json_kv_i64(j, "came_back", p->came_back);
	case_json_opt(j, "merged_into", p->merged_into);
	json_kv_str(j, "merged_no", p->merged_no);
	case_json_opt(j, "beside", p->beside);
	case_json_opt(j, "back_of", p->back_of);
	json_kv_i64(j, "sealed", p->sealed);
}

static void
real(struct json *j, const char *key, opt_f64 v)
{
	json_key(j, str_of(key));
	if (v.some)
		json_f64(j, v.v);
	else
		json_null(j);
}

static void
where_and_what(struct json *j, const struct case_page *p)
{
	json_kv_i64(j, "place", p->place_id);
	json_kv_str(j, "place_code", p->place_code);
	json_key(j, S("places"));
	json_arr(j);
	for (size_t i = 0; i < p->n_up; i++)
		json_str(j, p->up[i]);
	json_arr_end(j);
	json_kv_str(j, "address", p->address);
	real(j, "lon", p->lon);
	real(j, "lat", p->lat);
	real(j, "accuracy", p->accuracy);
	json_kv_str(j, "description", p->description);
	json_kv_str(j, "class", p->class_key);
	json_kv_str(j, "class_name", p->class_name);
	json_kv_str(j, "big_name", p->big_name);
	json_kv_str(j, "condition", p->condition);
	json_kv_str(j, "condition_key", p->condition_key);
	json_kv_str(j, "limit_source", p->limit_source);
	json_kv_str(j, "closing", p->closing);
	json_kv_str(j, "photo", p->photo);
	json_kv_str(j, "photo_reason", p->photo_reason);
	json_kv_str(j, "unit_name", p->unit_name);
	json_kv_str(j, "post_name", p->post_name);
	json_kv_str(j, "reporter_name", p->reporter_name);
	json_kv_str(j, "reporter_phone", p->reporter_phone);
}

static void
clocks(struct json *j, const struct case_page *p)
{
	json_key(j, S("deadlines"));
	json_arr(j);
	for (size_t i = 0; i < p->n_clock; i++) {
		const struct case_clock_line *c = &p->clock[i];

		json_obj(j);
		json_kv_str(j, "stage", str_of(case_stage_code((enum case_stage)c->stage)));
		json_kv_i64(j, "amount", c->amount);
		json_kv_str(j, "clock", c->clock);
		json_kv_str(j, "unit", c->unit);
		json_kv_str(j, "season", c->season);
		json_kv_i64(j, "extended", c->extended);
		json_kv_str(j, "calendar", c->calendar);
		json_kv_bool(j, "guessed", c->guessed);
		json_kv_i64(j, "start_at", c->start_at);
		json_kv_i64(j, "due_at", c->due_at);
		json_kv_bool(j, "runs", c->runs);
		case_json_opt(j, "met_at", c->met_at);
		case_json_opt(j, "dropped_at", c->dropped_at);
		case_json_opt(j, "paused_at", c->paused_at);
		case_json_opt(j, "overdue_at", c->overdue_at);
		case_json_opt(j, "exempt_at", c->exempt_at);
		json_kv_str(j, "exempt_why", c->exempt_why);
		if (c->runs) {
			json_kv_i64(j, c->late ? "over_ms" : "left_ms", c->left_ms);
			json_kv_bool(j, "whole_days", c->whole_days);
		}
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("why"));
	json_arr(j);
	for (size_t i = 0; i < p->n_why; i++) {
		json_obj(j);
		json_kv_i64(j, "from", p->why[i].from);
		json_kv_i64(j, "to", p->why[i].to);
		json_kv_i64(j, "ms", p->why[i].ms);
		json_kv_str(j, "why", p->why[i].why);
		json_kv_str(j, "name", p->why[i].name);
		json_kv_str(j, "paper", p->why[i].paper);
		json_kv_bool(j, "make_up", p->why[i].make_up);
		json_kv_bool(j, "guessed", p->why[i].guessed);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("papers"));
	json_arr(j);
	for (size_t i = 0; i < p->n_paper; i++)
		json_str(j, p->paper[i]);
	json_arr_end(j);
	json_kv_str(j, "hours", p->hours);
}

static void
hands(struct json *j, const struct case_page *p)
{
	static const char *const asks[] = {"extend", "suspend", "void", "force", "exempt"};
	static const char *const outcomes[] = {"waits", "granted", "refused", "lapsed"};

	json_key(j, S("hands"));
	json_arr(j);
	for (size_t i = 0; i < p->n_hold; i++) {
		json_obj(j);
		json_kv_str(j, "state", str_of(case_state_code((enum case_state)p->hold[i].state)));
		json_kv_str(j, "unit_name", p->hold[i].unit_name);
		json_kv_str(j, "post_name", p->hold[i].post_name);
		json_kv_i64(j, "from", p->hold[i].from_at);
		times(j, "to", p->hold[i].to_at);
		json_kv_i64(j, "office_ms", p->hold[i].office_ms);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("parts"));
	json_arr(j);
	for (size_t i = 0; i < p->n_part; i++) {
		json_obj(j);
		json_kv_str(j, "unit_name", p->part[i].unit_name);
		json_kv_str(j, "post_name", p->part[i].post_name);
		json_kv_str(j, "person_name", p->part[i].person_name);
		json_kv_bool(j, "main", p->part[i].main);
		json_kv_str(j, "basis", p->part[i].basis);
		case_json_opt(j, "due_at", p->part[i].due_at);
		json_kv_i64(j, "from", p->part[i].from_at);
		case_json_opt(j, "to", p->part[i].to_at);
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("asks"));
	json_arr(j);
	for (size_t i = 0; i < p->n_ask; i++) {
		json_obj(j);
		json_kv_str(j, "kind", str_of(asks[p->ask[i].kind]));
		json_kv_i64(j, "asked_at", p->ask[i].asked_at);
		json_kv_str(j, "reason", p->ask[i].reason);
		case_json_opt(j, "until", p->ask[i].until);
		json_kv_str(j, "outcome", str_of(outcomes[p->ask[i].outcome]));
		case_json_opt(j, "decided_at", p->ask[i].decided_at);
		json_kv_str(j, "why", p->ask[i].why);
		json_obj_end(j);
	}
	json_arr_end(j);
}

static void
acts_and_events(struct json *j, const struct case_page *p)
{
	json_key(j, S("acts"));
	json_arr(j);
	for (size_t i = 0; i < p->n_offer; i++) {
		json_obj(j);
		json_kv_str(j, "act", str_of(case_act_code(p->offer[i].act)));
		json_kv_bool(j, "may", p->offer[i].may);
		json_kv_str(j, "why", p->offer[i].may ? STR_NONE : str_of(text_key(p->offer[i].why)));
		json_obj_end(j);
	}
	json_arr_end(j);
	json_key(j, S("events"));
	json_arr(j);
	for (size_t i = 0; i < p->n_event; i++) {
		const struct case_event_line *v = &p->event[i];

		json_obj(j);
		json_kv_i64(j, "rev", v->rev);
		json_kv_str(j, "type", v->type);
		json_kv_i64(j, "at", v->at);
		json_kv_i64(j, "recorded_at", v->recorded_at);
		json_kv_str(j, "post_name", v->post_name);
		json_kv_str(j, "unit_name", v->unit_name);
		case_json_opt(j, "pos", v->pos);
		json_key(j, S("payload"));
		if (v->payload.p)
			json_raw(j, v->payload);
		else
			json_null(j);
		json_obj_end(j);
	}
	json_arr_end(j);
}

void
case_page_json(const void *out, struct json *j)
{
	const struct case_page *p = out;

	json_obj(j);
	numbers(j, p);
	where_and_what(j, p);
	clocks(j, p);
	hands(j, p);
	acts_and_events(j, p);
	json_obj_end(j);
}
