/* What people call the columns of tables. */
#include "kit/table/sheet.h"

#include "kit_table_texts.h"

/* The first of a name is what we write; others are understood. */
static const struct {
	const char *name;
	text_id     word;
} words[] = {
    {"export_mark", T_sheet_word_export_mark},
    {"code", T_sheet_word_code},
    {"code", T_sheet_word_code2},
    {"code", T_sheet_word_code3},
    {"name", T_sheet_word_name},
    {"name", T_sheet_word_name2},
    {"short_name", T_sheet_word_short_name},
    {"kind", T_sheet_word_kind},
    {"parent_code", T_sheet_word_parent_code},
    {"place_code", T_sheet_word_place_code},
    {"note", T_sheet_word_note},
    {"valid_from", T_sheet_word_valid_from},
    {"valid_to", T_sheet_word_valid_to},
    {"unit_code", T_sheet_word_unit_code},
    {"unit_code", T_sheet_word_unit_code2},
    {"role", T_sheet_word_role},
    {"classes", T_sheet_word_classes},
    {"login", T_sheet_word_login},
    {"post_codes", T_sheet_word_post_codes},
    {"class_key", T_sheet_word_class_key},
    {"helper_codes", T_sheet_word_helper_codes},
    {"basis", T_sheet_word_basis},
    {"source", T_sheet_word_source},
    {"key", T_sheet_word_key},
    {"big_code", T_sheet_word_big_code},
    {"big_name", T_sheet_word_big_name},
    {"subject", T_sheet_word_subject},
    {"synonyms", T_sheet_word_synonyms},
    {"version", T_sheet_word_version},
    {"type", T_sheet_word_type},
    {"address", T_sheet_word_address},
    {"lon", T_sheet_word_lon},
    {"lat", T_sheet_word_lat},
    {"line", T_sheet_word_line},
    {"srs", T_sheet_word_srs},
    {"on", T_sheet_word_on},
    {"paper", T_sheet_word_paper},
    {"issued", T_sheet_word_issued},
    {"title", T_sheet_word_title},
    {"condition", T_sheet_word_condition},
    {"after_key", T_sheet_word_after_key},
    {"amount", T_sheet_word_amount},
    {"limit_unit", T_sheet_word_limit_unit},
    {"closing", T_sheet_word_closing},
    {"photo", T_sheet_word_photo},
    {"photo_reason", T_sheet_word_photo_reason},
    {"not_collected", T_sheet_word_not_collected},
    {"season", T_sheet_word_season},
    {"scheme", T_sheet_word_scheme},
    {"level", T_sheet_word_level},
    {"sample", T_sheet_word_sample},
    {"no", T_sheet_word_no},
    {"no", T_sheet_word_code2},
    {"block", T_sheet_word_block},
    {"item", T_sheet_word_item},
    {"content", T_sheet_word_content},
    {"standard", T_sheet_word_standard},
    {"method", T_sheet_word_method},
    {"site_types", T_sheet_word_site_types},
    {"weight", T_sheet_word_weight},
    {"struck", T_sheet_word_struck},
    {"case_no", T_sheet_word_case_no},
    {"move_reason", T_sheet_word_move_reason},
    {"remark", T_sheet_word_remark},
    {"case_rev", T_sheet_word_case_rev},
    {"case_state", T_sheet_word_case_state},
    {"problem", T_sheet_word_problem},
    {"spot", T_sheet_word_spot},
    {"time_limit", T_sheet_word_time_limit},
    {"task_no", T_sheet_word_task_no},
    {"task_kind", T_sheet_word_task_kind},
    {"task", T_sheet_word_task},
    {"goal", T_sheet_word_goal},
    {"target", T_sheet_word_target},
    {"measure", T_sheet_word_measure},
    {"post_code", T_sheet_word_post_code},
    {"begins", T_sheet_word_begins},
    {"due", T_sheet_word_due},
    {"work_days", T_sheet_word_work_days},
    {"evidence", T_sheet_word_evidence},
    {"checks", T_sheet_word_checks},
    {"places", T_sheet_word_places},
    {"sites", T_sheet_word_sites},
    {"standards", T_sheet_word_standards},
    {"after", T_sheet_word_after},
    {"campaign", T_sheet_word_campaign},
    {"finding_no", T_sheet_word_finding_no},
    {"finding_kind", T_sheet_word_finding_kind},
    {"finding", T_sheet_word_finding},
    {"lost", T_sheet_word_lost},
    {"tasks", T_sheet_word_tasks},
    {"cases", T_sheet_word_cases},
    {"ranking", T_sheet_word_ranking},
    {"rank", T_sheet_word_rank},
    {"among", T_sheet_word_among},
    {"score", T_sheet_word_score},
    {"best", T_sheet_word_best},
    {"datum", T_sheet_word_datum},
    {"owner", T_sheet_word_owner},
    {"held_in", T_sheet_word_held_in},
    {"ended", T_sheet_word_ended},
    {"material_no", T_sheet_word_material_no},
    {"material", T_sheet_word_material},
    {"of_standard", T_sheet_word_standards},
    {"file_kinds", T_sheet_word_file_kinds},
    {"most_mb", T_sheet_word_most_mb},
    {"copies", T_sheet_word_copies},
    {"opens", T_sheet_word_opens},
    {"closes", T_sheet_word_closes},
    {"since", T_sheet_word_since},
    {"until", T_sheet_word_until},
    {"asks", T_sheet_word_asks},
};

text_id
sheet_word(const char *name)
{
	for (size_t i = 0; i < NITEMS(words); i++)
		if (str_eq(str_of(words[i].name), str_of(name)))
			return words[i].word;
	return T_none;
}

/* As people type it over: without spaces and line feeds. */
static bool
same(str a, str b)
{
	const str blanks = S(" \t\r\n");
	size_t    i = 0, k = 0;

	for (;;) {
		while (i < a.n && str_find(blanks, a.p[i]) != SIZE_MAX)
			i++;
		while (k < b.n && str_find(blanks, b.p[k]) != SIZE_MAX)
			k++;
		if (i == a.n || k == b.n)
			return i == a.n && k == b.n;
		if (a.p[i++] != b.p[k++])
			return false;
	}
}

bool
sheet_means(const char *name, str word)
{
	bool means = str_eq(str_of(name), word);

	for (size_t i = 0; i < NITEMS(words) && !means; i++)
		means = str_eq(str_of(words[i].name), str_of(name)) &&
			(same(word, text_get(words[i].word, ZH)) || same(word, text_get(words[i].word, EN)));
	return means;
}
